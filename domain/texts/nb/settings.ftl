# Kommunens innstillinger.
LedgerOpened = Loggen for { $municipality } ble åpnet.
SigningKeyIntroduced = Fra nå av signeres kontrollpunktene med nøkkelen { $key }.
ErasureDelaySet = En sletting kan godkjennes av en annen person { $days ->
        [one] { $days } dag
       *[other] { $days } dager
    } etter at det er bedt om den.
PrivateAcknowledgementSet = { $acknowledged ->
        [yes] Private meldere som er kjent, får bekreftelse på mottatt melding fra nå av.
       *[no] Private meldere får ikke bekreftelse på mottatt melding fra nå av.
    }
GuideAdopted = Kommunen følger fra nå av veilederen { $guide }.

ERASURE_DELAY_TOO_LONG = En sletting kan utsettes i høyst { $most ->
        [one] { $most } dag
       *[other] { $most } dager
    }.
SETTING_UNCHANGED = Slik er det alt innstilt. Velg det motsatte, eller la det være.
