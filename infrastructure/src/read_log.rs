//! The read log: who read which case content, recorded before the data is returned.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use case_ledger_domain::ids::Municipality;
use serde_json::Value;
use uuid::Uuid;

use crate::clock;
use crate::ledger::Actor;
use crate::ledger::bus::{Fault, Ledger};
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

impl Ledger {
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
