//! Which of several: what a command made, what is owed, and who a name means, D-5, S4-9.

use std::time::Duration;

use case_ledger_domain::time::{months_after, oslo_date};
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Caseworker, eventually};
use serde_json::{Value, json};

fn in_months(months: u32) -> String {
    months_after(oslo_date(clock::now()), months).to_string()
}

fn agreement() -> Value {
    let parties =
        json!([{ "name": "Foresatt Prøve", "kind": "GUARDIAN" }, { "name": "Kari Prøve", "kind": "EMPLOYEE" }]);
    json!({ "kind": "AGREEMENT", "isMinutes": false, "text": "Vi møtes om to uker.", "parties": parties })
}

#[test]
fn a_command_answers_the_id_of_what_it_made_the_same_each_time_and_what_is_owed_names_it() {
    let client = Caseworker::with_a_case();
    let request = json!({
        "guardian": { "name": "Foresatt Prøve" }, "purposes": ["INFORMATION_SHARING"], "recipients": ["SCHOOL"],
        "categories": ["OBSERVATIONS"], "commandId": clock::new_id(),
    });
    let consent = client.made("requestConsent", request.clone());
    assert_eq!(client.made("requestConsent", request), consent, "sent again");
    assert_eq!(client.seen("consents { id }")["consents"], json!([{ "id": consent }]));
    let note = client.made("submitNoteToLeader", json!({ "text": "Hva gjør vi?" }));
    let (one, other) = (client.made("drawAgreement", agreement()), client.made("drawAgreement", agreement()));
    let mut agreements = vec![one.clone(), other.clone()];
    agreements.sort_by_key(ToString::to_string);
    let drawn = client.seen("agreements { id }")["agreements"].clone();
    assert_eq!(drawn, json!([{ "id": agreements[0] }, { "id": agreements[1] }]));
    let (from, to) = (oslo_date(clock::now()).to_string(), in_months(2));
    let plan = json!({
        "goal": "Barnet kommer i tide.", "description": "Noen møter barnet.", "place": "SCHOOL", "from": from, "to": to,
        "evaluationOn": in_months(1),
    });
    let measure = client.made("planMeasure", plan);
    client.accepted("approveMeasures", json!({ "measureIds": [measure], "guardians": [{ "name": "Foresatt Prøve" }] }));
    client.accepted("startMeasure", json!({ "measureId": measure }));
    assert!(client.accepted("confirmNoSiblings", json!({}))["createdId"].is_null(), "it made nothing");

    let selection = "obligations(first: 50) { nodes {
        kind measureId consentId agreementId noteId meetingId reportId copy { agreementId reportId recipient { value } status } } }";
    let owed = eventually("it is owed", Duration::from_secs(20), || {
        let owed = client.seen(selection)["obligations"]["nodes"].as_array().unwrap().clone();
        owed.iter().any(|it| it["kind"] == "EVALUATE_MEASURE").then_some(owed)
    });
    let of = |kind: &str, field: &str| -> Vec<Value> {
        let mut ids: Vec<Value> = owed.iter().filter(|it| it["kind"] == kind).map(|it| it[field].clone()).collect();
        ids.sort_by_key(ToString::to_string);
        ids
    };
    assert_eq!(of("ANSWER_CONSENT", "consentId"), [consent]);
    assert_eq!(of("ANSWER_NOTE", "noteId"), [note]);
    assert_eq!(of("EVALUATE_MEASURE", "measureId"), [measure]);
    assert_eq!(of("SIGN_AGREEMENT", "agreementId"), agreements);
    for agreement in [&one, &other] {
        let of_it = owed.iter().filter(|it| it["copy"]["agreementId"] == *agreement);
        let mut names: Vec<&str> = of_it.map(|it| it["copy"]["recipient"]["value"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Foresatt Prøve", "Kari Prøve"]);
    }
}

#[test]
fn s4_9_a_name_means_the_same_person_however_it_is_written() {
    let client = Caseworker::with_a_case();
    let agreement_id = client.made("drawAgreement", agreement());
    let sign = |name: &str, kind: &str| json!({ "agreementId": agreement_id, "party": { "name": name, "kind": kind } });
    client.accepted("signAgreement", sign("foresatt  prøve", "GUARDIAN"));
    client.accepted("signAgreement", sign(" KARI PRØVE ", "EMPLOYEE"));
    let binding = client.seen("agreements { binding }");
    assert_eq!(binding["agreements"][0]["binding"], true);
}

#[test]
fn r_33_who_names_oneself_is_oneself_and_acts_as_whatever_the_token_does_not_tell() {
    let client = Caseworker::with_a_case();
    let me = client.demo.graphql(&client.employee, "{ viewer { name } }", &json!({}))["data"]["viewer"]["name"].clone();
    // In a role alone: you, as the head.
    client.accepted("assignRelayHolder", json!({ "relayHolder": { "role": "HEAD" } }));
    assert_eq!(client.seen("relayHolder { name { value } role }")["relayHolder"]["role"], "HEAD");
    let by_name = json!({ "relayHolder": { "name": me, "role": "CONTACT_TEACHER" }, "rationale": "Bytte." });
    let refused = client.demo.refused(&client.employee, "changeRelayHolder", client.of_case(by_name));
    assert_eq!(refused.1, "RELAY_HOLDER_UNCHANGED");
}

#[test]
fn r_15_a_field_that_cannot_be_taken_is_named_as_it_was_sent() {
    let client = Caseworker::with_a_case();
    let blank = |field: &str, name: &str, mut input: Value| {
        input[field] = json!({ "name": " ", "role": "EMPLOYEE" });
        let payload = client.demo.command(&client.employee, name, client.of_case(input));
        assert_eq!(payload["__typename"], "InvalidInput", "{payload}");
        assert_eq!(payload["field"], format!("{field}.name"), "{name}");
    };
    blank("relayHolder", "assignRelayHolder", json!({}));
    blank("dutyBearer", "sendReport", json!({ "content": "Vi er bekymret." }));
    blank("decidedBy", "closeCase", json!({ "outcome": "MEASURES_HAD_EFFECT", "rationale": "Det er løst." }));
    let recipient = json!({ "name": "Foresatt Prøve", "kind": "GUARDIAN" });
    let copy = json!({ "document": { "reportId": "case_1" }, "recipient": recipient });
    let payload = client.demo.command(&client.employee, "deliverCopy", client.of_case(copy));
    assert_eq!(payload["field"], "document.reportId", "{payload}");
}

#[test]
fn r_15_no_decision_is_taken_without_reasons() {
    let client = Caseworker::with_a_case();
    let consent = format!("consent_{}", case_ledger_infrastructure::clock::new_id());
    for (name, input) in [
        ("assessConcern", json!({ "degree": "SOME", "groundForConcern": true, "noBasisBecause": "Fortalt." })),
        ("escalateToLevel", json!({ "consentId": consent, "level": 2 })),
        ("returnToLevel", json!({ "level": 1 })),
        ("withholdGuardianNotification", json!({ "ground": "VIOLENCE" })),
        ("closeCase", json!({ "outcome": "MEASURES_HAD_EFFECT" })),
    ] {
        for blank in ["", " \n\t"] {
            let mut input = client.of_case(input.clone());
            input["rationale"] = json!(blank);
            let payload = client.demo.command(&client.employee, name, input);
            assert_eq!(
                (&payload["__typename"], &payload["field"]),
                (&json!("InvalidInput"), &json!("rationale")),
                "{name}"
            );
        }
    }
    let history = client.seen("history(first: 50) { nodes { eventType } }");
    assert!(!history.to_string().contains("CaseClosed"), "{history}");
}
