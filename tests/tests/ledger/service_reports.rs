//! What a report must say, as the one who reports meets it (S2-67), and what the intake writes down (S2-22).

use case_ledger_infrastructure::clock;
use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

#[test]
fn s2_67_a_report_without_a_word_is_refused_and_one_of_a_single_word_is_sent() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let contact = json!({
        "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
    });
    demo.accepted(&employee, "makeEmergencyContact", contact);
    let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
    demo.accepted(&employee, "withholdGuardianNotification", ground);
    let report = |content: &str| json!({ "caseId": case, "content": content });
    assert_eq!(demo.refused(&employee, "sendReport", report("  ")).0, "InvalidInput");
    demo.accepted(&employee, "sendReport", report("Redd."));
}

/// What the intake sees of a report that it wrote down.
fn written_down(reporter: &Value) -> Value {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    let told = json!({
        "child": { "name": "Barn Prøve", "contact": "Storgata 1" }, "reporter": reporter, "unit": "Fortalte bydel",
        "content": "Det gråter om natta, og ingen åpner.",
    });
    let received = demo.accepted(&intake, "receiveReport", told);
    let query = "query($id: ID!) { report(id: $id) { channel unit reporterKind reporterName { value state } concludedOn
        acknowledgementDue child { name { value } } obligations { nodes { kind } } history { nodes { eventType data } } } }";
    let response = demo.graphql(&intake, query, &json!({ "id": received["report"]["id"] }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["report"].clone()
}

#[test]
fn s2_22_what_somebody_tells_the_intake_is_a_report_with_its_deadlines() {
    let reporter = json!({ "public": { "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" } });
    let report = written_down(&reporter);
    assert_eq!(
        (&report["channel"], &report["unit"], &report["reporterKind"], &report["reporterName"]["value"]),
        (&json!("intake"), &json!("Fortalte bydel"), &json!("PUBLIC"), &json!("Pernille Prøve"))
    );
    assert_eq!(report["child"]["name"]["value"], "Barn Prøve");
    assert!(report["acknowledgementDue"].is_string() && report["concludedOn"].is_null(), "{report}");
    let owed = report["obligations"]["nodes"].to_string();
    assert!(owed.contains("ACKNOWLEDGE") && owed.contains("TRIAGE"), "{owed}");

    let private = written_down(&json!({ "private": { "name": "Nils Nabo", "contact": "22 22 22 22" } }));
    assert_eq!((&private["reporterKind"], &private["reporterName"]["value"]), (&json!("PRIVATE"), &json!("Nils Nabo")));
}

#[test]
fn r61_of_an_anonymous_caller_the_report_that_is_written_down_holds_nothing() {
    let report = written_down(&json!({ "anonymous": "NO_NAME" }));
    assert_eq!((&report["reporterKind"], &report["reporterName"]), (&json!("ANONYMOUS"), &Value::Null));
    assert!(report["acknowledgementDue"].is_null(), "nobody can be told: {report}");
    let received = report["history"]["nodes"].as_array().unwrap();
    let received = received.iter().find(|node| node["eventType"] == "ReportReceived").unwrap();
    assert_eq!(received["data"]["reporter"], json!({ "kind": "ANONYMOUS" }));
}

#[test]
fn r60_a_public_reporter_is_written_down_with_name_role_and_unit_and_each_that_is_missing_is_named() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    for missing in ["name", "role", "unit"] {
        let mut reporter = json!({ "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" });
        reporter[missing] = json!("  ");
        let input = json!({
            "commandId": clock::new_id(), "child": { "name": "Barn Prøve" }, "reporter": { "public": reporter },
            "unit": "Fortalte bydel", "content": "Redd.",
        });
        let query = "mutation($input: ReceiveReportInput!) { receiveReport(input: $input) { ... on InvalidInput { rule field } } }";
        let response = demo.graphql(&intake, query, &json!({ "input": input }));
        let expected = json!({ "rule": "R-60", "field": format!("reporter.public.{missing}") });
        assert_eq!(response["data"]["receiveReport"], expected, "{response}");
    }
}

/// A telephoned report, with what is said of it beside child, reporter and words.
fn telephoned(reporter: &Value, unit: &str, with: &[(&str, Value)]) -> Value {
    let mut told = json!({
        "child": { "name": "Barn Prøve" }, "reporter": reporter, "unit": unit, "content": "Det gråter om natta.",
    });
    for (field, value) in with {
        told[field] = value.clone();
    }
    told
}

fn police() -> Value {
    json!({ "public": { "name": "Pernille Prøve", "role": "politibetjent", "unit": "politiet" } })
}

fn codes(codes: &[&str]) -> Value {
    codes.iter().map(|code| json!({ "code": code })).collect()
}

/// What statistics count in that unit by content, and how many reports its list finds by both codes, as of then.
fn counted(unit: &str, position: &Value, reporter: &str, content: &str) -> (Value, usize) {
    let demo = shared_demo();
    let query = "query($asOf: AsOfInput, $filter: ReportFilterInput) {
        reports(first: 10, filter: $filter, asOf: $asOf) { nodes { reporterCodes contentCodes } }
        reportStatistics(municipality: \"9901\", period: { from: \"2020-01-01\", to: \"2099-12-31\" },
            groupBy: [UNIT, CONTENT], asOf: $asOf) { rows { key { code } reportsTotal } } }";
    let filter = json!({ "unit": unit, "reporterCode": reporter, "contentCode": content });
    let variables = json!({ "asOf": { "position": position }, "filter": filter });
    let response = demo.graphql(&demo.token("child-welfare-intake", "9901"), query, &variables);
    let rows = response["data"]["reportStatistics"]["rows"].as_array().unwrap_or_else(|| panic!("{response}"));
    let of_unit = rows.iter().filter(|row| row["key"][0]["code"] == unit);
    let found = response["data"]["reports"]["nodes"].as_array().unwrap().len();
    (of_unit.map(|row| json!([row["key"][1]["code"], row["reportsTotal"]])).collect(), found)
}

#[test]
fn rm_7_r_71_a_report_that_was_told_is_listed_and_counted_under_the_codes_it_is_given() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    let unit = "Kodede bydel";
    let coded = [("reporterCodes", codes(&["8"])), ("contentCodes", codes(&["2.4.05"]))];
    let at_once = demo.accepted(&intake, "receiveReport", telephoned(&police(), unit, &coded));
    let later = demo.accepted(&intake, "receiveReport", telephoned(&police(), unit, &[]));
    let mut position = Value::Null;
    for received in [&at_once, &later] {
        let triage = json!({ "reportId": received["report"]["id"], "code": "2", "rationale": "Det må ses på." });
        position = demo.accepted(&intake, "triageReport", triage)["position"].clone();
    }
    let before = (json!([["", 1], ["2.4.05", 1]]), 1);
    assert_eq!(counted(unit, &position, "8", "2.4.05"), before, "one under its code, and one under none");

    let report = &later["report"]["id"];
    let classify = |reporters: &[&str], contents: &[&str]| json!({ "reportId": report, "reporterCodes": codes(reporters), "contentCodes": codes(contents) });
    let refused = |input: Value| demo.refused(&intake, "classifyReport", input);
    let (_, code, rule) = refused(classify(&["8"], &["8"]));
    assert_eq!((code.as_str(), rule.as_str()), ("CODE_NOT_IN_FORCE", "R-71"), "content code 8 held until 2025");
    let (_, code, rule) = refused(classify(&["2"], &["2.4.05"]));
    assert_eq!((code.as_str(), rule.as_str()), ("REPORTER_CODES_OF_OTHER_KIND", "R-60"), "the police are no parent");
    let (_, code, rule) = refused(json!({ "reportId": report }));
    assert_eq!((code.as_str(), rule.as_str()), ("NOTHING_CLASSIFIED", "R-71"));
    let classified = demo.accepted(&intake, "classifyReport", classify(&["8"], &["2.4.05", "2.4.02"]));
    let after = (json!([["2.4.02", 1], ["2.4.05", 2]]), 2);
    assert_eq!(counted(unit, &classified["position"], "8", "2.4.05"), after);
    assert_eq!(counted(unit, &position, "8", "2.4.05"), before, "as it was known then");
}

#[test]
fn r_71_the_codes_of_a_report_that_is_written_down_late_are_those_of_the_day_of_receipt() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    let told = |code: &str| {
        let received_at = ("receivedAt", json!("2025-06-02T10:00:00Z"));
        telephoned(&police(), "Sene bydel", &[received_at, ("contentCodes", codes(&[code]))])
    };
    let (_, code, rule) = demo.refused(&intake, "receiveReport", told("2.4.05"));
    assert_eq!((code.as_str(), rule.as_str()), ("CODE_NOT_IN_FORCE", "R-71"));
    demo.accepted(&intake, "receiveReport", told("9"));
}

#[test]
fn r_61_r_62_what_a_private_caller_declares_is_written_down_with_the_report_and_no_code_tells_who_it_was() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    let query = "query($id: ID!) { report(id: $id) { learnedThroughWork findings(first: 10) { nodes { kind } } } }";
    for reporter in [json!({ "private": { "name": "Nils Nabo" } }), json!({ "anonymous": "NO_NAME" })] {
        let told = telephoned(&reporter, "Erklærte bydel", &[("learnedThroughWork", json!(false))]);
        let received = demo.accepted(&intake, "receiveReport", told);
        let shown = demo.graphql(&intake, query, &json!({ "id": received["report"]["id"] }));
        let expected = json!({ "learnedThroughWork": false, "findings": { "nodes": [] } });
        assert_eq!(shown["data"]["report"], expected, "{shown}");
    }
    let nothing = telephoned(&police(), "Erklærte bydel", &[("learnedThroughWork", json!(false))]);
    let (_, code, rule) = demo.refused(&intake, "receiveReport", nothing);
    assert_eq!((code.as_str(), rule.as_str()), ("NOTHING_TO_DECLARE", "R-62"));
    let told = telephoned(&json!({ "anonymous": "NO_NAME" }), "Erklærte bydel", &[("reporterCodes", codes(&["3"]))]);
    let (_, code, rule) = demo.refused(&intake, "receiveReport", told);
    assert_eq!((code.as_str(), rule.as_str()), ("REPORTER_CODES_OF_OTHER_KIND", "R-61"));
}

#[test]
fn r6_s2_21_s0_40_the_intake_keeps_guardians_from_knowing_of_what_was_telephoned_and_lifts_it_with_reasons() {
    let demo = shared_demo();
    let intake = demo.token("child-welfare-intake", "9901");
    let caseworker = demo.token("caseworker", "9901");
    let telephone = |more: &[(&str, Value)]| {
        let received = demo.accepted(&intake, "receiveReport", telephoned(&police(), "Varsomme bydel", more));
        received["report"]["id"].clone()
    };
    let shown = |report: &Value| {
        let query = "query($id: ID!) { report(id: $id) { withheldFromGuardians } }";
        demo.graphql(&intake, query, &json!({ "id": report }))["data"]["report"]["withheldFromGuardians"].clone()
    };
    let lift = |report: &Value| json!({ "reportId": report, "rationale": "Faren er over." });
    // The reporter gave the ground.
    let report = telephone(&[("withheldFromGuardians", json!("SEXUAL_ABUSE"))]);
    assert_eq!(shown(&report), "SEXUAL_ABUSE");
    demo.accepted(&caseworker, "liftReportWithholding", lift(&report));
    assert_eq!(shown(&report), Value::Null);
    // The service came to know of it afterwards.
    let report = telephone(&[]);
    let (_, code, rule) = demo.refused(&caseworker, "liftReportWithholding", lift(&report));
    assert_eq!((code.as_str(), rule.as_str()), ("NOT_WITHHELD_BY_SERVICE", "R-6"));
    let withhold = json!({ "reportId": report, "ground": "VIOLENCE", "rationale": "Barnet er redd for far." });
    demo.accepted(&caseworker, "withholdReportFromGuardians", withhold);
    assert_eq!(shown(&report), "VIOLENCE");
    // Why, and by whom, is a decision as any other (RM-14).
    let query = "query($filter: DecisionFilterInput) { decisions(filter: $filter) { nodes { outcomes role } } }";
    let filter = json!({ "filter": { "reportId": report, "kinds": ["NOTIFICATION_WITHHELD"] } });
    case_ledger_tests::eventually("it is a decision", std::time::Duration::from_secs(20), || {
        let decided = demo.graphql(&caseworker, query, &filter)["data"]["decisions"]["nodes"].clone();
        (decided[0]["outcomes"] == json!(["VIOLENCE"])).then_some(())
    });
    demo.accepted(&intake, "liftReportWithholding", lift(&report));
    assert_eq!(shown(&report), Value::Null);
}
