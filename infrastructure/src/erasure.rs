//! The process manager that carries out erasures: it destroys the keys of everyone who is erased in the ledger.
//!
//! Two databases cannot commit together. So the ledger is the truth, and what it says is carried out as often as need
//! be: before a server serves anything, for everyone who was ever erased in it, and from then on for whoever comes. The
//! tombstones in the key database tell what was done, but nothing is left undone because of them: where the key
//! database came back from a backup, the keys that came with it are destroyed again. A crash at any point leaves
//! nothing but work to be done at the next start, and in the meantime every reader is shown what the ledger says.
//!
//! Where both databases came back from before an erasure, neither tells of it. So erasures are noted outside both, too
//! ([`erasure_record`]): what stands there is carried out as what the ledger says, and what the ledger lacks of it is told, so
//! that the erasure is asked for anew.
//!
//! [`erasure_record`]: crate::personal::erasure_record
//!
//! How far it has come stands among the checkpoints of the read models, under a name of its own: up to there every erasure is
//! carried out. So one that is recorded and waits is told, with the reason, also while the key database is away.
//!
//! It also has this process forget keys and opened values that another one erased or rotated.
//!
//! Destroyed here means that no server opens the values any more. Who holds a copy of the key database from before, or
//! of its write-ahead log, has the wrapped keys, and with the master key could unwrap them: that ends when the master
//! key is rotated and the old one destroyed. The erasure does not do that by itself, because it would make every backup
//! of the key database useless at once: it is for the operator to say when a new backup has taken their place. That this is
//! awaited is told ([`crate::personal::unfinished`]).

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject::Subject;
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate as _;
use futures::FutureExt as _;
use sqlx::FromRow;
use sqlx::postgres::PgPool;

use crate::ledger::bus::{Fault, Ledger};
use crate::personal::erasure_record::NotedErasure;
use crate::personal::keys::KeyError;
use crate::personal::master_key::MasterKeyError;
use crate::personal::told_last::{self, LackingEntry};
use crate::projections::back_off::{BackOffs, Failure};
use crate::projections::{database_error, describe};

/// How often other servers' erasures and rotations are looked for.
const POLL: Duration = Duration::from_secs(1);
/// Its name among those that follow a ledger.
pub const NAME: &str = "erasure";
/// The version of what it does.
const VERSION: i32 = 1;
/// The event by which the ledger says that somebody is erased.
const ERASED: &str = "SubjectErased";

/// Erasures of a municipality that are recorded and not carried out. Whose they are is not told.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct WaitingErasures {
    /// Of which municipality.
    pub municipality: String,
    /// How many pseudonyms; at least one.
    pub erasures: i64,
    /// When the oldest of them was recorded.
    pub since: DateTime<Utc>,
}

/// What was recorded of persons and the ledger does not tell of: it came back from a backup of before, or its end was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// Erasures that were noted outside both databases.
    pub erasures: Vec<NotedErasure>,
    /// The last entries of persons' streams that the key database remembers, whatever they said: each person is shown to nobody.
    pub entries: Vec<LackingEntry>,
    /// The municipalities whose record of erasures cannot be read, so that it is not known whether their ledger lacks any.
    pub unreadable: Vec<Municipality>,
}

/// An erasure that was not carried out.
struct Waiting {
    /// Of whom the keys are not known to be destroyed.
    erased: Vec<SubjectId>,
    error: Fault,
}

impl Waiting {
    fn of_nobody(error: Fault) -> Self {
        Self { erased: Vec::new(), error }
    }
}

/// Carries erasures out.
pub struct Erasure {
    ledger: Arc<Ledger>,
    /// Up to where each ledger was looked through.
    looked: HashMap<Municipality, i64>,
    /// Whose keys are known to be destroyed.
    done: HashSet<(Municipality, SubjectId)>,
    /// Whose erasures are known to stand in the record.
    noted: HashSet<(Municipality, SubjectId)>,
    waits: BackOffs,
}

/// A ledger, as far as its erasures go.
#[derive(FromRow)]
struct Head {
    municipality: String,
    position: i64,
    /// Its erasures are told to wait.
    is_stopped: bool,
    /// Something of persons stands beyond it: whoever moved it back takes no erasure away.
    is_passed_by: bool,
}

/// Whether it is one ledger's event that is at fault, or its record of erasures, and no database.
fn is_unreadable(error: &Fault) -> bool {
    matches!(error, Fault::Authorship(_)) && database_error(error).is_none()
        || matches!(
            error,
            Fault::Json
                | Fault::UnknownForm { .. }
                | Fault::Undecodable { .. }
                | Fault::Panicked
                | Fault::Keys(KeyError::MasterKey(MasterKeyError::Record { .. }))
        )
}

/// Of two results the first error of a database, or else the first error.
fn and(first: Result<(), Fault>, other: Result<(), Fault>) -> Result<(), Fault> {
    match (first, other) {
        (Err(first), Err(other)) if is_unreadable(&first) && !is_unreadable(&other) => Err(other),
        (Err(first), _) => Err(first),
        (Ok(()), other) => other,
    }
}

impl Erasure {
    /// The erasures of that ledger, none of them carried out as far as this knows.
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, looked: HashMap::new(), done: HashSet::new(), noted: HashSet::new(), waits: BackOffs::default() }
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
        let mut result = match self.ledger.keys().forget_what_changed().await {
            Ok(true) => {
                self.ledger.forget_values();
                // The change may be that the key database came back from a backup, with keys that were destroyed.
                self.looked.clear();
                self.done.clear();
                self.noted.clear();
                Ok(())
            }
            Ok(false) => Ok(()),
            // What waits for the key database is told all the same.
            Err(error) => Err(error.into()),
        };
        let (mut reached, mut unnoted) = (Vec::new(), Vec::new());
        for Head { municipality, position: head, is_stopped, is_passed_by } in self.ledger.heads().await? {
            // The table's check lets nothing else in.
            let Ok(municipality) = municipality.parse::<Municipality>() else { continue };
            if is_stopped {
                // Also where it was another server that could not carry them out, and is no more.
                self.looked.remove(&municipality);
            }
            // One that ends before it did is another ledger, which may tell of others.
            if !is_passed_by && self.looked.get(&municipality).is_some_and(|looked| *looked == head)
                || !self.waits.may_try(NAME, &municipality, false, Instant::now())
            {
                continue;
            }
            let followed = AssertUnwindSafe(self.follow(&municipality)).catch_unwind().await;
            match followed.unwrap_or_else(|_| Err(Waiting::of_nobody(Fault::Panicked))) {
                Ok(Some(error)) => {
                    let wait = self.waits.failed(NAME, &municipality, Failure::Passing, Instant::now());
                    tracing::warn!(%municipality, error = %describe(&error), ?wait, "the record of a municipality's erasures cannot be used; they are carried out");
                    unnoted.push(((municipality, head), error));
                }
                Ok(None) => {
                    self.waits.succeeded(NAME, &municipality);
                    self.looked.insert(municipality.clone(), head);
                    reached.push((municipality, head));
                }
                Err(Waiting { erased, error }) => {
                    let wait = self.waits.failed(NAME, &municipality, Failure::Passing, Instant::now());
                    tracing::warn!(%municipality, error = %describe(&error), ?wait, "erasures of a municipality wait");
                    let mut told = Ok(());
                    if !erased.is_empty() || is_unreadable(&error) {
                        told = self.ledger.erasures_wait(&municipality, &erased, &error).await;
                    }
                    result = and(and(result, Err(error)), told);
                }
            }
        }
        result = and(result, self.ledger.erasures_reached(&reached, None).await);
        // What is carried out is not told to wait for the record, whose fault is told by itself.
        for (reached, error) in unnoted {
            let told = self.ledger.erasures_reached(&[reached], Some(&error)).await;
            result = and(and(result, Err(error)), told);
        }
        result
    }

    /// Has them carried out, and answers with what is wrong with the record, where it cannot be used.
    async fn follow(&mut self, municipality: &Municipality) -> Result<Option<Fault>, Waiting> {
        // There is no way back: without the key that tells whose rows are, nothing is destroyed because a row says so.
        self.ledger.authorship(municipality).await.map_err(|error| Waiting::of_nobody(error.into()))?;
        let standing = self.ledger.standing_by(self.ledger.tasks(), municipality).await.map_err(Waiting::of_nobody)?;
        let is_done = |subject: &SubjectId| self.done.contains(&(municipality.clone(), *subject));
        let mut erased: Vec<SubjectId> = standing.erased().filter(|subject| !is_done(subject)).collect();
        let is_noted = |subject: &SubjectId| self.noted.contains(&(municipality.clone(), *subject));
        let unnoted: Vec<SubjectId> = standing.erased().filter(|subject| !is_noted(subject)).collect();
        // What is wrong with the record keeps no keys from being destroyed, and is told when they are.
        let mut recorded = Ok(());
        if !unnoted.is_empty() {
            recorded = self.ledger.note_erasures(municipality, &unnoted).await;
        }
        if recorded.is_ok() {
            self.noted.extend(unnoted.into_iter().map(|subject| (municipality.clone(), subject)));
        }
        if !self.looked.contains_key(municipality) {
            match self.ledger.keys().noted_erasures(municipality).await {
                Ok(noted) => {
                    let lacking = noted.into_iter().map(|noted| noted.subject);
                    let lacking: Vec<SubjectId> = lacking.filter(|subject| !standing.is_erased(*subject)).collect();
                    if !lacking.is_empty() {
                        let erasures = lacking.len();
                        tracing::error!(%municipality, erasures, "the ledger lacks erasures that were recorded; their keys are destroyed again");
                    }
                    erased.extend(lacking.into_iter().filter(|subject| !is_done(subject)));
                }
                Err(error) => recorded = recorded.and(Err(error.into())),
            }
        }
        if !erased.is_empty() {
            if let Err(error) = self.ledger.destroy_keys(municipality, &erased).await {
                return Err(Waiting { erased, error });
            }
            self.done.extend(erased.into_iter().map(|subject| (municipality.clone(), subject)));
        }
        Ok(recorded.err())
    }
}

impl Ledger {
    /// Carries out the erasure of one person, where the ledger says that the person is erased.
    pub async fn carry_out_erasure(&self, municipality: &Municipality, subject: SubjectId) -> Result<(), Fault> {
        // There is no way back: without the key that tells whose rows are, nothing is destroyed because a row says so.
        self.authorship(municipality).await?;
        let standing = self.standing(municipality).await?;
        if standing.erased().any(|erased| erased == subject) {
            self.destroy_keys(municipality, &[subject]).await?;
        }
        Ok(())
    }

    /// Notes those persons' erasures outside both databases, as far as the ledger tells of them. They are kept for good when this
    /// returns; nobody is to be told before that an erasure is accepted.
    pub async fn note_erasures(&self, municipality: &Municipality, subjects: &[SubjectId]) -> Result<(), Fault> {
        let rows: Vec<(String, i64, DateTime<Utc>)> = sqlx::query_as(
            "SELECT aggregate_id, position, recorded_at FROM events
              WHERE municipality = $1 AND aggregate_type = $2 AND event_type = $3 AND aggregate_id = ANY ($4)
              ORDER BY position",
        )
        .bind(municipality.as_str())
        .bind(Subject::TYPE)
        .bind(ERASED)
        .bind(subjects.iter().map(|subject| subject.as_uuid().to_string()).collect::<Vec<_>>())
        .fetch_all(self.tasks())
        .await?;
        let positions: Vec<i64> = rows.iter().map(|row| row.1).collect();
        let believed = self.believed(self.tasks(), municipality, &positions).await?;
        let rows = rows.into_iter().filter(|(_, position, _)| believed.contains(position));
        let noted = rows.filter_map(|(subject, position, recorded_at)| {
            let (municipality, subject) = (municipality.clone(), subject.parse().ok()?);
            Some(NotedErasure { municipality, subject, position, recorded_at })
        });
        Ok(self.keys().note_erasures(municipality, &noted.collect::<Vec<_>>()).await?)
    }

    /// What was recorded of persons and the ledger does not tell of, of the municipality or of all.
    ///
    /// Of the erasures that were noted outside both databases only those of persons of whom the databases hold anything: their keys
    /// are destroyed again, and each is to be asked for anew. A record that cannot be read hides no other municipality's. And the
    /// entries that the key database remembers, until somebody says that the ledger was put back on purpose
    /// ([`told_last::accept_restored`]).
    pub async fn what_it_lacks(&self, municipality: Option<&Municipality>) -> Result<Lacking, Fault> {
        let entries = told_last::lacking(self.pool(), self.keys().database(), municipality).await?;
        let municipalities = match municipality {
            Some(one) => vec![one.clone()],
            None => self.keys().with_noted_erasures().await?,
        };
        let (mut noted, mut unreadable) = (Vec::new(), Vec::new());
        for municipality in municipalities {
            match self.keys().noted_erasures(&municipality).await {
                Ok(found) => noted.extend(found),
                Err(error @ KeyError::MasterKey(MasterKeyError::Record { .. })) => {
                    tracing::warn!(%municipality, error = %describe(&error), "which erasures the ledger lacks is not known");
                    unreadable.push(municipality);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let erasures = self.not_told_of(noted).await?;
        Ok(Lacking { erasures, entries, unreadable })
    }

    /// Those of which no row tells that is as a program of the ledger wrote it: one that was slipped in would have nobody ask anew.
    async fn not_told_of(&self, noted: Vec<NotedErasure>) -> Result<Vec<NotedErasure>, Fault> {
        let noted = self.keys().of_known_persons(noted).await?;
        if noted.is_empty() {
            return Ok(noted);
        }
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT noted.municipality, noted.subject, e.position
               FROM unnest($1::text[], $2::text[]) AS noted (municipality, subject)
               JOIN events e ON e.municipality = noted.municipality AND e.aggregate_type = $3
                            AND e.aggregate_id = noted.subject AND e.event_type = $4",
        )
        .bind(noted.iter().map(|noted| noted.municipality.as_str()).collect::<Vec<_>>())
        .bind(noted.iter().map(|noted| noted.subject.as_uuid().to_string()).collect::<Vec<_>>())
        .bind(Subject::TYPE)
        .bind(ERASED)
        .fetch_all(self.pool())
        .await?;
        let mut told = HashSet::new();
        let municipalities: HashSet<&Municipality> = noted.iter().map(|noted| &noted.municipality).collect();
        for municipality in municipalities {
            let of_it = rows.iter().filter(|row| row.0 == municipality.as_str());
            let positions: Vec<i64> = of_it.clone().map(|row| row.2).collect();
            let believed = self.believed(self.pool(), municipality, &positions).await?;
            told.extend(of_it.filter(|row| believed.contains(&row.2)).map(|row| (row.0.as_str(), row.1.as_str())));
        }
        let is_told = |noted: &NotedErasure| {
            told.contains(&(noted.municipality.as_str(), noted.subject.as_uuid().to_string().as_str()))
        };
        let is_told: Vec<bool> = noted.iter().map(is_told).collect();
        Ok(noted.into_iter().zip(is_told).filter_map(|(noted, is_told)| (!is_told).then_some(noted)).collect())
    }

    /// Those of the positions whose row nothing is known against.
    pub(crate) async fn believed(
        &self,
        pool: &PgPool,
        municipality: &Municipality,
        positions: &[i64],
    ) -> Result<HashSet<i64>, Fault> {
        if positions.is_empty() {
            return Ok(HashSet::new());
        }
        let stand = self.guard().look_again_by(pool, municipality, positions).await?.into_iter();
        Ok(stand.filter(|(_, standing)| standing.is_as_written()).map(|(position, _)| position).collect())
    }

    /// The municipalities, or the one, with erasures that are recorded and not carried out, as far as is known.
    pub async fn erasures_not_carried_out(
        &self,
        municipality: Option<&Municipality>,
    ) -> Result<Vec<WaitingErasures>, Fault> {
        let waiting = sqlx::query_as(
            "SELECT e.municipality, count(DISTINCT e.aggregate_id) AS erasures, min(e.recorded_at) AS since
               FROM ledger_heads h
               LEFT JOIN projections p ON p.read_model = $1 AND p.municipality = h.municipality
               JOIN events e ON e.municipality = h.municipality AND e.aggregate_type = $2
                            AND e.event_type = $3
                            -- Of one beyond the end it is not known how far it has come.
                            AND (e.position > coalesce(p.position, 0) OR p.beyond OR p.position > h.position)
              WHERE (coalesce(p.position, 0) <> h.position OR p.beyond) AND ($4::text IS NULL OR h.municipality = $4)
              GROUP BY e.municipality ORDER BY e.municipality",
        );
        let waiting = waiting.bind(NAME).bind(Subject::TYPE).bind(ERASED).bind(municipality.map(Municipality::as_str));
        Ok(waiting.fetch_all(self.pool()).await?)
    }

    async fn heads(&self) -> Result<Vec<Head>, Fault> {
        let sql = format!(
            "SELECT h.municipality, h.position, coalesce(p.fault IS NOT NULL AND NOT p.beyond, false) AS is_stopped,
                    EXISTS (SELECT FROM events e
                             WHERE e.municipality = h.municipality AND e.aggregate_type = '{}'
                               AND e.position > h.position) AS is_passed_by
               FROM ledger_heads h
               LEFT JOIN projections p ON p.read_model = $1 AND p.municipality = h.municipality
              ORDER BY h.municipality",
            Subject::TYPE
        );
        Ok(sqlx::query_as(&sql).bind(NAME).fetch_all(self.tasks()).await?)
    }

    /// Tells that erasures of those persons wait, and why: from the first of them on nothing counts as carried out.
    async fn erasures_wait(
        &self,
        municipality: &Municipality,
        erased: &[SubjectId],
        error: &Fault,
    ) -> Result<(), Fault> {
        sqlx::query(
            "INSERT INTO projections (read_model, municipality, version, fault)
             SELECT $1, municipality, $3, $4 FROM ledger_heads WHERE municipality = $2
             ON CONFLICT (read_model, municipality) DO UPDATE
                SET fault = excluded.fault,
                    position = least(projections.position, (
                        SELECT min(position) - 1 FROM events
                         WHERE municipality = $2 AND aggregate_type = $5 AND event_type = $6
                           AND aggregate_id = ANY ($7)))",
        )
        .bind(NAME)
        .bind(municipality.as_str())
        .bind(VERSION)
        .bind(describe(error))
        .bind(Subject::TYPE)
        .bind(ERASED)
        .bind(erased.iter().map(|subject| subject.as_uuid().to_string()).collect::<Vec<_>>())
        .execute(self.tasks())
        .await?;
        Ok(())
    }

    /// Notes up to where every erasure is carried out, and what is wrong with the record of them where something is.
    async fn erasures_reached(&self, reached: &[(Municipality, i64)], fault: Option<&Fault>) -> Result<(), Fault> {
        if reached.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO projections (read_model, municipality, version, position, fault)
             SELECT $1, municipality, $2, reached.position, $5
               FROM unnest($3::text[], $4::bigint[]) AS reached (municipality, position)
               JOIN ledger_heads USING (municipality)
              ORDER BY municipality
             ON CONFLICT (read_model, municipality) DO UPDATE
                SET position = greatest(projections.position, excluded.position), fault = excluded.fault,
                    moved_at = clock_timestamp()
              WHERE NOT projections.beyond",
        )
        .bind(NAME)
        .bind(VERSION)
        .bind(reached.iter().map(|(municipality, _)| municipality.as_str()).collect::<Vec<_>>())
        .bind(reached.iter().map(|(_, position)| *position).collect::<Vec<_>>())
        .bind(fault.map(|fault| describe(fault)))
        .execute(self.tasks())
        .await?;
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
    use sqlx::Connection as _;

    use super::*;
    use crate::clock;
    use crate::embedded::EmbeddedOptions;
    use crate::home::Home;
    use crate::ledger::authorship::tests::{accept, leaf_of, slip_in};
    use crate::ledger::bus::CommandContext;
    use crate::ledger::{Actor, Program};
    use crate::projections::standing::standings;
    use crate::projections::tests::Server;

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
            SubjectAction::RequestErasure {
                basis,
                by: one,
                rationale: rationale(),
                delay_days: 0,
                delay_by: None,
                worked_with: false,
            },
            SubjectAction::ApproveErasure { by: other, rationale: rationale(), worked_with: false },
        ] {
            let context = CommandContext {
                municipality: municipality.clone(),
                command_id: CommandId::from_uuid(clock::new_id()),
                actor: Actor::program(municipality, Program::Administration),
                correlation_id: None,
                causation_id: None,
                expected_version: None,
                now: clock::now(),
                fingerprint: Arc::default(),
            };
            ledger.execute::<Subject>(&context, subject.as_uuid(), action).await.unwrap();
        }
    }

    async fn wrapped_key(ledger: &Ledger, subject: SubjectId) -> Option<Vec<u8>> {
        let sql = "SELECT wrapped FROM data_keys WHERE subject = $1";
        sqlx::query_scalar(sql).bind(subject.as_uuid()).fetch_one(ledger.keys().database()).await.unwrap()
    }

    /// Of which municipalities erasures are told to wait, and why.
    async fn faults(ledger: &Ledger) -> Vec<(String, String)> {
        let told = standings(ledger.pool(), None).await.unwrap().into_iter();
        told.filter(|one| one.read_model == NAME).filter_map(|one| Some((one.municipality, one.fault?))).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_erasure_that_cannot_be_carried_out_is_told_and_carried_out_when_it_can_be() {
        let server = Server::start().await;
        let (ours, theirs) = (server.open("9901").await, server.open("9902").await);
        let ledger = &server.ledger;
        let mut erasure = Erasure::new(Arc::clone(ledger));
        erasure.catch_up().await.unwrap();
        let (first, second) = (somebody(), somebody());
        for subject in [first, second] {
            ledger.keys().keys_for(&ours, &[(subject, Category::Child)].into()).await.unwrap();
        }
        record_erasure(ledger, &ours, first).await;
        erasure.catch_up().await.unwrap();
        assert_eq!((wrapped_key(ledger, first).await, faults(ledger).await), (None, vec![]));
        assert_eq!(ledger.erasures_not_carried_out(None).await.unwrap(), []);

        // Somebody takes the right away from the role of the keys.
        let owner = || async { sqlx::PgConnection::connect(&server.home.owner_urls().keys).await.unwrap() };
        let sql = "REVOKE UPDATE ON data_keys FROM case_ledger_keys";
        sqlx::raw_sql(sql).execute(&mut owner().await).await.unwrap();
        let before = clock::now();
        record_erasure(ledger, &ours, second).await;
        erasure.catch_up().await.unwrap_err();
        assert!(wrapped_key(ledger, second).await.is_some(), "or this proves nothing");
        let told = faults(ledger).await;
        assert!(told.len() == 1 && told[0].0 == ours.as_str() && told[0].1.contains("42501"), "{told:?}");
        let waiting = ledger.erasures_not_carried_out(None).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].municipality.as_str(), waiting[0].erasures), (1, ours.as_str(), 1));
        assert!(waiting[0].since >= before - chrono::TimeDelta::seconds(1), "{waiting:?}");
        assert_eq!(ledger.erasures_not_carried_out(Some(&theirs)).await.unwrap(), []);
        // A server that starts now knows nothing of what was done, and tells the same.
        Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap_err();
        assert_eq!(faults(ledger).await.len(), 1);

        let sql = "GRANT UPDATE ON data_keys TO case_ledger_keys";
        sqlx::raw_sql(sql).execute(&mut owner().await).await.unwrap();
        // Another server is first.
        Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap();
        assert_eq!((wrapped_key(ledger, second).await, faults(ledger).await), (None, vec![]));
        assert_eq!(ledger.erasures_not_carried_out(None).await.unwrap(), []);
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_record_that_cannot_be_read_and_a_fault_that_cannot_be_told_keep_no_other_municipality_waiting() {
        let server = Server::start().await;
        let [ours, theirs] = [server.open("9901").await, server.open("9902").await];
        let ledger = &server.ledger;
        Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap();
        let [one, other, lacking] = [(); 3].map(|()| somebody());
        for (municipality, subject) in [(&ours, one), (&theirs, other), (&theirs, lacking)] {
            ledger.keys().keys_for(municipality, &[(subject, Category::Child)].into()).await.unwrap();
        }
        record_erasure(ledger, &ours, one).await;
        record_erasure(ledger, &theirs, other).await;
        let (municipality, recorded_at) = (theirs.clone(), "2026-01-05T12:00:00Z".parse().unwrap());
        let lacking = NotedErasure { municipality, subject: lacking, position: 4711, recorded_at };
        ledger.keys().note_erasures(&theirs, std::slice::from_ref(&lacking)).await.unwrap();
        std::fs::write(server.home.directory().join("master-keys/9901.erasures"), "garbled\n").unwrap();
        server
            .as_superuser(
                "CREATE FUNCTION not_told() RETURNS trigger LANGUAGE plpgsql AS
                     $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$;
                 CREATE TRIGGER not_told BEFORE INSERT OR UPDATE ON projections FOR EACH ROW
                     WHEN (NEW.municipality = '9901' AND NEW.fault IS NOT NULL) EXECUTE FUNCTION not_told()",
            )
            .await;

        let told = Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap_err();
        assert!(!is_unreadable(&told), "that it could not be told is told: {told}");
        for subject in [one, other, lacking.subject] {
            assert_eq!(wrapped_key(ledger, subject).await, None);
        }
        assert_eq!(ledger.erasures_not_carried_out(Some(&theirs)).await.unwrap(), []);
        let erasures = vec![lacking];
        let unreadable = vec![ours.clone()];
        let lacks = Lacking { erasures, entries: Vec::new(), unreadable };
        assert_eq!(ledger.what_it_lacks(None).await.unwrap(), lacks);
        server.end().await;
    }

    /// As a ledger from a backup of before the erasure, in which somebody has seen to it that nobody asks for it anew.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_of_nobody_does_not_tell_that_the_ledger_has_an_erasure() {
        let server = Server::start().await;
        let ours = server.open("9901").await;
        let ledger = &server.ledger;
        let [lacking, erased] = [(); 2].map(|()| somebody());
        for subject in [lacking, erased] {
            ledger.keys().keys_for(&ours, &[(subject, Category::Child)].into()).await.unwrap();
        }
        record_erasure(ledger, &ours, erased).await;
        let recorded_at = "2026-01-05T12:00:00Z".parse().unwrap();
        let noted = NotedErasure { municipality: ours.clone(), subject: lacking, position: 4711, recorded_at };
        ledger.keys().note_erasures(&ours, std::slice::from_ref(&noted)).await.unwrap();
        ledger.note_erasures(&ours, &[erased]).await.unwrap();
        let all = ledger.keys().noted_erasures(&ours).await.unwrap();
        assert_eq!(all.len(), 2);
        let lacks = async || ledger.what_it_lacks(Some(&ours)).await.unwrap().erasures;
        assert_eq!(lacks().await, std::slice::from_ref(&noted));

        let told = "SELECT position FROM events WHERE event_type = 'SubjectErased'";
        let told: i64 = sqlx::query_scalar(told).fetch_one(ledger.pool()).await.unwrap();
        let sets = format!("aggregate_id = '{}', sequence = 1", lacking.as_uuid());
        let position = slip_in(&server, &ours, told, &sets).await;
        assert_eq!(lacks().await, std::slice::from_ref(&noted));
        // Nor where somebody has accepted that the row stays, and nothing is noted because of it.
        accept(&server, &ours, position).await;
        assert_eq!(lacks().await, [noted]);
        ledger.note_erasures(&ours, &[lacking]).await.unwrap();
        assert_eq!(ledger.keys().noted_erasures(&ours).await.unwrap(), all);
        server.end().await;
    }

    /// As with a directory of master keys that the server may only read: nothing can be noted there.
    #[tokio::test(flavor = "multi_thread")]
    async fn erasures_that_cannot_be_noted_are_carried_out_and_the_record_is_told_by_itself() {
        let server = Server::start().await;
        let ours = server.open("9901").await;
        let ledger = &server.ledger;
        let erased = somebody();
        ledger.keys().keys_for(&ours, &[(erased, Category::Child)].into()).await.unwrap();
        record_erasure(ledger, &ours, erased).await;
        let record = server.home.directory().join("master-keys/9901.erasures");
        let _ = std::fs::remove_file(&record);
        std::fs::create_dir(&record).unwrap();
        let mut erasure = Erasure::new(Arc::clone(ledger));
        erasure.catch_up().await.unwrap_err();
        assert_eq!(wrapped_key(ledger, erased).await, None);
        assert_eq!(ledger.erasures_not_carried_out(None).await.unwrap(), []);
        assert_eq!(faults(ledger).await.len(), 1);
        std::fs::remove_dir(&record).unwrap();
        // What was carried out before is noted when it can be.
        Erasure::new(Arc::clone(ledger)).catch_up().await.unwrap();
        assert!(std::fs::metadata(&record).unwrap().is_file());
        assert_eq!(faults(ledger).await, vec![]);
        server.end().await;
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
                    causation_id, actor, occurred_at, recorded_at, leaf_hash, code)
             SELECT municipality, moved.position, 'Subject', gen_random_uuid()::text, 1, 'SubjectForeseen',
                    event_version, payload, metadata, gen_random_uuid(), gen_random_uuid(), 0, correlation_id,
                    causation_id, actor, occurred_at, recorded_at, leaf_hash, code
               FROM events, moved WHERE municipality = '9901' AND events.position = 1",
        )
        .execute(ledger.pool())
        .await
        .unwrap();
        // And at its word, as rows of before codes are taken: by a server that has not asked yet from where on there are any.
        let sql = "UPDATE rows_with_codes SET position = 1000 WHERE municipality = '9901'";
        let mut owner = sqlx::PgConnection::connect(&home.owner_urls().keys).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut owner).await.unwrap();
        let mut superuser = sqlx::PgConnection::connect(&home.superuser_url()).await.unwrap();
        let position = ledger.head(&unreadable).await.unwrap().unwrap();
        let leaf = leaf_of(&mut superuser, &unreadable, position).await;
        sqlx::raw_sql("SET session_replication_role = replica").execute(&mut superuser).await.unwrap();
        sqlx::query("UPDATE events SET leaf_hash = $2 WHERE municipality = '9901' AND position = $1")
            .bind(position)
            .bind(leaf.as_slice())
            .execute(&mut superuser)
            .await
            .unwrap();
        let (_, ledger) = home.ledger(4).await.unwrap();

        let mut erasure = Erasure::new(Arc::clone(&ledger));
        erasure.catch_up_before_serving().await.unwrap();
        assert_eq!(wrapped_key(&ledger, subject).await, None);
        let error = Erasure::new(Arc::clone(&ledger)).catch_up().await.unwrap_err();
        assert!(is_unreadable(&error), "{error}");
        let told = faults(&ledger).await;
        assert!(told.len() == 1 && told[0].0 == "9901" && told[0].1.contains("position"), "{told:?}");

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
