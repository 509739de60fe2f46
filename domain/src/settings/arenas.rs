//! In which arena each unit works: what a guide needs to say whose a step is there (R-30, S3-19).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Settings, SettingsEvent};
use crate::guides::Arena;
use crate::people::as_compared;

/// The arena that a unit was said to work in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitArena {
    /// The unit's name, as its cases bear it.
    pub unit: String,
    /// Where it works; none where what was said before was taken back.
    pub arena: Option<Arena>,
    /// From which day on.
    pub since: NaiveDate,
}

impl UnitArena {
    fn is_of(&self, unit: &str) -> bool {
        as_compared(&self.unit) == as_compared(unit)
    }
}

impl Settings {
    /// In which arena that unit worked on that day, where the municipality had said so by then. What was decided before it
    /// did is held against no arena; nor is what was decided before it said so otherwise, for what it had said until then may
    /// have been wrong, and a correction frees the days in between.
    pub fn arena_of(&self, unit: &str, day: NaiveDate) -> Option<Arena> {
        self.unit_arenas.iter().rfind(|said| said.is_of(unit)).filter(|said| said.since <= day)?.arena
    }

    /// The units whose arena is known, each with what was said of it last, in the order in which that was said.
    pub fn unit_arenas(&self) -> impl Iterator<Item = &UnitArena> {
        let latest = move |said: &&UnitArena| {
            let last = self.unit_arenas.iter().rfind(|other| other.is_of(&said.unit));
            last.is_some_and(|last| std::ptr::eq(last, *said))
        };
        self.unit_arenas.iter().filter(latest).filter(|said| said.arena.is_some())
    }

    /// What was said last changes nothing.
    pub(super) fn place_unit(&self, unit: String, arena: Option<Arena>, today: NaiveDate) -> Vec<SettingsEvent> {
        if self.arena_of(&unit, today) == arena {
            return Vec::new();
        }
        vec![SettingsEvent::UnitArenaSet { unit, arena, set_on: today }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LedgerEvent as _;
    use crate::settings::SettingsAction;
    use crate::test_support::{FRIDAY, SATURDAY, THURSDAY, UNIT, WEDNESDAY, given};
    use crate::texts::Language;

    fn set(arena: Option<Arena>, set_on: NaiveDate) -> SettingsEvent {
        SettingsEvent::UnitArenaSet { unit: UNIT.to_owned(), arena, set_on }
    }

    fn place(unit: &str, arena: Option<Arena>) -> SettingsAction {
        SettingsAction::SetUnitArena { unit: unit.to_owned(), arena }
    }

    #[test]
    fn r_30_s3_19_the_municipality_says_in_which_arena_a_unit_works_from_that_day_on() {
        let school = Some(Arena::School);
        given::<Settings>([]).when(place(UNIT, school)).then([set(school, FRIDAY)]);
        let state = given::<Settings>([set(school, FRIDAY)]).state();
        assert_eq!((state.arena_of(UNIT, THURSDAY), state.arena_of(UNIT, FRIDAY)), (None, school));
        assert_eq!(state.arena_of(&format!(" {} ", UNIT.to_uppercase()), SATURDAY), school, "however it is written");
        assert_eq!(state.arena_of("Another", SATURDAY), None);
    }

    #[test]
    fn r_30_what_was_said_of_a_unit_is_changed_and_taken_back_and_not_said_twice() {
        let (school, kindergarten) = (Some(Arena::School), Some(Arena::Kindergarten));
        given::<Settings>([set(school, THURSDAY)]).when(place(UNIT, school)).then_nothing();
        given::<Settings>([]).when(place(UNIT, None)).then_nothing();
        let moved = given::<Settings>([set(school, THURSDAY), set(kindergarten, FRIDAY)]).state();
        assert_eq!(moved.arena_of(UNIT, FRIDAY), kindergarten);
        assert_eq!(moved.unit_arenas().map(|said| said.arena).collect::<Vec<_>>(), [kindergarten]);
        let back = given::<Settings>([set(school, THURSDAY), set(None, FRIDAY)]).state();
        assert_eq!((back.arena_of(UNIT, FRIDAY), back.unit_arenas().count()), (None, 0));
    }

    /// What a kindergarten decided on the days on which it was said to be a school can be written down once that is put right.
    #[test]
    fn r_30_a_wrong_arena_that_is_put_right_holds_nothing_against_the_days_in_between() {
        let (school, kindergarten) = (Some(Arena::School), Some(Arena::Kindergarten));
        let wrong = given::<Settings>([set(school, WEDNESDAY)]).state();
        assert_eq!(wrong.arena_of(UNIT, THURSDAY), school);
        let put_right = given::<Settings>([set(school, WEDNESDAY), set(kindergarten, FRIDAY)]).state();
        assert_eq!([WEDNESDAY, THURSDAY].map(|day| put_right.arena_of(UNIT, day)), [None, None]);
        assert_eq!(put_right.arena_of(UNIT, FRIDAY), kindergarten);
        let taken_back = given::<Settings>([set(school, WEDNESDAY), set(None, FRIDAY)]).state();
        assert_eq!([THURSDAY, FRIDAY].map(|day| taken_back.arena_of(UNIT, day)), [None, None]);
    }

    #[test]
    fn that_a_unit_works_in_no_known_arena_any_more_is_told_in_words_of_its_own() {
        let told = |arena| Language::ALL.map(|language| language.say(&set(arena, FRIDAY).summary()));
        assert_eq!(
            told(None),
            [
                "Det er ikke lenger oppgitt i hvilken arena enheten Skogkanten barnehage arbeider.",
                "Det er ikkje lenger oppgitt i kva arena eininga Skogkanten barnehage arbeider.",
                "It is no longer told in which arena the unit Skogkanten barnehage works.",
            ]
        );
        let [.., in_english] = told(Some(Arena::School));
        assert_eq!(in_english, "The unit Skogkanten barnehage works from here on in: the school.");
    }
}
