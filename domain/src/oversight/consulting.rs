//! Advice that was asked for is got, on the day that was agreed where one was, or is called off, or the case ends without it
//! (S0-25, S2-14).

use uuid::Uuid;

use super::{Notes, ObligationKind, Owing, Watch};
use crate::case::{Agreed, ConsultingEvent};
use crate::time::oslo_date;

const HOLD: ObligationKind = ObligationKind::HoldConsultation;

impl Watch {
    pub(super) fn hear_consulting(&mut self, event: &ConsultingEvent, notes: &mut Notes<'_>) {
        let advice = &mut self.case.consulting;
        match event {
            ConsultingEvent::ConsultationRequested { body, unit, requested_on: on, .. } => {
                if let Some(with) = advice.requested(*body, unit.as_deref(), *on) {
                    self.owe(Owing::from(HOLD, *on).of(consultation(&with, notes)), notes);
                }
            }
            ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on: on } => {
                let due = oslo_date(*planned_for);
                let Some(Agreed { with, instead_of }) = advice.scheduled(*body, unit.as_deref(), due, *on) else {
                    return;
                };
                for unnamed in instead_of {
                    self.give_up(HOLD, Some(consultation(&unnamed, notes)), *on, notes);
                }
                let which = consultation(&with, notes);
                self.is_moved(HOLD, Some(which), due, *on, notes);
                self.owe(Owing::from(HOLD, *on).of(which).by(due), notes);
            }
            ConsultingEvent::OpenConsultationHeld { body, unit, categories, rests_on, held_on: on, .. } => {
                let held = advice.held(*body, unit.as_deref(), *on);
                self.hear_what_it_rests_on(rests_on, *on, notes);
                self.hear_what_is_told_on_order(*body, categories, rests_on, *on, notes);
                for with in held {
                    self.met(HOLD, Some(consultation(&with, notes)), *on, notes);
                }
            }
            ConsultingEvent::AnonymousConsultationNoted { body, unit, held_on: on } => {
                for with in advice.held(*body, unit.as_deref(), *on) {
                    self.met(HOLD, Some(consultation(&with, notes)), *on, notes);
                }
            }
            // It is not to be had any more; that it was not by its day stays found.
            ConsultingEvent::ConsultationCalledOff { body, unit, called_off_on: on, .. } => {
                if let Some(with) = advice.called_off(*body, unit.as_deref(), *on) {
                    self.give_up(HOLD, Some(consultation(&with, notes)), *on, notes);
                }
            }
        }
    }
}

/// The consultation with the service that is told apart so.
fn consultation(told_apart: &str, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, format!("consultation/{told_apart}").as_bytes())
}
