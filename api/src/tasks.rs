//! What goes on behind the answers: tasks that never end, are started again where they do, and are told of then.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use case_ledger_infrastructure::clock;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;

/// How long to wait before a task that ended is started again.
const RESTART_AFTER: Duration = Duration::from_secs(1);
/// How long a task must have run again for the server to be well.
const WELL_AFTER: TimeDelta = TimeDelta::minutes(10);

/// That a task ended that never should: the program is at fault. Why is in the log alone, for what a panic says may quote
/// what it worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How often, since the server was started.
    pub times: u64,
    /// When it did last.
    pub last_at: DateTime<Utc>,
}

impl Ended {
    /// Whether it ended only a while ago, and so may end again.
    pub fn is_recent(&self) -> bool {
        self.last_at > clock::now() - WELL_AFTER
    }
}

/// The tasks of a server.
#[derive(Default)]
pub struct Tasks(Mutex<BTreeMap<&'static str, Option<Ended>>>);

impl Tasks {
    /// Runs a task that should never end, and starts it again when it does. Aborting this aborts the task.
    pub async fn keep_running<F: Future<Output = ()> + Send + 'static>(
        &self,
        name: &'static str,
        start: impl Fn() -> F,
    ) {
        self.with(|tasks| _ = tasks.entry(name).or_default());
        loop {
            let mut task = JoinSet::new();
            task.spawn(start());
            let ended = task.join_next().await;
            let panicked = matches!(ended, Some(Err(error)) if error.is_panic());
            tracing::error!(task = name, panicked, "a background task ended; it is started again");
            self.with(|tasks| {
                let times = tasks.get(name).copied().flatten().map_or(1, |ended| ended.times + 1);
                tasks.insert(name, Some(Ended { times, last_at: clock::now() }));
            });
            tokio::time::sleep(RESTART_AFTER).await;
        }
    }

    /// Every task, and whether it ended.
    pub fn all(&self) -> Vec<(&'static str, Option<Ended>)> {
        let mut all = Vec::new();
        self.with(|tasks| all.extend(tasks.iter().map(|(name, ended)| (*name, *ended))));
        all
    }

    fn with(&self, change: impl FnOnce(&mut BTreeMap<&'static str, Option<Ended>>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_started_again_and_told() {
        let (tasks, started) = (Arc::new(Tasks::default()), Arc::new(AtomicU32::new(0)));
        let (keeping, starts) = (Arc::clone(&tasks), Arc::clone(&started));
        let running = tokio::spawn(async move {
            let start = || {
                let nth = starts.fetch_add(1, Ordering::SeqCst);
                async move {
                    assert!(nth > 0, "the first one panics");
                    std::future::pending::<()>().await;
                }
            };
            keeping.keep_running("prover", start).await;
        });
        while started.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let all = tasks.all();
        let [("prover", Some(ended))] = all[..] else { panic!("{all:?}") };
        assert!(ended.times == 1 && ended.is_recent(), "{ended:?}");
        assert!(!Ended { last_at: ended.last_at - WELL_AFTER, ..ended }.is_recent(), "it runs since");
        running.abort();
    }
}
