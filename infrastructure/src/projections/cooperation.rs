//! `case_cooperation`: one row per case, with the other bodies involved and in which role somebody coordinates them
//! (RM-11, S3-3). Codes, dates, ids, and units' names only; who coordinates stands in the case. Rebuildable from the
//! ledger.

use case_ledger_domain::case::{Case, CaseEvent, CourseEvent, RelayEvent};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::people::Body;
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
use crate::reach::Reached;

table! {
    /// A row.
    pub struct Cooperation in "case_cooperation" by case_id sorted by involved_at {
        /// The case.
        pub case_id: Uuid,
        /// The unit that works with it.
        pub unit: String,
        /// Its level, 1 to 3.
        pub level: i16,
        /// Whether it is being worked with.
        pub open: bool,
        /// The names of the bodies that are or were involved, in the order of the alphabet.
        pub bodies: Vec<String>,
        /// The name of the role in which somebody coordinates them.
        pub coordinator_role: Option<String>,
        /// Since when this person does.
        pub coordinated_since: Option<NaiveDate>,
        /// The beginning of the latest day on which a body became involved, or else of the day it was opened.
        pub involved_at: DateTime<Utc>,
    }
}

impl Cooperation {
    fn nobody_coordinates(&mut self) {
        (self.coordinator_role, self.coordinated_since) = (None, None);
    }
}

impl Register for Cooperation {
    const VERSION: i32 = 3;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE];

    fn apply(row: &mut Option<Self>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let AnyEvent::Case(event) = &recorded.event else { return Ok(()) };
        if let CaseEvent::Course(CourseEvent::CaseOpened { unit, opened_on, .. }) = event {
            *row = Some(Self {
                case_id: recorded.aggregate_id,
                unit: unit.clone(),
                level: 1,
                open: true,
                bodies: Vec::new(),
                coordinator_role: None,
                coordinated_since: None,
                involved_at: start_of_day(*opened_on),
            });
        }
        let row = row.as_mut().ok_or(ProjectionError::Misfit { position: recorded.position })?;
        if let Some((bodies, _, on)) = event.involves() {
            for name in bodies.into_iter().map(Body::name) {
                if let Err(place) = row.bodies.binary_search_by(|known| known.as_str().cmp(name)) {
                    row.bodies.insert(place, name.to_owned());
                    row.involved_at = row.involved_at.max(start_of_day(on));
                }
            }
        }
        match event {
            CaseEvent::Course(CourseEvent::EscalatedToLevel { level, .. }) => row.level = level.number().into(),
            CaseEvent::Course(CourseEvent::ReturnedToLevel { level, .. }) => {
                row.level = level.number().into();
                row.nobody_coordinates();
            }
            CaseEvent::Course(CourseEvent::CaseClosed { .. }) => {
                row.open = false;
                row.nobody_coordinates();
            }
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => (row.open, row.level) = (true, 1),
            CaseEvent::Relay(
                RelayEvent::RelayHolderAssigned { holder, assigned_on: on }
                | RelayEvent::RelayHolderChanged { to: holder, changed_on: on, .. },
            ) => {
                row.coordinator_role = Some(holder.role.name().to_owned());
                row.coordinated_since = Some(*on);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Which cases are wanted, of those in which another body is involved or somebody coordinates.
#[derive(Debug, Clone, Default)]
pub struct CooperationFilter {
    /// Which cases the reader reaches.
    pub reached: Reached,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only with that body involved.
    pub body: Option<Body>,
    /// Only with a coordinator, or only without.
    pub coordinated: Option<bool>,
    /// Only open, or only closed, ones.
    pub open: Option<bool>,
    /// Only with a body that became involved on or after.
    pub from: Option<NaiveDate>,
    /// Only with the latest body involved on or before.
    pub to: Option<NaiveDate>,
}

/// The rows after `after`, the latest involvement first.
pub async fn cooperations(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &CooperationFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<Cooperation>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a CooperationFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        query.push(" AND (bodies <> '{}' OR coordinator_role IS NOT NULL)");
        filter.reached.push(query, None);
        conditions::is(query, "unit", filter.unit.as_deref());
        conditions::holds(query, "bodies", filter.body.map(Body::name));
        conditions::is_there(query, "coordinator_role", filter.coordinated);
        conditions::is(query, "open", filter.open);
        conditions::beginning_within(query, "involved_at", filter.from, filter.to);
    };
    table::list::<Cooperation>(municipality, asked, Order::Falling, after, most, as_of)
}
