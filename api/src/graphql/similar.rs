//! Reports that say nearly the same, in the schema (RM-10).
//!
//! They are compared when somebody asks, among the texts that this reader is shown: nothing that is derived from a text
//! is stored, so that nothing leaks and an erased text leaves no digest behind.

use std::collections::HashMap;

use async_graphql::{Context, Result, SimpleObject};
use case_ledger_domain::report::likeness::{Compared, NEARLY_THE_SAME};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::report_register::{self, RegisteredReport, ReportFilter};
use chrono::NaiveDate;
use uuid::Uuid;

use super::as_of::{Moment, in_read_models};
use super::reports::Report;
use super::{fault, permitted, services, sight, sought};
use crate::auth::Permission;

/// The most earlier reports that are shown with one.
const MOST_SHOWN: usize = 5;
/// The most reports that are compared with one another at a time.
pub const MOST_COMPARED: usize = 100;

/// Reports of one unit that say nearly the same.
#[derive(SimpleObject)]
pub struct SimilarReports {
    /// How many reports were compared: those whose text you are shown.
    compared: usize,
    /// Whether there were more in the days than are compared at a time; then the latest were. Ask for fewer days.
    incomplete: bool,
    /// Each report that is like an earlier one, the latest first.
    flagged: Vec<FlaggedReport>,
}

/// A report that says nearly the same as earlier ones of the same unit.
#[derive(SimpleObject)]
pub struct FlaggedReport {
    /// The report.
    report: Report,
    /// The earlier ones, the latest first, five at most.
    like: Vec<SimilarReport>,
}

/// An earlier report that says nearly the same.
#[derive(SimpleObject)]
pub struct SimilarReport {
    /// The report.
    report: Report,
    /// How much of both texts is in both, in percent.
    percent: usize,
}

/// The reports of a unit in these days that say nearly the same.
pub async fn of_unit(
    context: &Context<'_>,
    unit: String,
    (from, to): (NaiveDate, NaiveDate),
    moment: Option<Moment>,
) -> Result<SimilarReports> {
    let principal = permitted(context, Permission::SeeReports)?;
    let (ledger, municipality) = (&services(context).ledger, &principal.municipality);
    let unit = sought("unit", Some(unit))?;
    let filter = ReportFilter { unit, received_from: Some(from), received_to: Some(to), ..ReportFilter::default() };
    let as_of = in_read_models(context, &[ReadModel::ReportRegister], moment).await?;
    let most = i64::try_from(MOST_COMPARED).unwrap_or(i64::MAX);
    let rows = report_register::reports(ledger.pool(), municipality, &filter, None, most + 1, as_of).await;
    let mut rows = rows.map_err(|error| fault(&error))?;
    let incomplete = rows.len() > MOST_COMPARED;
    rows.truncate(MOST_COMPARED);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.report_id).collect();
    let texts = ledger.report_texts(municipality, &ids, sight(principal, Permission::SeeReports)).await;
    let texts = texts.map_err(|error| fault(&error))?;
    let texts: HashMap<Uuid, Compared> = texts.iter().map(|(report, text)| (*report, Compared::of(text))).collect();
    // The latest first, as the register lists them.
    let shown: Vec<(RegisteredReport, &Compared)> = rows
        .into_iter()
        .filter_map(|row| Some((texts.get(&row.report_id)?, row)))
        .map(|(text, row)| (row, text))
        .collect();
    let mut flagged = Vec::new();
    for (index, (row, text)) in shown.iter().enumerate() {
        let earlier = shown.get(index + 1..).unwrap_or_default().iter();
        let like: Vec<SimilarReport> = earlier
            .map(|(earlier, other)| (earlier, text.likeness(other)))
            .filter(|(_, percent)| *percent >= NEARLY_THE_SAME)
            .take(MOST_SHOWN)
            .map(|(earlier, percent)| SimilarReport {
                report: Report::shown(context, earlier.clone(), moment),
                percent,
            })
            .collect();
        if !like.is_empty() {
            flagged.push(FlaggedReport { report: Report::shown(context, row.clone(), moment), like });
        }
    }
    Ok(SimilarReports { compared: shown.len(), incomplete, flagged })
}
