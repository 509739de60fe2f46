# Discussing the concern: with colleagues, in the peer team and with the leader, and the internal note.
ColleagueDiscussionHeld = The concern was discussed with a colleague.
PeerTeamDiscussionHeld = The concern was discussed in the peer team.
ConcernForwardedToLeader = The concern was brought to the nearest leader ({ $role }).
LeaderDiscussionHeld = Discussed with the nearest leader: { $about }.
InternalNoteSubmittedToLeader = An internal note was sent to the nearest leader.
LeaderFeedbackGiven = The leader answered an internal note and { $agrees ->
        [yes] agrees
       *[no] disagrees
    }.
LeaderDisagreementRecorded = It was recorded that the leader judges the gravity otherwise. That keeps nobody from reporting.

LeaderTopic-Concern = the concern
LeaderTopic-Referral = a referral
LeaderTopic-Report = a concern report

NOTE_UNKNOWN = Note { $note } is not in this case. Point to a note that was sent to the leader here.
NOTE_ALREADY_SUBMITTED = Note { $note } has been sent. Send another under an id of its own.
NOTE_ALREADY_ANSWERED = Note { $note } is answered, and the answer stands. Send a new note if something has changed.
FEEDBACK_NOT_FROM_LEADER = An internal note is answered by a leader. Name the leader who answered, with the role.
NOT_BROUGHT_TO_LEADER = The concern is brought to the nearest leader. Nobody in the role { $role } is one. Name a leader.
