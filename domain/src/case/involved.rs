//! Which other bodies are involved with a case, since when and by what (S3-3, RM-11). Who coordinates them is the relay
//! holder.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, ConsultingEvent, MeetingEvent, ReferralEvent, ReportingEvent, SharingEvent};
use crate::people::Body;
use crate::time::oslo_date;

/// By what a body is involved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvolvedBy {
    /// It was called to a meeting, or called one.
    MeetingCalled,
    /// It was at a meeting.
    MeetingHeld,
    /// Information was shared with it, or came from it.
    InformationShared,
    /// The child was referred to it.
    Referral,
    /// It was contacted in an emergency.
    EmergencyContact,
    /// A report was sent to it.
    Report,
}

/// That a body is involved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involvement {
    /// The first day.
    pub since: NaiveDate,
    /// The latest day on which anything of it was recorded.
    pub last_on: NaiveDate,
    /// By what.
    pub by: BTreeSet<InvolvedBy>,
}

/// The bodies involved so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Involved(BTreeMap<Body, Involvement>);

impl CaseEvent {
    /// The bodies that the event involves, by what, and on which day.
    pub fn involves(&self) -> Option<(Vec<Body>, InvolvedBy, NaiveDate)> {
        match self {
            Self::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { bodies, convened_on, .. }) => {
                Some((bodies.iter().copied().collect(), InvolvedBy::MeetingCalled, *convened_on))
            }
            Self::Meeting(MeetingEvent::ResourceTeamConvened { participants, convened_on, .. }) => {
                Some((participants.iter().copied().collect(), InvolvedBy::MeetingCalled, *convened_on))
            }
            // Whom nobody tells who the child is, is not involved.
            Self::Meeting(MeetingEvent::ClarificationMeetingConvened {
                convened_by,
                bodies,
                anonymous,
                convened_on,
                ..
            }) => {
                let told = bodies.iter().copied().filter(|_| !anonymous);
                Some((told.chain([*convened_by]).collect(), InvolvedBy::MeetingCalled, *convened_on))
            }
            Self::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. }) => {
                Some((attendance.bodies.iter().copied().collect(), InvolvedBy::MeetingHeld, *held_on))
            }
            Self::Sharing(SharingEvent::InformationShared { body, shared_on, .. }) => {
                Some((vec![*body], InvolvedBy::InformationShared, *shared_on))
            }
            Self::Consulting(ConsultingEvent::OpenConsultationHeld { body, held_on, .. }) => {
                Some((vec![*body], InvolvedBy::InformationShared, *held_on))
            }
            Self::Referral(ReferralEvent::ReferralSent { recipient, sent_on, .. }) => {
                Some((vec![*recipient], InvolvedBy::Referral, *sent_on))
            }
            Self::Reporting(ReportingEvent::EmergencyContactMade { body, contacted_at, .. }) => {
                Some((vec![*body], InvolvedBy::EmergencyContact, oslo_date(*contacted_at)))
            }
            Self::Reporting(ReportingEvent::ReportSent { sent_at, .. }) => {
                Some((vec![Body::ChildWelfareService], InvolvedBy::Report, oslo_date(*sent_at)))
            }
            _ => None,
        }
    }
}

impl Involved {
    pub(super) fn learn_from(&mut self, event: &CaseEvent) {
        let Some((bodies, by, on)) = event.involves() else { return };
        for body in bodies {
            let involvement =
                self.0.entry(body).or_insert_with(|| Involvement { since: on, last_on: on, by: BTreeSet::new() });
            involvement.since = involvement.since.min(on);
            involvement.last_on = involvement.last_on.max(on);
            involvement.by.insert(by);
        }
    }
}

impl Case {
    /// The bodies that are or were involved.
    pub const fn involved_bodies(&self) -> &BTreeMap<Body, Involvement> {
        &self.involved.0
    }
}
