//! Which cases a reader reaches: a positive list. What is not on it is to the reader as if it were not there.
//!
//! Those of the reader's unit, and those that the reader has to do with: opened them for another unit and works where that
//! was done, works for a body that works with them by a consent in force, or has taken emergency access. All of it is asked
//! as it is now, whatever moment the reader asks about: a right that has ended shows no past either. By consent a case is
//! reached in part: what the consent names; and not at all while where its child is must be kept secret.

use std::collections::{BTreeMap, BTreeSet};

use case_ledger_domain::case::{Case, ConsentPurpose, InformationCategory};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::{Body, is_same_unit};
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::Value;
use sqlx::postgres::Postgres;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{Held, WHOLE_ROW};
use crate::personal::sight::Standing;

/// As what emergency access is recorded in the read log.
pub const EMERGENCY_ACCESS: &str = "EmergencyAccess";
/// The case that a row of `events` is of; null where what stands there is no id, over which the database would fail.
const CASE: &str = "CASE WHEN aggregate_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN aggregate_id::uuid END";
/// How long emergency access lasts.
pub const EMERGENCY_ACCESS_LASTS: TimeDelta = TimeDelta::hours(24);

/// Which cases a reader reaches, before the ledger is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All of the municipality's.
    Municipality,
    /// The reader's own.
    Own(Own),
}

/// Whose cases are a reader's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The reader's unit; of none where there is none.
    pub unit: Option<String>,
    /// The reader, where it is a person. One case system works for many units under one name: what it opened for one of
    /// them is no other's.
    pub person: Option<SubjectId>,
    /// The body that the reader works for, where that is another than who works with the case.
    pub body: Option<Body>,
}

/// Whose reads, refusals and emergency access somebody watches over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched {
    /// All of the municipality's.
    Municipality,
    /// Those of that unit; none where there is none.
    Unit(Option<String>),
}

/// Who opened a case, as the event says by which it was.
#[derive(FromRow)]
struct OpeningRow {
    /// The case: what a stranger wrote may be none.
    aggregate_id: String,
    /// The unit in which that person worked.
    opened_from: Option<String>,
    #[sqlx(flatten)]
    held: Held,
}

/// How much of a case a reader is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// All that is in it.
    Whole,
    /// What guardians let the reader's body have: information of these kinds.
    Shared(BTreeSet<InformationCategory>),
}

impl Extent {
    /// Whether information of that kind is shown.
    pub fn shows(&self, category: InformationCategory) -> bool {
        match self {
            Self::Whole => true,
            Self::Shared(categories) => categories.contains(&category),
        }
    }

    /// The events that are shown, by their names; `None` where all are.
    pub fn events(&self) -> Option<Vec<&'static str>> {
        match self {
            Self::Whole => None,
            Self::Shared(categories) => {
                let told = categories.iter().flat_map(|category| category.told_by());
                Some(told.copied().collect())
            }
        }
    }

    /// Whether an event of that name is shown.
    pub fn shows_event(&self, name: &str) -> bool {
        self.events().is_none_or(|shown| shown.contains(&name))
    }

    /// Whether that field of the state is shown, by its path.
    pub fn shows_field(&self, path: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Shared(categories) => {
                let field = path.trim_start_matches('/').split('/').next().unwrap_or_default();
                categories.iter().any(|category| category.held_in().contains(&field))
            }
        }
    }
}

/// Which cases a reader reaches now, for a list: none where nobody says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// All of the municipality's.
    All,
    /// These.
    Of {
        /// All of the reader's unit, as its name is spelled in them.
        units: Vec<String>,
        /// And those.
        cases: Vec<Uuid>,
        /// And of those what guardians let the reader's body have.
        shared: BTreeMap<Uuid, BTreeSet<InformationCategory>>,
    },
}

impl Default for Reached {
    fn default() -> Self {
        Self::Of { units: Vec::new(), cases: Vec::new(), shared: BTreeMap::new() }
    }
}

impl Reached {
    /// How much of a case of that unit is shown; `None` where it is not among them.
    pub fn extent(&self, case: Uuid, unit: &str) -> Option<Extent> {
        match self {
            Self::All => Some(Extent::Whole),
            Self::Of { units, cases, shared } => {
                let is_own = units.iter().any(|own| is_same_unit(own, unit)) || cases.contains(&case);
                if is_own { Some(Extent::Whole) } else { shared.get(&case).cloned().map(Extent::Shared) }
            }
        }
    }

    /// Those of them that are shown whole.
    #[must_use]
    pub fn whole(&self) -> Self {
        match self {
            Self::All => Self::All,
            Self::Of { units, cases, .. } => {
                Self::Of { units: units.clone(), cases: cases.clone(), shared: BTreeMap::new() }
            }
        }
    }

    /// Whether guardians let the reader's body have a part of any.
    pub fn has_parts(&self) -> bool {
        matches!(self, Self::Of { shared, .. } if !shared.is_empty())
    }

    /// Only rows about cases that are shown whole, or those that are about no case but for which `beside` holds, a
    /// condition in SQL.
    pub(crate) fn push<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>, beside: Option<&str>) {
        let Self::Of { units, cases, .. } = self else { return };
        Self::push_these(query, beside, units, cases.clone());
    }

    /// Only rows that tell of no other case than the one they are about, or of one that is shown whole and tells of somebody
    /// who is not `kept` from the reader.
    pub(crate) fn push_beside<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>, kept: &'a [Uuid]) {
        query.push(
            " AND (beside_cases IS NULL OR EXISTS (
                SELECT FROM unnest(beside_cases, beside_units, beside_siblings) AS beside (case_id, unit, sibling)
                 WHERE beside.sibling <> ALL (",
        );
        query.push_bind(kept).push(")");
        if let Self::Of { units, cases, .. } = self {
            query.push(" AND (beside.unit = ANY (").push_bind(units);
            query.push(") OR beside.case_id = ANY (").push_bind(cases).push("))");
        }
        query.push("))");
    }

    /// Only rows about cases of which anything is shown.
    pub(crate) fn push_shared<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>) {
        let Self::Of { units, cases, shared } = self else { return };
        let cases = cases.iter().chain(shared.keys()).copied().collect();
        Self::push_these(query, None, units, cases);
    }

    /// Only rows about cases of which a part is shown and not the whole.
    pub(crate) fn push_in_part<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>) {
        let (units, shared) = match self {
            Self::All => (&[] as &[String], Vec::new()),
            Self::Of { units, cases, shared } => {
                (units.as_slice(), shared.keys().filter(|case| !cases.contains(case)).copied().collect())
            }
        };
        query.push(" AND case_id = ANY (").push_bind(shared).push(") AND unit <> ALL (").push_bind(units).push(")");
    }

    fn push_these<'a>(
        query: &mut QueryBuilder<'a, Postgres>,
        beside: Option<&str>,
        units: &'a [String],
        cases: Vec<Uuid>,
    ) {
        query.push(" AND (");
        if let Some(beside) = beside {
            query.push(beside).push(" OR ");
        }
        match units {
            [] => {}
            // As it mostly is: then an index by unit gives the order, too.
            [unit] => _ = query.push("unit = ").push_bind(unit.as_str()).push(" OR "),
            units => _ = query.push("unit = ANY (").push_bind(units).push(") OR "),
        }
        query.push("case_id = ANY (").push_bind(cases).push("))");
    }
}

/// What the body's unit has of the case by consent. Of a case whose child, or a sibling, has a protected address nothing: the
/// unit that works with it is where the child is by day, and stands in all that is shown (C12). What the body needs it is
/// told by the unit.
fn shared(
    standing: &Standing,
    case: &Case,
    body: Body,
    unit: Option<&str>,
    day: NaiveDate,
) -> Option<BTreeSet<InformationCategory>> {
    let children = case.opened().map(|opened| &opened.child).into_iter().chain(case.linked_siblings());
    let mut protected = children.filter(|child| standing.is_address_protected(child.subject));
    if protected.next().is_some() { None } else { case.shared_with(body, unit, day) }
}

/// Whether both are one unit, or both none.
fn is_same_or_none(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => is_same_unit(one, other),
        (one, other) => one == other,
    }
}

impl Ledger {
    /// The units that work with the municipality's cases, as their names are spelled in them.
    async fn units(&self, municipality: &Municipality) -> Result<Vec<String>, Fault> {
        // From one name to the next in the index: what this reads grows with the units and not with the cases.
        let units = sqlx::query_scalar(
            "WITH RECURSIVE units AS (
                 (SELECT unit FROM case_cards WHERE municipality = $1 ORDER BY unit LIMIT 1)
                 UNION ALL
                 SELECT (SELECT unit FROM case_cards WHERE municipality = $1 AND unit > units.unit ORDER BY unit LIMIT 1)
                   FROM units WHERE units.unit IS NOT NULL
             )
             SELECT unit FROM units WHERE unit IS NOT NULL",
        );
        Ok(units.bind(municipality.as_str()).fetch_all(self.pool()).await?)
    }

    /// How that unit's name is spelled in the municipality's cases, and as it is given.
    pub(crate) async fn spellings(&self, municipality: &Municipality, unit: &str) -> Result<Vec<String>, Fault> {
        let mut spellings = self.units(municipality).await?;
        spellings.retain(|known| is_same_unit(known, unit));
        if !spellings.iter().any(|known| known == unit) {
            spellings.push(unit.to_owned());
        }
        Ok(spellings)
    }

    /// The unit's name as it is spelled in the municipality's cases; as it is given where it works with none. A second
    /// spelling would make two units of one, in lists and figures.
    pub async fn known_spelling(&self, municipality: &Municipality, unit: &str) -> Result<String, Fault> {
        let units = self.units(municipality).await?;
        let known = units.iter().find(|known| *known == unit).or(units.iter().find(|known| is_same_unit(known, unit)));
        Ok(known.map_or(unit, String::as_str).to_owned())
    }

    /// The spellings of the unit that is watched over; `None` where all are.
    pub(crate) async fn spellings_watched(
        &self,
        municipality: &Municipality,
        watched: &Watched,
    ) -> Result<Option<Vec<String>>, Fault> {
        match watched {
            Watched::Municipality => Ok(None),
            Watched::Unit(None) => Ok(Some(Vec::new())),
            Watched::Unit(Some(unit)) => self.spellings(municipality, unit).await.map(Some),
        }
    }

    /// The cases that the reader reaches now.
    pub async fn reached(
        &self,
        municipality: &Municipality,
        reach: &Reach,
        now: DateTime<Utc>,
    ) -> Result<Reached, Fault> {
        let Reach::Own(Own { unit, person, body }) = reach else { return Ok(Reached::All) };
        let units = match unit {
            Some(unit) => self.spellings(municipality, unit).await?,
            None => Vec::new(),
        };
        let cases = match person {
            Some(person) => self.cases_of(municipality, *person, unit.as_deref(), &units, now).await?,
            None => Vec::new(),
        };
        let shared = match body {
            Some(body) => self.shared_with(municipality, *body, unit.as_deref(), oslo_date(now)).await?,
            None => BTreeMap::new(),
        };
        Ok(Reached::Of { units, cases, shared })
    }

    /// The cases that the person has taken emergency access to, or opened for other units and has to do with still: while
    /// they are open, and as one of the unit from which it was.
    async fn cases_of(
        &self,
        municipality: &Municipality,
        person: SubjectId,
        unit: Option<&str>,
        units: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<Uuid>, Fault> {
        let opened: Vec<OpeningRow> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW}, actor->>'unit' AS opened_from FROM events
              WHERE municipality = $1 AND aggregate_type = 'Case' AND sequence = 1 AND actor->>'subject' = $2
                AND EXISTS (SELECT FROM case_cards WHERE municipality = $1 AND case_id = {CASE}
                               AND closed_on IS NULL AND unit <> ALL ($3))"
        ))
        .bind(municipality.as_str())
        .bind(person.to_string())
        .bind(units)
        .fetch_all(self.pool())
        .await?;
        let taken: Vec<Uuid> = sqlx::query_scalar(
            "SELECT DISTINCT object_id FROM read_log
              WHERE municipality = $1 AND object_type = 'EmergencyAccess' AND reader->>'subject' = $2 AND read_at > $3
                AND object_id <> $4",
        )
        .bind(municipality.as_str())
        .bind(person.to_string())
        .bind(now - EMERGENCY_ACCESS_LASTS)
        // What found no case opens none.
        .bind(Uuid::nil())
        .fetch_all(self.pool())
        .await?;
        // Nobody has opened a case who only wrote so into a row.
        let authorship = self.guard().authorship_if_known(municipality).await?;
        let opened = opened.into_iter().filter(|OpeningRow { opened_from, held, .. }| {
            let standing = self.guard().looked_at(municipality, held.position, held.standing(authorship.as_ref()));
            standing.is_as_written() && is_same_or_none(opened_from.as_deref(), unit)
        });
        Ok(opened.filter_map(|opened| opened.aggregate_id.parse().ok()).chain(taken).collect())
    }

    /// The cases that the body's unit works with by consent that day, each with what it may have. The register only says
    /// which to look at: it follows the ledger a little later, and much later while it is rebuilt, and a consent that was
    /// withdrawn shows nothing meanwhile.
    async fn shared_with(
        &self,
        municipality: &Municipality,
        body: Body,
        unit: Option<&str>,
        day: NaiveDate,
    ) -> Result<BTreeMap<Uuid, BTreeSet<InformationCategory>>, Fault> {
        let named: Vec<Uuid> = sqlx::query_scalar(
            "SELECT DISTINCT case_id FROM consent_register JOIN case_cards USING (municipality, case_id)
              WHERE municipality = $1 AND $2 = ANY (parties) AND purposes && $3 AND given_on <= $4
                AND withdrawn_on IS NULL AND holds_from <= $4
                AND (holds_to IS NULL OR holds_to >= $4) AND ended_on IS NULL AND closed_on IS NULL",
        )
        .bind(municipality.as_str())
        .bind(body.name())
        .bind(ConsentPurpose::OF_COOPERATION.map(ConsentPurpose::name).as_slice())
        .bind(day)
        .fetch_all(self.pool())
        .await?;
        let mut cases = BTreeMap::new();
        let standing = self.standing(municipality).await?;
        for (case, known) in self.load_each::<Case>(municipality, &named).await? {
            let categories = shared(&standing, &known.aggregate, body, unit, day);
            cases.extend(categories.map(|categories| (case, categories)));
        }
        Ok(cases)
    }

    /// How much of that case the reader reaches now; `None` where nothing. A case that is not there is reached by nobody
    /// who does not reach all.
    pub async fn extent(
        &self,
        municipality: &Municipality,
        reach: &Reach,
        case: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<Extent>, Fault> {
        let Reach::Own(Own { unit, person, body }) = reach else { return Ok(Some(Extent::Whole)) };
        // Which unit works with a case never changes.
        let known = self.recent::<Case>(municipality, case).await?;
        let unit_of_case = known.aggregate.opened().map(|opened| opened.unit.as_str());
        if unit_of_case.is_some_and(|of_case| unit.as_deref().is_some_and(|own| is_same_unit(own, of_case))) {
            return Ok(Some(Extent::Whole));
        }
        let (opened_from, taken): (Option<Value>, bool) = sqlx::query_as(
            "SELECT (SELECT actor FROM events WHERE municipality = $1 AND aggregate_type = 'Case'
                        AND aggregate_id = $2::text AND sequence = 1 AND actor->>'subject' = $3),
                    EXISTS (SELECT FROM read_log WHERE municipality = $1 AND object_id = $2 AND object_id <> $5
                        AND object_type = 'EmergencyAccess' AND reader->>'subject' = $3 AND read_at > $4)",
        )
        .bind(municipality.as_str())
        .bind(case)
        .bind(person.map(|person| person.to_string()))
        .bind(now - EMERGENCY_ACCESS_LASTS)
        .bind(Uuid::nil())
        .fetch_one(self.pool())
        .await?;
        if taken {
            return Ok(Some(Extent::Whole));
        }
        let opened = opened_from.is_some_and(|actor| is_same_or_none(actor["unit"].as_str(), unit.as_deref()));
        if !opened && body.is_none() {
            return Ok(None);
        }
        // What was begun ends with the case, and consent ends at once.
        let case = self.load::<Case>(municipality, case).await?.aggregate;
        if opened && case.closed_on().is_none() {
            return Ok(Some(Extent::Whole));
        }
        let standing = self.standing(municipality).await?;
        let shared = body.and_then(|body| shared(&standing, &case, body, unit.as_deref(), oslo_date(now)));
        Ok(shared.map(Extent::Shared))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use case_ledger_domain::case::{AboutGuardians, CaseAction, FamilyAction};
    use case_ledger_domain::people::Guardian;
    use case_ledger_domain::personal::Personal;

    use super::*;
    use crate::clock;
    use crate::ledger::authorship::tests::{as_if_written_so, slip_in};
    use crate::projections::tests::{Server, text};

    /// So a consent that was withdrawn there shows nothing here.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_case_in_memory_is_taken_as_long_as_no_server_has_recorded_anything_in_it() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let case = server.emergency(&municipality).await;
        let (_, other) = server.home.ledger(8).await.unwrap();
        let known = async |case| other.load_each::<Case>(&municipality, &[case]).await.unwrap().remove(0).1;
        let (first, again) = (known(case.as_uuid()).await, known(case.as_uuid()).await);
        assert!(first.version > 0 && Arc::ptr_eq(&first, &again));
        let guardian = SubjectId::from_uuid(clock::new_id());
        let told = FamilyAction::InformGuardians {
            about: AboutGuardians::Report,
            guardians: vec![Guardian { subject: guardian, name: Personal::guardian(guardian, text("Mor Prøve")) }],
            informed_on: oslo_date(clock::now()),
        };
        server.execute(&municipality, clock::new_id(), case, CaseAction::Family(told)).await.unwrap();
        assert_eq!(known(case.as_uuid()).await.version, first.version + 1);
        assert_eq!(known(clock::new_id()).await.version, 0, "of what is not there nothing is known");
        server.end().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn r_70_who_only_wrote_into_a_row_of_having_opened_a_case_reaches_it_by_no_list() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let (case, person) = (server.emergency(&municipality).await, SubjectId::from_uuid(clock::new_id()));
        server.projector().catch_up().await.unwrap();
        let own = Own { unit: None, person: Some(person), body: None };
        let reached = async || match server.ledger.reached(&municipality, &Reach::Own(own.clone()), clock::now()).await
        {
            Ok(Reached::Of { cases, .. }) => cases,
            other => panic!("{other:?}"),
        };
        assert!(reached().await.is_empty());
        server
            .as_superuser(&format!(
                "SET session_replication_role = replica;
                 UPDATE events SET actor = jsonb_set(actor::jsonb, '{{subject}}', to_jsonb('{person}'::text))::json
                  WHERE aggregate_type = 'Case' AND sequence = 1"
            ))
            .await;
        assert!(reached().await.is_empty());
        as_if_written_so(&server).await;
        assert_eq!(reached().await, [case.as_uuid()], "or this proves nothing");
        // Nor does one that is of no case at all keep anybody from any.
        let opening = "SELECT position FROM events WHERE aggregate_type = 'Case' AND sequence = 1";
        let opening: i64 = sqlx::query_scalar(opening).fetch_one(server.ledger.pool()).await.unwrap();
        for id in ["'no case'", "upper(aggregate_id)", "'{' || aggregate_id || '}'"] {
            slip_in(&server, &municipality, opening, &format!("aggregate_id = {id}, sequence = 1")).await;
            assert_eq!(reached().await, [case.as_uuid()], "{id}");
        }
        server.end().await;
    }
}
