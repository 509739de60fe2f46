//! Envelopes around personal values in an event's JSON.
//!
//! In the process a personal value is `{"$personal": category, "of": subject, "state": "visible", "value": ...}`. In
//! storage it is `{"$sealed": category, "of": subject, "box": base64}`, where the box is
//!
//! ```text
//! version 1 | key id 16 | nonce 12 | key commitment 32 | ciphertext and tag
//! ```
//!
//! under AES-256-GCM-SIV. The additional data bind it to its event, its place in the event and its key: a box moved
//! elsewhere does not open.

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
use uuid::Uuid;

use super::keys::{COMMITMENT_BYTES, DataKey, KeyError, KeyState, KeyStore};

const VERSION: u8 = 1;
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

/// Seals every personal value in `value`, which belongs to `event`.
pub fn seal(value: &mut Value, event: Uuid, keys: &SubjectKeys) -> Result<(), EnvelopeError> {
    transform(value, &mut String::new(), &mut |path, object| {
        if !object.contains_key(PERSONAL) {
            return Ok(None);
        }
        let (subject, category) = mark(path, object)?;
        // Withheld and shredded values say nothing and stay as they are.
        let Some(content) = object.get(VALUE) else { return Ok(None) };
        let key = keys.get(&(subject, category)).ok_or(EnvelopeError::Crypto)?;
        let sealed = seal_one(key, event, path, content)?;
        Ok(Some(json!({ SEALED: category.as_str(), OF: subject, BOX: sealed })))
    })
}

/// Opens every envelope in the values, each with the event it belongs to. Keys are fetched once for all.
///
/// A value whose key is destroyed becomes shredded, which is no error.
pub async fn open_all(
    store: &KeyStore,
    municipality: &Municipality,
    values: &mut [(Uuid, &mut Value)],
) -> Result<(), EnvelopeError> {
    let mut wanted = HashSet::new();
    for (event, value) in values.iter() {
        visit(value, &mut String::new(), &mut |path, object| {
            let Some(sealed) = object.get(BOX).filter(|_| object.contains_key(SEALED)) else {
                return Ok(false);
            };
            wanted.insert(key_id(*event, path, sealed)?);
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
    values: &mut [(Uuid, &mut Value)],
    shown: impl Fn(SubjectId, &str) -> Shown,
) -> Result<(), EnvelopeError> {
    let mut wanted = HashSet::new();
    for (event, value) in values.iter_mut() {
        transform(value, &mut String::new(), &mut |path, object| {
            let Some(category) = object.get(SEALED) else { return Ok(None) };
            let of = object.get(OF).unwrap_or(&Value::Null);
            let state = match SubjectId::deserialize(of).map(|subject| shown(subject, path)) {
                Ok(Shown::Visible) => {
                    wanted.insert(key_id(*event, path, object.get(BOX).unwrap_or(&Value::Null))?);
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
    values: &mut [(Uuid, &mut Value)],
    wanted: &HashSet<Uuid>,
) -> Result<(), EnvelopeError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let keys = store.keys_by_id(municipality, wanted).await?;
    for (event, value) in values {
        open(value, *event, &keys)?;
    }
    Ok(())
}

fn open(value: &mut Value, event: Uuid, keys: &HashMap<Uuid, KeyState>) -> Result<(), EnvelopeError> {
    transform(value, &mut String::new(), &mut |path, object| {
        let Some(category) = object.get(SEALED) else { return Ok(None) };
        let sealed = object.get(BOX).unwrap_or(&Value::Null);
        let subject = object.get(OF).unwrap_or(&Value::Null);
        let sealed = decode(event, path, sealed)?;
        let id = Uuid::from_slice(&sealed[1..=KEY_ID_BYTES]).map_err(|_| altered(event, path))?;
        let opened = match keys.get(&id) {
            Some(KeyState::Usable(key)) => {
                let content = open_one(key, event, path, sealed)?;
                json!({ PERSONAL: category, OF: subject, STATE: "visible", VALUE: content })
            }
            Some(KeyState::Destroyed) | None => json!({ PERSONAL: category, OF: subject, STATE: "shredded" }),
        };
        Ok(Some(opened))
    })
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

fn additional_data(event: Uuid, path: &str, key: Uuid) -> Vec<u8> {
    [event.as_bytes().as_slice(), key.as_bytes(), path.as_bytes()].concat()
}

fn seal_one(key: &DataKey, event: Uuid, path: &str, content: &Value) -> Result<String, EnvelopeError> {
    let text = serde_json::to_vec(content).map_err(|_| EnvelopeError::Crypto)?;
    Ok(BASE64.encode(enclose(key, &additional_data(event, path, key.id), &text)?))
}

/// A box around `content`, which opens with the same additional data only.
pub(crate) fn enclose(key: &DataKey, bound_to: &[u8], content: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).map_err(|_| EnvelopeError::Crypto)?;
    // Sealed where it stays: what is attached is large.
    let mut sealed = Vec::with_capacity(HEADER_BYTES + content.len() + key.cipher.algorithm().tag_len());
    for part in [&[VERSION], key.id.as_bytes().as_slice(), &nonce, &key.commitment, content] {
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
    let is_box = sealed.len() > HEADER_BYTES && sealed.first() == Some(&VERSION);
    Uuid::from_slice(sealed.get(1..=KEY_ID_BYTES).filter(|_| is_box)?).ok()
}

fn altered(event: Uuid, path: &str) -> EnvelopeError {
    EnvelopeError::Box { event, path: path.to_owned() }
}

fn decode(event: Uuid, path: &str, sealed: &Value) -> Result<Vec<u8>, EnvelopeError> {
    let bytes = sealed.as_str().and_then(|text| BASE64.decode(text).ok());
    bytes.filter(|bytes| bytes.len() > HEADER_BYTES && bytes[0] == VERSION).ok_or_else(|| altered(event, path))
}

/// The id of the key, which stands at the beginning. Whether the rest of the box is as it was, opening it shows.
fn key_id(event: Uuid, path: &str, sealed: &Value) -> Result<Uuid, EnvelopeError> {
    let beginning = sealed.as_str().and_then(|text| BASE64.decode(text.get(..BEGINNING)?).ok());
    let id = beginning.filter(|bytes| bytes[0] == VERSION).map(|bytes| Uuid::from_slice(&bytes[1..=KEY_ID_BYTES]));
    id.and_then(Result::ok).ok_or_else(|| altered(event, path))
}

fn open_one(key: &DataKey, event: Uuid, path: &str, sealed: Vec<u8>) -> Result<Value, EnvelopeError> {
    let altered = || altered(event, path);
    let opened = disclose(key, &additional_data(event, path, key.id), sealed).ok_or_else(altered)?;
    serde_json::from_slice(&opened).map_err(|_| altered())
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

    const EVENT: Uuid = Uuid::from_u128(10);

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
        seal(&mut value, EVENT, &keys).unwrap();
        (value, HashMap::from([(key.id, KeyState::Usable(key))]))
    }

    #[test]
    fn what_was_sealed_opens_to_the_same_value() {
        let (mut value, keys) = sealed_with(DataKey::for_test(5, 1));
        assert!(!value.to_string().contains("Ada"));
        open(&mut value, EVENT, &keys).unwrap();
        assert_eq!(value, marked());
    }

    #[test]
    fn an_envelope_does_not_open_in_another_event_or_place() {
        let (value, keys) = sealed_with(DataKey::for_test(5, 1));
        assert!(matches!(open(&mut value.clone(), Uuid::from_u128(11), &keys), Err(EnvelopeError::Box { .. })));
        let mut swapped = value;
        let words = swapped["Named"]["words"].as_array_mut().unwrap();
        words.swap(0, 1);
        assert!(matches!(open(&mut swapped, EVENT, &keys), Err(EnvelopeError::Box { .. })));
    }

    #[test]
    fn an_envelope_does_not_open_under_another_key_of_the_same_id() {
        let (mut value, _) = sealed_with(DataKey::for_test(5, 1));
        let other = Arc::new(DataKey::for_test(5, 2));
        let keys = HashMap::from([(other.id, KeyState::Usable(other))]);
        assert!(matches!(open(&mut value, EVENT, &keys), Err(EnvelopeError::Box { .. })));
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
            let result = open(&mut value, EVENT, &keys);
            // A flipped key id names a key that is not there; looking keys up reports that before it comes to this.
            let names_another_key = (1..=KEY_ID_BYTES).contains(&index);
            assert!(result.is_err() || names_another_key, "byte {index}");
        }
    }

    #[test]
    fn a_destroyed_key_leaves_a_shredded_value() {
        let (mut value, keys) = sealed_with(DataKey::for_test(5, 1));
        let keys = keys.into_keys().map(|id| (id, KeyState::Destroyed)).collect();
        open(&mut value, EVENT, &keys).unwrap();
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
