//! RM-7: figures that may be published, over HTTP.

use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

const QUERY: &str = "query Published($years: YearsInput!, $by: PublishableDimension) {
    publishableReportStatistics(municipality: \"9901\", years: $years, by: $by) { definitionVersion position yearsLeftOut rows {
        key { dimension code } dismissalRate triagedWithin7Days
        reportsTotal { value text } reportsNew { value text } dismissed { value text } transferred { value text } } } }";
const WHOLE: &str = "query Whole($period: PeriodInput!, $by: [ReportDimension!]) {
    reportStatistics(municipality: \"9901\", period: $period, groupBy: $by) { rows {
        key { code } reportsTotal reportsNew dismissed transferred dismissalRate } } }";

fn ask(query: &str, variables: &Value) -> Value {
    let demo = shared_demo();
    let response = demo.graphql(&demo.token("statistician", "9901"), query, variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

fn rows(data: &Value, name: &str) -> Vec<Value> {
    data[name]["rows"].as_array().unwrap().clone()
}

#[test]
fn rm7_the_years_dismissal_rates_are_published_unless_they_tell_of_few() {
    let years = json!({ "years": { "from": 2020, "to": 2023 } });
    let published = rows(&ask(QUERY, &years), "publishableReportStatistics");
    let period = json!({ "period": { "from": "2020-01-01", "to": "2023-12-31" }, "by": ["YEAR"] });
    let whole = rows(&ask(WHOLE, &period), "reportStatistics");
    assert_eq!((published.len(), whole.len()), (4, 4));
    for (published, whole) in published.iter().zip(&whole) {
        assert_eq!(published["reportsTotal"]["text"], whole["reportsTotal"].to_string());
        let count = |figure: &str| whole[figure].as_i64().unwrap();
        let (new, dismissed) = (count("reportsNew"), count("dismissed"));
        let parts = [count("reportsTotal") - new, new - dismissed, dismissed, count("transferred")];
        let few = parts.into_iter().any(|part| (1..=3).contains(&part));
        let expected = if few { Value::Null } else { whole["dismissalRate"].clone() };
        assert_eq!(published["dismissalRate"], expected, "{whole}");
    }
}

#[test]
fn rm7_small_numbers_are_dots_and_cannot_be_subtracted() {
    let mut dots = 0;
    for by in ["UNIT", "REPORTER", "CONTENT"] {
        let published = ask(QUERY, &json!({ "years": { "from": 2016, "to": 2024 }, "by": by }));
        let left_out = published["publishableReportStatistics"]["yearsLeftOut"].as_array().unwrap().clone();
        let published = rows(&published, "publishableReportStatistics");
        let period = json!({ "period": { "from": "2016-01-01", "to": "2024-12-31" }, "by": ["YEAR", by] });
        let whole = rows(&ask(WHOLE, &period), "reportStatistics");
        let key = |row: &Value| (row["key"][0]["code"].clone(), row["key"][1]["code"].clone());
        let year = |row: &Value| row["key"][0]["code"].clone();
        // A year is broken down as a whole or not at all, and then it is told that there is one.
        let mut of_none: Vec<Value> = whole.iter().map(year).collect();
        of_none.dedup();
        of_none.retain(|one| !published.iter().any(|row| year(row) == *one));
        assert_eq!(left_out.iter().map(|year| json!(year.to_string())).collect::<Vec<_>>(), of_none);
        let whole: Vec<Value> =
            whole.into_iter().filter(|row| published.iter().any(|published| year(published) == year(row))).collect();
        assert_eq!(published.iter().map(key).collect::<Vec<_>>(), whole.iter().map(key).collect::<Vec<_>>());
        for of_year in published.chunk_by(|one, other| year(one) == year(other)) {
            let hidden: Vec<_> = of_year.iter().filter(|row| row["reportsTotal"]["value"].is_null()).map(key).collect();
            assert!(of_year.len() == 1 || hidden.len() < of_year.len(), "a year without a figure: {hidden:?}");
            let together = whole.iter().filter(|row| hidden.contains(&key(row)));
            let together: i64 = together.map(|row| row["reportsTotal"].as_i64().unwrap()).sum();
            assert!(
                hidden.is_empty() || of_year.len() == 1 || together > 3 * i64::try_from(hidden.len()).unwrap(),
                "what the others leave of the year tells that all of these are few: {hidden:?}"
            );
        }
        for (published, whole) in published.iter().zip(&whole) {
            for figure in ["reportsTotal", "reportsNew", "dismissed", "transferred"] {
                let (shown, value) = (&published[figure], whole[figure].as_i64().unwrap());
                if shown["text"] == ".." {
                    dots += 1;
                    assert!(shown["value"].is_null(), "{published}");
                } else {
                    assert_eq!(
                        (shown["value"].as_i64(), (1..=3).contains(&value)),
                        (Some(value), false),
                        "{published}"
                    );
                }
            }
        }
    }
    assert!(dots > 0, "or this proves nothing: the demo has small numbers");
}

#[test]
fn rm7_a_year_that_goes_on_is_not_published() {
    let demo = shared_demo();
    for (years, field) in
        [(json!({ "from": 2020, "to": 2999 }), "years.to"), (json!({ "from": 2023, "to": 2020 }), "years")]
    {
        let response = demo.graphql(&demo.token("statistician", "9901"), QUERY, &json!({ "years": years }));
        assert_eq!(response["errors"][0]["extensions"]["field"], field, "{response}");
    }
}
