//! Departures from the rules that the ledger shows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{About, ObligationKind};
use crate::guides::{AttestedAct, GuideVersion, StepId};
use crate::ids::{CaseId, SubjectId};
use crate::texts::closed_set;

closed_set! {
    /// What was left out, or done otherwise than a rule says.
    FindingKind {
        /// A report was not triaged within a week (D-1).
        TriageLate,
        /// Receipt was not acknowledged within three weeks (D-2, R-41).
        AcknowledgementLate,
        /// A public reporter was not told in time how triage ended.
        ReporterNotToldOfTriage,
        /// A report was dismissed or transferred without a written assessment, or by one person without the intake meeting.
        ReportDismissedAlone,
        /// Triage of a report was concluded, and no intake meeting had gone through it (S2-47).
        TriagedWithoutIntakeMeeting,
        /// A report was added to an ongoing investigation that nobody named (R-43, S2-48).
        JoinedInvestigationUnnamed,
        /// A report was added to an investigation that is recorded of no same child, where nobody looks into it (R-43, S2-48).
        JoinedAnotherChild,
        /// A report was added to an ongoing investigation that had ended when that was written down, or that ended with nothing
        /// showing that it was looked into (S2-48, R-43).
        JoinedReportNotWeighed,
        /// A report was dismissed because of active measures, and nobody said of which.
        ActiveMeasuresUnnamed,
        /// An investigation was opened while another one of the same child ran (S2-5). Told of the later one.
        InvestigatedTwice,
        /// A private reporter did not declare that nothing was learned through work.
        DeclarationMissing,
        /// A private reporter reported what was learned through work (S2-24).
        PrivatelyReportedFromWork,
        /// Triage said that something is to be done for the child at once, and on that day nothing was decided (S2-48).
        UrgentFollowUpMissing,
        /// The investigation that triage decided on was not opened while there was time to conclude it (S2-52).
        InvestigationNotOpened,
        /// An investigation was not concluded in time (D-3).
        InvestigationLate,
        /// An investigation was concluded and had never been planned (S2-53).
        InvestigationWithoutPlan,
        /// An investigation was concluded, and nothing is recorded that was done in it (S1-10, RM-6).
        InvestigationWithoutSteps,
        /// The child was given no opportunity to take part in the investigation (S2-55, R-49).
        ChildNotHeard,
        /// A public reporter was not told within three weeks how an investigation ended (R-43, D-4).
        FeedbackLate,
        /// An investigation was dismissed with concern, and no measures were declined.
        DismissedWithoutRefusal,
        /// A renewed investigation was scheduled, and not opened within six months (D-5).
        RenewalLate,
        /// A child was placed in an emergency and the three principles were not answered (S2-6).
        IntrusiveWithoutPrinciples,
        /// Somebody was contacted or a report sent in an emergency, and the duty to report was not assessed within a week.
        ReportWithoutAssessedDuty,
        /// The duty to report was triggered, and neither was a report sent in time nor the service told at once (R-9, S4-1).
        DutyNotMet,
        /// Something was shared on necessity, and by the next working day nobody had been contacted for the danger, nothing
        /// reported and no duty assessed (S3-50).
        NecessityNotAssessed,
        /// It was found so serious that child welfare or the police must be contacted, and by the next working day nobody had been
        /// contacted, nothing reported and no duty assessed (S0-36, S1-3); or only the helpline was called in danger, and by then
        /// neither had been contacted and nothing reported (S0-1, S2-13).
        SeriousnessNotActedOn,
        /// The child welfare service was told in acute danger, and no written report followed in time (R-9, S0-43).
        ReportNotWritten,
        /// A crime was to be averted, and neither police nor child welfare were contacted that day.
        NotAverted,
        /// Guardians were talked with, told, asked to something or handed something while there was a ground for not telling
        /// them, or before it was decided whether they may know of what is feared (S4-2, R-6).
        ContactedWhileWithheld,
        /// A guardian who must not know where somebody in the case is had a document before that was taken out of it (C12).
        WhereaboutsMayBeKnown,
        /// A report was sent, guardians were not told, and no ground for that is recorded.
        GuardiansNotTold,
        /// What a guardian was to be told or to have of a report was given up, for the unit decided that this one is none.
        GuardianLeftOut,
        /// Guardians were left untold of a report on a ground of the law that the municipality does without (R-6, C3).
        WithheldOnGroundNotInUse,
        /// A report was signed by somebody else than the municipality's routine says (S2-20, C9).
        SignedBesideRoutine,
        /// Guardians alone consented for a child that is old enough to be asked itself (C12).
        YouthNotAsked,
        /// A conversation about the concern was held before anything was observed.
        ConversedBeforeMapping,
        /// Guardians were talked with before the concern was discussed with leader, colleague or peer team.
        ConversedBeforeDiscussion,
        /// The concern was assessed and no observation cited.
        AssessedWithoutEvidence,
        /// The consent that the case's level rests on is no longer valid.
        ConsentExpiredInUse,
        /// No decision on the concern in the municipality's own time (D-6).
        DecisionLate,
        /// Nothing happened for a while in an open case.
        NoActivity,
        /// The case was closed, or what the service followed up was ended, while something was owed in it.
        ClosedWithOpenObligations,
        /// A case was closed because measures had the wished effect, and the last evaluation of one says that it did not suffice (S4-19).
        ClosedAgainstEvaluation,
        /// A measure was not evaluated on the day that was planned for it (R-31, D-7).
        MeasureNotEvaluated,
        /// A measure was neither ended nor extended on its last day.
        MeasureOverrun,
        /// A measure that the board had ordered for a limited period went on after that (S2-65).
        OrderOverrun,
        /// A measure went on after what it rested on had ended: an emergency placement, or consent to the child's living elsewhere
        /// (S2-6, S2-63).
        MeasureWithoutBasis,
        /// Something was decided in a step in which the case was not, or it was closed, lifted or taken back without
        /// that having been decided in a step of the guide it follows.
        AgainstGuide,
        /// A case was lifted, taken back or closed on level 2 by one person alone or without the unit's leader, or on level 3 without
        /// who holds the relay.
        DecidedByAnother,
        /// Something was decided in a step that takes the guardians' consent, and none stood (R-21, S3-25, S3-40).
        DecidedWithoutConsent,
        /// A decision in a step of a guide says that something was done, and nothing of it is recorded as of that day.
        StepClaimUnrecorded,
        /// The case is on level 3 and nobody holds the relay.
        RelayHolderMissing,
        /// The case is on level 3 and no next meeting was agreed.
        NextMeetingMissing,
        /// A meeting was not held on the day that was agreed for it (R-35, D-7).
        MeetingNotHeld,
        /// Advice was not got on the day that was agreed for it (S2-14).
        ConsultationNotHeld,
        /// Somebody was at a meeting whom nothing lets hear of the child.
        AttendedWithoutBasis,
        /// Something was shared, the case lifted or a meeting held on a consent that did not carry it any more on that day,
        /// as was recorded later.
        SharedWithoutConsent,
        /// Something was done on one guardian's consent to which another guardian had said no.
        RefusedByAnotherGuardian,
        /// Something was done on guardians' consent to which the youth, who is asked itself, had said no (C12).
        RefusedByYouth,
        /// Guardians were not invited to a discussion of several bodies (S3-27).
        GuardiansNotInvited,
        /// The concern was discussed with leader, colleague or peer team before anything was observed (S4-5, R-36).
        DiscussedBeforeMapping,
        /// Something was agreed in writing before guardians were talked with (S4-8, R-36).
        AgreedBeforeConversation,
        /// A withheld copy of a report was not looked at again on the day that was set for it (R-7, C4).
        WithheldCopyNotReviewed,
        /// The child was referred before that was discussed with the leader (S4-13).
        ReferralNotDiscussed,
        /// The plan that was to come of a meeting of several bodies was not made in time, or they met again before it was (S4-18).
        MeasurePlanMissing,
        /// Several bodies met again, and not all had signed the plan (S4-18, R-37).
        MeasurePlanUnsigned,
        /// A measure of the plan was not started on its first day (S4-18, D-7).
        MeasureNotStarted,
        /// A measure of level 2 was started on the agreement of one who was no guardian by then, as was recorded later.
        MeasureStartedUnapproved,
        /// Guardians who were not at a meeting were not told in time what came of it (S3-33).
        OutcomeNotTold,
        /// Nobody found out in time whether the child has siblings.
        SiblingsNotAskedFor,
        /// It was said that the child has no siblings, and another case links one to it.
        SiblingsContradicted,
        /// A conversation was not held on the day for which child or guardians were asked to it (S3-21).
        ConversationNotHeld,
        /// That consent was refused or taken back was not answered in time.
        RefusalUnanswered,
        /// The child welfare service's order was not answered in time.
        OrderUnanswered,
        /// The leader did not answer an internal note in time (S0-46).
        NoteUnanswered,
        /// Somebody did not get the copy that person is entitled to in time.
        CopyNotDelivered,
        /// Child or guardians were talked with or met without an interpreter, though one is known to be needed, and nobody
        /// said why (C12).
        HeldWithoutInterpreter,
        /// An investigation ended in measures, and none was decided on in time (S2-56).
        MeasuresNotDecided,
        /// The case was not brought before the board in time, after an emergency placement or because the investigation ended in
        /// it (S2-62).
        BoardCaseNotBrought,
        /// Something else that is owed was not done by its last day: `obligation` says what (RM-13).
        NotDoneInTime,
    }
}

closed_set! {
    /// How grave a finding is.
    Severity {
        /// What the law or consent demands was not done.
        Breach,
        /// What the municipality's way of working says was done otherwise.
        Deviation,
        /// Something to look at.
        Notice,
    }
}

closed_set! {
    /// Why something is no fault.
    Excuse {
        /// There was acute danger, and help comes first.
        Emergency,
        /// The leader saw it otherwise, and the duty is the employee's own (R-8, S0-45).
        LeaderDisagreed,
    }
}

impl FindingKind {
    /// The rule or the requirement it departs from.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::TriageLate => "D-1",
            Self::AcknowledgementLate => "D-2",
            Self::ReporterNotToldOfTriage => "R-42",
            Self::ReportDismissedAlone => "R-48",
            Self::TriagedWithoutIntakeMeeting => "S2-47",
            Self::JoinedInvestigationUnnamed | Self::JoinedAnotherChild => "R-43",
            Self::ActiveMeasuresUnnamed => "R-50",
            Self::InvestigatedTwice => "S2-5",
            Self::DecidedByAnother => "R-30",
            Self::ClosedAgainstEvaluation => "S4-19",
            Self::DeclarationMissing => "R-62",
            Self::PrivatelyReportedFromWork => "S2-24",
            Self::UrgentFollowUpMissing | Self::JoinedReportNotWeighed => "S2-48",
            Self::InvestigationNotOpened => "S2-52",
            Self::InvestigationLate => "D-3",
            Self::InvestigationWithoutPlan => "S2-53",
            Self::InvestigationWithoutSteps => "S1-10",
            Self::ChildNotHeard => "S2-55",
            Self::FeedbackLate => "D-4",
            Self::DismissedWithoutRefusal => "R-46",
            Self::RenewalLate => "D-5",
            Self::IntrusiveWithoutPrinciples | Self::MeasureWithoutBasis => "S2-6",
            Self::ReportWithoutAssessedDuty => "R-2",
            Self::DutyNotMet | Self::ReportNotWritten => "R-9",
            Self::NecessityNotAssessed => "S3-50",
            Self::SeriousnessNotActedOn => "S0-36",
            Self::NotAverted => "R-4",
            Self::GuardiansNotTold => "R-5",
            Self::ContactedWhileWithheld => "S4-2",
            Self::WithheldOnGroundNotInUse => "R-6",
            Self::SignedBesideRoutine => "S2-20",
            Self::ConversedBeforeMapping
            | Self::ConversedBeforeDiscussion
            | Self::DiscussedBeforeMapping
            | Self::AgreedBeforeConversation
            | Self::AgainstGuide => "R-36",
            Self::GuardiansNotInvited => "S3-27",
            Self::AssessedWithoutEvidence => "R-12",
            Self::ConsentExpiredInUse
            | Self::DecidedWithoutConsent
            | Self::AttendedWithoutBasis
            | Self::SharedWithoutConsent
            | Self::OrderUnanswered => "R-21",
            Self::RefusedByAnotherGuardian => "R-22",
            Self::StepClaimUnrecorded => "R-16",
            Self::DecisionLate => "D-6",
            Self::NoActivity | Self::ClosedWithOpenObligations => "R-19",
            Self::MeasureNotEvaluated | Self::MeasureOverrun => "R-31",
            Self::OrderOverrun => "S2-65",
            Self::RelayHolderMissing => "R-33",
            Self::NextMeetingMissing | Self::MeetingNotHeld => "R-35",
            Self::ConsultationNotHeld => "S2-14",
            Self::WithheldCopyNotReviewed | Self::CopyNotDelivered | Self::GuardianLeftOut => "R-7",
            Self::ReferralNotDiscussed => "S4-13",
            Self::MeasurePlanMissing | Self::MeasurePlanUnsigned | Self::MeasureNotStarted => "S4-18",
            Self::MeasureStartedUnapproved => "R-32",
            Self::OutcomeNotTold => "S3-33",
            Self::SiblingsNotAskedFor | Self::SiblingsContradicted => "R-13",
            Self::ConversationNotHeld => "S3-21",
            Self::MeasuresNotDecided => "S2-56",
            Self::BoardCaseNotBrought => "S2-62",
            Self::NotDoneInTime => "RM-13",
            Self::RefusalUnanswered => "R-23",
            Self::NoteUnanswered => "S0-46",
            Self::WhereaboutsMayBeKnown | Self::YouthNotAsked | Self::RefusedByYouth | Self::HeldWithoutInterpreter => {
                "C12"
            }
        }
    }

    /// How grave it is. What is found because a day passed that the project or the municipality has set, and not the law, is no
    /// breach; see [`Finding::severity`] for the kind that may be found either way.
    pub const fn severity(self) -> Severity {
        match self {
            Self::TriageLate
            | Self::AcknowledgementLate
            | Self::ReporterNotToldOfTriage
            | Self::JoinedAnotherChild
            | Self::UrgentFollowUpMissing
            | Self::InvestigationNotOpened
            | Self::InvestigationLate
            | Self::ChildNotHeard
            | Self::FeedbackLate
            | Self::NotAverted
            | Self::GuardiansNotTold
            | Self::ContactedWhileWithheld
            | Self::WhereaboutsMayBeKnown
            | Self::ConsentExpiredInUse
            | Self::DecidedWithoutConsent
            | Self::AttendedWithoutBasis
            | Self::SharedWithoutConsent
            | Self::OrderOverrun
            | Self::MeasureWithoutBasis => Severity::Breach,
            Self::ReportDismissedAlone
            | Self::JoinedInvestigationUnnamed
            | Self::JoinedReportNotWeighed
            | Self::ActiveMeasuresUnnamed
            | Self::DecidedByAnother
            | Self::ClosedAgainstEvaluation
            | Self::PrivatelyReportedFromWork
            | Self::InvestigationWithoutPlan
            | Self::InvestigationWithoutSteps
            | Self::DismissedWithoutRefusal
            | Self::RenewalLate
            | Self::SeriousnessNotActedOn
            | Self::IntrusiveWithoutPrinciples
            | Self::WithheldOnGroundNotInUse
            | Self::SignedBesideRoutine
            | Self::ConversedBeforeMapping
            | Self::ConversedBeforeDiscussion
            | Self::AssessedWithoutEvidence
            | Self::DecisionLate
            | Self::ClosedWithOpenObligations
            | Self::MeasureNotEvaluated
            | Self::MeasureOverrun
            // The law says without undue delay, and within how many days that is the project, or the municipality.
            | Self::DutyNotMet
            | Self::ReportNotWritten
            // That it is assessed the law says, and within a week the project.
            | Self::ReportWithoutAssessedDuty
            | Self::AgainstGuide
            | Self::StepClaimUnrecorded
            | Self::RelayHolderMissing
            | Self::NextMeetingMissing
            | Self::MeetingNotHeld
            | Self::ConsultationNotHeld
            | Self::GuardiansNotInvited
            | Self::DiscussedBeforeMapping
            | Self::AgreedBeforeConversation
            | Self::WithheldCopyNotReviewed
            | Self::ReferralNotDiscussed
            | Self::MeasurePlanMissing
            | Self::MeasurePlanUnsigned
            | Self::MeasureNotStarted
            | Self::MeasureStartedUnapproved
            | Self::OutcomeNotTold
            | Self::SiblingsNotAskedFor
            | Self::ConversationNotHeld
            | Self::RefusalUnanswered
            | Self::OrderUnanswered
            | Self::NoteUnanswered
            | Self::CopyNotDelivered
            | Self::MeasuresNotDecided
            | Self::BoardCaseNotBrought
            | Self::NotDoneInTime => Severity::Deviation,
            // Who has parental responsibility the ledger does not know: a leader looks at it.
            Self::NoActivity
            | Self::GuardianLeftOut
            | Self::SiblingsContradicted
            | Self::YouthNotAsked
            | Self::HeldWithoutInterpreter
            | Self::TriagedWithoutIntakeMeeting
            | Self::InvestigatedTwice
            | Self::DeclarationMissing
            | Self::NecessityNotAssessed
            | Self::RefusedByAnotherGuardian
            | Self::RefusedByYouth => Severity::Notice,
        }
    }
}

impl FindingKind {
    /// Whether it is a departure from the way, which help for a child in acute danger comes before.
    pub(super) const fn is_excused_in_danger(self) -> bool {
        matches!(
            self,
            Self::ConversedBeforeMapping
                | Self::ConversedBeforeDiscussion
                | Self::DiscussedBeforeMapping
                | Self::AgreedBeforeConversation
                | Self::GuardiansNotInvited
                | Self::SignedBesideRoutine
                | Self::WithheldOnGroundNotInUse
                | Self::AgainstGuide
                | Self::DecidedByAnother
                | Self::DecidedWithoutConsent
                | Self::StepClaimUnrecorded
                | Self::HeldWithoutInterpreter
        )
    }
}

/// Something that was left out or done otherwise than a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Which of several of that kind.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub which: Option<Uuid>,
    /// What was owed, where it is found because its last day passed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub obligation: Option<ObligationKind>,
    /// What it is about.
    pub about: About,
    /// The unit that works with that.
    pub unit: String,
    /// The position of the event that shows it, or from which the time ran.
    pub position: i64,
    /// The day on which it arose. It may lie ahead: then nothing is late yet, and it will be if nothing is done.
    pub arose_on: NaiveDate,
    /// Whether it arises by the passing of a day, and not by what happened: then what is done before that day leaves
    /// nothing to find.
    #[serde(default)]
    pub(super) awaited: bool,
    /// Why it is no fault, where the sources say so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub excuse: Option<Excuse>,
    /// The day on which it was mended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mended_on: Option<NaiveDate>,
    /// The other cases that it tells of: whoever reaches none of them, or is kept from all whom that one tells of, is not told it
    ///
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub beside: BTreeMap<CaseId, Beside>,
    /// The step of a guide whose decision it is about, in the version that was followed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub step: Option<StepOfGuide>,
    /// What that decision says was done, and is not recorded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lacks: Option<AttestedAct>,
}

/// What another case tells that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The unit that works with it.
    pub unit: String,
    /// The siblings that it tells of.
    pub siblings: BTreeSet<SubjectId>,
}

/// A step of a guide, in the version that was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepOfGuide {
    /// The guide.
    pub guide: GuideVersion,
    /// The step.
    pub step: StepId,
}

impl Finding {
    /// How grave it is. A report that went with guardians untold is a breach; that they were not told of it afterwards within
    /// the project's own time is none. What others are to say is nobody's fault here, and to be looked at.
    pub const fn severity(&self) -> Severity {
        match (self.kind, self.obligation) {
            (FindingKind::GuardiansNotTold, _) if self.which.is_none() => Severity::Deviation,
            (FindingKind::NotDoneInTime, Some(obligation)) if obligation.waits_for_others() => Severity::Notice,
            (kind, _) => kind.severity(),
        }
    }

    /// The rule or the requirement it departs from: that of what was owed, where nothing else tells what was not done.
    pub const fn rule_of(kind: FindingKind, obligation: Option<ObligationKind>) -> &'static str {
        match (kind, obligation) {
            (FindingKind::NotDoneInTime, Some(obligation)) => obligation.rule(),
            (kind, _) => kind.rule(),
        }
    }

    pub(super) fn is(&self, kind: FindingKind, which: Option<Uuid>) -> bool {
        self.kind == kind && self.which == which
    }

    /// Whether it may be the last day of what is owed that shows it: what shows itself as nothing else does is found of several.
    pub(super) fn may_be_of(&self, obligation: ObligationKind) -> bool {
        self.kind != FindingKind::NotDoneInTime || self.obligation == Some(obligation)
    }
}
