//! What the tests of the imports share: a private PostgreSQL, files, and looks into what was stored.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use case_ledger_domain::guides::Guides;
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::people::Roles;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{ImportError, ImportOptions, ImportReport, Progress};
use crate::embedded::EmbeddedOptions;
use crate::home::Home;
use crate::interchange::national_id::is_valid_number;
use crate::ledger::bus::Ledger;
use crate::ledger::history::{LedgerEntry, Sight};
use crate::ledger::test_support::HeldHead;
use crate::ledger::verify::verify;
use crate::projections::as_of::AsOf;

/// One server for the tests that run at the same time; each has a municipality of its own.
struct Server {
    home: Home,
    directory: TempDir,
}

static SERVER: Mutex<Weak<Server>> = Mutex::const_new(Weak::new());

async fn server() -> Arc<Server> {
    let mut known = SERVER.lock().await;
    if let Some(server) = known.upgrade() {
        return server;
    }
    let directory = TempDir::new();
    let home = Home::open(&directory.0.join("data"), EmbeddedOptions::ephemeral()).await.unwrap();
    let server = Arc::new(Server { home, directory });
    *known = Arc::downgrade(&server);
    server
}

struct TempDir(PathBuf);

impl TempDir {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("case-ledger-import-{}-{number}", std::process::id());
        let path = fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        fs::create_dir(&path).unwrap();
        // A server started by root runs as another user, who must get through.
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A municipality's ledger, not opened yet, and a place for files.
pub(super) struct Town {
    pub ledger: Arc<Ledger>,
    pub municipality: Municipality,
    server: Arc<Server>,
}

impl Town {
    pub(super) async fn numbered(number: &str) -> Self {
        let server = server().await;
        let (_, ledger) = server.home.ledger(8).await.unwrap();
        Self { ledger, municipality: number.parse().unwrap(), server }
    }

    pub(super) fn file(&self, content: impl AsRef<[u8]>) -> PathBuf {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let path = self.server.directory.0.join(format!("file-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        fs::write(&path, content).unwrap();
        path
    }

    /// Somebody else's transaction that holds the ledger's head.
    pub(super) async fn held_head(&self) -> HeldHead {
        HeldHead::of(&self.server.home, &self.municipality).await
    }

    pub(super) async fn head(&self) -> i64 {
        self.ledger.head(&self.municipality).await.unwrap().unwrap_or_default()
    }

    /// The names of the events after a position.
    pub(super) async fn events_after(&self, position: i64) -> Vec<String> {
        self.history(position).await.into_iter().map(|entry| entry.event_type).collect()
    }

    pub(super) async fn history(&self, after: i64) -> Vec<LedgerEntry> {
        self.ledger
            .ledger_history(&self.municipality, after, 100_000, Sight::open(Roles::default()), AsOf::Now)
            .await
            .unwrap()
    }

    /// The fields of the events with that name, opened.
    pub(super) async fn fields(&self, event: &str) -> Vec<Value> {
        self.history(0).await.into_iter().filter(|entry| entry.event_type == event).map(|entry| entry.data).collect()
    }

    /// Everything that is stored of the municipality's events, as it is stored.
    pub(super) async fn stored(&self) -> String {
        let rows: Vec<String> = sqlx::query_scalar("SELECT row_to_json(e)::text FROM events e WHERE municipality = $1")
            .bind(self.municipality.as_str())
            .fetch_all(self.ledger.pool())
            .await
            .unwrap();
        rows.join("\n")
    }

    /// Everything that is stored of the municipality's events, opened.
    pub(super) async fn opened(&self) -> String {
        let entries = self.history(0).await;
        entries.iter().map(|entry| format!("{} {:?}", entry.data, entry.actor)).collect::<Vec<_>>().join("\n")
    }

    pub(super) async fn must_verify(&self) {
        let verified = verify(self.ledger.pool(), &self.municipality, &mut |_, _| {}).await.unwrap();
        assert!(verified.difference.is_none(), "{:?}", verified.difference);
    }
}

/// Options under which a missing ledger is opened.
pub(super) fn opening() -> ImportOptions {
    ImportOptions { municipality: None, open_missing: true, guides: Arc::new(Guides::shipped().clone()) }
}

/// Runs one of the two imports and checks what it tells of its progress.
pub(super) async fn watched<F>(import: F) -> Result<ImportReport, ImportError>
where
    F: AsyncFnOnce(&mut dyn FnMut(Progress)) -> Result<ImportReport, ImportError>,
{
    let mut told: Vec<Progress> = Vec::new();
    let report = import(&mut |progress| told.push(progress)).await?;
    assert!(told.is_sorted_by_key(|progress| (progress.bytes_read, progress.records)), "{told:?}");
    let last = told.last().unwrap();
    assert_eq!(last.bytes_read, last.bytes_total);
    assert_eq!(last.records, report.accepted.total() + report.already_known.total());
    Ok(report)
}

/// A folder of the published sample files, or `None` with a visible line.
pub(super) fn shared_data(folder: &str) -> Option<PathBuf> {
    let given = std::env::var_os("CASE_LEDGER_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|ancestor| ancestor.join("shared"));
    let mut candidates = given.into_iter().chain(beside).map(|shared| shared.join("data").join(folder));
    let found = candidates.find(|candidate| candidate.is_dir());
    if found.is_none() {
        println!("skipped: no shared/data/{folder} folder (set CASE_LEDGER_SHARED to use one)");
    }
    found
}

/// A valid national id that begins with those eight digits.
pub(super) fn numbered(first_eight: &str) -> String {
    let mut numbers = (0..1_000).map(|rest| format!("{first_eight}{rest:03}"));
    numbers.find(|number| is_valid_number(number)).unwrap()
}
