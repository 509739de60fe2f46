//! Which cases a reader reaches: a positive list. What is not on it is to the reader as if it were not there.
//!
//! Those of the reader's unit, and those that the reader has to do with: opened them, works for a body that works with them
//! by a consent in force, or has taken emergency access. All of it is asked as it is now, whatever moment the reader asks
//! about: a right that has ended shows no past either. By consent a case is reached in part: what the consent names.

use std::collections::{BTreeMap, BTreeSet};

use case_ledger_domain::case::{Case, ConsentPurpose, ConsentingParty, InformationCategory};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::people::{Body, is_same_unit};
use case_ledger_domain::time::oslo_date;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use crate::ledger::bus::{Fault, Ledger};

/// As what emergency access is recorded in the read log.
pub const EMERGENCY_ACCESS: &str = "EmergencyAccess";
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

/// Which cases a reader reaches now, for a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reached {
    /// All of the municipality's.
    #[default]
    All,
    /// These.
    Of {
        /// All of that unit.
        unit: Option<String>,
        /// And those.
        cases: Vec<Uuid>,
        /// And of those what guardians let the reader's body have.
        shared: BTreeMap<Uuid, BTreeSet<InformationCategory>>,
    },
}

impl Reached {
    /// How much of a case of that unit is shown; `None` where it is not among them.
    pub fn extent(&self, case: Uuid, unit: &str) -> Option<Extent> {
        match self {
            Self::All => Some(Extent::Whole),
            Self::Of { unit: own, cases, .. } if own.as_deref() == Some(unit) || cases.contains(&case) => {
                Some(Extent::Whole)
            }
            Self::Of { shared, .. } => shared.get(&case).cloned().map(Extent::Shared),
        }
    }

    /// Only rows about cases that are shown whole, or those that are about no case but for which `beside` holds, a
    /// condition in SQL.
    pub(crate) fn push<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>, beside: Option<&str>) {
        let Self::Of { unit, cases, .. } = self else { return };
        Self::push_these(query, beside, unit.as_deref(), cases.clone());
    }

    /// Only rows about cases of which anything is shown.
    pub(crate) fn push_shared<'a>(&'a self, query: &mut QueryBuilder<'a, Postgres>) {
        let Self::Of { unit, cases, shared } = self else { return };
        let cases = cases.iter().chain(shared.keys()).copied().collect();
        Self::push_these(query, None, unit.as_deref(), cases);
    }

    fn push_these<'a>(
        query: &mut QueryBuilder<'a, Postgres>,
        beside: Option<&str>,
        unit: Option<&'a str>,
        cases: Vec<Uuid>,
    ) {
        query.push(" AND (");
        if let Some(beside) = beside {
            query.push(beside).push(" OR ");
        }
        if let Some(unit) = unit {
            query.push("unit = ").push_bind(unit).push(" OR ");
        }
        query.push("case_id = ANY (").push_bind(cases).push("))");
    }
}

impl Ledger {
    /// How that unit's name is spelled in the municipality's cases, and as it is given.
    pub async fn spellings(&self, municipality: &Municipality, unit: &str) -> Result<Vec<String>, Fault> {
        // From one name to the next in the index: what this reads grows with the units and not with the cases.
        let mut spellings: Vec<String> = sqlx::query_scalar(
            "WITH RECURSIVE units AS (
                 (SELECT unit FROM case_cards WHERE municipality = $1 ORDER BY unit LIMIT 1)
                 UNION ALL
                 SELECT (SELECT unit FROM case_cards WHERE municipality = $1 AND unit > units.unit ORDER BY unit LIMIT 1)
                   FROM units WHERE units.unit IS NOT NULL
             )
             SELECT unit FROM units WHERE unit IS NOT NULL AND unit <> $2",
        )
        .bind(municipality.as_str())
        .bind(unit)
        .fetch_all(self.pool())
        .await?;
        spellings.retain(|known| is_same_unit(known, unit));
        spellings.push(unit.to_owned());
        Ok(spellings)
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
        let cases: Vec<Uuid> = sqlx::query_scalar(
            "SELECT aggregate_id::uuid FROM events
              WHERE municipality = $1 AND aggregate_type = 'Case' AND sequence = 1 AND actor->>'subject' = $2
             UNION
             SELECT object_id FROM read_log
              WHERE municipality = $1 AND object_type = 'EmergencyAccess' AND reader->>'subject' = $2 AND read_at > $3",
        )
        .bind(municipality.as_str())
        .bind(person.map(|person| person.to_string()))
        .bind(now - EMERGENCY_ACCESS_LASTS)
        .fetch_all(self.pool())
        .await?;
        let shared = match body {
            Some(body) => self.shared_with(municipality, *body, unit.as_deref(), oslo_date(now)).await?,
            None => BTreeMap::new(),
        };
        Ok(Reached::Of { unit: unit.clone(), cases, shared })
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
                AND withdrawn_on IS NULL AND given_by IS DISTINCT FROM $5 AND holds_from <= $4
                AND (holds_to IS NULL OR holds_to >= $4) AND ended_on IS NULL AND closed_on IS NULL",
        )
        .bind(municipality.as_str())
        .bind(body.name())
        .bind(ConsentPurpose::OF_COOPERATION.map(ConsentPurpose::name).as_slice())
        .bind(day)
        .bind(ConsentingParty::Youth.name())
        .fetch_all(self.pool())
        .await?;
        let mut cases = BTreeMap::new();
        for case in named {
            let known = self.load::<Case>(municipality, case).await?.aggregate;
            cases.extend(known.shared_with(body, unit, day).map(|categories| (case, categories)));
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
        if unit.is_some() && unit.as_deref() == unit_of_case {
            return Ok(Some(Extent::Whole));
        }
        let own: bool = sqlx::query_scalar(
            "SELECT EXISTS (
                 SELECT FROM events WHERE municipality = $1 AND aggregate_type = 'Case' AND aggregate_id = $2::text
                    AND sequence = 1 AND actor->>'subject' = $3
             ) OR EXISTS (
                 SELECT FROM read_log WHERE municipality = $1 AND object_id = $2 AND object_type = 'EmergencyAccess'
                    AND reader->>'subject' = $3 AND read_at > $4
             )",
        )
        .bind(municipality.as_str())
        .bind(case)
        .bind(person.map(|person| person.to_string()))
        .bind(now - EMERGENCY_ACCESS_LASTS)
        .fetch_one(self.pool())
        .await?;
        let Some(body) = body.filter(|_| !own) else { return Ok(own.then_some(Extent::Whole)) };
        // Consent ends, and ends at once.
        let case = self.load::<Case>(municipality, case).await?;
        Ok(case.aggregate.shared_with(body, unit.as_deref(), oslo_date(now)).map(Extent::Shared))
    }
}
