//! Figures of years as they were published: each year stands as the ledger had it at one position, whatever is recorded since
//! (RM-7).
//!
//! All that is published of a year stands here: its reports with each breakdown, the service's work, and what reporters were
//! told. What one more output shows is read in [`readable`] too, or a revision could be subtracted in it.

use std::iter;

use async_graphql::resolver_utils::EnumType as _;
use async_graphql::{Context, Result, SimpleObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::publishing::{Beside, Counts, Readable};
use case_ledger_domain::settings::{FiguresToPublish, Publication, Settings};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::feedback::compliance::{Compliance, compliance};
use case_ledger_infrastructure::projections::report_statistics::{self as counted, report_statistics};
use case_ledger_infrastructure::projections::service_statistics::{self, Figures};
use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

use super::as_of::{Moment, in_read_models, must_have_followed};
use super::decisions::personal;
use super::history::LedgerActor;
use super::law::settings_entries;
use super::scalars::{Date, PersonalText};
use super::statistics::PublishableDimension;
use super::{bad_input, fault, feedback, permitted, principal, service_statistics as work_told, services, statistics};
use crate::auth::Permission;

/// Where all figures that are published come from.
const READ_MODELS: [ReadModel; 3] = [ReadModel::ReportStatistics, ReadModel::ServiceStatistics, ReadModel::Feedback];

/// That the figures of a year were published (RM-7). Of a year that was published several times the last holds.
#[derive(SimpleObject)]
pub struct PublishedFigures {
    /// The calendar year.
    year: i32,
    /// The position as of which they stand: every event of the ledger up to there is counted, and none after.
    position: i64,
    /// When they were published.
    published_on: Date,
    /// By whom.
    published_by: LedgerActor,
    /// Why; null where nothing was said, which is so the first time at most.
    rationale: Option<PersonalText>,
}

/// What was published of which years, oldest first, as far as was known at the moment.
pub async fn published_figures(context: &Context<'_>, moment: Option<Moment>) -> Result<Vec<PublishedFigures>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Told {
        year: i32,
        position: i64,
        rationale: Option<Value>,
        published_on: NaiveDate,
    }
    permitted(context, Permission::SeeStatistics)?;
    let told = settings_entries(context, moment, "FiguresPublished").await?.into_iter().map(|entry| {
        let told: Told = serde_json::from_value(entry.data.clone()).map_err(|error| fault(&error))?;
        Ok(PublishedFigures {
            year: told.year,
            position: told.position,
            published_on: told.published_on.into(),
            published_by: LedgerActor::of(&entry.actor),
            rationale: told.rationale.as_ref().and_then(personal),
        })
    });
    told.collect()
}

/// A year whose figures are told as they were published (RM-7).
#[derive(SimpleObject)]
pub struct PublishedYear {
    /// The calendar year.
    year: i32,
    /// Every event of the ledger up to here is counted, and none after.
    position: i64,
    /// Since when they are published so.
    published_on: Date,
    /// The version of the definitions.
    definition_version: &'static str,
}

impl PublishedYear {
    /// The year, by the definitions of that version.
    pub fn of(Publication { year, position, published_on }: Publication, definition_version: &'static str) -> Self {
        Self { year, position, published_on: published_on.into(), definition_version }
    }
}

/// The last publication of each of the years, with all that went before it. Refused where one of them was not published; waits
/// until the read models have come as far as what is told.
pub async fn in_force<'a>(
    context: &Context<'_>,
    settings: &'a Settings,
    (first, last): (NaiveDate, NaiveDate),
    models: &[ReadModel],
) -> Result<Vec<(Publication, &'a [Publication])>> {
    let of_year = |year: i32| {
        let published = settings.published(year).next_back();
        published.ok_or_else(|| bad_input("years", InputProblem::YearNotPublished { year }))
    };
    let found = (first.year()..=last.year()).map(of_year).collect::<Result<Vec<_>>>()?;
    must_tell_what_was_published(context, settings, models).await?;
    Ok(found)
}

/// What was published stands in the read models once they have followed so far. The row at that position says nothing of it: who
/// changes that one keeps nobody from any year.
async fn must_tell_what_was_published(context: &Context<'_>, settings: &Settings, models: &[ReadModel]) -> Result<()> {
    match settings.publications().iter().map(|published| published.position).max() {
        Some(newest) => must_have_followed(context, models, newest).await,
        None => Ok(()),
    }
}

/// As of when a publication's figures stand.
const fn as_of(of: Publication) -> AsOf {
    AsOf::Position(of.position)
}

/// The first and the last day of a year that figures are kept of.
pub fn days_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let days = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
    days.filter(|_| year >= 1900)
}

/// What was published of the year's reports, as they are broken down.
pub async fn reports(
    context: &Context<'_>,
    of: Publication,
    by: Option<PublishableDimension>,
) -> Result<counted::ReportStatistics> {
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    let dimensions: Vec<_> = iter::once(counted::ReportDimension::Year).chain(by.map(Into::into)).collect();
    let days = days_of(of.year).ok_or_else(|| bad_input("years", InputProblem::YearsOutOfReach))?;
    let counted = report_statistics(pool, municipality, days, &dimensions, as_of(of)).await;
    counted.map_err(|error| fault(&error))
}

/// What was published of all of the year's reports.
pub async fn whole(context: &Context<'_>, of: Publication) -> Result<Counts> {
    Ok(reports(context, of, None).await?.rows.first().map(statistics::counts).unwrap_or_default())
}

/// What was published of the year's work of the service, and of the years next to it before that.
pub async fn work(context: &Context<'_>, of: Publication, earlier: &[Publication]) -> Result<(Figures, Beside)> {
    let mut beside = Beside::default();
    for other in earlier {
        let (counts, of_children): (_, fn(&service_statistics::YearRow) -> i64) = match other.year - of.year {
            -1 => (&mut beside.at_end_of_year_before, |row| row.children_at_end),
            1 => (&mut beside.in_year_after, |row| row.children),
            _ => continue,
        };
        counts.extend(year_of_work(context, *other).await?.rows.iter().map(of_children));
    }
    Ok((year_of_work(context, of).await?, beside))
}

async fn year_of_work(context: &Context<'_>, of: Publication) -> Result<Figures> {
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    let counted = service_statistics::figures(pool, municipality, (of.year, of.year), false, as_of(of)).await;
    counted.map_err(|error| fault(&error))
}

/// What was published of what reporters were to be told by a day of the year.
pub async fn told(context: &Context<'_>, of: Publication) -> Result<Compliance> {
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    let counted = compliance(pool, municipality, (of.year, of.year), false, as_of(of)).await;
    counted.map_err(|error| fault(&error))
}

/// All that is read of a year as it is published, in every output that there is.
async fn readable(context: &Context<'_>, of: Publication, earlier: &[Publication]) -> Result<Readable> {
    let whole = whole(context, of).await?;
    let mut tables: Vec<(&'static str, Vec<(String, Counts)>)> = Vec::new();
    for by in PublishableDimension::items() {
        let rows = reports(context, of, Some(by.value)).await?.rows;
        let code = |row: &counted::StatisticsRow| row.key.last().map(|part| part.code.clone()).unwrap_or_default();
        tables.push((by.name, rows.iter().map(|row| (code(row), statistics::counts(row))).collect()));
    }
    let mut readable = Readable::default();
    readable.read_reports(whole, &tables);
    let (figures, beside) = work(context, of, earlier).await?;
    for row in &figures.rows {
        readable.read_work(&work_told::work(row), &beside);
    }
    for row in &told(context, of).await?.rows {
        readable.read_feedback(feedback::told(row));
    }
    Ok(readable)
}

/// The figures of a year as of a moment, beside each time that they were published before.
pub async fn to_publish(
    context: &Context<'_>,
    settings: &Settings,
    (year, stood_on): (i32, NaiveDate),
    moment: Moment,
) -> Result<FiguresToPublish> {
    in_read_models(context, &READ_MODELS, Some(moment)).await?;
    must_tell_what_was_published(context, settings, &READ_MODELS).await?;
    let of = Publication { year, position: moment.position, published_on: stood_on };
    let mut before = Vec::new();
    for (published, earlier) in settings.published(year) {
        before.push(readable(context, published, earlier).await?);
    }
    let readable = readable(context, of, settings.publications()).await?;
    Ok(FiguresToPublish { year, position: of.position, stood_on, rationale: None, readable, before })
}
