//! Emergency, board and measures of the child welfare service, as a client meets them: S2-6, S2-17, S2-56 to S2-66.

use std::time::Duration;

use case_ledger_tests::eventually;
use serde_json::{Value, json};

use crate::service::{Client, client, in_months};

impl Client {
    /// What is owed in an investigation, by kind, and how it stands.
    fn owed(&self, investigation: &str, kind: &str) -> Option<Value> {
        let query = "query($id: ID!) { obligations(first: 50, filter: { investigationId: $id }) {
            nodes { kind standing } } }";
        let shown = self.ask(query, investigation);
        let nodes = shown["obligations"]["nodes"].as_array().unwrap();
        nodes.iter().find(|node| node["kind"] == kind).map(|node| node["standing"].clone())
    }

    fn stands(&self, investigation: &str, kind: &str, standing: &str) {
        eventually(kind, Duration::from_secs(20), || (self.owed(investigation, kind)? == standing).then_some(()));
    }
}

#[test]
fn s2_63_s2_62_s2_66_s2_6_an_emergency_goes_first_and_the_board_case_with_its_three_principles_follows() {
    let client = client();
    let investigation = client.investigation();
    let placement =
        json!({ "investigationId": investigation, "ground": "HARM", "rationale": "Barnet var alene om natten." });
    client.accepted("decideEmergencyPlacement", placement);
    client.stands(&investigation, "SUBMIT_BOARD_CASE", "OPEN");
    let findings = "query($id: ID!) { findings(first: 50, filter: { investigationId: $id }) {
        nodes { kind rule mendedOn } } }";
    let found = || {
        let shown = client.ask(findings, &investigation);
        let nodes = shown["findings"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().find(|node| node["kind"] == "INTRUSIVE_WITHOUT_PRINCIPLES")
    };
    let missing = eventually("the principles are missed", Duration::from_secs(20), found);
    assert_eq!((&missing["rule"], &missing["mendedOn"]), (&json!("S2-6"), &Value::Null));

    let principles = json!({
        "bestInterests": "Barnet trenger trygghet.", "biological": "Samvær hver uke.",
        "leastIntrusive": "Veiledning er prøvd.",
    });
    let submission = |kind: &str| {
        json!({
            "investigationId": investigation, "kind": kind, "principles": principles,
            "rationale": "Omsorgen er ikke god nok.",
        })
    };
    client.refused("submitBoardCase", submission("ORDERED_MEASURE"), "ORDER_WITHOUT_END", "S2-65");
    client.accepted("submitBoardCase", submission("CARE_ORDER"));
    client.refused("submitBoardCase", submission("CARE_ORDER"), "BOARD_CASE_PENDING", "S2-62");
    client.stands(&investigation, "SUBMIT_BOARD_CASE", "MET");
    client.stands(&investigation, "RECEIVE_BOARD_DECISION", "OPEN");
    assert_eq!(found().unwrap()["mendedOn"], in_months(0));

    let appeal = json!({ "investigationId": investigation, "kind": "CARE_ORDER", "by": "PRIVATE_PARTY" });
    client.refused("recordCourtAppeal", appeal.clone(), "NOTHING_TO_APPEAL", "S2-66");
    let decision = json!({ "investigationId": investigation, "kind": "CARE_ORDER", "outcome": "GRANTED" });
    client.accepted("recordBoardDecision", decision.clone());
    client.refused("recordBoardDecision", decision, "NO_BOARD_CASE_PENDING", "S2-66");
    client.accepted("recordCourtAppeal", appeal);
    let query = "query($id: ID!) { investigation(id: $id) {
        emergencyPlacements { ground on endedOn }
        boardCases { kind submittedOn outcome decidedOn appealedBy appealedOn } } }";
    let (shown, today) = (client.ask(query, &investigation)["investigation"].clone(), in_months(0));
    assert_eq!(shown["emergencyPlacements"], json!([{ "ground": "HARM", "on": today, "endedOn": null }]));
    let case = json!({
        "kind": "CARE_ORDER", "submittedOn": today, "outcome": "GRANTED", "decidedOn": today,
        "appealedBy": "PRIVATE_PARTY", "appealedOn": today,
    });
    assert_eq!(shown["boardCases"], json!([case]));
    client.accepted("endEmergencyPlacement", json!({ "investigationId": investigation, "rationale": "Fosterhjem." }));
}

#[test]
fn s2_56_s2_58_s2_61_measures_are_decided_after_the_investigation_planned_with_the_family_and_evaluated() {
    let client = client();
    let investigation = client.investigation();
    let conclusion = json!({ "investigationId": investigation, "code": "1", "rationale": "Familien trenger hjelp." });
    client.accepted("concludeInvestigation", conclusion);
    client.stands(&investigation, "DECIDE_MEASURES", "OPEN");
    let measure = |code: &str, clarification: Option<&str>| {
        json!({
            "investigationId": investigation, "goal": "Rolige morgener", "code": code, "clarification": clarification,
            "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": in_months(0), "to": in_months(6),
            "evaluationOn": in_months(3), "rationale": "Foreldrene ønsker veiledning.",
        })
    };
    client.refused("decideMeasure", measure("3.99", None), "CLARIFICATION_MISSING", "R-71");
    client.refused("decideMeasure", measure("17", None), "CODE_NOT_IN_FORCE", "R-71");
    client.accepted("decideMeasure", measure("3.99", Some("COS")));
    client.stands(&investigation, "DECIDE_MEASURES", "MET");
    client.stands(&investigation, "PLAN_MEASURES", "OPEN");
    client.stands(&investigation, "EVALUATE_MEASURE", "OPEN");
    let plan = json!({
        "investigationId": investigation, "plan": "Veiledning annenhver uke.",
        "childsVoice": "Barnet vil beholde leggetiden.", "parentsVoice": "Mor har skrevet halve planen.",
    });
    client.accepted("makeServiceMeasurePlan", plan);
    client.stands(&investigation, "PLAN_MEASURES", "MET");
    let query = "query($id: ID!) { investigation(id: $id) {
        measuresPlannedOn measures { id code kind target from to evaluationOn evaluatedOn endedOn } } }";
    let shown = client.ask(query, &investigation)["investigation"].clone();
    assert_eq!(shown["measuresPlannedOn"], in_months(0));
    let known = &shown["measures"][0];
    assert_eq!(
        (&known["code"], &known["kind"], &known["target"]),
        (&json!("3.99"), &json!("CHANGE_ORIENTED"), &json!("FAMILY"))
    );
    let of_measure = |more: Value| {
        let mut input = json!({ "investigationId": investigation, "measureId": known["id"] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let voices = json!({ "effect": "Roligere morgener.", "childsVoice": "Det er bedre.", "parentsVoice": "Enige." });
    client.accepted("evaluateDecidedMeasure", of_measure(voices));
    client.stands(&investigation, "EVALUATE_MEASURE", "MET");
    client.accepted("endDecidedMeasure", of_measure(json!({ "rationale": "Målet er nådd." })));
    client.refused("endDecidedMeasure", of_measure(json!({ "rationale": "Igjen." })), "MEASURE_HAS_ENDED", "S1-20");
}

#[test]
fn s2_17_s1_15_others_are_asked_and_tell_and_a_group_is_formed_with_consent() {
    let client = client();
    let investigation = client.investigation();
    let ask = json!({ "investigationId": investigation, "of": "SCHOOL", "what": "Fravær i høst.", "basis": "ORDER" });
    client.accepted("requestInformation", ask.clone());
    client.refused("requestInformation", ask, "INFORMATION_AWAITED", "S2-17");
    client.stands(&investigation, "GATHER_INFORMATION", "OPEN");
    let told = |from: &str| json!({ "investigationId": investigation, "from": from, "account": "Borte på mandager." });
    client.refused("recordSuppliedInformation", told("POLICE"), "NO_INFORMATION_AWAITED", "S2-17");
    client.accepted("recordSuppliedInformation", told("SCHOOL"));
    client.stands(&investigation, "GATHER_INFORMATION", "MET");
    let group = |consented: &[&str]| {
        json!({
            "investigationId": investigation, "bodies": ["SCHOOL", "HEALTH_STATION"], "consented": consented,
            "covers": "Det skolen ser.",
        })
    };
    client.refused("formResponsibilityGroup", group(&[]), "GROUP_WITHOUT_CONSENT", "R-21");
    client.accepted("formResponsibilityGroup", group(&["Mor Prøve"]));
    let query = "query($id: ID!) { investigation(id: $id) {
        informationRequests { of on suppliedOn } responsibilityGroupsFormedOn checklist { kind done } } }";
    let (shown, today) = (client.ask(query, &investigation)["investigation"].clone(), in_months(0));
    assert_eq!(shown["informationRequests"], json!([{ "of": "SCHOOL", "on": today, "suppliedOn": today }]));
    assert_eq!(shown["responsibilityGroupsFormedOn"], json!([today]));
    let checklist = shown["checklist"].as_array().unwrap();
    assert!(checklist.contains(&json!({ "kind": "INFORMATION_GATHERED", "done": true })), "{checklist:?}");
}
