# Drøfting av bekymringen: med kolleger, i kollegabasert team og med leder, og det interne notatet.
ColleagueDiscussionHeld = Bekymringen ble drøftet med en kollega.
PeerTeamDiscussionHeld = Bekymringen ble drøftet i kollegabasert team.
ConcernForwardedToLeader = Bekymringen ble brakt videre til nærmeste leder ({ $role }).
LeaderDiscussionHeld = Drøftet med nærmeste leder: { $about }.
InternalNoteSubmittedToLeader = Et internt notat ble sendt til nærmeste leder.
LeaderFeedbackGiven = Leder svarte på et internt notat og er { $agrees ->
        [yes] enig
       *[no] uenig
    }.
LeaderDisagreementRecorded = Det ble registrert at leder vurderer alvoret annerledes. Det hindrer ingen i å melde.

LeaderTopic-Concern = bekymringen
LeaderTopic-Referral = henvisning
LeaderTopic-Report = bekymringsmelding

NOTE_UNKNOWN = Notat { $note } er ikke i denne saken. Vis til et notat som er sendt til leder her.
NOTE_ALREADY_SUBMITTED = Notat { $note } er sendt. Send et nytt med sin egen id.
NOTE_ALREADY_ANSWERED = Notat { $note } er besvart, og svaret blir stående. Send et nytt notat om noe har endret seg.
FEEDBACK_NOT_FROM_LEADER = Et internt notat besvares av en leder. Oppgi lederen som har svart, med rolle.
NOT_BROUGHT_TO_LEADER = Bekymringen bringes videre til nærmeste leder. Ingen i rollen { $role } er det. Oppgi en leder.
