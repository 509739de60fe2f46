//! Statistics of the child welfare service's own work (RM-7, S2-3): investigations, and children with measures, year by
//! year. No personal data. Rebuildable from the ledger; nothing else writes these tables.
//!
//! **Nothing is counted when a question is asked.** One row per year, of the whole service and of each unit, holds the
//! figures as they are, its history as they were: a question reads as many rows as there are years and units, now and as
//! of any moment, however many investigations there are.
//!
//! - An *investigation* counts in the year in which it was concluded.
//! - A *child* counts once in each year in which a measure that the service decided on was in force on any day, and once
//!   at the year's end if one was on 31 December. A measure is in force from its first day to the day it ended, or, as
//!   long as that is not recorded, to its last day, as it was extended last. So are placements: one in an emergency from its
//!   decision to its end, and what the board, or the court, grants out of the home from its decision on. Of a placement whose
//!   end is not recorded no last day is known. One in an emergency runs until its end is: it is in force to the end of the year
//!   after that in which it was decided, so that it counts in both where it runs over New Year. What was granted is in force to
//!   the end of its year, and in later years by the measure that carries it out, which is owed. A child counts once, under
//!   whichever pseudonyms, from when it is recorded on that they are the same child's.
//!
//! - *Measures that a return for statistics tells of* count as the service's own, from their first day to their last, or, while
//!   that is not told, to the end of the latest return's year: the years before the ledger was taken up have no other. The
//!   children with one are told apart.
//!
//! The investigations behind a figure are listed by the register of investigations, measures and placements by [`measures`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use case_ledger_domain::case::{Case, CaseEvent, CourseEvent, ImportedMeasure};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::investigation::{
    BoardCaseKind, BoardOutcome, Investigation, InvestigationEvent, InvestigationOutcome, MeasureBasis, PlacementNumber,
};
use case_ledger_domain::subject::Subject;
use case_ledger_domain::time::{months_after, start_of_day};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use sqlx::QueryBuilder;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use uuid::Uuid;

use super::as_of::AsOf;
use super::conditions;
use super::same_child::{Links, told_of_by};
use super::streams::Streams;
use super::table::{self, Change, Cursor, Order, Rows, Table as _, table};
use super::years::{Year, of_years, year_at, year_id};
use super::{Batch, Model, Place, ProjectionError, Recorded};
use crate::ledger::history::AnyEvent;

/// The version of what the figures mean; another one stands wherever a figure would be another.
pub const DEFINITION: &str = "service-statistics-4";

/// Within so many months counts as in time. That is the figure's definition, whatever time limit was in force.
const IN_TIME_MONTHS: u32 = 3;
/// A measure ends with childhood or soon after. What is said to last longer counts in this many years.
const MOST_YEARS: i32 = 30;

table! {
    /// A measure that the service decided on, or a placement.
    pub struct MeasureRow in "service_measures" by measure_id sorted by began_at {
        /// The measure, or the placement.
        pub measure_id: Uuid,
        /// The investigation it was decided in; none where a return for statistics tells of it.
        pub investigation_id: Option<Uuid>,
        /// The client that such a return tells of it for.
        pub case_id: Option<Uuid>,
        /// The child's pseudonym.
        pub child_subject: Uuid,
        /// The unit or district.
        pub unit: String,
        /// The register's code; a placement has none.
        pub code: Option<String>,
        /// What it rests on, by name; nothing for a measure from before that was asked.
        pub basis: Option<String>,
        /// When it was decided on.
        pub decided_on: NaiveDate,
        /// First day.
        pub from_on: NaiveDate,
        /// Last day, as it was decided or extended last; of a placement the last on which it counts while its end is not known.
        pub to_on: NaiveDate,
        /// When it ended.
        pub ended_on: Option<NaiveDate>,
        /// The last day it is in force.
        pub last_on: NaiveDate,
        /// The beginning of the first day.
        pub began_at: DateTime<Utc>,
        /// Position of its newest event.
        pub position: i64,
    }
}

table! {
    /// The figures of a year, of the whole service or of one unit.
    pub struct YearRow in "service_years" by year_id sorted by year_at {
        /// Under which it is kept.
        pub year_id: Uuid,
        /// The calendar year.
        pub year: i32,
        /// The unit or district; nothing for the whole service.
        pub unit: Option<String>,
        /// Investigations concluded.
        pub investigations: i64,
        /// Of these, within three months of their first day.
        pub in_three_months: i64,
        /// Of these, with their time limit extended.
        pub extended: i64,
        /// Of these, ended in measures (code 1).
        pub measures_decided: i64,
        /// Of these, ended in a case for the board (code 2).
        pub board_cases: i64,
        /// Of these, dismissed on the service's own assessment (code 3).
        pub dismissed_own: i64,
        /// Of these, dismissed at the party's wish, with concern (code 4).
        pub dismissed_with_concern: i64,
        /// Of these, dismissed because the child moved (code 5, from 2026 codes 7, 8 and 9).
        pub dismissed_moved: i64,
        /// Of these, dismissed and referred on (code 6).
        pub dismissed_referred: i64,
        /// Children with a measure in force on any day.
        pub children: i64,
        /// Children with a measure in force on 31 December.
        pub children_at_end: i64,
        /// Of the children, those with a measure that a return for statistics tells of.
        pub children_imported: i64,
        /// The beginning of the year.
        pub year_at: DateTime<Utc>,
    }
}

/// The read model.
pub struct ServiceStatistics;

/// What a fold remembers.
#[derive(Default)]
pub struct Memory {
    streams: Streams,
    measures: Rows<MeasureRow>,
    years: Rows<YearRow>,
    /// The measures under each pseudonym that the fold has met, all of them.
    children: HashMap<SubjectId, BTreeMap<Uuid, InForce>>,
    /// Who is the same child, so that a child counts once however many pseudonyms it has; read when it is first needed, and
    /// again when more is recorded.
    links: Option<Links>,
}

/// Whose a measure is, and from when to when it is in force.
struct InForce {
    unit: String,
    from_on: NaiveDate,
    last_on: NaiveDate,
    has_ended: bool,
    /// A return for statistics tells of it.
    imported: bool,
}

/// How a child counts in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum InYear {
    /// On any day.
    AnyDay,
    /// On 31 December.
    AtEnd,
    /// On any day, by what a return for statistics tells of.
    Imported,
}

/// Under which series its years are kept.
const SERIES: &str = "year";

/// What an event adds to the figures of a year.
#[derive(Clone, Copy, Default)]
struct Added {
    concluded: Option<Concluded>,
    children: i64,
    children_at_end: i64,
    children_imported: i64,
}

/// An investigation that was concluded.
#[derive(Clone, Copy)]
struct Concluded {
    outcome: InvestigationOutcome,
    in_three_months: bool,
    extended: bool,
}

/// What an event makes of a measure.
enum Measured {
    Decided(Box<MeasureRow>),
    Extended { to: NaiveDate, position: i64 },
    Ended { on: NaiveDate, position: i64 },
}

/// What an event makes of measures, and what it adds to each year.
type Heard = (Vec<(Uuid, Measured)>, BTreeMap<Year, Added>);

/// What is counted of an event.
#[derive(Clone, Copy)]
enum Counted<'a> {
    Investigation(&'a InvestigationEvent),
    /// The measures that a return for statistics tells of.
    Source(&'a [ImportedMeasure]),
    /// That two pseudonyms are one child's, or are not.
    SameChild([SubjectId; 2]),
}

fn counted(recorded: &Recorded) -> Option<Counted<'_>> {
    match &recorded.event {
        AnyEvent::Investigation(event) if is_counted(event) => Some(Counted::Investigation(event)),
        AnyEvent::Case(CaseEvent::Course(CourseEvent::HelpToldOfBySource { measures, .. })) if !measures.is_empty() => {
            Some(Counted::Source(measures))
        }
        AnyEvent::Subject(_) => told_of_by(recorded).map(Counted::SameChild),
        _ => None,
    }
}

impl Model for ServiceStatistics {
    const NAME: &'static str = "service_statistics";
    const VERSION: i32 = 5;
    const AGGREGATES: &'static [&'static str] = &[Investigation::TYPE, Case::TYPE, Subject::TYPE];
    const TABLES: &'static [&'static str] = &table::both(MeasureRow::TABLES, YearRow::TABLES);

    type Memory = Memory;

    async fn fold(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let counted = batch.events.iter().filter_map(|recorded| Some((recorded, counted(recorded)?)));
        let counted: Vec<(&Recorded, Counted<'_>)> = counted.collect();
        let has_stream = |of: &Counted<'_>| !matches!(of, Counted::SameChild(_));
        let streams = counted.iter().filter(|(_, of)| has_stream(of)).map(|(recorded, _)| recorded.aggregate_id);
        memory.streams.get_to_know(connection, municipality, batch, streams).await?;
        let is_unread = memory.links.is_none() && !counted.is_empty();
        if is_unread || !counted.iter().all(|(_, of)| has_stream(of)) {
            memory.links = Some(Links::read(connection, municipality, batch.authorship.as_ref()).await?);
        }
        memory.get_to_know_children(connection, place, municipality, &counted).await?;
        let (mut measures, mut years) = (Vec::new(), Vec::new());
        for (recorded, event) in counted {
            let position = recorded.position;
            let (becomes, added) = memory.hear(recorded, event)?;
            measures.extend(becomes.into_iter().map(|(key, what)| Change { key, position, is_first: false, what }));
            years.extend(added.into_iter().map(|(year, added)| {
                let key = year_id(SERIES, &year);
                Change { key, position, is_first: false, what: (key, year, added) }
            }));
        }
        memory.measures.change(connection, place, municipality, batch, measures, stands).await?;
        memory.years.change(connection, place, municipality, batch, years, counts).await
    }

    async fn finish(
        memory: &mut Memory,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.measures.finish(connection, place, municipality).await?;
        memory.years.finish(connection, place, municipality).await
    }

    fn rows(memory: &Memory) -> usize {
        memory.streams.len() + memory.measures.len() + memory.years.len() + memory.children.len()
    }
}

const fn is_counted(event: &InvestigationEvent) -> bool {
    matches!(
        event,
        InvestigationEvent::InvestigationConcluded { .. }
            | InvestigationEvent::EmergencyPlacementDecided { .. }
            | InvestigationEvent::EmergencyPlacementEnded { .. }
            | InvestigationEvent::BoardDecisionReceived { .. }
            | InvestigationEvent::CourtDecisionReceived { .. }
            | InvestigationEvent::MeasureDecided { .. }
            | InvestigationEvent::DecidedMeasureExtended { .. }
            | InvestigationEvent::DecidedMeasureEnded { .. }
    )
}

/// What the board, or the court in its place, decided.
fn placed_by(event: &InvestigationEvent) -> Option<(BoardCaseKind, BoardOutcome, NaiveDate)> {
    match event {
        InvestigationEvent::BoardDecisionReceived { kind, outcome, decided_on, .. } => {
            Some((*kind, *outcome, *decided_on))
        }
        InvestigationEvent::CourtDecisionReceived { kind, outcome, decided_on, .. } => {
            outcome.in_its_place().map(|outcome| (*kind, outcome, *decided_on))
        }
        _ => None,
    }
}

/// Under which an emergency placement of an investigation is kept.
fn emergency_id(investigation: Uuid, PlacementNumber(number): PlacementNumber) -> Uuid {
    Uuid::new_v5(&investigation, format!("placement/{number}").as_bytes())
}

/// Under which the placement is kept that the board decided on at that position.
fn board_id(investigation: Uuid, position: i64) -> Uuid {
    Uuid::new_v5(&investigation, format!("board/{position}").as_bytes())
}

fn end_of_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day)
}

/// One in an emergency that runs over New Year runs in both years.
fn end_of_next_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year().saturating_add(1), 12, 31).unwrap_or(day)
}

impl Memory {
    /// The pseudonyms of that child, as was recorded up to the position.
    fn of_child(&self, child: SubjectId, position: i64) -> BTreeSet<SubjectId> {
        self.links.as_ref().map_or_else(|| [child].into(), |links| links.of_child(child, position))
    }

    /// In which years each of those children counts, and how: once, whatever its pseudonyms.
    fn count(&self, children: &BTreeSet<BTreeSet<SubjectId>>) -> BTreeMap<(Year, InYear), i64> {
        let mut counts = BTreeMap::new();
        for pseudonyms in children {
            let measures = pseudonyms.iter().filter_map(|pseudonym| self.children.get(pseudonym));
            for key in in_force_by_year(measures.flat_map(BTreeMap::values)) {
                *counts.entry(key).or_default() += 1;
            }
        }
        counts
    }

    /// The measures so far of the children that the events are about.
    async fn get_to_know_children(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        events: &[(&Recorded, Counted<'_>)],
    ) -> Result<(), ProjectionError> {
        let mut unknown = BTreeSet::new();
        for (recorded, event) in events {
            let about = match event {
                Counted::Investigation(InvestigationEvent::InvestigationConcluded { .. }) => continue,
                Counted::Investigation(_) | Counted::Source(_) => {
                    let began = self.streams.of(recorded.aggregate_id, recorded.position)?;
                    vec![SubjectId::from_uuid(began.child)]
                }
                Counted::SameChild(two) => two.to_vec(),
            };
            for child in about {
                for position in [recorded.position - 1, recorded.position] {
                    let pseudonyms = self.of_child(child, position).into_iter();
                    unknown.extend(pseudonyms.filter(|pseudonym| !self.children.contains_key(pseudonym)));
                }
            }
        }
        // A rebuild has met them all.
        if unknown.is_empty() || place == Place::Rebuilt {
            return Ok(());
        }
        let known: Vec<(Uuid, Uuid, String, NaiveDate, NaiveDate, bool, bool)> = sqlx::query_as(
            "SELECT child_subject, measure_id, unit, from_on, last_on, ended_on IS NOT NULL, case_id IS NOT NULL
               FROM service_measures
              WHERE municipality = $1 AND child_subject = ANY ($2)",
        )
        .bind(municipality.as_str())
        .bind(unknown.iter().map(|child| child.as_uuid()).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
        self.children.extend(unknown.into_iter().map(|child| (child, BTreeMap::new())));
        for (child, measure, unit, from_on, last_on, has_ended, imported) in known {
            let in_force = InForce { unit, from_on, last_on, has_ended, imported };
            self.children.entry(SubjectId::from_uuid(child)).or_default().insert(measure, in_force);
        }
        Ok(())
    }

    /// What the next event makes of a measure, and what it adds to the figures: to each year once.
    fn hear(&mut self, recorded: &Recorded, event: Counted<'_>) -> Result<Heard, ProjectionError> {
        let Recorded { position, aggregate_id, .. } = *recorded;
        let event = match event {
            Counted::Investigation(event) => event,
            Counted::Source(told) => return self.hear_of_imported(recorded, told),
            // Two become one, or one two: what is in force is the same.
            Counted::SameChild(two) => {
                let children = |position| two.map(|one| self.of_child(one, position)).into();
                let (before, after) = (self.count(&children(position - 1)), self.count(&children(position)));
                return Ok((Vec::new(), added_by_year(&before, &after)));
            }
        };
        let misfit = || ProjectionError::Misfit { position };
        let began = self.streams.of(aggregate_id, position)?;
        if let InvestigationEvent::InvestigationConcluded { outcome, concluded_on, deadline, .. } = event {
            let (started_on, first_deadline) = began.runs.ok_or_else(misfit)?;
            let concluded = Concluded {
                outcome: *outcome,
                in_three_months: *concluded_on <= months_after(started_on, IN_TIME_MONTHS),
                extended: *deadline > first_deadline,
            };
            let added = Added { concluded: Some(concluded), ..Added::default() };
            let year = concluded_on.year();
            return Ok((Vec::new(), [((year, None), added), ((year, Some(began.unit.clone())), added)].into()));
        }
        let child = SubjectId::from_uuid(began.child);
        let children = [self.of_child(child, position)].into();
        let before = self.count(&children);
        // From here on the child's measures are known.
        let measures = self.children.entry(child).or_default();
        // Emergency placements are numbered from one on; where no number is given, the latest that runs has ended.
        let (mut next_placement, mut running) = (PlacementNumber(1), None);
        while let Some(placed) = measures.get(&emergency_id(aggregate_id, next_placement)) {
            if !placed.has_ended {
                running = Some(emergency_id(aggregate_id, next_placement));
            }
            next_placement.0 += 1;
        }
        let mut decided =
            |id: Uuid, code: Option<&str>, basis: Option<MeasureBasis>, [on, from, to]: [NaiveDate; 3]| {
                let unit = || began.unit.clone();
                let (has_ended, imported) = (false, false);
                measures.insert(id, InForce { unit: unit(), from_on: from, last_on: to, has_ended, imported });
                let row = MeasureRow {
                    measure_id: id,
                    investigation_id: Some(aggregate_id),
                    case_id: None,
                    child_subject: began.child,
                    unit: unit(),
                    code: code.map(ToOwned::to_owned),
                    basis: basis.map(|basis| basis.name().to_owned()),
                    decided_on: on,
                    from_on: from,
                    to_on: to,
                    ended_on: None,
                    last_on: to,
                    began_at: start_of_day(from),
                    position,
                };
                Some((id, Measured::Decided(Box::new(row))))
            };
        let becomes = match event {
            InvestigationEvent::MeasureDecided { measure, decided: of, basis, decided_on, .. } => {
                decided(measure.as_uuid(), Some(&of.code.code), *basis, [*decided_on, of.from, of.to])
            }
            InvestigationEvent::EmergencyPlacementDecided { decided_on: on, .. } => {
                let id = emergency_id(aggregate_id, next_placement);
                decided(id, None, Some(MeasureBasis::EmergencyPlacement), [*on, *on, end_of_next_year(*on)])
            }
            InvestigationEvent::BoardDecisionReceived { .. } | InvestigationEvent::CourtDecisionReceived { .. } => {
                let Some((kind, outcome, on)) = placed_by(event) else { return Ok((Vec::new(), BTreeMap::new())) };
                let is_granted = matches!(outcome, BoardOutcome::Granted | BoardOutcome::PartlyGranted);
                let basis = match kind {
                    BoardCaseKind::CareOrder => Some(MeasureBasis::CareOrder),
                    BoardCaseKind::BehaviouralPlacement => Some(MeasureBasis::BehaviouralPlacement),
                    // At home: it counts with the measure that carries it out.
                    BoardCaseKind::OrderedMeasure => None,
                };
                let basis = basis.filter(|_| is_granted);
                basis.and_then(|basis| {
                    decided(board_id(aggregate_id, position), None, Some(basis), [on, on, end_of_year(on)])
                })
            }
            InvestigationEvent::EmergencyPlacementEnded { placement, ended_on, .. } => {
                let id = placement.map_or(running, |number| Some(emergency_id(aggregate_id, number)));
                let id = id.ok_or_else(misfit)?;
                let placed = measures.get_mut(&id).ok_or_else(misfit)?;
                (placed.last_on, placed.has_ended) = (*ended_on, true);
                Some((id, Measured::Ended { on: *ended_on, position }))
            }
            InvestigationEvent::DecidedMeasureExtended { measure, to, .. } => {
                measures.get_mut(&measure.as_uuid()).ok_or_else(misfit)?.last_on = *to;
                Some((measure.as_uuid(), Measured::Extended { to: *to, position }))
            }
            InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } => {
                let known = measures.get_mut(&measure.as_uuid()).ok_or_else(misfit)?;
                (known.last_on, known.has_ended) = (*ended_on, true);
                Some((measure.as_uuid(), Measured::Ended { on: *ended_on, position }))
            }
            _ => None,
        };
        Ok((becomes.into_iter().collect(), added_by_year(&before, &self.count(&children))))
    }

    /// What a return for statistics tells of takes the place of what one told before.
    fn hear_of_imported(&mut self, recorded: &Recorded, told: &[ImportedMeasure]) -> Result<Heard, ProjectionError> {
        let Recorded { position, aggregate_id, .. } = *recorded;
        let began = self.streams.of(aggregate_id, position)?;
        let child = SubjectId::from_uuid(began.child);
        let children = [self.of_child(child, position)].into();
        let before = self.count(&children);
        let measures = self.children.entry(child).or_default();
        let mut become_so = Vec::with_capacity(told.len());
        for told in told {
            let (id, last_on) = (told.measure.as_uuid(), told.known_until());
            let in_force = InForce {
                unit: began.unit.clone(),
                from_on: told.from,
                last_on,
                has_ended: told.to.is_some(),
                imported: true,
            };
            measures.insert(id, in_force);
            let row = MeasureRow {
                measure_id: id,
                investigation_id: None,
                case_id: Some(aggregate_id),
                child_subject: began.child,
                unit: began.unit.clone(),
                code: told.code.as_ref().map(|used| used.code.clone()),
                basis: None,
                // The source does not say when it was decided on.
                decided_on: told.from,
                from_on: told.from,
                to_on: last_on,
                ended_on: told.to,
                last_on,
                began_at: start_of_day(told.from),
                position,
            };
            become_so.push((id, Measured::Decided(Box::new(row))));
        }
        Ok((become_so, added_by_year(&before, &self.count(&children))))
    }
}

/// What becomes of the figures of years when children counted so before and count so after.
fn added_by_year(
    before: &BTreeMap<(Year, InYear), i64>,
    after: &BTreeMap<(Year, InYear), i64>,
) -> BTreeMap<Year, Added> {
    let mut added = BTreeMap::<Year, Added>::new();
    for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let count = |of: &BTreeMap<_, i64>| of.get(key).copied().unwrap_or_default();
        let more = count(after) - count(before);
        if more != 0 {
            let (year, how) = key;
            let added = added.entry(year.clone()).or_default();
            *match how {
                InYear::AnyDay => &mut added.children,
                InYear::AtEnd => &mut added.children_at_end,
                InYear::Imported => &mut added.children_imported,
            } += more;
        }
    }
    added
}

/// The years, of the whole service and of units, in which one of a child's measures is in force, and how.
fn in_force_by_year<'a>(measures: impl Iterator<Item = &'a InForce>) -> BTreeSet<(Year, InYear)> {
    let mut years = BTreeSet::new();
    for InForce { unit, from_on, last_on, imported, .. } in measures.filter(|one| one.from_on <= one.last_on) {
        let first = from_on.year();
        for year in first..=last_on.year().min(first.saturating_add(MOST_YEARS)) {
            for unit in [None, Some(unit)] {
                let key = (year, unit.cloned());
                if NaiveDate::from_ymd_opt(year, 12, 31).is_some_and(|end| end <= *last_on) {
                    years.insert((key.clone(), InYear::AtEnd));
                }
                if *imported {
                    years.insert((key.clone(), InYear::Imported));
                }
                years.insert((key, InYear::AnyDay));
            }
        }
    }
    years
}

fn stands(row: &mut Option<MeasureRow>, measured: Measured) -> Result<(), ProjectionError> {
    match measured {
        Measured::Decided(decided) => *row = Some(*decided),
        Measured::Extended { to, position } => {
            let row = row.as_mut().ok_or(ProjectionError::Misfit { position })?;
            (row.to_on, row.last_on, row.position) = (to, to, position);
        }
        Measured::Ended { on, position } => {
            let row = row.as_mut().ok_or(ProjectionError::Misfit { position })?;
            (row.ended_on, row.last_on, row.position) = (Some(on), on, position);
        }
    }
    Ok(())
}

/// A row stays when nothing is left in it: of an earlier moment it may tell something.
#[expect(clippy::unnecessary_wraps, reason = "other read models' changes can fail")]
fn counts(row: &mut Option<YearRow>, (key, year, added): (Uuid, Year, Added)) -> Result<(), ProjectionError> {
    let row = row.get_or_insert_with(|| nothing_in(key, year));
    row.children += added.children;
    row.children_at_end += added.children_at_end;
    row.children_imported += added.children_imported;
    if let Some(Concluded { outcome, in_three_months, extended }) = added.concluded {
        row.investigations += 1;
        row.in_three_months += i64::from(in_three_months);
        row.extended += i64::from(extended);
        *match outcome {
            // By the register's code, which is one for both.
            InvestigationOutcome::MeasuresDecided | InvestigationOutcome::EmergencyPlacement => {
                &mut row.measures_decided
            }
            InvestigationOutcome::BoardCase => &mut row.board_cases,
            InvestigationOutcome::InvestigationDismissed => &mut row.dismissed_own,
            InvestigationOutcome::DismissedWithConcern => &mut row.dismissed_with_concern,
            InvestigationOutcome::DismissedMoved => &mut row.dismissed_moved,
            InvestigationOutcome::DismissedReferred => &mut row.dismissed_referred,
        } += 1;
    }
    Ok(())
}

fn nothing_in(year_id: Uuid, (year, unit): Year) -> YearRow {
    YearRow {
        year_id,
        year,
        unit,
        investigations: 0,
        in_three_months: 0,
        extended: 0,
        measures_decided: 0,
        board_cases: 0,
        dismissed_own: 0,
        dismissed_with_concern: 0,
        dismissed_moved: 0,
        dismissed_referred: 0,
        children: 0,
        children_at_end: 0,
        children_imported: 0,
        year_at: year_at(year),
    }
}

impl YearRow {
    /// Dismissed on any ground.
    pub const fn dismissed(&self) -> i64 {
        self.dismissed_own + self.dismissed_with_concern + self.dismissed_moved + self.dismissed_referred
    }
}

/// The figures of years, with the position they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Every event of the municipality's ledger up to here is counted, and none after.
    pub position: i64,
    /// The first year of which an investigation is known to have been concluded: before, none is not zero.
    pub investigations_begin: Option<i32>,
    /// The first year in which a measure is known to have been in force, by what was decided here or a return tells of.
    pub children_begin: Option<i32>,
    /// The rows of which something is told, by year and unit.
    pub rows: Vec<YearRow>,
}

/// The figures of the years from `first` to `last`, both included, of the whole service or by unit, as the ledger knew
/// them at that moment.
pub async fn figures(
    pool: &PgPool,
    municipality: &Municipality,
    (first, last): (i32, i32),
    by_unit: bool,
    as_of: AsOf,
) -> Result<Figures, sqlx::Error> {
    // Of the whole service also the years before, in which a series may begin.
    let wanted = "year <= $4 AND (unit IS NULL OR ($5 AND year >= $3))";
    let (model, asked) = (ServiceStatistics::NAME, (first, last));
    let (position, years) = of_years::<YearRow>(pool, municipality, model, wanted, asked, by_unit, as_of).await?;
    let whole = |tells: fn(&YearRow) -> bool| {
        years.iter().filter(|row| row.unit.is_none() && tells(row)).map(|row| row.year).min()
    };
    let (investigations_begin, children_begin) = (whole(|row| row.investigations > 0), whole(|row| row.children > 0));
    let mut rows = years;
    let tells = |row: &YearRow| row.investigations > 0 || row.children > 0;
    rows.retain(|row| row.unit.is_some() == by_unit && row.year >= first && tells(row));
    rows.sort_by(|a, b| (a.year, &a.unit).cmp(&(b.year, &b.unit)));
    Ok(Figures { position, investigations_begin, children_begin, rows })
}

/// Which measures are wanted.
#[derive(Debug, Clone, Default)]
pub struct MeasureFilter {
    /// Only of that unit or district.
    pub unit: Option<String>,
    /// Only in force on a day on or after.
    pub from: Option<NaiveDate>,
    /// Only in force on a day on or before.
    pub to: Option<NaiveDate>,
    /// Only for that child, under any of these pseudonyms.
    pub child: Option<Vec<SubjectId>>,
}

/// The service's measures and placements after `after`, the latest begun first.
pub async fn measures(
    pool: &PgPool,
    municipality: &Municipality,
    filter: &MeasureFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> Result<Vec<MeasureRow>, sqlx::Error> {
    listing(municipality, filter, after, most, as_of).build_query_as().fetch_all(pool).await
}

pub(super) fn listing<'a>(
    municipality: &'a Municipality,
    filter: &'a MeasureFilter,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let asked = |query: &mut QueryBuilder<'a, Postgres>| {
        conditions::is(query, "unit", filter.unit.as_deref());
        conditions::is_child(query, filter.child.as_deref());
        // What ended before it began was never in force.
        query.push(" AND from_on <= last_on");
        conditions::within(query, "last_on", filter.from, None);
        conditions::within(query, "from_on", None, filter.to);
    };
    table::list::<MeasureRow>(municipality, asked, Order::Falling, after, most, as_of)
}

#[cfg(test)]
mod tests;
