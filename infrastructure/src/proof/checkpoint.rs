//! Checkpoints: what a tree is at one size, as a signed note that outsiders verify and keep.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use signed_note::{Note, NoteError, Signature, StandardSigner, StandardVerifier, Verifier, VerifierList};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use tlog_tiles::checkpoint::Checkpoint as Body;
use tlog_tiles::tlog;

use super::keys::PublishedKey;
use crate::ledger::leaf::Hash;

/// The first byte of a witness's public key: Ed25519 over a timestamped checkpoint.
const COSIGNATURE: u8 = 4;
/// Bytes of the time in a cosignature.
const TIME_BYTES: usize = 8;

/// Why a text is no checkpoint of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is not a signed note, or its text no checkpoint.
    #[error("it is not a signed checkpoint")]
    Malformed,
    /// None of the ledger's keys signed it.
    #[error("no key that the ledger publishes has signed it")]
    Unsigned,
    /// One of the ledger's keys has signed it that does not sign trees of that size: it was replaced, or came later.
    #[error("the key that has signed it is not the one that signs trees of that size")]
    NotItsKey,
    /// A signature bears the name of one of the ledger's keys and is not its.
    #[error("its signature is forged")]
    Forged,
}

/// Why what is stored as a witness's cosignature is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CosignatureError {
    /// What should be the witness's key is none.
    #[error("the key beside it is no witness's key")]
    Key,
    /// There is no checkpoint that it could be of.
    #[error("there is no such checkpoint")]
    NoCheckpoint,
    /// It is not a signature by that key over that checkpoint.
    #[error("it is not that witness's signature of it")]
    Forged,
    /// Its witness is known, and signs with another key.
    #[error("the witness of that name has another key")]
    AnotherKey,
    /// All witnesses are known, and it is by none of them.
    #[error("that is none of the witnesses whose keys were given")]
    Stranger,
}

/// A checkpoint whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many events it covers, from the first: the position of the last one.
    pub size: u64,
    /// The root of the tree over their leaf hashes.
    pub root: Hash,
}

/// Signs that the tree of `size` leaves has that root.
pub fn sign(signer: &StandardSigner, size: u64, root: Hash) -> Result<String, CheckpointError> {
    let malformed = |_| CheckpointError::Malformed;
    let origin = signed_note::Signer::name(signer);
    let body = Body::new(origin, size, tlog::Hash(root), "").map_err(|_| CheckpointError::Malformed)?;
    let mut note = Note::new(&body.to_bytes(), &[]).map_err(malformed)?;
    note.add_sigs(&[signer]).map_err(malformed)?;
    String::from_utf8(note.to_bytes()).map_err(|_| CheckpointError::Malformed)
}

/// Reads the checkpoints that a ledger's keys have signed.
pub struct Reader {
    verifiers: VerifierList,
    /// The keys by the ids that signatures bear.
    keys: Vec<(u32, PublishedKey)>,
}

impl Reader {
    /// A reader for those keys.
    pub fn new(keys: &[PublishedKey]) -> Self {
        let (mut verifiers, mut known): (Vec<Box<dyn Verifier>>, _) = (Vec::new(), Vec::new());
        for key in keys {
            let Ok(verifier) = StandardVerifier::new(&key.verifier_key) else { continue };
            known.push((verifier.key_id(), key.clone()));
            verifiers.push(Box::new(verifier));
        }
        Self { verifiers: VerifierList::new(verifiers), keys: known }
    }

    /// Reads a note that one of the keys must have signed, under the name that the note bears, and that signs trees of
    /// that size.
    pub fn read(&self, note: &str) -> Result<Checkpoint, CheckpointError> {
        let note = Note::from_bytes(note.as_bytes()).map_err(|_| CheckpointError::Malformed)?;
        let body = Body::from_bytes(note.text()).map_err(|_| CheckpointError::Malformed)?;
        let signatures = match note.verify(&self.verifiers) {
            Ok((signatures, _)) => signatures,
            Err(NoteError::UnverifiedNote) => return Err(CheckpointError::Unsigned),
            Err(NoteError::InvalidSignature { .. }) => return Err(CheckpointError::Forged),
            Err(_) => return Err(CheckpointError::Malformed),
        };
        let ours: Vec<u32> = signatures.iter().filter(|one| one.name() == body.origin()).map(Signature::id).collect();
        if ours.is_empty() {
            return Err(CheckpointError::Unsigned);
        }
        if !self.keys.iter().any(|(id, key)| ours.contains(id) && key.signs(body.size())) {
            return Err(CheckpointError::NotItsKey);
        }
        Ok(Checkpoint { origin: body.origin().to_owned(), size: body.size(), root: body.hash().0 })
    }
}

/// The log that a note says it is of, and of how many events, whoever signed it.
pub fn said_in(note: &str) -> Option<(String, u64)> {
    let note = Note::from_bytes(note.as_bytes()).ok()?;
    Body::from_bytes(note.text()).ok().map(|body| (body.origin().to_owned(), body.size()))
}

/// What a witness signs with, as its operator publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey {
    text: String,
    name: String,
    id: u32,
    key: [u8; 32],
}

/// Why a text is no witness's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a witness's key has the form name+id+key, where the key is for Ed25519 cosignatures")]
pub struct NotAWitnessKey;

impl std::str::FromStr for WitnessKey {
    type Err = NotAWitnessKey;

    fn from_str(text: &str) -> Result<Self, NotAWitnessKey> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotAWitnessKey);
        };
        let id = u32::from_str_radix(id, 16).map_err(|_| NotAWitnessKey)?;
        let key = STANDARD.decode(key).map_err(|_| NotAWitnessKey)?;
        if !signed_note::is_key_name_valid(name) || signed_note::key_id(name, &key) != id {
            return Err(NotAWitnessKey);
        }
        let Some((&COSIGNATURE, key)) = key.split_first() else { return Err(NotAWitnessKey) };
        let key = key.try_into().map_err(|_| NotAWitnessKey)?;
        Ok(Self { text: text.to_owned(), name: name.to_owned(), id, key })
    }
}

impl std::fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl WitnessKey {
    /// The witness's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The signature line among `lines` by which this witness cosigned the note; others' are passed over.
    pub fn cosignature(&self, note: &str, lines: &str) -> Option<String> {
        let note = Note::from_bytes(note.as_bytes()).ok()?;
        lines.lines().find_map(|line| {
            let signature = Signature::from_bytes(line.as_bytes()).ok()?;
            let by_us = signature.name() == self.name && signature.id() == self.id;
            (by_us && self.has_signed(note.text(), signature.signature())).then(|| format!("{line}\n"))
        })
    }

    fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        let Some((time, signature)) = signature.split_first_chunk::<TIME_BYTES>() else { return false };
        let header = format!("cosignature/v1\ntime {}\n", u64::from_be_bytes(*time));
        let message = [header.as_bytes(), text].concat();
        UnparsedPublicKey::new(&ED25519, self.key).verify(&message, signature).is_ok()
    }
}

/// A checkpoint as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredCheckpoint {
    /// The tree's size.
    #[sqlx(try_from = "i64")]
    pub size: u64,
    /// Its root.
    #[sqlx(try_from = "Vec<u8>")]
    pub root: Hash,
    /// The signed note, without cosignatures.
    pub note: String,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
}

/// The newest checkpoint.
pub async fn newest(
    connection: &mut PgConnection,
    municipality: &Municipality,
) -> Result<Option<StoredCheckpoint>, sqlx::Error> {
    sqlx::query_as(
        "SELECT size, root, note, signed_at FROM checkpoints WHERE municipality = $1 ORDER BY size DESC LIMIT 1",
    )
    .bind(municipality.as_str())
    .fetch_optional(connection)
    .await
}

/// The note with what witnesses have signed of it: as it is served.
pub async fn with_cosignatures(
    connection: &mut PgConnection,
    municipality: &Municipality,
    checkpoint: &StoredCheckpoint,
) -> Result<String, sqlx::Error> {
    let lines: Vec<String> =
        sqlx::query_scalar("SELECT line FROM cosignatures WHERE municipality = $1 AND size = $2 ORDER BY witness")
            .bind(municipality.as_str())
            .bind(checkpoint.size.cast_signed())
            .fetch_all(connection)
            .await?;
    Ok(checkpoint.note.clone() + &lines.concat())
}

/// Stores a checkpoint.
pub(super) async fn store(
    connection: &mut PgConnection,
    municipality: &Municipality,
    checkpoint: &StoredCheckpoint,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO checkpoints (municipality, size, root, note, signed_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(municipality.as_str())
        .bind(checkpoint.size.cast_signed())
        .bind(checkpoint.root.as_slice())
        .bind(&checkpoint.note)
        .bind(checkpoint.signed_at)
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(name: &str, seed: u8) -> (StandardSigner, String) {
        let verifier_key = crate::proof::keys::tests::verifier_key_of(name, [seed; 32]);
        (crate::proof::keys::signer_from(&verifier_key, &[seed; 32]).unwrap(), verifier_key)
    }

    #[test]
    fn a_checkpoint_is_read_back_by_the_key_that_signed_it_and_by_no_other() {
        let (one, one_key) = signer("ledger.example/9901", 1);
        let (_, other_key) = signer("ledger.example/9901", 2);
        let (_, elsewhere) = signer("ledger.example/9902", 1);
        let note = sign(&one, 7, [3; 32]).unwrap();
        let expected = Checkpoint { origin: "ledger.example/9901".to_owned(), size: 7, root: [3; 32] };
        let reader_of = |keys: &[(&str, u64, Option<u64>)]| {
            let keys = keys.iter().map(|(verifier_key, from, until)| PublishedKey {
                verifier_key: (*verifier_key).to_owned(),
                from: *from,
                until: *until,
                handed_over: None,
            });
            Reader::new(&keys.collect::<Vec<_>>())
        };
        let reader = reader_of(&[(other_key.as_str(), 1, Some(5)), (one_key.as_str(), 5, None)]);
        assert_eq!(reader.read(&note), Ok(expected));
        assert_eq!(reader_of(&[(other_key.as_str(), 1, None)]).read(&note), Err(CheckpointError::Unsigned));
        assert_eq!(reader_of(&[(elsewhere.as_str(), 1, None)]).read(&note), Err(CheckpointError::Unsigned));
        for (from, until, is_its) in [(7, None, true), (7, Some(8), true), (8, None, false), (1, Some(7), false)] {
            let read = reader_of(&[(one_key.as_str(), from, until), (other_key.as_str(), 1, None)]).read(&note);
            assert_eq!(read.err(), (!is_its).then_some(CheckpointError::NotItsKey), "{from} to {until:?}");
        }
        assert_eq!(reader.read(&note.replace("\n7\n", "\n8\n")), Err(CheckpointError::Forged));
        assert_eq!(reader.read(""), Err(CheckpointError::Malformed));
        assert_eq!(reader.read(&note.replace("\n7\n", "\n07\n")), Err(CheckpointError::Malformed));
    }

    /// The example of <https://c2sp.org/tlog-cosignature>, whose key is published with it only by its id: what can be
    /// checked here is the form.
    #[test]
    fn a_witness_key_is_read_only_whole() {
        let key = [&[COSIGNATURE], [7; 32].as_slice()].concat();
        let text = format!("w.example/1+{:08x}+{}", signed_note::key_id("w.example/1", &key), STANDARD.encode(&key));
        let read: WitnessKey = text.parse().unwrap();
        assert_eq!((read.name(), read.to_string()), ("w.example/1", text.clone()));
        let log_key = [&[1], [7; 32].as_slice()].concat();
        let log_key = format!("w+{:08x}+{}", signed_note::key_id("w", &log_key), STANDARD.encode(&log_key));
        for wrong in ["", "w", "w+1+AA==", &text.replace("w.", "v."), &log_key] {
            assert_eq!(wrong.parse::<WitnessKey>(), Err(NotAWitnessKey), "{wrong}");
        }
    }
}
