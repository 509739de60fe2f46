//! What a decision in a step of a guide says was done is held against what is recorded: a guide says of its outcomes
//! what they attest, and where nothing of it stands as of the day of the decision, that is found until it is recorded.
//!
//! What backs a decision was done by its day, and in what the decision is about: since the case was closed last before it was
//! opened again; since the case came to the level of the step, or the alternative of the step was chosen, unless it may come
//! before that; and since the step was decided last, unless what it made stands. So a case that is taken back, or a step that
//! is decided once more, is talked over anew, while a consent that was given before and a plan that was made count on.
//!
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
    /// The days on which each was done. Where it is written down last stands beside a day on which something had been decided by
    /// then, to tell what came after that; on other days 0, so that a day's hundredth observation tells nothing new.
    done: BTreeMap<AttestedAct, BTreeMap<NaiveDate, i64>>,
    /// When something was decided in each step, with outcomes that attest something.
    decided: BTreeMap<Uuid, BTreeSet<When>>,
    /// What backs each claim that nothing backs so far.
    unbacked: BTreeMap<Uuid, Backing>,
    /// The day on which the case was closed before it was opened again: what was done before that day is of that time.
    since: Option<NaiveDate>,
}

/// The day, and where in the ledger it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct When {
    on: NaiveDate,
    position: i64,
}

/// What backs a decision that says that something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Backing {
    /// No sooner than the case, its level or the alternative that it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    from: Option<NaiveDate>,
    /// After the last decision in the same step of an earlier day: on that day itself, what was written down after it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    after: Option<When>,
}

impl Backing {
    fn is(&self, done: When) -> bool {
        let is_after = |last: When| (last.on, last.position) < (done.on, done.position);
        self.from.is_none_or(|from| from <= done.on) && self.after.is_none_or(is_after)
    }
}

impl Facts {
    /// The first day from that one on, on which it was done.
    pub(super) fn first_since(&self, act: AttestedAct, day: NaiveDate) -> Option<NaiveDate> {
        self.done.get(&act)?.range(day..).next().map(|(on, _)| *on)
    }

    /// The rule of what backs a claim; see above.
    fn backing(&self, act: AttestedAct, step: Uuid, part_from: Option<NaiveDate>, decided_on: NaiveDate) -> Backing {
        let of_now = self.since.filter(|since| *since <= decided_on);
        let part_from = part_from.filter(|_| !act.may_come_first());
        let before = ..When { on: decided_on, position: i64::MIN };
        let last = self.decided.get(&step).and_then(|decided| decided.range(before).next_back().copied());
        Backing { from: of_now.max(part_from), after: last.filter(|_| !act.stands()) }
    }

    /// It was done, and that is written down there.
    fn learn(&mut self, act: AttestedAct, done: When) {
        let of_that_day = |decided: &BTreeSet<When>| decided.iter().any(|decided| decided.on == done.on);
        let position = if self.decided.values().any(of_that_day) { done.position } else { 0 };
        let last = self.done.entry(act).or_default().entry(done.on).or_default();
        *last = position.max(*last);
    }

    fn backs(&self, act: AttestedAct, backing: Backing, decided_on: NaiveDate) -> bool {
        let by_then = self.done.get(&act).into_iter().flat_map(|days| days.range(..=decided_on));
        by_then.map(|(on, position)| When { on: *on, position: *position }).any(|done| backing.is(done))
    }
}

impl Watch {
    /// It was decided in a step, with outcomes that say that this was done; the part of the guide that the step belongs to began
    /// on that day, where it is not the whole.
    pub(super) fn hear_what_is_claimed(
        &mut self,
        step: &StepOfGuide,
        (attests, part_from): (&BTreeSet<AttestedAct>, Option<NaiveDate>),
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let of_step = Uuid::new_v5(&notes.stream, format!("{}/{}", step.guide.guide, step.step).as_bytes());
        for act in attests.iter().copied() {
            // Nobody is asked to talk with the family while guardians must not know (S4-2).
            let must_not_be = act == AttestedAct::ConversationHeld && self.case.guardians_must_not_know();
            let backing = self.claims.backing(act, of_step, part_from, on);
            if must_not_be || self.claims.backs(act, backing, on) {
                continue;
            }
            let claimed = format!("{}/{}/{}/{}", step.guide, step.step, act.name(), notes.at.position);
            let which = Uuid::new_v5(&notes.stream, claimed.as_bytes());
            let found = self.finding(UNRECORDED, Some(which), on, notes);
            let (step, excuse) = (Some(step.clone()), self.excuse_of(on));
            self.claims.unbacked.insert(which, backing);
            self.found.push(Finding { step, lacks: Some(act), excuse, ..found });
            notes.finding(self.found.last());
        }
        if !attests.is_empty() {
            let decided = When { on, position: notes.at.position };
            self.claims.decided.entry(of_step).or_default().insert(decided);
        }
    }

    /// It was done on that day. What decisions of that day and later said of it was so; of those before, it is mended.
    pub(super) fn hear_that_it_was_done(&mut self, act: AttestedAct, on: NaiveDate, notes: &mut Notes<'_>) {
        let done = When { on, position: notes.at.position };
        if self.claims.since.is_none_or(|since| since <= on) {
            self.claims.learn(act, done);
        }
        let unbacked = &self.claims.unbacked;
        let is_backed = |found: &Finding| {
            let backing = found.which.and_then(|which| unbacked.get(&which));
            found.lacks == Some(act) && backing.is_some_and(|backing| backing.is(done))
        };
        let claimed = self.found.iter().filter(|found| found.kind == UNRECORDED && is_backed(found));
        for which in claimed.filter_map(|found| found.which).collect::<Vec<_>>() {
            self.claims.unbacked.remove(&which);
            let Some(index) = self.found.iter().position(|found| found.is(UNRECORDED, Some(which))) else { continue };
            if on <= self.found[index].arose_on {
                notes.withdraw(&self.found.remove(index));
            } else {
                self.mend_at(index, on, notes);
            }
        }
    }

    /// The case was closed on that day, and is worked with again.
    pub(super) fn claims_begin_anew(&mut self, closed_on: NaiveDate) {
        self.claims.since = Some(closed_on);
        self.claims.decided.clear();
        for done in self.claims.done.values_mut() {
            done.retain(|on, _| *on >= closed_on);
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
