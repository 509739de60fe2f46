# Plans: what is drafted with the guardians, the plan of measures, and the way forward.
PlanDrafted = What is done further was planned { $with ->
        [yes] together with the guardians
       *[no] without the guardians
    }.
MeasurePlanMade = A plan with { $measures ->
        [one] one measure
       *[other] { $measures } measures
    } was made.
PlanAdjusted = The plan was adjusted. It has { $measures ->
        [one] one measure
       *[other] { $measures } measures
    } now.
WayForwardDecided = The way forward was decided. Measures that go on: { $continued }, end: { $ended }, begin: { $begun }.
GroupCompositionReviewed = It was looked at whether the group around child and guardians is rightly composed: { $right ->
        [yes] yes
       *[no] no, it changes
    }.

PLANNED_WITHOUT_GUARDIANS = What is done further is planned together with the guardians. Name those who took part, or say why none did.
GUARDIANS_EXPLAINED_AWAY = Guardians who took part are named, and a reason why none did is given. Give one or the other.
PLAN_ALREADY_MADE = The case has a plan of measures already. Adjust it.
NO_PLAN_YET = The case has no plan of measures. Make it first.
MEASURE_GOES_BOTH_WAYS = A measure cannot go on and end. Choose one.
MEASURE_LEFT_UNDECIDED = Nothing is decided about a measure that runs. Say whether it goes on or ends.
GROUP_CHANGE_UNCLEAR = Where the group is not rightly composed, say what is to change. Where it is, give no change.
