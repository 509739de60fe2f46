//! S3-3, RM-11: which bodies are involved, since when and by what.

use super::*;
use crate::ids::MeetingId;

#[test]
fn s3_3_rm_11_a_body_is_involved_from_the_first_day_on_by_all_that_involves_it() {
    let meeting = MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee7));
    let called = CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened {
        units: [].into(),
        meeting,
        bodies: [Body::School, Body::EducationalPsychologicalService].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: THURSDAY,
        convened_on: TUESDAY,
    });
    let attendance = Attendance {
        bodies: [Body::School].into(),
        guardians: Vec::new(),
        child: false,
        ..crate::test_support::attendance()
    };
    let held = CaseEvent::Meeting(MeetingEvent::MeetingHeld {
        meeting,
        attendance,
        without_basis: [].into(),
        held_on: THURSDAY,
    });
    let mut case = Case::default();
    for event in [opened(), called, held, sent(ReportDuty::Triggered)] {
        case.apply(event);
    }
    let involved: Vec<_> = case
        .involved_bodies()
        .iter()
        .map(|(body, involvement)| (*body, involvement.since, involvement.last_on, involvement.by.len()))
        .collect();
    let mut expected = [
        (Body::School, TUESDAY, THURSDAY, 2),
        (Body::EducationalPsychologicalService, TUESDAY, TUESDAY, 1),
        (Body::ChildWelfareService, FRIDAY, FRIDAY, 1),
    ];
    expected.sort();
    assert_eq!(involved, expected);
}

#[test]
fn s3_3_r_20_who_was_told_in_a_consultation_is_involved_and_who_is_not_told_who_the_child_is_is_not() {
    let asked = |anonymous| {
        let called = MeetingEvent::ClarificationMeetingConvened {
            meeting: MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee7)),
            convened_by: Body::HealthStation,
            bodies: [Body::School].into(),
            units: [].into(),
            anonymous,
            categories: [].into(),
            rests_on: None,
            planned_for: THURSDAY,
            convened_on: TUESDAY,
        };
        let consulted = ConsultingEvent::OpenConsultationHeld {
            unit: None,
            body: Body::SpecialistHealthService,
            topics: [].into(),
            categories: [].into(),
            advice: said_of_child("Wait and see"),
            rests_on: SharingBasis::Consent { consent: CONSENT },
            decision: decided(),
            held_on: THURSDAY,
        };
        let mut case = Case::default();
        for event in [opened(), called.into(), consulted.into()] {
            case.apply(event);
        }
        case.involved_bodies().keys().copied().collect::<BTreeSet<_>>()
    };
    let told = [Body::HealthStation, Body::SpecialistHealthService];
    assert_eq!(asked(true), told.into());
    assert_eq!(asked(false), told.into_iter().chain([Body::School]).collect());
}
