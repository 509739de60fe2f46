//! S0-43, S2-30: a report that was sent from a case is handed out as the national report message, for another system.

use case_ledger_domain::text::Text;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::interchange::fiks::{self, Expected, Kind};
use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

use crate::who_sees_what::national_id;
use crate::whose_cases::token;

const MUNICIPALITY: &str = "9901";
const WHERE: &str = "Meldingsveien 12";

fn sender() -> Value {
    json!({
        "phone": "22 22 22 22", "email": "post@skolen.example", "organisationNumber": " ",
        "address": { "street": "Skolegata 4", "postalCode": "4950", "postalPlace": "Prøvevik" },
        "history": "Foreldresamtaler i høst.", "childInformed": true, "interpreterNeed": "Somali",
    })
}

fn asked(token: &str, case: &Value, report: &Value, sender: &Value) -> Value {
    let query = "query Message($case: ID!, $report: ID!, $sender: ReportMessageSenderInput!) {
        case(id: $case) { reportMessage(reportId: $report, sender: $sender) {
            content keptBack faults { pointer reason } } } }";
    let variables = json!({ "case": case, "report": report, "sender": sender });
    let response = shared_demo().graphql(token, query, &variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"]["reportMessage"].clone()
}

#[test]
fn s0_43_s2_30_a_sent_report_is_handed_out_as_the_national_message_and_where_a_protected_child_is_is_not_in_it() {
    let demo = shared_demo();
    let unit = "Meldeskolen";
    let teacher = token(unit, "employee", "Lærer Melder");
    let number = national_id("11052141");
    let child = json!({ "name": "Barn Melding", "nationalId": number, "contact": WHERE });
    let concern = json!({ "child": child, "subject": "CHILD", "description": "Stille." });
    let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].clone();
    let of_case = |mut input: Value| {
        input["caseId"] = case.clone();
        input
    };
    let danger = json!({ "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "DANGER_TO_LIFE_OR_HEALTH", "description": "Nå." });
    demo.accepted(&teacher, "makeEmergencyContact", of_case(danger.clone()));
    let told = json!({ "about": "REPORT", "guardians": [{ "name": "Mor Melding" }] });
    demo.accepted(&teacher, "informGuardians", of_case(told));
    let words = "Hun sa: «ikke hjem».\nVi er \"bekymret\".";
    let report = demo.accepted(&teacher, "sendReport", of_case(json!({ "content": words })))["createdId"].clone();

    let message = asked(&teacher, &case, &report, &sender());
    let content = message["content"].as_str().unwrap_or_else(|| panic!("{message}"));
    let expected = Expected { municipality: Some(MUNICIPALITY.to_owned()), now: clock::now() };
    let reading = fiks::read(content.as_bytes(), &expected).unwrap();
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    let read = reading.message.unwrap();
    assert_eq!((read.text.as_str(), read.history.as_deref()), (words, Some("Foreldresamtaler i høst.")));
    let [child] = read.children.as_slice() else { panic!("{content}") };
    assert_eq!((child.name.as_str(), child.national_id.as_deref()), ("Barn Melding", Some(number.as_str())));
    assert_eq!((child.address.line_1.as_str(), child.informed), (WHERE, Some(true)));
    let Kind::Public { reporter, guardians, interpreter_need, .. } = &read.kind else { panic!("{content}") };
    assert_eq!((reporter.name.as_str(), reporter.unit.name.as_str()), ("Lærer Melder", unit));
    assert_eq!(interpreter_need.as_deref(), Some("Somali"));
    let told: Vec<_> = guardians.iter().map(|guardian| (guardian.name.as_str(), guardian.informed)).collect();
    assert_eq!(told, [("Mor Melding", true)]);

    let mut too_long = sender();
    too_long["history"] = json!("x".repeat(Text::MOST_CHARACTERS + 1));
    let query = "query Message($case: ID!, $report: ID!, $sender: ReportMessageSenderInput!) {
        case(id: $case) { reportMessage(reportId: $report, sender: $sender) { keptBack } } }";
    let variables = json!({ "case": case, "report": report, "sender": too_long });
    let refused = demo.graphql(&teacher, query, &variables);
    let message = refused["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{refused}"));
    assert!(message.contains("sender.history"), "{message}");

    // Being told of one report is not being told of the next, which is withheld from her.
    let ground = json!({ "ground": "VIOLENCE", "rationale": "Det barnet har sagt siden." });
    demo.accepted(&teacher, "withholdGuardianNotification", of_case(ground));
    demo.accepted(&teacher, "makeEmergencyContact", of_case(danger));
    let next =
        demo.accepted(&teacher, "sendReport", of_case(json!({ "content": "Det er verre." })))["createdId"].clone();
    let next = asked(&teacher, &case, &next, &sender());
    let of_next = fiks::read(next["content"].as_str().unwrap().as_bytes(), &expected).unwrap().message.unwrap();
    let Kind::Public { guardians, .. } = &of_next.kind else { panic!("{next}") };
    let told: Vec<_> = guardians.iter().map(|one| (one.informed, one.reason_not_informed.is_some())).collect();
    assert_eq!(told, [(false, true)]);

    // What the case knew of interpreters stands in it where the sender says nothing.
    demo.accepted(&teacher, "recordInterpreterNeed", of_case(json!({ "whose": "GUARDIANS", "language": "so" })));
    let mut says_nothing = sender();
    says_nothing.as_object_mut().unwrap().remove("interpreterNeed");
    let known = asked(&teacher, &case, &report, &says_nothing);
    let known = fiks::read(known["content"].as_str().unwrap().as_bytes(), &expected).unwrap().message.unwrap();
    let Kind::Public { interpreter_need, .. } = &known.kind else { panic!("{known:?}") };
    assert_eq!(interpreter_need.as_deref(), Some("de foresatte: so (ISO 639)"));

    // What a receiver would refuse is said where it is to be put right.
    let mut wrong = sender();
    wrong["phone"] = json!("ring meg");
    let refused = asked(&teacher, &case, &report, &wrong);
    assert_eq!(
        (&refused["content"], &refused["faults"][0]["pointer"]),
        (&Value::Null, &json!("/offentligMelder/telefonnummer"))
    );
    // Nobody else's report, and nobody else's case.
    assert!(asked(&teacher, &case, &json!(clock::new_id()), &sender()).is_null());
    assert!(asked(&token("En annen meldeskole", "employee", "Utenfor"), &case, &report, &sender()).is_null());
    // Who sees who did what, and not the content, is handed none.
    let officer = asked(&demo.token("data-protection-officer", MUNICIPALITY), &case, &report, &sender());
    assert!(officer["content"].is_null(), "{officer}");

    let protect =
        json!({ "person": { "childOfCase": case }, "grade": "CONFIDENTIAL", "source": "POPULATION_REGISTER" });
    demo.accepted(&teacher, "protectAddress", protect);
    let protected = asked(&teacher, &case, &report, &sender())["content"].as_str().unwrap().to_owned();
    assert!(!protected.contains(WHERE) && protected.contains("Adressen er skjermet"), "{protected}");

    let leader = token(unit, "unit-leader", "Rektor");
    let query = "query Reads($id: ID!) { case(id: $id) { readLog(first: 50) { nodes { what } } } }";
    let reads = demo.graphql(&leader, query, &json!({ "id": case }))["data"]["case"]["readLog"].to_string();
    assert!(reads.contains("REPORT_MESSAGE"), "{reads}");
    assert!(!demo.log().contains(WHERE) && !demo.log().contains("ring meg"));
}
