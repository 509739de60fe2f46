//! The one clock and the one source of random ids.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Now, to the microsecond.
#[expect(clippy::disallowed_methods, reason = "this is the one clock the others are kept from")]
pub fn now() -> DateTime<Utc> {
    to_the_microsecond(Utc::now())
}

/// The instant to the microsecond, cut as the leaf hash cuts it: what PostgreSQL rounds must be cut before.
pub fn to_the_microsecond(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

/// A new id, ordered by time.
#[expect(clippy::disallowed_methods, reason = "this is the one source of random ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_cut_towards_the_past_also_before_1970() {
        let cut = |text: &str| to_the_microsecond(text.parse().unwrap()).to_rfc3339();
        assert_eq!(cut("1999-01-01T00:00:00.0000005Z"), "1999-01-01T00:00:00+00:00");
        assert_eq!(cut("1969-12-31T23:59:59.9999995Z"), "1969-12-31T23:59:59.999999+00:00");
    }
}
