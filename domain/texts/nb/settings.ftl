# Kommunens innstillinger.
LedgerOpened = Loggen for { $municipality } ble åpnet.
SigningKeyIntroduced = Fra nå av signeres kontrollpunktene med nøkkelen { $key }.
ErasureDelaySet = En sletting kan godkjennes av en annen person { $days ->
        [one] { $days } dag
       *[other] { $days } dager
    } etter at det er bedt om den.
RetentionReviewSet = { $years ->
        [0] Det er ikke satt noen tid for når det skal vurderes om avsluttede saker fortsatt skal oppbevares.
        [one] Ett år etter at en sak er avsluttet, vurderes det om den fortsatt skal oppbevares.
       *[other] { $years } år etter at en sak er avsluttet, vurderes det om den fortsatt skal oppbevares.
    }
DecisionLimitSet = { $days ->
        [0] Det gjelder ingen egen frist for å ta en beslutning om en bekymring som kommer fra og med { $from }.
        [one] En bekymring som kommer fra og med { $from }, skal være avgjort innen én dag.
       *[other] En bekymring som kommer fra og med { $from }, skal være avgjort innen { $days } dager.
    }
DeadlineSet = { $unit ->
        [days] Fra og med { $from } er fristen for { $deadline } { $number ->
            [one] én dag
           *[other] { $number } dager
        }.
        [weeks] Fra og med { $from } er fristen for { $deadline } { $number ->
            [one] én uke
           *[other] { $number } uker
        }.
        [months] Fra og med { $from } er fristen for { $deadline } { $number ->
            [one] én måned
           *[other] { $number } måneder
        }.
        [working] Fra og med { $from } er fristen for { $deadline } { $number ->
            [one] én virkedag
           *[other] { $number } virkedager
        }.
       *[none] Fra og med { $from } har kommunen ingen egen frist for { $deadline }; den som ellers gjelder, gjelder igjen.
    }
LawCommenced = { $told ->
        [yes] Loven { $law } gjelder fra og med { $from }.
       *[no] Det er ikke lenger oppgitt når loven { $law } begynner å gjelde.
    }
PrivateAcknowledgementSet = { $acknowledged ->
        [yes] Private meldere som er kjent, får bekreftelse på mottatt melding fra nå av.
       *[no] Private meldere får ikke bekreftelse på mottatt melding fra nå av.
    }
GuideAdopted = Kommunen følger fra nå av veilederen { $guide }.
GuideDropped = Kommunen følger ikke lenger veilederen { $guide }.
ReportSigningSet = Bekymringsmeldinger signeres og sendes nå av { $signing }.
WithholdingGroundsSet = Fra og med { $from } blir de foresatte ikke informert om en bekymringsmelding på disse grunnlagene: { $grounds }.
UnitArenaSet = { $told ->
        [yes] Enheten { $unit } hører fra nå av til: { $arena }.
       *[no] Det er ikke lenger oppgitt i hvilken arena enheten { $unit } arbeider.
    }
ResourceTeamSet = Ressursteamet er fra nå av: { $bodies }.
ContactListed = Ny oppføring i kontaktoversikten ({ $kind }): { $name }.
ContactVerified = Oppføringen { $contact } i kontaktoversikten er kontrollert.
ContactPersonNamed = { $renamed ->
        [yes] Personen i oppføringen { $contact } i kontaktoversikten har fått nytt navn
       *[no] Oppføringen { $contact } i kontaktoversikten har fått en ny person
    }.
ContactRetired = Oppføringen { $contact } i kontaktoversikten gjelder til og med { $last }.
FiguresPublished = Tallene for { $year } er publisert slik de sto ved posisjon { $position } i loggen.

ReportSigning-Employee = den ansatte som har meldeplikten
ReportSigning-Leader = nærmeste leder
ReportSigning-Either = den ansatte eller nærmeste leder
ContactKind-ChildWelfareService = barnevernstjenesten
ContactKind-ChildWelfareEmergencyService = barnevernvakten
ContactKind-ChildHelpline = alarmtelefonen for barn og unge
ContactKind-Police = politiet
ContactKind-Service = en tjeneste som kan hjelpe
ContactKind-ReportForm = skjema for bekymringsmelding
ContactKind-SchemeContact = kontaktperson for «Fra bekymring til handling»
ContactKind-SchemeOwner = eier av «Fra bekymring til handling»

CONTACT_UNKNOWN = Denne oppføringen finnes ikke i kontaktoversikten.
CONTACT_ALREADY_LISTED = Oppføringen finnes i kontaktoversikten. Er noe endret, så avslutt den og før opp en ny.
CONTACT_NAMES_NOBODY = Oppføringen nevner ingen person som kan ha fått nytt navn. Oppgi at det er en ny person.
CONTACT_NAMES_ANOTHER = En annen står i oppføringen nå enn da du hentet den. Hent den på nytt, og se om det er denne personen som har fått nytt navn.
CONTACT_ENDED = Oppføringen gjaldt til og med { $last }. Før opp kontakten på nytt, eller oppgi en dag da oppføringen gjaldt.
CONTACT_UNREACHABLE = Oppgi et telefonnummer eller en lenke; ellers når ingen fram.
CONTACT_NEVER_OPEN = Åpningstiden slutter før den begynner. Oppgi når kontoret åpner, og når det stenger samme dag.
ERASURE_DELAY_TOO_LONG = En sletting kan utsettes i høyst { $most ->
        [one] { $most } dag
       *[other] { $most } dager
    }.
RETENTION_REVIEW_OUT_OF_BOUNDS = Om en avsluttet sak fortsatt skal oppbevares, vurderes etter minst ett og høyst { $most } år. Velg en tid innenfor det, eller ingen.
DECISION_LIMIT_OUT_OF_BOUNDS = Fristen for å ta en beslutning om en bekymring er minst én dag og høyst { $most } dager. Velg en frist innenfor det, eller ingen.
DEADLINE_NOT_THE_MUNICIPALITYS = Kommunen setter ikke fristen for { $deadline } her: den følger av loven, av planen eller av en egen innstilling. Bare frister som hverken loven eller kildene nevner noen tid for, settes av kommunen selv.
DEADLINE_OUT_OF_BOUNDS = Fristen for { $deadline } er minst én dag og høyst { $unit ->
        [working] { $most ->
            [one] én virkedag
           *[other] { $most } virkedager
        }
       *[days] { $most ->
            [one] én dag
           *[other] { $most } dager
        }
    }. Velg en frist innenfor det, eller ingen.
COMMENCEMENT_NOT_AWAITED = Ingen lovhjemmel her venter på at den loven skal tre i kraft. Oppgi nummeret på en som er vedtatt og ventet: { $known }.
FIGURES_OF_YEAR_NOT_OVER = { $year } er ikke slutt, eller var ikke slutt på det tidspunktet. Tall publiseres for et år som er slutt, slik de står etter det.
FIGURES_ALREADY_PUBLISHED = Tallene for { $year } er publisert. Skriv hvorfor de skal publiseres på nytt.
REVISION_TELLS_OF_FEW = Tallene for { $year } blir ikke publisert på nytt: forskjellen fra det som er publisert før, ville vise noe om noen få barn. Det som er publisert, blir stående. Publiser på nytt når alt som vises, er likt eller skiller seg med mer enn det.
RESOURCE_TEAM_EMPTY = Si hvilke tjenester som er representert i ressursteamet.
SETTING_UNCHANGED = Slik er det alt innstilt. Velg det motsatte, eller la det være.

SETTING_OF_OTHERS = Dette blir satt av { $leader }. Be om det der.
SettingsLeader-Municipality = en leder i kommunens ledelse
SettingsLeader-ChildWelfareService = en leder i barnevernstjenesten eller i kommunens ledelse
SettingsLeader-Unit = enhetens egen leder eller en leder i kommunens ledelse
