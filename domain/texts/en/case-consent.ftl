# Consent: what guardians were asked for, and what they answered.
ConsentRequested = Consent was asked for: { $purposes }.
ConsentGiven = Consent was given.
ConsentRefused = Consent was refused.
ConsentWithdrawn = Consent was withdrawn.

ConsentPurpose-Level2Cooperation = cooperation on level 2
ConsentPurpose-Level3Meeting = an interdisciplinary meeting on level 3
ConsentPurpose-ReportWithoutDuty = a report to the child welfare service
ConsentPurpose-InformationSharing = sharing of information
InformationCategory-Observations = observations
InformationCategory-Assessments = assessments
InformationCategory-Health = health
InformationCategory-Learning = school and learning
InformationCategory-FamilySituation = the family's situation
InformationCategory-Measures = measures and plans
ConsentForm-SignedForm = on a signed form
ConsentForm-SignedAgreement = by signing the agreement
ConsentForm-Electronic = electronically
ConsentForm-Oral = by word of mouth

CONSENT_SCOPE_EMPTY = Consent must say what it is for, who may receive information and what kind: { $field } is empty.
CONSENT_UNKNOWN = No such consent was asked for in this case.
CONSENT_ALREADY_ASKED = Consent has been asked for under this id. Ask again with a new request.
CONSENT_ALREADY_ANSWERED = This question has been answered. Ask again with a new request.
CONSENT_NOT_GIVEN = Only a consent that was given can be withdrawn.
NO_VALID_CONSENT = There is no consent for { $purpose } that is given, covers it and is valid on { $on }. Ask the guardians for it.
