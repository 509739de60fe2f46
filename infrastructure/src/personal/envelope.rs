//! Envelopes around personal values in an event's JSON.
//!
//! In the process a personal value is `{"$personal": category, "of": subject, "state": "visible", "value": ...}`. In
//! storage it is `{"$sealed": category, "of": subject, "box": base64}`, where the box is
//!
//! ```text
//! version 1 | key id 16 | nonce 12 | key commitment 32 | ciphertext and tag
//! ```
//!
//! under AES-256-GCM-SIV. The additional data bind it to where it stands ([`Place`]), its place in the event, its key, and
//! whose it is, in which category; those of version 1, which is only read any more, to the event's id, the place in it and the
//! key. An event's id is made of its command's, of which the ledger holds one: so neither opens in a copied event. Nor does one
//! under the key of another person or category than it is marked with. A box moved elsewhere does not open.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use aws_lc_rs::{constant_time, rand};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::{Category, Shown};
use serde::Deserialize as _;
use serde_json::{Map, Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::keys::{COMMITMENT_BYTES, DataKey, KeyError, KeyState, KeyStore};

/// Of what is sealed from now on.
const VERSION: u8 = 2;
/// The additional data are the event's id, the key's and the path.
const FIRST_VERSION: u8 = 1;
const KEY_ID_BYTES: usize = 16;
const HEADER_BYTES: usize = 1 + KEY_ID_BYTES + NONCE_LEN + COMMITMENT_BYTES;
/// Characters of a box in which version and key id stand.
const BEGINNING: usize = (1 + KEY_ID_BYTES).div_ceil(3) * 4;

const PERSONAL: &str = "$personal";
const SEALED: &str = "$sealed";
const OF: &str = "of";
const STATE: &str = "state";
const VALUE: &str = "value";
const BOX: &str = "box";

/// Why an envelope could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// The keys failed.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A mark in the event is not one the domain makes.
    #[error("a personal value at {path} is not marked as the domain marks it")]
    Mark {
        /// Where in the event.
        path: String,
    },
    /// The box does not open: it was altered or moved.
    #[error("the envelope at {path} of event {event} does not open")]
    Box {
        /// The event.
        event: Uuid,
        /// Where in it.
        path: String,
    },
    /// An event's id is not made of its command's: the row is a copy, or was changed. Nothing in it opens.
    #[error("the event at position {position} bears the id of another event: it is a copy, or was changed")]
    Copied {
        /// Its position.
        position: i64,
    },
    /// An attachment's content is not there, is not what its event tells, or does not open.
    #[error("the content of attachment {attachment} is not the one that was stored, or does not open")]
    Content {
        /// The attachment.
        attachment: Uuid,
    },
    /// No randomness or no cipher.
    #[error("the cryptographic library failed")]
    Crypto,
}

/// Where an event stands: what is sealed in it opens nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EventPlace {
    /// Its position; not known before it is recorded, and not bound to: which event it is, its stream and sequence say.
    pub position: Option<i64>,
    /// Its id, which [`event_id`] gives.
    pub event_id: Uuid,
    /// The command that it came of.
    pub command_id: Uuid,
    /// The how manieth event of that, from 0.
    pub command_index: i16,
    /// The type of the aggregate that it is of.
    pub aggregate_type: String,
    /// The aggregate's id.
    pub aggregate_id: String,
    /// Its number in the aggregate's stream, from 1.
    pub sequence: i64,
}

impl EventPlace {
    /// The command is there once, so of two events that bear an id, one at most is the one that it was made for.
    fn must_bear_its_own_id(&self, municipality: &Municipality) -> Result<(), EnvelopeError> {
        if self.event_id == event_id(municipality, self.command_id, self.command_index) {
            return Ok(());
        }
        Err(EnvelopeError::Copied { position: self.position.unwrap_or_default() })
    }
}

/// The id of a command's event.
pub fn event_id(municipality: &Municipality, command_id: Uuid, command_index: i16) -> Uuid {
    Uuid::new_v5(&command_id, format!("{municipality}/{command_index}").as_bytes())
}

/// Where sealed values stand.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// In an event.
    Event(&'a EventPlace),
    /// Beside what somebody read, under its id.
    Beside(Uuid),
}

impl Place<'_> {
    /// Of the event, or of what was read.
    const fn id(&self) -> Uuid {
        match self {
            Self::Event(place) => place.event_id,
            Self::Beside(object) => *object,
        }
    }

    /// What a box binds to of where it stands; each part with its length, so that no two places give the same.
    fn bound(&self, municipality: &Municipality, of: (SubjectId, Category), path: &str, key: Uuid) -> Vec<u8> {
        let (id, subject, (kind, stream, sequence)) = (
            self.id(),
            of.0.as_uuid(),
            match self {
                Self::Event(EventPlace { aggregate_type, aggregate_id, sequence, .. }) => {
                    ("event", [aggregate_type.as_str(), aggregate_id.as_str()], *sequence)
                }
                Self::Beside(_) => ("beside", [""; 2], 0),
            },
        );
        let sequence = sequence.to_be_bytes();
        let parts: [&[u8]; 10] = [
            kind.as_bytes(),
            municipality.as_str().as_bytes(),
            id.as_bytes(),
            stream[0].as_bytes(),
            stream[1].as_bytes(),
            &sequence,
            subject.as_bytes(),
            of.1.as_str().as_bytes(),
            key.as_bytes(),
            path.as_bytes(),
        ];
        let mut bound = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
        for part in parts {
            bound.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            bound.extend_from_slice(part);
        }
        bound
    }
}

/// Whose data, and in which category.
pub type Subjects = HashSet<(SubjectId, Category)>;
/// A key for each of them.
pub type SubjectKeys = HashMap<(SubjectId, Category), Arc<DataKey>>;

/// Collects whose keys sealing `value` needs.
pub fn subjects_in(value: &Value, into: &mut Subjects) -> Result<(), EnvelopeError> {
    visit(value, &mut String::new(), &mut |path, object| {
        if !object.contains_key(PERSONAL) {
            return Ok(false);
        }
        let subject = mark(path, object)?;
        // Withheld and shredded values say nothing: no key is needed, and there may be none any more.
        if object.contains_key(VALUE) {
            into.insert(subject);
        }
        Ok(true)
    })
}

/// Seals every personal value in `value`, which stands at that place.
pub fn seal(
    value: &mut Value,
    municipality: &Municipality,
    place: Place<'_>,
    keys: &SubjectKeys,
) -> Result<(), EnvelopeError> {
    transform(value, &mut String::new(), &mut |path, object| {
        if !object.contains_key(PERSONAL) {
            return Ok(None);
        }
        let (subject, category) = mark(path, object)?;
        // Withheld and shredded values say nothing and stay as they are.
        let Some(content) = object.get(VALUE) else { return Ok(None) };
        let key = keys.get(&(subject, category)).ok_or(EnvelopeError::Crypto)?;
        let text = serde_json::to_vec(content).map_err(|_| EnvelopeError::Crypto)?;
        let bound_to = place.bound(municipality, (subject, category), path, key.id);
        let sealed = BASE64.encode(enclose(key, VERSION, &bound_to, &text)?);
        Ok(Some(json!({ SEALED: category.as_str(), OF: subject, BOX: sealed })))
    })
}

/// Opens every envelope in the values, each with where it stands. Keys are fetched once for all.
///
/// A value whose key is destroyed becomes shredded, which is no error.
pub async fn open_all(
    store: &KeyStore,
    municipality: &Municipality,
    values: &mut [(Place<'_>, &mut Value)],
) -> Result<(), EnvelopeError> {
    let mut wanted = HashSet::new();
    for (place, value) in values.iter() {
        visit(value, &mut String::new(), &mut |path, object| {
            let Some(sealed) = object.get(BOX).filter(|_| object.contains_key(SEALED)) else {
                return Ok(false);
            };
            wanted.insert(key_id(place.id(), path, sealed)?);
            Ok(true)
        })?;
    }
    open_with(store, municipality, values, &wanted).await
}

/// As [`open_all`], of those of whom `shown` shows the values at their places; the others are marked. What is not shown is
/// never opened.
pub async fn open_shown(
    store: &KeyStore,
    municipality: &Municipality,
    values: &mut [(Place<'_>, &mut Value)],
    shown: impl Fn(SubjectId, &str) -> Shown,
) -> Result<(), EnvelopeError> {
    let mut wanted = HashSet::new();
    for (place, value) in values.iter_mut() {
        transform(value, &mut String::new(), &mut |path, object| {
            let Some(category) = object.get(SEALED) else { return Ok(None) };
            let of = object.get(OF).unwrap_or(&Value::Null);
            let state = match SubjectId::deserialize(of).map(|subject| shown(subject, path)) {
                Ok(Shown::Visible) => {
                    wanted.insert(key_id(place.id(), path, object.get(BOX).unwrap_or(&Value::Null))?);
                    return Ok(None);
                }
                Ok(Shown::Shredded) => "shredded",
                // An envelope that does not say whose it is may be anyone's.
                Ok(Shown::Withheld) | Err(_) => "withheld",
            };
            Ok(Some(json!({ PERSONAL: category, OF: of, STATE: state })))
        })?;
    }
    open_with(store, municipality, values, &wanted).await
}

async fn open_with(
    store: &KeyStore,
    municipality: &Municipality,
    values: &mut [(Place<'_>, &mut Value)],
    wanted: &HashSet<Uuid>,
) -> Result<(), EnvelopeError> {
    if wanted.is_empty() {
        return Ok(());
    }
    for (place, _) in values.iter() {
        if let Place::Event(place) = place {
            place.must_bear_its_own_id(municipality)?;
        }
    }
    let keys = store.keys_by_id(municipality, wanted).await?;
    for (place, value) in values {
        open(value, municipality, *place, &keys)?;
    }
    Ok(())
}

fn open(
    value: &mut Value,
    municipality: &Municipality,
    place: Place<'_>,
    keys: &HashMap<Uuid, KeyState>,
) -> Result<(), EnvelopeError> {
    transform(value, &mut String::new(), &mut |path, object| {
        let Some(category) = object.get(SEALED) else { return Ok(None) };
        let sealed = object.get(BOX).unwrap_or(&Value::Null);
        let subject = object.get(OF).unwrap_or(&Value::Null);
        let sealed = decode(place.id(), path, sealed)?;
        let id = Uuid::from_slice(&sealed[1..=KEY_ID_BYTES]).map_err(|_| altered(place.id(), path))?;
        let opened = match keys.get(&id) {
            Some(KeyState::Usable(key)) => {
                // Whose the key is its wrapping tells, and nobody who changes the mark.
                let is_marked = (SubjectId::deserialize(subject).ok(), Category::deserialize(category).ok())
                    == (Some(key.of.0), Some(key.of.1));
                let content = is_marked.then(|| open_one(key, municipality, place, path, sealed)).flatten();
                let content = content.ok_or_else(|| altered(place.id(), path))?;
                json!({ PERSONAL: category, OF: subject, STATE: "visible", VALUE: content })
            }
            Some(KeyState::Destroyed) | None => json!({ PERSONAL: category, OF: subject, STATE: "shredded" }),
        };
        Ok(Some(opened))
    })
}

/// Marks every personal value as withheld in what is not as it was written: what stands open in it, too, as no program stores it.
pub fn withhold_all(value: &mut Value) {
    let withheld = transform(value, &mut String::new(), &mut |_, object| {
        let open = || object.get(PERSONAL).filter(|_| object.get(STATE).and_then(Value::as_str) != Some("shredded"));
        Ok(object.get(SEALED).or_else(open).map(
            |category| json!({ PERSONAL: category, OF: object.get(OF).unwrap_or(&Value::Null), STATE: "withheld" }),
        ))
    });
    // The closure never fails.
    debug_assert!(withheld.is_ok());
}

/// Marks every envelope as withheld without opening it: what a projector, which needs no personal data, sees.
pub fn withhold(value: &mut Value) {
    let withheld = transform(value, &mut String::new(), &mut |_, object| {
        Ok(object.get(SEALED).map(
            |category| json!({ PERSONAL: category, OF: object.get(OF).unwrap_or(&Value::Null), STATE: "withheld" }),
        ))
    });
    // The closure never fails.
    debug_assert!(withheld.is_ok());
}

/// The same in an event's text, without making a tree of it. `None` where the text is written otherwise than the ledger
/// writes it: that is for [`withhold`] to understand.
pub fn withhold_in_text(text: &str) -> Option<Cow<'_, str>> {
    // Where nothing is escaped, every quote begins or ends a string, and what looks like an envelope is one.
    if text.contains('\\') {
        return None;
    }
    let Some(mut at) = text.find(SEALED) else { return Some(text.into()) };
    let (mut withheld, mut rest) = (String::with_capacity(text.len()), text);
    loop {
        let before = rest[..at].strip_suffix('"').filter(|before| before.ends_with('{'))?;
        let (category, of, after) = envelope_in_text(&rest[at + SEALED.len()..])?;
        let parts =
            [before, "\"", PERSONAL, "\":\"", category, "\",\"", OF, "\":\"", of, "\",\"", STATE, "\":\"withheld\"}"];
        for part in parts {
            withheld.push_str(part);
        }
        rest = after;
        match rest.find(SEALED) {
            Some(next) => at = next,
            None => break,
        }
    }
    withheld.push_str(rest);
    Some(withheld.into())
}

/// Category and subject of the envelope whose first name was just read, and what comes after it.
fn envelope_in_text(text: &str) -> Option<(&str, &str, &str)> {
    let (category, mut rest) = text.strip_prefix("\":\"")?.split_once('"')?;
    let mut of = None;
    while let Some(field) = rest.strip_prefix(",\"") {
        let (name, value) = field.split_once("\":\"")?;
        let (value, after) = value.split_once('"')?;
        match name {
            OF if of.is_none() => of = Some(value),
            BOX => {}
            _ => return None,
        }
        rest = after;
    }
    Some((category, of?, rest.strip_prefix('}')?))
}

/// A marked value, opened as far as it was shown.
#[derive(Debug, Clone)]
pub struct Marked {
    /// Where it stands.
    pub path: String,
    /// Whose it is.
    pub subject: SubjectId,
    /// In which category.
    pub category: Category,
    /// What is shown of it.
    pub shown: Shown,
    /// The value as text, where it is shown.
    pub value: Option<String>,
}

/// Every marked value, once [`open_shown`] has been over it.
pub fn marked_in(value: &Value) -> Result<Vec<Marked>, EnvelopeError> {
    let mut found = Vec::new();
    visit(value, &mut String::new(), &mut |path, object| {
        if !object.contains_key(PERSONAL) {
            return Ok(false);
        }
        let (subject, category) = mark(path, object)?;
        let shown = match object.get(STATE).and_then(Value::as_str) {
            Some("visible") => Shown::Visible,
            Some("shredded") => Shown::Shredded,
            _ => Shown::Withheld,
        };
        let value = object.get(VALUE).filter(|_| shown == Shown::Visible);
        let value = value.map(|value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned));
        found.push(Marked { path: path.to_owned(), subject, category, shown, value });
        Ok(true)
    })?;
    Ok(found)
}

/// Everyone whom a value names: by a mark, sealed or not, with its category, or by a pseudonym in a field of one of those
/// names, which has none.
pub fn named_in(value: &Value, names: &[&str], name: &mut impl FnMut(SubjectId, Option<Category>)) {
    match value {
        Value::Object(object) => {
            let category = object.get(SEALED).or_else(|| object.get(PERSONAL));
            if let Some(category) = category {
                // A mark of a category that is not known here names somebody all the same.
                if let Ok(subject) = SubjectId::deserialize(object.get(OF).unwrap_or(&Value::Null)) {
                    name(subject, Category::deserialize(category).ok());
                }
                return;
            }
            for (field, part) in object {
                match part.as_str().filter(|_| names.contains(&field.as_str())).and_then(|text| text.parse().ok()) {
                    Some(subject) => name(subject, None),
                    None => named_in(part, names, name),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| named_in(part, names, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The same of a stored event's text, mostly without making a tree of it.
pub fn named_in_text(text: &str, names: &[&str], name: &mut impl FnMut(SubjectId, Option<Category>)) {
    let mut found = Vec::new();
    if named_as_written(text, names, &mut found).is_some() {
        for (subject, category) in found {
            name(subject, category);
        }
    } else if let Ok(value) = serde_json::from_str(text) {
        named_in(&value, names, name);
    }
}

/// Everyone whom a text names that is written as the ledger writes it; `None` where it is not, or holds an open mark.
fn named_as_written(text: &str, names: &[&str], found: &mut Vec<(SubjectId, Option<Category>)>) -> Option<()> {
    // Where nothing is escaped, every quote begins or ends a string, and what a colon follows is the name of a field.
    if text.contains('\\') {
        return None;
    }
    let mut parts = text.split('"');
    let mut before = parts.next()?;
    while let Some(field) = parts.next() {
        let between = parts.next()?;
        if field == PERSONAL || field == SEALED && between != ":" {
            return None;
        }
        if between.contains(char::is_whitespace) {
            return None;
        }
        if between != ":" {
            before = between;
            continue;
        }
        let (value, mut after) = (parts.next()?, parts.next()?);
        if field == SEALED {
            if !before.ends_with('{') {
                return None;
            }
            let mut of = None;
            while after == "," {
                let (part, colon) = (parts.next()?, parts.next()?);
                let (said, next) = (parts.next()?, parts.next()?);
                if colon != ":" || ![OF, BOX].contains(&part) {
                    return None;
                }
                of = if part == OF { Some(said) } else { of };
                after = next;
            }
            if !after.starts_with('}') {
                return None;
            }
            if let Some(subject) = of.and_then(|of| of.parse().ok()) {
                found.push((subject, Category::named(value)));
            }
        } else if names.contains(&field)
            && let Ok(subject) = value.parse()
        {
            found.push((subject, None));
        }
        before = after;
    }
    Some(())
}

/// Marks every open personal value of who is erased as shredded: of whoever works on under the pseudonym, or is acted for. What
/// is another person's stays as it is.
pub fn shred(value: &mut Value, is_erased: &impl Fn(SubjectId) -> bool) {
    let shredded = transform(value, &mut String::new(), &mut |_, object| {
        let of = object.get(OF).unwrap_or(&Value::Null);
        let is_of_erased = SubjectId::deserialize(of).is_ok_and(is_erased);
        let category = object.get(PERSONAL).filter(|_| is_of_erased);
        Ok(category.map(|category| json!({ PERSONAL: category, OF: of, STATE: "shredded" })))
    });
    // The closure never fails.
    debug_assert!(shredded.is_ok());
}

/// Takes out the pseudonyms that `tells` does not tell, wherever someone is named by one: in the fields of those names.
pub fn withhold_pseudonyms(value: &mut Value, names: &[&str], tells: &impl Fn(SubjectId) -> bool) {
    match value {
        Value::Object(object) => {
            object.iter_mut().for_each(|(name, field)| withhold_pseudonyms_in(name, field, names, tells));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| withhold_pseudonyms(item, names, tells)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// As [`withhold_pseudonyms`], in a field of that name.
pub fn withhold_pseudonyms_in(name: &str, field: &mut Value, names: &[&str], tells: &impl Fn(SubjectId) -> bool) {
    match field.as_str().filter(|_| names.contains(&name)).and_then(|text| text.parse().ok()) {
        Some(subject) if !tells(subject) => *field = Value::Null,
        Some(_) => {}
        None => withhold_pseudonyms(field, names, tells),
    }
}

fn mark(path: &str, object: &Map<String, Value>) -> Result<(SubjectId, Category), EnvelopeError> {
    let wrong = || EnvelopeError::Mark { path: path.to_owned() };
    let part = |name: &str| object.get(name).cloned().ok_or_else(wrong);
    let category = serde_json::from_value(part(PERSONAL)?).map_err(|_| wrong())?;
    let subject = serde_json::from_value(part(OF)?).map_err(|_| wrong())?;
    Ok((subject, category))
}

/// A box around `content`, which opens with the same additional data only.
pub(crate) fn enclose(key: &DataKey, version: u8, bound_to: &[u8], content: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).map_err(|_| EnvelopeError::Crypto)?;
    // Sealed where it stays: what is attached is large.
    let mut sealed = Vec::with_capacity(HEADER_BYTES + content.len() + key.cipher.algorithm().tag_len());
    for part in [&[version], key.id.as_bytes().as_slice(), &nonce, &key.commitment, content] {
        sealed.extend_from_slice(part);
    }
    let tag = key
        .cipher
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to),
            &mut sealed[HEADER_BYTES..],
        )
        .map_err(|_| EnvelopeError::Crypto)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// What is in the box; nothing where it was altered, or was made with another key or other additional data.
pub(crate) fn disclose(key: &DataKey, bound_to: &[u8], mut sealed: Vec<u8>) -> Option<Vec<u8>> {
    key_of(&sealed).filter(|id| *id == key.id)?;
    let (header, content) = sealed.split_at_mut_checked(HEADER_BYTES)?;
    let (nonce, commitment) = header[1 + KEY_ID_BYTES..].split_first_chunk::<NONCE_LEN>()?;
    constant_time::verify_slices_are_equal(commitment, &key.commitment).ok()?;
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = key.cipher.open_in_place(nonce, Aad::from(bound_to), content).ok()?.len();
    sealed.truncate(HEADER_BYTES + length);
    sealed.drain(..HEADER_BYTES);
    Some(sealed)
}

/// The id of the key that the box was made with; nothing where it is no box.
pub(crate) fn key_of(sealed: &[u8]) -> Option<Uuid> {
    let is_box = sealed.len() > HEADER_BYTES && sealed.first().is_some_and(|version| is_known(*version));
    Uuid::from_slice(sealed.get(1..=KEY_ID_BYTES).filter(|_| is_box)?).ok()
}

const fn is_known(version: u8) -> bool {
    matches!(version, FIRST_VERSION | VERSION)
}

fn altered(event: Uuid, path: &str) -> EnvelopeError {
    EnvelopeError::Box { event, path: path.to_owned() }
}

fn decode(event: Uuid, path: &str, sealed: &Value) -> Result<Vec<u8>, EnvelopeError> {
    let bytes = sealed.as_str().and_then(|text| BASE64.decode(text).ok());
    bytes.filter(|bytes| bytes.len() > HEADER_BYTES && is_known(bytes[0])).ok_or_else(|| altered(event, path))
}

/// The id of the key, which stands at the beginning. Whether the rest of the box is as it was, opening it shows.
fn key_id(event: Uuid, path: &str, sealed: &Value) -> Result<Uuid, EnvelopeError> {
    let beginning = sealed.as_str().and_then(|text| BASE64.decode(text.get(..BEGINNING)?).ok());
    let id = beginning.filter(|bytes| is_known(bytes[0])).map(|bytes| Uuid::from_slice(&bytes[1..=KEY_ID_BYTES]));
    id.and_then(Result::ok).ok_or_else(|| altered(event, path))
}

/// What is in the box, which was bound to what its version says; nothing where it does not open there.
fn open_one(
    key: &DataKey,
    municipality: &Municipality,
    place: Place<'_>,
    path: &str,
    sealed: Vec<u8>,
) -> Option<Value> {
    let bound_to = match *sealed.first()? {
        FIRST_VERSION => [place.id().as_bytes().as_slice(), key.id.as_bytes(), path.as_bytes()].concat(),
        _ => place.bound(municipality, key.of, path, key.id),
    };
    serde_json::from_slice(&disclose(key, &bound_to, sealed)?).ok()
}

/// Calls `see` on every object with its path; `see` says whether it is done with the object.
fn visit(
    value: &Value,
    path: &mut String,
    see: &mut impl FnMut(&str, &Map<String, Value>) -> Result<bool, EnvelopeError>,
) -> Result<(), EnvelopeError> {
    match value {
        Value::Object(object) => {
            if see(path, object)? {
                return Ok(());
            }
            for (name, part) in object {
                within(path, name, |path| visit(part, path, see))?;
            }
            Ok(())
        }
        Value::Array(parts) => {
            for (index, part) in parts.iter().enumerate() {
                within(path, &index.to_string(), |path| visit(part, path, see))?;
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Replaces every object for which `replace` has something else.
fn transform(
    value: &mut Value,
    path: &mut String,
    replace: &mut impl FnMut(&str, &Map<String, Value>) -> Result<Option<Value>, EnvelopeError>,
) -> Result<(), EnvelopeError> {
    match value {
        Value::Object(object) => {
            if let Some(other) = replace(path, object)? {
                *value = other;
                return Ok(());
            }
            for (name, part) in object {
                within(path, name, |path| transform(part, path, replace))?;
            }
            Ok(())
        }
        Value::Array(parts) => {
            for (index, part) in parts.iter_mut().enumerate() {
                within(path, &index.to_string(), |path| transform(part, path, replace))?;
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Runs `inner` with `name` added to the JSON pointer, and takes it off again.
fn within<T>(path: &mut String, name: &str, inner: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push('/');
    path.push_str(name);
    let result = inner(path);
    path.truncate(length);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLDEN_1: &str = "AQAAAAAAAAAAAAAAAAAAAAUAAQIDBAUGBwgJCguyksdpngeFZpZj258uYdSIkwWYNg41P49G4kxF7+n0DRCatKhUO9hGPQMlVVqKGYiM3z5BNQ";
    const GOLDEN_2: &str = "AgAAAAAAAAAAAAAAAAAAAAUAAQIDBAUGBwgJCguyksdpngeFZpZj258uYdSIkwWYNg41P49G4kxF7+n0DUtBQudL1qRStwPZZ5vRULbe1XAIbA";

    fn place() -> EventPlace {
        let command_id = Uuid::from_u128(20);
        EventPlace {
            position: None,
            event_id: event_id(&ours(), command_id, 0),
            command_id,
            command_index: 0,
            aggregate_type: "Case".to_owned(),
            aggregate_id: Uuid::from_u128(30).to_string(),
            sequence: 7,
        }
    }

    fn ours() -> Municipality {
        "9901".parse().unwrap()
    }

    fn opened(value: &mut Value, keys: &HashMap<Uuid, KeyState>) -> Result<(), EnvelopeError> {
        open(value, &ours(), Place::Event(&place()), keys)
    }

    fn marked() -> Value {
        json!({ "Named": {
            "unit": "Solsiden",
            "name": { PERSONAL: "child", OF: "00000000-0000-0000-0000-000000000001", STATE: "visible", VALUE: "Ada" },
            "words": [
                { PERSONAL: "child", OF: "00000000-0000-0000-0000-000000000001", STATE: "visible", VALUE: "one" },
                { PERSONAL: "child", OF: "00000000-0000-0000-0000-000000000001", STATE: "visible", VALUE: "two" },
            ],
        }})
    }

    fn sealed_with(key: DataKey) -> (Value, HashMap<Uuid, KeyState>) {
        let mut value = marked();
        let mut subjects = HashSet::new();
        subjects_in(&value, &mut subjects).unwrap();
        assert_eq!(subjects.len(), 1);
        let key = Arc::new(key);
        let keys = subjects.into_iter().map(|subject| (subject, Arc::clone(&key))).collect();
        seal(&mut value, &ours(), Place::Event(&place()), &keys).unwrap();
        (value, HashMap::from([(key.id, KeyState::Usable(key))]))
    }

    #[test]
    fn what_was_sealed_opens_to_the_same_value() {
        let (mut value, keys) = sealed_with(DataKey::for_test(5, 1));
        assert!(!value.to_string().contains("Ada"));
        opened(&mut value, &keys).unwrap();
        assert_eq!(value, marked());
    }

    #[test]
    fn an_envelope_does_not_open_in_another_event_or_place() {
        let (value, keys) = sealed_with(DataKey::for_test(5, 1));
        let others = [
            EventPlace { event_id: Uuid::from_u128(11), ..place() },
            EventPlace { aggregate_type: "Report".to_owned(), ..place() },
            EventPlace { aggregate_id: Uuid::from_u128(31).to_string(), ..place() },
            EventPlace { sequence: 8, ..place() },
        ];
        for other in &others {
            let opened = open(&mut value.clone(), &ours(), Place::Event(other), &keys);
            assert!(matches!(opened, Err(EnvelopeError::Box { .. })), "{other:?}");
        }
        let beside = Place::Beside(place().event_id);
        assert!(matches!(open(&mut value.clone(), &ours(), beside, &keys), Err(EnvelopeError::Box { .. })));
        let theirs = "9902".parse().unwrap();
        assert!(open(&mut value.clone(), &theirs, Place::Event(&place()), &keys).is_err());
        let mut swapped = value;
        let words = swapped["Named"]["words"].as_array_mut().unwrap();
        words.swap(0, 1);
        assert!(matches!(opened(&mut swapped, &keys), Err(EnvelopeError::Box { .. })));
    }

    #[test]
    fn an_envelope_does_not_open_as_another_persons_or_in_another_category() {
        let (value, keys) = sealed_with(DataKey::for_test(5, 1));
        for (field, other) in
            [(OF, "00000000-0000-0000-0000-000000000002"), (SEALED, "employee"), (SEALED, "unheard of")]
        {
            let mut value = value.clone();
            value["Named"]["name"][field] = json!(other);
            assert!(matches!(opened(&mut value, &keys), Err(EnvelopeError::Box { .. })), "{field}");
        }
    }

    #[test]
    fn an_event_bears_the_id_that_its_command_gives() {
        let own = place();
        assert!(own.must_bear_its_own_id(&ours()).is_ok());
        assert!(own.must_bear_its_own_id(&"9902".parse().unwrap()).is_err());
        let (command_id, position) = (Uuid::from_u128(21), Some(9));
        for copy in
            [EventPlace { position, command_id, ..place() }, EventPlace { command_index: 1, position, ..place() }]
        {
            let told = copy.must_bear_its_own_id(&ours()).unwrap_err();
            assert!(matches!(told, EnvelopeError::Copied { position: 9 }), "{told}");
        }
    }

    /// As they were written: whatever is sealed in future, these open.
    #[test]
    fn boxes_of_every_version_open() {
        let written = [GOLDEN_1, GOLDEN_2];
        for (golden, version) in written.into_iter().zip([FIRST_VERSION, VERSION]) {
            assert_eq!(BASE64.decode(golden).unwrap()[0], version);
            let (_, keys) = sealed_with(DataKey::for_test(5, 1));
            let mut value = json!({ "Named": { "name":
                { SEALED: "child", OF: "00000000-0000-0000-0000-000000000001", BOX: golden } } });
            opened(&mut value, &keys).unwrap();
            assert_eq!(value["Named"]["name"][VALUE], "Ada");
        }
    }

    #[test]
    fn an_envelope_does_not_open_under_another_key_of_the_same_id() {
        let (mut value, _) = sealed_with(DataKey::for_test(5, 1));
        let other = Arc::new(DataKey::for_test(5, 2));
        let keys = HashMap::from([(other.id, KeyState::Usable(other))]);
        assert!(matches!(opened(&mut value, &keys), Err(EnvelopeError::Box { .. })));
    }

    #[test]
    fn every_altered_byte_of_a_box_is_found() {
        let (value, keys) = sealed_with(DataKey::for_test(5, 1));
        let intact = BASE64.decode(value["Named"]["name"][BOX].as_str().unwrap()).unwrap();
        for index in 0..intact.len() {
            let mut altered = intact.clone();
            altered[index] ^= 1;
            let mut value = value.clone();
            value["Named"]["name"][BOX] = json!(BASE64.encode(altered));
            let result = opened(&mut value, &keys);
            // A flipped key id names a key that is not there; looking keys up reports that before it comes to this.
            let names_another_key = (1..=KEY_ID_BYTES).contains(&index);
            assert!(result.is_err() || names_another_key, "byte {index}");
        }
    }

    #[test]
    fn a_destroyed_key_leaves_a_shredded_value() {
        let (mut value, keys) = sealed_with(DataKey::for_test(5, 1));
        let keys = keys.into_keys().map(|id| (id, KeyState::Destroyed)).collect();
        opened(&mut value, &keys).unwrap();
        assert_eq!(value["Named"]["name"][STATE], "shredded");
        assert_eq!(value["Named"]["name"].get(VALUE), None);
    }

    #[test]
    fn a_projector_sees_envelopes_as_withheld() {
        let (mut value, _) = sealed_with(DataKey::for_test(5, 1));
        withhold(&mut value);
        assert_eq!(value["Named"]["words"][1][STATE], "withheld");
        assert_eq!(value["Named"]["unit"], "Solsiden");
    }
}
