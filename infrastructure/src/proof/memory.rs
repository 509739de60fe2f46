//! What was signed last, remembered where the ledger's database does not reach: in the key database.
//!
//! A ledger whose rows, tiles and checkpoints were all rewritten contradicts nothing in its own database. It still
//! contradicts this memory: it is not signed, also by a server that has just started, and verification finds it.
//!
//! What is not signed yet is remembered less closely: of each ledger an event near its end, now and then, once it is
//! committed. A server that starts signs no ledger that ends before it, or has another event there: its end was cut off.
//!
//! What is signed is remembered before it is stored. So a memory that ends before the newest stored checkpoint is one that
//! was put back from an older backup, and with it the keys: those that were made since the backup are gone, and what they
//! sealed opens no more.

use std::collections::BTreeMap;

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

/// Remembers where the ledgers end that this process has written to since it was remembered last. Where the key database
/// does not answer, it is told the next time.
pub async fn remember_heads(ledger: &Ledger) {
    let heads = ledger.written().new_heads();
    if heads.is_empty() {
        return;
    }
    match remember_written(ledger.keys(), &heads).await {
        Ok(()) => ledger.written().are_remembered(&heads),
        Err(error) => {
            tracing::warn!(error = %crate::projections::describe(&error), "where ledgers end is not kept");
        }
    }
}

/// Remembers events that are committed, in order of municipality so that servers do not wait for each other. Of one
/// ledger the largest position stays.
async fn remember_written(keys: &KeyStore, heads: &[(Municipality, i64, Hash)]) -> Result<(), KeyError> {
    sqlx::query(
        "INSERT INTO written_last (municipality, position, leaf)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])
         ON CONFLICT (municipality) DO UPDATE SET position = excluded.position, leaf = excluded.leaf
          WHERE written_last.position < excluded.position",
    )
    .bind(heads.iter().map(|(municipality, ..)| municipality.as_str()).collect::<Vec<_>>())
    .bind(heads.iter().map(|(_, position, _)| *position).collect::<Vec<_>>())
    .bind(heads.iter().map(|(.., leaf)| leaf.as_slice()).collect::<Vec<_>>())
    .execute(keys.database())
    .await?;
    Ok(())
}
