//! `childs_voice`: one row per case, measure, investigation and measure of the child welfare service, with the day on which the child's own view of it was
//! first recorded (RM-8, S2-1). Codes, dates, ids, and units' names only. Rebuildable from the ledger.

use case_ledger_domain::case::{Case, CaseEvent, CourseEvent, FamilyEvent, MeasureEvent};
use case_ledger_domain::ids::{CaseId, Municipality};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent};
use case_ledger_domain::time::start_of_day;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::postgres::{PgPool, Postgres};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::of_cases::{Known, OfCases};
use super::table::{self, Cursor, Order, Table, table};
use super::{ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;
use crate::reach::Reached;

table! {
    /// A row.
    pub struct HeardIn in "childs_voice" by thing_id sorted by began_at {
        /// The case, measure, investigation or measure of the service.
        pub thing_id: Uuid,
        /// Which of them, by its name.
        pub kind: String,
        /// The case that it is or belongs to.
        pub case_id: Option<Uuid>,
        /// The investigation that it is or belongs to.
        pub investigation_id: Option<Uuid>,
        /// The unit or district.
        pub unit: String,
        /// When it began, or was planned.
        pub began_on: NaiveDate,
        /// The first day of which the child's view is recorded.
        pub heard_on: Option<NaiveDate>,
        /// The beginning of the day on which it began.
        pub began_at: DateTime<Utc>,
    }
}

/// What the child's view is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeardAbout {
    /// A case: its own words in a conversation, or its voice in an evaluation.
    Case,
    /// A measure: its voice in an evaluation.
    Measure,
    /// An investigation: how it took part.
    Investigation,
    /// A measure of the child welfare service: how it took part in the plan or in an evaluation (S2-59).
    ServiceMeasure,
}

impl HeardAbout {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Case, Self::Measure, Self::Investigation, Self::ServiceMeasure];

    /// Its name, under which the rows keep it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Measure => "measure",
            Self::Investigation => "investigation",
            Self::ServiceMeasure => "service-measure",
        }
    }

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.name() == name)
    }
}

/// The day of which the event records the child's own view.
fn heard_on(event: &AnyEvent) -> Option<NaiveDate> {
    match event {
        AnyEvent::Case(CaseEvent::Family(FamilyEvent::ConversationHeld { childs_own_words, held_on, .. })) => {
            (!childs_own_words.is_empty()).then_some(*held_on)
        }
        AnyEvent::Case(CaseEvent::Measure(MeasureEvent::MeasureEvaluated { evaluation, evaluated_on, .. })) => {
            evaluation.childs_voice.as_ref().map(|_| *evaluated_on)
        }
        AnyEvent::Investigation(InvestigationEvent::ChildParticipationRecorded { kind, on, .. }) => {
            kind.childs_view_is_known().then_some(*on)
        }
        AnyEvent::Investigation(
            InvestigationEvent::ServiceMeasurePlanMade { voices, planned_on: on, .. }
            | InvestigationEvent::DecidedMeasureEvaluated { voices, evaluated_on: on, .. },
        ) => voices.childs_view_is_known().then_some(*on),
        _ => None,
    }
}

impl OfCases for HeardIn {
    const VERSION: i32 = 3;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE, Investigation::TYPE];

    fn touched(recorded: &Recorded) -> Vec<Uuid> {
        let whole = recorded.aggregate_id;
        match &recorded.event {
            AnyEvent::Case(CaseEvent::Measure(MeasureEvent::MeasurePlanned { measure, .. })) => {
                vec![measure.as_uuid()]
            }
            AnyEvent::Case(CaseEvent::Measure(MeasureEvent::MeasureEvaluated { measure, .. })) => {
                vec![whole, measure.as_uuid()]
            }
            AnyEvent::Case(
                CaseEvent::Course(CourseEvent::CaseOpened { .. })
                | CaseEvent::Family(FamilyEvent::ConversationHeld { .. }),
            )
            | AnyEvent::Investigation(
                InvestigationEvent::InvestigationOpened { .. } | InvestigationEvent::ChildParticipationRecorded { .. },
            ) => vec![whole],
            AnyEvent::Investigation(
                InvestigationEvent::MeasureDecided { measure, .. }
                | InvestigationEvent::DecidedMeasureEvaluated { measure, .. },
            ) => vec![measure.as_uuid()],
            AnyEvent::Investigation(InvestigationEvent::ServiceMeasurePlanMade { measures, .. }) => {
                measures.iter().map(|measure| measure.as_uuid()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn makes_row(event: &CaseEvent) -> bool {
        matches!(event, CaseEvent::Measure(MeasureEvent::MeasurePlanned { .. }))
    }

    fn makes_row_in_investigation(event: &InvestigationEvent) -> bool {
        matches!(event, InvestigationEvent::MeasureDecided { .. })
    }

    fn apply(row: &mut Option<Self>, key: Uuid, recorded: &Recorded, known: Known<'_>) -> Result<(), ProjectionError> {
        let misfit = || ProjectionError::Misfit { position: recorded.position };
        let new = |kind: HeardAbout, case_id: Option<Uuid>, unit: &str, began_on: NaiveDate| Self {
            thing_id: key,
            kind: kind.name().to_owned(),
            case_id,
            investigation_id: matches!(kind, HeardAbout::Investigation | HeardAbout::ServiceMeasure)
                .then_some(recorded.aggregate_id),
            unit: unit.to_owned(),
            began_on,
            heard_on: None,
            began_at: start_of_day(began_on),
        };
        match &recorded.event {
            AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseOpened { unit, opened_on, .. })) => {
                *row = Some(new(HeardAbout::Case, Some(key), unit, *opened_on));
            }
            AnyEvent::Case(CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, .. })) => {
                let unit = &known.began.ok_or_else(misfit)?.unit;
                *row = Some(new(HeardAbout::Measure, Some(recorded.aggregate_id), unit, *planned_on));
            }
            AnyEvent::Investigation(InvestigationEvent::InvestigationOpened { case, unit, started_on, .. }) => {
                *row = Some(new(HeardAbout::Investigation, case.map(CaseId::as_uuid), unit, *started_on));
            }
            AnyEvent::Investigation(InvestigationEvent::MeasureDecided { decided_on, .. }) => {
                let unit = &known.began.ok_or_else(misfit)?.unit;
                *row = Some(new(HeardAbout::ServiceMeasure, None, unit, *decided_on));
            }
            _ => {}
        }
        let row = row.as_mut().ok_or_else(misfit)?;
        if let Some(on) = heard_on(&recorded.event) {
            row.heard_on = Some(row.heard_on.map_or(on, |before| before.min(on)));
        }
        Ok(())
    }
}

/// Which rows are wanted.
#[derive(Debug, Clone, Default)]
pub struct HeardFilter {
    /// Which cases the reader reaches; investigations are none, nor are their measures.
    pub reached: Reached,
    /// Only of these kinds.
    pub kinds: Vec<HeardAbout>,
    /// Only of that unit or district.
    pub unit: Option<String>,
    /// Only with the child's view recorded, or only without.
    pub heard: Option<bool>,
    /// Only begun on or after.
    pub from: Option<NaiveDate>,
    /// Only begun on or before.
    pub to: Option<NaiveDate>,
}

impl HeardFilter {
    fn push<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>) {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.name()).collect();
        query.push(" AND kind = ANY (").push_bind(kinds).push(")");
        self.reached.push(query, Some("investigation_id IS NOT NULL"));
        conditions::is(query, "unit", self.unit.as_deref());
        conditions::is_there(query, "heard_on", self.heard);
        conditions::within(query, "began_on", self.from, self.to);
    }
}

/// How many there are of a kind in a unit, and in how many of them the child's view is recorded.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Coverage {
    /// The unit or district.
    pub unit: String,
    /// The name of the kind.
    pub kind: String,
    /// How many there are.
    pub total: i64,
    /// In how many the child's view is recorded.
    pub heard: i64,
}

/// The rows after `after`, the latest begun first.
pub async fn listing(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &HeardFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<HeardIn>, sqlx::Error> {
    listed(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

fn listed<'a>(
    municipality: &'a Municipality,
    filter: &'a HeardFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| filter.push(query);
    table::list::<HeardIn>(municipality, asked, Order::Falling, after, most, as_of)
}

/// The coverage by unit and kind of what a filter finds.
pub async fn coverage(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &HeardFilter,
    as_of: AsOf,
) -> Result<Vec<Coverage>, sqlx::Error> {
    let [live, history, _] = HeardIn::TABLES;
    let mut query = QueryBuilder::new("SELECT unit, kind, count(*) AS total, count(heard_on) AS heard FROM (");
    for (table, past) in [(live, false), (history, true)] {
        if past && as_of == AsOf::Now {
            continue;
        }
        if past {
            query.push(" UNION ALL ");
        }
        query.push(format!("SELECT unit, kind, heard_on FROM {table} WHERE municipality = "));
        query.push_bind(municipality.as_str());
        if let Some(position) = as_of.position() {
            query.push(" AND valid_from <= ").push_bind(position);
            if past {
                query.push(" AND valid_to > ").push_bind(position);
            }
        }
        filter.push(&mut query);
    }
    query.push(") AS known GROUP BY unit, kind ORDER BY unit, kind");
    query.build_query_as().fetch_all(pool).await
}
