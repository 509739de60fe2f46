//! Which years' figures were published, and as of which position of the ledger (RM-7).
//!
//! What is recorded late of a year that has ended, or put right in it, moves a figure by one or two, and whoever keeps what was
//! published before finds by subtraction whom it was about. So figures are published by an event, which says as of which
//! position they stand, and stand so whatever is recorded since. They are published anew only where nobody is found in what
//! that changes, held against each time that they were published before.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Settings, SettingsEvent};
use crate::Refusal;
use crate::personal::Personal;
use crate::publishing::Readable;
use crate::text::Text;

/// That the figures of a year were published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The calendar year.
    pub year: i32,
    /// The position as of which they stand.
    pub position: i64,
    /// When they were published.
    pub published_on: NaiveDate,
}

/// Figures of a year that are to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresToPublish {
    /// The calendar year.
    pub year: i32,
    /// The position as of which they stand.
    pub position: i64,
    /// The day on which the ledger had come so far and no further.
    pub stood_on: NaiveDate,
    /// Why; needed where the year's figures were published before.
    pub rationale: Option<Personal<Text>>,
    /// All that is read in them.
    pub readable: Readable,
    /// All that is read in the year's figures each time that they were published before.
    pub before: Vec<Readable>,
}

impl Settings {
    /// All that was published, oldest first.
    pub fn publications(&self) -> &[Publication] {
        &self.publications
    }

    /// Each publication of that year, oldest first, with all of any year that went before it.
    pub fn published(&self, year: i32) -> impl DoubleEndedIterator<Item = (Publication, &[Publication])> {
        let all = self.publications.iter().enumerate();
        let with_those_before = all.map(|(nth, one)| (*one, self.publications.get(..nth).unwrap_or_default()));
        with_those_before.filter(move |(one, _)| one.year == year)
    }

    /// A year is published once it is over, as of a moment after it. Published as of the same moment again, it is nothing else.
    pub(super) fn publish(&self, figures: FiguresToPublish, today: NaiveDate) -> Result<Vec<SettingsEvent>, Refusal> {
        let FiguresToPublish { year, position, stood_on, rationale, readable, before } = figures;
        if stood_on.year() <= year {
            return Err(Refusal::FiguresOfYearNotOver { year });
        }
        if let Some((latest, _)) = self.published(year).next_back() {
            if latest.position == position {
                return Ok(Vec::new());
            }
            if rationale.is_none() {
                return Err(Refusal::FiguresAlreadyPublished { year });
            }
        }
        if !before.iter().all(|before| readable.tells_of_nobody_beside(before)) {
            return Err(Refusal::RevisionTellsOfFew { year });
        }
        Ok(vec![SettingsEvent::FiguresPublished { year, position, rationale, published_on: today }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publishing::Counts;
    use crate::settings::SettingsAction;
    use crate::test_support::{FRIDAY, LEADER, MONDAY, THURSDAY, date, given, grounds_of};

    const YEAR: i32 = 2023;

    /// What is read of a year with so many reports.
    fn of(total: i64) -> Readable {
        let mut readable = Readable::default();
        readable.read_reports(Counts { total, new: total, in_time: total, ..Counts::default() }, &[]);
        readable
    }

    fn to_publish(position: i64, total: i64) -> FiguresToPublish {
        FiguresToPublish {
            year: YEAR,
            position,
            stood_on: THURSDAY,
            rationale: None,
            readable: of(total),
            before: Vec::new(),
        }
    }

    fn anew(position: i64, total: i64, before: &[i64]) -> FiguresToPublish {
        let before = before.iter().map(|total| of(*total)).collect();
        FiguresToPublish { rationale: Some(grounds_of(LEADER)), before, ..to_publish(position, total) }
    }

    fn publish(figures: FiguresToPublish) -> SettingsAction {
        SettingsAction::PublishFigures(Box::new(figures))
    }

    fn published(year: i32, position: i64) -> SettingsEvent {
        SettingsEvent::FiguresPublished { year, position, rationale: None, published_on: FRIDAY }
    }

    #[test]
    fn rm7_the_figures_of_a_year_are_published_as_of_a_position_once_it_is_over() {
        given::<Settings>([]).when(publish(to_publish(40, 100))).then([published(YEAR, 40)]);
        // Few reports are not shown, and are published so.
        given::<Settings>([]).when(publish(to_publish(40, 2))).then([published(YEAR, 40)]);
        for stood_on in [date(YEAR, 12, 31), date(YEAR, 3, 1), date(YEAR - 1, 5, 1)] {
            given::<Settings>([])
                .when(publish(FiguresToPublish { stood_on, ..to_publish(40, 100) }))
                .then_refused(Refusal::FiguresOfYearNotOver { year: YEAR });
        }
    }

    #[test]
    fn rm7_figures_are_published_anew_with_reasons_and_as_of_another_moment() {
        let before = || given::<Settings>([published(YEAR, 40), published(YEAR - 1, 41)]);
        before().when(publish(to_publish(40, 100))).then_nothing();
        let again = Refusal::FiguresAlreadyPublished { year: YEAR };
        before().when(publish(to_publish(50, 100))).then_refused(again);
        let rationale = Some(grounds_of(LEADER));
        let anew_published =
            SettingsEvent::FiguresPublished { year: YEAR, position: 50, rationale, published_on: FRIDAY };
        before().when(publish(anew(50, 104, &[100]))).then([anew_published]);
    }

    #[test]
    fn rm7_figures_are_not_published_anew_where_they_differ_by_few_from_any_that_were() {
        let few = Refusal::RevisionTellsOfFew { year: YEAR };
        for more in 1..=3 {
            let once = given::<Settings>([published(YEAR, 40)]);
            once.when(publish(anew(50, 100 + more, &[100]))).then_refused(few.clone());
        }
        let twice = || given::<Settings>([published(YEAR, 40), published(YEAR, 50)]);
        twice().when(publish(anew(60, 102, &[100, 110]))).then_refused(few);
        twice().when(publish(anew(60, 120, &[100, 110]))).then_done();
    }

    #[test]
    fn rm7_what_was_published_stays_listed_and_the_last_holds() {
        let other = SettingsEvent::FiguresPublished { year: 2022, position: 30, rationale: None, published_on: MONDAY };
        let state = given::<Settings>([published(YEAR, 40), other, published(YEAR, 50)]).state();
        let all = state.publications();
        assert_eq!(
            all.iter().map(|one| (one.year, one.position)).collect::<Vec<_>>(),
            [(YEAR, 40), (2022, 30), (YEAR, 50)]
        );
        let of_year: Vec<_> = state.published(YEAR).collect();
        assert_eq!(of_year, [(all[0], &all[..0]), (all[2], &all[..2])]);
        assert_eq!(state.published(2021).next(), None);
    }
}
