//! Reports that say nearly the same, in the schema (RM-10).
//!
//! They are compared when somebody asks, among the texts that this reader is shown: nothing that is derived from a text
//! is stored, so that nothing leaks and an erased text leaves no digest behind.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use async_graphql::{Context, Result, SimpleObject};
use case_ledger_domain::report::likeness::Compared;
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::report_register::{self, RegisteredReport, ReportFilter};
use chrono::NaiveDate;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::as_of::{Moment, in_read_models};
use super::reports::Report;
use super::{fault, parse_time_cursor, permitted, services, sight, sought, time_cursor};
use crate::auth::Permission;
use crate::shares::Shares;

/// The most earlier reports that are shown with one.
const MOST_SHOWN: usize = 5;
/// The most reports that are looked at on one page.
pub const MOST_COMPARED: usize = 100;
/// With how many reports received before it each of them is compared, at the least.
const COMPARED_WITH: usize = 400;
/// Whose turn it is to compare: one at a time on this server, beside what it answers meanwhile.
static COMPARING: Semaphore = Semaphore::const_new(1);
/// One of each municipality waits for that, however often it is asked there.
static WAITING: LazyLock<Shares> = LazyLock::new(|| Shares::of_each(1));

/// Reports that say nearly the same (RM-10, S2-34).
#[derive(SimpleObject)]
pub struct SimilarReports {
    /// How many reports of this page were compared: those whose text you are shown.
    compared: usize,
    /// Whether there are more in the days than are looked at on one page: then ask for those received before by
    /// `after: endCursor`.
    incomplete: bool,
    /// The place of the last report that was looked at; null where there was none.
    end_cursor: Option<String>,
    /// Each report that is like an earlier one, the latest first. It is compared with those of the same days that were
    /// received before it, four hundred at least.
    flagged: Vec<FlaggedReport>,
}

/// A report that says nearly the same as earlier ones (RM-10, S2-34).
#[derive(SimpleObject)]
pub struct FlaggedReport {
    /// The report.
    report: Report,
    /// The earlier ones, the latest first, five at most.
    like: Vec<SimilarReport>,
}

/// An earlier report that says nearly the same (RM-10, S2-34).
#[derive(SimpleObject)]
pub struct SimilarReport {
    /// The report.
    report: Report,
    /// How much of both texts is in both, in percent.
    percent: usize,
}

/// The reports in these days that say nearly the same, of that unit or of all.
pub async fn similar(
    context: &Context<'_>,
    unit: Option<String>,
    (from, to): (NaiveDate, NaiveDate),
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<SimilarReports> {
    let principal = permitted(context, Permission::SeeReports)?;
    let (ledger, municipality) = (&services(context).ledger, &principal.municipality);
    let (unit, cursor) = (sought("unit", unit)?, parse_time_cursor(after)?);
    let filter = ReportFilter { unit, received_from: Some(from), received_to: Some(to), ..ReportFilter::default() };
    let as_of = in_read_models(context, &[ReadModel::ReportRegister], moment).await?;
    // Those of the page, and those before them that they are compared with: what one page costs does not grow with the days.
    let most = i64::try_from(MOST_COMPARED + COMPARED_WITH).unwrap_or(i64::MAX);
    let rows = report_register::reports(ledger.pool(), municipality, &filter, cursor, most, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let incomplete = rows.len() > MOST_COMPARED;
    let of_page: HashSet<Uuid> = rows.iter().take(MOST_COMPARED).map(|row| row.report_id).collect();
    let last = rows.iter().take(MOST_COMPARED).next_back();
    let end_cursor = last.map(|row| time_cursor(row.received_at, row.report_id));
    let ids: Vec<Uuid> = rows.iter().map(|row| row.report_id).collect();
    // Long texts take a while, in which no other question may wait, and none is opened before its turn; who waits no longer
    // leaves the turn when it is done.
    let waited = WAITING.turn(municipality).await;
    let turn = COMPARING.acquire().await.map_err(|error| fault(&error))?;
    let texts = ledger.report_texts(municipality, &ids, sight(principal, Permission::SeeReports)).await;
    let texts = texts.map_err(|error| fault(&error))?;
    let mut texts: HashMap<Uuid, Text> = texts.into_iter().collect();
    // The latest first, as the register lists them.
    let (shown, texts): (Vec<RegisteredReport>, Vec<Text>) =
        rows.into_iter().filter_map(|row| texts.remove(&row.report_id).map(|text| (row, text))).unzip();
    let compared = shown.iter().take_while(|row| of_page.contains(&row.report_id)).count();
    let found = tokio::task::spawn_blocking(move || {
        let found = like_earlier_ones(&texts, compared);
        drop((turn, waited));
        found
    });
    let found = found.await.map_err(|error| fault(&error))?;
    let report = |index: usize| shown.get(index).map(|row| Report::shown(context, row.clone(), moment));
    let flagged = found.into_iter().filter_map(|(index, like)| {
        let like =
            like.into_iter().filter_map(|(earlier, percent)| Some(SimilarReport { report: report(earlier)?, percent }));
        Some(FlaggedReport { report: report(index)?, like: like.collect() })
    });
    let flagged = flagged.collect();
    Ok(SimilarReports { compared, incomplete, end_cursor, flagged })
}

/// Of so many texts at the beginning, those that say nearly the same as later ones in the list, which and how much of both.
fn like_earlier_ones(texts: &[Text], compared: usize) -> Vec<(usize, Vec<(usize, usize)>)> {
    let texts: Vec<Compared> = texts.iter().map(Compared::of).collect();
    let found = texts.iter().enumerate().take(compared).map(|(index, text)| {
        let earlier = texts.iter().enumerate().skip(index + 1);
        let like = earlier.filter_map(|(earlier, other)| Some((earlier, text.nearly_the_same(other)?)));
        (index, like.take(MOST_SHOWN).collect::<Vec<_>>())
    });
    found.filter(|(_, like)| !like.is_empty()).collect()
}
