//! C12: an entry that was told wrongly, as a client says so and as readers see it.

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, shared_demo};
use chrono::Days;
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

fn days_ago(days: u64) -> String {
    (oslo_date(clock::now()) - Days::new(days)).to_string()
}

fn ask(demo: &Demo, token: &str, query: &str, variables: &Value) -> Value {
    let response = demo.graphql(token, query, variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

#[test]
fn c12_the_day_of_an_observation_is_said_to_be_wrong_beside_it_and_as_of_before_it_is_not() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].clone();
    let observation =
        json!({ "caseId": case, "observedOn": days_ago(3), "kind": "OBSERVED", "text": "Satt alene i garderoben." });
    let before = demo.accepted(&employee, "logObservation", observation)["position"].clone();
    let note = |what: &str, day: Option<String>, entry: i64| {
        json!({ "caseId": case, "entry": entry, "what": what, "day": day, "right": "Dagen før.",
            "reason": "Jeg skrev feil dag." })
    };
    let refused = |code: &str| ("RuleRefused".to_owned(), code.to_owned(), "C12".to_owned());
    assert_eq!(demo.refused(&employee, "noteEntryWrong", note("DAY", None, 99)), refused("ENTRY_UNKNOWN"));
    assert_eq!(demo.refused(&employee, "noteEntryWrong", note("TEXT", None, 3)), refused("ENTRY_HAS_OWN_CORRECTION"));
    let wrongly = note("PERSON", Some(days_ago(4)), 3);
    assert_eq!(demo.refused(&employee, "noteEntryWrong", wrongly), refused("RIGHT_DAY_OF_NO_DAY"));
    let mut right = note("DAY", Some(days_ago(4)), 3);
    right["commandId"] = json!(clock::new_id());
    let noted = demo.accepted(&employee, "noteEntryWrong", right.clone());
    let again = demo.accepted(&employee, "noteEntryWrong", right);
    assert_eq!((&again["position"], &again["recordedNow"]), (&noted["position"], &json!(false)));
    assert_eq!(demo.refused(&employee, "noteEntryWrong", note("DAY", None, 4)), refused("ENTRY_IS_NOTE"));

    let query = "query($id: ID!, $asOf: AsOfInput) { case(id: $id, asOf: $asOf) {
        history(first: 10) { nodes { eventType foundWrong { what day right { value } reason { value }
            foundBy { role } foundOn position } } }
        chronology { observations { observedFrom foundWrong { what day } } } } }";
    let shown = ask(demo, &employee, query, &json!({ "id": case }))["case"].clone();
    let entries = shown["history"]["nodes"].as_array().unwrap();
    let events: Vec<_> = entries.iter().map(|entry| entry["eventType"].as_str().unwrap()).collect();
    assert_eq!(events, ["CaseOpened", "ConcernRaised", "ObservationLogged", "EntryFoundWrong"]);
    let expected = json!([{
        "what": "DAY", "day": days_ago(4), "right": { "value": "Dagen før." },
        "reason": { "value": "Jeg skrev feil dag." }, "foundBy": { "role": "EMPLOYEE" }, "foundOn": days_ago(0),
        "position": noted["position"],
    }]);
    assert_eq!(entries[2]["foundWrong"], expected);
    assert_eq!(entries[1]["foundWrong"], json!([]));
    let observed = json!([{ "observedFrom": days_ago(3), "foundWrong": [{ "what": "DAY", "day": days_ago(4) }] }]);
    assert_eq!(shown["chronology"]["observations"], observed, "it stands by the day as it was told");
    let as_of = ask(demo, &employee, query, &json!({ "id": case, "asOf": { "position": before } }))["case"].clone();
    assert_eq!(as_of["history"]["nodes"][2]["foundWrong"], json!([]), "nobody knew by then");
    assert_eq!(as_of["chronology"]["observations"][0]["foundWrong"], json!([]));
}

/// What is owed, found and counted by a report that came in on another day than was told.
#[test]
fn c12_what_is_owed_found_and_counted_by_an_entry_that_was_found_wrong_stays_and_says_so() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", MUNICIPALITY);
    let (unit, received_at) = ("Feildaterte bydel", clock::now() - chrono::TimeDelta::days(9));
    let received = json!({
        "child": { "name": "Barn Prøve" }, "unit": unit, "content": "Det gråter om natta.", "receivedAt": received_at,
        "reporter": { "public": { "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" } },
    });
    let report = demo.accepted(&intake, "receiveReport", received)["report"]["id"].clone();
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Det må ses på." });
    demo.accepted(&intake, "triageReport", triage);
    let query = "query($id: ID!, $unit: String) { report(id: $id) {
            findings(first: 20) { nodes { kind aroseOn mendedOn entryFoundWrong } }
            obligations(first: 20) { nodes { kind standing dueOn entryFoundWrong } } }
        reportStatistics(municipality: \"9901\", period: { from: \"2020-01-01\", to: \"2099-12-31\" }, unit: $unit) {
            rows { reportsTotal reportsNew dismissalRate triagedWithin7Days } } }";
    let shown = || ask(demo, &intake, query, &json!({ "id": report, "unit": unit }));
    let before = shown();
    let is_late = |shown: &Value| {
        let found = shown["report"]["findings"]["nodes"].as_array().unwrap().clone();
        found.into_iter().find(|found| found["kind"] == "TRIAGE_LATE").unwrap()
    };
    assert_eq!(is_late(&before)["entryFoundWrong"], json!(false));
    let note = json!({ "reportId": report, "entry": 1, "what": "DAY", "day": days_ago(2),
        "reason": "Den kom i går, og ble ført på feil dag." });
    demo.accepted(&intake, "noteReportEntryWrong", note);
    let after = shown();
    assert_eq!(is_late(&after)["entryFoundWrong"], json!(true));
    assert_eq!(after["reportStatistics"], before["reportStatistics"], "what is counted stays as it was told");
    let apart = |shown: &Value| {
        let mut report = shown["report"].clone();
        for list in ["findings", "obligations"] {
            for node in report[list]["nodes"].as_array_mut().unwrap() {
                node.as_object_mut().unwrap().remove("entryFoundWrong");
            }
        }
        report
    };
    assert_eq!(apart(&after), apart(&before), "and so does what is owed and found");
}
