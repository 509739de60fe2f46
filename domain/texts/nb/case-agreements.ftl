# Avtaler og handlingsplaner, hvem som har skrevet under, og kopier til dem som skal ha dem.
AgreementDrawn = Det ble skrevet { $kind }{ $minutes ->
        [yes] , som også er referat.
       *[no] .
    }
AgreementSigned = En av partene skrev under en avtale.
AgreementSuperseded = En avtale ble erstattet av en ny.
CopyDelivered = En kopi av { $report ->
        [yes] bekymringsmeldingen
       *[no] avtalen
    } ble gitt til { $recipient }.
CopyLapsed = En kopi av { $report ->
        [yes] meldingen
       *[no] avtalen
    } skal ikke gis: opplysningene om den som skulle ha den, er slettet.
WhereaboutsTakenOut = Det som viser hvor noen er, ble tatt ut av { $report ->
        [yes] kopiene av meldingen
       *[no] avtalen
    }.
WhereaboutsMayBeKnown = En foresatt som ikke må få vite hvor en i saken er, leste { $report ->
        [yes] meldingen
       *[no] avtalen
    } før det som viser det, var tatt ut, og kan vite det nå.
WhereaboutsFoundNotTold = Det gjelder ikke lenger at en foresatt kan vite av { $report ->
        [yes] meldingen
       *[no] avtalen
    } hvor en i saken er: det som er skrevet ned siden, viser noe annet.
CopyWithheld = De foresatte får foreløpig ikke kopi av bekymringsmeldingen: { $ground }. Det vurderes på nytt { $review }.

AgreementKind-Agreement = en avtale
AgreementKind-ActionPlan = en handlingsplan

PartyKind-Guardian = en foresatt
PartyKind-Youth = barnet eller ungdommen
PartyKind-Employee = en ansatt

AGREEMENT_UNKNOWN = Avtalen finnes ikke i denne saken. Skriv den først.
AGREEMENT_ALREADY_DRAWN = Avtalen er allerede skrevet. Velg en annen id for en ny avtale.
AGREEMENT_OUTDATED = Avtalen er erstattet av en ny. Bruk den nye.
NO_PARTY = Ingen parter er oppgitt. Oppgi alle som er med på avtalen.
PARTY_NAMED_TWICE = En av partene er oppgitt to ganger. Oppgi hver part én gang.
NOT_A_PARTY = Denne personen er ikke part i avtalen. Oppgi en av partene.
AGREEMENT_ALREADY_SIGNED = Denne parten har allerede skrevet under.
AGREEMENT_OF_ONE_SIDE = En avtale inngås mellom en foresatt eller ungdommen og en ansatt. Oppgi minst én av hver.
AGREEMENT_UNNAMED = Samtykke ved underskrift på en avtale må vise til avtalen. Oppgi hvilken.
CONSENT_NOT_SIGNED = Den som samtykker, skrev ikke under avtalen { $day }. Registrer underskriften, eller oppgi dagen den ble gitt.
COPY_ONLY_FOR_GUARDIANS = Kopi av en bekymringsmelding gis til de foresatte. Oppgi en foresatt.
COPY_ALREADY_DELIVERED = Kopien er allerede gitt. Det er ikke mer å levere eller holde tilbake.
NO_COPY_OF_ERASED = Ingen av dem som skal ha en kopi i saken, er slettet.
WHEREABOUTS_KEPT_FROM = Denne foresatte må ikke få vite hvor en i saken er. Ta ut det som kan vise det (takeWhereaboutsOut), før dokumentet gis fra deg eller skrives under. Skjedde det en tidligere dag, oppgi den dagen.
WHEREABOUTS_KEPT_FROM_CO_AUTHOR = Denne foresatte skal ikke vite hvor noen i saken er, og ville lest det i utkastet. Skriv meldingen uten denne foresatte, eller oppgi hvem som ikke skal vite det (protectAddress).
