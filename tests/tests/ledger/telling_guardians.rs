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
