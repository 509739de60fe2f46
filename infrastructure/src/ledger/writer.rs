//! The group-committing writer of a municipality's ledger.
//!
//! Commands run concurrently up to here. The writer takes whatever is waiting and commits it in one statement, which
//! moves the municipality's head and inserts the events; the head's row lock is held from there to the commit and by
//! one transaction at a time, also when several servers share a database. Position order is therefore commit order,
//! and a reader that has seen position p has missed nothing below it. No sequence, which would leave gaps; no NOTIFY,
//! which would serialise the commits of all municipalities.
//!
//! Times do not go back: an event is recorded at its command's time or, where another server's clock is ahead, at that
//! of the event before it. What the ledger knew at an instant is therefore all up to one position.
//!
//! A conflict is found by the unique constraints, not by reading first. It burns no position, and the others in its
//! group are written without it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Postgres, Row as _};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

use super::leaf::Leaf;

/// The most events written by one statement: enough to share a disk flush among many commands, little enough that
/// no command waits long for its neighbours.
const MOST_EVENTS_PER_GROUP: usize = 2_000;
/// The most bytes of payload written by one statement, far below what a message to PostgreSQL may hold.
const MOST_BYTES_PER_GROUP: usize = 16 * 1024 * 1024;
/// How long a writer keeps its connection while nothing comes.
const KEEPS_CONNECTION: Duration = Duration::from_millis(100);
/// How often the other tasks get a turn without anything arriving before a group is written.
const TURNS_WITHOUT_ARRIVAL: usize = 2;
/// How often a group is tried again after its head was moved by another server or a conflict was taken out.
const MOST_TRIES: usize = 64;

/// The stream an event belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stream {
    /// The aggregate's type.
    pub aggregate_type: &'static str,
    /// The aggregate's id.
    pub aggregate_id: Uuid,
}

/// An event ready to be written: sealed, and without a place yet.
#[derive(Debug, Clone)]
pub struct SealedEvent {
    /// The event's name.
    pub event_type: &'static str,
    /// The version of its form.
    pub event_version: String,
    /// JSON with envelopes.
    pub payload: String,
    /// JSON.
    pub metadata: String,
    /// The event's id.
    pub event_id: Uuid,
    /// JSON with an envelope around the name.
    pub actor: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

/// What one command adds to one stream.
#[derive(Debug, Clone)]
pub struct Append {
    /// The stream.
    pub stream: Stream,
    /// The stream's version that the command saw.
    pub expected_version: i64,
    /// The command.
    pub command_id: Uuid,
    /// What it belongs together with.
    pub correlation_id: Uuid,
    /// The event that caused it.
    pub causation_id: Option<Uuid>,
    /// When the ledger took it. Its events are recorded then, and never before the event that precedes them.
    pub taken_at: DateTime<Utc>,
    /// Its events, at least one.
    pub events: Vec<SealedEvent>,
}

/// Why an append did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The stream has moved on since the command saw it.
    #[error("the stream has moved on")]
    StreamMoved,
    /// The command's id is taken; by itself, when it was sent twice.
    #[error("the command's id is taken")]
    CommandIdTaken,
    /// A position or a place in a stream is taken by an event that no conflict explains: the ledger is damaged.
    #[error("the next position of the ledger is taken; verify it")]
    PositionTaken,
    /// The municipality has no ledger.
    #[error("municipality {0} has no ledger; open it first")]
    NotOpened(Municipality),
    /// The database failed, and whether the events were written is unknown. Sending the command again is safe.
    #[error("the ledger's database failed")]
    Database(#[source] Arc<sqlx::Error>),
    /// The server is shutting down.
    #[error("the ledger is shutting down")]
    ShuttingDown,
}

struct Waiting {
    append: Append,
    answer: oneshot::Sender<Result<i64, AppendError>>,
}

/// The writers of all municipalities.
pub struct Writers {
    pool: PgPool,
    queues: Mutex<HashMap<Municipality, mpsc::UnboundedSender<Waiting>>>,
    committed: Arc<Notify>,
}

impl Writers {
    /// Writers on the ledger's database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool, queues: Mutex::default(), committed: Arc::new(Notify::new()) }
    }

    /// Wakes after every commit of this process.
    pub fn committed(&self) -> Arc<Notify> {
        Arc::clone(&self.committed)
    }

    /// Writes durably and answers with the position of the last event.
    pub async fn append(&self, municipality: &Municipality, append: Append) -> Result<i64, AppendError> {
        let (answer, answered) = oneshot::channel();
        self.queue(municipality).send(Waiting { append, answer }).map_err(|_| AppendError::ShuttingDown)?;
        answered.await.map_err(|_| AppendError::ShuttingDown)?
    }

    /// Writes all of it or nothing, in order, and answers with the position of the last event.
    pub async fn append_atomically(&self, municipality: &Municipality, appends: &[Append]) -> Result<i64, AppendError> {
        let database = |error| AppendError::Database(Arc::new(error));
        let mut transaction = self.pool.begin().await.map_err(database)?;
        // No stronger lock than moving the head takes: rows that refer to the head may come in meanwhile.
        sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR NO KEY UPDATE")
            .bind(municipality.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(database)?;
        // Read under the lock by a statement of its own: one that had to wait would see the events as they were before.
        let mut head = Head::read(municipality, &mut transaction).await?;
        let mut rest = appends;
        while !rest.is_empty() {
            let (group, after) = rest.split_at(group_length(rest.iter()));
            let rows = Rows::new(municipality, head, group.iter());
            match rows.write(&mut transaction).await {
                Ok(true) => head = rows.last,
                Ok(false) => return Err(AppendError::StreamMoved),
                Err(error) if is_unique_violation(&error) => return Err(AppendError::StreamMoved),
                Err(error) => return Err(database(error)),
            }
            rest = after;
        }
        transaction.commit().await.map_err(database)?;
        self.committed.notify_waiters();
        Ok(head.position)
    }

    fn queue(&self, municipality: &Municipality) -> mpsc::UnboundedSender<Waiting> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        match queues.get(municipality) {
            Some(queue) if !queue.is_closed() => queue.clone(),
            _ => {
                let (sender, receiver) = mpsc::unbounded_channel();
                let writer = Writer {
                    municipality: municipality.clone(),
                    pool: self.pool.clone(),
                    committed: Arc::clone(&self.committed),
                    head: None,
                    connection: None,
                };
                tokio::spawn(writer.run(receiver));
                queues.insert(municipality.clone(), sender.clone());
                sender
            }
        }
    }
}

/// How many of the appends fit into one group; at least one.
fn group_length<'a>(appends: impl Iterator<Item = &'a Append>) -> usize {
    let (mut events, mut bytes) = (0, 0);
    let fitting = appends.take_while(|append| {
        events += append.events.len();
        bytes += append.events.iter().map(|event| event.payload.len()).sum::<usize>();
        events <= MOST_EVENTS_PER_GROUP && bytes <= MOST_BYTES_PER_GROUP
    });
    fitting.count().max(1)
}

/// Where a municipality's ledger ends.
#[derive(Debug, Clone, Copy)]
struct Head {
    /// The newest position.
    position: i64,
    /// When its event was recorded; `None` before the first.
    recorded_at: Option<DateTime<Utc>>,
}

impl Head {
    async fn read(municipality: &Municipality, connection: &mut PgConnection) -> Result<Self, AppendError> {
        let head: Option<(i64, Option<DateTime<Utc>>)> = sqlx::query_as(
            "SELECT head.position, newest.recorded_at
               FROM ledger_heads AS head
               LEFT JOIN events AS newest ON newest.municipality = head.municipality AND newest.position = head.position
              WHERE head.municipality = $1",
        )
        .bind(municipality.as_str())
        .fetch_optional(connection)
        .await
        .map_err(|error| AppendError::Database(Arc::new(error)))?;
        let (position, recorded_at) = head.ok_or_else(|| AppendError::NotOpened(municipality.clone()))?;
        Ok(Self { position, recorded_at })
    }
}

struct Writer {
    municipality: Municipality,
    pool: PgPool,
    committed: Arc<Notify>,
    /// The head as last seen; another server may have moved it since, which the statement finds.
    head: Option<Head>,
    /// Kept from one group to the next: the pool sends a message of its own after each use.
    connection: Option<PoolConnection<Postgres>>,
}

/// Lets the commands that are about to arrive come along. Those that the last commit answered are on their way back
/// with their senders' next ones; the first of them alone would make the others wait for its disk flush.
async fn gather(waiting: &mut Vec<Waiting>, queue: &mut mpsc::UnboundedReceiver<Waiting>) {
    let mut nobody_came = 0;
    while nobody_came < TURNS_WITHOUT_ARRIVAL && waiting.len() < MOST_EVENTS_PER_GROUP {
        tokio::task::yield_now().await;
        let before = waiting.len();
        while let Ok(next) = queue.try_recv() {
            waiting.push(next);
        }
        nobody_came = if waiting.len() == before { nobody_came + 1 } else { 0 };
    }
}

impl Writer {
    async fn run(mut self, mut queue: mpsc::UnboundedReceiver<Waiting>) {
        let mut waiting = Vec::new();
        while self.receive(&mut waiting, &mut queue).await > 0 {
            gather(&mut waiting, &mut queue).await;
            while !waiting.is_empty() {
                let rest = waiting.split_off(group_length(waiting.iter().map(|waiting| &waiting.append)));
                self.write(std::mem::replace(&mut waiting, rest)).await;
            }
        }
    }

    /// Waits for commands; gives the connection back where none come or somebody else needs one.
    async fn receive(&mut self, waiting: &mut Vec<Waiting>, queue: &mut mpsc::UnboundedReceiver<Waiting>) -> usize {
        if self.pool.size() >= self.pool.options().get_max_connections() && self.pool.num_idle() == 0 {
            self.connection = None;
        }
        if self.connection.is_some() {
            match timeout(KEEPS_CONNECTION, queue.recv_many(waiting, MOST_EVENTS_PER_GROUP)).await {
                Ok(received) => return received,
                Err(_) => self.connection = None,
            }
        }
        queue.recv_many(waiting, MOST_EVENTS_PER_GROUP).await
    }

    async fn write(&mut self, group: Vec<Waiting>) {
        let mut group = without_conflicts_inside(group);
        for _ in 0..MOST_TRIES {
            if group.is_empty() {
                return;
            }
            match self.try_write(&group).await {
                Ok(Some(positions)) => {
                    for (waiting, position) in group.into_iter().zip(positions) {
                        // Nobody waits when the request was dropped; the command is recorded all the same.
                        let _ = waiting.answer.send(Ok(position));
                    }
                    self.committed.notify_waiters();
                    return;
                }
                Ok(None) => self.head = None,
                Err(AppendError::StreamMoved) => {
                    let tried = group.len();
                    match self.without_conflicts(group).await {
                        // The head may have been moved together with what stood in the way: it is read anew.
                        Ok(rest) if rest.len() == tried && self.head.take().is_none() => {
                            return self.fail(rest, &AppendError::PositionTaken);
                        }
                        Ok(rest) => group = rest,
                        Err((rest, error)) => return self.fail(rest, &error),
                    }
                }
                Err(AppendError::Database(error)) if group.len() > 1 && error.as_database_error().is_some() => {
                    // PostgreSQL refuses something in one of them; the others must not fail with it.
                    for waiting in group {
                        Box::pin(self.write(vec![waiting])).await;
                    }
                    return;
                }
                Err(error) => return self.fail(group, &error),
            }
        }
        self.fail(group, &AppendError::StreamMoved);
    }

    fn fail(&mut self, group: Vec<Waiting>, error: &AppendError) {
        self.head = None;
        for waiting in group {
            let _ = waiting.answer.send(Err(error.clone()));
        }
    }

    /// The last position of each append; `None` when another server has moved the head.
    async fn try_write(&mut self, group: &[Waiting]) -> Result<Option<Vec<i64>>, AppendError> {
        let database = |error| AppendError::Database(Arc::new(error));
        // Put back only where it served; elsewhere it goes to the pool, or is closed below.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.pool.acquire().await.map_err(database)?,
        };
        let head = match self.head {
            Some(head) => head,
            None => Head::read(&self.municipality, &mut connection).await?,
        };
        let rows = Rows::new(&self.municipality, head, group.iter().map(|waiting| &waiting.append));
        match rows.write(&mut connection).await {
            Ok(true) => {
                self.head = Some(rows.last);
                self.connection = Some(connection);
                let mut position = head.position;
                let positions = group.iter().map(|waiting| {
                    position += count(waiting.append.events.len());
                    position
                });
                Ok(Some(positions.collect()))
            }
            Ok(false) => Ok(None),
            Err(error) if is_unique_violation(&error) => Err(AppendError::StreamMoved),
            Err(error) => {
                // A connection that failed in the middle must not go back to the pool.
                let _ = connection.detach().close().await;
                Err(database(error))
            }
        }
    }

    /// Takes out, and answers, the appends that a unique constraint refuses.
    async fn without_conflicts(&mut self, group: Vec<Waiting>) -> Result<Vec<Waiting>, (Vec<Waiting>, AppendError)> {
        match self.conflicts(&group).await {
            Ok((taken, moved)) => {
                let mut rest = Vec::with_capacity(group.len());
                for waiting in group {
                    if taken.contains(&waiting.append.command_id) {
                        let _ = waiting.answer.send(Err(AppendError::CommandIdTaken));
                    } else if moved.contains(&waiting.append.stream) {
                        let _ = waiting.answer.send(Err(AppendError::StreamMoved));
                    } else {
                        rest.push(waiting);
                    }
                }
                Ok(rest)
            }
            Err(error) => Err((group, AppendError::Database(Arc::new(error)))),
        }
    }

    async fn conflicts(&self, group: &[Waiting]) -> Result<(HashSet<Uuid>, HashSet<Stream>), sqlx::Error> {
        let appends = || group.iter().map(|waiting| &waiting.append);
        let taken: Vec<Uuid> = sqlx::query_scalar(
            "SELECT DISTINCT command_id FROM events WHERE municipality = $1 AND command_id = ANY ($2)",
        )
        .bind(self.municipality.as_str())
        .bind(appends().map(|append| append.command_id).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        let versions = sqlx::query(
            // For each stream apart: as a join, PostgreSQL may read the whole ledger for it.
            "SELECT stream.aggregate_type, stream.aggregate_id,
                    coalesce((SELECT sequence FROM events
                               WHERE municipality = $1 AND aggregate_type = stream.aggregate_type
                                 AND aggregate_id = stream.aggregate_id
                               ORDER BY sequence DESC LIMIT 1), 0)
               FROM unnest($2::text[], $3::text[]) AS stream (aggregate_type, aggregate_id)",
        )
        .bind(self.municipality.as_str())
        .bind(appends().map(|append| append.stream.aggregate_type).collect::<Vec<_>>())
        .bind(appends().map(|append| append.stream.aggregate_id.to_string()).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        let mut current = HashMap::new();
        for row in versions {
            current.insert((row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?), row.try_get::<i64, _>(2)?);
        }
        let moved = appends().filter(|append| {
            let Stream { aggregate_type, aggregate_id } = &append.stream;
            let version = current.get(&((*aggregate_type).to_owned(), aggregate_id.to_string()));
            version.is_some_and(|version| *version != append.expected_version)
        });
        Ok((taken.into_iter().collect(), moved.map(|append| append.stream.clone()).collect()))
    }
}

/// Of two commands in one group that saw the same version of a stream, or bear the same id, the first is written and
/// the other is told so.
fn without_conflicts_inside(group: Vec<Waiting>) -> Vec<Waiting> {
    let mut versions: HashMap<Stream, i64> = HashMap::with_capacity(group.len());
    let mut commands = HashSet::with_capacity(group.len());
    let mut rest = Vec::with_capacity(group.len());
    for waiting in group {
        let append = &waiting.append;
        let next = append.expected_version + count(append.events.len());
        let follows = versions.get(&append.stream).is_none_or(|version| *version == append.expected_version);
        if commands.contains(&append.command_id) {
            let _ = waiting.answer.send(Err(AppendError::CommandIdTaken));
        } else if !follows {
            let _ = waiting.answer.send(Err(AppendError::StreamMoved));
        } else {
            commands.insert(append.command_id);
            versions.insert(append.stream.clone(), next);
            rest.push(waiting);
        }
    }
    rest
}

fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// A number of events as PostgreSQL counts; no group comes near the limit.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The rows of a group, column by column.
struct Rows<'a> {
    municipality: &'a Municipality,
    /// The head they follow.
    first: Head,
    /// The head after them.
    last: Head,
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
}

impl<'a> Rows<'a> {
    /// Gives the events their positions and times after `head` and hashes them.
    fn new(municipality: &'a Municipality, head: Head, appends: impl Iterator<Item = &'a Append>) -> Self {
        let mut rows = Self {
            municipality,
            first: head,
            last: head,
            positions: Vec::new(),
            aggregate_types: Vec::new(),
            aggregate_ids: Vec::new(),
            sequences: Vec::new(),
            event_types: Vec::new(),
            event_versions: Vec::new(),
            payloads: Vec::new(),
            metadata: Vec::new(),
            event_ids: Vec::new(),
            command_ids: Vec::new(),
            command_indexes: Vec::new(),
            correlation_ids: Vec::new(),
            causation_ids: Vec::new(),
            actors: Vec::new(),
            occurred_at: Vec::new(),
            recorded_at: Vec::new(),
            leaf_hashes: Vec::new(),
        };
        for append in appends {
            let aggregate_id = append.stream.aggregate_id.to_string();
            for (event, command_index) in append.events.iter().zip(0_i16..) {
                rows.push(append, &aggregate_id, event, command_index);
            }
        }
        rows
    }

    fn push(&mut self, append: &'a Append, aggregate_id: &str, event: &'a SealedEvent, command_index: i16) {
        let recorded_at = self.last.recorded_at.map_or(append.taken_at, |before| before.max(append.taken_at));
        self.last = Head { position: self.last.position + 1, recorded_at: Some(recorded_at) };
        let leaf = Leaf {
            municipality: self.municipality.as_str(),
            position: self.last.position,
            aggregate_type: append.stream.aggregate_type,
            aggregate_id,
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
        self.leaf_hashes.push(leaf.hash().to_vec());
        self.positions.push(leaf.position);
        self.aggregate_types.push(append.stream.aggregate_type);
        self.aggregate_ids.push(aggregate_id.to_owned());
        self.sequences.push(leaf.sequence);
        self.event_types.push(event.event_type);
        self.event_versions.push(&event.event_version);
        self.payloads.push(&event.payload);
        self.metadata.push(&event.metadata);
        self.event_ids.push(event.event_id);
        self.command_ids.push(append.command_id);
        self.command_indexes.push(command_index);
        self.correlation_ids.push(append.correlation_id);
        self.causation_ids.push(append.causation_id);
        self.actors.push(&event.actor);
        self.occurred_at.push(event.occurred_at);
        self.recorded_at.push(recorded_at);
    }

    /// Moves the head and inserts the rows, or does neither when the head is not where it was thought to be.
    async fn write(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let written = sqlx::query(
            "WITH head AS (
                 UPDATE ledger_heads SET position = $3 WHERE municipality = $1 AND position = $2 RETURNING municipality
             )
             INSERT INTO events (municipality, position, aggregate_type, aggregate_id, sequence, event_type,
                    event_version, payload, metadata, event_id, command_id, command_index, correlation_id, causation_id,
                    actor, occurred_at, recorded_at, leaf_hash)
             SELECT head.municipality, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type,
                    e.event_version, e.payload::json, e.metadata::json, e.event_id, e.command_id, e.command_index,
                    e.correlation_id, e.causation_id, e.actor::json, e.occurred_at, e.recorded_at, e.leaf_hash
               FROM head, unnest($4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[],
                    $10::text[], $11::text[], $12::uuid[], $13::uuid[], $14::smallint[], $15::uuid[], $16::uuid[],
                    $17::text[], $18::timestamptz[], $19::timestamptz[], $20::bytea[])
                 AS e (position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                    event_id, command_id, command_index, correlation_id, causation_id, actor, occurred_at, recorded_at,
                    leaf_hash)",
        )
        .bind(self.municipality.as_str())
        .bind(self.first.position)
        .bind(self.last.position)
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
        .execute(connection)
        .await?;
        Ok(written.rows_affected() > 0)
    }
}
