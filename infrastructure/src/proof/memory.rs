//! What was signed last, remembered where the ledger's database does not reach: in the key database.
//!
//! A ledger whose rows, tiles and checkpoints were all rewritten contradicts nothing in its own database. It still
//! contradicts this memory: it is not signed, also by a server that has just started, and verification finds it.

use std::collections::BTreeMap;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgPool;

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
