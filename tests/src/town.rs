//! A ledger in this process: one embedded server for the whole binary, a fresh municipality for each test.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use case_ledger_domain::case::{
    Case, CaseAction, Concern, ConcernAction, ConcernSubject, CourseAction, Markers, ObservationKind, Opening,
};
use case_ledger_domain::ids::{CaseId, CommandId, Municipality, ObservationId, SubjectId};
use case_ledger_domain::people::{Child, Role};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::{ObservedPeriod, oslo_date};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::bus::{Accepted, CommandContext, CommandError, Ledger};
use case_ledger_infrastructure::ledger::verify::{Scope, Verified, verify_in};
use case_ledger_infrastructure::ledger::{Actor, ActorRole};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::runner::Projector;
use sqlx::{Connection as _, PgConnection};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::demo::{EndWithUs, end_with_us};
use crate::program::DataDir;

/// The server and what all tests share of it.
struct Shared {
    home: Home,
    ledger: Arc<Ledger>,
    projector: Arc<Projector>,
    _end_with_us: EndWithUs,
}

/// Pools belong to the runtime that opened them, so that all tests share one.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime starts"))
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let directory = DataDir::new();
        let end_with_us = end_with_us(None, directory.path());
        let path = directory.keep();
        runtime().block_on(async move {
            let home = Home::open(&path, EmbeddedOptions::ephemeral()).await.expect("a data directory opens");
            let (_, ledger) = home.ledger(16).await.expect("the ledger opens");
            let projector = Arc::new(Projector::new(&ledger));
            tokio::spawn(Arc::clone(&projector).run());
            Shared { home, ledger, projector, _end_with_us: end_with_us }
        })
    })
}

/// Runs a test against the shared server.
pub fn in_a_town<F: Future>(test: impl FnOnce(Town) -> F) -> F::Output {
    shared();
    runtime().block_on(async { test(Town::open().await).await })
}

/// A municipality's ledger.
#[derive(Clone)]
pub struct Town {
    /// The ledger, as one server process would have it.
    pub ledger: Arc<Ledger>,
    /// The municipality, which no other test uses.
    pub municipality: Municipality,
}

impl Town {
    /// Opens the ledger of a municipality that no other test uses.
    pub async fn open() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(5000);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
        let municipality: Municipality = number.parse().expect("four digits");
        let ledger = Arc::clone(&shared().ledger);
        ledger.open_municipality(&municipality, "Prøvevik", clock::now()).await.expect("a ledger opens");
        Self { ledger, municipality }
    }

    /// The same municipality as another server process has it: with pools and caches of its own.
    pub async fn of_another_server(&self) -> Self {
        let (_, ledger) = home().ledger(8).await.expect("the ledger opens");
        Self { ledger, municipality: self.municipality.clone() }
    }

    /// The context of a command that happens now.
    pub fn context(&self, command: Uuid) -> CommandContext {
        let subject = SubjectId::derived(&self.municipality, Uuid::nil(), 99);
        let name = Personal::employee(subject, text("Ansatt Prøve"));
        CommandContext {
            municipality: self.municipality.clone(),
            command_id: CommandId::from_uuid(command),
            actor: Actor {
                subject,
                role: ActorRole::Principal(Role::Employee),
                unit: Some("Solbakken".to_owned()),
                name: Some(name),
                on_behalf_of: None,
            },
            correlation_id: None,
            causation_id: None,
            expected_version: None,
            now: clock::now(),
            fingerprint: Arc::new(command.as_bytes().to_vec()),
        }
    }

    /// Opens a case.
    pub async fn open_case(&self) -> CaseId {
        let command = clock::new_id();
        let case = CaseId::derived(&self.municipality, command, 0);
        let action = opening(&self.municipality, case);
        self.execute(command, case, action).await.expect("a case opens");
        case
    }

    /// Runs a command on a case.
    pub async fn execute(&self, command: Uuid, case: CaseId, action: CaseAction) -> Result<Accepted, CommandError> {
        self.ledger.execute::<Case>(&self.context(command), case.as_uuid(), action).await
    }

    /// Logs an observation under that command id.
    pub async fn observe(&self, command: Uuid, case: CaseId) -> Result<Accepted, CommandError> {
        self.execute(command, case, observation(&self.municipality, command, case)).await
    }

    /// The newest position.
    pub async fn head(&self) -> i64 {
        self.ledger.head(&self.municipality).await.expect("the database answers").expect("the ledger is open")
    }

    /// Every position that bears an event, in order.
    pub async fn positions(&self) -> Vec<i64> {
        sqlx::query_scalar("SELECT position FROM events WHERE municipality = $1 ORDER BY position")
            .bind(self.municipality.as_str())
            .fetch_all(self.ledger.pool())
            .await
            .expect("the database answers")
    }

    /// The positions of a command's events, in order.
    pub async fn positions_of(&self, command: Uuid) -> Vec<i64> {
        sqlx::query_scalar("SELECT position FROM events WHERE municipality = $1 AND command_id = $2 ORDER BY position")
            .bind(self.municipality.as_str())
            .bind(command)
            .fetch_all(self.ledger.pool())
            .await
            .expect("the database answers")
    }

    /// What verification finds.
    pub async fn verified(&self) -> Verified {
        let authorship = self.ledger.authorship(&self.municipality).await.expect("the keys are there");
        let scope = Scope { authorship: Some(authorship), ..Scope::default() };
        verify_in(self.ledger.pool(), &self.municipality, &scope, &mut |_, _| {}).await.expect("the database answers")
    }

    /// Every position there, every stream whole, every hash right.
    pub async fn must_be_sound(&self) {
        let head = self.head().await;
        assert_eq!(self.positions().await, (1..=head).collect::<Vec<_>>());
        let verified = self.verified().await;
        assert_eq!((verified.events, verified.difference), (head, None));
    }

    /// Waits until the read models stand at the head.
    pub async fn must_be_projected(&self) {
        let head = self.head().await;
        let patience = Duration::from_secs(30);
        let waited = projector().wait_for(&self.municipality, head, ReadModel::ALL, patience).await;
        assert!(waited.expect("the database answers"), "the read models do not reach position {head}");
    }
}

/// The shared server.
pub fn home() -> &'static Home {
    &shared().home
}

/// The data directory of the shared server.
pub fn data_dir() -> &'static Path {
    home().directory()
}

/// The projector that runs on the shared server.
pub fn projector() -> &'static Projector {
    &shared().projector
}

/// A connection as what an attacker with every right would use.
pub async fn superuser() -> PgConnection {
    PgConnection::connect(&home().superuser_url()).await.expect("the superuser may connect")
}

/// The same for the database of the keys.
pub async fn keys_superuser() -> PgConnection {
    let url = home().superuser_url().replacen("/case_ledger", "/case_ledger_keys", 1);
    PgConnection::connect(&url).await.expect("the superuser may connect")
}

/// A text.
pub fn text(text: &str) -> Text {
    Text::new(text).expect("a test's text is one")
}

/// What opens a case about an invented child.
pub fn opening(municipality: &Municipality, case: CaseId) -> CaseAction {
    let subject = SubjectId::derived(municipality, case.as_uuid(), 0);
    let name = Some(Personal::child(subject, text("Barn Prøve")));
    let child = Child { subject, name, national_id: None, born_on: None, unborn: false, contact: None };
    CaseAction::Course(CourseAction::OpenWithConcern {
        opening: Opening { child, unit: "Solbakken".to_owned() },
        concern: Concern {
            subject: ConcernSubject::Child,
            description: Personal::child(subject, text("Stille de siste ukene.")),
            concerned_since: None,
            raised_on: oslo_date(clock::now()),
        },
    })
}

/// An observation of that child yesterday, which a server whose clock is behind takes around midnight, too.
pub fn observation(municipality: &Municipality, command: Uuid, case: CaseId) -> CaseAction {
    let subject = SubjectId::derived(municipality, case.as_uuid(), 0);
    CaseAction::Concern(ConcernAction::LogObservation {
        observation: ObservationId::derived(municipality, command, 0),
        observed: ObservedPeriod::on(oslo_date(clock::now() - chrono::TimeDelta::days(1))),
        kind: ObservationKind::Observed,
        text: Personal::child(subject, text("Satt alene i garderoben.")),
        interpretation: None,
        markers: Markers::default(),
    })
}
