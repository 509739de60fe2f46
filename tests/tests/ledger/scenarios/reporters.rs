//! Bærum's presentation: who reports, who is told what, consultation, and when the duty is triggered (S2).

use std::fs;
use std::time::Duration;

use case_ledger_tests::eventually;
use case_ledger_tests::program::DataDir;
use serde_json::{Value, json};

use super::{Story, Town, comes_to_be, day, kari, leader, lines, mother, noon, within};
use crate::data_subjects::rows_of;

const NUMBER: &str = "9949";
/// What a neighbour who wants to be nobody put into the form all the same.
const CANARY: &str = "kanariprove";

fn incoming(reporter: &Value) -> Value {
    let mut message = json!({
        "kommunenummer": NUMBER, "kommunenavn": "Melmo", "bydelsnummer": "00", "bydelsnavn": "Melmo",
        "melding": "Barna er alene hjemme om kvelden.", "leveringskanal": "nettskjema",
        "sendingstidspunkt": noon(-400),
    });
    message.as_object_mut().unwrap().extend(reporter.as_object().unwrap().clone());
    message
}

fn child(name: &str) -> Value {
    json!([{ "personnavn": name, "antattAlder": "6", "relasjon": "nabo", "adresse": { "adresselinje1": "Prøveveien 2" } }])
}

impl Town {
    /// The service gets that message; answers its report.
    fn gets(&self, message: &Value, folder: &DataDir, kind: &str) -> String {
        let file = folder.path().join("melding.json");
        fs::write(&file, message.to_string()).unwrap();
        let (code, out, told) = self.demo.run(&["import", "--format", "fiks", file.to_str().unwrap()]);
        assert_eq!(code, 0, "{out}{told}");
        assert!(!(out + &told).contains(CANARY), "whoever imports is told nothing of it either");
        let query = "{ reports(first: 100) { nodes { id reporterKind } } }";
        eventually("the imported report is shown", Duration::from_secs(30), || {
            let nodes = self.asks("child-welfare-intake", query, &json!({}))["reports"]["nodes"].clone();
            let found = nodes.as_array().unwrap().iter().find(|report| report["reporterKind"] == kind)?;
            Some(found["id"].as_str().unwrap().to_owned())
        })
    }

    fn report(&self, id: &str) -> Value {
        let query = "query($id: ID!) { report(id: $id) { outcome reporterKind reporterName { value } learnedThroughWork
            acknowledgementDue history(first: 50) { nodes { eventType actor { role subject name { value } } data } } } }";
        self.asks("child-welfare-intake", query, &json!({ "id": id }))["report"].clone()
    }
}

#[test]
fn baerum_public_private_and_anonymous_reporters_are_told_what_each_may_know() {
    let town = Town::open(NUMBER, "Melmo");
    let folder = DataDir::new();
    let teacher = json!({
        "offentligMelder": {
            "personnavn": "Lærer Prøve", "rolle": "kontaktlærer", "telefonnummer": "00000000",
            "epost": "laerer@example.org",
            "virksomhet": { "navn": "Melmo skole", "adresse": { "adresselinje1": "Skoleveien 1" } },
        },
        "offentligBarn": [{
            "fnr": "05831599008", "ufoedt": false, "personnavn": "Barn Én",
            "adresse": { "adresselinje1": "Prøveveien 1" }, "orientert": true,
        }],
        "foresatte": [{ "personnavn": "Mor Prøve", "orientert": true }],
        "melding": { "melding": "Vi er bekymret.", "historie": "Siden høsten.", "andreSynspunkter": "" },
    });
    let neighbour = |name: &str| {
        json!({
            "privatMelder": {
                "personnavn": name, "telefonnummer": format!("{CANARY} 1"),
                "adresse": { "adresselinje1": format!("{CANARY} 2") },
            },
            "privatBarn": child(&format!("Barn av {name}")),
        })
    };
    let public = town.gets(&incoming(&teacher), &folder, "PUBLIC");
    let mut known = neighbour("Nabo Prøve");
    known["privatMelder"]["telefonnummer"] = json!("00000001");
    known["privatMelder"]["adresse"]["adresselinje1"] = json!("Prøveveien 3");
    let private = town.gets(&incoming(&known), &folder, "PRIVATE");
    let anonymous = town.gets(&incoming(&neighbour("Anonym")), &folder, "ANONYMOUS");

    // The public reporter is known by name; nothing leads to the anonymous one, in clear or sealed.
    assert_eq!(town.report(&public)["reporterName"]["value"], "Lærer Prøve");
    let seen = town.report(&anonymous);
    assert_eq!(seen["reporterName"], Value::Null);
    assert_eq!(seen["acknowledgementDue"], Value::Null);
    assert!(!seen.to_string().contains(CANARY), "not even to who may read it all: {seen}");
    let reporters = |report: &str| -> i64 {
        let history = town.report(report)["history"]["nodes"].clone();
        let classified = history.as_array().unwrap().iter().find(|it| it["eventType"] == "ReporterClassified").unwrap();
        i64::try_from(classified["data"].to_string().matches("subject").count()).unwrap()
    };
    assert_eq!(reporters(&anonymous), 0, "no pseudonym stands for nobody");
    let tables: Vec<(String,)> = rows_of(
        town.demo,
        "SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_user_tables ORDER BY 1",
    );
    assert!(tables.len() > 5, "{tables:?}");
    for (table,) in &tables {
        let sql = format!("SELECT count(*) FROM {table} AS t WHERE t::text ILIKE '%{CANARY}%'");
        assert_eq!(rows_of::<(i64,)>(town.demo, &sql), [(0,)], "{table}");
    }
    assert!(!town.demo.log().contains(CANARY));

    // What each is owed: all who can be reached are acknowledged, and only the public reporter learns more.
    let owes = |report: &str, expected: &[&str]| {
        let filter = json!({ "reportId": report });
        comes_to_be("what is owed", &lines(expected), || town.owed("child-welfare-intake", &filter));
    };
    let triage = format!("TRIAGE_REPORT by INTAKE until {}!", day(-393));
    let acknowledge = format!("ACKNOWLEDGE_REPORT by INTAKE until {}!", day(-379));
    owes(&public, &[&acknowledge, &triage]);
    owes(&private, &[&acknowledge, &triage]);
    owes(&anonymous, &[&triage]);
    let intake = "child-welfare-intake";
    let acknowledged = |report: &str| json!({ "reportId": report, "sentOn": day(-399) });
    for report in [&public, &private] {
        town.does(intake, "acknowledgeReport", acknowledged(report));
    }
    town.refuses(intake, "acknowledgeReport", acknowledged(&anonymous), "ACKNOWLEDGEMENT_IMPOSSIBLE", "R-41");
    // What is learned at work is no private matter.
    let found = |report: &str, expected: &[&str]| {
        let filter = json!({ "reportId": report });
        comes_to_be("what was left out", &lines(expected), || town.left_out(intake, &filter));
    };
    found(&private, &["DECLARATION_MISSING", "TRIAGE_LATE"]);
    let declares = |report: &str, through_work: bool| json!({ "reportId": report, "learnedThroughWork": through_work, "declaredOn": day(-399) });
    town.does(intake, "recordReporterDeclaration", declares(&private, false));
    town.refuses(intake, "recordReporterDeclaration", declares(&public, false), "NOTHING_TO_DECLARE", "R-62");

    // The public report is investigated; the others are dismissed, on an assessment and by two.
    let triaged = |report: &str, code: &str, more: Value| {
        let mut triage = json!({ "reportId": report, "code": code, "rationale": "Vurdert.", "decidedOn": day(-395) });
        triage.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        triage
    };
    let dismissed = if day(-395).as_str() < "2026" { "1" } else { "10" };
    town.does(intake, "triageReport", triaged(&public, "2", json!({})));
    for report in [&private, &anonymous] {
        town.refuses(intake, "triageReport", triaged(report, dismissed, json!({})), "ASSESSMENT_MISSING", "R-48");
        let alone = json!({ "assessment": "Ingen grunn til å undersøke." });
        town.refuses(intake, "triageReport", triaged(report, dismissed, alone.clone()), "DISMISSED_ALONE", "R-48");
        let mut seconded = alone;
        seconded["secondedBy"] = leader();
        town.does(intake, "triageReport", triaged(report, dismissed, seconded));
        let told = json!({ "reportId": report, "informedOn": day(-394) });
        town.refuses(intake, "informReporterOfTriage", told, "OUTCOME_ONLY_FOR_PUBLIC_REPORTERS", "R-42");
    }
    town.does(intake, "informReporterOfTriage", json!({ "reportId": public, "informedOn": day(-394) }));
    // The intake meeting was not held before either was triaged (S2-47).
    found(&private, &["TRIAGED_WITHOUT_INTAKE_MEETING"]);
    // Nobody can be asked, and the report counts all the same.
    found(&anonymous, &["DECLARATION_MISSING", "TRIAGED_WITHOUT_INTAKE_MEETING"]);

    // The year's figures, and what of them is published.
    let query = "{ reportStatistics(municipality: \"9949\", period: { from: \"2000-01-01\", to: \"2099-12-31\" }) {
        rows { reportsTotal reportsNew dismissed dismissalRate triagedWithin7Days } } }";
    let ask = || town.asks("statistician", query, &json!({}))["reportStatistics"]["rows"][0].clone();
    let counts = |row: &Value| ["reportsTotal", "reportsNew", "dismissed"].map(|it| row[it].clone());
    comes_to_be("the figures", &[json!(3), json!(3), json!(2)], || counts(&ask()));
    let row = ask();
    let rate = row["dismissalRate"].as_f64().unwrap();
    assert!((rate - 2.0 / 3.0).abs() < 1e-3, "{row}");
    assert_eq!(row["triagedWithin7Days"], 1.0);
    let year: i32 = day(-395)[..4].parse().unwrap();
    town.does("municipal-leader", "publishFigures", json!({ "year": year }));
    let query = format!(
        "{{ publishableReportStatistics(municipality: \"9949\", years: {{ from: {year}, to: {year} }}) {{
            rows {{ reportsTotal {{ value text }} dismissed {{ value text }} }} }} }}"
    );
    let row = town.asks("statistician", &query, &json!({}))["publishableReportStatistics"]["rows"][0].clone();
    let hidden = json!({ "value": null, "text": ".." });
    assert_eq!(row, json!({ "reportsTotal": hidden, "dismissed": hidden }), "three children are not published");
}

#[test]
fn baerum_the_duty_is_assessed_each_time_and_without_it_a_report_takes_consent_that_was_not_pressed() {
    let town = Town::open("9950", "Samtalemo");
    let story = Story::begins(&town, "Bo Prøve", "Borte fra timer.", -20);
    let seen = story.observes("Borte fra tannlegen og tre timer.", -19);
    story.does("discussWithLeader", json!({ "about": "CONCERN", "summary": "Vi spør først.", "heldOn": day(-18) }));

    // Consultation: whether the duty is triggered, and how to speak with the parents. Nothing tells who it is about.
    let consultation = json!({
        "body": "CHILD_WELFARE_SERVICE", "topics": ["DUTY_TO_REPORT", "CONVERSATION"],
        "question": "Et barn møter ikke til timer. Er meldeplikten utløst, og hvordan tar vi det opp med foreldrene?",
        "advice": "Snakk med dem først.", "screenForCase": story.case, "heldOn": day(-18),
    });
    town.does("employee", "holdAnonymousConsultation", consultation);
    assert!(!story.history().iter().any(|event| event.contains("Anonymous")), "the case holds nothing of it");

    let send = |on: i64| json!({ "content": "Familien kan ha nytte av veiledning.", "dutyBearer": kari(), "sentAt": noon(on) });
    story.refuses("sendReport", send(-17), "DUTY_NOT_ASSESSED", "R-2");
    let assessed = |triggered: bool, evidence: Value, on: i64| {
        let conditions = if triggered { json!(["SERIOUS_NEGLECT"]) } else { json!([]) };
        json!({
            "triggered": triggered, "conditions": conditions, "observationIds": evidence, "decidedBy": kari(),
            "rationale": "Fravær alene utløser ikke plikten.", "assessedOn": day(on),
        })
    };
    story.refuses("assessDutyToReport", assessed(false, json!([]), -17), "EVIDENCE_MISSING", "R-12");
    story.does("assessDutyToReport", assessed(false, json!([seen]), -17));
    story.refuses("sendReport", send(-16), "NO_VALID_CONSENT", "R-9");

    // The points are written together, read, and agreed to without pressure.
    let talk = json!({
        "with": "GUARDIANS", "outcome": "MEASURES_AGREED", "summary": "Vi skrev punktene sammen.",
        "guardiansView": "Vi trenger hjelp.", "viewedBy": mother(), "heldOn": day(-16),
    });
    story.does("holdConversation", talk);
    let consent = story.asks_for_consent(&["REPORT_WITHOUT_DUTY"], &["CHILD_WELFARE_SERVICE"], -16);
    let give = |voluntary: bool, read: bool| {
        json!({
            "consentId": consent, "form": "SIGNED_FORM", "voluntary": voluntary, "readBeforeConsent": read,
            "givenOn": day(-16),
        })
    };
    story.refuses("giveConsent", give(false, true), "CONSENT_NOT_VOLUNTARY", "S2-39");
    story.refuses("giveConsent", give(true, false), "CONSENT_UNREAD", "S2-39");
    story.does("giveConsent", give(true, true));
    let told = json!({ "about": "REPORT", "guardians": [mother()], "informedOn": day(-16) });
    story.does("informGuardians", told);
    story.does("sendReport", send(-15));
    assert!(story.newest("ReportSent")["duty"].to_string().contains("CONSENTED"), "and it shows on what it rests");

    // The next one rests on nothing that went before: the duty is assessed anew, and then no consent is asked for.
    story.refuses("sendReport", send(-5), "NEXT_REPORT_NOT_ASSESSED", "R-2");
    let worse = story.observes("Hadde blåmerker.", -6);
    story.does("assessDutyToReport", assessed(true, json!([worse]), -5));
    story.refuses("sendReport", send(-5), "GUARDIANS_NOT_INFORMED", "R-5");
    let told = json!({ "about": "REPORT", "guardians": [mother()], "informedOn": day(-5) });
    story.does("informGuardians", told);
    story.does("withdrawConsent", json!({ "consentId": consent, "withdrawnOn": day(-5) }));
    story.does("sendReport", send(-5));
    assert!(story.newest("ReportSent")["duty"].to_string().contains("TRIGGERED"));
    let siblings = within(2, "ANSWER_SIBLING_QUESTION by UNIT", -20);
    let copies = [-15, -5].map(|sent| within(1, "DELIVER_COPY by UNIT", sent));
    let owed = [siblings.as_str(), "DECIDE_ON_CONCERN by UNIT", &copies[0], &copies[1]];
    story.stands(&[], &owed, &["COPY_NOT_DELIVERED", "SIBLINGS_NOT_ASKED_FOR"]);
}
