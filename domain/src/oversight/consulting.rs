//! Advice that was asked for is got, on the day that was agreed where one was, or is called off, or the case ends without it
//! (S0-25, S2-14).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Notes, ObligationKind, Owing, Watch};
use crate::case::{ConsultingEvent, awaited_from};
use crate::people::Body;
use crate::time::oslo_date;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The latest day on which a time was agreed for each consultation.
    scheduled_on: BTreeMap<Uuid, NaiveDate>,
    /// What tells the services apart that were asked for one.
    asked: BTreeSet<String>,
    /// The latest day on which each was called off.
    called_off_on: BTreeMap<Uuid, NaiveDate>,
}

impl Facts {
    /// Whether what was asked for or agreed on that day was called off on a later one.
    fn is_off(&self, which: Uuid, asked_on: NaiveDate) -> bool {
        self.called_off_on.get(&which).is_some_and(|off_on| *off_on > asked_on)
    }
}

impl Watch {
    pub(super) fn hear_consulting(&mut self, event: &ConsultingEvent, notes: &mut Notes<'_>) {
        let kind = ObligationKind::HoldConsultation;
        if let ConsultingEvent::OpenConsultationHeld { body, categories, rests_on, held_on, .. } = event {
            self.hear_what_it_rests_on(rests_on, *held_on, notes);
            self.hear_what_is_told_on_order(*body, categories, rests_on, *held_on, notes);
        }
        if let ConsultingEvent::ConsultationRequested { body, unit, .. }
        | ConsultingEvent::ConsultationScheduled { body, unit, .. } = event
        {
            self.case.consulting.asked.insert(body.told_apart(unit.as_deref()));
        }
        match event {
            ConsultingEvent::ConsultationRequested { body, unit, requested_on: on, .. } => {
                let which = consultation(*body, unit.as_deref(), notes);
                if !self.case.consulting.is_off(which, *on) {
                    self.owe(Owing::from(kind, *on).of(which), notes);
                }
            }
            ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on: on } => {
                let which = self.consultation_agreed_with(*body, unit.as_deref(), *on, notes);
                // What was agreed before, and is written down after it, is not the day by now.
                let is_off = self.case.consulting.is_off(which, *on);
                let latest = self.case.consulting.scheduled_on.entry(which).or_insert(*on);
                if *on < *latest || is_off {
                    return;
                }
                *latest = *on;
                let due = oslo_date(*planned_for);
                if self.is_owed(kind, Some(which)) {
                    self.is_moved(kind, Some(which), due, *on, notes);
                } else {
                    self.owe(Owing::from(kind, *on).of(which).by(due), notes);
                }
            }
            // It is not to be had any more; that it was not by its day stays found.
            ConsultingEvent::ConsultationCalledOff { body, unit, called_off_on: on, .. } => {
                let is_awaited = |asked: &&String| self.is_owed(kind, Some(consultation_with(asked, notes)));
                let awaited = self.case.consulting.asked.iter().filter(is_awaited);
                let which = awaited_from(*body, unit.as_deref(), awaited).map(|asked| consultation_with(asked, notes));
                if let Some(which) = which {
                    self.case.consulting.called_off_on.insert(which, *on);
                    self.give_up(kind, Some(which), *on, notes);
                }
            }
            // What was said before it was asked for does not answer it.
            ConsultingEvent::OpenConsultationHeld { body, unit, held_on, .. }
            | ConsultingEvent::AnonymousConsultationNoted { body, unit, held_on } => {
                // What was asked for before services were named is of none by name.
                let unnamed = body.told_apart(None);
                let is_it = |asked: &&String| **asked == unnamed || body.may_be(unit.as_deref(), asked);
                let asked = self.case.consulting.asked.iter().filter(is_it);
                let asked: Vec<_> = asked.map(|asked| consultation_with(asked, notes)).collect();
                for which in asked.into_iter().map(Some) {
                    if self.owed.iter().any(|owed| owed.is(kind, which) && owed.opened_on <= *held_on) {
                        self.met(kind, which, *held_on, notes);
                    }
                }
            }
        }
    }
}

impl Watch {
    /// The consultation for which a time is agreed with that service: the one that was asked for by its name, and else the one that
    /// it may be. Asked for without a name, it is by that one from now on; and agreed on without one, it is the only one of the
    /// kind that was asked for. Nobody is asked for both.
    fn consultation_agreed_with(
        &mut self,
        body: Body,
        unit: Option<&str>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) -> Uuid {
        let kind = ObligationKind::HoldConsultation;
        let own = consultation(body, unit, notes);
        if self.is_owed(kind, Some(own)) {
            return own;
        }
        let asked = self.case.consulting.asked.iter().filter(|asked| body.may_be(unit, asked));
        let asked = asked.map(|asked| consultation_with(asked, notes));
        let owed: Vec<_> = asked.filter(|asked| self.is_owed(kind, Some(*asked))).collect();
        match (unit, owed.as_slice()) {
            (None, [only]) => *only,
            (None, _) => own,
            (Some(_), _) => {
                for unnamed in owed {
                    self.give_up(kind, Some(unnamed), on, notes);
                }
                own
            }
        }
    }
}

/// The consultation with that service.
fn consultation(body: Body, unit: Option<&str>, notes: &Notes<'_>) -> Uuid {
    consultation_with(&body.told_apart(unit), notes)
}

fn consultation_with(told_apart: &str, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, format!("consultation/{told_apart}").as_bytes())
}
