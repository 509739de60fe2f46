//! Read models of which a case has several rows, or that tell of a case in rows of other things: the unit that works
//! with the case stands in each of them, and comes from the event that the case began with.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;

use case_ledger_domain::case::{Case, CaseEvent, CourseEvent};
use case_ledger_domain::ids::Municipality;
use cqrs_es::Aggregate as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::table::{Change, Rows, Table};
use super::{Batch, Model, Place, ProjectionError, Recorded, events};
use crate::ledger::history::AnyEvent;

/// What a case began with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The unit that works with it.
    pub unit: String,
    /// The child's pseudonym.
    pub child: Uuid,
}

impl Beginning {
    /// The case that an event opens, and what it begins with.
    pub fn told_by(recorded: &Recorded) -> Option<(Uuid, Self)> {
        let AnyEvent::Case(CaseEvent::Course(CourseEvent::CaseOpened { child, unit, .. })) = &recorded.event else {
            return None;
        };
        Some((recorded.aggregate_id, Self { unit: unit.clone(), child: child.subject.as_uuid() }))
    }
}

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

    /// What the event makes of the row under that key.
    fn apply(
        row: &mut Option<Self>,
        key: Uuid,
        recorded: &Recorded,
        beginning: Option<&Beginning>,
    ) -> Result<(), ProjectionError>;
}

/// The read model of such rows.
pub struct Several<R>(PhantomData<R>);

impl<R: OfCases> Model for Several<R> {
    const NAME: &'static str = <R as Table>::NAME;
    const VERSION: i32 = <R as OfCases>::VERSION;
    const AGGREGATES: &'static [&'static str] = <R as OfCases>::AGGREGATES;
    const TABLES: &'static [&'static str] = &<R as Table>::TABLES;

    type Memory = Rows<R>;

    async fn fold(
        memory: &mut Rows<R>,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let wanted = |recorded: &&Recorded| R::AGGREGATES.contains(&recorded.event.aggregate_type());
        let beginning = |recorded: &Recorded| match &recorded.event {
            AnyEvent::Case(event) if R::makes_row(event) => Some(recorded.aggregate_id),
            _ => None,
        };
        let cases: HashSet<Uuid> = batch.events.iter().filter(wanted).filter_map(beginning).collect();
        let beginnings = beginnings(connection, municipality, cases).await?;
        let changes = batch.events.iter().filter(wanted).flat_map(|recorded| {
            let beginning = beginnings.get(&recorded.aggregate_id);
            R::touched(recorded).into_iter().map(move |key| Change {
                key,
                position: recorded.position,
                is_first: false,
                what: (key, recorded, beginning),
            })
        });
        let apply = |row: &mut Option<R>, (key, recorded, beginning): (Uuid, &Recorded, Option<&Beginning>)| {
            R::apply(row, key, recorded, beginning)
        };
        memory.change(connection, place, municipality, batch, changes.collect(), apply).await
    }

    async fn finish(
        memory: &mut Rows<R>,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        memory.put_away(connection, place, municipality).await
    }

    fn rows(memory: &Rows<R>) -> usize {
        memory.len()
    }
}

/// What those cases began with.
async fn beginnings(
    connection: &mut PgConnection,
    municipality: &Municipality,
    cases: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Beginning>, ProjectionError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let first = events::first_of(connection, municipality, &[Case::TYPE], cases).await?;
    let beginning = |recorded: &Recorded| {
        Beginning::told_by(recorded).ok_or(ProjectionError::Misfit { position: recorded.position })
    };
    first.iter().map(beginning).collect()
}
