//! Commands on one stream take turns.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Whose turn it is, by key. Nobody waits for anyone with another key, and nothing is kept of keys that nobody uses.
pub(super) struct Turns<K: Eq + Hash> {
    queues: Mutex<HashMap<K, Queue>>,
}

#[derive(Default)]
struct Queue {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// How many places in it there are.
    places: usize,
}

impl<K: Eq + Hash> Default for Turns<K> {
    fn default() -> Self {
        Self { queues: Mutex::default() }
    }
}

impl<K: Eq + Hash + Clone> Turns<K> {
    /// A place in the key's queue.
    pub(super) fn place(&self, key: &K) -> Place<'_, K> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(key.clone()).or_default();
        queue.places += 1;
        Place { turns: self, key: key.clone(), turn: Arc::clone(&queue.turn) }
    }
}

/// A place in a queue, given up when dropped.
pub(super) struct Place<'a, K: Eq + Hash> {
    turns: &'a Turns<K>,
    key: K,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl<K: Eq + Hash> Place<'_, K> {
    /// Waits for its turn, which lasts as long as the guard.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }
}

impl<K: Eq + Hash> Drop for Place<'_, K> {
    fn drop(&mut self) {
        let mut queues = self.turns.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get_mut(&self.key) {
            queue.places -= 1;
            if queue.places == 0 {
                queues.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::poll;

    use super::*;

    #[tokio::test]
    async fn only_those_with_the_same_key_wait_and_nothing_is_kept_of_them() {
        let turns = Turns::<u32>::default();
        {
            let first = turns.place(&0);
            let held = first.turn().await;
            // Fewer than the looks that tokio allows a task before it must let others go on.
            for other in 1..100 {
                assert!(poll!(Box::pin(turns.place(&other).turn())).is_ready());
            }
            let (second, third) = (turns.place(&0), turns.place(&0));
            let (mut second_waits, mut third_waits) = (Box::pin(second.turn()), Box::pin(third.turn()));
            assert!(poll!(&mut second_waits).is_pending() && poll!(&mut third_waits).is_pending());
            // Gone before its turn came.
            drop(second_waits);
            drop(second);
            drop(held);
            drop(first);
            assert!(poll!(&mut third_waits).is_ready(), "it is the next one's turn");
        }
        assert!(turns.queues.lock().unwrap().is_empty());
    }
}
