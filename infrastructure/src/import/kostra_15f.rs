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
//! **What is refused together.** A report and its investigation are written together, both or not at all. A client whose journal the
//! ledger has for another child is refused with everything in it; one whose dates contradict the ledger is refused
//! alone.
//!
//! **Not recorded**: plans, measures and moves, which are counted; the sender's organisation number; whether the
//! client was closed by the end of the year, which its dates tell.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::case::{Case, CaseAction, ImportedClient, Opening};
use case_ledger_domain::codes::{ListVersion, UsedCode};
use case_ledger_domain::ids::{CaseId, InvestigationId, ReportId, SubjectId};
use case_ledger_domain::investigation::{
    ImportedInvestigation, ImportedInvestigationConclusion, Investigation, InvestigationAction, InvestigationOutcome,
};
use case_ledger_domain::people::{Child, Decider, DeciderRole};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{
    Channel, ImportedConclusion, IncomingReport, Report, ReportAction, Reporter, ReporterKind, TriageOutcome,
};
use case_ledger_domain::text::{Text, in_clear};
use case_ledger_domain::time::{oslo_date, start_of_day};
use futures::stream::{self, StreamExt as _};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{
    Both, Canonical, Counts, Destination, IN_FLIGHT, ImportError, ImportOptions, ImportReport, NotRecorded, Progress,
    RefusedLine, Stamped, Tally, UNBORN_ENDING, Verdict, element, optional_text, text,
};
use crate::clock;
use crate::interchange::kostra_15f::{
    self as form, Coded, ControlFinding, Expected, Individual, Item, Record, Refused, Sender, Summary, Unreadable,
};
use crate::interchange::national_id::{identifies_one_person, may_be_shared};
use crate::ledger::bus::{Fault, Ledger};

/// KiB of the file that are on their way at a time; a client larger than that goes alone.
const MOST_KIB_IN_FLIGHT: u32 = 64 * 1024;
/// Bytes read from the file at a time.
const READ_BYTES: usize = 64 * 1024;
/// Clients with the same journal wait for each other; so many journals may be at it at a time.
const TURNS: usize = 256;
/// Faults told of one refused record.
const MOST_FAULTS_TOLD: usize = 5;

/// Imports a return: what is new in it is recorded, what contradicts the ledger is refused.
pub async fn import_kostra_15f(
    ledger: &Ledger,
    file: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    let mut reading = Reading::start(file, options)?;
    let mut report = ImportReport::default();
    let sender = loop {
        match reading.items.recv().await {
            Some(Piece { item: Item::Sender(sender), .. }) => break sender,
            Some(Piece { item: Item::Control(finding), .. }) => report.control(finding),
            // Nothing else precedes the sender, and without one the reader says why.
            Some(_) => {}
            None => return Err(reading.end().await.err().unwrap_or_else(stopped)),
        }
    };
    let (municipality, name) = (&sender.municipality_number, &sender.municipality_name);
    let destination = Destination::open(ledger, municipality, name, options).await?;
    report.municipality = Some(destination.municipality.clone());
    let import = Import::new(destination, &sender);

    let mut told = None;
    let mut pieces =
        stream::poll_fn(|context| reading.items.poll_recv(context)).map(|piece| import.take(piece)).buffered(IN_FLIGHT);
    while let Some(done) = pieces.next().await {
        match done? {
            Done::Client(tally) => report.take(tally),
            Done::Refused(refused) => report.refuse(refused_by_reader(&refused)),
            Done::Control(finding) => report.control(finding),
            Done::Nothing => {}
        }
        let bytes_read = reading.bytes_read.load(Ordering::Relaxed);
        if told != Some(bytes_read) {
            told = Some(bytes_read);
            progress(Progress { bytes_read, bytes_total: reading.bytes_total, records: report.records() });
        }
    }
    drop(pieces);

    let bytes_total = reading.bytes_total;
    let summary = reading.end().await?;
    let Summary { plans, measures, moves, truncated, .. } = summary;
    report.not_recorded = NotRecorded { plans, measures, moves };
    report.truncated = truncated;
    progress(Progress { bytes_read: bytes_total, bytes_total, records: report.records() });
    Ok(report)
}

/// An item on its way, and its share of the memory there is for them.
struct Piece {
    item: Item,
    permit: Option<OwnedSemaphorePermit>,
}

/// The reader at work on a thread of its own. It stops when its items are no longer wanted.
struct Reading {
    items: mpsc::Receiver<Piece>,
    outcome: JoinHandle<Result<Summary, Unreadable>>,
    bytes_read: Arc<AtomicU64>,
    bytes_total: u64,
}

impl Reading {
    fn start(file: &Path, options: &ImportOptions) -> Result<Self, ImportError> {
        let expected = Expected {
            municipality: options.municipality.as_ref().map(ToString::to_string),
            year: None,
            today: oslo_date(clock::now()),
        };
        let file = File::open(file)?;
        let bytes_total = file.metadata()?.len();
        let bytes_read = Arc::new(AtomicU64::new(0));
        let (sender, items) = mpsc::channel(IN_FLIGHT);
        let runtime = Handle::current();
        let counted = Arc::clone(&bytes_read);
        let outcome = tokio::task::spawn_blocking(move || {
            let unwanted = Arc::new(AtomicBool::new(false));
            let source = Source { file, bytes_read: Arc::clone(&counted), unwanted: Arc::clone(&unwanted) };
            let room = Arc::new(Semaphore::new(MOST_KIB_IN_FLIGHT as usize));
            let mut before = 0;
            let mut emit = |item: Item| {
                if unwanted.load(Ordering::Relaxed) {
                    return;
                }
                let permit = matches!(item, Item::Individual(_)).then(|| {
                    let now = counted.load(Ordering::Relaxed);
                    let kib = u32::try_from((now - before).div_ceil(1024)).unwrap_or(u32::MAX);
                    before = now;
                    // Never closed, so there is always a permit in the end.
                    runtime.block_on(Arc::clone(&room).acquire_many_owned(kib.min(MOST_KIB_IN_FLIGHT))).ok()
                });
                if sender.blocking_send(Piece { item, permit: permit.flatten() }).is_err() {
                    unwanted.store(true, Ordering::Relaxed);
                }
            };
            form::read(BufReader::with_capacity(READ_BYTES, source), &expected, &mut emit)
        });
        Ok(Self { items, outcome, bytes_read, bytes_total })
    }

    async fn end(self) -> Result<Summary, ImportError> {
        match self.outcome.await {
            Ok(Ok(summary)) => Ok(summary),
            Ok(Err(Unreadable::Io(error))) => Err(ImportError::Io(error)),
            Ok(Err(unreadable)) => Err(ImportError::Unreadable(unreadable.to_string())),
            Err(_) => Err(stopped()),
        }
    }
}

fn stopped() -> ImportError {
    ImportError::Io(io::Error::other("the reader stopped"))
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

/// What became of an item.
enum Done {
    Client(Tally),
    Refused(Refused),
    Control(ControlFinding),
    Nothing,
}

/// An import under way.
struct Import<'a> {
    destination: Destination<'a>,
    list: ListVersion,
    turns: Vec<Mutex<()>>,
}

impl<'a> Import<'a> {
    fn new(destination: Destination<'a>, sender: &Sender) -> Self {
        let turns = (0..TURNS).map(|_| Mutex::default()).collect();
        Self { destination, list: ListVersion::Kostra15F { year: sender.year }, turns }
    }

    async fn take(&self, piece: Piece) -> Result<Done, Fault> {
        let done = match piece.item {
            Item::Individual(individual) => Done::Client(self.take_client(&individual).await?),
            Item::Refused(refused) => Done::Refused(refused),
            Item::Control(finding) => Done::Control(finding),
            // The reader lets no second one through.
            Item::Sender(_) => Done::Nothing,
        };
        drop(piece.permit);
        Ok(done)
    }

    /// One client with all reports: all commands in order.
    async fn take_client(&self, individual: &Individual) -> Result<Tally, Fault> {
        let mut tally = Tally::default();
        let records = self.records(individual).await?;
        // Two entries of one journal would both find that the ledger does not have it yet.
        let turn = usize::from(records.case.as_uuid().as_bytes()[0]) % TURNS;
        let _turn = self.turns[turn].lock().await;

        let recorded = self.destination.recorded(&records.commands()).await?;
        not_taken(individual, &mut tally);
        if records.commands().iter().all(|command| recorded.contains(command)) {
            tally.already_known.clients += 1;
            for report in &records.reports {
                tally.already_known.reports += 1;
                tally.already_known.investigations += u64::from(report.investigation.is_some());
            }
            return Ok(tally);
        }

        let place = client_place(individual);
        let with_reports = match individual.reports.len() {
            0 => "client".to_owned(),
            1 => "client with its report".to_owned(),
            count => format!("client with its {count} reports"),
        };
        let known =
            self.destination.ledger.load::<Case>(&self.destination.municipality, records.case.as_uuid()).await?;
        let known = known.aggregate.opened().map(|opened| &opened.child);
        if known.is_some_and(|child| is_another(child, individual)) {
            let why = "this journal was imported for another child (another national id or DUF number)";
            tally.refuse(place, with_reports, why);
            return Ok(tally);
        }
        let subject = self.subject(known, individual, &records, &mut tally).await?;
        let caseworker = self.caseworker(records.case, individual).await?;
        let unit = self.unit(individual, &mut tally);
        let client = match Self::map_client(individual, unit, subject, caseworker) {
            Ok(client) => client,
            Err(why) => {
                tally.refuse(place, with_reports, why);
                return Ok(tally);
            }
        };

        let source = Source15F {
            individual,
            case: records.case,
            child: client.opening.child.clone(),
            unit: client.opening.unit.clone(),
            caseworker: client.caseworker.clone(),
            is_new: known.is_none(),
            recorded,
        };
        let action = CaseAction::ImportClient(client);
        let case = records.case.as_uuid();
        match self.settle::<Case>(&source, case, action, &records.client, (&place, "client"), &mut tally).await? {
            Verdict::Recorded => tally.accepted.clients += 1,
            Verdict::Known => tally.already_known.clients += 1,
            Verdict::Refused(why) if source.is_new => {
                // Without a client there is nothing for the reports to belong to.
                tally.refuse(place, with_reports, why);
                return Ok(tally);
            }
            Verdict::Refused(why) => tally.refuse(place, "client", why),
        }
        for (report, ids) in individual.reports.iter().zip(&records.reports) {
            self.take_report(&source, report, ids, &mut tally).await?;
        }
        Ok(tally)
    }

    /// The ids of a client and all it holds.
    async fn records(&self, individual: &Individual) -> Result<Records, Fault> {
        let key = client_key(individual);
        let case = CaseId::from_uuid(self.destination.keyed("kostra-15f client", key.bytes()).await?);
        let client = self.stamped(client_content(individual)).await?;
        let mut reports = Vec::with_capacity(individual.reports.len());
        for report in &individual.reports {
            let key = key.clone().text(&report.id);
            let id = ReportId::from_uuid(self.destination.keyed("kostra-15f report", key.bytes()).await?);
            let command = self.stamped(report_content(&key, report)).await?;
            let investigation = match &report.investigation {
                Some(investigation) => {
                    let key = key.clone().text(&investigation.id);
                    let command = self.stamped(investigation_content(&key, investigation)).await?;
                    Some(InvestigationRecord {
                        id: InvestigationId::following(&self.destination.municipality, id),
                        command,
                    })
                }
                None => None,
            };
            reports.push(ReportRecord { id, command, investigation });
        }
        Ok(Records { case, client, reports })
    }

    async fn stamped(&self, content: Canonical) -> Result<Stamped, Fault> {
        let id = self.destination.keyed("kostra-15f command", content.bytes()).await?;
        Ok(Stamped { id, content: content.0 })
    }

    /// The child's pseudonym: that of the journal, once it has one; else that of the number, where it is one person's.
    async fn subject(
        &self,
        known: Option<&Child>,
        individual: &Individual,
        records: &Records,
        tally: &mut Tally,
    ) -> Result<SubjectId, Fault> {
        let number = identity(individual);
        if let Some(child) = known {
            let before = child.national_id.as_ref().and_then(Personal::visible).map(Text::as_str);
            if number.is_some() && number != before {
                tally.warn(
                    client_place(individual),
                    "the child has another number than when the client was first imported; the journal keeps its \
                     pseudonym, and a look-up by the new number does not find it",
                );
            }
            return Ok(child.subject);
        }
        self.destination.child(number, "kostra-15f child", records.case.as_uuid()).await
    }

    /// The caseworker's pseudonym, the same in all returns about this client. Known by name only: two of one name are
    /// two persons, who are not to be told apart by a return, and so each client's caseworker is one.
    async fn caseworker(&self, case: CaseId, individual: &Individual) -> Result<SubjectId, Fault> {
        let client = case.as_uuid().to_string();
        let name = Canonical::of("caseworker 2").text(&client).text(individual.caseworker.trim());
        self.destination.subject("employee", name.bytes()).await
    }

    fn map_client(
        individual: &Individual,
        unit: String,
        child: SubjectId,
        caseworker: SubjectId,
    ) -> Result<ImportedClient, String> {
        let of_child = |text: Text| Personal::child(child, text);
        let number = individual.national_id.as_deref().or(individual.duf_number.as_deref());
        let contact = match (&individual.national_id, &individual.duf_number) {
            (Some(_), Some(duf)) => Some(format!("DUF-nummer: {duf}")),
            _ => None,
        };
        let child = Child {
            subject: child,
            name: None,
            national_id: optional_text("national id", number)?.map(of_child),
            born_on: None,
            unborn: individual.national_id.as_ref().is_some_and(|number| number.ends_with(UNBORN_ENDING)),
            contact: optional_text("DUF number", contact.as_deref())?.map(of_child),
        };
        let name = Personal::employee(caseworker, text("caseworker's name", &individual.caseworker)?);
        Ok(ImportedClient {
            opening: Opening { child, unit },
            opened_on: individual.started,
            closed_on: individual.ended,
            journal_number: of_child(text("journal number", &individual.journal_number)?),
            caseworker: Decider { name, role: DeciderRole::Caseworker },
        })
    }

    /// The district, or the municipality where the file names none.
    fn unit(&self, individual: &Individual, tally: &mut Tally) -> String {
        if let Some(name) = individual.district_name.as_deref().filter(|name| !name.trim().is_empty()) {
            if let Some(name) = in_clear(name) {
                return name.to_owned();
            }
            tally.warn(client_place(individual), "the district's name may hold more than a name and was not taken");
        }
        match (&individual.district_number, &individual.local_district_number) {
            (Some(number), _) => format!("Bydel {number}"),
            (None, Some(number)) => format!("Distrikt {number}"),
            (None, None) => self.destination.name.clone(),
        }
    }

    /// A report with its investigation: both or neither.
    async fn take_report(
        &self,
        source: &Source15F<'_>,
        report: &form::Report,
        ids: &ReportRecord,
        tally: &mut Tally,
    ) -> Result<(), Fault> {
        let place = report_place(source.individual, report);
        let what = if ids.investigation.is_some() { "report with its investigation" } else { "report" };
        let reporter = self.destination.subject("kostra-15f reporter", ids.id.as_uuid().as_bytes()).await?;
        let mapped = self.map_report(source, report, reporter).and_then(|mapped| {
            let investigation = report.investigation.as_ref();
            Ok((mapped, investigation.map(|found| self.map_investigation(source, found, ids.id)).transpose()?))
        });
        let (report, investigation) = match mapped {
            Ok(((incoming, conclusion), investigation)) => {
                let report = ReportAction::Import { report: Box::new(incoming), conclusion };
                let investigation = investigation.map(|imported| InvestigationAction::Import(Box::new(imported)));
                (report, investigation.zip(ids.investigation.as_ref()))
            }
            Err(why) => {
                tally.refuse(place, what, why);
                return Ok(());
            }
        };

        let Some((action, investigation)) = investigation else {
            let at = (place.as_str(), "report");
            match self.settle::<Report>(source, ids.id.as_uuid(), report, &ids.command, at, tally).await? {
                Verdict::Recorded => tally.accepted.reports += 1,
                Verdict::Known => tally.already_known.reports += 1,
                Verdict::Refused(why) => tally.refuse(place, what, why),
            }
            return Ok(());
        };
        let recorded = [&ids.command, &investigation.command].map(|command| source.recorded.contains(&command.id));
        let new = if recorded == [true, true] {
            [false, false]
        } else {
            let report = (ids.id.as_uuid(), report, &ids.command);
            let investigation = (investigation.id.as_uuid(), action, &investigation.command);
            let case = source.case.as_uuid();
            match self.destination.record_both::<Report, Investigation>(report, investigation, case).await? {
                Both::Settled(new) => new,
                Both::Refused(why) => {
                    tally.refuse(place, what, why);
                    return Ok(());
                }
            }
        };
        for ((what, new), recorded) in ["report", "investigation"].into_iter().zip(new).zip(recorded) {
            if !new && !recorded {
                warn_of_difference(&place, what, tally);
            }
        }
        let counts = |which: bool| Counts {
            reports: u64::from(new[0] == which),
            investigations: u64::from(new[1] == which),
            ..Counts::default()
        };
        tally.accepted.add(counts(true));
        tally.already_known.add(counts(false));
        Ok(())
    }

    /// Records what is new in one command, unless the command is recorded.
    async fn settle<A: LedgerAggregate>(
        &self,
        source: &Source15F<'_>,
        id: Uuid,
        action: A::Action,
        command: &Stamped,
        (place, what): (&str, &str),
        tally: &mut Tally,
    ) -> Result<Verdict, Fault> {
        if source.recorded.contains(&command.id) {
            return Ok(Verdict::Known);
        }
        let verdict = self.destination.record::<A>(id, action, command, source.case.as_uuid()).await?;
        if matches!(verdict, Verdict::Known) {
            warn_of_difference(place, what, tally);
        }
        Ok(verdict)
    }

    fn map_report(
        &self,
        source: &Source15F<'_>,
        report: &form::Report,
        reporter: SubjectId,
    ) -> Result<(IncomingReport, Option<ImportedConclusion>), String> {
        let kind = ReporterKind::from_codes(report.reporters.iter().map(|coded| coded.code.as_str()));
        let incoming = IncomingReport {
            child: source.child.clone(),
            case: Some(source.case),
            message: None,
            reporter: Reporter::NotInSource { of_kind: kind },
            reporter_codes: self.codes(&report.reporters, |text| Personal::reporter(reporter, text))?,
            content: None,
            contents: self.codes(&report.contents, |text| Personal::child(source.child.subject, text))?,
            unit: source.unit.clone(),
            channel: Channel::Kostra15F,
            received_at: start_of_day(report.received),
        };
        let conclusion = match report.concluded.zip(report.conclusion) {
            Some((decided_on, code)) => {
                let code = code.to_string();
                let outcome = TriageOutcome::from_code(&code);
                Some(ImportedConclusion {
                    outcome: outcome.ok_or_else(|| format!("conclusion {code} has no known outcome"))?,
                    code: UsedCode { code, list: self.list, clarification: None },
                    decided_on,
                    caseworker: Some(source.caseworker.clone()),
                })
            }
            None => None,
        };
        Ok((incoming, conclusion))
    }

    fn map_investigation(
        &self,
        source: &Source15F<'_>,
        investigation: &form::Investigation,
        report: ReportId,
    ) -> Result<ImportedInvestigation, String> {
        let of_child = |text| Personal::child(source.child.subject, text);
        let conclusion = match investigation.ended.zip(investigation.conclusion) {
            Some((concluded_on, code)) => {
                let code = code.to_string();
                let outcome = InvestigationOutcome::from_code(&code);
                let clarification = optional_text("clarification", investigation.clarification.as_deref())?;
                Some(ImportedInvestigationConclusion {
                    outcome: outcome.ok_or_else(|| format!("conclusion {code} has no known outcome"))?,
                    code: UsedCode { code, list: self.list, clarification: clarification.map(of_child) },
                    grounds: self.codes(&investigation.grounds, of_child)?,
                    concluded_on,
                    caseworker: Some(source.caseworker.clone()),
                })
            }
            None => None,
        };
        Ok(ImportedInvestigation {
            report,
            case: Some(source.case),
            child: source.child.clone(),
            unit: source.unit.clone(),
            started_on: investigation.started,
            conclusion,
        })
    }

    fn codes(&self, given: &[Coded], personal: impl Fn(Text) -> Personal<Text>) -> Result<Vec<UsedCode>, String> {
        let used = given.iter().map(|coded| {
            let clarification = optional_text("clarification", coded.clarification.as_deref())?;
            Ok(UsedCode { code: coded.code.clone(), list: self.list, clarification: clarification.map(&personal) })
        });
        used.collect()
    }
}

/// Another command, yet nothing new: it differs in what the ledger does not compare.
fn warn_of_difference(place: &str, what: &str, tally: &mut Tally) {
    tally.warn(
        place,
        format!(
            "the {what} differs from what was imported before, but not in its dates and conclusion; the ledger keeps \
             what it has"
        ),
    );
}

/// What the reports of a client take from it.
struct Source15F<'a> {
    individual: &'a Individual,
    case: CaseId,
    child: Child,
    unit: String,
    caseworker: Decider,
    /// Whether the ledger had nothing of it before.
    is_new: bool,
    /// The commands of it and its reports that are recorded.
    recorded: HashSet<Uuid>,
}

/// The ids and commands of a client and all it holds.
struct Records {
    case: CaseId,
    client: Stamped,
    reports: Vec<ReportRecord>,
}

struct ReportRecord {
    id: ReportId,
    command: Stamped,
    investigation: Option<InvestigationRecord>,
}

struct InvestigationRecord {
    id: InvestigationId,
    command: Stamped,
}

impl Records {
    fn commands(&self) -> Vec<Uuid> {
        let reports = self.reports.iter().flat_map(|report| {
            let investigation = report.investigation.as_ref().map(|investigation| investigation.command.id);
            std::iter::once(report.command.id).chain(investigation)
        });
        std::iter::once(self.client.id).chain(reports).collect()
    }
}

/// What makes a client the same one in the next return.
fn client_key(individual: &Individual) -> Canonical {
    Canonical::of("client key 1").text(&individual.id).text(&individual.journal_number)
}

fn client_content(individual: &Individual) -> Canonical {
    Canonical::of("client 1")
        .text(&individual.id)
        .text(&individual.journal_number)
        .text(&individual.started.to_string())
        .optional(individual.ended.map(|day| day.to_string()).as_deref())
        .optional(individual.national_id.as_deref())
        .optional(individual.duf_number.as_deref())
        .optional(individual.district_number.as_deref())
        .optional(individual.district_name.as_deref())
        .optional(individual.local_district_number.as_deref())
        .text(&individual.caseworker)
}

/// Without the caseworker, who may change from year to year under a report long concluded.
fn report_content(key: &Canonical, report: &form::Report) -> Canonical {
    let content = Canonical::of("report 1")
        .all(key)
        .text(&report.received.to_string())
        .optional(report.concluded.map(|day| day.to_string()).as_deref())
        .optional(report.conclusion.map(|code| code.to_string()).as_deref());
    coded_content(coded_content(content, &report.reporters), &report.contents)
}

fn investigation_content(key: &Canonical, investigation: &form::Investigation) -> Canonical {
    let content = Canonical::of("investigation 1")
        .all(key)
        .text(&investigation.started.to_string())
        .optional(investigation.ended.map(|day| day.to_string()).as_deref())
        .optional(investigation.conclusion.map(|code| code.to_string()).as_deref())
        .optional(investigation.clarification.as_deref());
    coded_content(content, &investigation.grounds)
}

fn coded_content(content: Canonical, list: &[Coded]) -> Canonical {
    list.iter().fold(content.count(list.len()), |content, coded| {
        content.text(&coded.code).optional(coded.clarification.as_deref())
    })
}

/// The number that is this child's and nobody else's.
fn identity(individual: &Individual) -> Option<&str> {
    let national_id = individual.national_id.as_deref().filter(|number| identifies_one_person(number));
    national_id.or_else(|| individual.duf_number.as_deref().filter(|number| identifies_one_person(number)))
}

/// Whether the journal is that of a child with another number of the same kind. A provisional number is followed by
/// the real one, which is no contradiction.
fn is_another(child: &Child, individual: &Individual) -> bool {
    let Some(before) = child.national_id.as_ref().and_then(Personal::visible) else { return false };
    let before = before.as_str();
    [&individual.national_id, &individual.duf_number]
        .into_iter()
        .flatten()
        .any(|now| now.len() == before.len() && now != before && !may_be_shared(before) && !may_be_shared(now))
}

/// Says what is in the file and not in the commands made of it.
fn not_taken(individual: &Individual, tally: &mut Tally) {
    for report in &individual.reports {
        let place = report_place(individual, report);
        match (report.concluded, report.conclusion) {
            (Some(_), None) => tally.warn(&place, "it has an end date and no conclusion; only its receipt was taken"),
            (None, Some(_)) => tally.warn(&place, "it has a conclusion and no end date; only its receipt was taken"),
            (Some(_), Some(_)) | (None, None) => {}
        }
        if report.reporters.is_empty() {
            tally.warn(&place, "it names no reporter; who reported is recorded as unknown");
        }
        let Some(investigation) = &report.investigation else { continue };
        let place = format!("line {}: {}", investigation.line, investigation_path(individual, report, investigation));
        let ended = match (investigation.ended, investigation.conclusion) {
            (Some(_), Some(_)) => continue,
            (Some(_), None) => Some("it has an end date and no conclusion; only its start was taken"),
            (None, Some(_)) => Some("it has a conclusion and no end date; only its start was taken"),
            (None, None) => None,
        };
        if let Some(what) = ended {
            tally.warn(&place, what);
        }
        if !investigation.grounds.is_empty() || investigation.clarification.is_some() {
            tally.warn(&place, "its grounds and clarification are taken with its conclusion, which is not there yet");
        }
    }
}

fn client_place(individual: &Individual) -> String {
    format!("line {}: {}", individual.line, element("Individ", &individual.id))
}

fn report_path(individual: &Individual, report: &form::Report) -> String {
    format!("{}/{}", element("Individ", &individual.id), element("Melding", &report.id))
}

fn report_place(individual: &Individual, report: &form::Report) -> String {
    format!("line {}: {}", report.line, report_path(individual, report))
}

fn investigation_path(individual: &Individual, report: &form::Report, investigation: &form::Investigation) -> String {
    format!("{}/{}", report_path(individual, report), element("Undersokelse", &investigation.id))
}

fn refused_by_reader(refused: &Refused) -> RefusedLine {
    let what = match refused.record {
        Record::Individual => "client with all its reports",
        Record::Report => "report with all it holds",
        Record::StrayText => "text between the records",
        Record::RestOfFile => "the rest of the file",
    };
    let mut why: Vec<String> = refused.faults.iter().take(MOST_FAULTS_TOLD).map(ToString::to_string).collect();
    let untold = refused.faults_left_out + refused.faults.len().saturating_sub(MOST_FAULTS_TOLD) as u64;
    if untold > 0 {
        why.push(format!("and {untold} more"));
    }
    RefusedLine {
        place: format!("line {}: {}", refused.line, refused.path),
        what: what.to_owned(),
        why: why.join("; "),
    }
}

#[cfg(test)]
mod tests;
