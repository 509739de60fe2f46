# Measures: what is planned and done for the child, and what came of it.
MeasurePlanned = A measure was planned { $place }, until { $to }; it is evaluated on { $evaluation }.{ $recommended ->
        [yes] {""} It follows a recommendation of the resource team.
       *[no] {""}
    }
MeasuresApprovedByGuardians = Guardians approved measures.
MeasuresApprovedByYouth = The youth itself approved measures.
MeasuresRefusedByGuardians = Guardians said no to measures.
MeasuresRefusedByYouth = The youth itself said no to measures.
MeasureStarted = A measure was started.
MeasureEvaluated = { $again ->
        [yes] A measure was evaluated; whether its goal was reached: { $reached }. It is evaluated again on { $next }.
       *[no] A measure was evaluated; whether its goal was reached: { $reached }.
    }
MeasureExtended = A measure goes on until { $to }; it is evaluated on { $evaluation }.
MeasureEnded = A measure was ended.

MeasurePlace-Kindergarten = in the kindergarten
MeasurePlace-School = at school
MeasurePlace-Home = at home

MeasureKind-ChangeOriented = meant to change something
MeasureKind-Compensating = compensating
MeasureKind-Control = controlling

MeasureTarget-Family = the family
MeasureTarget-Child = the child

EvaluatedAs-Yes = yes
EvaluatedAs-Partly = in part
EvaluatedAs-No = no
EvaluatedAs-NotKnown = not known

MEASURE_UNKNOWN = There is no such measure in this case. Plan it first.
RECOMMENDATION_UNKNOWN = The resource team has not made that recommendation. Record it first, or name one that is in the case.
MEASURE_ALREADY_PLANNED = The measure is planned already. Choose another id for a new one.
MEASURE_ALREADY_STARTED = The measure has been started already. Extend it, or plan a new one.
MEASURE_NOT_STARTED = The measure has not been started. Start it first.
MEASURE_HAS_ENDED = The measure has ended. Plan a new one.
MEASURE_NOT_APPROVED = The guardians had not approved the measure by then; where the youth is of age, it is to have done so itself. Record the approval before the measure starts. The youth's own counts where somebody who is shown the date of birth starts it.
MEASURE_REFUSED = Somebody who decides for the child, or the youth itself, said no to the measure, and that stands. Talk with them, and record a yes if the answer is another one now; else plan another measure, or give this one up with reasons.
OWN_APPROVAL_MISSING = Whoever is of age approves measures, and guardians no more. Ask the person, and record that answer with byYouth: true.
NO_MEASURE_NAMED = No measure is named. Name at least one that the guardians approved.
NOBODY_APPROVED = It is not said who approved. Name at least one guardian, or say that the youth did with byYouth: true.
NOBODY_REFUSED = It is not said who refused. Name at least one guardian, or say that the youth did with byYouth: true.
STARTED_MEASURE_REFUSED = The measure has started, and a no is said to what has not. End the measure, with reasons.
MEASURE_ALREADY_APPROVED = These have approved measure_{ $measure } before. Leave it out.
EXTENSION_LENGTHENS_NOTHING = The measure lasts until { $last } already. Choose a later day.
EVALUATION_TOO_LATE = The measure is evaluated by { $latest } at the latest. Choose a day until then, record first that it was evaluated, or let the measure last longer.
MEASURE_STARTED_UNAPPROVED = Measure { $measure } was started on { $on } without the approval of the guardians, or of who is of age, which it needs from the day the case is lifted. Record the approval, or lift the case from a later day.
