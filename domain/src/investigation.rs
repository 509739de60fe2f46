//! An investigation by the child welfare service, from the mandate that triage gave to its conclusion.

mod concern;
mod feedback;
mod participation;
mod steps;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

pub use concern::{Renewal, RenewalMandate};
pub use feedback::{DisclosureBasis, Feedback, JoinedTold, ToldConclusion, feedback_due};
pub use participation::{Participation, ParticipationKind};
pub use steps::{Allocation, ChecklistItem, StepDone, StepKind};

use crate::case::{Degree, not_before, not_in_future};
use crate::codes::{Code, CodeList, ListVersion, UsedCode, find, give_lists_one_form};
use crate::ids::{CaseId, InvestigationId, ReportId, SubjectId};
use crate::law::{self, DeadlineKind, LegalTopic};
use crate::people::{Child, Decider, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::{Differing, Sought};
use crate::report::{InvestigationMandate, JoinedReporter};
use crate::text::Text;
use crate::texts::{Sentence, closed_set};
use crate::time::{oslo_date, start_of_day};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};

closed_set! {
    /// What an investigation came to. Dismissal of an *investigation* is not dismissal of a report (C10, R-45).
    InvestigationOutcome {
        /// The service decides on measures (code 1).
        MeasuresDecided,
        /// A case goes to the board (code 2).
        BoardCase,
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
}

/// Every event of an investigation.
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
    /// A team took it over, by how serious it is and where the child lives (S1-8).
    InvestigationAllocated {
        /// The team.
        team: String,
        /// How serious it is.
        severity: Degree,
        /// The geographic area.
        area: String,
        /// When.
        allocated_on: NaiveDate,
    },
    /// Something was done to learn how the child is (S1-10, S2-54).
    InvestigationStepDone {
        /// What.
        kind: StepKind,
        /// What came of it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        account: Option<Personal<Text>>,
        /// When.
        done_on: NaiveDate,
    },
    /// It was planned how the investigation is carried out; planning again replaces the plan before (S2-53).
    InvestigationPlanMade {
        /// What is to be found out, and how (S2-53).
        plan: Personal<Text>,
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
        /// When.
        on: NaiveDate,
    },
    /// The time limit was extended, which is a decision (C11).
    DeadlineExtended {
        /// The new last day.
        new_deadline: NaiveDate,
        /// Why, and by whom.
        decision: RecordedDecision,
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
        /// When.
        declined_on: NaiveDate,
    },
    /// The investigation was concluded (S1-11).
    InvestigationConcluded {
        /// What it came to.
        outcome: InvestigationOutcome,
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
    /// The public reporter was told in writing how it ended, and nothing else (S1-13, S2-42, R-43).
    ReporterInformedOfConclusion {
        /// Whose report had joined it, where it is not the report that it follows from.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        report: Option<ReportId>,
        /// What was told.
        told: ToldConclusion,
        /// When.
        informed_on: NaiveDate,
        /// The last day for it (D-4).
        due_by: NaiveDate,
    },
    /// The public reporter was told of measures (S1-14, R-44).
    MeasureInfoDisclosedToReporter {
        /// On what basis.
        basis: DisclosureBasis,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        disclosed_on: NaiveDate,
    },
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
        // Before, only the reporter of the report that it follows from was told.
        Step { event: "ReporterInformedOfConclusion", from: "1.0", to: "1.1", change: |_| {} },
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
            Self::ReporterInformedOfConclusion { .. } => "ReporterInformedOfConclusion",
            Self::MeasureInfoDisclosedToReporter { .. } => "MeasureInfoDisclosedToReporter",
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
            | Self::ReporterInformedOfConclusion { informed_on: date, .. }
            | Self::MeasureInfoDisclosedToReporter { disclosed_on: date, .. } => *date,
        };
        start_of_day(date).min(recorded_at)
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::InvestigationOpened { deadline, renews, .. } => {
                said.with("renewed", renews.is_some()).with("deadline", *deadline)
            }
            Self::InvestigationPlanMade { .. } | Self::RecommendedMeasuresDeclined { .. } => said,
            Self::InvestigationAllocated { severity, .. } => said.with("severity", severity.word()),
            Self::InvestigationStepDone { kind, .. } => said.with("kind", kind.word()),
            Self::ChildParticipationRecorded { kind, .. } => said.with("kind", kind.word()),
            Self::DeadlineExtended { new_deadline, .. } => said.with("deadline", *new_deadline),
            Self::InvestigationConcluded { outcome, .. } => said.with("outcome", outcome.word()),
            Self::RenewedInvestigationScheduled { planned_for, due_by, .. } => {
                said.with("planned", *planned_for).with("due", *due_by)
            }
            Self::ReporterInformedOfConclusion { report, told, .. } => {
                said.with("joined", report.is_some()).with("told", told.word())
            }
            Self::MeasureInfoDisclosedToReporter { basis, .. } => said.with("basis", basis.word()),
        }
    }
}

crate::named_and_versioned!(InvestigationEvent);

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
    },
    /// Tell a public reporter in writing how it ended.
    InformReporter {
        /// The reporter of a report that joined it; else the one whose report it follows from.
        joined: Option<JoinedReporter>,
        /// When.
        informed_on: NaiveDate,
    },
    /// Tell the public reporter of measures.
    DiscloseMeasures {
        /// On what basis.
        basis: DisclosureBasis,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        disclosed_on: NaiveDate,
    },
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
    participation: Vec<Participation>,
    declined_on: Vec<NaiveDate>,
    conclusion: Option<InvestigationConclusion>,
    renewal: Option<Renewal>,
    reporter_told_on: Option<NaiveDate>,
    joined_told: Vec<JoinedTold>,
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
    /// The register's code.
    pub code: String,
    /// When.
    pub on: NaiveDate,
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

    /// What follows from the command: the events, or the first rule it breaks.
    pub fn decide(&self, command: Command<InvestigationAction>) -> Result<Vec<InvestigationEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            InvestigationAction::Open { mandate } => {
                if self.opened.is_some() {
                    return Err(Refusal::InvestigationAlreadyOpened);
                }
                let started_on = first_day(&mandate);
                let InvestigationMandate { report, case, child, unit, reporter_learns_conclusion, .. } = *mandate;
                Ok(vec![opened(report, case, child, unit, started_on, Some(reporter_learns_conclusion))])
            }
            InvestigationAction::Allocate(to) => self.allocate(to, today),
            InvestigationAction::DoStep { kind, account, done_on } => self.do_step(kind, account, done_on, today),
            InvestigationAction::MakePlan { plan, made_on } => {
                let opened = self.must_be_running()?;
                not_in_future("madeOn", made_on, today)?;
                not_before("madeOn", made_on, opened.started_on)?;
                Ok(vec![InvestigationEvent::InvestigationPlanMade { plan, made_on }])
            }
            InvestigationAction::RecordParticipation { kind, account, on } => {
                let opened = self.must_be_running()?;
                not_in_future("on", on, today)?;
                not_before("on", on, opened.started_on)?;
                let code = kind.coded_on(on);
                Ok(vec![InvestigationEvent::ChildParticipationRecorded { kind, code, account, on }])
            }
            InvestigationAction::Extend { new_deadline, decision, decided_on } => {
                let opened = self.must_be_running()?;
                not_in_future("decidedOn", decided_on, today)?;
                not_before("decidedOn", decided_on, opened.started_on)?;
                let latest = law::due_when_extended(DeadlineKind::Investigation, opened.started_on);
                if new_deadline <= opened.deadline || new_deadline > latest {
                    let (wanted, current) = (new_deadline, opened.deadline);
                    return Err(Refusal::ExtensionOutOfBounds { wanted, current, latest });
                }
                Ok(vec![InvestigationEvent::DeadlineExtended { new_deadline, decision: decision.into(), decided_on }])
            }
            InvestigationAction::Renew { mandate, started_on } => self.renew(*mandate, started_on, today),
            InvestigationAction::DeclineMeasures { recommended, account, declined_on } => {
                self.decline_measures(recommended, account, declined_on, today)
            }
            InvestigationAction::Conclude { code, clarification, grounds, decision, concluded_on, renewal } => {
                let opened = self.must_be_running()?;
                not_in_future("concludedOn", concluded_on, today)?;
                not_before("concludedOn", concluded_on, opened.started_on)?;
                let conclusion = UsedCode { code, list: ListVersion::Register, clarification };
                let grounds: Vec<UsedCode> = grounds.into_iter().map(UsedCode::from).collect();
                let (ended, outcome) = outcome_in_force(&conclusion.code, concluded_on)?;
                let known = grounds.iter().map(|ground| ground_in_force(&ground.code, concluded_on));
                let known = known.collect::<Result<Vec<_>, _>>()?;
                must_be_clarified(ended, &conclusion)?;
                known.into_iter().zip(&grounds).try_for_each(|(known, ground)| must_be_clarified(known, ground))?;
                if !self.participation.iter().any(|participation| participation.on <= concluded_on) {
                    return Err(Refusal::ParticipationNotRecorded);
                }
                self.may_dismiss_with_concern(outcome, renewal, concluded_on)?;
                let decision = decision.into();
                let ended = concluded(outcome, conclusion, grounds, decision, concluded_on, opened.deadline);
                let renewed = renewal.map(|planned_for| concern::scheduled(opened, planned_for, concluded_on));
                Ok(std::iter::once(ended).chain(renewed).collect())
            }
            InvestigationAction::InformReporter { joined, informed_on } => {
                self.inform_reporter(joined, informed_on, today)
            }
            InvestigationAction::DiscloseMeasures { basis, decision, disclosed_on } => {
                self.disclose_measures(basis, decision, disclosed_on, today)
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
                events.push(concluded(end.outcome, end.code, end.grounds, decision, end.concluded_on, deadline));
            }
            (Some(before), Some(now)) if before.on == now.concluded_on && before.code == now.code.code => {}
            (None, None) => {}
            (Some(_), _) => return Err(Refusal::ImportDiffers { what: Differing::InvestigationConclusion }),
        }
        Ok(events)
    }

    fn must_be_running(&self) -> Result<&InvestigationOpened, Refusal> {
        let opened = self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        if self.conclusion.is_some() { Err(Refusal::InvestigationConcluded) } else { Ok(opened) }
    }
}

/// The time limit runs from the conclusion of triage, at the latest from seven days after receipt (D-3).
fn first_day(mandate: &InvestigationMandate) -> NaiveDate {
    mandate.triaged_on.min(law::due(DeadlineKind::Triage, mandate.received_on))
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

/// Once more after a dismissal with concern (D-5). No reporter learns its end: nobody reported anew.
fn opened_anew(mandate: RenewalMandate, started_on: NaiveDate) -> InvestigationEvent {
    let RenewalMandate { renews, report, case, child, unit, dismissed_on: _ } = mandate;
    InvestigationEvent::InvestigationOpened {
        report,
        case,
        child,
        unit,
        started_on,
        deadline: law::due(DeadlineKind::Investigation, started_on),
        legal_basis: law::cited(LegalTopic::RenewedInvestigation, started_on),
        reporter_learns_conclusion: Some(false),
        renews: Some(renews),
    }
}

fn concluded(
    outcome: InvestigationOutcome,
    conclusion: UsedCode,
    grounds: Vec<UsedCode>,
    decision: RecordedDecision,
    concluded_on: NaiveDate,
    deadline: NaiveDate,
) -> InvestigationEvent {
    let legal_basis = law::cited(LegalTopic::Investigation, concluded_on);
    InvestigationEvent::InvestigationConcluded {
        outcome,
        conclusion,
        grounds,
        legal_basis,
        decision,
        concluded_on,
        deadline,
    }
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
            InvestigationEvent::InvestigationAllocated { team, severity, area, allocated_on } => {
                self.allocation = Some(Allocation { team, severity, area, on: allocated_on });
            }
            InvestigationEvent::InvestigationStepDone { kind, done_on, .. } => {
                self.steps.push(StepDone { kind, on: done_on });
            }
            InvestigationEvent::InvestigationPlanMade { made_on, .. } => self.planned_on = Some(made_on),
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
            InvestigationEvent::InvestigationConcluded { outcome, conclusion, concluded_on, .. } => {
                let code = conclusion.code;
                self.conclusion = Some(InvestigationConclusion { outcome, code, on: concluded_on });
            }
            InvestigationEvent::ReporterInformedOfConclusion { report: None, informed_on, .. } => {
                self.reporter_told_on = Some(informed_on);
            }
            InvestigationEvent::ReporterInformedOfConclusion { report: Some(report), informed_on: on, .. } => {
                self.joined_told.push(JoinedTold { report, on });
            }
            InvestigationEvent::MeasureInfoDisclosedToReporter { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests;
