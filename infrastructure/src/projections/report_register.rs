//! `report_register`: one row per concern report, coded facts and dates, no personal data.
//! Rebuildable from the ledger; nothing else writes this table.

use case_ledger_domain::case::Degree;
use case_ledger_domain::codes::UsedCode;
use case_ledger_domain::ids::{CaseId, MessageId, Municipality, ReportId, SubjectId};
use case_ledger_domain::report::{AcknowledgementDuty, Channel, Report, ReportEvent, ReporterKind, TriageOutcome};
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::table::{self, Order, Register, table};
use super::{ProjectionError, Recorded};
use crate::ledger::bus::Ledger;
use crate::ledger::history::AnyEvent;

table! {
    /// A row.
    pub struct RegisteredReport in "report_register" by report_id sorted by received_at {
        /// The report.
        pub report_id: Uuid,
        /// The case it was sent from, or the client it belongs to.
        pub case_id: Option<Uuid>,
        /// The message it came in.
        pub message_id: Option<Uuid>,
        /// The child's pseudonym.
        pub child_subject: Uuid,
        /// The unit or district.
        pub unit: String,
        /// How it came in.
        pub channel: String,
        /// The kind of reporter.
        pub reporter_kind: String,
        /// The register's reporter codes.
        pub reporter_codes: Vec<String>,
        /// The register's content codes.
        pub content_codes: Vec<String>,
        /// When it came in.
        pub received_at: DateTime<Utc>,
        /// The Norwegian date of that.
        pub received_on: NaiveDate,
        /// When another service sent it back last.
        pub came_back_on: Option<NaiveDate>,
        /// The name of how serious it is, as intake has decided.
        pub severity: Option<String>,
        /// The geographic area.
        pub area: Option<String>,
        /// When that was decided.
        pub prioritised_on: Option<NaiveDate>,
        /// Last day for the acknowledgement.
        pub acknowledgement_due: Option<NaiveDate>,
        /// When receipt was acknowledged.
        pub acknowledged_on: Option<NaiveDate>,
        /// When triage was concluded.
        pub concluded_on: Option<NaiveDate>,
        /// With which code.
        pub conclusion_code: Option<String>,
        /// What that code stands for.
        pub outcome: Option<String>,
        /// Whether urgent measures were needed.
        pub urgent_measures: Option<bool>,
        /// Calendar days from receipt to conclusion.
        pub days_to_conclusion: Option<i32>,
        /// When the reporter was told.
        pub reporter_informed_on: Option<NaiveDate>,
        /// Position of its newest event.
        pub position: i64,
    }
}

fn codes_of(used: &[UsedCode]) -> Vec<String> {
    used.iter().map(|used| used.code.clone()).collect()
}

/// The name of a channel in the register.
const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::CaseLedger => "case-ledger",
        Channel::Intake => "intake",
        Channel::Fiks => "fiks",
        Channel::Kostra15F => "kostra-15f",
    }
}

/// The name of a kind of reporter in the register.
const fn kind_name(kind: ReporterKind) -> &'static str {
    match kind {
        ReporterKind::Public => "public",
        ReporterKind::Private => "private",
        ReporterKind::Anonymous => "anonymous",
        ReporterKind::Unknown => "unknown",
    }
}

/// The name of an outcome of triage in the register.
pub const fn outcome_name(outcome: TriageOutcome) -> &'static str {
    match outcome {
        TriageOutcome::ReportDismissed => "dismissed",
        TriageOutcome::ReportTransferred => "transferred",
        TriageOutcome::InvestigationDecided => "investigation",
        TriageOutcome::DismissedActiveMeasures => "active-measures",
        TriageOutcome::AddedToOngoingInvestigation => "ongoing-investigation",
    }
}

impl RegisteredReport {
    /// Triage is to be concluded anew, and told anew.
    fn is_to_be_triaged_anew(&mut self) {
        (self.concluded_on, self.conclusion_code, self.outcome) = (None, None, None);
        (self.urgent_measures, self.days_to_conclusion, self.reporter_informed_on) = (None, None, None);
    }
}

impl Register for RegisteredReport {
    const VERSION: i32 = 5;
    const AGGREGATES: &'static [&'static str] = &[Report::TYPE];

    fn apply(row: &mut Option<Self>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let AnyEvent::Report(event) = &recorded.event else { return Ok(()) };
        if let ReportEvent::ReportReceived {
            child,
            case,
            message,
            reporter,
            contents,
            unit,
            channel,
            received_at,
            ..
        } = event
        {
            *row = Some(Self {
                report_id: recorded.aggregate_id,
                case_id: case.map(CaseId::as_uuid),
                message_id: message.map(MessageId::as_uuid),
                child_subject: child.subject.as_uuid(),
                unit: unit.clone(),
                channel: channel_name(*channel).to_owned(),
                reporter_kind: kind_name(reporter.kind()).to_owned(),
                reporter_codes: Vec::new(),
                content_codes: codes_of(contents),
                received_at: *received_at,
                received_on: oslo_date(*received_at),
                came_back_on: None,
                severity: None,
                area: None,
                prioritised_on: None,
                acknowledgement_due: None,
                acknowledged_on: None,
                concluded_on: None,
                conclusion_code: None,
                outcome: None,
                urgent_measures: None,
                days_to_conclusion: None,
                reporter_informed_on: None,
                position: recorded.position,
            });
        }
        let misfit = || ProjectionError::Misfit { position: recorded.position };
        let row = row.as_mut().ok_or_else(misfit)?;
        row.position = recorded.position;
        match event {
            ReportEvent::ReportReceived { .. }
            | ReportEvent::ReporterDeclarationRecorded { .. }
            | ReportEvent::WithholdingFromGuardiansChanged { .. }
            | ReportEvent::IntakeMeetingHeld { .. }
            | ReportEvent::JoinedInvestigationNamed { .. }
            | ReportEvent::JoiningCorrected { joined: Some(_), .. }
            | ReportEvent::UrgentFollowUpDecided { .. }
            | ReportEvent::TransferReceiptRecorded(_)
            | ReportEvent::EntryFoundWrong(_)
            | ReportEvent::Steps(_) => {}
            ReportEvent::ReporterClassified { kind, codes, acknowledgement, .. } => {
                kind_name(*kind).clone_into(&mut row.reporter_kind);
                row.reporter_codes = codes_of(codes);
                row.acknowledgement_due = match acknowledgement {
                    AcknowledgementDuty::Due { by } => Some(*by),
                    AcknowledgementDuty::Impossible | AcknowledgementDuty::NotGiven | AcknowledgementDuty::Unknown => {
                        None
                    }
                };
            }
            ReportEvent::ReporterNamedAtWork { reporter, acknowledgement_due, .. } => {
                kind_name(reporter.kind()).clone_into(&mut row.reporter_kind);
                row.acknowledgement_due = acknowledgement_due.or(row.acknowledgement_due);
            }
            ReportEvent::ReportCodesGiven { reporter_codes, contents, .. } => {
                if let Some(codes) = reporter_codes {
                    row.reporter_codes = codes_of(codes);
                }
                if let Some(codes) = contents {
                    row.content_codes = codes_of(codes);
                }
            }
            ReportEvent::ReportPrioritised { severity, area, prioritised_on, .. } => {
                // The latest by its day, as the report has it.
                if row.prioritised_on.is_none_or(|before| before <= *prioritised_on) {
                    row.severity = Some(severity.name().to_owned());
                    row.area.clone_from(area);
                    row.prioritised_on = Some(*prioritised_on);
                }
            }
            ReportEvent::AcknowledgementSent { sent_on, .. } => row.acknowledged_on = Some(*sent_on),
            ReportEvent::TriageDecided {
                outcome, conclusion, urgent_measures, decided_on, days_since_receipt, ..
            } => {
                row.concluded_on = Some(*decided_on);
                row.conclusion_code = Some(conclusion.code.clone());
                row.outcome = Some(outcome_name(*outcome).to_owned());
                row.urgent_measures = *urgent_measures;
                row.days_to_conclusion = Some(i32::try_from(*days_since_receipt).map_err(|_| misfit())?);
            }
            ReportEvent::JoiningCorrected { joined: None, .. } => row.is_to_be_triaged_anew(),
            ReportEvent::TriageReopened { sent_back, reopened_on, .. } => {
                if sent_back.is_some() {
                    row.came_back_on = Some(*reopened_on);
                }
                row.is_to_be_triaged_anew();
            }
            ReportEvent::ReporterInformedOfTriage { informed_on, .. } => row.reporter_informed_on = Some(*informed_on),
        }
        Ok(())
    }
}

/// Which reports are wanted.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// Only of that unit or district.
    pub unit: Option<String>,
    /// Only that serious.
    pub severity: Option<Degree>,
    /// Only in that geographic area.
    pub area: Option<String>,
    /// Only those of which it is decided how serious they are, or only those of which it is not.
    pub prioritised: Option<bool>,
    /// Only with that outcome of triage.
    pub outcome: Option<TriageOutcome>,
    /// Only concluded, or only unconcluded, ones.
    pub concluded: Option<bool>,
    /// Only received on or after.
    pub received_from: Option<NaiveDate>,
    /// Only received on or before.
    pub received_to: Option<NaiveDate>,
    /// Only with triage concluded on or after.
    pub concluded_from: Option<NaiveDate>,
    /// Only with triage concluded on or before.
    pub concluded_to: Option<NaiveDate>,
    /// Only with that reporter code, or, where it is empty, without any: what statistics count under it.
    pub reporter_code: Option<String>,
    /// Only with that content code, or, where it is empty, without any.
    pub content_code: Option<String>,
    /// Only of that case.
    pub case: Option<CaseId>,
    /// Only out of that message.
    pub message: Option<MessageId>,
    /// Only about that child, under any of these pseudonyms.
    pub child: Option<Vec<SubjectId>>,
    /// Only received before the report at that place, or only after it.
    pub beside: Option<(Beside, ReportCursor)>,
}

/// On which side of another report in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Received before it.
    Earlier,
    /// Received after it.
    Later,
}

/// A place in the report list, newest receipt first.
pub type ReportCursor = table::Cursor;

/// The register's row of a report, also while the read model is built.
pub async fn report(
    ledger: &Ledger,
    municipality: &Municipality,
    report: ReportId,
    as_of: AsOf,
) -> Result<Option<RegisteredReport>, ProjectionError> {
    table::row_as_recorded(ledger, municipality, (Report::TYPE, report.as_uuid()), as_of).await
}

/// The rows of several reports, as far as there are such reports.
pub async fn reports_of(
    pool: &PgPool,
    municipality: &Municipality,
    reports: &[Uuid],
    as_of: AsOf,
) -> Result<Vec<RegisteredReport>, sqlx::Error> {
    table::rows(pool, municipality, reports, as_of).await
}

/// The rows after `after`, newest receipt first.
pub async fn reports(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &ReportFilter,
    after: Option<ReportCursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<RegisteredReport>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

/// The reports about that child that came in after one moment and up to another, newest receipt first.
pub async fn about_child(
    pool: &PgPool,
    municipality: &Municipality,
    child: &[SubjectId],
    (after, until): (DateTime<Utc>, DateTime<Utc>),
    most: i64,
    as_of: AsOf,
) -> Result<Vec<RegisteredReport>, sqlx::Error> {
    let asked = |query: &mut QueryBuilder<'_, Postgres>| {
        conditions::is_child(query, Some(child));
        query.push(" AND received_at > ").push_bind(after);
        query.push(" AND received_at <= ").push_bind(until);
    };
    let mut query = table::list::<RegisteredReport>(municipality, asked, Order::Falling, None, most, as_of);
    query.build_query_as().fetch_all(pool).await
}

/// Only what is asked for stands in the query: a predicate that also says "or nothing was asked" uses no index.
pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a ReportFilter,
    after: Option<ReportCursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        conditions::is(query, "unit", filter.unit.as_deref());
        conditions::is(query, "severity", filter.severity.map(Degree::name));
        conditions::is(query, "area", filter.area.as_deref());
        conditions::is_there(query, "prioritised_on", filter.prioritised);
        conditions::is(query, "outcome", filter.outcome.map(outcome_name));
        conditions::is_there(query, "concluded_on", filter.concluded);
        conditions::within(query, "received_on", filter.received_from, filter.received_to);
        conditions::within(query, "concluded_on", filter.concluded_from, filter.concluded_to);
        for (column, code) in [("reporter_codes", &filter.reporter_code), ("content_codes", &filter.content_code)] {
            match code.as_deref() {
                Some("") => _ = query.push(format!(" AND {column} = '{{}}'")),
                code => conditions::holds(query, column, code),
            }
        }
        conditions::is(query, "case_id", filter.case.map(CaseId::as_uuid));
        conditions::is(query, "message_id", filter.message.map(MessageId::as_uuid));
        conditions::is_child(query, filter.child.as_deref());
        if let Some((side, (received_at, report))) = filter.beside {
            let than = match side {
                Beside::Earlier => "<",
                Beside::Later => ">",
            };
            query.push(format!(" AND (received_at, report_id) {than} (")).push_bind(received_at);
            query.push(", ").push_bind(report).push(")");
        }
    };
    table::list::<RegisteredReport>(municipality, asked, Order::Falling, after, most, as_of)
}
