//! An alternative that was chosen is taken up, by the rule that stands with the alternatives (S0-21, R-14): A by what the unit does
//! itself, B and C by conveying the concern with consent or where that is lawful without (S0-22, S0-26, S0-32). A refusal ends
//! what is to be done in B and C, and asks for an answer. What D asks for stands with how serious it is (S0-36).

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Notes, ObligationKind, Owing, Watch};
use crate::case::{Alternative, MayHear, TakenUp};

const TAKE_UP: ObligationKind = ObligationKind::TakeUpAlternative;

/// Those whose taking up is owed.
const OWED: [Alternative; 3] = [Alternative::A, Alternative::B, Alternative::C];

/// Each has its own.
fn which(alternative: Alternative, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, format!("alternative/{}", alternative.name()).as_bytes())
}

impl Watch {
    /// It was chosen, and is to be taken up from that day on; what was done on it or since, and written down first, did.
    /// Nobody is asked to go to guardians who must not know (S4-2).
    pub(super) fn owe_taking_it_up(&mut self, alternative: Alternative, on: NaiveDate, notes: &mut Notes<'_>) {
        if !OWED.contains(&alternative) || self.what_came_of(alternative).is_some() {
            return;
        }
        if alternative != Alternative::A && self.case.guardians_must_not_know() {
            self.case.to_take_up.insert(alternative);
        } else {
            self.owe(Owing::from(TAKE_UP, on).of(which(alternative, notes)), notes);
        }
    }

    /// What came of it since it was chosen, as far as that is known.
    fn what_came_of(&self, alternative: Alternative) -> Option<TakenUp> {
        let chosen_on = self.case.alternatives.get(&alternative).copied()?;
        let may_hear = MayHear {
            on_consent: self.case.consents_to_others_since(chosen_on),
            without: self.case.exceptions.range(chosen_on..).next().copied(),
        };
        alternative.comes_to(|act| self.claims.first_since(act, chosen_on), may_hear)
    }

    /// Something happened: what is taken up by it is met by its day, and where consent was refused the answer to that is owed
    /// instead.
    pub(super) fn look_what_is_taken_up(&mut self, notes: &mut Notes<'_>) {
        for alternative in OWED {
            let Some(taken_up) = self.what_came_of(alternative) else { continue };
            self.case.to_take_up.remove(&alternative);
            let which = Some(which(alternative, notes));
            match taken_up {
                TakenUp::On(on) => self.met(TAKE_UP, which, on, notes),
                // Guardians said no: what was overdue by then stays found.
                TakenUp::Refused(on) => self.give_up(TAKE_UP, which, on, notes),
            }
        }
    }

    /// It ended, and what was overdue by then stays found.
    pub(super) fn nobody_takes_it_up(&mut self, alternative: Alternative, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.to_take_up.remove(&alternative);
        self.give_up(TAKE_UP, Some(which(alternative, notes)), on, notes);
    }

    /// Guardians must not know, or that is to be decided first: it waits, and what was overdue by then stays found (R-6, S4-2).
    pub(super) fn nobody_takes_up_what_is_with_guardians(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for alternative in [Alternative::B, Alternative::C] {
            let which = Some(which(alternative, notes));
            if self.is_owed(TAKE_UP, which) {
                self.case.to_take_up.insert(alternative);
                self.give_up(TAKE_UP, which, on, notes);
            }
        }
    }

    /// They may know from that day on: what waited is owed.
    pub(super) fn what_is_with_guardians_is_taken_up(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for alternative in std::mem::take(&mut self.case.to_take_up) {
            self.owe_taking_it_up(alternative, on, notes);
        }
    }

    /// The case ended: nothing waits to be taken up.
    pub(super) fn nothing_waits_to_be_taken_up(&mut self) {
        self.case.to_take_up.clear();
    }
}
