//! who the unit has decided is no guardian decides nothing for the child, as a client meets it.

use std::time::Duration;

use case_ledger_tests::{day, eventually, shared_demo};
use serde_json::{Value, json};

use crate::whose_cases::token;

const UNIT: &str = "Nordlia skole";

#[test]
fn r_21_r_24_who_the_unit_has_decided_is_no_guardian_consents_to_nothing_for_the_child() {
    let demo = shared_demo();
    let (teacher, leader) = (token(UNIT, "employee", "Lærer"), token(UNIT, "unit-leader", "Rektor"));
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Stille og trøtt.", "raisedOn": day(-9),
    });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let seen = |selection: &str| {
        let query = format!("{{ case(id: \"{case}\") {{ {selection} }} }}");
        let response = demo.graphql(&teacher, &query, &json!({}));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    };
    let ask = || {
        json!({
            "caseId": case, "guardian": { "name": "Stefar Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
            "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "categories": ["OBSERVATIONS"],
            "validFrom": day(-5), "requestedOn": day(-5),
        })
    };
    demo.accepted(&teacher, "requestConsent", ask());
    let consent = seen("consents { id }")["consents"][0]["id"].as_str().unwrap().to_owned();
    let given = json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "givenOn": day(-4) });
    demo.accepted(&teacher, "giveConsent", given);
    let name = |guardians: Value, rationale: Option<&str>| {
        let named = json!({ "caseId": case, "guardians": guardians, "rationale": rationale, "namedOn": day(-2) });
        demo.accepted(&teacher, "nameGuardians", named);
    };
    let (mother, stepfather) = (json!({ "name": "Foresatt Prøve" }), json!({ "name": "Stefar Prøve" }));
    name(json!([mother]), Some("Han har ikke foreldreansvar."));
    let status = |on: &str| seen(&format!("consents(day: \"{on}\") {{ status }}"))["consents"][0]["status"].clone();
    assert_eq!((status(&day(-3)), status(&day(0))), (json!("GIVEN"), json!("EXPIRED")));
    // Nothing rests on what he said, and he is asked for nothing more.
    let lift = json!({ "caseId": case, "level": 2, "consentId": consent, "rationale": "Flere bør hjelpe." });
    let refused = |name: &str, input: Value| demo.refused(&leader, name, input);
    let ruled = |code: &str, rule: &str| ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
    assert_eq!(refused("escalateToLevel", lift.clone()), ruled("NO_VALID_CONSENT", "R-24"));
    let mut again = ask();
    again["requestedOn"] = json!(day(-1));
    assert_eq!(refused("requestConsent", again), ruled("NOT_A_GUARDIAN", "R-21"));
    // Named again, he decides; and left out once more, the level rests on nobody's consent.
    name(json!([mother, stepfather]), None);
    demo.accepted(&leader, "escalateToLevel", lift);
    name(json!([mother]), Some("Han har ikke foreldreansvar."));
    let query = format!(
        "{{ findings(first: 9, filter: {{ caseId: \"{case}\", kinds: [CONSENT_EXPIRED_IN_USE] }}) {{ nodes {{
            rule severity mendedOn }} }} }}"
    );
    let found = eventually("it is found", Duration::from_secs(20), || {
        let answer = demo.graphql(&leader, &query, &json!({}));
        answer["data"]["findings"]["nodes"].as_array().filter(|nodes| nodes.len() == 1).cloned()
    });
    assert_eq!(found[0], json!({ "rule": "R-21", "severity": "BREACH", "mendedOn": null }));
}
