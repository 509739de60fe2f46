//! Who read a case, in the schema (RM-17).

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Result, SimpleObject};
use case_ledger_infrastructure::reach::EMERGENCY_ACCESS;
use case_ledger_infrastructure::read_log::Read;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::history::LedgerActor;
use super::{ACCESS_DENIED, fault, page, page_size, parse_number_cursor, permitted, services, sight};
use crate::auth::Permission;

/// As what a note that is handed out as a document is recorded.
pub const NOTE_HANDED_OUT: &str = "InternalNoteExport";

/// What was read.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ThingRead {
    /// The case, or something in it.
    Case,
    /// An internal note, which was handed out as a document (S0-24).
    InternalNote,
    /// Nothing yet: somebody took emergency access to the case; `purpose` says what for.
    EmergencyAccess,
    /// Nothing: somebody asked for the case who does not reach it.
    AccessDenied,
}

/// One read, as it was recorded before the answer went out.
#[derive(SimpleObject)]
pub struct ReadEntry {
    /// What.
    what: ThingRead,
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
            what: match read.object_type.as_str() {
                NOTE_HANDED_OUT => ThingRead::InternalNote,
                EMERGENCY_ACCESS => ThingRead::EmergencyAccess,
                ACCESS_DENIED => ThingRead::AccessDenied,
                _ => ThingRead::Case,
            },
            read_at: read.read_at,
            reader: LedgerActor::of(&read.reader),
            purpose: read.purpose,
            operation: read.operation,
            as_of_position: read.as_of,
        }
    }
}

/// The reads of a case and of the notes in it, and who was refused or took emergency access, the newest first.
pub async fn of_case(
    context: &Context<'_>,
    case: Uuid,
    notes: impl IntoIterator<Item = Uuid>,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<Connection<String, ReadEntry>> {
    let principal = permitted(context, Permission::SeeReadLog)?;
    let (wanted, before) = (page_size(first)?, parse_number_cursor(after)?);
    let of_case = ["Case", EMERGENCY_ACCESS, ACCESS_DENIED].map(|what| (what, case));
    let objects: Vec<_> = of_case.into_iter().chain(notes.into_iter().map(|note| (NOTE_HANDED_OUT, note))).collect();
    let (ledger, sight) = (&services(context).ledger, sight(principal, Permission::SeeCases));
    let before_read = Some(before).filter(|before| *before > 0);
    let reads = ledger.reads_of(&principal.municipality, &objects, before_read, wanted + 1, sight).await;
    let reads = reads.map_err(|error| fault(&error))?;
    let entries = reads.into_iter().map(|read| (read.read_id.to_string(), ReadEntry::from(read)));
    Ok(page(entries.collect(), wanted, before > 0))
}
