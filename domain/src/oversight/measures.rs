//! What is owed for the measures of a case (S1, S3, D-7).

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::MeasureEvent;
use crate::ids::MeasureId;

const EVALUATE: ObligationKind = ObligationKind::EvaluateMeasure;

impl Watch {
    pub(super) fn hear_measure(&mut self, event: &MeasureEvent, notes: &mut Notes<'_>) {
        match event {
            MeasureEvent::MeasurePlanned { measure, plan, planned_on } => {
                self.owe_evaluation(*measure, plan.evaluation_on, *planned_on, notes);
            }
            MeasureEvent::MeasureEvaluated { measure, evaluated_on, .. } => {
                self.end_evaluation(*measure, Ending::Met { on: *evaluated_on }, notes);
            }
            // An evaluation that is still owed gets another day; after one that was held the next is owed.
            MeasureEvent::MeasureExtended { measure, evaluation_on, extended_on, .. } => {
                match self.case.evaluations.get(measure).copied() {
                    Some(which) => self.extend(EVALUATE, Some(which), *evaluation_on, notes),
                    None => self.owe_evaluation(*measure, *evaluation_on, *extended_on, notes),
                }
            }
            MeasureEvent::MeasureEnded { measure, ended_on, .. } => {
                self.end_evaluation(*measure, Ending::Lapsed { on: *ended_on }, notes);
            }
            MeasureEvent::MeasuresApprovedByGuardians { .. } | MeasureEvent::MeasureStarted { .. } => {}
        }
    }

    fn owe_evaluation(&mut self, measure: MeasureId, due: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        // Each evaluation of a measure is owed by itself: the next does not hide that the last came late.
        let which = Uuid::new_v5(&measure.as_uuid(), &notes.at.position.to_be_bytes());
        self.case.evaluations.insert(measure, which);
        self.owe(Owing { which: Some(which), ..Owing::from(EVALUATE, on).by(due) }, notes);
    }

    fn end_evaluation(&mut self, measure: MeasureId, ending: Ending, notes: &mut Notes<'_>) {
        if let Some(which) = self.case.evaluations.remove(&measure) {
            self.end(EVALUATE, Some(which), ending, notes);
        }
    }
}
