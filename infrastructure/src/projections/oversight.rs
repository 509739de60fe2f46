//! `oversight`: what is owed, one row per obligation, and what was left out, one row per finding (RM-3, RM-13, the
//! conformance view). Rebuildable from the ledger; nothing else writes these tables.
//!
//! The rules are the domain's ([`Watch`]): this keeps, for each stream, what the next event is judged by.

use std::collections::{HashMap, HashSet};

use case_ledger_domain::case::Case;
use case_ledger_domain::ids::{CaseId, InvestigationId, Municipality, ReportId, SubjectId};
use case_ledger_domain::investigation::{Investigation, InvestigationEvent};
use case_ledger_domain::oversight::{
    At, Concerned, Ending, Finding, FindingKind, Heard, Note, Obligation, ObligationKind, Owner, Severity, Standing,
    Watch, begins_or_ends, hearing, said_of_siblings,
};
use case_ledger_domain::report::Report;
use case_ledger_domain::settings::{OwnDeadlines, Settings, SettingsEvent};
use case_ledger_domain::subject::{Subject, SubjectEvent};
use case_ledger_domain::time::{oslo_date, start_of_day};
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use uuid::Uuid;

mod between;

use self::between::Between;
use super::as_of::AsOf;
use super::conditions;
use super::copy::Lines;
use super::same_child::Links;
use super::table::{self, Change, Cursor, Order, Rows, Table, table};
use super::{Batch, Model, Place, ProjectionError};
use crate::ledger::authorship::Authorship;
use crate::ledger::bus::settings_id;
use crate::ledger::history::AnyEvent;
use crate::reach::Reached;

table! {
    /// An obligation.
    pub struct OwedRow in "obligations" by obligation_id sorted by stands_at {
        /// Under which it is kept.
        pub obligation_id: Uuid,
        /// The name of its kind.
        pub kind: String,
        /// The case it is about.
        pub case_id: Option<Uuid>,
        /// The report.
        pub report_id: Option<Uuid>,
        /// The investigation.
        pub investigation_id: Option<Uuid>,
        /// Which of several of that kind.
        pub which: Option<Uuid>,
        /// The unit that works with it.
        pub unit: String,
        /// Whether it is the child welfare service's, and not the universal arena's.
        pub of_service: bool,
        /// From which day it is owed.
        pub opened_on: NaiveDate,
        /// The last day.
        pub due_on: Option<NaiveDate>,
        /// The last day if months had thirty days, where that is another.
        pub due_in_days: Option<NaiveDate>,
        /// Whether the last day was moved by a decision.
        pub extended: bool,
        /// When it ended.
        pub ended_on: Option<NaiveDate>,
        /// Whether it ended without being done.
        pub lapsed: bool,
        /// Where it stands in lists: its last day, or the day from which it is owed.
        pub stands_at: DateTime<Utc>,
        /// Position of the event that opened it.
        pub opened_at: i64,
    }
}

table! {
    /// A finding.
    pub struct FoundRow in "findings" by finding_id sorted by stands_at {
        /// Under which it is kept.
        pub finding_id: Uuid,
        /// The name of its kind.
        pub kind: String,
        /// The name of its severity.
        pub severity: String,
        /// The case it is about.
        pub case_id: Option<Uuid>,
        /// The report.
        pub report_id: Option<Uuid>,
        /// The investigation.
        pub investigation_id: Option<Uuid>,
        /// Which of several of that kind.
        pub which: Option<Uuid>,
        /// The name of what was owed, where it is found because its last day passed.
        pub obligation: Option<String>,
        /// The unit that works with it.
        pub unit: String,
        /// Whether it is the child welfare service's, and not the universal arena's.
        pub of_service: bool,
        /// Position of the event that shows it, or from which the time ran.
        pub event_position: i64,
        /// When it arose, which may lie ahead.
        pub arose_on: NaiveDate,
        /// The name of what excuses it.
        pub excuse: Option<String>,
        /// When it was mended.
        pub mended_on: Option<NaiveDate>,
        /// Where it stands in lists: the beginning of the day on which it arose.
        pub stands_at: DateTime<Utc>,
        /// The other cases that it tells of, where it tells of any, each once for every sibling that it tells of: whoever is
        /// told of it reaches one of them, too.
        pub beside_cases: Option<Vec<Uuid>>,
        /// The unit that works with the case at the same place.
        pub beside_units: Option<Vec<String>>,
        /// The sibling that the case at the same place tells of.
        pub beside_siblings: Option<Vec<Uuid>>,
        /// The guide of the step whose decision it is about.
        pub guide: Option<String>,
        /// The version of the guide.
        pub guide_version: Option<i32>,
        /// The step.
        pub step: Option<String>,
        /// The name of what that decision says was done, and is not recorded.
        pub lacks: Option<String>,
    }
}

/// Watches that a rebuild holds in memory before it puts them away.
const MOST_HELD: usize = 1_000;
/// Watches written by one statement: each is some kilobytes of text.
const MOST_WRITTEN: usize = 250;
/// The table of watches: its own, because nobody asks what it held before.
const WATCHES: &str = "watches";

/// The read model: obligations, findings, and the watches they are noted by.
pub struct Oversight;

/// What a fold remembers.
#[derive(Default)]
pub struct Memory {
    /// Each by itself, as rows are.
    watches: HashMap<Uuid, Box<Held>>,
    /// Whether a rebuild has put watches away, so that the table may have some that are not held.
    put_away: bool,
    owed: Rows<OwedRow>,
    found: Rows<FoundRow>,
    /// Who is recorded to be the same child, where the batch needed that.
    links: Option<Links>,
    /// By what it is known whether the rows that they stand in are as written.
    authorship: Option<Authorship>,
}

/// A watch, and what the table has in its place.
#[derive(Default)]
struct Held {
    watch: Watch,
    stored: Stored,
}

/// What the table has.
#[derive(Default)]
enum Stored {
    /// No watch over the stream.
    #[default]
    Nothing,
    /// The watch as it is.
    Same,
    /// The watch as it was before it heard something.
    Other(Box<Watch>),
}

impl Held {
    /// The watch, which is another one than the table's from here on.
    fn change(&mut self) -> &mut Watch {
        if matches!(self.stored, Stored::Same) {
            self.stored = Stored::Other(Box::new(self.watch.clone()));
        }
        &mut self.watch
    }

    /// Whether it is another one than the table's; from here on it is taken to be the same.
    fn is_to_be_written(&mut self) -> bool {
        match std::mem::replace(&mut self.stored, Stored::Same) {
            // Whoever heard of nothing that concerns it needs no place.
            Stored::Nothing => self.watch != Watch::default(),
            Stored::Same => false,
            Stored::Other(stored) => *stored != self.watch,
        }
    }
}

impl Model for Oversight {
    const NAME: &'static str = "oversight";
    const VERSION: i32 = 27;
    const AGGREGATES: &'static [&'static str] =
        &[Case::TYPE, Report::TYPE, Investigation::TYPE, Subject::TYPE, Settings::TYPE];
    const TABLES: &'static [&'static str] = &[
        OwedRow::TABLES[0],
        OwedRow::TABLES[1],
        OwedRow::TABLES[2],
        FoundRow::TABLES[0],
        FoundRow::TABLES[1],
        FoundRow::TABLES[2],
        WATCHES,
    ];

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let told: Vec<(At<'_>, Told<'_>)> = batch
            .events
            .iter()
            .filter_map(|recorded| {
                let at = At {
                    municipality,
                    stream: recorded.aggregate_id,
                    position: recorded.position,
                    recorded_on: oslo_date(recorded.recorded_at),
                };
                Told::by(&recorded.event, at).map(|told| (at, told))
            })
            .collect();
        let mut streams: HashSet<Uuid> = told.iter().flat_map(|(_, told)| told.hearing()).copied().collect();
        // What the municipality had set is kept by the watch over its settings.
        let settings = settings_id(municipality);
        streams.insert(settings);
        memory.get_to_know(connection, place, municipality, streams.iter()).await?;
        memory.get_to_know_children(connection, place, municipality, &told).await?;
        let mut own = memory.held(settings).watch.own_deadlines().clone();
        memory.links = None;
        memory.authorship.clone_from(&batch.authorship);
        let (mut owed, mut found) = (Vec::new(), Vec::new());
        for (at, told) in &told {
            let mut notes = Vec::new();
            match told {
                Told::Heard(event, hearing) => {
                    notes.extend(hearing.iter().flat_map(|stream| memory.hear(*stream, *event, *at, &own)));
                }
                Told::Set(event) => {
                    let watch = memory.held(settings).change();
                    watch.hear_setting(event);
                    own.clone_from(watch.own_deadlines());
                }
                Told::SameChild(..) => {}
            }
            let between = Between { memory, connection, place, at: *at, touched: &mut streams };
            notes.extend(between.compare(told).await?);
            let position = at.position;
            for note in notes {
                match note {
                    Note::Obligation(key, obligation) => {
                        // The key holds the position of the event that opened it.
                        let is_first = obligation.position == position && obligation.ending.is_none();
                        owed.push(Change { key, position, is_first, what: Some(owed_row(key, &obligation)) });
                    }
                    Note::Finding(key, finding) => {
                        let is_first = finding.as_ref().is_some_and(|finding| finding.position == position);
                        let what = finding.map(|finding| found_row(key, &finding));
                        found.push(Change { key, position, is_first, what });
                    }
                }
            }
        }
        memory.owed.change(connection, place, municipality, batch, owed, becomes).await?;
        memory.found.change(connection, place, municipality, batch, found, becomes).await?;
        match place {
            Place::Live => memory.put_away(connection, place, municipality, streams).await,
            Place::Rebuilt if memory.watches.len() > MOST_HELD => {
                memory.put_all_away(connection, place, municipality).await?;
                memory.watches.clear();
                Ok(())
            }
            Place::Rebuilt => Ok(()),
        }
    }

    async fn finish(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        if memory.put_away {
            memory.put_all_away(connection, place, municipality).await?;
        } else {
            // Nothing is looked up any more: no index is made.
            memory.copy_all(connection, place, municipality).await?;
        }
        memory.owed.finish(connection, place, municipality).await?;
        memory.found.finish(connection, place, municipality).await
    }

    fn rows(memory: &Memory) -> usize {
        memory.watches.len() + memory.owed.len() + memory.found.len()
    }
}

impl FoundRow {
    /// When it was mended, as far as that was so on a day.
    pub fn mended_by(&self, on: NaiveDate) -> Option<NaiveDate> {
        self.mended_on.filter(|mended_on| *mended_on <= on)
    }
}

impl OwedRow {
    /// When it was done or lapsed, as far as that was so on a day.
    pub fn ended_by(&self, on: NaiveDate) -> Option<NaiveDate> {
        self.ended_on.filter(|ended_on| *ended_on <= on)
    }

    /// How it stands on that day.
    pub fn standing(&self, on: NaiveDate) -> Standing {
        let ending = self.ended_on.map(|on| if self.lapsed { Ending::Lapsed { on } } else { Ending::Met { on } });
        Standing::of(self.due_on, ending, on)
    }
}

/// What is told to watches.
enum Told<'a> {
    /// An event, and the streams whose watches hear it.
    Heard(Heard<'a>, Vec<Uuid>),
    /// That these are recorded to be one child from that day on, or not any more.
    SameChild([SubjectId; 2], NaiveDate),
    /// What the municipality set for itself.
    Set(&'a SettingsEvent),
}

impl<'a> Told<'a> {
    fn by(event: &'a AnyEvent, at: At<'_>) -> Option<Self> {
        match event {
            AnyEvent::Subject(
                SubjectEvent::SameChildRecorded { other, recorded_on: on, .. }
                | SubjectEvent::SameChildWithdrawn { other, withdrawn_on: on, .. },
            ) => Some(Self::SameChild([SubjectId::from_uuid(at.stream), *other], *on)),
            AnyEvent::Settings(event @ SettingsEvent::DeadlineSet { .. }) => Some(Self::Set(event)),
            event => heard(event).map(|heard| Self::Heard(heard, hearing(heard, at))),
        }
    }

    fn hearing(&self) -> &[Uuid] {
        match self {
            Self::Heard(_, streams) => streams,
            Self::SameChild(..) | Self::Set(_) => &[],
        }
    }

    /// Over which children's watches other streams are looked at because of it; `known` is whom its own stream is about, as far as
    /// that was told before.
    fn children(&self, known: Option<SubjectId>) -> Vec<SubjectId> {
        match self {
            Self::Heard(Heard::Investigation(InvestigationEvent::InvestigationOpened { child, .. }), _) => {
                vec![child.subject]
            }
            Self::Heard(Heard::Investigation(event), _) if begins_or_ends(event).is_some() => {
                known.into_iter().collect()
            }
            Self::Heard(Heard::Case(event), _) => {
                said_of_siblings(event).map_or_else(Vec::new, |(linked, _)| known.into_iter().chain(linked).collect())
            }
            Self::SameChild(children, _) => children.to_vec(),
            Self::Heard(..) | Self::Set(_) => Vec::new(),
        }
    }
}

/// The event as obligations, findings and decisions hear it.
pub(super) const fn heard(event: &AnyEvent) -> Option<Heard<'_>> {
    match event {
        AnyEvent::Case(event) => Some(Heard::Case(event)),
        AnyEvent::Report(event) => Some(Heard::Report(event)),
        AnyEvent::Investigation(event) => Some(Heard::Investigation(event)),
        AnyEvent::Settings(_) | AnyEvent::Consultation(_) | AnyEvent::Subject(_) => None,
    }
}

/// Puts the new row in the place of whatever stood there before.
#[expect(clippy::unnecessary_wraps, reason = "other read models' changes can fail")]
fn becomes<R>(row: &mut Option<R>, new: Option<R>) -> Result<(), ProjectionError> {
    *row = new;
    Ok(())
}

fn owed_row(key: Uuid, obligation: &Obligation) -> OwedRow {
    let Obligation { kind, which, about, unit, position, opened_on, due, due_in_days, extended, ending } = obligation;
    OwedRow {
        obligation_id: key,
        kind: kind.name().to_owned(),
        case_id: about.case.map(CaseId::as_uuid),
        report_id: about.report.map(ReportId::as_uuid),
        investigation_id: about.investigation.map(InvestigationId::as_uuid),
        which: *which,
        unit: unit.clone(),
        of_service: about.report.is_some(),
        opened_on: *opened_on,
        due_on: *due,
        due_in_days: *due_in_days,
        extended: *extended,
        ended_on: ending.map(Ending::on),
        lapsed: matches!(ending, Some(Ending::Lapsed { .. })),
        stands_at: start_of_day(due.unwrap_or(*opened_on)),
        opened_at: *position,
    }
}

/// A column of what the other cases tell, where there are any.
fn column<T>(beside: &[(CaseId, &str, SubjectId)], of: impl FnMut(&(CaseId, &str, SubjectId)) -> T) -> Option<Vec<T>> {
    (!beside.is_empty()).then(|| beside.iter().map(of).collect())
}

fn found_row(key: Uuid, finding: &Finding) -> FoundRow {
    let Finding {
        kind,
        which,
        obligation,
        about,
        unit,
        position,
        arose_on,
        excuse,
        mended_on,
        beside,
        step,
        lacks,
        ..
    } = finding;
    let beside: Vec<(CaseId, &str, SubjectId)> = beside
        .iter()
        .flat_map(|(case, told)| told.siblings.iter().map(|sibling| (*case, told.unit.as_str(), *sibling)))
        .collect();
    let guide = step.as_ref().map(|step| &step.guide);
    FoundRow {
        finding_id: key,
        kind: kind.name().to_owned(),
        severity: finding.severity().name().to_owned(),
        case_id: about.case.map(CaseId::as_uuid),
        report_id: about.report.map(ReportId::as_uuid),
        investigation_id: about.investigation.map(InvestigationId::as_uuid),
        which: *which,
        obligation: obligation.map(|obligation| obligation.name().to_owned()),
        unit: unit.clone(),
        of_service: about.report.is_some(),
        event_position: *position,
        arose_on: *arose_on,
        excuse: excuse.map(|excuse| excuse.name().to_owned()),
        mended_on: *mended_on,
        stands_at: start_of_day(*arose_on),
        beside_cases: column(&beside, |(case, ..)| case.as_uuid()),
        beside_units: column(&beside, |(_, unit, _)| (*unit).to_owned()),
        beside_siblings: column(&beside, |(.., sibling)| sibling.as_uuid()),
        guide: guide.map(|guide| guide.guide.to_string()),
        guide_version: guide.map(|guide| guide.version.into()),
        step: step.as_ref().map(|step| step.step.to_string()),
        lacks: lacks.map(|act| act.name().to_owned()),
    }
}

impl Memory {
    fn hear(&mut self, stream: Uuid, event: Heard<'_>, at: At<'_>, own: &OwnDeadlines) -> Vec<Note> {
        self.held(stream).change().hear(stream, event, at, own)
    }

    fn held(&mut self, stream: Uuid) -> &mut Held {
        self.watches.entry(stream).or_default()
    }

    /// Reads the watches that are needed and not held.
    async fn get_to_know(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        streams: impl Iterator<Item = &Uuid>,
    ) -> Result<(), ProjectionError> {
        if place == Place::Rebuilt && !self.put_away {
            return Ok(());
        }
        let streams: HashSet<Uuid> = streams.copied().filter(|stream| !self.watches.contains_key(stream)).collect();
        if streams.is_empty() {
            return Ok(());
        }
        // One by one: a plan for all of them that was made while a table was small reads it whole when it has grown.
        let sql = format!(
            "SELECT wanted.stream_id, kept.watch FROM unnest($2::uuid[]) AS wanted (stream_id)
              CROSS JOIN LATERAL (SELECT watch FROM {} WHERE municipality = $1 AND stream_id = wanted.stream_id LIMIT 1) kept",
            place.table(WATCHES)
        );
        let rows: Vec<(Uuid, String)> = sqlx::query_as(&sql)
            .bind(municipality.as_str())
            .bind(streams.iter().copied().collect::<Vec<_>>())
            .fetch_all(connection)
            .await?;
        for (stream, watch) in rows {
            let watch = serde_json::from_str(&watch).map_err(|error| sqlx::Error::Decode(error.into()))?;
            self.watches.insert(stream, Box::new(Held { watch, stored: Stored::Same }));
        }
        // Over the others there is no watch yet: nobody asks for one again.
        for stream in streams {
            self.held(stream);
        }
        Ok(())
    }

    /// Reads, in two questions for all that is told, what is asked for one by one when streams are compared: the watches over
    /// the children, and those over what concerns these.
    async fn get_to_know_children(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        told: &[(At<'_>, Told<'_>)],
    ) -> Result<(), ProjectionError> {
        let mut children = HashSet::new();
        for (at, told) in told {
            let known = self.watches.get(&at.stream).and_then(|held| held.watch.child());
            children.extend(told.children(known).into_iter().map(SubjectId::as_uuid));
        }
        self.get_to_know(connection, place, municipality, children.iter()).await?;
        let mut concerned = HashSet::new();
        for held in children.iter().filter_map(|child| self.watches.get(child)) {
            let Concerned { reports, cases, investigations } = held.watch.concerned();
            concerned.extend(reports.iter().copied().map(ReportId::as_uuid));
            concerned.extend(cases.iter().copied().map(CaseId::as_uuid));
            concerned.extend(investigations.iter().copied().map(InvestigationId::as_uuid));
        }
        self.get_to_know(connection, place, municipality, concerned.iter()).await
    }

    /// Writes all watches of a rebuild that changed, into a table that they can be found in from then on.
    async fn put_all_away(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        if self.put_away {
            let all = self.watches.keys().copied().collect();
            return self.put_away(connection, place, municipality, all).await;
        }
        self.copy_all(connection, place, municipality).await?;
        let table = place.table(WATCHES);
        sqlx::query(&format!("CREATE UNIQUE INDEX ON {table} (municipality, stream_id)")).execute(connection).await?;
        self.put_away = true;
        Ok(())
    }

    /// Copies all watches of a rebuild into the table, which has none yet.
    async fn copy_all(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        let municipality = municipality.as_str().to_owned();
        let mut lines = Lines::new();
        for (stream, held) in &mut self.watches {
            if !held.is_to_be_written() {
                continue;
            }
            lines.line(3)?;
            lines.column(&municipality)?;
            lines.column(stream)?;
            lines.column(&written(&held.watch)?)?;
        }
        let table = place.table(WATCHES);
        Ok(lines.copy_into(connection, &format!("{table} (municipality, stream_id, watch)")).await?)
    }

    /// Writes those of the watches that changed.
    async fn put_away(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        heard: HashSet<Uuid>,
    ) -> Result<(), ProjectionError> {
        let sql = format!(
            "INSERT INTO {} (municipality, stream_id, watch)
             SELECT $1, * FROM unnest($2::uuid[], $3::text[])
             ON CONFLICT (municipality, stream_id) DO UPDATE SET watch = EXCLUDED.watch",
            place.table(WATCHES)
        );
        let mut heard = heard.into_iter();
        loop {
            let (mut streams, mut watches) = (Vec::new(), Vec::new());
            for stream in heard.by_ref() {
                if let Some(held) = self.watches.get_mut(&stream)
                    && held.is_to_be_written()
                {
                    streams.push(stream);
                    watches.push(written(&held.watch)?);
                }
                if streams.len() == MOST_WRITTEN {
                    break;
                }
            }
            if streams.is_empty() {
                return Ok(());
            }
            sqlx::query(&sql).bind(municipality.as_str()).bind(streams).bind(watches).execute(&mut *connection).await?;
        }
    }
}

fn written(watch: &Watch) -> Result<String, sqlx::Error> {
    serde_json::to_string(watch).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// Whether anything is owed about a child of those pseudonyms: in its cases, of the reports about it, or in what is investigated.
pub async fn is_owed_about(
    pool: &PgPool,
    municipality: &Municipality,
    child: &[SubjectId],
) -> Result<bool, sqlx::Error> {
    let of = |kept: &str, id: &str| {
        format!(
            "EXISTS (SELECT 1 FROM {kept} AS kept JOIN obligations AS owed
                 ON owed.municipality = kept.municipality AND owed.{id} = kept.{id}
              WHERE kept.municipality = $1 AND kept.child_subject = ANY($2) AND owed.ended_on IS NULL)"
        )
    };
    let of_all = [
        of("case_cards", "case_id"),
        of("report_register", "report_id"),
        of("investigation_register", "investigation_id"),
    ];
    let child: Vec<Uuid> = child.iter().copied().map(SubjectId::as_uuid).collect();
    let sql = format!("SELECT {}", of_all.join(" OR "));
    sqlx::query_scalar(&sql).bind(municipality.as_str()).bind(child).fetch_one(pool).await
}

/// Whose obligations or findings are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The universal arena's and the child welfare service's.
    Everyones,
    /// The universal arena's.
    Arena,
    /// The child welfare service's.
    Service,
}

/// What an obligation or finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AboutWhat {
    /// A case, with the reports and investigations that belong to it.
    Case(CaseId),
    /// A report, with its investigation.
    Report(ReportId),
    /// An investigation.
    Investigation(InvestigationId),
}

/// Which obligations are wanted.
#[derive(Debug, Clone)]
pub struct OwedFilter {
    /// Whose.
    pub whose: Whose,
    /// Which cases the reader reaches; of what is the service's, all.
    pub reached: Reached,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only about that.
    pub about: Option<AboutWhat>,
    /// Only of those kinds.
    pub kinds: Option<Vec<ObligationKind>>,
    /// Only whose they are.
    pub owner: Option<Owner>,
    /// Only those whose last day was moved by a decision, or only those whose was not.
    pub extended: Option<bool>,
    /// Only those that stand so on the day.
    pub standing: Option<Standing>,
    /// The day.
    pub on: NaiveDate,
    /// Only those with their last day, or else first day, on or after this.
    pub from: Option<NaiveDate>,
    /// Only those with their last day, or else first day, on or before this.
    pub to: Option<NaiveDate>,
}

/// Which findings are wanted.
#[derive(Debug, Clone)]
pub struct FoundFilter {
    /// Whose.
    pub whose: Whose,
    /// Which cases the reader reaches; of what is the service's, all.
    pub reached: Reached,
    /// Who is kept from the reader: nothing is found by what is told of them alone.
    pub kept: Vec<Uuid>,
    /// Only of that unit.
    pub unit: Option<String>,
    /// Only about that.
    pub about: Option<AboutWhat>,
    /// Only of those kinds.
    pub kinds: Option<Vec<FindingKind>>,
    /// Only those that show that the last day for one of these passed.
    pub obligations: Option<Vec<ObligationKind>>,
    /// Only of that severity.
    pub severity: Option<Severity>,
    /// Only mended, or only unmended, ones.
    pub mended: Option<bool>,
    /// Also those that are excused.
    pub excused: bool,
    /// The day: what arises later is none yet.
    pub on: NaiveDate,
    /// Only those that arose on or after this.
    pub from: Option<NaiveDate>,
    /// Only those that arose on or before this.
    pub to: Option<NaiveDate>,
}

pub(super) fn push_whose<'a>(
    query: &mut QueryBuilder<'a, Postgres>,
    whose: Whose,
    reached: &'a Reached,
    unit: Option<&'a str>,
) {
    match whose {
        Whose::Everyones => reached.push(query, Some("of_service")),
        Whose::Arena => {
            query.push(" AND NOT of_service");
            reached.push(query, None);
        }
        Whose::Service => _ = query.push(" AND of_service"),
    }
    conditions::is(query, "unit", unit);
}

pub(super) fn push_about(query: &mut QueryBuilder<'_, Postgres>, about: Option<AboutWhat>) {
    match about {
        None => {}
        Some(AboutWhat::Case(case)) => _ = query.push(" AND case_id = ").push_bind(case.as_uuid()),
        Some(AboutWhat::Report(report)) => _ = query.push(" AND report_id = ").push_bind(report.as_uuid()),
        Some(AboutWhat::Investigation(investigation)) => {
            query.push(" AND investigation_id = ").push_bind(investigation.as_uuid());
        }
    }
}

/// Only those obligations that are that owner's. Whose one is follows from its kind, and whether it is owed in an investigation.
fn push_owner(query: &mut QueryBuilder<'_, Postgres>, owner: Option<Owner>) {
    let Some(owner) = owner else { return };
    let names = |is_owned: fn(ObligationKind, Owner) -> bool| {
        let kinds = ObligationKind::ALL.into_iter().filter(|kind| is_owned(*kind, owner));
        kinds.map(ObligationKind::name).collect::<Vec<_>>()
    };
    let elsewhere = names(|kind, owner| kind.owner() == owner);
    let in_investigations = names(|kind, owner| kind.owner_in_investigation() == owner);
    if elsewhere == in_investigations {
        conditions::is_one_of(query, "kind", Some(elsewhere));
        return;
    }
    query.push(" AND kind = ANY (CASE WHEN investigation_id IS NULL THEN ").push_bind(elsewhere);
    query.push("::text[] ELSE ").push_bind(in_investigations).push("::text[] END)");
}

/// The obligations after `after`, what is due first first.
pub async fn obligations(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &OwedFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<OwedRow>, sqlx::Error> {
    owed(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

/// Whether it is owed in that case to assess the duty to report, which danger left open.
pub async fn is_duty_assessment_owed(
    pool: &PgPool,
    municipality: &Municipality,
    case: CaseId,
    as_of: AsOf,
) -> Result<bool, sqlx::Error> {
    let filter = OwedFilter {
        whose: Whose::Arena,
        reached: Reached::All,
        unit: None,
        about: Some(AboutWhat::Case(case)),
        kinds: Some(vec![ObligationKind::AssessDutyToReport]),
        owner: None,
        extended: None,
        standing: None,
        on: NaiveDate::MAX,
        from: None,
        to: None,
    };
    let rows = obligations(pool, municipality, &filter, None, 100, as_of).await?;
    Ok(rows.iter().any(|row| row.ended_on.is_none()))
}

pub(super) fn owed<'a>(
    municipality: &'a Municipality,
    filter: &'a OwedFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let kinds: Option<Vec<&str>> = filter.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.name()).collect());
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        push_whose(query, filter.whose, &filter.reached, filter.unit.as_deref());
        push_about(query, filter.about);
        conditions::beginning_within(query, "stands_at", filter.from, filter.to);
        conditions::is_one_of(query, "kind", kinds.clone());
        push_owner(query, filter.owner);
        // Written out, for the planner to know the index of the few that are.
        match filter.extended {
            None => {}
            Some(true) => _ = query.push(" AND extended"),
            Some(false) => _ = query.push(" AND NOT extended"),
        }
        // Nearly all are: a planner that is told the day itself plans anew for each, as [`table::list`] says of moments.
        query.push(" AND opened_on <= (SELECT ").push_bind(filter.on).push("::date)");
        // As `Standing::of` has it: what ended later has not ended by then.
        match filter.standing {
            None => {}
            Some(Standing::Open | Standing::Overdue) => {
                query.push(" AND (ended_on IS NULL OR ended_on > ").push_bind(filter.on).push(")");
            }
            Some(Standing::Met | Standing::MetLate | Standing::Lapsed) => {
                query.push(" AND ended_on <= ").push_bind(filter.on);
            }
        }
        match filter.standing {
            None => {}
            Some(Standing::Open) => {
                query.push(" AND (due_on IS NULL OR due_on >= ").push_bind(filter.on).push(")");
            }
            Some(Standing::Overdue) => _ = query.push(" AND due_on < ").push_bind(filter.on),
            Some(Standing::Met) => _ = query.push(" AND NOT lapsed AND (due_on IS NULL OR ended_on <= due_on)"),
            Some(Standing::MetLate) => _ = query.push(" AND NOT lapsed AND ended_on > due_on"),
            Some(Standing::Lapsed) => _ = query.push(" AND lapsed"),
        }
    };
    table::list::<OwedRow>(municipality, asked, Order::Rising, after, most, as_of)
}

/// The findings after `after`, what arose last first.
pub async fn findings(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &FoundFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<FoundRow>, sqlx::Error> {
    found(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

pub(super) fn found<'a>(
    municipality: &'a Municipality,
    filter: &'a FoundFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let kinds: Option<Vec<&str>> = filter.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.name()).collect());
    let obligations: Option<Vec<&str>> =
        filter.obligations.as_ref().map(|kinds| kinds.iter().map(|kind| kind.name()).collect());
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        push_whose(query, filter.whose, &filter.reached, filter.unit.as_deref());
        filter.reached.push_beside(query, &filter.kept);
        push_about(query, filter.about);
        conditions::beginning_within(query, "stands_at", filter.from, filter.to);
        query.push(" AND stands_at <= ").push_bind(start_of_day(filter.on));
        conditions::is_one_of(query, "kind", kinds.clone());
        conditions::is_one_of(query, "obligation", obligations.clone());
        conditions::is(query, "severity", filter.severity.map(Severity::name));
        match filter.mended {
            None => {}
            Some(true) => _ = query.push(" AND mended_on <= ").push_bind(filter.on),
            Some(false) => {
                query.push(" AND (mended_on IS NULL OR mended_on > ").push_bind(filter.on).push(")");
            }
        }
        if !filter.excused {
            query.push(" AND excuse IS NULL");
        }
    };
    table::list::<FoundRow>(municipality, asked, Order::Falling, after, most, as_of)
}
