//! A report that joined the investigation of another child: nobody looks into it, and its reporter would hear how that one
//! ended (R-43, S2-48).
//!
//! A report's events do not tell whose investigation it joined, nor does an investigation's watch hear who is recorded to be one
//! child. Whoever keeps the watches knows that of the ledger, and asks: the report's watch and the investigation's for their
//! children, a child's for what is to be looked at again when another child is said to be it, or not to be.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{At, FindingKind, Note, Notes, Watch};
use crate::ids::{CaseId, InvestigationId, ReportId, SubjectId};
use crate::report::ReportEvent;

const ANOTHERS: FindingKind = FindingKind::JoinedAnotherChild;

/// What is remembered of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Of a case, a report and an investigation: the child that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) child: Option<SubjectId>,
    /// Of a report: the investigation that it joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    joined: Option<InvestigationId>,
    /// Of a child: what is to be looked at again when who is the same child changes.
    #[serde(flatten)]
    concerned: Concerned,
}

/// What is to be looked at again when another child is said to be a child, or not to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Concerned {
    /// The reports that joined an investigation, of which one is about the child and the other is not.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub reports: BTreeSet<ReportId>,
    /// The cases that say something of siblings and are about the child, or link it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub cases: BTreeSet<CaseId>,
    /// The investigations of the child.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub investigations: BTreeSet<InvestigationId>,
}

impl Concerned {
    /// And those.
    pub fn add(&mut self, Self { reports, cases, investigations }: &Self) {
        self.reports.extend(reports);
        self.cases.extend(cases);
        self.investigations.extend(investigations);
    }
}

/// The investigation that an event adds a report to, and since when.
pub fn joined_by(event: &ReportEvent) -> Option<(InvestigationId, NaiveDate)> {
    match event {
        ReportEvent::TriageDecided { joins: Some(joined), decided_on: on, .. }
        | ReportEvent::JoinedInvestigationNamed { joined, named_on: on }
        | ReportEvent::JoiningCorrected { joined: Some(joined), corrected_on: on, .. } => {
            Some((joined.investigation, *on))
        }
        _ => None,
    }
}

impl Watch {
    /// Of a case, a report or an investigation, the child that it is about.
    pub const fn child(&self) -> Option<SubjectId> {
        self.same_child.child
    }

    /// Of a report, the investigation that it joined.
    pub const fn joined(&self) -> Option<InvestigationId> {
        self.same_child.joined
    }

    /// Of a child, what is to be looked at again when who is the same child changes.
    pub const fn concerned(&self) -> &Concerned {
        &self.same_child.concerned
    }

    /// A child's watch hears what else is to be looked at again.
    pub fn concerns(&mut self, these: &Concerned) {
        self.same_child.concerned.add(these);
    }

    /// The watch over a report hears whether the investigation it joined is about the same child, as was recorded by then, and
    /// since which day that is known.
    pub fn hear_whether_it_joined_its_own_child(
        &mut self,
        stream: Uuid,
        is_same: bool,
        on: NaiveDate,
        at: At<'_>,
    ) -> Vec<Note> {
        self.hear_of_others(stream, at, |watch, notes| {
            if is_same {
                watch.withdraw_found(ANOTHERS, None, notes);
            } else {
                watch.find(ANOTHERS, None, on, notes);
            }
        })
    }

    /// What was found of the joining before is mended by that it is corrected; of the next one it is asked anew.
    pub(super) fn hear_what_is_joined(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        match event {
            ReportEvent::ReportReceived { child, .. } => self.same_child.child = Some(child.subject),
            ReportEvent::JoiningCorrected { corrected_on, .. } => {
                self.mend(ANOTHERS, None, *corrected_on, notes);
                self.same_child.joined = joined_by(event).map(|(investigation, _)| investigation);
            }
            _ => {
                if let Some((investigation, _)) = joined_by(event) {
                    self.same_child.joined = Some(investigation);
                }
            }
        }
    }
}
