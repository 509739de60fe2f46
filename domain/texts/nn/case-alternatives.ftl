# Korleis saka blir følgd opp: alternativ A til D, fleire samstundes om det trengst.
AlternativeChosen = Valt: { $alternative }.{ $helped ->
        [yes] {""} Kven som hjelper: { $bodies }{ $named ->
            [yes] {""} ({ $unit })
           *[no] {""}
        }.
       *[no] {""}
    }
AlternativeEnded = Avslutta: { $alternative }.
Chapter9aNoticeFiled = Det vart sendt varsel etter kapittel 9 A. Saka blir følgd opp vidare ved sida av.

Alternative-A = alternativ A, vi klarer dette sjølve
Alternative-B = alternativ B, vi treng hjelp til å vurdere uroa
Alternative-C = alternativ C, tverrfagleg vurdering av barnet
Alternative-D = alternativ D, barnevernstenesta eller politiet må kontaktast

ALTERNATIVE_ACTIVE = Saka blir alt følgd opp etter dette: { $alternative }. Skal andre hjelpe enn då det vart valt, så avslutt det først, og vel det på nytt med alle som hjelper.
ALTERNATIVE_NOT_ACTIVE = Saka blir ikkje følgd opp etter { $alternative }.
HELPERS_UNNAMED = Med { $alternative } er det nokon andre som hjelper. Oppgi kven: helsestasjonen eller skulehelsetenesta, PPT, barnevernet eller ein annan instans.
