//! The guide that an investigation follows: the child welfare service's way from triage to what it follows up (R-16, S1-4,
//! S1-27). It is followed, and departed from, as a case follows its own; see [`crate::case::steps`].

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Investigation, InvestigationEvent, ToldConclusion};
use crate::Refusal;
use crate::case::StepConsequence;
use crate::case::steps::{Follower, Steps, StepsEvent, follow};
use crate::guides::{Guide, GuideStep, GuideSubject, GuideVersion, LeadsTo, OutcomeId, ServiceStage, StepId};

impl From<StepsEvent> for InvestigationEvent {
    fn from(event: StepsEvent) -> Self {
        Self::Steps(event)
    }
}

impl Investigation {
    /// Which guides it follows, and what was decided in their steps.
    pub const fn way(&self) -> &Steps {
        &self.way
    }

    /// The guides that it followed on that day, each in the version that was in force for it: what every step of its way
    /// names.
    pub(super) fn guides_on(&self, day: NaiveDate) -> Vec<GuideVersion> {
        self.way.versions_on(day)
    }

    /// Whether nothing is left to do in it by any guide: it was dismissed, or what it came to is followed up no more (S1-11,
    /// S1-19, C10).
    pub fn is_over(&self) -> bool {
        self.was_dismissed() || self.follow_up_ended_on().is_some()
    }

    fn was_dismissed(&self) -> bool {
        self.conclusion
            .as_ref()
            .is_some_and(|conclusion| ToldConclusion::from(conclusion.outcome) == ToldConclusion::Dismissed)
    }

    /// The steps of a guide that it is in, of those that its decisions led to: none once it is over, and once it came to
    /// something that the service follows up, where one comes into that (S1-11, S1-15). Whatever was decided in a step of
    /// the investigation, or was not, it is in that step no more.
    pub fn is_in(&self, guide: &Guide, current: &BTreeSet<StepId>) -> BTreeSet<StepId> {
        if self.is_over() { BTreeSet::new() } else { self.followed_up_in(guide, current) }
    }

    fn followed_up_in(&self, guide: &Guide, current: &BTreeSet<StepId>) -> BTreeSet<StepId> {
        let Some(entry) = guide.entry_at(ServiceStage::FollowUp).filter(|_| self.conclusion.is_some()) else {
            return current.clone();
        };
        let is_before = |step: &StepId| guide.step(step).is_some_and(|step| step.at != Some(ServiceStage::FollowUp));
        let taken_on = |step: &StepId| if is_before(step) { entry.id.clone() } else { step.clone() };
        current.iter().map(taken_on).collect()
    }

    /// Where it stands in the service's work: after its conclusion it is followed up.
    pub const fn stage(&self) -> ServiceStage {
        if self.conclusion.is_some() { ServiceStage::FollowUp } else { ServiceStage::Investigation }
    }
}

impl Follower for Investigation {
    type Event = InvestigationEvent;

    fn way(&self) -> &Steps {
        &self.way
    }

    fn must_be_told_by(&self, guide: &Guide) -> Result<(), Refusal> {
        match guide.about {
            GuideSubject::ChildWelfareService => Ok(()),
            GuideSubject::Case => Err(Refusal::GuideNotForInvestigations { guide: guide.version.clone() }),
        }
    }

    fn entry_of<'g>(&self, guide: &'g Guide) -> Result<&'g GuideStep, Refusal> {
        let no_steps = || Refusal::GuideNotForInvestigations { guide: guide.version.clone() };
        guide.entry_at(self.stage()).ok_or_else(no_steps)
    }

    /// Another version has it go on where it was.
    fn may_be_moved_to(&self, _: &GuideStep) -> Result<(), Refusal> {
        Ok(())
    }

    fn stands_in(&self, guide: &Guide, current: &BTreeSet<StepId>, day: NaiveDate) -> BTreeSet<StepId> {
        match &self.conclusion {
            // On the day of the end, and of days before it, steps are decided that led to it.
            Some(conclusion) if conclusion.on <= day => {
                let has_ended = self.follow_up_ended_on().is_some_and(|ended_on| ended_on < day);
                if self.was_dismissed() || has_ended { BTreeSet::new() } else { self.followed_up_in(guide, current) }
            }
            _ => current.clone(),
        }
    }

    /// Until the day of its conclusion it is investigated, and from that day on followed up.
    fn is_where(&self, step: &GuideStep, day: NaiveDate, _: bool) -> bool {
        let ended_on = self.conclusion.as_ref().map(|conclusion| conclusion.on);
        match step.at {
            None => true,
            Some(ServiceStage::Triage) => false,
            Some(ServiceStage::Investigation) => ended_on.is_none_or(|ended_on| day <= ended_on),
            Some(ServiceStage::FollowUp) => ended_on.is_some_and(|ended_on| ended_on <= day),
        }
    }

    /// Consent is to the group that works together for the child (S1-15).
    fn lacks_consent_for(&self, step: &GuideStep, outcomes: &[OutcomeId], day: NaiveDate) -> bool {
        let with_consent = |outcome: &OutcomeId| step.outcome(outcome).is_some_and(|outcome| outcome.with_consent);
        outcomes.iter().any(with_consent) && !self.groups.iter().any(|group| self.has_consent(group, day))
    }

    /// What ends the investigation in the guide asks for its conclusion, in a dismissal or in what is followed up; and what closes
    /// what is followed up, for the decision that ends it (S1-19).
    fn asked_for_by(&self, guide: &Guide, step: &GuideStep, then: &LeadsTo, _: NaiveDate) -> Option<StepConsequence> {
        if step.at == Some(ServiceStage::FollowUp) && !self.is_over() {
            return (*then == LeadsTo::Close).then_some(StepConsequence::Close);
        }
        if step.at != Some(ServiceStage::Investigation) || self.conclusion.is_some() {
            return None;
        }
        match then {
            LeadsTo::Close => Some(StepConsequence::Close),
            LeadsTo::Step(next) => {
                let followed_up = guide.step(next)?.at == Some(ServiceStage::FollowUp);
                followed_up.then_some(StepConsequence::FollowUp)
            }
            LeadsTo::Stay | LeadsTo::Escalate(_) | LeadsTo::Return(_) => None,
        }
    }
}

/// The events, with the guides that what they open follows from then on.
pub(super) fn followed_in(guides: &[Arc<Guide>], events: Vec<InvestigationEvent>) -> Vec<InvestigationEvent> {
    let mut followed = Vec::with_capacity(events.len());
    for event in events {
        let started_on = match &event {
            InvestigationEvent::InvestigationOpened { started_on, .. } => Some(*started_on),
            _ => None,
        };
        followed.push(event);
        let Some(day) = started_on else { continue };
        for guide in guides {
            if let Some(first) = guide.entry_at(ServiceStage::Investigation) {
                followed.push(follow(guide, BTreeSet::from([first.id.clone()]), None, day).into());
            }
        }
    }
    followed
}
