//! Killed in the midst of work: what was acknowledged is there, once, at its place.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use case_ledger_infrastructure::clock;
use case_ledger_tests::demo::{command, is_running, signal};
use case_ledger_tests::{DataDir, Demo, eventually};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

const CLIENTS: usize = 8;
/// Commands acknowledged in a round before something is killed.
const BEFORE_THE_KILL: usize = 60;
const MUNICIPALITY: &str = "9901";

fn rounds() -> usize {
    std::env::var("CASE_LEDGER_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2)
}

/// A command that was sent, and where it was answered to be.
struct Sent {
    name: &'static str,
    input: Value,
    position: Option<i64>,
}

/// Everything that was sent, by command id.
#[derive(Default)]
struct Sendings(Mutex<BTreeMap<Uuid, Sent>>);

impl Sendings {
    fn note(&self, id: Uuid, name: &'static str, input: &Value) {
        self.0.lock().unwrap().insert(id, Sent { name, input: input.clone(), position: None });
    }

    fn acknowledged(&self, id: Uuid, position: i64) {
        self.0.lock().unwrap().get_mut(&id).unwrap().position = Some(position);
    }
}

/// What one client does until it is stopped or gets no answer: a case, and observations in it.
fn work(demo: &Demo, token: &str, sendings: &Sendings, acknowledged: &AtomicUsize, stop: &AtomicBool) {
    let send = |name: &'static str, mut input: Value| -> Option<Value> {
        let id = clock::new_id();
        input["commandId"] = json!(id);
        sendings.note(id, name, &input);
        let answer = demo.try_post(token, &command(name, &input)).ok();
        let response = answer.and_then(|answer| serde_json::from_str(&answer.body).ok()).unwrap_or(Value::Null);
        let payload = response["data"][name].clone();
        let Some(position) = payload["position"].as_i64() else {
            // A client that gets no answer does not try again at once.
            std::thread::sleep(Duration::from_millis(100));
            return None;
        };
        sendings.acknowledged(id, position);
        acknowledged.fetch_add(1, Ordering::SeqCst);
        Some(payload)
    };
    while !stop.load(Ordering::SeqCst) {
        let concern =
            json!({ "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "x" });
        let Some(opened) = send("raiseConcern", concern) else { continue };
        let Some(case) = opened["case"]["id"].as_str() else { continue };
        for _ in 0..4 {
            let observation = json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "OBSERVED", "text": "x" });
            if send("logObservation", observation).is_none() {
                break;
            }
        }
    }
}

/// Runs the clients until enough is acknowledged, kills, and lets the clients end.
fn under_load<T>(demo: &Demo, sendings: &Sendings, kill: impl FnOnce() -> T) -> T {
    let token = demo.token("employee", MUNICIPALITY);
    let (acknowledged, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|threads| {
        for _ in 0..CLIENTS {
            threads.spawn(|| work(demo, &token, sendings, &acknowledged, &stop));
        }
        eventually("the clients are served", Duration::from_mins(1), || {
            (acknowledged.load(Ordering::SeqCst) >= BEFORE_THE_KILL).then_some(())
        });
        let killed = kill();
        stop.store(true, Ordering::SeqCst);
        killed
    })
}

/// The positions of each command's events, in order.
fn recorded(demo: &Demo) -> BTreeMap<Uuid, Vec<i64>> {
    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let rows: Vec<(Uuid, i64)> = runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let sql = "SELECT command_id, position FROM events WHERE municipality = $1 ORDER BY position";
        sqlx::query_as(sql).bind(MUNICIPALITY).fetch_all(&mut connection).await.unwrap()
    });
    let positions: Vec<i64> = rows.iter().map(|(_, position)| *position).collect();
    assert!(positions.iter().copied().eq(1..=i64::try_from(rows.len()).unwrap()), "positions have gaps");
    let mut commands: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
    for (command, position) in rows {
        commands.entry(command).or_default().push(position);
    }
    commands
}

const fn events_of(name: &str) -> usize {
    // A concern without a case opens one.
    if name.len() == "raiseConcern".len() { 2 } else { 1 }
}

/// Every acknowledged command is there once, at its place; every other one is there once or not at all.
fn nothing_acknowledged_is_lost(demo: &Demo, sendings: &Sendings) {
    let recorded = recorded(demo);
    let sendings = sendings.0.lock().unwrap();
    let acknowledged = sendings.values().filter(|sent| sent.position.is_some()).count();
    assert!(acknowledged >= BEFORE_THE_KILL);
    for (id, sent) in sendings.iter() {
        let positions = recorded.get(id).map_or(&[][..], Vec::as_slice);
        match sent.position {
            Some(position) => {
                assert_eq!((positions.len(), positions.last()), (events_of(sent.name), Some(&position)), "{id}");
            }
            None => assert!(positions.is_empty() || positions.len() == events_of(sent.name), "{id} is there in part"),
        }
    }
}

/// Each client sends again what it does not know to be recorded; all of it is recorded in the end, and once.
fn sent_again_everything_is_there_once(demo: &Demo, sendings: &Sendings) {
    let token = demo.token("employee", MUNICIPALITY);
    let before = recorded(demo);
    let mut sendings = sendings.0.lock().unwrap();
    for (id, sent) in sendings.iter_mut() {
        let payload = demo.command(&token, sent.name, sent.input.clone());
        let position = payload["position"].as_i64().unwrap_or_else(|| panic!("{payload}"));
        assert_eq!(payload["recordedNow"], !before.contains_key(id), "{payload}");
        if let Some(acknowledged) = sent.position {
            assert_eq!(position, acknowledged);
        }
        sent.position = Some(position);
    }
    let after = recorded(demo);
    for (id, sent) in sendings.iter() {
        let positions = &after[id];
        assert_eq!((positions.len(), positions.last().copied()), (events_of(sent.name), sent.position));
    }
}

/// Every hash right, every stream whole, every read model what the ledger says.
fn everything_agrees(demo: &Demo) {
    for command in ["verify", "rebuild"] {
        let (code, out, err) = demo.run(&[command]);
        assert_eq!(code, 0, "{command}: {out}{err}");
    }
}

fn is_ready(demo: &Demo) -> bool {
    demo.try_request("GET", "/health/ready", &[], b"").is_ok_and(|answer| answer.status == 200)
}

#[test]
fn what_a_killed_server_acknowledged_is_there_when_it_comes_back() {
    let sendings = Sendings::default();
    let mut demo = Demo::start_in(DataDir::new(), 6);
    for _ in 0..rounds() {
        let (server, postmaster) = (demo.pid(), demo.postmaster().unwrap());
        under_load(&demo, &sendings, || signal(server, "KILL"));
        let data = demo.kill();
        eventually("PostgreSQL ends with its server", Duration::from_secs(20), || {
            (!is_running(postmaster)).then_some(())
        });
        demo = Demo::start_in(data, 6);
        nothing_acknowledged_is_lost(&demo, &sendings);
        sent_again_everything_is_there_once(&demo, &sendings);
        everything_agrees(&demo);
    }
}

/// The server is not started again: it has to get over it by itself.
#[test]
fn what_was_acknowledged_before_postgresql_was_killed_is_there_after() {
    let sendings = Sendings::default();
    let demo = Demo::start_in(DataDir::new(), 6);
    for _ in 0..rounds() {
        let postmaster = demo.postmaster().unwrap();
        under_load(&demo, &sendings, || {
            signal(postmaster, "KILL");
            eventually("PostgreSQL is brought back", Duration::from_secs(30), || {
                let other = demo.postmaster().is_some_and(|other| other != postmaster && is_running(other));
                (other && is_ready(&demo)).then_some(())
            });
        });
        nothing_acknowledged_is_lost(&demo, &sendings);
        sent_again_everything_is_there_once(&demo, &sendings);
        everything_agrees(&demo);
    }
}

#[test]
fn a_server_that_is_asked_to_stop_stops_and_leaves_no_postgresql() {
    let demo = Demo::start_in(DataDir::new(), 2);
    let postmaster = demo.postmaster().unwrap();
    let data = demo.stop();
    assert!(!is_running(postmaster));
    let demo = Demo::start_in(data, 2);
    everything_agrees(&demo);
}
