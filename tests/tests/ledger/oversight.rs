//! What is owed and what was left out, asked for over HTTP.

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, eventually, shared_demo};
use chrono::TimeDelta;
use serde_json::{Value, json};

const OBLIGATIONS: &str = "query Obligations($filter: ObligationFilterInput, $on: Date, $asOf: AsOfInput) {
    obligations(filter: $filter, on: $on, asOf: $asOf, first: 100) { nodes {
    kind text rule owner unit standing openedOn dueOn endedOn case { id } reportId } } }";
const FINDINGS: &str = "query Findings($filter: FindingFilterInput, $on: Date) {
    findings(filter: $filter, on: $on, first: 100) { nodes {
    kind text rule severity unit aroseOn mendedOn excuse case { id } reportId } } }";

fn ask(demo: &Demo, token: &str, query: &str, variables: &Value) -> Value {
    let response = demo.graphql(token, query, variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

fn nodes(demo: &Demo, token: &str, query: &str, variables: &Value) -> Vec<Value> {
    let data = ask(demo, token, query, variables);
    let list = data.get("obligations").or_else(|| data.get("findings")).unwrap();
    list["nodes"].as_array().unwrap().clone()
}

/// Kind and standing of what a list holds, in its order.
fn told(nodes: &[Value], field: &str) -> Vec<(String, String)> {
    nodes.iter().map(|node| (node["kind"].as_str().unwrap().to_owned(), node[field].to_string())).collect()
}

fn in_days(days: i64) -> String {
    (oslo_date(clock::now()) + TimeDelta::days(days)).to_string()
}

/// Opens a case; answers its id and the position it was opened at.
fn open_case(demo: &Demo, token: &str) -> (String, i64) {
    let changed = demo.accepted(
        token,
        "raiseConcern",
        json!({ "child": { "name": "Barn Prøve" }, "unit": "Oversikten skole", "subject": "CHILD", "description": "Stille." }),
    );
    (changed["case"]["id"].as_str().unwrap().to_owned(), changed["position"].as_i64().unwrap())
}

/// Records why guardians are not told.
fn withhold(demo: &Demo, token: &str, case: &str) {
    let input = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    demo.accepted(token, "withholdGuardianNotification", input);
}

#[test]
fn r19_a_leader_sees_what_is_owed_in_a_case_by_whom_and_how_it_stood_before() {
    let demo = shared_demo();
    let (employee, leader) = (demo.token("employee", "9901"), demo.token_in("Oversikten skole", "unit-leader", "9901"));
    let (case, opened_at) = open_case(demo, &employee);
    // As of a position, the read model is waited for. How long a unit takes to decide, this municipality has set.
    let as_of = |position: i64| json!({ "filter": { "caseId": case, "kinds": ["DECIDE_ON_CONCERN"] }, "asOf": { "position": position } });
    let owed = nodes(demo, &leader, OBLIGATIONS, &as_of(opened_at));
    assert_eq!(
        owed,
        [json!({
            "kind": "DECIDE_ON_CONCERN", "text": "take a reasoned decision on the concern", "rule": "R-19",
            "owner": "UNIT", "unit": "Oversikten skole", "standing": "OPEN", "openedOn": in_days(0), "dueOn": in_days(90),
            "endedOn": null, "case": { "id": case }, "reportId": null,
        })]
    );
    let close = json!({ "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Det var en misforståelse." });
    let closed_at = demo.accepted(&employee, "closeCase", close)["position"].as_i64().unwrap();
    for (position, standing) in [(closed_at, "\"MET\""), (opened_at, "\"OPEN\"")] {
        let stood = told(&nodes(demo, &leader, OBLIGATIONS, &as_of(position)), "standing");
        assert_eq!(stood, [("DECIDE_ON_CONCERN".into(), standing.into())]);
    }
}

#[test]
fn r2_r5_an_emergency_report_is_excused_and_what_it_put_off_is_owed_until_done() {
    let demo = shared_demo();
    let (employee, auditor) = (demo.token("employee", "9901"), demo.token("auditor", "9901"));
    let (case, _) = open_case(demo, &employee);
    demo.accepted(
        &employee,
        "makeEmergencyContact",
        json!({ "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå." }),
    );
    withhold(demo, &employee, &case);
    demo.accepted(&employee, "sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));

    let only = |standing: &str| {
        let kinds = ["ASSESS_DUTY_TO_REPORT", "TELL_GUARDIANS_OF_REPORT"];
        json!({ "filter": { "caseId": case, "standing": standing, "kinds": kinds } })
    };
    let open = told(&nodes(demo, &auditor, OBLIGATIONS, &only("OPEN")), "owner");
    assert_eq!(open, [("ASSESS_DUTY_TO_REPORT".into(), "\"UNIT\"".into())]);
    let found = |on: &str| {
        let filter = json!({ "filter": { "caseId": case, "kinds": ["REPORT_WITHOUT_ASSESSED_DUTY"] }, "on": on });
        told(&nodes(demo, &auditor, FINDINGS, &filter), "excuse")
    };
    assert_eq!(found(&in_days(7)), [], "help comes first (R-1)");
    let omitted = [("REPORT_WITHOUT_ASSESSED_DUTY".into(), "null".into())];
    assert_eq!(found(&in_days(8)), omitted, "and the assessment within a week");

    // The ground is gone: guardians are to be told.
    let lift = json!({ "caseId": case, "rationale": "Barnet er i trygghet." });
    demo.accepted(&employee, "liftGuardianNotificationWithholding", lift);
    assert_eq!(told(&nodes(demo, &auditor, OBLIGATIONS, &only("OPEN")), "owner").len(), 2);
    let guardians = json!([{ "name": "Foresatt Prøve" }]);
    demo.accepted(&employee, "informGuardians", json!({ "caseId": case, "about": "REPORT", "guardians": guardians }));
    let met = told(&nodes(demo, &auditor, OBLIGATIONS, &only("MET")), "owner");
    assert_eq!(met, [("TELL_GUARDIANS_OF_REPORT".into(), "\"UNIT\"".into())]);
}

#[test]
fn d1_the_service_sees_its_deadlines_and_the_arena_does_not() {
    let demo = shared_demo();
    let (employee, intake) = (demo.token("employee", "9901"), demo.token("child-welfare-intake", "9901"));
    let (case, _) = open_case(demo, &employee);
    demo.accepted(
        &employee,
        "makeEmergencyContact",
        json!({ "caseId": case, "body": "POLICE", "category": "VIOLENCE", "description": "Nå." }),
    );
    withhold(demo, &employee, &case);
    demo.accepted(&employee, "sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    let filter = json!({ "filter": { "caseId": case } });
    let owed = eventually("the sent report is taken in", Duration::from_secs(20), || {
        let owed = nodes(demo, &intake, OBLIGATIONS, &filter);
        (owed.len() == 2).then_some(owed)
    });
    assert_eq!(
        told(&owed, "dueOn"),
        [
            ("TRIAGE_REPORT".into(), format!("\"{}\"", in_days(7))),
            ("ACKNOWLEDGE_REPORT".into(), format!("\"{}\"", in_days(21))),
        ]
    );
    assert!(owed.iter().all(|owed| owed["case"].is_null()), "intake does not see cases");
    let seen = nodes(demo, &employee, OBLIGATIONS, &filter);
    let of_service = ["TRIAGE_REPORT", "ACKNOWLEDGE_REPORT"];
    assert!(!seen.iter().any(|owed| of_service.contains(&owed["kind"].as_str().unwrap())), "{seen:?}");

    // On the seventh day it stands open, on the eighth it is overdue and a finding.
    let report = owed[0]["reportId"].as_str().unwrap();
    let on = |days: i64| json!({ "filter": { "reportId": report }, "on": in_days(days) });
    assert_eq!(nodes(demo, &intake, OBLIGATIONS, &on(7))[0]["standing"], "OPEN");
    assert_eq!(nodes(demo, &intake, OBLIGATIONS, &on(8))[0]["standing"], "OVERDUE");
    assert_eq!(nodes(demo, &intake, FINDINGS, &on(7)), Vec::<Value>::new());
    let late = nodes(demo, &intake, FINDINGS, &on(8));
    assert_eq!(told(&late, "severity"), [("TRIAGE_LATE".into(), "\"BREACH\"".into())]);
    assert_eq!((&late[0]["rule"], &late[0]["aroseOn"]), (&json!("D-1"), &json!(in_days(8))));

    demo.accepted(&intake, "acknowledgeReport", json!({ "reportId": report }));
    let standing = told(&nodes(demo, &intake, OBLIGATIONS, &on(0)), "standing");
    assert_eq!(standing[1], ("ACKNOWLEDGE_REPORT".into(), "\"MET\"".into()));
}

#[test]
fn the_demo_has_deadlines_that_were_kept_and_some_that_were_not() {
    let demo = shared_demo();
    let auditor = demo.token("auditor", "9901");
    for standing in ["OPEN", "MET"] {
        let owed = nodes(demo, &auditor, OBLIGATIONS, &json!({ "filter": { "standing": standing } }));
        assert!(!owed.is_empty() && owed.iter().all(|owed| owed["standing"] == standing), "{standing}: {owed:?}");
        // What is due first comes first.
        let days: Vec<&str> =
            owed.iter().map(|owed| owed["dueOn"].as_str().or(owed["openedOn"].as_str()).unwrap()).collect();
        assert!(days.is_sorted(), "{days:?}");
    }
    let found = nodes(demo, &auditor, FINDINGS, &json!({}));
    assert!(!found.is_empty());
    assert!(found.iter().all(|found| found["aroseOn"].as_str().unwrap() <= in_days(0).as_str()), "{found:?}");
}

#[test]
fn a_filter_that_contradicts_itself_is_told_by_field() {
    let demo = shared_demo();
    let auditor = demo.token("auditor", "9901");
    let case = "case_00000000-0000-0000-0000-000000000001";
    for (filter, field) in [
        (json!({ "caseId": case, "reportId": case }), "filter"),
        (json!({ "caseId": "nothing" }), "filter.caseId"),
        (json!({ "from": "2026-02-01", "to": "2026-01-01" }), "filter.to"),
    ] {
        let response = demo.graphql(&auditor, OBLIGATIONS, &json!({ "filter": filter }));
        assert_eq!(response["errors"][0]["extensions"]["field"], field, "{response}");
    }
}
