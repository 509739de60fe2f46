//! Statistics of the child welfare service's own work, as a client meets them: S2-3, RM-7.

use std::time::Duration;

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{eventually, shared_demo};
use chrono::Datelike as _;
use serde_json::{Value, json};

use crate::service::client;

const FIGURES: &str = "query($years: YearsInput!, $byUnit: Boolean!, $asOf: AsOfInput) {
    serviceStatistics(municipality: \"9901\", years: $years, byUnit: $byUnit, asOf: $asOf) {
        position definitionVersion rows { year unit investigationsConcluded investigationsWithin3Months
        within3MonthsRate dismissalRate dismissedOnOwnAssessment childrenWithMeasures childrenWithMeasuresAtYearEnd } } }";
const PUBLISHED: &str = "query($years: YearsInput!) {
    publishableServiceStatistics(municipality: \"9901\", years: $years) { years { position } rows { year
        investigationsConcluded { value text } childrenWithMeasures { value text } } } }";

fn ask(role: &str, query: &str, variables: &Value) -> Value {
    let demo = shared_demo();
    let answer = demo.graphql(&demo.token(role, "9901"), query, variables);
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].clone()
}

fn rows(years: &Value, by_unit: bool, as_of: &Value) -> Vec<Value> {
    let variables = json!({ "years": years, "byUnit": by_unit, "asOf": as_of });
    ask("statistician", FIGURES, &variables)["serviceStatistics"]["rows"].as_array().unwrap().clone()
}

#[test]
fn s2_3_a_child_counts_once_in_a_year_with_the_measures_behind_it_and_is_not_published_alone() {
    let client = client();
    let year = oslo_date(clock::now()).year() - 2;
    let years = json!({ "from": year, "to": year });
    let investigation = client.investigation();
    let measure = |from: &str, to: &str| {
        json!({
            "investigationId": investigation, "goal": "Rolige morgener", "code": "3.99", "clarification": "COS",
            "kind": "CHANGE_ORIENTED", "target": "FAMILY", "from": format!("{year}-{from}"),
            "to": format!("{year}-{to}"), "evaluationOn": format!("{year}-{to}"), "rationale": "Ønsket av foreldrene.",
        })
    };
    let caseworker = shared_demo().token("caseworker", "9901");
    let decide = |from: &str, to: &str| client.demo.accepted(&caseworker, "decideMeasure", measure(from, to));
    let first = decide("03-01", "06-30")["position"].clone();
    decide("05-01", "12-31");
    let children = |at: &Value| {
        let rows = rows(&years, false, at);
        let figures = |row: Value| {
            let figure = |name: &str| row[name].as_i64();
            Some((row["year"].clone(), figure("childrenWithMeasures")?, figure("childrenWithMeasuresAtYearEnd")?))
        };
        rows.into_iter().find_map(figures).unwrap()
    };
    // Others were helped in that year, too.
    let (_, in_year, at_end) = children(&json!({ "position": first.as_i64().unwrap() - 1 }));
    let expected = (json!(year), in_year + 1, at_end + 1);
    eventually("both measures are counted", Duration::from_secs(20), || {
        Some(children(&Value::Null)).filter(|counted| *counted == expected)
    });
    assert_eq!(children(&json!({ "position": first })), (json!(year), in_year + 1, at_end));

    let behind = "query($from: Date!, $to: Date!) { serviceMeasures(first: 100, filter: { from: $from, to: $to }) {
        nodes { code endedOn investigation { id } } } }";
    let days = json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") });
    let mut listed = ask("caseworker", behind, &days)["serviceMeasures"]["nodes"].as_array().unwrap().clone();
    listed.retain(|measure| measure["investigation"]["id"] == json!(investigation));
    let listed_once = json!({ "code": "3.99", "endedOn": null, "investigation": { "id": investigation } });
    assert_eq!(listed, [listed_once.clone(), listed_once]);

    // What is published tells nothing of it, and published anew it would tell of one child.
    let ask_published =
        || ask("statistician", PUBLISHED, &json!({ "years": years }))["publishableServiceStatistics"].clone();
    let before = ask_published();
    assert!(before["years"][0]["position"].as_i64() < first.as_i64(), "{before}");
    let anew = json!({ "year": year, "rationale": "To tiltak er skrevet ned i ettertid." });
    let refused = client.demo.refused(&client.demo.token("municipal-leader", "9901"), "publishFigures", anew);
    assert_eq!(refused, ("RuleRefused".to_owned(), "REVISION_TELLS_OF_FEW".to_owned(), "RM-7".to_owned()));
    assert_eq!(ask_published(), before);
}

#[test]
fn s2_3_every_figure_of_investigations_opens_down_to_the_investigations_it_counts() {
    let last = oslo_date(clock::now()).year() - 1;
    let years = json!({ "from": last - 9, "to": last });
    // Others conclude investigations of those years meanwhile.
    let position =
        ask("auditor", "{ ledger(municipality: \"9901\") { position } }", &json!({}))["ledger"]["position"].clone();
    let then = json!({ "position": position });
    let listed = |row: &Value, outcome: Option<&str>| {
        let query = "query($filter: InvestigationFilterInput!, $asOf: AsOfInput) {
            investigations(first: 100, filter: $filter, asOf: $asOf) {
            nodes { id } pageInfo { hasNextPage } } }";
        let filter = json!({
            "unit": row["unit"], "concludedFrom": format!("{}-01-01", row["year"]),
            "concludedTo": format!("{}-12-31", row["year"]), "outcome": outcome,
        });
        let found = ask("auditor", query, &json!({ "filter": filter, "asOf": then }))["investigations"].clone();
        assert_eq!(found["pageInfo"]["hasNextPage"], false, "the demo has fewer in a year and unit");
        json!(found["nodes"].as_array().unwrap().len())
    };
    let by_unit = rows(&years, true, &then);
    let counted: Vec<&Value> = by_unit.iter().filter(|row| row["investigationsConcluded"] != 0).collect();
    assert!(!counted.is_empty(), "or this proves nothing");
    let mut sums = std::collections::BTreeMap::<i64, i64>::new();
    for row in counted {
        assert_eq!(row["investigationsConcluded"], listed(row, None), "{row}");
        assert_eq!(row["dismissedOnOwnAssessment"], listed(row, Some("INVESTIGATION_DISMISSED")), "{row}");
        let count = |figure: &str| row[figure].as_i64().unwrap();
        *sums.entry(count("year")).or_default() += count("investigationsConcluded");
    }
    for row in rows(&years, false, &then).iter().filter(|row| row["investigationsConcluded"] != 0) {
        let count = |figure: &str| row[figure].as_i64().unwrap();
        assert_eq!(count("investigationsConcluded"), sums[&count("year")], "the whole is the sum of its units");
    }
}

/// What those who reported to a unit were to be told in a year, and were.
const COMPLIANCE: &str = "query($years: YearsInput!, $asOf: AsOfInput) {
    serviceStatistics(municipality: \"9901\", years: $years, byUnit: true, asOf: $asOf) { feedbackCompliance {
        position definitionVersion rows { year unit acknowledgement { ...f } triage { ...f } conclusion { ...f } } } } }
    fragment f on FeedbackFigures { due inTime late notTold inTimeRate }";

#[test]
fn rm_7_d_2_d_4_a_leader_sees_how_many_reporters_were_told_in_time_and_the_rows_behind_the_figure() {
    let (demo, unit) = (shared_demo(), "Svarende bydel");
    let intake = |name: &str, input: Value| demo.accepted(&demo.token("child-welfare-intake", "9901"), name, input);
    let caseworker = |name: &str, input: Value| demo.accepted(&demo.token("caseworker", "9901"), name, input);
    let year = oslo_date(clock::now()).year() - 2;
    let on = |day: &str| format!("{year}-{day}");
    let report = || {
        let told = json!({
            "child": { "name": "Barn Prøve" }, "unit": unit, "content": "Det gråter om natta.",
            "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": "Fjordvik skole" } },
            "receivedAt": on("02-01T10:00:00Z"),
        });
        let report = intake("receiveReport", told)["report"]["id"].as_str().unwrap().to_owned();
        let triage = json!({ "reportId": report, "code": "2", "rationale": "Undersøkes.", "decidedOn": on("02-05") });
        intake("triageReport", triage);
        report
    };
    let (in_time, late) = (report(), report());
    intake("acknowledgeReport", json!({ "reportId": in_time, "sentOn": on("02-02") }));
    intake("acknowledgeReport", json!({ "reportId": late, "sentOn": on("03-02") }));
    intake("informReporterOfTriage", json!({ "reportId": in_time, "informedOn": on("02-06") }));
    let opened = caseworker("openInvestigation", json!({ "reportId": in_time }));
    let investigation = opened["investigation"]["id"].clone();
    let heard =
        json!({ "investigationId": investigation, "kind": "CONVERSATION", "account": "Hørt.", "on": on("03-01") });
    caseworker("recordChildParticipation", heard);
    let ended = json!({
        "investigationId": investigation, "code": "3", "rationale": "Barnet har det trygt.", "concludedOn": on("04-01"),
    });
    caseworker("concludeInvestigation", ended);
    let told = json!({ "investigationId": investigation, "form": "LETTER", "informedOn": on("04-10") });
    let told_at = caseworker("informReporterOfConclusion", told)["position"].as_i64().unwrap();

    let counted = |at: i64| {
        let variables = json!({ "years": { "from": year, "to": year }, "asOf": { "position": at } });
        let counted = ask("statistician", COMPLIANCE, &variables)["serviceStatistics"]["feedbackCompliance"].clone();
        assert_eq!(
            (&counted["position"], &counted["definitionVersion"]),
            (&json!(at), &json!("feedback-compliance-1"))
        );
        let rows = counted["rows"].as_array().unwrap();
        rows.iter().find(|row| row["unit"] == unit).unwrap().clone()
    };
    let figures = |due: i64, in_time: i64, late: i64, rate: f64| json!({ "due": due, "inTime": in_time, "late": late, "notTold": due - in_time - late, "inTimeRate": rate });
    let row = counted(told_at);
    assert_eq!(row["acknowledgement"], figures(2, 1, 1, 0.5));
    assert_eq!(row["triage"], figures(2, 1, 0, 0.5));
    assert_eq!(row["conclusion"], figures(1, 1, 0, 1.0));
    assert_eq!(counted(told_at - 1)["conclusion"], figures(1, 0, 0, 0.0), "as of before it was told");

    // Published is the whole service's year, without what is few.
    let query = "query($years: YearsInput!) { publishableServiceStatistics(municipality: \"9901\", years: $years) {
        feedbackCompliance { years { year definitionVersion } rows { year
            acknowledgement { due { value text } inTime { value } late { value } inTimeRate } } } } }";
    let variables = json!({ "years": { "from": year, "to": year } });
    let published =
        ask("statistician", query, &variables)["publishableServiceStatistics"]["feedbackCompliance"].clone();
    assert_eq!(published["years"], json!([{ "year": year, "definitionVersion": "feedback-compliance-1" }]));
    let of_year = published["rows"][0].clone();
    assert_eq!(of_year["year"], json!(year), "{published}");
    for figure in ["due", "inTime", "late"] {
        let value = of_year["acknowledgement"][figure]["value"].as_i64();
        assert!(value.is_none_or(|value| !(1..=3).contains(&value)), "{published}");
    }

    let query =
        "query($filter: FeedbackFilterInput, $asOf: AsOfInput) { feedback(filter: $filter, asOf: $asOf) { nodes {
        reportId acknowledgement { inTime } triage { inTime } conclusion { inTime } } } }";
    for (of, field) in [("RECEIPT", "acknowledgement"), ("TRIAGE", "triage"), ("CONCLUSION", "conclusion")] {
        let due = json!({ "of": of, "from": on("01-01"), "to": on("12-31") });
        let variables = json!({ "filter": { "unit": unit, "due": due }, "asOf": { "position": told_at } });
        let behind = ask("caseworker", query, &variables)["feedback"]["nodes"].as_array().unwrap().clone();
        assert_eq!(json!(behind.len()), row[field]["due"], "{field}");
        let told = behind.iter().filter(|node| node[field]["inTime"] == true).count();
        assert_eq!(json!(told), row[field]["inTime"], "{field}");
    }
}
