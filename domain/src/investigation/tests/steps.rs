//! S1-8, S1-10, S2-54 and RM-6: who works with an investigation, and what was done in it.

use super::*;
use crate::case::Degree;
use crate::guides::GuideSubject;
use crate::test_support::{FRIDAY, INVESTIGATION};

fn allocation(team: &str, on: NaiveDate) -> Allocation {
    Allocation { team: team.to_owned(), severity: Degree::Serious, area: "Nord".to_owned(), on }
}

fn allocated(team: &str, on: NaiveDate) -> InvestigationEvent {
    let Allocation { team, severity, area, on } = allocation(team, on);
    InvestigationEvent::InvestigationAllocated { team, severity, area, guides: Vec::new(), allocated_on: on }
}

fn done(kind: StepKind, done_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::InvestigationStepDone { kind, tool: None, account: None, guides: Vec::new(), done_on }
}

fn do_step(kind: StepKind, done_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::DoStep { kind, account: None, done_on }
}

fn days_of(state: &Investigation, kind: StepKind) -> Vec<NaiveDate> {
    state.checklist().into_iter().find(|item| item.kind == kind).unwrap().done_on
}

#[test]
fn s1_8_an_investigation_is_allocated_by_severity_and_area_and_allocated_anew() {
    let allocate = |team, on| InvestigationAction::Allocate(allocation(team, on));
    given([opened()]).when(allocate("Mottak", THURSDAY)).then([allocated("Mottak", THURSDAY)]);
    let state = given([opened(), allocated("Mottak", THURSDAY), allocated("Undersøkelse 1", FRIDAY)]).state();
    assert_eq!(state.allocation(), Some(&allocation("Undersøkelse 1", FRIDAY)));
    // An old one that is written down late moves it to nobody.
    let state = given([opened(), allocated("Undersøkelse 1", FRIDAY), allocated("Mottak", THURSDAY)]).state();
    assert_eq!(state.allocation(), Some(&allocation("Undersøkelse 1", FRIDAY)));
    given([]).when(allocate("Mottak", THURSDAY)).then_refused(NO_INVESTIGATION);
    given([opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")])
        .when(allocate("Mottak", JUNE_3))
        .then_refused(Refusal::InvestigationConcluded);
}

#[test]
fn s1_10_s2_54_each_step_of_an_investigation_is_recorded_as_often_as_it_is_taken() {
    for kind in StepKind::ALL {
        given([opened()]).when(do_step(kind, FRIDAY)).then([done(kind, FRIDAY)]);
    }
    let state = given([opened(), done(StepKind::HomeVisit, FRIDAY), done(StepKind::HomeVisit, JUNE_3)]).state();
    assert_eq!(days_of(&state, StepKind::HomeVisit), [FRIDAY, JUNE_3]);
    given([]).when(do_step(StepKind::KickOff, FRIDAY)).then_refused(NO_INVESTIGATION);
    given([opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")])
        .today(TOMORROW)
        .when(do_step(StepKind::SummaryMeeting, TOMORROW))
        .then_refused(Refusal::InvestigationConcluded);
}

#[test]
fn s1_10_s2_48_r_10_a_step_of_a_day_by_the_end_is_written_down_after_it() {
    let ended = || [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    for day in [FRIDAY, JUNE_3] {
        given(ended()).today(TOMORROW).when(do_step(StepKind::HomeVisit, day)).then([done(StepKind::HomeVisit, day)]);
    }
}

/// What a report that joined it is held against (S2-48).
#[test]
fn s2_48_an_investigation_tells_on_which_day_it_was_worked_in_last() {
    let worked_in_on = |events: Vec<InvestigationEvent>| {
        let state = given([vec![opened()], events].concat()).state();
        state.ongoing(INVESTIGATION, Vec::new()).unwrap().worked_in_on
    };
    assert_eq!(worked_in_on(Vec::new()), None);
    assert_eq!(worked_in_on(vec![allocated("Mottak", JUNE_3)]), None, "that is nothing done for the child");
    let visited = done(StepKind::HomeVisit, FRIDAY);
    assert_eq!(worked_in_on(vec![visited.clone()]), Some(FRIDAY));
    assert_eq!(worked_in_on(vec![visited.clone(), heard()]), Some(FRIDAY), "that was on the day before");
    let ended = concluded(InvestigationOutcome::InvestigationDismissed, "3");
    assert_eq!(worked_in_on(vec![ended.clone(), visited.clone()]), Some(FRIDAY));
    assert_eq!(worked_in_on(vec![visited, ended, done(StepKind::InformationGathered, TOMORROW)]), Some(FRIDAY));
}

#[test]
fn rm_6_the_checklist_shows_what_was_done_and_what_was_not() {
    let state = given([opened(), done(StepKind::KickOff, FRIDAY)]).state();
    let kinds: Vec<_> = state.checklist().into_iter().map(|item| item.kind).collect();
    assert_eq!(kinds, StepKind::ALL);
    for kind in StepKind::ALL {
        let expected = if kind == StepKind::KickOff { vec![FRIDAY] } else { Vec::new() };
        assert_eq!(days_of(&state, kind), expected);
    }
}

#[test]
fn rm_6_a_conversation_in_which_the_child_took_part_is_one_with_the_child() {
    let state = given([opened(), heard(), done(StepKind::ChildConversation, JUNE_3)]).state();
    assert_eq!(days_of(&state, StepKind::ChildConversation), [THURSDAY, JUNE_3], "as it was recorded");
}

#[test]
fn r_10_nothing_was_done_or_allocated_tomorrow_nor_before_the_investigation_began() {
    let allocate = |on| InvestigationAction::Allocate(allocation("Mottak", on));
    let step = |on| do_step(StepKind::HomeVisit, on);
    for (action, field) in [(&allocate as &dyn Fn(NaiveDate) -> InvestigationAction, "allocatedOn"), (&step, "doneOn")]
    {
        let future = Refusal::FutureDate { field, date: TOMORROW, today: JUNE_3 };
        given([opened()]).when(action(TOMORROW)).then_refused(future);
        let early = Refusal::DateBeforeAct { act: Act::InvestigationStarted, field, date: TUESDAY, earliest: THURSDAY };
        given([opened()]).when(action(TUESDAY)).then_refused(early);
    }
}

#[test]
fn s1_26_a_tool_that_is_used_in_an_investigation_is_one_of_the_guides() {
    let guide = super::way::guide();
    let use_of = |title: &str| InvestigationAction::UseTool {
        tool: UsedTool::of(&guide, GuideSubject::ChildWelfareService, title),
        account: None,
        used_on: JUNE_3,
    };
    for title in ["WMCI", "Crowell", "Euroaddadd", "ASQ", "ASQ-se", "DCM", "Fremmedrom", "Nettverksmøte"] {
        let tool = UsedTool { guide: guide.version.clone(), title: title.to_owned() };
        let kind = StepKind::AssessmentTool;
        let done = InvestigationEvent::InvestigationStepDone {
            kind,
            tool: Some(tool.clone()),
            account: None,
            guides: Vec::new(),
            done_on: JUNE_3,
        };
        given([opened()]).when(use_of(title)).then([done.clone()]);
        // It is a step of the investigation as well (S1-10).
        let state = given([opened(), done]).state();
        assert_eq!(state.tools_used(), [ToolUse { tool, on: JUNE_3 }]);
        assert!(state.checklist().iter().any(|item| item.kind == kind && item.done_on == [JUNE_3]));
    }
    // What there is instead, is said.
    let unknown =
        UsedTool::of(&guide, GuideSubject::ChildWelfareService, "A conversation about the weather").unwrap_err();
    let Refusal::ToolUnknown { known, .. } = &unknown else { panic!("{unknown:?}") };
    assert!(known.contains(&"WMCI".to_owned()) && known.is_sorted(), "{known:?}");
    given([opened()]).when(use_of("A conversation about the weather")).then_refused(unknown);
    let ended = [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    given(ended.clone()).when(use_of("WMCI")).then_done();
    let after = InvestigationAction::UseTool {
        tool: UsedTool::of(&guide, GuideSubject::ChildWelfareService, "WMCI"),
        account: None,
        used_on: TOMORROW,
    };
    given(ended).today(TOMORROW).when(after).then_refused(Refusal::InvestigationConcluded);
}
