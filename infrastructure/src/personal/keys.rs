//! Data keys: one per subject and category, wrapped by the municipality's master key, in a database of their own.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM_SIV, LessSafeKey, UnboundKey};
use aws_lc_rs::hmac;
use aws_lc_rs::{hkdf, rand};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::Category;
use lru::LruCache;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::key_maker::KeyMaker;
use super::master_key::{KEY_BYTES, MasterKeyError, MasterKeys};
use crate::clock;

/// How many unwrapped keys are kept in memory.
const CACHED_KEYS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(50_000);

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
    /// No randomness or no cipher.
    #[error("the cryptographic library failed")]
    Crypto,
    /// The server is shutting down.
    #[error("the keys are shutting down")]
    ShuttingDown,
}

/// A data key ready for use.
pub struct DataKey {
    /// Its id, which stands in every envelope.
    pub id: Uuid,
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

/// The key store.
pub struct KeyStore {
    pool: PgPool,
    master: Arc<dyn MasterKeys>,
    maker: KeyMaker,
    by_id: Mutex<LruCache<Uuid, KeyState>>,
    by_subject: Mutex<LruCache<(Municipality, SubjectId, Category), Arc<DataKey>>>,
    index_keys: Mutex<HashMap<Municipality, Arc<hmac::Key>>>,
}

impl KeyStore {
    /// A store on the key database.
    pub fn new(pool: PgPool, master: Arc<dyn MasterKeys>) -> Self {
        Self {
            maker: KeyMaker::new(pool.clone(), Arc::clone(&master)),
            pool,
            master,
            by_id: Mutex::new(LruCache::new(CACHED_KEYS)),
            by_subject: Mutex::new(LruCache::new(CACHED_KEYS)),
            index_keys: Mutex::default(),
        }
    }

    /// What the signing keys are kept with, which lie beside the data keys.
    pub(crate) fn database_and_master(&self) -> (&PgPool, &dyn MasterKeys) {
        (&self.pool, self.master.as_ref())
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
        self.master.create(municipality)?;
        let key = random_key()?;
        let wrapped = self.master.wrap(municipality, &index_context(municipality), &key)?;
        sqlx::query(
            "INSERT INTO index_keys (municipality, wrapped, master_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(municipality.as_str())
        .bind(wrapped)
        .bind(self.master.name(municipality))
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
        let mut found = HashMap::with_capacity(wanted.len());
        let mut missing = Vec::new();
        {
            let mut cache = self.by_subject.lock().unwrap_or_else(PoisonError::into_inner);
            for (subject, category) in wanted {
                match cache.get(&(municipality.clone(), *subject, *category)) {
                    Some(key) => {
                        found.insert((*subject, *category), Arc::clone(key));
                    }
                    None => missing.push((*subject, *category)),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let holders = missing.iter().map(|(subject, category)| (municipality.clone(), *subject, *category));
        let keys = self.maker.keys_of(holders.collect()).await?;
        for ((subject, category), (id, wrapped)) in missing.into_iter().zip(keys) {
            let wrapped = wrapped.ok_or(KeyError::Erased(subject))?;
            let key = Arc::new(self.unwrap(municipality, id, subject, category.as_str(), &wrapped)?);
            self.remember(municipality, subject, category, &key);
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
        let rows: Vec<(Uuid, Uuid, String, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT key_id, subject, category, wrapped FROM data_keys WHERE municipality = $1 AND key_id = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(&missing)
        .fetch_all(&self.pool)
        .await?;
        for (id, subject, category, wrapped) in rows {
            let state = match wrapped {
                Some(wrapped) => {
                    let subject = SubjectId::from_uuid(subject);
                    KeyState::Usable(Arc::new(self.unwrap(municipality, id, subject, &category, &wrapped)?))
                }
                None => KeyState::Destroyed,
            };
            self.by_id.lock().unwrap_or_else(PoisonError::into_inner).put(id, state.clone());
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

    async fn index_key(&self, municipality: &Municipality) -> Result<Arc<hmac::Key>, KeyError> {
        let known = self.index_keys.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let wrapped: Option<Vec<u8>> = sqlx::query_scalar("SELECT wrapped FROM index_keys WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let wrapped = wrapped.ok_or_else(|| KeyError::NotOpened(municipality.clone()))?;
        let bytes = self.master.unwrap(municipality, &index_context(municipality), &wrapped)?;
        let key = Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        let mut keys = self.index_keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(municipality.clone(), Arc::clone(&key));
        Ok(key)
    }

    fn unwrap(
        &self,
        municipality: &Municipality,
        id: Uuid,
        subject: SubjectId,
        category: &str,
        wrapped: &[u8],
    ) -> Result<DataKey, KeyError> {
        let bytes = self.master.unwrap(municipality, &data_context(municipality, id, subject, category), wrapped)?;
        DataKey::from_bytes(id, &bytes)
    }

    fn remember(&self, municipality: &Municipality, subject: SubjectId, category: Category, key: &Arc<DataKey>) {
        let by_subject = (municipality.clone(), subject, category);
        self.by_subject.lock().unwrap_or_else(PoisonError::into_inner).put(by_subject, Arc::clone(key));
        let state = KeyState::Usable(Arc::clone(key));
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner).put(key.id, state);
    }
}

impl DataKey {
    /// Cipher key and commitment are derived apart from the data key, so that showing one tells nothing of the other.
    fn from_bytes(id: Uuid, bytes: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"case-ledger/data-key/v1").extract(bytes);
        let derive = |purpose: &[u8]| {
            let mut derived = [0; KEY_BYTES];
            root.expand(&[purpose], hkdf::HKDF_SHA256)
                .and_then(|output| output.fill(&mut derived))
                .map_err(|_| KeyError::Crypto)?;
            Ok::<_, KeyError>(derived)
        };
        let cipher = UnboundKey::new(&AES_256_GCM_SIV, &derive(b"cipher")?).map_err(|_| KeyError::Crypto)?;
        Ok(Self { id, cipher: LessSafeKey::new(cipher), commitment: derive(b"commitment")? })
    }

    /// A key for tests of the envelope.
    #[cfg(test)]
    pub(crate) fn for_test(id: u128, byte: u8) -> Self {
        Self::from_bytes(Uuid::from_u128(id), &[byte; KEY_BYTES]).unwrap()
    }
}

pub(super) fn random_key() -> Result<[u8; KEY_BYTES], KeyError> {
    let mut key = [0; KEY_BYTES];
    rand::fill(&mut key).map_err(|_| KeyError::Crypto)?;
    Ok(key)
}

pub(super) fn data_context(municipality: &Municipality, id: Uuid, subject: SubjectId, category: &str) -> Vec<u8> {
    format!("data-key/{municipality}/{id}/{subject}/{category}").into_bytes()
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
