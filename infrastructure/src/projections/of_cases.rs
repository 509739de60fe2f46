//! Read models of which a case has several rows, or that tell of a case in rows of other things: the unit that works
//! with the case stands in each of them, and comes from the event that the case began with.

use std::collections::{BTreeSet, HashMap};
use std::marker::PhantomData;

use case_ledger_domain::case::{
    Case, CaseEvent, ConsentEvent, CourseEvent, FamilyEvent, LeftOut, NAMING_GUARDIANS, times_left_out,
};
use case_ledger_domain::ids::{Municipality, SubjectId};
use case_ledger_domain::investigation::InvestigationEvent;
use chrono::NaiveDate;
use cqrs_es::Aggregate as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::streams::{Began, Streams};
use super::table::{Change, Rows, Table};
use super::{Batch, Model, Place, ProjectionError, Recorded, events};
use crate::ledger::history::AnyEvent;

/// What events do to rows of which a case has several.
pub trait OfCases: Table {
    /// The version of what the rows say. Whoever changes that raises it, and the rows are rebuilt.
    const VERSION: i32;
    /// The types of the aggregates whose events change it.
    const AGGREGATES: &'static [&'static str];

    /// The rows that an event is about.
    fn touched(recorded: &Recorded) -> Vec<Uuid>;

    /// Whether an event of a case makes a row, in which the unit is to stand.
    fn makes_row(event: &CaseEvent) -> bool;

    /// Whether an event of an investigation makes one.
    fn makes_row_in_investigation(_event: &InvestigationEvent) -> bool {
        false
    }

    /// Whether all the rows of a case hear when it is opened again, and whom the unit says its guardians are.
    const HEAR_OF_THE_CASE: bool = false;

    /// What the event makes of the row under that key.
    fn apply(row: &mut Option<Self>, key: Uuid, recorded: &Recorded, known: Known<'_>) -> Result<(), ProjectionError>;
}

/// What is known of a case beside the event.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What it began with, where the event makes a row.
    pub began: Option<&'a Began>,
    /// When it had ended, where the event opens it again.
    pub closed_on: Option<NaiveDate>,
    /// Events that name guardians, in the order in which they were recorded, also of other cases and after the event; those of
    /// the case are all there where its unit says who they are.
    pub naming: &'a [Recorded],
}

impl Known<'_> {
    /// When the case's unit said that others are the guardians than that one, as far as was recorded with the event.
    pub fn times_left_out(&self, guardian: SubjectId, recorded: &Recorded) -> Vec<LeftOut> {
        let by_then = |it: &&Recorded| it.aggregate_id == recorded.aggregate_id && it.position <= recorded.position;
        let events = self.naming.iter().filter(by_then).filter_map(|it| match &it.event {
            AnyEvent::Case(event) => Some(event),
            _ => None,
        });
        times_left_out(events, guardian)
    }
}

/// What a fold remembers.
pub struct Memory<R> {
    streams: Streams,
    rows: Rows<R>,
    /// The rows of each case, as far as no table has them, where they hear of it.
    of_case: HashMap<Uuid, BTreeSet<Uuid>>,
}

impl<R> Default for Memory<R> {
    fn default() -> Self {
        Self { streams: Streams::default(), rows: Rows::default(), of_case: HashMap::new() }
    }
}

impl<R: OfCases> Memory<R> {
    /// The rows of the cases of which the batch tells what all their rows hear, as they were before it, and when those had ended
    /// that it opens again, each end with its position.
    async fn get_to_know_whole(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<Vec<(Uuid, i64, NaiveDate)>, ProjectionError> {
        let of_whole = batch.events.iter().filter(|recorded| R::HEAR_OF_THE_CASE && is_of_whole_case(&recorded.event));
        let cases: BTreeSet<Uuid> = of_whole.map(|recorded| recorded.aggregate_id).collect();
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        // A rebuild has met them all.
        if place == Place::Live {
            let sql =
                format!("SELECT case_id, {} FROM {} WHERE municipality = $1 AND case_id = ANY ($2)", R::KEY, R::NAME);
            let cases: Vec<Uuid> = cases.iter().copied().collect();
            let known: Vec<(Uuid, Uuid)> =
                sqlx::query_as(&sql).bind(municipality.as_str()).bind(&cases).fetch_all(&mut *connection).await?;
            for (case, row) in known {
                self.of_case.entry(case).or_default().insert(row);
            }
        }
        let reopened: BTreeSet<Uuid> =
            batch.events.iter().filter(|it| reopens(&it.event)).map(|it| it.aggregate_id).collect();
        if reopened.is_empty() {
            return Ok(Vec::new());
        }
        let known = batch.authorship.as_ref();
        let ends = events::of_kinds(connection, municipality, known, Case::TYPE, &["CaseClosed"], reopened).await?;
        let end = |recorded: &Recorded| match &recorded.event {
            AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. })) => {
                Some((recorded.aggregate_id, recorded.position, *closed_on))
            }
            _ => None,
        };
        Ok(ends.iter().filter_map(end).collect())
    }

    /// The rows that the next event is about. Events come in the ledger's order: what is made later is not told yet.
    fn about(&mut self, recorded: &Recorded) -> Vec<Uuid> {
        if !R::HEAR_OF_THE_CASE {
            return R::touched(recorded);
        }
        if is_of_whole_case(&recorded.event) {
            return self.of_case.get(&recorded.aggregate_id).into_iter().flatten().copied().collect();
        }
        let touched = R::touched(recorded);
        if matches!(&recorded.event, AnyEvent::Case(event) if R::makes_row(event)) {
            self.of_case.entry(recorded.aggregate_id).or_default().extend(&touched);
        }
        touched
    }
}

const fn reopens(event: &AnyEvent) -> bool {
    matches!(event, AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseReopened { .. })))
}

/// Whether all the rows of a case hear of it.
const fn is_of_whole_case(event: &AnyEvent) -> bool {
    reopens(event) || matches!(event, AnyEvent::Case(CaseEvent::Family(FamilyEvent::GuardiansNamed { .. })))
}

/// The events that name the guardians of the cases in which the batch asks one for consent, or tells whom the unit says they
/// are, in the order in which they were recorded; none of cases in which it never said so, as most are.
async fn naming(
    connection: &mut PgConnection,
    municipality: &Municipality,
    batch: &Batch,
) -> Result<Vec<Recorded>, ProjectionError> {
    let asks_or_says = |recorded: &&Recorded| match &recorded.event {
        AnyEvent::Case(CaseEvent::Consent(ConsentEvent::ConsentRequested { of, .. })) => of.guardian().is_some(),
        AnyEvent::Case(CaseEvent::Family(FamilyEvent::GuardiansNamed { .. })) => true,
        _ => false,
    };
    let cases: BTreeSet<Uuid> =
        batch.events.iter().filter(asks_or_says).map(|recorded| recorded.aggregate_id).collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let known = batch.authorship.as_ref();
    let said = events::of_kinds(&mut *connection, municipality, known, Case::TYPE, &["GuardiansNamed"], cases).await?;
    let cases: BTreeSet<Uuid> = said.iter().map(|recorded| recorded.aggregate_id).collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut naming = events::of_kinds(connection, municipality, known, Case::TYPE, &NAMING_GUARDIANS, cases).await?;
    naming.sort_unstable_by_key(|recorded| recorded.position);
    Ok(naming)
}

/// The read model of such rows.
pub struct Several<R>(PhantomData<R>);

impl<R: OfCases> Model for Several<R> {
    const NAME: &'static str = <R as Table>::NAME;
    const VERSION: i32 = <R as OfCases>::VERSION;
    const AGGREGATES: &'static [&'static str] = <R as OfCases>::AGGREGATES;
    const TABLES: &'static [&'static str] = &<R as Table>::TABLES;

    type Memory = Memory<R>;

    async fn fold(
        memory: &mut Memory<R>,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let wanted = |recorded: &&Recorded| R::AGGREGATES.contains(&recorded.event.aggregate_type());
        let making = |recorded: &Recorded| match &recorded.event {
            AnyEvent::Case(event) if R::makes_row(event) => Some(recorded.aggregate_id),
            AnyEvent::Investigation(event) if R::makes_row_in_investigation(event) => Some(recorded.aggregate_id),
            _ => None,
        };
        let cases = batch.events.iter().filter(wanted).filter_map(making);
        memory.streams.get_to_know(connection, municipality, batch, cases).await?;
        let ends = memory.get_to_know_whole(connection, place, municipality, batch).await?;
        let naming = if R::HEAR_OF_THE_CASE { naming(connection, municipality, batch).await? } else { Vec::new() };
        let mut touched = Vec::new();
        for recorded in batch.events.iter().filter(wanted) {
            touched.extend(memory.about(recorded).into_iter().map(|key| (key, recorded)));
        }
        let streams = &memory.streams;
        let changes = touched.into_iter().map(|(key, recorded)| {
            let (case, position) = (recorded.aggregate_id, recorded.position);
            let last_end =
                ends.iter().filter(|(ended, at, _)| *ended == case && *at < position).max_by_key(|end| end.1);
            let known =
                Known { began: streams.of(case, position).ok(), closed_on: last_end.map(|end| end.2), naming: &naming };
            Change { key, position, is_first: false, what: (key, recorded, known) }
        });
        let apply = |row: &mut Option<R>, (key, recorded, known): (Uuid, &Recorded, Known<'_>)| {
            R::apply(row, key, recorded, known)
        };
        memory.rows.change(connection, place, municipality, batch, changes.collect(), apply).await?;
        if place == Place::Live {
            // From here on the table has them.
            memory.of_case.clear();
        }
        Ok(())
    }

    async fn finish(
        memory: &mut Memory<R>,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.rows.finish(connection, place, municipality).await
    }

    fn rows(memory: &Memory<R>) -> usize {
        memory.streams.len() + memory.rows.len()
    }
}
