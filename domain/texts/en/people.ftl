# Services, and what someone who decides does at work.
Body-Kindergarten = the kindergarten
Body-School = the school
Body-AfterSchoolProgramme = the after-school programme
Body-HealthStation = the health station
Body-SchoolHealthService = the school health service
Body-EducationalPsychologicalService = the educational-psychological service
Body-ChildWelfareService = the child welfare service
Body-ChildWelfareEmergencyService = the child welfare emergency service
Body-ResourceTeam = the resource team
Body-SpecialistHealthService = the specialist health service
Body-Police = the police

DeciderRole-Employee = employee
DeciderRole-PedagogicalLeader = pedagogical leader
DeciderRole-ContactTeacher = contact teacher
DeciderRole-PublicHealthNurse = public health nurse
DeciderRole-Head = head
DeciderRole-UnitLeader = unit leader
DeciderRole-ProfessionalLeader = professional leader
DeciderRole-RelayHolder = relay holder
DeciderRole-IntakeOfficer = intake officer
DeciderRole-Caseworker = caseworker
