//! Emergency access to cases: taken with a reason, told to the unit's leader, reviewed once by somebody else.
//!
//! That it was taken, by whom and what for stands in the read log, which is also what opens the case. Why stands beside it,
//! in words under the child's key, so that it is restricted and erased with the child. Where no case was found no words are
//! kept: they may name a child of whom the ledger does not know that they do. Nothing of it stands in the case: who reads
//! the case's read log sees the purpose, and only who watches over the reads is told the words.

use case_ledger_domain::Refusal;
use case_ledger_domain::case::Case;
use case_ledger_domain::emergency_access::EmergencyAccess as Reviewable;
use case_ledger_domain::ids::{CommandId, Municipality, SubjectId};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::text::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use crate::clock;
use crate::ledger::Actor;
use crate::ledger::bus::{CommandError, Fault, Ledger};
use crate::ledger::history::{EntryActor, Sight};
use crate::ledger::writer::is_unique_violation;
use crate::personal::envelope::{self, Place};
use crate::reach::{EMERGENCY_ACCESS, Watched};
use crate::secret_file::to_hex;

/// A case that emergency access opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseInDanger {
    /// The case.
    pub case: Uuid,
    /// The child.
    pub child: SubjectId,
    /// The unit that works with it.
    pub unit: String,
}

/// A command for emergency access: each person's own, whatever others send under its id.
#[derive(Debug, Clone)]
pub struct Taking<'a> {
    /// The command's id.
    pub command_id: CommandId,
    /// Its content, which a second sending must match.
    pub fingerprint: &'a [u8],
    /// Who takes it.
    pub taker: &'a Actor,
    /// What for.
    pub purpose: &'a str,
    /// Why, in words.
    pub reason: Text,
}

/// What was taken by a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When: from then on it lasts, however often the command is sent.
    pub taken_at: DateTime<Utc>,
    /// The cases that it opened; none where none was found.
    pub cases: Vec<Uuid>,
    /// False where it had been recorded before.
    pub recorded_now: bool,
}

/// Why, as it is kept in an envelope.
#[derive(Serialize, Deserialize)]
struct Reason {
    reason: Personal<Text>,
}

/// What was found, as it is kept in an envelope.
#[derive(Serialize, Deserialize)]
struct Found {
    words: Personal<Text>,
}

/// Emergency access that somebody took, or tried to take where no case was found.
#[derive(Debug, Clone)]
pub struct EmergencyAccess {
    /// Its place in the read log.
    pub read_id: i64,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// Who took it.
    pub taker: EntryActor,
    /// What for.
    pub purpose: Option<String>,
    /// Why, in words; nothing where no case was found, or where it was taken before reasons were asked for.
    pub reason: Option<Personal<Text>>,
    /// The case; nothing where none was found.
    pub case: Option<Uuid>,
    /// The unit whose leader is told: the case's, or the taker's where no case was found. Where that is none, all leaders are.
    pub unit: Option<String>,
    /// What the review found; nothing while there is none.
    pub review: Option<Review>,
}

/// What a review found.
#[derive(Debug, Clone)]
pub struct Review {
    /// When.
    pub reviewed_at: DateTime<Utc>,
    /// Who reviewed.
    pub reviewer: EntryActor,
    /// Whether the access was justified.
    pub justified: bool,
    /// In words.
    pub words: Personal<Text>,
}

/// Which emergency access is wanted.
#[derive(Debug, Clone)]
pub struct EmergencyFilter {
    /// What the reader watches over.
    pub watched: Watched,
    /// Only to cases of that unit.
    pub unit: Option<String>,
    /// Only what was taken then or later.
    pub from: Option<DateTime<Utc>>,
    /// Only what was taken before.
    pub before: Option<DateTime<Utc>>,
    /// Only what is reviewed, or only what is not.
    pub reviewed: Option<bool>,
    /// Only that one, by its place in the read log.
    pub read_id: Option<i64>,
}

/// What somebody who reviews has to say.
#[derive(Debug, Clone)]
pub struct Reviewing<'a> {
    /// The access, by its place in the read log.
    pub read_id: i64,
    /// The command's id.
    pub command_id: CommandId,
    /// Its content, which a second sending must match.
    pub fingerprint: &'a [u8],
    /// Who reviews.
    pub reviewer: &'a Actor,
    /// What the reviewer watches over.
    pub watched: Watched,
    /// Whether the access was justified.
    pub justified: bool,
    /// In words.
    pub words: Text,
}

#[derive(sqlx::FromRow)]
struct Row {
    read_id: i64,
    read_at: DateTime<Utc>,
    reader: Value,
    purpose: Option<String>,
    object_id: Uuid,
    unit: Option<String>,
    reason: Option<Value>,
    reviewed_at: Option<DateTime<Utc>>,
    reviewer: Option<Value>,
    justified: Option<bool>,
    words: Option<Value>,
}

/// Of all that was taken; the card tells the unit of what was taken before it was kept.
const TAKEN: &str =
    "SELECT l.read_id, l.read_at, l.reader, l.purpose, l.object_id, coalesce(e.unit, c.unit) AS unit, e.reason,
        r.reviewed_at, r.reviewer, r.justified, r.words
   FROM read_log l
   LEFT JOIN emergency_access e ON e.municipality = l.municipality AND e.read_id = l.read_id
   LEFT JOIN emergency_access_reviews r ON r.municipality = l.municipality AND r.read_id = l.read_id
   LEFT JOIN case_cards c ON c.municipality = l.municipality AND c.case_id = l.object_id
  WHERE l.object_type = 'EmergencyAccess' AND l.municipality = ";

impl Ledger {
    /// What that command has taken; nothing while it has taken nothing. Where other content took something under its id, that
    /// is refused.
    pub async fn emergency_access_taken_by(
        &self,
        municipality: &Municipality,
        taking: &Taking<'_>,
    ) -> Result<Option<Taken>, CommandError> {
        let digest = self.digest_of_taking(municipality, taking).await?;
        self.taken_by(municipality, taking.command_id, &digest).await
    }

    /// Records durably that these cases are opened to the taker; where there are none, that it was asked for. Once for each
    /// command: what was recorded first is answered.
    pub async fn take_emergency_access(
        &self,
        municipality: &Municipality,
        taking: &Taking<'_>,
        cases: &[CaseInDanger],
    ) -> Result<Taken, CommandError> {
        let digest = self.digest_of_taking(municipality, taking).await?;
        if let Some(taken) = self.taken_by(municipality, taking.command_id, &digest).await? {
            return Ok(taken);
        }
        let taken_at = clock::now();
        match self.record_taking(municipality, taking, &digest, cases, taken_at).await {
            Ok(()) => Ok(Taken { taken_at, cases: cases.iter().map(|one| one.case).collect(), recorded_now: true }),
            // The same command was sent twice at once, or what found nothing is asked for again.
            Err(Fault::Database(error)) if is_unique_violation(&error) => {
                let taken = self.taken_by(municipality, taking.command_id, &digest).await?;
                Ok(taken.unwrap_or(Taken { taken_at, cases: Vec::new(), recorded_now: false }))
            }
            Err(fault) => Err(fault.into()),
        }
    }

    async fn digest_of_taking(&self, municipality: &Municipality, taking: &Taking<'_>) -> Result<String, Fault> {
        // Access is a person's: what somebody else sends, word for word, is another command.
        let subject = taking.taker.subject.as_uuid();
        let content = [taking.fingerprint, subject.as_bytes().as_slice()].concat();
        Ok(to_hex(self.keys().keyed_digest(municipality, "command", &content).await?.as_ref()))
    }

    async fn taken_by(
        &self,
        municipality: &Municipality,
        command_id: CommandId,
        digest: &str,
    ) -> Result<Option<Taken>, CommandError> {
        let rows: Vec<(Option<String>, DateTime<Utc>, Uuid)> = sqlx::query_as(
            "SELECT e.command_digest, l.read_at, l.object_id FROM emergency_access e JOIN read_log l USING (municipality, read_id)
              WHERE e.municipality = $1 AND e.command_id = $2 AND e.command_index IS NOT NULL ORDER BY e.command_index",
        )
        .bind(municipality.as_str())
        .bind(command_id.as_uuid())
        .fetch_all(self.pool())
        .await
        .map_err(Fault::from)?;
        let Some((recorded, taken_at, _)) = rows.first() else { return Ok(None) };
        if recorded.as_deref() != Some(digest) {
            return Err(CommandError::CommandIdReused);
        }
        let taken_at = *taken_at;
        let cases = rows.into_iter().map(|(.., case)| case).collect();
        Ok(Some(Taken { taken_at, cases, recorded_now: false }))
    }

    async fn record_taking(
        &self,
        municipality: &Municipality,
        taking: &Taking<'_>,
        digest: &str,
        cases: &[CaseInDanger],
        taken_at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let Taking { command_id, taker, purpose, reason, .. } = taking;
        let mut objects: Vec<Uuid> = cases.iter().map(|one| one.case).collect();
        let mut units: Vec<Option<String>> = cases.iter().map(|one| Some(one.unit.clone())).collect();
        let mut reasons: Vec<Option<String>> = Vec::with_capacity(cases.len());
        for CaseInDanger { case, child, .. } in cases {
            let words = serde_json::to_value(Reason { reason: Personal::child(*child, reason.clone()) })?;
            reasons.push(Some(self.sealed_for(municipality, words, *case).await?));
        }
        if cases.is_empty() {
            objects.push(Uuid::nil());
            reasons.push(None);
            units.push(match &taker.unit {
                Some(unit) => Some(self.known_spelling(municipality, unit).await?),
                None => None,
            });
        }
        let readers = self.sealed_for_each(municipality, &serde_json::to_value(taker)?, &objects).await?;
        let indexes: Vec<Option<i32>> =
            if cases.is_empty() { vec![None] } else { (0..).map(Some).take(cases.len()).collect() };
        sqlx::query(
            "WITH asked AS (
                 SELECT * FROM unnest($5::text[], $6::uuid[], $7::text[], $8::text[], $9::integer[])
                     AS asked (reader, object_id, unit, reason, command_index)
             ), taken AS (
                 INSERT INTO read_log (municipality, read_at, reader, purpose, object_type, object_id)
                 SELECT $1, $2, reader::json, $3, $4, object_id FROM asked
                 RETURNING read_id, object_id
             )
             INSERT INTO emergency_access (municipality, read_id, unit, reason, command_id, command_digest, command_index)
             SELECT $1, read_id, unit, reason::json, $10, $11, command_index FROM taken JOIN asked USING (object_id)",
        )
        .bind(municipality.as_str())
        .bind(taken_at)
        .bind(*purpose)
        .bind(EMERGENCY_ACCESS)
        .bind(readers)
        .bind(objects)
        .bind(units)
        .bind(reasons)
        .bind(indexes)
        .bind(command_id.as_uuid())
        .bind(digest)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// The emergency access that a filter finds, taken before that one, the newest first, as far as `sight` shows it.
    pub async fn emergency_access(
        &self,
        municipality: &Municipality,
        filter: &EmergencyFilter,
        before: Option<i64>,
        most: i64,
        sight: Sight,
    ) -> Result<Vec<EmergencyAccess>, Fault> {
        let spellings = self.spellings_watched(municipality, &filter.watched).await?;
        let of_unit = match &filter.unit {
            Some(unit) => Some(self.spellings(municipality, unit).await?),
            None => None,
        };
        let mut query = QueryBuilder::<Postgres>::new(TAKEN);
        query.push_bind(municipality.as_str());
        query.push(" AND l.read_id < ").push_bind(before.unwrap_or(i64::MAX));
        if let Some(spellings) = &spellings {
            query.push(" AND (coalesce(e.unit, c.unit) = ANY (").push_bind(spellings.as_slice());
            // What found no case, by somebody of no unit, is no leader's, and so every leader's.
            query.push(") OR e.unit IS NULL AND l.object_id = ").push_bind(Uuid::nil()).push(")");
        }
        if let Some(spellings) = &of_unit {
            query.push(" AND coalesce(e.unit, c.unit) = ANY (").push_bind(spellings.as_slice()).push(")");
        }
        if let Some(from) = filter.from {
            query.push(" AND l.read_at >= ").push_bind(from);
        }
        if let Some(before) = filter.before {
            query.push(" AND l.read_at < ").push_bind(before);
        }
        match filter.reviewed {
            Some(true) => _ = query.push(" AND r.read_id IS NOT NULL"),
            Some(false) => _ = query.push(" AND r.read_id IS NULL"),
            None => {}
        }
        if let Some(read_id) = filter.read_id {
            query.push(" AND l.read_id = ").push_bind(read_id);
        }
        query.push(" ORDER BY l.read_id DESC LIMIT ").push_bind(most);
        let rows: Vec<Row> = query.build_query_as().fetch_all(self.pool()).await?;
        self.opened_access(municipality, rows, sight).await
    }

    async fn opened_access(
        &self,
        municipality: &Municipality,
        mut rows: Vec<Row>,
        sight: Sight,
    ) -> Result<Vec<EmergencyAccess>, Fault> {
        let veil = self.veil(municipality, sight).await?;
        let mut sealed: Vec<(Place<'_>, &mut Value)> = Vec::with_capacity(4 * rows.len());
        for Row { object_id, reader, reason, reviewer, words, .. } in &mut rows {
            // Such words were kept once, under the taker's key: no erasure of a child takes them away, and so nobody reads them.
            if object_id.is_nil() {
                *reason = None;
            }
            let beside = [reason.as_mut(), reviewer.as_mut(), words.as_mut()].into_iter().flatten();
            sealed.extend(std::iter::once(reader).chain(beside).map(|value| (Place::Beside(*object_id), value)));
        }
        envelope::open_shown(self.keys(), municipality, &mut sealed, |subject, path| veil.shows_at(subject, path))
            .await?;
        let actor = |value: Value| -> Result<EntryActor, Fault> {
            let mut actor = EntryActor::from(serde_json::from_value::<Actor>(value)?);
            actor.withhold_pseudonyms(&|subject| veil.tells_who(subject));
            Ok(actor)
        };
        let access = |row: Row| {
            let review = match (row.reviewed_at, row.reviewer, row.justified, row.words) {
                (Some(reviewed_at), Some(reviewer), Some(justified), Some(said)) => {
                    let Found { words } = serde_json::from_value(said)?;
                    Some(Review { reviewed_at, reviewer: actor(reviewer)?, justified, words })
                }
                _ => None,
            };
            Ok(EmergencyAccess {
                read_id: row.read_id,
                taken_at: row.read_at,
                taker: actor(row.reader)?,
                purpose: row.purpose,
                reason: row.reason.map(serde_json::from_value).transpose()?.map(|Reason { reason }| reason),
                case: Some(row.object_id).filter(|case| !case.is_nil()),
                unit: row.unit,
                review,
            })
        };
        rows.into_iter().map(access).collect()
    }

    /// Records what a review found; answers whether it is recorded now, and not again.
    pub async fn review_emergency_access(
        &self,
        municipality: &Municipality,
        reviewing: Reviewing<'_>,
    ) -> Result<bool, CommandError> {
        let Reviewing { read_id, command_id, fingerprint, reviewer, watched, justified, words } = reviewing;
        let digest = self.keys().keyed_digest(municipality, "command", fingerprint).await.map_err(Fault::from)?;
        let digest = to_hex(digest.as_ref());
        if self.is_reviewed_by(municipality, command_id, &digest).await? {
            return Ok(false);
        }
        let filter =
            EmergencyFilter { watched, unit: None, from: None, before: None, reviewed: None, read_id: Some(read_id) };
        let sight = Sight { values: None, watches_over_persons: true };
        let taken = self.emergency_access(municipality, &filter, None, 1, sight).await?.pop();
        let taken = taken.ok_or(Refusal::NotFound { what: Sought::EmergencyAccess })?;
        let taken_by = taken.taker.subject.ok_or(Fault::Json)?;
        let reviewable = Reviewable { taken_by, is_reviewed: taken.review.is_some() };
        reviewable.may_be_reviewed_by(reviewer.subject)?;
        // What is said of the access is as much the child's as why it was taken. Where no child was found it is the taker's.
        let child = match taken.case {
            Some(case) => {
                self.recent::<Case>(municipality, case).await?.aggregate.opened().map(|one| one.child.subject)
            }
            None => None,
        };
        let words = match child {
            Some(child) => Personal::child(child, words),
            None => Personal::employee(taken_by, words),
        };
        let within = taken.case.unwrap_or_default();
        let words = serde_json::to_value(Found { words }).map_err(Fault::from)?;
        let words = self.sealed_for(municipality, words, within).await?;
        let actor = serde_json::to_value(reviewer).map_err(Fault::from)?;
        let actor = self.sealed_for(municipality, actor, within).await?;
        let recorded = sqlx::query(
            "INSERT INTO emergency_access_reviews
                    (municipality, read_id, command_id, command_digest, reviewed_at, reviewer, justified, words)
             VALUES ($1, $2, $3, $4, $5, $6::json, $7, $8::json) ON CONFLICT DO NOTHING",
        )
        .bind(municipality.as_str())
        .bind(read_id)
        .bind(command_id.as_uuid())
        .bind(&digest)
        .bind(clock::now())
        .bind(actor)
        .bind(justified)
        .bind(words)
        .execute(self.pool())
        .await
        .map_err(Fault::from)?;
        if recorded.rows_affected() == 1 {
            return Ok(true);
        }
        // Somebody was faster: this very command sent twice at once, or another leader.
        if self.is_reviewed_by(municipality, command_id, &digest).await? {
            return Ok(false);
        }
        Err(Refusal::EmergencyAccessReviewed.into())
    }

    /// Whether that command has recorded its review; where another one bears its id, that is refused.
    async fn is_reviewed_by(
        &self,
        municipality: &Municipality,
        command_id: CommandId,
        digest: &str,
    ) -> Result<bool, CommandError> {
        let recorded: Option<String> = sqlx::query_scalar(
            "SELECT command_digest FROM emergency_access_reviews WHERE municipality = $1 AND command_id = $2",
        )
        .bind(municipality.as_str())
        .bind(command_id.as_uuid())
        .fetch_optional(self.pool())
        .await
        .map_err(Fault::from)?;
        match recorded {
            Some(recorded) if recorded != digest => Err(CommandError::CommandIdReused),
            recorded => Ok(recorded.is_some()),
        }
    }
}
