//! A period as whole years, whole months and days: so many sheets, however many reports.
//!
//! A block of which more than half is wanted is taken whole, and what is too much is taken away again. Between the
//! whole years lie then at most twelve months and thirty days.

use chrono::{Datelike as _, NaiveDate};

/// How long a sheet's time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A calendar year.
    Year,
    /// A calendar month.
    Month,
    /// A day.
    Day,
}

impl Level {
    /// From the longest to the shortest.
    pub(super) const ALL: [Self; 3] = [Self::Year, Self::Month, Self::Day];

    /// Its number in the tables.
    pub(super) const fn number(self) -> i16 {
        match self {
            Self::Year => 0,
            Self::Month => 1,
            Self::Day => 2,
        }
    }

    /// The first day of the year or month around `date`, or the day itself.
    pub(super) fn bucket(self, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Year => date.with_day(1).and_then(|first| first.with_month(1)).unwrap_or(date),
            Self::Month => date.with_day(1).unwrap_or(date),
            Self::Day => date,
        }
    }
}

/// Sheets of one level from the first to the last, both included, to be added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) level: Level,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) sign: i16,
}

/// The pieces of a period; none longer than `longest`, for figures by month cannot be read off a year.
pub(super) fn pieces((from, to): (NaiveDate, NaiveDate), longest: Level) -> Vec<Piece> {
    if to < from {
        return Vec::new();
    }
    let days = Covered::of((from.num_days_from_ce(), to.num_days_from_ce()), month_of_day, first_day_of_month);
    let mut pieces = days.parts(Level::Day, day);
    let Some(months) = days.whole else { return pieces };
    if longest == Level::Month {
        pieces.extend(piece(Level::Month, months, 1, first_of_month));
        return pieces;
    }
    let months = Covered::of(months, |month| month.div_euclid(12), |year| year * 12);
    pieces.extend(months.parts(Level::Month, first_of_month));
    if let Some(years) = months.whole {
        pieces.extend(piece(Level::Year, years, 1, |year| first_of_month(year * 12)));
    }
    pieces
}

/// A range of small units as a range of whole blocks, and small units to be added and taken away at its ends.
struct Covered {
    whole: Option<(i32, i32)>,
    ends: Vec<((i32, i32), i16)>,
}

impl Covered {
    /// `block` gives a unit's block, `start` a block's first unit.
    fn of((first, last): (i32, i32), block: impl Fn(i32) -> i32, start: impl Fn(i32) -> i32) -> Self {
        let (mut low, mut high) = (block(first), block(last));
        let (begin, end) = (start(low), start(high + 1) - 1);
        let (before, after) = ((begin, first - 1), (last + 1, end));
        let mut ends = Vec::new();
        if low == high {
            if 2 * (last - first + 1) > end - begin + 1 {
                ends.extend([(before, -1), (after, -1)]);
            } else {
                ends.push(((first, last), 1));
                low += 1;
            }
        } else {
            let (next, latest) = (start(low + 1), start(high));
            if 2 * (next - first) > next - begin {
                ends.push((before, -1));
            } else {
                ends.push(((first, next - 1), 1));
                low += 1;
            }
            if 2 * (last - latest + 1) > end - latest + 1 {
                ends.push((after, -1));
            } else {
                ends.push(((latest, last), 1));
                high -= 1;
            }
        }
        ends.retain(|((first, last), _)| first <= last);
        Self { whole: (low <= high).then_some((low, high)), ends }
    }

    fn parts(&self, level: Level, date: impl Fn(i32) -> Option<NaiveDate> + Copy) -> Vec<Piece> {
        self.ends.iter().filter_map(|(range, sign)| piece(level, *range, *sign, date)).collect()
    }
}

fn piece(level: Level, (first, last): (i32, i32), sign: i16, date: impl Fn(i32) -> Option<NaiveDate>) -> Option<Piece> {
    Some(Piece { level, first: date(first)?, last: date(last)?, sign })
}

fn day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number)
}

/// Months are counted from January of the year 0.
fn first_of_month(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(number.div_euclid(12), number.rem_euclid(12).unsigned_abs() + 1, 1)
}

fn month_of_day(number: i32) -> i32 {
    day(number).map_or(0, |day| day.year() * 12 + day.month0().cast_signed())
}

fn first_day_of_month(month: i32) -> i32 {
    first_of_month(month).map_or(0, |first| first.num_days_from_ce())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::Days;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// How often each day is counted.
    fn counted(pieces: &[Piece]) -> BTreeMap<NaiveDate, i16> {
        let mut days = BTreeMap::new();
        for piece in pieces {
            let mut day = piece.first;
            while piece.level.bucket(day) <= piece.last {
                *days.entry(day).or_default() += piece.sign;
                day = day + Days::new(1);
            }
        }
        days.retain(|_, times| *times != 0);
        days
    }

    #[test]
    fn every_day_of_a_period_is_counted_once_and_no_other() {
        let start = date("2019-12-01");
        for first in (0..1_000).step_by(7) {
            for length in [0, 1, 9, 14, 15, 16, 28, 29, 30, 31, 60, 182, 183, 184, 364, 365, 366, 900, 2_000] {
                let period = (start + Days::new(first), start + Days::new(first + length));
                let expected: BTreeMap<_, _> =
                    period.0.iter_days().take_while(|day| *day <= period.1).map(|day| (day, 1)).collect();
                for longest in [Level::Year, Level::Month] {
                    let pieces = pieces(period, longest);
                    assert_eq!(counted(&pieces), expected, "{period:?}: {pieces:?}");
                    assert!(pieces.iter().all(|piece| piece.level >= longest));
                }
            }
        }
    }

    #[test]
    fn between_the_whole_years_lie_at_most_twelve_months_and_thirty_days() {
        for (from, to) in [("2016-01-01", "2025-12-31"), ("2016-06-15", "2026-06-15"), ("2015-05-17", "2026-07-16")] {
            let pieces = pieces((date(from), date(to)), Level::Year);
            let days = pieces.iter().filter(|piece| piece.level == Level::Day);
            let days: i64 = days.map(|piece| (piece.last - piece.first).num_days() + 1).sum();
            let months = pieces.iter().filter(|piece| piece.level == Level::Month);
            let months: u32 = months.map(|piece| piece.last.month() - piece.first.month() + 1).sum();
            assert!(days <= 30 && months <= 12, "{pieces:?}");
        }
        assert_eq!(pieces((date("2016-01-01"), date("2025-12-31")), Level::Year).len(), 1);
        assert_eq!(pieces((date("2016-01-02"), date("2016-01-01")), Level::Year), []);
    }
}
