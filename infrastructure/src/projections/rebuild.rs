//! Rebuilding a read model from the ledger, beside the live one, and saying whether they were the same.

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgPool;

use super::{ProjectionError, ReadModel, next_events};

/// Events folded at a time.
const BATCH: i64 = 5_000;

/// What a rebuild came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events folded.
    pub events: i64,
    /// Rows of the rebuilt read model.
    pub rows: i64,
    /// Rows in which the live read model differed; anything but zero was a fault.
    pub differences: i64,
}

/// Rebuilds one read model of one municipality and puts it in the place of the live one.
///
/// Everything happens in one transaction that holds the projector's checkpoint: readers see the old rows until the
/// new ones are whole, and a crash leaves the old. The projector skips a checkpoint that is held, and goes on when it
/// is free. Rebuilt and compared is what the live one has taken in, its checkpoint's position included; what lies
/// beyond is the projector's to add.
pub async fn rebuild(
    pool: &PgPool,
    model: ReadModel,
    municipality: &Municipality,
    progress: &mut dyn FnMut(i64),
) -> Result<Rebuilt, ProjectionError> {
    let (live, number) = (model.name(), municipality.as_str());
    sqlx::query("INSERT INTO projections (read_model, municipality) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(live)
        .bind(number)
        .execute(pool)
        .await?;
    let mut transaction = pool.begin().await?;
    let live_position: i64 =
        sqlx::query_scalar("SELECT position FROM projections WHERE read_model = $1 AND municipality = $2 FOR UPDATE")
            .bind(live)
            .bind(number)
            .fetch_one(&mut *transaction)
            .await?;
    let staging = format!("{live}_rebuilt");
    sqlx::query(&format!("CREATE TEMP TABLE {staging} (LIKE {live} INCLUDING INDEXES) ON COMMIT DROP"))
        .execute(&mut *transaction)
        .await?;
    // Up to where the live one stands, so that the two can be compared; the projector goes on from there.
    let mut position = 0;
    while position < live_position {
        let batch = BATCH.min(live_position - position);
        let events = next_events(&mut transaction, municipality, position, batch).await?;
        let Some(last) = events.last() else {
            return Err(ProjectionError::Gap { expected: position + 1, found: live_position });
        };
        model.fold(&mut transaction, &staging, municipality, &events).await?;
        position = last.position;
        progress(position);
    }
    let differences: i64 = sqlx::query_scalar(&format!(
        "SELECT count(*) FROM (
             (SELECT * FROM {live} WHERE municipality = $1 EXCEPT SELECT * FROM {staging})
             UNION ALL
             (SELECT * FROM {staging} EXCEPT SELECT * FROM {live} WHERE municipality = $1)
         ) AS different"
    ))
    .bind(number)
    .fetch_one(&mut *transaction)
    .await?;
    if differences > 0 {
        sqlx::query(&format!("DELETE FROM {live} WHERE municipality = $1"))
            .bind(number)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(&format!("INSERT INTO {live} SELECT * FROM {staging}")).execute(&mut *transaction).await?;
    }
    let rows: i64 = sqlx::query_scalar(&format!("SELECT count(*) FROM {staging}")).fetch_one(&mut *transaction).await?;
    sqlx::query("UPDATE projections SET fault = NULL WHERE read_model = $1 AND municipality = $2")
        .bind(live)
        .bind(number)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Rebuilt { events: position, rows, differences })
}
