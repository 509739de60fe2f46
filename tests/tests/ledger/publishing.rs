//! RM-7: figures that may be published, over HTTP.

use case_ledger_tests::shared_demo;
use serde_json::{Value, json};

const QUERY: &str = "query Published($years: YearsInput!, $by: PublishableDimension) {
    publishableReportStatistics(municipality: \"9901\", years: $years, by: $by) { definitionVersion position rows {
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
    for by in ["UNIT", "REPORTER", "CONTENT"] {
        let published = ask(QUERY, &json!({ "years": { "from": 2016, "to": 2024 }, "by": by }));
        let published = rows(&published, "publishableReportStatistics");
        let period = json!({ "period": { "from": "2016-01-01", "to": "2024-12-31" }, "by": ["YEAR", by] });
        let whole = rows(&ask(WHOLE, &period), "reportStatistics");
        assert_eq!(published.len(), whole.len());
        let mut dots = 0;
        for of_year in published.chunk_by(|one, other| one["key"][0]["code"] == other["key"][0]["code"]) {
            let hidden: Vec<_> = of_year.iter().filter(|row| row["reportsTotal"]["value"].is_null()).collect();
            assert!(
                hidden.len() != 1 || of_year.len() == 1,
                "what one row hides, the others leave of the year: {hidden:?}"
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
        assert!(by == "UNIT" || dots > 0, "the demo has small numbers by {by}");
    }
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
