//! The feedback register, asked for over HTTP: who reported, and what that person was told (RM-16).

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{eventually, shared_demo};
use chrono::TimeDelta;
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";
const FEEDBACK: &str = "query Feedback($filter: FeedbackFilterInput, $on: Date, $asOf: AsOfInput) {
    feedback(filter: $filter, on: $on, asOf: $asOf, first: 50) { nodes {
    reportId reporterKind unit receivedOn fromReturn triageOutcome joinedOngoing outstandingBy investigationId
    acknowledgement { ...item } triage { ...item } conclusion { ...item } measures { on basis lawful }
    report { reporterName { value } } } } }
    fragment item on FeedbackItem { owed since due toldOn days inTime lawful }";

fn token(role: &str) -> String {
    shared_demo().token(role, MUNICIPALITY)
}

fn in_days(days: i64) -> String {
    (oslo_date(clock::now()) + TimeDelta::days(days)).to_string()
}

/// Sends a command; answers the position it was recorded at.
fn accepted(role: &str, name: &str, input: Value) -> i64 {
    shared_demo().accepted(&token(role), name, input)["position"].as_i64().unwrap()
}

fn found(filter: &Value, on: Option<&str>, as_of: i64) -> Vec<Value> {
    let variables = json!({ "filter": filter, "on": on, "asOf": { "position": as_of } });
    let response = shared_demo().graphql(&token("child-welfare-intake"), FEEDBACK, &variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["feedback"]["nodes"].as_array().unwrap().clone()
}

/// A report that a school of that name sent in an emergency, taken in; answers its id.
fn received_report(unit: &str) -> String {
    let demo = shared_demo();
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": unit, "subject": "CHILD", "description": "Stille.",
    });
    let changed = demo.accepted(&token("employee"), "raiseConcern", concern);
    let case = changed["case"]["id"].as_str().unwrap();
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
    });
    accepted("employee", "makeEmergencyContact", contact);
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    accepted("employee", "withholdGuardianNotification", ground);
    accepted("employee", "sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    let query = "query($id: ID!) { reports(filter: { caseId: $id }) { nodes { id } } }";
    eventually("the sent report is taken in", Duration::from_secs(20), || {
        let response = demo.graphql(&token("child-welfare-intake"), query, &json!({ "id": case }));
        response["data"]["reports"]["nodes"][0]["id"].as_str().map(ToOwned::to_owned)
    })
}

/// Triage of a report, with that code; answers the position.
fn triaged(report: &str, code: &str) -> i64 {
    accepted("child-welfare-intake", "triageReport", json!({ "reportId": report, "code": code, "rationale": "Ja." }))
}

fn nothing_owed() -> Value {
    json!({
        "owed": false, "since": null, "due": null, "toldOn": null, "days": null, "inTime": null, "lawful": null,
    })
}

fn waits(days_left: i64) -> Value {
    json!({
        "owed": true, "since": in_days(0), "due": in_days(days_left), "toldOn": null, "days": 0, "inTime": null,
        "lawful": null,
    })
}

fn told(days_left: i64) -> Value {
    json!({
        "owed": true, "since": in_days(0), "due": in_days(days_left), "toldOn": in_days(0), "days": 0, "inTime": true,
        "lawful": true,
    })
}

#[test]
fn rm16_s1_7_s1_13_what_a_public_reporter_is_told_is_owed_counted_and_outstanding_until_it_is_told() {
    let unit = "Tilbakemeldt skole";
    let of_unit = json!({ "unit": unit });
    let report = received_report(unit);
    let acknowledged = accepted("child-welfare-intake", "acknowledgeReport", json!({ "reportId": report }));
    let before = found(&of_unit, None, acknowledged - 1);
    assert_eq!(before.len(), 1, "{before:?}");
    assert_eq!((&before[0]["reportId"], &before[0]["reporterKind"]), (&json!(report), &json!("PUBLIC")));
    assert_eq!(before[0]["acknowledgement"], waits(21), "as of before it was acknowledged");
    assert_eq!((&before[0]["triage"], &before[0]["conclusion"]), (&nothing_owed(), &nothing_owed()));
    assert!(before[0]["report"]["reporterName"]["value"].is_string(), "to whom it is owed: {before:?}");
    // Three weeks later it would have been late.
    let late = found(&json!({ "unit": unit, "overdue": true }), Some(&in_days(22)), acknowledged - 1);
    assert_eq!(
        (&late[0]["acknowledgement"]["inTime"], &late[0]["acknowledgement"]["days"]),
        (&json!(false), &json!(22))
    );
    assert_eq!(
        found(&json!({ "unit": unit, "overdue": true }), Some(&in_days(21)), acknowledged - 1),
        [] as [Value; 0]
    );

    let at = triaged(&report, "2");
    let shown = found(&json!({ "unit": unit, "outstanding": true }), None, at);
    assert_eq!((&shown[0]["acknowledgement"], &shown[0]["triage"]), (&told(21), &waits(21)));
    assert_eq!(shown[0]["outstandingBy"], in_days(21));
    let at = accepted("child-welfare-intake", "informReporterOfTriage", json!({ "reportId": report }));
    assert_eq!(found(&json!({ "unit": unit, "outstanding": true }), None, at), [] as [Value; 0]);
    assert_eq!(found(&of_unit, None, at)[0]["triage"], told(21));

    let opened = shared_demo().accepted(&token("caseworker"), "openInvestigation", json!({ "reportId": report }));
    let investigation = opened["investigation"]["id"].as_str().unwrap();
    let part = json!({ "investigationId": investigation, "kind": "CONVERSATION", "account": "Barnet er hørt." });
    accepted("caseworker", "recordChildParticipation", part);
    let conclusion = json!({ "investigationId": investigation, "code": "1", "rationale": "Vedtak om hjelp." });
    let at = accepted("caseworker", "concludeInvestigation", conclusion);
    let shown = found(&json!({ "unit": unit, "outstanding": true }), None, at);
    assert_eq!((&shown[0]["conclusion"], &shown[0]["investigationId"]), (&waits(21), &json!(investigation)));
    accepted("caseworker", "informReporterOfConclusion", json!({ "investigationId": investigation, "form": "LETTER" }));
    let measure = json!({
        "investigationId": investigation, "code": "3.6", "goal": "Rolige morgener.", "kind": "CHANGE_ORIENTED",
        "target": "FAMILY", "from": in_days(0), "to": in_days(90), "evaluationOn": in_days(60),
        "rationale": "Foreldrene ønsker veiledning.",
    });
    accepted("caseworker", "decideMeasure", measure);
    let query = "query($id: ID!) { investigation(id: $id) { measures { id } } }";
    let made = shared_demo().graphql(&token("caseworker"), query, &json!({ "id": investigation }));
    let made = made["data"]["investigation"]["measures"][0]["id"].clone();
    let disclosure = json!({
        "investigationId": investigation, "measureIds": [made], "account": "Familien får veiledning.",
        "basis": "BEST_INTERESTS", "rationale": "Skolen skal følge opp.",
    });
    let at = accepted("caseworker", "discloseMeasuresToReporter", disclosure);
    let shown = found(&json!({ "unit": unit, "outstanding": false, "unlawful": false }), None, at);
    assert_eq!((&shown[0]["conclusion"], &shown[0]["outstandingBy"]), (&told(21), &Value::Null));
    assert_eq!(shown[0]["measures"], json!({ "on": in_days(0), "basis": "BEST_INTERESTS", "lawful": true }));
    assert_eq!(found(&json!({ "unit": unit, "unlawful": true }), None, at), [] as [Value; 0]);
    assert_eq!(found(&json!({ "unit": unit, "receivedFrom": in_days(1) }), None, at), [] as [Value; 0]);
    assert_eq!(found(&json!({ "unit": unit, "reporterKind": "PRIVATE" }), None, at), [] as [Value; 0]);
}

#[test]
fn rm16_r42_a_report_that_joined_an_ongoing_investigation_is_in_the_register_and_its_reporter_is_told_there_is_one() {
    let unit = "Sammenslått skole";
    let report = received_report(unit);
    let at = triaged(&report, "4");
    let joined = json!({ "unit": unit, "joinedOngoing": true });
    let shown = found(&joined, None, at);
    assert_eq!(
        (&shown[0]["triageOutcome"], &shown[0]["triage"]),
        (&json!("ADDED_TO_ONGOING_INVESTIGATION"), &waits(21))
    );
    let at = accepted("child-welfare-intake", "informReporterOfTriage", json!({ "reportId": report }));
    let shown = found(&joined, None, at);
    assert_eq!((&shown[0]["triage"], &shown[0]["conclusion"]), (&told(21), &nothing_owed()));
    assert_eq!(found(&json!({ "unit": unit, "joinedOngoing": false }), None, at), [] as [Value; 0]);
}

#[test]
fn rm16_who_does_not_see_reports_sees_no_feedback() {
    for role in ["employee", "unit-leader", "statistician"] {
        let refused = shared_demo().graphql(&token(role), FEEDBACK, &json!({}));
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}: {refused}");
    }
}
