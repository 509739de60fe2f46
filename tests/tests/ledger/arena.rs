//! The universal arena's own duties and ways: averting a crime, reports that people write, and whom one turns to (R-4, R-17,
//! C2).

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_infrastructure::secret_file;
use case_ledger_tests::{Demo, shared_demo, token};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::data_subjects::rows_of;
use crate::subject_access::token_of;

const MUNICIPALITY: &str = "9901";

/// A new case about that child.
fn case_about(demo: &Demo, child: &str) -> String {
    let concern = json!({
        "child": { "name": child }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille og trøtt.",
    });
    let raised = demo.accepted(&demo.token("employee", MUNICIPALITY), "raiseConcern", concern);
    raised["case"]["id"].as_str().unwrap().to_owned()
}

fn seen(demo: &Demo, case: &str, selection: &str) -> Value {
    let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
    let response = demo.graphql(&demo.token("unit-leader", MUNICIPALITY), &query, &json!({ "id": case }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["case"].clone()
}

#[test]
fn r_4_s0_38_what_is_to_be_averted_is_owed_a_contact_at_once_and_carries_what_the_police_are_told() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let case = case_about(demo, "Barn Avverging");
    let shared = json!({
        "caseId": case, "body": "POLICE", "direction": "TO_BODY", "categories": ["OBSERVATIONS"],
        "content": "Det han sa.", "basis": { "duty": "DUTY_TO_AVERT" }, "rationale": "Det haster.",
    });
    let refused = demo.refused(&employee, "shareInformation", shared.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "DUTY_TO_AVERT_NOT_TRIGGERED".to_owned(), "R-4".to_owned()));
    let mut assessment = json!({
        "caseId": case, "feared": "VIOLENCE", "expectation": "LESS_LIKELY", "triggered": true, "rationale": "Det han sa.",
    });
    let refused = demo.refused(&employee, "assessDutyToAvert", assessment.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "AVERTING_NOT_EXPECTED".to_owned(), "R-4".to_owned()));
    assessment["expectation"] = json!("MOST_LIKELY");
    demo.accepted(&employee, "assessDutyToAvert", assessment);
    let owed = |standing: &str| json!({ "kind": "CONTACT_TO_AVERT", "rule": "R-4", "standing": standing });
    let obligations =
        || seen(demo, &case, "obligations { nodes { kind rule standing } }")["obligations"]["nodes"].clone();
    assert!(obligations().as_array().unwrap().contains(&owed("OPEN")), "{}", obligations());
    demo.accepted(&employee, "shareInformation", shared);
    assert!(obligations().as_array().unwrap().contains(&owed("MET")), "{}", obligations());
}

/// Where the sources of `parts` ask for a report to be sent.
fn that_send_reports(parts: &[&str]) -> Vec<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut directories: Vec<PathBuf> = parts.iter().map(|part| workspace.join(part)).collect();
    let mut found = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.file_name().is_some_and(|name| name != "tests.rs")
                // What tests do, no program does.
                && fs::read_to_string(&path)
                    .unwrap_or_default()
                    .split("#[cfg(test)]")
                    .next()
                    .is_some_and(|program| program.contains("ReportingAction::SendReport"))
            {
                found.push(path.strip_prefix(workspace).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found
}

/// The import, the intake, the projections and the command line are programs; the invented people of the demo are people.
#[test]
fn r_17_no_program_asks_for_a_report_and_one_command_of_a_person_does() {
    let faces = ["infrastructure/src", "api/src/commands", "api/src/graphql", "api/src/http"];
    assert_eq!(that_send_reports(&faces), ["api/src/graphql/commands/cases.rs"]);
}

#[test]
fn r_15_r_17_s2_19_a_program_names_the_person_who_decides_signs_and_bears_the_duty_to_report() {
    let demo = shared_demo();
    let program = demo.token("service", MUNICIPALITY);
    let case = case_about(demo, "Barn Fagsystem");
    let refused = |token: &str, name: &str, input: &Value| {
        let payload = demo.command(token, name, input.clone());
        assert_eq!(payload["__typename"], "InvalidInput", "{name}: {payload}");
        assert!(payload["message"].as_str().unwrap().contains("Send the name of the person"), "{payload}");
        (payload["field"].as_str().unwrap().to_owned(), payload["rule"].as_str().unwrap().to_owned())
    };
    let own = demo.graphql(&program, "{ viewer { name } }", &json!({}))["data"]["viewer"]["name"].clone();
    let closing = |decided_by: Value| {
        let mut input = json!({ "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Hun var trøtt." });
        input["decidedBy"] = decided_by;
        input
    };
    let decided_by = ("decidedBy.name".to_owned(), "R-15".to_owned());
    for nobody in [Value::Null, json!({ "role": "HEAD" }), json!({ "name": own, "role": "EMPLOYEE" })] {
        assert_eq!(refused(&program, "closeCase", &closing(nobody.clone())), decided_by, "{nobody}");
    }
    // Whatever else its token lets it do, it is a program.
    let beside = token_of(demo, &["employee", "service"], "Solbakken", "Fagsystemet", MUNICIPALITY);
    assert_eq!(refused(&beside, "closeCase", &closing(Value::Null)), decided_by);

    let mut report = json!({ "caseId": case, "content": "Bekymring." });
    assert_eq!(
        refused(&program, "sendReport", &report),
        ("dutyBearer.name".to_owned(), "S2-19".to_owned()),
        "no program sends a report of its own accord"
    );
    report["dutyBearer"] = json!({ "name": "Kari Lærer", "role": "CONTACT_TEACHER" });
    report["signedBy"] = json!({ "role": "HEAD" });
    assert_eq!(refused(&program, "sendReport", &report), ("signedBy.name".to_owned(), "R-17".to_owned()));
    report["signedBy"] = json!({ "name": "Anne Styrer", "role": "HEAD" });
    let rule = demo.refused(&program, "sendReport", report);
    assert_eq!(rule.0, "RuleRefused", "with persons named it is for the rules to say: {rule:?}");

    // What needs no decider the program records; and what a person decided, with that person's name.
    let seen = json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Var trøtt." });
    demo.accepted(&program, "logObservation", seen);
    demo.accepted(&program, "closeCase", closing(json!({ "name": "Anne Styrer", "role": "HEAD" })));
    // A person who decides need not be named.
    let mut of_a_person = closing(Value::Null);
    of_a_person["caseId"] = json!(case_about(demo, "Barn Uten fagsystem"));
    demo.accepted(&demo.token("employee", MUNICIPALITY), "closeCase", of_a_person);
}

/// A token of a case system, with what it says of the person for whom it acts.
fn acting_for(demo: &Demo, roles: &[&str], person: Value) -> String {
    acting_in(demo, roles, person, Some("Solbakken"))
}

/// A case of that unit.
fn case_in(demo: &Demo, unit: &str) -> String {
    let employee = token_of(demo, &["employee"], unit, "Ansatt", MUNICIPALITY);
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Stille." });
    demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned()
}

/// The same, of what is in one unit.
fn acting_in(demo: &Demo, roles: &[&str], person: Value, unit: Option<&str>) -> String {
    let secret = secret_file::read(&demo.data_dir().join("secrets").join("demo-tokens")).unwrap();
    let mut claims = token::claims("service", MUNICIPALITY);
    claims["sub"] = json!("Fagsystem på vegne av");
    claims["roles"] = json!(roles);
    claims["onBehalfOf"] = person;
    claims["unit"] = json!(unit);
    token::hs256(&secret, &claims)
}

#[test]
fn r_15_r_17_s2_19_a_program_acts_for_the_person_that_its_token_names_and_nobody_else_is_told_of() {
    let demo = shared_demo();
    let case = case_about(demo, "Barn På vegne av");
    let head = json!({ "sub": "styrer-7", "name": "Siri Styrer", "role": "unit-leader" });
    let program = acting_for(demo, &["service"], head.clone());
    let seen = json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Var trøtt." });
    demo.accepted(&program, "logObservation", seen);
    demo.accepted(
        &program,
        "closeCase",
        json!({
            "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Hun var trøtt.",
        }),
    );
    let of_case = |token: &str, selection: &str| {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {selection} }} }}");
        let answer = demo.graphql(token, &query, &json!({ "id": case }));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["case"].clone()
    };
    let entry = "history(first: 20) { nodes { eventType data actor { role name { value } onBehalfOf { subject role name { value state } } } } }";
    let history = of_case(&program, entry)["history"]["nodes"].as_array().unwrap().clone();
    let one = |event: &str| history.iter().find(|entry| entry["eventType"] == event).unwrap().clone();
    for event in ["ObservationLogged", "CaseClosed"] {
        let actor = one(event)["actor"].clone();
        assert_eq!(
            (&actor["role"], &actor["onBehalfOf"]["role"]),
            (&json!("service"), &json!("unit-leader")),
            "{event}"
        );
        assert_eq!(actor["onBehalfOf"]["name"], json!({ "value": "Siri Styrer", "state": "VISIBLE" }));
    }
    assert_eq!(one("CaseOpened")["actor"]["onBehalfOf"], Value::Null, "a person acts for nobody else");
    let decided_by = one("CaseClosed")["data"]["decision"]["decidedBy"].clone();
    assert_eq!((&decided_by["name"]["value"], &decided_by["role"]), (&json!("Siri Styrer"), &json!("UNIT_LEADER")));

    // Whom the issuer knows is the same person with a token of the own.
    let herself = token_of(demo, &["unit-leader"], "Solbakken", "styrer-7", MUNICIPALITY);
    let another = case_about(demo, "Barn Av egen hånd");
    demo.accepted(
        &herself,
        "logObservation",
        json!({
            "caseId": another, "observedOn": "2026-01-01", "kind": "SAID", "text": "Var våken.",
        }),
    );
    let own = demo.graphql(
        &herself,
        "query($id: ID!) { case(id: $id) { history(first: 20) { nodes { eventType actor { subject } } } } }",
        &json!({ "id": another }),
    );
    let own = own["data"]["case"]["history"]["nodes"].as_array().unwrap().clone();
    let own = own.iter().find(|entry| entry["eventType"] == "ObservationLogged").unwrap();
    assert_eq!(own["actor"]["subject"], one("CaseClosed")["actor"]["onBehalfOf"]["subject"]);

    // For whom it read stands in the read log.
    let reads = "readLog(first: 50) { nodes { reader { role onBehalfOf { role name { value } } } } }";
    let reads = of_case(&demo.token("auditor", MUNICIPALITY), reads)["readLog"]["nodes"].as_array().unwrap().clone();
    let read =
        json!({ "role": "service", "onBehalfOf": { "role": "unit-leader", "name": { "value": "Siri Styrer" } } });
    assert!(reads.iter().any(|one| one["reader"] == read), "{reads:?}");
    // Two of one name that the issuer does not tell apart are one, within what this program does.
    let nameless = json!({ "name": "Siri  styrer", "role": "employee" });
    let pseudonym = |person: Value| {
        let token = acting_for(demo, &["service"], person);
        let seen = json!({ "caseId": another, "observedOn": "2026-01-01", "kind": "SAID", "text": "Sov." });
        demo.accepted(&token, "logObservation", seen);
        let query =
            "query($id: ID!) { case(id: $id) { history(first: 50) { nodes { actor { onBehalfOf { subject } } } } } }";
        let told = demo.graphql(&token, query, &json!({ "id": another }));
        let nodes = told["data"]["case"]["history"]["nodes"].as_array().unwrap().clone();
        nodes.last().unwrap()["actor"]["onBehalfOf"]["subject"].as_str().unwrap().to_owned()
    };
    let (first, second) = (pseudonym(nameless), pseudonym(json!({ "name": "siri Styrer", "role": "employee" })));
    assert!(first == second && first != pseudonym(head.clone()), "{first}");
    // In another unit it is another person.
    let in_a_unit = |unit: &str| {
        let person = json!({ "name": "Siri Styrer", "role": "employee" });
        let token = acting_in(demo, &["service"], person, Some(unit));
        let answer = demo.graphql(&token, "{ viewer { name } }", &json!({}));
        assert!(answer.get("errors").is_none(), "{answer}");
        let case = case_in(demo, unit);
        let seen = json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Sov." });
        demo.accepted(&token, "logObservation", seen);
        let query =
            "query($id: ID!) { case(id: $id) { history(first: 50) { nodes { actor { onBehalfOf { subject } } } } } }";
        let told = demo.graphql(&demo.token("auditor", MUNICIPALITY), query, &json!({ "id": case }));
        let nodes = told["data"]["case"]["history"]["nodes"].as_array().unwrap().clone();
        nodes.last().unwrap()["actor"]["onBehalfOf"]["subject"].as_str().unwrap().to_owned()
    };
    let (here, there, again) =
        (in_a_unit("Fagsystem skole"), in_a_unit("Fagsystem barnehage"), in_a_unit("fagsystem Skole"));
    assert!(here == again && here != there && here != first, "{here} {there} {again}");

    // A token that cannot be understood is none: no unknown role, no name that is none, and no person for another.
    let wrong = [
        (&["service"][..], json!({ "name": "Siri Styrer", "role": "auditor" })),
        (&["service"], json!({ "name": "Siri Styrer", "role": "HEAD" })),
        (&["service"], json!({ "name": " ", "role": "employee" })),
        (&["service"], json!({ "sub": " ", "name": "Siri Styrer", "role": "employee" })),
        (&["employee"], head),
    ];
    for (roles, person) in wrong {
        let answer = demo.post(&acting_for(demo, roles, person.clone()), &json!({ "query": "{ viewer { name } }" }));
        assert_eq!(answer.status, 401, "{person}: {}", answer.body);
        assert!(answer.body.contains("onBehalfOf") && !answer.body.contains("Siri"), "{}", answer.body);
    }
}

/// Once a name without the unit made the pseudonym: whoever was restricted or erased under that one is not named again under
/// another.
#[test]
fn c12_whom_a_program_acts_for_and_who_was_restricted_by_name_alone_stays_so_in_every_unit() {
    let demo = shared_demo();
    let unit = "Navngitt skole";
    let employee = token_of(demo, &["employee"], unit, "Ansatt", MUNICIPALITY);
    let named = |name: &str, unit: Option<&str>, case: &str| {
        let token = acting_in(demo, &["service"], json!({ "name": name, "role": "employee" }), unit);
        let seen = json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Sov." });
        demo.accepted(&token, "logObservation", seen);
        let query = "query($id: ID!) { case(id: $id) { history(first: 50) { nodes {
            actor { onBehalfOf { subject name { value } } } } } } }";
        let told = demo.graphql(&employee, query, &json!({ "id": case }));
        let nodes = told["data"]["case"]["history"]["nodes"].as_array().unwrap_or_else(|| panic!("{told}")).clone();
        nodes.last().unwrap()["actor"]["onBehalfOf"].clone()
    };
    let case = case_in(demo, unit);
    let without_unit = named("Kari Krevende", None, &case);
    assert_eq!(without_unit["name"]["value"], "Kari Krevende");
    let in_the_unit = named("Kari Krevende", Some(unit), &case);
    assert!(in_the_unit["subject"] != without_unit["subject"], "{in_the_unit}");
    let restriction = json!({
        "subject": without_unit["subject"], "ground": "UNLAWFUL_PROCESSING", "visibleTo": [], "rationale": "Etter klage.",
    });
    demo.accepted(&demo.token("data-protection-officer", MUNICIPALITY), "restrictSubject", restriction);
    assert_eq!(named("kari  Krevende", Some(unit), &case)["name"]["value"], Value::Null);
    assert_eq!(named("Kari Annen", Some(unit), &case)["name"]["value"], "Kari Annen");
}

#[test]
fn s2_34_whoever_writes_a_report_is_warned_in_the_own_language_of_what_is_no_ground_by_itself() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let query = "{ advice(about: REPORT) { kind warns source text(language: NN) } }";
    let advice = demo.graphql(&employee, query, &json!({}))["data"]["advice"].as_array().unwrap().clone();
    for kind in ["NO_ROUTINE", "MISSED_APPOINTMENTS", "SCHOOL_ABSENCE", "BULLYING"] {
        let found = advice.iter().find(|advice| advice["kind"] == kind).unwrap();
        assert_eq!((&found["warns"], &found["source"]), (&json!(true), &json!("S2-34")), "{found}");
    }
    let told = |kind: &str| advice.iter().find(|advice| advice["kind"] == kind).unwrap()["text"].clone();
    assert!(told("SCHOOL_ABSENCE").as_str().unwrap().contains("skulefråvær"));
}

/// What the reporter would have the service do has no field, and the sender is told not to write it.
#[test]
fn s2_60_a_report_has_no_field_for_a_wanted_measure_and_says_so() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let query = "{ __type(name: \"SendReportInput\") { inputFields { name } } advice(about: REPORT) { kind source } }";
    let answer = demo.graphql(&employee, query, &json!({}))["data"].clone();
    let fields: Vec<&str> =
        answer["__type"]["inputFields"].as_array().unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
    assert!(fields.contains(&"content"), "{fields:?}");
    assert!(!fields.iter().any(|field| field.to_lowercase().contains("measure")), "{fields:?}");
    let told = json!({ "kind": "PROPOSE_NO_MEASURES", "source": "S2-60" });
    assert!(answer["advice"].as_array().unwrap().contains(&told), "{answer}");
}

#[test]
fn c2_s2_13_s0_44_the_directory_names_who_answers_at_that_hour_and_says_what_nobody_has_looked_at() {
    let demo = shared_demo();
    let leader = demo.token("municipal-leader", MUNICIPALITY);
    let list = |kind: &str, name: &str, opening: Value| {
        let entry = json!({
            "kind": kind, "name": name, "phone": "00 00 00 01", "owner": "Oppvekst", "opening": opening,
            "validFrom": "2025-01-01", "verifiedOn": "2025-01-01",
        });
        demo.accepted(&leader, "listContact", entry);
    };
    let hours = json!({ "from": "08:00", "to": "15:00" });
    list("CHILD_WELFARE_SERVICE", "Tjenesten i arenatesten", json!({ "within": hours }));
    list("CHILD_WELFARE_EMERGENCY_SERVICE", "Vakten i arenatesten", json!({ "outside": hours }));
    let person = json!({
        "kind": "SCHEME_CONTACT", "name": "Fra bekymring til handling", "phone": "00 00 00 02", "owner": "Oppvekst",
        "person": "Kontakt Arenatest", "about": "Spør om fremgangsmåten.",
    });
    demo.accepted(&leader, "listContact", person);
    let never = json!({
        "kind": "POLICE", "name": "x", "phone": "00 00 00 03", "owner": "x",
        "opening": { "within": { "from": "15:00", "to": "08:00" } },
    });
    let refused = demo.refused(&leader, "listContact", never);
    assert_eq!(refused, ("RuleRefused".to_owned(), "CONTACT_NEVER_OPEN".to_owned(), "S2-12".to_owned()));

    let employee = demo.token("employee", MUNICIPALITY);
    let at = |instant: &str| {
        let query = "query($at: DateTime!) { contacts(at: $at) { name answers stale person { value } } }";
        let answer = demo.graphql(&employee, query, &json!({ "at": instant }));
        answer["data"]["contacts"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    };
    let answers = |instant: &str, name: &str| {
        at(instant).iter().find(|contact| contact["name"] == name).unwrap()["answers"].clone()
    };
    for (instant, service) in
        [("2026-03-04T10:00:00Z", true), ("2026-03-04T20:00:00Z", false), ("2026-04-03T10:00:00Z", false)]
    {
        assert_eq!(answers(instant, "Tjenesten i arenatesten"), json!(service), "{instant}");
        assert_eq!(answers(instant, "Vakten i arenatesten"), json!(!service), "{instant}");
        let shown = at(instant);
        let first = shown.iter().position(|contact| contact["answers"] == false).unwrap_or(shown.len());
        assert!(shown[first..].iter().all(|contact| contact["answers"] == false), "who answers comes first");
    }
    let entries = at("2026-03-04T10:00:00Z");
    let service = entries.iter().find(|contact| contact["name"] == "Tjenesten i arenatesten").unwrap();
    assert_eq!(service["stale"], json!(true));
    let now = demo.graphql(&employee, "{ contacts(kind: SCHEME_CONTACT) { person { value } about } }", &json!({}));
    let person = json!({ "person": { "value": "Kontakt Arenatest" }, "about": "Spør om fremgangsmåten." });
    assert!(now["data"]["contacts"].as_array().unwrap().contains(&person), "{now}");
}

#[test]
fn s2_11_s0_25_s2_14_advice_is_asked_for_agreed_and_had_and_feeds_the_assessment_of_the_duty() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let case = case_about(demo, "Barn Rådspørring");
    let service = "CHILD_WELFARE_SERVICE";
    demo.accepted(
        &employee,
        "requestConsultation",
        json!({ "caseId": case, "body": service, "topics": ["WHO_CAN_HELP"] }),
    );
    let agreed = json!({ "caseId": case, "body": service, "plannedFor": "2100-01-01T10:00:00Z" });
    demo.accepted(&employee, "scheduleConsultation", agreed);
    let logged = json!({ "caseId": case, "observedOn": "2026-01-05", "kind": "OBSERVED", "text": "Satt alene." });
    demo.accepted(&employee, "logObservation", logged);
    let history = seen(demo, &case, "history(first: 50) { nodes { eventType data } }")["history"]["nodes"].clone();
    let observation = history.as_array().unwrap().iter().find(|node| node["eventType"] == "ObservationLogged").unwrap();
    let assessment = json!({
        "caseId": case, "triggered": false, "observationIds": [observation["data"]["observation"]],
        "consulted": [service], "rationale": "Etter drøfting.",
    });
    let refused = demo.refused(&employee, "assessDutyToReport", assessment.clone());
    assert_eq!(refused, ("RuleRefused".to_owned(), "NOT_CONSULTED".to_owned(), "S2-11".to_owned()));
    demo.accepted(&employee, "noteAnonymousConsultation", json!({ "caseId": case, "body": service }));
    demo.accepted(&employee, "assessDutyToReport", assessment);
    let obligations = seen(demo, &case, "obligations { nodes { kind standing } }")["obligations"]["nodes"].clone();
    let met = json!({ "kind": "HOLD_CONSULTATION", "standing": "MET" });
    assert!(obligations.as_array().unwrap().contains(&met), "{obligations}");
}

#[test]
fn s0_24_the_internal_note_is_a_document_for_those_who_may_read_the_case_and_the_read_log_says_so() {
    let demo = shared_demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let case = case_about(demo, "Barn <Notat>");
    demo.accepted(&employee, "submitNoteToLeader", json!({ "caseId": case, "text": "Hun sa: «ikke hjem» & gråt." }));
    let note = seen(demo, &case, "notes { id }")["notes"][0]["id"].clone();
    let document = |role: &str| {
        let query = "query($id: ID!, $note: ID!) { case(id: $id) { internalNote(noteId: $note, language: NB) \
                     { fileName mediaType content } } }";
        demo.graphql(&demo.token(role, MUNICIPALITY), query, &json!({ "id": case, "note": note }))
    };
    let shown = document("unit-leader")["data"]["case"]["internalNote"].clone();
    let content = shown["content"].as_str().unwrap_or_else(|| panic!("{shown}"));
    for part in
        ["Internt notat om bekymring", "Barn &lt;Notat&gt;", "Hun sa: «ikke hjem» &amp; gråt.", "venter på svar"]
    {
        assert!(content.contains(part), "{part}: {content}");
    }
    assert!(!shown["fileName"].as_str().unwrap().contains("Notat"), "{shown}");
    let note_id = note.as_str().unwrap().split_once('_').unwrap().1;
    let sql = format!("SELECT object_type FROM read_log WHERE object_id = '{note_id}'");
    let read: Vec<(String,)> = rows_of(demo, &sql);
    assert_eq!(read, [("InternalNoteExport".to_owned(),)]);
    // The data protection officer sees what was done, and not of whom.
    let withheld = document("data-protection-officer")["data"]["case"]["internalNote"]["content"].clone();
    assert!(!withheld.to_string().contains("Notat>") && !withheld.to_string().contains("ikke hjem"), "{withheld}");
    let refused = document("statistician");
    assert!(refused["data"]["case"].is_null(), "{refused}");
    // Whoever may ask who read the case sees that the note was handed out (RM-17).
    let read = seen(demo, &case, "readLog { nodes { what reader { role } } }")["readLog"]["nodes"].clone();
    let handed_out = json!({ "what": "INTERNAL_NOTE", "reader": { "role": "data-protection-officer" } });
    assert!(read.as_array().unwrap().contains(&handed_out), "{read}");
    // As of a moment before it was handed out it was not: at a position, and at an instant, when nothing else happened either.
    let as_of = |moment: Value| {
        let query = "query($id: ID!, $at: AsOfInput) { case(id: $id, asOf: $at) { readLog(first: 100) {
            nodes { what readAt reader { role } } } } }";
        let variables = json!({ "id": case, "at": moment });
        let leader = demo.token("unit-leader", MUNICIPALITY);
        let shown = demo.graphql(&leader, query, &variables)["data"]["case"]["readLog"]["nodes"].clone();
        shown.as_array().unwrap_or_else(|| panic!("{shown}")).clone()
    };
    let is_handed_out = |read: &Value| read["what"] == "INTERNAL_NOTE";
    let position =
        seen(demo, &case, "history(first: 1) { nodes { position } }")["history"]["nodes"][0]["position"].clone();
    assert!(!as_of(json!({ "position": position })).iter().any(is_handed_out));
    let first = as_of(Value::Null).into_iter().rfind(is_handed_out).unwrap();
    let read_at: DateTime<Utc> = first["readAt"].as_str().unwrap().parse().unwrap();
    assert!(as_of(json!({ "at": read_at })).iter().any(is_handed_out), "a moment is the end of it");
    let before = as_of(json!({ "at": read_at - TimeDelta::microseconds(1) }));
    assert!(!before.is_empty() && !before.iter().any(is_handed_out), "{before:?}");
}

#[test]
fn s0_24_the_internal_note_is_a_document_of_word_processors() {
    let demo = shared_demo();
    let case = case_about(demo, "Barn Dokument");
    let note = json!({ "caseId": case, "text": "Hun sa: «ikke hjem» & gråt." });
    demo.accepted(&demo.token("employee", MUNICIPALITY), "submitNoteToLeader", note);
    let note = seen(demo, &case, "notes { id }")["notes"][0]["id"].as_str().unwrap().to_owned();
    let wanted = format!(
        "internalNote(noteId: \"{note}\", format: DOCX, language: NN) {{ fileName mediaType encoding content }}"
    );
    let shown = seen(demo, &case, &wanted)["internalNote"].clone();
    let extension = std::path::Path::new(shown["fileName"].as_str().unwrap()).extension();
    assert_eq!(extension, Some("docx".as_ref()), "{shown}");
    assert_eq!(
        (&shown["encoding"], &shown["mediaType"]),
        (&json!("BASE64"), &json!("application/vnd.openxmlformats-officedocument.wordprocessingml.document"))
    );
    let bytes = BASE64_STANDARD.decode(shown["content"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"PK"), "an archive");
    let text = String::from_utf8_lossy(&bytes);
    for part in ["word/document.xml", "Internt notat om uro", "Barn Dokument", "Hun sa: «ikke hjem» &amp; gråt."] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn s3_52_staff_of_both_sides_are_told_whom_to_ask_and_a_link_is_the_address_of_a_page() {
    let demo = shared_demo();
    let leader = demo.token("municipal-leader", MUNICIPALITY);
    let entry = |link: &str| {
        json!({ "kind": "SCHEME_CONTACT", "name": "Ordningen i Fjordvik", "person": "Siv Spørsmål", "link": link,
                "owner": "Oppvekst" })
    };
    for link in ["javascript:alert(1)", "data:text/html,x", "fjordvik.example"] {
        assert_eq!(demo.refused(&leader, "listContact", entry(link)).0, "InvalidInput", "{link}");
    }
    demo.accepted(&leader, "listContact", entry("https://fjordvik.example/ordningen"));
    let shown = |role: &str| {
        let query = "{ contacts(kind: SCHEME_CONTACT) { name person { value state } } }";
        let response = demo.graphql(&demo.token(role, MUNICIPALITY), query, &json!({}));
        let contacts = response["data"]["contacts"].as_array().unwrap_or_else(|| panic!("{response}"));
        contacts.iter().find(|contact| contact["name"] == "Ordningen i Fjordvik").unwrap()["person"].clone()
    };
    for role in ["employee", "caseworker", "child-welfare-intake", "unit-leader"] {
        assert_eq!(shown(role), json!({ "value": "Siv Spørsmål", "state": "VISIBLE" }), "{role}");
    }
    for role in ["statistician", "data-protection-officer"] {
        assert_eq!(shown(role), json!({ "value": null, "state": "WITHHELD" }), "{role}");
    }
}
