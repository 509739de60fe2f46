//! A report that was sent from a case, as the national report message (S0-43).
//!
//! What the case knows is taken from its events; what it does not know, such as how the sender is reached, whoever asks for the
//! message says. Nothing is guessed: a child of whom no address is known has none in it, and one whose address is protected
//! has that said in its place (C12). The ledger sends no message anywhere: it is handed to whoever does.

use std::collections::BTreeSet;

use case_ledger_domain::case::{AboutGuardians, Case, CaseEvent, FamilyEvent, PartyKind, ReportingEvent};
use case_ledger_domain::ids::{CaseId, Municipality, ReportId, SubjectId};
use case_ledger_domain::people::{Child, Decider};
use case_ledger_domain::personal::{Personal, Shown};
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Language;
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, Utc};

use crate::interchange::fiks::{self, Address, Kind, Message, PublicReporter, Refused, Unit, Unwritable};
use crate::interchange::national_id::identifies_one_person;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::history::Sight;
use crate::personal::sight::Veil;
use crate::projections::as_of::AsOf;

/// What the case does not know and the message asks for.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The district's number and name, where the municipality has districts.
    pub district: Option<(String, String)>,
    /// The reporter's telephone.
    pub phone: String,
    /// The reporter's e-mail.
    pub email: String,
    /// The unit's organisation number.
    pub organisation_number: Option<String>,
    /// The unit's address.
    pub address: Address,
    /// What was done before.
    pub history: Option<String>,
    /// Whether the child knows of the report.
    pub child_informed: bool,
    /// Why it does not.
    pub child_not_informed_because: Option<String>,
    /// What is needed of interpreters.
    pub interpreter_need: Option<String>,
    /// What other bodies are involved.
    pub other_bodies: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub enum Written {
    /// The message.
    Message(String),
    /// A receiver would refuse it, for these reasons.
    Refused(Vec<Refused>),
    /// What the report says, or of whom, is not shown to the reader, or is erased.
    NotShown,
}

/// Stands where an address does that is protected.
const PROTECTED: &str = "Adressen er skjermet";

/// The number where there are no districts.
const NO_DISTRICT: &str = "00";

/// Stands where a name does that nobody knows.
const UNKNOWN: &str = "Ukjent";

/// The channel by which a case system hands messages over.
const BY_CASE_SYSTEM: &str = "Fagsystem";

/// What a case tells of one report.
struct Sent {
    child: Child,
    content: Personal<Text>,
    duty_bearer: Decider,
    unit: String,
    withheld: Option<String>,
    sent_at: DateTime<Utc>,
}

impl Ledger {
    /// The message of a report that was sent from the case, as far as was known at that moment; `None` where the case had sent no
    /// such report. Who is erased or restricted is so whatever the moment.
    pub async fn report_message(
        &self,
        municipality: &Municipality,
        (case, report): (CaseId, ReportId),
        sender: Sender,
        sight: Sight,
        as_of: AsOf,
    ) -> Result<Option<Written>, Fault> {
        let events = self.events_as_of::<Case>(municipality, case.as_uuid(), as_of).await?;
        let events: Vec<CaseEvent> = events.into_iter().map(|envelope| envelope.payload).collect();
        let known = self.load_as_of::<Case>(municipality, case.as_uuid(), as_of).await?.aggregate;
        let Some(sent) = events.iter().find_map(|event| sent_as(report, event)) else { return Ok(None) };
        let veil = self.veil(municipality, sight).await?;
        let Some(reporter) = reporter(&sent, &sender, &veil) else { return Ok(Some(Written::NotShown)) };
        let (Some(text), Some(child)) = (text_of(&sent.content, &veil), child(&sent.child, &sender, &veil)) else {
            return Ok(Some(Written::NotShown));
        };
        let guardians = known.known_guardians().iter().filter(|party| party.kind == PartyKind::Guardian);
        let told = told_by(&events, oslo_date(sent.sent_at));
        let guardians = guardians.map(|party| {
            let name = text_of(&party.name, &veil).unwrap_or_else(|| UNKNOWN.to_owned());
            let informed = told.contains(&party.subject);
            let reason_not_informed = sent.withheld.clone().filter(|_| !informed);
            fiks::Guardian { name: in_one_line(&name), phone: None, informed, reason_not_informed }
        });
        let mut guardians: Vec<_> = guardians.take(fiks::MAX_GUARDIANS).collect();
        if guardians.is_empty() {
            let (name, reason_not_informed) = (UNKNOWN.to_owned(), sent.withheld.clone());
            guardians.push(fiks::Guardian { name, phone: None, informed: false, reason_not_informed });
        }
        let municipality_name: String = sqlx::query_scalar("SELECT name FROM ledger_heads WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_one(self.pool())
            .await?;
        let no_district = || (NO_DISTRICT.to_owned(), municipality_name.clone());
        let (district_number, district_name) = sender.district.unwrap_or_else(no_district);
        let message = Message {
            municipality_number: municipality.as_str().to_owned(),
            municipality_name,
            district_number,
            district_name,
            kind: Kind::Public {
                reporter: Box::new(reporter),
                guardians,
                interpreter_need: sender.interpreter_need,
                other_bodies: sender.other_bodies,
            },
            children: vec![child],
            text,
            history: sender.history,
            other_views: None,
            sent_at: sent.sent_at,
            delivery_channel: BY_CASE_SYSTEM.to_owned(),
        };
        Ok(Some(match fiks::write(&message) {
            Ok(written) => Written::Message(written),
            Err(Unwritable::Refused(refused)) => Written::Refused(refused),
            // Nothing that can be said makes it so: a public message is written, and nothing in it is blank.
            Err(Unwritable::NotPublic | Unwritable::ReadOtherwise) => return Err(Fault::Json),
        }))
    }
}

fn sent_as(wanted: ReportId, event: &CaseEvent) -> Option<Sent> {
    let CaseEvent::Reporting(ReportingEvent::ReportSent {
        report,
        child,
        content,
        duty_bearer,
        unit,
        withheld_from_guardians,
        sent_at,
        ..
    }) = event
    else {
        return None;
    };
    (*report == wanted).then(|| Sent {
        child: child.clone(),
        content: content.clone(),
        duty_bearer: duty_bearer.clone(),
        unit: unit.clone(),
        withheld: withheld_from_guardians.map(|ground| Language::Nb.word(ground.word())),
        sent_at: *sent_at,
    })
}

/// The guardians who were told of the report by that day.
fn told_by(events: &[CaseEvent], day: NaiveDate) -> BTreeSet<SubjectId> {
    let told = events.iter().filter_map(|event| match event {
        CaseEvent::Family(FamilyEvent::GuardiansInformed { about: AboutGuardians::Report, guardians, informed_on })
            if *informed_on <= day =>
        {
            Some(guardians.iter().map(|guardian| guardian.subject))
        }
        _ => None,
    });
    told.flatten().collect()
}

fn text_of(personal: &Personal<Text>, veil: &Veil) -> Option<String> {
    let is_shown = veil.shows(personal.subject()) == Shown::Visible;
    personal.visible().filter(|_| is_shown).map(|text| text.as_str().to_owned())
}

/// As the schema has names and reasons: on one line.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reporter(sent: &Sent, sender: &Sender, veil: &Veil) -> Option<PublicReporter> {
    Some(PublicReporter {
        name: in_one_line(&text_of(&sent.duty_bearer.name, veil)?),
        role: Language::Nb.word(sent.duty_bearer.role.word()),
        phone: sender.phone.clone(),
        email: sender.email.clone(),
        unit: Unit {
            name: in_one_line(&sent.unit),
            organisation_number: sender.organisation_number.clone(),
            address: sender.address.clone(),
        },
    })
}

/// The child as the report knew it, unless its name is not shown to the reader.
fn child(child: &Child, sender: &Sender, veil: &Veil) -> Option<fiks::Child> {
    if veil.shows(child.subject) != Shown::Visible {
        return None;
    }
    let text = |personal: &Option<Personal<Text>>| personal.as_ref().and_then(|personal| text_of(personal, veil));
    let national_id = text(&child.national_id).map(|number| number.trim().to_owned());
    let line_1 = match veil.hands_out_at(child.subject, "contact") {
        Shown::Visible => text(&child.contact).map(|contact| in_one_line(&contact)).unwrap_or_default(),
        Shown::Withheld | Shown::Shredded => PROTECTED.to_owned(),
    };
    Some(fiks::Child {
        index: 0,
        national_id_is_valid: national_id.as_deref().is_some_and(identifies_one_person),
        national_id,
        unborn: child.unborn,
        name: in_one_line(&text(&child.name).unwrap_or_default()),
        phone: None,
        address: Address { line_1, line_2: None, line_3: None, postal_code: None, postal_place: None },
        informed: Some(sender.child_informed),
        reason_not_informed: sender.child_not_informed_because.clone(),
        assumed_age: None,
        relation: None,
    })
}
