//! The process manager that carries out erasures: it destroys the keys of everyone who is erased in the ledger.
//!
//! Two databases cannot commit together. So the ledger is the truth, and what it says is carried out as often as need
//! be: before a server serves anything, for everyone who was ever erased in it, and from then on for whoever comes. The
//! tombstones in the key database tell what was done, but nothing is left undone because of them: where the key
//! database came back from a backup, the keys that came with it are destroyed again. A crash at any point leaves
//! nothing but work to be done at the next start, and in the meantime every reader is shown what the ledger says.
//!
//! It also has this process forget keys and opened values that another one erased or rotated.
//!
//! Destroyed here means that no server opens the values any more. Who holds a copy of the key database from before, or
//! of its write-ahead log, has the wrapped keys, and with the master key could unwrap them: that ends when the master
//! key is rotated and the old one destroyed. The erasure does not do that by itself, because it would make every backup
//! of the key database useless at once: it is for the operator to say when a new backup has taken their place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::{Municipality, SubjectId};

use crate::ledger::bus::{Fault, Ledger};
use crate::projections::describe;

/// How often other servers' erasures and rotations are looked for.
const POLL: Duration = Duration::from_secs(1);

/// Carries erasures out.
pub struct Erasure {
    ledger: Arc<Ledger>,
    /// Up to where each ledger was looked through.
    looked: HashMap<Municipality, i64>,
    /// Whose keys are known to be destroyed.
    done: HashSet<(Municipality, SubjectId)>,
}

impl Erasure {
    /// The erasures of that ledger, none of them carried out as far as this knows.
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, looked: HashMap::new(), done: HashSet::new() }
    }

    /// Runs until the task is aborted.
    pub async fn run(mut self) {
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::warn!(error = %describe(&error), "erasures wait");
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Destroys the keys of everyone who is erased and whose keys are not known to be destroyed, and forgets what other
    /// processes erased or rotated.
    pub async fn catch_up(&mut self) -> Result<(), Fault> {
        for (municipality, _, head) in self.ledger.municipalities().await? {
            if self.looked.get(&municipality).is_some_and(|looked| *looked >= head) {
                continue;
            }
            let standing = self.ledger.standing(&municipality).await?;
            let erased: Vec<SubjectId> =
                standing.erased().filter(|subject| !self.done.contains(&(municipality.clone(), *subject))).collect();
            if !erased.is_empty() {
                self.ledger.destroy_keys(&municipality, &erased).await?;
                self.done.extend(erased.into_iter().map(|subject| (municipality.clone(), subject)));
            }
            self.looked.insert(municipality, head);
        }
        if self.ledger.keys().forget_what_changed().await? {
            self.ledger.forget_values();
        }
        Ok(())
    }
}

impl Ledger {
    /// Carries out the erasure of one person, where the ledger says that the person is erased.
    pub async fn carry_out_erasure(&self, municipality: &Municipality, subject: SubjectId) -> Result<(), Fault> {
        let standing = self.standing(municipality).await?;
        if standing.erased().any(|erased| erased == subject) {
            self.destroy_keys(municipality, &[subject]).await?;
        }
        Ok(())
    }

    async fn destroy_keys(&self, municipality: &Municipality, subjects: &[SubjectId]) -> Result<(), Fault> {
        self.keys().erase(municipality, subjects).await?;
        self.forget_values();
        Ok(())
    }
}
