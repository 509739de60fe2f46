# Anonym drøfting.
AnonymousConsultationHeld = Ei sak vart drøfta anonymt med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $topics }.

ConsultationTopic-DutyToReport = om meldeplikta er utløyst
ConsultationTopic-ReportContent = innhaldet i ei melding
ConsultationTopic-WayForward = vegen vidare
ConsultationTopic-Conversation = samtale med barn eller føresette
ConsultationTopic-Consent = korleis dei føresette blir bedne om samtykke
ConsultationTopic-WhoCanHelp = kven som best kan hjelpe barnet
ConsultationTopic-Other = anna
IdentifyingKind-NationalId = eit fødselsnummer eller D-nummer
IdentifyingKind-FullDate = ein heil dato
IdentifyingKind-PhoneNumber = eit telefonnummer
IdentifyingKind-EmailAddress = ei e-postadresse
IdentifyingKind-Address = ei adresse
IdentifyingKind-SchoolClass = ein skuleklasse
IdentifyingKind-KnownName = eit namn frå saka

NOT_ANONYMOUS = Teksten kan vise kven barnet er: { $found }. Ta det bort. Ingenting er registrert.
CONSULTATION_ALREADY_RECORDED = Denne drøftinga er registrert. Registrer ei ny drøfting for seg.
NAMES_WITHHELD = Nokre namn i saka er skjerma for deg, og då kan ein ikkje leite etter dei i teksten. La ein som ser namna, registrere drøftinga, eller utelat screenForCase og les nøye gjennom teksten sjølv. Ingenting er registrert.
