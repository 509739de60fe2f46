//! What the child welfare service already knows of a child, as whoever triages a report or investigates finds it: S2-5,
//! S2-48, R-50, D-5.

use std::time::Duration;

use case_ledger_tests::{Demo, eventually, shared_demo};
use serde_json::{Value, json};

use crate::data_subjects::rows_of;
use crate::service::in_months;
use crate::subject_access::token_of;
use crate::who_sees_what::national_id;

const MUNICIPALITY: &str = "9901";
const UNIT: &str = "Kjente bydel";
const KNOWN: &str = "knownOfChild {
    earlierReports { nodes { id outcome } } laterReports { nodes { id outcome } }
    investigations { nodes { id outcome } } ongoing: investigations(concluded: false) { nodes { id } }
    measures { nodes { code } } active: measures(active: true) { nodes { code } } }";

/// A child whose number begins with those eight digits, and who asks about it.
struct About {
    demo: &'static Demo,
    number: String,
}

impl About {
    fn child(first_eight: &str) -> Self {
        Self { demo: shared_demo(), number: national_id(first_eight) }
    }

    fn token(&self, role: &str) -> String {
        self.demo.token(role, MUNICIPALITY)
    }

    fn ask(&self, role: &str, query: &str, variables: &Value) -> Value {
        let response = self.demo.graphql(&self.token(role), query, variables);
        assert!(response.get("errors").is_none(), "{response}");
        response["data"].clone()
    }

    fn service(&self, role: &str, name: &str, input: Value) -> Value {
        self.demo.accepted(&self.token(role), name, input)
    }

    /// A report about the child that a school told the intake; answers its id and the position it stands at.
    fn report(&self) -> (String, i64) {
        let told = json!({
            "child": { "name": "Barn Prøve", "nationalId": self.number }, "unit": UNIT, "content": "Det gråter om natta.",
            "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": "Fjordvik skole" } },
        });
        let received = self.service("child-welfare-intake", "receiveReport", told);
        (received["report"]["id"].as_str().unwrap().to_owned(), received["position"].as_i64().unwrap())
    }

    fn dismiss(&self, report: &str) {
        let dismissed = json!({
            "reportId": report, "code": "10", "rationale": "Ingen grunn til å undersøke.",
            "assessment": "Familien har alt hjelp.", "secondedBy": { "name": "Ola Prøve", "role": "CASEWORKER" },
        });
        self.service("child-welfare-intake", "triageReport", dismissed);
    }

    /// What is known beside a report, as of that position or now.
    fn known(&self, role: &str, report: &str, at: Option<i64>) -> Value {
        let query = format!("query($id: ID!, $asOf: AsOfInput) {{ report(id: $id, asOf: $asOf) {{ {KNOWN} }} }}");
        let as_of = at.map(|position| json!({ "position": position }));
        self.ask(role, &query, &json!({ "id": report, "asOf": as_of }))["report"]["knownOfChild"].clone()
    }

    /// How many reports, investigations and measures a filter finds.
    fn found(&self, role: &str, filter: &Value) -> [usize; 3] {
        let query = "query($r: ReportFilterInput, $i: InvestigationFilterInput, $m: ServiceMeasureFilterInput) {
            reports(filter: $r) { nodes { id } } investigations(filter: $i) { nodes { id } }
            serviceMeasures(filter: $m) { nodes { id } } }";
        let found = self.ask(role, query, &json!({ "r": filter, "i": filter, "m": filter }));
        ["reports", "investigations", "serviceMeasures"].map(|list| found[list]["nodes"].as_array().unwrap().len())
    }
}

fn ids(connection: &Value) -> Vec<&str> {
    connection["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect()
}

#[test]
fn s2_48_s2_5_r_50_d_5_whoever_triages_finds_from_the_report_what_is_already_known_of_the_child() {
    let about = About::child("21091799");
    let (first, _) = about.report();
    about.dismiss(&first);
    let (second, second_at) = about.report();
    let triage = json!({ "reportId": second, "code": "2", "rationale": "Undersøkes." });
    about.service("child-welfare-intake", "triageReport", triage);
    let opened = about.service("caseworker", "openInvestigation", json!({ "reportId": second }));
    let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
    let measure = |from: u32, to: u32| {
        json!({
            "investigationId": investigation, "goal": "Rolige morgener", "code": "3.99", "clarification": "COS",
            "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": in_months(from), "to": in_months(to),
            "evaluationOn": in_months(to), "rationale": "Ønsket av foreldrene.",
        })
    };
    about.service("caseworker", "decideMeasure", measure(0, 6));
    about.service("caseworker", "decideMeasure", measure(7, 9));
    let (third, _) = about.report();

    let known = eventually("the third report knows of the others", Duration::from_secs(20), || {
        let known = about.known("child-welfare-intake", &third, None);
        (known["measures"]["nodes"].as_array()?.len() == 2 && ids(&known["earlierReports"]).len() == 2).then_some(known)
    });
    assert_eq!(
        known["earlierReports"]["nodes"],
        json!([
            { "id": second, "outcome": "INVESTIGATION_DECIDED" }, { "id": first, "outcome": "REPORT_DISMISSED" }
        ]),
        "the newest first, with how triage of each ended"
    );
    assert_eq!(known["laterReports"]["nodes"], json!([]));
    assert_eq!(ids(&known["ongoing"]), [investigation.as_str()], "code 4 asks which investigation goes on");
    assert_eq!(known["investigations"]["nodes"][0]["outcome"], Value::Null);
    assert_eq!(known["active"]["nodes"], json!([{ "code": "3.99" }]), "what begins in seven months is not active");

    // From the dismissed report, from the investigation, and as of a moment before most of it.
    let of_first = about.known("caseworker", &first, None);
    assert_eq!(ids(&of_first["laterReports"]), [third.as_str(), second.as_str()]);
    let of_second = about.known("caseworker", &second, None);
    assert_eq!(of_second["investigations"]["nodes"], json!([]), "its own stands beside it already");
    let query = format!("query($id: ID!) {{ investigation(id: $id) {{ {KNOWN} }} }}");
    let of_investigation = &about.ask("caseworker", &query, &json!({ "id": investigation }))["investigation"];
    let of_investigation = &of_investigation["knownOfChild"];
    assert_eq!(ids(&of_investigation["earlierReports"]), [first.as_str()]);
    assert_eq!(ids(&of_investigation["laterReports"]), [third.as_str()]);
    assert_eq!(of_investigation["investigations"]["nodes"], json!([]));
    let before = about.known("auditor", &second, Some(second_at));
    assert_eq!((ids(&before["earlierReports"]), ids(&before["laterReports"])), (vec![first.as_str()], vec![]));
    assert_eq!((&before["ongoing"]["nodes"], &before["measures"]["nodes"]), (&json!([]), &json!([])));

    // Page by page.
    let query = "query($id: ID!, $after: String) { report(id: $id) { knownOfChild {
        earlierReports(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } } } }";
    let page = |after: Value| {
        let shown = about.ask("caseworker", query, &json!({ "id": third, "after": after }));
        shown["report"]["knownOfChild"]["earlierReports"].clone()
    };
    let newest = page(Value::Null);
    assert_eq!((ids(&newest), &newest["pageInfo"]["hasNextPage"]), (vec![second.as_str()], &json!(true)));
    let oldest = page(newest["pageInfo"]["endCursor"].clone());
    assert_eq!((ids(&oldest), &oldest["pageInfo"]["hasNextPage"]), (vec![first.as_str()], &json!(false)));
}

#[test]
fn s2_48_who_asks_by_the_childs_number_or_pseudonym_finds_reports_investigations_and_measures_and_nobody_who_is_not_to()
{
    let about = About::child("22091799");
    let (report, _) = about.report();
    let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes." });
    about.service("child-welfare-intake", "triageReport", triage);
    let opened = about.service("caseworker", "openInvestigation", json!({ "reportId": report }));
    let measure = json!({
        "investigationId": opened["investigation"]["id"], "goal": "Rolige morgener", "code": "3.99", "clarification": "COS",
        "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": in_months(0), "to": in_months(6),
        "evaluationOn": in_months(6), "rationale": "Ønsket av foreldrene.",
    });
    about.service("caseworker", "decideMeasure", measure);
    let by_number = json!({ "nationalId": about.number });
    eventually("all are found by the number", Duration::from_secs(20), || {
        (about.found("child-welfare-intake", &by_number) == [1; 3]).then_some(())
    });
    let child =
        about.ask("caseworker", "query($id: ID!) { report(id: $id) { child { subject } } }", &json!({ "id": report }));
    let child = child["report"]["child"]["subject"].as_str().unwrap().to_owned();
    let by_pseudonym = json!({ "childId": child });
    let by_both = json!({ "nationalId": format!(" {} ", about.number), "childId": child });
    for filter in [&by_number, &by_pseudonym, &by_both] {
        assert_eq!(about.found("caseworker", filter), [1; 3], "{filter}");
    }
    let elsewhere = json!({ "nationalId": about.number, "unit": "En annen bydel" });
    let stranger = json!({ "nationalId": national_id("23091799") });
    let mixed = json!({ "nationalId": stranger["nationalId"], "childId": child });
    for filter in [&elsewhere, &stranger, &mixed] {
        assert_eq!(about.found("caseworker", filter), [0; 3], "{filter}");
    }
    // That it was searched for is recorded, by the pseudonym, and the number stands nowhere.
    let searches = format!(
        "SELECT DISTINCT reader ->> 'role' FROM read_log WHERE object_type = 'SearchByNationalId' AND object_id = '{child}'
            AND operation = 'investigations reports serviceMeasures' ORDER BY 1"
    );
    let who: Vec<(String,)> = rows_of(about.demo, &searches);
    let who: Vec<&str> = who.iter().map(|(role,)| role.as_str()).collect();
    assert_eq!(who, ["caseworker", "child-welfare-intake"]);
    let missed = "SELECT count(*) FROM read_log WHERE object_type = 'SearchByNationalId'
        AND object_id = '00000000-0000-0000-0000-000000000000'";
    assert!(rows_of::<(i64,)>(about.demo, missed)[0].0 > 0, "also where nobody was found");
    assert!(!about.demo.log().contains(&about.number));

    // A restriction keeps that they are about this child; who restricts finds them.
    let input = json!({
        "subject": child, "ground": "UNLAWFUL_PROCESSING", "visibleTo": ["AUDITOR"], "rationale": "Etter klage.",
    });
    about.service("data-protection-officer", "restrictSubject", input);
    for (role, found) in
        [("caseworker", 0), ("child-welfare-intake", 0), ("auditor", 1), ("data-protection-officer", 1)]
    {
        for filter in [&by_number, &by_pseudonym] {
            assert_eq!(about.found(role, filter), [found; 3], "{role} by {filter}");
        }
    }
    assert_eq!(about.known("caseworker", &report, None), Value::Null);
    assert!(about.known("auditor", &report, None).is_object());
}

#[test]
fn s2_48_a_child_told_of_by_name_and_later_by_number_is_recorded_as_one_and_that_is_taken_back() {
    let about = About::child("24091799");
    let told = json!({
        "child": { "name": "Barn Prøve" }, "unit": UNIT, "content": "Det gråter om natta.",
        "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": "Fjordvik skole" } },
    });
    let by_name = about.service("child-welfare-intake", "receiveReport", told)["report"]["id"].clone();
    let (by_number, _) = about.report();
    let pseudonym = |report: &Value| {
        let query = "query($id: ID!) { report(id: $id) { child { subject } } }";
        let found = about.ask("caseworker", query, &json!({ "id": report }));
        found["report"]["child"]["subject"].as_str().unwrap().to_owned()
    };
    let (named, numbered) = (pseudonym(&by_name), pseudonym(&json!(by_number)));
    assert_ne!(named, numbered);
    let earlier = || {
        let query =
            "query($id: ID!) { report(id: $id) { knownOfChild { pseudonyms earlierReports { nodes { id } } } } }";
        let known = about.ask("caseworker", query, &json!({ "id": by_number }))["report"]["knownOfChild"].clone();
        (known["pseudonyms"].as_array().unwrap().len(), known["earlierReports"]["nodes"].clone())
    };
    let listed = |filter: Value| {
        let query = "query($filter: ReportFilterInput) { reports(filter: $filter) { nodes { id } } }";
        let found = about.ask("caseworker", query, &json!({ "filter": filter }));
        found["reports"]["nodes"].as_array().unwrap().len()
    };
    eventually("the report is listed", Duration::from_secs(20), || {
        (listed(json!({ "nationalId": about.number })) == 1 && listed(json!({ "childId": named })) == 1).then_some(())
    });
    assert_eq!(earlier(), (1, json!([])));

    let (intake, caseworker) = (about.token("child-welfare-intake"), about.token("caseworker"));
    let same = |one: &str, other: &str| json!({ "subject": one, "other": other, "rationale": "Samme adresse og mor." });
    let refused = about.demo.refused(&intake, "withdrawSameChild", same(&named, &numbered));
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("SAME_CHILD_NOT_RECORDED", "S2-48"));
    let refused = about.demo.refused(&intake, "recordSameChild", same(&named, &named));
    assert_eq!(refused.1, "SAME_CHILD_RECORDED");
    // A slip makes no child of who reported: nothing of the one would be kept from the other.
    let id = by_name.as_str().unwrap();
    let sql = format!(
        "SELECT DISTINCT subject #>> '{{}}' FROM events, jsonb_path_query(payload::jsonb, 'strict $.**.of') AS subject
          WHERE event_type = 'ReportReceived' AND aggregate_id = '{}'",
        &id[id.find('_').map_or(0, |at| at + 1)..]
    );
    let persons: Vec<(String,)> = rows_of(about.demo, &sql);
    let (reporter,) = persons.iter().find(|(person,)| *person != named).unwrap();
    let refused = about.demo.refused(&intake, "recordSameChild", same(&numbered, reporter));
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("NOT_OF_ONE_CHILD", "S2-48"));
    let recorded = about.service("child-welfare-intake", "recordSameChild", same(&named, &numbered));
    let position = recorded["position"].clone();
    assert_eq!(earlier(), (2, json!([{ "id": by_name }])));
    for filter in [json!({ "nationalId": about.number }), json!({ "childId": named }), json!({ "childId": numbered })] {
        assert_eq!(listed(filter.clone()), 2, "{filter}");
    }
    assert_eq!(listed(json!({ "nationalId": about.number, "childId": named })), 2);
    // As of before, it was not known; and each keeps its own pseudonym.
    let query = "query($filter: ReportFilterInput, $asOf: AsOfInput) { reports(filter: $filter, asOf: $asOf) { nodes { id } } }";
    let before = json!({ "filter": { "childId": named }, "asOf": { "position": position.as_i64().unwrap() - 1 } });
    assert_eq!(about.ask("auditor", query, &before)["reports"]["nodes"].as_array().unwrap().len(), 1);
    assert_eq!((pseudonym(&by_name), pseudonym(&json!(by_number))), (named.clone(), numbered.clone()));
    // Whoever watches over persons is told which they are; in whichever order, it is recorded once and taken back.
    let query = format!("{{ subject(id: \"{numbered}\") {{ sameChild }} }}");
    assert_eq!(about.ask("data-protection-officer", &query, &json!({}))["subject"]["sameChild"], json!([named]));
    let refused = about.demo.refused(&caseworker, "recordSameChild", same(&numbered, &named));
    assert_eq!(refused.1, "SAME_CHILD_RECORDED");
    about.service("caseworker", "withdrawSameChild", same(&numbered, &named));
    assert_eq!(earlier(), (1, json!([])));
    assert_eq!(listed(json!({ "childId": named })), 1);
}

#[test]
fn rm17_who_read_a_report_or_an_investigation_is_told_up_to_any_moment_and_to_whom_one_role_lets_see_both() {
    let about = About::child("19051699");
    let (report, received_at) = about.report();
    let triaged = json!({ "reportId": report, "code": "2", "rationale": "Må undersøkes." });
    about.service("child-welfare-intake", "triageReport", triaged);
    let opened = about.service("caseworker", "openInvestigation", json!({ "reportId": report }));
    let investigation = opened["investigation"]["id"].as_str().unwrap().to_owned();
    about.ask("caseworker", "query($id: ID!) { report(id: $id) { content { value } } }", &json!({ "id": report }));
    let read = |role: &str, thing: &str, id: &str, more: &str, at: Option<i64>| {
        let query = format!(
            "query($id: ID!, $asOf: AsOfInput) {{ thing: {thing}(id: $id, asOf: $asOf) {{
                readLog({more}) {{ pageInfo {{ hasNextPage }} nodes {{ what reader {{ role }} }} }} }} }}"
        );
        let as_of = at.map(|position| json!({ "position": position }));
        about.ask(role, &query, &json!({ "id": id, "asOf": as_of }))["thing"]["readLog"].clone()
    };
    for (thing, id, what) in [("report", &report, "REPORT"), ("investigation", &investigation, "INVESTIGATION")] {
        let by_caseworker = json!({ "what": what, "reader": { "role": "caseworker" } });
        for role in ["auditor", "data-protection-officer"] {
            let told = read(role, thing, id, "first: 100", None);
            assert!(told["nodes"].as_array().unwrap().contains(&by_caseworker), "{role}: {told}");
        }
        let page = read("auditor", thing, id, "first: 1", None);
        assert_eq!((&page["pageInfo"]["hasNextPage"], page["nodes"].as_array().unwrap().len()), (&json!(true), 1));
        assert_eq!(read("auditor", thing, id, "filter: { role: STATISTICIAN }", None)["nodes"], json!([]));
    }
    assert_eq!(read("auditor", "report", &report, "first: 100", Some(received_at))["nodes"], json!([]));

    // A caseworker who leads a unit elsewhere watches over the reads of its cases, and over none here.
    let both =
        token_of(about.demo, &["unit-leader", "caseworker"], "Solbakken", "Leder og saksbehandler", MUNICIPALITY);
    for token in [about.token("caseworker"), both] {
        let query = format!("{{ report(id: \"{report}\") {{ readLog {{ nodes {{ what }} }} }} }}");
        let answer = about.demo.graphql(&token, &query, &json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
    }
}
