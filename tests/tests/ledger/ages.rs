//! C12: the ages that carry rights, as a client meets them.

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{day, eventually, shared_demo};
use chrono::{Datelike as _, NaiveDate};
use serde_json::{Value, json};

use crate::who_sees_what::national_id;
use crate::whose_cases::{of_a_body, token};

const UNIT: &str = "Ungdomsskolen";
/// How far behind the ledger a list may be.
const FOLLOW_WITHIN: Duration = Duration::from_secs(20);

/// When somebody was born who is that old on every day of this year.
fn born(years: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(oslo_date(clock::now()).year() - years, 1, 1).unwrap()
}

/// A case of such a child, with a guardian asked for consent: the case and the question.
fn asked(child: &Value) -> (String, String) {
    let (demo, teacher) = (shared_demo(), token(UNIT, "employee", "Lærer"));
    let concern = json!({ "child": child, "subject": "CHILD", "description": "Stille og trøtt.", "raisedOn": day(-9) });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let request = json!({
        "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
        "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "categories": ["OBSERVATIONS"], "validFrom": day(-5), "requestedOn": day(-5),
    });
    demo.accepted(&teacher, "requestConsent", request);
    let consent = seen(&case, &teacher, "consents { id }")["consents"][0]["id"].as_str().unwrap().to_owned();
    (case, consent)
}

fn seen(case: &str, token: &str, selection: &str) -> Value {
    let query = format!("{{ case(id: \"{case}\") {{ {selection} }} }}");
    let response = shared_demo().graphql(token, &query, &json!({}));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"].clone()
}

fn noticed(case: &str) -> Vec<Value> {
    let leader = token(UNIT, "unit-leader", "Rektor");
    let filter = format!("filter: {{ caseId: \"{case}\", kinds: [YOUTH_NOT_ASKED] }}");
    let query = format!("{{ findings(first: 10, {filter}) {{ nodes {{ rule severity }} }} }}");
    let response = shared_demo().graphql(&leader, &query, &json!({}));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["findings"]["nodes"].as_array().unwrap().clone()
}

#[test]
fn c12_what_a_childs_age_gives_it_is_told_by_the_law_of_the_day_to_who_sees_its_birth() {
    let teacher = token(UNIT, "employee", "Lærer");
    let (case, _) = asked(&json!({ "name": "Barn Prøve", "bornOn": "2010-06-15" }));
    let rights = |on: &str| {
        let rights = format!(
            "rights(on: \"{on}\") {{ limit years reachedOn reached title(language: NN) legalBasis {{ act paragraph }} }}"
        );
        seen(&case, &teacher, &format!("child {{ {rights} }}"))["child"]["rights"].clone()
    };
    let party = |on: &str| rights(on)[2].clone();
    let told = json!({
        "limit": "PARTY", "years": 15, "reachedOn": "2025-06-15", "reached": false, "title": "Barnet er part i eiga sak",
        "legalBasis": { "act": "BVL2021", "paragraph": "§ 12-3" },
    });
    assert_eq!(party("2025-06-14"), told);
    assert_eq!(party("2025-06-15")["reached"], true);
    assert_eq!(party("2022-12-31")["legalBasis"], json!({ "act": "BVL", "paragraph": "§ 6-3" }));
    let limits: Vec<_> = rights("2024-01-01").as_array().unwrap().iter().map(|right| right["limit"].clone()).collect();
    assert_eq!(limits, ["OPINION_HEARD", "OPINION_WEIGHS", "PARTY", "OF_AGE", "AFTER_CARE_ENDS"]);
    let officer = shared_demo().token("data-protection-officer", "9901");
    assert_eq!(seen(&case, &officer, "child { bornOn { value } rights { limit } }")["child"]["rights"], Value::Null);
    let (numbered, _) = asked(&json!({ "name": "Barn Prøve", "nationalId": national_id("15861059") }));
    let reached =
        seen(&numbered, &teacher, "child { rights { reachedOn } }")["child"]["rights"][2]["reachedOn"].clone();
    assert_eq!(reached, "2025-06-15", "as its number tells");
    let (unborn, _) = asked(&json!({ "name": "Ufødt Prøve", "unborn": true, "nationalId": national_id("15868059") }));
    assert_eq!(seen(&unborn, &teacher, "child { bornOn { value } rights { limit } }")["child"]["rights"], Value::Null);
    let (unknown, _) = asked(&json!({ "name": "Barn Prøve" }));
    assert_eq!(seen(&unknown, &teacher, "child { rights { limit } }")["child"]["rights"], Value::Null);
}

#[test]
fn c12_guardians_who_consent_without_a_youth_of_fifteen_are_noticed_and_with_it_or_for_a_younger_one_not() {
    let (demo, teacher) = (shared_demo(), token(UNIT, "employee", "Lærer"));
    let give = |years: i32, by: Option<&str>| {
        let (case, consent) = asked(&json!({ "name": "Barn Prøve", "bornOn": born(years).to_string() }));
        let given = json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "consentedBy": by });
        demo.accepted(&teacher, "giveConsent", given);
        noticed(&case)
    };
    let found = give(15, None);
    assert_eq!((found.len(), &found[0]["rule"], &found[0]["severity"]), (1, &json!("C12"), &json!("NOTICE")));
    assert!(give(16, Some("GUARDIAN_AND_YOUTH")).is_empty());
    assert!(give(12, None).is_empty());
}

#[test]
fn c12_guardians_alone_consent_no_more_for_who_is_of_age_and_the_own_yes_carries() {
    let (demo, teacher) = (shared_demo(), token(UNIT, "employee", "Lærer"));
    let (case, consent) = asked(&json!({ "name": "Ung Prøve", "bornOn": born(18).to_string() }));
    let by = |by: &str| json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "consentedBy": by });
    let refused = demo.refused(&teacher, "giveConsent", by("GUARDIAN"));
    assert_eq!(refused, ("RuleRefused".into(), "CHILD_OF_AGE".into(), "C12".into()));
    demo.accepted(&teacher, "giveConsent", by("YOUTH"));
    let leader = token(UNIT, "unit-leader", "Rektor");
    let lift = json!({ "caseId": case, "level": 2, "consentId": consent, "rationale": "Flere bør hjelpe." });
    demo.accepted(&leader, "escalateToLevel", lift);
    assert!(noticed(&case).is_empty());
    // So it lets another body in, which finds the case among its own.
    let adviser = of_a_body("EducationalPsychologicalService");
    eventually("the body finds the case", FOLLOW_WITHIN, || {
        let query = format!("{{ cases(first: 100, filter: {{ unit: \"{UNIT}\" }}) {{ nodes {{ id }} }} }}");
        let listed = demo.graphql(&adviser, &query, &json!({}));
        let nodes = listed["data"]["cases"]["nodes"].as_array().unwrap().clone();
        nodes.iter().any(|node| node["id"] == json!(case)).then_some(())
    });
}

#[test]
fn c12_of_a_restricted_child_no_rights_are_told_and_nothing_is_refused_for_its_age() {
    let (demo, teacher) = (shared_demo(), token(UNIT, "employee", "Lærer"));
    let born_on = born(18);
    let number = national_id(&format!("0181{:02}59", born_on.year() % 100));
    let (case, consent) = asked(&json!({ "name": "Ung Prøve", "bornOn": born_on.to_string(), "nationalId": number }));
    let rights = |token: &str| seen(&case, token, "child { rights { limit } }")["child"]["rights"].clone();
    assert!(rights(&teacher).is_array());
    let child = seen(&case, &teacher, "child { subject }")["child"]["subject"].clone();
    let officer = demo.token("data-protection-officer", "9901");
    let restriction = json!({
        "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["UNIT_LEADER"], "rationale": "Etter klage.",
    });
    demo.accepted(&officer, "restrictSubject", restriction);
    let leader = token(UNIT, "unit-leader", "Rektor");
    assert_eq!(rights(&teacher), Value::Null);
    assert!(rights(&leader).is_array());
    let given = json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "consentedBy": "GUARDIAN" });
    let refused = demo.refused(&leader, "giveConsent", given.clone());
    assert_eq!(refused.1, "CHILD_OF_AGE");
    demo.accepted(&teacher, "giveConsent", given);
    assert!(!seen(&case, &officer, "history(first: 9) { nodes { data } }").to_string().contains("ownSay"));
}

/// A slip in the day of birth would give a child of ten the say of one of sixteen.
#[test]
fn r_10_c12_a_birth_that_cannot_be_is_refused_by_its_field_with_the_way_on() {
    let (demo, teacher) = (shared_demo(), token(UNIT, "employee", "Lærer"));
    let intake = token("Fjordvik barnevernstjeneste", "child-welfare-intake", "Mottak");
    let numbered = national_id("15861059");
    for (child, said) in [
        (json!({ "name": "Barn Prøve", "bornOn": day(1) }), "lies in the future"),
        (json!({ "name": "Barn Prøve", "bornOn": "2019-01-01", "unborn": true }), "unborn"),
        (
            json!({ "name": "Barn Prøve", "bornOn": "2011-06-15", "nationalId": numbered }),
            "than the national identity number tells",
        ),
        (json!({ "name": "Barn Prøve", "bornOn": "1980-01-01" }), "a grown-up of 25 or more"),
    ] {
        let concern = json!({ "unit": UNIT, "child": child, "subject": "CHILD", "description": "Ord." });
        let report = json!({
            "unit": UNIT, "child": child, "content": "Ord.", "learnedThroughWork": false,
            "reporter": { "private": { "name": "Nabo Prøve" } },
        });
        for (by, command, input) in [(&teacher, "raiseConcern", concern), (&intake, "receiveReport", report)] {
            let refused = demo.command(by, command, input);
            let of = (&refused["__typename"], &refused["field"], &refused["rule"]);
            assert_eq!(of, (&json!("InvalidInput"), &json!("child.bornOn"), &json!("R-10")), "{command}: {refused}");
            let message = refused["message"].as_str().unwrap();
            assert!(message.contains(said), "{message}");
        }
    }
    // Its number tells the same day.
    asked(&json!({ "name": "Barn Prøve", "bornOn": "2010-06-15", "nationalId": national_id("15861059") }));
}

/// What guardians signed last month is not to be asked for again because it is written down today.
#[test]
fn r_21_r_10_consent_that_is_written_down_late_holds_from_the_day_on_which_it_was_asked_for() {
    let (demo, teacher) = (shared_demo(), token(UNIT, "employee", "Lærer"));
    let (case, _) = asked(&json!({ "name": "Barn Prøve" }));
    let request = json!({
        "caseId": case, "guardian": { "name": "Mor Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
        "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "categories": ["OBSERVATIONS"], "requestedOn": day(-4),
    });
    demo.accepted(&teacher, "requestConsent", request);
    let consents = seen(&case, &teacher, "consents { validFrom requestedOn }")["consents"].clone();
    let asked = json!({ "validFrom": day(-4), "requestedOn": day(-4) });
    assert!(consents.as_array().unwrap().contains(&asked), "{consents}");
}
