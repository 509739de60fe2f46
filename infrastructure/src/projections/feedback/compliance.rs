//! How those who reported were told in time, counted (requirements 5.6, D-2, D-4): the figures of the rows of the feedback
//! register, by the year in which the last day lies and by unit.
//!
//! **Nothing is counted when a question is asked.** One row per year, of the whole service and of each unit, holds the
//! figures as they are, its history as they were. What is owed counts as *due* in the year of its last day; of these, what
//! was told on that day or before is *in time*, what was told later is *late*, and what is neither was not told. So a
//! figure of a year that has ended does not depend on the day on which it is asked for.

use std::collections::BTreeMap;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Datelike as _, Utc};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::{FeedbackRegister, FeedbackRow};
use crate::projections::as_of::AsOf;
use crate::projections::table::{Change, table};
use crate::projections::years::{Year, of_years, year_at, year_id};
use crate::projections::{Model as _, ProjectionError};

/// The version of what the figures mean; another one stands wherever a figure would be another.
pub const DEFINITION: &str = "feedback-compliance-1";

table! {
    /// The figures of a year, of the whole service or of one unit.
    pub struct FeedbackYear in "feedback_years" by year_id sorted by year_at {
        /// Under which it is kept.
        pub year_id: Uuid,
        /// The calendar year in which the last days lie.
        pub year: i32,
        /// The unit or district; nothing for the whole service.
        pub unit: Option<String>,
        /// Acknowledgements that were due.
        pub acknowledgements: i64,
        /// Of these, in time.
        pub acknowledgements_in_time: i64,
        /// Of these, given later.
        pub acknowledgements_late: i64,
        /// Reporters who were to be told how triage ended.
        pub triage: i64,
        /// Of these, in time.
        pub triage_in_time: i64,
        /// Of these, told later.
        pub triage_late: i64,
        /// Reporters who were to be told how the investigation ended.
        pub conclusions: i64,
        /// Of these, in time.
        pub conclusions_in_time: i64,
        /// Of these, told later.
        pub conclusions_late: i64,
        /// The beginning of the year.
        pub year_at: DateTime<Utc>,
    }
}

/// Under which series its years are kept.
const SERIES: &str = "feedback-year";

/// How many were due, in time and late: of acknowledgements, of triage and of conclusions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted([[i64; 3]; 3]);

/// What a row of the register counts in each year.
fn counted(row: Option<&FeedbackRow>) -> BTreeMap<Year, Counted> {
    let mut years = BTreeMap::<Year, Counted>::new();
    let Some(row) = row else { return years };
    let items = [
        (row.acknowledgement_due, row.acknowledged_on),
        (row.triage_due, row.triage_told_on),
        (row.conclusion_due, row.conclusion_told_on),
    ];
    for (item, (due, told_on)) in items.into_iter().enumerate() {
        let Some(due) = due else { continue };
        for unit in [None, Some(row.unit.clone())] {
            let [owed, in_time, late] = &mut years.entry((due.year(), unit)).or_default().0[item];
            *owed += 1;
            *in_time += i64::from(told_on.is_some_and(|told_on| told_on <= due));
            *late += i64::from(told_on.is_some_and(|told_on| told_on > due));
        }
    }
    years
}

/// What a batch adds to the figures of years. One event may be about several rows: what it adds to a year is one change.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<(i64, Year), Counted>);

impl Tally {
    /// That became of a row at that position.
    pub(super) fn became(&mut self, position: i64, before: Option<&FeedbackRow>, after: Option<&FeedbackRow>) {
        for (row, sign) in [(after, 1), (before, -1)] {
            for (year, Counted(counted)) in counted(row) {
                let Counted(added) = self.0.entry((position, year)).or_default();
                for (added, counted) in added.iter_mut().flatten().zip(counted.iter().flatten()) {
                    *added += sign * counted;
                }
            }
        }
    }

    /// The changes, in the order of positions.
    pub(super) fn changes(self) -> Vec<Change<(Year, Counted)>> {
        let changes = self.0.into_iter().filter(|(_, added)| *added != Counted::default());
        let change = |((position, year), added)| Change {
            key: year_id(SERIES, &year),
            position,
            is_first: false,
            what: (year, added),
        };
        changes.map(change).collect()
    }
}

/// A row stays when nothing is left in it: of an earlier moment it may tell something.
#[expect(clippy::unnecessary_wraps, reason = "other read models' changes can fail")]
pub(super) fn counts(
    row: &mut Option<FeedbackYear>,
    (year, Counted(added)): (Year, Counted),
) -> Result<(), ProjectionError> {
    let row = row.get_or_insert_with(|| nothing_in(year));
    let figures = [
        &mut row.acknowledgements,
        &mut row.acknowledgements_in_time,
        &mut row.acknowledgements_late,
        &mut row.triage,
        &mut row.triage_in_time,
        &mut row.triage_late,
        &mut row.conclusions,
        &mut row.conclusions_in_time,
        &mut row.conclusions_late,
    ];
    for (figure, added) in figures.into_iter().zip(added.into_iter().flatten()) {
        *figure += added;
    }
    Ok(())
}

fn nothing_in(of: Year) -> FeedbackYear {
    let (year_id, (year, unit)) = (year_id(SERIES, &of), of);
    FeedbackYear {
        year_id,
        year,
        unit,
        acknowledgements: 0,
        acknowledgements_in_time: 0,
        acknowledgements_late: 0,
        triage: 0,
        triage_in_time: 0,
        triage_late: 0,
        conclusions: 0,
        conclusions_in_time: 0,
        conclusions_late: 0,
        year_at: year_at(year),
    }
}

impl FeedbackYear {
    const fn tells(&self) -> bool {
        self.acknowledgements > 0 || self.triage > 0 || self.conclusions > 0
    }
}

/// The figures of years, with the position they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compliance {
    /// Every event of the municipality's ledger up to here is counted, and none after.
    pub position: i64,
    /// The rows of which something is told, by year and unit.
    pub rows: Vec<FeedbackYear>,
}

/// The figures of the years from `first` to `last`, both included, of the whole service or by unit, as the ledger knew
/// them at that moment.
pub async fn compliance(
    pool: &PgPool,
    municipality: &Municipality,
    (first, last): (i32, i32),
    by_unit: bool,
    as_of: AsOf,
) -> Result<Compliance, sqlx::Error> {
    let wanted = "year >= $3 AND year <= $4 AND (unit IS NOT NULL) = $5";
    let (model, years) = (FeedbackRegister::NAME, (first, last));
    let (position, mut rows) =
        of_years::<FeedbackYear>(pool, municipality, model, wanted, years, by_unit, as_of).await?;
    rows.retain(FeedbackYear::tells);
    rows.sort_by(|a, b| (a.year, &a.unit).cmp(&(b.year, &b.unit)));
    Ok(Compliance { position, rows })
}
