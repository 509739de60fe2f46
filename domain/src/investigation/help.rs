//! The service's own measures: what is decided for child and family, planned with them, and what came of it (S2-56 to
//! S2-61, S1-25). There is none without an investigation, and none of those without a report (R-47, S2-46).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Investigation, InvestigationEvent};
use crate::Refusal;
use crate::case::{MeasureKind, MeasureTarget, not_before, not_in_future};
use crate::codes::{CodeList, ListVersion, UsedCode, find};
use crate::ids::MeasureId;
use crate::law::{self, LegalTopic};
use crate::people::{Decider, Decision};
use crate::personal::Personal;
use crate::text::Text;

/// A measure that is decided on: goal, responsible, period and day of evaluation cannot be left out (R-31, S1-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidedMeasure {
    /// What it is to change (S2-57).
    pub goal: Personal<Text>,
    /// What it is, as the register's list of measures has it (S1-25).
    pub code: UsedCode,
    /// What kind of measure it is (S2-61).
    pub kind: MeasureKind,
    /// At whom it is directed (S2-61).
    pub target: MeasureTarget,
    /// Who is responsible.
    pub responsible: Decider,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// When it is to be evaluated.
    pub evaluation_on: NaiveDate,
}

/// What somebody said of a plan or of its evaluation, or why nothing (S2-59).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Voices {
    /// How the child took part, or why not.
    pub child: Personal<Text>,
    /// How the parents took part, or why not.
    pub parents: Personal<Text>,
}

/// One of the service's measures, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceMeasure {
    /// Its id.
    pub measure: MeasureId,
    /// The register's code.
    pub code: String,
    /// What kind of measure it is.
    pub kind: MeasureKind,
    /// At whom it is directed.
    pub target: MeasureTarget,
    /// When it was decided on.
    pub decided_on: NaiveDate,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// When it is to be evaluated.
    pub evaluation_on: NaiveDate,
    /// The days on which it was evaluated.
    pub evaluated_on: Vec<NaiveDate>,
    /// When it ended, once it has.
    pub ended_on: Option<NaiveDate>,
}

impl Investigation {
    /// The service's measures, in the order in which they were decided (S2-56).
    pub fn measures(&self) -> &[ServiceMeasure] {
        &self.measures
    }

    /// When the child's plan of measures was made last (S2-58).
    pub const fn measures_planned_on(&self) -> Option<NaiveDate> {
        self.measures_planned_on
    }

    /// The code stands on the register's list on the day, with its clarification where it needs one.
    pub(super) fn decide_measure(
        &self,
        measure: MeasureId,
        decided: DecidedMeasure,
        decision: Decision,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("decidedOn", decided_on, today)?;
        not_before("decidedOn", decided_on, opened.started_on)?;
        if self.measures.iter().any(|known| known.measure == measure) {
            return Err(Refusal::MeasureAlreadyPlanned { measure });
        }
        not_before("to", decided.to, decided.from)?;
        not_before("evaluationOn", decided.evaluation_on, decided.from)?;
        let UsedCode { code, clarification, .. } = &decided.code;
        let not_in_force = || Refusal::CodeNotInForce { field: "code", code: code.clone(), on: decided_on };
        let known =
            find(CodeList::Measure, code).filter(|known| known.holds_on(decided_on)).ok_or_else(not_in_force)?;
        if known.needs_clarification && clarification.is_none() {
            return Err(Refusal::ClarificationMissing { code: code.clone() });
        }
        let legal_basis = law::cited(LegalTopic::AssistanceMeasures, decided_on);
        let decision = decision.into();
        Ok(vec![InvestigationEvent::MeasureDecided { measure, decided, legal_basis, decision, decided_on }])
    }

    /// Child and parents take part in it, or it is said why not (S2-58, S2-59).
    pub(super) fn plan_measures(
        &self,
        plan: Personal<Text>,
        voices: Voices,
        planned_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("plannedOn", planned_on, today)?;
        not_before("plannedOn", planned_on, opened.started_on)?;
        Ok(vec![InvestigationEvent::ServiceMeasurePlanMade { plan, voices, planned_on }])
    }

    /// Whether it contributes to a change, with what child and parents say (S2-58, S2-59).
    pub(super) fn evaluate_measure(
        &self,
        measure: MeasureId,
        effect: Personal<Text>,
        voices: Voices,
        evaluated_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let known = self.measure(measure)?;
        not_in_future("evaluatedOn", evaluated_on, today)?;
        not_before("evaluatedOn", evaluated_on, known.from)?;
        Ok(vec![InvestigationEvent::DecidedMeasureEvaluated { measure, effect, voices, evaluated_on }])
    }

    pub(super) fn end_measure(
        &self,
        measure: MeasureId,
        decision: Decision,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let known = self.measure(measure)?;
        not_in_future("endedOn", ended_on, today)?;
        not_before("endedOn", ended_on, known.decided_on.min(known.from))?;
        if known.ended_on.is_some() {
            return Err(Refusal::MeasureHasEnded { measure });
        }
        Ok(vec![InvestigationEvent::DecidedMeasureEnded { measure, decision: decision.into(), ended_on }])
    }

    fn measure(&self, measure: MeasureId) -> Result<&ServiceMeasure, Refusal> {
        self.must_be_opened()?;
        self.measures.iter().find(|known| known.measure == measure).ok_or(Refusal::MeasureUnknown { measure })
    }

    pub(super) fn measure_mut(&mut self, measure: MeasureId) -> Option<&mut ServiceMeasure> {
        self.measures.iter_mut().find(|known| known.measure == measure)
    }
}

impl ServiceMeasure {
    pub(super) fn of(measure: MeasureId, decided: DecidedMeasure, decided_on: NaiveDate) -> Self {
        let DecidedMeasure { code, kind, target, from, to, evaluation_on, .. } = decided;
        let (code, evaluated_on, ended_on) = (code.code, Vec::new(), None);
        Self { measure, code, kind, target, decided_on, from, to, evaluation_on, evaluated_on, ended_on }
    }
}

/// The code of a measure, taken from the register's list.
pub fn measure_code(code: &str, clarification: Option<Personal<Text>>) -> UsedCode {
    UsedCode { code: code.trim().to_owned(), list: ListVersion::Register, clarification }
}
