//! Tamper evidence in the schema. Hashes are in base64, as in checkpoints and in what verifiers take.

use async_graphql::{Context, Result, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::proof::log;
use chrono::{DateTime, Utc};

use super::{fault, services};

/// What the ledger's Merkle tree (RFC 6962, SHA-256) was at one size, signed by the ledger's key.
#[derive(SimpleObject)]
pub struct Checkpoint {
    /// How many events it covers, from the first: the position of the last one.
    size: i64,
    /// The root of the tree over their leaf hashes, in base64.
    root: String,
    /// The checkpoint as a signed note (c2sp.org/tlog-checkpoint), with witnesses' cosignatures.
    note: String,
    /// When it was signed.
    signed_at: DateTime<Utc>,
}

/// Proves that an event is among those that the newest checkpoint covers.
#[derive(SimpleObject)]
pub struct InclusionProof {
    /// The event's position. Its index in the tree is one less.
    position: i64,
    /// The event's leaf hash, in base64.
    leaf_hash: String,
    /// The checkpoint's size.
    size: i64,
    /// The checkpoint's root, in base64.
    root: String,
    /// The audit path from the leaf's sibling up, in base64 (RFC 6962, 2.1.1).
    path: Vec<String>,
}

/// Proves that the tree of a larger size begins with the tree of a smaller one: nothing was changed in between.
#[derive(SimpleObject)]
pub struct ConsistencyProof {
    /// The smaller size.
    from: i64,
    /// The larger size.
    to: i64,
    /// The proof's hashes, in base64 (RFC 6962, 2.1.2).
    path: Vec<String>,
}

/// The newest checkpoint; none before the first one is signed.
pub async fn checkpoint(context: &Context<'_>, municipality: &Municipality) -> Result<Option<Checkpoint>> {
    let newest = log::checkpoint(services(context).ledger.pool(), municipality).await.map_err(|error| fault(&error))?;
    Ok(newest.map(|(newest, note)| Checkpoint {
        size: newest.size.cast_signed(),
        root: STANDARD.encode(newest.root),
        note,
        signed_at: newest.signed_at,
    }))
}

/// The proof for one event; none where no checkpoint covers it yet.
pub async fn inclusion_proof(
    context: &Context<'_>,
    municipality: &Municipality,
    position: i64,
) -> Result<Option<InclusionProof>> {
    let Ok(index) = u64::try_from(position) else { return Ok(None) };
    let proof = log::inclusion_proof(services(context).ledger.pool(), municipality, index).await;
    Ok(proof.map_err(|error| fault(&error))?.map(|proof| InclusionProof {
        position,
        leaf_hash: STANDARD.encode(proof.leaf),
        size: proof.size.cast_signed(),
        root: STANDARD.encode(proof.root),
        path: proof.path.iter().map(|hash| STANDARD.encode(hash)).collect(),
    }))
}

/// The proof between two sizes; none where the tree has not grown to them.
pub async fn consistency_proof(
    context: &Context<'_>,
    municipality: &Municipality,
    from: i64,
    to: i64,
) -> Result<Option<ConsistencyProof>> {
    let (Ok(smaller), Ok(larger)) = (u64::try_from(from), u64::try_from(to)) else { return Ok(None) };
    let path = log::consistency_proof(services(context).ledger.pool(), municipality, smaller, larger).await;
    let path = path.map_err(|error| fault(&error))?;
    Ok(path.map(|path| ConsistencyProof { from, to, path: path.iter().map(|hash| STANDARD.encode(hash)).collect() }))
}
