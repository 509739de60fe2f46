//! Whom the service must not tell, and a renewed investigation that is called off: R-6, D-5.

use std::time::Duration;

use case_ledger_domain::time::{months_after, oslo_date};
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, eventually, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

/// A report that was sent in an emergency, of which guardians were told; answers its case and itself.
fn sent_report(demo: &Demo) -> (String, String) {
    let employee = demo.token("employee", MUNICIPALITY);
    let accepted = |name: &str, input: Value| demo.accepted(&employee, name, input);
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let case = accepted("raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "DANGER_TO_LIFE_OR_HEALTH",
        "description": "Nå.",
    });
    accepted("makeEmergencyContact", contact);
    let told = json!({ "caseId": case, "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }] });
    accepted("informGuardians", told);
    let sent = accepted("sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    (case, sent["createdId"].as_str().unwrap().to_owned())
}

fn withheld(demo: &Demo, report: &str) -> Option<Value> {
    let query = "query($id: ID!) { report(id: $id) { withheldFromGuardians guardiansNotTold } }";
    let answer = demo.graphql(&demo.token("child-welfare-intake", MUNICIPALITY), query, &json!({ "id": report }));
    Some(answer["data"]["report"].clone()).filter(Value::is_object)
}

/// Intake would else call the parents on the day after, or not call them for a year.
#[test]
fn r_6_what_is_decided_of_telling_guardians_after_sending_reaches_the_service() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let (case, report) = sent_report(demo);
    let shows = |ground: Value| {
        eventually("the service knows", Duration::from_secs(20), || {
            withheld(demo, &report).filter(|shown| shown["withheldFromGuardians"] == ground)
        })
    };
    assert_eq!(shows(Value::Null)["guardiansNotTold"], false);
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    demo.accepted(&employee, "withholdGuardianNotification", ground);
    shows(json!("VIOLENCE"));
    let lifted = json!({ "caseId": case, "rationale": "Barnet er trygt." });
    demo.accepted(&employee, "liftGuardianNotificationWithholding", lifted);
    shows(Value::Null);
}

/// Nobody called the police. The parents are the ones who are believed to hit: they are not told, called or handed anything
/// before somebody has decided whether they may know.
#[test]
fn r_6_s2_21_who_is_believed_to_abuse_the_child_is_told_of_no_report_before_that_is_decided() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let refused = |name: &str, input: Value| demo.refused(&employee, name, input);
    let rule = |code: &str, rule: &str| ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Redd for far.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let send = |name: &str, mut input: Value| {
        input["caseId"] = json!(case);
        demo.accepted(&employee, name, input)
    };
    let today = oslo_date(clock::now()).to_string();
    let seen = json!({ "observedOn": today, "kind": "SAID", "text": "Pappa slår." });
    let seen = send("logObservation", seen)["createdId"].clone();
    let duty = json!({
        "triggered": true, "conditions": ["ABUSE"], "observationIds": [seen], "rationale": "Hun sier at hun blir slått.",
    });
    send("assessDutyToReport", duty);
    let told = || json!({ "caseId": case, "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }] });
    let report = || json!({ "caseId": case, "content": "Hun sier at hun blir slått." });
    assert_eq!(refused("informGuardians", told()), rule("TELLING_UNDECIDED", "R-6"));
    let along =
        json!({ "caseId": case, "content": "Sammen.", "coAuthoredWithGuardians": [{ "name": "Foresatt Prøve" }] });
    assert_eq!(refused("draftReport", along), rule("TELLING_UNDECIDED", "R-6"));
    assert_eq!(refused("sendReport", report()), rule("TELLING_UNDECIDED", "R-6"), "nobody is told to tell them");
    let ground = json!({ "ground": "VIOLENCE", "rationale": "Det kan bli verre for henne." });
    send("withholdGuardianNotification", ground);
    demo.accepted(&employee, "sendReport", report());
    assert_eq!(refused("informGuardians", told()), rule("GUARDIAN_NOTIFICATION_WITHHELD", "R-6"));
}

#[test]
fn d_5_a_renewed_investigation_that_was_scheduled_is_called_off_and_owed_no_more() {
    let demo = shared_demo();
    let token = |role| demo.token(role, MUNICIPALITY);
    let (intake, caseworker) = (token("child-welfare-intake"), token("caseworker"));
    let (_, report) = sent_report(demo);
    eventually("it is taken in", Duration::from_secs(20), || withheld(demo, &report));
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
    demo.accepted(&intake, "triageReport", triage);
    let opened = demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }));
    let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
    let send = |name: &str, mut input: Value| {
        input["investigationId"] = json!(investigation);
        demo.accepted(&caseworker, name, input)
    };
    send("recordChildParticipation", json!({ "kind": "CONVERSATION", "account": "Barnet er hørt." }));
    send("recordDeclinedMeasures", json!({ "recommended": "Veiledning hjemme.", "account": "Begge takket nei." }));
    let call_off = json!({ "rationale": "Familien tar imot hjelp." });
    let mut early = call_off.clone();
    early["investigationId"] = json!(investigation);
    assert_eq!(demo.refused(&caseworker, "callOffRenewal", early).1, "INVESTIGATION_NOT_CONCLUDED");
    let planned_for = months_after(oslo_date(clock::now()), 5).to_string();
    let conclusion = json!({ "code": "4", "rationale": "Vilkårene er oppfylt.", "renewalPlannedFor": planned_for });
    send("concludeInvestigation", conclusion);
    send("callOffRenewal", call_off.clone());
    let mut again = call_off;
    again["investigationId"] = json!(investigation);
    let refused = demo.refused(&caseworker, "callOffRenewal", again);
    assert_eq!(refused, ("RuleRefused".to_owned(), "NO_RENEWAL_SCHEDULED".to_owned(), "D-5".to_owned()));
    let query =
        "query($id: ID!) { obligations(first: 20, filter: { investigationId: $id, kinds: [RENEW_INVESTIGATION] }) {
        nodes { standing } } }";
    eventually("it lapses", Duration::from_secs(20), || {
        let answer = demo.graphql(&caseworker, query, &json!({ "id": investigation }));
        (answer["data"]["obligations"]["nodes"] == json!([{ "standing": "LAPSED" }])).then_some(())
    });
}

/// The father was not there, and nobody thought of him.
#[test]
fn r_7_s0_42_a_guardian_who_is_named_after_the_report_is_owed_a_copy_and_one_who_was_left_out_is_to_be_told() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let (case, _) = sent_report(demo);
    let (mother, father) = (json!({ "name": "Foresatt Prøve" }), json!({ "name": "Den Andre Prøve" }));
    let named = |guardians: Value| json!({ "caseId": case, "guardians": guardians });
    demo.accepted(&employee, "nameGuardians", named(json!([mother, father])));
    // Reasons for what is not so are no decision.
    let mut needless = named(json!([mother, father]));
    needless["rationale"] = json!("Begge har foreldreansvar.");
    let refused = demo.refused(&employee, "nameGuardians", needless);
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("NOBODY_LEFT_OUT", "R-15"));
    let shown = || {
        let query =
            "query($id: ID!) { case(id: $id) { guardians { name { value } until } copies { recipient { value } status }
            obligations(standing: OPEN) { nodes { kind guardian { value } copy { recipient { value } } } } } }";
        let answer = demo.graphql(&employee, query, &json!({ "id": case }));
        Some(answer["data"]["case"].clone()).filter(Value::is_object)
    };
    let owed = |shown: &Value, kind: &str| {
        let nodes = shown["obligations"]["nodes"].as_array().unwrap();
        nodes.iter().filter(|owed| owed["kind"] == kind).count()
    };
    let both = eventually("both are owed a copy", Duration::from_secs(20), || {
        shown().filter(|shown| owed(shown, "DELIVER_COPY") == 2)
    });
    assert_eq!(both["copies"].as_array().unwrap().len(), 2);
    // Who is left out is so for a reason.
    let refused = demo.refused(&employee, "nameGuardians", named(json!([mother])));
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("GUARDIAN_LEFT_OUT", "R-5"));
    let mut alone = named(json!([mother]));
    alone["rationale"] = json!("Han har ikke foreldreansvar.");
    demo.accepted(&employee, "nameGuardians", alone);
    let one =
        eventually("one is owed", Duration::from_secs(20), || shown().filter(|shown| owed(shown, "DELIVER_COPY") == 1));
    assert_eq!(one["copies"][1]["status"], "LAPSED");
    assert!(one["guardians"][1]["until"].is_string());
    // That is a decision, and what was given up by it is shown.
    let query = "query($id: ID!) { decisions(first: 9, filter: { caseId: $id, kinds: [GUARDIAN_LEFT_OUT] }) { nodes {
            notToAct reasoned role rationale { value } } }
        findings(first: 9, filter: { caseId: $id, kinds: [GUARDIAN_LEFT_OUT] }) { nodes { rule severity guardian { value }
            mendedOn } } }";
    let (decided, found) = eventually("it is shown", Duration::from_secs(20), || {
        let answer = demo.graphql(&employee, query, &json!({ "id": case }))["data"].clone();
        let nodes = |list: &str| answer[list]["nodes"].as_array().filter(|nodes| nodes.len() == 1).cloned();
        nodes("decisions").zip(nodes("findings"))
    });
    let decision = json!({ "notToAct": true, "reasoned": true, "role": "EMPLOYEE",
        "rationale": { "value": "Han har ikke foreldreansvar." } });
    assert_eq!(decided[0], decision);
    let finding =
        json!({ "rule": "R-7", "severity": "NOTICE", "guardian": { "value": "Den Andre Prøve" }, "mendedOn": null });
    assert_eq!(found[0], finding);
    // Both again, one alone told of the next report.
    demo.accepted(&employee, "nameGuardians", named(json!([mother, father])));
    demo.accepted(&employee, "informGuardians", json!({ "caseId": case, "about": "REPORT", "guardians": [mother] }));
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "DANGER_TO_LIFE_OR_HEALTH",
        "description": "Igjen.",
    });
    demo.accepted(&employee, "makeEmergencyContact", contact);
    demo.accepted(&employee, "sendReport", json!({ "caseId": case, "content": "Vi er fortsatt bekymret." }));
    let untold = eventually("the other is to be told", Duration::from_secs(20), || {
        shown().filter(|shown| owed(shown, "TELL_OTHER_GUARDIAN_OF_REPORT") == 1)
    });
    let nodes = untold["obligations"]["nodes"].as_array().unwrap();
    let other = nodes.iter().find(|owed| owed["kind"] == "TELL_OTHER_GUARDIAN_OF_REPORT").unwrap();
    assert_eq!(other["guardian"]["value"], "Den Andre Prøve");
    demo.accepted(&employee, "informGuardians", json!({ "caseId": case, "about": "REPORT", "guardians": [father] }));
    eventually("both are told", Duration::from_secs(20), || {
        shown().filter(|shown| owed(shown, "TELL_OTHER_GUARDIAN_OF_REPORT") == 0)
    });
}
