//! Whose it is that a concern goes on: the one who first has it brings it to the nearest leader; the unit in which it
//! arose calls the family to a talk, and sees that what was agreed is put in writing (S4-16, S4-17).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::{ConversationOutcome, ConversationWith};

const BRING: ObligationKind = ObligationKind::BringConcernToLeader;
const CALL: ObligationKind = ObligationKind::CallFamilyToTalk;
const WRITE: ObligationKind = ObligationKind::AgreeInWriting;

/// What of these responsibilities the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub(super) struct Facts {
    /// Whether guardians or youth were called to a talk about the concern, or talked with.
    family_called: bool,
    /// Whether the youth is asked to take part (S4-7).
    youth_asked: bool,
    /// Whether there is ground for concern.
    grounded: bool,
    /// Whether guardians must not be told for now.
    kept_from_guardians: bool,
    /// The latest day on which something was agreed in writing.
    written_on: Option<NaiveDate>,
}

impl Watch {
    /// Someone is worried: it is that person's to bring it on (S4-16).
    pub(super) fn owe_bringing_it_to_leader(&mut self, raised_on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe(Owing::from(BRING, raised_on), notes);
    }

    /// The leader knows of it: by being told, by a discussion or by a note (S4-16, RM-4).
    pub(super) fn hear_that_leader_knows(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.met(BRING, None, on, notes);
    }

    /// The concern was assessed: where there is ground for it, the family is called to a talk (S4-17). Nothing calls
    /// those who must not be told yet, and in acute danger help comes first.
    pub(super) fn hear_whether_there_is_ground(&mut self, ground: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.responsibilities.grounded = ground;
        if ground {
            self.owe_calling_the_family(on, notes);
        } else {
            self.end(CALL, None, Ending::Lapsed { on }, notes);
        }
    }

    fn owe_calling_the_family(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let Facts { family_called, kept_from_guardians, .. } = self.case.responsibilities;
        if !family_called && !kept_from_guardians && !self.case.closed && self.case.excuse.is_none() {
            self.owe(Owing::from(CALL, on), notes);
        }
    }

    /// Somebody was called to a talk about the concern.
    pub(super) fn hear_who_is_called(&mut self, with: ConversationWith, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.is_the_familys(with) {
            self.case.responsibilities.family_called = true;
            self.met(CALL, None, on, notes);
        }
    }

    /// Guardians or, where the youth is asked to take part, the youth (S4-7, S4-17).
    fn is_the_familys(&self, with: ConversationWith) -> bool {
        with.includes(ConversationWith::Guardians) || self.case.responsibilities.youth_asked
    }

    /// Whether the youth is asked to take part was assessed.
    pub(super) fn hear_whether_youth_is_asked(&mut self, invited: bool) {
        self.case.responsibilities.youth_asked = invited;
    }

    /// They talked: what was agreed is put in writing (S4-17).
    pub(super) fn hear_what_was_talked_of(
        &mut self,
        with: ConversationWith,
        outcome: ConversationOutcome,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.hear_who_is_called(with, on, notes);
        let written = self.case.responsibilities.written_on.is_some_and(|written_on| written_on >= on);
        if outcome == ConversationOutcome::MeasuresAgreed && !written && self.is_the_familys(with) {
            self.owe(Owing::from(WRITE, on), notes);
        }
    }

    /// Something was agreed in writing.
    pub(super) fn hear_that_it_is_written(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let latest = &mut self.case.responsibilities.written_on;
        *latest = (*latest).max(Some(on));
        self.met(WRITE, None, on, notes);
    }

    /// Guardians must not be told for now: nobody calls them.
    pub(super) fn hear_that_guardians_are_kept_from_it(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.responsibilities.kept_from_guardians = true;
        self.end(CALL, None, Ending::Lapsed { on }, notes);
    }

    /// The ground for not telling them is gone.
    pub(super) fn hear_that_guardians_may_know(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.responsibilities.kept_from_guardians = false;
        if self.case.responsibilities.grounded {
            self.owe_calling_the_family(on, notes);
        }
    }

    /// In acute danger nobody waits for a talk, and a talk may be what must not be.
    pub(super) fn nobody_is_called_in_danger(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.end(CALL, None, Ending::Lapsed { on }, notes);
    }

    /// Another concern is brought on, and talked of, anew.
    pub(super) fn responsibilities_begin_anew(&mut self) {
        let kept_from_guardians = self.case.responsibilities.kept_from_guardians;
        self.case.responsibilities = Facts { kept_from_guardians, ..Facts::default() };
    }

    /// The case ended by a decision, which is the answer to what these were for.
    pub(super) fn responsibilities_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for kind in [BRING, CALL] {
            self.end_all(kind, Ending::Lapsed { on }, notes);
        }
    }
}
