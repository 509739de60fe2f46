//! One record's XML: decoding, a cursor over its elements, and typed attributes.
//!
//! Faults are of two kinds. A [`Broken`] structure leaves no way to tell what
//! belongs to what, so reading ends. Everything else (a stray `&`, a doubled
//! attribute, an unknown code) is confined to one element and becomes a
//! [`Fault`] of the record that element is in.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesStart, Event};

use super::records::Lines;
use super::{Fault, Rule};
use crate::interchange::shown;

/// The schema's richest element has eleven attributes.
///
/// The limit also keeps the parser's search for doubled attributes, which
/// compares each with all before it, from being a way to stall the reader.
const MAX_ATTRIBUTES: usize = 64;

/// Faults listed for one record; the rest are counted.
const MAX_FAULTS: usize = 20;

/// Names reported as not read, over the whole file.
const MAX_NOT_READ: usize = 64;

/// The encodings the files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// Also stands for ISO-8859-1. The two differ only in bytes 128–159, which
    /// in ISO-8859-1 are control characters no case text holds; files that
    /// declare ISO-8859-1 and use them mean windows-1252, as web browsers assume.
    Windows1252,
}

impl Encoding {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "iso-8859-1" | "iso_8859-1" | "iso8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252" => {
                Some(Self::Windows1252)
            }
            _ => None,
        }
    }

    /// The text, or the rule it breaks and the line it breaks it on.
    pub(super) fn decode(self, bytes: Vec<u8>, first_line: u64) -> Result<String, (Rule, u64)> {
        let line_at = |bytes: &[u8], place: usize| {
            let mut lines = Lines::starting_at(first_line);
            lines.pass(bytes.get(..place).unwrap_or_default());
            lines.current()
        };
        let text = match (self, String::from_utf8(bytes)) {
            (Self::Utf8, Ok(text)) => text,
            (Self::Utf8, Err(error)) => {
                let place = error.utf8_error().valid_up_to();
                return Err((Rule::InvalidBytes, line_at(error.as_bytes(), place)));
            }
            // Norwegian text in a Latin encoding is never valid UTF-8 by
            // chance: each of its letters would have to pair up as "Ã¥" does.
            (Self::Windows1252, Ok(text)) => match text.bytes().position(|byte| !byte.is_ascii()) {
                Some(place) => return Err((Rule::WrongEncoding, line_at(text.as_bytes(), place))),
                None => text,
            },
            (Self::Windows1252, Err(error)) => {
                let bytes = error.as_bytes();
                let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
                for (place, &byte) in bytes.iter().enumerate() {
                    let Some(character) = windows_1252(byte) else {
                        return Err((Rule::InvalidBytes, line_at(bytes, place)));
                    };
                    text.push(character);
                }
                text
            }
        };
        match text.char_indices().find(|&(_, character)| !allowed(character)) {
            Some((place, _)) => Err((Rule::ForbiddenCharacter, line_at(text.as_bytes(), place))),
            None => Ok(text),
        }
    }
}

fn windows_1252(byte: u8) -> Option<char> {
    const HIGH: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => Some(HIGH[usize::from(byte - 0x80)]).filter(|&character| character != '\0'),
        _ => Some(char::from(byte)),
    }
}

/// Characters XML 1.0 allows, written out or as a number.
fn allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => true,
    }
}

/// The structure of the XML does not hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    pub line: u64,
}

/// One step through a record.
pub(super) enum Step<'a> {
    /// A start tag. An empty element is followed by its own `Close`.
    Open {
        tag: BytesStart<'a>,
        line: u64,
    },
    Close,
    /// Character data, or the rule it breaks.
    Text {
        content: Result<Cow<'a, str>, Rule>,
        line: u64,
    },
    End,
}

/// Walks the elements of one record and knows the line of each.
pub(super) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    counted: usize,
    lines: Lines,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, first_line: u64) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // A lone `&` then arrives as text and is refused with its record
        // instead of ending the file.
        config.allow_dangling_amp = true;
        Self { reader, text, counted: 0, lines: Lines::starting_at(first_line) }
    }

    pub(super) fn step(&mut self) -> Result<Step<'a>, Broken> {
        loop {
            let line = self.line();
            let Ok(event) = self.reader.read_event() else {
                return Err(Broken { line });
            };
            return Ok(match event {
                Event::Start(tag) | Event::Empty(tag) => Step::Open { tag, line },
                Event::End(_) => Step::Close,
                Event::Text(text) => {
                    let text = text.into_inner();
                    let content = if text.contains('&') {
                        Err(Rule::BrokenReference)
                    } else if text.contains("]]>") {
                        Err(Rule::ForbiddenCharacter)
                    } else {
                        Ok(text)
                    };
                    Step::Text { content, line }
                }
                Event::CData(data) => Step::Text { content: Ok(data.into_inner()), line },
                Event::GeneralRef(reference) => {
                    let content = referenced(&reference.into_inner())
                        .map(|character| Cow::Owned(character.to_string()))
                        .ok_or(Rule::BrokenReference);
                    Step::Text { content, line }
                }
                Event::Comment(_) | Event::PI(_) => continue,
                // Both belong before the root element only.
                Event::Decl(_) | Event::DocType(_) => return Err(Broken { line }),
                Event::Eof => Step::End,
            });
        }
    }

    /// The line of the next piece of markup or text.
    fn line(&mut self) -> u64 {
        // The position is within the text it counts; `get` spares a proof.
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len());
        if let Some(passed) = self.text.as_bytes().get(self.counted..position) {
            self.lines.pass(passed);
            self.counted = position;
        }
        self.lines.current()
    }

    /// Fails unless the record ends here.
    ///
    /// The record was cut by other code than reads it. Should the two ever
    /// differ on where it ends, what lies between must not vanish unsaid.
    pub(super) fn expect_end(&mut self) -> Result<(), Broken> {
        match self.step()? {
            Step::End => Ok(()),
            Step::Open { .. } | Step::Close | Step::Text { .. } => Err(Broken { line: self.lines.current() }),
        }
    }

    /// Passes over the rest of the element just opened.
    pub(super) fn skip(&mut self) -> Result<(), Broken> {
        let mut depth: u64 = 1;
        while depth > 0 {
            match self.step()? {
                Step::Open { .. } => depth += 1,
                Step::Close => depth -= 1,
                Step::Text { .. } => {}
                Step::End => return Err(Broken { line: self.lines.current() }),
            }
        }
        Ok(())
    }

    /// The next child of the element just opened, or `None` at its end.
    ///
    /// Text where only elements belong is noted and passed over.
    pub(super) fn child(
        &mut self,
        parent: &'static str,
        notes: &mut Notes,
    ) -> Result<Option<(BytesStart<'a>, u64)>, Broken> {
        loop {
            match self.step()? {
                Step::Open { tag, line } => return Ok(Some((tag, line))),
                Step::Close => return Ok(None),
                Step::Text { content, line } => {
                    if !content.is_ok_and(|text| text.trim().is_empty()) {
                        notes.not_read(line, format_args!("text in {parent}"));
                    }
                }
                Step::End => return Err(Broken { line: self.lines.current() }),
            }
        }
    }

    /// The text of an element without children, with XML's own line ends.
    pub(super) fn element_text(
        &mut self,
        name: &'static str,
        notes: &mut Notes,
    ) -> Result<Result<String, Rule>, Broken> {
        let mut text = Ok(String::new());
        loop {
            match self.step()? {
                Step::Open { tag, line } => {
                    notes.not_read(line, format_args!("{} in {name}", shown(tag.name().as_ref())));
                    self.skip()?;
                }
                Step::Text { content: Ok(more), .. } => {
                    if let Ok(text) = &mut text {
                        text.push_str(&more);
                    }
                }
                Step::Text { content: Err(rule), .. } => text = Err(rule),
                Step::Close => return Ok(text.map(|text| text.replace("\r\n", "\n").replace('\r', "\n"))),
                Step::End => return Err(Broken { line: self.lines.current() }),
            }
        }
    }
}

/// The character behind `&...;`. Only XML's own five names are known.
fn referenced(reference: &str) -> Option<char> {
    let number = match reference {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        other => other.strip_prefix('#')?,
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(hexadecimal) => (hexadecimal, 16),
        None => (number, 10),
    };
    // `from_str_radix` alone would take a leading plus sign.
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|&character| allowed(character))
}

/// An attribute's value with references replaced and white space as XML counts it.
fn attribute_value(raw: &str) -> Result<Cow<'_, str>, Rule> {
    if raw.contains('<') {
        return Err(Rule::ForbiddenCharacter);
    }
    if !raw.contains(['&', '\t', '\r', '\n']) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(place) = rest.find(['&', '\t', '\r', '\n']) {
        value.push_str(&rest[..place]);
        rest = &rest[place..];
        if let Some(after) = rest.strip_prefix('&') {
            let end = after.find(';').ok_or(Rule::BrokenReference)?;
            value.push(referenced(&after[..end]).ok_or(Rule::BrokenReference)?);
            rest = &after[end + 1..];
        } else {
            value.push(' ');
            rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        }
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}

/// Where an element stands, written out only when something must be said about it.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub parent: Option<&'p Place<'p>>,
    pub element: &'static str,
    pub mark: Mark<'p>,
}

/// What tells an element from its siblings.
#[derive(Clone, Copy)]
pub(super) enum Mark<'p> {
    Alone,
    Id(&'p str),
    Nth(u64),
}

impl<'p> Place<'p> {
    pub(super) fn root(element: &'static str, mark: Mark<'p>) -> Self {
        Self { parent: None, element, mark }
    }

    pub(super) fn inside(parent: &'p Place<'p>, element: &'static str, mark: Mark<'p>) -> Self {
        Self { parent: Some(parent), element, mark }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}/")?;
        }
        f.write_str(self.element)?;
        match self.mark {
            Mark::Alone => Ok(()),
            Mark::Id(id) => write!(f, "[@Id='{}']", shown(id)),
            Mark::Nth(n) => write!(f, "[{n}]"),
        }
    }
}

/// The faults of one record, listed up to a limit.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub listed: Vec<Fault>,
    pub left_out: u64,
}

impl Faults {
    pub(super) fn none(&self) -> bool {
        self.listed.is_empty()
    }

    pub(super) fn add(&mut self, fault: impl FnOnce() -> Fault) {
        if self.listed.len() < MAX_FAULTS {
            self.listed.push(fault());
        } else {
            self.left_out += 1;
        }
    }

    pub(super) fn add_all(&mut self, other: &Faults) {
        for fault in &other.listed {
            self.add(|| fault.clone());
        }
        self.left_out += other.left_out;
    }

    /// A fault of a child element that holds text.
    pub(super) fn element(&mut self, line: u64, parent: &Place<'_>, field: &'static str, rule: Rule) {
        self.add(|| Fault {
            line,
            path: format!("{parent}/{field}"),
            field: field.to_owned(),
            rule,
            found: None,
            mend: mend(rule, field),
        });
    }

    /// A fault of the element as a whole.
    pub(super) fn whole(&mut self, line: u64, place: &Place<'_>, rule: Rule) {
        self.add(|| Fault {
            line,
            path: place.to_string(),
            field: place.element.to_owned(),
            rule,
            found: None,
            mend: mend(rule, place.element),
        });
    }
}

/// Names the schema does not know, each noted once in a file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    seen: HashSet<String>,
    pub fresh: Vec<(u64, String)>,
}

impl Notes {
    pub(super) fn not_read(&mut self, line: u64, what: fmt::Arguments<'_>) {
        if self.seen.len() > MAX_NOT_READ {
            return;
        }
        let what = what.to_string();
        if self.seen.contains(&what) {
            return;
        }
        // The one past the limit stands for all that follow.
        let said = if self.seen.len() == MAX_NOT_READ { "further names".to_owned() } else { what.clone() };
        self.seen.insert(what);
        self.fresh.push((line, said));
    }
}

/// An element's attributes, read by name and type; each fault is noted as it is met.
pub(super) struct Attributes<'t, 'f> {
    values: Vec<(&'t str, Cow<'t, str>)>,
    place: Place<'f>,
    line: u64,
}

/// The raw `@Id` of a tag, for naming the place of what is wrong with the rest.
pub(super) fn raw_id(tag: &BytesStart<'_>) -> Option<String> {
    tag.attributes()
        .take(MAX_ATTRIBUTES)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.as_ref() == "Id")
        .and_then(|attribute| attribute_value(&attribute.value).ok().map(Cow::into_owned))
        .filter(|id| !id.is_empty())
}

impl<'t, 'f> Attributes<'t, 'f> {
    pub(super) fn of(
        tag: &'t BytesStart<'_>,
        place: Place<'f>,
        line: u64,
        known: &[&str],
        faults: &mut Faults,
        notes: &mut Notes,
    ) -> Self {
        let mut values = Vec::new();
        for (count, attribute) in tag.attributes().enumerate() {
            if count == MAX_ATTRIBUTES {
                faults.whole(line, &place, Rule::TooManyAttributes);
                break;
            }
            match attribute {
                Ok(attribute) => {
                    let name = attribute.key.into_inner();
                    if known.contains(&name) {
                        values.push((name, attribute.value));
                    } else {
                        notes.not_read(line, format_args!("{}/@{}", place.element, shown(name)));
                    }
                }
                Err(AttrError::Duplicated(..)) => faults.whole(line, &place, Rule::RepeatedAttribute),
                Err(_) => faults.whole(line, &place, Rule::BrokenAttribute),
            }
        }
        Self { values, place, line }
    }

    fn fault(&self, faults: &mut Faults, field: &'static str, rule: Rule, found: Option<&str>) {
        faults.add(|| Fault {
            line: self.line,
            path: format!("{}/@{field}", self.place),
            field: field.to_owned(),
            rule,
            found: found.map(shown_value),
            mend: mend(rule, field),
        });
    }

    /// The value, `None` when the attribute is absent or empty.
    fn value(&self, name: &'static str, faults: &mut Faults) -> Option<Cow<'_, str>> {
        let (_, raw) = self.values.iter().find(|(key, _)| *key == name)?;
        match attribute_value(raw) {
            Ok(value) => Some(value).filter(|value| !value.is_empty()),
            Err(rule) => {
                self.fault(faults, name, rule, None);
                None
            }
        }
    }

    /// As [`Self::value`], and an absent attribute is a fault.
    fn required(&self, name: &'static str, faults: &mut Faults) -> Option<Cow<'_, str>> {
        let before = faults.listed.len() as u64 + faults.left_out;
        let value = self.value(name, faults);
        if value.is_none() && before == faults.listed.len() as u64 + faults.left_out {
            self.fault(faults, name, Rule::MissingAttribute, None);
        }
        value
    }

    fn within(&self, name: &'static str, value: Cow<'_, str>, limit: usize, faults: &mut Faults) -> Option<String> {
        if value.chars().nth(limit).is_some() {
            self.fault(faults, name, Rule::TooLong, None);
            return None;
        }
        Some(value.into_owned())
    }

    pub(super) fn required_text(&self, name: &'static str, limit: usize, faults: &mut Faults) -> Option<String> {
        let value = self.required(name, faults)?;
        self.within(name, value, limit, faults)
    }

    pub(super) fn text(&self, name: &'static str, limit: usize, faults: &mut Faults) -> Option<String> {
        let value = self.value(name, faults)?;
        self.within(name, value, limit, faults)
    }

    fn all_digits(
        &self,
        name: &'static str,
        value: Cow<'_, str>,
        counts: &[usize],
        faults: &mut Faults,
    ) -> Option<String> {
        if counts.contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(value.into_owned());
        }
        // The value is not shown: it may be an identity number with one digit too many.
        self.fault(faults, name, Rule::NotDigits, None);
        None
    }

    pub(super) fn required_digits(&self, name: &'static str, count: usize, faults: &mut Faults) -> Option<String> {
        let value = self.required(name, faults)?;
        self.all_digits(name, value, &[count], faults)
    }

    pub(super) fn digits(&self, name: &'static str, counts: &[usize], faults: &mut Faults) -> Option<String> {
        let value = self.value(name, faults)?;
        self.all_digits(name, value, counts, faults)
    }

    fn as_date(&self, name: &'static str, value: &str, faults: &mut Faults) -> Option<NaiveDate> {
        let date = date(value);
        if date.is_none() {
            self.fault(faults, name, Rule::ImpossibleDate, Some(value));
        }
        date
    }

    pub(super) fn required_date(&self, name: &'static str, faults: &mut Faults) -> Option<NaiveDate> {
        let value = self.required(name, faults)?;
        self.as_date(name, &value, faults)
    }

    pub(super) fn date(&self, name: &'static str, faults: &mut Faults) -> Option<NaiveDate> {
        let value = self.value(name, faults)?;
        self.as_date(name, &value, faults)
    }

    pub(super) fn required_year(&self, name: &'static str, faults: &mut Faults) -> Option<i32> {
        let value = self.required(name, faults)?;
        let year = Some(value.trim_matches(XML_BLANKS))
            .filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|year| year.parse().ok())
            .filter(|&year| year > 0);
        if year.is_none() {
            self.fault(faults, name, Rule::ImpossibleYear, Some(&value));
        }
        year
    }

    /// A code that is a number from 1 to `last`, written without leading zeros.
    fn as_code(&self, name: &'static str, value: &str, last: u8, faults: &mut Faults) -> Option<u8> {
        let code = value.parse().ok().filter(|&code: &u8| (1..=last).contains(&code) && code.to_string() == value);
        if code.is_none() {
            self.fault(faults, name, Rule::UnknownCode, Some(value));
        }
        code
    }

    pub(super) fn required_code(&self, name: &'static str, last: u8, faults: &mut Faults) -> Option<u8> {
        let value = self.required(name, faults)?;
        self.as_code(name, &value, last, faults)
    }

    pub(super) fn code(&self, name: &'static str, last: u8, faults: &mut Faults) -> Option<u8> {
        let value = self.value(name, faults)?;
        self.as_code(name, &value, last, faults)
    }
}

const XML_BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// `YYYY-MM-DD` and nothing else.
///
/// `xs:date` would also take a time zone, which no case system writes and which
/// would leave open on which day in Norway something happened.
fn date(value: &str) -> Option<NaiveDate> {
    let value = value.trim_matches(XML_BLANKS);
    let bytes: &[u8; 10] = value.as_bytes().try_into().ok()?;
    let shaped = bytes.iter().enumerate().all(|(place, byte)| match place {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    // XML knows no year 0.
    if !shaped || value.starts_with("0000") {
        return None;
    }
    value.parse().ok()
}

/// What the sender can do about a broken rule.
pub(super) fn mend(rule: Rule, field: &str) -> String {
    match rule {
        Rule::MissingAttribute => format!("give {field} a value"),
        Rule::TooLong => format!("shorten {field} to the schema's limit"),
        Rule::NotDigits => format!("write {field} with digits only, as many as the schema asks for"),
        Rule::UnknownCode => format!("use one code from the national list for {field}"),
        Rule::ImpossibleDate => format!("write {field} as an existing date, YYYY-MM-DD"),
        Rule::ImpossibleYear => format!("write {field} as a year of four digits"),
        Rule::DuplicateId => "give each report of the individual its own Id".to_owned(),
        Rule::RepeatedElement => format!("keep one {field} and remove the others"),
        Rule::RepeatedAttribute => "give each attribute once".to_owned(),
        Rule::BrokenAttribute => "write each attribute as name=\"value\"".to_owned(),
        Rule::TooManyAttributes => "remove the attributes the schema does not know".to_owned(),
        Rule::BrokenReference => "write & as &amp; and use no entities of your own".to_owned(),
        Rule::ForbiddenCharacter => "remove control characters, and write < as &lt;".to_owned(),
        Rule::InvalidBytes | Rule::WrongEncoding => {
            "export the file again so that the declared encoding is the one used".to_owned()
        }
        Rule::TooLarge | Rule::TooDeep | Rule::TooManyFaults => {
            "check the export; no individual of this kind is expected".to_owned()
        }
        Rule::StrayText => "remove the text between the elements".to_owned(),
        Rule::OtherSender => "send one file for each sender and year".to_owned(),
        Rule::BrokenXml => "export the file again in full and send it once more".to_owned(),
        Rule::ReadFailure => "send the file once more".to_owned(),
    }
}
/// A value that should be a date, a number or a code, for a message. A word in its place may be somebody's name.
fn shown_value(value: &str) -> String {
    let letters: Vec<bool> = value.chars().map(char::is_alphabetic).collect();
    if letters.windows(3).any(|three| three.iter().all(|letter| *letter)) {
        return "(words, not shown)".to_owned();
    }
    shown(value)
}
