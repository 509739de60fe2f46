//! What the child welfare service owes in an investigation (S1, S2, D-3).

use serde::{Deserialize, Serialize};

use super::{Ending, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::ids::InvestigationId;
use crate::investigation::{InvestigationEvent, feedback_due};
use crate::law;
use crate::people::Rationale;

/// What the next event of an investigation is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Facts {
    /// A public reporter learns how it ends.
    reporter_learns_conclusion: bool,
}

impl Watch {
    pub(super) fn hear_investigation(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            // Three calendar months (D-3, S2-53). The register counts 90 days; both are shown where they differ.
            InvestigationEvent::InvestigationOpened {
                reporter_learns_conclusion,
                report,
                case,
                unit,
                started_on,
                deadline,
                ..
            } => {
                self.about.case = *case;
                self.investigation.reporter_learns_conclusion = *reporter_learns_conclusion == Some(true);
                self.about.report = Some(*report);
                self.about.investigation = Some(InvestigationId::from_uuid(notes.stream));
                self.unit.clone_from(unit);
                let kind = ObligationKind::ConcludeInvestigation;
                let owing = Owing::from(kind, *started_on).by(*deadline);
                let in_days = kind.deadline().and_then(|kind| law::due_in_days(kind, *started_on));
                self.owe(in_days.map_or(owing, |days| owing.or_in_days(days)), notes);
                self.owe(Owing::from(ObligationKind::PlanInvestigation, *started_on), notes);
                self.owe(Owing::from(ObligationKind::RecordParticipation, *started_on), notes);
            }
            InvestigationEvent::InvestigationPlanMade { made_on, .. } => {
                self.met(ObligationKind::PlanInvestigation, None, *made_on, notes);
            }
            InvestigationEvent::ChildParticipationRecorded { on, .. } => {
                self.met(ObligationKind::RecordParticipation, None, *on, notes);
            }
            // A recorded decision with its ground (C11).
            InvestigationEvent::DeadlineExtended { new_deadline, decided_on, .. } => {
                self.extend(ObligationKind::ConcludeInvestigation, None, *new_deadline, *decided_on, notes);
            }
            InvestigationEvent::InvestigationConcluded { concluded_on, decision, .. } => {
                self.met(ObligationKind::ConcludeInvestigation, None, *concluded_on, notes);
                // A source that gives no reasons tells of no plan either.
                let was_here = matches!(decision.rationale, Rationale::Stated(_));
                let is_planned = !self.owed.iter().any(|owed| owed.is(ObligationKind::PlanInvestigation, None));
                if was_here && !is_planned {
                    self.find(FindingKind::InvestigationWithoutPlan, None, *concluded_on, notes);
                }
                // Three weeks from the conclusion, for a public reporter (D-4).
                if self.investigation.reporter_learns_conclusion {
                    let owing = Owing::from(ObligationKind::TellReporterOfConclusion, *concluded_on);
                    self.owe(owing.by(feedback_due(*concluded_on)), notes);
                }
                for kind in [ObligationKind::PlanInvestigation, ObligationKind::RecordParticipation] {
                    self.end(kind, None, Ending::Lapsed { on: *concluded_on }, notes);
                }
            }
            InvestigationEvent::ReporterInformedOfConclusion { informed_on, .. } => {
                self.met(ObligationKind::TellReporterOfConclusion, None, *informed_on, notes);
            }
            // A decision with its basis and reasons, which nothing is owed for.
            InvestigationEvent::MeasureInfoDisclosedToReporter { .. } => {}
        }
    }
}
