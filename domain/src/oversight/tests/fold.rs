//! What a ledger keeps of what is owed and found is made by folding its events once. Whoever changes the fold must have
//! every ledger fold them anew: by the read model's version, which this holds against the fold.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::*;

/// The version and the fold it was raised for: one line. Where the version is another, `UPDATE_GOLDEN=1` writes the line
/// anew; where it is the same and the fold is not, nothing does.
fn kept_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/oversight/tests/fold.txt")
}

/// The version that the read model has, as its code says.
fn version() -> u32 {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infrastructure/src/projections/oversight.rs");
    let code = std::fs::read_to_string(model).unwrap();
    let (_, after) = code.split_once("const VERSION: i32 = ").unwrap();
    after.split_once(';').unwrap().0.parse().unwrap()
}

/// What is noted of every event there is: after the others in their order, and in the opposite one.
fn fold() -> Uuid {
    fn told<'a, E: 'a>(events: &'a [(&'static str, E)], of: &mut String)
    where
        &'a E: Into<Heard<'a>>,
    {
        let there = events.iter().chain(events.iter().rev());
        let mut story = Story::new();
        for (_, event) in there {
            story = story.hears(FRIDAY, event);
            let (owed, found) = (story.obligations.values(), story.findings.values());
            let noted = (owed.collect::<Vec<_>>(), found.collect::<Vec<_>>());
            let _ = writeln!(of, "{}", serde_json::to_string(&noted).unwrap());
        }
    }
    let mut all = String::new();
    told(&samples::every_case_event(), &mut all);
    told(&samples::every_report_event(), &mut all);
    told(&samples::every_investigation_event(), &mut all);
    Uuid::new_v5(&Uuid::NAMESPACE_OID, all.as_bytes())
}

#[test]
fn a_fold_that_changed_has_another_version_so_that_every_ledger_folds_anew() {
    let present = (version().to_string(), fold().to_string());
    let written = std::fs::read_to_string(kept_in()).unwrap_or_default();
    let known = written.trim().split_once(' ').unwrap_or_default();
    if known.0 != present.0 && std::env::var_os("UPDATE_GOLDEN").is_some_and(|set| set == "1") {
        std::fs::write(kept_in(), format!("{} {}\n", present.0, present.1)).unwrap();
        return;
    }
    assert_eq!(
        known,
        (present.0.as_str(), present.1.as_str()),
        "what is owed or found of the same events is another than under this version of the read model: raise VERSION in \
         infrastructure/src/projections/oversight.rs, and write the line with UPDATE_GOLDEN=1"
    );
}
