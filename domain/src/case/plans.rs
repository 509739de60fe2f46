//! Plans: what is drafted together with the guardians, the plan of measures that binds when all it names have signed, how
//! it is adjusted, and which way the work goes on (S0-29, S1-21, S3-41, S3-43, S4-12, S4-18).
//!
//! A plan is a written agreement with measures: who signs it, and whether it binds, is what agreements know; goal,
//! responsible, period and day of evaluation are what no measure is without.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::agreements::DrawnAgreement;
use super::{
    AgreementKind, Case, CaseEvent, MeasureEvent, MeasureState, Party, RecipientUnit, must_be_reviewed, not_before,
    not_before_act, not_in_future,
};
use crate::Refusal;
use crate::guides::GuideVersion;
use crate::ids::{AgreementId, MeasureId};
use crate::people::{Body, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// What was planned, and how the work goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum PlanEvent {
    /// What is done from here on was planned, together with the guardians or, for a reason, without them (S0-29).
    PlanDrafted {
        /// What is planned.
        text: Personal<Text>,
        /// The guardians it was planned with.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        with_guardians: Vec<Guardian>,
        /// Why it was planned without them.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        without_guardians_because: Option<Personal<Text>>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        drafted_on: NaiveDate,
    },
    /// The plan of measures was made (S3-41, S4-12). It binds when all it names have signed (S4-18, R-37).
    MeasurePlanMade {
        /// The action plan, as it was drawn up.
        plan: AgreementId,
        /// Its measures.
        measures: BTreeSet<MeasureId>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        made_on: NaiveDate,
    },
    /// The plan was adjusted: another took its place, which all it names sign anew (S3-43, R-37).
    PlanAdjusted {
        /// The plan in its place.
        plan: AgreementId,
        /// The plan that holds no more.
        replaces: AgreementId,
        /// The measures of the plan in its place.
        measures: BTreeSet<MeasureId>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        adjusted_on: NaiveDate,
    },
    /// It was decided which measures go on, end and begin (S1-21).
    WayForwardDecided {
        /// Those that go on.
        continued: BTreeSet<MeasureId>,
        /// Those that end with this decision.
        ended: BTreeSet<MeasureId>,
        /// Those that are planned and to begin.
        begun: BTreeSet<MeasureId>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        decided_on: NaiveDate,
    },
    /// It was looked at whether the right people are around child and guardians (S1-21).
    GroupCompositionReviewed {
        /// The bodies that are in the group.
        bodies: BTreeSet<Body>,
        /// Which units of them, where they were named; always, where only the name says which service it is.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// Whether it is rightly composed.
        rightly_composed: bool,
        /// What is to change.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        change: Option<Personal<Text>>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        reviewed_on: NaiveDate,
    },
}

impl Topic for PlanEvent {
    names!(PlanDrafted, MeasurePlanMade, PlanAdjusted, WayForwardDecided, GroupCompositionReviewed);

    fn happened(&self) -> Happened {
        match self {
            Self::PlanDrafted { drafted_on: date, .. }
            | Self::MeasurePlanMade { made_on: date, .. }
            | Self::PlanAdjusted { adjusted_on: date, .. }
            | Self::WayForwardDecided { decided_on: date, .. }
            | Self::GroupCompositionReviewed { reviewed_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::PlanDrafted { with_guardians, .. } => said.with("with", !with_guardians.is_empty()),
            Self::MeasurePlanMade { measures, .. } | Self::PlanAdjusted { measures, .. } => {
                said.with("measures", how_many(measures))
            }
            Self::WayForwardDecided { continued, ended, begun, .. } => said
                .with("continued", how_many(continued))
                .with("ended", how_many(ended))
                .with("begun", how_many(begun)),
            Self::GroupCompositionReviewed { rightly_composed, .. } => said.with("right", *rightly_composed),
        }
    }
}

fn how_many(measures: &BTreeSet<MeasureId>) -> i64 {
    i64::try_from(measures.len()).unwrap_or(i64::MAX)
}

/// A plan of measures that was made or took another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its measures.
    pub measures: BTreeSet<MeasureId>,
    /// When it was made.
    pub made_on: NaiveDate,
}

/// A plan of measures to be drawn up.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnPlan {
    /// Its id as a written agreement.
    pub plan: AgreementId,
    /// What it says, beside its measures.
    pub text: Personal<Text>,
    /// Who takes part, and signs.
    pub parties: Vec<Party>,
    /// Its measures, which are planned.
    pub measures: BTreeSet<MeasureId>,
    /// When.
    pub made_on: NaiveDate,
}

/// What can be asked about plans.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanAction {
    /// Draft what is done from here on.
    DraftPlan {
        /// What is planned.
        text: Personal<Text>,
        /// The guardians it was planned with.
        with_guardians: Vec<Guardian>,
        /// Why it was planned without them.
        without_guardians_because: Option<Personal<Text>>,
        /// When.
        drafted_on: NaiveDate,
    },
    /// Make the plan of measures.
    MakePlan(DrawnPlan),
    /// Put another plan in the place of the one that is followed.
    AdjustPlan {
        /// The plan in its place.
        adjusted: DrawnPlan,
        /// Why, and by whom.
        decision: Decision,
    },
    /// Decide which measures go on, end and begin.
    DecideWayForward {
        /// Those that go on.
        continued: BTreeSet<MeasureId>,
        /// Those that end.
        ended: BTreeSet<MeasureId>,
        /// Those that are planned and to begin.
        begun: BTreeSet<MeasureId>,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        decided_on: NaiveDate,
    },
    /// Look at whether the right people are around child and guardians.
    ReviewGroup {
        /// The bodies that are in the group.
        bodies: BTreeSet<Body>,
        /// Which units of them, where they are named.
        units: BTreeSet<RecipientUnit>,
        /// Whether it is rightly composed.
        rightly_composed: bool,
        /// What is to change.
        change: Option<Personal<Text>>,
        /// When.
        reviewed_on: NaiveDate,
    },
}

impl Case {
    /// The plans of measures by their ids as written agreements, those that hold no more included.
    pub const fn plans(&self) -> &BTreeMap<AgreementId, Plan> {
        &self.plans
    }

    /// The plan that is followed, signed by all or not yet.
    pub fn plan_followed(&self) -> Option<AgreementId> {
        let holds = |plan: &&AgreementId| self.agreements.get(plan).is_some_and(|it| it.superseded_by.is_none());
        self.plans.keys().find(holds).copied()
    }

    /// What follows from an action about plans, or the first rule it breaks.
    pub(super) fn decide_plan(&self, action: PlanAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_be_open()?.on;
        match action {
            PlanAction::DraftPlan { text, with_guardians, without_guardians_because, drafted_on } => {
                not_in_future("draftedOn", drafted_on, today)?;
                match (with_guardians.is_empty(), &without_guardians_because) {
                    (true, None) => return Err(Refusal::PlannedWithoutGuardians),
                    (false, Some(_)) => return Err(Refusal::GuardiansExplainedAway),
                    (true, Some(_)) | (false, None) => {}
                }
                let guides = self.guides_on(drafted_on);
                let event =
                    PlanEvent::PlanDrafted { text, with_guardians, without_guardians_because, guides, drafted_on };
                Ok(vec![event.into()])
            }
            PlanAction::MakePlan(drawn) => {
                not_in_future("madeOn", drawn.made_on, today)?;
                not_before_act("madeOn", drawn.made_on, Act::CaseOpened, opened_on)?;
                if let Some(plan) = self.plan_followed() {
                    return Err(Refusal::PlanAlreadyMade { plan });
                }
                self.can_be_planned(&drawn)?;
                let (plan, measures, made_on) = (drawn.plan, drawn.measures.clone(), drawn.made_on);
                let mut events = self.draw(drawn, None)?;
                let guides = self.guides_on(made_on);
                events.push(PlanEvent::MeasurePlanMade { plan, measures, guides, made_on }.into());
                Ok(events)
            }
            PlanAction::AdjustPlan { adjusted, decision } => {
                not_in_future("madeOn", adjusted.made_on, today)?;
                let replaces = self.plan_followed().ok_or(Refusal::NoPlanYet)?;
                self.can_be_planned(&adjusted)?;
                let (plan, measures, adjusted_on) = (adjusted.plan, adjusted.measures.clone(), adjusted.made_on);
                let mut events = self.draw(adjusted, Some(replaces))?;
                let (guides, decision) = (self.guides_on(adjusted_on), decision.into());
                let event = PlanEvent::PlanAdjusted { plan, replaces, measures, guides, decision, adjusted_on };
                events.push(event.into());
                Ok(events)
            }
            PlanAction::DecideWayForward { continued, ended, begun, decision, decided_on } => {
                not_in_future("decidedOn", decided_on, today)?;
                self.is_the_way_of_every_measure(&continued, &ended, &begun, decided_on)?;
                let (guides, decision): (_, RecordedDecision) = (self.guides_on(decided_on), decision.into());
                let ends = ended.iter().map(|measure| {
                    let (measure, guides, decision) = (*measure, guides.clone(), decision.clone());
                    MeasureEvent::MeasureEnded { measure, guides, decision, ended_on: decided_on }.into()
                });
                let ends: Vec<CaseEvent> = ends.collect();
                let decided = PlanEvent::WayForwardDecided { continued, ended, begun, guides, decision, decided_on };
                Ok([decided.into()].into_iter().chain(ends).collect())
            }
            PlanAction::ReviewGroup { bodies, units, rightly_composed, change, reviewed_on } => {
                not_in_future("reviewedOn", reviewed_on, today)?;
                must_be_reviewed(&bodies, &units, rightly_composed, change.is_some())?;
                Ok(vec![
                    PlanEvent::GroupCompositionReviewed {
                        bodies,
                        units,
                        rightly_composed,
                        change,
                        guides: self.guides_on(reviewed_on),
                        reviewed_on,
                    }
                    .into(),
                ])
            }
        }
    }

    pub(super) fn apply_plan(&mut self, event: &PlanEvent) {
        match event {
            PlanEvent::MeasurePlanMade { plan, measures, made_on, .. }
            | PlanEvent::PlanAdjusted { plan, measures, adjusted_on: made_on, .. } => {
                self.plans.insert(*plan, Plan { measures: measures.clone(), made_on: *made_on });
            }
            // Part of the history; no rule of the case depends on them.
            PlanEvent::PlanDrafted { .. }
            | PlanEvent::WayForwardDecided { .. }
            | PlanEvent::GroupCompositionReviewed { .. } => {}
        }
    }

    fn draw(&self, drawn: DrawnPlan, supersedes: Option<AgreementId>) -> Result<Vec<CaseEvent>, Refusal> {
        let DrawnPlan { plan: agreement, text, parties, made_on: drawn_on, .. } = drawn;
        let (kind, is_minutes) = (AgreementKind::ActionPlan, false);
        self.draw_agreement(DrawnAgreement { agreement, kind, is_minutes, text, parties, supersedes, drawn_on })
    }

    /// A plan holds measures that were planned by then and have not ended.
    fn can_be_planned(&self, drawn: &DrawnPlan) -> Result<(), Refusal> {
        if drawn.measures.is_empty() {
            return Err(Refusal::NoMeasureNamed);
        }
        for measure in drawn.measures.iter().copied() {
            let planned = self.measure(measure)?;
            not_before_act("madeOn", drawn.made_on, Act::MeasurePlanned, planned.planned_on)?;
            if planned.state.ended_on().is_some() {
                return Err(Refusal::MeasureHasEnded { measure });
            }
        }
        Ok(())
    }

    /// Every measure that runs goes on or ends, and none does both; only what is planned and has not started begins.
    fn is_the_way_of_every_measure(
        &self,
        continued: &BTreeSet<MeasureId>,
        ended: &BTreeSet<MeasureId>,
        begun: &BTreeSet<MeasureId>,
        decided_on: NaiveDate,
    ) -> Result<(), Refusal> {
        if continued.is_empty() && ended.is_empty() && begun.is_empty() {
            return Err(Refusal::NoMeasureNamed);
        }
        for measure in continued.union(ended).copied() {
            if continued.contains(&measure) && ended.contains(&measure) {
                return Err(Refusal::MeasureGoesBothWays { measure });
            }
            let known = self.measure(measure)?;
            match known.state {
                MeasureState::Started { on } => not_before("decidedOn", decided_on, on)?,
                MeasureState::Planned => return Err(Refusal::MeasureNotStarted { measure }),
                MeasureState::Ended { .. } => return Err(Refusal::MeasureHasEnded { measure }),
            }
            if ended.contains(&measure) {
                known.awaited.must_lie_behind("decidedOn", decided_on)?;
            }
        }
        for measure in begun.iter().copied() {
            let planned = self.measure(measure)?;
            match planned.state {
                MeasureState::Planned => {
                    not_before_act("decidedOn", decided_on, Act::MeasurePlanned, planned.planned_on)?;
                }
                MeasureState::Started { .. } => return Err(Refusal::MeasureAlreadyStarted { measure }),
                MeasureState::Ended { .. } => return Err(Refusal::MeasureHasEnded { measure }),
            }
        }
        let runs = |state: MeasureState| matches!(state, MeasureState::Started { on } if on <= decided_on);
        let mut running = self.measures.iter().filter(|(_, measure)| runs(measure.state)).map(|(id, _)| *id);
        match running.find(|id| !continued.contains(id) && !ended.contains(id)) {
            Some(measure) => Err(Refusal::MeasureLeftUndecided { measure }),
            None => Ok(()),
        }
    }
}
