//! The reader at work on a thread of its own, handing over what it reads batch by batch.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::mem;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use case_ledger_domain::time::oslo_date;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::clock;
use crate::import::{ImportError, ImportOptions, Worker};
use crate::interchange::kostra_15f::{self as form, Expected, Item, Summary, Unreadable};

/// Bytes read from the file at a time.
const READ_BYTES: usize = 64 * 1024;
/// The most of the file that a batch takes before it is handed over. The last record, which may be of 16 MiB, comes on
/// top.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// Batches that lie ready while others are on their way into the ledger.
const READY: usize = 1;

/// The reader at work. It stops when its batches are no longer wanted.
pub(super) struct Reading {
    /// In the order of the file; the sender, and what comes before it, is a batch of its own.
    pub(super) batches: mpsc::Receiver<Vec<Item>>,
    outcome: JoinHandle<Result<Summary, Unreadable>>,
    bytes_read: Arc<AtomicU64>,
    pub(super) bytes_total: u64,
}

impl Reading {
    /// Begins to read; a batch holds about `most_records` records.
    pub(super) fn start(file: &Path, options: &ImportOptions, most_records: usize) -> Result<Self, ImportError> {
        let expected = Expected {
            municipality: options.municipality.as_ref().map(ToString::to_string),
            year: None,
            today: oslo_date(clock::now()),
        };
        let file = File::open(file)?;
        let bytes_total = file.metadata()?.len();
        let bytes_read = Arc::new(AtomicU64::new(0));
        let (sender, batches) = mpsc::channel(READY);
        let counted = Arc::clone(&bytes_read);
        let outcome = tokio::task::spawn_blocking(move || {
            let unwanted = Arc::new(AtomicBool::new(false));
            let source = Source { file, bytes_read: Arc::clone(&counted), unwanted: Arc::clone(&unwanted) };
            let mut batch = Batch { items: Vec::new(), records: 0, began: 0 };
            let hand_over = |batch: &mut Batch| {
                batch.records = 0;
                batch.began = counted.load(Ordering::Relaxed);
                if sender.blocking_send(mem::take(&mut batch.items)).is_err() {
                    unwanted.store(true, Ordering::Relaxed);
                }
            };
            let mut emit = |item: Item| {
                if unwanted.load(Ordering::Relaxed) {
                    return;
                }
                let is_sender = matches!(item, Item::Sender(_));
                batch.records += records_in(&item);
                batch.items.push(item);
                let bytes = counted.load(Ordering::Relaxed) - batch.began;
                if is_sender || batch.records >= most_records || bytes >= MOST_BYTES {
                    hand_over(&mut batch);
                }
            };
            let summary = form::read(BufReader::with_capacity(READ_BYTES, source), &expected, &mut emit);
            if !batch.items.is_empty() {
                hand_over(&mut batch);
            }
            summary
        });
        Ok(Self { batches, outcome, bytes_read, bytes_total })
    }

    /// How much of the file was read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// What the reader found, once it has come to the end.
    pub(super) async fn end(self) -> Result<Summary, ImportError> {
        match self.outcome.await {
            Ok(Ok(summary)) => Ok(summary),
            Ok(Err(Unreadable::Io(error))) => Err(ImportError::Io(error)),
            Ok(Err(unreadable)) => Err(ImportError::Unreadable(unreadable.to_string())),
            Err(_) => Err(ImportError::BrokeOff(Worker::Reader)),
        }
    }
}

struct Batch {
    items: Vec<Item>,
    records: usize,
    /// How much of the file was read before it.
    began: u64,
}

/// A client counts with all it holds.
fn records_in(item: &Item) -> usize {
    let Item::Individual(individual) = item else { return 1 };
    let of_reports = individual.reports.iter().map(|report| 1 + usize::from(report.investigation.is_some()));
    1 + of_reports.sum::<usize>()
}

/// The file, with a count of what was read of it and a way to stop.
struct Source {
    file: File,
    bytes_read: Arc<AtomicU64>,
    unwanted: Arc<AtomicBool>,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.unwanted.load(Ordering::Relaxed) {
            return Err(io::Error::other("the import was given up"));
        }
        let count = self.file.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_that_breaks_off_is_told_of_after_what_it_had_read() {
        let (sender, batches) = mpsc::channel(READY);
        let outcome = tokio::task::spawn_blocking(move || -> Result<Summary, Unreadable> {
            sender.blocking_send(Vec::new()).unwrap();
            panic!("the reader is at fault");
        });
        let mut reading = Reading { batches, outcome, bytes_read: Arc::default(), bytes_total: 0 };
        assert!(reading.batches.recv().await.is_some());
        assert!(reading.batches.recv().await.is_none());
        assert!(matches!(reading.end().await, Err(ImportError::BrokeOff(Worker::Reader))));
    }
}
