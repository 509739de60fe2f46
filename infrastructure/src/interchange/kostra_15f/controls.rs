//! Statistics Norway's control rules for form 15F, on what has been read.
//!
//! The rules follow the control program at commit `c1f58486`, as its code (not
//! its Norwegian specification) has them; names are its own. Left out are the
//! rules on what is not kept from the file (`Plan`, `Tiltak`, `Lovhjemmel`,
//! `Flytting`), except that `Individ 01a` looks at their dates. `Avgiver K3`
//! has no code: the schema already demands nine digits.
//!
//! Words used below: Y is the reporting year (`Avgiver/@Versjon`), the counting
//! date is 31 December Y, and an individual is *closed* when `Avslutta3112` is 1.
//! Comparisons are strict, so equal dates never fire a rule.
//!
//! A finding names ids, lines, codes and dates. It never holds a national id,
//! DUF number, journal number, name or free text.

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::{Days, NaiveDate};
use quick_xml::events::BytesStart;

use super::xml::{Attributes, Faults, Mark, Notes, Place};
use super::{Coded, Individual, Investigation, Report};
use crate::interchange::{national_id, shown};

/// Name of the finding for an element or attribute the schema does not know.
/// Not one of Statistics Norway's, whose program drops these in silence.
pub const NOT_READ: &str = "Not read";

/// Name of the finding for a date after the day of reading.
/// Not one of Statistics Norway's, whose program accepts dates until 2049.
pub const FUTURE_DATE: &str = "Future date";

/// Individuals whose numbers are compared in controls 04 and 05. Ten times the
/// clients of all Norwegian municipalities together.
pub const MAX_COMPARED: usize = 500_000;

/// Breaches listed for one individual's plans, measures and moves.
const MAX_UNKEPT: usize = 100;

/// Lines listed in one finding of control 05.
const MAX_LINES_NAMED: usize = 5;

const OSLO: &str = "0301";

/// How much a finding weighs with Statistics Norway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Stops a submission.
    Error,
    /// Should be looked at before submission.
    Warning,
}

/// One breach of a control rule. It refuses nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlFinding {
    /// The rule's name, for example `Melding 3`.
    pub control: &'static str,
    /// Whether the breach would stop a submission.
    pub severity: Severity,
    /// Where the element starts.
    pub line: u64,
    /// `Individ/@Id`; absent for findings on the sender or the file.
    pub individual_id: Option<String>,
    /// `@Id` of the element the finding is about, else of the individual.
    pub context_id: Option<String>,
    /// One sentence without personal data.
    pub message: String,
}

/// What the rules compare with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Yardstick {
    pub year: i32,
    pub in_oslo: bool,
    pub today: NaiveDate,
    year_start: NaiveDate,
    counting_date: NaiveDate,
    previous_counting_date: NaiveDate,
    half_year: NaiveDate,
}

impl Yardstick {
    /// `None` for a year the calendar does not have; four digits always have one.
    pub(super) fn new(year: i32, municipality: &str, today: NaiveDate) -> Option<Self> {
        Some(Self {
            year,
            in_oslo: municipality == OSLO,
            today,
            year_start: NaiveDate::from_ymd_opt(year, 1, 1)?,
            counting_date: NaiveDate::from_ymd_opt(year, 12, 31)?,
            previous_counting_date: NaiveDate::from_ymd_opt(year.checked_sub(1)?, 12, 31)?,
            half_year: NaiveDate::from_ymd_opt(year, 6, 30)?,
        })
    }
}

/// The dates upstream accepts: 1 January 1998 to 31 December 2049.
fn in_range(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1998..=2049).contains(&date.year())
}

/// Who and where a finding is about.
struct Reporter<'a> {
    individual: &'a Individual,
    emit: &'a mut dyn FnMut(ControlFinding),
}

impl Reporter<'_> {
    fn raise(&mut self, control: &'static str, severity: Severity, line: u64, id: &str, message: fmt::Arguments<'_>) {
        (self.emit)(ControlFinding {
            control,
            severity,
            line,
            individual_id: Some(shown(&self.individual.id)),
            context_id: Some(shown(id)),
            message: message.to_string(),
        });
    }

    fn error(&mut self, control: &'static str, line: u64, id: &str, message: fmt::Arguments<'_>) {
        self.raise(control, Severity::Error, line, id, message);
    }

    fn warning(&mut self, control: &'static str, line: u64, id: &str, message: fmt::Arguments<'_>) {
        self.raise(control, Severity::Warning, line, id, message);
    }

    fn own_error(&mut self, control: &'static str, message: fmt::Arguments<'_>) {
        let individual = self.individual;
        self.error(control, individual.line, &individual.id, message);
    }

    fn own_warning(&mut self, control: &'static str, message: fmt::Arguments<'_>) {
        let individual = self.individual;
        self.warning(control, individual.line, &individual.id, message);
    }
}

/// Runs every rule that needs no other individual.
pub(super) fn check(
    individual: &Individual,
    unkept: &Unkept,
    yardstick: &Yardstick,
    emit: &mut dyn FnMut(ControlFinding),
) {
    let mut out = Reporter { individual, emit };
    check_dates_in_range(individual, yardstick, &mut out);
    check_individual(individual, yardstick, &mut out);
    check_identity(individual, yardstick, &mut out);
    for report in &individual.reports {
        check_report(report, individual, yardstick, &mut out);
        if let Some(investigation) = &report.investigation {
            check_investigation(investigation, individual, yardstick, &mut out);
        }
    }
    for breach in &unkept.breaches {
        out.error(breach.control, breach.line, &breach.id, format_args!("{}.", breach.message));
    }
    if unkept.left_out > 0 {
        out.own_error(
            "Individ 01",
            format_args!("{} further breaches in plans, measures and moves are not listed.", unkept.left_out),
        );
    }
}

/// Individ 01a, and dates after the day of reading.
fn check_dates_in_range(individual: &Individual, yardstick: &Yardstick, out: &mut Reporter<'_>) {
    let mut check = |date: Option<NaiveDate>, what: &str, line: u64, id: &str| {
        let Some(date) = date else { return };
        if !in_range(date) {
            out.error(
                "Individ 01a",
                line,
                id,
                format_args!("The {what} date {date} lies outside 1998-01-01 to 2049-12-31."),
            );
        } else if date > yardstick.today {
            out.warning(FUTURE_DATE, line, id, format_args!("The {what} date {date} lies after the day of reading."));
        }
    };
    check(Some(individual.started), "Individ start", individual.line, &individual.id);
    check(individual.ended, "Individ end", individual.line, &individual.id);
    for report in &individual.reports {
        check(Some(report.received), "Melding start", report.line, &report.id);
        check(report.concluded, "Melding end", report.line, &report.id);
        if let Some(investigation) = &report.investigation {
            check(Some(investigation.started), "Undersokelse start", investigation.line, &investigation.id);
            check(investigation.ended, "Undersokelse end", investigation.line, &investigation.id);
        }
    }
}

fn check_individual(individual: &Individual, yardstick: &Yardstick, out: &mut Reporter<'_>) {
    let year = yardstick.year;
    if let Some(ended) = individual.ended {
        if individual.started > ended {
            out.own_error(
                "Individ 02a",
                format_args!("The individual starts on {}, after its end on {ended}.", individual.started),
            );
        }
        let previous = yardstick.previous_counting_date;
        if ended < previous {
            out.own_error("Individ 02b", format_args!("The individual ended on {ended}, before {previous}."));
        }
    } else if individual.closed_by_year_end {
        out.own_error("Individ 02d", format_args!("A closed individual needs an end date."));
    }
    let reports = individual.reports.len() as u64 + u64::from(individual.reports_refused);
    if reports == 0 && individual.plans == 0 && individual.measures == 0 {
        out.own_error("Individ 06", format_args!("The individual has no report, plan or measure."));
    }
    if let Some(age) = individual.national_id.as_deref().and_then(|id| national_id::age_at_year_end(id, year)) {
        if age > 25 {
            out.own_error("Individ 07", format_args!("The individual is older than 25 at the end of {year}."));
        }
        if age > 18 && individual.measures == 0 {
            out.own_error(
                "Individ 08",
                format_args!("The individual is older than 18 at the end of {year} and has no measure."),
            );
        }
    }
    if yardstick.in_oslo {
        if individual.district_number.is_none() {
            out.own_error("Individ 09", format_args!("Oslo must give the number of the city district."));
        }
        if individual.district_name.is_none() {
            out.own_error("Individ 10", format_args!("Oslo must give the name of the city district."));
        }
    }
}

fn check_identity(individual: &Individual, yardstick: &Yardstick, out: &mut Reporter<'_>) {
    let number = individual.national_id.as_deref();
    let duf_valid = individual.duf_number.as_deref().map(national_id::is_valid_duf);
    let acceptable = number.map(|number| national_id::is_acceptable_number(number, yardstick.year));
    match (acceptable, duf_valid) {
        (Some(false), _) => {
            out.own_error(
                "Individ 03",
                format_args!("The national id is not valid, so the child cannot be identified."),
            );
        }
        (None, Some(false)) => out.own_error(
            "Individ 03",
            format_args!("There is no national id and the DUF number is not valid, so the child cannot be identified."),
        ),
        (None, None) => out.own_error(
            "Individ 03",
            format_args!("There is neither a national id nor a DUF number, so the child cannot be identified."),
        ),
        (Some(true), _) | (None, Some(true)) => {}
    }
    if !number.is_some_and(national_id::is_valid_number) {
        out.own_warning("Individ 11", format_args!("The national id is missing or incomplete."));
    }
    if acceptable != Some(true) {
        out.own_warning("Individ 12", format_args!("The national id is missing or incomplete."));
    }
    if duf_valid == Some(false) {
        out.own_warning("Individ 19", format_args!("The DUF number is incomplete."));
    }
}

fn check_report(report: &Report, individual: &Individual, yardstick: &Yardstick, out: &mut Reporter<'_>) {
    let (line, id) = (report.line, report.id.as_str());
    let received = report.received;
    if let Some(concluded) = report.concluded {
        if received > concluded {
            out.error(
                "Melding 2a",
                line,
                id,
                format_args!("The report starts on {received}, after its end on {concluded}."),
            );
        }
        if let Some(ended) = individual.ended
            && concluded > ended
            && report.conclusion != Some(1)
        {
            out.error(
                "Melding 2c",
                line,
                id,
                format_args!("The report ended on {concluded}, after the individual's end on {ended}."),
            );
        }
    }
    if is_left_open(report.concluded, individual, yardstick) {
        left_open(out, "Melding 2d", line, id, "report", report.concluded);
    }
    if received < individual.started {
        out.error(
            "Melding 2e",
            line,
            id,
            format_args!("The report starts on {received}, before the individual's start on {}.", individual.started),
        );
    }
    // The law gives seven days; upstream lets the eighth pass too.
    if let (Some(concluded), Some(latest)) = (report.concluded, received.checked_add_days(Days::new(8)))
        && concluded > latest
    {
        out.warning(
            "Melding 3",
            line,
            id,
            format_args!("The report of {received} was concluded on {concluded}, past the limit of seven days."),
        );
    }
    let counts_as_concluded = report.concluded.is_some_and(|concluded| concluded >= yardstick.year_start)
        && matches!(report.conclusion, Some(1 | 2));
    if counts_as_concluded {
        if report.reporters.is_empty() {
            out.error("Melding 4", line, id, format_args!("A concluded report needs a reporter (Melder)."));
        }
        if report.contents.is_empty() {
            out.error("Melding 5", line, id, format_args!("A concluded report needs a content (Saksinnhold)."));
        }
    }
    for reporter in &report.reporters {
        needs_clarification("Melder 2", reporter, &["22"], id, out);
    }
    for content in &report.contents {
        needs_clarification("Saksinnhold 2", content, &["18", "19"], id, out);
    }
}

fn check_investigation(
    investigation: &Investigation,
    individual: &Individual,
    yardstick: &Yardstick,
    out: &mut Reporter<'_>,
) {
    let (line, id) = (investigation.line, investigation.id.as_str());
    let started = investigation.started;
    if let Some(ended) = investigation.ended {
        if started > ended {
            out.error(
                "Undersøkelse 2a",
                line,
                id,
                format_args!("The investigation starts on {started}, after its end on {ended}."),
            );
        }
        if ended < yardstick.year_start || ended > yardstick.counting_date {
            out.error(
                "Undersøkelse 2b",
                line,
                id,
                format_args!("The investigation ended on {ended}, not in {}.", yardstick.year),
            );
        }
        if let Some(individual_ended) = individual.ended
            && ended > individual_ended
        {
            out.error(
                "Undersøkelse 2c",
                line,
                id,
                format_args!("The investigation ended on {ended}, after the individual's end on {individual_ended}."),
            );
        }
        if investigation.conclusion.is_none() {
            out.error("Undersøkelse 4", line, id, format_args!("An ended investigation needs a conclusion."));
        }
    } else if started < yardstick.half_year {
        out.warning(
            "Undersøkelse 8",
            line,
            id,
            format_args!("The investigation began on {started} and has run for more than six months."),
        );
    }
    if is_left_open(investigation.ended, individual, yardstick) {
        left_open(out, "Undersøkelse 2d", line, id, "investigation", investigation.ended);
    }
    if started < individual.started {
        out.error(
            "Undersøkelse 2e",
            line,
            id,
            format_args!(
                "The investigation starts on {started}, before the individual's start on {}.",
                individual.started
            ),
        );
    }
    if investigation.conclusion == Some(5) && investigation.clarification.is_none() {
        out.error("Undersøkelse 3", line, id, format_args!("Conclusion 5 needs a clarification (Presisering)."));
    }
    if let Some(conclusion @ (1 | 2)) = investigation.conclusion
        && investigation.grounds.is_empty()
    {
        out.error(
            "Undersøkelse 7",
            line,
            id,
            format_args!("Conclusion {conclusion} needs a ground for the decision (Vedtaksgrunnlag)."),
        );
    }
    for ground in &investigation.grounds {
        needs_clarification("Vedtaksgrunnlag 2", ground, &["18", "19"], id, out);
    }
}

/// The rules 2d: in a closed individual everything has ended by the counting
/// date, and so has the individual itself.
fn is_left_open(ended: Option<NaiveDate>, individual: &Individual, yardstick: &Yardstick) -> bool {
    individual.closed_by_year_end
        && (individual.ended.is_none() || ended.is_none_or(|ended| ended > yardstick.counting_date))
}

fn left_open(out: &mut Reporter<'_>, control: &'static str, line: u64, id: &str, what: &str, ended: Option<NaiveDate>) {
    let ended = ended.map_or_else(|| "not given".to_owned(), |ended| ended.to_string());
    out.error(
        control,
        line,
        id,
        format_args!(
            "The individual is closed, so it and its {what} must have ended by the end of the year; the {what}'s end is {ended}."
        ),
    );
}

fn needs_clarification(control: &'static str, coded: &Coded, demanding: &[&str], id: &str, out: &mut Reporter<'_>) {
    if demanding.contains(&coded.code.as_str()) && coded.clarification.is_none() {
        out.error(control, coded.line, id, format_args!("Code {} needs a clarification (Presisering).", coded.code));
    }
}

/// What an element that is counted must have right.
pub(super) struct CountedElement {
    name: &'static str,
    known: &'static [&'static str],
    required_dates: &'static [&'static str],
    optional_dates: &'static [&'static str],
}

pub(super) const PLAN: CountedElement = CountedElement {
    name: "Plan",
    known: &["Id", "StartDato", "SluttDato", "EvaluertDato", "Plantype"],
    required_dates: &["StartDato"],
    optional_dates: &["SluttDato", "EvaluertDato"],
};

pub(super) const MEASURE: CountedElement = CountedElement {
    name: "Tiltak",
    known: &["Id", "StartDato", "SluttDato"],
    required_dates: &["StartDato"],
    optional_dates: &["SluttDato"],
};

pub(super) const MOVE: CountedElement = CountedElement {
    name: "Flytting",
    known: &["Id", "SluttDato"],
    required_dates: &["SluttDato"],
    optional_dates: &[],
};

/// What is kept of a plan, a measure or a move that is whole.
pub(super) struct Looked {
    pub(super) id: String,
    /// As its [`CountedElement`] lists them.
    pub(super) dates: Vec<Option<NaiveDate>>,
    /// `@Plantype`.
    pub(super) kind: Option<String>,
}

/// Breaches met in plans, measures and moves.
#[derive(Default)]
pub(super) struct Unkept {
    breaches: Vec<Breach>,
    left_out: u64,
    ids: HashSet<(&'static str, String)>,
}

struct Breach {
    control: &'static str,
    line: u64,
    id: String,
    message: String,
}

impl Unkept {
    /// Looks at id and dates: schema faults are `Individ 01`, odd dates `Individ 01a`. Answers what can be kept of it: its id
    /// and its dates, those that it must have first; nothing where something of them is wrong.
    pub(super) fn look_at(
        &mut self,
        tag: &BytesStart<'_>,
        line: u64,
        individual: &Place<'_>,
        element: &CountedElement,
        nth: u32,
        notes: &mut Notes,
    ) -> Option<Looked> {
        let place = Place::inside(individual, element.name, Mark::Nth(u64::from(nth)));
        let mut faults = Faults::default();
        let attributes = Attributes::of(tag, place, line, element.known, &mut faults, notes);
        let id = attributes.required_text("Id", 30, &mut faults);
        let kind = attributes.text("Plantype", 10, &mut faults);
        let mut dates = Vec::new();
        let required = element.required_dates.iter().map(|name| (*name, true));
        let optional = element.optional_dates.iter().map(|name| (*name, false));
        for (name, is_required) in required.chain(optional) {
            let date = if is_required {
                attributes.required_date(name, &mut faults)
            } else {
                attributes.date(name, &mut faults)
            };
            dates.push(date);
            if let Some(date) = date.filter(|&date| !in_range(date)) {
                let message = format!("{}/@{name} {date} lies outside 1998-01-01 to 2049-12-31", element.name);
                self.add("Individ 01a", line, id.as_deref(), message);
            }
        }
        let is_whole = faults.none();
        for fault in faults.listed {
            self.add("Individ 01", line, id.as_deref(), format!("{}/{}: {}", element.name, fault.field, fault.rule));
        }
        let id = id?;
        if !self.ids.insert((element.name, id.clone())) {
            let message = format!("The {} id is already used in the same individual", element.name);
            self.add("Individ 01", line, Some(&id), message);
            return None;
        }
        is_whole.then_some(Looked { id, dates, kind })
    }

    fn add(&mut self, control: &'static str, line: u64, id: Option<&str>, message: String) {
        if self.breaches.len() == MAX_UNKEPT {
            self.left_out += 1;
            return;
        }
        self.breaches.push(Breach { control, line, id: id.unwrap_or_default().to_owned(), message });
    }
}

/// What controls 04 and 05 remember about the individuals of a file.
#[derive(Default)]
pub(super) struct Compared {
    /// Eleven digits fit a number, which takes less room than text.
    numbers: HashMap<u64, First>,
    journals: HashMap<Box<str>, First>,
    same_number: Vec<Repeat>,
    same_journal: HashMap<Box<str>, Vec<u64>>,
    left_out: u64,
}

struct First {
    line: u64,
    id: Box<str>,
    repeated: bool,
}

struct Repeat {
    line: u64,
    id: Box<str>,
    first_line: u64,
}

impl Compared {
    pub(super) fn remember(&mut self, individual: &Individual) {
        let Some(number) = individual.national_id.as_deref() else {
            return; // Upstream compares journals of individuals with a number only.
        };
        if self.journals.len() >= MAX_COMPARED || self.numbers.len() >= MAX_COMPARED {
            self.left_out += 1;
            return;
        }
        let id: Box<str> = shown(&individual.id).into();
        if national_id::is_valid_number(number)
            && let Ok(number) = number.parse::<u64>()
        {
            match self.numbers.get_mut(&number) {
                Some(first) => {
                    first.repeated = true;
                    self.same_number.push(Repeat { line: individual.line, id: id.clone(), first_line: first.line });
                }
                None => {
                    self.numbers.insert(number, First { line: individual.line, id: id.clone(), repeated: false });
                }
            }
        }
        let journal = individual.journal_number.as_str();
        if let Some(first) = self.journals.get_mut(journal) {
            first.repeated = true;
            self.same_journal.entry(journal.into()).or_default().push(individual.line);
        } else {
            self.journals.insert(journal.into(), First { line: individual.line, id, repeated: false });
        }
    }

    /// Individ 04 and 05, in the order of the file.
    pub(super) fn report(self, emit: &mut dyn FnMut(ControlFinding)) {
        let firsts = self.numbers.into_values().filter(|first| first.repeated).map(|first| {
            (first.line, first.id, "The same national id is used again further down in the file.".to_owned())
        });
        let repeats = self.same_number.into_iter().map(|repeat| {
            let message = format!("The national id is already used by the individual on line {}.", repeat.first_line);
            (repeat.line, repeat.id, message)
        });
        let mut numbers: Vec<_> = firsts.chain(repeats).collect();
        numbers.sort_unstable_by_key(|finding| finding.0);
        for (line, id, message) in numbers {
            emit(finding("Individ 04", line, &id, message));
        }

        let mut journals: Vec<_> = self
            .journals
            .into_iter()
            .filter(|(_, first)| first.repeated)
            .map(|(journal, first)| {
                let lines = self.same_journal.get(&journal).map(Vec::as_slice).unwrap_or_default();
                (first.line, first.id, journal_message(lines))
            })
            .collect();
        journals.sort_unstable_by_key(|finding| finding.0);
        for (line, id, message) in journals {
            emit(finding("Individ 05", line, &id, message));
        }

        if self.left_out > 0 {
            emit(ControlFinding {
                control: "Individ 04",
                severity: Severity::Warning,
                line: 1,
                individual_id: None,
                context_id: None,
                message: format!("{} individuals were too many to compare in controls 04 and 05.", self.left_out),
            });
        }
    }
}

fn journal_message(further_lines: &[u64]) -> String {
    let named: Vec<String> = further_lines.iter().take(MAX_LINES_NAMED).map(ToString::to_string).collect();
    let more = if further_lines.len() > MAX_LINES_NAMED { " and more" } else { "" };
    format!(
        "The journal number is used by {} individuals, also on line {}{more}.",
        further_lines.len() + 1,
        named.join(", ")
    )
}

fn finding(control: &'static str, line: u64, id: &str, message: String) -> ControlFinding {
    ControlFinding {
        control,
        severity: Severity::Error,
        line,
        individual_id: Some(id.to_owned()),
        context_id: Some(id.to_owned()),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{
        Fixture, Outcome, REPORT, SENDER, child_number, expected, read_bytes, read_individuals, read_with,
    };
    use super::*;

    /// A report with its attributes and content given.
    fn report(attributes: &str, content: &str) -> String {
        format!("<Melding Id='r1' {attributes}>{content}</Melding>")
    }

    const DATED: &str = "StartDato='2023-02-01' SluttDato='2023-02-06'";
    const REPORTER: &str = "<Melder Kode='11'/>";
    const CONTENT: &str = "<Saksinnhold Kode='8'/>";

    fn holding(content: &str) -> Outcome {
        Fixture::new().holding(content).read()
    }

    fn with_report(attributes: &str) -> Outcome {
        holding(&report(attributes, &format!("{REPORTER}{CONTENT}")))
    }

    fn with_investigation(attributes: &str, content: &str) -> Outcome {
        holding(&investigated(attributes, content))
    }

    fn investigated(attributes: &str, content: &str) -> String {
        let investigation = format!("<Undersokelse Id='u1' {attributes}>{content}</Undersokelse>");
        report(&format!("{DATED} Konklusjon='2'"), &format!("{REPORTER}{CONTENT}{investigation}"))
    }

    #[test]
    fn a_sound_individual_gives_no_finding() {
        assert_eq!(Fixture::new().read().findings, []);
        assert_eq!(Fixture::new().closed().read().findings, []);
        let concluded = "StartDato='2023-07-01' SluttDato='2023-12-31' Konklusjon='3'";
        assert_eq!(with_investigation(concluded, "").findings, []);
    }

    #[test]
    fn avgiver_k2_names_a_file_of_another_year() {
        let mut expected = expected();
        expected.year = Some(2023);
        let file = super::super::test_support::file(&Fixture::new().xml());
        assert_eq!(read_with(file.as_bytes(), &expected).findings, []);
        expected.year = Some(2022);
        let outcome = read_with(file.as_bytes(), &expected);
        assert_eq!(outcome.controls(), ["Avgiver K2"]);
        assert_eq!(outcome.finding("Avgiver K2").line, 3);
    }

    #[test]
    fn avgiver_k6_names_a_blank_municipality_name() {
        let file = super::super::test_support::file(&Fixture::new().xml()).replace("Prøvevik", "  ");
        assert_eq!(read_bytes(file.as_bytes()).controls(), ["Avgiver K6"]);
    }

    #[test]
    fn avgiver_k0_k1_and_k4_accompany_an_unreadable_file() {
        let of = |sender: &str| {
            let text = format!("<Barnevern>{sender}{}</Barnevern>", Fixture::new().xml());
            read_bytes(text.as_bytes())
        };
        for (sender, control) in [
            ("", "Avgiver K0"),
            ("<Avgiver/>", "Avgiver K1"),
            (&SENDER.replace("9901", "9902"), "Avgiver K4"),
            (&SENDER.replace("2023", "23"), "Avgiver K1"),
        ] {
            let outcome = of(sender);
            assert!(outcome.result.is_err());
            assert_eq!(outcome.controls(), [control]);
            assert!(outcome.individuals.is_empty());
        }
    }

    #[test]
    fn avgiver_k0_names_a_second_sender() {
        let outcome = read_individuals(&format!("{SENDER}{}", Fixture::new().xml()));
        assert_eq!(outcome.controls(), ["Avgiver K0"]);
        assert_eq!(outcome.individuals.len(), 1);
    }

    #[test]
    fn individ_00_names_a_file_without_individuals() {
        assert_eq!(read_individuals("").controls(), ["Individ 00"]);
    }

    #[test]
    fn individ_01_accompanies_each_refusal() {
        let outcome = holding(&report("StartDato='2023-02-30'", ""));
        let finding = outcome.finding("Individ 01");
        assert_eq!(finding.severity, Severity::Error);
        assert_eq!((finding.individual_id.as_deref(), finding.context_id.as_deref()), (Some("c1"), Some("r1")));
    }

    #[test]
    fn individ_01_also_names_schema_breaches_of_what_is_only_counted() {
        let outcome = holding(&format!(
            "{REPORT}<Plan Id='p' StartDato='x'/><Tiltak StartDato='2023-01-01'/><Plan Id='p' StartDato='2023-01-01'/>"
        ));
        assert_eq!(outcome.controls(), ["Individ 01"]);
        assert_eq!(outcome.findings.len(), 3);
        assert!(outcome.refused.is_empty());
        assert_eq!(outcome.summary().plans, 2);
    }

    #[test]
    fn individ_01a_names_each_date_outside_its_limits() {
        let early = "StartDato='1997-12-31'";
        for content in [
            report(early, ""),
            report("StartDato='2023-02-01' SluttDato='2050-01-01'", ""),
            investigated(early, ""),
            investigated("StartDato='2023-02-01' SluttDato='2050-01-01'", ""),
            format!("<Plan Id='p' {early}/>"),
            "<Plan Id='p' StartDato='2023-01-01' EvaluertDato='2050-01-01'/>".to_owned(),
            format!("<Tiltak Id='p' {early}/>"),
            format!("{REPORT}<Flytting Id='p' SluttDato='1997-12-31'/>"),
        ] {
            let outcome = holding(&content);
            assert_eq!(
                outcome.findings.iter().filter(|finding| finding.control == "Individ 01a").count(),
                1,
                "{content}"
            );
        }
        let limits = Fixture::new().with("StartDato", "1998-01-01").with("SluttDato", "2049-12-31").read();
        assert!(!limits.controls().contains(&"Individ 01a"));
        let outside = Fixture::new().with("StartDato", "1997-12-31").with("SluttDato", "2050-01-01").read();
        assert_eq!(outside.findings.iter().filter(|finding| finding.control == "Individ 01a").count(), 2);
    }

    #[test]
    fn a_date_after_the_day_of_reading_is_named() {
        let on = |day| with_report(&format!("StartDato='{day}'")).controls();
        assert_eq!(on("2024-03-01"), Vec::<&str>::new());
        assert_eq!(on("2024-03-02"), [FUTURE_DATE]);
    }

    #[test]
    fn individ_02a_names_an_individual_that_ends_before_it_starts() {
        let ending = |day| {
            Fixture::new().with("SluttDato", day).holding("<Plan Id='p' StartDato='2023-01-01'/>").read().controls()
        };
        assert_eq!(ending("2023-01-01"), Vec::<&str>::new());
        assert_eq!(ending("2022-12-31"), ["Individ 02a"]);
    }

    #[test]
    fn individ_02b_names_an_individual_that_ended_before_the_last_counting_date() {
        let ending = |day| {
            let fixture = Fixture::new().with("StartDato", "2020-01-01").with("SluttDato", day);
            fixture.holding("<Plan Id='p' StartDato='2023-01-01'/>").read().controls()
        };
        assert_eq!(ending("2022-12-31"), Vec::<&str>::new());
        assert_eq!(ending("2022-12-30"), ["Individ 02b"]);
    }

    #[test]
    fn individ_02d_names_a_closed_individual_without_an_end() {
        let fixture = Fixture::new().with("Avslutta3112", "1").holding("<Plan Id='p' StartDato='2023-01-01'/>");
        assert_eq!(fixture.read().controls(), ["Individ 02d"]);
    }

    #[test]
    fn individ_03_11_12_and_19_name_numbers_that_identify_nobody() {
        let duf = (0..100)
            .map(|check| format!("2012345678{check:02}"))
            .find(|number| national_id::is_valid_duf(number))
            .unwrap();
        let with = |number: Option<&str>, duf: Option<&str>| {
            let mut fixture = Fixture::new().without("Fodselsnummer");
            if let Some(number) = number {
                fixture = fixture.with("Fodselsnummer", number);
            }
            if let Some(duf) = duf {
                fixture = fixture.with("DUFnummer", duf);
            }
            fixture.read().controls()
        };
        let valid = child_number(0);
        assert_eq!(with(Some(&valid), None), Vec::<&str>::new());
        assert_eq!(with(Some(&valid), Some("000000000001")), ["Individ 19"]);
        assert_eq!(with(Some("01051200100"), None), ["Individ 11"]);
        assert_eq!(with(Some("01051299999"), None), ["Individ 11"]);
        assert_eq!(with(Some("01051255555"), None), ["Individ 03", "Individ 11", "Individ 12"]);
        assert_eq!(with(None, Some(&duf)), ["Individ 11", "Individ 12"]);
        assert_eq!(with(None, Some("000000000001")), ["Individ 03", "Individ 11", "Individ 12", "Individ 19"]);
        assert_eq!(with(None, None), ["Individ 03", "Individ 11", "Individ 12"]);
    }

    #[test]
    fn individ_04_names_every_individual_with_the_same_valid_number() {
        let one = |id, number: &str, journal| {
            Fixture::new().with("Id", id).with("Fodselsnummer", number).with("Journalnummer", journal).xml()
        };
        let number = child_number(0);
        let outcome = read_individuals(&format!(
            "{}\n{}\n{}\n{}",
            one("a", &number, "1"),
            one("b", &child_number(1), "2"),
            one("c", &number, "3"),
            one("d", &number, "4")
        ));
        let named: Vec<_> = outcome
            .findings
            .iter()
            .map(|finding| (finding.control, finding.line, finding.individual_id.as_deref().unwrap()))
            .collect();
        assert_eq!(named, [("Individ 04", 4, "a"), ("Individ 04", 6, "c"), ("Individ 04", 7, "d")]);
        assert!(!outcome.everything_said().contains(&number));
        let provisional = "01051299999";
        let outcome = read_individuals(&format!("{}{}", one("a", provisional, "1"), one("b", provisional, "2")));
        assert!(!outcome.controls().contains(&"Individ 04"));
    }

    #[test]
    fn individ_05_names_a_journal_number_once_with_its_count() {
        let one = |id, nth| Fixture::new().with("Id", id).with("Fodselsnummer", &child_number(nth)).xml();
        let outcome = read_individuals(&format!("{}\n{}\n{}", one("a", 0), one("b", 1), one("c", 2)));
        assert_eq!(outcome.controls(), ["Individ 05"]);
        assert_eq!(outcome.findings.len(), 1);
        assert_eq!(outcome.findings[0].line, 4);
        assert!(outcome.findings[0].message.contains("3 individuals, also on line 5, 6"));
        assert!(!outcome.everything_said().contains("JOURNAL-SECRET"));
    }

    #[test]
    fn individ_05_compares_individuals_with_a_national_id_only() {
        let one = |id| Fixture::new().with("Id", id).without("Fodselsnummer").xml();
        assert!(!read_individuals(&format!("{}{}", one("a"), one("b"))).controls().contains(&"Individ 05"));
    }

    #[test]
    fn individ_06_names_an_individual_to_whom_nothing_happened() {
        assert_eq!(holding("").controls(), ["Individ 06"]);
        assert_eq!(holding("<Flytting Id='f' SluttDato='2023-01-01'/>").controls(), ["Individ 06"]);
        assert_eq!(holding("<Plan Id='p' StartDato='2023-01-01'/>").controls(), Vec::<&str>::new());
        assert_eq!(holding("<Tiltak Id='p' StartDato='2023-01-01'/>").controls(), Vec::<&str>::new());
        // A refused report did happen.
        assert_eq!(holding("<Melding Id='m'/>").controls(), ["Individ 01"]);
    }

    #[test]
    fn individ_07_and_08_name_the_grown_up() {
        let measure = "<Tiltak Id='t' StartDato='2023-01-01'/>";
        let born = |day: &str, mut individuals: std::ops::Range<u32>, content: &str| {
            let number = individuals
                .find_map(|individual| crate::interchange::test_support::national_id(&format!("{day}{individual:03}")))
                .unwrap();
            Fixture::new().with("Fodselsnummer", &number).holding(content).read().controls()
        };
        assert_eq!(born("010605", 500..999, REPORT), Vec::<&str>::new());
        assert_eq!(born("010604", 500..999, REPORT), ["Individ 08"]);
        assert_eq!(born("010604", 500..999, measure), Vec::<&str>::new());
        assert_eq!(born("010698", 0..499, measure), Vec::<&str>::new());
        assert_eq!(born("010697", 0..499, measure), ["Individ 07"]);
    }

    #[test]
    fn individ_09_and_10_ask_oslo_for_its_city_district() {
        let file = |fixture: Fixture| {
            let text = super::super::test_support::file(&fixture.xml()).replace("9901", "0301");
            let mut expected = expected();
            expected.municipality = Some("0301".to_owned());
            read_with(text.as_bytes(), &expected).controls()
        };
        assert_eq!(file(Fixture::new()), ["Individ 09", "Individ 10"]);
        assert_eq!(file(Fixture::new().with("Bydelsnummer", "04")), ["Individ 10"]);
        assert_eq!(file(Fixture::new().with("Bydelsnummer", "04").with("Bydelsnavn", "Prøve")), Vec::<&str>::new());
    }

    #[test]
    fn melding_2a_names_a_report_that_ends_before_it_starts() {
        assert_eq!(with_report("StartDato='2023-02-06' SluttDato='2023-02-06'").controls(), Vec::<&str>::new());
        assert_eq!(with_report("StartDato='2023-02-06' SluttDato='2023-02-05'").controls(), ["Melding 2a"]);
    }

    #[test]
    fn melding_2c_names_a_report_concluded_after_the_individual_ended_unless_dismissed() {
        let concluded = |conclusion: &str| {
            let report = report(&format!("{DATED} {conclusion}"), &format!("{REPORTER}{CONTENT}"));
            Fixture::new().with("SluttDato", "2023-02-05").holding(report).read().controls()
        };
        assert_eq!(concluded("Konklusjon='1'"), Vec::<&str>::new());
        assert_eq!(concluded("Konklusjon='2'"), ["Melding 2c"]);
        assert_eq!(concluded(""), ["Melding 2c"]);
    }

    #[test]
    fn melding_2d_names_a_report_left_open_in_a_closed_individual() {
        let closed = |ended: &str| {
            let report = report(&format!("StartDato='2023-12-28' {ended}"), "");
            Fixture::new().closed().with("SluttDato", "2024-02-01").holding(report).read().controls()
        };
        assert_eq!(closed("SluttDato='2023-12-31'"), Vec::<&str>::new());
        assert_eq!(closed("SluttDato='2024-01-01'"), ["Melding 2d"]);
        assert_eq!(closed(""), ["Melding 2d"]);
        let no_end = Fixture::new().with("Avslutta3112", "1").read();
        assert_eq!(no_end.controls(), ["Individ 02d", "Melding 2d"]);
    }

    #[test]
    fn melding_2e_names_a_report_from_before_the_individual() {
        let fixture = |day| Fixture::new().with("StartDato", day).read().controls();
        assert_eq!(fixture("2023-02-01"), Vec::<&str>::new());
        assert_eq!(fixture("2023-02-02"), ["Melding 2e"]);
    }

    #[test]
    fn melding_3_lets_the_eighth_day_pass_and_names_the_ninth() {
        assert_eq!(with_report("StartDato='2023-02-01' SluttDato='2023-02-09'").controls(), Vec::<&str>::new());
        let late = with_report("StartDato='2023-02-01' SluttDato='2023-02-10'");
        assert_eq!(late.controls(), ["Melding 3"]);
        assert_eq!(late.finding("Melding 3").severity, Severity::Warning);
    }

    #[test]
    fn melding_4_and_5_ask_a_concluded_report_for_reporter_and_content() {
        for (attributes, expected) in [
            (format!("{DATED} Konklusjon='1'"), vec!["Melding 4", "Melding 5"]),
            (format!("{DATED} Konklusjon='2'"), vec!["Melding 4", "Melding 5"]),
            (format!("{DATED} Konklusjon='3'"), vec![]),
            (DATED.to_owned(), vec![]),
            ("StartDato='2023-02-01' Konklusjon='1'".to_owned(), vec![]),
        ] {
            assert_eq!(holding(&report(&attributes, "")).controls(), expected, "{attributes}");
        }
        let old = report("StartDato='2022-12-28' SluttDato='2022-12-31' Konklusjon='1'", "");
        assert_eq!(Fixture::new().with("StartDato", "2022-01-01").holding(old).read().controls(), Vec::<&str>::new());
        assert_eq!(holding(&report(&format!("{DATED} Konklusjon='1'"), REPORTER)).controls(), ["Melding 5"]);
        assert_eq!(holding(&report(&format!("{DATED} Konklusjon='1'"), CONTENT)).controls(), ["Melding 4"]);
    }

    #[test]
    fn codes_that_need_a_clarification_are_named_without_one() {
        for (element, code, control) in
            [("Melder", 22, "Melder 2"), ("Saksinnhold", 18, "Saksinnhold 2"), ("Saksinnhold", 19, "Saksinnhold 2")]
        {
            let bare = holding(&report(DATED, &format!("\n<{element} Kode='{code}'/>")));
            assert_eq!(bare.controls(), [control]);
            assert_eq!((bare.findings[0].line, bare.findings[0].context_id.as_deref()), (5, Some("r1")));
            let empty = holding(&report(DATED, &format!("<{element} Kode='{code}'><Presisering/></{element}>")));
            assert_eq!(empty.controls(), [control]);
            let clear =
                holding(&report(DATED, &format!("<{element} Kode='{code}'><Presisering>x</Presisering></{element}>")));
            assert_eq!(clear.controls(), Vec::<&str>::new());
        }
        for code in [18, 19] {
            let ground = format!("<Vedtaksgrunnlag Kode='{code}'/>");
            let outcome = with_investigation("StartDato='2023-07-01'", &ground);
            assert_eq!(outcome.controls(), ["Vedtaksgrunnlag 2"]);
            assert_eq!(outcome.findings[0].context_id.as_deref(), Some("u1"));
        }
    }

    #[test]
    fn undersokelse_2a_and_2b_name_ends_that_cannot_be() {
        let ending = |start: &str, end: &str| {
            let investigation = investigated(&format!("StartDato='{start}' SluttDato='{end}' Konklusjon='3'"), "");
            Fixture::new().with("StartDato", "2022-01-01").holding(investigation).read().controls()
        };
        assert_eq!(ending("2023-03-01", "2023-03-01"), Vec::<&str>::new());
        assert_eq!(ending("2023-03-01", "2023-02-28"), ["Undersøkelse 2a"]);
        assert_eq!(ending("2022-03-01", "2022-12-31"), ["Undersøkelse 2b"]);
        assert_eq!(ending("2022-03-01", "2023-01-01"), Vec::<&str>::new());
        assert_eq!(ending("2023-03-01", "2024-01-01"), ["Undersøkelse 2b"]);
    }

    #[test]
    fn undersokelse_2c_names_an_investigation_ending_after_the_individual() {
        let ending = |end: &str| {
            let investigation = investigated(&format!("StartDato='2023-03-01' SluttDato='{end}' Konklusjon='3'"), "");
            Fixture::new().with("SluttDato", "2023-06-30").holding(investigation).read().controls()
        };
        assert_eq!(ending("2023-06-30"), Vec::<&str>::new());
        assert_eq!(ending("2023-07-01"), ["Undersøkelse 2c"]);
    }

    #[test]
    fn undersokelse_2d_names_an_investigation_left_open_in_a_closed_individual() {
        let investigation = investigated("StartDato='2023-07-01'", "");
        let fixture = Fixture::new().closed().with("SluttDato", "2023-12-01").holding(investigation);
        assert_eq!(fixture.read().controls(), ["Undersøkelse 2d"]);
    }

    #[test]
    fn undersokelse_2e_names_an_investigation_from_before_the_individual() {
        let investigation = investigated("StartDato='2022-12-31' SluttDato='2023-01-31' Konklusjon='3'", "");
        assert_eq!(holding(&investigation).controls(), ["Undersøkelse 2e"]);
    }

    #[test]
    fn undersokelse_3_4_and_7_ask_for_what_a_conclusion_needs() {
        let ended = "StartDato='2023-03-01' SluttDato='2023-04-01'";
        assert_eq!(with_investigation(&format!("{ended} Konklusjon='5'"), "").controls(), ["Undersøkelse 3"]);
        assert_eq!(
            with_investigation(&format!("{ended} Konklusjon='5'"), "<Presisering>x</Presisering>").controls(),
            Vec::<&str>::new()
        );
        assert_eq!(with_investigation(ended, "").controls(), ["Undersøkelse 4"]);
        for conclusion in [1, 2] {
            let attributes = format!("{ended} Konklusjon='{conclusion}'");
            assert_eq!(with_investigation(&attributes, "").controls(), ["Undersøkelse 7"]);
            assert_eq!(with_investigation(&attributes, "<Vedtaksgrunnlag Kode='8'/>").controls(), Vec::<&str>::new());
        }
        for conclusion in [3, 4, 6] {
            assert_eq!(
                with_investigation(&format!("{ended} Konklusjon='{conclusion}'"), "").controls(),
                Vec::<&str>::new()
            );
        }
    }

    #[test]
    fn undersokelse_8_names_an_open_investigation_from_before_30_june() {
        let open = |day| with_investigation(&format!("StartDato='{day}'"), "");
        assert_eq!(open("2023-06-30").controls(), Vec::<&str>::new());
        assert_eq!(open("2023-06-29").controls(), ["Undersøkelse 8"]);
        assert_eq!(open("2023-06-29").findings[0].severity, Severity::Warning);
    }

    #[test]
    fn a_finding_holds_nothing_about_the_person() {
        let outcome = Fixture::new()
            .with("Fodselsnummer", "01019055555")
            .with("DUFnummer", "999999999999")
            .holding("<Melding Id='r1' StartDato='2022-01-01' Konklusjon='9'><Melder Kode='22'><Presisering>TEXT-SECRET</Presisering></Melder></Melding>")
            .read();
        assert!(outcome.findings.len() > 4);
        let said = outcome.everything_said();
        for secret in ["SECRET", "01019055555", "999999999999"] {
            assert!(!said.contains(secret), "{secret} in {said}");
        }
    }
}
