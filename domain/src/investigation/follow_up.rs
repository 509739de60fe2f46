//! How the child welfare service's follow-up ends: by a decision with its reasons, once nothing of it goes on (S1-19, R-15).

use chrono::NaiveDate;

use super::{EmergencyPlacement, Investigation, InvestigationEvent, ToldConclusion};
use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::people::Decision;
use crate::refusal::Act;
use crate::texts::closed_set;

closed_set! {
    /// What of a follow-up goes on, so that it has not come to its end.
    FollowUpPart {
        /// A measure.
        Measure,
        /// An emergency placement.
        EmergencyPlacement,
        /// A case that board or court has to decide.
        BoardCase,
    }
}

impl Investigation {
    /// The day on which the service ended what it followed up; none while it follows up, and where it never did (S1-19).
    pub const fn follow_up_ended_on(&self) -> Option<NaiveDate> {
        self.follow_up_ended_on
    }

    /// What goes on is ended first, each with reasons of its own; what was decided by others is theirs to end.
    pub(super) fn end_follow_up(
        &self,
        decision: Decision,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let (_, conclusion) = self.must_be_concluded()?;
        not_in_future("endedOn", ended_on, today)?;
        not_before_act("endedOn", ended_on, Act::InvestigationConcluded, conclusion.on)?;
        if ToldConclusion::from(conclusion.outcome) != ToldConclusion::FollowedUp {
            return Err(Refusal::NothingFollowedUp);
        }
        if let Some(on) = self.follow_up_ended_on {
            return Err(Refusal::FollowUpHasEnded { on });
        }
        if let Some(what) = self.goes_on(ended_on) {
            return Err(Refusal::FollowUpGoesOn { what });
        }
        let (decision, guides) = (decision.into(), self.guides_on(ended_on));
        Ok(vec![InvestigationEvent::FollowUpEnded { decision, guides, ended_on }])
    }

    fn goes_on(&self, day: NaiveDate) -> Option<FollowUpPart> {
        let is_later = |ended_on: Option<NaiveDate>| ended_on.is_none_or(|ended_on| day < ended_on);
        if self.measures().iter().any(|measure| is_later(measure.ended_on)) {
            Some(FollowUpPart::Measure)
        } else if self.emergencies.iter().any(|EmergencyPlacement { ended_on, .. }| is_later(*ended_on)) {
            Some(FollowUpPart::EmergencyPlacement)
        } else {
            self.board_cases.iter().any(|case| case.is_undecided_on(day)).then_some(FollowUpPart::BoardCase)
        }
    }
}
