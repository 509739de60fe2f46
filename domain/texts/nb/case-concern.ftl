# Bekymringen: det noen er bekymret for, det som er observert, og vurderingen.
ConcernRaised = En bekymring for { $subject } ble tatt opp.
ObservationLogged = En observasjon fra { $observed } ble loggført, { $days ->
        [one] { $days } dag
       *[other] { $days } dager
    } etter.
ObservationCorrected = Observasjon { $observation } ble rettet; den står som den ble loggført.
ConcernAssessed = Bekymringen ble vurdert som { $degree }{ $scaled ->
        [yes] {""} med { $scale }
       *[no] {""}
    }; det er { $ground ->
        [yes] grunn
       *[no] ikke grunn
    } til bekymring.

ConcernSubject-Child = barnet
ConcernSubject-Parents = foreldrene
ConcernSubject-Both = barnet og foreldrene
ObservationKind-Observed = observert
ObservationKind-Said = sagt
Degree-None = ingen bekymring
Degree-Some = noe bekymring
Degree-Considerable = betydelig bekymring
Degree-Serious = alvorlig bekymring
ConcernScale-Child = bekymringsskalaen vedrørende barn og unge
ConcernScale-Parent = bekymringsskalaen vedrørende foreldre
ObservationSource-Meeting = et møte
ObservationSource-Conversation = en samtale
Prompt-Puzzles = hva du stusser over
Prompt-Worries = hva som gjør deg bekymret
Prompt-SeenOrHeard = hva du har sett eller hørt
Prompt-SaidOrDone = hva vedkommende har sagt eller gjort
Prompt-Interaction = samspillet mellom barnet og foreldrene
Prompt-SocialRelations = barnets sosiale relasjoner
Prompt-PhysicalState = barnets fysiske tilstand
Prompt-SelfEsteem = barnets selvtillit og oppfatning av egenverd
Prompt-Development = barnets utvikling i forhold til alder
Prompt-Duration = hvor lenge du har vært bekymret
Signal-Physical = fysisk
Signal-Social = sosialt
Signal-Psychological = psykisk
Signal-Academic = faglig

OBSERVATION_UNKNOWN = Observasjon { $observation } er ikke i denne saken. Vis til observasjoner som er loggført her.
OBSERVATION_ALREADY_LOGGED = Observasjon { $observation } er loggført og blir aldri endret. Loggfør en ny med sin egen id.
NOTHING_TO_CORRECT = Observasjon { $observation } er ikke i denne saken, og kan ikke rettes her. Vis til en observasjon som er loggført i saken.
EVIDENCE_MISSING = Vurderingen viser ikke til noen observasjon. Loggfør det som er sett eller hørt, og vis til det: det kreves konkrete holdepunkter.
