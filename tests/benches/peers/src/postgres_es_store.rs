//! The store of `postgres-es`, used as its documentation says.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::QueryReplay;
use cqrs_es::{Aggregate, AggregateError, DomainEvent, EventEnvelope, Query};
use postgres_es::{PostgresCqrs, PostgresEventRepository, postgres_cqrs};
use serde::{Deserialize, Serialize};
use sqlx::Executor as _;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use crate::{Never, Note, Noted, Store};

/// The table its package documents.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS events (
    aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint CHECK (sequence >= 0) NOT NULL,
    event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence))";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Notes {
    count: usize,
}

impl DomainEvent for Noted {
    fn event_type(&self) -> String {
        "Noted".to_owned()
    }

    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

impl Aggregate for Notes {
    const TYPE: &'static str = "Notes";
    type Command = Note;
    type Event = Noted;
    type Error = Never;
    type Services = ();

    async fn handle(&mut self, command: Note, (): &(), sink: &EventSink<Self>) -> Result<(), Never> {
        for _ in 0..command.events {
            sink.write(Noted { text: command.text.to_string() }, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, _: Noted) {
        self.count += 1;
    }
}

struct PostgresEs(PostgresCqrs<Notes>);

impl Store for PostgresEs {
    async fn write(&self, stream: Uuid, note: Note) -> bool {
        match self.0.execute(&stream.to_string(), note).await {
            Ok(()) => true,
            Err(AggregateError::AggregateConflict) => false,
            Err(error) => panic!("postgres-es failed: {error}"),
        }
    }
}

/// The store, on its table.
pub async fn store(pool: &PgPool) -> impl Store + use<> {
    pool.execute(TABLE).await.expect("the table is made");
    PostgresEs(postgres_cqrs(pool.clone(), Vec::new(), ()))
}

#[derive(Default)]
struct Counter(Arc<AtomicUsize>);

#[async_trait]
impl Query<Notes> for Counter {
    async fn dispatch(&self, _: &str, events: &[EventEnvelope<Notes>]) {
        self.0.fetch_add(events.len(), Ordering::Relaxed);
    }
}

/// Replays every event into a counter.
pub async fn replay(pool: &PgPool) -> usize {
    let counter = Counter::default();
    let counted = Arc::clone(&counter.0);
    let replay = QueryReplay::<_, _, Notes>::new(PostgresEventRepository::new(pool.clone()), counter);
    replay.replay_all().await.expect("the replay ends");
    counted.load(Ordering::Relaxed)
}
