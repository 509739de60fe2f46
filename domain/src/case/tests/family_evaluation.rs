//! S3-24, S3-35, R-6, R-21: guardians and child evaluate with the unit alone what was done.

use super::*;
use crate::test_support::{MEETING, attendance};

const WITH_ALL: ConversationWith = ConversationWith::ChildAndGuardians;

fn convene(with: ConversationWith) -> CaseAction {
    let (planned_for, convened_on) = (SATURDAY, THURSDAY);
    CaseAction::Meeting(MeetingAction::ConveneEvaluationMeeting { meeting: MEETING, with, planned_for, convened_on })
}

fn convened() -> CaseEvent {
    let (planned_for, convened_on) = (SATURDAY, THURSDAY);
    MeetingEvent::EvaluationMeetingConvened { meeting: MEETING, with: WITH_ALL, planned_for, convened_on }.into()
}

fn hold(bodies: &[Body]) -> CaseAction {
    let bodies = bodies.iter().copied().collect();
    let attendance = Attendance { bodies, child: true, measures: [].into(), ..attendance() };
    CaseAction::Meeting(MeetingAction::HoldMeeting { meeting: MEETING, attendance, held_on: FRIDAY })
}

/// Who was there whom nothing let hear of the child.
fn without_basis(before: Vec<CaseEvent>, there: &[Body]) -> BTreeSet<Body> {
    match given([before, vec![convened()]].concat()).when(hold(there)).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    }
}

#[test]
fn s3_24_s3_35_guardians_and_child_evaluate_with_the_unit_alone_and_nobody_is_asked_for_consent() {
    given([opened()]).when(convene(WITH_ALL)).then([convened()]);
    let state = given([opened(), convened()]).state();
    let meeting = &state.meetings()[&MEETING];
    assert_eq!((meeting.kind, meeting.guardians_invited), (MeetingKind::FamilyEvaluation, true));
    assert!(meeting.bodies.is_empty() && !meeting.kind.is_cooperation());
    assert_eq!(state.next_meeting(), None, "it is not the next meeting of those who work together");
    assert_eq!(state.next_date(FRIDAY, &NextDateFor::ALL), Some((SATURDAY, NextDateFor::Meeting)));
    assert!(without_basis(vec![opened()], &[]).is_empty());
    let refused = [opened(), consent_requested(scope(LEVEL_2)), consent_refused()];
    given(refused).when(convene(WITH_ALL)).then_done();
}

#[test]
fn s3_24_such_a_meeting_is_called_once_in_an_open_case_and_on_no_day_before() {
    given([opened(), convened()])
        .when(convene(WITH_ALL))
        .then_refused(Refusal::MeetingAlreadyCalled { meeting: MEETING });
    let yesterday = MeetingAction::ConveneEvaluationMeeting {
        meeting: MEETING,
        with: WITH_ALL,
        planned_for: WEDNESDAY,
        convened_on: THURSDAY,
    };
    given([opened()]).when(CaseAction::Meeting(yesterday)).then_refused(Refusal::DateBefore {
        field: "plannedFor",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
}

#[test]
fn s3_24_r_21_c11_who_came_along_is_recorded_and_told_unless_guardians_consented_to_work_with_them() {
    let there = [Body::HealthStation, Body::Police];
    assert_eq!(without_basis(vec![opened()], &there), there.into());
    let recipients = [Body::HealthStation].into();
    let consented = vec![opened(), consent_requested(ConsentScope { recipients, ..scope(LEVEL_2) }), consent_given()];
    assert_eq!(without_basis(consented.clone(), &there), [Body::Police].into());
    let withdrawn = [consented, vec![consent_withdrawn()]].concat();
    assert_eq!(without_basis(withdrawn, &there), there.into());
}

#[test]
fn r_6_s4_2_guardians_who_must_not_know_are_not_called_and_the_child_may_be() {
    let ground = EVERY_GROUND[0];
    let feared = || [opened(), withheld(ground)];
    let refused = Refusal::ContactWithheld { ground };
    for with in [ConversationWith::Guardians, WITH_ALL] {
        given(feared()).when(convene(with)).then_refused(refused.clone());
    }
    given(feared()).when(convene(ConversationWith::Child)).then_done();
}
