//! What is owed by a decision in a step of a guide, and how the course of a case or an investigation departs from its
//! guide.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, Finding, FindingKind, Notes, Obligation, ObligationKind, Owing, StepOfGuide, Watch};
use crate::case::{Level, StepConsequence, StepsEvent};
use crate::guides::GuideId;
use crate::ids::ConsentId;

const CARRY_OUT: ObligationKind = ObligationKind::CarryOutStepDecision;
const WITHOUT_CONSENT: FindingKind = FindingKind::DecidedWithoutConsent;

/// What the next decision in a guide, and what it asks for, is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Way {
    /// A guide is followed.
    pub(super) guided: bool,
    /// What was decided in a step and is to be carried out, by guide.
    decided: BTreeMap<GuideId, StepConsequence>,
    /// Those of the guides that have levels: in their steps consent is to the cooperation of a level.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    with_levels: BTreeSet<GuideId>,
    /// Those that have child and guardians talked with before the concern is discussed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) talks_first: BTreeSet<GuideId>,
    /// What was decided without the consent that it takes, as far as is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_consent: Vec<WithoutConsent>,
    /// What a report's triage came to, where nobody had decided that in a step as far as was known, and what was found of it.
    passed_over: Option<(StepConsequence, Finding)>,
}

/// A decision that takes consent, and had none on its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WithoutConsent {
    position: i64,
    decided_on: NaiveDate,
    /// The level whose cooperation it takes consent to; to anything that is asked of guardians where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    level: Option<Level>,
}

impl Way {
    /// Whether that was decided in a step, and is not carried out yet.
    pub(super) fn decides(&self, done: StepConsequence) -> bool {
        self.decided.values().any(|decided| *decided == done)
    }

    /// Whether something else was decided in a step than that, and is not carried out yet.
    pub(super) fn decides_otherwise_than(&self, done: StepConsequence) -> bool {
        self.decided.values().any(|decided| *decided != done)
    }
}

impl Watch {
    pub(super) fn hear_steps(&mut self, event: &StepsEvent, notes: &mut Notes<'_>) {
        match event {
            StepsEvent::GuideFollowed { guide, entries, responsibilities, talks_first, followed_on, .. } => {
                self.way.guided = true;
                if *talks_first {
                    self.way.talks_first.insert(guide.guide.clone());
                } else {
                    self.way.talks_first.remove(&guide.guide);
                }
                if !entries.is_empty() {
                    self.way.with_levels.insert(guide.guide.clone());
                }
                self.hear_whose_it_is(&guide.guide, responsibilities, *followed_on, notes);
            }
            StepsEvent::StepDecisionTaken {
                guide,
                step,
                consequence,
                asks_for,
                attests,
                backed_from,
                in_order,
                without_consent,
                decided_on,
                ..
            } => {
                self.hear_what_is_asked_for(&guide.guide, step, asks_for, *decided_on, notes);
                let in_step = StepOfGuide { guide: guide.clone(), step: step.clone() };
                self.hear_what_is_claimed(&in_step, (attests, *backed_from), *decided_on, notes);
                if *without_consent {
                    self.find_of_step(WITHOUT_CONSENT, &in_step, *decided_on, notes);
                    let level = match consequence {
                        Some(StepConsequence::Escalate { level }) => Some(*level),
                        _ => self.way.with_levels.contains(&guide.guide).then_some(self.case.level_on(*decided_on)),
                    };
                    let (position, decided_on) = (notes.at.position, *decided_on);
                    self.way.without_consent.push(WithoutConsent { position, decided_on, level });
                }
                if !in_order {
                    self.find_of_step(FindingKind::AgainstGuide, &in_step, *decided_on, notes);
                }
                if *in_order && consequence.is_some() {
                    self.hear_that_it_is_decided(*decided_on, notes);
                }
                // The triage that it was about came to something, and was taken back (S2-48).
                if self.report.was_before_it_was_taken_back(*decided_on) {
                    return;
                }
                // Triage came after it, and is carried out as it was decided then or not.
                if self.report.is_triaged() {
                    return self.hear_that_triage_was_decided(*consequence, notes);
                }
                // A later decision takes the place of one that was not carried out; one that was taken before that, and
                // recorded late, does not.
                let which = Some(which(&guide.guide, notes));
                let of_then = |owed: &Obligation| owed.is(CARRY_OUT, which) && owed.opened_on > *decided_on;
                if self.owed.iter().any(of_then) {
                    return;
                }
                self.end(CARRY_OUT, which, Ending::Lapsed { on: *decided_on }, notes);
                self.way.decided.remove(&guide.guide);
                if let Some(consequence) = consequence {
                    self.way.decided.insert(guide.guide.clone(), *consequence);
                }
                let is_to_be_ended = self.hear_whether_it_is_to_be_ended(*decided_on, notes);
                if consequence.is_some_and(|asked| asked != StepConsequence::Close || !is_to_be_ended) {
                    self.owe(Owing { which, ..Owing::from(CARRY_OUT, *decided_on) }, notes);
                }
            }
        }
    }

    /// Whether it was decided in a step that it is closed, and that is to be carried out.
    pub(super) fn is_to_be_closed_by_a_step(&self, notes: &Notes<'_>) -> bool {
        let mut closed = self.way.decided.iter().filter(|(_, decided)| **decided == StepConsequence::Close);
        closed.any(|(guide, _)| self.is_owed(CARRY_OUT, Some(which(guide, notes))))
    }

    /// Consent that stood on the day of a decision is written down after it: it was not decided without (S3-25, S3-40, R-21).
    /// In a case that is the consent that was given; in an investigation the group that works together on it.
    pub(super) fn hear_that_consent_was_given(&mut self, consent: Option<ConsentId>, notes: &mut Notes<'_>) {
        let decided = std::mem::take(&mut self.way.without_consent);
        let (had_it, lacks_it): (Vec<_>, Vec<_>) = decided.into_iter().partition(|decided| {
            let WithoutConsent { decided_on, level, .. } = *decided;
            consent.map_or_else(
                || self.investigation.consents.group_worked_on(decided_on),
                |consent| self.case.consents_to(consent, level, decided_on),
            )
        });
        self.way.without_consent = lacks_it;
        for decided in had_it {
            self.withdraw_this(WITHOUT_CONSENT, None, decided.position, notes);
        }
    }

    /// The case was closed, lifted or taken back, or the investigation concluded: as was decided in a step, or, where it
    /// follows a guide that has a say in it, without that.
    pub(super) fn hear_that_it_is_carried_out(
        &mut self,
        done: StepConsequence,
        guided: bool,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let decided = std::mem::take(&mut self.way.decided);
        if guided && !decided.values().any(|decided| *decided == done) {
            self.find_each_outside_danger(FindingKind::AgainstGuide, on, notes);
        }
        for (guide, consequence) in decided {
            let ending = if consequence == done { Ending::Met { on } } else { Ending::Lapsed { on } };
            self.end(CARRY_OUT, Some(which(&guide, notes)), ending, notes);
        }
    }

    /// A report's triage was concluded: as was decided in a step, or without that, or in what no step decides on. Of the last
    /// nothing is held against anybody, and what was decided in a step is not carried out any more.
    pub(super) fn hear_that_triage_is_concluded(
        &mut self,
        done: Option<StepConsequence>,
        guided: bool,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.way.passed_over = None;
        let Some(done) = done else {
            for guide in std::mem::take(&mut self.way.decided).into_keys() {
                self.end(CARRY_OUT, Some(which(&guide, notes)), Ending::Lapsed { on }, notes);
            }
            return;
        };
        if guided && !self.way.decided.values().any(|decided| *decided == done) {
            self.way.passed_over = Some((done, self.finding(FindingKind::AgainstGuide, None, on, notes)));
        }
        self.hear_that_it_is_carried_out(done, guided, on, notes);
    }

    /// What triage came to was decided in a step before, which is written down only now: it was not passed over.
    fn hear_that_triage_was_decided(&mut self, asked_for: Option<StepConsequence>, notes: &mut Notes<'_>) {
        if let Some((_, found)) = self.way.passed_over.take_if(|(done, _)| Some(*done) == asked_for) {
            notes.withdraw(&found);
        }
    }
}

/// Each guide has its own decision to be carried out.
fn which(guide: &GuideId, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, guide.to_string().as_bytes())
}
