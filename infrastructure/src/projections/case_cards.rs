//! `case_cards`: one row per case, for the case list and the card of a case (RM-1).
//! Rebuildable from the ledger; nothing else writes this table.

use std::collections::BTreeMap;

use case_ledger_domain::case::{CaseEvent, ReportDuty};
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CaseCard {
    /// The case.
    pub case_id: Uuid,
    /// The unit that works with it.
    pub unit: String,
    /// Its level, 1 to 3.
    pub level: i16,
    /// When the work began.
    pub opened_on: NaiveDate,
    /// When it ended; open while `None`.
    pub closed_on: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<String>,
    /// The newest time anything happened.
    pub last_activity_at: DateTime<Utc>,
    /// Events so far.
    pub events: i64,
    /// Observations so far.
    pub observations: i64,
    /// Questions for consent without an answer.
    pub consents_awaited: i64,
    /// Reports sent from it.
    pub reports_sent: i64,
    /// Emergency contacts made.
    pub emergency_contacts: i64,
    /// Whether a report was sent in an emergency and the duty to report has not been assessed since.
    pub duty_assessment_owed: bool,
    /// The child's pseudonym.
    pub child_subject: Uuid,
    /// Position of its newest event.
    pub position: i64,
}

const COLUMNS: &str = "case_id, unit, level, opened_on, closed_on, outcome, last_activity_at, events, observations, \
    consents_awaited, reports_sent, emergency_contacts, duty_assessment_owed, child_subject, position";

/// Folds events into `table`.
pub(super) async fn fold(
    connection: &mut PgConnection,
    table: &str,
    municipality: &Municipality,
    events: &[Recorded],
) -> Result<(), ProjectionError> {
    let ids: Vec<Uuid> = events
        .iter()
        .filter(|recorded| matches!(recorded.event, AnyEvent::Case(_)))
        .map(|recorded| recorded.aggregate_id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let known: Vec<CaseCard> =
        sqlx::query_as(&format!("SELECT {COLUMNS} FROM {table} WHERE municipality = $1 AND case_id = ANY ($2)"))
            .bind(municipality.as_str())
            .bind(&ids)
            .fetch_all(&mut *connection)
            .await?;
    let mut cards: BTreeMap<Uuid, CaseCard> = known.into_iter().map(|card| (card.case_id, card)).collect();
    for recorded in events {
        if let AnyEvent::Case(event) = &recorded.event {
            apply(&mut cards, recorded, event)?;
        }
    }
    write(connection, table, municipality, &cards.into_values().collect::<Vec<_>>()).await
}

fn apply(cards: &mut BTreeMap<Uuid, CaseCard>, recorded: &Recorded, event: &CaseEvent) -> Result<(), ProjectionError> {
    if let CaseEvent::CaseOpened { child, unit, opened_on, .. } = event {
        cards.insert(
            recorded.aggregate_id,
            CaseCard {
                case_id: recorded.aggregate_id,
                unit: unit.clone(),
                level: 1,
                opened_on: *opened_on,
                closed_on: None,
                outcome: None,
                last_activity_at: recorded.occurred_at,
                events: 0,
                observations: 0,
                consents_awaited: 0,
                reports_sent: 0,
                emergency_contacts: 0,
                duty_assessment_owed: false,
                child_subject: child.subject.as_uuid(),
                position: recorded.position,
            },
        );
    }
    let card = cards.get_mut(&recorded.aggregate_id).ok_or(ProjectionError::Misfit { position: recorded.position })?;
    card.events += 1;
    card.position = recorded.position;
    card.last_activity_at = card.last_activity_at.max(recorded.occurred_at);
    match event {
        CaseEvent::ObservationLogged { .. } => card.observations += 1,
        CaseEvent::ConsentRequested { .. } => card.consents_awaited += 1,
        CaseEvent::ConsentGiven { .. } | CaseEvent::ConsentRefused { .. } => card.consents_awaited -= 1,
        CaseEvent::EscalatedToLevel { level, .. } | CaseEvent::ReturnedToLevel { level, .. } => {
            card.level = i16::from(level.number());
        }
        CaseEvent::ReportSent { duty, .. } => {
            card.reports_sent += 1;
            card.duty_assessment_owed |= *duty == ReportDuty::Emergency;
        }
        CaseEvent::DutyToReportAssessed { .. } => card.duty_assessment_owed = false,
        CaseEvent::EmergencyContactMade { .. } => card.emergency_contacts += 1,
        CaseEvent::CaseClosed { outcome, closed_on, .. } => {
            card.closed_on = Some(*closed_on);
            card.outcome = Some(outcome.in_words().to_owned());
        }
        CaseEvent::CaseOpened { .. }
        | CaseEvent::ConcernRaised { .. }
        | CaseEvent::ConversationHeld { .. }
        | CaseEvent::ConcernAssessed { .. }
        | CaseEvent::ConsentWithdrawn { .. }
        | CaseEvent::GuardiansInformed { .. }
        | CaseEvent::GuardianNotificationWithheld { .. }
        | CaseEvent::GuardianNotificationWithholdingLifted { .. } => {}
    }
    Ok(())
}

async fn write(
    connection: &mut PgConnection,
    table: &str,
    municipality: &Municipality,
    cards: &[CaseCard],
) -> Result<(), ProjectionError> {
    macro_rules! column {
        ($field:ident) => {
            cards.iter().map(|card| card.$field.clone()).collect::<Vec<_>>()
        };
    }
    sqlx::query(&format!(
        "INSERT INTO {table} (municipality, {COLUMNS})
         SELECT $1, card.* FROM unnest($2::uuid[], $3::text[], $4::smallint[], $5::date[], $6::date[], $7::text[],
                $8::timestamptz[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
                $14::boolean[], $15::uuid[], $16::bigint[]) AS card ({COLUMNS})
         ON CONFLICT (municipality, case_id) DO UPDATE SET
                unit = EXCLUDED.unit, level = EXCLUDED.level, opened_on = EXCLUDED.opened_on,
                closed_on = EXCLUDED.closed_on, outcome = EXCLUDED.outcome,
                last_activity_at = EXCLUDED.last_activity_at, events = EXCLUDED.events,
                observations = EXCLUDED.observations, consents_awaited = EXCLUDED.consents_awaited,
                reports_sent = EXCLUDED.reports_sent, emergency_contacts = EXCLUDED.emergency_contacts,
                duty_assessment_owed = EXCLUDED.duty_assessment_owed, child_subject = EXCLUDED.child_subject,
                position = EXCLUDED.position"
    ))
    .bind(municipality.as_str())
    .bind(column!(case_id))
    .bind(column!(unit))
    .bind(column!(level))
    .bind(column!(opened_on))
    .bind(column!(closed_on))
    .bind(column!(outcome))
    .bind(column!(last_activity_at))
    .bind(column!(events))
    .bind(column!(observations))
    .bind(column!(consents_awaited))
    .bind(column!(reports_sent))
    .bind(column!(emergency_contacts))
    .bind(column!(duty_assessment_owed))
    .bind(column!(child_subject))
    .bind(column!(position))
    .execute(connection)
    .await?;
    Ok(())
}

/// Which cases are wanted.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only on that level.
    pub level: Option<i16>,
    /// Only open, or only closed, ones.
    pub open: Option<bool>,
    /// Only of that child.
    pub child: Option<SubjectId>,
}

/// A place in the case list, newest activity first.
pub type CaseCursor = (DateTime<Utc>, Uuid);

/// The card of a case.
pub async fn card(pool: &PgPool, municipality: &Municipality, case: CaseId) -> Result<Option<CaseCard>, sqlx::Error> {
    sqlx::query_as(&format!("SELECT {COLUMNS} FROM case_cards WHERE municipality = $1 AND case_id = $2"))
        .bind(municipality.as_str())
        .bind(case.as_uuid())
        .fetch_optional(pool)
        .await
}

/// The cards after `after`, newest activity first.
pub async fn cards(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &CaseFilter,
    after: Option<CaseCursor>,
    most: i64,
) -> Result<Vec<CaseCard>, sqlx::Error> {
    listing(municipality, filter, after, most).build_query_as().fetch_all(pool).await
}

/// Only what is asked for stands in the query: a predicate that also says "or nothing was asked" uses no index.
pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a CaseFilter,
    after: Option<CaseCursor>,
    most: i64,
) -> QueryBuilder<'a, Postgres> {
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM case_cards WHERE municipality = "));
    query.push_bind(municipality.as_str());
    if let Some(unit) = &filter.unit {
        query.push(" AND unit = ").push_bind(unit);
    }
    if let Some(level) = filter.level {
        query.push(" AND level = ").push_bind(level);
    }
    match filter.open {
        None => {}
        Some(true) => _ = query.push(" AND closed_on IS NULL"),
        Some(false) => _ = query.push(" AND closed_on IS NOT NULL"),
    }
    if let Some(child) = filter.child {
        query.push(" AND child_subject = ").push_bind(child.as_uuid());
    }
    if let Some((time, id)) = after {
        query.push(" AND (last_activity_at, case_id) < (").push_bind(time).push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY last_activity_at DESC, case_id DESC LIMIT ").push_bind(most);
    query
}
