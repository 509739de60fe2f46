//! Rows that no program of the ledger wrote, and that a municipality has to live with.
//!
//! A ledger that has gone on behind such a row cannot lose it again: every row after it, and every proof, would be another one. So
//! somebody looks at it, and says why it stays. From then on the log is signed over that row and no other, and its thing is worked
//! with again: its stream, in which nothing was decided since, goes on behind the row, as if that said nothing.
//!
//! What the row says is believed by nobody, before as after. A stranger may have written anything: of a child that it is erased or
//! well, what no program can read, or the copy of another row, whose sealed values open nowhere else. Taken for what it says it would
//! decide about a child, or stop whoever reads it, for good, because nobody takes an acceptance back. Where what it says did happen,
//! it is recorded by who knows of it, as anything else. So lists, figures, decisions and process managers pass over that one row;
//! its entry is shown without values; and no thing but a person's stream goes on where the row stands first, for nobody began it.
//! That it was accepted, when, by whom and why is told by `case-ledger verify` and to whoever sees the ledger, for good.
//!
//! Nor does what it says of its own place count, its number in the stream, its times, its id or the leaf hash beside it. Noted is the
//! leaf that its columns give, and that goes into the tree. The row itself stays as it is: nobody changes the table of events.
//!
//! It is noted beside the keys and not in the ledger: who slips rows into the ledger's database could say of the next one that it
//! is accepted, too. A row that a program wrote and that does not give its leaf hash any more, or in whose place another one was
//! signed, was changed since it was written. It is never accepted: it is put back from a standby or a backup.

use std::collections::BTreeSet;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject::Subject;
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate as _;
use sqlx::FromRow;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::authorship::{AuthorshipError, NotOurs};
use super::bus::{Fault, Ledger};
use super::guard::{Held, PersonEntry, RowStanding};
use super::leaf::Hash;
use super::verify::VerifyError;
use super::verify::rows::{Codes, look_again};
use crate::personal::told_last;
use crate::projections::describe;
use crate::proof::log;
use crate::proof::prover::ProofError;
use crate::proof::tree::TreeError;

/// A row that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AcceptedRow {
    /// In whose ledger.
    pub municipality: String,
    /// Where.
    pub position: i64,
    /// The leaf hash that its columns give.
    pub leaf: Vec<u8>,
    /// Why it stays.
    pub reason: String,
    /// The account under which that was said.
    pub accepted_by: String,
    /// When.
    pub accepted_at: DateTime<Utc>,
}

/// What a row tells in the clear of what it is. Its payload, which may hold anything, is not among it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RowInClear {
    /// Where it stands.
    pub position: i64,
    /// What kind of stream it says to be of.
    pub aggregate_type: String,
    /// Which stream.
    pub aggregate_id: String,
    /// Its number there.
    pub sequence: i64,
    /// What it says to be.
    pub event_type: String,
    /// In which version.
    pub event_version: String,
    /// Its id.
    pub event_id: Uuid,
    /// The command that it says to come from.
    pub command_id: Uuid,
    /// When that happened, as it says.
    pub occurred_at: DateTime<Utc>,
    /// When it was recorded, likewise.
    pub recorded_at: DateTime<Utc>,
    /// Its leaf hash as it is stored, which may be anything.
    pub leaf_hash: Vec<u8>,
    /// The leaf hash that it gives.
    #[sqlx(skip)]
    pub leaf: Vec<u8>,
}

/// Why a row is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// There is none.
    #[error("there is no row at position {0}; what is missing is put back from a standby or a backup")]
    Missing(i64),
    /// It was changed.
    #[error(
        "the row at position {0} does not give its leaf hash, and its code shows that a program of this ledger wrote it: it was \
         changed since, and is put back from a standby or a backup; nothing else mends it"
    )]
    Changed(i64),
    /// It was changed with its hash.
    #[error(
        "another row was signed at position {0}: what stands there was put in its place, and the one that was signed is put \
         back from a standby or a backup; nothing else mends it"
    )]
    SignedOtherwise(i64),
    /// There is nothing to accept.
    #[error("the row at position {0} was written by a program of this ledger, or before its rows had codes")]
    Ours(i64),
    /// It stands in the place of another one in a person's stream.
    #[error(
        "the row at position {position} stands where a person's stream had gone on already, up to position {gone}: what was \
         recorded there is put back from a standby or a backup; with this row in its place a restriction may be gone"
    )]
    InPlaceOf {
        /// Where it stands.
        position: i64,
        /// Where the last entry was that is remembered.
        gone: i64,
    },
    /// It is no part of the ledger.
    #[error(
        "the row at position {position} stands beyond the ledger's end, which is said to be at {head}, and is no part of it: it is \
         taken away, and not accepted. Look first at what stands between: where a program of this ledger wrote it, the head was set \
         back, and is set forward again"
    )]
    BeyondEnd {
        /// Where it stands.
        position: i64,
        /// Where the ledger ends.
        head: i64,
    },
    /// Somebody has accepted it.
    #[error("the row at position {position} was accepted on {accepted_at}")]
    Already {
        /// Where.
        position: i64,
        /// When.
        accepted_at: DateTime<Utc>,
    },
    /// The key database.
    #[error("the key database failed")]
    Keys(#[source] sqlx::Error),
    /// The ledger's database.
    #[error("the ledger's database failed")]
    Ledger(#[from] sqlx::Error),
    /// The rows.
    #[error("the row cannot be read")]
    Rows(#[from] VerifyError),
    /// The tree.
    #[error("the tree does not hold together")]
    Tree(#[from] TreeError),
    /// Whose rows are.
    #[error("whose rows are cannot be told")]
    Authorship(#[from] AuthorshipError),
    /// The ledger's end.
    #[error("where the ledger ends cannot be told")]
    End(#[from] Fault),
}

/// The rows that were accepted, in every ledger or in one, in order; from a key database that is only read, too.
pub async fn accepted_rows(
    keys: &PgPool,
    municipality: Option<&Municipality>,
) -> Result<Vec<AcceptedRow>, sqlx::Error> {
    let is_kept: bool = sqlx::query_scalar("SELECT to_regclass('accepted_rows') IS NOT NULL").fetch_one(keys).await?;
    if !is_kept {
        return Ok(Vec::new());
    }
    sqlx::query_as(
        "SELECT municipality, position, leaf, reason, accepted_by, accepted_at FROM accepted_rows
          WHERE $1::text IS NULL OR municipality = $1 ORDER BY municipality, position",
    )
    .bind(municipality.map(Municipality::as_str))
    .fetch_all(keys)
    .await
}

/// The same by position, as rows are held against them.
pub(super) async fn accepted_leaves(
    keys: &PgPool,
    municipality: &Municipality,
) -> Result<BTreeSet<(i64, Hash)>, sqlx::Error> {
    let rows = accepted_rows(keys, Some(municipality)).await?;
    // The table's check lets no other length in.
    Ok(rows.into_iter().filter_map(|row| Some((row.position, Hash::try_from(row.leaf).ok()?))).collect())
}

impl Ledger {
    /// The row at that position, where no program of this ledger wrote it and it is whole. Whether it may stay there,
    /// [`Self::may_stay`] says.
    pub async fn acceptable_row(&self, municipality: &Municipality, position: i64) -> Result<RowInClear, AcceptError> {
        let row: Option<RowInClear> = sqlx::query_as(
            "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, event_id, command_id,
                    occurred_at, recorded_at, leaf_hash
               FROM events WHERE municipality = $1 AND position = $2",
        )
        .bind(municipality.as_str())
        .bind(position)
        .fetch_optional(self.tasks())
        .await?;
        let mut row = row.ok_or(AcceptError::Missing(position))?;
        // Whose rows are is known, or nothing is said of one.
        self.authorship(municipality).await?;
        let mut connection = self.tasks().acquire().await?;
        let looked_at = look_again(&mut connection, municipality, &[position], Codes::Sent, &|_| Vec::new()).await?;
        drop(connection);
        let held = Held::from(looked_at.into_iter().next().ok_or(AcceptError::Missing(position))?);
        let stand = self.guard().stand_by_their_own(municipality, &[&held]).await?;
        if stand.contains(&RowStanding::Changed) {
            return Err(AcceptError::Changed(position));
        }
        let index = u64::try_from(position).map_err(|_| AcceptError::Missing(position))?;
        let signed = log::inclusion_proof(self.tasks(), municipality, index).await?;
        if signed.is_some_and(|signed| signed.leaf != held.leaf) {
            return Err(AcceptError::SignedOtherwise(position));
        }
        let accepted = accepted_rows(self.keys().database(), Some(municipality)).await.map_err(AcceptError::Keys)?;
        let is_it = |accepted: &&AcceptedRow| accepted.position == position && accepted.leaf == held.leaf;
        if let Some(accepted) = accepted.iter().find(is_it) {
            self.go_on_over(municipality, position).await?;
            return Err(AcceptError::Already { position, accepted_at: accepted.accepted_at });
        }
        if stand != [RowStanding::NotOurs] {
            return Err(AcceptError::Ours(position));
        }
        row.leaf = held.leaf.to_vec();
        Ok(row)
    }

    /// Whether the row may stay where it stands: at the ledger's end, or before that, and where nothing else had stood of the person whose
    /// stream it says to be of. Nobody accepts what may be there instead of a restriction.
    pub async fn may_stay(&self, municipality: &Municipality, row: &RowInClear) -> Result<(), AcceptError> {
        let (position, head) = (row.position, self.head(municipality).await?.unwrap_or_default());
        // The one right behind the end keeps the ledger from going on, and no further one.
        if position > head.saturating_add(1) {
            return Err(AcceptError::BeyondEnd { position, head });
        }
        let Ok(subject) = row.aggregate_id.parse::<SubjectId>() else { return Ok(()) };
        if row.aggregate_type != Subject::TYPE {
            return Ok(());
        }
        let last = told_last::remembered_of(self.keys().database(), municipality, subject).await;
        let last = last.map_err(AcceptError::Keys)?;
        // Also where that one stood at this very position: what no program wrote is never remembered, but once it was accepted.
        match last.filter(|last| last.sequence >= row.sequence) {
            Some(PersonEntry { told_at: gone, .. }) => Err(AcceptError::InPlaceOf { position, gone }),
            None => Ok(()),
        }
    }

    /// Accepts that row, unless it may not stay: the log goes on over it, and its stream behind it; nobody
    /// believes what it says. `reason` stands in clear, for good.
    pub async fn accept_row(
        &self,
        municipality: &Municipality,
        row: &RowInClear,
        reason: &str,
        accepted_by: &str,
    ) -> Result<(), AcceptError> {
        self.may_stay(municipality, row).await?;
        sqlx::query(
            "INSERT INTO accepted_rows (municipality, position, leaf, reason, accepted_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
        )
        .bind(municipality.as_str())
        .bind(row.position)
        .bind(&row.leaf)
        .bind(reason)
        .bind(accepted_by)
        .execute(self.keys().database())
        .await
        .map_err(AcceptError::Keys)?;
        self.go_on_over(municipality, row.position).await?;
        Ok(())
    }

    /// Has the log that stopped at just this row go on, by servers that run, too; whatever else stopped it still does. And the ledger,
    /// where the row stands right behind its end: what is recorded next would have its position.
    async fn go_on_over(&self, municipality: &Municipality, position: i64) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE ledger_heads SET position = $2 WHERE municipality = $1 AND position = $2 - 1")
            .bind(municipality.as_str())
            .bind(position)
            .execute(self.pool())
            .await?;
        // Beside one that bears another row's hash and code, it looked changed.
        let stopped_by = [ProofError::from(NotOurs { position }), ProofError::RowChanged { position }];
        sqlx::query(
            "UPDATE trees SET fault = NULL WHERE municipality = $1 AND contradicted_by IS NULL AND fault = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(stopped_by.iter().map(|fault| describe(fault)).collect::<Vec<_>>())
        .execute(self.pool())
        .await?;
        Ok(())
    }
}
