# Innstillingane til kommunen.
LedgerOpened = Loggen for { $municipality } vart opna.
SigningKeyIntroduced = Frå no av blir kontrollpunkta signerte med nøkkelen { $key }.
ErasureDelaySet = Ei sletting kan godkjennast av ein annan person { $days ->
        [one] { $days } dag
       *[other] { $days } dagar
    } etter at nokon har bede om det.
DecisionLimitSet = { $days ->
        [0] Det gjeld ingen eigen frist for å ta ei avgjerd om ei uro som kjem frå og med { $from }.
        [one] Ei uro som kjem frå og med { $from }, skal vere avgjord innan éin dag.
       *[other] Ei uro som kjem frå og med { $from }, skal vere avgjord innan { $days } dagar.
    }
GuideAdopted = Kommunen følgjer frå no av rettleiaren { $guide }.
GuideDropped = Kommunen følgjer ikkje lenger rettleiaren { $guide }.

ERASURE_DELAY_TOO_LONG = Ei sletting kan utsetjast i høgst { $most ->
        [one] { $most } dag
       *[other] { $most } dagar
    }.
DECISION_LIMIT_OUT_OF_BOUNDS = Fristen for å ta ei avgjerd om ei uro er minst éin dag og høgst { $most } dagar. Vel ein frist innanfor det, eller ingen.
