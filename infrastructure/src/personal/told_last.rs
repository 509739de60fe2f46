//! Where something was recorded of each person last, remembered where the ledger's database does not reach: in the key database.
//!
//! Of the last entry of a person's stream nothing in the ledger tells that it is gone. So what a server has taken in of persons it
//! writes down there, each second at the least, and a server that starts holds what it reads against it: where an entry is missing, or
//! is none any more that a program of the ledger wrote, what was decided about that person is not known.
//!
//! It is remembered where that entry stood and what its leaf hash is, so that no other one counts as it, also where it comes to stand
//! in the same place.
//!
//! A ledger that came back from a backup of before ends before it, or has gone on with other entries in its place, as a program wrote
//! them. It lacks what was decided since, such as a restriction, no less than one whose end was cut off; and nothing in it tells which
//! of the two it is. So of these persons nobody is shown anything either, it is told in health, and [`Ledger::what_it_lacks`] lists
//! them, until somebody says that the ledger was put back on purpose ([`accept_restored`]). Nothing takes the place of such an entry by
//! itself, however the ledger goes on.

use std::collections::HashSet;

use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::subject::Subject;
use cqrs_es::Aggregate as _;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnection, PgPool};
use uuid::Uuid;

use super::sight::Last;
use crate::ledger::accepted::accepted_rows;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::guard::{KnownBy, PersonEntry, places_of};
use crate::ledger::leaf::Hash;

/// An entry of a person's stream that the key database remembers, and that the ledger does not have there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LackingEntry {
    /// In whose ledger.
    pub municipality: Municipality,
    /// The person, by the pseudonym that names the stream.
    pub subject: SubjectId,
    /// Which entry of the stream.
    pub sequence: i64,
    /// At which position it stood.
    pub position: i64,
}

/// What the key database remembers of a person since somebody said that the ledger was put back on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// What the ledger lacks.
    pub lacking: LackingEntry,
    /// The last entry that the ledger has of the person: its place in the stream, and its position; `None` where it has none.
    pub last: Option<(i64, i64)>,
}

/// Why a ledger is not taken for one that was put back on purpose.
#[derive(Debug, thiserror::Error)]
pub enum PutBackError {
    /// It lacks nothing.
    #[error("the ledger has of each person what the key database remembers; there is nothing to accept")]
    NothingLacks,
    /// In the place of an entry stands a row that somebody changed or slipped in.
    #[error(
        "the row at position {0}, where a person's entry stood, is not as a program of this ledger wrote it: put the entry back \
         from a standby or a backup first; where there is none, there is no way on yet, and that person stays shown to nobody"
    )]
    NotAsWritten(i64),
    /// The ledger.
    #[error("what the ledger has of persons cannot be told")]
    Ledger(#[from] Fault),
    /// The key database.
    #[error("the key database failed; this takes its owner's rights")]
    Keys(#[source] sqlx::Error),
}

/// Where something was recorded of each of a municipality's persons last, as far as that is remembered.
pub(crate) async fn remembered(keys: &PgPool, municipality: &Municipality) -> Result<Vec<PersonEntry>, sqlx::Error> {
    let entries = all_remembered(keys, Some(municipality)).await?.into_iter();
    let entry = |(LackingEntry { subject, sequence, position, .. }, leaf)| PersonEntry {
        told_at: position,
        subject,
        sequence,
        known_by: KnownBy::KeyDatabase { leaf },
    };
    Ok(entries.map(entry).collect())
}

/// A row of what is remembered: municipality, person, sequence, position and leaf hash.
type Remembered = (String, Uuid, i64, i64, Option<Vec<u8>>);

/// The same of every ledger, or of one, with the leaf hash of each where that is remembered.
async fn all_remembered(
    keys: &PgPool,
    municipality: Option<&Municipality>,
) -> Result<Vec<(LackingEntry, Option<Hash>)>, sqlx::Error> {
    let rows: Vec<Remembered> = sqlx::query_as(
        "SELECT municipality, subject, sequence, position, leaf FROM told_last
          WHERE $1::text IS NULL OR municipality = $1 ORDER BY municipality, position",
    )
    .bind(municipality.map(Municipality::as_str))
    .fetch_all(keys)
    .await?;
    // The table's checks let nothing else in.
    let entry = |(number, subject, sequence, position, leaf): Remembered| {
        let (municipality, subject) = (number.parse().ok()?, SubjectId::from_uuid(subject));
        let leaf = leaf.and_then(|leaf| Hash::try_from(leaf).ok());
        Some((LackingEntry { municipality, subject, sequence, position }, leaf))
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// The same of one of them.
pub(crate) async fn remembered_of(
    keys: &PgPool,
    municipality: &Municipality,
    subject: SubjectId,
) -> Result<Option<PersonEntry>, sqlx::Error> {
    let row: Option<(i64, i64, Option<Vec<u8>>)> =
        sqlx::query_as("SELECT sequence, position, leaf FROM told_last WHERE municipality = $1 AND subject = $2")
            .bind(municipality.as_str())
            .bind(subject.as_uuid())
            .fetch_optional(keys)
            .await?;
    let entry = |(sequence, told_at, leaf): (i64, i64, Option<Vec<u8>>)| {
        let leaf = leaf.and_then(|leaf| Hash::try_from(leaf).ok());
        PersonEntry { subject, sequence, told_at, known_by: KnownBy::KeyDatabase { leaf } }
    };
    Ok(row.map(entry))
}

/// Remembers what is newer than what is remembered, and what the leaf hash is of what is remembered without.
async fn remember(keys: &PgPool, municipality: &Municipality, last: &[(SubjectId, Last)]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO told_last AS known (municipality, subject, sequence, position, leaf)
         SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bytea[])
         ON CONFLICT (municipality, subject) DO UPDATE
            SET sequence = excluded.sequence, position = excluded.position, leaf = excluded.leaf
          WHERE known.sequence < excluded.sequence AND known.position < excluded.position
             OR known.leaf IS NULL AND excluded.leaf IS NOT NULL
                AND (known.sequence, known.position) = (excluded.sequence, excluded.position)",
    )
    .bind(municipality.as_str())
    .bind(last.iter().map(|(subject, _)| subject.as_uuid()).collect::<Vec<_>>())
    .bind(last.iter().map(|(_, last)| last.sequence).collect::<Vec<_>>())
    .bind(last.iter().map(|(_, last)| last.position).collect::<Vec<_>>())
    .bind(last.iter().map(|(_, last)| last.leaf.as_ref().map(<[u8; _]>::as_slice)).collect::<Vec<_>>())
    .execute(keys)
    .await?;
    Ok(())
}

/// The entries of persons' streams, of every ledger or of one, that the key database remembers and the ledger does not have, by
/// municipality and position.
pub(crate) async fn lacking(
    ledger: &PgPool,
    keys: &PgPool,
    municipality: Option<&Municipality>,
) -> Result<Vec<LackingEntry>, sqlx::Error> {
    // Asked first: what is remembered was committed.
    let remembered = all_remembered(keys, municipality).await?;
    if remembered.is_empty() {
        return Ok(Vec::new());
    }
    let are_there: Vec<bool> = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM events e
                         WHERE e.municipality = entry.municipality AND e.position = entry.position
                           AND e.aggregate_type = $6 AND e.aggregate_id = entry.subject AND e.sequence = entry.sequence
                           AND (entry.leaf IS NULL OR e.leaf_hash = entry.leaf))
           FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bytea[])
                WITH ORDINALITY AS entry (municipality, subject, sequence, position, leaf, nth)
          ORDER BY entry.nth",
    )
    .bind(remembered.iter().map(|(entry, _)| entry.municipality.as_str()).collect::<Vec<_>>())
    .bind(remembered.iter().map(|(entry, _)| entry.subject.to_string()).collect::<Vec<_>>())
    .bind(remembered.iter().map(|(entry, _)| entry.sequence).collect::<Vec<_>>())
    .bind(remembered.iter().map(|(entry, _)| entry.position).collect::<Vec<_>>())
    .bind(remembered.iter().map(|(_, leaf)| leaf.as_ref().map(<[u8; _]>::as_slice)).collect::<Vec<_>>())
    .bind(Subject::TYPE)
    .fetch_all(ledger)
    .await?;
    // Beside a row that was accepted the hash may stand of the one whose place it took.
    let accepted = accepted_rows(keys, municipality).await?;
    let accepted: HashSet<(&str, i64)> = accepted.iter().map(|row| (row.municipality.as_str(), row.position)).collect();
    let mut lacking = Vec::new();
    for ((entry, leaf), is_there) in remembered.into_iter().zip(are_there) {
        let LackingEntry { municipality, subject, sequence, position } = &entry;
        let is_there = if is_there && leaf.is_some() && accepted.contains(&(municipality.as_str(), *position)) {
            let known_by = KnownBy::KeyDatabase { leaf };
            let just_it = PersonEntry { told_at: *position, subject: *subject, sequence: *sequence, known_by };
            places_of(ledger, municipality, &[just_it]).await?.contains(&Some(*position))
        } else {
            is_there
        };
        if !is_there {
            lacking.push(entry);
        }
    }
    Ok(lacking)
}

/// Takes the ledger for one that was put back on purpose: of each person of whom it lacks an entry, what it has now is remembered, as
/// the last there is. From then on the person is shown by that, also by servers that run. Only who owns the key database's tables says
/// so: no server forgets anything by itself.
pub async fn accept_restored(
    ledger: &Ledger,
    owner_url: &str,
    municipality: &Municipality,
) -> Result<Vec<PutBack>, PutBackError> {
    let keys = ledger.keys().database();
    let lacking = lacking(ledger.pool(), keys, Some(municipality)).await.map_err(Fault::from)?;
    if lacking.is_empty() {
        return Err(PutBackError::NothingLacks);
    }
    let positions: Vec<i64> = lacking.iter().map(|entry| entry.position).collect();
    let stand = ledger.guard().look_again(municipality, &positions).await.map_err(Fault::from)?;
    if let Some((position, _)) = stand.iter().find(|(_, standing)| !standing.lets_go_on()) {
        return Err(PutBackError::NotAsWritten(*position));
    }
    let mut owner = PgConnection::connect(owner_url).await.map_err(PutBackError::Keys)?;
    // Only as they were looked at. What servers take in from here on they remember by themselves.
    sqlx::query(
        "DELETE FROM told_last USING unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS entry (subject, sequence, position)
          WHERE told_last.municipality = $1 AND told_last.subject = entry.subject
            AND told_last.sequence = entry.sequence AND told_last.position = entry.position",
    )
    .bind(municipality.as_str())
    .bind(lacking.iter().map(|entry| entry.subject.as_uuid()).collect::<Vec<_>>())
    .bind(lacking.iter().map(|entry| entry.sequence).collect::<Vec<_>>())
    .bind(&positions)
    .execute(&mut owner)
    .await
    .map_err(PutBackError::Keys)?;
    owner.close().await.map_err(PutBackError::Keys)?;
    let standing = ledger.standing(municipality).await?;
    let last_of = |lacking: &LackingEntry| Some((lacking.subject, standing.last_of(lacking.subject)?));
    let last: Vec<(SubjectId, Last)> = lacking.iter().filter_map(last_of).collect();
    remember(keys, municipality, &last).await.map_err(PutBackError::Keys)?;
    let put_back = |lacking: LackingEntry| {
        let last = standing.last_of(lacking.subject).map(|last| (last.sequence, last.position));
        PutBack { lacking, last }
    };
    Ok(lacking.into_iter().map(put_back).collect())
}

impl Ledger {
    /// Has the key database remember what this process has taken in of persons since it did so last.
    pub(crate) async fn remember_what_was_told_last(&self) -> Result<(), sqlx::Error> {
        for (municipality, position, last) in self.standings().to_be_remembered() {
            remember(self.keys().database(), &municipality, &last).await?;
            self.standings().are_remembered(&municipality, position);
        }
        Ok(())
    }
}
