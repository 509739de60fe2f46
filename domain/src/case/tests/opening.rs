//! A case begins with a concern.

use super::*;

#[test]
fn a_case_is_opened_with_the_concern_that_says_why() {
    given(nothing()).when(open_with_concern()).then([opened(), raised()]);
}

#[test]
fn r10_a_case_is_not_opened_with_a_concern_of_tomorrow() {
    given(nothing())
        .when(CaseAction::Course(CourseAction::OpenWithConcern { opening: opening(), concern: concern_on(SATURDAY) }))
        .then_refused(Refusal::FutureDate { field: "raisedOn", date: SATURDAY, today: FRIDAY });
}

#[test]
fn r10_nobody_is_worried_since_tomorrow() {
    let concern = Concern { concerned_since: Some(SATURDAY), ..concern_on(MONDAY) };
    given(nothing())
        .when(CaseAction::Course(CourseAction::OpenWithConcern { opening: opening(), concern }))
        .then_refused(Refusal::FutureDate { field: "concernedSince", date: SATURDAY, today: FRIDAY });
}

#[test]
fn r19_a_concern_is_added_to_an_open_case() {
    given([opened(), raised()]).when(raise_concern()).then([raised()]);
}

/// A second opening would replace child, unit and first day of a case, and reopen nothing.
#[test]
fn r15_a_case_is_opened_once() {
    given([opened(), raised()]).when(open_with_concern()).then_refused(Refusal::CaseAlreadyOpen);
}

#[test]
fn nothing_is_done_in_a_case_that_was_never_opened() {
    for action in [whatever_needs_an_open_case(), whatever_is_done_in_a_closed_case_too()].concat() {
        given(nothing()).when(action).then_refused(NO_CASE);
    }
}
