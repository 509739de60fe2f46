# Meetings about a case: called, held, minuted, and the next one agreed.
InterdisciplinaryMeetingConvened = { $evaluation ->
        [yes] A meeting to evaluate what was done was called
       *[no] A meeting of several bodies was called
    } for { $day }: { $bodies }.
EvaluationMeetingConvened = A meeting to evaluate what was done was agreed for { $day } with { $with }.
ResourceTeamConvened = The head called the resource team for { $day }: { $bodies }. Basis: { $basis }.
ClarificationMeetingConvened = Clarification meeting on { $day }, called by { $by }: { $bodies }.
MeetingHeld = A meeting was held, { $guardians ->
        [yes] with guardians there.
       *[no] without guardians.
    }{ $interpreted ->
        [qualified] {" "}A qualified interpreter interpreted.
        [adult] {" "}Another adult interpreted.
        [nobody] {" "}Nobody interpreted, though an interpreter was needed.
       *[unsaid] {""}
    }
ClarificationMeetingHeld = A clarification meeting was held: { $outcome }.
MinutesRecorded = Minutes of a meeting were recorded.
ResourceTeamRecommendationRecorded = The resource team's recommendation was recorded.
NextMeetingAgreed = The next meeting was agreed for { $day }.
MeetingCalledOff = A meeting was called off.

MeetingKind-Interdisciplinary = a meeting of several bodies
MeetingKind-Evaluation = a meeting to evaluate what was done
MeetingKind-FamilyEvaluation = a meeting in which guardians and child evaluate with the unit alone what was done
MeetingKind-ResourceTeam = a meeting of the resource team
MeetingKind-Clarification = a clarification meeting

ClarificationOutcome-Report = a report is to be sent
ClarificationOutcome-NoReport = no report is to be sent
ClarificationOutcome-MoreObservation = more is to be observed first

MEETING_UNKNOWN = There is no such meeting in this case. Call it first.
MEETING_ALREADY_CALLED = The meeting has been called already. Choose another id for a new one.
MEETING_OF_ANOTHER_KIND = This is { $kind }. Choose what fits the meeting.
MEETING_ALREADY_HELD = The meeting has been held already. Call a new one.
MEETING_NOT_HELD = The meeting has not been held. Record first that it was.
MEETING_WAS_CALLED_OFF = The meeting was called off, or fell away when the case was closed. Call a new one.
NO_MEETING_AGREED = No meeting is agreed that has not been called. Say which meeting that was called it is.
NOBODY_CALLED = Nobody is called to the meeting. Name at least one body.
NOBODY_ATTENDED = Nobody is said to have attended. Name a body, a guardian or the child.
RESOURCE_TEAM_NOT_CALLED_BY_HEAD = Only the head calls the resource team. Name the head who does.
