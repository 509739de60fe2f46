//! What was written to a ledger once must be readable for ever.
//!
//! `src/golden` holds each event type as it is serialized, one file per type and version. The tests read the files;
//! they write them only when `UPDATE_GOLDEN=1` is set, which is right for a new event or version and wrong for a
//! changed one: events are never rewritten, so a change of form needs a new version and an upcaster.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cqrs_es::DomainEvent;
use serde_json::Value;

use super::samples::{every_case_event, every_investigation_event, every_report_event, every_settings_event};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/golden")
}

fn file_name(event: &impl DomainEvent) -> String {
    format!("{}-{}.json", event.event_type(), event.event_version())
}

#[track_caller]
fn each_reads_and_writes_as_it_was_written<E: DomainEvent>(samples: impl IntoIterator<Item = (&'static str, E)>) {
    for (name, sample) in samples {
        assert_eq!(name, sample.event_type(), "an event bears the name of its variant");
        let path = directory().join(file_name(&sample));
        if std::env::var_os("UPDATE_GOLDEN").is_some_and(|set| set == "1") {
            std::fs::write(&path, serde_json::to_string_pretty(&sample).unwrap() + "\n").unwrap();
        }
        let written = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; write it with UPDATE_GOLDEN=1", path.display()));
        let event: E = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{name} is not read: {error}"));
        assert_eq!(event.event_type(), name);
        let written: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), written, "{name} is written otherwise than it was");
    }
}

#[test]
fn every_event_of_a_case_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_case_event());
}

#[test]
fn every_event_of_a_report_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_report_event());
}

#[test]
fn every_event_of_an_investigation_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_investigation_event());
}

#[test]
fn every_event_of_the_settings_reads_and_writes_as_it_was_written() {
    each_reads_and_writes_as_it_was_written(every_settings_event());
}

#[test]
fn there_is_no_golden_file_without_its_event() {
    let mut known = BTreeSet::new();
    known.extend(every_case_event().iter().map(|(_, event)| file_name(event)));
    known.extend(every_report_event().iter().map(|(_, event)| file_name(event)));
    known.extend(every_investigation_event().iter().map(|(_, event)| file_name(event)));
    known.extend(every_settings_event().iter().map(|(_, event)| file_name(event)));
    let stored = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(stored.collect::<BTreeSet<_>>(), known);
}
