# Planar: kva ein legg opp til saman med dei føresette, tiltaksplanen, og vegen vidare.
PlanDrafted = Det vidare arbeidet vart planlagt { $with ->
        [yes] saman med dei føresette
       *[no] utan dei føresette
    }.
MeasurePlanMade = Det vart laga ein tiltaksplan med { $measures ->
        [one] eitt tiltak
       *[other] { $measures } tiltak
    }.
PlanAdjusted = Tiltaksplanen vart justert. Han har no { $measures ->
        [one] eitt tiltak
       *[other] { $measures } tiltak
    }.
WayForwardDecided = Vegen vidare vart bestemt. Tiltak som held fram: { $continued }, blir avslutta: { $ended }, blir sette i gang: { $begun }.
GroupCompositionReviewed = Det vart vurdert om gruppa rundt barnet og dei føresette er rett sett saman: { $right ->
        [yes] ja
       *[no] nei, ho blir endra
    }.

PLANNED_WITHOUT_GUARDIANS = Det vidare arbeidet blir planlagt saman med dei føresette. Oppgi kva føresette som var med, eller kvifor ingen var det.
GUARDIANS_EXPLAINED_AWAY = Det er oppgitt føresette som var med, og ein grunn til at ingen var det. Oppgi det eine eller det andre.
PLAN_ALREADY_MADE = Saka har alt ein tiltaksplan. Juster han.
NO_PLAN_YET = Saka har ingen tiltaksplan. Lag han først.
MEASURE_GOES_BOTH_WAYS = Eit tiltak kan ikkje både halde fram og bli avslutta. Vel éin av delane.
MEASURE_LEFT_UNDECIDED = Det er ikkje bestemt noko om eit tiltak som er i gang. Oppgi om det held fram eller blir avslutta.
GROUP_CHANGE_UNCLEAR = Er gruppa ikkje rett sett saman, må det stå kva som skal endrast. Er ho rett sett saman, oppgir du inga endring.
