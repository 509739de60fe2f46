//! Many commands of one municipality at once: decided on one look at the ledger, sealed, and written by one `COPY`.
//!
//! What holds for a single command holds for each of these: its id acts once, its stream is where the command saw it,
//! its events are sealed under keys that are durable before, what was decided about persons' data meanwhile turns it
//! back, and its events get positions without gaps under the head's lock. What differs is what they share: one look at
//! all their streams, one commit of the key database, one statement, one commit. So they stand or
//! fall together: after a conflict nothing of them is written, and whoever brought them looks and decides again.
//!
//! The head is held while their rows are hashed and copied, some fifteen microseconds an event, and other commands of
//! the municipality wait for that long. Whoever brings them keeps them to a few thousand events at a time.

use std::collections::{HashMap, HashSet};
use std::iter;
use std::sync::Arc;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::{Command, LedgerAggregate, Refusal};
use chrono::{DateTime, Utc};
use cqrs_es::EventEnvelope;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::PersistenceError;
use serde_json::Value;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::authorship::{Authorship, Code};
use super::bus::{CommandError, DIGEST_BYTES, Fault, Ledger};
use super::leaf::{Hash, Leaf};
use super::repository::{LedgerRepository, Opened, Row, loaded};
use super::rows::{lock_head, read_heads};
use super::sealing::{Deciding, OpenEvent};
use super::stream_end::StreamEnd;
use super::writer::{Append, AppendError, Stream};
use super::{Actor, Program};
use crate::binary_copy::{END, EPOCH_MICROS, HEADER, NULL};
use crate::clock;
use crate::personal::envelope::{SubjectKeys, Subjects};
use crate::personal::keys::KeyStore;
use crate::personal::sight::Standing;
use crate::projections::as_of::AsOf;
use crate::secret_file::to_hex;

/// Bytes of rows that are sent at a time: PostgreSQL takes them in while the next ones are hashed.
const SENT_AT_ONCE: usize = 64 * 1024;
/// Columns of an event.
const COLUMNS: i16 = 19;

/// A stream as the ledger has it, or as the commands decided since leave it.
#[derive(Clone, Default)]
pub(crate) struct Seen<A> {
    pub(crate) aggregate: A,
    /// Where it ends, behind which its next event stands.
    end: StreamEnd,
}

impl Ledger {
    /// Those of the streams that there are.
    pub(crate) async fn streams_among<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        ids: &[Uuid],
    ) -> Result<HashSet<Uuid>, Fault> {
        let existing: Vec<Uuid> = sqlx::query_scalar(
            // For each one apart: as a join, PostgreSQL may read the whole ledger for it.
            "SELECT wanted.id::uuid FROM unnest($3::text[]) AS wanted (id)
              WHERE (SELECT true FROM events WHERE municipality = $1 AND aggregate_type = $2
                        AND aggregate_id = wanted.id AND sequence = 1)",
        )
        .bind(municipality.as_str())
        .bind(A::TYPE)
        .bind(ids.iter().map(Uuid::to_string).collect::<Vec<_>>())
        .fetch_all(self.tasks())
        .await?;
        Ok(existing.into_iter().collect())
    }

    /// Those of the commands that are recorded.
    pub(crate) async fn recorded_among(
        &self,
        municipality: &Municipality,
        commands: &[Uuid],
    ) -> Result<HashSet<Uuid>, Fault> {
        let recorded: Vec<Uuid> = sqlx::query_scalar(
            "SELECT wanted.id FROM unnest($2::uuid[]) AS wanted (id)
              WHERE (SELECT true FROM events
                      WHERE municipality = $1 AND command_id = wanted.id AND command_index = 0)",
        )
        .bind(municipality.as_str())
        .bind(commands)
        .fetch_all(self.tasks())
        .await?;
        Ok(recorded.into_iter().collect())
    }

    /// Those of the streams that there are, with what is in them; their commands go into `recorded`.
    pub(crate) async fn load_all<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        ids: &[Uuid],
        recorded: &mut HashSet<Uuid>,
    ) -> Result<HashMap<Uuid, Seen<A>>, Fault> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let loaded = loaded();
        let rows: Vec<Row> = sqlx::query_as(
            // OFFSET keeps PostgreSQL from making a join of it, for which it may read the whole ledger.
            &format!(
                "SELECT e.* FROM unnest($3::text[]) AS wanted (id)
                  CROSS JOIN LATERAL (
                        SELECT {loaded} FROM events
                         WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = wanted.id
                         ORDER BY sequence OFFSET 0) AS e
                  ORDER BY e.aggregate_id, e.sequence"
            ),
        )
        .bind(municipality.as_str())
        .bind(A::TYPE)
        .bind(ids.iter().map(Uuid::to_string).collect::<Vec<_>>())
        .fetch_all(self.tasks())
        .await?;
        let (pool, guard) = (self.tasks().clone(), Arc::clone(self.guard()));
        let repository = LedgerRepository::new(pool, municipality.clone(), guard, AsOf::Now);
        let mut there = HashMap::new();
        let mut rows = rows.into_iter().peekable();
        while let Some(first) = rows.next() {
            let id = Uuid::parse_str(&first.aggregate_id).map_err(|_| Fault::Json)?;
            let of_stream = first.aggregate_id.clone();
            let rest = iter::from_fn(|| rows.next_if(|row| row.aggregate_id == of_stream));
            let stored = iter::once(first).chain(rest).map(Row::into_event).collect::<Result<_, _>>();
            let fault = |error| match error {
                PersistenceError::DeserializationError(error) => Fault::undecodable_in(A::TYPE, id, error),
                PersistenceError::UnknownError(error) => Fault::of_load(error),
                error => Fault::Load(Box::new(error)),
            };
            let Opened { events, end } = repository.opened(stored.map_err(fault)?).await.map_err(fault)?;
            let mut seen = Seen::<A> { end, ..Seen::default() };
            for event in events {
                let event = EventEnvelope::<A>::try_from(event).map_err(fault)?;
                recorded.extend(event.metadata.get("command_id").and_then(|command| Uuid::parse_str(command).ok()));
                seen.aggregate.apply(event.payload);
            }
            there.insert(id, seen);
        }
        Ok(there)
    }
}

/// A command's id, its content in a canonical form, and what it belongs together with.
pub(crate) struct Sent<'a> {
    /// The command.
    pub(crate) id: Uuid,
    /// Only a keyed digest of it is stored.
    pub(crate) fingerprint: &'a [u8],
    /// What it belongs together with.
    pub(crate) correlation: Uuid,
}

/// What a command adds to a stream, decided and not sealed yet.
pub(crate) struct Draft {
    /// All but its events.
    append: Append,
    digest: String,
    events: Vec<OpenEvent>,
    /// Whose data are in the events.
    pub(crate) subjects: Subjects,
}

/// A part of the ledger that decides many commands at one moment.
#[derive(Clone)]
pub(crate) struct Author {
    keys: Arc<KeyStore>,
    municipality: Municipality,
    /// Programs have no name, so that there is nothing to seal in it.
    actor: Value,
    now: DateTime<Utc>,
    standing: Standing,
    /// Whose keys turned out to be destroyed beyond that.
    erased: HashSet<SubjectId>,
}

impl Author {
    /// `program` with what the ledger says about persons now.
    pub(crate) async fn now(ledger: &Ledger, municipality: &Municipality, program: Program) -> Result<Self, Fault> {
        Ok(Self {
            keys: Arc::clone(ledger.keys()),
            municipality: municipality.clone(),
            actor: serde_json::to_value(Actor::program(municipality, program))?,
            now: clock::to_the_microsecond(clock::now()),
            standing: ledger.standing_by(ledger.tasks(), municipality).await?,
            erased: HashSet::new(),
        })
    }

    /// Nothing is recorded any more of those persons.
    pub(crate) fn learn_erased(&mut self, subjects: impl Iterator<Item = SubjectId>) {
        self.erased.extend(subjects);
    }

    /// Decides a command on a stream: what it adds, or `None` where that is nothing. After a refusal, `seen` is no
    /// longer what the ledger has.
    pub(crate) async fn decide<A: LedgerAggregate>(
        &self,
        seen: &mut Seen<A>,
        id: Uuid,
        action: A::Action,
        sent: &Sent<'_>,
    ) -> Result<Option<Draft>, CommandError> {
        let sink = EventSink::default();
        seen.aggregate.handle(Command::new(self.now, action), &(), &sink).await?;
        let decided = sink.collect().await;
        if decided.is_empty() {
            return Ok(None);
        }
        let mut subjects = Subjects::new();
        let events = decided.iter().map(|event| OpenEvent::new(event, self.now, &mut subjects));
        let events = events.collect::<Result<Vec<_>, _>>()?;
        if subjects.iter().any(|(subject, _)| self.standing.is_erased(*subject) || self.erased.contains(subject)) {
            return Err(Refusal::SubjectErased.into());
        }
        let digest = self.keys.keyed_digest(&self.municipality, "command", sent.fingerprint).await;
        let digest = to_hex(&digest.map_err(Fault::from)?.as_ref()[..DIGEST_BYTES]);
        let append = Append {
            stream: Stream { aggregate_type: A::TYPE, aggregate_id: id },
            after: seen.end.clone(),
            command_id: sent.id,
            correlation_id: sent.correlation,
            causation_id: None,
            subjects_known_to: self.standing.position(),
            nothing_begun: None,
            taken_at: self.now,
            events: Vec::new(),
        };
        seen.end = append.after.after(events.len()).0;
        Ok(Some(Draft { append, digest, events, subjects }))
    }

    /// Seals what was decided. There is a key for each of its [`Draft::subjects`].
    pub(crate) fn seal(&self, draft: Draft, keys: &SubjectKeys) -> Result<Append, Fault> {
        let Draft { mut append, digest, events, .. } = draft;
        let Self { municipality, actor, .. } = self;
        // What is read from files brings no content.
        let Append { command_id, ref stream, ref after, .. } = append;
        let deciding = Deciding { municipality, command_id, stream, after, digest: &digest, actor, content: None };
        append.events = deciding.seal(events, keys)?;
        Ok(append)
    }
}

/// Writes what was sealed.
pub(crate) struct BulkWriter<'a> {
    ledger: &'a Ledger,
    municipality: &'a Municipality,
    /// Its own, from one time to the next. Taken out while it is used: one whose use was given up in the midst of a
    /// `COPY` is closed, and what it had begun is undone.
    connection: Option<PgConnection>,
}

impl<'a> BulkWriter<'a> {
    /// A writer of the municipality's events.
    pub(crate) const fn of(ledger: &'a Ledger, municipality: &'a Municipality) -> Self {
        Self { ledger, municipality, connection: None }
    }

    /// Writes all of it durably or nothing, in order, and answers with the position of the last event.
    pub(crate) async fn write(&mut self, appends: &[Append]) -> Result<i64, AppendError> {
        let authorship = self.ledger.writers.authorship(self.municipality).await?;
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.ledger.writers.pool.acquire().await?.detach(),
        };
        let mut transaction = connection.begin().await?;
        let (last, leaves) = match copy(&mut transaction, self.municipality, &authorship, appends).await {
            Ok(written) => {
                transaction.commit().await?;
                written
            }
            // It may not be in a state to be told so.
            Err(error @ AppendError::Database(_)) => return Err(error),
            Err(error) => {
                transaction.rollback().await?;
                self.connection = Some(connection);
                return Err(error);
            }
        };
        self.connection = Some(connection);
        let writers = &self.ledger.writers;
        writers.written.committed(leaves.into_iter().map(|(position, leaf)| (self.municipality, position, leaf)));
        writers.committed.notify_waiters();
        Ok(last)
    }
}

/// Takes the head's lock, gives the events their places after it, copies them in and moves the head; answers with the
/// position of the last, and with the leaf of each.
async fn copy(
    transaction: &mut PgConnection,
    municipality: &Municipality,
    authorship: &Authorship,
    appends: &[Append],
) -> Result<(i64, Vec<(i64, Hash)>), AppendError> {
    lock_head(municipality, transaction).await?;
    let heads = read_heads(iter::once((municipality, authorship)), transaction).await?;
    let mut head = *heads.of.get(municipality).ok_or_else(|| AppendError::NotOpened(municipality.clone()))?;
    if appends.iter().any(|append| heads.lie_before(append.taken_at)) {
        return Err(AppendError::ClockAhead);
    }
    let first = head.position;
    let (mut rows, mut leaves) = (BinaryRows::begin(), Vec::new());
    let mut copy = transaction
        .copy_in_raw(
            "COPY events (municipality, position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                 payload, metadata, event_id, command_id, command_index, correlation_id, causation_id, actor,
                 occurred_at, recorded_at, leaf_hash, code) FROM STDIN (FORMAT binary)",
        )
        .await?;
    for append in appends {
        if head.is_ahead_of(append) {
            copy.abort("persons' data were decided about meanwhile").await?;
            return Err(AppendError::SubjectsMoved);
        }
        head = head.place(municipality, append, |_, leaf| {
            let hash = leaf.hash();
            rows.add(leaf, &hash, &authorship.code(&hash));
            leaves.push((leaf.position, hash));
        });
        if rows.0.len() >= SENT_AT_ONCE {
            copy.send(rows.0.as_slice()).await?;
            rows.0.clear();
        }
    }
    rows.end();
    copy.send(rows.0.as_slice()).await?;
    copy.finish().await.map_err(conflict)?;
    let moved = sqlx::query("UPDATE ledger_heads SET position = $3 WHERE municipality = $1 AND position = $2")
        .bind(municipality.as_str())
        .bind(first)
        .bind(head.position)
        .execute(transaction)
        .await?;
    // The lock sees to that; without it, events would be committed that the head does not know of.
    if moved.rows_affected() == 1 { Ok((head.position, leaves)) } else { Err(AppendError::PositionTaken) }
}

/// What a unique constraint says.
fn conflict(error: sqlx::Error) -> AppendError {
    let constraint = error.as_database_error().filter(|error| error.is_unique_violation()).map(|error| {
        let name = error.constraint().unwrap_or_default();
        match name {
            "events_command_uk" => AppendError::CommandIdTaken,
            "events_pk" => AppendError::PositionTaken,
            _ => AppendError::StreamMoved,
        }
    });
    constraint.unwrap_or_else(|| error.into())
}

/// Rows in the binary form of `COPY`: each of their columns preceded by its length.
struct BinaryRows(Vec<u8>);

impl BinaryRows {
    fn begin() -> Self {
        let mut bytes = Vec::with_capacity(2 * SENT_AT_ONCE);
        bytes.extend_from_slice(HEADER);
        Self(bytes)
    }

    fn end(&mut self) {
        self.0.extend_from_slice(&END.to_be_bytes());
    }

    fn add(&mut self, leaf: &Leaf<'_>, hash: &Hash, code: &Code) {
        self.0.extend_from_slice(&COLUMNS.to_be_bytes());
        self.column(leaf.municipality.as_bytes());
        self.column(&leaf.position.to_be_bytes());
        self.column(leaf.aggregate_type.as_bytes());
        self.column(leaf.aggregate_id.as_bytes());
        self.column(&leaf.sequence.to_be_bytes());
        self.column(leaf.event_type.as_bytes());
        self.column(leaf.event_version.as_bytes());
        self.column(leaf.payload.as_bytes());
        self.column(leaf.metadata.as_bytes());
        self.column(leaf.event_id.as_bytes());
        self.column(leaf.command_id.as_bytes());
        self.column(&leaf.command_index.to_be_bytes());
        self.column(leaf.correlation_id.as_bytes());
        match &leaf.causation_id {
            Some(id) => self.column(id.as_bytes()),
            None => self.0.extend_from_slice(&NULL.to_be_bytes()),
        }
        self.column(leaf.actor.as_bytes());
        self.time(leaf.occurred_at);
        self.time(leaf.recorded_at);
        self.column(hash);
        self.column(code);
    }

    fn time(&mut self, time: DateTime<Utc>) {
        self.column(&(time.timestamp_micros() - EPOCH_MICROS).to_be_bytes());
    }

    fn column(&mut self, bytes: &[u8]) {
        // PostgreSQL takes no longer one; a payload is bounded by what a record of a file may hold.
        let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
    }
}
