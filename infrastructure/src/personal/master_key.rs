//! The municipality's master key, which wraps its data keys.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;
use case_ledger_domain::ids::Municipality;

use crate::secret_file::{self, SECRET_BYTES};

/// Bytes of a key.
pub const KEY_BYTES: usize = SECRET_BYTES;

/// Why a key could not be wrapped or unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The key file cannot be read or made.
    #[error("the master key file of municipality {municipality} cannot be used")]
    File {
        /// Whose.
        municipality: Municipality,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The municipality has keys in use, but no master key on this machine.
    #[error("municipality {municipality} has no master key here; restore its file, a new one could not read its data")]
    Missing {
        /// Whose.
        municipality: Municipality,
    },
    /// The wrapped key is not one that this master key wrapped for that purpose.
    #[error("a key of municipality {municipality} was not wrapped by its master key")]
    Foreign {
        /// Whose.
        municipality: Municipality,
    },
    /// No randomness or no cipher.
    #[error("the cryptographic library failed")]
    Crypto,
}

/// Wraps data keys. A local file today; a key management service or a hardware module can take its place.
pub trait MasterKeys: Send + Sync {
    /// A name for the master key in use, stored beside what it wrapped.
    fn name(&self, municipality: &Municipality) -> String;

    /// Makes the municipality's master key. Keeps one that is there.
    fn create(&self, municipality: &Municipality) -> Result<(), MasterKeyError>;

    /// Wraps a key for the purpose in `context`.
    fn wrap(&self, municipality: &Municipality, context: &[u8], key: &[u8]) -> Result<Vec<u8>, MasterKeyError>;

    /// Unwraps a key that was wrapped for the same `context`.
    fn unwrap(
        &self,
        municipality: &Municipality,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<[u8; KEY_BYTES], MasterKeyError>;
}

/// Master keys in files of a directory, one per municipality, readable by their owner only.
pub struct FileMasterKeys {
    directory: PathBuf,
    loaded: Mutex<HashMap<Municipality, Arc<LessSafeKey>>>,
}

impl FileMasterKeys {
    /// Keys in `directory`, which is made with the first key.
    pub fn in_directory(directory: PathBuf) -> Self {
        Self { directory, loaded: Mutex::default() }
    }

    fn file(&self, municipality: &Municipality) -> PathBuf {
        self.directory.join(format!("{municipality}.key"))
    }

    fn key(&self, municipality: &Municipality) -> Result<Arc<LessSafeKey>, MasterKeyError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = loaded.get(municipality) {
            return Ok(Arc::clone(key));
        }
        let bytes = secret_file::read(&self.file(municipality)).map_err(|source| {
            let municipality = municipality.clone();
            if source.kind() == std::io::ErrorKind::NotFound {
                MasterKeyError::Missing { municipality }
            } else {
                MasterKeyError::File { municipality, source }
            }
        })?;
        let key = UnboundKey::new(&AES_256_GCM_SIV, &bytes).map_err(|_| MasterKeyError::Crypto)?;
        let key = Arc::new(LessSafeKey::new(key));
        loaded.insert(municipality.clone(), Arc::clone(&key));
        Ok(key)
    }
}

impl MasterKeys for FileMasterKeys {
    fn name(&self, municipality: &Municipality) -> String {
        format!("file:{municipality}.key")
    }

    fn create(&self, municipality: &Municipality) -> Result<(), MasterKeyError> {
        secret_file::create_or_read(&self.file(municipality))
            .map(|_| ())
            .map_err(|source| MasterKeyError::File { municipality: municipality.clone(), source })
    }

    fn wrap(&self, municipality: &Municipality, context: &[u8], key: &[u8]) -> Result<Vec<u8>, MasterKeyError> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| MasterKeyError::Crypto)?;
        let mut sealed = key.to_vec();
        self.key(municipality)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .map_err(|_| MasterKeyError::Crypto)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn unwrap(
        &self,
        municipality: &Municipality,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<[u8; KEY_BYTES], MasterKeyError> {
        let foreign = || MasterKeyError::Foreign { municipality: municipality.clone() };
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or_else(foreign)?;
        let mut sealed = sealed.to_vec();
        let key = self.key(municipality)?;
        let opened = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context), &mut sealed)
            .map_err(|_| foreign())?;
        <[u8; KEY_BYTES]>::try_from(&*opened).map_err(|_| foreign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn keys() -> (PathBuf, FileMasterKeys, Municipality) {
        let directory = std::env::temp_dir().join(format!("case-ledger-master-{}", crate::clock::new_id()));
        let keys = FileMasterKeys::in_directory(directory.clone());
        (directory, keys, "9901".parse().unwrap())
    }

    #[test]
    fn a_wrapped_key_opens_for_its_own_purpose_only() {
        let (directory, keys, municipality) = keys();
        keys.create(&municipality).unwrap();
        let wrapped = keys.wrap(&municipality, b"one", &[7; KEY_BYTES]).unwrap();
        assert_eq!(keys.unwrap(&municipality, b"one", &wrapped).unwrap(), [7; KEY_BYTES]);
        assert!(matches!(keys.unwrap(&municipality, b"other", &wrapped), Err(MasterKeyError::Foreign { .. })));
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn making_the_master_key_twice_keeps_the_first() {
        let (directory, keys, municipality) = keys();
        keys.create(&municipality).unwrap();
        let wrapped = keys.wrap(&municipality, b"one", &[7; KEY_BYTES]).unwrap();
        keys.create(&municipality).unwrap();
        let again = FileMasterKeys::in_directory(directory.clone());
        assert_eq!(again.unwrap(&municipality, b"one", &wrapped).unwrap(), [7; KEY_BYTES]);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_missing_master_key_is_not_silently_replaced() {
        let (directory, keys, municipality) = keys();
        assert!(matches!(keys.wrap(&municipality, b"one", b"key"), Err(MasterKeyError::Missing { .. })));
        assert!(!directory.exists());
    }
}
