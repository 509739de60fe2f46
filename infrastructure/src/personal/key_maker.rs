//! New data keys, made together: those of commands that arrive at the same time share one commit of the key database,
//! as their events share one of the ledger.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::Category;
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgPool};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::keys::{KeyError, MastersInUse, StoredKey, data_context, random_key};
use super::master_key::MasterKeys;
use crate::clock;

/// How many commands' keys are made by one statement at most.
const MOST_TOGETHER: usize = 500;
/// How often keys are looked up anew that another server made, or that came under another master key, in the meantime.
const MOST_TRIES: usize = 16;

/// Whose key, and for which category of data.
pub(super) type Holder = (Municipality, SubjectId, Category);

struct Asked {
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

    /// The key of each, made where there is none, in the same order. What was made is durable when this returns.
    pub(super) async fn keys_of(&self, holders: Vec<Holder>) -> Result<Vec<StoredKey>, KeyError> {
        let (answer, answered) = oneshot::channel();
        self.queue().send(Asked { holders, answer }).map_err(|_| KeyError::ShuttingDown)?;
        answered.await.map_err(|_| KeyError::ShuttingDown)?
    }

    fn queue(&self) -> mpsc::UnboundedSender<Asked> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        match queue.as_ref() {
            Some(queue) if !queue.is_closed() => queue.clone(),
            _ => {
                let (sender, receiver) = mpsc::unbounded_channel();
                let (master, masters) = (Arc::clone(&self.master), Arc::clone(&self.masters));
                let bench = Bench { pool: self.pool.clone(), master, masters };
                tokio::spawn(bench.run(receiver));
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
}

impl Bench {
    async fn run(self, mut queue: mpsc::UnboundedReceiver<Asked>) {
        let mut asked = Vec::new();
        while queue.recv_many(&mut asked, MOST_TOGETHER).await > 0 {
            self.answer(std::mem::take(&mut asked)).await;
        }
    }

    async fn answer(&self, mut batch: Vec<Asked>) {
        let together = self.keys_of(batch.iter().flat_map(|asked| &asked.holders)).await;
        match together {
            Ok(keys) => {
                for Asked { holders, answer } in batch {
                    // Nobody waits when the request was dropped; the key is there for the next.
                    let _ = answer.send(of_holders(&holders, &keys));
                }
            }
            Err(error) if batch.len() == 1 => {
                if let Some(asked) = batch.pop() {
                    let _ = asked.answer.send(Err(error));
                }
            }
            Err(_) => {
                // What is wrong with one of them must not fail the others.
                for asked in batch {
                    Box::pin(self.answer(vec![asked])).await;
                }
            }
        }
    }

    async fn keys_of(&self, holders: impl Iterator<Item = &Holder>) -> Result<HashMap<Holder, StoredKey>, KeyError> {
        // In a fixed order, so that no two servers come to wait for each other's new keys.
        let mut missing: BTreeSet<&Holder> = holders.collect();
        let mut found = HashMap::with_capacity(missing.len());
        let mut connection = self.pool.acquire().await?;
        for _ in 0..MOST_TRIES {
            found.extend(stored_keys(&mut connection, &missing).await?);
            missing.retain(|holder| !found.contains_key(*holder));
            if missing.is_empty() {
                return Ok(found);
            }
            found.extend(self.make(&mut connection, &missing).await?);
            missing.retain(|holder| !found.contains_key(*holder));
            if missing.is_empty() {
                return Ok(found);
            }
            // Another server made some of them in the meantime, or they cannot be kept.
            found.extend(erased(&mut connection, &missing).await?);
            missing.retain(|holder| !found.contains_key(*holder));
            if missing.is_empty() {
                return Ok(found);
            }
            self.masters.forget();
        }
        Err(sqlx::Error::RowNotFound.into())
    }

    /// Makes keys; answers those that nobody else made in the meantime and that can be kept.
    async fn make(
        &self,
        connection: &mut PgConnection,
        new: &BTreeSet<&Holder>,
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
               FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::bytea[], $6::text[]) AS new
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

fn of_holders(holders: &[Holder], keys: &HashMap<Holder, StoredKey>) -> Result<Vec<StoredKey>, KeyError> {
    let of_each = holders.iter().map(|holder| keys.get(holder).cloned().ok_or(sqlx::Error::RowNotFound.into()));
    of_each.collect()
}
