//! What an emergency placement, a case before the board, a question to others and the service's measures leave owed (S2-6,
//! S2-17, S2-56 to S2-66).

use uuid::Uuid;

use super::{Ending, Finding, FindingKind, Notes, Obligation, ObligationKind, Owing, Watch};
use crate::investigation::{BoardOutcome, InvestigationEvent, InvestigationOutcome, PlacementNumber};

const UNANSWERED: FindingKind = FindingKind::IntrusiveWithoutPrinciples;

impl Watch {
    /// One of several of a kind, by its name: in one investigation there is one of each at a time.
    fn one_called(name: &str, notes: &Notes<'_>) -> Uuid {
        Uuid::new_v5(&notes.stream, name.as_bytes())
    }

    fn of_placement(PlacementNumber(number): PlacementNumber, notes: &Notes<'_>) -> Uuid {
        Self::one_called(&format!("placement {number}"), notes)
    }

    pub(super) fn hear_coercion(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            // The sources name no time for it. It lapses when no placement runs any more, unless the investigation ended in it.
            InvestigationEvent::EmergencyPlacementDecided { principles, decided_on, .. } => {
                let number = PlacementNumber::after(self.investigation.placements);
                self.investigation.placements += 1;
                self.investigation.placed.insert(number);
                if principles.is_none() {
                    let which = Self::of_placement(number, notes);
                    self.find(UNANSWERED, Some(which), *decided_on, notes);
                }
                let awaited = |owed: &Obligation| owed.kind == ObligationKind::ReceiveBoardDecision;
                if !self.owed.iter().any(awaited) {
                    self.owe(Owing::from(ObligationKind::SubmitBoardCase, *decided_on), notes);
                }
            }
            InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } => {
                let placed = &mut self.investigation.placed;
                match placement {
                    Some(number) => _ = placed.remove(number),
                    None => _ = placed.pop_last(),
                }
                if self.investigation.placed.is_empty() && !self.investigation.ended_in_board_case {
                    self.end(ObligationKind::SubmitBoardCase, None, Ending::Lapsed { on: *ended_on }, notes);
                }
            }
            InvestigationEvent::EmergencyPrinciplesAnswered { placement, answered_on, .. } => {
                self.mend(UNANSWERED, Some(Self::of_placement(*placement, notes)), *answered_on, notes);
            }
            // Where the child is to live elsewhere, the three principles are answered for the placements before it too;
            // what is ordered at home says nothing of them (S2-6).
            InvestigationEvent::BoardCaseSubmitted { kind, submitted_on, .. } => {
                self.investigation.before_board = true;
                if kind.is_out_of_home() {
                    let before = |found: &&Finding| found.kind == UNANSWERED && found.arose_on <= *submitted_on;
                    let before: Vec<_> = self.found.iter().filter(before).map(|found| found.which).collect();
                    for which in before {
                        self.mend(UNANSWERED, which, *submitted_on, notes);
                    }
                }
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
                // A plan from before does not have it.
                if self.investigation.measures_planned_on.is_none_or(|planned_on| planned_on < *decided_on) {
                    self.owe(Owing::from(ObligationKind::PlanMeasures, *decided_on), notes);
                }
                let owing = |kind| Owing::from(kind, decided.from).of(measure.as_uuid());
                self.investigation.unevaluated.insert(*measure, decided.from);
                self.owe(owing(ObligationKind::EvaluateMeasure).by(decided.evaluation_on), notes);
                self.owe(owing(ObligationKind::EndOrExtendMeasure).by(decided.to), notes);
            }
            InvestigationEvent::ServiceMeasurePlanMade { planned_on, .. } => {
                let before = self.investigation.measures_planned_on;
                self.investigation.measures_planned_on = before.max(Some(*planned_on));
                self.met(ObligationKind::PlanMeasures, None, *planned_on, notes);
            }
            // Each evaluation is owed by itself: the next does not hide that the last came late (S2-58).
            InvestigationEvent::DecidedMeasureEvaluated { measure, evaluated_on, next_evaluation_on, .. } => {
                let kind = ObligationKind::EvaluateMeasure;
                self.investigation.unevaluated.remove(measure);
                self.met(kind, Some(measure.as_uuid()), *evaluated_on, notes);
                if let Some(next) = next_evaluation_on {
                    self.owe(Owing::from(kind, *evaluated_on).of(measure.as_uuid()).by(*next), notes);
                }
            }
            // An evaluation that is still owed gets another day; after one that was held the next is owed.
            InvestigationEvent::DecidedMeasureExtended { measure, to, evaluation_on, extended_on, .. } => {
                let which = measure.as_uuid();
                for (kind, due) in
                    [(ObligationKind::EvaluateMeasure, *evaluation_on), (ObligationKind::EndOrExtendMeasure, *to)]
                {
                    self.extend(kind, Some(which), due, *extended_on, notes);
                    self.owe(Owing::from(kind, *extended_on).of(which).by(due), notes);
                }
            }
            // What ran and was never evaluated is, also once it is over (S1-17); what had not begun is not.
            InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } => {
                let (kind, which) = (ObligationKind::EvaluateMeasure, Some(measure.as_uuid()));
                let first_day = self.investigation.unevaluated.remove(measure);
                if first_day.is_none_or(|first_day| *ended_on < first_day) {
                    self.give_up(kind, which, *ended_on, notes);
                }
                self.met(ObligationKind::EndOrExtendMeasure, which, *ended_on, notes);
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
