//! What is owed once the unit finds that a measure does not bring the change that is needed, in a case that follows a
//! guide which says so: it tells the guardians, and takes the case further (S4-19).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{CaseOutcome, Evaluation, RecordedOutcome};
use crate::guides::Responsibility;
use crate::ids::MeasureId;

const TELL: ObligationKind = ObligationKind::TellOfInsufficientEffect;
const FURTHER: ObligationKind = ObligationKind::TakeCaseFurther;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The latest day on which each measure was evaluated, and whether it fell short.
    evaluated: BTreeMap<MeasureId, (NaiveDate, bool)>,
    /// The latest day on which guardians were told that measures do not suffice.
    told_on: Option<NaiveDate>,
    /// The latest day on which the case was taken further by what nobody turns down.
    further_on: Option<NaiveDate>,
    /// The days on which it was taken to other bodies or to the service, each under the referral, report or meeting with which, while
    /// that is not turned down, withdrawn or called off.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    taken_to: BTreeMap<Uuid, NaiveDate>,
    /// The measures of which guardians are told that they do not suffice once they may be, with the day from which they were to hear
    /// of each.
    untold: BTreeMap<MeasureId, NaiveDate>,
}

impl Facts {
    /// The latest day on which the case was taken further, and that stands.
    fn further_on(&self) -> Option<NaiveDate> {
        self.further_on.max(self.taken_to.values().max().copied())
    }
}

impl Watch {
    /// A measure was evaluated; of several evaluations the one of the latest day counts. One that says that it suffices
    /// takes back what is owed because it did not; one that does not know says neither.
    pub(super) fn hear_whether_it_sufficed(
        &mut self,
        measure: MeasureId,
        evaluation: &Evaluation,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(falls_short) = evaluation.answers.falls_short() else { return };
        let latest = self.case.effect.evaluated.entry(measure).or_insert((on, falls_short));
        if on < latest.0 {
            return;
        }
        *latest = (on, falls_short);
        if falls_short {
            self.owe_telling_of(measure, on, notes);
            self.owe_taking_it_further(measure, on, notes);
        } else {
            self.case.effect.untold.remove(&measure);
            for kind in [TELL, FURTHER] {
                self.fall_away(kind, Some(measure.as_uuid()), on, notes);
            }
        }
    }

    /// The case ended because measures had the wished effect: each measure's own latest evaluation says so, too. That of one
    /// which had ended by then, and after which another was found to suffice, is overtaken.
    pub(super) fn hear_whether_measures_had_effect(
        &mut self,
        outcome: RecordedOutcome,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let before = self.case.closed_on;
        let evaluated = &self.case.effect.evaluated;
        let in_this_work = || evaluated.iter().filter(move |(_, (day, _))| before < Some(*day) && *day <= on);
        let sufficed_on = in_this_work().filter(|(_, (_, short))| !short).map(|(_, (day, _))| *day).max();
        let is_overtaken = |measure: &MeasureId, day: NaiveDate| {
            !self.measures.runs(*measure) && sufficed_on.is_some_and(|sufficed_on| day < sufficed_on)
        };
        let fell_short = in_this_work().any(|(measure, (day, short))| *short && !is_overtaken(measure, *day));
        if fell_short && outcome == CaseOutcome::MeasuresHadEffect.into() {
            self.find_each(FindingKind::ClosedAgainstEvaluation, on, None, notes);
        }
    }

    fn owe_taking_it_further(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let taken = self.case.effect.further_on().is_some_and(|further_on| on <= further_on);
        if !taken && self.is_asked_for(Responsibility::TakeCaseFurther) {
            self.owe(Owing::from(FURTHER, on).of(measure.as_uuid()), notes);
        }
    }

    /// The case follows another guide from that day on, which asks for it: of what fell short before, in the work that goes
    /// on, and was neither told nor answered since, it is owed now.
    pub(super) fn owe_what_comes_of_insufficient_effect(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let Facts { evaluated, told_on, .. } = &self.case.effect;
        let (told_on, further_on) = (*told_on, self.case.effect.further_on());
        let closed_on = self.case.closed_on;
        let short = evaluated.iter().filter(|(_, (day, falls_short))| *falls_short && closed_on < Some(*day));
        for (measure, evaluated_on) in short.map(|(measure, (day, _))| (*measure, *day)).collect::<Vec<_>>() {
            if told_on < Some(evaluated_on) {
                self.owe_telling_of(measure, on.max(evaluated_on), notes);
            }
            if further_on < Some(evaluated_on) {
                self.owe_taking_it_further(measure, on.max(evaluated_on), notes);
            }
        }
    }

    /// Guardians are told so; not while telling them may be a danger.
    fn owe_telling_of(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let told = self.case.effect.told_on.is_some_and(|told_on| on <= told_on);
        if told || self.child_is_of_age() || !self.is_asked_for(Responsibility::TellOfInsufficientEffect) {
            return;
        }
        if self.case.guardians_must_not_know() {
            self.case.effect.untold.insert(measure, on);
        } else {
            self.owe(Owing::from(TELL, on).of(measure.as_uuid()), notes);
        }
    }

    /// Guardians were told that measures do not suffice.
    pub(super) fn hear_that_effect_is_told(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.effect.told_on = self.case.effect.told_on.max(Some(on));
        // Of what fell short since then they were not told.
        self.case.effect.untold.retain(|_, since| *since > on);
        self.met_of_before(TELL, on, notes);
    }

    /// They must not be told for now, and are once they may.
    pub(super) fn nobody_tells_of_effect(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        while let Some((which, since)) =
            self.owed.iter().find(|owed| owed.kind == TELL).map(|owed| (owed.which, owed.opened_on))
        {
            self.give_up(TELL, which, on, notes);
            self.case.effect.untold.extend(which.map(|which| (MeasureId::from_uuid(which), since)));
        }
    }

    /// Whose child is of age hears of it no more (C12).
    pub(super) fn guardians_hear_of_effect_no_more(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.give_up_all(TELL, on, notes);
        self.case.effect.untold.clear();
    }

    /// The ground for not telling them is gone.
    pub(super) fn hear_that_effect_may_be_told(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for measure in std::mem::take(&mut self.case.effect.untold).into_keys() {
            self.owe_telling_of(measure, on, notes);
        }
    }

    /// The child was referred or reported, or others were called to a meeting, which may be turned down or called off: it was taken
    /// further.
    pub(super) fn hear_that_it_is_taken_to_others(&mut self, with: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.effect.taken_to.insert(with, on);
        self.met_of_before(FURTHER, on, notes);
    }

    /// That referral, report or meeting was turned down or called off on that day: the child has not come further by it. Measures that had fallen short
    /// when it went, and do still, are owed it anew, unless it was taken further otherwise since (S4-19); in a closed case nothing
    /// is. Answers whether that is owed now.
    pub(super) fn hear_that_it_was_taken_there_in_vain(
        &mut self,
        with: Uuid,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) -> bool {
        let Some(went_on) = self.case.effect.taken_to.remove(&with) else { return false };
        let asks_for_it = self.is_asked_for(Responsibility::TakeCaseFurther);
        if self.case.closed || !asks_for_it {
            return false;
        }
        let (stands, closed_on) = (self.case.effect.further_on(), self.case.closed_on);
        let evaluated = self.case.effect.evaluated.iter();
        let short = evaluated.filter(|(_, (day, falls_short))| {
            *falls_short && *day <= went_on && stands < Some(*day) && closed_on < Some(*day)
        });
        let short: Vec<MeasureId> = short.map(|(measure, _)| *measure).collect();
        for measure in &short {
            self.owe(Owing::from(FURTHER, on).of(measure.as_uuid()), notes);
        }
        !short.is_empty()
    }

    /// The service follows the report up on that day, which it may have turned down before: then the child has come further by it
    /// after all (S4-19).
    pub(super) fn hear_that_it_was_not_taken_there_in_vain(
        &mut self,
        with: Uuid,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if !self.case.effect.taken_to.contains_key(&with) {
            self.hear_that_it_is_taken_to_others(with, on, notes);
        }
    }

    /// The case was lifted, or help was called at once: it was taken further.
    pub(super) fn hear_that_it_is_taken_further(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.effect.further_on = self.case.effect.further_on.max(Some(on));
        self.met_of_before(FURTHER, on, notes);
    }

    /// What was owed by that day was done on it; what came up since was not.
    fn met_of_before(&mut self, kind: ObligationKind, on: NaiveDate, notes: &mut Notes<'_>) {
        let met = self.owed.iter().filter(|owed| owed.kind == kind && owed.opened_on <= on);
        for which in met.map(|owed| owed.which).collect::<Vec<_>>() {
            self.met(kind, which, on, notes);
        }
    }
}
