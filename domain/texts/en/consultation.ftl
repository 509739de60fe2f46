# Anonymous consultation.
AnonymousConsultationHeld = A matter was discussed anonymously with { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $topics }.

ConsultationTopic-DutyToReport = whether the duty to report is triggered
ConsultationTopic-ReportContent = the content of a report
ConsultationTopic-WayForward = the way forward
ConsultationTopic-Conversation = a conversation with child or guardians
ConsultationTopic-Consent = how guardians are asked for consent
ConsultationTopic-WhoCanHelp = who can help the child best
ConsultationTopic-Other = something else
IdentifyingKind-NationalId = a national identity number
IdentifyingKind-FullDate = a full date
IdentifyingKind-PhoneNumber = a telephone number
IdentifyingKind-EmailAddress = an e-mail address
IdentifyingKind-Address = an address
IdentifyingKind-SchoolClass = a school class
IdentifyingKind-KnownName = a name from the case

NOT_ANONYMOUS = The text may tell who the child is: { $found }. Take it out. Nothing was recorded.
CONSULTATION_ALREADY_RECORDED = This consultation is recorded. Record another one by itself.
NAMES_WITHHELD = Names in this case are withheld from you, so they cannot be looked for in the text. Let somebody who sees them record the consultation, or leave screenForCase out and read the text with care. Nothing was recorded.
