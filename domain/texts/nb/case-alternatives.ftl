# Hvordan saken følges opp: alternativ A til D, flere samtidig om det trengs.
AlternativeChosen = Valgt: { $alternative }.{ $helped ->
        [yes] {""} Hvem som hjelper: { $bodies }{ $named ->
            [yes] {""} ({ $unit })
           *[no] {""}
        }.
       *[no] {""}
    }
AlternativeEnded = Avsluttet: { $alternative }.
Chapter9aNoticeFiled = Det ble sendt varsel etter kapittel 9 A. Saken følges opp videre ved siden av.

Alternative-A = alternativ A, vi klarer dette selv
Alternative-B = alternativ B, vi trenger hjelp til å vurdere bekymringen
Alternative-C = alternativ C, tverrfaglig vurdering av barnet
Alternative-D = alternativ D, barnevernstjenesten eller politiet må kontaktes

ALTERNATIVE_ACTIVE = Saken følges allerede opp etter dette: { $alternative }. Skal andre hjelpe enn da det ble valgt, så avslutt det først, og velg det på nytt med alle som hjelper.
ALTERNATIVE_NOT_ACTIVE = Saken følges ikke opp etter { $alternative }.
HELPERS_UNNAMED = Med { $alternative } er det noen andre som hjelper. Oppgi hvem: helsestasjonen eller skolehelsetjenesten, PPT, barnevernet eller en annen instans.
