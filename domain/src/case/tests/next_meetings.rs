//! R-35, D-7: each meeting that was called or agreed is remembered until it is held or called off.

use super::*;
use crate::ids::MeetingId;
use crate::test_support::{MEETING, attendance};

const OTHER: MeetingId = MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee8));
const LATER: NaiveDate = date(2024, 4, 10);

fn called(meeting: MeetingId, planned_for: NaiveDate) -> CaseEvent {
    MeetingEvent::InterdisciplinaryMeetingConvened {
        units: [].into(),
        meeting,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for,
        convened_on: WEDNESDAY,
    }
    .into()
}

fn held(meeting: MeetingId) -> CaseEvent {
    let without_basis = [].into();
    MeetingEvent::MeetingHeld { meeting, attendance: attendance(), without_basis, held_on: FRIDAY }.into()
}

fn agreed(meeting: Option<MeetingId>, next_on: NaiveDate) -> CaseEvent {
    MeetingEvent::NextMeetingAgreed { meeting, next_on, agreed_on: THURSDAY }.into()
}

fn agree(meeting: Option<MeetingId>, next_on: NaiveDate) -> CaseAction {
    CaseAction::Meeting(MeetingAction::AgreeNextMeeting { meeting, next_on, agreed_on: THURSDAY })
}

fn call_off(meeting: Option<MeetingId>, called_off_on: NaiveDate) -> CaseAction {
    CaseAction::Meeting(MeetingAction::CallOffMeeting { meeting, decision: decision(), called_off_on })
}

fn called_off(meeting: Option<MeetingId>) -> CaseEvent {
    MeetingEvent::MeetingCalledOff { meeting, decision: decided(), called_off_on: FRIDAY }.into()
}

fn next(events: &[CaseEvent]) -> Option<(Option<MeetingId>, NaiveDate)> {
    let state = given([vec![opened()], events.to_vec()].concat()).state();
    state.next_meeting().map(|next| (next.meeting, next.on))
}

#[test]
fn r_35_the_next_meeting_is_the_first_of_those_that_are_called() {
    let both = [called(MEETING, LATER), called(OTHER, SATURDAY)];
    assert_eq!(next(&both), Some((Some(OTHER), SATURDAY)));
    let one_held = [both.to_vec(), vec![held(OTHER)]].concat();
    assert_eq!(next(&one_held), Some((Some(MEETING), LATER)), "the other one is not forgotten");
}

#[test]
fn r_35_a_meeting_that_was_called_is_moved_by_its_id() {
    let before = [opened(), called(MEETING, SATURDAY)];
    given(before.clone()).when(agree(Some(MEETING), LATER)).then([agreed(Some(MEETING), LATER)]);
    assert_eq!(next(&[called(MEETING, SATURDAY), agreed(Some(MEETING), LATER)]), Some((Some(MEETING), LATER)));
    given(before).when(agree(Some(OTHER), LATER)).then_refused(Refusal::MeetingUnknown { meeting: OTHER });
    given([opened(), called(MEETING, SATURDAY), held(MEETING)])
        .when(agree(Some(MEETING), LATER))
        .then_refused(Refusal::MeetingAlreadyHeld { meeting: MEETING });
}

#[test]
fn r_35_calling_the_agreed_meeting_takes_its_place_and_one_that_comes_sooner_does_not() {
    assert_eq!(next(&[agreed(None, SATURDAY), called(MEETING, SATURDAY)]), Some((Some(MEETING), SATURDAY)));
    let sooner = [agreed(None, LATER), called(MEETING, SATURDAY), held(MEETING)];
    assert_eq!(next(&sooner), Some((None, LATER)));
    let its_own = [called(MEETING, SATURDAY), agreed(None, LATER), held(MEETING)];
    assert_eq!(next(&its_own), Some((None, LATER)), "the one at which it was agreed is not the next one");
}

#[test]
fn r_35_a_meeting_is_called_off_for_a_reason_and_then_neither_held_nor_moved() {
    let before = [opened(), called(MEETING, SATURDAY)];
    given(before.clone()).when(call_off(Some(MEETING), FRIDAY)).then([called_off(Some(MEETING))]);
    assert_eq!(next(&[called(MEETING, SATURDAY), called_off(Some(MEETING))]), None);
    let off = || given(before.iter().cloned().chain([called_off(Some(MEETING))]));
    let refused = Refusal::MeetingWasCalledOff { meeting: MEETING };
    off().when(agree(Some(MEETING), LATER)).then_refused(refused.clone());
    off().when(call_off(Some(MEETING), FRIDAY)).then_refused(refused);
    given(before).when(call_off(Some(MEETING), TUESDAY)).then_refused(Refusal::DateBeforeAct {
        act: Act::MeetingConvened,
        field: "calledOffOn",
        date: TUESDAY,
        earliest: WEDNESDAY,
    });
    given([opened(), called(MEETING, SATURDAY), held(MEETING)])
        .when(call_off(Some(MEETING), FRIDAY))
        .then_refused(Refusal::MeetingAlreadyHeld { meeting: MEETING });
}

#[test]
fn r_35_what_was_agreed_and_not_called_yet_is_called_off_too() {
    given([opened(), agreed(None, LATER)]).when(call_off(None, FRIDAY)).then([called_off(None)]);
    assert_eq!(next(&[agreed(None, LATER), called_off(None)]), None);
    given([opened(), called(MEETING, SATURDAY)]).when(call_off(None, FRIDAY)).then_refused(Refusal::NoMeetingAgreed);
}

#[test]
fn r_35_a_meeting_that_was_over_with_the_case_is_not_moved_in_the_reopened_one() {
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decision: decided(), decide_by: None, reopened_on: FRIDAY };
    given([opened(), called(MEETING, LATER), closed(), reopened.into()])
        .when(agree(Some(MEETING), LATER))
        .then_refused(Refusal::MeetingWasCalledOff { meeting: MEETING });
}
