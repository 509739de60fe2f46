//! Durable commands a second through the ledger, beside `pgbench` on the same server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_tests::DataDir;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Extent;
use crate::figures::{Spread, judge, per_second};
use crate::pgbench::Pgbench;
use crate::samples;

/// Connections of a server, as `serve` has them.
pub const CONNECTIONS: u32 = 24;
/// Cases worked with at a time; they fit among the live ones that the ledger keeps in memory.
const CASES: usize = 4_000;
/// Commands in flight, and `pgbench` clients.
const IN_FLIGHT: [usize; 3] = [1, 8, 32];
/// At this many, the ledger is to be as fast as plain inserts.
const JUDGED_IN_FLIGHT: usize = 32;

/// A case and its child.
pub type CaseOfChild = (Uuid, SubjectId);

/// One run of everything at once.
struct Round {
    seconds: u64,
    ledger_first: bool,
}

/// What came of the rounds, by number in flight.
#[derive(Default)]
struct Found {
    ledger: [Vec<f64>; IN_FLIGHT.len()],
    plain: [Vec<f64>; IN_FLIGHT.len()],
    projected: Vec<f64>,
    opened: Vec<f64>,
}

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let (rounds, seconds) = (extent.choose(5, 2), extent.choose(5, 2));
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let municipality: Municipality = "9901".parse().expect("a municipality");
    ledger.open_municipality(&municipality, "Fjordvik", clock::now()).await.expect("the municipality opens");

    println!("# Durable commands a second ({rounds} rounds of {seconds} s; median, least and greatest)");
    let cases = open_cases(&ledger, &municipality, 100, 8).await.1;
    log_observations(&ledger, &municipality, &cases, 8, Duration::from_secs(1)).await;
    let pgbench = Pgbench::new(&home).await.map(Arc::new);
    match &pgbench {
        Some(pgbench) => println!("A row has {} bytes of JSON.", pgbench.json_bytes()),
        None => println!("No pgbench beside the server programs (Debian: postgresql-contrib): no comparison."),
    }
    let mut found = Found::default();
    for number in 0..rounds {
        let round = Round { seconds, ledger_first: number % 2 == 0 };
        round.run(&ledger, &municipality, pgbench.as_ref(), &mut found).await;
    }
    found.print();
    databases.close().await;
    home.close().await;
}

impl Round {
    async fn run(
        &self,
        ledger: &Arc<Ledger>,
        municipality: &Municipality,
        pgbench: Option<&Arc<Pgbench>>,
        found: &mut Found,
    ) {
        // New cases for each round: streams that grew with every round would slow the later ones down.
        let (rate, cases) = open_cases(ledger, municipality, CASES, JUDGED_IN_FLIGHT).await;
        found.opened.push(rate);
        let time = Duration::from_secs(self.seconds);
        for (index, in_flight) in IN_FLIGHT.into_iter().enumerate() {
            for ledgers_turn in [self.ledger_first, !self.ledger_first] {
                if ledgers_turn {
                    found.ledger[index].push(log_observations(ledger, municipality, &cases, in_flight, time).await);
                } else if let Some(pgbench) = pgbench.cloned() {
                    let seconds = self.seconds;
                    let rate = tokio::task::spawn_blocking(move || pgbench.rows_per_second(in_flight, seconds)).await;
                    found.plain[index].push(rate.expect("pgbench ends"));
                }
            }
        }
        let projector = Arc::new(Projector::new(ledger.pool().clone(), ledger.committed()));
        projector.catch_up().await.expect("the read models catch up");
        let projecting = tokio::spawn(projector.run());
        found.projected.push(log_observations(ledger, municipality, &cases, JUDGED_IN_FLIGHT, time).await);
        projecting.abort();
    }
}

impl Found {
    fn print(&self) {
        println!("in flight |              ledger, commands/s |                   pgbench, rows/s | ratio");
        for ((in_flight, ledger), plain) in IN_FLIGHT.into_iter().zip(&self.ledger).zip(&self.plain) {
            let ledger = Spread::of(ledger);
            if plain.is_empty() {
                println!("{in_flight:>9} | {ledger:>32} |");
                continue;
            }
            let plain = Spread::of(plain);
            let ratio = ledger.median / plain.median;
            let limit = if in_flight == JUDGED_IN_FLIGHT {
                format!(" (aim: 1.0 or more, {})", judge(ratio >= 1.0))
            } else {
                String::new()
            };
            println!("{in_flight:>9} | {ledger:>32} | {plain:>32} | {ratio:.2}{limit}");
        }
        let of_plain = |rate: f64| match self.plain.last() {
            Some(plain) if !plain.is_empty() => format!(" | {:.2} of pgbench", rate / Spread::of(plain).median),
            _ => String::new(),
        };
        let projected = Spread::of(&self.projected);
        println!("the same at 32 in flight while the read models follow: {projected}{}", of_plain(projected.median));
        let opened = Spread::of(&self.opened);
        println!("new cases/s at 32 in flight (two events and a new key each): {opened}{}\n", of_plain(opened.median));
    }
}

/// Opens cases, each for a child of its own; answers how many a second, and the cases.
async fn open_cases(
    ledger: &Arc<Ledger>,
    municipality: &Municipality,
    number: usize,
    in_flight: usize,
) -> (f64, Arc<Vec<CaseOfChild>>) {
    let cases: Arc<Vec<CaseOfChild>> =
        Arc::new((0..number).map(|_| (samples::new_id(), SubjectId::from_uuid(samples::new_id()))).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (ledger, municipality, cases, next) =
            (Arc::clone(ledger), municipality.clone(), Arc::clone(&cases), Arc::clone(&next));
        workers.spawn(async move {
            let actor = samples::employee(&municipality);
            while let Some((case, child)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                let context = samples::context(&municipality, &actor);
                let action = samples::opening(*child, context.now);
                ledger.execute::<Case>(&context, *case, action).await.expect("a case opens");
            }
        });
    }
    workers.join_all().await;
    (per_second(number, start.elapsed()), cases)
}

/// Logs observations on random cases; answers how many a second.
async fn log_observations(
    ledger: &Arc<Ledger>,
    municipality: &Municipality,
    cases: &Arc<Vec<CaseOfChild>>,
    in_flight: usize,
    time: Duration,
) -> f64 {
    let start = Instant::now();
    let mut workers = JoinSet::new();
    for worker in 0..in_flight {
        let (ledger, municipality, cases) = (Arc::clone(ledger), municipality.clone(), Arc::clone(cases));
        workers.spawn(async move {
            let actor = samples::employee(&municipality);
            let mut random = Random::new(worker);
            let mut logged = 0;
            while start.elapsed() < time {
                let (case, child) = cases[random.below(cases.len())];
                let context = samples::context(&municipality, &actor);
                let action = samples::observation(child, context.now);
                let accepted = ledger.execute::<Case>(&context, case, action).await.expect("an observation is logged");
                assert!(accepted.recorded_now, "every command is a new one");
                logged += 1;
            }
            logged
        });
    }
    let logged: usize = workers.join_all().await.into_iter().sum();
    per_second(logged, start.elapsed())
}

/// A small generator of numbers (xorshift).
struct Random(u64);

impl Random {
    /// One of its own for each worker.
    fn new(worker: usize) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ ((worker as u64 + 1) << 32) ^ u64::from(clock::now().timestamp_subsec_micros()))
    }

    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or_default()
    }
}
