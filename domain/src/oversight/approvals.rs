//! On level 2 a measure starts only after guardians approved it, or attended a meeting about it: until one of these, somebody
//! asks them (R-32, S3-33). Of who is of age the person itself is asked, and no guardian's yes is one to it (C12).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::{Level, OwnSay};
use crate::ids::{MeasureId, SubjectId};
use crate::people::Guardian;

const APPROVE: ObligationKind = ObligationKind::ApproveMeasure;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The measures that have neither begun nor ended.
    planned: BTreeMap<MeasureId, Planned>,
    /// Whether the child is known to be of age, so that it is asked and its guardians are not (C12).
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
    /// Whether guardians approved it, or attended a meeting about it.
    agreed: bool,
    /// Whether the child itself approved it.
    own_approval: bool,
    /// The guardians whose no to it stands.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    refused_by: BTreeSet<SubjectId>,
    /// Whether the child's own no stands.
    #[serde(default)]
    refused_by_youth: bool,
}

impl Planned {
    /// Whether somebody said no who decides for the child, which is an answer and nothing missing.
    fn is_refused(&self, of_age: bool) -> bool {
        self.refused_by_youth || !of_age && !self.refused_by.is_empty()
    }
}

impl Facts {
    /// Whether somebody who decides for the child said no to it, and that stands.
    pub(super) fn stands_a_no_to(&self, measure: MeasureId) -> bool {
        self.planned.get(&measure).is_some_and(|planned| planned.is_refused(self.of_age))
    }
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
        let planned = Planned {
            level,
            on,
            first,
            agreed: false,
            own_approval: false,
            refused_by: BTreeSet::new(),
            refused_by_youth: false,
        };
        self.case.approvals.planned.insert(measure, planned);
        self.owe_approvals(on, notes);
    }

    /// What is planned on level 2, or not begun when the case comes to it, is to be approved from that day on, by those who
    /// decide for the child; not while guardians must not know, where they do (R-6, C12).
    pub(super) fn owe_approvals(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let of_age = self.case.approvals.of_age;
        if self.case.closed || self.case.guardians_must_not_know() && !of_age {
            return;
        }
        let level = self.case.level;
        let is_asked = |planned: &Planned| {
            let approved = if of_age { planned.own_approval } else { planned.agreed };
            !approved && !planned.is_refused(of_age) && planned.level.max(level) >= Level::Two
        };
        let asked = self.case.approvals.planned.iter().filter(|(_, planned)| is_asked(planned));
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
        let of_age = self.case.approvals.of_age;
        for measure in measures {
            self.case.approvals.planned.entry(*measure).and_modify(|planned| planned.agreed = true);
            if !of_age {
                self.end(APPROVE, Some(measure.as_uuid()), Ending::Met { on }, notes);
            }
        }
    }

    /// Guardians approved these, by name: a no of theirs stands no more.
    pub(super) fn hear_that_guardians_approve(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        guardians: &[Guardian],
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            self.case.approvals.planned.entry(*measure).and_modify(|planned| {
                planned.refused_by.retain(|refused| guardians.iter().all(|guardian| guardian.subject != *refused));
            });
        }
        self.hear_that_guardians_agree(measures, on, notes);
        self.owe_starts_that_no_no_puts_off(on, notes);
    }

    /// Guardians said no to these, or the child itself did where none is named: what they had agreed to is undone, and nobody is asked
    /// for an approval that was answered, nor to start what was refused, on whichever level.
    pub(super) fn hear_that_they_refuse(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        guardians: &[Guardian],
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            let Some(planned) = self.case.approvals.planned.get_mut(measure) else { continue };
            if guardians.is_empty() {
                (planned.refused_by_youth, planned.own_approval) = (true, false);
            } else {
                planned.refused_by.extend(guardians.iter().map(|guardian| guardian.subject));
                planned.agreed = false;
            }
            // A no is an answer too.
            self.fall_away(APPROVE, Some(measure.as_uuid()), on, notes);
            self.put_off_what_is_refused(*measure, on, notes);
        }
    }

    /// That one is no guardian, as the unit says: nor is the no.
    pub(super) fn nor_is_the_no_of(&mut self, left_out: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        for planned in self.case.approvals.planned.values_mut() {
            planned.refused_by.remove(&left_out);
        }
        self.owe_approvals(on, notes);
        self.owe_starts_that_no_no_puts_off(on, notes);
    }

    /// The child itself approved these: that is what they start on, once it is of age (C12).
    pub(super) fn hear_that_youth_approves(
        &mut self,
        measures: &BTreeSet<MeasureId>,
        own_say: Option<OwnSay>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for measure in measures {
            let answered = self.case.approvals.planned.entry(*measure);
            answered.and_modify(|planned| (planned.own_approval, planned.refused_by_youth) = (true, false));
        }
        if own_say == Some(OwnSay::InsteadOfGuardians) {
            self.hear_that_child_is_of_age(on, notes);
        }
        if self.case.approvals.of_age {
            for measure in measures {
                self.end(APPROVE, Some(measure.as_uuid()), Ending::Met { on }, notes);
            }
        }
        self.owe_starts_that_no_no_puts_off(on, notes);
    }

    /// It began or ended.
    pub(super) fn nothing_is_to_be_approved_of(&mut self, measure: MeasureId, ending: Ending, notes: &mut Notes<'_>) {
        self.case.approvals.planned.remove(&measure);
        self.end(APPROVE, Some(measure.as_uuid()), ending, notes);
    }

    /// Back on level 1, what was planned there starts without that.
    pub(super) fn approvals_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.level >= Level::Two {
            return;
        }
        let of_level_1 = self.case.approvals.planned.iter().filter(|(_, planned)| planned.level < Level::Two);
        for measure in of_level_1.map(|(measure, _)| *measure).collect::<Vec<_>>() {
            self.end(APPROVE, Some(measure.as_uuid()), Ending::Lapsed { on }, notes);
        }
    }

    /// Who is of age has answered for itself: what has not begun is to be approved by that person, whatever guardians said to it,
    /// and whatever the person said to something else (C12).
    pub(super) fn hear_that_child_is_of_age(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.hear_since_when_the_child_evaluates_itself(on, notes);
        if std::mem::replace(&mut self.case.approvals.of_age, true) {
            return;
        }
        let approved: Vec<_> =
            self.case.approvals.planned.iter().filter(|(_, planned)| planned.own_approval).map(|(id, _)| *id).collect();
        for measure in approved {
            self.end(APPROVE, Some(measure.as_uuid()), Ending::Met { on }, notes);
        }
        self.owe_approvals(on, notes);
        self.owe_starts_that_no_no_puts_off(on, notes);
    }

    /// Guardians must not know for now, and nobody asks them; who is of age is asked all the same (C12).
    pub(super) fn nobody_asks_for_approval(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if !self.case.approvals.of_age {
            self.end_all(APPROVE, Ending::Lapsed { on }, notes);
        }
    }
}
