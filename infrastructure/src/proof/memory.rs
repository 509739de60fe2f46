//! What was signed last, remembered where the ledger's database does not reach: in the key database.
//!
//! A ledger whose rows, tiles and checkpoints were all rewritten contradicts nothing in its own database. It still
//! contradicts this memory, and is not signed, also by a server that has just started.

use case_ledger_domain::ids::Municipality;

use crate::ledger::leaf::Hash;
use crate::personal::keys::{KeyError, KeyStore};

/// Size and root of the newest checkpoint that was signed; `None` where none was.
pub async fn last_signed(keys: &KeyStore, municipality: &Municipality) -> Result<Option<(u64, Hash)>, KeyError> {
    let row: Option<(i64, Vec<u8>)> = sqlx::query_as("SELECT size, root FROM last_signed WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(keys.database())
        .await?;
    // The column's check lets no other length in.
    Ok(row.and_then(|(size, root)| Some((size.cast_unsigned(), Hash::try_from(root).ok()?))))
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
