//! What the cases of one family say of siblings, where that does not go together (R-13, S0-14).
//!
//! Who says that there are none is refused where another case that one reaches links one; what another unit's case tells is
//! told by no refusal. So it is found, in the case that says so, and told to whoever reaches that and one that links a
//! sibling who is not kept from them. A case's events do not tell what others say: whoever keeps the watches knows it, and asks,
//! as for [`super::same_child`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{At, Beside, Finding, FindingKind, Note, Notes, Watch};
use crate::case::{CaseEvent, SiblingsEvent};
use crate::ids::{CaseId, SubjectId};

const CONTRADICTED: FindingKind = FindingKind::SiblingsContradicted;

/// What is remembered of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Of a case: the siblings that are linked in it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    linked: BTreeSet<SubjectId>,
    /// Of a case: when it was said that there are none, while nothing else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    none_on: Option<NaiveDate>,
}

/// Of what is said of siblings, whom it links, if anybody, and its day.
pub fn said_of_siblings(event: &CaseEvent) -> Option<(Option<SubjectId>, NaiveDate)> {
    let CaseEvent::Siblings(event) = event else { return None };
    let linked = match event {
        SiblingsEvent::SiblingLinked { sibling, .. } => Some(sibling.subject),
        SiblingsEvent::NoSiblingsConfirmed { .. } | SiblingsEvent::SiblingsLeftUnknown { .. } => None,
    };
    Some((linked, event.on()))
}

impl Watch {
    /// The unit that works with it.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Of a case, whether it says that the child has no siblings.
    pub const fn says_no_siblings(&self) -> bool {
        self.siblings.none_on.is_some()
    }

    /// Of a case, whom it says to be siblings of these, who are one child.
    pub fn siblings_told_of(&self, child: &BTreeSet<SubjectId>) -> BTreeSet<SubjectId> {
        let linked = &self.siblings.linked;
        match self.child() {
            Some(about) if child.contains(&about) => linked.clone(),
            Some(about) if !linked.is_disjoint(child) => [about].into(),
            Some(_) | None => BTreeSet::new(),
        }
    }

    /// The watch over a case that says that there are no siblings hears which other cases of the family say that there is one, as
    /// was recorded by then, and since which day that is known.
    pub fn hear_where_siblings_are_linked(
        &mut self,
        stream: Uuid,
        beside: BTreeMap<CaseId, Beside>,
        on: NaiveDate,
        at: At<'_>,
    ) -> Vec<Note> {
        self.hear_of_others(stream, at, |watch, notes| match watch.siblings.none_on {
            Some(none_on) if !beside.is_empty() => {
                match watch.found.iter_mut().find(|found| found.is(CONTRADICTED, None)) {
                    Some(known) if known.beside == beside => {}
                    Some(known) => {
                        known.beside = beside;
                        notes.finding(Some(known));
                    }
                    None => {
                        let found = watch.finding(CONTRADICTED, None, on.max(none_on), notes);
                        watch.found.push(Finding { beside, ..found });
                        notes.finding(watch.found.last());
                    }
                }
            }
            _ => watch.withdraw_found(CONTRADICTED, None, notes),
        })
    }

    /// What is said last is what the case says; where that is something else, it contradicts nothing any more.
    pub(super) fn hear_what_is_said_of_siblings(&mut self, event: &SiblingsEvent, notes: &mut Notes<'_>) {
        match event {
            SiblingsEvent::NoSiblingsConfirmed { confirmed_on } => {
                self.siblings.none_on = Some(*confirmed_on);
                return;
            }
            SiblingsEvent::SiblingLinked { sibling, .. } => _ = self.siblings.linked.insert(sibling.subject),
            SiblingsEvent::SiblingsLeftUnknown { .. } => {}
        }
        self.siblings.none_on = None;
        self.mend(CONTRADICTED, None, event.on(), notes);
    }
}
