//! Moments of a ledger: a position, and when the ledger had come to it.
//!
//! The ledger learns of things at `recorded_at`, which never goes back within a municipality. What it knew at an
//! instant is therefore what stands up to one position. An instant of the last seconds could still gain events whose
//! commit is under way, or those of a server whose clock is behind. Before it is answered for it is therefore closed:
//! what comes after the answer is recorded after the instant, and who asks again is told the same.

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use sqlx::Executor as _;

use super::bus::{Fault, Ledger};
use crate::clock;
use crate::database::{CLOCKS_APART, begin};

/// How many questions at a time may wait for heads.
pub(super) const CLOSING_AT_ONCE: usize = 4;

/// What the ledger had come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The newest position then; 0 before the first event.
    pub position: i64,
    /// When the event there was recorded; `None` before the first one.
    pub recorded_at: Option<DateTime<Utc>>,
}

impl Ledger {
    /// The moment at which that position was the newest; `None` where no event bears it.
    pub async fn moment_of(&self, municipality: &Municipality, position: i64) -> Result<Option<Moment>, Fault> {
        let recorded_at: Option<DateTime<Utc>> =
            sqlx::query_scalar("SELECT recorded_at FROM events WHERE municipality = $1 AND position = $2")
                .bind(municipality.as_str())
                .bind(position)
                .fetch_optional(self.pool())
                .await?;
        Ok(recorded_at.map(|recorded_at| Moment { position, recorded_at: Some(recorded_at) }))
    }

    /// What the ledger had come to at that instant, events recorded at it included. Asked again, it is the same, unless
    /// the instant lies in the future.
    pub async fn moment_at(&self, municipality: &Municipality, instant: DateTime<Utc>) -> Result<Moment, Fault> {
        let instant = clock::to_the_microsecond(instant);
        self.close_until(municipality, instant.min(clock::now())).await?;
        // Another statement than the one before: that one, where it waited for an append, does not see its events.
        let (position, recorded_at) = sqlx::query_as(
            "SELECT reached.position, e.recorded_at
               FROM ledger_position_at($1, $2) AS reached (position)
               LEFT JOIN events e ON e.municipality = $1 AND e.position = reached.position",
        )
        .bind(municipality.as_str())
        .bind(instant)
        .fetch_one(self.pool())
        .await?;
        Ok(Moment { position, recorded_at })
    }

    /// Lets nothing be recorded any more at that instant or before. Appends that are about to be committed are waited
    /// for, for two seconds. Nothing is written, and nobody waited for, where it is so already.
    ///
    /// Up to when a ledger is closed is the one thing that stands in its database and not in its events. Where it is
    /// lost, no event is; an instant that was answered for a moment before may then gain some.
    async fn close_until(&self, municipality: &Municipality, instant: DateTime<Utc>) -> Result<(), Fault> {
        let known: Option<(bool, bool)> = sqlx::query_as(
            "SELECT coalesce(head.closed_until >= $2, false)
                    OR coalesce((SELECT recorded_at FROM events
                                  WHERE municipality = $1 AND position = head.position) > $2, false),
                    $2 > clock_timestamp() + make_interval(secs => $3)
               FROM ledger_heads AS head WHERE municipality = $1",
        )
        .bind(municipality.as_str())
        .bind(instant)
        .bind(CLOCKS_APART.as_seconds_f64())
        .fetch_optional(self.pool())
        .await?;
        match known {
            None | Some((true, _)) => return Ok(()),
            // Everything that is recorded from here on would be recorded later than it is.
            Some((false, true)) => return Err(Fault::ClockAhead),
            Some((false, false)) => {}
        }
        // A head that is held keeps few of the readers' connections, and none of another ledger's readers for long.
        let _one_of_few = self.closing.acquire().await;
        let mut transaction = begin(self.pool()).await?;
        transaction.execute("SET LOCAL lock_timeout = '2s'").await?;
        sqlx::query(
            "UPDATE ledger_heads AS head SET closed_until = $2
              WHERE municipality = $1 AND (closed_until IS NULL OR closed_until < $2)
                AND (SELECT recorded_at FROM events WHERE municipality = $1 AND position = head.position) > $2
                    IS NOT TRUE",
        )
        .bind(municipality.as_str())
        .bind(instant)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::database::is_held_by_another;
    use crate::ledger::test_support::HeldHead;
    use crate::projections::tests::Server;

    #[tokio::test(flavor = "multi_thread")]
    async fn of_an_instant_behind_a_head_that_stays_held_it_is_said_so_and_nothing_is_closed() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let ledger = Arc::clone(&server.ledger);
        let head = ledger.head(&municipality).await.unwrap().unwrap();
        let newest = ledger.moment_of(&municipality, head).await.unwrap().unwrap();
        let mut holder = HeldHead::of(&server.home, &municipality).await;
        let at = clock::now();
        let asked = {
            let (ledger, municipality) = (Arc::clone(&ledger), municipality.clone());
            tokio::spawn(async move { ledger.moment_at(&municipality, at).await })
        };
        holder.must_be_waited_for_by(1).await;
        // What can gain nothing any more is answered meanwhile, and what can is given up while the head is held on.
        let just_before = newest.recorded_at.unwrap() - chrono::TimeDelta::microseconds(1);
        assert!(ledger.moment_at(&municipality, just_before).await.unwrap().position < head);
        let given_up = asked.await.unwrap().unwrap_err();
        assert!(is_held_by_another(&given_up), "{given_up:?}");
        holder.let_go().await;

        let closed: Option<DateTime<Utc>> =
            sqlx::query_scalar("SELECT closed_until FROM ledger_heads").fetch_one(ledger.pool()).await.unwrap();
        assert_eq!(closed, None, "nothing was answered");
        assert_eq!(ledger.moment_at(&municipality, at).await.unwrap(), newest);
        server.end().await;
    }

    /// The database's clock as its connections from here on see it.
    async fn set_the_databases_clock_back(server: &Server, seconds: u32) {
        server
            .as_superuser(&format!(
                "CREATE SCHEMA IF NOT EXISTS behind;
                 CREATE OR REPLACE FUNCTION behind.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                     AS 'SELECT pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => {seconds})';
                 GRANT USAGE ON SCHEMA behind TO case_ledger_app;
                 ALTER ROLE case_ledger_app SET search_path = behind, pg_catalog, public;"
            ))
            .await;
    }

    /// Otherwise all that is recorded until the database's clock has come there would be recorded later than it is.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_whose_clock_is_ahead_of_the_databases_closes_no_instant_of_its_own() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        // A little is what clocks are apart by themselves.
        set_the_databases_clock_back(&server, 5).await;
        let (_, ledger) = server.home.ledger(8).await.unwrap();
        let closed = clock::now();
        let known = ledger.moment_at(&municipality, closed).await.unwrap();

        set_the_databases_clock_back(&server, 60).await;
        let refused = ledger.moment_at(&municipality, clock::now()).await;
        assert!(matches!(refused, Err(Fault::ClockAhead)), "{refused:?}");
        let ahead_of_both = ledger.moment_at(&municipality, clock::now() + chrono::TimeDelta::hours(1)).await;
        assert!(matches!(ahead_of_both, Err(Fault::ClockAhead)), "{ahead_of_both:?}");
        let until: Option<DateTime<Utc>> =
            sqlx::query_scalar("SELECT closed_until FROM ledger_heads").fetch_one(ledger.pool()).await.unwrap();
        assert_eq!(until, Some(closed));
        // What was closed before is answered, whatever the clocks show.
        assert_eq!(ledger.moment_at(&municipality, closed).await.unwrap(), known);
        server.end().await;
    }
}
