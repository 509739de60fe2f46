# Tiltak: hva som planlegges og gjøres for barnet, og hva det førte til.
MeasurePlanned = Et tiltak ble planlagt { $place }, til { $to }; det evalueres { $evaluation }.{ $recommended ->
        [yes] {""} Det bygger på en anbefaling fra ressursteamet.
       *[no] {""}
    }
MeasuresApprovedByGuardians = De foresatte godkjente tiltak.
MeasuresApprovedByYouth = Ungdommen godkjente selv tiltak.
MeasuresRefusedByGuardians = De foresatte sa nei til tiltak.
MeasuresRefusedByYouth = Ungdommen sa selv nei til tiltak.
MeasureStarted = Et tiltak ble satt i gang.
MeasureEvaluated = { $again ->
        [yes] Et tiltak ble evaluert. Om målet er nådd: { $reached }. Det evalueres igjen { $next }.
       *[no] Et tiltak ble evaluert. Om målet er nådd: { $reached }.
    }
MeasureExtended = Et tiltak ble forlenget til { $to }; det evalueres { $evaluation }.
MeasureEnded = Et tiltak ble avsluttet.

MeasurePlace-Kindergarten = i barnehagen
MeasurePlace-School = på skolen
MeasurePlace-Home = i hjemmet

MeasureKind-ChangeOriented = endringsrettet
MeasureKind-Compensating = kompenserende
MeasureKind-Control = kontrollerende

MeasureTarget-Family = familien
MeasureTarget-Child = barnet

EvaluatedAs-Yes = ja
EvaluatedAs-Partly = delvis
EvaluatedAs-No = nei
EvaluatedAs-NotKnown = vet ikke

MEASURE_UNKNOWN = Tiltaket finnes ikke i denne saken. Planlegg det først.
RECOMMENDATION_UNKNOWN = Ressursteamet har ikke gitt den anbefalingen. Registrer den først, eller oppgi en som står i saken.
MEASURE_ALREADY_PLANNED = Tiltaket er allerede planlagt. Velg en annen id for et nytt tiltak.
MEASURE_ALREADY_STARTED = Tiltaket er allerede satt i gang. Forleng det, eller planlegg et nytt.
MEASURE_NOT_STARTED = Tiltaket er ikke satt i gang. Sett det i gang først.
MEASURE_HAS_ENDED = Tiltaket er avsluttet. Planlegg et nytt.
MEASURE_NOT_APPROVED = De foresatte hadde ikke godkjent tiltaket da; er ungdommen myndig, må den selv ha godkjent det. Registrer godkjenningen før tiltaket settes i gang. Ungdommens egen godkjenning teller når noen som får se fødselsdatoen, setter tiltaket i gang.
MEASURE_REFUSED = En som bestemmer for barnet, eller ungdommen selv, har sagt nei til tiltaket, og det står. Snakk med vedkommende, og registrer et ja om svaret er et annet nå; planlegg ellers et annet tiltak, eller gi opp dette med begrunnelse.
OWN_APPROVAL_MISSING = Den som er myndig, godkjenner tiltak selv, og de foresatte ikke lenger. Spør personen, og registrer det svaret med byYouth: true.
NO_MEASURE_NAMED = Ingen tiltak er oppgitt. Oppgi minst ett som de foresatte godkjente.
NOBODY_APPROVED = Det er ikke oppgitt hvem som godkjente. Oppgi minst én foresatt, eller at ungdommen selv gjorde det med byYouth: true.
NOBODY_REFUSED = Det er ikke oppgitt hvem som sa nei. Oppgi minst én foresatt, eller at ungdommen selv gjorde det med byYouth: true.
STARTED_MEASURE_REFUSED = Tiltaket er satt i gang, og et nei gjelder det som ikke er det. Avslutt tiltaket med begrunnelse.
MEASURE_ALREADY_APPROVED = Disse har godkjent measure_{ $measure } før. Ta det ut.
EXTENSION_LENGTHENS_NOTHING = Tiltaket varer allerede til { $last }. Velg en senere dag.
EVALUATION_TOO_LATE = Tiltaket skal evalueres senest { $latest }. Velg en dag til og med da, registrer først at det er evaluert, eller la tiltaket vare lenger.
MEASURE_STARTED_UNAPPROVED = Tiltak { $measure } ble satt i gang { $on } uten at de foresatte, eller den som er myndig selv, hadde godkjent det, og det må være gjort fra den dagen saken løftes. Registrer godkjenningen, eller løft saken fra en senere dag.
