//! Figures that are kept by calendar year, of the whole service and of each unit: what such tables have in common.

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::time::start_of_day;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgConnection, PgPool};
use uuid::Uuid;

use super::as_of::{AsOf, position_of};
use super::table::{Table, versions_at};
use crate::database::begin_snapshot;

/// A year of the whole service, or of a unit.
pub(super) type Year = (i32, Option<String>);

/// Under which a year of that series is kept.
pub(super) fn year_id(series: &str, (year, unit): &Year) -> Uuid {
    let of_unit = unit.as_ref().map(|unit| format!("/{unit}")).unwrap_or_default();
    Uuid::new_v5(&Uuid::nil(), format!("{series}/{year}{of_unit}").as_bytes())
}

/// The beginning of a year.
pub(super) fn year_at(year: i32) -> DateTime<Utc> {
    start_of_day(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN))
}

/// The rows of the years that a question is about, as the ledger knew them at that moment, and the position they stand
/// for: all of it from one snapshot.
///
/// `wanted` is a condition in SQL, in which `$3` and `$4` are the first and the last year, and `$5` whether it is asked by
/// unit.
pub(super) async fn of_years<T: Table>(
    pool: &PgPool,
    municipality: &Municipality,
    read_model: &str,
    wanted: &str,
    (first, last): (i32, i32),
    by_unit: bool,
    as_of: AsOf,
) -> Result<(i64, Vec<T>), sqlx::Error> {
    let mut snapshot = begin_snapshot(pool).await?;
    let position = position_of(&mut snapshot, read_model, municipality, as_of).await?;
    let rows = at::<T>(&mut snapshot, municipality, position, wanted, (first, last), by_unit).await?;
    snapshot.commit().await?;
    Ok((position, rows))
}

async fn at<T: Table>(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
    wanted: &str,
    (first, last): (i32, i32),
    by_unit: bool,
) -> Result<Vec<T>, sqlx::Error> {
    let sql = versions_at::<T>(wanted);
    let rows = sqlx::query_as(&sql).bind(municipality.as_str()).bind(position).bind(first).bind(last).bind(by_unit);
    rows.fetch_all(connection).await
}
