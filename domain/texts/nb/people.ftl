# Tjenester, og hva den som bestemmer arbeider som.
Body-Kindergarten = barnehagen
Body-School = skolen
Body-AfterSchoolProgramme = SFO
Body-HealthStation = helsestasjonen
Body-SchoolHealthService = skolehelsetjenesten
Body-EducationalPsychologicalService = PPT
Body-ChildWelfareService = barnevernstjenesten
Body-ChildWelfareEmergencyService = barnevernvakten
Body-ResourceTeam = ressursteamet
Body-SpecialistHealthService = spesialisthelsetjenesten
Body-Police = politiet

DeciderRole-Employee = ansatt
DeciderRole-PedagogicalLeader = pedagogisk leder
DeciderRole-ContactTeacher = kontaktlærer
DeciderRole-PublicHealthNurse = helsesykepleier
DeciderRole-Head = styrer/rektor
DeciderRole-UnitLeader = virksomhetsleder
DeciderRole-ProfessionalLeader = fagleder
DeciderRole-RelayHolder = stafettholder
DeciderRole-IntakeOfficer = mottak
DeciderRole-Caseworker = saksbehandler
