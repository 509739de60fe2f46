//! `guides`: what a municipality follows step by step, and the empty forms it hands out, read from files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use case_ledger_domain::forms::{Form, Forms};
use case_ledger_domain::guides::{Guide, Guides};
use case_ledger_domain::texts::Language;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;

use super::{Outcome, say};

/// Where the forms lie in the directory of guides.
const FORMS: &str = "forms";

/// What a municipality writes itself, with what comes with the ledger.
#[derive(Clone)]
pub struct Ways {
    /// The guides.
    pub guides: Arc<Guides>,
    /// The forms.
    pub forms: Arc<Forms>,
}

/// The files of a directory that end in `.toml`, by name, with their texts.
fn files(directory: &Path) -> Result<Vec<(String, String)>, String> {
    let unread = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let entries = std::fs::read_dir(directory).map_err(|error| unread(directory, error))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<PathBuf>, _>>();
    let mut paths = paths.map_err(|error| unread(directory, error))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).map_err(|error| unread(&path, error))?;
        Ok((path.display().to_string(), text))
    };
    paths.into_iter().map(read).collect()
}

/// The guides and forms that come with the ledger, and those of the directory: guides in it, forms in `forms` in it.
pub fn read(directory: Option<&Path>) -> Result<Ways, String> {
    let (mut guides, mut forms) = (Guides::shipped().clone(), Forms::shipped().clone());
    if let Some(directory) = directory {
        for (file, text) in files(directory)? {
            let read = Guide::read(&file, &text).and_then(|guide| guides.add(&file, guide));
            read.map_err(|error| error.to_string())?;
        }
        let of_forms = directory.join(FORMS);
        if of_forms.exists() {
            for (file, text) in files(&of_forms)? {
                let read = Form::read(&file, &text).and_then(|form| forms.add(&file, form));
                read.map_err(|error| error.to_string())?;
            }
        }
    }
    Ok(Ways { guides: Arc::new(guides), forms: Arc::new(forms) })
}

/// Lists them: the guides, and the forms as they are handed out today.
pub fn list(directory: Option<&Path>) -> Outcome {
    let Ways { guides, forms } = read(directory)?;
    for guide in guides.iter() {
        let steps = guide.steps.len();
        say(&format!("{}\t{:?}\t{steps} steps\t{}", guide.version, guide.status, guide.title.told(Language::En)));
    }
    for form in forms.on(oslo_date(clock::now())) {
        say(&format!(
            "{} {}\tform\t{} parts\t{}",
            form.id,
            form.version,
            form.parts.len(),
            form.title.told(Language::En)
        ));
    }
    Ok(ExitCode::SUCCESS)
}
