//! The moment a question is asked about: now, or what the ledger knew up to a position.

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
