//! What is owed: by which rule, by whom, and until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{About, FindingKind};
use crate::law::{self, DeadlineKind, DeadlineStart};
use crate::settings::OwnDeadlines;
use crate::texts::closed_set;

closed_set! {
    /// What is owed.
    ObligationKind {
        /// The child welfare service triages a report (D-1).
        TriageReport,
        /// It acknowledges the report to the one who reported (D-2, R-41).
        AcknowledgeReport,
        /// It tells a public reporter how triage ended (S1-7, R-42).
        TellReporterOfTriage,
        /// It opens the investigation that triage decided on (S2-52).
        OpenInvestigation,
        /// The service that a report was transferred to, or that is to go on with a child who was referred or moved while it was
        /// investigated, says that it has what was sent (S2-48). The sources name no such receipt; it is the project's.
        AwaitTransferReceipt,
        /// It decides what is done for the child at once, where triage said that this is needed (S2-48): on that day.
        DecideUrgentFollowUp,
        /// It concludes the investigation (D-3).
        ConcludeInvestigation,
        /// It plans the investigation (S2-53).
        PlanInvestigation,
        /// It records how the child took part in the investigation, or why not.
        RecordParticipation,
        /// It tells a public reporter in writing how the investigation ended (R-43, D-4).
        TellReporterOfConclusion,
        /// It opens the renewed investigation that was scheduled with a dismissal with concern (D-5, R-46).
        RenewInvestigation,
        /// It investigates anew for a child with whom another service does not go on, as it was to (S2-48). That this is so within a
        /// week is the project's own; the sources name no time.
        InvestigateSentBack,
        /// It brings the case before the board, after an emergency placement or because the investigation ended in it (S2-62).
        SubmitBoardCase,
        /// The board decides on the case before it, and the decision is recorded (S2-66).
        ReceiveBoardDecision,
        /// What the court decided on what the board had decided (S2-66).
        ReceiveCourtDecision,
        /// What the board granted is carried out by a measure, while what was ordered for a limited period lasts (S2-62, S2-65).
        CarryOutBoardDecision,
        /// A measure that the board ordered for a limited period ends with that, unless it is ordered once more (S2-65).
        EndOrderedMeasure,
        /// A measure ends on the day on which what it rests on has: the emergency placement is over, or who consented to the child's
        /// living elsewhere takes that back (S2-6, S2-63, R-24). That it is that day is the project's own; the sources name none.
        EndMeasureWithoutBasis,
        /// What another body was asked for is told (S2-17).
        GatherInformation,
        /// It decides on the measures that the investigation ended in, or on others where the board turned its case down (S2-56).
        DecideMeasures,
        /// It makes the child's plan of measures with child and parents (S2-58, S2-59).
        PlanMeasures,
        /// What is followed up is ended with reasons, or another measure decided on, once the last one has ended (S1-19).
        EndFollowUp,
        /// What was reported about a child for whom measures are active, and dismissed because of them, is weighed: a measure that
        /// was in force is evaluated or planned anew by it, another decided on, the child placed or the board asked (R-50, S2-48). Or
        /// what was added to an ongoing investigation is looked into there: a step is taken or planned, or something decided for
        /// the child (S2-48).
        WeighReport,
        /// A measure is ended on its last day, or goes on for longer (R-31, S1-20).
        EndOrExtendMeasure,
        /// It begins the renewed investigation on the day that was planned for it, which comes before the last one.
        BeginRenewalAsPlanned,
        /// Someone assesses the duty to report, which an emergency put off: within the week that the child welfare
        /// service has for the same report. The sources name no time; this one is the project's.
        AssessDutyToReport,
        /// A report is sent once the duty to report is triggered (R-9, S4-1); who told the service at once writes it too, in
        /// as much time from then on (R-1, S0-43).
        SendReport,
        /// After something was shared on necessity, police or child welfare are contacted, a report is sent or a duty
        /// is assessed, the next working day at the latest (S3-50). The sources name no time; this one is the project's.
        AssessAfterNecessity,
        /// What was found so serious that child welfare or the police must be contacted, by alternative D or in a clarification
        /// meeting, is acted on the next working day at the latest: they are contacted, a report is sent, or the duty to report
        /// is assessed (S0-36, S1-3). So are they contacted, or a report is sent, where only the helpline was called in danger; an
        /// assessment is no answer to that (S0-1, S2-13). The sources name no time; this one is the project's.
        ActOnSeriousness,
        /// Police or child welfare are contacted at once, to avert a crime (R-4, S0-38).
        ContactToAvert,
        /// Guardians are told about a report that an emergency sent before, or the ground for not telling them is
        /// recorded.
        TellGuardiansOfReport,
        /// A guardian who was left out when others were told of a report is told too.
        TellOtherGuardianOfReport,
        /// Guardians who were not at a meeting are told what came of it (S3-33).
        TellGuardiansOfOutcome,
        /// The question for consent gets its answer.
        AnswerConsent,
        /// The concern ends in a reasoned decision (R-19, D-6).
        DecideOnConcern,
        /// It is found out whether the child has siblings (S0-14, R-13).
        AnswerSiblingQuestion,
        /// The conversation that child or guardians were asked to is held (S3-21).
        HoldConversation,
        /// The advice that was asked for is got (S0-25, S2-14).
        HoldConsultation,
        /// That consent was refused or taken back is answered: by an exception, by alternative D, or by accepting it with reasons
        ///
        AnswerRefusal,
        /// What the child welfare service orders to be told is told, or the order is closed with reasons (R-21, S2-17).
        AnswerOrder,
        /// The leader answers an internal note (RM-4, S0-46).
        AnswerNote,
        /// A measure is evaluated on the day that was planned for it (R-31, D-7).
        EvaluateMeasure,
        /// The case is closed, lifted or taken back, as was decided in a step of its guide.
        CarryOutStepDecision,
        /// The alternative that was chosen is taken up: A by a talk or a measure, B and C by telling the guardians and, on
        /// consent or where it is lawful without, others (S0-22, S0-26, S0-30, S0-32).
        TakeUpAlternative,
        /// A measure is planned, as was decided in a step of the guide (S3-22, S3-30).
        PlanMeasure,
        /// Guardians are told of the low-threshold offers, as was decided in a step of the guide (S3-22).
        TellOfLowThresholdOffers,
        /// A meeting that evaluates what was done is agreed, as was decided in a step of the guide (S3-24, S3-30, S3-35).
        AgreeEvaluationMeeting,
        /// The child is referred, as was decided in a step of the guide (S3-36).
        ReferChild,
        /// The body to which the child was referred answers (S3-39, R-34).
        AwaitReferralAnswer,
        /// Guardians approve a measure of level 2, or attend a meeting about it, before it starts (R-32, S3-33).
        ApproveMeasure,
        /// The day of the next meeting is agreed, which on level 3 is always so.
        AgreeNextMeeting,
        /// A meeting that was called or agreed is held (R-35, D-7).
        HoldMeeting,
        /// All parties sign the agreement (S4-9, R-37).
        SignAgreement,
        /// Somebody gets the copy that person is entitled to (S0-42, S4-9, R-7).
        DeliverCopy,
        /// It is looked at again whether guardians may have the copy of a report (R-7, C4).
        ReviewWithheldCopy,
        /// The unit that called several bodies to a meeting makes the plan of measures, where its guide says so (S4-18).
        MakeMeasurePlan,
        /// A measure of the plan is started on its first day (S4-18, D-7).
        StartMeasure,
        /// Who first has the concern brings it to the nearest leader (S4-16).
        BringConcernToLeader,
        /// The unit in which the concern arose calls guardians or youth to a talk (S4-17).
        CallFamilyToTalk,
        /// What was agreed in the talk is put in writing, for all to sign (S4-17).
        AgreeInWriting,
        /// The unit that finds that a measure does not suffice tells the guardians so (S4-19).
        TellOfInsufficientEffect,
        /// And takes the case further: it is lifted, the child referred or reported, or others are called in (S4-19).
        TakeCaseFurther,
        /// On level 3 the plan of coordinated measures is made (S3-41).
        MakeCoordinatedPlan,
    }
}

closed_set! {
    /// Whose the obligation is.
    Owner {
        /// The unit that works with the case (S4-17).
        Unit,
        /// Who first has the concern (S4-16).
        FirstPerson,
        /// Who heads it.
        UnitLeader,
        /// Who holds the relay on level 3 (S3-42).
        RelayHolder,
        /// The child welfare service's intake.
        Intake,
        /// Its caseworkers.
        Caseworkers,
    }
}

/// What is known of a kind of obligation.
struct Terms {
    rule: &'static str,
    owner: Owner,
    deadline: Option<DeadlineKind>,
    finding: Option<FindingKind>,
}

/// By that rule, and whose it is.
const fn by(rule: &'static str, owner: Owner) -> Terms {
    Terms { rule, owner, deadline: None, finding: None }
}

impl Terms {
    /// Within the deadline that the law or the requirements set, or where they set none the project.
    const fn within(self, deadline: DeadlineKind) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// And what it is to let the last day for it pass, where that has a name of its own.
    const fn or(self, finding: FindingKind) -> Self {
        Self { finding: Some(finding), ..self }
    }
}

impl ObligationKind {
    const fn terms(self) -> Terms {
        use Owner::{Caseworkers, FirstPerson, Intake, RelayHolder, Unit, UnitLeader};
        match self {
            Self::TriageReport => by("D-1", Intake).within(DeadlineKind::Triage).or(FindingKind::TriageLate),
            Self::AcknowledgeReport => {
                by("R-41", Intake).within(DeadlineKind::Acknowledgement).or(FindingKind::AcknowledgementLate)
            }
            Self::TellReporterOfTriage => {
                by("R-42", Intake).within(DeadlineKind::Acknowledgement).or(FindingKind::ReporterNotToldOfTriage)
            }
            Self::OpenInvestigation => by("S2-52", Intake).within(DeadlineKind::InvestigationOpening),
            Self::AwaitTransferReceipt => by("S2-48", Intake).within(DeadlineKind::TransferReceipt),
            Self::DecideUrgentFollowUp => by("S2-48", Intake).or(FindingKind::UrgentFollowUpMissing),
            Self::ConcludeInvestigation => {
                by("D-3", Caseworkers).within(DeadlineKind::Investigation).or(FindingKind::InvestigationLate)
            }
            Self::PlanInvestigation => by("S2-53", Caseworkers).within(DeadlineKind::InvestigationPlan),
            Self::RecordParticipation => by("R-49", Caseworkers).within(DeadlineKind::Participation),
            Self::TellReporterOfConclusion => {
                by("R-43", Caseworkers).within(DeadlineKind::FeedbackAfterInvestigation).or(FindingKind::FeedbackLate)
            }
            Self::RenewInvestigation => {
                by("D-5", Caseworkers).within(DeadlineKind::RenewedInvestigation).or(FindingKind::RenewalLate)
            }
            Self::InvestigateSentBack => by("S2-48", Caseworkers),
            Self::SubmitBoardCase => {
                by("S2-62", Caseworkers).within(DeadlineKind::BoardCase).or(FindingKind::BoardCaseNotBrought)
            }
            Self::ReceiveBoardDecision | Self::ReceiveCourtDecision => {
                by("S2-66", Caseworkers).within(DeadlineKind::BoardDecision)
            }
            Self::CarryOutBoardDecision => by("S2-66", Caseworkers).within(DeadlineKind::BoardDecisionCarriedOut),
            Self::EndOrderedMeasure => by("S2-65", Caseworkers).or(FindingKind::OrderOverrun),
            Self::EndMeasureWithoutBasis => by("S2-6", Caseworkers).or(FindingKind::MeasureWithoutBasis),
            Self::GatherInformation => by("S2-17", Caseworkers).within(DeadlineKind::InformationAskedFor),
            Self::DecideMeasures => {
                by("S2-56", Caseworkers).within(DeadlineKind::MeasuresDecided).or(FindingKind::MeasuresNotDecided)
            }
            Self::PlanMeasures => by("S2-58", Caseworkers).within(DeadlineKind::ServicePlan),
            Self::EndFollowUp => by("S1-19", Caseworkers).within(DeadlineKind::FollowUpEnded),
            Self::WeighReport => by("R-50", Caseworkers).within(DeadlineKind::ReportWeighed),
            Self::EndOrExtendMeasure => by("R-31", Unit).or(FindingKind::MeasureOverrun),
            Self::BeginRenewalAsPlanned => by("R-46", Caseworkers),
            Self::AssessDutyToReport => {
                by("R-2", Unit).within(DeadlineKind::DutyAfterEmergency).or(FindingKind::ReportWithoutAssessedDuty)
            }
            Self::SendReport => by("R-9", Unit).within(DeadlineKind::Report).or(FindingKind::DutyNotMet),
            Self::AssessAfterNecessity => {
                by("S3-50", Unit).within(DeadlineKind::DangerActedOn).or(FindingKind::NecessityNotAssessed)
            }
            Self::ActOnSeriousness => {
                by("S0-36", Unit).within(DeadlineKind::DangerActedOn).or(FindingKind::SeriousnessNotActedOn)
            }
            Self::ContactToAvert => by("R-4", Unit).or(FindingKind::NotAverted),
            Self::TellGuardiansOfReport => {
                by("R-5", Unit).within(DeadlineKind::GuardiansTold).or(FindingKind::GuardiansNotTold)
            }
            Self::TellOtherGuardianOfReport => by("R-5", Unit).within(DeadlineKind::GuardiansTold),
            Self::TellGuardiansOfOutcome => {
                by("S3-33", Unit).within(DeadlineKind::GuardiansTold).or(FindingKind::OutcomeNotTold)
            }
            Self::AnswerConsent => by("R-22", Unit).within(DeadlineKind::ConsentAnswer),
            Self::AnswerSiblingQuestion => {
                by("R-13", Unit).within(DeadlineKind::Siblings).or(FindingKind::SiblingsNotAskedFor)
            }
            Self::HoldConversation => by("S3-21", Unit).or(FindingKind::ConversationNotHeld),
            Self::HoldConsultation => {
                by("S0-25", Unit).within(DeadlineKind::Advice).or(FindingKind::ConsultationNotHeld)
            }
            Self::AnswerRefusal => {
                by("R-23", Unit).within(DeadlineKind::RefusalAnswer).or(FindingKind::RefusalUnanswered)
            }
            Self::AnswerOrder => by("R-21", Unit).within(DeadlineKind::OrderAnswer).or(FindingKind::OrderUnanswered),
            Self::AnswerNote => {
                by("S0-46", UnitLeader).within(DeadlineKind::NoteAnswer).or(FindingKind::NoteUnanswered)
            }
            Self::TakeUpAlternative => by("S0-21", Unit).within(DeadlineKind::StepCarriedOut),
            Self::CarryOutStepDecision => by("R-15", Unit).within(DeadlineKind::StepCarriedOut),
            Self::PlanMeasure | Self::TellOfLowThresholdOffers => {
                by("S3-22", Unit).within(DeadlineKind::StepCarriedOut)
            }
            Self::AgreeEvaluationMeeting => by("S3-24", Unit).within(DeadlineKind::StepCarriedOut),
            Self::ReferChild => by("S3-36", Unit).within(DeadlineKind::StepCarriedOut),
            Self::AwaitReferralAnswer => by("S3-39", Unit).within(DeadlineKind::ReferralAnswer),
            Self::ApproveMeasure => by("R-32", Unit),
            Self::EvaluateMeasure => by("R-31", Unit).or(FindingKind::MeasureNotEvaluated),
            Self::AgreeNextMeeting => by("R-35", RelayHolder).or(FindingKind::NextMeetingMissing),
            Self::HoldMeeting => by("R-35", Unit).or(FindingKind::MeetingNotHeld),
            Self::SignAgreement => by("R-37", Unit).within(DeadlineKind::AgreementSigned),
            Self::DeliverCopy => by("R-7", Unit).within(DeadlineKind::Copy).or(FindingKind::CopyNotDelivered),
            Self::ReviewWithheldCopy => {
                by("R-7", Unit).within(DeadlineKind::CopyReview).or(FindingKind::WithheldCopyNotReviewed)
            }
            Self::MakeMeasurePlan => {
                by("S4-18", Unit).within(DeadlineKind::MeasurePlan).or(FindingKind::MeasurePlanMissing)
            }
            Self::StartMeasure => by("S4-18", Unit).or(FindingKind::MeasureNotStarted),
            Self::BringConcernToLeader => by("S4-16", FirstPerson).within(DeadlineKind::LeaderTold),
            Self::CallFamilyToTalk | Self::AgreeInWriting => by("S4-17", Unit).within(DeadlineKind::FamilyCalled),
            Self::TellOfInsufficientEffect => by("S4-19", Unit).within(DeadlineKind::GuardiansTold),
            Self::TakeCaseFurther => by("S4-19", Unit).within(DeadlineKind::TakenFurther),
            Self::MakeCoordinatedPlan => by("S3-41", RelayHolder).within(DeadlineKind::MeasurePlan),
            Self::DecideOnConcern => by("R-19", Unit).within(DeadlineKind::LocalDecision).or(FindingKind::DecisionLate),
        }
    }

    /// The rule or the requirement it comes from.
    pub const fn rule(self) -> &'static str {
        self.terms().rule
    }

    /// The deadline that it runs under, where there is one.
    pub const fn deadline(self) -> Option<DeadlineKind> {
        self.terms().deadline
    }

    /// The last day for what is owed from that day on, where the time runs from then: by what the municipality had set for that
    /// day, or else by the project's own deadlines.
    pub(super) fn due_when_owed_from(self, on: NaiveDate, own: &OwnDeadlines) -> Option<NaiveDate> {
        let deadline = law::deadline(self.deadline()?, on)?;
        (deadline.starts == DeadlineStart::Owed).then(|| own.due(deadline.deadline, on))
    }

    /// Whose it is.
    pub const fn owner(self) -> Owner {
        self.terms().owner
    }

    /// Whose it is in an investigation: what is a unit's in a case, or intake's of a report, is there the service's own
    /// caseworkers'.
    pub const fn owner_in_investigation(self) -> Owner {
        match (self, self.owner()) {
            (_, Owner::Unit) | (Self::AwaitTransferReceipt, _) => Owner::Caseworkers,
            (_, owner) => owner,
        }
    }

    /// Whether a closed case still takes what meets it: what danger and the end of a report leave owed, the answer to an
    /// order, a leader's answer, what guardians are told of, and copies. All that arises outside cases is none of theirs.
    pub(super) const fn may_be_met_in_a_closed_case(self) -> bool {
        matches!(
            self,
            Self::AssessDutyToReport
                | Self::SendReport
                | Self::AssessAfterNecessity
                | Self::ActOnSeriousness
                | Self::ContactToAvert
                | Self::TellGuardiansOfReport
                | Self::TellOtherGuardianOfReport
                | Self::TellGuardiansOfOutcome
                | Self::TellOfInsufficientEffect
                | Self::AnswerOrder
                | Self::AnswerNote
                | Self::DeliverCopy
                | Self::ReviewWithheldCopy
        )
    }

    /// Whether it is the unit leader's to decide, with the end of the case, that it is not done: a meeting, a talk with others,
    /// or that the concern goes on elsewhere (S4-15, S4-19).
    pub(super) const fn is_the_leaders_to_let_go(self) -> bool {
        matches!(self, Self::TakeCaseFurther | Self::HoldMeeting | Self::HoldConsultation)
    }

    /// Whether it may be written down after all that comes later that it was done, and when.
    pub(super) const fn is_met_by_what_is_written_down_later(self) -> bool {
        matches!(
            self,
            Self::EvaluateMeasure
                | Self::ContactToAvert
                | Self::AssessAfterNecessity
                | Self::ActOnSeriousness
                | Self::DecideUrgentFollowUp
                | Self::PlanInvestigation
        )
    }

    /// What it is to let the last day for it pass.
    pub(super) const fn finding(self) -> FindingKind {
        match self.terms().finding {
            Some(finding) => finding,
            None => FindingKind::NotDoneInTime,
        }
    }

    /// Whether it is for others to say, and whose it is can ask again.
    pub(super) const fn waits_for_others(self) -> bool {
        matches!(
            self,
            Self::AnswerConsent
                | Self::AwaitReferralAnswer
                | Self::AwaitTransferReceipt
                | Self::GatherInformation
                | Self::ReceiveBoardDecision
                | Self::ReceiveCourtDecision
        )
    }
}

/// How an obligation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "how")]
pub enum Ending {
    /// What was owed was done.
    Met {
        /// On that day.
        on: NaiveDate,
    },
    /// It is owed no more, though it was not done: what it was for has ended otherwise.
    Lapsed {
        /// On that day.
        on: NaiveDate,
    },
}

impl Ending {
    /// The day.
    pub const fn on(self) -> NaiveDate {
        match self {
            Self::Met { on } | Self::Lapsed { on } => on,
        }
    }

    pub(super) fn no_earlier_than(self, first: NaiveDate) -> Self {
        match self {
            Self::Met { on } => Self::Met { on: on.max(first) },
            Self::Lapsed { on } => Self::Lapsed { on: on.max(first) },
        }
    }
}

closed_set! {
    /// How an obligation stands on a day.
    Standing {
        /// Owed, and not too late.
        Open,
        /// Owed, and the last day has passed.
        Overdue,
        /// Done in time, or without a last day.
        Met,
        /// Done after the last day.
        MetLate,
        /// Owed no more, though not done.
        Lapsed,
    }
}

impl Standing {
    /// How what is due by that day, and ended so, stands on another. What ended later has not ended by then.
    pub fn of(due: Option<NaiveDate>, ending: Option<Ending>, on: NaiveDate) -> Self {
        let is_past = |day: NaiveDate| due.is_some_and(|due| day > due);
        match ending.filter(|ending| ending.on() <= on) {
            None if is_past(on) => Self::Overdue,
            None => Self::Open,
            Some(Ending::Met { on }) if is_past(on) => Self::MetLate,
            Some(Ending::Met { .. }) => Self::Met,
            Some(Ending::Lapsed { .. }) => Self::Lapsed,
        }
    }
}

/// Something that is owed, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Obligation {
    /// What.
    pub kind: ObligationKind,
    /// Which of several of that kind: the consent, the measure, the report.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub which: Option<Uuid>,
    /// What it is about.
    pub about: About,
    /// The unit that works with that.
    pub unit: String,
    /// The position of the event that opened it.
    pub position: i64,
    /// The day from which it is owed.
    pub opened_on: NaiveDate,
    /// The last day for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due: Option<NaiveDate>,
    /// The last day if months had thirty days each, where that is another: the national register's rules count so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due_in_days: Option<NaiveDate>,
    /// Whether the last day was moved by a decision, which is recorded with its ground (C11).
    #[serde(default)]
    pub extended: bool,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ending: Option<Ending>,
}

impl Obligation {
    pub(super) fn is(&self, kind: ObligationKind, which: Option<Uuid>) -> bool {
        self.kind == kind && self.which == which
    }

    /// How it stands on that day.
    pub fn standing(&self, on: NaiveDate) -> Standing {
        Standing::of(self.due, self.ending, on)
    }
}
