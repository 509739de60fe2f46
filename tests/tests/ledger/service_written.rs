//! What the child welfare service wrote, read as fields: S1-5, S2-17, S2-47, S2-48, S2-53 to S2-58, R-46 to R-49.

use std::time::Duration;

use case_ledger_tests::{eventually, shared_demo};
use serde_json::{Value, json};

use crate::service::{client, in_months};

const MUNICIPALITY: &str = "9901";

fn shown(role: &str, query: &str, id: &Value) -> Value {
    let demo = shared_demo();
    let response = demo.graphql(&demo.token(role, MUNICIPALITY), query, &json!({ "id": id }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

fn visible(text: &str) -> Value {
    json!({ "value": text, "state": "VISIBLE" })
}

const REPORT: &str = "query($id: ID!) { report(id: $id) {
    content { ...t } reporterName { ...t } reporterRole { ...t } reporterUnit { ...t } reporterContact { ...t } declaredOn
    intakeMeetingsHeld { heldOn present { name { ...t } role } summary { ...t } }
    urgentFollowUpsDecided { decidedOn measures { ...t } reasons { ...r } }
    triage { decidedOn outcome conclusion { code } legalBasis assessment { ...t } secondedBy { name { ...t } role }
        reasons { ...r } } } }
    fragment t on PersonalText { value state }
    fragment r on Reasons { rationale { value state } decidedBy { role } }";

#[test]
fn s1_5_s2_47_s2_48_r_48_what_was_reported_and_on_what_triage_rests_is_read_as_fields() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", MUNICIPALITY);
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Fortalte bydel", "content": "Det gråter om natta.",
        "reporter": { "public": {
            "name": "Pernille Prøve", "role": "lærer", "unit": "Fjordvik skole", "contact": "22 22 22 22",
        } },
    });
    let report = demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
    let help = json!({ "reportId": report, "measures": "Hjemmebesøk i kveld.", "rationale": "Barnet er alene." });
    demo.accepted(&intake, "decideUrgentFollowUp", help);
    let meeting = json!({
        "reportId": report, "summary": "Kjent fra før.",
        "present": [
            { "name": "Kari Prøve", "role": "INTAKE_OFFICER" }, { "name": "Ola Prøve", "role": "UNIT_LEADER" },
        ],
    });
    demo.accepted(&intake, "recordIntakeMeeting", meeting);
    let untriaged = shown("caseworker", REPORT, &report);
    assert_eq!(untriaged["report"]["triage"], Value::Null);
    let triage = json!({
        "reportId": report, "code": "10", "rationale": "Ingen grunn til å undersøke.",
        "assessment": "Familien får hjelp.", "secondedBy": { "name": "Ola Prøve", "role": "UNIT_LEADER" },
    });
    demo.accepted(&intake, "triageReport", triage);

    let report_of = |role: &str| shown(role, REPORT, &report)["report"].clone();
    let seen = report_of("caseworker");
    assert_eq!(seen["content"], visible("Det gråter om natta."));
    assert_eq!(
        ["reporterName", "reporterRole", "reporterUnit", "reporterContact"].map(|field| seen[field].clone()),
        ["Pernille Prøve", "lærer", "Fjordvik skole", "22 22 22 22"].map(visible)
    );
    let today = in_months(0);
    let present = json!([
        { "name": visible("Kari Prøve"), "role": "INTAKE_OFFICER" },
        { "name": visible("Ola Prøve"), "role": "UNIT_LEADER" },
    ]);
    let met = json!([{ "heldOn": today, "present": present, "summary": visible("Kjent fra før.") }]);
    assert_eq!(seen["intakeMeetingsHeld"], met);
    let done = &seen["urgentFollowUpsDecided"][0];
    assert_eq!(
        (&done["measures"], &done["reasons"]["rationale"]),
        (&visible("Hjemmebesøk i kveld."), &visible("Barnet er alene."))
    );
    let triage = &seen["triage"];
    assert_eq!(
        (&triage["outcome"], &triage["conclusion"]["code"], &triage["decidedOn"]),
        (&json!("REPORT_DISMISSED"), &json!("10"), &json!(today))
    );
    assert_eq!(triage["reasons"]["rationale"], visible("Ingen grunn til å undersøke."));
    assert_eq!(triage["assessment"], visible("Familien får hjelp."));
    assert_eq!(triage["secondedBy"], json!({ "name": visible("Ola Prøve"), "role": "UNIT_LEADER" }));
    assert!(triage["legalBasis"].as_str().unwrap().contains('§'), "{triage}");

    // That there is a text, and not the text.
    let withheld = json!({ "value": null, "state": "WITHHELD" });
    let of_officer = report_of("data-protection-officer");
    assert_eq!((&of_officer["content"], &of_officer["triage"]["assessment"]), (&withheld, &withheld));
    assert_eq!(of_officer["reporterContact"], withheld);
}

#[test]
fn r61_r62_of_an_anonymous_reporter_nothing_is_read_but_what_was_reported_and_declared() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", MUNICIPALITY);
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Fortalte bydel", "content": "Det gråter om natta.",
        "reporter": { "anonymous": "NO_NAME" }, "learnedThroughWork": false,
    });
    let report = demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
    let seen = shown("child-welfare-intake", REPORT, &report)["report"].clone();
    assert_eq!(seen["content"], visible("Det gråter om natta."));
    assert_eq!(seen["declaredOn"], in_months(0));
    for field in ["reporterName", "reporterRole", "reporterUnit", "reporterContact"] {
        assert_eq!(seen[field], Value::Null, "{field}");
    }
}

const INVESTIGATION: &str = "query($id: ID!) { investigation(id: $id) {
    plan { madeOn text { ...t } } participation { kind on account { ...t } }
    stepsDone { kind doneOn account { ...t } }
    informationRequests { of basis what { ...t } consentedBy { ...t } account { ...t } suppliedOn }
    responsibilityGroups { formedOn bodies consentedBy { ...t } covers { ...t } }
    measuresDeclined { declinedOn recommended { ...t } account { ...t } }
    measures { id code decision { decidedOn goal { ...t } clarification { ...t } reasons { ...r } } }
    conclusion { concludedOn outcome conclusion { code } grounds { code } legalBasis reasons { ...r } } } }
    fragment t on PersonalText { value state }
    fragment r on Reasons { rationale { value state } decidedBy { role } }";

#[test]
fn s2_53_s2_17_s2_57_r_49_what_was_planned_heard_told_and_concluded_in_an_investigation_is_read_as_fields() {
    let client = client();
    let investigation = client.investigation();
    let about = |input: Value| {
        let mut input = input;
        input["investigationId"] = json!(investigation);
        input
    };
    let empty = shown("caseworker", INVESTIGATION, &json!(investigation));
    assert_eq!((&empty["investigation"]["plan"], &empty["investigation"]["conclusion"]), (&Value::Null, &Value::Null));
    client.accepted("planInvestigation", about(json!({ "plan": "Snakke med skolen." })));
    client.accepted("planInvestigation", about(json!({ "plan": "Snakke med skole og barnehage." })));
    client.accepted("recordInvestigationStep", about(json!({ "kind": "HOME_VISIT", "account": "Rent og varmt." })));
    let asked = json!({ "of": "SCHOOL", "what": "Fravær i høst.", "basis": "CONSENT", "consented": ["Mor Prøve"], "consentedOn": in_months(0), "categories": ["LEARNING"] });
    client.accepted("requestInformation", about(asked));
    let told = json!({ "from": "SCHOOL", "account": "Tolv dager borte." });
    client.accepted("recordSuppliedInformation", about(told));
    let group = json!({ "bodies": ["SCHOOL"], "consented": ["Mor Prøve"], "categories": ["LEARNING"], "covers": "Det som gjelder fraværet." });
    client.accepted("formResponsibilityGroup", about(group));
    let declined = json!({ "recommended": "Veiledning hjemme.", "account": "Far takket nei." });
    client.accepted("recordDeclinedMeasures", about(declined));
    let measure = json!({
        "goal": "Rolige morgener", "code": "3.99", "clarification": "COS", "kind": "CHANGE_ORIENTED", "target": "FAMILY",
        "from": in_months(0), "to": in_months(6), "evaluationOn": in_months(3), "rationale": "Ønsket av mor.",
    });
    let made = client.accepted("decideMeasure", about(measure))["createdId"].clone();
    client.accepted("concludeInvestigation", about(json!({ "code": "1", "rationale": "Familien trenger hjelp." })));

    let seen = shown("caseworker", INVESTIGATION, &json!(investigation))["investigation"].clone();
    assert_eq!(seen["measures"][0]["id"], made, "what was made is named");
    let today = in_months(0);
    assert_eq!(seen["plan"], json!({ "madeOn": today, "text": visible("Snakke med skole og barnehage.") }));
    assert_eq!(seen["participation"][0]["account"], visible("Barnet er hørt."));
    assert_eq!(
        seen["stepsDone"],
        json!([{ "kind": "HOME_VISIT", "doneOn": today, "account": visible("Rent og varmt.") }])
    );
    let information = json!([{
        "of": "SCHOOL", "basis": "CONSENT", "what": visible("Fravær i høst."), "consentedBy": [visible("Mor Prøve")],
        "account": visible("Tolv dager borte."), "suppliedOn": today,
    }]);
    assert_eq!(seen["informationRequests"], information);
    let groups = json!([{
        "formedOn": today, "bodies": ["SCHOOL"], "consentedBy": [visible("Mor Prøve")],
        "covers": visible("Det som gjelder fraværet."),
    }]);
    assert_eq!(seen["responsibilityGroups"], groups);
    assert_eq!(seen["measuresDeclined"][0]["account"], visible("Far takket nei."));
    let decision = &seen["measures"][0]["decision"];
    assert_eq!((&decision["goal"], &decision["clarification"]), (&visible("Rolige morgener"), &visible("COS")));
    assert_eq!(decision["reasons"]["rationale"], visible("Ønsket av mor."));
    let conclusion = &seen["conclusion"];
    assert_eq!(
        (&conclusion["outcome"], &conclusion["conclusion"]["code"], &conclusion["concludedOn"]),
        (&json!("MEASURES_DECIDED"), &json!("1"), &json!(today))
    );
    assert_eq!(conclusion["reasons"]["rationale"], visible("Familien trenger hjelp."));

    // Every one of them is withheld from who sees none.
    let of_officer = shown("data-protection-officer", INVESTIGATION, &json!(investigation));
    let mut found = Vec::new();
    crate::who_sees_what::personal_values(&of_officer, &mut found);
    assert!(
        found.len() > 12 && found.iter().all(|(value, state)| value.is_null() && state == "WITHHELD"),
        "{of_officer}"
    );
}

/// What `query` answers of the investigation once `is` says so of it.
fn comes_to_show(query: &str, investigation: &str, is: impl Fn(&Value) -> bool) -> Value {
    eventually("it shows", Duration::from_secs(20), || {
        Some(shown("caseworker", query, &json!(investigation))).filter(|answer| is(answer))
    })
}

#[test]
fn s1_15_d_7_s1_19_a_group_meets_on_another_day_and_a_family_that_takes_no_more_help_ends_it_before_a_measure() {
    let client = client();
    let investigation = client.investigation();
    let about = |mut input: Value| {
        input["investigationId"] = json!(investigation);
        input
    };
    let group =
        json!({ "bodies": ["SCHOOL"], "consented": ["Mor Prøve"], "categories": ["LEARNING"], "covers": "Fraværet." });
    client.accepted("formResponsibilityGroup", about(group));
    let met = json!({ "present": ["SCHOOL"], "minutes": "Vi møtes igjen.", "nextOn": in_months(1) });
    client.accepted("holdGroupMeeting", about(met));
    client.accepted("agreeGroupMeeting", about(json!({ "nextOn": in_months(2) })));
    let query =
        "query($id: ID!) { investigation(id: $id) { responsibilityGroups { agreedMeetings { nextOn agreedOn } } }
        obligations(first: 5, filter: { investigationId: $id, kinds: [HOLD_MEETING] }) { nodes { dueOn standing } } }";
    let owed =
        |answer: &Value| answer["obligations"]["nodes"] == json!([{ "dueOn": in_months(2), "standing": "OPEN" }]);
    let seen = comes_to_show(query, &investigation, owed);
    let agreed = json!([{ "agreedMeetings": [{ "nextOn": in_months(2), "agreedOn": in_months(0) }] }]);
    assert_eq!(seen["investigation"]["responsibilityGroups"], agreed);
    client.accepted("recordDeclinedMeasures", about(json!({ "recommended": "Veiledning.", "account": "Nei takk." })));
    client.accepted("concludeInvestigation", about(json!({ "code": "1", "rationale": "Familien trenger hjelp." })));
    let end = |reason: &str| about(json!({ "reason": reason, "rationale": "De vil ikke ha mer hjelp." }));
    client.refused("endFollowUp", end("GOAL_REACHED"), "FOLLOW_UP_GOES_ON", "S1-19");
    client.accepted("endFollowUp", end("FAMILY_WITHDRAWS"));
    let query = "query($id: ID!) { investigation(id: $id) { followUpEnd { reason } }
        decisions(first: 20, filter: { investigationId: $id, kinds: [FOLLOW_UP_ENDED] }) { nodes { outcomes notToAct } } }";
    let decided = json!([{ "outcomes": ["FAMILY_WITHDRAWS"], "notToAct": true }]);
    let seen = comes_to_show(query, &investigation, |answer| answer["decisions"]["nodes"] == decided);
    assert_eq!(seen["investigation"]["followUpEnd"], json!({ "reason": "FAMILY_WITHDRAWS" }));
    // The measures that it came to are let go of by a caseworker, and not unseen.
    let query = "query($id: ID!) { obligations(first: 5, filter: { investigationId: $id, kinds: [DECIDE_MEASURES] }) {
            nodes { standing } }
        findings(first: 5, filter: { investigationId: $id, kinds: [CLOSED_WITH_OPEN_OBLIGATIONS] }) { nodes { rule mendedOn } } }";
    let found = json!([{ "rule": "R-19", "mendedOn": null }]);
    let seen = comes_to_show(query, &investigation, |answer| answer["findings"]["nodes"] == found);
    assert_eq!(seen["obligations"]["nodes"], json!([{ "standing": "LAPSED" }]));
}
