//! Other event stores, from their registry packages, on the same server. They are a crate of their own (`../peers`), so
//! that nothing of them comes into the product's dependency tree.

use std::path::{Path, PathBuf};
use std::process::Command;

use case_ledger_infrastructure::home::Home;
use sqlx::{Connection as _, Executor as _, PgConnection};

/// A store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// The store that the ledger builds on, bare.
    PostgresEs,
    /// The store with the fastest replay that was found.
    Esrs,
}

impl Peer {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::PostgresEs, Self::Esrs];

    /// Its package's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PostgresEs => "postgres-es",
            Self::Esrs => "esrs",
        }
    }
}

/// A store that hands out its events by a subscription of its own; the others have none.
pub const FOLLOWED: &str = "rillflow";

/// The peers, built, with a database of their own.
pub struct Peers {
    program: PathBuf,
    url: String,
    /// Bytes of an event's text.
    bytes: usize,
}

impl Peers {
    /// Builds them, which takes some minutes the first time, and makes their database.
    pub async fn new(home: &Home, bytes: usize) -> Self {
        Self::built(home, bytes, &[]).await
    }

    /// The same, the one included that is followed.
    pub async fn with_followed(home: &Home, bytes: usize) -> Self {
        Self::built(home, bytes, &["--features", "following"]).await
    }

    async fn built(home: &Home, bytes: usize, features: &[&str]) -> Self {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/Cargo.toml");
        // target/<profile>/deps/<bench>
        let bench = std::env::current_exe().expect("a bench has a path");
        let target = bench.ancestors().nth(3).expect("benches are built into a profile's deps").join("peers");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--release"])
            .args(features)
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(&target)
            .status()
            .expect("cargo runs");
        assert!(status.success(), "the peers could be built");
        let superuser_url = home.superuser_url();
        let mut superuser = PgConnection::connect(&superuser_url).await.expect("the superuser connects");
        superuser.execute("CREATE DATABASE peers").await.expect("the superuser makes a database");
        let database: String =
            sqlx::query_scalar("SELECT current_database()::text").fetch_one(&mut superuser).await.expect("it has one");
        superuser.close().await.expect("the superuser disconnects");
        let url = superuser_url.replacen(&format!("/{database}"), "/peers", 1);
        Self { program: target.join("release/case-ledger-peers"), url, bytes }
    }

    /// Events a second with that many commands in flight.
    pub fn append(&self, peer: Peer, in_flight: usize, seconds: u64, events_per_command: usize) -> f64 {
        let numbers = [in_flight.to_string(), seconds.to_string(), events_per_command.to_string()];
        rate(&self.run(peer.name(), "append", &[numbers.as_slice(), &[self.bytes.to_string()]].concat()))
    }

    /// Events a second when all that was appended is replayed into a counter.
    pub fn replay(&self, peer: Peer) -> f64 {
        rate(&self.run(peer.name(), "replay", &[]))
    }

    /// How many of how many events somebody saw who followed [`FOLLOWED`] while so many wrote.
    pub fn follow(&self, writers: usize, seconds: u64) -> String {
        self.run(FOLLOWED, "follow", &[writers.to_string(), seconds.to_string(), self.bytes.to_string()])
    }

    /// What it answers to a task.
    fn run(&self, peer: &str, task: &str, arguments: &[String]) -> String {
        let output = Command::new(&self.program)
            .arg(&self.url)
            .args([peer, task])
            .args(arguments)
            .output()
            .expect("the peer starts");
        let text = String::from_utf8_lossy(&output.stdout);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{peer} failed: {complaints}");
        text.trim().to_owned()
    }
}

fn rate(answer: &str) -> f64 {
    answer.parse().unwrap_or_else(|_| panic!("a peer did not say how fast it was: {answer}"))
}
