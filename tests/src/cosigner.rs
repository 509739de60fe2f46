//! What a witness signs with, by the words of <https://c2sp.org/tlog-cosignature>.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_infrastructure::secret_file::to_hex;
use sha2::{Digest as _, Sha256};

/// The first byte of its public key: Ed25519 over a timestamped checkpoint.
const COSIGNATURE: u8 = 4;

/// The key of a witness, under a name.
pub struct Cosigner {
    name: String,
    key: Ed25519KeyPair,
}

impl Cosigner {
    /// A new key under that name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), key: Ed25519KeyPair::generate().expect("there is randomness") }
    }

    fn public_key(&self) -> Vec<u8> {
        [&[COSIGNATURE], self.key.public_key().as_ref()].concat()
    }

    fn id(&self) -> Vec<u8> {
        Sha256::digest([self.name.as_bytes(), b"\n", &self.public_key()].concat())[..4].to_vec()
    }

    /// What its operator publishes: `name+id+key`.
    pub fn verifier_key(&self) -> String {
        format!("{}+{}+{}", self.name, to_hex(&self.id()), STANDARD.encode(self.public_key()))
    }

    /// Its signature line of a note, whoever else has signed that.
    pub fn line(&self, note: &str) -> String {
        let time: u64 = 1_700_000_000;
        let (text, _) = note.split_once("\n\n").expect("a note has signatures");
        let signature = self.key.sign(format!("cosignature/v1\ntime {time}\n{text}\n").as_bytes());
        let signature = [self.id().as_slice(), &time.to_be_bytes(), signature.as_ref()].concat();
        format!("— {} {}\n", self.name, STANDARD.encode(signature))
    }
}
