//! `investigation_register`: one row per investigation: which team has it, by how serious it is and where, and how far
//! it has come (RM-5, S1-8). No personal data.
//! Rebuildable from the ledger; nothing else writes this table.

use case_ledger_domain::case::Degree;
use case_ledger_domain::ids::{CaseId, InvestigationId, Municipality, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent, InvestigationOutcome};
use case_ledger_domain::time::start_of_day;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::table::{self, Cursor, Order, Register, table};
use super::{ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;

table! {
    /// A row.
    pub struct RegisteredInvestigation in "investigation_register" by investigation_id sorted by due_at {
        /// The investigation.
        pub investigation_id: Uuid,
        /// The report it follows from.
        pub report_id: Uuid,
        /// The case that report was sent from.
        pub case_id: Option<Uuid>,
        /// The child's pseudonym.
        pub child_subject: Uuid,
        /// The unit or district.
        pub unit: String,
        /// The first day.
        pub started_on: NaiveDate,
        /// The last day for its conclusion.
        pub deadline: NaiveDate,
        /// The beginning of that day.
        pub due_at: DateTime<Utc>,
        /// The team that has it.
        pub team: Option<String>,
        /// The name of how serious it is.
        pub severity: Option<String>,
        /// The geographic area.
        pub area: Option<String>,
        /// When the team took it over.
        pub allocated_on: Option<NaiveDate>,
        /// When it was concluded.
        pub concluded_on: Option<NaiveDate>,
        /// The name of what it came to.
        pub outcome: Option<String>,
        /// Position of its newest event.
        pub position: i64,
    }
}

impl Register for RegisteredInvestigation {
    const VERSION: i32 = 4;
    const AGGREGATES: &'static [&'static str] = &[Investigation::TYPE];

    fn apply(row: &mut Option<Self>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let AnyEvent::Investigation(event) = &recorded.event else { return Ok(()) };
        if let InvestigationEvent::InvestigationOpened { report, case, child, unit, started_on, deadline, .. } = event {
            *row = Some(Self {
                investigation_id: recorded.aggregate_id,
                report_id: report.as_uuid(),
                case_id: case.map(CaseId::as_uuid),
                child_subject: child.subject.as_uuid(),
                unit: unit.clone(),
                started_on: *started_on,
                deadline: *deadline,
                due_at: start_of_day(*deadline),
                team: None,
                severity: None,
                area: None,
                allocated_on: None,
                concluded_on: None,
                outcome: None,
                position: recorded.position,
            });
        }
        let row = row.as_mut().ok_or(ProjectionError::Misfit { position: recorded.position })?;
        row.position = recorded.position;
        match event {
            // The latest by its day, as the investigation has it.
            InvestigationEvent::InvestigationAllocated { team, severity, area, guides: _, allocated_on }
                if row.allocated_on.is_none_or(|before| before <= *allocated_on) =>
            {
                (row.team, row.area) = (Some(team.clone()), Some(area.clone()));
                (row.severity, row.allocated_on) = (Some(severity.name().to_owned()), Some(*allocated_on));
            }
            InvestigationEvent::DeadlineExtended { new_deadline, .. } => {
                (row.deadline, row.due_at) = (*new_deadline, start_of_day(*new_deadline));
            }
            InvestigationEvent::InvestigationConcluded { outcome, concluded_on, .. } => {
                (row.concluded_on, row.outcome) = (Some(*concluded_on), Some(outcome.name().to_owned()));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Which investigations are wanted.
#[derive(Debug, Clone, Default)]
pub struct InvestigationFilter {
    /// Only of that unit or district.
    pub unit: Option<String>,
    /// Only of that team.
    pub team: Option<String>,
    /// Only that serious.
    pub severity: Option<Degree>,
    /// Only in that area.
    pub area: Option<String>,
    /// Only those that a team has taken over, or only those that wait for one.
    pub allocated: Option<bool>,
    /// Only concluded, or only unconcluded, ones.
    pub concluded: Option<bool>,
    /// Only with that outcome.
    pub outcome: Option<InvestigationOutcome>,
    /// Only begun on or after.
    pub started_from: Option<NaiveDate>,
    /// Only begun on or before.
    pub started_to: Option<NaiveDate>,
    /// Only concluded on or after.
    pub concluded_from: Option<NaiveDate>,
    /// Only concluded on or before.
    pub concluded_to: Option<NaiveDate>,
    /// Only with their last day on or after.
    pub due_from: Option<NaiveDate>,
    /// Only with their last day on or before.
    pub due_to: Option<NaiveDate>,
    /// Only about that child, under any of these pseudonyms.
    pub child: Option<Vec<SubjectId>>,
    /// Only others than that one.
    pub other_than: Option<InvestigationId>,
}

/// The investigations after `after`, what is due first first.
pub async fn investigations(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &InvestigationFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<RegisteredInvestigation>, sqlx::Error> {
    listing(municipality, filter, Order::Rising, after, most, as_of).build_query_as().fetch_all(pool).await
}

/// The same, what is due last first: of one child, what goes on stands before what ended long ago.
pub async fn latest_investigations(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &InvestigationFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<RegisteredInvestigation>, sqlx::Error> {
    listing(municipality, filter, Order::Falling, after, most, as_of).build_query_as().fetch_all(pool).await
}

pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a InvestigationFilter,
    order: Order,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        for (column, text) in [("unit", &filter.unit), ("team", &filter.team), ("area", &filter.area)] {
            conditions::is(query, column, text.as_deref());
        }
        conditions::is(query, "severity", filter.severity.map(Degree::name));
        for (column, there) in [("allocated_on", filter.allocated), ("concluded_on", filter.concluded)] {
            conditions::is_there(query, column, there);
        }
        conditions::is(query, "outcome", filter.outcome.map(InvestigationOutcome::name));
        conditions::within(query, "started_on", filter.started_from, filter.started_to);
        conditions::within(query, "concluded_on", filter.concluded_from, filter.concluded_to);
        conditions::within(query, "deadline", filter.due_from, filter.due_to);
        conditions::is_child(query, filter.child.as_deref());
        if let Some(known) = filter.other_than {
            query.push(" AND investigation_id <> ").push_bind(known.as_uuid());
        }
    };
    table::list::<RegisteredInvestigation>(municipality, asked, order, after, most, as_of)
}
