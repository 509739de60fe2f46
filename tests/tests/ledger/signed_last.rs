//! What was signed last is remembered in the key database, and a ledger that was rewritten with its log, cut off or
//! taken away contradicts it: also where nobody kept a checkpoint.

use case_ledger_infrastructure::ledger::verify::{DifferenceKind, Scope, Witness};
use case_ledger_infrastructure::proof::memory::last_signed;
use case_ledger_tests::demo::run as program_run;
use case_ledger_tests::forge::forger;
use case_ledger_tests::town::{data_dir, home, in_a_town};
use case_ledger_tests::{Town, run_in};

use crate::rewritten::{
    CUT_THE_LAST_TWO, forget_the_log, forget_what_was_signed, prover, rewrite_everything, run, ten_proven_events,
    verified,
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
        assert_eq!((code, out.trim()), (0, format!("{number} Prøvevik: 8 events, as written").as_str()), "{err}");
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
