//! `leader_inbox`: what waits for an answer of the nearest leader, one row per internal note and one per case whose
//! concern no leader has taken part in since it was raised (RM-4, S0-46, S4-16). No personal data.
//! Rebuildable from the ledger; nothing else writes this table.

use case_ledger_domain::case::{Case, CaseEvent, ConcernEvent, DiscussionEvent};
use case_ledger_domain::decisions::{DecisionKind, decided};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::oversight::Heard;
use case_ledger_domain::people::DeciderRole;
use case_ledger_domain::time::start_of_day;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::streams::{Began, Streams};
use super::table::{self, Change, Cursor, Order, Rows, Table, table};
use super::{Batch, Model, Place, ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;
use crate::reach::Reached;

table! {
    /// Something that waits, or waited, for a leader.
    pub struct InboxRow in "leader_inbox" by item_id sorted by waiting_at {
        /// Under which it is kept: the note's id, or the case's.
        pub item_id: Uuid,
        /// Whether it is a note; a concern otherwise.
        pub is_note: bool,
        /// The case.
        pub case_id: Uuid,
        /// The unit.
        pub unit: String,
        /// From which day it waits.
        pub waiting_since: NaiveDate,
        /// The beginning of that day.
        pub waiting_at: DateTime<Utc>,
        /// When it was answered, or waits no more.
        pub ended_on: Option<NaiveDate>,
        /// Whether the case was closed without an answer.
        pub unanswered: bool,
        /// Whether the leader saw it likewise; nothing where that was not said.
        pub leader_agrees: Option<bool>,
        /// Position of the newest event.
        pub position: i64,
    }
}

/// The read model.
pub struct LeaderInbox;

/// What a fold remembers.
#[derive(Default)]
pub struct Memory {
    streams: Streams,
    rows: Rows<InboxRow>,
}

/// What happens to an item.
struct Happens<'a> {
    key: Uuid,
    position: i64,
    what: What<'a>,
}

enum What<'a> {
    /// It begins to wait, in a case that began so.
    Waits { note: bool, since: NaiveDate, case: Uuid, began: &'a Began },
    /// A leader took part.
    Answered { on: NaiveDate, agrees: Option<bool> },
    /// The case was closed by somebody else.
    Ended { on: NaiveDate },
}

impl Model for LeaderInbox {
    const NAME: &'static str = "leader_inbox";
    const VERSION: i32 = 2;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE];
    const TABLES: &'static [&'static str] = &InboxRow::TABLES;

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let of_cases: Vec<(&Recorded, &CaseEvent)> = batch
            .events
            .iter()
            .filter_map(|recorded| match &recorded.event {
                AnyEvent::Case(event) => Some((recorded, event)),
                _ => None,
            })
            .collect();
        let beginning = of_cases.iter().filter(|(_, event)| begins_to_wait(event));
        let beginning = beginning.map(|(recorded, _)| recorded.aggregate_id);
        memory.streams.get_to_know(connection, municipality, batch, beginning).await?;
        let mut changes = Vec::new();
        for (recorded, event) in of_cases {
            let Recorded { aggregate_id: case, position, .. } = *recorded;
            let mut happens = |key, what| {
                changes.push(Change { key, position, is_first: false, what: Happens { key, position, what } });
            };
            match event {
                CaseEvent::Concern(ConcernEvent::ConcernRaised { raised_on, .. }) => {
                    let began = memory.streams.of(case, position)?;
                    happens(case, What::Waits { note: false, since: *raised_on, case, began });
                }
                CaseEvent::Discussion(DiscussionEvent::InternalNoteSubmittedToLeader {
                    note, submitted_on, ..
                }) => {
                    // The concern has come to the leader with it; from here on the note waits.
                    happens(case, What::Answered { on: *submitted_on, agrees: None });
                    let began = memory.streams.of(case, position)?;
                    happens(note.as_uuid(), What::Waits { note: true, since: *submitted_on, case, began });
                }
                CaseEvent::Discussion(DiscussionEvent::LeaderFeedbackGiven { note, agrees, given_on, .. }) => {
                    happens(note.as_uuid(), What::Answered { on: *given_on, agrees: Some(*agrees) });
                }
                CaseEvent::Discussion(DiscussionEvent::LeaderDiscussionHeld { held_on, .. }) => {
                    happens(case, What::Answered { on: *held_on, agrees: None });
                }
                event => match decided(Heard::Case(event)) {
                    Some(decided) if decided.role.is_some_and(is_leader) => {
                        happens(case, What::Answered { on: decided.on, agrees: None });
                    }
                    Some(decided) if decided.kind == DecisionKind::Closed => {
                        happens(case, What::Ended { on: decided.on });
                    }
                    _ => {}
                },
            }
        }
        memory.rows.change(connection, place, municipality, batch, changes, becomes).await
    }

    async fn finish(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.rows.finish(connection, place, municipality).await
    }

    fn rows(memory: &Memory) -> usize {
        memory.streams.len() + memory.rows.len()
    }
}

const fn begins_to_wait(event: &CaseEvent) -> bool {
    matches!(
        event,
        CaseEvent::Concern(ConcernEvent::ConcernRaised { .. })
            | CaseEvent::Discussion(DiscussionEvent::InternalNoteSubmittedToLeader { .. })
    )
}

/// Whether that is somebody's nearest leader.
const fn is_leader(role: DeciderRole) -> bool {
    matches!(
        role,
        DeciderRole::PedagogicalLeader | DeciderRole::Head | DeciderRole::UnitLeader | DeciderRole::ProfessionalLeader
    )
}

#[expect(clippy::unnecessary_wraps, reason = "other read models' changes can fail")]
fn becomes(row: &mut Option<InboxRow>, Happens { key, position, what }: Happens<'_>) -> Result<(), ProjectionError> {
    match (row, what) {
        // A second concern waits with the first one, since the earlier of the two.
        (Some(row), What::Waits { since, .. }) if row.ended_on.is_none() => {
            row.waiting_since = row.waiting_since.min(since);
            (row.waiting_at, row.position) = (start_of_day(row.waiting_since), position);
        }
        (row, What::Waits { note, since, case, began }) => {
            *row = Some(InboxRow {
                item_id: key,
                is_note: note,
                case_id: case,
                unit: began.unit.clone(),
                waiting_since: since,
                waiting_at: start_of_day(since),
                ended_on: None,
                unanswered: false,
                leader_agrees: None,
                position,
            });
        }
        // What was said or decided before the concern was raised is no answer to it.
        (Some(row), What::Answered { on, agrees }) if row.ended_on.is_none() && on >= row.waiting_since => {
            (row.ended_on, row.leader_agrees, row.position) = (Some(on), agrees, position);
        }
        (Some(row), What::Ended { on }) if row.ended_on.is_none() => {
            (row.ended_on, row.unanswered, row.position) = (Some(on.max(row.waiting_since)), true, position);
        }
        _ => {}
    }
    Ok(())
}

/// What is wanted of what waits for leaders.
#[derive(Debug, Clone, Default)]
pub struct InboxFilter {
    /// Which cases the reader reaches.
    pub reached: Reached,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only notes, or only concerns.
    pub is_note: Option<bool>,
    /// Only what waits still on that day, or only what does not.
    pub waiting: Option<(bool, NaiveDate)>,
    /// Only what waits since that day or later.
    pub from: Option<NaiveDate>,
    /// Only what waits since that day or earlier.
    pub to: Option<NaiveDate>,
}

/// What waits or waited after `after`, the longest first.
pub async fn inbox(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &InboxFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<InboxRow>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a InboxFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        filter.reached.push(query, None);
        conditions::is(query, "unit", filter.unit.as_deref());
        conditions::is(query, "is_note", filter.is_note);
        match filter.waiting {
            None => {}
            Some((true, on)) => {
                query.push(" AND waiting_since <= ").push_bind(on);
                query.push(" AND (ended_on IS NULL OR ended_on > ").push_bind(on).push(")");
            }
            Some((false, on)) => _ = query.push(" AND ended_on <= ").push_bind(on),
        }
        conditions::within(query, "waiting_since", filter.from, filter.to);
    };
    table::list::<InboxRow>(municipality, asked, Order::Rising, after, most, as_of)
}
