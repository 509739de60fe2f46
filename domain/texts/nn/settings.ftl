# Innstillingane til kommunen.
LedgerOpened = Loggen for { $municipality } vart opna.
SigningKeyIntroduced = Frå no av blir kontrollpunkta signerte med nøkkelen { $key }.
ErasureDelaySet = Ei sletting kan godkjennast av ein annan person { $days ->
        [one] { $days } dag
       *[other] { $days } dagar
    } etter at nokon har bede om det.
PrivateAcknowledgementSet = { $acknowledged ->
        [yes] Private meldarar som er kjende, får stadfesting på motteken melding frå no av.
       *[no] Private meldarar får ikkje stadfesting på motteken melding frå no av.
    }
GuideAdopted = Kommunen følgjer frå no av rettleiaren { $guide }.

ERASURE_DELAY_TOO_LONG = Ei sletting kan utsetjast i høgst { $most ->
        [one] { $most } dag
       *[other] { $most } dagar
    }.
SETTING_UNCHANGED = Slik er det alt innstilt. Vel det motsette, eller la det vere.
