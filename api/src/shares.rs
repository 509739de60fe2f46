//! What one municipality has at a time of that which there is little of, so that none keeps the others from it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use case_ledger_domain::ids::Municipality;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The turns of each municipality.
#[derive(Debug)]
pub struct Shares {
    of_each: usize,
    lines: Mutex<HashMap<Municipality, Weak<Semaphore>>>,
}

impl Shares {
    /// So many at a time of each.
    pub fn of_each(of_each: usize) -> Self {
        Self { of_each, lines: Mutex::default() }
    }

    /// Waits for one of the municipality's turns. There is always one: no line is ever closed.
    pub async fn turn(&self, municipality: &Municipality) -> Option<OwnedSemaphorePermit> {
        self.line(municipality).acquire_owned().await.ok()
    }

    /// Those that have or await a turn keep their line; what nobody stands in is forgotten with the next one.
    fn line(&self, municipality: &Municipality) -> Arc<Semaphore> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(municipality).and_then(Weak::upgrade) {
            return line;
        }
        lines.retain(|_, line| line.strong_count() > 0);
        let line = Arc::new(Semaphore::new(self.of_each));
        lines.insert(municipality.clone(), Arc::downgrade(&line));
        line
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::poll;

    use super::*;

    #[tokio::test]
    async fn a_municipality_waits_for_its_own_turn_and_keeps_no_other_waiting() {
        let shares = Shares::of_each(2);
        let [one, other]: [Municipality; 2] = ["9901", "9902"].map(|code| code.parse().unwrap());
        let (first, _second) = (shares.turn(&one).await.unwrap(), shares.turn(&one).await.unwrap());
        let mut third = pin!(shares.turn(&one));
        assert!(poll!(&mut third).is_pending());
        let another = shares.turn(&other).await.unwrap();
        assert_eq!(shares.lines.lock().unwrap().len(), 2);
        drop((first, another));
        assert!(third.await.is_some());
        let _anew = shares.turn(&other).await.unwrap();
        assert_eq!(shares.lines.lock().unwrap().len(), 2, "what nobody stood in was forgotten");
    }
}
