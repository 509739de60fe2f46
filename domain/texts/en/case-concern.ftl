# The concern: what someone is worried about, what was observed, and the assessment.
ConcernRaised = A concern was raised about { $subject }.
ObservationLogged = An observation of { $observed } was logged, { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after.
ObservationCorrected = Observation { $observation } was corrected; it stands as it was logged.
ConcernAssessed = The concern was assessed as { $degree }{ $scaled ->
        [yes] {""} on the { $scale }
       *[no] {""}
    }; there is { $ground ->
        [yes] ground
       *[no] no ground
    } for concern.

ConcernSubject-Child = the child
ConcernSubject-Parents = the parents
ConcernSubject-Both = the child and the parents
ObservationKind-Observed = observed
ObservationKind-Said = said
Degree-None = no concern
Degree-Some = some concern
Degree-Considerable = considerable concern
Degree-Serious = serious concern
ConcernScale-Child = scale of concern about children and youth
ConcernScale-Parent = scale of concern about parents
ObservationSource-Meeting = a meeting
ObservationSource-Conversation = a conversation
Prompt-Puzzles = what puzzles you
Prompt-Worries = what worries you
Prompt-SeenOrHeard = what you have seen or heard
Prompt-SaidOrDone = what was said or done
Prompt-Interaction = the interaction of child and parents
Prompt-SocialRelations = the child’s social relations
Prompt-PhysicalState = the child’s physical state
Prompt-SelfEsteem = the child’s self-esteem
Prompt-Development = the child’s development for its age
Prompt-Duration = how long you have been worried
Signal-Physical = physical
Signal-Social = social
Signal-Psychological = psychological
Signal-Academic = academic

OBSERVATION_UNKNOWN = Observation { $observation } is not in this case. Cite observations logged here.
OBSERVATION_ALREADY_LOGGED = Observation { $observation } has been logged and is never edited. Log another under an id of its own.
NOTHING_TO_CORRECT = Observation { $observation } is not in this case and cannot be corrected here. Point to an observation logged in the case.
EVIDENCE_MISSING = The assessment cites no observation. Log what was seen or heard and cite it: concrete evidence is required.
