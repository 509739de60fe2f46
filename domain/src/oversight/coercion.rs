//! What an emergency placement, a case before the board, a question to others and the service's measures leave owed (S2-6,
//! S2-17, S2-56 to S2-66).

use uuid::Uuid;

use super::{Ending, FindingKind, Notes, Obligation, ObligationKind, Owing, Watch};
use crate::investigation::{BoardOutcome, InvestigationEvent, InvestigationOutcome};

impl Watch {
    /// One of several of a kind, by its name: in one investigation there is one of each at a time.
    fn one_called(name: &str, notes: &Notes<'_>) -> Uuid {
        Uuid::new_v5(&notes.stream, name.as_bytes())
    }

    pub(super) fn hear_coercion(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            // The sources name no time for it. It lapses when the placement ends, unless the investigation ended in it.
            InvestigationEvent::EmergencyPlacementDecided { principles, decided_on, .. } => {
                if principles.is_none() {
                    self.find(FindingKind::IntrusiveWithoutPrinciples, None, *decided_on, notes);
                }
                let awaited = |owed: &Obligation| owed.kind == ObligationKind::ReceiveBoardDecision;
                if !self.owed.iter().any(awaited) {
                    self.owe(Owing::from(ObligationKind::SubmitBoardCase, *decided_on), notes);
                }
            }
            InvestigationEvent::EmergencyPlacementEnded { ended_on, .. } if !self.investigation.ended_in_board_case => {
                self.end(ObligationKind::SubmitBoardCase, None, Ending::Lapsed { on: *ended_on }, notes);
            }
            // With it the three principles are answered.
            InvestigationEvent::BoardCaseSubmitted { kind, submitted_on, .. } => {
                self.investigation.before_board = true;
                self.mend(FindingKind::IntrusiveWithoutPrinciples, None, *submitted_on, notes);
                self.met(ObligationKind::SubmitBoardCase, None, *submitted_on, notes);
                let which = Self::one_called(kind.name(), notes);
                self.owe(Owing::from(ObligationKind::ReceiveBoardDecision, *submitted_on).of(which), notes);
            }
            // What was taken back or turned down is no case that was brought.
            InvestigationEvent::BoardDecisionReceived { kind, outcome, decided_on, .. } => {
                if matches!(outcome, BoardOutcome::Withdrawn | BoardOutcome::NotGranted) {
                    self.investigation.before_board = false;
                }
                let which = Self::one_called(kind.name(), notes);
                self.met(ObligationKind::ReceiveBoardDecision, Some(which), *decided_on, notes);
            }
            InvestigationEvent::InformationRequested { of, requested_on, .. } => {
                let which = Self::one_called(of.name(), notes);
                self.owe(Owing::from(ObligationKind::GatherInformation, *requested_on).of(which), notes);
            }
            InvestigationEvent::InformationSupplied { from, supplied_on, .. } => {
                let which = Self::one_called(from.name(), notes);
                self.met(ObligationKind::GatherInformation, Some(which), *supplied_on, notes);
            }
            InvestigationEvent::MeasureDecided { measure, decided, decided_on, .. } => {
                self.investigation.measure_decided = true;
                self.met(ObligationKind::DecideMeasures, None, *decided_on, notes);
                if !self.investigation.measures_planned {
                    self.owe(Owing::from(ObligationKind::PlanMeasures, *decided_on), notes);
                }
                let owing = Owing::from(ObligationKind::EvaluateMeasure, decided.from).of(measure.as_uuid());
                self.owe(owing.by(decided.evaluation_on), notes);
            }
            InvestigationEvent::ServiceMeasurePlanMade { planned_on, .. } => {
                self.investigation.measures_planned = true;
                self.met(ObligationKind::PlanMeasures, None, *planned_on, notes);
            }
            InvestigationEvent::DecidedMeasureEvaluated { measure, evaluated_on, .. } => {
                self.met(ObligationKind::EvaluateMeasure, Some(measure.as_uuid()), *evaluated_on, notes);
            }
            // What ran and was never evaluated is, also once it is over (S1-17); what had not begun is not.
            InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } => {
                let (kind, which) = (ObligationKind::EvaluateMeasure, Some(measure.as_uuid()));
                let began = |owed: &Obligation| owed.is(kind, which) && owed.opened_on <= *ended_on;
                if !self.owed.iter().any(began) {
                    self.give_up(kind, which, *ended_on, notes);
                }
            }
            // What it came to is to be carried out; what an import tells of is carried out elsewhere.
            InvestigationEvent::InvestigationConcluded { outcome, concluded_on, decision, .. } => {
                self.end_all(ObligationKind::GatherInformation, Ending::Lapsed { on: *concluded_on }, notes);
                if !decision.was_taken_here() {
                    return;
                }
                match outcome {
                    InvestigationOutcome::BoardCase => {
                        self.investigation.ended_in_board_case = true;
                        if !self.investigation.before_board {
                            self.owe(Owing::from(ObligationKind::SubmitBoardCase, *concluded_on), notes);
                        }
                    }
                    InvestigationOutcome::MeasuresDecided if !self.investigation.measure_decided => {
                        self.owe(Owing::from(ObligationKind::DecideMeasures, *concluded_on), notes);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
