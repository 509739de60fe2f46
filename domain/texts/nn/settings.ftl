# Innstillingane til kommunen.
LedgerOpened = Loggen for { $municipality } vart opna.
SigningKeyIntroduced = Frå no av blir kontrollpunkta signerte med nøkkelen { $key }.
ErasureDelaySet = Ei sletting kan godkjennast av ein annan person { $days ->
        [one] { $days } dag
       *[other] { $days } dagar
    } etter at nokon har bede om det.
GuideAdopted = Kommunen følgjer frå no av rettleiaren { $guide }.
GuideDropped = Kommunen følgjer ikkje lenger rettleiaren { $guide }.

ERASURE_DELAY_TOO_LONG = Ei sletting kan utsetjast i høgst { $most ->
        [one] { $most } dag
       *[other] { $most } dagar
    }.
