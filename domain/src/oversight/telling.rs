//! Where telling guardians may set off what is feared, nobody is asked to tell them, to hand them anything of a report or to
//! call them, before it is decided whether they may know (R-6, S0-40, S2-21).

use chrono::NaiveDate;

use super::{Finding, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{CaseEvent, feared_at_home_by};

const TELL: ObligationKind = ObligationKind::TellGuardiansOfReport;

impl Watch {
    /// What is owed to guardians waits for the decision, and is theirs once they may know.
    pub(super) fn hear_what_is_feared(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        let Some((_, on)) = feared_at_home_by(event) else { return };
        self.case.telling_undecided = true;
        if self.is_owed(TELL, None) {
            self.give_up(TELL, None, on, notes);
            self.case.sent_unknown_to_guardians = true;
        }
        self.nobody_hands_out_copies(on, notes);
        self.nobody_tells_of_meetings(on, notes);
        self.nobody_tells_of_effect(on, notes);
        self.nobody_calls_the_family(on, notes);
        self.nobody_contacts_guardians(on, notes);
        self.nobody_is_asked_to_meet_guardians(on, notes);
        self.nobody_asks_for_approval(on, notes);
    }

    /// Guardians are to be told of a report that was sent, now or once they may know.
    pub(super) fn owe_telling_of_report(&mut self, sent_on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.telling_undecided {
            self.case.sent_unknown_to_guardians = true;
        } else {
            self.owe(Owing::from(TELL, sent_on), notes);
        }
    }

    /// A report went, and they were not told: without an excuse that is found by then, and not once more on the last day.
    pub(super) fn is_found_untold(&self, kind: ObligationKind) -> bool {
        let is_it = |found: &&Finding| found.kind == FindingKind::GuardiansNotTold && found.which.is_some();
        kind == TELL && self.found.iter().any(|found| is_it(&found) && found.excuse.is_none())
    }

    /// Guardians are told, or the ground for not telling them is recorded.
    pub(super) fn guardians_are_settled(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.met(TELL, None, on, notes);
        let of_reports = self.found.iter().filter(|found| found.kind == FindingKind::GuardiansNotTold);
        for which in of_reports.map(|found| found.which).collect::<Vec<_>>() {
            self.mend(FindingKind::GuardiansNotTold, which, on, notes);
        }
    }

    /// Guardians were told of a report: of one that was sent, where they were still to be told of that, and of the next one
    /// else.
    pub(super) fn are_told_of_a_sent_report(&mut self) -> bool {
        // What was recorded before anybody had to decide it first.
        let before_it_was_decided =
            self.case.telling_undecided && std::mem::take(&mut self.case.sent_unknown_to_guardians);
        self.is_owed(TELL, None) || before_it_was_decided
    }
}
