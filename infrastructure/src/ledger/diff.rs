//! What changed in one thing between two moments, field by field, and by which events.
//!
//! Any aggregate's state, serialised, is a tree of fields. The events between the moments are folded one by one, and
//! what each changes in the tree is its doing; what differs between first and last state is the answer. An aggregate
//! needs to do nothing for it.
//!
//! The rules decide on no more than they need: what was said in a conversation, or why something was decided, is held in no
//! field. What an event told beyond the state is so a change by itself, with all that the event says.

use std::collections::BTreeMap;
use std::sync::Arc;

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::PSEUDONYMS_IN_STATE;
use case_ledger_domain::state_fields::StateField;
use case_ledger_domain::texts::{Language, Sentence};
use serde_json::Value;
use uuid::Uuid;

use super::bus::{Fault, Ledger};
use super::history::{LedgerEntry, Sight, shown};
use crate::personal::envelope;
use crate::projections::as_of::AsOf;

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It had no value before.
    Added,
    /// It has none any more.
    Removed,
    /// It has another.
    Changed,
}

/// What it is that differs, for people.
#[derive(Debug, Clone)]
pub enum Label {
    /// A field, behind those that it stands within.
    Field(Vec<StateField>),
    /// What was told and is held in no field: what happened, in one sentence without personal data.
    Told(Sentence),
}

impl Label {
    /// In a language.
    pub fn said(&self, language: Language) -> String {
        match self {
            Self::Field(names) => StateField::label(names, language),
            Self::Told(summary) => language.say(summary),
        }
    }
}

/// A field that differs, or what was told and is held in none.
#[derive(Debug, Clone)]
pub struct FieldChange {
    /// Where it stands, as a JSON pointer: names, ids, places in lists from 0; a list of plain values is a set, and
    /// the value itself is the last part. What was told is `/told/` and the position in the ledger.
    pub path: String,
    /// What it is called.
    pub label: Label,
    /// What became of it.
    pub kind: ChangeKind,
    /// What it was; personal values are objects with a state.
    pub before: Option<Value>,
    /// What it is.
    pub after: Option<Value>,
    /// The events that changed it on the way, oldest first.
    pub causes: Vec<Arc<LedgerEntry>>,
}

/// What changed between two moments.
#[derive(Debug, Clone)]
pub struct StateDiff {
    /// The version at the first one.
    pub from_version: i64,
    /// The version at the second one.
    pub to_version: i64,
    /// The fields that differ, in the order of their paths; and what was told, in the order in which it was.
    pub changes: Vec<FieldChange>,
}

impl Ledger {
    /// What changed in a stream's state after `from` up to `to`. A thing that was not known yet has no fields.
    pub async fn state_diff<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        id: Uuid,
        from: i64,
        to: i64,
        sight: Sight,
    ) -> Result<StateDiff, Fault> {
        let mut entries = self.stream_between(municipality, A::TYPE, id, (from, to), sight).await?;
        // What was accepted changed nothing; where another row is not as written, its events are not given.
        entries.retain(|entry| entry.standing.is_as_written());
        let mut events = self.events_as_of::<A>(municipality, id, AsOf::Position(to)).await?;
        let to_version = events.len();
        let later = events.split_off(to_version.saturating_sub(entries.len()));
        let from_version = events.len();

        let mut aggregate = A::default();
        for envelope in events {
            aggregate.apply(envelope.payload);
        }
        let before = Fields::of(&aggregate)?;
        let mut causes: BTreeMap<String, Vec<Arc<LedgerEntry>>> = BTreeMap::new();
        let (mut state, mut told_beyond) = (before.clone(), Vec::new());
        for (envelope, entry) in later.into_iter().zip(entries) {
            let entry = Arc::new(entry);
            let event = serde_json::to_value(&envelope.payload)?;
            aggregate.apply(envelope.payload);
            let next = Fields::of(&aggregate)?;
            let mut changed = state.differing(&next).peekable();
            if changed.peek().is_none() || next.lacks_what_is_told_in(&event) {
                told_beyond.push(Arc::clone(&entry));
            }
            for path in changed {
                causes.entry(path.to_owned()).or_default().push(Arc::clone(&entry));
            }
            state = next;
            // A long history must not keep the thread from others.
            tokio::task::yield_now().await;
        }
        let veil = self.veil(municipality, sight).await?;
        let changes = before.differing(&state).map(|path| {
            let (was, is) = (before.0.get(path), state.0.get(path));
            let kind = match (was, is) {
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Removed,
                (Some(_), Some(_)) => ChangeKind::Changed,
            };
            let value = |field: Option<&Field>| {
                let value = shown(field?.value.clone(), path, &|subject, field| veil.shows_at(subject, field));
                Some(told(path, value, &|subject| veil.tells_who(subject)))
            };
            FieldChange {
                path: path.to_owned(),
                label: Label::Field(is.or(was).map(|field| field.label.clone()).unwrap_or_default()),
                kind,
                before: value(was),
                after: value(is),
                causes: causes.get(path).cloned().unwrap_or_default(),
            }
        });
        let told_beyond = told_beyond.into_iter().map(|entry| FieldChange {
            path: format!("/told/{}", entry.position),
            label: Label::Told(entry.summary.clone()),
            kind: ChangeKind::Added,
            before: None,
            after: Some(entry.data.clone()),
            causes: vec![entry],
        });
        let count = |version: usize| i64::try_from(version).unwrap_or(i64::MAX);
        let (from_version, to_version) = (count(from_version), count(to_version));
        Ok(StateDiff { from_version, to_version, changes: changes.chain(told_beyond).collect() })
    }
}

/// A field's value without the pseudonyms that are not told, be it one or be they within it.
fn told(path: &str, mut value: Value, tells: &impl Fn(SubjectId) -> bool) -> Value {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    envelope::withhold_pseudonyms_in(name, &mut value, PSEUDONYMS_IN_STATE, tells);
    value
}

/// A state as its fields, by path.
#[derive(Clone, Default)]
struct Fields(BTreeMap<String, Field>);

#[derive(Clone)]
struct Field {
    label: Vec<StateField>,
    value: Value,
}

impl Fields {
    fn of<A: serde::Serialize>(state: &A) -> Result<Self, Fault> {
        let mut fields = Self::default();
        fields.take(serde_json::to_value(state)?, &mut String::new(), &mut Vec::new());
        Ok(fields)
    }

    /// Whether none of the fields holds one of the personal values in an event. Who did it is told by the entry itself: names
    /// are no news.
    fn lacks_what_is_told_in(&self, event: &Value) -> bool {
        let mut told = Vec::new();
        find_personal(event, &mut told);
        told.retain(|value| value.get("value").is_some());
        if told.is_empty() {
            return false;
        }
        let mut held = Vec::new();
        self.0.values().for_each(|field| find_personal(&field.value, &mut held));
        told.iter().any(|value| !held.contains(value))
    }

    /// The paths of the fields that are not the same in both.
    fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        let changed = self.0.iter().filter(|(path, field)| {
            let there = other.0.get(*path);
            there.is_none_or(|there| there.value != field.value)
        });
        let mut paths: Vec<&str> = changed.map(|(path, _)| path.as_str()).collect();
        paths.extend(other.0.keys().filter(|path| !self.0.contains_key(*path)).map(String::as_str));
        paths.sort_unstable();
        paths.into_iter()
    }

    fn take(&mut self, value: Value, path: &mut String, label: &mut Vec<StateField>) {
        match value {
            // A field without a value is none.
            Value::Null => {}
            Value::Object(object) if !is_one_value(&object) => {
                for (name, part) in object {
                    let outside = label.len();
                    label.extend(StateField::of(&name));
                    within(path, &camel_case(&name), |path| self.take(part, path, label));
                    label.truncate(outside);
                }
            }
            Value::Array(parts) if parts.iter().all(is_plain) => {
                for part in parts {
                    let mut name = match &part {
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    // The same value once more is another member.
                    while self.0.contains_key(&format!("{path}/{}", escaped(&name))) {
                        name.push('+');
                    }
                    within(path, &name, |path| self.take(part, path, label));
                }
            }
            Value::Array(parts) => {
                for (index, part) in parts.into_iter().enumerate() {
                    within(path, &index.to_string(), |path| self.take(part, path, label));
                }
            }
            value => {
                self.0.insert(path.clone(), Field { label: label.clone(), value });
            }
        }
    }
}

/// The personal values in it, but for names.
fn find_personal<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) if object.contains_key("$personal") => found.push(value),
        Value::Object(object) => {
            object.iter().filter(|(name, _)| *name != "name").for_each(|(_, part)| find_personal(part, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| find_personal(part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A personal value, or one of several kinds with what belongs to that kind: `{"Given": {"on": ...}}`. Another kind
/// is another value and not another field.
fn is_one_value(object: &serde_json::Map<String, Value>) -> bool {
    let kind = || object.len() == 1 && object.keys().all(|name| name.starts_with(|first: char| first.is_uppercase()));
    object.contains_key("$personal") || kind()
}

const fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

/// Whether a key is a name in the program; ids and dates are not.
fn is_field_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A name as the schema writes it.
fn camel_case(name: &str) -> String {
    if !is_field_name(name) {
        return name.to_owned();
    }
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        camel.push_str(&first.to_ascii_uppercase());
        camel.push_str(rest);
    }
    camel
}

/// A part of a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn within(path: &mut String, name: &str, inner: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    path.push_str(&escaped(name));
    inner(path);
    path.truncate(length);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differing(before: &Value, after: &Value) -> Vec<String> {
        let (before, after) = (Fields::of(before).unwrap(), Fields::of(after).unwrap());
        before.differing(&after).map(str::to_owned).collect()
    }

    #[test]
    fn a_state_is_compared_field_by_field() {
        let before = json!({ "opened": null, "closed_on": null, "level": 1, "days": ["2026-01-02"] });
        let after = json!({
            "opened": { "unit": "Solbakken", "born_on": null }, "closed_on": null, "level": 2,
            "days": ["2026-01-01", "2026-01-02"],
        });
        assert_eq!(differing(&before, &after), ["/days/2026-01-01", "/level", "/opened/unit"]);
        assert_eq!(differing(&after, &after), Vec::<String>::new());
    }

    #[test]
    fn a_list_of_plain_values_is_a_set_and_one_of_things_keeps_its_places() {
        let before = json!({ "ids": ["b"], "held": [{ "lifted_on": null, "from": 1 }] });
        let after = json!({ "ids": ["a", "b", "b"], "held": [{ "lifted_on": 3, "from": 1 }, { "from": 4 }] });
        assert_eq!(differing(&before, &after), ["/held/0/liftedOn", "/held/1/from", "/ids/a", "/ids/b+"]);
    }

    #[test]
    fn a_value_of_another_kind_is_another_value_of_the_same_field() {
        let with = |answer: Value| json!({ "consents": { "0192-a": { "answer": answer } } });
        let (asked, given) = (with(json!("Awaited")), with(json!({ "Given": { "on": "2026-01-01" } })));
        let withdrawn = with(json!({ "Withdrawn": { "on": "2026-02-01" } }));
        assert_eq!(differing(&asked, &given), ["/consents/0192-a/answer"]);
        assert_eq!(differing(&given, &withdrawn), ["/consents/0192-a/answer"]);
    }

    #[test]
    fn a_pseudonym_that_is_not_told_is_in_no_value_however_deep() {
        let [one, other] = [1, 2].map(|number| SubjectId::from_uuid(Uuid::from_u128(number)));
        let tells = |subject| subject == other;
        assert_eq!(told("/opened/child/subject", json!(one), &tells), Value::Null);
        assert_eq!(told("/opened/child/subject", json!(other), &tells), json!(other));
        let answer = |subject: Value| json!({ "Given": { "by": [{ "subject": subject, "on": "2026-01-01" }] } });
        assert_eq!(told("/consents/a/answer", answer(json!(one)), &tells), answer(Value::Null));
        assert_eq!(told("/consents/a/answer", answer(json!(other)), &tells), answer(json!(other)));
        assert_eq!(told("/opened/subject", json!("CHILD"), &tells), json!("CHILD"), "which is nobody's pseudonym");
    }

    #[test]
    fn a_personal_value_is_one_field() {
        let named =
            |name: &str| json!({ "child": { "$personal": "child", "of": "1", "state": "visible", "value": name } });
        assert_eq!(differing(&named("Ada"), &named("Berit")), ["/child"]);
    }

    #[test]
    fn a_field_is_called_by_its_name_behind_those_that_it_stands_within() {
        let consent = "0192f0c1-9f3c-7000-8000-000000000001";
        let fields = Fields::of(&json!({ "consents": { consent: { "answer": "Awaited" } }, "level": 2 })).unwrap();
        let called = |path: &str| Label::Field(fields.0[path].label.clone());
        let answer = called(&format!("/consents/{consent}/answer"));
        assert_eq!(answer.said(Language::En), "consents › answer", "an id is no name");
        assert_eq!(answer.said(Language::Nb), "samtykker › svar");
        assert_eq!(called("/level").said(Language::Nn), "nivå");
    }

    #[test]
    fn what_an_event_tells_and_no_field_holds_is_lacking() {
        let text = |value: &str| json!({ "$personal": "child", "of": "1", "state": "visible", "value": value });
        let name = json!({ "$personal": "employee", "of": "2", "state": "visible", "value": "Vera" });
        let state = Fields::of(&json!({ "observations": { "a": { "text": text("Stille.") } } })).unwrap();
        for (event, lacks) in [
            (json!({ "text": text("Stille."), "by": { "name": name } }), false),
            (json!({ "text": text("Stille."), "summary": text("Hun vil hjem.") }), true),
            (json!({ "outcome": "AGREEMENT" }), false),
            // Nothing is told by what nobody can read.
            (json!({ "summary": { "$personal": "child", "of": "1", "state": "shredded" } }), false),
        ] {
            assert_eq!(state.lacks_what_is_told_in(&event), lacks, "{event}");
        }
    }
}
