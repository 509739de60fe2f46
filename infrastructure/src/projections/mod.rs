//! Read models: what the ledger says, arranged for questions.
//!
//! A read model is one file: its table, its fold, its queries. The runner follows each municipality's ledger for each
//! of them; the rows and the position they stand for move in one transaction, so that redelivery changes nothing.
//! All of it can be thrown away and rebuilt.

pub mod case_cards;
pub mod rebuild;
pub mod report_register;
pub mod report_statistics;
pub mod runner;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::ledger::history::AnyEvent;
use crate::personal::envelope;

/// Why a projection did not get on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database failed; trying again may help.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// An event cannot be read; the projector stops rather than skip it.
    #[error("the event at position {position} cannot be read")]
    Poisoned {
        /// The position.
        position: i64,
        /// What the decoder says.
        #[source]
        source: serde_json::Error,
    },
    /// A position is missing: the ledger is damaged.
    #[error("position {expected} is missing; the ledger has a gap before {found}")]
    Gap {
        /// The position that should come next.
        expected: i64,
        /// The position that came.
        found: i64,
    },
    /// A read model cannot take the event.
    #[error("the event at position {position} does not fit the read model")]
    Misfit {
        /// The position.
        position: i64,
    },
}

impl ProjectionError {
    /// Whether trying again may help.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}

/// An event as projectors see it: personal values withheld, unopened.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its position.
    pub position: i64,
    /// The aggregate's id.
    pub aggregate_id: Uuid,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// What happened.
    pub event: AnyEvent,
}

#[derive(FromRow)]
struct Row {
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    occurred_at: DateTime<Utc>,
    payload: Value,
}

/// The next events after `position`, in order and without a gap.
async fn next_events(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
    most: i64,
) -> Result<Vec<Recorded>, ProjectionError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, occurred_at, payload
           FROM events WHERE municipality = $1 AND position > $2 ORDER BY position LIMIT $3",
    )
    .bind(municipality.as_str())
    .bind(position)
    .bind(most)
    .fetch_all(connection)
    .await?;
    let mut events = Vec::with_capacity(rows.len());
    for (mut row, expected) in rows.into_iter().zip(position + 1..) {
        if row.position != expected {
            return Err(ProjectionError::Gap { expected, found: row.position });
        }
        envelope::withhold(&mut row.payload);
        let event = AnyEvent::decode(&row.aggregate_type, row.payload)
            .map_err(|source| ProjectionError::Poisoned { position: expected, source })?;
        let aggregate_id =
            Uuid::parse_str(&row.aggregate_id).map_err(|_| ProjectionError::Misfit { position: expected })?;
        events.push(Recorded { position: expected, aggregate_id, occurred_at: row.occurred_at, event });
    }
    Ok(events)
}

/// The read models there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadModel {
    /// One row per case.
    CaseCards,
    /// One row per report.
    ReportRegister,
}

impl ReadModel {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::CaseCards, Self::ReportRegister];

    /// Its name, which is its table's.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CaseCards => "case_cards",
            Self::ReportRegister => "report_register",
        }
    }

    /// The read model with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    /// Folds events into `table`, in the caller's transaction.
    async fn fold(
        self,
        connection: &mut PgConnection,
        table: &str,
        municipality: &Municipality,
        events: &[Recorded],
    ) -> Result<(), ProjectionError> {
        match self {
            Self::CaseCards => case_cards::fold(connection, table, municipality, events).await,
            Self::ReportRegister => report_register::fold(connection, table, municipality, events).await,
        }
    }
}
