//! What a decision in a step asks for, beside where it leads: it is owed from the decision on, and met by the act itself,
//! whichever was recorded first (S3-22, S3-24, S3-30, S3-35, S3-36).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::guides::{AskedFor, GuideId, StepId};
use crate::ids::MeetingId;

/// What is owed by it.
const fn owed_by(asked: AskedFor) -> ObligationKind {
    match asked {
        AskedFor::Measure => ObligationKind::PlanMeasure,
        AskedFor::LowThresholdOffers => ObligationKind::TellOfLowThresholdOffers,
        AskedFor::EvaluationMeeting => ObligationKind::AgreeEvaluationMeeting,
        AskedFor::Referral => ObligationKind::ReferChild,
    }
}

const EVALUATE: AskedFor = AskedFor::EvaluationMeeting;
const REFER: AskedFor = AskedFor::Referral;

const ALL: [AskedFor; 4] =
    [AskedFor::Measure, AskedFor::LowThresholdOffers, AskedFor::EvaluationMeeting, AskedFor::Referral];

/// Whether it is done with guardians, so that it waits while they must not know.
const fn is_with_guardians(asked: AskedFor) -> bool {
    matches!(asked, AskedFor::LowThresholdOffers | AskedFor::EvaluationMeeting)
}

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The latest day on which each was done.
    done_on: BTreeMap<AskedFor, NaiveDate>,
    /// What is owed once guardians may know, by step, with the day on which it was decided.
    waiting: BTreeSet<(AskedFor, Uuid, NaiveDate)>,
    /// The meetings that are called to evaluate with those who decide for the child and were not held yet.
    evaluations: BTreeSet<MeetingId>,
    /// Those that are called without guardians, which is enough once the child is known to be of age (C12).
    without_guardians: BTreeSet<MeetingId>,
    /// The days on which the child was at one without its guardians.
    held_with_child: BTreeSet<NaiveDate>,
    /// The first day on which the child is known to be of age, so that guardians decide nothing any more.
    of_age_since: Option<NaiveDate>,
    /// What those answer, by step, with the day from which it was owed.
    called_for: BTreeSet<(Uuid, NaiveDate)>,
    /// The days of the referrals that stand, each under its own name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    referred_on: BTreeMap<Uuid, NaiveDate>,
    /// What those answer, by step, with the day from which it was owed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    referred_for: BTreeMap<Uuid, NaiveDate>,
    /// The latest day on which each step was decided.
    decided_on: BTreeMap<Uuid, NaiveDate>,
}

impl Watch {
    /// It was decided in a step, which asks for this. A later decision in the same step takes the place of the earlier,
    /// whichever was recorded first: what that asked for, and this does not, is owed no more.
    pub(super) fn hear_what_is_asked_for(
        &mut self,
        guide: &GuideId,
        step: &StepId,
        asked_for: &BTreeSet<AskedFor>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let which = Uuid::new_v5(&notes.stream, format!("{guide}/{step}").as_bytes());
        if self.asked_for.decided_on.get(&which).is_some_and(|latest| on < *latest) {
            return;
        }
        self.asked_for.decided_on.insert(which, on);
        self.asked_for.waiting.retain(|(_, waiting, _)| *waiting != which);
        self.asked_for.called_for.retain(|(called_for, _)| *called_for != which);
        self.asked_for.referred_for.remove(&which);
        for asked in ALL.into_iter().filter(|asked| !asked_for.contains(asked)) {
            self.end(owed_by(asked), Some(which), Ending::Lapsed { on }, notes);
        }
        for asked in asked_for {
            self.owe_what_is_asked_for(*asked, which, (on, on), notes);
        }
    }

    /// Owed from the first day, and there is time from the second on.
    fn owe_what_is_asked_for(
        &mut self,
        asked: AskedFor,
        which: Uuid,
        (on, time_from): (NaiveDate, NaiveDate),
        notes: &mut Notes<'_>,
    ) {
        if self.asked_for.done_on.get(&asked).is_some_and(|done_on| on <= *done_on) {
            if asked == REFER {
                self.asked_for.referred_for.insert(which, on);
            }
            return;
        }
        // One that is ahead is not called once more.
        if asked == EVALUATE && !self.asked_for.evaluations.is_empty() {
            self.asked_for.called_for.insert((which, on));
            return;
        }
        if is_with_guardians(asked) && self.case.guardians_must_not_know() {
            self.asked_for.waiting.insert((asked, which, on));
        } else {
            let kind = owed_by(asked);
            let owing = Owing::from(kind, on).of(which);
            self.owe(Owing { due: kind.due_when_owed_from(time_from, notes.own), ..owing }, notes);
        }
    }

    /// It was done on that day, and what was asked for by then is met by it.
    pub(super) fn hear_that_it_was_asked_for(&mut self, asked: AskedFor, on: NaiveDate, notes: &mut Notes<'_>) {
        let latest = self.asked_for.done_on.entry(asked).or_insert(on);
        *latest = on.max(*latest);
        self.asked_for.waiting.retain(|(waiting, _, decided_on)| *waiting != asked || *decided_on > on);
        let kind = owed_by(asked);
        let met = self.owed.iter().filter(|owed| owed.kind == kind && owed.opened_on <= on);
        for which in met.map(|owed| owed.which).collect::<Vec<_>>() {
            self.met(kind, which, on, notes);
        }
    }

    /// The child is referred on that day, by a referral that stands.
    pub(super) fn hear_that_the_child_is_referred(&mut self, referral: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        self.asked_for.referred_on.insert(referral, on);
        let asked = self.owed.iter().filter(|owed| owed.kind == owed_by(REFER) && owed.opened_on <= on);
        let asked = asked.filter_map(|owed| owed.which.map(|which| (which, owed.opened_on)));
        self.asked_for.referred_for.extend(asked);
        self.hear_that_it_was_asked_for(REFER, on, notes);
    }

    /// That referral is withdrawn: what no other one answers that stands is owed again, from that day on (S3-36).
    pub(super) fn hear_that_the_child_is_not_referred(&mut self, referral: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        self.asked_for.referred_on.remove(&referral);
        match self.asked_for.referred_on.values().max() {
            Some(latest) => _ = self.asked_for.done_on.insert(REFER, *latest),
            None => _ = self.asked_for.done_on.remove(&REFER),
        }
        for (which, owed_from) in std::mem::take(&mut self.asked_for.referred_for) {
            if self.asked_for.done_on.get(&REFER).is_some_and(|done_on| owed_from <= *done_on) {
                self.asked_for.referred_for.insert(which, owed_from);
            } else {
                let day = owed_from.max(on);
                self.owe_what_is_asked_for(REFER, which, (day, day), notes);
            }
        }
    }

    /// A meeting is called to evaluate with guardians, whatever day it is for: nobody is asked to call another (S3-24, S3-35).
    pub(super) fn hear_that_an_evaluation_is_called(
        &mut self,
        meeting: MeetingId,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.asked_for.evaluations.insert(meeting);
        let (answered, waiting) = std::mem::take(&mut self.asked_for.waiting)
            .into_iter()
            .partition::<BTreeSet<_>, _>(|(asked, ..)| *asked == EVALUATE);
        self.asked_for.waiting = waiting;
        self.asked_for.called_for.extend(answered.into_iter().map(|(_, which, decided_on)| (which, decided_on)));
        let kind = owed_by(EVALUATE);
        while let Some((which, owed_from)) =
            self.owed.iter().find(|owed| owed.kind == kind).map(|owed| (owed.which, owed.opened_on))
        {
            self.met(kind, which, on, notes);
            self.asked_for.called_for.extend(which.map(|which| (which, owed_from)));
        }
    }

    /// A meeting is called to evaluate without guardians: with who is of age, that is the one that was to be called (C12).
    pub(super) fn hear_that_an_evaluation_is_called_without_guardians(
        &mut self,
        meeting: MeetingId,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if self.asked_for.of_age_since.is_some() {
            self.hear_that_an_evaluation_is_called(meeting, on, notes);
        } else {
            self.asked_for.without_guardians.insert(meeting);
        }
    }

    /// One that was called was held, and guardians were not at it: where the child was, and is known to have been of age by then,
    /// it evaluated that itself (C12). Else nobody has who decides for it.
    pub(super) fn hear_that_an_evaluation_is_held_without_guardians(
        &mut self,
        meeting: MeetingId,
        child: bool,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let facts = &mut self.asked_for;
        let was_called = facts.without_guardians.contains(&meeting) || facts.evaluations.contains(&meeting);
        if was_called && child {
            facts.held_with_child.insert(on);
            if facts.of_age_since.is_some_and(|since| since <= on) {
                return self.hear_that_an_evaluation_is_held(meeting, on, notes);
            }
        }
        self.hear_that_an_evaluation_is_called_off(meeting, on, notes);
    }

    /// Whether the child is known to be of age on that day: guardians are parties to nothing any more (C12).
    pub(super) fn child_is_of_age_on(&self, day: NaiveDate) -> bool {
        self.asked_for.of_age_since.is_some_and(|since| since <= day)
    }

    /// Whether the child is known to be of age by now: nobody is asked to tell its guardians anything, of whichever day (C12).
    pub(super) const fn child_is_of_age(&self) -> bool {
        self.asked_for.of_age_since.is_some()
    }

    /// The child is known to be of age from that day on: what it is called to and what it was at since then needs no guardians.
    pub(super) fn hear_since_when_the_child_evaluates_itself(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let since = self.asked_for.of_age_since.map_or(on, |before| before.min(on));
        self.asked_for.of_age_since = Some(since);
        for meeting in std::mem::take(&mut self.asked_for.without_guardians) {
            self.hear_that_an_evaluation_is_called(meeting, on, notes);
        }
        for held_on in self.asked_for.held_with_child.split_off(&since) {
            self.hear_that_it_was_asked_for(EVALUATE, held_on, notes);
        }
    }

    /// It was held, and those were at it who decide for the child: what was decided by then is answered.
    pub(super) fn hear_that_an_evaluation_is_held(&mut self, meeting: MeetingId, on: NaiveDate, notes: &mut Notes<'_>) {
        // Who was called, and who came all the same: it is over for both.
        let called_without = self.asked_for.without_guardians.remove(&meeting);
        if self.asked_for.evaluations.remove(&meeting) || called_without {
            let latest = self.asked_for.done_on.entry(EVALUATE).or_insert(on);
            *latest = on.max(*latest);
            self.no_evaluation_is_ahead_from(on, notes);
        }
    }

    /// It is not to be held, or was held without those who decide for the child: what it was called for is owed again, from that day on.
    pub(super) fn hear_that_an_evaluation_is_called_off(
        &mut self,
        meeting: MeetingId,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.asked_for.without_guardians.remove(&meeting);
        if self.asked_for.evaluations.remove(&meeting) {
            self.no_evaluation_is_ahead_from(on, notes);
        }
    }

    /// Unless another one is called, what none has answered is owed.
    fn no_evaluation_is_ahead_from(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if !self.asked_for.evaluations.is_empty() {
            return;
        }
        let done_on = self.asked_for.done_on.get(&EVALUATE).copied();
        for (which, decided_on) in std::mem::take(&mut self.asked_for.called_for) {
            if done_on.is_none_or(|done_on| decided_on > done_on) {
                let day = decided_on.max(on);
                self.owe_what_is_asked_for(EVALUATE, which, (day, day), notes);
            }
        }
    }

    /// Guardians must not know for now: nobody is asked to tell or to call them, and it is owed once they may.
    pub(super) fn nobody_is_asked_to_meet_guardians(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for asked in ALL.into_iter().filter(|asked| is_with_guardians(*asked)) {
            let kind = owed_by(asked);
            while let Some((which, decided_on)) =
                self.owed.iter().find(|owed| owed.kind == kind).map(|owed| (owed.which, owed.opened_on))
            {
                self.end(kind, which, Ending::Lapsed { on }, notes);
                self.asked_for.waiting.extend(which.map(|which| (asked, which, decided_on)));
            }
        }
    }

    /// The ground for not telling them is gone on that day, from which there is time: what was decided meanwhile or before is owed
    /// from its day.
    pub(super) fn hear_that_guardians_may_be_met(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for (asked, which, decided_on) in std::mem::take(&mut self.asked_for.waiting) {
            self.owe_what_is_asked_for(asked, which, (decided_on, decided_on.max(on)), notes);
        }
    }

    /// The case ended, and nobody is asked for anything more.
    pub(super) fn nothing_waits_for_guardians(&mut self) {
        self.asked_for.waiting.clear();
        self.asked_for.evaluations.clear();
        self.asked_for.without_guardians.clear();
        self.asked_for.held_with_child.clear();
        self.asked_for.called_for.clear();
        self.asked_for.referred_for.clear();
    }
}
