//! an anonymous consultation identifies nobody.

use super::screening::{IdentifyingKind, Known};
use super::*;
use crate::test_support::*;

fn hold(question: &str, advice: Option<&str>) -> ConsultationAction {
    let unnamed = |words: &str| Personal::child(SUBJECT, Text::new(words).unwrap());
    ConsultationAction::Hold {
        body: Body::ChildWelfareService,
        topic: ConsultationTopic::DutyToReport,
        question: unnamed(question),
        advice: advice.map(unnamed),
        held_on: THURSDAY,
        known: Known::names([SECRET]),
    }
}

const SUBJECT: crate::ids::SubjectId = crate::ids::SubjectId::from_uuid(uuid::Uuid::from_u128(0xa0));

fn decide(consultation: &Consultation, action: ConsultationAction) -> Result<Vec<ConsultationEvent>, Refusal> {
    consultation.decide(Command::new(noon(FRIDAY), action))
}

#[test]
fn r20_a_consultation_about_a_child_whom_nobody_names_is_recorded() {
    let events = decide(&Consultation::default(), hold("Et barn kommer uten mat.", Some("Snakk med barnet."))).unwrap();
    let [ConsultationEvent::AnonymousConsultationHeld { body, held_on, .. }] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!((*body, *held_on), (Body::ChildWelfareService, THURSDAY));
}

#[test]
fn r20_what_identifies_is_refused_with_what_was_found_and_where() {
    for (action, field, found) in [
        (hold("Ring 22 22 22 22", None), "question", vec![IdentifyingKind::PhoneNumber]),
        (hold(&format!("{SECRET} kommer uten mat."), None), "question", vec![IdentifyingKind::KnownName]),
        (hold("Et barn.", Some(&format!("Snakk med {SECRET}."))), "advice", vec![IdentifyingKind::KnownName]),
    ] {
        assert_eq!(decide(&Consultation::default(), action), Err(Refusal::NotAnonymous { field, found }));
    }
}

#[test]
fn r10_a_consultation_lies_not_in_the_future() {
    let ConsultationAction::Hold { body, topic, question, advice, known, .. } = hold("Et barn.", None);
    let action = ConsultationAction::Hold { body, topic, question, advice, held_on: SATURDAY, known };
    let refused = Refusal::FutureDate { field: "heldOn", date: SATURDAY, today: FRIDAY };
    assert_eq!(decide(&Consultation::default(), action), Err(refused));
}

#[test]
fn r20_a_stream_holds_one_consultation_and_nothing_follows_it() {
    let mut consultation = Consultation::default();
    for event in decide(&consultation, hold("Et barn.", None)).unwrap() {
        consultation.apply(event);
    }
    assert_eq!(decide(&consultation, hold("Et barn.", None)), Err(Refusal::ConsultationAlreadyRecorded));
}

/// Whoever reads the event finds a body, a topic, a day, and two sealed texts: no case, no unit, no name.
#[test]
fn r20_nothing_in_the_event_leads_to_a_case() {
    let events = decide(&Consultation::default(), hold("Et barn.", Some("Snakk med barnet."))).unwrap();
    let stored = serde_json::to_value(&events[0]).unwrap();
    let fields: Vec<&String> = stored["AnonymousConsultationHeld"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["advice", "body", "heldOn", "question", "topic"]);
}

#[test]
fn s0_23_s2_10_s3_17_each_body_is_consulted_anonymously_the_resource_team_too() {
    for wanted in Body::ALL {
        let ConsultationAction::Hold { topic, question, advice, held_on, known, .. } = hold("Et barn.", None);
        let action = ConsultationAction::Hold { body: wanted, topic, question, advice, held_on, known };
        let events = decide(&Consultation::default(), action).unwrap();
        let [ConsultationEvent::AnonymousConsultationHeld { body, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*body, wanted);
    }
}
