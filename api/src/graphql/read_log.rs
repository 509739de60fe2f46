//! Who read a case, in the schema (RM-17).

use async_graphql::SimpleObject;
use async_graphql::connection::Connection;
use async_graphql::{Context, Result};
use case_ledger_infrastructure::read_log::Read;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::history::LedgerActor;
use super::{fault, page, page_size, parse_number_cursor, permitted, seeing, services, sight};
use crate::auth::Permission;

/// One read, as it was recorded before the answer went out.
#[derive(SimpleObject)]
pub struct ReadEntry {
    /// When.
    read_at: DateTime<Utc>,
    /// Who read.
    reader: LedgerActor,
    /// Why, as the reader's token says.
    purpose: Option<String>,
    /// By which operation; null where that would tie the read to what else was done.
    operation: Option<String>,
    /// The position of the ledger that was asked about; null where the present was.
    as_of_position: Option<i64>,
}

impl From<Read> for ReadEntry {
    fn from(read: Read) -> Self {
        Self {
            read_at: read.read_at,
            reader: LedgerActor::of(&read.reader),
            purpose: read.purpose,
            operation: read.operation,
            as_of_position: read.as_of,
        }
    }
}

/// The reads of a thing, the newest first.
pub async fn of(
    context: &Context<'_>,
    object_type: &'static str,
    object_id: Uuid,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<Connection<String, ReadEntry>> {
    let principal = permitted(context, Permission::SeeReadLog)?;
    let (wanted, before) = (page_size(first)?, parse_number_cursor(after)?);
    let (ledger, sight) = (&services(context).ledger, sight(principal, seeing(object_type)));
    let before_read = Some(before).filter(|before| *before > 0);
    let reads = ledger.reads_of(&principal.municipality, object_type, object_id, before_read, wanted + 1, sight).await;
    let reads = reads.map_err(|error| fault(&error))?;
    let entries = reads.into_iter().map(|read| (read.read_id.to_string(), ReadEntry::from(read)));
    Ok(page(entries.collect(), wanted, before > 0))
}
