//! Rounds on a server of each test's own.

use super::*;
use crate::ledger::verify::verify;
use crate::projections::tests::Server;
use crate::proof::prover::{Prover, ProverOptions};

const MOMENT: Duration = Duration::from_millis(1);

async fn only(server: &Server) -> VerifiedLedger {
    let mut all = verified(server.ledger.keys().database(), None).await.unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn rounds(server: &Server) -> Rounds {
    Rounds::new(Arc::clone(&server.ledger), Some(MOMENT))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_tells_of_a_changed_row_and_the_next_takes_that_away_once_it_is_put_back() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let rounds = rounds(&server);
    rounds.make(MOMENT).await.unwrap();
    let head = server.ledger.head(&municipality).await.unwrap();
    let sound = only(&server).await;
    assert_eq!((sound.position, sound.differences, sound.first_position), (head, Some(0), None), "{sound:?}");

    let set = |version: &str| {
        format!(
            "SET session_replication_role = replica;
             UPDATE events SET event_version = '{version}' WHERE municipality = '9901' AND position = 2"
        )
    };
    let before: String = sqlx::query_scalar("SELECT event_version FROM events WHERE position = 2")
        .fetch_one(server.ledger.pool())
        .await
        .unwrap();
    server.as_superuser(&set("0.9")).await;
    rounds.make(MOMENT).await.unwrap();
    let found = only(&server).await;
    assert!(found.differs() && found.ended_at > sound.ended_at, "{found:?}");
    assert_eq!((found.first_position, found.first_kind.as_deref()), (Some(2), Some("row changed")));

    // A server that starts knows it, and verifies none before its time.
    let hour = Duration::from_hours(1);
    assert!(rounds.due(hour).await.unwrap().is_empty());
    server.as_superuser(&set(&before)).await;
    rounds.make(MOMENT).await.unwrap();
    let clean = only(&server).await;
    assert_eq!((clean.differences, clean.first_position, clean.first_kind), (Some(0), None, None));
    server.end().await;
}

/// What a round found is told to whoever asks for the server's health.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_forger_chose_is_not_told_with_what_a_round_found() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let prover = Prover::new(Arc::clone(&server.ledger), ProverOptions::default());
    prover.prove(&municipality).await.unwrap();
    let rounds = rounds(&server);
    for (forged, told) in [
        (
            "INSERT INTO cosignatures SELECT municipality, size, 'Kari Prøve bor i Skolegata 4', 'x', now() FROM checkpoints",
            "is not cosigned as it is stored: the key beside it is no witness's key",
        ),
        (
            "DELETE FROM cosignatures; UPDATE ledger_heads SET name = 'Kari Prøve bor i Skolegata 4'",
            "the head bears another name than the ledger was opened under",
        ),
    ] {
        server.as_superuser(&format!("SET session_replication_role = replica; {forged}")).await;
        rounds.make(MOMENT).await.unwrap();
        let kind = only(&server).await.first_kind.unwrap_or_default();
        assert!(kind.ends_with(told) && !kind.contains("Kari"), "{kind}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_verifies_at_a_time() {
    let server = Server::start().await;
    server.open("9901").await;
    let mut other = PgConnection::connect_with(&server.ledger.keys().database().connect_options()).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock($1)").bind(ROUND_LOCK).execute(&mut other).await.unwrap();
    let rounds = rounds(&server);
    rounds.make(MOMENT).await.unwrap();
    assert_eq!(verified(server.ledger.keys().database(), None).await.unwrap(), [], "another has the turn");
    other.close().await.unwrap();
    // The lock goes with the connection, a moment later.
    while verified(server.ledger.keys().database(), None).await.unwrap().is_empty() {
        rounds.make(MOMENT).await.unwrap();
    }
    assert_eq!(only(&server).await.differences, Some(0));
    let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
        .bind(ROUND_LOCK)
        .fetch_one(&mut PgConnection::connect_with(&server.ledger.keys().database().connect_options()).await.unwrap())
        .await
        .unwrap();
    assert!(free, "the turn is given back");
    server.end().await;
}

#[tokio::test]
async fn a_verification_that_panics_is_one_that_could_not_be_made() {
    let panicked = unless_it_panics(std::future::poll_fn(|_| panic!("at a row"))).await;
    assert!(matches!(panicked, Err(Failure::Panicked)));
    assert!(matches!(unless_it_panics(async { Err(Failure::NoCodes) }).await, Err(Failure::NoCodes)));
}

/// The lock went with the connection, and another server may be at it.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_lost_the_turn_verifies_no_further_ledger() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let rounds = rounds(&server);
    let keys = server.ledger.keys().database();
    let mut turn = PgConnection::connect_with(&keys.connect_options()).await.unwrap();
    let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut turn).await.unwrap();
    server.as_superuser(&format!("SELECT pg_terminate_backend({backend}, 10000)")).await;
    let lost = rounds.verify_each([municipality.clone()].into(), &mut turn).await;
    assert!(matches!(lost, Err(RoundError::Keys(_))), "{lost:?}");
    assert_eq!(verified(keys, None).await.unwrap(), []);
    let mut turn = PgConnection::connect_with(&keys.connect_options()).await.unwrap();
    rounds.verify_each([municipality].into(), &mut turn).await.unwrap();
    assert_eq!(only(&server).await.differences, Some(0));
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_ledger_is_verified_no_more_is_told_where_servers_are_to() {
    let server = Server::start().await;
    server.open("9901").await;
    rounds(&server).make(MOMENT).await.unwrap();
    let sound = only(&server).await;
    let every = Duration::from_hours(24);
    let of = |every| Rounds::new(Arc::clone(&server.ledger), every);
    let after = |rounds: &Rounds, by: TimeDelta| rounds.is_overdue_at(&sound, clock::now() + by);
    let daily = of(Some(every));
    assert!(!daily.is_overdue(&sound) && !after(&daily, TimeDelta::hours(71)) && after(&daily, TimeDelta::hours(73)));
    assert!(!after(&of(None), TimeDelta::days(400)), "nobody is to");
    let often = of(Some(MOMENT));
    assert!(!after(&often, TimeDelta::hours(23)) && after(&often, TimeDelta::hours(25)), "a round may take its hours");
    assert!(!after(&of(Some(Duration::MAX)), TimeDelta::days(400)));
    // A server that starts after all were down has its chance first.
    let long_ago = sound.ended_at.map(|ended_at| ended_at - TimeDelta::days(30));
    let left = VerifiedLedger { ended_at: long_ago, ..sound.clone() };
    assert!(!daily.is_overdue(&left) && daily.is_overdue_at(&left, clock::now() + TimeDelta::minutes(61)));
    // One that could never be verified is told of as that.
    let never = VerifiedLedger { ended_at: None, ..sound.clone() };
    assert!(!daily.is_overdue_at(&never, clock::now() + TimeDelta::days(30)));
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_ledger_could_not_be_verified_is_no_difference_and_is_told() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let rounds = rounds(&server);
    rounds.make(MOMENT).await.unwrap();
    let sound = only(&server).await;
    // Whoever takes the codes away has it look as a ledger of before there were any.
    server.as_superuser("ALTER TABLE events RENAME COLUMN code TO gone").await;
    rounds.make(MOMENT).await.unwrap();
    let failed = only(&server).await;
    assert!(!failed.differs() && failed.ended_at == sound.ended_at && failed.position == sound.position, "{failed:?}");
    assert!(failed.failure.as_deref().is_some_and(|why| why.contains("no codes any more")), "{failed:?}");
    assert!(!rounds.has_failed_for_long(&failed));
    let for_long = failed.failing_since.map(|since| since - TimeDelta::hours(1));
    assert!(rounds.has_failed_for_long(&VerifiedLedger { failing_since: for_long, ..failed.clone() }));
    rounds.make(MOMENT).await.unwrap();
    assert_eq!(only(&server).await.failing_since, failed.failing_since, "it is told since when");
    server.as_superuser("ALTER TABLE events RENAME COLUMN gone TO code").await;
    rounds.make(MOMENT).await.unwrap();
    let clean = only(&server).await;
    assert_eq!((clean.differences, clean.failure, clean.failing_since), (Some(0), None, None));
    assert!(verify(server.ledger.pool(), &municipality, &mut |_, _| {}).await.unwrap().difference.is_none());
    server.end().await;
}

/// A ledger that is long enough to be read in pieces, with checkpoints between and behind them.
#[tokio::test(flavor = "multi_thread")]
async fn in_pieces_the_same_is_found_as_in_one_snapshot() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let prover = Prover::new(Arc::clone(&server.ledger), ProverOptions::default());
    for _ in 0..4 {
        server.emergency(&municipality).await;
        prover.prove(&municipality).await.unwrap();
    }
    server.emergency(&municipality).await;
    let pool = server.ledger.tasks();
    let scope = Scope {
        signed_last: all_signed_last(server.ledger.keys().database()).await.unwrap().remove(&municipality),
        authorship: Some(server.ledger.authorship(&municipality).await.unwrap()),
        ..Scope::default()
    };
    let ease = Ease { rows: 2, rests: 0, most_in_the_snapshot: 1 };
    let both = async || {
        let at_ease = verify_at_ease(pool, &municipality, &scope, ease).await.unwrap();
        let at_once = crate::ledger::verify::verify_in(pool, &municipality, &scope, &mut |_, _| {}).await.unwrap();
        assert_eq!(at_ease, at_once);
        at_ease
    };
    let sound = both().await;
    assert!(sound.difference.is_none() && sound.checkpoints >= 4 && sound.unsigned.is_some(), "{sound:?}");
    let last = sound.last;
    for sql in [
        "UPDATE events SET event_version = '0.9' WHERE position = 3",
        "UPDATE events SET leaf_hash = sha256(leaf_hash) WHERE position IN (4, 5)",
        "DELETE FROM events WHERE position = 3",
        "DELETE FROM events WHERE position BETWEEN 2 AND 7",
        "UPDATE events SET code = substr(sha256(code), 1, 16) WHERE position = 2",
        "UPDATE tree_tiles SET hashes = sha256(hashes) || substr(hashes, 33)",
        "UPDATE checkpoints SET root = sha256(root) WHERE size = (SELECT min(size) FROM checkpoints)",
        "UPDATE ledger_heads SET position = 3",
        "UPDATE ledger_heads SET position = 1000000000000",
        "DELETE FROM trees; DELETE FROM tree_tiles",
        "INSERT INTO attachment_contents SELECT municipality, 4, gen_random_uuid(), 'x' FROM ledger_heads",
        "INSERT INTO attachment_contents SELECT municipality, 4000, gen_random_uuid(), 'x' FROM ledger_heads",
    ] {
        let tables = ["events", "tree_tiles", "checkpoints", "ledger_heads", "trees", "attachment_contents"];
        let keep = tables.map(|table| format!("CREATE TABLE kept_{table} AS TABLE {table};")).concat();
        let back = tables.map(|table| {
            format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table};")
        });
        server.as_superuser(&format!("SET session_replication_role = replica; {keep} {sql}")).await;
        let found = both().await;
        assert!(found.difference.is_some(), "{sql}");
        server.as_superuser(&format!("SET session_replication_role = replica; {}", back.concat())).await;
    }
    assert_eq!((both().await, last), (sound, last));
    server.end().await;
}
