//! Events as projectors read them.

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::{Batch, ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;
use crate::personal::envelope;

/// An event as it is stored; one that nobody asked for without its content.
#[derive(FromRow)]
pub(super) struct Row {
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    event_type: String,
    event_version: String,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    payload: Option<Value>,
}

/// The next events after `position`; those of other aggregates than `wanted` ones only to see that they are there.
pub(super) async fn read(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
    most: i64,
    wanted: &[&str],
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, event_type, event_version, occurred_at, recorded_at,
                CASE WHEN aggregate_type = ANY ($4) THEN payload END AS payload
           FROM events WHERE municipality = $1 AND position > $2 ORDER BY position LIMIT $3",
    )
    .bind(municipality.as_str())
    .bind(position)
    .bind(most)
    .bind(wanted)
    .fetch_all(connection)
    .await
}

/// Decodes rows that follow `after` without a gap; `None` when there are none.
pub(super) fn decode(after: i64, rows: Vec<Row>) -> Result<Option<Batch>, ProjectionError> {
    let mut batch = Batch { after, last: after, events: Vec::with_capacity(rows.len()) };
    for (row, position) in rows.into_iter().zip(after + 1..) {
        if row.position != position {
            return Err(ProjectionError::Gap { expected: position, found: row.position });
        }
        batch.last = position;
        let Some(mut payload) = row.payload else { continue };
        envelope::withhold(&mut payload);
        let event = AnyEvent::decode(&row.aggregate_type, &row.event_type, &row.event_version, &mut payload)
            .map_err(|source| ProjectionError::Poisoned { position, source })?;
        let aggregate_id = Uuid::parse_str(&row.aggregate_id).map_err(|_| ProjectionError::Misfit { position })?;
        let (occurred_at, recorded_at) = (row.occurred_at, row.recorded_at);
        batch.events.push(Recorded { position, aggregate_id, occurred_at, recorded_at, event });
    }
    Ok((batch.last > after).then_some(batch))
}

/// Whether the ledger has lost its newest events: its head is beyond `position`, and nothing stands there.
pub(super) async fn must_have_ended(
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
    let after = |position: i64| position.saturating_add(1);
    lost.map_or(Ok(()), |head| Err(ProjectionError::Gap { expected: after(position), found: after(head) }))
}
