//! New data keys, made together: those of commands that arrive at the same time share one commit of the key database,
//! as their events share one of the ledger.
//!
//! Nobody waits for another municipality. Whose keys somebody else holds, for an erasure or a rotation, is left out, and
//! a task of its own waits for them while the others go on.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::Category;
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgPool};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::keys::{KEYS_LOCK, KeyError, MastersInUse, StoredKey, data_context, random_key};
use super::master_key::MasterKeys;
use crate::clock;
use crate::projections::is_transient;

/// Connections that making keys needs at least: two for the keys that are made at once, and two for who waits.
pub(crate) const LEAST_CONNECTIONS: u32 = 4;
/// How many commands' keys are made by one statement at most.
const MOST_TOGETHER: usize = 500;
/// How often keys are looked up anew that another server made, or that came under another master key, in the meantime.
const MOST_TRIES: usize = 16;

/// Whose key, and for which category of data.
pub(super) type Holder = (Municipality, SubjectId, Category);

struct Asked {
    municipality: Municipality,
    holders: Vec<Holder>,
    answer: oneshot::Sender<Result<Vec<StoredKey>, KeyError>>,
}

/// Looks keys up, and makes those that are not there.
pub(super) struct KeyMaker {
    pool: PgPool,
    master: Arc<dyn MasterKeys>,
    masters: Arc<MastersInUse>,
    queue: Mutex<Option<mpsc::UnboundedSender<Asked>>>,
}

impl KeyMaker {
    /// A maker on the key database.
    pub(super) fn new(pool: PgPool, master: Arc<dyn MasterKeys>, masters: Arc<MastersInUse>) -> Self {
        Self { pool, master, masters, queue: Mutex::default() }
    }

    /// The municipality's key of each, made where there is none, in the same order. What was made is durable when this returns.
    pub(super) async fn keys_of(
        &self,
        municipality: &Municipality,
        wanted: impl Iterator<Item = (SubjectId, Category)>,
    ) -> Result<Vec<StoredKey>, KeyError> {
        let (answer, answered) = oneshot::channel();
        let municipality = municipality.clone();
        let holders = wanted.map(|(subject, category)| (municipality.clone(), subject, category)).collect();
        self.queue().send(Asked { municipality, holders, answer }).map_err(|_| KeyError::ShuttingDown)?;
        answered.await.map_err(|_| KeyError::ShuttingDown)?
    }

    fn queue(&self) -> mpsc::UnboundedSender<Asked> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        match queue.as_ref() {
            Some(queue) if !queue.is_closed() => queue.clone(),
            _ => {
                let (sender, receiver) = mpsc::unbounded_channel();
                let (master, masters) = (Arc::clone(&self.master), Arc::clone(&self.masters));
                let connections = usize::try_from(self.pool.options().get_max_connections()).unwrap_or(usize::MAX);
                let patient = Semaphore::new((connections / 2).saturating_sub(1).clamp(1, Semaphore::MAX_PERMITS));
                let bench = Bench { pool: self.pool.clone(), master, masters, patient };
                tokio::spawn(Arc::new(bench).run(receiver));
                *queue = Some(sender.clone());
                sender
            }
        }
    }
}

/// Makes keys, one batch after the other.
struct Bench {
    pool: PgPool,
    master: Arc<dyn MasterKeys>,
    masters: Arc<MastersInUse>,
    /// Who may wait for a lock at a time: they must leave connections to the others.
    patient: Semaphore,
}

/// What is done where somebody else holds the keys of a municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// Its keys are left out.
    Skips,
    /// They are waited for, as long as the connection lets it. For one municipality at a time.
    Waits,
}

impl Bench {
    async fn run(self: Arc<Self>, mut queue: mpsc::UnboundedReceiver<Asked>) {
        // Of each municipality that is waited for: what has come since.
        let mut held: HashMap<Municipality, Vec<Asked>> = HashMap::new();
        let mut waits: JoinSet<Municipality> = JoinSet::new();
        let mut asked = Vec::new();
        loop {
            tokio::select! {
                _ = queue.recv_many(&mut asked, MOST_TOGETHER), if !queue.is_closed() || !queue.is_empty() => {}
                Some(done) = waits.join_next() => match done {
                    Ok(municipality) => asked.extend(held.remove(&municipality).unwrap_or_default()),
                    // One of them was torn down and does not say which. Asking all again does no harm.
                    Err(_) => asked.extend(held.drain().flat_map(|(_, behind)| behind)),
                },
                else => return,
            }
            let mut free = Vec::with_capacity(asked.len());
            for asked in asked.drain(..) {
                match held.get_mut(&asked.municipality) {
                    Some(behind) => behind.push(asked),
                    None => free.push(asked),
                }
            }
            for (municipality, group) in self.answer_at_once(free).await {
                held.insert(municipality.clone(), Vec::new());
                waits.spawn(Arc::clone(&self).wait_and_answer(municipality, group));
            }
        }
    }

    /// Answers everyone whose keys are there or can be made without waiting; hands back the others.
    async fn answer_at_once(&self, batch: Vec<Asked>) -> HashMap<Municipality, Vec<Asked>> {
        let mut left: HashMap<Municipality, Vec<Asked>> = HashMap::new();
        if batch.is_empty() {
            return left;
        }
        let found = match self.keys_at_once(batch.iter().flat_map(|asked| &asked.holders)).await {
            Ok(found) => found,
            Err(error) if is_of_the_database(&error) => {
                fail(batch, error);
                return left;
            }
            // What is wrong with one municipality must not fail the others: each is asked for by itself.
            Err(_) => HashMap::new(),
        };
        for asked in batch {
            match of_holders(&asked.holders, &found) {
                Some(keys) => {
                    // Nobody waits when the request was dropped; the key is there for the next.
                    let _ = asked.answer.send(Ok(keys));
                }
                None => left.entry(asked.municipality.clone()).or_default().push(asked),
            }
        }
        left
    }

    async fn wait_and_answer(self: Arc<Self>, municipality: Municipality, mut group: Vec<Asked>) -> Municipality {
        // Never closed.
        let _turn = self.patient.acquire().await;
        group.retain(|asked| !asked.answer.is_closed());
        self.answer(group).await;
        municipality
    }

    /// Answers everyone in a group of one municipality.
    async fn answer(&self, group: Vec<Asked>) {
        let several = group.len() > 1;
        match self.keys_of(group.iter().flat_map(|asked| &asked.holders)).await {
            Ok(found) => {
                for Asked { holders, answer, .. } in group {
                    let _ = answer.send(of_holders(&holders, &found).ok_or(sqlx::Error::RowNotFound.into()));
                }
            }
            // What is wrong with one of them must not fail the others.
            Err(KeyError::Database(error)) if several && !is_transient(&error) => {
                for asked in group {
                    Box::pin(self.answer(vec![asked])).await;
                }
            }
            // A lock that did not come would not come to each of them alone either.
            Err(error) => fail(group, error),
        }
    }

    /// The keys that are there or can be made without waiting for anyone who holds a municipality's keys.
    async fn keys_at_once(
        &self,
        holders: impl Iterator<Item = &Holder>,
    ) -> Result<HashMap<Holder, StoredKey>, KeyError> {
        let (mut missing, mut found) = (holders.collect(), HashMap::new());
        let mut connection = self.pool.acquire().await?;
        self.look_and_make(&mut connection, &mut missing, &mut found, Patience::Skips).await?;
        Ok(found)
    }

    async fn keys_of(&self, holders: impl Iterator<Item = &Holder>) -> Result<HashMap<Holder, StoredKey>, KeyError> {
        let (mut missing, mut found) = (holders.collect(), HashMap::new());
        let mut connection = self.pool.acquire().await?;
        for _ in 0..MOST_TRIES {
            self.look_and_make(&mut connection, &mut missing, &mut found, Patience::Waits).await?;
            if missing.is_empty() {
                return Ok(found);
            }
            self.masters.forget();
        }
        Err(sqlx::Error::RowNotFound.into())
    }

    /// Moves keys from those that are missing to those that are found. The missing ones are in a fixed order, so that
    /// no two servers come to wait for each other's new keys.
    async fn look_and_make(
        &self,
        connection: &mut PgConnection,
        missing: &mut BTreeSet<&Holder>,
        found: &mut HashMap<Holder, StoredKey>,
        patience: Patience,
    ) -> Result<(), KeyError> {
        found.extend(stored_keys(connection, missing).await?);
        missing.retain(|holder| !found.contains_key(*holder));
        if missing.is_empty() {
            return Ok(());
        }
        found.extend(self.make(connection, missing, patience).await?);
        missing.retain(|holder| !found.contains_key(*holder));
        if missing.is_empty() {
            return Ok(());
        }
        // Somebody else holds them or made them in the meantime, or they cannot be kept.
        found.extend(erased(connection, missing).await?);
        missing.retain(|holder| !found.contains_key(*holder));
        Ok(())
    }

    /// Makes keys; answers those that nobody else made in the meantime and that can be kept.
    async fn make(
        &self,
        connection: &mut PgConnection,
        new: &BTreeSet<&Holder>,
        patience: Patience,
    ) -> Result<Vec<(Holder, StoredKey)>, KeyError> {
        let (mut ids, mut wraps, mut masters) = (Vec::new(), Vec::new(), Vec::new());
        for (municipality, subject, category) in new {
            let id = clock::new_id();
            let context = data_context(municipality, id, *subject, category.as_str());
            let name = self.masters.in_use(municipality).await?;
            wraps.push(self.master.wrap(municipality, &name, &context, &random_key()?).await?);
            masters.push(name);
            ids.push(id);
        }
        let (municipalities, subjects, categories) = columns(new);
        let made: Vec<Row> = sqlx::query_as(
            "INSERT INTO data_keys (municipality, subject, category, key_id, wrapped, master_key, created_at)
             SELECT new.*, $7
               FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::bytea[], $6::text[])
                 AS new (municipality, subject, category, key_id, wrapped, master_key)
              WHERE $8 OR pg_try_advisory_xact_lock_shared($9, new.municipality::int)
             ON CONFLICT (municipality, subject, category) WHERE retired_at IS NULL DO NOTHING
             RETURNING municipality, subject, category, key_id, wrapped, master_key",
        )
        .bind(municipalities)
        .bind(subjects)
        .bind(categories)
        .bind(ids)
        .bind(wraps)
        .bind(masters)
        .bind(clock::now())
        .bind(patience == Patience::Waits)
        .bind(KEYS_LOCK)
        .fetch_all(connection)
        .await?;
        Ok(made.into_iter().filter_map(read).collect())
    }
}

/// The keys in use that are there already.
async fn stored_keys(
    connection: &mut PgConnection,
    wanted: &BTreeSet<&Holder>,
) -> Result<Vec<(Holder, StoredKey)>, sqlx::Error> {
    let (municipalities, subjects, categories) = columns(wanted);
    let stored: Vec<Row> = sqlx::query_as(
        // For each one apart, which LIMIT keeps it to: as a join, PostgreSQL may read every key for it.
        "SELECT k.municipality, k.subject, k.category, k.key_id, k.wrapped, k.master_key
           FROM unnest($1::text[], $2::uuid[], $3::text[]) AS wanted (municipality, subject, category)
          CROSS JOIN LATERAL (SELECT * FROM data_keys
                               WHERE municipality = wanted.municipality AND subject = wanted.subject
                                 AND category = wanted.category AND retired_at IS NULL
                               LIMIT 1) AS k",
    )
    .bind(municipalities)
    .bind(subjects)
    .bind(categories)
    .fetch_all(connection)
    .await?;
    Ok(stored.into_iter().filter_map(read).collect())
}

/// Of those whose subject is erased, a key that is destroyed: there is none, and none is made.
async fn erased(
    connection: &mut PgConnection,
    wanted: &BTreeSet<&Holder>,
) -> Result<Vec<(Holder, StoredKey)>, sqlx::Error> {
    let (municipalities, subjects, categories) = columns(wanted);
    let erased: Vec<Row> = sqlx::query_as(
        "SELECT e.municipality, e.subject, wanted.category, wanted.subject AS key_id, NULL::bytea AS wrapped,
                '' AS master_key
           FROM unnest($1::text[], $2::uuid[], $3::text[]) AS wanted (municipality, subject, category)
           JOIN erased_subjects e ON e.municipality = wanted.municipality AND e.subject = wanted.subject",
    )
    .bind(municipalities)
    .bind(subjects)
    .bind(categories)
    .fetch_all(connection)
    .await?;
    Ok(erased.into_iter().filter_map(read).collect())
}

/// A row of the key table, with whose ledger it belongs to.
#[derive(FromRow)]
struct Row {
    municipality: String,
    #[sqlx(flatten)]
    key: StoredKey,
}

/// What a row says; only rows that were asked for are read, so that there is nothing else in it.
fn read(Row { municipality, key }: Row) -> Option<(Holder, StoredKey)> {
    let holder = (municipality.parse().ok()?, SubjectId::from_uuid(key.subject), Category::named(&key.category)?);
    Some((holder, key))
}

fn columns<'a>(holders: &BTreeSet<&'a Holder>) -> (Vec<&'a str>, Vec<Uuid>, Vec<&'static str>) {
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for (municipality, subject, category) in holders {
        columns.0.push(municipality.as_str());
        columns.1.push(subject.as_uuid());
        columns.2.push(category.as_str());
    }
    columns
}

/// The keys of those, where all of them are found.
fn of_holders(holders: &[Holder], keys: &HashMap<Holder, StoredKey>) -> Option<Vec<StoredKey>> {
    holders.iter().map(|holder| keys.get(holder).cloned()).collect()
}

fn fail(group: Vec<Asked>, error: KeyError) {
    let error = Arc::new(error);
    for asked in group {
        let _ = asked.answer.send(Err(KeyError::Shared(Arc::clone(&error))));
    }
}

/// Whether the key database itself does not serve, rather than that something of one municipality is locked or refused.
fn is_of_the_database(error: &KeyError) -> bool {
    let KeyError::Database(error) = error else { return false };
    let of_a_lock = error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| {
        // The lock did not come, or two waited for each other.
        matches!(&*code, "55P03" | "40P01")
    });
    is_transient(error) && !of_a_lock
}
