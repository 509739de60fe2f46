//! Data keys: one in use per subject and category, wrapped by the municipality's master key, in a database of their own.
//!
//! What each holds: a key in use seals and opens, one that another took over from only opens, one that is destroyed
//! leaves what it sealed shredded for good.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM_SIV, LessSafeKey, UnboundKey};
use aws_lc_rs::hmac;
use aws_lc_rs::{hkdf, rand};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::as_compared;
use case_ledger_domain::personal::Category;
use case_ledger_domain::text::Text;
use chrono::{DateTime, Utc};
use lru::LruCache;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, FromRow, Postgres, Transaction};
use uuid::Uuid;

use super::erasure_record::NotedErasure;
use super::key_maker::KeyMaker;
use super::master_key::{KEY_BYTES, MasterKeyError, MasterKeys};
use crate::clock;
use crate::database::begin;
use crate::ledger::authorship::RowKey;

/// How many unwrapped keys are kept in memory.
const CACHED_KEYS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(50_000);
/// How often a key is made anew when erasure or rotation came in between.
const MOST_TRIES: usize = 4;
/// How many pseudonyms of one name are looked at together: the first, and those that follow it after erasures. There are seldom more.
const NAMESAKES_AT_ONCE: u32 = 4;
/// Keys wrapped anew at a time when the master key changes.
const REWRAPPED_AT_ONCE: i64 = 500;
/// The lock that erasure and rotation take alone and that making keys shares; the migration names it, too.
pub(super) const KEYS_LOCK: i32 = 1_802_856_819;
/// The lock that one rotation of a municipality's master key holds from its beginning to its end.
const ROTATION_LOCK: i32 = 1_802_856_820;

/// As what somebody is named: a guardian and an employee of one name are two persons.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    /// With parental responsibility.
    Guardian,
    /// As the one who decided.
    Decider,
    /// As the one who reported.
    Reporter,
}

/// Why a key cannot be had. Being destroyed is not among the reasons: that is an answer.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key database failed.
    #[error("the key database failed")]
    Database(#[from] sqlx::Error),
    /// The master key failed.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// An envelope names a key that the key database has never held.
    #[error("key {key} of municipality {municipality} is not in the key database; is it the right one?")]
    Unknown {
        /// Whose ledger.
        municipality: Municipality,
        /// The key's id.
        key: Uuid,
    },
    /// The data of an erased person cannot come in again under the same pseudonym.
    #[error("subject {0} was erased; its data cannot be recorded again")]
    Erased(SubjectId),
    /// The municipality has no index key: it was never opened here.
    #[error("municipality {0} has no keys here; open it first")]
    NotOpened(Municipality),
    /// The ledger names a signing key whose secret half the key database does not hold.
    #[error(
        "signing key {verifier_key} of municipality {municipality} is not in the key database; is it the right one?"
    )]
    SigningKeyMissing {
        /// Whose ledger.
        municipality: Municipality,
        /// Its public half.
        verifier_key: String,
    },
    /// Something is still wrapped under an older master key, so that none is destroyed.
    #[error("keys of municipality {0} are still wrapped under an older master key; rotate it once more")]
    StillWrapped(Municipality),
    /// Two at once could destroy the master key that the other one has just wrapped keys under.
    #[error("another rotation of the master key of municipality {0} is running; wait for its end")]
    RotationRunning(Municipality),
    /// Keys kept being erased or rotated while one was made.
    #[error("the keys of municipality {0} kept changing; try again")]
    KeptChanging(Municipality),
    /// What befell several at once.
    #[error(transparent)]
    Shared(Arc<KeyError>),
    /// No randomness or no cipher.
    #[error("the cryptographic library failed")]
    Crypto,
    /// The server is shutting down.
    #[error("the keys are shutting down")]
    ShuttingDown,
}

/// What rotating a master key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotatedMaster {
    /// The master key in use from now on.
    pub name: String,
    /// How many keys were wrapped anew.
    pub rewrapped: u64,
    /// The master keys that were destroyed.
    pub destroyed: Vec<String>,
}

/// A data key ready for use.
pub struct DataKey {
    /// Its id, which stands in every envelope.
    pub id: Uuid,
    /// Whose data it protects, and in which category. Its wrapping says so: it does not unwrap as another one's.
    pub of: (SubjectId, Category),
    /// The cipher.
    pub cipher: LessSafeKey,
    /// What an envelope shows to prove that it was made with this key and no other (AES-GCM-SIV alone does not
    /// commit to its key).
    pub commitment: [u8; COMMITMENT_BYTES],
}

/// Bytes of a key commitment.
pub const COMMITMENT_BYTES: usize = 32;

/// What looking up a key by id came to.
#[derive(Clone)]
pub enum KeyState {
    /// In use.
    Usable(Arc<DataKey>),
    /// Destroyed: what it protected is shredded.
    Destroyed,
}

/// Which master key each municipality has in use.
pub(super) struct MastersInUse {
    pool: PgPool,
    known: Mutex<HashMap<Municipality, String>>,
}

impl MastersInUse {
    /// The name of the municipality's. It may have been taken over from since: the key database then takes no key
    /// under it.
    pub(super) async fn in_use(&self, municipality: &Municipality) -> Result<String, KeyError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned();
        if let Some(name) = known {
            return Ok(name);
        }
        let name: Option<String> = sqlx::query_scalar("SELECT master_key FROM index_keys WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let name = name.ok_or_else(|| KeyError::NotOpened(municipality.clone()))?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(municipality.clone(), name.clone());
        Ok(name)
    }

    /// Asks anew the next time.
    pub(super) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The key store.
pub struct KeyStore {
    pool: PgPool,
    master: Arc<dyn MasterKeys>,
    maker: KeyMaker,
    by_id: Mutex<LruCache<Uuid, KeyState>>,
    by_subject: Mutex<LruCache<(Municipality, SubjectId, Category), Arc<DataKey>>>,
    index_keys: Mutex<HashMap<Municipality, Arc<hmac::Key>>>,
    row_keys: Mutex<HashMap<Municipality, Arc<RowKey>>>,
    masters: Arc<MastersInUse>,
    /// Why erasures cannot be completed, where that was tried last and failed.
    completion_fault: Mutex<Option<String>>,
    /// Counts how often everything was forgotten: what was read before that is not remembered after.
    forgotten: AtomicU64,
    generations: Generations,
}

/// The sum of all generations in the key database, as it was seen last.
#[derive(Debug, Default)]
struct Generations(Mutex<Option<i64>>);

impl Generations {
    /// So many they are: whether that is news.
    fn are(&self, now: i64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(now) != Some(now)
    }

    /// This process made one of its own, with which they were so many: only what others change is to be found out. Where
    /// others came in between, or the sum was read meanwhile, it stays as it was seen.
    fn went_on_to(&self, sum: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *known == Some(sum - 1) {
            *known = Some(sum);
        }
    }
}

impl KeyStore {
    /// A store on the key database.
    pub fn new(pool: PgPool, master: Arc<dyn MasterKeys>) -> Self {
        let masters = Arc::new(MastersInUse { pool: pool.clone(), known: Mutex::default() });
        Self {
            maker: KeyMaker::new(pool.clone(), Arc::clone(&master), Arc::clone(&masters)),
            pool,
            master,
            by_id: Mutex::new(LruCache::new(CACHED_KEYS)),
            by_subject: Mutex::new(LruCache::new(CACHED_KEYS)),
            index_keys: Mutex::default(),
            row_keys: Mutex::default(),
            masters,
            completion_fault: Mutex::default(),
            forgotten: AtomicU64::new(0),
            generations: Generations::default(),
        }
    }

    /// Why this process could not complete erasures when it tried last; `None` where it could, or does not try.
    pub fn completion_fault(&self) -> Option<String> {
        self.completion_fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// It was tried, and came to this.
    pub(crate) fn completion_tried(&self, fault: Option<String>) {
        *self.completion_fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// The database, where the signing keys, and what was signed last, lie beside the data keys.
    pub const fn database(&self) -> &PgPool {
        &self.pool
    }

    /// Whoever holds the master keys.
    pub(super) fn master(&self) -> &dyn MasterKeys {
        self.master.as_ref()
    }

    /// Wraps a key under the master key in use, and answers with that one's name.
    pub(crate) async fn wrap(
        &self,
        municipality: &Municipality,
        context: &[u8],
        key: &[u8; KEY_BYTES],
    ) -> Result<(Vec<u8>, String), KeyError> {
        let name = self.masters.in_use(municipality).await?;
        Ok((self.master.wrap(municipality, &name, context, key).await?, name))
    }

    /// Unwraps a key that the master key of that name wrapped.
    pub(crate) async fn unwrap(
        &self,
        municipality: &Municipality,
        name: &str,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<[u8; KEY_BYTES], KeyError> {
        Ok(self.master.unwrap(municipality, name, context, wrapped).await?)
    }

    /// Whether the municipality has its index key here.
    pub async fn holds(&self, municipality: &Municipality) -> Result<bool, KeyError> {
        let known = sqlx::query_scalar("SELECT EXISTS (SELECT FROM index_keys WHERE municipality = $1)");
        Ok(known.bind(municipality.as_str()).fetch_one(&self.pool).await?)
    }

    /// Makes the municipality's master key and index key, unless it has them.
    pub async fn open_municipality(&self, municipality: &Municipality) -> Result<(), KeyError> {
        if self.holds(municipality).await? {
            return Ok(());
        }
        let name = self.master.create(municipality).await?;
        let key = random_key()?;
        let wrapped = self.master.wrap(municipality, &name, &index_context(municipality), &key).await?;
        sqlx::query(
            "INSERT INTO index_keys (municipality, wrapped, master_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(municipality.as_str())
        .bind(wrapped)
        .bind(name)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The key of each subject and category, made where there is none. A made key is durable when this returns, so
    /// before anything is sealed with it.
    pub async fn keys_for(
        &self,
        municipality: &Municipality,
        wanted: &HashSet<(SubjectId, Category)>,
    ) -> Result<HashMap<(SubjectId, Category), Arc<DataKey>>, KeyError> {
        let keys = self.keys_for_those_not_erased(municipality, wanted).await?;
        let key = |((subject, category), key): (_, Option<_>)| {
            Ok(((subject, category), key.ok_or(KeyError::Erased(subject))?))
        };
        keys.into_iter().map(key).collect()
    }

    /// As [`Self::keys_for`], with `None` for whoever is erased: the others get their keys all the same. However many
    /// they are, those that are new share one commit.
    pub(crate) async fn keys_for_those_not_erased(
        &self,
        municipality: &Municipality,
        wanted: &HashSet<(SubjectId, Category)>,
    ) -> Result<HashMap<(SubjectId, Category), Option<Arc<DataKey>>>, KeyError> {
        let mut found = HashMap::with_capacity(wanted.len());
        let mut missing = Vec::new();
        {
            let mut cache = self.by_subject.lock().unwrap_or_else(PoisonError::into_inner);
            for (subject, category) in wanted {
                match cache.get(&(municipality.clone(), *subject, *category)) {
                    Some(key) => {
                        found.insert((*subject, *category), Some(Arc::clone(key)));
                    }
                    None => missing.push((*subject, *category)),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let forgotten = self.forgotten();
        let rows = self.maker.keys_of(municipality, missing.iter().copied()).await?;
        for ((subject, category), row) in missing.into_iter().zip(rows) {
            let key = self.data_key(municipality, row).await?;
            if let Some(key) = &key {
                self.remember(municipality, subject, category, key, forgotten);
            }
            found.insert((subject, category), key);
        }
        Ok(found)
    }

    /// The keys with those ids, as they stand in envelopes.
    pub async fn keys_by_id(
        &self,
        municipality: &Municipality,
        wanted: &HashSet<Uuid>,
    ) -> Result<HashMap<Uuid, KeyState>, KeyError> {
        let mut found = HashMap::with_capacity(wanted.len());
        let mut missing = Vec::new();
        {
            let mut cache = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
            for id in wanted {
                match cache.get(id) {
                    Some(state) => {
                        found.insert(*id, state.clone());
                    }
                    None => missing.push(*id),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let forgotten = self.forgotten();
        let rows: Vec<StoredKey> = sqlx::query_as(
            "SELECT key_id, subject, category, wrapped, master_key FROM data_keys
              WHERE municipality = $1 AND key_id = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(&missing)
        .fetch_all(&self.pool)
        .await?;
        for row in rows {
            let id = row.key_id;
            let state = self.data_key(municipality, row).await?.map_or(KeyState::Destroyed, KeyState::Usable);
            let mut cache = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
            if self.forgotten() == forgotten {
                cache.put(id, state.clone());
            }
            drop(cache);
            found.insert(id, state);
        }
        match missing.into_iter().find(|id| !found.contains_key(id)) {
            Some(key) => Err(KeyError::Unknown { municipality: municipality.clone(), key }),
            None => Ok(found),
        }
    }

    /// The pseudonym of the person with that national id: known, or new.
    pub async fn subject_of(&self, municipality: &Municipality, national_id: &str) -> Result<SubjectId, KeyError> {
        let blind_index = self.blind_index(municipality, national_id).await?;
        let new = clock::new_id();
        sqlx::query(
            "INSERT INTO subjects (municipality, blind_index, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(municipality.as_str())
        .bind(&blind_index)
        .bind(new)
        .execute(&self.pool)
        .await?;
        let subject: Uuid =
            sqlx::query_scalar("SELECT subject FROM subjects WHERE municipality = $1 AND blind_index = $2")
                .bind(municipality.as_str())
                .bind(&blind_index)
                .fetch_one(&self.pool)
                .await?;
        Ok(SubjectId::from_uuid(subject))
    }

    /// Whether each of those persons is known by a national id.
    pub async fn are_numbered(&self, municipality: &Municipality, subjects: &[SubjectId]) -> Result<bool, KeyError> {
        let numbered: i64 = sqlx::query_scalar(
            "SELECT count(DISTINCT subject) FROM subjects WHERE municipality = $1 AND subject = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(subjects.iter().copied().map(SubjectId::as_uuid).collect::<Vec<_>>())
        .fetch_one(&self.pool)
        .await?;
        Ok(usize::try_from(numbered).is_ok_and(|numbered| numbered == subjects.len()))
    }

    /// The pseudonyms of the persons with those national ids, as [`Self::subject_of`] gives them one by one.
    pub async fn subjects_of(
        &self,
        municipality: &Municipality,
        national_ids: &[&str],
    ) -> Result<HashMap<String, SubjectId>, KeyError> {
        let mut national_id_of = HashMap::with_capacity(national_ids.len());
        for national_id in national_ids {
            national_id_of.insert(self.blind_index(municipality, national_id).await?, *national_id);
        }
        let blind_indexes: Vec<&[u8]> = national_id_of.keys().map(Vec::as_slice).collect();
        let new: Vec<Uuid> = blind_indexes.iter().map(|_| clock::new_id()).collect();
        sqlx::query(
            "INSERT INTO subjects (municipality, blind_index, subject)
             SELECT $1, new.* FROM unnest($2::bytea[], $3::uuid[]) AS new (blind_index, subject)
             ON CONFLICT DO NOTHING",
        )
        .bind(municipality.as_str())
        .bind(&blind_indexes)
        .bind(new)
        .execute(&self.pool)
        .await?;
        let rows: Vec<(Vec<u8>, Uuid)> = sqlx::query_as(
            "SELECT blind_index, subject FROM subjects WHERE municipality = $1 AND blind_index = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(&blind_indexes)
        .fetch_all(&self.pool)
        .await?;
        let subjects = rows.into_iter().filter_map(|(blind_index, subject)| {
            let national_id = national_id_of.get(&blind_index)?;
            Some(((*national_id).to_owned(), SubjectId::from_uuid(subject)))
        });
        Ok(subjects.collect())
    }

    /// The pseudonym of the person with that national id, if the municipality knows the person.
    pub async fn known_subject(
        &self,
        municipality: &Municipality,
        national_id: &str,
    ) -> Result<Option<SubjectId>, KeyError> {
        let blind_index = self.blind_index(municipality, national_id).await?;
        let subject: Option<Uuid> =
            sqlx::query_scalar("SELECT subject FROM subjects WHERE municipality = $1 AND blind_index = $2")
                .bind(municipality.as_str())
                .bind(blind_index)
                .fetch_optional(&self.pool)
                .await?;
        Ok(subject.map(SubjectId::from_uuid))
    }

    /// Whether data of that person are held, or were.
    pub async fn knows(&self, municipality: &Municipality, subject: SubjectId) -> Result<bool, KeyError> {
        let known =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM data_keys WHERE municipality = $1 AND subject = $2)");
        Ok(known.bind(municipality.as_str()).bind(subject.as_uuid()).fetch_one(&self.pool).await?)
    }

    /// As what data of that person are held, or were.
    pub async fn categories_of(
        &self,
        municipality: &Municipality,
        subject: SubjectId,
    ) -> Result<Vec<Category>, KeyError> {
        let categories: Vec<String> =
            sqlx::query_scalar("SELECT category FROM data_keys WHERE municipality = $1 AND subject = $2")
                .bind(municipality.as_str())
                .bind(subject.as_uuid())
                .fetch_all(&self.pool)
                .await?;
        Ok(categories.iter().filter_map(|name| Category::named(name)).collect())
    }

    async fn blind_index(&self, municipality: &Municipality, national_id: &str) -> Result<Vec<u8>, KeyError> {
        let digest = self.keyed_digest(municipality, "national-id", national_id.as_bytes()).await?;
        Ok(digest.as_ref().to_vec())
    }

    /// An id that only this municipality's key can derive from `content`: the same content gives the same id, and
    /// nobody without the key can test a guess.
    pub async fn keyed_id(&self, municipality: &Municipality, purpose: &str, content: &[u8]) -> Result<Uuid, KeyError> {
        let digest = self.keyed_digest(municipality, purpose, content).await?;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[..16]);
        Ok(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The pseudonym of a person who is known by name only, the same within `within` each time, however the name is
    /// written in small and capital letters and blanks, until that person is erased. Who is named so after that is another person,
    /// as it is with a national id. Were the erased one's pseudonym given again, nothing could be recorded under it: nobody of that
    /// name could come in any more, and whoever guesses names would learn by the refusal which one was erased.
    ///
    /// The key database is asked each time, and nothing of it kept: an erasure that another server has carried out counts at once.
    /// Before it is carried out, one that is recorded does by what the ledger says (`is_erased`).
    pub(crate) async fn subject_by_name(
        &self,
        municipality: &Municipality,
        named: Named,
        within: Uuid,
        name: &Text,
        is_erased: impl Fn(SubjectId) -> bool,
    ) -> Result<SubjectId, KeyError> {
        let name = as_compared(name.as_str());
        let mut after = 0;
        loop {
            let mut namesakes = Vec::new();
            for erased_before in after..after + NAMESAKES_AT_ONCE {
                namesakes.push(self.namesake(municipality, named, within, &name, erased_before).await?);
            }
            let erased: Vec<Uuid> = sqlx::query_scalar(
                "SELECT subject FROM erased_subjects WHERE municipality = $1 AND subject = ANY ($2)",
            )
            .bind(municipality.as_str())
            .bind(&namesakes)
            .fetch_all(&self.pool)
            .await?;
            let mut left = namesakes.into_iter().filter(|one| !erased.contains(one)).map(SubjectId::from_uuid);
            if let Some(subject) = left.find(|one| !is_erased(*one)) {
                return Ok(subject);
            }
            after += NAMESAKES_AT_ONCE;
        }
    }

    /// The pseudonym of whoever of that name comes after so many who were erased.
    async fn namesake(
        &self,
        municipality: &Municipality,
        named: Named,
        within: Uuid,
        name: &str,
        erased_before: u32,
    ) -> Result<Uuid, KeyError> {
        let (first, later) = match named {
            Named::Guardian => ("person-by-name", "later-person-by-name"),
            Named::Decider => ("decider-by-name", "later-decider-by-name"),
            Named::Reporter => ("reporter-by-name", "later-reporter-by-name"),
        };
        let (within, name) = (within.as_bytes().as_slice(), name.as_bytes());
        if erased_before == 0 {
            // As the ledgers have it from when there was one for each name.
            return self.keyed_id(municipality, first, &[within, name].concat()).await;
        }
        // Under a purpose of its own: no name is taken for another one with a number before it.
        self.keyed_id(municipality, later, &[within, &erased_before.to_be_bytes(), name].concat()).await
    }

    /// HMAC-SHA256 of `content` under the municipality's index key, apart for each purpose.
    pub async fn keyed_digest(
        &self,
        municipality: &Municipality,
        purpose: &str,
        content: &[u8],
    ) -> Result<hmac::Tag, KeyError> {
        let key = self.index_key(municipality).await?;
        let mut digest = hmac::Context::with_key(&key);
        digest.update(purpose.as_bytes());
        digest.update(&[0]);
        digest.update(content);
        Ok(digest.sign())
    }

    /// The key that makes the codes of the municipality's rows ([`crate::ledger::authorship`]): as lasting as its index key.
    pub async fn row_key(&self, municipality: &Municipality) -> Result<Arc<RowKey>, KeyError> {
        let known = self.row_keys.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let derived = self.keyed_digest(municipality, "row", &[]).await?;
        let key = Arc::new(RowKey::new(derived.as_ref()));
        let mut keys = self.row_keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(municipality.clone(), Arc::clone(&key));
        Ok(key)
    }

    async fn index_key(&self, municipality: &Municipality) -> Result<Arc<hmac::Key>, KeyError> {
        let known = self.index_keys.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let row: Option<(Vec<u8>, String)> =
            sqlx::query_as("SELECT wrapped, master_key FROM index_keys WHERE municipality = $1")
                .bind(municipality.as_str())
                .fetch_optional(&self.pool)
                .await?;
        let (wrapped, name) = row.ok_or_else(|| KeyError::NotOpened(municipality.clone()))?;
        let bytes = self.master.unwrap(municipality, &name, &index_context(municipality), &wrapped).await?;
        let key = Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        let mut keys = self.index_keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(municipality.clone(), Arc::clone(&key));
        Ok(key)
    }

    /// The key of a row; `None` where it is destroyed.
    async fn data_key(
        &self,
        municipality: &Municipality,
        mut row: StoredKey,
    ) -> Result<Option<Arc<DataKey>>, KeyError> {
        for _ in 0..MOST_TRIES {
            let Some(wrapped) = &row.wrapped else { return Ok(None) };
            let (id, subject) = (row.key_id, SubjectId::from_uuid(row.subject));
            let context = data_context(municipality, id, subject, &row.category);
            match self.master.unwrap(municipality, &row.master_key, &context, wrapped).await {
                Ok(bytes) => {
                    let category = Category::named(&row.category).ok_or(KeyError::Crypto)?;
                    return DataKey::from_bytes(id, (subject, category), &bytes).map(|key| Some(Arc::new(key)));
                }
                Err(MasterKeyError::Missing { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            // Since the row was read, it may have been wrapped anew, and the old master key be gone.
            let read = row.master_key.clone();
            row = sqlx::query_as(
                "SELECT key_id, subject, category, wrapped, master_key FROM data_keys
                  WHERE municipality = $1 AND key_id = $2",
            )
            .bind(municipality.as_str())
            .bind(id)
            .fetch_one(&self.pool)
            .await?;
            if row.master_key == read && row.wrapped.is_some() {
                return Err(MasterKeyError::Missing { municipality: municipality.clone(), name: read }.into());
            }
        }
        Err(KeyError::KeptChanging(municipality.clone()))
    }

    fn remember(
        &self,
        municipality: &Municipality,
        subject: SubjectId,
        category: Category,
        key: &Arc<DataKey>,
        forgotten: u64,
    ) {
        let mut by_subject = self.by_subject.lock().unwrap_or_else(PoisonError::into_inner);
        if self.forgotten() == forgotten {
            by_subject.put((municipality.clone(), subject, category), Arc::clone(key));
        }
        drop(by_subject);
        let mut by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
        if self.forgotten() == forgotten {
            by_id.put(key.id, KeyState::Usable(Arc::clone(key)));
        }
    }

    /// How often everything was forgotten so far.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    /// Forgets every key in memory. Erasure and rotation are rare, and finding out which keys they concern is not worth
    /// its while.
    fn forget(&self) {
        // Counted first: who remembers looks at the count under the lock that is then taken here.
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.by_subject.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.masters.forget();
    }

    /// Forgets every key in memory when another process erased or rotated since this was asked last; answers whether
    /// it was so.
    pub async fn forget_what_changed(&self) -> Result<bool, KeyError> {
        let now = sum_of_generations(&self.pool).await?;
        let changed = self.generations.are(now);
        if changed {
            self.forget();
        }
        Ok(changed)
    }

    /// Destroys every key of those persons, and forgets by which national ids they were found. May be said again.
    pub async fn erase(&self, municipality: &Municipality, subjects: &[SubjectId]) -> Result<(), KeyError> {
        let subjects: Vec<Uuid> = subjects.iter().map(|subject| subject.as_uuid()).collect();
        let mut transaction = self.alone(municipality).await?;
        let mut changed = 0;
        for statement in [
            "INSERT INTO erased_subjects (municipality, subject)
             SELECT $1, erased.subject FROM unnest($2::uuid[]) AS erased (subject) ON CONFLICT DO NOTHING",
            "UPDATE data_keys SET wrapped = NULL
              WHERE municipality = $1 AND subject = ANY ($2) AND wrapped IS NOT NULL",
            "DELETE FROM subjects WHERE municipality = $1 AND subject = ANY ($2)",
        ] {
            let done =
                sqlx::query(statement).bind(municipality.as_str()).bind(&subjects).execute(&mut *transaction).await?;
            changed += done.rows_affected();
        }
        let mut generations = None;
        if changed > 0 {
            next_generation(&mut transaction, municipality).await?;
            generations = Some(sum_of_generations(&mut *transaction).await?);
        }
        transaction.commit().await?;
        if let Some(generations) = generations {
            self.generations.went_on_to(generations);
        }
        self.forget();
        Ok(())
    }

    /// Notes erasures of the municipality outside both databases.
    pub(crate) async fn note_erasures(
        &self,
        municipality: &Municipality,
        erasures: &[NotedErasure],
    ) -> Result<(), KeyError> {
        Ok(self.master.note_erasures(municipality, erasures).await?)
    }

    /// The municipality's erasures that were noted outside both databases.
    pub(crate) async fn noted_erasures(&self, municipality: &Municipality) -> Result<Vec<NotedErasure>, KeyError> {
        Ok(self.master.noted_erasures(municipality).await?)
    }

    /// The municipalities of which erasures were noted outside both databases.
    pub(crate) async fn with_noted_erasures(&self) -> Result<Vec<Municipality>, KeyError> {
        Ok(self.master.with_noted_erasures().await?)
    }

    /// Those of the erasures that are of persons of whom this key database has, or had, keys.
    pub(crate) async fn of_known_persons(&self, erasures: Vec<NotedErasure>) -> Result<Vec<NotedErasure>, KeyError> {
        if erasures.is_empty() {
            return Ok(erasures);
        }
        let known: Vec<(String, Uuid)> = sqlx::query_as(
            "SELECT DISTINCT municipality, subject FROM data_keys
               JOIN unnest($1::text[], $2::uuid[]) AS noted (municipality, subject) USING (municipality, subject)",
        )
        .bind(erasures.iter().map(|noted| noted.municipality.as_str()).collect::<Vec<_>>())
        .bind(erasures.iter().map(|noted| noted.subject.as_uuid()).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        let known: HashSet<(String, Uuid)> = known.into_iter().collect();
        let is_known =
            |noted: &NotedErasure| known.contains(&(noted.municipality.as_str().to_owned(), noted.subject.as_uuid()));
        Ok(erasures.into_iter().filter(is_known).collect())
    }

    /// When the keys of that person were destroyed.
    pub async fn erased_at(
        &self,
        municipality: &Municipality,
        subject: SubjectId,
    ) -> Result<Option<DateTime<Utc>>, KeyError> {
        let erased =
            sqlx::query_scalar("SELECT erased_at FROM erased_subjects WHERE municipality = $1 AND subject = $2");
        Ok(erased.bind(municipality.as_str()).bind(subject.as_uuid()).fetch_optional(&self.pool).await?)
    }

    /// Has new data sealed under new keys: of one person, or of everyone. What was sealed before still opens. Answers
    /// how many keys are taken over from.
    pub async fn rotate_data_keys(
        &self,
        municipality: &Municipality,
        subject: Option<SubjectId>,
    ) -> Result<u64, KeyError> {
        let mut transaction = self.alone(municipality).await?;
        let retired = sqlx::query(
            "UPDATE data_keys SET retired_at = $3
              WHERE municipality = $1 AND retired_at IS NULL AND wrapped IS NOT NULL
                AND ($2::uuid IS NULL OR subject = $2)",
        )
        .bind(municipality.as_str())
        .bind(subject.map(SubjectId::as_uuid))
        .bind(clock::now())
        .execute(&mut *transaction)
        .await?;
        next_generation(&mut transaction, municipality).await?;
        transaction.commit().await?;
        self.forget();
        Ok(retired.rows_affected())
    }

    /// Wraps every key of the municipality under a new master key, while servers run: they ask for it by its name. With
    /// `destroy_old` the older master keys are destroyed when nothing is wrapped under them any more.
    ///
    /// Interrupted, it is begun again: both master keys are there, and each key names its own. There is one rotation of
    /// a municipality's at a time; another one is refused.
    pub async fn rotate_master_key(
        &self,
        municipality: &Municipality,
        destroy_old: bool,
    ) -> Result<RotatedMaster, KeyError> {
        let mut turn = self.turn_to_rotate(municipality).await?;
        let rotated = self.rotate_master_key_alone(municipality, destroy_old, &mut turn).await;
        give_back(turn, municipality).await;
        rotated
    }

    /// The same, with the older master keys destroyed, where an erasure of the municipality has waited for that since then
    /// or longer. That is asked once the turn is held: another server may have been at it meanwhile, and a second rotation
    /// would make the backups worthless that were made in between.
    pub async fn complete_erasures(
        &self,
        municipality: &Municipality,
        waiting_since: DateTime<Utc>,
    ) -> Result<Option<RotatedMaster>, KeyError> {
        let mut turn = self.turn_to_rotate(municipality).await?;
        let rotated = match self.unfinished_erasures(Some(municipality)).await {
            Ok(unfinished) if unfinished.iter().any(|unfinished| unfinished.since <= waiting_since) => {
                self.rotate_master_key_alone(municipality, true, &mut turn).await.map(Some)
            }
            Ok(_) => Ok(None),
            Err(error) => Err(error),
        };
        give_back(turn, municipality).await;
        rotated
    }

    /// A connection that holds the lock of rotations for as long as it lives. Not one of the pool's: that may have a
    /// single one, which the rotation needs.
    async fn turn_to_rotate(&self, municipality: &Municipality) -> Result<PgConnection, KeyError> {
        let mut turn = self.pool.acquire().await?.detach();
        let alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, $2::int)")
            .bind(ROTATION_LOCK)
            .bind(municipality.as_str())
            .fetch_one(&mut turn)
            .await?;
        if alone {
            return Ok(turn);
        }
        let _ = turn.close().await;
        Err(KeyError::RotationRunning(municipality.clone()))
    }

    async fn rotate_master_key_alone(
        &self,
        municipality: &Municipality,
        destroy_old: bool,
        turn: &mut PgConnection,
    ) -> Result<RotatedMaster, KeyError> {
        // What a rotation before this one has left is finished first: where it cannot be, no further master key is made, be
        // it tried ever so often.
        if let Some(in_use) = self.master_key_in_use(municipality).await? {
            self.rewrap_data_keys(municipality, &in_use).await?;
            self.rewrap_signing_keys(municipality, &in_use).await?;
        }
        let mut transaction = self.alone(municipality).await?;
        let (wrapped, old): (Vec<u8>, String) =
            sqlx::query_as("SELECT wrapped, master_key FROM index_keys WHERE municipality = $1")
                .bind(municipality.as_str())
                .fetch_optional(&mut *transaction)
                .await?
                .ok_or_else(|| KeyError::NotOpened(municipality.clone()))?;
        let context = index_context(municipality);
        // Before a new one is made: beside a master key that is not this key database's it would only be in the way.
        let key = self.master.unwrap(municipality, &old, &context, &wrapped).await?;
        let name = self.master.add(municipality).await?;
        let anew = self.master.wrap(municipality, &name, &context, &key).await?;
        sqlx::query("UPDATE index_keys SET wrapped = $2, master_key = $3 WHERE municipality = $1")
            .bind(municipality.as_str())
            .bind(anew)
            .bind(&name)
            .execute(&mut *transaction)
            .await?;
        next_generation(&mut transaction, municipality).await?;
        // From here on no key comes in under an older master key.
        transaction.commit().await?;
        self.forget();
        let rewrapped =
            self.rewrap_data_keys(municipality, &name).await? + self.rewrap_signing_keys(municipality, &name).await?;
        let destroyed = if destroy_old { self.destroy_older(municipality, &name, turn).await? } else { Vec::new() };
        Ok(RotatedMaster { name, rewrapped, destroyed })
    }

    async fn master_key_in_use(&self, municipality: &Municipality) -> Result<Option<String>, KeyError> {
        let in_use = sqlx::query_scalar("SELECT master_key FROM index_keys WHERE municipality = $1");
        Ok(in_use.bind(municipality.as_str()).fetch_optional(&self.pool).await?)
    }

    async fn rewrapped(
        &self,
        municipality: &Municipality,
        old: &str,
        new: &str,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<Vec<u8>, KeyError> {
        let key = self.master.unwrap(municipality, old, context, wrapped).await?;
        Ok(self.master.wrap(municipality, new, context, &key).await?)
    }

    async fn rewrap_data_keys(&self, municipality: &Municipality, name: &str) -> Result<u64, KeyError> {
        let (mut after, mut rewrapped) = (Uuid::nil(), 0);
        loop {
            let rows: Vec<StoredKey> = sqlx::query_as(
                "SELECT key_id, subject, category, wrapped, master_key FROM data_keys
                  WHERE municipality = $1 AND key_id > $2 AND wrapped IS NOT NULL AND master_key <> $3
                  ORDER BY key_id LIMIT $4",
            )
            .bind(municipality.as_str())
            .bind(after)
            .bind(name)
            .bind(REWRAPPED_AT_ONCE)
            .fetch_all(&self.pool)
            .await?;
            let Some(last) = rows.last() else { return Ok(rewrapped) };
            after = last.key_id;
            let (mut ids, mut olds, mut news) = (Vec::new(), Vec::new(), Vec::new());
            for row in rows {
                let Some(wrapped) = row.wrapped else { continue };
                let subject = SubjectId::from_uuid(row.subject);
                let context = data_context(municipality, row.key_id, subject, &row.category);
                news.push(self.rewrapped(municipality, &row.master_key, name, &context, &wrapped).await?);
                ids.push(row.key_id);
                olds.push(wrapped);
            }
            // Only where it still stands as it was read: what was destroyed in the meantime must not come back. And
            // only under the master key in use: were the lock lost with its connection, another rotation might have
            // taken over and be about to destroy this one's.
            let done = sqlx::query(
                "UPDATE data_keys AS k SET wrapped = anew.new, master_key = $5
                   FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS anew (key_id, old, new)
                  WHERE k.municipality = $1 AND k.key_id = anew.key_id AND k.wrapped = anew.old
                    AND (SELECT master_key FROM index_keys WHERE municipality = $1) = $5",
            )
            .bind(municipality.as_str())
            .bind(ids)
            .bind(olds)
            .bind(news)
            .bind(name)
            .execute(&self.pool)
            .await?;
            rewrapped += done.rows_affected();
        }
    }

    async fn rewrap_signing_keys(&self, municipality: &Municipality, name: &str) -> Result<u64, KeyError> {
        let rows: Vec<(String, Vec<u8>, String)> = sqlx::query_as(
            "SELECT verifier_key, wrapped, master_key FROM signing_keys WHERE municipality = $1 AND master_key <> $2",
        )
        .bind(municipality.as_str())
        .bind(name)
        .fetch_all(&self.pool)
        .await?;
        let mut rewrapped = 0;
        for (verifier_key, wrapped, old) in rows {
            let context = signing_context(municipality, &verifier_key);
            let anew = self.rewrapped(municipality, &old, name, &context, &wrapped).await?;
            let done = sqlx::query(
                "UPDATE signing_keys SET wrapped = $4, master_key = $5
                  WHERE municipality = $1 AND verifier_key = $2 AND wrapped = $3
                    AND (SELECT master_key FROM index_keys WHERE municipality = $1) = $5",
            )
            .bind(municipality.as_str())
            .bind(verifier_key)
            .bind(wrapped)
            .bind(anew)
            .bind(name)
            .execute(&self.pool)
            .await?;
            rewrapped += done.rows_affected();
        }
        Ok(rewrapped)
    }

    /// Destroys the master keys before the one in use, unless something is wrapped under one of them. It looks over the
    /// connection that holds the lock of rotations: were that lost, nothing would be destroyed.
    async fn destroy_older(
        &self,
        municipality: &Municipality,
        name: &str,
        turn: &mut PgConnection,
    ) -> Result<Vec<String>, KeyError> {
        let needed: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM data_keys WHERE municipality = $1 AND wrapped IS NOT NULL AND master_key <> $2)
                 OR EXISTS (SELECT FROM signing_keys WHERE municipality = $1 AND master_key <> $2)
                 OR EXISTS (SELECT FROM index_keys WHERE municipality = $1 AND master_key <> $2)",
        )
        .bind(municipality.as_str())
        .bind(name)
        .fetch_one(turn)
        .await?;
        if needed {
            return Err(KeyError::StillWrapped(municipality.clone()));
        }
        let names = self.master.names(municipality).await?;
        let older: Vec<String> = names.into_iter().take_while(|older| older != name).collect();
        for name in &older {
            self.master.destroy(municipality, name).await?;
        }
        Ok(older)
    }

    /// A transaction beside which no key of the municipality is made.
    async fn alone(&self, municipality: &Municipality) -> Result<Transaction<'static, Postgres>, KeyError> {
        let mut transaction = begin(&self.pool).await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1, $2::int)")
            .bind(KEYS_LOCK)
            .bind(municipality.as_str())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction)
    }
}

/// Gives the turn to rotate back. Where that fails, the connection is lost and the lock with it; closing alone would give it
/// back a little later.
async fn give_back(mut turn: PgConnection, municipality: &Municipality) {
    let _ = sqlx::query("SELECT pg_advisory_unlock($1, $2::int)")
        .bind(ROTATION_LOCK)
        .bind(municipality.as_str())
        .execute(&mut turn)
        .await;
    let _ = turn.close().await;
}

async fn sum_of_generations(keys: impl sqlx::PgExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(sum(generation), 0)::bigint FROM index_keys").fetch_one(keys).await
}

/// Tells other servers to forget the keys they hold.
async fn next_generation(connection: &mut PgConnection, municipality: &Municipality) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE index_keys SET generation = generation + 1 WHERE municipality = $1")
        .bind(municipality.as_str())
        .execute(connection)
        .await
        .map(|_| ())
}

impl DataKey {
    /// Cipher key and commitment are derived apart from the data key, so that showing one tells nothing of the other.
    fn from_bytes(id: Uuid, of: (SubjectId, Category), bytes: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"case-ledger/data-key/v1").extract(bytes);
        let derive = |purpose: &[u8]| {
            let mut derived = [0; KEY_BYTES];
            root.expand(&[purpose], hkdf::HKDF_SHA256)
                .and_then(|output| output.fill(&mut derived))
                .map_err(|_| KeyError::Crypto)?;
            Ok::<_, KeyError>(derived)
        };
        let cipher = UnboundKey::new(&AES_256_GCM_SIV, &derive(b"cipher")?).map_err(|_| KeyError::Crypto)?;
        Ok(Self { id, of, cipher: LessSafeKey::new(cipher), commitment: derive(b"commitment")? })
    }

    /// A key of a child's for tests of the envelope.
    #[cfg(test)]
    pub(crate) fn for_test(id: u128, byte: u8) -> Self {
        let of = (SubjectId::from_uuid(Uuid::from_u128(1)), Category::Child);
        Self::from_bytes(Uuid::from_u128(id), of, &[byte; KEY_BYTES]).unwrap()
    }
}

/// A row of the key table.
#[derive(Clone, FromRow)]
pub(super) struct StoredKey {
    pub(super) key_id: Uuid,
    pub(super) subject: Uuid,
    pub(super) category: String,
    /// `None` where it is destroyed.
    pub(super) wrapped: Option<Vec<u8>>,
    /// The master key that wrapped it.
    pub(super) master_key: String,
}

pub(super) fn random_key() -> Result<[u8; KEY_BYTES], KeyError> {
    let mut key = [0; KEY_BYTES];
    rand::fill(&mut key).map_err(|_| KeyError::Crypto)?;
    Ok(key)
}

pub(super) fn data_context(municipality: &Municipality, id: Uuid, subject: SubjectId, category: &str) -> Vec<u8> {
    format!("data-key/{municipality}/{id}/{subject}/{category}").into_bytes()
}

/// For which purpose a signing key is wrapped.
pub(crate) fn signing_context(municipality: &Municipality, verifier_key: &str) -> Vec<u8> {
    format!("signing-key/{municipality}/{verifier_key}").into_bytes()
}

fn index_context(municipality: &Municipality) -> Vec<u8> {
    format!("index-key/{municipality}").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::embedded::EmbeddedOptions;
    use crate::home::Home;

    #[test]
    fn what_another_process_changes_is_news_and_what_this_one_does_is_none() {
        let generations = Generations::default();
        assert!(generations.are(4));
        generations.went_on_to(5);
        assert!(!generations.are(5));
        // The sum is read between this one's commit and its being noted; then another erases.
        assert!(generations.are(6));
        generations.went_on_to(6);
        assert!(generations.are(7), "another's");
        // Another's came in before this one's.
        generations.went_on_to(9);
        assert!(generations.are(9));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn pseudonyms_are_the_same_one_by_one_and_together() {
        let temporary = std::fs::canonicalize(std::env::temp_dir()).unwrap();
        let directory = temporary.join(format!("case-ledger-keys-{}", std::process::id()));
        std::fs::create_dir(&directory).unwrap();
        // A server started by root runs as another user, who must get through.
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o755)).unwrap();
        let home = Home::open(&directory.join("data"), EmbeddedOptions::ephemeral()).await.unwrap();
        let (_, ledger) = home.ledger(2).await.unwrap();
        let (keys, municipality) = (ledger.keys(), "9901".parse().unwrap());
        keys.open_municipality(&municipality).await.unwrap();

        let known = keys.subject_of(&municipality, "01810100001").await.unwrap();
        let asked = ["01810100001", "01810100002", "01810100003", "01810100002"];
        let together = keys.subjects_of(&municipality, &asked).await.unwrap();
        assert_eq!(together.len(), 3);
        assert_eq!(together["01810100001"], known);
        for national_id in asked {
            assert_eq!(keys.subject_of(&municipality, national_id).await.unwrap(), together[national_id]);
        }
        assert_eq!(keys.subjects_of(&municipality, &[]).await.unwrap(), HashMap::new());

        home.close().await;
        let _ = std::fs::remove_dir_all(directory);
    }
}
