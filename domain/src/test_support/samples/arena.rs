//! Of the universal arena.

use chrono::NaiveTime;
use uuid::Uuid;

use crate::LedgerEvent as _;
use crate::case::{
    AcuteCategory, AnswerEvent, AvertingEvent, CaseEvent, ConsultingEvent, Expectation, InformationCategory,
    ReportingEvent, ServiceFeedback, SharingBasis,
};
use crate::consultation::ConsultationTopic;
use crate::ids::{ContactId, DraftId};
use crate::people::Body;
use crate::settings::contacts::{Contact, ContactKind, Opening};
use crate::test_support::{
    CONSENT, MONDAY, REPORT, THURSDAY, TUESDAY, WEDNESDAY, decided, noon, said_of_child, teacher,
};
use crate::texts::Sentence;

pub(super) const CONTACT: ContactId = ContactId::from_uuid(Uuid::from_u128(0xc0));

pub(super) const DRAFT: DraftId = DraftId::from_uuid(Uuid::from_u128(0xd4af));

/// The child welfare service of the invented municipality.
pub(super) fn entry() -> Contact {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    Contact {
        kind: ContactKind::ChildWelfareService,
        name: "Fjordvik barnevernstjeneste".to_owned(),
        about: Some("Also for advice".to_owned()),
        phone: Some("00 00 00 01".to_owned()),
        link: Some("https://fjordvik.example/barnevern".to_owned()),
        person: Some(teacher().name),
        opening: Opening::OfficeHours { from: hour(8), to: hour(15) },
        owner: "Oppvekst".to_owned(),
        valid_from: MONDAY,
        valid_to: None,
        verified_on: MONDAY,
    }
}

one_of_each! {
    every_answer_event of AnswerEvent:
    AcknowledgementReceived { report: REPORT, sent_on: WEDNESDAY }
    FeedbackReceived { report: REPORT, feedback: ServiceFeedback::InvestigationFollows, told_on: THURSDAY }
}

one_of_each! {
    every_averting_event of AvertingEvent:
    DutyToAvertAssessed {
        feared: AcuteCategory::Violence,
        expectation: Expectation::MostLikely,
        triggered: true,
        legal_basis: "straffeloven § 196".to_owned(),
        decision: decided(),
        assessed_on: WEDNESDAY,
    }
}

one_of_each! {
    every_consulting_event of ConsultingEvent:
    ConsultationRequested {
        body: Body::HealthStation, unit: None,
        topics: [ConsultationTopic::WayForward, ConsultationTopic::WhoCanHelp].into(),
        requested_on: TUESDAY,
    }
    ConsultationScheduled { body: Body::HealthStation, unit: None, planned_for: noon(THURSDAY), scheduled_on: TUESDAY }
    OpenConsultationHeld {
        body: Body::HealthStation,
        unit: Some("Dalmo".to_owned()),
        topics: [ConsultationTopic::DutyToReport].into(),
        categories: [InformationCategory::Observations].into(),
        advice: said_of_child("Talk with her first"),
        rests_on: SharingBasis::Consent { consent: CONSENT },
        decision: decided(),
        held_on: THURSDAY,
    }
    ConsultationCalledOff { body: Body::HealthStation, unit: None, decision: decided(), called_off_on: WEDNESDAY }
    AnonymousConsultationNoted { body: Body::ChildWelfareService, unit: None, held_on: TUESDAY }
}

/// Events whose summary chooses another way to say it than that of the samples above.
pub(super) fn told_otherwise() -> Vec<Sentence> {
    let averted = AvertingEvent::DutyToAvertAssessed {
        feared: AcuteCategory::Violence,
        expectation: Expectation::LessLikely,
        triggered: false,
        legal_basis: "straffeloven § 196".to_owned(),
        decision: decided(),
        assessed_on: WEDNESDAY,
    };
    let alone = ReportingEvent::ReportDrafted {
        draft: DRAFT,
        content: said_of_child("We are worried about her"),
        co_authored_with_guardians: Vec::new(),
        drafted_on: TUESDAY,
    };
    [averted.into(), alone.into()].iter().map(CaseEvent::summary).collect()
}
