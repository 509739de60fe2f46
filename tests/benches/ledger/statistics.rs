//! Whether report statistics cost the same over a million reports as over ten thousand, now and as of the past.

use std::env;
use std::sync::Arc;
use std::time::Instant;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::report::Report;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::{Ledger, Live};
use case_ledger_infrastructure::ledger::writer::Append;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::report_statistics::{ReportDimension, report_statistics};
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_tests::DataDir;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::Extent;
use crate::figures::{Spread, judge, milliseconds_since};
use crate::samples;
use crate::throughput::CONNECTIONS;

/// Reports made and written together.
const BATCH: usize = 500;
/// Batches made at a time.
const BATCHES_AT_A_TIME: usize = 4;
/// Children that all reports are about: none of what is measured depends on how many there are.
const CHILDREN: usize = 500;
/// At most so much slower may figures over more reports be.
const MOST_GROWTH: f64 = 1.5;
/// At most so many milliseconds may they take.
const MOST_MS: f64 = 15.0;
/// At most so much slower may figures of the past be.
const MOST_OF_NOW: f64 = 3.0;

/// What is timed: ten years of reports, broken down so, and of which moment.
const QUESTIONS: [(&str, &[ReportDimension], Moment); 5] = [
    ("in one row", &[], Moment::Now),
    ("by year", &[ReportDimension::Year], Moment::Now),
    ("by year, as of the middle", &[ReportDimension::Year], Moment::Middle),
    ("by content", &[ReportDimension::Content], Moment::Now),
    ("by content, as of the middle", &[ReportDimension::Content], Moment::Middle),
];
/// The questions about the past, each with the same one now.
const PAST_AND_NOW: [(usize, usize); 2] = [(2, 1), (4, 3)];

#[derive(Clone, Copy)]
enum Moment {
    Now,
    Middle,
}

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let most = env::var("CASE_LEDGER_BENCH_REPORTS").ok().and_then(|number| number.parse().ok());
    let sizes = [10_000, most.unwrap_or_else(|| extent.choose(1_000_000, 30_000))];
    let runs = extent.choose(300, 50);
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let municipality: Municipality = "9904".parse().expect("a municipality");
    println!("# Report statistics over ten years (one at a time; {runs} runs each; milliseconds)");
    let (mut found, mut made) = (Vec::new(), 0);
    for reports in sizes {
        let start = Instant::now();
        grow(&home, &municipality, &mut made, reports).await;
        println!("grown to {made} reports in {:.0} s", start.elapsed().as_secs_f64());
        found.push(ask(&home, &municipality, runs).await);
    }
    println!("{:>30} | at {} reports | at {} reports | ratio", "", sizes[0], sizes[1]);
    for (index, (question, ..)) in QUESTIONS.into_iter().enumerate() {
        let (small, large) = (Spread::of(&found[0][index]), Spread::of(&found[1][index]));
        let ratio = large.median / small.median;
        let met = judge(ratio <= MOST_GROWTH && large.median < MOST_MS);
        println!(
            "{question:>30} | {small} | {large} | {ratio:.2} (aim: {MOST_GROWTH} or less, below {MOST_MS} ms, {met})"
        );
    }
    for (past, now) in PAST_AND_NOW {
        let ratio = Spread::of(&found[1][past]).median / Spread::of(&found[1][now]).median;
        let met = judge(ratio <= MOST_OF_NOW);
        println!("{}: {ratio:.2} of the same now (aim: {MOST_OF_NOW} or less, {met})", QUESTIONS[past].0);
    }
    println!();
    home.close().await;
}

/// Adds reports, each received and triaged, until there are that many, and lets the read models follow.
async fn grow(home: &Home, municipality: &Municipality, made: &mut usize, reports: usize) {
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    ledger.open_municipality(municipality, "Skogdal", clock::now()).await.expect("the municipality opens");
    let children: Arc<Vec<SubjectId>> =
        Arc::new((0..CHILDREN).map(|_| SubjectId::from_uuid(samples::new_id())).collect());
    let turns = Arc::new(Semaphore::new(BATCHES_AT_A_TIME));
    let mut batches = JoinSet::new();
    while *made < reports {
        let turn = Arc::clone(&turns).acquire_owned().await.expect("nobody closes it");
        let (ledger, municipality, children, first) =
            (Arc::clone(&ledger), municipality.clone(), Arc::clone(&children), *made);
        batches.spawn(async move {
            add_batch(&ledger, &municipality, &children, first).await;
            drop(turn);
        });
        *made += BATCH;
    }
    batches.join_all().await;
    Projector::new(&ledger).catch_up().await.expect("the read models catch up");
    databases.close().await;
    let mut superuser = PgConnection::connect(&home.superuser_url()).await.expect("the superuser connects");
    superuser.execute("VACUUM (ANALYZE)").await.expect("the superuser vacuums");
    superuser.execute("CHECKPOINT").await.expect("the superuser makes a checkpoint");
    superuser.close().await.expect("the superuser disconnects");
}

async fn add_batch(ledger: &Ledger, municipality: &Municipality, children: &[SubjectId], first: usize) {
    let actor = samples::employee(municipality);
    let mut appends: Vec<Append> = Vec::with_capacity(BATCH * 2);
    for nth in first..first + BATCH {
        let child = children[nth % children.len()];
        let (report, mut live) = (samples::new_id(), Live::<Report>::default());
        for action in [samples::report(child, nth), samples::triage(child, &actor, nth)] {
            let context = samples::context(municipality, &actor);
            let prepared = ledger.prepare(&mut live, &context, report, action).await;
            appends.extend(prepared.expect("a report can be received and triaged"));
        }
    }
    ledger.append_atomically(municipality, &appends).await.expect("the batch is written");
}

/// The times of each question, in milliseconds.
async fn ask(home: &Home, municipality: &Municipality, runs: usize) -> [Vec<f64>; QUESTIONS.len()] {
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let head = ledger.head(municipality).await.expect("the head is read").unwrap_or_default();
    let mut times: [Vec<f64>; QUESTIONS.len()] = Default::default();
    for _ in 0..runs {
        for (times, (_, group_by, moment)) in times.iter_mut().zip(QUESTIONS) {
            let as_of = match moment {
                Moment::Now => AsOf::Now,
                Moment::Middle => AsOf::Position(head / 2),
            };
            let start = Instant::now();
            let found = report_statistics(&databases.ledger, municipality, samples::ten_years(), group_by, as_of).await;
            times.push(milliseconds_since(start));
            assert!(!found.expect("reports are counted").rows.is_empty());
        }
    }
    databases.close().await;
    times
}
