//! What was passed by: how far the process managers say they have come, held against what the ledger says they did.
//!
//! Their checkpoints are rows that the ledger's database password may move, and nobody but they themselves would take in what a
//! checkpoint was moved past. What they did is in the ledger, under its proof, with what caused it; that an erasure was carried
//! out, the key database's tombstones tell.
//!
//! What is looked back on where an address is protected ([`Follower::Whereabouts`]) leaves nothing where there is nothing to tell,
//! so only that its checkpoint is beyond the ledger's end is known.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::Instant;

use case_ledger_domain::case::{Answers, Case, CaseEvent};
use case_ledger_domain::ids::{Municipality, ReportId};
use cqrs_es::Aggregate as _;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::{Follower, answer_of_investigation, answer_of_report};
use crate::erasure;
use crate::ledger::accepted::accepted_rows;
use crate::ledger::history::AnyEvent;
use crate::ledger::verify::Ease;
use crate::personal::envelope;
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
        write!(f, "position {}: {}", self.position, self.what())
    }
}

impl PassedBy {
    /// What was passed by, by what.
    pub fn what(&self) -> String {
        let Self { follower, event_type, .. } = self;
        format!("{event_type} was passed by: {follower} has come farther, and did nothing about it")
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
         WHERE municipality = $1 AND event_type = 'ReportReceived' AND causation_id IS NOT NULL AND position <> ALL ($3))
    SELECT e.position, e.event_type FROM events e
      JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
     WHERE e.municipality = $1 AND e.event_type = 'ReportSent' AND e.position <= p.position AND e.position <> ALL ($3)
       AND NOT EXISTS (SELECT FROM received WHERE causation_id = e.event_id)
     ORDER BY e.position";

/// What was decided in a case of telling guardians, and did not come to a report that the case had sent and that was received.
const NOT_TOLD: &str = "
    SELECT DISTINCT e.position, e.event_type FROM events e
      JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
      JOIN events sent ON sent.municipality = e.municipality AND sent.aggregate_type = e.aggregate_type
                      AND sent.aggregate_id = e.aggregate_id AND sent.event_type = 'ReportSent'
                      AND sent.sequence < e.sequence AND sent.position <> ALL ($3)
      JOIN events received ON received.municipality = e.municipality AND received.event_type = 'ReportReceived'
                          AND received.causation_id = sent.event_id AND received.position <> ALL ($3)
     WHERE e.municipality = $1 AND e.event_type IN ('GuardianNotificationWithheld', 'GuardianNotificationWithholdingLifted')
       AND e.position <= p.position AND e.position <> ALL ($3)
       AND NOT EXISTS (SELECT FROM events told
                        WHERE told.municipality = e.municipality AND told.aggregate_type = received.aggregate_type
                          AND told.aggregate_id = received.aggregate_id
                          AND told.event_type = 'WithholdingFromGuardiansChanged' AND told.causation_id = e.event_id
                          AND told.position <> ALL ($3))
     ORDER BY e.position";

/// What was told those who reported, and came back to no case because of it: of reports that were sent from one.
const NOT_ANSWERED: &str = "
    WITH sent AS MATERIALIZED (
        SELECT event_id FROM events WHERE municipality = $1 AND event_type = 'ReportSent' AND position <> ALL ($4)),
    from_cases AS MATERIALIZED (
        SELECT r.aggregate_id FROM events r JOIN sent ON sent.event_id = r.causation_id
         WHERE r.municipality = $1 AND r.event_type = 'ReportReceived' AND r.position <> ALL ($4)),
    answered AS MATERIALIZED (
        SELECT causation_id FROM events
         WHERE municipality = $1 AND aggregate_type = 'Case' AND causation_id IS NOT NULL AND position <> ALL ($4)),
    told AS (
        SELECT e.position, e.event_type, e.event_id,
               CASE e.aggregate_type
                    WHEN 'Report' THEN e.aggregate_id
                    ELSE coalesce(e.payload #>> ARRAY[e.event_type, 'report'],
                                  (SELECT o.payload #>> '{InvestigationOpened,report}' FROM events o
                                    WHERE o.municipality = $1 AND o.aggregate_type = e.aggregate_type
                                      AND o.aggregate_id = e.aggregate_id AND o.event_type = 'InvestigationOpened'
                                      AND o.position <> ALL ($4)))
               END AS report
          FROM events e JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
         WHERE e.municipality = $1 AND e.event_type = ANY ($3) AND e.position <= p.position AND e.position <> ALL ($4))
    SELECT t.position, t.event_type, t.report, e.aggregate_type, e.event_version, e.payload
      FROM told t JOIN events e ON e.municipality = $1 AND e.position = t.position
     WHERE EXISTS (SELECT FROM from_cases WHERE aggregate_id = t.report)
       AND NOT EXISTS (SELECT FROM answered WHERE causation_id = t.event_id)
     ORDER BY t.position";

/// What came back to cases of those reports.
const ANSWERS: &str = "
    SELECT event_type, event_version, payload FROM events
     WHERE municipality = $1 AND aggregate_type = 'Case'
       AND event_type IN ('AcknowledgementReceived', 'FeedbackReceived')
       AND CASE WHEN position <> ALL ($3) THEN payload #>> ARRAY[event_type, 'report'] = ANY ($2) ELSE false END
     ORDER BY position";

/// Whose erasure counts as carried out.
const ERASED: &str = "
    SELECT e.position, e.event_type, e.aggregate_id FROM events e
      JOIN projections p ON p.municipality = e.municipality AND p.read_model = $2
     WHERE e.municipality = $1 AND e.aggregate_type = 'Subject' AND e.event_type = 'SubjectErased'
       AND e.position <= p.position AND e.position <> ALL ($3)
     ORDER BY e.position";

/// Holds the municipality's process managers against its ledger: that of erasures only where the key database is at hand. Each
/// question rests after it, where somebody says how.
///
/// What no program of the ledger wrote, at the positions `not_ours` and where such a row was accepted, is no evidence that something
/// was done, and nothing is done because of it.
pub async fn followed(
    pool: &PgPool,
    keys: Option<&PgPool>,
    municipality: &Municipality,
    not_ours: &[i64],
    ease: Option<Ease>,
) -> Result<Followed, sqlx::Error> {
    let mut not_ours = not_ours.to_vec();
    if let Some(keys) = keys {
        let accepted = accepted_rows(keys, Some(municipality)).await?;
        not_ours.extend(accepted.into_iter().map(|accepted| accepted.position));
    }
    let is_follower = |name: &str| Follower::named(name).is_some() || name == erasure::NAME;
    let standings = standings(pool, Some(municipality)).await?.into_iter();
    let beyond = standings.filter(|one| one.beyond && is_follower(&one.read_model));
    let beyond = beyond.map(|one| (one.read_model, one.fault.unwrap_or_default())).collect();
    let by =
        |follower: Follower| move |(position, event_type)| PassedBy { follower: follower.name(), position, event_type };
    let mut passed_by = Vec::new();
    for query in [NOT_RECEIVED, NOT_TOLD] {
        let asked = Instant::now();
        let rows: Vec<(i64, String)> = sqlx::query_as(query)
            .bind(municipality.as_str())
            .bind(Follower::Reports.name())
            .bind(&not_ours)
            .fetch_all(pool)
            .await?;
        passed_by.extend(rows.into_iter().map(by(Follower::Reports)));
        rest(ease, asked).await;
    }
    let asked = Instant::now();
    let not_answered = not_answered(pool, municipality, &not_ours).await?;
    passed_by.extend(not_answered.into_iter().map(by(Follower::Answers)));
    rest(ease, asked).await;
    if let Some(keys) = keys {
        let asked = Instant::now();
        let erased: Vec<(i64, String, String)> = sqlx::query_as(ERASED)
            .bind(municipality.as_str())
            .bind(erasure::NAME)
            .bind(&not_ours)
            .fetch_all(pool)
            .await?;
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
        rest(ease, asked).await;
    }
    passed_by.sort_by_key(|passed| passed.position);
    Ok(Followed { beyond, passed_by })
}

/// Rests after what was asked then, where that is wanted.
async fn rest(ease: Option<Ease>, asked: Instant) {
    if let Some(ease) = ease {
        ease.rest(asked.elapsed()).await;
    }
}

/// An answer of the service that came back to no case because of what tells it.
#[derive(FromRow)]
struct Unanswered {
    position: i64,
    event_type: String,
    /// The report that it answers.
    report: String,
    aggregate_type: String,
    event_version: String,
    payload: Value,
}

/// An answer that came back to a case.
#[derive(FromRow)]
struct CameBack {
    event_type: String,
    event_version: String,
    payload: Value,
}

/// What was told those who reported, and the case does not know: what it knew already from another telling is told it once.
async fn not_answered(
    pool: &PgPool,
    municipality: &Municipality,
    not_ours: &[i64],
) -> Result<Vec<(i64, String)>, sqlx::Error> {
    let mut unanswered: Vec<Unanswered> = sqlx::query_as(NOT_ANSWERED)
        .bind(municipality.as_str())
        .bind(Follower::Answers.name())
        .bind(Follower::Answers.followed())
        .bind(not_ours)
        .fetch_all(pool)
        .await?;
    if unanswered.is_empty() {
        return Ok(Vec::new());
    }
    let reports: Vec<&str> = unanswered.iter().map(|told| told.report.as_str()).collect();
    let came_back: Vec<CameBack> =
        sqlx::query_as(ANSWERS).bind(municipality.as_str()).bind(reports).bind(not_ours).fetch_all(pool).await?;
    let mut known: HashMap<ReportId, Answers> = HashMap::new();
    for CameBack { event_type, event_version, mut payload } in came_back {
        // What cannot be read is no answer that anybody knows.
        if let Ok(AnyEvent::Case(CaseEvent::Answer(event))) =
            AnyEvent::decode(Case::TYPE, &event_type, &event_version, &mut payload)
        {
            known.entry(event.report()).or_default().take_in(&event);
        }
    }
    unanswered.retain_mut(|told| {
        envelope::withhold(&mut told.payload);
        let event = AnyEvent::decode(&told.aggregate_type, &told.event_type, &told.event_version, &mut told.payload);
        let answer = match &event {
            Ok(AnyEvent::Report(event)) => answer_of_report(event),
            Ok(AnyEvent::Investigation(event)) => answer_of_investigation(event).map(|(_, answer)| answer),
            _ => None,
        };
        let known = told.report.parse().ok().and_then(|report: ReportId| known.get(&report));
        !known.zip(answer).is_some_and(|(known, answer)| known.tell(&answer))
    });
    Ok(unanswered.into_iter().map(|told| (told.position, told.event_type)).collect())
}
