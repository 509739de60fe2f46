//! Measures: what is to be done for the child, by whom, until when, and with what the guardians agreed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, Level, not_before, not_in_future};
use crate::Refusal;
use crate::ids::MeasureId;
use crate::people::{Decider, Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// Where a measure takes place (S3-22).
    MeasurePlace {
        /// In the kindergarten.
        Kindergarten,
        /// At school.
        School,
        /// At home.
        Home,
    }
}

/// What a measure is: nothing of it can be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeasurePlan {
    /// What it is to reach (S1-22).
    pub goal: Personal<Text>,
    /// What is done.
    pub description: Personal<Text>,
    /// Who is responsible (S1-22).
    pub responsible: Decider,
    /// Where (S3-22).
    pub place: MeasurePlace,
    /// First day (S4-12).
    pub from: NaiveDate,
    /// Last day (S1-22).
    pub to: NaiveDate,
    /// When it is to be evaluated (S1-22).
    pub evaluation_on: NaiveDate,
}

/// What was planned and done for the child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum MeasureEvent {
    /// A measure was planned (S1-22, S4-12).
    MeasurePlanned {
        /// The measure.
        measure: MeasureId,
        /// All of it.
        plan: MeasurePlan,
        /// When it was planned.
        planned_on: NaiveDate,
    },
    /// Guardians approved the measures that were planned by then (S3-33).
    MeasuresApprovedByGuardians {
        /// The measures.
        measures: Vec<MeasureId>,
        /// Who approved.
        guardians: Vec<Guardian>,
        /// When.
        approved_on: NaiveDate,
    },
    /// A measure was started (S3-24).
    MeasureStarted {
        /// The measure.
        measure: MeasureId,
        /// When.
        started_on: NaiveDate,
    },
    /// A measure that has not reached its goal goes on for longer (S1-20).
    MeasureExtended {
        /// The measure.
        measure: MeasureId,
        /// The new last day.
        to: NaiveDate,
        /// The new day of evaluation.
        evaluation_on: NaiveDate,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When that was decided.
        extended_on: NaiveDate,
    },
    /// A measure was ended (S1-20).
    MeasureEnded {
        /// The measure.
        measure: MeasureId,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        ended_on: NaiveDate,
    },
}

impl Topic for MeasureEvent {
    names!(MeasurePlanned, MeasuresApprovedByGuardians, MeasureStarted, MeasureExtended, MeasureEnded);

    fn happened(&self) -> Happened {
        match self {
            Self::MeasurePlanned { planned_on: date, .. }
            | Self::MeasuresApprovedByGuardians { approved_on: date, .. }
            | Self::MeasureStarted { started_on: date, .. }
            | Self::MeasureExtended { extended_on: date, .. }
            | Self::MeasureEnded { ended_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::MeasurePlanned { plan, .. } => {
                said.with("place", plan.place.word()).with("to", plan.to).with("evaluation", plan.evaluation_on)
            }
            Self::MeasureExtended { to, evaluation_on, .. } => said.with("to", *to).with("evaluation", *evaluation_on),
            Self::MeasuresApprovedByGuardians { .. } | Self::MeasureStarted { .. } | Self::MeasureEnded { .. } => said,
        }
    }
}

/// How far a measure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeasureState {
    /// Planned, not started.
    Planned,
    /// Started on that day.
    Started {
        /// The day.
        on: NaiveDate,
    },
    /// Ended on that day.
    Ended {
        /// The day.
        on: NaiveDate,
    },
}

/// A measure as its events leave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What was planned, with the days of the latest extension.
    pub plan: MeasurePlan,
    /// When it was planned.
    pub planned_on: NaiveDate,
    /// The level of the case when it was planned.
    pub level: Level,
    /// When guardians approved it.
    pub approved_on: Option<NaiveDate>,
    /// How far it has come.
    pub state: MeasureState,
}

/// What can be asked about measures.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasureAction {
    /// Plan a measure.
    PlanMeasure {
        /// Its id.
        measure: MeasureId,
        /// All of it.
        plan: MeasurePlan,
        /// When it was planned.
        planned_on: NaiveDate,
    },
    /// Record that guardians approved measures.
    ApproveMeasures {
        /// The measures.
        measures: Vec<MeasureId>,
        /// Who approved.
        guardians: Vec<Guardian>,
        /// When.
        approved_on: NaiveDate,
    },
    /// Start a measure.
    StartMeasure {
        /// The measure.
        measure: MeasureId,
        /// When.
        started_on: NaiveDate,
    },
    /// Let a measure go on for longer.
    ExtendMeasure {
        /// The measure.
        measure: MeasureId,
        /// The new last day.
        to: NaiveDate,
        /// The new day of evaluation.
        evaluation_on: NaiveDate,
        /// Why, and by whom.
        decision: Decision,
        /// When that was decided.
        extended_on: NaiveDate,
    },
    /// End a measure.
    EndMeasure {
        /// The measure.
        measure: MeasureId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        ended_on: NaiveDate,
    },
}

impl Case {
    /// The measures, oldest id first.
    pub const fn measures(&self) -> &BTreeMap<MeasureId, Measure> {
        &self.measures
    }

    /// What follows from an action about measures, or the first rule it breaks.
    pub(super) fn decide_measure(&self, action: MeasureAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        let event = match action {
            MeasureAction::PlanMeasure { measure, plan, planned_on } => {
                not_in_future("plannedOn", planned_on, today)?;
                not_before("to", plan.to, plan.from)?;
                not_before("evaluationOn", plan.evaluation_on, plan.from)?;
                if self.measures.contains_key(&measure) {
                    return Err(Refusal::MeasureAlreadyPlanned { measure });
                }
                MeasureEvent::MeasurePlanned { measure, plan, planned_on }
            }
            MeasureAction::ApproveMeasures { measures, guardians, approved_on } => {
                not_in_future("approvedOn", approved_on, today)?;
                if guardians.is_empty() {
                    return Err(Refusal::NobodyInformed);
                }
                for measure in &measures {
                    not_before("approvedOn", approved_on, self.measure(*measure)?.planned_on)?;
                }
                MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }
            }
            MeasureAction::StartMeasure { measure, started_on } => {
                not_in_future("startedOn", started_on, today)?;
                let planned = self.measure(measure)?;
                not_before("startedOn", started_on, planned.planned_on)?;
                if planned.state != MeasureState::Planned {
                    return Err(Refusal::MeasureAlreadyStarted { measure });
                }
                self.guardians_must_have_approved(measure, planned, started_on)?;
                MeasureEvent::MeasureStarted { measure, started_on }
            }
            MeasureAction::ExtendMeasure { measure, to, evaluation_on, decision, extended_on } => {
                not_in_future("extendedOn", extended_on, today)?;
                let running = self.running_measure(measure, "extendedOn", extended_on)?;
                not_before("to", to, running.plan.to)?;
                not_before("evaluationOn", evaluation_on, extended_on)?;
                let decision = decision.into();
                MeasureEvent::MeasureExtended { measure, to, evaluation_on, decision, extended_on }
            }
            MeasureAction::EndMeasure { measure, decision, ended_on } => {
                not_in_future("endedOn", ended_on, today)?;
                self.running_measure(measure, "endedOn", ended_on)?;
                MeasureEvent::MeasureEnded { measure, decision: decision.into(), ended_on }
            }
        };
        Ok(vec![event.into()])
    }

    pub(super) fn apply_measure(&mut self, event: MeasureEvent) {
        match event {
            MeasureEvent::MeasurePlanned { measure, plan, planned_on } => {
                let (level, state) = (self.level, MeasureState::Planned);
                self.measures.insert(measure, Measure { plan, planned_on, level, approved_on: None, state });
            }
            MeasureEvent::MeasuresApprovedByGuardians { measures, approved_on, .. } => {
                for measure in measures {
                    if let Some(approved) = self.measures.get_mut(&measure) {
                        // The first approval stands: a later one, recorded besides, does not move it.
                        let first = approved.approved_on.map_or(approved_on, |before| before.min(approved_on));
                        approved.approved_on = Some(first);
                    }
                }
            }
            MeasureEvent::MeasureStarted { measure, started_on } => {
                self.now_is(measure, MeasureState::Started { on: started_on });
            }
            MeasureEvent::MeasureExtended { measure, to, evaluation_on, .. } => {
                if let Some(extended) = self.measures.get_mut(&measure) {
                    extended.plan.to = to;
                    extended.plan.evaluation_on = evaluation_on;
                }
            }
            MeasureEvent::MeasureEnded { measure, ended_on, .. } => {
                self.now_is(measure, MeasureState::Ended { on: ended_on });
            }
        }
    }

    fn now_is(&mut self, measure: MeasureId, state: MeasureState) {
        if let Some(changed) = self.measures.get_mut(&measure) {
            changed.state = state;
        }
    }

    fn measure(&self, measure: MeasureId) -> Result<&Measure, Refusal> {
        self.measures.get(&measure).ok_or(Refusal::MeasureUnknown { measure })
    }

    fn running_measure(&self, measure: MeasureId, field: &'static str, date: NaiveDate) -> Result<&Measure, Refusal> {
        let running = self.measure(measure)?;
        let MeasureState::Started { on } = running.state else {
            return Err(Refusal::MeasureNotRunning { measure });
        };
        not_before(field, date, on)?;
        Ok(running)
    }

    /// On level 2, and for what was planned there, nothing starts before guardians agreed.
    fn guardians_must_have_approved(
        &self,
        measure: MeasureId,
        planned: &Measure,
        started_on: NaiveDate,
    ) -> Result<(), Refusal> {
        let of_level_2 = self.level == Level::Two || planned.level == Level::Two;
        if of_level_2 && planned.approved_on.is_none_or(|approved_on| approved_on > started_on) {
            return Err(Refusal::MeasureNotApproved { measure });
        }
        Ok(())
    }
}
