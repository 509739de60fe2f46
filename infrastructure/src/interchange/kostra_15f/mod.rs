//! KOSTRA form 15F: a municipality's yearly child-welfare return, read as a stream.
//!
//! ```text
//! Barnevern
//! ├─ Avgiver                    Sender         who sends, for which year
//! └─ Individ (many)             Individual     one child's journal
//!    ├─ Melding (many)          Report         one report of concern
//!    │  ├─ Melder, Saksinnhold  Coded          who reported, and about what
//!    │  └─ Undersokelse         Investigation
//!    │     └─ Vedtaksgrunnlag   Coded          grounds for the decision
//!    ├─ Tiltak (many)           Measure        one measure, with its Kategori
//!    ├─ Plan (many)             Plan           one plan
//!    └─ Flytting                counted, not kept
//! ```
//!
//! **Two kinds of complaint, never mixed.** A record that cannot be read is
//! [`Refused`] with its line, place and rule. A record that can be read but
//! breaks one of Statistics Norway's control rules goes in, and the breach is
//! named in a [`ControlFinding`]. Each refusal is accompanied by the finding
//! `Individ 01`, which is what Statistics Norway calls it.
//!
//! **What is refused together.** A `Melding` with everything inside it goes in
//! whole or not at all; the other reports of the child are not affected. A
//! fault in the `Individ` tag itself refuses the individual with all reports.
//!
//! **Order of items.** The [`Sender`] comes first. For each individual come its
//! refusals, its findings, then the individual itself. Findings that need all
//! individuals (`Individ 00`, `04`, `05`) come last.
//!
//! **Limits.** One individual is held at a time, at most 16 MiB of XML. Across
//! individuals only what controls 04 and 05 compare is remembered, for at most
//! [`MAX_COMPARED`] individuals.
//!
//! **As upstream does it.** An empty attribute or element counts as not given.
//! The order of child elements is not enforced. Elements and attributes the
//! schema does not know are not read; the first of each name is reported as
//! [`NOT_READ`]. `Plan`, `Tiltak` and `Flytting` are looked at for ids and
//! dates, and a fault in one of them refuses nothing but itself: it is counted, and not kept.

mod controls;
mod individual;
mod reader;
mod records;
mod xml;

use std::{fmt, io};

use chrono::NaiveDate;

pub use controls::{ControlFinding, FUTURE_DATE, MAX_COMPARED, NOT_READ, Severity};
pub use reader::read;

/// What the caller knows before the file is opened.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The municipality the file must come from, four digits. `None` accepts any.
    pub municipality: Option<String>,
    /// The year the file must report on. `None` accepts any.
    pub year: Option<i32>,
    /// The day of reading; later dates are named by [`FUTURE_DATE`].
    pub today: NaiveDate,
}

/// One thing found in the file.
#[derive(Debug)]
pub enum Item {
    /// Once, before all others but findings on the sender.
    Sender(Sender),
    /// An individual that goes in, with the reports that go in.
    Individual(Box<Individual>),
    /// A record that does not go in.
    Refused(Refused),
    /// A control rule that is broken.
    Control(ControlFinding),
}

/// `Avgiver`: the municipality that sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// `@Organisasjonsnummer`, nine digits.
    pub organisation_number: String,
    /// `@Versjon`: the reporting year.
    pub year: i32,
    /// `@Kommunenummer`, four digits.
    pub municipality_number: String,
    /// `@Kommunenavn`.
    pub municipality_name: String,
    /// Where the element starts.
    pub line: u64,
}

/// `Individ`: one child's journal in the sending case system.
#[derive(Clone, PartialEq, Eq)]
pub struct Individual {
    /// `@Id`, the sending system's own key. No rule makes it unique in the file.
    pub id: String,
    /// `@Journalnummer`.
    pub journal_number: String,
    /// `@StartDato`.
    pub started: NaiveDate,
    /// `@SluttDato`.
    pub ended: Option<NaiveDate>,
    /// `@Fodselsnummer`: eleven digits. Whether they identify anyone is a matter for the controls.
    pub national_id: Option<String>,
    /// `@DUFnummer`: twelve digits, from the immigration authorities.
    pub duf_number: Option<String>,
    /// `@Bydelsnummer`: city district, Oslo only.
    pub district_number: Option<String>,
    /// `@Bydelsnavn`.
    pub district_name: Option<String>,
    /// `@Distriktsnummer`: a municipality's own division.
    pub local_district_number: Option<String>,
    /// `@Saksbehandler`: a name or an e-mail address.
    pub caseworker: String,
    /// `@Avslutta3112`: closed by 31 December of the reporting year.
    pub closed_by_year_end: bool,
    /// The reports that could be read, in the order of the file.
    pub reports: Vec<Report>,
    /// Reports of this individual that were refused.
    pub reports_refused: u32,
    /// How many `Plan` elements there are.
    pub plans: u32,
    /// Those that could be read.
    pub plans_read: Vec<Plan>,
    /// How many `Tiltak` elements there are.
    pub measures: u32,
    /// Those that could be read.
    pub measures_read: Vec<Measure>,
    /// How many `Flytting` elements there are.
    pub moves: u32,
    /// Where the element starts.
    pub line: u64,
}

/// `Tiltak`: one measure.
#[derive(Clone, PartialEq, Eq)]
pub struct Measure {
    /// `@Id`, unique among the individual's measures.
    pub id: String,
    /// `@StartDato`.
    pub started: NaiveDate,
    /// `@SluttDato`.
    pub ended: Option<NaiveDate>,
    /// `Kategori`.
    pub category: Option<Coded>,
    /// Where the element starts.
    pub line: u64,
}

/// `Plan`: one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// `@Id`, unique among the individual's plans.
    pub id: String,
    /// `@StartDato`.
    pub started: NaiveDate,
    /// `@SluttDato`.
    pub ended: Option<NaiveDate>,
    /// `@EvaluertDato`.
    pub evaluated: Option<NaiveDate>,
    /// `@Plantype`.
    pub kind: Option<String>,
    /// Where the element starts.
    pub line: u64,
}

/// `Melding`: one report of concern.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// `@Id`, unique within its individual.
    pub id: String,
    /// `@StartDato`.
    pub received: NaiveDate,
    /// `@SluttDato`.
    pub concluded: Option<NaiveDate>,
    /// `@Konklusjon`, 1–4. May be absent even when `concluded` is not.
    pub conclusion: Option<u8>,
    /// `Melder`.
    pub reporters: Vec<Coded>,
    /// `Saksinnhold`.
    pub contents: Vec<Coded>,
    /// `Undersokelse`.
    pub investigation: Option<Investigation>,
    /// Where the element starts.
    pub line: u64,
}

/// `Undersokelse`: the investigation a report led to.
#[derive(Clone, PartialEq, Eq)]
pub struct Investigation {
    /// `@Id`; no rule makes it unique.
    pub id: String,
    /// `@StartDato`.
    pub started: NaiveDate,
    /// `@SluttDato`.
    pub ended: Option<NaiveDate>,
    /// `@Konklusjon`, 1–6.
    pub conclusion: Option<u8>,
    /// `Presisering`.
    pub clarification: Option<String>,
    /// `Vedtaksgrunnlag`.
    pub grounds: Vec<Coded>,
    /// Where the element starts.
    pub line: u64,
}

/// A code from one of the national lists, with the free text some codes need.
#[derive(Clone, PartialEq, Eq)]
pub struct Coded {
    /// `@Kode`, from the list of its element.
    pub code: String,
    /// `Presisering`.
    pub clarification: Option<String>,
    /// Where the element starts.
    pub line: u64,
}

// `Debug` is written by hand where a value may name or describe a person:
// a stray `{:?}` in a log must show where the record stands and nothing else.

impl fmt::Debug for Individual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Individual(line {}, {} reports)", self.line, self.reports.len())
    }
}

impl fmt::Debug for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Measure(line {})", self.line)
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Report(line {})", self.line)
    }
}

impl fmt::Debug for Investigation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Investigation(line {})", self.line)
    }
}

impl fmt::Debug for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coded(line {})", self.line)
    }
}

/// A record that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// How much was refused.
    pub record: Record,
    /// Where the record starts.
    pub line: u64,
    /// For example `Individ[@Id='17']/Melding[@Id='4']`.
    pub path: String,
    /// `@Id` of the individual, when it could be read.
    pub individual_id: Option<String>,
    /// `@Id` of the report, when one was refused and its id could be read.
    pub report_id: Option<String>,
    /// Everything wrong with the record, in the order of the file. Never empty.
    pub faults: Vec<Fault>,
    /// Faults beyond those listed.
    pub faults_left_out: u64,
}

/// What kind of record was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// An `Individ` with all it holds.
    Individual,
    /// A `Melding` with all it holds.
    Report,
    /// Text that stands between the records.
    StrayText,
    /// Everything from this line to the end of the file.
    RestOfFile,
}

/// One reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the element the fault is in.
    pub line: u64,
    /// For example `Individ[@Id='17']/Melding[@Id='4']/Melder[2]/@Kode`.
    pub path: String,
    /// The attribute or element at fault, for example `Kode`.
    pub field: String,
    /// The rule broken.
    pub rule: Rule,
    /// The value found; only ever given for codes, dates and years.
    pub found: Option<String>,
    /// What the sender can do about it.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.path, self.rule)?;
        if let Some(found) = &self.found {
            write!(f, " (found \"{found}\")")?;
        }
        write!(f, "; {}", self.mend)
    }
}

/// The rule a fault breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A required attribute is missing or empty.
    MissingAttribute,
    /// The value is longer than the schema allows.
    TooLong,
    /// The value must be a fixed number of digits.
    NotDigits,
    /// The code is not in the national list.
    UnknownCode,
    /// The date does not exist or is not written YYYY-MM-DD.
    ImpossibleDate,
    /// The year is not four digits.
    ImpossibleYear,
    /// The id is already used by another report of the same individual.
    DuplicateId,
    /// The element may occur only once here.
    RepeatedElement,
    /// The attribute is given twice.
    RepeatedAttribute,
    /// An attribute is not written `name="value"`.
    BrokenAttribute,
    /// The element has more attributes than are read.
    TooManyAttributes,
    /// An & does not begin a reference XML knows.
    BrokenReference,
    /// A character is not allowed in XML.
    ForbiddenCharacter,
    /// The bytes are not text in the encoding the file declares.
    InvalidBytes,
    /// The text is UTF-8 although the file declares another encoding.
    WrongEncoding,
    /// The record is larger than 16 MiB.
    TooLarge,
    /// The elements are nested too deep.
    TooDeep,
    /// Too many reports of the individual are at fault.
    TooManyFaults,
    /// Text stands where only elements belong.
    StrayText,
    /// A second sender follows that is not the first one again.
    OtherSender,
    /// The XML is broken, and the rest of the file was not read.
    BrokenXml,
    /// Reading failed, and the rest of the file was not read.
    ReadFailure,
}

impl Rule {
    /// The rule in plain words.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::MissingAttribute => "a required attribute is missing or empty",
            Self::TooLong => "the value is longer than the schema allows",
            Self::NotDigits => "the value must be a fixed number of digits",
            Self::UnknownCode => "the code is not in the national list",
            Self::ImpossibleDate => "the date does not exist or is not written YYYY-MM-DD",
            Self::ImpossibleYear => "the year is not four digits",
            Self::DuplicateId => "the id is already used by another report of the same individual",
            Self::RepeatedElement => "the element may occur only once here",
            Self::RepeatedAttribute => "the attribute is given twice",
            Self::BrokenAttribute => "an attribute is not written name=\"value\"",
            Self::TooManyAttributes => "the element has more attributes than are read",
            Self::BrokenReference => "an & does not begin a reference XML knows",
            Self::ForbiddenCharacter => "a character is not allowed in XML",
            Self::InvalidBytes => "the bytes are not text in the encoding the file declares",
            Self::WrongEncoding => "the text is UTF-8 although the file declares another encoding",
            Self::TooLarge => "the record is larger than 16 MiB",
            Self::TooDeep => "the elements are nested too deep",
            Self::TooManyFaults => "too many reports of the individual are at fault",
            Self::StrayText => "text stands where only elements belong",
            Self::OtherSender => "a second sender follows that is not the first one again",
            Self::BrokenXml => "the XML is broken, and the rest of the file was not read",
            Self::ReadFailure => "reading failed, and the rest of the file was not read",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

/// What came out of a file that could be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Individuals that went in.
    pub individuals: u64,
    /// Reports that went in.
    pub reports: u64,
    /// Investigations that went in with their reports.
    pub investigations: u64,
    /// Plans counted in individuals that went in.
    pub plans: u64,
    /// Measures counted in individuals that went in.
    pub measures: u64,
    /// Those of the plans that could not be read.
    pub plans_unread: u64,
    /// Those of the measures that could not be read.
    pub measures_unread: u64,
    /// Moves counted in individuals that went in.
    pub moves: u64,
    /// [`Item::Refused`] handed out.
    pub refused: u64,
    /// Findings of severity [`Severity::Error`], those that accompany refusals included.
    pub control_errors: u64,
    /// Findings of severity [`Severity::Warning`].
    pub control_warnings: u64,
    /// The file broke off; what follows the break was not read.
    pub truncated: bool,
}

/// Why nothing at all can be taken from a file.
///
/// All are found before the sender is handed out, so no item but findings on
/// the sender has been given when one of these is returned.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or blanks only.
    #[error("the file is empty")]
    Empty,
    /// Something else than XML: JSON, a document, an archive.
    #[error("the file does not begin as XML")]
    NotXml,
    /// An encoding other than the three read.
    #[error("the encoding \"{declared}\" is not supported; use ISO-8859-1, windows-1252 or UTF-8")]
    UnsupportedEncoding {
        /// The encoding named, or seen.
        declared: String,
    },
    /// The sender, or the byte order mark, contradicts the declared encoding.
    #[error("line {line}: the text is not in the encoding the file declares")]
    WrongEncoding {
        /// Where it was found.
        line: u64,
    },
    /// A document type can define entities that grow without end.
    #[error("line {line}: the file holds a document type declaration, which is never accepted")]
    Doctype {
        /// Where it was found.
        line: u64,
    },
    /// Broken XML with nothing before it to keep.
    #[error("line {line}: the XML is broken before the sender was read")]
    Broken {
        /// Where it was found.
        line: u64,
    },
    /// XML of another kind.
    #[error("the root element is \"{root}\" where \"Barnevern\" was expected")]
    NotThisFormat {
        /// The name of the root element found.
        root: String,
    },
    /// Without a sender nobody answers for the cases.
    #[error("line {line}: the file has no Avgiver before its first individual")]
    NoSender {
        /// Where it was found.
        line: u64,
    },
    /// `Avgiver` breaks the schema (Avgiver K1).
    #[error("the sender (Avgiver) cannot be read: {}", listed(.faults))]
    InvalidSender {
        /// Everything wrong with the element.
        faults: Vec<Fault>,
    },
    /// Avgiver K4.
    #[error("the file is from municipality {found}, not {expected}")]
    WrongMunicipality {
        /// The municipality asked for.
        expected: String,
        /// The municipality the file is from.
        found: String,
    },
    /// The input failed before the sender was read.
    #[error("the file could not be read")]
    Io(#[source] io::Error),
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod test_support {
    use super::*;

    /// Everything a file gave, sorted by kind.
    #[derive(Debug)]
    pub(super) struct Outcome {
        pub result: Result<Summary, Unreadable>,
        pub senders: Vec<Sender>,
        pub individuals: Vec<Individual>,
        pub refused: Vec<Refused>,
        pub findings: Vec<ControlFinding>,
    }

    impl Outcome {
        pub(super) fn summary(&self) -> Summary {
            *self.result.as_ref().expect("a readable file")
        }

        /// The names of the controls that fired, in order, each once.
        pub(super) fn controls(&self) -> Vec<&'static str> {
            let mut names: Vec<_> = self.findings.iter().map(|finding| finding.control).collect();
            names.sort_unstable();
            names.dedup();
            names
        }

        pub(super) fn finding(&self, control: &str) -> &ControlFinding {
            self.findings.iter().find(|finding| finding.control == control).expect("the control to fire")
        }

        pub(super) fn faults(&self) -> Vec<&Fault> {
            self.refused.iter().flat_map(|refused| &refused.faults).collect()
        }

        /// The one rule broken in the file.
        pub(super) fn rule(&self) -> Rule {
            let faults = self.faults();
            assert_eq!(faults.len(), 1, "{faults:?}");
            faults[0].rule
        }

        pub(super) fn report_ids(&self) -> Vec<&str> {
            self.individuals
                .iter()
                .flat_map(|individual| &individual.reports)
                .map(|report| report.id.as_str())
                .collect()
        }

        /// Every word that leaves the reader other than in a record.
        pub(super) fn everything_said(&self) -> String {
            let faults: Vec<_> = self.faults().iter().map(ToString::to_string).collect();
            format!("{self:?} {faults:?} {:?}", self.result.as_ref().map_err(ToString::to_string))
        }
    }

    pub(super) fn expected() -> Expected {
        Expected {
            municipality: Some("9901".to_owned()),
            year: None,
            today: NaiveDate::from_ymd_opt(2024, 3, 1).unwrap(),
        }
    }

    pub(super) fn read_with(bytes: &[u8], expected: &Expected) -> Outcome {
        let mut items = Vec::new();
        let result = read(bytes, expected, &mut |item| items.push(item));
        let mut outcome = Outcome { result, senders: vec![], individuals: vec![], refused: vec![], findings: vec![] };
        for item in items {
            match item {
                Item::Sender(sender) => outcome.senders.push(sender),
                Item::Individual(individual) => outcome.individuals.push(*individual),
                Item::Refused(refused) => outcome.refused.push(refused),
                Item::Control(finding) => outcome.findings.push(finding),
            }
        }
        outcome
    }

    pub(super) fn read_bytes(bytes: &[u8]) -> Outcome {
        read_with(bytes, &expected())
    }

    /// A number born in 2012 with right check digits; one for each `nth`.
    pub(super) fn child_number(nth: u32) -> String {
        let mut found = (0..999).filter_map(|individual| {
            let day = individual % 28 + 1;
            crate::interchange::test_support::national_id(&format!("{day:02}0512{:03}", 500 + individual / 28))
        });
        found.nth(nth as usize).expect("enough numbers")
    }

    pub(super) const SENDER: &str =
        "<Avgiver Organisasjonsnummer='987654321' Versjon='2023' Kommunenummer='9901' Kommunenavn='Prøvevik'/>";

    /// A file around the given individuals; the first of them stands on line 4.
    pub(super) fn file(individuals: &str) -> String {
        format!("<?xml version='1.0' encoding='UTF-8'?>\n<Barnevern>\n{SENDER}\n{individuals}\n</Barnevern>\n")
    }

    pub(super) fn read_individuals(individuals: &str) -> Outcome {
        read_bytes(file(individuals).as_bytes())
    }

    /// An individual no control has anything to say about, with its attributes and content replaceable.
    pub(super) struct Fixture {
        pub attributes: Vec<(&'static str, String)>,
        pub content: String,
    }

    /// A report no control has anything to say about.
    pub(super) const REPORT: &str = "<Melding Id='r1' StartDato='2023-02-01' SluttDato='2023-02-06' Konklusjon='1'>\
        <Melder Kode='11'/><Saksinnhold Kode='8'/></Melding>";

    impl Fixture {
        pub(super) fn new() -> Self {
            let attributes = [
                ("Id", "c1"),
                ("StartDato", "2023-01-01"),
                ("Journalnummer", "JOURNAL-SECRET"),
                ("Fodselsnummer", &child_number(0)),
                ("Saksbehandler", "CASEWORKER-SECRET"),
                ("Avslutta3112", "2"),
            ]
            .map(|(name, value)| (name, value.to_owned()));
            Self { attributes: attributes.to_vec(), content: REPORT.to_owned() }
        }

        pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
            self = self.without(name);
            self.attributes.push((name, value.to_owned()));
            self
        }

        pub(super) fn without(mut self, name: &str) -> Self {
            self.attributes.retain(|(key, _)| *key != name);
            self
        }

        pub(super) fn holding(mut self, content: impl Into<String>) -> Self {
            self.content = content.into();
            self
        }

        /// Closed within the year, as a closed individual should be.
        pub(super) fn closed(self) -> Self {
            self.with("Avslutta3112", "1").with("SluttDato", "2023-06-30")
        }

        pub(super) fn xml(&self) -> String {
            let attributes: Vec<_> = self.attributes.iter().map(|(name, value)| format!(" {name}='{value}'")).collect();
            format!("<Individ{}>{}</Individ>", attributes.concat(), self.content)
        }

        pub(super) fn read(&self) -> Outcome {
            read_individuals(&self.xml())
        }
    }
}
