//! What the events of a case record as done, of which a guide's outcome may say so; and where that takes a case whose
//! alternative was chosen beside the steps of its guide (RM-12, S0-20).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    AboutGuardians, Alternative, AnalysisEvent, Case, CaseEvent, ConcernEvent, ConsentEvent, ConversationWith,
    DiscussionEvent, FamilyEvent, LeaderTopic, MeasureEvent, MeetingEvent, PlanEvent, ReferralEvent, ReportingEvent,
    SharingEvent,
};
use crate::guides::{AttestedAct, Guide, GuideOutcome, GuideStep, LeadsTo, StepId};
use crate::time::oslo_date;

/// What was done in a case, and what had been decided in steps when an alternative was chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Acts {
    done: BTreeMap<AttestedAct, BTreeSet<NaiveDate>>,
    /// How many decisions in steps had been recorded by then.
    decided_before: BTreeMap<Alternative, usize>,
}

impl Acts {
    pub(super) fn learn_from(&mut self, event: &CaseEvent) {
        let Some((on, acts)) = done_by(event) else { return };
        for act in acts {
            self.done.entry(*act).or_default().insert(on);
        }
    }

    /// Somebody took a yes back, and no other consent goes on with the same: that is a no to consent, which the event alone does
    /// not tell.
    pub(super) fn hear_that_a_yes_is_taken_back(&mut self, on: NaiveDate) {
        self.done.entry(AttestedAct::ConsentRefused).or_default().insert(on);
    }

    pub(super) fn hear_that_it_is_chosen(&mut self, alternative: Alternative, decided_before: usize) {
        self.decided_before.insert(alternative, decided_before);
    }

    /// The first day of those on which it was done.
    fn done_between(&self, act: AttestedAct, from: NaiveDate, to: NaiveDate) -> Option<NaiveDate> {
        self.done.get(&act)?.range(from..=to).next().copied()
    }

    /// The first day from that one on, on which it was done.
    pub(super) fn done_since(&self, act: AttestedAct, day: NaiveDate) -> Option<NaiveDate> {
        self.done_between(act, day, NaiveDate::MAX)
    }

    /// The day by which all was done that the outcome says was, from that day on; none where it says nothing.
    fn backed_on(&self, outcome: &GuideOutcome, from: NaiveDate, to: NaiveDate) -> Option<NaiveDate> {
        let consent = outcome.with_consent.then_some(AttestedAct::ConsentGiven);
        let said = outcome.attests.iter().copied().chain(consent);
        let done: Option<BTreeSet<_>> = said.map(|act| self.done_between(act, from, to)).collect();
        done?.last().copied()
    }
}

/// Where an alternative that was chosen beside the steps has come to in a guide.
struct Reached {
    alternative: Alternative,
    step: StepId,
    since: NaiveDate,
    /// Whether nothing has taken it further than to the alternative's first step.
    is_first: bool,
}

impl Case {
    /// The steps of a guide that it is in, of those that its decisions led to. Where an alternative was chosen beside the steps,
    /// it is where that leads, and from there on where what was recorded since leads: what the outcomes of the guide say was
    /// done (RM-12, S0-20). A decision in one of its steps tells it better.
    pub fn is_in(&self, guide: &Guide, current: &BTreeSet<StepId>) -> BTreeSet<StepId> {
        self.was_in(guide, current, NaiveDate::MAX)
    }

    /// As [`Self::is_in`], on that day.
    pub(super) fn was_in(&self, guide: &Guide, current: &BTreeSet<StepId>, day: NaiveDate) -> BTreeSet<StepId> {
        let reached = self.reached_in(guide, day);
        if reached.is_empty() {
            return current.clone();
        }
        let chooses = |step: &StepId| guide.step(step).is_some_and(GuideStep::is_a_choice);
        let beside: BTreeSet<_> = reached.iter().map(|it| it.alternative).collect();
        // What was chosen in a step is where that led.
        let in_steps = !(&self.followed_alternatives() - &beside).is_empty();
        let mut is_in: BTreeSet<_> = current.iter().filter(|step| in_steps && !chooses(step)).cloned().collect();
        is_in.extend(reached.iter().map(|it| it.step.clone()));
        // Whoever chose on that day or later has chosen how the child is followed up.
        let chosen = is_in.len() > 1
            && reached.iter().filter(|it| chooses(&it.step)).all(|back| {
                self.followed_alternatives()
                    .into_iter()
                    .any(|other| other != back.alternative && self.confirmed_on.get(&other) >= Some(&back.since))
            });
        is_in.retain(|step| !chosen || !chooses(step));
        is_in
    }

    /// The steps that alternatives chosen beside the steps lead to first, and that are to be taken up still, with the day of the
    /// choice.
    pub fn to_be_taken_up(&self, guide: &Guide) -> BTreeMap<StepId, (Alternative, NaiveDate)> {
        let waits = |it: &Reached| {
            let done = |act| self.acts.done_since(act, it.since);
            it.is_first && it.alternative.comes_to(done, self.others_may_hear_since(it.since)).is_none()
        };
        let reached = self.reached_in(guide, NaiveDate::MAX);
        reached.into_iter().filter(waits).map(|it| (it.step, (it.alternative, it.since))).collect()
    }

    fn reached_in(&self, guide: &Guide, day: NaiveDate) -> Vec<Reached> {
        let followed = self.followed_alternatives().into_iter();
        let chosen = followed.filter_map(|alternative| {
            let chosen_on = self.confirmed_on.get(&alternative).copied().filter(|chosen_on| *chosen_on <= day)?;
            let (choice, first) = guide.choice_of(alternative)?;
            self.is_chosen_beside(guide, alternative, chosen_on).then(|| {
                let further = self.taken_further(guide, (&choice.id, first), (chosen_on, day));
                let (step, since) = further.clone().unwrap_or_else(|| (first.clone(), chosen_on));
                Reached { alternative, step, since, is_first: further.is_none() }
            })
        });
        chosen.collect()
    }

    /// Whether no decision in a step of that guide chose it, or was taken since, and the case was not moved in it since.
    fn is_chosen_beside(&self, guide: &Guide, alternative: Alternative, chosen_on: NaiveDate) -> bool {
        let name = &guide.version.guide;
        let decided_before = self.acts.decided_before.get(&alternative).copied().unwrap_or_default();
        let decisions = self.way().decisions();
        let in_guide = |index: usize| decisions.get(index).filter(|decision| decision.guide.guide == *name);
        let chose = decided_before.checked_sub(1).and_then(in_guide).is_some_and(|decision| {
            let of_step = guide.step(&decision.step);
            let chose =
                |id| of_step.and_then(|step| step.outcome(id)).is_some_and(|it| it.alternative == Some(alternative));
            decision.decided_on == chosen_on && decision.outcomes.iter().any(chose)
        });
        let decided_since = (decided_before..decisions.len()).any(|index| in_guide(index).is_some());
        let moved_since = self.follows(name).is_some_and(|following| following.since > chosen_on);
        !chose && !decided_since && !moved_since
    }

    /// The furthest step to which what was done in that time leads from the first one, and since when.
    fn taken_further(
        &self,
        guide: &Guide,
        (choice, first): (&StepId, &StepId),
        (from, to): (NaiveDate, NaiveDate),
    ) -> Option<(StepId, NaiveDate)> {
        let mut furthest: Option<((usize, NaiveDate), &StepId)> = None;
        let (mut known, mut depth) = (BTreeSet::from([choice, first]), 0);
        let mut here = vec![first];
        while !here.is_empty() {
            let mut next = Vec::new();
            let steps = here.iter().filter_map(|id| guide.step(id));
            for outcome in steps.flat_map(|step| &step.outcomes) {
                let LeadsTo::Step(then) = &outcome.then else { continue };
                if let Some(on) = self.acts.backed_on(outcome, from, to)
                    && furthest.is_none_or(|(reached, _)| reached <= (depth, on))
                {
                    furthest = Some(((depth, on), then));
                }
                if known.insert(then) {
                    next.push(then);
                }
            }
            (here, depth) = (next, depth + 1);
        }
        furthest.map(|((_, on), step)| (step.clone(), on))
    }
}

/// What an event of a case by itself records as done, and on which day. That all have signed is known by the last of them.
pub(crate) fn done_by(event: &CaseEvent) -> Option<(NaiveDate, &'static [AttestedAct])> {
    use AttestedAct::{
        ConcernAnalysed, ConcernAssessed, ConcernConcretised, ConcernDiscussed, ConsentGiven, ConsentRefused,
        ConversationHeld, DutyAssessed, ExceptionAssessed, GuardiansToldOfConcern, GuardiansToldOfEffect,
        GuardiansToldOfReport, HelpCalled, MeasureEvaluated, MeasureExtended, MeasurePlanned, MeasureStarted,
        MeasuresApproved, MeetingHeld, NextMeetingAgreed, NoDutyFound, ObservationLogged, PlanMade, Referred,
        ReferredOrReported, RefusalAccepted, ReportSent, SeverityDecided, WithholdingDecided,
    };
    let (on, acts): (_, &[AttestedAct]) = match event {
        CaseEvent::Concern(ConcernEvent::ObservationLogged { observed, .. }) => (observed.from(), &[ObservationLogged]),
        CaseEvent::Concern(ConcernEvent::ConcernAssessed { assessed_on, .. }) => (*assessed_on, &[ConcernAssessed]),
        CaseEvent::Analysis(AnalysisEvent::ConcernConcretised { concretised_on, .. }) => {
            (*concretised_on, &[ConcernConcretised])
        }
        CaseEvent::Analysis(AnalysisEvent::ConcernAnalysed { analysed_on, .. }) => (*analysed_on, &[ConcernAnalysed]),
        CaseEvent::Analysis(AnalysisEvent::SeverityDecided { decided_on, .. }) => (*decided_on, &[SeverityDecided]),
        CaseEvent::Discussion(
            DiscussionEvent::ColleagueDiscussionHeld { held_on: on, .. }
            | DiscussionEvent::PeerTeamDiscussionHeld { held_on: on, .. }
            | DiscussionEvent::LeaderDiscussionHeld { about: LeaderTopic::Concern, held_on: on, .. }
            | DiscussionEvent::LeaderFeedbackGiven { given_on: on, .. }
            | DiscussionEvent::LeaderDisagreementRecorded { recorded_on: on, .. },
        ) => (*on, &[ConcernDiscussed]),
        CaseEvent::Family(FamilyEvent::ConversationHeld { with: ConversationWith::Child, held_on, .. }) => {
            (*held_on, &[ConversationHeld])
        }
        CaseEvent::Family(FamilyEvent::ConversationHeld { held_on, .. }) => {
            (*held_on, &[ConversationHeld, GuardiansToldOfConcern])
        }
        CaseEvent::Family(FamilyEvent::GuardiansInformed { about, informed_on, .. }) => {
            let told: &[AttestedAct] = match about {
                AboutGuardians::Concern => &[GuardiansToldOfConcern],
                AboutGuardians::Report => &[GuardiansToldOfReport, GuardiansToldOfConcern],
                AboutGuardians::InsufficientEffect => &[GuardiansToldOfEffect],
                AboutGuardians::Outcome | AboutGuardians::LowThresholdOffers => &[],
            };
            (*informed_on, told)
        }
        CaseEvent::Family(FamilyEvent::GuardianNotificationWithheld { withheld_on, .. }) => {
            (*withheld_on, &[WithholdingDecided])
        }
        // Asking them is telling them what it is about.
        CaseEvent::Consent(ConsentEvent::ConsentRequested { of, requested_on, .. }) if of.guardian().is_some() => {
            (*requested_on, &[GuardiansToldOfConcern])
        }
        CaseEvent::Consent(ConsentEvent::ConsentGiven { given_on, .. }) => (*given_on, &[ConsentGiven]),
        CaseEvent::Consent(ConsentEvent::ConsentRefused { refused_on, .. }) => (*refused_on, &[ConsentRefused]),
        CaseEvent::Sharing(SharingEvent::RefusalAccepted { accepted_on, .. }) => (*accepted_on, &[RefusalAccepted]),
        CaseEvent::Sharing(SharingEvent::SharingExceptionAssessed { assessed_on, .. }) => {
            (*assessed_on, &[ExceptionAssessed])
        }
        CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { triggered, assessed_on, .. }) => {
            let found: &[AttestedAct] = if *triggered { &[DutyAssessed] } else { &[DutyAssessed, NoDutyFound] };
            (*assessed_on, found)
        }
        CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, contacted_at, .. })
            if body.is_turned_to_in_danger() =>
        {
            (oslo_date(*contacted_at), &[HelpCalled])
        }
        CaseEvent::Reporting(ReportingEvent::ReportDrafted { co_authored_with_guardians, drafted_on, .. })
            if !co_authored_with_guardians.is_empty() =>
        {
            (*drafted_on, &[GuardiansToldOfReport, GuardiansToldOfConcern])
        }
        CaseEvent::Reporting(ReportingEvent::ReportSent { sent_at, .. }) => {
            (oslo_date(*sent_at), &[ReportSent, ReferredOrReported])
        }
        CaseEvent::Referral(ReferralEvent::ReferralSent { sent_on, .. }) => (*sent_on, &[Referred, ReferredOrReported]),
        CaseEvent::Meeting(
            MeetingEvent::MeetingHeld { held_on, .. } | MeetingEvent::ClarificationMeetingHeld { held_on, .. },
        ) => (*held_on, &[MeetingHeld]),
        CaseEvent::Meeting(MeetingEvent::NextMeetingAgreed { agreed_on, .. }) => (*agreed_on, &[NextMeetingAgreed]),
        CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, .. }) => (*planned_on, &[MeasurePlanned]),
        CaseEvent::Measure(
            MeasureEvent::MeasuresApprovedByGuardians { approved_on, .. }
            | MeasureEvent::MeasuresApprovedByYouth { approved_on, .. },
        ) => (*approved_on, &[MeasuresApproved]),
        CaseEvent::Measure(MeasureEvent::MeasureStarted { started_on, .. }) => (*started_on, &[MeasureStarted]),
        CaseEvent::Measure(MeasureEvent::MeasureEvaluated { evaluated_on, .. }) => (*evaluated_on, &[MeasureEvaluated]),
        CaseEvent::Measure(MeasureEvent::MeasureExtended { extended_on, .. }) => (*extended_on, &[MeasureExtended]),
        CaseEvent::Plan(
            PlanEvent::MeasurePlanMade { made_on: on, .. } | PlanEvent::PlanAdjusted { adjusted_on: on, .. },
        ) => (*on, &[PlanMade]),
        _ => return None,
    };
    Some((on, acts))
}
