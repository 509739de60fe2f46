# Det som blir lagt ved saka: skjema, teikningar, brev og rapportar, og det som blir trekt tilbake.
AttachmentAdded = Eit vedlegg vart lagt til: { $kind }, frå { $made }.
AttachmentWithdrawn = Eit vedlegg vart trekt tilbake: { $ground }.

AttachmentKind-FilledForm = eit utfylt skjema
AttachmentKind-ChildsOwn = noko barnet har teikna eller skrive
AttachmentKind-Letter = eit brev
AttachmentKind-ServiceReport = ein rapport frå ei anna teneste
AttachmentKind-Picture = eit bilete
AttachmentKind-Minutes = eit referat
AttachmentKind-ConsentForm = ei samtykkeerklæring
AttachmentKind-SignedAgreement = ein underskriven avtale
AttachmentKind-NoteOrLog = eit notat eller ei side av ei loggbok
AttachmentKind-Other = noko anna

WithdrawalGround-AboutAnotherChild = det gjeld eit anna barn
WithdrawalGround-WrongFile = det er feil fil
WithdrawalGround-Unreadable = det kan ikkje lesast, eller noko manglar
WithdrawalGround-NotNeeded = saka skal ikkje ha det
WithdrawalGround-OtherMistake = det vart lagt til ved ein annan feil

AttachedKind-Observation = observasjon
AttachedKind-Tool = bruk av kartleggingsverktøy
AttachedKind-Note = internt notat
AttachedKind-Consent = samtykke
AttachedKind-Measure = tiltak
AttachedKind-Meeting = møte
AttachedKind-Agreement = avtale
AttachedKind-Referral = tilvising

MediaType-Pdf = PDF-dokument
MediaType-Png = PNG-bilete
MediaType-Jpeg = JPEG-bilete
MediaType-PlainText = rein tekst

ATTACHMENT_UNKNOWN = Vedlegget finst ikkje i denne saka. Oppgi eit vedlegg i saka.
ATTACHMENT_ALREADY_ADDED = Vedlegget er alt lagt til. Vel ein annan id for eit nytt vedlegg.
ATTACHMENT_ALREADY_WITHDRAWN = Vedlegget er alt trekt tilbake. Det er ikkje meir å gjere.
ATTACHED_TO_UNKNOWN = Det som vedlegget skal høyre til, finst ikkje i denne saka: { $what }. Oppgi det som er i saka, eller la det vere.
