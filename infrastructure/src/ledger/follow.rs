//! Following a ledger: every entry after a place, each once and in order, those to come included.
//!
//! A follower reads pages from the database and keeps no more than one; one that is slow reads later. Position order
//! is commit order, so that nothing can appear behind a follower; still it counts, and a number that is missing is an
//! error, never passed over. It is woken by the commits of this process and looks for those of other servers; all
//! followers of a process share that look, so that waiting costs the same for one as for many.
//!
//! What is read stays sealed until it is handed out: rights that end, and keys that are destroyed, meanwhile count. What
//! is handed out in one go is opened in one go. Whoever keeps it waiting after that asks whether it is still shown
//! ([`Ledger::is_shown_as_at`]).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::bus::{Fault, Ledger};
use super::history::{LedgerEntry, Row};
use crate::personal::sight::Sight;
use crate::projections::as_of::AsOf;

/// Entries read at a time.
const PAGE: i64 = 50;
/// How often other servers' commits are looked for; this process's own wake at once.
const POLL: Duration = Duration::from_millis(200);
/// How long to wait after being woken, so that what is committed together is read together.
const GATHER: Duration = Duration::from_millis(10);
/// How long what was opened may be handed out; what is left then is opened anew.
const OPENED_FOR: Duration = Duration::from_millis(50);
/// Most entries that are opened together.
const MOST_TOGETHER: usize = 50;
/// Bytes of texts that are opened together, where it is more than one entry.
const OPENED_BYTES: usize = 64 << 10;

/// Why a ledger cannot be followed, or not on.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The ledger is at fault.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// An entry is missing: the ledger is damaged.
    #[error("entry {expected} is missing; the ledger has a gap")]
    Gap {
        /// The place that should come next.
        expected: i64,
    },
    /// There is no such entry to go on from.
    #[error("there is no entry {after} yet; the newest is {newest}")]
    Ahead {
        /// The place named.
        after: i64,
        /// The newest there is.
        newest: i64,
    },
    /// There is no such ledger or stream.
    #[error("there is nothing to follow")]
    Unknown,
}

impl From<sqlx::Error> for FollowError {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// What the followers of a process share.
pub struct Following {
    ledger: Arc<Ledger>,
    heads: Mutex<Heads>,
}

/// The newest position of each ledger, as of a moment.
struct Heads {
    read_at: Option<Instant>,
    of: HashMap<String, i64>,
}

/// What is followed, and what counts its entries.
#[derive(Debug, Clone, Copy)]
enum Followed {
    /// The whole ledger, by position.
    Ledger,
    /// One stream of it, by sequence.
    Stream { aggregate_type: &'static str, aggregate_id: Uuid },
}

/// Entries as somebody with that sight was to see them then.
struct Opened {
    at: Instant,
    /// Up to which position the ledger was asked what is shown of whom.
    position: i64,
    sight: Sight,
    entries: VecDeque<LedgerEntry>,
}

/// Hands out one entry after the other.
pub struct Follower {
    following: Arc<Following>,
    municipality: Municipality,
    followed: Followed,
    /// The place of the entry that was handed out last.
    after: i64,
    /// Read and not yet handed out, sealed.
    page: VecDeque<Row>,
    /// The same, from the first on, as it was opened last.
    opened: Option<Opened>,
    /// Up to which position the ledger was asked what is shown of whom, when what was handed out last was opened.
    opened_at: i64,
    /// How many are opened together: more, the faster they are taken.
    together: usize,
    /// The ledger was read up to this position, and nothing more was found.
    read_to: Option<i64>,
}

impl Following {
    /// Follows that ledger's municipalities.
    pub fn new(ledger: Arc<Ledger>) -> Arc<Self> {
        Arc::new(Self { ledger, heads: Mutex::new(Heads { read_at: None, of: HashMap::new() }) })
    }

    /// Follows a municipality's ledger from the entry after `position`; from the first after 0.
    pub async fn ledger(self: &Arc<Self>, municipality: &Municipality, position: i64) -> Result<Follower, FollowError> {
        let newest = self.ledger.head(municipality).await?.ok_or(FollowError::Unknown)?;
        self.follower(municipality, Followed::Ledger, position, newest)
    }

    /// Follows one stream from the entry after `sequence`; from the first after 0.
    pub async fn stream(
        self: &Arc<Self>,
        municipality: &Municipality,
        aggregate_type: &'static str,
        aggregate_id: Uuid,
        sequence: i64,
    ) -> Result<Follower, FollowError> {
        let newest: Option<i64> = sqlx::query_scalar(
            "SELECT max(sequence) FROM events WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = $3",
        )
        .bind(municipality.as_str())
        .bind(aggregate_type)
        .bind(aggregate_id.to_string())
        .fetch_one(self.ledger.pool())
        .await?;
        let newest = newest.ok_or(FollowError::Unknown)?;
        self.follower(municipality, Followed::Stream { aggregate_type, aggregate_id }, sequence, newest)
    }

    fn follower(
        self: &Arc<Self>,
        municipality: &Municipality,
        followed: Followed,
        after: i64,
        newest: i64,
    ) -> Result<Follower, FollowError> {
        if after > newest {
            return Err(FollowError::Ahead { after, newest });
        }
        Ok(Follower {
            following: Arc::clone(self),
            municipality: municipality.clone(),
            followed,
            after,
            page: VecDeque::new(),
            opened: None,
            opened_at: 0,
            together: 1,
            read_to: None,
        })
    }

    /// The ledger's newest position, as soon as it is beyond `seen`.
    async fn head_beyond(&self, municipality: &Municipality, seen: Option<i64>) -> Result<i64, FollowError> {
        let committed = self.ledger.committed();
        loop {
            // Registered before looking, so that a commit between looking and waiting is not missed.
            let woken = committed.notified();
            let head = self.head(municipality, Instant::now()).await?;
            if seen.is_none_or(|seen| head > seen) {
                return Ok(head);
            }
            if timeout(POLL, woken).await.is_ok() {
                sleep(GATHER).await;
            }
        }
    }

    /// The newest position, no older than `since`. Whoever comes first looks for all who wait.
    async fn head(&self, municipality: &Municipality, since: Instant) -> Result<i64, FollowError> {
        let mut heads = self.heads.lock().await;
        if heads.read_at.is_none_or(|read_at| read_at < since) {
            let read_at = Instant::now();
            let rows: Vec<(String, i64)> = sqlx::query_as("SELECT municipality, position FROM ledger_heads")
                .fetch_all(self.ledger.tasks())
                .await?;
            *heads = Heads { read_at: Some(read_at), of: rows.into_iter().collect() };
        }
        heads.of.get(municipality.as_str()).copied().ok_or(FollowError::Unknown)
    }
}

impl Follower {
    /// The next entry, opened as far as `sight` allows now; waits until there is one. Dropping the wait loses nothing.
    pub async fn next(&mut self, sight: Sight) -> Result<LedgerEntry, FollowError> {
        loop {
            if let Some(entry) = self.hand_out(sight) {
                return Ok(entry);
            }
            if self.page.is_empty() {
                self.read().await?;
            } else {
                // Opened from copies: a wait that is dropped must not take entries with it.
                let rows = self.opened_next();
                let alone = rows.len() <= 1;
                match self.following.ledger.entries_opened(&self.municipality, rows, sight).await {
                    Ok((entries, position)) => {
                        self.opened = Some(Opened { at: Instant::now(), position, sight, entries: entries.into() });
                    }
                    Err(fault) if alone => return Err(fault.into()),
                    // One that cannot be opened keeps back none that stands before it.
                    Err(_) => self.together = 1,
                }
            }
        }
    }

    /// Up to which position the ledger had been asked what is shown of whom, for the entry that was handed out last.
    pub const fn opened_at(&self) -> i64 {
        self.opened_at
    }

    /// Copies of those that are opened next.
    fn opened_next(&self) -> Vec<Row> {
        let mut bytes = 0;
        let fits = |row: &&Row| {
            let is_first = bytes == 0;
            bytes += text_bytes(&row.payload) + 1;
            is_first || bytes <= OPENED_BYTES
        };
        self.page.iter().take(self.together).take_while(fits).cloned().collect()
    }

    /// The next entry, where it was opened for that sight a moment ago.
    fn hand_out(&mut self, sight: Sight) -> Option<LedgerEntry> {
        let opened = self.opened.as_mut()?;
        if opened.sight != sight || opened.at.elapsed() >= OPENED_FOR {
            // Whoever takes them slowly is not given the rest of many over and over.
            self.together = 1;
            self.opened = None;
            return None;
        }
        let (entry, row) = (opened.entries.pop_front()?, self.page.pop_front()?);
        self.opened_at = opened.position;
        if opened.entries.is_empty() {
            self.together = MOST_TOGETHER.min(self.together * 2);
            self.opened = None;
        }
        self.after = self.place(&row);
        Some(entry)
    }

    fn place(&self, row: &Row) -> i64 {
        match self.followed {
            Followed::Ledger => row.position,
            Followed::Stream { .. } => row.sequence,
        }
    }

    /// Reads a page, or finds after a wait that there is none in what was added.
    async fn read(&mut self) -> Result<(), FollowError> {
        let head = self.following.head_beyond(&self.municipality, self.read_to).await?;
        let ledger = &self.following.ledger;
        let mut rows = match self.followed {
            // No further than the ledger goes: whoever may insert a row may put one anywhere beyond.
            Followed::Ledger => ledger.ledger_rows(&self.municipality, self.after, PAGE, AsOf::Position(head)).await?,
            Followed::Stream { aggregate_type, aggregate_id } => {
                ledger
                    .stream_rows(&self.municipality, aggregate_type, aggregate_id, self.after, PAGE, AsOf::Now)
                    .await?
            }
        };
        let whole =
            rows.iter().zip(self.after + 1..).take_while(|(row, expected)| self.place(row) == *expected).count();
        let mut is_all = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        if let Some(beyond) = rows.get(whole) {
            let is_stream = matches!(self.followed, Followed::Stream { .. });
            // A row that no program wrote may say any number: what comes before it comes yet.
            if !is_stream || beyond.standing_in(ledger, &self.municipality).await?.is_as_written() {
                let expected = self.after + 1 + i64::try_from(whole).unwrap_or_default();
                return Err(FollowError::Gap { expected });
            }
            rows.truncate(whole);
            is_all = true;
        }
        match (self.followed, rows.last()) {
            (Followed::Ledger, Some(last)) => self.read_to = Some(last.position),
            // The head was moved in the transaction that wrote the entry: it must be there.
            (Followed::Ledger, None) if head > self.after => {
                return Err(FollowError::Gap { expected: self.after + 1 });
            }
            (Followed::Stream { .. }, Some(_)) if !is_all => {}
            (Followed::Ledger | Followed::Stream { .. }, _) => self.read_to = Some(head),
        }
        self.page = rows.into();
        Ok(())
    }
}

/// How much text there is in it.
fn text_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(text_bytes).sum(),
        Value::Object(fields) => fields.values().map(text_bytes).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

#[cfg(test)]
mod tests;
