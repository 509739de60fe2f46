//! Drives a file through cutting, parsing and controls, item by item.

use std::io::{BufRead, Cursor as FrontBytes, Read};

use super::controls::{self, Compared, ControlFinding, NOT_READ, Severity, Yardstick};
use super::individual;
use super::records::{Cut, Piece, Pieces, Record as RawRecord, RecordSize, tag_name, take_front};
use super::xml::{Attributes, Cursor, Encoding, Faults, Mark, Notes, Place, Step, mend};
use super::{Expected, Fault, Item, Record, Refused, Rule, Sender, Summary, Unreadable};
use crate::interchange::shown;

const ROOT: &str = "Barnevern";

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Reads a form 15F file and hands out what it finds, in the order described
/// at the [module](super).
///
/// # Errors
///
/// [`Unreadable`] when nothing may be taken from the file. Faults further in
/// are items, and a file that breaks off ends with [`Summary::truncated`].
pub fn read(input: impl BufRead, expected: &Expected, emit: &mut dyn FnMut(Item)) -> Result<Summary, Unreadable> {
    let mut input = input;
    let front = take_front(&mut input, 4).map_err(before_sender)?;
    let marked = mark_of(&front)?;
    let kept_front = if marked { front[BYTE_ORDER_MARK.len()..].to_vec() } else { front };
    let mut pieces = Pieces::new(FrontBytes::new(kept_front).chain(input));

    let encoding = read_prologue(&mut pieces, marked)?;
    let mut session = Session { emit, summary: Summary::default(), notes: Notes::default() };
    let sender = read_sender(&mut pieces, encoding, expected, &mut session)?;
    let Some(yardstick) = Yardstick::new(sender.year, &sender.municipality_number, expected.today) else {
        // Not reached: a year of four digits, not 0000, is in the calendar.
        return Err(Unreadable::InvalidSender { faults: Vec::new() });
    };
    (session.emit)(Item::Sender(sender.clone()));
    session.check_sender(&sender, expected);
    session.tell_notes();
    session.read_records(&mut pieces, encoding, &sender, &yardstick);
    Ok(session.summary)
}

/// Whether the file begins with UTF-8's mark; other marks are other encodings.
fn mark_of(front: &[u8]) -> Result<bool, Unreadable> {
    match front {
        [] => Err(Unreadable::Empty),
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] => {
            Err(Unreadable::UnsupportedEncoding { declared: "UTF-16 or UTF-32".to_owned() })
        }
        _ => Ok(front.starts_with(&BYTE_ORDER_MARK)),
    }
}

fn before_sender(cut: Cut) -> Unreadable {
    match cut {
        Cut::Io { source, .. } => Unreadable::Io(source),
        Cut::Broken { line } | Cut::TooLong { line } => Unreadable::Broken { line },
    }
}

/// Everything through the root's start tag; answers the encoding.
fn read_prologue<R: BufRead>(pieces: &mut Pieces<R>, marked: bool) -> Result<Encoding, Unreadable> {
    let mut declared = None;
    let mut seen_markup = false;
    loop {
        let piece = match pieces.next_piece() {
            Ok(piece) => piece,
            // Bytes that begin like a tag and never end are no XML at all.
            Err(Cut::Broken { line: 1 }) if !seen_markup => return Err(Unreadable::NotXml),
            Err(cut) => return Err(before_sender(cut)),
        };
        match piece {
            Piece::Instruction { line, at_start, bytes } => {
                if tag_name(&bytes[1..]).eq_ignore_ascii_case("xml") {
                    if !at_start {
                        return Err(Unreadable::Broken { line });
                    }
                    declared = declared_encoding(&bytes, line)?;
                }
            }
            Piece::Declaration { line } => return Err(Unreadable::Doctype { line }),
            Piece::RootStart { line, empty, bytes } => {
                let name = tag_name(&bytes);
                if name != ROOT {
                    return Err(if name.is_empty() {
                        Unreadable::NotXml
                    } else {
                        Unreadable::NotThisFormat { root: shown(name) }
                    });
                }
                let encoding = declared.unwrap_or(Encoding::Utf8);
                if marked && encoding != Encoding::Utf8 {
                    return Err(Unreadable::WrongEncoding { line: 1 });
                }
                return if empty { Err(Unreadable::NoSender { line }) } else { Ok(encoding) };
            }
            Piece::EndOfInput { .. } if !seen_markup => return Err(Unreadable::Empty),
            Piece::EndOfInput { line } => return Err(Unreadable::Broken { line }),
            Piece::Text { .. } if !seen_markup => return Err(Unreadable::NotXml),
            // Records and the root's end cannot come before the root's start.
            Piece::Text { line } | Piece::RootEnd { line, .. } | Piece::Record(RawRecord { line, .. }) => {
                return Err(Unreadable::Broken { line });
            }
        }
        seen_markup = true;
    }
}

/// The encoding named in `<?xml ... encoding="..."?>`, if it names one.
fn declared_encoding(declaration: &[u8], line: u64) -> Result<Option<Encoding>, Unreadable> {
    let text = std::str::from_utf8(declaration).map_err(|_| Unreadable::Broken { line })?;
    let Some((_, after)) = text.split_once("encoding") else {
        return Ok(None);
    };
    let quoted = after.trim_start().strip_prefix('=').map(str::trim_start).ok_or(Unreadable::Broken { line })?;
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or(Unreadable::Broken { line })?;
    let (name, _) = quoted[1..].split_once(quote).ok_or(Unreadable::Broken { line })?;
    match Encoding::named(name) {
        Some(encoding) => Ok(Some(encoding)),
        None => Err(Unreadable::UnsupportedEncoding { declared: shown(name) }),
    }
}

/// The first record, which must be an `Avgiver` of the expected municipality.
fn read_sender<R: BufRead>(
    pieces: &mut Pieces<R>,
    encoding: Encoding,
    expected: &Expected,
    session: &mut Session<'_>,
) -> Result<Sender, Unreadable> {
    let record = loop {
        match pieces.next_piece().map_err(before_sender)? {
            Piece::Record(record) => break record,
            Piece::Instruction { .. } => {}
            Piece::Declaration { line } => return Err(Unreadable::Doctype { line }),
            Piece::Text { line } | Piece::RootStart { line, .. } | Piece::EndOfInput { line } => {
                return Err(Unreadable::Broken { line });
            }
            Piece::RootEnd { line, .. } => {
                session.file_finding("Avgiver K0", line, "The file has no sender (Avgiver).");
                return Err(Unreadable::NoSender { line });
            }
        }
    };
    let line = record.line;
    if record.name() != "Avgiver" {
        session.file_finding("Avgiver K0", line, "The file has no sender (Avgiver) before its first individual.");
        return Err(Unreadable::NoSender { line });
    }
    let sender = match parse_sender(record, encoding, &mut session.notes) {
        Ok(sender) => sender,
        Err(SenderFault::Decoding { rule: Rule::InvalidBytes | Rule::WrongEncoding, line }) => {
            return Err(Unreadable::WrongEncoding { line });
        }
        Err(SenderFault::Broken { line } | SenderFault::Decoding { line, .. }) => {
            return Err(Unreadable::Broken { line });
        }
        Err(SenderFault::Invalid(faults)) => {
            session.file_finding("Avgiver K1", line, "The sender (Avgiver) breaks the schema.");
            return Err(Unreadable::InvalidSender { faults });
        }
    };
    if let Some(municipality) = &expected.municipality
        && *municipality != sender.municipality_number
    {
        session.file_finding("Avgiver K4", line, "The file is from another municipality than the one expected.");
        return Err(Unreadable::WrongMunicipality {
            expected: municipality.clone(),
            found: sender.municipality_number,
        });
    }
    Ok(sender)
}

enum SenderFault {
    Decoding { rule: Rule, line: u64 },
    Broken { line: u64 },
    Invalid(Vec<Fault>),
}

fn parse_sender(record: RawRecord, encoding: Encoding, notes: &mut Notes) -> Result<Sender, SenderFault> {
    const KNOWN: [&str; 4] = ["Organisasjonsnummer", "Versjon", "Kommunenummer", "Kommunenavn"];
    let first_line = record.line;
    let place = Place::root("Avgiver", Mark::Alone);
    let mut faults = Faults::default();
    if let Some(rule) = beyond_limits(record.size) {
        faults.whole(first_line, &place, rule);
        return Err(SenderFault::Invalid(faults.listed));
    }
    let text =
        decode(record.bytes, encoding, first_line).map_err(|(rule, line)| SenderFault::Decoding { rule, line })?;
    let mut cursor = Cursor::new(&text, first_line);
    let broken = SenderFault::Broken { line: first_line };
    let Ok(Step::Open { tag, line }) = cursor.step() else { return Err(broken) };
    let attributes = Attributes::of(&tag, place, line, &KNOWN, &mut faults, notes);
    let organisation_number = attributes.required_digits("Organisasjonsnummer", 9, &mut faults);
    let year = attributes.required_year("Versjon", &mut faults);
    let municipality_number = attributes.required_digits("Kommunenummer", 4, &mut faults);
    let municipality_name = attributes.required_text("Kommunenavn", 250, &mut faults);
    loop {
        match cursor.child("Avgiver", notes) {
            Ok(Some((child, line))) => {
                notes.not_read(line, format_args!("Avgiver/{}", shown(child.name().as_ref())));
                if cursor.skip().is_err() {
                    return Err(broken);
                }
            }
            Ok(None) => break,
            Err(_) => return Err(broken),
        }
    }
    if cursor.expect_end().is_err() {
        return Err(broken);
    }
    match (organisation_number, year, municipality_number, municipality_name) {
        (Some(organisation_number), Some(year), Some(municipality_number), Some(municipality_name))
            if faults.none() =>
        {
            Ok(Sender { organisation_number, year, municipality_number, municipality_name, line })
        }
        _ => Err(SenderFault::Invalid(faults.listed)),
    }
}

fn beyond_limits(size: RecordSize) -> Option<Rule> {
    match size {
        RecordSize::WithinLimits => None,
        RecordSize::TooLarge => Some(Rule::TooLarge),
        RecordSize::TooDeep => Some(Rule::TooDeep),
    }
}

/// The record's text, or the rule it breaks and the line it breaks it on.
fn decode(bytes: Vec<u8>, encoding: Encoding, first_line: u64) -> Result<String, (Rule, u64)> {
    encoding.decode(bytes, first_line)
}

/// What has been handed out so far, and to whom.
struct Session<'e> {
    emit: &'e mut dyn FnMut(Item),
    summary: Summary,
    notes: Notes,
}

impl Session<'_> {
    fn finding(&mut self, finding: ControlFinding) {
        match finding.severity {
            Severity::Error => self.summary.control_errors += 1,
            Severity::Warning => self.summary.control_warnings += 1,
        }
        (self.emit)(Item::Control(finding));
    }

    /// A finding on the sender or the file, which carries no ids.
    fn file_finding(&mut self, control: &'static str, line: u64, message: impl Into<String>) {
        self.finding(ControlFinding {
            control,
            severity: Severity::Error,
            line,
            individual_id: None,
            context_id: None,
            message: message.into(),
        });
    }

    /// A refusal, and the finding Statistics Norway would answer it with.
    fn refuse(&mut self, refused: Refused) {
        self.summary.refused += 1;
        let context_id = refused.report_id.clone().or_else(|| refused.individual_id.clone());
        let rule = refused.faults.first().map_or("the schema is broken", |fault| fault.rule.describe());
        self.finding(ControlFinding {
            control: "Individ 01",
            severity: Severity::Error,
            line: refused.line,
            individual_id: refused.individual_id.clone(),
            context_id,
            message: format!("The record was refused: {rule}."),
        });
        (self.emit)(Item::Refused(refused));
    }

    /// A refusal of something that has no ids to name.
    fn refuse_whole(&mut self, record: Record, line: u64, path: &str, rule: Rule, fault_line: u64) {
        let fault = Fault {
            line: fault_line,
            path: path.to_owned(),
            field: path.rsplit('/').next().unwrap_or_default().split('[').next().unwrap_or_default().to_owned(),
            rule,
            found: None,
            mend: mend(rule, path),
        };
        self.refuse(Refused {
            record,
            line,
            path: path.to_owned(),
            individual_id: None,
            report_id: None,
            faults: vec![fault],
            faults_left_out: 0,
        });
    }

    fn refuse_rest(&mut self, line: u64, rule: Rule) {
        self.summary.truncated = true;
        self.refuse_whole(Record::RestOfFile, line, ROOT, rule, line);
    }

    fn check_sender(&mut self, sender: &Sender, expected: &Expected) {
        if let Some(year) = expected.year.filter(|&year| year != sender.year) {
            let message = format!("The file reports on {}, not on {year}.", sender.year);
            self.file_finding("Avgiver K2", sender.line, message);
        }
        if sender.municipality_name.trim().is_empty() {
            self.file_finding("Avgiver K6", sender.line, "The municipality's name is missing.");
        }
    }

    fn tell_notes(&mut self) {
        for (line, what) in std::mem::take(&mut self.notes.fresh) {
            self.finding(ControlFinding {
                control: NOT_READ,
                severity: Severity::Warning,
                line,
                individual_id: None,
                context_id: None,
                message: format!("The schema does not know {what}; it was not read, here or further down."),
            });
        }
    }

    /// Everything after the sender, through the last finding.
    fn read_records<R: BufRead>(
        &mut self,
        pieces: &mut Pieces<R>,
        encoding: Encoding,
        sender: &Sender,
        yardstick: &Yardstick,
    ) {
        let mut compared = Compared::default();
        let mut ordinal = 0;
        let mut after_root = false;
        loop {
            let piece = match pieces.next_piece() {
                Ok(piece) => piece,
                Err(Cut::Io { line, .. }) => {
                    self.refuse_rest(line, Rule::ReadFailure);
                    break;
                }
                Err(Cut::Broken { line } | Cut::TooLong { line }) => {
                    self.refuse_rest(line, Rule::BrokenXml);
                    break;
                }
            };
            match piece {
                Piece::Record(record) => {
                    if let Some(stop) =
                        self.read_record(record, encoding, sender, yardstick, &mut ordinal, &mut compared)
                    {
                        self.refuse_rest(stop.line, stop.rule);
                        break;
                    }
                }
                Piece::Text { line } if !after_root => {
                    self.refuse_whole(Record::StrayText, line, ROOT, Rule::StrayText, line);
                }
                Piece::Instruction { bytes, .. } if !tag_name(&bytes[1..]).eq_ignore_ascii_case("xml") => {}
                Piece::RootEnd { bytes, .. } if tag_name(&bytes[1..]) == ROOT => after_root = true,
                Piece::EndOfInput { .. } if after_root => break,
                // A second root, text after the end, a late declaration, a wrong end or none.
                Piece::Text { line }
                | Piece::Instruction { line, .. }
                | Piece::Declaration { line }
                | Piece::RootStart { line, .. }
                | Piece::RootEnd { line, .. }
                | Piece::EndOfInput { line } => {
                    self.refuse_rest(line, Rule::BrokenXml);
                    break;
                }
            }
        }
        if self.summary.individuals == 0 {
            self.file_finding("Individ 00", sender.line, "The file has no individual that can be read.");
        }
        compared.report(&mut |finding| self.finding(finding));
    }

    /// One child of the root. Answers where and why reading must stop, if it must.
    fn read_record(
        &mut self,
        record: RawRecord,
        encoding: Encoding,
        sender: &Sender,
        yardstick: &Yardstick,
        ordinal: &mut u64,
        compared: &mut Compared,
    ) -> Option<Stop> {
        let line = record.line;
        match record.name() {
            "Individ" => {}
            "Avgiver" => return self.read_further_sender(record, encoding, sender),
            other => {
                self.notes.not_read(line, format_args!("{ROOT}/{}", shown(other)));
                self.tell_notes();
                return None;
            }
        }
        *ordinal += 1;
        let path = format!("Individ[{ordinal}]");
        if let Some(rule) = beyond_limits(record.size) {
            self.refuse_whole(Record::Individual, line, &path, rule, line);
            return None;
        }
        let text = match decode(record.bytes, encoding, line) {
            Ok(text) => text,
            Err((rule, fault_line)) => {
                self.refuse_whole(Record::Individual, line, &path, rule, fault_line);
                return None;
            }
        };
        let mut cursor = Cursor::new(&text, line);
        let parsed = match cursor.step() {
            Ok(Step::Open { tag, line }) => individual::parse(&mut cursor, &tag, line, *ordinal, &mut self.notes),
            Ok(_) => return Some(Stop { line, rule: Rule::BrokenXml }),
            Err(broken) => Err(broken),
        };
        let parsed = match parsed.and_then(|parsed| cursor.expect_end().map(|()| parsed)) {
            Ok(parsed) => parsed,
            Err(broken) => return Some(Stop { line: broken.line, rule: Rule::BrokenXml }),
        };
        self.tell_notes();
        for refused in parsed.refused {
            self.refuse(refused);
        }
        if let Some(individual) = parsed.individual {
            controls::check(&individual, &parsed.unkept, yardstick, &mut |finding| self.finding(finding));
            compared.remember(&individual);
            let summary = &mut self.summary;
            summary.individuals += 1;
            summary.reports += individual.reports.len() as u64;
            summary.investigations +=
                individual.reports.iter().filter(|report| report.investigation.is_some()).count() as u64;
            summary.plans += u64::from(individual.plans);
            summary.measures += u64::from(individual.measures);
            summary.plans_unread += u64::from(individual.plans) - individual.plans_read.len() as u64;
            summary.measures_unread += u64::from(individual.measures) - individual.measures_read.len() as u64;
            summary.moves += u64::from(individual.moves);
            (self.emit)(Item::Individual(Box::new(individual)));
        }
        None
    }

    /// A second sender is tolerated only when it is the first one again:
    /// otherwise what follows may be the cases of another municipality or year.
    fn read_further_sender(&mut self, record: RawRecord, encoding: Encoding, first: &Sender) -> Option<Stop> {
        let line = record.line;
        self.file_finding("Avgiver K0", line, "The file has more than one sender (Avgiver).");
        let same = parse_sender(record, encoding, &mut self.notes).is_ok_and(|further| {
            further.municipality_number == first.municipality_number && further.year == first.year
        });
        self.tell_notes();
        (!same).then_some(Stop { line, rule: Rule::OtherSender })
    }
}

/// Where and why the rest of the file is not read.
struct Stop {
    line: u64,
    rule: Rule,
}

#[cfg(test)]
mod tests {
    use super::super::Individual;
    use super::super::test_support::{
        Fixture, Outcome, REPORT, SENDER, expected, file, read_bytes, read_individuals, read_with,
    };
    use super::*;
    use crate::interchange::test_support::{Lcg, shared_data};
    use std::io::{self, BufReader};

    fn holding(content: &str) -> Outcome {
        Fixture::new().holding(content).read()
    }

    /// A file with each element and attribute the schema has.
    fn full_file() -> String {
        let content = "<Melding Id='r1' StartDato='2023-02-01' SluttDato='2023-02-06' Konklusjon='2'>\n\
            <Melder Kode='22'><Presisering>Nabo &amp; venn &#229;</Presisering></Melder>\n<Melder Kode='1'/>\n\
            <Saksinnhold Kode='18'><Presisering><![CDATA[a < b]]></Presisering></Saksinnhold>\n\
            <Undersokelse Id='u1' StartDato='2023-02-06' SluttDato='2023-04-01' Konklusjon='5'>\
            <Presisering>linje 1\r\nlinje 2</Presisering><Vedtaksgrunnlag Kode='36'/></Undersokelse></Melding>\n\
            <Plan Id='p' StartDato='2023-02-01' EvaluertDato='2023-03-01' Plantype='1'/>\
            <Tiltak Id='t' StartDato='2023-02-01'><Lovhjemmel Lov='BVL' Kapittel='4' Paragraf='12'/><Kategori Kode='1.1'/></Tiltak>\
            <Flytting Id='f' SluttDato='2023-02-01'><ArsakFra Kode='1.3'/><FlyttingTil Kode='1'/></Flytting>";
        let fixture = Fixture::new()
            .with("SluttDato", "2023-12-01")
            .with("Bydelsnummer", "04")
            .with("Bydelsnavn", "Østbyen")
            .with("Distriktsnummer", "123");
        file(&fixture.holding(content).xml())
    }

    #[test]
    fn every_value_of_a_file_arrives_where_it_belongs() {
        let outcome = read_bytes(full_file().as_bytes());
        assert_eq!(outcome.findings, []);
        let sender = &outcome.senders[0];
        assert_eq!((sender.organisation_number.as_str(), sender.year), ("987654321", 2023));
        assert_eq!((sender.municipality_number.as_str(), sender.municipality_name.as_str()), ("9901", "Prøvevik"));
        let individual = &outcome.individuals[0];
        assert_eq!((individual.id.as_str(), individual.line), ("c1", 4));
        assert_eq!(individual.started.to_string(), "2023-01-01");
        assert_eq!(individual.ended.map(|day| day.to_string()).as_deref(), Some("2023-12-01"));
        assert_eq!(individual.journal_number, "JOURNAL-SECRET");
        assert_eq!(individual.caseworker, "CASEWORKER-SECRET");
        assert_eq!(individual.district_number.as_deref(), Some("04"));
        assert_eq!(individual.district_name.as_deref(), Some("Østbyen"));
        assert_eq!(individual.local_district_number.as_deref(), Some("123"));
        assert!(!individual.closed_by_year_end);
        assert_eq!((individual.plans, individual.measures, individual.moves), (1, 1, 1));
        let ([plan], [measure]) = (individual.plans_read.as_slice(), individual.measures_read.as_slice()) else {
            panic!("{individual:?}")
        };
        assert_eq!(
            (plan.kind.as_deref(), plan.evaluated.map(|day| day.to_string())),
            (Some("1"), Some("2023-03-01".to_owned()))
        );
        assert_eq!(measure.category.as_ref().map(|coded| coded.code.as_str()), Some("1.1"));
        assert_eq!((measure.started.to_string(), measure.ended), ("2023-02-01".to_owned(), None));
        let report = &individual.reports[0];
        assert_eq!((report.id.as_str(), report.conclusion, report.line), ("r1", Some(2), 4));
        assert_eq!(report.received.to_string(), "2023-02-01");
        assert_eq!(report.reporters[0].clarification.as_deref(), Some("Nabo & venn å"));
        assert_eq!((report.reporters[1].code.as_str(), report.reporters[1].line), ("1", 6));
        assert_eq!(report.contents[0].clarification.as_deref(), Some("a < b"));
        let investigation = report.investigation.as_ref().unwrap();
        assert_eq!((investigation.id.as_str(), investigation.conclusion, investigation.line), ("u1", Some(5), 8));
        assert_eq!(investigation.clarification.as_deref(), Some("linje 1\nlinje 2"));
        assert_eq!(investigation.grounds[0].code, "36");
        assert_eq!(
            outcome.summary(),
            Summary {
                individuals: 1,
                reports: 1,
                investigations: 1,
                plans: 1,
                measures: 1,
                moves: 1,
                ..Summary::default()
            }
        );
    }

    #[test]
    fn a_bad_code_refuses_its_report_only_and_is_named_with_line_and_path() {
        let outcome = holding(&format!(
            "{REPORT}\n<Melding Id='r2' StartDato='2023-02-01'>\n<Melder Kode='1'/>\n<Melder Kode='99'/></Melding>{}",
            REPORT.replace("'r1'", "'r3'")
        ));
        assert_eq!(outcome.report_ids(), ["r1", "r3"]);
        assert_eq!(outcome.individuals[0].reports_refused, 1);
        let refused = &outcome.refused[0];
        assert_eq!(refused.record, Record::Report);
        assert_eq!((refused.line, refused.path.as_str()), (5, "Individ[@Id='c1']/Melding[@Id='r2']"));
        assert_eq!((refused.individual_id.as_deref(), refused.report_id.as_deref()), (Some("c1"), Some("r2")));
        let fault = &refused.faults[0];
        assert_eq!((fault.line, fault.rule, fault.field.as_str()), (7, Rule::UnknownCode, "Kode"));
        assert_eq!(fault.path, "Individ[@Id='c1']/Melding[@Id='r2']/Melder[2]/@Kode");
        assert_eq!(fault.found.as_deref(), Some("99"));
        assert!(!fault.mend.is_empty());
    }

    #[test]
    fn each_schema_limit_of_a_report_refuses_it() {
        let long = "x".repeat(1001);
        for (report, rule) in [
            ("<Melding StartDato='2023-02-01'/>".to_owned(), Rule::MissingAttribute),
            ("<Melding Id='' StartDato='2023-02-01'/>".to_owned(), Rule::MissingAttribute),
            (format!("<Melding Id='{}' StartDato='2023-02-01'/>", "x".repeat(31)), Rule::TooLong),
            ("<Melding Id='r'/>".to_owned(), Rule::MissingAttribute),
            ("<Melding Id='r' StartDato='2020-02-31'/>".to_owned(), Rule::ImpossibleDate),
            ("<Melding Id='r' StartDato='2020-2-3'/>".to_owned(), Rule::ImpossibleDate),
            ("<Melding Id='r' StartDato='2020-02-03Z'/>".to_owned(), Rule::ImpossibleDate),
            ("<Melding Id='r' StartDato='0000-02-03'/>".to_owned(), Rule::ImpossibleDate),
            ("<Melding Id='r' StartDato='2023-02-01' SluttDato='igår'/>".to_owned(), Rule::ImpossibleDate),
            ("<Melding Id='r' StartDato='2023-02-01' Konklusjon='5'/>".to_owned(), Rule::UnknownCode),
            ("<Melding Id='r' StartDato='2023-02-01' Konklusjon='1 2'/>".to_owned(), Rule::UnknownCode),
            ("<Melding Id='r' StartDato='2023-02-01' Konklusjon='01'/>".to_owned(), Rule::UnknownCode),
            ("<Melding Id='r' StartDato='2023-02-01' Id='s'/>".to_owned(), Rule::RepeatedAttribute),
            ("<Melding Id='r' StartDato='2023-02-01' Konklusjon=1/>".to_owned(), Rule::BrokenAttribute),
            ("<Melding Id='r' StartDato='2023-02-01' Konklusjon='&eacute;'/>".to_owned(), Rule::BrokenReference),
            ("<Melding Id='r' StartDato='2023-02-01' Konklusjon='<'/>".to_owned(), Rule::ForbiddenCharacter),
        ] {
            let outcome = holding(&report);
            assert_eq!(outcome.rule(), rule, "{report}");
            assert_eq!(outcome.individuals.len(), 1, "{report}");
        }
        for (inside, rule) in [
            ("<Melder/>".to_owned(), Rule::MissingAttribute),
            ("<Melder Kode='26'/>".to_owned(), Rule::UnknownCode),
            ("<Saksinnhold Kode='37'/>".to_owned(), Rule::UnknownCode),
            ("<Saksinnhold Kode='+1'/>".to_owned(), Rule::UnknownCode),
            (format!("<Melder Kode='1'><Presisering>{long}</Presisering></Melder>"), Rule::TooLong),
            (
                "<Melder Kode='1'><Presisering>a</Presisering><Presisering>b</Presisering></Melder>".to_owned(),
                Rule::RepeatedElement,
            ),
            ("<Melder Kode='1'><Presisering>R & D</Presisering></Melder>".to_owned(), Rule::BrokenReference),
            ("<Melder Kode='1'><Presisering>&nbsp;</Presisering></Melder>".to_owned(), Rule::BrokenReference),
            ("<Melder Kode='1'><Presisering>&#0;</Presisering></Melder>".to_owned(), Rule::BrokenReference),
            ("<Melder Kode='1'><Presisering>&#x110000;</Presisering></Melder>".to_owned(), Rule::BrokenReference),
            ("<Undersokelse Id='u'/>".to_owned(), Rule::MissingAttribute),
            ("<Undersokelse Id='u' StartDato='2023-02-01' Konklusjon='7'/>".to_owned(), Rule::UnknownCode),
            (
                "<Undersokelse Id='u' StartDato='2023-02-01'><Vedtaksgrunnlag Kode='0'/></Undersokelse>".to_owned(),
                Rule::UnknownCode,
            ),
            (
                "<Undersokelse Id='u' StartDato='2023-02-01'/><Undersokelse Id='v' StartDato='2023-02-01'/>".to_owned(),
                Rule::RepeatedElement,
            ),
        ] {
            let outcome = holding(&format!("<Melding Id='r' StartDato='2023-02-01'>{inside}</Melding>"));
            assert_eq!(outcome.rule(), rule, "{inside}");
            assert_eq!(outcome.refused[0].record, Record::Report);
        }
    }

    #[test]
    fn values_at_the_schema_limits_are_read() {
        let outcome = holding(&format!(
            "<Melding Id='{}' StartDato=' 2023-02-01 '><Melder Kode='25'><Presisering>{}</Presisering></Melder><Saksinnhold Kode='36'/></Melding>",
            "ø".repeat(30),
            "å".repeat(1000)
        ));
        assert_eq!(outcome.refused, []);
    }

    #[test]
    fn each_schema_limit_of_an_individual_refuses_it_with_all_it_holds() {
        let long = "x".repeat(51);
        for (name, value, rule) in [
            ("Id", "", Rule::MissingAttribute),
            ("StartDato", "2023-13-01", Rule::ImpossibleDate),
            ("SluttDato", "2023-02-29", Rule::ImpossibleDate),
            ("Journalnummer", "123456789012345678901", Rule::TooLong),
            ("Fodselsnummer", "0101201234", Rule::NotDigits),
            ("Fodselsnummer", "010120 1234", Rule::NotDigits),
            ("DUFnummer", "12345678901", Rule::NotDigits),
            ("Bydelsnummer", "4", Rule::NotDigits),
            ("Distriktsnummer", "1234", Rule::NotDigits),
            ("Saksbehandler", &long, Rule::TooLong),
            ("Saksbehandler", "&me;", Rule::BrokenReference),
            ("Avslutta3112", "3", Rule::UnknownCode),
        ] {
            let outcome = Fixture::new().with(name, value).read();
            assert_eq!(outcome.rule(), rule, "{name}");
            assert_eq!(outcome.faults()[0].field, name);
            assert_eq!(outcome.refused[0].record, Record::Individual);
            assert!(outcome.individuals.is_empty());
            assert_eq!(outcome.summary().reports, 0);
        }
        for name in ["Id", "StartDato", "Journalnummer", "Saksbehandler", "Avslutta3112"] {
            assert_eq!(Fixture::new().without(name).read().rule(), Rule::MissingAttribute, "{name}");
        }
    }

    #[test]
    fn a_refused_individual_also_lists_the_faults_of_its_reports() {
        let outcome = Fixture::new().with("Avslutta3112", "3").holding("<Melding Id='r'/>").read();
        let paths: Vec<_> = outcome.faults().iter().map(|fault| fault.path.clone()).collect();
        assert_eq!(paths, ["Individ[@Id='c1']/@Avslutta3112", "Individ[@Id='c1']/Melding[@Id='r']/@StartDato"]);
        assert_eq!(outcome.summary().refused, 1);
    }

    #[test]
    fn records_without_an_id_are_named_by_their_place() {
        let outcome = Fixture::new().without("Id").holding("<Melding/><Melding/>").read();
        assert!(outcome.faults()[0].path.starts_with("Individ[1]/"));
        assert!(outcome.faults().last().unwrap().path.starts_with("Individ[1]/Melding[2]/"));
    }

    #[test]
    fn the_second_report_with_the_same_id_is_refused() {
        let outcome = holding(&format!("{REPORT}\n{REPORT}"));
        assert_eq!(outcome.rule(), Rule::DuplicateId);
        assert_eq!((outcome.refused[0].line, outcome.summary().reports), (5, 1));
        let other = Fixture::new()
            .with("Id", "c2")
            .with("Journalnummer", "2")
            .with("Fodselsnummer", &super::super::test_support::child_number(1));
        assert_eq!(read_individuals(&format!("{}{}", Fixture::new().xml(), other.xml())).refused, []);
    }

    #[test]
    fn faults_beyond_the_limit_are_counted() {
        let reporters = "<Melder/>".repeat(30);
        let outcome = holding(&format!("<Melding Id='r' StartDato='2023-02-01'>{reporters}</Melding>"));
        assert_eq!((outcome.refused[0].faults.len(), outcome.refused[0].faults_left_out), (20, 10));
    }

    #[test]
    fn an_individual_with_too_many_refused_reports_is_refused_whole() {
        let outcome = holding(&"<Melding/>".repeat(1001));
        assert_eq!(outcome.refused.len(), 1);
        assert_eq!(outcome.refused[0].faults[0].rule, Rule::TooManyFaults);
        let outcome = holding(&"<Melding/>".repeat(1000));
        assert_eq!((outcome.refused.len(), outcome.individuals.len()), (1000, 1));
    }

    #[test]
    fn an_element_with_too_many_attributes_is_refused() {
        let many: Vec<_> = (0..70).map(|n| format!(" a{n}='1'")).collect();
        let outcome = holding(&format!("<Melding Id='r' StartDato='2023-02-01'{}/>", many.concat()));
        assert_eq!(outcome.rule(), Rule::TooManyAttributes);
    }

    #[test]
    fn what_the_schema_does_not_know_is_named_once_and_not_read() {
        let extra = "<Melding Id='r' StartDato='2023-02-01' Ny='1'>tekst<Ny><Dyp/></Ny></Melding>";
        let outcome = holding(&format!("{extra}{}", extra.replace("'r'", "'s'")));
        assert_eq!(outcome.controls(), [NOT_READ]);
        assert_eq!((outcome.findings.len(), outcome.report_ids()), (3, vec!["r", "s"]));
    }

    #[test]
    fn names_the_schema_does_not_know_are_listed_up_to_a_limit() {
        let many: Vec<_> = (0..200).map(|n| format!("<Ny{n}/>")).collect();
        let outcome = holding(&format!("{REPORT}{}", many.concat()));
        assert_eq!(outcome.findings.len(), 65);
        assert!(outcome.findings[64].message.contains("further names"));
    }

    #[test]
    fn the_order_of_child_elements_does_not_matter() {
        let outcome = holding(
            "<Tiltak Id='t' StartDato='2023-01-01'/><Melding Id='r' StartDato='2023-02-01'><Saksinnhold Kode='1'/><Melder Kode='1'/></Melding>",
        );
        assert_eq!((outcome.refused.len(), outcome.summary().reports), (0, 1));
    }

    #[test]
    fn an_empty_optional_attribute_counts_as_not_given() {
        let outcome = Fixture::new().with("SluttDato", "").with("DUFnummer", "").read();
        assert_eq!(outcome.findings, []);
        assert_eq!(outcome.individuals[0].ended, None);
    }

    #[test]
    fn text_between_records_is_refused_and_reading_goes_on() {
        let outcome = read_individuals(&format!("SECRET\n{}", Fixture::new().xml()));
        assert_eq!(outcome.rule(), Rule::StrayText);
        assert_eq!(outcome.individuals.len(), 1);
        assert!(!outcome.everything_said().contains("SECRET"));
    }

    #[test]
    fn comments_and_instructions_are_passed_over() {
        let outcome = read_individuals(&format!(
            "<!-- <Individ> -->\n<?php echo ?>{}<!---->",
            Fixture::new().holding(format!("<!-- x -->{REPORT}<?a?>")).xml()
        ));
        assert_eq!((outcome.findings.len(), outcome.individuals.len(), outcome.individuals[0].line), (0, 1, 5));
    }

    #[test]
    fn a_file_that_is_no_form_15f_is_unreadable() {
        let unreadable = |bytes: &[u8]| read_bytes(bytes).result.unwrap_err();
        assert!(matches!(unreadable(b""), Unreadable::Empty));
        assert!(matches!(unreadable(b" \n "), Unreadable::Empty));
        assert!(matches!(unreadable(b"{\"kommunenummer\":\"9901\"}"), Unreadable::NotXml));
        assert!(matches!(unreadable(b"PK\x03\x04\0\0"), Unreadable::NotXml));
        assert!(matches!(unreadable(&[0; 50]), Unreadable::NotXml));
        assert!(matches!(unreadable(b"<"), Unreadable::NotXml));
        assert!(matches!(unreadable(b"<html></html>"), Unreadable::NotThisFormat { root } if root == "html"));
        assert!(matches!(unreadable(b"<Barnevern/>"), Unreadable::NoSender { line: 1 }));
        assert!(matches!(unreadable(b"<Barnevern>\n</Barnevern>"), Unreadable::NoSender { line: 2 }));
        assert!(matches!(unreadable(b"<Barnevern>\n"), Unreadable::Broken { line: 2 }));
        assert!(matches!(unreadable(b"\xFF\xFE<\0"), Unreadable::UnsupportedEncoding { .. }));
        assert!(matches!(unreadable(b" <?xml version='1.0'?><Barnevern/>"), Unreadable::Broken { line: 1 }));
        assert!(
            matches!(unreadable(b"<?xml version='1.0' encoding='UTF-16'?><Barnevern/>"), Unreadable::UnsupportedEncoding { declared } if declared == "UTF-16")
        );
        assert!(matches!(
            unreadable(b"\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><Barnevern/>"),
            Unreadable::WrongEncoding { line: 1 }
        ));
        let huge = format!("<Barnevern a='{}'>", "x".repeat(100_000));
        assert!(matches!(unreadable(huge.as_bytes()), Unreadable::Broken { line: 1 }));
    }

    #[test]
    fn a_document_type_declaration_is_never_accepted() {
        let bomb = "<!DOCTYPE Barnevern [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>";
        let text = file(&Fixture::new().xml()).replace("<Barnevern>", &format!("{bomb}<Barnevern>"));
        assert!(matches!(read_bytes(text.as_bytes()).result, Err(Unreadable::Doctype { line: 2 })));
        let late = read_individuals(&format!("{}\n{bomb}{}", Fixture::new().xml(), Fixture::new().xml()));
        assert!(late.summary().truncated);
        assert_eq!((late.individuals.len(), late.refused[0].line), (1, 5));
    }

    #[test]
    fn a_sender_that_breaks_the_schema_makes_the_file_unreadable() {
        for (from, to, rule) in [
            ("987654321", "98765432", Rule::NotDigits),
            ("'2023'", "'23'", Rule::ImpossibleYear),
            ("'2023'", "'0000'", Rule::ImpossibleYear),
            ("'9901'", "'99011'", Rule::NotDigits),
            ("'Prøvevik'", "''", Rule::MissingAttribute),
        ] {
            let text = file("").replace(from, to);
            let Err(Unreadable::InvalidSender { faults }) = read_bytes(text.as_bytes()).result else { panic!("{to}") };
            assert_eq!((faults[0].rule, faults[0].line), (rule, 3), "{to}");
        }
    }

    #[test]
    fn a_file_from_another_municipality_gives_nothing() {
        let text = file(&Fixture::new().xml()).replace("9901", "9902");
        let outcome = read_bytes(text.as_bytes());
        assert!(
            matches!(outcome.result, Err(Unreadable::WrongMunicipality { expected, found }) if expected == "9901" && found == "9902")
        );
        assert!(outcome.individuals.is_empty() && outcome.senders.is_empty());
        let anyone = Expected { municipality: None, ..expected() };
        assert_eq!(read_with(text.as_bytes(), &anyone).individuals.len(), 1);
    }

    #[test]
    fn nothing_is_read_after_a_second_sender_of_another_kind() {
        for other in [SENDER.replace("9901", "9902"), SENDER.replace("2023", "2022"), "<Avgiver/>".to_owned()] {
            let outcome = read_individuals(&format!("{}\n{other}\n{}", Fixture::new().xml(), Fixture::new().xml()));
            assert_eq!((outcome.individuals.len(), outcome.summary().truncated), (1, true));
            assert_eq!((outcome.rule(), outcome.refused[0].line), (Rule::OtherSender, 5));
        }
    }

    #[test]
    fn broken_xml_ends_the_reading_but_keeps_what_went_before() {
        let whole = Fixture::new().xml();
        for (rest, line) in [
            ("<Individ Id='c2'>\n<Melding></Melder></Individ>", 6),
            ("<Individ Id='c2'>\n<Melding>", 8),
            ("</Feil>", 5),
            ("</Barnevern>\n<Barnevern></Barnevern>", 6),
            ("<Individ Id='c2", 5),
        ] {
            let outcome = read_individuals(&format!("{whole}\n{rest}"));
            assert_eq!(outcome.individuals.len(), 1, "{rest}");
            assert!(outcome.summary().truncated, "{rest}");
            let refused = outcome.refused.last().unwrap();
            assert_eq!((refused.record, refused.faults[0].rule), (Record::RestOfFile, Rule::BrokenXml), "{rest}");
            assert_eq!(refused.line, line, "{rest}");
        }
    }

    #[test]
    fn a_reader_that_fails_midway_ends_the_reading_visibly() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("disk"))
            }
        }
        let start = file(&Fixture::new().xml()).replace("</Barnevern>", "");
        let input = BufReader::new(start.as_bytes().chain(Failing));
        let mut individuals = 0;
        let summary =
            read(input, &expected(), &mut |item| individuals += u32::from(matches!(item, Item::Individual(_))));
        assert!(summary.unwrap().truncated);
        assert_eq!(individuals, 1);
        assert!(matches!(read(BufReader::new(Failing), &expected(), &mut |_| {}), Err(Unreadable::Io(_))));
    }

    fn latin(text: &str) -> Vec<u8> {
        text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect()
    }

    #[test]
    fn the_declared_encoding_is_honoured() {
        let utf8 = file(&Fixture::new().with("Bydelsnavn", "Åsgård").xml());
        let declared = utf8.replace("UTF-8", "iso-8859-1");
        for bytes in [
            utf8.clone().into_bytes(),
            format!("\u{FEFF}{utf8}").into_bytes(),
            utf8.replace(" encoding='UTF-8'", "").into_bytes(),
            latin(&declared),
            latin(&declared.replace("iso-8859-1", "Windows-1252")),
        ] {
            let outcome = read_bytes(&bytes);
            assert_eq!(outcome.refused, []);
            assert_eq!(outcome.senders[0].municipality_name, "Prøvevik");
            assert_eq!(outcome.individuals[0].district_name.as_deref(), Some("Åsgård"));
        }
    }

    #[test]
    fn windows_punctuation_in_a_latin_file_is_read_as_meant() {
        let text = file(&Fixture::new().with("Bydelsnavn", "A@B").xml()).replace("UTF-8", "ISO-8859-1");
        let bytes: Vec<u8> = latin(&text).into_iter().map(|byte| if byte == b'@' { 0x96 } else { byte }).collect();
        assert_eq!(read_bytes(&bytes).individuals[0].district_name.as_deref(), Some("A–B"));
    }

    #[test]
    fn text_that_is_not_in_the_declared_encoding_refuses_its_record_only() {
        let name = |id: &'static str, name: &str| {
            Fixture::new().with("Id", id).with("Saksbehandler", name).without("Fodselsnummer").xml()
        };
        let text = file(&format!("{}\n{}\n{}", name("a", "x"), name("b", "Bj@rn"), name("c", "y")));
        let put = |text: &str, bytes: &[u8]| -> Vec<u8> {
            text.bytes().flat_map(|byte| if byte == b'@' { bytes.to_vec() } else { vec![byte] }).collect()
        };
        let latin_in_utf8 = put(&text, b"\xF8");
        let ascii = text.replace("Prøvevik", "Proevevik");
        let utf8_in_latin = put(&ascii.replace("UTF-8", "ISO-8859-1"), "ø".as_bytes());
        let undefined = put(&ascii.replace("UTF-8", "windows-1252"), b"\x81\xF8");
        let control = put(&text, b"\x01");
        for (bytes, rule) in [
            (latin_in_utf8, Rule::InvalidBytes),
            (utf8_in_latin, Rule::WrongEncoding),
            (undefined, Rule::InvalidBytes),
            (control, Rule::ForbiddenCharacter),
        ] {
            let outcome = read_bytes(&bytes);
            assert_eq!(outcome.rule(), rule);
            assert_eq!((outcome.refused[0].line, outcome.refused[0].path.as_str()), (5, "Individ[2]"));
            assert_eq!(outcome.individuals.len(), 2);
            assert!(!outcome.everything_said().contains("Bj"));
        }
    }

    #[test]
    fn a_sender_in_the_wrong_encoding_makes_the_file_unreadable() {
        let text = file(&Fixture::new().xml()).replace("UTF-8", "ISO-8859-1");
        assert!(matches!(read_bytes(text.as_bytes()).result, Err(Unreadable::WrongEncoding { line: 3 })));
        let text = latin(&file(&Fixture::new().xml()));
        assert!(matches!(read_bytes(&text).result, Err(Unreadable::WrongEncoding { line: 3 })));
    }

    #[test]
    fn an_individual_beyond_the_limits_is_refused_and_the_next_is_read() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let outcome = read_individuals(&format!("{}\n{}", Fixture::new().holding(deep).xml(), Fixture::new().xml()));
        assert_eq!((outcome.rule(), outcome.individuals.len()), (Rule::TooDeep, 1));
        let large = " ".repeat(17 * 1024 * 1024);
        let outcome = read_individuals(&format!("{}\n{}", Fixture::new().holding(large).xml(), Fixture::new().xml()));
        assert_eq!((outcome.rule(), outcome.individuals.len()), (Rule::TooLarge, 1));
        assert_eq!(outcome.faults()[0].path, "Individ[1]");
    }

    #[test]
    fn nothing_personal_is_said_or_shown_by_debug() {
        let number = super::super::test_support::child_number(0);
        let misplaced = format!(
            "<Melding Id='{number}' StartDato='{number}'><Melder Kode='{number}'><Presisering>TEXT-SECRET{}</Presisering></Melder></Melding>",
            "x".repeat(1000)
        );
        let outcome = Fixture::new().with("Bydelsnavn", "NAME-SECRET").holding(format!("{REPORT}{misplaced}")).read();
        assert_eq!(outcome.refused.len(), 1);
        let bad = Fixture::new()
            .with("Journalnummer", "JOURNAL-SECRET-TOO-LONG")
            .with("Fodselsnummer", &format!("{number}9"))
            .with("DUFnummer", "SECRET")
            .with("Saksbehandler", &"SECRET".repeat(20))
            .read();
        assert_eq!(bad.faults().len(), 4);
        for said in [outcome.everything_said(), bad.everything_said()] {
            assert!(!said.contains("SECRET") && !said.contains(&number), "{said}");
        }
    }

    #[test]
    fn every_prefix_of_a_file_ends_in_words() {
        let text = full_file();
        let whole = read_bytes(text.as_bytes());
        assert!(!whole.summary().truncated);
        let end = text.rfind("</Barnevern>").unwrap() + "</Barnevern>".len();
        for length in 0..text.len() {
            let outcome = read_bytes(&text.as_bytes()[..length]);
            match outcome.result {
                Ok(summary) => assert_eq!(summary.truncated, length < end, "{length}"),
                Err(_) => assert!(outcome.individuals.is_empty()),
            }
        }
    }

    #[test]
    fn no_mutation_of_a_file_makes_the_reader_panic_or_lose_count() {
        let text = full_file().into_bytes();
        let interesting = b"<>&'\"/!?-[]\0\xFF =;#x1";
        let mut random = Lcg(15);
        for _ in 0..3_000 {
            let mut bytes = text.clone();
            for _ in 0..=random.below(4) {
                let place = random.below(bytes.len());
                match random.below(4) {
                    0 => bytes[place] = interesting[random.below(interesting.len())],
                    1 => bytes[place] = u8::try_from(random.below(256)).unwrap(),
                    2 => {
                        bytes.remove(place);
                    }
                    _ => bytes.insert(place, interesting[random.below(interesting.len())]),
                }
            }
            let outcome = read_bytes(&bytes);
            if let Ok(summary) = outcome.result {
                assert_eq!(summary.refused, outcome.refused.len() as u64);
                assert_eq!(summary.individuals, outcome.individuals.len() as u64);
                let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
                assert_eq!(summary.control_errors, errors as u64);
                assert!(outcome.refused.iter().all(|refused| !refused.faults.is_empty()));
            }
        }
    }

    /// A file of many individuals that exists nowhere as a whole.
    struct Generated {
        next: u32,
        count: u32,
        pending: io::Cursor<Vec<u8>>,
    }

    impl Read for Generated {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            loop {
                let taken = self.pending.read(buffer)?;
                if taken > 0 || self.next > self.count {
                    return Ok(taken);
                }
                self.next += 1;
                let text = if self.next > self.count {
                    "</Barnevern>".to_owned()
                } else {
                    format!(
                        "<Individ Id='{0}' StartDato='2023-01-01' Journalnummer='{0}' DUFnummer='000000000000' \
                         Saksbehandler='s' Avslutta3112='2'><Melding Id='m' StartDato='2023-02-01'/></Individ>\n",
                        self.next
                    )
                };
                self.pending = io::Cursor::new(text.into_bytes());
            }
        }
    }

    #[test]
    fn a_long_file_is_read_one_individual_at_a_time() {
        const COUNT: u32 = 30_000;
        let start = format!("<Barnevern>\n{SENDER}\n");
        let generated = Generated { next: 0, count: COUNT, pending: io::Cursor::new(start.into_bytes()) };
        let mut last_line = 0;
        let mut held = |individual: &Individual| {
            assert!(individual.line > last_line, "individuals come in the order of the file");
            last_line = individual.line;
        };
        // The items are dropped as they come, and the input cannot be rewound:
        // nothing but the reader itself could be holding on to them.
        let summary = read(BufReader::new(generated), &expected(), &mut |item| {
            if let Item::Individual(individual) = item {
                held(&individual);
            }
        })
        .unwrap();
        assert_eq!((summary.individuals, summary.reports), (u64::from(COUNT), u64::from(COUNT)));
        assert_eq!(last_line, u64::from(COUNT) + 2);
    }

    /// One of Statistics Norway's own test files, or `None` where they are not at hand.
    fn official(name: &str) -> Option<Outcome> {
        let path = shared_data("kostra-15f")?.join(name);
        let Ok(bytes) = std::fs::read(&path) else {
            println!("skipped: no {name} among the shared files");
            return None;
        };
        let expected = Expected { municipality: Some("3401".to_owned()), year: Some(2020), ..expected() };
        let outcome = read_with(&bytes, &expected);
        let mut counts = std::collections::BTreeMap::<_, u32>::new();
        for finding in &outcome.findings {
            *counts.entry((finding.control, format!("{:?}", finding.severity))).or_default() += 1;
        }
        println!("{name}: {:?}\n{counts:?}", outcome.result);
        Some(outcome)
    }

    #[test]
    fn the_official_clean_file_gives_no_errors() {
        let Some(outcome) = official("Testfil_21_OK_2020_15F_for_3401.xml") else { return };
        let summary = outcome.summary();
        assert_eq!((summary.control_errors, summary.refused, summary.truncated), (0, 0, false));
        assert!(summary.individuals > 0);
    }

    #[test]
    fn the_official_file_of_warnings_gives_warnings() {
        let Some(outcome) = official("Testfil_11_ADVARSEL_2020_15F_for_3401.xml") else { return };
        assert_eq!((outcome.summary().refused, outcome.summary().truncated), (0, false));
        assert!(outcome.summary().control_warnings > 0);
    }

    #[test]
    fn the_official_file_of_errors_is_read_in_full_and_many_controls_are_named() {
        let Some(outcome) = official("Testfil_04_FEIL_2020_15F_for_3401.xml") else { return };
        assert_eq!((outcome.summary().refused, outcome.summary().truncated), (0, false));
        let fired = outcome.controls();
        for control in [
            "Individ 02a",
            "Individ 02b",
            "Individ 03",
            "Individ 04",
            "Individ 05",
            "Individ 06",
            "Individ 08",
            "Melding 2a",
            "Melding 2c",
            "Melding 2d",
            "Melding 2e",
            "Melding 3",
            "Melding 4",
            "Melding 5",
            "Melder 2",
            "Saksinnhold 2",
            "Undersøkelse 2a",
            "Undersøkelse 2b",
            "Undersøkelse 2c",
            "Undersøkelse 2d",
            "Undersøkelse 2e",
            "Undersøkelse 3",
            "Undersøkelse 4",
            "Undersøkelse 7",
            "Undersøkelse 8",
            "Vedtaksgrunnlag 2",
        ] {
            assert!(fired.contains(&control), "{control} did not fire");
        }
    }
}
