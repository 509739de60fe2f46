//! The rows of a group of commands, and the statement that moves the heads and writes them.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::subject::Subject;
use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::{Arguments as _, Connection as _};
use uuid::Uuid;

use super::authorship::RowKey;
use super::leaf::{Hash, Leaf};
use super::writer::{Append, SealedEvent};

/// Where a municipality's ledger ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// The newest position.
    pub(super) position: i64,
    /// When its event was recorded; `None` before the first.
    pub(super) recorded_at: Option<DateTime<Utc>>,
    /// The newest position of an event about a person's data; 0 where there is none. Known as exactly as the head is: the
    /// statement that writes takes no other head than this.
    pub(super) subjects_at: i64,
    /// Up to when it was answered what the ledger knew; `None` where nobody asked. It may have risen since: the statement
    /// that writes looks again.
    pub(super) closed_until: Option<DateTime<Utc>>,
}

/// Municipality, position, when the newest event was recorded, the newest event about a person's data, and up to when the
/// ledger is closed.
type HeadRow = (String, i64, Option<DateTime<Utc>>, i64, Option<DateTime<Utc>>);

impl Head {
    /// When what the ledger took at that time is recorded after this head: then, but neither before the newest event nor
    /// at an instant that was answered for.
    pub(super) fn next_recorded_at(&self, taken_at: DateTime<Utc>) -> DateTime<Utc> {
        let open = self.closed_until.map(|until| until + TimeDelta::microseconds(1));
        [self.recorded_at, open].into_iter().flatten().fold(taken_at, DateTime::max)
    }

    /// Gives the append's events their places after this head, in order; answers the head after them.
    pub(super) fn place<'a>(
        self,
        municipality: &Municipality,
        append: &'a Append,
        mut placed: impl FnMut(&'a SealedEvent, &Leaf<'_>),
    ) -> Self {
        let mut last = self;
        let recorded_at = self.next_recorded_at(append.taken_at);
        let aggregate_id = append.stream.aggregate_id.to_string();
        for (event, command_index) in append.events.iter().zip(0_i16..) {
            let position = last.position.saturating_add(1);
            let subjects_at = if append.stream.aggregate_type == Subject::TYPE { position } else { last.subjects_at };
            last = Self { position, recorded_at: Some(recorded_at), subjects_at, ..last };
            let leaf = Leaf {
                municipality: municipality.as_str(),
                position,
                aggregate_type: append.stream.aggregate_type,
                aggregate_id: &aggregate_id,
                sequence: append.expected_version + i64::from(command_index) + 1,
                event_type: event.event_type,
                event_version: &event.event_version,
                payload: &event.payload,
                metadata: &event.metadata,
                event_id: event.event_id,
                command_id: append.command_id,
                command_index,
                correlation_id: append.correlation_id,
                causation_id: append.causation_id,
                actor: &event.actor,
                occurred_at: event.occurred_at,
                recorded_at,
            };
            placed(event, &leaf);
        }
        last
    }

    /// Whether something was decided about persons' data that was not known when the append was sealed.
    pub(super) const fn is_ahead_of(&self, append: &Append) -> bool {
        append.subjects_known_to < self.subjects_at
    }
}

/// The heads of those municipalities; one that has no ledger is left out.
pub(super) async fn read_heads(
    municipalities: impl Iterator<Item = &Municipality>,
    connection: &mut PgConnection,
) -> Result<HashMap<Municipality, Head>, sqlx::Error> {
    let rows: Vec<HeadRow> = sqlx::query_as(
        // For each head apart: as a join, PostgreSQL may read the whole ledger for it.
        "SELECT head.municipality, head.position,
                (SELECT recorded_at FROM events
                  WHERE municipality = head.municipality AND position = head.position),
                coalesce((SELECT position FROM events
                           WHERE municipality = head.municipality AND aggregate_type = 'Subject'
                           ORDER BY position DESC LIMIT 1), 0),
                head.closed_until
           FROM ledger_heads AS head WHERE head.municipality = ANY ($1)",
    )
    .bind(municipalities.map(Municipality::as_str).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    // The column's check lets nothing else in.
    let heads = rows.into_iter().filter_map(|(number, position, recorded_at, subjects_at, closed_until)| {
        Some((number.parse().ok()?, Head { position, recorded_at, subjects_at, closed_until }))
    });
    Ok(heads.collect())
}

/// Waits until nobody else moves the municipality's head, and keeps it for the transaction. No stronger lock than
/// moving it takes: rows that refer to the head may come in meanwhile.
///
/// The head is to be read afterwards: a statement that had to wait sees the events as they were before.
pub(super) async fn lock_head(municipality: &Municipality, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR NO KEY UPDATE")
        .bind(municipality.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// The rows of one municipality.
struct Span {
    /// The head that they follow.
    before: Head,
    /// When the first of them is recorded.
    recorded_from: DateTime<Utc>,
    /// The head after them.
    last: Head,
}

/// The statement that moves the heads and inserts the events, and with them what `$beside` says.
macro_rules! statement {
    ($beside:literal) => {
        concat!(
            "WITH seen AS (
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[])
             AS seen (municipality, position, last, recorded_from)
     ), free AS (
         SELECT head.municipality, seen.last FROM seen JOIN ledger_heads AS head USING (municipality)
          WHERE head.position = seen.position
            AND (head.closed_until IS NULL OR head.closed_until < seen.recorded_from)
            FOR NO KEY UPDATE OF head SKIP LOCKED
     ), moved AS (
         UPDATE ledger_heads AS head SET position = free.last FROM free
          WHERE head.municipality = free.municipality RETURNING head.municipality
     ), written AS (
         INSERT INTO events (municipality, position, aggregate_type, aggregate_id, sequence, event_type,
                event_version, payload, metadata, event_id, command_id, command_index, correlation_id,
                causation_id, actor, occurred_at, recorded_at, leaf_hash, code)
         SELECT moved.municipality, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type,
                e.event_version, e.payload::json, e.metadata::json, e.event_id, e.command_id, e.command_index,
                e.correlation_id, e.causation_id, e.actor::json, e.occurred_at, e.recorded_at, e.leaf_hash, e.code
           FROM moved JOIN unnest($5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[], $10::text[],
                $11::text[], $12::text[], $13::text[], $14::uuid[], $15::uuid[], $16::smallint[], $17::uuid[],
                $18::uuid[], $19::text[], $20::timestamptz[], $21::timestamptz[], $22::bytea[], $23::bytea[])
             AS e (municipality, position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                payload, metadata, event_id, command_id, command_index, correlation_id, causation_id, actor,
                occurred_at, recorded_at, leaf_hash, code) USING (municipality)
     )",
            $beside,
            " SELECT municipality FROM moved"
        )
    };
}

/// Of events alone, which is what there mostly is.
const WRITE: &str = statement!("");
/// Of events some of which bring content.
const WRITE_WITH_CONTENTS: &str = statement!(
    ", attached AS (
         INSERT INTO attachment_contents (municipality, position, attachment_id, sealed)
         SELECT moved.municipality, c.position, c.attachment_id, c.sealed
           FROM moved JOIN unnest($24::text[], $25::bigint[], $26::uuid[], $27::bytea[])
             AS c (municipality, position, attachment_id, sealed) USING (municipality)
     )"
);

/// A content that is written with its event.
struct Attached<'a> {
    municipality: &'a str,
    /// Of its event.
    position: i64,
    attachment: Uuid,
    sealed: &'a [u8],
}

/// Rows to be written together, column by column, of any number of municipalities.
#[derive(Default)]
pub(super) struct Rows<'a> {
    spans: HashMap<&'a Municipality, Span>,
    municipalities: Vec<&'a str>,
    positions: Vec<i64>,
    aggregate_types: Vec<&'a str>,
    aggregate_ids: Vec<String>,
    sequences: Vec<i64>,
    event_types: Vec<&'a str>,
    event_versions: Vec<&'a str>,
    payloads: Vec<&'a str>,
    metadata: Vec<&'a str>,
    event_ids: Vec<Uuid>,
    command_ids: Vec<Uuid>,
    command_indexes: Vec<i16>,
    correlation_ids: Vec<Uuid>,
    causation_ids: Vec<Option<Uuid>>,
    actors: Vec<&'a str>,
    occurred_at: Vec<DateTime<Utc>>,
    recorded_at: Vec<DateTime<Utc>>,
    leaf_hashes: Vec<Vec<u8>>,
    codes: Vec<Vec<u8>>,
    contents: Vec<Attached<'a>>,
    /// What each row is to be remembered by.
    placed: Vec<Placed<'a>>,
}

/// A row's place and its leaf.
pub(super) type Placed<'a> = (&'a Municipality, i64, Hash);

impl<'a> Rows<'a> {
    /// Gives the append's events their positions and times, hashes them and puts the code of `key` beside each: after what
    /// was added of the municipality before or, the first time, after `head`. Answers the position of the last.
    pub(super) fn add(&mut self, municipality: &'a Municipality, key: &RowKey, head: Head, append: &'a Append) -> i64 {
        let before = self.last(municipality).unwrap_or(head);
        let last = before.place(municipality, append, |event, leaf| {
            let hash = leaf.hash();
            self.placed.push((municipality, leaf.position, hash));
            self.push(append, event, leaf, &hash);
            self.codes.push(key.code(&hash).to_vec());
            self.municipalities.push(municipality.as_str());
            self.contents.extend(event.content.as_ref().map(|content| Attached {
                municipality: municipality.as_str(),
                position: leaf.position,
                attachment: content.attachment.as_uuid(),
                sealed: &content.sealed,
            }));
        });
        let span = Span { before: head, recorded_from: before.next_recorded_at(append.taken_at), last };
        self.spans.entry(municipality).or_insert(span).last = last;
        last.position
    }

    /// The rows of those municipalities, once they are committed.
    pub(super) fn placed(self, written: &HashSet<String>) -> impl Iterator<Item = Placed<'a>> {
        self.placed.into_iter().filter(|(municipality, ..)| written.contains(municipality.as_str()))
    }

    fn push(&mut self, append: &'a Append, event: &'a SealedEvent, leaf: &Leaf<'_>, hash: &Hash) {
        self.leaf_hashes.push(hash.to_vec());
        self.positions.push(leaf.position);
        self.aggregate_types.push(append.stream.aggregate_type);
        self.aggregate_ids.push(leaf.aggregate_id.to_owned());
        self.sequences.push(leaf.sequence);
        self.event_types.push(event.event_type);
        self.event_versions.push(&event.event_version);
        self.payloads.push(&event.payload);
        self.metadata.push(&event.metadata);
        self.event_ids.push(leaf.event_id);
        self.command_ids.push(leaf.command_id);
        self.command_indexes.push(leaf.command_index);
        self.correlation_ids.push(leaf.correlation_id);
        self.causation_ids.push(leaf.causation_id);
        self.actors.push(&event.actor);
        self.occurred_at.push(leaf.occurred_at);
        self.recorded_at.push(leaf.recorded_at);
    }

    /// The municipality's head after its rows.
    pub(super) fn last(&self, municipality: &Municipality) -> Option<Head> {
        self.spans.get(municipality).map(|span| span.last)
    }

    /// Moves the heads and inserts the rows in one statement; answers the municipalities whose rows are written.
    ///
    /// Left out with all its rows is a municipality whose head is elsewhere than it was thought to be, or is held by
    /// somebody else, or for which an instant was answered meanwhile at which they were to be recorded. Because nothing
    /// is waited for, no two servers can come to wait for each other.
    pub(super) async fn write(&self, connection: &mut PgConnection) -> Result<HashSet<String>, sqlx::Error> {
        let spans = || self.spans.iter();
        let statement = if self.contents.is_empty() { WRITE } else { WRITE_WITH_CONTENTS };
        // Room for it is made once: what is attached is large, and a buffer that grows holds it twice.
        let mut arguments = PgArguments::default();
        arguments.reserve(0, self.contents.iter().map(|content| content.sealed.len()).sum());
        let mut query = sqlx::query_scalar_with(statement, arguments)
            .bind(spans().map(|(municipality, _)| municipality.as_str()).collect::<Vec<_>>())
            .bind(spans().map(|(_, span)| span.before.position).collect::<Vec<_>>())
            .bind(spans().map(|(_, span)| span.last.position).collect::<Vec<_>>())
            .bind(spans().map(|(_, span)| span.recorded_from).collect::<Vec<_>>())
            .bind(&self.municipalities)
            .bind(&self.positions)
            .bind(&self.aggregate_types)
            .bind(&self.aggregate_ids)
            .bind(&self.sequences)
            .bind(&self.event_types)
            .bind(&self.event_versions)
            .bind(&self.payloads)
            .bind(&self.metadata)
            .bind(&self.event_ids)
            .bind(&self.command_ids)
            .bind(&self.command_indexes)
            .bind(&self.correlation_ids)
            .bind(&self.causation_ids)
            .bind(&self.actors)
            .bind(&self.occurred_at)
            .bind(&self.recorded_at)
            .bind(&self.leaf_hashes)
            .bind(&self.codes);
        if !self.contents.is_empty() {
            let contents = || self.contents.iter();
            query = query
                .bind(contents().map(|content| content.municipality).collect::<Vec<_>>())
                .bind(contents().map(|content| content.position).collect::<Vec<_>>())
                .bind(contents().map(|content| content.attachment).collect::<Vec<_>>())
                .bind(contents().map(|content| content.sealed).collect::<Vec<_>>());
        }
        let moved: Vec<String> = query.fetch_all(&mut *connection).await?;
        if !self.contents.is_empty() {
            // What was attached is large, and the connection would keep room for it.
            connection.shrink_buffers();
        }
        Ok(moved.into_iter().collect())
    }
}
