//! Where something was recorded of each person last, remembered where the ledger's database does not reach: in the key database.
//!
//! Of the last entry of a person's stream nothing in the ledger tells that it is gone. So what a server has taken in of persons it
//! writes down there, each second at the least, and a server that starts holds what it reads against it: where an entry is missing, or
//! is none any more that a program of the ledger wrote, what was decided about that person is not known.
//!
//! A ledger that came back from a backup of before ends before it, or has gone on with other entries in its place, as a program wrote
//! them: then nothing is missing there.

use case_ledger_domain::ids::{Municipality, SubjectId};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::sight::Last;
use crate::ledger::bus::Ledger;
use crate::ledger::guard::PersonEntry;

/// Where something was recorded of each of a municipality's persons last, as far as that is remembered.
pub(super) async fn remembered(keys: &PgPool, municipality: &Municipality) -> Result<Vec<PersonEntry>, sqlx::Error> {
    let rows: Vec<(Uuid, i64, i64)> =
        sqlx::query_as("SELECT subject, sequence, position FROM told_last WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_all(keys)
            .await?;
    let entry =
        |(subject, sequence, told_at)| PersonEntry { subject: SubjectId::from_uuid(subject), sequence, told_at };
    Ok(rows.into_iter().map(entry).collect())
}

/// The same of one of them.
pub(crate) async fn remembered_of(
    keys: &PgPool,
    municipality: &Municipality,
    subject: SubjectId,
) -> Result<Option<PersonEntry>, sqlx::Error> {
    let row: Option<(i64, i64)> =
        sqlx::query_as("SELECT sequence, position FROM told_last WHERE municipality = $1 AND subject = $2")
            .bind(municipality.as_str())
            .bind(subject.as_uuid())
            .fetch_optional(keys)
            .await?;
    Ok(row.map(|(sequence, told_at)| PersonEntry { subject, sequence, told_at }))
}

/// Remembers what is newer than what is remembered.
async fn remember(keys: &PgPool, municipality: &Municipality, last: &[(SubjectId, Last)]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO told_last AS known (municipality, subject, sequence, position)
         SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::bigint[])
         ON CONFLICT (municipality, subject) DO UPDATE SET sequence = excluded.sequence, position = excluded.position
          WHERE known.sequence < excluded.sequence AND known.position < excluded.position",
    )
    .bind(municipality.as_str())
    .bind(last.iter().map(|(subject, _)| subject.as_uuid()).collect::<Vec<_>>())
    .bind(last.iter().map(|(_, last)| last.sequence).collect::<Vec<_>>())
    .bind(last.iter().map(|(_, last)| last.position).collect::<Vec<_>>())
    .execute(keys)
    .await?;
    Ok(())
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
