# Measures: what is planned and done for the child.
MeasurePlanned = A measure was planned { $place }, until { $to }; it is evaluated on { $evaluation }.
MeasuresApprovedByGuardians = Guardians approved measures.
MeasureStarted = A measure was started.
MeasureExtended = A measure goes on until { $to }; it is evaluated on { $evaluation }.
MeasureEnded = A measure was ended.

MeasurePlace-Kindergarten = in the kindergarten
MeasurePlace-School = at school
MeasurePlace-Home = at home

MEASURE_UNKNOWN = There is no such measure in this case. Plan it first.
MEASURE_ALREADY_PLANNED = The measure is planned already. Choose another id for a new one.
MEASURE_ALREADY_STARTED = The measure has been started already. Extend it, or plan a new one.
MEASURE_NOT_RUNNING = The measure is not running. Start it first, or plan a new one.
MEASURE_NOT_APPROVED = The guardians had not approved the measure by then. Record their approval before it starts.
