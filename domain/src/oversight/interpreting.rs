//! Who is known to need an interpreter is understood through one, or it is said why not (C12). It is judged by the day of the
//! talk and the days from which the need is known and is there no more, whichever of them was written down first.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::case::REMEMBERED_DAYS;
use super::{FindingKind, Notes, Watch};
use crate::case::{ConversationWith, Interpreted, InterpreterNeeds};
use crate::time::days_after;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// To talk with whom an interpreter is needed.
    needs: InterpreterNeeds<()>,
    /// The conversations and meetings of late of which nothing is said, held with those of whom no need was known, each by
    /// what names it among the findings.
    unsaid: BTreeMap<Uuid, Held>,
    /// Those that were held with somebody who needed one, each with the position of what showed it. They are remembered for
    /// good: that the need had ended by then takes the finding back whenever that is known.
    found: BTreeMap<Uuid, (Held, i64)>,
    /// Those that were found once, and are not now, for no need is known of that day. They are remembered for good: where that
    /// was the mistake, they are found again whenever it is known.
    found_before: BTreeMap<Uuid, Held>,
}

/// With whom on which day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Held {
    with: ConversationWith,
    on: NaiveDate,
}

impl Facts {
    fn forget_what_is_long_past(&mut self, today: NaiveDate) {
        self.unsaid.retain(|_, held| days_after(held.on, REMEMBERED_DAYS) >= today);
    }
}

impl Watch {
    /// A conversation or meeting was held. In acute danger nobody waits for an interpreter.
    pub(super) fn hear_how_it_was_interpreted(
        &mut self,
        with: ConversationWith,
        interpreted: Option<&Interpreted>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if interpreted.is_none() {
            self.case.interpreting.forget_what_is_long_past(notes.at.recorded_on);
            let which = Uuid::new_v5(&notes.stream, format!("interpreted/{}", notes.at.position).as_bytes());
            self.case.interpreting.unsaid.insert(which, Held { with, on });
            self.judge_what_was_not_interpreted(notes);
        }
    }

    /// It is known from that day on that an interpreter is needed to talk with these: what was held since without one is found
    /// too, where that is written down within the month.
    pub(super) fn hear_that_interpreter_is_needed(
        &mut self,
        whose: ConversationWith,
        noted_on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.interpreting.forget_what_is_long_past(notes.at.recorded_on);
        self.case.interpreting.needs.note(whose, &(), noted_on);
        self.judge_what_was_not_interpreted(notes);
    }

    /// From that day on none is needed: what was held since without one was no departure. What was held before that stays found.
    pub(super) fn hear_that_no_interpreter_is_needed(
        &mut self,
        whose: ConversationWith,
        ended_on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.interpreting.forget_what_is_long_past(notes.at.recorded_on);
        self.case.interpreting.needs.end(whose, ended_on);
        self.judge_what_was_not_interpreted(notes);
    }

    fn judge_what_was_not_interpreted(&mut self, notes: &mut Notes<'_>) {
        let Facts { needs, unsaid, found, found_before } = &mut self.case.interpreting;
        let is_in_need = |held: &Held| needs.stand_for(held.with, held.on);
        let mut in_need: Vec<_> = unsaid.extract_if(.., |_, held| is_in_need(held)).collect();
        in_need.extend(found_before.extract_if(.., |_, held| is_in_need(held)));
        let in_none: Vec<_> = found.extract_if(.., |_, (held, _)| !is_in_need(held)).collect();
        for (which, (held, position)) in in_none {
            self.case.interpreting.found_before.insert(which, held);
            self.withdraw_this(FindingKind::HeldWithoutInterpreter, Some(which), position, notes);
        }
        for (which, held) in in_need {
            self.case.interpreting.found.insert(which, (held, notes.at.position));
            self.find_this_outside_danger(FindingKind::HeldWithoutInterpreter, Some(which), held.on, notes);
        }
    }
}
