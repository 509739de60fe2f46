//! KOSTRA form 15F into the ledger: clients, reports and investigations of a yearly return.
//!
//! | element | stream | id derives from |
//! |---|---|---|
//! | `Individ` | `Case` | `Id` and `Journalnummer` |
//! | `Melding` | `Report` | those, and the report's `Id` |
//! | `Undersokelse` | `Investigation` | those, and its `Id` |
//!
//! **Years.** A command's id derives from the record's content and not from the year it is returned in: a record that
//! next year's return repeats is known by its command, and one that goes further adds what is new.
//!
//! **How it goes in.** The reader hands over batches of records. For each, the ledger is looked at once, its clients
//! are decided by the domain's rules on all processors, in the order of the file within a journal, their keys are made
//! in one commit of the key database and their events written in one of the ledger, while the next batch is being
//! decided. Should anything of a batch have moved meanwhile, by another import or by whoever works on the same cases,
//! nothing of it is written and it is decided anew. An import that is cut off has recorded whole batches.
//!
//! **What is refused together.** A report and its investigation are written together, both or not at all. A client whose journal the
//! ledger has for another child is refused with everything in it; one whose dates contradict the ledger is refused
//! alone.
//!
//! **Measures and plans** (`Tiltak`, `Plan`) are recorded with their client, each as the latest return has it, and counted as
//! history: the years before the ledger was taken up have no other.
//!
//! **Misspelt numbers.** A client whose identity number is nobody's is a child of its own. Where the number is a known child's
//! with one slip less, that is noted: see `misspelt`.
//!
//! **Not recorded**: moves, which are counted; measures and plans that cannot be read; the sender's organisation number; whether the
//! client was closed by the end of the year, which its dates tell.

use std::path::Path;
use std::sync::Arc;

use case_ledger_domain::codes::ListVersion;
use tokio::sync::mpsc;

use self::batch::{Import, Numbered, Prepared};
use self::misspelt::Misspelt;
use self::reading::Reading;
use self::records::Origin;
use super::{Destination, ImportError, ImportOptions, ImportReport, NotRecorded, Progress, Worker};
use crate::interchange::kostra_15f::{Item, Summary};
use crate::ledger::bulk::BulkWriter;
use crate::ledger::bus::Ledger;

mod batch;
mod deciding;
mod mapping;
mod misspelt;
mod places;
mod reading;
mod records;

/// Records of a batch, a client counting with all it holds: enough to share commits among many, little enough that
/// other commands of the municipality do not wait for long.
const MOST_RECORDS: usize = 1_000;
/// The reader came to an end without saying whose return it is, or why it cannot.
const BROKE_OFF: ImportError = ImportError::BrokeOff(Worker::Reader);

/// Imports a return: what is new in it is recorded, what contradicts the ledger is refused.
pub async fn import_kostra_15f(
    ledger: &Ledger,
    file: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    import_in_batches(ledger, file, options, MOST_RECORDS, progress).await
}

async fn import_in_batches(
    ledger: &Ledger,
    file: &Path,
    options: &ImportOptions,
    most_records: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    let mut reading = Reading::start(file, options, most_records)?;
    let mut report = ImportReport::default();
    let mut sender = None;
    while sender.is_none() {
        let Some(items) = reading.batches.recv().await else {
            // Without a sender the reader says why.
            return Err(reading.end().await.err().unwrap_or(BROKE_OFF));
        };
        for item in items {
            match item {
                Item::Sender(found) => sender = Some(found),
                Item::Control(finding) => report.control(finding),
                // Nothing else precedes the sender.
                Item::Individual(_) | Item::Refused(_) => {}
            }
        }
    }
    let sender = sender.ok_or(BROKE_OFF)?;
    let (number, name) = (&sender.municipality_number, &sender.municipality_name);
    let Destination { municipality, name, .. } = Destination::open(ledger, number, name, options).await?;
    report.municipality = Some(municipality.clone());
    let mut writer = BulkWriter::of(ledger, &municipality);
    let list = ListVersion::Kostra15F { year: sender.year };
    let origin = Origin { keys: Arc::clone(ledger.keys()), municipality: municipality.clone(), name, list };
    let import = Import::new(ledger, origin);

    let mut misspelt = Misspelt::default();
    let mut under_way: Option<Prepared> = None;
    loop {
        let before = under_way.as_ref().map(|prepared| Arc::clone(&prepared.numbered));
        let record = async {
            match under_way.take() {
                Some(prepared) => import.record(prepared, &mut writer).await.map(Some),
                None => Ok(None),
            }
        };
        let (recorded, next) = tokio::join!(record, next(&import, &mut reading.batches, before.as_deref()));
        if let Some(recorded) = recorded? {
            recorded.clients().for_each(|individual| misspelt.look_at(individual));
            recorded.tell(&mut report);
            let (bytes_read, bytes_total) = (reading.bytes_read(), reading.bytes_total);
            progress(Progress { bytes_read, bytes_total, records: report.records() });
        }
        under_way = match next? {
            Some(Next::Prepared(prepared)) => Some(prepared),
            Some(Next::Follows(numbered)) => Some(import.prepare(numbered).await?),
            None => break,
        };
    }

    let bytes_total = reading.bytes_total;
    let Summary { plans_unread: plans, measures_unread: measures, moves, truncated, .. } = reading.end().await?;
    report.not_recorded = NotRecorded { plans, measures, moves };
    report.truncated = truncated;
    misspelt.tell(ledger, &mut report).await?;
    progress(Progress { bytes_read: bytes_total, bytes_total, records: report.records() });
    Ok(report)
}

/// A batch to be recorded after the one that is being recorded.
enum Next {
    Prepared(Prepared),
    /// It must see what is recorded before.
    Follows(Arc<Numbered>),
}

async fn next(
    import: &Import<'_>,
    batches: &mut mpsc::Receiver<Vec<Item>>,
    before: Option<&Numbered>,
) -> Result<Option<Next>, ImportError> {
    let Some(items) = batches.recv().await else { return Ok(None) };
    let numbered = Arc::new(import.number(items).await?);
    if before.is_some_and(|before| numbered.shares_a_case_with(before)) {
        return Ok(Some(Next::Follows(numbered)));
    }
    Ok(Some(Next::Prepared(import.prepare(numbered).await?)))
}

#[cfg(test)]
mod tests;
