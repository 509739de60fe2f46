//! What a case knows of the notes to the leader, in the schema.

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::case;
use case_ledger_domain::ids::NoteId;
use chrono::NaiveDate;

use super::global_id;
use super::scalars::Date;

/// An internal note to the leader, and how long it waits or waited for its answer (RM-4).
#[derive(SimpleObject)]
pub struct Note {
    /// Its id.
    id: ID,
    /// When it went to the leader.
    submitted_on: Date,
    /// When it was answered; null while it waits.
    answered_on: Option<Date>,
    /// Whether the leader saw it likewise; null while it waits.
    leader_agrees: Option<bool>,
    /// Calendar days from when it was submitted to its answer, or to the day it is shown as of.
    age_in_days: i64,
}

impl Note {
    /// What its ids begin with.
    pub const PREFIX: &'static str = "note";

    /// As the case holds it, on that day.
    pub fn of((id, note): (NoteId, &case::Note), day: NaiveDate) -> Self {
        let case::Note { submitted_on, answered_on, leader_agrees, .. } = *note;
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            submitted_on: submitted_on.into(),
            answered_on: answered_on.map(Date),
            leader_agrees,
            age_in_days: (answered_on.unwrap_or(day) - submitted_on).num_days(),
        }
    }
}
