//! The same history and the same refusals, told in bokmål, nynorsk and English.

use case_ledger_infrastructure::clock;
use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

/// What is answered to the body with that `Accept-Language`, or with none.
fn answered(role: &str, accept_language: Option<&str>, body: &Value) -> Value {
    let demo = shared_demo();
    let authorization = format!("Bearer {}", demo.token(role, MUNICIPALITY));
    let mut headers = vec![("authorization", authorization.as_str()), ("content-type", "application/json")];
    headers.extend(accept_language.map(|preferred| ("accept-language", preferred)));
    demo.request("POST", "/graphql", &headers, body.to_string().as_bytes()).json()
}

/// Asks with that `Accept-Language`, or with none.
fn ask(accept_language: Option<&str>, body: &Value) -> Value {
    let response = answered("employee", accept_language, body);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

fn command(name: &str, input_type: &str, message: &str, input: &Value) -> Value {
    let query = format!(
        "mutation Command($input: {input_type}!) {{ {name}(input: $input) {{ __typename
           ... on CaseChanged {{ case {{ id }} }} ... on Refusal {{ code rule {message} }} }} }}"
    );
    json!({ "query": query, "variables": { "input": input } })
}

fn new_case() -> String {
    let input = json!({
        "commandId": clock::new_id(), "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "BOTH",
        "description": "Stille de siste ukene.",
    });
    let opened = ask(None, &command("raiseConcern", "RaiseConcernInput", "message", &input));
    opened["raiseConcern"]["case"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_history_is_told_in_the_language_that_the_client_prefers_or_asks_for() {
    let case = new_case();
    let summaries = |accept_language, argument: &str| {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ history {{ nodes {{ summary{argument} }} }} }} }}");
        let told = ask(accept_language, &json!({ "query": query, "variables": { "id": case } }));
        let nodes = told["case"]["history"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| node["summary"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let nb = ["Solbakken åpnet en sak.", "En bekymring for barnet og foreldrene ble tatt opp."];
    let nn = ["Solbakken opna ei sak.", "Ei uro for barnet og foreldra vart teken opp."];
    let en = ["A case was opened by Solbakken.", "A concern was raised about the child and the parents."];
    assert_eq!(summaries(None, ""), en, "who says nothing is told in English");
    assert_eq!(summaries(Some("nb-NO,nb;q=0.9,en;q=0.8"), ""), nb);
    assert_eq!(summaries(Some("en;q=0.1, nn"), ""), nn);
    assert_eq!(summaries(Some("en"), ""), en);
    assert_eq!(summaries(Some("en"), "(language: NN)"), nn, "what is asked for goes before what is preferred");
    assert_eq!(summaries(None, "(language: NB)"), nb);
}

#[test]
fn a_refusal_is_told_in_three_languages_under_one_code() {
    let case = new_case();
    let input = json!({ "commandId": clock::new_id(), "caseId": case, "content": "Vi er bekymret." });
    let refused = |accept_language, message: &str| {
        let data = ask(accept_language, &command("sendReport", "SendReportInput", message, &input));
        data["sendReport"].clone()
    };
    let told = |refused: &Value| {
        let part = |name: &str| refused[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            (part("__typename"), part("code"), part("rule")),
            ("RuleRefused".to_owned(), "DUTY_NOT_ASSESSED".to_owned(), "R-2".to_owned())
        );
        part("message")
    };
    let nb = "Meldeplikten er ikke vurdert for denne bekymringsmeldingen. Vurder den først. Haster det, så ta akutt kontakt.";
    let nn =
        "Meldeplikta er ikkje vurdert for denne bekymringsmeldinga. Vurder ho først. Hastar det, så ta akutt kontakt.";
    let en = "The duty to report has not been assessed for this report. Assess it first; in an emergency, make emergency \
        contact.";
    assert_eq!(told(&refused(Some("no"), "message")), nb);
    assert_eq!(told(&refused(Some("nn"), "message")), nn);
    assert_eq!(told(&refused(None, "message")), en);
    let both = refused(Some("en"), "message(language: NB) nynorsk: message(language: NN)");
    assert_eq!((told(&both), both["nynorsk"].as_str().unwrap()), (nb.to_owned(), nn));
}

#[test]
fn what_is_wrong_with_an_input_is_told_in_the_clients_language() {
    let input = json!({ "commandId": clock::new_id(), "caseId": "case_1", "content": "Vi er bekymret." });
    let refused = ask(Some("nn"), &command("sendReport", "SendReportInput", "message", &input));
    assert_eq!(refused["sendReport"]["message"], "caseId er ikkje ein id som case_<UUID>.");
    assert_eq!(refused["sendReport"]["code"], "INVALID_INPUT");
}

/// What the errors of a question say, in bokmål, nynorsk and English.
fn not_answered(role: &str, query: &str, code: &str, field: &str) -> [String; 3] {
    [Some("nb"), Some("nn"), None].map(|language| {
        let response = answered(role, language, &json!({ "query": query }));
        let error = &response["errors"][0];
        let told = |name: &str| error["extensions"][name].as_str().unwrap_or_default();
        assert_eq!((told("code"), told("field")), (code, field), "{query}: {response}");
        error["message"].as_str().unwrap().to_owned()
    })
}

#[test]
fn what_is_wrong_with_a_question_is_told_in_the_clients_language() {
    for (query, field, told) in [
        (
            "{ cases(first: 500) { nodes { id } } }",
            "first",
            [
                "first må ligge mellom 1 og 100.",
                "first må liggje mellom 1 og 100.",
                "first must lie between 1 and 100.",
            ],
        ),
        (
            "{ cases(after: \"x\") { nodes { id } } }",
            "after",
            [
                "after er ikke en markør i denne listen. Bruk en som listen har gitt, eller utelat den for å begynne med den \
                 første.",
                "after er ikkje ein markør i denne lista. Bruk ein som lista har gitt, eller utelat han for å byrje med den \
                 første.",
                "after is not a cursor of this list. Take one that this list gave, or leave it out to begin with the first.",
            ],
        ),
        (
            "{ cases(asOf: { at: \"2999-01-01T00:00:00Z\" }) { nodes { id } } }",
            "asOf.at",
            [
                "asOf.at ligger i framtiden, som loggen ikke vet noe om. Utelat det for å spørre om nå.",
                "asOf.at ligg i framtida, som loggen ikkje veit noko om. Utelat det for å spørje om no.",
                "asOf.at lies in the future, of which the ledger knows nothing. Leave it out to ask about now.",
            ],
        ),
        (
            "{ obligations(filter: { standing: KARI_NORDMANN }) { nodes { kind } } }",
            "filter.standing",
            [
                "filter.standing er ingen av verdiene som skjemaet nevner for det. Velg en av dem.",
                "filter.standing er ingen av verdiane som skjemaet nemner for det. Vel ein av dei.",
                "filter.standing is none of the values that the schema lists for it. Choose one of those.",
            ],
        ),
        (
            "{ deadlines(on: \"30.11.2026\") { __typename } }",
            "on",
            [
                "on er ikke en dato som 2026-01-31, mellom 1900 og 2200. Oppgi år, måned og en dag som finnes i måneden.",
                "on er ikkje ein dato som 2026-01-31, mellom 1900 og 2200. Oppgi år, månad og ein dag som finst i månaden.",
                "on is not a date such as 2026-01-31, between 1900 and 2200. Send the year, the month and a day that the month \
                 has.",
            ],
        ),
        (
            "mutation { raiseConcern { __typename } }",
            "input",
            [
                "input mangler og trengs. Send det med.",
                "input manglar og trengst. Send det med.",
                "input is missing, and is needed. Send it.",
            ],
        ),
        (
            "{ cases(asOf: { position: 1, at: \"2026-01-01T00:00:00Z\" }) { nodes { id } } }",
            "asOf",
            [
                "asOf tar nøyaktig én av position, at. Send den, og utelat de andre.",
                "asOf tek nøyaktig éin av position, at. Send den, og utelat dei andre.",
                "asOf takes exactly one of position, at. Send that one, and leave the others out.",
            ],
        ),
        (
            "{ case(id: \"report_1\") { id } }",
            "id",
            [
                "id er ikke en id som case_<UUID>.",
                "id er ikkje ein id som case_<UUID>.",
                "id is not an id such as case_<UUID>.",
            ],
        ),
    ] {
        assert_eq!(not_answered("auditor", query, "INVALID_INPUT", field), told.map(str::to_owned), "{query}");
    }
}

/// The errors of an answer, as their fields and what they say.
fn mistakes(response: &Value) -> Vec<(String, String)> {
    let told = |error: &Value| {
        assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{response}");
        assert!(error["locations"][0]["line"].is_i64(), "{response}");
        let part = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (part(&error["extensions"]["field"]), part(&error["message"]))
    };
    response["errors"].as_array().unwrap_or_else(|| panic!("{response}")).iter().map(told).collect()
}

#[test]
fn what_a_form_gets_wrong_most_is_told_by_its_field_and_nothing_is_recorded() {
    let input = |field: &str, value: Value| {
        let mut input = json!({
            "commandId": clock::new_id(), "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "BOTH",
            "description": "Stille de siste ukene.",
        });
        input[field] = value;
        answered("employee", Some("nb"), &command("raiseConcern", "RaiseConcernInput", "message", &input))
    };
    for (field, value, path) in [
        ("raisedOn", json!("2026-02-30"), "input.raisedOn"),
        ("child", json!({ "name": "Barn Prøve", "bornOn": "1.2.2016" }), "input.child.bornOn"),
        ("commandId", json!("1"), "input.commandId"),
        ("commandId", json!(null), "input.commandId"),
        ("description", json!(7), "input.description"),
        ("expectedVersion", json!("1"), "input.expectedVersion"),
    ] {
        let response = input(field, value);
        assert!(response.get("data").is_none_or(Value::is_null), "nothing is executed: {response}");
        let told = mistakes(&response);
        assert_eq!(told.len(), 1, "{response}");
        assert!(told[0].0 == path && told[0].1.starts_with(path), "{response}");
    }
    let followed = json!({ "query": "subscription { caseEntries(id: \"case_1\", after: \"all\") { position } }" });
    let demo = shared_demo();
    let authorization = format!("Bearer {}", demo.token("employee", MUNICIPALITY));
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
        ("accept-language", "nn"),
    ];
    let events = demo.request("POST", "/graphql", &headers, followed.to_string().as_bytes()).body;
    assert!(events.contains("after må vere eit heilt tal") && events.contains("INVALID_INPUT"), "{events}");
}

#[test]
fn r_70_that_a_role_does_not_allow_a_question_is_told_in_the_clients_language_with_the_rule() {
    let query = "{ cases(first: 1) { nodes { id } } }";
    let told = not_answered("statistician", query, "FORBIDDEN", "");
    let expected = [
        "Rollen din har ikke adgang til dette.",
        "Rolla di har ikkje tilgjenge til dette.",
        "Your role does not allow this.",
    ];
    assert_eq!(told, expected.map(str::to_owned));
    let response = answered("statistician", None, &json!({ "query": query }));
    assert_eq!(response["errors"][0]["extensions"]["rule"], "R-70", "{response}");
    let backwards =
        json!({ "query": "{ obligations(filter: { from: \"2026-02-01\", to: \"2026-01-01\" }) { nodes { kind } } }" });
    let response = answered("auditor", None, &backwards);
    assert_eq!(response["errors"][0]["extensions"]["rule"], "R-10", "{response}");
}

#[test]
fn how_a_case_ended_is_told_in_the_language_that_the_client_prefers_or_asks_for() {
    let case = new_case();
    let closing =
        json!({ "commandId": clock::new_id(), "caseId": case, "outcome": "MOVED", "rationale": "Familien flyttet." });
    ask(None, &command("closeCase", "CloseCaseInput", "message", &closing));
    let outcome = |accept_language, argument: &str| {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ outcome{argument} }} }}");
        ask(accept_language, &json!({ "query": query, "variables": { "id": case } }))["case"]["outcome"].clone()
    };
    assert_eq!(outcome(None, ""), "the child moved");
    assert_eq!(outcome(Some("nb"), ""), "barnet har flyttet");
    assert_eq!(outcome(Some("nn"), ""), "barnet har flytta");
    assert_eq!(outcome(Some("en"), "(language: NN)"), "barnet har flytta");
}
