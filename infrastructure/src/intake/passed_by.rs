//! What was passed by: how far the process managers say they have come, held against what the ledger says they did.
//!
//! Their checkpoints are rows that the ledger's database password may move, and nobody but they themselves would take in what a
//! checkpoint was moved past. What they did is in the ledger, under its proof, with what caused it; that an erasure was carried
//! out, the key database's tombstones tell.
//!
//! What is looked back on where an address is protected ([`Follower::Whereabouts`]) leaves nothing where there is nothing to tell,
//! so only that its checkpoint is beyond the ledger's end is known.

use std::collections::HashSet;
use std::fmt;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::Follower;
use crate::erasure;
use crate::projections::standing::standings;

/// An event that counts as taken in and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedBy {
    /// By what.
    pub follower: &'static str,
    /// The event's position.
    pub position: i64,
    /// The event's type.
    pub event_type: String,
}

impl fmt::Display for PassedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { follower, position, event_type } = self;
        write!(
            f,
            "position {position}: {event_type} was passed by: {follower} has come farther, and did nothing about it"
        )
    }
}

/// What is wrong with how far the process managers have come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    /// Those whose checkpoint is, or was, beyond the ledger's end, each with what is wrong.
    pub beyond: Vec<(String, String)>,
    /// What was passed by, by position.
    pub passed_by: Vec<PassedBy>,
}

impl Followed {
    /// Whether all is as it should be.
    pub const fn is_sound(&self) -> bool {
        self.beyond.is_empty() && self.passed_by.is_empty()
    }
}

/// Reports that were sent and came to nobody.
const NOT_RECEIVED: &str = "
    WITH received AS MATERIALIZED (
        SELECT causation_id FROM events
         WHERE municipality = $1 AND event_type = 'ReportReceived' AND causation_id IS NOT NULL)
    SELECT e.position, e.event_type FROM events e
      JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
     WHERE e.municipality = $1 AND e.event_type = 'ReportSent' AND e.position <= p.position
       AND NOT EXISTS (SELECT FROM received WHERE causation_id = e.event_id)
     ORDER BY e.position";

/// What was told those who reported, and came back to no case: of reports that were sent from one.
const NOT_ANSWERED: &str = "
    WITH sent AS MATERIALIZED (
        SELECT event_id FROM events WHERE municipality = $1 AND event_type = 'ReportSent'),
    from_cases AS MATERIALIZED (
        SELECT r.aggregate_id FROM events r JOIN sent ON sent.event_id = r.causation_id
         WHERE r.municipality = $1 AND r.event_type = 'ReportReceived'),
    answered AS MATERIALIZED (
        SELECT causation_id FROM events
         WHERE municipality = $1 AND aggregate_type = 'Case' AND causation_id IS NOT NULL),
    told AS (
        SELECT e.position, e.event_type, e.event_id,
               CASE e.aggregate_type
                    WHEN 'Report' THEN e.aggregate_id
                    ELSE coalesce(e.payload #>> ARRAY[e.event_type, 'report'],
                                  (SELECT o.payload #>> '{InvestigationOpened,report}' FROM events o
                                    WHERE o.municipality = $1 AND o.aggregate_type = e.aggregate_type
                                      AND o.aggregate_id = e.aggregate_id AND o.sequence = 1))
               END AS report
          FROM events e JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
         WHERE e.municipality = $1 AND e.event_type = ANY ($3) AND e.position <= p.position)
    SELECT position, event_type FROM told
     WHERE EXISTS (SELECT FROM from_cases WHERE aggregate_id = told.report)
       AND NOT EXISTS (SELECT FROM answered WHERE causation_id = told.event_id)
     ORDER BY position";

/// Whose erasure counts as carried out.
const ERASED: &str = "
    SELECT e.position, e.event_type, e.aggregate_id FROM events e
      JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
     WHERE e.municipality = $1 AND e.aggregate_type = 'Subject' AND e.event_type = 'SubjectErased'
       AND e.position <= p.position
     ORDER BY e.position";

/// Holds the municipality's process managers against its ledger: that of erasures only where the key database is at hand.
pub async fn followed(
    pool: &PgPool,
    keys: Option<&PgPool>,
    municipality: &Municipality,
) -> Result<Followed, sqlx::Error> {
    let is_follower = |name: &str| Follower::named(name).is_some() || name == erasure::NAME;
    let standings = standings(pool, Some(municipality)).await?.into_iter();
    let beyond = standings.filter(|one| one.beyond && is_follower(&one.read_model));
    let beyond = beyond.map(|one| (one.read_model, one.fault.unwrap_or_default())).collect();
    let mut passed_by = Vec::new();
    for (follower, query) in [(Follower::Reports, NOT_RECEIVED), (Follower::Answers, NOT_ANSWERED)] {
        let rows: Vec<(i64, String)> = match follower {
            Follower::Answers => sqlx::query_as(query)
                .bind(municipality.as_str())
                .bind(follower.name())
                .bind(follower.followed())
                .fetch_all(pool),
            Follower::Reports | Follower::Whereabouts => {
                sqlx::query_as(query).bind(municipality.as_str()).bind(follower.name()).fetch_all(pool)
            }
        }
        .await?;
        passed_by.extend(rows.into_iter().map(|(position, event_type)| PassedBy {
            follower: follower.name(),
            position,
            event_type,
        }));
    }
    if let Some(keys) = keys {
        let erased: Vec<(i64, String, String)> =
            sqlx::query_as(ERASED).bind(municipality.as_str()).bind(erasure::NAME).fetch_all(pool).await?;
        let tombstones: Vec<Uuid> = sqlx::query_scalar("SELECT subject FROM erased_subjects WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_all(keys)
            .await?;
        let tombstones: HashSet<String> = tombstones.into_iter().map(|subject| subject.to_string()).collect();
        let left = erased.into_iter().filter(|(.., subject)| !tombstones.contains(subject));
        passed_by.extend(left.map(|(position, event_type, _)| PassedBy {
            follower: erasure::NAME,
            position,
            event_type,
        }));
    }
    passed_by.sort_by_key(|passed| passed.position);
    Ok(Followed { beyond, passed_by })
}
