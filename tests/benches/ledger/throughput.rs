//! Durable commands a second through the ledger, beside `pgbench` and other event stores on the same server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_tests::DataDir;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Extent;
use crate::figures::{Spread, judge, per_second};
use crate::notes::{Note, Notes};
use crate::peers::{Peer, Peers};
use crate::pgbench::Pgbench;
use crate::samples;

/// Connections of a server, as `serve` has them.
pub const CONNECTIONS: u32 = 24;
/// Cases worked with at a time; they fit among the live ones that the ledger keeps in memory.
pub const CASES: usize = 4_000;
/// Cases spread over all municipalities, at most: they fit there as well.
const CASES_EVERYWHERE: usize = 3_800;
/// Commands in flight, and `pgbench` clients.
const IN_FLIGHT: [usize; 3] = [1, 8, 32];
/// At this many, the ledger is judged.
pub const JUDGED_IN_FLIGHT: usize = 32;
/// Norway's municipalities.
const MUNICIPALITIES: usize = 357;
/// Events of one command, where commands of several are measured.
const EVENTS_PER_COMMAND: usize = 3;

/// Commands a second of plain, unordered rows.
const LEAST_OF_PLAIN: f64 = 1.5;
/// The same, spread over all municipalities.
const LEAST_OF_PLAIN_SPREAD: f64 = 1.2;
/// Events a second of the faster peer.
const LEAST_OF_PEERS: f64 = 4.0;

/// A case and its child.
pub type CaseOfChild = (Uuid, SubjectId);

/// Whose case, which, and its child.
pub type Place = (Municipality, Uuid, SubjectId);

/// One run of everything at once.
struct Round {
    seconds: u64,
    ledger_first: bool,
}

/// What came of the rounds.
#[derive(Default)]
struct Found {
    /// Commands a second in one municipality, by number in flight.
    ledger: [Vec<f64>; IN_FLIGHT.len()],
    /// Plain rows a second, likewise.
    plain: [Vec<f64>; IN_FLIGHT.len()],
    /// Commands a second over all municipalities, with each case in memory.
    spread: Vec<f64>,
    /// The same with none of them in memory, each case once.
    spread_cold: Vec<f64>,
    /// New cases a second.
    opened: Vec<f64>,
    /// Events a second in commands of several: the ledger's, and each peer's.
    several: Vec<f64>,
    peers: [Vec<f64>; Peer::ALL.len()],
}

/// What the rounds work on.
struct Bench {
    ledger: Arc<Ledger>,
    municipality: Municipality,
    /// Some cases of each municipality, most of them in a few.
    everywhere: Arc<Vec<Place>>,
    pgbench: Option<Arc<Pgbench>>,
    peers: Arc<Peers>,
}

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let (rounds, seconds) = (extent.choose(5, 1), extent.choose(5, 1));
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let municipality: Municipality = "9901".parse().expect("a municipality");
    ledger.open_municipality(&municipality, "Fjordvik", clock::now()).await.expect("the municipality opens");

    println!("# Durable commands a second ({rounds} rounds of {seconds} s; median, least and greatest)");
    let first = vec![municipality.clone(); 100];
    let cases = open_cases(&ledger, first, 8).await.1;
    log_observations(&ledger, &cases, 8, Duration::from_secs(1)).await;
    let pgbench = Pgbench::new(&home).await.map(Arc::new);
    match &pgbench {
        Some(pgbench) => println!("A row has {} bytes of JSON.", pgbench.json_bytes()),
        None => println!("No pgbench beside the server programs (Debian: postgresql-contrib): no comparison."),
    }
    let everywhere = open_cases(&ledger, skewed(&open_municipalities(&ledger).await), JUDGED_IN_FLIGHT).await.1;
    let bytes = pgbench.as_ref().map_or(900, |pgbench| pgbench.json_bytes());
    let peers = Arc::new(Peers::new(&home, bytes).await);
    let bench = Bench { ledger, municipality, everywhere, pgbench, peers };
    let mut found = Found::default();
    for number in 0..rounds {
        Round { seconds, ledger_first: number % 2 == 0 }.run(&bench, &mut found).await;
    }
    found.print();
    databases.close().await;
    home.close().await;
}

impl Round {
    async fn run(&self, bench: &Bench, found: &mut Found) {
        let ledger = &bench.ledger;
        // New cases for each round: streams that grew with every round would slow the later ones down.
        let municipalities = vec![bench.municipality.clone(); CASES];
        let (rate, cases) = open_cases(ledger, municipalities, JUDGED_IN_FLIGHT).await;
        found.opened.push(rate);
        let time = Duration::from_secs(self.seconds);
        for (index, in_flight) in IN_FLIGHT.into_iter().enumerate() {
            for ledgers_turn in [self.ledger_first, !self.ledger_first] {
                if ledgers_turn {
                    found.ledger[index].push(log_observations(ledger, &cases, in_flight, time).await);
                    if in_flight == JUDGED_IN_FLIGHT {
                        found.spread_cold.push(log_once_in_each(ledger, &bench.everywhere, in_flight).await);
                        found.spread.push(log_observations(ledger, &bench.everywhere, in_flight, time).await);
                    }
                } else if let Some(pgbench) = bench.pgbench.clone() {
                    let seconds = self.seconds;
                    let rate = tokio::task::spawn_blocking(move || pgbench.rows_per_second(in_flight, seconds)).await;
                    found.plain[index].push(rate.expect("pgbench ends"));
                }
            }
        }
        found.several.push(note(ledger, &bench.municipality, time).await);
        for (peer, found) in Peer::ALL.into_iter().zip(&mut found.peers) {
            let (peers, seconds) = (Arc::clone(&bench.peers), self.seconds);
            let append = move || peers.append(peer, JUDGED_IN_FLIGHT, seconds, EVENTS_PER_COMMAND);
            found.push(tokio::task::spawn_blocking(append).await.expect("the peer ends"));
        }
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
            let aim = if in_flight == JUDGED_IN_FLIGHT { aim(ratio, LEAST_OF_PLAIN) } else { String::new() };
            println!("{in_flight:>9} | {ledger:>32} | {plain:>32} | {ratio:.2}{aim}");
        }
        self.beside_plain("over 357 municipalities, skewed", &self.spread, Some(LEAST_OF_PLAIN_SPREAD));
        self.beside_plain("the same, each case once and none in memory", &self.spread_cold, None);
        self.beside_plain("new cases (two events and a new key each)", &self.opened, None);
        println!("events/s in commands of {EVENTS_PER_COMMAND}, {JUDGED_IN_FLIGHT} in flight:");
        let several = Spread::of(&self.several);
        println!("{:>45} {several}", "ledger");
        let mut best = 0.0_f64;
        for (peer, found) in Peer::ALL.into_iter().zip(&self.peers) {
            let found = Spread::of(found);
            best = best.max(found.median);
            println!("{:>45} {found}", peer.name());
        }
        let ratio = several.median / best;
        println!("{:>45} {ratio:.2}{}\n", "of the faster peer", aim(ratio, LEAST_OF_PEERS));
    }

    /// A line with what was measured at 32 in flight, beside as many `pgbench` clients.
    fn beside_plain(&self, what: &str, rates: &[f64], least: Option<f64>) {
        let rates = Spread::of(rates);
        let of_plain = match self.plain.last() {
            Some(plain) if !plain.is_empty() => {
                let ratio = rates.median / Spread::of(plain).median;
                let aim = least.map(|least| aim(ratio, least)).unwrap_or_default();
                format!(" | {ratio:.2} of pgbench{aim}")
            }
            _ => String::new(),
        };
        println!("{what:>45} {rates}{of_plain}");
    }
}

fn aim(ratio: f64, least: f64) -> String {
    format!(" (aim: {least} or more, {})", judge(ratio >= least))
}

async fn open_municipalities(ledger: &Ledger) -> Vec<Municipality> {
    let mut opened = Vec::with_capacity(MUNICIPALITIES);
    for number in 1_001..=1_000 + MUNICIPALITIES {
        let municipality: Municipality = number.to_string().parse().expect("a municipality");
        ledger.open_municipality(&municipality, "Kommune", clock::now()).await.expect("the municipality opens");
        opened.push(municipality);
    }
    opened
}

/// A municipality per case: the nth has an nth of the first one's, and each has one.
fn skewed(municipalities: &[Municipality]) -> Vec<Municipality> {
    let harmonic: f64 = (1..=u32::try_from(municipalities.len()).unwrap_or(u32::MAX)).map(|n| 1.0 / f64::from(n)).sum();
    // What rounding up adds is at most one for each.
    let to_share = CASES_EVERYWHERE - municipalities.len();
    let mut of_cases = Vec::with_capacity(CASES_EVERYWHERE);
    for (municipality, nth) in municipalities.iter().zip(1_u32..) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of some thousand cases"
        )]
        let share = (to_share as f64 / harmonic / f64::from(nth)).ceil() as usize;
        of_cases.extend(std::iter::repeat_n(municipality.clone(), share));
    }
    assert!(of_cases.len() <= CASES_EVERYWHERE, "they fit in memory");
    of_cases
}

/// Opens a case in each of the municipalities named, for a child of its own; answers how many a second, and the cases.
pub async fn open_cases(
    ledger: &Arc<Ledger>,
    municipalities: Vec<Municipality>,
    in_flight: usize,
) -> (f64, Arc<Vec<Place>>) {
    let place = |municipality| (municipality, samples::new_id(), SubjectId::from_uuid(samples::new_id()));
    let cases: Arc<Vec<Place>> = Arc::new(municipalities.into_iter().map(place).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (ledger, cases, next) = (Arc::clone(ledger), Arc::clone(&cases), Arc::clone(&next));
        workers.spawn(async move {
            while let Some((municipality, case, child)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                let context = samples::context(municipality, &samples::employee(municipality));
                let action = samples::opening(*child, context.now);
                ledger.execute::<Case>(&context, *case, action).await.expect("a case opens");
            }
        });
    }
    workers.join_all().await;
    (per_second(cases.len(), start.elapsed()), cases)
}

/// Logs an observation on each of the cases, which brings it into memory, in an order in which no municipality's follow
/// each other; answers how many a second.
async fn log_once_in_each(ledger: &Arc<Ledger>, cases: &Arc<Vec<Place>>, in_flight: usize) -> f64 {
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (ledger, cases, next) = (Arc::clone(ledger), Arc::clone(cases), Arc::clone(&next));
        workers.spawn(async move {
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if nth >= cases.len() {
                    return;
                }
                // A prime number, so that each has its turn.
                let (municipality, case, child) = &cases[nth * 1_009 % cases.len()];
                let context = samples::context(municipality, &samples::employee(municipality));
                let action = samples::observation(*child, context.now);
                ledger.execute::<Case>(&context, *case, action).await.expect("an observation is logged");
            }
        });
    }
    workers.join_all().await;
    per_second(cases.len(), start.elapsed())
}

/// Logs observations on random cases; answers how many a second.
pub async fn log_observations(ledger: &Arc<Ledger>, cases: &Arc<Vec<Place>>, in_flight: usize, time: Duration) -> f64 {
    let start = Instant::now();
    let mut workers = JoinSet::new();
    for worker in 0..in_flight {
        let (ledger, cases) = (Arc::clone(ledger), Arc::clone(cases));
        workers.spawn(async move {
            let mut random = Random::new(worker);
            let mut logged = 0;
            while start.elapsed() < time {
                let (municipality, case, child) = &cases[random.below(cases.len())];
                let context = samples::context(municipality, &samples::employee(municipality));
                let action = samples::observation(*child, context.now);
                let accepted = ledger.execute::<Case>(&context, *case, action).await.expect("an observation is logged");
                assert!(accepted.recorded_now, "every command is a new one");
                logged += 1;
            }
            logged
        });
    }
    let logged: usize = workers.join_all().await.into_iter().sum();
    per_second(logged, start.elapsed())
}

/// Notes on random streams, several events by one command; answers how many events a second.
async fn note(ledger: &Arc<Ledger>, municipality: &Municipality, time: Duration) -> f64 {
    let streams: Arc<Vec<Uuid>> = Arc::new((0..CASES).map(|_| samples::new_id()).collect());
    let child = SubjectId::from_uuid(samples::new_id());
    let start = Instant::now();
    let mut workers = JoinSet::new();
    for worker in 0..JUDGED_IN_FLIGHT {
        let (ledger, municipality, streams) = (Arc::clone(ledger), municipality.clone(), Arc::clone(&streams));
        workers.spawn(async move {
            let actor = samples::employee(&municipality);
            let mut random = Random::new(worker);
            let mut noted = 0;
            while start.elapsed() < time {
                let context = samples::context(&municipality, &actor);
                let stream = streams[random.below(streams.len())];
                let note = Note { about: child, events: EVENTS_PER_COMMAND };
                ledger.execute::<Notes>(&context, stream, note).await.expect("a note is taken");
                noted += EVENTS_PER_COMMAND;
            }
            noted
        });
    }
    let noted: usize = workers.join_all().await.into_iter().sum();
    per_second(noted, start.elapsed())
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
