# Restriction and erasure of a person's data.
SubjectRestricted = The data were restricted: { $ground }.
RestrictionLifted = The restriction was lifted.
ErasureRequested = Erasure was asked for: { $basis }. It can be approved from { $from }.
ErasureRequestWithdrawn = The request for erasure was withdrawn.
ErasureRejected = The request for erasure was turned down.
ErasureApproved = A second person approved the erasure.
SubjectErased = The person was erased: { $basis }.
AddressProtected = The address is protected: { $grade }, says { $source }.
AddressProtectionLifted = The address is protected no more, says { $source }.

SUBJECT_ERASED = The person was erased. Nothing more can be recorded of that person here; a new concern begins anew.
NOT_RESTRICTED = The person's data are not restricted. Restriction comes before erasure: restrict first.
ERASURE_AWAITED = A request for erasure awaits its answer. Approve, reject or withdraw it first.
ERASURE_NOT_REQUESTED = Nobody has asked for this person to be erased.
SECOND_PERSON_REQUIRED = Who asks for an erasure does not approve it. Let a second person look at it.
ERASURE_DELAY_RUNNING = The erasure can be approved from { $until }.
ERASURE_DELAY_SHORTENED = Who made the delay shorter neither asks for an erasure under it nor approves one. Let another person do it.

# A person asks what is recorded.
SubjectAccessRequested = Access to the data was asked for by { $asker }. The answer is due by { $due }.
SubjectAccessExtended = The answer to the request for access was put off until { $due }: { $ground }.
SubjectAccessAnswered = The request for access was answered: { $outcome }{ $grounded ->
        [yes] ; grounds: { $grounds }
       *[no] {""}
    }.
SubjectAccessWithdrawn = The request for access was taken back.
ReportReceivedFromSomebody = A concern report was received.
CaseOpenedBySomebody = A case was opened.

ACCESS_ASKER_UNCLEAR = Who asks, and by what right, does not fit together ({ $asker }). Who asks for the own data needs no right; a guardian is named, with the population register or a court's decision; anyone else is named, with a power of attorney, an appointment or a court's decision.
ACCESS_ALREADY_REQUESTED = This request for access is recorded already.
ACCESS_NOT_AWAITED = No such request for access waits for an answer. Look among the requests that are recorded for this person.
ACCESS_ALREADY_EXTENDED = The answer was put off before, which is done once. It is due by { $due }.
ACCESS_EXTENSION_TOO_LATE = That an answer is put off is told within the first month, which ended on { $due }. Answer now.
ACCESS_EXTENSION_OUT_OF_BOUNDS = The answer can be put off to a day after { $after }, and to { $latest } at the latest.
ACCESS_ANSWERED_ALONE = Who records a request for access does not answer it. Let another leader of the unit decide.
ACCESS_GROUNDS_MISSING = Where not all is handed over, give the grounds and the reasons.
ACCESS_GROUNDS_WITHOUT_REFUSAL = Where all is handed over, there are no grounds and reasons against it. Leave them out, or say that a part is given.
ACCESS_KEPT_FROM_GUARDIANS = There is something among it that guardians must not know of. Give a part of it, or refuse, and say why.
ACCESS_AWAITED = The person has asked for access and waits for an answer. Answer that before the data are erased.
STILL_WORKED_WITH = Somebody still works with the child: a case is open, a report waits, an investigation goes on, a measure runs, or something is owed about the child. End that first. Where the data should never have been recorded, or an act demands their erasure, name that basis.

AccessAsker-Person = the person
AccessAsker-Guardian = a guardian for the child
AccessAsker-Representative = a representative
IdentityCheck-ElectronicId = electronic id
IdentityCheck-IdentityDocument = an identity document
IdentityCheck-KnownPersonally = known in person
AccessAuthority-PopulationRegister = the population register
AccessAuthority-CourtDecision = a decision of a court or the board
AccessAuthority-PowerOfAttorney = a power of attorney
AccessAuthority-Appointment = an appointment
AccessExtensionGround-Complexity = it takes much work
AccessExtensionGround-NumberOfRequests = there are many requests
AccessOutcome-GivenInFull = all was handed over
AccessOutcome-GivenInPart = a part was handed over
AccessOutcome-Refused = nothing was handed over
AccessRefusalGround-DangerToChild = danger to the child
AccessRefusalGround-GuardiansMustNotKnow = guardians must not know of it
AccessRefusalGround-ReporterIdentity = who reported
AccessRefusalGround-AnonymityPromised = somebody was promised not to be named
AccessRefusalGround-InformationAboutOthers = data about others
AccessRefusalGround-InternalDocument = internal document
AccessRefusalGround-PersonsHealth = the person's health or close relations
AccessRefusalGround-CrimeInvestigation = investigation or prevention of a crime
AccessRefusalGround-DutyOfConfidentiality = confidential by law
AccessRefusalGround-UnfoundedRequest = manifestly unfounded or excessive request
HandOver-DigitalMailbox = digital mailbox
HandOver-Post = letter
HandOver-InPerson = handed over in person
HandOver-ReadOnTheSpot = read on the spot
AccessStanding-Due = awaits an answer
AccessStanding-Extended = awaits an answer that was put off
AccessStanding-Overdue = overdue
AccessStanding-Met = answered in time
AccessStanding-MetLate = answered too late
AccessStanding-Withdrawn = taken back
AccessKeptBack-OtherPerson = belongs to somebody else
AccessKeptBack-Employee = name or words of an employee
AccessKeptBack-ReporterIdentity = tells who reported
AccessKeptBack-GuardiansMustNotKnow = guardians must not know of it
AccessKeptBack-OtherService = belongs to another service or unit, which answers for it
ProcessingPurpose-ConcernFollowUp = following up a concern for a child
ProcessingPurpose-ReportAssessment = receiving and assessing a concern report
ProcessingPurpose-Investigation = investigating a child's situation, and helping
ProcessingPurpose-DataSubjectRights = keeping track of rights over a person's data
SAME_CHILD_ADDRESS_UNPROTECTED = The child's address is protected under this pseudonym, and under another one that the child stands under it is not, less strictly or from fewer guardians. Protect it there first, as strictly and from all the same guardians or from every guardian, or it is shown once this one is erased.
SAME_CHILD_LESS_RESTRICTED = The child stands under another pseudonym too, and is shown to more roles there than under this one. Restrict it there to the same roles or fewer (restrictSubject), or more people see it once this one is erased.
ADDRESS_NOT_PROTECTED = The person's address is not protected. There is nothing to lift.
ADDRESS_MORE_STRICTLY_PROTECTED = The address is protected more strictly already. Lift that with reasons, and record the new grade.

# One child that stands under several pseudonyms.
SameChildRecorded = It was recorded that the child is the one that stands under another pseudonym.
SameChildWithdrawn = It was taken back that the child is the one that stands under another pseudonym.

SAME_CHILD_RECORDED = It is recorded already that this is one child. If that is wrong, take it back with reasons.
NOT_OF_ONE_CHILD = This pseudonym does not stand for a child alone. Only two pseudonyms of children can be one child: see whether it was mistyped.
SAME_CHILD_NOT_RECORDED = Nobody has recorded that this is one child. See under which pseudonyms the child stands.
SAME_CHILD_NUMBERED_TWICE = Each has a national identity number or D-number of its own, so that they are two children. If the child has had both, for instance a D-number first, say so (hadBothNumbers). Otherwise one of the pseudonyms is wrong.
