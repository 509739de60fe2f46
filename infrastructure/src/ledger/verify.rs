//! Checks that a ledger is as it was written: every position there, every stream whole, every leaf hash right.
//!
//! What it cannot find by itself: a superuser who recomputes the hash of a row that was changed, or who removes the
//! newest events and moves the head back with them. That takes checkpoints held outside this database.

use std::collections::HashMap;
use std::fmt;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use sqlx::FromRow;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::leaf::Leaf;

/// What verification of one ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose ledger.
    pub municipality: Municipality,
    /// How many events were checked.
    pub events: i64,
    /// The first difference, if there is one.
    pub difference: Option<Difference>,
}

/// The first place where a ledger is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The position.
    pub position: i64,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How a ledger can differ from what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// No event bears that position.
    Missing,
    /// The row's columns do not give its leaf hash.
    RowChanged,
    /// The stream's events do not follow each other.
    StreamBroken {
        /// The sequence that should stand there.
        expected: i64,
        /// The sequence that stands there.
        found: i64,
    },
    /// Events stand beyond the head, or the head beyond the events.
    HeadMoved {
        /// Where the head says the ledger ends.
        head: i64,
    },
}

impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("row missing"),
            Self::RowChanged => f.write_str("row changed"),
            Self::StreamBroken { expected, found } => {
                write!(f, "stream out of order: sequence {found} where {expected} belongs")
            }
            Self::HeadMoved { head } => write!(f, "the head says that the ledger ends at {head}"),
        }
    }
}

#[derive(FromRow)]
struct Row {
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: String,
    metadata: String,
    event_id: Uuid,
    command_id: Uuid,
    command_index: i16,
    correlation_id: Uuid,
    causation_id: Option<Uuid>,
    actor: String,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    leaf_hash: Vec<u8>,
}

impl Row {
    fn is_as_written(&self, municipality: &Municipality) -> bool {
        let leaf = Leaf {
            municipality: municipality.as_str(),
            position: self.position,
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
            metadata: &self.metadata,
            event_id: self.event_id,
            command_id: self.command_id,
            command_index: self.command_index,
            correlation_id: self.correlation_id,
            causation_id: self.causation_id,
            actor: &self.actor,
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
        };
        self.leaf_hash == leaf.hash()
    }
}

/// Verifies one ledger; `progress` is told after each event how many are done, and of how many.
///
/// Head and rows are read in one snapshot, so that appends in the meantime change nothing.
pub async fn verify(
    pool: &PgPool,
    municipality: &Municipality,
    progress: &mut dyn FnMut(i64, i64),
) -> Result<Verified, sqlx::Error> {
    let mut snapshot = pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *snapshot).await?;
    let head: i64 = sqlx::query_scalar("SELECT position FROM ledger_heads WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(&mut *snapshot)
        .await?
        .unwrap_or_default();
    let mut rows = sqlx::query_as::<_, Row>(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload::text,
                metadata::text, event_id, command_id, command_index, correlation_id, causation_id, actor::text,
                occurred_at, recorded_at, leaf_hash
           FROM events WHERE municipality = $1 ORDER BY position",
    )
    .bind(municipality.as_str())
    .fetch(&mut *snapshot);
    let mut versions: HashMap<(String, String), i64> = HashMap::new();
    let mut events = 0;
    let found = |events, position, kind| Verified {
        municipality: municipality.clone(),
        events,
        difference: Some(Difference { position, kind }),
    };
    while let Some(row) = rows.try_next().await? {
        let position = events + 1;
        if row.position > head {
            return Ok(found(events, row.position, DifferenceKind::HeadMoved { head }));
        }
        if row.position != position {
            return Ok(found(events, position, DifferenceKind::Missing));
        }
        if !row.is_as_written(municipality) {
            return Ok(found(events, position, DifferenceKind::RowChanged));
        }
        let version = versions.entry((row.aggregate_type, row.aggregate_id)).or_default();
        *version += 1;
        if row.sequence != *version {
            let kind = DifferenceKind::StreamBroken { expected: *version, found: row.sequence };
            return Ok(found(events, position, kind));
        }
        events = position;
        progress(events, head);
    }
    if events != head {
        return Ok(found(events, events + 1, DifferenceKind::Missing));
    }
    Ok(Verified { municipality: municipality.clone(), events, difference: None })
}
