//! What clients did, when, and what they were answered: what [`crate::checker`] judges.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use uuid::Uuid;

/// A moment, in nanoseconds since the history began.
pub type Moment = u64;

/// One thing a client did.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Which client; each does one thing at a time.
    pub client: usize,
    /// Which server it asked.
    pub server: usize,
    /// When it was sent.
    pub sent: Moment,
    /// When its answer had come; `None` when none came.
    pub answered: Option<Moment>,
    /// What it was, and what was answered.
    pub did: Did,
}

/// What a client did, with the answer.
#[derive(Debug, Clone)]
pub enum Did {
    /// Sent a command; it may have been sent before under the same id.
    Command {
        /// Its id.
        id: Uuid,
        /// The case it is for; `None` when it opens one.
        case: Option<Uuid>,
        /// The version it was sent for, if it said one.
        expected: Option<i64>,
        /// What came of it.
        answer: Answer,
    },
    /// Sent something else under the id of a command that had been acknowledged.
    Imitation {
        /// The id.
        id: Uuid,
        /// What came of it.
        answer: Answer,
    },
    /// Looked at things as they are now.
    Read(Shown),
    /// Looked at things as they were when that was the ledger's newest position.
    ReadAsOf {
        /// The position that was asked about.
        asked: i64,
        /// The position that the answer said it stands for.
        told: i64,
        /// What was shown.
        shown: Shown,
    },
}

/// What a reader was shown in one answer.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Where the ledger ends.
    Head(i64),
    /// A case's history from its beginning, out of the ledger itself; without entries, no such case.
    History {
        /// The case.
        case: Uuid,
        /// The entries.
        entries: Vec<Seen>,
        /// The page took no more: there may have been more.
        full: bool,
    },
    /// A page of the whole ledger.
    Page {
        /// The position after which it begins.
        after: i64,
        /// The entries.
        entries: Vec<Seen>,
        /// The page took no more: there may have been more.
        full: bool,
    },
    /// Case cards, which a read model holds.
    Cases(Vec<Card>),
    /// Rows of the report register, which another one holds.
    Reports(Vec<Card>),
    /// The positions of decisions that cases were closed or worked with again, by the register of decisions: a third one.
    Decisions {
        /// The positions.
        positions: Vec<i64>,
        /// The page took no more: there may have been more.
        full: bool,
    },
}

/// What came of a command.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It is recorded.
    Recorded {
        /// Position of its last event.
        position: i64,
        /// The stream's version after it.
        version: i64,
        /// Whether this sending recorded it.
        now: bool,
        /// The case as it was shown with the answer.
        shown: Option<Card>,
    },
    /// It was not accepted, and nothing was recorded.
    Refused(Refusal),
    /// Nobody knows: the connection broke, or the server said that it failed.
    Unknown,
}

/// Why a command was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The case has this version, and not the one that the command was sent for.
    Version(i64),
    /// A rule says no; by its code.
    Rule(String),
    /// Its id is that of another command.
    IdTaken,
}

/// An entry of the ledger as a reader saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Its position.
    pub position: i64,
    /// Its place in its stream.
    pub sequence: i64,
    /// The command it came from.
    pub command: Uuid,
}

/// A case or a report as a read model shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Whose: its stream, as `type/id`.
    pub stream: String,
    /// Events so far, where that is told.
    pub version: Option<i64>,
    /// Position of the newest of them.
    pub position: i64,
}

/// An event as the ledger holds it in the end.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// Its position.
    pub position: i64,
    /// The command it came from.
    pub command_id: Uuid,
    /// Its place among the command's events.
    pub command_index: i16,
    /// The stream, as `type/id`.
    pub stream: String,
    /// Its place in the stream.
    pub sequence: i64,
    /// What happened.
    pub event_type: String,
}

/// What all clients did, in the order in which it was finished.
pub struct History {
    began: Instant,
    operations: Mutex<Vec<Operation>>,
}

impl History {
    /// An empty one that begins now.
    pub fn begin() -> Self {
        Self { began: Instant::now(), operations: Mutex::default() }
    }

    /// The moment it is.
    pub fn now(&self) -> Moment {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(Moment::MAX)
    }

    /// Notes what a client did.
    pub fn note(&self, operation: Operation) {
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
    }

    /// Everything noted so far.
    pub fn operations(&self) -> Vec<Operation> {
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A case's stream, as [`Entry::stream`] names it.
pub fn stream_of(case: Uuid) -> String {
    format!("Case/{case}")
}

/// A report's stream.
pub fn stream_of_report(report: Uuid) -> String {
    format!("Report/{report}")
}
