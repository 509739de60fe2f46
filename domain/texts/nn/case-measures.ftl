# Tiltak: kva som blir planlagt og gjort for barnet.
MeasurePlanned = Eit tiltak vart planlagt { $place }, til { $to }; det blir evaluert { $evaluation }.
MeasuresApprovedByGuardians = Dei føresette godkjende tiltak.
MeasureStarted = Eit tiltak vart sett i verk.
MeasureExtended = Eit tiltak vart forlengt til { $to }; det blir evaluert { $evaluation }.
MeasureEnded = Eit tiltak vart avslutta.

MeasurePlace-Kindergarten = i barnehagen
MeasurePlace-School = på skulen
MeasurePlace-Home = i heimen

MEASURE_UNKNOWN = Tiltaket finst ikkje i denne saka. Planlegg det først.
MEASURE_ALREADY_PLANNED = Tiltaket er alt planlagt. Vel ein annan id for eit nytt tiltak.
MEASURE_ALREADY_STARTED = Tiltaket er alt sett i verk. Forleng det, eller planlegg eit nytt.
MEASURE_NOT_RUNNING = Tiltaket er ikkje i gang. Set det i verk først, eller planlegg eit nytt.
MEASURE_NOT_APPROVED = Dei føresette hadde ikkje godkjent tiltaket då. Registrer godkjenninga før det blir sett i verk.
