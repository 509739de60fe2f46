# Guides: who owns a step, and what it is about.
GuideStatus-Draft = being written
GuideStatus-Published = published
GuideStatus-Retired = retired
Arena-Kindergarten = the kindergarten
Arena-School = the school
Arena-AfterSchoolProgramme = the after-school programme
Arena-HealthService = the health station and school health service
GuideSubject-Case = the unit's work with a case
GuideSubject-ChildWelfareService = the child welfare service's work with a report
ServiceStage-Triage = triage of the report
ServiceStage-Investigation = investigation
ServiceStage-FollowUp = follow-up after the investigation
