//! Interleavings as a script: who holds what, and who comes meanwhile, is laid down and not left to chance. No gap, no
//! skip, no double follows from any of them.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::case::{
    AboutGuardians, AcuteCategory, Case, CaseAction, EmergencyContact, FamilyAction, ReportingAction,
};
use case_ledger_domain::ids::{CaseId, ReportId, SubjectId};
use case_ledger_domain::people::{Body, Decider, DeciderRole, Guardian};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::database::{DatabaseUrls, Databases};
use case_ledger_infrastructure::embedded::Programs;
use case_ledger_infrastructure::intake::Intake;
use case_ledger_infrastructure::ledger::bus::{Accepted, Ledger};
use case_ledger_infrastructure::personal::master_key::FileMasterKeys;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::rebuild::rebuild;
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_tests::Town;
use case_ledger_tests::forge::{append, forger};
use case_ledger_tests::town::{data_dir, home, in_a_town, observation, superuser, text};
use futures::future::join_all;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::task::JoinHandle;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);

/// Comes back when a condition holds; the test fails where it never does.
pub async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("{what}: not within {PATIENCE:?}"));
}

async fn backend(connection: &mut PgConnection) -> i32 {
    sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(connection).await.unwrap()
}

/// How many wait for what a backend holds, or for one of those who do.
pub const WAITING: &str = "WITH RECURSIVE waiting (pid) AS (
         SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))
         UNION SELECT a.pid FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY (pg_blocking_pids(a.pid))
     ) SELECT count(*) FROM waiting";

/// How many wait for what that backend holds, or for one of those who do. Asked from elsewhere: within a transaction the
/// answer would not change.
pub async fn waiting_for(town: &Town, backend: i32) -> i64 {
    sqlx::query_scalar(WAITING).bind(backend).fetch_one(town.ledger.pool()).await.unwrap()
}

/// Observations on the way, of two servers by turns, each in a case of its own.
async fn observations(town: &Town, other: &Town, number: usize) -> Vec<JoinHandle<Accepted>> {
    let mut sent = Vec::new();
    for nth in 0..number {
        let case = town.open_case().await;
        let sender = if nth % 2 == 0 { town.clone() } else { other.clone() };
        sent.push(tokio::spawn(async move { sender.observe(clock::new_id(), case).await.unwrap() }));
    }
    sent
}

async fn positions_of(sent: Vec<JoinHandle<Accepted>>) -> Vec<i64> {
    let mut positions: Vec<i64> = join_all(sent).await.into_iter().map(|answer| answer.unwrap().position).collect();
    positions.sort_unstable();
    positions
}

/// The read models are what a replay gives.
async fn must_equal_a_replay(town: &Town) {
    town.must_be_projected().await;
    for rebuilt in rebuild(town.ledger.guard(), ReadModel::ALL, &town.municipality, &mut |_| {}).await.unwrap() {
        let name = rebuilt.model.name();
        assert_eq!((rebuilt.events, rebuilt.differences), (town.head().await, 0), "{name}");
    }
}

/// 1. A third server writes an event, takes a position for it, and does not come to its end.
/// 2. Two servers send commands, which wait for the head; readers and read models see nothing of it all.
/// 3. The third one commits, or is rolled back.
/// 4. The commands stand behind its event, or in its place.
#[test]
fn an_append_that_is_held_open_leaves_no_gap_however_it_ends() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        for it_commits in [true, false, true] {
            let cases = 6;
            let mut third = forger().await;
            // Opened before, so that only the observations have to wait; the third server writes into a third case.
            let (one, two, _) = (town.open_case().await, town.open_case().await, town.open_case().await);
            let head = town.head().await;
            let holding = backend(&mut third).await;
            let mut open = third.begin().await.unwrap();
            let position = append(&town, &mut open).await;
            assert_eq!(position, head + 1);

            let mut sent = Vec::new();
            for (sender, case) in [(&town, one), (&other, two)] {
                for _ in 0..cases / 2 {
                    let sender = sender.clone();
                    sent.push(tokio::spawn(async move { sender.observe(clock::new_id(), case).await.unwrap() }));
                }
            }
            until("both servers come to wait for the head", async || waiting_for(&town, holding).await == 2).await;
            assert_eq!((town.head().await, town.positions().await.len()), (head, usize::try_from(head).unwrap()));
            assert!(sent.iter().all(|answer| !answer.is_finished()));

            let first = if it_commits {
                open.commit().await.unwrap();
                position + 1
            } else {
                open.rollback().await.unwrap();
                position
            };
            let positions = positions_of(sent).await;
            assert_eq!(positions, (first..first + cases).collect::<Vec<_>>());
            town.must_be_sound().await;
            must_equal_a_replay(&town).await;
        }
    });
}

/// 1. A leader takes the lead of every read model, and stands still.
/// 2. Commands are recorded; no read model moves, and none is skipped by it.
/// 3. The leader's connection is cut.
/// 4. Another one takes over where the first one had been.
#[test]
fn a_leader_that_stands_still_holds_nothing_up_but_its_own_read_models() {
    in_a_town(async |town| {
        let (case, neighbour) = (town.open_case().await, Town::open().await);
        town.must_be_projected().await;
        let before = town.head().await;
        let mut leader = superuser().await;
        let holding = backend(&mut leader).await;
        let mut lead = leader.begin().await.unwrap();
        sqlx::query("SELECT FROM projections WHERE municipality = $1 FOR UPDATE")
            .bind(town.municipality.as_str())
            .execute(&mut *lead)
            .await
            .unwrap();

        for _ in 0..5 {
            town.observe(clock::new_id(), case).await.unwrap();
        }
        neighbour.open_case().await;
        neighbour.must_be_projected().await;
        let projector = Projector::new(&town.ledger);
        assert_eq!(projector.position(&town.municipality).await.unwrap(), before);
        assert_eq!(town.head().await, before + 5);

        let mut other = superuser().await;
        sqlx::query("SELECT pg_terminate_backend($1)").bind(holding).execute(&mut other).await.unwrap();
        must_equal_a_replay(&town).await;
    });
}

/// Four of them, on two servers' connections, at the same events at once: each event is folded once.
#[test]
fn two_leaders_fold_no_event_twice() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let projectors: Vec<Arc<Projector>> =
            [&town, &other, &town, &other].map(|town| Arc::new(Projector::new(&town.ledger))).into();
        let mut cases = Vec::new();
        for _ in 0..6 {
            cases.push(town.open_case().await);
            for case in &cases {
                town.observe(clock::new_id(), *case).await.unwrap();
            }
            let runs = projectors.iter().map(|projector| {
                let projector = Arc::clone(projector);
                tokio::spawn(async move { projector.catch_up().await.unwrap() })
            });
            join_all(runs).await.into_iter().for_each(|run| run.unwrap());
        }
        must_equal_a_replay(&town).await;
    });
}

/// A snapshot of everything and a transaction number of its own, for as long as the test lasts: where readers wait for
/// a horizon, they would stand still with it.
#[test]
fn a_foreign_transaction_that_idles_holds_nobody_up() {
    in_a_town(async |town| {
        let other = town.of_another_server().await;
        let mut foreign = superuser().await;
        let mut idle = foreign.begin().await.unwrap();
        idle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await.unwrap();
        idle.execute("SELECT pg_current_xact_id(), count(*) FROM events").await.unwrap();

        let sent = case_with_a_sent_report(&town).await;
        let positions = positions_of(observations(&town, &other, 8).await).await;
        assert_eq!(positions.len(), 8);
        Intake::new(Arc::clone(&town.ledger)).catch_up().await.unwrap();
        assert_eq!(taken_in(&town, sent).await, 1);
        must_equal_a_replay(&town).await;
        town.must_be_sound().await;
        idle.rollback().await.unwrap();
    });
}

/// A server whose clock is an hour behind, or is set back, writes after one whose clock is right.
#[test]
fn a_clock_that_jumps_back_does_not_take_the_ledger_back() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        for seconds in [0, -3_600, 5, -7_200, 0] {
            let command = clock::new_id();
            let mut context = town.context(command);
            context.now += chrono::TimeDelta::seconds(seconds);
            let action = observation(&town.municipality, command, case);
            town.ledger.execute::<Case>(&context, case.as_uuid(), action).await.unwrap();
        }
        let in_order: bool = sqlx::query_scalar(
            "SELECT bool_and(recorded_at >= before) FROM (
                 SELECT recorded_at, lag(recorded_at) OVER (ORDER BY position) AS before
                   FROM events WHERE municipality = $1) AS times",
        )
        .bind(town.municipality.as_str())
        .fetch_one(town.ledger.pool())
        .await
        .unwrap();
        assert!(in_order, "recorded_at goes back");
        town.must_be_sound().await;
        must_equal_a_replay(&town).await;
    });
}

/// A case from which a report was sent in an emergency; the sending command.
async fn case_with_a_sent_report(town: &Town) -> Uuid {
    let case = town.open_case().await;
    let child = SubjectId::derived(&town.municipality, case.as_uuid(), 0);
    let contact = EmergencyContact {
        body: Body::ChildWelfareEmergencyService,
        category: AcuteCategory::DangerToLifeOrHealth,
        description: Personal::child(child, text("Ringte barnevernvakten.")),
        contact: None,
        contacted_at: clock::now(),
    };
    let guardian = Guardian { subject: child, name: Personal::guardian(child, text("Foresatt Prøve")) };
    let told = CaseAction::Family(FamilyAction::InformGuardians {
        about: AboutGuardians::Report,
        guardians: vec![guardian],
        informed_on: oslo_date(clock::now()),
    });
    for action in [CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening: None, contact }), told] {
        town.execute(clock::new_id(), case, action).await.unwrap();
    }
    let command = clock::new_id();
    town.execute(command, case, sending(town, command, case)).await.unwrap();
    command
}

fn sending(town: &Town, command: Uuid, case: CaseId) -> CaseAction {
    let child = SubjectId::derived(&town.municipality, case.as_uuid(), 0);
    CaseAction::Reporting(ReportingAction::SendReport {
        report: ReportId::derived(&town.municipality, command, 0),
        content: Personal::child(child, text("Vi er bekymret.")),
        duty_bearer: Decider { name: Personal::employee(child, text("Leder Prøve")), role: DeciderRole::UnitLeader },
        signed_by: None,
        sent_at: clock::now(),
    })
}

/// How often the report that a command sent was taken in.
async fn taken_in(town: &Town, command: Uuid) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM events sent JOIN events received
             ON received.municipality = sent.municipality AND received.causation_id = sent.event_id
          WHERE sent.municipality = $1 AND sent.command_id = $2 AND sent.event_type = 'ReportSent'
            AND received.event_type = 'ReportReceived'",
    )
    .bind(town.municipality.as_str())
    .bind(command)
    .fetch_one(town.ledger.pool())
    .await
    .unwrap()
}

/// The same URL with another database in it.
fn in_database(url: &str, database: &str) -> String {
    let (before, after) = url.split_once("/case_ledger?").expect("the ledger's database stands in its URL");
    format!("{before}/{database}?{after}")
}

/// Runs one of PostgreSQL's programs.
fn postgres(program: &str, arguments: &[&str]) {
    let path = Programs::find().unwrap().directory().join(program);
    let output = Command::new(&path).args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The ledger as it is at this moment, dumped and restored into a database of its own, with a server on it.
pub(crate) async fn restored(town: &Town, name: &str, without: &[&str]) -> Town {
    let dump = data_dir().join(format!("{name}.dump"));
    let (file, from) = (dump.to_str().unwrap().to_owned(), home().superuser_url());
    let mut arguments = vec!["--format=custom".to_owned(), format!("--file={file}"), format!("--dbname={from}")];
    arguments.extend(without.iter().map(|table| format!("--exclude-table-data={table}")));
    let into = in_database(&from, name);
    let mut admin = superuser().await;
    admin.execute(format!("CREATE DATABASE {name} OWNER case_ledger_owner").as_str()).await.unwrap();
    let name = name.to_owned();
    tokio::task::spawn_blocking(move || {
        postgres("pg_dump", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        postgres("pg_restore", &["--exit-on-error", &format!("--dbname={into}"), &file]);
    })
    .await
    .unwrap();
    let DatabaseUrls { ledger, keys } = home().urls();
    let databases = Databases::connect(&DatabaseUrls { ledger: in_database(&ledger, &name), keys }, 8).await.unwrap();
    let master = FileMasterKeys::in_directory(data_dir().join("master-keys"));
    let ledger = Arc::new(Ledger::new(&databases, Arc::new(master)));
    Town { ledger, municipality: town.municipality.clone() }
}

async fn project(town: &Town) {
    let projector = Projector::new(&town.ledger);
    until("the read models reach the head", async || {
        projector.catch_up().await.unwrap();
        projector.position(&town.municipality).await.unwrap() >= town.head().await
    })
    .await;
    for rebuilt in rebuild(town.ledger.guard(), ReadModel::ALL, &town.municipality, &mut |_| {}).await.unwrap() {
        let name = rebuilt.model.name();
        assert_eq!((rebuilt.events, rebuilt.differences), (town.head().await, 0), "{name}");
    }
}

/// 1. A report is sent and taken in, another one is sent, and the ledger is dumped while commands come in.
/// 2. Commands are recorded that the dump does not have.
/// 3. The dump is restored, and its clients send everything again, because nobody knows what was lost.
/// 4. What the dump has is answered as before; what it lacks is recorded at the next place; each report is in once.
#[test]
fn a_ledger_that_is_dumped_and_restored_goes_on_where_it_was() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let first = case_with_a_sent_report(&town).await;
        Intake::new(Arc::clone(&town.ledger)).catch_up().await.unwrap();
        let second = case_with_a_sent_report(&town).await;
        town.must_be_projected().await;
        let mut sent: Vec<(Uuid, i64)> = Vec::new();
        for _ in 0..4 {
            let command = clock::new_id();
            sent.push((command, town.observe(command, case).await.unwrap().position));
        }
        let writing = {
            let town = town.clone();
            tokio::spawn(async move {
                let mut sent = Vec::new();
                for _ in 0..40 {
                    let command = clock::new_id();
                    sent.push((command, town.observe(command, case).await.unwrap().position));
                }
                sent
            })
        };
        let whole = restored(&town, "restored_whole", &[]).await;
        let read_models: Vec<&str> = ReadModel::ALL.iter().flat_map(|model| model.tables()).copied().collect();
        let read_models = [&["projections"], &*read_models].concat();
        let bare = restored(&town, "restored_bare", &read_models).await;
        sent.extend(writing.await.unwrap());

        for restored in [whole, bare] {
            let dumped = restored.head().await;
            restored.must_be_sound().await;
            let mut next = dumped;
            for (command, position) in &sent {
                let answer = restored.observe(*command, case).await.unwrap();
                if *position <= dumped {
                    assert_eq!((answer.recorded_now, answer.position), (false, *position));
                } else {
                    next += 1;
                    assert_eq!((answer.recorded_now, answer.position), (true, next));
                }
            }
            Intake::new(Arc::clone(&restored.ledger)).catch_up().await.unwrap();
            assert_eq!((taken_in(&restored, first).await, taken_in(&restored, second).await), (1, 1));
            project(&restored).await;
            restored.must_be_sound().await;
        }
    });
}
