# Samtykke: det føresette vart spurde om, og svaret.
ConsentRequested = Det vart bede om samtykke til { $purposes }.
ConsentGiven = Samtykke vart gitt.
ConsentRefused = Samtykke vart ikkje gitt.
ConsentWithdrawn = Samtykket vart trekt.

ConsentPurpose-Level2Cooperation = samarbeid på nivå 2
ConsentPurpose-Level3Meeting = tverrfagleg møte på nivå 3
ConsentPurpose-ReportWithoutDuty = bekymringsmelding til barnevernstenesta
ConsentPurpose-InformationSharing = deling av opplysningar
InformationCategory-Observations = observasjonar
InformationCategory-Assessments = vurderingar
InformationCategory-Health = helse
InformationCategory-Learning = skule og læring
InformationCategory-FamilySituation = situasjonen til familien
InformationCategory-Measures = tiltak og planar
ConsentForm-SignedForm = på eit underskrive skjema
ConsentForm-SignedAgreement = ved å skrive under avtala
ConsentForm-Electronic = elektronisk
ConsentForm-Oral = munnleg

CONSENT_SCOPE_EMPTY = Samtykket må seie kva det gjeld, kven som kan få opplysningar, og kva slags: { $field } er tomt.
CONSENT_UNKNOWN = Eit slikt samtykke er det ikkje bede om i denne saka.
CONSENT_ALREADY_ASKED = Det er bede om samtykke med denne id-en. Spør igjen med ein ny førespurnad.
CONSENT_ALREADY_ANSWERED = Spørsmålet er svart på. Spør igjen med ein ny førespurnad.
CONSENT_NOT_GIVEN = Berre eit samtykke som er gitt, kan trekkjast.
NO_VALID_CONSENT = Det finst ikkje noko samtykke til { $purpose } som er gitt, dekkjer dette og gjeld { $on }. Be dei føresette om det.
