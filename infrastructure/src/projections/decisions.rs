//! `decisions`: one row per decision in cases, on reports and in investigations (RM-14). No personal data: reasons and
//! names stand in the event, whose position each row holds.
//! Rebuildable from the ledger; nothing else writes this table.

use case_ledger_domain::case::Case;
use case_ledger_domain::decisions::{Decided, DecisionKind, decided};
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::investigation::Investigation;
use case_ledger_domain::report::Report;
use case_ledger_domain::time::start_of_day;
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::oversight::{AboutWhat, Whose, heard, push_about, push_whose};
use super::report_register::RegisteredReport;
use super::streams::{Began, Streams};
use super::table::{self, Change, Cursor, Order, Rows, Table, table};
use super::{Batch, Model, Place, ProjectionError, Recorded};
use crate::personal::sight::SameChildren;
use crate::reach::Reached;

table! {
    /// A decision.
    pub struct DecisionRow in "decisions" by decision_id sorted by decided_at {
        /// Under which it is kept.
        pub decision_id: Uuid,
        /// The name of what it is about.
        pub kind: String,
        /// What it came to.
        pub outcomes: Vec<String>,
        /// Whether by it less or nothing is done for the child.
        pub not_to_act: bool,
        /// The case.
        pub case_id: Option<Uuid>,
        /// The report.
        pub report_id: Option<Uuid>,
        /// The investigation.
        pub investigation_id: Option<Uuid>,
        /// The child's pseudonym.
        pub child_subject: Uuid,
        /// The unit or district.
        pub unit: String,
        /// Whether it is the child welfare service's, and not the universal arena's.
        pub of_service: bool,
        /// The day.
        pub decided_on: NaiveDate,
        /// The name of the role of the one who decided.
        pub decider_role: Option<String>,
        /// Whether its reasons are written down.
        pub reasoned: bool,
        /// The ids of what it cites.
        pub cited: Vec<String>,
        /// The act and paragraph that it cites.
        pub legal_basis: Option<String>,
        /// The guides that were followed, each with its version.
        pub guides: Vec<String>,
        /// The beginning of the day.
        pub decided_at: DateTime<Utc>,
        /// What comes in after this came later: when it was recorded, or the end of the day of one that was dated back.
        pub later_after: DateTime<Utc>,
        /// Position of the event.
        pub position: i64,
    }
}

/// The read model.
pub struct Decisions;

/// What a fold remembers.
#[derive(Default)]
pub struct Memory {
    streams: Streams,
    rows: Rows<DecisionRow>,
}

impl Model for Decisions {
    const NAME: &'static str = "decisions";
    const VERSION: i32 = 5;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE, Report::TYPE, Investigation::TYPE];
    const TABLES: &'static [&'static str] = &DecisionRow::TABLES;

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let made = batch.events.iter().filter_map(|recorded| Some((recorded, decided(heard(&recorded.event)?)?)));
        let made: Vec<(&Recorded, Decided)> = made.collect();
        let streams = made.iter().map(|(recorded, _)| recorded.aggregate_id);
        memory.streams.get_to_know(connection, municipality, batch, streams).await?;
        let changes: Vec<_> = made
            .into_iter()
            .map(|(recorded, decided)| {
                let began = memory.streams.of(recorded.aggregate_id, recorded.position)?;
                let row = row(recorded, began, &decided);
                Ok(Change { key: row.decision_id, position: recorded.position, is_first: true, what: row })
            })
            .collect::<Result<_, ProjectionError>>()?;
        let stands = |row: &mut Option<DecisionRow>, decision| {
            *row = Some(decision);
            Ok(())
        };
        memory.rows.change(connection, place, municipality, batch, changes, stands).await
    }

    async fn finish(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.rows.finish(connection, place, municipality).await
    }

    fn rows(memory: &Memory) -> usize {
        memory.streams.len() + memory.rows.len()
    }
}

fn row(recorded: &Recorded, began: &Began, decided: &Decided) -> DecisionRow {
    let Recorded { position, aggregate_id, recorded_at, .. } = recorded;
    let next_day = start_of_day(decided.on.succ_opt().unwrap_or(decided.on));
    DecisionRow {
        decision_id: Uuid::new_v5(aggregate_id, format!("decision/{position}").as_bytes()),
        kind: decided.kind.name().to_owned(),
        outcomes: decided.outcomes.clone(),
        not_to_act: decided.not_to_act,
        case_id: began.case,
        report_id: began.report,
        investigation_id: began.investigation,
        child_subject: began.child,
        unit: began.unit.clone(),
        of_service: began.of_service(),
        decided_on: decided.on,
        decider_role: decided.role.map(|role| role.name().to_owned()),
        reasoned: decided.reasoned,
        cited: decided.cited.iter().map(ToString::to_string).collect(),
        legal_basis: decided.legal_basis.clone(),
        guides: decided.guides.iter().map(ToString::to_string).collect(),
        decided_at: start_of_day(decided.on),
        later_after: (*recorded_at).min(next_day),
        position: *position,
    }
}

/// Which decisions are wanted.
#[derive(Debug, Clone)]
pub struct DecisionFilter {
    /// Whose.
    pub whose: Whose,
    /// Which cases the reader reaches; of what is the service's, all.
    pub reached: Reached,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only about that.
    pub about: Option<AboutWhat>,
    /// Only of those kinds.
    pub kinds: Option<Vec<DecisionKind>>,
    /// Only with that outcome.
    pub outcome: Option<String>,
    /// Only decisions not to act, or only decisions to act.
    pub not_to_act: Option<bool>,
    /// Only with their reasons written down, or only without.
    pub reasoned: Option<bool>,
    /// Only decisions not to act after which a report about the same child came in within six months, or only those after
    /// which none did; with what may be put together.
    pub followed_by_report: Option<(bool, SameChildren)>,
    /// Only of that day or later.
    pub from: Option<NaiveDate>,
    /// Only of that day or earlier.
    pub to: Option<NaiveDate>,
}

impl Default for DecisionFilter {
    fn default() -> Self {
        Self {
            whose: Whose::Everyones,
            reached: Reached::default(),
            unit: None,
            about: None,
            kinds: None,
            outcome: None,
            not_to_act: None,
            reasoned: None,
            followed_by_report: None,
            from: None,
            to: None,
        }
    }
}

/// The decisions after `after`, the latest first.
pub async fn decisions(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &DecisionFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<DecisionRow>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

/// Only decisions not to act that a report about the same child followed within six months, or only the others. The window
/// is that of the reports that are shown beside a decision.
fn push_followed<'a>(
    query: &mut QueryBuilder<'a, Postgres>,
    municipality: &'a Municipality,
    followed: bool,
    same: &'a SameChildren,
    as_of: AsOf,
) {
    let [live, history, _] = <RegisteredReport as Table>::TABLES;
    // Under names that the decision's own columns do not have.
    let reports_of = |query: &mut QueryBuilder<'a, Postgres>, table: &str| {
        query.push(format!("SELECT child_subject AS reported_child, received_at AS reported_at FROM {table}"));
        query.push(" WHERE municipality = ").push_bind(municipality.as_str());
        if let Some(position) = as_of.position() {
            query.push(" AND valid_from <= ").push_bind(position);
            if table == history {
                query.push(" AND valid_to > ").push_bind(position);
            }
        }
    };
    let reports = |query: &mut QueryBuilder<'a, Postgres>| {
        query.push("(");
        reports_of(query, live);
        if as_of != AsOf::Now {
            query.push(" UNION ALL ");
            reports_of(query, history);
        }
        query.push(") AS report WHERE reported_at > later_after AND reported_at <= ");
        query.push("((decided_on + interval '6 months')::date + 1)::timestamp AT TIME ZONE 'Europe/Oslo'");
    };
    query.push(" AND not_to_act AND child_subject <> ALL (").push_bind(&same.kept);
    // Each by itself: with both in one condition no index by the child would be used.
    query.push(if followed { ") AND (EXISTS (SELECT FROM " } else { ") AND NOT (EXISTS (SELECT FROM " });
    reports(query);
    query.push(" AND reported_child = child_subject)");
    if !same.ones.is_empty() {
        query.push(" OR EXISTS (SELECT FROM unnest(").push_bind(&same.ones).push("::uuid[], ").push_bind(&same.others);
        query.push("::uuid[]) AS same (one, other), ");
        reports(query);
        query.push(" AND one = child_subject AND reported_child = other AND other <> ALL (").push_bind(&same.kept);
        query.push("))");
    }
    query.push(")");
}

pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a DecisionFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let kinds: Option<Vec<&str>> = filter.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.name()).collect());
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        push_whose(query, filter.whose, &filter.reached, filter.unit.as_deref());
        push_about(query, filter.about);
        conditions::is_one_of(query, "kind", kinds.clone());
        conditions::holds(query, "outcomes", filter.outcome.as_deref());
        conditions::is(query, "not_to_act", filter.not_to_act);
        conditions::is(query, "reasoned", filter.reasoned);
        if let Some((followed, same)) = &filter.followed_by_report {
            push_followed(query, municipality, *followed, same, as_of);
        }
        conditions::beginning_within(query, "decided_at", filter.from, filter.to);
    };
    table::list::<DecisionRow>(municipality, asked, Order::Falling, after, most, as_of)
}
