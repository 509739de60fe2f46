//! Read models of which a case has several rows, or that tell of a case in rows of other things: the unit that works
//! with the case stands in each of them, and comes from the event that the case began with.

use std::marker::PhantomData;

use case_ledger_domain::case::CaseEvent;
use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::streams::{Began, Streams};
use super::table::{Change, Rows, Table};
use super::{Batch, Model, Place, ProjectionError, Recorded};
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

    /// What the event makes of the row under that key.
    fn apply(
        row: &mut Option<Self>,
        key: Uuid,
        recorded: &Recorded,
        began: Option<&Began>,
    ) -> Result<(), ProjectionError>;
}

/// What a fold remembers.
pub struct Memory<R> {
    streams: Streams,
    rows: Rows<R>,
}

impl<R> Default for Memory<R> {
    fn default() -> Self {
        Self { streams: Streams::default(), rows: Rows::default() }
    }
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
            _ => None,
        };
        let cases = batch.events.iter().filter(wanted).filter_map(making);
        memory.streams.get_to_know(connection, municipality, batch, cases).await?;
        let streams = &memory.streams;
        let changes = batch.events.iter().filter(wanted).flat_map(|recorded| {
            let (position, began) = (recorded.position, streams.of(recorded.aggregate_id, recorded.position).ok());
            let change = move |key| Change { key, position, is_first: false, what: (key, recorded, began) };
            R::touched(recorded).into_iter().map(change)
        });
        let apply = |row: &mut Option<R>, (key, recorded, began): (Uuid, &Recorded, Option<&Began>)| {
            R::apply(row, key, recorded, began)
        };
        memory.rows.change(connection, place, municipality, batch, changes.collect(), apply).await
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
