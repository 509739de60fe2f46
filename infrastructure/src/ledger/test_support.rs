//! Somebody else's transaction, for tests of what happens behind it.

use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Executor as _};

use crate::home::Home;

/// How long somebody may take to come to wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// A transaction that holds a ledger's head, and whoever looks from outside who waits for it: within one transaction
/// PostgreSQL would show the same again and again.
pub struct HeldHead {
    holder: PgConnection,
    pid: i32,
    onlooker: PgConnection,
}

impl HeldHead {
    /// Holds the head as whoever appends does.
    pub async fn of(home: &Home, municipality: &Municipality) -> Self {
        let mut holder = PgConnection::connect(&home.superuser_url()).await.unwrap();
        let pid = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut holder).await.unwrap();
        holder.execute("BEGIN").await.unwrap();
        sqlx::query("SELECT FROM ledger_heads WHERE municipality = $1 FOR NO KEY UPDATE")
            .bind(municipality.as_str())
            .execute(&mut holder)
            .await
            .unwrap();
        Self { holder, pid, onlooker: PgConnection::connect(&home.superuser_url()).await.unwrap() }
    }

    /// Comes back when so many wait for the head, or for one of those who do.
    pub async fn must_be_waited_for_by(&mut self, number: i64) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.waiting().await < number {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("{number} wait for the head: not within {PATIENCE:?}"));
    }

    async fn waiting(&mut self) -> i64 {
        sqlx::query_scalar(
            "WITH RECURSIVE waiting (pid) AS (
                 SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))
                 UNION SELECT a.pid FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY (pg_blocking_pids(a.pid))
             ) SELECT count(*) FROM waiting",
        )
        .bind(self.pid)
        .fetch_one(&mut self.onlooker)
        .await
        .unwrap()
    }

    /// Lets go of the head.
    pub async fn let_go(mut self) {
        self.holder.execute("ROLLBACK").await.unwrap();
    }
}
