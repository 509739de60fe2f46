//! an anonymous consultation, over HTTP, and what is left of it.

use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

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
        position eventType streamType streamId summary occurredAt data correlationId causationId commandId
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
