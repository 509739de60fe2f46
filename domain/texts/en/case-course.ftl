# The course of a case: opened, lifted, returned, closed.
CaseOpened = A case was opened by { $unit }.
HelpToldOfBySource = From the source { $measures } measures and { $plans } plans were taken over, which are counted as history.
EscalatedToLevel = The case was lifted to level { $level } with consent.
ReturnedToLevel = The case was returned to level { $level }.
CaseClosed = The case was closed: { $outcome }.
CaseReopened = The case was reopened, on level 1.
ReopeningDeclined = It was decided not to reopen the case.

CaseOutcome-NoGroundForConcern = no ground for concern
CaseOutcome-MeasuresHadEffect = measures had the wished effect
CaseOutcome-FollowedUpElsewhere = followed up elsewhere
CaseOutcome-Moved = the child moved
CaseOutcome-CameOfAge = the child came of age
RecordedOutcome-EndedInSource = ended in the source it was imported from

CASE_CLOSED = The case is closed. Reopen it with reasons, or raise a new concern; emergency contact, a report with what it needs and withdrawal of consent are always possible.
CASE_ALREADY_OPEN = The case is open. Raise the concern in it.
CASE_NOT_CLOSED = The case is open, and there is no reopening to decide on. Go on with it.
LEVEL_NOT_NEXT = The case is on level { $current }; it cannot be lifted to level { $wanted }. Lift it one level at a time.
LEVEL_NOT_LOWER = The case is on level { $current }; level { $wanted } is not lower.
TOGETHER_WITH_ONESELF = The one who decided is named as the other one too. Name the second person in togetherWith, or leave it out.
