//! The plan of an investigation.

use super::*;
use crate::test_support::FRIDAY;

fn plan_made(made_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::InvestigationPlanMade { plan: said_of_child("Visit the home"), guides: Vec::new(), made_on }
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
fn s1_8_s2_53_a_plan_of_an_earlier_day_that_is_written_down_late_does_not_replace_the_one_in_force() {
    let earlier = InvestigationEvent::InvestigationPlanMade {
        plan: said_of_child("Ask the school"),
        guides: Vec::new(),
        made_on: FRIDAY,
    };
    let state = given([opened(), plan_made(JUNE_3), earlier]).state();
    assert_eq!(state.planned_on(), Some(JUNE_3));
    assert_eq!(state.written().plan, Some((said_of_child("Visit the home"), JUNE_3)));
    let same_day = InvestigationEvent::InvestigationPlanMade {
        plan: said_of_child("Ask the school"),
        guides: Vec::new(),
        made_on: JUNE_3,
    };
    let state = given([opened(), plan_made(JUNE_3), same_day]).state();
    assert_eq!(state.written().plan, Some((said_of_child("Ask the school"), JUNE_3)));
    let of_measures = |plan: &str, planned_on| InvestigationEvent::ServiceMeasurePlanMade {
        plan: said_of_child(plan),
        measures: BTreeSet::new(),
        voices: crate::test_support::samples::voices(),
        guides: Vec::new(),
        planned_on,
    };
    let state = given([opened(), of_measures("Guidance", JUNE_3), of_measures("Respite", FRIDAY)]).state();
    assert_eq!(state.measures_planned_on(), Some(JUNE_3));
    assert_eq!(state.written().measure_plan, Some((said_of_child("Guidance"), JUNE_3)));
}

#[test]
fn s2_53_what_is_not_running_is_not_planned() {
    given([]).when(make_plan(FRIDAY)).then_refused(NO_INVESTIGATION);
    given([opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")])
        .today(TOMORROW)
        .when(make_plan(TOMORROW))
        .then_refused(Refusal::InvestigationConcluded);
}

#[test]
fn s2_53_r_10_a_plan_of_a_day_by_the_end_is_written_down_after_it() {
    let ended = || [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    for day in [FRIDAY, JUNE_3] {
        given(ended()).today(TOMORROW).when(make_plan(day)).then([plan_made(day)]);
    }
}

#[test]
fn r_10_a_plan_is_made_neither_tomorrow_nor_before_the_investigation_began() {
    let future = Refusal::FutureDate { field: "madeOn", date: TOMORROW, today: JUNE_3 };
    given([opened()]).when(make_plan(TOMORROW)).then_refused(future);
    let early =
        Refusal::DateBeforeAct { act: Act::InvestigationStarted, field: "madeOn", date: TUESDAY, earliest: THURSDAY };
    given([opened()]).when(make_plan(TUESDAY)).then_refused(early);
}
