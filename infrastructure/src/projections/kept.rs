//! What a projector keeps in memory from one batch to the next, so that rows it has just written are not read again.
//!
//! Memory is good as long as nobody else has written: the row of `projections` is the lock under which a read model is
//! changed, and every change of it leaves another `xmin`. Whoever finds the row as it left it finds the tables so.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use case_ledger_domain::ids::Municipality;

use super::{Folding, ReadModel};

/// Rows kept of all municipalities together: some ten megabytes.
const MOST_KEPT: usize = 20_000;

/// In which state of a read model its memory is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Up to where it is folded.
    pub(super) position: i64,
    /// The transaction that wrote its checkpoint.
    pub(super) written_by: String,
}

/// The memories of read models, by municipality.
#[derive(Default)]
pub(super) struct Kept(Mutex<Memories>);

#[derive(Default)]
struct Memories {
    of: HashMap<(Municipality, ReadModel), Memory>,
    /// Goes up with every use.
    uses: u64,
}

struct Memory {
    folding: Folding,
    stamp: Stamp,
    used: u64,
}

impl Kept {
    /// The memory of a read model in that state, or else an empty one. It is the caller's from here on: where its batch
    /// fails, it is not put back.
    pub(super) fn take(&self, municipality: &Municipality, model: ReadModel, stamp: &Stamp) -> Folding {
        let known = self.memories().of.remove(&(municipality.clone(), model));
        known.filter(|memory| memory.stamp == *stamp).map_or_else(|| model.folding(), |memory| memory.folding)
    }

    /// Keeps a memory for that state. What was used longest ago goes where there is too much.
    pub(super) fn put(&self, municipality: &Municipality, model: ReadModel, stamp: Stamp, folding: Folding) {
        let mut memories = self.memories();
        memories.uses += 1;
        let memory = Memory { folding, stamp, used: memories.uses };
        memories.of.insert((municipality.clone(), model), memory);
        let mut rows: usize = memories.of.values().map(|memory| memory.folding.rows()).sum();
        while rows > MOST_KEPT {
            let oldest = memories.of.iter().min_by_key(|(_, memory)| memory.used).map(|(of, _)| of.clone());
            let Some(gone) = oldest.and_then(|oldest| memories.of.remove(&oldest)) else { return };
            rows -= gone.folding.rows();
        }
    }

    fn memories(&self) -> MutexGuard<'_, Memories> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
