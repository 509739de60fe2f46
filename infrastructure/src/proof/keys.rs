//! The keys that sign a municipality's checkpoints: Ed25519, wrapped by the municipality's master key, in the key
//! database. The public half is published by an event, in the form that verifiers of C2SP signed notes take.
//!
//! A key signs trees from the one on that its event is in, and none any more that the next key's event is in. So whoever
//! gets hold of a key that was replaced can tell another story only of what was there before, which checkpoints cover
//! that others hold.

use std::collections::HashMap;

use aws_lc_rs::rand;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;
use serde_json::Value;
use signed_note::{Note, Signer as _, StandardSigner, StandardVerifier, VerifierList};
use sqlx::postgres::PgConnection;

use crate::clock;
use crate::personal::keys::{KeyError, KeyStore, signing_context};
use crate::personal::master_key::{KEY_BYTES, MasterKeyError};
use crate::projections::describe;

/// The first byte of a public key in a signed note's key: Ed25519.
const ED25519: u8 = 1;

/// A signing key as an event of the ledger publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    /// The public half.
    pub verifier_key: String,
    /// The size of the smallest tree that it signs: its event's position.
    pub from: u64,
    /// The size of the smallest tree that it signs no more: that of the next key's event, if there is one.
    pub until: Option<u64>,
    /// The signed note by which the key before hands over to it, if there is one.
    pub handed_over: Option<String>,
}

/// Whether the key before says that the next one takes over from it. Who has followed the log so far, and trusts the key that
/// signed it, comes to trust the next: a key that somebody without the earlier one has put there is told from that. Whoever has
/// got hold of the earlier key can say the same of another, which the checkpoints that others hold then contradict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedOver {
    /// It has signed that.
    BySignature,
    /// Nothing is said: it was not at hand any more, or keys said nothing of it then.
    Unsaid,
    /// What is there is not signed by it, or of another key.
    Falsely,
}

impl PublishedKey {
    /// Whether it signs trees of that size.
    pub fn signs(&self, size: u64) -> bool {
        self.from <= size && self.until.is_none_or(|until| size < until)
    }

    /// Whether the key before it, `replaced`, says so.
    pub fn is_handed_over_by(&self, replaced: &Self) -> HandedOver {
        let Some(note) = &self.handed_over else { return HandedOver::Unsaid };
        let is_signed = || {
            let note = Note::from_bytes(note.as_bytes()).ok()?;
            let verifiers = VerifierList::new(vec![Box::new(StandardVerifier::new(&replaced.verifier_key).ok()?)]);
            note.verify(&verifiers).ok()?;
            Some(note.text() == handing_over(name_of(&replaced.verifier_key), &self.verifier_key).as_bytes())
        };
        if is_signed() == Some(true) { HandedOver::BySignature } else { HandedOver::Falsely }
    }
}

/// Where events stand that publish keys.
pub async fn publishing(connection: &mut PgConnection, municipality: &Municipality) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT position FROM events
          WHERE municipality = $1 AND aggregate_type = 'Settings' AND event_type = 'SigningKeyIntroduced'",
    )
    .bind(municipality.as_str())
    .fetch_all(connection)
    .await
}

/// The keys that the ledger's own events publish, oldest first, each once: a copied row, which verification tells of
/// where it stands, must not make the signatures unreadable. What stands at the positions `but_at` publishes none.
pub async fn published(
    connection: &mut PgConnection,
    municipality: &Municipality,
    but_at: &[i64],
) -> Result<Vec<PublishedKey>, sqlx::Error> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT position, payload::text FROM events
          WHERE municipality = $1 AND aggregate_type = 'Settings' AND event_type = 'SigningKeyIntroduced'
            AND position <> ALL ($2)
          ORDER BY sequence, position",
    )
    .bind(municipality.as_str())
    .bind(but_at)
    .fetch_all(connection)
    .await?;
    let (mut keys, mut known) = (Vec::<PublishedKey>::new(), HashMap::<String, usize>::new());
    for (position, payload) in rows {
        // The database would fail over some JSON that it keeps: what nobody can read publishes a key that is none.
        let payload: Value = serde_json::from_str(&payload).unwrap_or_default();
        let told = |name: &str| payload["SigningKeyIntroduced"][name].as_str().map(str::to_owned);
        let (verifier_key, handed_over) = (told("verifierKey").unwrap_or_default(), told("handedOver"));
        let nth = *known.entry(verifier_key.clone()).or_insert(keys.len());
        let key = PublishedKey { verifier_key, from: position.cast_unsigned(), until: None, handed_over };
        match keys.get_mut(nth) {
            Some(first) if first.from <= key.from => {}
            Some(later) => *later = key,
            None => keys.push(key),
        }
    }
    let untils: Vec<u64> = keys.iter().skip(1).map(|key| key.from).collect();
    for (key, until) in keys.iter_mut().zip(untils) {
        key.until = Some(until);
    }
    Ok(keys)
}

/// What a key says when it hands over: its log's name, a line that no checkpoint has in its place, and the key that signs
/// from then on.
fn handing_over(origin: &str, verifier_key: &str) -> String {
    format!("{origin}\nsigning key\n{verifier_key}\n")
}

/// The signed note by which that signer hands over to the key. `None` where no note can be made of it, which does not happen
/// with a key that [`make`] has made.
pub fn hand_over(replaced: &StandardSigner, verifier_key: &str) -> Option<String> {
    let mut note = Note::new(handing_over(replaced.name(), verifier_key).as_bytes(), &[]).ok()?;
    note.add_sigs(&[replaced]).ok()?;
    String::from_utf8(note.to_bytes()).ok()
}

/// Makes a signing key under the name `origin` and answers with its public half. It is durable when this returns, so
/// before anything tells of it.
pub async fn make(keys: &KeyStore, municipality: &Municipality, origin: &str) -> Result<String, KeyError> {
    let mut seed = [0; KEY_BYTES];
    rand::fill(&mut seed).map_err(|_| KeyError::Crypto)?;
    let verifier_key = verifier_key(origin, &public_key(&seed)?);
    let (wrapped, master_key) = keys.wrap(municipality, &signing_context(municipality, &verifier_key), &seed).await?;
    let made = sqlx::query(
        "INSERT INTO signing_keys (municipality, verifier_key, wrapped, master_key, created_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(municipality.as_str())
    .bind(&verifier_key)
    .bind(wrapped)
    .bind(master_key)
    .bind(clock::now())
    .execute(keys.database())
    .await?;
    // None is made under a master key that another one has just taken over from.
    if made.rows_affected() == 0 { Err(KeyError::KeptChanging(municipality.clone())) } else { Ok(verifier_key) }
}

/// The signer with that public half.
pub async fn signer(
    keys: &KeyStore,
    municipality: &Municipality,
    verifier_key: &str,
) -> Result<StandardSigner, KeyError> {
    let row: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT wrapped, master_key FROM signing_keys WHERE municipality = $1 AND verifier_key = $2")
            .bind(municipality.as_str())
            .bind(verifier_key)
            .fetch_optional(keys.database())
            .await?;
    let missing =
        || KeyError::SigningKeyMissing { municipality: municipality.clone(), verifier_key: verifier_key.to_owned() };
    let (wrapped, master_key) = row.ok_or_else(missing)?;
    let context = signing_context(municipality, verifier_key);
    let seed = keys.unwrap(municipality, &master_key, &context, &wrapped).await?;
    signer_from(verifier_key, &seed).ok_or_else(missing)
}

/// The signer with that public half; none where it is gone or is no more what its master key wrapped. It is replaced all the
/// same, and whoever keeps checkpoints sees that it says nothing of the next one.
pub async fn signer_unless_lost(
    keys: &KeyStore,
    municipality: &Municipality,
    verifier_key: &str,
) -> Result<Option<StandardSigner>, KeyError> {
    match signer(keys, municipality, verifier_key).await {
        Ok(signer) => Ok(Some(signer)),
        Err(
            error @ (KeyError::SigningKeyMissing { .. }
            | KeyError::MasterKey(MasterKeyError::Foreign { .. } | MasterKeyError::Missing { .. })),
        ) => {
            tracing::warn!(%municipality, error = %describe(&error), "the signing key hands nothing over: it is lost");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The signer of that seed, unless the seed is not the key's.
pub(crate) fn signer_from(verifier_key: &str, seed: &[u8; KEY_BYTES]) -> Option<StandardSigner> {
    let mut parts = verifier_key.split('+');
    let (name, id) = (parts.next()?, parts.next()?);
    let key = STANDARD.encode([&[ED25519], seed.as_slice()].concat());
    // It checks the key id against the seed's public key.
    StandardSigner::new(&format!("PRIVATE+KEY+{name}+{id}+{key}")).ok()
}

/// Whether logs can be named after it: a key's name has no blank and no plus.
pub fn is_origin(text: &str) -> bool {
    signed_note::is_key_name_valid(text) && !text.contains(char::is_control)
}

/// The name in a verifier key: of a ledger's key, the origin line of its checkpoints.
pub fn name_of(verifier_key: &str) -> &str {
    verifier_key.split_once('+').map_or(verifier_key, |(name, _)| name)
}

fn public_key(seed: &[u8; KEY_BYTES]) -> Result<[u8; 32], KeyError> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Crypto)?;
    <[u8; 32]>::try_from(pair.public_key().as_ref()).map_err(|_| KeyError::Crypto)
}

/// `<name>+<key id>+<algorithm and key>`, as <https://c2sp.org/signed-note> has it.
fn verifier_key(name: &str, public_key: &[u8; 32]) -> String {
    let key = [&[ED25519], public_key.as_slice()].concat();
    format!("{name}+{:08x}+{}", signed_note::key_id(name, &key), STANDARD.encode(&key))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The public half of a key that a test chooses.
    pub fn verifier_key_of(name: &str, seed: [u8; KEY_BYTES]) -> String {
        verifier_key(name, &public_key(&seed).unwrap())
    }

    #[test]
    fn only_the_key_that_is_replaced_hands_over_and_only_to_the_key_that_it_names() {
        let name = "ledger.example/9901";
        let seeds = [[1; KEY_BYTES], [2; KEY_BYTES], [3; KEY_BYTES]];
        let signers = seeds.map(|seed| signer_from(&verifier_key_of(name, seed), &seed).unwrap());
        let key = |seed, handed_over| PublishedKey {
            verifier_key: verifier_key_of(name, seed),
            from: 1,
            until: None,
            handed_over,
        };
        let [one, two, three] = seeds.map(|seed| key(seed, None));
        let by = |signer: usize, to: &PublishedKey| hand_over(&signers[signer], &to.verifier_key);
        let handed = |note| key(seeds[1], note).is_handed_over_by(&one);
        assert_eq!(handed(by(0, &two)), HandedOver::BySignature);
        assert_eq!(handed(None), HandedOver::Unsaid);
        // By itself, by a third key, or of another key.
        for note in [by(1, &two), by(2, &two), by(0, &three)] {
            assert_eq!(handed(note), HandedOver::Falsely);
        }
        let checkpoint = crate::proof::checkpoint::sign(&signers[0], 9, [3; 32]).unwrap();
        assert_eq!(handed(Some(checkpoint)), HandedOver::Falsely, "what it signs of a tree hands nothing over");
        // Nor is what hands over a checkpoint.
        let reader = crate::proof::checkpoint::Reader::new(std::slice::from_ref(&one));
        assert!(reader.read(&by(0, &two).unwrap()).is_err());
    }

    #[test]
    fn a_seed_signs_for_its_own_public_key_only() {
        let key = verifier_key_of("ledger.example/9901", [1; KEY_BYTES]);
        assert_eq!(name_of(&key), "ledger.example/9901");
        assert!(signer_from(&key, &[1; KEY_BYTES]).is_some());
        assert!(signer_from(&key, &[2; KEY_BYTES]).is_none());
    }
}
