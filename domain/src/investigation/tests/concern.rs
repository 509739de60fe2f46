//! R-46, S2-43, D-5: dismissal with concern, and the renewed investigation that may follow.

use super::*;
use crate::test_support::{CHILD, FRIDAY, INVESTIGATION};

/// Six calendar months after the third of June.
const RENEW_BY: NaiveDate = date(2024, 12, 3);
const SEPTEMBER: NaiveDate = date(2024, 9, 2);

fn decline_on(declined_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::DeclineMeasures {
        recommended: said_of_child("A visiting home"),
        account: said_of_child("Her mother wants to manage by herself"),
        declined_on,
    }
}

/// Concluded with that code on the third of June, to be looked at once more on that day.
fn conclude_and_renew(code: &str, planned_for: NaiveDate) -> InvestigationAction {
    let mut action = conclude(code);
    if let InvestigationAction::Conclude { renewal, .. } = &mut action {
        *renewal = Some(planned_for);
    }
    action
}

fn dismissed_with_concern() -> InvestigationEvent {
    concluded(InvestigationOutcome::DismissedWithConcern, "4")
}

fn scheduled_for(planned_for: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::RenewedInvestigationScheduled {
        child: CHILD,
        report: REPORT,
        case: Some(CASE),
        unit: "Nord".to_owned(),
        planned_for,
        due_by: RENEW_BY,
        scheduled_on: JUNE_3,
    }
}

fn mandate() -> RenewalMandate {
    let dismissed = given([opened(), heard(), declined(), dismissed_with_concern()]).state();
    dismissed.renewal_mandate(INVESTIGATION).unwrap()
}

fn renew_on(started_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::Renew { mandate: Box::new(mandate()), started_on }
}

fn out_of_bounds(wanted: NaiveDate) -> Refusal {
    Refusal::RenewalOutOfBounds { wanted, dismissed_on: JUNE_3, latest: RENEW_BY }
}

#[test]
fn r_46_s2_43_an_investigation_is_dismissed_with_concern_once_recommended_measures_were_declined() {
    given([opened(), heard()]).when(decline_on(THURSDAY)).then([declined()]);
    given([opened(), heard(), declined()]).when(conclude("4")).then([dismissed_with_concern()]);
    assert_eq!(given([opened(), declined()]).state().declined_on(), [THURSDAY]);
}

#[test]
fn r_46_nothing_is_dismissed_with_concern_where_no_measures_were_declined() {
    given([opened(), heard()]).when(conclude("4")).then_refused(Refusal::MeasuresNotDeclined);
    given([opened(), heard(), declined_on(JUNE_3)])
        .when(conclude_on(FRIDAY, "4", None, &["8"]))
        .then_refused(Refusal::MeasuresDeclinedLater { concluded_on: FRIDAY, on: JUNE_3 });
    // Another end asks for none.
    given([opened(), heard()]).when(conclude("3")).then_done();
}

#[test]
fn r_46_measures_are_declined_in_a_running_investigation_and_may_be_taken_up_all_the_same() {
    given([]).when(decline_on(JUNE_3)).then_refused(NO_INVESTIGATION);
    given([opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")])
        .when(decline_on(JUNE_3))
        .then_refused(Refusal::InvestigationConcluded);
    given([opened(), heard(), declined()])
        .when(conclude("1"))
        .then([concluded(InvestigationOutcome::MeasuresDecided, "1")]);
}

#[test]
fn r_10_measures_were_declined_neither_tomorrow_nor_before_the_investigation_began() {
    let future = Refusal::FutureDate { field: "declinedOn", date: TOMORROW, today: JUNE_3 };
    given([opened()]).when(decline_on(TOMORROW)).then_refused(future);
    let early = Refusal::DateBeforeAct {
        act: Act::InvestigationStarted,
        field: "declinedOn",
        date: TUESDAY,
        earliest: THURSDAY,
    };
    given([opened()]).when(decline_on(TUESDAY)).then_refused(early);
}

#[test]
fn r_46_d_5_with_the_dismissal_a_renewed_investigation_is_scheduled_within_six_months() {
    let before = || given([opened(), heard(), declined()]);
    for planned_for in [SEPTEMBER, RENEW_BY] {
        let then = [dismissed_with_concern(), scheduled_for(planned_for)];
        before().when(conclude_and_renew("4", planned_for)).then(then.clone());
        let state = given([opened(), heard(), declined()].into_iter().chain(then)).state();
        assert_eq!(state.renewal(), Some(Renewal { planned_for, due_by: RENEW_BY }));
    }
    for wanted in [JUNE_3, date(2024, 12, 4)] {
        before().when(conclude_and_renew("4", wanted)).then_refused(out_of_bounds(wanted));
    }
}

#[test]
fn r_46_nothing_else_is_scheduled_to_be_renewed() {
    given([opened(), heard(), declined()])
        .when(conclude_and_renew("3", SEPTEMBER))
        .then_refused(Refusal::RenewalWithoutConcern);
}

#[test]
fn d_5_what_was_dismissed_with_concern_is_investigated_once_more_without_a_new_report() {
    let events = given([]).today(SEPTEMBER).when(renew_on(SEPTEMBER)).then_done();
    let [InvestigationEvent::InvestigationOpened { report, renews, started_on, deadline, legal_basis, .. }] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((*report, *renews), (REPORT, Some(INVESTIGATION)));
    assert_eq!((*started_on, *deadline), (SEPTEMBER, date(2024, 12, 2)));
    assert_eq!(legal_basis, "BVL2021 § 2-5");
    let summary = Language::En.say(&events[0].summary());
    assert!(summary.starts_with("A renewed investigation"), "{summary}");
    given(events).today(SEPTEMBER).when(renew_on(SEPTEMBER)).then_refused(Refusal::InvestigationAlreadyOpened);
}

#[test]
fn d_5_no_investigation_is_renewed_later_than_six_months_after_the_dismissal_nor_before_it() {
    given([]).today(RENEW_BY).when(renew_on(RENEW_BY)).then_done();
    let late = date(2024, 12, 4);
    given([]).today(late).when(renew_on(late)).then_refused(out_of_bounds(late));
    given([]).when(renew_on(JUNE_3)).then_refused(out_of_bounds(JUNE_3));
    let early = Refusal::DateBefore { field: "startedOn", date: TUESDAY, earliest: JUNE_3 };
    given([]).when(renew_on(TUESDAY)).then_refused(early);
    let future = Refusal::FutureDate { field: "startedOn", date: TOMORROW, today: JUNE_3 };
    given([]).when(renew_on(TOMORROW)).then_refused(future);
}

#[test]
fn d_5_six_months_end_with_the_month() {
    let august_31 = date(2024, 8, 31);
    let before = given([opened(), heard(), declined()]).today(august_31);
    let mut action = conclude_on(august_31, "4", None, &[]);
    if let InvestigationAction::Conclude { renewal, .. } = &mut action {
        *renewal = Some(date(2025, 2, 28));
    }
    let events = before.when(action).then_done();
    let Some(InvestigationEvent::RenewedInvestigationScheduled { due_by, .. }) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(*due_by, date(2025, 2, 28));
}

#[test]
fn d_5_only_what_was_dismissed_with_concern_gives_a_mandate_for_renewal() {
    let mandate = |events: Vec<InvestigationEvent>| given(events).state().renewal_mandate(INVESTIGATION);
    assert_eq!(mandate(vec![]), Err(NO_INVESTIGATION));
    assert_eq!(mandate(vec![opened()]), Err(Refusal::InvestigationNotConcluded));
    let dismissed = vec![opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    assert_eq!(mandate(dismissed), Err(Refusal::RenewalWithoutConcern));
}

/// What was decided elsewhere, or before measures were recorded as declined, is loaded as it is.
#[test]
fn r_46_a_return_that_tells_of_no_refusal_is_taken_as_it_is() {
    let conclusion = ImportedInvestigationConclusion {
        outcome: InvestigationOutcome::DismissedWithConcern,
        code: register_code("4"),
        grounds: Vec::new(),
        concluded_on: JUNE_3,
        caseworker: None,
    };
    let import = InvestigationAction::Import(Box::new(ImportedInvestigation {
        report: REPORT,
        case: Some(CASE),
        child: child(),
        unit: "Nord".to_owned(),
        started_on: THURSDAY,
        conclusion: Some(conclusion),
    }));
    let events = given([]).when(import).then_done();
    let state = given(events).state();
    assert_eq!(state.conclusion().map(|ended| ended.outcome), Some(InvestigationOutcome::DismissedWithConcern));
    assert!(state.renewal_mandate(INVESTIGATION).is_ok());
}

fn call_off(called_off_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::CallOffRenewal { renewed_on: None, decision: decision(), called_off_on }
}

#[test]
fn d_5_a_renewed_investigation_that_was_scheduled_is_called_off_with_reasons_once() {
    let scheduled = || given([opened(), heard(), declined(), dismissed_with_concern(), scheduled_for(SEPTEMBER)]);
    for day in [SEPTEMBER, date(2025, 1, 7)] {
        let event = InvestigationEvent::RenewalCalledOff {
            child: CHILD,
            decision: decision().into(),
            guides: Vec::new(),
            called_off_on: day,
        };
        scheduled().today(day).when(call_off(day)).then([event]);
    }
    let events = scheduled().today(SEPTEMBER).when(call_off(SEPTEMBER)).then_done();
    let before = [opened(), heard(), declined(), dismissed_with_concern(), scheduled_for(SEPTEMBER)];
    let called_off = || given(before.iter().chain(&events).cloned());
    assert_eq!(called_off().state().renewal(), None);
    called_off().today(SEPTEMBER).when(call_off(SEPTEMBER)).then_refused(Refusal::NoRenewalScheduled);
}

#[test]
fn d_5_nothing_is_called_off_that_was_not_scheduled_nor_before_it_was() {
    given([]).when(call_off(JUNE_3)).then_refused(NO_INVESTIGATION);
    given([opened()]).when(call_off(JUNE_3)).then_refused(Refusal::InvestigationNotConcluded);
    let dismissed = || given([opened(), heard(), declined(), dismissed_with_concern()]);
    dismissed().when(call_off(JUNE_3)).then_refused(Refusal::NoRenewalScheduled);
    let early = Refusal::DateBeforeAct {
        act: Act::InvestigationConcluded,
        field: "calledOffOn",
        date: TUESDAY,
        earliest: JUNE_3,
    };
    dismissed().when(call_off(TUESDAY)).then_refused(early);
    let future = Refusal::FutureDate { field: "calledOffOn", date: TOMORROW, today: JUNE_3 };
    dismissed().when(call_off(TOMORROW)).then_refused(future);
}

#[test]
fn d_5_a_renewed_investigation_that_was_opened_is_not_called_off() {
    let scheduled = given([opened(), heard(), declined(), dismissed_with_concern(), scheduled_for(SEPTEMBER)]);
    let mut action = call_off(SEPTEMBER);
    if let InvestigationAction::CallOffRenewal { renewed_on, .. } = &mut action {
        *renewed_on = Some(SEPTEMBER);
    }
    scheduled.today(SEPTEMBER).when(action).then_refused(Refusal::RenewalAlreadyOpened { on: SEPTEMBER });
}
