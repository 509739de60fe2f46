//! When to try again what failed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use case_ledger_domain::ids::Municipality;

/// Why something failed, as far as it matters for trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The database was away or busy: it comes back.
    Passing,
    /// Something is wrong with what was read or written. It is tried again all the same: a newer server, or a mended
    /// ledger, may have put it right, and nobody should have to restart a server for that.
    Fault,
}

impl Failure {
    /// The first wait; each further one is twice as long.
    const fn first(self) -> Duration {
        match self {
            Self::Passing => Duration::from_millis(100),
            Self::Fault => Duration::from_secs(5),
        }
    }

    /// The longest wait.
    const fn longest(self) -> Duration {
        match self {
            Self::Passing => Duration::from_secs(10),
            Self::Fault => Duration::from_mins(10),
        }
    }
}

struct Wait {
    failure: Failure,
    delay: Duration,
    until: Instant,
}

/// What is being waited for, by read model or process manager and municipality.
#[derive(Default)]
pub struct BackOffs {
    waits: Mutex<HashMap<(&'static str, Municipality), Wait>>,
}

impl BackOffs {
    /// Whether it may be tried now. `faulty` says whether the database still bears the fault: where someone has taken
    /// it away, nothing is waited for.
    pub fn may_try(&self, name: &'static str, municipality: &Municipality, faulty: bool, now: Instant) -> bool {
        let waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        waits
            .get(&(name, municipality.clone()))
            .is_none_or(|wait| (wait.failure == Failure::Fault && !faulty) || wait.until <= now)
    }

    /// Notes a failure, and gives the time to wait.
    pub fn failed(&self, name: &'static str, municipality: &Municipality, failure: Failure, now: Instant) -> Duration {
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name, municipality.clone());
        let delay = match waits.get(&key) {
            Some(wait) if wait.failure == failure => (wait.delay * 2).min(failure.longest()),
            _ => failure.first(),
        };
        waits.insert(key, Wait { failure, delay, until: now + delay });
        delay
    }

    /// Forgets earlier failures.
    pub fn succeeded(&self, name: &'static str, municipality: &Municipality) {
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        if !waits.is_empty() {
            waits.remove(&(name, municipality.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_end_with_success() {
        let (waits, town, now): (_, Municipality, _) = (BackOffs::default(), "9901".parse().unwrap(), Instant::now());
        assert!(waits.may_try("model", &town, false, now));
        for expected in [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000] {
            let wait = waits.failed("model", &town, Failure::Passing, now);
            assert_eq!(wait, Duration::from_millis(expected));
        }
        assert!(!waits.may_try("model", &town, false, now));
        assert!(waits.may_try("another", &town, false, now), "others do not wait for it");
        assert!(waits.may_try("model", &town, false, now + Duration::from_secs(10)));
        waits.succeeded("model", &town);
        assert_eq!(waits.failed("model", &town, Failure::Passing, now), Duration::from_millis(100));
    }

    #[test]
    fn a_fault_that_was_taken_away_is_not_waited_for() {
        let (waits, town, now): (_, Municipality, _) = (BackOffs::default(), "9901".parse().unwrap(), Instant::now());
        waits.failed("model", &town, Failure::Fault, now);
        assert!(!waits.may_try("model", &town, true, now));
        assert!(waits.may_try("model", &town, false, now));
        let later = now + Duration::from_secs(5);
        assert!(waits.may_try("model", &town, true, later), "it is tried again by itself");
    }
}
