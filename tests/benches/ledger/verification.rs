//! Verification of a whole ledger, as an auditor runs it: every leaf anew from its row, the tree from the leaves, held
//! against the stored tiles and checkpoints, against one that is kept outside, against what was signed last, and each
//! row's code. Beside SHA-256 of the same bytes on one core.

use std::sync::Arc;
use std::time::Instant;

use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::ledger::verify::{Held, Scope, verify_in};
use case_ledger_infrastructure::proof::log::checkpoint;
use case_ledger_infrastructure::proof::memory::all_signed_last;
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_tests::DataDir;
use sqlx::{Connection as _, Executor as _, PgConnection, PgPool};

use crate::Extent;
use crate::bulk::{beside, hashed, import, rows_of};
use crate::figures::per_second;
use crate::throughput::CONNECTIONS;

/// What verification is to reach of the hashing.
const LEAST_OF_SHA: f64 = 0.25;

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let (rounds, times, clients) = (extent.choose(3, 1), extent.choose(5, 2), extent.choose(10_000, 500));
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let prover = Prover::new(Arc::clone(&ledger), ProverOptions::default());
    let mut superuser = PgConnection::connect(&home.superuser_url()).await.expect("the superuser connects");
    println!("# Verification ({rounds} ledgers, {times} times each; events a second; median, least and greatest)");
    let (mut verifications, mut digests) = (Vec::new(), Vec::new());
    for number in 0..rounds {
        let municipality: Municipality = (9_931 + number).to_string().parse().expect("a municipality");
        import(&ledger, &home, &municipality, clients).await;
        prover.prove(&municipality).await.expect("the tree is grown and signed");
        superuser.execute("VACUUM (ANALYZE)").await.expect("the superuser vacuums");
        let rows = rows_of(&mut superuser, &municipality).await;
        for _ in 0..times {
            verifications.push(verified(&ledger, &databases.keys, &municipality).await);
            digests.push(hashed(&rows));
        }
    }
    beside("verify", &verifications, "SHA-256 of the same bytes", &digests, LEAST_OF_SHA);
    println!();
    superuser.close().await.expect("the superuser disconnects");
    databases.close().await;
    home.close().await;
}

async fn verified(ledger: &Ledger, keys: &PgPool, municipality: &Municipality) -> f64 {
    let kept = checkpoint(ledger.pool(), municipality).await.expect("the log is read");
    let start = Instant::now();
    let mut signed_last = all_signed_last(keys).await.expect("the key database is read");
    let scope = Scope {
        since: 0,
        held: kept.map(|(_, note)| Held { name: "kept".to_owned(), note }).into_iter().collect(),
        signed_last: signed_last.remove(municipality),
        authorship: Some(ledger.authorship(municipality).await.expect("the keys are there")),
        ..Scope::default()
    };
    let verified = verify_in(ledger.pool(), municipality, &scope, &mut |_, _| {}).await.expect("the ledger is read");
    let time = start.elapsed();
    assert_eq!(verified.difference, None);
    assert!(verified.checkpoints > 0 && verified.held == ["kept"] && verified.signed_last.is_some());
    per_second(usize::try_from(verified.events).unwrap_or_default(), time)
}
