# Avtalar og handlingsplanar, kven som har skrive under, og kopiar til dei som skal ha dei.
AgreementDrawn = Det vart skrive { $kind }{ $minutes ->
        [yes] , som òg er referat.
       *[no] .
    }
AgreementSigned = Ein av partane skreiv under ein avtale.
AgreementSuperseded = Ein avtale vart avløyst av ein ny.
CopyDelivered = Ein kopi av { $report ->
        [yes] bekymringsmeldinga
       *[no] avtalen
    } vart gitt til { $recipient }.
CopyLapsed = Ein kopi av { $report ->
        [yes] meldinga
       *[no] avtalen
    } skal ikkje givast: opplysningane om den som skulle ha han, er sletta.
WhereaboutsTakenOut = Det som viser kvar nokon er, vart teke ut av { $report ->
        [yes] kopiane av meldinga
       *[no] avtalen
    }.
WhereaboutsMayBeKnown = Ein føresett som ikkje må få vite kvar ein i saka er, las { $report ->
        [yes] meldinga
       *[no] avtalen
    } før det som viser det, var teke ut, og kan vite det no.
WhereaboutsFoundNotTold = Det gjeld ikkje lenger at ein føresett kan vite av { $report ->
        [yes] meldinga
       *[no] avtalen
    } kvar ein i saka er: det som er skrive ned sidan, viser noko anna.
CopyWithheld = Dei føresette får førebels ikkje kopi av bekymringsmeldinga: { $ground }. Det blir vurdert på nytt { $review }.

AgreementKind-Agreement = ein avtale
AgreementKind-ActionPlan = ein handlingsplan

PartyKind-Guardian = ein føresett
PartyKind-Youth = barnet eller ungdommen
PartyKind-Employee = ein tilsett

AGREEMENT_UNKNOWN = Avtalen finst ikkje i denne saka. Skriv han først.
AGREEMENT_ALREADY_DRAWN = Avtalen er alt skriven. Vel ein annan id for ein ny avtale.
AGREEMENT_OUTDATED = Avtalen er avløyst av ein ny. Bruk den nye.
NO_PARTY = Ingen partar er oppgitt. Oppgi alle som er med på avtalen.
PARTY_NAMED_TWICE = Ein av partane er oppgitt to gonger. Oppgi kvar part éin gong.
NOT_A_PARTY = Denne personen er ikkje part i avtalen. Oppgi ein av partane.
AGREEMENT_ALREADY_SIGNED = Denne parten har alt skrive under.
AGREEMENT_OF_ONE_SIDE = Ein avtale blir gjord mellom ein føresett eller ungdommen og ein tilsett. Oppgi minst éin av kvar.
AGREEMENT_UNNAMED = Samtykke ved underskrift på ein avtale må vise til avtalen. Oppgi kva for ein.
CONSENT_NOT_SIGNED = Den som samtykkjer, skreiv ikkje under avtalen { $day }. Registrer underskrifta, eller oppgi dagen ho vart gitt.
COPY_ONLY_FOR_GUARDIANS = Kopi av ei bekymringsmelding blir gitt til dei føresette. Oppgi ein føresett.
COPY_ALREADY_DELIVERED = Kopien er alt gitt. Det er ikkje meir å levere eller halde tilbake.
NO_COPY_OF_ERASED = Ingen av dei som skal ha ein kopi i saka, er sletta.
WHEREABOUTS_KEPT_FROM = Denne føresette må ikkje få vite kvar ein i saka er. Ta ut det som kan vise det (takeWhereaboutsOut), før dokumentet blir gitt frå deg eller skrive under. Skjedde det ein tidlegare dag, oppgi den dagen.
WHEREABOUTS_KEPT_FROM_CO_AUTHOR = Denne føresette skal ikkje vite kvar nokon i saka er, og ville lese det i utkastet. Skriv meldinga utan denne føresette, eller oppgi kven som ikkje skal vite det (protectAddress).
