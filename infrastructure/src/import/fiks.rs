//! Report messages over FIKS into the ledger: one report per child.
//!
//! **Ids.** A report's id derives from the child's entry and all of the message but the other children, so a message
//! that is sent again is known, and one whose faulty child was mended adds that child only. The message's id derives
//! from all of it but the children, so that those of one message stay linked.
//!
//! **Nothing is lost.** What has no field of its own stands in the report's content, under Norwegian headings. Lines
//! of the sender's are indented there, so that no text can pass for a heading.
//!
//! **Keys.** The content is the child's. A public reporter's name and contact details are under the reporter's own
//! key, the same in each message with that name and e-mail address; a private reporter's under one of this message's
//! own. Of an anonymous reporter there is nothing.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use case_ledger_domain::guides::{Guide, GuideSubject, Guides};
use case_ledger_domain::ids::{MessageId, ReportId, SubjectId};
use case_ledger_domain::people;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Channel, IncomingReport, Report, ReportAction, Reporter};
use case_ledger_domain::settings::Settings;
use case_ledger_domain::text::{Text, in_clear};
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, Utc};

use super::{
    Canonical, Counts, Destination, ImportError, ImportOptions, ImportReport, ImportWarning, Progress, RefusedLine,
    Stamped, Tally, Verdict, Worker, optional_text, text,
};
use crate::clock;
use crate::interchange::fiks::{
    self as form, Address, Child, Expected, Kind, MAX_BYTES, Message, PrivateReporter, PublicReporter, Reading, Refused,
};
use crate::interchange::national_id::identifies_one_person;
use crate::ledger::bus::{Fault, Ledger, settings_id};

/// Children of one message. Each report holds the whole text, so without a limit a small message could fill a ledger.
const MOST_CHILDREN: usize = 100;

/// Imports a message: one report for each child in it.
pub async fn import_fiks(
    ledger: &Ledger,
    file: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    let bytes = read_file(file).await?;
    let bytes_total = bytes.len() as u64;
    let expected = Expected { municipality: options.municipality.as_ref().map(ToString::to_string), now: clock::now() };
    let reading =
        form::read(&bytes, &expected).map_err(|unreadable| ImportError::Unreadable(unreadable.to_string()))?;
    drop(bytes);

    let mut report = ImportReport::default();
    let Some(message) = note_reading(reading, &mut report) else {
        progress(Progress { bytes_read: bytes_total, bytes_total, records: 0 });
        return Ok(report);
    };
    let destination =
        Destination::open(ledger, &message.municipality_number, &message.municipality_name, options).await?;
    report.municipality = Some(destination.municipality.clone());
    if message.children.len() > MOST_CHILDREN {
        report.refuse(RefusedLine {
            place: child_list(&message).to_owned(),
            what: "the whole message".to_owned(),
            why: format!("it reports on more than {MOST_CHILDREN} children; send several messages"),
        });
        progress(Progress { bytes_read: bytes_total, bytes_total, records: 0 });
        return Ok(report);
    }

    let import = Import::new(&destination, &message, &options.guides).await?;
    // One after the other, so that siblings stand in the ledger as they do in the message.
    for child in &message.children {
        report.take(import.take_child(child).await?);
        progress(Progress { bytes_read: bytes_total, bytes_total, records: report.records() });
    }
    Ok(report)
}

/// The file's bytes, one more than may be read at most: enough for the reader to say that it is too large.
async fn read_file(file: &Path) -> Result<Vec<u8>, ImportError> {
    let file = file.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        File::open(file)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    });
    Ok(reading.await.map_err(|_| ImportError::BrokeOff(Worker::Reader))??)
}

/// Notes what the reader has to say and hands out the message, if there is one.
fn note_reading(reading: Reading, report: &mut ImportReport) -> Option<Message> {
    let Reading { message, refused, warnings, left_out } = reading;
    if refused.is_empty() {
        report.warnings_beyond += left_out;
    } else {
        report.refused_beyond += left_out;
    }
    for Refused { pointer, child, reason, .. } in refused {
        let what = if child.is_some() { "report about this child" } else { "the whole message" };
        report.refuse(RefusedLine { place: pointer_or_root(pointer), what: what.to_owned(), why: reason });
    }
    for warning in warnings {
        report.warn(ImportWarning { place: pointer_or_root(warning.pointer), what: warning.reason });
    }
    message
}

/// The empty pointer, which is the message itself, would be overlooked.
fn pointer_or_root(pointer: String) -> String {
    if pointer.is_empty() { "(message)".to_owned() } else { pointer }
}

const fn child_list(message: &Message) -> &'static str {
    match message.kind {
        Kind::Public { .. } => "/offentligBarn",
        Kind::Private { .. } => "/privatBarn",
    }
}

/// An import under way.
struct Import<'a> {
    destination: &'a Destination<'a>,
    message: &'a Message,
    id: MessageId,
    reporter: SubjectId,
    /// As the municipality had set it when it came in (C1, R-71).
    acknowledges_private: bool,
    /// Those of the child welfare service that the municipality had adopted by then.
    guides: Vec<Arc<Guide>>,
}

impl<'a> Import<'a> {
    async fn new(destination: &'a Destination<'a>, message: &'a Message, known: &Guides) -> Result<Self, Fault> {
        let shared = shared_source(message);
        let id = destination.keyed("fiks message", &shared).await?;
        let reporter = match &message.kind {
            Kind::Public { reporter, .. } => {
                let identity = Canonical::of("public reporter 1")
                    .text(&reporter.name.trim().to_lowercase())
                    .text(&reporter.email.trim().to_lowercase());
                destination.subject("reporter", identity.bytes()).await?
            }
            Kind::Private { .. } => destination.subject("fiks private reporter", &shared).await?,
        };
        let municipality = &destination.municipality;
        let settings = destination.ledger.load::<Settings>(municipality, settings_id(municipality)).await?;
        let received_on = oslo_date(to_the_microsecond(message.sent_at).min(clock::now()));
        let acknowledges_private = settings.aggregate.acknowledges_private_on(received_on);
        let guides = known.followed_from(received_on, &settings.aggregate, GuideSubject::ChildWelfareService);
        Ok(Self { destination, message, id: MessageId::from_uuid(id), reporter, acknowledges_private, guides })
    }

    async fn take_child(&self, child: &Child) -> Result<Tally, Fault> {
        let mut tally = Tally::default();
        let place = format!("{}/{}", child_list(self.message), child.index);
        let Some(content) = form::child_fingerprint_source(self.message, child.index) else { return Ok(tally) };
        let report = ReportId::from_uuid(self.destination.keyed("fiks report", &content).await?);
        let command = Stamped { id: self.destination.keyed("fiks command", &content).await?, content };
        let one = Counts { reports: 1, ..Counts::default() };
        // Before the child's number is looked up, which would give an erased child a new pseudonym.
        let (ledger, municipality) = (self.destination.ledger, &self.destination.municipality);
        if ledger.recorded_among(municipality, &[command.id]).await?.contains(&command.id) {
            tally.already_known = one;
            return Ok(tally);
        }
        let number = child.national_id.as_deref().filter(|number| identifies_one_person(number));
        let subject = self.destination.child(number, "fiks child", report.as_uuid()).await?;
        let incoming = match self.map(child, subject, &mut tally) {
            Ok(incoming) => incoming,
            Err(why) => {
                tally.refuse(place, "report about this child", why);
                return Ok(tally);
            }
        };
        let guides = self.guides.clone();
        let action = ReportAction::Guided(guides, Box::new(ReportAction::Receive(Box::new(incoming))));
        match self.destination.record::<Report>(report.as_uuid(), action, &command, self.id.as_uuid()).await? {
            Verdict::Recorded => tally.accepted = one,
            Verdict::Known => tally.already_known = one,
            Verdict::Refused(why) => tally.refuse(place, "report about this child", why),
        }
        Ok(tally)
    }

    fn map(&self, child: &Child, subject: SubjectId, tally: &mut Tally) -> Result<IncomingReport, String> {
        let of_child = |text: Text| Personal::child(subject, text);
        let content = content(self.message, child);
        Ok(IncomingReport {
            child: people::Child {
                subject,
                name: optional_text("child's name", Some(&child.name))?.map(of_child),
                national_id: optional_text("child's number", child.national_id.as_deref())?.map(of_child),
                born_on: None,
                unborn: child.unborn,
                contact: optional_text("child's address", Some(&child_contact(child)))?.map(of_child),
            },
            case: None,
            message: Some(self.id),
            reporter: self.reporter()?,
            reporter_codes: Vec::new(),
            content: Some(of_child(text("report", &content)?)),
            contents: Vec::new(),
            unit: self.unit(tally),
            channel: Channel::Fiks,
            // A ground is one of the law's where it was decided here; the message gives its reasons in words, in the
            // content.
            withheld_from_guardians: None,
            guardians_not_told: self.guardians_not_told(),
            // The national form does not ask for it.
            learned_through_work: None,
            acknowledges_private: self.acknowledges_private,
            received_at: self.received_at(tally),
        })
    }

    /// Whether the message says of any guardian that this one was not told.
    fn guardians_not_told(&self) -> bool {
        match &self.message.kind {
            Kind::Public { guardians, .. } => guardians.iter().any(|guardian| !guardian.informed),
            Kind::Private { .. } => false,
        }
    }

    /// When it was sent; now where the sender's clock is ahead, as nothing is received in the future.
    fn received_at(&self, tally: &mut Tally) -> DateTime<Utc> {
        let (sent_at, now) = (to_the_microsecond(self.message.sent_at), clock::now());
        if sent_at > now {
            tally.warn("/sendingstidspunkt", "the sender's clock is ahead; the report counts as received now");
        }
        sent_at.min(now)
    }

    fn reporter(&self) -> Result<Reporter, String> {
        let own = |text: Text| Personal::reporter(self.reporter, text);
        Ok(match &self.message.kind {
            Kind::Public { reporter, .. } => Reporter::Public {
                name: own(text("reporter's name", &reporter.name)?),
                role: own(text("reporter's role", &reporter.role)?),
                unit: own(text("name of the reporter's unit", &reporter.unit.name)?),
                contact: optional_text("reporter's contact details", Some(&public_contact(reporter)))?.map(own),
            },
            Kind::Private { reporter: Some(reporter) } => Reporter::Private {
                name: own(text("reporter's name", &reporter.name)?),
                contact: optional_text("reporter's contact details", Some(&private_contact(reporter)))?.map(own),
            },
            Kind::Private { reporter: None } => Reporter::Anonymous,
        })
    }

    /// The district, or the municipality where the message names none. As sent it stands in the content too.
    fn unit(&self, tally: &mut Tally) -> String {
        let district = &self.message.district_name;
        if let Some(district) = in_clear(district) {
            return district.to_owned();
        }
        if !district.trim().is_empty() {
            tally.warn("/bydelsnavn", "the name may hold more than a name and stands in the report's content only");
        }
        self.destination.name.clone()
    }
}

/// The message without its children, in the reader's canonical form.
fn shared_source(message: &Message) -> Vec<u8> {
    let nobody = Child {
        index: 0,
        national_id: None,
        national_id_is_valid: false,
        unborn: false,
        name: String::new(),
        phone: None,
        address: Address { line_1: String::new(), line_2: None, line_3: None, postal_code: None, postal_place: None },
        informed: None,
        reason_not_informed: None,
        assumed_age: None,
        relation: None,
    };
    let message = Message { children: vec![nobody], ..message.clone() };
    form::child_fingerprint_source(&message, 0).unwrap_or_default()
}

/// As exact as the ledger's own clock. A leap second becomes the second after it.
fn to_the_microsecond(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

/// What the report says and has no field of its own.
fn content(message: &Message, child: &Child) -> String {
    let mut out = Layout::default();
    out.section("BEKYMRINGSMELDING").text(&message.text);
    out.section("HISTORIE").optional_text(message.history.as_deref());
    out.section("ANDRE SYNSPUNKTER").optional_text(message.other_views.as_deref());
    out.section("OM BARNET")
        .optional("Antatt alder", child.assumed_age.as_deref())
        .optional("Melders relasjon til barnet", child.relation.as_deref())
        .optional("Orientert om meldingen", child.informed.map(yes_or_no))
        .optional("Begrunnelse", child.reason_not_informed.as_deref());
    if let Kind::Public { guardians, interpreter_need, other_bodies, .. } = &message.kind {
        for (nth, guardian) in (1..).zip(guardians) {
            out.section(&format!("FORESATT {nth}"))
                .optional("Navn", Some(&guardian.name))
                .optional("Telefon", guardian.phone.as_deref())
                .optional("Orientert om meldingen", Some(yes_or_no(guardian.informed)))
                .optional("Begrunnelse", guardian.reason_not_informed.as_deref());
        }
        out.section("BEHOV FOR TOLK").optional_text(interpreter_need.as_deref());
        out.section("ANDRE HJELPEINSTANSER").optional_text(other_bodies.as_deref());
    }
    out.section("SENDT TIL")
        .optional("Kommune", Some(&format!("{} {}", message.municipality_number, message.municipality_name)))
        .optional("Bydel", Some(&format!("{} {}", message.district_number, message.district_name)))
        .optional("Leveringskanal", Some(&message.delivery_channel));
    out.finish()
}

const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "ja" } else { "nei" }
}

fn child_contact(child: &Child) -> String {
    lines([("Telefon", child.phone.as_deref()), ("Adresse", address(&child.address).as_deref())])
}

fn public_contact(reporter: &PublicReporter) -> String {
    lines([
        ("Telefon", Some(&reporter.phone)),
        ("E-post", Some(&reporter.email)),
        ("Virksomhetens organisasjonsnummer", reporter.unit.organisation_number.as_deref()),
        ("Virksomhetens adresse", address(&reporter.unit.address).as_deref()),
    ])
}

fn private_contact(reporter: &PrivateReporter) -> String {
    let address = reporter.address.as_ref().and_then(address);
    lines([("Telefon", reporter.phone.as_deref()), ("Adresse", address.as_deref())])
}

fn address(address: &Address) -> Option<String> {
    let place = [&address.postal_code, &address.postal_place].into_iter().flatten().map(|part| part.trim());
    let place = place.collect::<Vec<_>>().join(" ");
    let parts = [Some(&address.line_1), address.line_2.as_ref(), address.line_3.as_ref(), Some(&place)];
    let parts: Vec<_> = parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn lines<const COUNT: usize>(values: [(&str, Option<&str>); COUNT]) -> String {
    let given = values.into_iter().filter_map(|(label, value)| Some((label, value?.trim())));
    let given = given.filter(|(_, value)| !value.is_empty()).map(|(label, value)| format!("{label}: {value}"));
    given.collect::<Vec<_>>().join("\n")
}

/// Headings at the margin and everything of the sender's indented. A section without content leaves no heading.
#[derive(Default)]
struct Layout {
    out: String,
    heading: Option<String>,
}

impl Layout {
    fn section(&mut self, heading: &str) -> &mut Self {
        self.heading = Some(heading.to_owned());
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        if text.trim().is_empty() {
            return self;
        }
        self.begin();
        for line in broken(text) {
            self.line("    ", line);
        }
        self
    }

    fn optional_text(&mut self, text: Option<&str>) -> &mut Self {
        self.text(text.unwrap_or_default())
    }

    fn optional(&mut self, label: &str, value: Option<&str>) -> &mut Self {
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return self };
        self.begin();
        for (nth, line) in broken(value).enumerate() {
            if nth == 0 {
                self.line("    ", &format!("{label}: {line}"));
            } else {
                self.line("        ", line);
            }
        }
        self
    }

    fn begin(&mut self) {
        if let Some(heading) = self.heading.take() {
            if !self.out.is_empty() {
                self.out.push('\n');
            }
            self.out.push_str(&heading);
            self.out.push('\n');
        }
    }

    fn line(&mut self, indent: &str, line: &str) {
        self.out.push_str(indent);
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn finish(self) -> String {
        self.out
    }
}

/// The lines of a text, whatever it breaks them with.
fn broken(text: &str) -> impl Iterator<Item = &str> {
    const BREAKS: [char; 6] = ['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    text.split("\r\n").flat_map(|part| part.split('\r')).flat_map(|part| part.split(BREAKS))
}

#[cfg(test)]
mod tests;
