//! An alternative that was chosen is taken up: A by a measure, B and C by telling or asking the guardians (S0-22, S0-26, S0-32).
//! What D asks for stands with how serious it is (S0-36).

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::Alternative;
use crate::guides::AttestedAct;

const TAKE_UP: ObligationKind = ObligationKind::TakeUpAlternative;

/// By which of these it is.
const fn taken_up_by(alternative: Alternative) -> &'static [AttestedAct] {
    use AttestedAct::{
        AgreementSigned, ConsentGiven, ConsentRefused, ExceptionAssessed, GuardiansToldOfConcern, MeasureExtended,
        MeasurePlanned, MeasureStarted, MeetingHeld, PlanMade,
    };
    match alternative {
        Alternative::A => &[MeasurePlanned, MeasureStarted, MeasureExtended, PlanMade, AgreementSigned],
        Alternative::B | Alternative::C => {
            &[GuardiansToldOfConcern, ConsentGiven, ConsentRefused, ExceptionAssessed, MeetingHeld, MeasurePlanned]
        }
        Alternative::D => &[],
    }
}

/// Each has its own.
fn which(alternative: Alternative, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, format!("alternative/{}", alternative.name()).as_bytes())
}

impl Watch {
    /// It was chosen, and is to be taken up from that day on; what was done on it or since, and written down first, did.
    /// Nobody is asked to go to guardians who must not know (S4-2).
    pub(super) fn owe_taking_it_up(&mut self, alternative: Alternative, on: NaiveDate, notes: &mut Notes<'_>) {
        let with_guardians = matches!(alternative, Alternative::B | Alternative::C);
        let acts = taken_up_by(alternative);
        let taken_up = acts.iter().any(|act| self.claims.was_done_since(*act, on));
        let waits = with_guardians && self.case.guardians_must_not_know();
        if acts.is_empty() || taken_up {
            return;
        }
        if waits {
            self.case.to_take_up.insert(alternative, on);
        } else {
            self.owe(Owing::from(TAKE_UP, on).of(which(alternative, notes)), notes);
        }
    }

    pub(super) fn hear_that_an_alternative_is_taken_up(
        &mut self,
        act: AttestedAct,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let by_it = Alternative::ALL.into_iter().filter(|alternative| taken_up_by(*alternative).contains(&act));
        for alternative in by_it {
            self.is_taken_up(alternative, on, notes);
        }
    }

    /// Asking them for consent is telling them what it is about.
    pub(super) fn hear_that_guardians_are_asked(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for alternative in [Alternative::B, Alternative::C] {
            self.is_taken_up(alternative, on, notes);
        }
    }

    fn is_taken_up(&mut self, alternative: Alternative, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.to_take_up.retain(|waits, since| *waits != alternative || on < *since);
        let which = Some(which(alternative, notes));
        if self.owed.iter().any(|owed| owed.is(TAKE_UP, which) && owed.opened_on <= on) {
            self.met(TAKE_UP, which, on, notes);
        }
    }

    /// It ended.
    pub(super) fn nobody_takes_it_up(&mut self, alternative: Alternative, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.to_take_up.remove(&alternative);
        self.end(TAKE_UP, Some(which(alternative, notes)), Ending::Lapsed { on }, notes);
    }

    /// Guardians must not know, or that is to be decided first: it waits, and what was overdue by then stays found (R-6, S4-2).
    pub(super) fn nobody_takes_up_what_is_with_guardians(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for alternative in [Alternative::B, Alternative::C] {
            let which = Some(which(alternative, notes));
            if let Some(owed) = self.owed.iter().find(|owed| owed.is(TAKE_UP, which)) {
                self.case.to_take_up.insert(alternative, owed.opened_on);
                self.give_up(TAKE_UP, which, on, notes);
            }
        }
    }

    /// They may know from that day on: what waited is owed.
    pub(super) fn what_is_with_guardians_is_taken_up(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for alternative in std::mem::take(&mut self.case.to_take_up).into_keys() {
            self.owe_taking_it_up(alternative, on, notes);
        }
    }

    /// The case ended: nothing waits to be taken up.
    pub(super) fn nothing_waits_to_be_taken_up(&mut self) {
        self.case.to_take_up.clear();
    }
}
