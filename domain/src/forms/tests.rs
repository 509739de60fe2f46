use std::collections::BTreeSet;

use super::*;
use crate::guides::Guides;
use crate::test_support::date;
use crate::texts::Language;

const NOTE: &str = r#"
id = "internal-note"
version = 2
valid_from = 2026-01-01
called = ["Internt notat om bekymring"]
title = { nb = "Notat", nn = "Notat", en = "Note" }
purpose = { nb = "Til leder.", nn = "Til leiar.", en = "To the leader." }

[[parts]]
heading = { nb = "Barnet", nn = "Barnet", en = "The child" }
fill.lines = 2
"#;

fn problem_of(text: &str) -> FormProblem {
    Form::read("own.toml", text).unwrap_err().problem
}

#[test]
fn s0_47_s1_16_the_forms_that_come_with_the_ledger_are_read_and_each_bears_the_name_of_its_file() {
    for (file, text) in SHIPPED {
        let form = Form::read(file, text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(format!("{}.toml", form.id), *file);
        assert!(!form.sources.is_empty(), "{file} renders a requirement");
    }
    let kept = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/forms")).unwrap();
    let kept: BTreeSet<_> = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let shipped = SHIPPED.iter().map(|(file, _)| (*file).to_owned()).chain(["README.md".to_owned()]);
    assert_eq!(kept, shipped.collect(), "each file is handed out");
}

#[test]
fn s3_6_guides_call_each_form_that_comes_with_the_ledger_and_no_title_means_two() {
    let titles: BTreeSet<_> = Guides::shipped()
        .iter()
        .flat_map(|guide| &guide.steps)
        .flat_map(|step| &step.documents)
        .map(|document| document.name.as_str())
        .collect();
    let mut called = BTreeSet::new();
    for form in Forms::shipped().on(date(2026, 1, 1)) {
        for title in &form.called {
            assert!(titles.contains(title.as_str()), "no guide has a document {title}");
            assert!(called.insert(title), "{title} is one form");
        }
        assert!(!form.called.is_empty(), "{}", form.id);
    }
}

#[test]
fn s0_47_a_form_of_the_municipality_takes_the_place_of_the_ledgers_from_its_first_day() {
    let mut forms = Forms::shipped().clone();
    forms.add("own.toml", Form::read("own.toml", NOTE).unwrap()).unwrap();
    let title = |day| forms.called("Internt notat om bekymring", day).map(|form| form.title.told(Language::Nb));
    assert_eq!(title(date(2025, 12, 31)), Some("Internt notat om bekymring"));
    assert_eq!(title(date(2026, 1, 1)), Some("Notat"));
    let id = "internal-note".parse().unwrap();
    assert_eq!(forms.named(&id, date(2026, 1, 1)).map(|form| form.version), Some(2));
}

#[test]
fn s0_47_a_version_is_taken_once() {
    let mut forms = Forms::shipped().clone();
    let form = Form::read("own.toml", &NOTE.replace("version = 2", "version = 1")).unwrap();
    let refused = forms.add("own.toml", form).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "own.toml: internal-note 1 is known already: a form that changes gets a new version"
    );
}

#[test]
fn s0_47_what_is_no_form_is_refused_with_what_is_wrong() {
    assert_eq!(problem_of(&NOTE.replace("version = 2", "version = 0")), FormProblem::NoVersion);
    let ends = NOTE.replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2025-12-31");
    assert_eq!(problem_of(&ends), FormProblem::Backwards);
    let without = NOTE.split("[[parts]]").next().unwrap();
    assert_eq!(problem_of(without), FormProblem::Parts(0));
    for number in [0, 41] {
        let filled = NOTE.replace("fill.lines = 2", &format!("fill.lines = {number}"));
        assert_eq!(problem_of(&filled), FormProblem::Fill { part: 1, number });
    }
    let empty = NOTE.replace("fill.lines = 2", "fill.choices = []");
    assert_eq!(problem_of(&empty), FormProblem::Fill { part: 1, number: 0 });
    for (from, to) in [("nn = \"Notat\"", "nn = \" \""), ("fill.lines", "fill.columns"), ("2026-01-01", "\"now\"")] {
        assert!(matches!(problem_of(&NOTE.replace(from, to)), FormProblem::Unreadable(_)), "{to}");
    }
}
