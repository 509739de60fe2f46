//! The national report message (*bekymringsmelding*) as FIKS delivers it, JSON v1 and v2.
//!
//! Versions 1 and 2 differ by one optional field, and nothing in a message says
//! which it is, so both are read as one. Whether a message is public or private
//! shows in which reporter it has: `offentligMelder` or `privatMelder`.
//!
//! **What is refused together.** One report concerns one child. A fault in one
//! child's entry refuses that child's report; a fault anywhere else refuses the
//! whole message. All faults are listed, each with its JSON pointer.
//!
//! **Warnings** tell of what was read otherwise than it was written, or not
//! read at all, or will hamper the work: fields the schema does not know, an
//! optional value sent as `null`, a number that is no national id.
//!
//! **Anonymity.** A private reporter may stay anonymous by giving no name or
//! one of the words for it (rule R-61). Then telephone and address are not even
//! looked at: they reach no value, message or fingerprint. A public reporter is
//! never anonymous (rule R-60).
//!
//! **Stricter than the schema**: names of a public reporter and unit must not
//! be blank, the sending time may not lie ahead. **Milder**: a sending time
//! without offset is taken as Norwegian time, as the official example has it.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Oslo;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::{national_id, shown};

mod writer;

pub use writer::{Unwritable, write};

/// The largest message read. Text only; attachments travel outside the JSON.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// Values in one message, whatever their size. A real one has about a hundred.
const MAX_VALUES: usize = 100_000;

/// Refusals and warnings listed for one message; a hostile message could
/// otherwise be answered with many times its own size.
const MAX_LISTED: usize = 200;

/// How far ahead of the reader's clock a sender's clock may be.
const CLOCK_TOLERANCE: Duration = Duration::days(1);

/// The service did not exist before; an earlier time is a clock that was never set.
const FIRST_YEAR: i32 = 2019;

/// Guardians named in one message.
pub const MAX_GUARDIANS: usize = 2;

/// What a private reporter writes instead of a name.
const ANONYMOUS_WORDS: [&str; 5] = ["", "anonym", "anonymt", "anonymous", "ukjent"];

/// What the caller knows before the message is opened.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The municipality the message must be for, four digits. `None` accepts any.
    pub municipality: Option<String>,
    /// The moment of reading.
    pub now: DateTime<Utc>,
}

/// What came out of a message.
#[derive(Debug)]
pub struct Reading {
    /// `None` when the message as a whole was refused. Never without children.
    pub message: Option<Message>,
    /// What was not read, and why.
    pub refused: Vec<Refused>,
    /// What was read, with a reservation.
    pub warnings: Vec<Warning>,
    /// Refusals and warnings beyond those listed.
    pub left_out: u64,
}

/// One breach, and so one reason why a child's report or the message was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// JSON pointer (RFC 6901) to the value at fault or to where it is missing.
    pub pointer: String,
    /// The rule broken.
    pub rule: Rule,
    /// The child whose report is refused; `None` when the whole message is.
    pub child: Option<usize>,
    /// One sentence: the rule, and how to mend it.
    pub reason: String,
}

/// The rule a refused value breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A required field is missing.
    Required,
    /// A value has another JSON type than the schema gives it.
    Type,
    /// A text does not match the schema's pattern.
    Pattern,
    /// A list has fewer entries than the schema asks for.
    TooFew,
    /// A list has more entries than the schema allows.
    TooMany,
    /// A key stands twice in one object.
    DuplicateKey,
    /// A child is entered twice with the same content.
    DuplicateChild,
    /// The message has a public and a private reporter.
    BothReporters,
    /// A public reporter calls themselves anonymous (rule R-60).
    PublicReporterAnonymous,
    /// A value that makes a public reporter known is blank (rule R-60).
    Blank,
    /// The sending time is no time.
    DateTime,
    /// The sending time lies more than a day ahead.
    SentInFuture,
}

/// Something the receiver should know about what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// JSON pointer (RFC 6901) to the value the warning is about.
    pub pointer: String,
    /// One sentence without personal data.
    pub reason: String,
}

/// A report message. Its children are those whose report was not refused.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// `kommunenummer`, four digits.
    pub municipality_number: String,
    /// `kommunenavn`.
    pub municipality_name: String,
    /// `bydelsnummer`, two digits, also where there are no districts.
    pub district_number: String,
    /// `bydelsnavn`.
    pub district_name: String,
    /// Who reports.
    pub kind: Kind,
    /// The children reported on, one report each.
    pub children: Vec<Child>,
    /// `melding`: what the reporter is concerned about.
    pub text: String,
    /// `historie`: what has been done before. Public messages only; blank is `None`.
    pub history: Option<String>,
    /// `andreSynspunkter`: version 2 only.
    pub other_views: Option<String>,
    /// `sendingstidspunkt`.
    pub sent_at: DateTime<Utc>,
    /// `leveringskanal`.
    pub delivery_channel: String,
}

/// Who reports, and what only that kind of reporter is asked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    /// Someone who reports as part of their work.
    Public {
        /// `offentligMelder`.
        reporter: Box<PublicReporter>,
        /// `foresatte`: one or two.
        guardians: Vec<Guardian>,
        /// `behovForTolk`.
        interpreter_need: Option<String>,
        /// `andreHjelpeinstanser`: other services involved.
        other_bodies: Option<String>,
    },
    /// Someone who reports on their own behalf.
    Private {
        /// `privatMelder`; `None` is an anonymous reporter.
        reporter: Option<PrivateReporter>,
    },
}

/// `offentligMelder`: who reports for a public body.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicReporter {
    /// `personnavn`, not blank.
    pub name: String,
    /// `rolle`, not blank.
    pub role: String,
    /// `telefonnummer`.
    pub phone: String,
    /// `epost`.
    pub email: String,
    /// `virksomhet`.
    pub unit: Unit,
}

/// The body a public reporter works for.
#[derive(Clone, PartialEq, Eq)]
pub struct Unit {
    /// `navn`, not blank.
    pub name: String,
    /// `orgnr`, as sent: the schema asks for no form.
    pub organisation_number: Option<String>,
    /// `adresse`.
    pub address: Address,
}

/// `privatMelder`: a private person who gave a name.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateReporter {
    /// `personnavn`.
    pub name: String,
    /// `telefonnummer`.
    pub phone: Option<String>,
    /// `adresse`.
    pub address: Option<Address>,
}

/// `foresatte`: someone with parental responsibility.
#[derive(Clone, PartialEq, Eq)]
pub struct Guardian {
    /// `personnavn`.
    pub name: String,
    /// `telefonnummer`.
    pub phone: Option<String>,
    /// `orientert`: whether the guardian knows of the report.
    pub informed: bool,
    /// `orientertGrunn`.
    pub reason_not_informed: Option<String>,
}

/// `adresse`: of a child, a reporter or a unit.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// `adresselinje1`; may be blank.
    pub line_1: String,
    /// `adresselinje2`.
    pub line_2: Option<String>,
    /// `adresselinje3`.
    pub line_3: Option<String>,
    /// `postnummer`.
    pub postal_code: Option<String>,
    /// `poststed`.
    pub postal_place: Option<String>,
}

/// One child, and so one report.
#[derive(Clone, PartialEq, Eq)]
pub struct Child {
    /// Place in the message's own list, from 0, refused children counted.
    pub index: usize,
    /// As sent, unless blank. Only public reporters are asked for it.
    pub national_id: Option<String>,
    /// Whether `national_id` is one person's: see [`national_id::identifies_one_person`].
    pub national_id_is_valid: bool,
    /// `ufoedt`; `false` from private reporters, who are not asked.
    pub unborn: bool,
    /// `personnavn`; may be blank.
    pub name: String,
    /// `telefonnummer`, from public reporters.
    pub phone: Option<String>,
    /// `adresse`.
    pub address: Address,
    /// `None` from private reporters, who are not asked.
    pub informed: Option<bool>,
    /// `orientertGrunn`.
    pub reason_not_informed: Option<String>,
    /// `antattAlder`, from private reporters, in their own words.
    pub assumed_age: Option<String>,
    /// `relasjon`: the private reporter's relation to the child.
    pub relation: Option<String>,
}

// Every one of these describes a person. A stray `{:?}` must show none of it.
macro_rules! silent_debug {
    ($($type:ident),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(not shown)"))
            }
        }
    )*};
}
silent_debug!(Message, Kind, PublicReporter, Unit, PrivateReporter, Guardian, Address, Child);

/// Why nothing at all can be taken from the bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or blanks only.
    #[error("the message is empty")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("the message is larger than 20 MiB")]
    TooLarge,
    /// JSON is UTF-8.
    #[error("the message is not UTF-8 text (byte {offset})")]
    NotUtf8 {
        /// Bytes that could be read before the fault.
        offset: usize,
    },
    /// The text is not one JSON value, or it is nested too deep.
    #[error("the message is not JSON (line {line}, column {column})")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
    /// A message that would take far more memory than its size.
    #[error("the message holds more than a hundred thousand values")]
    TooManyValues,
    /// A JSON value of another type.
    #[error("the message is not a JSON object")]
    NotAnObject,
    /// Neither `offentligMelder` nor `privatMelder` is there.
    #[error("the message has neither a public nor a private reporter, so it is not a report message")]
    NotAReport,
    /// `kommunenummer` is not the one expected.
    #[error("the message is for municipality {found}, not {expected}")]
    WrongMunicipality {
        /// The municipality asked for.
        expected: String,
        /// The municipality the message is for.
        found: String,
    },
}

/// Reads one report message.
///
/// # Errors
///
/// [`Unreadable`] when the bytes are no report message for this municipality.
/// Everything else is told in the [`Reading`].
pub fn read(bytes: &[u8], expected: &Expected) -> Result<Reading, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 { offset: error.valid_up_to() })?;
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let root = parse(text)?;
    let Node::Object(fields) = &root else {
        return Err(Unreadable::NotAnObject);
    };
    let has = |name: &str| fields.iter().any(|(key, _)| key == name);
    let (public, private) = (has("offentligMelder"), has("privatMelder"));
    if !public && !private {
        return Err(Unreadable::NotAReport);
    }
    // The first of two equal keys decides here; the pair is refused below.
    if let (Some(expected), Some((_, Node::Text(found)))) =
        (&expected.municipality, fields.iter().find(|(key, _)| key == "kommunenummer"))
        && is_digits(found, 4)
        && expected != found
    {
        return Err(Unreadable::WrongMunicipality { expected: expected.clone(), found: found.clone() });
    }

    let mut findings = Findings::default();
    if public && private {
        findings.refuse(
            &Pointer::ROOT.key("privatMelder"),
            Rule::BothReporters,
            "the message has both a public and a private reporter; send one of them",
        );
    }
    let list = if public { "offentligBarn" } else { "privatBarn" };
    findings.note_duplicate_keys(&root, &Pointer::ROOT, list);
    let message = read_message(fields, public, expected, &mut findings);
    Ok(findings.into_reading(message))
}

fn read_message(
    fields: &[(String, Node)],
    public: bool,
    expected: &Expected,
    findings: &mut Findings,
) -> Option<Message> {
    const SHARED: [&str; 7] = [
        "kommunenummer",
        "kommunenavn",
        "bydelsnummer",
        "bydelsnavn",
        "melding",
        "sendingstidspunkt",
        "leveringskanal",
    ];
    const PUBLIC: [&str; 5] = ["offentligMelder", "offentligBarn", "foresatte", "behovForTolk", "andreHjelpeinstanser"];
    const PRIVATE: [&str; 2] = ["privatMelder", "privatBarn"];

    let object = Object { fields, at: Pointer::ROOT };
    let own: &[&str] = if public { &PUBLIC } else { &PRIVATE };
    object.note_unknown(&[&SHARED, own].concat(), findings);

    let municipality_number = object.digits("kommunenummer", 4, findings);
    let municipality_name =
        if public { object.line("kommunenavn", findings) } else { object.text("kommunenavn", findings) };
    let district_number = object.digits("bydelsnummer", 2, findings);
    let district_name = if public { object.line("bydelsnavn", findings) } else { object.text("bydelsnavn", findings) };
    let kind = if public { read_public_kind(&object, findings) } else { read_private_kind(&object, findings) };
    let wording = if public { read_public_wording(&object, findings) } else { read_private_wording(&object, findings) };
    let sent_at = read_sent_at(&object, expected, findings);
    let delivery_channel = object.text("leveringskanal", findings);
    let children = read_children(&object, public, findings);

    let wording = wording?;
    let message = Message {
        municipality_number: municipality_number?,
        municipality_name: municipality_name?,
        district_number: district_number?,
        district_name: district_name?,
        kind: kind?,
        children: children?,
        text: wording.text,
        history: wording.history,
        other_views: wording.other_views,
        sent_at: sent_at?,
        delivery_channel: delivery_channel?,
    };
    if findings.whole_message_refused {
        return None;
    }
    without_duplicates(message, if public { "offentligBarn" } else { "privatBarn" }, findings)
}

fn read_public_kind(object: &Object<'_>, findings: &mut Findings) -> Option<Kind> {
    let reporter =
        object.object("offentligMelder", findings).and_then(|reporter| read_public_reporter(&reporter, findings));
    let guardians = object.list("foresatte", MAX_GUARDIANS, findings).and_then(|guardians| {
        // Collected before judged, so that the faults of the second are listed too.
        let read: Vec<_> = guardians.iter().map(|guardian| read_guardian(guardian.as_ref()?, findings)).collect();
        read.into_iter().collect::<Option<Vec<_>>>()
    });
    let interpreter_need = object.optional_text("behovForTolk", findings);
    let other_bodies = object.optional_text("andreHjelpeinstanser", findings);
    Some(Kind::Public {
        reporter: Box::new(reporter?),
        guardians: guardians?,
        interpreter_need: interpreter_need.ok()?,
        other_bodies: other_bodies.ok()?,
    })
}

fn read_public_reporter(object: &Object<'_>, findings: &mut Findings) -> Option<PublicReporter> {
    object.note_unknown(&["personnavn", "rolle", "telefonnummer", "epost", "virksomhet"], findings);
    let name = object.named_line("personnavn", findings).filter(|name| {
        let anonymous = is_anonymous(name);
        if anonymous {
            findings.refuse(
                &object.at.key("personnavn"),
                Rule::PublicReporterAnonymous,
                "a public reporter is never anonymous; give the reporter's name",
            );
        }
        !anonymous
    });
    let role = object.named_line("rolle", findings);
    let phone =
        object.matching("telefonnummer", is_phone, "write a telephone number of digits, blanks and hyphens", findings);
    let email = object.matching("epost", is_email, "write an e-mail address the schema accepts", findings);
    let unit = object.object("virksomhet", findings).and_then(|unit| {
        unit.note_unknown(&["navn", "orgnr", "adresse"], findings);
        let name = unit.named_line("navn", findings);
        let organisation_number = unit.optional_line("orgnr", findings);
        let address = unit.object("adresse", findings).and_then(|address| read_address(&address, findings));
        Some(Unit { name: name?, organisation_number: organisation_number.ok()?, address: address? })
    });
    Some(PublicReporter { name: name?, role: role?, phone: phone?, email: email?, unit: unit? })
}

fn read_guardian(object: &Object<'_>, findings: &mut Findings) -> Option<Guardian> {
    object.note_unknown(&["personnavn", "telefonnummer", "orientert", "orientertGrunn"], findings);
    let name = object.line("personnavn", findings);
    let phone = object.optional_line("telefonnummer", findings);
    let informed = object.boolean("orientert", findings);
    let reason_not_informed = object.optional_line("orientertGrunn", findings);
    Some(Guardian {
        name: name?,
        phone: phone.ok()?,
        informed: informed?,
        reason_not_informed: reason_not_informed.ok()?,
    })
}

fn read_private_kind(object: &Object<'_>, findings: &mut Findings) -> Option<Kind> {
    let reporter = object.object("privatMelder", findings)?;
    let name = reporter.text("personnavn", findings)?;
    if is_anonymous(&name) {
        // nothing more of the reporter is looked at, not even to warn.
        return Some(Kind::Private { reporter: None });
    }
    reporter.note_unknown(&["personnavn", "telefonnummer", "adresse"], findings);
    if matches!(reporter.find("telefonnummer"), Some(Node::Text(phone)) if phone.trim().is_empty()) {
        // Against the pattern, but nothing is lost by reading it as not given.
        findings.warn(
            &reporter.at.key("telefonnummer"),
            "the number is blank and was read as not given; leave it out instead",
        );
    }
    let phone = reporter.optional_text("telefonnummer", findings).and_then(|phone| match phone {
        Some(phone) if !is_phone(&phone) => {
            findings.refuse(
                &reporter.at.key("telefonnummer"),
                Rule::Pattern,
                "the schema's pattern is not met; write a telephone number of digits, blanks and hyphens",
            );
            Err(Flawed)
        }
        phone => Ok(phone),
    });
    let address = reporter.optional_object("adresse", findings).and_then(|address| match address {
        Some(address) => read_address(&address, findings).map(Some).ok_or(Flawed),
        None => Ok(None),
    });
    Some(Kind::Private { reporter: Some(PrivateReporter { name, phone: phone.ok()?, address: address.ok()? }) })
}

/// The report in the reporter's own words.
struct Wording {
    text: String,
    history: Option<String>,
    other_views: Option<String>,
}

fn read_public_wording(object: &Object<'_>, findings: &mut Findings) -> Option<Wording> {
    let wording = object.object("melding", findings)?;
    wording.note_unknown(&["melding", "historie", "andreSynspunkter"], findings);
    let text = wording.text("melding", findings);
    let history = wording.text("historie", findings);
    let other_views = wording.optional_text("andreSynspunkter", findings);
    let text = text?;
    warn_if_blank(&text, &wording.at.key("melding"), findings);
    Some(Wording { text, history: history.map(non_blank)?, other_views: other_views.ok()? })
}

fn read_private_wording(object: &Object<'_>, findings: &mut Findings) -> Option<Wording> {
    let text = object.text("melding", findings)?;
    warn_if_blank(&text, &object.at.key("melding"), findings);
    Some(Wording { text, history: None, other_views: None })
}

fn warn_if_blank(text: &str, at: &Pointer<'_>, findings: &mut Findings) {
    if text.trim().is_empty() {
        findings.warn(at, "the report has no text");
    }
}

fn read_sent_at(object: &Object<'_>, expected: &Expected, findings: &mut Findings) -> Option<DateTime<Utc>> {
    let text = object.text("sendingstidspunkt", findings)?;
    let at = object.at.key("sendingstidspunkt");
    let Some(sent_at) = moment(&text) else {
        findings.refuse(&at, Rule::DateTime, "the time cannot be read; write it as 2024-01-31T13:45:00+01:00");
        return None;
    };
    // A sum past the end of the calendar would overflow; then nothing lies ahead.
    if expected.now.checked_add_signed(CLOCK_TOLERANCE).is_some_and(|latest| sent_at > latest) {
        findings.refuse(
            &at,
            Rule::SentInFuture,
            "the message was sent more than a day from now; check the sender's clock",
        );
        return None;
    }
    if sent_at.year() < FIRST_YEAR {
        findings.warn(&at, "the sending time lies before the reporting service existed");
    }
    Some(sent_at)
}

/// The children that can be read; `None` when there is no list of children at all.
fn read_children(object: &Object<'_>, public: bool, findings: &mut Findings) -> Option<Vec<Child>> {
    let name = if public { "offentligBarn" } else { "privatBarn" };
    // The message itself answers for the list, each child for its own entry.
    let list = object.value(name, findings)?;
    let at = object.at.key(name);
    let Node::List(entries) = list else {
        findings.refuse(&at, Rule::Type, "the value must be a list");
        return None;
    };
    if entries.is_empty() {
        findings.refuse(&at, Rule::TooFew, "the list must have at least 1 entry");
        return None;
    }
    let mut children = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let at = at.index(index);
        findings.child = Some(index);
        // A key given twice inside the entry was refused before.
        let duplicate_key = findings.children_refused.contains(&index);
        let child = if let Node::Object(fields) = entry {
            let entry = Object { fields, at };
            if public {
                read_public_child(&entry, index, findings)
            } else {
                read_private_child(&entry, index, findings)
            }
        } else {
            findings.refuse(&at, Rule::Type, "the value must be an object");
            None
        };
        children.extend(child.filter(|_| !duplicate_key));
        findings.child = None;
    }
    Some(children)
}

fn read_public_child(object: &Object<'_>, index: usize, findings: &mut Findings) -> Option<Child> {
    object.note_unknown(
        &["fnr", "ufoedt", "personnavn", "telefonnummer", "adresse", "orientert", "orientertGrunn"],
        findings,
    );
    let number = object.text("fnr", findings);
    let unborn = object.boolean("ufoedt", findings);
    let name = object.line("personnavn", findings);
    let phone = object.optional_text("telefonnummer", findings);
    let address = object.object("adresse", findings).and_then(|address| read_address(&address, findings));
    let informed = object.boolean("orientert", findings);
    let reason_not_informed = object.optional_line("orientertGrunn", findings);

    let (unborn, name) = (unborn?, name?);
    let national_id = non_blank(number?).map(|number| number.trim().to_owned());
    let valid = national_id.as_deref().is_some_and(national_id::identifies_one_person);
    if !valid && (national_id.is_some() || !unborn) {
        findings.warn(
            &object.at.key("fnr"),
            "the value is not a valid national id, so the child cannot be looked up by it",
        );
    }
    if unborn && valid {
        findings.warn(&object.at.key("ufoedt"), "the child is called unborn but has a national id");
    }
    if national_id.is_none() && name.trim().is_empty() && !unborn {
        findings.warn(&object.at, "neither a name nor a national id tells who the child is");
    }
    Some(Child {
        index,
        national_id,
        national_id_is_valid: valid,
        unborn,
        name,
        phone: phone.ok()?,
        address: address?,
        informed: Some(informed?),
        reason_not_informed: reason_not_informed.ok()?,
        assumed_age: None,
        relation: None,
    })
}

fn read_private_child(object: &Object<'_>, index: usize, findings: &mut Findings) -> Option<Child> {
    object.note_unknown(&["personnavn", "antattAlder", "relasjon", "adresse"], findings);
    let name = object.text("personnavn", findings);
    let assumed_age = object.optional_text("antattAlder", findings);
    let relation = object.optional_text("relasjon", findings);
    let address = object.object("adresse", findings).and_then(|address| read_address(&address, findings));
    let name = name?;
    if name.trim().is_empty() {
        findings.warn(&object.at.key("personnavn"), "no name tells who the child is");
    }
    Some(Child {
        index,
        national_id: None,
        national_id_is_valid: false,
        unborn: false,
        name,
        phone: None,
        address: address?,
        informed: None,
        reason_not_informed: None,
        assumed_age: assumed_age.ok()?,
        relation: relation.ok()?,
    })
}

fn read_address(object: &Object<'_>, findings: &mut Findings) -> Option<Address> {
    object.note_unknown(&["adresselinje1", "adresselinje2", "adresselinje3", "postnummer", "poststed"], findings);
    let line_1 = object.text("adresselinje1", findings);
    let line_2 = object.optional_text("adresselinje2", findings);
    let line_3 = object.optional_text("adresselinje3", findings);
    let postal_code = object.optional_text("postnummer", findings);
    let postal_place = object.optional_text("poststed", findings);
    Some(Address {
        line_1: line_1?,
        line_2: line_2.ok()?,
        line_3: line_3.ok()?,
        postal_code: postal_code.ok()?,
        postal_place: postal_place.ok()?,
    })
}

/// Refuses each child whose entry repeats an earlier one. `None` when none is left.
fn without_duplicates(mut message: Message, list: &str, findings: &mut Findings) -> Option<Message> {
    let at = Pointer::ROOT;
    let at = at.key(list);
    let mut seen = HashSet::new();
    let children = std::mem::take(&mut message.children);
    message.children = children
        .into_iter()
        .filter(|child| {
            let mut entry = Fingerprint::default();
            entry.child(child);
            let new = seen.insert(entry.bytes);
            if !new {
                findings.child = Some(child.index);
                findings.refuse(
                    &at.index(child.index),
                    Rule::DuplicateChild,
                    "the entry repeats an earlier child; send each child once",
                );
                findings.child = None;
            }
            new
        })
        .collect();
    (!message.children.is_empty()).then_some(message)
}

/// The content of one child's report as one canonical byte string.
///
/// The same report sent again gives the same bytes, whatever its white space,
/// key order or the place of the child in the list; a keyed hash of them
/// therefore recognises it. The bytes themselves are personal data through and
/// through and must not be stored.
///
/// `child_index` is [`Child::index`]; `None` when the message has no such child.
#[must_use]
pub fn child_fingerprint_source(message: &Message, child_index: usize) -> Option<Vec<u8>> {
    let child = message.children.iter().find(|child| child.index == child_index)?;
    let mut out = Fingerprint::default();
    out.text("fiks report 1");
    for text in [
        &message.municipality_number,
        &message.municipality_name,
        &message.district_number,
        &message.district_name,
        &message.text,
        &message.delivery_channel,
    ] {
        out.text(text);
    }
    out.optional(message.history.as_deref());
    out.optional(message.other_views.as_deref());
    out.text(&message.sent_at.to_rfc3339());
    match &message.kind {
        Kind::Public { reporter, guardians, interpreter_need, other_bodies } => {
            out.text("public");
            for text in [&reporter.name, &reporter.role, &reporter.phone, &reporter.email, &reporter.unit.name] {
                out.text(text);
            }
            out.optional(reporter.unit.organisation_number.as_deref());
            out.address(&reporter.unit.address);
            out.count(guardians.len());
            for guardian in guardians {
                out.text(&guardian.name);
                out.optional(guardian.phone.as_deref());
                out.flag(guardian.informed);
                out.optional(guardian.reason_not_informed.as_deref());
            }
            out.optional(interpreter_need.as_deref());
            out.optional(other_bodies.as_deref());
        }
        Kind::Private { reporter: Some(reporter) } => {
            out.text("private");
            out.text(&reporter.name);
            out.optional(reporter.phone.as_deref());
            out.flag(reporter.address.is_some());
            if let Some(address) = &reporter.address {
                out.address(address);
            }
        }
        Kind::Private { reporter: None } => out.text("anonymous"),
    }
    out.child(child);
    Some(out.bytes)
}

/// Values written so that no two different lists of values give the same bytes:
/// each text is preceded by its length, each optional value by whether it is there.
#[derive(Default)]
struct Fingerprint {
    bytes: Vec<u8>,
}

impl Fingerprint {
    fn count(&mut self, count: usize) {
        self.bytes.extend((count as u64).to_be_bytes());
    }

    fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn address(&mut self, address: &Address) {
        self.text(&address.line_1);
        for part in [&address.line_2, &address.line_3, &address.postal_code, &address.postal_place] {
            self.optional(part.as_deref());
        }
    }

    /// All but the index: the place in the list is not the child's.
    fn child(&mut self, child: &Child) {
        self.optional(child.national_id.as_deref());
        self.flag(child.unborn);
        self.text(&child.name);
        self.optional(child.phone.as_deref());
        self.address(&child.address);
        self.flag(child.informed.is_some());
        self.flag(child.informed == Some(true));
        self.optional(child.reason_not_informed.as_deref());
        self.optional(child.assumed_age.as_deref());
        self.optional(child.relation.as_deref());
    }
}

/// Whether the text in a private reporter's name field names nobody.
///
/// Punctuation around the word is overlooked: "(Anonym)" and "-" name nobody either.
fn is_anonymous(name: &str) -> bool {
    let word = name.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    ANONYMOUS_WORDS.contains(&word.as_str())
}

fn non_blank(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The schema's `^(.*)$`, which in JSON Schema's dialect means: no line break.
fn is_line(text: &str) -> bool {
    !text.contains(['\n', '\r', '\u{2028}', '\u{2029}'])
}

/// The schema's `^[+]?[0-9]+([- ][0-9]+)*$`.
fn is_phone(text: &str) -> bool {
    text.strip_prefix('+')
        .unwrap_or(text)
        .split(['-', ' '])
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The schema's pattern for e-mail: dotted words with Norwegian letters, and a
/// last label of two or more letters.
fn is_email(text: &str) -> bool {
    let in_label = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | 'æ' | 'ø' | 'å' | 'Æ' | 'Ø' | 'Å')
    };
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let local_ok = local
        .split('.')
        .all(|word| !word.is_empty() && word.chars().all(|character| in_label(character) || character == '_'));
    let Some((labels, last)) = domain.rsplit_once('.') else {
        return false;
    };
    local_ok
        && labels.split('.').all(|label| !label.is_empty() && label.chars().all(in_label))
        && last.len() >= 2
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A moment as RFC 3339 writes it, or local Norwegian time when it has no offset.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    // chrono is more generous than RFC 3339 (blanks, one-digit fields), so the shape is checked first.
    let shaped = text.is_ascii()
        && text.len() >= 19
        && text.bytes().take(19).enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            10 => byte == b'T' || byte == b't',
            13 | 16 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let rest = &text[19..];
    let fraction = rest.strip_prefix('.').map_or(0, |after| 1 + after.bytes().take_while(u8::is_ascii_digit).count());
    if fraction == 1 {
        return None;
    }
    if rest.len() > fraction {
        return DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
    }
    let local = NaiveDateTime::parse_from_str(&text.replacen('t', "T", 1), "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    in_norway(local)
}

/// Local time in Norway as a moment; of two possible ones the earlier.
///
/// In autumn an hour comes twice. In spring one is left out, and a clock not
/// yet or already put forward gives two readings of it; the clock already put
/// forward gives the earlier moment. Earlier is the safe side: deadlines count from here.
fn in_norway(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let hour = Duration::hours(1);
    if let Some(moment) = Oslo.from_local_datetime(&local).earliest() {
        return Some(moment.to_utc());
    }
    let after_the_gap = Oslo.from_local_datetime(&local.checked_add_signed(hour)?).earliest()?;
    Some(after_the_gap.checked_sub_signed(hour)?.to_utc())
}

/// A JSON value that keeps every key of an object, also those given twice.
///
/// `serde_json::Value` keeps the last of equal keys without a word, and the
/// value lost may be the one a reader of the sender's copy sees.
enum Node {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Builds a [`Node`], counting values: two bytes of JSON can make a value of
/// thirty, so the size of the text alone does not bound the memory.
#[derive(Clone, Copy)]
struct NodeSeed<'c> {
    left: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| D::Error::custom("too many values"))?;
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element_seed(self)? {
            entries.push(entry);
        }
        Ok(Node::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry_seed(PhantomData, self)? {
            fields.push(field);
        }
        Ok(Node::Object(fields))
    }
}

fn parse(text: &str) -> Result<Node, Unreadable> {
    let left = Cell::new(MAX_VALUES);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    NodeSeed { left: &left }.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node)).map_err(
        |error| match error.classify() {
            // The only error the seed itself can raise.
            serde_json::error::Category::Data => Unreadable::TooManyValues,
            _ => Unreadable::NotJson { line: error.line(), column: error.column() },
        },
    )
}

/// A JSON pointer, written out only when something must be said.
#[derive(Clone, Copy)]
struct Pointer<'p> {
    parent: Option<&'p Pointer<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
    /// An entry of a list that is a field.
    Entry(&'p str, usize),
}

impl<'p> Pointer<'p> {
    const ROOT: Pointer<'static> = Pointer { parent: None, step: Step::Root };

    fn key(&'p self, key: &'p str) -> Pointer<'p> {
        Pointer { parent: Some(self), step: Step::Key(key) }
    }

    fn index(&'p self, index: usize) -> Pointer<'p> {
        Pointer { parent: Some(self), step: Step::Index(index) }
    }

    fn entry(&'p self, key: &'p str, index: usize) -> Pointer<'p> {
        Pointer { parent: Some(self), step: Step::Entry(key, index) }
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}")?;
        }
        match self.step {
            Step::Root => Ok(()),
            // A key the sender made up is cut and escaped like any other value of theirs.
            Step::Key(key) => write!(f, "/{}", shown(key).replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => write!(f, "/{index}"),
            Step::Entry(key, index) => write!(f, "/{key}/{index}"),
        }
    }
}

/// What is wrong with the message, gathered while it is read.
#[derive(Default)]
struct Findings {
    refused: Vec<Refused>,
    warnings: Vec<Warning>,
    left_out: u64,
    /// The child now being read; its faults are its own.
    child: Option<usize>,
    children_refused: HashSet<usize>,
    whole_message_refused: bool,
}

impl Findings {
    fn refuse(&mut self, at: &Pointer<'_>, rule: Rule, reason: &str) {
        match self.child {
            Some(child) => {
                self.children_refused.insert(child);
            }
            None => self.whole_message_refused = true,
        }
        if self.refused.len() < MAX_LISTED {
            let (pointer, reason) = (at.to_string(), reason.to_owned());
            self.refused.push(Refused { pointer, rule, child: self.child, reason });
        } else {
            self.left_out += 1;
        }
    }

    fn warn(&mut self, at: &Pointer<'_>, reason: &str) {
        if self.warnings.len() < MAX_LISTED {
            self.warnings.push(Warning { pointer: at.to_string(), reason: reason.to_owned() });
        } else {
            self.left_out += 1;
        }
    }

    /// Refuses every key given twice in one object, anywhere in the message.
    ///
    /// The recursion is as deep as the JSON, which the parser limits.
    fn note_duplicate_keys(&mut self, node: &Node, at: &Pointer<'_>, children: &str) {
        match node {
            Node::Object(fields) => {
                let mut seen = HashSet::new();
                for (key, value) in fields {
                    let at = at.key(key);
                    if !seen.insert(key.as_str()) {
                        self.refuse(&at, Rule::DuplicateKey, "the key is given twice in one object; give it once");
                    }
                    self.note_duplicate_keys(value, &at, children);
                }
            }
            Node::List(entries) => {
                let of_children = matches!(at.step, Step::Key(key) if key == children)
                    && at.parent.is_some_and(|parent| matches!(parent.step, Step::Root));
                for (index, entry) in entries.iter().enumerate() {
                    if of_children {
                        self.child = Some(index);
                    }
                    self.note_duplicate_keys(entry, &at.index(index), children);
                    if of_children {
                        self.child = None;
                    }
                }
            }
            Node::Null | Node::Bool(_) | Node::Number | Node::Text(_) => {}
        }
    }

    fn into_reading(self, message: Option<Message>) -> Reading {
        let message = message.filter(|_| !self.whole_message_refused);
        Reading { message, refused: self.refused, warnings: self.warnings, left_out: self.left_out }
    }
}

/// A value was there and was refused; the refusal is already noted.
struct Flawed;

/// An object's fields, read by name and type; each fault is noted as it is met.
struct Object<'n> {
    fields: &'n [(String, Node)],
    at: Pointer<'n>,
}

impl<'n> Object<'n> {
    fn note_unknown(&self, known: &[&str], findings: &mut Findings) {
        for (key, _) in self.fields {
            if !known.contains(&key.as_str()) {
                findings.warn(&self.at.key(key), "the schema does not know this field; it was not read");
            }
        }
    }

    fn find(&self, name: &str) -> Option<&'n Node> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn value(&self, name: &'static str, findings: &mut Findings) -> Option<&'n Node> {
        let value = self.find(name);
        if value.is_none() {
            findings.refuse(&self.at.key(name), Rule::Required, "the field is required and missing; add it");
        }
        value
    }

    /// As [`Self::find`], and `null` is as good as absent but not passed over in silence.
    fn optional(&self, name: &'static str, findings: &mut Findings) -> Option<&'n Node> {
        let value = self.find(name)?;
        if matches!(value, Node::Null) {
            findings.warn(&self.at.key(name), "the field is null and was read as not given; leave it out instead");
            return None;
        }
        Some(value)
    }

    fn wrong_type(&self, name: &'static str, wanted: &str, findings: &mut Findings) {
        findings.refuse(&self.at.key(name), Rule::Type, &format!("the value must be {wanted}"));
    }

    fn text(&self, name: &'static str, findings: &mut Findings) -> Option<String> {
        if let Node::Text(text) = self.value(name, findings)? {
            return Some(text.clone());
        }
        self.wrong_type(name, "a text", findings);
        None
    }

    fn matching(
        &self,
        name: &'static str,
        pattern: impl FnOnce(&str) -> bool,
        mend: &str,
        findings: &mut Findings,
    ) -> Option<String> {
        let text = self.text(name, findings)?;
        if pattern(&text) {
            return Some(text);
        }
        findings.refuse(&self.at.key(name), Rule::Pattern, &format!("the schema's pattern is not met; {mend}"));
        None
    }

    fn line(&self, name: &'static str, findings: &mut Findings) -> Option<String> {
        self.matching(name, is_line, "write the value on one line", findings)
    }

    fn digits(&self, name: &'static str, count: usize, findings: &mut Findings) -> Option<String> {
        self.matching(name, |text| is_digits(text, count), &format!("write {count} digits"), findings)
    }

    /// A line with something in it: what makes a public reporter known.
    fn named_line(&self, name: &'static str, findings: &mut Findings) -> Option<String> {
        let text = self.line(name, findings)?;
        if text.trim().is_empty() {
            findings.refuse(
                &self.at.key(name),
                Rule::Blank,
                "the value must not be blank, because a public reporter is never anonymous; fill it in",
            );
            return None;
        }
        Some(text)
    }

    fn object(&self, name: &'static str, findings: &mut Findings) -> Option<Object<'_>> {
        if let Node::Object(fields) = self.value(name, findings)? {
            return Some(Object { fields, at: self.at.key(name) });
        }
        self.wrong_type(name, "an object", findings);
        None
    }

    fn optional_object(&self, name: &'static str, findings: &mut Findings) -> Result<Option<Object<'_>>, Flawed> {
        match self.optional(name, findings) {
            None => Ok(None),
            Some(Node::Object(fields)) => Ok(Some(Object { fields, at: self.at.key(name) })),
            Some(_) => {
                self.wrong_type(name, "an object", findings);
                Err(Flawed)
            }
        }
    }

    /// A list of objects within its limits; an entry of another type is noted and `None`.
    fn list(&self, name: &'static str, most: usize, findings: &mut Findings) -> Option<Vec<Option<Object<'_>>>> {
        let Node::List(entries) = self.value(name, findings)? else {
            self.wrong_type(name, "a list", findings);
            return None;
        };
        if entries.is_empty() {
            findings.refuse(&self.at.key(name), Rule::TooFew, "the list must have at least 1 entry");
            return None;
        }
        if entries.len() > most {
            let reason = format!("the list must have at most {most} entries");
            findings.refuse(&self.at.key(name), Rule::TooMany, &reason);
            return None;
        }
        let objects = entries.iter().enumerate().map(|(index, entry)| {
            let at = self.at.entry(name, index);
            let Node::Object(fields) = entry else {
                findings.refuse(&at, Rule::Type, "the value must be an object");
                return None;
            };
            Some(Object { fields, at })
        });
        Some(objects.collect())
    }

    fn boolean(&self, name: &'static str, findings: &mut Findings) -> Option<bool> {
        if let Node::Bool(value) = self.value(name, findings)? {
            return Some(*value);
        }
        self.wrong_type(name, "true or false", findings);
        None
    }

    /// An optional text; blank counts as not given.
    fn optional_text(&self, name: &'static str, findings: &mut Findings) -> Result<Option<String>, Flawed> {
        match self.optional(name, findings) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(non_blank(text.clone())),
            Some(_) => {
                self.wrong_type(name, "a text", findings);
                Err(Flawed)
            }
        }
    }

    fn optional_line(&self, name: &'static str, findings: &mut Findings) -> Result<Option<String>, Flawed> {
        let text = self.optional_text(name, findings)?;
        if text.as_deref().is_none_or(is_line) {
            return Ok(text);
        }
        findings.refuse(
            &self.at.key(name),
            Rule::Pattern,
            "the schema's pattern is not met; write the value on one line",
        );
        Err(Flawed)
    }
}

#[cfg(test)]
mod tests;
