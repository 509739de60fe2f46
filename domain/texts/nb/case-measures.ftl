# Tiltak: hva som planlegges og gjøres for barnet.
MeasurePlanned = Et tiltak ble planlagt { $place }, til { $to }; det evalueres { $evaluation }.
MeasuresApprovedByGuardians = De foresatte godkjente tiltak.
MeasureStarted = Et tiltak ble satt i gang.
MeasureExtended = Et tiltak ble forlenget til { $to }; det evalueres { $evaluation }.
MeasureEnded = Et tiltak ble avsluttet.

MeasurePlace-Kindergarten = i barnehagen
MeasurePlace-School = på skolen
MeasurePlace-Home = i hjemmet

MEASURE_UNKNOWN = Tiltaket finnes ikke i denne saken. Planlegg det først.
MEASURE_ALREADY_PLANNED = Tiltaket er allerede planlagt. Velg en annen id for et nytt tiltak.
MEASURE_ALREADY_STARTED = Tiltaket er allerede satt i gang. Forleng det, eller planlegg et nytt.
MEASURE_NOT_RUNNING = Tiltaket pågår ikke. Sett det i gang først, eller planlegg et nytt.
MEASURE_NOT_APPROVED = De foresatte hadde ikke godkjent tiltaket da. Registrer godkjenningen før det settes i gang.
