# Uroa: det nokon er uroa for, det som er observert, og vurderinga.
ConcernRaised = Ei uro for { $subject } vart teken opp.
ObservationLogged = Ein observasjon frå { $observed } vart loggført, { $days ->
        [one] { $days } dag
       *[other] { $days } dagar
    } etter.
ObservationCorrected = Observasjon { $observation } vart retta; han står slik han vart loggført.
ConcernAssessed = Uroa vart vurdert som { $degree }{ $scaled ->
        [yes] {""} med { $scale }
       *[no] {""}
    }; det er { $ground ->
        [yes] grunn
       *[no] ikkje grunn
    } til uro.

ConcernSubject-Child = barnet
ConcernSubject-Parents = foreldra
ConcernSubject-Both = barnet og foreldra
ObservationKind-Observed = observert
ObservationKind-Said = sagt
Degree-None = inga uro
Degree-Some = noko uro
Degree-Considerable = betydeleg uro
Degree-Serious = alvorleg uro
ConcernScale-Child = uroskalaen om barn og unge
ConcernScale-Parent = uroskalaen om foreldre
ObservationSource-Meeting = eit møte
ObservationSource-Conversation = ein samtale
Prompt-Puzzles = kva du stussar over
Prompt-Worries = kva som gjer deg uroleg
Prompt-SeenOrHeard = kva du har sett eller høyrt
Prompt-SaidOrDone = kva vedkomande har sagt eller gjort
Prompt-Interaction = samspelet mellom barnet og foreldra
Prompt-SocialRelations = dei sosiale relasjonane til barnet
Prompt-PhysicalState = den fysiske tilstanden til barnet
Prompt-SelfEsteem = sjølvtilliten til barnet og opplevinga av eigenverd
Prompt-Development = utviklinga til barnet etter alderen
Prompt-Duration = kor lenge du har vore uroleg
Signal-Physical = fysisk
Signal-Social = sosialt
Signal-Psychological = psykisk
Signal-Academic = fagleg

OBSERVATION_UNKNOWN = Observasjon { $observation } er ikkje i denne saka. Vis til observasjonar som er loggførte her.
OBSERVATION_ALREADY_LOGGED = Observasjon { $observation } er loggført og blir aldri endra. Loggfør ein ny med sin eigen id.
NOTHING_TO_CORRECT = Observasjon { $observation } er ikkje i denne saka, og kan ikkje rettast her. Vis til ein observasjon som er loggført i saka.
EVIDENCE_MISSING = Vurderinga viser ikkje til nokon observasjon. Loggfør det som er sett eller høyrt, og vis til det: det trengst konkrete haldepunkt.
