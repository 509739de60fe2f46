//! Contents beside the events, held against the digests that the events tell.

use std::collections::BTreeMap;
use std::time::Instant;

use case_ledger_domain::content::SealedDigest;
use case_ledger_domain::ids::{AttachmentId, Municipality};
use futures::TryStreamExt as _;
use serde::Deserialize;
use sqlx::postgres::{PgConnection, PgPool};
use uuid::Uuid;

use super::{DifferenceKind, Ease, Findings, VerifyError};

/// How many contents are read at a time where others are not to be held up: each may be ten megabytes.
const CONTENTS_AT_A_TIME: usize = 4;

/// The event that content is attached with, by its name in the ledger.
pub(super) const ATTACHING: &[u8] = b"AttachmentAdded";

/// What an event tells of the content that was stored with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Told {
    attachment: AttachmentId,
    sealed: SealedDigest,
}

/// That event's payload, of which no more is read.
#[derive(Deserialize)]
struct Attaching {
    #[serde(rename = "AttachmentAdded")]
    told: Told,
}

impl Told {
    /// What a payload tells; nothing where it is not written as the ledger writes it, which its leaf hash shows.
    pub(super) fn by(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok().map(|Attaching { told }| told)
    }
}

/// Contents that are not what the events tell, that are missing, or that no event tells of, at positions after the one and up to
/// the other. `told` is what the events there tell, by their positions.
pub(super) async fn differences(
    connection: &mut PgConnection,
    municipality: &Municipality,
    (after, to): (i64, i64),
    mut missing: BTreeMap<i64, Told>,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    // A copy of a ledger that no server of this version has opened has no contents.
    let has_contents: bool =
        sqlx::query_scalar("SELECT to_regclass('attachment_contents') IS NOT NULL").fetch_one(&mut *connection).await?;
    if has_contents {
        let mut rows = sqlx::query_as::<_, (i64, Uuid, Vec<u8>)>(
            "SELECT position, attachment_id, sealed FROM attachment_contents
              WHERE municipality = $1 AND position > $2 AND position <= $3
              ORDER BY position",
        )
        .bind(municipality.as_str())
        .bind(after)
        .bind(to)
        .fetch(connection);
        while let Some((position, attachment, sealed)) = rows.try_next().await? {
            let kind = match missing.remove(&position) {
                None => DifferenceKind::ContentInserted,
                Some(told) if told.attachment.as_uuid() != attachment || told.sealed != SealedDigest::of(&sealed) => {
                    DifferenceKind::ContentChanged
                }
                Some(_) => continue,
            };
            findings.push(position, kind);
        }
    }
    let mut gone = Findings::default();
    for position in missing.into_keys() {
        gone.push(position, DifferenceKind::ContentMissing);
    }
    findings.absorb(gone);
    Ok(findings)
}

/// The same at positions after the first of all and up to `to`, a few contents at a time and with rests between.
pub(super) async fn differences_at_ease(
    pool: &PgPool,
    municipality: &Municipality,
    to: i64,
    told: &BTreeMap<i64, Told>,
    ease: Ease,
) -> Result<Findings, VerifyError> {
    let told: Vec<(i64, Told)> = told.range(..=to).map(|(position, told)| (*position, *told)).collect();
    let (mut findings, mut after) = (Findings::default(), 0);
    let mut pieces = told.chunks(CONTENTS_AT_A_TIME).peekable();
    while after < to {
        let began = Instant::now();
        let piece = pieces.next().unwrap_or_default();
        let end = if pieces.peek().is_some() { piece.last().map_or(to, |(position, _)| *position) } else { to };
        let mut connection = pool.acquire().await?;
        let of_piece = differences(&mut connection, municipality, (after, end), piece.iter().copied().collect());
        findings.absorb(of_piece.await?);
        drop(connection);
        after = end;
        ease.rest(began.elapsed()).await;
    }
    Ok(findings)
}
