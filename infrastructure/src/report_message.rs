//! A report that was sent from a case, as the national report message (S0-43).
//!
//! What the case knows is taken from its events; what it does not know, such as how the sender is reached, whoever asks for the
//! message says. Nothing is guessed: a child of whom no address is known has none in it, and one whose address is protected
//! has that said in its place (C12). The ledger sends no message anywhere: it is handed to whoever does.

use std::collections::BTreeSet;

use case_ledger_domain::case::{AboutGuardians, Case, CaseEvent, FamilyEvent, Party, ReportingEvent};
use case_ledger_domain::ids::{CaseId, Municipality, ReportId, SubjectId};
use case_ledger_domain::people::{Child, Decider, may_be_one_name};
use case_ledger_domain::personal::{Personal, Shown};
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Language;
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;

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
    /// What is needed of interpreters; what the case knew of it when it sent the report where nothing is said.
    pub interpreter_need: Option<String>,
    /// What other bodies are involved.
    pub other_bodies: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub enum Written {
    /// The message.
    Message {
        /// As JSON.
        content: String,
        /// How many guardians the message has no room for; those who were told of the report come first.
        guardians_left_out: usize,
        /// How many guardians stand in it without a name, which is not shown to the reader or erased.
        guardians_not_shown: usize,
    },
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
struct Told {
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
        let Some(sent) = events.iter().find_map(|event| sent_as(report, event)) else { return Ok(None) };
        let mut known = Case::default();
        for event in &events {
            known.apply(event.clone());
        }
        let veil = self.veil(municipality, sight).await?;
        let Some(reporter) = reporter(&sent, &sender, &veil) else { return Ok(Some(Written::NotShown)) };
        let (Some(text), Some(child)) = (text_of(&sent.content, &veil), child(&sent.child, &sender, &veil)) else {
            return Ok(Some(Written::NotShown));
        };
        let told = told_of(report, &events, oslo_date(sent.sent_at));
        let named = known.current_guardians();
        let (guardians, not_shown) = guardians(named, &told, sent.withheld.as_deref(), &veil);
        let guardians_left_out = guardians.len().saturating_sub(fiks::MAX_GUARDIANS);
        let mut guardians: Vec<_> = guardians.into_iter().take(fiks::MAX_GUARDIANS).collect();
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
                interpreter_need: sender
                    .interpreter_need
                    .or_else(|| interpreters_needed(&known, oslo_date(sent.sent_at), &veil)),
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
            Ok(content) => Written::Message { content, guardians_left_out, guardians_not_shown: not_shown },
            Err(Unwritable::Refused(refused)) => Written::Refused(refused),
            // Nothing that can be said makes it so: a public message is written, and nothing in it is blank.
            Err(Unwritable::NotPublic | Unwritable::ReadOtherwise) => return Err(Fault::Json),
        }))
    }
}

fn sent_as(wanted: ReportId, event: &CaseEvent) -> Option<Told> {
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
    (*report == wanted).then(|| Told {
        child: child.clone(),
        content: content.clone(),
        duty_bearer: duty_bearer.clone(),
        unit: unit.clone(),
        withheld: withheld_from_guardians.map(|ground| Language::Nb.word(ground.word())),
        sent_at: *sent_at,
    })
}

/// With whom an interpreter was needed on that day, and in which language, as far as that is shown to the reader.
fn interpreters_needed(case: &Case, day: NaiveDate, veil: &Veil) -> Option<String> {
    let mut needs: Vec<String> = Vec::new();
    let known = case.interpreter_needs_on(day);
    for need in known.iter().filter(|need| veil.shows(need.language.subject()) == Shown::Visible) {
        let Some(language) = need.language.visible() else { continue };
        let said = format!("{}: {} (ISO 639)", Language::Nb.word(need.whose.word()), language.as_str());
        if !needs.contains(&said) {
            needs.push(said);
        }
    }
    (!needs.is_empty()).then(|| needs.join("; "))
}

/// The guardians who were told of that report by that day: of an earlier one they were told before that was sent.
fn told_of(wanted: ReportId, events: &[CaseEvent], day: NaiveDate) -> BTreeSet<SubjectId> {
    let mut told = BTreeSet::new();
    for event in events {
        match event {
            CaseEvent::Family(FamilyEvent::GuardiansInformed {
                about: AboutGuardians::Report,
                guardians,
                informed_on,
            }) if *informed_on <= day => {
                told.extend(guardians.iter().map(|guardian| guardian.subject));
            }
            CaseEvent::Reporting(ReportingEvent::ReportSent { report, .. }) if *report == wanted => break,
            CaseEvent::Reporting(ReportingEvent::ReportSent { .. }) => told.clear(),
            _ => {}
        }
    }
    told
}

/// The guardians as the message names them, each once however the name is spelled, those who were told first; and how many
/// have no name that is shown. From whom it is withheld nobody was told.
fn guardians<'a>(
    named: impl Iterator<Item = &'a Party>,
    told: &BTreeSet<SubjectId>,
    withheld: Option<&str>,
    veil: &Veil,
) -> (Vec<fiks::Guardian>, usize) {
    let mut once: Vec<(&Party, bool)> = Vec::new();
    for party in named {
        let informed = withheld.is_none() && told.contains(&party.subject);
        match once.iter_mut().find(|(known, _)| may_be_one_name(&known.name, &party.name)) {
            Some((_, known)) => *known |= informed,
            None => once.push((party, informed)),
        }
    }
    once.sort_by_key(|(_, informed)| !informed);
    let name = |party: &Party| text_of(&party.name, veil).map(|name| in_one_line(&name));
    let not_shown = once.iter().filter(|(party, _)| name(party).is_none()).count();
    let guardian = |(party, informed): (&Party, bool)| fiks::Guardian {
        name: name(party).unwrap_or_else(|| UNKNOWN.to_owned()),
        phone: None,
        informed,
        reason_not_informed: withheld.filter(|_| !informed).map(ToOwned::to_owned),
    };
    (once.into_iter().map(guardian).collect(), not_shown)
}

fn text_of(personal: &Personal<Text>, veil: &Veil) -> Option<String> {
    let is_shown = veil.shows(personal.subject()) == Shown::Visible;
    personal.visible().filter(|_| is_shown).map(|text| text.as_str().to_owned())
}

/// As the schema has names and reasons: on one line.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reporter(sent: &Told, sender: &Sender, veil: &Veil) -> Option<PublicReporter> {
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
