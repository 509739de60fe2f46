//! When a measure is to be evaluated next, and how long that can be put off (D-7, S1-17, S1-20, S2-58): one rule for the
//! measures of a unit and those of the child welfare service.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{not_before, not_before_act};
use crate::Refusal;
use crate::ids::MeasureId;
use crate::law::Length;
use crate::refusal::Act;

/// The evaluations of a measure, and to which day the one that is awaited can be put off: the last day that the measure had
/// when that came to be awaited. One extension after another would put it off for ever. An evaluation leaves it to the next
/// extension.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Evaluations {
    #[serde(skip_serializing_if = "Option::is_none")]
    put_off_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_on: Option<NaiveDate>,
    held: BTreeSet<NaiveDate>,
}

impl Evaluations {
    /// The first is awaited of a measure that lasts to that day, on that one.
    pub(crate) fn awaited_on(evaluation_on: NaiveDate, to: NaiveDate) -> Self {
        Self { put_off_until: Some(to.max(evaluation_on)), ..Self::default() }
    }

    /// The days on which it was evaluated.
    pub(crate) const fn held(&self) -> &BTreeSet<NaiveDate> {
        &self.held
    }

    /// The last day for the evaluation of what goes on to that day, by a decision of another.
    pub(crate) fn latest_when_extended(&self, to: NaiveDate, on: NaiveDate) -> NaiveDate {
        self.put_off_until.map_or(to, |latest| latest.max(on))
    }

    /// It goes on for longer.
    pub(crate) fn were_put_off(&mut self, to: NaiveDate, on: NaiveDate) {
        self.put_off_until.get_or_insert(to);
        self.extended_on = self.extended_on.max(Some(on));
    }

    /// It ends no earlier than the day on which it was last evaluated, or went on for longer.
    pub(crate) fn must_lie_behind(&self, field: &'static str, ended_on: NaiveDate) -> Result<(), Refusal> {
        let held = self.held.last().map(|held| (Act::MeasureEvaluated, *held));
        let extended = self.extended_on.map(|extended| (Act::MeasureExtended, extended));
        held.into_iter().chain(extended).try_for_each(|(act, on)| not_before_act(field, ended_on, act, on))
    }

    /// It was evaluated. Answers whether that was what was awaited: one of a day before a later one, or before it was extended,
    /// which is written down late, is not.
    pub(crate) fn was_held(&mut self, on: NaiveDate) -> bool {
        let is_latest = self.held.last().is_none_or(|latest| *latest < on);
        let is_since = self.extended_on <= Some(on);
        self.held.insert(on);
        if is_latest && is_since {
            self.put_off_until = None;
        }
        is_latest && is_since
    }
}

/// The first evaluation of a measure comes while it lasts (S2-58), or where it is short, once it is over (S1-17): within a month
/// of its last day (D-7). The sources name no time for that; this one is the project's.
pub(crate) fn must_be_evaluated_first(on: NaiveDate, from: NaiveDate, to: NaiveDate) -> Result<(), Refusal> {
    not_before("evaluationOn", on, from)?;
    must_be_evaluated_by("evaluationOn", on, Length::Months(1).after(to))
}

/// What is evaluated goes on to be evaluated again: on a later day, if it has not ended, and while it lasts (D-7).
pub(crate) fn must_be_evaluated_again(
    measure: MeasureId,
    next: NaiveDate,
    evaluated_on: NaiveDate,
    (has_ended, last_day): (bool, NaiveDate),
) -> Result<(), Refusal> {
    not_before("nextEvaluationOn", next, evaluated_on.succ_opt().unwrap_or(evaluated_on))?;
    if has_ended {
        return Err(Refusal::MeasureHasEnded { measure });
    }
    if evaluated_on < last_day {
        must_be_evaluated_by("nextEvaluationOn", next, last_day)?;
    }
    Ok(())
}

/// While a measure lasts, it is evaluated (S2-58, D-7); the one evaluation of a short one may come after it (S1-17).
pub(crate) fn must_be_evaluated_by(field: &'static str, day: NaiveDate, latest: NaiveDate) -> Result<(), Refusal> {
    if day > latest { Err(Refusal::EvaluationTooLate { field, latest }) } else { Ok(()) }
}
