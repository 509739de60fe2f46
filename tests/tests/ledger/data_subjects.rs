//! Persons whose data are restricted or erased: who still sees what, and what stays as it was.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::embedded::{EmbeddedOptions, Programs};
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::interchange::national_id::is_valid_number;
use case_ledger_infrastructure::personal::master_key::{FileMasterKeys, MasterKeys as _};
use case_ledger_infrastructure::{clock, secret_file};
use case_ledger_tests::search::{files_with, files_with_bytes, uncompressed};
use case_ledger_tests::{DataDir, Demo, eventually, token};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::who_sees_what::ROLES;

const MUNICIPALITY: &str = "9901";
/// Questions that together show everything there is about a story.
const QUESTIONS: usize = 10;
/// Who must know whose data are restricted or erased, and so is told the pseudonym.
const WATCHES_OVER_PERSONS: [&str; 4] = ["unit-leader", "auditor", "data-protection-officer", "service"];

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
    /// How many events its case has when the last of its people has done with it.
    events: usize,
    /// Of the child and everyone else in it, as the envelopes name them.
    subjects: BTreeSet<Uuid>,
    child: Uuid,
    /// The position before its first event, and that of its last one.
    before: i64,
    until: i64,
}

/// The query page's people and these have nothing in common but their roles.
fn token_of(demo: &Demo, role: &str, person: &str) -> String {
    demo.token_with(&["--role", role, "--municipality", MUNICIPALITY, "--unit", "Solbakken", "--subject", person])
}

/// A leader who leads no unit, and so the municipality.
fn leader_of_all(demo: &Demo, person: &str) -> String {
    demo.token_with(&["--role", "unit-leader", "--municipality", MUNICIPALITY, "--subject", person])
}

fn ask(demo: &Demo, role: &str, query: &str) -> Value {
    demo.graphql(&demo.token(role, MUNICIPALITY), query, &json!({}))
}

pub(crate) fn rows_of<T>(demo: &Demo, sql: &str) -> Vec<T>
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
        let danger = json!({ "body": "POLICE", "category": "DANGER_TO_LIFE_OR_HEALTH", "description": says("akutt") });
        send("makeEmergencyContact", danger);
        send("informGuardians", json!({ "about": "REPORT", "guardians": [{ "name": says("foresatt") }] }));
        let decider = json!({ "name": says("beslutter"), "role": "PEDAGOGICAL_LEADER" });
        send("sendReport", json!({ "content": says("melding"), "dutyBearer": decider }));
        let (parent, teacher) = (says("foresatt"), says("lærer"));
        let parties = json!([{ "name": parent, "kind": "GUARDIAN" }, { "name": teacher, "kind": "EMPLOYEE" }]);
        let drawn = json!({ "kind": "AGREEMENT", "text": says("avtale"), "parties": parties });
        let agreement = send("drawAgreement", drawn)["createdId"].clone();
        let signs = json!({ "name": parent, "kind": "GUARDIAN" });
        send("signAgreement", json!({ "agreementId": agreement, "party": signs }));
        let events = Self::work_together(&says, &send, observation);
        let query = format!("{{ reports(filter: {{ caseId: \"{case}\" }}) {{ nodes {{ id }} }} }}");
        let report = eventually("the report is taken in", Duration::from_secs(30), || {
            let found = demo.graphql(&intake, &query, &json!({}));
            Some(found["data"]["reports"]["nodes"].as_array()?.first()?["id"].as_str()?.to_owned())
        });
        let triage = json!({ "reportId": report, "code": "2", "rationale": says("triage") });
        demo.accepted(&intake, "triageReport", triage);
        let opened = demo.accepted(&caseworker, "openInvestigation", json!({ "reportId": report }));
        let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
        let conclude = |name: &str, mut input: Value| {
            input["investigationId"] = json!(investigation);
            demo.accepted(&caseworker, name, input)
        };
        conclude("recordChildParticipation", json!({ "kind": "CONVERSATION", "account": says("medvirkning") }));
        conclude("recordDeclinedMeasures", json!({ "recommended": says("tiltak"), "account": says("avslag") }));
        let in_a_month = (oslo_date(clock::now()) + chrono::TimeDelta::days(30)).to_string();
        let last = json!({ "code": "4", "rationale": says("konklusjon"), "renewalPlannedFor": in_a_month });
        let last = conclude("concludeInvestigation", last);
        let ids = [&case, &report, &investigation].map(|id| format!("'{}'", id.split_once('_').unwrap().1)).join(", ");
        let sql = format!(
            "SELECT DISTINCT found[1]::uuid FROM events,
                    regexp_matches(payload::text || actor::text, '\"of\":\"([0-9a-f-]{{36}})\"', 'g') AS found
              WHERE municipality = '{MUNICIPALITY}' AND aggregate_id IN ({ids})"
        );
        let subjects = rows_of::<(Uuid,)>(demo, &sql).into_iter().map(|(subject,)| subject).collect();
        let child = ask(demo, "auditor", &format!("{{ case(id: \"{case}\") {{ child {{ subject }} }} }}"));
        let child = child["data"]["case"]["child"]["subject"].as_str().unwrap().parse().unwrap();
        let position = |head: &Value| head["data"]["ledger"]["position"].as_i64().unwrap();
        let (before, until) = (position(&head), last["position"].as_i64().unwrap());
        let born_on = born_on(eight);
        Self { word, national_id, born_on, case, report, investigation, events, subjects, child, before, until }
    }

    /// What is written down when several services work with the case; answers its version then.
    fn work_together(says: &impl Fn(&str) -> String, send: &impl Fn(&str, Value) -> Value, observation: &str) -> usize {
        let correction = json!({ "observationId": observation, "text": says("rettelse"), "reason": says("feil") });
        send("correctObservation", correction);
        send("linkSibling", json!({ "sibling": { "name": says("søsken") } }));
        let draft = json!({ "content": says("utkast"), "coAuthoredWithGuardians": [{ "name": says("foresatt") }] });
        send("draftReport", draft);
        let request = json!({
            "guardian": { "name": says("foresatt") }, "purposes": ["LEVEL_2_COOPERATION", "LEVEL_3_MEETING", "INFORMATION_SHARING"],
            "recipients": ["SCHOOL"], "categories": ["OBSERVATIONS"],
        });
        let consent = send("requestConsent", request)["createdId"].clone();
        send("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM" }));
        send("escalateToLevel", json!({ "consentId": consent, "level": 2, "rationale": says("nivå 2") }));
        let holder = json!({ "name": says("stafettholder"), "role": "CONTACT_TEACHER" });
        let lift = json!({ "consentId": consent, "level": 3, "rationale": says("nivå 3"), "relayHolder": holder });
        send("escalateToLevel", lift);
        let today = oslo_date(clock::now());
        let in_a_month = (today + chrono::TimeDelta::days(30)).to_string();
        let plan = json!({
            "goal": says("mål"), "description": says("beskrivelse"),
            "responsible": { "name": says("ansvarlig"), "role": "PEDAGOGICAL_LEADER" }, "place": "KINDERGARTEN",
            "kind": "CHANGE_ORIENTED", "target": "CHILD", "from": today, "to": in_a_month, "evaluationOn": in_a_month,
        });
        send("planMeasure", plan);
        let meeting = json!({
            "bodies": ["SCHOOL"], "guardiansInvited": true, "consentId": consent, "plannedFor": today,
        });
        let meeting = send("conveneInterdisciplinaryMeeting", meeting)["createdId"].clone();
        let held = json!({
            "meetingId": meeting, "bodies": ["SCHOOL"], "child": false, "guardians": [{ "name": says("foresatt") }],
        });
        send("holdMeeting", held);
        let letter = json!({
            "kind": "LETTER", "title": says("vedlegg"), "mediaType": "PLAIN_TEXT",
            "content": BASE64_STANDARD.encode(says("brev")), "belongsTo": { "meetingId": meeting },
        });
        let letter = send("addAttachment", letter)["createdId"].clone();
        let withdrawal = json!({ "attachmentId": letter, "ground": "WRONG_FILE", "reason": says("feil fil") });
        send("withdrawAttachment", withdrawal);
        let minutes = send("recordMinutes", json!({ "meetingId": meeting, "text": says("referat") }));
        usize::try_from(minutes["case"]["version"].as_u64().unwrap()).unwrap()
    }

    /// Every field in which something personal can stand, each asked for by itself.
    fn everything(&self) -> [String; QUESTIONS] {
        let Self { case, report, investigation, before, until, .. } = self;
        let child = "child { subject name { value state } nationalId { value state } bornOn { value state } contact { value state } }";
        let (value, text) = ("{ value state }", "text { value state }");
        let entry = "data actor { subject name { value state } }";
        let history = format!("history(first: 100) {{ nodes {{ {entry} }} }}");
        let changes =
            format!("diff(from: {{ position: {before} }}) {{ changes {{ before after causes {{ {entry} }} }} }}");
        [
            format!("{{ case(id: \"{case}\") {{ {child} consents {{ guardian {{ value state }} }} {history} }} }}"),
            format!("{{ cases(first: 100) {{ nodes {{ {child} }} }} }}"),
            format!("{{ report(id: \"{report}\") {{ reporterName {{ value state }} {child} {history} }} }}"),
            format!("{{ investigation(id: \"{investigation}\") {{ {child} {history} }} }}"),
            format!(
                "{{ ledger(municipality: \"9901\") {{ entries(first: 100, after: \"{before}\") {{ nodes {{ {entry} }} }} }} }}"
            ),
            format!("{{ case(id: \"{case}\", asOf: {{ position: {until} }}) {{ {child} {history} {changes} }} }}"),
            format!("{{ report(id: \"{report}\", asOf: {{ position: {until} }}) {{ {child} {history} {changes} }} }}"),
            format!(
                "{{ case(id: \"{case}\") {{ agreements {{ {text} parties {{ name {value} }} }} copies {{ recipient {value} }}
                    meetings {{ attendance {{ guardians {value} }} minutes {{ {text} }} recommendations {{ {text} }} }}
                    relayHolder {{ name {value} }} measures {{ goal {value} description {value} responsible {value} }}
                    reportDrafts {{ content {value} coAuthoredWithGuardians {value} }}
                    attachments {{ title {value} sha256 {value} withdrawn {{ reason {value} }} }}
                    chronology {{ observations {{ {text} interpretation {value} corrections {{ {text} reason {value} }} }} }}
                    siblings {{ linked {{ {child} }} }} consents(day: \"2199-12-31\") {{ guardian {value} }}
                    stepDecisions {{ rationale {value} decidedBy {value} }} }} }}"
            ),
            format!(
                "{{ decisions(first: 50, filter: {{ caseId: \"{case}\" }}) {{ nodes {{ rationale {value} decidedBy {value}
                    case {{ {child} }} }} }}
                    consents(first: 50, filter: {{ caseId: \"{case}\" }}) {{ nodes {{ case {{ {child} }} }} }}
                    obligations(first: 50, filter: {{ caseId: \"{case}\" }}) {{ nodes {{ copy {{ recipient {value} }}
                    case {{ {child} }} }} }} }}"
            ),
            format!(
                "{{ decisions(first: 50, filter: {{ reportId: \"{report}\" }}) {{ nodes {{ rationale {value}
                    decidedBy {value} }} }}
                    obligations(first: 50, filter: {{ reportId: \"{report}\" }}) {{ nodes {{ kind }} }}
                    report(id: \"{report}\") {{ reporterName {value} reporterRole {value} reporterContact {value}
                        content {value} triage {{ reasons {{ rationale {value} decidedBy {{ name {value} }} }} }}
                        investigation {{ {child} plan {{ text {value} }} participation {{ account {value} }}
                            conclusion {{ reasons {{ rationale {value} }} }} }} }} }}"
            ),
        ]
    }

    fn is_told_in(&self, answer: &str) -> bool {
        [&self.word, &self.national_id, &self.born_on].iter().any(|text| answer.contains(text.as_str()))
    }

    /// Whether anybody in it is named by a pseudonym.
    fn is_traced_in(&self, answer: &str) -> bool {
        self.subjects.iter().any(|subject| answer.contains(&subject.to_string()))
    }

    /// Whether an answer to the role gives anything of it away: to who watches over persons, a pseudonym is none of it.
    fn is_told_to(&self, role: &str, answer: &str) -> bool {
        self.is_told_in(answer) || (!WATCHES_OVER_PERSONS.contains(&role) && self.is_traced_in(answer))
    }

    /// How many of the answers to a role give anything of it away.
    fn answers_that_tell(&self, demo: &Demo, role: &str) -> usize {
        let answers = self.everything().map(|query| ask(demo, role, &query).to_string());
        answers.iter().filter(|answer| self.is_told_to(role, answer)).count()
    }

    /// Everything, as it is answered to somebody who has all those roles.
    fn answers_to(&self, demo: &Demo, roles: &[&str]) -> [Value; QUESTIONS] {
        let secret = secret_file::read(&demo.data_dir().join("secrets").join("demo-tokens")).unwrap();
        let mut claims = token::claims("employee", MUNICIPALITY);
        claims["roles"] = json!(roles);
        let token = token::hs256(&secret, &claims);
        self.everything().map(|query| demo.graphql(&token, &query, &json!({})))
    }

    /// How many of the case's events give anything of it away to who follows them; `None` for who may not.
    fn events_that_tell(&self, demo: &Demo, role: &str) -> Option<usize> {
        let query =
            "subscription Follow($id: ID!) { caseEntries(id: $id) { data actor { subject name { value state } } } }";
        // Others follow in the same role, and a place that somebody has left is free once the server knows it.
        let followed = eventually("there is a place to follow from", Duration::from_mins(1), || {
            let followed = demo.follow(&demo.token(role, MUNICIPALITY), query, &json!({ "id": self.case }));
            (followed.status != 429).then_some(followed)
        });
        let answers: Vec<Value> = followed.take(self.events).collect();
        answers.iter().all(|answer| answer.get("errors").is_none()).then(|| {
            assert_eq!(answers.len(), self.events);
            answers.iter().filter(|answer| self.is_told_to(role, &answer.to_string())).count()
        })
    }

    /// Every value that the child's case, report and investigation show, with its state.
    fn values(&self, demo: &Demo, role: &str) -> Vec<(Value, String)> {
        let mut found = Vec::new();
        let everything = self.everything();
        for nth in [0, 2, 3, 7, 8, 9] {
            let query = &everything[nth];
            crate::who_sees_what::personal_values(&ask(demo, role, query)["data"], &mut found);
        }
        found
    }

    fn finds(&self, demo: &Demo, role: &str) -> bool {
        let query = format!("{{ cases(filter: {{ nationalId: \"{}\" }}) {{ nodes {{ id }} }} }}", self.national_id);
        ask(demo, role, &query)["data"]["cases"]["nodes"][0]["id"] == self.case
    }

    /// Whether the role finds the child's report by the number, and by the pseudonym.
    fn finds_report(&self, demo: &Demo, role: &str) -> [bool; 2] {
        let by = [format!("nationalId: \"{}\"", self.national_id), format!("childId: \"{}\"", self.child)];
        by.map(|filter| {
            let query = format!("{{ reports(filter: {{ {filter} }}) {{ nodes {{ id }} }} }}");
            ask(demo, role, &query)["data"]["reports"]["nodes"][0]["id"] == self.report
        })
    }
}

pub(crate) fn restrict(demo: &Demo, subject: Uuid, visible_to: &[&str]) {
    let input = json!({
        "subject": subject, "ground": "UNLAWFUL_PROCESSING", "visibleTo": visible_to, "rationale": "Etter klage.",
    });
    demo.accepted(&demo.token("data-protection-officer", MUNICIPALITY), "restrictSubject", input);
}

pub(crate) fn lift(demo: &Demo, subject: Uuid) {
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
    assert_eq!(before, [5, 5, 5, 5, 10, 0, 0, 10]);
    for subject in &story.subjects {
        restrict(demo, *subject, &["AUDITOR", "STATISTICIAN"]);
    }
    assert_eq!(tellings(&story, demo), [0, 0, 0, 0, 10, 0, 0, 0], "a role that sees no names sees none by being named");
    let followers = || ROLES.map(|role| story.events_that_tell(demo, role));
    let (all, none) = (Some(story.events), Some(0));
    assert_eq!(followers(), [none, none, None, None, all, None, none, none]);
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

/// An employee who is the data protection officer as well may follow the whole ledger, as the one, and see names in
/// cases, as the other; in the whole ledger neither sees names.
#[test]
fn who_has_two_roles_sees_of_a_person_what_one_of_them_shows() {
    let demo = demo();
    let story = Story::tell(demo, "25051599");
    let telling = |roles: &[&str]| story.answers_to(demo, roles).map(|answer| story.is_told_in(&answer.to_string()));
    let employee = telling(&["employee"]);
    assert_eq!(telling(&["employee", "data-protection-officer"]), employee);
    assert_eq!(telling(&["data-protection-officer", "employee"]), employee);
    assert_eq!(telling(&["employee", "auditor"]), [true; QUESTIONS], "an auditor sees all of it");
}

/// A unit leader is told whose data are restricted, in cases; a caseworker is not, in reports. Who is both sees reports
/// as a caseworker only.
#[test]
fn who_has_two_roles_is_told_of_a_restricted_person_who_it_is_where_one_of_them_is_told() {
    let demo = demo();
    let story = Story::tell(demo, "27051599");
    for subject in &story.subjects {
        restrict(demo, *subject, &[]);
    }
    let tracing = |roles: &[&str]| story.answers_to(demo, roles).map(|answer| story.is_traced_in(&answer.to_string()));
    let (leader, caseworker) = (tracing(&["unit-leader"]), tracing(&["caseworker"]));
    // In cases, their lists and their registers.
    let in_cases = [true, true, false, false, false, true, false, true, true, false];
    assert_eq!((leader, caseworker), (in_cases, [false; QUESTIONS]));
    assert_eq!(tracing(&["unit-leader", "caseworker"]), leader);
    assert_eq!(tracing(&["caseworker", "unit-leader"]), leader);
    let officer = tracing(&["data-protection-officer"]);
    assert_eq!((officer, tracing(&["employee"])), ([true; QUESTIONS], [false; QUESTIONS]));
    assert_eq!(tracing(&["employee", "data-protection-officer"]), officer);

    // One rule for a thing and for its history.
    let of_case = &story.answers_to(demo, &["employee", "data-protection-officer"])[0]["data"]["case"];
    assert_eq!(of_case["child"]["subject"], story.child.to_string());
    assert_eq!(of_case["history"]["nodes"][0]["data"]["child"]["subject"], story.child.to_string());
}

/// The worry is recorded of the right child. Who raises it under the child's own number sees, by what is withheld, that
/// the child is restricted; not where else the child is known, nor anything of what is known there.
#[test]
fn who_raises_a_concern_about_a_restricted_child_sees_that_the_child_is_restricted_and_not_where_else_it_is_known() {
    let demo = demo();
    let story = Story::tell(demo, "26051599");
    restrict(demo, story.child, &["AUDITOR"]);
    let child = json!({ "name": "Barn Prøve", "nationalId": story.national_id });
    let concern = json!({ "child": child, "subject": "CHILD", "description": "Mye fravær." });
    let opened = demo.accepted(&demo.token("employee", MUNICIPALITY), "raiseConcern", concern);
    let case = opened["case"]["id"].as_str().unwrap();
    let query = format!("{{ case(id: \"{case}\") {{ child {{ subject name {{ value state }} }} }} }}");
    let shown = |role: &str| ask(demo, role, &query)["data"]["case"]["child"].clone();
    assert_eq!(shown("employee"), json!({ "subject": null, "name": { "value": null, "state": "WITHHELD" } }));
    let query = format!("{{ case(id: \"{case}\") {{ history(first: 9) {{ nodes {{ data }} }} }} }}");
    let history = ask(demo, "employee", &query).to_string();
    assert!(history.contains("WITHHELD") && !history.contains("Mye fravær"), "the sender's own words are the child's");
    assert!(!story.is_told_to("employee", &history) && !history.contains(story.case.trim_start_matches("case_")));
    assert!(!story.finds(demo, "employee"));
    assert_eq!(shown("auditor")["subject"], story.child.to_string());
    assert_eq!(shown("data-protection-officer")["subject"], story.child.to_string(), "who restricts must know whom");
}

/// Nora decides twice in one case. A Nora elsewhere may be another person, and a guardian of that name is one:
/// restricting or erasing the one leaves the others' names where they stand.
#[test]
fn who_decides_under_one_name_is_one_person_within_a_case_and_another_elsewhere() {
    let demo = demo();
    let employee = demo.token("employee", MUNICIPALITY);
    let decided_in_a_new_case = || {
        let concern = json!({ "child": { "name": "Barn Prøve" }, "subject": "CHILD", "description": "Mye fravær." });
        let opened = demo.accepted(&employee, "raiseConcern", concern);
        let case = opened["case"]["id"].as_str().unwrap().to_owned();
        for degree in ["SOME", "SERIOUS"] {
            let decider = json!({ "name": "Nora Tvilling", "role": "CONTACT_TEACHER" });
            let assessment = json!({
                "caseId": case, "degree": degree, "groundForConcern": true, "noBasisBecause": "Ikke sett ennå.",
                "decidedBy": decider, "rationale": "x",
            });
            demo.accepted(&employee, "assessConcern", assessment);
        }
        let told = json!({ "caseId": case, "about": "CONCERN", "guardians": [{ "name": "Nora Tvilling" }] });
        demo.accepted(&employee, "informGuardians", told);
        case
    };
    let cases = [decided_in_a_new_case(), decided_in_a_new_case()];
    let named_in = |case: &str| {
        let query = format!("{{ case(id: \"{case}\") {{ history(first: 9) {{ nodes {{ data }} }} }} }}");
        let history = ask(demo, "auditor", &query);
        let nodes = history["data"]["case"]["history"]["nodes"].as_array().unwrap().clone();
        let names = nodes.into_iter().filter_map(|node| {
            let data = &node["data"];
            let name = [&data["decision"]["decidedBy"]["name"], &data["guardians"][0]["name"]];
            name.into_iter().find_map(|name| Some(name["state"].as_str()?.to_owned()))
        });
        names.collect::<Vec<_>>()
    };
    assert_eq!(cases.each_ref().map(|case| named_in(case)).concat(), ["VISIBLE"; 6]);
    let sql = format!(
        "SELECT DISTINCT (payload -> 'ConcernAssessed' -> 'decision' -> 'decidedBy' -> 'name' ->> 'of')::uuid FROM events
          WHERE event_type = 'ConcernAssessed' AND aggregate_id = '{}'",
        cases[0].split_once('_').unwrap().1
    );
    let deciders = rows_of::<(Uuid,)>(demo, &sql);
    assert_eq!(deciders.len(), 1);
    restrict(demo, deciders[0].0, &[]);
    assert_eq!(named_in(&cases[0]), ["WITHHELD", "WITHHELD", "VISIBLE"]);
    assert_eq!(named_in(&cases[1]), ["VISIBLE"; 3]);
}

/// That a case is about this person is what the restriction keeps.
#[test]
fn a_restricted_person_is_found_by_national_id_by_the_named_roles_and_by_who_restricts() {
    let demo = demo();
    let story = Story::tell(demo, "19051599");
    let finders = || ROLES.into_iter().filter(|role| story.finds(demo, role)).collect::<Vec<_>>();
    assert_eq!(finders(), ["employee", "unit-leader", "auditor", "data-protection-officer", "service"]);
    restrict(demo, story.child, &["UNIT_LEADER"]);
    assert_eq!(finders(), ["unit-leader", "data-protection-officer"]);
    let of_reports =
        || ROLES.into_iter().filter(|role| story.finds_report(demo, role) == [true; 2]).collect::<Vec<_>>();
    assert_eq!(of_reports(), ["data-protection-officer"]);
    lift(demo, story.child);
    assert_eq!(of_reports(), ["child-welfare-intake", "caseworker", "auditor", "data-protection-officer", "service"]);
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

/// Asks for erasure as one person and approves as another, with no delay between.
pub(crate) fn erase(demo: &Demo, subject: Uuid) {
    let leader = demo.token("unit-leader", MUNICIPALITY);
    // Who does away with the delay is neither of the two.
    demo.accepted(&leader_of_all(demo, "third"), "setErasureDelay", json!({ "days": 0 }));
    restrict(demo, subject, &[]);
    let request = json!({ "subject": subject, "basis": "UNLAWFULLY_RECORDED", "rationale": "Etter klage." });
    demo.accepted(&demo.token("data-protection-officer", MUNICIPALITY), "requestErasure", request);
    let approval = json!({ "subject": subject, "rationale": "Vurdert på nytt." });
    demo.accepted(&leader, "approveErasure", approval);
}

/// Every figure there is, and how many obligations and findings of each kind.
fn statistics(demo: &Demo) -> Value {
    let period = "period: { from: \"2000-01-01\", to: \"2100-12-31\" }";
    let of_reports = |(nth, grouping): (usize, &&str)| {
        format!(
            "by{nth}: reportStatistics(municipality: \"9901\", {period}, groupBy: [{grouping}]) {{ rows {{ key {{ code }}
                 reportsTotal reportsNew dismissed transferred dismissalRate triagedWithin7Days }} }}"
        )
    };
    let groupings = ["", "YEAR", "QUARTER", "MONTH", "UNIT", "REPORTER", "CONTENT", "YEAR, UNIT"];
    let of_reports: String = groupings.iter().enumerate().map(of_reports).collect();
    let years = "municipality: \"9901\", years: { from: 2015, to: 2025 }";
    let query = format!(
        "{{ {of_reports}
            serviceStatistics({years}, byUnit: true) {{ rows {{ year unit investigationsConcluded investigationsExtended
                investigationsWithin3Months within3MonthsRate boardCases childrenWithMeasures
                childrenWithMeasuresAtYearEnd dismissalRate dismissedMoved dismissedOnOwnAssessment dismissedReferred
                dismissedWithConcern measuresDecided }}
                feedbackCompliance {{ rows {{ year unit acknowledgement {{ due inTime late }} triage {{ due inTime late }}
                    conclusion {{ due inTime late }} }} }} }}
            reportYears(municipality: \"9901\", years: {{ from: 2015, to: 2025 }}) {{ year reportsNew reportsInOpenedCases }}
            childsVoiceCoverage {{ unit kind total recorded percent }} }}"
    );
    let answer = ask(demo, "auditor", &query);
    assert!(answer.get("errors").is_none(), "{answer}");
    let mut figures = answer["data"].clone();
    for list in ["by5", "by6", "reportYears", "childsVoiceCoverage"] {
        let rows = figures[list].get("rows").unwrap_or(&figures[list]);
        assert!(!rows.as_array().unwrap().is_empty(), "{list}: {figures}");
    }
    for list in ["obligations", "findings"] {
        let sql = format!(
            "SELECT kind, count(*) FROM {list} WHERE municipality = '{MUNICIPALITY}' GROUP BY kind ORDER BY kind"
        );
        let counts = rows_of::<(String, i64)>(demo, &sql);
        assert!(!counts.is_empty(), "{list}");
        figures[list] = json!(counts);
    }
    figures
}

/// The wrapped data keys of a story's persons: key, person, category and bytes.
type WrappedKey = (Uuid, Uuid, String, Vec<u8>);

fn wrapped_keys(demo: &Demo, story: &Story) -> Vec<WrappedKey> {
    let subjects: Vec<String> = story.subjects.iter().map(|subject| format!("'{subject}'")).collect();
    let sql = format!(
        "SELECT key_id, subject, category, wrapped FROM data_keys
          WHERE municipality = '{MUNICIPALITY}' AND wrapped IS NOT NULL AND subject IN ({})",
        subjects.join(", ")
    );
    let [_, (_, keys)] = urls_of_a_superuser(demo);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&keys).await.unwrap();
        sqlx::query_as(&sql).fetch_all(&mut connection).await.unwrap()
    })
}

/// How many national ids lead to those pseudonyms.
fn found_by_number(demo: &Demo, subjects: &BTreeSet<Uuid>) -> i64 {
    let [_, (_, keys)] = urls_of_a_superuser(demo);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&keys).await.unwrap();
        let sql = "SELECT count(*) FROM subjects WHERE municipality = $1 AND subject = ANY ($2)";
        let subjects: Vec<Uuid> = subjects.iter().copied().collect();
        sqlx::query_scalar(sql).bind(MUNICIPALITY).bind(subjects).fetch_one(&mut connection).await.unwrap()
    })
}

/// How many of those keys a thief opens who has the demo's files of master keys.
fn opened_by_a_thief(demo: &Demo, stolen: &[WrappedKey]) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let municipality: Municipality = MUNICIPALITY.parse().unwrap();
        let files = FileMasterKeys::in_directory(demo.data_dir().join("master-keys"));
        let mut opened = 0;
        for name in files.names(&municipality).await.unwrap() {
            for (key, subject, category, wrapped) in stolen {
                let context = format!("data-key/{MUNICIPALITY}/{key}/{subject}/{category}");
                opened += usize::from(files.unwrap(&municipality, &name, context.as_bytes(), wrapped).await.is_ok());
            }
        }
        opened
    })
}

/// Every table of the ledger's database but what is never changed, with all that stands in it.
fn all_that_can_be_changed(demo: &Demo) -> Vec<(String, String)> {
    let sql = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('events', 'attachment_contents', 'read_log')
                ORDER BY 1";
    let tables = rows_of::<(String,)>(demo, sql);
    let whole = tables.into_iter().map(|(table,)| {
        let sql = format!("SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {table} t");
        let rows = rows_of::<(String,)>(demo, &sql).remove(0).0;
        (table, rows)
    });
    whole.collect()
}

fn file_names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The URL of a demo's ledger as what an attacker with every right would use.
pub(crate) fn superuser_of(demo: &Demo) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let home = Home::open_as_it_is(demo.data_dir(), EmbeddedOptions::default()).await.unwrap();
        let url = home.superuser_url();
        home.close().await;
        url
    })
}

pub(crate) fn urls_of_a_superuser(demo: &Demo) -> [(&'static str, String); 2] {
    let ledger = superuser_of(demo);
    let keys = ledger.replacen("/case_ledger", "/case_ledger_keys", 1);
    [("ledger", ledger), ("keys", keys)]
}

/// Has PostgreSQL sample both databases, as it does by itself before long: what it samples, it keeps. Of keys, and of what finds a person
/// by number, it samples nothing.
fn sample(demo: &Demo) {
    let secret = "SELECT tablename || '.' || attname FROM pg_stats WHERE attname IN ('wrapped', 'blind_index')";
    let sampled = "SELECT count(*) FROM pg_stats WHERE tablename = 'data_keys' AND attname = 'key_id'";
    let databases = urls_of_a_superuser(demo);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (name, url) in databases {
            let mut superuser = PgConnection::connect(&url).await.unwrap();
            sqlx::raw_sql("ANALYZE").execute(&mut superuser).await.unwrap();
            let kept: Vec<String> = sqlx::query_scalar(secret).fetch_all(&mut superuser).await.unwrap();
            assert!(kept.is_empty(), "{name}: {kept:?}");
            let others: i64 = sqlx::query_scalar(sampled).fetch_one(&mut superuser).await.unwrap();
            assert_eq!(others, i64::from(name == "keys"), "or this proves nothing");
        }
    });
}

/// In a demo of its own, which is looked through when it has ended.
#[test]
fn an_erased_person_is_shredded_everywhere_and_every_figure_and_proof_stays() {
    let demo = Demo::start_in(uncompressed(DataDir::new()), 4);
    let story = Story::tell(&demo, "21051599");
    let stolen = wrapped_keys(&demo, &story);
    assert!(stolen.len() >= story.subjects.len() && opened_by_a_thief(&demo, &stolen) == stolen.len());
    sample(&demo);
    let before = statistics(&demo);
    assert_eq!(found_by_number(&demo, &[story.child].into()), 1, "or this proves nothing");
    for subject in &story.subjects {
        erase(&demo, *subject);
    }
    assert_eq!(tellings(&story, &demo), [0; 8]);
    assert_eq!(found_by_number(&demo, &story.subjects), 0, "no number leads to the erased");
    for role in ["auditor", "service", "data-protection-officer"] {
        let values = story.values(&demo, role);
        assert!(
            values.len() > 20 && values.iter().all(|(value, state)| value.is_null() && state == "SHREDDED"),
            "{role}"
        );
    }
    let query = format!(
        "{{ subject(id: \"{}\") {{ erasure {{ basis keysDestroyedAt }} history {{ nodes {{ data }} }} }} }}",
        story.child
    );
    let shown = &ask(&demo, "auditor", &query)["data"]["subject"];
    assert!(shown["erasure"]["keysDestroyedAt"].is_string(), "{shown}");
    assert_eq!(shown["history"]["nodes"][1]["data"]["rationale"]["value"], "Etter klage.", "why, outlives the data");

    assert_eq!(statistics(&demo), before);
    for command in ["verify", "rebuild"] {
        let (code, out, err) = demo.run(&[command]);
        assert_eq!(code, 0, "{command}: {out}{err}");
    }
    // Nothing more is recorded of that person; under the same number, a new one begins.
    let employee = demo.token("employee", MUNICIPALITY);
    let observation = json!({ "caseId": story.case, "observedOn": "2026-01-01", "kind": "SAID", "text": "x" });
    assert_eq!(demo.refused(&employee, "logObservation", observation).1, "SUBJECT_ERASED");
    assert!(!story.finds(&demo, "employee"));
    assert_eq!(story.finds_report(&demo, "caseworker"), [false; 2]);
    // Who restricts finds whom a restriction keeps, and of who is erased joins nothing together either.
    assert_eq!(story.finds_report(&demo, "data-protection-officer"), [false; 2]);
    let query =
        format!("{{ report(id: \"{}\") {{ knownOfChild {{ investigations {{ nodes {{ id }} }} }} }} }}", story.report);
    assert!(ask(&demo, "auditor", &query)["data"]["report"]["knownOfChild"].is_null());
    let child = json!({ "name": "Barn Prøve", "nationalId": story.national_id });
    let concern = json!({ "child": child, "subject": "CHILD", "description": "x" });
    let opened = demo.accepted(&employee, "raiseConcern", concern)["case"]["id"].clone();
    let query = format!("{{ case(id: {opened}) {{ child {{ subject }} }} }}");
    // Whoever watches over persons is told the pseudonym.
    let child = ask(&demo, "auditor", &query)["data"]["case"]["child"]["subject"].clone();
    let child: Uuid = child.as_str().and_then(|child| child.parse().ok()).unwrap_or_else(|| panic!("{child}"));
    assert!(!story.subjects.contains(&child), "another one");
    assert_eq!(found_by_number(&demo, &[child].into()), 1);

    let tables = all_that_can_be_changed(&demo);
    assert!(tables.len() > 20 && tables.iter().any(|(table, rows)| table == "case_cards" && rows.len() > 200));
    for (table, rows) in &tables {
        // A sealed value names whose it is; the rows of other persons may hold theirs.
        let sealed = rows.lines().filter(|row| row.contains("$sealed") || row.contains("\"box\""));
        let of_the_erased = sealed.filter(|row| story.is_traced_in(row)).count();
        assert_eq!(of_the_erased, 0, "{table} holds what was sealed of the erased");
        assert!(!story.is_told_in(rows), "{table}");
    }

    // Destroyed is the key as the database has it. What the write-ahead log and dead rows still hold of it opens as
    // long as the master key of its time is there.
    assert_eq!(wrapped_keys(&demo, &story), []);
    assert_eq!(opened_by_a_thief(&demo, &stolen), stolen.len());
    // The server goes on while its keys are rotated.
    for arguments in [
        &["keys", "rotate-master", "--municipality", MUNICIPALITY, "--destroy-old"][..],
        &["keys", "rotate-data", "--municipality", MUNICIPALITY],
    ] {
        let (code, out, err) = demo.run(arguments);
        assert!(code == 0 && out.contains(MUNICIPALITY), "{out}{err}");
    }
    assert_eq!(file_names(&demo.data_dir().join("master-keys")), ["9901.2.key", "9901.erasures", "9902.key"]);
    assert_eq!(opened_by_a_thief(&demo, &stolen), 0, "wherever a copy of them lies, it is worthless");
    Story::tell(&demo, "24051599");
    assert!(story.values(&demo, "auditor").iter().all(|(_, state)| state == "SHREDDED"));

    // Nobody is asked for what nobody can do any more.
    let copies = format!("{{ case(id: \"{}\") {{ copies {{ status }} }} }}", story.case);
    demo.accepted(&employee, "lapseCopiesOfErased", json!({ "caseId": story.case }));
    let copies = &ask(&demo, "employee", &copies)["data"]["case"]["copies"];
    assert!(copies.as_array().unwrap().len() > 1, "{copies}");
    assert!(copies.as_array().unwrap().iter().all(|copy| copy["status"] == "LAPSED"), "{copies}");

    // A fresh copy of either database holds no more than the databases do.
    for (name, url) in urls_of_a_superuser(&demo) {
        let file = demo.data_dir().join(format!("{name}.sql"));
        let program = Programs::find().unwrap().directory().join("pg_dump");
        let dump =
            Command::new(program).arg(format!("--file={}", file.display())).arg(format!("--dbname={url}")).status();
        assert!(dump.unwrap().success());
        assert!(std::fs::read_to_string(&file).unwrap().contains("COPY public."), "{name}");
    }

    let data = demo.stop();
    let found = files_with(data.path(), &[&story.word, &story.national_id]);
    assert!(found.is_empty(), "{found:?}");
    // The wrapped keys themselves may lie in the write-ahead log; in no table, whose dead rows went with the old master key,
    // in no dump, no log and no other file.
    let keys: Vec<(&str, &[u8])> = stolen.iter().map(|(.., wrapped)| ("a wrapped key", wrapped.as_slice())).collect();
    for (file, what) in files_with_bytes(data.path(), &keys) {
        let within = file.strip_prefix(data.path().join("postgres")).unwrap_or_else(|_| panic!("{what} in {file:?}"));
        assert!(within.starts_with("pg_wal"), "{what} in {file:?}");
    }
}

#[test]
fn an_erasure_takes_two_persons_and_the_delay() {
    let demo = demo();
    let story = Story::tell(demo, "22051599");
    let subject = story.child;
    let said = || json!({ "subject": subject, "rationale": "x" });
    let request = json!({ "subject": subject, "basis": "WRONG_PERSON", "rationale": "x" });
    let (one, other) = (token_of(demo, "data-protection-officer", "one"), token_of(demo, "unit-leader", "other"));
    // The same person in another role stays the same person.
    let one_leading = token_of(demo, "unit-leader", "one");
    let who_hurries = leader_of_all(demo, "third");
    assert_eq!(demo.refused(&one, "requestErasure", request.clone()).1, "NOT_RESTRICTED");
    restrict(demo, subject, &["CASEWORKER"]);
    demo.accepted(&who_hurries, "setErasureDelay", json!({ "days": 30 }));
    demo.accepted(&one, "requestErasure", request.clone());
    // A shorter delay holds for what is asked for later only.
    demo.accepted(&who_hurries, "setErasureDelay", json!({ "days": 0 }));
    assert_eq!(demo.refused(&one_leading, "approveErasure", said()).1, "SECOND_PERSON_REQUIRED");
    assert_eq!(demo.refused(&other, "approveErasure", said()).1, "ERASURE_DELAY_RUNNING");
    assert_eq!(demo.refused(&one, "liftRestriction", said()).1, "ERASURE_AWAITED");
    demo.accepted(&one, "withdrawErasureRequest", said());
    demo.accepted(&one, "requestErasure", request);
    let (_, code, rule) = demo.refused(&who_hurries, "approveErasure", said());
    assert_eq!((code.as_str(), rule.as_str()), ("ERASURE_DELAY_SHORTENED", "C12"));
    assert_eq!(story.answers_that_tell(demo, "caseworker"), 5, "a request destroys nothing");

    // Two approve at once: one of them did it.
    let third = token_of(demo, "unit-leader", "fourth");
    let codes = std::thread::scope(|threads| {
        let approve = |token: &str| {
            let payload = demo.command(token, "approveErasure", said());
            payload["code"].as_str().unwrap_or("APPROVED").to_owned()
        };
        let approvals = [&other, &third].map(|token| threads.spawn(move || approve(token)));
        approvals.map(|approval| approval.join().unwrap())
    });
    assert_eq!(BTreeSet::from(codes), BTreeSet::from(["APPROVED".to_owned(), "SUBJECT_ERASED".to_owned()]));
    assert_eq!(demo.refused(&one, "liftRestriction", said()).1, "SUBJECT_ERASED");
}

/// Each reader looks whether the restriction was acknowledged before it asks.
#[test]
fn no_answer_to_a_question_asked_after_the_restriction_tells_anything() {
    let demo = demo();
    let story = Story::tell(demo, "23051599");
    let (restricted, told) = (AtomicBool::new(false), AtomicBool::new(false));
    let query = &story.everything()[0];
    std::thread::scope(|threads| {
        for role in ["employee", "auditor", "service"] {
            let (restricted, told, word) = (&restricted, &told, format!("{} barn", story.word));
            threads.spawn(move || {
                let mut asked_after = 0;
                while asked_after < 5 {
                    let after = restricted.load(Ordering::SeqCst);
                    let tells = ask(demo, role, query).to_string().contains(&word);
                    assert!(!(after && tells), "{role} was told after the restriction");
                    told.fetch_or(tells, Ordering::SeqCst);
                    asked_after += u32::from(after);
                }
            });
        }
        eventually("the readers read", Duration::from_secs(30), || told.load(Ordering::SeqCst).then_some(()));
        restrict(demo, story.child, &[]);
        restricted.store(true, Ordering::SeqCst);
    });
}
