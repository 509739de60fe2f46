//! When child and guardians were last in contact with those who work with the case, and the next day that something is
//! agreed for (S0-10, RM-1).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::awaited::{AwaitedAdvice, AwaitedTalks};
use super::{
    AgreementEvent, Case, CaseEvent, ConsentEvent, ConsultingEvent, ConversationWith, CopyEvent, CourseEvent,
    FamilyEvent, MeasureEvent, Meeting, MeetingEvent, MeetingKind, PartyKind, PlanEvent, ReportingEvent,
};
use crate::people::Body;
use crate::time::oslo_date;

/// Contact with child or guardians: a conversation, a meeting they were at, that guardians were told something, or wrote a
/// report along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// When.
    pub on: NaiveDate,
    /// Whether with the child.
    pub with_child: bool,
    /// Whether with guardians.
    pub with_guardians: bool,
}

impl Contact {
    /// The contact that an event tells of.
    pub fn told_by(event: &CaseEvent) -> Option<Self> {
        match event {
            CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, .. }) => Some(Self {
                on: *held_on,
                with_child: with.includes(ConversationWith::Child),
                with_guardians: with.includes(ConversationWith::Guardians),
            }),
            CaseEvent::Family(FamilyEvent::GuardiansInformed { informed_on, .. }) => {
                Some(Self { on: *informed_on, with_child: false, with_guardians: true })
            }
            CaseEvent::Reporting(ReportingEvent::ReportDrafted {
                co_authored_with_guardians: co_authors,
                drafted_on,
                ..
            }) if !co_authors.is_empty() => Some(Self { on: *drafted_on, with_child: false, with_guardians: true }),
            CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. }) => Some(Self {
                on: *held_on,
                with_child: attendance.child,
                with_guardians: !attendance.guardians.is_empty(),
            }),
            _ => None,
        }
    }
}

/// The day on which an event says that guardians were contacted: talked with, told, asked to something, heard or handed
/// something. Who it is that signs an agreement the event alone does not say. Each event with the family says here whether it is
/// contact, so that none that comes later goes unseen (S4-2, R-6).
pub(crate) fn guardians_contacted_by(event: &CaseEvent) -> Option<NaiveDate> {
    match event {
        CaseEvent::Family(FamilyEvent::ConversationHeld { .. } | FamilyEvent::GuardiansInformed { .. })
        | CaseEvent::Reporting(ReportingEvent::ReportDrafted { .. })
        | CaseEvent::Meeting(MeetingEvent::MeetingHeld { .. }) => {
            Contact::told_by(event).filter(|contact| contact.with_guardians).map(|contact| contact.on)
        }
        CaseEvent::Family(FamilyEvent::ConversationConvened { with, convened_on, .. })
        | CaseEvent::Meeting(MeetingEvent::EvaluationMeetingConvened { with, convened_on, .. }) => {
            with.is_with_guardians().then_some(*convened_on)
        }
        CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened {
            guardians_invited, convened_on, ..
        }) => guardians_invited.then_some(*convened_on),
        CaseEvent::Consent(ConsentEvent::ConsentRequested { of, requested_on, .. }) => {
            of.guardian().is_some().then_some(*requested_on)
        }
        CaseEvent::Agreement(AgreementEvent::AgreementDrawn { parties, drawn_on, .. }) => {
            parties.iter().any(|party| party.kind == PartyKind::Guardian).then_some(*drawn_on)
        }
        CaseEvent::Reporting(ReportingEvent::ReportCosigned { guardians, cosigned_on: on, .. })
        | CaseEvent::Measure(
            MeasureEvent::MeasuresApprovedByGuardians { guardians, approved_on: on, .. }
            | MeasureEvent::MeasuresRefusedByGuardians { guardians, refused_on: on, .. },
        )
        | CaseEvent::Plan(PlanEvent::PlanDrafted { with_guardians: guardians, drafted_on: on, .. }) => {
            (!guardians.is_empty()).then_some(*on)
        }
        // What they say of it they were asked.
        CaseEvent::Measure(MeasureEvent::MeasureEvaluated { evaluation, evaluated_on, .. }) => {
            evaluation.guardians_voice.is_some().then_some(*evaluated_on)
        }
        CaseEvent::Copy(CopyEvent::CopyDelivered { recipient, delivered_on, .. }) => {
            (recipient.kind == PartyKind::Guardian).then_some(*delivered_on)
        }
        // What is decided or noted about them they are told by something else.
        CaseEvent::Family(
            FamilyEvent::ConversationCalledOff { .. }
            | FamilyEvent::YouthInvitationAssessed { .. }
            | FamilyEvent::InterpreterNeedRecorded { .. }
            | FamilyEvent::InterpreterNeedEnded { .. }
            | FamilyEvent::GuardiansNamed { .. }
            | FamilyEvent::GuardianNotificationWithheld { .. }
            | FamilyEvent::GuardianNotificationWithholdingLifted { .. },
        )
        // Whoever answers turns to the unit.
        | CaseEvent::Consent(
            ConsentEvent::ConsentGiven { .. }
            | ConsentEvent::ConsentNarrowed { .. }
            | ConsentEvent::ConsentExpired { .. }
            | ConsentEvent::ConsentRefused { .. }
            | ConsentEvent::ConsentWithdrawn { .. }
            | ConsentEvent::ConsentRequestWithdrawn { .. },
        )
        | CaseEvent::Reporting(
            ReportingEvent::DutyToReportAssessed { .. }
            | ReportingEvent::ReportSent { .. }
            | ReportingEvent::ReportDraftDiscarded { .. }
            | ReportingEvent::EmergencyContactMade { .. },
        )
        // With other bodies alone, or after it.
        | CaseEvent::Meeting(
            MeetingEvent::ResourceTeamConvened { .. }
            | MeetingEvent::ClarificationMeetingConvened { .. }
            | MeetingEvent::ClarificationMeetingHeld { .. }
            | MeetingEvent::MinutesRecorded { .. }
            | MeetingEvent::ResourceTeamRecommendationRecorded { .. }
            | MeetingEvent::NextMeetingAgreed { .. }
            | MeetingEvent::MeetingCalledOff { .. },
        )
        | CaseEvent::Agreement(AgreementEvent::AgreementSigned { .. } | AgreementEvent::AgreementSuperseded { .. })
        | CaseEvent::Measure(
            MeasureEvent::MeasurePlanned { .. }
            | MeasureEvent::MeasuresApprovedByYouth { .. }
            | MeasureEvent::MeasuresRefusedByYouth { .. }
            | MeasureEvent::MeasureStarted { .. }
            | MeasureEvent::MeasureExtended { .. }
            | MeasureEvent::MeasureEnded { .. },
        )
        // Whom a plan of measures names, the agreement does that is drawn with it.
        | CaseEvent::Plan(
            PlanEvent::MeasurePlanMade { .. }
            | PlanEvent::PlanAdjusted { .. }
            | PlanEvent::WayForwardDecided { .. }
            | PlanEvent::GroupCompositionReviewed { .. },
        )
        | CaseEvent::Copy(
            CopyEvent::CopyWithheld { .. }
            | CopyEvent::CopyLapsed { .. }
            | CopyEvent::WhereaboutsTakenOut { .. }
            | CopyEvent::WhereaboutsMayBeKnown { .. }
            | CopyEvent::WhereaboutsFoundNotTold { .. },
        )
        // Among those who work with the case, and with other bodies.
        | CaseEvent::Course(_)
        | CaseEvent::Concern(_)
        | CaseEvent::Answer(_)
        | CaseEvent::Averting(_)
        | CaseEvent::Siblings(_)
        | CaseEvent::Alternatives(_)
        | CaseEvent::Sharing(_)
        | CaseEvent::Discussion(_)
        | CaseEvent::Analysis(_)
        | CaseEvent::Steps(_)
        | CaseEvent::Relay(_)
        | CaseEvent::Referral(_)
        | CaseEvent::Consulting(_)
        | CaseEvent::Attachment(_)
        | CaseEvent::Correction(_) => None,
    }
}

/// What the next day is agreed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NextDateFor {
    /// A conversation with child or guardians.
    Conversation,
    /// A meeting.
    Meeting,
    /// The evaluation of a measure.
    MeasureEvaluation,
    /// Advice from another service (S2-14).
    Consultation,
}

impl NextDateFor {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Conversation, Self::Meeting, Self::MeasureEvaluation, Self::Consultation];
}

/// Contact so far, and conversations to come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Contacts {
    last_with_child: Option<NaiveDate>,
    last_with_guardians: Option<NaiveDate>,
    /// Conversations that child or guardians were asked to.
    asked_to: AwaitedTalks,
    /// Advice that other services were asked for.
    consultations: AwaitedAdvice,
}

impl Contacts {
    pub(super) fn learn_from(&mut self, event: &CaseEvent) {
        if let Some(Contact { on, with_child, with_guardians }) = Contact::told_by(event) {
            if with_child {
                self.last_with_child = self.last_with_child.max(Some(on));
            }
            if with_guardians {
                self.last_with_guardians = self.last_with_guardians.max(Some(on));
            }
        }
        match event {
            CaseEvent::Family(FamilyEvent::ConversationConvened { with, planned_for, convened_on, .. }) => {
                _ = self.asked_to.asked(*with, *planned_for, *convened_on);
            }
            CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, .. }) => {
                _ = self.asked_to.held(*with, *held_on);
            }
            CaseEvent::Family(FamilyEvent::ConversationCalledOff { with, called_off_on, .. }) => {
                self.asked_to.called_off(*with, *called_off_on);
            }
            CaseEvent::Consulting(event) => self.learn_what_is_asked_for(event),
            CaseEvent::Course(CourseEvent::CaseClosed { .. }) => {
                self.asked_to.end();
                self.consultations.end();
            }
            _ => {}
        }
    }

    fn learn_what_is_asked_for(&mut self, event: &ConsultingEvent) {
        let advice = &mut self.consultations;
        match event {
            ConsultingEvent::ConsultationRequested { body, unit, requested_on, .. } => {
                _ = advice.requested(*body, unit.as_deref(), *requested_on);
            }
            ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on } => {
                _ = advice.scheduled(*body, unit.as_deref(), oslo_date(*planned_for), *scheduled_on);
            }
            ConsultingEvent::OpenConsultationHeld { body, unit, held_on, .. }
            | ConsultingEvent::AnonymousConsultationNoted { body, unit, held_on } => {
                _ = advice.held(*body, unit.as_deref(), *held_on);
            }
            ConsultingEvent::ConsultationCalledOff { body, unit, called_off_on, .. } => {
                _ = advice.called_off(*body, unit.as_deref(), *called_off_on);
            }
        }
    }
}

impl Case {
    /// When there was last contact with the child.
    pub const fn last_contact_with_child(&self) -> Option<NaiveDate> {
        self.contacts.last_with_child
    }

    /// When there was last contact with guardians.
    pub const fn last_contact_with_guardians(&self) -> Option<NaiveDate> {
        self.contacts.last_with_guardians
    }

    /// When those were asked last to the conversation that is to be held with them.
    pub(super) fn asked_to_talk_on(&self, with: ConversationWith) -> Option<NaiveDate> {
        self.contacts.asked_to.asked_on(with)
    }

    /// When that service's advice, which is awaited, was asked for or agreed last.
    pub(super) fn advice_asked_for_on(&self, body: Body, unit: Option<&str>) -> Option<NaiveDate> {
        self.contacts.consultations.asked_on(body, unit)
    }

    /// The first day from `day` on for which something of those kinds is agreed in an open case, and what.
    pub fn next_date(&self, day: NaiveDate, of: &[NextDateFor]) -> Option<(NaiveDate, NextDateFor)> {
        if self.closed_on().is_some() {
            return None;
        }
        // Nobody is reminded of a talk or a meeting with those who must not be contacted (S4-2).
        let kept = self.keeps_from_guardians();
        let talks = self.contacts.asked_to.planned().filter(|(with, _)| !(kept && with.is_with_guardians()));
        let conversations = talks.map(|(_, planned_for)| (planned_for, NextDateFor::Conversation));
        let of_guardians =
            |meeting: &Meeting| meeting.kind == MeetingKind::FamilyEvaluation && meeting.guardians_invited;
        let called =
            self.meetings().values().filter(|meeting| meeting.is_awaited() && !(kept && of_guardians(meeting)));
        let meetings = called.map(|meeting| meeting.planned_for).chain(self.next_meeting().map(|next| next.on));
        let measures = self.measures().values().filter(|measure| measure.state.ended_on().is_none());
        let evaluations = measures.map(|measure| (measure.plan.evaluation_on, NextDateFor::MeasureEvaluation));
        let consultations = self.contacts.consultations.planned().map(|on| (on, NextDateFor::Consultation));
        let meetings = meetings.map(|on| (on, NextDateFor::Meeting));
        let dates = conversations.chain(meetings).chain(evaluations).chain(consultations);
        dates.filter(|(on, what)| *on >= day && of.contains(what)).min()
    }
}
