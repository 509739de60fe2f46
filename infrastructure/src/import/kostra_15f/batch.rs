//! A batch of a return's records on its way into the ledger.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::thread;

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::SubjectId;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::deciding::{Decided, Decider, Known, identity};
use super::places::refused_by_reader;
use super::records::{Origin, Records};
use crate::import::{ImportError, ImportReport, Tally, Worker};
use crate::interchange::kostra_15f::{Individual, Item};
use crate::ledger::Program;
use crate::ledger::bulk::{Author, BulkWriter, Draft};
use crate::ledger::bus::{Fault, Ledger};
use crate::ledger::writer::{Append, AppendError};
use crate::personal::envelope::Subjects;

/// How often a batch is decided anew when its streams, or persons' data, moved under it.
const MOST_TRIES: usize = 16;
/// Threads that decide and seal.
const MOST_THREADS: usize = 8;

/// What was read, with the ids of what is to be recorded of it.
pub(super) struct Numbered {
    entries: Vec<(Item, Option<Records>)>,
    cases: HashSet<Uuid>,
}

/// What was decided, and sealed for the ledger; nothing is recorded yet.
pub(super) struct Prepared {
    pub(super) numbered: Arc<Numbered>,
    /// Of each client, in the order of the file.
    tallies: Vec<Tally>,
    appends: Vec<Append>,
}

impl Numbered {
    /// Whether a journal is in both of them, so that one must see what is recorded of the other.
    pub(super) fn shares_a_case_with(&self, other: &Self) -> bool {
        !self.cases.is_disjoint(&other.cases)
    }

    fn clients(&self) -> impl Iterator<Item = (&Individual, &Records)> {
        self.entries.iter().filter_map(|(item, records)| match item {
            Item::Individual(individual) => records.as_ref().map(|records| (&**individual, records)),
            Item::Sender(_) | Item::Refused(_) | Item::Control(_) => None,
        })
    }
}

impl Prepared {
    /// The clients it is of.
    pub(super) fn clients(&self) -> impl Iterator<Item = &Individual> {
        self.numbered.clients().map(|(individual, _)| individual)
    }

    /// What it came to, in the order of the file.
    pub(super) fn tell(self, report: &mut ImportReport) {
        let mut tallies = self.tallies.into_iter();
        for (item, _) in &self.numbered.entries {
            match item {
                Item::Individual(_) => tallies.next().into_iter().for_each(|tally| report.take(tally)),
                Item::Refused(refused) => report.refuse(refused_by_reader(refused)),
                Item::Control(finding) => report.control(finding.clone()),
                // The reader lets no second one through.
                Item::Sender(_) => {}
            }
        }
    }
}

/// An import under way.
pub(super) struct Import<'a> {
    ledger: &'a Ledger,
    origin: Arc<Origin>,
}

impl<'a> Import<'a> {
    pub(super) fn new(ledger: &'a Ledger, origin: Origin) -> Self {
        Self { ledger, origin: Arc::new(origin) }
    }

    /// Names what was read.
    pub(super) async fn number(&self, items: Vec<Item>) -> Result<Numbered, ImportError> {
        let origin = Arc::clone(&self.origin);
        let numbered = in_parallel(in_runs(items), async move |items: Vec<Item>| {
            let mut entries = Vec::with_capacity(items.len());
            for item in items {
                let records = match &item {
                    Item::Individual(individual) => Some(origin.records(individual).await?),
                    Item::Sender(_) | Item::Refused(_) | Item::Control(_) => None,
                };
                entries.push((item, records));
            }
            Ok(entries)
        });
        let entries: Vec<_> = numbered.await?.into_iter().flatten().collect();
        let cases = entries.iter().filter_map(|(_, records)| records.as_ref().map(|records| records.case.as_uuid()));
        Ok(Numbered { cases: cases.collect(), entries })
    }

    /// Decides and seals a batch on what the ledger holds now. The keys it is sealed under are durable when this
    /// returns.
    pub(super) async fn prepare(&self, numbered: Arc<Numbered>) -> Result<Prepared, ImportError> {
        let municipality = &self.origin.municipality;
        let mut author = Author::now(self.ledger, municipality, Program::Import).await?;
        let known = Arc::new(self.known(&numbered).await?);
        loop {
            let decided = self.decided(&numbered, &author, &known).await?;
            let (mut tallies, mut drafts, mut subjects) = (Vec::new(), Vec::new(), Subjects::new());
            for Decided { tally, drafts: of_client } in decided {
                tallies.push(tally);
                for draft in &of_client {
                    subjects.extend(&draft.subjects);
                }
                drafts.extend(of_client);
            }
            let keys = self.ledger.keys().keys_for_those_not_erased(municipality, &subjects).await?;
            let erased = keys.iter().filter(|(_, key)| key.is_none()).map(|((subject, _), _)| *subject);
            let erased: HashSet<SubjectId> = erased.collect();
            if !erased.is_empty() {
                // Each of them is refused by itself, and whoever follows in the same journal must not see it.
                author.learn_erased(erased.into_iter());
                continue;
            }
            let keys: HashMap<_, _> = keys.into_iter().filter_map(|(of, key)| Some((of, key?))).collect();
            let (author, keys) = (Arc::new(author), Arc::new(keys));
            let sealed = in_parallel(in_runs(drafts), async move |drafts: Vec<Draft>| {
                drafts.into_iter().map(|draft| author.seal(draft, &keys)).collect::<Result<Vec<_>, _>>()
            });
            let appends = sealed.await?.into_iter().flatten().collect();
            return Ok(Prepared { numbered, tallies, appends });
        }
    }

    /// Has a batch recorded: all of it at once. Where somebody else has recorded something in one of its streams, or
    /// decided about persons' data, it is prepared anew.
    pub(super) async fn record(
        &self,
        mut prepared: Prepared,
        writer: &mut BulkWriter<'_>,
    ) -> Result<Prepared, ImportError> {
        for _ in 0..MOST_TRIES {
            if prepared.appends.is_empty() {
                return Ok(prepared);
            }
            match writer.write(&prepared.appends).await {
                Ok(_) => return Ok(prepared),
                Err(AppendError::StreamMoved | AppendError::SubjectsMoved | AppendError::CommandIdTaken) => {
                    prepared = self.prepare(prepared.numbered).await?;
                }
                Err(error) => return Err(Fault::from(error).into()),
            }
        }
        Err(Fault::Contention.into())
    }

    /// What the ledger holds of a batch's clients. Each stream is read at one moment with its commands; two streams
    /// need not be of one moment, because no rule looks at both and each is written only where it was seen.
    async fn known(&self, numbered: &Numbered) -> Result<Known, Fault> {
        let (ledger, municipality) = (self.ledger, &self.origin.municipality);
        let cases: Vec<Uuid> = numbered.cases.iter().copied().collect();
        // Reports and investigations are recorded with or after their client, so that there are none of a new one.
        let existing = ledger.streams_among::<Case>(municipality, &cases).await?;
        let (before, new): (Vec<_>, Vec<_>) =
            numbered.clients().partition(|(_, records)| existing.contains(&records.case.as_uuid()));
        let commands: Vec<Uuid> = before.iter().flat_map(|(_, records)| records.commands()).collect();
        let mut recorded = match commands.as_slice() {
            [] => HashSet::new(),
            commands => ledger.recorded_among(municipality, commands).await?,
        };
        let (mut cases, mut reports, mut investigations) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (_, records) in before {
            if records.commands().iter().all(|command| recorded.contains(command)) {
                continue;
            }
            cases.insert(records.case.as_uuid());
            for report in &records.reports {
                reports.insert(report.id.as_uuid());
                investigations.extend(report.investigation.as_ref().map(|investigation| investigation.id.as_uuid()));
            }
        }
        let list = |ids: HashSet<Uuid>| ids.into_iter().collect::<Vec<_>>();
        let cases = ledger.load_all(municipality, &list(cases), &mut recorded).await?;
        let reports = ledger.load_all(municipality, &list(reports), &mut recorded).await?;
        let investigations = ledger.load_all(municipality, &list(investigations), &mut recorded).await?;
        let numbers: HashSet<&str> = new.iter().filter_map(|(individual, _)| identity(individual)).collect();
        let numbers: Vec<&str> = numbers.into_iter().collect();
        let children = match numbers.as_slice() {
            [] => HashMap::new(),
            numbers => ledger.keys().subjects_of(municipality, numbers).await?,
        };
        Ok(Known { recorded, cases, reports, investigations, children })
    }

    /// What becomes of each client, in the order of the file. Those of one journal are decided by one thread, in that
    /// order; others have no stream in common.
    async fn decided(
        &self,
        numbered: &Arc<Numbered>,
        author: &Author,
        known: &Arc<Known>,
    ) -> Result<Vec<Decided>, ImportError> {
        let threads = threads();
        let (origin, numbered) = (Arc::clone(&self.origin), Arc::clone(numbered));
        let (author, known) = (author.clone(), Arc::clone(known));
        let decided = in_parallel((0..threads).collect(), async move |thread: usize| {
            let mut decider = Decider::new(&origin, &author, &known);
            let mut of_thread = Vec::new();
            for (nth, (individual, records)) in numbered.clients().enumerate() {
                if usize::from(records.case.as_uuid().as_bytes()[0]) % threads == thread {
                    of_thread.push((nth, decider.decide(individual, records).await?));
                }
            }
            Ok(of_thread)
        });
        let mut decided: Vec<_> = decided.await?.into_iter().flatten().collect();
        decided.sort_unstable_by_key(|(nth, _)| *nth);
        Ok(decided.into_iter().map(|(_, decided)| decided).collect())
    }
}

fn threads() -> usize {
    thread::available_parallelism().map_or(1, |processors| processors.get().min(MOST_THREADS))
}

/// Cuts a list into a run for each thread.
fn in_runs<T>(mut list: Vec<T>) -> Vec<Vec<T>> {
    let length = list.len().div_ceil(threads()).max(1);
    let mut runs = Vec::new();
    while list.len() > length {
        let rest = list.split_off(length);
        runs.push(list);
        list = rest;
    }
    runs.push(list);
    runs
}

/// Works on each part on a thread of its own, where nothing else has to wait for it; answers in the order of the parts.
async fn in_parallel<P, R, W>(parts: Vec<P>, work: W) -> Result<Vec<R>, ImportError>
where
    P: Send + 'static,
    R: Send + 'static,
    W: AsyncFn(P) -> Result<R, Fault> + Clone + Send + 'static,
{
    let runtime = Handle::current();
    let start = |part| {
        let (runtime, work) = (runtime.clone(), work.clone());
        tokio::task::spawn_blocking(move || runtime.block_on(work(part)))
    };
    let started: Vec<_> = parts.into_iter().map(start).collect();
    let mut done = Vec::with_capacity(started.len());
    for part in started {
        done.push(part.await.map_err(|_| ImportError::BrokeOff(Worker::Decider))??);
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_thread_that_breaks_off_is_told_of_as_such() {
        let work = async |part: u32| if part == 2 { panic!("the decider is at fault") } else { Ok(part) };
        assert_eq!(in_parallel(vec![1, 3], work).await.unwrap(), [1, 3]);
        let broke_off = in_parallel(vec![1, 2, 3], work).await.unwrap_err();
        assert!(matches!(broke_off, ImportError::BrokeOff(Worker::Decider)), "{broke_off:?}");
        let of_the_ledger = in_parallel(vec![1], async |_| Err::<(), _>(Fault::Contention)).await.unwrap_err();
        assert!(matches!(of_the_ledger, ImportError::Fault(Fault::Contention)), "{of_the_ledger:?}");
    }
}
