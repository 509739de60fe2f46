//! What is owed for measures, a unit's and the child welfare service's alike: the sources judge both by one rule (S1-17,
//! S1-20, S1-22, R-31, D-7). How far the service's go by themselves, and what a plan makes of a unit's, stands elsewhere.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::{Evaluations, MeasureEvent};
use crate::guides::AskedFor;
use crate::ids::MeasureId;

const EVALUATE: ObligationKind = ObligationKind::EvaluateMeasure;
const END: ObligationKind = ObligationKind::EndOrExtendMeasure;

/// What of measures the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The day on which each was planned that has neither begun nor ended.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    planned: BTreeMap<MeasureId, NaiveDate>,
    /// The first day of each that began (S1-17).
    began: BTreeMap<MeasureId, NaiveDate>,
    /// The last day of each that runs.
    runs_until: BTreeMap<MeasureId, NaiveDate>,
    /// The day on which each evaluation that is owed is to be held, in an open case or when a closed one goes on.
    evaluations: BTreeMap<MeasureId, NaiveDate>,
    /// How each was evaluated, and how long that can be put off (S1-17, S1-20, S2-58, D-7).
    awaited: BTreeMap<MeasureId, Evaluations>,
}

impl Facts {
    /// Whether it is planned or runs, and has not ended.
    pub(super) fn runs(&self, measure: MeasureId) -> bool {
        self.runs_until.contains_key(&measure)
    }

    fn were_evaluated(&self, measure: MeasureId) -> bool {
        self.awaited.get(&measure).is_some_and(|awaited| !awaited.held().is_empty())
    }
}

impl Watch {
    pub(super) fn hear_measure(&mut self, event: &MeasureEvent, notes: &mut Notes<'_>) {
        match event {
            MeasureEvent::MeasurePlanned { measure, plan, planned_on } => {
                self.hear_what_answers_the_concern(*planned_on, notes);
                self.measures.planned.insert(*measure, *planned_on);
                self.hear_that_a_measure_is_to_be_evaluated(*measure, plan.evaluation_on, plan.to, *planned_on, notes);
                self.hear_that_a_measure_is_planned(*measure, plan.from);
                self.hear_that_it_was_asked_for(AskedFor::Measure, *planned_on, notes);
                self.hear_what_guardians_have_not_agreed_to(*measure, plan.from, *planned_on, notes);
                self.measures.runs_until.insert(*measure, plan.to);
            }
            MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on, next_evaluation_on } => {
                self.hear_whether_it_sufficed(*measure, evaluation, *evaluated_on, notes);
                self.hear_that_a_measure_is_evaluated(*measure, *evaluated_on, *next_evaluation_on, notes);
            }
            MeasureEvent::MeasureExtended { measure, to, evaluation_on, extended_on, .. } => {
                self.hear_that_a_measure_is_extended(*measure, *to, *evaluation_on, *extended_on, notes);
            }
            MeasureEvent::MeasureEnded { measure, ended_on, .. } => {
                self.nothing_is_to_start_of(*measure, Ending::Lapsed { on: *ended_on }, notes);
                self.nothing_is_to_be_approved_of(*measure, Ending::Lapsed { on: *ended_on }, notes);
                self.hear_that_a_measure_has_ended(*measure, *ended_on, notes);
                self.hear_that_it_was_given_up(*measure, *ended_on, notes);
            }
            MeasureEvent::MeasureStarted { measure, started_on } => {
                self.measures.planned.remove(measure);
                self.hear_on_whose_yes_it_begins(*measure, *started_on);
                self.nothing_is_to_start_of(*measure, Ending::Met { on: *started_on }, notes);
                self.nothing_is_to_be_approved_of(*measure, Ending::Lapsed { on: *started_on }, notes);
                if let Some(last) = self.measures.runs_until.get(measure).copied() {
                    self.hear_that_a_measure_begins(*measure, *started_on, last, notes);
                }
            }
            MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on } => {
                self.hear_that_guardians_answer(measures, (guardians, true), *approved_on, notes);
            }
            MeasureEvent::MeasuresRefusedByGuardians { measures, guardians, refused_on, .. } => {
                self.hear_that_guardians_answer(measures, (guardians, false), *refused_on, notes);
            }
            MeasureEvent::MeasuresRefusedByYouth { measures, own_say, refused_on, .. } => {
                self.hear_that_youth_answers(measures, (*own_say, false), *refused_on, notes);
            }
            MeasureEvent::MeasuresApprovedByYouth { measures, own_say, approved_on } => {
                self.hear_that_youth_answers(measures, (*own_say, true), *approved_on, notes);
            }
        }
    }

    /// It is to be evaluated on that day (S1-22, D-7), which can be moved up to its last day.
    pub(super) fn hear_that_a_measure_is_to_be_evaluated(
        &mut self,
        measure: MeasureId,
        due: NaiveDate,
        last: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.measures.awaited.insert(measure, Evaluations::awaited_on(due, last));
        self.owe_evaluation(measure, due, on, notes);
    }

    /// It begins, and on its last day it is ended or has it go on for longer.
    pub(super) fn hear_that_a_measure_begins(
        &mut self,
        measure: MeasureId,
        first: NaiveDate,
        last: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.measures.began.insert(measure, first);
        self.measures.runs_until.insert(measure, last);
        self.owe(Owing::from(END, first).of(measure.as_uuid()).by(last), notes);
    }

    /// An evaluation that is still owed gets another day; after one that was held the next is owed. It is not put off for
    /// ever, by one extension after another: the last day that the measure had when it came to be owed is the one that it is
    /// judged by (D-7).
    pub(super) fn hear_that_a_measure_is_extended(
        &mut self,
        measure: MeasureId,
        last: NaiveDate,
        evaluation_on: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let facts = &mut self.measures;
        let awaited = facts.awaited.entry(measure).or_default();
        let due = evaluation_on.min(awaited.latest_when_extended(last, on));
        awaited.were_put_off(last, on);
        facts.runs_until.insert(measure, last);
        self.extend(EVALUATE, Some(measure.as_uuid()), due, on, notes);
        self.owe_evaluation(measure, due, on, notes);
        self.extend(END, Some(measure.as_uuid()), last, on, notes);
        self.owe(Owing::from(END, on).of(measure.as_uuid()).by(last), notes);
    }

    /// Each evaluation is owed by itself: the next does not hide that the last came late. One of an earlier day, which is
    /// written down after a later one or after an extension, meets none of those that are owed since: it may be the one that
    /// was missed by then, and the later one was the next to it, and is found where it came too late for that.
    pub(super) fn hear_that_a_measure_is_evaluated(
        &mut self,
        measure: MeasureId,
        on: NaiveDate,
        next_on: Option<NaiveDate>,
        notes: &mut Notes<'_>,
    ) {
        let which = Some(measure.as_uuid());
        let facts = &mut self.measures;
        let awaited = facts.awaited.entry(measure).or_default();
        let next_held = awaited.held().range((Excluded(on), Unbounded)).next().copied();
        let is_another = !awaited.held().contains(&on);
        let was_awaited = awaited.was_held(on);
        if is_another {
            self.was_done_before(EVALUATE, |missed| missed.which == which && missed.opened_on <= on, on, notes);
        }
        if was_awaited {
            self.measures.evaluations.remove(&measure);
            self.met(EVALUATE, which, on, notes);
        }
        let Some(next_on) = next_on else { return };
        match next_held {
            Some(next_held) => {
                let owing = Owing::from(EVALUATE, on).of(measure.as_uuid()).by(next_on);
                self.was_owed_and_done(owing, next_held, notes);
            }
            // One that is written down late leaves the day that is owed as it was set since.
            None if was_awaited || !self.measures.evaluations.contains_key(&measure) => {
                self.owe_evaluation(measure, next_on, on, notes);
            }
            None => {}
        }
    }

    /// What ran and was never evaluated is, also once it is over (S1-17); what had not begun is not, nor anything a second
    /// time, and then a day that had passed stays found.
    pub(super) fn hear_that_a_measure_has_ended(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let which = Some(measure.as_uuid());
        let facts = &mut self.measures;
        facts.runs_until.remove(&measure);
        let ran = facts.began.get(&measure).is_some_and(|first| *first <= on);
        let evaluated = facts.were_evaluated(measure);
        if !ran || evaluated {
            facts.evaluations.remove(&measure);
        }
        if !ran {
            self.fall_away(EVALUATE, which, on, notes);
        } else if evaluated {
            self.give_up(EVALUATE, which, on, notes);
        }
        self.met(END, which, on, notes);
    }

    /// What never began did nothing about the concern: where no other measure is planned or runs, and nothing else was decided since
    /// it was planned, that is to be.
    fn hear_that_it_was_given_up(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let Some(planned_on) = self.measures.planned.remove(&measure) else { return };
        let is_left = !self.measures.runs_until.is_empty();
        if !is_left && !self.case.closed && self.case.decided_beside_measures_on < Some(planned_on) {
            self.hear_that_it_is_followed_up_no_more(on, notes);
        }
    }

    fn owe_evaluation(&mut self, measure: MeasureId, due: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        self.measures.evaluations.insert(measure, due);
        self.owe(Owing::from(EVALUATE, on).of(measure.as_uuid()).by(due), notes);
    }

    /// The case goes on, and with it what was planned in it: what fell away when it was closed is owed again, on its day
    /// or, where that has passed, at once (S1-17, R-31).
    pub(super) fn owe_what_was_left_of_measures(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for (measure, due) in self.measures.evaluations.clone() {
            self.owe_evaluation(measure, due.max(on), on, notes);
        }
        for (measure, last) in self.measures.runs_until.clone() {
            if self.measures.began.contains_key(&measure) {
                self.owe(Owing::from(END, on).of(measure.as_uuid()).by(last.max(on)), notes);
            }
        }
    }
}
