//! When child and guardians were last in contact with those who work with the case, and the next day that something is
//! agreed for (S0-10, RM-1).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
            | ConsentEvent::ConsentWithdrawn { .. },
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
    /// Conversations that child or guardians were asked to and that have not been held.
    asked_to: Vec<AskedTo>,
    /// The days that were agreed for consultations that have not been held, by what tells each service apart.
    #[serde(default)]
    consultations: BTreeMap<String, NaiveDate>,
    /// When one with each service was agreed last.
    #[serde(default)]
    scheduled_on: BTreeMap<String, NaiveDate>,
    /// The latest day on which advice that is awaited was asked for or agreed, by what tells each service apart.
    #[serde(default)]
    consultations_awaited: BTreeMap<String, NaiveDate>,
    /// When a conversation with each was called off last, and advice from each service.
    #[serde(default)]
    conversations_called_off: BTreeMap<ConversationWith, NaiveDate>,
    #[serde(default)]
    consultations_called_off: BTreeMap<String, NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct AskedTo {
    with: ConversationWith,
    planned_for: NaiveDate,
    asked_on: NaiveDate,
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
            // Asked once more, it is to be on another day.
            CaseEvent::Family(FamilyEvent::ConversationConvened { with, planned_for, convened_on, .. }) => {
                let (with, planned_for, asked_on) = (*with, *planned_for, *convened_on);
                let is_overtaken = self.asked_to.iter().any(|asked| asked.with == with && asked.asked_on > asked_on)
                    || self.conversations_called_off.get(&with).is_some_and(|off_on| *off_on > asked_on);
                if !is_overtaken {
                    self.asked_to.retain(|asked| asked.with != with);
                    self.asked_to.push(AskedTo { with, planned_for, asked_on });
                }
            }
            CaseEvent::Family(FamilyEvent::ConversationHeld { with, .. }) => {
                self.asked_to.retain(|asked| !with.includes(asked.with));
            }
            CaseEvent::Family(FamilyEvent::ConversationCalledOff { with, called_off_on, .. }) => {
                self.asked_to.retain(|asked| asked.with != *with);
                self.conversations_called_off.insert(*with, *called_off_on);
            }
            CaseEvent::Consulting(ConsultingEvent::ConsultationRequested { body, unit, requested_on: on, .. }) => {
                _ = self.awaits_advice(body.told_apart(unit.as_deref()), *on);
            }
            // What was agreed before, and is written down after it, is not the day by now.
            CaseEvent::Consulting(ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on }) => {
                let with = self.agreed_with(*body, unit.as_deref());
                let is_awaited = self.awaits_advice(with.clone(), *scheduled_on);
                let latest = self.scheduled_on.entry(with.clone()).or_insert(*scheduled_on);
                if is_awaited && *latest <= *scheduled_on {
                    *latest = *scheduled_on;
                    self.consultations.insert(with, oslo_date(*planned_for));
                }
            }
            CaseEvent::Consulting(
                ConsultingEvent::OpenConsultationHeld { body, unit, .. }
                | ConsultingEvent::AnonymousConsultationNoted { body, unit, .. },
            ) => {
                // Times that were agreed before services were named are of none by name.
                let unnamed = body.told_apart(None);
                let is_another = |with: &String| *with != unnamed && !body.may_be(unit.as_deref(), with);
                self.consultations.retain(|with, _| is_another(with));
                self.consultations_awaited.retain(|with, _| is_another(with));
            }
            CaseEvent::Consulting(ConsultingEvent::ConsultationCalledOff { body, unit, called_off_on, .. }) => {
                if let Some(with) = awaited_from(*body, unit.as_deref(), self.consultations_awaited.keys()).cloned() {
                    self.consultations.remove(&with);
                    self.consultations_awaited.remove(&with);
                    self.consultations_called_off.insert(with, *called_off_on);
                }
            }
            CaseEvent::Course(CourseEvent::CaseClosed { .. }) => {
                self.asked_to.clear();
                self.consultations.clear();
                self.consultations_awaited.clear();
            }
            _ => {}
        }
    }

    /// Under which name a time is agreed with that service. Asked for without a name, it is by that one from now on, and nobody is
    /// asked for both.
    fn agreed_with(&mut self, body: Body, unit: Option<&str>) -> String {
        let own = body.told_apart(unit);
        if unit.is_none() {
            return awaited_from(body, unit, self.consultations_awaited.keys()).cloned().unwrap_or(own);
        }
        let is_another = |with: &String| *with == own || !body.may_be(unit, with);
        self.consultations.retain(|with, _| is_another(with));
        self.consultations_awaited.retain(|with, _| is_another(with));
        own
    }

    /// Advice was asked for or agreed on that day. Answers whether it is awaited: what was called off on a later day, and is written
    /// down before that, is not.
    fn awaits_advice(&mut self, from: String, on: NaiveDate) -> bool {
        let is_off = self.consultations_called_off.get(&from).is_some_and(|off_on| *off_on > on);
        if !is_off {
            let latest = self.consultations_awaited.entry(from).or_insert(on);
            *latest = on.max(*latest);
        }
        !is_off
    }
}

/// Which of the services whose advice is awaited that one is: the one of its name, and else the only one that it may be.
pub(crate) fn awaited_from<'a>(
    body: Body,
    unit: Option<&str>,
    awaited: impl IntoIterator<Item = &'a String>,
) -> Option<&'a String> {
    let (own, mut others) = (body.told_apart(unit), BTreeSet::new());
    for with in awaited {
        if *with == own {
            return Some(with);
        }
        if body.may_be(unit, with) {
            others.insert(with);
        }
    }
    others.pop_first().filter(|_| others.is_empty())
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

    /// When those were asked to the conversation that is to be held with them.
    pub(super) fn asked_to_talk_on(&self, with: ConversationWith) -> Option<NaiveDate> {
        self.contacts.asked_to.iter().find(|asked| asked.with == with).map(|asked| asked.asked_on)
    }

    /// When that service's advice, which is awaited, was asked for or agreed last.
    pub(super) fn advice_asked_for_on(&self, body: Body, unit: Option<&str>) -> Option<NaiveDate> {
        let asked_on = &self.contacts.consultations_awaited;
        awaited_from(body, unit, asked_on.keys()).and_then(|with| asked_on.get(with)).copied()
    }

    /// The first day from `day` on for which something of those kinds is agreed in an open case, and what.
    pub fn next_date(&self, day: NaiveDate, of: &[NextDateFor]) -> Option<(NaiveDate, NextDateFor)> {
        if self.closed_on().is_some() {
            return None;
        }
        // Nobody is reminded of a talk or a meeting with those who must not be contacted (S4-2).
        let kept = self.keeps_from_guardians();
        let talks = self.contacts.asked_to.iter().filter(|asked| !(kept && asked.with.is_with_guardians()));
        let conversations = talks.map(|asked| (asked.planned_for, NextDateFor::Conversation));
        let of_guardians =
            |meeting: &Meeting| meeting.kind == MeetingKind::FamilyEvaluation && meeting.guardians_invited;
        let called =
            self.meetings().values().filter(|meeting| meeting.is_awaited() && !(kept && of_guardians(meeting)));
        let meetings = called.map(|meeting| meeting.planned_for).chain(self.next_meeting().map(|next| next.on));
        let measures = self.measures().values().filter(|measure| measure.state.ended_on().is_none());
        let evaluations = measures.map(|measure| (measure.plan.evaluation_on, NextDateFor::MeasureEvaluation));
        let consultations = self.contacts.consultations.values().map(|on| (*on, NextDateFor::Consultation));
        let meetings = meetings.map(|on| (on, NextDateFor::Meeting));
        let dates = conversations.chain(meetings).chain(evaluations).chain(consultations);
        dates.filter(|(on, what)| *on >= day && of.contains(what)).min()
    }
}
