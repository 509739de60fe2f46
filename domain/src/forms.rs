//! Empty forms for what is written by hand or in a word processor: notes, consents, agendas, minutes, plans (S0-47, S1-16).
//!
//! A form is dated data, like a guide: a file that people of a municipality write without touching this program
//! (`domain/forms/README.md`). Guides name the forms of their steps by title; a form says by which titles it is called, so
//! a guide that was adopted long ago offers the form of today (S3-6).

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::guides::{Translated, day, slug};
use crate::law::Validity;

slug!(
    /// A form, in all its versions.
    FormId
);

/// How much a form may hold of each kind: it is printed.
const MOST: usize = 40;

/// Why a form cannot be taken, and in which file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct FormError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub problem: FormProblem,
}

/// What may be wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormProblem {
    /// It is not what such a file looks like, or lacks a text in a language.
    #[error("{0}")]
    Unreadable(String),
    /// Versions begin with 1.
    #[error("the first version is 1")]
    NoVersion,
    /// It ends before it begins.
    #[error("it ends before it begins: valid_to is before valid_from")]
    Backwards,
    /// There is nothing in it, or more than a sheet can hold.
    #[error("the form has {0} parts: it needs one at least, and {MOST} at most")]
    Parts(usize),
    /// A part offers nothing to write in, or more than a sheet can hold.
    #[error("the part {part} has {number} of what is filled in: it needs one at least, and {MOST} at most")]
    Fill {
        /// The part, counted from 1.
        part: usize,
        /// How many lines, choices, signatures, rows or columns.
        number: usize,
    },
    /// The version is known already.
    #[error("{id} {version} is known already: a form that changes gets a new version")]
    VersionTaken {
        /// The form.
        id: FormId,
        /// Its version.
        version: u16,
    },
}

/// What is filled in of a part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Fill {
    /// So many empty lines.
    Lines(usize),
    /// One of these is ticked.
    Choices(Vec<Translated>),
    /// These sign.
    Signatures(Vec<Translated>),
    /// A table.
    Table {
        /// The columns.
        columns: Vec<Translated>,
        /// So many empty rows.
        rows: usize,
    },
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPart {
    /// What it asks for.
    pub heading: Translated,
    /// What to think of.
    #[serde(default)]
    pub hint: Option<Translated>,
    /// What is filled in; nothing in a part that only tells.
    #[serde(default)]
    pub fill: Option<Fill>,
}

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Which form.
    pub id: FormId,
    /// Which version of it, from 1 on.
    pub version: u16,
    /// From which day, and to which, it is handed out.
    pub validity: Validity,
    /// The requirements that it renders, where it comes from one of the sources.
    pub sources: Vec<String>,
    /// What guides call it.
    pub called: Vec<String>,
    /// Its title.
    pub title: Translated,
    /// What it is for.
    pub purpose: Translated,
    /// Its parts, in order; never none.
    pub parts: Vec<FormPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    id: FormId,
    version: u16,
    #[serde(default, deserialize_with = "day")]
    valid_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    valid_to: Option<NaiveDate>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    called: Vec<String>,
    title: Translated,
    purpose: Translated,
    #[serde(default)]
    parts: Vec<FormPart>,
}

impl Form {
    /// Reads a form from the text of its file, called `file` in what is told about it.
    pub fn read(file: &str, text: &str) -> Result<Self, FormError> {
        let wrong = |problem| FormError { file: file.to_owned(), problem };
        let unreadable = |error: toml::de::Error| FormProblem::Unreadable(error.to_string().trim_end().to_owned());
        let parsed: FormFile = toml::from_str(text).map_err(|error| wrong(unreadable(error)))?;
        let validity = Validity { from: parsed.valid_from, to: parsed.valid_to };
        if parsed.version == 0 {
            return Err(wrong(FormProblem::NoVersion));
        }
        if validity.from.zip(validity.to).is_some_and(|(from, to)| to < from) {
            return Err(wrong(FormProblem::Backwards));
        }
        if !(1..=MOST).contains(&parsed.parts.len()) {
            return Err(wrong(FormProblem::Parts(parsed.parts.len())));
        }
        for (part, FormPart { fill, .. }) in (1..).zip(&parsed.parts) {
            let numbers = match fill {
                None => vec![],
                Some(Fill::Lines(lines)) => vec![*lines],
                Some(Fill::Choices(each) | Fill::Signatures(each)) => vec![each.len()],
                Some(Fill::Table { columns, rows }) => vec![columns.len(), *rows],
            };
            if let Some(number) = numbers.into_iter().find(|number| !(1..=MOST).contains(number)) {
                return Err(wrong(FormProblem::Fill { part, number }));
            }
        }
        let FormFile { id, version, sources, called, title, purpose, parts, .. } = parsed;
        Ok(Self { id, version, validity, sources, called, title, purpose, parts })
    }
}

/// The forms that come with the ledger.
macro_rules! shipped {
    ($($file:literal),+ $(,)?) => {
        const SHIPPED: &[(&str, &str)] = &[$(($file, include_str!(concat!("../forms/", $file)))),+];
    };
}
shipped!(
    "action-plan.toml",
    "binding-agreement.toml",
    "concretised-concern.toml",
    "consent.toml",
    "conversation-with-child.toml",
    "conversation-with-guardians.toml",
    "internal-note.toml",
    "log-page.toml",
    "meeting-agenda.toml",
    "meeting-invitation.toml",
    "minutes-and-evaluation.toml",
);

/// The forms that a server knows: those that come with it, and those of its folder.
#[derive(Debug, Clone, Default)]
pub struct Forms(BTreeMap<(FormId, u16), Arc<Form>>);

impl Forms {
    /// Those that come with the ledger.
    ///
    /// The files are part of this crate, and a test proves that they can be read: one that could not would be missing here
    /// and fail that test, not the program.
    pub fn shipped() -> &'static Self {
        static FORMS: LazyLock<Forms> = LazyLock::new(|| {
            let mut forms = Forms::default();
            for form in SHIPPED.iter().filter_map(|(file, text)| Form::read(file, text).ok()) {
                forms.0.insert((form.id.clone(), form.version), Arc::new(form));
            }
            forms
        });
        &FORMS
    }

    /// Takes one more; a version that is there already is refused.
    pub fn add(&mut self, file: &str, form: Form) -> Result<(), FormError> {
        let (id, version) = (form.id.clone(), form.version);
        if self.0.contains_key(&(id.clone(), version)) {
            return Err(FormError { file: file.to_owned(), problem: FormProblem::VersionTaken { id, version } });
        }
        self.0.insert((id, version), Arc::new(form));
        Ok(())
    }

    /// Each form as it is handed out on that day: its latest version in force then.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &Arc<Form>> {
        let in_force = self.0.values().filter(move |form| form.validity.holds_on(day));
        in_force.map(|form| (&form.id, form)).collect::<BTreeMap<_, _>>().into_values()
    }

    /// That form as it is handed out on that day.
    pub fn named(&self, id: &FormId, day: NaiveDate) -> Option<&Arc<Form>> {
        self.on(day).find(|form| form.id == *id)
    }

    /// The form that a guide calls by that title, as it is handed out on that day.
    pub fn called(&self, title: &str, day: NaiveDate) -> Option<&Arc<Form>> {
        self.on(day).find(|form| form.called.iter().any(|called| called == title))
    }
}

#[cfg(test)]
mod tests;
