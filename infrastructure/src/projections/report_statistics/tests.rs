//! The figures against plain counting, now and as of any position, and how much is read for them.

use std::collections::BTreeMap;

use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::people::{Child, RecordedDecision};
use case_ledger_domain::report::{AcknowledgementDuty, Channel, ReportEvent, Reporter, ReporterKind};
use case_ledger_domain::time::start_of_day;
use chrono::{Days, TimeDelta};
use serde_json::Value;
use sqlx::Row as _;
use uuid::Uuid;

use super::*;
use crate::database::begin;
use crate::ledger::history::AnyEvent;
use crate::projections::Recorded;
use crate::projections::report_register::outcome_name;
use crate::projections::tests::Server;

/// Numbers that are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        let nth = self.roll(of.len() as u64);
        of[usize::try_from(nth).unwrap()].clone()
    }

    /// None, one or several of them, one perhaps twice.
    fn codes(&mut self, of: &[&str]) -> Vec<UsedCode> {
        let number = self.pick(&[0, 1, 1, 1, 2, 3]);
        (0..number).map(|_| used(self.pick(of))).collect()
    }
}

const UNITS: [&str; 3] = ["Nord", "Sør", ""];
const REPORTERS: [&str; 4] = ["1", "8", "11", "22"];
const CONTENTS: [&str; 6] = ["1", "3", "8", "12", "18", "nobody's"];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// There has been one so far; a second one must not count what the first one counted.
#[test]
fn of_two_definitions_the_later_one_holds_from_its_first_day_on() {
    const fn defined(version: &'static str, valid_from: NaiveDate, dismissed: &'static [TriageOutcome]) -> Definition {
        Definition { version, valid_from, not_new: &[], dismissed, transferred: &[] }
    }
    let second_from = date("2027-01-01");
    let definitions = [
        defined("first", date("2016-01-01"), &[TriageOutcome::ReportDismissed, TriageOutcome::ReportTransferred]),
        defined("second", second_from, &[TriageOutcome::ReportDismissed]),
    ];
    for (on, version) in [
        ("0001-01-01", "first"),
        ("2016-01-01", "first"),
        ("2026-12-31", "first"),
        ("2027-01-01", "second"),
        ("2199-12-31", "second"),
    ] {
        assert_eq!(Definition::of(&definitions, date(on)).map(|found| found.version), Some(version), "on {on}");
    }
    assert_eq!(Definition::of(&[], second_from), None);
    // The same tally makes other figures under another definition.
    let mut tally = Tally::default();
    tally.count(TriageOutcome::ReportTransferred, 1, 1);
    let dismissed = definitions.each_ref().map(|definition| definition.row(Vec::new(), tally).dismissed);
    assert_eq!(dismissed, [1, 0]);
}

/// Reports of three years in the order in which they came in, some classified anew long after their conclusion, one
/// in fifty concluded by its source years before.
fn history(dice: &mut Dice, reports: u64) -> Vec<Recorded> {
    let mut events: Vec<(Uuid, ReportEvent)> = Vec::new();
    let mut concluded: Vec<Uuid> = Vec::new();
    for nth in 0..reports {
        let id = Uuid::from_u128(u128::from(nth) + 1);
        let received_on = date("2023-06-20") + Days::new(nth * 1_000 / reports + dice.roll(20));
        events.push((id, received(dice.pick(&UNITS), dice.codes(&CONTENTS), received_on)));
        events.push((id, classified(dice.codes(&REPORTERS))));
        if dice.roll(10) > 0 {
            let days = if dice.roll(50) == 0 { -700 } else { i64::try_from(dice.roll(12)).unwrap() };
            events.push((id, triaged(dice.pick(&TriageOutcome::ALL), received_on, days)));
            concluded.push(id);
        }
        if dice.roll(8) == 0 && !concluded.is_empty() {
            events.push((dice.pick(&concluded), classified(dice.codes(&REPORTERS))));
        }
        if dice.roll(8) == 0 && !concluded.is_empty() {
            let reporter_codes = (dice.roll(2) == 0).then(|| dice.codes(&REPORTERS));
            let contents = (dice.roll(2) == 0).then(|| dice.codes(&CONTENTS));
            let given_on = date("2026-01-01");
            events.push((dice.pick(&concluded), ReportEvent::ReportCodesGiven { reporter_codes, contents, given_on }));
        }
    }
    recorded(events)
}

fn recorded(events: Vec<(Uuid, ReportEvent)>) -> Vec<Recorded> {
    let occurred_at = start_of_day(date("2026-01-01"));
    let numbered = events.into_iter().zip(1..);
    let recorded = numbered.map(|((aggregate_id, event), position)| {
        let event = AnyEvent::Report(event);
        Recorded { position, aggregate_id, occurred_at, recorded_at: occurred_at, event }
    });
    recorded.collect()
}

fn received(unit: &str, contents: Vec<UsedCode>, on: NaiveDate) -> ReportEvent {
    let subject = SubjectId::from_uuid(Uuid::from_u128(1));
    ReportEvent::ReportReceived {
        child: Child { subject, name: None, national_id: None, born_on: None, unborn: false, contact: None },
        case: None,
        message: None,
        reporter: Reporter::Anonymous,
        content: None,
        contents,
        unit: unit.to_owned(),
        channel: Channel::Fiks,
        withheld_from_guardians: None,
        guardians_not_told: false,
        received_at: start_of_day(on),
    }
}

fn classified(codes: Vec<UsedCode>) -> ReportEvent {
    ReportEvent::ReporterClassified {
        kind: ReporterKind::Unknown,
        codes,
        acknowledgement: AcknowledgementDuty::Unknown,
        learns_outcome: false,
        classified_at: start_of_day(date("2026-01-01")),
    }
}

fn triaged(outcome: TriageOutcome, received_on: NaiveDate, days: i64) -> ReportEvent {
    ReportEvent::TriageDecided {
        outcome,
        conclusion: used("1"),
        urgent_measures: None,
        legal_basis: String::new(),
        decision: RecordedDecision::imported(None),
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        decided_on: received_on + TimeDelta::days(days),
        guides: Vec::new(),
        days_since_receipt: days,
    }
}

fn used(code: &str) -> UsedCode {
    UsedCode { code: code.to_owned(), list: ListVersion::Register, clarification: None }
}

/// Folds the events in batches of the given sizes, over and over.
async fn feed(server: &Server, municipality: &Municipality, events: &[Recorded], sizes: &mut dyn FnMut() -> usize) {
    let mut rest = events;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(sizes().min(rest.len()));
        let mut transaction = begin(server.ledger.pool()).await.unwrap();
        Memory::default().fold(&mut transaction, &Tables::at(Place::Live), municipality, batch).await.unwrap();
        transaction.commit().await.unwrap();
        rest = later;
    }
    sqlx::query(
        "INSERT INTO projections (read_model, municipality, position) VALUES ('report_statistics', $1, $2)
         ON CONFLICT (read_model, municipality) DO UPDATE SET position = EXCLUDED.position",
    )
    .bind(municipality.as_str())
    .bind(events.last().map_or(0, |event| event.position))
    .execute(server.ledger.pool())
    .await
    .unwrap();
}

#[derive(Default)]
struct Plain {
    unit: String,
    reporters: Vec<String>,
    contents: Vec<String>,
    conclusion: Option<(NaiveDate, TriageOutcome, i64)>,
}

fn each_once(codes: &[UsedCode]) -> Vec<String> {
    let mut codes: Vec<_> = codes.iter().map(|used| used.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Puts the reports as those events leave them into a plain table.
async fn register(server: &Server, events: &[Recorded]) {
    let mut reports: BTreeMap<Uuid, Plain> = BTreeMap::new();
    for recorded in events {
        let AnyEvent::Report(event) = &recorded.event else { unreachable!() };
        let report = reports.entry(recorded.aggregate_id).or_default();
        match event {
            ReportEvent::ReportReceived { unit, contents, .. } => {
                report.unit.clone_from(unit);
                report.contents = each_once(contents);
            }
            ReportEvent::ReporterClassified { codes, .. } => report.reporters = each_once(codes),
            ReportEvent::ReportCodesGiven { reporter_codes, contents, .. } => {
                if let Some(codes) = reporter_codes {
                    report.reporters = each_once(codes);
                }
                if let Some(codes) = contents {
                    report.contents = each_once(codes);
                }
            }
            ReportEvent::TriageDecided { outcome, decided_on, days_since_receipt, .. } => {
                report.conclusion = Some((*decided_on, *outcome, *days_since_receipt));
            }
            _ => unreachable!("only what may count is fed"),
        }
    }
    reports.retain(|_, report| report.conclusion.is_some());
    let reports: Vec<&Plain> = reports.values().collect();
    let conclusions = || reports.iter().map(|report| report.conclusion.unwrap());
    let mut transaction = begin(server.ledger.pool()).await.unwrap();
    sqlx::query("DELETE FROM plain").execute(&mut *transaction).await.unwrap();
    sqlx::query(
        "INSERT INTO plain SELECT unit, string_to_array(nullif(r, ''), ' '), string_to_array(nullif(c, ''), ' '),
                concluded_on, outcome, days
           FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::bigint[])
             AS p (unit, r, c, concluded_on, outcome, days)",
    )
    .bind(reports.iter().map(|report| report.unit.as_str()).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| report.reporters.join(" ")).collect::<Vec<_>>())
    .bind(reports.iter().map(|report| report.contents.join(" ")).collect::<Vec<_>>())
    .bind(conclusions().map(|conclusion| conclusion.0).collect::<Vec<_>>())
    .bind(conclusions().map(|conclusion| outcome_name(conclusion.1)).collect::<Vec<_>>())
    .bind(conclusions().map(|conclusion| conclusion.2).collect::<Vec<_>>())
    .execute(&mut *transaction)
    .await
    .unwrap();
    transaction.commit().await.unwrap();
}

async fn with_plain_table(server: &Server) {
    server
        .as_superuser(
            "CREATE TABLE plain (unit text, reporters text[], contents text[], concluded_on date, outcome text,
                    days bigint);
             GRANT ALL ON plain TO case_ledger_app;",
        )
        .await;
}

type Figures = [i64; 5];

/// Counts report by report, in the plainest way.
async fn counted(
    server: &Server,
    (from, to): (NaiveDate, NaiveDate),
    group_by: &[ReportDimension],
) -> BTreeMap<Vec<String>, Figures> {
    let key = |dimension: &ReportDimension| match dimension {
        ReportDimension::Year => "to_char(concluded_on, 'YYYY')",
        ReportDimension::Quarter => "to_char(concluded_on, 'YYYY-\"Q\"Q')",
        ReportDimension::Month => "to_char(concluded_on, 'YYYY-MM')",
        ReportDimension::Unit => "unit",
        ReportDimension::Reporter => "coalesce(reporter, '')",
        ReportDimension::Content => "coalesce(content, '')",
    };
    let mut joins = String::new();
    if group_by.contains(&ReportDimension::Reporter) {
        joins.push_str(" LEFT JOIN LATERAL unnest(reporters) AS r (reporter) ON true");
    }
    if group_by.contains(&ReportDimension::Content) {
        joins.push_str(" LEFT JOIN LATERAL unnest(contents) AS c (content) ON true");
    }
    let keys: Vec<_> = group_by.iter().map(key).collect();
    let grouping = if keys.is_empty() { "" } else { "GROUP BY key" };
    let sql = format!(
        "SELECT ARRAY[{}]::text[] AS key, count(*),
                count(*) FILTER (WHERE outcome NOT IN ('active-measures', 'ongoing-investigation')),
                count(*) FILTER (WHERE outcome IN ('dismissed', 'transferred')),
                count(*) FILTER (WHERE outcome = 'transferred'),
                count(*) FILTER (WHERE days <= 7)
           FROM plain {joins} WHERE concluded_on BETWEEN $1 AND $2 {grouping}",
        keys.join(", ")
    );
    let rows = sqlx::query(&sql).bind(from).bind(to).fetch_all(server.ledger.pool()).await.unwrap();
    rows.iter().map(|row| (row.get(0), [1, 2, 3, 4, 5].map(|column| row.get(column)))).collect()
}

fn figures(statistics: &ReportStatistics) -> BTreeMap<Vec<String>, Figures> {
    let of_row = |row: &StatisticsRow| {
        let key = row.key.iter().map(|part| part.code.clone()).collect();
        (key, [row.reports_total, row.reports_new, row.dismissed, row.transferred, row.within_7_days])
    };
    statistics.rows.iter().map(of_row).collect()
}

const DIMENSIONS: [ReportDimension; 6] = [
    ReportDimension::Year,
    ReportDimension::Quarter,
    ReportDimension::Month,
    ReportDimension::Unit,
    ReportDimension::Reporter,
    ReportDimension::Content,
];

/// Of the 64 combinations, the one with that number.
fn combination(number: u64) -> Vec<ReportDimension> {
    let wanted = |(nth, _): &(usize, &ReportDimension)| number >> nth & 1 == 1;
    DIMENSIONS.iter().enumerate().filter(wanted).map(|(_, dimension)| *dimension).collect()
}

fn period(dice: &mut Dice) -> (NaiveDate, NaiveDate) {
    if dice.roll(4) == 0 {
        return (date("2020-01-01"), date("2030-12-31"));
    }
    let from = date("2021-05-01") + Days::new(dice.roll(1_800));
    let length = dice.pick(&[0, 3, 20, 31, 100, 200, 365, 800]);
    (from, from + Days::new(dice.roll(length + 1)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_counts_once_under_each_of_its_codes_and_under_each_pair_of_them() {
    let server = Server::start().await;
    let municipality = server.open("9901").await;
    let mut events = Vec::new();
    for (reporters, contents, on) in [
        (vec!["2", "3", "4"], vec!["3"], "2024-03-01"),
        (vec![], vec!["3", "nobody's", "3"], "2025-03-01"),
        (vec!["2"], vec![], "2025-03-01"),
        (vec![], vec![], "2025-03-01"),
    ] {
        let id = Uuid::from_u128(events.len() as u128 + 1);
        events.push((id, received("Nord", contents.into_iter().map(used).collect(), date(on))));
        events.push((id, classified(reporters.into_iter().map(used).collect())));
        events.push((id, triaged(TriageOutcome::InvestigationDecided, date(on), 0)));
    }
    feed(&server, &municipality, &recorded(events), &mut || 100).await;
    let period = (date("2024-01-01"), date("2025-12-31"));
    let asked = async |dimensions: &[ReportDimension]| {
        report_statistics(server.ledger.pool(), &municipality, period, dimensions, AsOf::Now).await.unwrap()
    };
    let counted = async |dimensions: &[ReportDimension]| {
        let found = asked(dimensions).await;
        found.rows.iter().map(|row| (row.codes().collect::<Vec<_>>().join("/"), row.reports_total)).collect::<Vec<_>>()
    };
    let expect = |rows: &[(&str, i64)]| rows.iter().map(|(key, all)| ((*key).to_owned(), *all)).collect::<Vec<_>>();
    let (reporter, content, year) = (ReportDimension::Reporter, ReportDimension::Content, ReportDimension::Year);
    let all = [("/", 1), ("/3", 1), ("/nobody's", 1), ("2/", 1), ("2/3", 1), ("3/3", 1), ("4/3", 1)];
    assert_eq!(counted(&[reporter, content]).await, expect(&all));
    let by_year = ["2024/2/3", "2024/3/3", "2024/4/3", "2025//", "2025//3", "2025//nobody's", "2025/2/"];
    assert_eq!(counted(&[year, reporter, content]).await, expect(&by_year.map(|key| (key, 1))));
    assert_eq!(counted(&[content]).await, expect(&[("", 2), ("3", 2), ("nobody's", 1)]));
    let twice = [("/", 2), ("2/2", 2), ("3/3", 1), ("4/4", 1)];
    assert_eq!(counted(&[reporter, reporter]).await, expect(&twice));
    assert_eq!(counted(&[]).await, expect(&[("", 4)]));
    let rows = asked(&[content]).await.rows;
    for (language, without) in
        [(Language::Nb, "uten kode"), (Language::Nn, "utan kode"), (Language::En, "without a code")]
    {
        let labels = rows.iter().map(|row| row.key[0].dimension.label(&row.key[0].code, language)).collect::<Vec<_>>();
        assert_eq!((labels[0].as_str(), labels[2].as_str()), (without, "nobody's"));
        assert!(!["3", without].contains(&labels[1].as_str()));
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_counted_ahead_are_what_counting_the_reports_gives_now_and_as_of_any_position() {
    let server = Server::start().await;
    with_plain_table(&server).await;
    let (ours, theirs) = (server.open("9901").await, server.open("9902").await);
    let dice = &mut Dice(20_260_401);
    let events = history(dice, 7_800);
    let mut sizes = Dice(7);
    feed(&server, &ours, &events, &mut || usize::try_from(sizes.roll(900)).unwrap() + 1).await;
    let pool = server.ledger.pool();

    let head = events.last().unwrap().position;
    let pairs = facts_of_chapter(BY_REPORTER | BY_CONTENT);
    let last_of_chapter: Vec<i64> =
        sqlx::query_scalar("SELECT position FROM report_statistics_facts WHERE ordinal = ANY ($1) ORDER BY 1")
            .bind([facts_of_chapter(0), 3 * facts_of_chapter(0), pairs].as_slice())
            .fetch_all(pool)
            .await
            .unwrap();
    assert_eq!(last_of_chapter.len(), 3, "the history goes beyond a chapter of pairs");
    let mut moments = vec![AsOf::Now, AsOf::Position(head), AsOf::Position(head + 9), AsOf::Position(0)];
    moments.extend(last_of_chapter.iter().flat_map(|end| [AsOf::Position(*end), AsOf::Position(end + 1)]));
    moments.extend((0..8).map(|_| AsOf::Position(i64::try_from(dice.roll(head.unsigned_abs())).unwrap())));
    let mut combinations = (0..64).cycle();
    for moment in moments {
        let position = moment.position().unwrap_or(head).min(head);
        let known: Vec<Recorded> = events.iter().filter(|event| event.position <= position).cloned().collect();
        register(&server, &known).await;
        for number in combinations.by_ref().take(40) {
            let (dimensions, period) = (combination(number), period(dice));
            let statistics = report_statistics(pool, &ours, period, &dimensions, moment).await.unwrap();
            assert_eq!(statistics.position, position);
            let expected = counted(&server, period, &dimensions).await;
            assert_eq!(figures(&statistics), expected, "{moment:?}, {period:?}, by {dimensions:?}");
            assert_eq!(statistics.rows.len(), expected.len(), "no group twice");
            // The rows of one unit are those that the unit has where all units are told apart.
            if dimensions.first() == Some(&ReportDimension::Unit)
                && let Some(unit) = statistics.rows.first().map(|row| row.key[0].code.clone())
            {
                let of_unit = report_statistics_of_unit(pool, &ours, &unit, period, &dimensions, moment).await.unwrap();
                let expected: Vec<_> = statistics.rows.iter().filter(|row| row.key[0].code == unit).cloned().collect();
                assert_eq!(of_unit.rows, expected, "{moment:?}, {period:?}, {unit} by {dimensions:?}");
                let none =
                    report_statistics_of_unit(pool, &ours, "no unit", period, &dimensions, moment).await.unwrap();
                assert_eq!(none.rows, []);
            }
        }
    }
    // A ledger that had only come so far says the same.
    let position = i64::try_from(dice.roll(head.unsigned_abs())).unwrap();
    let known: Vec<Recorded> = events.iter().filter(|event| event.position <= position).cloned().collect();
    feed(&server, &theirs, &known, &mut || 5_000).await;
    for number in 0..64 {
        let (dimensions, period) = (combination(number), period(dice));
        let then = report_statistics(pool, &ours, period, &dimensions, AsOf::Position(position)).await.unwrap();
        let fresh = report_statistics(pool, &theirs, period, &dimensions, AsOf::Now).await.unwrap();
        assert_eq!(then, fresh, "{position}, {period:?}, by {dimensions:?}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_events_are_divided_into_batches_the_tables_are_the_same() {
    let server = Server::start().await;
    let (ours, theirs) = (server.open("9901").await, server.open("9902").await);
    let events = history(&mut Dice(3), 2_500);
    let mut sizes = Dice(11);
    feed(&server, &ours, &events, &mut || usize::try_from(sizes.roll(60)).unwrap() + 1).await;
    feed(&server, &theirs, &events, &mut || 5_000).await;
    for (table, columns) in [
        ("reports", "report_id, unit, reporter_codes, content_codes, concluded_on, outcome, in_time"),
        ("facts", "ordinal, position, sign, concluded_on, unit, outcome, in_time, reporter_codes, content_codes"),
        ("sheets", "split, level, bucket, unit, chapter, cells"),
        ("sheets_history", "split, level, bucket, unit, chapter, cells"),
    ] {
        let of =
            |number: &str| format!("SELECT {columns} FROM report_statistics_{table} WHERE municipality = '{number}'");
        let (ours, theirs) = (of("9901"), of("9902"));
        let (rows, different): (i64, i64) = sqlx::query_as(&format!(
            "SELECT (SELECT count(*) FROM ({ours}) AS a),
                    (SELECT count(*) FROM (({ours} EXCEPT {theirs}) UNION ALL ({theirs} EXCEPT {ours})) AS b)"
        ))
        .fetch_one(server.ledger.pool())
        .await
        .unwrap();
        assert!(rows > 0 && different == 0, "{table}: {different} of {rows} rows differ");
    }
    server.end().await;
}

/// Rows that the scans of a plan gave; a bitmap is a way to them, not a reading.
fn rows_read(plan: &Value) -> f64 {
    let scans = plan["Node Type"].as_str().is_some_and(|node| node.ends_with("Scan") && node != "Bitmap Index Scan");
    let own = plan["Actual Rows"].as_f64().unwrap() * plan["Actual Loops"].as_f64().unwrap();
    let below = plan["Plans"].as_array().into_iter().flatten().map(rows_read).sum::<f64>();
    below + if scans { own } else { 0.0 }
}

/// Rows read for the figures of three years by year and reporter, now or after so many facts.
async fn read_for_figures(server: &Server, municipality: &Municipality, as_of: Option<i64>) -> f64 {
    let group_by = [ReportDimension::Year, ReportDimension::Reporter];
    let question = Question::of((date("2023-03-10"), date("2026-04-20")), &group_by);
    let pieces = question.pieces();
    let sql = format!("EXPLAIN (ANALYZE, FORMAT JSON) {}", sheets_sql(&question, as_of.is_some()));
    let mut query = sqlx::query_scalar(&sql)
        .bind(municipality.as_str())
        .bind(question.split)
        .bind(pieces.iter().map(|piece| piece.level.number()).collect::<Vec<_>>())
        .bind(pieces.iter().map(|piece| piece.first).collect::<Vec<_>>())
        .bind(pieces.iter().map(|piece| piece.last).collect::<Vec<_>>())
        .bind(pieces.iter().map(|piece| piece.sign).collect::<Vec<_>>());
    if let Some(facts) = as_of {
        query = query.bind(facts / facts_of_chapter(question.split));
    }
    let plan: Value = query.fetch_one(server.ledger.pool()).await.unwrap();
    let mut rows = rows_read(&plan[0]["Plan"]);
    if let Some(facts) = as_of {
        let sql = format!("EXPLAIN (ANALYZE, FORMAT JSON) {}", facts_sql(&question));
        let query = sqlx::query_scalar(&sql)
            .bind(municipality.as_str())
            .bind(facts - facts % facts_of_chapter(question.split))
            .bind(facts);
        let query = query.bind(question.period.0).bind(question.period.1);
        let plan: Value = query.fetch_one(server.ledger.pool()).await.unwrap();
        rows += rows_read(&plan[0]["Plan"]);
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_for_figures_does_not_grow_with_the_reports() {
    let server = Server::start().await;
    let mut read = Vec::new();
    for (number, reports) in [("9901", 2_000), ("9902", 12_000)] {
        let municipality = server.open(number).await;
        let events = history(&mut Dice(reports), reports);
        feed(&server, &municipality, &events, &mut || 5_000).await;
        server.as_superuser("ANALYZE").await;
        let facts: i64 = sqlx::query_scalar("SELECT max(ordinal) FROM report_statistics_facts WHERE municipality = $1")
            .bind(number)
            .fetch_one(server.ledger.pool())
            .await
            .unwrap();
        let now = read_for_figures(&server, &municipality, None).await;
        let mut most = 0_f64;
        for eighth in 0..8 {
            most = most.max(read_for_figures(&server, &municipality, Some(facts * eighth / 8)).await);
        }
        read.push((now, most));
    }
    let (few, many) = (read[0], read[1]);
    #[expect(clippy::cast_precision_loss, reason = "a chapter is far below 2^52")]
    let chapter = facts_of_chapter(BY_REPORTER) as f64;
    assert!(few.0 > 0.0 && many.0 <= few.0 + 5.0, "now: {few:?}, {many:?}");
    // In the past, once more from the history, and at most a chapter of facts.
    assert!(many.1 <= 3.0 * few.0 + chapter, "then: {few:?}, {many:?}");
    server.end().await;
}
