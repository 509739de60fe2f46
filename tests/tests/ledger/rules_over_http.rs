//! The rules as a client in another service meets them.

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, day, eventually, shared_demo};
use chrono::Days;
use serde_json::{Value, json};

use crate::who_sees_what::national_id;

const MUNICIPALITY: &str = "9901";

/// One who works with children, in the shared demo.
struct Client {
    demo: &'static Demo,
    employee: String,
    intake: String,
    caseworker: String,
}

fn client() -> Client {
    let demo = shared_demo();
    let token = |role| demo.token(role, MUNICIPALITY);
    Client { demo, employee: token("employee"), intake: token("child-welfare-intake"), caseworker: token("caseworker") }
}

fn refusal(kind: &str, code: &str, rule: &str) -> (String, String, String) {
    (kind.to_owned(), code.to_owned(), rule.to_owned())
}

fn rule(code: &str, rule: &str) -> (String, String, String) {
    refusal("RuleRefused", code, rule)
}

fn today() -> String {
    oslo_date(clock::now()).to_string()
}

fn concern(description: &str) -> Value {
    json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "subject": "CHILD", "description": description,
    })
}

impl Client {
    fn accepted(&self, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.employee, name, input)
    }

    fn refused(&self, name: &str, input: Value) -> (String, String, String) {
        self.demo.refused(&self.employee, name, input)
    }

    fn ask(&self, token: &str, query: &str, variables: &Value) -> Value {
        let response = self.demo.graphql(token, query, variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    /// Opens a case; answers its id.
    fn open_case(&self) -> String {
        let changed = self.accepted("raiseConcern", concern("Stille og trøtt de siste ukene."));
        changed["case"]["id"].as_str().unwrap().to_owned()
    }

    /// Logs an observation; answers its id.
    fn observe(&self, case: &str) -> String {
        self.accepted(
            "logObservation",
            json!({ "caseId": case, "observedOn": today(), "kind": "OBSERVED", "text": "Satt alene i garderoben." }),
        );
        let entries = self.history(case);
        entries.last().unwrap()["data"]["observation"].as_str().unwrap().to_owned()
    }

    /// Asks for consent and has it given; answers its id.
    fn consent(&self, case: &str, purpose: &str, recipient: &str) -> String {
        self.accepted("requestConsent", consent_request(case, purpose, recipient));
        let consent = self.consents(case).last().unwrap()["id"].as_str().unwrap().to_owned();
        let form = json!({
            "caseId": case, "consentId": consent, "form": "SIGNED_FORM", "readBeforeConsent": true, "voluntary": true,
        });
        self.accepted("giveConsent", form);
        consent
    }

    fn consents(&self, case: &str) -> Vec<Value> {
        let query = "query Consents($id: ID!) { case(id: $id) { consents {
            id status purposes recipients categories requestedOn answeredOn guardian { value state } } } }";
        let mut consents = self.ask(&self.employee, query, &json!({ "id": case }))["case"]["consents"].clone();
        consents.as_array_mut().unwrap().sort_by_key(|consent| consent["status"] != "GIVEN");
        consents.as_array().unwrap().clone()
    }

    fn assess_duty(&self, case: &str, triggered: bool) {
        let observation = self.observe(case);
        let conditions = if triggered { json!(["SERIOUS_NEGLECT"]) } else { json!([]) };
        self.accepted(
            "assessDutyToReport",
            json!({ "caseId": case, "triggered": triggered, "conditions": conditions,
                    "observationIds": [observation], "rationale": "Etter drøfting i teamet." }),
        );
    }

    fn inform(&self, case: &str, about: &str) {
        let guardians = json!([{ "name": "Foresatt Prøve" }]);
        self.accepted("informGuardians", json!({ "caseId": case, "about": about, "guardians": guardians }));
    }

    fn history(&self, case: &str) -> Vec<Value> {
        let query = "query History($id: ID!) { case(id: $id) { history(first: 100) { nodes {
            position sequence eventType summary data actor { role name { value state } } } } } }";
        let data = self.ask(&self.employee, query, &json!({ "id": case }));
        data["case"]["history"]["nodes"].as_array().unwrap().clone()
    }

    fn events(&self, case: &str) -> Vec<String> {
        self.history(case).iter().map(|entry| entry["eventType"].as_str().unwrap().to_owned()).collect()
    }

    /// A report that was sent from a case and taken in by the child welfare service; answers the report's id.
    fn received_report(&self) -> String {
        let case = self.open_case();
        self.assess_duty(&case, true);
        self.inform(&case, "REPORT");
        self.accepted("sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
        self.taken_in(&case)["id"].as_str().unwrap().to_owned()
    }

    fn taken_in(&self, case: &str) -> Value {
        let query = "query Received($case: ID!) { reports(filter: { caseId: $case }) { nodes {
            id channel unit reporterKind withheldFromGuardians acknowledgementDue concludedOn reporterName { value } child { name { value } } } } }";
        eventually("the sent report is taken in", Duration::from_secs(20), || {
            let data = self.ask(&self.intake, query, &json!({ "case": case }));
            data["reports"]["nodes"].as_array().unwrap().first().cloned()
        })
    }
}

fn consent_request(case: &str, purpose: &str, recipient: &str) -> Value {
    json!({
        "caseId": case, "guardian": { "name": "Foresatt Prøve" }, "purposes": [purpose],
        "recipients": [recipient], "categories": ["OBSERVATIONS"],
    })
}

fn escalation(case: &str, consent: &str, level: i32) -> Value {
    json!({ "caseId": case, "consentId": consent, "level": level, "rationale": "Tiltakene på nivået strekker ikke til." })
}

#[test]
fn a_concern_opens_a_case_with_a_history() {
    let client = client();
    let changed = client.accepted("raiseConcern", concern("Gråter når hun hentes."));
    assert_eq!((&changed["version"], &changed["recordedNow"]), (&json!(2), &json!(true)));
    let case = changed["case"]["id"].as_str().unwrap();
    let history = client.history(case);
    let names: Vec<&Value> = history.iter().map(|entry| &entry["eventType"]).collect();
    assert_eq!(names, ["CaseOpened", "ConcernRaised"]);
    assert_eq!(history[1]["position"], changed["position"]);
    assert_eq!(history[1]["data"]["description"], json!({ "value": "Gråter når hun hentes.", "state": "VISIBLE" }));
    assert_eq!(history[1]["actor"]["role"], "employee");
    assert_eq!(history[1]["actor"]["name"]["state"], "VISIBLE");
    assert!(!history[1]["summary"].as_str().unwrap().contains("Gråter"), "a summary holds no personal data");
}

#[test]
fn a_case_is_lifted_with_consent_only() {
    let client = client();
    let case = client.open_case();
    client.accepted("requestConsent", consent_request(&case, "LEVEL_2_COOPERATION", "SCHOOL"));
    let consent = client.consents(&case)[0]["id"].as_str().unwrap().to_owned();
    let lifted = client.refused("escalateToLevel", escalation(&case, &consent, 2));
    assert_eq!(lifted, rule("NO_VALID_CONSENT", "R-24"), "asked for is not given");

    client.accepted("giveConsent", json!({ "caseId": case, "consentId": consent, "form": "SIGNED_FORM" }));
    assert_eq!(client.refused("escalateToLevel", escalation(&case, &consent, 3)), rule("LEVEL_NOT_NEXT", "S3-25"));
    let changed = client.accepted("escalateToLevel", escalation(&case, &consent, 2));
    assert_eq!(changed["case"]["level"], 2);
    let shown = &client.consents(&case)[0];
    assert_eq!((&shown["status"], &shown["answeredOn"]), (&json!("GIVEN"), &json!(today())));
    assert_eq!(shown["guardian"], json!({ "value": "Foresatt Prøve", "state": "VISIBLE" }));
    assert_eq!((&shown["purposes"], &shown["recipients"]), (&json!(["LEVEL_2_COOPERATION"]), &json!(["SCHOOL"])));
    let step = client.history(&case).pop().unwrap();
    assert_eq!(
        (&step["eventType"], format!("consent_{}", step["data"]["consent"].as_str().unwrap())),
        (&json!("EscalatedToLevel"), consent.clone())
    );

    // The same consent does not carry further, and once taken back it carries nothing.
    assert_eq!(client.refused("escalateToLevel", escalation(&case, &consent, 3)), rule("NO_VALID_CONSENT", "R-25"));
    let back = json!({ "caseId": case, "level": 1, "rationale": "Målene er nådd." });
    client.accepted("returnToLevel", back);
    client.accepted("withdrawConsent", json!({ "caseId": case, "consentId": consent }));
    assert_eq!(client.refused("escalateToLevel", escalation(&case, &consent, 2)), rule("NO_VALID_CONSENT", "R-24"));
}

#[test]
fn a_refused_consent_is_an_answer_and_stays_one() {
    let client = client();
    let case = client.open_case();
    client.accepted("requestConsent", consent_request(&case, "LEVEL_2_COOPERATION", "SCHOOL"));
    let consent = client.consents(&case)[0]["id"].as_str().unwrap().to_owned();
    let answer = json!({ "caseId": case, "consentId": consent, "reason": "Vil tenke på det." });
    client.accepted("refuseConsent", answer);
    let late = json!({ "caseId": case, "consentId": consent, "form": "ORAL" });
    assert_eq!(client.refused("giveConsent", late), rule("CONSENT_ALREADY_ANSWERED", "R-22"));
    assert_eq!(client.consents(&case)[0]["status"], "REFUSED");
}

#[test]
fn r_22_a_question_for_consent_that_nobody_has_answered_is_withdrawn_and_awaited_no_more() {
    let client = client();
    let case = client.open_case();
    client.accepted("requestConsent", consent_request(&case, "LEVEL_2_COOPERATION", "SCHOOL"));
    let consent = client.consents(&case)[0]["id"].as_str().unwrap().to_owned();
    let withdraw = || json!({ "caseId": case, "consentId": consent, "rationale": "Vi spurte om feil mottaker." });
    client.accepted("withdrawConsentRequest", withdraw());
    let shown = client.consents(&case)[0].clone();
    assert_eq!((&shown["status"], &shown["answeredOn"]), (&json!("WITHDRAWN"), &json!(today())));
    assert_eq!(client.refused("withdrawConsentRequest", withdraw()), rule("CONSENT_ALREADY_ANSWERED", "R-22"));
    let owed = "query($id: ID!) { case(id: $id) { obligations(first: 50) { nodes { kind standing } } } }";
    let told = client.ask(&client.employee, owed, &json!({ "id": case }));
    let lapsed = json!({ "kind": "ANSWER_CONSENT", "standing": "LAPSED" });
    assert!(told["case"]["obligations"]["nodes"].as_array().unwrap().contains(&lapsed), "{told}");
}

#[test]
fn a_report_needs_an_assessed_duty_and_informed_guardians() {
    let client = client();
    let case = client.open_case();
    let report = || json!({ "caseId": case, "content": "Vi er bekymret." });
    assert_eq!(client.refused("sendReport", report()), rule("DUTY_NOT_ASSESSED", "R-2"));
    client.assess_duty(&case, true);
    assert_eq!(client.refused("sendReport", report()), rule("GUARDIANS_NOT_INFORMED", "R-5"));
    client.inform(&case, "CONCERN");
    assert_eq!(client.refused("sendReport", report()), rule("GUARDIANS_NOT_INFORMED", "R-5"));
    client.inform(&case, "REPORT");
    client.accepted("sendReport", report());
    assert_eq!(client.events(&case).last().unwrap(), "ReportSent");

    let received = client.taken_in(&case);
    assert_eq!((&received["channel"], &received["reporterKind"]), (&json!("case-ledger"), &json!("PUBLIC")));
    assert_eq!(received["acknowledgementDue"], day(21));
    assert_eq!(received["withheldFromGuardians"], Value::Null);
    assert_eq!(received["child"]["name"]["value"], "Barn Prøve");
    assert_eq!(received["reporterName"]["value"], "employee");
}

#[test]
fn guardians_who_must_not_be_told_are_not_told() {
    let client = client();
    let case = client.open_case();
    client.assess_duty(&case, true);
    let withheld = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Fare for at barnet rammes." });
    client.accepted("withholdGuardianNotification", withheld);
    let guardians = json!([{ "name": "Foresatt Prøve" }]);
    let told = client.refused("informGuardians", json!({ "caseId": case, "about": "REPORT", "guardians": guardians }));
    assert_eq!(told, rule("GUARDIAN_NOTIFICATION_WITHHELD", "R-6"));
    client.accepted("sendReport", json!({ "caseId": case, "content": "Vi er bekymret." }));
    let mut history = client.history(&case);
    assert_eq!(history.pop().unwrap()["eventType"], "CopyWithheld", "with the telling (C4)");
    assert_eq!(history.pop().unwrap()["data"]["withheldFromGuardians"], "VIOLENCE");
    assert_eq!(
        client.taken_in(&case)["withheldFromGuardians"],
        "VIOLENCE",
        "who receives it does not tell them either"
    );
    let lifted = json!({ "caseId": case, "rationale": "Avklart med barneverntjenesten." });
    client.accepted("liftGuardianNotificationWithholding", lifted.clone());
    assert_eq!(client.refused("liftGuardianNotificationWithholding", lifted), rule("NOTHING_WITHHELD", "R-6"));
}

#[test]
fn without_a_duty_a_report_needs_consent() {
    let client = client();
    let case = client.open_case();
    client.assess_duty(&case, false);
    client.inform(&case, "REPORT");
    let report = || json!({ "caseId": case, "content": "Familien ønsker hjelp." });
    assert_eq!(client.refused("sendReport", report()), rule("NO_VALID_CONSENT", "R-9"));
    client.consent(&case, "REPORT_WITHOUT_DUTY", "SCHOOL");
    assert_eq!(client.refused("sendReport", report()), rule("NO_VALID_CONSENT", "R-9"), "the recipient is not covered");
    client.consent(&case, "REPORT_WITHOUT_DUTY", "CHILD_WELFARE_SERVICE");
    client.accepted("sendReport", report());
}

#[test]
fn an_emergency_needs_no_case_and_opens_the_way_to_a_report() {
    let client = client();
    let contact = json!({
        "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "body": "CHILD_WELFARE_EMERGENCY_SERVICE",
        "category": "VIOLENCE", "description": "Ringte vakten.",
    });
    let changed = client.accepted("makeEmergencyContact", contact);
    let case = changed["case"]["id"].as_str().unwrap();
    assert_eq!(client.events(case), ["CaseOpened", "EmergencyContactMade"]);
    let report = || json!({ "caseId": case, "content": "Akutt." });
    assert_eq!(client.refused("sendReport", report()), rule("TELLING_UNDECIDED", "R-6"));
    let told = json!({ "caseId": case, "about": "REPORT", "guardians": [{ "name": "Foresatt Prøve" }] });
    assert_eq!(client.refused("informGuardians", told), rule("TELLING_UNDECIDED", "R-6"), "who is hit for it");
    let withheld = json!({ "caseId": case, "ground": "VIOLENCE", "rationale": "Fare for at barnet rammes." });
    client.accepted("withholdGuardianNotification", withheld);
    client.accepted("sendReport", report());
    assert_eq!(
        client.refused("sendReport", report()),
        rule("NEXT_REPORT_NOT_ASSESSED", "R-2"),
        "each report on its own"
    );

    let closing = json!({ "caseId": case, "outcome": "FOLLOWED_UP_ELSEWHERE", "rationale": "Følges av tjenesten." });
    client.accepted("closeCase", closing);
    let again = json!({ "caseId": case, "subject": "CHILD", "description": "Igjen." });
    assert_eq!(client.refused("raiseConcern", again), rule("CASE_CLOSED", "R-15"));
    let contact =
        json!({ "caseId": case, "body": "POLICE", "category": "ABDUCTION", "description": "Ringte politiet." });
    client.accepted("makeEmergencyContact", contact);
}

/// Two who see the same, each on their own telephone.
#[test]
fn r1_rm2_of_two_who_tell_of_danger_at_once_one_opens_the_case_and_the_other_finds_it() {
    let client = client();
    for nth in 0..5 {
        let child = json!({ "name": "Barn Prøve", "nationalId": national_id(&format!("150618{nth:02}")) });
        let tell =
            &|body: &str| {
                client.accepted("makeEmergencyContact", json!({
                "child": child, "unit": "Solbakken", "body": body, "category": "VIOLENCE", "description": "Ringte.",
            }))["case"]["id"].as_str().unwrap().to_owned()
            };
        let cases = std::thread::scope(|threads| {
            let told = ["POLICE"; 3].map(|body| threads.spawn(move || tell(body)));
            told.map(|told| told.join().unwrap())
        });
        assert!(cases.iter().all(|case| *case == cases[0]), "{cases:?}");
        assert_eq!(
            client.events(&cases[0]),
            ["CaseOpened", "EmergencyContactMade", "EmergencyContactMade", "EmergencyContactMade"]
        );
    }
}

/// The unit has one chronology of the child, in which what danger there is stands too.
#[test]
fn r1_s0_1_emergency_contact_about_a_child_whose_case_the_unit_has_open_goes_to_that_case() {
    let client = client();
    let child = json!({ "name": "Barn Prøve", "nationalId": national_id("14061899") });
    let raised =
        |unit: &str| json!({ "child": child, "unit": unit, "subject": "CHILD", "description": "Redd for å gå hjem." });
    let known = client.accepted("raiseConcern", raised("Solbakken"))["case"]["id"].as_str().unwrap().to_owned();
    let contact = |unit: &str| {
        json!({
            "commandId": clock::new_id(), "expectedVersion": 0, "child": child, "unit": unit, "body": "POLICE",
            "category": "VIOLENCE", "description": "Ringte politiet.",
        })
    };
    let case_of = |changed: &Value| changed["case"]["id"].as_str().unwrap().to_owned();
    let first = contact("Solbakken");
    assert_eq!(case_of(&client.accepted("makeEmergencyContact", first.clone())), known);
    assert_eq!(client.events(&known), ["CaseOpened", "ConcernRaised", "EmergencyContactMade"]);

    // Another unit has none of it, and another child of that name is another child.
    let elsewhere = case_of(&client.accepted("makeEmergencyContact", contact("Vikmo")));
    let mut unnumbered = contact("Solbakken");
    unnumbered["child"].as_object_mut().unwrap().remove("nationalId");
    let unnumbered = case_of(&client.accepted("makeEmergencyContact", unnumbered));
    assert!(elsewhere != known && unnumbered != known && elsewhere != unnumbered);

    // Once it is closed, help waits for nobody to open it again; what was sent before is answered as before.
    let closing = json!({ "caseId": known, "outcome": "FOLLOWED_UP_ELSEWHERE", "rationale": "Følges av tjenesten." });
    client.accepted("closeCase", closing);
    let anew = case_of(&client.accepted("makeEmergencyContact", contact("Solbakken")));
    assert_ne!(anew, known);
    assert_eq!(case_of(&client.accepted("makeEmergencyContact", first)), known);
    assert_eq!(client.events(&anew), ["CaseOpened", "EmergencyContactMade"]);
}

#[test]
fn a_report_is_acknowledged_triaged_and_answered_once() {
    let client = client();
    let report = client.received_report();
    let send = |name: &str, input: Value| client.demo.command(&client.intake, name, input);
    let refused = |name: &str, input: Value| client.demo.refused(&client.intake, name, input);
    let this = || json!({ "reportId": report });
    assert_eq!(refused("informReporterOfTriage", this()), rule("NOT_TRIAGED", "S2-48"));
    // Received, classified and, as the municipality has adopted one, under the service's guide.
    assert_eq!(send("acknowledgeReport", this())["version"], 4);
    assert_eq!(refused("acknowledgeReport", this()), rule("ALREADY_ACKNOWLEDGED", "R-41"));

    let triage = |code: &str| {
        json!({ "reportId": report, "code": code, "rationale": "Meldingen gir grunn til det.",
                "assessment": "Barnet har det godt.", "secondedBy": { "name": "Kollega Prøve", "role": "UNIT_LEADER" } })
    };
    assert_eq!(refused("triageReport", triage("77")), rule("CODE_NOT_IN_FORCE", "R-71"));
    assert_eq!(refused("triageReport", triage("1")), rule("CODE_NOT_IN_FORCE", "R-71"), "until 2025 only");
    let mut early = triage("10");
    early["decidedOn"] = json!(day(-1));
    assert_eq!(refused("triageReport", early), rule("DATE_TOO_EARLY", "R-10"));
    assert_eq!(send("triageReport", triage("10"))["version"], 5);
    assert_eq!(refused("triageReport", triage("2")), rule("ALREADY_TRIAGED", "S2-48"));
    assert_eq!(refused("openInvestigation", this()).1, "NO_INVESTIGATION_DECIDED");

    assert_eq!(send("informReporterOfTriage", this())["version"], 6);
    assert_eq!(refused("informReporterOfTriage", this()), rule("REPORTER_ALREADY_INFORMED", "R-42"));
    let query = "query Report($id: ID!) { report(id: $id) { outcome conclusionCode conclusionLabel daysToConclusion
        reporterInformedOn investigation { id } history(first: 10) { nodes { eventType } } } }";
    let shown = client.ask(&client.intake, query, &json!({ "id": report }))["report"].clone();
    assert_eq!((&shown["outcome"], &shown["daysToConclusion"]), (&json!("REPORT_DISMISSED"), &json!(0)));
    assert_eq!((&shown["conclusionCode"], &shown["investigation"]), (&json!("10"), &Value::Null));
    assert_eq!(shown["conclusionLabel"], "Dismissed for other reasons");
}

#[test]
fn an_investigation_follows_triage_and_ends_within_its_time() {
    let client = client();
    let report = client.received_report();
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
    assert_eq!(
        client.demo.refused(&client.caseworker, "openInvestigation", json!({ "reportId": report })).1,
        "NOT_TRIAGED"
    );
    client.demo.accepted(&client.intake, "triageReport", triage);
    let opened = client.demo.accepted(&client.caseworker, "openInvestigation", json!({ "reportId": report }));
    let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
    let again = client.demo.refused(&client.caseworker, "openInvestigation", json!({ "reportId": report }));
    assert_eq!(again, rule("INVESTIGATION_ALREADY_OPENED", "S2-52"));

    let deadline: chrono::NaiveDate = opened["investigation"]["deadline"].as_str().unwrap().parse().unwrap();
    let extension = |days: u64| {
        let wanted = (deadline + Days::new(days)).to_string();
        json!({ "investigationId": investigation, "newDeadline": wanted, "rationale": "Avventer helseopplysninger." })
    };
    let refused = |name: &str, input: Value| client.demo.refused(&client.caseworker, name, input);
    assert_eq!(refused("extendInvestigation", extension(0)), rule("EXTENSION_OUT_OF_BOUNDS", "D-3"));
    assert_eq!(refused("extendInvestigation", extension(120)), rule("EXTENSION_OUT_OF_BOUNDS", "D-3"));
    let extended = client.demo.accepted(&client.caseworker, "extendInvestigation", extension(30));
    assert_eq!(extended["investigation"]["extended"], true);

    let conclusion =
        || json!({ "investigationId": investigation, "code": "1", "grounds": [], "rationale": "Vedtak om tiltak." });
    assert_eq!(refused("concludeInvestigation", conclusion()), rule("PARTICIPATION_NOT_RECORDED", "R-49"));
    let participation =
        json!({ "investigationId": investigation, "kind": "CONVERSATION", "account": "Barnet er hørt." });
    client.demo.accepted(&client.caseworker, "recordChildParticipation", participation);
    let concluded = client.demo.accepted(&client.caseworker, "concludeInvestigation", conclusion());
    assert_eq!(concluded["investigation"]["outcome"], "MEASURES_DECIDED");
    assert_eq!(refused("concludeInvestigation", conclusion()), rule("INVESTIGATION_CONCLUDED", "R-45"));

    let told = || json!({ "investigationId": investigation });
    let in_writing = || json!({ "investigationId": investigation, "form": "LETTER" });
    let feedback = || {
        let query = "query Feedback($id: ID!) { report(id: $id) { feedback {
            acknowledgement { on due } triage { on due } conclusion { on due } } investigation {
            plannedOn participation { kind on } } } }";
        client.ask(&client.intake, query, &json!({ "id": report }))["report"].clone()
    };
    let owed = feedback();
    assert_eq!(owed["feedback"]["conclusion"], json!({ "on": null, "due": day(21) }), "D-4");
    assert_eq!(owed["feedback"]["triage"], json!({ "on": null, "due": day(21) }));
    assert_eq!(owed["investigation"]["participation"], json!([{ "kind": "CONVERSATION", "on": today() }]));
    client.demo.accepted(&client.caseworker, "informReporterOfConclusion", in_writing());
    assert_eq!(refused("informReporterOfConclusion", in_writing()), rule("REPORTER_TOLD_OF_CONCLUSION", "R-43"));
    assert_eq!(feedback()["feedback"]["conclusion"]["on"], json!(today()));
    let measure = json!({
        "investigationId": investigation, "code": "3.6", "goal": "Rolige morgener.", "kind": "CHANGE_ORIENTED",
        "target": "FAMILY", "from": day(0), "to": day(90), "evaluationOn": day(60),
        "rationale": "Foreldrene ønsker veiledning.",
    });
    let mut disclosure = told();
    disclosure["measureIds"] = json!(["measure_00000000-0000-0000-0000-000000000001"]);
    disclosure["account"] = json!("Familien får veiledning.");
    disclosure["basis"] = json!("BEST_INTERESTS");
    disclosure["rationale"] = json!("Barnehagen skal bidra i tiltaket.");
    assert_eq!(refused("discloseMeasuresToReporter", disclosure.clone()), rule("NO_MEASURES_TO_DISCLOSE", "R-44"));
    client.demo.accepted(&client.caseworker, "decideMeasure", measure);
    let query = "query Made($id: ID!) { investigation(id: $id) { measures { id } } }";
    let made = client.ask(&client.caseworker, query, &json!({ "id": investigation }))["investigation"].clone();
    disclosure["measureIds"] = json!([made["measures"][0]["id"]]);
    client.demo.accepted(&client.caseworker, "discloseMeasuresToReporter", disclosure.clone());
    let query =
        "query Told($id: ID!) { investigation(id: $id) { measureDisclosures { measureIds account { value } } } }";
    let kept = client.ask(&client.caseworker, query, &json!({ "id": investigation }))["investigation"].clone();
    assert_eq!(kept["measureDisclosures"][0]["account"]["value"], "Familien får veiledning.");
    assert_eq!(kept["measureDisclosures"][0]["measureIds"], disclosure["measureIds"]);
    assert_eq!(refused("discloseMeasuresToReporter", disclosure), rule("REPORTER_TOLD_OF_MEASURES", "R-44"));
}

#[test]
fn an_input_that_cannot_be_taken_is_named_by_its_field() {
    let client = client();
    let case = client.open_case();
    let observation = |change: Value| {
        let mut input = json!({ "caseId": case, "observedOn": today(), "kind": "OBSERVED", "text": "Sett." });
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        ("logObservation", input)
    };
    let mut nameless = concern("Stille.");
    nameless["child"]["name"] = json!(" ");
    let mut childless = concern("Stille.");
    childless.as_object_mut().unwrap().remove("child");
    let nobody = json!({ "caseId": case, "about": "CONCERN", "guardians": [] });
    for ((name, input), field) in [
        (observation(json!({ "text": "  " })), "text"),
        (observation(json!({ "text": "a\u{0}b" })), "text"),
        (observation(json!({ "caseId": "case_1" })), "caseId"),
        (observation(json!({ "observedTo": day(-3) })), "observedTo"),
        (("raiseConcern", nameless), "child.name"),
        (("raiseConcern", childless), "child"),
        (("raiseConcern", concern("")), "description"),
        (("informGuardians", nobody), "guardians"),
        (("escalateToLevel", escalation(&case, "consent_1", 2)), "consentId"),
        (("escalateToLevel", escalation(&case, &uuid::Uuid::nil().to_string(), 4)), "level"),
    ] {
        let payload = client.demo.command(&client.employee, name, input);
        assert_eq!((&payload["__typename"], &payload["field"]), (&json!("InvalidInput"), &json!(field)), "{payload}");
        let (message, code) = (payload["message"].as_str().unwrap(), payload["code"].as_str().unwrap());
        assert!(message.starts_with(field) && code == "INVALID_INPUT" && payload["rule"].is_string(), "{payload}");
    }
    let tomorrow =
        client.demo.command(&client.employee, "logObservation", observation(json!({ "observedOn": day(1) })).1);
    assert_eq!((&tomorrow["code"], &tomorrow["ruleField"]), (&json!("FUTURE_DATE"), &json!("observedOn")));
}

#[test]
fn what_is_not_there_is_refused_alike_for_every_command() {
    let client = client();
    let nowhere = uuid::Uuid::nil().to_string();
    let closing = json!({ "caseId": nowhere, "outcome": "MOVED", "rationale": "Flyttet." });
    assert_eq!(client.refused("closeCase", closing), rule("NOT_FOUND", "R-70"));
    let refused = |token: &str, name: &str, input: Value| client.demo.refused(token, name, input);
    assert_eq!(refused(&client.intake, "acknowledgeReport", json!({ "reportId": nowhere })), rule("NOT_FOUND", "R-70"));
    let conclusion = json!({ "investigationId": nowhere, "code": "1", "rationale": "Vedtak." });
    assert_eq!(refused(&client.caseworker, "concludeInvestigation", conclusion), rule("NOT_FOUND", "R-70"));
}

#[test]
fn a_command_on_what_has_changed_since_is_told_the_versions() {
    let client = client();
    let case = client.open_case();
    let observation = |version: i64| json!({ "caseId": case, "expectedVersion": version, "observedOn": today(), "kind": "SAID", "text": "Fortalte." });
    client.accepted("logObservation", observation(2));
    let payload = client.demo.command(&client.employee, "logObservation", observation(2));
    assert_eq!(payload["__typename"], "VersionConflict");
    assert_eq!((&payload["expectedVersion"], &payload["actualVersion"]), (&json!(2), &json!(3)));
    assert_eq!((&payload["code"], payload["rule"].is_string()), (&json!("VERSION_CONFLICT"), true));
    client.accepted("logObservation", observation(3));
}

#[test]
fn a_command_sent_again_is_answered_again_and_adds_nothing() {
    let client = client();
    let mut input = concern("Stille.");
    input["commandId"] = json!(clock::new_id());
    let first = client.accepted("raiseConcern", input.clone());
    let case = first["case"]["id"].as_str().unwrap();
    let again = client.accepted("raiseConcern", input.clone());
    assert_eq!((&first["recordedNow"], &again["recordedNow"]), (&json!(true), &json!(false)));
    for field in ["position", "version", "case"] {
        assert_eq!(first[field], again[field], "{field}");
    }
    assert_eq!(client.events(case).len(), 2);

    input["description"] = json!("Noe annet.");
    let other = client.demo.command(&client.employee, "raiseConcern", input.clone());
    assert_eq!((&other["__typename"], &other["code"]), (&json!("CommandIdReused"), &json!("COMMAND_ID_REUSED")));
    // Also where the first one went elsewhere.
    let elsewhere = json!({ "commandId": input["commandId"], "caseId": client.open_case(), "observedOn": today(), "kind": "SAID", "text": "Sa." });
    let other = client.demo.command(&client.employee, "logObservation", elsewhere);
    assert_eq!(other["code"], "COMMAND_ID_REUSED");
    assert_eq!(client.events(case).len(), 2);
}

/// The document's form and the order of variables are the client's business; the command is its content.
#[test]
fn a_command_sent_again_in_another_form_is_the_same_command() {
    let client = client();
    let id = clock::new_id().to_string();
    let query = format!(
        "mutation {{ raiseConcern(input: {{ description: \"Stille.\", subject: CHILD, unit: \"Solbakken\",
           child: {{ name: \"Barn Prøve\" }}, commandId: \"{id}\" }}) {{ ... on CaseChanged {{ position recordedNow }} }} }}"
    );
    let first = client.demo.graphql(&client.employee, &query, &json!({}));
    let mut input = concern("Stille.");
    input["commandId"] = json!(id);
    let again = client.demo.command(&client.employee, "raiseConcern", input);
    assert_eq!(
        (&again["recordedNow"], &again["position"]),
        (&json!(false), &first["data"]["raiseConcern"]["position"]),
        "{again}"
    );
}

#[test]
fn lists_go_on_from_a_cursor_and_say_when_they_end() {
    let client = client();
    let case = client.open_case();
    for _ in 0..3 {
        client.observe(&case);
    }
    let query = "query Page($id: ID!, $after: String) { case(id: $id) { history(first: 2, after: $after) {
        edges { cursor node { sequence } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }";
    let (mut after, mut sequences) = (Value::Null, Vec::new());
    loop {
        let data = client.ask(&client.employee, query, &json!({ "id": case, "after": after }));
        let page = &data["case"]["history"];
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
        sequences
            .extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["sequence"].as_i64().unwrap()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(sequences, [1, 2, 3, 4, 5]);

    for (arguments, field) in [
        ("first: 0", "first"),
        ("first: 101", "first"),
        ("after: \"x\"", "after"),
        ("filter: { level: 4 }", "filter.level"),
    ] {
        let response = client.demo.graphql(
            &client.employee,
            &format!("{{ cases({arguments}) {{ nodes {{ id }} }} }}"),
            &json!({}),
        );
        assert_eq!(response["errors"][0]["extensions"]["field"], field, "{response}");
    }
}

#[test]
fn r11_an_observation_is_corrected_beside_itself_and_never_in_another_case() {
    let client = client();
    let (case, other) = (client.open_case(), client.open_case());
    let observation = client.observe(&case);
    let logged = client.history(&case).last().unwrap()["data"].clone();
    let correction = |case: &str| {
        json!({ "caseId": case, "observationId": observation, "text": "Satt sammen med en venn.",
                "reason": "Forvekslet to barn." })
    };
    assert_eq!(client.refused("correctObservation", correction(&other)), rule("NOTHING_TO_CORRECT", "R-11"));
    client.accepted("correctObservation", correction(&case));
    assert_eq!(client.events(&case), ["CaseOpened", "ConcernRaised", "ObservationLogged", "ObservationCorrected"]);
    let history = client.history(&case);
    assert_eq!(history[2]["data"], logged, "what was observed stands as it was logged");
    assert_eq!(history[3]["data"]["observation"], json!(observation));
}

#[test]
fn r19_a_closed_case_is_reopened_with_reasons_and_worked_with_again() {
    let client = client();
    let case = client.open_case();
    let reopening = json!({ "caseId": case, "rationale": "Det samme er sett igjen." });
    assert_eq!(client.refused("reopenCase", reopening.clone()), rule("CASE_NOT_CLOSED", "R-19"));
    let closing = json!({ "caseId": case, "outcome": "NO_GROUND_FOR_CONCERN", "rationale": "En misforståelse." });
    client.accepted("closeCase", closing);
    client.accepted("reopenCase", reopening);
    client.observe(&case);
    assert_eq!(
        client.events(&case),
        ["CaseOpened", "ConcernRaised", "CaseClosed", "CaseReopened", "ObservationLogged"]
    );
}
