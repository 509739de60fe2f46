//! Read models against a real ledger: what stops a projector and what does not, and what the questions cost.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::case::{
    AboutGuardians, AcuteCategory, Alternative, AssessedReport, Case, CaseAction, ConcernAction, EmergencyContact,
    FamilyAction, Markers, ObservationKind, Opening, ReportingAction,
};
use case_ledger_domain::ids::{CaseId, CommandId, InvestigationId, MessageId, ObservationId, ReportId, SubjectId};
use case_ledger_domain::investigation::ServiceConsentUse;
use case_ledger_domain::people::{Body, Child, Decider, DeciderRole, Decision, Guardian};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::Report;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{ObservedPeriod, oslo_date};
use cqrs_es::Aggregate as _;
use sqlx::{Connection as _, Row as _};

use super::as_of::AsOf;
use super::case_cards::{CaseCard, CaseFilter};
use super::consent_register::{ConsentFilter, ConsentsKept};
use super::decisions::{self, DecisionFilter};
use super::investigation_register::InvestigationFilter;
use super::rebuild::rebuild;
use super::report_register::{Beside, RegisteredReport, ReportFilter};
use super::runner::{BUILD_LOCK, Projector};
use super::service_statistics::MeasureFilter;
use super::table::{self, Order};
use super::*;
use crate::clock;
use crate::database::begin;
use crate::embedded::EmbeddedOptions;
use crate::home::Home;
use crate::intake::Intake;
use crate::ledger::authorship::tests::as_if_written_so;
use crate::ledger::bus::{Accepted, CommandContext, CommandError, Ledger};
use crate::ledger::{Actor, Program};
use crate::personal::sight::SameChildren;
use crate::reach::Reached;

/// A server of one test's own.
pub struct Server {
    pub home: Home,
    pub ledger: Arc<Ledger>,
    directory: PathBuf,
}

impl Server {
    pub async fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("case-ledger-models-{}-{number}", std::process::id());
        let directory = std::fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        std::fs::create_dir(&directory).unwrap();
        // A server started by root runs as another user, who must get through.
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o755)).unwrap();
        let home = Home::open(&directory.join("data"), EmbeddedOptions::ephemeral()).await.unwrap();
        let (_, ledger) = home.ledger(8).await.unwrap();
        Self { home, ledger, directory }
    }

    pub fn projector(&self) -> Projector {
        Projector::new(&self.ledger)
    }

    pub async fn open(&self, number: &str) -> Municipality {
        let municipality = number.parse().unwrap();
        self.ledger.open_municipality(&municipality, "Prøvevik", clock::now()).await.unwrap();
        municipality
    }

    pub async fn as_superuser(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.home.superuser_url()).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    }

    /// Has the statement that reads the payload at that position next find `to` in it where `from` was written, and all after it what
    /// was written.
    pub async fn reads_once(&self, position: i64, from: &str, to: &str) {
        self.as_superuser(&format!(
            "CREATE SEQUENCE reads;
             CREATE FUNCTION read(payload json) RETURNS json LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
             DECLARE
                 reading CONSTANT bigint := trunc(extract(epoch FROM statement_timestamp()) * 1000000);
             BEGIN
                 IF NOT (SELECT is_called FROM reads) THEN PERFORM setval('reads', reading); END IF;
                 IF (SELECT last_value FROM reads) <> reading THEN RETURN payload; END IF;
                 RETURN replace(payload::text, '{from}', '{to}')::json;
             END $$;
             ALTER TABLE events RENAME TO events_kept;
             CREATE VIEW events AS
             SELECT municipality, position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                    CASE WHEN position = {position} THEN read(payload) ELSE payload END AS payload, metadata, event_id,
                    command_id, command_index, correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash,
                    code FROM events_kept;
             GRANT SELECT ON events TO case_ledger_app"
        ))
        .await;
    }

    pub async fn execute(
        &self,
        municipality: &Municipality,
        command: Uuid,
        case: CaseId,
        action: CaseAction,
    ) -> Result<Accepted, CommandError> {
        self.on::<Case>(municipality, command, case.as_uuid(), action).await
    }

    /// The same on an aggregate of any kind.
    pub async fn on<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        command: Uuid,
        id: Uuid,
        action: A::Action,
    ) -> Result<Accepted, CommandError> {
        let context = CommandContext {
            municipality: municipality.clone(),
            command_id: CommandId::from_uuid(command),
            actor: Actor::program(municipality, Program::Import),
            correlation_id: None,
            causation_id: None,
            expected_version: None,
            now: clock::now(),
            fingerprint: Arc::new(command.as_bytes().to_vec()),
        };
        self.ledger.execute::<A>(&context, id, action).await
    }

    /// A case that begins with an emergency, and whose guardians know of the report to come.
    pub async fn emergency(&self, municipality: &Municipality) -> CaseId {
        let case = CaseId::derived(municipality, clock::new_id(), 0);
        let subject = subject_of(municipality, case);
        let child = Child { subject, name: None, national_id: None, born_on: None, unborn: false, contact: None };
        let contact = EmergencyContact {
            body: Body::ChildWelfareEmergencyService,
            category: AcuteCategory::DangerToLifeOrHealth,
            description: Personal::child(subject, text("Ringte barnevernvakten.")),
            contact: None,
            contacted_at: clock::now(),
        };
        let opening = Some(Opening { child, unit: "Solbakken".to_owned() });
        let action = CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening, contact });
        self.execute(municipality, clock::new_id(), case, action).await.unwrap();
        let guardian = Guardian { subject, name: Personal::guardian(subject, text("Foresatt Prøve")) };
        let action = CaseAction::Family(FamilyAction::InformGuardians {
            about: AboutGuardians::Report,
            guardians: vec![guardian],
            informed_on: oslo_date(clock::now()),
        });
        self.execute(municipality, clock::new_id(), case, action).await.unwrap();
        case
    }

    /// Sends a report from that case.
    pub async fn report(&self, municipality: &Municipality, case: CaseId, command: Uuid) -> ReportId {
        let subject = subject_of(municipality, case);
        let report = ReportId::derived(municipality, command, 0);
        let action = CaseAction::Reporting(ReportingAction::SendReport {
            report,
            content: Personal::child(subject, text("Barnet er i fare.")),
            duty_bearer: decider(subject),
            signed_by: None,
            sent_at: clock::now(),
        });
        self.execute(municipality, command, case, action).await.unwrap();
        report
    }

    pub async fn end(self) {
        self.home.close().await;
        let _ = std::fs::remove_dir_all(self.directory);
    }
}

pub fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

/// The child of a case.
pub fn subject_of(municipality: &Municipality, case: CaseId) -> SubjectId {
    SubjectId::derived(municipality, case.as_uuid(), 0)
}

/// A decision in that case, with its reasons.
pub fn decision(municipality: &Municipality, case: CaseId, reasons: &str) -> Decision {
    let subject = subject_of(municipality, case);
    Decision::stated(Personal::child(subject, text(reasons)), decider(subject))
}

fn decider(subject: SubjectId) -> Decider {
    Decider { name: Personal::employee(subject, text("Leder Prøve")), role: DeciderRole::UnitLeader }
}

/// An observation of that case's child today.
pub fn observation(municipality: &Municipality, case: CaseId) -> CaseAction {
    CaseAction::Concern(ConcernAction::LogObservation {
        observation: ObservationId::derived(municipality, clock::new_id(), 0),
        observed: ObservedPeriod::on(oslo_date(clock::now())),
        kind: ObservationKind::Observed,
        text: Personal::child(subject_of(municipality, case), text("Satt alene i garderoben.")),
        interpretation: None,
        markers: Markers::default(),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_one_municipality_stops_no_other() {
    let server = Server::start().await;
    let projector = server.projector();
    let mut towns = Vec::new();
    for number in ["9901", "9902"] {
        let municipality = server.open(number).await;
        server.emergency(&municipality).await;
        towns.push(municipality);
    }
    let [ours, theirs] = [&towns[0], &towns[1]];
    let head = server.ledger.head(theirs).await.unwrap().unwrap();

    // What passes is tried again.
    server
        .as_superuser(
            "CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'starting up' USING ERRCODE = '57P03'; END $$;
             CREATE TRIGGER busy BEFORE INSERT ON case_cards FOR EACH ROW WHEN (NEW.municipality = '9901')
                 EXECUTE FUNCTION busy();",
        )
        .await;
    projector.catch_up().await.unwrap_err();
    assert_eq!(projector.position(theirs).await.unwrap(), head);
    assert_eq!((projector.position(ours).await.unwrap(), projector.faults().await.unwrap()), (0, vec![]));
    let behind = projector.behind().await.unwrap();
    let lags: Vec<_> =
        behind.iter().map(|one| (one.read_model.as_str(), one.municipality.as_str(), one.lag())).collect();
    let expected = [
        ("answers", "9901", head),
        ("case_cards", "9901", head),
        ("erasure", "9901", head),
        ("intake", "9901", head),
        ("whereabouts", "9901", head),
        ("answers", "9902", head),
        ("erasure", "9902", head),
        ("intake", "9902", head),
        ("whereabouts", "9902", head),
    ];
    assert_eq!(lags, expected);

    // What does not pass stops this projector, and is told without values.
    server
        .as_superuser(
            "DROP TRIGGER busy ON case_cards;
             ALTER TABLE case_cards ADD CONSTRAINT not_ours CHECK (municipality <> '9901')",
        )
        .await;
    projector.catch_up().await.unwrap();
    let fault = "the database failed: SQLSTATE 23514, constraint not_ours".to_owned();
    assert_eq!(projector.faults().await.unwrap(), [("case_cards".to_owned(), "9901".to_owned(), fault)]);
    // Who waits for what has stopped does so in vain. A command waits for what it shows, and a moment for what else tells of it:
    // of both, what stopped does not hold it up.
    let patience = Duration::from_millis(50);
    assert!(projector.wait_for(ours, head, &[ReadModel::ReportRegister], patience).await.unwrap());
    assert!(!projector.wait_for(ours, head, ReadModel::ALL, patience).await.unwrap());
    assert!(projector.wait_for(ours, head, &[], patience).await.unwrap());
    assert!(projector.wait_for_those_that_run(ours, head, &[ReadModel::CaseCards], patience).await.unwrap());
    assert!(projector.wait_for_all_that_tell_of("Case", ours, head, patience).await.unwrap());
    assert!(!projector.wait_for_all_that_tell_of("Report", ours, head + 1, patience).await.unwrap());
    server.end().await;
}

/// The count of a case's events in its row is as high as it goes: where overflow is looked for, the next event panics.
#[tokio::test(flavor = "multi_thread")]
async fn a_fold_that_panics_stops_its_own_read_model_and_municipality_only() {
    let server = Server::start().await;
    let [ours, theirs] = [server.open("9901").await, server.open("9902").await];
    let case = server.emergency(&ours).await;
    server.projector().catch_up().await.unwrap();
    server.as_superuser("UPDATE case_cards SET events = 9223372036854775807").await;
    // Sound events before it, and some after it.
    let another = server.emergency(&ours).await;
    server.execute(&ours, clock::new_id(), another, observation(&ours, another)).await.unwrap();
    let before = server.ledger.head(&ours).await.unwrap().unwrap();
    server.execute(&ours, clock::new_id(), case, observation(&ours, case)).await.unwrap();
    server.execute(&ours, clock::new_id(), another, observation(&ours, another)).await.unwrap();
    server.emergency(&theirs).await;

    // It runs as in a server, and goes on running.
    let projector = Arc::new(server.projector());
    let running = tokio::spawn(Arc::clone(&projector).run());
    let patience = Duration::from_secs(30);
    let head = server.ledger.head(&theirs).await.unwrap().unwrap();
    assert!(projector.wait_for(&theirs, head, ReadModel::ALL, patience).await.unwrap(), "others go on");
    let head = server.ledger.head(&ours).await.unwrap().unwrap();
    let others: Vec<ReadModel> =
        ReadModel::ALL.iter().copied().filter(|model| *model != ReadModel::CaseCards).collect();
    assert!(projector.wait_for(&ours, head, &others, patience).await.unwrap(), "and the municipality's other ones");
    let faults = async || {
        for _ in 0..300 {
            let faults = projector.faults().await.unwrap();
            if !faults.is_empty() {
                return faults;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Vec::new()
    };
    let told = ProjectionError::Panicked.to_string();
    assert_eq!(faults().await, [("case_cards".to_owned(), "9901".to_owned(), told)]);
    let standing = projector.standings(Some(&ours)).await.unwrap();
    let standing = standing.into_iter().find(|one| one.read_model == "case_cards").unwrap();
    assert_eq!(
        (standing.position, standing.lag()),
        (before, head - before),
        "what is before it is shown, and nothing is half changed"
    );

    // The reason is gone, and somebody has it tried again.
    server.as_superuser("UPDATE case_cards SET events = 1 WHERE municipality = '9901'").await;
    standing::retry(server.ledger.pool(), None).await.unwrap();
    assert!(projector.wait_for(&ours, head, ReadModel::ALL, patience).await.unwrap());
    assert!(!running.is_finished());
    running.abort();
    server.end().await;
}

async fn positions(projector: &Projector, municipality: &Municipality) -> Vec<i64> {
    let standings = projector.standings(Some(municipality)).await.unwrap();
    let models = standings.into_iter().filter(|standing| ReadModel::named(&standing.read_model).is_some());
    models.map(|standing| standing.position).collect()
}

/// Which transaction wrote the row that no later event changes.
async fn writer_of_the_first_obligation(server: &Server) -> Option<String> {
    let first = "SELECT xmin::text FROM obligations ORDER BY valid_from LIMIT 1";
    sqlx::query_scalar(first).fetch_optional(server.ledger.pool()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_far_behind_is_built_and_is_what_following_comes_to() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let projector = Projector::building_beyond(&server.ledger, 3);
    // From nothing; then where more is lacking than was taken in; then where less is, which is followed.
    for (cases, is_built) in [(2, true), (6, true), (2, false)] {
        let before = writer_of_the_first_obligation(&server).await;
        for _ in 0..cases {
            let case = server.emergency(&municipality).await;
            server.report(&municipality, case, clock::new_id()).await;
        }
        projector.catch_up().await.unwrap();
        let head = server.ledger.head(&municipality).await.unwrap().unwrap();
        assert!(positions(&projector, &municipality).await.iter().all(|position| *position == head));
        assert_eq!(
            writer_of_the_first_obligation(&server).await != before,
            is_built,
            "a row that is built is written anew"
        );
        let again = rebuild(server.ledger.guard(), ReadModel::ALL, &municipality, &mut |_| {}).await.unwrap();
        assert_eq!(again.len(), ReadModel::ALL.len());
        assert!(again.iter().all(|rebuilt| rebuilt.differences == 0 && rebuilt.events == head), "{again:?}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_server_builds_is_left_to_it() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let projector = Projector::building_beyond(&server.ledger, 0);
    let mut other = PgConnection::connect(&server.home.superuser_url()).await.unwrap();
    let lock = async |other: &mut PgConnection, what: &str| {
        sqlx::query(&format!("SELECT {what}($1, 9901)")).bind(BUILD_LOCK).execute(other).await.unwrap();
    };
    lock(&mut other, "pg_advisory_lock").await;
    projector.build_what_is_far_behind().await.unwrap();
    assert_eq!(projector.position(&municipality).await.unwrap(), 0);
    lock(&mut other, "pg_advisory_unlock").await;
    projector.build_what_is_far_behind().await.unwrap();
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    assert_eq!(projector.position(&municipality).await.unwrap(), head);
    // And gives it back.
    let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, 9901)")
        .bind(BUILD_LOCK)
        .fetch_one(&mut other)
        .await
        .unwrap();
    assert!(free);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_built_is_followed_and_shows_its_fault_where_it_stands() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    server.as_superuser("ALTER TABLE case_cards ADD CONSTRAINT not_ours CHECK (municipality <> '9901')").await;
    let projector = Projector::building_beyond(&server.ledger, 0);
    projector.catch_up().await.unwrap();
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let faults = projector.faults().await.unwrap();
    let [(read_model, ..)] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!(read_model, "case_cards");
    let stand = positions(&projector, &municipality).await;
    assert_eq!(stand.iter().filter(|position| **position == head).count(), ReadModel::ALL.len() - 1, "{stand:?}");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_lost_its_newest_events_stops_its_projectors() {
    let server = Server::start().await;
    let projector = server.projector();
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    sqlx::query("UPDATE ledger_heads SET position = position + 3").execute(server.ledger.pool()).await.unwrap();
    projector.catch_up().await.unwrap();
    let faults = projector.faults().await.unwrap();
    assert_eq!(faults.len(), ReadModel::ALL.len());
    for (_, _, fault) in faults {
        let (missing, beyond) = (head + 1, head + 4);
        assert_eq!(fault, format!("position {missing} is missing; the ledger has a gap before {beyond}"));
    }
    assert_eq!(projector.position(&municipality).await.unwrap(), head, "what is there is shown");
    server.end().await;
}

/// Whoever may insert a row puts one behind the head, where nothing is the ledger's.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_beyond_the_end_does_not_hide_that_the_newest_events_are_lost() {
    let server = Server::start().await;
    let projector = server.projector();
    let municipality = server.open("9901").await;
    server.emergency(&municipality).await;
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let moved = format!("UPDATE events SET position = position + 1000 WHERE position = {head}");
    server.as_superuser(&format!("SET session_replication_role = replica; {moved}")).await;
    projector.catch_up().await.unwrap();
    let faults = projector.faults().await.unwrap();
    assert_eq!(faults.len(), ReadModel::ALL.len());
    for (_, _, fault) in faults {
        assert_eq!(fault, format!("position {head} is missing; the ledger has a gap before {}", head + 1));
    }
    server.end().await;
}

/// Keeps whoever is about to write a fault waiting for the lock of the connection given back, and holds no row.
async fn keep_faults_waiting(server: &Server) -> PgConnection {
    server
        .as_superuser(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF current_query() LIKE 'UPDATE projections SET fault = $3%' THEN
                     PERFORM pg_advisory_xact_lock_shared(1);
                 END IF;
                 RETURN NULL;
             END $$;
             CREATE TRIGGER wait BEFORE UPDATE ON projections FOR EACH STATEMENT EXECUTE FUNCTION wait();",
        )
        .await;
    let mut keeper = PgConnection::connect(&server.home.superuser_url()).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(1)").execute(&mut keeper).await.unwrap();
    keeper
}

/// For the lock of that connection.
pub(super) async fn somebody_must_wait_for(keeper: &mut PgConnection) {
    let waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))";
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !sqlx::query_scalar::<_, bool>(waiting).fetch_one(&mut *keeper).await.unwrap() {
            tokio::task::yield_now().await;
        }
    });
    waited.await.expect("somebody waits");
}

/// 1. One server fails, lets go of the lead, and is about to tell of it.
/// 2. What it failed on is mended, and another server gets over it.
/// 3. The first one tells of its fault.
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_that_another_leader_has_got_over_is_not_told_of_any_more() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    server.projector().catch_up().await.unwrap();
    let mut keeper = keep_faults_waiting(&server).await;
    for (breaks, mends) in [
        // At a position: the ledger has lost its newest events.
        ("UPDATE ledger_heads SET position = position + 3", "UPDATE ledger_heads SET position = position - 3"),
        // And at none: a table takes no row.
        (
            "ALTER TABLE case_cards ADD CONSTRAINT not_ours CHECK (municipality <> '9901') NOT VALID",
            "ALTER TABLE case_cards DROP CONSTRAINT not_ours",
        ),
    ] {
        if breaks.contains("case_cards") {
            server.emergency(&municipality).await;
        }
        server.as_superuser(breaks).await;
        let slow = server.projector();
        let slow = tokio::spawn(async move { slow.catch_up().await });
        somebody_must_wait_for(&mut keeper).await;
        server.as_superuser(mends).await;
        server.emergency(&municipality).await;
        let quick = server.projector();
        quick.catch_up().await.unwrap();
        let head = server.ledger.head(&municipality).await.unwrap().unwrap();
        assert_eq!(quick.position(&municipality).await.unwrap(), head);

        sqlx::query("SELECT pg_advisory_unlock(1)").execute(&mut keeper).await.unwrap();
        slow.await.unwrap().unwrap();
        assert_eq!(quick.faults().await.unwrap(), [], "{breaks}");
        sqlx::query("SELECT pg_advisory_lock(1)").execute(&mut keeper).await.unwrap();
    }
    server.end().await;
}

/// What is of a municipality and can be computed from its events is a read model's, so that a rebuild makes it anew and
/// compares it. What is not stands here by its name.
#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_a_municipality_is_a_read_models_or_named_as_none() {
    let server = Server::start().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality'
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1",
    )
    .fetch_all(server.ledger.pool())
    .await
    .unwrap();
    let of_models: Vec<&str> = ReadModel::ALL.iter().flat_map(|model| model.tables().iter().copied()).collect();
    let others: Vec<&str> = tables.iter().map(String::as_str).filter(|table| !of_models.contains(table)).collect();
    // Contents are written with their events, and no event tells what is in them.
    let ledger = ["attachment_contents", "events", "ledger_heads", "projections", "read_log", "rows_passed_over"];
    let log = ["checkpoints", "cosignatures", "tree_tiles", "trees", "witness_objections"];
    // They say of rows of the read log what no event tells.
    let reads = ["emergency_access", "emergency_access_reviews"];
    let mut named = [&ledger[..], &log, &reads].concat();
    named.sort_unstable();
    assert_eq!(others, named);
    for table in of_models {
        assert!(tables.iter().any(|there| there == table), "{table} is in no migration");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_projector_skips_what_is_being_rebuilt() {
    let server = Server::start().await;
    let projector = server.projector();
    let municipality = server.open("9901").await;
    projector.catch_up().await.unwrap();
    let before = projector.position(&municipality).await.unwrap();
    server.emergency(&municipality).await;
    let mut transaction = begin(server.ledger.pool()).await.unwrap();
    sqlx::query("SELECT 1 FROM projections FOR UPDATE").execute(&mut *transaction).await.unwrap();
    projector.catch_up().await.unwrap();
    assert_eq!(projector.position(&municipality).await.unwrap(), before);
    transaction.commit().await.unwrap();
    projector.catch_up().await.unwrap();
    assert!(projector.position(&municipality).await.unwrap() > before);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_emergency_the_assessment_of_the_duty_is_owed_until_it_is_made() {
    let server = Server::start().await;
    let projector = server.projector();
    let municipality = server.open("9901").await;
    let case = server.emergency(&municipality).await;
    let is_owed = async || {
        projector.catch_up().await.unwrap();
        super::oversight::is_duty_assessment_owed(server.ledger.pool(), &municipality, case, AsOf::Now).await.unwrap()
    };
    assert!(is_owed().await, "by the call");
    let report = server.report(&municipality, case, clock::new_id()).await;
    assert!(is_owed().await);
    let seen = observation(&municipality, case);
    let CaseAction::Concern(ConcernAction::LogObservation { observation: evidence, .. }) = seen else { unreachable!() };
    server.execute(&municipality, clock::new_id(), case, seen).await.unwrap();
    assert!(is_owed().await);
    let subject = subject_of(&municipality, case);
    let action = CaseAction::Reporting(ReportingAction::AssessDutyToReport {
        of: AssessedReport::Sent(report),
        triggered: false,
        conditions: Vec::new(),
        evidence: vec![evidence],
        consulted: [].into(),
        decision: Decision::stated(Personal::child(subject, text("Faren er over.")), decider(subject)),
        assessed_on: oslo_date(clock::now()),
    });
    server.execute(&municipality, clock::new_id(), case, action).await.unwrap();
    assert!(!is_owed().await);
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    let rebuilt = rebuild(server.ledger.guard(), &[ReadModel::CaseCards], &municipality, &mut |_| {}).await.unwrap();
    assert_eq!((rebuilt[0].events, rebuilt[0].differences), (head, 0));
    server.end().await;
}

/// The plan without values is the worst that a prepared statement may come to.
async fn plan_without_values(server: &Server, sql: &str) -> String {
    let values = vec!["NULL"; sql.matches('$').count()].join(", ");
    let explain = format!(
        "SET plan_cache_mode = force_generic_plan; PREPARE listing AS {sql};
         EXPLAIN EXECUTE listing ({values}); DEALLOCATE listing;"
    );
    let lines = sqlx::raw_sql(&explain).fetch_all(server.ledger.pool()).await;
    let plan: Vec<String> = lines.unwrap().iter().map(|line| line.get(0)).collect();
    plan.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_about_one_investigation_are_read_through_its_index() {
    let server = Server::start().await;
    server
        .as_superuser(
            "INSERT INTO obligations (municipality, obligation_id, kind, investigation_id, unit, of_service, opened_on,
                    extended, lapsed, stands_at, opened_at, valid_from)
             SELECT '9901', gen_random_uuid(), 'any', gen_random_uuid(), 'any', true, '2026-01-01', false, false,
                    timestamptz '2026-01-01' + n * interval '1 minute', n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO findings (municipality, finding_id, kind, severity, investigation_id, unit, of_service,
                    event_position, arose_on, stands_at, valid_from)
             SELECT '9901', obligation_id, kind, 'any', investigation_id, unit, true, opened_at, opened_on, stands_at, valid_from
               FROM obligations;
             INSERT INTO decisions (municipality, decision_id, kind, outcomes, not_to_act, investigation_id,
                    child_subject, unit, of_service, decided_on, reasoned, cited, guides, decided_at, later_after,
                    position, valid_from)
             SELECT '9901', obligation_id, kind, '{}', false, investigation_id, obligation_id, unit, true, opened_on, true,
                    '{}', '{}', stands_at, stands_at, opened_at, valid_from
               FROM obligations;
             INSERT INTO obligations_history SELECT *, valid_from + 90 FROM obligations;
             INSERT INTO findings_history (municipality, finding_id, kind, severity, investigation_id, unit, of_service,
                    event_position, arose_on, stands_at, valid_from, valid_to)
             SELECT municipality, finding_id, kind, severity, investigation_id, unit, of_service, event_position, arose_on,
                    stands_at, valid_from, valid_from + 90
               FROM findings;
             ANALYZE obligations; ANALYZE findings; ANALYZE decisions;
             ANALYZE obligations_history; ANALYZE findings_history;",
        )
        .await;
    let municipality: Municipality = "9901".parse().unwrap();
    let about = Some(oversight::AboutWhat::Investigation(InvestigationId::from_uuid(clock::new_id())));
    let on = oslo_date(clock::now());
    let owed = oversight::OwedFilter {
        whose: oversight::Whose::Everyones,
        reached: Reached::All,
        unit: None,
        about,
        kinds: None,
        owner: None,
        extended: None,
        standing: None,
        on,
        from: None,
        to: None,
    };
    let found = oversight::FoundFilter {
        whose: oversight::Whose::Everyones,
        reached: Reached::All,
        kept: Vec::new(),
        unit: None,
        about,
        kinds: None,
        obligations: None,
        severity: None,
        mended: None,
        excused: true,
        on,
        from: None,
        to: None,
    };
    let decided = decisions::DecisionFilter { about, reached: Reached::All, ..decisions::DecisionFilter::default() };
    for as_of in [AsOf::Now, AsOf::Position(3_000)] {
        for (table, listing) in [
            ("obligations", oversight::owed(&municipality, &owed, None, 20, as_of)),
            ("findings", oversight::found(&municipality, &found, None, 20, as_of)),
            ("decisions", decisions::listing(&municipality, &decided, None, 20, as_of)),
        ] {
            let plan = plan_without_values(&server, listing.sql()).await;
            assert!(plan.contains(&format!("{table}_investigation_idx")), "{plan}");
            let superseded = as_of != AsOf::Now && table != "decisions";
            assert!(!superseded || plan.contains(&format!("{table}_history_investigation_idx")), "{plan}");
        }
    }
    server.end().await;
}

/// The few whose last day a decision moved are found by themselves, in the order of their days, as it is and as it was.
#[tokio::test(flavor = "multi_thread")]
async fn rm3_what_is_extended_is_read_through_an_index() {
    let server = Server::start().await;
    server
        .as_superuser(
            "INSERT INTO obligations (municipality, obligation_id, kind, unit, of_service, opened_on, extended, lapsed,
                    stands_at, opened_at, valid_from)
             SELECT '9901', gen_random_uuid(), 'any', 'any', true, '2026-01-01', n % 200 = 0, false,
                    timestamptz '2026-01-01' + n * interval '1 minute', n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO obligations_history SELECT *, valid_from + 90 FROM obligations;
             ANALYZE obligations; ANALYZE obligations_history;",
        )
        .await;
    let municipality: Municipality = "9901".parse().unwrap();
    let filter = oversight::OwedFilter {
        whose: oversight::Whose::Everyones,
        reached: Reached::All,
        unit: None,
        about: None,
        kinds: None,
        owner: None,
        extended: Some(true),
        standing: None,
        on: oslo_date(clock::now()),
        from: None,
        to: None,
    };
    for as_of in [AsOf::Now, AsOf::Position(3_000)] {
        let listing = oversight::owed(&municipality, &filter, None, 20, as_of);
        let plan = plan_without_values(&server, listing.sql()).await;
        assert!(plan.contains("obligations_extended_idx"), "{plan}");
        assert!(as_of == AsOf::Now || plan.contains("obligations_history_extended_idx"), "{plan}");
    }
    server.end().await;
}

/// However many reports there are, those that followed a decision not to act are looked for by the child.
#[tokio::test(flavor = "multi_thread")]
async fn rm14_whether_a_report_followed_is_read_through_an_index() {
    let server = Server::start().await;
    server
        .as_superuser(
            "INSERT INTO report_register (municipality, report_id, case_id, message_id, child_subject, unit, channel,
                    reporter_kind, reporter_codes, content_codes, received_at, received_on, position, valid_from)
             SELECT '9901', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'any', 'fiks', 'unknown',
                    '{}', '{}', timestamptz '2026-01-01' + n * interval '1 minute', '2026-01-01', n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO report_register_history (municipality, report_id, case_id, message_id, child_subject, unit, channel,
                    reporter_kind, reporter_codes, content_codes, received_at, received_on, position, valid_from, valid_to)
             SELECT municipality, gen_random_uuid(), case_id, message_id, child_subject, unit, channel, reporter_kind, reporter_codes,
                    content_codes, received_at, received_on, position, valid_from, position + 90
               FROM report_register;
             INSERT INTO decisions (municipality, decision_id, kind, outcomes, not_to_act, child_subject, unit, of_service,
                    decided_on, reasoned, cited, guides, decided_at, later_after, position, valid_from)
             SELECT '9901', gen_random_uuid(), 'any', '{}', true, child_subject, unit, true, received_on, true, '{}', '{}',
                    received_at, received_at - interval '1 day', position, valid_from
               FROM report_register;
             ANALYZE report_register; ANALYZE report_register_history; ANALYZE decisions;",
        )
        .await;
    let municipality: Municipality = "9901".parse().unwrap();
    let (one, other) = (clock::new_id(), clock::new_id());
    let same = SameChildren { kept: Vec::new(), ones: vec![one], others: vec![other] };
    for (followed, as_of) in [(true, AsOf::Now), (false, AsOf::Now), (true, AsOf::Position(3_000))] {
        let filter = DecisionFilter { followed_by_report: Some((followed, same.clone())), ..DecisionFilter::default() };
        let listing = decisions::listing(&municipality, &filter, None, 20, as_of);
        let plan = plan_without_values(&server, listing.sql()).await;
        assert!(plan.contains("report_register_child_idx"), "{plan}");
        assert!(as_of == AsOf::Now || plan.contains("report_register_history_child_idx"), "{plan}");
        assert!(!plan.contains("Seq Scan on report_register"), "{plan}");
    }
    server.end().await;
}

/// However many investigations and measures there are, those of one child are found by the child.
#[tokio::test(flavor = "multi_thread")]
async fn s2_48_what_is_known_of_a_child_is_read_through_an_index() {
    let server = Server::start().await;
    server
        .as_superuser(
            "INSERT INTO investigation_register (municipality, investigation_id, report_id, child_subject, unit, started_on,
                    deadline, due_at, position, valid_from)
             SELECT '9901', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'unit ' || n % 40, '2026-01-01',
                    '2026-04-01', timestamptz '2026-01-01' + n * interval '1 minute', n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO service_measures (municipality, measure_id, investigation_id, child_subject, unit, code, decided_on,
                    from_on, to_on, last_on, began_at, position, valid_from)
             SELECT '9901', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'unit ' || n % 40, '3.3', '2026-01-01',
                    '2026-01-01', '2026-07-01', '2026-07-01', timestamptz '2026-01-01' + n * interval '1 minute', n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO investigation_register_history SELECT *, valid_from + 90 FROM investigation_register;
             INSERT INTO service_measures_history SELECT *, valid_from + 90 FROM service_measures;
             ANALYZE investigation_register; ANALYZE service_measures;
             ANALYZE investigation_register_history; ANALYZE service_measures_history;",
        )
        .await;
    let municipality: Municipality = "9901".parse().unwrap();
    let id = clock::new_id();
    let (child, after) = (Some(vec![SubjectId::from_uuid(id)]), Some((clock::now(), id)));
    let of_investigations = InvestigationFilter { child: child.clone(), ..InvestigationFilter::default() };
    let others = InvestigationFilter { other_than: Some(InvestigationId::from_uuid(id)), ..of_investigations.clone() };
    let of_measures = MeasureFilter { child, ..MeasureFilter::default() };
    for as_of in [AsOf::Now, AsOf::Position(3_000)] {
        for cursor in [None, after] {
            for (table, listing) in [
                (
                    "investigation_register",
                    investigation_register::listing(
                        &municipality,
                        &of_investigations,
                        Order::Rising,
                        cursor,
                        20,
                        as_of,
                    ),
                ),
                (
                    "investigation_register",
                    investigation_register::listing(&municipality, &others, Order::Falling, cursor, 20, as_of),
                ),
                ("service_measures", service_statistics::listing(&municipality, &of_measures, cursor, 20, as_of)),
            ] {
                let plan = plan_without_values(&server, listing.sql()).await;
                assert!(plan.contains(&format!("{table}_child_idx")), "{plan}");
                assert!(as_of == AsOf::Now || plan.contains(&format!("{table}_history_child_idx")), "{plan}");
            }
        }
    }
    server.end().await;
}

/// However many consents are asked in cases, those that the child welfare service works on are listed without them.
#[tokio::test(flavor = "multi_thread")]
async fn consents_of_the_service_are_read_through_an_index_of_their_own() {
    let server = Server::start().await;
    server
        .as_superuser(
            "INSERT INTO consent_register (municipality, consent_id, case_id, investigation_id, used_for, child_subject, unit,
                    requested_on, purposes, parties, categories, holds_from, asked_at, valid_from)
             SELECT '9901', gen_random_uuid(), CASE WHEN n % 150 > 0 THEN gen_random_uuid() END,
                    CASE WHEN n % 150 = 0 THEN gen_random_uuid() END,
                    CASE WHEN n % 150 = 0 THEN 'DISCLOSURE_TO_REPORTER' END, gen_random_uuid(), 'unit ' || n % 40,
                    '2026-01-01', '{}', '{}', '{}', '2026-01-01', timestamptz '2026-01-01' + n * interval '1 minute', n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO consent_register_history (municipality, consent_id, case_id, investigation_id, used_for,
                    child_subject, unit, requested_on, purposes, parties, categories, holds_from, asked_at, valid_from, valid_to)
             SELECT municipality, consent_id, case_id, investigation_id, used_for, child_subject, unit, requested_on, purposes,
                    parties, categories, holds_from, asked_at, valid_from, valid_from + 90 FROM consent_register;
             ANALYZE consent_register; ANALYZE consent_register_history;",
        )
        .await;
    let municipality: Municipality = "9901".parse().unwrap();
    let on = oslo_date(clock::now());
    let all = ConsentFilter { reached: Reached::All, on, ..ConsentFilter::default() };
    let used_for = Some(ServiceConsentUse::DisclosureToReporter);
    for (filter, index) in [
        (ConsentFilter { kept: ConsentsKept::ByTheService, ..all.clone() }, "service_idx"),
        (ConsentFilter { kept: ConsentsKept::All, used_for, ..all }, "used_for_idx"),
    ] {
        for as_of in [AsOf::Now, AsOf::Position(3_000)] {
            let listing = consent_register::listing(&municipality, &filter, None, 20, as_of);
            let plan = plan_without_values(&server, listing.sql()).await;
            assert!(plan.contains(&format!("consent_register_{index}")), "{plan}");
            let history = format!("consent_register_history_{index}");
            assert!(as_of == AsOf::Now || plan.contains(&history), "{plan}");
        }
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_through_an_index() {
    let server = Server::start().await;
    server
        .as_superuser(
            "INSERT INTO case_cards (municipality, case_id, unit, level, opened_on, last_activity_at, events,
                    observations, consents_awaited, reports_sent, emergency_contacts,
                    child_subject, position, valid_from)
             SELECT '9901', gen_random_uuid(), 'unit ' || n % 40, 1, '2026-01-01',
                    timestamptz '2026-01-01' + n * interval '1 minute', 1, 0, 0, 0, 0, gen_random_uuid(), n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO report_register (municipality, report_id, case_id, message_id, child_subject, unit, channel,
                    reporter_kind, reporter_codes, content_codes, received_at, received_on, position, valid_from)
             SELECT '9901', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                    'unit ' || n % 40, 'fiks', 'unknown', '{}', '{}',
                    timestamptz '2026-01-01' + n * interval '1 minute', '2026-01-01', n, n
               FROM generate_series(1, 6000) AS n;
             INSERT INTO case_cards_history
             SELECT (jsonb_populate_record(NULL::case_cards_history,
                        to_jsonb(card) || jsonb_build_object('case_id', gen_random_uuid(), 'valid_to', position + 90))).*
               FROM case_cards AS card;
             INSERT INTO report_register_history (municipality, report_id, case_id, message_id, child_subject, unit, channel,
                    reporter_kind, reporter_codes, content_codes, received_at, received_on, position, valid_from, valid_to)
             SELECT municipality, gen_random_uuid(), case_id, message_id, child_subject, unit, channel, reporter_kind, reporter_codes,
                    content_codes, received_at, received_on, position, valid_from, position + 90
               FROM report_register;
             INSERT INTO case_cards_horizon
             SELECT '9901', n, timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(256, 6000, 256) AS n;
             INSERT INTO report_register_horizon SELECT * FROM case_cards_horizon;
             ANALYZE case_cards; ANALYZE report_register; ANALYZE case_cards_history; ANALYZE report_register_history;
             ANALYZE case_cards_horizon; ANALYZE report_register_horizon;",
        )
        .await;
    let municipality: Municipality = "9901".parse().unwrap();
    let id = clock::new_id();
    let after = Some((clock::now(), id));
    let (unit, all) = (Some("unit 7".to_owned()), CaseFilter { reached: Reached::All, ..CaseFilter::default() });
    let moments = [AsOf::Now, AsOf::Position(3_000)];
    let step = Some(("luster-six-steps".parse().unwrap(), "observe".parse().unwrap()));
    let on = Some(oslo_date(clock::now()));
    let mut listings = Vec::new();
    let shared = [(id, BTreeSet::new())].into();
    let in_part = CaseFilter {
        reached: Reached::Of { units: vec!["unit 7".to_owned()], cases: Vec::new(), shared },
        ..CaseFilter::default()
    };
    for as_of in moments {
        let cursor = on.map(|on| (on, id));
        let sql = case_cards::listing_in_part(&municipality, &in_part, cursor, 20, as_of).into_sql();
        let plan = plan_without_values(&server, &sql).await;
        assert!(!plan.contains("Seq Scan"), "{sql}\n{plan}");
    }
    for (filter, index) in [
        (all.clone(), "case_cards_activity_idx"),
        (CaseFilter { unit: unit.clone(), ..all.clone() }, "case_cards_unit_idx"),
        (CaseFilter { child: Some(vec![SubjectId::from_uuid(id)]), ..all.clone() }, "case_cards_child_idx"),
        (CaseFilter { active_from: on, active_to: on, ..all.clone() }, "case_cards_activity_idx"),
        // A list in its order, of which those in the step are told.
        (CaseFilter { unit: unit.clone(), step: step.clone(), ..all.clone() }, "case_cards_unit_idx"),
        (CaseFilter { alternative: Some(Alternative::B), ..all.clone() }, "case_cards_activity_idx"),
        (CaseFilter { emergency_contact: Some(true), ..all.clone() }, "case_cards_call_idx"),
    ] {
        for (cursor, as_of) in [None, after].into_iter().flat_map(|cursor| moments.map(|as_of| (cursor, as_of))) {
            listings.push((case_cards::listing(&municipality, &filter, cursor, 20, as_of).into_sql(), index, as_of));
        }
    }
    // Of a moment that has passed the planner chooses by how many days are asked for; through an index it goes in any case.
    for (filter, index) in [
        (CaseFilter { opened_from: on, opened_to: on, ..all.clone() }, "case_cards_opened_idx"),
        (CaseFilter { closed_from: on, closed_to: on, ..all }, "case_cards_closed_idx"),
    ] {
        for as_of in moments {
            let sql = case_cards::listing(&municipality, &filter, None, 20, as_of).into_sql();
            let plan = plan_without_values(&server, &sql).await;
            assert!(plan.contains(index) && !plan.contains("Seq Scan"), "{sql}\n{plan}");
        }
    }
    let (child, all) = (Some(vec![SubjectId::from_uuid(id)]), ReportFilter::default());
    for (filter, index) in [
        (all.clone(), "report_register_received_idx"),
        (ReportFilter { unit, ..all.clone() }, "report_register_unit_idx"),
        (ReportFilter { case: Some(CaseId::from_uuid(id)), ..all.clone() }, "report_register_case_idx"),
        (ReportFilter { child: child.clone(), ..all.clone() }, "report_register_child_idx"),
        (
            ReportFilter { child, beside: Some((Beside::Earlier, (clock::now(), id))), ..all.clone() },
            "report_register_child_idx",
        ),
        (ReportFilter { message: Some(MessageId::from_uuid(id)), ..all }, "report_register_message_idx"),
    ] {
        for (cursor, as_of) in [None, after].into_iter().flat_map(|cursor| moments.map(|as_of| (cursor, as_of))) {
            let sql = report_register::listing(&municipality, &filter, cursor, 20, as_of).into_sql();
            listings.push((sql, index, as_of));
        }
    }
    for (sql, index, as_of) in listings {
        let plan = plan_without_values(&server, &sql).await;
        assert!(plan.contains(index) && !plan.contains("Seq Scan"), "{sql}\n{plan}");
        let of_history =
            index.replacen("_cards_", "_cards_history_", 1).replacen("_register_", "_register_history_", 1);
        assert!(as_of == AsOf::Now || plan.contains(&of_history), "{sql}\n{plan}");
    }

    // As of the middle of the ledger, what came later is not passed over row by row: no more than up to the next note
    // of the horizon. And as of a moment ago, what has been superseded long since is not gone through for what little
    // has changed.
    for position in [3_000, 6_085] {
        let (cases, reports) = (CaseFilter { reached: Reached::All, ..CaseFilter::default() }, ReportFilter::default());
        let as_of = AsOf::Position(position);
        for sql in [
            case_cards::listing(&municipality, &cases, None, 20, as_of).into_sql(),
            report_register::listing(&municipality, &reports, None, 20, as_of).into_sql(),
        ] {
            let mut explain = format!("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) {sql}");
            let position = position.to_string();
            let [whose, then] = ["'9901'", position.as_str()];
            let values = [then, whose, then, whose, whose];
            for (number, value) in values.iter().enumerate().rev() {
                explain = explain.replace(&format!("${}", number + 1), value);
            }
            let lines = sqlx::raw_sql(&explain).fetch_all(server.ledger.pool()).await.unwrap();
            let plan: Vec<String> = lines.iter().map(|line| line.get(0)).collect();
            let removed: u32 = plan
                .iter()
                .filter_map(|line| line.split_once("Rows Removed by Filter: "))
                .map(|(_, rows)| rows.trim().parse::<u32>().unwrap())
                .sum();
            // The first line of buffers is the whole plan's.
            let pages = plan.iter().find_map(|line| line.split_once("shared hit=")).unwrap().1;
            let pages: u32 = pages.split(' ').next().unwrap().parse().unwrap();
            let plan = plan.join("\n");
            assert!(plan.contains("rows=20 ") && removed <= 300, "{removed} rows were passed over\n{plan}");
            assert!(pages <= 40, "{pages} pages were read\n{plan}");
        }
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_is_shown_as_it_was_recorded_whatever_the_read_models_have_taken_in() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let pool = server.ledger.pool();
    let case = server.emergency(&municipality).await;
    server.report(&municipality, case, clock::new_id()).await;
    Intake::new(Arc::clone(&server.ledger)).catch_up().await.unwrap();
    let reports: Vec<(String,)> =
        sqlx::query_as("SELECT DISTINCT aggregate_id FROM events WHERE aggregate_type = 'Report'")
            .fetch_all(pool)
            .await
            .unwrap();
    let report = ReportId::from_uuid(reports[0].0.parse().unwrap());
    let of_case = (Case::TYPE, case.as_uuid());
    let card = async |as_of| {
        table::row_unless_beyond::<CaseCard>(&server.ledger, &municipality, of_case, as_of, 0).await.unwrap()
    };
    let of_report = (Report::TYPE, report.as_uuid());
    let registered = async |as_of| {
        table::row_unless_beyond::<RegisteredReport>(&server.ledger, &municipality, of_report, as_of, 0).await.unwrap()
    };
    let listed: Option<CaseCard> =
        table::row_as_recorded(&server.ledger, &municipality, of_case, AsOf::Now).await.unwrap();
    assert_eq!(listed, None, "a read model that is not far behind has the word, as it has in lists");

    // Nothing is projected yet.
    let (card_before, report_before) = (card(AsOf::Now).await.unwrap(), registered(AsOf::Now).await.unwrap());
    assert_eq!((card_before.reports_sent, card_before.emergency_contacts), (1, 1));
    let projector = server.projector();
    projector.catch_up().await.unwrap();
    assert_eq!(table::row(pool, &municipality, case.as_uuid(), AsOf::Now).await.unwrap(), Some(card_before));
    assert_eq!(table::row(pool, &municipality, report.as_uuid(), AsOf::Now).await.unwrap(), Some(report_before));

    // One more is recorded, which the read model has not: at each moment both are as they were recorded.
    server.execute(&municipality, clock::new_id(), case, observation(&municipality, case)).await.unwrap();
    assert_eq!(card(AsOf::Now).await.unwrap().observations, 1);
    projector.catch_up().await.unwrap();
    assert_eq!(card(AsOf::Now).await.unwrap().observations, 1, "from the read model");
    let head = server.ledger.head(&municipality).await.unwrap().unwrap();
    for position in 0..=head {
        let then = AsOf::Position(position);
        assert_eq!(card(then).await, table::row(pool, &municipality, case.as_uuid(), then).await.unwrap());
        assert_eq!(registered(then).await, table::row(pool, &municipality, report.as_uuid(), then).await.unwrap());
    }

    // What stops the read model leaves shown what stands in it.
    let position = card(AsOf::Now).await.unwrap().position;
    server
        .as_superuser(&format!(
            "ALTER TABLE events DISABLE TRIGGER ALL; UPDATE events SET event_version = '99.0' WHERE position = {position}"
        ))
        .await;
    as_if_written_so(&server).await;
    sqlx::query("UPDATE case_cards SET position = position - 1").execute(pool).await.unwrap();
    assert_eq!(card(AsOf::Now).await.unwrap().observations, 1);
    server.end().await;
}
