//! What happens in an investigation, as it is stored.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Appellant, BoardCaseKind, BoardOutcome, Consented, CourtOutcome, DecidedMeasure, DisclosureBasis, EmergencyGround,
    FollowUpEndReason, InformationBasis, InvestigationOutcome, MeasureBasis, ParticipationKind, PlacementNumber,
    Principles, ServiceConsentScope, StepKind, ToldConclusion, Voices, WrittenForm,
};
use crate::LedgerEvent;
use crate::case::steps::add_whether_it_was_not_to_act;
use crate::case::{Degree, EvaluationAnswers, RecipientUnit, StepsEvent};
use crate::codes::{UsedCode, give_lists_one_form};
use crate::corrections::{ENTRY_FOUND_WRONG, WrongEntry};
use crate::guides::{GuideVersion, UsedTool};
use crate::ids::{CaseId, ConsentId, InvestigationId, MeasureId, ReportId, SubjectId};
use crate::people::{Body, Child, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::report::JoiningNumber;
use crate::text::Text;
use crate::texts::Sentence;
use crate::time::start_of_day;
use crate::topics::Topic as _;
use crate::transfers::{TRANSFER_RECEIPT_RECORDED, TransferReceipt};
use crate::upcast::Step;

/// Every event of an investigation.
#[allow(clippy::large_enum_variant, reason = "an event is made once, applied and stored")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum InvestigationEvent {
    /// An investigation was opened (S2-52).
    InvestigationOpened {
        /// The report it follows from.
        report: ReportId,
        /// The case the report was sent from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        /// The child.
        child: Child,
        /// The unit or district.
        unit: String,
        /// The first day, from which the time limit runs.
        started_on: NaiveDate,
        /// The last day for its conclusion (D-3).
        deadline: NaiveDate,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// Whether the reporter learns what the investigation comes to, where that is known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reporter_learns_conclusion: Option<bool>,
        /// The investigation that was dismissed with concern and is renewed by this one (D-5).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        renews: Option<InvestigationId>,
    },
    /// A team took it over, by how serious it is and where the child lives (S1-8); of several the latest by its day has it.
    InvestigationAllocated {
        /// The team.
        team: String,
        /// How serious it is.
        severity: Degree,
        /// The geographic area.
        area: String,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        allocated_on: NaiveDate,
    },
    /// Something was done to learn how the child is (S1-10, S2-54).
    InvestigationStepDone {
        /// What.
        kind: StepKind,
        /// The tool of a guide that was used for it (S1-26).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        tool: Option<UsedTool>,
        /// What came of it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        account: Option<Personal<Text>>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        done_on: NaiveDate,
    },
    /// It was planned how the investigation is carried out; planning again on a later day replaces the plan before (S2-53).
    InvestigationPlanMade {
        /// What is to be found out, and how (S2-53).
        plan: Personal<Text>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        made_on: NaiveDate,
    },
    /// The child took part, or it was recorded why not (R-49, S2-55).
    ChildParticipationRecorded {
        /// Whether and how.
        kind: ParticipationKind,
        /// The register's code, where it has one for that day.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        code: Option<UsedCode>,
        /// What came of it, or why the child did not take part.
        account: Personal<Text>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        on: NaiveDate,
    },
    /// The time limit was extended, which is a decision (C11).
    DeadlineExtended {
        /// The new last day.
        new_deadline: NaiveDate,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        decided_on: NaiveDate,
    },
    /// Those who decide for the child, or the child where it decides itself, declined what the service recommended
    /// (R-46, S2-43).
    RecommendedMeasuresDeclined {
        /// Which measures were recommended.
        recommended: Personal<Text>,
        /// Who declined them, and what was said.
        account: Personal<Text>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        declined_on: NaiveDate,
    },
    /// The investigation was concluded (S1-11).
    InvestigationConcluded {
        /// What it came to.
        outcome: InvestigationOutcome,
        /// Which case goes to the board, where one does and it is said (S1-11).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        board_case: Option<BoardCaseKind>,
        /// The register's code, with its list.
        conclusion: UsedCode,
        /// The grounds in the register's content codes.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        grounds: Vec<UsedCode>,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        concluded_on: NaiveDate,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// The last day there was for it.
        deadline: NaiveDate,
    },
    /// With a dismissal with concern, another investigation of the child was scheduled (R-46, D-5).
    RenewedInvestigationScheduled {
        /// The child, whose next investigation it is.
        child: SubjectId,
        /// The report that the dismissed investigation followed from.
        report: ReportId,
        /// The case that report was sent from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        /// The unit or district.
        unit: String,
        /// The day on which it is to begin.
        planned_for: NaiveDate,
        /// The last day on which it may.
        due_by: NaiveDate,
        /// When: with the dismissal, whose reasons are its own.
        scheduled_on: NaiveDate,
    },
    /// The service that was to go on with the child does not: the child is this one's to see to again, and is investigated anew
    /// (S2-48).
    InvestigationSentBack {
        /// The child, whose next investigation it is.
        child: SubjectId,
        /// The report that the investigation followed from.
        report: ReportId,
        /// The case that report was sent from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        /// The unit or district.
        unit: String,
        /// Who said so there, and why.
        account: Personal<Text>,
        /// The last day on which the next investigation begins.
        open_by: NaiveDate,
        /// When they said so.
        sent_back_on: NaiveDate,
    },
    /// That renewed investigation will not be opened (D-5): the family takes the help after all, has moved, or the child
    /// is grown up.
    RenewalCalledOff {
        /// The child, whose next investigation it was to be.
        child: SubjectId,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        called_off_on: NaiveDate,
    },
    /// The public reporter was told in writing how it ended, and nothing else (S1-13, S2-42, R-43).
    ReporterInformedOfConclusion {
        /// Whose report had joined it, where it is not the report that it follows from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        report: Option<ReportId>,
        /// As which of that report's joinings: once it is corrected where the report belongs, it is told anew.
        #[serde(skip_serializing_if = "JoiningNumber::is_first", default)]
        joining: JoiningNumber,
        /// What was told.
        told: ToldConclusion,
        /// In which written form, where that was recorded (S1-13).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        form: Option<WrittenForm>,
        /// When.
        informed_on: NaiveDate,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// The last day for it (D-4).
        due_by: NaiveDate,
    },
    /// The public reporter was told of measures (S1-14, R-44).
    MeasureInfoDisclosedToReporter {
        /// Whose report had joined it, where it is not the report that it follows from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        report: Option<ReportId>,
        /// On what basis.
        basis: DisclosureBasis,
        /// Of which of the measures that were decided; before that was a rule it was not said (S1-14).
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        measures: BTreeSet<MeasureId>,
        /// What the reporter was told of them; before that was a rule it was not said (S1-14).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        account: Option<Personal<Text>>,
        /// Who consented, and when, where it rests on that.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consented: Option<Consented>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        disclosed_on: NaiveDate,
    },
    /// The public reporter was told that it was dismissed with concern, which takes a concrete assessment (S2-43, R-44).
    ConcernDisclosedToReporter {
        /// Whose report had joined it, where it is not the report that it follows from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        report: Option<ReportId>,
        /// Why it is needed for what the service is to do for this child.
        assessment: Personal<Text>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        disclosed_on: NaiveDate,
    },
    /// The child was placed in an emergency (S2-63, S2-64).
    EmergencyPlacementDecided {
        /// Why.
        ground: EmergencyGround,
        /// The three principles, where they were answered (S2-6).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        principles: Option<Principles>,
        /// The act and paragraphs in force on the day.
        legal_basis: String,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        decided_on: NaiveDate,
    },
    /// The three principles were answered for an emergency placement that had gone first (S2-6).
    EmergencyPrinciplesAnswered {
        /// Which placement.
        placement: PlacementNumber,
        /// The principles.
        principles: Principles,
        /// When.
        answered_on: NaiveDate,
    },
    /// The child is no longer placed in an emergency.
    EmergencyPlacementEnded {
        /// Which placement; where it is not said, the latest that ran.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        placement: Option<PlacementNumber>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        ended_on: NaiveDate,
    },
    /// A case was brought before the board (S2-62, S2-65).
    BoardCaseSubmitted {
        /// What is asked for.
        kind: BoardCaseKind,
        /// The last day of what is ordered (S2-65).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<NaiveDate>,
        /// The three principles (S2-6).
        principles: Principles,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        submitted_on: NaiveDate,
    },
    /// The board decided (S2-66).
    BoardDecisionReceived {
        /// What was asked for.
        kind: BoardCaseKind,
        /// What became of it.
        outcome: BoardOutcome,
        /// What the decision says.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        account: Option<Personal<Text>>,
        /// The last day of what was granted, where that is another than what was asked for (S2-65).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<NaiveDate>,
        /// When the board decided.
        decided_on: NaiveDate,
    },
    /// The board's decision was brought to court (S2-66).
    CourtAppealRecorded {
        /// What had been asked for.
        kind: BoardCaseKind,
        /// By whom.
        by: Appellant,
        /// When.
        appealed_on: NaiveDate,
    },
    /// The court decided on what the board had decided (S2-66).
    CourtDecisionReceived {
        /// What had been asked for.
        kind: BoardCaseKind,
        /// What became of the board's decision.
        outcome: CourtOutcome,
        /// What the judgment says.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        account: Option<Personal<Text>>,
        /// The last day of what was granted, where that is another than what was asked for (S2-65).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<NaiveDate>,
        /// When the court decided.
        decided_on: NaiveDate,
    },
    /// Another body was asked for what it knows (S2-17).
    InformationRequested {
        /// Whom.
        of: Body,
        /// Which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// What was asked.
        what: Personal<Text>,
        /// On what basis.
        basis: InformationBasis,
        /// Who consented, and when, where it rests on that.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consented: Option<Consented>,
        /// The act and paragraph of an order, in force on the day.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        legal_basis: Option<String>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        requested_on: NaiveDate,
    },
    /// Another body told what it knows (S2-17).
    InformationSupplied {
        /// Which.
        from: Body,
        /// Which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// What it told.
        account: Personal<Text>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        supplied_on: NaiveDate,
    },
    /// A responsibility group was formed with consent (S1-15, R-21).
    ResponsibilityGroupFormed {
        /// Which other services take part.
        bodies: BTreeSet<Body>,
        /// Which units of them, where they were named; always, where only the name says which service it is.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// Who consented.
        consented: Vec<Guardian>,
        /// To what.
        covers: Personal<Text>,
        /// When they did, where that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consented_on: Option<NaiveDate>,
        /// What kinds of information that covers, and until when, where that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        scope: Option<ServiceConsentScope>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        formed_on: NaiveDate,
    },
    /// The responsibility group was dissolved (S1-15).
    ResponsibilityGroupDissolved {
        /// Why.
        account: Personal<Text>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        dissolved_on: NaiveDate,
    },
    /// It was looked at whether the right people are around child and guardians (S1-21).
    ResponsibilityGroupReviewed {
        /// The bodies that are in the group.
        bodies: BTreeSet<Body>,
        /// Which units of them, where they were named; always, where only the name says which service it is.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// Whether it is rightly composed.
        rightly_composed: bool,
        /// What is to change.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        change: Option<Personal<Text>>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        reviewed_on: NaiveDate,
    },
    /// A consent that the service works on was taken back; it stops what comes, and erases nothing.
    ServiceConsentWithdrawn {
        /// Which.
        consent: ConsentId,
        /// What was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// The service decided on a measure (S2-56, S1-25).
    MeasureDecided {
        /// Its id.
        measure: MeasureId,
        /// What it is.
        decided: DecidedMeasure,
        /// What it rests on, where that was asked (S1-12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        basis: Option<MeasureBasis>,
        /// Who consented, and when; to a voluntary placement somebody did (S2-62).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consented: Option<Consented>,
        /// The three principles, which are answered for a voluntary placement (S2-6).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        principles: Option<Principles>,
        /// The act and paragraphs in force on the day.
        legal_basis: String,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        decided_on: NaiveDate,
    },
    /// The child's plan of measures was made; planning again replaces the plan before (S2-58).
    ServiceMeasurePlanMade {
        /// The plan.
        plan: Personal<Text>,
        /// The measures that it is of: those that were decided on and have not ended.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        measures: BTreeSet<MeasureId>,
        /// How child and parents took part (S2-59).
        voices: Voices,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        planned_on: NaiveDate,
    },
    /// One of the service's measures was evaluated (S2-58, S2-59).
    DecidedMeasureEvaluated {
        /// Which.
        measure: MeasureId,
        /// How it was carried out, and the six questions (S1-17, S1-18).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        answers: Option<EvaluationAnswers>,
        /// What it led to: whether it contributes to a change.
        effect: Personal<Text>,
        /// What child and parents say.
        voices: Voices,
        /// When.
        evaluated_on: NaiveDate,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When it is to be evaluated next, while it goes on.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_evaluation_on: Option<NaiveDate>,
    },
    /// One of the service's measures goes on for longer (R-31, S2-58).
    DecidedMeasureExtended {
        /// Which.
        measure: MeasureId,
        /// The new last day.
        to: NaiveDate,
        /// The new day of evaluation.
        evaluation_on: NaiveDate,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        extended_on: NaiveDate,
    },
    /// One of the service's measures ended.
    DecidedMeasureEnded {
        /// Which.
        measure: MeasureId,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        ended_on: NaiveDate,
    },
    /// The service ended what it followed up (S1-19).
    FollowUpEnded {
        /// For which reason; nobody said of what ended before that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<FollowUpEndReason>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        ended_on: NaiveDate,
    },
    /// A responsibility group met (S1-15, S1-16).
    GroupMeetingHeld {
        /// Which group, from 1 on in the order in which they were formed.
        group: usize,
        /// Who of it was there, beside the service.
        present: BTreeSet<Body>,
        /// Which units of them, where they were named; always, where only the name says which service it is.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// The minutes.
        minutes: Personal<Text>,
        /// When it meets next, where that was agreed (D-7).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_on: Option<NaiveDate>,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        held_on: NaiveDate,
    },
    /// A responsibility group agreed on its next meeting, or on another day for it, otherwise than in a meeting (S1-15, D-7).
    GroupMeetingAgreed {
        /// Which group, from 1 on in the order in which they were formed.
        group: usize,
        /// When it meets.
        next_on: NaiveDate,
        /// The guides that were followed, each in the version that was in force for it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When that was agreed.
        agreed_on: NaiveDate,
    },
    /// The service that is to go on with the child has what was sent, as was said there (S2-48).
    TransferReceiptRecorded(TransferReceipt),
    /// An entry was told wrongly. It stays as it is, and so does what follows from it; this stands beside it (C12).
    EntryFoundWrong(WrongEntry),
    /// Which guide is followed, and what was decided in its steps: stored under their own names, as in a
    /// case.
    #[serde(untagged)]
    Steps(StepsEvent),
}

impl LedgerEvent for InvestigationEvent {
    const STEPS: &'static [Step] = &[
        // What was opened before does not say who learns its end.
        Step { event: "InvestigationOpened", from: "1.0", to: "1.1", change: |_| {} },
        // What was opened before renews nothing.
        Step { event: "InvestigationOpened", from: "1.1", to: "1.2", change: |_| {} },
        Step {
            event: "InvestigationConcluded",
            from: "1.0",
            to: "1.1",
            change: |fields| {
                give_lists_one_form(fields.get_mut("conclusion"));
                give_lists_one_form(fields.get_mut("grounds"));
            },
        },
        // Board and court did not say before for how long they grant what was asked for.
        Step { event: "BoardDecisionReceived", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "CourtDecisionReceived", from: "1.0", to: "1.1", change: |_| {} },
        // What went to the board before does not say what was asked for there.
        Step { event: "InvestigationConcluded", from: "1.1", to: "1.2", change: |_| {} },
        // What was done before names no tool of a guide.
        Step { event: "InvestigationStepDone", from: "1.0", to: "1.1", change: |_| {} },
        // Nor what was declined, by which guides that was.
        Step { event: "RecommendedMeasuresDeclined", from: "1.0", to: "1.1", change: |_| {} },
        // As in a case: no investigation followed a guide before.
        Step { event: "GuideFollowed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "GuideFollowed", from: "1.1", to: "1.2", change: |_| {} },
        // Nor does a guide of the service ask for what is done in cases.
        Step { event: "StepDecisionTaken", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "StepDecisionTaken", from: "1.1", to: "1.2", change: add_whether_it_was_not_to_act },
        Step { event: "StepDecisionTaken", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "StepDecisionTaken", from: "1.3", to: "1.4", change: |_| {} },
        // Before, no receipt was taken back by being found wrong.
        Step { event: "EntryFoundWrong", from: "1.0", to: "1.1", change: |_| {} },
        // Before, only the reporter of the report that it follows from was told.
        Step { event: "ReporterInformedOfConclusion", from: "1.0", to: "1.1", change: |_| {} },
        // Nor was it recorded how the reporter was told.
        Step { event: "ReporterInformedOfConclusion", from: "1.1", to: "1.2", change: |_| {} },
        // Joinings had no numbers: what was told before counts as told of the first, so that it is told once more, rather than
        // never, where it was corrected before that.
        Step { event: "ReporterInformedOfConclusion", from: "1.2", to: "1.3", change: |_| {} },
        // Before, consent was said to be there, and not whose; and measures were told to the first reporter alone.
        Step { event: "MeasureInfoDisclosedToReporter", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "InformationRequested", from: "1.0", to: "1.1", change: |_| {} },
        // Nor what it covered, nor for how long; nor when it was given to a group.
        Step { event: "MeasureInfoDisclosedToReporter", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "InformationRequested", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "ResponsibilityGroupFormed", from: "1.0", to: "1.1", change: |_| {} },
        // What ended before does not say which it was.
        Step { event: "EmergencyPlacementEnded", from: "1.0", to: "1.1", change: |_| {} },
        // What was decided on before does not say what it rests on; it cites what assistance does.
        Step { event: "MeasureDecided", from: "1.0", to: "1.1", change: |_| {} },
        // What was evaluated before tells of no next time.
        Step { event: "DecidedMeasureEvaluated", from: "1.0", to: "1.1", change: |_| {} },
        // Nor had it six questions to answer: of what was evaluated before, what it led to is known. Nor was it told apart how
        // the child took part, and why not; nor which measures a plan is of.
        Step { event: "DecidedMeasureEvaluated", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "ServiceMeasurePlanMade", from: "1.0", to: "1.1", change: |_| {} },
        // Nor did what is done on the way of a guide name the guide: where one was followed, the decisions in its steps do.
        Step { event: "InvestigationAllocated", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "InvestigationPlanMade", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "InvestigationStepDone", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "InvestigationConcluded", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "ReporterInformedOfConclusion", from: "1.3", to: "1.4", change: |_| {} },
        Step { event: "ResponsibilityGroupFormed", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "ResponsibilityGroupReviewed", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "MeasureDecided", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "ServiceMeasurePlanMade", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "DecidedMeasureEvaluated", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "DecidedMeasureExtended", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "DecidedMeasureEnded", from: "1.0", to: "1.1", change: |_| {} },
        // What was ended before names none of the reasons.
        Step { event: "FollowUpEnded", from: "1.0", to: "1.1", change: |_| {} },
        // Nor did what else the service does and decides beside those steps.
        Step { event: "ChildParticipationRecorded", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "DeadlineExtended", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "RenewalCalledOff", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "MeasureInfoDisclosedToReporter", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "ConcernDisclosedToReporter", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "EmergencyPlacementDecided", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "EmergencyPlacementEnded", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "BoardCaseSubmitted", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "InformationRequested", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "InformationSupplied", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "ResponsibilityGroupDissolved", from: "1.0", to: "1.1", change: |_| {} },
        // Nor was a service told by name that is known by nothing else.
        Step { event: "InformationRequested", from: "1.3", to: "1.4", change: |_| {} },
        Step { event: "InformationSupplied", from: "1.1", to: "1.2", change: |_| {} },
        Step { event: "ResponsibilityGroupFormed", from: "1.2", to: "1.3", change: |_| {} },
        Step { event: "ResponsibilityGroupReviewed", from: "1.1", to: "1.2", change: |_| {} },
        // Nor was it said what a reporter was told of measures.
        Step { event: "MeasureInfoDisclosedToReporter", from: "1.3", to: "1.4", change: |_| {} },
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::InvestigationOpened { .. } => "InvestigationOpened",
            Self::InvestigationAllocated { .. } => "InvestigationAllocated",
            Self::InvestigationStepDone { .. } => "InvestigationStepDone",
            Self::InvestigationPlanMade { .. } => "InvestigationPlanMade",
            Self::ChildParticipationRecorded { .. } => "ChildParticipationRecorded",
            Self::DeadlineExtended { .. } => "DeadlineExtended",
            Self::RecommendedMeasuresDeclined { .. } => "RecommendedMeasuresDeclined",
            Self::InvestigationConcluded { .. } => "InvestigationConcluded",
            Self::RenewedInvestigationScheduled { .. } => "RenewedInvestigationScheduled",
            Self::InvestigationSentBack { .. } => "InvestigationSentBack",
            Self::RenewalCalledOff { .. } => "RenewalCalledOff",
            Self::ReporterInformedOfConclusion { .. } => "ReporterInformedOfConclusion",
            Self::MeasureInfoDisclosedToReporter { .. } => "MeasureInfoDisclosedToReporter",
            Self::ConcernDisclosedToReporter { .. } => "ConcernDisclosedToReporter",
            Self::EmergencyPlacementDecided { .. } => "EmergencyPlacementDecided",
            Self::EmergencyPrinciplesAnswered { .. } => "EmergencyPrinciplesAnswered",
            Self::EmergencyPlacementEnded { .. } => "EmergencyPlacementEnded",
            Self::BoardCaseSubmitted { .. } => "BoardCaseSubmitted",
            Self::BoardDecisionReceived { .. } => "BoardDecisionReceived",
            Self::CourtAppealRecorded { .. } => "CourtAppealRecorded",
            Self::CourtDecisionReceived { .. } => "CourtDecisionReceived",
            Self::InformationRequested { .. } => "InformationRequested",
            Self::InformationSupplied { .. } => "InformationSupplied",
            Self::ResponsibilityGroupFormed { .. } => "ResponsibilityGroupFormed",
            Self::ResponsibilityGroupDissolved { .. } => "ResponsibilityGroupDissolved",
            Self::ResponsibilityGroupReviewed { .. } => "ResponsibilityGroupReviewed",
            Self::ServiceConsentWithdrawn { .. } => "ServiceConsentWithdrawn",
            Self::MeasureDecided { .. } => "MeasureDecided",
            Self::ServiceMeasurePlanMade { .. } => "ServiceMeasurePlanMade",
            Self::DecidedMeasureEvaluated { .. } => "DecidedMeasureEvaluated",
            Self::DecidedMeasureExtended { .. } => "DecidedMeasureExtended",
            Self::DecidedMeasureEnded { .. } => "DecidedMeasureEnded",
            Self::FollowUpEnded { .. } => "FollowUpEnded",
            Self::GroupMeetingHeld { .. } => "GroupMeetingHeld",
            Self::GroupMeetingAgreed { .. } => "GroupMeetingAgreed",
            Self::TransferReceiptRecorded(_) => TRANSFER_RECEIPT_RECORDED,
            Self::EntryFoundWrong(_) => ENTRY_FOUND_WRONG,
            Self::Steps(event) => event.name(),
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        let date = match self {
            Self::InvestigationOpened { started_on: date, .. }
            | Self::InvestigationAllocated { allocated_on: date, .. }
            | Self::InvestigationStepDone { done_on: date, .. }
            | Self::InvestigationPlanMade { made_on: date, .. }
            | Self::ChildParticipationRecorded { on: date, .. }
            | Self::DeadlineExtended { decided_on: date, .. }
            | Self::RecommendedMeasuresDeclined { declined_on: date, .. }
            | Self::InvestigationConcluded { concluded_on: date, .. }
            | Self::RenewedInvestigationScheduled { scheduled_on: date, .. }
            | Self::InvestigationSentBack { sent_back_on: date, .. }
            | Self::RenewalCalledOff { called_off_on: date, .. }
            | Self::ReporterInformedOfConclusion { informed_on: date, .. }
            | Self::MeasureInfoDisclosedToReporter { disclosed_on: date, .. }
            | Self::ConcernDisclosedToReporter { disclosed_on: date, .. }
            | Self::EmergencyPlacementDecided { decided_on: date, .. }
            | Self::EmergencyPrinciplesAnswered { answered_on: date, .. }
            | Self::EmergencyPlacementEnded { ended_on: date, .. }
            | Self::BoardCaseSubmitted { submitted_on: date, .. }
            | Self::BoardDecisionReceived { decided_on: date, .. }
            | Self::CourtAppealRecorded { appealed_on: date, .. }
            | Self::CourtDecisionReceived { decided_on: date, .. }
            | Self::InformationRequested { requested_on: date, .. }
            | Self::InformationSupplied { supplied_on: date, .. }
            | Self::ResponsibilityGroupFormed { formed_on: date, .. }
            | Self::ResponsibilityGroupDissolved { dissolved_on: date, .. }
            | Self::ResponsibilityGroupReviewed { reviewed_on: date, .. }
            | Self::ServiceConsentWithdrawn { withdrawn_on: date, .. }
            | Self::MeasureDecided { decided_on: date, .. }
            | Self::ServiceMeasurePlanMade { planned_on: date, .. }
            | Self::DecidedMeasureEvaluated { evaluated_on: date, .. }
            | Self::DecidedMeasureExtended { extended_on: date, .. }
            | Self::FollowUpEnded { ended_on: date, .. }
            | Self::GroupMeetingHeld { held_on: date, .. }
            | Self::GroupMeetingAgreed { agreed_on: date, .. }
            | Self::TransferReceiptRecorded(TransferReceipt { received_on: date, .. })
            | Self::EntryFoundWrong(WrongEntry { found_on: date, .. })
            | Self::DecidedMeasureEnded { ended_on: date, .. } => *date,
            Self::Steps(event) => return event.happened().no_later_than(recorded_at),
        };
        start_of_day(date).min(recorded_at)
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::InvestigationOpened { deadline, renews, .. } => {
                said.with("renewed", renews.is_some()).with("deadline", *deadline)
            }
            Self::InvestigationAllocated { severity, .. } => said.with("severity", severity.word()),
            Self::InvestigationStepDone { kind, .. } => said.with("kind", kind.word()),
            Self::ChildParticipationRecorded { kind, .. } => said.with("kind", kind.word()),
            Self::DeadlineExtended { new_deadline, .. } => said.with("deadline", *new_deadline),
            Self::InvestigationConcluded { outcome, .. } => said.with("outcome", outcome.word()),
            Self::RenewedInvestigationScheduled { planned_for, due_by, .. } => {
                said.with("planned", *planned_for).with("due", *due_by)
            }
            Self::InvestigationSentBack { open_by, .. } => said.with("due", *open_by),
            Self::ReporterInformedOfConclusion { report, told, .. } => {
                said.with("joined", report.is_some()).with("told", told.word())
            }
            Self::MeasureInfoDisclosedToReporter { basis, .. } => said.with("basis", basis.word()),
            Self::EmergencyPlacementDecided { ground, .. } => said.with("ground", ground.word()),
            Self::BoardCaseSubmitted { kind, .. } => said.with("kind", kind.word()),
            Self::BoardDecisionReceived { kind, outcome, .. } => {
                said.with("kind", kind.word()).with("outcome", outcome.word())
            }
            Self::CourtDecisionReceived { kind, outcome, .. } => {
                said.with("kind", kind.word()).with("outcome", outcome.word())
            }
            Self::CourtAppealRecorded { kind, by, .. } => said.with("kind", kind.word()).with("by", by.word()),
            Self::InformationRequested { of, unit, basis, .. } => {
                said.with("body", of.word()).naming(unit.as_deref()).with("basis", basis.word())
            }
            Self::InformationSupplied { from, unit, .. } => said.with("body", from.word()).naming(unit.as_deref()),
            Self::ResponsibilityGroupReviewed { rightly_composed, .. } => said.with("right", *rightly_composed),
            Self::MeasureDecided { decided, .. } => said
                .with("kind", decided.kind.word())
                .with("target", decided.target.word())
                .with("to", decided.to)
                .with("evaluation", decided.evaluation_on),
            Self::DecidedMeasureExtended { to, evaluation_on, .. } => {
                said.with("to", *to).with("evaluation", *evaluation_on)
            }
            Self::DecidedMeasureEvaluated { answers, .. } => {
                let said = said.with("asked", answers.is_some());
                answers.iter().fold(said, |said, answers| said.with("reached", answers.goal_reached.answer.word()))
            }
            Self::FollowUpEnded { reason, .. } => {
                let said = said.with("told", reason.is_some());
                reason.iter().fold(said, |said, reason| said.with("reason", reason.word()))
            }
            Self::GroupMeetingAgreed { next_on, .. } => said.with("day", *next_on),
            Self::TransferReceiptRecorded(_) => TransferReceipt::summary(),
            Self::EntryFoundWrong(wrong) => wrong.summary(),
            Self::Steps(event) => event.summary(),
            Self::InvestigationPlanMade { .. }
            | Self::RecommendedMeasuresDeclined { .. }
            | Self::ConcernDisclosedToReporter { .. }
            | Self::EmergencyPrinciplesAnswered { .. }
            | Self::EmergencyPlacementEnded { .. }
            | Self::ResponsibilityGroupFormed { .. }
            | Self::ResponsibilityGroupDissolved { .. }
            | Self::ServiceConsentWithdrawn { .. }
            | Self::ServiceMeasurePlanMade { .. }
            | Self::RenewalCalledOff { .. }
            | Self::GroupMeetingHeld { .. }
            | Self::DecidedMeasureEnded { .. } => said,
        }
    }
}

crate::named_and_versioned!(InvestigationEvent);
