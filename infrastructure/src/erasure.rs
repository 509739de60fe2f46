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
//! of the key database useless at once: it is for the operator to say when a new backup has taken their place. That this is
//! awaited is told ([`crate::personal::unfinished`]).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use case_ledger_domain::ids::{Municipality, SubjectId};

use crate::ledger::bus::{Fault, Ledger};
use crate::projections::back_off::{BackOffs, Failure};
use crate::projections::describe;

/// How often other servers' erasures and rotations are looked for.
const POLL: Duration = Duration::from_secs(1);
/// Its name among those that wait.
const NAME: &str = "erasure";

/// Carries erasures out.
pub struct Erasure {
    ledger: Arc<Ledger>,
    /// Up to where each ledger was looked through.
    looked: HashMap<Municipality, i64>,
    /// Whose keys are known to be destroyed.
    done: HashSet<(Municipality, SubjectId)>,
    waits: BackOffs,
}

/// Whether it is one ledger's event that is at fault, and no database.
const fn is_unreadable(error: &Fault) -> bool {
    matches!(error, Fault::Json | Fault::UnknownForm { .. } | Fault::Undecodable { .. })
}

impl Erasure {
    /// The erasures of that ledger, none of them carried out as far as this knows.
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, looked: HashMap::new(), done: HashSet::new(), waits: BackOffs::default() }
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

    /// As [`Self::catch_up`], before anything is served. A ledger with an event that cannot be read here stops no
    /// server: nobody is shown personal data from it either, because that takes the same events.
    pub async fn catch_up_before_serving(&mut self) -> Result<(), Fault> {
        match self.catch_up().await {
            Err(error) if is_unreadable(&error) => Ok(()),
            result => result,
        }
    }

    /// Forgets what other processes erased or rotated, and destroys the keys of everyone who is erased and whose keys
    /// are not known to be destroyed. What fails for one municipality keeps no other waiting; when all have had their
    /// turn an error is given back, the first of a database if there was one.
    pub async fn catch_up(&mut self) -> Result<(), Fault> {
        if self.ledger.keys().forget_what_changed().await? {
            self.ledger.forget_values();
            // The change may be that the key database came back from a backup, with keys that were destroyed.
            self.looked.clear();
            self.done.clear();
        }
        let mut result = Ok(());
        for (municipality, _, head) in self.ledger.municipalities().await? {
            if self.looked.get(&municipality).is_some_and(|looked| *looked >= head)
                || !self.waits.may_try(NAME, &municipality, false, Instant::now())
            {
                continue;
            }
            match self.follow(&municipality).await {
                Ok(()) => {
                    self.waits.succeeded(NAME, &municipality);
                    self.looked.insert(municipality, head);
                }
                Err(error) => {
                    let wait = self.waits.failed(NAME, &municipality, Failure::Passing, Instant::now());
                    tracing::warn!(%municipality, error = %describe(&error), ?wait, "erasures of a municipality wait");
                    result = match result {
                        Err(first) if !is_unreadable(&first) || is_unreadable(&error) => Err(first),
                        Ok(()) | Err(_) => Err(error),
                    };
                }
            }
        }
        result
    }

    async fn follow(&mut self, municipality: &Municipality) -> Result<(), Fault> {
        let standing = self.ledger.standing_by(self.ledger.tasks(), municipality).await?;
        let erased: Vec<SubjectId> =
            standing.erased().filter(|subject| !self.done.contains(&(municipality.clone(), *subject))).collect();
        if !erased.is_empty() {
            self.ledger.destroy_keys(municipality, &erased).await?;
            self.done.extend(erased.into_iter().map(|subject| (municipality.clone(), subject)));
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

#[cfg(test)]
pub(crate) mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use case_ledger_domain::ids::CommandId;
    use case_ledger_domain::law::{ErasureBasis, RestrictionGround};
    use case_ledger_domain::personal::{Category, Personal};
    use case_ledger_domain::subject::{Subject, SubjectAction};
    use case_ledger_domain::text::Text;

    use super::*;
    use crate::clock;
    use crate::embedded::EmbeddedOptions;
    use crate::home::Home;
    use crate::ledger::bus::CommandContext;
    use crate::ledger::{Actor, Program};

    fn somebody() -> SubjectId {
        SubjectId::from_uuid(clock::new_id())
    }

    /// Has a person erased as far as the ledger is concerned; the keys are still there.
    pub(crate) async fn record_erasure(ledger: &Ledger, municipality: &Municipality, subject: SubjectId) {
        let (one, other) = (somebody(), somebody());
        let rationale = || Personal::employee(one, Text::new("Etter klage.").unwrap());
        let (ground, visible_to) = (RestrictionGround::UnlawfulProcessing, [].into());
        let basis = ErasureBasis::UnlawfullyRecorded;
        for action in [
            SubjectAction::Restrict { ground, visible_to, rationale: rationale() },
            SubjectAction::RequestErasure { basis, by: one, rationale: rationale(), delay_days: 0, delay_by: None },
            SubjectAction::ApproveErasure { by: other, rationale: rationale() },
        ] {
            let context = CommandContext {
                municipality: municipality.clone(),
                command_id: CommandId::from_uuid(clock::new_id()),
                actor: Actor::program(municipality, Program::Administration),
                correlation_id: None,
                causation_id: None,
                expected_version: None,
                now: clock::now(),
                fingerprint: Vec::new(),
            };
            ledger.execute::<Subject>(&context, subject.as_uuid(), action).await.unwrap();
        }
    }

    async fn wrapped_key(ledger: &Ledger, subject: SubjectId) -> Option<Vec<u8>> {
        let sql = "SELECT wrapped FROM data_keys WHERE subject = $1";
        sqlx::query_scalar(sql).bind(subject.as_uuid()).fetch_one(ledger.keys().database()).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_unreadable_ledger_keeps_no_other_waiting_and_a_restored_key_is_destroyed_again() {
        let temporary = std::fs::canonicalize(std::env::temp_dir()).unwrap();
        let directory = temporary.join(format!("case-ledger-erasure-{}", std::process::id()));
        std::fs::create_dir(&directory).unwrap();
        // A server started by root runs as another user, who must get through.
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o755)).unwrap();
        let home = Home::open(&directory.join("data"), EmbeddedOptions::ephemeral()).await.unwrap();
        let (_, ledger) = home.ledger(4).await.unwrap();
        let [unreadable, other] = ["9901", "9902"].map(|number| number.parse::<Municipality>().unwrap());
        for municipality in [&unreadable, &other] {
            ledger.open_municipality(municipality, "Prøve", clock::now()).await.unwrap();
        }
        let subject = somebody();
        ledger.keys().keys_for(&other, &[(subject, Category::Child)].into()).await.unwrap();
        let backup = wrapped_key(&ledger, subject).await;
        assert!(backup.is_some());
        record_erasure(&ledger, &other, subject).await;
        // As a newer server might have recorded it.
        sqlx::query(
            "WITH moved AS (
                 UPDATE ledger_heads SET position = position + 1 WHERE municipality = '9901' RETURNING position
             )
             INSERT INTO events (municipality, position, aggregate_type, aggregate_id, sequence, event_type,
                    event_version, payload, metadata, event_id, command_id, command_index, correlation_id,
                    causation_id, actor, occurred_at, recorded_at, leaf_hash)
             SELECT municipality, moved.position, 'Subject', gen_random_uuid()::text, 1, 'SubjectForeseen',
                    event_version, payload, metadata, gen_random_uuid(), gen_random_uuid(), 0, correlation_id,
                    causation_id, actor, occurred_at, recorded_at, leaf_hash
               FROM events, moved WHERE municipality = '9901' AND events.position = 1",
        )
        .execute(ledger.pool())
        .await
        .unwrap();

        let mut erasure = Erasure::new(Arc::clone(&ledger));
        erasure.catch_up_before_serving().await.unwrap();
        assert_eq!(wrapped_key(&ledger, subject).await, None);
        let error = Erasure::new(Arc::clone(&ledger)).catch_up().await.unwrap_err();
        assert!(is_unreadable(&error), "{error}");

        // A backup from before takes the place of the key database, under a server that runs.
        let _ = erasure.catch_up().await;
        let sql = "UPDATE data_keys SET wrapped = $2 WHERE subject = $1";
        let keys = ledger.keys().database();
        sqlx::query(sql).bind(subject.as_uuid()).bind(backup).execute(keys).await.unwrap();
        let sql = "UPDATE index_keys SET generation = 0";
        sqlx::query(sql).execute(keys).await.unwrap();
        let _ = erasure.catch_up().await;
        assert_eq!(wrapped_key(&ledger, subject).await, None);

        home.close().await;
        let _ = std::fs::remove_dir_all(directory);
    }
}
