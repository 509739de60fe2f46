//! The municipality's master keys, which wrap its data keys.
//!
//! A master key has a name, which stands beside everything it wrapped; a municipality has one in use and, until
//! everything is wrapped anew, older ones. Destroying a master key destroys whatever only it could unwrap: also the
//! data keys in old backups of the key database.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;
use case_ledger_domain::ids::Municipality;
use futures::future::BoxFuture;

use super::erasure_record::{self, NotedErasure};
use crate::secret_file::{self, SECRET_BYTES};

/// Bytes of a key.
pub const KEY_BYTES: usize = SECRET_BYTES;

/// Why a key could not be wrapped or unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The key file cannot be read, made or removed.
    #[error("the master key file of municipality {municipality} cannot be used")]
    File {
        /// Whose.
        municipality: Municipality,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The municipality has keys in use, but not this master key on this machine.
    #[error("municipality {municipality} has no master key {name} here; restore it, a new one could not read its data")]
    Missing {
        /// Whose.
        municipality: Municipality,
        /// Its name.
        name: String,
    },
    /// The wrapped key is not one that this master key wrapped for that purpose.
    #[error("a key of municipality {municipality} was not wrapped by its master key")]
    Foreign {
        /// Whose.
        municipality: Municipality,
    },
    /// The record of erasures beside the master keys cannot be read or written.
    #[error("the record of erasures{} beside the master keys cannot be used", of(.municipality.as_ref()))]
    Record {
        /// Whose; that of all where there is none.
        municipality: Option<Municipality>,
        /// What the system says, or which line cannot be read.
        #[source]
        source: io::Error,
    },
    /// No randomness or no cipher.
    #[error("the cryptographic library failed")]
    Crypto,
    /// The process is about to end.
    #[error("work on the master keys broke off")]
    Interrupted,
}

fn of(municipality: Option<&Municipality>) -> String {
    municipality.map(|municipality| format!(" of municipality {municipality}")).unwrap_or_default()
}

/// What came of asking for a master key.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, MasterKeyError>>;

/// Makes, uses and destroys master keys by name. A directory of files today; each operation is one call of a key
/// management service or a hardware module, which never gives the key itself away.
pub trait MasterKeys: Send + Sync {
    /// Makes the municipality's first master key and answers its name. Keeps one that is there.
    fn create<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, String>;

    /// Makes a further master key, to take over from the others, and answers its name.
    fn add<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, String>;

    /// The names of the municipality's master keys, oldest first.
    fn names<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, Vec<String>>;

    /// Whether the master key of that name is there, so that what it wrapped could be unwrapped.
    fn is_there<'a>(&'a self, municipality: &'a Municipality, name: &'a str) -> Answer<'a, bool>;

    /// Wraps a key under the master key of that name, for the purpose in `context`.
    fn wrap<'a>(
        &'a self,
        municipality: &'a Municipality,
        name: &'a str,
        context: &'a [u8],
        key: &'a [u8; KEY_BYTES],
    ) -> Answer<'a, Vec<u8>>;

    /// Unwraps a key that the master key of that name wrapped for the same `context`.
    fn unwrap<'a>(
        &'a self,
        municipality: &'a Municipality,
        name: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> Answer<'a, [u8; KEY_BYTES]>;

    /// Destroys the master key of that name, and with it whatever it wrapped.
    fn destroy<'a>(&'a self, municipality: &'a Municipality, name: &'a str) -> Answer<'a, ()>;

    /// Notes erasures of the municipality where no backup of a database reaches them. They are kept for good when this answers;
    /// one that is noted already is not noted again.
    fn note_erasures<'a>(&'a self, municipality: &'a Municipality, erasures: &'a [NotedErasure]) -> Answer<'a, ()>;

    /// The municipality's erasures that were noted.
    fn noted_erasures<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, Vec<NotedErasure>>;

    /// The municipalities of which erasures were noted.
    fn with_noted_erasures(&self) -> Answer<'_, Vec<Municipality>>;
}

/// Master keys in files of a directory, readable by their owner only: `9901.key`, then `9901.2.key` and so on. A
/// process holds what it has read until it ends. Beside them lies the record of erasures ([`erasure_record`]).
///
/// Disks may be slow, and another process may hold a file: what touches the directory runs beside the runtime's own threads.
pub struct FileMasterKeys(Arc<Files>);

struct Files {
    directory: PathBuf,
    loaded: Mutex<HashMap<String, Arc<LessSafeKey>>>,
}

impl FileMasterKeys {
    /// Keys in `directory`, which is made with the first key.
    pub fn in_directory(directory: PathBuf) -> Self {
        Self(Arc::new(Files { directory, loaded: Mutex::default() }))
    }

    /// Works on the directory where that may take its time.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Files) -> Result<T, MasterKeyError> + Send + 'static,
    ) -> Result<T, MasterKeyError> {
        let files = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&files)).await.map_err(|_| MasterKeyError::Interrupted)?
    }

    /// The key of that name, from memory where it was read before.
    async fn key(&self, municipality: &Municipality, name: &str) -> Result<Arc<LessSafeKey>, MasterKeyError> {
        if let Some(key) = self.0.loaded().get(name) {
            return Ok(Arc::clone(key));
        }
        let (municipality, name) = (municipality.clone(), name.to_owned());
        self.on_disk(move |files| files.key(&municipality, &name)).await
    }
}

impl Files {
    fn loaded(&self) -> MutexGuard<'_, HashMap<String, Arc<LessSafeKey>>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(municipality: &Municipality, number: u32) -> String {
        if number == 1 { format!("file:{municipality}.key") } else { format!("file:{municipality}.{number}.key") }
    }

    /// The number in a name that this gave; whatever else a name says leads to no file.
    fn number(municipality: &Municipality, name: &str) -> Option<u32> {
        let rest = name.strip_prefix("file:")?.strip_prefix(municipality.as_str())?.strip_suffix(".key")?;
        let number = if rest.is_empty() { 1 } else { rest.strip_prefix('.')?.parse().ok()? };
        (Self::name(municipality, number) == name).then_some(number)
    }

    fn file(&self, municipality: &Municipality, name: &str) -> Result<PathBuf, MasterKeyError> {
        let missing = || MasterKeyError::Missing { municipality: municipality.clone(), name: name.to_owned() };
        Self::number(municipality, name).ok_or_else(missing)?;
        Ok(self.directory.join(name.trim_start_matches("file:")))
    }

    fn numbers(&self, municipality: &Municipality) -> Result<Vec<u32>, MasterKeyError> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(MasterKeyError::File { municipality: municipality.clone(), source }),
        };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut numbers: Vec<u32> =
            names.filter_map(|name| Self::number(municipality, &format!("file:{name}"))).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Looks at the directory, whatever this process has read of it before.
    fn has(&self, municipality: &Municipality, name: &str) -> Result<bool, MasterKeyError> {
        match self.file(municipality, name) {
            Ok(file) => {
                file.try_exists().map_err(|source| MasterKeyError::File { municipality: municipality.clone(), source })
            }
            Err(MasterKeyError::Missing { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn make(&self, municipality: &Municipality, number: u32) -> Result<String, MasterKeyError> {
        let name = Self::name(municipality, number);
        secret_file::create_or_read(&self.file(municipality, &name)?)
            .map_err(|source| MasterKeyError::File { municipality: municipality.clone(), source })?;
        Ok(name)
    }

    fn key(&self, municipality: &Municipality, name: &str) -> Result<Arc<LessSafeKey>, MasterKeyError> {
        let mut loaded = self.loaded();
        if let Some(key) = loaded.get(name) {
            return Ok(Arc::clone(key));
        }
        let bytes = secret_file::read(&self.file(municipality, name)?).map_err(|source| {
            let municipality = municipality.clone();
            if source.kind() == io::ErrorKind::NotFound {
                MasterKeyError::Missing { municipality, name: name.to_owned() }
            } else {
                MasterKeyError::File { municipality, source }
            }
        })?;
        let key = UnboundKey::new(&AES_256_GCM_SIV, &bytes).map_err(|_| MasterKeyError::Crypto)?;
        let key = Arc::new(LessSafeKey::new(key));
        loaded.insert(name.to_owned(), Arc::clone(&key));
        Ok(key)
    }

    /// Overwritten before it is removed, as far as the file system lets that mean anything.
    fn remove(&self, municipality: &Municipality, name: &str) -> Result<(), MasterKeyError> {
        let file = self.file(municipality, name)?;
        let removing = || {
            let mut content = fs::OpenOptions::new().write(true).open(&file)?;
            content.write_all(&[b'0'; SECRET_BYTES * 2])?;
            content.sync_all()?;
            fs::remove_file(&file)?;
            fs::File::open(&self.directory)?.sync_all()
        };
        self.loaded().remove(name);
        removing().map_err(|source| MasterKeyError::File { municipality: municipality.clone(), source })
    }
}

impl MasterKeys for FileMasterKeys {
    fn create<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, String> {
        let municipality = municipality.clone();
        Box::pin(self.on_disk(move |files| match files.numbers(&municipality)?.last() {
            Some(number) => Ok(Files::name(&municipality, *number)),
            None => files.make(&municipality, 1),
        }))
    }

    fn add<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, String> {
        let municipality = municipality.clone();
        Box::pin(self.on_disk(move |files| {
            let newest = files.numbers(&municipality)?.last().copied().unwrap_or_default();
            files.make(&municipality, newest.saturating_add(1))
        }))
    }

    fn names<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, Vec<String>> {
        let municipality = municipality.clone();
        Box::pin(self.on_disk(move |files| {
            let numbers = files.numbers(&municipality)?;
            Ok(numbers.into_iter().map(|number| Files::name(&municipality, number)).collect())
        }))
    }

    fn is_there<'a>(&'a self, municipality: &'a Municipality, name: &'a str) -> Answer<'a, bool> {
        let (municipality, name) = (municipality.clone(), name.to_owned());
        Box::pin(self.on_disk(move |files| files.has(&municipality, &name)))
    }

    fn wrap<'a>(
        &'a self,
        municipality: &'a Municipality,
        name: &'a str,
        context: &'a [u8],
        key: &'a [u8; KEY_BYTES],
    ) -> Answer<'a, Vec<u8>> {
        Box::pin(async move {
            let mut nonce = [0; NONCE_LEN];
            rand::fill(&mut nonce).map_err(|_| MasterKeyError::Crypto)?;
            let mut sealed = key.to_vec();
            self.key(municipality, name)
                .await?
                .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
                .map_err(|_| MasterKeyError::Crypto)?;
            Ok([nonce.as_slice(), &sealed].concat())
        })
    }

    fn unwrap<'a>(
        &'a self,
        municipality: &'a Municipality,
        name: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> Answer<'a, [u8; KEY_BYTES]> {
        Box::pin(async move {
            let foreign = || MasterKeyError::Foreign { municipality: municipality.clone() };
            let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or_else(foreign)?;
            let mut sealed = sealed.to_vec();
            let key = self.key(municipality, name).await?;
            let opened = key
                .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context), &mut sealed)
                .map_err(|_| foreign())?;
            <[u8; KEY_BYTES]>::try_from(&*opened).map_err(|_| foreign())
        })
    }

    fn destroy<'a>(&'a self, municipality: &'a Municipality, name: &'a str) -> Answer<'a, ()> {
        let (municipality, name) = (municipality.clone(), name.to_owned());
        Box::pin(self.on_disk(move |files| files.remove(&municipality, &name)))
    }

    fn note_erasures<'a>(&'a self, municipality: &'a Municipality, erasures: &'a [NotedErasure]) -> Answer<'a, ()> {
        let (municipality, erasures) = (municipality.clone(), erasures.to_vec());
        Box::pin(self.on_disk(move |files| {
            erasure_record::note(&files.directory, &municipality, &erasures)
                .map_err(|source| MasterKeyError::Record { municipality: Some(municipality), source })
        }))
    }

    fn noted_erasures<'a>(&'a self, municipality: &'a Municipality) -> Answer<'a, Vec<NotedErasure>> {
        let municipality = municipality.clone();
        Box::pin(self.on_disk(move |files| {
            erasure_record::noted(&files.directory, &municipality)
                .map_err(|source| MasterKeyError::Record { municipality: Some(municipality), source })
        }))
    }

    fn with_noted_erasures(&self) -> Answer<'_, Vec<Municipality>> {
        Box::pin(self.on_disk(|files| {
            erasure_record::municipalities(&files.directory)
                .map_err(|source| MasterKeyError::Record { municipality: None, source })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; KEY_BYTES] = [7; KEY_BYTES];

    fn keys() -> (PathBuf, FileMasterKeys, Municipality) {
        let directory = std::env::temp_dir().join(format!("case-ledger-master-{}", crate::clock::new_id()));
        let keys = FileMasterKeys::in_directory(directory.clone());
        (directory, keys, "9901".parse().unwrap())
    }

    #[tokio::test]
    async fn a_wrapped_key_opens_for_its_own_purpose_only() {
        let (directory, keys, municipality) = keys();
        let name = keys.create(&municipality).await.unwrap();
        let wrapped = keys.wrap(&municipality, &name, b"one", &KEY).await.unwrap();
        assert_eq!(keys.unwrap(&municipality, &name, b"one", &wrapped).await.unwrap(), KEY);
        let other = keys.unwrap(&municipality, &name, b"other", &wrapped).await;
        assert!(matches!(other, Err(MasterKeyError::Foreign { .. })));
        fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn making_the_master_key_twice_keeps_the_first() {
        let (directory, keys, municipality) = keys();
        let name = keys.create(&municipality).await.unwrap();
        assert_eq!(name, "file:9901.key");
        let wrapped = keys.wrap(&municipality, &name, b"one", &KEY).await.unwrap();
        assert_eq!(keys.create(&municipality).await.unwrap(), name);
        let again = FileMasterKeys::in_directory(directory.clone());
        assert_eq!(again.unwrap(&municipality, &name, b"one", &wrapped).await.unwrap(), KEY);
        fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn a_missing_master_key_is_not_silently_replaced() {
        let (directory, keys, municipality) = keys();
        for name in ["file:9901.key", "file:9901.2.key", "file:../9901.key", "file:9902.key", "kms:9901", ""] {
            let missing = keys.wrap(&municipality, name, b"one", &KEY).await;
            assert!(matches!(missing, Err(MasterKeyError::Missing { .. })), "{name}");
        }
        assert!(!directory.exists());
    }

    #[tokio::test]
    async fn a_master_key_opens_what_it_wrapped_until_it_is_destroyed() {
        let (directory, keys, municipality) = keys();
        let old = keys.create(&municipality).await.unwrap();
        let wrapped = keys.wrap(&municipality, &old, b"one", &KEY).await.unwrap();
        let new = keys.add(&municipality).await.unwrap();
        assert_eq!(keys.names(&municipality).await.unwrap(), [old.clone(), new.clone()]);
        let foreign = keys.unwrap(&municipality, &new, b"one", &wrapped).await;
        assert!(matches!(foreign, Err(MasterKeyError::Foreign { .. })));
        assert_eq!(keys.unwrap(&municipality, &old, b"one", &wrapped).await.unwrap(), KEY);

        assert!(keys.is_there(&municipality, &old).await.unwrap() && keys.is_there(&municipality, &new).await.unwrap());
        keys.destroy(&municipality, &old).await.unwrap();
        assert!(
            !keys.is_there(&municipality, &old).await.unwrap() && keys.is_there(&municipality, &new).await.unwrap()
        );
        assert!(!keys.is_there(&municipality, "kms:9901").await.unwrap(), "a name that leads to no file");
        assert_eq!(keys.names(&municipality).await.unwrap(), std::slice::from_ref(&new));
        let missing = keys.unwrap(&municipality, &old, b"one", &wrapped).await;
        assert!(matches!(missing, Err(MasterKeyError::Missing { .. })));
        // A destroyed key's name is not given again while a newer one is there.
        assert_eq!(keys.create(&municipality).await.unwrap(), new);
        assert_eq!(keys.add(&municipality).await.unwrap(), "file:9901.3.key");
        fs::remove_dir_all(directory).unwrap();
    }
}
