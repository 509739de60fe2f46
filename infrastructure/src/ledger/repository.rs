//! cqrs-es's repository over a municipality's part of the ledger: postgres-es loads, envelopes are opened here.

use std::sync::Arc;

use case_ledger_domain::ids::Municipality;
use cqrs_es::Aggregate;
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, ReplayStream, SerializedEvent, SerializedSnapshot};
use postgres_es::PostgresEventRepository;
use serde_json::Value;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use crate::personal::envelope;
use crate::personal::keys::KeyStore;

/// Loads the streams of one municipality.
pub struct LedgerRepository {
    municipality: Municipality,
    keys: Arc<KeyStore>,
    postgres: PostgresEventRepository,
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
}

impl From<Unsupported> for PersistenceError {
    fn from(unsupported: Unsupported) -> Self {
        Self::UnknownError(Box::new(unsupported))
    }
}

impl LedgerRepository {
    /// The repository of `municipality`'s streams.
    pub fn new(pool: PgPool, municipality: Municipality, keys: Arc<KeyStore>) -> Self {
        // postgres-es knows no municipality and puts the table's name into its SELECTs as it stands. A subquery in
        // its place keeps every load within the municipality and on the index that leads with it; the number is four
        // digits by its type.
        let events = format!("(SELECT * FROM events WHERE municipality = '{municipality}') AS events");
        let postgres = PostgresEventRepository::new(pool).with_tables(&events, "snapshots");
        Self { municipality, keys, postgres }
    }

    async fn opened(&self, mut events: Vec<SerializedEvent>) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let mut sealed: Vec<(Uuid, &mut Value)> = Vec::with_capacity(events.len());
        for event in &mut events {
            sealed.push((event_id(&event.metadata)?, &mut event.payload));
        }
        envelope::open_all(&self.keys, &self.municipality, &mut sealed)
            .await
            .map_err(|error| PersistenceError::UnknownError(Box::new(error)))?;
        Ok(events)
    }
}

/// The event's id, by which its envelopes are bound to it; postgres-es reads the metadata but not the id's column.
fn event_id(metadata: &Value) -> Result<Uuid, PersistenceError> {
    serde_json::from_value(metadata["event_id"].clone()).map_err(PersistenceError::from)
}

impl PersistedEventRepository for LedgerRepository {
    async fn get_events<A: Aggregate>(&self, aggregate_id: &str) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.opened(self.postgres.get_events::<A>(aggregate_id).await?).await
    }

    async fn get_last_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.opened(self.postgres.get_last_events::<A>(aggregate_id, last_sequence).await?).await
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
