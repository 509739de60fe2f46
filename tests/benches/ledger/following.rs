//! How closely the read models follow: how long after its answer a command is in all of them, at full load and below.

use std::sync::Arc;
use std::time::{Duration, Instant};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_tests::DataDir;

use crate::Extent;
use crate::figures::{Spread, judge, milliseconds_since, percentile};
use crate::samples;
use crate::throughput::{CASES, CONNECTIONS, JUDGED_IN_FLIGHT, Place, log_observations, open_cases};

/// How long a command may take to be in the read models, for 99 in 100.
const MOST_LAG_MS: f64 = 250.0;
/// At most so much longer in the second half of the load than in the first: a lag that grows has no end.
const MOST_OF_EARLY: f64 = 1.5;
/// Between two commands whose way into the read models is timed.
const PROBES_EVERY: Duration = Duration::from_millis(10);

/// What came of the rounds.
#[derive(Default)]
struct Found {
    /// Commands a second without a projector.
    alone: Vec<f64>,
    /// The same while the read models follow.
    followed: Vec<f64>,
    /// How long after its answer a command was in the read models, in milliseconds: in the first half of that load,
    /// and in the second.
    early_lags: Vec<f64>,
    late_lags: Vec<f64>,
}

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let (rounds, seconds) = (extent.choose(3, 1), extent.choose(15, 5));
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let municipality: Municipality = "9901".parse().expect("a municipality");
    ledger.open_municipality(&municipality, "Fjordvik", clock::now()).await.expect("the municipality opens");

    println!("# Read models that follow ({rounds} rounds of {seconds} s, {JUDGED_IN_FLIGHT} in flight)");
    let mut found = Found::default();
    for _ in 0..rounds {
        let cases = open_cases(&ledger, vec![municipality.clone(); CASES], JUDGED_IN_FLIGHT).await.1;
        let time = Duration::from_secs(seconds);
        found.alone.push(log_observations(&ledger, &cases, JUDGED_IN_FLIGHT, time / 5).await);
        let projector = Arc::new(Projector::new(&ledger));
        projector.catch_up().await.expect("the read models catch up");
        let projecting = tokio::spawn(Arc::clone(&projector).run());
        let probing = tokio::spawn(lags(Arc::clone(&ledger), projector, Arc::clone(&cases), time));
        found.followed.push(log_observations(&ledger, &cases, JUDGED_IN_FLIGHT, time).await);
        let lags = probing.await.expect("the probe ends");
        let (early, late) = lags.split_at(lags.len() / 2);
        found.early_lags.extend(early);
        found.late_lags.extend(late);
        projecting.abort();
    }
    found.print();
    databases.close().await;
    home.close().await;
}

impl Found {
    fn print(&self) {
        let (alone, followed) = (Spread::of(&self.alone), Spread::of(&self.followed));
        let ratio = followed.median / alone.median;
        println!("{:>45} {alone}", "commands/s, no read model");
        println!("{:>45} {followed} | {ratio:.2} of that", "commands/s, all of them following");
        let (early, late) = (percentile(&self.early_lags, 99), percentile(&self.late_lags, 99));
        let (met, grows) = (judge(early.max(late) < MOST_LAG_MS), judge(late <= MOST_OF_EARLY * early));
        println!(
            "{:>45} median {:.0} ms, p99 {early:.0} ms in the first half of the load, {late:.0} ms in the second \
             (aim: below {MOST_LAG_MS} ms, {met}; never growing: {:.2} of the first half, {MOST_OF_EARLY} or less, \
             {grows})\n",
            "lag of the read models meanwhile",
            percentile(&self.late_lags, 50),
            late / early
        );
    }
}

/// How long after its answer a command was in the read models, in milliseconds, one command after the other.
async fn lags(ledger: Arc<Ledger>, projector: Arc<Projector>, cases: Arc<Vec<Place>>, time: Duration) -> Vec<f64> {
    let start = Instant::now();
    let mut lags = Vec::new();
    while start.elapsed() < time {
        let (municipality, case, child) = &cases[lags.len() % cases.len()];
        let context = samples::context(municipality, &samples::employee(municipality));
        let action = samples::observation(*child, context.now);
        let accepted = ledger.execute::<Case>(&context, *case, action).await.expect("an observation is logged");
        let answered = Instant::now();
        let patience = Duration::from_secs(30);
        let arrived = projector.wait_for(municipality, accepted.position, ReadModel::ALL, patience).await;
        assert!(arrived.expect("the position is read"), "the read models follow");
        lags.push(milliseconds_since(answered));
        tokio::time::sleep(PROBES_EVERY).await;
    }
    lags
}
