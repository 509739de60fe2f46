//! Other event stores under the load that the ledger is measured with, on the same PostgreSQL.
//!
//! `peers URL STORE append IN-FLIGHT SECONDS EVENTS-PER-COMMAND BYTES` prints events a second;
//! `peers URL STORE replay` replays what `append` wrote into a counter and prints events a second.
//!
//! Built with `--features following`, `peers URL STORE follow WRITERS SECONDS BYTES` has somebody follow a store by its own
//! subscription, on an empty database, while others write, and prints how many of how many events the follower saw.

mod esrs_store;
#[cfg(feature = "following")]
mod following;
mod postgres_es_store;
#[cfg(feature = "following")]
mod rillflow_store;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgPool, PgPoolOptions};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Connections, as the ledger's server has them.
const CONNECTIONS: u32 = 24;
/// Streams written to at random, as many as the ledger's bench has cases.
const STREAMS: usize = 4_000;

/// What is asked of an aggregate: to note that text, as so many events.
#[derive(Debug, Clone)]
pub struct Note {
    text: Arc<str>,
    events: usize,
}

/// An event as large as one of the ledger's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    text: String,
}

/// There is nothing to refuse.
#[derive(Debug, thiserror::Error)]
#[error("never")]
pub struct Never;

/// A store under test.
pub trait Store: Send + Sync + 'static {
    /// Writes one command's events durably; false when another command was faster on that stream.
    fn write(&self, stream: Uuid, note: Note) -> impl Future<Output = bool> + Send;
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| arguments.get(index).and_then(|text| text.parse::<usize>().ok());
    let [url, store, what, ..] = arguments.as_slice() else {
        panic!("peers URL STORE append|replay|follow …");
    };
    #[cfg(feature = "following")]
    if what == "follow" {
        let given = |index| number(index).expect("WRITERS SECONDS BYTES");
        println!("{}", following::run(url, store, given(3), given(4), given(5)).await);
        return;
    }
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await.expect("the server answers");
    let rate = match (store.as_str(), what.as_str()) {
        ("postgres-es", "append") => load(postgres_es_store::store(&pool).await, &number).await,
        ("esrs", "append") => load(esrs_store::store(&pool).await, &number).await,
        ("postgres-es", "replay") => replay(&pool, postgres_es_store::replay(&pool)).await,
        ("esrs", "replay") => replay(&pool, esrs_store::replay(&pool)).await,
        _ => panic!("no such store or task: {store} {what}"),
    };
    println!("{rate}");
}

/// Events a second of that many commands in flight on random streams.
async fn load(store: impl Store, number: &impl Fn(usize) -> Option<usize>) -> f64 {
    let given = |index| number(index).expect("IN-FLIGHT SECONDS EVENTS-PER-COMMAND BYTES");
    let (in_flight, seconds, events, bytes) = (given(3), given(4), given(5), given(6));
    let streams: Arc<Vec<Uuid>> = Arc::new((0..STREAMS).map(|_| Uuid::new_v4()).collect());
    let (store, text) = (Arc::new(store), Arc::<str>::from("x".repeat(bytes)));
    let written = Arc::new(AtomicUsize::new(0));
    let (start, time) = (Instant::now(), Duration::from_secs(seconds as u64));
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (store, streams, text, written) =
            (Arc::clone(&store), Arc::clone(&streams), Arc::clone(&text), Arc::clone(&written));
        workers.spawn(async move {
            while start.elapsed() < time {
                let random = usize::try_from(Uuid::new_v4().as_u128() % STREAMS as u128).unwrap_or_default();
                if store.write(streams[random], Note { text: Arc::clone(&text), events }).await {
                    written.fetch_add(events, Ordering::Relaxed);
                }
            }
        });
    }
    workers.join_all().await;
    per_second(written.load(Ordering::Relaxed), start)
}

/// Events a second of a replay that answers how many it saw.
async fn replay(_: &PgPool, replayed: impl Future<Output = usize>) -> f64 {
    let start = Instant::now();
    let events = replayed.await;
    per_second(events, start)
}

#[expect(clippy::cast_precision_loss, reason = "no run counts to 2^52")]
fn per_second(events: usize, start: Instant) -> f64 {
    events as f64 / start.elapsed().as_secs_f64()
}
