//! an anonymous consultation, over HTTP, and what is left of it.

use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_infrastructure::clock;
use case_ledger_tests::shared_demo;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::data_subjects::rows_of;

const CHILD: &str = "Tiril Prøvemo";

fn consultation(question: &str, case: Option<&str>) -> Value {
    json!({ "body": "CHILD_WELFARE_SERVICE", "topics": ["DUTY_TO_REPORT"], "question": question,
            "advice": "Logg det dere ser, og snakk med barnet.", "screenForCase": case })
}

/// A case about that child; answers its id.
fn case_about_her() -> String {
    let demo = shared_demo();
    let concern =
        json!({ "child": { "name": CHILD }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille." });
    let changed = demo.accepted(&demo.token("employee", "9901"), "raiseConcern", concern);
    changed["case"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn r20_what_is_recorded_of_a_consultation_leads_to_nobody() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    let held = demo.accepted(
        &employee,
        "holdAnonymousConsultation",
        consultation("Et barn i barnehagealder kommer ofte uten mat.", Some(&case)),
    );
    let position = held["position"].as_i64().unwrap();
    let query =
        "query Entry($after: String) { ledger(municipality: \"9901\") { entries(first: 1, after: $after) { nodes {
        position eventType streamType streamId summary occurredAt recordedAt data correlationId causationId commandId
        actor { subject unit role name { value } } } } } }";
    let auditor = demo.token("auditor", "9901");
    let answer = demo.graphql(&auditor, query, &json!({ "after": (position - 1).to_string() }));
    let entry = &answer["data"]["ledger"]["entries"]["nodes"][0];
    assert_eq!(
        (&entry["position"], &entry["eventType"]),
        (&json!(position), &json!("AnonymousConsultationHeld")),
        "{answer}"
    );
    assert_eq!(entry["actor"]["name"], Value::Null);
    assert_eq!(entry["actor"]["unit"], Value::Null);
    for time in ["occurredAt", "recordedAt"] {
        let told: DateTime<Utc> = entry[time].as_str().unwrap().parse().unwrap();
        assert_eq!(told, start_of_day(oslo_date(told)), "{time} tells no more than the day");
    }
    assert_eq!(entry["causationId"], Value::Null);
    assert_eq!(entry["correlationId"], entry["commandId"], "it belongs together with nothing");
    let bare = case.split_once('_').unwrap().1;
    assert!(!entry.to_string().contains(bare), "{entry}");
    let fields: Vec<&String> = entry["data"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["advice", "body", "heldOn", "question", "topics"]);

    // Nor does the moment as of which somebody asks tell more.
    let moment =
        "query AsOf($asOf: AsOfInput) { ledger(municipality: \"9901\", asOf: $asOf) { asOf { position at } } }";
    let as_of = json!({ "asOf": { "position": position } });
    let told = demo.graphql(&auditor, moment, &as_of);
    let then = &told["data"]["ledger"]["asOf"];
    assert_eq!(then["position"], json!(position), "{told}");
    let instant = |told: &Value| -> DateTime<Utc> { told.as_str().unwrap().parse().unwrap() };
    assert_eq!(instant(&then["at"]), instant(&entry["recordedAt"]));

    // Whoever recorded it, it is the same nobody.
    let intake = demo.token("child-welfare-intake", "9901");
    let other = demo.accepted(&intake, "holdAnonymousConsultation", consultation("Et annet barn.", None));
    let after = json!({ "after": (other["position"].as_i64().unwrap() - 1).to_string() });
    let answer = demo.graphql(&auditor, query, &after);
    let another = &answer["data"]["ledger"]["entries"]["nodes"][0];
    assert_eq!(another["actor"]["subject"], entry["actor"]["subject"]);
}

#[test]
fn r20_a_text_that_tells_who_the_child_is_is_refused_with_what_was_found_and_nothing_is_recorded() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    for (question, case, found) in [
        ("Tiril kommer ofte uten mat.", Some(case.as_str()), "a name from the case"),
        ("Hun er født 12. mars 2015.", None, "a full date"),
        ("Mor har nummer 900 00 000.", None, "a telephone number"),
        ("De bor i Kirkegata 4.", None, "an address"),
        ("010115 12345 gjelder det.", None, "a national identity number"),
    ] {
        let input = consultation(question, case);
        let payload = demo.command(&employee, "holdAnonymousConsultation", input);
        assert_eq!(
            (&payload["code"], &payload["rule"]),
            (&json!("NOT_ANONYMOUS"), &json!("R-20")),
            "{question}: {payload}"
        );
        assert_eq!(payload["ruleField"], "question");
        let message = payload["message"].as_str().unwrap();
        assert!(message.contains(found), "{message}");
        assert!(!message.contains("Tiril"), "what was found is told by kind only");
    }
}

#[test]
fn r20_names_are_looked_for_only_in_cases_that_one_may_work_with() {
    let demo = shared_demo();
    let case = case_about_her();
    let input = consultation("Et barn kommer ofte uten mat.", Some(&case));
    let refused = demo.refused(&demo.token("child-welfare-intake", "9901"), "holdAnonymousConsultation", input);
    assert_eq!(refused.0, "NotPermitted");
}

#[test]
fn r20_every_name_in_the_case_is_looked_for_also_siblings_guardians_and_who_decided() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    for (command, input) in [
        ("linkSibling", json!({ "sibling": { "name": "Sverre Prøvemo" } })),
        ("informGuardians", json!({ "about": "CONCERN", "guardians": [{ "name": "Gudny Hypotese" }] })),
        (
            "assessConcern",
            json!({ "degree": "SOME", "groundForConcern": true, "rationale": "Sett to ganger.",
            "noBasisBecause": "Det ble fortalt, ikke sett.",
            "decidedBy": { "name": "Liv Lederprøve", "role": "UNIT_LEADER" } }),
        ),
    ] {
        let mut input = input;
        input["caseId"] = json!(case);
        demo.accepted(&employee, command, input);
    }
    for name in ["Tiril", "Sverre", "Gudny", "Lederprøve"] {
        let question = format!("{name} sa det selv.");
        let refused = demo.refused(&employee, "holdAnonymousConsultation", consultation(&question, Some(&case)));
        assert_eq!(refused.1, "NOT_ANONYMOUS", "{name}");
    }
}

#[test]
fn r70_whoever_is_not_shown_a_name_does_not_learn_it_by_guessing() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    let query = format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}");
    let child = demo.graphql(&employee, &query, &json!({}))["data"]["case"]["child"]["subject"].clone();
    demo.accepted(
        &demo.token("data-protection-officer", "9901"),
        "restrictSubject",
        json!({ "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["AUDITOR"], "rationale": "Klage." }),
    );
    let answers = ["Tiril kommer ofte uten mat.", "Bjarte kommer ofte uten mat."].map(|question| {
        let payload = demo.command(&employee, "holdAnonymousConsultation", consultation(question, Some(&case)));
        (payload["code"].clone(), payload["ruleField"].clone(), payload["message"].clone())
    });
    assert_eq!((&answers[0].0, &answers[0].1), (&json!("NAMES_WITHHELD"), &json!("screenForCase")));
    assert_eq!(answers[0], answers[1], "the right name and a wrong one are answered alike");
}

#[test]
fn r70_that_a_case_is_looked_through_for_names_is_recorded_as_a_read_and_not_by_which_operation() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let case = case_about_her();
    let bare = case.split_once('_').unwrap().1;
    let reads = || -> Vec<(Option<String>,)> {
        let sql = format!("SELECT operation FROM read_log WHERE object_id = '{bare}' ORDER BY read_id");
        rows_of(demo, &sql)
    };
    let before = reads().len();
    let query = "mutation Consulting($input: HoldAnonymousConsultationInput!) {
        holdAnonymousConsultation(input: $input) { __typename } }";
    for question in ["Tiril kommer ofte uten mat.", "Et barn kommer ofte uten mat."] {
        let mut input = consultation(question, Some(&case));
        input["commandId"] = json!(clock::new_id());
        let answer = demo.graphql(&employee, query, &json!({ "input": input }));
        assert!(answer.get("errors").is_none(), "{answer}");
    }
    assert_eq!(reads()[before..], [(None,), (None,)], "a refused guess is a read, too");
}

#[test]
fn r20_a_case_that_does_not_exist_is_not_taken_for_one_without_names() {
    let demo = shared_demo();
    let nowhere = format!("case_{}", clock::new_id());
    let input = consultation("Et barn kommer ofte uten mat.", Some(&nowhere));
    let refused = demo.refused(&demo.token("employee", "9901"), "holdAnonymousConsultation", input);
    assert_eq!(refused.1, "NOT_FOUND");
}

/// What a second sending must match is kept as a digest: with the case in it, trying every case would tell which it was.
#[test]
fn r20_what_tells_a_second_sending_from_another_command_holds_nothing_of_the_case() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let mut input = consultation("Et barn kommer ofte uten mat.", Some(&case_about_her()));
    input["commandId"] = json!(clock::new_id());
    let first = demo.accepted(&employee, "holdAnonymousConsultation", input.clone());
    for other in [json!(case_about_her()), Value::Null] {
        input["screenForCase"] = other;
        let again = demo.accepted(&employee, "holdAnonymousConsultation", input.clone());
        assert_eq!((&again["position"], &again["recordedNow"]), (&first["position"], &json!(false)), "{again}");
    }
    input["question"] = json!("Et annet barn.");
    assert_eq!(demo.refused(&employee, "holdAnonymousConsultation", input).0, "CommandIdReused");
}

#[test]
fn r70_that_a_consultation_is_read_is_recorded() {
    let demo = shared_demo();
    let employee = demo.token("employee", "9901");
    let question = consultation("Et barn kommer ofte uten mat.", None);
    let position = demo.accepted(&employee, "holdAnonymousConsultation", question)["position"].as_i64().unwrap();
    let query = "query Reading($after: String) { ledger(municipality: \"9901\") { entries(first: 1, after: $after) {
        nodes { streamId data } } } }";
    let after = json!({ "after": (position - 1).to_string() });
    let request = json!({ "query": query, "operationName": "Reading", "variables": after });
    let answer = demo.post(&demo.token("auditor", "9901"), &request).json();
    let stream = answer["data"]["ledger"]["entries"]["nodes"][0]["streamId"].as_str().unwrap();
    let sql = format!("SELECT object_type, operation FROM read_log WHERE object_id = '{stream}'");
    let reads: Vec<(String, Option<String>)> = rows_of(demo, &sql);
    assert_eq!(reads, [("Consultation".to_owned(), Some("ledger".to_owned()))]);
}

/// What the list answers that role there, all of it.
fn listed(role: &str, municipality: &str, filter: &Value) -> Vec<Value> {
    let demo = shared_demo();
    let query = "query Asked($filter: AnonymousConsultationFilterInput) {
        anonymousConsultations(first: 100, filter: $filter) { nodes {
            topics question { value state } advice { value state } heldOn } } }";
    let answer = demo.graphql(&demo.token(role, municipality), query, &json!({ "filter": filter }));
    let nodes = answer["data"]["anonymousConsultations"]["nodes"].as_array();
    nodes.unwrap_or_else(|| panic!("{answer}")).clone()
}

#[test]
fn r_20_s2_10_the_service_reads_again_what_it_was_asked_and_no_sooner_than_the_next_day() {
    let demo = shared_demo();
    let canary = "Et barn kommer ofte uten mat, og kanarifuglen synger.";
    let mut asked = consultation(canary, Some(&case_about_her()));
    asked["topics"] = json!(["DUTY_TO_REPORT", "CONSENT"]);
    asked["heldOn"] = json!("2024-01-02");
    demo.accepted(&demo.token("employee", "9901"), "holdAnonymousConsultation", asked);
    for role in ["child-welfare-intake", "caseworker"] {
        let held = listed(role, "9901", &Value::Null);
        assert!(!held.is_empty());
        assert!(!json!(held).to_string().contains("kanarifuglen"), "nobody sees one appear as it is recorded");
        for one in &held {
            assert!(!one["topics"].as_array().unwrap().is_empty(), "{one}");
            assert_eq!(one["question"]["state"], "VISIBLE", "{one}");
        }
        let days: Vec<&str> = held.iter().map(|one| one["heldOn"].as_str().unwrap()).collect();
        assert!(days.is_sorted_by(|one, next| one >= next), "{days:?}");
        let about = listed(role, "9901", &json!({ "topic": "WHO_CAN_HELP" }));
        assert!(!about.is_empty() && about.len() < held.len());
        assert!(about.iter().all(|one| one["topics"] == json!(["WAY_FORWARD", "WHO_CAN_HELP"])), "{about:?}");
        let elsewhere = json!(listed(role, "9902", &Value::Null)).to_string();
        for one in &held {
            let question = one["question"]["value"].as_str().unwrap();
            assert!(!elsewhere.contains(question), "another municipality's are its own: {question}");
        }
    }
    // Nor as of a moment, nor for anyone else, whoever may read the ledger.
    let query = "{ anonymousConsultations { nodes { heldOn } } }";
    for role in ["employee", "unit-leader", "auditor", "data-protection-officer", "statistician", "service"] {
        let refused = demo.graphql(&demo.token(role, "9901"), query, &json!({}));
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}: {refused}");
    }
}

#[test]
fn r_20_nothing_that_the_service_reads_leads_to_who_asked_or_to_an_entry() {
    let demo = shared_demo();
    let caseworker = demo.token("caseworker", "9901");
    let page = |after: Option<&str>| {
        let query = "query Asked($after: String) { anonymousConsultations(first: 5, after: $after) {
            edges { cursor node { topics question { value } advice { value } heldOn } }
            pageInfo { hasNextPage endCursor } } }";
        demo.graphql(&caseworker, query, &json!({ "after": after }))["data"]["anonymousConsultations"].clone()
    };
    let (mut told, mut after) = (Vec::new(), None);
    loop {
        let page = page(after.as_deref());
        told.extend(page["edges"].as_array().unwrap_or_else(|| panic!("{page}")).iter().cloned());
        after = page["pageInfo"]["endCursor"].as_str().map(ToOwned::to_owned);
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(told.len(), listed("caseworker", "9901", &Value::Null).len(), "page by page it is the same list");
    let told = json!(told).to_string();
    let sql = "SELECT aggregate_id, event_id::text, command_id::text, actor ->> 'subject',
                      payload #>> '{AnonymousConsultationHeld,question,of}'
                 FROM events WHERE aggregate_type = 'Consultation'";
    let known: Vec<(String, String, String, String, String)> = rows_of(demo, sql);
    for (stream, event, command, actor, nobody) in known {
        for id in [stream, event, command, actor, nobody] {
            assert!(!told.contains(&id), "{id} is told");
        }
    }

    let query = "{ node: __type(name: \"AnonymousConsultation\") { fields { name } }
        query: __type(name: \"Query\") { fields { name args { name } } } }";
    let schema = demo.graphql(&caseworker, query, &json!({}))["data"].clone();
    let names = |list: &Value| -> Vec<String> {
        let mut names: Vec<_> =
            list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(names(&schema["node"]["fields"]), ["advice", "heldOn", "question", "topics"]);
    let fields = schema["query"]["fields"].as_array().unwrap();
    let list = fields.iter().find(|field| field["name"] == "anonymousConsultations").unwrap();
    assert_eq!(names(&list["args"]), ["after", "filter", "first"], "it has no past to be compared with");

    // That the list was read is recorded, and of no consultation that it was.
    let sql = "SELECT object_type, object_id::text, as_of FROM read_log WHERE operation = 'anonymousConsultations'
                  AND object_type <> 'AccessDenied'";
    let reads: Vec<(String, String, Option<i64>)> = rows_of(demo, sql);
    assert!(!reads.is_empty());
    let of_the_list = ("AnonymousConsultations".to_owned(), "00000000-0000-0000-0000-000000000000".to_owned(), None);
    assert!(reads.iter().all(|read| *read == of_the_list), "{reads:?}");
}

#[test]
fn s2_11_s2_69_a_consultation_about_nothing_is_refused_and_the_service_counts_its_own_by_topic() {
    let demo = shared_demo();
    let mut about_nothing = consultation("Et barn kommer ofte uten mat.", None);
    about_nothing["topics"] = json!([]);
    let payload = demo.command(&demo.token("employee", "9901"), "holdAnonymousConsultation", about_nothing);
    let refused = (&payload["code"], &payload["ruleField"], &payload["rule"]);
    assert_eq!(refused, (&json!("CONSULTATION_TOPIC_MISSING"), &json!("topics"), &json!("S2-11")), "{payload}");

    let query = "{ anonymousConsultationStatistics(period: { from: \"2000-01-01\", to: \"2199-12-31\" }) {
        total byTopic { topic consultations } } }";
    let answer = demo.graphql(&demo.token("child-welfare-intake", "9901"), query, &json!({}));
    let counted = &answer["data"]["anonymousConsultationStatistics"];
    let held = listed("child-welfare-intake", "9901", &Value::Null);
    assert_eq!(counted["total"], json!(held.len()), "{answer}");
    for row in counted["byTopic"].as_array().unwrap() {
        let about = held.iter().filter(|one| one["topics"].as_array().unwrap().contains(&row["topic"]));
        assert_eq!(row["consultations"], json!(about.count()), "{row}");
    }
}
