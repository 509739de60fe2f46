//! Measures: R-31, D-7, S1-20.

use super::*;
use crate::case::MeasureEvent;

const KIND: ObligationKind = ObligationKind::EvaluateMeasure;
const FINDING: FindingKind = FindingKind::MeasureNotEvaluated;

fn planned() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &case_event("MeasurePlanned"))
}

fn agreed_day() -> NaiveDate {
    measure_plan().evaluation_on
}

fn evaluated_on(evaluated_on: NaiveDate) -> CaseEvent {
    MeasureEvent::MeasureEvaluated { measure: MEASURE, evaluation: evaluation(), evaluated_on }.into()
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
    let story = planned().hears(FRIDAY, &case_event("MeasureExtended"));
    let owed = story.obligation(KIND);
    assert_eq!((owed.due, owed.extended), (Some(date(2024, 8, 1)), true));
    assert_eq!(story.finding(FINDING).unwrap().arose_on, date(2024, 8, 2));
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
