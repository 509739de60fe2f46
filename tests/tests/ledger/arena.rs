//! The universal arena's own duties and ways: averting a crime, and reports that people write.

use std::fs;
use std::path::{Path, PathBuf};

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

/// Where the sources of `parts` ask for a report to be sent.
fn that_send_reports(parts: &[&str]) -> Vec<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut directories: Vec<PathBuf> = parts.iter().map(|part| workspace.join(part)).collect();
    let mut found = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if fs::read_to_string(&path).unwrap_or_default().contains("ReportingAction::SendReport") {
                found.push(path.strip_prefix(workspace).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found
}

/// The import, the intake, the projections and the command line are programs; the invented people of the demo are people.
#[test]
fn r_17_no_program_asks_for_a_report_and_one_command_of_a_person_does() {
    let faces = ["infrastructure/src", "api/src/commands", "api/src/graphql", "api/src/http"];
    assert_eq!(that_send_reports(&faces), ["api/src/graphql/commands/cases.rs"]);
}

#[test]
fn s2_34_whoever_writes_a_report_is_warned_in_the_own_language_of_what_is_no_ground_by_itself() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let query = "{ advice(about: REPORT) { kind warns source text(language: NN) } }";
    let advice = demo.graphql(&employee, query, &json!({}))["data"]["advice"].as_array().unwrap().clone();
    for kind in ["NO_ROUTINE", "MISSED_APPOINTMENTS", "SCHOOL_ABSENCE", "BULLYING"] {
        let found = advice.iter().find(|advice| advice["kind"] == kind).unwrap();
        assert_eq!((&found["warns"], &found["source"]), (&json!(true), &json!("S2-34")), "{found}");
    }
    let told = |kind: &str| advice.iter().find(|advice| advice["kind"] == kind).unwrap()["text"].clone();
    assert!(told("SCHOOL_ABSENCE").as_str().unwrap().contains("skulefråvær"));
}

/// What the reporter would have the service do has no field, and the sender is told not to write it.
#[test]
fn s2_60_a_report_has_no_field_for_a_wanted_measure_and_says_so() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let query = "{ __type(name: \"SendReportInput\") { inputFields { name } } advice(about: REPORT) { kind source } }";
    let answer = demo.graphql(&employee, query, &json!({}))["data"].clone();
    let fields: Vec<&str> =
        answer["__type"]["inputFields"].as_array().unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
    assert!(fields.contains(&"content"), "{fields:?}");
    assert!(!fields.iter().any(|field| field.to_lowercase().contains("measure")), "{fields:?}");
    let told = json!({ "kind": "PROPOSE_NO_MEASURES", "source": "S2-60" });
    assert!(answer["advice"].as_array().unwrap().contains(&told), "{answer}");
}
