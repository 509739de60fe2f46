# Conditions of the duty to report.
DutyCondition-Abuse = abuse at home
DutyCondition-SeriousNeglect = other serious neglect
DutyCondition-PersistentSeriousBehaviouralDifficulties = persistent serious behavioural difficulties
DutyCondition-HumanTrafficking = danger of human trafficking

# Grounds for restricting data, and bases for erasing them.
RestrictionGround-AccuracyContested = their accuracy is contested
RestrictionGround-UnlawfulProcessing = processing them is unlawful
RestrictionGround-LegalClaim = they are kept for a legal claim only
RestrictionGround-ObjectionPending = an objection is not decided
ErasureBasis-NoLongerNecessary = the data are no longer necessary
ErasureBasis-ConsentWithdrawn = the consent they rested on was withdrawn
ErasureBasis-ObjectionUpheld = an objection was upheld
ErasureBasis-UnlawfullyRecorded = the data were recorded unlawfully
ErasureBasis-WrongPerson = the data were recorded of the wrong person
ErasureBasis-LegalObligation = another act demands it
ErasureBasis-NationalArchivesDecision = the National Archives decided that the data are to be deleted

# Addresses that the population register keeps secret.
AddressProtectionGrade-StrictlyConfidential = strictly confidential address (code 6)
AddressProtectionGrade-Confidential = confidential address (code 7)
AddressProtectionGrade-ClientAddress = client's address (klientadresse)
AddressProtectionSource-PopulationRegister = the population register
AddressProtectionSource-Police = the police
AddressProtectionSource-ChildWelfareService = the child welfare service
AddressProtectionSource-Family = the family

# What a legal basis is about.
LegalTopic-DutyToReport = duty to report to the child welfare service
LegalTopic-DisclosureOnOrder = disclosure on order
LegalTopic-Confidentiality = confidentiality of the child welfare service
LegalTopic-Feedback = feedback to the reporter
LegalTopic-Triage = triage of reports
LegalTopic-Investigation = investigation
LegalTopic-RenewedInvestigation = renewed investigation after dismissal
LegalTopic-AssistanceMeasures = assistance measures
LegalTopic-Emergency = emergency decisions
LegalTopic-CareOrder = care order
LegalTopic-BehaviouralPlacement = behavioural placement
LegalTopic-NationalRegister = national child welfare register
LegalTopic-KindergartensDuty = the kindergartens' duty to report
LegalTopic-SchoolsDuty = the schools' duty to report
LegalTopic-PrivateSchoolsDuty = the private schools' duty to report
LegalTopic-HealthPersonnelsDuty = health personnel's duty to report
LegalTopic-FamilyCounsellingsDuty = the family counselling service's duty to report
LegalTopic-SocialServicesDuty = duty to report of the social services in NAV
LegalTopic-NationalInsurancesDuty = national insurance's duty to report
LegalTopic-MediatorsDuty = the mediators' duty to report
LegalTopic-IntegrationsDuty = duty to report in integration work
LegalTopic-CrisisCentresDuty = the crisis centres' duty to report
LegalTopic-SharingWithAuthorities = sharing of information with other authorities
LegalTopic-AutomatedCaseHandling = automated case handling
LegalTopic-Archive = archive: what is kept and destroyed
LegalTopic-DutyToAvert = duty to avert
LegalTopic-SubjectAccess = a person's right to see what is recorded about the person
LegalTopic-SubjectAccessExceptions = what a person's right to see does not reach
LegalTopic-PartyAccess = a party's right to see the documents of its case
LegalTopic-AddressProtection = protection of addresses
LegalTopic-ChildHeard = that a child is heard
LegalTopic-ChildsOpinionWeighs = that what a child thinks weighs
LegalTopic-ChildAsParty = that a child is a party of its own
LegalTopic-Majority = when somebody is of age
LegalTopic-AfterCare = measures for whoever has come of age
Verification-Verified = seen in an official source
Verification-Secondary = known from others who cite it
Verification-Unverified = believed, not verified

# Deadlines, and what they run from.
DeadlineKind-Triage = triage of the report
DeadlineKind-Acknowledgement = acknowledgement of the report
DeadlineKind-Investigation = the investigation
DeadlineKind-FeedbackAfterInvestigation = feedback after the investigation
DeadlineKind-RenewedInvestigation = renewed investigation after dismissal
DeadlineKind-LocalDecision = decision on the lowest level
DeadlineKind-Evaluation = evaluation of measures and next meeting
DeadlineKind-SubjectAccess = an answer to a request for access
DeadlineKind-GuardiansTold = telling the guardians
DeadlineKind-Copy = handing out a copy
DeadlineKind-ConsentAnswer = an answer to the question for consent
DeadlineKind-RefusalAnswer = an answer to a refusal of consent
DeadlineKind-OrderAnswer = an answer to the child welfare service's order
DeadlineKind-NoteAnswer = the leader's answer to an internal note
DeadlineKind-Siblings = finding out about siblings
DeadlineKind-LeaderTold = bringing the concern to the leader
DeadlineKind-FamilyCalled = calling the family to a talk, and writing down what was agreed
DeadlineKind-AgreementSigned = the signatures of an agreement
DeadlineKind-Advice = the advice that was asked for
DeadlineKind-StepCarriedOut = doing what was decided in a guide's step
DeadlineKind-TakenFurther = taking a case further
DeadlineKind-MeasurePlan = the plan of measures
DeadlineKind-InvestigationPlan = the plan of the investigation
DeadlineKind-Participation = the child's participation in the investigation
DeadlineKind-InformationAskedFor = information that was asked for
DeadlineKind-ServicePlan = the child welfare service's plan of measures
DeadlineKind-Report = the report, once the duty to report is triggered
DeadlineKind-DangerActedOn = acting when the child may be in danger
DeadlineKind-CopyReview = looking again at a copy that is withheld
DeadlineKind-QuietCase = looking at an open case in which nothing happens
DeadlineKind-ContactCheck = checking an entry of the contact directory
DeadlineStart-Receipt = receipt of the report
DeadlineStart-TriageConclusion = conclusion of triage
DeadlineStart-InvestigationConclusion = conclusion of the investigation
DeadlineStart-ConcernRaised = the day the concern was raised
DeadlineStart-Plan = what the plan says
DeadlineStart-AccessRequest = receipt of the request for access
DeadlineStart-Owed = the day from which it is owed
DeadlineStart-CopyWithheld = the day from which the copy is withheld
DeadlineStart-LastEvent = the last that happened in the case
DeadlineStart-ContactVerified = the last day on which the entry was checked

# From which age on the law gives a child which say.
AgeLimit-OpinionHeard = the child is heard
AgeLimit-OpinionWeighs = what the child thinks weighs heavily
AgeLimit-Party = the child is a party of its own
AgeLimit-OfAge = of age
AgeLimit-AfterCareEnds = measures of the child welfare service end
