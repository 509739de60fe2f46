//! Report statistics (RM-7).
//!
//! The unit is the concluded report, its time the date of conclusion. New reports are those not dismissed because of
//! active measures (3) and not added to an ongoing investigation (4); leaving these out of the denominator is what
//! reproduces the national tables. A rate is always computed from summed numerators and denominators.
//!
//! **Nothing is counted when a question is asked.** The projector counts each report once, when it is concluded:
//!
//! - A *fact* says that from its position on a report counts under a date, a unit, an outcome and its codes. When a
//!   later event changes any of these, one fact takes the old back and one adds the new. So the figures as of a
//!   position are the sum of the facts up to there.
//! - A *sheet* holds the sums of a year, a month or a day of conclusion, for each combination of what may be told
//!   apart: units, reporter codes, content codes. A period is a handful of ranges of sheets (`period`). How many there
//!   are, and how long, depends on years, units and codes, and not on how many reports there are.
//! - Facts are numbered, and so many of them make a *chapter* (`fold::facts_of_chapter`). Before a chapter first
//!   changes a sheet that an earlier one left, the sheet goes into the history. As of a position, each sheet is read as
//!   the last chapter that was whole by then left it, and the facts since, of which there are fewer than a chapter.
//!   Chapters are cut by the number of facts alone, so that a rebuild gives the same history whatever its batches.
//!
//! Sheets hold counts of outcomes and not figures: which outcomes make a figure is the definition's to say, and
//! definitions are dated ([`DEFINITIONS`]).

mod fold;
mod period;
mod series;

use std::borrow::Cow;
use std::collections::HashMap;

use case_ledger_domain::codes::{CodeList, WITHOUT_CODE, find};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::report::{Report, TriageOutcome};
use case_ledger_domain::texts::Language;
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgPool};

use self::fold::{Cell, Memory, Tally, facts_of_chapter, outcome_named, read_cells, under};
use self::period::{Level, Piece, pieces};
pub use self::series::{YearOfReports, by_year};
use super::as_of::{AsOf, position_of};
use super::{Batch, Model, Place, ProjectionError};
use crate::clock;
use crate::database::begin_snapshot;

/// Which outcomes of triage make the figures, and since when.
#[derive(Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name; another one stands wherever a figure would be another.
    pub version: &'static str,
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// Of all concluded reports these are not new ones.
    not_new: &'static [TriageOutcome],
    /// These are dismissed.
    dismissed: &'static [TriageOutcome],
    /// Of the dismissed these are transferred.
    transferred: &'static [TriageOutcome],
}

/// The definitions there have been, oldest first. The first has held since the beginning.
pub static DEFINITIONS: [Definition; 1] = [Definition {
    version: "report-statistics-1",
    valid_from: NaiveDate::MIN,
    not_new: &[TriageOutcome::DismissedActiveMeasures, TriageOutcome::AddedToOngoingInvestigation],
    dismissed: &[TriageOutcome::ReportDismissed, TriageOutcome::ReportTransferred],
    transferred: &[TriageOutcome::ReportTransferred],
}];

impl Definition {
    /// The one in force on that day.
    fn in_force(on: NaiveDate) -> &'static Self {
        Self::of(&DEFINITIONS, on).unwrap_or(&DEFINITIONS[0])
    }

    /// Of definitions, oldest first, the one in force on that day; before all of them, the first.
    fn of(definitions: &[Self], on: NaiveDate) -> Option<&Self> {
        definitions.iter().rev().find(|definition| definition.valid_from <= on).or_else(|| definitions.first())
    }

    fn row(&self, key: Vec<KeyPart>, tally: Tally) -> StatisticsRow {
        let reports_total = tally.of(&TriageOutcome::ALL);
        StatisticsRow {
            key,
            reports_total,
            reports_new: reports_total - tally.of(self.not_new),
            dismissed: tally.of(self.dismissed),
            transferred: tally.of(self.transferred),
            within_7_days: tally.in_time(),
        }
    }
}

/// The read model.
pub(crate) struct CountedReports;

impl Model for CountedReports {
    const NAME: &'static str = "report_statistics";
    const VERSION: i32 = 3;
    const AGGREGATES: &'static [&'static str] = &[Report::TYPE];
    const TABLES: &'static [&'static str] = &[
        "report_statistics_reports",
        "report_statistics_facts",
        "report_statistics_sheets",
        "report_statistics_sheets_history",
    ];

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        memory.fold(connection, &Tables::at(place), municipality, &batch.events).await
    }

    async fn finish(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.write(connection, &Tables::at(place), municipality).await
    }

    fn rows(memory: &Memory) -> usize {
        memory.rows()
    }
}

/// Its tables in one place.
struct Tables {
    place: Place,
    reports: String,
    facts: String,
    sheets: String,
    sheets_history: String,
}

impl Tables {
    fn at(place: Place) -> Self {
        let [reports, facts, sheets, sheets_history] = [0, 1, 2, 3].map(|nth| place.table(CountedReports::TABLES[nth]));
        Self { place, reports, facts, sheets, sheets_history }
    }
}

/// What a sheet tells apart is a sum of these.
const BY_UNIT: i16 = 1;
const BY_REPORTER: i16 = 2;
const BY_CONTENT: i16 = 4;

/// What figures can be broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportDimension {
    /// Calendar year of conclusion.
    Year,
    /// Calendar quarter of conclusion.
    Quarter,
    /// Calendar month of conclusion.
    Month,
    /// Unit or district.
    Unit,
    /// Reporter code; a report with several counts under each, so the rows exceed the total.
    Reporter,
    /// Content code; likewise.
    Content,
}

impl ReportDimension {
    /// What a sheet has to tell apart for it.
    const fn split(self) -> i16 {
        match self {
            Self::Year | Self::Quarter | Self::Month => 0,
            Self::Unit => BY_UNIT,
            Self::Reporter => BY_REPORTER,
            Self::Content => BY_CONTENT,
        }
    }

    /// The time it tells apart.
    const fn time(self) -> Option<Time> {
        match self {
            Self::Year => Some(Time::Year),
            Self::Quarter => Some(Time::Quarter),
            Self::Month => Some(Time::Month),
            Self::Unit | Self::Reporter | Self::Content => None,
        }
    }

    /// Its part of a group's key.
    fn code(self, group: &Group<'_>) -> String {
        let began = group.began;
        match self {
            Self::Year => format!("{:04}", began.year()),
            Self::Quarter => format!("{:04}-Q{}", began.year(), began.month0() / 3 + 1),
            Self::Month => format!("{:04}-{:02}", began.year(), began.month()),
            Self::Unit => group.unit.clone().into_owned(),
            Self::Reporter => group.reporter.clone().into_owned(),
            Self::Content => group.content.clone().into_owned(),
        }
    }

    /// What that part of a key means in the language.
    pub fn label(self, code: &str, language: Language) -> String {
        let list = match self {
            Self::Year | Self::Quarter | Self::Month | Self::Unit => return code.to_owned(),
            Self::Reporter => CodeList::Reporter,
            Self::Content => CodeList::Content,
        };
        if code.is_empty() {
            return language.word(WITHOUT_CODE);
        }
        find(list, code).map_or(code, |known| known.label(list, language)).to_owned()
    }
}

/// One part of a row's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// By what.
    pub dimension: ReportDimension,
    /// The code, year, unit.
    pub code: String,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsRow {
    /// What the group is.
    pub key: Vec<KeyPart>,
    /// All concluded reports.
    pub reports_total: i64,
    /// Those neither dismissed because of active measures nor added to an ongoing investigation.
    pub reports_new: i64,
    /// Dismissed at triage, transfers included.
    pub dismissed: i64,
    /// Of these, transferred to another municipality or agency.
    pub transferred: i64,
    /// Concluded within seven days of receipt.
    pub within_7_days: i64,
}

/// A fraction; `None` where there is nothing to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts of reports are far below 2^52")]
fn rate(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl StatisticsRow {
    fn codes(&self) -> impl Iterator<Item = &str> {
        self.key.iter().map(|part| part.code.as_str())
    }

    /// Those that are not new: dismissed because of active measures, or added to an ongoing investigation.
    pub const fn reports_in_opened_cases(&self) -> i64 {
        self.reports_total - self.reports_new
    }

    /// Dismissed of the new ones.
    pub fn dismissal_rate(&self) -> Option<f64> {
        rate(self.dismissed, self.reports_new)
    }

    /// Concluded within seven days, of all.
    pub fn triaged_within_7_days(&self) -> Option<f64> {
        rate(self.within_7_days, self.reports_total)
    }
}

/// Figures with the position they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportStatistics {
    /// Every event of the municipality's ledger up to here is counted, and none after.
    pub position: i64,
    /// The definition that was in force at that moment.
    pub definition: &'static Definition,
    /// One row per group, in the order of the keys.
    pub rows: Vec<StatisticsRow>,
}

/// Times that may be told apart, from the longest to the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    Year,
    Quarter,
    Month,
}

impl Time {
    /// The longest sheets that lie within it.
    const fn sheets(self) -> Level {
        match self {
            Self::Year => Level::Year,
            Self::Quarter | Self::Month => Level::Month,
        }
    }

    /// The first day of the one around `date`.
    fn began(self, date: NaiveDate) -> NaiveDate {
        let bucket = self.sheets().bucket(date);
        match self {
            Self::Year | Self::Month => bucket,
            Self::Quarter => bucket.with_month0(bucket.month0() / 3 * 3).unwrap_or(bucket),
        }
    }
}

/// What figures are wanted.
struct Question {
    period: (NaiveDate, NaiveDate),
    /// What to tell apart.
    split: i16,
    /// And by time, at its finest; the whole period counts together while `None`.
    time: Option<Time>,
    /// The unit that is asked about; all while `None`.
    unit: Option<String>,
}

impl Question {
    fn of(period: (NaiveDate, NaiveDate), group_by: &[ReportDimension]) -> Self {
        let split = group_by.iter().fold(0, |split, dimension| split | dimension.split());
        let time = group_by.iter().filter_map(|dimension| dimension.time()).max();
        Self { period, split, time, unit: None }
    }

    /// The same of one unit: only sheets that tell units apart know it.
    fn only_of(self, unit: &str) -> Self {
        Self { split: self.split | BY_UNIT, unit: Some(unit.to_owned()), ..self }
    }

    fn tells_apart(&self, what: i16) -> bool {
        self.split & what != 0
    }

    /// The sheets it is answered from.
    fn pieces(&self) -> Vec<Piece> {
        pieces(self.period, self.time.map_or(Level::Year, Time::sheets))
    }

    /// When the group began to which a sheet or fact of that day belongs.
    fn began(&self, date: NaiveDate) -> NaiveDate {
        self.time.map_or(NaiveDate::MIN, |time| time.began(date))
    }
}

/// What is counted together.
#[derive(PartialEq, Eq, Hash)]
struct Group<'a> {
    began: NaiveDate,
    unit: Cow<'a, str>,
    reporter: Cow<'a, str>,
    content: Cow<'a, str>,
}

/// Counts the reports concluded from `from` to `to`, both included, as the ledger knew them at that moment.
///
/// A report with several codes counts once under each, and under each pair of a reporter's and a content's code; one
/// without any keeps its place under no code.
pub async fn report_statistics(
    pool: &PgPool,
    municipality: &Municipality,
    period: (NaiveDate, NaiveDate),
    group_by: &[ReportDimension],
    as_of: AsOf,
) -> Result<ReportStatistics, sqlx::Error> {
    statistics(pool, municipality, &Question::of(period, group_by), group_by, as_of).await
}

/// The same of the reports that one unit or district has.
pub async fn report_statistics_of_unit(
    pool: &PgPool,
    municipality: &Municipality,
    unit: &str,
    period: (NaiveDate, NaiveDate),
    group_by: &[ReportDimension],
    as_of: AsOf,
) -> Result<ReportStatistics, sqlx::Error> {
    let question = Question::of(period, group_by).only_of(unit);
    statistics(pool, municipality, &question, group_by, as_of).await
}

async fn statistics(
    pool: &PgPool,
    municipality: &Municipality,
    question: &Question,
    group_by: &[ReportDimension],
    as_of: AsOf,
) -> Result<ReportStatistics, sqlx::Error> {
    // All of it from one snapshot: the figures stand for exactly that position.
    let mut snapshot = begin_snapshot(pool).await?;
    let moment = Moment::find(&mut snapshot, municipality, as_of).await?;
    let sheets = sheets(&mut snapshot, municipality, question, moment.facts).await?;
    let since = match moment.facts {
        Some(facts) => facts_of_open_chapter(&mut snapshot, municipality, question, facts).await?,
        None => Vec::new(),
    };
    snapshot.commit().await?;

    let mut groups: HashMap<Group<'_>, Tally> = HashMap::new();
    for sheet in &sheets {
        let began = question.began(sheet.bucket);
        for Cell(reporter, content, tally) in read_cells(&sheet.cells)? {
            let group = Group { began, unit: sheet.unit.as_str().into(), reporter, content };
            groups.entry(group).or_default().add(tally, i64::from(sheet.sign));
        }
    }
    for fact in &since {
        fact.count(question, &mut groups);
    }
    let mut rows = Vec::with_capacity(groups.len());
    for (group, tally) in groups {
        let part = |dimension: &ReportDimension| KeyPart { dimension: *dimension, code: dimension.code(&group) };
        let row = moment.definition.row(group_by.iter().map(part).collect(), tally);
        // What was taken back leaves groups of no report.
        rows.extend((row.reports_total > 0).then_some(row));
    }
    if rows.is_empty() && group_by.is_empty() {
        // The whole is told also when there is nothing in it.
        rows.push(moment.definition.row(Vec::new(), Tally::default()));
    }
    rows.sort_by(|a, b| a.codes().cmp(b.codes()));
    Ok(ReportStatistics { position: moment.position, definition: moment.definition, rows })
}

/// Where a question stands in the ledger.
struct Moment {
    position: i64,
    definition: &'static Definition,
    /// How many facts there were; all of them when `None`.
    facts: Option<i64>,
}

impl Moment {
    async fn find(
        connection: &mut PgConnection,
        municipality: &Municipality,
        as_of: AsOf,
    ) -> Result<Self, sqlx::Error> {
        let position = position_of(connection, CountedReports::NAME, municipality, as_of).await?;
        if as_of == AsOf::Now {
            let definition = Definition::in_force(oslo_date(clock::now()));
            return Ok(Self { position, definition, facts: None });
        }
        let (recorded_at, facts): (Option<DateTime<Utc>>, Option<i64>) = sqlx::query_as(
            "SELECT (SELECT recorded_at FROM events WHERE municipality = $1 AND position = $2),
                    (SELECT ordinal FROM report_statistics_facts WHERE municipality = $1 AND position <= $2
                      ORDER BY position DESC, ordinal DESC LIMIT 1)",
        )
        .bind(municipality.as_str())
        .bind(position)
        .fetch_one(connection)
        .await?;
        let on = recorded_at.map_or(NaiveDate::MIN, oslo_date);
        Ok(Self { position, definition: Definition::in_force(on), facts: Some(facts.unwrap_or_default()) })
    }
}

#[derive(FromRow)]
struct FoundSheet {
    sign: i16,
    bucket: NaiveDate,
    unit: String,
    cells: String,
}

/// The sheets of the period: as they are, or as the last chapter that was whole by then left them.
async fn sheets(
    connection: &mut PgConnection,
    municipality: &Municipality,
    question: &Question,
    facts: Option<i64>,
) -> Result<Vec<FoundSheet>, sqlx::Error> {
    let pieces = question.pieces();
    let sql = sheets_sql(question, facts.is_some());
    let mut query = sqlx::query_as(&sql)
        .bind(municipality.as_str())
        .bind(question.split)
        .bind(pieces.iter().map(|piece| piece.level.number()).collect::<Vec<_>>())
        .bind(pieces.iter().map(|piece| piece.first).collect::<Vec<_>>())
        .bind(pieces.iter().map(|piece| piece.last).collect::<Vec<_>>())
        .bind(pieces.iter().map(|piece| piece.sign).collect::<Vec<_>>());
    if let Some(facts) = facts {
        query = query.bind(facts / facts_of_chapter(question.split));
    }
    if let Some(unit) = &question.unit {
        query = query.bind(unit);
    }
    query.fetch_all(connection).await
}

/// Most sheets of a moment in the past have not changed since; only for the others the history is looked at.
fn sheets_sql(question: &Question, past: bool) -> String {
    let (cells, versions) = if past {
        let versions = "CROSS JOIN LATERAL (
                 SELECT s.cells WHERE s.chapter < $7
                 UNION ALL
                 (SELECT h.cells FROM report_statistics_sheets_history h
                   WHERE s.chapter >= $7 AND h.municipality = $1 AND h.split = $2 AND h.level = s.level
                     AND h.bucket = s.bucket AND h.unit = s.unit AND h.chapter < $7
                   ORDER BY h.chapter DESC LIMIT 1)
             ) AS version";
        ("version.cells", versions)
    } else {
        ("s.cells", "")
    };
    let unit = match (&question.unit, past) {
        (None, _) => "",
        (Some(_), false) => " AND s.unit = $7",
        (Some(_), true) => " AND s.unit = $8",
    };
    format!(
        "SELECT p.sign, s.bucket, s.unit, {cells}
           FROM unnest($3::smallint[], $4::date[], $5::date[], $6::smallint[]) AS p (level, first, last, sign)
           JOIN report_statistics_sheets s
             ON s.municipality = $1 AND s.split = $2 AND s.level = p.level AND s.bucket BETWEEN p.first AND p.last{unit}
          {versions}"
    )
}

/// Facts that are counted together.
#[derive(FromRow)]
struct FoundFacts {
    bucket: NaiveDate,
    unit: String,
    reporter_codes: Vec<String>,
    content_codes: Vec<String>,
    outcome: String,
    number: i64,
    in_time: i64,
}

impl FoundFacts {
    fn count<'a>(&'a self, question: &Question, groups: &mut HashMap<Group<'a>, Tally>) {
        let Some(outcome) = outcome_named(&self.outcome) else { return };
        for reporter in under(&self.reporter_codes, question.tells_apart(BY_REPORTER)) {
            for content in under(&self.content_codes, question.tells_apart(BY_CONTENT)) {
                let (unit, began) = (self.unit.as_str().into(), question.began(self.bucket));
                let group = Group { began, unit, reporter: reporter.into(), content: content.into() };
                groups.entry(group).or_default().count(outcome, self.number, self.in_time);
            }
        }
    }
}

/// The facts of the chapter that was being written at that moment.
async fn facts_of_open_chapter(
    connection: &mut PgConnection,
    municipality: &Municipality,
    question: &Question,
    facts: i64,
) -> Result<Vec<FoundFacts>, sqlx::Error> {
    let (from, to) = question.period;
    let since = facts - facts % facts_of_chapter(question.split);
    let sql = facts_sql(question);
    let mut query = sqlx::query_as(&sql).bind(municipality.as_str()).bind(since).bind(facts).bind(from).bind(to);
    if let Some(unit) = &question.unit {
        query = query.bind(unit);
    }
    query.fetch_all(connection).await
}

fn facts_sql(question: &Question) -> String {
    let bucket = match question.time {
        None => "$4",
        Some(Time::Year) => "date_trunc('year', concluded_on::timestamp)::date",
        Some(Time::Quarter) => "date_trunc('quarter', concluded_on::timestamp)::date",
        Some(Time::Month) => "date_trunc('month', concluded_on::timestamp)::date",
    };
    let column = |what, name, none| if question.tells_apart(what) { name } else { none };
    let unit = column(BY_UNIT, "unit", "''");
    let reporters = column(BY_REPORTER, "reporter_codes", "'{}'::text[]");
    let contents = column(BY_CONTENT, "content_codes", "'{}'::text[]");
    let asked = if question.unit.is_some() { " AND unit = $6" } else { "" };
    format!(
        "SELECT {bucket} AS bucket, {unit} AS unit, {reporters} AS reporter_codes, {contents} AS content_codes, outcome,
                sum(sign) AS number, coalesce(sum(sign) FILTER (WHERE in_time), 0) AS in_time
           FROM report_statistics_facts
          WHERE municipality = $1 AND ordinal > $2 AND ordinal <= $3 AND concluded_on BETWEEN $4 AND $5{asked}
          GROUP BY 1, 2, 3, 4, 5"
    )
}

#[cfg(test)]
mod tests;
