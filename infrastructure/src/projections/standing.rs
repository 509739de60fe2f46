//! Where each read model, and each process manager, stands.

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::postgres::PgPool;

use super::{ProjectionError, ReadModel};
use crate::erasure;
use crate::intake::Follower;

/// Where a read model, a follower of the intake's, or the carrying out of erasures, of a municipality stands.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Standing {
    /// Which.
    pub read_model: String,
    /// Of which municipality.
    pub municipality: String,
    /// Every event up to here is in it.
    pub position: i64,
    /// The newest position of the ledger.
    pub head: i64,
    /// The version of the read model that wrote its rows; 0 while it has never run.
    pub version: i32,
    /// Why it stopped. It is tried again from time to time, and goes on by itself once that works. Of a read model that
    /// a newer program has rebuilt, which this one leaves alone, it is that.
    pub fault: Option<String>,
    /// Whether its position was beyond the head at some time since all was taken in last: what it passed by is not in it, and it
    /// goes no further until that is put right. The fault says how.
    pub beyond: bool,
    /// Seconds since it last got on; `None` while it has never run.
    pub seconds_since_progress: Option<f64>,
    wrong_rows: Option<i64>,
    wrong_found_at: Option<DateTime<Utc>>,
    /// Whether it has a row of its own: it has run, or was begun with.
    is_there: bool,
    /// Whether rows that it passes over were put right, or accepted, since.
    is_put_right: bool,
    not_rebuilt: Option<String>,
    not_rebuilt_since: Option<DateTime<Utc>>,
}

/// That a read model is outdated: an older version of the program wrote its rows, or they were written while rows were passed over that
/// have been put right or accepted since. Servers rebuild it by themselves; until then it tells what it told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outdated {
    /// Why it could not be rebuilt, and since when; `None` where that has not failed.
    pub failure: Option<(String, DateTime<Utc>)>,
}

/// That a read model had been wrong, which a rebuild found and put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HadBeenWrong {
    /// In how many rows.
    pub rows: i64,
    /// When that was found.
    pub found_at: DateTime<Utc>,
}

impl Standing {
    /// How many events it lacks, as far as its position tells.
    pub const fn lag(&self) -> i64 {
        if self.position > self.head { 0 } else { self.head - self.position }
    }

    /// What is wrong where its position is, or was, beyond the head, with the way on.
    fn beyond(&self) -> Option<String> {
        let way_on = if ReadModel::named(&self.read_model).is_some() {
            format!("`case-ledger rebuild {}` puts it right", self.read_model)
        } else {
            "`case-ledger verify` tells what was not taken in, and `case-ledger projections --take-in-anew` has it taken in"
                .to_owned()
        };
        let Self { position, head, .. } = self;
        self.beyond.then(|| {
            format!(
                "its position was moved beyond the ledger's end (it is {position} now, the ledger's {head}): what it \
                 passed by is not in it; {way_on}"
            )
        })
    }

    /// What a rebuild found wrong in it: a fault until somebody acknowledges it, or a later rebuild of the same version of the
    /// read model finds it as it should be. What is there now is right, and what was answered before may not have been.
    pub fn had_been_wrong(&self) -> Option<HadBeenWrong> {
        Some(HadBeenWrong { rows: self.wrong_rows?, found_at: self.wrong_found_at? })
    }

    /// Whether it is to be rebuilt, which is done only when this says no more that it is.
    pub fn outdated(&self) -> Option<Outdated> {
        let known = ReadModel::named(&self.read_model)?.version();
        let is_outdated = self.is_there && (self.version < known || self.is_put_right && self.version == known);
        is_outdated.then(|| Outdated { failure: self.not_rebuilt.clone().zip(self.not_rebuilt_since) })
    }
}

/// Where all of them stand for this program, of one municipality or of all, by municipality and name.
pub async fn standings(pool: &PgPool, municipality: Option<&Municipality>) -> Result<Vec<Standing>, sqlx::Error> {
    let mut names = ReadModel::names(ReadModel::ALL);
    names.extend(followers());
    // A copy that no program of this version has opened does not tell.
    let mut standings: Vec<Standing> = sqlx::query_as(
        "SELECT model.name AS read_model, h.municipality, coalesce(p.position, 0) AS position, h.position AS head,
                coalesce(p.version, 0) AS version, p.fault,
                coalesce((to_jsonb(p) ->> 'beyond')::boolean OR p.position > h.position, false) AS beyond,
                extract(epoch FROM clock_timestamp() - p.moved_at)::float8 AS seconds_since_progress,
                p.wrong_rows, p.wrong_found_at, p.version IS NOT NULL AS is_there,
                to_jsonb(p) ->> 'put_right' IS NOT NULL AS is_put_right, to_jsonb(p) ->> 'not_rebuilt' AS not_rebuilt,
                (to_jsonb(p) ->> 'not_rebuilt_since')::timestamptz AS not_rebuilt_since
           FROM ledger_heads h CROSS JOIN unnest($1::text[]) AS model (name)
           LEFT JOIN projections p ON p.read_model = model.name AND p.municipality = h.municipality
          WHERE $2::text IS NULL OR h.municipality = $2
          ORDER BY h.municipality, model.name",
    )
    .bind(names)
    .bind(municipality.map(Municipality::as_str))
    .fetch_all(pool)
    .await?;
    for standing in &mut standings {
        let read_model = ReadModel::named(&standing.read_model).map(|model| (model.name(), model.version()));
        let follower = || Follower::named(&standing.read_model).map(|follower| (follower.name(), follower.version()));
        let known = read_model.or_else(follower);
        if let Some(newer) = known.and_then(|(name, known)| newer(name, known, standing.version)) {
            standing.fault = Some(newer.to_string());
        } else if let Some(beyond) = standing.beyond() {
            standing.fault = Some(beyond);
        }
    }
    Ok(standings)
}

/// Where the read model stands for this program.
pub(crate) async fn standing_of(
    pool: &PgPool,
    model: ReadModel,
    municipality: &Municipality,
) -> Result<Option<Standing>, sqlx::Error> {
    let all = standings(pool, Some(municipality)).await?;
    Ok(all.into_iter().find(|standing| standing.read_model == model.name()))
}

/// What keeps this program, which knows a version of the read model, from one of another version, where anything does.
pub(super) fn newer(read_model: &'static str, known: i32, version: i32) -> Option<ProjectionError> {
    (version > known).then_some(ProjectionError::Newer { read_model, version, known })
}

/// Notes why these read models, which are outdated, could not be rebuilt.
pub(super) async fn note_not_rebuilt(
    pool: &PgPool,
    models: &[ReadModel],
    municipality: &Municipality,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE projections SET not_rebuilt = $3, not_rebuilt_since = coalesce(not_rebuilt_since, clock_timestamp())
          WHERE municipality = $1 AND read_model = ANY ($2)",
    )
    .bind(municipality.as_str())
    .bind(ReadModel::names(models))
    .bind(reason)
    .execute(pool)
    .await?;
    Ok(())
}

/// Takes faults away, so that what stopped is tried again at once. Gives how many there were.
pub async fn retry(pool: &PgPool, municipality: Option<&Municipality>) -> Result<u64, sqlx::Error> {
    let cleared = sqlx::query(
        "UPDATE projections SET fault = NULL WHERE fault IS NOT NULL AND ($1::text IS NULL OR municipality = $1)",
    )
    .bind(municipality.map(Municipality::as_str))
    .execute(pool)
    .await?;
    Ok(cleared.rows_affected())
}

/// Notes which of them stand beyond the end of their ledger, so that it is told also when the ledger has come that far.
pub(super) async fn note_beyond(pool: &PgPool) -> Result<(), sqlx::Error> {
    let beyond: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT p.read_model, p.municipality, p.position FROM projections p JOIN ledger_heads h USING (municipality)
          WHERE p.position > h.position AND NOT p.beyond",
    )
    .fetch_all(pool)
    .await?;
    for (name, municipality, position) in beyond {
        // Only as it was seen: one that moves on with its ledger meanwhile is held against the head of before.
        let noted = sqlx::query(
            "UPDATE projections SET beyond = true
              WHERE read_model = $1 AND municipality = $2 AND position = $3 AND NOT beyond",
        )
        .bind(&name)
        .bind(&municipality)
        .bind(position)
        .execute(pool)
        .await?;
        if noted.rows_affected() > 0 {
            tracing::error!(read_model = name, municipality, position, "a position is beyond the ledger's end");
        }
    }
    Ok(())
}

/// Has everything that is no read model (the intake's followers, and the carrying out of erasures) begin anew with the ledger's
/// first event. What was taken in is known by its command and is not taken in twice; what was passed by is taken in. Gives how
/// many there are.
pub async fn take_in_anew(pool: &PgPool, municipality: Option<&Municipality>) -> Result<u64, sqlx::Error> {
    let begun = sqlx::query(
        "UPDATE projections SET position = 0, beyond = false, moved_at = clock_timestamp(),
                fault = CASE WHEN read_model = $2 THEN 'all erasures are looked at anew' END
          WHERE read_model = ANY ($1) AND ($3::text IS NULL OR municipality = $3)",
    )
    .bind(followers())
    .bind(erasure::NAME)
    .bind(municipality.map(Municipality::as_str))
    .execute(pool)
    .await?;
    Ok(begun.rows_affected())
}

/// The names of those that are no read models.
fn followers() -> Vec<&'static str> {
    Follower::ALL.iter().map(|follower| follower.name()).chain([erasure::NAME]).collect()
}

/// Acknowledges what rebuilds found wrong, so that it is told no more. Gives of how many read models.
pub async fn acknowledge(pool: &PgPool, municipality: Option<&Municipality>) -> Result<u64, sqlx::Error> {
    let acknowledged = sqlx::query(
        "UPDATE projections SET wrong_rows = NULL, wrong_found_at = NULL
          WHERE wrong_rows IS NOT NULL AND ($1::text IS NULL OR municipality = $1)",
    )
    .bind(municipality.map(Municipality::as_str))
    .execute(pool)
    .await?;
    Ok(acknowledged.rows_affected())
}
