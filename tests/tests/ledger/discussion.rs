//! From worry to report: the concern is analysed and discussed, and a leader's no stops no report (R-8, R-12, S0-45, S0-46).

use case_ledger_tests::shared_demo;
use serde_json::json;

const MUNICIPALITY: &str = "9901";

#[test]
fn r8_a_note_waits_for_its_leader_and_the_report_goes_in_spite_of_a_no() {
    let demo = shared_demo();
    let (employee, leader) = (demo.token("employee", MUNICIPALITY), demo.token("unit-leader", MUNICIPALITY));
    let seen = |selection: &str, case: &str| {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let response = demo.graphql(&leader, &query, &json!({ "id": case }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    let concern = json!({
        "child": { "name": "Barn Drøfting" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();

    demo.accepted(&employee, "discussWithColleague", json!({ "caseId": case, "summary": "Hun har sett det samme." }));
    let note = json!({ "caseId": case, "text": "Jeg ber om en tilbakemelding." });
    demo.accepted(&employee, "submitNoteToLeader", note);
    let waiting =
        seen("notes { id answeredOn leaderAgrees ageInDays } obligations { nodes { kind owner standing } }", &case);
    let note = &waiting["notes"][0];
    assert_eq!((&note["answeredOn"], &note["ageInDays"]), (&json!(null), &json!(0)));
    let owed = json!({ "kind": "ANSWER_NOTE", "owner": "UNIT_LEADER", "standing": "OPEN" });
    assert!(waiting["obligations"]["nodes"].as_array().unwrap().contains(&owed), "{waiting}");

    let answer = json!({ "caseId": case, "noteId": note["id"], "agrees": false, "rationale": "Vi ser det an." });
    let refused = demo.refused(&employee, "giveLeaderFeedback", answer.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "FEEDBACK_NOT_FROM_LEADER".to_owned(), "S0-46".to_owned()));
    demo.accepted(&leader, "giveLeaderFeedback", answer);
    let answered = seen("notes { leaderAgrees answeredOn } obligations { nodes { kind standing } }", &case);
    assert_eq!(answered["notes"][0]["leaderAgrees"], json!(false));
    let met = json!({ "kind": "ANSWER_NOTE", "standing": "MET" });
    assert!(answered["obligations"]["nodes"].as_array().unwrap().contains(&met), "{answered}");

    let danger =
        json!({ "caseId": case, "body": "CHILD_WELFARE_SERVICE", "category": "VIOLENCE", "description": "Slått." });
    demo.accepted(&employee, "makeEmergencyContact", danger);
    let withheld = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    demo.accepted(&employee, "withholdGuardianNotification", withheld);
    demo.accepted(&employee, "sendReport", json!({ "caseId": case, "content": "Det vi har sett." }));
    let history = seen("history(first: 50) { nodes { eventType data } }", &case);
    let nodes = history["history"]["nodes"].as_array().unwrap();
    let sent = nodes.iter().find(|node| node["eventType"] == "ReportSent").unwrap();
    assert!(sent["data"]["sentDespiteLeaderDisagreement"]["note"].is_string(), "{sent}");
}

#[test]
fn r12_a_concern_is_mapped_and_analysed_from_what_was_logged_or_it_says_why_not() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let concern = json!({
        "child": { "name": "Barn Analyse" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    demo.accepted(
        &employee,
        "concretiseConcern",
        json!({ "caseId": case, "text": "Hentes sist.", "methods": ["TOOL"] }),
    );
    demo.accepted(&employee, "useTool", json!({ "caseId": case, "tool": "OBSERVATION_FORM" }));
    let analysis = json!({ "caseId": case, "analysis": "Det har vart lenge.", "spokenWithChild": true,
                           "colleaguesConcerned": false });
    let refused = demo.refused(&employee, "analyseConcern", analysis.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "NO_OBSERVATIONS_UNEXPLAINED".to_owned(), "R-12".to_owned()));
    let logged = json!({
        "caseId": case, "observedOn": "2026-01-05", "kind": "OBSERVED", "text": "Satt alene.", "prompt": "SEEN_OR_HEARD",
        "signals": ["SOCIAL", "PSYCHOLOGICAL"],
    });
    demo.accepted(&employee, "logObservation", logged);
    let query = "query($id: ID!) { case(id: $id) { history(first: 50) { nodes { eventType data } } } }";
    let history = demo.graphql(&employee, query, &json!({ "id": case }))["data"]["case"]["history"]["nodes"].clone();
    let observation = history.as_array().unwrap().iter().find(|node| node["eventType"] == "ObservationLogged").unwrap();
    assert_eq!(observation["data"]["signals"], json!(["SOCIAL", "PSYCHOLOGICAL"]));
    let mut cited = analysis;
    cited["observationIds"] = json!([observation["data"]["observation"]]);
    demo.accepted(&employee, "analyseConcern", cited);
    let mut assessment =
        json!({ "caseId": case, "degree": "SOME", "groundForConcern": true, "rationale": "Vedvarer." });
    let refused = demo.refused(&employee, "assessConcern", assessment.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "NO_OBSERVATIONS_UNEXPLAINED".to_owned(), "R-12".to_owned()));
    assessment["noBasisBecause"] = json!("Vurdert etter samtale med kollega.");
    demo.accepted(&employee, "assessConcern", assessment);
    let severity =
        json!({ "caseId": case, "severity": "CONSIDERABLE", "actionNeeded": true, "rationale": "Vedvarer." });
    demo.accepted(&employee, "decideSeverity", severity);
}
