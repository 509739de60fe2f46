//! Killed in the midst of work: what was acknowledged is there, once, at its place, and all that follows from it.
//!
//! The short form runs with the other tests. The long one is a campaign of hundreds of kills; `tests/README.md` tells
//! how to start it and what it found.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_tests::demo::is_running;
use case_ledger_tests::published::Published;
use case_ledger_tests::{Clients, DataDir, Demo, Dice, Site, eventually, program};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection};
use uuid::Uuid;

use crate::interleavings::{WAITING, until};

const SERVERS: usize = 2;
/// More than one would need to keep two servers busy: most of them wait for an answer at any moment.
const CLIENTS: usize = 16;
/// Cases of the demo that are there before.
const CASES: usize = 6;
/// Commands acknowledged in a round before something is killed, at most.
const BEFORE_THE_BLOW: u64 = 40;
/// How long what was cut off may take to come to the ledger's end afterwards. What waits after a failure is tried again within
/// that.
const FOLLOWED_WITHIN: Duration = Duration::from_secs(90);
/// Commands acknowledged after it, before the round ends.
const AFTER_THE_BLOW: usize = 10;

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
    /// Every server and PostgreSQL. What they wrote and did not make sure of stays: the machine goes on.
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

/// Work of an operator's in a process of its own, which goes on while something is killed. Begun anew, each is done once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chore {
    /// A report message is read in.
    Import,
    /// New data are sealed under new keys.
    DataKeys,
    /// Every key is wrapped under a new master key.
    MasterKey,
    /// A new key signs.
    SigningKey,
    /// Read models are built beside the live ones.
    Rebuild,
}

impl Chore {
    const ALL: [Self; 5] = [Self::Import, Self::DataKeys, Self::MasterKey, Self::SigningKey, Self::Rebuild];

    fn run(self, site: &Site, message: &Path) -> (i32, String, String) {
        let message = message.to_str().expect("a plain name");
        let of = ["--municipality", Site::MUNICIPALITY];
        match self {
            Self::Import => site.run(&["import", "--format", "fiks", message]),
            Self::DataKeys => site.run(&["keys", "rotate-data", of[0], of[1]]),
            Self::MasterKey => site.run(&["keys", "rotate-master", of[0], of[1]]),
            Self::SigningKey => site.run(&["signing-key", "rotate", of[0], of[1]]),
            Self::Rebuild => site.run(&["rebuild", "case_cards"]),
        }
    }
}

/// A child whose data are restricted and erased while something is killed: each command is sent, to any server, until it is
/// answered.
fn erase(site: &Site, child: Uuid) {
    let (officer, leader) = (site.token("data-protection-officer"), site.token("unit-leader"));
    // Who does away with the delay is neither of the two, and leads all units.
    let of = ["--role", "unit-leader", "--municipality", Site::MUNICIPALITY, "--subject", "third"];
    let (code, out, err) = site.run(&[&["token"], of.as_slice()].concat());
    assert_eq!(code, 0, "{err}");
    let third = out.lines().last().unwrap_or_default().to_owned();
    let said = "Etter klage.";
    let restriction = json!({ "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": [], "rationale": said });
    let request = json!({ "subject": child, "basis": "UNLAWFULLY_RECORDED", "rationale": said });
    for (token, name, mut input) in [
        (&third, "setErasureDelay", json!({ "days": 0 })),
        (&officer, "restrictSubject", restriction),
        (&officer, "requestErasure", request),
        (&leader, "approveErasure", json!({ "subject": child, "rationale": said })),
    ] {
        input["commandId"] = json!(Uuid::new_v5(&child, name.as_bytes()));
        let input_type = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let query = format!(
            "mutation Command($input: {input_type}!) {{ {name}(input: $input) {{ __typename ... on Refusal {{ code }} }} }}"
        );
        let body = json!({ "query": query, "variables": { "input": input } });
        eventually("a command of an erasure is answered", FOLLOWED_WITHIN, || {
            let sent = (0..SERVERS).filter_map(|nth| site.server(nth)?.try_post(token, &body).ok());
            let answered: Vec<String> = sent
                .filter_map(|answer| {
                    let answer: Value = serde_json::from_str(&answer.body).ok()?;
                    Some(format!("{}{}", answer["data"][name]["__typename"].as_str()?, answer["data"][name]["code"]))
                })
                .collect();
            for answer in &answered {
                assert!(answer.ends_with("Changednull"), "{name}: {answer}");
            }
            (!answered.is_empty()).then_some(())
        });
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
    /// Children of the demo who are still to be erased.
    children: Vec<Uuid>,
    /// Where report messages lie.
    messages: DataDir,
    /// Every checkpoint that a server published.
    published: Published,
}

impl Campaign {
    fn begin(seed: u64) -> Self {
        let site = Site::start(SERVERS, CASES);
        let clients = Clients::of(&site);
        let reports = every_sent_report_is_taken_in_once(&site);
        let children: Vec<(Uuid,)> = site.ask(
            "SELECT (payload #>> '{CaseOpened,child,subject}')::uuid FROM events
              WHERE municipality = $1 AND event_type = 'CaseOpened' ORDER BY position LIMIT 2",
        );
        Self {
            children: children.into_iter().map(|(child,)| child).collect(),
            messages: DataDir::new(),
            site,
            clients,
            dice: Dice::seeded(seed),
            blows: BTreeMap::new(),
            reports,
            published: Published::default(),
        }
    }

    /// Clients work, and beside them an operator and those who erase a child; something is killed at a random moment, and what
    /// the clients did and saw is judged.
    fn round(&mut self, blow: Blow) {
        let nth: usize = self.blows.values().sum();
        let message = self.message(nth);
        let child = self.children.pop();
        let Self { site, clients, dice, published, .. } = self;
        let (mut chance, site) = (dice.split(), &*site);
        let chore = Chore::ALL[nth % Chore::ALL.len()];
        published.keep_while(site, || {
            clients.work_while(site, CLIENTS, dice, || {
                clients.wait_for_acknowledged(chance.place(usize::try_from(BEFORE_THE_BLOW).unwrap()));
                std::thread::scope(|threads| {
                    // Where every server is killed PostgreSQL is to end with them, and so nobody else may use it.
                    if !matches!(blow, Blow::AllServers | Blow::Everything) {
                        threads.spawn(|| chore.run(site, &message));
                    }
                    if let Some(child) = child {
                        threads.spawn(move || erase(site, child));
                    }
                    blow.strike(site, &mut chance);
                });
                clients.wait_for_acknowledged(AFTER_THE_BLOW);
            });
        });
        // Whether it was cut off or not.
        let (code, out, err) = chore.run(site, &message);
        assert_eq!(code, 0, "{chore:?}: {out}{err}");
        assert_eq!(self.published.contradictions(), Vec::<u64>::new(), "two trees of one size were published");
        *self.blows.entry(blow).or_default() += 1;
        self.clients.settle(&self.site);
        self.reports = every_sent_report_is_taken_in_once(&self.site);
        let judged = self.clients.judge(&self.site.entries());
        assert_eq!(judged.anomalies, [], "{judged:?}");
    }

    /// A report message that nobody has read in.
    fn message(&self, nth: usize) -> PathBuf {
        let file = self.messages.path().join(format!("{nth}.json"));
        let public = include_str!("../fixtures/fiks-public.json");
        let own = public.replace("\"9912\"", &format!("\"{}\"", Site::MUNICIPALITY));
        std::fs::write(&file, own.replace("Vi er bekymret", &format!("Vi er bekymret ({nth})"))).unwrap();
        file
    }

    /// Every checkpoint ever published included: none was taken back.
    fn everything_agrees(&self) {
        let directory = self.published.directory().to_str().unwrap();
        let (code, out, err) =
            self.site.run(&["verify", "--municipality", Site::MUNICIPALITY, "--witness-dir", directory]);
        // First: a rebuild compares up to where the live one stands, and takes away why it stopped.
        self.everybody_has_followed();
        let agree = format!("{} checkpoints from outside agree", self.published.count());
        assert!(code == 0 && out.contains(&agree), "{agree}: {out}{err}");
        every_hash_and_every_read_model_is_right(|command| self.site.run(&[command]));
    }

    /// Every read model and every follower stands at the ledger's end, none has stopped, and every server says that all is well.
    fn everybody_has_followed(&self) {
        let behind = || -> Vec<(String, i64, i64, Option<String>)> {
            self.site.ask(
                "SELECT model.name, coalesce(p.position, 0), h.position,
                        CASE WHEN p.beyond THEN 'beyond the end' ELSE p.fault END
                   FROM ledger_heads h CROSS JOIN unnest(ARRAY(SELECT DISTINCT read_model FROM projections)) AS model (name)
                   LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = h.municipality
                  WHERE h.municipality = $1
                    AND (p.position IS DISTINCT FROM h.position OR p.fault IS NOT NULL OR p.beyond)",
            )
        };
        let names: Vec<(String,)> =
            self.site.ask("SELECT read_model FROM projections WHERE municipality = $1 ORDER BY read_model");
        let followers = ["answers", "erasure", "intake", "whereabouts"];
        let all = ReadModel::ALL.iter().map(|model| model.name()).chain(followers);
        for name in all {
            assert!(names.iter().any(|(known,)| known == name), "{name} has never run");
        }
        let mut last = Vec::new();
        let begun = Instant::now();
        while begun.elapsed() < FOLLOWED_WITHIN {
            last = behind();
            if last.is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        assert_eq!(last, [], "some have not followed");
        for nth in 0..SERVERS {
            let server = self.site.server(nth).expect("every server is back");
            eventually("a server says that all is well", FOLLOWED_WITHIN, || {
                let answer = server.try_request("GET", "/health/ready", &[], b"").ok()?;
                let is_well = answer.json()["status"] == "ready";
                if !is_well {
                    eprintln!("{}", answer.body);
                }
                is_well.then_some(())
            });
        }
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
        writeln!(f, "| reads | {} |", judged.all_reads())?;
        for (what, times) in &judged.reads {
            writeln!(f, "| of them {what} | {times} |")?;
        }
        for (reason, times) in &judged.refusals {
            writeln!(f, "| refused: {reason} | {times} |")?;
        }
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
#[ignore = "takes a quarter of an hour; its settings are CASE_LEDGER_CRASH_KILLS, _MINUTES, _SEED and _REPLAYS"]
fn a_long_campaign_of_kills() {
    let (kills, minutes) = (setting("CASE_LEDGER_CRASH_KILLS", 300), setting("CASE_LEDGER_CRASH_MINUTES", 15));
    let seed = setting("CASE_LEDGER_CRASH_SEED", 20_261_122);
    // Everything is verified and replayed after so many rounds; the clients are judged after each.
    let rounds_between_replays = usize::try_from(setting("CASE_LEDGER_CRASH_REPLAYS", 4).max(1)).unwrap();
    let (began, enough) = (Instant::now(), Duration::from_mins(minutes));
    let mut campaign = Campaign::begin(seed);
    while campaign.kills() < usize::try_from(kills).unwrap() && began.elapsed() < enough {
        let blow = campaign.dice.pick(&Blow::ALL);
        campaign.round(blow);
        if campaign.blows.values().sum::<usize>().is_multiple_of(rounds_between_replays) {
            campaign.everything_agrees();
        }
        println!("{:>5} s: {blow:?}, {} kills", began.elapsed().as_secs(), campaign.kills());
    }
    campaign.everything_agrees();
    println!("\nseed {seed}, {} s\n\n{campaign}", began.elapsed().as_secs());
}

/// Clients of the return whose import is killed, each with a report and its investigation: several batches.
const CLIENTS_IN_THE_RETURN: i64 = 1_400;
/// Whose return it is.
const RETURN_OF: &str = "9917";

fn long_return() -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "<Barnevern><Avgiver Organisasjonsnummer='987654321' Versjon='2024' Kommunenummer='{RETURN_OF}' \
         Kommunenavn='Prøvevik'/>"
    );
    for nth in 0..CLIENTS_IN_THE_RETURN {
        write!(
            text,
            "<Individ Id='k{nth}' Journalnummer='J-{nth}' StartDato='2024-01-08' Saksbehandler='Saksbehandler Prøve' \
               Avslutta3112='2'>\
             <Melding Id='m1' StartDato='2024-02-01' SluttDato='2024-02-06' Konklusjon='2'>\
               <Melder Kode='12'/><Saksinnhold Kode='3'/>\
               <Undersokelse Id='u1' StartDato='2024-02-06' SluttDato='2024-04-01' Konklusjon='1'>\
                 <Vedtaksgrunnlag Kode='3'/></Undersokelse></Melding></Individ>"
        )
        .unwrap();
    }
    text + "</Barnevern>"
}

/// A connection that begins to hold the head of that ledger.
struct Holder {
    connection: PgConnection,
    pid: i32,
}

impl Holder {
    async fn connected(url: &str) -> Self {
        let mut connection = PgConnection::connect(url).await.unwrap();
        let pid = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await.unwrap();
        connection.execute("BEGIN").await.unwrap();
        Self { connection, pid }
    }

    async fn hold(&mut self) {
        let hold = "SELECT FROM ledger_heads WHERE municipality = $1 FOR NO KEY UPDATE";
        sqlx::query(hold).bind(RETURN_OF).execute(&mut self.connection).await.unwrap();
    }
}

/// Comes back when so many wait for what that backend holds, or for one of those who do.
async fn must_be_waited_for(onlooker: &mut PgConnection, pid: i32, number: i64) {
    until("they come to wait for the head", async || {
        let waiting: i64 = sqlx::query_scalar(WAITING).bind(pid).fetch_one(&mut *onlooker).await.unwrap();
        waiting >= number
    })
    .await;
}

/// A process that does not outlive the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// 1. Somebody holds the head, and an import comes to wait for it with its first batch.
/// 2. Somebody else comes to wait behind it, and the first one lets go: the batch is stored, and the head is held anew.
/// 3. The import comes to wait with a later batch, and is killed.
/// 4. The same file is imported again, and once more.
#[test]
fn an_import_that_is_killed_in_its_midst_and_run_again_has_stored_everything_once() {
    let demo = Demo::start(1);
    let folder = DataDir::new();
    let file = folder.path().join("return.xml");
    std::fs::write(&file, long_return()).unwrap();
    let import = ["import", "--format", "kostra-15f", file.to_str().unwrap()];
    let (code, out, err) = demo.run(&["municipality", "open", RETURN_OF, "--name", "Prøvevik"]);
    assert_eq!(code, 0, "{out}{err}");

    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (opened, stored) = runtime.block_on(async {
        let mut onlooker = PgConnection::connect(&url).await.unwrap();
        let opened = head(&mut onlooker).await;
        let (mut first, mut second) = (Holder::connected(&url).await, Holder::connected(&url).await);
        first.hold().await;
        let importing = program::command()
            .args(import)
            .arg("--data-dir")
            .arg(demo.data_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut importing = Killed(importing);
        must_be_waited_for(&mut onlooker, first.pid, 1).await;
        let (pid, first_pid) = (second.pid, first.pid);
        let held_anew = async {
            second.hold().await;
            second
        };
        let let_go = async {
            must_be_waited_for(&mut onlooker, first_pid, 2).await;
            first.connection.execute("ROLLBACK").await.unwrap();
        };
        let (mut second, ()) = tokio::join!(held_anew, let_go);
        must_be_waited_for(&mut onlooker, pid, 1).await;
        assert!(importing.0.try_wait().unwrap().is_none(), "it is in the midst of it");
        importing.0.kill().unwrap();
        importing.0.wait().unwrap();
        let stored = head(&mut onlooker).await;
        second.connection.execute("ROLLBACK").await.unwrap();
        (opened, stored)
    });
    assert!(stored > opened, "a batch is stored");

    let all = format!("{CLIENTS_IN_THE_RETURN} clients, {CLIENTS_IN_THE_RETURN} reports");
    let (code, out, err) = demo.run(&import);
    assert!(code == 0 && out.contains("refused: 0"), "{out}{err}");
    assert!(!out.contains(&format!("recorded into {RETURN_OF}: {all}")), "what is stored is known: {out}");
    let recorded = runtime.block_on(must_be_stored_once(&url));
    assert!(recorded > stored, "not all of it was stored");
    let (code, out, err) = demo.run(&import);
    assert!(code == 0 && out.contains(&format!("known already: {all}")), "{out}{err}");
    assert_eq!(runtime.block_on(must_be_stored_once(&url)), recorded);
    every_hash_and_every_read_model_is_right(|command| demo.run(&[command]));
}

async fn head(connection: &mut PgConnection) -> i64 {
    let head = sqlx::query_scalar("SELECT position FROM ledger_heads WHERE municipality = $1").bind(RETURN_OF);
    head.fetch_one(connection).await.unwrap()
}

/// Each record has one stream, and each stream each of its events once. Answers the head.
async fn must_be_stored_once(url: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let counts: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT event_type, count(*), count(DISTINCT aggregate_id) FROM events
          WHERE municipality = $1 AND aggregate_type IN ('Case', 'Report', 'Investigation') GROUP BY 1 ORDER BY 1",
    )
    .bind(RETURN_OF)
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let names: Vec<&str> = counts.iter().map(|(name, ..)| name.as_str()).collect();
    for name in ["CaseOpened", "ReportReceived", "TriageDecided", "InvestigationOpened", "InvestigationConcluded"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
    for (name, events, streams) in &counts {
        assert_eq!((*events, *streams), (CLIENTS_IN_THE_RETURN, CLIENTS_IN_THE_RETURN), "{name}");
    }
    head(&mut connection).await
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
