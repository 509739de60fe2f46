//! One at a time opens a case of a child that is known by a number, on whichever server.
//!
//! Whoever tells of danger is not asked whether the unit has a case of the child: the ledger looks, and opens one where there is
//! none. Two who tell at once would both find none. So the second waits until the first has opened it, and looks again. It is
//! a lock of PostgreSQL's on a connection of its own: pooled ones that wait for each other's could all be taken.

use case_ledger_domain::ids::{Municipality, SubjectId};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use crate::ledger::bus::Ledger;

/// How long one waits for the others: longer than a command takes, and no longer than somebody in danger can.
const WAITS: &str = "2s";

/// The right to open a case of a child, until it is given back or dropped.
#[derive(Debug)]
pub struct TurnToOpen(PgConnection);

impl Ledger {
    /// Waits until nobody else is about to open a case of that child. Whoever does not get the turn in time goes on without
    /// it: that there may be a second case is less than that danger is not told of.
    pub async fn turn_to_open(&self, municipality: &Municipality, child: SubjectId) -> Result<TurnToOpen, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.pool().connect_options()).await?;
        sqlx::query("SELECT set_config('lock_timeout', $1, false)").bind(WAITS).execute(&mut connection).await?;
        sqlx::query("SELECT pg_advisory_lock(hashtextextended($1, 0))")
            .bind(format!("opening/{municipality}/{child}"))
            .execute(&mut connection)
            .await?;
        Ok(TurnToOpen(connection))
    }
}

impl TurnToOpen {
    /// Gives the turn to the next. What the server does not hear of it learns from the connection's end.
    pub async fn give_back(self) {
        if let Err(error) = self.0.close().await {
            tracing::debug!(%error, "a connection could not be closed in order");
        }
    }
}
