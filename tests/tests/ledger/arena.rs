//! The universal arena's own duties and ways: averting a crime (R-4, S0-38).

use case_ledger_tests::{Demo, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

/// A new case about that child.
fn case_about(demo: &Demo, child: &str) -> String {
    let concern = json!({
        "child": { "name": child }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
    });
    let raised = demo.accepted(&demo.token("employee", MUNICIPALITY), "raiseConcern", concern);
    raised["case"]["id"].as_str().unwrap().to_owned()
}

fn seen(demo: &Demo, case: &str, selection: &str) -> Value {
    let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
    let response = demo.graphql(&demo.token("unit-leader", MUNICIPALITY), &query, &json!({ "id": case }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"].clone()
}

#[test]
fn r_4_s0_38_what_is_to_be_averted_is_owed_a_contact_at_once_and_carries_what_the_police_are_told() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let case = case_about(demo, "Barn Avverging");
    let shared = json!({
        "caseId": case, "body": "POLICE", "direction": "TO_BODY", "categories": ["OBSERVATIONS"],
        "content": "Det han sa.", "basis": { "duty": "DUTY_TO_AVERT" }, "rationale": "Det haster.",
    });
    let refused = demo.refused(&employee, "shareInformation", shared.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "DUTY_TO_AVERT_NOT_TRIGGERED".to_owned(), "R-4".to_owned()));
    let mut assessment = json!({
        "caseId": case, "feared": "VIOLENCE", "expectation": "LESS_LIKELY", "triggered": true, "rationale": "Det han sa.",
    });
    let refused = demo.refused(&employee, "assessDutyToAvert", assessment.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "AVERTING_NOT_EXPECTED".to_owned(), "R-4".to_owned()));
    assessment["expectation"] = json!("MOST_LIKELY");
    demo.accepted(&employee, "assessDutyToAvert", assessment);
    let owed = |standing: &str| json!({ "kind": "CONTACT_TO_AVERT", "rule": "R-4", "standing": standing });
    let obligations =
        || seen(demo, &case, "obligations { nodes { kind rule standing } }")["obligations"]["nodes"].clone();
    assert!(obligations().as_array().unwrap().contains(&owed("OPEN")), "{}", obligations());
    demo.accepted(&employee, "shareInformation", shared);
    assert!(obligations().as_array().unwrap().contains(&owed("MET")), "{}", obligations());
}
