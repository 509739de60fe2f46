//! What somebody with every right on the database can do to a ledger.

use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::leaf::Leaf;
use case_ledger_infrastructure::personal::envelope::event_id;
use case_ledger_infrastructure::personal::keys::KeyStore;
use chrono::{DateTime, Utc};
use sqlx::{Executor as _, PgConnection, Row as _};

use crate::Town;
use crate::town::superuser;

/// A connection that no trigger stops.
pub async fn forger() -> PgConnection {
    let mut connection = superuser().await;
    connection.execute("SET session_replication_role = replica").await.expect("the superuser may");
    connection
}

/// Gives a row the hash that its columns have.
pub async fn rehash(town: &Town, forger: &mut PgConnection, position: i64) {
    rehash_of(&town.municipality, forger, position).await;
}

/// The same in any municipality's ledger.
pub async fn rehash_of(municipality: &Municipality, forger: &mut PgConnection, position: i64) {
    rehash_in(municipality.as_str(), forger, position).await;
}

/// The same in a ledger by its number.
pub async fn rehash_in(municipality: &str, forger: &mut PgConnection, position: i64) {
    let row = sqlx::query(
        "SELECT *, payload::text AS payload_text, metadata::text AS metadata_text, actor::text AS actor_text
           FROM events WHERE municipality = $1 AND position = $2",
    )
    .bind(municipality)
    .bind(position)
    .fetch_one(&mut *forger)
    .await
    .expect("the row is there");
    let text = |column: &str| row.get::<String, _>(column);
    let leaf = Leaf {
        municipality,
        position,
        aggregate_type: &text("aggregate_type"),
        aggregate_id: &text("aggregate_id"),
        sequence: row.get("sequence"),
        event_type: &text("event_type"),
        event_version: &text("event_version"),
        payload: &text("payload_text"),
        metadata: &text("metadata_text"),
        event_id: row.get("event_id"),
        command_id: row.get("command_id"),
        command_index: row.get("command_index"),
        correlation_id: row.get("correlation_id"),
        causation_id: row.get("causation_id"),
        actor: &text("actor_text"),
        occurred_at: row.get::<DateTime<Utc>, _>("occurred_at"),
        recorded_at: row.get::<DateTime<Utc>, _>("recorded_at"),
    };
    let sql = "UPDATE events SET leaf_hash = $3 WHERE municipality = $1 AND position = $2";
    let hashed = sqlx::query(sql).bind(municipality).bind(position).bind(leaf.hash().to_vec());
    hashed.execute(forger).await.expect("no trigger stops it");
}

/// As another server does it: a further event of the newest event's stream behind the ledger's end, whole in every way, the
/// code of the ledger's keys included, and the head moved over it; its position. Not committed where the connection has begun
/// a transaction.
pub async fn append(town: &Town, forger: &mut PgConnection) -> i64 {
    let position = slip_in(town, forger).await;
    recode(town, forger, position).await;
    position
}

/// Gives a row the code that belongs to its hash: only who has the ledger's keys can.
pub async fn recode(town: &Town, forger: &mut PgConnection, position: i64) {
    recode_of(&town.municipality, town.ledger.keys(), forger, position).await;
}

/// The same in any municipality's ledger.
pub async fn recode_of(municipality: &Municipality, keys: &KeyStore, forger: &mut PgConnection, position: i64) {
    let leaf: Vec<u8> = sqlx::query_scalar("SELECT leaf_hash FROM events WHERE municipality = $1 AND position = $2")
        .bind(municipality.as_str())
        .bind(position)
        .fetch_one(&mut *forger)
        .await
        .expect("the row is there");
    let key = keys.row_key(municipality).await.expect("the keys are there");
    let code = key.code(&leaf.try_into().expect("a hash"));
    sqlx::query("UPDATE events SET code = $3 WHERE municipality = $1 AND position = $2")
        .bind(municipality.as_str())
        .bind(position)
        .bind(code.as_slice())
        .execute(forger)
        .await
        .expect("no trigger stops it");
}

/// The same by somebody who has the database and not the keys: whole in every way but its code.
pub async fn slip_in(town: &Town, forger: &mut PgConnection) -> i64 {
    slip_in_behind(&town.municipality, forger, None).await
}

/// Has somebody accept that such a row stays.
pub async fn accept(town: &Town, position: i64) {
    let (ledger, municipality) = (&town.ledger, &town.municipality);
    let row = ledger.acceptable_row(municipality, position).await.expect("it can be accepted");
    let accepted = ledger.accept_row(municipality, &row, "Satt inn ved en feil i driften.", "prøve").await;
    accepted.expect("the key database answers");
}

/// The same in any ledger, as a further event of that stream, or of the newest event's.
pub async fn slip_in_behind(municipality: &Municipality, forger: &mut PgConnection, stream: Option<&str>) -> i64 {
    let command_id = clock::new_id();
    let position: i64 = sqlx::query_scalar(
        "WITH head AS (
             UPDATE ledger_heads SET position = position + 1 WHERE municipality = $1 RETURNING position
         ), newest AS (
             SELECT * FROM events WHERE municipality = $1 AND ($4::text IS NULL OR aggregate_id = $4)
              ORDER BY position DESC LIMIT 1
         )
         INSERT INTO events
         SELECT e.municipality, head.position, aggregate_type, aggregate_id, sequence + 1, event_type, event_version,
                payload, metadata, $2, $3, 0, correlation_id, causation_id, actor,
                occurred_at, recorded_at, leaf_hash, code
           FROM newest e CROSS JOIN head
         RETURNING position",
    )
    .bind(municipality.as_str())
    .bind(event_id(municipality, command_id, 0))
    .bind(command_id)
    .bind(stream)
    .fetch_one(&mut *forger)
    .await
    .expect("the superuser may append");
    rehash_in(municipality.as_str(), forger, position).await;
    position
}
