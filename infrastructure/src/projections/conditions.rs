//! Conditions that lists are filtered by: each begins with `AND`, and there is none where nothing is asked.

use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::time::start_of_day;
use chrono::NaiveDate;
use sqlx::postgres::Postgres;
use sqlx::{Encode, QueryBuilder, Type};
use uuid::Uuid;

/// Only rows with that value.
pub(crate) fn is<'a, T>(query: &mut QueryBuilder<'a, Postgres>, column: &str, value: Option<T>)
where
    T: 'a + Encode<'a, Postgres> + Type<Postgres>,
{
    if let Some(value) = value {
        query.push(format!(" AND {column} = ")).push_bind(value);
    }
}

/// Only rows about that child, under any of the pseudonyms that it stands under.
pub(super) fn is_child(query: &mut QueryBuilder<'_, Postgres>, child: Option<&[SubjectId]>) {
    match child {
        None => {}
        // As it nearly always is: then an index by the child gives the order, too.
        Some([child]) => is(query, "child_subject", Some(child.as_uuid())),
        Some(child) => {
            let pseudonyms: Vec<Uuid> = child.iter().copied().map(SubjectId::as_uuid).collect();
            query.push(" AND child_subject = ANY (").push_bind(pseudonyms).push(")");
        }
    }
}

/// Only rows in whose list that text stands.
pub(super) fn holds<'a>(query: &mut QueryBuilder<'a, Postgres>, column: &str, value: Option<&'a str>) {
    if let Some(value) = value {
        query.push(" AND ").push_bind(value).push(format!(" = ANY ({column})"));
    }
}

/// Only rows with one of those values.
pub(super) fn is_one_of(query: &mut QueryBuilder<'_, Postgres>, column: &str, values: Option<Vec<&'static str>>) {
    if let Some(values) = values {
        query.push(format!(" AND {column} = ANY (")).push_bind(values).push(")");
    }
}

/// Only rows with a value, or only those without.
pub(super) fn is_there(query: &mut QueryBuilder<'_, Postgres>, column: &str, there: Option<bool>) {
    match there {
        None => {}
        Some(true) => _ = query.push(format!(" AND {column} IS NOT NULL")),
        Some(false) => _ = query.push(format!(" AND {column} IS NULL")),
    }
}

/// Only rows of those days, both included, in a column of days.
pub(super) fn within(
    query: &mut QueryBuilder<'_, Postgres>,
    column: &str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) {
    if let Some(from) = from {
        query.push(format!(" AND {column} >= ")).push_bind(from);
    }
    if let Some(to) = to {
        query.push(format!(" AND {column} <= ")).push_bind(to);
    }
}

/// Only rows of those days, both included, in a column of beginnings of days.
pub(super) fn beginning_within(
    query: &mut QueryBuilder<'_, Postgres>,
    column: &str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) {
    if let Some(from) = from {
        query.push(format!(" AND {column} >= ")).push_bind(start_of_day(from));
    }
    if let Some(to) = to {
        query.push(format!(" AND {column} <= ")).push_bind(start_of_day(to));
    }
}

/// Only rows of those days in Norway, both included, in a column of times.
pub(crate) fn at_within(
    query: &mut QueryBuilder<'_, Postgres>,
    column: &str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) {
    if let Some(from) = from {
        query.push(format!(" AND {column} >= ")).push_bind(start_of_day(from));
    }
    // The last day of the calendar has no next one, and ends no list.
    if let Some(next) = to.and_then(|to| to.succ_opt()) {
        query.push(format!(" AND {column} < ")).push_bind(start_of_day(next));
    }
}
