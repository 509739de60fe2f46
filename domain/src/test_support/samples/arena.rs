//! Of the universal arena.

use crate::LedgerEvent as _;
use crate::case::{AcuteCategory, AvertingEvent, CaseEvent, Expectation};
use crate::test_support::{WEDNESDAY, decided};
use crate::texts::Sentence;

one_of_each! {
    every_averting_event of AvertingEvent:
    DutyToAvertAssessed {
        feared: AcuteCategory::Violence,
        expectation: Expectation::MostLikely,
        triggered: true,
        legal_basis: "straffeloven § 196".to_owned(),
        decision: decided(),
        assessed_on: WEDNESDAY,
    }
}

/// Events whose summary chooses another way to say it than that of the samples above.
pub(super) fn told_otherwise() -> Vec<Sentence> {
    let averted = AvertingEvent::DutyToAvertAssessed {
        feared: AcuteCategory::Violence,
        expectation: Expectation::LessLikely,
        triggered: false,
        legal_basis: "straffeloven § 196".to_owned(),
        decision: decided(),
        assessed_on: WEDNESDAY,
    };
    [averted.into()].iter().map(CaseEvent::summary).collect()
}
