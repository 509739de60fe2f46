use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Step, Unreadable, read};
use crate::LedgerEvent;
use crate::case::CaseEvent;
use crate::consultation::ConsultationEvent;
use crate::investigation::InvestigationEvent;
use crate::report::ReportEvent;
use crate::settings::SettingsEvent;
use crate::subject::SubjectEvent;
use crate::texts::Sentence;

/// An event with a longer past than any real one: it was renamed a field, got another, and changed a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Meeting {
    Held { minutes: i64, room: Option<String> },
    Cancelled {},
}

impl LedgerEvent for Meeting {
    const STEPS: &'static [Step] = &[
        Step {
            event: "Held",
            from: "1.0",
            to: "1.1",
            change: |fields| {
                let hours = fields.remove("length").unwrap_or_default();
                fields.insert("hours".to_owned(), hours);
            },
        },
        Step {
            event: "Held",
            from: "1.1",
            to: "1.2",
            change: |fields| {
                fields.insert("room".to_owned(), Value::Null);
            },
        },
        Step {
            event: "Held",
            from: "1.2",
            to: "2.0",
            change: |fields| {
                let hours = fields.remove("hours").and_then(|hours| hours.as_i64());
                fields.insert("minutes".to_owned(), json!(hours.map(|hours| hours * 60)));
            },
        },
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::Held { .. } => "Held",
            Self::Cancelled {} => "Cancelled",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        recorded_at
    }

    fn summary(&self) -> Sentence {
        Sentence::new(self.name())
    }
}

crate::named_and_versioned!(Meeting);

fn held(version: &str, fields: &Value) -> Result<Meeting, Unreadable> {
    read("Held", version, &mut json!({ "Held": fields }))
}

#[test]
fn an_event_takes_every_step_from_its_version_to_the_present_one() {
    let present = Meeting::Held { minutes: 120, room: None };
    assert_eq!(held("1.0", &json!({ "length": 2 })).unwrap(), present);
    assert_eq!(held("1.1", &json!({ "hours": 2 })).unwrap(), present);
    assert_eq!(held("1.2", &json!({ "hours": 2, "room": null })).unwrap(), present);
    assert_eq!(held("2.0", &json!({ "minutes": 120, "room": null })).unwrap(), present);
}

#[test]
fn a_step_is_taken_only_from_its_own_version() {
    let present = held("2.0", &json!({ "minutes": 7, "hours": 2 })).unwrap();
    assert_eq!(present, Meeting::Held { minutes: 7, room: None });
}

#[test]
fn a_version_from_the_future_is_not_guessed_at() {
    let error = held("2.1", &json!({ "minutes": 7 })).unwrap_err();
    assert!(matches!(&error, Unreadable::UnknownVersion { newest: "2.0", .. }), "{error}");
    assert_eq!(error.to_string(), "Held is stored in version 2.1; this program knows up to 2.0");
    let error = read::<Meeting>("Cancelled", "1.1", &mut json!({ "Cancelled": {} })).unwrap_err();
    assert!(matches!(&error, Unreadable::UnknownVersion { newest: "1.0", .. }), "{error}");
    assert!(matches!(held("", &json!({})), Err(Unreadable::UnknownVersion { .. })));
}

#[test]
fn an_event_of_no_known_name_is_not_guessed_at() {
    let error = read::<Meeting>("Adjourned", "1.0", &mut json!({ "Adjourned": {} })).unwrap_err();
    assert!(matches!(error, Unreadable::Payload { .. }), "{error}");
}

#[test]
fn a_payload_of_another_event_than_the_row_says_is_not_read() {
    let error = read::<Meeting>("Held", "2.0", &mut json!({ "Cancelled": {} })).unwrap_err();
    assert!(matches!(error, Unreadable::Misnamed { .. }), "{error}");
}

#[test]
fn what_is_said_outside_quotes_nothing_of_the_payload() {
    let error = held("2.0", &json!({ "minutes": "Solveig" })).unwrap_err();
    assert!(!error.to_string().contains("Solveig"));
}

#[test]
fn an_event_is_written_in_the_version_its_last_step_leads_to() {
    use cqrs_es::DomainEvent as _;
    assert_eq!(Meeting::Held { minutes: 1, room: None }.event_version(), "2.0");
    assert_eq!(Meeting::Cancelled {}.event_version(), "1.0");
}

/// One way only, each from where the one before ended: a chain with a hole or a loop reads some version not at all.
#[test]
fn the_steps_of_every_aggregate_make_chains() {
    for steps in [
        CaseEvent::STEPS,
        ReportEvent::STEPS,
        InvestigationEvent::STEPS,
        SettingsEvent::STEPS,
        ConsultationEvent::STEPS,
        SubjectEvent::STEPS,
        Meeting::STEPS,
    ] {
        for (index, step) in steps.iter().enumerate() {
            let before = super::present_version(&steps[..index], step.event);
            assert_eq!(step.from, before, "{} {}", step.event, step.to);
            assert!(version(step.to) > version(step.from), "{} {}", step.event, step.to);
        }
    }
}

fn version(text: &str) -> (u32, u32) {
    let (major, minor) = text.split_once('.').unwrap();
    (major.parse().unwrap(), minor.parse().unwrap())
}
