//! Measures: R-31, D-7, S1-20.

use super::*;
use crate::case::{MeasureEvent, PlanEvent};

const KIND: ObligationKind = ObligationKind::EvaluateMeasure;
const FINDING: FindingKind = FindingKind::MeasureNotEvaluated;

fn planned() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &case_event("MeasurePlanned"))
}

fn agreed_day() -> NaiveDate {
    measure_plan().evaluation_on
}

/// The last day as it was planned.
const LAST_DAY: NaiveDate = date(2024, 5, 3);

/// It goes on until September, and is to be evaluated on that day.
fn extended(evaluated_by: NaiveDate, on: NaiveDate) -> CaseEvent {
    let mut event = case_event("MeasureExtended");
    if let CaseEvent::Measure(MeasureEvent::MeasureExtended { evaluation_on, extended_on, .. }) = &mut event {
        (*evaluation_on, *extended_on) = (evaluated_by, on);
    }
    event
}

fn evaluated_on(evaluated_on: NaiveDate) -> CaseEvent {
    evaluated_until(evaluated_on, None)
}

fn evaluated_until(evaluated_on: NaiveDate, next_evaluation_on: Option<NaiveDate>) -> CaseEvent {
    let (measure, evaluation) = (MEASURE, evaluation());
    MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on, next_evaluation_on }.into()
}

#[test]
fn s1_22_d_7_what_was_evaluated_is_evaluated_again_on_the_day_that_was_agreed() {
    let next = date(2024, 5, 2);
    let told = || planned().hears(FRIDAY, &evaluated_until(FRIDAY, Some(next)));
    let owed = |story: &Story| story.watch.owed.iter().find(|owed| owed.kind == KIND).and_then(|owed| owed.due);
    assert_eq!(owed(&told()), Some(next));
    assert!(told().found(next.succ_opt().unwrap()).contains(&FINDING));
    let held = told().hears(next, &evaluated_on(next));
    assert_eq!((owed(&held), held.finding(FINDING)), (None, None));
    // Where nothing was agreed, nothing is owed before its last day, on which it is ended or goes on.
    assert_eq!(owed(&planned().hears(FRIDAY, &evaluated_on(FRIDAY))), None);
}

#[test]
fn r31_d7_the_evaluation_of_a_measure_is_owed_on_the_planned_day() {
    let story = planned();
    let owed = story.obligation(KIND);
    assert_eq!((owed.opened_on, owed.due), (TUESDAY, Some(agreed_day())));
    assert_eq!(story.standing(KIND, agreed_day()), Some(Standing::Open));
    let the_day_after = agreed_day().succ_opt().unwrap();
    assert_eq!(story.standing(KIND, the_day_after), Some(Standing::Overdue));
    assert!(!story.found(agreed_day()).contains(&FINDING));
    assert!(story.found(the_day_after).contains(&FINDING));
}

#[test]
fn r31_d7_an_evaluation_in_time_meets_it_and_leaves_nothing_to_find() {
    let story = planned().hears(agreed_day(), &evaluated_on(agreed_day()));
    assert_eq!(story.standing(KIND, agreed_day()), Some(Standing::Met));
    assert_eq!(story.finding(FINDING), None);
}

#[test]
fn r31_d7_a_late_evaluation_mends_what_stays_found() {
    let late = date(2024, 5, 6);
    let story = planned().hears(late, &evaluated_on(late));
    assert_eq!(story.standing(KIND, late), Some(Standing::MetLate));
    assert_eq!(story.finding(FINDING).unwrap().mended_on, Some(late));
}

#[test]
fn s1_20_a_measure_that_ends_is_owed_no_evaluation() {
    let story = planned().hears(FRIDAY, &case_event("MeasureEnded"));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(story.finding(FINDING), None);
}

#[test]
fn s1_20_an_extension_moves_the_evaluation_that_is_owed() {
    let story = planned().hears(FRIDAY, &extended(LAST_DAY, FRIDAY));
    let owed = story.obligation(KIND);
    assert_eq!((owed.due, owed.extended), (Some(LAST_DAY), true));
    assert_eq!(story.finding(FINDING).unwrap().arose_on, date(2024, 5, 4));
}

#[test]
fn d_7_r_31_one_extension_after_another_puts_no_evaluation_off_past_the_first_last_day() {
    let told = || planned().hears(FRIDAY, &extended(date(2024, 8, 1), FRIDAY));
    let twice = told().hears(date(2024, 4, 30), &extended(date(2024, 9, 30), date(2024, 4, 30)));
    for story in [told(), twice] {
        assert_eq!(story.obligation(KIND).due, Some(LAST_DAY), "as planned, and not as it was put off");
        assert_eq!(story.finding(FINDING).unwrap().arose_on, date(2024, 5, 4));
    }
    // An evaluation leaves the next to the next extension, and only to that one.
    let evaluated =
        || planned().hears(FRIDAY, &evaluated_on(FRIDAY)).hears(FRIDAY, &extended(date(2024, 8, 1), FRIDAY));
    let next = |story: &Story| story.watch.owed.iter().find(|owed| owed.kind == KIND).and_then(|owed| owed.due);
    assert_eq!(next(&evaluated()), Some(date(2024, 8, 1)));
    let again = evaluated().hears(date(2024, 7, 1), &extended(date(2024, 12, 1), date(2024, 7, 1)));
    assert_eq!(next(&again), Some(date(2024, 9, 2)), "the last day that it had when that came to be owed");
}

#[test]
fn d_7_c11_a_timely_evaluation_that_is_written_down_after_a_late_extension_leaves_nothing_found() {
    let late = date(2024, 5, 6);
    let missed = || planned().hears(late, &extended(date(2024, 8, 1), late));
    assert!(missed().findings.values().any(|found| found.kind == FINDING && found.arose_on <= late));
    let timely = missed().hears(date(2024, 5, 7), &evaluated_on(date(2024, 4, 10)));
    assert!(!timely.findings.values().any(|found| found.kind == FINDING && found.arose_on <= late));
    let standings = |story: &Story| {
        let of = story.standings(late).into_iter().filter(|(kind, _)| *kind == KIND);
        of.map(|(_, standing)| standing).collect::<Vec<_>>()
    };
    assert_eq!(standings(&timely), [Standing::Open, Standing::Met], "and the next is owed still");
    let too_late = missed().hears(date(2024, 5, 7), &evaluated_on(date(2024, 4, 20)));
    let found = too_late.findings.values().find(|found| found.kind == FINDING && found.arose_on <= late).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (date(2024, 4, 13), Some(date(2024, 4, 20))));
    assert_eq!(standings(&too_late), [Standing::Open, Standing::MetLate]);
    let other = missed().hears(date(2024, 5, 7), &evaluated_on(late));
    assert_eq!(standings(&other), [Standing::Met, Standing::Lapsed], "it is the next one");
}

#[test]
fn d_7_c11_a_timely_evaluation_that_is_written_down_after_a_late_one_leaves_nothing_found() {
    let late = || planned().hears(date(2024, 5, 6), &evaluated_on(date(2024, 5, 6)));
    assert!(late().finding(FINDING).is_some());
    let story = late().hears(date(2024, 5, 7), &evaluated_on(date(2024, 4, 10)));
    assert_eq!((story.standing(KIND, date(2024, 5, 7)), story.finding(FINDING)), (Some(Standing::Met), None));
}

#[test]
pub(super) fn r_31_a_units_measure_is_ended_or_extended_on_its_last_day_as_the_services_is() {
    let (kind, found) = (ObligationKind::EndOrExtendMeasure, FindingKind::MeasureOverrun);
    assert_eq!(planned().standing(kind, FRIDAY), None, "what did not begin runs past nothing");
    let started = || planned().hears(THURSDAY, &case_event("MeasureStarted"));
    let owed = started().obligation(kind).clone();
    assert_eq!((owed.opened_on, owed.due, owed.kind.owner()), (THURSDAY, Some(LAST_DAY), Owner::Unit));
    assert_eq!(started().finding(found).unwrap().arose_on, date(2024, 5, 4));
    let ended = started().hears(FRIDAY, &case_event("MeasureEnded"));
    assert_eq!((ended.standing(kind, FRIDAY), ended.finding(found)), (Some(Standing::Met), None));
    let longer = started().hears(FRIDAY, &extended(LAST_DAY, FRIDAY));
    assert_eq!(longer.obligation(kind).due, Some(date(2024, 9, 2)));
    // What is done for the child ends with what it was done for, and goes on with it.
    let evaluated = || started().hears(FRIDAY, &evaluated_on(FRIDAY));
    let closed = || evaluated().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!((closed().standing(kind, FRIDAY), closed().finding(found)), (Some(Standing::Lapsed), None));
    let reopened = closed().hears(SATURDAY, &case_event("CaseReopened"));
    assert_eq!(reopened.watch.owed.iter().filter(|owed| owed.kind == kind).count(), 1);
}

#[test]
fn c11_ending_a_measure_takes_a_missed_evaluation_of_what_ran_not_away() {
    let late = date(2024, 9, 9);
    let next = planned().hears(THURSDAY, &case_event("MeasureStarted")).hears(FRIDAY, &evaluated_on(FRIDAY));
    let next = next.hears(FRIDAY, &extended(date(2024, 8, 1), FRIDAY));
    let mut ended = case_event("MeasureEnded");
    if let CaseEvent::Measure(MeasureEvent::MeasureEnded { ended_on, .. }) = &mut ended {
        *ended_on = late;
    }
    let story = next.hears(late, &ended);
    let found = story.finding(FINDING).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (date(2024, 8, 2), None), "as of the service's measures");
    let timely = story.hears(late, &evaluated_on(date(2024, 7, 30)));
    assert_eq!(timely.finding(FINDING), None, "it was evaluated, and that is known only now");
}

#[test]
fn s1_20_an_extension_after_the_evaluation_owes_the_next_one_and_keeps_the_last() {
    let story = planned().hears(FRIDAY, &evaluated_on(FRIDAY)).hears(FRIDAY, &case_event("MeasureExtended"));
    let standings: Vec<_> =
        story.standings(FRIDAY).into_iter().filter(|(kind, _)| *kind == KIND).map(|(_, standing)| standing).collect();
    assert_eq!(standings, [Standing::Open, Standing::Met]);
}

#[test]
fn r31_d7_a_measure_that_ran_is_owed_its_evaluation_also_once_it_is_over() {
    let story = planned().hears(THURSDAY, &case_event("MeasureStarted")).hears(FRIDAY, &case_event("MeasureEnded"));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Open));
    let the_day_after = agreed_day().succ_opt().unwrap();
    assert!(story.found(the_day_after).contains(&FINDING));
    let story = story.hears(agreed_day(), &evaluated_on(agreed_day()));
    assert_eq!(story.finding(FINDING), None);
}

#[test]
fn r31_c11_an_extension_after_the_day_takes_the_missed_evaluation_not_away() {
    let late = date(2024, 5, 6);
    let mut extended = case_event("MeasureExtended");
    if let CaseEvent::Measure(MeasureEvent::MeasureExtended { extended_on, .. }) = &mut extended {
        *extended_on = late;
    }
    let story = planned().hears(late, &extended);
    let standings: Vec<_> = story.standings(late).into_iter().filter(|(kind, _)| *kind == KIND).collect();
    assert_eq!(standings.iter().map(|(_, standing)| *standing).collect::<Vec<_>>(), [Standing::Open, Standing::Lapsed]);
    let missed = story.findings.values().find(|found| found.kind == FINDING && found.arose_on <= late).unwrap();
    assert_eq!(missed.mended_on, Some(late));
}

#[test]
fn r_31_d_7_an_evaluation_that_is_written_down_late_is_not_the_next_one() {
    let mut extended = case_event("MeasureExtended");
    if let CaseEvent::Measure(MeasureEvent::MeasureExtended { extended_on, .. }) = &mut extended {
        *extended_on = FRIDAY;
    }
    let next = || planned().hears(THURSDAY, &evaluated_on(THURSDAY)).hears(FRIDAY, &extended);
    let open = |story: &Story| story.obligations.values().any(|owed| owed.kind == KIND && owed.ending.is_none());
    assert!(open(&next().hears(FRIDAY, &evaluated_on(WEDNESDAY))));
    assert!(!open(&next().hears(FRIDAY, &evaluated_on(FRIDAY))));
}

#[test]
fn d_7_c11_a_next_evaluation_that_is_written_down_late_leaves_the_day_that_an_extension_set() {
    let (put_off_to, wanted) = (date(2024, 8, 1), date(2024, 4, 20));
    let extended = planned().hears(FRIDAY, &evaluated_on(FRIDAY)).hears(SATURDAY, &extended(put_off_to, SATURDAY));
    let late = extended.hears(SATURDAY, &evaluated_until(THURSDAY, Some(wanted)));
    let owed: Vec<_> = late.watch.owed.iter().filter(|owed| owed.kind == KIND).map(|owed| owed.due).collect();
    assert_eq!(owed, [Some(put_off_to)]);
}

#[test]
fn r_19_a_measure_that_is_given_up_before_it_began_leaves_the_concern_to_be_decided_on() {
    let kind = ObligationKind::DecideOnConcern;
    let ended = || {
        let mut event = case_event("MeasureEnded");
        if let CaseEvent::Measure(MeasureEvent::MeasureEnded { ended_on, .. }) = &mut event {
            *ended_on = FRIDAY;
        }
        event
    };
    let open = |story: &Story| {
        let owed = story.obligations.values().filter(|owed| owed.kind == kind && owed.ending.is_none());
        owed.map(|owed| owed.opened_on).collect::<Vec<_>>()
    };
    let raised = || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    let planned = || raised().hears(TUESDAY, &case_event("MeasurePlanned"));
    assert_eq!(open(&planned()), []);
    assert_eq!(open(&planned().hears(FRIDAY, &ended())), [FRIDAY]);
    // What was decided beside it since stands: here that none of them goes on.
    let mut way = case_event("WayForwardDecided");
    if let CaseEvent::Plan(PlanEvent::WayForwardDecided { decided_on, .. }) = &mut way {
        *decided_on = FRIDAY;
    }
    assert_eq!(open(&planned().hears(FRIDAY, &way).hears(FRIDAY, &ended())), []);
    let began = planned().hears(TUESDAY, &case_event("MeasureStarted"));
    assert_eq!(open(&began.hears(FRIDAY, &ended())), [], "what ran was something, and is evaluated");
    let mut other = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { measure, .. }) = &mut other {
        *measure = crate::ids::MeasureId::from_uuid(Uuid::from_u128(9));
    }
    assert_eq!(open(&planned().hears(FRIDAY, &other).hears(FRIDAY, &ended())), [], "another is planned");
    let alternative = planned().hears(WEDNESDAY, &case_event("AlternativeChosen"));
    assert_eq!(open(&alternative.hears(FRIDAY, &ended())), [], "an alternative is followed");
    let lifted = planned().hears(WEDNESDAY, &case_event("EscalatedToLevel"));
    assert_eq!(open(&lifted.hears(FRIDAY, &ended())), [], "others help");
}
