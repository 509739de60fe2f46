//! An investigation by the child welfare service, from the mandate that triage gave to its conclusion.

mod coercion;
mod concern;
mod consents;
mod contact;
mod court;
mod events;
mod feedback;
mod follow_up;
mod gathering;
mod help;
mod participation;
mod steps;
mod way;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

pub use coercion::{
    Appellant, BoardCase, BoardCaseKind, BoardOutcome, BoardSubmission, EmergencyGround, EmergencyPlacement,
    PlacementNumber, Principles, Ruling,
};
pub use concern::{Renewal, RenewalMandate};
pub use consents::{Consented, ServiceConsent, ServiceConsentScope, ServiceConsentUse};
pub use court::CourtOutcome;
pub use events::InvestigationEvent;
pub use feedback::{DisclosureBasis, Feedback, JoinedTold, ToldConclusion, WrittenForm, feedback_due};
pub use follow_up::{FollowUpEndReason, FollowUpPart};
pub use gathering::{InformationAsked, InformationBasis, ResponsibilityGroup};
pub use help::{DecidedMeasure, MeasureBasis, Resting, ServiceEvaluation, ServiceMeasure, Voices, measure_code};
pub use participation::{Participation, ParticipationKind};
pub use steps::{Allocation, ChecklistItem, StepDone, StepKind, ToolUse};
pub use written::{
    Written, WrittenConclusion, WrittenDecline, WrittenDisclosure, WrittenExtension, WrittenFollowUpEnd, WrittenGroup,
    WrittenGroupMeeting, WrittenGroupReview, WrittenInformation, WrittenMeasure, WrittenNextMeeting, WrittenStep,
};

use crate::case::steps::{Steps, StepsAction, decide as decide_in_guide};
use crate::case::{EvaluationAnswers, RecipientUnit, not_before_act, not_in_future};
use crate::codes::{Code, CodeList, ListVersion, UsedCode, find};
use crate::corrections::{RecordedEntry, WrongEntry};
use crate::guides::{Guide, GuideVersion, UsedTool};
use crate::ids::{CaseId, ConsentId, InvestigationId, MeasureId, ReportId};
use crate::law::{self, DeadlineKind, LegalTopic};
use crate::people::{Body, Child, Decider, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::{Act, Differing, Sought};
use crate::report::{InvestigationMandate, JoinedReporter};
use crate::text::Text;
use crate::texts::closed_set;
use crate::time::oslo_date;
use crate::transfers::{Receipts, TransferReceipt};
use crate::{Command, Refusal};

closed_set! {
    /// What an investigation came to. Dismissal of an *investigation* is not dismissal of a report (C10, R-45).
    InvestigationOutcome {
        /// The service decides on measures (code 1).
        MeasuresDecided,
        /// A case goes to the board (code 2).
        BoardCase,
        /// The child was placed in an emergency (S1-11), which the register tells as measures (code 1).
        EmergencyPlacement,
        /// Dismissed on the service's own assessment (code 3).
        InvestigationDismissed,
        /// Dismissed with concern: conditions for measures are met, the party declines (code 4, R-46).
        DismissedWithConcern,
        /// Dismissed because the child moved (code 5; from 2026 codes 7, 8 and 9).
        DismissedMoved,
        /// Dismissed after referral to another body (code 6).
        DismissedReferred,
    }
}

impl InvestigationOutcome {
    /// The outcome that a conclusion code of the register stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self::MeasuresDecided),
            "2" => Some(Self::BoardCase),
            "3" => Some(Self::InvestigationDismissed),
            "4" => Some(Self::DismissedWithConcern),
            "5" | "7" | "8" | "9" => Some(Self::DismissedMoved),
            "6" => Some(Self::DismissedReferred),
            _ => None,
        }
    }

    /// Whether another service is to go on with the child, by the code it was concluded with: the one that it was referred to, or
    /// that of where it moved (S2-48). Where nobody knows to where it moved (code 8), there is none that could say that it has it.
    pub fn goes_on_elsewhere(self, code: &str) -> bool {
        match self {
            Self::DismissedReferred => true,
            Self::DismissedMoved => code != "8",
            Self::MeasuresDecided
            | Self::BoardCase
            | Self::EmergencyPlacement
            | Self::InvestigationDismissed
            | Self::DismissedWithConcern => false,
        }
    }
}

/// An investigation as a return for statistics tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedInvestigation {
    /// The report it belongs to.
    pub report: ReportId,
    /// The client it belongs to.
    pub case: Option<CaseId>,
    /// The child.
    pub child: Child,
    /// The unit or district.
    pub unit: String,
    /// First day.
    pub started_on: NaiveDate,
    /// How and when it ended, once it has.
    pub conclusion: Option<ImportedInvestigationConclusion>,
}

/// The end of an imported investigation.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedInvestigationConclusion {
    /// The outcome that the code stands for.
    pub outcome: InvestigationOutcome,
    /// The code.
    pub code: UsedCode,
    /// The grounds.
    pub grounds: Vec<UsedCode>,
    /// When.
    pub concluded_on: NaiveDate,
    /// The caseworker named in the source.
    pub caseworker: Option<Decider>,
}

/// A ground for the conclusion, in the register's content codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The code.
    pub code: String,
    /// The clarification, where the code needs one.
    pub clarification: Option<Personal<Text>>,
}

impl From<String> for Ground {
    fn from(code: String) -> Self {
        Self { code, clarification: None }
    }
}

impl From<&str> for Ground {
    fn from(code: &str) -> Self {
        code.to_owned().into()
    }
}

/// What can be asked of an investigation.
#[derive(Debug, Clone, PartialEq)]
pub enum InvestigationAction {
    /// Open it on the mandate that triage gave.
    Open {
        /// The proof that triage decided on it.
        mandate: Box<InvestigationMandate>,
    },
    /// Give it to a team.
    Allocate(Allocation),
    /// Record what was done to learn how the child is.
    DoStep {
        /// What.
        kind: StepKind,
        /// What came of it.
        account: Option<Personal<Text>>,
        /// When.
        done_on: NaiveDate,
    },
    /// Record that a tool of a guide was used to learn how the child is (S1-26).
    UseTool {
        /// Which, or why there is none: what was recorded once is answered as then, whatever became of the guide.
        tool: Result<UsedTool, Refusal>,
        /// What came of it.
        account: Option<Personal<Text>>,
        /// When.
        used_on: NaiveDate,
    },
    /// Plan how it is carried out.
    MakePlan {
        /// What is to be found out, and how.
        plan: Personal<Text>,
        /// When.
        made_on: NaiveDate,
    },
    /// Record how the child took part, or why not.
    RecordParticipation {
        /// Whether and how.
        kind: ParticipationKind,
        /// What came of it, or why the child did not take part.
        account: Personal<Text>,
        /// When.
        on: NaiveDate,
    },
    /// Extend its time limit.
    Extend {
        /// The new last day.
        new_deadline: NaiveDate,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        decided_on: NaiveDate,
    },
    /// Open a renewed one after a dismissal with concern.
    Renew {
        /// The proof that there was such a dismissal.
        mandate: Box<RenewalMandate>,
        /// First day.
        started_on: NaiveDate,
    },
    /// Record that recommended measures were declined.
    DeclineMeasures {
        /// Which measures were recommended.
        recommended: Personal<Text>,
        /// Who declined them, and what was said.
        account: Personal<Text>,
        /// When.
        declined_on: NaiveDate,
    },
    /// Conclude it.
    Conclude {
        /// The register's conclusion code.
        code: String,
        /// The clarification, where the code needs one.
        clarification: Option<Personal<Text>>,
        /// The grounds in the register's content codes.
        grounds: Vec<Ground>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        concluded_on: NaiveDate,
        /// The day on which a renewed investigation is to begin, after a dismissal with concern.
        renewal: Option<NaiveDate>,
        /// Which case goes to the board, where one does.
        board_case: Option<BoardCaseKind>,
        /// Whether it ends with the child placed in an emergency.
        in_emergency: bool,
    },
    /// End what the service follows up.
    EndFollowUp {
        /// For which reason.
        reason: FollowUpEndReason,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        ended_on: NaiveDate,
    },
    /// Record a meeting of the responsibility group that stood on that day.
    HoldGroupMeeting {
        /// Who of it was there, beside the service.
        present: BTreeSet<Body>,
        /// Which units of them, where they are named.
        units: BTreeSet<RecipientUnit>,
        /// The minutes.
        minutes: Personal<Text>,
        /// When it meets next, where that is agreed.
        next_on: Option<NaiveDate>,
        /// When.
        held_on: NaiveDate,
    },
    /// Record for which day the group has agreed on its next meeting, otherwise than in a meeting.
    AgreeGroupMeeting {
        /// The day.
        next_on: NaiveDate,
        /// When that was agreed.
        agreed_on: NaiveDate,
    },
    /// Record that the service which was to go on with the child does not.
    SendBack {
        /// Who said so there, and why.
        account: Personal<Text>,
        /// When.
        sent_back_on: NaiveDate,
    },
    /// Call off the renewed investigation that was scheduled, or that a child is owed who was sent back.
    CallOffRenewal {
        /// The first day of that investigation, where it was opened.
        renewed_on: Option<NaiveDate>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        called_off_on: NaiveDate,
    },
    /// Tell a public reporter in writing how it ended.
    InformReporter {
        /// The reporter of a report that joined it; else the one whose report it follows from.
        joined: Option<JoinedReporter>,
        /// In which form.
        form: WrittenForm,
        /// When.
        informed_on: NaiveDate,
    },
    /// Tell a public reporter of measures.
    DiscloseMeasures {
        /// The reporter of a report that joined it; else the one whose report it follows from.
        joined: Option<JoinedReporter>,
        /// Of which of the measures that were decided.
        measures: BTreeSet<MeasureId>,
        /// What the reporter is told of them.
        account: Personal<Text>,
        /// On what basis.
        basis: DisclosureBasis,
        /// Who consented, and when.
        consented: Option<Consented>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        disclosed_on: NaiveDate,
    },
    /// Tell a public reporter that it was dismissed with concern.
    DiscloseConcern {
        /// The reporter of a report that joined it; else the one whose report it follows from.
        joined: Option<JoinedReporter>,
        /// Why it is needed for what the service is to do for this child.
        assessment: Personal<Text>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        disclosed_on: NaiveDate,
    },
    /// Place the child in an emergency.
    PlaceInEmergency {
        /// Why.
        ground: EmergencyGround,
        /// The three principles, where there is time to answer them.
        principles: Option<Principles>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        decided_on: NaiveDate,
    },
    /// Answer the three principles for an emergency placement that went first.
    AnswerPrinciples {
        /// Which.
        placement: PlacementNumber,
        /// The principles.
        principles: Principles,
        /// When.
        answered_on: NaiveDate,
    },
    /// End an emergency placement.
    EndEmergency {
        /// Which, where several run.
        placement: Option<PlacementNumber>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        ended_on: NaiveDate,
    },
    /// Bring a case before the board.
    SubmitToBoard(Box<BoardSubmission>),
    /// Record what the board decided.
    ReceiveFromBoard {
        /// What was asked for.
        kind: BoardCaseKind,
        /// What became of it.
        outcome: BoardOutcome,
        /// What the decision says.
        account: Option<Personal<Text>>,
        /// The last day of what was granted, where that is another than what was asked for (S2-65).
        until: Option<NaiveDate>,
        /// When the board decided.
        decided_on: NaiveDate,
    },
    /// Record that the board's decision was brought to court.
    Appeal {
        /// What had been asked for.
        kind: BoardCaseKind,
        /// By whom.
        by: Appellant,
        /// When.
        appealed_on: NaiveDate,
    },
    /// Record what the court decided on it.
    ReceiveFromCourt {
        /// What had been asked for.
        kind: BoardCaseKind,
        /// What became of the board's decision.
        outcome: CourtOutcome,
        /// What the judgment says.
        account: Option<Personal<Text>>,
        /// The last day of what was granted, where that is another than what was asked for (S2-65).
        until: Option<NaiveDate>,
        /// When the court decided.
        decided_on: NaiveDate,
    },
    /// Ask another body for what it knows.
    RequestInformation {
        /// Whom.
        of: Body,
        /// Which unit of it, where that is said.
        unit: Option<String>,
        /// What is asked.
        what: Personal<Text>,
        /// On what basis.
        basis: InformationBasis,
        /// Who consented, and when.
        consented: Option<Consented>,
        /// When.
        requested_on: NaiveDate,
    },
    /// Record what another body told.
    TakeInInformation {
        /// Which.
        from: Body,
        /// Which unit of it, where that is said.
        unit: Option<String>,
        /// What it told.
        account: Personal<Text>,
        /// When.
        supplied_on: NaiveDate,
    },
    /// Form a responsibility group.
    FormGroup {
        /// Which other services take part.
        bodies: BTreeSet<Body>,
        /// Which units of them, where they are named.
        units: BTreeSet<RecipientUnit>,
        /// Who consented, when, and to what.
        consented: Consented,
        /// What they said of that.
        covers: Personal<Text>,
        /// When.
        formed_on: NaiveDate,
    },
    /// Dissolve the responsibility group.
    DissolveGroup {
        /// Why.
        account: Personal<Text>,
        /// When.
        dissolved_on: NaiveDate,
    },
    /// Look at whether the right people are around child and guardians.
    ReviewGroup {
        /// The bodies that are in the group.
        bodies: BTreeSet<Body>,
        /// Which units of them, where they are named.
        units: BTreeSet<RecipientUnit>,
        /// Whether it is rightly composed.
        rightly_composed: bool,
        /// What is to change.
        change: Option<Personal<Text>>,
        /// When.
        reviewed_on: NaiveDate,
    },
    /// Take back a consent that the service works on.
    WithdrawConsent {
        /// Which.
        consent: ConsentId,
        /// What was said.
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// Decide on a measure.
    DecideMeasure {
        /// Its id.
        measure: MeasureId,
        /// What it is.
        decided: Box<DecidedMeasure>,
        /// What it rests on.
        resting: Box<Resting>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        decided_on: NaiveDate,
    },
    /// Make the child's plan of measures.
    PlanMeasures {
        /// The plan.
        plan: Personal<Text>,
        /// How child and parents took part.
        voices: Voices,
        /// When.
        planned_on: NaiveDate,
    },
    /// Evaluate a measure.
    EvaluateMeasure {
        /// Which.
        measure: MeasureId,
        /// How it was carried out, and the six questions (S1-17, S1-18).
        answers: Box<EvaluationAnswers>,
        /// What it led to: whether it contributes to a change.
        effect: Personal<Text>,
        /// What child and parents say.
        voices: Voices,
        /// When.
        evaluated_on: NaiveDate,
        /// When it is to be evaluated next; where nothing is said and it goes on, on its last day.
        next_evaluation_on: Option<NaiveDate>,
    },
    /// Have a measure go on for longer.
    ExtendMeasure {
        /// Which.
        measure: MeasureId,
        /// The new last day.
        to: NaiveDate,
        /// The new day of evaluation.
        evaluation_on: NaiveDate,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        extended_on: NaiveDate,
    },
    /// End a measure.
    EndMeasure {
        /// Which.
        measure: MeasureId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        ended_on: NaiveDate,
    },
    /// Record that the service which is to go on with the child has what was sent.
    RecordTransferReceipt(TransferReceipt),
    /// Record that an entry was found wrong (C12).
    NoteEntryWrong {
        /// The entry as the investigation's history has it; nothing where it has none there.
        recorded: Option<RecordedEntry>,
        /// What of it, what is right, and why.
        wrong: WrongEntry,
    },
    /// Follow a guide, or decide in its steps.
    Steps(StepsAction),
    /// One of these, in a municipality that follows guides: what it opens follows them from its opening on.
    Guided(Vec<Arc<Guide>>, Box<Self>),
    /// Take over from a return for statistics what is new in it.
    Import(Box<ImportedInvestigation>),
}

/// An investigation as its events leave it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Investigation {
    opened: Option<InvestigationOpened>,
    allocation: Option<Allocation>,
    planned_on: Option<NaiveDate>,
    steps: Vec<StepDone>,
    /// The last day on which something was done in it or decided for the child while it ran (S2-48).
    #[serde(default)]
    worked_in_on: Option<NaiveDate>,
    tools_used: Vec<ToolUse>,
    participation: Vec<Participation>,
    declined_on: Vec<NaiveDate>,
    conclusion: Option<InvestigationConclusion>,
    renewal: Option<Renewal>,
    /// That the service which was to go on with the child sent it back (S2-48).
    #[serde(default)]
    sent_back: Option<NaiveDate>,
    reporter_told_on: Option<NaiveDate>,
    joined_told: Vec<JoinedTold>,
    /// Whose reporters were told that it was dismissed with concern: of the report it follows from, or of one that joined it.
    concern_told: Vec<Option<ReportId>>,
    /// Whose reporters were told of measures, and when; of the one that it follows from, none is named.
    #[serde(default)]
    measures_told: Vec<(Option<ReportId>, NaiveDate)>,
    /// The day on which the service ended what it followed up.
    #[serde(default)]
    follow_up_ended_on: Option<NaiveDate>,
    /// What was said at the service which is to go on with the child (S2-48).
    #[serde(default)]
    receipts: Receipts,
    emergencies: Vec<EmergencyPlacement>,
    board_cases: Vec<BoardCase>,
    asked: Vec<InformationAsked>,
    groups: Vec<ResponsibilityGroup>,
    consents: Vec<ServiceConsent>,
    measures: Vec<ServiceMeasure>,
    measures_planned_on: Option<NaiveDate>,
    way: Steps,
    /// Beside the state that the rules decide on, which a difference shows.
    #[serde(skip)]
    written: Written,
}

/// What opening settled, with the time limit in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvestigationOpened {
    /// The report it follows from.
    pub report: ReportId,
    /// The case the report was sent from.
    pub case: Option<CaseId>,
    /// The child.
    pub child: Child,
    /// The unit or district.
    pub unit: String,
    /// First day.
    pub started_on: NaiveDate,
    /// The last day for its conclusion.
    pub deadline: NaiveDate,
    /// Whether that day was moved by a decision.
    pub extended: bool,
    /// Whether the reporter learns what the investigation comes to, where that is known.
    pub reporter_learns_conclusion: Option<bool>,
    /// The investigation that it renews.
    pub renews: Option<InvestigationId>,
}

/// How and when it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvestigationConclusion {
    /// What it came to.
    pub outcome: InvestigationOutcome,
    /// Which case goes to the board, where one does and it is said.
    pub board_case: Option<BoardCaseKind>,
    /// The register's code.
    pub code: String,
    /// When.
    pub on: NaiveDate,
    /// Whether that was decided here; what an import tells of is carried out elsewhere.
    #[serde(default)]
    pub decided_here: bool,
}

impl Investigation {
    /// What opening settled; `None` for an investigation that was never opened.
    pub const fn opened(&self) -> Option<&InvestigationOpened> {
        self.opened.as_ref()
    }

    /// When the plan in force was made (S2-53).
    pub const fn planned_on(&self) -> Option<NaiveDate> {
        self.planned_on
    }

    /// How the child took part, or why not: in the order in which it was recorded.
    pub fn participation(&self) -> &[Participation] {
        &self.participation
    }

    /// How it ended, once it has.
    pub const fn conclusion(&self) -> Option<&InvestigationConclusion> {
        self.conclusion.as_ref()
    }

    /// When it was said at the service which is to go on with the child that they have what was sent (S2-48).
    pub const fn transfer_received_on(&self) -> Option<NaiveDate> {
        self.receipts.received_on()
    }

    /// What follows from the command: the events, or the first rule it breaks.
    pub fn decide(&self, command: Command<InvestigationAction>) -> Result<Vec<InvestigationEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            InvestigationAction::Open { mandate } => {
                if self.opened.is_some() {
                    return Err(Refusal::InvestigationAlreadyOpened);
                }
                let started_on = mandate.first_day();
                let InvestigationMandate { report, case, child, unit, reporter_learns_conclusion, .. } = *mandate;
                Ok(vec![opened(report, case, child, unit, started_on, Some(reporter_learns_conclusion))])
            }
            InvestigationAction::Allocate(to) => self.allocate(to, today),
            InvestigationAction::DoStep { kind, account, done_on } => self.do_step(kind, None, account, done_on, today),
            InvestigationAction::UseTool { tool, account, used_on } => {
                self.do_step(StepKind::AssessmentTool, Some(tool?), account, used_on, today)
            }
            InvestigationAction::MakePlan { plan, made_on } => {
                let opened = self.must_have_run_on(made_on)?;
                not_in_future("madeOn", made_on, today)?;
                not_before_act("madeOn", made_on, Act::InvestigationStarted, opened.started_on)?;
                Ok(vec![InvestigationEvent::InvestigationPlanMade { plan, guides: self.guides_on(made_on), made_on }])
            }
            InvestigationAction::RecordParticipation { kind, account, on } => {
                let opened = self.must_have_run_on(on)?;
                not_in_future("on", on, today)?;
                not_before_act("on", on, Act::InvestigationStarted, opened.started_on)?;
                let code = kind.coded_on(on);
                Ok(vec![InvestigationEvent::ChildParticipationRecorded {
                    kind,
                    code,
                    account,
                    guides: self.guides_on(on),
                    on,
                }])
            }
            InvestigationAction::Extend { new_deadline, decision, decided_on } => {
                let opened = self.must_be_running()?;
                not_in_future("decidedOn", decided_on, today)?;
                not_before_act("decidedOn", decided_on, Act::InvestigationStarted, opened.started_on)?;
                let latest = law::due_when_extended(DeadlineKind::Investigation, opened.started_on);
                if new_deadline <= opened.deadline || new_deadline > latest {
                    let (wanted, current) = (new_deadline, opened.deadline);
                    return Err(Refusal::ExtensionOutOfBounds { wanted, current, latest });
                }
                Ok(vec![InvestigationEvent::DeadlineExtended {
                    new_deadline,
                    decision: decision.into(),
                    guides: self.guides_on(decided_on),
                    decided_on,
                }])
            }
            InvestigationAction::Renew { mandate, started_on } => self.renew(*mandate, started_on, today),
            InvestigationAction::DeclineMeasures { recommended, account, declined_on } => {
                self.decline_measures(recommended, account, declined_on, today)
            }
            InvestigationAction::Conclude {
                code,
                clarification,
                grounds,
                decision,
                concluded_on,
                renewal,
                board_case,
                in_emergency,
            } => {
                let opened = self.must_be_running()?;
                not_in_future("concludedOn", concluded_on, today)?;
                not_before_act("concludedOn", concluded_on, Act::InvestigationStarted, opened.started_on)?;
                let conclusion = UsedCode { code, list: ListVersion::Register, clarification };
                let grounds: Vec<UsedCode> = grounds.into_iter().map(UsedCode::from).collect();
                let (ended, outcome) = outcome_in_force(&conclusion.code, concluded_on)?;
                let known = grounds.iter().map(|ground| ground_in_force(&ground.code, concluded_on));
                let known = known.collect::<Result<Vec<_>, _>>()?;
                must_be_clarified(ended, &conclusion)?;
                known.into_iter().zip(&grounds).try_for_each(|(known, ground)| must_be_clarified(known, ground))?;
                self.must_not_dismiss_what_runs(outcome, concluded_on)?;
                self.must_tell_how_the_child_took_part(concluded_on)?;
                self.may_dismiss_with_concern(outcome, renewal, concluded_on)?;
                let outcome = self.told_apart(outcome, board_case, in_emergency, concluded_on)?;
                let legal_basis = basis_of(outcome, board_case, &self.placed_on(concluded_on), concluded_on);
                let (came_to, decision) = ((outcome, board_case, legal_basis), decision.into());
                let ended = concluded(
                    came_to,
                    conclusion,
                    grounds,
                    decision,
                    concluded_on,
                    opened.deadline,
                    self.guides_on(concluded_on),
                );
                let renewed = renewal.map(|planned_for| concern::scheduled(opened, planned_for, concluded_on));
                Ok(std::iter::once(ended).chain(renewed).collect())
            }
            InvestigationAction::SendBack { account, sent_back_on } => self.send_back(account, sent_back_on, today),
            InvestigationAction::CallOffRenewal { renewed_on, decision, called_off_on } => {
                self.call_off_renewal(renewed_on, decision, called_off_on, today)
            }
            InvestigationAction::InformReporter { joined, form, informed_on } => {
                self.inform_reporter(joined, form, informed_on, today)
            }
            InvestigationAction::EndFollowUp { reason, decision, ended_on } => {
                self.end_follow_up(reason, decision, ended_on, today)
            }
            InvestigationAction::HoldGroupMeeting { present, units, minutes, next_on, held_on } => {
                self.hold_group_meeting((present, units), minutes, next_on, held_on, today)
            }
            InvestigationAction::AgreeGroupMeeting { next_on, agreed_on } => {
                self.agree_group_meeting(next_on, agreed_on, today)
            }
            InvestigationAction::DiscloseMeasures {
                joined,
                measures,
                account,
                basis,
                consented,
                decision,
                disclosed_on,
            } => self.disclose_measures(joined, (measures, account), basis, consented, decision, disclosed_on, today),
            InvestigationAction::DiscloseConcern { joined, assessment, decision, disclosed_on } => {
                self.disclose_concern(joined, assessment, decision, disclosed_on, today)
            }
            InvestigationAction::PlaceInEmergency { ground, principles, decision, decided_on } => {
                self.place_in_emergency(ground, principles, decision, decided_on, today)
            }
            InvestigationAction::AnswerPrinciples { placement, principles, answered_on } => {
                self.answer_principles(placement, principles, answered_on, today)
            }
            InvestigationAction::EndEmergency { placement, decision, ended_on } => {
                self.end_emergency(placement, decision, ended_on, today)
            }
            InvestigationAction::SubmitToBoard(submission) => self.submit_to_board(*submission, today),
            InvestigationAction::ReceiveFromBoard { kind, outcome, account, until, decided_on } => {
                self.receive_from_board(kind, outcome, account, until, decided_on, today)
            }
            InvestigationAction::Appeal { kind, by, appealed_on } => self.appeal(kind, by, appealed_on, today),
            InvestigationAction::ReceiveFromCourt { kind, outcome, account, until, decided_on } => {
                self.receive_from_court(kind, outcome, account, until, decided_on, today)
            }
            InvestigationAction::RequestInformation { of, unit, what, basis, consented, requested_on } => {
                self.request_information((of, unit), what, basis, consented, requested_on, today)
            }
            InvestigationAction::TakeInInformation { from, unit, account, supplied_on } => {
                self.take_in_information((from, unit), account, supplied_on, today)
            }
            InvestigationAction::FormGroup { bodies, units, consented, covers, formed_on } => {
                self.form_group((bodies, units), consented, covers, formed_on, today)
            }
            InvestigationAction::DissolveGroup { account, dissolved_on } => {
                self.dissolve_group(account, dissolved_on, today)
            }
            InvestigationAction::ReviewGroup { bodies, units, rightly_composed, change, reviewed_on } => {
                self.review_group((bodies, units), rightly_composed, change, reviewed_on, today)
            }
            InvestigationAction::WithdrawConsent { consent, reason, withdrawn_on } => {
                self.withdraw_consent(consent, reason, withdrawn_on, today)
            }
            InvestigationAction::DecideMeasure { measure, decided, resting, decision, decided_on } => {
                self.decide_measure(measure, *decided, *resting, decision, decided_on, today)
            }
            InvestigationAction::PlanMeasures { plan, voices, planned_on } => {
                self.plan_measures(plan, voices, planned_on, today)
            }
            InvestigationAction::EvaluateMeasure {
                measure,
                answers,
                effect,
                voices,
                evaluated_on,
                next_evaluation_on,
            } => {
                let next_evaluation_on = self.next_evaluation_of(measure, evaluated_on, next_evaluation_on, today)?;
                Ok(vec![InvestigationEvent::DecidedMeasureEvaluated {
                    measure,
                    answers: Some(*answers),
                    effect,
                    voices,
                    evaluated_on,
                    guides: self.guides_on(evaluated_on),
                    next_evaluation_on,
                }])
            }
            InvestigationAction::ExtendMeasure { measure, to, evaluation_on, decision, extended_on } => {
                self.may_be_extended(measure, to, evaluation_on, extended_on, today)?;
                let decision = decision.into();
                Ok(vec![InvestigationEvent::DecidedMeasureExtended {
                    measure,
                    to,
                    evaluation_on,
                    decision,
                    guides: self.guides_on(extended_on),
                    extended_on,
                }])
            }
            InvestigationAction::EndMeasure { measure, decision, ended_on } => {
                self.end_measure(measure, decision, ended_on, today)
            }
            InvestigationAction::RecordTransferReceipt(receipt) => {
                self.must_be_opened()?;
                let sent = self.conclusion.as_ref().filter(|ended| ended.outcome.goes_on_elsewhere(&ended.code));
                let sent = sent.filter(|_| self.sent_back.is_none());
                let receipt = receipt.must_be_of(sent.map(|ended| ended.on), self.receipts.received_on(), today)?;
                Ok(vec![InvestigationEvent::TransferReceiptRecorded(receipt)])
            }
            InvestigationAction::NoteEntryWrong { recorded, wrong } => {
                self.must_be_opened()?;
                let takes_back = self.receipts.are_taken_back(recorded.as_ref(), &wrong);
                let wrong = wrong.must_be_noted(recorded.as_ref(), |_, _| None, today)?;
                Ok(vec![InvestigationEvent::EntryFoundWrong(WrongEntry { takes_back, ..wrong })])
            }
            InvestigationAction::Steps(action) => {
                decide_in_guide(self, action, self.must_be_opened()?.started_on, today)
            }
            InvestigationAction::Guided(guides, action) => {
                let events = self.decide(Command { action: *action, now: command.now })?;
                Ok(way::followed_in(&guides, events))
            }
            InvestigationAction::Import(investigation) => self.import(*investigation, today),
        }
    }

    /// Takes what is new in a later return and refuses what contradicts an earlier one.
    ///
    /// What is imported are facts of another system: an end before the start is taken as it stands, for Statistics
    /// Norway's control rules report it as an error of the source. Only what lies in the future is no fact.
    fn import(&self, imported: ImportedInvestigation, today: NaiveDate) -> Result<Vec<InvestigationEvent>, Refusal> {
        not_in_future("startDate", imported.started_on, today)?;
        if let Some(end) = &imported.conclusion {
            not_in_future("endDate", end.concluded_on, today)?;
        }
        let mut events = Vec::new();
        match &self.opened {
            None => {
                let started_on = imported.started_on;
                events.push(opened(imported.report, imported.case, imported.child, imported.unit, started_on, None));
            }
            Some(before) if before.started_on != imported.started_on => {
                return Err(Refusal::ImportDiffers { what: Differing::InvestigationStart });
            }
            Some(_) => {}
        }
        let unextended = law::due(DeadlineKind::Investigation, imported.started_on);
        let deadline = self.opened.as_ref().map_or(unextended, |opened| opened.deadline);
        match (&self.conclusion, imported.conclusion) {
            (None, Some(end)) => {
                let decision = RecordedDecision::imported(end.caseworker);
                let came_to = (end.outcome, None, basis_of(end.outcome, None, &BTreeSet::new(), end.concluded_on));
                events.push(concluded(
                    came_to,
                    end.code,
                    end.grounds,
                    decision,
                    end.concluded_on,
                    deadline,
                    Vec::new(),
                ));
            }
            (Some(before), Some(now)) if before.on == now.concluded_on && before.code == now.code.code => {}
            (None, None) => {}
            (Some(_), _) => return Err(Refusal::ImportDiffers { what: Differing::InvestigationConclusion }),
        }
        Ok(events)
    }

    /// By the day of the conclusion.
    fn must_tell_how_the_child_took_part(&self, concluded_on: NaiveDate) -> Result<(), Refusal> {
        match self.participation.iter().map(|participation| participation.on).min() {
            Some(on) if on <= concluded_on => Ok(()),
            Some(on) => Err(Refusal::ParticipationLater { concluded_on, on }),
            None => Err(Refusal::ParticipationNotRecorded),
        }
    }

    fn must_be_running(&self) -> Result<&InvestigationOpened, Refusal> {
        let opened = self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        if self.conclusion.is_some() { Err(Refusal::InvestigationConcluded) } else { Ok(opened) }
    }

    /// What was done in it by its last day is a fact, also where that is written down after the conclusion.
    fn must_have_run_on(&self, day: NaiveDate) -> Result<&InvestigationOpened, Refusal> {
        let opened = self.must_be_opened()?;
        let had_ended = self.conclusion.as_ref().is_some_and(|conclusion| conclusion.on < day);
        if had_ended { Err(Refusal::InvestigationConcluded) } else { Ok(opened) }
    }
}

/// The time limit runs from the conclusion of triage, at the latest from seven days after receipt (D-3).
pub(crate) fn first_day(triaged_on: NaiveDate, received_on: NaiveDate) -> NaiveDate {
    triaged_on.min(law::due(DeadlineKind::Triage, received_on))
}

/// The earliest day on which the report can have come in that an investigation follows from: triage takes a week at the
/// most before the time limit of the investigation runs (D-1, D-3).
pub(crate) fn earliest_receipt(started_on: NaiveDate) -> NaiveDate {
    let before = std::iter::successors(Some(started_on), NaiveDate::pred_opt);
    before.take_while(|day| law::due(DeadlineKind::Triage, *day) >= started_on).last().unwrap_or(started_on)
}

fn opened(
    report: ReportId,
    case: Option<CaseId>,
    child: Child,
    unit: String,
    started_on: NaiveDate,
    reporter_learns_conclusion: Option<bool>,
) -> InvestigationEvent {
    let deadline = law::due(DeadlineKind::Investigation, started_on);
    let legal_basis = law::cited(LegalTopic::Investigation, started_on);
    InvestigationEvent::InvestigationOpened {
        report,
        case,
        child,
        unit,
        started_on,
        deadline,
        legal_basis,
        reporter_learns_conclusion,
        renews: None,
    }
}

/// Once more after a dismissal with concern (D-5), of which no reporter learns the end: nobody reported anew; or for a child who was
/// sent back, which is what was reported still (S2-48).
fn opened_anew(mandate: RenewalMandate, started_on: NaiveDate) -> InvestigationEvent {
    let RenewalMandate { renews, report, case, child, unit, dismissed_on: _, sent_back } = mandate;
    let topic = if sent_back.is_some() { LegalTopic::Investigation } else { LegalTopic::RenewedInvestigation };
    InvestigationEvent::InvestigationOpened {
        report,
        case,
        child,
        unit,
        started_on,
        deadline: law::due(DeadlineKind::Investigation, started_on),
        legal_basis: law::cited(topic, started_on),
        reporter_learns_conclusion: sent_back.map_or(Some(false), |(_, reporter_learns)| reporter_learns),
        renews: Some(renews),
    }
}

fn concluded(
    (outcome, board_case, legal_basis): (InvestigationOutcome, Option<BoardCaseKind>, String),
    conclusion: UsedCode,
    grounds: Vec<UsedCode>,
    decision: RecordedDecision,
    concluded_on: NaiveDate,
    deadline: NaiveDate,
    guides: Vec<GuideVersion>,
) -> InvestigationEvent {
    InvestigationEvent::InvestigationConcluded {
        outcome,
        board_case,
        conclusion,
        grounds,
        legal_basis,
        decision,
        guides,
        concluded_on,
        deadline,
    }
}

/// What an outcome rests on (S1-12): what the child is helped by has paragraphs of its own, an emergency that of the ground for
/// which the child is placed, a dismissal that of the investigation or, where the family declined, of the investigation that is to
/// follow. Where the law of the day has none for that, and where a source does not say what the board is asked for, it is the
/// investigation's.
fn basis_of(
    outcome: InvestigationOutcome,
    board_case: Option<BoardCaseKind>,
    placed: &BTreeSet<EmergencyGround>,
    on: NaiveDate,
) -> String {
    let topic = match outcome {
        InvestigationOutcome::MeasuresDecided => LegalTopic::AssistanceMeasures,
        InvestigationOutcome::EmergencyPlacement => return coercion::cited_of_each(placed, on),
        InvestigationOutcome::BoardCase => board_case.map_or(LegalTopic::Investigation, BoardCaseKind::topic),
        InvestigationOutcome::DismissedWithConcern => LegalTopic::RenewedInvestigation,
        InvestigationOutcome::InvestigationDismissed
        | InvestigationOutcome::DismissedMoved
        | InvestigationOutcome::DismissedReferred => LegalTopic::Investigation,
    };
    law::legal_basis(topic, on).map_or_else(|| law::cited(LegalTopic::Investigation, on), ToString::to_string)
}

impl From<Ground> for UsedCode {
    fn from(Ground { code, clarification }: Ground) -> Self {
        Self { code, list: ListVersion::Register, clarification }
    }
}

/// The code must be on the register's list on the day.
fn outcome_in_force(code: &str, on: NaiveDate) -> Result<(&'static Code, InvestigationOutcome), Refusal> {
    let not_in_force = || Refusal::CodeNotInForce { field: "code", code: code.to_owned(), on };
    let known = find(CodeList::InvestigationConclusion, code).filter(|known| known.holds_on(on));
    known.zip(InvestigationOutcome::from_code(code)).ok_or_else(not_in_force)
}

fn ground_in_force(code: &str, on: NaiveDate) -> Result<&'static Code, Refusal> {
    let not_in_force = || Refusal::CodeNotInForce { field: "grounds", code: code.to_owned(), on };
    find(CodeList::Content, code).filter(|known| known.holds_on(on)).ok_or_else(not_in_force)
}

fn must_be_clarified(known: &Code, used: &UsedCode) -> Result<(), Refusal> {
    if known.needs_clarification && used.clarification.is_none() {
        return Err(Refusal::ClarificationMissing { code: used.code.clone() });
    }
    Ok(())
}

impl Aggregate for Investigation {
    const TYPE: &'static str = "Investigation";
    type Command = Command<InvestigationAction>;
    type Event = InvestigationEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: InvestigationEvent) {
        self.steps.extend(event.step_done());
        let ended_on = self.conclusion.as_ref().map(|conclusion| conclusion.on);
        let worked_in_on = event.worked_in_on().filter(|on| ended_on.is_none_or(|ended_on| *on <= ended_on));
        self.worked_in_on = self.worked_in_on.max(worked_in_on);
        self.written.hear(&event);
        self.consents.extend(event.consent_given());
        match event {
            InvestigationEvent::InvestigationOpened {
                report,
                case,
                child,
                unit,
                started_on,
                deadline,
                legal_basis: _,
                reporter_learns_conclusion,
                renews,
            } => {
                self.opened = Some(InvestigationOpened {
                    report,
                    case,
                    child,
                    unit,
                    started_on,
                    deadline,
                    extended: false,
                    reporter_learns_conclusion,
                    renews,
                });
            }
            InvestigationEvent::InvestigationAllocated { team, severity, area, guides: _, allocated_on } => {
                // What is written down late, of a day before, leaves it with whom it has been given to since.
                if self.allocation.as_ref().is_none_or(|before| before.on <= allocated_on) {
                    self.allocation = Some(Allocation { team, severity, area, on: allocated_on });
                }
            }
            InvestigationEvent::InvestigationPlanMade { made_on, .. } => {
                self.planned_on = self.planned_on.max(Some(made_on));
            }
            InvestigationEvent::ChildParticipationRecorded { kind, code, on, .. } => {
                let code = code.map(|used| used.code);
                self.participation.push(Participation { kind, code, on });
            }
            InvestigationEvent::DeadlineExtended { new_deadline, .. } => {
                if let Some(opened) = &mut self.opened {
                    opened.deadline = new_deadline;
                    opened.extended = true;
                }
            }
            InvestigationEvent::RecommendedMeasuresDeclined { declined_on, .. } => self.declined_on.push(declined_on),
            InvestigationEvent::RenewedInvestigationScheduled { planned_for, due_by, .. } => {
                self.renewal = Some(Renewal { planned_for, due_by });
            }
            InvestigationEvent::InvestigationSentBack { sent_back_on, .. } => {
                self.sent_back = Some(sent_back_on);
                self.receipts.end();
            }
            // Who was sent back, and is not investigated anew, is with the other service again.
            InvestigationEvent::RenewalCalledOff { .. } => (self.renewal, self.sent_back) = (None, None),
            InvestigationEvent::InvestigationConcluded {
                outcome,
                board_case,
                conclusion,
                decision,
                concluded_on: on,
                ..
            } => {
                let (code, decided_here) = (conclusion.code, decision.was_taken_here());
                self.conclusion = Some(InvestigationConclusion { outcome, board_case, code, on, decided_here });
            }
            InvestigationEvent::ReporterInformedOfConclusion { report: None, informed_on, .. } => {
                self.reporter_told_on = Some(informed_on);
            }
            InvestigationEvent::ReporterInformedOfConclusion {
                report: Some(report), joining, informed_on: on, ..
            } => {
                self.joined_told.push(JoinedTold { report, joining, on });
            }
            InvestigationEvent::EmergencyPlacementDecided { ground, principles, decided_on: on, .. } => {
                let number = PlacementNumber::after(self.emergencies.len());
                let principles_answered_on = principles.map(|_| on);
                self.emergencies.push(EmergencyPlacement {
                    number,
                    ground,
                    on,
                    principles_answered_on,
                    ended_on: None,
                });
            }
            InvestigationEvent::EmergencyPrinciplesAnswered { placement, answered_on, .. } => {
                self.principles_were_answered(answered_on, |it| it.number == placement);
            }
            InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } => {
                self.placement_has_ended(placement, ended_on);
            }
            InvestigationEvent::BoardCaseSubmitted { kind, until, submitted_on, .. } => {
                if kind.is_out_of_home() {
                    self.principles_were_answered(submitted_on, |it| it.on <= submitted_on);
                }
                let (decided, appealed, court, rulings) = (None, None, None, Vec::new());
                let brought = BoardCase { kind, until, submitted_on, decided, appealed, court, rulings };
                self.board_cases.push(brought);
            }
            InvestigationEvent::BoardDecisionReceived { kind, outcome, until, decided_on, .. } => {
                self.was_decided_by_board(kind, outcome, until, decided_on);
            }
            InvestigationEvent::CourtAppealRecorded { kind, by, appealed_on } => {
                self.was_appealed(kind, by, appealed_on);
            }
            InvestigationEvent::CourtDecisionReceived { kind, outcome, until, decided_on, .. } => {
                self.was_decided_by_court(kind, outcome, until, decided_on);
            }
            InvestigationEvent::InformationRequested { of, unit, basis, consented, requested_on: on, .. } => {
                let rests = consented.filter(|_| basis == InformationBasis::Consent).and_then(|given| given.scope);
                let consent = rests.map(|scope| scope.consent);
                self.asked.push(InformationAsked { of, unit, basis, on, consent, supplied_on: None });
            }
            InvestigationEvent::InformationSupplied { from, unit, supplied_on, .. } => {
                self.was_told_by(from, unit.as_deref(), supplied_on);
            }
            InvestigationEvent::ResponsibilityGroupFormed { bodies, units, scope, formed_on, .. } => {
                self.group_ends(formed_on);
                let consent = scope.map(|scope| scope.consent);
                self.groups.push(ResponsibilityGroup { bodies, units, formed_on, consent, ended_on: None });
            }
            InvestigationEvent::FollowUpEnded { ended_on, .. } => self.follow_up_ended_on = Some(ended_on),
            InvestigationEvent::TransferReceiptRecorded(receipt) => self.receipts.take_in(&receipt),
            // Else what was told wrongly stays what everybody went by.
            InvestigationEvent::EntryFoundWrong(wrong) => {
                if wrong.takes_back {
                    self.receipts.end();
                }
            }
            InvestigationEvent::ResponsibilityGroupDissolved { dissolved_on, .. } => self.group_ends(dissolved_on),
            InvestigationEvent::ServiceConsentWithdrawn { consent, withdrawn_on, .. } => {
                self.was_withdrawn(consent, withdrawn_on);
            }
            InvestigationEvent::MeasureDecided { measure, decided, basis, decided_on, .. } => {
                self.measures.push(ServiceMeasure::of(measure, decided, basis, decided_on));
                // What is decided after the end begins it anew.
                self.follow_up_ended_on = None;
            }
            InvestigationEvent::ServiceMeasurePlanMade { planned_on, .. } => {
                self.measures_planned_on = self.measures_planned_on.max(Some(planned_on));
            }
            InvestigationEvent::DecidedMeasureEvaluated {
                measure,
                answers,
                effect,
                voices,
                evaluated_on,
                guides: _,
                next_evaluation_on,
            } => {
                if let Some(measure) = self.measure_mut(measure) {
                    measure.evaluations.push(ServiceEvaluation { answers, effect, voices, on: evaluated_on });
                    measure.was_evaluated(evaluated_on, next_evaluation_on);
                }
            }
            InvestigationEvent::DecidedMeasureExtended { measure, to, evaluation_on, extended_on, .. } => {
                if let Some(measure) = self.measure_mut(measure) {
                    measure.was_extended(to, evaluation_on, extended_on);
                }
            }
            InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } => {
                if let Some(measure) = self.measure_mut(measure) {
                    measure.has_ended(ended_on);
                }
            }
            InvestigationEvent::Steps(event) => self.way.apply(event),
            InvestigationEvent::InvestigationStepDone { tool, done_on: on, .. } => {
                self.tools_used.extend(tool.map(|tool| ToolUse { tool, on }));
            }
            InvestigationEvent::ConcernDisclosedToReporter { report, .. } => self.concern_told.push(report),
            InvestigationEvent::MeasureInfoDisclosedToReporter { report, disclosed_on, .. } => {
                self.measures_told.push((report, disclosed_on));
            }
            // Part of the history; no rule depends on it.
            InvestigationEvent::ResponsibilityGroupReviewed { .. }
            | InvestigationEvent::GroupMeetingHeld { .. }
            | InvestigationEvent::GroupMeetingAgreed { .. } => {}
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
