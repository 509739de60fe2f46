//! S2-3, S2-4: the help that returns for statistics tell of becomes history, each as the latest return has it.

use super::*;
use crate::case::{ImportedMeasure, ImportedPlan};
use crate::ids::AgreementId;
use crate::test_support::MEASURE;

fn measure(year: i32, to: Option<NaiveDate>) -> ImportedMeasure {
    ImportedMeasure { measure: MEASURE, code: None, from: date(2022, 2, 1), to, year }
}

fn plan() -> ImportedPlan {
    let plan = AgreementId::from_uuid(uuid::Uuid::from_u128(0x91a4));
    ImportedPlan { plan, kind: Some("1".to_owned()), from: date(2022, 2, 1), to: None, evaluated_on: None, year: 2022 }
}

fn told(measures: Vec<ImportedMeasure>, plans: Vec<ImportedPlan>) -> CaseEvent {
    CourseEvent::HelpToldOfBySource { measures, plans, told_on: FRIDAY }.into()
}

fn known() -> Vec<CaseEvent> {
    given([]).when(import(MONDAY, None)).then_done()
}

fn take_over(measures: Vec<ImportedMeasure>, plans: Vec<ImportedPlan>) -> CaseAction {
    match import(MONDAY, None) {
        CaseAction::Course(CourseAction::ImportClient(client)) => {
            CaseAction::Course(CourseAction::ImportClient(Box::new(ImportedClient { measures, plans, ..*client })))
        }
        other => other,
    }
}

#[test]
fn s2_3_s2_4_measures_and_plans_of_a_return_are_recorded_once_and_again_when_the_next_tells_more() {
    let (open, over) = (measure(2022, None), measure(2023, Some(date(2023, 5, 31))));
    given(known()).when(take_over(vec![open.clone()], vec![plan()])).then([told(vec![open.clone()], vec![plan()])]);
    let before = || [known(), vec![told(vec![open.clone()], vec![plan()])]].concat();
    given(before()).when(take_over(vec![open.clone()], vec![plan()])).then([]);
    given(before()).when(take_over(vec![over.clone()], vec![plan()])).then([told(vec![over.clone()], vec![])]);
    // An older return that comes later takes nothing back.
    let after = [before(), vec![told(vec![over.clone()], vec![])]].concat();
    given(after.clone()).when(take_over(vec![open.clone()], vec![])).then([]);
    let state = given(after).state();
    let until: Vec<_> = state.imported_measures().map(ImportedMeasure::known_until).collect();
    assert_eq!((until, state.imported_plans().count()), (vec![date(2023, 5, 31)], 1));
    assert_eq!(open.known_until(), date(2022, 12, 31), "as far as its return tells");
}

#[test]
fn s2_3_r_10_what_a_return_says_will_begin_is_no_fact() {
    let tomorrow = ImportedMeasure { from: SATURDAY, ..measure(2024, None) };
    given(known()).when(take_over(vec![tomorrow], vec![])).then([]);
}
