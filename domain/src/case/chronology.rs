//! The chronology of a case: what was observed, in the order in which it was seen, before anybody assesses it (S0-5,
//! RM-2); and how the signs in it went on over time and came at once (S1-2).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, ObservationKind, Prompt, Signal};
use crate::ids::ObservationId;
use crate::personal::Personal;
use crate::text::Text;
use crate::time::ObservedPeriod;

/// An observation as it was logged, and what was put beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// When it was observed.
    pub observed: ObservedPeriod,
    /// Seen, or said by someone.
    pub kind: ObservationKind,
    /// What was observed.
    pub text: Personal<Text>,
    /// What the observer makes of it.
    pub interpretation: Option<Personal<Text>>,
    /// The question that led to it.
    pub prompt: Option<Prompt>,
    /// What it is a sign of.
    pub signals: BTreeSet<Signal>,
    /// Calendar days between the last day observed and the day it was recorded.
    pub recorded_days_after: i64,
    /// What was found not to be as it was, in the order in which that was recorded.
    pub corrections: Vec<Correction>,
}

/// What is right instead of what was logged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// What is right.
    pub text: Personal<Text>,
    /// Why the observation is not right as it stands.
    pub reason: Personal<Text>,
    /// When it was corrected.
    pub on: NaiveDate,
}

/// How a sign went on over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalCourse {
    /// The sign.
    pub signal: Signal,
    /// The first day on which it was observed.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// In how many observations.
    pub observations: usize,
    /// The other signs that there were between the first and the last day.
    pub together_with: Vec<Concurrence>,
}

impl SignalCourse {
    /// The days from the first to the last, both counted.
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }
}

/// A sign that there was at the same time as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concurrence {
    /// The other sign.
    pub signal: Signal,
    /// The first day on which both had begun.
    pub from: NaiveDate,
    /// The last day before either had been seen for the last time.
    pub to: NaiveDate,
}

impl Case {
    /// The observations in the order in which they were seen.
    pub fn chronology(&self) -> Vec<(ObservationId, &Observation)> {
        let mut seen: Vec<_> = self.observations.iter().map(|(id, observation)| (*id, observation)).collect();
        seen.sort_by_key(|(id, observation)| (observation.observed.from(), observation.observed.to(), *id));
        seen
    }

    /// Those of the observations that were seen in these days, both included, if only on one of them.
    pub fn seen_within(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Vec<(ObservationId, &Observation)> {
        let mut seen = self.chronology();
        seen.retain(|(_, observation)| {
            from.is_none_or(|from| observation.observed.to() >= from)
                && to.is_none_or(|to| observation.observed.from() <= to)
        });
        seen
    }

    /// How each sign went on over time, and with which others.
    pub fn signal_courses(&self) -> Vec<SignalCourse> {
        let courses: Vec<_> = Signal::ALL.into_iter().filter_map(|signal| self.course_of(signal)).collect();
        let with_others = |course: &SignalCourse| {
            let others = courses.iter().filter(|other| other.signal != course.signal);
            let together = others.filter_map(|other| {
                let (from, to) = (course.from.max(other.from), course.to.min(other.to));
                (from <= to).then_some(Concurrence { signal: other.signal, from, to })
            });
            SignalCourse { together_with: together.collect(), ..course.clone() }
        };
        courses.iter().map(with_others).collect()
    }

    fn course_of(&self, signal: Signal) -> Option<SignalCourse> {
        let shown = self.observations.values().filter(|observation| observation.signals.contains(&signal));
        let periods: Vec<ObservedPeriod> = shown.map(|observation| observation.observed).collect();
        Some(SignalCourse {
            signal,
            from: periods.iter().map(|period| period.from()).min()?,
            to: periods.iter().map(|period| period.to()).max()?,
            observations: periods.len(),
            together_with: Vec::new(),
        })
    }
}
