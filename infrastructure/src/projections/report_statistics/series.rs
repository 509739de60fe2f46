//! New reports and reports in opened cases, year by year (R-50, S2-5).

use super::StatisticsRow;

/// What a year counts. Nothing is said of a year from before a series begins, or of one that the ledger knows no report
/// of: that is not a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearOfReports {
    /// The calendar year of conclusion.
    pub year: i32,
    /// New reports.
    pub new: Option<i64>,
    /// Reports in opened cases: while measures are active, or an investigation is going on. The series begins with the
    /// first year that has any, for sources told of them later than of new ones.
    pub in_opened_cases: Option<i64>,
}

/// The years from `first` to `last`, both included, out of figures that are broken down by year alone, those of the years
/// before among them: by these it is known when a series begins, whatever years are asked for.
pub fn by_year(rows: &[StatisticsRow], first: i32, last: i32) -> Vec<YearOfReports> {
    let known = |year: i32| rows.iter().find(|row| row.codes().eq([year.to_string().as_str()]));
    let telling = rows.iter().filter(|row| row.reports_in_opened_cases() > 0);
    let begins: Option<i32> = telling.filter_map(|row| row.codes().next()?.parse().ok()).min();
    let of_year = |year: i32| {
        let row = known(year);
        let in_opened_cases = row.filter(|_| begins.is_some_and(|begins| begins <= year));
        YearOfReports {
            year,
            new: row.map(|row| row.reports_new),
            in_opened_cases: in_opened_cases.map(StatisticsRow::reports_in_opened_cases),
        }
    };
    (first..=last).map(of_year).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{KeyPart, ReportDimension};
    use super::*;

    fn row(year: &str, reports_total: i64, reports_new: i64) -> StatisticsRow {
        let part = KeyPart { dimension: ReportDimension::Year, code: year.to_owned() };
        StatisticsRow { key: vec![part], reports_total, reports_new, dismissed: 0, transferred: 0, within_7_days: 0 }
    }

    #[test]
    fn r_50_s2_5_new_reports_and_reports_in_opened_cases_are_counted_apart() {
        let years = by_year(&[row("2019", 12, 9), row("2020", 7, 7)], 2019, 2020);
        let told: Vec<_> = years.iter().map(|year| (year.year, year.new, year.in_opened_cases)).collect();
        assert_eq!(told, [(2019, Some(9), Some(3)), (2020, Some(7), Some(0))]);
    }

    #[test]
    fn r_50_a_year_is_told_alike_in_whichever_years_are_asked_for() {
        let rows = [row("2019", 12, 9), row("2020", 7, 7), row("2021", 4, 3)];
        let in_2020 = |first, last| by_year(&rows, first, last).into_iter().find(|year| year.year == 2020).unwrap();
        for (first, last) in [(2019, 2020), (2020, 2020), (2020, 2021), (2018, 2022)] {
            assert_eq!(in_2020(first, last).in_opened_cases, Some(0), "{first}-{last}");
        }
    }

    #[test]
    fn r_50_a_missing_year_is_no_zero_and_each_series_begins_with_its_own_first_year() {
        let years = by_year(&[row("2016", 8, 8), row("2018", 5, 5), row("2019", 6, 4)], 2015, 2020);
        let new: Vec<_> = years.iter().map(|year| year.new).collect();
        assert_eq!(new, [None, Some(8), None, Some(5), Some(4), None]);
        let in_opened_cases: Vec<_> = years.iter().map(|year| year.in_opened_cases).collect();
        assert_eq!(in_opened_cases, [None, None, None, None, Some(2), None]);
    }
}
