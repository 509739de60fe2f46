//! What was signed last is remembered in the key database, and a ledger that was rewritten with its log, cut off or
//! taken away contradicts it: also where nobody kept a checkpoint.

use std::time::Duration;

use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::verify::{DifferenceKind, Scope, Witness};
use case_ledger_infrastructure::proof::memory::{KeysOlder, last_signed};
use case_ledger_infrastructure::proof::prover::ProofError;
use case_ledger_tests::demo::run as program_run;
use case_ledger_tests::forge::forger;
use case_ledger_tests::town::{data_dir, home, in_a_town, keys_superuser};
use case_ledger_tests::{DataDir, Demo, Town, eventually, run_in};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::rewritten::{
    CUT_THE_LAST_TWO, fault, forget_the_log, forget_what_was_signed, prover, rewrite_everything, run,
    ten_proven_events, verified,
};

/// What a ledger is held against by whoever has the key database, and nothing else.
async fn remembered(town: &Town) -> Scope {
    let signed_last = last_signed(town.ledger.keys(), &town.municipality).await.unwrap();
    assert_eq!(signed_last.map(|signed| signed.size), Some(10));
    Scope { signed_last, ..Scope::default() }
}

async fn first_against(town: &Town, scope: &Scope) -> Option<(i64, DifferenceKind)> {
    verified(town, scope).await.difference.map(|found| (found.position, found.kind))
}

/// Exit code and answer of the command, which is given no checkpoint.
fn told(town: &Town) -> (i32, String) {
    let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", town.municipality.as_str()]);
    (code, out.trim().trim_start_matches(town.municipality.as_str()).trim().to_owned())
}

fn answer(code: i32, said: &str) -> (i32, String) {
    (code, said.to_owned())
}

#[test]
fn a_ledger_that_was_rewritten_with_its_log_is_found_by_what_was_signed_last() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let scope = remembered(&town).await;
        assert_eq!(first_against(&town, &scope).await, None);
        let sound = "Prøvevik: 10 events, as written (1 stored checkpoints agree, what was signed last is in it)";
        assert_eq!(told(&town), answer(0, sound));

        rewrite_everything(&town).await;
        assert_eq!(first_against(&town, &Scope::default()).await, None, "by itself it looks sound");
        let kind = DifferenceKind::RewrittenUpTo { witness: Witness::SignedLast, to: 10 };
        assert_eq!(first_against(&town, &scope).await, Some((1, kind)));
        let found =
            "Prøvevik: position 1: rewritten, here or further on up to position 10: what was signed last is not in it";
        assert_eq!(told(&town), answer(1, found));

        // Nor is it taken on trust up to a checkpoint that was signed of the new story.
        forget_what_was_signed(&town).await;
        prover(&town).prove(&town.municipality).await.unwrap();
        let trusting = Scope { since: 10, ..scope };
        let found = verified(&town, &Scope { signed_last: None, ..trusting.clone() }).await;
        assert_eq!((found.since, found.difference), (10, None));
        let kind = DifferenceKind::RewrittenUpTo { witness: Witness::SignedLast, to: 10 };
        assert_eq!(first_against(&town, &trusting).await, Some((1, kind)));
        assert_eq!(
            told(&town),
            answer(0, sound),
            "whoever has both databases and the signing key is not found by them"
        );
    });
}

#[test]
fn a_ledger_that_is_shorter_than_what_was_signed_last_is_found_at_its_end() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let scope = remembered(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CUT_THE_LAST_TWO).await;
        forget_the_log(&mut tamperer, &town).await;
        assert_eq!(first_against(&town, &Scope::default()).await, None, "by itself it looks sound");
        let kind = DifferenceKind::CutOff { witness: Witness::SignedLast, size: 10 };
        assert_eq!(first_against(&town, &scope).await, Some((9, kind)));
        let found = "Prøvevik: position 9: cut off: what was signed last is not in it, which covers 10 events";
        assert_eq!(told(&town), answer(1, found));

        // On somebody's own PostgreSQL, where the key database is named; the ledger's alone cannot tell.
        let (urls, number) = (home().urls(), town.municipality.as_str());
        let alone = ["verify", "--municipality", number, "--database-url", &urls.ledger];
        let with_keys = [&alone[..], &["--key-database-url", &urls.keys]].concat();
        let (code, out, err) = program_run(&alone);
        let sound = format!("{number} Prøvevik: 8 events, as written (who wrote the rows was not checked)");
        assert_eq!((code, out.lines().next()), (0, Some(sound.as_str())), "{err}");
        assert!(out.contains("positions 1 to 8, since "), "nothing says that they were signed: {out}");
        let (code, out, err) = program_run(&with_keys);
        assert_eq!((code, out.trim()), (1, format!("{number} {found}").as_str()), "{err}");
        // One that is named and cannot be asked is not passed over.
        let elsewhere = urls.keys.replacen("/case_ledger_keys?", "/no_such_database?", 1);
        assert_ne!(elsewhere, urls.keys);
        let (code, out, err) = program_run(&[&alone[..], &["--key-database-url", &elsewhere]].concat());
        assert!(
            code == 1 && out.is_empty() && err.contains("the key database cannot be reached"),
            "{code}: {out}{err}"
        );
    });
}

#[test]
fn a_ledger_of_which_nothing_is_left_is_told_of_by_what_was_signed_last() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        forget_the_log(&mut tamperer, &town).await;
        run(
            &mut tamperer,
            &town,
            "DELETE FROM events WHERE municipality = $1; DELETE FROM ledger_heads WHERE municipality = $1",
        )
        .await;
        let found = "without a ledger: position 1: cut off: what was signed last is not in it, which covers 10 events";
        assert_eq!(told(&town), answer(1, found));
        run(&mut tamperer, &town, "INSERT INTO ledger_heads VALUES ($1, 'Prøvevik', 0)").await;
    });
}

async fn remembered_size(town: &Town) -> Option<u64> {
    last_signed(town.ledger.keys(), &town.municipality).await.unwrap().map(|signed| signed.size)
}

/// As somebody would who restores the key database.
async fn put_back(keys: &mut PgConnection, town: &Town, backup: &str) {
    let restore =
        format!("DELETE FROM last_signed WHERE municipality = $1; INSERT INTO last_signed SELECT * FROM {backup}");
    run(keys, town, &restore).await;
}

#[test]
fn a_key_database_that_is_older_than_the_ledger_is_told_of_until_somebody_goes_on_with_it() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut keys = keys_superuser().await;
        run(&mut keys, &town, "SET session_replication_role = replica").await;
        run(&mut keys, &town, "CREATE TEMP TABLE backup AS SELECT * FROM last_signed WHERE municipality = $1").await;
        let number = town.municipality.as_str();
        let accept = ["keys", "accept-older", "--municipality", number];
        let list = ["keys", "list", "--municipality", number];
        let (code, _, err) = run_in(data_dir(), &accept);
        assert!(code == 1 && err.contains("nothing to accept"), "{code}: {err}");
        assert_eq!(run_in(data_dir(), &list).0, 0);

        town.open_case().await;
        let signed = town.head().await.unsigned_abs();
        prover(&town).prove(&town.municipality).await.unwrap();
        run(&mut keys, &town, "CREATE TEMP TABLE newer AS SELECT * FROM last_signed WHERE municipality = $1").await;
        put_back(&mut keys, &town, "backup").await;

        // No server that starts takes it for the right one, nor what the one before said of it back.
        let said = format!(
            "the key database is older than the ledger: it remembers a checkpoint of 10 events as the newest, and one of \
             {signed} was signed; is it an old backup?"
        );
        for _ in 0..2 {
            let refused = prover(&town).prove(&town.municipality).await.unwrap_err();
            assert!(
                matches!(&refused, ProofError::KeysOlder(older) if *older == KeysOlder { remembered: 10, signed }),
                "{refused:?}"
            );
            assert_eq!(fault(&town).await.as_deref(), Some(said.as_str()));
        }
        assert_eq!(remembered_size(&town).await, Some(10));
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", number]);
        assert_eq!((code, out.lines().last()), (1, Some(format!("{number} Prøvevik: {said}").as_str())), "{out}");
        let (code, out, _) = run_in(data_dir(), &list);
        assert_eq!((code, out.lines().last()), (1, Some(format!("{number}: {said}").as_str())), "{out}");

        // With the right one back, all is well.
        put_back(&mut keys, &town, "newer").await;
        prover(&town).prove(&town.municipality).await.unwrap();
        assert_eq!(fault(&town).await, None);
        assert_eq!(run_in(data_dir(), &["verify", "--municipality", number]).0, 0);

        // Where it is lost, somebody says so, and what is remembered then is what was signed.
        put_back(&mut keys, &town, "backup").await;
        prover(&town).prove(&town.municipality).await.unwrap_err();
        let (code, out, err) = run_in(data_dir(), &accept);
        let told = format!(
            "{number}: the log goes on. Of what is recorded from position 11 on, what was sealed under keys that are gone \
             opens no more; {signed} events were signed."
        );
        assert_eq!((code, out.trim()), (0, told.as_str()), "{err}");
        assert_eq!(fault(&town).await, None);
        prover(&town).prove(&town.municipality).await.unwrap();
        assert_eq!(run_in(data_dir(), &list).0, 0);
        assert_eq!(remembered_size(&town).await, Some(signed));

        // Never where the ledger is another one than the old key database remembers.
        let another =
            "UPDATE last_signed SET size = 10, root = decode(repeat('00', 32), 'hex') WHERE municipality = $1";
        run(&mut keys, &town, another).await;
        let (code, _, err) = run_in(data_dir(), &accept);
        assert!(code == 1 && err.contains("contradicts the checkpoint of 10 events"), "{code}: {err}");
    });
}

/// A database of the keys that is copied, or put in another's place, while no server runs.
fn in_place_of(data: &DataDir, statements: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let home = Home::open(data.path(), EmbeddedOptions::default()).await.unwrap();
        let url = home.superuser_url().replacen("/case_ledger?", "/postgres?", 1);
        let mut superuser = PgConnection::connect(&url).await.unwrap();
        for statement in statements {
            sqlx::query(statement).execute(&mut superuser).await.unwrap();
        }
        home.close().await;
    });
}

/// As it befalls somebody: a backup is put back, and with it a child is without keys.
#[test]
fn where_an_old_backup_of_the_key_database_was_put_back_health_says_so_and_nobody_is_called_erased() {
    let serve = ["demo", "--listen", "127.0.0.1:0", "--cases", "4", "--checkpoint-interval", "1"];
    let started = |data: DataDir| Demo::start_with(data, &serve);
    let signed = |demo: &Demo| {
        let checkpoint = demo.request("GET", "/ledger/9901/checkpoint", &[], b"").body;
        checkpoint.lines().nth(1).and_then(|size| size.parse::<u64>().ok()).unwrap_or_default()
    };
    let demo = started(DataDir::new());
    eventually("a checkpoint is signed", Duration::from_secs(30), || (signed(&demo) > 0).then_some(()));
    let data = demo.stop();
    in_place_of(&data, &["CREATE DATABASE backup TEMPLATE case_ledger_keys OWNER case_ledger_keys_owner"]);

    let demo = started(data);
    let before = signed(&demo);
    let concern = json!({
        "child": { "name": "Kanarifugl Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern)["case"]["id"].clone();
    eventually("it is in a checkpoint", Duration::from_secs(30), || (signed(&demo) > before).then_some(()));
    let data = demo.stop();
    let put_back = [
        "ALTER DATABASE case_ledger_keys RENAME TO newer",
        "ALTER DATABASE backup RENAME TO case_ledger_keys",
        "GRANT CONNECT ON DATABASE case_ledger_keys TO case_ledger_keys",
    ];
    in_place_of(&data, &put_back);

    let demo = started(data);
    let health = || demo.request("GET", "/health/ready", &[], b"").json();
    // Of the other municipality something may have been signed since, too.
    let log_of = |health: &Value| {
        health["stoppedLogs"].as_array().unwrap().iter().find(|log| log["municipality"] == "9901").cloned()
    };
    let (log, told) = eventually("the log has stopped", Duration::from_secs(30), || {
        let health = health();
        log_of(&health).map(|log| (log, health))
    });
    assert_eq!(told["status"], "degraded", "{told}");
    let fault = log["fault"].as_str().unwrap();
    assert!(fault.starts_with("the key database is older than the ledger: it remembers a checkpoint of "), "{fault}");
    assert!(demo.log().contains(fault) && !demo.log().contains("Kanarifugl"), "{}", demo.log());
    let query = "query($id: ID!) { case(id: $id) { child { name { value state } } } }";
    let shown = demo.graphql(&demo.token("employee", "9901"), query, &json!({ "id": case }));
    assert!(shown.get("errors").is_some() && !shown.to_string().contains("SHREDDED"), "{shown}");

    let (code, out, _) = demo.run(&["keys", "list"]);
    assert!(code == 1 && out.contains(fault), "{code}: {out}");
    let (code, out, err) = demo.run(&["keys", "accept-older", "--municipality", "9901"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(log_of(&health()), None);
}
