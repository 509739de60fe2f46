//! `leader_inbox`: what waits for an answer of the nearest leader, one row per internal note, one per concern, one per call in
//! acute danger and one per referral or report that was turned down, which waits or waited until a leader took part (RM-4, RM-13,
//! S0-46, S4-16). No personal data.
//!
//! A case's newest concern stands under the case's id, and its newest call and what was turned down last beside it. What is raised
//! or brought to a leader while it waits waits with it, each with its day: what the answer is of a day before goes on waiting. What
//! comes after its answer is a concern of its own, and the answered one moves to an id of its own and stays.
//! Rebuildable from the ledger; nothing else writes this table.

use case_ledger_domain::case::{
    AnswerEvent, Case, CaseEvent, ConcernEvent, DiscussionEvent, ReferralEvent, ReferralOutcome, ReportingEvent,
};
use case_ledger_domain::decisions::{DecisionKind, decided};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::oversight::Heard;
use case_ledger_domain::people::DeciderRole;
use case_ledger_domain::time::{oslo_date, start_of_day};
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
        /// Under which it is kept: the note's id; of a case's newest concern the case's; of its newest call, of what was
        /// turned down last, and of what came before any of them, one of its own.
        pub item_id: Uuid,
        /// Whether it is a note.
        pub is_note: bool,
        /// Whether it is a call in acute danger.
        pub is_call: bool,
        /// Whether it is that a referral or a report was turned down; a concern where it is none of the three.
        pub is_turned_down: bool,
        /// The case.
        pub case_id: Uuid,
        /// The unit.
        pub unit: String,
        /// From which day it waits.
        pub waiting_since: NaiveDate,
        /// The beginning of that day.
        pub waiting_at: DateTime<Utc>,
        /// The later days of those that wait with it.
        pub later: Vec<NaiveDate>,
        /// When it was answered, or waits no more.
        pub ended_on: Option<NaiveDate>,
        /// The role of the leader to whom it was brought last, where that was said.
        pub brought_to: Option<String>,
        /// When that was.
        pub brought_on: Option<NaiveDate>,
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
    /// Help was called in acute danger.
    Called,
    /// A body does not take the child on, or the service does not follow it up.
    TurnedDown,
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
    const VERSION: i32 = 6;
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
                    happens(earlier(case, position), What::MakesRoom);
                    let began = memory.streams.of(case, position)?;
                    happens(note.as_uuid(), What::Waits { waiting: Waiting::Note, since: *submitted_on, case, began });
                }
                CaseEvent::Discussion(DiscussionEvent::LeaderFeedbackGiven { note, agrees, given_on, .. }) => {
                    happens(note.as_uuid(), What::Answered { on: *given_on, agrees: Some(*agrees) });
                }
                CaseEvent::Discussion(DiscussionEvent::LeaderDiscussionHeld { held_on, .. }) => {
                    for newest in kept_of(case) {
                        happens(newest, What::Answered { on: *held_on, agrees: None });
                        happens(earlier(newest, position), What::MakesRoom);
                    }
                }
                CaseEvent::Reporting(event @ ReportingEvent::EmergencyContactMade { contacted_at, .. })
                    if is_call(event) =>
                {
                    let began = memory.streams.of(case, position)?;
                    let (calls, since) = (calls_of(case), oslo_date(*contacted_at));
                    happens(calls, What::Waits { waiting: Waiting::Called, since, case, began });
                    happens(earlier(calls, position), What::MakesRoom);
                }
                event => {
                    if let Some(since) = turned_down_on(event) {
                        let began = memory.streams.of(case, position)?;
                        let turned_down = turned_down_in(case);
                        happens(turned_down, What::Waits { waiting: Waiting::TurnedDown, since, case, began });
                        happens(earlier(turned_down, position), What::MakesRoom);
                    }
                    if let Some(decided) = decided(Heard::Case(event)) {
                        let by = [decided.role, decided.together_with];
                        let closed = decided.kind == DecisionKind::Closed;
                        for newest in kept_of(case) {
                            happens(newest, What::Decided { on: decided.on, by, closed });
                            happens(earlier(newest, position), What::MakesRoom);
                        }
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

fn begins_to_wait(event: &CaseEvent) -> bool {
    match event {
        CaseEvent::Concern(ConcernEvent::ConcernRaised { .. })
        | CaseEvent::Discussion(
            DiscussionEvent::InternalNoteSubmittedToLeader { .. } | DiscussionEvent::ConcernForwardedToLeader { .. },
        ) => true,
        CaseEvent::Reporting(event) => is_call(event),
        event => turned_down_on(event).is_some(),
    }
}

/// Whether help was called in acute danger. Before that was a rule, others were said to have been contacted so.
const fn is_call(event: &ReportingEvent) -> bool {
    matches!(event, ReportingEvent::EmergencyContactMade { body, .. } if body.is_called_in_danger())
}

/// When a body answered that it does not take the child on, or the service that it does not follow up what was reported.
const fn turned_down_on(event: &CaseEvent) -> Option<NaiveDate> {
    match event {
        CaseEvent::Referral(ReferralEvent::ReferralAnswered {
            outcome: ReferralOutcome::Refused,
            after_withdrawal: false,
            answered_on: on,
            ..
        }) => Some(*on),
        CaseEvent::Answer(AnswerEvent::FeedbackReceived { feedback, told_on, .. }) if feedback.turns_down() => {
            Some(*told_on)
        }
        _ => None,
    }
}

/// Under which the case's newest call stands.
fn calls_of(case: Uuid) -> Uuid {
    Uuid::new_v5(&case, b"call")
}

/// Under which it stands what was turned down last in the case.
fn turned_down_in(case: Uuid) -> Uuid {
    Uuid::new_v5(&case, b"turned down")
}

/// Under which the case's newest items stand that are no notes.
fn kept_of(case: Uuid) -> [Uuid; 3] {
    [case, calls_of(case), turned_down_in(case)]
}

/// The id of what makes room for that which waits under the other id from that position on.
fn earlier(newest: Uuid, position: i64) -> Uuid {
    Uuid::new_v5(&newest, format!("concern/{position}").as_bytes())
}

/// What happens to a row; `answered` holds the concern that makes room for the next one, which comes right before.
fn becomes(row: &mut Option<InboxRow>, Happens { key, position, what }: Happens<'_>, answered: &mut Option<InboxRow>) {
    match (row, what) {
        // A second concern waits with the first one, since the earlier of the two, and its day is kept.
        (Some(row), What::Waits { waiting, since, .. }) if row.ended_on.is_none() => {
            match waiting {
                Waiting::Brought(to) => {
                    (row.brought_to, row.brought_on) = (Some(to.name().to_owned()), row.brought_on.max(Some(since)));
                }
                Waiting::Note | Waiting::Raised | Waiting::Called | Waiting::TurnedDown => {
                    row.waits_since_both(since);
                }
            }
            row.position = position;
        }
        // A leader who took part on a later day has answered it; what is brought on that day after the answer waits anew.
        (Some(row), What::Waits { waiting: Waiting::Brought(_), since, .. }) if row.is_answered_by(since) => {}
        (row, What::Waits { waiting, since, case, began }) => {
            *answered = row.take();
            *row = Some(InboxRow {
                item_id: key,
                is_note: matches!(waiting, Waiting::Note),
                is_call: matches!(waiting, Waiting::Called),
                is_turned_down: matches!(waiting, Waiting::TurnedDown),
                case_id: case,
                unit: began.unit.clone(),
                waiting_since: since,
                waiting_at: start_of_day(since),
                later: Vec::new(),
                ended_on: None,
                brought_to: match waiting {
                    Waiting::Brought(to) => Some(to.name().to_owned()),
                    Waiting::Note | Waiting::Raised | Waiting::Called | Waiting::TurnedDown => None,
                },
                brought_on: matches!(waiting, Waiting::Brought(_)).then_some(since),
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
            *answered = row.is_answered_on(on, position);
            let of_the_answer = answered.as_mut().unwrap_or(row);
            of_the_answer.leader_agrees = agrees;
        }
        (Some(row), What::Decided { on, by, closed }) if row.ended_on.is_none() => {
            if on >= row.waiting_since && by.into_iter().flatten().any(|role| row.waits_for(role)) {
                *answered = row.is_answered_on(on, position);
            }
            if closed && row.ended_on.is_none() {
                (row.ended_on, row.unanswered, row.position) = (Some(on.max(row.waiting_since)), true, position);
                row.later.clear();
            }
        }
        _ => {}
    }
}

impl InboxRow {
    /// It waits since the earlier of its day and another, and the later one is kept.
    fn waits_since_both(&mut self, since: NaiveDate) {
        let (first, next) = (self.waiting_since.min(since), self.waiting_since.max(since));
        if first < next && !self.later.contains(&next) {
            self.later.push(next);
            self.later.sort_unstable();
        }
        (self.waiting_since, self.waiting_at) = (first, start_of_day(first));
    }

    /// A leader answered it on that day. What was raised on a later one, and waited with it, is not answered by that: it goes on
    /// waiting in its place, and what was answered is given back, for a row of its own.
    fn is_answered_on(&mut self, on: NaiveDate, position: i64) -> Option<Self> {
        self.later.retain(|day| *day > on);
        self.position = position;
        if self.later.is_empty() {
            self.ended_on = Some(on);
            return None;
        }
        let answered = Self { later: Vec::new(), ended_on: Some(on), ..self.clone() };
        let since = self.later.remove(0);
        (self.waiting_since, self.waiting_at) = (since, start_of_day(since));
        if self.brought_on < Some(since) {
            (self.brought_to, self.brought_on) = (None, None);
        }
        Some(answered)
    }

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
    /// Only notes, or only what is none.
    pub is_note: Option<bool>,
    /// Only calls in acute danger, or only what is none.
    pub is_call: Option<bool>,
    /// Only what was turned down, or only what was not.
    pub is_turned_down: Option<bool>,
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
        conditions::is(query, "is_call", filter.is_call);
        conditions::is(query, "is_turned_down", filter.is_turned_down);
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

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: Uuid = Uuid::from_u128(3);

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 3, number).unwrap()
    }

    /// The rows that come of what happens to a case's concerns, one after the other, as the fold has it.
    fn rows<'a>(story: impl IntoIterator<Item = What<'a>>) -> Vec<InboxRow> {
        let (mut newest, mut kept, mut answered) = (None, Vec::new(), None);
        for (position, what) in (1..).zip(story) {
            becomes(&mut newest, Happens { key: CASE, position, what }, &mut answered);
            let mut row = None;
            let key = earlier(CASE, position);
            becomes(&mut row, Happens { key, position, what: What::MakesRoom }, &mut answered);
            kept.extend(row);
        }
        kept.extend(newest);
        kept
    }

    fn began() -> Began {
        let (unit, child) = ("Solbakken".to_owned(), Uuid::from_u128(1));
        let (case, report, investigation, renews, runs) = (Some(CASE), None, None, false, None);
        Began { unit, child, case, report, investigation, renews, runs }
    }

    fn raised(began: &Began, on: u32) -> What<'_> {
        What::Waits { waiting: Waiting::Raised, since: day(on), case: CASE, began }
    }

    const fn decided(on: NaiveDate, by: DeciderRole, closed: bool) -> What<'static> {
        What::Decided { on, by: [Some(by), None], closed }
    }

    fn told(rows: &[InboxRow]) -> Vec<(NaiveDate, Option<NaiveDate>, bool)> {
        rows.iter().map(|row| (row.waiting_since, row.ended_on, row.unanswered)).collect()
    }

    #[test]
    fn rm_4_s4_16_a_leaders_answer_of_a_day_before_a_second_concern_leaves_that_one_waiting() {
        let began = began();
        let leader = DeciderRole::UnitLeader;
        for answer in [decided(day(5), leader, false), What::Answered { on: day(5), agrees: None }] {
            let rows = rows([raised(&began, 4), raised(&began, 7), answer]);
            assert_eq!(told(&rows), [(day(4), Some(day(5)), false), (day(7), None, false)]);
            assert!(rows[0].item_id != CASE && rows[1].item_id == CASE);
            assert_eq!(rows[1].waiting_at, start_of_day(day(7)));
        }
        let both = rows([raised(&began, 4), raised(&began, 7), decided(day(7), leader, false)]);
        assert_eq!(told(&both), [(day(4), Some(day(7)), false)], "what is decided then is decided of both");
        // In whichever order they are written down.
        let back = rows([raised(&began, 7), raised(&began, 4), decided(day(5), leader, false)]);
        assert_eq!(told(&back), [(day(4), Some(day(5)), false), (day(7), None, false)]);
        // Its own answer comes later.
        let own =
            [raised(&began, 4), raised(&began, 7), decided(day(5), leader, false), decided(day(8), leader, false)];
        assert_eq!(told(&rows(own)), [(day(4), Some(day(5)), false), (day(7), Some(day(8)), false)]);
    }

    #[test]
    fn s4_16_what_was_brought_to_somebody_before_a_second_concern_was_not_that_one() {
        let began = began();
        let brought = What::Waits {
            waiting: Waiting::Brought(DeciderRole::PedagogicalLeader),
            since: day(5),
            case: CASE,
            began: &began,
        };
        let by_whom_it_was_brought_to = decided(day(5), DeciderRole::PedagogicalLeader, false);
        let rows = rows([raised(&began, 4), brought, raised(&began, 7), by_whom_it_was_brought_to]);
        assert_eq!(told(&rows), [(day(4), Some(day(5)), false), (day(7), None, false)]);
        assert_eq!((rows[0].brought_to.is_some(), rows[1].brought_to.as_deref()), (true, None));
    }

    #[test]
    fn r_19_where_the_case_is_closed_nothing_of_it_waits_any_more() {
        let began = began();
        let leader = [raised(&began, 4), raised(&began, 7), decided(day(5), DeciderRole::UnitLeader, true)];
        assert_eq!(told(&rows(leader)), [(day(4), Some(day(5)), false), (day(7), Some(day(7)), true)]);
        let other = [raised(&began, 4), raised(&began, 7), decided(day(8), DeciderRole::ContactTeacher, true)];
        assert_eq!(told(&rows(other)), [(day(4), Some(day(8)), true)]);
    }
}
