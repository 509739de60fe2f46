//! A report that is put down together with guardians before it is sent: S2-39, R-6.

use case_ledger_tests::{Caseworker, day, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

#[test]
fn s2_39_r_6_a_report_is_drafted_with_guardians_who_read_it_consent_and_see_those_words_sent() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let accepted = |name: &str, input: Value| demo.accepted(&employee, name, input);
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
        "raisedOn": day(-9),
    });
    let case = accepted("raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let seen = |selection: &str| {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let response = demo.graphql(&employee, &query, &json!({ "id": case }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    let draft = |words: &str| {
        json!({
            "caseId": case, "content": words, "coAuthoredWithGuardians": [{ "name": "Foresatt Prøve" }],
            "draftedOn": day(-5),
        })
    };
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet sa.", "withheldOn": day(-8) });
    accepted("withholdGuardianNotification", ground);
    assert_eq!(demo.refused(&employee, "draftReport", draft("x")).1, "GUARDIAN_NOTIFICATION_WITHHELD");
    let lifted = json!({ "caseId": case, "rationale": "Det var misforstått.", "liftedOn": day(-7) });
    accepted("liftGuardianNotificationWithholding", lifted);

    let words = "Vi vil gjerne ha veiledning hjemme.";
    let drafted = accepted("draftReport", draft(words))["createdId"].clone();
    let logged = json!({ "caseId": case, "kind": "OBSERVED", "observedOn": day(-6), "text": "Hun var trett." });
    let observation = accepted("logObservation", logged)["createdId"].clone();
    let assessed = json!({
        "caseId": case, "triggered": false, "observationIds": [observation], "rationale": "Ikke så alvorlig.",
        "assessedOn": day(-5),
    });
    accepted("assessDutyToReport", assessed);
    let request = json!({
        "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["REPORT_WITHOUT_DUTY"],
        "recipients": ["CHILD_WELFARE_SERVICE"], "categories": ["OBSERVATIONS"], "validFrom": day(-5),
        "requestedOn": day(-5),
    });
    let consent = accepted("requestConsent", request)["createdId"].clone();
    let given = json!({
        "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "readBeforeConsent": true, "voluntary": true,
        "givenOn": day(-4),
    });
    accepted("giveConsent", given);
    let report = |content: &str| json!({ "caseId": case, "content": content });
    let other = demo.refused(&employee, "sendReport", report("Noe helt annet."));
    assert_eq!(other, ("RuleRefused".to_owned(), "DRAFT_NOT_FOLLOWED".to_owned(), "S2-39".to_owned()));
    let sent = accepted("sendReport", report(words))["createdId"].clone();

    let shown = seen("reportDrafts { id content { value } coAuthoredWithGuardians { value } draftedOn sentAs }");
    let expected = json!([{
        "id": drafted, "content": { "value": words }, "coAuthoredWithGuardians": [{ "value": "Foresatt Prøve" }],
        "draftedOn": day(-5), "sentAs": sent,
    }]);
    assert_eq!(shown["reportDrafts"], expected);
}

#[test]
fn s2_39_r_15_a_draft_that_is_not_to_be_sent_is_discarded_and_its_reasons_stand_among_the_decisions() {
    let client = Caseworker::with_a_case();
    client.accepted("draftReport", json!({ "content": "Hun er ofte sulten.", "draftedOn": day(-2) }));
    let draft = client.seen("reportDrafts { id }")["reportDrafts"][0]["id"].clone();
    let discard = || json!({ "draftId": draft, "rationale": "Skrevet om en annen dag.", "discardedOn": day(-1) });
    client.accepted("discardDraft", discard());
    client.refused("discardDraft", discard(), "DRAFT_NOT_OPEN", "S2-39");
    let seen = client.seen("reportDrafts { discardedOn sentAs } history(first: 50) { nodes { eventType } }");
    assert_eq!(seen["reportDrafts"], json!([{ "discardedOn": day(-1), "sentAs": null }]));
    let history = seen["history"]["nodes"].as_array().unwrap();
    assert!(history.contains(&json!({ "eventType": "ReportDraftDiscarded" })), "{history:?}");
}
