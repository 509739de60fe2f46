//! Nobody changes what is recorded; whoever does it with every right is found out.

use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::database::{DatabaseError, DatabaseUrls, Databases};
use case_ledger_infrastructure::ledger::Actor;
use case_ledger_infrastructure::ledger::verify::{Difference, DifferenceKind};
use case_ledger_infrastructure::proof::log;
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_infrastructure::read_log::ObjectRead;
use case_ledger_tests::forge::{forger, rehash};
use case_ledger_tests::town::{data_dir, home, in_a_town};
use case_ledger_tests::{DataDir, Town, run_in};
use sqlx::{Connection as _, Executor as _, PgConnection};
use uuid::Uuid;

use crate::attachments::attach;

/// A ledger of ten events: its opening and signing key, two cases with a concern each, and two observations of each.
pub async fn ten_events(town: &Town) {
    let (one, other) = (town.open_case().await, town.open_case().await);
    for _ in 0..2 {
        town.observe(clock::new_id(), one).await.unwrap();
        town.observe(clock::new_id(), other).await.unwrap();
    }
    town.must_be_sound().await;
    assert_eq!(town.head().await, 10);
}

async fn first_difference(town: &Town) -> (i64, DifferenceKind) {
    let Difference { position, kind } = town.verified().await.difference.expect("the ledger was tampered with");
    (position, kind)
}

/// The statements nobody may run on a table that only grows.
fn changes(table: &str, column: &str) -> [String; 3] {
    [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}"), format!("TRUNCATE {table}")]
}

async fn read_something(town: &Town) {
    let reads = [ObjectRead { object_type: "Case", object_id: Uuid::nil(), as_of: None }];
    let reader: Actor = town.context(Uuid::nil()).actor;
    town.ledger.record_reads(&town.municipality, &reader, None, None, &reads).await.unwrap();
}

#[test]
fn neither_the_application_nor_the_owner_can_change_what_is_recorded() {
    in_a_town(async |town| {
        ten_events(&town).await;
        read_something(&town).await;
        let case = town.open_case().await;
        attach(&town, case).await;
        for (who, url, refusal) in [
            ("the application", home().urls().ledger, "permission denied"),
            ("the owner", home().owner_urls().ledger, "append-only"),
            ("the superuser with triggers on", home().superuser_url(), "append-only"),
        ] {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let tables =
                [("events", "event_type"), ("read_log", "object_type"), ("attachment_contents", "attachment_id")];
            for change in tables.map(|(table, column)| changes(table, column)).concat() {
                let error = connection.execute(change.as_str()).await.expect_err(&change);
                let error = error.as_database_error().unwrap();
                assert_eq!(error.code().as_deref(), Some("42501"), "{who}: {change}: {error}");
                assert!(error.message().contains(refusal), "{who}: {change}: {error}");
            }
        }
        town.must_be_sound().await;
    });
}

#[test]
fn the_application_owns_nothing_and_can_drop_no_trigger() {
    in_a_town(async |_| {
        let mut connection = PgConnection::connect(&home().urls().ledger).await.unwrap();
        for attempt in [
            "DROP TABLE events",
            "ALTER TABLE events DISABLE TRIGGER ALL",
            "DROP TRIGGER events_forbid_change ON events",
            "CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "SET session_replication_role = replica",
            "ALTER TABLE ledger_heads ADD COLUMN other text",
            "DELETE FROM ledger_heads",
        ] {
            let error = connection.execute(attempt).await.expect_err(attempt);
            let code = error.as_database_error().unwrap().code().unwrap_or_default().into_owned();
            assert_eq!(code, "42501", "{attempt}: {error}");
        }
    });
}

#[test]
fn the_ledger_and_the_keys_are_closed_to_each_others_roles() {
    in_a_town(async |_| {
        let DatabaseUrls { ledger, keys } = home().urls();
        let (ledger_database, key_database) =
            (ledger.rsplit_once("/case_ledger"), keys.rsplit_once("/case_ledger_keys"));
        let ((ledger_role, ledger_rest), (key_role, key_rest)) = (ledger_database.unwrap(), key_database.unwrap());
        for crossed in
            [format!("{ledger_role}/case_ledger_keys{ledger_rest}"), format!("{key_role}/case_ledger{key_rest}")]
        {
            let error = PgConnection::connect(&crossed).await.expect_err("a role got into the other database");
            let code = error.as_database_error().unwrap().code().unwrap_or_default().into_owned();
            assert_eq!(code, "42501", "{error}");
        }
    });
}

#[test]
fn a_server_does_not_work_as_a_role_that_could_change_events() {
    in_a_town(async |_| {
        let weak = home().urls();
        for strong in [home().owner_urls().ledger, home().superuser_url()] {
            let urls = DatabaseUrls { ledger: strong, keys: weak.keys.clone() };
            let refused = Databases::connect(&urls, 1).await;
            assert!(matches!(refused, Err(DatabaseError::RoleTooStrong)), "{refused:?}");
        }
        let allowed = Databases::connect(&weak, 1).await.unwrap();
        allowed.close().await;
    });
}

#[test]
fn a_row_taken_out_is_found_in_the_middle_and_at_the_end() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let mut tamperer = forger().await;
        for position in [10, 5, 1] {
            let sql = "DELETE FROM events WHERE municipality = $1 AND position = $2";
            sqlx::query(sql).bind(town.municipality.as_str()).bind(position).execute(&mut tamperer).await.unwrap();
            assert_eq!(first_difference(&town).await, (position, DifferenceKind::Missing));
        }
        let sql = "DELETE FROM events WHERE municipality = $1";
        sqlx::query(sql).bind(town.municipality.as_str()).execute(&mut tamperer).await.unwrap();
        assert_eq!(first_difference(&town).await, (1, DifferenceKind::Missing));
    });
}

#[test]
fn two_rows_that_change_places_are_found() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let mut tamperer = forger().await;
        for (from, to) in [(4, 100), (6, 4), (100, 6)] {
            let sql = "UPDATE events SET position = $3 WHERE municipality = $1 AND position = $2";
            let moved = sqlx::query(sql).bind(town.municipality.as_str()).bind(from).bind(to);
            moved.execute(&mut tamperer).await.unwrap();
        }
        assert_eq!(first_difference(&town).await, (4, DifferenceKind::Moved { from: 6 }));
    });
}

/// Whoever can hash could make each row right by itself, and not its code.
#[test]
fn rows_that_change_places_under_new_hashes_are_found() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let mut tamperer = forger().await;
        // Position 7 is the first case's first observation, 9 its second.
        let swaps = [(7, 100), (9, 7), (100, 9)];
        for (from, to) in swaps {
            let sql = "UPDATE events SET position = $3 WHERE municipality = $1 AND position = $2";
            let moved = sqlx::query(sql).bind(town.municipality.as_str()).bind(from).bind(to);
            moved.execute(&mut tamperer).await.unwrap();
        }
        for position in [7, 9] {
            rehash(&town, &mut tamperer, position).await;
        }
        assert_eq!(first_difference(&town).await, (7, DifferenceKind::NotOurs));
    });
}

const COPY_BEYOND_THE_HEAD: &str =
    "INSERT INTO events SELECT municipality, position + 1, aggregate_type, aggregate_id, sequence + 1, event_type,
            event_version, payload, metadata, gen_random_uuid(), gen_random_uuid(), command_index, correlation_id,
            causation_id, actor, occurred_at, recorded_at, leaf_hash, code
       FROM events WHERE municipality = $1 AND position = 10";

/// The application itself may insert, so that no trigger and no right stands in the way of this one.
#[test]
fn a_row_slipped_in_beyond_the_head_is_found() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let slipped = sqlx::query(COPY_BEYOND_THE_HEAD).bind(town.municipality.as_str());
        slipped.execute(town.ledger.pool()).await.unwrap();
        assert_eq!(first_difference(&town).await, (11, DifferenceKind::HeadMoved { head: 10 }));
        // And moving the head over it does not help.
        let sql = "UPDATE ledger_heads SET position = 11 WHERE municipality = $1";
        sqlx::query(sql).bind(town.municipality.as_str()).execute(town.ledger.pool()).await.unwrap();
        assert_eq!(first_difference(&town).await, (11, DifferenceKind::RowChanged));
    });
}

#[test]
fn a_head_that_is_moved_is_found() {
    in_a_town(async |town| {
        ten_events(&town).await;
        for (head, found) in [(9, (10, DifferenceKind::HeadMoved { head: 9 })), (11, (11, DifferenceKind::Missing))] {
            let sql = "UPDATE ledger_heads SET position = $2 WHERE municipality = $1";
            let moved = sqlx::query(sql).bind(town.municipality.as_str()).bind(head);
            moved.execute(town.ledger.pool()).await.unwrap();
            assert_eq!(first_difference(&town).await, found);
        }
    });
}

#[test]
fn verify_on_the_command_line_names_municipality_position_and_kind() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let number = town.municipality.as_str().to_owned();
        let arguments = ["verify", "--municipality", &number];
        let (code, out, err) = run_in(data_dir(), &arguments);
        let first = |out: &str| out.lines().next().map(str::to_owned);
        assert_eq!((code, first(&out)), (0, Some(format!("{number} Prøvevik: 10 events, as written"))), "{err}");

        let mut tamperer = forger().await;
        for (sql, kind) in [
            (
                "UPDATE events SET event_type = 'CaseClosed' WHERE municipality = $1 AND position = 7",
                "position 7: row changed",
            ),
            ("DELETE FROM events WHERE municipality = $1 AND position = 3", "position 3: row missing"),
        ] {
            sqlx::query(sql).bind(&number).execute(&mut tamperer).await.unwrap();
            let (code, out, err) = run_in(data_dir(), &arguments);
            assert_eq!((code, first(&out)), (1, Some(format!("{number} Prøvevik: {kind}"))), "{err}");
        }
        let (code, _, err) = run_in(data_dir(), &["verify", "--municipality", "0002"]);
        assert_eq!((code, err.trim()), (1, "case-ledger: municipality 0002 has no ledger here"));
    });
}

/// The first difference by itself, or every one; all of the ledger, or what came after a checkpoint; alone, or against
/// one that somebody kept.
#[test]
fn verify_on_the_command_line_names_one_difference_or_all_and_says_from_where_and_against_what() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let prover = Prover::new(town.ledger.clone(), ProverOptions::default());
        prover.prove(&town.municipality).await.unwrap();
        let (_, note) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
        let kept = DataDir::new();
        let file = kept.path().join("kept.checkpoint");
        std::fs::write(&file, note).unwrap();
        town.open_case().await;
        let (number, file) = (town.municipality.as_str().to_owned(), file.to_str().unwrap().to_owned());
        let verify = |more: &[&str]| {
            let (code, out, err) = run_in(data_dir(), &[&["verify", "--municipality", &number], more].concat());
            let named = out.lines().map(|line| line.strip_prefix(&format!("{number} Prøvevik: ")).unwrap_or(line));
            // What is not signed yet is told beside it.
            let named = named.filter(|line| !line.contains("covered by no signature"));
            (code, named.map(ToOwned::to_owned).collect::<Vec<_>>(), err)
        };
        let sound = |more: &[&str]| {
            let (code, mut lines, err) = verify(more);
            assert_eq!((code, lines.len()), (0, 1), "{lines:?}{err}");
            lines.remove(0)
        };
        let agree = "1 stored checkpoints agree, 1 checkpoints from outside agree, what was signed last is in it";
        assert_eq!(sound(&["--checkpoint", &file]), format!("12 events, as written ({agree})"));
        let since = sound(&["--since", "10", "--checkpoint", &file]);
        assert_eq!(since, format!("12 events, as written (checked from position 11 on, {agree})"));
        let before_any = sound(&["--since", "9"]);
        assert!(!before_any.contains("checked from"), "no checkpoint lies before that: {before_any}");
        let (code, lines, _) = verify(&["--since", "13"]);
        assert_eq!(
            (code, lines.as_slice()),
            (1, ["not verified: it has 12 events, and --since lies beyond its end".to_owned()].as_slice())
        );

        let mut tamperer = forger().await;
        let sql = "UPDATE events SET event_type = 'CaseClosed' WHERE municipality = $1 AND position IN (4, 7)";
        sqlx::query(sql).bind(&number).execute(&mut tamperer).await.unwrap();
        let [first, second] = [4, 7].map(|position| format!("position {position}: row changed"));
        for against in [&[][..], &["--checkpoint", &file]] {
            assert_eq!(verify(against).1, [first.as_str()]);
            let (code, lines, _) = verify(&[against, &["--all"]].concat());
            assert_eq!((code, lines.as_slice()), (1, [first.clone(), second.clone()].as_slice()));
        }
        // What came after the checkpoint is found from there on, too.
        let sql = "UPDATE events SET event_type = 'CaseClosed' WHERE municipality = $1 AND position = 12";
        sqlx::query(sql).bind(&number).execute(&mut tamperer).await.unwrap();
        let (code, lines, _) = verify(&["--since", "10", "--all"]);
        assert_eq!((code, lines.last().map(String::as_str)), (1, Some("position 12: row changed")), "{lines:?}");
    });
}
