//! Clients from a return for statistics: what is new is taken, what contradicts is refused.

use super::*;

fn imported() -> CaseEvent {
    CaseEvent::Course(CourseEvent::CaseOpened {
        child: child(),
        unit: UNIT.to_owned(),
        opened_on: MONDAY,
        journal_number: Some(said_of_child("2024/17")),
        caseworker: Some(by(DeciderRole::Caseworker).name),
    })
}

fn ended(closed_on: NaiveDate) -> CaseEvent {
    let decision = RecordedDecision::imported(Some(by(DeciderRole::Caseworker)));
    CaseEvent::Course(CourseEvent::CaseClosed {
        stood_behind: None,
        outcome: RecordedOutcome::EndedInSource,
        guides: vec![],
        decision,
        closed_on,
    })
}

#[test]
fn a_client_is_imported_as_a_case() {
    given(nothing()).when(import(MONDAY, None)).then([imported()]);
}

#[test]
fn a_client_who_is_one_no_more_is_imported_as_a_closed_case() {
    given(nothing()).when(import(MONDAY, Some(THURSDAY))).then([imported(), ended(THURSDAY)]);
}

#[test]
fn a_client_imported_twice_is_imported_once() {
    given([imported()]).when(import(MONDAY, None)).then_nothing();
    given([imported(), ended(THURSDAY)]).when(import(MONDAY, Some(THURSDAY))).then_nothing();
}

#[test]
fn a_later_return_adds_only_the_end() {
    given([imported()]).when(import(MONDAY, Some(THURSDAY))).then([ended(THURSDAY)]);
}

#[test]
fn a_return_with_another_start_is_refused() {
    let another_start = Refusal::ImportDiffers { what: Differing::ClientStart };
    given([imported()]).when(import(TUESDAY, None)).then_refused(another_start.clone());
    given([imported()]).when(import(TUESDAY, Some(THURSDAY))).then_refused(another_start);
}

#[test]
fn a_return_with_another_end_or_none_is_refused() {
    let another_end = Refusal::ImportDiffers { what: Differing::ClientEnd };
    given([imported(), ended(THURSDAY)]).when(import(MONDAY, Some(FRIDAY))).then_refused(another_end.clone());
    given([imported(), ended(THURSDAY)]).when(import(MONDAY, None)).then_refused(another_end);
}

fn reopened_on(reopened_on: NaiveDate) -> CaseEvent {
    CaseEvent::Course(CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on })
}

#[test]
fn r19_an_end_that_was_taken_back_is_imported_no_second_time() {
    let before = [imported(), ended(TUESDAY), reopened_on(THURSDAY)];
    given(before.clone()).when(import(MONDAY, Some(TUESDAY))).then_nothing();
    given(before.clone()).when(import(MONDAY, None)).then_nothing();
    given(before.clone()).when(import(MONDAY, Some(FRIDAY))).then([ended(FRIDAY)]);
    given(before.clone())
        .when(import(MONDAY, Some(WEDNESDAY)))
        .then_refused(Refusal::ImportDiffers { what: Differing::ClientEnd });
    given(before.into_iter().chain([ended(FRIDAY)])).when(import(MONDAY, Some(TUESDAY))).then_nothing();
}

/// A fact of another system: Statistics Norway's control rules report it, the ledger does not hide it.
#[test]
fn a_client_who_ends_before_the_start_is_imported_as_the_source_has_it() {
    let sunday = date(2024, 3, 3);
    given(nothing()).when(import(MONDAY, Some(sunday))).then([imported(), ended(sunday)]);
}

#[test]
fn r10_a_client_does_not_start_or_end_tomorrow() {
    let tomorrow = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    given(nothing()).when(import(SATURDAY, None)).then_refused(tomorrow("startDate"));
    given(nothing()).when(import(MONDAY, Some(SATURDAY))).then_refused(tomorrow("endDate"));
    given([imported()]).when(import(MONDAY, Some(SATURDAY))).then_refused(tomorrow("endDate"));
}
