# Anonym drøfting.
AnonymousConsultationHeld = En sak ble drøftet anonymt med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $topics }.

ConsultationTopic-DutyToReport = om meldeplikten er utløst
ConsultationTopic-ReportContent = innholdet i en melding
ConsultationTopic-WayForward = veien videre
ConsultationTopic-Conversation = samtale med barn eller foresatte
ConsultationTopic-Consent = hvordan de foresatte bes om samtykke
ConsultationTopic-WhoCanHelp = hvem som best kan hjelpe barnet
ConsultationTopic-Other = annet
IdentifyingKind-NationalId = et fødselsnummer eller D-nummer
IdentifyingKind-FullDate = en hel dato
IdentifyingKind-PhoneNumber = et telefonnummer
IdentifyingKind-EmailAddress = en e-postadresse
IdentifyingKind-Address = en adresse
IdentifyingKind-SchoolClass = en skoleklasse
IdentifyingKind-KnownName = et navn fra saken

NOT_ANONYMOUS = Teksten kan vise hvem barnet er: { $found }. Ta det bort. Ingenting er registrert.
CONSULTATION_ALREADY_RECORDED = Denne drøftingen er registrert. Registrer en ny drøfting for seg.
NAMES_WITHHELD = Noen navn i saken er skjermet for deg, og da kan det ikke letes etter dem i teksten. La en som ser navnene, registrere drøftingen, eller utelat screenForCase og les nøye gjennom teksten selv. Ingenting er registrert.
