//! Whether a command and a query cost the same in a ledger of a million events as in one of ten thousand, and every register
//! as of the middle of the larger one about as much as now.

use std::env;
use std::sync::Arc;
use std::time::Instant;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, InvestigationId, Municipality, ReportId, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::people::Roles;
use case_ledger_domain::report::Report;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::{Ledger, Live};
use case_ledger_infrastructure::ledger::history::Sight;
use case_ledger_infrastructure::ledger::writer::Append;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::case_cards::{CaseFilter, card, cards};
use case_ledger_infrastructure::projections::report_statistics::{ReportDimension, report_statistics};
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_infrastructure::reach::Reached;
use case_ledger_tests::DataDir;
use chrono::{DateTime, Days, Utc};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::Extent;
use crate::figures::{Spread, judge, milliseconds_since};
use crate::registers::{self, MOST_OF_NOW};
use crate::samples;
use crate::throughput::{CONNECTIONS, CaseOfChild};

/// Events of a case, in both sizes of the ledger.
const EVENTS_PER_CASE: usize = 20;
/// A municipality's share of reports: one to five cases, of three events each.
const CASES_PER_REPORT: usize = 5;
/// Over so many days what happens in the cases is spread.
const DAYS: usize = 3_650;
/// Cases, with their report, made and written together.
const BATCH: usize = 100;
/// Events of a batch, about: four of five reports are investigated, by four events.
const EVENTS_PER_BATCH: usize = BATCH * EVENTS_PER_CASE + BATCH / CASES_PER_REPORT * (3 + 4 * 4 / 5);
/// Batches made at a time; their new keys wait for the disk.
const BATCHES_AT_A_TIME: usize = 8;
/// At most so much slower may anything get.
const MOST_GROWTH: f64 = 1.5;

/// What is timed.
const QUESTIONS: [&str; 7] = [
    "append, case in memory",
    "append, case not in memory",
    "cases, first page of 20",
    "a case's card and its history of 20 events",
    "report statistics by year, ten years",
    "cases, first page, as of the middle",
    "report statistics, as of the middle",
];
/// Questions about the past, each with the same question now.
const PAST_AND_NOW: [(usize, usize); 2] = [(5, 2), (6, 4)];

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let most = env::var("CASE_LEDGER_BENCH_EVENTS").ok().and_then(|number| number.parse().ok());
    let sizes = [10_000, most.unwrap_or_else(|| extent.choose(1_000_000, 100_000))];
    let runs = extent.choose(400, 100);
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let municipality: Municipality = "9903".parse().expect("a municipality");
    let mut cases = Vec::new();
    let mut found = Vec::new();
    println!("# Time per append and per query as the ledger grows (one at a time; {runs} runs each)");
    for events in sizes {
        let start = Instant::now();
        grow(&home, &municipality, &mut cases, events, sizes[1]).await;
        println!("grown to {events} events in {:.0} s: {} cases", start.elapsed().as_secs_f64(), cases.len());
        found.push(ask(&home, &municipality, &cases, runs).await);
    }
    println!("{:>43} | at {} events, ms | at {} events, ms | ratio", "", sizes[0], sizes[1]);
    for (index, question) in QUESTIONS.into_iter().enumerate() {
        let (small, large) = (Spread::of(&found[0][index]), Spread::of(&found[1][index]));
        let ratio = large.median / small.median;
        let met = judge(ratio <= MOST_GROWTH);
        println!("{question:>43} | {small} | {large} | {ratio:.2} (aim: {MOST_GROWTH} or less, {met})");
    }
    for (past, now) in PAST_AND_NOW {
        let (past_time, now_time) = (Spread::of(&found[1][past]), Spread::of(&found[1][now]));
        let ratio = past_time.median / now_time.median;
        let met = judge(ratio <= MOST_OF_NOW);
        println!("{}: {ratio:.2} of the same question now (aim: {MOST_OF_NOW} or less, {met})", QUESTIONS[past]);
    }
    registers::ask(&home, &municipality, runs).await;
    println!();
    home.close().await;
}

/// Adds cases and reports until the ledger has that many events, and lets the read models follow. What happened is
/// spread over ten years that end today, in the order in which it is recorded, of `in_the_end` events.
async fn grow(
    home: &Home,
    municipality: &Municipality,
    cases: &mut Vec<CaseOfChild>,
    events: usize,
    in_the_end: usize,
) {
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    ledger.open_municipality(municipality, "Skogdal", clock::now()).await.expect("the municipality opens");
    let head = ledger.head(municipality).await.expect("the head is read").unwrap_or_default();
    let head = usize::try_from(head).unwrap_or_default();
    let missing = events.saturating_sub(head);
    let turns = Arc::new(Semaphore::new(BATCHES_AT_A_TIME));
    let mut batches = JoinSet::new();
    for number in 0..missing.div_ceil(EVENTS_PER_BATCH) {
        let turn = Arc::clone(&turns).acquire_owned().await.expect("nobody closes it");
        let (ledger, municipality) = (Arc::clone(&ledger), municipality.clone());
        let first_report = cases.len() / CASES_PER_REPORT + number * BATCH / CASES_PER_REPORT;
        let days_ago = DAYS * in_the_end.saturating_sub(head + number * EVENTS_PER_BATCH) / in_the_end;
        let then = clock::now() - Days::new(days_ago as u64);
        batches.spawn(async move {
            let added = add_batch(&ledger, &municipality, first_report, then).await;
            drop(turn);
            added
        });
    }
    cases.extend(batches.join_all().await.into_iter().flatten());
    Projector::new(&ledger).catch_up().await.expect("the read models catch up");
    databases.close().await;
    // What autovacuum would have done on a ledger that took years to grow. The owner would be asked whether each table is its own, and
    // fail at a temporary one that goes with its connection meanwhile.
    let mut superuser = PgConnection::connect(&home.superuser_url()).await.expect("the superuser connects");
    superuser.execute("VACUUM (ANALYZE)").await.expect("the superuser vacuums");
    superuser.execute("CHECKPOINT").await.expect("the superuser makes a checkpoint");
    superuser.close().await.expect("the superuser disconnects");
}

async fn add_batch(
    ledger: &Ledger,
    municipality: &Municipality,
    first_report: usize,
    then: DateTime<Utc>,
) -> Vec<CaseOfChild> {
    let actor = samples::employee(municipality);
    let mut appends: Vec<Append> = Vec::new();
    let mut cases = Vec::with_capacity(BATCH);
    for number in 0..BATCH {
        let (case, child) = (samples::new_id(), SubjectId::from_uuid(samples::new_id()));
        cases.push((case, child));
        let mut live = Live::<Case>::default();
        let context = samples::context(municipality, &actor);
        let opening = samples::opening(child, then);
        let prepared = ledger.prepare(&mut live, &context, case, opening).await;
        appends.extend(prepared.expect("a case can be opened"));
        let is_reported = number.is_multiple_of(CASES_PER_REPORT);
        // What others work with together is reported, too: every register has its rows.
        let mut actions = Vec::new();
        if is_reported {
            actions.extend(samples::cooperation(child, &actor, then));
        }
        actions.extend((2 + actions.len()..EVENTS_PER_CASE).map(|_| samples::observation(child, then)));
        for action in actions {
            let context = samples::context(municipality, &actor);
            let prepared = ledger.prepare(&mut live, &context, case, action).await;
            appends.extend(prepared.expect("a case can be worked with"));
        }
        if is_reported {
            let nth = first_report + number / CASES_PER_REPORT;
            add_report(ledger, municipality, child, nth, &mut appends).await;
        }
    }
    ledger.append_atomically(municipality, &appends).await.expect("the batch is written");
    cases
}

/// The `nth` report, its triage, and the investigation where that decides on one.
async fn add_report(
    ledger: &Ledger,
    municipality: &Municipality,
    child: SubjectId,
    nth: usize,
    appends: &mut Vec<Append>,
) {
    let actor = samples::employee(municipality);
    let (report, mut live) = (samples::new_id(), Live::<Report>::default());
    for action in [samples::report(child, nth), samples::triage(child, &actor, nth)] {
        let context = samples::context(municipality, &actor);
        let prepared = ledger.prepare(&mut live, &context, report, action).await;
        appends.extend(prepared.expect("a report can be received and triaged"));
    }
    if samples::is_investigated(nth) {
        let report = ReportId::from_uuid(report);
        let mandate = live.aggregate.investigation_mandate(report).expect("triage decided on an investigation");
        let investigation = InvestigationId::following(municipality, report).as_uuid();
        let opened = InvestigationAction::Open { mandate: Box::new(mandate) };
        let mut live = Live::<Investigation>::default();
        for action in std::iter::once(opened).chain(samples::investigated(child, &actor, nth)) {
            let context = samples::context(municipality, &actor);
            let prepared = ledger.prepare(&mut live, &context, investigation, action).await;
            appends.extend(prepared.expect("an investigation can be opened and concluded"));
        }
    }
}

/// The times of each question, in milliseconds.
async fn ask(
    home: &Home,
    municipality: &Municipality,
    cases: &[CaseOfChild],
    runs: usize,
) -> [Vec<f64>; QUESTIONS.len()] {
    let mut times: [Vec<f64>; QUESTIONS.len()] = Default::default();
    // As many cases in both sizes, each asked for once: what a small ledger has in memory after a while is not its
    // size's merit.
    let stride = (cases.len() / runs).max(1);
    let some: Vec<CaseOfChild> = cases.iter().step_by(stride).take(runs).copied().collect();
    // Questions first: the appends make cases longer. Each on a ledger that has nothing in memory yet.
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let pool = &databases.ledger;
    let (filter, period) = (CaseFilter { reached: Reached::All, ..CaseFilter::default() }, samples::ten_years());
    let head = ledger.head(municipality).await.expect("the head is read").unwrap_or_default();
    let middle = AsOf::Position(head / 2);
    for (case, _) in &some {
        let start = Instant::now();
        let page = cards(pool, municipality, &filter, None, 21, AsOf::Now).await.expect("cases are listed");
        times[2].push(milliseconds_since(start));
        assert_eq!(page.len(), 21);

        let start = Instant::now();
        let found = card(&ledger, municipality, CaseId::from_uuid(*case), AsOf::Now).await.expect("a card is found");
        let history =
            ledger.stream_history(municipality, "Case", *case, 0, 21, Sight::open(Roles::default()), AsOf::Now).await;
        times[3].push(milliseconds_since(start));
        assert!(found.is_some_and(|card| card.observations > 0));
        assert!(history.expect("a history is read").len() >= EVENTS_PER_CASE);

        let start = Instant::now();
        let statistics = report_statistics(pool, municipality, period, &[ReportDimension::Year], AsOf::Now).await;
        times[4].push(milliseconds_since(start));
        assert_eq!(statistics.expect("reports are counted").rows.len(), 10);

        let start = Instant::now();
        let page = cards(pool, municipality, &filter, None, 21, middle).await.expect("cases are listed");
        times[5].push(milliseconds_since(start));
        assert_eq!(page.len(), 21);

        let start = Instant::now();
        let statistics = report_statistics(pool, municipality, period, &[ReportDimension::Year], middle).await;
        times[6].push(milliseconds_since(start));
        assert_eq!(statistics.expect("reports are counted").rows.len(), 10);
    }
    databases.close().await;

    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let actor = samples::employee(municipality);
    // The first round loads each case, the second finds it in memory.
    for index in [1, 0] {
        for (case, child) in &some {
            let context = samples::context(municipality, &actor);
            let action = samples::observation(*child, context.now);
            let start = Instant::now();
            let accepted = ledger.execute::<Case>(&context, *case, action).await;
            times[index].push(milliseconds_since(start));
            assert!(accepted.expect("an observation is logged").recorded_now);
        }
    }
    databases.close().await;
    times
}
