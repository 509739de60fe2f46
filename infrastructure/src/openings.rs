//! One at a time opens a case of a child that is known by a number, on whichever server.
//!
//! Whoever tells of danger is not asked whether the unit has a case of the child: the ledger looks, and opens one where there is
//! none. Two who tell at once would both find none. So the second waits until the first has opened it, and looks again. It is
//! a lock of PostgreSQL's on a connection of its own: pooled ones that wait for each other's could all be taken.
//!
//! It looks in the ledger itself, by an index on what opened cases. A read model may be behind, have stopped or be in the
//! making, and then the second one would find none either.

use std::time::Duration;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use case_ledger_domain::people::is_same_unit;
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, FromRow};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{Held, WHOLE_ROW};

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

/// How many rows that say that a case of the child was opened are read at a time, and the most cases of one child that are
/// looked through.
const MOST_CASES: i64 = 100;
/// How often that many are read at most, where others than programs of the ledger wrote rows that say so: whoever tells of danger
/// does not wait for all of theirs.
const MOST_READ: usize = 100;

/// A case that a unit has about a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseOfChild {
    /// The case.
    pub case: CaseId,
    /// Under which pseudonym it is about the child.
    pub child: SubjectId,
    /// Whether it goes on.
    pub is_open: bool,
}

/// What says that a case was opened.
#[derive(FromRow)]
struct OpeningRow {
    aggregate_id: String,
    #[sqlx(flatten)]
    held: Held,
}

impl Ledger {
    /// The cases that the unit has about the child of these pseudonyms, as the ledger has them now, the newest first. One of which a
    /// row is not as written is not among them: nothing can be told in it before that is put right, and somebody wants to tell now.
    pub async fn cases_of_child(
        &self,
        municipality: &Municipality,
        pseudonyms: &[SubjectId],
        unit: &str,
    ) -> Result<Vec<CaseOfChild>, Fault> {
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let (mut cases, mut looked_through, mut before) = (Vec::new(), 0, i64::MAX);
        for _ in 0..MOST_READ {
            if looked_through >= MOST_CASES {
                break;
            }
            let opened: Vec<OpeningRow> = sqlx::query_as(&format!(
                "SELECT {WHOLE_ROW} FROM events
                  WHERE municipality = $1 AND event_type = 'CaseOpened'
                    AND payload #>> '{{CaseOpened,child,subject}}' = ANY ($2) AND position < $3
                  ORDER BY position DESC LIMIT $4"
            ))
            .bind(municipality.as_str())
            .bind(pseudonyms.iter().map(ToString::to_string).collect::<Vec<_>>())
            .bind(before)
            .bind(MOST_CASES)
            .fetch_all(self.pool())
            .await?;
            let Some(last) = opened.last() else { break };
            before = last.held.position;
            for OpeningRow { aggregate_id, held } in opened {
                // Nobody has opened a case who only wrote so into a row, however many rows.
                let standing = self.guard().looked_at(municipality, held.position, held.standing(authorship.as_ref()));
                let (true, Ok(case)) = (standing.is_as_written(), aggregate_id.parse::<CaseId>()) else { continue };
                looked_through += 1;
                let known = match self.load::<Case>(municipality, case.as_uuid()).await {
                    Ok(known) => known.aggregate,
                    Err(Fault::NotAsWritten(_) | Fault::StreamGap(_)) => continue,
                    Err(error) => return Err(error),
                };
                let of_unit = known.opened().filter(|opened| is_same_unit(&opened.unit, unit));
                cases.extend(of_unit.map(|opened| CaseOfChild {
                    case,
                    child: opened.child.subject,
                    is_open: known.closed_on().is_none(),
                }));
            }
        }
        Ok(cases)
    }

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

#[cfg(test)]
mod tests {
    use super::MOST_CASES;
    use crate::clock;
    use crate::ledger::authorship::tests::slip_in;
    use crate::projections::tests::{Server, subject_of};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_that_was_slipped_in_keeps_nobody_who_tells_of_danger_from_the_childs_case() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let child = [subject_of(&municipality, case)];
        let found = async || {
            // By one that has loaded nothing before.
            let (databases, ledger) = server.home.ledger(4).await.unwrap();
            let found = ledger.cases_of_child(&municipality, &child, "Solbakken").await.unwrap();
            databases.close().await;
            found.into_iter().map(|one| one.case).collect::<Vec<_>>()
        };
        assert_eq!(found().await, [case]);
        let opening = "SELECT position FROM events WHERE event_type = 'CaseOpened'";
        let opening: i64 = sqlx::query_scalar(opening).fetch_one(server.ledger.pool()).await.unwrap();
        let another = format!("'{}'", clock::new_id());
        for id in ["'no case'", another.as_str()] {
            slip_in(&server, &municipality, opening, &format!("aggregate_id = {id}, sequence = 1")).await;
            assert_eq!(found().await, [case], "{id}");
        }
        // However many there are.
        for _ in 0..MOST_CASES {
            slip_in(&server, &municipality, opening, &format!("aggregate_id = '{}', sequence = 1", clock::new_id()))
                .await;
        }
        assert_eq!(found().await, [case]);
        // In the case itself nothing can be told then.
        slip_in(&server, &municipality, opening, "").await;
        assert_eq!(found().await, []);
        server.end().await;
    }
}
