# Veiledere: hvem som eier et trinn, og hva det handler om.
GuideStatus-Draft = under utarbeidelse
GuideStatus-Published = publisert
GuideStatus-Retired = utgått
Arena-Kindergarten = barnehagen
Arena-School = skolen
Arena-AfterSchoolProgramme = SFO
Arena-HealthService = helsestasjonen og skolehelsetjenesten
GuideSubject-Case = enhetens arbeid med en sak
GuideSubject-ChildWelfareService = barnevernstjenestens arbeid med en melding
ServiceStage-Triage = gjennomgang av meldingen
ServiceStage-Investigation = undersøkelse
ServiceStage-FollowUp = oppfølging etter undersøkelsen
