//! Writes the national report message of a public reporter, version 2, as [`read`](super::read) takes it.
//!
//! What is written is read again before it is handed out: a message that a receiver would refuse, or read otherwise than it
//! was meant, is none. Nothing here sends it.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Europe::Oslo;
use serde_json::{Map, Value, json};

use super::{Address, Child, Expected, Guardian, Kind, Message, PublicReporter, Refused, read};

/// Why a message cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// Only who reports in the course of work has a message of this kind.
    #[error("only a public reporter's message is written")]
    NotPublic,
    /// A receiver would not take it, for these reasons.
    #[error("a receiver would refuse the message ({} reasons)", .0.len())]
    Refused(Vec<Refused>),
    /// It is read otherwise than it was meant.
    #[error("the message is read otherwise than it was meant")]
    ReadOtherwise,
}

/// The message as JSON.
///
/// # Errors
///
/// [`Unwritable`] when a receiver would refuse the message, with every value at fault.
pub fn write(message: &Message) -> Result<String, Unwritable> {
    let Kind::Public { reporter, guardians, interpreter_need, other_bodies } = &message.kind else {
        return Err(Unwritable::NotPublic);
    };
    let mut wording = Map::new();
    wording.insert("melding".to_owned(), json!(message.text));
    wording.insert("historie".to_owned(), json!(message.history.as_deref().unwrap_or_default()));
    put(&mut wording, "andreSynspunkter", message.other_views.as_deref());
    let sent_at = message.sent_at.with_timezone(&Oslo).to_rfc3339_opts(SecondsFormat::Secs, false);
    let mut root = json!({
        "kommunenummer": message.municipality_number,
        "kommunenavn": message.municipality_name,
        "bydelsnummer": message.district_number,
        "bydelsnavn": message.district_name,
        "offentligMelder": of_reporter(reporter),
        "offentligBarn": message.children.iter().map(of_child).collect::<Vec<_>>(),
        "foresatte": guardians.iter().map(of_guardian).collect::<Vec<_>>(),
        "melding": wording,
        "sendingstidspunkt": sent_at,
        "leveringskanal": message.delivery_channel,
    });
    if let Value::Object(root) = &mut root {
        put(root, "behovForTolk", interpreter_need.as_deref());
        put(root, "andreHjelpeinstanser", other_bodies.as_deref());
    }
    let written = format!("{root:#}\n");
    must_be_read_as(message, &written)?;
    Ok(written)
}

/// A receiver takes it, and takes it as it was meant.
fn must_be_read_as(message: &Message, written: &str) -> Result<(), Unwritable> {
    let expected = Expected { municipality: Some(message.municipality_number.clone()), now: message.sent_at };
    let reading = read(written.as_bytes(), &expected).map_err(|_| Unwritable::ReadOtherwise)?;
    if !reading.refused.is_empty() {
        return Err(Unwritable::Refused(reading.refused));
    }
    // To the second, as it is written.
    let sent_at = message.sent_at.timestamp();
    let meant =
        Message { sent_at: DateTime::<Utc>::from_timestamp(sent_at, 0).unwrap_or(message.sent_at), ..message.clone() };
    if reading.message == Some(meant) { Ok(()) } else { Err(Unwritable::ReadOtherwise) }
}

fn put(object: &mut Map<String, Value>, field: &str, text: Option<&str>) {
    if let Some(text) = text {
        object.insert(field.to_owned(), json!(text));
    }
}

fn of_reporter(reporter: &PublicReporter) -> Value {
    let mut unit = Map::new();
    unit.insert("navn".to_owned(), json!(reporter.unit.name));
    put(&mut unit, "orgnr", reporter.unit.organisation_number.as_deref());
    unit.insert("adresse".to_owned(), of_address(&reporter.unit.address));
    json!({
        "personnavn": reporter.name,
        "rolle": reporter.role,
        "telefonnummer": reporter.phone,
        "epost": reporter.email,
        "virksomhet": unit,
    })
}

fn of_child(child: &Child) -> Value {
    let mut written = Map::new();
    written.insert("fnr".to_owned(), json!(child.national_id.as_deref().unwrap_or_default()));
    written.insert("ufoedt".to_owned(), json!(child.unborn));
    written.insert("personnavn".to_owned(), json!(child.name));
    put(&mut written, "telefonnummer", child.phone.as_deref());
    written.insert("adresse".to_owned(), of_address(&child.address));
    written.insert("orientert".to_owned(), json!(child.informed.unwrap_or_default()));
    put(&mut written, "orientertGrunn", child.reason_not_informed.as_deref());
    Value::Object(written)
}

fn of_guardian(guardian: &Guardian) -> Value {
    let mut written = Map::new();
    written.insert("personnavn".to_owned(), json!(guardian.name));
    put(&mut written, "telefonnummer", guardian.phone.as_deref());
    written.insert("orientert".to_owned(), json!(guardian.informed));
    put(&mut written, "orientertGrunn", guardian.reason_not_informed.as_deref());
    Value::Object(written)
}

fn of_address(address: &Address) -> Value {
    let mut written = Map::new();
    written.insert("adresselinje1".to_owned(), json!(address.line_1));
    put(&mut written, "adresselinje2", address.line_2.as_deref());
    put(&mut written, "adresselinje3", address.line_3.as_deref());
    put(&mut written, "postnummer", address.postal_code.as_deref());
    put(&mut written, "poststed", address.postal_place.as_deref());
    Value::Object(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::fiks::Unit;

    fn address() -> Address {
        let (line_1, postal_code) = ("Skolegata 4".to_owned(), Some("4950".to_owned()));
        Address { line_1, line_2: None, line_3: None, postal_code, postal_place: None }
    }

    fn message() -> Message {
        let unit = Unit { name: "Fjellheim skole".to_owned(), organisation_number: None, address: address() };
        let reporter = PublicReporter {
            name: "Lærer Prøve".to_owned(),
            role: "Ansatt".to_owned(),
            phone: "+47 22 22 22 22".to_owned(),
            email: "post@fjellheim.example".to_owned(),
            unit,
        };
        let (name, reason) = ("Mor Prøve".to_owned(), Some("Fare for barnet".to_owned()));
        let guardian = Guardian { name, phone: None, informed: false, reason_not_informed: reason };
        let child = Child {
            index: 0,
            national_id: None,
            national_id_is_valid: false,
            unborn: true,
            name: "Barn \"Prøve\"".to_owned(),
            phone: None,
            address: address(),
            informed: Some(false),
            reason_not_informed: None,
            assumed_age: None,
            relation: None,
        };
        Message {
            municipality_number: "4801".to_owned(),
            municipality_name: "Prøvevik".to_owned(),
            district_number: "00".to_owned(),
            district_name: "Prøvevik".to_owned(),
            kind: Kind::Public {
                reporter: Box::new(reporter),
                guardians: vec![guardian],
                interpreter_need: Some("Somali".to_owned()),
                other_bodies: None,
            },
            children: vec![child],
            text: "Hun sa: «nei».\n\tHan \\ gråt.\u{1f622}".to_owned(),
            history: None,
            other_views: None,
            sent_at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            delivery_channel: "Fagsystem".to_owned(),
        }
    }

    #[test]
    fn s0_43_what_is_written_is_read_as_it_was_meant() {
        let written = write(&message()).unwrap();
        let expected = Expected { municipality: Some("4801".to_owned()), now: message().sent_at };
        let reading = read(written.as_bytes(), &expected).unwrap();
        assert!(reading.message == Some(message()) && reading.refused.is_empty(), "{written}");
        assert!(written.contains("2023-11-14T23:13:20+01:00"), "{written}");
    }

    #[test]
    fn s0_43_what_a_receiver_would_refuse_is_not_written_and_says_where() {
        let mut wrong = message();
        if let Kind::Public { reporter, .. } = &mut wrong.kind {
            reporter.phone = "ring meg".to_owned();
            reporter.email = String::new();
        }
        wrong.district_number = "1".to_owned();
        let Err(Unwritable::Refused(refused)) = write(&wrong) else { panic!("it was written") };
        let at: Vec<_> = refused.iter().map(|refused| refused.pointer.as_str()).collect();
        for field in ["/bydelsnummer", "/offentligMelder/telefonnummer", "/offentligMelder/epost"] {
            assert!(at.contains(&field), "{at:?}");
        }
    }

    #[test]
    fn r_61_a_private_reporters_message_is_written_by_nobody() {
        let private = Message { kind: Kind::Private { reporter: None }, ..message() };
        assert_eq!(write(&private), Err(Unwritable::NotPublic));
    }
}
