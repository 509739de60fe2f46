//! What works on many events at once: the import of a file, the rebuilding of read models. Each beside what the same
//! server does with the same bytes and nothing else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use aws_lc_rs::digest::{Context, SHA256};
use case_ledger_domain::ids::Municipality;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::import::{ImportOptions, import_kostra_15f};
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::rebuild::rebuild;
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_tests::DataDir;
use futures::TryStreamExt as _;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};

use crate::Extent;
use crate::figures::{Spread, judge, per_second};
use crate::peers::{Peer, Peers};
use crate::throughput::CONNECTIONS;

/// Reports of a client, each triaged and investigated.
const REPORTS_PER_CLIENT: usize = 4;
/// How large an event of the peers is.
const PEER_BYTES: usize = 900;

/// What each part is to reach of its limit.
const LEAST_OF_COPY: f64 = 0.4;
const LEAST_OF_SELECT: f64 = 0.5;
const LEAST_OF_PEERS: f64 = 10.0;

/// Events a second of what is measured, and of its limit, round by round.
#[derive(Default)]
struct Rounds {
    import: Vec<f64>,
    copy: Vec<f64>,
    rebuild: Vec<f64>,
    /// The same, of each by itself.
    rebuild_of: BTreeMap<&'static str, Vec<f64>>,
    select: Vec<f64>,
    replays: [Vec<f64>; Peer::ALL.len()],
}

/// Measures and prints.
pub async fn run(extent: &Extent) {
    let (rounds, clients) = (extent.choose(3, 1), extent.choose(10_000, 500));
    let directory = DataDir::new();
    let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("the embedded server starts");
    let (databases, ledger) = home.ledger(CONNECTIONS).await.expect("the ledger opens");
    let mut superuser = PgConnection::connect(&home.superuser_url()).await.expect("the superuser connects");
    superuser.execute("CREATE TABLE copied (LIKE events INCLUDING ALL)").await.expect("a table is made");
    let peers = Arc::new(Peers::new(&home, PEER_BYTES).await);
    let seconds = extent.choose(10, 2);
    println!("# Many events at once ({rounds} rounds; events a second; median, least and greatest)");
    let mut found = Rounds::default();
    for number in 0..rounds {
        let municipality: Municipality = (9_911 + number).to_string().parse().expect("a municipality");
        found.import.push(import(&ledger, &home, &municipality, clients).await);
        found.copy.push(copied(&mut superuser, &municipality).await);
        let projector = Projector::new(&ledger);
        projector.catch_up().await.expect("the read models catch up");
        superuser.execute("VACUUM (ANALYZE)").await.expect("the superuser vacuums");
        found.select.push(selected(&mut superuser, &municipality).await);
        found.rebuild.push(rebuilt(&ledger, ReadModel::ALL, &municipality).await);
        for model in ReadModel::ALL {
            found.rebuild_of.entry(model.name()).or_default().push(rebuilt(&ledger, &[*model], &municipality).await);
        }
        if number == 0 {
            for peer in Peer::ALL {
                let peers = Arc::clone(&peers);
                let append = move || peers.append(peer, 32, seconds, 3);
                tokio::task::spawn_blocking(append).await.expect("the peer ends");
            }
        }
        for (peer, found) in Peer::ALL.into_iter().zip(&mut found.replays) {
            let peers = Arc::clone(&peers);
            found.push(tokio::task::spawn_blocking(move || peers.replay(peer)).await.expect("the peer ends"));
        }
    }
    found.print();
    superuser.close().await.expect("the superuser disconnects");
    databases.close().await;
    home.close().await;
}

impl Rounds {
    fn print(&self) {
        beside("import of KOSTRA 15F", &self.import, "COPY of the same rows", &self.copy, LEAST_OF_COPY);
        beside(
            "rebuild of all read models",
            &self.rebuild,
            "ordered SELECT of the rows",
            &self.select,
            LEAST_OF_SELECT,
        );
        for (peer, replay) in Peer::ALL.into_iter().zip(&self.replays) {
            let limit = format!("replay of {} into a counter", peer.name());
            beside("rebuild of all read models", &self.rebuild, &limit, replay, LEAST_OF_PEERS);
        }
        for (model, rates) in &self.rebuild_of {
            println!("{:>28} {}", format!("of {model} alone"), Spread::of(rates));
        }
        println!();
    }
}

/// A line: what was measured, its limit, and how far it is to come.
pub fn beside(what: &str, rates: &[f64], limit: &str, limits: &[f64], least: f64) {
    let (rates, limits) = (Spread::of(rates), Spread::of(limits));
    let ratio = rates.median / limits.median;
    let met = judge(ratio >= least);
    println!("{what:>28} {rates} | {limit} {limits} | {ratio:.2} (aim: {least} or more, {met})");
}

/// A yearly return of invented clients.
pub fn file_of(directory: &Path, municipality: &Municipality, clients: usize) -> PathBuf {
    let mut content = format!(
        "<Barnevern>\n<Avgiver Organisasjonsnummer='987654321' Versjon='2023' Kommunenummer='{municipality}' \
         Kommunenavn='Fjordvik'/>\n"
    );
    for client in 0..clients {
        let _ = writeln!(
            content,
            "<Individ Id='c{client}' Journalnummer='J-{client}' StartDato='2023-01-02' Saksbehandler='Kari Eksempel' \
             Avslutta3112='2'>"
        );
        for report in 0..REPORTS_PER_CLIENT {
            let month = 1 + (client + report) % 8;
            let _ = writeln!(
                content,
                "<Melding Id='m{report}' StartDato='2023-{month:02}-03' SluttDato='2023-{month:02}-08' Konklusjon='2'>\
                 <Melder Kode='12'/><Saksinnhold Kode='3'/>\
                 <Undersokelse Id='u{report}' StartDato='2023-{month:02}-08' SluttDato='2023-{:02}-01' Konklusjon='4'>\
                 <Presisering>Barnet er ofte alene</Presisering><Vedtaksgrunnlag Kode='3'/></Undersokelse></Melding>",
                month + 2
            );
        }
        content.push_str("</Individ>\n");
    }
    content.push_str("</Barnevern>\n");
    let path = directory.join(format!("return-{municipality}.xml"));
    std::fs::write(&path, content).expect("the data directory takes files");
    path
}

async fn head(ledger: &Ledger, municipality: &Municipality) -> usize {
    let head = ledger.head(municipality).await.expect("the head is read").unwrap_or_default();
    usize::try_from(head).unwrap_or_default()
}

/// Events a second of the import of a yearly return into a new ledger.
pub async fn import(ledger: &Ledger, home: &Home, municipality: &Municipality, clients: usize) -> f64 {
    let file = file_of(home.directory(), municipality, clients);
    ledger.open_municipality(municipality, "Fjordvik", clock::now()).await.expect("the municipality opens");
    let before = head(ledger, municipality).await;
    let start = Instant::now();
    let report = import_kostra_15f(ledger, &file, &ImportOptions::default(), &mut |_| {}).await;
    let time = start.elapsed();
    assert_eq!(report.expect("the file is read").refused_total(), 0);
    per_second(head(ledger, municipality).await - before, time)
}

/// A municipality's rows as they are sent in binary.
pub struct Rows {
    chunks: Vec<Vec<u8>>,
    count: usize,
}

pub async fn rows_of(superuser: &mut PgConnection, municipality: &Municipality) -> Rows {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_one(&mut *superuser)
        .await
        .expect("the rows are counted");
    let out = format!("COPY (SELECT * FROM events WHERE municipality = '{municipality}') TO STDOUT (FORMAT binary)");
    let chunks = superuser.copy_out_raw(&out).await.expect("the rows are read");
    let chunks = chunks.map_ok(|chunk| chunk.to_vec()).try_collect().await;
    Rows { chunks: chunks.expect("the rows come to an end"), count: usize::try_from(count).unwrap_or_default() }
}

/// Rows a second of `COPY` into a table with the same columns and constraints.
async fn copied(superuser: &mut PgConnection, municipality: &Municipality) -> f64 {
    let Rows { chunks, count } = rows_of(superuser, municipality).await;
    superuser.execute("TRUNCATE copied").await.expect("the table is emptied");
    let start = Instant::now();
    let mut copy = superuser.copy_in_raw("COPY copied FROM STDIN (FORMAT binary)").await.expect("rows are taken");
    for chunk in &chunks {
        copy.send(chunk.as_slice()).await.expect("a row is taken");
    }
    assert_eq!(usize::try_from(copy.finish().await.expect("the rows are kept")), Ok(count));
    per_second(count, start.elapsed())
}

/// Rows a second of SHA-256 over their bytes.
pub fn hashed(rows: &Rows) -> f64 {
    let start = Instant::now();
    let mut digest = Context::new(&SHA256);
    for chunk in &rows.chunks {
        digest.update(chunk);
    }
    assert_eq!(digest.finish().as_ref().len(), 32);
    per_second(rows.count, start.elapsed())
}

/// Rows a second of reading them in order, every column, and doing nothing with them.
async fn selected(superuser: &mut PgConnection, municipality: &Municipality) -> f64 {
    let start = Instant::now();
    let mut rows = sqlx::query("SELECT * FROM events WHERE municipality = $1 ORDER BY position")
        .bind(municipality.as_str())
        .fetch(superuser);
    let mut count = 0;
    while let Some(row) = rows.try_next().await.expect("a row is read") {
        assert!(!row.is_empty());
        count += 1;
    }
    per_second(count, start.elapsed())
}

async fn rebuilt(ledger: &Ledger, models: &[ReadModel], municipality: &Municipality) -> f64 {
    let start = Instant::now();
    let rebuilt = rebuild(ledger.guard(), models, municipality, &mut |_| {}).await;
    let time = start.elapsed();
    assert!(rebuilt.expect("they are rebuilt").iter().all(|model| model.differences == 0));
    per_second(head(ledger, municipality).await, time)
}
