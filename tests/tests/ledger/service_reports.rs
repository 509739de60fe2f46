//! What a report must say, as the one who reports meets it: S2-67.

use case_ledger_tests::shared_demo;
use serde_json::json;

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
