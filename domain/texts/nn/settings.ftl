# Innstillingane til kommunen.
LedgerOpened = Loggen for { $municipality } vart opna.
SigningKeyIntroduced = Frå no av blir kontrollpunkta signerte med nøkkelen { $key }.
ErasureDelaySet = Ei sletting kan godkjennast av ein annan person { $days ->
        [one] { $days } dag
       *[other] { $days } dagar
    } etter at nokon har bede om det.
RetentionReviewSet = { $years ->
        [0] Det er ikkje sett noka tid for når det skal vurderast om avslutta saker framleis skal oppbevarast.
        [one] Eitt år etter at ei sak er avslutta, blir det vurdert om ho framleis skal oppbevarast.
       *[other] { $years } år etter at ei sak er avslutta, blir det vurdert om ho framleis skal oppbevarast.
    }
DecisionLimitSet = { $days ->
        [0] Det gjeld ingen eigen frist for å ta ei avgjerd om ei uro som kjem frå og med { $from }.
        [one] Ei uro som kjem frå og med { $from }, skal vere avgjord innan éin dag.
       *[other] Ei uro som kjem frå og med { $from }, skal vere avgjord innan { $days } dagar.
    }
DeadlineSet = { $unit ->
        [days] Frå og med { $from } er fristen for { $deadline } { $number ->
            [one] éin dag
           *[other] { $number } dagar
        }.
        [weeks] Frå og med { $from } er fristen for { $deadline } { $number ->
            [one] éi veke
           *[other] { $number } veker
        }.
        [months] Frå og med { $from } er fristen for { $deadline } { $number ->
            [one] éin månad
           *[other] { $number } månader
        }.
        [working] Frå og med { $from } er fristen for { $deadline } { $number ->
            [one] éin verkedag
           *[other] { $number } verkedagar
        }.
       *[none] Frå og med { $from } har kommunen ingen eigen frist for { $deadline }; den som elles gjeld, gjeld igjen.
    }
LawCommenced = { $told ->
        [yes] Lova { $law } gjeld frå og med { $from }.
       *[no] Det er ikkje lenger oppgitt når lova { $law } tek til å gjelde.
    }
PrivateAcknowledgementSet = { $acknowledged ->
        [yes] Private meldarar som er kjende, får stadfesting på motteken melding frå no av.
       *[no] Private meldarar får ikkje stadfesting på motteken melding frå no av.
    }
GuideAdopted = Kommunen følgjer frå no av rettleiaren { $guide }.
GuideDropped = Kommunen følgjer ikkje lenger rettleiaren { $guide }.
ReportSigningSet = Bekymringsmeldingar blir no signerte og sende av { $signing }.
WithholdingGroundsSet = Frå og med { $from } blir dei føresette ikkje informerte om ei bekymringsmelding på desse grunnlaga: { $grounds }.
UnitArenaSet = { $told ->
        [yes] Eininga { $unit } høyrer frå no av til: { $arena }.
       *[no] Det er ikkje lenger oppgitt i kva arena eininga { $unit } arbeider.
    }
ResourceTeamSet = Ressursteamet er frå no av: { $bodies }.
ContactListed = Ny oppføring i kontaktoversikta ({ $kind }): { $name }.
ContactVerified = Oppføringa { $contact } i kontaktoversikta er kontrollert.
ContactPersonNamed = { $renamed ->
        [yes] Personen i oppføringa { $contact } i kontaktoversikta har fått nytt namn
       *[no] Oppføringa { $contact } i kontaktoversikta har fått ein ny person
    }.
ContactRetired = Oppføringa { $contact } i kontaktoversikta gjeld til og med { $last }.
FiguresPublished = Tala for { $year } er publiserte slik dei stod ved posisjon { $position } i loggen.

ReportSigning-Employee = den tilsette som har meldeplikta
ReportSigning-Leader = næraste leiar
ReportSigning-Either = den tilsette eller næraste leiar
ContactKind-ChildWelfareService = barnevernstenesta
ContactKind-ChildWelfareEmergencyService = barnevernvakta
ContactKind-ChildHelpline = alarmtelefonen for barn og unge
ContactKind-Police = politiet
ContactKind-Service = ei teneste som kan hjelpe
ContactKind-ReportForm = skjema for bekymringsmelding
ContactKind-SchemeContact = kontaktperson for «Frå uro til handling»
ContactKind-SchemeOwner = eigar av «Frå uro til handling»

CONTACT_UNKNOWN = Denne oppføringa finst ikkje i kontaktoversikta.
CONTACT_ALREADY_LISTED = Oppføringa finst i kontaktoversikta. Er noko endra, så avslutt ho og før opp ei ny.
CONTACT_NAMES_NOBODY = Oppføringa nemner ingen person som kan ha fått nytt namn. Oppgi at det er ein ny person.
CONTACT_NAMES_ANOTHER = Ein annan står i oppføringa no enn då du henta ho. Hent ho på nytt, og sjå om det er denne personen som har fått nytt namn.
CONTACT_ENDED = Oppføringa gjaldt til og med { $last }. Før opp kontakten på nytt, eller oppgi ein dag då oppføringa gjaldt.
CONTACT_UNREACHABLE = Oppgi eit telefonnummer eller ei lenkje; elles når ingen fram.
CONTACT_NEVER_OPEN = Opningstida sluttar før ho byrjar. Oppgi når kontoret opnar, og når det stengjer same dagen.
ERASURE_DELAY_TOO_LONG = Ei sletting kan utsetjast i høgst { $most ->
        [one] { $most } dag
       *[other] { $most } dagar
    }.
RETENTION_REVIEW_OUT_OF_BOUNDS = Om ei avslutta sak framleis skal oppbevarast, blir vurdert etter minst eitt og høgst { $most } år. Vel ei tid innanfor det, eller inga.
DECISION_LIMIT_OUT_OF_BOUNDS = Fristen for å ta ei avgjerd om ei uro er minst éin dag og høgst { $most } dagar. Vel ein frist innanfor det, eller ingen.
DEADLINE_NOT_THE_MUNICIPALITYS = Kommunen set ikkje fristen for { $deadline } her: han følgjer av lova, av planen eller av ei eiga innstilling. Berre fristar som korkje lova eller kjeldene nemner noka tid for, set kommunen sjølv.
DEADLINE_OUT_OF_BOUNDS = Fristen for { $deadline } er minst éin dag og høgst { $unit ->
        [working] { $most ->
            [one] éin verkedag
           *[other] { $most } verkedagar
        }
       *[days] { $most ->
            [one] éin dag
           *[other] { $most } dagar
        }
    }. Vel ein frist innanfor det, eller ingen.
COMMENCEMENT_NOT_AWAITED = Ingen lovheimel her ventar på at den lova skal ta til å gjelde. Oppgi nummeret på ei som er vedteken og venta: { $known }.
FIGURES_OF_YEAR_NOT_OVER = { $year } er ikkje slutt, eller var ikkje slutt på det tidspunktet. Tal blir publiserte for eit år som er slutt, slik dei står etter det.
FIGURES_ALREADY_PUBLISHED = Tala for { $year } er publiserte. Skriv kvifor dei skal publiserast på nytt.
REVISION_TELLS_OF_FEW = Tala for { $year } blir ikkje publiserte på nytt: skilnaden frå det som er publisert før, ville vise noko om nokre få barn. Det som er publisert, blir ståande. Publiser på nytt når alt som blir vist, er likt eller skil seg med meir enn det.
RESOURCE_TEAM_EMPTY = Sei kva tenester som er representerte i ressursteamet.
SETTING_UNCHANGED = Slik er det alt innstilt. Vel det motsette, eller la det vere.

SETTING_OF_OTHERS = Dette blir sett av { $leader }. Be om det der.
SettingsLeader-Municipality = ein leiar i kommuneleiinga
SettingsLeader-ChildWelfareService = ein leiar i barnevernstenesta eller i kommuneleiinga
SettingsLeader-Unit = leiaren for eininga sjølv eller ein leiar i kommuneleiinga
