# Bekymringsmeldinga hos barnevernstenesta.
ReportReceived = Ei bekymringsmelding kom inn frå { $reporter }.
WithholdingFromGuardiansChanged = { $service ->
        [yes] Barnevernstenesta
       *[no] Avsendaren
    } avgjorde { $withheld ->
        [yes] at dei føresette ikkje skal få vite om meldinga
       *[no] at dei føresette likevel kan få vite om meldinga
    }.
ReporterClassified = Meldinga er frå { $reporter }{ $acknowledgement ->
        [due] ; stadfesting på at ho er motteken, skal sendast innan { $by }
        [impossible] ; det kan ikkje sendast stadfesting på at ho er motteken
        [none] ; private meldarar får ikkje stadfesting
       *[unknown] {""}
    }.
ReportCodesGiven = Meldinga fekk kodar frå registeret.
ReporterDeclarationRecorded = { $corrected ->
        [yes] Det vart retta til at meldaren opplyste at
       *[no] Meldaren opplyste at
    } { $work ->
        [yes] det var gjennom jobben meldaren fekk vite det
       *[no] det ikkje var gjennom jobben meldaren fekk vite det
    }.
ReporterNamedAtWork = Meldaren vart oppgitt med namn, stilling og eining; meldinga er offentleg.
AcknowledgementSent = Meldaren fekk stadfesting på at meldinga er motteken.
IntakeMeetingHeld = Meldinga vart gått gjennom i mottaksmøtet.
ReportPrioritised = Det vart avgjort kor alvorleg meldinga er: { $severity }.
UrgentFollowUpDecided = Det vart avgjort kva som skal gjerast for barnet med ein gong.
JoinedInvestigationNamed = Det vart oppgitt kva undersøking meldinga vart lagd til.
JoiningCorrected = Det vart retta at meldinga var lagd til ei undersøking: { $another ->
        [yes] ho høyrer til ei anna
       *[no] ho skal gjennomgåast på nytt
    }.
TriageReopened = Gjennomgangen av meldinga skal gjerast om: { $back ->
        [yes] tenesta som meldinga vart overført til, sende ho tilbake
       *[no] han vart avslutta feil, og ingenting følgde av det
    }.
TriageDecided = Gjennomgangen av meldinga vart avslutta { $receipt ->
       *[before] etter { $days ->
            [one] { $days } dag
           *[other] { $days } dagar
        }
        [after] { $days ->
            [one] { $days } dag
           *[other] { $days } dagar
        } før mottak, ifølgje kjelda
    }: { $outcome }.
ReporterInformedOfTriage = Den offentlege meldaren fekk vite at { $told ->
        [follows] det blir undersøking, eller at ei er i gang
        [transferred] meldinga er overført
       *[none] det ikkje blir undersøking
    }.

ReporterKind-Public = ein offentleg meldar
ReporterKind-Private = ein privat meldar
ReporterKind-Anonymous = ein anonym meldar
ReporterKind-Unknown = ein ukjend meldar
TriageOutcome-ReportDismissed = meldinga er lagd bort
TriageOutcome-ReportTransferred = meldinga er overført
TriageOutcome-InvestigationDecided = det blir undersøking
TriageOutcome-DismissedActiveMeasures = meldinga er lagd bort fordi det er aktive tiltak
TriageOutcome-AddedToOngoingInvestigation = meldinga er lagd til undersøkinga som går føre seg

IDENTITY_WITH_ANONYMOUS_REPORTER = Meldaren er anonym, men meldinga har personopplysningar om nokon annan enn barnet. Ta dei bort.
ACKNOWLEDGEMENT_IMPOSSIBLE = Meldaren er anonym og kan ikkje få stadfesting på at meldinga er motteken.
ALREADY_ACKNOWLEDGED = Det er stadfesta at meldinga er motteken; dagen står i meldinga. Ikkje meir skal sendast.
ALREADY_TRIAGED = Gjennomgangen av denne meldinga er avslutta; utfallet står i meldinga. Det som er kome fram sidan, blir teke imot som ei eiga melding. Vart han avslutta feil utan at noko følgde av det, eller er meldinga send tilbake, så ta opp gjennomgangen att.
OUTCOME_ONLY_FOR_PUBLIC_REPORTERS = Berre ein offentleg meldar får vite kva gjennomgangen av meldinga enda med.
NOT_TRIAGED = Gjennomgangen av denne meldinga er ikkje avslutta. Avslutt han først.
REPORTER_ALREADY_INFORMED = Meldaren har fått vite kva gjennomgangen av meldinga enda med.
NOTHING_CLASSIFIED = Oppgi kodar for kven som melde, for kva meldinga gjeld, eller for begge delar.
REPORTER_CODES_OF_OTHER_KIND = Kodane for kven som melde, høyrer til ein annan slags meldar, men meldinga er frå { $reporter }. Vel kodar som høyrer til ein slik meldar.
NOTHING_TO_DECLARE = Berre ein privat meldar erklærer om det som vart meldt, er kjent gjennom jobben. Den som melder i arbeidet, melder med namn.
ALREADY_DECLARED = Det er alt registrert om meldaren fekk vite det gjennom jobben eller ikkje. Er svaret feil, så registrer det rette og kvifor det blir retta.
INTAKE_MEETING_AFTER_TRIAGE = Mottaksmøtet { $held } kom etter at gjennomgangen av meldinga vart avslutta { $triaged }. Eit møte som gjekk gjennom meldinga før det, blir registrert med sin eigen dag. Det som er kome fram sidan, blir teke imot som ei eiga melding.
INTAKE_MEETING_ALONE = Eit mottaksmøte blir halde av minst to personar. Før opp alle som var til stades.
ASSESSMENT_MISSING = Ei melding blir ikkje lagd bort eller overført utan ei skriftleg fagleg vurdering. Skriv ho inn.
DISMISSED_ALONE = Ei melding blir ikkje lagd bort eller overført av éin person åleine. Før opp ein annan som står bak avgjerda, eller registrer mottaksmøtet som gjekk gjennom meldinga.
Code-None = utan kode
