//! cqrs-es's repository over a municipality's part of the ledger: postgres-es loads, envelopes are opened here.

use std::num::ParseIntError;
use std::sync::{Arc, Mutex, PoisonError};

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::report::Report;
use case_ledger_domain::subject::Subject;
use cqrs_es::Aggregate;
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, ReplayStream, SerializedEvent, SerializedSnapshot};
use postgres_es::PostgresEventRepository;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::guard::{self, Guard, HELD_IN_METADATA, NotAsWritten, RowStanding, StreamGap};
use super::history::to_present;
use super::stream_end::StreamEnd;
use crate::personal::envelope::{self, EventPlace, Place};
use crate::projections::as_of::AsOf;

/// What is read of an event: what postgres-es reads, whose metadata are told by columns here. By those a sealed value is bound to
/// its event, and what the metadata say of it beside them, whoever copied the row has written. The payload is among what the row is
/// held against what was written by, and is not sent twice.
pub(super) fn loaded() -> String {
    format!(
        "aggregate_type, aggregate_id, sequence, event_type, event_version, 'null'::json AS payload,
         json_build_object('position', position::text, 'event_id', event_id, 'command_id', command_id,
            'command_index', command_index::text, {HELD_IN_METADATA}) AS metadata"
    )
}

/// Loads the streams of one municipality, as they are or as they were.
pub struct LedgerRepository {
    municipality: Municipality,
    guard: Arc<Guard>,
    pool: PgPool,
    postgres: PostgresEventRepository,
    as_of: AsOf,
    end: Arc<Mutex<StreamEnd>>,
}

/// A stream as it was read.
pub(super) struct Opened {
    /// What happened in it, in present forms.
    pub(super) events: Vec<SerializedEvent>,
    /// Where it ends; behind its events, and what was accepted, which says nothing.
    pub(super) end: StreamEnd,
}

/// What postgres-es reads of an event.
#[derive(FromRow)]
pub(super) struct Row {
    aggregate_type: String,
    pub(super) aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: Value,
    metadata: Value,
}

impl Row {
    pub(super) fn into_event(self) -> Result<SerializedEvent, PersistenceError> {
        let sequence =
            usize::try_from(self.sequence).map_err(|error| PersistenceError::UnknownError(Box::new(error)))?;
        Ok(SerializedEvent::new(
            self.aggregate_id,
            sequence,
            self.aggregate_type,
            self.event_type,
            self.event_version,
            self.payload,
            self.metadata,
        ))
    }
}

/// What the trait asks for and this ledger does not do.
#[derive(Debug, thiserror::Error)]
enum Unsupported {
    #[error(
        "events are appended by the command bus only: without command id, actor and times nobody could account for them"
    )]
    Persist,
    #[error("the ledger keeps no snapshots")]
    Snapshot,
    #[error("all events are read in ledger order, by position")]
    Stream,
    #[error("an event was read without what it is held against what was written by")]
    Row,
}

impl From<Unsupported> for PersistenceError {
    fn from(unsupported: Unsupported) -> Self {
        Self::UnknownError(Box::new(unsupported))
    }
}

impl LedgerRepository {
    /// The repository of `municipality`'s streams as of that moment.
    pub fn new(pool: PgPool, municipality: Municipality, guard: Arc<Guard>, as_of: AsOf) -> Self {
        // postgres-es knows no municipality and puts the table's name into its SELECTs as it stands. A subquery in
        // its place keeps every load within the municipality and on the index that leads with it; the number is four
        // digits by its type.
        let loaded = loaded();
        let events = format!("(SELECT {loaded} FROM events WHERE municipality = '{municipality}') AS events");
        let postgres = PostgresEventRepository::new(pool.clone()).with_tables(&events, "snapshots");
        Self { municipality, guard, pool, postgres, as_of, end: Arc::default() }
    }

    /// Where the stream ends that was loaded last: accepted rows have numbers, too, and are not among its events.
    pub(super) fn end(&self) -> Arc<Mutex<StreamEnd>> {
        Arc::clone(&self.end)
    }

    /// A stream's events up to that position. postgres-es takes no position, and one written into the table's place
    /// would make every moment a statement of its own.
    async fn events_up_to<A: Aggregate>(
        &self,
        aggregate_id: &str,
        position: i64,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let rows: Vec<Row> = sqlx::query_as(&format!(
            "SELECT {} FROM events
                  WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND position <= $4
                  ORDER BY sequence",
            loaded()
        ))
        .bind(self.municipality.as_str())
        .bind(A::TYPE)
        .bind(aggregate_id)
        .bind(position)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| PersistenceError::ConnectionError(Box::new(error)))?;
        rows.into_iter().map(Row::into_event).collect()
    }

    /// A stream's events from its first on, opened, in their present forms: nothing is decided on a stream of which a row is not as
    /// written, or is missing. One that was accepted is passed over.
    pub(super) async fn opened(&self, entries: Vec<SerializedEvent>) -> Result<Opened, PersistenceError> {
        let Opened { mut events, end } = self.believed(entries).await?;
        let places = events.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let mut sealed: Vec<(Place<'_>, &mut Value)> =
            places.iter().map(Place::Event).zip(events.iter_mut().map(|event| &mut event.payload)).collect();
        envelope::open_all(self.guard.keys(), &self.municipality, &mut sealed)
            .await
            .map_err(|error| PersistenceError::UnknownError(Box::new(error)))?;
        // Only now: an envelope opens at the place in the form that was written.
        for event in &mut events {
            to_present(&event.aggregate_type, &event.event_type, &event.event_version, &mut event.payload)
                .map_err(|error| PersistenceError::DeserializationError(Box::new(error)))?;
        }
        Ok(Opened { events, end })
    }

    async fn believed(&self, entries: Vec<SerializedEvent>) -> Result<Opened, PersistenceError> {
        let mut believed = Opened { events: Vec::with_capacity(entries.len()), end: StreamEnd::default() };
        if entries.is_empty() {
            return Ok(believed);
        }
        let authorship = self.guard.authorship_if_known(&self.municipality).await;
        let authorship = authorship.map_err(|error| PersistenceError::UnknownError(Box::new(error)))?;
        for mut event in entries {
            let municipality = self.municipality.clone();
            let held = guard::taken_from(&municipality, &mut event);
            let held = held.ok_or_else(|| PersistenceError::UnknownError(Box::new(Unsupported::Row)))?;
            let sequence = i64::try_from(event.sequence).unwrap_or(i64::MAX);
            match self.guard.looked_at(&municipality, held.position, held.standing(authorship.as_ref())) {
                standing if standing.is_as_written() => {
                    if !believed.end.goes_on_with(sequence) {
                        let expected = usize::try_from(believed.end.last() + 1).unwrap_or_default();
                        let (aggregate_type, aggregate_id) = (event.aggregate_type, event.aggregate_id);
                        let gap = StreamGap { municipality, aggregate_type, aggregate_id, expected };
                        return Err(PersistenceError::UnknownError(Box::new(gap)));
                    }
                    believed.events.push(event);
                }
                // What a thing is stands in its first entry, where readers look for it: nothing begins behind another one's but what
                // nobody could give another id. What holds of a person is recorded when it comes to hold, a report that is sent is
                // received under the id that its case gives it, and an investigation has the one that follows from its report or
                // from the dismissed one, whatever stands before it.
                RowStanding::Accepted if sequence > 1 || begins_behind_another(&event.aggregate_type) => {
                    believed.end.passes_over(sequence);
                }
                standing => {
                    let wrong = NotAsWritten { municipality, position: held.position, standing };
                    return Err(PersistenceError::UnknownError(Box::new(wrong)));
                }
            }
        }
        Ok(believed)
    }
}

fn begins_behind_another(aggregate_type: &str) -> bool {
    [Subject::TYPE, Report::TYPE, Investigation::TYPE].contains(&aggregate_type)
}

/// Where the event stands, to which its envelopes are bound.
fn place(event: &SerializedEvent) -> Result<EventPlace, PersistenceError> {
    let told = |name: &str| event.metadata.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = |name| told(name).parse::<Uuid>().map_err(|error| PersistenceError::UnknownError(Box::new(error)));
    let number = |error| PersistenceError::UnknownError(Box::new(error));
    Ok(EventPlace {
        position: told("position").parse().ok(),
        event_id: id("event_id")?,
        command_id: id("command_id")?,
        command_index: told("command_index").parse().map_err(|error: ParseIntError| number(error))?,
        aggregate_type: event.aggregate_type.clone(),
        aggregate_id: event.aggregate_id.clone(),
        sequence: i64::try_from(event.sequence).unwrap_or(i64::MAX),
    })
}

impl PersistedEventRepository for LedgerRepository {
    async fn get_events<A: Aggregate>(&self, aggregate_id: &str) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let events = match self.as_of {
            AsOf::Now => self.postgres.get_events::<A>(aggregate_id).await?,
            AsOf::Position(position) => self.events_up_to::<A>(aggregate_id, position).await?,
        };
        let Opened { events, end } = self.opened(events).await?;
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
        Ok(events)
    }

    async fn get_last_events<A: Aggregate>(&self, _: &str, _: usize) -> Result<Vec<SerializedEvent>, PersistenceError> {
        Err(Unsupported::Snapshot.into())
    }

    async fn get_snapshot<A: Aggregate>(&self, _: &str) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        Err(Unsupported::Snapshot.into())
    }

    async fn persist<A: Aggregate>(
        &self,
        _: &[SerializedEvent],
        _: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        Err(Unsupported::Persist.into())
    }

    async fn stream_events<A: Aggregate>(&self, _: &str) -> Result<ReplayStream, PersistenceError> {
        Err(Unsupported::Stream.into())
    }

    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        Err(Unsupported::Stream.into())
    }
}
