//! `leader_inbox`: what waits for an answer of the nearest leader, one row per internal note and one per concern that waits
//! or waited until a leader took part (RM-4, S0-46, S4-16). No personal data.
//!
//! A case's newest concern stands under the case's id. What is raised or brought to a leader while it waits waits with it;
//! what comes after its answer is a concern of its own, and the answered one moves to an id of its own and stays.
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
        /// Under which it is kept: the note's id; of a case's newest concern the case's, of one before it one of its own.
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
        /// The role of the leader to whom it was brought last, where that was said.
        pub brought_to: Option<String>,
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

/// How a concern comes to the leader.
#[derive(Clone, Copy)]
enum Waiting {
    /// A note asks for an answer.
    Note,
    /// It is raised.
    Raised,
    /// It is brought to somebody with that role.
    Brought(DeciderRole),
}

enum What<'a> {
    /// It begins to wait, in a case that began so.
    Waits { waiting: Waiting, since: NaiveDate, case: Uuid, began: &'a Began },
    /// What was answered before, where something was, makes room for it.
    MakesRoom,
    /// A leader took part.
    Answered { on: NaiveDate, agrees: Option<bool> },
    /// Those decided, and closed the case with it or not.
    Decided { on: NaiveDate, by: [Option<DeciderRole>; 2], closed: bool },
}

impl Model for LeaderInbox {
    const NAME: &'static str = "leader_inbox";
    const VERSION: i32 = 4;
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
                    happens(case, What::Waits { waiting: Waiting::Raised, since: *raised_on, case, began });
                    happens(earlier(case, position), What::MakesRoom);
                }
                CaseEvent::Discussion(DiscussionEvent::ConcernForwardedToLeader { leader, forwarded_on }) => {
                    let began = memory.streams.of(case, position)?;
                    let waiting = Waiting::Brought(leader.role);
                    happens(case, What::Waits { waiting, since: *forwarded_on, case, began });
                    happens(earlier(case, position), What::MakesRoom);
                }
                CaseEvent::Discussion(DiscussionEvent::InternalNoteSubmittedToLeader {
                    note, submitted_on, ..
                }) => {
                    // The concern has come to the leader with it; from here on the note waits.
                    happens(case, What::Answered { on: *submitted_on, agrees: None });
                    let began = memory.streams.of(case, position)?;
                    happens(note.as_uuid(), What::Waits { waiting: Waiting::Note, since: *submitted_on, case, began });
                }
                CaseEvent::Discussion(DiscussionEvent::LeaderFeedbackGiven { note, agrees, given_on, .. }) => {
                    happens(note.as_uuid(), What::Answered { on: *given_on, agrees: Some(*agrees) });
                }
                CaseEvent::Discussion(DiscussionEvent::LeaderDiscussionHeld { held_on, .. }) => {
                    happens(case, What::Answered { on: *held_on, agrees: None });
                }
                event => {
                    if let Some(decided) = decided(Heard::Case(event)) {
                        let by = [decided.role, decided.together_with];
                        let closed = decided.kind == DecisionKind::Closed;
                        happens(case, What::Decided { on: decided.on, by, closed });
                    }
                }
            }
        }
        let mut answered = None;
        let becomes = |row: &mut Option<InboxRow>, happens: Happens<'_>| {
            becomes(row, happens, &mut answered);
            Ok(())
        };
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
            | CaseEvent::Discussion(
                DiscussionEvent::InternalNoteSubmittedToLeader { .. }
                    | DiscussionEvent::ConcernForwardedToLeader { .. }
            )
    )
}

/// The id of the concern that makes room for the one that waits from that position on.
fn earlier(case: Uuid, position: i64) -> Uuid {
    Uuid::new_v5(&case, format!("concern/{position}").as_bytes())
}

/// What happens to a row; `answered` holds the concern that makes room for the next one, which comes right before.
fn becomes(row: &mut Option<InboxRow>, Happens { key, position, what }: Happens<'_>, answered: &mut Option<InboxRow>) {
    match (row, what) {
        // A second concern waits with the first one, since the earlier of the two.
        (Some(row), What::Waits { waiting, since, .. }) if row.ended_on.is_none() => {
            match waiting {
                Waiting::Brought(to) => row.brought_to = Some(to.name().to_owned()),
                Waiting::Note | Waiting::Raised => row.waiting_since = row.waiting_since.min(since),
            }
            (row.waiting_at, row.position) = (start_of_day(row.waiting_since), position);
        }
        // A leader who took part on a later day has answered it; what is brought on that day after the answer waits anew.
        (Some(row), What::Waits { waiting: Waiting::Brought(_), since, .. }) if row.is_answered_by(since) => {}
        (row, What::Waits { waiting, since, case, began }) => {
            *answered = row.take();
            *row = Some(InboxRow {
                item_id: key,
                is_note: matches!(waiting, Waiting::Note),
                case_id: case,
                unit: began.unit.clone(),
                waiting_since: since,
                waiting_at: start_of_day(since),
                ended_on: None,
                brought_to: match waiting {
                    Waiting::Brought(to) => Some(to.name().to_owned()),
                    Waiting::Note | Waiting::Raised => None,
                },
                unanswered: false,
                leader_agrees: None,
                position,
            });
        }
        (row, What::MakesRoom) => {
            *row = answered.take().map(|answered| InboxRow { item_id: key, position, ..answered });
        }
        // What was said or decided before the concern was raised is no answer to it.
        (Some(row), What::Answered { on, agrees }) if row.ended_on.is_none() && on >= row.waiting_since => {
            (row.ended_on, row.leader_agrees, row.position) = (Some(on), agrees, position);
        }
        (Some(row), What::Decided { on, by, closed }) if row.ended_on.is_none() => {
            if on >= row.waiting_since && by.into_iter().flatten().any(|role| row.waits_for(role)) {
                (row.ended_on, row.position) = (Some(on), position);
            } else if closed {
                (row.ended_on, row.unanswered, row.position) = (Some(on.max(row.waiting_since)), true, position);
            }
        }
        _ => {}
    }
}

impl InboxRow {
    /// Whether a decision by somebody with that role is the leader's: of who leads a unit it is (S4-15), and of another
    /// whom the concern was brought to (S4-16). Who works with it does not answer it.
    fn waits_for(&self, role: DeciderRole) -> bool {
        role.leads_a_unit() || self.brought_to.as_deref() == Some(role.name())
    }

    /// Whether a leader took part after that day. Of one day, what was written down first came first.
    fn is_answered_by(&self, day: NaiveDate) -> bool {
        !self.unanswered && self.ended_on.is_some_and(|ended_on| day < ended_on)
    }
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
