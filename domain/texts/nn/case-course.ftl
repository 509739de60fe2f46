# Gangen i saka: opna, løfta, tilbakeført, avslutta.
CaseOpened = { $unit } opna ei sak.
HelpToldOfBySource = Frå kjelda vart det teke inn { $measures } tiltak og { $plans } planar, som blir talde som historikk.
EscalatedToLevel = Saka vart løfta til nivå { $level } med samtykke.
ReturnedToLevel = Saka vart tilbakeført til nivå { $level }.
CaseClosed = Saka vart avslutta: { $outcome }.
CaseReopened = Saka vart opna att, på nivå 1.
ReopeningDeclined = Det vart avgjort ikkje å opne saka att.

CaseOutcome-NoGroundForConcern = det er ikkje grunn til uro
CaseOutcome-MeasuresHadEffect = tiltaka verka
CaseOutcome-FollowedUpElsewhere = blir følgd opp ein annan stad
CaseOutcome-Moved = barnet har flytta
CaseOutcome-CameOfAge = barnet har vorte myndig
RecordedOutcome-EndedInSource = avslutta i systemet ho er henta frå

CASE_CLOSED = Saka er avslutta. Opne ho att med grunngjeving, eller ta opp ei ny uro. Akutt kontakt, bekymringsmelding med det ho krev, og å trekkje samtykke er alltid mogleg.
CASE_ALREADY_OPEN = Saka er open. Ta opp uroa der.
CASE_NOT_CLOSED = Saka er open, og då er det ikkje noko å avgjere om gjenopning. Arbeid vidare der.
LEVEL_NOT_NEXT = Saka er på nivå { $current } og kan ikkje løftast til nivå { $wanted }. Løft ho eitt nivå om gongen.
LEVEL_NOT_LOWER = Saka er på nivå { $current }; nivå { $wanted } er ikkje lågare.
TOGETHER_WITH_ONESELF = Den som bestemte, er òg oppgitt som den andre. Oppgi den andre personen i togetherWith, eller la feltet stå tomt.
