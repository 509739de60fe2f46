//! Dismissal with concern: R-46, D-5.

use super::*;
use crate::investigation::InvestigationOutcome;

const JULY_1: NaiveDate = date(2024, 7, 1);
const OCTOBER_1: NaiveDate = date(2024, 10, 1);
const LAST_DAY: NaiveDate = date(2025, 1, 1);
const TOO_LATE: NaiveDate = date(2025, 1, 2);
const NEXT: Uuid = Uuid::from_u128(8);

/// What the child's watch hears.
fn of_the_child() -> Story {
    let mut story = Story::new();
    story.stream = CHILD.as_uuid();
    story
}

fn scheduled() -> Story {
    of_the_child().hears_from(STREAM, JULY_1, &investigation_event("RenewedInvestigationScheduled"))
}

fn opened_on(first_day: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("InvestigationOpened");
    if let InvestigationEvent::InvestigationOpened { started_on, renews, .. } = &mut event {
        (*started_on, *renews) = (first_day, None);
    }
    event
}

fn dismissed_with_concern() -> InvestigationEvent {
    let mut event = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, .. } = &mut event {
        *outcome = InvestigationOutcome::DismissedWithConcern;
    }
    event
}

#[test]
pub(super) fn r_46_a_dismissal_with_concern_that_tells_of_no_refusal_is_found() {
    let opened = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let untold = opened().hears(JULY_1, &dismissed_with_concern());
    let found = untold.finding(FindingKind::DismissedWithoutRefusal).unwrap();
    assert_eq!((found.arose_on, found.kind.rule()), (JULY_1, "R-46"));
    let told = opened().hears(date(2024, 6, 3), &investigation_event("RecommendedMeasuresDeclined"));
    let told = told.hears(JULY_1, &dismissed_with_concern());
    assert_eq!(told.finding(FindingKind::DismissedWithoutRefusal), None);
    // Nobody has to decline what ends otherwise.
    let moved = opened().hears(JULY_1, &investigation_event("InvestigationConcluded"));
    assert_eq!(moved.finding(FindingKind::DismissedWithoutRefusal), None);
}

/// A return has no place for it, and nobody could mend what it does not tell.
#[test]
pub(super) fn r_46_of_a_dismissal_with_concern_that_was_imported_nothing_is_found() {
    let mut imported = dismissed_with_concern();
    if let InvestigationEvent::InvestigationConcluded { decision, .. } = &mut imported {
        decision.rationale = crate::people::Rationale::NotInSource;
    }
    let story = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened")).hears(JULY_1, &imported);
    assert_eq!(story.finding(FindingKind::DismissedWithoutRefusal), None);
}

#[test]
pub(super) fn d_5_a_renewed_investigation_is_owed_for_six_calendar_months_and_both_counts_are_shown() {
    let story = scheduled();
    let owed = story.obligation(ObligationKind::RenewInvestigation);
    assert_eq!((owed.due, owed.due_in_days), (Some(LAST_DAY), Some(date(2024, 12, 28))));
    assert_eq!((owed.which, owed.unit.as_str(), owed.kind.owner()), (Some(STREAM), "Nord", Owner::Caseworkers));
    let investigation = Some(InvestigationId::from_uuid(STREAM));
    assert_eq!(owed.about, About { case: Some(CASE), report: Some(REPORT), investigation });
    assert_eq!(story.found_by_name(LAST_DAY), []);
    assert_eq!(story.found_by_name(TOO_LATE), [FindingKind::RenewalLate]);
    assert_eq!(story.standing(ObligationKind::RenewInvestigation, TOO_LATE), Some(Standing::Overdue));
}

#[test]
pub(super) fn d_5_a_renewed_investigation_is_met_by_the_next_one_of_the_child() {
    let story = scheduled().hears_from(NEXT, OCTOBER_1, &opened_on(OCTOBER_1));
    assert_eq!(story.standing(ObligationKind::RenewInvestigation, TOO_LATE), Some(Standing::Met));
    assert_eq!(story.found_by_name(TOO_LATE), []);
    let late = scheduled().hears_from(NEXT, TOO_LATE, &opened_on(TOO_LATE));
    assert_eq!(late.standing(ObligationKind::RenewInvestigation, TOO_LATE), Some(Standing::MetLate));
    assert_eq!(late.finding(FindingKind::RenewalLate).unwrap().mended_on, Some(TOO_LATE));
}

/// Nobody wrote it down before the last day had passed.
#[test]
fn d_5_r_46_a_renewed_investigation_that_began_in_time_is_written_down_late_and_nothing_is_found() {
    let mut renewed = opened_on(OCTOBER_1);
    if let InvestigationEvent::InvestigationOpened { renews, .. } = &mut renewed {
        *renews = Some(InvestigationId::from_uuid(STREAM));
    }
    let story = scheduled().hears_from(NEXT, TOO_LATE, &renewed);
    for kind in [ObligationKind::RenewInvestigation, ObligationKind::BeginRenewalAsPlanned] {
        assert_eq!(story.standing(kind, TOO_LATE), Some(Standing::Met));
        assert_eq!(story.obligation(kind).ending, Some(Ending::Met { on: OCTOBER_1 }));
    }
    assert_eq!(story.found_by_name(TOO_LATE), []);
}

#[test]
fn d_5_an_investigation_from_before_the_dismissal_renews_nothing() {
    let story = scheduled().hears_from(NEXT, OCTOBER_1, &opened_on(THURSDAY));
    assert_eq!(story.standing(ObligationKind::RenewInvestigation, OCTOBER_1), Some(Standing::Open));
}

#[test]
fn d_5_the_next_investigation_meets_each_renewal_that_was_scheduled() {
    let another = Uuid::from_u128(9);
    let story = scheduled().hears_from(another, JULY_1, &investigation_event("RenewedInvestigationScheduled"));
    let story = story.hears_from(NEXT, OCTOBER_1, &opened_on(OCTOBER_1));
    let met = story.standings(OCTOBER_1);
    let (last_day, planned) = (ObligationKind::RenewInvestigation, ObligationKind::BeginRenewalAsPlanned);
    let standing = Standing::Met;
    assert_eq!(met, [(last_day, standing), (last_day, standing), (planned, standing), (planned, standing)]);
}

fn called_off(on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("RenewalCalledOff");
    if let InvestigationEvent::RenewalCalledOff { called_off_on, .. } = &mut event {
        *called_off_on = on;
    }
    event
}

#[test]
fn d_5_a_renewed_investigation_that_is_called_off_is_owed_no_more() {
    let story = scheduled().hears_from(STREAM, OCTOBER_1, &called_off(OCTOBER_1));
    assert_eq!(story.standing(ObligationKind::RenewInvestigation, TOO_LATE), Some(Standing::Lapsed));
    assert_eq!(story.found_by_name(TOO_LATE), []);
    // What another investigation of the child scheduled stays owed.
    let another = scheduled().hears_from(NEXT, OCTOBER_1, &called_off(OCTOBER_1));
    assert_eq!(another.standing(ObligationKind::RenewInvestigation, OCTOBER_1), Some(Standing::Open));
}

#[test]
pub(super) fn d_5_calling_off_after_the_last_day_ends_what_is_owed_and_mends_nothing() {
    let story = scheduled().hears_from(STREAM, TOO_LATE, &called_off(TOO_LATE));
    assert_eq!(story.standing(ObligationKind::RenewInvestigation, TOO_LATE), Some(Standing::Lapsed));
    let found = story.finding(FindingKind::RenewalLate).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (TOO_LATE, None));
}

#[test]
pub(super) fn d_5_c11_calling_off_that_is_dated_back_after_the_last_day_leaves_the_breach_where_it_is() {
    let story = scheduled().hears_from(STREAM, TOO_LATE, &called_off(OCTOBER_1));
    assert_eq!(story.obligation(ObligationKind::RenewInvestigation).ending, Some(Ending::Lapsed { on: OCTOBER_1 }));
    let found = story.finding(FindingKind::RenewalLate).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (TOO_LATE, None));
}

#[test]
fn d_5_the_childs_watch_hears_what_is_scheduled_and_what_is_opened() {
    let municipality = "9901".parse().unwrap();
    let at = At { municipality: &municipality, stream: STREAM, position: 1, recorded_on: JULY_1 };
    let scheduled = investigation_event("RenewedInvestigationScheduled");
    assert_eq!(hearing(Heard::Investigation(&scheduled), at), [STREAM, CHILD.as_uuid()]);
    assert_eq!(hearing(Heard::Investigation(&called_off(JULY_1)), at), [STREAM, CHILD.as_uuid()]);
    // Where nothing is scheduled there is nothing to remember of a child.
    let story = of_the_child().hears_from(NEXT, OCTOBER_1, &opened_on(OCTOBER_1));
    assert_eq!(story.watch, Watch::default());
}

#[test]
fn r_46_d_5_a_renewal_is_owed_on_the_day_that_was_planned_for_it_before_the_last_one() {
    let kind = ObligationKind::BeginRenewalAsPlanned;
    let passed = OCTOBER_1.succ_opt().unwrap();
    let owed = |story: &Story| (story.standing(kind, passed), story.found_by_name(passed));
    assert_eq!(scheduled().obligation(kind).due, Some(OCTOBER_1));
    assert_eq!(owed(&scheduled()), (Some(Standing::Overdue), vec![]));
    let begun = |on| scheduled().hears_from(NEXT, on, &opened_on(on));
    assert_eq!(owed(&begun(OCTOBER_1)).0, Some(Standing::Met));
    assert_eq!(owed(&begun(passed)).0, Some(Standing::MetLate));
    let off = scheduled().hears_from(STREAM, JULY_1, &called_off(JULY_1));
    assert_eq!(owed(&off).0, Some(Standing::Lapsed));
}
