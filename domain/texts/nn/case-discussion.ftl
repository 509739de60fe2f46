# Drøfting av uroa: med kollegaer, i kollegabasert team og med leiar, og det interne notatet.
ColleagueDiscussionHeld = Uroa vart drøfta med ein kollega.
PeerTeamDiscussionHeld = Uroa vart drøfta i kollegabasert team.
ConcernForwardedToLeader = Uroa vart ført vidare til næraste leiar ({ $role }).
LeaderDiscussionHeld = Drøfta med næraste leiar: { $about }.
InternalNoteSubmittedToLeader = Eit internt notat vart sendt til næraste leiar.
LeaderFeedbackGiven = Leiaren svara på eit internt notat og er { $agrees ->
        [yes] samd
       *[no] usamd
    }.
LeaderDisagreementRecorded = Det vart registrert at leiaren vurderer alvoret annleis. Det hindrar ingen i å melde.

LeaderTopic-Concern = uroa
LeaderTopic-Referral = tilvising
LeaderTopic-Report = bekymringsmelding

NOTE_UNKNOWN = Notat { $note } er ikkje i denne saka. Vis til eit notat som er sendt til leiaren her.
NOTE_ALREADY_SUBMITTED = Notat { $note } er sendt. Send eit nytt med sin eigen id.
NOTE_ALREADY_ANSWERED = Notat { $note } er svara på, og svaret blir ståande. Send eit nytt notat om noko har endra seg.
FEEDBACK_NOT_FROM_LEADER = Det er ein leiar som svarar på eit internt notat. Oppgi leiaren som har svara, med rolle.
NOT_BROUGHT_TO_LEADER = Uroa blir ført vidare til næraste leiar. Ingen i rolla { $role } er det. Oppgi ein leiar.
