//! Statistics in the schema.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::publishing::{Counts, Shown, shown_in_table};
use case_ledger_domain::settings::Publication;
use case_ledger_infrastructure::projections::report_statistics as counted;
use chrono::{Datelike as _, NaiveDate};

use super::as_of::Moment;
use super::enums::Language;
use super::publications::PublishedYear;
use super::scalars::Date;
use super::{bad_input, language_of};

/// Days from the first to the last, both included (RM-7, RM-10, S2-11).
#[derive(InputObject)]
pub struct PeriodInput {
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
}

impl PeriodInput {
    /// The two days, in order.
    pub fn resolve(&self) -> Result<(NaiveDate, NaiveDate)> {
        if self.from.0 > self.to.0 {
            return Err(bad_input("period", InputProblem::EndsBeforeItBegins));
        }
        Ok((self.from.0, self.to.0))
    }
}

/// Calendar years that have ended, both included (RM-7, S2-3).
#[derive(InputObject)]
pub struct YearsInput {
    /// First year.
    from: i32,
    /// Last year.
    to: i32,
}

impl YearsInput {
    /// Their first and last day.
    pub fn resolve(&self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
        if self.to >= today.year() {
            return Err(bad_input("years.to", InputProblem::YearNotOver));
        }
        let first = NaiveDate::from_ymd_opt(self.from, 1, 1);
        match first.zip(NaiveDate::from_ymd_opt(self.to, 12, 31)) {
            Some((first, last)) if first <= last && self.from >= 1900 => Ok((first, last)),
            _ => Err(bad_input("years", InputProblem::YearsOutOfReach)),
        }
    }
}

/// What published figures can be broken down by, beside the year (RM-7).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PublishableDimension {
    /// Unit or district.
    Unit,
    /// Reporter code; a report with several counts under each.
    Reporter,
    /// Content code; a report with several counts under each.
    Content,
}

impl From<PublishableDimension> for counted::ReportDimension {
    fn from(dimension: PublishableDimension) -> Self {
        match dimension {
            PublishableDimension::Unit => Self::Unit,
            PublishableDimension::Reporter => Self::Reporter,
            PublishableDimension::Content => Self::Content,
        }
    }
}

/// A figure as it may be published (RM-7).
#[derive(SimpleObject)]
pub struct PublishableFigure {
    /// The figure; null where it is not shown.
    value: Option<i64>,
    /// As it is printed: the figure, or `..`.
    text: String,
}

impl From<Option<i64>> for PublishableFigure {
    fn from(value: Option<i64>) -> Self {
        Self { value, text: value.map_or_else(|| "..".to_owned(), |value| value.to_string()) }
    }
}

/// The figures of one group as they may be published: counts of one to three, and what would give them away, are not
/// shown (RM-7, requirements 5.6 and 6.2).
#[derive(SimpleObject)]
pub struct PublishableRow {
    /// What the row stands for.
    key: Vec<StatisticsKey>,
    /// All concluded reports.
    reports_total: PublishableFigure,
    /// Of these, new ones.
    reports_new: PublishableFigure,
    /// Of these, reports dismissed at triage, transfers included; `investigationsDismissed` is another decision (C10).
    dismissed: PublishableFigure,
    /// Of these, transferred.
    transferred: PublishableFigure,
    /// Reports dismissed at triage, `dismissed`, of `reportsNew`, where both are shown; no rate of investigations (C10).
    dismissal_rate: Option<f64>,
    /// Concluded within 7 days of receipt, of `reportsTotal`, where neither these nor the others are few (D-1).
    triaged_within_7_days: Option<f64>,
}

/// Figures that are published (RM-7).
#[derive(Default, SimpleObject)]
pub struct PublishableStatistics {
    /// The years, each as it was published last.
    years: Vec<PublishedYear>,
    /// One row per year and group that has reports; none of a year in which no row could be shown. A missing group is not
    /// a zero.
    rows: Vec<PublishableRow>,
    /// Years that have reports, and none of whose rows can be shown: their number alone would tell what is in each. Ask for
    /// these without a breakdown.
    years_left_out: Vec<i32>,
}

impl PublishableStatistics {
    /// The same with a year more. Its rows, one or as it is broken down, are a table by itself, beside the year as a whole.
    pub fn with_year(mut self, of: Publication, whole: Counts, statistics: &counted::ReportStatistics) -> Self {
        self.years.push(PublishedYear::of(of, statistics.definition.version));
        let counts: Vec<Counts> = statistics.rows.iter().map(counts).collect();
        if let Some(shown) = shown_in_table(&whole, &counts) {
            let of_year = statistics.rows.iter().zip(shown);
            self.rows.extend(of_year.map(|(row, (shown, in_time))| PublishableRow::new(row, shown, in_time)));
        } else {
            self.years_left_out.push(of.year);
        }
        self
    }
}

/// What is counted in a row.
pub fn counts(row: &counted::StatisticsRow) -> Counts {
    Counts {
        total: row.reports_total,
        new: row.reports_new,
        dismissed: row.dismissed,
        transferred: row.transferred,
        in_time: row.within_7_days,
    }
}

impl PublishableRow {
    fn new(row: &counted::StatisticsRow, shown: Shown, in_time: bool) -> Self {
        let of_all = |count: i64| PublishableFigure::from((shown == Shown::Everything).then_some(count));
        Self {
            key: row.key.iter().cloned().map(StatisticsKey::from).collect(),
            reports_total: (shown >= Shown::Total).then_some(row.reports_total).into(),
            reports_new: of_all(row.reports_new),
            dismissed: of_all(row.dismissed),
            transferred: of_all(row.transferred),
            dismissal_rate: row.dismissal_rate().filter(|_| shown == Shown::Everything),
            triaged_within_7_days: row.triaged_within_7_days().filter(|_| in_time),
        }
    }
}

/// What a year counts of reports. Each series begins with its own first year, and a year that the ledger knows no report
/// of is null in both, not zero (R-50, S2-5).
#[derive(SimpleObject)]
pub struct YearOfReports {
    /// The calendar year of conclusion.
    year: i32,
    /// New reports (S2-5).
    reports_new: Option<i64>,
    /// Reports in opened cases: while measures are active, or an investigation is going on (S2-5).
    reports_in_opened_cases: Option<i64>,
}

impl From<counted::YearOfReports> for YearOfReports {
    fn from(counted::YearOfReports { year, new, in_opened_cases }: counted::YearOfReports) -> Self {
        Self { year, reports_new: new, reports_in_opened_cases: in_opened_cases }
    }
}

/// What report figures can be broken down by (RM-7).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "counted::ReportDimension")]
pub enum ReportDimension {
    /// Calendar year of conclusion.
    Year,
    /// Calendar quarter of conclusion.
    Quarter,
    /// Calendar month of conclusion.
    Month,
    /// Unit or district.
    Unit,
    /// Reporter code; a report with several counts under each.
    Reporter,
    /// Content code; a report with several counts under each.
    Content,
}

/// One part of what a row stands for (RM-7).
pub struct StatisticsKey(counted::KeyPart);

/// One part of what a row stands for (RM-7).
#[Object]
impl StatisticsKey {
    /// By what.
    async fn dimension(&self) -> ReportDimension {
        self.0.dimension.into()
    }
    /// The year, unit or code; empty for reports without a code.
    async fn code(&self) -> &str {
        &self.0.code
    }
    /// What it means. The register words its codes in nb; what they are called in the other languages is the ledger's own.
    async fn label(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        self.0.dimension.label(&self.0.code, language_of(context, language))
    }
}

impl From<counted::KeyPart> for StatisticsKey {
    fn from(part: counted::KeyPart) -> Self {
        Self(part)
    }
}

/// The figures of one group (RM-7). Rates are fractions, null where there is nothing to divide by.
#[derive(SimpleObject)]
pub struct ReportStatisticsRow {
    /// What the row stands for.
    key: Vec<StatisticsKey>,
    /// All concluded reports.
    reports_total: i64,
    /// Those neither dismissed because of active measures nor added to an ongoing investigation.
    reports_new: i64,
    /// The others, in opened cases: dismissed because of active measures, or added to an ongoing investigation.
    reports_in_opened_cases: i64,
    /// Reports dismissed at triage, transfers included; how investigations were dismissed is told by `serviceStatistics` (C10).
    dismissed: i64,
    /// Of these, transferred to another municipality or agency (codes 7 and 8, from 2026).
    transferred: i64,
    /// Reports dismissed at triage, `dismissed`, of `reportsNew`; no rate of investigations (C10).
    dismissal_rate: Option<f64>,
    /// Concluded within 7 days of receipt, of `reportsTotal` (D-1).
    triaged_within_7_days: Option<f64>,
}

/// Report figures that anyone can recompute: they name position and definition (RM-7). `reports`, filtered by the days of
/// conclusion and the codes of a row's key, lists the reports behind a row.
#[derive(SimpleObject)]
pub struct ReportStatistics {
    /// Every event of the ledger up to here is counted, and none after.
    position: i64,
    /// The moment they are shown as of; null for now.
    as_of: Option<Moment>,
    /// The version of the definitions that were in force at that moment.
    definition_version: &'static str,
    /// One row per group that has reports. A missing group is not a zero.
    rows: Vec<ReportStatisticsRow>,
}

impl ReportStatistics {
    /// The figures as of the moment.
    pub fn new(statistics: counted::ReportStatistics, moment: Option<Moment>) -> Self {
        let rows = statistics.rows.into_iter().map(|row| ReportStatisticsRow {
            dismissal_rate: row.dismissal_rate(),
            triaged_within_7_days: row.triaged_within_7_days(),
            reports_total: row.reports_total,
            reports_new: row.reports_new,
            reports_in_opened_cases: row.reports_in_opened_cases(),
            dismissed: row.dismissed,
            transferred: row.transferred,
            key: row.key.into_iter().map(StatisticsKey::from).collect(),
        });
        Self {
            position: statistics.position,
            as_of: moment,
            definition_version: statistics.definition.version,
            rows: rows.collect(),
        }
    }
}
