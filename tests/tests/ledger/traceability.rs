//! Every requirement, rule, read model, deadline and treatment of what the sources leave open is proven by a test that
//! exists, or is said to be open.
//!
//! `tests/traceability.toml` is the table. It fails here when an id is missing or unknown, when a test it names does not
//! exist or is not run, and when a test that bears an id in its name is not listed under it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How many ids each of the five sources has, and the read models and deadlines: numbered without a gap.
const NUMBERED: [(&str, u32); 7] = [("S0", 47), ("S1", 27), ("S2", 69), ("S3", 52), ("S4", 23), ("RM", 17), ("D", 7)];
/// How many treatments the requirements have of what the sources leave open or contradict each other in.
const TREATMENTS: u32 = 13;
/// The rules, whose numbers have gaps.
const RULES: &[(u32, u32)] = &[(1, 25), (30, 37), (41, 50), (60, 62), (70, 71)];

/// The table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Id to the tests that prove it, by the names of their functions; where several tests bear one name, with the module
    /// before it.
    proven: BTreeMap<String, BTreeSet<String>>,
    /// Id to where its text is shown: guidance that no rule follows from.
    shown: BTreeMap<String, String>,
    /// Ids that nothing proves yet.
    open: BTreeSet<String>,
    /// Id to what it asks for and is not there beside what is proven.
    partly: BTreeMap<String, String>,
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
    let treatments = (1..=TREATMENTS).map(|number| format!("C{number}"));
    numbered.chain(rules).chain(treatments).collect()
}

/// The names of the functions in a source text that are marked as tests, and run when nobody asks for them by name: an
/// ignored test proves nothing.
fn tests_in(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut attributes, mut unfinished) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        if unfinished || line.starts_with("#[") {
            attributes.push(line);
            unfinished = !line.ends_with(']');
        } else if !line.starts_with("//") {
            let marked = |with: &[&str]| attributes.iter().any(|line| with.iter().any(|with| line.starts_with(with)));
            let name = line
                .trim_start_matches("pub(super) ")
                .trim_start_matches("async ")
                .strip_prefix("fn ")
                .and_then(|rest| rest.split('(').next());
            if marked(&["#[test]", "#[tokio::test"]) && !marked(&["#[ignore"]) {
                found.extend(name.map(ToOwned::to_owned));
            }
            attributes.clear();
        }
    }
    found
}

/// The module of a source file, by its path below the workspace: `domain/src/case/tests/levels.rs` is
/// `domain::case::tests::levels`.
fn module_of(path: &Path) -> String {
    let parts = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>();
    parts.into_iter().filter(|part| part != "src" && part != "mod").collect::<Vec<_>>().join("::")
}

/// Every test by the module of its file and its name, of which no two are the same.
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
                let module = module_of(path.strip_prefix(workspace()).unwrap());
                for name in tests_in(&fs::read_to_string(path).unwrap()) {
                    let test = format!("{module}::{name}");
                    assert!(found.insert(test.clone()), "{test} is two tests: call one of them otherwise");
                }
            }
        }
    }
    found
}

/// A test's name without its module.
fn name_of(test: &str) -> &str {
    test.rsplit("::").next().unwrap_or_default()
}

/// Whether the table names that test: by its name, with as much of its module before it as tells it from others.
fn names(named: &str, test: &str) -> bool {
    test.strip_suffix(named).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
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
fn what_is_only_partly_there_is_said_of_what_is_otherwise_proven() {
    let table = table();
    for (id, missing) in &table.partly {
        assert!(table.proven.contains_key(id), "{id} is proven by nothing");
        assert!(missing.ends_with('.') && missing.len() > 40, "{id}: say what is missing: {missing}");
    }
}

#[test]
fn every_test_and_text_in_the_table_exists() {
    let (table, tests) = (table(), tests());
    assert!(tests.len() > 500, "the tests are found: {}", tests.len());
    for (id, proving) in &table.proven {
        assert!(!proving.is_empty(), "{id} is proven by nothing");
        for named in proving {
            let meant: Vec<_> = tests.iter().filter(|test| names(named, test)).collect();
            assert!(!meant.is_empty(), "{id}: {named} is no test that is run");
            assert!(meant.len() == 1, "{id}: {named} is any of {meant:?}: say which by its module");
        }
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
        for id in ids_of(name_of(&test)) {
            let proving = table.proven.get(&id);
            let listed = proving.is_some_and(|proving| proving.iter().any(|named| names(named, &test)));
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

#[test]
fn a_test_is_found_whatever_stands_around_its_mark_and_an_ignored_one_is_not() {
    let source = "
        #[test]
        fn plain() {}
        #[test]
        pub(super) fn run_by_another_too() {}
        #[tokio::test(flavor = \"multi_thread\")]
        async fn of_several_threads() {}
        /// Told of.
        #[test]
        #[expect(
            clippy::panic,
            reason = \"it fails\"
        )]
        // Why.
        fn expecting() {}
        #[test]
        #[ignore = \"it takes hours\"]
        fn ignored() {}
        #[ignore]
        #[test]
        fn ignored_before() {}
        fn helper() {}
    ";
    assert_eq!(tests_in(source), ["plain", "run_by_another_too", "of_several_threads", "expecting"]);
}

#[test]
fn a_test_is_named_alone_or_with_its_module() {
    let module = module_of(Path::new("domain/src/case/tests/levels.rs"));
    assert_eq!(module, "domain::case::tests::levels");
    assert_eq!(module_of(Path::new("domain/src/case/mod.rs")), "domain::case");
    let test = format!("{module}::r24_a_case");
    for named in ["r24_a_case", "levels::r24_a_case", test.as_str()] {
        assert!(names(named, &test), "{named}");
    }
    for named in ["a_case", "vels::r24_a_case", "other::r24_a_case"] {
        assert!(!names(named, &test), "{named}");
    }
}
