//! The decision register, asked for over HTTP (RM-14, S2-44).

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::interchange::national_id::is_valid_number;
use case_ledger_tests::{Demo, eventually, shared_demo};
use chrono::TimeDelta;
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";
const DECISIONS: &str = "query Decisions($filter: DecisionFilterInput, $first: Int, $after: String, $asOf: AsOfInput) {
    decisions(filter: $filter, first: $first, after: $after, asOf: $asOf) { pageInfo { hasNextPage endCursor } nodes {
    id kind text(language: EN) summary(language: EN) outcomes notToAct decidedOn reasoned rationale { value state }
    decidedBy { value state } role cited legalBasis guides unit position case { id } reportId investigationId } } }";

fn token(role: &str) -> String {
    shared_demo().token(role, MUNICIPALITY)
}

/// A token of the unit that the filter names, where it does.
fn token_in(filter: &Value, role: &str) -> String {
    shared_demo().token_in(filter["unit"].as_str().unwrap_or("Solbakken"), role, MUNICIPALITY)
}

fn today() -> String {
    oslo_date(clock::now()).to_string()
}

fn ask(demo: &Demo, role: &str, query: &str, variables: &Value) -> Value {
    let response = demo.graphql(&token(role), query, variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

/// The decisions that a filter finds as of a position, by position.
fn found(role: &str, filter: &Value, as_of: i64) -> Vec<Value> {
    let variables = json!({ "filter": filter, "asOf": { "position": as_of }, "first": 50 });
    let shown = shared_demo().graphql(&token_in(filter, role), DECISIONS, &variables);
    assert!(shown.get("errors").is_none(), "{shown}");
    let mut nodes = shown["data"]["decisions"]["nodes"].as_array().unwrap().clone();
    nodes.sort_by_key(|node| node["position"].as_i64());
    nodes
}

fn kinds(nodes: &[Value]) -> Vec<&str> {
    nodes.iter().map(|node| node["kind"].as_str().unwrap()).collect()
}

/// A case of that unit, with one observation; answers the ids of both.
fn case_of(unit: &str) -> (String, String) {
    let demo = shared_demo();
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": unit, "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&token("employee"), "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let seen = json!({ "caseId": case, "kind": "OBSERVED", "observedOn": today(), "text": "Satt alene." });
    demo.accepted(&token("employee"), "logObservation", seen);
    let history = "query($id: ID!) { case(id: $id) { history(first: 20) { nodes { eventType data } } } }";
    let history = ask(demo, "employee", history, &json!({ "id": case }));
    let nodes = history["case"]["history"]["nodes"].as_array().unwrap();
    let logged = nodes.iter().find(|node| node["eventType"] == "ObservationLogged").unwrap();
    (case, logged["data"]["observation"].as_str().unwrap().to_owned())
}

#[test]
fn rm14_a_leader_finds_each_decision_with_outcome_reasons_decider_evidence_and_legal_basis() {
    let demo = shared_demo();
    let unit = "Beslutningene skole";
    let (case, observation) = case_of(unit);
    let decide =
        |name: &str, input: Value| demo.accepted(&token("employee"), name, input)["position"].as_i64().unwrap();
    let assessed = decide(
        "assessDutyToReport",
        json!({ "caseId": case, "triggered": false, "conditions": [], "observationIds": [observation],
                "rationale": "Ingen tegn til omsorgssvikt.", "decidedBy": { "name": "Kari Prøve", "role": "HEAD" } }),
    );
    let closed = decide(
        "closeCase",
        json!({ "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Det var en misforståelse." }),
    );

    let all = found("unit-leader", &json!({ "unit": unit }), closed);
    assert_eq!(kinds(&all), ["DUTY_ASSESSED", "CLOSED"]);
    let duty = &all[0];
    assert_eq!(
        (&duty["outcomes"], &duty["notToAct"], &duty["reasoned"], &duty["role"], &duty["decidedOn"]),
        (&json!(["NOT_TRIGGERED"]), &json!(true), &json!(true), &json!("HEAD"), &json!(today()))
    );
    assert_eq!(duty["rationale"], json!({ "value": "Ingen tegn til omsorgssvikt.", "state": "VISIBLE" }));
    assert_eq!(duty["decidedBy"], json!({ "value": "Kari Prøve", "state": "VISIBLE" }));
    assert_eq!(duty["cited"], json!([format!("observation_{}", observation.trim_start_matches("observation_"))]));
    let basis = duty["legalBasis"].as_str().unwrap();
    let conditions = ask(demo, "unit-leader", "{ dutyConditions { name } }", &json!({}));
    assert_eq!(basis, conditions["dutyConditions"]["name"], "the set of conditions in force on the day");
    assert_eq!((&duty["text"], &duty["case"]["id"]), (&json!("whether the duty to report is triggered"), &json!(case)));
    assert!(duty["summary"].as_str().unwrap().ends_with('.'), "{duty}");
    assert_eq!((&all[1]["outcomes"], &all[1]["notToAct"]), (&json!(["NO_GROUND_FOR_CONCERN"]), &json!(true)));

    // As it was, by kind, by outcome, by day.
    assert_eq!(kinds(&found("unit-leader", &json!({ "unit": unit }), assessed)), ["DUTY_ASSESSED"]);
    let only = |filter: Value| kinds_of("unit-leader", unit, filter, closed);
    assert_eq!(only(json!({ "kinds": ["CLOSED", "ESCALATED"] })), ["CLOSED"]);
    assert_eq!(only(json!({ "outcome": "NOT_TRIGGERED" })), ["DUTY_ASSESSED"]);
    assert_eq!(only(json!({ "caseId": case, "notToAct": false })), Vec::<String>::new());
    assert_eq!(only(json!({ "reasoned": false })), Vec::<String>::new());
    let tomorrow = (oslo_date(clock::now()) + TimeDelta::days(1)).to_string();
    assert_eq!(only(json!({ "from": tomorrow })), Vec::<String>::new());
    assert_eq!(only(json!({ "from": today(), "to": today() })).len(), 2);

    // Page by page, each once.
    let page = |after: Option<&str>| {
        let filter = json!({ "unit": unit });
        let variables = json!({ "filter": filter, "first": 1, "after": after, "asOf": { "position": closed } });
        demo.graphql(&token_in(&filter, "unit-leader"), DECISIONS, &variables)["data"]["decisions"].clone()
    };
    let first = page(None);
    let second = page(first["pageInfo"]["endCursor"].as_str());
    assert_eq!((&first["pageInfo"]["hasNextPage"], &second["pageInfo"]["hasNextPage"]), (&json!(true), &json!(false)));
    assert_ne!(first["nodes"][0]["id"], second["nodes"][0]["id"]);
}

fn kinds_of(role: &str, unit: &str, mut filter: Value, as_of: i64) -> Vec<String> {
    filter["unit"] = json!(unit);
    found(role, &filter, as_of).iter().map(|node| node["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn rm14_each_side_finds_its_own_decisions_and_values_are_withheld_from_who_sees_none() {
    let demo = shared_demo();
    let unit = "De andres skole";
    let (case, _) = case_of(unit);
    let close = json!({ "caseId": case, "outcome": "MOVED", "rationale": "Flyttet i går." });
    let closed = demo.accepted(&token("employee"), "closeCase", close)["position"].as_i64().unwrap();
    for role in ["child-welfare-intake", "caseworker"] {
        assert_eq!(found(role, &json!({ "unit": unit }), closed), [] as [Value; 0], "{role} sees no cases");
    }
    let shown = found("data-protection-officer", &json!({ "unit": unit }), closed);
    assert_eq!(kinds(&shown), ["CLOSED"]);
    assert_eq!(
        shown[0]["rationale"],
        json!({ "value": null, "state": "WITHHELD" }),
        "that there are reasons, not which"
    );
    let refused = demo.graphql(&token("statistician"), DECISIONS, &json!({}));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
}

/// A report about the child of that number, sent in an emergency and taken in; answers its id.
fn report_about(national_id: &str, unit: &str) -> String {
    let demo = shared_demo();
    let employee = |name: &str, input: Value| demo.accepted(&token("employee"), name, input);
    let concern = json!({
        "child": { "name": "Barn Prøve", "nationalId": national_id }, "unit": unit, "subject": "CHILD",
        "description": "Stille.",
    });
    let case = employee("raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
    });
    employee("makeEmergencyContact", contact);
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    employee("withholdGuardianNotification", ground);
    employee("sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    let query = "query($id: ID!) { reports(filter: { caseId: $id }) { nodes { id } } }";
    eventually("the sent report is taken in", Duration::from_secs(20), || {
        let response = demo.graphql(&token("child-welfare-intake"), query, &json!({ "id": case }));
        response["data"]["reports"]["nodes"][0]["id"].as_str().map(ToOwned::to_owned)
    })
}

/// Told of by name first, and by number later.
#[test]
fn rm14_s2_48_a_decision_is_followed_by_the_report_that_came_under_the_childs_other_pseudonym() {
    let demo = shared_demo();
    let unit = "Bydel med to navn";
    let any = clock::new_id().as_u128() % 100_000;
    let mut numbers = (0..100_000).map(|rest| format!("150317{:05}", (any + rest) % 100_000));
    let national_id = numbers.find(|number| is_valid_number(number)).unwrap();
    let received = |child: Value| {
        let told = json!({
            "child": child, "unit": unit, "content": "Hun gråter.",
            "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": "Skolen" } },
        });
        let report = demo.accepted(&token("child-welfare-intake"), "receiveReport", told)["report"]["id"].clone();
        let query = "query($id: ID!) { report(id: $id) { child { subject } } }";
        let child = ask(demo, "caseworker", query, &json!({ "id": report }))["report"]["child"]["subject"].clone();
        (report, child)
    };
    let (dismissed, named) = received(json!({ "name": "Barn Prøve" }));
    let triage = json!({
        "reportId": dismissed, "code": "10", "rationale": "Familien har alt hjelp.",
        "assessment": "Forholdene er kjent og ivaretatt.",
        "secondedBy": { "name": "Ola Prøve", "role": "CASEWORKER" },
    });
    demo.accepted(&token("child-welfare-intake"), "triageReport", triage);
    let (_, numbered) = received(json!({ "name": "Barn Prøve", "nationalId": national_id }));
    assert_ne!(named, numbered);
    let followed = "query Followed($filter: DecisionFilterInput) {
        decisions(filter: $filter) { nodes { reportId laterReports { id } } } }";
    let found_by = |followed_by_report: bool| {
        let filter = json!({ "unit": unit, "notToAct": true, "followedByReport": followed_by_report });
        let found = ask(demo, "caseworker", followed, &json!({ "filter": filter }))["decisions"]["nodes"].clone();
        found.as_array().unwrap().iter().map(|one| one["reportId"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((found_by(true), found_by(false)), (vec![], vec![dismissed.clone()]));
    let same = json!({ "subject": named, "other": numbered, "rationale": "Samme adresse og mor." });
    demo.accepted(&token("child-welfare-intake"), "recordSameChild", same.clone());
    assert_eq!((found_by(true), found_by(false)), (vec![dismissed.clone()], vec![]));
    // And no more where that was a mistake.
    demo.accepted(&token("child-welfare-intake"), "withdrawSameChild", same);
    assert_eq!((found_by(true), found_by(false)), (vec![], vec![dismissed]));
}

#[test]
fn rm14_s2_44_a_dismissed_report_stands_with_its_reasons_and_the_report_that_came_later_for_the_same_child() {
    let demo = shared_demo();
    let unit = "Henlagte skole";
    let any = clock::new_id().as_u128() % 100_000;
    let mut numbers = (0..100_000).map(|rest| format!("140317{:05}", (any + rest) % 100_000));
    let national_id = numbers.find(|number| is_valid_number(number)).unwrap();
    let dismissed = report_about(&national_id, unit);
    let triage = json!({
        "reportId": dismissed, "code": "10", "rationale": "Familien har alt hjelp.",
        "assessment": "Forholdene er kjent og ivaretatt.",
        "secondedBy": { "name": "Ola Prøve", "role": "CASEWORKER" },
    });
    let at = demo.accepted(&token("child-welfare-intake"), "triageReport", triage)["position"].as_i64().unwrap();
    let filter = json!({ "unit": unit, "notToAct": true, "from": today(), "to": today() });
    let shown = found("child-welfare-intake", &filter, at);
    assert_eq!(kinds(&shown), ["TRIAGE_DECIDED"]);
    assert_eq!((&shown[0]["outcomes"], &shown[0]["reportId"]), (&json!(["REPORT_DISMISSED"]), &json!(dismissed)));
    assert_eq!(shown[0]["rationale"]["value"], "Familien har alt hjelp.");
    assert!(shown[0]["legalBasis"].as_str().unwrap().contains('§'), "{shown:?}");
    assert!(shown[0]["case"].is_null(), "intake does not see cases");

    let later = "query Later($filter: DecisionFilterInput) {
        decisions(filter: $filter) { nodes { kind laterReports { id receivedAt } } } }";
    let filter = json!({ "filter": { "unit": unit, "reportId": dismissed } });
    let later_of = |role: &str| ask(demo, role, later, &filter)["decisions"]["nodes"][0]["laterReports"].clone();
    assert_eq!(later_of("caseworker"), json!([]), "nothing came yet, and the dismissed report is not its own sequel");
    let followed = "query Followed($filter: DecisionFilterInput, $asOf: AsOfInput) {
        decisions(filter: $filter, asOf: $asOf) { nodes { reportId } } }";
    let followed_then = |role: &str, followed_by_report: bool, then: Option<i64>| {
        let filter = json!({ "unit": unit, "followedByReport": followed_by_report });
        let variables = json!({ "filter": filter, "asOf": then.map(|position| json!({ "position": position })) });
        ask(demo, role, followed, &variables)["decisions"]["nodes"].clone()
    };
    let (this, none) = (json!([{ "reportId": dismissed }]), json!([]));
    let found_by = |followed| followed_then("caseworker", followed, None);
    assert_eq!((found_by(true), found_by(false)), (none.clone(), this.clone()));
    let next = report_about(&national_id, unit);
    eventually("the later report is linked", Duration::from_secs(20), || {
        (later_of("caseworker")[0]["id"] == next.as_str()).then_some(())
    });
    assert_eq!(later_of("auditor").as_array().unwrap().len(), 1);
    assert_eq!((found_by(true), found_by(false)), (this.clone(), none.clone()));
    let then = |followed| followed_then("auditor", followed, Some(at));
    assert_eq!((then(true), then(false)), (none.clone(), this), "nothing had come when it was dismissed");
    let refused = demo.graphql(&token("unit-leader"), followed, &json!({ "filter": { "followedByReport": true } }));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");

    // A restriction keeps that they are about the same child.
    let child =
        ask(demo, "auditor", "query($id: ID!) { report(id: $id) { child { subject } } }", &json!({ "id": next }));
    let child = child["report"]["child"]["subject"].as_str().unwrap();
    let input = json!({
        "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["AUDITOR"], "rationale": "Etter klage.",
    });
    demo.accepted(&token("data-protection-officer"), "restrictSubject", input);
    assert_eq!(later_of("caseworker"), Value::Null);
    assert_eq!((found_by(true), found_by(false)), (none.clone(), none));
    let hidden = found("caseworker", &json!({ "reportId": dismissed }), at);
    assert_eq!(hidden[0]["rationale"], json!({ "value": null, "state": "WITHHELD" }));
}
