//! The read log: who read which case content, recorded before the data is returned.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::clock;
use crate::ledger::Actor;
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::history::{EntryActor, Sight};
use crate::personal::envelope;
use crate::personal::keys::KeyError;

/// One object that was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectRead {
    /// Case, report, investigation.
    pub object_type: &'static str,
    /// Its id.
    pub object_id: Uuid,
    /// The position that was asked about; `None` where the present was.
    pub as_of: Option<i64>,
}

/// A read as it was recorded.
#[derive(Debug, Clone)]
pub struct Read {
    /// Its place in the read log.
    pub read_id: i64,
    /// The type of what was read.
    pub object_type: String,
    /// When.
    pub read_at: DateTime<Utc>,
    /// Who read.
    pub reader: EntryActor,
    /// Why, as the reader's token says.
    pub purpose: Option<String>,
    /// By which operation.
    pub operation: Option<String>,
    /// The position that was asked about; `None` where the present was.
    pub as_of: Option<i64>,
}

/// A read as it is stored.
#[derive(sqlx::FromRow)]
struct Row {
    read_id: i64,
    object_type: String,
    object_id: Uuid,
    read_at: DateTime<Utc>,
    reader: Value,
    purpose: Option<String>,
    operation: Option<String>,
    as_of: Option<i64>,
}

impl Ledger {
    /// The reads of any of these objects, each by its type and id, before that one, the newest first, with the readers as
    /// far as `sight` shows them.
    pub async fn reads_of(
        &self,
        municipality: &Municipality,
        objects: &[(&str, Uuid)],
        before: Option<i64>,
        most: i64,
        sight: Sight,
    ) -> Result<Vec<Read>, Fault> {
        let mut rows: Vec<Row> = sqlx::query_as(
            "SELECT read_id, object_type, object_id, read_at, reader, purpose, operation, as_of FROM read_log
              WHERE municipality = $1 AND object_id = ANY($2) AND read_id < $4
                AND (object_id, object_type) IN (SELECT * FROM unnest($2::uuid[], $3::text[]))
              ORDER BY read_id DESC LIMIT $5",
        )
        .bind(municipality.as_str())
        .bind(objects.iter().map(|(_, id)| *id).collect::<Vec<_>>())
        .bind(objects.iter().map(|(object_type, _)| *object_type).collect::<Vec<_>>())
        .bind(before.unwrap_or(i64::MAX))
        .bind(most)
        .fetch_all(self.pool())
        .await?;
        let veil = self.veil(municipality, sight).await?;
        let mut readers: Vec<(Uuid, &mut Value)> = Vec::with_capacity(rows.len());
        readers.extend(rows.iter_mut().map(|row| (row.object_id, &mut row.reader)));
        envelope::open_shown(self.keys(), municipality, &mut readers, |subject| veil.shows(subject)).await?;
        let read = |row: Row| {
            let Row { read_id, object_type, object_id: _, read_at, reader, purpose, operation, as_of } = row;
            let mut reader = EntryActor::from(serde_json::from_value::<Actor>(reader)?);
            reader.subject = reader.subject.filter(|subject| veil.tells_who(*subject));
            Ok(Read { read_id, object_type, read_at, reader, purpose, operation, as_of })
        };
        rows.into_iter().map(read).collect()
    }

    /// Records durably that `reader` reads these objects.
    pub async fn record_reads(
        &self,
        municipality: &Municipality,
        reader: &Actor,
        purpose: Option<&str>,
        operation: Option<&str>,
        reads: &[ObjectRead],
    ) -> Result<(), Fault> {
        let read_at = clock::now();
        let mut readers = Vec::with_capacity(reads.len());
        let mut plain = serde_json::to_value(reader)?;
        let mut subjects = HashSet::new();
        envelope::subjects_in(&plain, &mut subjects)?;
        let keys: HashMap<_, Arc<_>> = match self.keys().keys_for(municipality, &subjects).await {
            // Who was erased and still works here is known by the pseudonym, and has no name.
            Err(KeyError::Erased(_)) => {
                envelope::shred(&mut plain);
                HashMap::new()
            }
            keys => keys?,
        };
        for read in reads {
            let mut sealed: Value = plain.clone();
            envelope::seal(&mut sealed, read.object_id, &keys)?;
            readers.push(sealed.to_string());
        }
        sqlx::query(
            "INSERT INTO read_log (municipality, read_at, reader, purpose, operation, object_type, object_id, as_of)
             SELECT $1, $2, read.reader::json, $3, $4, read.object_type, read.object_id, read.as_of
               FROM unnest($5::text[], $6::text[], $7::uuid[], $8::bigint[])
                 AS read (reader, object_type, object_id, as_of)",
        )
        .bind(municipality.as_str())
        .bind(read_at)
        .bind(purpose)
        .bind(operation)
        .bind(readers)
        .bind(reads.iter().map(|read| read.object_type).collect::<Vec<_>>())
        .bind(reads.iter().map(|read| read.object_id).collect::<Vec<_>>())
        .bind(reads.iter().map(|read| read.as_of).collect::<Vec<_>>())
        .execute(self.pool())
        .await?;
        Ok(())
    }
}
