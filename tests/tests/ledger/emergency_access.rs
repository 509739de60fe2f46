//! Emergency access: taken with a reason by whoever must act, told to the unit's leader, reviewed by somebody else.

use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, shared_demo};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::data_subjects::rows_of;
use crate::who_sees_what::national_id;
use crate::whose_cases::{MUNICIPALITY, token};

const WATCHED: &str =
    "query Watched($filter: EmergencyAccessFilterInput) { emergencyAccess(first: 100, filter: $filter) {
    nodes { id takenAt purpose caseId unit reason { value state } takenBy { role unit name { value } }
            review { outcome rationale { value } reviewedBy { name { value } } } } } }";

/// A case of the unit about a child with that number.
fn case_of(demo: &Demo, unit: &str, national_id: &str) -> String {
    let concern = json!({
        "child": { "name": "Barn Prøve", "nationalId": national_id }, "subject": "CHILD", "description": "Stille.",
    });
    let opened = demo.accepted(&token(unit, "employee", "Tiril Lærer"), "raiseConcern", concern);
    opened["case"]["id"].as_str().unwrap().to_owned()
}

fn take(demo: &Demo, token: &str, which: (&str, &str), reason: &str) -> Value {
    let mut input = json!({ "purpose": "DANGER_TO_CHILD", "reason": reason });
    input[which.0] = json!(which.1);
    demo.command(token, "takeEmergencyAccess", input)
}

/// What somebody is told of emergency access by those of a unit; of others every leader of the municipality is told.
fn watched(demo: &Demo, token: &str, filter: &Value) -> Vec<Value> {
    let is_of_no_unit = |one: &Value| one["unit"].is_null() && one["takenBy"]["unit"].is_null();
    all_watched(demo, token, filter).into_iter().filter(|one| !is_of_no_unit(one)).collect()
}

fn all_watched(demo: &Demo, token: &str, filter: &Value) -> Vec<Value> {
    let response = demo.graphql(token, WATCHED, &json!({ "filter": filter }));
    assert!(response.get("errors").is_none(), "{response}");
    response["data"]["emergencyAccess"]["nodes"].as_array().unwrap().clone()
}

fn leader(unit: &str) -> String {
    token(unit, "unit-leader", "Leder")
}

fn is_shown(demo: &Demo, token: &str, case: &str) -> bool {
    let response = demo.graphql(token, "query Look($id: ID!) { case(id: $id) { id } }", &json!({ "id": case }));
    !response["data"]["case"].is_null()
}

#[test]
fn r70_the_units_leader_is_told_why_emergency_access_was_taken_and_reviews_it_once() {
    let demo = shared_demo();
    let case = case_of(demo, "Varslet skole", &national_id("11052099"));
    let outsider = token("Vakten", "employee", "Vera Vakt");
    let told = |unit: &str, filter: Value| watched(demo, &leader(unit), &filter);
    let reason = "Hun ringte og gråt.";
    let taken = take(demo, &outsider, ("caseId", &case), reason);
    assert_eq!(taken["cases"], json!([{ "id": case }]), "{taken}");

    let waits = told("Varslet skole", json!({ "reviewed": false }));
    assert_eq!(waits.len(), 1, "{waits:?}");
    assert_eq!(
        (&waits[0]["caseId"], &waits[0]["unit"], &waits[0]["purpose"], &waits[0]["reason"]["value"]),
        (&json!(case), &json!("Varslet skole"), &json!("DANGER_TO_CHILD"), &json!(reason))
    );
    let by = &waits[0]["takenBy"];
    assert_eq!((&by["name"]["value"], &by["unit"]), (&json!("Vera Vakt"), &json!("Vakten")));
    assert_eq!(told("Varslet skole", json!({ "from": "2100-01-01" })), [] as [Value; 0]);
    assert_eq!(told("Varslet skole", json!({ "to": "2020-01-01" })), [] as [Value; 0]);
    assert_eq!(told("En annen skole", Value::Null), [] as [Value; 0], "it is another leader's");
    let in_unit = json!({ "unit": "Varslet skole" });
    assert_eq!(watched(demo, &token("Revisjonen", "auditor", "Revisor"), &in_unit), waits);
    let officer = watched(demo, &token("Personvern", "data-protection-officer", "Ombud"), &in_unit);
    assert_eq!(officer[0]["reason"], json!({ "value": null, "state": "WITHHELD" }));

    // In the case itself stands what for, and not the words; in the database no word in clear.
    let log = format!("{{ case(id: \"{case}\") {{ readLog(first: 50) {{ nodes {{ what purpose }} }} }} }}");
    let log = demo.graphql(&leader("Varslet skole"), &log, &json!({})).to_string();
    assert!(log.contains("EMERGENCY_ACCESS") && !log.contains(reason), "{log}");
    let kept: Vec<(String,)> = rows_of(demo, "SELECT reason::text FROM emergency_access WHERE reason IS NOT NULL");
    assert!(kept.iter().any(|(row,)| row.contains("$sealed")) && !kept.iter().any(|(row,)| row.contains("gråt")));

    let access = waits[0]["id"].clone();
    let review = |token: &str, input: Value| {
        let mut given = json!({ "accessId": access, "outcome": "JUSTIFIED", "rationale": "Faren var reell." });
        for (name, value) in input.as_object().unwrap() {
            given[name] = value.clone();
        }
        demo.command(token, "reviewEmergencyAccess", given)
    };
    assert_eq!(review(&outsider, json!({}))["code"], "NOT_PERMITTED");
    assert_eq!(review(&token("Revisjonen", "auditor", "Revisor"), json!({}))["code"], "NOT_PERMITTED");
    assert_eq!(review(&leader("En annen skole"), json!({}))["code"], "NOT_FOUND");
    assert_eq!(review(&leader("Varslet skole"), json!({ "rationale": " " }))["code"], "INVALID_INPUT");
    let command = clock::new_id();
    let sent = json!({ "commandId": command });
    let reviewed = review(&leader("Varslet skole"), sent.clone());
    assert_eq!(
        (&reviewed["recordedNow"], &reviewed["access"]["review"]["outcome"]),
        (&json!(true), &json!("JUSTIFIED"))
    );
    assert_eq!(review(&leader("Varslet skole"), sent)["recordedNow"], false, "sent again, it is recorded once");
    let other = json!({ "commandId": command, "outcome": "UNJUSTIFIED" });
    assert_eq!(review(&leader("Varslet skole"), other)["__typename"], "CommandIdReused");
    let again = review(&token("Varslet skole", "unit-leader", "En ny leder"), json!({ "outcome": "UNJUSTIFIED" }));
    assert_eq!((&again["code"], &again["rule"]), (&json!("EMERGENCY_ACCESS_REVIEWED"), &json!("R-70")));
    assert_eq!(told("Varslet skole", json!({ "reviewed": false })), [] as [Value; 0]);
    let known = told("Varslet skole", json!({ "reviewed": true }));
    assert_eq!(
        known[0]["review"],
        json!({
            "outcome": "JUSTIFIED", "rationale": { "value": "Faren var reell." },
            "reviewedBy": { "name": { "value": "Leder" } },
        })
    );
    // Taken again, it is to be reviewed again.
    take(demo, &outsider, ("caseId", &case), "Ingen svarer på skolen.");
    assert_eq!(told("Varslet skole", json!({ "reviewed": false })).len(), 1);
}

#[test]
fn r70_nobody_reviews_the_own_emergency_access() {
    let demo = shared_demo();
    let case = case_of(demo, "Lederløs skole", &national_id("12052099"));
    // The same person leads another unit, and later this one.
    let before = token("Naboskolen", "unit-leader", "Lise Leder");
    assert_eq!(take(demo, &before, ("caseId", &case), "Fare.")["cases"], json!([{ "id": case }]));
    let now = token("Lederløs skole", "unit-leader", "Lise Leder");
    let access = watched(demo, &now, &Value::Null)[0]["id"].clone();
    let review = json!({ "accessId": access, "outcome": "JUSTIFIED", "rationale": "Det var fare." });
    let refused = demo.command(&now, "reviewEmergencyAccess", review);
    assert_eq!(refused["code"], "EMERGENCY_ACCESS_IS_OWN", "{refused}");
}

#[test]
fn r70_emergency_access_by_the_childs_national_id_opens_every_case_about_the_child() {
    let demo = shared_demo();
    let number = national_id("13052099");
    let cases = ["Første skole", "Andre skole"].map(|unit| case_of(demo, unit, &number));
    let outsider = token("Vakten", "employee", "Vigdis Vakt");
    assert!(cases.iter().all(|case| !is_shown(demo, &outsider, case)));
    let taken = take(demo, &outsider, ("nationalId", &number), "Faren ringte.");
    let mut opened: Vec<_> = taken["cases"].as_array().unwrap().iter().map(|case| case["id"].clone()).collect();
    let mut expected = cases.clone().map(|case| json!(case)).to_vec();
    opened.sort_by_key(ToString::to_string);
    expected.sort_by_key(ToString::to_string);
    assert_eq!(opened, expected, "{taken}");
    assert!(cases.iter().all(|case| is_shown(demo, &outsider, case)));
    for (unit, case) in ["Første skole", "Andre skole"].into_iter().zip(&cases) {
        let told = watched(demo, &leader(unit), &Value::Null);
        assert_eq!((told.len(), &told[0]["caseId"]), (1, &json!(case)), "each leader is told of the own case");
    }
}

#[test]
fn r70_emergency_access_to_what_is_not_there_leaves_a_trace() {
    let demo = shared_demo();
    let outsider = token("Sporløs vakt", "employee", "Vilde Vakt");
    let unknown = format!("case_{}", clock::new_id());
    let not_there = take(demo, &outsider, ("caseId", &unknown), "Hvor er saken?");
    assert_eq!((&not_there["code"], &not_there["rule"]), (&json!("NOT_FOUND"), &json!("R-70")), "{not_there}");
    let number = national_id("14052099");
    assert_eq!(take(demo, &outsider, ("nationalId", &number), "Kjent her?"), not_there);
    let told = watched(demo, &leader("Sporløs vakt"), &Value::Null);
    let told: Vec<_> = told.iter().map(|one| (&one["caseId"], &one["purpose"], &one["reason"])).collect();
    let trace = (&Value::Null, &json!("DANGER_TO_CHILD"), &Value::Null);
    assert_eq!(told, [trace, trace], "of whom the words tell nobody could say, and so none are kept");
    // Which it is must be said, and once.
    let case = case_of(demo, "Sporet skole", &number);
    let mut both = json!({ "caseId": case, "nationalId": number, "purpose": "DANGER_TO_CHILD", "reason": "x" });
    assert_eq!(demo.refused(&outsider, "takeEmergencyAccess", both.clone()).1, "INVALID_INPUT");
    both.as_object_mut().unwrap().retain(|field, _| field != "caseId" && field != "nationalId");
    assert_eq!(demo.refused(&outsider, "takeEmergencyAccess", both).1, "INVALID_INPUT");
    assert_eq!(
        take(demo, &outsider, ("caseId", &case), " ")["code"],
        "INVALID_INPUT",
        "without a reason there is none"
    );
    assert!(!is_shown(demo, &outsider, &case));
}

#[test]
fn r70_emergency_access_is_taken_once_by_a_command_and_lasts_from_the_first_sending() {
    let demo = shared_demo();
    let number = national_id("17052099");
    let case = case_of(demo, "Gjentatt skole", &number);
    let outsider = token("Vakten", "employee", "Valdemar Vakt");
    let sent = json!({
        "commandId": clock::new_id(), "nationalId": number, "purpose": "DANGER_TO_CHILD", "reason": "Hun ringte.",
    });
    let take = |token: &str, input: &Value| demo.command(token, "takeEmergencyAccess", input.clone());
    let first = take(&outsider, &sent);
    assert_eq!((&first["recordedNow"], &first["cases"]), (&json!(true), &json!([{ "id": case }])), "{first}");
    // A case that is opened later is none that the first sending opened.
    let later = case_of(demo, "Gjentatt skole", &number);
    let again = take(&outsider, &sent);
    assert_eq!((&again["until"], &again["cases"]), (&first["until"], &first["cases"]), "{again}");
    assert_eq!(again["recordedNow"], false);
    assert!(!is_shown(demo, &outsider, &later));
    assert_eq!(watched(demo, &leader("Gjentatt skole"), &Value::Null).len(), 1, "it is told and reviewed once");
    // Other content under its id is another command; and so is what somebody else sends, who is let in by nobody's command.
    let mut other = sent.clone();
    other["reason"] = json!("Noe annet.");
    assert_eq!(take(&outsider, &other)["__typename"], "CommandIdReused");
    let another = token("Vakten", "employee", "En annen vakt");
    assert_eq!(take(&another, &sent)["__typename"], "CommandIdReused");
    assert!(!is_shown(demo, &another, &case));
    // Anew it is taken under another id.
    other["commandId"] = json!(clock::new_id());
    assert_eq!(take(&outsider, &other)["cases"].as_array().unwrap().len(), 2);
    assert_eq!(watched(demo, &leader("Gjentatt skole"), &Value::Null).len(), 3);
}

#[test]
fn r70_what_found_no_case_is_recorded_once_and_takes_up_no_command_id() {
    let demo = shared_demo();
    let outsider = token("Vakt uten funn", "employee", "Viktor Vakt");
    let number = national_id("18052099");
    let mut sent = json!({
        "commandId": clock::new_id(), "nationalId": number, "purpose": "DANGER_TO_CHILD", "reason": "Hun ringte.",
    });
    let told = || watched(demo, &leader("Vakt uten funn"), &Value::Null).len();
    for _ in 0..2 {
        assert_eq!(demo.command(&outsider, "takeEmergencyAccess", sent.clone())["code"], "NOT_FOUND");
        assert_eq!(told(), 1);
    }
    // Whoever mends a number that was mistyped is not stopped, whatever id the client gives that.
    let case = case_of(demo, "Riktig skole", &national_id("19052099"));
    sent["nationalId"] = json!(national_id("19052099"));
    let taken = demo.command(&outsider, "takeEmergencyAccess", sent.clone());
    assert_eq!(taken["cases"], json!([{ "id": case }]), "{taken}");
    sent["nationalId"] = json!(number);
    assert_eq!(demo.command(&outsider, "takeEmergencyAccess", sent)["__typename"], "CommandIdReused");
    assert_eq!(told(), 1);
    let rows: Vec<(i64,)> = rows_of(
        demo,
        "SELECT count(*) FROM emergency_access e JOIN read_log l USING (municipality, read_id)
          WHERE reason IS NOT NULL AND l.object_id = '00000000-0000-0000-0000-000000000000'",
    );
    assert_eq!(rows, [(0,)], "no words are kept of what found no case");
}

#[test]
fn r70_whoever_belongs_to_no_unit_is_told_to_every_leader_and_reviewed_by_one() {
    let demo = shared_demo();
    let claims = ["--role", "employee", "--municipality", MUNICIPALITY, "--subject", "Ukjent Ulvik"];
    let nobody = demo.token_with(&claims);
    let unknown = format!("case_{}", clock::new_id());
    assert_eq!(take(demo, &nobody, ("caseId", &unknown), "Hvor er saken?")["code"], "NOT_FOUND");
    let told = |token: &str| {
        let listed = all_watched(demo, token, &Value::Null);
        listed.into_iter().find(|one| one["takenBy"]["name"]["value"] == "Ukjent Ulvik" && one["unit"].is_null())
    };
    let access = told(&leader("Et sted")).expect("every leader is told");
    assert_eq!(told(&leader("Et annet sted")), Some(access.clone()));
    assert_eq!(told(&token("Revisjonen", "auditor", "Revisor")), Some(access.clone()));
    let officer = all_watched(demo, &token("Personvern", "data-protection-officer", "Ombud"), &Value::Null);
    assert!(officer.iter().any(|one| one["id"] == access["id"]), "{officer:?}");
    let review = json!({ "accessId": access["id"], "outcome": "UNJUSTIFIED", "rationale": "Ingen fare var kjent." });
    let reviewed = demo.command(&leader("Et sted"), "reviewEmergencyAccess", review);
    assert_eq!(reviewed["recordedNow"], true, "{reviewed}");
}

/// A newer program runs beside this one; an older one took access before it was asked for words.
#[test]
fn r70_a_purpose_that_is_not_known_here_hides_no_other_access_and_its_review_is_the_childs() {
    let demo = shared_demo();
    let number = national_id("20052099");
    let case = case_of(demo, "Eldre skole", &number);
    let outsider = token("Vakten", "employee", "Vivi Vakt");
    take(demo, &outsider, ("caseId", &case), "Fare.");
    let bare = case.trim_start_matches("case_");
    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let unknown = format!(
            "INSERT INTO read_log (municipality, read_at, reader, purpose, object_type, object_id)
             SELECT municipality, now(), reader, 'OF_TOMORROW', object_type, object_id FROM read_log
              WHERE object_type = 'EmergencyAccess' AND object_id = '{bare}'"
        );
        sqlx::query(&unknown).execute(&mut connection).await.unwrap();
    });
    // Which unit's it is the card tells, where nothing was kept of that.
    let told = watched(demo, &leader("Eldre skole"), &Value::Null);
    let purposes: Vec<_> = told.iter().map(|one| &one["purpose"]).collect();
    assert_eq!(purposes, [&Value::Null, &json!("DANGER_TO_CHILD")], "{told:?}");
    let review = json!({ "accessId": told[0]["id"], "outcome": "JUSTIFIED", "rationale": "Det var fare." });
    let reviewed = demo.command(&leader("Eldre skole"), "reviewEmergencyAccess", review);
    assert_eq!(reviewed["recordedNow"], true, "{reviewed}");
    let sealed: Vec<(String,)> = rows_of(
        demo,
        &format!(
            "SELECT words->'words'->>'$sealed' FROM emergency_access_reviews JOIN read_log USING (municipality, read_id)
              WHERE object_id = '{bare}'"
        ),
    );
    assert_eq!(
        sealed,
        [("child".to_owned(),)],
        "what is said of it goes with the child's data, also where no reason is kept"
    );
}

#[test]
fn r70_a_restricted_child_is_not_found_by_emergency_access_either() {
    let demo = shared_demo();
    let number = national_id("15052099");
    let case = case_of(demo, "Sperret skole", &number);
    let subject = format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}");
    let subject =
        demo.graphql(&leader("Sperret skole"), &subject, &json!({}))["data"]["case"]["child"]["subject"].clone();
    let restriction = json!({
        "subject": subject, "ground": "LEGAL_CLAIM", "visibleTo": ["AUDITOR"], "rationale": "Etter klage.",
    });
    let officer = demo.token("data-protection-officer", MUNICIPALITY);
    demo.accepted(&officer, "restrictSubject", restriction);
    let outsider = token("Vakten", "employee", "Vera Vakt");
    assert_eq!(take(demo, &outsider, ("nationalId", &number), "Fare.")["code"], "NOT_FOUND");
    assert!(!is_shown(demo, &outsider, &case));
}

#[test]
fn r70_why_emergency_access_was_taken_and_what_its_review_found_is_never_changed() {
    let demo = shared_demo();
    let case = case_of(demo, "Varig skole", &national_id("16052099"));
    take(demo, &token("Vakten", "employee", "Vera Vakt"), ("caseId", &case), "Fare.");
    let access = watched(demo, &leader("Varig skole"), &Value::Null)[0]["id"].clone();
    let review = json!({ "accessId": access, "outcome": "UNJUSTIFIED", "rationale": "Skolen var åpen." });
    demo.command(&leader("Varig skole"), "reviewEmergencyAccess", review);
    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        for table in ["emergency_access", "emergency_access_reviews"] {
            for change in [
                format!("UPDATE {table} SET read_id = read_id"),
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table}"),
            ] {
                let error = sqlx::query(&change).execute(&mut connection).await.expect_err(&change);
                assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{change}: {error}");
            }
        }
    });
}
