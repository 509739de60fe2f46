//! an anonymous consultation, over HTTP, and what is left of it.

use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_infrastructure::clock;
use case_ledger_tests::shared_demo;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::data_subjects::rows_of;

const CHILD: &str = "Tiril Prøvemo";

fn consultation(question: &str, case: Option<&str>) -> Value {
    json!({ "body": "CHILD_WELFARE_SERVICE", "topic": "DUTY_TO_REPORT", "question": question,
            "advice": "Logg det dere ser, og snakk med barnet.", "screenForCase": case })
}

/// A case about that child; answers its id.
fn case_about_her() -> String {
    let demo = shared_demo();
    let concern =
        json!({ "child": { "name": CHILD }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille." });
    let changed = demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern);
    changed["case"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn r20_what_is_recorded_of_a_consultation_leads_to_nobody() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    let held = demo.accepted(
        &employee,
        "holdAnonymousConsultation",
        consultation("Et barn i barnehagealder kommer ofte uten mat.", Some(&case)),
    );
    let position = held["position"].as_i64().unwrap();
    let query =
        "query Entry($after: String) { ledger(municipality: \"9901\") { entries(first: 1, after: $after) { nodes {
        position eventType streamType streamId summary occurredAt recordedAt data correlationId causationId commandId
        actor { subject unit role name { value } } } } } }";
    let answer = demo.graphql(&demo.token("auditor", "9901"), query, &json!({ "after": (position - 1).to_string() }));
    let entry = &answer["data"]["ledger"]["entries"]["nodes"][0];
    assert_eq!(
        (&entry["position"], &entry["eventType"]),
        (&json!(position), &json!("AnonymousConsultationHeld")),
        "{answer}"
    );
    assert_eq!(entry["actor"]["name"], Value::Null);
    assert_eq!(entry["actor"]["unit"], Value::Null);
    for time in ["occurredAt", "recordedAt"] {
        let told: DateTime<Utc> = entry[time].as_str().unwrap().parse().unwrap();
        assert_eq!(told, start_of_day(oslo_date(told)), "{time} tells no more than the day");
    }
    assert_eq!(entry["causationId"], Value::Null);
    assert_eq!(entry["correlationId"], entry["commandId"], "it belongs together with nothing");
    let bare = case.split_once('_').unwrap().1;
    assert!(!entry.to_string().contains(bare), "{entry}");
    let fields: Vec<&String> = entry["data"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["advice", "body", "heldOn", "question", "topic"]);

    // Whoever recorded it, it is the same nobody.
    let intake = demo.token("child-welfare-intake", "9901");
    let other = demo.accepted(&intake, "holdAnonymousConsultation", consultation("Et annet barn.", None));
    let after = json!({ "after": (other["position"].as_i64().unwrap() - 1).to_string() });
    let answer = demo.graphql(&demo.token("auditor", "9901"), query, &after);
    let another = &answer["data"]["ledger"]["entries"]["nodes"][0];
    assert_eq!(another["actor"]["subject"], entry["actor"]["subject"]);
}

#[test]
fn r20_a_text_that_tells_who_the_child_is_is_refused_with_what_was_found_and_nothing_is_recorded() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    for (question, case, found) in [
        ("Tiril kommer ofte uten mat.", Some(case.as_str()), "a name from the case"),
        ("Hun er født 12. mars 2015.", None, "a full date"),
        ("Mor har nummer 900 00 000.", None, "a telephone number"),
        ("De bor i Kirkegata 4.", None, "an address"),
        ("010115 12345 gjelder det.", None, "a national identity number"),
    ] {
        let input = consultation(question, case);
        let payload = demo.command(&employee, "holdAnonymousConsultation", input);
        assert_eq!(
            (&payload["code"], &payload["rule"]),
            (&json!("NOT_ANONYMOUS"), &json!("R-20")),
            "{question}: {payload}"
        );
        assert_eq!(payload["ruleField"], "question");
        let message = payload["message"].as_str().unwrap();
        assert!(message.contains(found), "{message}");
        assert!(!message.contains("Tiril"), "what was found is told by kind only");
    }
}

#[test]
fn r20_names_are_looked_for_only_in_cases_that_one_may_work_with() {
    let demo = shared_demo();
    let case = case_about_her();
    let input = consultation("Et barn kommer ofte uten mat.", Some(&case));
    let refused = demo.refused(&demo.token("child-welfare-intake", "9901"), "holdAnonymousConsultation", input);
    assert_eq!(refused.0, "NotPermitted");
}

#[test]
fn r20_every_name_in_the_case_is_looked_for_also_siblings_guardians_and_who_decided() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    for (command, input) in [
        ("linkSibling", json!({ "sibling": { "name": "Sverre Prøvemo" } })),
        ("informGuardians", json!({ "about": "CONCERN", "guardians": [{ "name": "Gudny Hypotese" }] })),
        (
            "assessConcern",
            json!({ "degree": "SOME", "groundForConcern": true, "rationale": "Sett to ganger.",
            "noBasisBecause": "Det ble fortalt, ikke sett.",
            "decidedBy": { "name": "Liv Lederprøve", "role": "UNIT_LEADER" } }),
        ),
    ] {
        let mut input = input;
        input["caseId"] = json!(case);
        demo.accepted(&employee, command, input);
    }
    for name in ["Tiril", "Sverre", "Gudny", "Lederprøve"] {
        let question = format!("{name} sa det selv.");
        let refused = demo.refused(&employee, "holdAnonymousConsultation", consultation(&question, Some(&case)));
        assert_eq!(refused.1, "NOT_ANONYMOUS", "{name}");
    }
}

#[test]
fn r70_whoever_is_not_shown_a_name_does_not_learn_it_by_guessing() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    let query = format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}");
    let child = demo.graphql(&employee, &query, &json!({}))["data"]["case"]["child"]["subject"].clone();
    demo.accepted(
        &demo.token("data-protection-officer", "9901"),
        "restrictSubject",
        json!({ "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["AUDITOR"], "rationale": "Klage." }),
    );
    let answers = ["Tiril kommer ofte uten mat.", "Bjarte kommer ofte uten mat."].map(|question| {
        let payload = demo.command(&employee, "holdAnonymousConsultation", consultation(question, Some(&case)));
        (payload["code"].clone(), payload["ruleField"].clone(), payload["message"].clone())
    });
    assert_eq!((&answers[0].0, &answers[0].1), (&json!("NAMES_WITHHELD"), &json!("screenForCase")));
    assert_eq!(answers[0], answers[1], "the right name and a wrong one are answered alike");
}

#[test]
fn r70_that_a_case_is_looked_through_for_names_is_recorded_as_a_read_and_not_by_which_operation() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    let bare = case.split_once('_').unwrap().1;
    let reads = || -> Vec<(Option<String>,)> {
        let sql = format!("SELECT operation FROM read_log WHERE object_id = '{bare}' ORDER BY read_id");
        rows_of(demo, &sql)
    };
    let before = reads().len();
    let query = "mutation Consulting($input: HoldAnonymousConsultationInput!) {
        holdAnonymousConsultation(input: $input) { __typename } }";
    for question in ["Tiril kommer ofte uten mat.", "Et barn kommer ofte uten mat."] {
        let mut input = consultation(question, Some(&case));
        input["commandId"] = json!(clock::new_id());
        let answer = demo.graphql(&employee, query, &json!({ "input": input }));
        assert!(answer.get("errors").is_none(), "{answer}");
    }
    assert_eq!(reads()[before..], [(None,), (None,)], "a refused guess is a read, too");
}

#[test]
fn r20_a_case_that_does_not_exist_is_not_taken_for_one_without_names() {
    let demo = shared_demo();
    let nowhere = format!("case_{}", clock::new_id());
    let input = consultation("Et barn kommer ofte uten mat.", Some(&nowhere));
    let refused = demo.refused(&demo.token("employee", "9901"), "holdAnonymousConsultation", input);
    assert_eq!(refused.1, "NOT_FOUND");
}

/// What a second sending must match is kept as a digest: with the case in it, trying every case would tell which it was.
#[test]
fn r20_what_tells_a_second_sending_from_another_command_holds_nothing_of_the_case() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let mut input = consultation("Et barn kommer ofte uten mat.", Some(&case_about_her()));
    input["commandId"] = json!(clock::new_id());
    let first = demo.accepted(&employee, "holdAnonymousConsultation", input.clone());
    for other in [json!(case_about_her()), Value::Null] {
        input["screenForCase"] = other;
        let again = demo.accepted(&employee, "holdAnonymousConsultation", input.clone());
        assert_eq!((&again["position"], &again["recordedNow"]), (&first["position"], &json!(false)), "{again}");
    }
    input["question"] = json!("Et annet barn.");
    assert_eq!(demo.refused(&employee, "holdAnonymousConsultation", input).0, "CommandIdReused");
}

#[test]
fn r70_that_a_consultation_is_read_is_recorded() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let question = consultation("Et barn kommer ofte uten mat.", None);
    let position = demo.accepted(&employee, "holdAnonymousConsultation", question)["position"].as_i64().unwrap();
    let query = "query Reading($after: String) { ledger(municipality: \"9901\") { entries(first: 1, after: $after) {
        nodes { streamId data } } } }";
    let after = json!({ "after": (position - 1).to_string() });
    let request = json!({ "query": query, "operationName": "Reading", "variables": after });
    let answer = demo.post(&demo.token("auditor", "9901"), &request).json();
    let stream = answer["data"]["ledger"]["entries"]["nodes"][0]["streamId"].as_str().unwrap();
    let sql = format!("SELECT object_type, operation FROM read_log WHERE object_id = '{stream}'");
    let reads: Vec<(String, Option<String>)> = rows_of(demo, &sql);
    assert_eq!(reads, [("Consultation".to_owned(), Some("ledger".to_owned()))]);
}
