//! Several servers on one database, to be killed, paused and brought back under load.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, FromRow, PgConnection};

use crate::demo::{is_running, signal};
use crate::history::Entry;
use crate::{DataDir, Demo, eventually, run_in};

/// How long what was killed may take to be gone, or to be back.
const PATIENCE: Duration = Duration::from_mins(1);

/// Servers that share a data directory, and with it a PostgreSQL.
pub struct Site {
    servers: Vec<Mutex<Option<Arc<Demo>>>>,
    cases: String,
    directory: DataDir,
}

impl Site {
    /// The municipality the clients work in.
    pub const MUNICIPALITY: &'static str = "9901";

    /// Starts so many servers on one new database with so many cases in it.
    pub fn start(servers: usize, cases: usize) -> Self {
        let site = Self {
            servers: (0..servers).map(|_| Mutex::default()).collect(),
            cases: cases.to_string(),
            directory: DataDir::new(),
        };
        (0..servers).for_each(|nth| site.bring_back(nth));
        site
    }

    /// How many servers there are.
    pub const fn servers(&self) -> usize {
        self.servers.len()
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        self.directory.path()
    }

    /// A server; `None` while it is dead.
    pub fn server(&self, nth: usize) -> Option<Arc<Demo>> {
        self.servers[nth].lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts a server, again if it was killed.
    pub fn bring_back(&self, nth: usize) {
        // Checkpoints as often as can be: each is held against all that comes.
        let arguments =
            ["demo", "--listen", "127.0.0.1:0", "--checkpoint-interval", "1", "--cases", self.cases.as_str()];
        let demo = Demo::start_with(self.directory.lent(), &arguments);
        *self.servers[nth].lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(demo));
    }

    /// Kills a server without warning.
    pub fn kill(&self, nth: usize) {
        let demo = self.servers[nth].lock().unwrap_or_else(PoisonError::into_inner).take();
        let demo = demo.expect("what is killed lives");
        signal(demo.pid(), "KILL");
        // Who still waits for an answer of it keeps it for that long, and reaps it.
        drop(demo);
    }

    /// Stops a server in the midst of whatever it does; [`Self::resume`] lets it go on.
    pub fn pause(&self, nth: usize) {
        signal(self.server(nth).expect("what is paused lives").pid(), "STOP");
    }

    /// Lets a paused server go on.
    pub fn resume(&self, nth: usize) {
        signal(self.server(nth).expect("what is paused lives").pid(), "CONT");
    }

    /// The process of PostgreSQL.
    pub fn postmaster(&self) -> Option<u32> {
        let file = std::fs::read_to_string(self.data_dir().join("postgres").join("postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok()
    }

    /// Kills PostgreSQL without warning. A server that lives brings it back.
    pub fn kill_postgres(&self) {
        signal(self.postmaster().expect("PostgreSQL runs"), "KILL");
    }

    /// Kills one of PostgreSQL's processes that serve a connection, upon which it throws all of them out and recovers.
    pub fn kill_a_backend(&self, nth: usize) {
        let postmaster = self.postmaster().expect("PostgreSQL runs");
        let children = std::fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"));
        let children: Vec<u32> =
            children.unwrap_or_default().split_whitespace().filter_map(|child| child.parse().ok()).collect();
        let serves = |child: &u32| {
            let title = std::fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&title).contains("case_ledger_app")
        };
        let backends: Vec<u32> = children.into_iter().filter(serves).collect();
        if let Some(backend) = backends.get(nth % backends.len().max(1)) {
            // It may have ended by itself since.
            let _ = std::process::Command::new("kill").args(["-s", "KILL", &backend.to_string()]).status();
        }
    }

    /// Waits until every server that lives is ready, and so PostgreSQL with them.
    pub fn must_get_ready(&self) {
        eventually("every server gets ready", PATIENCE, || {
            let all = (0..self.servers()).filter_map(|nth| self.server(nth)).all(|demo| {
                demo.try_request("GET", "/health/ready", &[], b"").is_ok_and(|answer| answer.status == 200)
            });
            let runs = self.postmaster().is_some_and(is_running);
            (all && runs).then_some(())
        });
    }

    /// Waits until nothing of it runs; every server must have been killed before.
    pub fn must_be_gone(&self, postmaster: u32) {
        eventually("PostgreSQL ends with its last server", PATIENCE, || (!is_running(postmaster)).then_some(()));
    }

    /// A token for a role in the clients' municipality, which every server takes.
    pub fn token(&self, role: &str) -> String {
        let arguments = ["token", "--role", role, "--municipality", Self::MUNICIPALITY, "--unit", "Solbakken"];
        let (code, out, err) = self.run(&arguments);
        assert_eq!(code, 0, "{err}");
        out.lines().last().unwrap_or_default().to_owned()
    }

    /// Runs another command of the binary on the data; answers exit code, stdout and stderr.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run_in(self.data_dir(), arguments)
    }

    /// Asks the ledger's database as its owner.
    pub fn ask<T: for<'r> FromRow<'r, PgRow> + Send + Unpin>(&self, sql: &str) -> Vec<T> {
        let (code, url, err) = self.run(&["database", "url", "--owner"]);
        assert_eq!(code, 0, "{err}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        runtime.block_on(async {
            let mut connection = PgConnection::connect(url.trim()).await.expect("the database takes connections");
            let rows = sqlx::query_as(sql).bind(Self::MUNICIPALITY).fetch_all(&mut connection).await;
            rows.expect("the database answers")
        })
    }

    /// The municipality's ledger.
    pub fn entries(&self) -> Vec<Entry> {
        self.ask(
            "SELECT position, command_id, command_index, aggregate_type || '/' || aggregate_id AS stream, sequence,
                    event_type
               FROM events WHERE municipality = $1 ORDER BY position",
        )
    }
}
