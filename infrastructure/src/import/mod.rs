//! Import of files into the ledger.
//!
//! | import | takes | records |
//! |---|---|---|
//! | [`import_kostra_15f`] | a yearly return, XML | clients, reports and investigations |
//! | [`import_fiks`] | a report message, JSON | one report per child |
//!
//! What an import guarantees:
//!
//! * **Again is nothing.** Every id derives, under the municipality's index key, from the record's own keys, and every
//!   command's id from the record's whole content. The same file again finds each command recorded; an import that was
//!   cut off is finished by running it again; a later file adds what is new in it. What contradicts the ledger is
//!   refused: a correction is a decision, not an import.
//! * **Nothing is dropped in silence.** What did not go in stands in the [`ImportReport`] with its place and reason;
//!   what this version does not record is counted there.
//! * **Nobody is told who it is about.** Places, reasons, warnings and errors hold no personal data, and no id can be
//!   tested against a guess without the key. No id derives from a national id.
//! * **Memory is bounded**, whatever the size of the file: a few thousand records are on their way at a time, and
//!   lists are cut after [`MOST_LISTED`] lines and counted on.

mod fiks;
mod kostra_15f;
#[cfg(test)]
mod test_support;

use std::sync::Arc;
use std::{fmt, io};

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::guides::Guides;
use case_ledger_domain::ids::{CommandId, Municipality, SubjectId};
use case_ledger_domain::text::{Text, in_clear};
use uuid::Uuid;

pub use fiks::import_fiks;
pub use kostra_15f::import_kostra_15f;

use crate::clock;
use crate::interchange::kostra_15f::ControlFinding;
use crate::ledger::bus::{CommandContext, CommandError, Fault, Ledger};
use crate::ledger::{Actor, Program};
use crate::personal::envelope::EnvelopeError;
use crate::personal::keys::KeyError;

/// How many lines of each list a report keeps.
pub const MOST_LISTED: usize = 10_000;

/// Digits that may be an identity number.
const IDENTITY_DIGITS: usize = 11;
/// The most characters of a source's key that are shown in a place.
const MOST_CHARACTERS_SHOWN: usize = 30;
/// The ending that stands for a child not yet born.
const UNBORN_ENDING: &str = "99999";

/// What the caller settles.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The municipality that the file must be of; the one it names when `None`.
    pub municipality: Option<Municipality>,
    /// Open a ledger that is not there yet.
    pub open_missing: bool,
    /// The guides that there are: a report follows those that the municipality had adopted by its receipt.
    pub guides: Arc<Guides>,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes_read: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Records that were recorded or found recorded so far.
    pub records: u64,
}

/// Records by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Clients of the child welfare service.
    pub clients: u64,
    /// Reports.
    pub reports: u64,
    /// Investigations.
    pub investigations: u64,
}

impl Counts {
    /// All of them.
    pub const fn total(self) -> u64 {
        self.clients + self.reports + self.investigations
    }

    const fn add(&mut self, more: Self) {
        self.clients += more.clients;
        self.reports += more.reports;
        self.investigations += more.investigations;
    }
}

/// What was read and is not recorded by this version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NotRecorded {
    /// Plans that cannot be read.
    pub plans: u64,
    /// Measures that cannot be read.
    pub measures: u64,
    /// Moves.
    pub moves: u64,
}

/// A record that did not go in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// Line and element path, or JSON pointer.
    pub place: String,
    /// What kind of record, and what goes with it.
    pub what: String,
    /// The reason.
    pub why: String,
}

impl fmt::Display for RefusedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} not imported: {}", self.place, self.what, self.why)
    }
}

/// Something that went in otherwise than it was written, or not entirely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportWarning {
    /// Line and element path, or JSON pointer.
    pub place: String,
    /// One sentence.
    pub what: String,
}

impl fmt::Display for ImportWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Whose ledger; `None` when the file was refused as a whole.
    pub municipality: Option<Municipality>,
    /// Records with something new in them, which is recorded now.
    pub accepted: Counts,
    /// Records with nothing new in them.
    pub already_known: Counts,
    /// Records that were read but that this version does not record.
    pub not_recorded: NotRecorded,
    /// What did not go in, in the order of the file.
    pub refused: Vec<RefusedLine>,
    /// Refused records beyond those listed.
    pub refused_beyond: u64,
    /// Breaches of Statistics Norway's control rules. They refuse nothing.
    pub controls: Vec<ControlFinding>,
    /// Breaches beyond those listed.
    pub controls_beyond: u64,
    /// What went in with a reservation.
    pub warnings: Vec<ImportWarning>,
    /// Warnings beyond those listed.
    pub warnings_beyond: u64,
    /// The file broke off; what follows the break was not read.
    pub truncated: bool,
}

impl ImportReport {
    /// How many lines were refused, listed or not.
    pub fn refused_total(&self) -> u64 {
        self.refused.len() as u64 + self.refused_beyond
    }

    fn refuse(&mut self, line: RefusedLine) {
        keep(&mut self.refused, &mut self.refused_beyond, line);
    }

    fn warn(&mut self, warning: ImportWarning) {
        keep(&mut self.warnings, &mut self.warnings_beyond, warning);
    }

    fn control(&mut self, finding: ControlFinding) {
        keep(&mut self.controls, &mut self.controls_beyond, finding);
    }

    fn take(&mut self, tally: Tally) {
        self.accepted.add(tally.accepted);
        self.already_known.add(tally.already_known);
        tally.refused.into_iter().for_each(|line| self.refuse(line));
        tally.warnings.into_iter().for_each(|warning| self.warn(warning));
    }

    const fn records(&self) -> u64 {
        self.accepted.total() + self.already_known.total()
    }
}

fn keep<T>(list: &mut Vec<T>, beyond: &mut u64, line: T) {
    if list.len() < MOST_LISTED {
        list.push(line);
    } else {
        *beyond += 1;
    }
}

/// Why a file was not imported. Its text never holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nothing can be taken from the file; one sentence says why.
    #[error("{0}")]
    Unreadable(String),
    /// The file could not be read.
    #[error("the file could not be read")]
    Io(#[from] io::Error),
    /// The municipality has no ledger.
    #[error("municipality {0} has no ledger; open it first")]
    NotOpened(Municipality),
    /// The ledger is at fault, not the file. What was recorded stays; running the import again finishes it.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A thread at work for the import panicked: the program is at fault.
    #[error(
        "{0} broke off: the program is at fault, not the file. What was recorded before stays, each record whole; \
         import the same file again: what is recorded is known by then, and nothing is recorded twice"
    )]
    BrokeOff(Worker),
}

/// A thread at work for an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    /// Reads the file.
    Reader,
    /// Names, decides and seals what was read.
    Decider,
}

impl fmt::Display for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reader => "the thread that reads the file",
            Self::Decider => "a thread that decides what is recorded",
        })
    }
}

impl From<KeyError> for ImportError {
    fn from(error: KeyError) -> Self {
        Self::Fault(error.into())
    }
}

/// What one record with all it holds came to.
#[derive(Default)]
struct Tally {
    accepted: Counts,
    already_known: Counts,
    refused: Vec<RefusedLine>,
    warnings: Vec<ImportWarning>,
}

impl Tally {
    fn refuse(&mut self, place: impl Into<String>, what: impl Into<String>, why: impl Into<String>) {
        self.refused.push(RefusedLine { place: place.into(), what: what.into(), why: why.into() });
    }

    fn warn(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.warnings.push(ImportWarning { place: place.into(), what: what.into() });
    }
}

/// What became of one command.
enum Verdict {
    /// It is recorded now.
    Recorded,
    /// Its command, or all it says, was recorded before.
    Known,
    /// A sentence that says why not.
    Refused(String),
}

/// The ledger that a file goes into.
struct Destination<'a> {
    ledger: &'a Ledger,
    municipality: Municipality,
    /// The municipality's name, fit to stand in clear: the unit of what names none.
    name: String,
    actor: Actor,
}

impl<'a> Destination<'a> {
    /// The open ledger of `number`; opens it where that is wanted.
    async fn open(ledger: &'a Ledger, number: &str, name: &str, options: &ImportOptions) -> Result<Self, ImportError> {
        let municipality: Municipality = number
            .parse()
            .map_err(|_| ImportError::Unreadable("the file names no municipality by four digits".to_owned()))?;
        let name = in_clear(name).unwrap_or(number).to_owned();
        if options.open_missing {
            // Changes nothing in one that is open, and finishes an opening that was cut off.
            ledger.open_municipality(&municipality, &name, clock::now()).await.map_err(|error| match error {
                CommandError::Fault(fault) => fault,
                // Opening is never refused; were it, the ledger would be at fault.
                error => Fault::Load(Box::new(error)),
            })?;
        } else if ledger.head(&municipality).await?.unwrap_or_default() == 0 {
            return Err(ImportError::NotOpened(municipality));
        }
        let actor = Actor::program(&municipality, Program::Import);
        let destination = Self { ledger, municipality, name, actor };
        // Fails now rather than in the midst of it where the key database is not the ledger's.
        destination.keyed("import", &[]).await?;
        Ok(destination)
    }

    async fn keyed(&self, purpose: &str, content: &[u8]) -> Result<Uuid, Fault> {
        Ok(self.ledger.keys().keyed_id(&self.municipality, purpose, content).await?)
    }

    /// A pseudonym that derives from `content`.
    async fn subject(&self, purpose: &str, content: &[u8]) -> Result<SubjectId, Fault> {
        Ok(SubjectId::from_uuid(self.keyed(purpose, content).await?))
    }

    /// The pseudonym of the child with that number; where there is none, one for the record `own` alone.
    async fn child(&self, number: Option<&str>, purpose: &str, own: Uuid) -> Result<SubjectId, Fault> {
        if let Some(number) = number {
            return Ok(self.ledger.keys().subject_of(&self.municipality, number).await?);
        }
        self.subject(purpose, own.as_bytes()).await
    }

    /// Records what is new in `action`.
    async fn record<A: LedgerAggregate>(
        &self,
        id: Uuid,
        action: A::Action,
        command: &Stamped,
        correlation: Uuid,
    ) -> Result<Verdict, Fault> {
        let context = self.context(command, correlation);
        match self.ledger.execute::<A>(&context, id, action).await {
            Ok(accepted) if accepted.recorded_now => Ok(Verdict::Recorded),
            Ok(_) => Ok(Verdict::Known),
            Err(error) => why_refused(error).map(Verdict::Refused),
        }
    }

    fn context(&self, command: &Stamped, correlation: Uuid) -> CommandContext {
        CommandContext {
            municipality: self.municipality.clone(),
            command_id: CommandId::from_uuid(command.id),
            actor: self.actor.clone(),
            correlation_id: Some(correlation),
            causation_id: None,
            expected_version: None,
            now: clock::now(),
            fingerprint: Arc::new(command.content.clone()),
        }
    }
}

/// A sentence that says why a command was refused, unless the ledger is at fault.
fn why_refused(error: CommandError) -> Result<String, Fault> {
    match error {
        CommandError::Fault(Fault::Keys(error) | Fault::Envelope(EnvelopeError::Keys(error))) => match error {
            // The subject is a pseudonym that nobody outside the ledger knows; it helps nobody here.
            KeyError::Erased(_) => {
                Ok("the data of someone it names were erased and cannot be recorded again".to_owned())
            }
            error => Err(error.into()),
        },
        CommandError::Fault(fault) => Err(fault),
        error => Ok(error.to_string()),
    }
}

/// A command's id and the content it derives from.
struct Stamped {
    id: Uuid,
    content: Vec<u8>,
}

/// Values written so that no two different lists of them give the same bytes: each text is preceded by its length,
/// each optional value by whether it is there, each list by how many it holds.
#[derive(Clone)]
struct Canonical(Vec<u8>);

impl Canonical {
    /// `kind` names what is written and the version of its form.
    fn of(kind: &str) -> Self {
        Self(Vec::new()).text(kind)
    }

    fn text(mut self, text: &str) -> Self {
        self.0.extend((text.len() as u64).to_be_bytes());
        self.0.extend(text.as_bytes());
        self
    }

    fn optional(mut self, text: Option<&str>) -> Self {
        self.0.push(u8::from(text.is_some()));
        match text {
            Some(text) => self.text(text),
            None => self,
        }
    }

    fn count(mut self, count: usize) -> Self {
        self.0.extend((count as u64).to_be_bytes());
        self
    }

    fn all(mut self, more: &Self) -> Self {
        self.0.extend(&more.0);
        self
    }

    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A text of the domain's, or which one was at fault and how.
fn text(what: &str, text: &str) -> Result<Text, String> {
    Text::new(text).map_err(|error| format!("the {what} {error}"))
}

/// As [`text`]; blank is as good as absent.
fn optional_text(what: &str, given: Option<&str>) -> Result<Option<Text>, String> {
    given.filter(|given| !given.trim().is_empty()).map(|given| text(what, given)).transpose()
}

/// An element with its key, unless the key could be something else than a key.
fn element(name: &str, id: &str) -> String {
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'));
    if plain && id.len() <= MOST_CHARACTERS_SHOWN && digits < IDENTITY_DIGITS {
        format!("{name}[@Id='{id}']")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_lists_of_values_have_the_same_bytes() {
        let forms = [
            Canonical::of("k").text("ab").text("c"),
            Canonical::of("k").text("a").text("bc"),
            Canonical::of("k").optional(Some("a")).text("bc"),
            Canonical::of("k").optional(None).text("a").text("bc"),
            Canonical::of("k").count(1).text("a"),
            Canonical::of("ka"),
        ];
        let distinct: HashSet<&[u8]> = forms.iter().map(Canonical::bytes).collect();
        assert_eq!(distinct.len(), forms.len());
    }

    #[test]
    fn a_key_that_may_be_an_identity_number_is_not_shown() {
        assert_eq!(element("Individ", "i-17"), "Individ[@Id='i-17']");
        for id in ["01011099999", "010110-99999", "Kari Nordmann", "å"] {
            assert_eq!(element("Individ", id), "Individ", "{id}");
        }
    }

    #[test]
    fn lists_are_cut_and_counted_on() {
        let mut report = ImportReport::default();
        for _ in 0..MOST_LISTED + 2 {
            report.warn(ImportWarning { place: String::new(), what: String::new() });
        }
        assert_eq!((report.warnings.len(), report.warnings_beyond), (MOST_LISTED, 2));
    }
}
