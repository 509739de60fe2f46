//! What is read is held against what was written: a row that does not give its leaf hash, or that no program of the ledger wrote, is
//! not believed by whoever reads it.
//!
//! Until somebody runs `verify` nobody would notice otherwise that a row was changed with the triggers off, or appended by who has
//! the database alone; and beside a changed row its stored leaf hash stays, for which there is a proof. So each reader recomputes the
//! leaf from the row's columns, as they come, and looks at its code: some microseconds a row. History tells how each row stands;
//! nothing is decided on a stream that has such a row; and read models pass over what it says ([`crate::projections::standing`]). One
//! that somebody has accepted ([`super::accepted`]) is believed no more than before; only its stream goes on behind it.
//!
//! What is found is told as long as it is so: kept here in memory, for whoever reads it finds it again, and beside the read models
//! where these passed it over. A row that was changed together with its hash before there were codes looks as written: the signed tree
//! contradicts it, which `verify` finds.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject::Subject;
use chrono::DateTime;
use cqrs_es::Aggregate as _;
use cqrs_es::persist::SerializedEvent;
use serde::Deserialize;
use serde_json::Value;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{FromRow, Row as _, ValueRef as _};

use super::authorship::{Authorship, AuthorshipError, Authorships, Code};
use super::leaf::{Hash, Leaf};
use super::verify::rows;
use crate::personal::keys::{KeyError, KeyStore};
use crate::personal::told_last;
use crate::projections::describe;

/// Positions of a municipality that are kept in mind. Where there are more, the ledger as a whole is not as written.
const MOST_KNOWN: usize = 1_000;

/// For so long it is believed that no row gives a leaf hash: one may be put back that does.
const BELIEVED_OF_NOBODY: Duration = Duration::from_secs(30);

/// How a row stands against what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowStanding {
    /// It gives its leaf hash, and a program that holds the municipality's keys wrote it.
    AsWritten,
    /// It gives its leaf hash, and was written before programs put codes beside rows.
    BeforeCodes,
    /// It gives its leaf hash; whether a program wrote it is not known, because the municipality's keys are not at hand.
    Unchecked,
    /// It does not give its leaf hash: it was changed after it was written. Where the municipality's keys are at hand, its code shows
    /// that a program wrote it, as it is or as its leaf hash says.
    Changed,
    /// No program that holds the municipality's keys wrote it.
    NotOurs,
    /// No such program wrote it either, and somebody has accepted that it stays ([`super::accepted`]). What it says is believed by
    /// nobody.
    Accepted,
}

impl RowStanding {
    /// Whether what it says is believed, for nothing is known against it.
    pub const fn is_as_written(self) -> bool {
        match self {
            Self::AsWritten | Self::BeforeCodes | Self::Unchecked => true,
            Self::Changed | Self::NotOurs | Self::Accepted => false,
        }
    }

    /// Whether its stream goes on behind it. Nothing was ever decided on what an accepted row says, so that nothing rests on it.
    pub const fn lets_go_on(self) -> bool {
        self.is_as_written() || matches!(self, Self::Accepted)
    }
}

/// A stream rests on a row that is not as written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the row at position {position} of municipality {municipality} {}", match standing {
    RowStanding::NotOurs | RowStanding::Accepted => "was not written by a program of this ledger",
    _ => "is not as it was written",
})]
pub struct NotAsWritten {
    /// Whose ledger.
    pub municipality: Municipality,
    /// Where.
    pub position: i64,
    /// What is wrong with it.
    pub standing: RowStanding,
}

/// A stream lacks an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{aggregate_type} {aggregate_id} of municipality {municipality} lacks entry {expected}")]
pub struct StreamGap {
    /// Whose ledger.
    pub municipality: Municipality,
    /// The aggregate's type.
    pub aggregate_type: String,
    /// The aggregate's id.
    pub aggregate_id: String,
    /// The sequence that should come next.
    pub expected: usize,
}

/// An entry of the stream of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PersonEntry {
    /// Where it is told that it is missing: its own position, where that is known, or that of the entry behind it.
    pub(crate) told_at: i64,
    /// Whose stream.
    pub(crate) subject: SubjectId,
    /// Which of its entries.
    pub(crate) sequence: i64,
    /// Who knows of it.
    pub(crate) known_by: KnownBy,
}

/// Who knows of an entry of the stream of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum KnownBy {
    /// The entry behind it in its stream: it may stand anywhere.
    EntryBehind,
    /// The key database, which remembers it at just that position ([`told_last`]), and as just that one where it has its leaf hash.
    KeyDatabase { leaf: Option<Hash> },
}

impl PersonEntry {
    /// Where it stands, as far as that is known.
    const fn position(&self) -> Option<i64> {
        match self.known_by {
            KnownBy::EntryBehind => None,
            KnownBy::KeyDatabase { .. } => Some(self.told_at),
        }
    }

    /// What it gives, as far as that is known.
    pub(crate) const fn leaf(&self) -> Option<&Hash> {
        match &self.known_by {
            KnownBy::EntryBehind => None,
            KnownBy::KeyDatabase { leaf } => leaf.as_ref(),
        }
    }
}

/// What was found of entries that persons' streams seemed to lack.
#[derive(Debug, Default)]
pub(crate) struct Sought {
    /// Those in whose place no row stands.
    pub(crate) missing: Vec<PersonEntry>,
    /// Where the rows of the others stand.
    pub(crate) there: Vec<i64>,
    /// Whether all that are missing are kept in mind.
    pub(crate) are_all_noted: bool,
}

/// The columns of `events` that a row is held against what was written by.
pub(crate) const WHOLE_ROW: &str = "municipality, position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
    metadata, event_id, command_id, command_index, correlation_id, causation_id, actor, occurred_at, recorded_at, leaf_hash, code";

/// Whether the row before it in its stream is there, of a row of `events`: one that was made one of another stream is missing in its
/// own. In an index, one by one: nobody has the planner gather what comes before for a whole ledger.
pub(crate) const FOLLOWS: &str = "(sequence = 1 OR coalesce((
    SELECT true FROM events AS before
     WHERE before.municipality = events.municipality AND before.aggregate_type = events.aggregate_type
       AND before.aggregate_id = events.aggregate_id AND before.sequence = events.sequence - 1 LIMIT 1), false))";

/// What a row that was read shows by itself.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) position: i64,
    /// What its columns give.
    pub(crate) leaf: Hash,
    /// The leaf hash that stands beside it; nothing where no columns can give that.
    stored: Option<Hash>,
    code: Option<Code>,
}

impl Held {
    pub(crate) fn standing(&self, authorship: Option<&Authorship>) -> RowStanding {
        let code = self.code.as_ref().map(<[u8; _]>::as_slice);
        match authorship {
            Some(known) => known.stands(self.position, &self.leaf, self.stored.as_ref(), code),
            None if self.stored == Some(self.leaf) => RowStanding::Unchecked,
            None => RowStanding::Changed,
        }
    }

    /// Of a row of a statement whose values are sent in binary, as those of prepared ones are.
    fn of(row: &PgRow, bytes: &mut Vec<u8>) -> Result<Self, sqlx::Error> {
        let municipality: &str = row.try_get("municipality")?;
        let municipality: Municipality = municipality.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let mut columns = [None; rows::COLUMNS];
        for (column, name) in columns.iter_mut().zip(rows::NAMES) {
            let value = row.try_get_raw(name)?;
            if !value.is_null() {
                *column = Some(value.as_bytes().map_err(sqlx::Error::Decode)?);
            }
        }
        let sent = rows::Row::of(&columns);
        let told = |_| sqlx::Error::Decode("a row of events".into());
        let position = sent.position().map_err(told)?;
        let leaf = sent.leaf(&municipality, position, bytes).map_err(told)?;
        let code = sent.code().and_then(|code| code.try_into().ok());
        Ok(Self { position, leaf, stored: sent.stored_leaf().try_into().ok(), code })
    }
}

impl From<rows::Suspect> for Held {
    fn from(row: rows::Suspect) -> Self {
        let code = row.code.and_then(|code| code.try_into().ok());
        Self { position: row.position, leaf: row.leaf, stored: row.stored.try_into().ok(), code }
    }
}

impl FromRow<'_, PgRow> for Held {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Self::of(row, &mut Vec::with_capacity(2_048))
    }
}

/// The same, with the bytes that its leaf hash covers, behind the zero byte that RFC 6962 puts before every leaf.
#[derive(Debug, Clone)]
pub(crate) struct HeldWhole {
    pub(crate) held: Held,
    pub(crate) bytes: Arc<[u8]>,
}

impl FromRow<'_, PgRow> for HeldWhole {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let mut bytes = Vec::with_capacity(2_048);
        let held = Held::of(row, &mut bytes)?;
        Ok(Self { held, bytes: bytes.get(1..).unwrap_or_default().into() })
    }
}

/// The same columns of an event that is read with two alone, its payload and its metadata: an array beside what is told of it there,
/// and the payload once, as it is stored.
pub(super) const HELD_IN_METADATA: &str =
    "'row', json_build_array(payload::text, metadata::text, actor::text, correlation_id,
    causation_id, trunc(extract(epoch FROM occurred_at) * 1000000)::text,
    trunc(extract(epoch FROM recorded_at) * 1000000)::text, encode(leaf_hash, 'base64'), encode(code, 'base64'))";

/// What the stored metadata of an event tells that no column does.
#[derive(Deserialize)]
struct Beside {
    /// By which a command sent again is told from another under the same id.
    command_digest: Option<String>,
}

/// Takes them out of an event that was read so, whose payload it puts in its place, and what is told beside that among what is known
/// of it.
pub(super) fn taken_from(municipality: &Municipality, event: &mut SerializedEvent) -> Option<Held> {
    let Value::Object(metadata) = &mut event.metadata else { return None };
    let Some(Value::Array(row)) = metadata.remove("row") else { return None };
    metadata.retain(|_, value| !value.is_null());
    let told = |name: &str| metadata.get(name).and_then(Value::as_str);
    let text = |nth: usize| row.get(nth).and_then(Value::as_str);
    let (position, payload) = (told("position")?.parse().ok()?, text(0)?);
    // Whoever slips a row in may write what PostgreSQL alone takes for JSON: how the row stands is told all the same.
    event.payload = serde_json::from_str(payload).unwrap_or_default();
    // What was never written, or is missing, gives no hash that anything bears.
    let leaf = || {
        let micros = |nth| DateTime::from_timestamp_micros(text(nth)?.parse().ok()?);
        let causation_id = match row.get(4)? {
            Value::Null => None,
            id => Some(id.as_str()?.parse().ok()?),
        };
        let leaf = Leaf {
            municipality: municipality.as_str(),
            position,
            aggregate_type: &event.aggregate_type,
            aggregate_id: &event.aggregate_id,
            sequence: i64::try_from(event.sequence).ok()?,
            event_type: &event.event_type,
            event_version: &event.event_version,
            payload,
            metadata: text(1)?,
            event_id: told("event_id")?.parse().ok()?,
            command_id: told("command_id")?.parse().ok()?,
            command_index: told("command_index")?.parse().ok()?,
            correlation_id: text(3)?.parse().ok()?,
            causation_id,
            actor: text(2)?,
            occurred_at: micros(5)?,
            recorded_at: micros(6)?,
        };
        Some(leaf.hash())
    };
    let leaf = leaf();
    let bytes = |nth| STANDARD.decode(text(nth)?).ok();
    let (stored, code) = (bytes(7), bytes(8).and_then(|code| code.try_into().ok()));
    let digest = text(1).and_then(|beside| serde_json::from_str::<Beside>(beside).ok()?.command_digest);
    metadata.extend(digest.map(|digest| ("command_digest".to_owned(), Value::String(digest))));
    let stored = leaf.and(stored).and_then(|stored| stored.try_into().ok());
    Some(Held { position, leaf: leaf.unwrap_or_default(), stored, code })
}

fn unless_keys_are_away(
    authorship: Result<Authorship, AuthorshipError>,
) -> Result<Option<Authorship>, AuthorshipError> {
    match authorship {
        Ok(authorship) => Ok(Some(authorship)),
        Err(AuthorshipError::Keys(KeyError::MasterKey(_) | KeyError::NotOpened(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where rows stand that give leaf hashes which stand beside others, too, as far as that was sought: it takes a reading of the whole
/// ledger. A hash covers the position, so that where a row is that gave it once holds for good.
#[derive(Debug, Default)]
struct Owners(HashMap<Municipality, HashMap<Hash, Owner>>);

#[derive(Debug, Clone, Copy)]
enum Owner {
    At(i64),
    /// No row gave it then.
    Nobody(Instant),
}

impl Owners {
    /// What is known of those hashes, and of which of them it is to be sought.
    fn of(&self, municipality: &Municipality, leaves: &[Hash]) -> (HashMap<Hash, i64>, Vec<Hash>) {
        let (mut of, mut unknown) = (HashMap::new(), Vec::new());
        for leaf in leaves {
            match self.0.get(municipality).and_then(|of_it| of_it.get(leaf)) {
                Some(Owner::At(position)) => _ = of.insert(*leaf, *position),
                Some(Owner::Nobody(sought_at)) if sought_at.elapsed() < BELIEVED_OF_NOBODY => {}
                Some(Owner::Nobody(_)) | None => unknown.push(*leaf),
            }
        }
        (of, unknown)
    }

    /// Those were sought, and found there or nowhere.
    fn note(&mut self, municipality: &Municipality, sought: &[Hash], there: &HashMap<Hash, i64>) {
        let of_it = self.0.entry(municipality.clone()).or_default();
        if of_it.len() >= MOST_KNOWN {
            of_it.clear();
        }
        let owner =
            |leaf| there.get(leaf).map_or_else(|| Owner::Nobody(Instant::now()), |position| Owner::At(*position));
        of_it.extend(sought.iter().map(|leaf| (*leaf, owner(leaf))));
    }

    /// A row was put right: it may be the one.
    fn forget_of_nobody(&mut self, municipality: &Municipality) {
        if let Some(of_it) = self.0.get_mut(municipality) {
            of_it.retain(|_, owner| matches!(owner, Owner::At(_)));
        }
    }
}

/// Where the rows stand that give those leaf hashes, as far as there are any.
async fn owners_of(
    pool: &PgPool,
    municipality: &Municipality,
    leaves: &[Hash],
) -> Result<HashMap<Hash, i64>, sqlx::Error> {
    let rows: Vec<Held> =
        sqlx::query_as(&format!("SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND leaf_hash = ANY ($2)"))
            .bind(municipality.as_str())
            .bind(leaves.iter().map(|leaf| leaf.to_vec()).collect::<Vec<_>>())
            .fetch_all(pool)
            .await?;
    Ok(rows.into_iter().filter(|row| row.stored == Some(row.leaf)).map(|row| (row.leaf, row.position)).collect())
}

/// A row that stands in the place of one of the entries that were asked about.
struct InPlace {
    /// Of which of them, from 1 on.
    nth: i64,
    held: Held,
}

impl FromRow<'_, PgRow> for InPlace {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self { nth: row.try_get("nth")?, held: Held::from_row(row)? })
    }
}

/// Where a row stands in the place of each of the entries; `None` where none does. One whose leaf hash is remembered is there where the
/// columns give that: whatever took its place may have kept the hash beside it.
pub(crate) async fn places_of(
    pool: &PgPool,
    municipality: &Municipality,
    entries: &[PersonEntry],
) -> Result<Vec<Option<i64>>, sqlx::Error> {
    let mut places = vec![None; entries.len()];
    if entries.is_empty() {
        return Ok(places);
    }
    let rows: Vec<InPlace> = sqlx::query_as(&format!(
        "SELECT entry.nth, there.* FROM unnest($3::text[], $4::bigint[], $5::bigint[])
                WITH ORDINALITY AS entry (subject, sequence, position, nth)
          CROSS JOIN LATERAL (
             SELECT {WHOLE_ROW} FROM events
              WHERE events.municipality = $1 AND events.aggregate_type = $2 AND events.aggregate_id = entry.subject
                AND events.sequence = entry.sequence AND (entry.position IS NULL OR events.position = entry.position)
              LIMIT 1) AS there"
    ))
    .bind(municipality.as_str())
    .bind(Subject::TYPE)
    .bind(entries.iter().map(|entry| entry.subject.to_string()).collect::<Vec<_>>())
    .bind(entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>())
    .bind(entries.iter().map(PersonEntry::position).collect::<Vec<_>>())
    .fetch_all(pool)
    .await?;
    for InPlace { nth, held } in rows {
        let asked = usize::try_from(nth - 1).ok().and_then(|nth| Some((entries.get(nth)?, places.get_mut(nth)?)));
        let Some((entry, place)) = asked else { continue };
        if entry.leaf().is_none_or(|leaf| *leaf == held.leaf) {
            *place = Some(held.position);
        }
    }
    Ok(places)
}

/// What holds rows against what was written, and what it found.
pub struct Guard {
    ledger: PgPool,
    keys: Arc<KeyStore>,
    authorships: Authorships,
    found: Mutex<BTreeMap<Municipality, BTreeMap<i64, RowStanding>>>,
    /// What persons' streams lack.
    missing: Mutex<BTreeMap<Municipality, BTreeSet<PersonEntry>>>,
    owners: Arc<Mutex<Owners>>,
    /// Held by who seeks an owner in a municipality's ledger: all others wait there for what that one finds.
    seeks: Mutex<HashMap<Municipality, Arc<tokio::sync::Mutex<()>>>>,
    /// Whether anything is: mostly nothing is, and then nobody waits for anybody.
    is_any: AtomicBool,
}

impl Guard {
    pub(super) fn new(ledger: PgPool, keys: Arc<KeyStore>) -> Self {
        Self {
            ledger,
            keys,
            authorships: Authorships::default(),
            found: Mutex::default(),
            missing: Mutex::default(),
            owners: Arc::default(),
            seeks: Mutex::default(),
            is_any: AtomicBool::new(false),
        }
    }

    /// The ledger's database, for what goes on behind the answers.
    pub const fn ledger(&self) -> &PgPool {
        &self.ledger
    }

    pub(super) const fn keys(&self) -> &Arc<KeyStore> {
        &self.keys
    }

    pub(super) async fn authorship(&self, municipality: &Municipality) -> Result<Authorship, AuthorshipError> {
        self.authorships.of(&self.ledger, &self.keys, municipality).await
    }

    /// How the municipality's rows are known; `None` where its keys are not in their place, and only leaf hashes can be told.
    pub(crate) async fn authorship_if_known(
        &self,
        municipality: &Municipality,
    ) -> Result<Option<Authorship>, AuthorshipError> {
        unless_keys_are_away(self.authorship(municipality).await)
    }

    /// The same as [`Self::authorship`], where a row was met that may not stand: it may have been accepted since.
    pub(super) async fn authorship_anew(&self, municipality: &Municipality) -> Result<Authorship, AuthorshipError> {
        self.authorships.anew(&self.ledger, &self.keys, municipality).await
    }

    /// Takes note of how a row stood when it was read, and answers with that.
    pub(crate) fn looked_at(&self, municipality: &Municipality, position: i64, standing: RowStanding) -> RowStanding {
        match standing {
            RowStanding::Changed | RowStanding::NotOurs => {
                let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
                let of_it = found.entry(municipality.clone()).or_default();
                if of_it.len() < MOST_KNOWN && of_it.insert(position, standing).is_none() {
                    tracing::error!(%municipality, position, ?standing, "a row is not as written; what it says is not believed");
                }
                self.is_any.store(true, Ordering::Relaxed);
            }
            RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Accepted
                if self.is_any.load(Ordering::Relaxed) =>
            {
                self.forget(municipality, position);
            }
            // Without the keys nothing that was found with them is found right.
            RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Accepted | RowStanding::Unchecked => {}
        }
        standing
    }

    fn forget(&self, municipality: &Municipality, position: i64) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_it) = found.get_mut(municipality) {
            if of_it.remove(&position).is_some() {
                self.owners.lock().unwrap_or_else(PoisonError::into_inner).forget_of_nobody(municipality);
            }
            found.retain(|_, of_it| !of_it.is_empty());
        }
        self.is_any.store(!found.is_empty(), Ordering::Relaxed);
    }

    /// Whether all of these rows, which were not as written, are known not to be still; `None` where that is not known, because
    /// there are more than are kept in mind.
    pub(crate) fn are_still_found(&self, municipality: &Municipality, positions: &HashSet<i64>) -> Option<bool> {
        if positions.is_empty() {
            return Some(true);
        }
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let of_it = found.get(municipality);
        if of_it.is_some_and(|of_it| positions.iter().all(|position| of_it.contains_key(position))) {
            return Some(true);
        }
        let are_more = of_it.is_some_and(|of_it| of_it.len() >= MOST_KNOWN);
        (!are_more).then_some(false)
    }

    /// The rows that are known not to be as written.
    pub(crate) fn found(&self) -> BTreeMap<Municipality, BTreeMap<i64, RowStanding>> {
        if !self.is_any.load(Ordering::Relaxed) {
            return BTreeMap::new();
        }
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at those rows as they are now: how each that is there stands.
    pub(crate) async fn look_again(
        &self,
        municipality: &Municipality,
        positions: &[i64],
    ) -> Result<BTreeMap<i64, RowStanding>, AuthorshipError> {
        self.look_again_by(&self.ledger, municipality, positions).await
    }

    /// The same over a connection of that pool.
    pub(crate) async fn look_again_by(
        &self,
        pool: &PgPool,
        municipality: &Municipality,
        positions: &[i64],
    ) -> Result<BTreeMap<i64, RowStanding>, AuthorshipError> {
        // Not by `COPY`: who gives the question up would leave the pool a connection in the midst of one.
        let held: Vec<Held> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND position = ANY ($2) ORDER BY position"
        ))
        .bind(municipality.as_str())
        .bind(positions)
        .fetch_all(pool)
        .await?;
        let stand = self.stand(municipality, &held.iter().collect::<Vec<_>>()).await?;
        Ok(held.into_iter().map(|held| held.position).zip(stand).collect())
    }

    /// How rows stand that were read, in their order.
    pub(crate) async fn stand(
        &self,
        municipality: &Municipality,
        rows: &[&Held],
    ) -> Result<Vec<RowStanding>, AuthorshipError> {
        let mut authorship = self.authorship_if_known(municipality).await?;
        // What is not as written may have been accepted since.
        if rows.iter().any(|held| !held.standing(authorship.as_ref()).lets_go_on()) {
            authorship = unless_keys_are_away(self.authorship_anew(municipality).await)?;
        }
        Ok(rows.iter().map(|held| held.standing(authorship.as_ref())).collect())
    }

    /// The same, but that a row is of nobody beside which stand the leaf hash and the code of another one, which gives that hash:
    /// whoever may insert rows copies both from what he reads. A hash covers the position, and so is of one row alone.
    pub(crate) async fn stand_by_their_own(
        &self,
        municipality: &Municipality,
        rows: &[&Held],
    ) -> Result<Vec<RowStanding>, AuthorshipError> {
        let mut stand = self.stand(municipality, rows).await?;
        let changed = rows.iter().zip(&stand).filter(|(_, stands)| **stands == RowStanding::Changed);
        let stored: Vec<Hash> = changed.filter_map(|(held, _)| held.stored).collect();
        if stored.is_empty() {
            return Ok(stand);
        }
        let owners = self.owners_of(municipality, stored).await?;
        for (held, stands) in rows.iter().zip(&mut stand) {
            let owner = held.stored.and_then(|stored| owners.get(&stored));
            if *stands == RowStanding::Changed && owner.is_some_and(|position| *position != held.position) {
                *stands = RowStanding::NotOurs;
            }
        }
        Ok(stand)
    }

    /// Where the rows stand that give those leaf hashes, as far as there are any. It is sought where it is not known: by one at a time,
    /// and to the end, also where who asked has given up meanwhile. Else nobody would ever know it of a ledger that takes longer to
    /// read than anybody waits.
    async fn owners_of(
        &self,
        municipality: &Municipality,
        leaves: Vec<Hash>,
    ) -> Result<HashMap<Hash, i64>, AuthorshipError> {
        let (pool, owners) = (self.ledger.clone(), Arc::clone(&self.owners));
        let seeks = {
            let mut seeks = self.seeks.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(seeks.entry(municipality.clone()).or_default())
        };
        let municipality = municipality.clone();
        let sought = tokio::spawn(async move {
            let _turn = seeks.lock().await;
            let (mut of, unknown) = owners.lock().unwrap_or_else(PoisonError::into_inner).of(&municipality, &leaves);
            if !unknown.is_empty() {
                let there = owners_of(&pool, &municipality, &unknown).await?;
                owners.lock().unwrap_or_else(PoisonError::into_inner).note(&municipality, &unknown, &there);
                of.extend(there);
            }
            Ok::<_, sqlx::Error>(of)
        });
        Ok(sought.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?)
    }

    /// Takes note of those of the entries that are missing in the streams of persons. Of one in whose place a row stands nothing is
    /// noted: how that one stands is told by itself.
    pub(crate) async fn note_missing(
        &self,
        pool: &PgPool,
        municipality: &Municipality,
        entries: &[PersonEntry],
    ) -> Result<Sought, sqlx::Error> {
        let mut sought = Sought { are_all_noted: true, ..Sought::default() };
        for (entry, place) in entries.iter().zip(places_of(pool, municipality, entries).await?) {
            match place {
                Some(position) => sought.there.push(position),
                None => sought.missing.push(*entry),
            }
        }
        if sought.missing.is_empty() {
            return Ok(sought);
        }
        let mut noted = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        let of_it = noted.entry(municipality.clone()).or_default();
        for entry in &sought.missing {
            if of_it.len() >= MOST_KNOWN {
                sought.are_all_noted &= of_it.contains(entry);
            } else if of_it.insert(*entry) {
                let (position, is_remembered) = (entry.told_at, entry.position().is_some());
                tracing::error!(%municipality, position, is_remembered, "an entry is missing in the stream of a person; nothing of that person is shown");
            }
        }
        Ok(sought)
    }

    /// Whether that entry is known to be missing.
    pub(crate) fn is_missing(&self, municipality: &Municipality, entry: &PersonEntry) -> bool {
        let missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.get(municipality).is_some_and(|of_it| of_it.contains(entry))
    }

    /// The entries that are known to be missing in the streams of persons, in the order in which they are told.
    pub(crate) fn missing(&self) -> BTreeMap<Municipality, BTreeSet<PersonEntry>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks again at what was missing, and forgets what is there by now, or was remembered and is no more: somebody has said that the
    /// ledger was put back on purpose.
    async fn look_again_at_what_was_missing(&self) -> Result<(), sqlx::Error> {
        for (municipality, entries) in self.missing() {
            let entries: Vec<PersonEntry> = entries.into_iter().collect();
            let places = places_of(&self.ledger, &municipality, &entries).await?;
            let mut right: HashSet<PersonEntry> =
                entries.iter().zip(places).filter_map(|(entry, place)| place.map(|_| *entry)).collect();
            if entries.iter().any(|entry| entry.position().is_some()) {
                let remembered: HashSet<PersonEntry> =
                    told_last::remembered(self.keys.database(), &municipality).await?.into_iter().collect();
                let is_forgotten = |entry: &&PersonEntry| entry.position().is_some() && !remembered.contains(*entry);
                right.extend(entries.iter().filter(is_forgotten));
            }
            let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(of_it) = missing.get_mut(&municipality) {
                of_it.retain(|entry| !right.contains(entry));
            }
            missing.retain(|_, of_it| !of_it.is_empty());
        }
        Ok(())
    }

    /// Looks again at all that was found, and forgets what is as written by now, or is gone: a row that is missing is a gap, and
    /// told as that. Where that fails for one municipality the others are looked at all the same, and the first error is given back.
    pub(crate) async fn look_again_at_what_was_found(&self) -> Result<(), AuthorshipError> {
        let mut result = self.look_again_at_what_was_missing().await.map_err(AuthorshipError::from);
        for (municipality, positions) in self.found() {
            let positions: Vec<i64> = positions.into_keys().collect();
            let now = match self.look_again(&municipality, &positions).await {
                Ok(now) => now,
                Err(error) => {
                    tracing::warn!(%municipality, error = %describe(&error), "rows that were found not to be as written cannot be looked at again");
                    result = result.and(Err(error));
                    continue;
                }
            };
            for position in positions {
                match now.get(&position) {
                    Some(standing) => _ = self.looked_at(&municipality, position, *standing),
                    None => self.forget(&municipality, position),
                }
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projections::tests::Server;

    #[tokio::test(flavor = "multi_thread")]
    async fn of_more_rows_than_are_kept_in_mind_it_is_not_known_whether_all_are_wrong_still() {
        let server = Server::start().await;
        let (guard, municipality) = (server.ledger.guard(), server.open("9901").await);
        let more = i64::try_from(MOST_KNOWN).unwrap() + 1;
        let (first, all) = (HashSet::from([1]), (1..=more).collect::<HashSet<_>>());
        let still = |positions: &HashSet<i64>| guard.are_still_found(&municipality, positions);
        assert_eq!((still(&HashSet::new()), still(&first)), (Some(true), Some(false)));
        for position in 1..=more {
            guard.looked_at(&municipality, position, RowStanding::Changed);
        }
        assert_eq!((still(&first), still(&all)), (Some(true), None));
        guard.looked_at(&municipality, 1, RowStanding::AsWritten);
        assert_eq!((still(&first), still(&all)), (Some(false), Some(false)), "one was put right");
        server.end().await;
    }
}
