//! Which of several: what an obligation or a finding is about within its case.

use uuid::Uuid;

use super::agreements::copy;
use super::seriousness::HELPLINE;
use super::{FindingKind, ObligationKind};
use crate::case::EntitledCopy;
use crate::ids::{AgreementId, ConsentId, MeasureId, MeetingId, NoteId, ReportId, SubjectId};

/// What an obligation or a finding is about within its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// That measure.
    Measure(MeasureId),
    /// That question for consent.
    Consent(ConsentId),
    /// That agreement.
    Agreement(AgreementId),
    /// That internal note.
    Note(NoteId),
    /// That meeting.
    Meeting(MeetingId),
    /// That report.
    Report(ReportId),
    /// The referral with that number, from 1 on in the order in which they were recorded.
    Referral(usize),
    /// That guardian.
    Guardian(SubjectId),
    /// That copy; see [`Which::is_copy`].
    Copy(Uuid),
}

impl Which {
    /// Whether it is that copy.
    pub fn is_copy(self, entitled: &EntitledCopy) -> bool {
        let recipient = entitled.recipient.as_ref().map(|party| party.subject);
        // The one for guardians not known by name is somebody's once it is delivered.
        let copies = [copy(entitled.document, recipient), copy(entitled.document, None)];
        matches!(self, Self::Copy(which) if copies.contains(&which))
    }
}

impl ObligationKind {
    /// What one of this kind is about within its case, where it is not the case as a whole.
    pub fn about_which(self, which: Uuid) -> Option<Which> {
        match self {
            Self::EvaluateMeasure
            | Self::StartMeasure
            | Self::ApproveMeasure
            | Self::EndOrExtendMeasure
            | Self::EndOrderedMeasure
            | Self::EndMeasureWithoutBasis
            | Self::TellOfInsufficientEffect
            | Self::TakeCaseFurther => Some(Which::Measure(MeasureId::from_uuid(which))),
            Self::AnswerConsent | Self::AnswerRefusal => Some(Which::Consent(ConsentId::from_uuid(which))),
            Self::SignAgreement => Some(Which::Agreement(AgreementId::from_uuid(which))),
            Self::AnswerNote => Some(Which::Note(NoteId::from_uuid(which))),
            Self::ActOnSeriousness if which == HELPLINE => None,
            Self::HoldMeeting | Self::TellGuardiansOfOutcome | Self::ActOnSeriousness => {
                Some(Which::Meeting(MeetingId::from_uuid(which)))
            }
            Self::AssessDutyToReport | Self::TellGuardiansOfReport | Self::ReviewWithheldCopy | Self::WeighReport => {
                Some(Which::Report(ReportId::from_uuid(which)))
            }
            Self::AwaitReferralAnswer => usize::try_from(which.as_u128()).ok().map(Which::Referral),
            Self::TellOtherGuardianOfReport => Some(Which::Guardian(SubjectId::from_uuid(which))),
            Self::DeliverCopy => Some(Which::Copy(which)),
            // The case's as a whole, or told by the day and the words: whom one talks with, by which guide.
            Self::TellReporterOfTriage
            | Self::TriageReport
            | Self::AcknowledgeReport
            | Self::OpenInvestigation
            | Self::AwaitTransferReceipt
            | Self::DecideUrgentFollowUp
            | Self::ConcludeInvestigation
            | Self::PlanInvestigation
            | Self::RecordParticipation
            | Self::TellReporterOfConclusion
            | Self::RenewInvestigation
            | Self::InvestigateSentBack
            | Self::BeginRenewalAsPlanned
            | Self::DecideOnConcern
            | Self::AnswerSiblingQuestion
            | Self::HoldConversation
            | Self::CarryOutStepDecision
            | Self::TakeUpAlternative
            | Self::PlanMeasure
            | Self::TellOfLowThresholdOffers
            | Self::AgreeEvaluationMeeting
            | Self::ReferChild
            | Self::AgreeNextMeeting
            | Self::ContactToAvert
            | Self::SendReport
            | Self::AssessAfterNecessity
            | Self::HoldConsultation
            | Self::AnswerOrder
            | Self::MakeMeasurePlan
            | Self::MakeCoordinatedPlan
            | Self::BringConcernToLeader
            | Self::CallFamilyToTalk
            | Self::AgreeInWriting
            | Self::SubmitBoardCase
            | Self::ReceiveBoardDecision
            | Self::ReceiveCourtDecision
            | Self::CarryOutBoardDecision
            | Self::GatherInformation
            | Self::DecideMeasures
            | Self::PlanMeasures
            | Self::EndFollowUp => None,
        }
    }
}

impl FindingKind {
    /// What one of this kind is about within its case: a plan, a report, a guardian, or that which the obligation is about whose last day it
    /// shows. Of one that is found of several, the obligation tells it.
    pub fn about_which(self, which: Uuid) -> Option<Which> {
        match self {
            Self::MeasurePlanUnsigned => return Some(Which::Agreement(AgreementId::from_uuid(which))),
            Self::SignedBesideRoutine | Self::JoinedReportNotWeighed => {
                return Some(Which::Report(ReportId::from_uuid(which)));
            }
            Self::GuardianLeftOut => return Some(Which::Guardian(SubjectId::from_uuid(which))),
            Self::YouthNotAsked => return Some(Which::Consent(ConsentId::from_uuid(which))),
            Self::MeasureStartedUnapproved => return Some(Which::Measure(MeasureId::from_uuid(which))),
            _ => {}
        }
        let owed = ObligationKind::ALL.into_iter().find(|kind| kind.finding() == self);
        owed.filter(|_| self != Self::NotDoneInTime).and_then(|kind| kind.about_which(which))
    }
}
