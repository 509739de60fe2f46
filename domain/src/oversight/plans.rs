//! What is owed once several bodies have met about a child, in a case that follows a guide which says so: the unit that
//! called them makes the plan, has it signed by all, and starts its measures (S4-18, R-37, D-7); on level 3 the relay
//! holder has the plan of coordinated measures made (S3-41).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{Level, PlanEvent};
use crate::guides::{AttestedAct, Responsibility};
use crate::ids::{AgreementId, MeasureId, MeetingId};

const MAKE: ObligationKind = ObligationKind::MakeMeasurePlan;
const START: ObligationKind = ObligationKind::StartMeasure;
const COORDINATE: ObligationKind = ObligationKind::MakeCoordinatedPlan;

/// What of plans the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The meetings that the unit called several bodies to.
    called: BTreeSet<MeetingId>,
    /// The measures that are planned and have not started, with the day on which each is to.
    to_start: BTreeMap<MeasureId, NaiveDate>,
    /// Those of them that the plan has start, and that nobody starts while a no to them stands.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    put_off: BTreeSet<MeasureId>,
    /// The plan that is followed.
    plan: Option<AgreementId>,
    /// Whether it was made or adjusted on level 3.
    coordinated: bool,
}

impl Watch {
    /// The unit called several bodies to a meeting.
    pub(super) fn hear_that_bodies_are_called(&mut self, meeting: MeetingId) {
        self.case.plans.called.insert(meeting);
    }

    /// They met: there is a plan now, or it is owed; what was to come of the meeting before and has not come of it is
    /// found.
    pub(super) fn hear_that_bodies_have_met(&mut self, meeting: MeetingId, on: NaiveDate, notes: &mut Notes<'_>) {
        if !self.case.plans.called.remove(&meeting) {
            return;
        }
        let planned = self.case.plans.plan;
        let coordinated = planned.is_some() && self.case.plans.coordinated;
        // What met on a level that the case has left by now asks nothing of it there.
        let on_level_3 = self.case.level == Level::Three && self.case.level_on(on) == Level::Three;
        if on_level_3 && !coordinated && self.is_asked_for(Responsibility::MakeCoordinatedPlan) {
            self.owe(Owing::from(COORDINATE, on), notes);
        }
        if !self.is_asked_for(Responsibility::MakeMeasurePlan) {
            return;
        }
        match planned {
            None => {
                if self.is_owed(MAKE, None) {
                    self.find_by_then(FindingKind::MeasurePlanMissing, None, on, notes);
                }
                self.owe(Owing::from(MAKE, on), notes);
            }
            Some(plan) if self.is_owed(ObligationKind::SignAgreement, Some(plan.as_uuid())) => {
                self.find(FindingKind::MeasurePlanUnsigned, Some(plan.as_uuid()), on, notes);
            }
            Some(_) => {}
        }
    }

    pub(super) fn hear_plan(&mut self, event: &PlanEvent, notes: &mut Notes<'_>) {
        match event {
            PlanEvent::MeasurePlanMade { plan, measures, made_on, .. } => {
                self.met(MAKE, None, *made_on, notes);
                self.mend(FindingKind::MeasurePlanMissing, None, *made_on, notes);
                self.follow_plan(*plan, measures, *made_on, notes);
            }
            PlanEvent::PlanAdjusted { plan, measures, adjusted_on, .. } => {
                self.follow_plan(*plan, measures, *adjusted_on, notes);
            }
            PlanEvent::WayForwardDecided { decided_on, .. } => self.hear_that_it_is_decided(*decided_on, notes),
            // Owe nothing: what is drafted is not agreed yet, and what ends or begins says so itself.
            PlanEvent::PlanDrafted { .. } | PlanEvent::GroupCompositionReviewed { .. } => {}
        }
    }

    /// From here on this plan is followed: its measures start on the day that was planned, and those that are in it no
    /// more need not.
    fn follow_plan(&mut self, plan: AgreementId, measures: &BTreeSet<MeasureId>, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.plans.plan = Some(plan);
        self.case.plans.coordinated = self.case.level_on(on) == Level::Three;
        if self.case.plans.coordinated {
            self.met(COORDINATE, None, on, notes);
        }
        let planned: BTreeSet<_> = measures.iter().map(|measure| Some(measure.as_uuid())).collect();
        let dropped = self.owed.iter().filter(|owed| owed.kind == START && !planned.contains(&owed.which));
        for which in dropped.map(|owed| owed.which).collect::<Vec<_>>() {
            self.end(START, which, Ending::Lapsed { on }, notes);
        }
        self.case.plans.put_off.retain(|measure| measures.contains(measure));
        let start_is_asked_for = self.is_asked_for(Responsibility::StartMeasure);
        for measure in measures.iter().filter(|_| start_is_asked_for) {
            self.owe_start(*measure, on, on, notes);
        }
    }

    /// It starts on the day that was planned, or on the first on which it can; not while a no to it stands.
    fn owe_start(&mut self, measure: MeasureId, on: NaiveDate, can_start_on: NaiveDate, notes: &mut Notes<'_>) {
        let Some(first) = self.case.plans.to_start.get(&measure).copied() else { return };
        if self.case.stands_a_no_to(measure) {
            self.case.plans.put_off.insert(measure);
        } else {
            self.owe(Owing::from(START, on).by(first.max(can_start_on)).of(measure.as_uuid()), notes);
        }
    }

    /// Somebody who decides for the child said no to it: who respects that starts it not, and what was overdue before it stays found
    ///
    pub(super) fn put_off_what_is_refused(&mut self, measure: MeasureId, on: NaiveDate, notes: &mut Notes<'_>) {
        let refused = self.case.stands_a_no_to(measure);
        if refused && self.is_owed(START, Some(measure.as_uuid())) {
            self.give_up(START, Some(measure.as_uuid()), on, notes);
            self.case.plans.put_off.insert(measure);
        }
    }

    /// They agree after all, as far as that was said: what no no stands to starts, and no earlier than that is known.
    pub(super) fn owe_starts_that_no_no_puts_off(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let can_start_on = on.max(notes.at.recorded_on);
        for measure in std::mem::take(&mut self.case.plans.put_off) {
            self.owe_start(measure, on, can_start_on, notes);
        }
    }

    /// The case goes on, and with it the plan that is followed: its measures that had not begun when the case was closed begin.
    pub(super) fn owe_starts_that_were_left(
        &mut self,
        left: &BTreeSet<(ObligationKind, Option<Uuid>)>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let to_start = self.case.plans.to_start.keys().copied();
        let are_left = to_start.filter(|measure| left.contains(&(START, Some(measure.as_uuid()))));
        for measure in are_left.collect::<Vec<_>>() {
            self.owe_start(measure, on, on, notes);
        }
    }

    /// The case ended: nothing waits for a yes.
    pub(super) fn nothing_is_put_off(&mut self) {
        self.case.plans.put_off.clear();
    }

    /// The case has left level 3, and needs no plan of what several bodies do there.
    pub(super) fn coordination_ends(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.end(COORDINATE, None, Ending::Lapsed { on }, notes);
    }

    /// A measure was planned, to start on that day.
    pub(super) fn hear_that_a_measure_is_planned(&mut self, measure: MeasureId, first: NaiveDate) {
        self.case.plans.to_start.insert(measure, first);
    }

    /// A measure was started, or given up before.
    pub(super) fn nothing_is_to_start_of(&mut self, measure: MeasureId, ending: Ending, notes: &mut Notes<'_>) {
        self.case.plans.to_start.remove(&measure);
        self.case.plans.put_off.remove(&measure);
        self.end(START, Some(measure.as_uuid()), ending, notes);
    }

    /// All it names have signed the agreement.
    pub(super) fn hear_that_all_have_signed(&mut self, agreement: AgreementId, on: NaiveDate, notes: &mut Notes<'_>) {
        self.hear_that_it_was_done(AttestedAct::AgreementSigned, on, notes);
        if self.case.plans.plan == Some(agreement) {
            self.hear_that_it_was_done(AttestedAct::PlanSigned, on, notes);
        }
        self.mend(FindingKind::MeasurePlanUnsigned, Some(agreement.as_uuid()), on, notes);
    }

    /// Another agreement took its place.
    pub(super) fn hear_that_it_holds_no_more(&mut self, agreement: AgreementId, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.plans.plan == Some(agreement) {
            self.case.plans.plan = None;
        }
        self.mend(FindingKind::MeasurePlanUnsigned, Some(agreement.as_uuid()), on, notes);
    }
}
