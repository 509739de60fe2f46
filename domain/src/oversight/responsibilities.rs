//! Whose it is that a concern goes on, in a case that follows a guide which says so: the one who first has it brings it to
//! the nearest leader; the unit in which it arose calls the family to a talk, and sees that what was agreed is put in
//! writing (S4-16, S4-17). What else a guide makes somebody's stands with what it is about: plans (S4-18, S3-41), measures
//! that do not suffice (S4-19), referrals (S4-13).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Notes, ObligationKind, Owing, Watch};
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

/// What of these responsibilities the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// What each guide that the case follows makes somebody's.
    by_guide: BTreeMap<GuideId, BTreeSet<Responsibility>>,
    /// Whether guardians or youth were called to a talk about the concern, or talked with.
    family_called: bool,
    /// Whether the youth is asked to take part (S4-7).
    youth_asked: bool,
    /// Whether there is ground for concern.
    grounded: bool,
    /// The latest day as of which that was assessed.
    assessed_on: Option<NaiveDate>,
    /// The latest day on which something was agreed in writing.
    written_on: Option<NaiveDate>,
}

impl Watch {
    /// Whether a guide that the case follows makes that somebody's.
    pub(super) fn is_asked_for(&self, responsibility: Responsibility) -> bool {
        self.case.responsibilities.by_guide.values().any(|those| those.contains(&responsibility))
    }

    /// The case follows that guide from here on, or another version of it: what no guide asks for any more is owed no more.
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
                self.end_all(kind, Ending::Lapsed { on }, notes);
            }
        }
    }

    fn owe_by_guide(&mut self, responsibility: Responsibility, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(kind) = owed_by(responsibility).filter(|_| self.is_asked_for(responsibility)) {
            self.owe(Owing::from(kind, on), notes);
        }
    }

    /// Someone is worried: it is that person's to bring it on (S4-16).
    pub(super) fn owe_bringing_it_to_leader(&mut self, raised_on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe_by_guide(Responsibility::BringConcernToLeader, raised_on, notes);
    }

    /// The leader knows of it: by being told, by a discussion or by a note (S4-16, RM-4).
    pub(super) fn hear_that_leader_knows(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.met(BRING, None, on, notes);
    }

    /// The concern was assessed: where there is ground for it, the family is called to a talk (S4-17). Nothing calls
    /// those who must not be told yet, and in acute danger help comes first. The latest day counts.
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

    fn owe_calling_the_family(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let waits = self.case.guardians_must_not_know() || self.case.excuse_on(on).is_some();
        if !self.case.responsibilities.family_called && !self.case.closed && !waits {
            self.owe_by_guide(Responsibility::CallFamilyToTalk, on, notes);
        }
    }

    /// There is no ground for it, or guardians must not be told for now.
    pub(super) fn nobody_calls_the_family(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.end(CALL, None, Ending::Lapsed { on }, notes);
    }

    /// Somebody was called to a talk about the concern.
    pub(super) fn hear_who_is_called(&mut self, with: ConversationWith, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.is_the_familys(with) {
            self.case.responsibilities.family_called = true;
            self.met(CALL, None, on, notes);
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
        let written = self.case.responsibilities.written_on.is_some_and(|written_on| written_on >= on);
        if outcome == ConversationOutcome::MeasuresAgreed && !written && self.is_the_familys(with) {
            self.owe_by_guide(Responsibility::AgreeInWriting, on, notes);
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
    }

    /// Another concern is brought on, and talked of, anew.
    pub(super) fn responsibilities_begin_anew(&mut self) {
        let by_guide = std::mem::take(&mut self.case.responsibilities.by_guide);
        self.case.responsibilities = Facts { by_guide, ..Facts::default() };
    }

    /// The case ended by a decision, which is the answer to what these were for: not to take it further is the leader's
    /// to decide (S4-15).
    pub(super) fn responsibilities_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for kind in [BRING, CALL, ObligationKind::TakeCaseFurther] {
            self.end_all(kind, Ending::Lapsed { on }, notes);
        }
    }
}
