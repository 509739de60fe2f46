//! Any past state on demand: what the ledger knew at a position, it says again later.

use std::time::Duration;

use case_ledger_domain::case::Case;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::CommandContext;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_tests::town::{in_a_town, observation};
use case_ledger_tests::{DataDir, Demo, Town, eventually, shared_demo};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::runtime::Runtime;

#[test]
fn a_stream_as_of_a_position_is_what_it_was_when_that_was_the_newest() {
    in_a_town(async |town| {
        let case = town.open_case().await;
        let mut then = Vec::new();
        for _ in 0..3 {
            town.observe(clock::new_id(), case).await.unwrap();
            // Another stream's events lie between.
            town.open_case().await;
            let live = town.ledger.load::<Case>(&town.municipality, case.as_uuid()).await.unwrap();
            then.push((town.head().await, live.version, json!(live.aggregate)));
        }
        for (position, version, state) in then {
            let as_of = AsOf::Position(position);
            let live = town.ledger.load_as_of::<Case>(&town.municipality, case.as_uuid(), as_of).await.unwrap();
            assert_eq!((live.version, json!(live.aggregate)), (version, state), "as of position {position}");
        }
        let before = AsOf::Position(1);
        let live = town.ledger.load_as_of::<Case>(&town.municipality, case.as_uuid(), before).await.unwrap();
        assert_eq!(live.version, 0, "before its first event there was no such case");
    });
}

#[test]
fn an_instant_is_the_last_position_recorded_by_then() {
    in_a_town(async |town| {
        let opened = town.head().await;
        let (none, first) = (DateTime::UNIX_EPOCH, town.ledger.moment_of(&town.municipality, opened).await.unwrap());
        let before = town.ledger.moment_at(&town.municipality, none).await.unwrap();
        assert_eq!((before.position, before.recorded_at), (0, None), "before the first event");

        // Each event at its hour, of those that a clock counts which goes fast: hours in which nothing happens, and hours in which much
        // does. Nothing is recorded further ahead of the database's clock than clocks may be apart.
        let case = town.open_case().await;
        let begun = clock::to_the_microsecond(first.unwrap().recorded_at.unwrap()) + TimeDelta::seconds(1);
        let hour = |hours: i64| begun + TimeDelta::milliseconds(150 * hours);
        let hours = [1, 1, 1, 2, 5, 5, 6, 20, 20, 20, 20, 21, 40];
        for now in hours {
            let command = clock::new_id();
            let context = CommandContext { now: hour(now), ..town.context(command) };
            let action = observation(&town.municipality, command, case);
            town.ledger.execute::<Case>(&context, case.as_uuid(), action).await.unwrap();
        }
        let before_them = town.head().await - i64::try_from(hours.len()).unwrap();
        for at in 1..=41 {
            let by_then = hours.iter().filter(|hour| **hour <= at).count();
            let moment = town.ledger.moment_at(&town.municipality, hour(at)).await.unwrap();
            assert_eq!(moment.position, before_them + i64::try_from(by_then).unwrap(), "in hour {at}");
            let recorded_at = hours.iter().rfind(|hour| **hour <= at).map(|at| hour(*at));
            assert_eq!(moment.recorded_at, recorded_at, "in hour {at}");
            let just_before = hour(at) - TimeDelta::microseconds(1);
            let earlier = hours.iter().filter(|hour| **hour < at).count();
            let moment = town.ledger.moment_at(&town.municipality, just_before).await.unwrap();
            assert_eq!(moment.position, before_them + i64::try_from(earlier).unwrap(), "just before hour {at}");
        }
        let head = town.head().await;
        assert_eq!(town.ledger.moment_of(&town.municipality, head + 1).await.unwrap(), None);
        assert_eq!(town.ledger.moment_of(&town.municipality, 0).await.unwrap(), None);
    });
}

/// Up to when the municipality's ledger is closed.
async fn closed_until(town: &Town) -> Option<DateTime<Utc>> {
    sqlx::query_scalar("SELECT closed_until FROM ledger_heads WHERE municipality = $1")
        .bind(town.municipality.as_str())
        .fetch_one(town.ledger.pool())
        .await
        .unwrap()
}

#[test]
fn only_an_instant_that_could_gain_an_event_is_closed_and_never_one_ahead_of_the_clock() {
    in_a_town(async |town| {
        let ask = async |at: DateTime<Utc>| town.ledger.moment_at(&town.municipality, at).await.unwrap();
        let head = town.head().await;
        let newest = ask(clock::now() + TimeDelta::hours(1)).await;
        assert_eq!(newest.position, head);
        let (until, now) = (closed_until(&town).await.unwrap(), clock::now());
        assert!(until <= now, "closed until {until}, which is after {now}");

        let recorded_at = newest.recorded_at.unwrap();
        for before in [recorded_at - TimeDelta::days(1), recorded_at, until - TimeDelta::microseconds(1), until] {
            ask(before).await;
            assert_eq!(closed_until(&town).await, Some(until), "asked about {before}");
        }
        // Later than that, but before the newest event: nothing is recorded before it.
        town.open_case().await;
        let newest = town.ledger.moment_of(&town.municipality, town.head().await).await.unwrap().unwrap();
        let just_before = newest.recorded_at.unwrap() - TimeDelta::microseconds(1);
        assert_eq!(ask(just_before).await.position, head);
        assert_eq!(closed_until(&town).await, Some(until));
        let later = clock::now();
        ask(later).await;
        assert_eq!(closed_until(&town).await, Some(later));
    });
}

/// The person for whom the service's program sends what persons decide.
fn vera() -> Value {
    json!({ "name": "Vera Prøve", "role": "UNIT_LEADER" })
}

/// One child's case, played through GraphQL by a service that may do everything.
struct Story {
    demo: &'static Demo,
    token: String,
    case: String,
    /// The position of each step's last event.
    positions: Vec<i64>,
}

impl Story {
    /// A case with a concern.
    fn begun() -> Self {
        let demo = shared_demo();
        let token = demo.token("service", "9901");
        let mut story = Self { demo, token, case: String::new(), positions: Vec::new() };
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Tidens skole", "subject": "CHILD", "description": "Stille.",
        });
        let opened = story.step("raiseConcern", concern);
        opened["case"]["id"].as_str().unwrap().clone_into(&mut story.case);
        story
    }

    fn step(&mut self, name: &str, input: Value) -> Value {
        let payload = self.demo.accepted(&self.token, name, input);
        self.positions.push(payload["position"].as_i64().unwrap());
        payload
    }

    fn of_case(&mut self, name: &str, mut input: Value) -> Value {
        input["caseId"] = json!(self.case);
        self.step(name, input)
    }

    /// Asks for consent; answers its id.
    fn ask_for_consent(&mut self) -> String {
        let request = json!({
            "guardian": { "name": "Foresatt Prøve" }, "purposes": ["LEVEL_2_COOPERATION"], "recipients": ["SCHOOL"],
            "categories": ["OBSERVATIONS"],
        });
        self.of_case("requestConsent", request);
        let data = self.ask("query($case: ID!) { case(id: $case) { consents { id } } }", &json!({}));
        data["case"]["consents"][0]["id"].as_str().unwrap().to_owned()
    }

    fn ask(&self, query: &str, variables: &Value) -> Value {
        let response = self.response(&self.token, query, variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    fn response(&self, token: &str, query: &str, variables: &Value) -> Value {
        let mut variables = variables.clone();
        variables["case"] = json!(self.case);
        self.demo.graphql(token, query, &variables)
    }
}

const DIFF: &str =
    "query Diff($case: ID!, $from: AsOfInput!, $to: AsOfInput) { case(id: $case) { diff(from: $from, to: $to) {
    from { position at } to { position } fromVersion toVersion
    changes { path label kind before after causes { position summary actor { name { value state } } } } } } }";

fn paths(diff: &Value) -> Vec<(&str, &str)> {
    let changes = diff["changes"].as_array().unwrap().iter();
    changes.map(|change| (change["path"].as_str().unwrap(), change["kind"].as_str().unwrap())).collect()
}

#[test]
fn what_changed_between_two_moments_is_told_field_by_field_with_its_causes() {
    let mut story = Story::begun();
    let consent = story.ask_for_consent();
    story.of_case("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM" }));
    let lifted = json!({ "consentId": consent, "level": 2, "rationale": "Flere må hjelpe.", "decidedBy": vera() });
    story.of_case("escalateToLevel", lifted);
    story.of_case("withdrawConsent", json!({ "consentId": consent }));
    let [concern, asked, given, lifted, withdrawn] = story.positions[..] else { panic!("five steps") };
    let diff = |from: i64, to: Value| {
        let variables = json!({ "from": { "position": from }, "to": to });
        story.ask(DIFF, &variables)["case"]["diff"].clone()
    };

    let consent = consent.trim_start_matches("consent_");
    let answer = format!("/consents/{consent}/answer");
    let since_asked = diff(asked, Value::Null);
    let given_how = ["form", "on"].map(|fact| format!("/consents/{consent}/given/{fact}"));
    let [form, on] = given_how.each_ref().map(|path| (path.as_str(), "ADDED"));
    let came_to_it = [("/levels/0/level", "ADDED"), ("/levels/0/on", "ADDED")];
    // A yes that was taken back is a no, which is to be answered once help from others is chosen.
    let no = format!("/sharing/unansweredRefusals/{consent}");
    // Why it was lifted is held in no field.
    let why = format!("/told/{lifted}");
    let told = [(no.as_str(), "ADDED"), (why.as_str(), "ADDED")];
    let changed = [&[(answer.as_str(), "CHANGED"), form, on, ("/level", "CHANGED")][..], &came_to_it, &told].concat();
    assert_eq!(paths(&since_asked), changed);
    let (answered, level) = (&since_asked["changes"][0], &since_asked["changes"][3]);
    let causes = |change: &Value| {
        let causes = change["causes"].as_array().unwrap();
        causes.iter().map(|cause| cause["position"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((causes(answered), causes(level)), (vec![given, withdrawn], vec![lifted]), "each by its own events");
    assert_eq!((&answered["label"], &answered["before"]), (&json!("consents › answer"), &json!("Awaited")));
    assert!(answered["after"]["Withdrawn"]["on"].is_string(), "{answered}");
    assert_eq!(level["causes"][0]["summary"], "The case was lifted to level 2 with consent.");
    assert_eq!((&since_asked["fromVersion"], &since_asked["toVersion"]), (&json!(3), &json!(6)));

    // What was undone in between is no difference.
    let only_given = diff(asked, json!({ "position": lifted }));
    assert!(only_given["changes"][0]["after"]["Given"].is_object(), "{only_given}");
    assert_eq!(diff(given, json!({ "position": given }))["changes"], json!([]), "nothing between a moment and itself");

    let name = |diff: &Value| {
        let told = diff["changes"].as_array().unwrap();
        told.iter().find(|change| change["path"] == "/opened/child/name").cloned().unwrap()
    };
    let all = diff(concern - 2, json!({ "position": concern }));
    assert_eq!((&all["fromVersion"], &all["toVersion"]), (&json!(0), &json!(2)));
    assert!(paths(&all).iter().all(|(_, kind)| *kind == "ADDED"), "before it was known it had no fields: {all}");
    assert_eq!(name(&all)["after"], json!({ "value": "Barn Prøve", "state": "VISIBLE" }));
    let officer = story.demo.token("data-protection-officer", "9901");
    let variables = json!({ "from": { "position": concern - 2 }, "to": { "position": concern } });
    let withheld = story.response(&officer, DIFF, &variables)["data"]["case"]["diff"].clone();
    assert_eq!(paths(&withheld), paths(&all), "that it changed may be known, what it is may not");
    assert_eq!(name(&withheld)["after"], json!({ "value": null, "state": "WITHHELD" }));
    assert!(!withheld.to_string().contains("Prøve"), "{withheld}");
}

#[test]
fn what_was_said_is_a_change_too_and_each_is_called_in_the_readers_language() {
    let mut story = Story::begun();
    let talk = json!({
        "with": "CHILD", "outcome": "CONCERN_STANDS", "summary": "Hun vil ikke hjem til helga.", "childsOwnWords": ["Ikke hjem."],
    });
    story.of_case("holdConversation", talk);
    let seen = json!({ "observedOn": "2026-01-01", "kind": "SAID", "text": "Satt alene." });
    story.of_case("logObservation", seen);
    let [concern, talked, _] = story.positions[..] else { panic!("three steps") };
    let query = "query Diff($case: ID!, $from: AsOfInput!) { case(id: $case) { diff(from: $from) { changes {
        path kind after label en: label(language: EN) nb: label(language: NB) nn: label(language: NN) causes { position summary } } } } }";
    let variables = json!({ "from": { "position": concern } });
    let diff = story.ask(query, &variables)["case"]["diff"].clone();
    let at = |diff: &Value, path: &str| {
        let changes = diff["changes"].as_array().unwrap();
        changes.iter().find(|change| change["path"].as_str().unwrap().ends_with(path)).cloned().unwrap_or_default()
    };
    let said = at(&diff, &format!("/told/{talked}"));
    assert_eq!((&said["kind"], &said["causes"][0]["position"]), (&json!("ADDED"), &json!(talked)));
    assert_eq!(
        said["after"]["summary"],
        json!({ "value": "Hun vil ikke hjem til helga.", "state": "VISIBLE" }),
        "{said}"
    );
    assert_eq!((&said["en"], &said["label"]), (&said["causes"][0]["summary"], &said["causes"][0]["summary"]));
    assert!(said["nb"].as_str().unwrap().starts_with("Det ble holdt en samtale") && said["nb"] != said["nn"], "{said}");
    // What a field holds is told by it alone.
    let text = at(&diff, "/text");
    let called = ["en", "nb", "nn"].map(|language| text[language].as_str().unwrap());
    assert_eq!(called, ["observations › text", "observasjoner › tekst", "observasjonar › tekst"], "{text}");
    let told = diff["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["path"].as_str().unwrap().starts_with("/told/"));
    assert_eq!(told.count(), 1, "{diff}");
    // Whoever is shown no values is told that something was said.
    let officer = story.demo.token("data-protection-officer", "9901");
    let withheld = story.response(&officer, query, &variables)["data"]["case"]["diff"].clone();
    assert_eq!(paths(&withheld), paths(&diff));
    assert_eq!(
        at(&withheld, &format!("/told/{talked}"))["after"]["summary"],
        json!({ "value": null, "state": "WITHHELD" })
    );
    assert!(!withheld.to_string().contains("hjem"), "{withheld}");
}

#[test]
fn a_moment_that_the_ledger_does_not_know_is_named_with_its_field() {
    let demo = shared_demo();
    let auditor = demo.token("auditor", "9901");
    let ask = |as_of: &Value| {
        let query = "query At($asOf: AsOfInput) { ledger(municipality: \"9901\", asOf: $asOf) {
            position asOf { position at } entries(first: 2) { nodes { position } } } }";
        demo.graphql(&auditor, query, &json!({ "asOf": as_of }))
    };
    for (as_of, field) in [
        (json!({ "position": 0 }), "asOf.position"),
        (json!({ "position": -3 }), "asOf.position"),
        (json!({ "position": 1_000_000_000_000_i64 }), "asOf.position"),
        (json!({ "at": "2999-01-01T00:00:00Z" }), "asOf.at"),
    ] {
        let response = ask(&as_of);
        let error = &response["errors"][0];
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["field"]),
            (&json!("INVALID_INPUT"), &json!(field)),
            "{as_of}: {response}"
        );
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with(field) && message.contains("Leave it out"), "{message}");
    }
    for as_of in [json!({}), json!({ "position": 1, "at": "2020-01-01T00:00:00Z" })] {
        assert!(!ask(&as_of)["errors"][0].is_null(), "one of the two: {as_of}");
    }
    let before = &ask(&json!({ "at": "1999-12-31T00:00:00Z" }))["data"]["ledger"];
    assert_eq!(
        *before,
        json!({ "position": 0, "asOf": { "position": 0, "at": null }, "entries": { "nodes": [] } }),
        "before its first event the ledger is empty"
    );
    let first = &ask(&json!({ "position": 1 }))["data"]["ledger"];
    assert_eq!((&first["position"], &first["entries"]["nodes"]), (&json!(1), &json!([{ "position": 1 }])));
    let by_its_time = &ask(&json!({ "at": first["asOf"]["at"] }))["data"]["ledger"];
    assert_eq!(by_its_time["asOf"]["at"], first["asOf"]["at"]);
}

/// Who holds the head may be about to record something: what was known just now cannot be said before the end of that.
#[test]
fn of_an_instant_behind_a_head_that_is_held_it_is_said_that_it_is_not_there_yet() {
    let demo = shared_demo();
    // A ledger that nobody else's commands go into.
    let folder = DataDir::new();
    let file = folder.path().join("return.xml");
    std::fs::write(&file, include_str!("../fixtures/kostra-15f.xml").replace("9911", "9915")).unwrap();
    let (code, out, err) = demo.run(&["import", "--format", "kostra-15f", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{err}");
    let auditor = demo.token("auditor", "9915");
    let ask = |as_of: &Value| {
        let query = "query At($asOf: AsOfInput) { ledger(municipality: \"9915\", asOf: $asOf) {
            position asOf { position at } } }";
        demo.graphql(&auditor, query, &json!({ "asOf": as_of }))
    };
    let now = json!({ "at": clock::now().to_rfc3339() });
    let held = Runtime::new().unwrap().block_on(async {
        let mut owner = PgConnection::connect(&demo.owner_url()).await.unwrap();
        owner.execute("BEGIN; SELECT FROM ledger_heads WHERE municipality = '9915' FOR NO KEY UPDATE").await.unwrap();
        let held = ask(&now);
        assert_eq!(ask(&json!({ "position": 1 }))["data"]["ledger"]["position"], 1, "others are answered");
        held
    });
    let error = &held["errors"][0];
    assert_eq!(error["extensions"]["code"], "NOT_THERE_YET", "{held}");
    assert!(error["message"].as_str().unwrap().contains("held by somebody else"), "{error}");
    let there = ask(&now);
    assert_eq!(there["data"]["ledger"]["position"], ask(&Value::Null)["data"]["ledger"]["position"], "{there}");
}

/// Everything that a story's case, its reports and the figures show, as of a moment or now.
const ALL_OF_IT: &str = "query All($case: ID!, $asOf: AsOfInput) {
    node(id: $case, asOf: $asOf) { id }
    case(id: $case, asOf: $asOf) {
        unit level status openedOn closedOn outcome lastActivityAt version observationCount consentsAwaited
        emergencyContactCount dutyAssessmentOwed position withheldFromGuardians
        child { subject name { value state } }
        consents { id status answeredOn purposes guardian { value state } }
        history(first: 100) { nodes { position sequence eventType summary data } }
        reports { nodes { id outcome concludedOn acknowledgedOn position child { name { value } }
            history(first: 100) { nodes { position eventType } }
            investigation { id version deadline extended outcome }
            case { id version level } } }
    }
    reports(filter: { caseId: $case }, asOf: $asOf) { nodes { id position concludedOn outcome } }
    reportStatistics(municipality: \"9901\", period: { from: \"2020-01-01\", to: \"2199-12-31\" }, groupBy: [UNIT], asOf: $asOf) {
        rows { key { code } reportsTotal reportsNew dismissed dismissalRate triagedWithin7Days } } }";

impl Story {
    /// What is answered, without the figures of other units, which others' tests move.
    fn all_of_it(&self, as_of: &Value) -> Value {
        if as_of.is_null() {
            self.must_be_counted();
        }
        let mut data = self.ask(ALL_OF_IT, &json!({ "asOf": as_of }));
        let rows = data["reportStatistics"]["rows"].as_array_mut().unwrap();
        rows.retain(|row| row["key"][0]["code"] == "Tidens skole");
        data
    }

    /// Waits until the figures of now know of the newest step.
    fn must_be_counted(&self) {
        let query = "{ reportStatistics(municipality: \"9901\", period: { from: \"2020-01-01\", to: \"2020-01-01\" }) {
            position } }";
        eventually("the newest step is counted", Duration::from_secs(30), || {
            let response = self.demo.graphql(&self.token, query, &json!({}));
            let counted = response["data"]["reportStatistics"]["position"].as_i64();
            (counted >= self.positions.last().copied()).then_some(())
        });
    }

    /// The report that was sent, once the child welfare service has it; answers its id.
    fn taken_in(&mut self) -> String {
        let query = "query($case: ID!) { reports(filter: { caseId: $case }) { nodes { id position } } }";
        let report = eventually("the sent report is taken in", Duration::from_secs(30), || {
            self.ask(query, &json!({}))["reports"]["nodes"].as_array().unwrap().first().cloned()
        });
        self.positions.push(report["position"].as_i64().unwrap());
        report["id"].as_str().unwrap().to_owned()
    }
}

/// What was answered at each step is answered again later as of that step's position, and as of its instant.
#[test]
fn what_was_answered_then_is_answered_again_as_of_then() {
    let mut story = Story::begun();
    let mut answers = vec![story.all_of_it(&Value::Null)];
    let consent = story.ask_for_consent();
    answers.push(story.all_of_it(&Value::Null));
    story.of_case("giveConsent", json!({ "consentId": consent, "form": "SIGNED_FORM" }));
    answers.push(story.all_of_it(&Value::Null));
    let lifted = json!({ "consentId": consent, "level": 2, "rationale": "Flere må hjelpe.", "decidedBy": vera() });
    story.of_case("escalateToLevel", lifted);
    answers.push(story.all_of_it(&Value::Null));
    let contact =
        json!({ "body": "POLICE", "category": "DANGER_TO_LIFE_OR_HEALTH", "description": "Ringte politiet." });
    story.of_case("makeEmergencyContact", contact);
    answers.push(story.all_of_it(&Value::Null));
    story.of_case("informGuardians", json!({ "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }] }));
    answers.push(story.all_of_it(&Value::Null));
    // Between sending and intake others may ask too, so that only what the service has is remembered.
    let report = json!({ "caseId": story.case, "content": "Akutt.", "dutyBearer": vera() });
    story.demo.accepted(&story.token, "sendReport", report);
    let report = story.taken_in();
    answers.push(story.all_of_it(&Value::Null));
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Må undersøkes.", "decidedBy": vera() });
    story.step("triageReport", triage);
    answers.push(story.all_of_it(&Value::Null));
    story.step("openInvestigation", json!({ "reportId": report }));
    answers.push(story.all_of_it(&Value::Null));

    assert_eq!(answers.len(), story.positions.len());
    for (position, then) in story.positions.iter().zip(&answers) {
        assert_eq!(story.all_of_it(&json!({ "position": position })), *then, "as of position {position}");
    }
    let query = "query($case: ID!, $asOf: AsOfInput) { case(id: $case, asOf: $asOf) { version asOf { position at }
        reports { nodes { asOf { position } case { asOf { position } version } } } } }";
    let last = *story.positions.last().unwrap();
    let shown = story.ask(query, &json!({ "asOf": { "position": last } }))["case"].clone();
    assert_eq!(shown["reports"]["nodes"][0]["case"]["asOf"]["position"], last, "the moment holds all the way down");
    let by_instant = story.ask(query, &json!({ "asOf": { "at": shown["asOf"]["at"] } }))["case"].clone();
    assert_eq!(by_instant["version"], shown["version"]);
    let before = json!({ "asOf": { "position": story.positions[0] - 2 } });
    assert_eq!(story.ask(query, &before)["case"], Value::Null, "before its first event there was no case");
}

/// Time goes on where nothing is recorded: as of an instant in a pause between two events that is said which was said on its
/// day, and not on that of the event before it. In the first months of the demo, which nobody else's tests change.
#[test]
fn in_a_pause_between_two_events_what_falls_due_is_told_as_of_its_day() {
    let demo = shared_demo();
    let intake = demo.token("service", "9901");
    let ask = |query: &str, variables: &Value| {
        let answer = demo.graphql(&intake, query, variables);
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    };
    let recorded_at = |position: i64| -> DateTime<Utc> {
        let query = "query At($asOf: AsOfInput) { ledger(municipality: \"9901\", asOf: $asOf) { asOf { at } } }";
        let at = ask(query, &json!({ "asOf": { "position": position } }))["ledger"]["asOf"]["at"].clone();
        at.as_str().unwrap().parse().unwrap()
    };
    let told = |on: Option<NaiveDate>, as_of: &Value| {
        let query = "query Told($on: Date, $asOf: AsOfInput) {
            obligations(first: 100, on: $on, asOf: $asOf) { nodes { id standing } }
            findings(first: 100, on: $on, asOf: $asOf) { nodes { id } }
            leaderInbox(first: 100, on: $on, asOf: $asOf) { nodes { id ageInDays } }
            consents(first: 100, on: $on, asOf: $asOf) { nodes { id status } }
            deadlines(on: $on, asOf: $asOf) { kind length { number unit } }
            resourceTeam(on: $on, asOf: $asOf) }";
        ask(query, &json!({ "on": on.map(|on| on.to_string()), "asOf": as_of }))
    };
    let (mut pauses, mut in_which_something_changed, mut before) = (0, 0, recorded_at(1));
    for position in 1..300 {
        let after = recorded_at(position + 1);
        if after - before > TimeDelta::hours(20) {
            let instant = after - TimeDelta::milliseconds(1);
            let then = told(None, &json!({ "at": instant.to_rfc3339() }));
            let at_position = json!({ "position": position });
            assert_eq!(then, told(Some(oslo_date(instant)), &at_position), "as of {instant}");
            pauses += 1;
            in_which_something_changed += i32::from(then != told(None, &at_position));
        }
        before = after;
    }
    assert!(pauses > 0 && in_which_something_changed > 0, "{in_which_something_changed} of {pauses}");
}

const GUIDE: &str = "luster-six-steps";
/// The municipality's own settings, as of a moment or now; its contacts in the order of one hour, for who answers comes first.
const SETTINGS: &str = "query Settings($asOf: AsOfInput) {
    decisionLimitDays(asOf: $asOf) reportSigning(asOf: $asOf) privateReportersAcknowledged(asOf: $asOf)
    contacts(at: \"2199-12-31T00:00:00Z\", asOf: $asOf) { name kind owner phone }
    guides(adopted: true, asOf: $asOf) { name version adoptedOn }
    unitArenas(asOf: $asOf) { unit arena since } resourceTeam(asOf: $asOf)
    deadlines(asOf: $asOf) { kind length { number unit } setFrom } }";

/// Each setting is another one afterwards, and as of the moment before it is what it was, however much has changed since.
/// In a demo of its own, whose settings nobody else changes.
#[test]
fn as_of_a_moment_each_setting_is_what_it_was_then() {
    let demo = Demo::start(1);
    let (leader, intake) = (demo.token("municipal-leader", "9901"), demo.token("service", "9901"));
    let head = || {
        let answer = demo.graphql(&intake, "{ ledger(municipality: \"9901\") { position } }", &json!({}));
        answer["data"]["ledger"]["position"].as_i64().unwrap()
    };
    let settings = |as_of: Value| {
        let answer = demo.graphql(&intake, SETTINGS, &json!({ "asOf": as_of }));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    };
    let other_signing = if settings(Value::Null)["reportSigning"] == "LEADER" { "EMPLOYEE" } else { "LEADER" };
    let acknowledged = settings(Value::Null)["privateReportersAcknowledged"] == true;
    let contact = json!({ "kind": "POLICE", "name": "Vakta Prøve", "phone": "02800", "owner": "Kommunen" });
    let changes = [
        ("decisionLimitDays", "setDecisionLimit", json!({ "days": 11 })),
        ("deadlines", "setDeadline", json!({ "deadline": "COPY", "length": { "number": 3, "unit": "WORKING_DAYS" } })),
        ("deadlines", "setDeadline", json!({ "deadline": "COPY" })),
        ("reportSigning", "setReportSigning", json!({ "signing": other_signing })),
        ("privateReportersAcknowledged", "setPrivateAcknowledgement", json!({ "acknowledged": !acknowledged })),
        ("contacts", "listContact", contact),
        ("guides", "adoptGuide", json!({ "guide": GUIDE, "version": 1 })),
        ("guides", "dropGuide", json!({ "guide": GUIDE, "rationale": "En annen er bedre." })),
        ("decisionLimitDays", "setDecisionLimit", json!({})),
        ("unitArenas", "setUnitArena", json!({ "unit": "Tidens skole", "arena": "SCHOOL" })),
        ("unitArenas", "setUnitArena", json!({ "unit": "Tidens skole", "arena": "AFTER_SCHOOL_PROGRAMME" })),
        ("resourceTeam", "setResourceTeam", json!({ "bodies": ["SCHOOL"] })),
        ("resourceTeam", "setResourceTeam", json!({ "bodies": ["SCHOOL", "KINDERGARTEN"] })),
        ("unitArenas", "setUnitArena", json!({ "unit": "Tidens skole" })),
    ];
    let mut moments = vec![(head(), settings(Value::Null))];
    for (setting, command, input) in changes {
        let before = moments.last().unwrap().1.clone();
        let position = demo.accepted(&leader, command, input)["position"].as_i64().unwrap();
        let after = settings(Value::Null);
        for (name, value) in after.as_object().unwrap() {
            assert_eq!(
                *value != before[name],
                name == setting,
                "{command} changes {setting} alone: {before} to {after}"
            );
        }
        moments.push((position, after));
    }
    for (position, then) in &moments {
        assert_eq!(settings(json!({ "position": position })), *then, "as of position {position}");
    }
    // And as of the instant at which each became known.
    let query = "query At($asOf: AsOfInput) { ledger(municipality: \"9901\", asOf: $asOf) { asOf { at } } }";
    for (position, then) in &moments {
        let answer = demo.graphql(&intake, query, &json!({ "asOf": { "position": position } }));
        let at = answer["data"]["ledger"]["asOf"]["at"].clone();
        assert_eq!(settings(json!({ "at": at })), *then, "as of {at}");
    }
}
