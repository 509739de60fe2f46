//! A rebuild against a real ledger: what it holds while it waits, and what stays of one that fails midway.

use sqlx::Row as _;

use super::*;
use crate::database::begin;
use crate::projections::standing::Outdated;
use crate::projections::tests::Server;

async fn start() -> (Server, Municipality) {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    // It owes the assessment of the duty to report.
    server.report(&municipality, case, crate::clock::new_id()).await;
    server.projector().catch_up().await.unwrap();
    (server, municipality)
}

/// 1. Somebody else has one checkpoint of the second lane.
/// 2. The rebuild waits for it, for as long as that takes, and the projectors of all others get on.
/// 3. It is let go, and the rebuild comes to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_waits_for_a_checkpoint_holds_no_other_meanwhile() {
    let (server, municipality) = start().await;
    let mut holder = begin(server.ledger.pool()).await.unwrap();
    let hold = "SELECT pg_backend_pid() FROM projections WHERE read_model = 'case_cards' FOR UPDATE";
    let holding: i32 = sqlx::query_scalar(hold).fetch_one(&mut *holder).await.unwrap();
    let (guard, of) = (Arc::clone(server.ledger.guard()), municipality.clone());
    let rebuilding = tokio::spawn(async move { rebuild(&guard, ReadModel::ALL, &of, &mut |_| {}).await });

    let waiting = "SELECT pid, query_start FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))";
    let free = "SELECT read_model FROM projections WHERE read_model = ANY ($1) FOR UPDATE SKIP LOCKED";
    let mut watcher = server.ledger.pool().acquire().await.unwrap();
    let waited =
        tokio::time::timeout(Duration::from_mins(1), async {
            loop {
                tokio::task::yield_now().await;
                let mut statements = Vec::new();
                let mut others = 0;
                for _ in 0..2 {
                    let found = sqlx::query(waiting).bind(holding).fetch_optional(&mut *watcher).await.unwrap();
                    statements.push(found.map(|row| {
                        (row.get::<i32, _>("pid"), row.get::<chrono::DateTime<chrono::Utc>, _>("query_start"))
                    }));
                    let names = ReadModel::names(ReadModel::ALL);
                    others = sqlx::query(free).bind(names).fetch_all(&mut *watcher).await.unwrap().len();
                }
                // One and the same statement waited before and after all others were found free.
                let [before, after] = &statements[..] else { continue };
                if before.is_some() && before == after && others == ReadModel::ALL.len() - 1 {
                    break;
                }
            }
        });
    waited.await.expect("it waits, and holds nothing");

    // So the others' projectors get on.
    server.emergency(&municipality).await;
    let projector = server.projector();
    projector.catch_up().await.unwrap();
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    for standing in projector.standings(Some(&municipality)).await.unwrap() {
        let is_other = ReadModel::named(&standing.read_model).is_some_and(|model| model != ReadModel::CaseCards);
        assert!(!is_other || standing.position == head, "{standing:?}");
    }
    drop(watcher);
    holder.rollback().await.unwrap();
    let rebuilt = rebuilding.await.unwrap().unwrap();
    assert_eq!(rebuilt.len(), ReadModel::ALL.len());
    assert!(rebuilt.iter().all(|rebuilt| rebuilt.differences == 0), "{rebuilt:?}");
    server.end().await;
}

/// Whoever is told that a read model had been wrong must not miss it because another could not be committed.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_before_another_commit_failed_is_told_as_it_was() {
    let (server, municipality) = start().await;
    server
        .as_superuser(
            "DELETE FROM obligations;
             UPDATE case_cards SET unit = 'as nobody recorded it';
             CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
             CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON case_cards DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION fail();",
        )
        .await;
    let pool = server.ledger.tasks();
    let unfinished = rebuild(server.ledger.guard(), ReadModel::ALL, &municipality, &mut |_| {}).await.unwrap_err();
    assert!(matches!(unfinished.cause, ProjectionError::Database(_)), "{unfinished:?}");
    let replaced: Vec<_> = unfinished.replaced.iter().map(|rebuilt| (rebuilt.model, rebuilt.is_fault())).collect();
    assert_eq!(
        replaced,
        [(ReadModel::Decisions, false), (ReadModel::Oversight, true), (ReadModel::ReportRegister, false)]
    );
    let standings = server.projector().standings(Some(&municipality)).await.unwrap();
    let had_been_wrong = standings.iter().filter(|standing| standing.had_been_wrong().is_some());
    let had_been_wrong: Vec<_> = had_been_wrong.map(|standing| standing.read_model.as_str()).collect();
    assert_eq!(had_been_wrong, [ReadModel::Oversight.name()], "as it was committed, and nothing else");
    let (owed, unit): (i64, String) =
        sqlx::query_as("SELECT (SELECT count(*) FROM obligations), (SELECT min(unit) FROM case_cards)")
            .fetch_one(pool)
            .await
            .unwrap();
    assert!(owed > 0, "what was committed stands");
    assert_eq!(unit, "as nobody recorded it", "and nothing else was replaced");
    server.end().await;
}

/// As after an upgrade: that nothing is wrong any more is to mean that it is done.
#[tokio::test(flavor = "multi_thread")]
async fn an_outdated_read_model_is_told_until_it_is_rebuilt_and_why_it_cannot_be() {
    let (server, municipality) = start().await;
    server
        .as_superuser(
            "UPDATE projections SET version = 0 WHERE read_model = 'case_cards';
             UPDATE case_cards SET unit = 'as an older program wrote it';
             CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'Kari Nordmann'; END $$;
             CREATE TRIGGER fail BEFORE INSERT ON case_cards FOR EACH ROW EXECUTE FUNCTION fail();",
        )
        .await;
    let projector = server.projector();
    let told = async || {
        let behind = projector.behind().await.unwrap();
        let told = behind.into_iter().filter_map(|standing| Some((standing.outdated()?, standing.read_model)));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told().await, [(Outdated { failure: None }, "case_cards".to_owned())]);
    projector.build_and_rebuild().await.unwrap();
    let failed = told().await;
    let [(Outdated { failure: Some((reason, since)) }, model)] = &failed[..] else { panic!("{failed:?}") };
    assert!(model == "case_cards" && reason.contains("P0001") && !reason.contains("Nordmann"), "{model}: {reason}");
    projector.build_and_rebuild().await.unwrap();
    let again = told().await;
    let [(Outdated { failure: Some((_, still)) }, _)] = &again[..] else { panic!("{again:?}") };
    assert_eq!(still, since, "it has failed since then");
    server.as_superuser("DROP TRIGGER fail ON case_cards").await;
    projector.build_and_rebuild().await.unwrap();
    assert_eq!(told().await, []);
    let unnoted =
        "SELECT count(*) FROM projections WHERE not_rebuilt IS NULL AND not_rebuilt_since IS NULL AND put_right IS NULL
        AND municipality = $1 AND read_model = 'case_cards'";
    let unnoted: i64 =
        sqlx::query_scalar(unnoted).bind(municipality.as_str()).fetch_one(server.ledger.pool()).await.unwrap();
    assert_eq!(unnoted, 1);
    server.end().await;
}

#[tokio::test]
async fn a_panic_in_a_fold_is_told_as_the_programs_fault_and_not_as_one_of_the_database_that_passes() {
    let mut folds: JoinSet<()> = JoinSet::new();
    folds.spawn(async { panic!("a fold") });
    let panicked = broken_off(&folds.join_next().await.unwrap().unwrap_err());
    assert!(matches!(panicked, ProjectionError::Panicked));
    assert!(!panicked.is_transient());
    folds.spawn(std::future::pending());
    folds.abort_all();
    assert!(broken_off(&folds.join_next().await.unwrap().unwrap_err()).is_transient());
}

#[test]
fn lanes_stand_in_one_order_whoever_asks_for_which_read_models() {
    let backwards: Vec<ReadModel> = ReadModel::ALL.iter().rev().copied().collect();
    for models in [ReadModel::ALL, &backwards, &[ReadModel::LeaderInbox, ReadModel::Decisions]] {
        let lanes = lanes_of(models);
        let are_long: Vec<Vec<bool>> =
            lanes.iter().map(|lane| lane.iter().map(|model| is_long(*model)).collect()).collect();
        let [first, second] = &are_long[..] else { panic!("{lanes:?}") };
        assert!(first.iter().all(|is_long| *is_long) && !second.contains(&true), "{lanes:?}");
    }
}
