//! A report that is dismissed because measures are active for the child (code 3) names them (R-50, S2-5, S2-48).
//!
//! Such a report is no new one in the statistics, and nothing is opened for it. Whoever follows the measures up must hear of it, or
//! new violence would be filed away beside a measure that knows nothing of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Received, TriageOutcome};
use crate::Refusal;
use crate::ids::{InvestigationId, SubjectId};

/// Where the measures are followed up because of which a report was dismissed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "kept")]
pub enum ActiveMeasures {
    /// In that investigation of this ledger.
    Here {
        /// Which.
        investigation: InvestigationId,
    },
    /// In another system.
    Elsewhere,
}

impl ActiveMeasures {
    /// The investigation of this ledger in which they are.
    pub(super) const fn followed_up_here(self) -> Option<InvestigationId> {
        match self {
            Self::Here { investigation } => Some(investigation),
            Self::Elsewhere => None,
        }
    }
}

/// What is said of the measures because of which a report is dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedMeasures {
    /// These, of this ledger.
    Here(MeasuresInForce),
    /// They are kept elsewhere.
    Elsewhere,
}

/// Proof of the service's measures for a child that are followed up in one investigation: only that can give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuresInForce {
    pub(crate) investigation: InvestigationId,
    /// The pseudonyms of the child that it is about (S2-48).
    pub(crate) children: Vec<SubjectId>,
    /// The first and the last day on which each is in force.
    pub(crate) measures: Vec<(NaiveDate, NaiveDate)>,
}

impl MeasuresInForce {
    fn are_in_force_on(&self, day: NaiveDate) -> bool {
        self.measures.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }
}

/// Only a report that is dismissed because of measures names them; they are the same child's, and in force on the day.
pub(super) fn named(
    measures: Option<NamedMeasures>,
    received: &Received,
    outcome: TriageOutcome,
    decided_on: NaiveDate,
) -> Result<Option<ActiveMeasures>, Refusal> {
    let Some(measures) = measures else { return Ok(None) };
    if outcome != TriageOutcome::DismissedActiveMeasures {
        return Err(Refusal::MeasuresOfNoDismissal);
    }
    let NamedMeasures::Here(measures) = measures else { return Ok(Some(ActiveMeasures::Elsewhere)) };
    if !measures.children.contains(&received.child.subject) {
        return Err(Refusal::MeasuresOfAnotherChild);
    }
    if !measures.are_in_force_on(decided_on) {
        return Err(Refusal::NoMeasureInForce { on: decided_on });
    }
    Ok(Some(ActiveMeasures::Here { investigation: measures.investigation }))
}
