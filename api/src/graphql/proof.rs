//! Tamper evidence in the schema. Hashes are in base64, as in checkpoints and in what verifiers take.

use async_graphql::{Context, Result, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::ledger::accepted::{AcceptedRow, accepted_rows};
use case_ledger_infrastructure::proof::log;
use case_ledger_infrastructure::rounds::{VerifiedLedger, verified};
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

/// What the rounds of verification found last.
#[derive(SimpleObject)]
pub struct VerifiedByRounds {
    /// When the last whole round ended; null before the first.
    ended_at: Option<DateTime<Utc>>,
    /// The last position that it looked at.
    position: Option<i64>,
    /// How many differences it found: 0 where the ledger is as it was written.
    differences: Option<i64>,
    /// The first of them, by position; null where there is none.
    first: Option<LedgerDifference>,
    /// Why the ledger could not be verified, where that was tried since and failed: no difference.
    failure: Option<String>,
    /// Since when it could not.
    failing_since: Option<DateTime<Utc>>,
}

/// A place where the ledger is not as it was written.
#[derive(SimpleObject)]
pub struct LedgerDifference {
    /// The position.
    position: i64,
    /// How it differs, in the words of `case-ledger verify`.
    kind: String,
}

impl From<VerifiedLedger> for VerifiedByRounds {
    fn from(verified: VerifiedLedger) -> Self {
        let first = verified.first_position.zip(verified.first_kind);
        Self {
            ended_at: verified.ended_at,
            position: verified.position,
            differences: verified.differences,
            first: first.map(|(position, kind)| LedgerDifference { position, kind }),
            failure: verified.failure,
            failing_since: verified.failing_since,
        }
    }
}

/// What the rounds of verification found last; none before the first.
pub async fn verified_by_rounds(
    context: &Context<'_>,
    municipality: &Municipality,
) -> Result<Option<VerifiedByRounds>> {
    let found = verified(services(context).ledger.keys().database(), Some(municipality)).await;
    Ok(found.map_err(|error| fault(&error))?.into_iter().next().map(VerifiedByRounds::from))
}

/// A row that no program of the ledger wrote, and that stays.
#[derive(SimpleObject)]
pub struct AcceptedLedgerRow {
    /// The row's position.
    position: i64,
    /// The leaf hash of the row that was accepted, in base64.
    leaf_hash: String,
    /// Why it stays.
    reason: String,
    /// The account of the operator's under which that was said.
    accepted_by: String,
    /// When.
    accepted_at: DateTime<Utc>,
}

impl From<AcceptedRow> for AcceptedLedgerRow {
    fn from(row: AcceptedRow) -> Self {
        let AcceptedRow { position, leaf, reason, accepted_by, accepted_at, .. } = row;
        Self { position, leaf_hash: STANDARD.encode(leaf), reason, accepted_by, accepted_at }
    }
}

/// The rows of strangers that were accepted, by position.
pub async fn accepted_ledger_rows(
    context: &Context<'_>,
    municipality: &Municipality,
) -> Result<Vec<AcceptedLedgerRow>> {
    let rows = accepted_rows(services(context).ledger.keys().database(), Some(municipality)).await;
    Ok(rows.map_err(|error| fault(&error))?.into_iter().map(AcceptedLedgerRow::from).collect())
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
