//! The moment a question is asked about: now, or what the ledger knew up to a position.

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgConnection;

/// The moment of the ledger that an answer shall stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// All that is there.
    Now,
    /// What the ledger knew when this was its newest position: events up to and including it, and none after.
    Position(i64),
}

impl AsOf {
    /// The newest position an answer may know of; any when `None`.
    pub const fn position(self) -> Option<i64> {
        match self {
            Self::Now => None,
            Self::Position(position) => Some(position),
        }
    }

    /// The same as a bound that no position lies beyond.
    pub const fn newest(self) -> i64 {
        match self {
            Self::Now => i64::MAX,
            Self::Position(position) => position,
        }
    }
}

/// The position that an answer of that read model stands for: the one that is asked about, as far as it has followed.
pub(super) async fn position_of(
    connection: &mut PgConnection,
    read_model: &str,
    municipality: &Municipality,
    as_of: AsOf,
) -> Result<i64, sqlx::Error> {
    let projected: Option<i64> =
        sqlx::query_scalar("SELECT position FROM projections WHERE read_model = $1 AND municipality = $2")
            .bind(read_model)
            .bind(municipality.as_str())
            .fetch_optional(connection)
            .await?;
    let projected = projected.unwrap_or_default();
    Ok(as_of.position().map_or(projected, |asked| asked.clamp(0, projected)))
}
