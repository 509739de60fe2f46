//! Whether who follows a ledger misses anything while others write, beside a store whose subscription asks for what is numbered
//! after the last event that was seen, where events are numbered before they are committed.

use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::people::Roles;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::ledger::follow::Following;
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_tests::DataDir;

use crate::Extent;
use crate::figures::judge;
use crate::peers::{FOLLOWED, Peers};
use crate::throughput::{CONNECTIONS, log_observations, open_cases};

const WRITERS: usize = 16;
/// Cases that they write to.
const CASES: usize = 400;
/// Bytes of a peer's event, about as many as one of the ledger's has.
const BYTES: usize = 900;

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let seconds = extent.choose(10, 2);
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    println!("# Events that a follower sees while {WRITERS} write for {seconds} s");
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let (seen, written) = of_the_ledger(&ledger, Duration::from_secs(seconds)).await;
    databases.close().await;
    println!("{:>20} {seen} of {written} (aim: every one, {})", "the ledger", judge(seen == written));
    let peers = Peers::with_followed(&home, BYTES).await;
    let followed = tokio::task::spawn_blocking(move || peers.follow(WRITERS, seconds)).await;
    println!("{FOLLOWED:>20} {}\n", followed.expect("the peer ends"));
    home.close().await;
}

/// How many different entries somebody saw who followed from before the first, and how many there are.
async fn of_the_ledger(ledger: &Arc<Ledger>, time: Duration) -> (i64, i64) {
    let municipality: Municipality = "9901".parse().expect("a municipality");
    ledger.open_municipality(&municipality, "Fjordvik", clock::now()).await.expect("the municipality opens");
    let mut follower = Following::new(Arc::clone(ledger)).ledger(&municipality, 0).await.expect("it can be followed");
    let (ended, mut end) = tokio::sync::watch::channel(None);
    let following = tokio::spawn(async move {
        let (mut seen, mut last) = (0, 0);
        loop {
            let until: Option<i64> = *end.borrow();
            if until.is_some_and(|until| last >= until) {
                return seen;
            }
            tokio::select! {
                entry = follower.next(Sight::open(Roles::default())) => {
                    let position = entry.expect("an entry is handed out").position;
                    assert!(position > last, "entries come in order, each once");
                    (seen, last) = (seen + 1, position);
                }
                // How far there is to go is known now.
                _ = end.changed(), if until.is_none() => {}
            }
        }
    });
    let cases = open_cases(ledger, vec![municipality.clone(); CASES], WRITERS).await.1;
    log_observations(ledger, &cases, WRITERS, time).await;
    let head = ledger.head(&municipality).await.expect("the head is read").unwrap_or_default();
    ended.send(Some(head)).expect("somebody follows");
    (following.await.expect("the follower comes to the end"), head)
}
