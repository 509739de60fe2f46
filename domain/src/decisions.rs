//! Every decision about a child, as a register keeps them: what was decided, to what end, by whom, on what (RM-14).
//!
//! A decision not to act is one like any other, and is marked as one: what was closed, dismissed or not found to
//! trigger a duty is looked at again when a child comes to harm.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use crate::case::{
    Alternative, AlternativesEvent, AnalysisEvent, AvertingEvent, CaseEvent, ClarificationOutcome, ConcernEvent,
    ConsentEvent, ConsultingEvent, CopyEvent, CourseEvent, DiscussionEvent, FamilyEvent, Level, MeasureEvent,
    MeetingEvent, PlanEvent, ReferralEvent, RelayEvent, ReportingEvent, SharingBasis, SharingEvent, StepConsequence,
    StepsEvent,
};
use crate::guides::GuideVersion;
use crate::ids::{ConsentId, ExceptionId, ObservationId};
use crate::investigation::{InvestigationEvent, ToldConclusion};
use crate::law::LegalTopic;
use crate::oversight::Heard;
use crate::people::{DeciderRole, Rationale, RecordedDecision};
use crate::report::ReportEvent;
use crate::texts::closed_set;

closed_set! {
    /// What a decision is about.
    DecisionKind {
        /// How worried there is reason to be (S0-3, S3-11).
        ConcernAssessed,
        /// How severe the concern is, and whether something is to be done (S0-19).
        SeverityDecided,
        /// Which alternative is chosen (S0-20).
        AlternativeChosen,
        /// That an alternative ends (S0-21).
        AlternativeEnded,
        /// What is decided in a step of a guide.
        StepDecided,
        /// That the case goes on under another version of a guide.
        GuideChanged,
        /// That the case is lifted to a higher level (S3-25, S3-36).
        Escalated,
        /// That it is taken back to a lower level (S3-44).
        Returned,
        /// That the case is closed.
        Closed,
        /// That it is opened again.
        Reopened,
        /// That a closed case is not opened again for what came since.
        ReopeningDeclined,
        /// Whether the duty to report is triggered.
        DutyAssessed,
        /// Whether the duty to avert is triggered.
        DutyToAvertAssessed,
        /// That guardians are not told about a report.
        NotificationWithheld,
        /// That the ground for not telling them is gone.
        WithholdingLifted,
        /// That somebody who was known as a guardian is none, and is neither told of reports nor has copies of them.
        GuardianLeftOut,
        /// That guardians do not get their copy of a report.
        CopyWithheld,
        /// That a draft of a report is not sent (S2-39).
        DraftDiscarded,
        /// What tells where somebody is whose address is protected is out of a document's copies (C12).
        WhereaboutsTakenOut,
        /// Whether the youth is asked to take part (S4-7).
        YouthInvitationAssessed,
        /// Whether information may be shared without consent (S0-30).
        SharingExceptionAssessed,
        /// That a refusal is accepted.
        RefusalAccepted,
        /// That no more is told on an order.
        OrderClosed,
        /// That information is shared.
        InformationShared,
        /// That the child is referred (S3-36).
        Referred,
        /// That a referral is withdrawn (S3-39).
        ReferralWithdrawn,
        /// That a question for consent is withdrawn.
        ConsentRequestWithdrawn,
        /// That advice which was asked for is needed no more (S0-25).
        ConsultationCalledOff,
        /// That a conversation is not held (S3-21).
        ConversationCalledOff,
        /// What the leader answered a note (S0-46).
        LeaderAnswered,
        /// What a clarification meeting came to (S1-3).
        ClarificationDecided,
        /// That a meeting is not held.
        MeetingCalledOff,
        /// That another becomes relay holder (S3-45).
        RelayHolderChanged,
        /// That the plan of measures is adjusted (S3-43).
        PlanAdjusted,
        /// Which measures go on, end and begin (S1-21).
        WayForwardDecided,
        /// That a measure goes on for longer (S1-20).
        MeasureExtended,
        /// That a measure ends (S1-20).
        MeasureEnded,
        /// How serious a report is (RM-5, S1-8).
        ReportPrioritised,
        /// What is done for the child at once (S2-48).
        UrgentFollowUpDecided,
        /// What triage of a report came to (S2-48).
        TriageDecided,
        /// That a report belongs to another investigation than the one it joined, or waits for triage anew.
        JoiningCorrected,
        /// That triage of a report is concluded anew, for it was sent back or concluded wrongly (S2-48, S2-49).
        TriageReopened,
        /// That an investigation takes longer (C11).
        DeadlineExtended,
        /// What an investigation came to (S1-11).
        InvestigationConcluded,
        /// That the one who reported is told of measures.
        MeasuresDisclosed,
        /// That the one who reported is told of a dismissal with concern (S2-43, R-44).
        ConcernDisclosed,
        /// That a renewed investigation is not opened (D-5).
        RenewalCalledOff,
        /// That a child is placed in an emergency (S2-63, S2-64).
        EmergencyPlaced,
        /// That an emergency placement ends (S2-63).
        EmergencyEnded,
        /// That a case is brought before the board (S2-62, S2-65).
        BroughtToBoard,
        /// That the child welfare service sets in a measure (S2-56).
        ServiceMeasureDecided,
        /// That such a measure goes on for longer.
        ServiceMeasureExtended,
        /// That such a measure ends (S2-58).
        ServiceMeasureEnded,
        /// That the service ends what it followed up (S1-19).
        FollowUpEnded,
    }
}

impl DecisionKind {
    /// What the law has a basis for, of the day of the decision, where the decision cites none itself.
    pub const fn topic(self) -> Option<LegalTopic> {
        match self {
            Self::DutyAssessed => Some(LegalTopic::DutyToReport),
            Self::ReportPrioritised
            | Self::UrgentFollowUpDecided
            | Self::TriageDecided
            | Self::JoiningCorrected
            | Self::TriageReopened => Some(LegalTopic::Triage),
            Self::DeadlineExtended | Self::InvestigationConcluded => Some(LegalTopic::Investigation),
            Self::MeasuresDisclosed | Self::ConcernDisclosed => Some(LegalTopic::Feedback),
            _ => None,
        }
    }
}

/// What a decision cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cited {
    /// An observation that it rests on.
    Observation(ObservationId),
    /// The consent that lets it, or the refusal that it answers.
    Consent(ConsentId),
    /// The assessment that lets it without consent.
    Exception(ExceptionId),
}

impl fmt::Display for Cited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Observation(id) => write!(f, "observation_{id}"),
            Self::Consent(id) => write!(f, "consent_{id}"),
            Self::Exception(id) => write!(f, "exception_{id}"),
        }
    }
}

/// A decision without what is personal in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What it is about.
    pub kind: DecisionKind,
    /// What it came to, in the words of the commands: `NO_GROUND_FOR_CONCERN`, `LEVEL_2`, `NOT_TRIGGERED`; of a step,
    /// its outcomes.
    pub outcomes: Vec<String>,
    /// Whether by it less or nothing is done for the child.
    pub not_to_act: bool,
    /// When.
    pub on: NaiveDate,
    /// The role of the one who decided, where the source tells.
    pub role: Option<DeciderRole>,
    /// The role of the one who decided together with them, where somebody did (S3-31).
    pub together_with: Option<DeciderRole>,
    /// Whether its reasons are written down; a source may lack them.
    pub reasoned: bool,
    /// What it cites.
    pub cited: Vec<Cited>,
    /// The act and paragraph that it cites.
    pub legal_basis: Option<String>,
    /// The guides that were followed, each in its version.
    pub guides: Vec<GuideVersion>,
}

impl Decided {
    fn of(kind: DecisionKind, decision: &RecordedDecision, on: NaiveDate) -> Self {
        Self {
            kind,
            outcomes: Vec::new(),
            not_to_act: false,
            on,
            role: decision.decided_by.as_ref().map(|decider| decider.role),
            together_with: None,
            reasoned: matches!(decision.rationale, Rationale::Stated(_)),
            cited: Vec::new(),
            legal_basis: None,
            guides: Vec::new(),
        }
    }

    /// As commands and the schema name it.
    fn to(mut self, outcome: &impl Serialize) -> Self {
        if let Ok(Value::String(name)) = serde_json::to_value(outcome) {
            self.outcomes.push(name);
        }
        self
    }

    fn at_level(mut self, level: Level) -> Self {
        self.outcomes.push(format!("LEVEL_{}", level.number()));
        self
    }

    fn yes_or_no(self, yes: bool, if_yes: &str, if_no: &str) -> Self {
        self.to(&if yes { if_yes } else { if_no })
    }

    const fn not_to_act(mut self, not: bool) -> Self {
        self.not_to_act = not;
        self
    }

    fn citing(mut self, cited: impl IntoIterator<Item = Cited>) -> Self {
        self.cited.extend(cited);
        self
    }

    fn observed(self, evidence: &[ObservationId]) -> Self {
        self.citing(evidence.iter().copied().map(Cited::Observation))
    }

    fn under(mut self, legal_basis: &str) -> Self {
        self.legal_basis = Some(legal_basis.to_owned());
        self
    }

    fn along(mut self, guides: &[GuideVersion]) -> Self {
        self.guides.extend_from_slice(guides);
        self
    }

    fn resting_on(self, basis: &SharingBasis) -> Self {
        match basis {
            SharingBasis::Consent { consent } => self.citing([Cited::Consent(*consent)]),
            SharingBasis::Duty { legal_basis, .. } => self.under(legal_basis),
            SharingBasis::Exception { exception } => self.citing([Cited::Exception(*exception)]),
            SharingBasis::Necessity => self,
        }
    }
}

/// The decision that an event tells of, where it tells of one. Each that carries reasons does, which a test proves.
pub fn decided(event: Heard<'_>) -> Option<Decided> {
    match event {
        Heard::Case(event) => in_case(event),
        Heard::Report(event) => on_report(event),
        Heard::Investigation(event) => in_investigation(event),
    }
}

fn in_case(event: &CaseEvent) -> Option<Decided> {
    use DecisionKind as Kind;
    let decided = match event {
        CaseEvent::Concern(ConcernEvent::ConcernAssessed {
            degree,
            ground_for_concern,
            basis,
            guides,
            decision,
            assessed_on,
            ..
        }) => Decided::of(Kind::ConcernAssessed, decision, *assessed_on)
            .to(degree)
            .along(guides)
            .yes_or_no(*ground_for_concern, "GROUND", "NO_GROUND")
            .not_to_act(!*ground_for_concern)
            .observed(basis),
        CaseEvent::Analysis(AnalysisEvent::SeverityDecided {
            severity,
            action_needed,
            guides,
            decision,
            decided_on,
        }) => Decided::of(Kind::SeverityDecided, decision, *decided_on)
            .to(severity)
            .along(guides)
            .yes_or_no(*action_needed, "ACTION_NEEDED", "NO_ACTION_NEEDED")
            .not_to_act(!*action_needed),
        CaseEvent::Alternatives(event) => return on_alternative(event),
        CaseEvent::Steps(event) => return in_step(event),
        CaseEvent::Course(event) => return on_course(event),
        CaseEvent::Family(event) => return about_family(event),
        CaseEvent::Sharing(event) => return on_sharing(event),
        CaseEvent::Reporting(ReportingEvent::ReportDraftDiscarded { decision, discarded_on, .. }) => {
            Decided::of(Kind::DraftDiscarded, decision, *discarded_on).not_to_act(true)
        }
        CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
            triggered,
            condition_set,
            evidence,
            guides,
            decision,
            assessed_on,
            ..
        }) => Decided::of(Kind::DutyAssessed, decision, *assessed_on)
            .along(guides)
            .yes_or_no(*triggered, "TRIGGERED", "NOT_TRIGGERED")
            .not_to_act(!*triggered)
            .observed(evidence)
            .under(condition_set),
        CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed {
            triggered,
            legal_basis,
            decision,
            assessed_on,
            ..
        }) => Decided::of(Kind::DutyToAvertAssessed, decision, *assessed_on)
            .yes_or_no(*triggered, "TRIGGERED", "NOT_TRIGGERED")
            .not_to_act(!*triggered)
            .under(legal_basis),
        CaseEvent::Plan(PlanEvent::PlanAdjusted { guides, decision, adjusted_on, .. }) => {
            Decided::of(Kind::PlanAdjusted, decision, *adjusted_on).along(guides)
        }
        CaseEvent::Plan(PlanEvent::WayForwardDecided { guides, decision, decided_on, .. }) => {
            Decided::of(Kind::WayForwardDecided, decision, *decided_on).along(guides)
        }
        CaseEvent::Copy(CopyEvent::CopyWithheld { ground, decision, withheld_on, .. }) => {
            Decided::of(Kind::CopyWithheld, decision, *withheld_on).to(ground)
        }
        CaseEvent::Copy(CopyEvent::WhereaboutsTakenOut { decision, taken_out_on, .. }) => {
            Decided::of(Kind::WhereaboutsTakenOut, decision, *taken_out_on)
        }
        CaseEvent::Referral(ReferralEvent::ReferralSent { recipient, rests_on, guides, decision, sent_on, .. }) => {
            Decided::of(Kind::Referred, decision, *sent_on).to(recipient).resting_on(rests_on).along(guides)
        }
        CaseEvent::Referral(ReferralEvent::ReferralWithdrawn { recipient, guides, decision, withdrawn_on, .. }) => {
            Decided::of(Kind::ReferralWithdrawn, decision, *withdrawn_on).to(recipient).along(guides).not_to_act(true)
        }
        CaseEvent::Consent(ConsentEvent::ConsentRequestWithdrawn { consent, guides, decision, withdrawn_on }) => {
            let decided = Decided::of(Kind::ConsentRequestWithdrawn, decision, *withdrawn_on).along(guides);
            decided.citing([Cited::Consent(*consent)]).not_to_act(true)
        }
        CaseEvent::Consulting(ConsultingEvent::ConsultationCalledOff { body, decision, called_off_on, .. }) => {
            Decided::of(Kind::ConsultationCalledOff, decision, *called_off_on).to(body).not_to_act(true)
        }
        CaseEvent::Discussion(DiscussionEvent::LeaderFeedbackGiven { agrees, decision, given_on, .. }) => {
            Decided::of(Kind::LeaderAnswered, decision, *given_on)
                .yes_or_no(*agrees, "AGREES", "DISAGREES")
                .not_to_act(!*agrees)
        }
        CaseEvent::Meeting(MeetingEvent::ClarificationMeetingHeld { outcome, decision, held_on, .. }) => {
            Decided::of(Kind::ClarificationDecided, decision, *held_on)
                .to(outcome)
                .not_to_act(*outcome == ClarificationOutcome::NoReport)
        }
        CaseEvent::Meeting(MeetingEvent::MeetingCalledOff { decision, called_off_on, .. }) => {
            Decided::of(Kind::MeetingCalledOff, decision, *called_off_on).not_to_act(true)
        }
        CaseEvent::Consulting(ConsultingEvent::OpenConsultationHeld { body, rests_on, decision, held_on, .. }) => {
            Decided::of(Kind::InformationShared, decision, *held_on).to(body).resting_on(rests_on)
        }
        CaseEvent::Relay(RelayEvent::RelayHolderChanged { decision, changed_on, .. }) => {
            Decided::of(Kind::RelayHolderChanged, decision, *changed_on)
        }
        CaseEvent::Measure(MeasureEvent::MeasureExtended { guides, decision, extended_on, .. }) => {
            Decided::of(Kind::MeasureExtended, decision, *extended_on).along(guides)
        }
        CaseEvent::Measure(MeasureEvent::MeasureEnded { guides, decision, ended_on, .. }) => {
            Decided::of(Kind::MeasureEnded, decision, *ended_on).along(guides)
        }
        _ => return None,
    };
    Some(decided)
}

fn on_alternative(event: &AlternativesEvent) -> Option<Decided> {
    match event {
        AlternativesEvent::AlternativeChosen { alternative, guides, decision, chosen_on, .. } => {
            Some(Decided::of(DecisionKind::AlternativeChosen, decision, *chosen_on).to(alternative).along(guides))
        }
        AlternativesEvent::AlternativeEnded { alternative, guides, decision, ended_on } => {
            // By the others help comes to its end; that nobody reports any more is a decision of its own.
            let decided =
                Decided::of(DecisionKind::AlternativeEnded, decision, *ended_on).to(alternative).along(guides);
            Some(decided.not_to_act(*alternative == Alternative::D))
        }
        AlternativesEvent::Chapter9aNoticeFiled { .. } => None,
    }
}

fn in_step(event: &StepsEvent) -> Option<Decided> {
    match event {
        StepsEvent::GuideFollowed { guide, decision, followed_on, .. } => {
            let decision = decision.as_ref()?;
            Some(Decided::of(DecisionKind::GuideChanged, decision, *followed_on).along(std::slice::from_ref(guide)))
        }
        StepsEvent::StepDecisionTaken {
            guide,
            outcomes,
            consequence,
            not_to_act,
            decision,
            together_with,
            decided_on,
            ..
        } => {
            let ends_it = matches!(consequence, Some(StepConsequence::Close | StepConsequence::Return { .. }));
            let decided = Decided::of(DecisionKind::StepDecided, decision, *decided_on)
                .not_to_act(ends_it || *not_to_act)
                .along(std::slice::from_ref(guide));
            let together_with = together_with.as_ref().map(|decider| decider.role);
            let decided = Decided { together_with, ..decided };
            Some(outcomes.iter().fold(decided, Decided::to))
        }
    }
}

fn on_course(event: &CourseEvent) -> Option<Decided> {
    use DecisionKind as Kind;
    match event {
        CourseEvent::CaseOpened { .. } | CourseEvent::HelpToldOfBySource { .. } => None,
        CourseEvent::EscalatedToLevel { level, consent, guides, decision, escalated_on, .. } => {
            let decided = Decided::of(Kind::Escalated, decision, *escalated_on).at_level(*level).along(guides);
            Some(decided.citing([Cited::Consent(*consent)]))
        }
        CourseEvent::ReturnedToLevel { level, guides, decision, returned_on, .. } => {
            Some(Decided::of(Kind::Returned, decision, *returned_on).at_level(*level).along(guides).not_to_act(true))
        }
        CourseEvent::CaseClosed { outcome, guides, decision, closed_on, .. } => {
            Some(Decided::of(Kind::Closed, decision, *closed_on).to(outcome).along(guides).not_to_act(true))
        }
        CourseEvent::ReopeningDeclined { decision, declined_on } => {
            Some(Decided::of(Kind::ReopeningDeclined, decision, *declined_on).not_to_act(true))
        }
        CourseEvent::CaseReopened { guides, decision, reopened_on, .. } => {
            Some(Decided::of(Kind::Reopened, decision, *reopened_on).along(guides))
        }
    }
}

fn about_family(event: &FamilyEvent) -> Option<Decided> {
    use DecisionKind as Kind;
    match event {
        FamilyEvent::YouthInvitationAssessed { invited, decision, assessed_on, .. } => {
            let decided = Decided::of(Kind::YouthInvitationAssessed, decision, *assessed_on);
            Some(decided.yes_or_no(*invited, "INVITED", "NOT_INVITED"))
        }
        FamilyEvent::ConversationCalledOff { with, decision, called_off_on } => {
            let decided = Decided::of(Kind::ConversationCalledOff, decision, *called_off_on);
            Some(decided.to(with).not_to_act(true))
        }
        FamilyEvent::GuardianNotificationWithheld { ground, decision, withheld_on, .. } => {
            Some(Decided::of(Kind::NotificationWithheld, decision, *withheld_on).to(ground))
        }
        FamilyEvent::GuardianNotificationWithholdingLifted { decision, lifted_on } => {
            Some(Decided::of(Kind::WithholdingLifted, decision, *lifted_on))
        }
        // What that one was owed is given up.
        FamilyEvent::GuardiansNamed { decision: Some(decision), named_on, .. } => {
            Some(Decided::of(Kind::GuardianLeftOut, decision, *named_on).not_to_act(true))
        }
        _ => None,
    }
}

fn on_sharing(event: &SharingEvent) -> Option<Decided> {
    use DecisionKind as Kind;
    let decided = match event {
        SharingEvent::SharingExceptionAssessed { consent, legal_basis, allowed, decision, assessed_on, .. } => {
            Decided::of(Kind::SharingExceptionAssessed, decision, *assessed_on)
                .yes_or_no(*allowed, "ALLOWED", "NOT_ALLOWED")
                .not_to_act(!*allowed)
                .citing(consent.map(Cited::Consent))
                .under(legal_basis)
        }
        SharingEvent::RefusalAccepted { consent, decision, accepted_on } => {
            let decided = Decided::of(Kind::RefusalAccepted, decision, *accepted_on).not_to_act(true);
            decided.citing([Cited::Consent(*consent)])
        }
        SharingEvent::InformationShared { body, rests_on, decision, shared_on, .. } => {
            Decided::of(Kind::InformationShared, decision, *shared_on).to(body).resting_on(rests_on)
        }
        SharingEvent::DisclosureOrderClosed { body, decision, closed_on, .. } => {
            Decided::of(Kind::OrderClosed, decision, *closed_on).to(body).not_to_act(true)
        }
        // What others decided.
        SharingEvent::DisclosureOrdered { .. } => return None,
    };
    Some(decided)
}

fn on_report(event: &ReportEvent) -> Option<Decided> {
    match event {
        ReportEvent::Steps(event) => in_step(event),
        // The sender's reasons stand in its own case, and are a decision there.
        ReportEvent::WithholdingFromGuardiansChanged {
            withheld_from_guardians,
            decision: Some(decision),
            changed_on,
        } => Some(match withheld_from_guardians {
            Some(ground) => Decided::of(DecisionKind::NotificationWithheld, decision, *changed_on).to(ground),
            None => Decided::of(DecisionKind::WithholdingLifted, decision, *changed_on),
        }),
        ReportEvent::ReportPrioritised { severity, guides, decision, prioritised_on, .. } => {
            Some(Decided::of(DecisionKind::ReportPrioritised, decision, *prioritised_on).to(severity).along(guides))
        }
        ReportEvent::UrgentFollowUpDecided { guides, decision, decided_on, .. } => {
            Some(Decided::of(DecisionKind::UrgentFollowUpDecided, decision, *decided_on).along(guides))
        }
        ReportEvent::TriageDecided { outcome, legal_basis, guides, decision, decided_on, .. } => Some(
            Decided::of(DecisionKind::TriageDecided, decision, *decided_on)
                .to(outcome)
                .not_to_act(outcome.is_dismissal())
                .along(guides)
                .under(legal_basis),
        ),
        ReportEvent::JoiningCorrected { decision, corrected_on, .. } => {
            Some(Decided::of(DecisionKind::JoiningCorrected, decision, *corrected_on))
        }
        ReportEvent::TriageReopened { decision, reopened_on, .. } => {
            Some(Decided::of(DecisionKind::TriageReopened, decision, *reopened_on))
        }
        _ => None,
    }
}

fn in_investigation(event: &InvestigationEvent) -> Option<Decided> {
    use DecisionKind as Kind;
    match event {
        InvestigationEvent::Steps(event) => in_step(event),
        InvestigationEvent::DeadlineExtended { guides, decision, decided_on, .. } => {
            Some(Decided::of(Kind::DeadlineExtended, decision, *decided_on).along(guides))
        }
        InvestigationEvent::InvestigationConcluded { outcome, legal_basis, guides, decision, concluded_on, .. } => {
            Some(
                Decided::of(Kind::InvestigationConcluded, decision, *concluded_on)
                    .to(outcome)
                    .not_to_act(ToldConclusion::from(*outcome) == ToldConclusion::Dismissed)
                    .along(guides)
                    .under(legal_basis),
            )
        }
        InvestigationEvent::MeasureInfoDisclosedToReporter { basis, guides, decision, disclosed_on, .. } => {
            Some(Decided::of(Kind::MeasuresDisclosed, decision, *disclosed_on).to(basis).along(guides))
        }
        InvestigationEvent::ConcernDisclosedToReporter { guides, decision, disclosed_on, .. } => {
            Some(Decided::of(Kind::ConcernDisclosed, decision, *disclosed_on).along(guides))
        }
        InvestigationEvent::RenewalCalledOff { guides, decision, called_off_on, .. } => {
            Some(Decided::of(Kind::RenewalCalledOff, decision, *called_off_on).along(guides).not_to_act(true))
        }
        InvestigationEvent::EmergencyPlacementDecided { ground, legal_basis, guides, decision, decided_on, .. } => {
            Some(Decided::of(Kind::EmergencyPlaced, decision, *decided_on).to(ground).along(guides).under(legal_basis))
        }
        InvestigationEvent::EmergencyPlacementEnded { guides, decision, ended_on, .. } => {
            Some(Decided::of(Kind::EmergencyEnded, decision, *ended_on).along(guides))
        }
        InvestigationEvent::BoardCaseSubmitted { kind, legal_basis, guides, decision, submitted_on, .. } => {
            Some(Decided::of(Kind::BroughtToBoard, decision, *submitted_on).to(kind).along(guides).under(legal_basis))
        }
        InvestigationEvent::MeasureDecided { legal_basis, guides, decision, decided_on, .. } => {
            Some(Decided::of(Kind::ServiceMeasureDecided, decision, *decided_on).along(guides).under(legal_basis))
        }
        InvestigationEvent::DecidedMeasureExtended { guides, decision, extended_on, .. } => {
            Some(Decided::of(Kind::ServiceMeasureExtended, decision, *extended_on).along(guides))
        }
        InvestigationEvent::FollowUpEnded { reason, guides, decision, ended_on } => {
            let decided = Decided::of(Kind::FollowUpEnded, decision, *ended_on).along(guides).not_to_act(true);
            Some(reason.iter().fold(decided, Decided::to))
        }
        InvestigationEvent::DecidedMeasureEnded { guides, decision, ended_on, .. } => {
            Some(Decided::of(Kind::ServiceMeasureEnded, decision, *ended_on).along(guides))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::test_support::samples::{every_case_event, every_investigation_event, every_report_event};

    fn decision_of(payload: &Value) -> bool {
        let fields = payload.as_object().and_then(|event| event.values().next());
        fields.is_some_and(|fields| fields["decision"].is_object())
    }

    #[test]
    fn rm14_every_event_that_carries_reasons_is_a_decision_and_no_other_is() {
        let (cases, reports, investigations) = (every_case_event(), every_report_event(), every_investigation_event());
        let heard = cases.iter().map(|(_, event)| (Heard::Case(event), serde_json::to_value(event)));
        let heard = heard.chain(reports.iter().map(|(_, event)| (Heard::Report(event), serde_json::to_value(event))));
        let heard = heard
            .chain(investigations.iter().map(|(_, event)| (Heard::Investigation(event), serde_json::to_value(event))));
        let mut kinds = BTreeSet::new();
        for (event, payload) in heard {
            let (payload, decided) = (payload.unwrap(), decided(event));
            assert_eq!(decided.is_some(), decision_of(&payload), "{payload}");
            if let Some(decided) = decided {
                assert!(decided.reasoned && decided.role.is_some(), "{decided:?}");
                // The samples have every field set, and what is cited there is cited here.
                let cites = |field: &str| !payload.as_object().unwrap().values().next().unwrap()[field].is_null();
                assert_eq!(cites("guides") || cites("guide"), !decided.guides.is_empty(), "{payload}");
                let based = cites("legalBasis") || cites("conditionSet");
                assert!(!based || decided.legal_basis.is_some(), "{payload}");
                let rests = cites("evidence") || cites("basis") && decided.kind == DecisionKind::ConcernAssessed;
                assert!(!(rests || cites("consent")) || !decided.cited.is_empty(), "{payload}");
                kinds.insert(decided.kind);
            }
        }
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), DecisionKind::ALL, "each kind has an event");
    }

    #[test]
    fn rm14_decisions_not_to_act_are_told_from_those_to_act() {
        let not_to_act = |event: Heard<'_>| decided(event).is_some_and(|decided| decided.not_to_act);
        let decision = RecordedDecision::imported(None);
        let on = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        for triggered in [true, false] {
            let assessed = CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
                guides: vec![],
                report: None,
                for_next_report: false,
                triggered,
                conditions: Vec::new(),
                condition_set: "bvl-13-2".to_owned(),
                evidence: Vec::new(),
                consulted: [].into(),
                consulted_units: [].into(),
                decision: decision.clone(),
                assessed_on: on,
            });
            assert_eq!(not_to_act(Heard::Case(&assessed)), !triggered);
            let decided = decided(Heard::Case(&assessed)).unwrap();
            assert_eq!(decided.outcomes, [if triggered { "TRIGGERED" } else { "NOT_TRIGGERED" }]);
            assert_eq!((decided.legal_basis.as_deref(), decided.reasoned), (Some("bvl-13-2"), false));
        }
        for (level, up) in [(Level::Two, true), (Level::One, false)] {
            let decision = decision.clone();
            let course = if up {
                let consent = ConsentId::from_uuid(uuid::Uuid::nil());
                CourseEvent::EscalatedToLevel {
                    stood_behind: None,
                    level,
                    consent,
                    guides: Vec::new(),
                    decision,
                    escalated_on: on,
                }
            } else {
                CourseEvent::ReturnedToLevel {
                    stood_behind: None,
                    level,
                    guides: Vec::new(),
                    decision,
                    returned_on: on,
                }
            };
            assert_eq!(not_to_act(Heard::Case(&CaseEvent::Course(course))), !up);
        }
        for (alternative, not) in [(Alternative::D, true), (Alternative::A, false)] {
            let decision = decision.clone();
            let ended = AlternativesEvent::AlternativeEnded { alternative, guides: vec![], decision, ended_on: on };
            assert_eq!(not_to_act(Heard::Case(&CaseEvent::Alternatives(ended))), not, "{alternative:?}");
        }
        let samples = every_case_event();
        let sample = |name: &str| samples.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        for (agreed, not) in [(true, false), (false, true)] {
            let mut answered = sample("LeaderFeedbackGiven");
            if let CaseEvent::Discussion(DiscussionEvent::LeaderFeedbackGiven { agrees, .. }) = &mut answered {
                *agrees = agreed;
            }
            assert_eq!(not_to_act(Heard::Case(&answered)), not);
        }
        // What is not escalated, where the step of the guide may: known from the guide as it was then.
        for not in [true, false] {
            let mut stayed = sample("StepDecisionTaken");
            if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { consequence, not_to_act, .. }) = &mut stayed {
                (*consequence, *not_to_act) = (None, not);
            }
            assert_eq!(not_to_act(Heard::Case(&stayed)), not);
        }
    }
}
