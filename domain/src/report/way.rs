//! The guide that a report follows: the child welfare service's way from receipt to the conclusion of triage (R-16, S1-4). It
//! is followed, and departed from, as a case follows its own; see [`crate::case::steps`].

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate as _;

use super::{Report, ReportAction, ReportEvent};
use crate::case::steps::{Follower, Steps, StepsAction, StepsEvent, decide as decide_in_guide, follow};
use crate::case::{StepConsequence, not_before};
use crate::guides::{Guide, GuideStep, GuideSubject, GuideVersion, LeadsTo, OutcomeId, ServiceStage};
use crate::time::oslo_date;
use crate::{Command, Refusal};

impl From<StepsEvent> for ReportEvent {
    fn from(event: StepsEvent) -> Self {
        Self::Steps(event)
    }
}

impl Report {
    /// Which guides it follows, and what was decided in their steps.
    pub const fn way(&self) -> &Steps {
        &self.way
    }

    /// The guides that it followed on that day, each in the version that was in force for it: what every step of its way
    /// names.
    pub(super) fn guides_on(&self, day: NaiveDate) -> Vec<GuideVersion> {
        self.way.versions_on(day)
    }

    /// What follows from the action where the municipality follows those guides: those that it had adopted by the day of
    /// receipt. The report follows them from that day on; one that came in before anybody looked for them takes them up with
    /// the first thing that is done with it. Triage takes up none: it would pass over steps that nobody followed until then
    /// . Nor does a report that is triaged.
    pub(super) fn decide_guided(
        &self,
        guides: &[Arc<Guide>],
        action: ReportAction,
        now: DateTime<Utc>,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let mut begun = self.clone();
        let is_triage = matches!(action, ReportAction::Triage(_));
        let mut events = if is_triage { Vec::new() } else { self.to_take_up(guides) };
        events.iter().cloned().for_each(|event| begun.apply(event));
        let decided = begun.decide(Command { now, action })?;
        let received_on = decided.iter().find_map(|event| match event {
            ReportEvent::ReportReceived { received_at, .. } => Some(oslo_date(*received_at)),
            _ => None,
        });
        if decided.is_empty() {
            return Ok(decided);
        }
        events.extend(decided);
        events.extend(received_on.into_iter().flat_map(|on| self.taken_up(guides, on)));
        Ok(events)
    }

    /// Where it stands once it has taken up those of the guides that it is to follow.
    pub fn way_along(&self, guides: &[Arc<Guide>]) -> Steps {
        let mut way = self.way.clone();
        for event in self.to_take_up(guides) {
            if let ReportEvent::Steps(event) = event {
                way.apply(event);
            }
        }
        way
    }

    /// What follows from an action about steps. Once triage is concluded, the way is at its end: nothing more is followed, and
    /// what was decided in a step by then can be written down alone. So it is of the days on which it was
    /// concluded, and which were over when that was taken back.
    pub(super) fn decide_steps(&self, action: StepsAction, today: NaiveDate) -> Result<Vec<ReportEvent>, Refusal> {
        let received_on = oslo_date(self.must_be_received()?.at);
        let is_over = self.triage.as_ref().is_some_and(|triage| match &action {
            StepsAction::FollowGuide { .. } => true,
            StepsAction::DecideStep { guide, decided_on, .. } => {
                triage.on < *decided_on || self.way.follows(&guide.version.guide).is_none()
            }
            StepsAction::InNoGuide { .. } => false,
        });
        let decided_on = match &action {
            StepsAction::DecideStep { decided_on, .. } => Some(*decided_on),
            StepsAction::FollowGuide { .. } | StepsAction::InNoGuide { .. } => None,
        };
        let events = decide_in_guide(self, action, received_on, today)?;
        if is_over {
            return Err(Refusal::AlreadyTriaged);
        }
        if let Some(day) = decided_on {
            // All of that day triage was concluded: what was decided next was decided when that was taken back.
            for (_, taken_back_on) in self.triaged_before.iter().filter(|(triaged_on, _)| *triaged_on < day) {
                not_before("decidedOn", day, *taken_back_on)?;
            }
        }
        Ok(events)
    }

    /// Whether it takes up guides with the next thing that is done with it: it waits for triage.
    pub const fn takes_up_guides(&self) -> bool {
        self.received.is_some() && self.triage.is_none()
    }

    fn to_take_up(&self, guides: &[Arc<Guide>]) -> Vec<ReportEvent> {
        match &self.received {
            Some(received) if self.triage.is_none() => self.taken_up(guides, oslo_date(received.at)),
            Some(_) | None => Vec::new(),
        }
    }

    /// Of those guides the ones that it does not follow yet, from that day on.
    fn taken_up(&self, guides: &[Arc<Guide>], on: NaiveDate) -> Vec<ReportEvent> {
        let new = guides.iter().filter(|guide| self.way.follows(&guide.version.guide).is_none());
        let entered = new.filter_map(|guide| Some((guide, guide.entry_at(ServiceStage::Triage)?)));
        entered.map(|(guide, first)| follow(guide, BTreeSet::from([first.id.clone()]), None, on).into()).collect()
    }
}

impl Follower for Report {
    type Event = ReportEvent;

    fn way(&self) -> &Steps {
        &self.way
    }

    fn must_be_told_by(&self, guide: &Guide) -> Result<(), Refusal> {
        match guide.about {
            GuideSubject::ChildWelfareService => Ok(()),
            GuideSubject::Case => Err(Refusal::GuideNotForReports { guide: guide.version.clone() }),
        }
    }

    fn entry_of<'g>(&self, guide: &'g Guide) -> Result<&'g GuideStep, Refusal> {
        let no_steps = || Refusal::GuideNotForReports { guide: guide.version.clone() };
        guide.entry_at(ServiceStage::Triage).ok_or_else(no_steps)
    }

    /// Another version has it go on where it was.
    fn may_be_moved_to(&self, _: &GuideStep) -> Result<(), Refusal> {
        Ok(())
    }

    /// Until the day on which triage is concluded.
    fn is_where(&self, step: &GuideStep, day: NaiveDate, _: bool) -> bool {
        step.at == Some(ServiceStage::Triage) && self.triage.as_ref().is_none_or(|triage| day <= triage.on)
    }

    /// Nobody is asked for consent before triage is concluded, so that none stands.
    fn lacks_consent_for(&self, step: &GuideStep, outcomes: &[OutcomeId], _: NaiveDate) -> bool {
        outcomes.iter().filter_map(|outcome| step.outcome(outcome)).any(|outcome| outcome.with_consent)
    }

    /// What ends triage in the guide asks for its conclusion, in a dismissal or in an investigation; also where that is written
    /// down once it is concluded, which says that it was decided so.
    fn asked_for_by(&self, guide: &Guide, step: &GuideStep, then: &LeadsTo, _: NaiveDate) -> Option<StepConsequence> {
        if step.at != Some(ServiceStage::Triage) {
            return None;
        }
        match then {
            LeadsTo::Close => Some(StepConsequence::Close),
            LeadsTo::Step(next) => {
                let leaves_triage = guide.step(next)?.at != Some(ServiceStage::Triage);
                leaves_triage.then_some(StepConsequence::Investigate)
            }
            LeadsTo::Stay | LeadsTo::Escalate(_) | LeadsTo::Return(_) => None,
        }
    }
}
