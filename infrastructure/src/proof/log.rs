//! What is served of a municipality's log: checkpoint, tiles, proofs. All of it is hashes, and for everyone.

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgPool;
use tlog_tiles::tlog::HASH_SIZE;

use super::checkpoint::{self, StoredCheckpoint};
use super::keys::{self, PublishedKey};
use super::tree::{self, Question, TILE_WIDTH, TreeError};
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::leaf::Hash;

/// The newest checkpoint, and its note with cosignatures.
pub async fn checkpoint(
    pool: &PgPool,
    municipality: &Municipality,
) -> Result<Option<(StoredCheckpoint, String)>, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let Some(newest) = checkpoint::newest(&mut connection, municipality).await? else { return Ok(None) };
    let note = checkpoint::with_cosignatures(&mut connection, municipality, &newest).await?;
    Ok(Some((newest, note)))
}

/// The keys that sign the checkpoints, oldest first. One that is published by a row which is not as a program of the ledger wrote it is
/// not among them: whoever has the ledger's database alone would have others take its own key for the ledger's.
pub async fn keys(ledger: &Ledger, municipality: &Municipality) -> Result<Vec<PublishedKey>, Fault> {
    let (pool, guard) = (ledger.pool(), ledger.guard());
    let positions = keys::publishing(&mut *pool.acquire().await?, municipality).await?;
    let mut not_believed = Vec::new();
    for (position, standing) in guard.look_again_by(pool, municipality, &positions).await? {
        if !guard.looked_at(municipality, position, standing).is_as_written() {
            not_believed.push(position);
        }
    }
    Ok(keys::published(&mut *pool.acquire().await?, municipality, &not_believed).await?)
}

/// The first `width` hashes of a tile, if it has that many; a full tile only where it is full.
pub async fn tile(
    pool: &PgPool,
    municipality: &Municipality,
    (level, tile, width): (u8, u64, u64),
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let (Ok(index), 1..=TILE_WIDTH) = (i64::try_from(tile), width) else { return Ok(None) };
    let hashes: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT hashes FROM tree_tiles WHERE municipality = $1 AND level = $2 AND tile = $3")
            .bind(municipality.as_str())
            .bind(i16::from(level))
            .bind(index)
            .fetch_optional(pool)
            .await?;
    let bytes = usize::try_from(width).unwrap_or_default() * HASH_SIZE;
    Ok(hashes.filter(|hashes| hashes.len() >= bytes).map(|mut hashes| {
        hashes.truncate(bytes);
        hashes
    }))
}

/// That an event stands in the ledger which a checkpoint covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// The event's leaf hash.
    pub leaf: Hash,
    /// The newest checkpoint's size.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The audit path, from the leaf's sibling up.
    pub path: Vec<Hash>,
}

/// Proves that the event at `position` is covered by the newest checkpoint; `None` where it is not, or not yet.
pub async fn inclusion_proof(
    pool: &PgPool,
    municipality: &Municipality,
    position: u64,
) -> Result<Option<InclusionProof>, TreeError> {
    let mut connection = pool.acquire().await?;
    let Some(newest) = checkpoint::newest(&mut connection, municipality).await? else { return Ok(None) };
    let Some(leaf) = position.checked_sub(1).filter(|leaf| *leaf < newest.size) else { return Ok(None) };
    let path = tree::ask(&mut connection, municipality, Question::Inclusion { leaf, size: newest.size }).await?;
    let tile = tree::load(&mut connection, municipality, [(0, leaf / TILE_WIDTH)]).await?;
    let at = usize::try_from(leaf % TILE_WIDTH).unwrap_or_default() * HASH_SIZE;
    let hashes = tile.hashes((0, leaf / TILE_WIDTH)).unwrap_or_default();
    let leaf_hash = hashes.get(at..).and_then(|hashes| hashes.first_chunk::<HASH_SIZE>());
    let leaf = *leaf_hash.ok_or(TreeError::TileMissing { level: 0, tile: leaf / TILE_WIDTH })?;
    Ok(Some(InclusionProof { leaf, size: newest.size, root: newest.root, path }))
}

/// Proves that the tree of `to` events begins with the tree of `from` events; `None` where it has not grown to that.
pub async fn consistency_proof(
    pool: &PgPool,
    municipality: &Municipality,
    from: u64,
    to: u64,
) -> Result<Option<Vec<Hash>>, TreeError> {
    let mut connection = pool.acquire().await?;
    match tree::ask(&mut connection, municipality, Question::Consistency { from, to }).await {
        Ok(path) => Ok(Some(path)),
        Err(TreeError::OutOfRange) => Ok(None),
        Err(error) => Err(error),
    }
}
