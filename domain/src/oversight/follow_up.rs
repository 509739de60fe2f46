//! What is followed up by the child welfare service comes to its end by a decision, which is owed once the last measure has ended
//! (S1-19); and the group that works together for the child meets when it has agreed to (S1-15, D-7).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::StepConsequence;
use crate::ids::MeasureId;
use crate::investigation::{BoardCaseKind, FollowUpEndReason, FollowUpPart, InvestigationEvent, ToldConclusion};
use crate::people::RecordedDecision;

const END: ObligationKind = ObligationKind::EndFollowUp;
const HOLD: ObligationKind = ObligationKind::HoldMeeting;
const CARRY_OUT: ObligationKind = ObligationKind::CarryOutBoardDecision;

/// What an investigation comes to, and its follow-up may end without (S1-11, S2-56, S2-66).
const CAME_TO: [ObligationKind; 3] = [ObligationKind::DecideMeasures, ObligationKind::SubmitBoardCase, CARRY_OUT];

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Whether the investigation came to something that is followed up.
    follows: bool,
    /// The measures that were decided on and have not ended.
    going_on: BTreeSet<MeasureId>,
    /// Whether it was ended, and nothing was decided since that begins it anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ended: bool,
    /// What it came to and was left undone with the end, by nobody who may decide that.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    left_undone: BTreeSet<ObligationKind>,
    /// What the board decided and nobody had carried out by the end.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    left_uncarried: BTreeSet<BoardCaseKind>,
    /// The latest day on which the group met.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_met_on: Option<NaiveDate>,
    /// The latest day on which it agreed on when it meets next.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_on: Option<NaiveDate>,
}

impl Watch {
    pub(super) fn hear_what_is_followed_up(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        match event {
            InvestigationEvent::InvestigationConcluded { outcome, concluded_on, decision, .. } => {
                let follows = ToldConclusion::from(*outcome) == ToldConclusion::FollowedUp;
                // What an import tells of is followed up elsewhere.
                self.investigation.follow_up.follows = follows && decision.was_taken_here();
                self.owe_the_end(*concluded_on, notes);
            }
            InvestigationEvent::EmergencyPlacementEnded { ended_on: on, .. }
            | InvestigationEvent::DecidedMeasureEnded { ended_on: on, .. }
            | InvestigationEvent::BoardDecisionReceived { decided_on: on, .. }
            | InvestigationEvent::CourtDecisionReceived { decided_on: on, .. } => self.owe_the_end(*on, notes),
            InvestigationEvent::EmergencyPlacementDecided { decided_on: on, .. }
            | InvestigationEvent::BoardCaseSubmitted { submitted_on: on, .. }
            | InvestigationEvent::CourtAppealRecorded { appealed_on: on, .. } => self.give_up(END, None, *on, notes),
            InvestigationEvent::FollowUpEnded { reason, decision, ended_on, .. } => {
                self.met(END, None, *ended_on, notes);
                self.hear_what_is_left_undone(decision, *ended_on, notes);
                let facts = &mut self.investigation.follow_up;
                (facts.follows, facts.ended) = (false, true);
                self.the_group_rests(*ended_on, notes);
                // A guide decides on what has come to its goal; that a family takes no more help or moves is no step of it.
                let guided = self.way.guided && reason.is_none_or(FollowUpEndReason::is_decided_in_steps);
                self.hear_that_it_is_carried_out(StepConsequence::Close, guided, *ended_on, notes);
                for kind in [HOLD, ObligationKind::PlanMeasures] {
                    self.give_up_all(kind, *ended_on, notes);
                }
            }
            InvestigationEvent::GroupMeetingHeld { next_on, held_on, .. } => {
                self.hear_that_the_group_has_met(*held_on, *next_on, notes);
            }
            InvestigationEvent::GroupMeetingAgreed { next_on, agreed_on, .. } => {
                self.hear_that_the_group_agrees(*next_on, *agreed_on, notes);
            }
            // Another group agrees anew when it meets, and one that is dissolved meets no more.
            InvestigationEvent::ResponsibilityGroupFormed { formed_on: on, .. }
            | InvestigationEvent::ResponsibilityGroupDissolved { dissolved_on: on, .. } => {
                self.give_up(HOLD, None, *on, notes);
            }
            _ => {}
        }
    }

    /// What the investigation came to is done no more, for the child has moved or is of age, the family takes no help or it was
    /// reported anew. Where anybody but a leader ends it, it was open still, which is found. The sources say of a unit in which
    /// a concern arose who decides there, and nothing of the service: that this is for who leads it or its professionals to decide
    /// is the project's own.
    fn hear_what_is_left_undone(&mut self, decision: &RecordedDecision, on: NaiveDate, notes: &mut Notes<'_>) {
        let by_leader = decision.decided_by.as_ref().is_some_and(|decided_by| decided_by.role.leads_a_unit());
        let is_open = |kind: &ObligationKind| !by_leader && self.owed.iter().any(|owed| owed.kind == *kind);
        let left_undone: BTreeSet<_> = CAME_TO.into_iter().filter(is_open).collect();
        if !left_undone.is_empty() {
            self.find(FindingKind::ClosedWithOpenObligations, None, on, notes);
        }
        let is_uncarried = |kind: &BoardCaseKind| self.is_owed(CARRY_OUT, Some(Self::one_called(kind.name(), notes)));
        let left_uncarried = BoardCaseKind::ALL.into_iter().filter(is_uncarried).collect();
        let facts = &mut self.investigation.follow_up;
        (facts.left_undone, facts.left_uncarried) = (left_undone, left_uncarried);
        for kind in CAME_TO {
            self.give_up_all(kind, on, notes);
        }
    }

    /// That was done on that day, or is needed no more by what board or court has before it or decided: where it was left undone, it
    /// is left so no longer, and with the last of it that is mended.
    pub(super) fn hear_that_it_is_not_left_undone(
        &mut self,
        kind: ObligationKind,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let left_undone = &mut self.investigation.follow_up.left_undone;
        if left_undone.remove(&kind) && left_undone.is_empty() {
            self.mend(FindingKind::ClosedWithOpenObligations, None, on, notes);
        }
    }

    /// A measure is decided on: what is followed up goes on with it, or begins anew.
    pub(super) fn hear_that_it_is_followed_up_with(
        &mut self,
        measure: MeasureId,
        decided_on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let facts = &mut self.investigation.follow_up;
        facts.going_on.insert(measure);
        facts.follows |= self.investigation.concluded_on.is_some();
        if std::mem::take(&mut facts.ended) {
            facts.left_undone.clear();
            self.mend(FindingKind::ClosedWithOpenObligations, None, decided_on, notes);
            self.the_group_works_on(decided_on, notes);
            // With it goes on what it came to (S1-11, S2-66).
            self.owe_the_board_case_it_ended_in(decided_on, notes);
            self.owe_what_was_left_uncarried(decided_on, notes);
        }
        self.give_up(END, None, decided_on, notes);
    }

    /// What the board decided is to be carried out still, unless it was overturned since, is over, or is carried out by what began it
    /// anew.
    fn owe_what_was_left_uncarried(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for kind in std::mem::take(&mut self.investigation.follow_up.left_uncarried) {
            let facts = &self.investigation;
            let until = facts.ordered_until.get(&kind).copied();
            let is_carried_out = facts.carrying_out.get(&kind).is_some_and(|measures| !measures.is_empty());
            if facts.granted.contains(&kind) && !is_carried_out && until.is_none_or(|until| on <= until) {
                let owing = Owing::from(CARRY_OUT, on).of(Self::one_called(kind.name(), notes));
                self.owe(until.map_or(owing, |until| owing.by(until)), notes);
            }
        }
    }

    pub(super) fn hear_that_one_goes_on_no_more(&mut self, measure: MeasureId) {
        self.investigation.follow_up.going_on.remove(&measure);
    }

    /// Something was decided in a step of a guide while it is followed up, which may be that it is closed. Answers whether ending
    /// it is owed, which then is not owed twice (S1-19). While anything is left it is not: then what was decided is to be carried
    /// out, and with it the end of what is left.
    pub(super) fn hear_whether_it_is_to_be_ended(&mut self, on: NaiveDate, notes: &mut Notes<'_>) -> bool {
        if self.investigation.follow_up.follows {
            self.owe_the_end(on, notes);
        }
        self.is_owed(END, None)
    }

    /// Once nothing of what is followed up is left, it is to be ended, unless a step's decision to that effect is owed already; as
    /// long as anything is, and that would be refused, it is not.
    fn owe_the_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_left = FollowUpPart::ALL.into_iter().any(|part| self.goes_on(part));
        let is_decided = self.investigation.concluded_on.is_some() && self.is_to_be_closed_by_a_step(notes);
        if is_left {
            self.give_up(END, None, on, notes);
        } else if self.investigation.follow_up.follows && !is_decided {
            let from = self.investigation.concluded_on.map_or(on, |concluded_on| concluded_on.max(on));
            self.owe(Owing::from(END, from), notes);
        }
    }

    /// Whether that is left of it, as far as it is known by what is owed.
    fn goes_on(&self, part: FollowUpPart) -> bool {
        let is_owed = |kind| self.owed.iter().any(|owed| owed.kind == kind);
        match part {
            FollowUpPart::Measure => !self.investigation.follow_up.going_on.is_empty(),
            FollowUpPart::EmergencyPlacement => self.investigation.is_placed(),
            FollowUpPart::BoardCase => {
                is_owed(ObligationKind::ReceiveBoardDecision) || is_owed(ObligationKind::ReceiveCourtDecision)
            }
            FollowUpPart::BoardCaseToBring => is_owed(ObligationKind::SubmitBoardCase),
            FollowUpPart::BoardDecision => is_owed(ObligationKind::CarryOutBoardDecision),
            FollowUpPart::MeasureToDecide => is_owed(ObligationKind::DecideMeasures),
        }
    }

    /// What is written down after a later meeting neither was the one that was agreed then nor agrees on the next.
    fn hear_that_the_group_has_met(&mut self, on: NaiveDate, next_on: Option<NaiveDate>, notes: &mut Notes<'_>) {
        let met_on = &mut self.investigation.follow_up.group_met_on;
        if met_on.is_some_and(|met_on| on < met_on) {
            return;
        }
        *met_on = Some(on);
        // Another day that was agreed since is for the meeting after this one.
        if self.investigation.follow_up.agreed_on.is_none_or(|agreed_on| agreed_on <= on) {
            self.met(HOLD, None, on, notes);
        }
        if let Some(next_on) = next_on {
            self.hear_that_the_group_agrees(next_on, on, notes);
        }
    }

    /// It meets on that day, or on that one instead of another; what it agreed on since stands. What is agreed after the end of the
    /// follow-up is the group's own matter.
    fn hear_that_the_group_agrees(&mut self, next_on: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &mut self.investigation.follow_up;
        let has_met_since = facts.group_met_on.is_some_and(|met_on| on < met_on);
        let has_agreed_since = facts.agreed_on.is_some_and(|agreed_on| on < agreed_on);
        if facts.ended || has_met_since || has_agreed_since {
            return;
        }
        facts.agreed_on = Some(on);
        self.is_moved(HOLD, None, next_on, on, notes);
        self.owe(Owing::from(HOLD, on).by(next_on), notes);
    }
}
