//! The feedback register in the schema (RM-16).

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use case_ledger_domain::ids::ReportId;
use case_ledger_domain::publishing::{Told, ToldShown, publishable_feedback};
use case_ledger_domain::settings::Publication;
use case_ledger_domain::{investigation, report};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::feedback::compliance::{self, Compliance, FeedbackYear};
use case_ledger_infrastructure::projections::feedback::{self, FeedbackFilter, FeedbackRow};
use chrono::NaiveDate;

use super::as_of::{Moment, day, in_read_models};
use super::enums::{DisclosureBasis, ReporterKind, TriageOutcome};
use super::investigations::Investigation;
use super::oversight::must_run_forwards;
use super::publications::PublishedYear;
use super::reports::Report;
use super::scalars::Date;
use super::statistics::PublishableFigure;
use super::together::ReportsOfPage;
use super::{
    fault, global_id, note_read, page, page_size, parse_time_cursor, permitted, services, sought, time_cursor,
};
use crate::auth::Permission;

/// Which reports' feedback to list; what is not given does not narrow (RM-16).
#[derive(InputObject, Default)]
pub struct FeedbackFilterInput {
    /// Only of that unit or district.
    unit: Option<String>,
    /// Only owed to, or told to, reporters of that kind.
    reporter_kind: Option<ReporterKind>,
    /// Only where something is owed and was not told, or only where nothing is.
    outstanding: Option<bool>,
    /// Only where the last day for something that was not told has passed (D-2, D-4).
    #[graphql(default)]
    overdue: bool,
    /// Only of reports that joined an investigation that was going on, or only of others.
    joined_ongoing: Option<bool>,
    /// Only where something was told that may not be told, how triage or the investigation ended, measures or a concern, or
    /// only where nothing was.
    unlawful: Option<bool>,
    /// Only of reports received on that day or later.
    received_from: Option<Date>,
    /// Only of reports received on that day or earlier.
    received_to: Option<Date>,
    /// Only where something is owed by a day in a period: the rows behind `feedbackCompliance`.
    due: Option<FeedbackDueInput>,
}

/// One of the things that the one who reported is told (RM-16).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "feedback::ToldOf")]
pub enum FeedbackOf {
    /// That the report was received (R-41, D-2).
    Receipt,
    /// How triage ended.
    Triage,
    /// How the investigation ended (R-43, D-4).
    Conclusion,
}

/// What was owed by which days (RM-16).
#[derive(InputObject)]
pub struct FeedbackDueInput {
    /// What is to be told.
    of: FeedbackOf,
    /// The first of the last days for it.
    from: Date,
    /// The last of them.
    to: Date,
}

/// The feedback that a filter finds, of the newest report first.
pub async fn find(
    context: &Context<'_>,
    filter: FeedbackFilterInput,
    on: Option<Date>,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, ReportFeedback>> {
    let municipality = &permitted(context, Permission::SeeReports)?.municipality;
    must_run_forwards(filter.received_from, filter.received_to)?;
    if let Some(due) = &filter.due {
        must_run_forwards(Some(due.from), Some(due.to))?;
    }
    let on = day(on, moment);
    let filter = FeedbackFilter {
        unit: sought("filter.unit", filter.unit)?,
        reporter_kind: filter.reporter_kind.map(Into::into),
        outstanding: filter.outstanding,
        overdue_on: filter.overdue.then_some(on),
        joined_ongoing: filter.joined_ongoing,
        unlawful: filter.unlawful,
        received_from: filter.received_from.map(|date| date.0),
        received_to: filter.received_to.map(|date| date.0),
        due: filter.due.map(|due| (due.of.into(), due.from.0, due.to.0)),
    };
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::Feedback], moment).await?;
    let rows = feedback::feedback(services(context).ledger.pool(), municipality, &filter, cursor, wanted + 1, as_of);
    let rows = rows.await.map_err(|error| fault(&error))?;
    let reports = ReportsOfPage::of(rows.iter().map(|row| row.report_id), moment);
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.received_at, row.feedback_id);
        (cursor, ReportFeedback { row, on, reports: reports.clone() })
    });
    let page = page(nodes.collect(), wanted, cursor.is_some());
    for edge in &page.edges {
        note_read(context, "Report", edge.node.row.report_id, moment);
    }
    Ok(page)
}

/// One thing that the one who reported is told (RM-16).
#[derive(Clone, Copy, SimpleObject)]
pub struct FeedbackItem {
    /// Whether it is owed; what is not owed may have been told still.
    owed: bool,
    /// From which day it is counted.
    since: Option<Date>,
    /// The last day for it, where it is owed (D-2, D-4).
    due: Option<Date>,
    /// When it was told.
    told_on: Option<Date>,
    /// Calendar days from the first day to that, or to the day that is asked about while it is owed.
    days: Option<i64>,
    /// Whether it was told in time; null where it is not owed, or there is still time (D-2, D-4).
    in_time: Option<bool>,
    /// Whether what was told is what may be told, to one who may be told it; null while nothing was told (R-42, R-43,
    ///
    lawful: Option<bool>,
}

impl FeedbackItem {
    fn new(
        (since, due, told_on): (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>),
        lawful: Option<bool>,
        on: NaiveDate,
    ) -> Self {
        let until = told_on.or_else(|| due.map(|_| on));
        let in_time = due.and_then(|due| match told_on {
            Some(told_on) => Some(told_on <= due),
            None => (due < on).then_some(false),
        });
        Self {
            owed: due.is_some(),
            since: since.map(Date),
            due: due.map(Date),
            told_on: told_on.map(Date),
            days: since.zip(until).map(|(since, until)| (until - since).num_days()),
            in_time,
            lawful,
        }
    }
}

/// That a reporter was told of measures.
#[derive(Clone, Copy, SimpleObject)]
pub struct DisclosedMeasures {
    /// When.
    on: Date,
    /// On what basis.
    basis: DisclosureBasis,
    /// Whether there were measures to tell of, and reasons for it.
    lawful: bool,
}

/// What the one who sent a report was told and is still to be told: receipt, triage, the end of the investigation
/// (RM-16). A renewed investigation, which no report of its own began, has an entry of its own.
pub struct ReportFeedback {
    row: FeedbackRow,
    on: NaiveDate,
    reports: ReportsOfPage,
}

/// What the one who sent a report was told and is still to be told: receipt, triage, the end of the investigation
/// (RM-16). A renewed investigation, which no report of its own began, has an entry of its own.
#[Object]
impl ReportFeedback {
    /// Its id.
    async fn id(&self) -> ID {
        global_id("feedback", self.row.feedback_id)
    }
    /// The id of the report.
    async fn report_id(&self) -> ID {
        global_id(Report::PREFIX, self.row.report_id)
    }
    /// The report, with the name of the one it is owed to.
    #[graphql(complexity = "5 + child_complexity")]
    async fn report(&self, context: &Context<'_>) -> Result<Option<Report>> {
        self.reports.find(context, ReportId::from_uuid(self.row.report_id)).await
    }
    /// The id of the investigation whose end is told.
    async fn investigation_id(&self) -> Option<ID> {
        self.row.investigation_id.map(|id| global_id(Investigation::PREFIX, id))
    }
    /// The unit or district.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// To what kind of reporter it is owed; what one may expect depends on it.
    async fn reporter_kind(&self) -> ReporterKind {
        let kind = report::ReporterKind::named(&self.row.reporter_kind);
        kind.unwrap_or(report::ReporterKind::Unknown).into()
    }
    /// When the report came in; of a renewed investigation, the day it began.
    async fn received_on(&self) -> Date {
        self.row.received_on.into()
    }
    /// Whether it was taken over from a return for statistics, which tells of no feedback: nothing is held against it.
    async fn from_return(&self) -> bool {
        self.row.from_return
    }
    /// That the report was received (R-41, D-2).
    async fn acknowledgement(&self) -> FeedbackItem {
        let row = &self.row;
        let lawful = row.acknowledged_on.map(|_| true);
        FeedbackItem::new((Some(row.received_on), row.acknowledgement_due, row.acknowledged_on), lawful, self.on)
    }
    /// How triage ended: only to public reporters, and only whether the report is investigated (R-42, S1-7). Owed once triage
    /// is concluded, within three weeks from receipt (D-2), as the acknowledgement, or from the day on which another service
    /// sent the report back: late triage makes no room for it.
    async fn triage(&self) -> FeedbackItem {
        let row = &self.row;
        FeedbackItem::new((row.triage_told_since(), row.triage_due, row.triage_told_on), row.triage_lawful, self.on)
    }
    /// What triage came to (C10).
    async fn triage_outcome(&self) -> Option<TriageOutcome> {
        self.row.triage_outcome.as_deref().and_then(report::TriageOutcome::named).map(Into::into)
    }
    /// Whether the report joined an investigation that was going on: the reporter is told that there is one, and
    /// how it ends where triage named it.
    async fn joined_ongoing(&self) -> bool {
        self.row.joined_ongoing
    }
    /// How the investigation ended: in writing, and only whether it is dismissed or followed up (R-43, S1-13, D-4).
    async fn conclusion(&self) -> FeedbackItem {
        let row = &self.row;
        FeedbackItem::new(
            (row.concluded_on, row.conclusion_due, row.conclusion_told_on),
            row.conclusion_lawful,
            self.on,
        )
    }
    /// That measures were told of, which is never owed.
    async fn measures(&self) -> Option<DisclosedMeasures> {
        let basis = self.row.measures_basis.as_deref().and_then(investigation::DisclosureBasis::named)?;
        let lawful = self.row.measures_lawful.unwrap_or(false);
        Some(DisclosedMeasures { on: self.row.measures_told_on?.into(), basis: basis.into(), lawful })
    }
    /// When it was told that the investigation was dismissed with concern, which is never owed and takes an assessment of its
    /// own (S2-43, R-44).
    async fn concern_told_on(&self) -> Option<Date> {
        self.row.concern_told_on.map(Date)
    }
    /// Whether that was what may be told, of the investigation that the report belongs to, with reasons, to one who may be told
    /// it; null while it was not told.
    async fn concern_lawful(&self) -> Option<bool> {
        self.row.concern_lawful
    }
    /// When a private reporter was named as one at work: from then on feedback is owed.
    async fn named_at_work_on(&self) -> Option<Date> {
        self.row.named_on.map(Date)
    }
    /// The first of the last days for what is owed and was not told; null where nothing is outstanding (D-2, D-4).
    async fn outstanding_by(&self) -> Option<Date> {
        self.row.outstanding_by.map(Date)
    }
}

/// How those who reported were told in time (requirements 5.6, D-2, D-4). Anyone can recompute it: it names position and
/// definition, and `feedback` with `due` lists the rows behind each figure.
#[derive(SimpleObject)]
pub struct FeedbackCompliance {
    /// Every event of the ledger up to here is counted, and none after.
    position: i64,
    /// The version of the definitions.
    definition_version: &'static str,
    /// One row per year, and unit where asked for, in which something was owed. A missing row is not a zero.
    rows: Vec<FeedbackComplianceRow>,
}

impl From<Compliance> for FeedbackCompliance {
    fn from(Compliance { position, rows }: Compliance) -> Self {
        let rows = rows.into_iter().map(FeedbackComplianceRow::from).collect();
        Self { position, definition_version: compliance::DEFINITION, rows }
    }
}

/// What was to be told by the days of a year, and was (D-2, R-42, D-4).
#[derive(SimpleObject)]
pub struct FeedbackComplianceRow {
    /// The calendar year in which the last days lie.
    year: i32,
    /// The unit or district; null for the whole service.
    unit: Option<String>,
    /// Acknowledgements that a report was received, to public reporters and to named private ones as the municipality has
    /// it (R-41, D-2).
    acknowledgement: FeedbackFigures,
    /// How triage ended, to public reporters.
    triage: FeedbackFigures,
    /// How the investigation ended, to public reporters (R-43, D-4).
    conclusion: FeedbackFigures,
}

impl From<FeedbackYear> for FeedbackComplianceRow {
    fn from(row: FeedbackYear) -> Self {
        let figures = |due, in_time, late| FeedbackFigures { due, in_time, late };
        Self {
            acknowledgement: figures(row.acknowledgements, row.acknowledgements_in_time, row.acknowledgements_late),
            triage: figures(row.triage, row.triage_in_time, row.triage_late),
            conclusion: figures(row.conclusions, row.conclusions_in_time, row.conclusions_late),
            year: row.year,
            unit: row.unit,
        }
    }
}

/// How those who reported were told in time, of the whole service, as it is published (RM-7, requirements 5.6 and 6.2).
#[derive(Default, SimpleObject)]
pub struct PublishableFeedbackCompliance {
    /// The years, each as it was published last.
    years: Vec<PublishedYear>,
    /// One row per year in which something was owed. A missing row is not a zero.
    rows: Vec<PublishableFeedbackRow>,
}

/// What was to be told by the days of a year, and was: counts of one to three, and what would give them away, are not
/// shown (RM-7, D-2, R-42, D-4).
#[derive(SimpleObject)]
pub struct PublishableFeedbackRow {
    /// The calendar year in which the last days lie.
    year: i32,
    /// Acknowledgements that a report was received (R-41, D-2).
    acknowledgement: PublishableFeedbackFigures,
    /// How triage ended.
    triage: PublishableFeedbackFigures,
    /// How the investigation ended (R-43, D-4).
    conclusion: PublishableFeedbackFigures,
}

/// How often something was owed, and told, as it may be published (RM-7, D-2, R-42, D-4).
#[derive(SimpleObject)]
pub struct PublishableFeedbackFigures {
    /// How often the last day for it lay in the year.
    due: PublishableFigure,
    /// Of these, told on that day or before.
    in_time: PublishableFigure,
    /// Of these, told later.
    late: PublishableFigure,
    /// `inTime` of `due`, as a fraction, where both are shown; null where nothing was due.
    in_time_rate: Option<f64>,
}

impl PublishableFeedbackFigures {
    fn of(told: Told, shown: ToldShown) -> Self {
        Self {
            due: shown.due.then_some(told.due).into(),
            in_time: shown.when.then_some(told.in_time).into(),
            late: shown.when.then_some(told.late).into(),
            in_time_rate: (shown.when && told.due > 0).then(|| fraction(told.in_time, told.due)),
        }
    }
}

/// What was to be told by the days of a year and was: that the report was received, how triage ended, how the investigation
/// did.
pub const fn told(row: &FeedbackYear) -> [Told; 3] {
    [
        Told { due: row.acknowledgements, in_time: row.acknowledgements_in_time, late: row.acknowledgements_late },
        Told { due: row.triage, in_time: row.triage_in_time, late: row.triage_late },
        Told { due: row.conclusions, in_time: row.conclusions_in_time, late: row.conclusions_late },
    ]
}

impl PublishableFeedbackCompliance {
    /// The same with a year more.
    pub fn with_year(mut self, of: Publication, counted: &Compliance) -> Self {
        self.rows.extend(counted.rows.iter().map(|row| {
            let year = told(row);
            let shown = publishable_feedback(year);
            let [acknowledgement, triage, conclusion] =
                [0, 1, 2].map(|item| PublishableFeedbackFigures::of(year[item], shown[item]));
            PublishableFeedbackRow { year: row.year, acknowledgement, triage, conclusion }
        }));
        self.years.push(PublishedYear::of(of, compliance::DEFINITION));
        self
    }
}

/// How often something was owed, and told (D-2, R-42, D-4).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct FeedbackFigures {
    /// How often the last day for it lay in the year.
    due: i64,
    /// Of these, told on that day or before.
    in_time: i64,
    /// Of these, told later.
    late: i64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of reports are far below 2^52")]
fn fraction(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

#[ComplexObject]
impl FeedbackFigures {
    /// Of these, not told at all so far.
    async fn not_told(&self) -> i64 {
        self.due - self.in_time - self.late
    }
    /// `inTime` of `due`, as a fraction; null where nothing was due.
    async fn in_time_rate(&self) -> Option<f64> {
        (self.due > 0).then(|| fraction(self.in_time, self.due))
    }
}
