//! D-3: when the time limit of an investigation begins, ends and is extended.

use super::*;

/// The first and last day of an investigation opened on such a mandate.
fn time_limit(received_on: NaiveDate, triaged_on: NaiveDate) -> (NaiveDate, NaiveDate) {
    let events = given([]).when(open(received_on, triaged_on)).then_done();
    let [InvestigationEvent::InvestigationOpened { started_on, deadline, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    (*started_on, *deadline)
}

fn out_of_bounds(wanted: NaiveDate, current: NaiveDate) -> Refusal {
    Refusal::ExtensionOutOfBounds { wanted, current, latest: LATEST }
}

#[test]
fn an_investigation_is_opened_on_the_mandate_of_triage() {
    given([]).when(open(MONDAY, THURSDAY)).then([opened()]);
}

#[test]
fn an_investigation_is_opened_once() {
    given([opened()]).when(open(MONDAY, THURSDAY)).then_refused(Refusal::InvestigationAlreadyOpened);
}

#[test]
fn d3_the_time_limit_begins_when_triage_ends() {
    assert_eq!(time_limit(MONDAY, THURSDAY), (THURSDAY, DEADLINE));
    assert_eq!(time_limit(MONDAY, MONDAY), (MONDAY, date(2024, 6, 4)));
}

#[test]
fn d3_the_time_limit_begins_seven_days_after_receipt_at_the_latest() {
    let a_week_later = date(2024, 3, 11);
    assert_eq!(time_limit(MONDAY, a_week_later), (a_week_later, date(2024, 6, 11)));
    assert_eq!(time_limit(MONDAY, date(2024, 3, 12)), (a_week_later, date(2024, 6, 11)));
    assert_eq!(time_limit(MONDAY, date(2024, 5, 1)), (a_week_later, date(2024, 6, 11)));
}

#[test]
fn d3_three_months_are_calendar_months_that_end_with_the_month() {
    for (triaged_on, deadline) in [
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2022, 11, 30), date(2023, 2, 28)),
        (date(2023, 11, 29), date(2024, 2, 29)),
        (date(2024, 3, 31), date(2024, 6, 30)),
        (date(2024, 1, 31), date(2024, 4, 30)),
    ] {
        assert_eq!(time_limit(triaged_on, triaged_on), (triaged_on, deadline));
    }
}

#[test]
fn d3_the_time_limit_is_extended_by_a_decision() {
    let july = date(2024, 7, 1);
    given([opened()]).when(extend_to(july)).then([extended_to(july)]);
    let state = given([opened(), extended_to(july)]).state();
    assert_eq!(state.opened().map(|opened| (opened.deadline, opened.extended)), Some((july, true)));
}

#[test]
fn d3_the_time_limit_is_extended_to_six_months_and_no_further() {
    given([opened()]).when(extend_to(LATEST)).then([extended_to(LATEST)]);
    let beyond = date(2024, 9, 8);
    given([opened()]).when(extend_to(beyond)).then_refused(out_of_bounds(beyond, DEADLINE));
}

#[test]
fn d3_six_months_count_from_the_first_day_also_after_an_extension() {
    let july = date(2024, 7, 1);
    let beyond = date(2024, 12, 7);
    given([opened(), extended_to(july)]).when(extend_to(LATEST)).then([extended_to(LATEST)]);
    given([opened(), extended_to(july)]).when(extend_to(beyond)).then_refused(out_of_bounds(beyond, july));
}

#[test]
fn d3_an_extension_lengthens_the_time_limit() {
    for wanted in [DEADLINE, date(2024, 6, 6)] {
        given([opened(), heard()]).when(extend_to(wanted)).then_refused(out_of_bounds(wanted, DEADLINE));
    }
}

/// A breached deadline is a fact, not an error that blocks (C11).
#[test]
fn d3_a_time_limit_that_has_passed_can_still_be_extended_and_the_investigation_concluded() {
    let after_the_deadline = date(2024, 6, 10);
    given([opened(), heard()]).today(after_the_deadline).when(extend_on(after_the_deadline, LATEST)).then_done();
    given([opened(), heard()])
        .today(after_the_deadline)
        .when(conclude_on(after_the_deadline, "3", None, &[]))
        .then_done();
}

#[test]
fn r10_an_extension_is_decided_neither_before_the_first_day_nor_tomorrow() {
    given([opened()]).when(extend_on(TUESDAY, LATEST)).then_refused(Refusal::DateBeforeAct {
        act: Act::InvestigationStarted,
        field: "decidedOn",
        date: TUESDAY,
        earliest: THURSDAY,
    });
    given([opened()]).when(extend_on(TOMORROW, LATEST)).then_refused(Refusal::FutureDate {
        field: "decidedOn",
        date: TOMORROW,
        today: JUNE_3,
    });
}

#[test]
fn an_investigation_that_was_never_opened_is_neither_extended_nor_concluded() {
    given([]).when(extend_to(LATEST)).then_refused(NO_INVESTIGATION);
    given([]).when(conclude("3")).then_refused(NO_INVESTIGATION);
}

#[test]
fn r71_an_investigation_rests_on_the_act_in_force_on_its_first_day() {
    for (day, act) in [(date(2022, 12, 31), "BVL § 4-3"), (date(2023, 1, 1), "BVL2021 § 2-2")] {
        let events = given([]).when(open(day, day)).then_done();
        let [InvestigationEvent::InvestigationOpened { legal_basis, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(legal_basis, act);
    }
}
