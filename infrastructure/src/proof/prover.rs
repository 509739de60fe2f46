//! Lets the trees grow with their ledgers, and signs checkpoints of them.
//!
//! The row of `trees` is lock and position in one, as with the read models: whoever holds it leads, another server
//! passes it over. Before anything is signed, the new tree must begin with the tree of the last checkpoint that is
//! stored, that the key database remembers, that this process signed, and that the witness's directory keeps. Where it
//! does not, the municipality's log stops, visibly: a ledger that contradicts itself must not look sound by signing the
//! newer story. So it does where the key database remembers less than was signed: it is an older one, without the keys
//! that were made since. A server that starts looks at every log once, and takes no fault back before the log holds.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Acquire as _, FromRow};
use tokio::task::JoinError;

use super::checkpoint::{self, Checkpoint, CheckpointError, StoredCheckpoint};
use super::memory::KeysOlder;
use super::tree::{self, Question, Tiles, TreeError};
use super::witness::{Authorities, DirectoryWitness, HttpWitness, Kept, WitnessAnswer};
use super::{keys, memory};
use crate::clock;
use crate::ledger::bus::{CommandError, Fault, Ledger};
use crate::ledger::leaf::Hash;
use crate::personal::keys::KeyError;
use crate::projections::{database_error, is_transient};

/// The directory, as what contradicts a log.
const DIRECTORY: &str = "the witness's directory";
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
    /// The newest checkpoint of each municipality that this process signed or found in the directory.
    seen: Mutex<HashMap<Municipality, Option<Checkpoint>>>,
}

/// A municipality whose log has stopped.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Stopped {
    /// Which.
    pub municipality: String,
    /// Why.
    pub fault: String,
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
}

impl ProofError {
    /// Whether trying again may help.
    fn is_transient(&self) -> bool {
        matches!(self, Self::Interrupted(_) | Self::Directory(_)) || database_error(self).is_some_and(is_transient)
    }
}

/// What a step came to.
enum Step {
    /// Another server does it.
    Elsewhere,
    /// A witness contradicts the log, which is not signed until it takes that back.
    Contradicted,
    /// All of it is signed, and holds.
    Done,
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
            directory: options.directory.map(DirectoryWitness::new),
            witnesses: options.witnesses,
            agent: HttpWitness::agent(options.authorities),
            seen: Mutex::default(),
        }
    }

    /// Runs until the task is aborted.
    pub async fn run(self: Arc<Self>) {
        let mut looked = false;
        loop {
            let caught_up = if looked { self.catch_up().await } else { self.look_at_all().await };
            looked |= caught_up.is_ok();
            if let Err(error) = caught_up {
                tracing::warn!(error = %error, "checkpoints wait for the database");
            }
            self.consult_witnesses().await;
            tokio::time::sleep(self.interval).await;
        }
    }

    /// The logs that have stopped.
    pub async fn stopped(&self) -> Result<Vec<Stopped>, sqlx::Error> {
        sqlx::query_as("SELECT municipality, fault FROM trees WHERE fault IS NOT NULL ORDER BY municipality")
            .fetch_all(&self.pool)
            .await
    }

    /// Takes in every event that is there and signs a checkpoint of each ledger that something happened in. What
    /// fails for one municipality keeps no other waiting; the first error that may pass is given back when all have
    /// had their turn.
    pub async fn catch_up(&self) -> Result<(), ProofError> {
        let behind: Vec<String> = sqlx::query_scalar(
            "SELECT h.municipality
               FROM ledger_heads h LEFT JOIN trees t ON t.municipality = h.municipality
              WHERE t.fault IS NULL AND h.position > 0
                AND h.position IS DISTINCT FROM (SELECT size FROM checkpoints c WHERE c.municipality = h.municipality
                                                  ORDER BY size DESC LIMIT 1)
              ORDER BY h.municipality",
        )
        .fetch_all(&self.pool)
        .await?;
        self.prove_each(behind).await
    }

    /// Looks at every ledger's log, those that stopped as well and those that nothing has happened in since: what the
    /// ledger's database says was signed may not be what was signed.
    pub async fn look_at_all(&self) -> Result<(), ProofError> {
        let all = sqlx::query_scalar("SELECT municipality FROM ledger_heads WHERE position > 0 ORDER BY municipality")
            .fetch_all(&self.pool)
            .await?;
        self.prove_each(all).await
    }

    async fn prove_each(&self, numbers: Vec<String>) -> Result<(), ProofError> {
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
        let held = match self.follow(municipality).await {
            Ok(held) => held,
            Err(error) => {
                let reason = crate::projections::describe(&error);
                if error.is_transient() {
                    tracing::warn!(%municipality, error = %reason, "a log waits");
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

    /// What a witness says stays as it is until that witness says otherwise.
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
        self.ledger.introduce_signing_key(municipality, clock::now()).await?;
        let verifier_keys = self.ledger.signing_keys(municipality).await?;
        self.look_into_the_directory(municipality, &verifier_keys).await?;
        loop {
            match self.step(municipality, &verifier_keys).await? {
                Step::Grown => {}
                Step::Elsewhere | Step::Contradicted => return Ok(false),
                Step::Done => return Ok(true),
                Step::Signed(checkpoint) => {
                    self.remember(municipality, Some(checkpoint));
                    return Ok(true);
                }
            }
        }
    }

    async fn step(&self, municipality: &Municipality, verifier_keys: &[String]) -> Result<Step, ProofError> {
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        let tree: Option<(i64, bool)> = sqlx::query_as(
            "SELECT size, contradicted_by IS NOT NULL FROM trees WHERE municipality = $1 FOR UPDATE SKIP LOCKED",
        )
        .bind(municipality.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((size, is_contradicted)) = tree else { return Ok(Step::Elsewhere) };
        let head: i64 = sqlx::query_scalar("SELECT position FROM ledger_heads WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_one(&mut *transaction)
            .await?;
        if head < size {
            return Err(ProofError::CutOff { head, size });
        }
        let (taken, size) = grow(&mut transaction, municipality, size, head).await?;
        let step = if taken == BATCH {
            Step::Grown
        } else if is_contradicted {
            Step::Contradicted
        } else {
            match self.sign(&mut transaction, municipality, size, verifier_keys).await? {
                Some(checkpoint) => Step::Signed(checkpoint),
                None => Step::Done,
            }
        };
        transaction.commit().await?;
        Ok(step)
    }

    /// Signs the tree, unless it was signed; never one that contradicts what was signed before.
    async fn sign(
        &self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        size: u64,
        verifier_keys: &[String],
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
        if stored.is_some_and(|(of, _)| of == size) {
            // Signed before there was a memory.
            if remembered.is_none() {
                memory::remember(self.ledger.keys(), municipality, size, &root).await?;
            }
            return Ok(None);
        }
        let newest_key = verifier_keys.last().map(String::as_str).unwrap_or_default();
        let signer = keys::signer(self.ledger.keys(), municipality, newest_key).await?;
        let note = checkpoint::sign(&signer, size, root)?;
        memory::remember(self.ledger.keys(), municipality, size, &root).await?;
        let new = StoredCheckpoint { size, root, note, signed_at: clock::now() };
        checkpoint::store(connection, municipality, &new).await?;
        Ok(Some(Checkpoint { origin: keys::name_of(newest_key).to_owned(), size, root }))
    }

    fn seen(&self, municipality: &Municipality) -> Option<Checkpoint> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned().flatten()
    }

    fn has_looked(&self, municipality: &Municipality) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).contains_key(municipality)
    }

    fn remember(&self, municipality: &Municipality, checkpoint: Option<Checkpoint>) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(municipality.clone(), checkpoint);
    }

    /// What the directory kept before this process came is held against the tree as well.
    async fn look_into_the_directory(
        &self,
        municipality: &Municipality,
        verifier_keys: &[String],
    ) -> Result<(), ProofError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        if self.has_looked(municipality) {
            return Ok(());
        }
        let (directory, of) = (directory.clone(), municipality.clone());
        let newest = tokio::task::spawn_blocking(move || {
            directory.kept(&of)?.pop().map(|(_, file)| std::fs::read_to_string(file)).transpose()
        });
        let newest = newest.await??.map(|note| checkpoint::Reader::new(verifier_keys).read(&note)).transpose()?;
        self.remember(municipality, newest);
        Ok(())
    }

    /// Hands the witnesses the checkpoints that they do not have yet: the directory every one, the others the newest.
    /// One that cannot be reached is asked again the next time. Where one holds another story, the log stops.
    pub async fn consult_witnesses(&self) {
        if let Err(error) = self.fill_the_directory().await {
            tracing::error!(error = %crate::projections::describe(&error), "the witness's directory takes no checkpoint");
        }
        for witness in &self.witnesses {
            if let Err(error) = self.consult(witness).await {
                let error = crate::projections::describe(&error);
                tracing::warn!(witness = witness.key.name(), error, "a witness waits");
            }
        }
    }

    /// No checkpoint is signed of a log that a witness has seen another story of, by any server.
    async fn contradicted(&self, municipality: &Municipality, by: &str, error: &ProofError) -> Result<(), ProofError> {
        let noted = sqlx::query(
            "UPDATE trees SET fault = $2, contradicted_by = $3
              WHERE municipality = $1 AND (fault, contradicted_by) IS DISTINCT FROM ($2, $3)",
        )
        .bind(municipality.as_str())
        .bind(error.to_string())
        .bind(by)
        .execute(&self.pool)
        .await?;
        if noted.rows_affected() > 0 {
            tracing::error!(%municipality, %error, "a log stopped: no checkpoint is signed any more");
        }
        Ok(())
    }

    /// The witness has taken the log's newest checkpoint: what it said against it no longer stands.
    async fn reconciled(&self, municipality: &Municipality, with: &str) -> Result<(), ProofError> {
        let noted = sqlx::query(
            "UPDATE trees SET fault = NULL, contradicted_by = NULL WHERE municipality = $1 AND contradicted_by = $2",
        )
        .bind(municipality.as_str())
        .bind(with)
        .execute(&self.pool)
        .await?;
        if noted.rows_affected() > 0 {
            tracing::info!(%municipality, witness = with, "a witness takes back what it said; the log goes on");
        }
        Ok(())
    }

    async fn fill_the_directory(&self) -> Result<(), ProofError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let logs: Vec<String> =
            sqlx::query_scalar("SELECT municipality FROM trees WHERE fault IS NULL OR contradicted_by = $1")
                .bind(DIRECTORY)
                .fetch_all(&self.pool)
                .await?;
        let mut result = Ok(());
        for municipality in logs.into_iter().filter_map(|number| number.parse::<Municipality>().ok()) {
            // What fails for one keeps no other's checkpoints from being kept.
            result = result.and(self.fill(directory, &municipality).await);
        }
        result
    }

    async fn fill(&self, directory: &DirectoryWitness, municipality: &Municipality) -> Result<(), ProofError> {
        let (kept, of) = (directory.clone(), municipality.clone());
        let newest = tokio::task::spawn_blocking(move || Ok(kept.kept(&of)?.pop().map(|(size, _)| size)));
        let newest: Option<u64> = newest.await?.map_err(ProofError::Directory)?;
        // The newest one once more: it may be another one.
        let missing: Vec<(i64, String)> =
            sqlx::query_as("SELECT size, note FROM checkpoints WHERE municipality = $1 AND size >= $2 ORDER BY size")
                .bind(municipality.as_str())
                .bind(newest.unwrap_or_default().cast_signed())
                .fetch_all(&self.pool)
                .await?;
        let any = !missing.is_empty();
        for (size, note) in missing {
            let (directory, of, size) = (directory.clone(), municipality.clone(), size.cast_unsigned());
            let kept = tokio::task::spawn_blocking(move || directory.keep(&of, size, &note)).await??;
            if kept == Kept::Another {
                let error = ProofError::Contradiction { size, witness: DIRECTORY.to_owned(), of: size };
                return self.contradicted(municipality, DIRECTORY, &error).await;
            }
        }
        // Where it has kept a larger one than there is, nothing of the log is held against it.
        if any { self.reconciled(municipality, DIRECTORY).await } else { Ok(()) }
    }

    async fn consult(&self, witness: &HttpWitness) -> Result<(), ProofError> {
        let unsigned: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT t.municipality, c.size, c.note,
                    coalesce((SELECT size FROM cosignatures s WHERE s.municipality = t.municipality AND s.witness = $1
                               ORDER BY size DESC LIMIT 1), 0)
               FROM trees t CROSS JOIN LATERAL (SELECT size, note FROM checkpoints c WHERE c.municipality = t.municipality
                                                 ORDER BY size DESC LIMIT 1) c
              WHERE (t.fault IS NULL OR t.contradicted_by = $1)
                AND NOT EXISTS (SELECT FROM cosignatures s
                                 WHERE s.municipality = t.municipality AND s.size = c.size AND s.witness = $1)",
        )
        .bind(witness.key.to_string())
        .fetch_all(&self.pool)
        .await?;
        for (number, size, note, old) in unsigned {
            let Ok(municipality) = number.parse::<Municipality>() else { continue };
            let size = size.cast_unsigned();
            let mut seen = old.cast_unsigned();
            let mut answer = self.add_checkpoint(witness, &municipality, seen, size, &note).await?;
            if let WitnessAnswer::OtherSize(newer) = answer
                && newer <= size
                && newer != seen
            {
                // Its last answer was lost, or it has not seen this log yet.
                seen = newer;
                answer = self.add_checkpoint(witness, &municipality, seen, size, &note).await?;
            }
            match answer {
                WitnessAnswer::Cosigned(line) => {
                    sqlx::query(
                        "INSERT INTO cosignatures (municipality, size, witness, line, received_at)
                         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                    )
                    .bind(municipality.as_str())
                    .bind(size.cast_signed())
                    .bind(witness.key.to_string())
                    .bind(line)
                    .bind(clock::now())
                    .execute(&self.pool)
                    .await?;
                    self.reconciled(&municipality, &witness.key.to_string()).await?;
                }
                WitnessAnswer::Inconsistent => self.contradicted_by(witness, &municipality, size, seen).await?,
                WitnessAnswer::OtherSize(of) if of <= size => {
                    // It has seen a tree of that size, and says so again when asked for just that: not this tree.
                    self.contradicted_by(witness, &municipality, size, of).await?;
                }
                WitnessAnswer::OtherSize(of) => {
                    // Another server's, signed a moment ago; or one that this ledger has lost.
                    let mut connection = self.pool.acquire().await?;
                    let newest = checkpoint::newest(&mut connection, &municipality).await?;
                    drop(connection);
                    if newest.is_none_or(|newest| newest.size < of) {
                        self.contradicted_by(witness, &municipality, size, of).await?;
                    }
                }
                WitnessAnswer::Refused(status) => {
                    let witness = witness.key.name();
                    tracing::error!(%municipality, witness, size, status, "a witness does not sign");
                }
            }
        }
        Ok(())
    }

    async fn contradicted_by(
        &self,
        witness: &HttpWitness,
        municipality: &Municipality,
        size: u64,
        of: u64,
    ) -> Result<(), ProofError> {
        let error = ProofError::Contradiction { size, witness: format!("the witness {}", witness.key.name()), of };
        self.contradicted(municipality, &witness.key.to_string(), &error).await
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
        Ok(asked.await?.map_err(std::io::Error::other)?)
    }
}

/// Takes the next events into the tree: how many they were, and its size then.
async fn grow(
    connection: &mut PgConnection,
    municipality: &Municipality,
    size: i64,
    head: i64,
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
    let mut next = size;
    for (position, hash) in leaves {
        next += 1;
        // The column's check lets no other length in.
        let (true, Ok(hash)) = (position == next, Hash::try_from(hash)) else {
            return Err(ProofError::Gap { position: next, head });
        };
        hashes.push(hash);
    }
    let taken = next - size;
    if taken < BATCH && next < head {
        return Err(ProofError::Gap { position: next + 1, head });
    }
    if hashes.is_empty() {
        return Ok((0, size.cast_unsigned()));
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
