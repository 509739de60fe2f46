//! C12: who is talked with through an interpreter, who interpreted, and where nobody did, as a client meets it.

use case_ledger_infrastructure::clock;
use case_ledger_tests::demo::command;
use case_ledger_tests::{Caseworker, day};
use serde_json::{Value, json};

fn found(client: &Caseworker) -> usize {
    let seen = client.seen("findings(first: 50) { nodes { kind severity rule } }");
    let notice = json!({ "kind": "HELD_WITHOUT_INTERPRETER", "severity": "NOTICE", "rule": "C12" });
    seen["findings"]["nodes"].as_array().unwrap().iter().filter(|found| **found == notice).count()
}

fn talk(with: &str, interpreted: &Value) -> Value {
    json!({ "with": with, "outcome": "CONCERN_STANDS", "summary": "Vi snakket sammen.", "interpreted": interpreted })
}

#[test]
fn c12_a_talk_with_guardians_who_need_an_interpreter_is_interpreted_or_it_is_said_why_not() {
    let client = Caseworker::with_a_case();
    let opened = client.seen("position")["position"].clone();
    let need = json!({ "whose": "GUARDIANS", "language": "so", "notedOn": day(-5) });
    client.accepted("recordInterpreterNeed", need);
    let shown = "interpreterNeeds { whose language { value } notedOn endedOn }";
    let stands = json!([{ "whose": "GUARDIANS", "language": { "value": "so" }, "notedOn": day(-5), "endedOn": null }]);
    assert_eq!(client.seen(shown)["interpreterNeeds"], stands);
    client.accepted("holdConversation", talk("CHILD", &Value::Null));
    client.accepted(
        "holdConversation",
        talk("GUARDIANS", &json!({ "language": "so", "by": { "interpreter": "QUALIFIED" } })),
    );
    let in_arabic = talk("GUARDIANS", &json!({ "language": "ar", "by": { "interpreter": "QUALIFIED" } }));
    client.refused("holdConversation", in_arabic, "LANGUAGE_NOT_NEEDED", "C12");
    let reason = "Tolken kom ikke, og samtalen kunne ikke vente.";
    client.accepted(
        "holdConversation",
        talk("GUARDIANS", &json!({ "language": "so", "by": { "nobodyBecause": reason } })),
    );
    assert_eq!(found(&client), 0);
    let mut yesterday = talk("CHILD_AND_GUARDIANS", &Value::Null);
    yesterday["heldOn"] = json!(day(-1));
    client.accepted("holdConversation", yesterday);
    assert_eq!(found(&client), 1);
    let before_its_end = client.seen("position")["position"].clone();
    client.accepted("endInterpreterNeed", json!({ "whose": "GUARDIANS" }));
    assert_eq!(client.seen(shown)["interpreterNeeds"][0]["endedOn"], day(0));
    // What was known at an earlier moment is said again.
    let as_of = |position: &Value| {
        let query = format!("query($id: ID!, $of: Int!) {{ case(id: $id, asOf: {{ position: $of }}) {{ {shown} }} }}");
        let answer = client.demo.graphql(&client.employee, &query, &json!({ "id": client.case, "of": position }));
        answer["data"]["case"]["interpreterNeeds"].clone()
    };
    assert_eq!(as_of(&before_its_end), stands);
    assert_eq!(as_of(&opened), json!([]));
    client.accepted("holdConversation", talk("GUARDIANS", &Value::Null));
    assert_eq!(found(&client), 1, "from today on none is needed");
    client.refused("endInterpreterNeed", json!({ "whose": "GUARDIANS" }), "NO_INTERPRETER_NEEDED", "C12");
    let history = client.seen("history(first: 50) { nodes { eventType summary(language: NB) data } }");
    let nodes = history["history"]["nodes"].as_array().unwrap();
    let said: Vec<_> = nodes.iter().filter_map(|node| node["summary"].as_str()).collect();
    assert!(said.iter().any(|said| said.ends_with("En kvalifisert tolk tolket.")), "{said:?}");
    assert!(said.contains(&"Det er behov for tolk i samtaler med de foresatte."), "{said:?}");
    assert!(
        nodes.iter().any(|node| node["data"].to_string().contains(reason)),
        "those who work with the case read why"
    );
}

#[test]
fn c12_a_meeting_tells_who_interpreted() {
    let client = Caseworker::with_a_case();
    client.accepted(
        "recordInterpreterNeed",
        json!({ "whose": "CHILD_AND_GUARDIANS", "language": "ckb", "notedOn": day(-6) }),
    );
    let held = |interpreted: Value| {
        let called = json!({ "with": "CHILD_AND_GUARDIANS", "plannedFor": day(0), "convenedOn": day(-5) });
        client.accepted("conveneEvaluationMeeting", called);
        let meetings = client.seen("meetings { id heldOn }")["meetings"].as_array().unwrap().clone();
        let meeting = meetings.iter().find(|meeting| meeting["heldOn"].is_null()).unwrap()["id"].clone();
        let guardians = json!([{ "name": "Foresatt Prøve" }]);
        json!({ "meetingId": meeting, "bodies": [], "guardians": guardians, "child": true, "interpreted": interpreted })
    };
    let by_an_adult = json!({ "language": "ckb", "by": { "interpreter": "OTHER_ADULT" } });
    client.accepted("holdMeeting", held(by_an_adult));
    assert_eq!(found(&client), 0);
    let shown = "meetings { attendance { interpreted { language { value } interpreter nobodyBecause { value } } } }";
    let told = json!({ "language": { "value": "ckb" }, "interpreter": "OTHER_ADULT", "nobodyBecause": null });
    assert_eq!(client.seen(shown)["meetings"], json!([{ "attendance": { "interpreted": told } }]));
    client.accepted("holdMeeting", held(Value::Null));
    assert_eq!(found(&client), 1);
}

#[test]
fn c12_neither_a_child_nor_a_language_that_there_is_not_is_taken_as_interpreting() {
    let client = Caseworker::with_a_case();
    let employee = &client.employee;
    let refused = |name: &str, input: Value| client.demo.refused(employee, name, client.of_case(input));
    let unknown = talk("GUARDIANS", &json!({ "language": "Somali", "by": { "interpreter": "QUALIFIED" } }));
    assert_eq!(refused("holdConversation", unknown).0, "InvalidInput");
    assert_eq!(refused("recordInterpreterNeed", json!({ "whose": "CHILD", "language": "xx" })).0, "InvalidInput");
    let (kind, _, rule) = refused("recordInterpreterNeed", json!({ "whose": "CHILD", "language": "zzz" }));
    assert_eq!((kind.as_str(), rule.as_str()), ("InvalidInput", "C12"));
    let unsaid = talk("GUARDIANS", &json!({ "language": "so", "by": { "nobodyBecause": " " } }));
    assert_eq!(refused("holdConversation", unsaid).0, "InvalidInput", "why nobody did is said");
    for child in ["CHILD", "SIBLING", "RELATIVE"] {
        let mut input = client.of_case(talk("GUARDIANS", &json!({ "language": "so", "by": { "interpreter": child } })));
        input["commandId"] = json!(clock::new_id());
        let errors = client.demo.post(employee, &command("holdConversation", &input)).json()["errors"].to_string();
        assert!(errors.contains("interpreted.by.interpreter"), "{child}: {errors}");
    }
}
