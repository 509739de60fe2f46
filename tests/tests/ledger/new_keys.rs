//! New data keys: durable before anything is sealed with them, one per person and category, made together.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, SubjectId};
use case_ledger_domain::personal::Category;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::Live;
use case_ledger_tests::Town;
use case_ledger_tests::town::{home, in_a_town, opening};
use futures::future::join_all;
use sqlx::{Connection as _, PgConnection};
use tokio::sync::Barrier;
use uuid::Uuid;

/// The keys' database as its owner.
async fn key_database() -> PgConnection {
    PgConnection::connect(&home().owner_urls().keys).await.unwrap()
}

fn somebody() -> SubjectId {
    SubjectId::from_uuid(clock::new_id())
}

/// The ids of the keys of those persons, each once.
async fn keys_of(town: &Town, subjects: impl IntoIterator<Item = SubjectId>) -> BTreeSet<Uuid> {
    let wanted: HashSet<_> = subjects.into_iter().map(|subject| (subject, Category::Child)).collect();
    let keys = town.ledger.keys().keys_for(&town.municipality, &wanted).await.unwrap();
    keys.values().map(|key| key.id).collect()
}

/// What a crash between the two databases leaves behind is a key that nothing is sealed with yet. The command sent
/// again, to a server that knows nothing of it, takes that key and is recorded once.
#[test]
fn a_key_whose_event_was_never_written_serves_the_command_sent_again() {
    in_a_town(async |town| {
        let command = clock::new_id();
        let case = CaseId::derived(&town.municipality, command, 0);
        let action = opening(&town.municipality, case);
        let live = &mut Live::<Case>::default();
        let prepared = town.ledger.prepare(live, &town.context(command), case.as_uuid(), action.clone()).await;
        assert!(prepared.unwrap().is_some());
        let child = SubjectId::derived(&town.municipality, case.as_uuid(), 0);
        let left_behind = stored_keys(child).await;
        assert_eq!((left_behind.len(), town.positions_of(command).await), (1, Vec::new()));

        let after_the_crash = town.of_another_server().await;
        let accepted = after_the_crash.execute(command, case, action).await.unwrap();
        assert!(accepted.recorded_now);
        assert_eq!(stored_keys(child).await, left_behind);
        let read = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
        let name = read.aggregate.opened().unwrap().child.name.as_ref().unwrap().visible().unwrap();
        assert_eq!(name.as_str(), "Barn Prøve");
        town.must_be_sound().await;
    });
}

async fn stored_keys(subject: SubjectId) -> Vec<Uuid> {
    let keys = sqlx::query_scalar("SELECT key_id FROM data_keys WHERE subject = $1 ORDER BY key_id");
    keys.bind(subject.as_uuid()).fetch_all(&mut key_database().await).await.unwrap()
}

#[test]
fn many_who_need_the_same_new_keys_at_once_all_get_the_same() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let people: Vec<SubjectId> = (0..20).map(|_| somebody()).collect();
        let start = Arc::new(Barrier::new(16));
        let askers = (0..16).map(|nth| {
            let (town, start) = (if nth % 2 == 0 { town.clone() } else { other.clone() }, Arc::clone(&start));
            let mut people = people.clone();
            people.rotate_left(nth);
            tokio::spawn(async move {
                start.wait().await;
                keys_of(&town, people).await
            })
        });
        let answers: HashSet<BTreeSet<Uuid>> = join_all(askers).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(answers.iter().next().unwrap().len(), people.len());
    });
}

/// While the first is held up, the others come together; the transaction that wrote their rows tells that it was one.
#[test]
fn new_keys_that_are_waited_for_together_share_one_commit() {
    in_a_town(async |town| {
        let held_up = somebody();
        let mut holder = key_database().await;
        let mut open = holder.begin().await.unwrap();
        // The same person's key, not committed: whoever makes it, too, has to wait.
        sqlx::query(
            "INSERT INTO data_keys (municipality, key_id, subject, category, wrapped, master_key, created_at)
             VALUES ($1, gen_random_uuid(), $2, 'child', '', 'file:' || $1 || '.key', now())",
        )
        .bind(town.municipality.as_str())
        .bind(held_up.as_uuid())
        .execute(&mut *open)
        .await
        .unwrap();
        let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *open).await.unwrap();
        let ask = |subject: SubjectId| {
            let town = town.clone();
            tokio::spawn(async move { keys_of(&town, [subject]).await })
        };
        let first = ask(held_up);
        let mut looking = key_database().await;
        let waited = tokio::time::timeout(Duration::from_secs(20), async {
            while !is_waited_for(&mut looking, holding).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the first key comes to be waited for");
        let people: Vec<SubjectId> = (0..12).map(|_| somebody()).collect();
        let start = Arc::new(Barrier::new(people.len() + 1));
        let rest: Vec<_> = people
            .iter()
            .map(|subject| {
                let (town, start, subject) = (town.clone(), Arc::clone(&start), *subject);
                tokio::spawn(async move {
                    // Asked, and left waiting, before the next one is let go on.
                    let mut asked = Box::pin(keys_of(&town, [subject]));
                    let pending = futures::poll!(&mut asked).is_pending();
                    start.wait().await;
                    assert!(pending);
                    asked.await
                })
            })
            .collect();
        start.wait().await;
        open.rollback().await.unwrap();

        first.await.unwrap();
        for one in rest {
            one.await.unwrap();
        }
        let transactions: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT xmin::text FROM data_keys WHERE subject = ANY ($1)")
                .bind(people.iter().map(|subject| subject.as_uuid()).collect::<Vec<_>>())
                .fetch_all(&mut looking)
                .await
                .unwrap();
        assert_eq!(transactions.len(), 1, "{transactions:?}");
    });
}

/// An erasure or a rotation has a municipality's keys to itself. Whatever is the matter with it, others get theirs.
#[test]
fn a_municipality_whose_keys_are_held_does_not_stall_the_others() {
    in_a_town(async |town| {
        let other = Town::open().await;
        let mut holder = key_database().await;
        let mut alone = holder.begin().await.unwrap();
        sqlx::query("SELECT pg_advisory_xact_lock(1802856819, $1::int)")
            .bind(town.municipality.as_str())
            .execute(&mut *alone)
            .await
            .unwrap();
        let holding: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *alone).await.unwrap();
        let ask = |subject: SubjectId| {
            let town = town.clone();
            let wanted = HashSet::from([(subject, Category::Child)]);
            tokio::spawn(async move { town.ledger.keys().keys_for(&town.municipality, &wanted).await.map(|_| ()) })
        };
        let first = ask(somebody());
        let mut looking = key_database().await;
        let waited = tokio::time::timeout(Duration::from_secs(20), async {
            while !is_waited_for(&mut looking, holding).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the first key comes to be waited for");
        let behind: Vec<_> = (0..20).map(|_| ask(somebody())).collect();

        for _ in 0..3 {
            keys_of(&other, [somebody()]).await;
        }
        assert!(!first.is_finished() && behind.iter().all(|one| !one.is_finished()), "nobody waited for them");

        // Who waits is told in the end: all together, and not one after the other.
        let told = tokio::time::timeout(Duration::from_secs(30), join_all(behind)).await;
        let told = told.expect("they fail together");
        assert!(told.iter().all(|one| matches!(one, Ok(Err(_)))), "{told:?}");
        assert!(first.await.unwrap().is_err());
        alone.rollback().await.unwrap();
        keys_of(&town, [somebody()]).await;
    });
}

/// Whether somebody waits for a lock that this backend holds.
async fn is_waited_for(looking: &mut PgConnection, backend: i32) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid)))")
        .bind(backend)
        .fetch_one(looking)
        .await
        .unwrap()
}
