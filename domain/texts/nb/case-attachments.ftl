# Det som legges ved saken: skjema, tegninger, brev og rapporter, og det som trekkes tilbake.
AttachmentAdded = Et vedlegg ble lagt til: { $kind }, fra { $made }.
AttachmentWithdrawn = Et vedlegg ble trukket tilbake: { $ground }.

AttachmentKind-FilledForm = et utfylt skjema
AttachmentKind-ChildsOwn = noe barnet har tegnet eller skrevet
AttachmentKind-Letter = et brev
AttachmentKind-ServiceReport = en rapport fra en annen tjeneste
AttachmentKind-Picture = et bilde
AttachmentKind-Minutes = et referat
AttachmentKind-ConsentForm = en samtykkeerklæring
AttachmentKind-SignedAgreement = en underskrevet avtale
AttachmentKind-NoteOrLog = et notat eller en side av en loggbok
AttachmentKind-Other = noe annet

WithdrawalGround-AboutAnotherChild = det gjelder et annet barn
WithdrawalGround-WrongFile = det er feil fil
WithdrawalGround-Unreadable = det kan ikke leses, eller noe mangler
WithdrawalGround-NotNeeded = saken skal ikke ha det
WithdrawalGround-OtherMistake = det ble lagt til ved en annen feil

AttachedKind-Observation = observasjon
AttachedKind-Tool = bruk av kartleggingsverktøy
AttachedKind-Note = internt notat
AttachedKind-Consent = samtykke
AttachedKind-Measure = tiltak
AttachedKind-Meeting = møte
AttachedKind-Agreement = avtale
AttachedKind-Referral = henvisning

MediaType-Pdf = PDF-dokument
MediaType-Png = PNG-bilde
MediaType-Jpeg = JPEG-bilde
MediaType-PlainText = ren tekst

ATTACHMENT_UNKNOWN = Vedlegget finnes ikke i denne saken. Oppgi et vedlegg i saken.
ATTACHMENT_ALREADY_ADDED = Vedlegget er allerede lagt til. Velg en annen id for et nytt vedlegg.
ATTACHMENT_ALREADY_WITHDRAWN = Vedlegget er allerede trukket tilbake. Det er ikke mer å gjøre.
ATTACHED_TO_UNKNOWN = Det vedlegget skal høre til, finnes ikke i denne saken: { $what }. Oppgi det som er i saken, eller la det være.
