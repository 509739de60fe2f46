//! Whoever can recompute every hash is found by the tree and by its checkpoints, and by nothing less than those that
//! others hold where the tree and its checkpoints were rewritten as well.

use std::fs::{File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::database::read_only;
use case_ledger_infrastructure::embedded::{EmbeddedOptions, Programs};
use case_ledger_infrastructure::ledger::authorship::NotOurs;
use case_ledger_infrastructure::ledger::verify::{
    Ahead, Difference, DifferenceKind, Held, Scope, Verified, Witness, before_the_first, ledgers, verify_in,
};
use case_ledger_infrastructure::proof::checkpoint::{CheckpointError, sign};
use case_ledger_infrastructure::proof::keys::signer;
use case_ledger_infrastructure::proof::log;
use case_ledger_infrastructure::proof::memory::WrittenLast;
use case_ledger_infrastructure::proof::prover::{ProofError, Prover, ProverOptions};
use case_ledger_tests::demo::{EndWithUs, end_with_us};
use case_ledger_tests::forge::{forger, recode, rehash};
use case_ledger_tests::town::{data_dir, home, in_a_town, keys_superuser, superuser};
use case_ledger_tests::{DataDir, Town};
use sqlx::{Connection as _, Executor as _, PgConnection, PgPool};

use crate::immutable::ten_events;

pub fn prover(town: &Town) -> Prover {
    Prover::new(town.ledger.clone(), ProverOptions::default())
}

/// Ten events, and a checkpoint of them.
pub async fn ten_proven_events(town: &Town) -> Prover {
    ten_events(town).await;
    let prover = prover(town);
    prover.prove(&town.municipality).await.unwrap();
    let sound = verified(town, &Scope::default()).await;
    assert_eq!((sound.difference, sound.checkpoints), (None, 1));
    prover
}

pub async fn verified(town: &Town, scope: &Scope) -> Verified {
    verify_in(town.ledger.pool(), &town.municipality, scope, &mut |_, _| {}).await.unwrap()
}

async fn first(town: &Town) -> (i64, DifferenceKind) {
    let found = verified(town, &Scope::default()).await.difference.expect("the ledger was tampered with");
    (found.position, found.kind)
}

/// Every position that differs, and how.
async fn all(town: &Town) -> Vec<(i64, DifferenceKind)> {
    let found = verified(town, &Scope::default()).await;
    found.difference.into_iter().chain(found.others).map(|found| (found.position, found.kind)).collect()
}

/// The newest checkpoint, as somebody outside would keep it.
async fn kept(town: &Town) -> Scope {
    let (_, note) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
    Scope { held: vec![Held { name: "kept".to_owned(), note }], ..Scope::default() }
}

pub async fn run(tamperer: &mut PgConnection, town: &Town, sql: &str) {
    let sql = sql.replace("$1", &format!("'{}'", town.municipality));
    tamperer.execute(sql.as_str()).await.unwrap();
}

/// Lets the log begin anew, as somebody would who has the database and the signing key.
pub async fn forget_the_log(tamperer: &mut PgConnection, town: &Town) {
    for table in ["cosignatures", "checkpoints", "tree_tiles", "trees"] {
        run(tamperer, town, &format!("DELETE FROM {table} WHERE municipality = $1")).await;
    }
}

const CHANGE_THE_SEVENTH: &str =
    "UPDATE events SET correlation_id = gen_random_uuid() WHERE municipality = $1 AND position = 7";
pub const CUT_THE_LAST_TWO: &str = "DELETE FROM events WHERE municipality = $1 AND position > 8;
     UPDATE ledger_heads SET position = 8 WHERE municipality = $1";

#[test]
fn a_row_rewritten_with_its_hash_is_found_by_the_tree() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CHANGE_THE_SEVENTH).await;
        rehash(&town, &mut tamperer, 7).await;
        let expected = (7, DifferenceKind::Rewritten { witness: Witness::Stored(10) });
        assert_eq!(all(&town).await, [expected]);
    });
}

/// Rows, tiles and checkpoints, all of them as if it had never been otherwise; by somebody who has stolen the keys as well.
pub async fn rewrite_everything(town: &Town) {
    let mut tamperer = forger().await;
    run(&mut tamperer, town, CHANGE_THE_SEVENTH).await;
    rehash(town, &mut tamperer, 7).await;
    recode(town, &mut tamperer, 7).await;
    forget_the_log(&mut tamperer, town).await;
}

/// With every right on the database of the keys as well.
pub async fn forget_what_was_signed(town: &Town) {
    run(&mut keys_superuser().await, town, "DELETE FROM last_signed WHERE municipality = $1").await;
}

pub async fn fault(town: &Town) -> Option<String> {
    let stopped = prover(town).stopped().await.unwrap();
    stopped.into_iter().find(|stopped| stopped.municipality == town.municipality.as_str()).map(|stopped| stopped.fault)
}

#[test]
fn a_server_that_starts_signs_no_ledger_that_was_rewritten_with_its_tree_and_checkpoints() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        rewrite_everything(&town).await;
        let started = prover(&town);
        let refused = started.prove(&town.municipality).await.unwrap_err();
        let of_memory = |error: &ProofError| matches!(error, ProofError::Contradiction { size: 10, of: 10, witness } if witness == "the key database");
        assert!(of_memory(&refused), "{refused:?}");
        assert!(fault(&town).await.is_some(), "it is told of");
        assert!(log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().is_none());
        // Nor does the next one that starts, and none takes the fault back meanwhile.
        let refused = prover(&town).prove(&town.municipality).await.unwrap_err();
        assert!(of_memory(&refused), "{refused:?}");
        assert!(fault(&town).await.is_some());
    });
}

/// As after an upgrade from before there was a memory.
#[test]
fn what_was_signed_is_remembered_also_where_nothing_new_is_signed() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        forget_what_was_signed(&town).await;
        prover(&town).prove(&town.municipality).await.unwrap();
        rewrite_everything(&town).await;
        let refused = prover(&town).prove(&town.municipality).await.unwrap_err();
        assert!(matches!(refused, ProofError::Contradiction { size: 10, of: 10, .. }), "{refused:?}");
    });
}

#[test]
fn a_log_whose_fault_is_mended_goes_on() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, "CREATE TEMP TABLE kept AS SELECT * FROM tree_tiles WHERE municipality = $1").await;
        run(
            &mut tamperer,
            &town,
            "UPDATE tree_tiles SET hashes = decode(repeat('00', 320), 'hex') WHERE municipality = $1",
        )
        .await;
        prover(&town).prove(&town.municipality).await.unwrap_err();
        assert!(fault(&town).await.is_some());
        run(
            &mut tamperer,
            &town,
            "DELETE FROM tree_tiles WHERE municipality = $1; INSERT INTO tree_tiles SELECT * FROM kept",
        )
        .await;
        prover(&town).prove(&town.municipality).await.unwrap();
        assert_eq!(fault(&town).await, None);
    });
}

/// Who has every right on both databases, and no key.
#[test]
fn a_ledger_rewritten_with_its_tree_and_without_the_keys_is_signed_by_nobody_and_found_by_its_codes() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CHANGE_THE_SEVENTH).await;
        rehash(&town, &mut tamperer, 7).await;
        forget_the_log(&mut tamperer, &town).await;
        forget_what_was_signed(&town).await;
        let refused = prover(&town).prove(&town.municipality).await.unwrap_err();
        assert!(matches!(refused, ProofError::NotOurs(NotOurs { position: 7 })), "{refused:?}");
        assert_eq!(verified(&town, &Scope::default()).await.difference, None, "without the keys it looks sound");
        let found = town.verified().await.difference.unwrap();
        assert_eq!((found.position, found.kind), (7, DifferenceKind::NotOurs));
    });
}

/// Who has every right on both databases, and the keys.
#[test]
fn a_ledger_rewritten_with_all_that_remembers_it_is_found_by_a_checkpoint_held_elsewhere() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let kept = kept(&town).await;
        assert_eq!(verified(&town, &kept).await.held, ["kept"]);
        rewrite_everything(&town).await;
        forget_what_was_signed(&town).await;
        prover(&town).prove(&town.municipality).await.unwrap();
        assert_eq!(verified(&town, &Scope::default()).await.difference, None, "by itself it looks sound");
        let found = verified(&town, &kept).await.difference.unwrap();
        let kind = DifferenceKind::RewrittenUpTo { witness: Witness::Held("kept".to_owned()), to: 10 };
        assert_eq!((found.position, found.kind), (1, kind));
    });
}

/// The application's own role can write such a row; it is told of, and the checkpoints hold.
#[test]
fn a_copy_of_the_signing_keys_event_beyond_the_head_is_found_there() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let kept = kept(&town).await;
        let mut tamperer = forger().await;
        let copy = "INSERT INTO events SELECT (e).* FROM (
              SELECT jsonb_populate_record(e, jsonb_build_object('position', 11, 'sequence', 99,
                     'event_id', gen_random_uuid(), 'command_id', gen_random_uuid())) AS e
                FROM events e WHERE municipality = $1 AND event_type = 'SigningKeyIntroduced') AS copied";
        run(&mut tamperer, &town, copy).await;
        let found = verified(&town, &kept).await;
        let difference = found.difference.unwrap();
        assert_eq!((difference.position, difference.kind), (11, DifferenceKind::HeadMoved { head: 10 }));
        assert_eq!((found.checkpoints, found.held), (1, vec!["kept".to_owned()]));
    });
}

#[test]
fn an_end_that_is_cut_off_is_found_by_the_checkpoint() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let kept = kept(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CUT_THE_LAST_TWO).await;
        assert_eq!(first(&town).await, (9, DifferenceKind::CutOff { witness: Witness::Stored(10), size: 10 }));
        forget_the_log(&mut tamperer, &town).await;
        assert_eq!(verified(&town, &Scope::default()).await.difference, None, "by itself it looks sound");
        let found = verified(&town, &kept).await.difference.unwrap();
        let kind = DifferenceKind::CutOff { witness: Witness::Held("kept".to_owned()), size: 10 };
        assert_eq!((found.position, found.kind), (9, kind));
    });
}

#[test]
fn rows_that_change_places_under_new_hashes_are_found_where_they_were_written() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        for (from, to) in [(7, 100), (9, 7), (100, 9)] {
            let sql = format!("UPDATE events SET position = {to} WHERE municipality = $1 AND position = {from}");
            run(&mut tamperer, &town, &sql).await;
        }
        for position in [7, 9] {
            rehash(&town, &mut tamperer, position).await;
        }
        // The row between them is recorded earlier than the one now ahead of it, which is true and follows.
        let found: Vec<_> = all(&town).await.into_iter().filter(|(position, _)| *position != 8).collect();
        let expected = [(7, DifferenceKind::Moved { from: 9 }), (9, DifferenceKind::Moved { from: 7 })];
        assert_eq!(found, expected);
    });
}

#[test]
fn a_row_slipped_in_between_is_found_and_so_is_what_it_pushed_on() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        for position in [10, 9, 8] {
            let sql =
                format!("UPDATE events SET position = position + 1 WHERE municipality = $1 AND position = {position}");
            run(&mut tamperer, &town, &sql).await;
        }
        run(
            &mut tamperer,
            &town,
            "INSERT INTO events SELECT municipality, 8, aggregate_type, gen_random_uuid()::text, 1, event_type,
                    event_version, payload, metadata, gen_random_uuid(), gen_random_uuid(), 0, correlation_id,
                    causation_id, actor, occurred_at, recorded_at, leaf_hash, code
               FROM events WHERE municipality = $1 AND position = 7;
             UPDATE ledger_heads SET position = 11 WHERE municipality = $1",
        )
        .await;
        for position in 8..=11 {
            rehash(&town, &mut tamperer, position).await;
        }
        let found: Vec<_> = all(&town).await.into_iter().filter(|(position, _)| *position < 11).collect();
        let moved = |from| DifferenceKind::Moved { from };
        assert_eq!(found, [(8, DifferenceKind::Inserted), (9, moved(8)), (10, moved(9))]);
    });
}

#[test]
fn a_row_in_anothers_place_is_named_by_where_it_was_written() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(
            &mut tamperer,
            &town,
            "DELETE FROM events WHERE municipality = $1 AND position = 9;
             CREATE TEMP TABLE copied AS SELECT * FROM events WHERE municipality = $1 AND position = 7;
             UPDATE copied SET position = 9, sequence = 77, command_index = 7;
             INSERT INTO events SELECT * FROM copied",
        )
        .await;
        assert_eq!(first(&town).await, (9, DifferenceKind::RowChanged), "changed as well, it is nobody's");
        run(&mut tamperer, &town, "DELETE FROM events WHERE municipality = $1 AND position IN (7, 9)").await;
        run(
            &mut tamperer,
            &town,
            "UPDATE copied SET sequence = 3, command_index = 0; INSERT INTO events SELECT * FROM copied",
        )
        .await;
        assert_eq!(all(&town).await[..2], [(7, DifferenceKind::Missing), (9, DifferenceKind::Moved { from: 7 })]);
    });
}

#[test]
fn a_checkpoint_or_tile_that_was_tampered_with_is_found() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, "CREATE TEMP TABLE notes AS SELECT * FROM checkpoints WHERE municipality = $1").await;
        run(
            &mut tamperer,
            &town,
            "UPDATE checkpoints SET note = replace(note, E'\\n10\\n', E'\\n11\\n') WHERE municipality = $1",
        )
        .await;
        let invalid = |error| DifferenceKind::CheckpointInvalid { witness: Witness::Stored(10), error };
        assert_eq!(all(&town).await, [(10, invalid(CheckpointError::Forged))]);
        run(
            &mut tamperer,
            &town,
            "UPDATE checkpoints c SET note = n.note, root = sha256('other') FROM notes n
              WHERE c.municipality = n.municipality AND c.size = n.size",
        )
        .await;
        assert_eq!(all(&town).await, [(10, invalid(CheckpointError::Malformed))]);
        run(
            &mut tamperer,
            &town,
            "UPDATE checkpoints c SET root = n.root FROM notes n
              WHERE c.municipality = n.municipality AND c.size = n.size;
             UPDATE tree_tiles SET hashes = overlay(hashes PLACING sha256('other') FROM 1 + 32 * 4)
              WHERE municipality = $1 AND level = 0",
        )
        .await;
        assert_eq!(all(&town).await, [(5, DifferenceKind::TileChanged { level: 0, tile: 0 })]);
    });
}

#[test]
fn times_that_go_back_or_have_not_come_are_found() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let mut tamperer = forger().await;
        for (position, change, kind) in [
            (
                9,
                "recorded_at = recorded_at - interval '1 day', occurred_at = '2000-01-01'",
                DifferenceKind::RecordedEarlier,
            ),
            (4, "occurred_at = recorded_at + interval '1 second'", DifferenceKind::RecordedTooSoon),
            (3, "recorded_at = '2999-01-01'", DifferenceKind::RecordedAhead),
        ] {
            let sql = format!("UPDATE events SET {change} WHERE municipality = $1 AND position = {position}");
            run(&mut tamperer, &town, &sql).await;
            rehash(&town, &mut tamperer, position).await;
            assert_eq!(first(&town).await, (position, kind));
        }
    });
}

#[test]
fn from_a_checkpoint_on_only_what_follows_is_checked() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let case = town.open_case().await;
        prover.prove(&town.municipality).await.unwrap();
        let since = Scope { since: 10, ..Scope::default() };
        let sound = verified(&town, &since).await;
        assert_eq!((sound.difference, sound.since, sound.checkpoints), (None, 10, 2), "all in one tile");
        for _ in 0..300 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        prover.prove(&town.municipality).await.unwrap();
        let since = Scope { since: 11, ..Scope::default() };
        let sound = verified(&town, &since).await;
        assert_eq!((sound.difference, sound.since, sound.checkpoints), (None, 10, 3));
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CHANGE_THE_SEVENTH).await;
        assert_eq!(verified(&town, &since).await.difference, None, "what is before was taken for granted");
        run(&mut tamperer, &town, &CHANGE_THE_SEVENTH.replace("= 7", "= 270")).await;
        rehash(&town, &mut tamperer, 270).await;
        let found = verified(&town, &since).await.difference.unwrap();
        let kind = DifferenceKind::Rewritten { witness: Witness::Stored(312) };
        assert_eq!((found.position, found.kind), (270, kind));
    });
}

/// The last row that is taken for granted bounds the first one that is not, if it is the one that was signed.
#[test]
fn from_a_checkpoint_on_nothing_is_recorded_earlier_than_the_last_event_before() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        town.observe(clock::new_id(), town.open_case().await).await.unwrap();
        let since = Scope { since: 10, ..Scope::default() };
        let differences = async || {
            let found = verified(&town, &since).await;
            assert_eq!(found.since, 10);
            found
                .difference
                .into_iter()
                .chain(found.others)
                .map(|found| (found.position, found.kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(differences().await, []);

        let mut tamperer = forger().await;
        let backdate = "UPDATE events SET occurred_at = '2000-01-01', recorded_at = (SELECT recorded_at
              FROM events WHERE municipality = $1 AND position = 10) - interval '1 microsecond'
          WHERE municipality = $1 AND position = 11";
        run(&mut tamperer, &town, backdate).await;
        rehash(&town, &mut tamperer, 11).await;
        assert_eq!(differences().await, [(11, DifferenceKind::RecordedEarlier)]);

        // Nor does it help to move the time before it as well.
        let earlier = "UPDATE events SET occurred_at = '2000-01-01', recorded_at = recorded_at - interval '1 day'
          WHERE municipality = $1 AND position = 10";
        run(&mut tamperer, &town, earlier).await;
        rehash(&town, &mut tamperer, 10).await;
        let rewritten = DifferenceKind::Rewritten { witness: Witness::Stored(10) };
        assert_eq!(differences().await, [(10, rewritten)]);
        run(&mut tamperer, &town, "DELETE FROM events WHERE municipality = $1 AND position = 10").await;
        assert_eq!(differences().await, [(10, DifferenceKind::Missing)]);
    });
}

#[test]
fn from_a_position_on_a_checkpoint_held_elsewhere_is_compared_however_old() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let held = kept(&town).await.held;
        rewrite_everything(&town).await;
        forget_what_was_signed(&town).await;
        let case = town.open_case().await;
        town.observe(clock::new_id(), case).await.unwrap();
        prover(&town).prove(&town.municipality).await.unwrap();
        let trusting = verified(&town, &Scope { since: 13, ..Scope::default() }).await;
        assert_eq!((trusting.since, trusting.difference), (13, None), "what is before was taken for granted");
        let found = verified(&town, &Scope { since: 13, held, ..Scope::default() }).await;
        let kind = DifferenceKind::RewrittenUpTo { witness: Witness::Held("kept".to_owned()), to: 10 };
        assert_eq!((found.since, found.difference.map(|found| (found.position, found.kind))), (0, Some((1, kind))));
    });
}

#[test]
fn a_signing_key_slipped_in_before_the_position_is_found() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        let another_key =
            "UPDATE events SET event_type = 'SigningKeyIntroduced', aggregate_type = 'Settings', sequence = 99,
                payload = '{\"SigningKeyIntroduced\": {\"verifierKey\": \"x+00000000+AQ==\"}}'
          WHERE municipality = $1 AND position = 7";
        run(&mut tamperer, &town, another_key).await;
        rehash(&town, &mut tamperer, 7).await;
        let keys = log::keys(&town.ledger, &town.municipality).await.unwrap();
        assert!(keys.len() == 1 && !keys[0].verifier_key.starts_with("x+"), "nobody is given it as the ledger's");
        // The true one would sign no more from there on, so that its checkpoint is not taken for granted either.
        let found = verified(&town, &Scope { since: 10, ..Scope::default() }).await;
        let kind = DifferenceKind::Rewritten { witness: Witness::Tree };
        assert_eq!((found.since, found.difference.map(|found| (found.position, found.kind))), (0, Some((7, kind))));
    });
}

#[test]
fn a_ledger_without_its_head_is_listed_and_each_of_its_rows_is_told_of() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, "DELETE FROM ledger_heads WHERE municipality = $1").await;
        let listed = ledgers(town.ledger.pool()).await.unwrap();
        let ours = listed.into_iter().find(|(municipality, ..)| *municipality == town.municipality);
        assert_eq!(ours, Some((town.municipality.clone(), "without a head".to_owned(), 0)));
        assert_eq!(first(&town).await, (1, DifferenceKind::HeadMoved { head: 0 }));
        // Nothing but a checkpoint is left.
        run(&mut tamperer, &town, "DELETE FROM events WHERE municipality = $1").await;
        assert!(ledgers(town.ledger.pool()).await.unwrap().iter().any(|(number, ..)| *number == town.municipality));
        assert_eq!(first(&town).await.0, 1);
        run(&mut tamperer, &town, "INSERT INTO ledger_heads VALUES ($1, 'Prøvevik', 0)").await;
    });
}

#[test]
fn a_head_beyond_every_number_is_told_of() {
    in_a_town(async |town| {
        ten_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, &format!("UPDATE ledger_heads SET position = {} WHERE municipality = $1", i64::MAX))
            .await;
        assert_eq!(first(&town).await, (11, DifferenceKind::Missing));
        run(&mut tamperer, &town, "UPDATE ledger_heads SET position = 10 WHERE municipality = $1").await;
    });
}

#[test]
fn a_row_before_the_first_is_found() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        // Nobody else sees the table without its check. Other tests work on the same table, some of them in one long
        // transaction: whoever comes to the table meanwhile must not wait behind this one for long.
        let drop = "BEGIN; SET LOCAL lock_timeout = '50ms'; ALTER TABLE events DROP CONSTRAINT events_position_check";
        let mut transaction = tokio::time::timeout(Duration::from_mins(2), async {
            while tamperer.execute(drop).await.is_err() {
                tamperer.execute("ROLLBACK").await.unwrap();
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            tamperer
        })
        .await
        .expect("the table is free at some moment");
        let copy = "INSERT INTO events SELECT (e).* FROM (
              SELECT jsonb_populate_record(e, jsonb_build_object('position', -3, 'sequence', 99,
                     'event_id', gen_random_uuid(), 'command_id', gen_random_uuid())) AS e
                FROM events e WHERE municipality = $1 AND position = 7) AS copied";
        transaction.execute(copy.replace("$1", &format!("'{}'", town.municipality)).as_str()).await.unwrap();
        let found = before_the_first(&mut transaction, &town.municipality).await.unwrap();
        assert_eq!(found.listed, [Difference { position: -3, kind: DifferenceKind::Inserted }]);
        transaction.execute("ROLLBACK").await.unwrap();
    });
}

#[test]
fn a_tree_that_is_not_as_large_as_it_says_or_lacks_an_upper_tile_is_found() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let case = town.open_case().await;
        for _ in 0..300 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        prover.prove(&town.municipality).await.unwrap();
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, "UPDATE trees SET size = 311 WHERE municipality = $1").await;
        assert_eq!(first(&town).await, (312, DifferenceKind::TreeSizeChanged { size: 311, tiles: 312 }));
        run(&mut tamperer, &town, "UPDATE trees SET size = 312 WHERE municipality = $1").await;
        run(&mut tamperer, &town, "DELETE FROM tree_tiles WHERE municipality = $1 AND level = 1").await;
        assert_eq!(all(&town).await, [(1, DifferenceKind::TileChanged { level: 1, tile: 0 })]);
        run(
            &mut tamperer,
            &town,
            "INSERT INTO tree_tiles SELECT municipality, 1, 0, sha256('other') FROM trees WHERE municipality = $1",
        )
        .await;
        assert_eq!(all(&town).await, [(1, DifferenceKind::TileChanged { level: 1, tile: 0 })]);
    });
}

#[test]
fn checkpoints_are_forever_and_tiles_only_grow() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let shrink = "UPDATE tree_tiles SET hashes = substr(hashes, 1, 32)";
        for (who, url) in [("the application", home().urls().ledger), ("the owner", home().owner_urls().ledger)] {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            for change in [
                "UPDATE checkpoints SET size = size",
                "DELETE FROM checkpoints",
                "UPDATE cosignatures SET size = size",
                "DELETE FROM tree_tiles",
                "TRUNCATE tree_tiles",
                "UPDATE tree_tiles SET hashes = overlay(hashes PLACING sha256('x') FROM 1)",
                shrink,
            ] {
                let changed = connection.execute(change).await;
                if change.contains("cosignatures") && changed.as_ref().is_ok_and(|done| done.rows_affected() == 0) {
                    // A trigger for each row finds none.
                    continue;
                }
                let error = changed.expect_err(change);
                let code = error.as_database_error().unwrap().code().unwrap_or_default().into_owned();
                assert_eq!(code, "42501", "{who}: {change}: {error}");
            }
        }
    });
}

#[test]
fn a_log_that_contradicts_its_checkpoint_stops_and_says_so() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let case = town.open_case().await;
        let mut tamperer = forger().await;
        run(
            &mut tamperer,
            &town,
            "UPDATE tree_tiles SET hashes = overlay(hashes PLACING sha256('other') FROM 1 + 32 * 4)
              WHERE municipality = $1 AND level = 0",
        )
        .await;
        let refused = prover.prove(&town.municipality).await.unwrap_err();
        assert!(matches!(refused, ProofError::Contradiction { of: 10, size: 12, .. }), "{refused:?}");
        let stopped = prover.stopped().await.unwrap();
        let fault = &stopped.iter().find(|log| log.municipality == town.municipality.as_str()).unwrap().fault;
        assert!(fault.contains("contradicts"), "{fault}");
        town.observe(clock::new_id(), case).await.expect("commands go on");
        let (newest, _) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
        assert_eq!(newest.size, 10, "nothing more is signed");
    });
}

/// The database is put back to an earlier state; the server that signed the later one still knows.
#[test]
fn a_server_signs_no_second_story_after_its_database_was_put_back() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let mut tamperer = forger().await;
        run(&mut tamperer, &town, CUT_THE_LAST_TWO).await;
        forget_the_log(&mut tamperer, &town).await;
        let refused = prover.prove(&town.municipality).await.unwrap_err();
        assert!(matches!(refused, ProofError::Contradiction { of: 10, size: 8, .. }), "{refused:?}");
    });
}

#[test]
fn servers_that_prove_at_once_make_one_tree() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let (one, two) = (prover(&town), prover(&other));
        for _ in 0..5 {
            let case = town.open_case().await;
            town.observe(clock::new_id(), case).await.unwrap();
            let (by_one, by_two) = tokio::join!(one.prove(&town.municipality), two.prove(&town.municipality));
            by_one.unwrap();
            by_two.unwrap();
        }
        // One may have passed the last round over because the other was at it.
        one.prove(&town.municipality).await.unwrap();
        let sound = verified(&town, &Scope::default()).await;
        let (newest, _) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
        assert_eq!((sound.difference, newest.size), (None, town.head().await.unsigned_abs()));
    });
}

#[test]
fn what_an_earlier_key_signed_stays_signed() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let before = kept(&town).await;
        let rotated = town.ledger.rotate_signing_key(&town.municipality).await.unwrap();
        prover.prove(&town.municipality).await.unwrap();
        let keys = town.ledger.signing_keys(&town.municipality).await.unwrap();
        assert_eq!((keys.len(), keys.last()), (2, Some(&rotated)));
        assert_eq!(keys[0].split('+').next(), rotated.split('+').next(), "the log keeps its name");
        let sound = verified(&town, &before).await;
        assert_eq!((sound.difference, sound.checkpoints, sound.held.len()), (None, 2, 1));
    });
}

/// Whoever got hold of a key that was replaced signs with it what he likes, and it proves nothing any more.
#[test]
fn a_key_that_was_replaced_signs_no_later_tree() {
    in_a_town(async |town| {
        ten_proven_events(&town).await;
        let old = town.ledger.signing_keys(&town.municipality).await.unwrap().remove(0);
        let old = signer(town.ledger.keys(), &town.municipality, &old).await.unwrap();
        town.ledger.rotate_signing_key(&town.municipality).await.unwrap();
        town.open_case().await;
        let largest = town.head().await.unsigned_abs();
        prover(&town).prove(&town.municipality).await.unwrap();
        assert_eq!((verified(&town, &Scope::default()).await.difference, largest), (None, 13));
        let signed_by_the_old = |size| sign(&old, size, [9; 32]).unwrap();
        for (size, is_its_time) in [(9, true), (10, true), (11, false), (13, false), (900_000, false)] {
            let held = vec![Held { name: "handed".to_owned(), note: signed_by_the_old(size) }];
            let found = verified(&town, &Scope { held, ..Scope::default() }).await.difference.unwrap();
            let is_refused = matches!(found.kind, DifferenceKind::CheckpointInvalid { .. });
            assert_eq!(is_refused, !is_its_time, "{size}: {found:?}");
        }
        // Nor is one believed that is stored.
        let (newest, _) = log::checkpoint(town.ledger.pool(), &town.municipality).await.unwrap().unwrap();
        let note = sign(&old, largest, newest.root).unwrap();
        let store = format!("UPDATE checkpoints SET note = '{note}' WHERE municipality = $1 AND size = {largest}");
        run(&mut forger().await, &town, &store).await;
        let (position, kind) = first(&town).await;
        assert!(matches!(kind, DifferenceKind::CheckpointInvalid { .. }) && position == 13, "{position}: {kind:?}");
    });
}

/// As many as are read in several ranges, over more than one connection.
#[test]
fn what_differs_beyond_the_first_range_is_found_at_its_place() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let case = town.open_case().await;
        for _ in 0..800 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        prover.prove(&town.municipality).await.unwrap();
        let sound = verified(&town, &Scope::default()).await;
        assert_eq!((sound.difference, sound.events, sound.checkpoints), (None, 812, 2));
        let mut tamperer = forger().await;
        let after_the_gap = "SELECT sequence FROM events WHERE municipality = $1 AND position = 514";
        let found: i64 =
            sqlx::query_scalar(after_the_gap).bind(town.municipality.as_str()).fetch_one(&mut tamperer).await.unwrap();
        run(
            &mut tamperer,
            &town,
            "UPDATE events SET payload = '{}' WHERE municipality = $1 AND position IN (256, 257, 700);
             DELETE FROM events WHERE municipality = $1 AND position IN (512, 513)",
        )
        .await;
        let mut expected = vec![
            (256, DifferenceKind::RowChanged),
            (257, DifferenceKind::RowChanged),
            (512, DifferenceKind::Missing),
            (513, DifferenceKind::Missing),
            (514, DifferenceKind::StreamBroken { expected: found - 2, found }),
            (700, DifferenceKind::RowChanged),
        ];
        assert_eq!(all(&town).await, expected);
        // Nor is anything lost, or waited for, where one row stands far beyond the others.
        let far = 1_000_000_000_000;
        let away = format!("UPDATE events SET position = {far} WHERE municipality = $1 AND position = 812");
        run(&mut tamperer, &town, &away).await;
        expected.push((812, DifferenceKind::Missing));
        expected.push((far, DifferenceKind::Moved { from: 812 }));
        let all = all(&town).await;
        let of_rows: Vec<_> =
            all.into_iter().filter(|(_, kind)| !matches!(kind, DifferenceKind::CutOff { .. })).collect();
        assert_eq!(of_rows, expected);
    });
}

/// How long a standby may take to be copied, or to come to where the server is that it follows.
const STANDBY_PATIENCE: Duration = Duration::from_mins(2);

/// A server that follows the shared one, and is stopped in the end.
struct Standby {
    process: Child,
    directory: DataDir,
    _end_with_us: EndWithUs,
}

impl Standby {
    /// Copies the cluster and starts the copy, as the user whose cluster it is.
    async fn start() -> Self {
        let bin = Programs::find().unwrap().directory().to_owned();
        let backup = bin.join("pg_basebackup");
        // The packages that bring the server bring it; a test that is left out proves nothing.
        assert!(backup.exists(), "there is no {}, which comes with PostgreSQL's client programs", backup.display());
        let owner = std::fs::metadata(data_dir().join("postgres")).unwrap();
        let directory = DataDir::new();
        let cluster = directory.path().join("standby");
        std::fs::create_dir(&cluster).unwrap();
        std::fs::set_permissions(&cluster, Permissions::from_mode(0o700)).unwrap();
        chown(&cluster, Some(owner.uid()), Some(owner.gid())).unwrap();
        let command = |program: PathBuf| {
            let mut command = Command::new(program);
            if owner.uid() != std::fs::metadata("/proc/self").unwrap().uid() {
                command.uid(owner.uid()).gid(owner.gid());
            }
            command.current_dir("/").stdin(Stdio::null());
            command
        };
        // Otherwise a checkpoint before the standby has begun to follow removes what it would begin with, and it waits
        // for that for ever.
        superuser().await.execute("ALTER SYSTEM SET wal_keep_size = '1GB'").await.unwrap();
        superuser().await.execute("SELECT pg_reload_conf()").await.unwrap();
        let log = File::create(directory.path().join("standby.log")).unwrap();
        let mut copying = command(backup)
            .args(["--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--no-sync"])
            .arg(format!("--pgdata={}", cluster.display()))
            .arg(format!("--dbname={}", home().superuser_url()))
            .stdout(log.try_clone().unwrap())
            .stderr(log.try_clone().unwrap())
            .spawn()
            .unwrap();
        let copied = tokio::time::timeout(STANDBY_PATIENCE, async {
            loop {
                if let Some(ended) = copying.try_wait().unwrap() {
                    return ended;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        let copied = copied.await;
        if copied.is_err() {
            let _ = copying.kill();
            let _ = copying.wait();
        }
        assert!(copied.is_ok_and(|ended| ended.success()), "{}", log_of(directory.path()));
        assert!(cluster.join("standby.signal").exists());
        // A standby takes as many connections as the server that it follows.
        let most = format!("max_connections={}", EmbeddedOptions::default().max_connections);
        let process = command(bin.join("postgres"))
            .arg("-D")
            .arg(&cluster)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", &most, "-c"])
            .arg(format!("unix_socket_directories={}", cluster.display()))
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let end_with_us = end_with_us(Some(process.id()), directory.path());
        Self { process, directory, _end_with_us: end_with_us }
    }

    /// A pool that reads the ledger there, once all that the other server has written has come.
    async fn pool(&mut self) -> PgPool {
        let written: String = sqlx::query_scalar("SELECT pg_current_wal_insert_lsn()::text")
            .fetch_one(&mut superuser().await)
            .await
            .unwrap();
        let here = self.at(&home().urls().ledger);
        let there = tokio::time::timeout(STANDBY_PATIENCE, async {
            while !self.has_come_to(&here, &written).await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        let there = there.await;
        assert!(there.is_ok(), "the standby does not come to {written}: {}", log_of(self.directory.path()));
        read_only(&here).await.unwrap()
    }

    /// The standby's address for that of the server that it follows.
    fn at(&self, url: &str) -> String {
        let socket = |path: &Path| path.display().to_string().replace('/', "%2F");
        let here = url.replace(&socket(home().server().socket_dir()), &socket(&self.directory.path().join("standby")));
        assert_ne!(here, url);
        here
    }

    /// As its superuser.
    async fn run(&self, statement: &str) {
        let mut superuser = PgConnection::connect(&self.at(&home().superuser_url())).await.unwrap();
        superuser.execute(statement).await.unwrap();
    }

    async fn has_come_to(&mut self, url: &str, written: &str) -> bool {
        if let Some(ended) = self.process.try_wait().unwrap() {
            panic!("the standby ended with {ended}: {}", log_of(self.directory.path()));
        }
        let Ok(mut connection) = PgConnection::connect(url).await else { return false };
        let has_come = "SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false)";
        sqlx::query_scalar(has_come).bind(written).fetch_one(&mut connection).await.unwrap()
    }
}

/// What the standby's programs have said.
fn log_of(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("standby.log")).unwrap_or_default()
}

impl Drop for Standby {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_standby_is_verified_and_tells_of_what_was_changed_at_its_place() {
    in_a_town(async |town| {
        let prover = ten_proven_events(&town).await;
        let case = town.open_case().await;
        // More than one connection reads at a time.
        for _ in 0..300 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        prover.prove(&town.municipality).await.unwrap();
        let mut standby = Standby::start().await;
        let pool = standby.pool().await;
        let scope = Scope::default();
        let sound = verify_in(&pool, &town.municipality, &scope, &mut |_, _| {}).await.unwrap();
        assert_eq!((sound.difference, sound.events, sound.checkpoints), (None, 312, 2));
        // The key database's memory is of now, and the standby comes after.
        let written_last = Some(WrittenLast { position: 313, leaf: [7; 32] });
        let ahead = Scope { written_last, ..Scope::default() };
        let behind = verify_in(&pool, &town.municipality, &ahead, &mut |_, _| {}).await.unwrap();
        assert_eq!((behind.difference, behind.events, behind.behind), (None, 312, Some(313)));
        let kind = DifferenceKind::CutOff { witness: Witness::WrittenLast, size: 313 };
        assert_eq!(verified(&town, &ahead).await.difference, Some(Difference { position: 313, kind }));
        // Whoever looks at the exit code alone says that being behind is a failure, too.
        prover.remember_heads().await;
        run(&mut keys_superuser().await, &town, "UPDATE written_last SET position = 313 WHERE municipality = $1").await;
        let (here, keys) = (standby.at(&home().urls().ledger), home().urls().keys);
        let number = town.municipality.as_str();
        let verify = ["verify", "--municipality", number, "--database-url", &here, "--key-database-url", keys.as_str()];
        let (code, out, err) = case_ledger_tests::demo::run(&verify);
        assert!(code == 0 && out.contains("this standby is behind"), "{code}: {out} {err}");
        let (code, out, _) = case_ledger_tests::demo::run(&[&verify[..], &["--up-to-date"]].concat());
        assert!(code == 1 && out.contains("this standby is behind"), "{code}: {out}");
        run(&mut keys_superuser().await, &town, "DELETE FROM written_last WHERE municipality = $1").await;
        // So does what somebody holds of the log.
        standby.run("SELECT pg_wal_replay_pause()").await;
        town.observe(clock::new_id(), case).await.unwrap();
        prover.prove(&town.municipality).await.unwrap();
        let newest = "SELECT note FROM checkpoints WHERE municipality = $1 ORDER BY size DESC LIMIT 1";
        let newest = sqlx::query_scalar(newest).bind(town.municipality.as_str());
        let name = "313.checkpoint".to_owned();
        let held = vec![Held { name: name.clone(), note: newest.fetch_one(town.ledger.pool()).await.unwrap() }];
        let held = Scope { held, ..Scope::default() };
        let behind = verify_in(&pool, &town.municipality, &held, &mut |_, _| {}).await.unwrap();
        let ahead = vec![Ahead { name, size: 313 }];
        assert_eq!((behind.difference, behind.events, behind.ahead, behind.held), (None, 312, ahead, vec![]));
        assert_eq!(verified(&town, &held).await.ahead, []);
        let kept = DataDir::new();
        let file = kept.path().join("313.checkpoint");
        std::fs::write(&file, &held.held[0].note).unwrap();
        let verify =
            ["verify", "--municipality", number, "--database-url", &here, "--checkpoint", file.to_str().unwrap()];
        let (code, out, err) = case_ledger_tests::demo::run(&verify);
        let said = "313.checkpoint covers 313 events, 1 more than are here";
        assert!(code == 0 && out.contains(said), "{code}: {out} {err}");
        let (code, out, _) = case_ledger_tests::demo::run(&[&verify[..], &["--up-to-date"]].concat());
        assert!(code == 1 && out.contains(said), "{code}: {out}");
        standby.run("SELECT pg_wal_replay_resume()").await;
        let mut tamperer = forger().await;
        let change = "UPDATE events SET payload = '{}' WHERE municipality = $1 AND position = 300";
        run(&mut tamperer, &town, change).await;
        let pool = standby.pool().await;
        let found = verify_in(&pool, &town.municipality, &scope, &mut |_, _| {}).await.unwrap();
        let expected = Difference { position: 300, kind: DifferenceKind::RowChanged };
        assert_eq!((found.difference, found.others), (Some(expected), Vec::new()));
    });
}
