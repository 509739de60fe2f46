//! Which cases somebody sees (R-70, S4-20, S4-21): those of the own unit and those one has to do with; others are as if they
//! were not there. Who must act on danger is not stopped.

use std::time::Duration;

use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, eventually, shared_demo};
use serde_json::{Value, json};

use crate::data_subjects::rows_of;

pub(crate) const MUNICIPALITY: &str = "9901";
/// How far behind the ledger a list may be.
const FOLLOW_WITHIN: Duration = Duration::from_secs(20);

/// Lists in which a case shows, each filtered by unit; what it lists first tells whether something is in it.
const LISTS: [&str; 7] = [
    "cases(filter: { unit: $unit }) { nodes { id } }",
    "obligations(filter: { unit: $unit }) { nodes { id } }",
    "findings(filter: { unit: $unit, excused: true }) { nodes { id } }",
    "decisions(filter: { unit: $unit }) { nodes { id } }",
    "leaderInbox(filter: { unit: $unit }) { nodes { id } }",
    "consents(filter: { unit: $unit }) { nodes { id } }",
    "childsVoice(filter: { unit: $unit }) { nodes { beganOn } }",
];

/// A case of one unit, with something in every list that the tests ask.
pub(crate) struct Story {
    pub(crate) demo: &'static Demo,
    unit: String,
    pub(crate) case: String,
    consent: String,
}

pub(crate) fn token(unit: &str, role: &str, subject: &str) -> String {
    let claims = ["--role", role, "--municipality", MUNICIPALITY, "--unit", unit, "--subject", subject];
    shared_demo().token_with(&claims)
}

/// Of another unit, for a body that may work with the case by consent.
pub(crate) fn of_a_body(body: &str) -> String {
    somebody_of_a_body(body, "Pia Rådgiver")
}

fn somebody_of_a_body(body: &str, subject: &str) -> String {
    let unit = ["--unit", "PPT Prøvevik", "--subject", subject, "--body", body];
    shared_demo().token_with(&[&["--role", "employee", "--municipality", MUNICIPALITY][..], &unit].concat())
}

impl Story {
    pub(crate) fn begin(unit: &str) -> Self {
        let demo = shared_demo();
        let teacher = token(unit, "employee", "Tiril Lærer");
        let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Stille." });
        let case = demo.accepted(&teacher, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
        let assessed = json!({
            "caseId": case, "degree": "SOME", "groundForConcern": true, "noBasisBecause": "Ingen har sett det.",
            "rationale": "Bekymringen står.",
        });
        demo.accepted(&teacher, "assessConcern", assessed);
        let asked = json!({
            "caseId": case, "guardian": { "name": "Mor Prøve" }, "purposes": ["LEVEL_2_COOPERATION"],
            "recipients": ["EDUCATIONAL_PSYCHOLOGICAL_SERVICE"], "categories": ["OBSERVATIONS"],
        });
        let consent = demo.accepted(&teacher, "requestConsent", asked)["createdId"].as_str().unwrap().to_owned();
        Self { demo, unit: unit.to_owned(), case, consent }
    }

    /// Somebody of the unit who has not had to do with the case.
    pub(crate) fn colleague(&self, role: &str) -> String {
        token(&self.unit, role, "Kollega")
    }

    pub(crate) fn ask(&self, token: &str, query: &str) -> Value {
        self.demo.graphql(token, query, &json!({}))
    }

    /// The case as that person sees it; null where it is not shown.
    fn shown(&self, token: &str) -> Value {
        let query = format!("{{ case(id: \"{}\") {{ id child {{ name {{ value }} }} }} }}", self.case);
        let response = self.ask(token, &query);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["case"].clone()
    }

    pub(crate) fn is_shown(&self, token: &str) -> bool {
        let shown = self.shown(token);
        assert!(shown.is_null() || shown["child"]["name"]["value"] == "Barn Prøve", "{shown}");
        !shown.is_null()
    }

    /// What stands in each list of the unit.
    fn lists(&self, token: &str, as_of: Option<i64>) -> Vec<Value> {
        let as_of = as_of.map(|position| format!(", asOf: {{ position: {position} }}")).unwrap_or_default();
        let nodes = |list: &&str| {
            let list = list.replacen("})", &format!("}}{as_of})"), 1);
            let query = format!("query($unit: String!) {{ {list} }}");
            let response = self.demo.graphql(token, &query, &json!({ "unit": self.unit }));
            assert!(response.get("errors").is_none(), "{response}");
            let name = list.split('(').next().unwrap();
            response["data"][name]["nodes"].clone()
        };
        LISTS.iter().map(nodes).collect()
    }

    /// How many lists hold something.
    fn filled_lists(&self, token: &str, as_of: Option<i64>) -> usize {
        self.lists(token, as_of).iter().filter(|nodes| !nodes.as_array().unwrap().is_empty()).count()
    }

    /// Consent to working together is given.
    pub(crate) fn consent(&self) {
        let given = json!({ "caseId": self.case, "consentId": self.consent, "form": "ORAL" });
        self.demo.accepted(&self.colleague("employee"), "giveConsent", given);
    }

    fn withdraw_consent(&self) -> i64 {
        let withdrawn = json!({ "caseId": self.case, "consentId": self.consent });
        self.demo.accepted(&self.colleague("employee"), "withdrawConsent", withdrawn)["position"].as_i64().unwrap()
    }

    /// The lists have come to where the unit finds the case in nearly all of them.
    fn is_listed(&self) -> i64 {
        let colleague = self.colleague("employee");
        eventually("the unit's lists show the case", FOLLOW_WITHIN, || {
            (self.filled_lists(&colleague, None) >= LISTS.len() - 1).then_some(())
        });
        let query = format!("{{ case(id: \"{}\") {{ position }} }}", self.case);
        self.ask(&colleague, &query)["data"]["case"]["position"].as_i64().unwrap()
    }
}

#[test]
fn r70_s4_21_a_case_is_seen_by_its_unit_and_is_not_there_for_another() {
    let story = Story::begin("Egen skole");
    let position = story.is_listed();
    let outsider = token("En annen skole", "employee", "Utenfor");
    let other_leader = token("En annen skole", "unit-leader", "Leder utenfor");
    for role in ["employee", "unit-leader"] {
        assert!(story.is_shown(&story.colleague(role)), "{role} of the unit");
        assert!(story.filled_lists(&story.colleague(role), Some(position)) >= LISTS.len() - 1, "{role} of the unit");
    }
    for outside in [&outsider, &other_leader] {
        assert!(!story.is_shown(outside));
        for as_of in [None, Some(position)] {
            assert_eq!(story.filled_lists(outside, as_of), 0, "{as_of:?}: {:?}", story.lists(outside, as_of));
        }
    }
    // Whatever is asked of it is answered as of a case that there is not.
    let unknown = format!("case_{}", clock::new_id());
    let answers = |id: &str| {
        let queries = [
            format!("{{ case(id: \"{id}\") {{ history {{ nodes {{ data }} }} }} }}"),
            format!("{{ case(id: \"{id}\", asOf: {{ position: {position} }}) {{ unit }} }}"),
            format!("{{ node(id: \"{id}\") {{ id }} }}"),
            format!("{{ _entities(representations: [{{ __typename: \"Case\", id: \"{id}\" }}]) {{ __typename }} }}"),
            format!("{{ obligations(filter: {{ caseId: \"{id}\" }}) {{ nodes {{ id }} }} }}"),
            format!("{{ findings(filter: {{ caseId: \"{id}\" }}) {{ nodes {{ id }} }} }}"),
            format!("{{ decisions(filter: {{ caseId: \"{id}\" }}) {{ nodes {{ id }} }} }}"),
            format!("{{ consents(filter: {{ caseId: \"{id}\" }}) {{ nodes {{ id }} }} }}"),
        ];
        let asked = queries.iter().map(|query| story.ask(&outsider, query).to_string()).collect::<Vec<_>>();
        let send = |name: &str, mut input: Value| {
            input["caseId"] = json!(id);
            story.demo.command(&outsider, name, input).to_string()
        };
        let answered = vec![
            send("logObservation", json!({ "observedOn": "2026-01-01", "kind": "SAID", "text": "x" })),
            send("raiseConcern", json!({ "subject": "CHILD", "description": "x" })),
            send("confirmNoSiblings", json!({})),
            send("closeCase", json!({ "outcome": "MOVED", "rationale": "x", "expectedVersion": 1 })),
        ];
        let screened = json!({
            "body": "CHILD_WELFARE_SERVICE", "topics": ["OTHER"], "question": "Hva gjør vi?", "screenForCase": id,
        });
        let screened = story.demo.command(&outsider, "holdAnonymousConsultation", screened).to_string();
        let query = format!("subscription Follow {{ caseEntries(id: \"{id}\") {{ sequence }} }}");
        let followed = story.demo.follow(&outsider, &query, &json!({})).next().unwrap().to_string();
        [asked, answered, vec![screened, followed]].concat()
    };
    assert_eq!(answers(&story.case), answers(&unknown));
    // Who links it as a sibling's finds out nothing either.
    let concern = json!({ "child": { "name": "Søsken Prøve" }, "subject": "CHILD", "description": "x" });
    let own = story.demo.accepted(&outsider, "raiseConcern", concern)["case"]["id"].clone();
    let linked = json!({ "caseId": own, "siblingCaseId": story.case });
    assert_eq!(story.demo.refused(&outsider, "linkSibling", linked).1, "NOT_FOUND");
    // Their own they see.
    let own = format!("{{ case(id: {own}) {{ id }} }}");
    assert!(!story.ask(&outsider, &own)["data"]["case"].is_null());
}

#[test]
fn r70_whoever_opened_a_case_sees_it_also_from_another_unit() {
    let demo = shared_demo();
    let nurse = token("Helsestasjonen", "employee", "Helene Helsesykepleier");
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Åpnet skole", "subject": "CHILD", "description": "Stille.",
    });
    let case = demo.accepted(&nurse, "raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
    let story = Story { demo, unit: "Åpnet skole".to_owned(), case, consent: String::new() };
    assert!(story.is_shown(&nurse) && story.is_shown(&story.colleague("employee")));
    assert!(!story.is_shown(&token("Helsestasjonen", "employee", "En annen")));
    assert_eq!(story.lists(&nurse, None)[0], json!([{ "id": story.case }]));
}

#[test]
fn r70_what_somebody_opened_for_another_unit_is_seen_while_it_is_open_and_from_the_unit_it_was_opened_from() {
    let demo = shared_demo();
    let nurse = |unit: &str| token(unit, "employee", "Hilde Helsesykepleier");
    let concern = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Endelig skole", "subject": "CHILD", "description": "Stille.",
    });
    let opened = demo.accepted(&nurse("Helsestasjonen"), "raiseConcern", concern);
    let case = opened["case"]["id"].as_str().unwrap().to_owned();
    let story = Story { demo, unit: "Endelig skole".to_owned(), case, consent: String::new() };
    let is_listed = |token: &str| story.lists(token, None)[0] != json!([]);
    assert!(story.is_shown(&nurse("Helsestasjonen")) && is_listed(&nurse("Helsestasjonen")));
    // Who moved to another unit has nothing to do with it there.
    assert!(!story.is_shown(&nurse("Ny arbeidsplass")) && !is_listed(&nurse("Ny arbeidsplass")));
    let close = json!({ "caseId": story.case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "Hun var trøtt." });
    demo.accepted(&story.colleague("employee"), "closeCase", close);
    assert!(!story.is_shown(&nurse("Helsestasjonen")) && story.is_shown(&story.colleague("employee")));
    eventually("the list shows it no more", FOLLOW_WITHIN, || (!is_listed(&nurse("Helsestasjonen"))).then_some(()));
}

#[test]
fn r70_a_unit_is_the_same_however_its_name_is_spelled() {
    let story = Story::begin("Samme skole");
    story.is_listed();
    let spelled_otherwise = token(" samme  SKOLE", "employee", "Kollega");
    assert!(story.is_shown(&spelled_otherwise));
    assert!(story.filled_lists(&spelled_otherwise, None) >= LISTS.len() - 1);
    assert!(!story.is_shown(&token("Samme skoles SFO", "employee", "Kollega")));
    // What is opened for it bears the name that it has.
    let unit_of = |token: &str, unit: Option<&str>| {
        let mut concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Stille." });
        if let Some(unit) = unit {
            concern["unit"] = json!(unit);
        }
        let opened = story.demo.accepted(token, "raiseConcern", concern)["case"]["id"].clone();
        story.ask(&story.colleague("employee"), &format!("{{ case(id: {opened}) {{ unit }} }}"))["data"]["case"].clone()
    };
    let expected = json!({ "unit": "Samme skole" });
    assert_eq!(unit_of(&spelled_otherwise, None), expected);
    assert_eq!(unit_of(&token("Helsestasjonen", "employee", "Helene"), Some("SAMME skole ")), expected);
}

#[test]
fn r70_a_leader_is_told_of_the_refusals_of_the_own_unit_and_about_its_cases() {
    let story = Story::begin("Bevoktet skole");
    story.is_listed();
    let outsider = token("Nysgjerrig enhet", "employee", "Nils Nysgjerrig");
    assert!(!story.is_shown(&outsider));
    let is_told = |token: &str| {
        let query = "query Told($after: String) { deniedAccess(first: 100, after: $after) {
            nodes { reader { unit } } pageInfo { hasNextPage endCursor } } }";
        let mut after = Value::Null;
        loop {
            let page = story.demo.graphql(token, query, &json!({ "after": after }))["data"]["deniedAccess"].clone();
            let mut denied = page["nodes"].as_array().unwrap().iter();
            if denied.any(|denied| denied["reader"]["unit"] == "Nysgjerrig enhet") {
                return true;
            }
            if page["pageInfo"]["hasNextPage"] == false {
                return false;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    };
    for (unit, told) in [("Bevoktet skole", true), ("Nysgjerrig enhet", true), ("En tredje enhet", false)] {
        assert_eq!(is_told(&token(unit, "unit-leader", "Leder")), told, "{unit}");
    }
    for role in ["auditor", "data-protection-officer"] {
        assert!(is_told(&token("Revisjonen", role, "Revisor")), "{role}");
    }
}

#[test]
fn r70_s4_20_another_body_sees_a_case_while_consent_to_cooperation_holds() {
    let story = Story::begin("Samtykkende skole");
    story.is_listed();
    let advisor = of_a_body("EducationalPsychologicalService");
    assert!(!story.is_shown(&advisor), "consent is asked for, not given");
    story.consent();
    assert!(story.is_shown(&advisor));
    let only_listed = json!([{ "id": story.case }]);
    eventually("the list of cases shows it", FOLLOW_WITHIN, || {
        (story.lists(&advisor, None)[0] == only_listed).then_some(())
    });
    assert_eq!(story.filled_lists(&advisor, None), 1, "what is owed and was decided in it is its unit's");
    assert!(!story.is_shown(&of_a_body("Police")), "the consent is to another body");
    let seen = json!({ "caseId": story.case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Vil ikke hjem." });
    story.demo.accepted(&advisor, "logObservation", seen.clone());

    // It is followed, and what is sent ends with the consent: that the next entry is refused is told, not that it is read.
    let query =
        format!("subscription Follow {{ caseEntries(id: \"{}\", afterPosition: 4) {{ eventType }} }}", story.case);
    let listener = somebody_of_a_body("EducationalPsychologicalService", "Frida Følger");
    let mut followed = story.demo.follow(&listener, &query, &json!({}));
    // Of what is not shared with the body nothing is sent.
    assert_eq!(followed.next().unwrap()["data"]["caseEntries"]["eventType"], "ObservationLogged");
    let withdrawn = story.withdraw_consent();
    let last = followed.next().unwrap();
    assert!(last["data"].is_null() || last["data"]["caseEntries"].is_null(), "{last}");
    assert!(last["errors"][0]["extensions"]["code"].is_string(), "{last}");
    assert_eq!(followed.next(), None);
    let reads: Vec<(String,)> = rows_of(
        story.demo,
        &format!(
            "SELECT object_type FROM read_log WHERE operation = 'caseEntries' AND object_id = '{}' ORDER BY read_id",
            story.case.trim_start_matches("case_")
        ),
    );
    assert_eq!(reads, ["Case", "AccessDenied"].map(|what| (what.to_owned(),)));

    assert!(!story.is_shown(&advisor));
    // As it stands now decides: that it was shown then does not show it now.
    let then = format!("{{ case(id: \"{}\", asOf: {{ position: {} }}) {{ id }} }}", story.case, withdrawn - 1);
    assert!(story.ask(&advisor, &then)["data"]["case"].is_null());
    assert!(!story.ask(&story.colleague("employee"), &then)["data"]["case"].is_null());
    eventually("the lists show it no more", FOLLOW_WITHIN, || (story.filled_lists(&advisor, None) == 0).then_some(()));
    assert_eq!(story.filled_lists(&advisor, Some(withdrawn - 1)), 0);
    assert_eq!(story.demo.refused(&advisor, "logObservation", seen).1, "NOT_FOUND");
}

#[test]
fn r70_a_command_sent_again_gets_its_first_answer_also_when_the_case_is_reached_no_more() {
    let story = Story::begin("Skole med svar");
    story.consent();
    let advisor = of_a_body("EducationalPsychologicalService");
    let seen = json!({
        "commandId": clock::new_id(), "caseId": story.case, "observedOn": "2026-01-01", "kind": "SAID", "text": "Stille.",
    });
    let first = story.demo.accepted(&advisor, "logObservation", seen.clone());
    assert_eq!((&first["recordedNow"], &first["case"]["id"]), (&json!(true), &json!(story.case)));
    story.withdraw_consent();
    let again = story.demo.accepted(&advisor, "logObservation", seen.clone());
    let told = |answer: &Value| ["position", "version", "createdId"].map(|field| answer[field].clone());
    assert_eq!((told(&again), &again["recordedNow"], &again["case"]), (told(&first), &json!(false), &Value::Null));
    // Another content under that id, and another command, find the case no more.
    let mut other = seen.clone();
    other["text"] = json!("Noe annet.");
    assert_eq!(story.demo.refused(&advisor, "logObservation", other).1, "NOT_FOUND");
    let colleague = somebody_of_a_body("EducationalPsychologicalService", "En annen");
    assert_eq!(story.demo.refused(&colleague, "logObservation", seen.clone()).1, "NOT_FOUND");
    let mut new = seen;
    new["commandId"] = json!(clock::new_id());
    assert_eq!(story.demo.refused(&advisor, "logObservation", new).1, "NOT_FOUND");
}

#[test]
fn r70_whoever_asks_for_much_that_there_is_not_hides_no_case_behind_it() {
    let story = Story::begin("Utprøvd skole");
    let prober = token("Prøverne", "employee", "Per Prøver");
    let mut ids: Vec<_> = (0..29).map(|_| format!("case_{}", clock::new_id())).collect();
    ids.push(story.case.clone());
    let asked: Vec<_> =
        ids.iter().enumerate().map(|(nth, id)| format!("c{nth}: case(id: \"{id}\") {{ id }}")).collect();
    let answer = story.ask(&prober, &format!("{{ {} }}", asked.join(" ")));
    assert!(answer.get("errors").is_none() && answer["data"]["c29"].is_null(), "{answer}");
    let log = format!(
        "{{ case(id: \"{}\") {{ readLog(first: 50) {{ nodes {{ what reader {{ name {{ value }} }} }} }} }} }}",
        story.case
    );
    let log = story.ask(&story.colleague("unit-leader"), &log)["data"]["case"]["readLog"]["nodes"].clone();
    let denied = json!({ "what": "ACCESS_DENIED", "reader": { "name": { "value": "Per Prøver" } } });
    assert!(log.as_array().unwrap().contains(&denied), "{log}");
    let rows: Vec<(i64,)> = rows_of(
        story.demo,
        "SELECT count(*) FROM read_log WHERE object_type = 'AccessDenied' AND reader->>'unit' = 'Prøverne'",
    );
    assert_eq!(rows, [(21,)], "twenty of what there is not, and the case");
}

#[test]
fn r70_who_must_act_on_danger_takes_emergency_access_which_the_read_log_shows() {
    let story = Story::begin("Fjern skole");
    story.is_listed();
    let outsider = token("Vakten", "employee", "Vakthavende");
    assert!(!story.is_shown(&outsider));
    let taken = json!({ "caseId": story.case, "purpose": "DANGER_TO_CHILD", "reason": "Hun ringte og gråt." });
    let taken = story.demo.command(&outsider, "takeEmergencyAccess", taken);
    let opened = (&json!("EmergencyAccessTaken"), &json!([{ "id": story.case }]));
    assert_eq!((&taken["__typename"], &taken["cases"]), opened);
    assert!(taken["until"].is_string(), "{taken}");
    assert!(story.is_shown(&outsider));
    assert!(story.filled_lists(&outsider, None) >= LISTS.len() - 1);
    let contact = json!({
        "caseId": story.case, "body": "POLICE", "category": "VIOLENCE", "description": "Ringte politiet.",
    });
    story.demo.accepted(&outsider, "makeEmergencyContact", contact);
    assert!(!story.is_shown(&token("Vakten", "employee", "En annen på vakt")), "it is one person's");

    let log = format!(
        "{{ case(id: \"{}\") {{ readLog(first: 50) {{ nodes {{ what purpose reader {{ name {{ value }} unit }} }} }} }} }}",
        story.case
    );
    let shown = story.ask(&story.colleague("unit-leader"), &log)["data"]["case"]["readLog"]["nodes"].clone();
    let of_the_outsider = |what: &str| {
        let mut nodes = shown.as_array().unwrap().iter();
        nodes.find(|node| node["what"] == what && node["reader"]["name"]["value"] == "Vakthavende").cloned()
    };
    let access = of_the_outsider("EMERGENCY_ACCESS").unwrap();
    assert_eq!((&access["purpose"], &access["reader"]["unit"]), (&json!("DANGER_TO_CHILD"), &json!("Vakten")));
    assert!(of_the_outsider("CASE").is_some(), "{shown}");
    assert!(of_the_outsider("ACCESS_DENIED").is_some(), "that it was asked for before is told as well: {shown}");
}

#[test]
fn r70_an_integration_that_names_a_unit_does_what_an_employee_of_it_does() {
    let (own, other) = (Story::begin("Fagsystemets skole"), Story::begin("En skole uten fagsystem"));
    own.is_listed();
    other.is_listed();
    let system = token("Fagsystemets skole", "service", "fagsystem");
    assert!(own.is_shown(&system) && !other.is_shown(&system));
    assert!(own.filled_lists(&system, None) >= LISTS.len() - 1);
    assert_eq!(other.filled_lists(&system, None), 0);
    // One system works for many units under one name: what it opened for one is no other's, and it lets itself into none.
    let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Stille." });
    let opened = own.demo.accepted(&system, "raiseConcern", concern)["case"]["id"].clone();
    let for_another = json!({
        "child": { "name": "Barn Prøve" }, "unit": "En skole uten fagsystem", "subject": "CHILD", "description": "x",
    });
    let refused = own.demo.command(&system, "raiseConcern", for_another);
    assert_eq!((&refused["__typename"], &refused["field"]), (&json!("InvalidInput"), &json!("unit")), "{refused}");
    let elsewhere = token("En skole uten fagsystem", "service", "fagsystem");
    let query = format!("{{ case(id: {opened}) {{ id }} }}");
    assert!(!own.ask(&system, &query)["data"]["case"].is_null());
    assert!(own.ask(&elsewhere, &query)["data"]["case"].is_null());
    let taken = json!({ "caseId": opened, "purpose": "DANGER_TO_CHILD", "reason": "Fare." });
    assert_eq!(own.demo.command(&elsewhere, "takeEmergencyAccess", taken)["__typename"], "NotPermitted");
    let seen = |case: &str| json!({ "caseId": case, "observedOn": "2026-01-01", "kind": "SAID", "text": "x" });
    own.demo.accepted(&system, "logObservation", seen(&own.case));
    assert_eq!(own.demo.refused(&system, "logObservation", seen(&other.case)).1, "NOT_FOUND");
    for query in [
        "{ ledger(municipality: \"9901\") { position } }",
        "{ reports(first: 1) { nodes { id } } }",
        "{ investigations(first: 1) { nodes { id } } }",
        "{ subject(id: \"subject_00000000-0000-0000-0000-000000000001\") { id } }",
    ] {
        assert_eq!(own.ask(&system, query)["errors"][0]["extensions"]["code"], "FORBIDDEN", "{query}");
    }
    let whole = shared_demo().token("service", MUNICIPALITY);
    assert!(own.is_shown(&whole) && other.is_shown(&whole), "one that names none is the municipality's");
    let of_body = ["--role", "service", "--municipality", MUNICIPALITY, "--body", "EducationalPsychologicalService"];
    let of_body = shared_demo().token_with(&of_body);
    assert!(!own.is_shown(&of_body), "a body is a limit too");
    let reports = own.ask(&of_body, "{ reports(first: 1) { nodes { id } } }");
    assert_eq!(reports["errors"][0]["extensions"]["code"], "FORBIDDEN", "{reports}");
}

#[test]
fn r70_who_audits_sees_the_cases_of_all_units_and_the_data_protection_officer_no_names_in_them() {
    let story = Story::begin("Reviderte skole");
    assert!(story.is_shown(&token("Revisjonen", "auditor", "Revisor")));
    let officer = story.shown(&token("Personvern", "data-protection-officer", "Ombud"));
    assert_eq!((&officer["id"], &officer["child"]["name"]["value"]), (&json!(story.case), &Value::Null));
}
