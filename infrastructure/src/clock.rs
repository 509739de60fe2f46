//! The one clock and the one source of random ids.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;

/// Now, to the microsecond: what PostgreSQL stores is what is hashed and answered.
#[expect(clippy::disallowed_methods, reason = "this is the one clock the others are kept from")]
pub fn now() -> DateTime<Utc> {
    let now = Utc::now();
    now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
}

/// A new id, ordered by time.
#[expect(clippy::disallowed_methods, reason = "this is the one source of random ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
