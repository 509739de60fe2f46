//! Persons whose data are restricted or erased: who still sees what, and what stays as it was.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::interchange::national_id::is_valid_number;
use case_ledger_tests::{Demo, eventually};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::who_sees_what::ROLES;

const MUNICIPALITY: &str = "9901";

/// A demo of these tests' own, because they read everything there is in it.
fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| Demo::start(4))
}

/// Everything the services write about one child. Every text of it holds a word that nothing else does.
struct Story {
    word: String,
    national_id: String,
    born_on: String,
    case: String,
    report: String,
    investigation: String,
    /// Of the child and everyone else in it, as the envelopes name them.
    subjects: BTreeSet<Uuid>,
    child: Uuid,
    /// The position before its first event.
    before: i64,
}

/// The query page's people and these have nothing in common but their roles.
fn token_of(demo: &Demo, role: &str, person: &str) -> String {
    let arguments =
        ["token", "--role", role, "--municipality", MUNICIPALITY, "--unit", "Solbakken", "--subject", person];
    demo.run(&arguments).1.trim().to_owned()
}

fn ask(demo: &Demo, role: &str, query: &str) -> Value {
    demo.graphql(&demo.token(role, MUNICIPALITY), query, &json!({}))
}

fn rows_of<T>(demo: &Demo, sql: &str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
{
    let url = demo.owner_url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap()
    })
}

/// Of the child whose number begins so.
fn born_on(eight: &str) -> String {
    format!("2015-05-{}", &eight[..2])
}

impl Story {
    /// `eight` are the first digits of the child's number, and no other story's.
    fn tell(demo: &Demo, eight: &str) -> Self {
        let word = format!("Kanari{eight}");
        let mut numbers = (0..1_000).map(|rest| format!("{eight}{rest:03}"));
        let national_id = numbers.find(|number| is_valid_number(number)).unwrap();
        let says = |what: &str| format!("{word} {what}");
        let today = oslo_date(clock::now()).to_string();
        let person = |role: &str| token_of(demo, role, &says(role));
        let (employee, intake, caseworker) = (person("employee"), person("child-welfare-intake"), person("caseworker"));
        let head = ask(demo, "auditor", "{ ledger(municipality: \"9901\") { position } }");
        let opened = demo.accepted(
            &employee,
            "raiseConcern",
            json!({
                "child": { "name": says("barn"), "nationalId": national_id, "bornOn": born_on(eight), "contact": says("adresse") },
                "subject": "CHILD", "description": says("bekymring"),
            }),
        );
        let case = opened["case"]["id"].as_str().unwrap().to_owned();
        let send = |name: &str, mut input: Value| {
            input["caseId"] = json!(case);
            demo.accepted(&employee, name, input)
        };
        send("logObservation", json!({ "observedOn": today, "kind": "SAID", "text": says("observasjon") }));
        send(
            "requestConsent",
            json!({ "guardian": { "name": says("foresatt") }, "purposes": ["INFORMATION_SHARING"],
                    "recipients": ["SCHOOL"], "categories": ["HEALTH"] }),
        );
        let query = format!("{{ case(id: \"{case}\") {{ history(first: 100) {{ nodes {{ data }} }} }} }}");
        let history = demo.graphql(&employee, &query, &json!({}));
        let entries = history["data"]["case"]["history"]["nodes"].as_array().unwrap();
        let observation = entries.iter().find_map(|entry| entry["data"]["observation"].as_str()).unwrap();
        let duty = json!({ "triggered": false, "observationIds": [observation], "rationale": says("meldeplikt") });
        send("assessDutyToReport", duty);
        send("makeEmergencyContact", json!({ "body": "POLICE", "category": "VIOLENCE", "description": says("akutt") }));
        send("informGuardians", json!({ "about": "REPORT", "guardians": [{ "name": says("foresatt") }] }));
        let decider = json!({ "name": says("beslutter"), "role": "PEDAGOGICAL_LEADER" });
        send("sendReport", json!({ "content": says("melding"), "dutyBearer": decider }));
        let query = format!("{{ reports(filter: {{ caseId: \"{case}\" }}) {{ nodes {{ id }} }} }}");
        let report = eventually("the report is taken in", Duration::from_secs(30), || {
            let found = demo.graphql(&intake, &query, &json!({}));
            Some(found["data"]["reports"]["nodes"].as_array()?.first()?["id"].as_str()?.to_owned())
        });
        let triage = json!({ "reportId": report, "code": "2", "rationale": says("triage") });
        demo.accepted(&intake, "triageReport", triage);
        let opened = demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }));
        let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
        let ids = [&case, &report, &investigation].map(|id| format!("'{}'", id.split_once('_').unwrap().1)).join(", ");
        let sql = format!(
            "SELECT DISTINCT found[1]::uuid FROM events,
                    regexp_matches(payload::text || actor::text, '\"of\":\"([0-9a-f-]{{36}})\"', 'g') AS found
              WHERE municipality = '{MUNICIPALITY}' AND aggregate_id IN ({ids})"
        );
        let subjects = rows_of::<(Uuid,)>(demo, &sql).into_iter().map(|(subject,)| subject).collect();
        let child = ask(demo, "auditor", &format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}"));
        let child = child["data"]["case"]["child"]["subject"].as_str().unwrap().parse().unwrap();
        let before = head["data"]["ledger"]["position"].as_i64().unwrap();
        Self { word, national_id, born_on: born_on(eight), case, report, investigation, subjects, child, before }
    }

    /// Every field in which something personal can stand, each asked for by itself.
    fn everything(&self) -> [String; 5] {
        let Self { case, report, investigation, before, .. } = self;
        let child =
            "child { name { value state } nationalId { value state } bornOn { value state } contact { value state } }";
        let history = "history(first: 100) { nodes { data actor { name { value state } } } }";
        [
            format!("{{ case(id: \"{case}\") {{ {child} consents {{ guardian {{ value state }} }} {history} }} }}"),
            format!("{{ cases(first: 100) {{ nodes {{ {child} }} }} }}"),
            format!("{{ report(id: \"{report}\") {{ reporterName {{ value state }} {child} {history} }} }}"),
            format!("{{ investigation(id: \"{investigation}\") {{ {child} {history} }} }}"),
            format!(
                "{{ ledger(municipality: \"9901\") {{ entries(first: 100, after: \"{before}\") {{ nodes {{ data actor {{ name {{ value state }} }} }} }} }} }}"
            ),
        ]
    }

    /// How many of the answers to a role give anything of it away.
    fn answers_that_tell(&self, demo: &Demo, role: &str) -> usize {
        let answers = self.everything().map(|query| ask(demo, role, &query).to_string());
        let tells = |answer: &String| {
            [&self.word, &self.national_id, &self.born_on].iter().any(|text| answer.contains(text.as_str()))
        };
        answers.iter().filter(|answer| tells(answer)).count()
    }

    /// Every value that the child's case, report and investigation show, with its state.
    fn values(&self, demo: &Demo, role: &str) -> Vec<(Value, String)> {
        let mut found = Vec::new();
        let everything = self.everything();
        for query in [&everything[0], &everything[2], &everything[3]] {
            crate::who_sees_what::personal_values(&ask(demo, role, query)["data"], &mut found);
        }
        found
    }

    fn finds(&self, demo: &Demo, role: &str) -> bool {
        let query = format!("{{ cases(filter: {{ nationalId: \"{}\" }}) {{ nodes {{ id }} }} }}", self.national_id);
        ask(demo, role, &query)["data"]["cases"]["nodes"][0]["id"] == self.case
    }
}

fn restrict(demo: &Demo, subject: Uuid, visible_to: &[&str]) {
    let input = json!({
        "subject": subject, "ground": "UNLAWFUL_PROCESSING", "visibleTo": visible_to, "rationale": "Etter klage.",
    });
    demo.accepted(&demo.token("data-protection-officer", MUNICIPALITY), "restrictSubject", input);
}

fn lift(demo: &Demo, subject: Uuid) {
    let input = json!({ "subject": subject, "rationale": "Klagen er avgjort." });
    demo.accepted(&demo.token("data-protection-officer", MUNICIPALITY), "liftRestriction", input);
}

fn tellings(story: &Story, demo: &Demo) -> Vec<usize> {
    ROLES.iter().map(|role| story.answers_that_tell(demo, role)).collect()
}

#[test]
fn what_is_restricted_is_shown_to_the_named_roles_only_in_every_field_and_at_once() {
    let demo = demo();
    let story = Story::tell(demo, "17051599");
    let before = tellings(&story, demo);
    // Employee, unit leader, intake, caseworker, auditor, statistician, data protection officer, service.
    assert_eq!(before, [2, 2, 2, 2, 5, 0, 0, 5]);
    for subject in &story.subjects {
        restrict(demo, *subject, &["AUDITOR", "STATISTICIAN"]);
    }
    assert_eq!(tellings(&story, demo), [0, 0, 0, 0, 5, 0, 0, 0], "a role that sees no names sees none by being named");
    let values = story.values(demo, "service");
    assert!(values.len() > 20 && values.iter().all(|(value, state)| value.is_null() && state == "WITHHELD"));

    for subject in &story.subjects {
        restrict(demo, *subject, &[]);
    }
    assert_eq!(tellings(&story, demo), [0; 8]);
    for subject in &story.subjects {
        lift(demo, *subject);
    }
    assert_eq!(tellings(&story, demo), before);
}

#[test]
fn only_the_persons_own_values_are_withheld() {
    let demo = demo();
    let story = Story::tell(demo, "18051599");
    restrict(demo, story.child, &[]);
    let values = story.values(demo, "service");
    let states: BTreeSet<&str> = values.iter().map(|(_, state)| state.as_str()).collect();
    assert_eq!(states, BTreeSet::from(["VISIBLE", "WITHHELD"]));
    let shown = values.iter().filter_map(|(value, _)| value.as_str()).collect::<BTreeSet<_>>();
    assert!(shown.contains(format!("{} foresatt", story.word).as_str()), "{shown:?}");
    assert!(!shown.contains(format!("{} barn", story.word).as_str()), "{shown:?}");
}

/// That a case is about this person is what the restriction keeps.
#[test]
fn a_restricted_person_is_found_by_national_id_by_the_named_roles_and_by_who_restricts() {
    let demo = demo();
    let story = Story::tell(demo, "19051599");
    let finders = || ROLES.into_iter().filter(|role| story.finds(demo, role)).collect::<Vec<_>>();
    assert_eq!(finders(), ["employee", "unit-leader", "auditor", "data-protection-officer", "service"]);
    restrict(demo, story.child, &["UNIT_LEADER"]);
    assert_eq!(finders(), ["unit-leader", "data-protection-officer", "service"]);
}

#[test]
fn the_decisions_about_a_persons_data_are_read_by_those_who_watch_over_them() {
    let demo = demo();
    let story = Story::tell(demo, "20051599");
    restrict(demo, story.child, &["AUDITOR"]);
    lift(demo, story.child);
    restrict(demo, story.child, &["CASEWORKER"]);
    let query = format!(
        "{{ subject(id: \"{}\") {{ version restriction {{ ground visibleTo }} history {{ nodes {{ eventType data }} }} }} }}",
        story.child
    );
    let shown = &ask(demo, "auditor", &query)["data"]["subject"];
    assert_eq!(shown["restriction"], json!({ "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["CASEWORKER"] }));
    let nodes = shown["history"]["nodes"].as_array().unwrap();
    let events: Vec<&str> = nodes.iter().map(|node| node["eventType"].as_str().unwrap()).collect();
    assert_eq!(events, ["SubjectRestricted", "RestrictionLifted", "SubjectRestricted"]);
    assert_eq!(nodes[0]["data"]["rationale"]["value"], "Etter klage.");
}
