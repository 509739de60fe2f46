//! The program as it is started: how soon it shows its first page, and how much memory it takes idle and under load.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_tests::demo::run_in;
use case_ledger_tests::{DataDir, program};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use ureq::Agent;

use crate::Extent;
use crate::bulk::file_of;
use crate::figures::{Spread, judge, milliseconds_since};
use crate::samples;

/// Connections that ask and command at once.
const CONNECTIONS: usize = 32;
/// Most memory of the server process, PostgreSQL's apart.
const MOST_MEGABYTES: f64 = 200.0;

const RAISE_CONCERN: &str = "mutation Raise($input: RaiseConcernInput!) { raiseConcern(input: $input) {
    __typename ... on CaseChanged { case { id } } } }";
const LOG_OBSERVATION: &str = "mutation Log($input: LogObservationInput!) { logObservation(input: $input) {
    __typename ... on CaseChanged { position case { observationCount } } } }";
const CASES: &str = "query Cases { cases(first: 20) { pageInfo { hasNextPage endCursor }
    edges { node { id unit level status openedOn lastActivityAt observationCount } } } }";
const HISTORY: &str = "query History($id: ID!) { case(id: $id) { id unit level child { name { value state } }
    history(first: 20) { edges { node { position eventType occurredAt summary data actor { name { value } } } } } } }";

const STATISTICS: &str = "{ reportStatistics(municipality: \"9901\", period: { from: \"2016-01-01\", to: \"2025-12-31\" }, groupBy: [YEAR]) {
    rows { reportsTotal dismissalRate } } }";
const ADD_ATTACHMENT: &str = "mutation Attach($input: AddAttachmentInput!) { addAttachment(input: $input) {
    __typename } }";
const FOLLOW: &str = "subscription { ledgerEntries(municipality: \"9901\") { position eventType data } }";
/// How often a command is sent until it is told what came of it.
const MOST_SENT: usize = 100;
/// How many follow the ledger at full load: half of what one program may.
const FOLLOWERS: usize = 4;
/// At full load every so many turns something is attached, and of that size.
const ATTACHES_EVERY: usize = 8;
const ATTACHED_BYTES: usize = 2 << 20;

const WHOLE_HISTORY: &str = "query Whole($id: ID!) { case(id: $id) { history(first: 100) { edges { node {
    position sequence eventType occurredAt recordedAt summary data actor { name { value } role } } } } } }";
/// Events of the case whose whole history is read.
const EVENTS: usize = 60;
/// The most times that may take of what the bare rows take.
const MOST_OF_ROWS: f64 = 4.0;

/// A demo, started and timed.
pub struct Started {
    process: Child,
    address: String,
    agent: Agent,
    seconds_to_address: f64,
    seconds_to_page: f64,
}

/// Measures and prints.
pub fn run(extent: &Extent) {
    println!("# The program");
    first_starts("release", program(), extent.choose(3, 1));
    // The other profile's, as it was last built.
    if let Some(debug) = program().ancestors().nth(2).map(|target| target.join("debug/case-ledger"))
        && debug.exists()
    {
        first_starts("debug", &debug, 1);
    }
    memory(Duration::from_secs(extent.choose(30, 3)), extent.choose(20_000, 500));
    whole_history(extent.choose(500, 100));
}

fn first_starts(profile: &str, program: &Path, times: usize) {
    let (mut addresses, mut pages) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let directory = DataDir::new();
        let started = Started::in_directory(program, directory.path());
        addresses.push(started.seconds_to_address);
        pages.push(started.seconds_to_page);
    }
    println!("first start, {profile}: address after {} s, page after {} s", Spread::of(&addresses), Spread::of(&pages));
}

/// Memory idle, while many ask and command, and at full load: while each connection opens case after case, attaches and
/// reads, some follow the ledger, and a yearly return is imported, which the read models follow.
fn memory(time: Duration, clients: usize) {
    let directory = DataDir::new();
    let started = Started::in_directory(program(), directory.path());
    let token = token_of_a_service(directory.path());
    std::thread::sleep(Duration::from_secs(2));
    let idle = started.megabytes();
    println!("memory of the server process, idle: {:.0} MB, PostgreSQL's apart {:.0} MB", idle.server, idle.postgres);
    let under_load = |what: &str, load: &Load<'_>| {
        (0..load.followers).for_each(|_| started.follow(&token));
        let (answered, ended, start) = (AtomicU64::new(0), AtomicBool::new(false), Instant::now());
        let mut greatest = Memory::default();
        std::thread::scope(|scope| {
            for number in 0..CONNECTIONS {
                let (started, token, answered, ended) = (&started, &token, &answered, &ended);
                scope.spawn(move || started.ask_and_command(token, number, load, ended, answered));
            }
            let path = directory.path();
            let import = load.file.map(|file| scope.spawn(move || import_into(path, file)));
            while start.elapsed() < time || import.as_ref().is_some_and(|import| !import.is_finished()) {
                std::thread::sleep(Duration::from_millis(250));
                let now = started.megabytes();
                greatest.server = greatest.server.max(now.server);
                greatest.postgres = greatest.postgres.max(now.postgres);
            }
            ended.store(true, Ordering::Relaxed);
        });
        let (met, seconds) = (judge(greatest.server < MOST_MEGABYTES), start.elapsed().as_secs().max(1));
        println!(
            "{what}, {seconds} s: {:.0} MB (aim: below {MOST_MEGABYTES} MB, {met}), PostgreSQL's apart {:.0} MB; {} \
             GraphQL operations answered a second",
            greatest.server,
            greatest.postgres,
            answered.into_inner() / seconds
        );
    };
    under_load("with 32 connections, a case each", &Load::default());
    let file = file_of(directory.path(), &"9901".parse().expect("a municipality"), clients);
    let full = Load { case_after_case: true, file: Some(&file), followers: FOLLOWERS };
    under_load("at full load", &full);
    println!();
}

fn token_of_a_service(directory: &Path) -> String {
    let (code, out, err) = run_in(directory, &["token", "--role", "service", "--municipality", "9901"]);
    assert_eq!(code, 0, "{err}");
    format!("Bearer {}", out.lines().last().unwrap_or_default())
}

/// A case's history, decrypted, recorded as read and answered over HTTP, beside its bare rows from a client.
fn whole_history(times: usize) {
    let directory = DataDir::new();
    let started = Started::in_directory(program(), directory.path());
    let token = token_of_a_service(directory.path());
    let id = started.open_case(&token, 0);
    for _ in started.events(&token, &id)..EVENTS {
        started.log_observation(&token, &id);
    }
    let (code, url, err) = run_in(directory.path(), &["database", "url"]);
    assert_eq!(code, 0, "{err}");
    let stream = id.as_str().and_then(|id| id.split_once('_')).expect("an id has a prefix").1.to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let mut client = runtime.block_on(PgConnection::connect(url.trim())).expect("the database takes connections");
    let (mut answers, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let start = Instant::now();
        let answer = started.graphql(&token, WHOLE_HISTORY, &json!({ "id": id }));
        answers.push(milliseconds_since(start));
        assert_eq!(events_in(&answer), EVENTS);
        let start = Instant::now();
        let select = sqlx::query(
            "SELECT position, event_id, aggregate_type, aggregate_id, sequence, event_type, event_version, occurred_at,
                    recorded_at, actor, payload, leaf_hash, command_id, correlation_id, causation_id FROM events
              WHERE municipality = '9901' AND aggregate_type = 'Case' AND aggregate_id = $1 ORDER BY sequence",
        );
        let found = runtime.block_on(select.bind(&stream).fetch_all(&mut client)).expect("the rows are read");
        rows.push(milliseconds_since(start));
        assert_eq!(found.len(), EVENTS);
    }
    let (answers, rows) = (Spread::of(&answers), Spread::of(&rows));
    let ratio = answers.median / rows.median;
    let met = judge(ratio <= MOST_OF_ROWS);
    println!("history of {EVENTS} events over GraphQL, ms: {answers}; its bare rows: {rows}");
    println!("ratio {ratio:.2} (aim: at most {MOST_OF_ROWS}, {met})\n");
}

impl Started {
    fn in_directory(program: &Path, directory: &Path) -> Self {
        Self::with(program, directory, &[])
    }

    /// The same with more arguments.
    pub fn with(program: &Path, directory: &Path, more: &[&str]) -> Self {
        let start = Instant::now();
        let mut process = Command::new(program)
            .args(["demo", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(directory)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(process.stdout.take().expect("stdout is piped")).lines();
        let address = lines
            .find_map(|line| line.ok()?.split_once("http://").map(|(_, rest)| rest.trim_end_matches('/').to_owned()))
            .expect("the demo says where it is");
        let seconds_to_address = start.elapsed().as_secs_f64();
        // Read to the end, so that the process never blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let config = Agent::config_builder().timeout_global(Some(Duration::from_mins(1)));
        let config = config.max_idle_connections(CONNECTIONS).max_idle_connections_per_host(CONNECTIONS);
        let agent = config.build().new_agent();
        let page = agent.get(format!("http://{address}/")).call().and_then(|mut page| page.body_mut().read_to_string());
        assert!(page.expect("the page is served").contains("<html"));
        Self { process, address, agent, seconds_to_address, seconds_to_page: start.elapsed().as_secs_f64() }
    }

    fn graphql(&self, token: &str, query: &str, variables: &Value) -> Value {
        let answer = self
            .agent
            .post(format!("http://{}/graphql", self.address))
            .header("authorization", token)
            .header("content-type", "application/json")
            .send(json!({ "query": query, "variables": variables }).to_string())
            .and_then(|mut answer| answer.body_mut().read_to_string())
            .expect("the server answers");
        let answer: Value = serde_json::from_str(&answer).expect("the answer is JSON");
        assert_eq!(answer["errors"], Value::Null, "{query}");
        answer
    }

    /// Opens a case; answers its id.
    fn open_case(&self, token: &str, number: usize) -> Value {
        let input = json!({ "input": {
            "commandId": samples::new_id(), "unit": "Solbakken", "subject": "CHILD",
            "child": { "name": format!("Ada Eksempel {number}") }, "description": "She is often alone.",
        } });
        // While read models are behind the case is not told yet; sent again, the command is recorded once.
        for _ in 0..MOST_SENT {
            let opened = self.graphql(token, RAISE_CONCERN, &input);
            let id = &opened["data"]["raiseConcern"]["case"]["id"];
            if id.is_string() {
                return id.clone();
            }
        }
        panic!("the read models do not follow")
    }

    /// How many events a case has.
    fn events(&self, token: &str, id: &Value) -> usize {
        events_in(&self.graphql(token, WHOLE_HISTORY, &json!({ "id": id })))
    }

    fn log_observation(&self, token: &str, id: &Value) {
        let log = self.graphql(
            token,
            LOG_OBSERVATION,
            &json!({ "input": {
                "commandId": samples::new_id(), "caseId": id, "observedOn": "2025-11-03", "kind": "OBSERVED",
                "text": "Nobody came for her before six today, and she had no dry clothes to change into.",
            } }),
        );
        assert_eq!(log["data"]["logObservation"]["__typename"], "CaseChanged", "{log}");
    }

    /// One connection's turn: opens a case, then logs, lists and reads until the load has ended.
    fn ask_and_command(&self, token: &str, number: usize, load: &Load, ended: &AtomicBool, answered: &AtomicU64) {
        let mut id = self.open_case(token, number);
        for turn in 1_usize.. {
            if ended.load(Ordering::Relaxed) {
                break;
            }
            self.log_observation(token, &id);
            self.graphql(token, CASES, &json!({}));
            self.graphql(token, HISTORY, &json!({ "id": id }));
            answered.fetch_add(3, Ordering::Relaxed);
            if load.case_after_case {
                if turn.is_multiple_of(ATTACHES_EVERY) {
                    self.attach(token, &id);
                }
                self.graphql(token, STATISTICS, &json!({}));
                id = self.open_case(token, turn * CONNECTIONS + number);
                answered.fetch_add(2, Ordering::Relaxed);
            }
        }
    }

    fn attach(&self, token: &str, id: &Value) {
        let content = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![b'x'; ATTACHED_BYTES]].concat();
        let attached = self.graphql(
            token,
            ADD_ATTACHMENT,
            &json!({ "input": {
                "commandId": samples::new_id(), "caseId": id, "kind": "CHILDS_OWN", "title": "A drawing",
                "mediaType": "PNG", "content": BASE64_STANDARD.encode(content), "madeOn": "2025-11-03",
            } }),
        );
        assert_eq!(attached["data"]["addAttachment"]["__typename"], "CaseChanged", "{attached}");
    }

    /// Follows the ledger from its first entry on, in the background, until the server stops.
    fn follow(&self, token: &str) {
        let body = json!({ "query": FOLLOW, "variables": {} }).to_string();
        let answer = Agent::new_with_defaults()
            .post(format!("http://{}/graphql", self.address))
            .header("authorization", token)
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .send(body)
            .expect("the server answers");
        let lines = BufReader::new(answer.into_body().into_reader()).lines();
        std::thread::spawn(move || lines.take_while(Result::is_ok).for_each(drop));
    }

    /// What server and PostgreSQL take now.
    fn megabytes(&self) -> Memory {
        let server = self.process.id();
        let mut parents = HashMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            if let Some(parent) = status(process, "PPid:") {
                parents.insert(process, parent);
            }
        }
        let descends = |mut process: u32| {
            while let Some(parent) = parents.get(&process).and_then(|parent| u32::try_from(*parent).ok()) {
                if parent == server {
                    return true;
                }
                process = parent;
            }
            false
        };
        let others = parents.keys().filter(|process| descends(**process)).filter_map(|process| shared_out(*process));
        Memory { server: megabytes(status(server, "VmRSS:").unwrap_or_default()), postgres: megabytes(others.sum()) }
    }
}

/// What is done beside asking and commanding.
#[derive(Default)]
struct Load<'a> {
    /// Whether each connection goes on to another case after every turn, and reads figures.
    case_after_case: bool,
    /// A yearly return that is imported meanwhile.
    file: Option<&'a Path>,
    /// How many follow the ledger meanwhile.
    followers: usize,
}

/// Imports a yearly return by a process of its own.
fn import_into(directory: &Path, file: &Path) {
    let file = file.to_str().expect("the path is UTF-8");
    let (code, _, err) = run_in(directory, &["import", "--format", "kostra-15f", file]);
    assert_eq!(code, 0, "{err}");
}

impl Drop for Started {
    fn drop(&mut self) {
        // SIGTERM stops PostgreSQL too, and in order; the directory is removed after it.
        let terminated = Command::new("kill").arg(self.process.id().to_string()).status();
        if !terminated.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// How many events a history shows.
fn events_in(answer: &Value) -> usize {
    answer["data"]["case"]["history"]["edges"].as_array().map_or(0, Vec::len)
}

/// Megabytes of memory.
#[derive(Clone, Copy, Default)]
struct Memory {
    server: f64,
    postgres: f64,
}

#[expect(clippy::cast_precision_loss, reason = "no memory has 2^52 kilobytes")]
fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1_024.0
}

/// A number in a process's status: kilobytes, or a process id.
fn status(process: u32, name: &str) -> Option<u64> {
    number_after(&fs::read_to_string(format!("/proc/{process}/status")).ok()?, name)
}

/// Kilobytes of a process, what it shares divided among those who share it: PostgreSQL's buffers count once.
fn shared_out(process: u32) -> Option<u64> {
    number_after(&fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?, "Pss:")
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
}
