//! Follows every municipality's ledger for every read model.
//!
//! The row of `projections` is lock and checkpoint in one: whoever holds it leads, another server skips it, and it is
//! released with the transaction that moved it, also when the leader dies. (An advisory lock would have to be kept
//! in step with it.)

use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgPool;
use sqlx::{Acquire as _, FromRow};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::{ProjectionError, ReadModel, describe, must_have_ended, next_events};
use crate::intake;

/// Events folded in one transaction.
const BATCH: i64 = 1_000;
/// How often other servers' commits are looked for; this process's own wake the runner at once.
const POLL: Duration = Duration::from_millis(200);
/// How long to wait after the database failed.
const BACK_OFF: Duration = Duration::from_millis(500);

/// Projects; one per server is enough, and several do no harm.
pub struct Projector {
    pool: PgPool,
    committed: Arc<Notify>,
    progressed: Arc<Notify>,
}

/// A read model, or the intake, that is not where the ledger is.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Behind {
    /// Which.
    pub read_model: String,
    /// Of which municipality.
    pub municipality: String,
    /// How many events it lacks.
    pub lag: i64,
    /// Why it stopped; it goes on while `None`.
    pub fault: Option<String>,
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// Nothing to do, or another server does it.
    Idle,
    /// There may be more.
    Progressed,
}

impl Projector {
    /// A projector woken by `committed`.
    pub fn new(pool: PgPool, committed: Arc<Notify>) -> Self {
        Self { pool, committed, progressed: Arc::new(Notify::new()) }
    }

    /// Runs until the task is aborted.
    pub async fn run(self: Arc<Self>) {
        if let Err(error) = self.forget_faults().await {
            tracing::warn!(error = %error, "the projector could not clear earlier faults");
        }
        loop {
            // Registered before looking, so that a commit between looking and waiting is not missed.
            let woken = self.committed.notified();
            match self.catch_up().await {
                Ok(()) => {
                    let _ = timeout(POLL, woken).await;
                }
                Err(error) => {
                    tracing::warn!(error = %error, "projections wait for the database");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
    }

    /// A new server tries once more where an earlier one stopped.
    async fn forget_faults(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE projections SET fault = NULL WHERE fault IS NOT NULL AND read_model = ANY ($1)")
            .bind(ReadModel::names(&ReadModel::ALL))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Folds everything that is behind. What fails for one municipality keeps no other waiting; the first error is
    /// given back when all have had their turn.
    pub async fn catch_up(&self) -> Result<(), sqlx::Error> {
        let behind: Vec<(String, String)> = sqlx::query_as(
            "SELECT model.name, h.municipality
               FROM ledger_heads h CROSS JOIN unnest($1::text[]) AS model (name)
               LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = h.municipality
              WHERE coalesce(p.position, 0) < h.position AND p.fault IS NULL",
        )
        .bind(ReadModel::names(&ReadModel::ALL))
        .fetch_all(&self.pool)
        .await?;
        let mut result = Ok(());
        for (name, number) in behind {
            let (Some(model), Ok(municipality)) = (ReadModel::named(&name), number.parse()) else { continue };
            if let Err(error) = self.follow(model, &municipality).await {
                tracing::warn!(read_model = name, %municipality, error = %error, "a projector waits for the database");
                result = result.and(Err(error));
            }
        }
        result
    }

    async fn follow(&self, model: ReadModel, municipality: &Municipality) -> Result<(), sqlx::Error> {
        loop {
            match self.step(model, municipality).await {
                Ok(Step::Progressed) => self.progressed.notify_waiters(),
                Ok(Step::Idle) => return Ok(()),
                Err(ProjectionError::Database(error)) if super::is_transient(&error) => return Err(error),
                Err(error) => {
                    // Stops here, visibly: skipping an event would make every figure after it wrong.
                    let reason = describe(&error);
                    tracing::error!(read_model = model.name(), %municipality, error = %reason, "a projector stopped");
                    sqlx::query("UPDATE projections SET fault = $3 WHERE read_model = $1 AND municipality = $2")
                        .bind(model.name())
                        .bind(municipality.as_str())
                        .bind(reason)
                        .execute(&self.pool)
                        .await?;
                    return Ok(());
                }
            }
        }
    }

    async fn step(&self, model: ReadModel, municipality: &Municipality) -> Result<Step, ProjectionError> {
        let mut connection = self.pool.acquire().await?;
        sqlx::query("INSERT INTO projections (read_model, municipality) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(model.name())
            .bind(municipality.as_str())
            .execute(&mut *connection)
            .await?;
        let mut transaction = connection.begin().await?;
        let position: Option<i64> = sqlx::query_scalar(
            "SELECT position FROM projections WHERE read_model = $1 AND municipality = $2 FOR UPDATE SKIP LOCKED",
        )
        .bind(model.name())
        .bind(municipality.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(position) = position else { return Ok(Step::Idle) };
        let events = next_events(&mut transaction, municipality, position, BATCH).await?;
        let Some(last) = events.last() else {
            must_have_ended(&mut transaction, municipality, position).await?;
            // Said, not left to the drop, which would hold the lead until the connection is next looked at: the next
            // look at the ledger would then pass this read model over.
            transaction.rollback().await?;
            return Ok(Step::Idle);
        };
        model.fold(&mut transaction, model.name(), municipality, &events).await?;
        sqlx::query("UPDATE projections SET position = $3, fault = NULL WHERE read_model = $1 AND municipality = $2")
            .bind(model.name())
            .bind(municipality.as_str())
            .bind(last.position)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Step::Progressed)
    }

    /// Waits until those read models of the municipality stand at `position`, so that a sender reads its own writes.
    /// Answers whether it came to that in time.
    pub async fn wait_for(
        &self,
        municipality: &Municipality,
        position: i64,
        models: &[ReadModel],
        patience: Duration,
    ) -> Result<bool, sqlx::Error> {
        let until = Instant::now() + patience;
        loop {
            let progressed = self.progressed.notified();
            if self.position_of(municipality, models).await? >= position {
                return Ok(true);
            }
            if Instant::now() >= until {
                return Ok(false);
            }
            let _ = timeout(POLL, progressed).await;
        }
    }

    /// The position that every read model of the municipality has reached.
    pub async fn position(&self, municipality: &Municipality) -> Result<i64, sqlx::Error> {
        self.position_of(municipality, &ReadModel::ALL).await
    }

    async fn position_of(&self, municipality: &Municipality, models: &[ReadModel]) -> Result<i64, sqlx::Error> {
        // Of no read models all stand at the end.
        sqlx::query_scalar(
            "SELECT coalesce(min(coalesce(p.position, 0)), 9223372036854775807) FROM unnest($1::text[]) AS model (name)
               LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = $2",
        )
        .bind(ReadModel::names(models))
        .bind(municipality.as_str())
        .fetch_one(&self.pool)
        .await
    }

    /// Every read model, and the intake, of every municipality that lacks events or has stopped.
    pub async fn behind(&self) -> Result<Vec<Behind>, sqlx::Error> {
        let mut names = ReadModel::names(&ReadModel::ALL);
        names.push(intake::NAME);
        sqlx::query_as(
            "SELECT model.name AS read_model, h.municipality, h.position - coalesce(p.position, 0) AS lag, p.fault
               FROM ledger_heads h CROSS JOIN unnest($1::text[]) AS model (name)
               LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = h.municipality
              WHERE coalesce(p.position, 0) < h.position OR p.fault IS NOT NULL
              ORDER BY h.municipality, model.name",
        )
        .bind(names)
        .fetch_all(&self.pool)
        .await
    }

    /// Which projectors, the intake among them, have stopped, and why.
    pub async fn faults(&self) -> Result<Vec<(String, String, String)>, sqlx::Error> {
        sqlx::query_as("SELECT read_model, municipality, fault FROM projections WHERE fault IS NOT NULL ORDER BY 2, 1")
            .fetch_all(&self.pool)
            .await
    }
}
