# Bekymringsmeldingen hos barnevernstjenesten.
ReportReceived = En bekymringsmelding kom inn fra { $reporter }.
WithholdingFromGuardiansChanged = { $service ->
        [yes] Barnevernstjenesten
       *[no] Avsenderen
    } besluttet { $withheld ->
        [yes] at de foresatte ikke skal få vite om meldingen
       *[no] at de foresatte likevel kan få vite om meldingen
    }.
ReporterClassified = Meldingen er fra { $reporter }{ $acknowledgement ->
        [due] ; bekreftelse på at den er mottatt, skal sendes innen { $by }
        [impossible] ; det kan ikke sendes bekreftelse på at den er mottatt
        [none] ; private meldere får ikke bekreftelse
       *[unknown] {""}
    }.
ReportCodesGiven = Meldingen fikk koder fra registeret.
ReporterDeclarationRecorded = { $corrected ->
        [yes] Det ble rettet til at melderen opplyste at
       *[no] Melderen opplyste at
    } { $work ->
        [yes] det var gjennom jobben melderen fikk vite det
       *[no] det ikke var gjennom jobben melderen fikk vite det
    }.
ReporterNamedAtWork = Melderen ble oppgitt med navn, stilling og enhet; meldingen er offentlig.
AcknowledgementSent = Melder fikk bekreftelse på at meldingen er mottatt.
IntakeMeetingHeld = Meldingen ble gjennomgått i mottaksmøtet.
ReportPrioritised = Det ble besluttet hvor alvorlig meldingen er: { $severity }.
UrgentFollowUpDecided = Det ble besluttet hva som skal gjøres for barnet med en gang.
JoinedInvestigationNamed = Det ble oppgitt hvilken undersøkelse meldingen ble lagt til.
JoiningCorrected = Det ble rettet at meldingen var lagt til en undersøkelse: { $another ->
        [yes] den hører til en annen
       *[no] den skal gjennomgås på nytt
    }.
TriageReopened = Gjennomgangen av meldingen skal gjøres om: { $back ->
        [yes] tjenesten som meldingen ble overført til, sendte den tilbake
       *[no] den ble avsluttet feil, og ingenting fulgte av det
    }.
TriageDecided = Gjennomgangen av meldingen ble avsluttet { $receipt ->
       *[before] etter { $days ->
            [one] { $days } dag
           *[other] { $days } dager
        }
        [after] { $days ->
            [one] { $days } dag
           *[other] { $days } dager
        } før mottak, ifølge kilden
    }: { $outcome }.
ReporterInformedOfTriage = Den offentlige melderen fikk vite at { $told ->
        [follows] det blir undersøkelse, eller at en er i gang
        [transferred] meldingen er overført
       *[none] det ikke blir undersøkelse
    }.

ReporterKind-Public = en offentlig melder
ReporterKind-Private = en privat melder
ReporterKind-Anonymous = en anonym melder
ReporterKind-Unknown = en ukjent melder
TriageOutcome-ReportDismissed = meldingen er henlagt
TriageOutcome-ReportTransferred = meldingen er overført
TriageOutcome-InvestigationDecided = det blir undersøkelse
TriageOutcome-DismissedActiveMeasures = meldingen er henlagt fordi det er aktive tiltak
TriageOutcome-AddedToOngoingInvestigation = meldingen er lagt til undersøkelsen som pågår

IDENTITY_WITH_ANONYMOUS_REPORTER = Melderen er anonym, men meldingen har personopplysninger om noen annen enn barnet. Ta dem bort.
ACKNOWLEDGEMENT_IMPOSSIBLE = Melderen er anonym og kan ikke få bekreftelse på at meldingen er mottatt.
ALREADY_ACKNOWLEDGED = Det er bekreftet at meldingen er mottatt; dagen står i meldingen. Ikke mer skal sendes.
ALREADY_TRIAGED = Gjennomgangen av denne meldingen er avsluttet; utfallet står i meldingen. Det som er kommet fram siden, tas imot som en egen melding. Ble den avsluttet feil uten at noe fulgte av det, eller er meldingen sendt tilbake, så ta opp gjennomgangen igjen.
OUTCOME_ONLY_FOR_PUBLIC_REPORTERS = Bare en offentlig melder får vite hva gjennomgangen av meldingen endte med.
NOT_TRIAGED = Gjennomgangen av denne meldingen er ikke avsluttet. Avslutt den først.
REPORTER_ALREADY_INFORMED = Melderen har fått vite hva gjennomgangen av meldingen endte med.
NOTHING_CLASSIFIED = Oppgi koder for hvem som meldte, for hva meldingen gjelder, eller for begge deler.
REPORTER_CODES_OF_OTHER_KIND = Kodene for hvem som meldte, hører til en annen slags melder, men meldingen er fra { $reporter }. Velg koder som hører til en slik melder.
NOTHING_TO_DECLARE = Bare en privat melder erklærer om det som ble meldt, er kjent gjennom jobben. Den som melder i arbeidet, melder med navn.
ALREADY_DECLARED = Det er alt registrert om melderen fikk vite det gjennom jobben eller ikke. Er svaret feil, så registrer det riktige og hvorfor det rettes.
INTAKE_MEETING_AFTER_TRIAGE = Mottaksmøtet { $held } kom etter at gjennomgangen av meldingen ble avsluttet { $triaged }. Et møte som gikk gjennom meldingen før det, registreres med sin egen dag. Det som er kommet fram siden, tas imot som en egen melding.
INTAKE_MEETING_ALONE = Et mottaksmøte holdes av minst to personer. Før opp alle som var til stede.
ASSESSMENT_MISSING = En melding henlegges eller overføres ikke uten en skriftlig faglig vurdering. Skriv den inn.
DISMISSED_ALONE = En melding henlegges eller overføres ikke av én person alene. Før opp en annen som står bak beslutningen, eller registrer mottaksmøtet som gjennomgikk meldingen.
Code-None = uten kode
