//! What this process has written and has not seen signed yet.
//!
//! Between two checkpoints nothing in the ledger's database says what a row was: whoever has every right there rewrites it
//! with its hash, or takes the last rows away and puts the head back. So whoever has written a row keeps its leaf hash
//! until the row is signed, and the prover holds the rows against it ([`crate::proof::prover`]). Where a ledger ended
//! last is kept on, and goes into the key database now and then ([`crate::proof::memory`]), for the servers that start
//! after this one.
//!
//! Only what is committed is told here, and by tasks that do not wait for each other: a smaller position may come later.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use case_ledger_domain::ids::Municipality;
use tokio::sync::Notify;

use super::leaf::Hash;

/// The most leaves that are kept, of all ledgers together: some ten megabytes. Of those that were written before, the
/// rows are taken at their word.
const MOST_LEAVES: usize = 1 << 18;

/// What was written here.
#[derive(Debug, Default)]
pub struct Written {
    known: Mutex<Known>,
    contradicted: Notify,
}

#[derive(Debug, Default)]
struct Known {
    ledgers: HashMap<Municipality, Tail>,
    /// How many leaves all of them hold.
    leaves: usize,
}

/// The end of one ledger.
#[derive(Debug, Default)]
struct Tail {
    /// In order of position.
    leaves: VecDeque<(i64, Hash)>,
    /// Up to there none is kept any more.
    kept_after: i64,
    /// The largest position, which is kept also when it is signed.
    newest: Option<(i64, Hash)>,
    /// Whether that one is to go into the key database yet.
    is_new: bool,
    contradiction: Option<Contradiction>,
    /// Whether that is written down where other servers read it.
    is_written_down: bool,
}

/// How a ledger contradicts what was written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// It went back: rows at its end are gone.
    #[error("the ledger ends at position {head}, and was written up to position {to}: its end was cut off")]
    WentBack {
        /// Where it ends now.
        head: i64,
        /// Where it ended.
        to: i64,
    },
    /// Another row than this is there now.
    #[error("the row at position {position} is not the one that was written there")]
    Rewritten {
        /// Where.
        position: i64,
    },
    /// It was free once more: what had been written there was taken away before.
    #[error("position {position} was written twice: what had been written there was cut off")]
    Twice {
        /// Where.
        position: i64,
    },
}

impl Written {
    /// These were committed.
    pub(super) fn committed<'a>(&self, rows: impl IntoIterator<Item = (&'a Municipality, i64, Hash)>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_contradicted = false;
        for (municipality, position, leaf) in rows {
            if !known.ledgers.contains_key(municipality) {
                known.ledgers.insert(municipality.clone(), Tail::default());
            }
            let Some(tail) = known.ledgers.get_mut(municipality) else { continue };
            match tail.add(position, leaf) {
                Added::New => known.leaves += 1,
                Added::Known => {}
                Added::Contradicts => is_contradicted = true,
            }
        }
        known.forget_the_oldest();
        drop(known);
        if is_contradicted {
            self.contradicted.notify_one();
        }
    }

    /// A head was seen before `to`, where it had been.
    pub(super) fn went_back(&self, municipality: &Municipality, head: i64, to: i64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let tail = known.ledgers.entry(municipality.clone()).or_default();
        tail.contradiction.get_or_insert(Contradiction::WentBack { head, to });
        drop(known);
        self.contradicted.notify_one();
    }

    /// Waits until something contradicts what was written, if it has not happened since this was waited for last.
    pub(crate) async fn contradicted(&self) {
        self.contradicted.notified().await;
    }

    /// What contradicted what was written, while it was written: the first of it. It is not taken back.
    pub(crate) fn contradiction(&self, municipality: &Municipality) -> Option<Contradiction> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.ledgers.get(municipality).and_then(|tail| tail.contradiction)
    }

    /// What contradicted what was written, and stands only here yet.
    pub(crate) fn new_contradictions(&self) -> Vec<(Municipality, Contradiction)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let new = known.ledgers.iter().filter(|(_, tail)| !tail.is_written_down);
        new.filter_map(|(municipality, tail)| Some((municipality.clone(), tail.contradiction?))).collect()
    }

    /// What contradicted what was written to that ledger stands where other servers read it.
    pub(crate) fn is_written_down(&self, municipality: &Municipality) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tail) = known.ledgers.get_mut(municipality) {
            tail.is_written_down = true;
        }
    }

    /// The largest position that was written here, with its leaf.
    pub(crate) fn newest(&self, municipality: &Municipality) -> Option<(i64, Hash)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.ledgers.get(municipality).and_then(|tail| tail.newest)
    }

    /// The ledgers that are to be looked at, whatever they say themselves: those of which not all is signed that was
    /// written here.
    pub(crate) fn unsigned(&self) -> Vec<Municipality> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let unsigned = known.ledgers.iter().filter(|(_, tail)| !tail.leaves.is_empty() || tail.contradiction.is_some());
        unsigned.map(|(municipality, _)| municipality.clone()).collect()
    }

    /// The leaves that are kept of a ledger up to `to`, by position.
    pub(crate) fn leaves(&self, municipality: &Municipality, to: i64) -> BTreeMap<i64, Hash> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let leaves = known.ledgers.get(municipality).map(|tail| tail.leaves.iter()).into_iter().flatten();
        leaves.take_while(|(position, _)| *position <= to).copied().collect()
    }

    /// What is in the tree up to `to` is what was written, and signed.
    pub(crate) fn signed(&self, municipality: &Municipality, to: i64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(tail) = known.ledgers.get_mut(municipality) else { return };
        let signed = tail.leaves.partition_point(|(position, _)| *position <= to);
        tail.leaves.drain(..signed);
        tail.give_back_room();
        tail.kept_after = tail.kept_after.max(to);
        known.leaves -= signed;
    }

    /// Where ledgers end by what was written since that was remembered last, in order of municipality.
    pub(crate) fn new_heads(&self) -> Vec<(Municipality, i64, Hash)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A ledger that contradicts itself has no end to go by.
        let new = known.ledgers.iter().filter(|(_, tail)| tail.is_new && tail.contradiction.is_none());
        let heads = new.filter_map(|(municipality, tail)| {
            tail.newest.map(|(position, leaf)| (municipality.clone(), position, leaf))
        });
        let mut heads: Vec<_> = heads.collect();
        heads.sort_unstable();
        heads
    }

    /// Those are in the key database.
    pub(crate) fn are_remembered(&self, heads: &[(Municipality, i64, Hash)]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (municipality, position, leaf) in heads {
            if let Some(tail) = known.ledgers.get_mut(municipality)
                && tail.newest == Some((*position, *leaf))
            {
                tail.is_new = false;
            }
        }
    }
}

impl Known {
    /// From whichever ledger has most.
    fn forget_the_oldest(&mut self) {
        while self.leaves > MOST_LEAVES {
            let Some(longest) = self.ledgers.values_mut().max_by_key(|tail| tail.leaves.len()) else { return };
            // Many at a time, so that it is seldom done.
            let forgotten = longest.leaves.len().div_ceil(4);
            let last = longest.leaves.drain(..forgotten).next_back();
            longest.kept_after = last.map_or(longest.kept_after, |(position, _)| position);
            longest.give_back_room();
            self.leaves -= forgotten;
        }
    }
}

/// What became of a leaf that was to be kept.
enum Added {
    New,
    Known,
    Contradicts,
}

impl Tail {
    /// What a burst took is not held for good.
    fn give_back_room(&mut self) {
        if self.leaves.len() < self.leaves.capacity() / 4 {
            self.leaves.shrink_to(self.leaves.len() * 2);
        }
    }

    fn add(&mut self, position: i64, leaf: Hash) -> Added {
        if self.newest.is_none_or(|(newest, _)| position > newest) {
            (self.newest, self.is_new) = (Some((position, leaf)), true);
            self.leaves.push_back((position, leaf));
            return Added::New;
        }
        match self.leaves.binary_search_by_key(&position, |(position, _)| *position) {
            Ok(at) if self.leaves.get(at).is_some_and(|(_, known)| *known == leaf) => Added::Known,
            Ok(_) => {
                self.contradiction.get_or_insert(Contradiction::Twice { position });
                Added::Contradicts
            }
            Err(_) if position <= self.kept_after => Added::Known,
            // Told after a later one.
            Err(at) => {
                self.leaves.insert(at, (position, leaf));
                Added::New
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town() -> Municipality {
        "9901".parse().unwrap()
    }

    fn leaf(of: i64) -> Hash {
        let mut leaf = [0; 32];
        leaf[..8].copy_from_slice(&of.to_be_bytes());
        leaf
    }

    fn write(written: &Written, positions: impl IntoIterator<Item = i64>) {
        let town = town();
        written.committed(positions.into_iter().map(|position| (&town, position, leaf(position))));
    }

    fn kept(written: &Written) -> Vec<i64> {
        written.leaves(&town(), i64::MAX).into_keys().collect()
    }

    #[test]
    fn what_is_written_is_kept_in_order_until_it_is_signed() {
        let written = Written::default();
        write(&written, [4, 7, 5, 4, 3]);
        assert_eq!((kept(&written), written.newest(&town())), (vec![3, 4, 5, 7], Some((7, leaf(7)))));
        assert_eq!(written.leaves(&town(), 4), [(3, leaf(3)), (4, leaf(4))].into());
        written.signed(&town(), 5);
        assert_eq!((kept(&written), written.unsigned()), (vec![7], vec![town()]));
        write(&written, [5, 6]);
        assert_eq!(kept(&written), [6, 7], "what is signed is not kept again");
        written.signed(&town(), 9);
        assert_eq!((kept(&written), written.unsigned()), (vec![], vec![]));
        assert_eq!((written.newest(&town()), written.contradiction(&town())), (Some((7, leaf(7))), None));
    }

    #[test]
    fn a_position_that_is_written_twice_is_a_contradiction_and_stays_one() {
        let written = Written::default();
        write(&written, 1..=9);
        written.committed([(&town(), 8, leaf(80)), (&town(), 9, leaf(90))]);
        assert_eq!(written.contradiction(&town()), Some(Contradiction::Twice { position: 8 }));
        written.went_back(&town(), 7, 9);
        written.signed(&town(), 9);
        assert_eq!(written.contradiction(&town()), Some(Contradiction::Twice { position: 8 }), "the first of them");
        assert_eq!((written.unsigned(), written.new_heads()), (vec![town()], vec![]));
    }

    #[test]
    fn a_contradiction_is_new_until_it_is_written_down() {
        let written = Written::default();
        write(&written, 1..=9);
        assert_eq!(written.new_contradictions(), []);
        written.went_back(&town(), 7, 9);
        let found = Contradiction::WentBack { head: 7, to: 9 };
        for _ in 0..2 {
            assert_eq!(written.new_contradictions(), [(town(), found)], "whoever was to write it may have failed");
        }
        written.is_written_down(&town());
        assert_eq!((written.new_contradictions(), written.contradiction(&town())), (vec![], Some(found)));
    }

    #[test]
    fn a_head_is_new_until_it_is_remembered() {
        let written = Written::default();
        write(&written, [5, 4]);
        let heads = written.new_heads();
        assert_eq!(heads, [(town(), 5, leaf(5))]);
        assert_eq!(written.new_heads(), heads, "whoever was to remember it may have been interrupted");
        write(&written, [6]);
        written.are_remembered(&heads);
        let heads = written.new_heads();
        assert_eq!(heads, [(town(), 6, leaf(6))], "it went on meanwhile");
        written.are_remembered(&heads);
        assert_eq!(written.new_heads(), []);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for_and_the_oldest_goes_first() {
        let (written, most) = (Written::default(), i64::try_from(MOST_LEAVES).unwrap());
        let other: Municipality = "9902".parse().unwrap();
        written.committed([(&other, 1, leaf(1))]);
        write(&written, 1..=most);
        let kept = kept(&written);
        assert!(kept.len() < MOST_LEAVES && kept.len() > MOST_LEAVES / 2, "{}", kept.len());
        assert_eq!(kept.last(), Some(&most));
        assert_eq!(written.leaves(&other, 1).len(), 1);
        write(&written, [1]);
        assert_eq!((kept.len(), written.contradiction(&town())), (written.leaves(&town(), most).len(), None));
    }
}
