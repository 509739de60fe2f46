//! Moments of a ledger: a position, and when the ledger had come to it.
//!
//! The ledger learns of things at `recorded_at`, which never goes back within a municipality. What it knew at an
//! instant is therefore what stands up to one position. An instant of the last seconds could still gain events whose
//! commit is under way, or those of a server whose clock is behind. Before it is answered for it is therefore closed:
//! what comes after the answer is recorded after the instant, and who asks again is told the same.
//!
//! When in a day an anonymous consultation was recorded is told to nobody, and could be found out as well by asking about one
//! instant after the other. So at an instant of its day it is known only by what is recorded behind it, and from the next day on in
//! any case. As of a position it is known from its own on.
//!
//! All of that goes by rows that are believed. One that no program wrote, and that somebody has accepted, may say any time: it is taken
//! in with the event before it. And up to when the ledger is closed counts for nothing where that is ahead of the database's clock: it
//! was no question that had it so.

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::time::{oslo_date, start_of_day};
use chrono::{DateTime, Utc};
use sqlx::{Executor as _, FromRow};

use super::authorship::where_accepted_rows_stand;
use super::bus::{Fault, Ledger};
use super::guard::{Held, NotAsWritten, WHOLE_ROW};
use super::history::{EXACTLY_TOLD, recorded_as_told};
use crate::clock;
use crate::database::{CLOCKS_APART, begin};

/// How many questions at a time may wait for heads.
pub(super) const CLOSING_AT_ONCE: usize = 4;

/// What the ledger had come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The newest position then; 0 before the first event.
    pub position: i64,
    /// When the event there was recorded, or the last before it that is believed; `None` before the first one. Of an anonymous
    /// consultation it is no more than the day and what was recorded of another kind before it tell.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The same as history tells it: of an anonymous consultation the day.
    pub recorded_as_told: Option<DateTime<Utc>>,
}

/// When an event was recorded, and as history tells that.
#[derive(Debug, Clone, Copy)]
struct Recorded {
    at: DateTime<Utc>,
    as_told: DateTime<Utc>,
}

/// When an event was recorded, and by which row.
#[derive(FromRow)]
struct Row {
    aggregate_type: String,
    recorded_at: DateTime<Utc>,
    #[sqlx(flatten)]
    held: Held,
}

impl Ledger {
    /// The moment at which that position was the newest; `None` where no event bears it.
    pub async fn moment_of(&self, municipality: &Municipality, position: i64) -> Result<Option<Moment>, Fault> {
        let accepted = self.accepted_in(municipality).await?;
        // The last that was not accepted tells when it was.
        let told_at = (1..=position).rev().find(|at| accepted.binary_search(at).is_err()).unwrap_or(position);
        let known = self.recorded_at(municipality, &[told_at, position]).await?;
        if known.iter().all(|(at, _)| *at != position) {
            return Ok(None);
        }
        Ok(Some(self.moment_told_by(municipality, (position, told_at), known, &accepted).await?))
    }

    /// The moment at that position, by the row that tells when it was. Questions about a moment go by its instant, such as who had read
    /// something by then: that of a consultation would be found out by them as well.
    async fn moment_told_by(
        &self,
        municipality: &Municipality,
        (position, told_at): (i64, i64),
        known: Vec<(i64, Option<Recorded>)>,
        accepted: &[i64],
    ) -> Result<Moment, Fault> {
        let recorded = known.into_iter().find_map(|(at, recorded)| recorded.filter(|_| at == told_at));
        let Some(Recorded { at, as_told }) = recorded else {
            return Ok(Moment { position, recorded_at: None, recorded_as_told: None });
        };
        if at == as_told {
            return Ok(Moment { position, recorded_at: Some(at), recorded_as_told: Some(as_told) });
        }
        let before: Option<DateTime<Utc>> = sqlx::query_scalar(
            "SELECT recorded_at FROM events
              WHERE municipality = $1 AND position < $2 AND aggregate_type = ANY ($3) AND position <> ALL ($4)
              ORDER BY position DESC LIMIT 1",
        )
        .bind(municipality.as_str())
        .bind(told_at)
        .bind(EXACTLY_TOLD.as_slice())
        .bind(accepted)
        .fetch_optional(self.pool())
        .await?;
        let recorded_at = before.map_or(as_told, |before| before.max(as_told));
        Ok(Moment { position, recorded_at: Some(recorded_at), recorded_as_told: Some(as_told) })
    }

    /// Where rows stand that were accepted, in order; what they say of when they were counts for nothing.
    async fn accepted_in(&self, municipality: &Municipality) -> Result<Vec<i64>, Fault> {
        let authorship = self.guard().authorship_if_known(municipality).await?;
        Ok(where_accepted_rows_stand(self.pool(), municipality, authorship.as_ref()).await?)
    }

    /// When the events at those positions, as far as there are any, were recorded; by rows that are as written. Of one that was accepted
    /// that is not known: the log goes on over it, and where it stands is signed.
    async fn recorded_at(
        &self,
        municipality: &Municipality,
        positions: &[i64],
    ) -> Result<Vec<(i64, Option<Recorded>)>, Fault> {
        let rows: Vec<Row> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND position = ANY ($2) ORDER BY position"
        ))
        .bind(municipality.as_str())
        .bind(positions)
        .fetch_all(self.pool())
        .await?;
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let mut known = Vec::with_capacity(rows.len());
        for Row { aggregate_type, recorded_at, held } in rows {
            let position = held.position;
            let standing = self.guard().looked_at(municipality, position, held.standing(authorship.as_ref()));
            if !standing.lets_go_on() {
                return Err(NotAsWritten { municipality: municipality.clone(), position, standing }.into());
            }
            let recorded = Recorded { at: recorded_at, as_told: recorded_as_told(&aggregate_type, recorded_at) };
            known.push((position, standing.is_as_written().then_some(recorded)));
        }
        Ok(known)
    }

    /// What the ledger had come to at that instant, events recorded at it included; but without the consultations of its day behind
    /// which nothing else was recorded by then. Asked again, it is the same, unless the instant lies in the future.
    pub async fn moment_at(&self, municipality: &Municipality, instant: DateTime<Utc>) -> Result<Moment, Fault> {
        let instant = clock::to_the_microsecond(instant);
        self.close_until(municipality, instant.min(clock::now())).await?;
        // Another statement than the one before: that one, where it waited for an append, does not see its events.
        let accepted = self.accepted_in(municipality).await?;
        let (mut position, by_then): (i64, i64) = sqlx::query_as(
            "SELECT coalesce((SELECT e.position FROM events e
                               WHERE e.municipality = $1 AND e.position <= by_then.position AND e.position <> ALL ($3)
                                 AND (e.recorded_at < $4 OR e.aggregate_type = ANY ($5))
                               ORDER BY e.position DESC LIMIT 1), 0), by_then.position
               FROM ledger_position_at($1, $2, $3) AS by_then (position)",
        )
        .bind(municipality.as_str())
        .bind(instant)
        .bind(&accepted)
        .bind(start_of_day(oslo_date(instant)))
        .bind(EXACTLY_TOLD.as_slice())
        .fetch_one(self.pool())
        .await?;
        while (1..by_then).contains(&position) && accepted.binary_search(&(position + 1)).is_ok() {
            position += 1;
        }
        // Times do not go back: where the rows on both sides of the instant are as written, it lies between them, whatever another
        // row says. So it is with those between that are left out.
        let told_at = (1..=position).rev().find(|at| accepted.binary_search(at).is_err()).unwrap_or(position);
        let looked_at: Vec<i64> = std::iter::once(told_at).chain(position..=by_then + 1).collect();
        let known = self.recorded_at(municipality, &looked_at).await?;
        self.moment_told_by(municipality, (position, told_at), known, &accepted).await
    }

    /// Lets nothing be recorded any more at that instant or before. Appends that are about to be committed are waited
    /// for, for two seconds. Nothing is written, and nobody waited for, where it is so already.
    ///
    /// Up to when a ledger is closed is the one thing that stands in its database and not in its events. Where it is
    /// lost, no event is; an instant that was answered for a moment before may then gain some.
    async fn close_until(&self, municipality: &Municipality, instant: DateTime<Utc>) -> Result<(), Fault> {
        // Of an instant that is itself ahead of the database's clock nothing more can be said than what it was closed for.
        let known: Option<(bool, bool, i64)> = sqlx::query_as(
            "SELECT coalesce(closed_until >= $2 AND (closed_until <= comes_to OR $2 > comes_to), false), $2 > comes_to, position
               FROM ledger_heads CROSS JOIN (SELECT clock_timestamp() + make_interval(secs => $3) AS comes_to) AS clock
              WHERE municipality = $1",
        )
        .bind(municipality.as_str())
        .bind(instant)
        .bind(CLOCKS_APART.as_seconds_f64())
        .fetch_optional(self.pool())
        .await?;
        let Some((is_closed, is_ahead, head)) = known else { return Ok(()) };
        if is_closed || self.is_recorded_after(municipality, head, instant).await? {
            return Ok(());
        }
        if is_ahead {
            // Everything that is recorded from here on would be recorded later than it is.
            return Err(Fault::ClockAhead);
        }
        // A head that is held keeps few of the readers' connections, and none of another ledger's readers for long.
        let _one_of_few = self.closing.acquire().await;
        let mut transaction = begin(self.pool()).await?;
        transaction.execute("SET LOCAL lock_timeout = '2s'").await?;
        sqlx::query(
            "UPDATE ledger_heads SET closed_until = $2
              WHERE municipality = $1
                AND (closed_until IS NULL OR closed_until < $2
                     OR closed_until > clock_timestamp() + make_interval(secs => $3))",
        )
        .bind(municipality.as_str())
        .bind(instant)
        .bind(CLOCKS_APART.as_seconds_f64())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether the event at that position is as written, and was recorded after the instant: then all that comes is.
    async fn is_recorded_after(
        &self,
        municipality: &Municipality,
        position: i64,
        instant: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let row: Option<Row> =
            sqlx::query_as(&format!("SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND position = $2"))
                .bind(municipality.as_str())
                .bind(position)
                .fetch_optional(self.pool())
                .await?;
        let Some(row) = row.filter(|row| row.recorded_at > instant) else { return Ok(false) };
        let authorship = self.guard().authorship_if_known(municipality).await?;
        Ok(row.held.standing(authorship.as_ref()).is_as_written())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sqlx::Connection as _;

    use super::*;
    use crate::database::is_held_by_another;
    use crate::ledger::authorship::tests::{accept, end_before, slip_in};
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

    /// What is known at a moment is told by where it lies: who sets a row's time has others shown another moment.
    #[tokio::test(flavor = "multi_thread")]
    async fn an_instant_beside_a_row_that_is_not_as_written_is_no_moment() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        server.emergency(&municipality).await;
        let ledger = &server.ledger;
        let head = ledger.head(&municipality).await.unwrap().unwrap();
        let first = ledger.moment_of(&municipality, 1).await.unwrap().unwrap();
        let newest = ledger.moment_of(&municipality, head).await.unwrap().unwrap();
        let at = |moment: Moment| ledger.moment_at(&municipality, moment.recorded_at.unwrap());
        let early = at(first).await.unwrap();
        assert!(early.position < head - 1 && at(newest).await.unwrap() == newest);
        let change = format!(
            "SET session_replication_role = replica;
             UPDATE events SET recorded_at = recorded_at - interval '1 microsecond' WHERE position = {head}"
        );
        server.as_superuser(&change).await;
        assert_eq!(at(first).await.unwrap(), early, "it has nothing to do with the others");
        for told in [at(newest).await.map(Some), ledger.moment_of(&municipality, head).await] {
            assert!(matches!(told, Err(Fault::NotAsWritten(_))), "{told:?}");
        }
        server.end().await;
    }

    /// The log goes on over it, and what it says of when it was is signed with it.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_that_was_accepted_is_a_moment_as_any_other() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let ledger = &server.ledger;
        let head = ledger.head(&municipality).await.unwrap().unwrap();
        let position = slip_in(&server, &municipality, head, "").await;
        let asked = async || ledger.moment_of(&municipality, position).await;
        assert!(matches!(asked().await, Err(Fault::NotAsWritten(_))));
        accept(&server, &municipality, position).await;
        ledger.guard().look_again_at_what_was_found().await.unwrap();
        let moment = asked().await.unwrap().unwrap();
        assert_eq!(moment.position, position);
        assert_eq!(ledger.moment_at(&municipality, clock::now()).await.unwrap(), moment);
        server.end().await;
    }

    /// Otherwise an instant before it would tell of it already.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_recorded_where_an_accepted_row_stood_is_known_from_its_own_time_on() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let ledger = &server.ledger;
        let head = ledger.head(&municipality).await.unwrap().unwrap();
        let before = ledger.moment_of(&municipality, head).await.unwrap().unwrap();
        let position = slip_in(&server, &municipality, head, "").await;
        accept(&server, &municipality, position).await;
        end_before(&server, &municipality, position).await;
        ledger.authorship_anew(&municipality).await.unwrap();
        server.emergency(&municipality).await;
        let moment = ledger.moment_of(&municipality, position).await.unwrap().unwrap();
        assert!(moment.recorded_at > before.recorded_at, "{moment:?}");
        let just_before = moment.recorded_at.unwrap() - chrono::TimeDelta::microseconds(1);
        assert_eq!(ledger.moment_at(&municipality, just_before).await.unwrap(), before);
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_row_bears_a_time_that_nobody_can_read() {
        let server = Server::start().await;
        server.open("9901").await;
        let mut superuser = sqlx::PgConnection::connect(&server.home.superuser_url()).await.unwrap();
        superuser.execute("SET session_replication_role = replica").await.unwrap();
        for time in ["infinity", "-infinity", "0001-12-31 BC", "10000-01-01", "294276-12-31"] {
            for column in ["occurred_at", "recorded_at"] {
                let set = format!("UPDATE events SET {column} = '{time}'");
                let refused = superuser.execute(set.as_str()).await.unwrap_err();
                let constraint = refused.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
                assert_eq!(constraint.as_deref(), Some("events_times_ck"), "{set}: {refused}");
            }
        }
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
        let told = refused.unwrap_err().to_string();
        assert!(
            ["another server", "again", "set by one source of time"].iter().all(|way| told.contains(way)),
            "{told}"
        );
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
