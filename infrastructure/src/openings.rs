//! One at a time opens a case of a child that is known by a number, on whichever server.
//!
//! Whoever tells of danger is not asked whether the unit has a case of the child: the ledger looks, and opens one where there is
//! none. Two who tell at once would both find none. So the second waits until the first has opened it, and looks again. It is
//! a lock of PostgreSQL's on a connection of its own: pooled ones that wait for each other's could all be taken.

use std::time::Duration;

use case_ledger_domain::ids::{Municipality, SubjectId};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::ledger::bus::Ledger;

/// How long one waits for the others: longer than a command takes, and no longer than somebody in danger can.
const WAITS: &str = "2s";
/// How long at most with all that comes before: also a server that takes no more connections holds nobody up longer.
const WAITS_AT_MOST: Duration = Duration::from_secs(3);
/// How many wait or have their turn at once: each takes a connection beside the pools'.
const AT_ONCE: usize = 16;
static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// The right to open a case of a child, until it is dropped: with its connection.
#[derive(Debug)]
pub struct TurnToOpen {
    _connection: PgConnection,
    _turn: SemaphorePermit<'static>,
}

impl Ledger {
    /// Waits until nobody else is about to open a case of that child. Whoever does not get the turn in time goes on without
    /// it: that there may be a second case is less than that danger is not told of.
    pub async fn turn_to_open(&self, municipality: &Municipality, child: SubjectId) -> Result<TurnToOpen, sqlx::Error> {
        let turn = TURNS.try_acquire().map_err(|_| sqlx::Error::PoolTimedOut)?;
        let locked = async {
            let mut connection = PgConnection::connect_with(&self.pool().connect_options()).await?;
            sqlx::query("SELECT set_config('lock_timeout', $1, false)").bind(WAITS).execute(&mut connection).await?;
            sqlx::query("SELECT pg_advisory_lock(hashtextextended($1, 0))")
                .bind(format!("opening/{municipality}/{child}"))
                .execute(&mut connection)
                .await?;
            Ok(TurnToOpen { _connection: connection, _turn: turn })
        };
        timeout(WAITS_AT_MOST, locked).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }
}
