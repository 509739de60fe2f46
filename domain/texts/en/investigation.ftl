# The investigation.
InvestigationOpened = { $renewed ->
        [yes] A renewed investigation after dismissal with concern was opened
       *[no] An investigation was opened
    }; it is to be concluded by { $deadline }.
InvestigationAllocated = The investigation was allocated to a team; severity: { $severity }.
InvestigationStepDone = This was done in the investigation: { $kind }.
InvestigationPlanMade = A plan for the investigation was made.
ChildParticipationRecorded = The child's participation was recorded: { $kind }.
DeadlineExtended = The investigation's time limit was extended to { $deadline }.
RecommendedMeasuresDeclined = It was recorded that the recommended measures are not wanted.
InvestigationConcluded = The investigation was concluded: { $outcome }.
RenewedInvestigationScheduled = A renewed investigation was scheduled for { $planned }; it has to be opened by { $due }.
InvestigationSentBack = The service that was to go on with the child does not. The child is to be investigated anew by { $due }.
RenewalCalledOff = The renewed investigation that was scheduled was called off.
ReporterInformedOfConclusion = { $joined ->
        [yes] The public reporter of a report that joined the investigation
       *[no] The public reporter
    } was told in writing that { $told }.
MeasureInfoDisclosedToReporter = The public reporter was told of measures: { $basis }.
ConcernDisclosedToReporter = The public reporter was told that the investigation was dismissed with concern.

InvestigationOutcome-MeasuresDecided = measures are decided
InvestigationOutcome-BoardCase = a case goes to the board
InvestigationOutcome-EmergencyPlacement = the child is placed in an emergency
InvestigationOutcome-InvestigationDismissed = the investigation is dismissed
InvestigationOutcome-DismissedWithConcern = the investigation is dismissed with concern
InvestigationOutcome-DismissedMoved = the investigation is dismissed because the child moved
InvestigationOutcome-DismissedReferred = the investigation is dismissed after referral

StepKind-KickOff = a meeting with child and parents at the start
StepKind-InformationGathered = information gathered from others
StepKind-ChildConversation = a conversation with the child
StepKind-GuardianConversation = a conversation with guardians
StepKind-HomeVisit = a visit to the home
StepKind-AssessmentTool = an assessment tool
StepKind-SummaryMeeting = a meeting to sum up
ParticipationKind-Conversation = the child took part in a conversation
ParticipationKind-Representative = the child took part through a representative
ParticipationKind-Observation = the child was observed
ParticipationKind-OtherExpression = the child expressed itself in another way
ParticipationKind-NoOpportunity = the child was given no opportunity to take part
ParticipationKind-Declined = the child did not want to take part
ToldConclusion-Dismissed = the investigation is dismissed
ToldConclusion-FollowedUp = the child welfare service follows the case up
WrittenForm-Letter = by letter
WrittenForm-DigitalMail = by secure digital mail
WrittenForm-Fiks = by a message over FIKS
DisclosureBasis-Consent = the family consents
DisclosureBasis-BestInterests = it is assessed to be in the child's best interests

INVESTIGATION_CONCLUDED = The investigation is concluded. What was done in it by its last day is recorded with that day. What comes up about the child from now on is received as a report of its own.
NO_INVESTIGATION_DECIDED = Triage of this report did not decide on an investigation. If it was added to an investigation, follow it up there. If this child is to be investigated after all, and nothing has followed from what was chosen, reopen triage and conclude it with an investigation.
INVESTIGATION_ALREADY_OPENED = The investigation of this report has been opened. Go on in that one; the report tells which it is.
EXTENSION_OUT_OF_BOUNDS = { $wanted } does not extend the deadline of { $current }, or lies beyond { $latest }, which is the longest the act allows.
DISMISSED_WHILE_PLACED = The child has been placed in an emergency since { $on }, so the investigation cannot be dismissed. Conclude it with code 1 and say that it ends in the emergency placement, or with code 2 where the case goes to the board. If the placement is over, record that first, and conclude on that day or later.
DISMISSED_DESPITE_ORDER = A case for { $kind } was granted on { $on }, so the investigation cannot be dismissed: what was granted is to be carried out. Conclude it with code 2. If it has been decided otherwise since, or the measure is over, record that first.
DISMISSED_BEFORE_BOARD = A case for { $kind } was brought before the board on { $on } and is not decided, so the investigation cannot be dismissed. Conclude it with code 2, or first record what board or court decided, or that the service took the case back.
DISMISSED_WHILE_MEASURE_RUNS = A measure that was decided on { $on } in the investigation still runs, so the investigation cannot be dismissed. Conclude it with code 1. If the measure is over, record that first, and conclude on that day or later.
PARTICIPATION_NOT_RECORDED = It is not recorded how the child took part in the investigation, or why not. Record it before the investigation is concluded.
PARTICIPATION_LATER = How the child took part, or why not, is recorded of { $on }, which is after { $date }, when the investigation is said to have ended. Conclude it on a day from { $on } on, or record what was so before.
MEASURES_NOT_DECLINED = Dismissal with concern needs a record of which measures were recommended, and that they were declined. Record it before the investigation is concluded.
MEASURES_DECLINED_LATER = That the recommended measures were declined is recorded of { $on }, which is after { $date }, when the investigation is said to have ended. Conclude it on a day from { $on } on, or record what was so before.
RENEWAL_WITHOUT_CONCERN = A renewed investigation follows only one that was dismissed with concern. Otherwise a new report is needed.
RENEWAL_OUT_OF_BOUNDS = A renewed investigation begins after the dismissal of { $dismissed } and by { $latest }; { $wanted } does not. After that a new report is needed.
NO_RENEWAL_SCHEDULED = No renewed investigation is scheduled that could be called off.
INVESTIGATION_NOT_CONCLUDED = The investigation is not concluded. Conclude it first.
CONCLUSION_ONLY_FOR_PUBLIC_REPORTERS = Only a public reporter is told how the investigation ended.
REPORTER_TOLD_OF_CONCLUSION = The reporter has been told how the investigation ended.
REPORTER_TOLD_OF_CONCERN = The reporter has been told that the investigation was dismissed with concern.
REPORTER_TOLD_OF_MEASURES = It is recorded that the reporter was told of measures on that day. If the reporter was told more on another day, give that one.
NO_MEASURES_TO_DISCLOSE = No such measure was decided that the reporter could be told of. Say which of the measures that were decided it is about.
NO_CONCERN_TO_DISCLOSE = The investigation was not dismissed with concern, so there is no such thing to tell the reporter. Tell the reporter as usual how it ended.
NOTHING_TO_JOIN = An investigation is named only where triage adds the report to an ongoing one. Leave it out.
JOINS_ANOTHER_CHILD = The report and this investigation are not recorded of the same child. Name the investigation that is about the child of the report. If it is the same child, record that first (recordSameChild).
MEASURES_OF_NO_DISMISSAL = Only where a report is dismissed because of active measures, code 3, are measures named. Leave measuresIn and measuresElsewhere out.
MEASURES_OF_ANOTHER_CHILD = The report and these measures are not recorded of the same child. Name the investigation that follows the child's measures up. If it is the same child, record that first (recordSameChild).
NO_MEASURE_IN_FORCE = No measure of that investigation was in force on { $on }. Name the one whose measures were, say that they are kept elsewhere, or conclude with another code.
NOTHING_TRANSFERRED = There is nothing that another service is to go on with: the report was not transferred, and the investigation was not dismissed because the child was referred or moved to a place that is known. Name one that was.
TRANSFER_RECEIVED = It is recorded already that the other service has what was sent, on { $on }. If that is wrong, note all of the entry as wrong; then the right one can be recorded.
REPORT_NOT_JOINED = The report did not join this investigation. Leave it out for the report that the investigation follows from.

# Emergency placement, board, information and measures of the child welfare service.
EmergencyPlacementDecided = Emergency placement of the child was decided: { $ground }.
EmergencyPrinciplesAnswered = The three principles were answered for an emergency placement.
EmergencyPlacementEnded = The emergency placement ended.
BoardCaseSubmitted = A case was brought before the board: { $kind }.
BoardDecisionReceived = The board decided on the case of { $kind }: { $outcome }.
CourtAppealRecorded = The board's decision on { $kind } was brought to court by { $by }.
CourtDecisionReceived = The court decided on { $kind }: { $outcome }.
InformationRequested = Information was requested from { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }; basis: { $basis }.
InformationSupplied = Information came in from { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }.
ResponsibilityGroupFormed = A responsibility group was formed, with consent.
ResponsibilityGroupDissolved = The responsibility group was dissolved.
ResponsibilityGroupReviewed = It was looked at whether the group around child and guardians is rightly composed: { $right ->
        [yes] yes
       *[no] no, it changes
    }.
ServiceConsentWithdrawn = A consent that the service works on was taken back.
MeasureDecided = A measure was decided: { $kind }, directed at { $target }, until { $to }; it is evaluated on { $evaluation }.
ServiceMeasurePlanMade = A plan of measures for the child was made.
DecidedMeasureEvaluated = { $asked ->
        [yes] A decided measure was evaluated; whether its goal was reached: { $reached }.
       *[no] A decided measure was evaluated.
    }
DecidedMeasureExtended = A decided measure goes on until { $to }; it is evaluated on { $evaluation }.
DecidedMeasureEnded = A decided measure ended.
FollowUpEnded = { $told ->
        [yes] What was followed up was ended: { $reason }.
       *[no] What was followed up was ended.
    }
GroupMeetingHeld = The responsibility group met.
GroupMeetingAgreed = The responsibility group agreed to meet on { $day }.

EmergencyGround-Harm = the child would be materially harmed
EmergencyGround-Behaviour = behaviour endangers the child's life and health
BoardCaseKind-CareOrder = a care order
BoardCaseKind-BehaviouralPlacement = placement in an institution because of behaviour
BoardCaseKind-OrderedMeasure = ordered measures in the home
BoardOutcome-Granted = as the service asked
BoardOutcome-PartlyGranted = in part as the service asked
BoardOutcome-NotGranted = not as the service asked
BoardOutcome-Withdrawn = the service took the case back
Appellant-Municipality = the municipality
Appellant-PrivateParty = a private party
CourtOutcome-Upheld = the board's decision stands
CourtOutcome-Granted = as the service asked
CourtOutcome-PartlyGranted = in part as the service asked
CourtOutcome-NotGranted = otherwise than the service asked
CourtOutcome-AppealWithdrawn = the appeal was taken back, and the board's decision stands
InformationBasis-Consent = consent
InformationBasis-Order = an order
MeasureBasis-Assistance = help that the family takes
MeasureBasis-VoluntaryPlacement = placement by consent
MeasureBasis-EmergencyPlacement = emergency placement
MeasureBasis-CareOrder = care order
MeasureBasis-BehaviouralPlacement = order of placement because of behaviour
MeasureBasis-OrderedMeasure = ordered measure

NO_EMERGENCY_PLACEMENT = No such emergency placement runs. Record its decision first, or give the number of one that does.
BOARD_CASE_PENDING = A case of { $kind } is before the board already. Record what the board decided before another is submitted.
BOARD_CASE_IN_COURT = A case of { $kind } is before the court. Record what the court decided, or that the appeal was taken back, before another is submitted or it is brought to court again.
NO_BOARD_CASE_PENDING = No case of { $kind } is before the board. Record first that it was submitted.
ORDER_WITHOUT_END = Ordered measures hold for a limited period. Give the last day.
UNTIL_WITHOUT_GRANT = What was not granted has no last day. Leave it out, or say that it was granted.
NOTHING_TO_APPEAL = The board has not decided on a case of { $kind }. Record first what the board decided.
NOTHING_IN_COURT = No case on { $kind } is before the court. Record first that the board's decision was brought there.
INFORMATION_AWAITED = Information from { $body } is awaited already. Record it when it comes. Whoever was asked with consent can be ordered to tell.
NO_INFORMATION_AWAITED = Nothing was asked of { $body }, or it has answered. Record first what was asked.
GROUP_WITHOUT_CONSENT = A responsibility group is formed with consent only. Name who consented.
NO_RESPONSIBILITY_GROUP = There was no responsibility group on that day. Record first that one was formed.
GROUP_CONSENT_ENDED = The consent that the responsibility group works on did not hold on that day. Ask for consent and form the group anew, or dissolve it.
NOT_OF_THE_GROUP = The responsibility group is without { $body }, and the consent is not for it. Take it out, or ask for consent and form the group anew.
NOTHING_FOLLOWED_UP = The investigation was dismissed, and there is no follow-up to end.
FOLLOW_UP_HAS_ENDED = The follow-up ended on { $on }. Where another measure is decided, it begins anew.
FOLLOW_UP_GOES_ON = The follow-up cannot end yet: { $what } is left. See that to its end first, with reasons.
FollowUpPart-Measure = a measure
FollowUpPart-EmergencyPlacement = an emergency placement
FollowUpPart-BoardCase = a case before board or court
FollowUpPart-BoardCaseToBring = the case that is to be brought before the board
FollowUpPart-BoardDecision = a board or court decision that is to be carried out
FollowUpPart-MeasureToDecide = the measure that is to be decided
FollowUpEndReason-GoalReached = the goal is reached
FollowUpEndReason-FamilyWithdraws = the family takes no more help
FollowUpEndReason-Moved = the child has moved
FollowUpEndReason-OfAge = the child is of age
FollowUpEndReason-ReportSent = it was reported anew
MEASURE_WITHOUT_BASIS = The measure of code { $code } cannot rest on that. A child lives in an institution or foster home by consent, in an emergency or by the board's decision, and supervision that is ordered is ordered by the board. Give its basis.
PRINCIPLES_UNANSWERED = A placement by consent answers the three principles: the child's best interests, the biological principle and the least intrusive measure. Give the answers.
NOT_GRANTED_BY_BOARD = The board has not granted a case of { $kind }, or has decided otherwise since. Record its decision first, or give another basis.
PLACEMENT_CONSENT_WITHDRAWN = Consent to the child's living elsewhere was taken back. End the measure, and decide on a new one if there is something else for it to rest on.
ORDER_ENDS = What the board ordered holds until { $last }. Have the measure end then, or bring a new case before the board.
MEASURE_AFTER_DISMISSAL = The investigation was dismissed on { $on }, and no measures follow from that. A new report and its investigation are needed.
RENEWAL_ALREADY_OPENED = The renewed investigation was opened on { $on }, so that nothing is left to call off. Conclude it instead.
INVESTIGATION_SENT_BACK = That the other service does not go on with the child was recorded already, of { $on }. Open a renewed investigation, or call it off with reasons.
EMERGENCY_PLACEMENT_RECORDED = An emergency placement of { $on } on the same ground is recorded already and runs (number { $number }). If the child was placed anew that day, end that one first.
EMERGENCY_PLACEMENT_UNNAMED = Several emergency placements run. Give the number of the one that is meant.
PRINCIPLES_ANSWERED = The three principles were answered for this placement already.
JOINED_INVESTIGATION_NAMED = The investigation that this report joined is named already.
NO_JOINING_TO_CORRECT = The report was added to no ongoing investigation, and nothing is to be corrected. Name a report that was.
JOINING_UNNAMED = Nobody has named the investigation that this report joined, so that there is none to correct. Name it (nameJoinedInvestigation), or leave the investigation out, and the report waits for triage anew.
TRIAGE_OF_RETURN = A return for statistics told how triage of this report ended, and its figures are published: it does not wait for triage anew here. Name the investigation that the report belongs to.
INVESTIGATION_NOT_RUNNING = This investigation did not run on { $on }, when the report was added to an ongoing one. Name the one that did.
CONSENT_OF_NOBODY = What rests on consent needs the names of those who consented. Give them, with the day.
OUTCOME_UNCLEAR = A case that goes to the board (code 2) says which kind of case, and no other end does; an emergency placement ends an investigation with code 1.
TOOL_UNKNOWN = The guide { $guide } lists no such form or tool. Give one of those it has: { $known }.
