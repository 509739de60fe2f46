//! The duty to avert a crime, which is another than the duty to report: whoever knows that it will be committed, or
//! believes that it most likely will, makes contact at once (R-4, S0-38).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AcuteCategory, Case, CaseEvent, not_in_future};
use crate::Refusal;
use crate::law::{LegalTopic, cited};
use crate::people::{Decision, RecordedDecision};
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// How sure it is that what is feared will be done (S0-38).
    Expectation {
        /// It is known that it will.
        Known,
        /// It is believed that it most likely will.
        MostLikely,
        /// It is possible, and not the most likely.
        LessLikely,
    }
}

impl Expectation {
    /// Whether it is sure enough for the duty to avert.
    const fn is_sure_enough(self) -> bool {
        matches!(self, Self::Known | Self::MostLikely)
    }
}

/// Whether a crime is to be averted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AvertingEvent {
    /// Whether the duty to avert is triggered was assessed, apart from the duty to report (R-4, S0-38).
    DutyToAvertAssessed {
        /// What is feared.
        feared: AcuteCategory,
        /// How sure it is.
        expectation: Expectation,
        /// Whether the duty is triggered.
        triggered: bool,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
}

impl Topic for AvertingEvent {
    names!(DutyToAvertAssessed);

    fn happened(&self) -> Happened {
        let Self::DutyToAvertAssessed { assessed_on, .. } = self;
        Happened::On(*assessed_on)
    }

    fn summary(&self) -> Sentence {
        let Self::DutyToAvertAssessed { feared, expectation, triggered, .. } = self;
        let said = Sentence::new(self.name()).with("feared", feared.word());
        said.with("expectation", expectation.word()).with("triggered", *triggered)
    }
}

/// Assessments of the duty to avert, as they were recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Averting(Vec<AvertAssessment>);

/// What one of them came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct AvertAssessment {
    triggered: bool,
    on: NaiveDate,
}

impl Averting {
    /// The case ended on that day and is worked with again: what was assessed before carries nothing more.
    pub(super) fn let_go_of_what_was_assessed_before(&mut self, closed_on: NaiveDate) {
        self.0.retain(|assessment| assessment.on >= closed_on);
    }
}

/// What can be asked about averting a crime.
#[derive(Debug, Clone, PartialEq)]
pub enum AvertingAction {
    /// Assess whether the duty to avert is triggered.
    AssessDutyToAvert {
        /// What is feared.
        feared: AcuteCategory,
        /// How sure it is.
        expectation: Expectation,
        /// Whether the duty is triggered.
        triggered: bool,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        assessed_on: NaiveDate,
    },
}

impl Case {
    /// What follows from an action about averting a crime, or the first rule it breaks. It is assessed in a closed case
    /// too: what is to be averted does not wait. That something is known asks for the duty, and does not decide it: it
    /// may be averted already.
    pub(super) fn decide_averting(&self, action: AvertingAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let AvertingAction::AssessDutyToAvert { feared, expectation, triggered, decision, assessed_on } = action;
        self.must_exist()?;
        not_in_future("assessedOn", assessed_on, today)?;
        if triggered && !expectation.is_sure_enough() {
            return Err(Refusal::AvertingNotExpected);
        }
        let (legal_basis, decision) = (cited(LegalTopic::DutyToAvert, assessed_on), decision.into());
        let assessed =
            AvertingEvent::DutyToAvertAssessed { feared, expectation, triggered, legal_basis, decision, assessed_on };
        Ok(vec![assessed.into()])
    }

    pub(super) fn apply_averting(&mut self, event: &AvertingEvent) {
        let AvertingEvent::DutyToAvertAssessed { triggered, assessed_on, .. } = event;
        self.averting.0.push(AvertAssessment { triggered: *triggered, on: *assessed_on });
    }

    /// What is shared to avert a crime rests on the latest assessment made by that day; of those made on one day, on the
    /// last recorded. What cannot wait for one is said in an emergency contact, which waits for nothing.
    pub(super) fn must_have_to_avert(&self, day: NaiveDate) -> Result<(), Refusal> {
        let by_then = self.averting.0.iter().filter(|assessment| assessment.on <= day);
        match by_then.max_by_key(|assessment| assessment.on) {
            Some(AvertAssessment { triggered: true, .. }) => Ok(()),
            Some(_) | None => Err(Refusal::DutyToAvertNotTriggered),
        }
    }
}
