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
    publishableServiceStatistics(municipality: \"9901\", years: $years) { rows { year
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
        rows.into_iter().find(|row| row["childrenWithMeasures"].is_i64())
    };
    let at_end = |row: &Value| row["childrenWithMeasuresAtYearEnd"] == 1;
    let row =
        eventually("both measures are counted", Duration::from_secs(20), || children(&Value::Null).filter(at_end));
    assert_eq!((&row["year"], &row["childrenWithMeasures"]), (&json!(year), &json!(1)));
    let earlier = children(&json!({ "position": first })).unwrap();
    assert_eq!((&earlier["childrenWithMeasures"], &earlier["childrenWithMeasuresAtYearEnd"]), (&json!(1), &json!(0)));

    let behind = "query($from: Date!, $to: Date!) { serviceMeasures(first: 10, filter: { from: $from, to: $to }) {
        nodes { code endedOn investigation { id } } } }";
    let days = json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") });
    let listed = ask("caseworker", behind, &days)["serviceMeasures"]["nodes"].clone();
    let listed_once = json!({ "code": "3.99", "endedOn": null, "investigation": { "id": investigation } });
    assert_eq!(listed, json!([listed_once, listed_once]));

    let published = ask("statistician", PUBLISHED, &json!({ "years": years }));
    let row = &published["publishableServiceStatistics"]["rows"][0];
    assert_eq!(row["childrenWithMeasures"], json!({ "value": null, "text": ".." }));
}

#[test]
fn s2_3_every_figure_of_investigations_opens_down_to_the_investigations_it_counts() {
    let last = oslo_date(clock::now()).year() - 1;
    let years = json!({ "from": last - 9, "to": last });
    let listed = |row: &Value, outcome: Option<&str>| {
        let query = "query($filter: InvestigationFilterInput!) { investigations(first: 100, filter: $filter) {
            nodes { id } pageInfo { hasNextPage } } }";
        let filter = json!({
            "unit": row["unit"], "concludedFrom": format!("{}-01-01", row["year"]),
            "concludedTo": format!("{}-12-31", row["year"]), "outcome": outcome,
        });
        let found = ask("auditor", query, &json!({ "filter": filter }))["investigations"].clone();
        assert_eq!(found["pageInfo"]["hasNextPage"], false, "the demo has fewer in a year and unit");
        json!(found["nodes"].as_array().unwrap().len())
    };
    let by_unit = rows(&years, true, &Value::Null);
    let counted: Vec<&Value> = by_unit.iter().filter(|row| row["investigationsConcluded"] != 0).collect();
    assert!(!counted.is_empty(), "or this proves nothing");
    let mut sums = std::collections::BTreeMap::<i64, i64>::new();
    for row in counted {
        assert_eq!(row["investigationsConcluded"], listed(row, None), "{row}");
        assert_eq!(row["dismissedOnOwnAssessment"], listed(row, Some("INVESTIGATION_DISMISSED")), "{row}");
        let count = |figure: &str| row[figure].as_i64().unwrap();
        *sums.entry(count("year")).or_default() += count("investigationsConcluded");
    }
    for row in rows(&years, false, &Value::Null).iter().filter(|row| row["investigationsConcluded"] != 0) {
        let count = |figure: &str| row[figure].as_i64().unwrap();
        assert_eq!(count("investigationsConcluded"), sums[&count("year")], "the whole is the sum of its units");
    }
}
