//! Every requirement, rule, read model and deadline is proven by a test that exists, or is said to be open.
//!
//! `tests/traceability.toml` is the table. It fails here when an id is missing or unknown, when a test it names does not
//! exist, and when a test that bears an id in its name is not listed under it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How many ids each of the five sources has, and the read models and deadlines: numbered without a gap.
const NUMBERED: [(&str, u32); 7] = [("S0", 47), ("S1", 27), ("S2", 69), ("S3", 52), ("S4", 23), ("RM", 17), ("D", 7)];
/// The rules, whose numbers have gaps.
const RULES: &[(u32, u32)] = &[(1, 25), (30, 37), (41, 50), (60, 62), (70, 71)];

/// The table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Id to the tests that prove it, by the names of their functions.
    proven: BTreeMap<String, BTreeSet<String>>,
    /// Id to where its text is shown: guidance that no rule follows from.
    shown: BTreeMap<String, String>,
    /// Ids that nothing proves yet.
    open: BTreeSet<String>,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn table() -> Table {
    let text = fs::read_to_string(workspace().join("tests/traceability.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("tests/traceability.toml: {error}"))
}

fn ids() -> BTreeSet<String> {
    let numbered = NUMBERED.iter().flat_map(|(kind, last)| (1..=*last).map(move |number| format!("{kind}-{number}")));
    let rules = RULES.iter().flat_map(|(first, last)| (*first..=*last).map(|number| format!("R-{number}")));
    numbered.chain(rules).collect()
}

/// Every function marked as a test.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut directories: Vec<PathBuf> =
        ["domain/src", "infrastructure/src", "api/src", "tests/tests"].map(|part| workspace().join(part)).into();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(path).unwrap();
                let mut lines = text.lines().map(str::trim);
                while let Some(line) = lines.next() {
                    if line != "#[test]" && line != "#[tokio::test]" {
                        continue;
                    }
                    let function = lines.by_ref().find(|line| !line.starts_with("#[") && !line.starts_with("//"));
                    let signature = function.unwrap_or_default();
                    let name = signature.trim_start_matches("async ").strip_prefix("fn ");
                    found.extend(name.and_then(|name| name.split('(').next()).map(ToOwned::to_owned));
                }
            }
        }
    }
    found
}

/// The ids that a test's name begins with: `r21_r24_…`, `s2_52_…`, `rm9_…`.
fn ids_of(name: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut parts = name.split('_').peekable();
    while let Some(part) = parts.next() {
        let letters = part.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let number = &part[letters.len()..];
        match (letters, number) {
            // A source and the number in it.
            ("s", source) if !source.is_empty() => match parts.next_if(|next| next.parse::<u32>().is_ok()) {
                Some(number) => _ = ids.insert(format!("S{source}-{number}")),
                None => return ids,
            },
            ("r" | "rm" | "d", "") => match parts.next_if(|next| next.parse::<u32>().is_ok()) {
                Some(number) => _ = ids.insert(format!("{}-{number}", letters.to_uppercase())),
                None => return ids,
            },
            ("r" | "rm" | "d", number) => _ = ids.insert(format!("{}-{number}", letters.to_uppercase())),
            _ => return ids,
        }
    }
    ids
}

#[test]
fn every_id_stands_in_the_table_once_and_no_other_does() {
    let table = table();
    let listed: Vec<&String> = table.proven.keys().chain(table.shown.keys()).chain(&table.open).collect();
    let once: BTreeSet<String> = listed.iter().map(|id| (*id).clone()).collect();
    assert_eq!(once.len(), listed.len(), "an id is listed twice");
    let ids = ids();
    assert_eq!(once.difference(&ids).collect::<Vec<_>>(), Vec::<&String>::new(), "unknown ids");
    assert_eq!(ids.difference(&once).collect::<Vec<_>>(), Vec::<&String>::new(), "missing ids");
}

#[test]
fn every_test_and_text_in_the_table_exists() {
    let (table, tests) = (table(), tests());
    assert!(tests.len() > 500, "the tests are found: {}", tests.len());
    for (id, named) in &table.proven {
        assert!(!named.is_empty(), "{id} is proven by nothing");
        let missing: Vec<_> = named.difference(&tests).collect();
        assert!(missing.is_empty(), "{id}: {missing:?} are no tests");
    }
    for (id, file) in &table.shown {
        let text = fs::read_to_string(workspace().join(file)).unwrap_or_else(|error| panic!("{id}: {file}: {error}"));
        assert!(text.contains(&format!("\"{id}\"")), "{file} does not say that it tells {id}");
    }
}

#[test]
fn every_test_that_bears_an_id_is_listed_under_it() {
    let table = table();
    for test in tests() {
        for id in ids_of(&test) {
            let listed = table.proven.get(&id).is_some_and(|named| named.contains(&test));
            assert!(listed, "{test} bears {id}: list it there, and take {id} out of what is open");
        }
    }
}

#[test]
fn the_ids_of_a_test_are_read_from_its_name() {
    let ids = |name: &str| ids_of(name).into_iter().collect::<Vec<_>>();
    assert_eq!(ids("r21_r24_consent_that_expires"), ["R-21", "R-24"]);
    assert_eq!(ids("s2_52_the_investigation"), ["S2-52"]);
    assert_eq!(ids("r_10_a_plan"), ["R-10"]);
    assert_eq!(ids("rm9_siblings"), ["RM-9"]);
    assert_eq!(ids("d3_an_investigation"), ["D-3"]);
    assert_eq!(ids("a_case_is_lifted"), Vec::<String>::new());
    assert_eq!(ids("reports_are_listed"), Vec::<String>::new());
}
