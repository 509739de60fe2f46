# Rettleiarar: kven som eig eit trinn, og kva det handlar om.
GuideStatus-Draft = under utarbeiding
GuideStatus-Published = publisert
GuideStatus-Retired = utgått
Arena-Kindergarten = barnehagen
Arena-School = skulen
Arena-AfterSchoolProgramme = SFO
Arena-HealthService = helsestasjonen og skulehelsetenesta
GuideSubject-Case = arbeidet til eininga med ei sak
GuideSubject-ChildWelfareService = arbeidet til barnevernstenesta med ei melding
ServiceStage-Triage = gjennomgang av meldinga
ServiceStage-Investigation = undersøking
ServiceStage-FollowUp = oppfølging etter undersøkinga
