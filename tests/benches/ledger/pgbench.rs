//! The same machine without the ledger: `pgbench` inserting single rows into a table like `events`.

use std::path::PathBuf;
use std::process::Command;

use case_ledger_infrastructure::embedded::Programs;
use case_ledger_infrastructure::home::Home;
use sqlx::{Connection as _, Executor as _, PgConnection};

/// The table: columns, constraints and indexes of `events`; positions from a sequence, which may leave gaps.
const TABLE: &str = "
    CREATE TABLE plain_events (LIKE events INCLUDING ALL);
    CREATE SEQUENCE plain_position;
    ALTER TABLE plain_events ALTER COLUMN position SET DEFAULT nextval('plain_position');
    CREATE SEQUENCE plain_sequence;
    ALTER TABLE plain_events ALTER COLUMN sequence SET DEFAULT nextval('plain_sequence');
    GRANT SELECT, INSERT ON plain_events TO case_ledger_app;
    GRANT USAGE ON plain_position, plain_sequence TO case_ledger_app;
";

/// What a client would send that had sealed and hashed the event already.
const SCRIPT: &str = r"\set case random(1, 4000)
INSERT INTO plain_events (municipality, aggregate_type, aggregate_id, event_type, event_version, payload, metadata, event_id, command_id, command_index, correlation_id, actor, occurred_at, recorded_at, leaf_hash, code) VALUES ('9901', 'Case', md5(:case::int::text)::uuid::text, 'ObservationLogged', '1.0', :payload::text::json, :metadata::text::json, gen_random_uuid(), gen_random_uuid(), 0, gen_random_uuid(), :actor::text::json, now(), now(), decode(md5(:payload) || md5(:metadata), 'hex'), decode(md5(:metadata), 'hex'));
";

/// `pgbench` ready to run.
pub struct Pgbench {
    program: PathBuf,
    script: PathBuf,
    url: String,
    /// JSON of an event that the ledger wrote, so that rows are equally large.
    payload: String,
    metadata: String,
    actor: String,
}

impl Pgbench {
    /// Makes the table and takes the newest observation of the ledger as the row to write. `None` where there is no
    /// `pgbench` beside the server programs.
    pub async fn new(home: &Home) -> Option<Self> {
        let program = Programs::find().ok()?.directory().join("pgbench");
        if !program.exists() {
            return None;
        }
        let mut owner = PgConnection::connect(&home.owner_urls().ledger).await.expect("the owner connects");
        owner.execute(TABLE).await.expect("the owner makes a table");
        let (payload, metadata, actor): (String, String, String) = sqlx::query_as(
            "SELECT payload::text, metadata::text, actor::text FROM events
              WHERE event_type = 'ObservationLogged' ORDER BY position DESC LIMIT 1",
        )
        .fetch_one(&mut owner)
        .await
        .expect("the ledger holds an observation");
        owner.close().await.expect("the owner disconnects");
        let script = home.directory().join("pgbench.sql");
        std::fs::write(&script, SCRIPT).expect("the data directory takes files");
        Some(Self { program, script, url: home.urls().ledger, payload, metadata, actor })
    }

    /// Bytes of the JSON in a row.
    pub const fn json_bytes(&self) -> usize {
        self.payload.len() + self.metadata.len() + self.actor.len()
    }

    /// Rows a second with that many clients, each row committed durably.
    pub fn rows_per_second(&self, clients: usize, seconds: u64) -> f64 {
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .args([format!("--client={clients}"), format!("--time={seconds}")])
            .arg(format!("--define=payload={}", self.payload))
            .arg(format!("--define=metadata={}", self.metadata))
            .arg(format!("--define=actor={}", self.actor))
            .arg(format!("--file={}", self.script.display()))
            .arg(&self.url)
            .output()
            .expect("pgbench starts");
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "pgbench failed: {complaints}");
        rate.unwrap_or_else(|| panic!("pgbench did not say how fast it was: {text} {complaints}"))
    }
}
