# Tiltak: hva som planlegges og gjøres for barnet, og hva det førte til.
MeasurePlanned = Et tiltak ble planlagt { $place }, til { $to }; det evalueres { $evaluation }.{ $recommended ->
        [yes] {""} Det bygger på en anbefaling fra ressursteamet.
       *[no] {""}
    }
MeasuresApprovedByGuardians = De foresatte godkjente tiltak.
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
MEASURE_NOT_APPROVED = De foresatte hadde ikke godkjent tiltaket da. Registrer godkjenningen før det settes i gang.
NO_MEASURE_NAMED = Ingen tiltak er oppgitt. Oppgi minst ett som de foresatte godkjente.
NOBODY_APPROVED = Ingen foresatt er oppgitt. Oppgi minst én som godkjente.
MEASURE_ALREADY_APPROVED = Disse foresatte har godkjent { $measure } før. Ta det ut.
EXTENSION_LENGTHENS_NOTHING = Tiltaket varer allerede til { $last }. Velg en senere dag.
EVALUATION_TOO_LATE = Tiltaket skal evalueres senest { $latest }. Velg en dag til og med da, registrer først at det er evaluert, eller la tiltaket vare lenger.
MEASURE_STARTED_UNAPPROVED = Tiltak { $measure } ble satt i gang { $on } uten at de foresatte hadde godkjent det, og fra den dagen saken løftes, må de ha gjort det. Registrer godkjenningen, eller løft saken fra en senere dag.
