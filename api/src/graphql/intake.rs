//! The intake list in the schema: investigations by who has them, how serious they are, and where (RM-5).

use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, ID, InputObject, Result};
use case_ledger_domain::ids::InvestigationId;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::investigation_register::{self, InvestigationFilter};

use super::as_of::{Moment, in_read_models};
use super::enums::{ConcernDegree, InvestigationOutcome};
use super::investigations::Investigation;
use super::known::{Narrowed, narrowed};
use super::oversight::must_be_in_order;
use super::scalars::Date;
use super::{fault, page, page_size, parse_time_cursor, permitted, services, sought, time_cursor};
use crate::auth::Permission;

/// Which investigations to list; what is not given does not narrow (RM-5, S1-8).
#[derive(InputObject, Default)]
pub struct InvestigationFilterInput {
    /// Only of that unit or district.
    unit: Option<String>,
    /// Only of that team (S1-8).
    team: Option<String>,
    /// Only that serious (S1-8).
    severity: Option<ConcernDegree>,
    /// Only in that area (S1-8).
    area: Option<String>,
    /// Only those that a team has taken over, or only those that wait for one.
    allocated: Option<bool>,
    /// Only concluded, or only unconcluded, ones.
    concluded: Option<bool>,
    /// Only with that outcome.
    outcome: Option<InvestigationOutcome>,
    /// Only begun on that day or later.
    started_from: Option<Date>,
    /// Only begun on that day or earlier.
    started_to: Option<Date>,
    /// Only concluded on that day or later.
    concluded_from: Option<Date>,
    /// Only concluded on that day or earlier.
    concluded_to: Option<Date>,
    /// Only with their last day on that day or later (D-3).
    due_from: Option<Date>,
    /// Only with their last day on that day or earlier (D-3).
    due_to: Option<Date>,
    /// Only about the child with that national id. The number is looked up as a keyed digest and not stored; that it was
    /// looked up is recorded.
    national_id: Option<String>,
    /// Only about that child, by its pseudonym as `Child.subject` has it.
    child_id: Option<ID>,
}

/// In which order investigations are listed.
#[derive(Clone, Copy)]
pub enum Sorted {
    /// What is due first first: what has to be worked with.
    FirstDueFirst,
    /// What is due last first: of one child, what goes on before what ended long ago.
    LastDueFirst,
}

/// The investigations that a filter finds, what is due first first.
pub async fn investigations(
    context: &Context<'_>,
    filter: InvestigationFilterInput,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, Investigation>> {
    permitted(context, Permission::SeeReports)?;
    for (from, to, field, first) in [
        (filter.started_from, filter.started_to, "filter.startedTo", "startedFrom"),
        (filter.concluded_from, filter.concluded_to, "filter.concludedTo", "concludedFrom"),
        (filter.due_from, filter.due_to, "filter.dueTo", "dueFrom"),
    ] {
        must_be_in_order(from, to, field, first)?;
    }
    let child = match narrowed(context, filter.national_id.as_deref(), filter.child_id.as_ref(), moment).await? {
        Narrowed::No => None,
        Narrowed::To(child) => Some(child),
        Narrowed::Nobody => return Ok(page(Vec::new(), page_size(first)?, false)),
    };
    let filter = InvestigationFilter {
        unit: sought("filter.unit", filter.unit)?,
        team: sought("filter.team", filter.team)?,
        severity: filter.severity.map(Into::into),
        area: sought("filter.area", filter.area)?,
        allocated: filter.allocated,
        concluded: filter.concluded,
        outcome: filter.outcome.map(Into::into),
        started_from: filter.started_from.map(|date| date.0),
        started_to: filter.started_to.map(|date| date.0),
        concluded_from: filter.concluded_from.map(|date| date.0),
        concluded_to: filter.concluded_to.map(|date| date.0),
        due_from: filter.due_from.map(|date| date.0),
        due_to: filter.due_to.map(|date| date.0),
        child,
        other_than: None,
    };
    found(context, &filter, Sorted::FirstDueFirst, first, after, moment).await
}

/// The investigations that a filter finds, in that order.
pub async fn found(
    context: &Context<'_>,
    filter: &InvestigationFilter,
    sorted: Sorted,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, Investigation>> {
    let municipality = &permitted(context, Permission::SeeReports)?.municipality;
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::InvestigationRegister], moment).await?;
    let pool = services(context).ledger.pool();
    let rows = match sorted {
        Sorted::FirstDueFirst => {
            investigation_register::investigations(pool, municipality, filter, cursor, wanted + 1, as_of).await
        }
        Sorted::LastDueFirst => {
            investigation_register::latest_investigations(pool, municipality, filter, cursor, wanted + 1, as_of).await
        }
    };
    let mut rows = rows.map_err(|error| fault(&error))?;
    // Only what is shown is loaded, because what is loaded is recorded as read.
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let mut connection = Connection::new(cursor.is_some(), rows.len() > wanted);
    rows.truncate(wanted);
    for row in rows {
        let id = InvestigationId::from_uuid(row.investigation_id);
        let investigation = Investigation::load(context, municipality, id, moment).await?;
        let edge = |node| Edge::new(time_cursor(row.due_at, row.investigation_id), node);
        connection.edges.extend(investigation.map(edge));
    }
    Ok(connection)
}
