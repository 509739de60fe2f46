//! Following a store by its own subscription while others write: what is numbered before it is committed may appear behind
//! whoever has already read on.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::rillflow_store;

/// How long a writer waits after each event, so that a subscription keeps up with it.
const BETWEEN_EVENTS: Duration = Duration::from_millis(20);
/// How long nothing more must have come after the last write, until nothing is waited for any more.
const QUIET_FOR: Duration = Duration::from_secs(5);

/// A store that hands out its events by a subscription.
pub trait Followed: Send + Sync + 'static {
    /// Writes one event, with that number in it, durably and to a stream of its own.
    fn write(&self, number: u64, text: &str) -> impl Future<Output = ()> + Send;

    /// Has the store's subscription hand out every event there is and that comes, from now on.
    fn follow(&self, seen: Seen) -> impl Future<Output = ()> + Send;
}

/// The numbers of the events that a follower saw.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<HashSet<u64>>>);

impl Seen {
    /// One more.
    pub fn note(&self, number: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// What came of it.
pub struct Followers {
    seen: usize,
    written: u64,
}

impl fmt::Display for Followers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.seen, self.written)
    }
}

/// How many of the events that so many writers wrote somebody saw who followed from before the first.
pub async fn run(url: &str, store: &str, writers: usize, seconds: usize, bytes: usize) -> Followers {
    match store {
        "rillflow" => follow(rillflow_store::store(url).await, writers, seconds, bytes).await,
        _ => panic!("{store} has no subscription to all events, or is not known here"),
    }
}

async fn follow(store: impl Followed, writers: usize, seconds: usize, bytes: usize) -> Followers {
    let (store, seen, next) = (Arc::new(store), Seen::default(), Arc::new(AtomicU64::new(0)));
    store.follow(seen.clone()).await;
    let (start, time) = (Instant::now(), Duration::from_secs(seconds as u64));
    let mut writing = JoinSet::new();
    for _ in 0..writers {
        let (store, next, text) = (Arc::clone(&store), Arc::clone(&next), "x".repeat(bytes));
        writing.spawn(async move {
            while start.elapsed() < time {
                store.write(next.fetch_add(1, Ordering::Relaxed), &text).await;
                sleep(BETWEEN_EVENTS).await;
            }
        });
    }
    writing.join_all().await;
    let mut came = (seen.count(), Instant::now());
    while came.1.elapsed() < QUIET_FOR {
        sleep(Duration::from_millis(100)).await;
        if seen.count() > came.0 {
            came = (seen.count(), Instant::now());
        }
    }
    Followers { seen: seen.count(), written: next.load(Ordering::Relaxed) }
}
