//! Every "no" of the ledger.
//!
//! The variants stand in order of precedence: a command that breaks several rules is answered with the first.
//! Each has a stable code for programs, the id of the rule for auditors and a sentence for people.

use chrono::NaiveDate;

use crate::case::{
    Alternative, AttachedKind, ConsentPurpose, ConversationWith, FearedAtHome, Level, MeetingKind, ReferralForm,
    WithholdingGround,
};
use crate::consultation::screening::IdentifyingKind;
use crate::guides::{Arena, GuideId, GuideVersion, Guides, OutcomeId, StepId};
use crate::ids::{
    AgreementId, AttachmentId, ConsentId, ContactId, DraftId, ExceptionId, MeasureId, MeetingId, NoteId, ObservationId,
    ReportId,
};
use crate::investigation::{BoardCaseKind, FollowUpPart, PlacementNumber};
use crate::law::{DeadlineKind, LegalTopic, Length};
use crate::people::{Body, DeciderRole};
use crate::report::ReporterKind;
use crate::settings::SettingsLeader;
use crate::subject::access::AccessAsker;
use crate::texts::{Argument, Language, Sentence, closed_set};

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing has been recorded under that id in this municipality.
    NotFound {
        /// What was looked for.
        what: Sought,
    },
    /// The case is closed.
    CaseClosed,
    /// The case is open already; a further concern is raised in it.
    CaseAlreadyOpen,
    /// The investigation is concluded.
    InvestigationConcluded,
    /// The person was erased, which is final (C12).
    SubjectErased,
    /// A date lies in the future (R-10).
    FutureDate {
        /// The input field.
        field: &'static str,
        /// The date given.
        date: NaiveDate,
        /// Today in Norway.
        today: NaiveDate,
    },
    /// A date lies before one it must follow.
    DateBefore {
        /// The input field.
        field: &'static str,
        /// The date given.
        date: NaiveDate,
        /// The date it must not precede.
        earliest: NaiveDate,
    },
    /// A date lies before an act it must follow.
    DateBeforeAct {
        /// The input field.
        field: &'static str,
        /// The date given.
        date: NaiveDate,
        /// The day of the act.
        earliest: NaiveDate,
        /// The act.
        act: Act,
    },
    /// An observation was cited that the case does not hold (R-12).
    ObservationUnknown {
        /// The observation.
        observation: ObservationId,
    },
    /// An observation was logged under that id; what was observed is never edited (R-11).
    ObservationAlreadyLogged {
        /// The observation.
        observation: ObservationId,
    },
    /// A correction points to an observation the case does not hold (R-11).
    NothingToCorrect {
        /// The observation.
        observation: ObservationId,
    },
    /// The history has no such entry (C12).
    EntryUnknown {
        /// Its number.
        entry: i64,
    },
    /// The entry says itself that another is wrong: what is wrong in that is said by another beside the same entry (C12).
    EntryIsNote {
        /// Its number.
        entry: i64,
    },
    /// What the entry says is put right by a command of its own, and counts anew by that (C12).
    EntryHasOwnCorrection {
        /// Its number.
        entry: i64,
        /// The command.
        command: &'static str,
    },
    /// A day was said to be right where no day was said to be wrong (C12).
    RightDayOfNoDay,
    /// An assessment cites no observation (S2-28).
    EvidenceMissing,
    /// A duty was said to be triggered without a condition (R-3).
    ConditionMissing,
    /// A duty was said not to be triggered, but conditions for it were named (R-3).
    ConditionWithoutDuty,
    /// Consent was asked for without saying for what, to whom or about what (S4-22).
    ConsentScopeEmpty {
        /// The empty part.
        field: &'static str,
    },
    /// There is no such question for consent in the case.
    ConsentUnknown {
        /// The id given.
        consent: ConsentId,
    },
    /// Consent was asked for under that id; what was asked and answered is never replaced (R-22).
    ConsentAlreadyAsked {
        /// The id given.
        consent: ConsentId,
    },
    /// The question has its answer.
    ConsentAlreadyAnswered {
        /// The consent.
        consent: ConsentId,
    },
    /// Only a given consent can be withdrawn.
    ConsentNotGiven {
        /// The consent.
        consent: ConsentId,
    },
    /// The case cannot go to that level from where it is.
    LevelNotNext {
        /// Where it is.
        current: Level,
        /// Where it was to go.
        wanted: Level,
    },
    /// A case returns to a lower level only (S3-44).
    LevelNotLower {
        /// Where it is.
        current: Level,
        /// Where it was to go.
        wanted: Level,
    },
    /// Who decided is named once more as the other who did (R-30).
    TogetherWithOneself,
    /// A report was sent under that id.
    ReportAlreadySent {
        /// The report.
        report: ReportId,
    },
    /// No valid consent for the purpose on that day (R-9, R-24, R-25).
    NoValidConsent {
        /// What it is needed for.
        purpose: ConsentPurpose,
        /// The day.
        on: NaiveDate,
    },
    /// The duty to report has not been assessed (R-2).
    DutyNotAssessed,
    /// A report was sent, and the duty has not been assessed for another one (R-2, S2-33).
    NextReportNotAssessed {
        /// The report that was sent last.
        report: ReportId,
        /// When.
        sent_on: NaiveDate,
    },
    /// The duty to report was assessed, or there was contact in danger, only after the report is said to have gone (R-2).
    DutyAssessedLater {
        /// When the report is said to have gone.
        sent_on: NaiveDate,
        /// The first day after it on which one of them was.
        on: NaiveDate,
    },
    /// Guardians have neither been told nor is there a ground for not telling them (R-5).
    GuardiansNotInformed,
    /// Guardians were told, or it was decided not to tell them, only after the report is said to have gone (R-5, R-6).
    GuardiansInformedLater {
        /// When the report is said to have gone.
        sent_on: NaiveDate,
        /// The first day after it on which one of them was.
        on: NaiveDate,
    },
    /// Guardians were said to be told, but none is named (R-5).
    NobodyInformed,
    /// Somebody who is known as a guardian is not among those who are said to be, and it is not said why (R-5, R-7).
    GuardianLeftOut,
    /// It is said why somebody is no guardian, and everybody who is known as one is among those who are said to be (R-15, RM-14).
    NobodyLeftOut,
    /// Somebody is to consent for the child, or to have a copy of a report, who is no guardian on that day, as the unit says (R-7,
    /// R-21, R-24, R-25).
    NotAGuardian {
        /// The input field.
        field: &'static str,
        /// Since when the unit says so.
        since: NaiveDate,
    },
    /// In danger one turns to child welfare or the police; telling others is sharing (R-1, R-21).
    NotTurnedToInDanger {
        /// Who was contacted.
        body: Body,
    },
    /// Guardians must not be told about the report (R-6).
    GuardianNotificationWithheld {
        /// The ground.
        ground: WithholdingGround,
    },
    /// Guardians are not contacted while there is a ground for not telling them (S4-2, R-6).
    ContactWithheld {
        /// The ground.
        ground: WithholdingGround,
    },
    /// Nothing is withheld that could be lifted.
    NothingWithheld,
    /// Nothing keeps the service from speaking with guardians that it could lift; what its sender decided is lifted in the
    /// sender's case (R-6).
    NotWithheldByService,
    /// On that day guardians are not left untold on that ground, by the law or in this municipality (C3).
    GroundNotInForce {
        /// The ground.
        ground: WithholdingGround,
        /// The day.
        on: NaiveDate,
    },
    /// No municipality does without that ground (C3).
    GroundAlwaysHolds {
        /// The ground.
        ground: WithholdingGround,
    },
    // Conversations, siblings, alternatives and sharing.
    /// Something was said of a child who was not in the conversation (S2-37).
    ChildNotInConversation {
        /// The input field.
        field: &'static str,
    },
    /// Nobody is asked to a conversation with those that is still to be held (S3-21).
    NoConversationCalled {
        /// With whom.
        with: ConversationWith,
    },
    /// No interpreter is needed to talk with them (C12).
    NoInterpreterNeeded,
    /// They are talked with in other languages (C12).
    LanguageNotNeeded,
    /// The child is no sibling of its own.
    SiblingIsChild,
    /// The sibling is linked.
    SiblingAlreadyLinked,
    /// A sibling is linked: it cannot be said that there is none, or that it is not known.
    SiblingsLinked,
    /// Another case links a sibling of the child (R-13).
    SiblingLinkedElsewhere,
    /// Whether there are siblings is not answered (R-13).
    SiblingsUnanswered,
    /// The alternative is active already (R-14).
    AlternativeActive {
        /// Which.
        alternative: Alternative,
    },
    /// The alternative is not active.
    AlternativeNotActive {
        /// Which.
        alternative: Alternative,
    },
    /// It is not said who helps with that alternative (S0-2).
    HelpersUnnamed {
        /// Which.
        alternative: Alternative,
    },
    /// A refusal in alternative B or C has no answer yet (R-23).
    RefusalUnresolved,
    /// That consent holds no refusal that waits for an answer (R-23).
    NoOpenRefusal {
        /// The consent.
        consent: ConsentId,
    },
    /// What was given under pressure is no consent, and to a report it must be said that it was not (S2-39).
    ConsentNotVoluntary,
    /// Guardians alone consent no more for who is of age (C12).
    ChildOfAge,
    /// A child under fifteen is not asked for consent itself (C12).
    TooYoungToBeAsked,
    /// What the youth was asked nobody else answers (C12).
    YouthWasAsked,
    /// A report was consented to without being read, or it is not said that it was (S2-39).
    ConsentUnread,
    /// A draft was written under that id; it is never replaced (S2-39).
    DraftAlreadyWritten {
        /// The draft.
        draft: DraftId,
    },
    /// There is no such draft that is still to be sent: none at all, or it was sent or discarded (S2-39).
    DraftNotOpen {
        /// The draft.
        draft: DraftId,
    },
    /// The report says something else than what guardians wrote along and consented to (S2-39).
    DraftNotFollowed {
        /// When that was written.
        drafted_on: NaiveDate,
    },
    /// A consent cannot be narrowed to more than was consented to.
    ConsentNotNarrower {
        /// The input field that holds more.
        field: &'static str,
    },
    /// The consent has not run out.
    ConsentStillValid {
        /// The consent.
        consent: ConsentId,
    },
    /// What is to be shared was refused (R-22).
    ConsentWasRefused {
        /// The day.
        on: NaiveDate,
    },
    /// What is to be shared is said nothing of.
    NothingToShare {
        /// The empty part.
        field: &'static str,
    },
    /// A service that is known by its name alone has none (R-21).
    ServiceUnnamed {
        /// Where the name belongs.
        field: &'static str,
    },
    /// Where nobody is to know whom it is about, a unit is named that says more than which service it is (R-20).
    UnitToldNeedlessly {
        /// Where it stands.
        field: &'static str,
    },
    /// The basis does not cover what is to be shared (R-21).
    SharingNotCovered {
        /// What it does not cover.
        what: Uncovered,
    },
    /// Nothing is shared on that basis.
    NoBasisForSharing {
        /// The basis.
        topic: LegalTopic,
    },
    /// On that basis nobody assesses whether information may be shared without consent.
    NoExceptionOnBasis {
        /// The basis.
        topic: LegalTopic,
    },
    /// There is no such assessment in the case.
    ExceptionUnknown {
        /// The id given.
        exception: ExceptionId,
    },
    /// An assessment was recorded under that id.
    ExceptionAlreadyAssessed {
        /// The id given.
        exception: ExceptionId,
    },
    /// The assessment came to that it may not be shared, or carries it no more.
    ExceptionNotAllowed,
    // Discussion.
    /// No note was submitted under that id in the case.
    NoteUnknown {
        /// The id given.
        note: NoteId,
    },
    /// A note was submitted under that id.
    NoteAlreadySubmitted {
        /// The note.
        note: NoteId,
    },
    /// The note has its answer.
    NoteAlreadyAnswered {
        /// The note.
        note: NoteId,
    },
    /// Only a leader answers a note (S0-46).
    FeedbackNotFromLeader,
    // Analysis.
    /// An analysis or assessment rests on no observation and does not say why (R-12).
    NoObservationsUnexplained,
    /// An analysis or assessment says why it rests on no observation, and cites some (R-12).
    ObservationsExplainedAway,
    // Reopening.
    /// Only a closed case is reopened (R-19).
    CaseNotClosed,
    // Measures.
    /// There is no such recommendation of the resource team in the case (S0-35).
    RecommendationUnknown {
        /// The meeting named.
        meeting: MeetingId,
    },
    /// There is no such measure in the case (R-31).
    MeasureUnknown {
        /// The measure.
        measure: MeasureId,
    },
    /// The measure is planned already (R-31).
    MeasureAlreadyPlanned {
        /// The measure.
        measure: MeasureId,
    },
    /// The measure was started before (S3-24).
    MeasureAlreadyStarted {
        /// The measure.
        measure: MeasureId,
    },
    /// The measure has not started (S1-17).
    MeasureNotStarted {
        /// The measure.
        measure: MeasureId,
    },
    /// The measure has ended (S1-20).
    MeasureHasEnded {
        /// The measure.
        measure: MeasureId,
    },
    /// Guardians, or the child itself where it is of age, had not approved a measure of level 2 when it was to start (R-32, C12).
    MeasureNotApproved {
        /// The measure.
        measure: MeasureId,
    },
    /// Guardians alone approved measures for who is of age (C12).
    OwnApprovalMissing,
    /// It is not said what guardians approved (S3-33).
    NoMeasureNamed,
    /// It is not said who approved (S3-33).
    NobodyApproved,
    /// It is not said who refused (S3-33).
    NobodyRefused,
    /// What has started is not refused any more: it is ended, with reasons (S1-20).
    StartedMeasureRefused {
        /// The measure.
        measure: MeasureId,
    },
    /// Somebody who decides for the child said no to it (R-22, R-32).
    MeasureRefused {
        /// The measure.
        measure: MeasureId,
    },
    /// All of those have approved the measure before (S3-33).
    MeasureAlreadyApproved {
        /// The measure.
        measure: MeasureId,
    },
    /// What is to be extended would last no longer than before (S1-20).
    ExtensionLengthensNothing {
        /// The last day as it is.
        last_day: NaiveDate,
    },
    /// A measure would be evaluated later than it is to be: after its last day, or, where it was never evaluated, after the
    /// one that it had before it was extended (S2-58, D-7).
    EvaluationTooLate {
        /// The input field.
        field: &'static str,
        /// The last day for it.
        latest: NaiveDate,
    },
    // Guides and steps.
    /// The guide is about another service's work.
    GuideNotForCases {
        /// The guide.
        guide: GuideVersion,
    },
    /// The guide has nothing about where the investigation is: it is about cases, or about other parts of the service's
    /// work.
    GuideNotForInvestigations {
        /// The guide.
        guide: GuideVersion,
    },
    /// The guide has nothing about triage of a report: it is about cases, or about other parts of the service's work.
    GuideNotForReports {
        /// The guide.
        guide: GuideVersion,
    },
    /// There is no such version of a guide on this server.
    GuideUnknown {
        /// The version.
        guide: GuideVersion,
    },
    /// The municipality has adopted no version of the guide (R-16).
    GuideNotAdopted {
        /// The guide.
        guide: GuideId,
    },
    /// The version is retired, or is not followed on that day (R-71).
    GuideNotInForce {
        /// The version.
        guide: GuideVersion,
        /// The day.
        on: NaiveDate,
    },
    /// The version's file is not the one that was adopted (R-16).
    GuideChanged {
        /// The version.
        guide: GuideVersion,
    },
    /// The case follows that version.
    GuideAlreadyFollowed {
        /// The version.
        guide: GuideVersion,
    },
    /// The case follows another version of the guide (R-16).
    OtherGuideVersionFollowed {
        /// That version.
        guide: GuideVersion,
    },
    /// The guide has no steps on the level of the case.
    GuideWithoutLevel {
        /// The version.
        guide: GuideVersion,
        /// The level.
        level: Level,
    },
    /// The guide lists no such form or tool (S1-26).
    ToolUnknown {
        /// The guide.
        guide: GuideVersion,
        /// The names of those it has.
        known: Vec<String>,
    },
    /// The guide has no such step.
    StepUnknown {
        /// The version.
        guide: GuideVersion,
        /// The step.
        step: StepId,
    },
    /// The step is not on the level of the case.
    StepOnOtherLevel {
        /// The step.
        step: StepId,
        /// The level of the case.
        level: Level,
    },
    /// The step has no such outcome (R-15).
    OutcomeUnknown {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
    },
    /// No outcome is named (R-15).
    NothingDecided {
        /// The step.
        step: StepId,
    },
    /// The outcomes cannot be decided together (R-15, S3-22).
    OutcomesExclude {
        /// The step.
        step: StepId,
    },
    /// Someone in that role does not own the step (R-30).
    NotTheStepsOwner {
        /// The step.
        step: StepId,
        /// The role.
        role: DeciderRole,
    },
    /// Someone in that role owns the step elsewhere, and not in the arena of the case (R-30, S3-19).
    StepOwnedElsewhere {
        /// The step.
        step: StepId,
        /// The role.
        role: DeciderRole,
        /// The arena of the case.
        arena: Arena,
    },
    /// In a step of the relay holder's the one decides who holds the relay (R-30, R-33).
    NotTheRelayHolder {
        /// The step.
        step: StepId,
    },
    /// The step is decided together with someone in that role (R-30, S3-31).
    StepTakesTwo {
        /// The step.
        step: StepId,
        /// The role.
        role: DeciderRole,
    },
    // What is owed to the child welfare service, and who is not told.
    /// The duty to report is met by a report, which nothing else takes the place of (R-2).
    DutyMetByReport,
    /// Which order of the child welfare service is answered is not said (R-21).
    OrderUnnamed,
    /// No order of that day had come from the body (R-21).
    OrderNotReceived {
        /// The input field.
        field: &'static str,
        /// The day named.
        ordered_on: NaiveDate,
    },
    /// All that the body ordered on that day was told, or the order is closed (R-21).
    OrderNotOpen {
        /// The input field.
        field: &'static str,
        /// The day of the order.
        ordered_on: NaiveDate,
    },
    /// Telling guardians may set off what is feared, and nobody has decided yet whether they may be told of the report
    /// (R-6, S2-21).
    TellingUndecided {
        /// What is feared.
        feared: FearedAtHome,
    },
    /// A measure that guardians had not approved was started on or after the day the case is to be lifted (R-32).
    MeasureStartedUnapproved {
        /// The measure.
        measure: MeasureId,
        /// When it started.
        on: NaiveDate,
    },
    // Cooperation.
    /// Nobody holds the relay, which on level 3 somebody must (R-33).
    RelayHolderMissing,
    /// Somebody holds the relay (R-33).
    RelayHolderAlreadyAssigned,
    /// Who is to take over holds the relay already (S3-45).
    RelayHolderUnchanged,
    /// There is no such meeting in the case.
    MeetingUnknown {
        /// The id given.
        meeting: MeetingId,
    },
    /// A meeting was called under that id.
    MeetingAlreadyCalled {
        /// The meeting.
        meeting: MeetingId,
    },
    /// It is another kind of meeting.
    MeetingOfAnotherKind {
        /// The meeting.
        meeting: MeetingId,
        /// What it is.
        kind: MeetingKind,
    },
    /// The meeting was held.
    MeetingAlreadyHeld {
        /// The meeting.
        meeting: MeetingId,
    },
    /// The meeting was not held.
    MeetingNotHeld {
        /// The meeting.
        meeting: MeetingId,
    },
    /// The meeting was called off, or was over with the case.
    MeetingWasCalledOff {
        /// The meeting.
        meeting: MeetingId,
    },
    /// No meeting is agreed that has not been called yet (R-35).
    NoMeetingAgreed,
    /// Nobody is called to the meeting (S3-27).
    NobodyCalled {
        /// The empty input field.
        field: &'static str,
    },
    /// Nobody attended the meeting (S3-33).
    NobodyAttended,
    /// The resource team is called by the head (R-30, S0-34).
    ResourceTeamNotCalledByHead,
    /// A resource team is somebody (S0-33).
    ResourceTeamEmpty,
    // Agreements and copies.
    /// There is no such agreement in the case.
    AgreementUnknown {
        /// The id given.
        agreement: AgreementId,
    },
    /// Another agreement took its place (S3-43).
    AgreementOutdated {
        /// The agreement.
        agreement: AgreementId,
    },
    /// An agreement was drawn up under that id.
    AgreementAlreadyDrawn {
        /// The agreement.
        agreement: AgreementId,
    },
    /// It is not said who takes part in the agreement (S4-9).
    NoParty,
    /// A party is named twice (S4-9).
    PartyNamedTwice,
    /// Somebody who takes no part in the agreement neither signs it nor is owed a copy (S4-9).
    NotAParty {
        /// The agreement.
        agreement: AgreementId,
    },
    /// The party has signed (S4-9).
    AgreementAlreadySigned {
        /// The agreement.
        agreement: AgreementId,
    },
    /// An agreement is between a guardian or the youth and somebody at work (S4-8).
    AgreementOfOneSide,
    /// It is not said which agreement was signed for the consent (S4-11).
    AgreementUnnamed,
    /// Whoever consents did not sign the agreement on that day (S4-11).
    ConsentNotSigned {
        /// The agreement.
        agreement: AgreementId,
        /// The day given.
        on: NaiveDate,
    },
    /// Guardians alone get a copy of a report (S0-42).
    CopyOnlyForGuardians,
    /// The copy was delivered (R-7).
    CopyAlreadyDelivered,
    /// No copy is outstanding that somebody was to have who is erased (C12).
    NoCopyOfErased,
    /// No emergency left the assessment of the duty owed for that report, or it was made (R-2).
    AssessmentNotOwed {
        /// The report.
        report: ReportId,
    },
    /// A report that went in an emergency is still owed its assessment, and nobody said whether this one is for it or for the
    /// next (R-2, S2-33).
    AssessedReportUnsaid {
        /// The report.
        report: ReportId,
        /// When it was sent.
        sent_on: NaiveDate,
    },
    /// What was seen after a report went says nothing of it, and is assessed for the next one (S2-33).
    AssessedByWhatCameLater {
        /// The report.
        report: ReportId,
        /// When it was sent.
        sent_on: NaiveDate,
        /// When the last of what is cited was seen.
        seen_on: NaiveDate,
    },
    // Referrals.
    /// Whom the referral is to go to gets a report, which has rules of its own (R-2, R-5).
    ReferralIsReport,
    /// There is no such referral in the case.
    ReferralUnknown,
    /// The referral is answered.
    ReferralAlreadyAnswered,
    /// The referral is withdrawn.
    ReferralAlreadyWithdrawn,
    /// The body takes referrals on another form (S3-39).
    ReferralFormOfAnotherBody {
        /// The form.
        form: ReferralForm,
    },
    // Plans.
    /// What is done further was planned with no guardian, and it is not said why (S0-29).
    PlannedWithoutGuardians,
    /// It was planned with guardians, and it is said why it was not (S0-29).
    GuardiansExplainedAway,
    /// The case has a plan; it is adjusted (S3-43).
    PlanAlreadyMade {
        /// The plan.
        plan: AgreementId,
    },
    /// The case has no plan to adjust (S3-43).
    NoPlanYet,
    /// A municipality's time to decide on a concern is a day at least, and not endless (D-6).
    DecisionLimitOutOfBounds {
        /// The most days.
        most: u16,
    },
    /// How long that is, the law says, a plan, or another setting (R-71).
    DeadlineNotTheMunicipalitys {
        /// Which deadline.
        deadline: DeadlineKind,
    },
    /// A deadline of a municipality's own is a day at least, and not longer than it may be (R-71).
    DeadlineOutOfBounds {
        /// Which deadline.
        deadline: DeadlineKind,
        /// The longest that it may be.
        longest: Length,
    },
    /// A commencement is recorded of an act that no legal basis waits for (R-71, C7).
    CommencementNotAwaited {
        /// The acts that are awaited, by their numbers.
        known: Vec<String>,
    },
    /// The figures of a year are published once it is over, as of a moment after it (RM-7).
    FiguresOfYearNotOver {
        /// The year.
        year: i32,
    },
    /// The figures of the year are published; anew they are with reasons (RM-7).
    FiguresAlreadyPublished {
        /// The year.
        year: i32,
    },
    /// Published anew, the figures would differ from those that were published before by so few that somebody is found by
    /// subtraction (RM-7).
    RevisionTellsOfFew {
        /// The year.
        year: i32,
    },
    /// A concern is brought to someone who leads nobody (S4-16).
    NotBroughtToLeader {
        /// In which role that person works.
        role: DeciderRole,
    },
    /// A measure is to go on and to end (S1-21).
    MeasureGoesBothWays {
        /// The measure.
        measure: MeasureId,
    },
    /// Nothing was decided about a measure that runs (S1-21).
    MeasureLeftUndecided {
        /// The measure.
        measure: MeasureId,
    },
    /// A group that is not rightly composed changes, and one that is does not (S1-21).
    GroupChangeUnclear,
    // The duty to avert.
    /// The duty to avert asks that the crime is known to come, or believed to be the most likely (S0-38).
    AvertingNotExpected,
    /// Nothing is shared to avert a crime before that duty was found to be triggered (R-4).
    DutyToAvertNotTriggered,
    // Consultations.
    /// A consultation is about nothing (S2-11).
    ConsultationTopicMissing,
    /// Whoever is said to have been consulted was not, by that day (S2-11).
    NotConsulted {
        /// Who.
        body: Body,
    },
    /// No advice is awaited from that service (S0-25).
    ConsultationNotAwaited {
        /// From whom.
        body: Body,
    },
    /// No such report was sent from the case (S0-41).
    ReportNotSent {
        /// The report.
        report: ReportId,
    },
    // Attachments.
    /// There is no such attachment in the case (S4-4).
    AttachmentUnknown {
        /// The id given.
        attachment: AttachmentId,
    },
    /// Something was attached under that id; it is never replaced (R-11).
    AttachmentAlreadyAdded {
        /// The attachment.
        attachment: AttachmentId,
    },
    /// The attachment is withdrawn (R-11).
    AttachmentAlreadyWithdrawn {
        /// The attachment.
        attachment: AttachmentId,
    },
    /// The case does not hold what the attachment is said to belong to (S4-4).
    AttachedToUnknown {
        /// What kind of thing that is.
        what: AttachedKind,
    },
    // The municipality's settings.
    /// Somebody else's leader sets it (R-70).
    SettingOfOthers {
        /// Whose.
        leader: SettingsLeader,
    },
    // The contact directory.
    /// There is no such entry (C2).
    ContactUnknown {
        /// The entry.
        contact: ContactId,
    },
    /// The entry is listed (C2).
    ContactAlreadyListed {
        /// The entry.
        contact: ContactId,
    },
    /// The entry names no person who could bear another name (S3-52).
    ContactNamesNobody {
        /// The entry.
        contact: ContactId,
    },
    /// Somebody else has the post by now than who was to be renamed (S3-52).
    ContactNamesAnother {
        /// The entry.
        contact: ContactId,
    },
    /// The entry held until a day before that on which its person is named.
    ContactEnded {
        /// Which.
        contact: ContactId,
        /// The last day.
        last: NaiveDate,
    },
    /// An entry has neither number nor page (C2).
    ContactUnreachable,
    /// The office would close before it opens (S2-12).
    ContactNeverOpen,
    /// A report by an anonymous reporter holds personal data of somebody other than the child (R-61).
    IdentityWithAnonymousReporter,
    /// An anonymous reporter cannot be answered (R-41, R-61).
    AcknowledgementImpossible,
    /// The report is acknowledged already.
    AlreadyAcknowledged,
    /// Triage of the report is concluded.
    AlreadyTriaged,
    /// Only public reporters learn how triage ended (R-42).
    OutcomeOnlyForPublicReporters,
    /// Triage of the report is not concluded.
    NotTriaged,
    /// The reporter has been told already.
    ReporterAlreadyInformed,
    /// The code is not on the list, or not in force on that day (R-71).
    CodeNotInForce {
        /// The input field.
        field: &'static str,
        /// The code.
        code: String,
        /// The day.
        on: NaiveDate,
    },
    /// The code says nothing without a clarification.
    ClarificationMissing {
        /// The code.
        code: String,
    },
    /// Codes are given to a report, or it is left as it is (§5.6, R-71).
    NothingClassified,
    /// The codes of who reported tell of another kind of reporter than the report (R-60, R-61).
    ReporterCodesOfOtherKind {
        /// The kind that the report tells of.
        kind: ReporterKind,
    },
    // What a private reporter declares.
    /// Who reports in the course of work has nothing to declare (R-62).
    NothingToDeclare,
    /// The reporter has declared it, or the opposite, which is corrected with reasons (R-62).
    AlreadyDeclared,
    // What the dismissal of a report needs.
    /// What was triaged before is not gone through in an intake meeting of a later day (S2-47).
    IntakeMeetingAfterTriage {
        /// The day of the meeting.
        held_on: NaiveDate,
        /// The day on which triage was concluded.
        triaged_on: NaiveDate,
    },
    /// Nobody holds the intake meeting alone (S2-47).
    IntakeMeetingAlone,
    /// A report is not dismissed without a written professional assessment (R-48).
    AssessmentMissing,
    /// A report is not dismissed by one person without the intake meeting (R-48).
    DismissedAlone,
    /// Triage did not lead to an investigation.
    NoInvestigationDecided,
    /// The report has its investigation.
    InvestigationAlreadyOpened,
    /// An extension that does not lengthen, or goes beyond six months (D-3).
    ExtensionOutOfBounds {
        /// The deadline asked for.
        wanted: NaiveDate,
        /// The deadline in force.
        current: NaiveDate,
        /// The latest the act allows.
        latest: NaiveDate,
    },
    // What precedes the conclusion of an investigation.
    /// The child is placed in an emergency, and what an investigation comes to that is no dismissal (S1-11, R-45).
    DismissedWhilePlaced {
        /// Since when.
        on: NaiveDate,
    },
    /// Board or court has granted what is to be carried out, which no dismissal is (S1-11, R-45).
    DismissedDespiteOrder {
        /// What was granted.
        kind: BoardCaseKind,
        /// When.
        on: NaiveDate,
    },
    /// Such a case is before board or court, which is no dismissal (S1-11, R-45).
    DismissedBeforeBoard {
        /// What is asked for.
        kind: BoardCaseKind,
        /// When it was submitted.
        on: NaiveDate,
    },
    /// A measure that was decided on in it runs, and what it came to is that (S1-11, R-45).
    DismissedWhileMeasureRuns {
        /// When it was decided on.
        on: NaiveDate,
    },
    /// It is not recorded how the child took part, or why not (R-49).
    ParticipationNotRecorded,
    /// How the child took part, or why not, is recorded of a day after the conclusion alone (R-49).
    ParticipationLater {
        /// When the investigation is said to have ended.
        concluded_on: NaiveDate,
        /// The first such day.
        on: NaiveDate,
    },
    /// It is not recorded that recommended measures were declined (R-46).
    MeasuresNotDeclined,
    /// Recommended measures were declined only after the conclusion (R-46).
    MeasuresDeclinedLater {
        /// When the investigation is said to have ended.
        concluded_on: NaiveDate,
        /// The first such day.
        on: NaiveDate,
    },
    /// Only an investigation that was dismissed with concern is renewed (R-46).
    RenewalWithoutConcern,
    /// A renewed investigation begins after the dismissal, and within six months (D-5).
    RenewalOutOfBounds {
        /// The first day asked for.
        wanted: NaiveDate,
        /// The day of the dismissal.
        dismissed_on: NaiveDate,
        /// The latest the act allows.
        latest: NaiveDate,
    },
    /// No renewed investigation is scheduled that could be called off (D-5).
    NoRenewalScheduled,
    /// The renewed investigation was opened: there is nothing to call off (D-5).
    RenewalAlreadyOpened {
        /// The first day of that investigation.
        on: NaiveDate,
    },
    /// The other service sent the child back before (S2-48).
    InvestigationSentBack {
        /// When.
        on: NaiveDate,
    },
    /// A case for the board says which kind it is, and only measures can have been taken in an emergency (S1-11).
    OutcomeUnclear,
    // What the reporter learns of an investigation.
    /// The investigation is not concluded.
    InvestigationNotConcluded,
    /// Only public reporters learn how an investigation ended (R-43).
    ConclusionOnlyForPublicReporters,
    /// The reporter has been told how the investigation ended.
    ReporterToldOfConclusion,
    /// The reporter has been told that it was dismissed with concern (R-44).
    ReporterToldOfConcern,
    /// The reporter has been told of measures on that day (R-44).
    ReporterToldOfMeasures,
    /// The investigation led to no measures that the reporter could be told of (R-44).
    NoMeasuresToDisclose,
    /// What rests on consent names who consented, and when (R-44, S2-17).
    ConsentOfNobody,
    // A report that joins an ongoing investigation.
    /// Only triage that adds a report to an ongoing investigation names one.
    NothingToJoin,
    /// The investigation is about another child, or nobody recorded that it is the same one (R-43, S2-48).
    JoinsAnotherChild,
    /// Only a report that is dismissed because of active measures names them (R-50).
    MeasuresOfNoDismissal,
    /// The measures that were named are another child's (R-50, S2-48).
    MeasuresOfAnotherChild,
    /// No measure of that investigation was in force on the day of triage (R-50).
    NoMeasureInForce {
        /// The day.
        on: NaiveDate,
    },
    /// Nothing of it is to be gone on with by another service, which could say that it has it (S2-48).
    NothingTransferred,
    /// The other service has said already that it has it (S2-48).
    TransferReceived {
        /// When.
        on: NaiveDate,
    },
    /// The report did not join this investigation.
    ReportNotJoined,
    /// The investigation that the report joined is named already.
    JoinedInvestigationNamed,
    /// The report joined no investigation, and nothing is to be corrected.
    NoJoiningToCorrect,
    /// Nobody has named the investigation that the report joined: then that is named, and none is corrected to be another.
    JoiningUnnamed,
    /// A return tells how triage ended, and that is not concluded anew.
    TriageOfReturn,
    /// The investigation did not run on the day on which triage added the report to an ongoing one.
    InvestigationNotRunning {
        /// That day.
        on: NaiveDate,
    },
    // Emergency, board and measures of the service.
    /// No emergency placement runs.
    NoEmergencyPlacement,
    /// A placement on that ground was decided that day and runs: it is recorded once (S2-63).
    EmergencyPlacementRecorded {
        /// Which.
        number: PlacementNumber,
        /// The day.
        on: NaiveDate,
    },
    /// Several emergency placements run, and it is not said which one is meant.
    EmergencyPlacementUnnamed,
    /// The three principles were answered for that placement already (S2-6).
    PrinciplesAnswered,
    /// Such a case is before the board already.
    BoardCasePending {
        /// What is asked for.
        kind: BoardCaseKind,
    },
    /// The board's decision on such a case is before the court (S2-66).
    BoardCaseInCourt {
        /// What was asked for.
        kind: BoardCaseKind,
    },
    /// No such case is before the board.
    NoBoardCasePending {
        /// What is asked for.
        kind: BoardCaseKind,
    },
    /// Measures are ordered for a limited period (S2-65).
    OrderWithoutEnd,
    /// A last day is given for what was not granted (S2-65).
    UntilWithoutGrant,
    /// The board has not decided on such a case, or its decision was brought to court already.
    NothingToAppeal {
        /// What was asked for.
        kind: BoardCaseKind,
    },
    /// That body was asked and has not answered.
    InformationAwaited {
        /// Which.
        body: Body,
    },
    /// That body was not asked, or has answered.
    NoInformationAwaited {
        /// Which.
        body: Body,
    },
    /// No decision of the board on that is before the court (S2-66).
    NothingInCourt {
        /// What had been asked for.
        kind: BoardCaseKind,
    },
    /// Only what was dismissed with concern is told to have been so (S2-43, R-44).
    NoConcernToDisclose,
    /// A responsibility group is formed with consent only (S1-15, R-21).
    GroupWithoutConsent,
    /// Only a responsibility group that stands is dissolved (S1-15).
    NoResponsibilityGroup,
    /// What a responsibility group works on carried nothing on that day (S1-15, R-21).
    GroupConsentEnded,
    /// That body is not of the responsibility group that met (S1-15, R-21).
    NotOfTheGroup {
        /// Which.
        body: Body,
    },
    /// Nothing is followed up where an investigation was dismissed (S1-19).
    NothingFollowedUp,
    /// What is followed up has ended already (S1-19).
    FollowUpHasEnded {
        /// When.
        on: NaiveDate,
    },
    /// What goes on is ended before what is followed up is (S1-19).
    FollowUpGoesOn {
        /// What.
        what: FollowUpPart,
    },
    /// Such a measure does not rest on that: a child lives elsewhere by consent, in an emergency or by the board's decision, and
    /// what is ordered at home is ordered by the board (S1-12).
    MeasureWithoutBasis {
        /// The measure's code.
        code: String,
    },
    /// The three principles are answered for a placement by consent (S2-6).
    PrinciplesUnanswered,
    /// The board has granted no such case, or has decided otherwise since.
    NotGrantedByBoard {
        /// What a measure is said to rest on.
        kind: BoardCaseKind,
    },
    /// Consent to the child's living elsewhere was taken back: the placement is ended, and not extended (S2-6, R-24).
    PlacementConsentWithdrawn,
    /// What the board ordered for a limited period ends before that (S2-65).
    OrderEnds {
        /// Its last day.
        last_day: NaiveDate,
    },
    /// The investigation was dismissed, and no measure follows from that (R-47).
    MeasureAfterDismissal {
        /// When it was dismissed.
        on: NaiveDate,
    },
    /// It is set so already (C1).
    SettingUnchanged,
    /// A guardian must not know where somebody in the case is, and the document may tell it (C12).
    WhereaboutsKeptFrom,
    /// A guardian must not know where somebody in the case is, and would read it in a draft (C12).
    WhereaboutsKeptFromCoAuthor,
    /// The person's address is not protected (C12).
    AddressNotProtected,
    /// A child's address is protected under the pseudonym that is to be erased, and under another one not, less strictly or
    /// from fewer guardians (C12).
    SameChildAddressUnprotected,
    /// A child is restricted under the pseudonym that is to be erased, and under another one shown to more roles (C12).
    SameChildLessRestricted,
    /// The person's address is protected more strictly already (C12).
    AddressMoreStrictlyProtected,
    /// The person's data are not restricted: there is nothing to lift, and restriction comes before erasure (C12).
    NotRestricted,
    /// A request for erasure is not answered yet (C12).
    ErasureAwaited,
    /// Nobody has asked for erasure (C12).
    ErasureNotRequested,
    /// Who asks for an erasure does not approve it (C12).
    SecondPersonRequired,
    /// The delay between request and approval has not passed (C12).
    ErasureDelayRunning {
        /// The first day on which it may be approved.
        until: NaiveDate,
    },
    /// After so few or so many years nobody looks at what is kept (C12).
    RetentionReviewOutOfBounds {
        /// The most, in calendar years.
        most: u16,
    },
    /// The delay is longer than an erasure may be put off (C12).
    ErasureDelayTooLong {
        /// The most, in days.
        most: u16,
    },
    /// Who made the delay shorter neither asks for an erasure under it nor approves one (C12).
    ErasureDelayShortened,
    /// Who asks for a person's data, and by what right, does not fit together (C12).
    AccessAskerUnclear {
        /// Who asks.
        asker: AccessAsker,
    },
    /// A request for access was recorded under that id (C12).
    AccessAlreadyRequested,
    /// No request for access under that id waits for an answer (C12).
    AccessNotAwaited,
    /// The answer was put off already, which is done once (C12).
    AccessAlreadyExtended {
        /// The last day for it.
        due: NaiveDate,
    },
    /// That the answer is put off is told within the first month (C12).
    AccessExtensionTooLate {
        /// The last day of that month.
        due: NaiveDate,
    },
    /// The answer is put off to no later day, or by more than two further months (C12).
    AccessExtensionOutOfBounds {
        /// The last day for it as it is.
        after: NaiveDate,
        /// The last day that it can be put off to.
        latest: NaiveDate,
    },
    /// Who recorded a request for access does not answer it (C12).
    AccessAnsweredAlone,
    /// Not all is handed over, and no ground or no reason says why (C12).
    AccessGroundsMissing {
        /// The field that is missing.
        field: &'static str,
    },
    /// All is handed over, and there are grounds or reasons against it (C12).
    AccessGroundsWithoutRefusal,
    /// All is handed over, and there is something among it that guardians must not know of (R-6).
    AccessKeptFromGuardians,
    /// The person has asked for access and is not answered, which comes before erasure (C12).
    AccessAwaited,
    /// Somebody works with the child or owes it something, and the basis presupposes that nobody does (C12).
    StillWorkedWith,
    /// It is one child already, or the same pseudonym (S2-48).
    SameChildRecorded,
    /// Nobody recorded that it is the same child (S2-48).
    SameChildNotRecorded,
    /// Two children who each have a national identity number of their own are not one, unless the child has had both (S2-48).
    SameChildNumberedTwice,
    /// A pseudonym that is said to be a child's does not stand for a child alone (S2-48).
    NotOfOneChild {
        /// Which of the two.
        field: &'static str,
    },
    /// Something in the text tells who somebody is, where nobody may be told of (R-20).
    NotAnonymous {
        /// The input field.
        field: &'static str,
        /// What was found.
        found: Vec<IdentifyingKind>,
    },
    /// The consultation is recorded; another one is another stream (R-20).
    ConsultationAlreadyRecorded,
    /// Names of the case are withheld from whoever asks: to look for them would tell them by guessing (R-70).
    NamesWithheld,
    /// Emergency access is reviewed by another than the one who took it (R-70).
    EmergencyAccessIsOwn,
    /// That emergency access is reviewed; what was found is never replaced (R-70).
    EmergencyAccessReviewed,
    /// What was imported or received before says otherwise; a correction is a decision, not an import.
    ImportDiffers {
        /// What differs.
        what: Differing,
    },
}

impl Refusal {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "NOT_FOUND",
            Self::CaseClosed => "CASE_CLOSED",
            Self::CaseAlreadyOpen => "CASE_ALREADY_OPEN",
            Self::InvestigationConcluded => "INVESTIGATION_CONCLUDED",
            Self::SubjectErased => "SUBJECT_ERASED",
            Self::FutureDate { .. } => "FUTURE_DATE",
            Self::DateBefore { .. } | Self::DateBeforeAct { .. } => "DATE_TOO_EARLY",
            Self::ObservationUnknown { .. } => "OBSERVATION_UNKNOWN",
            Self::ObservationAlreadyLogged { .. } => "OBSERVATION_ALREADY_LOGGED",
            Self::NothingToCorrect { .. } => "NOTHING_TO_CORRECT",
            Self::EntryUnknown { .. } => "ENTRY_UNKNOWN",
            Self::EntryIsNote { .. } => "ENTRY_IS_NOTE",
            Self::EntryHasOwnCorrection { .. } => "ENTRY_HAS_OWN_CORRECTION",
            Self::RightDayOfNoDay => "RIGHT_DAY_OF_NO_DAY",
            Self::EvidenceMissing => "EVIDENCE_MISSING",
            Self::ConditionMissing => "CONDITION_MISSING",
            Self::ConditionWithoutDuty => "CONDITION_WITHOUT_DUTY",
            Self::ConsentScopeEmpty { .. } => "CONSENT_SCOPE_EMPTY",
            Self::ConsentUnknown { .. } => "CONSENT_UNKNOWN",
            Self::ConsentAlreadyAsked { .. } => "CONSENT_ALREADY_ASKED",
            Self::ConsentAlreadyAnswered { .. } => "CONSENT_ALREADY_ANSWERED",
            Self::ConsentNotGiven { .. } => "CONSENT_NOT_GIVEN",
            Self::LevelNotNext { .. } => "LEVEL_NOT_NEXT",
            Self::LevelNotLower { .. } => "LEVEL_NOT_LOWER",
            Self::TogetherWithOneself => "TOGETHER_WITH_ONESELF",
            Self::ReportAlreadySent { .. } => "REPORT_ALREADY_SENT",
            Self::NoValidConsent { .. } => "NO_VALID_CONSENT",
            Self::DutyNotAssessed => "DUTY_NOT_ASSESSED",
            Self::NextReportNotAssessed { .. } => "NEXT_REPORT_NOT_ASSESSED",
            Self::DutyAssessedLater { .. } => "DUTY_ASSESSED_LATER",
            Self::GuardiansNotInformed => "GUARDIANS_NOT_INFORMED",
            Self::GuardiansInformedLater { .. } => "GUARDIANS_INFORMED_LATER",
            Self::NobodyInformed => "NOBODY_INFORMED",
            Self::GuardianLeftOut => "GUARDIAN_LEFT_OUT",
            Self::NobodyLeftOut => "NOBODY_LEFT_OUT",
            Self::NotAGuardian { .. } => "NOT_A_GUARDIAN",
            Self::GuardianNotificationWithheld { .. } => "GUARDIAN_NOTIFICATION_WITHHELD",
            Self::ContactWithheld { .. } => "CONTACT_WITHHELD",
            Self::NothingWithheld => "NOTHING_WITHHELD",
            Self::NotWithheldByService => "NOT_WITHHELD_BY_SERVICE",
            Self::GroundNotInForce { .. } => "GROUND_NOT_IN_FORCE",
            Self::GroundAlwaysHolds { .. } => "GROUND_ALWAYS_HOLDS",
            Self::ChildNotInConversation { .. } => "CHILD_NOT_IN_CONVERSATION",
            Self::NoConversationCalled { .. } => "NO_CONVERSATION_CALLED",
            Self::NoInterpreterNeeded => "NO_INTERPRETER_NEEDED",
            Self::LanguageNotNeeded => "LANGUAGE_NOT_NEEDED",
            Self::SiblingIsChild => "SIBLING_IS_CHILD",
            Self::SiblingAlreadyLinked => "SIBLING_ALREADY_LINKED",
            Self::SiblingsLinked => "SIBLINGS_LINKED",
            Self::SiblingLinkedElsewhere => "SIBLING_LINKED_ELSEWHERE",
            Self::SiblingsUnanswered => "SIBLINGS_UNANSWERED",
            Self::AlternativeActive { .. } => "ALTERNATIVE_ACTIVE",
            Self::RecommendationUnknown { .. } => "RECOMMENDATION_UNKNOWN",
            Self::AlternativeNotActive { .. } => "ALTERNATIVE_NOT_ACTIVE",
            Self::HelpersUnnamed { .. } => "HELPERS_UNNAMED",
            Self::RefusalUnresolved => "REFUSAL_UNRESOLVED",
            Self::NoOpenRefusal { .. } => "NO_OPEN_REFUSAL",
            Self::ConsentNotVoluntary => "CONSENT_NOT_VOLUNTARY",
            Self::ChildOfAge => "CHILD_OF_AGE",
            Self::TooYoungToBeAsked => "TOO_YOUNG_TO_BE_ASKED",
            Self::YouthWasAsked => "YOUTH_WAS_ASKED",
            Self::ConsentUnread => "CONSENT_UNREAD",
            Self::DraftAlreadyWritten { .. } => "DRAFT_ALREADY_WRITTEN",
            Self::DraftNotOpen { .. } => "DRAFT_NOT_OPEN",
            Self::DraftNotFollowed { .. } => "DRAFT_NOT_FOLLOWED",
            Self::ConsentNotNarrower { .. } => "CONSENT_NOT_NARROWER",
            Self::ConsentStillValid { .. } => "CONSENT_STILL_VALID",
            Self::ConsentWasRefused { .. } => "CONSENT_WAS_REFUSED",
            Self::NothingToShare { .. } => "NOTHING_TO_SHARE",
            Self::ServiceUnnamed { .. } => "SERVICE_UNNAMED",
            Self::UnitToldNeedlessly { .. } => "UNIT_TOLD_NEEDLESSLY",
            Self::SharingNotCovered { .. } => "SHARING_NOT_COVERED",
            Self::NoBasisForSharing { .. } => "NO_BASIS_FOR_SHARING",
            Self::NoExceptionOnBasis { .. } => "NO_EXCEPTION_ON_BASIS",
            Self::ExceptionUnknown { .. } => "EXCEPTION_UNKNOWN",
            Self::ExceptionAlreadyAssessed { .. } => "EXCEPTION_ALREADY_ASSESSED",
            Self::ExceptionNotAllowed => "EXCEPTION_NOT_ALLOWED",
            Self::NoteUnknown { .. } => "NOTE_UNKNOWN",
            Self::NoteAlreadySubmitted { .. } => "NOTE_ALREADY_SUBMITTED",
            Self::NoteAlreadyAnswered { .. } => "NOTE_ALREADY_ANSWERED",
            Self::FeedbackNotFromLeader => "FEEDBACK_NOT_FROM_LEADER",
            Self::NoObservationsUnexplained => "NO_OBSERVATIONS_UNEXPLAINED",
            Self::ObservationsExplainedAway => "OBSERVATIONS_EXPLAINED_AWAY",
            Self::CaseNotClosed => "CASE_NOT_CLOSED",
            Self::MeasureUnknown { .. } => "MEASURE_UNKNOWN",
            Self::MeasureAlreadyPlanned { .. } => "MEASURE_ALREADY_PLANNED",
            Self::MeasureAlreadyStarted { .. } => "MEASURE_ALREADY_STARTED",
            Self::MeasureNotStarted { .. } => "MEASURE_NOT_STARTED",
            Self::MeasureHasEnded { .. } => "MEASURE_HAS_ENDED",
            Self::MeasureNotApproved { .. } => "MEASURE_NOT_APPROVED",
            Self::OwnApprovalMissing => "OWN_APPROVAL_MISSING",
            Self::NoMeasureNamed => "NO_MEASURE_NAMED",
            Self::NobodyApproved => "NOBODY_APPROVED",
            Self::NobodyRefused => "NOBODY_REFUSED",
            Self::StartedMeasureRefused { .. } => "STARTED_MEASURE_REFUSED",
            Self::MeasureRefused { .. } => "MEASURE_REFUSED",
            Self::GuideNotForCases { .. } => "GUIDE_NOT_FOR_CASES",
            Self::GuideNotForInvestigations { .. } => "GUIDE_NOT_FOR_INVESTIGATIONS",
            Self::GuideNotForReports { .. } => "GUIDE_NOT_FOR_REPORTS",
            Self::GuideUnknown { .. } => "GUIDE_UNKNOWN",
            Self::GuideNotAdopted { .. } => "GUIDE_NOT_ADOPTED",
            Self::GuideNotInForce { .. } => "GUIDE_NOT_IN_FORCE",
            Self::GuideChanged { .. } => "GUIDE_CHANGED",
            Self::GuideAlreadyFollowed { .. } => "GUIDE_ALREADY_FOLLOWED",
            Self::OtherGuideVersionFollowed { .. } => "OTHER_GUIDE_VERSION_FOLLOWED",
            Self::GuideWithoutLevel { .. } => "GUIDE_WITHOUT_LEVEL",
            Self::ToolUnknown { .. } => "TOOL_UNKNOWN",
            Self::StepUnknown { .. } => "STEP_UNKNOWN",
            Self::StepOnOtherLevel { .. } => "STEP_ON_OTHER_LEVEL",
            Self::OutcomeUnknown { .. } => "OUTCOME_UNKNOWN",
            Self::NothingDecided { .. } => "NOTHING_DECIDED",
            Self::OutcomesExclude { .. } => "OUTCOMES_EXCLUDE",
            Self::NotTheStepsOwner { .. } => "NOT_THE_STEPS_OWNER",
            Self::StepOwnedElsewhere { .. } => "STEP_OWNED_ELSEWHERE",
            Self::NotTheRelayHolder { .. } => "NOT_THE_RELAY_HOLDER",
            Self::StepTakesTwo { .. } => "STEP_TAKES_TWO",
            Self::MeasureAlreadyApproved { .. } => "MEASURE_ALREADY_APPROVED",
            Self::ExtensionLengthensNothing { .. } => "EXTENSION_LENGTHENS_NOTHING",
            Self::EvaluationTooLate { .. } => "EVALUATION_TOO_LATE",
            Self::DutyMetByReport => "DUTY_MET_BY_REPORT",
            Self::OrderUnnamed => "ORDER_UNNAMED",
            Self::OrderNotReceived { .. } => "ORDER_NOT_RECEIVED",
            Self::OrderNotOpen { .. } => "ORDER_NOT_OPEN",
            Self::TellingUndecided { .. } => "TELLING_UNDECIDED",
            Self::MeasureStartedUnapproved { .. } => "MEASURE_STARTED_UNAPPROVED",
            Self::RelayHolderMissing => "RELAY_HOLDER_MISSING",
            Self::RelayHolderAlreadyAssigned => "RELAY_HOLDER_ALREADY_ASSIGNED",
            Self::RelayHolderUnchanged => "RELAY_HOLDER_UNCHANGED",
            Self::MeetingUnknown { .. } => "MEETING_UNKNOWN",
            Self::MeetingAlreadyCalled { .. } => "MEETING_ALREADY_CALLED",
            Self::MeetingOfAnotherKind { .. } => "MEETING_OF_ANOTHER_KIND",
            Self::MeetingAlreadyHeld { .. } => "MEETING_ALREADY_HELD",
            Self::MeetingNotHeld { .. } => "MEETING_NOT_HELD",
            Self::MeetingWasCalledOff { .. } => "MEETING_WAS_CALLED_OFF",
            Self::NoMeetingAgreed => "NO_MEETING_AGREED",
            Self::NobodyCalled { .. } => "NOBODY_CALLED",
            Self::NobodyAttended => "NOBODY_ATTENDED",
            Self::ResourceTeamNotCalledByHead => "RESOURCE_TEAM_NOT_CALLED_BY_HEAD",
            Self::ResourceTeamEmpty => "RESOURCE_TEAM_EMPTY",
            Self::AgreementUnknown { .. } => "AGREEMENT_UNKNOWN",
            Self::AgreementOutdated { .. } => "AGREEMENT_OUTDATED",
            Self::AgreementAlreadyDrawn { .. } => "AGREEMENT_ALREADY_DRAWN",
            Self::NoParty => "NO_PARTY",
            Self::PartyNamedTwice => "PARTY_NAMED_TWICE",
            Self::NotAParty { .. } => "NOT_A_PARTY",
            Self::AgreementAlreadySigned { .. } => "AGREEMENT_ALREADY_SIGNED",
            Self::AgreementOfOneSide => "AGREEMENT_OF_ONE_SIDE",
            Self::AgreementUnnamed => "AGREEMENT_UNNAMED",
            Self::ConsentNotSigned { .. } => "CONSENT_NOT_SIGNED",
            Self::CopyOnlyForGuardians => "COPY_ONLY_FOR_GUARDIANS",
            Self::NoCopyOfErased => "NO_COPY_OF_ERASED",
            Self::CopyAlreadyDelivered => "COPY_ALREADY_DELIVERED",
            Self::NotTurnedToInDanger { .. } => "NOT_TURNED_TO_IN_DANGER",
            Self::AssessmentNotOwed { .. } => "ASSESSMENT_NOT_OWED",
            Self::AssessedReportUnsaid { .. } => "ASSESSED_REPORT_UNSAID",
            Self::AssessedByWhatCameLater { .. } => "ASSESSED_BY_WHAT_CAME_LATER",
            Self::ReferralIsReport => "REFERRAL_IS_REPORT",
            Self::ReferralUnknown => "REFERRAL_UNKNOWN",
            Self::ReferralAlreadyAnswered => "REFERRAL_ALREADY_ANSWERED",
            Self::ReferralAlreadyWithdrawn => "REFERRAL_ALREADY_WITHDRAWN",
            Self::ReferralFormOfAnotherBody { .. } => "REFERRAL_FORM_OF_ANOTHER_BODY",
            Self::PlannedWithoutGuardians => "PLANNED_WITHOUT_GUARDIANS",
            Self::GuardiansExplainedAway => "GUARDIANS_EXPLAINED_AWAY",
            Self::PlanAlreadyMade { .. } => "PLAN_ALREADY_MADE",
            Self::NoPlanYet => "NO_PLAN_YET",
            Self::DecisionLimitOutOfBounds { .. } => "DECISION_LIMIT_OUT_OF_BOUNDS",
            Self::DeadlineNotTheMunicipalitys { .. } => "DEADLINE_NOT_THE_MUNICIPALITYS",
            Self::DeadlineOutOfBounds { .. } => "DEADLINE_OUT_OF_BOUNDS",
            Self::CommencementNotAwaited { .. } => "COMMENCEMENT_NOT_AWAITED",
            Self::FiguresOfYearNotOver { .. } => "FIGURES_OF_YEAR_NOT_OVER",
            Self::FiguresAlreadyPublished { .. } => "FIGURES_ALREADY_PUBLISHED",
            Self::RevisionTellsOfFew { .. } => "REVISION_TELLS_OF_FEW",
            Self::NotBroughtToLeader { .. } => "NOT_BROUGHT_TO_LEADER",
            Self::MeasureGoesBothWays { .. } => "MEASURE_GOES_BOTH_WAYS",
            Self::MeasureLeftUndecided { .. } => "MEASURE_LEFT_UNDECIDED",
            Self::GroupChangeUnclear => "GROUP_CHANGE_UNCLEAR",
            Self::AvertingNotExpected => "AVERTING_NOT_EXPECTED",
            Self::DutyToAvertNotTriggered => "DUTY_TO_AVERT_NOT_TRIGGERED",
            Self::ConsultationTopicMissing => "CONSULTATION_TOPIC_MISSING",
            Self::NotConsulted { .. } => "NOT_CONSULTED",
            Self::ConsultationNotAwaited { .. } => "CONSULTATION_NOT_AWAITED",
            Self::ReportNotSent { .. } => "REPORT_NOT_SENT",
            Self::AttachmentUnknown { .. } => "ATTACHMENT_UNKNOWN",
            Self::AttachmentAlreadyAdded { .. } => "ATTACHMENT_ALREADY_ADDED",
            Self::AttachmentAlreadyWithdrawn { .. } => "ATTACHMENT_ALREADY_WITHDRAWN",
            Self::AttachedToUnknown { .. } => "ATTACHED_TO_UNKNOWN",
            Self::SettingOfOthers { .. } => "SETTING_OF_OTHERS",
            Self::ContactUnknown { .. } => "CONTACT_UNKNOWN",
            Self::ContactAlreadyListed { .. } => "CONTACT_ALREADY_LISTED",
            Self::ContactNamesNobody { .. } => "CONTACT_NAMES_NOBODY",
            Self::ContactNamesAnother { .. } => "CONTACT_NAMES_ANOTHER",
            Self::ContactEnded { .. } => "CONTACT_ENDED",
            Self::ContactUnreachable => "CONTACT_UNREACHABLE",
            Self::ContactNeverOpen => "CONTACT_NEVER_OPEN",
            Self::IdentityWithAnonymousReporter => "IDENTITY_WITH_ANONYMOUS_REPORTER",
            Self::AcknowledgementImpossible => "ACKNOWLEDGEMENT_IMPOSSIBLE",
            Self::AlreadyAcknowledged => "ALREADY_ACKNOWLEDGED",
            Self::AlreadyTriaged => "ALREADY_TRIAGED",
            Self::OutcomeOnlyForPublicReporters => "OUTCOME_ONLY_FOR_PUBLIC_REPORTERS",
            Self::NotTriaged => "NOT_TRIAGED",
            Self::ReporterAlreadyInformed => "REPORTER_ALREADY_INFORMED",
            Self::CodeNotInForce { .. } => "CODE_NOT_IN_FORCE",
            Self::ClarificationMissing { .. } => "CLARIFICATION_MISSING",
            Self::NothingClassified => "NOTHING_CLASSIFIED",
            Self::ReporterCodesOfOtherKind { .. } => "REPORTER_CODES_OF_OTHER_KIND",
            Self::NothingToDeclare => "NOTHING_TO_DECLARE",
            Self::AlreadyDeclared => "ALREADY_DECLARED",
            Self::IntakeMeetingAfterTriage { .. } => "INTAKE_MEETING_AFTER_TRIAGE",
            Self::IntakeMeetingAlone => "INTAKE_MEETING_ALONE",
            Self::AssessmentMissing => "ASSESSMENT_MISSING",
            Self::DismissedAlone => "DISMISSED_ALONE",
            Self::NoInvestigationDecided => "NO_INVESTIGATION_DECIDED",
            Self::InvestigationAlreadyOpened => "INVESTIGATION_ALREADY_OPENED",
            Self::ExtensionOutOfBounds { .. } => "EXTENSION_OUT_OF_BOUNDS",
            Self::DismissedWhilePlaced { .. } => "DISMISSED_WHILE_PLACED",
            Self::DismissedDespiteOrder { .. } => "DISMISSED_DESPITE_ORDER",
            Self::DismissedBeforeBoard { .. } => "DISMISSED_BEFORE_BOARD",
            Self::DismissedWhileMeasureRuns { .. } => "DISMISSED_WHILE_MEASURE_RUNS",
            Self::ParticipationNotRecorded => "PARTICIPATION_NOT_RECORDED",
            Self::ParticipationLater { .. } => "PARTICIPATION_LATER",
            Self::MeasuresNotDeclined => "MEASURES_NOT_DECLINED",
            Self::MeasuresDeclinedLater { .. } => "MEASURES_DECLINED_LATER",
            Self::RenewalWithoutConcern => "RENEWAL_WITHOUT_CONCERN",
            Self::RenewalOutOfBounds { .. } => "RENEWAL_OUT_OF_BOUNDS",
            Self::NoRenewalScheduled => "NO_RENEWAL_SCHEDULED",
            Self::RenewalAlreadyOpened { .. } => "RENEWAL_ALREADY_OPENED",
            Self::InvestigationSentBack { .. } => "INVESTIGATION_SENT_BACK",
            Self::OutcomeUnclear => "OUTCOME_UNCLEAR",
            Self::InvestigationNotConcluded => "INVESTIGATION_NOT_CONCLUDED",
            Self::ConclusionOnlyForPublicReporters => "CONCLUSION_ONLY_FOR_PUBLIC_REPORTERS",
            Self::ReporterToldOfConclusion => "REPORTER_TOLD_OF_CONCLUSION",
            Self::ReporterToldOfConcern => "REPORTER_TOLD_OF_CONCERN",
            Self::ReporterToldOfMeasures => "REPORTER_TOLD_OF_MEASURES",
            Self::NoMeasuresToDisclose => "NO_MEASURES_TO_DISCLOSE",
            Self::ConsentOfNobody => "CONSENT_OF_NOBODY",
            Self::NothingToJoin => "NOTHING_TO_JOIN",
            Self::JoinsAnotherChild => "JOINS_ANOTHER_CHILD",
            Self::MeasuresOfNoDismissal => "MEASURES_OF_NO_DISMISSAL",
            Self::MeasuresOfAnotherChild => "MEASURES_OF_ANOTHER_CHILD",
            Self::NoMeasureInForce { .. } => "NO_MEASURE_IN_FORCE",
            Self::NothingTransferred => "NOTHING_TRANSFERRED",
            Self::TransferReceived { .. } => "TRANSFER_RECEIVED",
            Self::ReportNotJoined => "REPORT_NOT_JOINED",
            Self::JoinedInvestigationNamed => "JOINED_INVESTIGATION_NAMED",
            Self::NoJoiningToCorrect => "NO_JOINING_TO_CORRECT",
            Self::JoiningUnnamed => "JOINING_UNNAMED",
            Self::TriageOfReturn => "TRIAGE_OF_RETURN",
            Self::InvestigationNotRunning { .. } => "INVESTIGATION_NOT_RUNNING",
            Self::NoEmergencyPlacement => "NO_EMERGENCY_PLACEMENT",
            Self::EmergencyPlacementRecorded { .. } => "EMERGENCY_PLACEMENT_RECORDED",
            Self::EmergencyPlacementUnnamed => "EMERGENCY_PLACEMENT_UNNAMED",
            Self::PrinciplesAnswered => "PRINCIPLES_ANSWERED",
            Self::BoardCasePending { .. } => "BOARD_CASE_PENDING",
            Self::BoardCaseInCourt { .. } => "BOARD_CASE_IN_COURT",
            Self::NoBoardCasePending { .. } => "NO_BOARD_CASE_PENDING",
            Self::OrderWithoutEnd => "ORDER_WITHOUT_END",
            Self::UntilWithoutGrant => "UNTIL_WITHOUT_GRANT",
            Self::NothingToAppeal { .. } => "NOTHING_TO_APPEAL",
            Self::NothingInCourt { .. } => "NOTHING_IN_COURT",
            Self::InformationAwaited { .. } => "INFORMATION_AWAITED",
            Self::NoInformationAwaited { .. } => "NO_INFORMATION_AWAITED",
            Self::NoConcernToDisclose => "NO_CONCERN_TO_DISCLOSE",
            Self::GroupWithoutConsent => "GROUP_WITHOUT_CONSENT",
            Self::NoResponsibilityGroup => "NO_RESPONSIBILITY_GROUP",
            Self::GroupConsentEnded => "GROUP_CONSENT_ENDED",
            Self::NotOfTheGroup { .. } => "NOT_OF_THE_GROUP",
            Self::NothingFollowedUp => "NOTHING_FOLLOWED_UP",
            Self::FollowUpHasEnded { .. } => "FOLLOW_UP_HAS_ENDED",
            Self::FollowUpGoesOn { .. } => "FOLLOW_UP_GOES_ON",
            Self::MeasureWithoutBasis { .. } => "MEASURE_WITHOUT_BASIS",
            Self::PrinciplesUnanswered => "PRINCIPLES_UNANSWERED",
            Self::NotGrantedByBoard { .. } => "NOT_GRANTED_BY_BOARD",
            Self::PlacementConsentWithdrawn => "PLACEMENT_CONSENT_WITHDRAWN",
            Self::OrderEnds { .. } => "ORDER_ENDS",
            Self::MeasureAfterDismissal { .. } => "MEASURE_AFTER_DISMISSAL",
            Self::SettingUnchanged => "SETTING_UNCHANGED",
            Self::WhereaboutsKeptFrom => "WHEREABOUTS_KEPT_FROM",
            Self::WhereaboutsKeptFromCoAuthor => "WHEREABOUTS_KEPT_FROM_CO_AUTHOR",
            Self::AddressNotProtected => "ADDRESS_NOT_PROTECTED",
            Self::SameChildAddressUnprotected => "SAME_CHILD_ADDRESS_UNPROTECTED",
            Self::SameChildLessRestricted => "SAME_CHILD_LESS_RESTRICTED",
            Self::AddressMoreStrictlyProtected => "ADDRESS_MORE_STRICTLY_PROTECTED",
            Self::NotRestricted => "NOT_RESTRICTED",
            Self::ErasureAwaited => "ERASURE_AWAITED",
            Self::ErasureNotRequested => "ERASURE_NOT_REQUESTED",
            Self::SecondPersonRequired => "SECOND_PERSON_REQUIRED",
            Self::ErasureDelayRunning { .. } => "ERASURE_DELAY_RUNNING",
            Self::ErasureDelayTooLong { .. } => "ERASURE_DELAY_TOO_LONG",
            Self::ErasureDelayShortened => "ERASURE_DELAY_SHORTENED",
            Self::RetentionReviewOutOfBounds { .. } => "RETENTION_REVIEW_OUT_OF_BOUNDS",
            Self::AccessAskerUnclear { .. } => "ACCESS_ASKER_UNCLEAR",
            Self::AccessAlreadyRequested => "ACCESS_ALREADY_REQUESTED",
            Self::AccessNotAwaited => "ACCESS_NOT_AWAITED",
            Self::AccessAlreadyExtended { .. } => "ACCESS_ALREADY_EXTENDED",
            Self::AccessExtensionTooLate { .. } => "ACCESS_EXTENSION_TOO_LATE",
            Self::AccessExtensionOutOfBounds { .. } => "ACCESS_EXTENSION_OUT_OF_BOUNDS",
            Self::AccessAnsweredAlone => "ACCESS_ANSWERED_ALONE",
            Self::AccessGroundsMissing { .. } => "ACCESS_GROUNDS_MISSING",
            Self::AccessGroundsWithoutRefusal => "ACCESS_GROUNDS_WITHOUT_REFUSAL",
            Self::AccessKeptFromGuardians => "ACCESS_KEPT_FROM_GUARDIANS",
            Self::AccessAwaited => "ACCESS_AWAITED",
            Self::StillWorkedWith => "STILL_WORKED_WITH",
            Self::SameChildRecorded => "SAME_CHILD_RECORDED",
            Self::SameChildNotRecorded => "SAME_CHILD_NOT_RECORDED",
            Self::SameChildNumberedTwice => "SAME_CHILD_NUMBERED_TWICE",
            Self::NotOfOneChild { .. } => "NOT_OF_ONE_CHILD",
            Self::NotAnonymous { .. } => "NOT_ANONYMOUS",
            Self::ConsultationAlreadyRecorded => "CONSULTATION_ALREADY_RECORDED",
            Self::NamesWithheld => "NAMES_WITHHELD",
            Self::EmergencyAccessIsOwn => "EMERGENCY_ACCESS_IS_OWN",
            Self::EmergencyAccessReviewed => "EMERGENCY_ACCESS_REVIEWED",
            Self::ImportDiffers { .. } => "IMPORT_DIFFERS",
        }
    }

    /// The rule that was broken, by its id in the requirements.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::NotFound { .. }
            | Self::NamesWithheld
            | Self::EmergencyAccessIsOwn
            | Self::EmergencyAccessReviewed
            | Self::SettingOfOthers { .. } => "R-70",
            Self::CaseClosed
            | Self::CaseAlreadyOpen
            | Self::ImportDiffers { .. }
            | Self::OutcomeUnknown { .. }
            | Self::NothingDecided { .. }
            | Self::OutcomesExclude { .. }
            | Self::NobodyLeftOut => "R-15",
            Self::FutureDate { .. } | Self::DateBefore { .. } | Self::DateBeforeAct { .. } => "R-10",
            Self::ObservationUnknown { .. }
            | Self::EvidenceMissing
            | Self::NoObservationsUnexplained
            | Self::ObservationsExplainedAway => "R-12",
            Self::ObservationAlreadyLogged { .. }
            | Self::NothingToCorrect { .. }
            | Self::AttachmentAlreadyAdded { .. }
            | Self::AttachmentAlreadyWithdrawn { .. } => "R-11",
            Self::AttachmentUnknown { .. } | Self::AttachedToUnknown { .. } => "S4-4",
            Self::ConditionMissing | Self::ConditionWithoutDuty => "R-3",
            Self::ConsentScopeEmpty { .. }
            | Self::ConsentNotNarrower { .. }
            | Self::ConsentStillValid { .. }
            | Self::NothingToShare { .. }
            | Self::ServiceUnnamed { .. }
            | Self::SharingNotCovered { .. }
            | Self::NoBasisForSharing { .. }
            | Self::NoExceptionOnBasis { .. }
            | Self::ExceptionUnknown { .. }
            | Self::ExceptionAlreadyAssessed { .. }
            | Self::ExceptionNotAllowed
            | Self::OrderUnnamed
            | Self::OrderNotReceived { .. }
            | Self::OrderNotOpen { .. }
            | Self::GroupWithoutConsent
            | Self::GroupConsentEnded
            | Self::NotOfTheGroup { .. }
            | Self::NotAGuardian { .. } => "R-21",
            Self::ConsentUnknown { .. }
            | Self::ConsentAlreadyAsked { .. }
            | Self::ConsentAlreadyAnswered { .. }
            | Self::ConsentNotGiven { .. }
            | Self::ConsentWasRefused { .. } => "R-22",
            Self::NoValidConsent { purpose, .. } => match purpose {
                ConsentPurpose::Level2Cooperation => "R-24",
                ConsentPurpose::Level3Meeting => "R-25",
                ConsentPurpose::ReportWithoutDuty => "R-9",
                ConsentPurpose::InformationSharing => "R-21",
            },
            Self::ReportAlreadySent { .. } => "S0-43",
            Self::LevelNotNext { .. } => "S3-25",
            Self::LevelNotLower { .. } => "S3-44",
            Self::NotTurnedToInDanger { .. } => "R-1",
            Self::DutyNotAssessed
            | Self::NextReportNotAssessed { .. }
            | Self::DutyAssessedLater { .. }
            | Self::DutyMetByReport
            | Self::AssessmentNotOwed { .. }
            | Self::AssessedReportUnsaid { .. } => "R-2",
            Self::AssessedByWhatCameLater { .. } => "S2-33",
            Self::GuardiansNotInformed
            | Self::GuardiansInformedLater { .. }
            | Self::NobodyInformed
            | Self::GuardianLeftOut => "R-5",
            Self::ContactWithheld { .. } => "S4-2",
            Self::GuardianNotificationWithheld { .. }
            | Self::NothingWithheld
            | Self::NotWithheldByService
            | Self::GroundNotInForce { .. }
            | Self::GroundAlwaysHolds { .. }
            | Self::TellingUndecided { .. }
            | Self::AccessKeptFromGuardians => "R-6",
            Self::ChildNotInConversation { .. } => "S2-37",
            Self::SiblingIsChild
            | Self::SiblingAlreadyLinked
            | Self::SiblingsLinked
            | Self::SiblingLinkedElsewhere
            | Self::SiblingsUnanswered => "R-13",
            Self::AlternativeActive { .. } | Self::AlternativeNotActive { .. } => "R-14",
            Self::HelpersUnnamed { .. } => "S0-2",
            Self::RecommendationUnknown { .. } => "S0-35",
            Self::RefusalUnresolved | Self::NoOpenRefusal { .. } => "R-23",
            Self::ConsentNotVoluntary
            | Self::ConsentUnread
            | Self::DraftAlreadyWritten { .. }
            | Self::DraftNotOpen { .. }
            | Self::DraftNotFollowed { .. } => "S2-39",
            Self::NoteUnknown { .. }
            | Self::NoteAlreadySubmitted { .. }
            | Self::NoteAlreadyAnswered { .. }
            | Self::FeedbackNotFromLeader => "S0-46",
            Self::CaseNotClosed => "R-19",
            Self::GuideNotForCases { .. }
            | Self::GuideNotForInvestigations { .. }
            | Self::GuideNotForReports { .. }
            | Self::GuideUnknown { .. }
            | Self::GuideNotAdopted { .. }
            | Self::GuideChanged { .. }
            | Self::GuideAlreadyFollowed { .. }
            | Self::OtherGuideVersionFollowed { .. }
            | Self::StepUnknown { .. } => "R-16",
            Self::GuideWithoutLevel { .. } | Self::StepOnOtherLevel { .. } => "S3-5",
            Self::TogetherWithOneself
            | Self::NotTheStepsOwner { .. }
            | Self::StepOwnedElsewhere { .. }
            | Self::NotTheRelayHolder { .. }
            | Self::StepTakesTwo { .. }
            | Self::ResourceTeamNotCalledByHead => "R-30",
            Self::ResourceTeamEmpty => "S0-33",
            Self::MeasureUnknown { .. } | Self::MeasureAlreadyPlanned { .. } => "R-31",
            Self::MeasureAlreadyStarted { .. } => "S3-24",
            Self::MeasureNotStarted { .. } => "S1-17",
            Self::MeasureHasEnded { .. } | Self::ExtensionLengthensNothing { .. } => "S1-20",
            Self::EvaluationTooLate { .. } => "D-7",
            Self::MeasureNotApproved { .. } | Self::MeasureStartedUnapproved { .. } | Self::MeasureRefused { .. } => {
                "R-32"
            }
            Self::NoMeasureNamed
            | Self::NobodyApproved
            | Self::NobodyRefused
            | Self::StartedMeasureRefused { .. }
            | Self::MeasureAlreadyApproved { .. }
            | Self::MeetingAlreadyHeld { .. }
            | Self::MeetingNotHeld { .. }
            | Self::NobodyAttended => "S3-33",
            Self::RelayHolderMissing | Self::RelayHolderAlreadyAssigned => "R-33",
            Self::MeetingWasCalledOff { .. } | Self::NoMeetingAgreed => "R-35",
            Self::RelayHolderUnchanged => "S3-45",
            Self::MeetingUnknown { .. }
            | Self::MeetingAlreadyCalled { .. }
            | Self::MeetingOfAnotherKind { .. }
            | Self::NobodyCalled { .. } => "S3-27",
            Self::AgreementUnknown { .. } | Self::AgreementAlreadyDrawn { .. } | Self::AgreementOfOneSide => "S4-8",
            Self::AgreementUnnamed | Self::ConsentNotSigned { .. } => "S4-11",
            Self::NoParty | Self::PartyNamedTwice | Self::NotAParty { .. } | Self::AgreementAlreadySigned { .. } => {
                "S4-9"
            }
            Self::CopyOnlyForGuardians => "S0-42",
            Self::CopyAlreadyDelivered => "R-7",
            Self::ReferralIsReport
            | Self::ReferralFormOfAnotherBody { .. }
            | Self::ReferralUnknown
            | Self::ReferralAlreadyAnswered
            | Self::ReferralAlreadyWithdrawn => "S3-39",
            Self::PlannedWithoutGuardians | Self::GuardiansExplainedAway => "S0-29",
            Self::AgreementOutdated { .. } | Self::PlanAlreadyMade { .. } | Self::NoPlanYet => "S3-43",
            Self::DecisionLimitOutOfBounds { .. } => "D-6",
            Self::NotBroughtToLeader { .. } => "S4-16",
            Self::MeasureGoesBothWays { .. } | Self::MeasureLeftUndecided { .. } | Self::GroupChangeUnclear => "S1-21",
            Self::AvertingNotExpected | Self::DutyToAvertNotTriggered => "R-4",
            Self::ConsultationTopicMissing | Self::NotConsulted { .. } => "S2-11",
            Self::ConsultationNotAwaited { .. } => "S0-25",
            Self::NoConversationCalled { .. } => "S3-21",
            Self::ReportNotSent { .. } => "S0-41",
            Self::ContactNamesNobody { .. } | Self::ContactNamesAnother { .. } | Self::ContactEnded { .. } => "S3-52",
            Self::ContactUnknown { .. } | Self::ContactAlreadyListed { .. } | Self::ContactUnreachable => "S0-44",
            Self::ContactNeverOpen => "S2-12",
            Self::IdentityWithAnonymousReporter | Self::ReporterCodesOfOtherKind { kind: ReporterKind::Anonymous } => {
                "R-61"
            }
            Self::AcknowledgementImpossible | Self::AlreadyAcknowledged | Self::SettingUnchanged => "R-41",
            Self::OutcomeOnlyForPublicReporters | Self::ReporterAlreadyInformed => "R-42",
            Self::AlreadyTriaged
            | Self::NotTriaged
            | Self::SameChildRecorded
            | Self::SameChildNotRecorded
            | Self::SameChildNumberedTwice
            | Self::NotOfOneChild { .. }
            | Self::InvestigationSentBack { .. }
            | Self::NothingTransferred
            | Self::TransferReceived { .. } => "S2-48",
            Self::CodeNotInForce { .. }
            | Self::ClarificationMissing { .. }
            | Self::GuideNotInForce { .. }
            | Self::DeadlineNotTheMunicipalitys { .. }
            | Self::DeadlineOutOfBounds { .. }
            | Self::CommencementNotAwaited { .. }
            | Self::NothingClassified => "R-71",
            Self::FiguresOfYearNotOver { .. }
            | Self::FiguresAlreadyPublished { .. }
            | Self::RevisionTellsOfFew { .. } => "RM-7",
            Self::ReporterCodesOfOtherKind { .. } => "R-60",
            Self::NothingToDeclare | Self::AlreadyDeclared => "R-62",
            Self::IntakeMeetingAfterTriage { .. } | Self::IntakeMeetingAlone => "S2-47",
            Self::AssessmentMissing | Self::DismissedAlone => "R-48",
            Self::MeasuresOfNoDismissal | Self::MeasuresOfAnotherChild | Self::NoMeasureInForce { .. } => "R-50",
            Self::NoInvestigationDecided | Self::InvestigationAlreadyOpened => "S2-52",
            Self::InvestigationConcluded
            | Self::OutcomeUnclear
            | Self::DismissedWhilePlaced { .. }
            | Self::DismissedDespiteOrder { .. }
            | Self::DismissedBeforeBoard { .. }
            | Self::DismissedWhileMeasureRuns { .. } => "R-45",
            Self::ExtensionOutOfBounds { .. } => "D-3",
            Self::ParticipationNotRecorded | Self::ParticipationLater { .. } => "R-49",
            Self::MeasuresNotDeclined | Self::MeasuresDeclinedLater { .. } | Self::RenewalWithoutConcern => "R-46",
            Self::RenewalOutOfBounds { .. } | Self::NoRenewalScheduled | Self::RenewalAlreadyOpened { .. } => "D-5",
            Self::InvestigationNotConcluded
            | Self::ConclusionOnlyForPublicReporters
            | Self::ReporterToldOfConclusion
            | Self::NothingToJoin
            | Self::JoinsAnotherChild
            | Self::ReportNotJoined
            | Self::JoinedInvestigationNamed
            | Self::NoJoiningToCorrect
            | Self::JoiningUnnamed
            | Self::TriageOfReturn
            | Self::InvestigationNotRunning { .. } => "R-43",
            Self::NoEmergencyPlacement | Self::EmergencyPlacementRecorded { .. } | Self::EmergencyPlacementUnnamed => {
                "S2-63"
            }
            Self::MeasureWithoutBasis { .. } => "S1-12",
            Self::BoardCasePending { .. } | Self::NotGrantedByBoard { .. } => "S2-62",
            Self::PlacementConsentWithdrawn => "R-24",
            Self::OrderWithoutEnd | Self::UntilWithoutGrant | Self::OrderEnds { .. } => "S2-65",
            Self::BoardCaseInCourt { .. }
            | Self::NoBoardCasePending { .. }
            | Self::NothingToAppeal { .. }
            | Self::NothingInCourt { .. } => "S2-66",
            Self::InformationAwaited { .. } | Self::NoInformationAwaited { .. } => "S2-17",
            Self::NoResponsibilityGroup => "S1-15",
            Self::NothingFollowedUp | Self::FollowUpHasEnded { .. } | Self::FollowUpGoesOn { .. } => "S1-19",
            Self::ReporterToldOfConcern
            | Self::ReporterToldOfMeasures
            | Self::NoMeasuresToDisclose
            | Self::NoConcernToDisclose
            | Self::ConsentOfNobody => "R-44",
            Self::MeasureAfterDismissal { .. } => "R-47",
            Self::PrinciplesAnswered | Self::PrinciplesUnanswered => "S2-6",
            Self::ToolUnknown { .. } => "S1-26",
            Self::NotAnonymous { .. } | Self::ConsultationAlreadyRecorded | Self::UnitToldNeedlessly { .. } => "R-20",
            Self::SubjectErased
            | Self::EntryUnknown { .. }
            | Self::EntryIsNote { .. }
            | Self::EntryHasOwnCorrection { .. }
            | Self::RightDayOfNoDay
            | Self::NoCopyOfErased
            | Self::WhereaboutsKeptFrom
            | Self::WhereaboutsKeptFromCoAuthor
            | Self::ChildOfAge
            | Self::OwnApprovalMissing
            | Self::TooYoungToBeAsked
            | Self::YouthWasAsked
            | Self::AddressNotProtected
            | Self::SameChildAddressUnprotected
            | Self::SameChildLessRestricted
            | Self::AddressMoreStrictlyProtected
            | Self::NotRestricted
            | Self::ErasureAwaited
            | Self::ErasureNotRequested
            | Self::SecondPersonRequired
            | Self::ErasureDelayRunning { .. }
            | Self::ErasureDelayTooLong { .. }
            | Self::ErasureDelayShortened
            | Self::RetentionReviewOutOfBounds { .. }
            | Self::AccessAskerUnclear { .. }
            | Self::AccessAlreadyRequested
            | Self::AccessNotAwaited
            | Self::AccessAlreadyExtended { .. }
            | Self::AccessExtensionTooLate { .. }
            | Self::AccessExtensionOutOfBounds { .. }
            | Self::AccessAnsweredAlone
            | Self::AccessGroundsMissing { .. }
            | Self::AccessGroundsWithoutRefusal
            | Self::NoInterpreterNeeded
            | Self::LanguageNotNeeded
            | Self::AccessAwaited
            | Self::StillWorkedWith => "C12",
        }
    }

    /// The input field the refusal is about, where it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::FutureDate { field, .. }
            | Self::DateBefore { field, .. }
            | Self::DateBeforeAct { field, .. }
            | Self::EvaluationTooLate { field, .. }
            | Self::AccessGroundsMissing { field }
            | Self::ConsentScopeEmpty { field }
            | Self::ChildNotInConversation { field }
            | Self::ConsentNotNarrower { field }
            | Self::NotAGuardian { field, .. }
            | Self::NothingToShare { field }
            | Self::ServiceUnnamed { field }
            | Self::UnitToldNeedlessly { field }
            | Self::NobodyCalled { field }
            | Self::OrderNotReceived { field, .. }
            | Self::OrderNotOpen { field, .. }
            | Self::CodeNotInForce { field, .. } => Some(*field),
            Self::ObservationUnknown { .. } | Self::EvidenceMissing => Some("observationIds"),
            Self::NothingToCorrect { .. } => Some("observationId"),
            Self::EntryUnknown { .. } | Self::EntryIsNote { .. } | Self::EntryHasOwnCorrection { .. } => Some("entry"),
            Self::RightDayOfNoDay => Some("day"),
            Self::ConditionMissing | Self::ConditionWithoutDuty => Some("conditions"),
            Self::AlreadyDeclared => Some("learnedThroughWork"),
            Self::ConsentUnknown { .. }
            | Self::ConsentAlreadyAsked { .. }
            | Self::ConsentAlreadyAnswered { .. }
            | Self::ConsentNotGiven { .. }
            | Self::NoOpenRefusal { .. }
            | Self::ConsentStillValid { .. }
            | Self::ConsentWasRefused { .. } => Some("consentId"),
            Self::NobodyInformed | Self::NobodyApproved | Self::NobodyRefused => Some("guardians"),
            Self::GuardianLeftOut | Self::NobodyLeftOut | Self::FiguresAlreadyPublished { .. } => Some("rationale"),
            Self::SiblingIsChild | Self::SiblingAlreadyLinked => Some("sibling"),
            Self::AlternativeActive { .. } | Self::AlternativeNotActive { .. } => Some("alternative"),
            Self::ConsentNotVoluntary => Some("voluntary"),
            Self::ChildOfAge | Self::YouthWasAsked => Some("consentedBy"),
            Self::OwnApprovalMissing => Some("byYouth"),
            Self::TooYoungToBeAsked => Some("asked"),
            Self::ConsentUnread => Some("readBeforeConsent"),
            Self::NoBasisForSharing { .. } | Self::NoExceptionOnBasis { .. } => Some("topic"),
            Self::ExceptionUnknown { .. } | Self::ExceptionNotAllowed => Some("exceptionId"),
            Self::NoteUnknown { .. } | Self::NoteAlreadySubmitted { .. } | Self::NoteAlreadyAnswered { .. } => {
                Some("noteId")
            }
            Self::FeedbackNotFromLeader
            | Self::NotTheStepsOwner { .. }
            | Self::StepOwnedElsewhere { .. }
            | Self::NotTheRelayHolder { .. } => Some("decidedBy"),
            Self::NoObservationsUnexplained | Self::ObservationsExplainedAway => Some("noBasisBecause"),
            Self::MeasureUnknown { .. }
            | Self::MeasureAlreadyPlanned { .. }
            | Self::MeasureAlreadyStarted { .. }
            | Self::MeasureNotStarted { .. }
            | Self::MeasureHasEnded { .. }
            | Self::PlacementConsentWithdrawn
            | Self::MeasureRefused { .. }
            | Self::MeasureNotApproved { .. } => Some("measureId"),
            Self::GuideNotForCases { .. }
            | Self::GuideNotForInvestigations { .. }
            | Self::GuideNotForReports { .. }
            | Self::GuideUnknown { .. }
            | Self::GuideNotAdopted { .. }
            | Self::GuideNotInForce { .. }
            | Self::GuideChanged { .. }
            | Self::GuideAlreadyFollowed { .. }
            | Self::OtherGuideVersionFollowed { .. }
            | Self::GuideWithoutLevel { .. } => Some("guide"),
            Self::StepUnknown { .. } | Self::StepOnOtherLevel { .. } => Some("step"),
            Self::OutcomeUnknown { .. } | Self::NothingDecided { .. } | Self::OutcomesExclude { .. } => {
                Some("outcomes")
            }
            Self::StepTakesTwo { .. } | Self::TogetherWithOneself => Some("togetherWith"),
            Self::NoMeasureNamed | Self::MeasureAlreadyApproved { .. } | Self::StartedMeasureRefused { .. } => {
                Some("measureIds")
            }
            Self::ExtensionLengthensNothing { .. } | Self::OrderEnds { .. } => Some("to"),
            Self::OrderUnnamed
            | Self::DutyToAvertNotTriggered
            | Self::MeasureWithoutBasis { .. }
            | Self::NotGrantedByBoard { .. } => Some("basis"),
            Self::MeasureStartedUnapproved { .. } => Some("escalatedOn"),
            Self::RelayHolderMissing | Self::RelayHolderAlreadyAssigned | Self::RelayHolderUnchanged => {
                Some("relayHolder")
            }
            Self::MeetingUnknown { .. }
            | Self::MeetingAlreadyCalled { .. }
            | Self::MeetingOfAnotherKind { .. }
            | Self::MeetingAlreadyHeld { .. }
            | Self::MeetingNotHeld { .. }
            | Self::MeetingWasCalledOff { .. }
            | Self::NoMeetingAgreed => Some("meetingId"),
            Self::NobodyAttended | Self::ResourceTeamEmpty => Some("bodies"),
            Self::NoConversationCalled { .. } => Some("with"),
            Self::NoInterpreterNeeded => Some("whose"),
            Self::LanguageNotNeeded => Some("interpreted.language"),
            Self::MeasuresOfNoDismissal | Self::MeasuresOfAnotherChild | Self::NoMeasureInForce { .. } => {
                Some("measuresIn")
            }
            Self::SameChildNumberedTwice => Some("other"),
            Self::ResourceTeamNotCalledByHead => Some("convenedBy"),
            Self::AgreementUnknown { .. }
            | Self::AgreementOutdated { .. }
            | Self::AgreementAlreadyDrawn { .. }
            | Self::AgreementAlreadySigned { .. }
            | Self::AgreementUnnamed
            | Self::ConsentNotSigned { .. } => Some("agreementId"),
            Self::NoParty | Self::PartyNamedTwice | Self::AgreementOfOneSide => Some("parties"),
            Self::NotAParty { .. } => Some("party"),
            Self::CopyOnlyForGuardians | Self::CopyAlreadyDelivered | Self::ReferralIsReport => Some("recipient"),
            Self::AssessmentNotOwed { .. }
            | Self::AssessedReportUnsaid { .. }
            | Self::AssessedByWhatCameLater { .. }
            | Self::ReportNotSent { .. }
            | Self::ReportNotJoined
            | Self::NoJoiningToCorrect
            | Self::NotTriaged
            | Self::AlreadyTriaged
            | Self::AlreadyAcknowledged
            | Self::InvestigationAlreadyOpened => Some("reportId"),
            Self::ReferralFormOfAnotherBody { .. } => Some("form"),
            Self::PlannedWithoutGuardians => Some("withGuardians"),
            Self::GuardiansExplainedAway => Some("withoutGuardiansBecause"),
            Self::DecisionLimitOutOfBounds { .. } | Self::ErasureDelayTooLong { .. } => Some("days"),
            Self::DeadlineNotTheMunicipalitys { .. } => Some("deadline"),
            Self::DeadlineOutOfBounds { .. } => Some("length"),
            Self::CommencementNotAwaited { .. } => Some("law"),
            Self::FiguresOfYearNotOver { .. } | Self::RevisionTellsOfFew { .. } => Some("year"),
            Self::RetentionReviewOutOfBounds { .. } => Some("years"),
            Self::NotBroughtToLeader { .. } => Some("leader"),
            Self::MeasureGoesBothWays { .. } => Some("endedIds"),
            Self::MeasureLeftUndecided { .. } => Some("continuedIds"),
            Self::GroupChangeUnclear => Some("change"),
            Self::AttachmentUnknown { .. }
            | Self::AttachmentAlreadyAdded { .. }
            | Self::AttachmentAlreadyWithdrawn { .. } => Some("attachmentId"),
            Self::AttachedToUnknown { .. } => Some("belongsTo"),
            Self::ContactUnknown { .. }
            | Self::ContactAlreadyListed { .. }
            | Self::ContactNamesNobody { .. }
            | Self::ContactNamesAnother { .. } => Some("contactId"),
            Self::ContactEnded { .. } => Some("namedOn"),
            Self::ReporterToldOfMeasures => Some("disclosedOn"),
            Self::ConsultationTopicMissing => Some("topics"),
            Self::NotConsulted { .. } => Some("consulted"),
            Self::ConsultationNotAwaited { .. } | Self::NotTurnedToInDanger { .. } => Some("body"),
            Self::GroundNotInForce { .. } => Some("ground"),
            Self::HelpersUnnamed { .. } => Some("helpedBy"),
            Self::RecommendationUnknown { .. } => Some("basedOn"),
            Self::DraftNotFollowed { .. } => Some("content"),
            Self::ReferralUnknown | Self::ReferralAlreadyAnswered | Self::ReferralAlreadyWithdrawn => Some("number"),
            Self::GroundAlwaysHolds { .. } | Self::AccessGroundsWithoutRefusal => Some("grounds"),
            Self::ContactUnreachable => Some("phone"),
            Self::ContactNeverOpen => Some("opening"),
            Self::AvertingNotExpected => Some("triggered"),
            Self::LevelNotNext { .. } | Self::LevelNotLower { .. } => Some("level"),
            Self::ExtensionOutOfBounds { .. } => Some("newDeadline"),
            Self::ClarificationMissing { .. } => Some("clarification"),
            Self::NothingClassified => Some("contentCodes"),
            Self::ReporterCodesOfOtherKind { .. } => Some("reporterCodes"),
            Self::IntakeMeetingAfterTriage { .. } => Some("heldOn"),
            Self::IntakeMeetingAlone | Self::NotOfTheGroup { .. } => Some("present"),
            Self::AssessmentMissing => Some("assessment"),
            Self::DismissedAlone => Some("secondedBy"),
            Self::NothingToJoin
            | Self::JoinsAnotherChild
            | Self::JoinedInvestigationNamed
            | Self::JoiningUnnamed
            | Self::TriageOfReturn
            | Self::InvestigationConcluded
            | Self::InvestigationNotConcluded
            | Self::InvestigationNotRunning { .. } => Some("investigationId"),
            Self::MeasureAfterDismissal { .. } | Self::EmergencyPlacementRecorded { .. } => Some("decidedOn"),
            Self::EmergencyPlacementUnnamed | Self::PrinciplesAnswered => Some("placement"),
            Self::DismissedWhilePlaced { .. }
            | Self::DismissedDespiteOrder { .. }
            | Self::DismissedBeforeBoard { .. }
            | Self::DismissedWhileMeasureRuns { .. } => Some("code"),
            Self::DutyAssessedLater { .. } | Self::GuardiansInformedLater { .. } => Some("sentAt"),
            Self::ParticipationLater { .. } | Self::MeasuresDeclinedLater { .. } => Some("concludedOn"),
            Self::OutcomeUnclear => Some("boardCaseKind"),
            Self::ToolUnknown { .. } => Some("tool"),
            Self::OrderWithoutEnd | Self::UntilWithoutGrant | Self::AccessExtensionOutOfBounds { .. } => Some("until"),
            Self::PrinciplesUnanswered => Some("principles"),
            Self::GroupWithoutConsent | Self::ConsentOfNobody => Some("consented"),
            Self::NotAnonymous { field, .. } => Some(field),
            Self::NamesWithheld => Some("screenForCase"),
            Self::EmergencyAccessIsOwn | Self::EmergencyAccessReviewed => Some("accessId"),
            Self::AccessAskerUnclear { .. } => Some("asker"),
            Self::AccessNotAwaited | Self::AccessAlreadyExtended { .. } => Some("requestId"),
            Self::AccessExtensionTooLate { .. } => Some("toldOn"),
            Self::AccessKeptFromGuardians => Some("outcome"),
            _ => None,
        }
    }
}

impl Refusal {
    /// The sentence for people. It names the way on, and never holds personal data.
    pub fn sentence(&self) -> Sentence {
        let said = Sentence::new(self.code());
        match self {
            Self::NotFound { what } => said.with("what", what.word()),
            Self::AttachedToUnknown { what } => said.with("what", what.word()),
            Self::FutureDate { date, today, .. } => said.with("date", *date).with("today", *today),
            Self::DateBefore { date, earliest, .. } => said.with("date", *date).with("earliest", *earliest),
            Self::DateBeforeAct { date, earliest, act, .. } => {
                let said = Sentence::new("DATE_BEFORE_ACT");
                said.with("date", *date).with("earliest", *earliest).with("act", act.word())
            }
            Self::ObservationUnknown { observation }
            | Self::ObservationAlreadyLogged { observation }
            | Self::NothingToCorrect { observation } => said.with("observation", Argument::in_clear(observation)),
            Self::EntryUnknown { entry } | Self::EntryIsNote { entry } => said.with("entry", Argument::in_clear(entry)),
            Self::EntryHasOwnCorrection { entry, command } => {
                said.with("entry", Argument::in_clear(entry)).with("command", Argument::in_clear(command))
            }
            Self::SettingOfOthers { leader } => said.with("leader", leader.word()),
            Self::ConsentScopeEmpty { field }
            | Self::ConsentNotNarrower { field }
            | Self::NothingToShare { field }
            | Self::ServiceUnnamed { field }
            | Self::UnitToldNeedlessly { field } => said.with("field", Argument::in_clear(field)),
            Self::LevelNotNext { current, wanted } | Self::LevelNotLower { current, wanted } => {
                said.with("current", current.number()).with("wanted", wanted.number())
            }
            Self::BoardCasePending { kind }
            | Self::BoardCaseInCourt { kind }
            | Self::NoBoardCasePending { kind }
            | Self::NothingToAppeal { kind }
            | Self::NothingInCourt { kind }
            | Self::NotGrantedByBoard { kind } => said.with("kind", kind.word()),
            Self::DismissedDespiteOrder { kind, on } | Self::DismissedBeforeBoard { kind, on } => {
                said.with("kind", kind.word()).with("on", *on)
            }
            Self::InformationAwaited { body }
            | Self::NoInformationAwaited { body }
            | Self::NotConsulted { body }
            | Self::ConsultationNotAwaited { body }
            | Self::NotOfTheGroup { body }
            | Self::NotTurnedToInDanger { body } => said.with("body", body.word()),
            Self::DutyAssessedLater { sent_on: date, on }
            | Self::GuardiansInformedLater { sent_on: date, on }
            | Self::ParticipationLater { concluded_on: date, on }
            | Self::MeasuresDeclinedLater { concluded_on: date, on } => said.with("date", *date).with("on", *on),
            Self::NextReportNotAssessed { report, sent_on } | Self::AssessedReportUnsaid { report, sent_on } => {
                said.with("report", Argument::in_clear(report)).with("on", *sent_on)
            }
            Self::AssessedByWhatCameLater { report, sent_on, seen_on } => {
                said.with("report", Argument::in_clear(report)).with("on", *sent_on).with("seen", *seen_on)
            }
            Self::EmergencyPlacementRecorded { number, on } => said.with("number", i64::from(number.0)).with("on", *on),
            Self::ReportAlreadySent { report } => said.with("report", Argument::in_clear(report)),
            Self::NoValidConsent { purpose, on } => said.with("purpose", purpose.word()).with("on", *on),
            Self::GuardianNotificationWithheld { ground }
            | Self::ContactWithheld { ground }
            | Self::GroundAlwaysHolds { ground } => said.with("ground", ground.word()),
            Self::NoConversationCalled { with } => said.with("with", with.word()),
            Self::FollowUpGoesOn { what } => said.with("what", what.word()),
            Self::GroundNotInForce { ground, on } => said.with("ground", ground.word()).with("on", *on),
            Self::AlternativeActive { alternative }
            | Self::AlternativeNotActive { alternative }
            | Self::HelpersUnnamed { alternative } => said.with("alternative", alternative.word()),
            Self::NoteUnknown { note } | Self::NoteAlreadySubmitted { note } | Self::NoteAlreadyAnswered { note } => {
                said.with("note", Argument::in_clear(note))
            }
            Self::ConsentWasRefused { on }
            | Self::NoMeasureInForce { on }
            | Self::TransferReceived { on }
            | Self::MeasureAfterDismissal { on }
            | Self::DismissedWhilePlaced { on }
            | Self::DismissedWhileMeasureRuns { on }
            | Self::FollowUpHasEnded { on }
            | Self::InvestigationNotRunning { on }
            | Self::InvestigationSentBack { on }
            | Self::RenewalAlreadyOpened { on } => said.with("on", *on),
            Self::DraftAlreadyWritten { draft } | Self::DraftNotOpen { draft } => {
                said.with("draft", Argument::in_clear(draft))
            }
            Self::DraftNotFollowed { drafted_on } => said.with("on", *drafted_on),
            Self::SharingNotCovered { what } => said.with("what", what.word()),
            Self::NoBasisForSharing { topic } => said.with("topic", topic.word()),
            Self::NoExceptionOnBasis { topic } => {
                said.with("topic", topic.word()).with("name", Argument::in_clear("SHARING_WITH_AUTHORITIES"))
            }
            Self::CodeNotInForce { code, on, .. } => {
                let said = said.with("on", *on).with("shown", looks_like_a_code(code));
                if looks_like_a_code(code) { said.with("code", Argument::in_clear(code)) } else { said }
            }
            Self::IntakeMeetingAfterTriage { held_on, triaged_on } => {
                said.with("held", *held_on).with("triaged", *triaged_on)
            }
            Self::RenewalOutOfBounds { wanted, dismissed_on, latest } => {
                said.with("wanted", *wanted).with("dismissed", *dismissed_on).with("latest", *latest)
            }
            Self::ClarificationMissing { code } | Self::MeasureWithoutBasis { code } => {
                said.with("code", Argument::in_clear(code))
            }
            Self::ReporterCodesOfOtherKind { kind } => said.with("reporter", kind.word()),
            Self::ExtensionOutOfBounds { wanted, current, latest } => {
                said.with("wanted", *wanted).with("current", *current).with("latest", *latest)
            }
            Self::GuideNotForCases { guide }
            | Self::GuideNotForInvestigations { guide }
            | Self::GuideNotForReports { guide }
            | Self::GuideUnknown { guide }
            | Self::GuideChanged { guide }
            | Self::GuideAlreadyFollowed { guide }
            | Self::OtherGuideVersionFollowed { guide } => said.with("guide", Argument::in_clear(guide)),
            Self::ToolUnknown { guide, known } => {
                let known = if known.is_empty() { "–".to_owned() } else { known.join("; ") };
                said.with("guide", Argument::in_clear(guide)).with("known", Argument::in_clear(known))
            }
            Self::GuideNotAdopted { guide } => said.with("guide", Argument::in_clear(guide)),
            Self::GuideNotInForce { guide, on } => said.with("guide", Argument::in_clear(guide)).with("on", *on),
            Self::GuideWithoutLevel { guide, level } => {
                said.with("guide", Argument::in_clear(guide)).with("level", level.number())
            }
            Self::StepUnknown { guide, step } => {
                said.with("guide", Argument::in_clear(guide)).with("step", Argument::in_clear(step))
            }
            Self::StepOnOtherLevel { step, level } => {
                said.with("step", Guides::shipped().title_of(step)).with("level", level.number())
            }
            Self::OutcomeUnknown { step, outcome } => {
                said.with("step", Guides::shipped().title_of(step)).with("outcome", Argument::in_clear(outcome))
            }
            Self::NothingDecided { step } | Self::OutcomesExclude { step } => {
                said.with("step", Guides::shipped().title_of(step))
            }
            Self::StepOwnedElsewhere { step, role, arena } => said
                .with("step", Guides::shipped().title_of(step))
                .with("role", role.word())
                .with("arena", arena.word()),
            Self::NotTheRelayHolder { step } => said.with("step", Guides::shipped().title_of(step)),
            Self::NotTheStepsOwner { step, role } | Self::StepTakesTwo { step, role } => {
                said.with("step", Guides::shipped().title_of(step)).with("role", role.word())
            }
            Self::MeasureAlreadyApproved { measure } => said.with("measure", Argument::in_clear(measure)),
            Self::TellingUndecided { feared } => said.with("feared", feared.word()),
            Self::MeasureStartedUnapproved { measure, on } => {
                said.with("measure", Argument::in_clear(measure)).with("on", *on)
            }
            Self::NotAGuardian { since, .. } => said.with("since", *since),
            Self::ConsentNotSigned { on, .. }
            | Self::OrderNotReceived { ordered_on: on, .. }
            | Self::OrderNotOpen { ordered_on: on, .. } => said.with("day", *on),
            Self::MeetingOfAnotherKind { kind, .. } => said.with("kind", kind.word()),
            Self::ReferralFormOfAnotherBody { form } => said.with("form", form.word()),
            Self::DecisionLimitOutOfBounds { most }
            | Self::ErasureDelayTooLong { most }
            | Self::RetentionReviewOutOfBounds { most } => said.with("most", *most),
            Self::DeadlineNotTheMunicipalitys { deadline } => said.with("deadline", deadline.word()),
            Self::DeadlineOutOfBounds { deadline, longest } => {
                let (most, unit) = longest.counted();
                said.with("deadline", deadline.word()).with("most", most).with("unit", Argument::Choice(unit))
            }
            Self::CommencementNotAwaited { known } => said.with("known", Argument::in_clear(known.join("; "))),
            Self::FiguresOfYearNotOver { year }
            | Self::FiguresAlreadyPublished { year }
            | Self::RevisionTellsOfFew { year } => said.with("year", Argument::in_clear(year)),
            Self::NotBroughtToLeader { role } => said.with("role", role.word()),
            Self::ExtensionLengthensNothing { last_day } | Self::OrderEnds { last_day } => said.with("last", *last_day),
            Self::EvaluationTooLate { latest, .. } => said.with("latest", *latest),
            Self::ContactEnded { last, .. } => said.with("last", *last),
            Self::ErasureDelayRunning { until } => said.with("until", *until),
            Self::AccessAskerUnclear { asker } => said.with("asker", asker.word()),
            Self::AccessAlreadyExtended { due } | Self::AccessExtensionTooLate { due } => said.with("due", *due),
            Self::AccessExtensionOutOfBounds { after, latest } => said.with("after", *after).with("latest", *latest),
            Self::NotAnonymous { found, .. } => {
                said.with("found", found.iter().map(|kind| kind.word()).collect::<Vec<_>>())
            }
            Self::ImportDiffers { what } => said.with("what", what.word()),
            Self::CaseClosed
            | Self::CaseAlreadyOpen
            | Self::InvestigationConcluded
            | Self::SubjectErased
            | Self::EvidenceMissing
            | Self::ConditionMissing
            | Self::ConditionWithoutDuty
            | Self::ConsentUnknown { .. }
            | Self::ConsentAlreadyAsked { .. }
            | Self::ConsentAlreadyAnswered { .. }
            | Self::ConsentNotGiven { .. }
            | Self::DutyNotAssessed
            | Self::GuardiansNotInformed
            | Self::NobodyInformed
            | Self::GuardianLeftOut
            | Self::NobodyLeftOut
            | Self::NothingWithheld
            | Self::NotWithheldByService
            | Self::RecommendationUnknown { .. }
            | Self::ReferralUnknown
            | Self::ReferralAlreadyAnswered
            | Self::ReferralAlreadyWithdrawn
            | Self::ChildNotInConversation { .. }
            | Self::NoInterpreterNeeded
            | Self::LanguageNotNeeded
            | Self::SiblingIsChild
            | Self::SiblingAlreadyLinked
            | Self::SiblingsLinked
            | Self::SiblingLinkedElsewhere
            | Self::SiblingsUnanswered
            | Self::RefusalUnresolved
            | Self::NoOpenRefusal { .. }
            | Self::ChildOfAge
            | Self::OwnApprovalMissing
            | Self::TooYoungToBeAsked
            | Self::YouthWasAsked
            | Self::ConsentNotVoluntary
            | Self::ConsentUnread
            | Self::ConsentStillValid { .. }
            | Self::ExceptionUnknown { .. }
            | Self::ExceptionAlreadyAssessed { .. }
            | Self::ExceptionNotAllowed
            | Self::FeedbackNotFromLeader
            | Self::NoObservationsUnexplained
            | Self::ObservationsExplainedAway
            | Self::CaseNotClosed
            | Self::MeasureUnknown { .. }
            | Self::MeasureAlreadyPlanned { .. }
            | Self::MeasureAlreadyStarted { .. }
            | Self::MeasureNotStarted { .. }
            | Self::MeasureHasEnded { .. }
            | Self::MeasureNotApproved { .. }
            | Self::MeasureRefused { .. }
            | Self::StartedMeasureRefused { .. }
            | Self::NoMeasureNamed
            | Self::NobodyApproved
            | Self::NobodyRefused
            | Self::DutyMetByReport
            | Self::OrderUnnamed
            | Self::RelayHolderMissing
            | Self::RelayHolderAlreadyAssigned
            | Self::RelayHolderUnchanged
            | Self::MeetingUnknown { .. }
            | Self::MeetingAlreadyCalled { .. }
            | Self::MeetingAlreadyHeld { .. }
            | Self::MeetingNotHeld { .. }
            | Self::MeetingWasCalledOff { .. }
            | Self::NoMeetingAgreed
            | Self::AgreementOfOneSide
            | Self::AgreementUnnamed
            | Self::NobodyCalled { .. }
            | Self::NobodyAttended
            | Self::ResourceTeamNotCalledByHead
            | Self::ResourceTeamEmpty
            | Self::AgreementUnknown { .. }
            | Self::AgreementOutdated { .. }
            | Self::AgreementAlreadyDrawn { .. }
            | Self::NoParty
            | Self::PartyNamedTwice
            | Self::NotAParty { .. }
            | Self::AgreementAlreadySigned { .. }
            | Self::CopyOnlyForGuardians
            | Self::CopyAlreadyDelivered
            | Self::NoCopyOfErased
            | Self::AssessmentNotOwed { .. }
            | Self::TogetherWithOneself
            | Self::MeasuresOfNoDismissal
            | Self::MeasuresOfAnotherChild
            | Self::ReferralIsReport
            | Self::PlannedWithoutGuardians
            | Self::GuardiansExplainedAway
            | Self::PlanAlreadyMade { .. }
            | Self::NoPlanYet
            | Self::GroupChangeUnclear
            | Self::MeasureGoesBothWays { .. }
            | Self::MeasureLeftUndecided { .. }
            | Self::ConsultationTopicMissing
            | Self::ReportNotSent { .. }
            | Self::AttachmentUnknown { .. }
            | Self::AttachmentAlreadyAdded { .. }
            | Self::AttachmentAlreadyWithdrawn { .. }
            | Self::ContactUnknown { .. }
            | Self::ContactAlreadyListed { .. }
            | Self::ContactNamesNobody { .. }
            | Self::ContactNamesAnother { .. }
            | Self::ContactUnreachable
            | Self::ContactNeverOpen
            | Self::AvertingNotExpected
            | Self::DutyToAvertNotTriggered
            | Self::IdentityWithAnonymousReporter
            | Self::AcknowledgementImpossible
            | Self::AlreadyAcknowledged
            | Self::AlreadyTriaged
            | Self::OutcomeOnlyForPublicReporters
            | Self::NotTriaged
            | Self::ReporterAlreadyInformed
            | Self::NothingClassified
            | Self::NothingToDeclare
            | Self::AlreadyDeclared
            | Self::IntakeMeetingAlone
            | Self::AssessmentMissing
            | Self::DismissedAlone
            | Self::NoInvestigationDecided
            | Self::InvestigationAlreadyOpened
            | Self::ParticipationNotRecorded
            | Self::MeasuresNotDeclined
            | Self::RenewalWithoutConcern
            | Self::NoRenewalScheduled
            | Self::InvestigationNotConcluded
            | Self::ConclusionOnlyForPublicReporters
            | Self::ReporterToldOfConclusion
            | Self::ReporterToldOfConcern
            | Self::ReporterToldOfMeasures
            | Self::NoMeasuresToDisclose
            | Self::NothingToJoin
            | Self::JoinsAnotherChild
            | Self::ReportNotJoined
            | Self::NoEmergencyPlacement
            | Self::PlacementConsentWithdrawn
            | Self::EmergencyPlacementUnnamed
            | Self::PrinciplesAnswered
            | Self::JoinedInvestigationNamed
            | Self::NoJoiningToCorrect
            | Self::JoiningUnnamed
            | Self::TriageOfReturn
            | Self::ConsentOfNobody
            | Self::OutcomeUnclear
            | Self::OrderWithoutEnd
            | Self::UntilWithoutGrant
            | Self::PrinciplesUnanswered
            | Self::GroupWithoutConsent
            | Self::NoResponsibilityGroup
            | Self::GroupConsentEnded
            | Self::NothingFollowedUp
            | Self::NothingTransferred
            | Self::NoConcernToDisclose
            | Self::SettingUnchanged
            | Self::WhereaboutsKeptFrom
            | Self::WhereaboutsKeptFromCoAuthor
            | Self::AddressNotProtected
            | Self::SameChildAddressUnprotected
            | Self::SameChildLessRestricted
            | Self::AddressMoreStrictlyProtected
            | Self::NotRestricted
            | Self::ErasureAwaited
            | Self::ErasureNotRequested
            | Self::SecondPersonRequired
            | Self::ErasureDelayShortened
            | Self::AccessAlreadyRequested
            | Self::AccessNotAwaited
            | Self::AccessAnsweredAlone
            | Self::AccessGroundsMissing { .. }
            | Self::AccessGroundsWithoutRefusal
            | Self::AccessKeptFromGuardians
            | Self::AccessAwaited
            | Self::StillWorkedWith
            | Self::SameChildRecorded
            | Self::SameChildNotRecorded
            | Self::SameChildNumberedTwice
            | Self::NotOfOneChild { .. }
            | Self::ConsultationAlreadyRecorded
            | Self::NamesWithheld
            | Self::EmergencyAccessIsOwn
            | Self::EmergencyAccessReviewed
            | Self::RightDayOfNoDay => said,
        }
    }
}

/// The sentence in English, for logs and the program's own output.
impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&Language::En.say(&self.sentence()))
    }
}

/// Whether a text given as a code may be shown: what a client wrote in its place may tell who someone is.
fn looks_like_a_code(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

impl std::error::Error for Refusal {}

closed_set! {
    /// What the basis of a sharing does not cover.
    Uncovered {
        /// The day.
        Day,
        /// The purpose.
        Purpose,
        /// The recipient.
        Recipient,
        /// The unit of the recipient, which the consent names, and which is another one or was not said.
        Unit,
        /// The way it goes.
        Direction,
        /// The kind of information.
        Category,
    }
}

closed_set! {
    /// What another act must not precede (R-10).
    Act {
        /// A case was opened.
        CaseOpened,
        /// An entry was recorded.
        EntryRecorded,
        /// A concern was raised.
        ConcernRaised,
        /// Somebody was contacted in acute danger.
        EmergencyContactMade,
        /// What is cited was seen.
        ObservationMade,
        /// Consent was asked for.
        ConsentRequested,
        /// A meeting was called.
        MeetingConvened,
        /// A measure was planned.
        MeasurePlanned,
        /// A measure was decided on.
        MeasureDecided,
        /// A measure began.
        MeasureStarted,
        /// A measure was last evaluated.
        MeasureEvaluated,
        /// A measure was last extended.
        MeasureExtended,
        /// A report came in.
        ReportReceived,
        /// Triage of a report ended.
        ReportTriaged,
        /// An investigation began.
        InvestigationStarted,
        /// An investigation was concluded.
        InvestigationConcluded,
        /// It was said who is told of an investigation, or of which.
        ReporterKnown,
        /// A case went to the board.
        BoardCaseSubmitted,
        /// The board or a court decided.
        BoardCaseDecided,
        /// A decision was brought to court.
        CourtAppealed,
    }
}

closed_set! {
    /// What was looked for and not found.
    Sought {
        /// A case.
        Case,
        /// A report.
        Report,
        /// A report that was sent from a case.
        SentReport,
        /// An investigation.
        Investigation,
        /// A person whose data are recorded.
        Subject,
        /// Emergency access that somebody took.
        EmergencyAccess,
    }
}

closed_set! {
    /// In what an import or a message differs from what was recorded before.
    Differing {
        /// First day as a client.
        ClientStart,
        /// Last day as a client.
        ClientEnd,
        /// When the report came in.
        Receipt,
        /// Which child the report is about.
        Child,
        /// What kind of reporter it came from.
        ReporterKind,
        /// How triage ended.
        TriageConclusion,
        /// First day of the investigation.
        InvestigationStart,
        /// How the investigation ended.
        InvestigationConclusion,
    }
}
