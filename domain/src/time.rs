//! Dates and deadlines as the law counts them: calendar days and calendar months in Europe/Oslo.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Oslo;
use serde::{Deserialize, Serialize};

/// The date in Norway at an instant.
pub fn oslo_date(instant: DateTime<Utc>) -> NaiveDate {
    // Within hours of the calendar's ends there is no local time; a day's distance changes nothing anyone would see.
    let day = TimeDelta::days(1);
    instant.clamp(DateTime::<Utc>::MIN_UTC + day, DateTime::<Utc>::MAX_UTC - day).with_timezone(&Oslo).date_naive()
}

/// The instant a Norwegian date begins.
///
/// No Norwegian clock change has ever skipped midnight; should one, the day begins an hour later.
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    Oslo.from_local_datetime(&midnight)
        .earliest()
        .or_else(|| Oslo.from_local_datetime(&(midnight + TimeDelta::hours(1))).earliest())
        .map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// The date `months` calendar months after `date`; the last day of the month where that day does not exist.
///
/// Calendar months, not 90 days, are what the act means by "three months" (D-3). Saturates at the calendar's end.
pub fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// How many whole months old somebody born on the first date is on the second; `None` before the birth.
pub fn months_old(born_on: NaiveDate, day: NaiveDate) -> Option<i32> {
    if day < born_on {
        return None;
    }
    let months = |date: NaiveDate| date.year().checked_mul(12)?.checked_add(i32::try_from(date.month0()).ok()?);
    let begun = months(day)?.checked_sub(months(born_on)?)?;
    Some(if day.day() < born_on.day() { begun - 1 } else { begun })
}

/// The day on which somebody born on the first date is so many years old. Who was born on 29 February is on 1 March of
/// other years, as [`months_old`] counts. Saturates at the calendar's end.
pub fn birthday(born_on: NaiveDate, years: u8) -> NaiveDate {
    let day = months_after(born_on, u32::from(years) * 12);
    if day.day() < born_on.day() { days_after(day, 1) } else { day }
}

/// The date `days` calendar days after `date`, holidays counted (S2-68). Saturates at the calendar's end.
pub fn days_after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Whether offices are open that day: no Saturday, Sunday or public holiday in Norway.
pub(crate) fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_public_holiday(day)
}

/// The working day that comes as the given number of them after `date`. Saturates at the calendar's end.
pub fn working_days_after(date: NaiveDate, days: usize) -> NaiveDate {
    let after = date.iter_days().skip(1).filter(|day| is_working_day(*day));
    after.take(days).last().unwrap_or(if days == 0 { date } else { NaiveDate::MAX })
}

/// Whether it is a public holiday in Norway.
fn is_public_holiday(day: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 5] = [(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)];
    if FIXED.contains(&(day.month(), day.day())) {
        return true;
    }
    // Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday and Monday.
    let after_easter = (day - easter(day.year())).num_days();
    matches!(after_easter, -3 | -2 | 0 | 1 | 39 | 49 | 50)
}

/// Easter Sunday, by the Gregorian rule as Meeus gives it.
fn easter(year: i32) -> NaiveDate {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let after_the_22nd_of_march = u64::try_from(epact + weekday - 7 * shift).unwrap_or_default();
    let first = NaiveDate::from_ymd_opt(year, 3, 22).unwrap_or(NaiveDate::MAX);
    first.checked_add_days(Days::new(after_the_22nd_of_march)).unwrap_or(NaiveDate::MAX)
}

/// A day or a span of days in which something was observed. It never runs backwards, neither made nor read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "UncheckedPeriod")]
pub struct ObservedPeriod {
    from: NaiveDate,
    to: NaiveDate,
}

/// A period as it is read, before it is known to run forwards.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UncheckedPeriod {
    from: NaiveDate,
    to: NaiveDate,
}

/// Why a period cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the period ends before it begins")]
struct RunsBackwards;

impl TryFrom<UncheckedPeriod> for ObservedPeriod {
    type Error = RunsBackwards;

    fn try_from(UncheckedPeriod { from, to }: UncheckedPeriod) -> Result<Self, Self::Error> {
        Self::between(from, to).ok_or(RunsBackwards)
    }
}

/// The day, or the first and the last one.
impl std::fmt::Display for ObservedPeriod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to { write!(f, "{}", self.to) } else { write!(f, "{} – {}", self.from, self.to) }
    }
}

impl ObservedPeriod {
    /// The span from `from` to `to`, both included; `None` when it would run backwards.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// A single day.
    pub const fn on(date: NaiveDate) -> Self {
        Self { from: date, to: date }
    }

    /// The first day.
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub const fn to(self) -> NaiveDate {
        self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_office_is_closed_on_public_holidays() {
        for day in [
            "2024-01-01",
            "2024-03-28",
            "2024-03-29",
            "2024-04-01",
            "2024-05-01",
            "2024-05-09",
            "2024-05-17",
            "2024-05-20",
            "2024-12-25",
            "2024-12-26",
            "2025-04-21",
            "2026-04-06",
            "2027-03-29",
        ] {
            assert!(is_public_holiday(date(day)), "{day}");
        }
        for day in ["2024-03-27", "2024-04-02", "2024-05-10", "2024-12-24", "2026-04-07"] {
            assert!(!is_public_holiday(date(day)), "{day}");
        }
        for day in ["1961-04-02", "2000-04-23", "2019-04-21", "2024-03-31", "2038-04-25", "2285-03-22"] {
            assert_eq!(easter(date(day).year()), date(day));
        }
    }

    #[test]
    fn working_days_leave_out_weekends_and_public_holidays() {
        for (start, days, day) in [
            ("2024-03-07", 3, "2024-03-12"),
            ("2024-03-27", 3, "2024-04-04"),
            ("2024-03-09", 1, "2024-03-11"),
            ("2024-03-09", 0, "2024-03-09"),
        ] {
            assert_eq!(working_days_after(date(start), days), date(day));
        }
        assert_eq!(working_days_after(NaiveDate::MAX, 1), NaiveDate::MAX);
    }

    #[test]
    fn three_months_after_the_last_of_november_is_the_last_of_february() {
        assert_eq!(months_after(date("2025-11-30"), 3), date("2026-02-28"));
        assert_eq!(months_after(date("2023-11-30"), 3), date("2024-02-29"));
    }

    #[test]
    fn a_month_of_age_is_full_on_the_day_of_the_month() {
        assert_eq!(birthday(date("2008-02-29"), 15), date("2023-03-01"));
        assert_eq!(birthday(date("2008-02-29"), 16), date("2024-02-29"));
        assert_eq!(months_old(date("2008-02-29"), date("2023-02-28")), Some(15 * 12 - 1));
        let born_on = date("2019-03-31");
        assert_eq!(months_old(born_on, date("2019-03-30")), None);
        assert_eq!(months_old(born_on, born_on), Some(0));
        assert_eq!(months_old(born_on, date("2019-04-30")), Some(0));
        assert_eq!(months_old(born_on, date("2026-03-30")), Some(83));
        assert_eq!(months_old(born_on, date("2026-03-31")), Some(84));
    }

    #[test]
    fn a_norwegian_day_begins_in_the_evening_of_the_day_before_in_utc() {
        assert_eq!(start_of_day(date("2026-01-15")).to_rfc3339(), "2026-01-14T23:00:00+00:00");
        assert_eq!(start_of_day(date("2026-07-15")).to_rfc3339(), "2026-07-14T22:00:00+00:00");
        assert_eq!(oslo_date(start_of_day(date("2026-07-15"))), date("2026-07-15"));
    }

    #[test]
    fn the_calendars_end_does_not_panic() {
        oslo_date(DateTime::<Utc>::MAX_UTC);
        oslo_date(DateTime::<Utc>::MIN_UTC);
        start_of_day(NaiveDate::MAX);
        start_of_day(NaiveDate::MIN);
        assert_eq!(months_after(NaiveDate::MAX, 3), NaiveDate::MAX);
        assert_eq!(days_after(NaiveDate::MAX, 7), NaiveDate::MAX);
    }
}
