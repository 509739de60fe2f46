//! What read models pass over: rows that are not as a program of the ledger wrote them.
//!
//! To stop at such a row would let whoever may insert one, or change one, stop every read model of a municipality, and hide all other
//! children's deadlines behind one row; and one that was slipped in can never be taken out of a ledger that has gone on behind it. So
//! the projector goes on. What such a row says is not told, nor what its own thing's stream says after it, which rests on it: a thing
//! is told as it stood before the row, as commands on it are refused from there. That it is so is told by position, as a fault of its
//! own, until the row is as written again; then the read models are rebuilt, and tell all of it. Of a row that somebody has accepted
//! ([`crate::ledger::accepted`]) nothing is told either, but its stream goes on behind it, and so it is passed over alone.
//!
//! A row may be changed after it was taken in, too, and what comes later in its stream rests on it: whose a thing is stands in its first
//! entry, which is looked up where it is not remembered. Then that one is noted, and what rests on it passed over from there on.
//!
//! A row that was changed to say that it is of another stream is passed over there, and missing in its own, which would go on without
//! it. So what follows a missing entry of its stream is passed over, too, with all that comes after it, and told by its position.
//! (Of the last entry of a stream nothing tells there that it is gone: it is told where it stands now.)
//!
//! What was passed over is noted in the transaction that moves the read model, so that live and rebuilt ones pass over the same, on
//! every server. A live one that took a row in before it was changed tells what was written, until it is rebuilt.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::{PgConnection, PgPool};
use uuid::Uuid;

use super::events::Row;
use super::{ProjectionError, ReadModel, describe};
use crate::database::begin;
use crate::ledger::authorship::{Authorship, AuthorshipError};
use crate::ledger::guard::{Guard, RowStanding};

/// Positions that are told one by one; how many there are is told beside them.
const MOST_TOLD: usize = 100;

/// A municipality's rows that are not as written, or that follow one which is missing in its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsNotAsWritten {
    /// Whose ledger.
    pub municipality: String,
    /// How many are known, at least one.
    pub rows: usize,
    /// Where the first hundred are.
    pub positions: Vec<i64>,
}

/// The place of a row that is not as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    position: i64,
    stream: (String, String),
    sequence: i64,
}

impl Found {
    /// That row's place, where it is not as written.
    pub(super) fn of(row: &Row, authorship: Option<&Authorship>) -> Option<Self> {
        match row.held.as_ref()?.standing(authorship) {
            RowStanding::Changed | RowStanding::NotOurs => {}
            RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Unchecked | RowStanding::Accepted => {
                return None;
            }
        }
        let stream = (row.aggregate_type.clone(), row.aggregate_id.clone());
        Some(Self { position: row.position, stream, sequence: row.sequence })
    }

    pub(super) const fn position(&self) -> i64 {
        self.position
    }
}

/// What is passed over while events are read from one place to the next.
#[derive(Clone)]
pub(super) struct PassingOver {
    guard: Arc<Guard>,
    municipality: Municipality,
    pub(super) authorship: Option<Authorship>,
    /// From which sequence on streams are passed over.
    streams: HashMap<(String, String), i64>,
    /// Where rows are that had been noted before.
    noted: HashSet<i64>,
    /// What this one found.
    found: Vec<Found>,
}

impl PassingOver {
    /// What was noted by now.
    pub(super) async fn noted(
        guard: &Arc<Guard>,
        connection: &mut PgConnection,
        municipality: &Municipality,
    ) -> Result<Self, ProjectionError> {
        let authorship = guard.authorship_if_known(municipality).await?;
        let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
            "SELECT position, aggregate_type, aggregate_id, sequence FROM rows_passed_over WHERE municipality = $1",
        )
        .bind(municipality.as_str())
        .fetch_all(connection)
        .await?;
        let (guard, municipality) = (Arc::clone(guard), municipality.clone());
        let noted = rows.iter().map(|row| row.0).collect();
        let mut passing = Self { guard, municipality, authorship, streams: HashMap::new(), noted, found: Vec::new() };
        for (_, aggregate_type, aggregate_id, sequence) in rows {
            passing.pass_from((aggregate_type, aggregate_id), sequence);
        }
        Ok(passing)
    }

    fn pass_from(&mut self, stream: (String, String), sequence: i64) {
        let from = self.streams.entry(stream).or_insert(sequence);
        *from = sequence.min(*from);
    }

    /// Whether the row is passed over. One that nobody asked for is not looked at.
    pub(super) fn passes(&mut self, row: &Row) -> bool {
        let Some(held) = &row.held else { return false };
        let standing = self.guard.looked_at(&self.municipality, row.position, held.standing(self.authorship.as_ref()));
        let stream = || (row.aggregate_type.clone(), row.aggregate_id.clone());
        // What stands before an accepted row is nobody's matter: it may bear any number.
        if !standing.lets_go_on() || standing.is_as_written() && !row.follows {
            if standing.is_as_written() && !self.noted.contains(&row.position) {
                let (municipality, position) = (&self.municipality, row.position);
                tracing::error!(%municipality, position, "a row follows one that is missing in its stream; what it says is not told");
            }
            self.pass_from(stream(), row.sequence);
            self.found.push(Found { position: row.position, stream: stream(), sequence: row.sequence });
        }
        !standing.is_as_written()
            || !self.streams.is_empty() && self.streams.get(&stream()).is_some_and(|from| *from <= row.sequence)
    }

    /// Takes over what another one found that read before it.
    pub(super) fn learn(&mut self, other: &Self) {
        self.found.extend(other.found.iter().cloned());
        for (stream, sequence) in &other.streams {
            self.pass_from(stream.clone(), *sequence);
        }
    }

    /// Where the rows are that it knows not to be as written.
    pub(super) fn positions(&self) -> HashSet<i64> {
        self.noted.iter().copied().chain(self.found.iter().map(|one| one.position)).collect()
    }

    /// The ids of the streams that it passes over from some entry on.
    pub(super) fn streams(&self) -> Vec<Uuid> {
        ids_of(self.streams.keys().map(|(_, id)| id.as_str())).collect()
    }

    /// Whether it passes over anything.
    pub(super) fn is_any(&self) -> bool {
        !self.streams.is_empty()
    }

    /// Whether it passes over something that had not been noted before.
    pub(super) fn has_found_more(&self) -> bool {
        self.found.iter().any(|one| !self.noted.contains(&one.position))
    }

    /// Whether all that it passes over is noted still.
    pub(super) async fn is_as_noted(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        if !self.is_any() {
            return Ok(true);
        }
        let noted: Vec<i64> = sqlx::query_scalar("SELECT position FROM rows_passed_over WHERE municipality = $1")
            .bind(self.municipality.as_str())
            .fetch_all(connection)
            .await?;
        let passed = self.noted.iter().copied().chain(self.found.iter().map(|one| one.position));
        Ok(passed.into_iter().all(|position| noted.contains(&position)))
    }

    /// Notes what was found.
    pub(super) async fn note(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if !self.has_found_more() {
            return Ok(());
        }
        note(connection, &self.municipality, &self.found).await
    }
}

/// Those of them that are ids of streams; not what a row that was slipped in has in the place of one.
pub(super) fn ids_of<'a>(ids: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Uuid> {
    ids.filter_map(|id| Uuid::parse_str(id).ok())
}

async fn note(connection: &mut PgConnection, municipality: &Municipality, found: &[Found]) -> Result<(), sqlx::Error> {
    let column = |of: fn(&Found) -> &str| found.iter().map(|one| of(one).to_owned()).collect::<Vec<_>>();
    let number = |of: fn(&Found) -> i64| found.iter().map(of).collect::<Vec<_>>();
    sqlx::query(
        "INSERT INTO rows_passed_over (municipality, position, aggregate_type, aggregate_id, sequence)
         SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[]) ON CONFLICT DO NOTHING",
    )
    .bind(municipality.as_str())
    .bind(number(|one| one.position))
    .bind(column(|one| &one.stream.0))
    .bind(column(|one| &one.stream.1))
    .bind(number(|one| one.sequence))
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether what failed so goes on when it is begun anew: rows that were looked up beside the ledger's order and are not as written are
/// noted here, so that what rests on them is passed over from then on, and nobody meets the same again. How each stands is told.
pub(super) async fn goes_on_after(
    guard: &Guard,
    municipality: &Municipality,
    error: &ProjectionError,
) -> Result<bool, ProjectionError> {
    let ProjectionError::RestsOn(found) = error else { return Ok(false) };
    let positions: Vec<i64> = found.iter().map(Found::position).collect();
    for (position, standing) in guard.look_again(municipality, &positions).await? {
        guard.looked_at(municipality, position, standing);
    }
    note(&mut *guard.ledger().acquire().await?, municipality, found).await?;
    Ok(true)
}

/// Those of the rows that are believed, of what is read beside the ledger's order.
pub(super) fn believed(rows: Vec<Row>, authorship: Option<&Authorship>) -> impl Iterator<Item = Row> {
    rows.into_iter().filter(move |row| row.held.as_ref().is_none_or(|held| held.standing(authorship).is_as_written()))
}

/// A row that was noted as passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NotedRow {
    position: i64,
    /// Whether it says to be of another stream than was noted: no read model wrote that, and it would have another stream's entries
    /// passed over.
    is_misnoted: bool,
    /// Whether the entry before it is missing in its stream.
    lacks_the_one_before: bool,
}

/// What a look at all that was passed over came to.
pub(super) struct LookedAgain {
    /// Whether anything is passed over no more.
    pub(super) any: bool,
    /// The first error; the municipality that it is of is looked at again the next time, and no other waited for it.
    pub(super) result: Result<(), AuthorshipError>,
}

/// Looks again at what was found not to be as written. What was passed over and is as written by now, gone or accepted, is passed over no
/// more, and the read models that had come beyond it are outdated, and so rebuilt.
pub(super) async fn look_again(guard: &Guard) -> LookedAgain {
    let (mut any, mut result) = (false, guard.look_again_at_what_was_found().await);
    let noted = match noted(guard.ledger()).await {
        Ok(noted) => noted,
        Err(error) => return LookedAgain { any, result: result.and(Err(error.into())) },
    };
    for (municipality, noted) in noted {
        match look_again_in(guard, &municipality, &noted).await {
            Ok(is_any) => any |= is_any,
            Err(error) => {
                tracing::warn!(%municipality, error = %describe(&error), "whether a ledger's rows are as written again is not known");
                result = result.and(Err(error));
            }
        }
    }
    LookedAgain { any, result }
}

/// What is noted as passed over, by municipality.
async fn noted(pool: &PgPool) -> Result<BTreeMap<Municipality, Vec<NotedRow>>, sqlx::Error> {
    let rows: Vec<(String, i64, bool, bool)> = sqlx::query_as(
        "SELECT noted.municipality, noted.position,
                row.position IS NOT NULL AND (row.aggregate_type, row.aggregate_id, row.sequence)
                     IS DISTINCT FROM (noted.aggregate_type, noted.aggregate_id, noted.sequence),
                coalesce(row.sequence > 1, false) AND (
                    SELECT true FROM events AS before
                     WHERE before.municipality = row.municipality AND before.aggregate_type = row.aggregate_type
                       AND before.aggregate_id = row.aggregate_id AND before.sequence = row.sequence - 1 LIMIT 1) IS NULL
           FROM rows_passed_over AS noted LEFT JOIN events AS row USING (municipality, position) ORDER BY 1, 2",
    )
    .fetch_all(pool)
    .await?;
    let mut noted = BTreeMap::<Municipality, Vec<NotedRow>>::new();
    for (number, position, is_misnoted, lacks_the_one_before) in rows {
        let Ok(municipality) = number.parse() else { continue };
        noted.entry(municipality).or_default().push(NotedRow { position, is_misnoted, lacks_the_one_before });
    }
    Ok(noted)
}

/// The same in one municipality. Answers whether anything is passed over no more.
async fn look_again_in(
    guard: &Guard,
    municipality: &Municipality,
    noted: &[NotedRow],
) -> Result<bool, AuthorshipError> {
    let positions: Vec<i64> = noted.iter().map(|noted| noted.position).collect();
    let now = guard.look_again(municipality, &positions).await?;
    let is_right = |noted: &&NotedRow| match now.get(&noted.position) {
        _ if noted.is_misnoted => true,
        None | Some(RowStanding::Accepted) => true,
        Some(RowStanding::AsWritten | RowStanding::BeforeCodes) => !noted.lacks_the_one_before,
        Some(standing) => {
            guard.looked_at(municipality, noted.position, *standing);
            false
        }
    };
    let right: Vec<i64> = noted.iter().filter(is_right).map(|noted| noted.position).collect();
    if right.is_empty() {
        return Ok(false);
    }
    // Nobody moves them meanwhile: one that had the row before it and passes it over now would not be seen.
    let mut transaction = begin(guard.ledger()).await?;
    let names = ReadModel::names(ReadModel::ALL);
    sqlx::query(
        "SELECT FROM projections WHERE municipality = $1 AND read_model = ANY ($2) ORDER BY read_model FOR UPDATE",
    )
    .bind(municipality.as_str())
    .bind(&names)
    .execute(&mut *transaction)
    .await?;
    // The streams are those that were noted, and those that the rows are of by now.
    sqlx::query(
        "UPDATE projections SET put_right = (
                SELECT coalesce(array_agg(DISTINCT id), '{}') FROM (
                    SELECT unnest(projections.put_right)
                    UNION ALL SELECT aggregate_id FROM rows_passed_over WHERE municipality = $1 AND position = ANY ($4)
                    UNION ALL SELECT aggregate_id FROM events WHERE municipality = $1 AND position = ANY ($4)) AS stream (id))
          WHERE municipality = $1 AND read_model = ANY ($2) AND position >= $3",
    )
    .bind(municipality.as_str())
    .bind(&names)
    .bind(right.first())
    .bind(&right)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("DELETE FROM rows_passed_over WHERE municipality = $1 AND position = ANY ($2)")
        .bind(municipality.as_str())
        .bind(&right)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    // Of as many as whoever has every right on the database has changed and put right again: all are looked at together, as those who
    // pass them over know all of them, and the first are told.
    let told = right.get(..MOST_TOLD).unwrap_or(&right);
    tracing::warn!(%municipality, rows = right.len(), positions = ?told, "rows that were passed over are as written now, gone or accepted; read models are rebuilt");
    Ok(true)
}

/// The rows that are known not to be as written, or to be missing in the stream of a person: to this process, and to whoever moves read
/// models.
pub(super) async fn not_as_written(
    guard: &Guard,
    pool: &PgPool,
    municipality: Option<&Municipality>,
) -> Result<Vec<RowsNotAsWritten>, sqlx::Error> {
    let noted: Vec<(String, i64)> = sqlx::query_as(
        "SELECT municipality, position FROM rows_passed_over WHERE $1::text IS NULL OR municipality = $1",
    )
    .bind(municipality.map(Municipality::as_str))
    .fetch_all(pool)
    .await?;
    let found = guard.found().into_iter().filter(|(of, _)| municipality.is_none_or(|municipality| municipality == of));
    let found = found.flat_map(|(of, positions)| positions.into_keys().map(move |at| (of.to_string(), at)));
    let missing =
        guard.missing().into_iter().filter(|(of, _)| municipality.is_none_or(|municipality| municipality == of));
    let missing =
        missing.flat_map(|(of, entries)| entries.into_iter().map(move |entry| (of.to_string(), entry.told_at)));
    let mut all = BTreeMap::<String, BTreeSet<i64>>::new();
    for (of, position) in noted.into_iter().chain(found).chain(missing) {
        all.entry(of).or_default().insert(position);
    }
    let told = |(municipality, positions): (String, BTreeSet<i64>)| RowsNotAsWritten {
        municipality,
        rows: positions.len(),
        positions: positions.into_iter().take(MOST_TOLD).collect(),
    };
    Ok(all.into_iter().map(told).collect())
}

#[cfg(test)]
mod tests;
