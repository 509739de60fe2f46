# Planer: hva som legges opp til sammen med de foresatte, tiltaksplanen, og veien videre.
PlanDrafted = Det videre arbeidet ble planlagt { $with ->
        [yes] sammen med de foresatte
       *[no] uten de foresatte
    }.
MeasurePlanMade = Det ble laget en tiltaksplan med { $measures ->
        [one] ett tiltak
       *[other] { $measures } tiltak
    }.
PlanAdjusted = Tiltaksplanen ble justert. Den har nå { $measures ->
        [one] ett tiltak
       *[other] { $measures } tiltak
    }.
WayForwardDecided = Veien videre ble bestemt. Tiltak som videreføres: { $continued }, avsluttes: { $ended }, settes i gang: { $begun }.
GroupCompositionReviewed = Det ble vurdert om gruppa rundt barnet og de foresatte er riktig satt sammen: { $right ->
        [yes] ja
       *[no] nei, den endres
    }.

PLANNED_WITHOUT_GUARDIANS = Det videre arbeidet planlegges sammen med de foresatte. Oppgi hvilke foresatte som var med, eller hvorfor ingen var det.
GUARDIANS_EXPLAINED_AWAY = Det er oppgitt foresatte som var med, og en grunn til at ingen var det. Oppgi det ene eller det andre.
PLAN_ALREADY_MADE = Saken har allerede en tiltaksplan. Juster den.
NO_PLAN_YET = Saken har ingen tiltaksplan. Lag den først.
MEASURE_GOES_BOTH_WAYS = Et tiltak kan ikke både videreføres og avsluttes. Velg én av delene.
MEASURE_LEFT_UNDECIDED = Det er ikke bestemt noe om et tiltak som er i gang. Oppgi om det videreføres eller avsluttes.
GROUP_CHANGE_UNCLEAR = Er gruppa ikke riktig satt sammen, må det stå hva som skal endres. Er den riktig satt sammen, oppgis ingen endring.
