//! `guides`: what a municipality follows step by step, read from files.

use std::path::Path;
use std::process::ExitCode;

use case_ledger_domain::guides::{Guide, Guides};
use case_ledger_domain::texts::Language;

use super::{Outcome, say};

/// The guides that come with the ledger, and those of the directory.
pub fn read(directory: Option<&Path>) -> Result<Guides, String> {
    let mut guides = Guides::shipped().clone();
    let Some(directory) = directory else { return Ok(guides) };
    let unread = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let entries = std::fs::read_dir(directory).map_err(|error| unread(directory, error))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(|error| unread(directory, error))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| unread(&path, error))?;
        let file = path.display().to_string();
        let read = Guide::read(&file, &text).and_then(|guide| guides.add(&file, guide));
        read.map_err(|error| error.to_string())?;
    }
    Ok(guides)
}

/// Lists them.
pub fn list(directory: Option<&Path>) -> Outcome {
    for guide in read(directory)?.iter() {
        let steps = guide.steps.len();
        say(&format!("{}\t{:?}\t{steps} steps\t{}", guide.version, guide.status, guide.title.told(Language::En)));
    }
    Ok(ExitCode::SUCCESS)
}
