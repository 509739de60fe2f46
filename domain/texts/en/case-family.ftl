# The family: conversations, and what guardians are told or not told.
ConversationConvened = A conversation with { $with } was called for { $date }.
ConversationCalledOff = The conversation with { $with } was called off.
YouthInvitationAssessed = { $invited ->
        [yes] The youth is asked to take part
       *[no] The youth is not asked to take part
    }. Assessed by { $ground }.
ConversationHeld = A conversation was held with { $with }: { $outcome }.{ $interpreted ->
        [qualified] {" "}A qualified interpreter interpreted.
        [adult] {" "}Another adult interpreted.
        [nobody] {" "}Nobody interpreted, though an interpreter was needed.
       *[unsaid] {""}
    }
InterpreterNeedRecorded = An interpreter is needed to talk with { $whose }.
InterpreterNeedEnded = No interpreter is needed any more to talk with { $whose }.
GuardiansInformed = Guardians were informed about { $about }.
GuardiansNamed = It was recorded who the guardians are.
GuardianNotificationWithheld = Guardians are not told about the report: { $ground }.
GuardianNotificationWithholdingLifted = Guardians may be told about the report.

ConversationWith-Child = the child
ConversationWith-Guardians = the guardians
ConversationWith-ChildAndGuardians = the child and the guardians
ConversationOutcome-ConcernStands = the concern stands
ConversationOutcome-Misunderstanding = the concern rested on a misunderstanding
ConversationOutcome-MeasuresAgreed = measures were agreed
ConversationOutcome-Disagreement = the guardians see it otherwise
Interpreter-Qualified = a qualified interpreter
Interpreter-OtherAdult = another adult
AboutGuardians-Concern = the concern
AboutGuardians-Report = the report
AboutGuardians-Outcome = the outcome of a meeting
AboutGuardians-InsufficientEffect = measures that have not brought the change that is needed
AboutGuardians-LowThresholdOffers = the low-threshold offers in the municipality
InvitationGround-Matter = what the matter is
InvitationGround-Maturity = how mature the youth is
WithholdingGround-Violence = danger of violence
WithholdingGround-SexualAbuse = danger of sexual abuse
WithholdingGround-OtherSeriousNeglect = danger of other serious neglect
WithholdingGround-ViolenceOrThreatsAsPower = violence or threats used as power
WithholdingGround-EvidenceAtRisk = important evidence may be lost
WithholdingGround-LifeOrHealthInSeriousDanger = life or health in serious danger

GUARDIANS_NOT_INFORMED = The guardians have not been told that a report will be sent. Where telling them is dangerous, record the ground for not doing so; otherwise inform them.
GUARDIANS_INFORMED_LATER = The guardians were told, or it was decided not to tell them, only on { $on }, which is after { $date }, when the report is said to have been sent. Give the day on which it was sent, from { $on } on, or record what was so before.
NOBODY_INFORMED = No guardian is named. Say who was told, who signed, or who the guardians are.
GUARDIAN_LEFT_OUT = Somebody who is known as a guardian is not among those you named. Name them all, or say why somebody is no guardian.
NOBODY_LEFT_OUT = You said why somebody is no guardian, but everybody who is known as one is among those you named. Leave the reasons out, or leave out who is no guardian.
NOT_A_GUARDIAN = The unit has decided that this person is no guardian since { $since }, and can neither consent for the child nor be handed a copy of a report. Turn to somebody who is one, or say anew who the guardians are. If the copy was handed out on an earlier day, give that day.
GUARDIAN_NOTIFICATION_WITHHELD = Guardians must not be told about the report: { $ground }. Lift the withholding with reasons first.
CONTACT_WITHHELD = Guardians are not contacted while there is a ground for not telling them: { $ground }. Talk with the child alone, call others without them, ask the youth itself for consent or wait with asking for it, or lift the withholding with reasons first.
NOTHING_WITHHELD = Nothing is being withheld from the guardians in this case.
NOT_WITHHELD_BY_SERVICE = The child welfare service has nothing to lift: nobody keeps the report from the guardians, or the service has already decided for its own part that it may speak with them. What the unit that sent it decided is lifted in its case.
GROUND_NOT_IN_FORCE = On { $on }, “{ $ground }” is not a ground in this municipality for not telling the guardians about a report. Choose one that is; danger of violence and of sexual abuse always are.
GROUND_ALWAYS_HOLDS = No municipality does without “{ $ground }”. Take it in.
CHILD_NOT_IN_CONVERSATION = The child was not in the conversation. Say that the child was, or leave the field empty.
NO_CONVERSATION_CALLED = No conversation with { $with } is called that is still to be held. Say who was asked to it.
NO_INTERPRETER_NEEDED = No interpreter is noted as needed to talk with them. Say with whom one was needed.
LANGUAGE_NOT_NEEDED = It is noted that they need an interpreter in another language. Put the language right, or note first that one is needed in this one as well.
TELLING_UNDECIDED = Something is feared that may be set off if the guardians learn of the report ({ $feared }), and it is not decided whether they may be told of it. Record the ground for not telling them, or decide with reasons that they may be told.
