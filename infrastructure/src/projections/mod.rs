//! Read models: what the ledger says, arranged for questions.
//!
//! A read model is one file: its table, its fold, its queries. The runner follows each municipality's ledger for each
//! of them; the rows and the position they stand for move in one transaction, so that redelivery changes nothing.
//! All of it can be thrown away and rebuilt.

pub mod as_of;
pub mod case_cards;
pub mod rebuild;
pub mod report_register;
pub mod report_statistics;
pub mod runner;

use std::error::Error;
use std::sync::Arc;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::ledger::history::{AnyEvent, Undecodable};
use crate::personal::envelope;

/// Whether trying again may help: connections, resources and locks come back; what the database makes of the data
/// stays as it is.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            let class = code.get(..2).unwrap_or_default();
            // Connection, transaction state (a standby is read-only), authorization, rollback, resources, locks,
            // operator intervention, system.
            matches!(class, "08" | "25" | "28" | "40" | "53" | "55" | "57" | "58")
        }),
        _ => false,
    }
}

/// The database's error in an error's chain of sources.
pub(crate) fn database_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a sqlx::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<sqlx::Error>() {
            return Some(found);
        }
        if let Some(found) = error.downcast_ref::<Arc<sqlx::Error>>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The error with its sources, which hold names and positions; of what the database says only the code and the
/// constraint, because its messages quote values.
pub(crate) fn describe(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let found = cause.downcast_ref::<sqlx::Error>().or_else(|| {
            let shared = cause.downcast_ref::<Arc<sqlx::Error>>();
            shared.map(|shared| &**shared)
        });
        if let Some(sqlx::Error::Database(error)) = found {
            let code = error.code().unwrap_or_default();
            let constraint = error.constraint().map(|name| format!(", constraint {name}")).unwrap_or_default();
            return format!("{text}: SQLSTATE {code}{constraint}");
        }
        // What the intake reads is opened, and a decoder quotes what it stumbles over.
        if cause.is::<serde_json::Error>() && !error.is::<ProjectionError>() {
            return text;
        }
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Why a projection did not get on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database failed; whether trying again may help is for [`Self::is_transient`] to say.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// An event cannot be read; the projector stops rather than skip it.
    #[error("the event at position {position} cannot be read")]
    Poisoned {
        /// The position.
        position: i64,
        /// Why not.
        #[source]
        source: Undecodable,
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
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if is_transient(error))
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
    event_type: String,
    event_version: String,
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
        "SELECT position, aggregate_type, aggregate_id, event_type, event_version, occurred_at, payload
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
        let event = AnyEvent::decode(&row.aggregate_type, &row.event_type, &row.event_version, &mut row.payload)
            .map_err(|source| ProjectionError::Poisoned { position: expected, source })?;
        let aggregate_id =
            Uuid::parse_str(&row.aggregate_id).map_err(|_| ProjectionError::Misfit { position: expected })?;
        events.push(Recorded { position: expected, aggregate_id, occurred_at: row.occurred_at, event });
    }
    Ok(events)
}

/// Whether the ledger has lost its newest events: its head is beyond `position`, and nothing stands there.
async fn must_have_ended(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
) -> Result<(), ProjectionError> {
    // One statement sees one snapshot: an append between two would look like a loss.
    let lost: Option<i64> = sqlx::query_scalar(
        "SELECT h.position FROM ledger_heads h
          WHERE h.municipality = $1 AND h.position > $2
            AND NOT EXISTS (SELECT 1 FROM events e WHERE e.municipality = $1 AND e.position > $2)",
    )
    .bind(municipality.as_str())
    .bind(position)
    .fetch_optional(connection)
    .await?;
    lost.map_or(Ok(()), |head| Err(ProjectionError::Gap { expected: position + 1, found: head + 1 }))
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

    /// Their names.
    pub(crate) fn names(models: &[Self]) -> Vec<&'static str> {
        models.iter().map(|model| model.name()).collect()
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

#[cfg(test)]
pub(crate) mod tests;
