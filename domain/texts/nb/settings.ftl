# Kommunens innstillinger.
LedgerOpened = Loggen for { $municipality } ble åpnet.
SigningKeyIntroduced = Fra nå av signeres kontrollpunktene med nøkkelen { $key }.
ErasureDelaySet = En sletting kan godkjennes av en annen person { $days ->
        [one] { $days } dag
       *[other] { $days } dager
    } etter at det er bedt om den.
GuideAdopted = Kommunen følger fra nå av veilederen { $guide }.
GuideDropped = Kommunen følger ikke lenger veilederen { $guide }.

ERASURE_DELAY_TOO_LONG = En sletting kan utsettes i høyst { $most ->
        [one] { $most } dag
       *[other] { $most } dager
    }.
