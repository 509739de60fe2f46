//! On level 2 a measure starts only after guardians approved it, or attended a meeting about it: until one of these, somebody
//! asks them (R-32, S3-33).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::Level;
use crate::ids::MeasureId;

const APPROVE: ObligationKind = ObligationKind::ApproveMeasure;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The measures that have neither begun nor ended, and that guardians have not agreed to.
    not_agreed: BTreeMap<MeasureId, Planned>,
    /// Whether the child is of age and has answered for itself, so that nobody asks its guardians (C12).
    of_age: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Planned {
    /// On which level it was planned.
    level: Level,
    on: NaiveDate,
    /// The day on which it is to start.
    first: NaiveDate,
}

impl Watch {
    /// A measure was planned, to start on that day.
    pub(super) fn hear_what_guardians_have_not_agreed_to(
        &mut self,
        measure: MeasureId,
        first: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let level = self.case.level_on(on);
        self.case.approvals.not_agreed.insert(measure, Planned { level, on, first });
        self.owe_approvals(on, notes);
    }

    /// What is planned on level 2, or not begun when the case comes to it, is to be approved from that day on; not while
    /// guardians must not know, nor about who is of age (C12).
    pub(super) fn owe_approvals(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.closed || self.case.guardians_must_not_know() || self.case.approvals.of_age {
            return;
        }
        let level = self.case.level;
        let asked = self.case.approvals.not_agreed.iter().filter(|(_, planned)| planned.level.max(level) >= Level::Two);
        for (measure, Planned { on: planned_on, first, .. }) in
            asked.map(|(measure, planned)| (*measure, planned.clone())).collect::<Vec<_>>()
        {
            let from = on.max(planned_on);
            self.owe(Owing::from(APPROVE, from).of(measure.as_uuid()).by(first.max(from)), notes);
        }
    }

    /// Guardians approved these, or attended a meeting about them.
    pub(super) fn hear_that_guardians_agree(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            self.nothing_is_to_be_approved_of(*measure, Ending::Met { on }, notes);
        }
    }

    /// They agreed to it, or it began or ended without that.
    pub(super) fn nothing_is_to_be_approved_of(&mut self, measure: MeasureId, ending: Ending, notes: &mut Notes<'_>) {
        self.case.approvals.not_agreed.remove(&measure);
        self.end(APPROVE, Some(measure.as_uuid()), ending, notes);
    }

    /// Back on level 1, what was planned there starts without that.
    pub(super) fn approvals_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.level >= Level::Two {
            return;
        }
        let of_level_1 = self.case.approvals.not_agreed.iter().filter(|(_, planned)| planned.level < Level::Two);
        for measure in of_level_1.map(|(measure, _)| *measure).collect::<Vec<_>>() {
            self.end(APPROVE, Some(measure.as_uuid()), Ending::Lapsed { on }, notes);
        }
    }

    /// Who is of age has answered for itself, and guardians are asked no more (C12).
    pub(super) fn hear_that_child_is_of_age(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.approvals.of_age = true;
        self.nobody_asks_for_approval(on, notes);
    }

    /// Guardians must not know for now, and nobody asks them.
    pub(super) fn nobody_asks_for_approval(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.end_all(APPROVE, Ending::Lapsed { on }, notes);
    }
}
