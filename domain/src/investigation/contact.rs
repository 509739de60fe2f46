//! When the child welfare service contacted guardians in an investigation (R-6, S4-2).

use chrono::NaiveDate;

use super::{InvestigationEvent, StepKind};

impl InvestigationEvent {
    /// The day on which the event says that guardians were contacted: met, talked with, or asked for their consent.
    pub(crate) fn guardians_contacted_on(&self) -> Option<NaiveDate> {
        match self {
            Self::InvestigationStepDone {
                kind: StepKind::KickOff | StepKind::GuardianConversation, done_on, ..
            } => Some(*done_on),
            Self::InformationRequested { consented: Some(given), .. }
            | Self::MeasureInfoDisclosedToReporter { consented: Some(given), .. }
            | Self::MeasureDecided { consented: Some(given), .. } => (!given.by.is_empty()).then_some(given.on),
            Self::ResponsibilityGroupFormed { consented, consented_on, formed_on, .. } => {
                (!consented.is_empty()).then(|| consented_on.unwrap_or(*formed_on))
            }
            _ => None,
        }
    }
}
