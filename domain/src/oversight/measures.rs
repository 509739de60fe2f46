//! What is owed for the measures of a case (S1, S3, D-7).

use chrono::NaiveDate;

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::MeasureEvent;
use crate::ids::MeasureId;

const EVALUATE: ObligationKind = ObligationKind::EvaluateMeasure;

impl Watch {
    pub(super) fn hear_measure(&mut self, event: &MeasureEvent, notes: &mut Notes<'_>) {
        match event {
            MeasureEvent::MeasurePlanned { measure, plan, planned_on } => {
                self.owe_evaluation(*measure, plan.evaluation_on, *planned_on, notes);
                self.hear_that_a_measure_is_planned(*measure, plan.from);
            }
            MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on } => {
                let (which, first) = (Some(measure.as_uuid()), !self.case.effect.has_evaluated(*measure));
                self.hear_whether_it_sufficed(*measure, evaluation, *evaluated_on, notes);
                self.case.unevaluated.remove(measure);
                // One that is written down late is not the next, which is owed since.
                let owed = self.owed.iter().find(|owed| owed.is(EVALUATE, which));
                if first || owed.is_none_or(|owed| owed.opened_on <= *evaluated_on) {
                    self.case.evaluations.remove(measure);
                    self.met(EVALUATE, which, *evaluated_on, notes);
                }
            }
            // An evaluation that is still owed gets another day; after one that was held the next is owed.
            MeasureEvent::MeasureExtended { measure, evaluation_on, extended_on, .. } => {
                self.extend(EVALUATE, Some(measure.as_uuid()), *evaluation_on, *extended_on, notes);
                self.owe_evaluation(*measure, *evaluation_on, *extended_on, notes);
            }
            // What ran and was never evaluated is, also once it is over (S1-17); what did not start is not.
            MeasureEvent::MeasureEnded { measure, ended_on, .. } => {
                self.nothing_is_to_start_of(*measure, Ending::Lapsed { on: *ended_on }, notes);
                if !self.case.unevaluated.remove(measure) {
                    self.case.evaluations.remove(measure);
                    self.end(EVALUATE, Some(measure.as_uuid()), Ending::Lapsed { on: *ended_on }, notes);
                }
            }
            MeasureEvent::MeasureStarted { measure, started_on } => {
                self.case.unevaluated.insert(*measure);
                self.nothing_is_to_start_of(*measure, Ending::Met { on: *started_on }, notes);
            }
            MeasureEvent::MeasuresApprovedByGuardians { .. } => {}
        }
    }

    /// Each evaluation of a measure is owed by itself: the next does not hide that the last came late.
    fn owe_evaluation(&mut self, measure: MeasureId, due: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.evaluations.insert(measure, due);
        self.owe(Owing { which: Some(measure.as_uuid()), ..Owing::from(EVALUATE, on).by(due) }, notes);
    }

    /// The case goes on, and with it what was planned in it: what fell away when it was closed is owed again, on its day
    /// or, where that has passed, at once (S1-17).
    pub(super) fn owe_what_was_not_evaluated(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for (measure, due) in self.case.evaluations.clone() {
            self.owe_evaluation(measure, due.max(on), on, notes);
        }
    }
}
