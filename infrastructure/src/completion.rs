//! Completes erasures without being told to, where the operator wants it so.
//!
//! An erasure is complete when the master key of its time is destroyed ([`crate::personal::unfinished`]), which makes every
//! backup of the key database from before worthless. So it is for the operator to say when, and to make a backup at once; one
//! who would rather say it once for all names a number of days. The rotation is the one of the command line: with one turn for
//! all servers, begun again where it was interrupted.

use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use chrono::TimeDelta;

use crate::clock;
use crate::ledger::bus::Ledger;
use crate::personal::keys::KeyError;
use crate::personal::unfinished::rewrite_key_tables;
use crate::projections::describe;

/// How often it is looked whether an erasure has waited for so long.
const LOOKS_EVERY: Duration = Duration::from_hours(1);
/// The same where it could not be looked, or not completed.
const TRIES_AGAIN_AFTER: Duration = Duration::from_mins(5);

/// Completes erasures that have waited for some time. Only for where all servers of the key database have their master keys
/// in one place: a rotation makes the new one here, and nowhere else.
pub struct Completion {
    ledger: Arc<Ledger>,
    after: TimeDelta,
    owner_key_database_url: Option<String>,
}

impl Completion {
    /// Of those that have waited for so long. With the key database's URL as its owner the tables of keys are written anew.
    pub fn new(ledger: Arc<Ledger>, after: TimeDelta, owner_key_database_url: Option<String>) -> Self {
        Self { ledger, after, owner_key_database_url }
    }

    /// Runs until the task is aborted.
    pub async fn run(self) {
        loop {
            let completed = self.complete().await;
            if let Err(error) = &completed {
                tracing::warn!(error = %describe(error), "the completion of erasures waits");
            }
            let pause = if completed.is_ok() { LOOKS_EVERY } else { TRIES_AGAIN_AFTER };
            self.ledger.keys().completion_tried(completed.err().map(|error| describe(&error)));
            tokio::time::sleep(pause).await;
        }
    }

    /// Rotates the master key of each municipality whose oldest unfinished erasure has waited for so long, destroys the older
    /// ones, and answers of which it did. What fails for one keeps no other waiting; the first error is given back.
    pub async fn complete(&self) -> Result<Vec<Municipality>, KeyError> {
        let keys = self.ledger.keys();
        let long_ago = clock::now() - self.after;
        let (mut completed, mut result) = (Vec::new(), Ok(()));
        for unfinished in keys.unfinished_erasures(None).await? {
            let Ok(municipality) = unfinished.municipality.parse::<Municipality>() else { continue };
            if unfinished.since > long_ago {
                continue;
            }
            match keys.complete_erasures(&municipality, long_ago).await {
                // Somebody else has, or is about to.
                Ok(None) | Err(KeyError::RotationRunning(_)) => {}
                Ok(Some(rotated)) => {
                    let (name, destroyed) = (rotated.name, rotated.destroyed);
                    tracing::warn!(%municipality, name, ?destroyed, "the master key was rotated to complete erasures: back up the key database and the new master key, and destroy the backups of the old ones");
                    completed.push(municipality);
                }
                Err(error) => result = result.and(Err(error)),
            }
        }
        if let (Some(owner), false) = (&self.owner_key_database_url, completed.is_empty())
            && let Err(error) = rewrite_key_tables(owner).await
        {
            tracing::warn!(error = %describe(&error), "dead rows stay in the key database's files; have its tables written anew at a quieter time");
        }
        result.map(|()| completed)
    }
}

#[cfg(test)]
mod tests {
    use case_ledger_domain::ids::SubjectId;
    use case_ledger_domain::personal::Category;

    use super::*;
    use crate::erasure::Erasure;
    use crate::erasure::tests::record_erasure;
    use crate::personal::master_key::{FileMasterKeys, MasterKeys as _};
    use crate::projections::tests::Server;

    #[tokio::test(flavor = "multi_thread")]
    async fn an_erasure_that_has_waited_for_so_long_is_completed_and_no_other() {
        let server = Server::start().await;
        let [ours, theirs] = [server.open("9901").await, server.open("9902").await];
        let ledger = &server.ledger;
        let [erased, other] = [(); 2].map(|()| SubjectId::from_uuid(clock::new_id()));
        for subject in [erased, other] {
            ledger.keys().keys_for(&ours, &[(subject, Category::Child)].into()).await.unwrap();
        }
        record_erasure(ledger, &ours, erased).await;
        Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap();
        let owner = server.home.owner_urls().keys;
        let after = |days| Completion::new(Arc::clone(ledger), TimeDelta::days(days), Some(owner.clone()));
        let held = async |of: &Municipality| ledger.keys().master_keys(Some(of)).await.unwrap().remove(0);
        let before = held(&ours).await;
        assert_eq!(before.unfinished.as_ref().map(|unfinished| unfinished.erasures), Some(1));

        assert_eq!(after(1).complete().await.unwrap(), []);
        assert_eq!(held(&ours).await, before, "it has not waited for a day");
        assert_eq!(after(0).complete().await.unwrap(), std::slice::from_ref(&ours));
        let now = held(&ours).await;
        assert!(now.in_use != before.in_use && now.older.is_empty() && now.unfinished.is_none(), "{now:?}");
        assert_eq!(held(&theirs).await.in_use, "file:9902.key", "where nobody was erased nothing is rotated");
        assert_eq!(after(0).complete().await.unwrap(), [], "and none is rotated twice");
        // As another server sees it: nothing is in its memory.
        let (_, ledger) = server.home.ledger(2).await.unwrap();
        assert!(ledger.keys().keys_for(&ours, &[(other, Category::Child)].into()).await.is_ok());
        server.end().await;
    }

    /// Another server has been at it since the list was read.
    #[tokio::test(flavor = "multi_thread")]
    async fn erasures_that_were_completed_meanwhile_are_not_completed_once_more() {
        let server = Server::start().await;
        let ours = server.open("9901").await;
        let keys = server.ledger.keys();
        let erased = SubjectId::from_uuid(clock::new_id());
        keys.keys_for(&ours, &[(erased, Category::Child)].into()).await.unwrap();
        record_erasure(&server.ledger, &ours, erased).await;
        Erasure::new(Arc::clone(&server.ledger)).catch_up().await.unwrap();
        assert!(keys.complete_erasures(&ours, clock::now()).await.unwrap().is_some());
        let in_use = keys.master_keys(Some(&ours)).await.unwrap().remove(0).in_use;
        assert!(keys.complete_erasures(&ours, clock::now()).await.unwrap().is_none());
        assert_eq!(keys.master_keys(Some(&ours)).await.unwrap().remove(0).in_use, in_use);
        server.end().await;
    }

    /// One data key cannot be opened, because the key database was damaged, or its master key is lost.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_completion_that_cannot_end_makes_one_master_key_and_no_more() {
        let server = Server::start().await;
        let ours = server.open("9901").await;
        let keys = server.ledger.keys();
        let [erased, damaged] = [(); 2].map(|()| SubjectId::from_uuid(clock::new_id()));
        for subject in [erased, damaged] {
            keys.keys_for(&ours, &[(subject, Category::Child)].into()).await.unwrap();
        }
        record_erasure(&server.ledger, &ours, erased).await;
        Erasure::new(Arc::clone(&server.ledger)).catch_up().await.unwrap();
        let of_damaged = async |sql: &str, wrapped: Vec<u8>| {
            sqlx::query(sql).bind(damaged.as_uuid()).bind(wrapped).execute(keys.database()).await.unwrap();
        };
        let sql = "SELECT wrapped FROM data_keys WHERE subject = $1";
        let sound: Vec<u8> = sqlx::query_scalar(sql).bind(damaged.as_uuid()).fetch_one(keys.database()).await.unwrap();
        let set = "UPDATE data_keys SET wrapped = $2 WHERE subject = $1";
        of_damaged(set, vec![7; sound.len()]).await;
        let completion = Completion::new(Arc::clone(&server.ledger), TimeDelta::zero(), None);
        for _ in 0..3 {
            completion.complete().await.unwrap_err();
            let held = keys.master_keys(Some(&ours)).await.unwrap().remove(0);
            assert_eq!(held.older.len(), 1, "{held:?}");
        }
        of_damaged(set, sound).await;
        assert_eq!(completion.complete().await.unwrap(), std::slice::from_ref(&ours));
        let held = keys.master_keys(Some(&ours)).await.unwrap().remove(0);
        assert!(held.older.is_empty() && held.unfinished.is_none(), "{held:?}");
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_the_master_key_in_use_is_not_there_none_is_made() {
        let server = Server::start().await;
        let ours = server.open("9901").await;
        let (databases, _) = server.home.ledger(2).await.unwrap();
        let elsewhere = server.home.directory().join("elsewhere");
        for is_foreign in [false, true] {
            let master = FileMasterKeys::in_directory(elsewhere.clone());
            if is_foreign {
                master.create(&ours).await.unwrap();
            }
            let held = master.names(&ours).await.unwrap();
            let ledger = Ledger::new(&databases, Arc::new(master));
            let refused = ledger.keys().rotate_master_key(&ours, true).await.unwrap_err();
            assert!(matches!(refused, KeyError::MasterKey(_)), "{refused}");
            assert_eq!(FileMasterKeys::in_directory(elsewhere.clone()).names(&ours).await.unwrap(), held);
        }
        assert_eq!(server.ledger.keys().master_keys(None).await.unwrap()[0].in_use, "file:9901.key");
        server.end().await;
    }
}
