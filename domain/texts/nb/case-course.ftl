# Sakens gang: åpnet, løftet, tilbakeført, avsluttet.
CaseOpened = { $unit } åpnet en sak.
HelpToldOfBySource = Fra kilden ble det tatt inn { $measures } tiltak og { $plans } planer, som telles som historikk.
EscalatedToLevel = Saken ble løftet til nivå { $level } med samtykke.
ReturnedToLevel = Saken ble tilbakeført til nivå { $level }.
CaseClosed = Saken ble avsluttet: { $outcome }.
CaseReopened = Saken ble gjenåpnet, på nivå 1.
ReopeningDeclined = Det ble besluttet ikke å gjenåpne saken.

CaseOutcome-NoGroundForConcern = det er ikke grunn til bekymring
CaseOutcome-MeasuresHadEffect = tiltakene virket
CaseOutcome-FollowedUpElsewhere = følges opp et annet sted
CaseOutcome-Moved = barnet har flyttet
CaseOutcome-CameOfAge = barnet er blitt myndig
RecordedOutcome-EndedInSource = avsluttet i systemet den er hentet fra

CASE_CLOSED = Saken er avsluttet. Gjenåpne den med begrunnelse, eller ta opp en ny bekymring. Akutt kontakt, bekymringsmelding med det den krever, og å trekke samtykke er alltid mulig.
CASE_ALREADY_OPEN = Saken er åpen. Ta opp bekymringen i den.
CASE_NOT_CLOSED = Saken er åpen, og da er det ikke noe å avgjøre om gjenåpning. Arbeid videre i den.
LEVEL_NOT_NEXT = Saken er på nivå { $current } og kan ikke løftes til nivå { $wanted }. Løft den ett nivå om gangen.
LEVEL_NOT_LOWER = Saken er på nivå { $current }; nivå { $wanted } er ikke lavere.
TOGETHER_WITH_ONESELF = Den som bestemte, er også oppgitt som den andre. Oppgi den andre personen i togetherWith, eller la feltet stå tomt.
