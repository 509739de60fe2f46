//! What a report must say, as the one who reports meets it (S2-67), and what the intake writes down (S2-22).

use case_ledger_infrastructure::clock;
use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

#[test]
fn s2_67_a_report_without_a_word_is_refused_and_one_of_a_single_word_is_sent() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
    });
    demo.accepted(&employee, "makeEmergencyContact", contact);
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    demo.accepted(&employee, "withholdGuardianNotification", ground);
    let report = |content: &str| json!({ "caseId": case, "content": content });
    assert_eq!(demo.refused(&employee, "sendReport", report("  ")).0, "InvalidInput");
    demo.accepted(&employee, "sendReport", report("Redd."));
}

/// What the intake sees of a report that it wrote down.
fn written_down(reporter: &Value) -> Value {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    let told = json!({
        "child": { "name": "Barn Prøve", "contact": "Storgata 1" }, "reporter": reporter, "unit": "Fortalte bydel",
        "content": "Det gråter om natta, og ingen åpner.",
    });
    let received = demo.accepted(&intake, "receiveReport", told);
    let query = "query($id: ID!) { report(id: $id) { channel unit reporterKind reporterName { value state } concludedOn
        acknowledgementDue child { name { value } } obligations { nodes { kind } } history { nodes { eventType data } } } }";
    let response = demo.graphql(&intake, query, &json!({ "id": received["report"]["id"] }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["report"].clone()
}

#[test]
fn s2_22_what_somebody_tells_the_intake_is_a_report_with_its_deadlines() {
    let reporter = json!({ "public": { "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" } });
    let report = written_down(&reporter);
    assert_eq!(
        (&report["channel"], &report["unit"], &report["reporterKind"], &report["reporterName"]["value"]),
        (&json!("intake"), &json!("Fortalte bydel"), &json!("PUBLIC"), &json!("Pernille Prøve"))
    );
    assert_eq!(report["child"]["name"]["value"], "Barn Prøve");
    assert!(report["acknowledgementDue"].is_string() && report["concludedOn"].is_null(), "{report}");
    let owed = report["obligations"]["nodes"].to_string();
    assert!(owed.contains("ACKNOWLEDGE") && owed.contains("TRIAGE"), "{owed}");

    let private = written_down(&json!({ "private": { "name": "Nils Nabo", "contact": "22 22 22 22" } }));
    assert_eq!((&private["reporterKind"], &private["reporterName"]["value"]), (&json!("PRIVATE"), &json!("Nils Nabo")));
}

#[test]
fn r61_of_an_anonymous_caller_the_report_that_is_written_down_holds_nothing() {
    let report = written_down(&json!({ "anonymous": "NO_NAME" }));
    assert_eq!((&report["reporterKind"], &report["reporterName"]), (&json!("ANONYMOUS"), &Value::Null));
    assert!(report["acknowledgementDue"].is_null(), "nobody can be told: {report}");
    let received = report["history"]["nodes"].as_array().unwrap();
    let received = received.iter().find(|node| node["eventType"] == "ReportReceived").unwrap();
    assert_eq!(received["data"]["reporter"], json!({ "kind": "ANONYMOUS" }));
}

#[test]
fn r60_a_public_reporter_is_written_down_with_name_role_and_unit_and_each_that_is_missing_is_named() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    for missing in ["name", "role", "unit"] {
        let mut reporter = json!({ "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" });
        reporter[missing] = json!("  ");
        let input = json!({
            "commandId": clock::new_id(), "child": { "name": "Barn Prøve" }, "reporter": { "public": reporter },
            "unit": "Fortalte bydel", "content": "Redd.",
        });
        let query = "mutation($input: ReceiveReportInput!) { receiveReport(input: $input) { ... on InvalidInput { rule field } } }";
        let response = demo.graphql(&intake, query, &json!({ "input": input }));
        let expected = json!({ "rule": "R-60", "field": format!("reporter.public.{missing}") });
        assert_eq!(response["data"]["receiveReport"], expected, "{response}");
    }
}
