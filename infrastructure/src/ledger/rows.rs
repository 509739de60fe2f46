//! The rows of a group of commands, and the statement that moves the heads and writes them.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::subject::Subject;
use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::{Arguments as _, Connection as _, FromRow, Row as _};
use uuid::Uuid;

use super::authorship::Authorship;
use super::guard::{Held, WHOLE_ROW};
use super::leaf::{Hash, Leaf};
use super::writer::{Append, SealedEvent};
use crate::database::CLOCKS_APART;

/// Behind a row that no program wrote, so many are looked at together for one that a program did.
const LOOKED_BACK_AT: u32 = 64;
/// And so often.
const MOST_LOOKS_BACK: u32 = 16;

/// Where a municipality's ledger ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// The newest position.
    pub(super) position: i64,
    /// When the newest event was recorded that a program of the ledger wrote; `None` before the first.
    pub(super) recorded_at: Option<DateTime<Utc>>,
    /// The newest position of an event about a person's data; 0 where there is none. Known as exactly as the head is: the
    /// statement that writes takes no other head than this.
    pub(super) subjects_at: i64,
    /// Up to when it was answered what the ledger knew; `None` where nobody asked, or where that is ahead of the database's clock,
    /// which nobody's question is. It may have risen since: the statement that writes looks again.
    pub(super) closed_until: Option<DateTime<Utc>>,
}

/// Where municipalities' ledgers end.
pub(super) struct Heads {
    pub(super) of: HashMap<Municipality, Head>,
    /// The database's clock; `None` where there is no ledger.
    clock: Option<DateTime<Utc>>,
}

impl Heads {
    /// Whether the database's clock has not come to that instant, by more than clocks are apart.
    pub(super) fn lie_before(&self, instant: DateTime<Utc>) -> bool {
        self.clock.is_some_and(|clock| instant > clock + CLOCKS_APART)
    }
}

/// A head as it is stored, and its newest row.
struct HeadRow {
    municipality: String,
    position: i64,
    subjects_at: i64,
    closed_until: Option<DateTime<Utc>>,
    clock: DateTime<Utc>,
    newest: Option<Newest>,
}

/// When a row says that it was recorded, and what shows whose it is.
#[derive(FromRow)]
struct Newest {
    recorded_at: DateTime<Utc>,
    #[sqlx(flatten)]
    held: Held,
}

impl Newest {
    /// Whether its time counts. One without a code does where rows had none yet, and nowhere since: who owns the table takes away the
    /// check that asks for one.
    fn is_believed(&self, authorship: &Authorship) -> bool {
        self.held.standing(Some(authorship)).is_as_written()
    }
}

impl FromRow<'_, PgRow> for HeadRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let is_there = row.try_get::<Option<i64>, _>("position")?.is_some();
        Ok(Self {
            municipality: row.try_get("of_head")?,
            position: row.try_get("head")?,
            subjects_at: row.try_get("subjects_at")?,
            closed_until: row.try_get("closed_until")?,
            clock: row.try_get("clock")?,
            newest: if is_there { Some(Newest::from_row(row)?) } else { None },
        })
    }
}

impl Head {
    /// When what the ledger took at that time is recorded after this head: then, but neither before the newest event nor
    /// at an instant that was answered for. What a row says that no program wrote is followed by nothing: it would have all that comes
    /// after it recorded at its own time.
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
        let mut end = append.after.clone();
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
                sequence: end.go_on(),
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

/// The heads of those municipalities, whose rows are known so; one that has no ledger is left out.
pub(super) async fn read_heads(
    municipalities: impl Iterator<Item = (&Municipality, &Authorship)>,
    connection: &mut PgConnection,
) -> Result<Heads, sqlx::Error> {
    let authorships: HashMap<&Municipality, &Authorship> = municipalities.collect();
    let rows: Vec<HeadRow> = sqlx::query_as(&format!(
        // For each head apart: as a join, PostgreSQL may read the whole ledger for it.
        "SELECT head.municipality AS of_head, head.position AS head,
                coalesce((SELECT position FROM events
                           WHERE municipality = head.municipality AND aggregate_type = 'Subject'
                             AND position <= head.position
                           ORDER BY position DESC LIMIT 1), 0) AS subjects_at,
                CASE WHEN head.closed_until <= clock_timestamp() + make_interval(secs => $2)
                     THEN head.closed_until END AS closed_until,
                clock_timestamp() AS clock, newest.*
           FROM ledger_heads AS head
           LEFT JOIN LATERAL (SELECT {WHOLE_ROW} FROM events
                               WHERE events.municipality = head.municipality AND events.position = head.position
                              OFFSET 0) AS newest ON true
          WHERE head.municipality = ANY ($1)"
    ))
    .bind(authorships.keys().map(|municipality| municipality.as_str()).collect::<Vec<_>>())
    .bind(CLOCKS_APART.as_seconds_f64())
    .fetch_all(&mut *connection)
    .await?;
    let mut heads = Heads { of: HashMap::with_capacity(rows.len()), clock: None };
    for HeadRow { municipality, position, subjects_at, closed_until, clock, newest } in rows {
        // The column's check lets nothing else in.
        let Ok(municipality) = municipality.parse::<Municipality>() else { continue };
        let Some(authorship) = authorships.get(&municipality) else { continue };
        let recorded_at = match newest {
            Some(newest) if !newest.is_believed(authorship) => {
                recorded_before(&municipality, authorship, (position, clock), connection).await?
            }
            newest => newest.map(|newest| newest.recorded_at),
        };
        heads.clock = Some(clock);
        heads.of.insert(municipality, Head { position, recorded_at, subjects_at, closed_until });
    }
    Ok(heads)
}

/// When the newest event before that position was recorded that a program of the ledger wrote. Where none is among many, that was
/// before the database's clock, which is told, as far as anybody can know.
async fn recorded_before(
    municipality: &Municipality,
    authorship: &Authorship,
    (position, clock): (i64, DateTime<Utc>),
    connection: &mut PgConnection,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    let mut before = position;
    for _ in 0..MOST_LOOKS_BACK {
        let rows: Vec<Newest> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND position < $2
              ORDER BY position DESC LIMIT {LOOKED_BACK_AT}"
        ))
        .bind(municipality.as_str())
        .bind(before)
        .fetch_all(&mut *connection)
        .await?;
        if let Some(ours) = rows.iter().find(|row| row.is_believed(authorship)) {
            return Ok(Some(ours.recorded_at));
        }
        let Some(last) = rows.last() else { return Ok(None) };
        before = last.held.position;
    }
    Ok(Some(clock))
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

impl Span {
    /// When the last of them is recorded, where that is later than the newest event before them. Where it is the same, that event is
    /// followed, whatever the clocks show.
    fn recorded_to(&self) -> Option<DateTime<Utc>> {
        self.last.recorded_at.filter(|to| Some(*to) != self.before.recorded_at)
    }
}

/// The statement that moves the heads and inserts the events, and with them what `$beside` says.
macro_rules! statement {
    ($beside:literal) => {
        concat!(
            "WITH seen AS (
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[])
             AS seen (municipality, position, last, recorded_from, recorded_to)
     ), clock AS MATERIALIZED (
         SELECT clock_timestamp() + make_interval(secs => $6) AS comes_to
     ), free AS (
         SELECT head.municipality, seen.last FROM seen JOIN ledger_heads AS head USING (municipality) CROSS JOIN clock
          WHERE head.position = seen.position
            AND (head.closed_until IS NULL OR head.closed_until < seen.recorded_from
                 OR head.closed_until > clock.comes_to)
            AND (seen.recorded_to IS NULL OR seen.recorded_to <= clock.comes_to)
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
           FROM moved JOIN unnest($7::text[], $8::bigint[], $9::text[], $10::text[], $11::bigint[], $12::text[],
                $13::text[], $14::text[], $15::text[], $16::uuid[], $17::uuid[], $18::smallint[], $19::uuid[],
                $20::uuid[], $21::text[], $22::timestamptz[], $23::timestamptz[], $24::bytea[], $25::bytea[])
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
           FROM moved JOIN unnest($26::text[], $27::bigint[], $28::uuid[], $29::bytea[])
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
    /// Gives the append's events their positions and times, hashes them and puts beside each the code by which it is known:
    /// after what was added of the municipality before or, the first time, after `head`. Answers the position of the last.
    pub(super) fn add(
        &mut self,
        municipality: &'a Municipality,
        authorship: &Authorship,
        head: Head,
        append: &'a Append,
    ) -> i64 {
        let before = self.last(municipality).unwrap_or(head);
        let last = before.place(municipality, append, |event, leaf| {
            let hash = leaf.hash();
            self.placed.push((municipality, leaf.position, hash));
            self.push(append, event, leaf, &hash);
            self.codes.push(authorship.code(&hash).to_vec());
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

    /// When the last of the municipality's rows is recorded, where the database's clock is to have come there.
    pub(super) fn recorded_to(&self, municipality: &Municipality) -> Option<DateTime<Utc>> {
        self.spans.get(municipality).and_then(Span::recorded_to)
    }

    /// The municipality's head after its rows.
    pub(super) fn last(&self, municipality: &Municipality) -> Option<Head> {
        self.spans.get(municipality).map(|span| span.last)
    }

    /// Moves the heads and inserts the rows in one statement; answers the municipalities whose rows are written.
    ///
    /// Left out with all its rows is a municipality whose head is elsewhere than it was thought to be, or is held by
    /// somebody else, or for which an instant was answered meanwhile at which they were to be recorded, or whose rows
    /// would be recorded ahead of the database's clock. Because nothing is waited for, no two servers can come to wait for each other.
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
            .bind(spans().map(|(_, span)| span.recorded_to()).collect::<Vec<_>>())
            .bind(CLOCKS_APART.as_seconds_f64())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::ledger::authorship::tests::slip_in;
    use crate::projections::tests::Server;

    /// That each row has one is asked by a check of the table, which who owns that takes away and puts back.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_without_a_code_moves_the_time_of_nothing_that_comes_after_it() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let head = server.ledger.head(&municipality).await.unwrap().unwrap();
        server.as_superuser("ALTER TABLE events DROP CONSTRAINT events_code_ck").await;
        let sets = "code = NULL, recorded_at = '9999-12-31 23:59:59+00'";
        let position = slip_in(&server, &municipality, head, sets).await;
        let check = "ALTER TABLE events ADD CONSTRAINT events_code_ck
                         CHECK (code IS NOT NULL AND octet_length(code) = 16) NOT VALID";
        server.as_superuser(check).await;
        server.emergency(&municipality).await;
        let last: Option<DateTime<Utc>> =
            sqlx::query_scalar("SELECT max(recorded_at) FROM events WHERE municipality = $1 AND position > $2")
                .bind(municipality.as_str())
                .bind(position)
                .fetch_one(server.ledger.pool())
                .await
                .unwrap();
        assert!(last.unwrap() <= clock::now(), "{last:?}");
        server.end().await;
    }
}
