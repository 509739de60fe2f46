//! C12: after as many years as the municipality has set it is looked at whether a closed case is still to be kept; nothing is
//! erased by that.

use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

use crate::whose_cases::{MUNICIPALITY, token};

const UNIT: &str = "Skole med gamle saker";

fn closed(teacher: &str, leader: &str, child: &str, on: &str) -> Value {
    let demo = shared_demo();
    let concern = json!({
        "child": { "name": child }, "subject": "CHILD", "description": "Stille.", "raisedOn": on,
    });
    let case = demo.accepted(teacher, "raiseConcern", concern)["case"]["id"].clone();
    let close = json!({ "caseId": case, "outcome": "MOVED", "rationale": "Det var ikke noe.", "closedOn": on });
    demo.accepted(leader, "closeCase", close);
    case
}

#[test]
fn c12_closed_cases_are_found_once_they_are_to_be_looked_at_again_and_nothing_is_erased_by_it() {
    let demo = shared_demo();
    let [teacher, leader] =
        [("employee", "Lærer"), ("unit-leader", "Rektor")].map(|(role, who)| token(UNIT, role, who));
    let (old, new) =
        (closed(&teacher, &leader, "Barn Gammel", "2013-06-01"), closed(&teacher, &leader, "Barn Ny", "2026-01-05"));
    let open = json!({ "child": { "name": "Barn Åpen" }, "subject": "CHILD", "description": "Stille." });
    let open = demo.accepted(&teacher, "raiseConcern", open)["case"]["id"].clone();
    let due = |as_of: &str| {
        let query = format!(
            "{{ cases(filter: {{ unit: \"{UNIT}\", dueForRetentionReview: true }}{as_of}) {{
                 nodes {{ id retentionReviewOn child {{ name {{ value }} }} }} }} }}"
        );
        let response = demo.graphql(&leader, &query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["cases"]["nodes"].clone()
    };
    let of_all = demo.token("municipal-leader", MUNICIPALITY);
    let set = |years: Value| demo.accepted(&of_all, "setRetentionReview", json!({ "years": years }));
    let before = set(json!(100))["position"].clone();
    assert_eq!(due(""), json!([]));
    set(json!(10));
    let found =
        json!([{ "id": old, "retentionReviewOn": "2023-06-01", "child": { "name": { "value": "Barn Gammel" } } }]);
    assert_eq!(due(""), found);
    assert_eq!(due(&format!(", asOf: {{ position: {before} }}")), json!([]), "by what was set then");
    for (case, on) in [(&new, json!("2036-01-05")), (&open, Value::Null)] {
        let query = "query Review($id: ID!) { case(id: $id) { retentionReviewOn } }";
        let shown = demo.graphql(&leader, query, &json!({ "id": case }));
        assert_eq!(shown["data"]["case"]["retentionReviewOn"], on);
    }
    set(Value::Null);
    assert_eq!(due(""), json!([]));
    assert_eq!(demo.refused(&of_all, "setRetentionReview", json!({ "years": null })).1, "SETTING_UNCHANGED");
    assert_eq!(demo.refused(&teacher, "setRetentionReview", json!({ "years": 10 })).1, "NOT_PERMITTED");
}
