//! What is feared that telling those at home of a report may set off, and that nobody tells them before it is decided
//! whether they may know (R-6, S0-40, S2-21).
//!
//! It is asked the same way wherever somebody says so: of acute danger in which somebody was contacted, of a duty to report
//! that is triggered because a child is believed to be abused, and of a crime that is to be averted. None of it stops a
//! report or a contact in danger: it stops the telling.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AcuteCategory, AvertingEvent, Case, CaseEvent, ReportingEvent};
use crate::law::DutyCondition;
use crate::texts::Word;
use crate::time::oslo_date;

/// What is feared that telling those at home may set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FearedAtHome {
    /// Acute danger, or a crime that is to be averted.
    Danger(AcuteCategory),
    /// A condition of the duty to report that there is reason to believe is met.
    Condition(DutyCondition),
}

impl FearedAtHome {
    /// It, for the middle of a sentence.
    pub const fn word(self) -> Word {
        match self {
            Self::Danger(category) => category.word(),
            Self::Condition(condition) => condition.word(),
        }
    }
}

/// What is feared, before anybody has decided whether guardians are told (S2-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UndecidedDanger {
    pub(super) feared: FearedAtHome,
    /// The latest day of which it was said.
    pub(super) since: NaiveDate,
}

/// What an event says is feared that telling guardians may set off, and of which day.
pub(crate) fn feared_at_home_by(event: &CaseEvent) -> Option<(FearedAtHome, NaiveDate)> {
    match event {
        CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, contacted_at, .. }) => {
            let feared = category.may_be_set_off_by_telling().then_some(FearedAtHome::Danger(*category));
            feared.zip(Some(oslo_date(*contacted_at)))
        }
        CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
            triggered: true, conditions, assessed_on, ..
        }) => {
            let feared = conditions.iter().copied().find(|condition| condition.may_be_set_off_by_telling());
            feared.map(FearedAtHome::Condition).zip(Some(*assessed_on))
        }
        CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed { feared, triggered: true, assessed_on, .. }) => {
            let feared = feared.may_be_set_off_by_telling().then_some(FearedAtHome::Danger(*feared));
            feared.zip(Some(*assessed_on))
        }
        _ => None,
    }
}

impl Case {
    /// Each time that it is said, it is decided anew, and not as of a day before the latest of which it was said.
    pub(super) fn hear_what_is_feared(&mut self, event: &CaseEvent) {
        if let Some((feared, day)) = feared_at_home_by(event) {
            let since = self.undecided_danger.map_or(day, |before| before.since.max(day));
            self.undecided_danger = Some(UndecidedDanger { feared, since });
        }
    }
}
