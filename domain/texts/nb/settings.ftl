# Kommunens innstillinger.
LedgerOpened = Loggen for { $municipality } ble åpnet.
SigningKeyIntroduced = Fra nå av signeres kontrollpunktene med nøkkelen { $key }.
ErasureDelaySet = En sletting kan godkjennes av en annen person { $days ->
        [one] { $days } dag
       *[other] { $days } dager
    } etter at det er bedt om den.
DecisionLimitSet = { $days ->
        [0] Det gjelder ingen egen frist for å ta en beslutning om en bekymring som kommer fra og med { $from }.
        [one] En bekymring som kommer fra og med { $from }, skal være avgjort innen én dag.
       *[other] En bekymring som kommer fra og med { $from }, skal være avgjort innen { $days } dager.
    }
GuideAdopted = Kommunen følger fra nå av veilederen { $guide }.
GuideDropped = Kommunen følger ikke lenger veilederen { $guide }.

ERASURE_DELAY_TOO_LONG = En sletting kan utsettes i høyst { $most ->
        [one] { $most } dag
       *[other] { $most } dager
    }.
DECISION_LIMIT_OUT_OF_BOUNDS = Fristen for å ta en beslutning om en bekymring er minst én dag og høyst { $most } dager. Velg en frist innenfor det, eller ingen.
