//! The child welfare service's own steps, as a client meets them, D-5, RM-6.

use std::time::Duration;

use case_ledger_domain::time::{months_after, oslo_date};
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, eventually, shared_demo};
use serde_json::{Value, json};

const MUNICIPALITY: &str = "9901";

pub struct Client {
    pub demo: &'static Demo,
    employee: String,
    intake: String,
    caseworker: String,
}

pub fn client() -> Client {
    let demo = shared_demo();
    let token = |role| demo.token(role, MUNICIPALITY);
    Client { demo, employee: token("employee"), intake: token("child-welfare-intake"), caseworker: token("caseworker") }
}

pub fn in_months(months: u32) -> String {
    months_after(oslo_date(clock::now()), months).to_string()
}

impl Client {
    pub fn ask(&self, query: &str, id: &str) -> Value {
        let response = self.demo.graphql(&self.caseworker, query, &json!({ "id": id }));
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    pub fn accepted(&self, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.caseworker, name, input)
    }

    #[track_caller]
    pub fn refused(&self, name: &str, input: Value, code: &str, rule: &str) {
        let expected = ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
        assert_eq!(self.demo.refused(&self.caseworker, name, input), expected);
    }

    /// A report that was sent in an emergency and taken in; answers its id.
    pub fn received_report(&self) -> String {
        let employee = |name: &str, input: Value| self.demo.accepted(&self.employee, name, input);
        let concern = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": "Stille.",
        });
        let case = employee("raiseConcern", concern)["case"]["id"].as_str().unwrap().to_owned();
        let contact = json!({
            "caseId": case, "body": "CHILD_WELFARE_EMERGENCY_SERVICE", "category": "VIOLENCE", "description": "Nå.",
        });
        employee("makeEmergencyContact", contact);
        let ground = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Det barnet har sagt." });
        employee("withholdGuardianNotification", ground);
        employee("sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
        let query = "query($id: ID!) { reports(filter: { caseId: $id }) { nodes { id } } }";
        eventually("the sent report is taken in", Duration::from_secs(20), || {
            let response = self.demo.graphql(&self.intake, query, &json!({ "id": case }));
            response["data"]["reports"]["nodes"][0]["id"].as_str().map(ToOwned::to_owned)
        })
    }

    /// An investigation that follows such a report, with the child's participation recorded; answers its id.
    pub fn investigation(&self) -> String {
        self.investigation_in_which_the_child_took_part("CONVERSATION")
    }

    /// As [`Self::investigation`], with that recorded of the child's participation.
    pub fn investigation_in_which_the_child_took_part(&self, how: &str) -> String {
        let report = self.received_report();
        let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
        self.demo.accepted(&self.intake, "triageReport", triage);
        let opened = self.accepted("openInvestigation", json!({ "reportId": report }));
        let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
        let participation = json!({
            "investigationId": investigation, "kind": how, "account": "Barnet er hørt.",
        });
        self.accepted("recordChildParticipation", participation);
        investigation
    }
}

#[test]
fn what_is_owed_of_an_investigation_is_told_as_it_is_after_the_command() {
    let client = client();
    let query = "query($id: ID!) { obligations(filter: { investigationId: $id, kinds: [CONCLUDE_INVESTIGATION] }) {
        nodes { standing } } }";
    for _ in 0..3 {
        let investigation = client.investigation();
        let conclusion = json!({ "investigationId": investigation, "code": "3", "rationale": "Barnet har det trygt." });
        client.accepted("concludeInvestigation", conclusion);
        let owed = client.ask(query, &investigation)["obligations"]["nodes"].clone();
        assert_eq!(owed, json!([{ "standing": "MET" }]), "in the next request");
    }
}

#[test]
fn rm_13_what_is_owed_in_an_investigation_and_what_departs_in_it_is_told_with_it_as_it_is_and_as_it_was() {
    let client = client();
    let investigation = client.investigation();
    let conclusion = json!({ "investigationId": investigation, "code": "3", "rationale": "Barnet har det trygt." });
    let concluded = client.accepted("concludeInvestigation", conclusion)["position"].as_i64().unwrap();
    let listed =
        "query($id: ID!) { obligations(first: 50, filter: { investigationId: $id }) { nodes { id kind standing } }
        findings(first: 50, filter: { investigationId: $id, excused: true }) { nodes { id kind } } }";
    let listed = client.ask(listed, &investigation);
    let told = |as_of: &str| {
        let query = format!(
            "query($id: ID!) {{ investigation(id: $id{as_of}) {{ obligations(first: 50) {{ nodes {{ id kind standing }} }}
                findings(first: 50) {{ nodes {{ id kind }} }} }} }}"
        );
        client.ask(&query, &investigation)["investigation"].clone()
    };
    let now = told("");
    assert_eq!((&now["obligations"], &now["findings"]), (&listed["obligations"], &listed["findings"]));
    let found = now["findings"]["nodes"].as_array().unwrap();
    assert!(!found.is_empty(), "it was concluded without a plan");
    let standing = |told: &Value| {
        let owed = told["obligations"]["nodes"].as_array().unwrap().iter();
        let mut concluding = owed.filter(|owed| owed["kind"] == "CONCLUDE_INVESTIGATION");
        concluding.next().unwrap()["standing"].clone()
    };
    let before = told(&format!(", asOf: {{ position: {} }}", concluded - 1));
    assert_eq!((standing(&now), standing(&before)), (json!("MET"), json!("OPEN")));
    assert_ne!(before["findings"], now["findings"]);
}

#[test]
fn r_46_d_5_a_dismissal_with_concern_tells_what_was_declined_and_owes_a_renewed_investigation() {
    let client = client();
    let investigation = client.investigation();
    let conclusion = |code: &str, renewal: Option<String>| {
        json!({
            "investigationId": investigation, "code": code, "rationale": "Vilkårene for tiltak er oppfylt.",
            "renewalPlannedFor": renewal,
        })
    };
    client.refused("concludeInvestigation", conclusion("4", None), "MEASURES_NOT_DECLINED", "R-46");
    let declined = json!({
        "investigationId": investigation, "recommended": "Veiledning hjemme.", "account": "Begge foreldrene takket nei.",
    });
    client.accepted("recordDeclinedMeasures", declined);
    let (five, six, seven) = (in_months(5), in_months(6), in_months(7));
    client.refused("concludeInvestigation", conclusion("3", Some(five.clone())), "RENEWAL_WITHOUT_CONCERN", "R-46");
    client.refused("concludeInvestigation", conclusion("4", Some(seven)), "RENEWAL_OUT_OF_BOUNDS", "D-5");
    let concluded = client.accepted("concludeInvestigation", conclusion("4", Some(five.clone())));
    assert_eq!(concluded["investigation"]["outcome"], "DISMISSED_WITH_CONCERN");

    let query = "query($id: ID!) { investigation(id: $id) {
        measuresDeclinedOn renewal { plannedFor dueBy } renewsId renewedBy { id } history(first: 20) { nodes { eventType } } } }";
    let shown = client.ask(query, &investigation)["investigation"].clone();
    assert_eq!(shown["renewal"], json!({ "plannedFor": five, "dueBy": six }));
    assert_eq!(shown["measuresDeclinedOn"], json!([in_months(0)]));
    let events: Vec<_> = shown["history"]["nodes"].as_array().unwrap().iter().map(|node| &node["eventType"]).collect();
    assert_eq!(events[3..], ["RecommendedMeasuresDeclined", "InvestigationConcluded", "RenewedInvestigationScheduled"]);

    // Nobody is investigated once more on the day of the dismissal, and the obligation stands.
    let renewal = json!({ "investigationId": investigation });
    client.refused("renewInvestigation", renewal, "RENEWAL_OUT_OF_BOUNDS", "D-5");
    let query =
        "query($id: ID!) { obligations(first: 20, filter: { investigationId: $id, kinds: [RENEW_INVESTIGATION] }) {
        nodes { rule owner standing dueOn } } }";
    let owed = eventually("the renewal is owed", Duration::from_secs(20), || {
        client.ask(query, &investigation)["obligations"]["nodes"].as_array().unwrap().first().cloned()
    });
    assert_eq!(owed, json!({ "rule": "D-5", "owner": "CASEWORKERS", "standing": "OPEN", "dueOn": six }));
}

#[test]
fn r_48_a_report_is_dismissed_on_an_assessment_and_never_by_one_person_alone() {
    let client = client();
    let report = client.received_report();
    let triage = |change: Value| {
        let mut input = json!({ "reportId": report, "code": "10", "rationale": "Ingen grunn til å undersøke." });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        input
    };
    let refused = |name: &str, input: Value| client.demo.refused(&client.intake, name, input);
    let rule = |code: &str, rule: &str| ("RuleRefused".to_owned(), code.to_owned(), rule.to_owned());
    let help =
        json!({ "reportId": report, "measures": "Hjemmebesøk i kveld.", "rationale": "Barnet er alene hjemme." });
    client.demo.accepted(&client.intake, "decideUrgentFollowUp", help);

    assert_eq!(refused("triageReport", triage(json!({}))), rule("ASSESSMENT_MISSING", "R-48"));
    let assessed = json!({ "assessment": "Familien får hjelp allerede." });
    assert_eq!(refused("triageReport", triage(assessed.clone())), rule("DISMISSED_ALONE", "R-48"));
    let alone = json!({ "reportId": report, "present": [{ "name": "Kari Prøve", "role": "INTAKE_OFFICER" }] });
    assert_eq!(refused("recordIntakeMeeting", alone), rule("INTAKE_MEETING_ALONE", "S2-47"));
    let meeting = json!({
        "reportId": report, "summary": "Kjent fra før.",
        "present": [
            { "name": "Kari Prøve", "role": "INTAKE_OFFICER" }, { "name": "Ola Prøve", "role": "UNIT_LEADER" },
        ],
    });
    client.demo.accepted(&client.intake, "recordIntakeMeeting", meeting);
    client.demo.accepted(&client.intake, "triageReport", triage(assessed));

    let query = "query($id: ID!) { report(id: $id) {
        outcome intakeMeetings urgentFollowUps findings(first: 10) { nodes { kind } } } }";
    let shown = client.ask(query, &report)["report"].clone();
    assert_eq!((&shown["outcome"], &shown["intakeMeetings"]), (&json!("REPORT_DISMISSED"), &json!([in_months(0)])));
    assert_eq!(shown["urgentFollowUps"], json!([in_months(0)]));
    let found = shown["findings"]["nodes"].as_array().unwrap();
    assert!(!found.contains(&json!({ "kind": "REPORT_DISMISSED_ALONE" })), "{found:?}");
}

#[test]
fn s2_47_r_10_an_intake_meeting_is_noted_after_triage_by_its_own_day_and_takes_back_that_there_was_none() {
    let client = client();
    let report = client.received_report();
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
    client.demo.accepted(&client.intake, "triageReport", triage);
    let query = "query($id: ID!) { report(id: $id) {
        intakeMeetings findings(first: 10) { nodes { kind mendedOn } } } }";
    let shown = || client.ask(query, &report)["report"].clone();
    let unmet = || {
        let shown = shown();
        let found = shown["findings"]["nodes"].as_array().unwrap();
        found.iter().any(|finding| finding["kind"] == "TRIAGED_WITHOUT_INTAKE_MEETING")
    };
    let within = Duration::from_secs(20);
    eventually("it is found", within, || unmet().then_some(()));
    let present = json!([
        { "name": "Kari Prøve", "role": "INTAKE_OFFICER" }, { "name": "Ola Prøve", "role": "UNIT_LEADER" },
    ]);
    let meeting = json!({ "reportId": report, "present": present, "heldOn": in_months(0) });
    client.demo.accepted(&client.intake, "recordIntakeMeeting", meeting);
    assert_eq!(shown()["intakeMeetings"], json!([in_months(0)]));
    eventually("it is withdrawn", within, || (!unmet()).then_some(()));
}

#[test]
fn rm_6_s1_8_s1_10_the_checklist_of_an_investigation_shows_what_was_done_and_which_team_has_it() {
    let client = client();
    let investigation = client.investigation();
    let allocation = json!({
        "investigationId": investigation, "team": "Undersøkelse 1", "severity": "SERIOUS", "area": "Nord",
    });
    client.accepted("allocateInvestigation", allocation);
    let visit =
        json!({ "investigationId": investigation, "kind": "HOME_VISIT", "account": "Barnet viste rommet sitt." });
    client.accepted("recordInvestigationStep", visit);
    let query = "query($id: ID!) { investigation(id: $id) {
        allocation { team severity area on } checklist { kind done doneOn } } }";
    let shown = client.ask(query, &investigation)["investigation"].clone();
    let today = in_months(0);
    let expected = json!({ "team": "Undersøkelse 1", "severity": "SERIOUS", "area": "Nord", "on": today });
    assert_eq!(shown["allocation"], expected);
    let checklist = shown["checklist"].as_array().unwrap();
    let done: Vec<_> = checklist.iter().filter(|item| item["done"] == true).collect();
    let done_today = |kind: &str| json!({ "kind": kind, "done": true, "doneOn": [today] });
    assert_eq!(done, [&done_today("CHILD_CONVERSATION"), &done_today("HOME_VISIT")]);
    assert_eq!(checklist.len(), 7);

    // It is listed by when it began (RM-6).
    let query = "query($id: ID!) { investigation(id: $id) { startedOn } }";
    let began = client.ask(query, &investigation)["investigation"]["startedOn"].as_str().unwrap().to_owned();
    let day: chrono::NaiveDate = began.parse().unwrap();
    let listed = |from: chrono::NaiveDate, to: chrono::NaiveDate| {
        let query = format!(
            "{{ investigations(first: 100, filter: {{ team: \"Undersøkelse 1\", startedFrom: \"{from}\", startedTo: \"{to}\" }}) {{
                nodes {{ id }} }} }}"
        );
        let found = client.demo.graphql(&client.demo.token("caseworker", MUNICIPALITY), &query, &json!({}));
        let found = found["data"]["investigations"]["nodes"].as_array().unwrap_or_else(|| panic!("{found}")).clone();
        found.iter().any(|node| node["id"] == investigation.as_str())
    };
    eventually("it is listed", std::time::Duration::from_secs(20), || listed(day, day).then_some(()));
    assert!(
        !listed(day.succ_opt().unwrap(), day.succ_opt().unwrap())
            && !listed(day.pred_opt().unwrap(), day.pred_opt().unwrap())
    );
}

#[test]
fn r_62_a_private_report_shows_whether_it_was_learned_through_work_and_a_public_one_has_nothing_to_declare() {
    let client = client();
    let declaration = |report: &str| json!({ "reportId": report, "learnedThroughWork": false });
    let public = client.received_report();
    client.refused("recordReporterDeclaration", declaration(&public), "NOTHING_TO_DECLARE", "R-62");
    let told = json!({
        "child": { "name": "Barn Prøve" }, "reporter": { "private": { "name": "Nabo Prøve" } },
        "content": "Det gråter om natta.",
    });
    let received = client.demo.accepted(&client.intake, "receiveReport", told);
    let report = received["report"]["id"].as_str().unwrap();
    client.accepted("recordReporterDeclaration", declaration(report));
    client.refused("recordReporterDeclaration", declaration(report), "ALREADY_DECLARED", "R-62");
    let shown = client.ask("query($id: ID!) { report(id: $id) { learnedThroughWork } }", report);
    assert_eq!(shown["report"]["learnedThroughWork"], false);
    // A wrong tick is put right, with reasons.
    let corrected = json!({
        "reportId": report, "learnedThroughWork": true, "correctedBecause": "Feil avkryssing: naboen er helsesykepleier.",
    });
    client.accepted("recordReporterDeclaration", corrected);
    let shown = client.ask("query($id: ID!) { report(id: $id) { learnedThroughWork } }", report);
    assert_eq!(shown["report"]["learnedThroughWork"], true);
}

#[test]
fn s2_24_s2_15_a_private_reporter_who_learned_it_through_work_is_named_and_told_as_a_public_one() {
    let client = client();
    let told = json!({
        "child": { "name": "Barn Prøve" }, "reporter": { "anonymous": "NO_NAME" }, "content": "Blåmerker i svømmehallen.",
        "learnedThroughWork": true,
    });
    let received = client.demo.accepted(&client.intake, "receiveReport", told);
    let report = received["report"]["id"].as_str().unwrap();
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Det er grunn til å undersøke." });
    client.accepted("triageReport", triage);
    let inform = json!({ "reportId": report });
    client.refused("informReporterOfTriage", inform.clone(), "OUTCOME_ONLY_FOR_PUBLIC_REPORTERS", "R-42");
    let named = json!({
        "reportId": report, "reporter": { "name": "Svømmelærer Prøve", "role": "svømmelærer", "unit": "Fjordvik bad" },
    });
    client.accepted("nameReporterAtWork", named.clone());
    client.refused("nameReporterAtWork", named, "NOTHING_TO_DECLARE", "R-62");
    client.accepted("informReporterOfTriage", inform);
    client.accepted("acknowledgeReport", json!({ "reportId": report }));
    let query = "query($id: ID!) { report(id: $id) { findings(first: 10) { nodes { kind mendedOn } } } }";
    let mended = json!({ "kind": "PRIVATELY_REPORTED_FROM_WORK", "mendedOn": in_months(0) });
    eventually("it is mended", Duration::from_secs(20), || {
        let shown = client.ask(query, report)["report"]["findings"]["nodes"].clone();
        shown.as_array().unwrap().contains(&mended).then_some(())
    });
}

#[test]
fn r_50_new_reports_and_reports_in_opened_cases_are_told_apart_and_a_missing_year_is_null() {
    let client = client();
    let statistician = client.demo.token("statistician", MUNICIPALITY);
    let query = "{ reportYears(municipality: \"9901\", years: { from: 1950, to: 1951 }) {
        year reportsNew reportsInOpenedCases } }";
    let response = client.demo.graphql(&statistician, query, &json!({}));
    let missing = |year: i32| json!({ "year": year, "reportsNew": null, "reportsInOpenedCases": null });
    assert_eq!(response["data"]["reportYears"], json!([missing(1950), missing(1951)]), "{response}");
    let query = "{ reportStatistics(municipality: \"9901\", period: { from: \"2000-01-01\", to: \"2099-12-31\" }) {
        rows { reportsTotal reportsNew reportsInOpenedCases } } }";
    let response = client.demo.graphql(&statistician, query, &json!({}));
    let row = &response["data"]["reportStatistics"]["rows"][0];
    let of = |name: &str| row[name].as_i64().unwrap();
    assert_eq!(of("reportsTotal"), of("reportsNew") + of("reportsInOpenedCases"));
    assert!(of("reportsInOpenedCases") > 0, "{row}");
}

#[test]
fn r_15_the_service_takes_no_decision_without_reasons() {
    let client = client();
    let (report, investigation) = (client.received_report(), client.investigation());
    let deadline = in_months(4);
    for (token, name, input) in [
        (&client.intake, "prioritiseReport", json!({ "reportId": report, "severity": "SERIOUS" })),
        (&client.intake, "triageReport", json!({ "reportId": report, "code": "2" })),
        (
            &client.caseworker,
            "extendInvestigation",
            json!({ "investigationId": investigation, "newDeadline": deadline }),
        ),
        (&client.caseworker, "concludeInvestigation", json!({ "investigationId": investigation, "code": "3" })),
    ] {
        let mut input = input;
        input["rationale"] = json!("  ");
        let payload = client.demo.command(token, name, input);
        assert_eq!(
            (&payload["__typename"], &payload["field"]),
            (&json!("InvalidInput"), &json!("rationale")),
            "{name}"
        );
    }
}
