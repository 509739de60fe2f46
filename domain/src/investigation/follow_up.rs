//! How the child welfare service's follow-up ends: by a decision with its reasons, once nothing of it goes on (S1-19, R-15).

use chrono::NaiveDate;

use super::{
    BoardCase, BoardCaseKind, BoardOutcome, EmergencyPlacement, Investigation, InvestigationConclusion,
    InvestigationEvent, InvestigationOutcome, ServiceConsent, ServiceMeasure, ToldConclusion,
};
use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::people::Decision;
use crate::refusal::Act;
use crate::texts::closed_set;

closed_set! {
    /// What of a follow-up goes on or is to come, so that it has not come to its end: as long as any of it is left, ending it is
    /// refused, and nobody is asked to end it.
    FollowUpPart {
        /// A measure.
        Measure,
        /// An emergency placement.
        EmergencyPlacement,
        /// A case that board or court has to decide.
        BoardCase,
        /// The case that it came to, which is to be brought before the board.
        BoardCaseToBring,
        /// What board or court decided, which is to be carried out.
        BoardDecision,
        /// The measures that it came to, none of which is decided.
        MeasureToDecide,
    }
}

closed_set! {
    /// Why the service ends what it follows up.
    FollowUpEndReason {
        /// The goal is reached (S1-19).
        GoalReached,
        /// The family takes no more help, and nobody has ordered any.
        FamilyWithdraws,
        /// The child has moved, and another municipality is in charge.
        Moved,
        /// The child is of age and wants no more help.
        OfAge,
        /// It was reported anew, to the service of another municipality or to another investigation.
        ReportSent,
    }
}

impl FollowUpEndReason {
    /// Whether by it nobody does any more what is left.
    const fn leaves_undone(self, part: FollowUpPart) -> bool {
        match part {
            FollowUpPart::MeasureToDecide => !matches!(self, Self::GoalReached),
            // The sources do not say who carries out what the board decided for a child who has moved; where it is to be done
            // from here all the same, the follow-up does not end. That is the project's own reading.
            FollowUpPart::BoardCaseToBring | FollowUpPart::BoardDecision => matches!(self, Self::Moved | Self::OfAge),
            // What goes on is ended first, each with reasons of its own; what others have to decide is theirs to end.
            FollowUpPart::Measure | FollowUpPart::EmergencyPlacement | FollowUpPart::BoardCase => false,
        }
    }

    /// Whether it is what a step of a guide asks for, which closes what has come to its goal (S1-19).
    pub(crate) const fn is_decided_in_steps(self) -> bool {
        matches!(self, Self::GoalReached)
    }
}

impl Investigation {
    /// The day on which the service ended what it followed up; none while it follows up, and where it never did (S1-19).
    pub const fn follow_up_ended_on(&self) -> Option<NaiveDate> {
        self.follow_up_ended_on
    }

    /// It ends for one of the reasons, and once nothing is left that somebody has to see to all the same.
    pub(super) fn end_follow_up(
        &self,
        reason: FollowUpEndReason,
        decision: Decision,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let (_, conclusion) = self.must_be_concluded()?;
        not_in_future("endedOn", ended_on, today)?;
        not_before_act("endedOn", ended_on, Act::InvestigationConcluded, conclusion.on)?;
        // A measure that is decided after a dismissal is followed up as well.
        if ToldConclusion::from(conclusion.outcome) != ToldConclusion::FollowedUp && self.measures().is_empty() {
            return Err(Refusal::NothingFollowedUp);
        }
        if let Some(on) = self.follow_up_ended_on {
            return Err(Refusal::FollowUpHasEnded { on });
        }
        let is_left = |part: &FollowUpPart| !reason.leaves_undone(*part) && self.goes_on(*part, conclusion, ended_on);
        if let Some(what) = FollowUpPart::ALL.into_iter().find(is_left) {
            return Err(Refusal::FollowUpGoesOn { what });
        }
        let (reason, decision, guides) = (Some(reason), decision.into(), self.guides_on(ended_on));
        Ok(vec![InvestigationEvent::FollowUpEnded { reason, decision, guides, ended_on }])
    }

    fn goes_on(&self, part: FollowUpPart, conclusion: &InvestigationConclusion, day: NaiveDate) -> bool {
        let is_later = |ended_on: Option<NaiveDate>| ended_on.is_none_or(|ended_on| day < ended_on);
        let came_to = |outcome| conclusion.decided_here && conclusion.outcome == outcome;
        match part {
            FollowUpPart::Measure => self.measures().iter().any(|measure| is_later(measure.ended_on)),
            FollowUpPart::EmergencyPlacement => {
                self.emergencies.iter().any(|EmergencyPlacement { ended_on, .. }| is_later(*ended_on))
            }
            FollowUpPart::BoardCase => self.board_cases.iter().any(|case| case.is_undecided_on(day)),
            FollowUpPart::BoardCaseToBring => {
                came_to(InvestigationOutcome::BoardCase)
                    && !self.was_brought(conclusion, day)
                    && !self.is_done_on_consent(conclusion, day)
            }
            FollowUpPart::BoardDecision => {
                BoardCaseKind::ALL.into_iter().any(|kind| self.granted_and_not_over(kind, day).is_some())
            }
            FollowUpPart::MeasureToDecide => {
                came_to(InvestigationOutcome::MeasuresDecided) && self.measures().is_empty()
            }
        }
    }

    /// Whether the family consents to what the case was to bring, and that was decided on since it was concluded: nobody brings it then
    /// (S2-6, S2-56). A consent that is taken back while the child lives elsewhere on it is none.
    fn is_done_on_consent(&self, conclusion: &InvestigationConclusion, day: NaiveDate) -> bool {
        let is_it = |it: &&ServiceMeasure| {
            it.basis.is_some_and(|basis| basis.is_instead_of(conclusion.board_case))
                && (conclusion.on..=day).contains(&it.decided_on)
        };
        let is_taken_back = |it: &ServiceMeasure| {
            let consent = ServiceConsent::to_placement(it.measure);
            let known = self.consents().iter().find(|known| known.consent == consent);
            let withdrawn_on = known.and_then(|known| known.withdrawn_on).filter(|on| *on <= day);
            withdrawn_on.is_some_and(|on| it.ended_on.is_none_or(|ended_on| on <= ended_on))
        };
        self.measures().iter().filter(is_it).any(|it| !is_taken_back(it))
    }

    /// Whether the case that it came to was brought by that day (S1-11): one that was turned down or taken back before is another,
    /// and where the child is to live elsewhere, so is one for what is ordered at home.
    fn was_brought(&self, conclusion: &InvestigationConclusion, day: NaiveDate) -> bool {
        let elsewhere = conclusion.board_case.is_some_and(BoardCaseKind::is_out_of_home);
        let was_over = |case: &BoardCase| {
            let said = conclusion.on.pred_opt().and_then(|before| case.word_on(before));
            said.is_some_and(|said| matches!(said.outcome, BoardOutcome::NotGranted | BoardOutcome::Withdrawn))
        };
        let mut brought = self.board_cases.iter().filter(|case| case.submitted_on <= day && !was_over(case));
        brought.any(|case| case.kind.is_out_of_home() || !elsewhere)
    }
}
