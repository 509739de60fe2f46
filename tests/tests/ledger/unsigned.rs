//! What is recorded and not signed yet is guarded too: a server signs no other rows than were written, and says so.

use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::verify::DifferenceKind;
use case_ledger_infrastructure::proof::log;
use case_ledger_infrastructure::proof::memory::{remember_heads, written_last};
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_tests::demo::run as run_command;
use case_ledger_tests::forge::{append, forger, rehash, slip_in};
use case_ledger_tests::town::{data_dir, home, in_a_town, superuser};
use case_ledger_tests::{DataDir, Town, run_in};
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::immutable::ten_events;
use crate::proof::in_a_town_of_its_own;
use crate::rewritten::{CUT_THE_LAST_TWO, fault, prover, run, ten_proven_events};

const CHANGE_THE_NINTH: &str =
    "UPDATE events SET correlation_id = gen_random_uuid() WHERE municipality = $1 AND position = 9";

const END_LOST_AT_8: &str =
    "the key database remembers an event at position 10, which is no longer in the ledger; it ends at 8";

async fn signed_size(town: &Town) -> Option<u64> {
    log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().map(|(newest, _)| newest.size)
}

#[test]
fn a_row_that_is_rewritten_with_its_hash_before_it_is_signed_stops_the_log() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CHANGE_THE_NINTH).await;
        rehash(&town, &mut tamperer, 9).await;
        let refused = prover(&town).prove(&town.municipality).await.unwrap_err();
        assert!(refused.to_string().contains("position 9"), "{refused}");
        assert_eq!((fault(&town).await, signed_size(&town).await), (Some(refused.to_string()), None));
        town.open_case().await;
        prover(&town).prove(&town.municipality).await.unwrap();
        prover(&town.of_another_server().await).prove(&town.municipality).await.unwrap();
        assert_eq!(signed_size(&town).await, None, "nothing is signed over it");
    });
}

/// By a server that has not written it.
#[test]
fn a_row_that_does_not_give_its_hash_is_not_signed() {
    in_a_town(async |town| {
        ten_events(&town).await;
        run(&mut forger().await, &town, CHANGE_THE_NINTH).await;
        let other = town.of_another_server().await;
        let refused = prover(&other).prove(&town.municipality).await.unwrap_err();
        assert!(refused.to_string().contains("position 9"), "{refused}");
        assert_eq!((fault(&town).await, signed_size(&town).await), (Some(refused.to_string()), None));
    });
}

/// Whoever may insert into the ledger's database needs no superuser's right for it, and has no key.
#[test]
fn a_row_that_no_program_of_the_ledger_wrote_is_signed_by_nobody_and_found() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let position = slip_in(&town, &mut forger().await).await;
        assert_eq!(position, 11);
        let found = town.verified().await.difference.unwrap();
        assert_eq!((found.position, found.kind), (11, DifferenceKind::NotOurs));
        for server in [&town, &town.of_another_server().await] {
            let refused = prover(server).prove(&town.municipality).await.unwrap_err().to_string();
            assert_eq!(refused, "the row at position 11 was not written by a program of this ledger");
            assert_eq!((fault(&town).await, signed_size(&town).await), (Some(refused), Some(10)));
        }
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", town.municipality.as_str()]);
        assert!(code == 1 && out.contains("position 11: row not written by a program of this ledger"), "{code}: {out}");
    });
}

/// It cannot be taken out of a ledger that goes on behind it. Somebody looks at it and says why it stays, and the log goes on.
#[test]
fn a_row_of_nobody_that_a_ledger_must_live_with_is_accepted_by_itself_and_named_for_ever() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let number = town.municipality.as_str();
        let accept = |position: &str, reason: Option<&str>| {
            let mut arguments = vec!["accept-row", "--municipality", number, "--position", position];
            if let Some(reason) = reason {
                arguments.extend(["--reason", reason]);
            }
            let (code, out, err) = run_in(data_dir(), &arguments);
            (code, out + &err)
        };
        let position = slip_in(&town, &mut forger().await).await;
        town.open_case().await;
        let (one, another) = (prover(&town), prover(&town.of_another_server().await));
        for server in [&one, &another] {
            server.prove(&town.municipality).await.unwrap_err();
        }
        assert_eq!((position, signed_size(&town).await), (11, Some(10)));

        // Without a reason it is shown, and nothing of its content.
        let (code, said) = accept("11", None);
        assert!(code == 0 && said.contains("event_type") && said.contains("--reason") && !said.contains('{'), "{said}");
        for (position, why) in [("10", "was written by a program of this ledger"), ("4711", "there is no row")] {
            let (code, said) = accept(position, Some("Avklart."));
            assert!(code == 1 && said.contains(why), "{said}");
        }
        one.prove(&town.municipality).await.unwrap_err();
        let (code, said) = accept("11", Some("Satt inn ved en feil i driften; avgjort av rådmannen."));
        assert_eq!(code, 0, "{said}");
        assert_eq!(fault(&town).await, None, "the log is looked at again by servers that run");
        // Whoever was interrupted before the log went on says so once more; what else stops it still does.
        let not_ours = "the row at position 11 was not written by a program of this ledger";
        for (stopped, left) in [(not_ours, None), ("some reason", Some("some reason".to_owned()))] {
            let stop = format!("UPDATE trees SET fault = '{stopped}' WHERE municipality = $1");
            run(&mut forger().await, &town, &stop).await;
            let (code, said) = accept("11", Some("En gang til."));
            assert!(code == 1 && said.contains("was accepted on"), "{said}");
            assert_eq!(fault(&town).await, left);
        }
        run(&mut forger().await, &town, "UPDATE trees SET fault = NULL WHERE municipality = $1").await;

        // Servers that run go on by themselves, and sign it with what comes after: whoever meets it once more asks.
        for server in [&one, &another] {
            let _ = server.prove(&town.municipality).await;
            server.prove(&town.municipality).await.unwrap();
        }
        assert_eq!((fault(&town).await, signed_size(&town).await), (None, town.head().await.try_into().ok()));
        let (code, said, err) = run_in(data_dir(), &["verify", "--municipality", number]);
        let told = "position 11: a row that no program of this ledger wrote, accepted at ";
        assert!(code == 0 && said.contains(told) && said.contains("avgjort av rådmannen"), "{said}{err}");

        // The next one is another one, and so is another row in its place.
        slip_in(&town, &mut forger().await).await;
        one.prove(&town.municipality).await.unwrap_err();
        let mut tamperer = forger().await;
        run(
            &mut tamperer,
            &town,
            "UPDATE events SET correlation_id = gen_random_uuid() WHERE municipality = $1 AND position = 11",
        )
        .await;
        for _ in 0..2 {
            let (code, said) = accept("11", Some("Avklart."));
            assert!(code == 1 && said.contains("another row was signed at position 11"), "{said}");
            rehash(&town, &mut tamperer, 11).await;
        }
        // Nor is one that a program wrote, and that was changed.
        run(&mut tamperer, &town, CHANGE_THE_NINTH).await;
        let (code, said) = accept("9", Some("Avklart."));
        assert!(code == 1 && said.contains("its code shows that a program of this ledger wrote it"), "{said}");
    });
}

/// What another server has written bears the same code.
#[test]
fn what_any_server_of_the_ledger_wrote_is_signed_by_each() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        append(&town, &mut forger().await).await;
        town.of_another_server().await.open_case().await;
        assert_eq!(town.verified().await.difference, None);
        prover(&town).prove(&town.municipality).await.unwrap();
        assert_eq!((fault(&town).await, signed_size(&town).await), (None, Some(13)));
    });
}

#[test]
fn an_end_that_is_cut_off_before_it_is_signed_stops_the_log() {
    in_a_town_of_its_own(async |town, home, _| {
        let prover = prover(&town);
        let case = town.open_case().await;
        prover.catch_up().await.unwrap();
        for _ in 0..2 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        // Back to where it was signed last: nothing seems to have happened since.
        let mut forger = PgConnection::connect(&home.superuser_url()).await.unwrap();
        forger.execute("SET session_replication_role = replica").await.unwrap();
        run(&mut forger, &town, &CUT_THE_LAST_TWO.replace('8', "4")).await;
        prover.catch_up().await.unwrap();
        let told = fault(&town).await.expect("it is told of");
        assert_eq!(told, "the ledger ends at position 4, and was written up to position 6: its end was cut off");
        // What is recorded in its place does not make it good.
        for _ in 0..2 {
            town.open_case().await;
        }
        prover.catch_up().await.unwrap();
        prover.look_at_all().await.unwrap();
        assert_eq!(signed_size(&town).await, Some(4));
        assert!(fault(&town).await.is_some());
    });
}

/// What a server remembers is gone with it: it is written down while something ordinary stops the log, too.
#[test]
fn an_end_that_is_cut_off_while_the_log_is_stopped_is_not_forgotten_with_the_server() {
    in_a_town_of_its_own(async |town, home, _| {
        let prover = prover(&town);
        let case = town.open_case().await;
        prover.catch_up().await.unwrap();
        let mut forger = PgConnection::connect(&home.superuser_url()).await.unwrap();
        forger.execute("SET session_replication_role = replica").await.unwrap();
        run(&mut forger, &town, "UPDATE trees SET fault = 'some reason' WHERE municipality = $1").await;
        for _ in 0..2 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        prover.catch_up().await.unwrap();
        assert_eq!(fault(&town).await.as_deref(), Some("some reason"));
        run(&mut forger, &town, &CUT_THE_LAST_TWO.replace('8', "4")).await;
        town.open_case().await;
        prover.catch_up().await.unwrap();
        let told = fault(&town).await.unwrap();
        assert!(told.ends_with("was cut off"), "{told}");
        // The first reason is settled, and the server is another one.
        let (_, ledger) = home.ledger(4).await.unwrap();
        let restarted = Prover::new(ledger, ProverOptions::default());
        restarted.look_at_all().await.unwrap();
        assert_eq!((fault(&town).await, signed_size(&town).await), (Some(told), Some(4)));
    });
}

/// What a server that ends remembers is written down where the next one reads it, also where nobody has proven the log since.
#[test]
fn an_end_that_is_cut_off_is_not_forgotten_with_the_server_that_ends_before_anybody_looks() {
    in_a_town(async |town| {
        ten_events(&town).await;
        run(&mut forger().await, &town, CUT_THE_LAST_TWO).await;
        // What is recorded in its place shows it to the one that wrote both.
        for _ in 0..2 {
            town.open_case().await;
        }
        assert_eq!(fault(&town).await, None, "nobody has looked");
        // As every command and server does at its end.
        remember_heads(&town.ledger).await;
        let told = fault(&town).await.expect("it is written down");
        assert!(told.ends_with("was cut off"), "{told}");
        let of_a_contradicted_end = written_last(town.ledger.keys(), &town.municipality).await.unwrap();
        assert_eq!(of_a_contradicted_end, None, "it has no end to go by");
        let next = town.of_another_server().await;
        prover(&next).prove(&town.municipality).await.unwrap();
        assert_eq!((fault(&town).await, signed_size(&town).await), (Some(told), None));
    });
}

/// By another server, before anybody has looked.
#[test]
fn what_is_recorded_in_the_place_of_an_end_that_was_cut_off_is_not_signed() {
    in_a_town(async |town| {
        ten_events(&town).await;
        run(&mut forger().await, &town, CUT_THE_LAST_TWO).await;
        let other = town.of_another_server().await;
        for _ in 0..3 {
            other.open_case().await;
        }
        prover(&town).prove(&town.municipality).await.unwrap_err();
        assert!(fault(&town).await.is_some());
        prover(&other).prove(&town.municipality).await.unwrap();
        assert_eq!(signed_size(&town).await, None, "nor by the other, who does not know of it");
    });
}

/// By a server that starts and has written nothing, where the key database was told of the end.
#[test]
fn an_end_that_is_cut_off_while_no_server_runs_is_found_by_the_next_and_by_verify() {
    in_a_town(async |town| {
        ten_events(&town).await;
        prover(&town).remember_heads().await;
        run(&mut forger().await, &town, CUT_THE_LAST_TWO).await;
        let number = town.municipality.as_str();
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", number]);
        let said = "position 9: cut off: what was written last is not in it, which stood at position 10";
        assert!(code == 1 && out.contains(said), "{code}: {out}");
        let restarted = town.of_another_server().await;
        let refused = prover(&restarted).prove(&town.municipality).await.unwrap_err().to_string();
        assert_eq!((refused.as_str(), signed_size(&town).await), (END_LOST_AT_8, None));
        for _ in 0..3 {
            restarted.open_case().await;
        }
        // What is recorded in its place is not remembered instead, and no server signs over it, whichever starts.
        prover(&restarted).remember_heads().await;
        for server in [&restarted, &town.of_another_server().await] {
            prover(server).prove(&town.municipality).await.unwrap();
            assert_eq!((fault(&town).await.as_deref(), signed_size(&town).await), (Some(END_LOST_AT_8), None));
        }
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", number]);
        let said = "position 10: row rewritten: what was written last holds another one";
        assert!(code == 1 && out.contains(said), "{code}: {out}");
    });
}

/// Nobody has looked at the log when the first commands come, and those are not of a server that looks.
#[test]
fn a_command_on_a_ledger_whose_end_was_cut_off_lets_nobody_forget_the_end() {
    in_a_town(async |town| {
        ten_events(&town).await;
        prover(&town).remember_heads().await;
        run(&mut forger().await, &town, CUT_THE_LAST_TWO).await;
        let command = town.of_another_server().await;
        command.open_case().await;
        remember_heads(&command.ledger).await;
        let told =
            "the key database remembers an event at position 10, which is no longer in the ledger; it ends at 10";
        assert_eq!(fault(&town).await.as_deref(), Some(told));
        let remembered = written_last(town.ledger.keys(), &town.municipality).await.unwrap().unwrap();
        assert_eq!(remembered.position, 10);
        let started = town.of_another_server().await;
        started.open_case().await;
        remember_heads(&started.ledger).await;
        assert_eq!(written_last(town.ledger.keys(), &town.municipality).await.unwrap(), Some(remembered));
        prover(&started).prove(&town.municipality).await.unwrap();
        assert_eq!((fault(&town).await.as_deref(), signed_size(&town).await), (Some(told), None));
        let (code, out, _) = run_in(data_dir(), &["verify", "--municipality", town.municipality.as_str()]);
        assert!(code == 1 && out.contains("position 10: row rewritten"), "{code}: {out}");
    });
}

/// A sound ledger's end goes on in the key database, whoever has written it.
#[test]
fn where_a_sound_ledger_ends_is_remembered_from_server_to_server() {
    in_a_town(async |town| {
        ten_events(&town).await;
        remember_heads(&town.ledger).await;
        let other = town.of_another_server().await;
        other.open_case().await;
        remember_heads(&other.ledger).await;
        let remembered = written_last(town.ledger.keys(), &town.municipality).await.unwrap().unwrap();
        assert_eq!((remembered.position, fault(&town).await), (12, None));
    });
}

#[test]
fn verify_says_what_is_not_signed_yet_and_why_nothing_is_signed_any_more() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let number = town.municipality.as_str();
        let verify = || run_in(data_dir(), &["verify", "--municipality", number]);
        let unsigned = |out: &str| out.lines().find(|line| line.contains("covered by no signature")).map(str::to_owned);
        let (code, out, _) = verify();
        assert_eq!((code, unsigned(&out), out.lines().count()), (0, None, 1), "{out}");

        town.open_case().await;
        let since: String = sqlx::query_scalar(
            "SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
               FROM events WHERE municipality = $1 AND position = 11",
        )
        .bind(number)
        .fetch_one(town.ledger.pool())
        .await
        .unwrap();
        let (code, out, _) = verify();
        let said = format!("{number} Prøvevik: positions 11 to 12, since {since}, are covered by no signature yet");
        assert_eq!((code, unsigned(&out)), (0, Some(said)), "{out}");

        // Whoever stops a log gains time to rewrite what follows: that it has stopped is no good answer.
        let stop = |fault: &str, by: &str| {
            format!("UPDATE trees SET fault = {fault}, contradicted_by = {by} WHERE municipality = $1")
        };
        run(&mut superuser().await, &town, &stop("'some reason'", "'nobody'")).await;
        let (code, out, _) = verify();
        let said = format!("{number} Prøvevik: its log has stopped, and nothing is signed any more: some reason");
        assert!(code == 1 && out.lines().any(|line| line == said), "{code}: {out}");
        run(&mut superuser().await, &town, &stop("NULL", "NULL")).await;
        prover.prove(&town.municipality).await.unwrap();
        let (code, out, _) = verify();
        assert_eq!((code, unsigned(&out)), (0, None), "{out}");
    });
}

/// Silence would look as if the ledger's end had been held against something.
#[test]
fn whoever_asks_whether_a_ledger_is_up_to_date_is_told_what_it_could_not_be_held_against() {
    // In one of its own: what goes on in another ledger of the same databases may have this one remembered.
    in_a_town_of_its_own(async |town, home, _| {
        ten_events(&town).await;
        let (number, urls, kept) = (town.municipality.as_str(), home.urls(), DataDir::new());
        let keys = home.superuser_url().replacen("/case_ledger", "/case_ledger_keys", 1);
        let mut keys = PgConnection::connect(&keys).await.unwrap();
        // Opening it was.
        keys.execute("SET session_replication_role = replica; DELETE FROM written_last; DELETE FROM last_signed")
            .await
            .unwrap();
        let verify = |more: &[&str]| {
            let asked = ["verify", "--up-to-date", "--municipality", number, "--database-url", &urls.ledger];
            let (code, out, err) = run_command(&[&asked[..], more].concat());
            let told = out.lines().find(|line| line.contains(" against ")).unwrap_or_default().to_owned();
            (code, told, out + &err)
        };
        let with_keys = ["--key-database-url", urls.keys.as_str()];
        let name = format!("{number} Fjordvik");
        let nothing = |keys: &str| {
            format!(
                "{name}: not known to be up to date: it could be held neither against {keys}, nor against a checkpoint of it \
                 that was kept elsewhere (--checkpoint, --witness-dir)"
            )
        };
        let not_at_hand = "what the key database remembers, which is not at hand (--key-database-url)";
        let (code, told, said) = verify(&[]);
        assert_eq!((code, told), (1, nothing(not_at_hand)), "{said}");
        let (code, told, said) = verify(&with_keys);
        assert_eq!((code, told), (1, nothing("the key database, which remembers nothing of it")), "{said}");

        prover(&town).prove(&town.municipality).await.unwrap();
        let (code, told, said) = verify(&with_keys);
        assert_eq!((code, told.as_str()), (0, ""), "{said}");
        let note: String = sqlx::query_scalar("SELECT note FROM checkpoints WHERE municipality = $1")
            .bind(number)
            .fetch_one(town.ledger.pool())
            .await
            .unwrap();
        let file = kept.path().join("checkpoint");
        std::fs::write(&file, note).unwrap();
        let (code, told, said) = verify(&["--checkpoint", file.to_str().unwrap()]);
        let only = format!(
            "{name}: held against checkpoints from outside, and not against {not_at_hand}: what came after those may be missing"
        );
        assert_eq!((code, told), (0, only), "{said}");
        // Who does not ask is not told.
        let (code, out, _) = run_command(&["verify", "--municipality", number, "--database-url", &urls.ledger]);
        assert_eq!((code, out.lines().count()), (0, 1), "{out}");
    });
}

#[test]
fn what_the_key_database_remembers_of_a_ledger_goes_on_and_not_back() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        prover.remember_heads().await;
        let mut role = PgConnection::connect(&home().urls().keys).await.unwrap();
        let number = town.municipality.as_str();
        for change in [
            "last_signed SET size = size - 1",
            "last_signed SET root = sha256('other')",
            "last_signed SET municipality = '0000', size = size + 1",
            "written_last SET position = position - 1",
            "written_last SET leaf = sha256('other')",
        ] {
            let sql = format!("UPDATE {change} WHERE municipality = '{number}'");
            let error = role.execute(sql.as_str()).await.expect_err(change);
            let code = error.as_database_error().unwrap().code().unwrap_or_default().into_owned();
            assert_eq!(code, "42501", "{change}: {error}");
        }
        for table in ["last_signed", "written_last"] {
            let sql = format!("DELETE FROM {table} WHERE municipality = '{number}'");
            assert!(role.execute(sql.as_str()).await.is_err(), "{table}");
        }
    });
}
