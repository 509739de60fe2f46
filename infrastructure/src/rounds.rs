//! Servers verify whole ledgers by themselves, every so often.
//!
//! What is new is looked at before it is signed ([`crate::proof::prover`]), and what somebody changes in an old row only whoever
//! verifies the whole ledger finds. So servers do, as `case-ledger verify` does it: one server at a time, one ledger after the
//! other, slowly ([`verify_at_ease`]). What a round found stands in the key database, for whoever rewrites rows has the ledger's;
//! so it outlives a restart, and a later round without differences takes it away.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use sqlx::postgres::PgPool;
use sqlx::{Connection as _, FromRow, PgConnection};

use crate::clock;
use crate::database::WATCHED_WHILE_IDLE;
use crate::intake::passed_by::{PassedBy, followed};
use crate::ledger::authorship::{Authorship, noted_authorship};
use crate::ledger::bus::Ledger;
use crate::ledger::verify::{Difference, Ease, Scope, VerifyError, ledgers, verify_at_ease};
use crate::personal::keys::KeyError;
use crate::projections::describe;
use crate::proof::memory::{all_signed_last, all_written_last, last_signed, written_last};

/// Held in the key database by the server whose turn it is.
const ROUND_LOCK: i64 = 0x6361_7365_726f_756e;
/// How long after its start a server looks for the first time whether a ledger is to be verified: what it starts with has gone first.
const BEGINS_AFTER: Duration = Duration::from_secs(10);
/// How often it looks, at the least.
const LOOKS_EVERY: Duration = Duration::from_mins(1);
/// A ledger in which something differs is verified again so soon: whoever has put it back wants to know.
const DIFFERING_AGAIN_AFTER: Duration = Duration::from_hours(1);
/// So is one that could not be verified.
const TRIES_AGAIN_AFTER: Duration = Duration::from_mins(5);
/// For so long beyond the time from one round to the next a ledger may fail to be verified before that is told as a fault: databases
/// are restarted.
const FAILS_FOR: TimeDelta = TimeDelta::minutes(10);

/// A ledger whose last round ended before so many times the time from one to the next is told of: nobody verifies it any more.
const OVERDUE_AFTER: i32 = 3;
/// Not sooner than so long after that round, for a round of long ledgers takes its hours;
const ROUNDS_TAKE: TimeDelta = TimeDelta::days(1);
/// nor, for the ledgers are verified one after the other, by a server that has run for no longer than this.
const HAS_THE_CHANCE_FOR: TimeDelta = TimeDelta::hours(1);

/// What is known of a ledger by the rounds.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct VerifiedLedger {
    /// Whose ledger.
    pub municipality: String,
    /// When the last whole round ended; `None` before the first.
    pub ended_at: Option<DateTime<Utc>>,
    /// The last position that it looked at.
    pub position: Option<i64>,
    /// How many differences it found; of several at one position more than one may be told.
    pub differences: Option<i64>,
    /// The position of the first of them.
    pub first_position: Option<i64>,
    /// What that is.
    pub first_kind: Option<String>,
    /// Why the ledger could not be verified, where that was tried since. It is no difference.
    pub failure: Option<String>,
    /// Since when it could not.
    pub failing_since: Option<DateTime<Utc>>,
}

impl VerifiedLedger {
    /// Whether it is not as it was written.
    pub fn differs(&self) -> bool {
        self.differences.is_some_and(|differences| differences > 0)
    }
}

/// What the rounds of all servers found last, of every ledger or of one, by the key database.
pub async fn verified(keys: &PgPool, municipality: Option<&Municipality>) -> Result<Vec<VerifiedLedger>, sqlx::Error> {
    sqlx::query_as(
        "SELECT municipality, ended_at, position, differences, first_position, first_kind, failure, failing_since
           FROM verified_ledgers WHERE $1::text IS NULL OR municipality = $1 ORDER BY municipality",
    )
    .bind(municipality.map(Municipality::as_str))
    .fetch_all(keys)
    .await
}

/// Why ledgers cannot be verified in turn.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The key database.
    #[error("the key database failed")]
    Keys(#[source] sqlx::Error),
    /// The ledger's database.
    #[error("the ledger's database failed")]
    Ledger(#[source] sqlx::Error),
    /// What the key database knows of a ledger.
    #[error(transparent)]
    Known(#[from] KeyError),
}

/// Why one ledger could not be verified.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error("what was passed by is not known")]
    PassedBy(#[source] sqlx::Error),
    #[error("the codes of its rows could not be looked at")]
    Keys(#[from] KeyError),
    #[error("its rows have no codes any more, and the key database says that they do")]
    NoCodes,
    /// Where it did is logged by itself; what it says may quote what it worked on.
    #[error("the program is at fault: the verification panicked")]
    Panicked,
}

/// What one round of one ledger found.
struct Found {
    /// The last position that was looked at.
    position: i64,
    /// The first difference, if there is one.
    first: Option<(i64, String)>,
    /// How many there are.
    differences: u64,
}

/// What a ledger is held against.
#[derive(Default)]
struct Known {
    scope: Scope,
    /// How rows are known as the ledger's own, or why not; nothing where it is not noted.
    authorship: Option<Result<Authorship, KeyError>>,
}

/// A ledger at which the program is at fault keeps none of those after it waiting.
async fn unless_it_panics(verifying: impl Future<Output = Result<Found, Failure>>) -> Result<Found, Failure> {
    AssertUnwindSafe(verifying).catch_unwind().await.unwrap_or(Err(Failure::Panicked))
}

/// Verifies ledgers every so often.
pub struct Rounds {
    ledger: Arc<Ledger>,
    every: Option<Duration>,
    /// Since when they could be made here.
    since: DateTime<Utc>,
}

impl Rounds {
    /// Of each ledger, so long after the round before; `None` verifies none.
    pub fn new(ledger: Arc<Ledger>, every: Option<Duration>) -> Self {
        Self { ledger, every, since: clock::now() }
    }

    /// Whether the last whole round of a ledger ended longer ago than it may: servers are to verify, and none has come to its end. One
    /// that could never be verified is told of as that.
    pub fn is_overdue(&self, verified: &VerifiedLedger) -> bool {
        self.is_overdue_at(verified, clock::now())
    }

    fn is_overdue_at(&self, verified: &VerifiedLedger, now: DateTime<Utc>) -> bool {
        // What is too long to be told is never over.
        let Some(every) = self.every.and_then(|every| TimeDelta::from_std(every).ok()) else { return false };
        let Some(allowed) = every.checked_mul(OVERDUE_AFTER) else { return false };
        let had_the_chance = now - self.since > every.min(HAS_THE_CHANCE_FOR);
        had_the_chance && verified.ended_at.is_some_and(|ended_at| now - ended_at > allowed.max(ROUNDS_TAKE))
    }

    /// Whether a ledger has failed to be verified for longer than it may.
    pub fn has_failed_for_long(&self, verified: &VerifiedLedger) -> bool {
        let every = self.every.and_then(|every| TimeDelta::from_std(every).ok()).unwrap_or_default();
        verified.failing_since.is_some_and(|since| clock::now() - since > every + FAILS_FOR)
    }

    /// Runs until the task is aborted.
    pub async fn run(self: Arc<Self>) {
        let Some(every) = self.every else { return std::future::pending().await };
        tokio::time::sleep(BEGINS_AFTER.min(every)).await;
        loop {
            if let Err(error) = self.make(every).await {
                tracing::warn!(error = %describe(&error), "ledgers could not be verified in turn");
            }
            tokio::time::sleep(LOOKS_EVERY.min(every)).await;
        }
    }

    fn keys(&self) -> &PgPool {
        self.ledger.keys().database()
    }

    /// Verifies each ledger whose turn it is, unless another server is at it.
    async fn make(&self, every: Duration) -> Result<(), RoundError> {
        if self.due(every).await?.is_empty() {
            return Ok(());
        }
        let mut turn = PgConnection::connect_with(&self.keys().connect_options()).await.map_err(RoundError::Keys)?;
        sqlx::query(WATCHED_WHILE_IDLE).execute(&mut turn).await.map_err(RoundError::Keys)?;
        let is_ours: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(ROUND_LOCK)
            .fetch_one(&mut turn)
            .await
            .map_err(RoundError::Keys)?;
        // Whoever had the turn a moment ago may have verified them.
        let due = if is_ours { self.due(every).await? } else { BTreeSet::new() };
        let made = self.verify_each(due, &mut turn).await;
        // Where this fails the connection is lost, and the lock with it.
        let _ = sqlx::query("SELECT pg_advisory_unlock($1)").bind(ROUND_LOCK).execute(&mut turn).await;
        let _ = turn.close().await;
        made
    }

    /// One after the other, for as long as this server has the turn: with its connection the lock is lost, and another server goes on.
    async fn verify_each(&self, due: BTreeSet<Municipality>, turn: &mut PgConnection) -> Result<(), RoundError> {
        for municipality in due {
            turn.ping().await.map_err(RoundError::Keys)?;
            self.verify_in_turn(&municipality).await?;
        }
        Ok(())
    }

    /// The ledgers whose turn it is, those included of which only the key database remembers that there were any.
    async fn due(&self, every: Duration) -> Result<BTreeSet<Municipality>, RoundError> {
        let there = ledgers(self.ledger.tasks()).await.map_err(RoundError::Ledger)?;
        let mut due: BTreeSet<Municipality> = there.into_iter().map(|(municipality, ..)| municipality).collect();
        due.extend(all_signed_last(self.keys()).await.map_err(RoundError::Keys)?.into_keys());
        due.extend(all_written_last(self.keys()).await.map_err(RoundError::Keys)?.into_keys());
        let recent: Vec<String> = sqlx::query_scalar(
            "SELECT municipality FROM verified_ledgers
              WHERE tried_at > clock_timestamp()
                    - make_interval(secs => CASE WHEN failure IS NOT NULL THEN $3 WHEN differences > 0 THEN $2 ELSE $1 END)",
        )
        .bind(every.as_secs_f64())
        .bind(every.min(DIFFERING_AGAIN_AFTER).as_secs_f64())
        .bind(every.min(TRIES_AGAIN_AFTER).as_secs_f64())
        .fetch_all(self.keys())
        .await
        .map_err(RoundError::Keys)?;
        due.retain(|municipality| !recent.iter().any(|recent| recent == municipality.as_str()));
        Ok(due)
    }

    /// Verifies one ledger, and notes what that found.
    async fn verify_in_turn(&self, municipality: &Municipality) -> Result<(), RoundError> {
        let known = self.known(municipality).await?;
        let noted = match unless_it_panics(self.verify(municipality, known)).await {
            Ok(found) => {
                if let Some((position, kind)) = &found.first {
                    let differences = found.differences;
                    tracing::error!(%municipality, position, kind, differences, "a ledger is not as it was written");
                }
                self.note_found(municipality, &found).await
            }
            Err(failure) => {
                let error = describe(&failure);
                tracing::warn!(%municipality, %error, "a ledger could not be verified");
                self.note_failure(municipality, &error).await
            }
        };
        noted.map_err(RoundError::Keys)
    }

    /// What the key database knows of the ledger. It is asked before anything is read: what is signed from here on may cover events
    /// that are not.
    async fn known(&self, municipality: &Municipality) -> Result<Known, KeyError> {
        let keys = self.ledger.keys();
        Ok(Known {
            scope: Scope {
                signed_last: last_signed(keys, municipality).await?,
                written_last: written_last(keys, municipality).await?,
                ..Scope::default()
            },
            authorship: noted_authorship(keys, municipality).await?,
        })
    }

    async fn verify(&self, municipality: &Municipality, known: Known) -> Result<Found, Failure> {
        let Known { mut scope, authorship } = known;
        scope.authorship = authorship.transpose()?;
        let are_known = scope.authorship.is_some();
        let verified = verify_at_ease(self.ledger.tasks(), municipality, &scope, Ease::OF_SERVERS).await?;
        if are_known && !verified.knows_authors {
            return Err(Failure::NoCodes);
        }
        let (not_ours, ease) = (verified.not_ours(), Some(Ease::OF_SERVERS));
        let followed = followed(self.ledger.tasks(), Some(self.keys()), municipality, &not_ours, ease);
        let passed_by = match followed.await {
            Ok(followed) => followed.passed_by,
            // That the ledger is not as written is told all the same; it may be why.
            Err(error) if verified.difference.is_some() => {
                tracing::warn!(%municipality, error = %describe(&error), "what was passed by is not known");
                Vec::new()
            }
            Err(error) => return Err(Failure::PassedBy(error)),
        };
        let listed = verified.others.len() + usize::from(verified.difference.is_some()) + passed_by.len();
        let first = verified.difference.map(|Difference { position, kind }| (position, kind.without_names()));
        let first_passed_by = passed_by.first().map(|passed: &PassedBy| (passed.position, passed.what()));
        Ok(Found {
            position: verified.last,
            first: first.into_iter().chain(first_passed_by).min_by_key(|(position, _)| *position),
            differences: verified.more.saturating_add(u64::try_from(listed).unwrap_or(u64::MAX)),
        })
    }

    async fn note_found(&self, municipality: &Municipality, found: &Found) -> Result<(), sqlx::Error> {
        let (position, kind) = found.first.as_ref().map(|(position, kind)| (*position, kind.as_str())).unzip();
        sqlx::query(
            "INSERT INTO verified_ledgers
                 (municipality, tried_at, ended_at, position, differences, first_position, first_kind)
             VALUES ($1, clock_timestamp(), clock_timestamp(), $2, $3, $4, $5)
             ON CONFLICT (municipality) DO UPDATE
                SET tried_at = excluded.tried_at, ended_at = excluded.ended_at, position = excluded.position,
                    differences = excluded.differences, first_position = excluded.first_position,
                    first_kind = excluded.first_kind, failure = NULL, failing_since = NULL",
        )
        .bind(municipality.as_str())
        .bind(found.position)
        .bind(i64::try_from(found.differences).unwrap_or(i64::MAX))
        .bind(position)
        .bind(kind)
        .execute(self.keys())
        .await?;
        Ok(())
    }

    async fn note_failure(&self, municipality: &Municipality, failure: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO verified_ledgers AS known (municipality, tried_at, failure, failing_since)
             VALUES ($1, clock_timestamp(), $2, clock_timestamp())
             ON CONFLICT (municipality) DO UPDATE
                SET tried_at = excluded.tried_at, failure = excluded.failure,
                    failing_since = coalesce(known.failing_since, excluded.failing_since)",
        )
        .bind(municipality.as_str())
        .bind(failure)
        .execute(self.keys())
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
