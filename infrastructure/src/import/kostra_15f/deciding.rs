//! What becomes of a batch's clients, decided in memory: by the rules of the domain, on what is known of the ledger.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::case::{Case, CaseAction, CourseAction};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::people::Child;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Report, ReportAction};
use case_ledger_domain::text::Text;
use uuid::Uuid;

use super::mapping::{OfClient, map_client};
use super::places::{client_place, investigation_path, report_place};
use super::records::{Origin, Records, ReportRecord};
use crate::import::{Counts, Stamped, Tally, Verdict, why_refused};
use crate::interchange::kostra_15f::{self as form, Individual};
use crate::interchange::national_id::{identifies_one_person, may_be_shared};
use crate::ledger::bulk::{Author, Draft, Seen, Sent};
use crate::ledger::bus::Fault;

/// What is known of the ledger, as far as a batch's clients need it.
#[derive(Default)]
pub(super) struct Known {
    /// Those of their commands that are recorded.
    pub(super) recorded: HashSet<Uuid>,
    /// Their streams, as far as there are any.
    pub(super) cases: HashMap<Uuid, Seen<Case>>,
    pub(super) reports: HashMap<Uuid, Seen<Report>>,
    pub(super) investigations: HashMap<Uuid, Seen<Investigation>>,
    /// The pseudonyms of the children who are not known by their journals, by their numbers.
    pub(super) children: HashMap<String, SubjectId>,
}

/// An aggregate that is among what is known.
trait Among: LedgerAggregate {
    fn among(known: &Known) -> &HashMap<Uuid, Seen<Self>>;
    fn among_mut(known: &mut Known) -> &mut HashMap<Uuid, Seen<Self>>;
}

macro_rules! among {
    ($($aggregate:ty: $field:ident),*) => {$(
        impl Among for $aggregate {
            fn among(known: &Known) -> &HashMap<Uuid, Seen<Self>> {
                &known.$field
            }

            fn among_mut(known: &mut Known) -> &mut HashMap<Uuid, Seen<Self>> {
                &mut known.$field
            }
        }
    )*};
}
among!(Case: cases, Report: reports, Investigation: investigations);

/// What became of a client with all it holds.
#[derive(Default)]
pub(super) struct Decided {
    pub(super) tally: Tally,
    /// What is new in it, in order.
    pub(super) drafts: Vec<Draft>,
}

/// Decides clients one after the other: later ones see what was decided for earlier ones.
pub(super) struct Decider<'a> {
    origin: &'a Origin,
    author: &'a Author,
    known: &'a Known,
    /// What came on top of what is known.
    since: Known,
}

/// What a command adds.
enum Added {
    Something(Box<Draft>),
    Nothing,
    Refused(String),
}

impl<'a> Decider<'a> {
    pub(super) fn new(origin: &'a Origin, author: &'a Author, known: &'a Known) -> Self {
        Self { origin, author, known, since: Known::default() }
    }

    /// One client with all reports: all commands in order.
    pub(super) async fn decide(&mut self, individual: &Individual, records: &Records) -> Result<Decided, Fault> {
        let mut decided = Decided::default();
        let tally = &mut decided.tally;
        let commands = records.commands();
        let recorded: HashSet<Uuid> = commands.iter().copied().filter(|command| self.is_recorded(*command)).collect();
        not_taken(individual, tally);
        if commands.iter().all(|command| recorded.contains(command)) {
            tally.already_known.clients += 1;
            for report in &records.reports {
                tally.already_known.reports += 1;
                tally.already_known.investigations += u64::from(report.investigation.is_some());
            }
            return Ok(decided);
        }

        let place = client_place(individual);
        let with_reports = match individual.reports.len() {
            0 => "client".to_owned(),
            1 => "client with its report".to_owned(),
            count => format!("client with its {count} reports"),
        };
        let seen = self.seen::<Case>(records.case.as_uuid());
        let known = seen.aggregate.opened().map(|opened| &opened.child);
        if known.is_some_and(|child| is_another(child, individual)) {
            let why = "this journal was imported for another child (another national id or DUF number)";
            tally.refuse(place, with_reports, why);
            return Ok(decided);
        }
        let is_new = known.is_none();
        let subject = self.subject(known, individual, records, tally).await?;
        let caseworker = self.origin.caseworker(records.case, individual).await?;
        let unit = self.origin.unit(individual, tally);
        let help = self.origin.map_help(individual, records, subject, tally);
        let client = match map_client(individual, unit, subject, caseworker, help) {
            Ok(client) => client,
            Err(why) => {
                tally.refuse(place, with_reports, why);
                return Ok(decided);
            }
        };

        let source = Source {
            individual,
            of_client: OfClient {
                case: records.case,
                child: client.opening.child.clone(),
                unit: client.opening.unit.clone(),
                caseworker: client.caseworker.clone(),
            },
            recorded,
        };
        let action = CaseAction::Course(CourseAction::ImportClient(Box::new(client)));
        let case = records.case.as_uuid();
        match self.settle::<Case>(&source, case, action, &records.client, (&place, "client"), &mut decided).await? {
            Verdict::Recorded => decided.tally.accepted.clients += 1,
            Verdict::Known => decided.tally.already_known.clients += 1,
            Verdict::Refused(why) if is_new => {
                // Without a client there is nothing for the reports to belong to.
                decided.tally.refuse(place, with_reports, why);
                return Ok(decided);
            }
            Verdict::Refused(why) => decided.tally.refuse(place, "client", why),
        }
        for (report, ids) in individual.reports.iter().zip(&records.reports) {
            self.take_report(&source, report, ids, &mut decided).await?;
        }
        Ok(decided)
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
        match number {
            Some(number) => match self.known.children.get(number) {
                Some(subject) => Ok(*subject),
                None => Ok(self.origin.keys.subject_of(&self.origin.municipality, number).await?),
            },
            None => self.origin.subject("kostra-15f child", records.case.as_uuid().as_bytes()).await,
        }
    }

    /// A report with its investigation: both or neither.
    async fn take_report(
        &mut self,
        source: &Source<'_>,
        report: &form::Report,
        ids: &ReportRecord,
        decided: &mut Decided,
    ) -> Result<(), Fault> {
        let place = report_place(source.individual, report);
        let what = if ids.investigation.is_some() { "report with its investigation" } else { "report" };
        let reporter = self.origin.subject("kostra-15f reporter", ids.id.as_uuid().as_bytes()).await?;
        let mapped = self.origin.map_report(&source.of_client, report, reporter).and_then(|mapped| {
            let investigation = report.investigation.as_ref();
            let map = |found| self.origin.map_investigation(&source.of_client, found, ids.id);
            Ok((mapped, investigation.map(map).transpose()?))
        });
        let (report, investigation) = match mapped {
            Ok(((incoming, conclusion), investigation)) => {
                let report = ReportAction::Import { report: Box::new(incoming), conclusion };
                let investigation = investigation.map(|imported| InvestigationAction::Import(Box::new(imported)));
                (report, investigation.zip(ids.investigation.as_ref()))
            }
            Err(why) => {
                decided.tally.refuse(place, what, why);
                return Ok(());
            }
        };

        let Some((action, investigation)) = investigation else {
            let at = (place.as_str(), "report");
            match self.settle::<Report>(source, ids.id.as_uuid(), report, &ids.command, at, decided).await? {
                Verdict::Recorded => decided.tally.accepted.reports += 1,
                Verdict::Known => decided.tally.already_known.reports += 1,
                Verdict::Refused(why) => decided.tally.refuse(place, what, why),
            }
            return Ok(());
        };
        let recorded = [&ids.command, &investigation.command].map(|command| source.recorded.contains(&command.id));
        let (mut seen_report, mut seen_investigation) =
            (self.seen::<Report>(ids.id.as_uuid()), self.seen::<Investigation>(investigation.id.as_uuid()));
        let mut added = [Added::Nothing, Added::Nothing];
        if !self.is_recorded(ids.command.id) {
            added[0] = self.add(source, &mut seen_report, ids.id.as_uuid(), report, &ids.command).await?;
        }
        if !self.is_recorded(investigation.command.id) && !matches!(added[0], Added::Refused(_)) {
            let (id, command) = (investigation.id.as_uuid(), &investigation.command);
            added[1] = self.add(source, &mut seen_investigation, id, action, command).await?;
        }
        let [report, concluded] = match added {
            [Added::Refused(why), _] | [_, Added::Refused(why)] => {
                decided.tally.refuse(place, what, why);
                return Ok(());
            }
            both => both.map(Added::draft),
        };
        let new = [report.is_some(), concluded.is_some()];
        if let Some(draft) = report {
            self.keep(ids.id.as_uuid(), seen_report, &ids.command, draft, decided);
        }
        if let Some(draft) = concluded {
            let (id, command) = (investigation.id.as_uuid(), &investigation.command);
            self.keep(id, seen_investigation, command, draft, decided);
        }
        for ((what, new), recorded) in ["report", "investigation"].into_iter().zip(new).zip(recorded) {
            if !new && !recorded {
                warn_of_difference(&place, what, &mut decided.tally);
            }
        }
        let counts = |which: bool| Counts {
            reports: u64::from(new[0] == which),
            investigations: u64::from(new[1] == which),
            ..Counts::default()
        };
        decided.tally.accepted.add(counts(true));
        decided.tally.already_known.add(counts(false));
        Ok(())
    }

    /// Takes what is new in one command, unless the command is recorded.
    async fn settle<A: Among>(
        &mut self,
        source: &Source<'_>,
        id: Uuid,
        action: A::Action,
        command: &Stamped,
        (place, what): (&str, &str),
        decided: &mut Decided,
    ) -> Result<Verdict, Fault> {
        if source.recorded.contains(&command.id) {
            return Ok(Verdict::Known);
        }
        let mut seen = self.seen::<A>(id);
        let added = if self.is_recorded(command.id) {
            Added::Nothing
        } else {
            self.add(source, &mut seen, id, action, command).await?
        };
        match added {
            Added::Something(draft) => {
                self.keep(id, seen, command, *draft, decided);
                Ok(Verdict::Recorded)
            }
            Added::Nothing => {
                warn_of_difference(place, what, &mut decided.tally);
                Ok(Verdict::Known)
            }
            Added::Refused(why) => Ok(Verdict::Refused(why)),
        }
    }

    /// After a refusal, `seen` is no longer what the ledger has.
    async fn add<A: Among>(
        &self,
        source: &Source<'_>,
        seen: &mut Seen<A>,
        id: Uuid,
        action: A::Action,
        command: &Stamped,
    ) -> Result<Added, Fault> {
        let correlation = source.of_client.case.as_uuid();
        let sent = Sent { id: command.id, fingerprint: &command.content, correlation };
        match self.author.decide(seen, id, action, &sent).await {
            Ok(Some(draft)) => Ok(Added::Something(Box::new(draft))),
            Ok(None) => Ok(Added::Nothing),
            Err(error) => why_refused(error).map(Added::Refused),
        }
    }

    /// From here on the stream is as `seen`, and the command is recorded.
    fn keep<A: Among>(&mut self, id: Uuid, seen: Seen<A>, command: &Stamped, draft: Draft, decided: &mut Decided) {
        A::among_mut(&mut self.since).insert(id, seen);
        self.since.recorded.insert(command.id);
        decided.drafts.push(draft);
    }

    fn seen<A: Among>(&self, id: Uuid) -> Seen<A> {
        A::among(&self.since).get(&id).or_else(|| A::among(self.known).get(&id)).cloned().unwrap_or_default()
    }

    fn is_recorded(&self, command: Uuid) -> bool {
        self.known.recorded.contains(&command) || self.since.recorded.contains(&command)
    }
}

impl Added {
    fn draft(self) -> Option<Draft> {
        match self {
            Self::Something(draft) => Some(*draft),
            Self::Nothing | Self::Refused(_) => None,
        }
    }
}

/// A client, as its reports need it.
struct Source<'a> {
    individual: &'a Individual,
    of_client: OfClient,
    /// The commands of it and its reports that were recorded before.
    recorded: HashSet<Uuid>,
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

/// The number that is this child's and nobody else's.
pub(super) fn identity(individual: &Individual) -> Option<&str> {
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
