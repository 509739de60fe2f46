//! A read model that is a table with one row per key: declared once, folded in memory, written in sets, and readable
//! as of any position.
//!
//! Such a read model is a row (`table!`) and what an event does to it ([`Register`]). From these follow the live
//! table, which holds the rows as they are; `<table>_history`, which holds every superseded version with the positions
//! between which it was valid; and `<table>_horizon`, by which a list as of a position finds where to begin.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::future::Future;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::encode::{Encode, IsNull};
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgConnection, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::{FromRow, QueryBuilder, Row as _};
use uuid::Uuid;

use super::as_of::AsOf;
use super::copy::Lines;
use super::runner::FAR;
use super::{Batch, Model, Place, ProjectionError, Recorded, events};
use crate::ledger::bus::Ledger;

/// At every so many positions the horizon is noted.
const HORIZON_EVERY: i64 = 256;
/// Bytes of rows that a rebuild holds of a table before it puts them away, without what their texts take.
const MOST_HELD_BYTES: usize = 1 << 20;
/// Rows written by one statement.
const MOST_WRITTEN: usize = 5_000;

/// A type that a column may have.
pub trait Column {
    /// As it travels within an array of values.
    type Cell;
    /// Its type in SQL.
    const SQL: &'static str;
    /// The cell's type in SQL.
    const CELL: &'static str;

    /// The value for an array.
    fn cell(&self) -> Self::Cell;

    /// The value in PostgreSQL's binary form.
    fn encode(&self, into: &mut PgArgumentBuffer) -> Result<IsNull, sqlx::Error>;
}

macro_rules! columns {
    ($($type:ty: $sql:literal),* $(,)?) => {$(
        impl Column for $type {
            type Cell = Self;
            const SQL: &'static str = $sql;
            const CELL: &'static str = $sql;

            fn cell(&self) -> Self {
                self.clone()
            }

            fn encode(&self, into: &mut PgArgumentBuffer) -> Result<IsNull, sqlx::Error> {
                Encode::<Postgres>::encode_by_ref(self, into).map_err(sqlx::Error::Encode)
            }
        }
    )*};
}

columns! {
    Uuid: "uuid", String: "text", bool: "boolean", i16: "smallint", i32: "integer", i64: "bigint", NaiveDate: "date",
    DateTime<Utc>: "timestamptz",
}

/// PostgreSQL has no arrays of arrays of unequal length: within an array, a list travels as the text that it reads a
/// list from.
macro_rules! lists {
    ($($item:ty: $sql:literal),* $(,)?) => {$(
        impl Column for Vec<$item> {
            type Cell = String;
            const SQL: &'static str = $sql;
            const CELL: &'static str = "text";

            fn cell(&self) -> String {
                let items = self.iter().map(ToString::to_string);
                let quoted = items.map(|item| format!("\"{}\"", item.replace('\\', "\\\\").replace('"', "\\\"")));
                format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
            }

            fn encode(&self, into: &mut PgArgumentBuffer) -> Result<IsNull, sqlx::Error> {
                Encode::<Postgres>::encode_by_ref(self, into).map_err(sqlx::Error::Encode)
            }
        }
    )*};
}

lists! { String: "text[]", Uuid: "uuid[]", NaiveDate: "date[]" }

impl<T: Column> Column for Option<T> {
    type Cell = Option<T::Cell>;
    const SQL: &'static str = T::SQL;
    const CELL: &'static str = T::CELL;

    fn cell(&self) -> Self::Cell {
        self.as_ref().map(Column::cell)
    }

    fn encode(&self, into: &mut PgArgumentBuffer) -> Result<IsNull, sqlx::Error> {
        self.as_ref().map_or(Ok(IsNull::Yes), |value| value.encode(into))
    }
}

/// A row of a table; made by `table!`.
pub trait Table: Sized + Clone + PartialEq + Send + Sync + Unpin + for<'r> FromRow<'r, PgRow> {
    /// The table's name; it is the read model's as well.
    const NAME: &'static str;
    /// The column that tells one row of a municipality from another.
    const KEY: &'static str;
    /// The column that lists are sorted by, newest first.
    const SORT: &'static str;
    /// The live table, its history and its horizon.
    const TABLES: [&'static str; 3];
    /// Name, type and type within an array, of every column but those that every table has.
    const COLUMNS: &'static [(&'static str, &'static str, &'static str)];
    /// The names, each after a comma.
    const NAMES: &'static str;

    /// What tells it from the municipality's other rows.
    fn key(&self) -> Uuid;

    /// Where it stands in lists.
    fn sort(&self) -> DateTime<Utc>;

    /// Binds one array per column.
    fn bind<'q>(rows: &[&Self], query: Query<'q, Postgres, PgArguments>) -> Query<'q, Postgres, PgArguments>;

    /// Adds its columns to the line of a COPY.
    fn copy(&self, lines: &mut Lines) -> Result<(), sqlx::Error>;
}

/// What events do to the rows of a table.
pub trait Register: Table {
    /// The version of what the rows say. Whoever changes that raises it, and the rows are rebuilt.
    const VERSION: i32;
    /// The types of the aggregates whose events change it; others are not even decoded.
    const AGGREGATES: &'static [&'static str];

    /// The row that an event is about, if any.
    fn key_of(recorded: &Recorded) -> Option<Uuid> {
        Some(recorded.aggregate_id)
    }

    /// What the event makes of its row. `None` is the row that is not there, before and after.
    fn apply(row: &mut Option<Self>, recorded: &Recorded) -> Result<(), ProjectionError>;
}

/// Declares the row of a table: its columns are the fields, by name and type.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub struct $row:ident in $table:literal by $key:ident sorted by $sort:ident {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
        pub struct $row {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::projections::table::Table for $row {
            const NAME: &'static str = $table;
            const KEY: &'static str = stringify!($key);
            const SORT: &'static str = stringify!($sort);
            const TABLES: [&'static str; 3] = [$table, concat!($table, "_history"), concat!($table, "_horizon")];
            const COLUMNS: &'static [(&'static str, &'static str, &'static str)] = &[$((
                stringify!($field),
                <$type as $crate::projections::table::Column>::SQL,
                <$type as $crate::projections::table::Column>::CELL,
            ),)*];
            const NAMES: &'static str = concat!($(", ", stringify!($field)),*);

            fn key(&self) -> uuid::Uuid {
                self.$key
            }

            fn sort(&self) -> chrono::DateTime<chrono::Utc> {
                self.$sort
            }

            fn bind<'q>(
                rows: &[&Self],
                query: sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>,
            ) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
                use $crate::projections::table::Column as _;
                query$(.bind(rows.iter().map(|row| row.$field.cell()).collect::<Vec<_>>()))*
            }

            fn copy(&self, lines: &mut $crate::projections::copy::Lines) -> Result<(), sqlx::Error> {
                $(lines.column(&self.$field)?;)*
                Ok(())
            }
        }
    };
}
pub(super) use table;

/// In which direction a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The highest of the sorting column first.
    Falling,
    /// The lowest first.
    Rising,
}

impl Order {
    /// In SQL: the direction, and what comes after in it.
    const fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Falling => ("DESC", "<"),
            Self::Rising => ("ASC", ">"),
        }
    }
}

/// A place in a list: the sorting column and the key of the row before it.
pub type Cursor = (DateTime<Utc>, Uuid);

/// The rows after `after` in that order of [`Table::SORT`], as they are or as they were, of those that `filter` leaves:
/// it adds conditions that begin with `AND`. At either moment the list is read through the indexes that begin with the
/// municipality, the filter's columns and the order.
pub fn list<'a, T: Table>(
    municipality: &'a Municipality,
    filter: impl Fn(&mut QueryBuilder<'a, Postgres>),
    order: Order,
    after: Option<Cursor>,
    most: i64,
    as_of: AsOf,
) -> QueryBuilder<'a, Postgres> {
    let (direction, beyond) = order.sql();
    let (sort, key, names, [live, history, horizon]) = (T::SORT, T::KEY, T::NAMES, T::TABLES);
    // The number stands in the query, for the planner to know that few rows are wanted.
    let order_by = format!(" ORDER BY {sort} {direction}, {key} {direction} LIMIT {most}");
    let branch = |query: &mut QueryBuilder<'a, Postgres>, table: &str, bound: &str| {
        query.push(format!("SELECT municipality{names} FROM {table} WHERE municipality = "));
        query.push_bind(municipality.as_str()).push(bound);
        filter(query);
        if let Some((time, id)) = after {
            query.push(format!(" AND ({sort}, {key}) {beyond} (")).push_bind(time).push(", ").push_bind(id).push(")");
        }
        query.push(&order_by);
    };
    let AsOf::Position(position) = as_of else {
        let mut query = QueryBuilder::new("");
        branch(&mut query, live, "");
        return query;
    };
    // The moment as a row of its own, beside the highest that was known then: nothing known at the position stands higher
    // than what was noted at it or next after it. It is looked up once, and it keeps the planner from making a plan for
    // each moment: with the number itself it takes the plan for any moment to be dearer, and plans anew each time, for
    // twice as long as the answer takes.
    let mut query = QueryBuilder::new("WITH asked AS MATERIALIZED (SELECT ");
    query.push_bind(position).push("::bigint AS position, coalesce((SELECT highest FROM ").push(horizon);
    query.push(" WHERE municipality = ").push_bind(municipality.as_str());
    query.push(" AND position >= ").push_bind(position).push(" ORDER BY position LIMIT 1), 'infinity') AS highest)");
    let known = format!(" AND valid_from <= (SELECT position FROM asked) AND {sort} <= (SELECT highest FROM asked)");
    // Each table by itself in order, and the two merged: the planner finds no order in a union by itself. Where live rows
    // fill the page, no version beyond the last of them is looked at: of a moment not long ago few versions are left,
    // and the search for them would go through all there ever were.
    let (last, within, anything) = match order {
        Order::Falling => ("min", ">=", "-infinity"),
        Order::Rising => ("max", "<=", "infinity"),
    };
    query.push(", known AS MATERIALIZED (");
    branch(&mut query, live, &known);
    query.push(format!("), filled AS (SELECT {last}({sort}) AS last FROM known HAVING count(*) >= {most})"));
    query.push(" SELECT * FROM ((SELECT * FROM known) UNION ALL (");
    let superseded = format!(
        "{known} AND valid_to > (SELECT position FROM asked)
         AND {sort} {within} coalesce((SELECT last FROM filled), '{anything}')"
    );
    branch(&mut query, history, &superseded);
    query.push(format!(")) AS {live}{order_by}"));
    query
}

/// The row of a key as it is, or as it was.
pub async fn row<T: Table>(
    pool: &sqlx::PgPool,
    municipality: &Municipality,
    key: Uuid,
    as_of: AsOf,
) -> Result<Option<T>, sqlx::Error> {
    let ([live, history, _], names, column) = (T::TABLES, T::NAMES, T::KEY);
    let branch = |table| format!("SELECT municipality{names} FROM {table} WHERE municipality = $1 AND {column} = $2");
    match as_of {
        AsOf::Now => sqlx::query_as(&branch(live)).bind(municipality.as_str()).bind(key).fetch_optional(pool).await,
        AsOf::Position(position) => {
            let sql = format!(
                "{} AND valid_from <= $3 UNION ALL {} AND valid_from <= $3 AND valid_to > $3",
                branch(live),
                branch(history)
            );
            let row = sqlx::query_as(&sql).bind(municipality.as_str()).bind(key).bind(position);
            row.fetch_optional(pool).await
        }
    }
}

/// The row of a thing that has one, as what is recorded of the thing makes it, or made it: from its own stream, as of a
/// moment, and where the read model is so far behind that it is built. So whoever has just recorded something is shown it,
/// and nobody waits for that. Else as the read model has it: lists do not fall behind what was shown before.
pub async fn row_as_recorded<T: Register>(
    ledger: &Ledger,
    municipality: &Municipality,
    thing: (&str, Uuid),
    as_of: AsOf,
) -> Result<Option<T>, ProjectionError> {
    row_unless_beyond(ledger, municipality, thing, as_of, FAR).await
}

/// The same, of a read model that lacks more events than `far`.
pub(super) async fn row_unless_beyond<T: Register>(
    ledger: &Ledger,
    municipality: &Municipality,
    (aggregate_type, id): (&str, Uuid),
    as_of: AsOf,
    far: i64,
) -> Result<Option<T>, ProjectionError> {
    let pool = ledger.pool();
    if as_of == AsOf::Now {
        let sql = format!(
            "SELECT municipality{} FROM {} WHERE municipality = $1 AND {} = $2 AND position = (
                    SELECT position FROM events WHERE municipality = $1 AND aggregate_type = $3 AND aggregate_id = $4
                     ORDER BY sequence DESC LIMIT 1)",
            T::NAMES,
            T::NAME,
            T::KEY
        );
        let newest =
            sqlx::query_as(&sql).bind(municipality.as_str()).bind(id).bind(aggregate_type).bind(id.to_string());
        if let Some(row) = newest.fetch_optional(pool).await? {
            return Ok(Some(row));
        }
        let is_far_behind: Option<bool> = sqlx::query_scalar(
            "SELECT h.position - coalesce(p.position, 0) > $3 OR coalesce(p.beyond OR p.position > h.position, false)
               FROM ledger_heads h
               LEFT JOIN projections p ON p.municipality = h.municipality AND p.read_model = $2
              WHERE h.municipality = $1",
        )
        .bind(municipality.as_str())
        .bind(T::NAME)
        .bind(far)
        .fetch_optional(pool)
        .await?;
        if is_far_behind != Some(true) {
            return Ok(row(pool, municipality, id, as_of).await?);
        }
    }
    let known = ledger.guard().authorship_if_known(municipality).await?;
    let mut connection = pool.acquire().await?;
    let stream = (aggregate_type, id);
    let folded = events::of_stream(&mut connection, municipality, known.as_ref(), stream, as_of.newest()).await;
    drop(connection);
    let folded = folded.and_then(|recorded| {
        let mut row = None;
        recorded.iter().try_for_each(|recorded| T::apply(&mut row, recorded)).map(|()| row)
    });
    match folded {
        Err(ProjectionError::Poisoned { .. } | ProjectionError::Misfit { .. }) => {
            // Shown as it stood before the event that stops the read model, too.
            Ok(row(pool, municipality, id, as_of).await?)
        }
        folded => folded,
    }
}

/// The rows of several keys as they are, or as they were; of a key without a row, none.
pub async fn rows<T: Table>(
    pool: &sqlx::PgPool,
    municipality: &Municipality,
    keys: &[Uuid],
    as_of: AsOf,
) -> Result<Vec<T>, sqlx::Error> {
    let ([live, history, _], names, column) = (T::TABLES, T::NAMES, T::KEY);
    let branch =
        |table| format!("SELECT municipality{names} FROM {table} WHERE municipality = $1 AND {column} = ANY($2)");
    match as_of {
        AsOf::Now => sqlx::query_as(&branch(live)).bind(municipality.as_str()).bind(keys).fetch_all(pool).await,
        AsOf::Position(position) => {
            let sql = format!(
                "{} AND valid_from <= $3 UNION ALL {} AND valid_from <= $3 AND valid_to > $3",
                branch(live),
                branch(history)
            );
            sqlx::query_as(&sql).bind(municipality.as_str()).bind(keys).bind(position).fetch_all(pool).await
        }
    }
}

/// The tables of a read model that has two of these.
pub(super) const fn both(
    [live, history, horizon]: [&'static str; 3],
    [other, others_history, others_horizon]: [&'static str; 3],
) -> [&'static str; 6] {
    [live, history, horizon, other, others_history, others_horizon]
}

/// The statement that reads the rows of a moment: the live ones that stood then, and of the others the version that did,
/// each found by its key. It takes the municipality, the position, and what stands in `wanted`, a condition in SQL.
pub(super) fn versions_at<T: Table>(wanted: &str) -> String {
    let ([live, history, _], names, key) = (T::TABLES, T::NAMES, T::KEY);
    format!(
        "SELECT municipality{names} FROM {live} WHERE municipality = $1 AND {wanted} AND valid_from <= $2
         UNION ALL
         SELECT past.* FROM (
                SELECT {key} AS id FROM {live} WHERE municipality = $1 AND {wanted} AND valid_from > $2) AS later
          CROSS JOIN LATERAL (
                SELECT municipality{names} FROM {history}
                 WHERE municipality = $1 AND {key} = later.id AND valid_from <= $2
                 ORDER BY valid_from DESC LIMIT 1) AS past"
    )
}

/// A row as far as it is known: what it is, and since when.
struct Held<T> {
    /// `None` when there is no such row.
    row: Option<T>,
    from: i64,
    /// Whether the table has a row under this key.
    stored: bool,
    /// Whether the table's is another.
    changed: bool,
}

/// A version of a row that is no more.
struct Past<T> {
    row: T,
    from: i64,
    to: i64,
}

/// The rows that a fold works on.
pub struct Rows<T> {
    /// Each by itself: rows are large, and a map that grows would move them all, and have room for as many again.
    held: HashMap<Uuid, Box<Held<T>>>,
    /// The highest place in lists so far, where there is one: of all rows, where that is known, or else of those that
    /// were changed since.
    highest: Option<DateTime<Utc>>,
    highest_is_known: bool,
    /// Whether a rebuild has put rows away, so that the table may have some that are not held.
    put_away: bool,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { held: HashMap::new(), highest: None, highest_is_known: false, put_away: false }
    }
}

impl<T: Register> Model for T {
    const NAME: &'static str = <T as Table>::NAME;
    const VERSION: i32 = <T as Register>::VERSION;
    const AGGREGATES: &'static [&'static str] = <T as Register>::AGGREGATES;
    const TABLES: &'static [&'static str] = &<T as Table>::TABLES;

    type Memory = Rows<T>;

    fn fold(
        memory: &mut Rows<T>,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send {
        memory.fold(connection, place, municipality, batch)
    }

    fn finish(
        memory: &mut Rows<T>,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> impl Future<Output = Result<(), ProjectionError>> + Send {
        memory.finish(connection, place, municipality)
    }

    fn rows(memory: &Rows<T>) -> usize {
        memory.len()
    }
}

impl<T: Register> Rows<T> {
    async fn fold(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
    ) -> Result<(), ProjectionError> {
        let changes = batch
            .events
            .iter()
            .filter(|recorded| T::AGGREGATES.contains(&recorded.event.aggregate_type()))
            .filter_map(|recorded| {
                let (key, position) = (T::key_of(recorded)?, recorded.position);
                Some(Change { key, position, is_first: false, what: recorded })
            })
            .collect();
        self.change(connection, place, municipality, batch, changes, T::apply).await
    }
}

/// What an event changes in one row.
pub(super) struct Change<C> {
    /// The row.
    pub(super) key: Uuid,
    /// The event's position.
    pub(super) position: i64,
    /// Whether there cannot have been such a row before this event, so that none is looked for.
    pub(super) is_first: bool,
    /// What changes.
    pub(super) what: C,
}

impl<T: Table> Rows<T> {
    /// Makes the changes, which stand in the order of the batch's events.
    pub(super) async fn change<C>(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        batch: &Batch,
        changes: Vec<Change<C>>,
        mut apply: impl FnMut(&mut Option<T>, C) -> Result<(), ProjectionError>,
    ) -> Result<(), ProjectionError> {
        let new: HashSet<Uuid> = changes.iter().filter(|change| change.is_first).map(|change| change.key).collect();
        let known = changes.iter().map(|change| change.key).filter(|key| !new.contains(key));
        self.get_to_know(connection, place, municipality, known).await?;
        let mut next_note = (batch.after / HORIZON_EVERY + 1) * HORIZON_EVERY;
        // A rebuild begins with nothing, and meets every row itself.
        self.highest_is_known |= place == Place::Rebuilt;
        if next_note <= batch.last && !self.highest_is_known {
            self.highest = self.highest.max(highest_of::<T>(connection, place, municipality).await?);
            self.highest_is_known = true;
        }
        let (mut past, mut horizon, mut touched) = (Vec::new(), Vec::new(), HashSet::new());
        for Change { key, position, what, .. } in changes {
            while next_note < position {
                horizon.extend(self.highest.map(|highest| (next_note, highest)));
                next_note += HORIZON_EVERY;
            }
            let held = self.held.entry(key).or_default();
            past.extend(held.change(position, |row| apply(row, what))?);
            touched.insert(key);
            self.highest = self.highest.max(held.row.as_ref().map(Table::sort));
        }
        while next_note <= batch.last {
            horizon.extend(self.highest.map(|highest| (next_note, highest)));
            next_note += HORIZON_EVERY;
        }
        note::<T>(connection, place, municipality, &horizon).await?;
        match place {
            Place::Live => self.write(connection, place, municipality, &past, touched.iter()).await,
            Place::Rebuilt => {
                copy_past(connection, place, municipality, &past).await?;
                if self.held.len() > MOST_HELD_BYTES / size_of::<Held<T>>() {
                    self.put_away(connection, place, municipality).await?;
                    self.held.clear();
                }
                Ok(())
            }
        }
    }

    /// Reads the rows that are needed and not held.
    async fn get_to_know(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        touched: impl Iterator<Item = Uuid>,
    ) -> Result<(), ProjectionError> {
        if place == Place::Rebuilt && !self.put_away {
            return Ok(());
        }
        let keys: HashSet<Uuid> = touched.filter(|key| !self.held.contains_key(key)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        // One by one: a plan for all of them that was made while a table was small reads it whole when it has grown.
        let sql = format!(
            "SELECT kept.* FROM unnest($2::uuid[]) AS wanted (key)
              CROSS JOIN LATERAL (SELECT valid_from{} FROM {} WHERE municipality = $1 AND {} = wanted.key LIMIT 1) kept",
            T::NAMES,
            place.table(<T as Table>::NAME),
            T::KEY
        );
        let rows = sqlx::query(&sql)
            .bind(municipality.as_str())
            .bind(keys.into_iter().collect::<Vec<_>>())
            .fetch_all(connection)
            .await?;
        for row in rows {
            let (from, row) = (row.try_get("valid_from")?, T::from_row(&row)?);
            self.held.insert(row.key(), Box::new(Held { row: Some(row), from, stored: true, changed: false }));
        }
        Ok(())
    }

    /// Rows that it holds.
    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// Writes superseded versions and what the rows touched have become.
    async fn write(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
        past: &[Past<T>],
        touched: impl Iterator<Item = &Uuid> + Clone,
    ) -> Result<(), ProjectionError> {
        let changed = touched.clone().filter_map(|key| self.held.get_key_value(key)).filter(|(_, held)| held.changed);
        let gone: Vec<Uuid> =
            changed.clone().filter(|(_, held)| held.stored && held.row.is_none()).map(|(key, _)| *key).collect();
        let superseded = past.iter().map(|past| (&past.row, past.from, Some(past.to)));
        let current = changed.filter_map(|(_, held)| Some((held.row.as_ref()?, held.from, None)));
        let versions: Vec<_> = superseded.chain(current).collect();
        if versions.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let sql = upsert::<T>(place);
        let mut gone = Some(gone);
        let mut rest = versions.as_slice();
        while gone.is_some() || !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(MOST_WRITTEN));
            rest = later;
            let rows: Vec<&T> = now.iter().map(|(row, _, _)| *row).collect();
            let query = sqlx::query(&sql)
                .bind(municipality.as_str())
                .bind(gone.take().unwrap_or_default())
                .bind(now.iter().map(|(_, from, _)| *from).collect::<Vec<_>>())
                .bind(now.iter().map(|(_, _, to)| *to).collect::<Vec<_>>());
            T::bind(&rows, query).execute(&mut *connection).await?;
        }
        for key in touched {
            if let Some(held) = self.held.get_mut(key) {
                (held.changed, held.stored) = (false, held.row.is_some());
            }
        }
        Ok(())
    }

    /// Writes the rows that a rebuild holds, into a table that they can be found in from then on.
    async fn put_away(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        self.copy_new(connection, place, municipality).await?;
        if !self.put_away {
            // For reading rows back, and for the upsert; the other indexes are the live table's.
            let table = place.table(<T as Table>::NAME);
            sqlx::query(&format!("CREATE UNIQUE INDEX ON {table} (municipality, {})", T::KEY))
                .execute(&mut *connection)
                .await?;
            self.put_away = true;
        }
        let all: Vec<Uuid> = self.held.keys().copied().collect();
        self.write(connection, place, municipality, &[], all.iter()).await
    }

    /// Writes what a rebuild holds at its end. Where nothing was put away before, none of it stands there yet, and
    /// nothing is looked up any more: no index is made.
    pub(super) async fn finish(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        if self.put_away {
            return self.put_away(connection, place, municipality).await;
        }
        self.copy_new(connection, place, municipality).await
    }

    /// Copies the rows that the table does not have.
    async fn copy_new(
        &mut self,
        connection: &mut PgConnection,
        place: Place,
        municipality: &Municipality,
    ) -> Result<(), ProjectionError> {
        let table = place.table(<T as Table>::NAME);
        let municipality = municipality.as_str().to_owned();
        let mut lines = Lines::new();
        for held in self.held.values_mut().filter(|held| !held.stored) {
            if let Some(row) = &held.row {
                lines.line(T::COLUMNS.len() + 2)?;
                lines.column(&municipality)?;
                row.copy(&mut lines)?;
                lines.column(&held.from)?;
                (held.stored, held.changed) = (true, false);
            }
        }
        Ok(lines.copy_into(connection, &format!("{table} (municipality{}, valid_from)", T::NAMES)).await?)
    }
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { row: None, from: 0, stored: false, changed: false }
    }
}

impl<T: Table> Held<T> {
    /// Makes the change of an event and gives back the version that it supersedes.
    fn change(
        &mut self,
        position: i64,
        apply: impl FnOnce(&mut Option<T>) -> Result<(), ProjectionError>,
    ) -> Result<Option<Past<T>>, ProjectionError> {
        let before = self.row.clone();
        apply(&mut self.row)?;
        if self.row == before {
            return Ok(None);
        }
        let from = std::mem::replace(&mut self.from, position);
        self.changed = true;
        Ok(before.map(|row| Past { row, from, to: position }))
    }
}

/// The statement that writes versions: superseded ones to the history, the others in the place of the live row.
/// It takes the municipality, the keys of deleted rows, from, to, and the columns.
fn upsert<T: Table>(place: Place) -> String {
    let (names, key) = (T::NAMES, T::KEY);
    let [live, history, _] = T::TABLES.map(|table| place.table(table));
    let (mut cells, mut values, mut updates) = (String::new(), String::new(), String::new());
    for (index, (name, sql, cell)) in T::COLUMNS.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = write!(cells, ", ${}::{cell}[]", index + 5);
        let _ = write!(values, ", version.{name}::{sql}");
        let _ = write!(updates, "{name} = EXCLUDED.{name}, ");
    }
    format!(
        "WITH version AS (
             SELECT * FROM unnest($3::bigint[], $4::bigint[]{cells}) AS version (valid_from, valid_to{names})
         ), past AS (
             INSERT INTO {history} (municipality{names}, valid_from, valid_to)
             SELECT $1{values}, valid_from, valid_to FROM version WHERE valid_to IS NOT NULL
         ), gone AS (
             DELETE FROM {live} WHERE municipality = $1 AND {key} = ANY ($2)
         )
         INSERT INTO {live} (municipality{names}, valid_from)
         SELECT $1{values}, valid_from FROM version WHERE valid_to IS NULL
         ON CONFLICT (municipality, {key}) DO UPDATE SET {updates} valid_from = EXCLUDED.valid_from"
    )
}

async fn copy_past<T: Table>(
    connection: &mut PgConnection,
    place: Place,
    municipality: &Municipality,
    past: &[Past<T>],
) -> Result<(), ProjectionError> {
    let municipality = municipality.as_str().to_owned();
    let mut lines = Lines::new();
    for past in past {
        lines.line(T::COLUMNS.len() + 3)?;
        lines.column(&municipality)?;
        past.row.copy(&mut lines)?;
        lines.column(&past.from)?;
        lines.column(&past.to)?;
    }
    let [_, history, _] = T::TABLES;
    let into = format!("{} (municipality{}, valid_from, valid_to)", place.table(history), T::NAMES);
    lines.copy_into(connection, &into).await?;
    Ok(())
}

/// The highest place in lists of any version there is.
async fn highest_of<T: Table>(
    connection: &mut PgConnection,
    place: Place,
    municipality: &Municipality,
) -> Result<Option<DateTime<Utc>>, ProjectionError> {
    let (sort, [live, history, _]) = (T::SORT, T::TABLES.map(|table| place.table(table)));
    let sql = format!(
        "SELECT greatest((SELECT max({sort}) FROM {live} WHERE municipality = $1),
                         (SELECT max({sort}) FROM {history} WHERE municipality = $1))"
    );
    Ok(sqlx::query_scalar(&sql).bind(municipality.as_str()).fetch_one(connection).await?)
}

async fn note<T: Table>(
    connection: &mut PgConnection,
    place: Place,
    municipality: &Municipality,
    horizon: &[(i64, DateTime<Utc>)],
) -> Result<(), ProjectionError> {
    if horizon.is_empty() {
        return Ok(());
    }
    let [_, _, table] = T::TABLES;
    sqlx::query(&format!(
        "INSERT INTO {} (municipality, position, highest)
         SELECT $1, note.* FROM unnest($2::bigint[], $3::timestamptz[]) AS note",
        place.table(table)
    ))
    .bind(municipality.as_str())
    .bind(horizon.iter().map(|(position, _)| *position).collect::<Vec<_>>())
    .bind(horizon.iter().map(|(_, highest)| *highest).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}
