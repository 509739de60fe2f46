//! What is owed once the board's decision is brought to court, and what the court's word changes of it (S2-66).

use chrono::NaiveDate;

use super::{Notes, ObligationKind, Owing, Watch};
use crate::investigation::{BoardCaseKind, BoardOutcome, CourtOutcome, InvestigationEvent};

impl Watch {
    pub(super) fn hear_court(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            // Meanwhile the board's word holds.
            InvestigationEvent::CourtAppealRecorded { kind, appealed_on, .. } => {
                let which = Self::one_called(kind.name(), notes);
                self.owe(Owing::from(ObligationKind::ReceiveCourtDecision, *appealed_on).of(which), notes);
            }
            InvestigationEvent::CourtDecisionReceived { kind, outcome, until, decided_on, .. } => {
                self.investigation.asked_until.extend(until.map(|until| (*kind, until)));
                let which = Self::one_called(kind.name(), notes);
                self.met(ObligationKind::ReceiveCourtDecision, Some(which), *decided_on, notes);
                let stood = self.investigation.granted.contains(kind);
                self.hear_what_the_court_said(*kind, *outcome, *decided_on, notes);
                // The order stands, for another time than it had.
                if let Some(until) = until.filter(|_| stood) {
                    self.investigation.ordered_until.insert(*kind, until);
                    self.extend(ObligationKind::CarryOutBoardDecision, Some(which), until, *decided_on, notes);
                    self.end_what_carries_it_out(*kind, until, *decided_on, notes);
                }
            }
            _ => {}
        }
    }

    /// A yes in place of the board's no is carried out; a no in place of its yes leaves nothing to carry out, and what does so
    /// already ends with it. What was granted before, for a time that is not over, keeps that time.
    fn hear_what_the_court_said(
        &mut self,
        kind: BoardCaseKind,
        outcome: CourtOutcome,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        match outcome.in_its_place() {
            Some(BoardOutcome::Granted | BoardOutcome::PartlyGranted)
                if !self.investigation.granted.contains(&kind) =>
            {
                self.investigation.turned_down = false;
                self.investigation.before_board.insert(kind);
                for instead in [ObligationKind::DecideMeasures, ObligationKind::SubmitBoardCase] {
                    self.fall_away(instead, None, on, notes);
                    self.hear_that_it_is_not_left_undone(instead, on, notes);
                }
                self.owe_carrying_it_out(kind, on, notes);
            }
            Some(BoardOutcome::NotGranted) if self.investigation.granted.remove(&kind) => {
                self.investigation.was_decided_on(kind, on);
                let before = self.investigation.ordered_before.remove(&kind).filter(|before| *before > on);
                self.end_what_carries_it_out(kind, before.unwrap_or(on), on, notes);
                if let Some(before) = before {
                    self.investigation.before_board.remove(&kind);
                    self.investigation.ordered_until.insert(kind, before);
                } else {
                    self.investigation.carrying_out.remove(&kind);
                    self.hear_that_it_is_not_ordered(kind, on, notes);
                }
            }
            _ => {}
        }
    }

    /// What rests on an order goes on to that day at most, as was said on the other.
    fn end_what_carries_it_out(&mut self, kind: BoardCaseKind, last: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        let ending = ObligationKind::EndOrderedMeasure;
        for measure in self.investigation.carrying_out.get(&kind).cloned().into_iter().flatten() {
            let which = Some(measure.as_uuid());
            if self.is_owed(ending, which) {
                self.extend(ending, which, last, on, notes);
            } else if self.is_owed(ObligationKind::EndOrExtendMeasure, which) {
                self.owe(Owing::from(ending, on).of(measure.as_uuid()).by(last), notes);
            }
        }
    }
}
