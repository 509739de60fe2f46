//! The plan of an investigation.

use super::*;
use crate::test_support::FRIDAY;

fn plan_made(made_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::InvestigationPlanMade { plan: said_of_child("Visit the home"), made_on }
}

fn make_plan(made_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::MakePlan { plan: said_of_child("Visit the home"), made_on }
}

#[test]
fn s2_53_a_running_investigation_is_planned_and_planned_again() {
    given([opened()]).when(make_plan(FRIDAY)).then([plan_made(FRIDAY)]);
    given([opened(), plan_made(FRIDAY)]).when(make_plan(JUNE_3)).then([plan_made(JUNE_3)]);
}

#[test]
fn s2_53_the_plan_in_force_is_the_one_made_last() {
    let mut planned = Investigation::default();
    for event in [opened(), plan_made(FRIDAY), plan_made(JUNE_3)] {
        planned.apply(event);
    }
    assert_eq!(planned.planned_on(), Some(JUNE_3));
}

#[test]
fn s2_53_what_is_not_running_is_not_planned() {
    given([]).when(make_plan(FRIDAY)).then_refused(NO_INVESTIGATION);
    given([opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")])
        .when(make_plan(JUNE_3))
        .then_refused(Refusal::InvestigationConcluded);
}

#[test]
fn r_10_a_plan_is_made_neither_tomorrow_nor_before_the_investigation_began() {
    let future = Refusal::FutureDate { field: "madeOn", date: TOMORROW, today: JUNE_3 };
    given([opened()]).when(make_plan(TOMORROW)).then_refused(future);
    let early = Refusal::DateBefore { field: "madeOn", date: TUESDAY, earliest: THURSDAY };
    given([opened()]).when(make_plan(TUESDAY)).then_refused(early);
}
