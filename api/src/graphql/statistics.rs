//! Statistics in the schema.

use async_graphql::{Enum, InputObject, Result, SimpleObject};
use case_ledger_infrastructure::projections::report_statistics as counted;
use chrono::NaiveDate;

use super::as_of::Moment;
use super::bad_input;
use super::scalars::Date;

/// Days from the first to the last, both included.
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
            return Err(bad_input("period", "ends before it begins"));
        }
        Ok((self.from.0, self.to.0))
    }
}

/// What report figures can be broken down by.
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

/// One part of what a row stands for.
#[derive(SimpleObject)]
pub struct StatisticsKey {
    /// By what.
    dimension: ReportDimension,
    /// The year, unit or code; empty for reports without a code.
    code: String,
    /// What it means, in Norwegian.
    label: String,
}

/// The figures of one group. Rates are fractions, null where there is nothing to divide by.
#[derive(SimpleObject)]
pub struct ReportStatisticsRow {
    /// What the row stands for.
    key: Vec<StatisticsKey>,
    /// All concluded reports.
    reports_total: i64,
    /// Those neither dismissed because of active measures nor added to an ongoing investigation.
    reports_new: i64,
    /// Reports dismissed at triage, transfers included.
    dismissed: i64,
    /// Of these, transferred to another municipality or agency (codes 7 and 8, from 2026).
    transferred: i64,
    /// `dismissed` of `reportsNew`.
    dismissal_rate: Option<f64>,
    /// Concluded within 7 days of receipt, of `reportsTotal` (D-1).
    triaged_within_7_days: Option<f64>,
}

/// Report figures that anyone can recompute: they name position and definition. `reports`, filtered by the days of
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
            dismissed: row.dismissed,
            transferred: row.transferred,
            key: row
                .key
                .into_iter()
                .map(|part| StatisticsKey { dimension: part.dimension.into(), code: part.code, label: part.label })
                .collect(),
        });
        Self {
            position: statistics.position,
            as_of: moment,
            definition_version: statistics.definition.version,
            rows: rows.collect(),
        }
    }
}
