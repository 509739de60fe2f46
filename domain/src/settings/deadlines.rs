//! How long a municipality gives itself for what the sources ask for without naming a time.
//!
//! The project has a number for each, which a municipality may replace by its own from a day on. What the law says, what a plan
//! or a decision says, and the time to decide on a concern (D-6) are not set here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Settings, SettingsEvent};
use crate::Refusal;
use crate::case::not_before;
use crate::law::{self, DeadlineKind, Length};

/// A length that was set, for what starts from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetDeadline {
    /// Of which deadline.
    pub deadline: DeadlineKind,
    /// How long; the project's own number holds again where none is given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub length: Option<Length>,
    /// For what starts from that day on.
    pub valid_from: NaiveDate,
    /// When it was set.
    pub set_on: NaiveDate,
}

/// All that a municipality has set, in the order in which it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OwnDeadlines(Vec<SetDeadline>);

impl OwnDeadlines {
    /// From here on this is set, too.
    pub(crate) fn set(&mut self, set: SetDeadline) {
        self.0.push(set);
    }

    /// What was set last for what starts on that day, if anything was.
    pub fn set_for(&self, deadline: DeadlineKind, start: NaiveDate) -> Option<&SetDeadline> {
        let holds = self.0.iter().filter(|set| set.deadline == deadline && set.valid_from <= start);
        holds.max_by_key(|set| set.valid_from)
    }

    /// How long it is for what starts on that day: what was set for it, or else what the law and the project have. What was set
    /// before it was known that there may be no more time than this, or for days on which there may be less, is that.
    pub fn length(&self, deadline: DeadlineKind, start: NaiveDate) -> Option<Length> {
        let of_the_day = law::deadline(deadline, start);
        let Some(set) = self.set_for(deadline, start).and_then(|set| set.length) else { return of_the_day?.length };
        match of_the_day.map(law::Deadline::longest) {
            Some(longest) if !set.is_within(longest) => Some(longest),
            Some(_) | None => Some(set),
        }
    }

    /// The last day for what starts on that day; see [`law::due`].
    pub fn due(&self, deadline: DeadlineKind, start: NaiveDate) -> NaiveDate {
        self.length(deadline, start).map_or(start, |length| length.after(start))
    }
}

impl Settings {
    /// How long the municipality gives itself for what the sources name no time for.
    pub const fn own_deadlines(&self) -> &OwnDeadlines {
        &self.own_deadlines
    }

    /// What is the law's, a plan's or another setting's is not set; nor is a length that is none, or longer than this deadline
    /// may be. What holds for that day already changes nothing.
    pub(super) fn set_deadline(
        &self,
        deadline: DeadlineKind,
        length: Option<Length>,
        valid_from: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<SettingsEvent>, Refusal> {
        let of_the_day = law::deadline(deadline, valid_from).filter(|known| known.is_projects_own());
        let of_the_day = of_the_day.ok_or(Refusal::DeadlineNotTheMunicipalitys { deadline })?;
        let longest = of_the_day.longest();
        if length.is_some_and(|length| !length.is_any() || !length.is_within(longest)) {
            return Err(Refusal::DeadlineOutOfBounds { deadline, longest });
        }
        not_before("validFrom", valid_from, today)?;
        if self.own_deadlines.set_for(deadline, valid_from).and_then(|set| set.length) == length {
            return Err(Refusal::SettingUnchanged);
        }
        Ok(vec![SettingsEvent::DeadlineSet { deadline, length, valid_from, set_on: today }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::SettingsAction;
    use crate::test_support::{FRIDAY, MONDAY, SATURDAY, THURSDAY, TUESDAY, given};

    const COPY: DeadlineKind = DeadlineKind::Copy;

    fn set(length: Option<Length>, valid_from: NaiveDate) -> SettingsEvent {
        SettingsEvent::DeadlineSet { deadline: COPY, length, valid_from, set_on: FRIDAY }
    }

    const fn ask(deadline: DeadlineKind, length: Option<Length>, valid_from: NaiveDate) -> SettingsAction {
        SettingsAction::SetDeadline { deadline, length, valid_from }
    }

    #[test]
    fn r_71_a_municipality_sets_the_length_of_a_deadline_that_is_the_projects_own_from_a_day_on() {
        let days = Some(Length::Days(3));
        given::<Settings>([]).when(ask(COPY, days, FRIDAY)).then([set(days, FRIDAY)]);
        given::<Settings>([set(days, FRIDAY)]).when(ask(COPY, days, SATURDAY)).then_refused(Refusal::SettingUnchanged);
        given::<Settings>([set(days, FRIDAY)]).when(ask(COPY, None, SATURDAY)).then([set(None, SATURDAY)]);
        given::<Settings>([]).when(ask(COPY, None, FRIDAY)).then_refused(Refusal::SettingUnchanged);
        let (field, date, earliest) = ("validFrom", THURSDAY, FRIDAY);
        let early = Refusal::DateBefore { field, date, earliest };
        given::<Settings>([]).when(ask(COPY, days, THURSDAY)).then_refused(early);
    }

    #[test]
    fn r_71_what_starts_is_due_by_the_length_of_its_day_whatever_is_set_since() {
        let (weeks, days) = (Length::Weeks(1), Length::Days(3));
        let state = given::<Settings>([set(Some(days), TUESDAY), set(None, SATURDAY)]).state();
        let own = state.own_deadlines();
        let lengths = [MONDAY, TUESDAY, FRIDAY, SATURDAY].map(|day| own.length(COPY, day));
        assert_eq!(lengths, [weeks, days, days, weeks].map(Some), "the project's own again where none is given");
        assert_eq!(own.due(COPY, TUESDAY), FRIDAY);
        assert_eq!(own.length(DeadlineKind::Siblings, FRIDAY), Some(Length::Weeks(2)), "each by itself");
        let since = given::<Settings>([set(Some(days), TUESDAY), set(Some(Length::Days(1)), TUESDAY)]).state();
        assert_eq!(
            since.own_deadlines().due(COPY, TUESDAY),
            TUESDAY.succ_opt().unwrap(),
            "the last that was set for it"
        );
    }

    #[test]
    fn r_71_s2_64_what_was_set_before_there_was_a_bound_to_it_is_no_longer_than_that() {
        let of = |deadline, length| {
            let set = SettingsEvent::DeadlineSet { deadline, length: Some(length), valid_from: MONDAY, set_on: MONDAY };
            given::<Settings>([set]).state().own_deadlines().length(deadline, TUESDAY)
        };
        let behaviour = DeadlineKind::BehaviourBoardCase;
        assert_eq!(of(behaviour, Length::Weeks(6)), Some(Length::Weeks(2)));
        assert_eq!(of(behaviour, Length::Days(10)), Some(Length::Days(10)));
        assert_eq!(of(DeadlineKind::BoardCase, Length::Days(365)), Some(Length::Weeks(6)));
        assert_eq!(of(COPY, Length::Days(365)), Some(Length::Days(365)));
    }

    #[test]
    fn r_71_no_municipality_sets_what_is_the_laws_a_plans_or_another_settings() {
        let own: Vec<_> = law::deadlines(FRIDAY).filter(|known| known.is_projects_own()).collect();
        assert_eq!(own.len(), 35);
        for deadline in DeadlineKind::ALL {
            let asked = given::<Settings>([]).when(ask(deadline, Some(Length::Days(1)), FRIDAY));
            if own.iter().any(|own| own.deadline == deadline) {
                asked.then_done();
            } else {
                asked.then_refused(Refusal::DeadlineNotTheMunicipalitys { deadline });
            }
        }
    }

    #[test]
    fn r_71_a_length_is_a_day_at_least_and_not_endless_and_where_a_child_may_be_in_danger_no_longer_than_the_projects_own()
     {
        let (report, danger) = (DeadlineKind::Report, DeadlineKind::DangerActedOn);
        let most_days = |days| Length::Days(days);
        for (deadline, length, longest) in [
            (COPY, Length::Days(0), most_days(365)),
            (COPY, Length::WorkingDays(0), most_days(365)),
            (COPY, Length::Days(366), most_days(365)),
            (COPY, Length::Weeks(53), most_days(365)),
            (COPY, Length::Months(12), most_days(365)),
            (COPY, Length::Months(u16::MAX), most_days(365)),
            (report, Length::WorkingDays(4), Length::WorkingDays(3)),
            (report, Length::Days(4), Length::WorkingDays(3)),
            (report, Length::Weeks(1), Length::WorkingDays(3)),
            (danger, Length::WorkingDays(2), Length::WorkingDays(1)),
        ] {
            let out = Refusal::DeadlineOutOfBounds { deadline, longest };
            given::<Settings>([]).when(ask(deadline, Some(length), FRIDAY)).then_refused(out);
        }
        for (deadline, length) in [
            (COPY, Length::Days(365)),
            (COPY, Length::Months(11)),
            (COPY, Length::WorkingDays(1)),
            (report, Length::WorkingDays(2)),
            (report, Length::Days(3)),
            (danger, Length::Days(1)),
        ] {
            given::<Settings>([]).when(ask(deadline, Some(length), FRIDAY)).then_done();
        }
    }

    /// What bounds a length holds for every day on which it may begin.
    #[test]
    fn a_length_within_another_is_never_longer_whatever_day_it_starts_on() {
        let lengths = [1_u16, 2, 3, 5, 7, 20, 30].into_iter().flat_map(|number| {
            [Length::Days(number), Length::Weeks(number), Length::Months(number), Length::WorkingDays(number)]
        });
        let lengths: Vec<_> = lengths.collect();
        for start in MONDAY.iter_days().take(366) {
            let ends: Vec<_> = lengths.iter().map(|length| (length, length.after(start))).collect();
            for (length, end) in &ends {
                for (longest, last) in ends.iter().filter(|(longest, _)| length.is_within(**longest)) {
                    assert!(end <= last, "{length:?} {longest:?} {start}");
                }
            }
        }
    }
}
