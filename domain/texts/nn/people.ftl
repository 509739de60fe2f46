# Tenester, og kva den som avgjer arbeider som.
Body-Kindergarten = barnehagen
Body-School = skulen
Body-AfterSchoolProgramme = SFO
Body-HealthStation = helsestasjonen
Body-SchoolHealthService = skulehelsetenesta
Body-EducationalPsychologicalService = PPT
Body-ChildWelfareService = barnevernstenesta
Body-ChildWelfareEmergencyService = barnevernvakta
Body-ResourceTeam = ressursteamet
Body-SpecialistHealthService = spesialisthelsetenesta
Body-Police = politiet

DeciderRole-Employee = tilsett
DeciderRole-PedagogicalLeader = pedagogisk leiar
DeciderRole-ContactTeacher = kontaktlærar
DeciderRole-PublicHealthNurse = helsesjukepleiar
DeciderRole-Head = styrar/rektor
DeciderRole-UnitLeader = einingsleiar
DeciderRole-ProfessionalLeader = fagleiar
DeciderRole-RelayHolder = stafetthaldar
DeciderRole-IntakeOfficer = mottak
DeciderRole-Caseworker = saksbehandlar
