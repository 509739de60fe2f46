//! What a projector keeps in memory from one batch to the next, so that rows it has just written are not read again.
//!
//! Memory is good as long as nobody else has written: the row of `projections` is the lock under which a read model is
//! changed, and every change of it leaves another `xmin`. Whoever finds the row as it left it finds the tables so.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use case_ledger_domain::ids::Municipality;

use super::{Folding, ReadModel};

/// Rows kept of all municipalities together: some fifty megabytes. A case that is worked with has about ten, in all read
/// models; where those of one municipality had no room, each batch would read again what the last one wrote.
const MOST_KEPT: usize = 100_000;

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

#[cfg(test)]
mod tests {
    use case_ledger_domain::ids::CaseId;

    use super::super::rebuild::rebuild;
    use super::super::runner::Projector;
    use super::super::tests::{Server, observation};
    use super::*;
    use crate::clock;

    async fn observe(server: &Server, municipality: &Municipality, case: CaseId, projector: &Projector) {
        let action = observation(municipality, case);
        server.execute(municipality, clock::new_id(), case, action).await.unwrap();
        projector.catch_up().await.unwrap();
    }

    /// Rows in which the read models differ from what the ledger says.
    async fn differences(server: &Server, municipality: &Municipality) -> i64 {
        let rebuilt = rebuild(server.ledger.guard(), ReadModel::ALL, municipality, &mut |_| {}).await.unwrap();
        rebuilt.iter().map(|model| model.differences).sum()
    }

    #[tokio::test]
    async fn what_another_leader_has_folded_meanwhile_is_read_anew() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let (one, other) = (server.projector(), server.projector());
        for projector in [&one, &other, &one, &one, &other] {
            observe(&server, &municipality, case, projector).await;
        }
        assert_eq!(differences(&server, &municipality).await, 0);
        server.end().await;
    }

    #[tokio::test]
    async fn what_a_rebuild_has_put_right_meanwhile_is_read_anew() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let projector = server.projector();
        // It remembers what is wrong, and wrong is what stands there.
        projector.catch_up().await.unwrap();
        server.as_superuser("UPDATE case_cards SET unit = 'Feil'; UPDATE projections SET fault = fault").await;
        observe(&server, &municipality, case, &projector).await;
        assert!(differences(&server, &municipality).await > 0);
        observe(&server, &municipality, case, &projector).await;
        assert_eq!(differences(&server, &municipality).await, 0);
        server.end().await;
    }

    #[tokio::test]
    async fn what_one_batch_has_written_the_next_does_not_read() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let projector = server.projector();
        projector.catch_up().await.unwrap();
        // The checkpoint is untouched. Whoever read the row again would go on from this.
        server.as_superuser("UPDATE case_cards SET unit = 'Feil'").await;
        observe(&server, &municipality, case, &projector).await;
        assert_eq!(differences(&server, &municipality).await, 0, "the row is put right from memory");
        server.end().await;
    }

    #[tokio::test]
    async fn a_batch_that_fails_leaves_no_memory_of_what_was_not_written() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let projector = server.projector();
        projector.catch_up().await.unwrap();
        // Watches are written after the rows of other read models.
        server
            .as_superuser(
                "ALTER TABLE obligations ADD CONSTRAINT nothing CHECK (false) NOT VALID; \
                           ALTER TABLE case_cards ADD CONSTRAINT nothing CHECK (false) NOT VALID",
            )
            .await;
        observe(&server, &municipality, case, &projector).await;
        server
            .as_superuser(
                "ALTER TABLE obligations DROP CONSTRAINT nothing; ALTER TABLE case_cards DROP CONSTRAINT nothing; \
                           UPDATE projections SET fault = NULL",
            )
            .await;
        observe(&server, &municipality, case, &server.projector()).await;
        observe(&server, &municipality, case, &projector).await;
        assert_eq!(differences(&server, &municipality).await, 0);
        server.end().await;
    }
}
