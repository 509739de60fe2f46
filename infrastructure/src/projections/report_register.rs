//! `report_register`: one row per concern report, coded facts and dates, no personal data.
//! Rebuildable from the ledger; nothing else writes this table. Statistics are counted from it.

use std::collections::BTreeMap;

use case_ledger_domain::codes::UsedCode;
use case_ledger_domain::ids::{CaseId, MessageId, Municipality, ReportId};
use case_ledger_domain::report::{AcknowledgementDuty, Channel, ReportEvent, ReporterKind, TriageOutcome};
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RegisteredReport {
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

const COLUMNS: &str = "report_id, case_id, message_id, child_subject, unit, channel, reporter_kind, reporter_codes, \
    content_codes, received_at, received_on, acknowledgement_due, acknowledged_on, concluded_on, conclusion_code, \
    outcome, urgent_measures, days_to_conclusion, reporter_informed_on, position";

/// Folds events into `table`.
pub(super) async fn fold(
    connection: &mut PgConnection,
    table: &str,
    municipality: &Municipality,
    events: &[Recorded],
) -> Result<(), ProjectionError> {
    let ids: Vec<Uuid> = events
        .iter()
        .filter(|recorded| matches!(recorded.event, AnyEvent::Report(_)))
        .map(|recorded| recorded.aggregate_id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let known: Vec<RegisteredReport> =
        sqlx::query_as(&format!("SELECT {COLUMNS} FROM {table} WHERE municipality = $1 AND report_id = ANY ($2)"))
            .bind(municipality.as_str())
            .bind(&ids)
            .fetch_all(&mut *connection)
            .await?;
    let mut reports: BTreeMap<Uuid, RegisteredReport> = known.into_iter().map(|row| (row.report_id, row)).collect();
    for recorded in events {
        if let AnyEvent::Report(event) = &recorded.event {
            apply(&mut reports, recorded, event)?;
        }
    }
    write(connection, table, municipality, &reports.into_values().collect::<Vec<_>>()).await
}

fn codes_of(used: &[UsedCode]) -> Vec<String> {
    used.iter().map(|used| used.code.clone()).collect()
}

/// The name of a channel in the register.
const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::CaseLedger => "case-ledger",
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

fn apply(
    reports: &mut BTreeMap<Uuid, RegisteredReport>,
    recorded: &Recorded,
    event: &ReportEvent,
) -> Result<(), ProjectionError> {
    if let ReportEvent::ReportReceived {
        child, case, message, reporter, contents, unit, channel, received_at, ..
    } = event
    {
        reports.insert(
            recorded.aggregate_id,
            RegisteredReport {
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
                acknowledgement_due: None,
                acknowledged_on: None,
                concluded_on: None,
                conclusion_code: None,
                outcome: None,
                urgent_measures: None,
                days_to_conclusion: None,
                reporter_informed_on: None,
                position: recorded.position,
            },
        );
    }
    let misfit = || ProjectionError::Misfit { position: recorded.position };
    let row = reports.get_mut(&recorded.aggregate_id).ok_or_else(misfit)?;
    row.position = recorded.position;
    match event {
        ReportEvent::ReportReceived { .. } => {}
        ReportEvent::ReporterClassified { kind, codes, acknowledgement, .. } => {
            kind_name(*kind).clone_into(&mut row.reporter_kind);
            row.reporter_codes = codes_of(codes);
            row.acknowledgement_due = match acknowledgement {
                AcknowledgementDuty::Due { by } => Some(*by),
                AcknowledgementDuty::Impossible | AcknowledgementDuty::Unknown => None,
            };
        }
        ReportEvent::AcknowledgementSent { sent_on, .. } => row.acknowledged_on = Some(*sent_on),
        ReportEvent::TriageDecided { outcome, conclusion, urgent_measures, decided_on, days_since_receipt, .. } => {
            row.concluded_on = Some(*decided_on);
            row.conclusion_code = Some(conclusion.code.clone());
            row.outcome = Some(outcome_name(*outcome).to_owned());
            row.urgent_measures = *urgent_measures;
            row.days_to_conclusion = Some(i32::try_from(*days_since_receipt).map_err(|_| misfit())?);
        }
        ReportEvent::ReporterInformedOfTriage { informed_on, .. } => row.reporter_informed_on = Some(*informed_on),
    }
    Ok(())
}

/// PostgreSQL has no arrays of arrays of unequal length: lists of codes travel as one text each. No code has a space.
fn packed(codes: &[String]) -> String {
    codes.join(" ")
}

async fn write(
    connection: &mut PgConnection,
    table: &str,
    municipality: &Municipality,
    reports: &[RegisteredReport],
) -> Result<(), ProjectionError> {
    macro_rules! column {
        ($field:ident) => {
            reports.iter().map(|row| row.$field.clone()).collect::<Vec<_>>()
        };
    }
    sqlx::query(&format!(
        "INSERT INTO {table} (municipality, {COLUMNS})
         SELECT $1, r.report_id, r.case_id, r.message_id, r.child_subject, r.unit, r.channel, r.reporter_kind,
                coalesce(string_to_array(nullif(r.reporter_codes, ''), ' '), '{{}}'),
                coalesce(string_to_array(nullif(r.content_codes, ''), ' '), '{{}}'),
                r.received_at, r.received_on, r.acknowledgement_due, r.acknowledged_on, r.concluded_on,
                r.conclusion_code, r.outcome, r.urgent_measures, r.days_to_conclusion, r.reporter_informed_on,
                r.position
           FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::timestamptz[], $12::date[], $13::date[], $14::date[], $15::date[],
                $16::text[], $17::text[], $18::boolean[], $19::integer[], $20::date[], $21::bigint[])
             AS r ({COLUMNS})
         ON CONFLICT (municipality, report_id) DO UPDATE SET
                case_id = EXCLUDED.case_id, message_id = EXCLUDED.message_id, child_subject = EXCLUDED.child_subject,
                unit = EXCLUDED.unit, channel = EXCLUDED.channel, reporter_kind = EXCLUDED.reporter_kind,
                reporter_codes = EXCLUDED.reporter_codes, content_codes = EXCLUDED.content_codes,
                received_at = EXCLUDED.received_at, received_on = EXCLUDED.received_on,
                acknowledgement_due = EXCLUDED.acknowledgement_due, acknowledged_on = EXCLUDED.acknowledged_on,
                concluded_on = EXCLUDED.concluded_on, conclusion_code = EXCLUDED.conclusion_code,
                outcome = EXCLUDED.outcome, urgent_measures = EXCLUDED.urgent_measures,
                days_to_conclusion = EXCLUDED.days_to_conclusion,
                reporter_informed_on = EXCLUDED.reporter_informed_on, position = EXCLUDED.position"
    ))
    .bind(municipality.as_str())
    .bind(column!(report_id))
    .bind(column!(case_id))
    .bind(column!(message_id))
    .bind(column!(child_subject))
    .bind(column!(unit))
    .bind(column!(channel))
    .bind(column!(reporter_kind))
    .bind(reports.iter().map(|row| packed(&row.reporter_codes)).collect::<Vec<_>>())
    .bind(reports.iter().map(|row| packed(&row.content_codes)).collect::<Vec<_>>())
    .bind(column!(received_at))
    .bind(column!(received_on))
    .bind(column!(acknowledgement_due))
    .bind(column!(acknowledged_on))
    .bind(column!(concluded_on))
    .bind(column!(conclusion_code))
    .bind(column!(outcome))
    .bind(column!(urgent_measures))
    .bind(column!(days_to_conclusion))
    .bind(column!(reporter_informed_on))
    .bind(column!(position))
    .execute(connection)
    .await?;
    Ok(())
}

/// Which reports are wanted.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// Only of that unit or district.
    pub unit: Option<String>,
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
}

/// A place in the report list, newest receipt first.
pub type ReportCursor = (DateTime<Utc>, Uuid);

/// The register's row of a report.
pub async fn report(
    pool: &PgPool,
    municipality: &Municipality,
    report: ReportId,
) -> Result<Option<RegisteredReport>, sqlx::Error> {
    sqlx::query_as(&format!("SELECT {COLUMNS} FROM report_register WHERE municipality = $1 AND report_id = $2"))
        .bind(municipality.as_str())
        .bind(report.as_uuid())
        .fetch_optional(pool)
        .await
}

/// The rows after `after`, newest receipt first.
pub async fn reports(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &ReportFilter,
    after: Option<ReportCursor>,
    most: i64,
) -> Result<Vec<RegisteredReport>, sqlx::Error> {
    listing(municipality, filter, after, most).build_query_as().fetch_all(pool).await
}

/// Only what is asked for stands in the query: a predicate that also says "or nothing was asked" uses no index.
pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a ReportFilter,
    after: Option<ReportCursor>,
    most: i64,
) -> QueryBuilder<'a, Postgres> {
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM report_register WHERE municipality = "));
    query.push_bind(municipality.as_str());
    if let Some(unit) = &filter.unit {
        query.push(" AND unit = ").push_bind(unit);
    }
    if let Some(outcome) = filter.outcome {
        query.push(" AND outcome = ").push_bind(outcome_name(outcome));
    }
    match filter.concluded {
        None => {}
        Some(true) => _ = query.push(" AND concluded_on IS NOT NULL"),
        Some(false) => _ = query.push(" AND concluded_on IS NULL"),
    }
    if let Some(from) = filter.received_from {
        query.push(" AND received_on >= ").push_bind(from);
    }
    if let Some(to) = filter.received_to {
        query.push(" AND received_on <= ").push_bind(to);
    }
    if let Some(from) = filter.concluded_from {
        query.push(" AND concluded_on >= ").push_bind(from);
    }
    if let Some(to) = filter.concluded_to {
        query.push(" AND concluded_on <= ").push_bind(to);
    }
    for (column, code) in [("reporter_codes", &filter.reporter_code), ("content_codes", &filter.content_code)] {
        match code.as_deref() {
            None => {}
            Some("") => _ = query.push(format!(" AND {column} = '{{}}'")),
            Some(code) => _ = query.push(" AND ").push_bind(code).push(format!(" = ANY ({column})")),
        }
    }
    if let Some(case) = filter.case {
        query.push(" AND case_id = ").push_bind(case.as_uuid());
    }
    if let Some(message) = filter.message {
        query.push(" AND message_id = ").push_bind(message.as_uuid());
    }
    if let Some((time, id)) = after {
        query.push(" AND (received_at, report_id) < (").push_bind(time).push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY received_at DESC, report_id DESC LIMIT ").push_bind(most);
    query
}
