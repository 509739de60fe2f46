//! What a decision in a step of a guide says was done is held against what is recorded: a guide says of its outcomes
//! what they attest, and where nothing of it stands as of the day of the decision, that is found until it is recorded.
//! Everything goes by its own day: what was done by then and is written down late leaves nothing to find, and what was done
//! afterwards mends it. In acute danger it is excused as the order of things is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Finding, FindingKind, Notes, StepOfGuide, Watch};
use crate::case::{CaseEvent, done_by};
use crate::guides::AttestedAct;
use crate::investigation::{InvestigationEvent, StepKind};

const UNRECORDED: FindingKind = FindingKind::StepClaimUnrecorded;

/// What of it the next decision is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The days on which each was done, as far as they are needed.
    done: BTreeMap<AttestedAct, Done>,
    /// The day on which the case was closed before it was opened again: what was done before that day is of that time.
    since: Option<NaiveDate>,
}

/// The first day and the latest: whatever was done by a day was done by the first, and what is left of it once the case is
/// opened again is no later than the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Done {
    first: NaiveDate,
    latest: NaiveDate,
}

impl Facts {
    /// Whether it was done on that day or since.
    pub(super) fn was_done_since(&self, act: AttestedAct, day: NaiveDate) -> bool {
        self.done.get(&act).is_some_and(|done| done.latest >= day)
    }

    fn was_done_by(&self, act: AttestedAct, day: NaiveDate) -> bool {
        self.done.get(&act).is_some_and(|done| done.first <= day)
    }

    /// The day on which that was closed which lasts now, where the decision of that day is of now.
    fn begins(&self, decided_on: NaiveDate) -> Option<NaiveDate> {
        self.since.filter(|since| *since <= decided_on)
    }
}

impl Watch {
    /// It was decided in a step, with outcomes that say that this was done.
    pub(super) fn hear_what_is_claimed(
        &mut self,
        step: &StepOfGuide,
        attests: &BTreeSet<AttestedAct>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for act in attests.iter().copied() {
            // Nobody is asked to talk with the family while guardians must not know (S4-2).
            let must_not_be = act == AttestedAct::ConversationHeld && self.case.guardians_must_not_know();
            if must_not_be || self.claims.was_done_by(act, on) {
                continue;
            }
            let claimed = format!("{}/{}/{}/{}", step.guide, step.step, act.name(), notes.at.position);
            let which = Some(Uuid::new_v5(&notes.stream, claimed.as_bytes()));
            let found = self.finding(UNRECORDED, which, on, notes);
            let (step, excuse) = (Some(step.clone()), self.excuse_of(on));
            self.found.push(Finding { step, lacks: Some(act), excuse, ..found });
            notes.finding(self.found.last());
        }
    }

    /// It was done on that day. What decisions of that day and later said of it was so; of those before, it is mended.
    pub(super) fn hear_that_it_was_done(&mut self, act: AttestedAct, on: NaiveDate, notes: &mut Notes<'_>) {
        self.hear_that_an_alternative_is_taken_up(act, on, notes);
        if self.claims.since.is_none_or(|since| since <= on) {
            let done = self.claims.done.entry(act).or_insert(Done { first: on, latest: on });
            (done.first, done.latest) = (done.first.min(on), done.latest.max(on));
        }
        let claimed = |found: &Finding| found.kind == UNRECORDED && found.lacks == Some(act);
        let mut next = 0;
        while let Some(index) = (next..self.found.len()).find(|index| claimed(&self.found[*index])) {
            let decided_on = self.found[index].arose_on;
            next = index;
            // What was done before the case was opened again backs no decision of now.
            if self.claims.begins(decided_on).is_some_and(|since| on < since) {
                next += 1;
            } else if on <= decided_on {
                notes.withdraw(&self.found.remove(index));
            } else {
                self.mend_at(index, on, notes);
            }
        }
    }

    /// The case was closed on that day, and is worked with again.
    pub(super) fn claims_begin_anew(&mut self, closed_on: NaiveDate) {
        self.claims.since = Some(closed_on);
        self.claims.done.retain(|_, done| done.latest >= closed_on);
        for done in self.claims.done.values_mut().filter(|done| done.first < closed_on) {
            done.first = done.latest;
        }
    }

    pub(super) fn hear_what_was_done(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        let Some((on, acts)) = done_by(event) else { return };
        for act in acts.iter().copied() {
            self.hear_that_it_was_done(act, on, notes);
        }
    }

    pub(super) fn hear_what_the_service_did(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        use AttestedAct::{
            GroupFormed, InvestigationAllocated, MeasureEvaluated, MeasureExtended, MeasurePlanned, SummaryHeld,
        };
        let (act, on) = match event {
            InvestigationEvent::InvestigationAllocated { allocated_on, .. } => (InvestigationAllocated, allocated_on),
            InvestigationEvent::InvestigationStepDone { kind: StepKind::SummaryMeeting, done_on, .. } => {
                (SummaryHeld, done_on)
            }
            InvestigationEvent::ResponsibilityGroupFormed { formed_on, .. } => (GroupFormed, formed_on),
            InvestigationEvent::MeasureDecided { decided_on, .. } => (MeasurePlanned, decided_on),
            InvestigationEvent::DecidedMeasureEvaluated { evaluated_on, .. } => (MeasureEvaluated, evaluated_on),
            InvestigationEvent::DecidedMeasureExtended { extended_on, .. } => (MeasureExtended, extended_on),
            _ => return,
        };
        self.hear_that_it_was_done(act, *on, notes);
    }
}
