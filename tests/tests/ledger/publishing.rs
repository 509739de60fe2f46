//! RM-7: figures that may be published, over HTTP.

use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_tests::{Demo, shared_demo};
use chrono::Datelike as _;
use serde_json::{Value, json};

const QUERY: &str = "query Published($years: YearsInput!, $by: PublishableDimension) {
    publishableReportStatistics(municipality: \"9901\", years: $years, by: $by) {
        years { year position publishedOn definitionVersion } yearsLeftOut rows {
        key { dimension code } dismissalRate triagedWithin7Days
        reportsTotal { value text } reportsNew { value text } dismissed { value text } transferred { value text } } } }";
const WHOLE: &str = "query Whole($period: PeriodInput!, $by: [ReportDimension!], $asOf: AsOfInput) {
    reportStatistics(municipality: \"9901\", period: $period, groupBy: $by, asOf: $asOf) { definitionVersion rows {
        key { code } reportsTotal reportsNew dismissed transferred dismissalRate } } }";

fn ask(query: &str, variables: &Value) -> Value {
    let demo = shared_demo();
    let response = demo.graphql(&demo.token("statistician", "9901"), query, variables);
    assert!(response.get("errors").is_none(), "{response}");
    response["data"].clone()
}

/// The first and the last of four years of which the demo has figures and published them, whenever this runs.
fn four_years() -> (i32, i32) {
    let this_year = oslo_date(clock::now()).year();
    (this_year - 5, this_year - 2)
}

fn rows(data: &Value, name: &str) -> Vec<Value> {
    data[name]["rows"].as_array().unwrap().clone()
}

/// All figures of the years of an answer, each year as of the position as of which it is published.
fn whole(published: &Value, by: &[&str]) -> Vec<Value> {
    let mut whole = Vec::new();
    for of in published["publishableReportStatistics"]["years"].as_array().unwrap() {
        let year = &of["year"];
        let variables = json!({
            "period": { "from": format!("{year}-01-01"), "to": format!("{year}-12-31") }, "by": by,
            "asOf": { "position": of["position"] },
        });
        let told = ask(WHOLE, &variables);
        assert_eq!(of["definitionVersion"], told["reportStatistics"]["definitionVersion"]);
        whole.extend(rows(&told, "reportStatistics"));
    }
    whole
}

#[test]
fn rm7_the_years_dismissal_rates_are_published_unless_they_tell_of_few() {
    let (from, to) = four_years();
    let answer = ask(QUERY, &json!({ "years": { "from": from, "to": to } }));
    let (published, whole) = (rows(&answer, "publishableReportStatistics"), whole(&answer, &["YEAR"]));
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
    let (mut dots, (from, to)) = (0, four_years());
    for by in ["UNIT", "REPORTER", "CONTENT"] {
        let published = ask(QUERY, &json!({ "years": { "from": from, "to": to }, "by": by }));
        let left_out = published["publishableReportStatistics"]["yearsLeftOut"].as_array().unwrap().clone();
        let whole = whole(&published, &["YEAR", by]);
        let published = rows(&published, "publishableReportStatistics");
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

#[test]
fn rm7_a_year_that_was_not_published_is_not_told_and_it_is_said_what_to_do() {
    let demo = shared_demo();
    let statistician = demo.token("statistician", "9901");
    let service = "query($years: YearsInput!) { publishableServiceStatistics(municipality: \"9901\", years: $years) { rows { year } } }";
    for query in [QUERY, service] {
        let years = json!({ "years": { "from": 1999, "to": four_years().1 } });
        let error = demo.graphql(&statistician, query, &years)["errors"][0].clone();
        assert_eq!((&error["extensions"]["field"], &error["extensions"]["rule"]), (&json!("years"), &json!("RM-7")));
        assert!(error["message"].as_str().unwrap().contains("1999"), "{error}");
        assert!(error["message"].as_str().unwrap().contains("publishFigures"), "{error}");
    }
}

/// A municipality in which nobody else reports anything.
const TOWN: &str = "9965";
const PUBLISHED: &str = "query($years: YearsInput!) {
    byUnit: publishableReportStatistics(municipality: \"9965\", years: $years, by: UNIT) { rows { reportsTotal { text } } }
    whole: publishableReportStatistics(municipality: \"9965\", years: $years) {
        years { year position } rows { reportsTotal { text } } }
    service: publishableServiceStatistics(municipality: \"9965\", years: $years) { years { year position }
        feedbackCompliance { years { year position } rows { triage { due { text } } } } }
    publishedFigures { year position publishedOn publishedBy { role } rationale { state value } } }";

/// So many reports come in and are triaged in a year; answers the position after them.
fn reports_of(demo: &Demo, year: i32, number: usize) -> i64 {
    let intake = demo.token("child-welfare-intake", TOWN);
    let mut position = 0;
    for _ in 0..number {
        let told = json!({
            "child": { "name": "Barn Prøve" }, "unit": "Solbakken", "content": "Det gråter om natta.",
            "reporter": { "public": { "name": "Pernille Prøve", "role": "lærer", "unit": "Fjordvik skole" } },
            "receivedAt": format!("{year}-03-01T10:00:00Z"),
        });
        let report = demo.accepted(&intake, "receiveReport", told)["report"]["id"].clone();
        let triage = json!({
            "reportId": report, "code": "2", "rationale": "Undersøkes.", "decidedOn": format!("{year}-03-05"),
        });
        position = demo.accepted(&intake, "triageReport", triage)["position"].as_i64().unwrap();
    }
    position
}

#[test]
fn rm7_what_is_written_down_late_moves_no_published_figure_and_is_published_with_more_alone() {
    let demo = shared_demo();
    let (code, _, told) = demo.run(&["municipality", "open", TOWN, "--name", "Talvik"]);
    assert_eq!(code, 0, "{told}");
    let (leader, statistician) = (demo.token("municipal-leader", TOWN), demo.token("statistician", TOWN));
    let year = oslo_date(clock::now()).year() - 1;
    let refused = |more: Value, code: &str| {
        let mut input = json!({ "year": year });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let refused = demo.refused(&leader, "publishFigures", input);
        assert_eq!(refused, ("RuleRefused".to_owned(), code.to_owned(), "RM-7".to_owned()));
    };
    let ask = || {
        let answer = demo.graphql(&statistician, PUBLISHED, &json!({ "years": { "from": year, "to": year } }));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    };
    let shows = |reports: &str, position: i64| {
        let told = ask();
        let row = json!([{ "reportsTotal": { "text": reports } }]);
        assert_eq!((&told["whole"]["rows"], &told["byUnit"]["rows"]), (&row, &row));
        let feedback = &told["service"]["feedbackCompliance"];
        assert_eq!(feedback["rows"], json!([{ "triage": { "due": { "text": reports } } }]));
        let as_of = json!([{ "year": year, "position": position }]);
        for published in [&told["whole"], &told["service"], feedback] {
            assert_eq!(published["years"], as_of);
        }
        told["publishedFigures"].as_array().unwrap().clone()
    };

    let six = reports_of(demo, year, 6);
    demo.accepted(&leader, "publishFigures", json!({ "year": year, "asOf": { "position": six } }));
    assert_eq!(shows("6", six).len(), 1);

    // One report more, written down late: its figures can be seen by those who work with them, and not be published.
    reports_of(demo, year, 1);
    refused(json!({}), "FIGURES_ALREADY_PUBLISHED");
    refused(json!({ "rationale": "Etterregistrert." }), "REVISION_TELLS_OF_FEW");
    assert_eq!(shows("6", six).len(), 1, "what is published stays");

    // With four others nobody is found in the difference.
    let eleven = reports_of(demo, year, 4);
    let anew = json!({ "year": year, "asOf": { "position": eleven }, "rationale": "Fem etterregistrerte meldinger." });
    demo.accepted(&leader, "publishFigures", anew);
    let listed = shows("11", eleven);
    let positions: Vec<_> = listed.iter().map(|published| published["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, [six, eleven], "both are listed");
    assert!(listed.iter().all(|published| published["publishedBy"]["role"] == "unit-leader"), "{listed:?}");
    assert_eq!((&listed[0]["rationale"], &listed[1]["rationale"]["state"]), (&Value::Null, &json!("WITHHELD")));

    // Held against both.
    reports_of(demo, year, 2);
    refused(json!({ "rationale": "To til." }), "REVISION_TELLS_OF_FEW");

    // A year that goes on is not published, nor one as of a moment in it.
    let this_year = demo.refused(&leader, "publishFigures", json!({ "year": year + 1 }));
    assert_eq!(this_year.1, "FIGURES_OF_YEAR_NOT_OVER");
}
