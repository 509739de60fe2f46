# Samtykke: det foresatte ble spurt om, og svaret.
ConsentRequested = Det ble bedt om samtykke til { $purposes }.
ConsentGiven = Samtykke ble gitt.
ConsentRefused = Samtykke ble ikke gitt.
ConsentWithdrawn = Samtykket ble trukket.

ConsentPurpose-Level2Cooperation = samarbeid på nivå 2
ConsentPurpose-Level3Meeting = tverrfaglig møte på nivå 3
ConsentPurpose-ReportWithoutDuty = bekymringsmelding til barnevernstjenesten
ConsentPurpose-InformationSharing = deling av opplysninger
InformationCategory-Observations = observasjoner
InformationCategory-Assessments = vurderinger
InformationCategory-Health = helse
InformationCategory-Learning = skole og læring
InformationCategory-FamilySituation = familiens situasjon
InformationCategory-Measures = tiltak og planer
ConsentForm-SignedForm = på et underskrevet skjema
ConsentForm-SignedAgreement = ved å underskrive avtalen
ConsentForm-Electronic = elektronisk
ConsentForm-Oral = muntlig

CONSENT_SCOPE_EMPTY = Samtykket må si hva det gjelder, hvem som kan få opplysninger, og hva slags: { $field } er tomt.
CONSENT_UNKNOWN = Et slikt samtykke er det ikke bedt om i denne saken.
CONSENT_ALREADY_ASKED = Det er bedt om samtykke med denne id-en. Spør igjen med en ny forespørsel.
CONSENT_ALREADY_ANSWERED = Spørsmålet er besvart. Spør igjen med en ny forespørsel.
CONSENT_NOT_GIVEN = Bare et samtykke som er gitt, kan trekkes.
NO_VALID_CONSENT = Det finnes ikke noe samtykke til { $purpose } som er gitt, dekker dette og gjelder { $on }. Be de foresatte om det.
