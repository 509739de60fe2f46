//! S0-10, RM-1: when child and guardians were last in contact with those who work with the case, and the next date.

use super::*;
use crate::ids::MeetingId;

const MEETING: MeetingId = MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee7));

fn case_of(events: impl IntoIterator<Item = CaseEvent>) -> Case {
    let mut case = Case::default();
    events.into_iter().for_each(|event| case.apply(event));
    case
}

fn last_contacts(case: &Case) -> (Option<NaiveDate>, Option<NaiveDate>) {
    (case.last_contact_with_child(), case.last_contact_with_guardians())
}

fn talked(with: ConversationWith, held_on: NaiveDate) -> CaseEvent {
    CaseEvent::Family(FamilyEvent::ConversationHeld {
        with,
        held_on,
        outcome: ConversationOutcome::ConcernStands,
        summary: said_of_child("She would like to go home earlier"),
        childs_own_words: Vec::new(),
        guardians_view: None,
        open_questions_used: None,
        summary_confirmed_by_child: None,
        child_informed_of_next_steps: None,
        interpreted: None,
    })
}

fn asked_to_talk(with: ConversationWith, planned_for: NaiveDate) -> CaseEvent {
    let subject = said_of_child("How she is");
    CaseEvent::Family(FamilyEvent::ConversationConvened { with, subject, planned_for, convened_on: MONDAY })
}

fn meeting_held(child: bool, guardians: Vec<crate::people::Guardian>) -> CaseEvent {
    let attendance =
        Attendance { bodies: [Body::School].into(), guardians, child, ..crate::test_support::attendance() };
    CaseEvent::Meeting(MeetingEvent::MeetingHeld {
        meeting: MEETING,
        attendance,
        without_basis: [].into(),
        held_on: THURSDAY,
    })
}

#[test]
fn s0_10_rm_1_the_last_contact_is_the_latest_with_each() {
    assert_eq!(last_contacts(&case_of([opened(), observed()])), (None, None));
    let with_child = talked(ConversationWith::Child, WEDNESDAY);
    let both_before = talked(ConversationWith::ChildAndGuardians, TUESDAY);
    assert_eq!(last_contacts(&case_of([opened(), with_child, both_before])), (Some(WEDNESDAY), Some(TUESDAY)));
}

#[test]
fn s0_10_rm_1_who_was_at_a_meeting_or_was_told_was_in_contact() {
    let told = informed(AboutGuardians::Concern);
    assert_eq!(last_contacts(&case_of([opened(), told])), (None, Some(WEDNESDAY)));
    assert_eq!(last_contacts(&case_of([opened(), meeting_held(true, Vec::new())])), (Some(THURSDAY), None));
    assert_eq!(last_contacts(&case_of([opened(), meeting_held(false, vec![mother()])])), (None, Some(THURSDAY)));
}

#[test]
fn rm_1_the_next_date_is_the_first_agreed_one_that_lies_ahead() {
    let conversation = asked_to_talk(ConversationWith::Child, THURSDAY);
    let next =
        CaseEvent::Meeting(MeetingEvent::NextMeetingAgreed { meeting: None, next_on: FRIDAY, agreed_on: MONDAY });
    let case = case_of([opened(), conversation.clone(), next.clone()]);
    assert_eq!(case.next_date(WEDNESDAY, &NextDateFor::ALL), Some((THURSDAY, NextDateFor::Conversation)));
    assert_eq!(case.next_date(FRIDAY, &NextDateFor::ALL), Some((FRIDAY, NextDateFor::Meeting)));
    assert_eq!(case.next_date(SATURDAY, &NextDateFor::ALL), None, "what lies behind is no next date");

    let held = talked(ConversationWith::ChildAndGuardians, TUESDAY);
    let case = case_of([opened(), conversation.clone(), next, held]);
    assert_eq!(
        case.next_date(WEDNESDAY, &NextDateFor::ALL),
        Some((FRIDAY, NextDateFor::Meeting)),
        "the conversation was held"
    );

    let with_guardians = talked(ConversationWith::Guardians, TUESDAY);
    let case = case_of([opened(), conversation, with_guardians]);
    assert_eq!(
        case.next_date(WEDNESDAY, &NextDateFor::ALL),
        Some((THURSDAY, NextDateFor::Conversation)),
        "but not with the child"
    );
}

#[test]
fn rm_1_a_meeting_that_was_called_off_or_ended_with_the_case_is_no_next_date() {
    let called = CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: SATURDAY,
        convened_on: MONDAY,
    });
    let off = MeetingEvent::MeetingCalledOff { meeting: Some(MEETING), decision: decided(), called_off_on: TUESDAY };
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY };
    let next = |after: Vec<CaseEvent>| {
        case_of([opened(), called.clone()].into_iter().chain(after)).next_date(FRIDAY, &NextDateFor::ALL)
    };
    assert_eq!(next(vec![]), Some((SATURDAY, NextDateFor::Meeting)));
    assert_eq!(next(vec![off.into()]), None);
    assert_eq!(next(vec![closed(), reopened.into()]), None);
}

#[test]
fn rm_1_s4_2_a_talk_with_those_who_must_not_be_contacted_is_no_next_date() {
    let next = |with, after: Vec<CaseEvent>| {
        let history = [opened(), asked_to_talk(with, FRIDAY)].into_iter().chain(after);
        case_of(history).next_date(WEDNESDAY, &NextDateFor::ALL).map(|(on, _)| on)
    };
    let withheld = || withheld_on(TUESDAY, WithholdingGround::Violence);
    for with in [ConversationWith::Guardians, ConversationWith::ChildAndGuardians] {
        assert_eq!(next(with, vec![]), Some(FRIDAY));
        assert_eq!(next(with, vec![withheld()]), None);
        assert_eq!(next(with, vec![withheld(), lifted()]), Some(FRIDAY));
    }
    assert_eq!(next(ConversationWith::Child, vec![withheld()]), Some(FRIDAY));
}

#[test]
fn rm_1_s4_6_a_conversation_that_is_called_again_is_on_its_new_day() {
    let next = |calls: Vec<CaseEvent>| {
        case_of([opened()].into_iter().chain(calls)).next_date(TUESDAY, &NextDateFor::ALL).map(|(on, _)| on)
    };
    let asked = |day| asked_to_talk(ConversationWith::Guardians, day);
    assert_eq!(next(vec![asked(WEDNESDAY), asked(SATURDAY)]), Some(SATURDAY));
    let with_the_child = asked_to_talk(ConversationWith::Child, THURSDAY);
    assert_eq!(next(vec![asked(WEDNESDAY), with_the_child]), Some(WEDNESDAY), "another talk is another one");
}

#[test]
fn s2_14_rm1_a_consultation_that_was_agreed_is_the_next_date_until_it_is_held() {
    let scheduled = |body| {
        let planned_for = noon(SATURDAY);
        CaseEvent::from(ConsultingEvent::ConsultationScheduled { body, unit: None, planned_for, scheduled_on: TUESDAY })
    };
    let noted = |body| ConsultingEvent::AnonymousConsultationNoted { body, unit: None, held_on: FRIDAY }.into();
    let next = |case: &Case| case.next_date(FRIDAY, &NextDateFor::ALL);
    let agreed = || vec![opened(), scheduled(Body::School)];
    assert_eq!(next(&case_of(agreed())), Some((SATURDAY, NextDateFor::Consultation)));
    assert_eq!(case_of(agreed()).next_date(FRIDAY, &[NextDateFor::Meeting]), None);
    assert_eq!(next(&case_of([agreed(), vec![noted(Body::School)]].concat())), None);
    let of_another = case_of([agreed(), vec![noted(Body::HealthStation)]].concat());
    assert_eq!(next(&of_another), Some((SATURDAY, NextDateFor::Consultation)));
}

#[test]
fn rm_1_s4_2_a_meeting_with_guardians_alone_who_must_not_be_contacted_is_no_next_date() {
    let next = |with, after: Vec<CaseEvent>| {
        let called = MeetingEvent::EvaluationMeetingConvened {
            meeting: MEETING,
            with,
            planned_for: FRIDAY,
            convened_on: MONDAY,
        };
        let history = [opened(), called.into()].into_iter().chain(after);
        case_of(history).next_date(WEDNESDAY, &NextDateFor::ALL).map(|(on, _)| on)
    };
    let withheld = || withheld_on(TUESDAY, WithholdingGround::Violence);
    for with in [ConversationWith::Guardians, ConversationWith::ChildAndGuardians] {
        assert_eq!(next(with, vec![withheld()]), None);
        assert_eq!(next(with, vec![withheld(), lifted()]), Some(FRIDAY));
    }
    assert_eq!(next(ConversationWith::Child, vec![withheld()]), Some(FRIDAY));
}

#[test]
fn rm_1_s3_24_a_meeting_that_was_agreed_and_is_called_with_the_family_alone_is_one_date() {
    let agreed = MeetingEvent::NextMeetingAgreed { meeting: None, next_on: THURSDAY, agreed_on: MONDAY };
    let with = ConversationWith::ChildAndGuardians;
    let called =
        MeetingEvent::EvaluationMeetingConvened { meeting: MEETING, with, planned_for: FRIDAY, convened_on: MONDAY };
    let next = |events: Vec<CaseEvent>| case_of(events).next_date(MONDAY, &NextDateFor::ALL).map(|(on, _)| on);
    assert_eq!(next(vec![opened(), agreed.clone().into(), called.clone().into()]), Some(FRIDAY));
    // On level 3 it is those who work together who agreed to meet.
    let lifted = [escalated(Level::Two), escalated(Level::Three)];
    let on_level_3 = [vec![opened()], lifted.into(), vec![agreed.into(), called.into()]].concat();
    assert_eq!(next(on_level_3), Some(THURSDAY));
}

#[test]
fn s2_14_rm_1_a_day_that_was_agreed_before_is_not_the_next_because_it_is_written_down_later() {
    let scheduled = |planned_on, scheduled_on| -> CaseEvent {
        let (body, planned_for) = (Body::School, noon(planned_on));
        ConsultingEvent::ConsultationScheduled { body, unit: None, planned_for, scheduled_on }.into()
    };
    let next = |case: &Case| case.next_date(WEDNESDAY, &NextDateFor::ALL).map(|(on, _)| on);
    let moved = || vec![opened(), scheduled(THURSDAY, TUESDAY), scheduled(SATURDAY, MONDAY)];
    assert_eq!(next(&case_of(moved())), Some(THURSDAY));
    let held = ConsultingEvent::AnonymousConsultationNoted { body: Body::School, unit: None, held_on: THURSDAY }.into();
    let held = vec![opened(), scheduled(THURSDAY, TUESDAY), held, scheduled(SATURDAY, MONDAY)];
    assert_eq!(next(&case_of(held)), None, "it was held");
}
