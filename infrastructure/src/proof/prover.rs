//! Lets the trees grow with their ledgers, and signs checkpoints of them.
//!
//! The row of `trees` is lock and position in one, as with the read models: whoever holds it leads, another server
//! passes it over. Before anything is signed, the new tree must begin with the tree of the last checkpoint that is
//! stored, that the key database remembers, that this process signed, and that the witness's directory keeps under the
//! ledger's own signature. Where it does not, the municipality's log stops, visibly: a ledger that contradicts itself must
//! not look sound by signing the newer story. What a witness says against a log without such a signature is told, and
//! stops nothing: whoever sits on the line to it could stop every log of the country.
//!
//! What is not signed yet contradicts no checkpoint, whatever becomes of it. So what this process has written must be
//! what the rows say when they are signed, by whichever server; all other rows must give their leaf hashes; and a ledger
//! must not end before it was written to, by this process or by what the key database remembers. What contradicts one of
//! them stops the log for every server and across restarts: of this process's own memory no other knows, and what the
//! ledger goes on with looks as good as what it lost.
//!
//! So it does where the key database remembers less than was signed: it is an older one, without the keys
//! that were made since. A server that starts looks at every log once, and takes no fault back before the log holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use futures::future::join_all;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Acquire as _, FromRow};
use tokio::task::JoinError;
use tokio::time::timeout;

use super::checkpoint::{self, Checkpoint, CheckpointError, StoredCheckpoint};
use super::keys::PublishedKey;
use super::memory::{Contradictor, EndLost, KeysOlder, WrittenLast};
use super::tree::{self, Question, Tiles, TreeError};
use super::witness::{
    Authorities, DirectoryWitness, HttpWitness, Kept, Unreadable, WitnessAnswer, WitnessError, read_kept,
};
use super::{keys, memory};
use crate::clock;
use crate::ledger::authorship::{Authorship, AuthorshipError, NotOurs, where_accepted_rows_stand};
use crate::ledger::bus::{CommandError, Fault, Ledger};
use crate::ledger::guard::{NotAsWritten, RowStanding};
use crate::ledger::history::recorded_as_told;
use crate::ledger::leaf::Hash;
use crate::ledger::verify::{VerifyError, Wrong, look_through};
use crate::ledger::written::Contradiction;
use crate::personal::keys::KeyError;
use crate::projections::{database_error, is_transient};

/// The directory, as what contradicts a log, or objects to it.
const DIRECTORY: &str = Contradictor::Directory.as_str();
/// How often it is kept where ledgers end.
const HEADS_EVERY: Duration = Duration::from_secs(1);
/// Within how many looks at the ledgers what happened is signed where all is well.
const SIGNED_WITHIN_INTERVALS: u32 = 10;
/// How often a witness is asked anew whose last size was another one: other servers ask it too.
const MOST_TRIES: usize = 4;
/// After how many questions in a row that get no answer a witness is left alone until the next time.
const MOST_UNANSWERED: usize = 3;
/// How long all questions to one witness may take together. It keeps no checkpoint waiting for longer.
const ROUND: Duration = Duration::from_secs(30);
/// Leaves that go into a tree in one transaction.
const BATCH: i64 = 32 * 1024;

/// How and for whom checkpoints are made.
#[derive(Debug, Clone)]
pub struct ProverOptions {
    /// How long to wait between one look at the ledgers and the next: checkpoints of one ledger are not closer.
    pub interval: Duration,
    /// A directory that keeps every checkpoint.
    pub directory: Option<PathBuf>,
    /// Who is asked to cosign.
    pub witnesses: Vec<HttpWitness>,
    /// Who vouches for those that are asked over HTTPS.
    pub authorities: Authorities,
}

impl Default for ProverOptions {
    /// Once a minute, without witnesses.
    fn default() -> Self {
        Self {
            interval: Duration::from_mins(1),
            directory: None,
            witnesses: Vec::new(),
            authorities: Authorities::default(),
        }
    }
}

/// Proves; one per server is enough, and several do no harm.
pub struct Prover {
    ledger: Arc<Ledger>,
    pool: PgPool,
    interval: Duration,
    directory: Option<DirectoryWitness>,
    witnesses: Vec<HttpWitness>,
    agent: ureq::Agent,
    began_at: DateTime<Utc>,
    /// What this process has seen of each municipality's log.
    seen: Mutex<HashMap<Municipality, Seen>>,
    /// About which log each witness was asked last, by the witness's key.
    asked_last: Mutex<HashMap<String, String>>,
}

/// What a process has seen of a log.
#[derive(Debug, Default)]
struct Seen {
    /// The newest checkpoint that it signed or found in the directory.
    newest: Option<Checkpoint>,
    /// Whether it has read what the directory keeps of it.
    has_looked: bool,
    /// The sizes under which the directory kept something strange when it was looked at last; nothing before it was.
    strange: Option<BTreeSet<u64>>,
}

/// Why what bears a checkpoint's name in the directory is not taken for it.
#[derive(Debug, thiserror::Error)]
enum Strange {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error("it is one of {0} events")]
    Misnamed(u64),
}

/// The newest of what the directory keeps of a log.
#[derive(Debug, Default)]
struct Newest {
    /// The largest size whose file is a checkpoint of just that size.
    size: Option<u64>,
    /// The largest checkpoint that the ledger has signed of those that were read.
    checkpoint: Option<Checkpoint>,
    /// What bears the names of larger ones and is none, the largest first.
    strange: Vec<(u64, Strange)>,
}

impl Newest {
    /// Among files by their sizes, the smallest first. Anybody who can write there may have put something beside what the
    /// ledger has signed. Blocks.
    fn among(kept: Vec<(u64, PathBuf)>, reader: &checkpoint::Reader) -> Self {
        let mut newest = Self::default();
        for (size, file) in kept.into_iter().rev() {
            match read_checkpoint(&file, reader) {
                Ok(checkpoint) => {
                    let is_there = checkpoint.size == size;
                    if !is_there {
                        newest.strange.push((size, Strange::Misnamed(checkpoint.size)));
                    }
                    newest.checkpoint = newer(newest.checkpoint.take(), Some(checkpoint));
                    if is_there {
                        newest.size = Some(size);
                        break;
                    }
                }
                Err(strange) => newest.strange.push((size, strange)),
            }
        }
        newest
    }
}

fn read_checkpoint(file: &Path, reader: &checkpoint::Reader) -> Result<Checkpoint, Strange> {
    Ok(reader.read(&read_kept(file)?)?)
}

/// Of two, the one of more events.
fn newer(one: Option<Checkpoint>, other: Option<Checkpoint>) -> Option<Checkpoint> {
    one.into_iter().chain(other).max_by_key(|checkpoint| checkpoint.size)
}

/// A municipality whose log has stopped.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Stopped {
    /// Which.
    pub municipality: String,
    /// Why.
    pub fault: String,
}

/// A municipality whose log is not signed, and why is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub municipality: String,
    /// How many events no checkpoint covers.
    pub events: i64,
    /// When the first of them was recorded, as exactly as that is told: of an anonymous consultation the day (R-20).
    pub since: DateTime<Utc>,
}

/// What a witness says against a log, which goes on: it bears no signature of the ledger's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Whose log.
    pub municipality: String,
    /// The witness's name.
    pub witness: String,
    /// What it says.
    pub objection: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Why a log does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The database failed.
    #[error("the ledger's database failed")]
    Database(#[from] sqlx::Error),
    /// The tree.
    #[error("the tree does not hold together")]
    Tree(#[from] TreeError),
    /// The keys.
    #[error("the signing key cannot be had")]
    Keys(#[from] KeyError),
    /// The ledger.
    #[error("the ledger failed")]
    Ledger(#[from] Fault),
    /// The first signing key could not be introduced.
    #[error("the signing key cannot be introduced")]
    Introduction(#[from] CommandError),
    /// What was signed cannot be read, or what is to be signed cannot be written.
    #[error("a checkpoint cannot be used")]
    Checkpoint(#[from] CheckpointError),
    /// The witness's directory cannot be read.
    #[error("the witness's directory cannot be read")]
    Directory(#[from] std::io::Error),
    /// A witness does not answer as one.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// It is not what this process has written.
    #[error(transparent)]
    Written(Contradiction),
    /// It ends before an event that the key database remembers, or has another one there.
    #[error(transparent)]
    EndLost(#[from] EndLost),
    /// A row was appended by somebody who does not hold the keys.
    #[error(transparent)]
    NotOurs(#[from] NotOurs),
    /// It is not known whose rows are.
    #[error("whose rows are cannot be told")]
    Authorship(#[from] AuthorshipError),
    /// A row was changed, and not its hash.
    #[error("the row at position {position} does not give its leaf hash: it was changed")]
    RowChanged {
        /// Where.
        position: i64,
    },
    /// The rows cannot be read.
    #[error("the rows cannot be read")]
    Rows(#[from] VerifyError),
    /// An event is missing.
    #[error("there is no event at position {position}, and the ledger goes on to {head}")]
    Gap {
        /// Where one should be.
        position: i64,
        /// The newest position.
        head: i64,
    },
    /// The ledger ends before its tree does: events were cut off.
    #[error("the ledger ends at position {head}, and its tree has taken in {size} events")]
    CutOff {
        /// The newest position.
        head: i64,
        /// The tree's size.
        size: i64,
    },
    /// A tree that others hold a checkpoint of is not the beginning of this one.
    #[error("the tree of {size} events contradicts {witness}'s checkpoint of {of} events")]
    Contradiction {
        /// The tree's size.
        size: u64,
        /// Who holds the checkpoint.
        witness: String,
        /// The checkpoint's size.
        of: u64,
    },
    /// The key database was put back from a backup of before the newest checkpoint: keys that were made since are gone.
    #[error(transparent)]
    KeysOlder(#[from] KeysOlder),
    /// A thread was interrupted.
    #[error("a thread was interrupted")]
    Interrupted(#[from] JoinError),
    /// The prover panicked. Where it did is logged by itself; what it says is told to nobody.
    #[error("the program is at fault: the prover panicked")]
    Panicked,
}

impl ProofError {
    /// Whether trying again may help.
    fn is_transient(&self) -> bool {
        matches!(self, Self::Interrupted(_) | Self::Directory(_) | Self::Witness(_))
            || database_error(self).is_some_and(is_transient)
    }

    /// Whose word stops the log until that is taken back: what is said against it may be found no more by whoever looks next.
    const fn contradictor(&self) -> Option<Contradictor> {
        match self {
            Self::Written(_) => Some(Contradictor::Server),
            Self::EndLost(_) => Some(Contradictor::KeyDatabase),
            _ => None,
        }
    }
}

/// What a step came to.
enum Step {
    /// Another server does it.
    Elsewhere,
    /// The log is contradicted from outside, and not signed until that is taken back.
    Contradicted,
    /// All of it is signed, and holds: the checkpoint of so many events.
    Done(u64),
    /// There is more to take in.
    Grown,
    /// A checkpoint was signed.
    Signed(Checkpoint),
}

impl Prover {
    /// A prover of all ledgers there are.
    pub fn new(ledger: Arc<Ledger>, options: ProverOptions) -> Self {
        let pool = ledger.tasks().clone();
        Self {
            ledger,
            pool,
            interval: options.interval,
            began_at: clock::now(),
            directory: options.directory.map(DirectoryWitness::new),
            witnesses: options.witnesses,
            agent: HttpWitness::agent(options.authorities),
            seen: Mutex::default(),
            asked_last: Mutex::default(),
        }
    }

    /// Runs until the task is aborted.
    pub async fn run(self: Arc<Self>) {
        tokio::join!(self.prove_on(), self.keep_heads());
    }

    async fn prove_on(&self) {
        let mut looked = false;
        loop {
            let caught_up = if looked { self.catch_up().await } else { self.look_at_all().await };
            looked |= caught_up.is_ok();
            if let Err(error) = caught_up {
                tracing::warn!(error = %error, "checkpoints wait for the database");
            }
            self.consult_witnesses().await;
            // What contradicts what was written is told at once.
            let _ = timeout(self.interval, self.ledger.written().contradicted()).await;
        }
    }

    async fn keep_heads(&self) {
        loop {
            tokio::time::sleep(HEADS_EVERY).await;
            self.remember_heads().await;
        }
    }

    /// Has the key database remember where the ledgers end that this process has written to since.
    pub async fn remember_heads(&self) {
        memory::remember_heads(&self.ledger).await;
    }

    /// The logs that have stopped.
    pub async fn stopped(&self) -> Result<Vec<Stopped>, sqlx::Error> {
        sqlx::query_as("SELECT municipality, fault FROM trees WHERE fault IS NOT NULL ORDER BY municipality")
            .fetch_all(&self.pool)
            .await
    }

    /// The logs that have not stopped, and have not been signed for ten times as long as it takes where all is well, although
    /// something happened in them: whatever keeps them waiting, and whichever server should sign.
    pub async fn waiting(&self, now: DateTime<Utc>) -> Result<Vec<Waiting>, sqlx::Error> {
        let patience =
            TimeDelta::from_std(self.interval.saturating_mul(SIGNED_WITHIN_INTERVALS)).unwrap_or(TimeDelta::MAX);
        let long_ago = now.checked_sub_signed(patience).unwrap_or(DateTime::<Utc>::MIN_UTC);
        // What happened while no server ran has waited for nobody.
        if self.began_at > long_ago {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, i64, String, DateTime<Utc>)> = sqlx::query_as(
            "SELECT h.municipality, h.position - coalesce(c.size, 0), e.aggregate_type, e.recorded_at
               FROM ledger_heads h
               LEFT JOIN trees t ON t.municipality = h.municipality
               LEFT JOIN LATERAL (SELECT size FROM checkpoints c WHERE c.municipality = h.municipality
                                   ORDER BY size DESC LIMIT 1) c ON true
               JOIN events e ON e.municipality = h.municipality AND e.position = coalesce(c.size, 0) + 1
              WHERE t.fault IS NULL AND e.recorded_at <= $1
              ORDER BY h.municipality",
        )
        .bind(long_ago)
        .fetch_all(&self.pool)
        .await?;
        let told = rows.into_iter().map(|(municipality, events, of, recorded_at)| Waiting {
            municipality,
            events,
            since: recorded_as_told(&of, recorded_at),
        });
        Ok(told.collect())
    }

    /// What witnesses say against logs, without a signature.
    pub async fn objections(&self) -> Result<Vec<Objection>, sqlx::Error> {
        let rows: Vec<(String, String, String, DateTime<Utc>)> = sqlx::query_as(
            "SELECT municipality, witness, objection, since FROM witness_objections ORDER BY municipality, witness",
        )
        .fetch_all(&self.pool)
        .await?;
        let told = rows.into_iter().map(|(municipality, witness, objection, since)| Objection {
            municipality,
            witness: keys::name_of(&witness).to_owned(),
            objection,
            since,
        });
        Ok(told.collect())
    }

    /// Takes in every event that is there and signs a checkpoint of each ledger that something happened in. What
    /// fails for one municipality keeps no other waiting; the first error that may pass is given back when all have
    /// had their turn.
    pub async fn catch_up(&self) -> Result<(), ProofError> {
        let mut behind: BTreeSet<String> = sqlx::query_scalar(
            "SELECT h.municipality
               FROM ledger_heads h LEFT JOIN trees t ON t.municipality = h.municipality
              WHERE t.fault IS NULL AND h.position > 0
                AND h.position IS DISTINCT FROM (SELECT size FROM checkpoints c WHERE c.municipality = h.municipality
                                                  ORDER BY size DESC LIMIT 1)",
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .collect();
        // A ledger that went back to where it was signed looks as if nothing had happened.
        let unsigned = self.ledger.written().unsigned();
        // Of logs that have stopped already, too: those are not looked at below.
        memory::write_contradictions_down(&self.ledger).await?;
        behind.extend(unsigned.iter().map(ToString::to_string));
        for stopped in self.stopped().await? {
            behind.remove(&stopped.municipality);
        }
        self.prove_each(behind).await
    }

    /// Looks at every ledger's log, those that stopped as well and those that nothing has happened in since: what the
    /// ledger's database says was signed may not be what was signed.
    pub async fn look_at_all(&self) -> Result<(), ProofError> {
        let all: Vec<String> = sqlx::query_scalar("SELECT municipality FROM ledger_heads WHERE position > 0")
            .fetch_all(&self.pool)
            .await?;
        self.prove_each(all.into_iter().collect()).await
    }

    async fn prove_each(&self, numbers: BTreeSet<String>) -> Result<(), ProofError> {
        let mut result = Ok(());
        for number in numbers {
            // The column's check lets nothing else in.
            let Ok(municipality) = number.parse::<Municipality>() else { continue };
            match self.prove(&municipality).await {
                Err(error) if error.is_transient() => result = result.and(Err(error)),
                // One that stopped is told of by its fault.
                Ok(()) | Err(_) => {}
            }
        }
        result
    }

    /// Takes in what is there of one ledger and signs a checkpoint if something happened in it. Where its log must
    /// not go on, that is recorded as its fault.
    pub async fn prove(&self, municipality: &Municipality) -> Result<(), ProofError> {
        self.note(municipality, caught(self.follow(municipality)).await).await
    }

    /// What came of following a log: whether it was seen to hold, or why it does not go on.
    async fn note(&self, municipality: &Municipality, followed: Result<bool, ProofError>) -> Result<(), ProofError> {
        let held = match followed {
            Ok(held) => held,
            Err(error) => {
                let reason = crate::projections::describe(&error);
                if error.is_transient() {
                    tracing::warn!(%municipality, error = %reason, "a log waits");
                } else if let Some(by) = error.contradictor() {
                    memory::contradict(&self.pool, municipality, by, &error).await?;
                } else {
                    tracing::error!(%municipality, error = %reason, "a log stopped: no checkpoint is signed any more");
                    self.note_fault(municipality, Some(&reason)).await?;
                }
                return Err(error);
            }
        };
        if held {
            self.note_fault(municipality, None).await?;
        }
        Ok(())
    }

    /// What contradicts the log from outside stays as it is until that is taken back.
    async fn note_fault(&self, municipality: &Municipality, fault: Option<&str>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE trees SET fault = $2
              WHERE municipality = $1 AND contradicted_by IS NULL AND fault IS DISTINCT FROM $2",
        )
        .bind(municipality.as_str())
        .bind(fault)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whether this process saw that the log holds; another server may be at it.
    async fn follow(&self, municipality: &Municipality) -> Result<bool, ProofError> {
        sqlx::query("INSERT INTO trees (municipality) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(municipality.as_str())
            .execute(&self.pool)
            .await?;
        // A ledger opened before there were checkpoints; the event goes into the tree with the others.
        self.introduce_signing_key(municipality).await?;
        self.look_into_the_directory(municipality).await?;
        loop {
            match self.step(municipality).await? {
                Step::Grown => {}
                Step::Elsewhere | Step::Contradicted => return Ok(false),
                Step::Done(size) => {
                    self.ledger.written().signed(municipality, size.cast_signed());
                    return Ok(true);
                }
                Step::Signed(checkpoint) => {
                    self.ledger.written().signed(municipality, checkpoint.size.cast_signed());
                    self.remember(municipality, Some(checkpoint), None);
                    return Ok(true);
                }
            }
        }
    }

    /// A row among the settings, where the keys stand, that was slipped in or changed stops the log as one anywhere else does, and no
    /// longer.
    async fn introduce_signing_key(&self, municipality: &Municipality) -> Result<(), ProofError> {
        let mut introduced = self.ledger.introduce_signing_key(municipality, clock::now()).await;
        if introduced.as_ref().is_err_and(|error| not_as_written(error).is_some()) {
            // Somebody may have accepted it since.
            self.ledger.authorship_anew(municipality).await?;
            introduced = self.ledger.introduce_signing_key(municipality, clock::now()).await;
        }
        introduced.map_err(|error| not_as_written(&error).unwrap_or_else(|| error.into()))
    }

    async fn step(&self, municipality: &Municipality) -> Result<Step, ProofError> {
        // Before the head is read: what is written from here on may be beyond it.
        let written = self.ledger.written();
        if let Some(contradiction) = written.contradiction(municipality) {
            return Err(ProofError::Written(contradiction));
        }
        let newest = written.newest(municipality).map(|(position, _)| position);
        let written_last = memory::written_last(self.ledger.keys(), municipality).await?;
        let authorship = self.ledger.authorship(municipality).await?;
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        let tree: Option<(i64, bool)> = sqlx::query_as(
            "SELECT size, contradicted_by IS NOT NULL FROM trees WHERE municipality = $1 FOR UPDATE SKIP LOCKED",
        )
        .bind(municipality.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((size, is_contradicted)) = tree else { return Ok(Step::Elsewhere) };
        if is_contradicted {
            return Ok(Step::Contradicted);
        }
        let head: Option<i64> = sqlx::query_scalar("SELECT position FROM ledger_heads WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        let head = head.unwrap_or_default();
        if head < size {
            return Err(ProofError::CutOff { head, size });
        }
        let leaves = written.leaves(municipality, head);
        let grown = grow(&mut transaction, municipality, &authorship, size, head, &leaves).await;
        if let Err(ProofError::NotOurs(_) | ProofError::RowChanged { .. }) = grown {
            // Somebody may have accepted it since.
            if self.ledger.authorship_anew(municipality).await? != authorship {
                return Ok(Step::Grown);
            }
        }
        let (taken, size) = grown?;
        let step = if taken == BATCH {
            Step::Grown
        } else {
            let ends = Ends { head, newest, written_last, leaves };
            match self.sign(&mut transaction, municipality, &authorship, size, &ends).await? {
                Some(checkpoint) => Step::Signed(checkpoint),
                None => Step::Done(size),
            }
        };
        transaction.commit().await?;
        Ok(step)
    }

    /// Signs the tree, unless it was signed; never one that contradicts what was signed before, or what was written.
    async fn sign(
        &self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        authorship: &Authorship,
        size: u64,
        ends: &Ends,
    ) -> Result<Option<Checkpoint>, ProofError> {
        let root = tree::stored_root(connection, municipality, size).await?;
        let stored = checkpoint::newest(connection, municipality).await?;
        let stored = stored.map(|stored| (stored.size, stored.root));
        let seen = self.seen(municipality).map(|seen| (seen.size, seen.root));
        let remembered = memory::last_signed(self.ledger.keys(), municipality).await?;
        let remembered = remembered.map(|remembered| (remembered.size, remembered.root));
        for (witness, before) in
            [("the ledger", stored), ("this server's or its witness", seen), ("the key database", remembered)]
        {
            let Some((of, root_then)) = before else { continue };
            let begins_with_it = of <= size && {
                let proof = tree::ask(connection, municipality, Question::Consistency { from: of, to: size }).await?;
                tree::is_consistent(&proof, of, root_then, size, root)
            };
            if !begins_with_it {
                return Err(ProofError::Contradiction { size, witness: witness.to_owned(), of });
            }
        }
        if let Some((signed, _)) = stored
            && let Some((remembered, _)) = remembered
        {
            KeysOlder::unless_remembered(remembered, signed)?;
        }
        ends.must_be_in(connection, municipality).await?;
        if stored.is_some_and(|(of, _)| of == size) {
            // Signed before there was a memory.
            if remembered.is_none() {
                memory::remember(self.ledger.keys(), municipality, size, &root).await?;
            }
            return Ok(None);
        }
        // Asked now: the tree may have grown over the event that publishes the next one.
        let accepted = where_accepted_rows_stand(&mut *connection, municipality, Some(authorship)).await?;
        let keys = keys::published(connection, municipality, &accepted).await?;
        let its_key = keys.into_iter().find(|key| key.signs(size)).map(|key| key.verifier_key).unwrap_or_default();
        let signer = keys::signer(self.ledger.keys(), municipality, &its_key).await?;
        let note = checkpoint::sign(&signer, size, root)?;
        memory::remember(self.ledger.keys(), municipality, size, &root).await?;
        let new = StoredCheckpoint { size, root, note, signed_at: clock::now() };
        checkpoint::store(connection, municipality, &new).await?;
        Ok(Some(Checkpoint { origin: keys::name_of(&its_key).to_owned(), size, root }))
    }

    fn seen(&self, municipality: &Municipality) -> Option<Checkpoint> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(municipality).and_then(|seen| seen.newest.clone())
    }

    fn has_looked(&self, municipality: &Municipality) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(municipality).is_some_and(|seen| seen.has_looked)
    }

    /// Remembers a checkpoint, where it is a newer one, and with it whether the directory was read whole.
    fn remember(&self, municipality: &Municipality, checkpoint: Option<Checkpoint>, has_looked: Option<bool>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.entry(municipality.clone()).or_default();
        seen.newest = newer(seen.newest.take(), checkpoint);
        seen.has_looked = has_looked.unwrap_or(seen.has_looked);
    }

    fn strange(&self, municipality: &Municipality) -> Option<BTreeSet<u64>> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(municipality).and_then(|seen| seen.strange.clone())
    }

    fn are_strange(&self, municipality: &Municipality, sizes: BTreeSet<u64>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(municipality.clone()).or_default().strange = Some(sizes);
    }

    async fn published_keys(&self, municipality: &Municipality) -> Result<Vec<PublishedKey>, ProofError> {
        let authorship = self.ledger.guard().authorship_if_known(municipality).await?;
        let mut connection = self.pool.acquire().await?;
        let accepted = where_accepted_rows_stand(&mut *connection, municipality, authorship.as_ref()).await?;
        Ok(keys::published(&mut connection, municipality, &accepted).await?)
    }

    /// What the directory kept before this process came is held against the tree as well.
    async fn look_into_the_directory(&self, municipality: &Municipality) -> Result<(), ProofError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        if self.has_looked(municipality) {
            return Ok(());
        }
        let newest = match self.newest_kept(directory, municipality, &BTreeSet::new()).await {
            Ok(newest) => newest,
            Err(error) => {
                // Nothing is signed before it was looked at, which somebody must see.
                if let ProofError::Directory(why) = &error {
                    self.objected(municipality, DIRECTORY, &format!("what it keeps cannot be listed: {why}")).await?;
                }
                return Err(error);
            }
        };
        if let Some((size, strange)) = newest.strange.first() {
            self.objected(municipality, DIRECTORY, &none_of_this_log(*size, strange)).await?;
        }
        // What cannot be read now may be read later, and be another story.
        let is_unreadable = newest.strange.iter().any(|(_, strange)| matches!(strange, Strange::Unreadable(_)));
        self.remember(municipality, newest.checkpoint, Some(!is_unreadable));
        Ok(())
    }

    /// The newest that the directory keeps of a log; what it keeps of the sizes `also` is read as well.
    async fn newest_kept(
        &self,
        directory: &DirectoryWitness,
        municipality: &Municipality,
        also: &BTreeSet<u64>,
    ) -> Result<Newest, ProofError> {
        let verifier_keys = self.published_keys(municipality).await?;
        let (directory, of, also) = (directory.clone(), municipality.clone(), also.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let reader = checkpoint::Reader::new(&verifier_keys);
            let kept = directory.kept(&of)?;
            let again: Vec<_> = kept.iter().filter(|(size, _)| also.contains(size)).cloned().collect();
            let mut newest = Newest::among(kept, &reader);
            for (size, file) in again.into_iter().filter(|(size, _)| newest.size.is_some_and(|newest| *size < newest)) {
                match read_checkpoint(&file, &reader) {
                    Ok(checkpoint) if checkpoint.size == size => {}
                    Ok(checkpoint) => newest.strange.push((size, Strange::Misnamed(checkpoint.size))),
                    Err(strange) => newest.strange.push((size, strange)),
                }
            }
            Ok(newest)
        });
        reading.await?.map_err(ProofError::Directory)
    }

    /// Hands the witnesses the checkpoints that they do not have yet: the directory every one, the others the newest.
    /// One that cannot be reached is asked again the next time, and keeps no other waiting.
    pub async fn consult_witnesses(&self) {
        if let Err(error) = self.fill_the_directory().await {
            tracing::error!(error = %crate::projections::describe(&error), "the witness's directory takes no checkpoint");
        }
        join_all(self.witnesses.iter().map(|witness| self.consult_in_time(witness))).await;
    }

    async fn consult_in_time(&self, witness: &HttpWitness) {
        let error = match timeout(ROUND, self.consult(witness)).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => crate::projections::describe(&error),
            Err(_) => "it takes too long to answer".to_owned(),
        };
        tracing::warn!(witness = witness.key.name(), error, "a witness waits");
    }

    /// A witness says something against the log that the ledger has not signed.
    async fn objected(&self, municipality: &Municipality, witness: &str, objection: &str) -> Result<(), ProofError> {
        let noted = sqlx::query(
            "INSERT INTO witness_objections AS known (municipality, witness, objection, since) VALUES ($1, $2, $3, $4)
             ON CONFLICT (municipality, witness) DO UPDATE SET objection = excluded.objection
              WHERE known.objection <> excluded.objection",
        )
        .bind(municipality.as_str())
        .bind(witness)
        .bind(objection)
        .bind(clock::now())
        .execute(&self.pool)
        .await?;
        if noted.rows_affected() > 0 {
            let witness = keys::name_of(witness);
            tracing::error!(%municipality, witness, objection, "a witness objects to a log");
        }
        Ok(())
    }

    /// The witness has taken the log's newest checkpoint: what it said against it, and what it showed, no longer stands.
    async fn reconciled(&self, municipality: &Municipality, with: &str) -> Result<(), ProofError> {
        let noted = sqlx::query(
            "WITH withdrawn AS (
                 DELETE FROM witness_objections WHERE municipality = $1 AND witness = $2 RETURNING municipality
             ), cleared AS (
                 UPDATE trees SET fault = NULL, contradicted_by = NULL
                  WHERE municipality = $1 AND contradicted_by = $2 RETURNING municipality
             )
             SELECT FROM withdrawn UNION ALL SELECT FROM cleared",
        )
        .bind(municipality.as_str())
        .bind(with)
        .fetch_all(&self.pool)
        .await?;
        if !noted.is_empty() {
            tracing::info!(%municipality, witness = keys::name_of(with), "a witness takes back what it said of a log");
        }
        Ok(())
    }

    async fn fill_the_directory(&self) -> Result<(), ProofError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let logs: Vec<String> =
            sqlx::query_scalar("SELECT municipality FROM trees WHERE fault IS NULL OR contradicted_by IS NOT NULL")
                .fetch_all(&self.pool)
                .await?;
        let mut result = Ok(());
        for municipality in logs.into_iter().filter_map(|number| number.parse::<Municipality>().ok()) {
            // What fails for one keeps no other's checkpoints from being kept.
            let filled = caught(self.fill(directory, &municipality)).await;
            if let Err(ProofError::Directory(why)) = &filled {
                let objection = format!("its newest checkpoint cannot be put there: {why}");
                self.objected(&municipality, DIRECTORY, &objection).await?;
            }
            result = result.and(filled);
        }
        result
    }

    /// Has the directory keep what it does not keep yet of a log. Something strange in one place keeps nothing from being
    /// kept in the others; it is told until it is gone.
    async fn fill(&self, directory: &DirectoryWitness, municipality: &Municipality) -> Result<(), ProofError> {
        let known = self.strange(municipality);
        let newest = self.newest_kept(directory, municipality, known.as_ref().unwrap_or(&BTreeSet::new())).await?;
        // What was told before this process began may lie anywhere.
        let all = known.is_none() && self.directory_is_told_of(municipality).await?;
        let from = if all { 0 } else { newest.size.unwrap_or_default() };
        let again: Vec<i64> = known.into_iter().flatten().map(u64::cast_signed).collect();
        // The newest one once more: it may be another one.
        let missing: Vec<(i64, String)> = sqlx::query_as(
            "SELECT size, note FROM checkpoints
              WHERE municipality = $1 AND (size >= $2 OR size = ANY ($3)) ORDER BY size",
        )
        .bind(municipality.as_str())
        .bind(from.cast_signed())
        .bind(again)
        .fetch_all(&self.pool)
        .await?;
        let any = !missing.is_empty();
        let mut strange: BTreeSet<u64> = newest.strange.iter().map(|(size, _)| *size).collect();
        let mut objection = None;
        for (size, note) in missing {
            let (directory, of, size) = (directory.clone(), municipality.clone(), size.cast_unsigned());
            let (kept, note) = tokio::task::spawn_blocking(move || (directory.keep(&of, size, &note), note)).await?;
            let why = match kept? {
                Kept::Now | Kept::Already => continue,
                Kept::Unreadable(error) => error.to_string(),
                Kept::Another(there) => match self.is_kept_otherwise(municipality, size, &note, &there).await? {
                    Some(why) => why,
                    None => return Ok(()),
                },
            };
            strange.insert(size);
            objection.get_or_insert(format!("what it keeps as the checkpoint of {size} events is not that: {why}"));
        }
        self.are_strange(municipality, strange);
        let objection =
            objection.or_else(|| newest.strange.first().map(|(size, strange)| none_of_this_log(*size, strange)));
        match objection {
            Some(objection) => self.objected(municipality, DIRECTORY, &objection).await,
            None if any => self.reconciled(municipality, DIRECTORY).await,
            // Where it has kept a larger one than there is, nothing of the log is held against it.
            None => Ok(()),
        }
    }

    /// Whether something is told of what the directory keeps of a log.
    async fn directory_is_told_of(&self, municipality: &Municipality) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM witness_objections WHERE municipality = $1 AND witness = $2)
                 OR EXISTS (SELECT FROM trees WHERE municipality = $1 AND contradicted_by = $2)",
        )
        .bind(municipality.as_str())
        .bind(DIRECTORY)
        .fetch_one(&self.pool)
        .await
    }

    /// In the place of a checkpoint the directory keeps something else: why it is not that one. Under the ledger's own
    /// signature it is another story of the ledger, which stops the log; without it, it is anybody's.
    async fn is_kept_otherwise(
        &self,
        municipality: &Municipality,
        size: u64,
        note: &str,
        there: &str,
    ) -> Result<Option<String>, ProofError> {
        let verifier_keys = self.published_keys(municipality).await?;
        let (there, ours) = {
            let reader = checkpoint::Reader::new(&verifier_keys);
            (reader.read(there), reader.read(note))
        };
        match (there, ours) {
            (Ok(there), Ok(ours)) if there.size == size && there.root != ours.root => {
                let error = ProofError::Contradiction { size, witness: DIRECTORY.to_owned(), of: size };
                memory::contradict(&self.pool, municipality, Contradictor::Directory, &error).await?;
                Ok(None)
            }
            (there, _) => {
                Ok(Some(there.err().map_or_else(|| "it is another one".to_owned(), |error| error.to_string())))
            }
        }
    }

    async fn consult(&self, witness: &HttpWitness) -> Result<(), ProofError> {
        let unsigned: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT t.municipality, c.size, c.note,
                    coalesce((SELECT size FROM cosignatures s WHERE s.municipality = t.municipality AND s.witness = $1
                               ORDER BY size DESC LIMIT 1), 0)
               FROM trees t CROSS JOIN LATERAL (SELECT size, note FROM checkpoints c WHERE c.municipality = t.municipality
                                                 ORDER BY size DESC LIMIT 1) c
              WHERE (t.fault IS NULL OR t.contradicted_by IS NOT NULL)
                AND NOT EXISTS (SELECT FROM cosignatures s
                                 WHERE s.municipality = t.municipality AND s.size = c.size AND s.witness = $1)
              ORDER BY t.municipality",
        )
        .bind(witness.key.to_string())
        .fetch_all(&self.pool)
        .await?;
        // Where there was no time for all of them, it goes on with those that were not asked about.
        let key = witness.key.to_string();
        let asked_last = self.asked_last.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let mut unanswered = 0;
        for (number, size, note, old) in going_on_after(asked_last.as_deref(), unsigned, |(number, ..)| number) {
            let Ok(municipality) = number.parse::<Municipality>() else { continue };
            self.asked_last.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), number);
            let (old, size) = (old.cast_unsigned(), size.cast_unsigned());
            match self.consult_about(witness, &municipality, (old, size), &note).await {
                Ok(()) => unanswered = 0,
                Err(error) => {
                    unanswered += 1;
                    if unanswered == MOST_UNANSWERED {
                        return Err(error);
                    }
                    let error = crate::projections::describe(&error);
                    tracing::warn!(%municipality, witness = witness.key.name(), error, "a witness waits for a log");
                }
            }
        }
        Ok(())
    }

    /// Hands a witness the checkpoint of `size` events, where it has cosigned one of `old` last.
    async fn consult_about(
        &self,
        witness: &HttpWitness,
        municipality: &Municipality,
        (old, size): (u64, u64),
        note: &str,
    ) -> Result<(), ProofError> {
        let mut seen = old;
        let mut answer = self.add_checkpoint(witness, municipality, seen, size, note).await?;
        for _ in 1..MOST_TRIES {
            // Its last answer was lost, or it has not seen this log yet, or another server was quicker.
            match answer {
                WitnessAnswer::OtherSize(newer) if newer <= size && newer != seen => seen = newer,
                _ => break,
            }
            answer = self.add_checkpoint(witness, municipality, seen, size, note).await?;
        }
        let key = witness.key.to_string();
        match answer {
            WitnessAnswer::Cosigned(line) => {
                sqlx::query(
                    "INSERT INTO cosignatures (municipality, size, witness, line, received_at)
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                )
                .bind(municipality.as_str())
                .bind(size.cast_signed())
                .bind(&key)
                .bind(line)
                .bind(clock::now())
                .execute(&self.pool)
                .await?;
                self.reconciled(municipality, &key).await
            }
            WitnessAnswer::Inconsistent => {
                let objection = format!("it says that the tree of {seen} events it has seen is another one");
                self.objected(municipality, &key, &objection).await
            }
            // Asked for just that size, it says it again: it has seen a tree of that size, and not this one.
            WitnessAnswer::OtherSize(of) if of == seen => {
                let objection = format!("it says that the tree of {of} events it has seen is another one");
                self.objected(municipality, &key, &objection).await
            }
            // It gets on faster than it is asked.
            WitnessAnswer::OtherSize(of) if of <= size => Ok(()),
            WitnessAnswer::OtherSize(of) => {
                // Another server's, signed a moment ago; or one that this ledger has lost.
                let mut connection = self.pool.acquire().await?;
                let newest = checkpoint::newest(&mut connection, municipality).await?;
                drop(connection);
                if newest.is_some_and(|newest| newest.size >= of) {
                    return Ok(());
                }
                let objection = format!("it says that it has seen a tree of {of} events, and {size} are signed");
                self.objected(municipality, &key, &objection).await
            }
            WitnessAnswer::Refused(status) => {
                let witness = witness.key.name();
                tracing::error!(%municipality, witness, size, status, "a witness does not sign");
                Ok(())
            }
        }
    }

    async fn add_checkpoint(
        &self,
        witness: &HttpWitness,
        municipality: &Municipality,
        old: u64,
        size: u64,
        note: &str,
    ) -> Result<WitnessAnswer, ProofError> {
        let mut connection = self.pool.acquire().await?;
        let proof: Vec<Hash> = match old {
            0 => Vec::new(),
            _ => tree::ask(&mut connection, municipality, Question::Consistency { from: old, to: size }).await?,
        };
        drop(connection);
        let (witness, agent, note) = (witness.clone(), self.agent.clone(), note.to_owned());
        let asked = tokio::task::spawn_blocking(move || witness.add_checkpoint(&agent, old, &proof, &note));
        Ok(asked.await??)
    }
}

/// What is wrong with the row over which a command failed, told as where the tree meets such a row: who accepts that it stays has the log
/// go on that stopped with these words.
fn not_as_written(error: &CommandError) -> Option<ProofError> {
    let CommandError::Fault(Fault::NotAsWritten(NotAsWritten { position, standing, .. })) = error else { return None };
    match *standing {
        RowStanding::NotOurs => Some(NotOurs { position: *position }.into()),
        RowStanding::Changed => Some(ProofError::RowChanged { position: *position }),
        RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Unchecked | RowStanding::Accepted => None,
    }
}

/// A panic stops one log, and keeps no other one waiting.
async fn caught<T>(work: impl Future<Output = Result<T, ProofError>>) -> Result<T, ProofError> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or(Err(ProofError::Panicked))
}

fn none_of_this_log(size: u64, strange: &Strange) -> String {
    format!("what it keeps as a checkpoint of {size} events is none of this log: {strange}")
}

/// Those in order of number, beginning with the first after the one that had its turn last.
fn going_on_after<T>(last: Option<&str>, mut all: Vec<T>, number: impl Fn(&T) -> &String) -> Vec<T> {
    let had_their_turn = last.map_or(0, |last| all.iter().take_while(|one| number(one).as_str() <= last).count());
    all.rotate_left(had_their_turn);
    all
}

/// Where a ledger ends, and where it ended by those who have written to it.
struct Ends {
    /// The newest position.
    head: i64,
    /// The newest that this process had written before the head was read.
    newest: Option<i64>,
    /// What the key database remembered before that.
    written_last: Option<WrittenLast>,
    /// What this process has written up to the head, and has not seen signed.
    leaves: BTreeMap<i64, Hash>,
}

impl Ends {
    /// The ledger's tree, which has grown to the head, holds what was written.
    async fn must_be_in(&self, connection: &mut PgConnection, municipality: &Municipality) -> Result<(), ProofError> {
        let Self { head, newest, written_last, leaves } = self;
        if let Some(to) = newest.filter(|newest| newest > head) {
            return Err(ProofError::Written(Contradiction::WentBack { head: *head, to }));
        }
        let remembered = written_last.map(|written| (written.position, written.leaf));
        let positions = leaves.keys().copied().chain(remembered.map(|(position, _)| position));
        let stored = tree::stored_leaves(connection, municipality, positions.map(i64::cast_unsigned)).await?;
        let is_in = |position: i64, leaf: &Hash| stored.get(&position.cast_unsigned()) == Some(leaf);
        if let Some((position, _)) = leaves.iter().find(|(position, leaf)| !is_in(**position, leaf)) {
            return Err(ProofError::Written(Contradiction::Rewritten { position: *position }));
        }
        match remembered {
            Some((position, leaf)) if !is_in(position, &leaf) => Err(EndLost { position, head: *head }.into()),
            _ => Ok(()),
        }
    }
}

/// Takes the next events into the tree: how many they were, and its size then. Those that were `written` here must be
/// what was written; each of the others gives its leaf hash, and bears the code that shows who wrote it.
async fn grow(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: &Authorship,
    size: i64,
    head: i64,
    written: &BTreeMap<i64, Hash>,
) -> Result<(i64, u64), ProofError> {
    let leaves: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT position, leaf_hash FROM events
          WHERE municipality = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4",
    )
    .bind(municipality.as_str())
    .bind(size)
    .bind(head)
    .bind(BATCH)
    .fetch_all(&mut *connection)
    .await?;
    let mut hashes: Vec<Hash> = Vec::with_capacity(leaves.len());
    let (mut next, mut others) = (size, None);
    for (position, hash) in leaves {
        next += 1;
        // The column's check lets no other length in.
        let (true, Ok(hash)) = (position == next, Hash::try_from(hash)) else {
            return Err(ProofError::Gap { position: next, head });
        };
        match written.get(&position) {
            Some(written) if *written != hash => {
                return Err(ProofError::Written(Contradiction::Rewritten { position }));
            }
            Some(_) => {}
            None => others = others.map(|(first, _)| (first, position)).or(Some((position, position))),
        }
        hashes.push(hash);
    }
    let taken = next - size;
    if taken < BATCH && next < head {
        return Err(ProofError::Gap { position: next + 1, head });
    }
    if hashes.is_empty() {
        return Ok((0, size.cast_unsigned()));
    }
    if let Some(others) = others {
        let is_other = |position| !written.contains_key(&position);
        let looked = look_through(connection, municipality, authorship, others, is_other).await?;
        match looked.first_wrong {
            Some((position, Wrong::Changed)) => return Err(ProofError::RowChanged { position }),
            Some((position, Wrong::NotOurs)) => return Err(NotOurs { position }.into()),
            None => {}
        }
        // The hash that a stranger put beside a row is no leaf of anything.
        for (position, leaf) in looked.accepted {
            let nth = usize::try_from(position - size - 1).ok();
            if let Some(hash) = nth.and_then(|nth| hashes.get_mut(nth)) {
                *hash = leaf;
            }
        }
    }
    let before = size.cast_unsigned();
    let mut tiles: Tiles = tree::load(connection, municipality, Tiles::edge(before)).await?;
    let changed = tiles.grow(before, &hashes)?;
    tree::store(connection, municipality, &tiles, &changed).await?;
    sqlx::query("UPDATE trees SET size = $2 WHERE municipality = $1")
        .bind(municipality.as_str())
        .bind(next)
        .execute(connection)
        .await?;
    Ok((taken, next.cast_unsigned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::authorship::tests::{accept, end_before, slip_in};
    use crate::ledger::verify::{Scope, verify, verify_in};
    use crate::projections::tests::Server;
    use crate::proof::log;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_panic_stops_the_log_it_happened_in_until_that_holds_again_and_what_it_says_is_told_to_nobody() {
        let server = Server::start().await;
        let (one, other) = (server.open("9901").await, server.open("9902").await);
        let prover = Prover::new(server.ledger.clone(), ProverOptions::default());
        prover.catch_up().await.unwrap();
        let panicked = caught(async { panic!("Kanarifugl Prøve") }).await;
        assert!(matches!(prover.note(&one, panicked).await, Err(ProofError::Panicked)));
        let fault = "the program is at fault: the prover panicked".to_owned();
        let stopped = Stopped { municipality: one.as_str().to_owned(), fault };
        assert_eq!(prover.stopped().await.unwrap(), std::slice::from_ref(&stopped));
        // Its own is not looked at again before the next start; others are.
        for municipality in [&one, &other] {
            server.emergency(municipality).await;
        }
        prover.catch_up().await.unwrap();
        assert_eq!(prover.stopped().await.unwrap(), [stopped]);
        let waiting = prover.waiting(clock::now() + TimeDelta::hours(1)).await.unwrap();
        assert_eq!(waiting, [], "the one is told as stopped, the other one is signed");
        prover.look_at_all().await.unwrap();
        assert_eq!(prover.stopped().await.unwrap(), []);
        server.end().await;
    }

    /// Its keys stand among the settings, where a stranger's row may say anything, also that another key signs.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_log_goes_on_over_an_accepted_row_that_says_to_publish_a_key_and_is_signed_with_its_own() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let prover = Prover::new(server.ledger.clone(), ProverOptions::default());
        prover.prove(&municipality).await.unwrap();
        let introduced = "SELECT position FROM events WHERE event_type = 'SigningKeyIntroduced'";
        let introduced: i64 = sqlx::query_scalar(introduced).fetch_one(server.ledger.pool()).await.unwrap();
        let anothers =
            r#"payload = regexp_replace(payload::text, '"verifierKey":"[^"]*"', '"verifierKey":"other"')::json"#;
        for sets in [
            anothers,
            // Which the database keeps, and fails to read.
            r#"payload = '{"SigningKeyIntroduced": {"verifierKey": "\u0000"}}'"#,
            r#"payload = '{"SigningKeyIntroduced": 1e999}'"#,
        ] {
            let sets = format!("{sets}, recorded_at = clock_timestamp()");
            let position = slip_in(&server, &municipality, introduced, &sets).await;
            let told = NotOurs { position }.to_string();
            assert_eq!(prover.prove(&municipality).await.unwrap_err().to_string(), told, "{sets}");
            let verified = verify(server.ledger.tasks(), &municipality, &mut |_, _| {}).await;
            verified.unwrap_or_else(|error| panic!("{sets}: {error}"));
            accept(&server, &municipality, position).await;
            assert_eq!(prover.stopped().await.unwrap(), [], "{sets}");
            prover.prove(&municipality).await.unwrap_or_else(|error| panic!("{sets}: {error}"));
            server.emergency(&municipality).await;
            prover.prove(&municipality).await.unwrap_or_else(|error| panic!("{sets}: {error}"));
            let authorship = Some(server.ledger.authorship(&municipality).await.unwrap());
            let scope = Scope { authorship, ..Scope::default() };
            let verified = verify_in(server.ledger.tasks(), &municipality, &scope, &mut |_, _| {}).await.unwrap();
            assert_eq!(verified.difference, None, "{sets}");
            assert_eq!(log::keys(&server.ledger, &municipality).await.unwrap().len(), 1, "{sets}");
        }
        server.end().await;
    }

    /// It looks as one that was changed, until somebody has looked whose the hash and the code are.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_log_goes_on_over_an_accepted_row_among_the_settings_that_bears_anothers_hash_and_code() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let prover = Prover::new(server.ledger.clone(), ProverOptions::default());
        prover.catch_up().await.unwrap();
        let introduced = "SELECT position FROM events WHERE event_type = 'SigningKeyIntroduced'";
        let introduced: i64 = sqlx::query_scalar(introduced).fetch_one(server.ledger.pool()).await.unwrap();
        let position = slip_in(&server, &municipality, introduced, "leaf_hash = leaf_hash").await;
        prover.catch_up().await.unwrap();
        let fault = ProofError::RowChanged { position }.to_string();
        let stopped = Stopped { municipality: municipality.as_str().to_owned(), fault };
        assert_eq!(prover.stopped().await.unwrap(), [stopped]);
        accept(&server, &municipality, position).await;
        assert_eq!(prover.stopped().await.unwrap(), []);
        prover.catch_up().await.unwrap();
        assert_eq!(prover.stopped().await.unwrap(), []);
        let (signed, _) = log::checkpoint(server.ledger.pool(), &municipality).await.unwrap().unwrap();
        assert_eq!(signed.size, position.cast_unsigned());
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_log_that_nobody_comes_to_sign_is_told_after_ten_looks() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let prover = Prover::new(server.ledger.clone(), ProverOptions::default());
        prover.catch_up().await.unwrap();
        let soon = || clock::now() + TimeDelta::minutes(9);
        let later = || clock::now() + TimeDelta::minutes(11);
        assert_eq!(prover.waiting(later()).await.unwrap(), []);
        // Somebody holds its row, and never lets it go.
        let mut connection = server.ledger.pool().acquire().await.unwrap();
        let mut holder = connection.begin().await.unwrap();
        sqlx::query("SELECT FROM trees FOR UPDATE").execute(&mut *holder).await.unwrap();
        server.emergency(&municipality).await;
        prover.catch_up().await.unwrap();
        assert_eq!(prover.stopped().await.unwrap(), []);
        assert_eq!(prover.waiting(soon()).await.unwrap(), []);
        let told = prover.waiting(later()).await.unwrap();
        assert_eq!(told.iter().map(|log| log.municipality.as_str()).collect::<Vec<_>>(), ["9901"]);
        assert!(told[0].events > 0 && told[0].since <= clock::now(), "{told:?}");
        // Who has just begun has not waited.
        let beginning = Prover { began_at: later(), ..Prover::new(server.ledger.clone(), ProverOptions::default()) };
        assert_eq!(beginning.waiting(later()).await.unwrap(), []);
        holder.rollback().await.unwrap();
        drop(connection);
        prover.catch_up().await.unwrap();
        assert_eq!(prover.waiting(later()).await.unwrap(), []);
        server.end().await;
    }

    /// Others reject what the key before signs from there on.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_that_is_published_where_an_accepted_row_stood_signs_from_there_on() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let head = server.ledger.head(&municipality).await.unwrap().unwrap();
        let position = slip_in(&server, &municipality, head, "").await;
        accept(&server, &municipality, position).await;
        end_before(&server, &municipality, position).await;
        let authorship = Some(server.ledger.authorship_anew(&municipality).await.unwrap());
        let introduced = server.ledger.rotate_signing_key(&municipality).await.unwrap();
        Prover::new(server.ledger.clone(), ProverOptions::default()).prove(&municipality).await.unwrap();
        let keys = log::keys(&server.ledger, &municipality).await.unwrap();
        let newest = keys.last().map(|key| (key.verifier_key.clone(), key.from.cast_signed()));
        assert_eq!(newest, Some((introduced, position)));
        let (signed, note) = log::checkpoint(server.ledger.pool(), &municipality).await.unwrap().unwrap();
        let read = checkpoint::Reader::new(&keys).read(&note).unwrap();
        assert_eq!((read.size, read.root), (signed.size, signed.root));
        let scope = Scope { authorship, ..Scope::default() };
        let verified = verify_in(server.ledger.tasks(), &municipality, &scope, &mut |_, _| {}).await.unwrap();
        assert_eq!(verified.difference, None);
        server.end().await;
    }

    #[test]
    fn a_witness_that_was_cut_short_is_asked_about_the_others_first() {
        let all = || ["0301", "1103", "4601", "5001"].map(str::to_owned).to_vec();
        for (last, first) in [(None, "0301"), (Some("0301"), "1103"), (Some("2000"), "4601"), (Some("5001"), "0301")] {
            let next = going_on_after(last, all(), |number| number);
            assert_eq!((next.first().map(String::as_str), next.len()), (Some(first), 4), "{last:?}");
        }
    }

    #[test]
    fn what_is_none_of_a_logs_checkpoints_hides_none_of_them() {
        let directory = std::env::temp_dir().join(format!("case-ledger-newest-{}", clock::new_id()));
        let (witness, municipality) = (DirectoryWitness::new(directory.clone()), "9901".parse().unwrap());
        let verifier_key = keys::tests::verifier_key_of("ledger.example/9901", [1; 32]);
        let signer = keys::signer_from(&verifier_key, &[1; 32]).unwrap();
        let note = |size| checkpoint::sign(&signer, size, [3; 32]).unwrap();
        for size in [7, 9] {
            witness.keep(&municipality, size, &note(size)).unwrap();
        }
        witness.keep(&municipality, 20, &note(8)).unwrap();
        witness.keep(&municipality, 1_000_000_000, "nothing").unwrap();
        std::fs::create_dir(directory.join("9901/30.checkpoint")).unwrap();
        let reader = checkpoint::Reader::new(&[PublishedKey { verifier_key, from: 1, until: None, handed_over: None }]);
        let newest = Newest::among(witness.kept(&municipality).unwrap(), &reader);
        assert_eq!((newest.size, newest.checkpoint.map(|checkpoint| checkpoint.size)), (Some(9), Some(9)));
        let strange: Vec<String> = newest.strange.iter().map(|(size, why)| format!("{size}: {why}")).collect();
        let expected = ["1000000000: it is not a signed checkpoint", "30: it is no file", "20: it is one of 8 events"];
        assert_eq!(strange, expected);
        std::fs::remove_dir_all(directory).unwrap();
    }
}
