//! When the child welfare service contacted guardians in an investigation (R-6, S4-2).

use chrono::NaiveDate;

use super::{InvestigationEvent, StepKind};

impl StepKind {
    /// Whether guardians are met in it: at its start, where they are talked with, and at home (S1-10, S2-54). Who sums up is not
    /// said: the service may do so with the child alone, or by itself.
    const fn is_with_guardians(self) -> bool {
        match self {
            Self::KickOff | Self::GuardianConversation | Self::HomeVisit => true,
            Self::InformationGathered | Self::ChildConversation | Self::AssessmentTool | Self::SummaryMeeting => false,
        }
    }
}

impl InvestigationEvent {
    /// The day on which the event says that guardians were contacted: met, talked with, offered help, or asked for their consent.
    /// Each event says here whether it is contact, so that none that comes later goes unseen.
    pub(crate) fn guardians_contacted_on(&self) -> Option<NaiveDate> {
        match self {
            Self::InvestigationStepDone { kind, done_on, .. } => kind.is_with_guardians().then_some(*done_on),
            Self::InformationRequested { consented, .. }
            | Self::MeasureInfoDisclosedToReporter { consented, .. }
            | Self::MeasureDecided { consented, .. } => {
                consented.as_ref().filter(|given| !given.by.is_empty()).map(|given| given.on)
            }
            Self::ResponsibilityGroupFormed { consented, consented_on, formed_on, .. } => {
                (!consented.is_empty()).then(|| consented_on.unwrap_or(*formed_on))
            }
            // Whoever declined it had been offered it.
            Self::RecommendedMeasuresDeclined { declined_on, .. } => Some(*declined_on),
            // How parents took part in a plan or an evaluation, or why not, is said in words.
            Self::ServiceMeasurePlanMade { .. }
            | Self::DecidedMeasureEvaluated { .. }
            // Whoever takes a consent back turns to the service.
            | Self::ServiceConsentWithdrawn { .. }
            // Of a group's meeting it is told which services were there.
            | Self::GroupMeetingHeld { .. }
            | Self::GroupMeetingAgreed { .. }
            | Self::ResponsibilityGroupDissolved { .. }
            | Self::ResponsibilityGroupReviewed { .. }
            | Self::InvestigationOpened { .. }
            | Self::InvestigationAllocated { .. }
            | Self::InvestigationPlanMade { .. }
            | Self::ChildParticipationRecorded { .. }
            | Self::DeadlineExtended { .. }
            | Self::InvestigationConcluded { .. }
            | Self::RenewedInvestigationScheduled { .. }
            | Self::InvestigationSentBack { .. }
            | Self::RenewalCalledOff { .. }
            | Self::ReporterInformedOfConclusion { .. }
            | Self::ConcernDisclosedToReporter { .. }
            | Self::EmergencyPlacementDecided { .. }
            | Self::EmergencyPrinciplesAnswered { .. }
            | Self::EmergencyPlacementEnded { .. }
            | Self::BoardCaseSubmitted { .. }
            | Self::BoardDecisionReceived { .. }
            | Self::CourtAppealRecorded { .. }
            | Self::CourtDecisionReceived { .. }
            | Self::InformationSupplied { .. }
            | Self::DecidedMeasureExtended { .. }
            | Self::DecidedMeasureEnded { .. }
            | Self::FollowUpEnded { .. }
            | Self::TransferReceiptRecorded(_)
            | Self::EntryFoundWrong(_)
            | Self::Steps(_) => None,
        }
    }
}
