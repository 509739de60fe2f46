//! A report that joins an ongoing investigation, as a client meets it: R-43, S1-13, S2-42.

use std::time::Duration;

use case_ledger_infrastructure::clock;
use case_ledger_tests::{eventually, shared_demo};
use serde_json::{Value, json};

use crate::service::client;

#[test]
fn r_43_s1_13_s2_42_the_reporter_of_a_report_that_joined_an_investigation_is_told_its_end_too() {
    let client = client();
    // Nothing else is done in it, which would look into what joins it on the same day.
    let investigation = client.investigation_in_which_the_child_took_part("DECLINED");
    let (report, alone) = (client.received_report(), client.received_report());
    let triage = |report: &str, code: &str, investigation: Option<&str>| json!({ "reportId": report, "code": code, "rationale": "Gjelder det samme.", "investigationId": investigation });
    let intake = shared_demo().token("child-welfare-intake", "9901");
    let refused = client.demo.refused(&intake, "triageReport", triage(&report, "2", Some(&investigation)));
    assert_eq!(refused, ("RuleRefused".to_owned(), "NOTHING_TO_JOIN".to_owned(), "R-43".to_owned()));
    // What is about a child of whom nobody recorded that it is the same one joins nothing.
    let another = ("RuleRefused".to_owned(), "JOINS_ANOTHER_CHILD".to_owned(), "R-43".to_owned());
    let refused = client.demo.refused(&intake, "triageReport", triage(&report, "4", Some(&investigation)));
    assert_eq!(refused, another);
    let subject = |what: &str, id: &str| {
        let query = format!("query($id: ID!) {{ {what}(id: $id) {{ child {{ subject }} }} }}");
        client.ask(&query, id)[what]["child"]["subject"].as_str().unwrap().to_owned()
    };
    let of_one = |report: &str| {
        let (child, other) = (subject("investigation", &investigation), subject("report", report));
        json!({ "subject": child, "other": other, "rationale": "Samme navn og adresse." })
    };
    client.demo.accepted(&intake, "recordSameChild", of_one(&report));
    client.demo.accepted(&intake, "triageReport", triage(&report, "4", Some(&investigation)));
    client.demo.accepted(&intake, "triageReport", triage(&alone, "4", None));

    let conclusion = json!({ "investigationId": investigation, "code": "3", "rationale": "Barnet har det trygt." });
    client.accepted("concludeInvestigation", conclusion);
    let query = "query($id: ID!) { report(id: $id) { id
        joinedInvestigation { id } feedback { conclusion { on due } }
        obligations(first: 20) { nodes { kind standing } } findings(first: 20) { nodes { kind mendedOn } } } }";
    let owed = |shown: &Value| {
        let nodes = shown["report"]["obligations"]["nodes"].as_array().unwrap().clone();
        nodes
            .into_iter()
            .find(|node| node["kind"] == "TELL_REPORTER_OF_CONCLUSION")
            .map(|node| node["standing"].clone())
    };
    let shown = eventually("the end is owed to the second reporter", Duration::from_secs(20), || {
        let shown = client.ask(query, &report);
        owed(&shown).map(|standing| (shown, standing))
    });
    assert_eq!(shown.1, "OPEN");
    assert_eq!(shown.0["report"]["joinedInvestigation"]["id"], investigation.as_str());
    let end = &shown.0["report"]["feedback"]["conclusion"];
    assert!(end["on"].is_null() && end["due"].is_string(), "{end}");

    let registered = || {
        let query = "{ feedback(first: 50, filter: { joinedOngoing: true }) { nodes { reportId investigationId
            conclusion { owed toldOn lawful } } } }";
        let nodes = client.ask(query, "")["feedback"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().find(|node| node["reportId"] == report.as_str()).unwrap()
    };
    let outstanding = registered();
    assert_eq!(outstanding["investigationId"], investigation.as_str());
    assert_eq!(outstanding["conclusion"], json!({ "owed": true, "toldOn": null, "lawful": null }));

    let inform = |report: &str| json!({ "investigationId": investigation, "reportId": report, "form": "LETTER" });
    client.refused("informReporterOfConclusion", inform(&alone), "REPORT_NOT_JOINED", "R-43");
    // Who was taken for the same child and is not is told nothing.
    client.demo.accepted(&intake, "withdrawSameChild", of_one(&report));
    client.refused("informReporterOfConclusion", inform(&report), "JOINS_ANOTHER_CHILD", "R-43");
    client.demo.accepted(&intake, "recordSameChild", of_one(&report));
    client.accepted("informReporterOfConclusion", inform(&report));
    client.refused("informReporterOfConclusion", inform(&report), "REPORTER_TOLD_OF_CONCLUSION", "R-43");
    eventually("the second reporter was told", Duration::from_secs(20), || {
        (owed(&client.ask(query, &report))? == "MET").then_some(())
    });
    let told = eventually("the register shows it", Duration::from_secs(20), || {
        let conclusion = registered()["conclusion"].clone();
        conclusion["toldOn"].is_string().then_some(conclusion)
    });
    assert_eq!((&told["owed"], &told["lawful"]), (&json!(true), &json!(true)));
    // The first reporter is told apart.
    client.accepted("informReporterOfConclusion", json!({ "investigationId": investigation, "form": "LETTER" }));
    // Put back to triage, it is added to that one no more: what is written down of it after the end is a fact, and nobody has looked
    // into it there, so that triage is owed anew.
    let taken_back = json!({ "reportId": report, "rationale": "Skulle ikke vært lagt til." });
    client.demo.accepted(&intake, "correctJoining", taken_back);
    client.demo.accepted(&intake, "triageReport", triage(&report, "4", Some(&investigation)));
    client.refused("informReporterOfConclusion", inform(&report), "REPORT_NOT_JOINED", "R-43");
    eventually("triage is owed anew", Duration::from_secs(20), || {
        let shown = client.ask(query, &report)["report"].clone();
        let found = json!({ "kind": "JOINED_REPORT_NOT_WEIGHED", "mendedOn": null });
        let owed = json!({ "kind": "TRIAGE_REPORT", "standing": "OPEN" });
        let has = |list: &str, node: &Value| shown[list]["nodes"].as_array().is_some_and(|nodes| nodes.contains(node));
        (shown["joinedInvestigation"].is_null() && has("findings", &found) && has("obligations", &owed)).then_some(())
    });
    client.demo.accepted(&intake, "triageReport", triage(&report, "2", None));
    eventually("that mends it", Duration::from_secs(20), || {
        let found = client.ask(query, &report)["report"]["findings"]["nodes"].as_array().unwrap().clone();
        let ended = |node: &Value| node["kind"] == "JOINED_REPORT_NOT_WEIGHED" && node["mendedOn"].is_string();
        found.iter().any(ended).then_some(())
    });
    // Nobody is told the end of an investigation that was not named, and that shows.
    eventually("the nameless investigation is found", Duration::from_secs(20), || {
        let shown = client.ask(query, &alone);
        let found = shown["report"]["findings"]["nodes"].as_array().unwrap().clone();
        found.contains(&json!({ "kind": "JOINED_INVESTIGATION_UNNAMED", "mendedOn": null })).then_some(())
    });
    // It is named afterwards, and its end is owed to that reporter as well; nothing is corrected by that.
    let name = json!({ "reportId": alone, "investigationId": investigation });
    let correct = json!({ "reportId": alone, "investigationId": investigation, "rationale": "Det er den." });
    let refused = client.demo.refused(&intake, "correctJoining", correct);
    assert_eq!(refused, ("RuleRefused".to_owned(), "JOINING_UNNAMED".to_owned(), "R-43".to_owned()));
    assert_eq!(client.demo.refused(&intake, "nameJoinedInvestigation", name.clone()), another);
    client.demo.accepted(&intake, "recordSameChild", of_one(&alone));
    client.demo.accepted(&intake, "nameJoinedInvestigation", name.clone());
    let refused = client.demo.refused(&intake, "nameJoinedInvestigation", name);
    assert_eq!(refused, ("RuleRefused".to_owned(), "JOINED_INVESTIGATION_NAMED".to_owned(), "R-43".to_owned()));
    eventually("its end is owed", Duration::from_secs(20), || {
        let shown = client.ask(query, &alone);
        let mended = shown["report"]["findings"]["nodes"].as_array().unwrap().iter();
        let mended = mended
            .filter(|node| node["kind"] == "JOINED_INVESTIGATION_UNNAMED")
            .all(|node| !node["mendedOn"].is_null());
        (owed(&shown)? == "OPEN" && mended).then_some(())
    });
    let mut told = inform(&alone);
    told["commandId"] = json!(clock::new_id());
    let first = client.accepted("informReporterOfConclusion", told.clone());
    // Sent again it is answered as the first time, though the two were taken for one child by mistake, as is said since.
    client.demo.accepted(&intake, "withdrawSameChild", of_one(&alone));
    let again = client.accepted("informReporterOfConclusion", told);
    assert_eq!((&again["position"], &again["recordedNow"]), (&first["position"], &json!(false)));
    client.refused("informReporterOfConclusion", inform(&alone), "JOINS_ANOTHER_CHILD", "R-43");
}

#[test]
fn r_43_s2_48_a_report_in_the_investigation_of_another_child_is_found_and_put_back_to_triage_with_reasons() {
    let client = client();
    let (investigation, report) = (client.investigation(), client.received_report());
    let intake = shared_demo().token("child-welfare-intake", "9901");
    let subject = |what: &str, id: &str| {
        let query = format!("query($id: ID!) {{ {what}(id: $id) {{ child {{ subject }} }} }}");
        client.ask(&query, id)[what]["child"]["subject"].as_str().unwrap().to_owned()
    };
    let (child, other) = (subject("investigation", &investigation), subject("report", &report));
    let of_one = json!({ "subject": child, "other": other, "rationale": "Samme navn og adresse." });
    client.demo.accepted(&intake, "recordSameChild", of_one.clone());
    let triage =
        json!({ "reportId": report, "code": "4", "rationale": "Gjelder det samme.", "investigationId": investigation });
    client.demo.accepted(&intake, "triageReport", triage);
    let query = "query($id: ID!) { report(id: $id) { joinedInvestigation { id } triage { decidedOn }
        obligations(first: 20) { nodes { kind standing } } findings(first: 20) { nodes { kind mendedOn } } } }";
    let found = |shown: &Value| {
        let nodes = shown["report"]["findings"]["nodes"].as_array().unwrap().clone();
        nodes.into_iter().find(|node| node["kind"] == "JOINED_ANOTHER_CHILD").map(|node| node["mendedOn"].clone())
    };
    assert_eq!(found(&client.ask(query, &report)), None);
    client.demo.accepted(&intake, "withdrawSameChild", of_one);
    eventually("it is another child's", Duration::from_secs(20), || {
        (found(&client.ask(query, &report))? == Value::Null).then_some(())
    });
    let correct = |rationale: &str, investigation: Option<&str>| json!({ "reportId": report, "rationale": rationale, "investigationId": investigation });
    let wrong = correct("Det er søskenbarnet.", Some(&investigation));
    let refused = client.demo.refused(&intake, "correctJoining", wrong);
    assert_eq!(refused, ("RuleRefused".to_owned(), "JOINS_ANOTHER_CHILD".to_owned(), "R-43".to_owned()));
    client.demo.accepted(&intake, "correctJoining", correct("Det er søskenbarnet.", None));
    let shown = eventually("that is mended, and triage is owed anew", Duration::from_secs(20), || {
        let shown = client.ask(query, &report);
        let is_owed = json!({ "kind": "TRIAGE_REPORT", "standing": "OPEN" });
        let owed = shown["report"]["obligations"]["nodes"].as_array().unwrap().contains(&is_owed);
        (!found(&shown)?.is_null() && owed).then_some(shown)
    });
    assert!(shown["report"]["joinedInvestigation"].is_null() && shown["report"]["triage"].is_null(), "{shown}");
    let refused = client.demo.refused(&intake, "correctJoining", correct("Én gang til.", None));
    assert_eq!(refused, ("RuleRefused".to_owned(), "NOT_TRIAGED".to_owned(), "S2-48".to_owned()));
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Skal undersøkes." });
    client.demo.accepted(&intake, "triageReport", triage);
}
