//! What was signed last, remembered where the ledger's database does not reach: in the key database.
//!
//! A ledger whose rows, tiles and checkpoints were all rewritten contradicts nothing in its own database. It still
//! contradicts this memory: it is not signed, also by a server that has just started, and verification finds it.
//!
//! What is not signed yet is remembered less closely: of each ledger an event near its end, now and then, once it is
//! committed. A server that starts signs no ledger that ends before it, or has another event there: its end was cut off.
//! Nor is such an event forgotten for a later one, however the ledger goes on.
//!
//! What is signed is remembered before it is stored. So a memory that ends before the newest stored checkpoint is one that
//! was put back from an older backup, and with it the keys: those that were made since the backup are gone, and what they
//! sealed opens no more.

use std::collections::{BTreeMap, BTreeSet};

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgPool;

use super::checkpoint::{self, CheckpointError};
use super::tree::{self, Question, TreeError};
use crate::ledger::bus::Ledger;
use crate::ledger::leaf::Hash;
use crate::personal::keys::{KeyError, KeyStore};

/// The newest checkpoint that was signed of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedLast {
    /// How many events it covers.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

impl SignedLast {
    /// The table's checks let nothing else in.
    fn stored(size: i64, root: Vec<u8>) -> Option<Self> {
        Some(Self { size: size.cast_unsigned(), root: Hash::try_from(root).ok()? })
    }
}

/// An event near the end of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenLast {
    /// Its position.
    pub position: i64,
    /// Its leaf hash.
    pub leaf: Hash,
}

/// The key database is older than the ledger that it is the key database of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key database is older than the ledger: it remembers a checkpoint of {remembered} events as the newest, and one \
     of {signed} was signed; is it an old backup?"
)]
pub struct KeysOlder {
    /// How many events the checkpoint covers that the key database remembers.
    pub remembered: u64,
    /// How many the newest stored one covers.
    pub signed: u64,
}

impl KeysOlder {
    /// An error where the newest stored checkpoint covers more events than the remembered one.
    pub(super) const fn unless_remembered(remembered: u64, signed: u64) -> Result<(), Self> {
        if remembered < signed { Err(Self { remembered, signed }) } else { Ok(()) }
    }
}

/// A ledger ends before an event that the key database remembers, or has another one there: its end was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key database remembers an event at position {position}, which is no longer in the ledger; it ends at {head}"
)]
pub struct EndLost {
    /// The event's position.
    pub position: i64,
    /// The newest position.
    pub head: i64,
}

/// Who contradicts a log, so that no checkpoint of it is signed, by any server, until that is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contradictor {
    /// The witness's directory.
    Directory,
    /// A server, by what it has written.
    Server,
    /// The key database, by what it remembers of the ledger's end.
    KeyDatabase,
}

impl Contradictor {
    /// As it stands in `trees`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "the witness's directory",
            Self::Server => "a server that has written to it",
            Self::KeyDatabase => "the key database",
        }
    }

    /// What the others say can be read again where they have it; what a server says is gone with it.
    const fn is_the_only_one_to_know(self) -> bool {
        matches!(self, Self::Server)
    }
}

/// Why it is not remembered where ledgers end.
#[derive(Debug, thiserror::Error)]
enum ForgottenError {
    #[error("the key database failed")]
    Keys(#[from] KeyError),
    #[error("the ledger's database failed")]
    Ledger(#[from] sqlx::Error),
}

/// Why an older key database is not taken on.
#[derive(Debug, thiserror::Error)]
pub enum TakeOnError {
    /// It is not older.
    #[error("the key database remembers the newest checkpoint; there is nothing to accept")]
    NotOlder,
    /// The ledger is not the one that the key database remembers.
    #[error(
        "the ledger contradicts the checkpoint of {of} events that the key database remembers; is it the right one?"
    )]
    Contradiction {
        /// That checkpoint's size.
        of: u64,
    },
    /// The tree.
    #[error("the tree does not hold together")]
    Tree(#[from] TreeError),
    /// The keys.
    #[error("what was signed last cannot be had")]
    Keys(#[from] KeyError),
    /// A checkpoint.
    #[error("the newest checkpoint cannot be read")]
    Checkpoint(#[from] CheckpointError),
    /// The database failed.
    #[error("the ledger's database failed")]
    Database(#[from] sqlx::Error),
}

/// The ledgers whose key database is older than they are. A ledger of which nothing is remembered was signed before there
/// was a memory, and tells nothing.
pub async fn older_keys(ledger: &PgPool, keys: &PgPool) -> Result<BTreeMap<Municipality, KeysOlder>, sqlx::Error> {
    // In a copy that no server of this version has opened nothing was signed.
    let has_tree: bool = sqlx::query_scalar("SELECT to_regclass('checkpoints') IS NOT NULL").fetch_one(ledger).await?;
    if !has_tree {
        return Ok(BTreeMap::new());
    }
    // Asked first: what is signed from here on is remembered before it is stored.
    let stored: Vec<(String, i64)> = sqlx::query_as(
        "SELECT t.municipality, c.size
           FROM trees t CROSS JOIN LATERAL (SELECT size FROM checkpoints c WHERE c.municipality = t.municipality
                                             ORDER BY size DESC LIMIT 1) c",
    )
    .fetch_all(ledger)
    .await?;
    let remembered = all_signed_last(keys).await?;
    let older = stored.into_iter().filter_map(|(number, signed)| {
        let municipality: Municipality = number.parse().ok()?;
        let remembered = remembered.get(&municipality)?.size;
        let older = KeysOlder::unless_remembered(remembered, signed.cast_unsigned()).err()?;
        Some((municipality, older))
    });
    Ok(older.collect())
}

/// Goes on with an older key database, because there is no newer one: from here on it remembers the newest checkpoint, and
/// the log, which stopped for that, goes on. Never where the ledger contradicts what it did remember. Answers with how much
/// older it was.
pub async fn take_on_older_keys(ledger: &Ledger, municipality: &Municipality) -> Result<KeysOlder, TakeOnError> {
    let mut connection = ledger.pool().acquire().await?;
    let newest = checkpoint::newest(&mut connection, municipality).await?.ok_or(TakeOnError::NotOlder)?;
    let remembered = last_signed(ledger.keys(), municipality).await?.ok_or(TakeOnError::NotOlder)?;
    let Err(older) = KeysOlder::unless_remembered(remembered.size, newest.size) else {
        return Err(TakeOnError::NotOlder);
    };
    let (from, to) = (remembered.size, newest.size);
    let proof = tree::ask(&mut connection, municipality, Question::Consistency { from, to }).await?;
    if !tree::is_consistent(&proof, from, remembered.root, to, newest.root) {
        return Err(TakeOnError::Contradiction { of: from });
    }
    remember(ledger.keys(), municipality, newest.size, &newest.root).await?;
    // Only what was said of just that: whatever else stopped the log still does.
    sqlx::query("UPDATE trees SET fault = NULL WHERE municipality = $1 AND contradicted_by IS NULL AND fault = $2")
        .bind(municipality.as_str())
        .bind(older.to_string())
        .execute(&mut *connection)
        .await?;
    Ok(older)
}

/// What was signed last; `None` where nothing was.
pub async fn last_signed(keys: &KeyStore, municipality: &Municipality) -> Result<Option<SignedLast>, KeyError> {
    let row: Option<(i64, Vec<u8>)> = sqlx::query_as("SELECT size, root FROM last_signed WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(keys.database())
        .await?;
    Ok(row.and_then(|(size, root)| SignedLast::stored(size, root)))
}

/// The same of every ledger, from a key database that is only read. It knows of none where no server of this version
/// has opened it.
pub async fn all_signed_last(keys: &PgPool) -> Result<BTreeMap<Municipality, SignedLast>, sqlx::Error> {
    let is_kept: bool = sqlx::query_scalar("SELECT to_regclass('last_signed') IS NOT NULL").fetch_one(keys).await?;
    if !is_kept {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT municipality, size, root FROM last_signed").fetch_all(keys).await?;
    let known = rows
        .into_iter()
        .filter_map(|(number, size, root)| Some((number.parse().ok()?, SignedLast::stored(size, root)?)));
    Ok(known.collect())
}

/// Remembers a checkpoint that is about to be stored. It is durable when this returns: what was signed and then not
/// stored is the beginning of what will be, because events are only ever added.
pub async fn remember(keys: &KeyStore, municipality: &Municipality, size: u64, root: &Hash) -> Result<(), KeyError> {
    sqlx::query(
        "INSERT INTO last_signed (municipality, size, root) VALUES ($1, $2, $3)
         ON CONFLICT (municipality) DO UPDATE SET size = excluded.size, root = excluded.root
          WHERE last_signed.size < excluded.size",
    )
    .bind(municipality.as_str())
    .bind(size.cast_signed())
    .bind(root.as_slice())
    .execute(keys.database())
    .await?;
    Ok(())
}

/// An event near the end of a ledger as it was written; `None` where no server has kept one.
pub async fn written_last(keys: &KeyStore, municipality: &Municipality) -> Result<Option<WrittenLast>, KeyError> {
    let row: Option<(i64, Vec<u8>)> = sqlx::query_as("SELECT position, leaf FROM written_last WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(keys.database())
        .await?;
    // The table's check lets no other length in.
    Ok(row.and_then(|(position, leaf)| Some(WrittenLast { position, leaf: Hash::try_from(leaf).ok()? })))
}

/// The same of every ledger, from a key database that is only read. It knows of none where no server of this version
/// has opened it.
pub async fn all_written_last(keys: &PgPool) -> Result<BTreeMap<Municipality, WrittenLast>, sqlx::Error> {
    let is_kept: bool = sqlx::query_scalar("SELECT to_regclass('written_last') IS NOT NULL").fetch_one(keys).await?;
    if !is_kept {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT municipality, position, leaf FROM written_last").fetch_all(keys).await?;
    let known = rows.into_iter().filter_map(|(number, position, leaf)| {
        Some((number.parse().ok()?, WrittenLast { position, leaf: Hash::try_from(leaf).ok()? }))
    });
    Ok(known.collect())
}

/// Remembers where the ledgers end that this process has written to since it was remembered last, and what has contradicted
/// what it wrote: both are gone with it. Where a database does not answer, it is told the next time.
pub async fn remember_heads(ledger: &Ledger) {
    if let Err(error) = ledger.remember_what_was_told_last().await {
        let error = crate::projections::describe(&error);
        tracing::warn!(%error, "where something was recorded of each person last is not kept");
    }
    if let Err(error) = write_contradictions_down(ledger).await {
        let error = crate::projections::describe(&error);
        tracing::warn!(%error, "what contradicts a log stands in this process alone");
    }
    let heads = ledger.written().new_heads();
    if heads.is_empty() {
        return;
    }
    if let Err(error) = remember_those_that_hold(ledger, heads).await {
        tracing::warn!(error = %crate::projections::describe(&error), "where ledgers end is not kept");
    }
}

/// What this process's memory found stops the log for every server, also one that something else has stopped already, and
/// whether or not anybody proves it.
pub(super) async fn write_contradictions_down(ledger: &Ledger) -> Result<(), sqlx::Error> {
    for (municipality, contradiction) in ledger.written().new_contradictions() {
        contradict(ledger.tasks(), &municipality, Contradictor::Server, &contradiction).await?;
        ledger.written().is_written_down(&municipality);
    }
    Ok(())
}

/// Nothing takes the place of an event that the ledger no longer holds: it may be all that tells of an end that was cut
/// off, and whoever wrote in its place need not know of it. Nor of one whose log is contradicted: what is remembered of it is
/// what speaks against it.
async fn remember_those_that_hold(ledger: &Ledger, mut heads: Vec<Head>) -> Result<(), ForgottenError> {
    let remembered = remembered_of(ledger.keys(), &heads).await?;
    let lost = lost_ends(ledger.tasks(), &remembered).await?;
    for (municipality, lost) in &lost {
        contradict(ledger.tasks(), municipality, Contradictor::KeyDatabase, lost).await?;
    }
    let contradicted = contradicted_among(ledger.tasks(), &heads).await?;
    heads
        .retain(|(municipality, ..)| !contradicted.contains(municipality.as_str()) && !lost.contains_key(municipality));
    remember_written(ledger.keys(), &heads).await?;
    ledger.written().are_remembered(&heads);
    Ok(())
}

/// An event near the end of a ledger: whose, its position, its leaf hash.
type Head = (Municipality, i64, Hash);

/// As the databases take several at once: by column.
fn columns(heads: &[Head]) -> (Vec<&str>, Vec<i64>, Vec<&[u8]>) {
    let municipalities = heads.iter().map(|(municipality, ..)| municipality.as_str());
    let positions = heads.iter().map(|(_, position, _)| *position);
    (municipalities.collect(), positions.collect(), heads.iter().map(|(.., leaf)| leaf.as_slice()).collect())
}

/// What is remembered of the same ledgers.
async fn remembered_of(keys: &KeyStore, heads: &[Head]) -> Result<Vec<Head>, KeyError> {
    let (municipalities, ..) = columns(heads);
    let rows: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT municipality, position, leaf FROM written_last WHERE municipality = ANY ($1)")
            .bind(municipalities)
            .fetch_all(keys.database())
            .await?;
    // The table's checks let nothing else in.
    let known = rows
        .into_iter()
        .filter_map(|(number, position, leaf)| Some((number.parse().ok()?, position, Hash::try_from(leaf).ok()?)));
    Ok(known.collect())
}

/// Those ledgers that do not hold what is remembered of them, which was asked before: what is remembered was committed.
async fn lost_ends(ledger: &PgPool, remembered: &[Head]) -> Result<BTreeMap<Municipality, EndLost>, sqlx::Error> {
    let (municipalities, positions, leaves) = columns(remembered);
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT r.municipality, r.position, coalesce(h.position, 0)
           FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS r (municipality, position, leaf)
           LEFT JOIN ledger_heads h ON h.municipality = r.municipality
           LEFT JOIN events e ON e.municipality = r.municipality AND e.position = r.position
          WHERE e.leaf_hash IS DISTINCT FROM r.leaf",
    )
    .bind(municipalities)
    .bind(positions)
    .bind(leaves)
    .fetch_all(ledger)
    .await?;
    let lost = rows
        .into_iter()
        .filter_map(|(number, position, head)| Some((number.parse().ok()?, EndLost { position, head })));
    Ok(lost.collect())
}

async fn contradicted_among(ledger: &PgPool, heads: &[Head]) -> Result<BTreeSet<String>, sqlx::Error> {
    let (municipalities, ..) = columns(heads);
    let contradicted: Vec<String> = sqlx::query_scalar(
        "SELECT municipality FROM trees WHERE municipality = ANY ($1) AND contradicted_by IS NOT NULL",
    )
    .bind(municipalities)
    .fetch_all(ledger)
    .await?;
    Ok(contradicted.into_iter().collect())
}

/// No checkpoint is signed of a log that is contradicted, by any server, until that is taken back. What is said first
/// stands, but for what nobody else knows.
pub(super) async fn contradict(
    ledger: &PgPool,
    municipality: &Municipality,
    by: Contradictor,
    why: &(impl std::error::Error + ?Sized),
) -> Result<(), sqlx::Error> {
    let why = why.to_string();
    let noted = sqlx::query(
        "INSERT INTO trees AS known (municipality, fault, contradicted_by)
         SELECT municipality, $2, $3 FROM ledger_heads WHERE municipality = $1
         ON CONFLICT (municipality) DO UPDATE SET fault = excluded.fault, contradicted_by = excluded.contradicted_by
          WHERE known.contradicted_by IS NULL OR ($4 AND known.contradicted_by <> excluded.contradicted_by)",
    )
    .bind(municipality.as_str())
    .bind(&why)
    .bind(by.as_str())
    .bind(by.is_the_only_one_to_know())
    .execute(ledger)
    .await?;
    if noted.rows_affected() > 0 {
        tracing::error!(%municipality, error = why, "a log stopped: no checkpoint is signed any more");
    }
    Ok(())
}

/// Remembers events that are committed, in order of municipality so that servers do not wait for each other. Of one
/// ledger the largest position stays.
async fn remember_written(keys: &KeyStore, heads: &[Head]) -> Result<(), KeyError> {
    let (municipalities, positions, leaves) = columns(heads);
    sqlx::query(
        "INSERT INTO written_last (municipality, position, leaf)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])
         ON CONFLICT (municipality) DO UPDATE SET position = excluded.position, leaf = excluded.leaf
          WHERE written_last.position < excluded.position",
    )
    .bind(municipalities)
    .bind(positions)
    .bind(leaves)
    .execute(keys.database())
    .await?;
    Ok(())
}
