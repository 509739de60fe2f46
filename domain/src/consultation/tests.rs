//! an anonymous consultation identifies nobody.

use super::screening::{IdentifyingKind, Known};
use super::*;
use crate::test_support::*;
use crate::texts::Language;

fn hold(question: &str, advice: Option<&str>) -> ConsultationAction {
    let unnamed = |words: &str| Personal::child(SUBJECT, Text::new(words).unwrap());
    ConsultationAction::Hold {
        body: Body::ChildWelfareService,
        unit: None,
        topics: [ConsultationTopic::DutyToReport].into(),
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
    let ConsultationAction::Hold { body, topics, question, advice, known, .. } = hold("Et barn.", None);
    let action = ConsultationAction::Hold { body, unit: None, topics, question, advice, held_on: SATURDAY, known };
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

/// Whoever reads the event finds a body, topics, a day, and two sealed texts: no case, no unit, no name.
#[test]
fn r20_nothing_in_the_event_leads_to_a_case() {
    let events = decide(&Consultation::default(), hold("Et barn.", Some("Snakk med barnet."))).unwrap();
    let stored = serde_json::to_value(&events[0]).unwrap();
    let fields: Vec<&String> = stored["AnonymousConsultationHeld"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["advice", "body", "heldOn", "question", "topics"]);
}

#[test]
fn s0_23_s2_10_s3_17_each_body_is_consulted_anonymously_the_resource_team_too() {
    for wanted in Body::ALL {
        let ConsultationAction::Hold { topics, question, advice, held_on, known, .. } = hold("Et barn.", None);
        let unit = wanted.is_known_by_name_alone().then(|| "Ungdomslosen".to_owned());
        let action = ConsultationAction::Hold { body: wanted, unit, topics, question, advice, held_on, known };
        let events = decide(&Consultation::default(), action).unwrap();
        let [ConsultationEvent::AnonymousConsultationHeld { body, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*body, wanted);
    }
}

fn hold_about(about: &[ConsultationTopic]) -> ConsultationAction {
    let ConsultationAction::Hold { body, question, advice, held_on, known, .. } = hold("Et barn.", None);
    let topics = about.iter().copied().collect();
    ConsultationAction::Hold { body, unit: None, topics, question, advice, held_on, known }
}

#[test]
fn s2_11_s2_69_a_consultation_is_about_several_topics_and_never_about_none() {
    let events = decide(&Consultation::default(), hold_about(&ConsultationTopic::ALL)).unwrap();
    let [ConsultationEvent::AnonymousConsultationHeld { topics, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert!(topics.iter().eq(ConsultationTopic::ALL));
    let refused = decide(&Consultation::default(), hold_about(&[])).unwrap_err();
    assert_eq!(refused, Refusal::ConsultationTopicMissing);
    assert_eq!(
        (refused.code(), refused.field(), refused.rule()),
        ("CONSULTATION_TOPIC_MISSING", Some("topics"), "S2-11")
    );
}

#[test]
fn s2_11_the_summary_tells_each_topic() {
    let about = [ConsultationTopic::Conversation, ConsultationTopic::DutyToReport, ConsultationTopic::Consent];
    let events = decide(&Consultation::default(), hold_about(&about)).unwrap();
    for (language, told) in [
        (
            Language::Nb,
            "En sak ble drøftet anonymt med barnevernstjenesten: om meldeplikten er utløst, samtale med barn eller \
             foresatte, hvordan de foresatte bes om samtykke.",
        ),
        (
            Language::Nn,
            "Ei sak vart drøfta anonymt med barnevernstenesta: om meldeplikta er utløyst, samtale med barn eller \
             føresette, korleis dei føresette blir bedne om samtykke.",
        ),
        (
            Language::En,
            "A matter was discussed anonymously with the child welfare service: whether the duty to report is triggered, \
             a conversation with child or guardians, how guardians are asked for consent.",
        ),
    ] {
        assert_eq!(language.say(&events[0].summary()), told);
    }
}

#[test]
fn s2_11_what_was_held_when_there_was_one_topic_was_about_that_one() {
    let held = &decide(&Consultation::default(), hold("Et barn.", None)).unwrap()[0];
    let present = serde_json::to_value(held).unwrap();
    let mut stored = present.clone();
    let fields = stored["AnonymousConsultationHeld"].as_object_mut().unwrap();
    fields.remove("topics");
    fields.insert("topic".to_owned(), "DUTY_TO_REPORT".into());
    let read: ConsultationEvent = crate::upcast::read(held.name(), "1.0", &mut stored).unwrap();
    assert_eq!((&read, &stored), (held, &present));
    // And one about nothing, which was never written, is not read.
    stored["AnonymousConsultationHeld"]["topics"] = serde_json::json!([]);
    assert!(crate::upcast::read::<ConsultationEvent>(held.name(), "1.1", &mut stored).is_err());
}

#[test]
fn r20_r21_a_service_is_named_where_only_the_name_says_which_it_is_and_the_name_is_screened() {
    let hold_with = |wanted: Body, named: Option<&str>| {
        let ConsultationAction::Hold { topics, question, advice, held_on, known, .. } = hold("Et barn.", None);
        let unit = named.map(ToOwned::to_owned);
        ConsultationAction::Hold { body: wanted, unit, topics, question, advice, held_on, known }
    };
    let decide = |action| decide(&Consultation::default(), action);
    let events = decide(hold_with(Body::Other, Some("Ungdomslosen"))).unwrap();
    let [ConsultationEvent::AnonymousConsultationHeld { unit, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(unit.as_deref(), Some("Ungdomslosen"));
    let found = vec![IdentifyingKind::KnownName];
    for (action, refused) in [
        (hold_with(Body::Other, None), Refusal::ServiceUnnamed { field: "unit" }),
        (hold_with(Body::HealthStation, Some("Dalmo")), Refusal::UnitToldNeedlessly { field: "unit" }),
        (hold_with(Body::Other, Some(SECRET)), Refusal::NotAnonymous { field: "unit", found }),
    ] {
        assert_eq!(decide(action), Err(refused));
    }
}
