//! Published figures as acceptance data: the national counts of 2017, and the four percentages that a municipality
//! printed (requirements §6.2, S2-4).

use std::fmt::Write as _;
use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use case_ledger_tests::program::DataDir;
use case_ledger_tests::{Demo, eventually};
use serde_json::{Value, json};

/// New reports in the whole country in 2017, and how many of them were dismissed.
const NEW: usize = 58_580;
const DISMISSED: usize = 9_805;
/// Reports of a client in the returns that are made here.
const OF_A_CLIENT: usize = 10;
/// How long the read models may take for the largest return.
const FOLLOW_WITHIN: Duration = Duration::from_mins(10);

/// A server of its own: the largest return would keep the read models that other tests wait for.
fn server() -> &'static Demo {
    static SERVER: OnceLock<Demo> = OnceLock::new();
    SERVER.get_or_init(|| Demo::start_in(DataDir::new(), 2))
}

/// Reports of one year, so many with each code for how triage ended.
struct Year {
    year: i32,
    concluded: Vec<(&'static str, usize)>,
}

/// A yearly return with those reports, as a municipality sends it.
fn returned(municipality: &str, version: i32, clients: &str, years: &[Year]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Barnevern><Avgiver Organisasjonsnummer=\"987654321\" \
         Versjon=\"{version}\" Kommunenummer=\"{municipality}\" Kommunenavn=\"Prøveland\"/>\n"
    );
    let reports: Vec<(i32, &str)> = years
        .iter()
        .flat_map(|of| of.concluded.iter().flat_map(move |(code, number)| vec![(of.year, *code); *number]))
        .collect();
    for (client, reports) in reports.chunks(OF_A_CLIENT).enumerate() {
        let first = reports[0].0;
        write!(
            xml,
            "<Individ Id=\"{clients}{client}\" Journalnummer=\"{clients}-{client}\" StartDato=\"{first}-01-02\" \
             Saksbehandler=\"Saksbehandler Prøve\" Avslutta3112=\"2\">"
        )
        .unwrap();
        for (nth, (year, code)) in reports.iter().enumerate() {
            // Spread over the year; each is concluded on the fifth day.
            let (month, day) = ((client + nth) % 12 + 1, (client * 7 + nth) % 20 + 1);
            write!(
                xml,
                "<Melding Id=\"m{nth}\" StartDato=\"{year}-{month:02}-{day:02}\" SluttDato=\"{year}-{month:02}-{:02}\" \
                 Konklusjon=\"{code}\"><Melder Kode=\"12\"/><Saksinnhold Kode=\"3\"/></Melding>",
                day + 5
            )
            .unwrap();
        }
        xml.push_str("</Individ>\n");
    }
    xml.push_str("</Barnevern>\n");
    xml
}

/// Imports a return by the command that is there for it; answers how long that took.
fn import(xml: &str) -> Duration {
    let folder = DataDir::new();
    let file = folder.path().join("return.xml");
    fs::write(&file, xml).unwrap();
    let began = Instant::now();
    let (code, out, told) = server().run(&["import", "--format", "kostra-15f", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{told}");
    began.elapsed()
}

/// The rows by year, once so many reports are counted in all.
fn by_year(municipality: &str, counted: usize) -> Vec<Value> {
    let query = format!(
        "{{ reportStatistics(municipality: \"{municipality}\", groupBy: [YEAR],
            period: {{ from: \"2010-01-01\", to: \"2020-12-31\" }}) {{
            rows {{ key {{ code }} reportsTotal reportsNew reportsInOpenedCases dismissed dismissalRate }} }} }}"
    );
    let token = server().token("statistician", municipality);
    eventually("the read models follow", FOLLOW_WITHIN, || {
        let shown = server().graphql(&token, &query, &json!({}));
        let rows = shown["data"]["reportStatistics"]["rows"].as_array()?.clone();
        let all: u64 = rows.iter().filter_map(|row| row["reportsTotal"].as_u64()).sum();
        (usize::try_from(all) == Ok(counted)).then_some(rows)
    })
}

fn percent(row: &Value, decimals: usize) -> String {
    format!("{:.decimals$}", row["dismissalRate"].as_f64().unwrap() * 100.0)
}

/// 58,580 new reports and 9,805 dismissed are 16.7 percent; what comes in opened cases changes the count of all reports
/// and nothing else.
#[test]
fn the_national_counts_of_2017_give_the_national_rate_and_reports_in_opened_cases_change_nothing_in_it() {
    let new = Year { year: 2017, concluded: vec![("1", DISMISSED), ("2", NEW - DISMISSED)] };
    let took = import(&returned("9951", 2017, "k", &[new]));
    let began = Instant::now();
    let rows = by_year("9951", NEW);
    println!("{NEW} reports imported in {took:?}; the figures were there after another {:?}", began.elapsed());
    assert_eq!(rows.len(), 1, "{rows:?}");
    let counts =
        |row: &Value| ["reportsTotal", "reportsNew", "reportsInOpenedCases", "dismissed"].map(|it| row[it].clone());
    assert_eq!(counts(&rows[0]), [json!(NEW), json!(NEW), json!(0), json!(DISMISSED)]);
    assert_eq!(percent(&rows[0], 1), "16.7");

    // As in 2020, a quarter each of what is counted: because of active measures, and in ongoing investigations.
    let (active, ongoing) = (1_465, 1_485);
    let opened = Year { year: 2017, concluded: vec![("3", active), ("4", ongoing)] };
    import(&returned("9951", 2017, "o", &[opened]));
    let rows = by_year("9951", NEW + active + ongoing);
    let expected = [json!(NEW + active + ongoing), json!(NEW), json!(active + ongoing), json!(DISMISSED)];
    assert_eq!(counts(&rows[0]), expected);
    assert_eq!(percent(&rows[0], 1), "16.7");
}

/// What was printed: 24, 17, 13 and 12 percent dismissed in 2014 to 2017. The numbers behind them were not.
#[test]
fn s2_4_the_printed_percentages_of_four_years_are_what_reports_in_that_proportion_give() {
    // More reports each year, and so many that no other whole percentage comes near.
    let printed = [(2014, 24, 100), (2015, 17, 200), (2016, 13, 300), (2017, 12, 400)];
    let years = printed.map(|(year, rate, all)| {
        let dismissed = all * rate / 100;
        Year { year, concluded: vec![("1", dismissed), ("2", all - dismissed)] }
    });
    import(&returned("9952", 2017, "k", &years));
    let rows = by_year("9952", 1_000);
    let shown: Vec<_> = rows.iter().map(|row| (row["key"][0]["code"].clone(), percent(row, 0))).collect();
    let expected: Vec<_> = printed.iter().map(|(year, rate, _)| (json!(year.to_string()), rate.to_string())).collect();
    assert_eq!(shown, expected);

    // Over all years the rate comes of the sums, and is no average of the years' rates.
    let query = "{ reportStatistics(municipality: \"9952\", period: { from: \"2014-01-01\", to: \"2017-12-31\" }) {
        rows { reportsNew dismissed dismissalRate } } }";
    let token = server().token("statistician", "9952");
    let all = server().graphql(&token, query, &json!({}))["data"]["reportStatistics"]["rows"][0].clone();
    assert_eq!((&all["reportsNew"], &all["dismissed"]), (&json!(1_000), &json!(145)));
    assert_eq!(percent(&all, 1), "14.5");
}
