//! Law and code lists as they held on a day, asked for over HTTP.

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::shared_demo;
use chrono::TimeDelta;
use serde_json::{Value, json};

fn ask(query: &str) -> Value {
    let demo = shared_demo();
    let response = demo.graphql(&demo.token("employee", "9901"), query, &json!({}));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

#[test]
fn c7_the_legal_bases_are_those_of_the_day_in_question() {
    let duty = |on: &str| {
        let query = format!(
            "{{ legalBases(on: \"{on}\") {{ topic title(language: NN) act paragraph validFrom validTo verified pending }} }}"
        );
        let bases = ask(&query)["legalBases"].as_array().unwrap().clone();
        assert!(bases.iter().all(|basis| basis["pending"] == false), "{bases:?}");
        bases.into_iter().find(|basis| basis["topic"] == "DUTY_TO_REPORT").unwrap()
    };
    let old = duty("2022-12-31");
    assert_eq!(
        (&old["act"], &old["paragraph"], &old["validTo"]),
        (&json!("BVL"), &json!("§ 6-4"), &json!("2022-12-31"))
    );
    let new = duty("2023-01-01");
    assert_eq!((&new["act"], &new["paragraph"]), (&json!("BVL2021"), &json!("§ 13-2")));
    assert_eq!((&new["validFrom"], &new["verified"]), (&json!("2023-01-01"), &json!("VERIFIED")));
    assert_eq!(new["title"], "Meldeplikt til barnevernstenesta");
    let passed = ask("{ legalBases(on: \"2023-01-01\", pending: true) { act paragraph pending } }");
    let passed = passed["legalBases"].as_array().unwrap().iter().filter(|basis| basis["pending"] == true).count();
    assert_eq!(passed, 4);
}

#[test]
fn c8_and_c3_the_conditions_and_grounds_of_a_day_are_told_with_their_names() {
    let told = ask("{ dutyConditions(on: \"2019-05-05\") { name conditions { condition title(language: NB) } }
        withholdingGrounds { ground always sources } }");
    assert_eq!(told["dutyConditions"]["name"], "BVL § 6-4");
    let last = json!({ "condition": "HUMAN_TRAFFICKING", "title": "Fare for menneskehandel" });
    assert_eq!(told["dutyConditions"]["conditions"][3], last);
    let grounds = told["withholdingGrounds"].as_array().unwrap();
    assert_eq!((grounds.len(), grounds.iter().filter(|ground| ground["always"] == true).count()), (6, 2));
}

#[test]
fn the_deadlines_of_a_day_are_told_with_length_extension_and_basis() {
    let told = ask("{ deadlines(on: \"2024-01-01\") { id kind length { number unit } extended { number unit }
        starts startsInWords(language: EN) legalBasis { act paragraph } } }");
    let investigation = &told["deadlines"][2];
    assert_eq!(
        investigation,
        &json!({
            "id": "D-3", "kind": "INVESTIGATION", "length": { "number": 3, "unit": "MONTHS" },
            "extended": { "number": 6, "unit": "MONTHS" }, "starts": "TRIAGE_CONCLUSION",
            "startsInWords": "Conclusion of triage", "legalBasis": { "act": "BVL2021", "paragraph": "§ 2-2" },
        })
    );
    assert_eq!(told["deadlines"][5]["length"], Value::Null, "the municipality sets it");
}

#[test]
fn r_71_a_deadline_says_whether_a_municipality_may_set_another_and_how_long_at_most() {
    let told = ask("{ deadlines(on: \"2024-01-01\") { kind length { number unit } lengthUnlessSet { number unit }
        settable longest { number unit } setFrom starts } }");
    let of = |kind: &str| {
        let deadlines = told["deadlines"].as_array().unwrap();
        deadlines.iter().find(|deadline| deadline["kind"] == kind).unwrap().clone()
    };
    let length = |number: u16, unit: &str| json!({ "number": number, "unit": unit });
    assert_eq!(
        of("REPORT"),
        json!({
            "kind": "REPORT", "length": length(3, "WORKING_DAYS"), "lengthUnlessSet": length(3, "WORKING_DAYS"),
            "settable": true, "longest": length(3, "WORKING_DAYS"), "setFrom": null, "starts": "OWED",
        })
    );
    let copy = of("COPY");
    assert_eq!((&copy["settable"], &copy["longest"]), (&json!(true), &length(365, "DAYS")));
    let triage = of("TRIAGE");
    assert_eq!((&triage["settable"], &triage["longest"]), (&json!(false), &Value::Null));
}

#[test]
fn c7_the_legal_bases_as_of_a_moment_are_those_of_its_day() {
    let acts = |arguments: &str| {
        let told = ask(&format!("{{ legalBases{arguments} {{ act }} }}"))["legalBases"].as_array().unwrap().clone();
        told.iter().map(|basis| basis["act"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let then = acts("(asOf: { at: \"2022-06-01T12:00:00Z\" })");
    assert_eq!(then, acts("(on: \"2022-06-01\")"));
    assert_ne!(then, acts(""));
    assert_eq!(acts("(on: \"2026-11-30\", asOf: { at: \"2022-06-01T12:00:00Z\" })"), acts("(on: \"2026-11-30\")"));
}

#[test]
fn r71_a_code_list_holds_what_may_be_used_on_the_day() {
    let codes = |on: &str| {
        let query = format!("{{ codeList(name: REPORT_CONCLUSION, on: \"{on}\") {{ code label validTo }} }}");
        let codes = ask(&query)["codeList"].as_array().unwrap().clone();
        codes.iter().map(|code| code["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes("2025-12-31"), ["1", "2", "3", "4"]);
    assert_eq!(codes("2026-01-01"), ["2", "3", "4", "5", "6", "7", "8", "9", "10"]);
}

/// In which the act on public administration of 2025 commences.
const COMMENCED: &str = "9963";

#[test]
fn r_71_c7_an_act_commences_on_the_day_that_a_municipality_records_and_what_rests_on_it_cites_it_from_then_on() {
    const ACT: &str = "LOV-2025-06-20-81";
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", COMMENCED, "--name", "Nylov"]);
    assert_eq!(code, 0, "{told}");
    let (employee, leader) = (demo.token("employee", COMMENCED), demo.token("municipal-leader", COMMENCED));
    let ago = |days: i64| (oslo_date(clock::now()) - TimeDelta::days(days)).to_string();
    let ask = |query: &str, variables: Value| {
        let response = demo.graphql(&employee, query, &variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    };
    let sharing = |on: &str, as_of: &Value| {
        let query = "query($on: Date, $asOf: AsOfInput) {
            legalBases(on: $on, asOf: $asOf) { topic act validFrom validTo pending commencesWith endsWith } }";
        let told = ask(query, json!({ "on": on, "asOf": as_of }))["legalBases"].as_array().unwrap().clone();
        told.into_iter().find(|basis| basis["topic"] == "SHARING_WITH_AUTHORITIES").unwrap()
    };
    assert_eq!(sharing(&ago(0), &Value::Null)["act"], "forvaltningsloven 1967");
    let unknown = demo.refused(&leader, "recordCommencement", json!({ "law": "LOV-2021-06-18-97", "from": ago(5) }));
    let unknown_act = ("RuleRefused".to_owned(), "COMMENCEMENT_NOT_AWAITED".to_owned(), "R-71".to_owned());
    assert_eq!(unknown, unknown_act);
    let first = demo.accepted(&leader, "recordCommencement", json!({ "law": ACT, "from": ago(5) }));
    // Recorded wrongly, it is recorded anew.
    demo.accepted(&leader, "recordCommencement", json!({ "law": ACT, "from": ago(3) }));
    let (old, new) = (sharing(&ago(4), &Value::Null), sharing(&ago(3), &Value::Null));
    assert_eq!(
        (&old["act"], &old["validTo"], &old["endsWith"]),
        (&json!("forvaltningsloven 1967"), &json!(ago(4)), &json!(ACT))
    );
    assert_eq!(
        (&new["act"], &new["validFrom"], &new["pending"], &new["commencesWith"]),
        (&json!("forvaltningsloven 2025"), &json!(ago(3)), &json!(false), &json!(ACT))
    );
    // What parties are told goes on under the act as well.
    let query = "query($on: Date) { legalBases(on: $on) { topic act } }";
    let bases = ask(query, json!({ "on": ago(3) }))["legalBases"].as_array().unwrap().clone();
    let of_parties: Vec<_> = bases.iter().filter(|basis| basis["topic"] == "PARTY_ACCESS").collect();
    assert_eq!(of_parties, [&json!({ "topic": "PARTY_ACCESS", "act": "forvaltningsloven 2025" })]);
    let then = json!({ "position": first["position"] });
    assert_eq!(sharing(&ago(4), &then)["act"], "forvaltningsloven 2025", "as it was recorded then");
    let told = ask("{ lawCommencements { law from recordedOn recordedBy { role } } }", json!({}));
    let recorded = |from: String| json!({ "law": ACT, "from": from, "recordedOn": ago(0), "recordedBy": { "role": "unit-leader" } });
    assert_eq!(told["lawCommencements"], json!([recorded(ago(5)), recorded(ago(3))]));

    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
        "raisedOn": ago(5),
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].clone();
    for days in [4, 3] {
        let assessed = json!({
            "caseId": case, "topic": "SHARING_WITH_AUTHORITIES", "recipients": ["SCHOOL"], "categories": ["OBSERVATIONS"],
            "allowed": true, "rationale": "Barnet må følges opp.", "assessedOn": ago(days),
        });
        demo.accepted(&employee, "assessSharingException", assessed);
    }
    let query = "query($id: ID!) { case(id: $id) { history(first: 50) { nodes { eventType data } } } }";
    let history = ask(query, json!({ "id": case }))["case"]["history"]["nodes"].as_array().unwrap().clone();
    let cited: Vec<_> = history
        .iter()
        .filter(|entry| entry["eventType"] == "SharingExceptionAssessed")
        .map(|entry| entry["data"]["legalBasis"].clone())
        .collect();
    assert_eq!(cited, ["forvaltningsloven 1967 § 13 b", "forvaltningsloven 2025 § 34"]);
    // Recorded wrongly still: what cited the act keeps what it cited.
    demo.accepted(&leader, "recordCommencement", json!({ "law": ACT }));
    assert_eq!(sharing(&ago(0), &Value::Null)["act"], "forvaltningsloven 1967");
    let after = ask(query, json!({ "id": case }))["case"]["history"]["nodes"].as_array().unwrap().clone();
    assert_eq!(after, history);
}

#[test]
fn r71_codes_of_every_list_are_told_in_the_language_asked_for() {
    let label = |list: &str, language: &str| {
        let query = format!("{{ codeList(name: {list}, on: \"2026-06-01\", language: {language}) {{ label }} }}");
        ask(&query)["codeList"][0]["label"].as_str().unwrap().to_owned()
    };
    let told = |list: &str| ["NB", "NN", "EN"].map(|language| label(list, language));
    assert_eq!(
        told("INVESTIGATION_CONCLUSION"),
        [
            "Barneverntjenesten fatter vedtak om tiltak",
            "Barnevernstenesta gjer vedtak om tiltak",
            "The child welfare service decides on measures",
        ]
    );
    assert_eq!(
        told("MOVE_DESTINATION")[1..],
        ["Fosterheim i familie og nære nettverk", "Foster home in the family and close network"]
    );
}
