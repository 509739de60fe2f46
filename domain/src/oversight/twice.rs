//! Two investigations of one child at once, each with its own clock (S2-5, D-3): the child is asked twice, and they may end
//! otherwise.
//!
//! Whose investigation it is and who is the same child others' streams tell; whoever keeps the watches asks, as in
//! [`super::same_child`].

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{At, FindingKind, Note, Watch};
use crate::ids::InvestigationId;
use crate::investigation::InvestigationEvent;

const TWICE: FindingKind = FindingKind::InvestigatedTwice;

/// From when to when an investigation ran, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ran {
    /// Its first day.
    pub from: NaiveDate,
    /// The day of its conclusion.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<NaiveDate>,
}

impl Ran {
    /// From which day on both ran, and until which, where they did.
    fn at_once_with(self, other: Self) -> Option<Self> {
        let until = [self.until, other.until].into_iter().flatten().min();
        let both = Self { from: self.from.max(other.from), until };
        until.is_none_or(|until| both.from < until).then_some(both)
    }
}

/// When an investigation begins or ends by that event: then it is to be asked which others of its child run.
pub fn begins_or_ends(event: &InvestigationEvent) -> Option<NaiveDate> {
    match event {
        InvestigationEvent::InvestigationOpened { started_on: on, .. }
        | InvestigationEvent::InvestigationConcluded { concluded_on: on, .. } => Some(*on),
        _ => None,
    }
}

impl Watch {
    /// Of an investigation, from when to when it ran.
    pub fn ran(&self) -> Option<Ran> {
        let from = self.investigation.started_on?;
        Some(Ran { from, until: self.investigation.concluded_on })
    }

    /// The watch over an investigation hears of the others of its child that began before it, as was recorded by then: that it is
    /// investigated twice is found while both run.
    pub fn hear_which_others_run(
        &mut self,
        stream: Uuid,
        others: &BTreeMap<InvestigationId, Ran>,
        at: At<'_>,
    ) -> Vec<Note> {
        self.hear_of_others(stream, at, |watch, notes| {
            let not_the_same: Vec<_> =
                watch.investigation.beside.iter().filter(|other| !others.contains_key(other)).copied().collect();
            for other in not_the_same {
                watch.investigation.beside.remove(&other);
                watch.withdraw_found(TWICE, Some(other.as_uuid()), notes);
            }
            let Some(ran) = watch.ran() else { return };
            let at_once = others.iter().filter_map(|(other, others)| Some((*other, ran.at_once_with(*others)?)));
            for (other, Ran { from, until }) in at_once {
                let which = Some(other.as_uuid());
                if watch.investigation.beside.insert(other) {
                    watch.find(TWICE, which, from, notes);
                }
                if let Some(until) = until {
                    watch.mend(TWICE, which, until, notes);
                }
            }
        })
    }
}
