//! Killed in the midst of work: what was acknowledged is there, once, at its place, and all that follows from it.
//!
//! The short form runs with the other tests. The long one is a campaign of hundreds of kills; `tests/README.md` tells
//! how to start it and what it found.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use case_ledger_tests::demo::is_running;
use case_ledger_tests::published::Published;
use case_ledger_tests::{Clients, DataDir, Demo, Dice, Site, eventually};
use uuid::Uuid;

const SERVERS: usize = 2;
/// More than one would need to keep two servers busy: most of them wait for an answer at any moment.
const CLIENTS: usize = 16;
/// Cases of the demo that are there before.
const CASES: usize = 6;
/// Commands acknowledged in a round before something is killed, at most.
const BEFORE_THE_BLOW: u64 = 40;
/// Commands acknowledged after it, before the round ends.
const AFTER_THE_BLOW: usize = 10;

/// In the long form, everything is verified and replayed after so many rounds; the clients are judged after each.
const ROUNDS_BETWEEN_REPLAYS: usize = 4;

/// What is killed, without warning each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    /// One of the servers; the other one goes on.
    Server,
    /// One of PostgreSQL's processes, upon which it recovers by itself.
    Backend,
    /// PostgreSQL; the servers have to get over it by themselves.
    Postgres,
    /// A server, and PostgreSQL right after it.
    ServerAndPostgres,
    /// Every server; nothing is left, and PostgreSQL is stopped by who watches over it.
    AllServers,
    /// Every server and PostgreSQL: as when the machine loses its power.
    Everything,
}

impl Blow {
    const ALL: [Self; 6] =
        [Self::Server, Self::Backend, Self::Postgres, Self::ServerAndPostgres, Self::AllServers, Self::Everything];

    /// How many processes it kills.
    const fn kills(self) -> usize {
        match self {
            Self::Server | Self::Backend | Self::Postgres => 1,
            Self::ServerAndPostgres => 2,
            Self::AllServers => SERVERS,
            Self::Everything => SERVERS + 1,
        }
    }

    /// Strikes, and brings back what does not come back by itself.
    fn strike(self, site: &Site, dice: &mut Dice) {
        let postmaster = site.postmaster().expect("PostgreSQL runs");
        let server = dice.place(SERVERS);
        let kill_all = || (0..SERVERS).for_each(|nth| site.kill(nth));
        match self {
            Self::Server => {
                site.kill(server);
                site.bring_back(server);
            }
            Self::Backend => site.kill_a_backend(dice.place(100)),
            Self::Postgres => {
                site.kill_postgres();
                eventually("PostgreSQL is brought back", Duration::from_mins(1), || {
                    site.postmaster().is_some_and(|other| other != postmaster && is_running(other)).then_some(())
                });
            }
            Self::ServerAndPostgres => {
                site.kill(server);
                site.kill_postgres();
                site.bring_back(server);
            }
            Self::AllServers | Self::Everything => {
                kill_all();
                if self == Self::Everything && is_running(postmaster) {
                    // It may be gone already: who watched over it was quick.
                    let _ = std::process::Command::new("kill").args(["-KILL", &postmaster.to_string()]).status();
                }
                site.must_be_gone(postmaster);
                (0..SERVERS).for_each(|nth| site.bring_back(nth));
            }
        }
        site.must_get_ready();
    }
}

/// A site under fire, with all that was done and seen since its beginning.
struct Campaign {
    site: Site,
    clients: Clients,
    dice: Dice,
    blows: BTreeMap<Blow, usize>,
    /// Reports that were sent, and taken in.
    reports: usize,
    /// Every checkpoint that a server published.
    published: Published,
}

impl Campaign {
    fn begin(seed: u64) -> Self {
        let site = Site::start(SERVERS, CASES);
        let clients = Clients::of(&site);
        let reports = every_sent_report_is_taken_in_once(&site);
        Self {
            site,
            clients,
            dice: Dice::seeded(seed),
            blows: BTreeMap::new(),
            reports,
            published: Published::default(),
        }
    }

    /// Clients work, something is killed at a random moment, and what they did and saw is judged.
    fn round(&mut self, blow: Blow) {
        let Self { site, clients, dice, published, .. } = self;
        let mut chance = dice.split();
        published.keep_while(site, || {
            clients.work_while(site, CLIENTS, dice, || {
                clients.wait_for_acknowledged(chance.place(usize::try_from(BEFORE_THE_BLOW).unwrap()));
                blow.strike(site, &mut chance);
                clients.wait_for_acknowledged(AFTER_THE_BLOW);
            });
        });
        assert_eq!(self.published.contradictions(), Vec::<u64>::new(), "two trees of one size were published");
        *self.blows.entry(blow).or_default() += 1;
        self.clients.settle(&self.site);
        self.reports = every_sent_report_is_taken_in_once(&self.site);
        let judged = self.clients.judge(&self.site.entries());
        assert_eq!(judged.anomalies, [], "{judged:?}");
    }

    /// Every checkpoint ever published included: none was taken back.
    fn everything_agrees(&self) {
        let directory = self.published.directory().to_str().unwrap();
        let (code, out, err) = self.site.run(&["verify", "--witness-dir", directory]);
        let agree = format!("{} checkpoints from outside agree", self.published.count());
        assert!(code == 0 && out.contains(&agree), "{agree}: {out}{err}");
        every_hash_and_every_read_model_is_right(|command| self.site.run(&[command]));
    }

    fn kills(&self) -> usize {
        self.blows.iter().map(|(blow, times)| blow.kills() * times).sum()
    }
}

impl fmt::Display for Campaign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let judged = self.clients.judge(&self.site.entries());
        writeln!(f, "| killed | times |\n|---|---|")?;
        for (blow, times) in &self.blows {
            writeln!(f, "| {blow:?} | {times} |")?;
        }
        writeln!(f, "| processes, all together | {} |", self.kills())?;
        writeln!(f, "\n| looked at | |\n|---|---|")?;
        writeln!(f, "| commands sent | {} |", judged.commands)?;
        writeln!(f, "| acknowledged as recorded now | {} |", self.clients.acknowledged())?;
        writeln!(f, "| sendings without an answer | {} |", judged.unanswered)?;
        writeln!(f, "| reads | {} |", judged.reads)?;
        writeln!(f, "| reports sent and taken in once | {} |", self.reports)?;
        writeln!(f, "| checkpoints published, each held against the ledger at the end | {} |", self.published.count())?;
        writeln!(f, "| anomalies | {} |", judged.anomalies.len())
    }
}

/// The intake follows the ledger with a checkpoint of its own, and is killed with its server. Answers how many there are.
fn every_sent_report_is_taken_in_once(site: &Site) -> usize {
    eventually("every sent report is taken in", Duration::from_mins(1), || {
        let taken_in: Vec<(Uuid, i64)> = site.ask(
            "SELECT sent.event_id, count(received.event_id) FROM events sent
               LEFT JOIN events received ON received.municipality = sent.municipality
                    AND received.causation_id = sent.event_id AND received.event_type = 'ReportReceived'
              WHERE sent.municipality = $1 AND sent.event_type = 'ReportSent' GROUP BY sent.event_id",
        );
        assert!(taken_in.iter().all(|(_, times)| *times <= 1), "a report is taken in twice: {taken_in:?}");
        taken_in.iter().all(|(_, times)| *times == 1).then_some(taken_in.len())
    })
}

/// Every hash right, every stream whole, every read model what the ledger says.
fn every_hash_and_every_read_model_is_right(run: impl Fn(&'static str) -> (i32, String, String)) {
    for command in ["verify", "rebuild"] {
        let (code, out, err) = run(command);
        assert_eq!(code, 0, "{command}: {out}{err}");
    }
}

#[test]
fn what_was_acknowledged_is_there_once_whatever_is_killed() {
    let mut campaign = Campaign::begin(7);
    let reports = campaign.reports;
    for blow in [Blow::ServerAndPostgres, Blow::Backend, Blow::Everything] {
        campaign.round(blow);
        campaign.everything_agrees();
    }
    assert!(campaign.reports > reports, "no client sent a report");
    assert!(campaign.published.count() > 2, "hardly a checkpoint was published");
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
#[ignore = "takes a quarter of an hour: CASE_LEDGER_CRASH_KILLS, CASE_LEDGER_CRASH_MINUTES, CASE_LEDGER_CRASH_SEED"]
fn a_long_campaign_of_kills() {
    let (kills, minutes) = (setting("CASE_LEDGER_CRASH_KILLS", 300), setting("CASE_LEDGER_CRASH_MINUTES", 15));
    let seed = setting("CASE_LEDGER_CRASH_SEED", 20_261_122);
    let (began, enough) = (Instant::now(), Duration::from_mins(minutes));
    let mut campaign = Campaign::begin(seed);
    while campaign.kills() < usize::try_from(kills).unwrap() && began.elapsed() < enough {
        let blow = campaign.dice.pick(&Blow::ALL);
        campaign.round(blow);
        if campaign.blows.values().sum::<usize>() % ROUNDS_BETWEEN_REPLAYS == 0 {
            campaign.everything_agrees();
        }
        println!("{:>5} s: {blow:?}, {} kills", began.elapsed().as_secs(), campaign.kills());
    }
    campaign.everything_agrees();
    println!("\nseed {seed}, {} s\n\n{campaign}", began.elapsed().as_secs());
}

#[test]
fn a_server_that_is_asked_to_stop_stops_and_leaves_no_postgresql() {
    let demo = Demo::start_in(DataDir::new(), 2);
    let postmaster = demo.postmaster().unwrap();
    let data = demo.stop();
    assert!(!is_running(postmaster));
    let demo = Demo::start_in(data, 2);
    every_hash_and_every_read_model_is_right(|command| demo.run(&[command]));
}
