//! A case: the universal arena's work with one child, from the first worry to a reasoned end.
//!
//! One file per topic holds what can be asked, the rules in the order in which they answer, and the events. Consent is
//! part of the case because escalation and sharing depend on it: what must be consistent in one decision lives in one
//! aggregate.

mod agreements;
mod alternatives;
mod analysis;
mod answers;
mod attachments;
mod attendance;
mod attested;
mod averting;
mod awaited;
mod chronology;
mod concern;
mod consent;
mod consulting;
mod contact;
mod copies;
mod corrections;
mod course;
mod deciding;
mod discussion;
mod drafts;
mod evaluations;
mod facts;
mod family;
mod imported;
mod interpreting;
mod involved;
mod measures;
mod meetings;
mod orders;
mod own_say;
mod plans;
mod referrals;
mod relay;
mod reporting;
mod shared;
mod sharing;
mod siblings;
pub(crate) mod steps;
mod telling;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

pub use agreements::{Agreement, AgreementAction, AgreementEvent, AgreementKind, DrawnAgreement, Party, PartyKind};
pub use alternatives::{Alternative, AlternativesAction, AlternativesEvent, ChosenAlternative, Helpers};
pub(crate) use alternatives::{MayHear, TakenUp};
pub use analysis::{Analysis, AnalysisAction, AnalysisEvent, CaseTool, CaseToolUse, MappingMethod, MappingTool};
pub use answers::{AnswerAction, AnswerEvent, Answers, ServiceAnswer, ServiceFeedback};
pub use attachments::{
    AttachedKind, AttachedTo, Attachment, AttachmentAction, AttachmentEvent, AttachmentKind, NewAttachment, Withdrawal,
    WithdrawalGround,
};
pub use attendance::OwnTeam;
use attested::Acts;
pub(crate) use attested::done_by;
pub use averting::{AvertingAction, AvertingEvent, Expectation};
pub(crate) use awaited::{Agreed, AwaitedAdvice, AwaitedTalks};
pub use chronology::{Concurrence, Correction, Observation, SignalCourse};
pub use concern::{Concern, ConcernAction, ConcernEvent, Markers, ObservationSource, Prompt, Signal};
pub use consent::{Consent, ConsentAction, ConsentAnswer, ConsentEvent, ConsentTerms, GivenConsent, Narrowing};
pub use consulting::{Consultants, ConsultingAction, ConsultingEvent};
pub(crate) use contact::guardians_contacted_by;
pub use contact::{Contact, NextDateFor};
pub(crate) use copies::guardians_named_by;
pub use copies::{
    CopyAction, CopyEvent, CopyState, Document, EntitledCopy, KeptFrom, KnownGuardian, LOOKED_BACK_AFTER, LeftOut,
    LookBack, NAMING_GUARDIANS, times_left_out,
};
pub use corrections::{CorrectionAction, CorrectionEvent};
pub use course::{CourseAction, CourseEvent, ImportedClient, Opened, Opening, StoodBehind};
pub(crate) use deciding::WhoDecides;
pub use discussion::{DiscussionAction, DiscussionEvent, LeaderDisagreement, LeaderTopic, Note};
pub use drafts::ReportDraft;
pub(crate) use evaluations::{Evaluations, must_be_evaluated_again, must_be_evaluated_by, must_be_evaluated_first};
pub use facts::{
    AboutGuardians, AcuteCategory, CaseOutcome, ConcernScale, ConcernSubject, ConsentForm, ConsentPurpose,
    ConsentScope, ConsentingParty, ConversationOutcome, ConversationWith, Degree, InformationCategory,
    InvitationGround, Level, ObservationKind, RecipientUnit, RecordedOutcome, ReportDuty, SharingDirection,
    WithholdingGround,
};
pub(crate) use facts::{must_be_reviewed, must_tell_no_more_than_which, must_tell_which, must_tell_which_of, not_of};
pub use family::{ChildsPart, FamilyAction, FamilyEvent};
pub use imported::{ImportedHelp, ImportedMeasure, ImportedPlan};
pub(crate) use interpreting::InterpreterNeeds;
pub use interpreting::{Interpreted, InterpretedBy, Interpreter, InterpreterNeed, LanguageCode, NotALanguage};
pub use involved::{InvolvedBy, Involvement};
pub use measures::{
    EvaluatedAs, Evaluation, EvaluationAnswers, GuardiansYes, Measure, MeasureAction, MeasureEvent, MeasureKind,
    MeasurePlace, MeasurePlan, MeasureRefusal, MeasureState, MeasureTarget, OwnApproval, QuestionAnswered,
    Recommendation,
};
pub use meetings::{
    Attendance, ClarificationOutcome, Meeting, MeetingAction, MeetingEvent, MeetingKind, NextMeeting, TeamBasis,
};
pub(crate) use own_say::is_from_who_decides;
pub use own_say::{OwnSay, WhoIsAsked, is_heard};
pub use plans::{DrawnPlan, Plan, PlanAction, PlanEvent};
pub use referrals::{Referral, ReferralAction, ReferralAnswer, ReferralEvent, ReferralForm, ReferralOutcome};
pub use relay::{RelayAction, RelayEvent, RelayHolder};
pub use reporting::{AssessedReport, Dispatch, EmergencyContact, ReportingAction, ReportingEvent};
pub use sharing::{
    AssessedException, ClaimedBasis, SharedInformation, SharingAction, SharingBasis, SharingEvent, SharingException,
};
pub use siblings::{Siblings, SiblingsAction, SiblingsEvent};
pub use steps::{Following, LevelEntry, StepConsequence, StepDecision, Steps, StepsAction, StepsEvent};
pub use telling::FearedAtHome;
pub(crate) use telling::feared_at_home_by;
pub use ways::Ways;

use crate::content::SealedDigest;
use crate::ids::{AgreementId, ConsentId, MeasureId, ObservationId, ReportId};
use crate::refusal::Act;
use crate::texts::Sentence;
use crate::time::oslo_date;
use crate::topics::{Happened, events_by_topic};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};

use attachments::Attachments;
use averting::Averting;
use consulting::Consulted;
use contact::Contacts;
use copies::Copies;
use course::{Levels, Reopenings};
use discussion::Discussion;
use drafts::Drafts;
use family::{Told, Untold, Withholding};
use involved::Involved;
use meetings::Meetings;
use orders::Orders;
use relay::Relay;
use reporting::DutyAssessment;
use sharing::Sharing;
use telling::UndecidedDanger;

events_by_topic! {
    /// Every event of a case, by what it is about.
    CaseEvent {
        /// How the case goes.
        Course(CourseEvent),
        /// What someone is worried about.
        Concern(ConcernEvent),
        /// Child and guardians.
        Family(FamilyEvent),
        /// Consent and its answers.
        Consent(ConsentEvent),
        /// What goes to the child welfare service.
        Reporting(ReportingEvent),
        /// What the child welfare service answered.
        Answer(AnswerEvent),
        /// Whether a crime is to be averted.
        Averting(AvertingEvent),
        /// The child's siblings.
        Siblings(SiblingsEvent),
        /// How it is followed up.
        Alternatives(AlternativesEvent),
        /// What is shared with other bodies.
        Sharing(SharingEvent),
        /// With whom the concern is discussed.
        Discussion(DiscussionEvent),
        /// The way from worry to decision.
        Analysis(AnalysisEvent),
        /// What is planned and done for the child.
        Measure(MeasureEvent),
        /// The guide's steps, and what is decided in them.
        Steps(StepsEvent),
        /// Who coordinates on level 3.
        Relay(RelayEvent),
        /// Meetings, and the next one.
        Meeting(MeetingEvent),
        /// What was agreed in writing.
        Agreement(AgreementEvent),
        /// Who gets a copy of what.
        Copy(CopyEvent),
        /// To whom the child is referred.
        Referral(ReferralEvent),
        /// Plans of measures, and which way the work goes on.
        Plan(PlanEvent),
        /// Who was asked for advice.
        Consulting(ConsultingEvent),
        /// What is attached.
        Attachment(AttachmentEvent),
        /// What was found wrong.
        Correction(CorrectionEvent),
    }
}

impl LedgerEvent for CaseEvent {
    const STEPS: &'static [Step] = &[
        // What was followed before says of no responsibility; what was asked all the same stands in the steps of the guide.
        Step { event: "GuideFollowed", from: "1.0", to: "1.1", change: steps::add_what_its_steps_made_somebodys },
        // No guide said before what its outcomes attest, and by that which of the two comes first.
        Step { event: "GuideFollowed", from: "1.1", to: "1.2", change: |_| {} },
        // What was chosen before names nobody who helps, what was assessed no scale, and what was planned no recommendation.
        Step { event: "AlternativeChosen", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ConcernAssessed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "MeasurePlanned", from: "1.0", to: "1.1", change: |_| {} },
        // Nor did who evaluated say when it is evaluated next.
        Step { event: "MeasureEvaluated", from: "1.0", to: "1.1", change: |_| {} },
        // What was asked before names bodies alone, and none of their units.
        Step { event: "ConsentRequested", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ConsentNarrowed", from: "1.0", to: "1.1", change: |_| {} },
        // And guardians alone were asked.
        Step { event: "ConsentRequested", from: "1.1", to: "1.2", change: |_| {} },
        // Before, nobody was told that a report had been transferred: a program that knows only that has to know it.
        Step { event: "FeedbackReceived", from: "1.0", to: "1.1", change: |_| {} },
        // Nor were guardians told of what is offered to anybody who asks.
        Step { event: "GuardiansInformed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "GuardiansNamed", from: "1.0", to: "1.1", change: family::make_the_reasons_a_decision },
        // On a ground that its municipality did without nobody withheld anything before.
        Step { event: "GuardianNotificationWithheld", from: "1.0", to: "1.1", change: |_| {} },
        // Where the child is now stood in what was said before.
        Step { event: "EmergencyContactMade", from: "1.0", to: "1.1", change: |_| {} },
        // Of what was sent before nobody said whether it went by the municipality's routine.
        Step { event: "ReportSent", from: "1.0", to: "1.1", change: |_| {} },
        // What was answered before says nothing of a child's own say.
        Step { event: "ConsentGiven", from: "1.0", to: "1.1", change: |_| {} },
        // What was shared before, with whom it might be, and who was called, names bodies alone, and none of their units.
        Step { event: "InformationShared", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "InterdisciplinaryMeetingConvened", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "OpenConsultationHeld", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "SharingExceptionAssessed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ReferralSent", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ClarificationMeetingConvened", from: "1.0", to: "1.1", change: |_| {} },
        // Nor does who was there.
        Step { event: "MeetingHeld", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ClarificationMeetingHeld", from: "1.0", to: "1.1", change: |_| {} },
        // No guide said before what else its outcomes ask for.
        Step { event: "StepDecisionTaken", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "StepDecisionTaken", from: "1.1", to: "1.2", change: steps::add_whether_it_was_not_to_act },
        // No guide said before what its outcomes attest.
        Step { event: "StepDecisionTaken", from: "1.2", to: "1.3", change: |_| {} },
        // Nor from when on what was done backs that: it was what was done in the whole case.
        Step { event: "StepDecisionTaken", from: "1.3", to: "1.4", change: |_| {} },
        // As of a report or an investigation, whose receipts are taken back so.
        Step { event: "EntryFoundWrong", from: "1.0", to: "1.1", change: |_| {} },
        // What was used before was of the catalogue.
        Step { event: "ToolUsed", from: "1.0", to: "1.1", change: |_| {} },
        // Nor did anything belong to the use of one.
        Step { event: "AttachmentAdded", from: "1.0", to: "1.1", change: |_| {} },
        // What was called before says not who the municipality's team was.
        Step { event: "ResourceTeamConvened", from: "1.0", to: "1.1", change: |_| {} },
        // Nor which units of its members were called.
        Step { event: "ResourceTeamConvened", from: "1.1", to: "1.2", change: |_| {} },
        // Of what was held before nobody said how it was interpreted.
        Step { event: "ConversationHeld", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "MeetingHeld", from: "1.1", to: "1.2", change: |_| {} },
        // Who was consulted before, and who helps, was told by no name.
        Step { event: "ConsultationRequested", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ConsultationScheduled", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "AnonymousConsultationNoted", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "AlternativeChosen", from: "1.1", to: "1.2", change: |_| {} },
        // Nor who was in a group, and whom an assessment says to have consulted.
        Step { event: "GroupCompositionReviewed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "DutyToReportAssessed", from: "1.0", to: "1.1", change: |_| {} },
        // Nobody said before which leader it was.
        Step { event: "LeaderDiscussionHeld", from: "1.0", to: "1.1", change: |_| {} },
        // Of what was decided on the way before, nobody recorded by which guides.
        Step { event: "ConcernAssessed", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "ConcernConcretised", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ConcernAnalysed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "SeverityDecided", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "DutyToReportAssessed", from: "1.1", to: "1.2", change: |_| {} },
        // Nobody said before who else stood behind it.
        Step { event: "EscalatedToLevel", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ReturnedToLevel", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "CaseClosed", from: "1.0", to: "1.1", change: |_| {} },
        // One that named no report was for the first that was owed it.
        Step { event: "DutyToReportAssessed", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "MeasureExtended", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "MeasureEnded", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ReferralSent", from: "1.1", to: "1.2", change: |_| {} },
        // Before, no referral was withdrawn.
        Step { event: "ReferralAnswered", from: "1.0", to: "1.1", change: |_| {} },
    ];

    fn name(&self) -> &'static str {
        self.name_in_topic()
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        self.happened().no_later_than(recorded_at)
    }

    fn summary(&self) -> Sentence {
        self.summary_in_topic()
    }

    fn content(&self) -> Option<SealedDigest> {
        if let Self::Attachment(event) = self { event.content() } else { None }
    }
}

crate::named_and_versioned!(CaseEvent);

impl CaseEvent {
    /// The Norwegian day of it.
    pub(crate) fn happened_on(&self) -> NaiveDate {
        match self.happened() {
            Happened::On(date) => date,
            Happened::At(instant) => oslo_date(instant),
        }
    }
}

/// What can be asked of a case, by what it is about.
#[expect(clippy::large_enum_variant, reason = "commands come one at a time; a box would stand in every rule and test")]
#[derive(Debug, Clone, PartialEq)]
pub enum CaseAction {
    /// How the case goes.
    Course(CourseAction),
    /// What someone is worried about.
    Concern(ConcernAction),
    /// Child and guardians.
    Family(FamilyAction),
    /// Consent and its answers.
    Consent(ConsentAction),
    /// What goes to the child welfare service.
    Reporting(ReportingAction),
    /// What the child welfare service answered; it comes from the intake, and from nobody else.
    Answer(AnswerAction),
    /// Whether a crime is to be averted.
    Averting(AvertingAction),
    /// The child's siblings.
    Siblings(SiblingsAction),
    /// How it is followed up.
    Alternatives(AlternativesAction),
    /// What is shared with other bodies.
    Sharing(SharingAction),
    /// With whom the concern is discussed.
    Discussion(DiscussionAction),
    /// The way from worry to decision.
    Analysis(AnalysisAction),
    /// What is planned and done for the child.
    Measure(MeasureAction),
    /// The guide's steps, and what is decided in them.
    Steps(StepsAction),
    /// Who coordinates on level 3.
    Relay(RelayAction),
    /// Meetings, and the next one.
    Meeting(MeetingAction),
    /// What was agreed in writing.
    Agreement(AgreementAction),
    /// Who gets a copy of what.
    Copy(CopyAction),
    /// To whom the child is referred.
    Referral(ReferralAction),
    /// Plans of measures, and which way the work goes on.
    Plan(PlanAction),
    /// One of these, in a municipality with ways of its own.
    Locally(Ways, Box<Self>),
    /// Who is asked for advice.
    Consulting(ConsultingAction),
    /// What is attached.
    Attachment(AttachmentAction),
    /// What is found wrong.
    Correction(CorrectionAction),
}

/// A case as its events leave it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    opened: Option<Opened>,
    closed_on: Option<NaiveDate>,
    reopenings: Reopenings,
    level: Level,
    levels: Levels,
    observations: BTreeMap<ObservationId, Observation>,
    consents: BTreeMap<ConsentId, Consent>,
    duty_assessments: Vec<DutyAssessment>,
    emergency_contacts: BTreeSet<NaiveDate>,
    /// The latest day on which a concern was raised.
    #[serde(default)]
    concern_on: Option<NaiveDate>,
    /// The latest day on which somebody was contacted in acute danger.
    #[serde(default)]
    called_on: Option<NaiveDate>,
    assessments_owed: Vec<ReportId>,
    telling_owed: bool,
    /// Who was told of the report that goes next, and when.
    #[serde(default)]
    told_of_next: BTreeSet<Told>,
    /// The guardians who were left out when others were told of a report that was sent.
    #[serde(default)]
    untold: BTreeSet<Untold>,
    withholdings: Vec<Withholding>,
    undecided_danger: Option<UndecidedDanger>,
    reports: Vec<ReportId>,
    drafts: Drafts,
    duty_met_on: BTreeSet<NaiveDate>,
    answers: BTreeMap<ReportId, Answers>,
    averting: Averting,
    siblings: Siblings,
    alternatives: Vec<ChosenAlternative>,
    /// When each alternative was chosen or confirmed last.
    #[serde(default)]
    confirmed_on: BTreeMap<Alternative, NaiveDate>,
    /// Those of which another concern asks whether they are followed still.
    #[serde(default)]
    to_be_chosen_anew: BTreeSet<Alternative>,
    sharing: Sharing,
    orders: Orders,
    discussion: Discussion,
    measures: BTreeMap<MeasureId, Measure>,
    steps: Steps,
    #[serde(default)]
    tools_used: Vec<CaseToolUse>,
    relay: Relay,
    meetings: Meetings,
    agreements: BTreeMap<AgreementId, Agreement>,
    copies: Copies,
    #[serde(default)]
    plans: BTreeMap<AgreementId, Plan>,
    referrals: Vec<Referral>,
    consulted: Consulted,
    contacts: Contacts,
    involved: Involved,
    #[serde(default)]
    attachments: Attachments,
    #[serde(default)]
    imported: ImportedHelp,
    #[serde(default)]
    interpreter_needs: InterpreterNeeds,
    /// No fact of its own: what the events tell in other fields, by act.
    #[serde(skip)]
    acts: Acts,
}

impl Case {
    /// What follows from the command: the events, or the first rule it breaks.
    ///
    /// Most needs an open case. Emergency contact, withdrawal of consent and all that a report needs do not: the duty
    /// to assess, telling guardians or not and the report itself. Nobody stops a report by closing
    /// its case (R-8, S0-45), and what an emergency leaves owed is done in a closed case too, with what was seen where the
    /// duty is still to be assessed by it.
    pub fn decide(&self, command: Command<CaseAction>) -> Result<Vec<CaseEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            CaseAction::Course(action) => self.decide_course(action, today),
            CaseAction::Concern(action) => self.decide_concern(action, today),
            CaseAction::Family(action) => self.decide_family(action, today),
            CaseAction::Consent(action) => self.decide_consent(action, today),
            CaseAction::Reporting(action) => self.decide_reporting(action, today),
            CaseAction::Answer(action) => self.decide_answer(&action),
            CaseAction::Averting(action) => self.decide_averting(action, today),
            CaseAction::Siblings(action) => self.decide_siblings(action, today),
            CaseAction::Alternatives(action) => self.decide_alternatives(action, today),
            CaseAction::Sharing(action) => self.decide_sharing(action, today),
            CaseAction::Discussion(action) => self.decide_discussion(action, today),
            CaseAction::Analysis(action) => self.decide_analysis(action, today),
            CaseAction::Measure(action) => self.decide_measure(action, today),
            CaseAction::Steps(action) => self.decide_steps(action, today),
            CaseAction::Relay(action) => self.decide_relay(action, today),
            CaseAction::Meeting(action) => self.decide_meeting(action, today),
            CaseAction::Agreement(action) => self.decide_agreement(action, today),
            CaseAction::Copy(action) => self.decide_copy(action, today),
            CaseAction::Referral(action) => self.decide_referral(action, today),
            CaseAction::Plan(action) => self.decide_plan(action, today),
            CaseAction::Locally(ways, action) => {
                ways.taken_up_in(self, self.decide(Command { action: *action, now: command.now })?, today)
            }
            CaseAction::Consulting(action) => self.decide_consulting(action, today),
            CaseAction::Attachment(action) => self.decide_attachment(action, today),
            CaseAction::Correction(action) => self.decide_correction(action, today),
        }
    }
}

/// What happened cannot have happened tomorrow.
pub(crate) fn not_in_future(field: &'static str, date: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if date > today { Err(Refusal::FutureDate { field, date, today }) } else { Ok(()) }
}

/// A step cannot precede the one it follows from.
pub(crate) fn not_before(field: &'static str, date: NaiveDate, earliest: NaiveDate) -> Result<(), Refusal> {
    if date < earliest { Err(Refusal::DateBefore { field, date, earliest }) } else { Ok(()) }
}

/// As [`not_before`], where it can be told which act it is that it must follow.
pub(crate) fn not_before_act(
    field: &'static str,
    date: NaiveDate,
    act: Act,
    earliest: NaiveDate,
) -> Result<(), Refusal> {
    if date < earliest { Err(Refusal::DateBeforeAct { field, date, earliest, act }) } else { Ok(()) }
}

impl Aggregate for Case {
    const TYPE: &'static str = "Case";
    type Command = Command<CaseAction>;
    type Event = CaseEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: CaseEvent) {
        self.hear_who_the_guardians_are(&event);
        self.copies.were_read(self.read_by_guardians(&event));
        self.contacts.learn_from(&event);
        self.involved.learn_from(&event);
        self.acts.learn_from(&event);
        self.hear_what_is_feared(&event);
        match event {
            CaseEvent::Course(event) => self.apply_course(event),
            CaseEvent::Concern(event) => self.apply_concern(event),
            CaseEvent::Family(event) => self.apply_family(event),
            CaseEvent::Consent(event) => self.apply_consent(event),
            CaseEvent::Reporting(event) => self.apply_reporting(&event),
            CaseEvent::Answer(event) => self.apply_answer(&event),
            CaseEvent::Averting(event) => self.apply_averting(&event),
            CaseEvent::Siblings(event) => self.apply_siblings(event),
            CaseEvent::Alternatives(event) => self.apply_alternatives(&event),
            CaseEvent::Sharing(event) => self.apply_sharing(event),
            CaseEvent::Discussion(event) => self.apply_discussion(&event),
            CaseEvent::Analysis(event) => self.apply_analysis(event),
            CaseEvent::Referral(event) => self.apply_referral(event),
            CaseEvent::Measure(event) => self.apply_measure(event),
            CaseEvent::Steps(event) => self.steps.apply(event),
            CaseEvent::Relay(event) => self.apply_relay(event),
            CaseEvent::Meeting(event) => self.apply_meeting(event),
            CaseEvent::Agreement(event) => self.apply_agreement(event),
            CaseEvent::Copy(event) => self.apply_copy(event),
            CaseEvent::Plan(event) => self.apply_plan(&event),
            CaseEvent::Consulting(event) => self.apply_consulting(&event),
            CaseEvent::Attachment(event) => self.apply_attachment(event),
            // It stands in the history, and nothing follows from it: what was told wrongly stays what everybody went by.
            CaseEvent::Correction(_) => {}
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
