//! What changed in one thing between two moments, field by field, and by which events.
//!
//! Any aggregate's state, serialised, is a tree of fields. The events between the moments are folded one by one, and
//! what each changes in the tree is its doing; what differs between first and last state is the answer. An aggregate
//! needs to do nothing for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::personal::PSEUDONYMS_IN_STATE;
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

/// A field that differs.
#[derive(Debug, Clone)]
pub struct FieldChange {
    /// Where it stands, as a JSON pointer: names, ids, places in lists from 0; a list of plain values is a set, and
    /// the value itself is the last part.
    pub path: String,
    /// The names in the path, in words.
    pub label: String,
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
    /// The fields that differ, in the order of their paths.
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
        let entries = self.stream_between(municipality, A::TYPE, id, (from, to), sight).await?;
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
        let mut state = before.clone();
        for (envelope, entry) in later.into_iter().zip(entries) {
            let entry = Arc::new(entry);
            aggregate.apply(envelope.payload);
            let next = Fields::of(&aggregate)?;
            for path in state.differing(&next) {
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
                label: is.or(was).map(|field| field.label.clone()).unwrap_or_default(),
                kind,
                before: value(was),
                after: value(is),
                causes: causes.get(path).cloned().unwrap_or_default(),
            }
        });
        let count = |version: usize| i64::try_from(version).unwrap_or(i64::MAX);
        Ok(StateDiff { from_version: count(from_version), to_version: count(to_version), changes: changes.collect() })
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
    label: String,
    value: Value,
}

impl Fields {
    fn of<A: serde::Serialize>(state: &A) -> Result<Self, Fault> {
        let mut fields = Self::default();
        fields.take(serde_json::to_value(state)?, &mut String::new(), "");
        Ok(fields)
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

    fn take(&mut self, value: Value, path: &mut String, label: &str) {
        match value {
            // A field without a value is none.
            Value::Null => {}
            Value::Object(object) if !is_one_value(&object) => {
                for (name, part) in object {
                    let label = if is_field_name(&name) { labelled(label, &name) } else { label.to_owned() };
                    within(path, &camel_case(&name), |path| self.take(part, path, &label));
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
                self.0.insert(path.clone(), Field { label: label.to_owned(), value });
            }
        }
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

fn labelled(label: &str, name: &str) -> String {
    let words = name.replace('_', " ");
    if label.is_empty() { words } else { format!("{label} › {words}") }
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
        let fields = Fields::of(&json!({ "duty_assessments": [{ "on": 1 }] })).unwrap();
        let (path, field) = fields.0.first_key_value().unwrap();
        assert_eq!((path.as_str(), field.label.as_str()), ("/dutyAssessments/0/on", "duty assessments › on"));
    }
}
