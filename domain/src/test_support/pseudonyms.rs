//! Whoever is restricted or erased is named nowhere by a pseudonym: what holds one is known by name, in events and states.

use std::collections::BTreeSet;

use cqrs_es::{Aggregate, DomainEvent};
use serde::Serialize;
use serde_json::Value;

use super::samples::{
    every_case_event, every_consultation_event, every_investigation_event, every_report_event, every_settings_event,
    every_subject_event,
};
use super::*;
use crate::personal::{PSEUDONYMS_IN_STATE, pseudonyms_in_event};

/// The subject of a personal value, which goes with the value.
const OF: &str = "of";

/// Everyone in the samples.
fn everyone() -> BTreeSet<String> {
    let people = [CHILD, SIBLING, MOTHER, TEACHER, NURSE, REPORTER, OFFICER, LEADER];
    people.iter().map(ToString::to_string).collect()
}

/// The names of the fields that hold a pseudonym, in lists and at any depth.
fn fields_with_a_pseudonym(name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, part) in object {
                assert!(!everyone().contains(name), "a path must lead to nobody");
                fields_with_a_pseudonym(name, part, found);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| fields_with_a_pseudonym(name, part, found)),
        Value::String(text) if name != OF && everyone().contains(text) => _ = found.insert(name.to_owned()),
        _ => {}
    }
}

fn found_in(value: &impl Serialize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    fields_with_a_pseudonym("", &serde_json::to_value(value).unwrap(), &mut found);
    found
}

#[track_caller]
fn each_pseudonym_is_known<E: Serialize>(samples: Vec<(&'static str, E)>) {
    for (name, sample) in samples {
        let found = found_in(&sample);
        let known: BTreeSet<String> = pseudonyms_in_event(name).iter().map(ToString::to_string).collect();
        assert!(found.is_subset(&known), "{name} holds a pseudonym in {found:?}, and {known:?} are known");
        let beside: BTreeSet<String> = known.into_iter().filter(|name| name != "subject").collect();
        assert!(beside.is_subset(&found), "{name} holds none in {beside:?}");
    }
}

#[test]
fn c12_every_field_of_an_event_that_holds_a_pseudonym_is_known_by_name() {
    each_pseudonym_is_known(every_case_event());
    each_pseudonym_is_known(every_report_event());
    each_pseudonym_is_known(every_investigation_event());
    each_pseudonym_is_known(every_settings_event());
    each_pseudonym_is_known(every_subject_event());
    each_pseudonym_is_known(every_consultation_event());
}

fn state_of<A: Aggregate + Serialize>(samples: Vec<(&'static str, A::Event)>) -> BTreeSet<String>
where
    A::Event: DomainEvent,
{
    let mut state = A::default();
    let mut found = BTreeSet::new();
    for (_, event) in samples {
        state.apply(event);
        found.extend(found_in(&state));
    }
    found
}

#[test]
fn c12_every_field_of_a_state_that_holds_a_pseudonym_is_known_by_name() {
    let mut found = state_of::<Case>(every_case_event());
    found.extend(state_of::<Report>(every_report_event()));
    found.extend(state_of::<Investigation>(every_investigation_event()));
    found.extend(state_of::<Subject>(every_subject_event()));
    assert_eq!(found, PSEUDONYMS_IN_STATE.iter().map(ToString::to_string).collect());
}
