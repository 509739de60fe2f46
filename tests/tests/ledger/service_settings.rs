//! What a municipality sets for its child welfare service and its reports: C1, C3, C9, R-41.

use std::time::Duration;

use case_ledger_tests::{day, eventually, shared_demo};
use serde_json::{Value, json};

/// Not the municipality that other tests follow reports in.
const MUNICIPALITY: &str = "9902";

#[test]
fn c1_r_41_whether_private_reporters_get_an_acknowledgement_is_the_municipalitys_own_setting() {
    let demo = shared_demo();
    let (leader, intake) =
        (demo.token("municipal-leader", MUNICIPALITY), demo.token("child-welfare-intake", MUNICIPALITY));
    let shown = || {
        let response = demo.graphql(&intake, "{ privateReportersAcknowledged }", &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["privateReportersAcknowledged"].clone()
    };
    let set = |acknowledged: bool| json!({ "acknowledged": acknowledged });
    let unchanged = ("RuleRefused".to_owned(), "SETTING_UNCHANGED".to_owned(), "R-41".to_owned());
    assert_eq!(shown(), true, "unless it is set otherwise");
    assert_eq!(demo.refused(&leader, "setPrivateAcknowledgement", set(true)), unchanged);
    demo.accepted(&leader, "setPrivateAcknowledgement", set(false));
    assert_eq!(shown(), false);
    // What came in before is acknowledged as it was set then, whenever it is written down.
    let due = |received_on: i64| {
        let told = json!({
            "child": { "name": "Barn Prøve" }, "reporter": { "private": { "name": "Nils Nabo" } }, "unit": "Vest",
            "content": "Det gråter om natta.", "receivedAt": format!("{}T00:00:00Z", day(received_on)),
        });
        let received = demo.accepted(&intake, "receiveReport", told);
        let query = "query($id: ID!) { report(id: $id) { acknowledgementDue } }";
        let shown = demo.graphql(&intake, query, &json!({ "id": received["report"]["id"] }));
        shown["data"]["report"]["acknowledgementDue"].clone()
    };
    assert_eq!((due(-2).is_string(), due(0).is_string()), (true, false));
    assert_eq!(demo.refused(&leader, "setPrivateAcknowledgement", set(false)), unchanged);
    let not_permitted = demo.refused(&intake, "setPrivateAcknowledgement", set(true));
    assert_eq!(not_permitted.0, "NotPermitted");
    demo.accepted(&leader, "setPrivateAcknowledgement", set(true));
    assert_eq!(shown(), true);
}

/// Not a municipality in which other tests send reports.
#[test]
fn s2_20_r_8_c9_a_report_that_an_employee_signs_where_the_leader_is_to_is_sent_and_found() {
    let demo = shared_demo();
    let (leader, employee) = (demo.token("municipal-leader", MUNICIPALITY), demo.token("employee", MUNICIPALITY));
    demo.accepted(&leader, "setReportSigning", json!({ "signing": "LEADER" }));
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let opened = demo.accepted(&employee, "raiseConcern", concern);
    let case = opened["case"]["id"].as_str().unwrap().to_owned();
    let logged =
        json!({ "caseId": case, "kind": "OBSERVED", "observedOn": day(0), "text": "Ble hentet etter stengetid." });
    let logged = demo.accepted(&employee, "logObservation", logged);
    let assessed = json!({
        "caseId": case, "triggered": true, "conditions": ["SERIOUS_NEGLECT"], "observationIds": [logged["createdId"]],
        "rationale": "Det er grunn til å tro det.",
    });
    demo.accepted(&employee, "assessDutyToReport", assessed);
    let told = json!({ "caseId": case, "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }] });
    demo.accepted(&employee, "informGuardians", told);
    let bearer = json!({ "name": "Lærer Prøve", "role": "CONTACT_TEACHER" });
    let report = json!({ "caseId": case, "content": "Vi er bekymret.", "dutyBearer": bearer });
    demo.accepted(&employee, "sendReport", report);
    let query = "query($id: ID!) { case(id: $id) { findings(first: 50) { nodes { kind severity excuse } } } }";
    eventually("it is found", Duration::from_secs(20), || {
        let answer = demo.graphql(&employee, query, &json!({ "id": case }));
        let found = answer["data"]["case"]["findings"]["nodes"].as_array()?.clone();
        let expected = json!({ "kind": "SIGNED_BESIDE_ROUTINE", "severity": "DEVIATION", "excuse": null });
        found.contains(&expected).then_some(())
    });
}

#[test]
fn c3_r_6_a_municipality_does_without_a_ground_for_not_telling_guardians_and_never_without_violence_and_abuse() {
    let demo = shared_demo();
    let (leader, employee) = (demo.token("municipal-leader", MUNICIPALITY), demo.token("employee", MUNICIPALITY));
    let set = |grounds: &[&str]| json!({ "grounds": grounds });
    let always = ("RuleRefused".to_owned(), "GROUND_ALWAYS_HOLDS".to_owned(), "R-6".to_owned());
    assert_eq!(demo.refused(&leader, "setWithholdingGrounds", set(&["VIOLENCE"])), always);
    demo.accepted(&leader, "setWithholdingGrounds", set(&["VIOLENCE", "SEXUAL_ABUSE"]));
    let shown = demo.graphql(&employee, "{ withholdingGrounds { ground enabled } }", &json!({}));
    let enabled = |ground: &str| {
        let shown = shown["data"]["withholdingGrounds"].as_array().unwrap();
        shown.iter().find(|one| one["ground"] == ground).unwrap()["enabled"].clone()
    };
    assert_eq!((enabled("VIOLENCE"), enabled("EVIDENCE_AT_RISK")), (json!(true), json!(false)));
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].clone();
    let withheld = |ground: &str| json!({ "caseId": case, "ground": ground, "rationale": "Det barnet har sagt." });
    let refused = ("RuleRefused".to_owned(), "GROUND_NOT_IN_FORCE".to_owned(), "R-6".to_owned());
    assert_eq!(demo.refused(&employee, "withholdGuardianNotification", withheld("EVIDENCE_AT_RISK")), refused);
    demo.accepted(&employee, "withholdGuardianNotification", withheld("VIOLENCE"));
    // In danger no setting makes anybody tell those who are feared: it is taken, and found.
    let emergency = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "body": "POLICE", "category": "ABDUCTION",
        "description": "De reiser i kveld.",
    });
    let case = demo.accepted(&employee, "makeEmergencyContact", emergency)["case"]["id"].clone();
    let withheld = json!({ "caseId": case, "ground": "EVIDENCE_AT_RISK", "rationale": "Passene er borte." });
    demo.accepted(&employee, "withholdGuardianNotification", withheld);
    let query = "query($id: ID!) { case(id: $id) { findings(first: 50) { nodes { kind severity excuse } } } }";
    eventually("it is found", Duration::from_secs(20), || {
        let answer = demo.graphql(&employee, query, &json!({ "id": case }));
        let found = answer["data"]["case"]["findings"]["nodes"].as_array()?.clone();
        let expected =
            json!({ "kind": "WITHHELD_ON_GROUND_NOT_IN_USE", "severity": "DEVIATION", "excuse": "EMERGENCY" });
        found.contains(&expected).then_some(())
    });
}

/// In a municipality of its own: what is set here holds for nobody else.
#[test]
fn r_70_each_setting_is_set_by_whose_leader_it_is_and_others_are_told_whose() {
    const MUNICIPALITY: &str = "4632";
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", MUNICIPALITY, "--name", "Ledevik"]);
    assert_eq!(code, 0, "{told}");
    let of_town = demo.token("municipal-leader", MUNICIPALITY);
    let of_unit = demo.token("unit-leader", MUNICIPALITY);
    let body = "ChildWelfareService";
    let of_service = demo.token_with(&[
        "--role",
        "unit-leader",
        "--municipality",
        MUNICIPALITY,
        "--body",
        body,
        "--subject",
        "leder",
    ]);
    let contact = |kind: &str, owner: &str| json!({ "kind": kind, "name": "Prøve", "phone": "02800", "owner": owner });
    let length = json!({ "number": 3, "unit": "DAYS" });
    let arena = |unit: &str| json!({ "unit": unit, "arena": "KINDERGARTEN" });
    let settings = [
        // What the service's leader sets, and no unit's.
        ("setPrivateAcknowledgement", json!({ "acknowledged": false }), [false, true]),
        ("setWithholdingGrounds", json!({ "grounds": ["VIOLENCE", "SEXUAL_ABUSE"] }), [false, true]),
        ("setDeadline", json!({ "deadline": "SERVICE_PLAN", "length": length }), [false, true]),
        ("listContact", contact("CHILD_WELFARE_SERVICE", "Barneverntjenesten"), [false, true]),
        ("adoptGuide", json!({ "guide": "bti-level-3-child-welfare", "version": 1 }), [false, true]),
        ("publishFigures", json!({ "year": 2020, "rationale": "Revidert." }), [false, true]),
        // What a unit's leader sets of the own unit.
        ("setUnitArena", arena("solbakken"), [true, false]),
        ("listContact", contact("SERVICE", "Solbakken"), [true, false]),
        // What the municipality's leader alone sets.
        ("setUnitArena", arena("Fjordvik skole"), [false, false]),
        ("listContact", contact("SERVICE", "Fjordvik skole"), [false, false]),
        ("setDeadline", json!({ "deadline": "COPY", "length": length }), [false, false]),
        ("setDecisionLimit", json!({ "days": 10 }), [false, false]),
        ("setResourceTeam", json!({ "bodies": ["SCHOOL"] }), [false, false]),
        ("setReportSigning", json!({ "signing": "LEADER" }), [false, false]),
        ("adoptGuide", json!({ "guide": "luster-six-steps", "version": 1 }), [false, false]),
    ];
    let of_others = ("RuleRefused".to_owned(), "SETTING_OF_OTHERS".to_owned(), "R-70".to_owned());
    for (name, input, may) in &settings {
        for (leader, may) in [&of_unit, &of_service].into_iter().zip(may) {
            if !may {
                assert_eq!(demo.refused(leader, name, input.clone()), of_others, "{name} {input}");
            }
        }
        let by = match may {
            [true, _] => &of_unit,
            [_, true] => &of_service,
            _ => &of_town,
        };
        demo.accepted(by, name, input.clone());
    }
    // The municipality's leader keeps what is the others', too; others do not take it away.
    let listed = demo.graphql(&of_town, "{ contacts { id name owner } }", &json!({}));
    let listed = listed["data"]["contacts"].as_array().unwrap().clone();
    let of = |owner: &str| json!({ "contactId": listed.iter().find(|entry| entry["owner"] == owner).unwrap()["id"] });
    assert_eq!(demo.refused(&of_unit, "retireContact", of("Barneverntjenesten")), of_others);
    assert_eq!(demo.refused(&of_service, "verifyContact", of("Solbakken")), of_others);
    demo.accepted(&of_unit, "verifyContact", of("Solbakken"));
    demo.accepted(&of_town, "retireContact", of("Barneverntjenesten"));
}

/// In a municipality of its own: nobody else looks for its contacts.
#[test]
fn s3_52_the_person_of_an_entry_is_named_anew_and_who_it_was_is_told_as_of_then() {
    const MUNICIPALITY: &str = "4633";
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", MUNICIPALITY, "--name", "Namsvik"]);
    assert_eq!(code, 0, "{told}");
    let leader = demo.token("unit-leader", MUNICIPALITY);
    let entry = json!({
        "kind": "SCHEME_CONTACT", "name": "Styrer", "phone": "02800", "owner": "Solbakken", "person": "Kari Gammel",
    });
    let listed = demo.accepted(&leader, "listContact", entry)["position"].clone();
    let query = "query Who($asOf: AsOfInput) { contacts(asOf: $asOf) { id person { value } } }";
    let shown = |as_of: Value| {
        let response = demo.graphql(&leader, query, &json!({ "asOf": as_of }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["contacts"][0].clone()
    };
    let contact = shown(Value::Null)["id"].clone();
    let name = |person: &str, renamed: bool| json!({ "contactId": contact, "person": person, "renamed": renamed });
    let renamed = demo.accepted(&leader, "nameContactPerson", name("Kari Ny", true))["position"].clone();
    demo.accepted(&leader, "nameContactPerson", name("Ola Etterfølger", false));
    let who = |as_of: Value| shown(as_of)["person"]["value"].clone();
    assert_eq!(who(Value::Null), "Ola Etterfølger");
    assert_eq!(who(json!({ "position": renamed })), "Kari Ny");
    assert_eq!(who(json!({ "position": listed })), "Kari Gammel");
    assert_eq!(shown(json!({ "position": listed }))["id"], contact, "one entry all along");
}
