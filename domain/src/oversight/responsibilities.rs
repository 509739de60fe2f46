//! Whose it is that a concern goes on, in a case that follows a guide which says so: the one who first has it brings it to
//! the nearest leader; the unit in which it arose calls the family to a talk, and sees that what was agreed is put in
//! writing (S4-16, S4-17). What else a guide makes somebody's stands with what it is about: plans (S4-18, S3-41), measures
//! that do not suffice (S4-19), referrals (S4-13).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Notes, Obligation, ObligationKind, Owing, Watch};
use crate::case::{ConversationOutcome, ConversationWith};
use crate::guides::{GuideId, Responsibility};

const BRING: ObligationKind = ObligationKind::BringConcernToLeader;
const CALL: ObligationKind = ObligationKind::CallFamilyToTalk;
const WRITE: ObligationKind = ObligationKind::AgreeInWriting;

/// What is owed by it; nothing where only a departure from it shows.
const fn owed_by(responsibility: Responsibility) -> Option<ObligationKind> {
    match responsibility {
        Responsibility::BringConcernToLeader => Some(BRING),
        Responsibility::CallFamilyToTalk => Some(CALL),
        Responsibility::AgreeInWriting => Some(WRITE),
        Responsibility::MakeMeasurePlan => Some(ObligationKind::MakeMeasurePlan),
        Responsibility::StartMeasure => Some(ObligationKind::StartMeasure),
        Responsibility::DiscussReferralWithLeader => None,
        Responsibility::TellOfInsufficientEffect => Some(ObligationKind::TellOfInsufficientEffect),
        Responsibility::TakeCaseFurther => Some(ObligationKind::TakeCaseFurther),
        Responsibility::MakeCoordinatedPlan => Some(ObligationKind::MakeCoordinatedPlan),
    }
}

/// How far a talk with the family has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Reached {
    /// Nobody was called to one.
    #[default]
    Not,
    /// Somebody was called to it.
    Called,
    /// They were talked with.
    TalkedWith,
}

/// What of these responsibilities the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// What each guide that the case follows makes somebody's.
    by_guide: BTreeMap<GuideId, BTreeSet<Responsibility>>,
    /// The days of the concerns that the leader does not know of.
    not_brought: BTreeSet<NaiveDate>,
    /// The latest day on which the leader was told of any.
    #[serde(skip_serializing_if = "Option::is_none")]
    leader_knew_on: Option<NaiveDate>,
    /// How far the unit has come with a talk with guardians or youth about the concern.
    family: Reached,
    /// Whether the youth is asked to take part (S4-7).
    youth_asked: bool,
    /// Whether there is ground for concern.
    grounded: bool,
    /// The latest day as of which that was assessed.
    assessed_on: Option<NaiveDate>,
    /// The latest day on which something was agreed in a talk.
    agreed_on: Option<NaiveDate>,
    /// The latest day on which something was agreed in writing.
    written_on: Option<NaiveDate>,
}

impl Facts {
    /// The day of what was agreed in a talk, where nothing was put in writing on it or since.
    fn unwritten_since(&self) -> Option<NaiveDate> {
        self.agreed_on.filter(|agreed_on| self.written_on < Some(*agreed_on))
    }
}

impl Watch {
    /// Whether a guide that the case follows makes that somebody's.
    pub(super) fn is_asked_for(&self, responsibility: Responsibility) -> bool {
        self.case.responsibilities.by_guide.values().any(|those| those.contains(&responsibility))
    }

    /// The case follows that guide from here on, or another version of it: what no guide asks for any more is owed no more,
    /// and what is asked for now is owed for the concern that there is, from that day on.
    pub(super) fn hear_whose_it_is(
        &mut self,
        guide: &GuideId,
        responsibilities: &BTreeSet<Responsibility>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.responsibilities.by_guide.insert(guide.clone(), responsibilities.clone());
        for responsibility in Responsibility::ALL {
            if let Some(kind) = owed_by(responsibility).filter(|_| !self.is_asked_for(responsibility)) {
                self.end_each(kind, Ending::Lapsed { on }, notes);
            }
        }
        if self.case.closed {
            return;
        }
        let Facts { grounded, assessed_on, .. } = self.case.responsibilities;
        let unwritten_since = self.case.responsibilities.unwritten_since();
        self.owe_bringing_on_what_no_leader_knows(on, notes);
        if let Some(assessed_on) = assessed_on.filter(|_| grounded) {
            self.owe_calling_the_family(on.max(assessed_on), notes);
        }
        if let Some(agreed_on) = unwritten_since {
            self.owe_writing_it_down(on.max(agreed_on), notes);
        }
        self.owe_what_comes_of_insufficient_effect(on, notes);
    }

    fn owe_by_guide(&mut self, responsibility: Responsibility, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(kind) = owed_by(responsibility).filter(|_| self.is_asked_for(responsibility)) {
            self.owe(Owing::from(kind, on), notes);
        }
    }

    /// What was agreed in a talk is put in writing with them, once they may know (S4-2, S4-17).
    fn owe_writing_it_down(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if !self.case.guardians_must_not_know() {
            self.owe_by_guide(Responsibility::AgreeInWriting, on, notes);
        }
    }

    /// Someone is worried: it is that person's to bring it on (S4-16).
    pub(super) fn owe_bringing_it_to_leader(&mut self, raised_on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.responsibilities.not_brought.insert(raised_on);
        self.owe_by_guide(Responsibility::BringConcernToLeader, raised_on, notes);
    }

    /// Help was called in acute danger: the leader is told of it, who was not on that day or since.
    pub(super) fn owe_telling_the_leader_of_a_call(&mut self, called_on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.responsibilities.leader_knew_on < Some(called_on) {
            self.owe_bringing_it_to_leader(called_on, notes);
        }
    }

    /// The leader knows of it: by being told, by a discussion or by a note (S4-16, RM-4). Of what was raised on a later day nobody
    /// was told by that.
    pub(super) fn hear_that_leader_knows(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &mut self.case.responsibilities;
        facts.leader_knew_on = facts.leader_knew_on.max(Some(on));
        let known = facts.not_brought.len();
        facts.not_brought.retain(|raised_on| *raised_on > on);
        if facts.not_brought.len() == known {
            return;
        }
        let next = facts.not_brought.first().copied();
        self.met(BRING, None, on, notes);
        if let Some(raised_on) = next {
            self.owe_by_guide(Responsibility::BringConcernToLeader, raised_on, notes);
        }
    }

    /// The concern was assessed: where there is ground for it, the family is called to a talk (S4-17). Nobody calls those
    /// who must not be told yet, and in acute danger help comes first. The latest day counts.
    pub(super) fn hear_whether_there_is_ground(&mut self, ground: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &mut self.case.responsibilities;
        if facts.assessed_on.is_some_and(|latest| on < latest) {
            return;
        }
        (facts.grounded, facts.assessed_on) = (ground, Some(on));
        if ground {
            self.owe_calling_the_family(on, notes);
        } else {
            self.nobody_calls_the_family(on, notes);
        }
    }

    /// At once, or in acute danger when its week is over.
    fn owe_calling_the_family(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_called = self.case.responsibilities.family > Reached::Not;
        if !is_called && !self.case.closed && !self.case.guardians_must_not_know() {
            self.owe_by_guide(Responsibility::CallFamilyToTalk, self.case.unexcused_from(on), notes);
        }
    }

    /// Somebody was contacted in acute danger on that day: nobody waits for a talk, or calls those who must not be told; who
    /// may be is called when the week is over (R-1, R-6, S4-17).
    pub(super) fn calling_the_family_waits(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.guardians_must_not_know() {
            return self.nobody_calls_the_family(on, notes);
        }
        let Some(owed_from) = self.owed.iter().find(|owed| owed.is(CALL, None)).map(|owed| owed.opened_on) else {
            return;
        };
        let day = owed_from.max(on);
        if self.case.excuse_on(day).is_some() {
            self.put_off(CALL, None, day, self.case.unexcused_from(day), notes);
        }
    }

    /// There is no ground for it, or guardians must not be told for now.
    pub(super) fn nobody_calls_the_family(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.end_each(CALL, Ending::Lapsed { on }, notes);
    }

    /// What is put off until an emergency is over, and ends before that, was owed from the day on which it ends.
    fn end_each(&mut self, kind: ObligationKind, ending: Ending, notes: &mut Notes<'_>) {
        let waits = |owed: &Obligation| owed.is(kind, None) && owed.opened_on > notes.at.recorded_on;
        if kind == CALL && self.owed.iter().any(waits) {
            self.owe_from(CALL, None, ending.on(), notes);
            return self.settle(CALL, None, ending, notes);
        }
        self.end_all(kind, ending, notes);
    }

    /// Somebody was called to a talk about the concern.
    pub(super) fn hear_who_is_called(&mut self, with: ConversationWith, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.is_the_familys(with) {
            let family = &mut self.case.responsibilities.family;
            *family = Reached::Called.max(*family);
            self.end_each(CALL, Ending::Met { on }, notes);
        }
    }

    /// A talk is called off: where nobody has talked with the family, and no talk with it is ahead, it is called anew (S4-17).
    pub(super) fn hear_that_a_call_is_off(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_ahead = |with: ConversationWith| self.is_the_familys(with) && self.is_talk_ahead_with(with, notes);
        let Facts { grounded, assessed_on, family, .. } = self.case.responsibilities;
        if family == Reached::TalkedWith || ConversationWith::ALL.into_iter().any(is_ahead) {
            return;
        }
        self.case.responsibilities.family = Reached::Not;
        if let Some(assessed_on) = assessed_on.filter(|_| grounded) {
            self.owe_calling_the_family(on.max(assessed_on), notes);
        }
    }

    /// Guardians or, where the youth is asked to take part, the youth (S4-7, S4-17).
    fn is_the_familys(&self, with: ConversationWith) -> bool {
        with.includes(ConversationWith::Guardians) || self.case.responsibilities.youth_asked
    }

    /// Whether the youth is asked to take part was assessed.
    pub(super) fn hear_whether_youth_is_asked(&mut self, invited: bool) {
        self.case.responsibilities.youth_asked = invited;
    }

    /// They talked: what was agreed is put in writing (S4-17).
    pub(super) fn hear_what_was_talked_of(
        &mut self,
        with: ConversationWith,
        outcome: ConversationOutcome,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.hear_who_is_called(with, on, notes);
        if self.is_the_familys(with) {
            self.case.responsibilities.family = Reached::TalkedWith;
        }
        if outcome == ConversationOutcome::MeasuresAgreed && self.is_the_familys(with) {
            let facts = &mut self.case.responsibilities;
            facts.agreed_on = facts.agreed_on.max(Some(on));
            if facts.written_on < Some(on) {
                self.owe_writing_it_down(on, notes);
            }
        }
    }

    /// Something was agreed in writing.
    pub(super) fn hear_that_it_is_written(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let latest = &mut self.case.responsibilities.written_on;
        *latest = (*latest).max(Some(on));
        self.met(WRITE, None, on, notes);
    }

    /// The ground for not telling guardians is gone.
    pub(super) fn hear_that_guardians_may_know(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.hear_that_effect_may_be_told(on, notes);
        if self.case.responsibilities.grounded {
            self.owe_calling_the_family(on, notes);
        }
        let unwritten = self.case.responsibilities.unwritten_since().is_some();
        if unwritten && !self.case.closed {
            self.owe_writing_it_down(on, notes);
        }
    }

    /// Guardians must not know: nothing is put in writing with them (S4-2).
    pub(super) fn nobody_writes_it_down(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.give_up(WRITE, None, on, notes);
    }

    /// Another concern is brought on, and talked of, anew. What no leader knows of yet is still to be brought to one.
    pub(super) fn responsibilities_begin_anew(&mut self) {
        let Facts { by_guide, not_brought, leader_knew_on, .. } = std::mem::take(&mut self.case.responsibilities);
        self.case.responsibilities = Facts { by_guide, not_brought, leader_knew_on, ..Facts::default() };
    }

    /// The case goes on: what no leader had heard of by its end is brought to one (S4-16).
    pub(super) fn owe_bringing_on_what_no_leader_knows(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(raised_on) = self.case.responsibilities.not_brought.first().copied() {
            self.owe_by_guide(Responsibility::BringConcernToLeader, on.max(raised_on), notes);
        }
    }

    /// Whether that is what the leader was to be told, who knows of it now.
    pub(super) fn is_brought_since(&self, kind: ObligationKind) -> bool {
        kind == BRING && self.case.responsibilities.not_brought.is_empty()
    }

    /// The case ended by a decision, and nobody is called whose call waited for danger to be over. That no leader ever heard of it, or
    /// that a family was not called, is no end of that (S4-16, S4-17): it lapses, and is found.
    pub(super) fn responsibilities_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.owed.iter().any(|owed| owed.is(CALL, None) && owed.opened_on > notes.at.recorded_on) {
            self.end_each(CALL, Ending::Lapsed { on }, notes);
        }
    }
}
