//! Statistics of the child welfare service's own work, in the schema (RM-7, S2-3).

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::ids::InvestigationId;
use case_ledger_domain::investigation;
use case_ledger_domain::publishing::{Beside, WorkShown, YearOfWork};
use case_ledger_domain::settings::Publication;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::feedback::compliance::compliance;
use case_ledger_infrastructure::projections::service_statistics::{
    self as counted, MeasureFilter, MeasureRow, YearRow,
};
use chrono::Datelike as _;

use super::as_of::{AsOfInput, Moment, day, in_read_models, resolve};
use super::contacts::settings;
use super::enums::MeasureBasis;
use super::feedback::{FeedbackCompliance, PublishableFeedbackCompliance};
use super::investigations::Investigation;
use super::known::{Narrowed, narrowed};
use super::measures::Measure;
use super::publications::{self, PublishedYear};
use super::scalars::Date;
use super::statistics::{PublishableFigure, YearsInput};
use super::{
    LOAD_COST, fault, global_id, note_read, own_municipality, page, page_cost, page_size, parse_time_cursor, permitted,
    principal, services, sought, time_cursor,
};
use crate::auth::Permission;

/// Questions about the child welfare service's own work.
#[derive(Default)]
pub struct ServiceFigures;

#[Object]
impl ServiceFigures {
    /// Figures on investigations and on children with measures, year by year, of years that have ended (RM-7, S2-3). What
    /// is missing is null and not zero.
    async fn service_statistics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        years: YearsInput,
        #[graphql(
            desc = "Whether each unit or district has rows of its own; else the whole service has one per year.",
            default
        )]
        by_unit: bool,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<ServiceStatistics> {
        let principal = permitted(context, Permission::SeeStatistics)?;
        let municipality = own_municipality(context, principal, &municipality)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let (first, last) = years.resolve(day(None, moment))?;
        let as_of = in_read_models(context, &[ReadModel::ServiceStatistics], moment).await?;
        let pool = services(context).ledger.pool();
        let asked = Asked { years: (first.year(), last.year()), by_unit };
        let figures = counted::figures(pool, municipality, asked.years, by_unit, as_of).await;
        Ok(ServiceStatistics::new(figures.map_err(|error| fault(&error))?, asked, moment))
    }

    /// The same figures as they are published (`publishFigures`), of the whole service: none tells of a child or two, also not
    /// by subtraction (RM-7).
    async fn publishable_service_statistics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The municipality's number; your own.")] municipality: String,
        years: YearsInput,
    ) -> Result<PublishableServiceStatistics> {
        let principal = permitted(context, Permission::SeeStatistics)?;
        own_municipality(context, principal, &municipality)?;
        let years = years.resolve(oslo_date(clock::now()))?;
        let settings = settings(context, None).await?;
        let models = [ReadModel::ServiceStatistics, ReadModel::Feedback];
        let mut statistics = PublishableServiceStatistics::default();
        for (published, earlier) in publications::in_force(context, &settings, years, &models).await? {
            let (figures, beside) = publications::work(context, published, earlier).await?;
            statistics = statistics.with_year(published, &figures, &beside);
        }
        Ok(statistics)
    }

    /// The measures that the child welfare service decided on and the placements, the latest begun first: those that were in force in the days
    /// of a year are the ones behind its figures of children (RM-7, S2-3).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn service_measures(
        &self,
        context: &Context<'_>,
        filter: Option<ServiceMeasureFilterInput>,
        first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "The moment that is asked about; now if not given.")] as_of: Option<AsOfInput>,
    ) -> Result<Connection<String, RegisteredMeasure>> {
        permitted(context, Permission::SeeReports)?;
        let moment = resolve(context, "asOf", as_of).await?;
        let filter = filter.unwrap_or_default();
        super::oversight::must_run_forwards(filter.from, filter.to)?;
        let child = match narrowed(context, filter.national_id.as_deref(), filter.child_id.as_ref(), moment).await? {
            Narrowed::No => None,
            Narrowed::To(child) => Some(child),
            Narrowed::Nobody => return Ok(page(Vec::new(), page_size(first)?, false)),
        };
        let filter = MeasureFilter {
            unit: sought("filter.unit", filter.unit)?,
            from: filter.from.map(|date| date.0),
            to: filter.to.map(|date| date.0),
            child,
        };
        measures_found(context, &filter, first, after.as_deref(), moment).await
    }
}

/// The service's measures that a filter finds, the latest begun first.
pub async fn measures_found(
    context: &Context<'_>,
    filter: &MeasureFilter,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, RegisteredMeasure>> {
    let municipality = &permitted(context, Permission::SeeReports)?.municipality;
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::ServiceStatistics], moment).await?;
    let pool = services(context).ledger.pool();
    let rows = counted::measures(pool, municipality, filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let nodes =
        rows.into_iter().map(|row| (time_cursor(row.began_at, row.measure_id), RegisteredMeasure { row, moment }));
    let page = page(nodes.collect(), wanted, cursor.is_some());
    for MeasureRow { investigation_id, case_id, .. } in page.edges.iter().map(|edge| &edge.node.row) {
        if let Some(investigation) = investigation_id {
            note_read(context, "Investigation", *investigation, moment);
        }
        if let Some(client) = case_id {
            note_read(context, "Case", *client, moment);
        }
    }
    Ok(page)
}

/// Which measures to list; what is not given does not narrow (RM-7, S2-3).
#[derive(InputObject, Default)]
pub struct ServiceMeasureFilterInput {
    /// Only of that unit or district.
    unit: Option<String>,
    /// Only in force on a day on or after this.
    from: Option<Date>,
    /// Only in force on a day on or before this.
    to: Option<Date>,
    /// Only for the child with that national id. The number is looked up as a keyed digest and not stored; that it was
    /// looked up is recorded.
    national_id: Option<String>,
    /// Only for that child, by its pseudonym as `Child.subject` has it.
    child_id: Option<ID>,
}

/// A measure that the child welfare service decided on, or a placement of the child in an emergency or by the board (S2-56,
/// S2-62, S2-63).
pub struct RegisteredMeasure {
    row: MeasureRow,
    moment: Option<Moment>,
}

/// A measure that the child welfare service decided on, or a placement of the child in an emergency or by the board (S2-56,
/// S2-62, S2-63).
#[Object]
impl RegisteredMeasure {
    /// Its id.
    async fn id(&self) -> ID {
        global_id(Measure::PREFIX, self.row.measure_id)
    }
    /// The unit or district.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// The register's code (S1-25); null for a placement, which is none of the list's measures.
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }
    /// What it rests on (S1-12); null for a measure from before that was asked.
    async fn basis(&self) -> Option<MeasureBasis> {
        self.row.basis.as_deref().and_then(investigation::MeasureBasis::named).map(MeasureBasis::from)
    }
    /// When it was decided on; of what was imported its first day, for the source does not say.
    async fn decided_on(&self) -> Date {
        self.row.decided_on.into()
    }
    /// First day.
    async fn from(&self) -> Date {
        self.row.from_on.into()
    }
    /// Last day, as it was decided or extended last; while it is not known, the last on which it counts.
    async fn to(&self) -> Date {
        self.row.to_on.into()
    }
    /// When it ended; null while that is not recorded, and then it is in force to its last day.
    async fn ended_on(&self) -> Option<Date> {
        self.row.ended_on.map(Date)
    }
    /// Position of its newest event.
    async fn position(&self) -> i64 {
        self.row.position
    }
    /// Whether a return for statistics tells of it: it is history of another system, and names no investigation (S2-3).
    async fn imported(&self) -> bool {
        self.row.case_id.is_some()
    }
    /// The investigation in which it was decided on, with the child as far as you may see it; null for what was imported.
    #[graphql(complexity = "20 + child_complexity")]
    async fn investigation(&self, context: &Context<'_>) -> Result<Option<Investigation>> {
        let Some(investigation) = self.row.investigation_id else { return Ok(None) };
        let investigation = InvestigationId::from_uuid(investigation);
        Investigation::load(context, &principal(context).municipality, investigation, self.moment).await
    }
}

/// Figures on the child welfare service's own work that anyone can recompute: they name position and definition (RM-7,
/// S2-3). The investigations behind a row are listed by `investigations`, filtered by unit, outcome and days of
/// conclusion, the measures behind its children by `serviceMeasures`, filtered by unit and the days of the year.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ServiceStatistics {
    /// Every event of the ledger up to here is counted, and none after.
    position: i64,
    /// The moment they are shown as of; null for now.
    as_of: Option<Moment>,
    /// The version of the definitions.
    definition_version: &'static str,
    /// One row per year, and unit where asked for, of which something is known. A missing row is not a zero.
    rows: Vec<ServiceStatisticsRow>,
    #[graphql(skip)]
    asked: Asked,
}

/// What the figures were asked for.
#[derive(Clone, Copy)]
struct Asked {
    /// The first year and the last one.
    years: (i32, i32),
    by_unit: bool,
}

#[ComplexObject]
impl ServiceStatistics {
    /// How those who reported were told in time, in the same years and of the same units: that their report was received
    /// (D-2), how triage ended, how the investigation ended (D-4); requirements 5.6. Equal to the rows of `feedback`.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn feedback_compliance(&self, context: &Context<'_>) -> Result<FeedbackCompliance> {
        let municipality = &permitted(context, Permission::SeeStatistics)?.municipality;
        let as_of = in_read_models(context, &[ReadModel::Feedback], self.as_of).await?;
        let (pool, Asked { years, by_unit }) = (services(context).ledger.pool(), self.asked);
        let counted = compliance(pool, municipality, years, by_unit, as_of).await;
        Ok(counted.map_err(|error| fault(&error))?.into())
    }
}

/// The figures of a year. Each series begins with its own first year; before, it is null. Rates are fractions, null
/// where there is nothing to divide by.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ServiceStatisticsRow {
    /// The calendar year.
    year: i32,
    /// The unit or district; null for the whole service.
    unit: Option<String>,
    /// Investigations concluded in the year (S2-3).
    investigations_concluded: Option<i64>,
    /// Of these, concluded within three months of their first day (D-3).
    investigations_within_3_months: Option<i64>,
    /// Of these, with their time limit extended (C11).
    investigations_extended: Option<i64>,
    /// Of these, ended in measures (code 1).
    measures_decided: Option<i64>,
    /// Of these, ended in a case for the board (code 2).
    board_cases: Option<i64>,
    /// Of these, investigations dismissed on the service's own assessment (code 3); no reports are counted here (C10).
    dismissed_on_own_assessment: Option<i64>,
    /// Of these, investigations dismissed at the party's wish though conditions for measures are met (code 4, R-46).
    dismissed_with_concern: Option<i64>,
    /// Of these, investigations dismissed because the child moved (code 5, from 2026 codes 7, 8 and 9).
    dismissed_moved: Option<i64>,
    /// Of these, investigations dismissed and referred on (code 6).
    dismissed_referred: Option<i64>,
    /// Children with one of the service's measures in force on any day of the year, or placed in an emergency or by the board,
    /// each once (S2-3). A measure is in force from its first day to the day it ended, or else to its last day; a
    /// placement from its decision to its end, or else to the end of that year, and after that by the measure that
    /// carries it out.
    children_with_measures: Option<i64>,
    /// Of these, on 31 December (S2-3).
    children_with_measures_at_year_end: Option<i64>,
    /// Of these, with a measure that a return for statistics told of (KOSTRA 15F): in the years before the ledger was taken up
    /// all of them. Such a measure is in force to its last day, or, while none is told, to the end of the latest return's year.
    children_with_imported_measures: Option<i64>,
}

#[expect(clippy::cast_precision_loss, reason = "counts of investigations are far below 2^52")]
fn rate(part: Option<i64>, whole: Option<i64>) -> Option<f64> {
    part.zip(whole.filter(|whole| *whole > 0)).map(|(part, whole)| part as f64 / whole as f64)
}

#[ComplexObject]
impl ServiceStatisticsRow {
    /// `investigationsWithin3Months` of `investigationsConcluded` (D-3).
    async fn within_3_months_rate(&self) -> Option<f64> {
        rate(self.investigations_within_3_months, self.investigations_concluded)
    }
    /// Investigations dismissed on any ground, of `investigationsConcluded`. Dismissal of an investigation is not dismissal of a report
    /// (C10).
    async fn dismissal_rate(&self) -> Option<f64> {
        let grounds = [
            self.dismissed_on_own_assessment,
            self.dismissed_with_concern,
            self.dismissed_moved,
            self.dismissed_referred,
        ];
        rate(grounds.into_iter().sum(), self.investigations_concluded)
    }
}

/// Whether the series has begun by that year.
fn has_begun(begins: Option<i32>, year: i32) -> bool {
    begins.is_some_and(|begins| begins <= year)
}

impl ServiceStatistics {
    fn new(figures: counted::Figures, asked: Asked, moment: Option<Moment>) -> Self {
        let counted::Figures { position, investigations_begin, children_begin, rows } = figures;
        let rows = rows.into_iter().map(|row| {
            let (investigated, helped) =
                (has_begun(investigations_begin, row.year), has_begun(children_begin, row.year));
            let of_investigations = |count: i64| investigated.then_some(count);
            let of_children = |count: i64| helped.then_some(count);
            ServiceStatisticsRow {
                investigations_concluded: of_investigations(row.investigations),
                investigations_within_3_months: of_investigations(row.in_three_months),
                investigations_extended: of_investigations(row.extended),
                measures_decided: of_investigations(row.measures_decided),
                board_cases: of_investigations(row.board_cases),
                dismissed_on_own_assessment: of_investigations(row.dismissed_own),
                dismissed_with_concern: of_investigations(row.dismissed_with_concern),
                dismissed_moved: of_investigations(row.dismissed_moved),
                dismissed_referred: of_investigations(row.dismissed_referred),
                children_with_measures: of_children(row.children),
                children_with_measures_at_year_end: of_children(row.children_at_end),
                children_with_imported_measures: of_children(row.children_imported),
                year: row.year,
                unit: row.unit,
            }
        });
        Self { position, as_of: moment, definition_version: counted::DEFINITION, rows: rows.collect(), asked }
    }
}

/// Figures on the child welfare service's own work that are published (RM-7).
#[derive(Default, SimpleObject)]
#[graphql(complex)]
pub struct PublishableServiceStatistics {
    /// The years, each as it was published last.
    years: Vec<PublishedYear>,
    /// One row per year of which something is known. A missing year is not a zero.
    rows: Vec<PublishableServiceRow>,
    #[graphql(skip)]
    published: Vec<Publication>,
}

#[ComplexObject]
impl PublishableServiceStatistics {
    /// How those who reported were told in time in the same years (D-2, R-42, D-4), as it is published.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn feedback_compliance(&self, context: &Context<'_>) -> Result<PublishableFeedbackCompliance> {
        permitted(context, Permission::SeeStatistics)?;
        let mut told = PublishableFeedbackCompliance::default();
        for published in &self.published {
            told = told.with_year(*published, &publications::told(context, *published).await?);
        }
        Ok(told)
    }
}

/// The figures of a year as they may be published: counts of one to three, and what would give them away, are not shown
/// (RM-7, requirements 5.6 and 6.2). A series that has not begun is null.
#[derive(SimpleObject)]
pub struct PublishableServiceRow {
    /// The calendar year.
    year: i32,
    /// Investigations concluded.
    investigations_concluded: Option<PublishableFigure>,
    /// Of these, within three months of their first day (D-3).
    investigations_within_3_months: Option<PublishableFigure>,
    /// Of these, with their time limit extended (C11).
    investigations_extended: Option<PublishableFigure>,
    /// Of these, dismissed on any ground.
    investigations_dismissed: Option<PublishableFigure>,
    /// Children with one of the service's measures in force on any day, each once.
    children_with_measures: Option<PublishableFigure>,
    /// Of these, on 31 December.
    children_with_measures_at_year_end: Option<PublishableFigure>,
}

/// What is counted in a year.
pub fn work(row: &YearRow) -> YearOfWork {
    YearOfWork {
        investigations: row.investigations,
        in_three_months: row.in_three_months,
        extended: row.extended,
        outcomes: [
            row.measures_decided,
            row.board_cases,
            row.dismissed_own,
            row.dismissed_with_concern,
            row.dismissed_moved,
            row.dismissed_referred,
        ],
        children: row.children,
        children_at_end: row.children_at_end,
    }
}

impl PublishableServiceStatistics {
    /// The same with a year more.
    fn with_year(mut self, of: Publication, figures: &counted::Figures, beside: &Beside) -> Self {
        let counted::Figures { investigations_begin, children_begin, rows, .. } = figures;
        self.rows.extend(rows.iter().map(|row| {
            let WorkShown { investigations, in_three_months, extended, outcomes, children, children_at_end } =
                work(row).publishable(beside);
            let figure = |begins: &Option<i32>, shown: bool, count: i64| {
                has_begun(*begins, row.year).then(|| PublishableFigure::from(shown.then_some(count)))
            };
            PublishableServiceRow {
                year: row.year,
                investigations_concluded: figure(investigations_begin, investigations, row.investigations),
                investigations_within_3_months: figure(investigations_begin, in_three_months, row.in_three_months),
                investigations_extended: figure(investigations_begin, extended, row.extended),
                investigations_dismissed: figure(investigations_begin, outcomes, row.dismissed()),
                children_with_measures: figure(children_begin, children, row.children),
                children_with_measures_at_year_end: figure(children_begin, children_at_end, row.children_at_end),
            }
        }));
        self.years.push(PublishedYear::of(of, counted::DEFINITION));
        self.published.push(of);
        self
    }
}
