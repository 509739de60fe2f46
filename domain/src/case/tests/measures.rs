//! S1-17 to S1-20, S3-33: a measure says all that it is, starts when guardians agree, is evaluated, and
//! ends with reasons.

use super::*;
use crate::case::{Evaluations, OwnSay};
use crate::ids::{MeasureId, SubjectId};
use crate::people::Guardian;
use crate::test_support::{MEASURE, evaluation, measure_plan};

const OTHER_MEASURE: MeasureId = MeasureId::from_uuid(uuid::Uuid::from_u128(0x3ea6));

fn plan() -> MeasurePlan {
    crate::test_support::measure_plan()
}

fn planned() -> CaseEvent {
    planned_on(TUESDAY)
}

fn planned_on(planned_on: NaiveDate) -> CaseEvent {
    MeasureEvent::MeasurePlanned { measure: MEASURE, plan: plan(), planned_on }.into()
}

fn approved_on(approved_on: NaiveDate) -> CaseEvent {
    let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
    MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }.into()
}

fn started() -> CaseEvent {
    MeasureEvent::MeasureStarted { measure: MEASURE, started_on: THURSDAY }.into()
}

fn on_level_2() -> CaseEvent {
    let (level, consent) = (Level::Two, CONSENT);
    CourseEvent::EscalatedToLevel {
        stood_behind: None,
        level,
        consent,
        guides: vec![],
        decision: decided(),
        escalated_on: TUESDAY,
    }
    .into()
}

fn plan_measure(plan: MeasurePlan) -> CaseAction {
    CaseAction::Measure(MeasureAction::PlanMeasure { measure: MEASURE, plan, planned_on: TUESDAY })
}

fn approve<const N: usize>(measures: [MeasureId; N], guardians: Vec<Guardian>) -> CaseAction {
    let measures = measures.into();
    approve_by(measures, guardians, false)
}

fn approve_by(measures: BTreeSet<MeasureId>, guardians: Vec<Guardian>, by_youth: bool) -> CaseAction {
    let (approved_on, birth_is_shown) = (WEDNESDAY, true);
    let approve = MeasureAction::ApproveMeasures { measures, guardians, by_youth, approved_on, birth_is_shown };
    CaseAction::Measure(approve)
}

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(uuid::Uuid::from_u128(0xfa)), name: said_by_guardian("Dag") }
}

fn ended() -> CaseEvent {
    MeasureEvent::MeasureEnded { guides: vec![], measure: MEASURE, decision: decided(), ended_on: FRIDAY }.into()
}

fn evaluate_on(evaluated_on: NaiveDate) -> CaseAction {
    let (measure, evaluation) = (MEASURE, evaluation());
    CaseAction::Measure(MeasureAction::EvaluateMeasure { measure, evaluation, evaluated_on, next_evaluation_on: None })
}

fn evaluated() -> CaseEvent {
    let (measure, evaluation) = (MEASURE, evaluation());
    MeasureEvent::MeasureEvaluated { measure, evaluation, evaluated_on: FRIDAY, next_evaluation_on: None }.into()
}

fn start() -> CaseAction {
    start_on(THURSDAY)
}

fn start_on(started_on: NaiveDate) -> CaseAction {
    CaseAction::Measure(MeasureAction::StartMeasure { measure: MEASURE, started_on, birth_is_shown: true })
}

fn extend_to(to: NaiveDate) -> CaseAction {
    extend(to, plan().to, FRIDAY)
}

fn extend(to: NaiveDate, evaluation_on: NaiveDate, extended_on: NaiveDate) -> CaseAction {
    let (measure, decision) = (MEASURE, decision());
    CaseAction::Measure(MeasureAction::ExtendMeasure { measure, to, evaluation_on, decision, extended_on })
}

fn end() -> CaseAction {
    CaseAction::Measure(MeasureAction::EndMeasure { measure: MEASURE, decision: decision(), ended_on: FRIDAY })
}

#[test]
fn r_10_a_measure_does_not_end_before_it_was_evaluated_or_went_on_for_longer() {
    let end_on =
        |ended_on| CaseAction::Measure(MeasureAction::EndMeasure { measure: MEASURE, decision: decision(), ended_on });
    let (measure, to, evaluation_on) = (MEASURE, plan().to, plan().to);
    let extended = MeasureEvent::MeasureExtended {
        guides: vec![],
        measure,
        to,
        evaluation_on,
        decision: decided(),
        extended_on: FRIDAY,
    };
    for (before, act) in [(evaluated(), Act::MeasureEvaluated), (extended.into(), Act::MeasureExtended)] {
        let running = || given([opened(), planned(), started(), before.clone()]);
        let early = Refusal::DateBeforeAct { field: "endedOn", date: THURSDAY, earliest: FRIDAY, act };
        running().when(end_on(THURSDAY)).then_refused(early);
        running().when(end_on(FRIDAY)).then_done();
    }
}

#[test]
fn r_31_a_measure_with_goal_responsible_period_and_evaluation_is_planned() {
    given([opened()]).when(plan_measure(plan())).then([planned()]);
}

#[test]
fn r_31_a_measure_does_not_end_before_it_begins() {
    let (from, to) = (plan().from, TUESDAY);
    given([opened()]).when(plan_measure(MeasurePlan { to, ..plan() })).then_refused(Refusal::DateBefore {
        field: "to",
        date: to,
        earliest: from,
    });
}

#[test]
fn r_31_a_measure_is_not_evaluated_before_it_begins() {
    let (from, evaluation_on) = (plan().from, TUESDAY);
    given([opened()]).when(plan_measure(MeasurePlan { evaluation_on, ..plan() })).then_refused(Refusal::DateBefore {
        field: "evaluationOn",
        date: evaluation_on,
        earliest: from,
    });
}

#[test]
fn r_31_a_measure_is_planned_once() {
    given([opened(), planned()])
        .when(plan_measure(plan()))
        .then_refused(Refusal::MeasureAlreadyPlanned { measure: MEASURE });
}

#[test]
fn r_32_on_level_1_a_measure_starts_without_approval() {
    given([opened(), planned()]).when(start()).then([started()]);
}

#[test]
fn r_32_on_level_2_a_measure_does_not_start_before_guardians_approved() {
    let refused = || Refusal::MeasureNotApproved { measure: MEASURE };
    given([opened(), on_level_2(), planned()]).when(start()).then_refused(refused());
    given([opened(), planned(), on_level_2()]).when(start()).then_refused(refused());
    given([opened(), on_level_2(), planned(), approved_on(FRIDAY)]).when(start()).then_refused(refused());
}

#[test]
fn r_32_on_level_2_a_measure_that_guardians_approved_starts() {
    given([opened(), on_level_2(), planned(), approved_on(WEDNESDAY)]).when(start()).then([started()]);
}

fn back_on_level_1_on(returned_on: NaiveDate) -> CaseEvent {
    CourseEvent::ReturnedToLevel {
        stood_behind: None,
        level: Level::One,
        guides: vec![],
        decision: decided(),
        returned_on,
    }
    .into()
}

#[test]
fn r_32_back_on_level_1_a_measure_that_is_planned_there_starts_without_approval() {
    let planned = planned_on(THURSDAY);
    given([opened(), on_level_2(), back_on_level_1_on(WEDNESDAY), planned]).when(start()).then([started()]);
}

/// As if each had been written down on its own day.
#[test]
fn r_32_s3_33_what_is_written_down_late_takes_approval_by_the_level_of_its_day() {
    let not_approved = Refusal::MeasureNotApproved { measure: MEASURE };
    let on_level_2_until = |back| [opened(), on_level_2(), back_on_level_1_on(back)];
    let planned_then = [&on_level_2_until(WEDNESDAY)[..], &[planned_on(TUESDAY)]].concat();
    given(planned_then).when(start()).then_refused(not_approved);
    let mut lifted = on_level_2();
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut lifted {
        *escalated_on = FRIDAY;
    }
    given([opened(), planned_on(WEDNESDAY), lifted]).when(start()).then([started()]);
}

#[test]
fn r_32_what_was_planned_on_level_2_starts_with_approval_wherever_the_case_is_then() {
    let back = || [opened(), on_level_2(), planned(), back_on_level_1_on(WEDNESDAY)];
    given(back()).when(start()).then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    given(back().into_iter().chain([approved_on(THURSDAY)])).when(start()).then([started()]);
}

/// On Thursday the case was on level 2 until it was taken back: what starts that day starts on level 2.
#[test]
fn r_32_a_measure_starts_on_the_highest_level_of_its_day() {
    for back in [THURSDAY, FRIDAY] {
        given([opened(), planned(), on_level_2(), back_on_level_1_on(back)])
            .when(start())
            .then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    }
    given([opened(), planned(), on_level_2(), back_on_level_1_on(WEDNESDAY)]).when(start()).then([started()]);
}

#[test]
fn r_32_r19_in_a_reopened_case_a_measure_starts_on_level_1_on_the_very_day() {
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY };
    let ended_on = |closed_on| {
        let outcome = CaseOutcome::MeasuresHadEffect.into();
        CaseEvent::Course(CourseEvent::CaseClosed {
            stood_behind: None,
            outcome,
            guides: vec![],
            decision: decided(),
            closed_on,
        })
    };
    let plan_anew = || MeasureEvent::MeasurePlanned { measure: MEASURE, plan: plan(), planned_on: FRIDAY }.into();
    let again = [opened(), on_level_2(), ended_on(WEDNESDAY), reopened.into(), plan_anew()];
    given(again).when(start_on(FRIDAY)).then_done();
    // Nobody dates it back to the time on level 2.
    let planned_before = [opened(), planned(), on_level_2(), ended_on(THURSDAY)];
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY };
    given(planned_before.into_iter().chain([reopened.into()]))
        .when(start())
        .then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
}

#[test]
fn r_32_a_case_is_not_lifted_from_a_day_on_which_something_started_unapproved() {
    let running = || [opened(), consent_requested(scope(LEVEL_2)), consent_given(), planned(), started()];
    for day in [WEDNESDAY, THURSDAY] {
        given(running())
            .when(escalate_on(day, Level::Two))
            .then_refused(Refusal::MeasureStartedUnapproved { measure: MEASURE, on: THURSDAY });
        given(running().into_iter().chain([approved_on(WEDNESDAY)])).when(escalate_on(day, Level::Two)).then_done();
        given(running().into_iter().chain([ended()])).when(escalate_on(day, Level::Two)).then_done();
    }
    // It ran on level 1 before, and goes on.
    given(running()).when(escalate_to(Level::Two)).then([escalated(Level::Two)]);
}

/// A yes to work on level 2, that the child has to say itself or not.
fn answered(say: OwnSay) -> CaseEvent {
    let mut event = consent_given();
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { own_say, .. }) = &mut event {
        *own_say = Some(say);
    }
    event
}

fn approved_itself(own_say: Option<OwnSay>) -> CaseEvent {
    MeasureEvent::MeasuresApprovedByYouth { measures: [MEASURE].into(), own_say, approved_on: WEDNESDAY }.into()
}

/// Of a child born that day, in a case on level 2.
fn about_one_born(born: NaiveDate) -> Vec<CaseEvent> {
    let mut opened = opened();
    if let CaseEvent::Course(CourseEvent::CaseOpened { child, .. }) = &mut opened {
        child.born_on = Some(crate::personal::Personal::child(crate::test_support::CHILD, born));
    }
    vec![opened, planned(), on_level_2()]
}

#[test]
fn c12_r_32_what_helps_who_is_of_age_starts_on_that_persons_own_approval_of_it_and_on_nothing_else() {
    let asked = |say| vec![opened(), consent_requested(scope(LEVEL_2)), answered(say), planned(), on_level_2()];
    let start_after = |say, since: Vec<CaseEvent>| given([asked(say), since].concat()).when(start());
    let of_age = OwnSay::InsteadOfGuardians;
    start_after(of_age, vec![approved_itself(Some(of_age))]).then([started()]);
    let taken_back = ConsentEvent::ConsentWithdrawn { consent: CONSENT, reason: None, withdrawn_on: WEDNESDAY };
    // Neither what it said to something else, whether that stands or not, nor what guardians said to this.
    for since in [vec![], vec![taken_back.into()], vec![approved_on(WEDNESDAY)]] {
        start_after(of_age, since).then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    }
    // Of a younger one guardians decide.
    let beside = OwnSay::BesideGuardians;
    start_after(beside, vec![approved_on(WEDNESDAY)]).then([started()]);
    start_after(beside, vec![approved_itself(Some(beside))])
        .then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    // On level 1 nothing waits for an approval.
    let on_level_1 = [opened(), consent_requested(scope(LEVEL_2)), answered(of_age), planned()];
    given(on_level_1.clone()).when(start()).then([started()]);
    let lift = |approved: Option<CaseEvent>| {
        let runs = on_level_1.clone().into_iter().chain(approved).chain([started()]);
        given(runs).when(escalate_on(THURSDAY, Level::Two))
    };
    lift(Some(approved_itself(Some(of_age)))).then_done();
    for none in [None, Some(approved_on(WEDNESDAY))] {
        lift(none).then_refused(Refusal::MeasureStartedUnapproved { measure: MEASURE, on: THURSDAY });
    }
}

#[test]
fn c12_r_32_no_guardian_approves_alone_for_who_is_of_age_by_its_birth_nor_starts_what_it_refuses() {
    let (of_age, a_day_younger) = (date(2006, 3, 6), date(2006, 3, 7));
    let approve =
        |born, guardians, by_youth| given(about_one_born(born)).when(approve_by([MEASURE].into(), guardians, by_youth));
    approve(of_age, vec![mother()], false).then_refused(Refusal::OwnApprovalMissing);
    approve(of_age, vec![], true).then([approved_itself(Some(OwnSay::InsteadOfGuardians))]);
    let both = [approved_on(WEDNESDAY), approved_itself(Some(OwnSay::InsteadOfGuardians))];
    approve(of_age, vec![mother()], true).then(both);
    approve(a_day_younger, vec![mother()], false).then([approved_on(WEDNESDAY)]);
    approve(a_day_younger, vec![], true).then([approved_itself(Some(OwnSay::BesideGuardians))]);
    approve(of_age, vec![], false).then_refused(Refusal::NobodyApproved);
    // What guardians had said before that day starts nothing any more.
    let approved_before = || [about_one_born(a_day_younger), vec![approved_on(WEDNESDAY)]].concat();
    given(approved_before()).when(start_on(WEDNESDAY)).then_done();
    given(approved_before()).when(start()).then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    let itself_before = [approved_before(), vec![approved_itself(Some(OwnSay::BesideGuardians))]].concat();
    given(itself_before).when(start()).then([started()]);
    // By a birth that is kept from who records it nothing is refused.
    let unseen = MeasureAction::StartMeasure { measure: MEASURE, started_on: THURSDAY, birth_is_shown: false };
    given(approved_before()).when(CaseAction::Measure(unseen)).then([started()]);
}

/// Started on Thursday, when it is of age; on level 1, and lifted as of that day, or lifted before that is recorded.
#[test]
fn c12_r_32_a_case_is_lifted_over_what_runs_as_what_runs_is_started_on_it_in_either_order() {
    let of_age_on_thursday = || about_one_born(date(2006, 3, 7)).into_iter().next();
    let on_level_1 = |said: &CaseEvent| {
        let may_be_lifted = [consent_requested(scope(LEVEL_2)), consent_given(), planned(), said.clone()];
        of_age_on_thursday().into_iter().chain(may_be_lifted)
    };
    let start_by = |birth_is_shown| {
        CaseAction::Measure(MeasureAction::StartMeasure { measure: MEASURE, started_on: THURSDAY, birth_is_shown })
    };
    let lift_by = |birth_is_shown: bool| {
        let mut lift = escalate_on(THURSDAY, Level::Two);
        if let CaseAction::Course(CourseAction::EscalateToLevel { birth_is_shown: shown, .. }) = &mut lift {
            *shown = birth_is_shown;
        }
        lift
    };
    let lifted =
        |said: &CaseEvent| given(on_level_1(said).chain(given(on_level_1(said)).when(lift_by(true)).then_done()));
    let runs = |said: &CaseEvent| given(on_level_1(said).chain([started()]));
    // It approved that itself the day before.
    let itself = approved_itself(Some(OwnSay::BesideGuardians));
    runs(&itself).when(lift_by(true)).then_done();
    lifted(&itself).when(start_by(true)).then_done();
    // Only its guardians did.
    let by_guardians = approved_on(WEDNESDAY);
    let runs_unapproved = Refusal::MeasureStartedUnapproved { measure: MEASURE, on: THURSDAY };
    runs(&by_guardians).when(lift_by(true)).then_refused(runs_unapproved.clone());
    lifted(&by_guardians).when(start_by(true)).then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    // Whoever is not shown its birth lifts and starts as of a younger one; what it approved itself is started by one who is.
    runs(&by_guardians).when(lift_by(false)).then_done();
    lifted(&by_guardians).when(start_by(false)).then_done();
    runs(&itself).when(lift_by(false)).then_refused(runs_unapproved);
    lifted(&itself).when(start_by(false)).then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
}

#[test]
fn c12_s3_33_the_youth_approves_once_and_beside_guardians_who_did() {
    let before = || [opened(), planned(), approved_itself(None)];
    let itself = |guardians| approve_by([MEASURE].into(), guardians, true);
    given(before()).when(itself(vec![])).then_refused(Refusal::MeasureAlreadyApproved { measure: MEASURE });
    given(before()).when(approve([MEASURE], vec![mother()])).then([approved_on(WEDNESDAY)]);
    let state = given(before()).state();
    let own = state.measures()[&MEASURE].own_approval;
    assert_eq!(own.map(|own| (own.on, own.own_say)), Some((WEDNESDAY, None)));
}

#[test]
fn s3_33_approval_names_who_approved_and_what() {
    given([opened(), planned()]).when(approve([MEASURE], vec![mother()])).then([approved_on(WEDNESDAY)]);
    given([opened(), planned()]).when(approve([MEASURE], Vec::new())).then_refused(Refusal::NobodyApproved);
    given([opened(), planned()]).when(approve([], vec![mother()])).then_refused(Refusal::NoMeasureNamed);
    given([opened(), planned()])
        .when(approve([OTHER_MEASURE], vec![mother()]))
        .then_refused(Refusal::MeasureUnknown { measure: OTHER_MEASURE });
}

#[test]
fn s3_33_a_measure_is_not_approved_before_it_was_planned() {
    let planned = MeasureEvent::MeasurePlanned { measure: MEASURE, plan: plan(), planned_on: THURSDAY }.into();
    let (field, date, earliest) = ("approvedOn", WEDNESDAY, THURSDAY);
    given([opened(), planned]).when(approve([MEASURE], vec![mother()])).then_refused(Refusal::DateBeforeAct {
        act: Act::MeasurePlanned,
        field,
        date,
        earliest,
    });
}

#[test]
fn s3_33_the_same_guardian_approves_once_and_another_may_still() {
    let before = || [opened(), planned(), approved_on(TUESDAY)];
    given(before())
        .when(approve([MEASURE], vec![mother()]))
        .then_refused(Refusal::MeasureAlreadyApproved { measure: MEASURE });
    let both = given(before()).when(approve([MEASURE], vec![mother(), father()])).then_done();
    let state = given(before().into_iter().chain(both)).state();
    let measure = &state.measures()[&MEASURE];
    let who: BTreeSet<_> = measure.approved_by.iter().map(|yes| yes.subject).collect();
    assert_eq!(who, [mother().subject, father().subject].into());
    assert_eq!(measure.approved_on(), Some(TUESDAY), "a later approval does not move the first");
}

#[test]
fn s3_33_what_has_ended_is_not_approved() {
    given([opened(), planned(), ended()])
        .when(approve([MEASURE], vec![mother()]))
        .then_refused(Refusal::MeasureHasEnded { measure: MEASURE });
}

#[test]
fn s3_24_a_measure_is_started_once() {
    given([opened(), planned(), started()])
        .when(start())
        .then_refused(Refusal::MeasureAlreadyStarted { measure: MEASURE });
}

#[test]
fn s1_20_a_measure_that_runs_is_extended_and_ended_with_reasons() {
    let to = date(2024, 9, 2);
    let state = given([opened(), planned(), started()]).when(extend_to(to)).then_done();
    let extended = given([opened(), planned(), started()].into_iter().chain(state)).state();
    assert_eq!(extended.measures()[&MEASURE].plan.to, to);
    given([opened(), planned(), started()]).when(end()).then_done();
}

#[test]
fn d_7_r_31_a_unit_puts_no_evaluation_off_by_one_extension_after_another() {
    let running = || vec![opened(), planned(), started()];
    let (august, september, december) = (date(2024, 8, 1), date(2024, 9, 2), date(2024, 12, 2));
    let too_late = |latest| Refusal::EvaluationTooLate { field: "evaluationOn", latest };
    given(running()).when(extend(september, august, FRIDAY)).then_refused(too_late(plan().to));
    let once = given(running()).when(extend(september, plan().to, FRIDAY)).then_done();
    let once = || [running(), once.clone()].concat();
    given(once()).when(extend(december, august, FRIDAY)).then_refused(too_late(plan().to));
    given(once()).when(extend(december, plan().to, FRIDAY)).then_done();
    // Where that day has passed, on the day on which it is extended.
    given(once()).today(september).when(extend(december, september, september)).then_done();
    // Once it was evaluated, the next extension sets the day of the next, and only that one.
    let evaluated = || [once(), vec![evaluated()]].concat();
    let twice = given(evaluated()).when(extend(december, december, FRIDAY)).then_done();
    given(evaluated()).when(extend(december, date(2024, 12, 3), FRIDAY)).then_refused(too_late(december));
    let (next, later) = (date(2025, 1, 7), [evaluated(), twice].concat());
    given(later.clone()).when(extend(next, next, FRIDAY)).then_refused(too_late(december));
    given(later).when(extend(next, december, FRIDAY)).then_done();
}

#[test]
fn s1_20_an_extension_that_lengthens_nothing_is_refused() {
    given([opened(), planned(), started()])
        .when(extend_to(plan().to))
        .then_refused(Refusal::ExtensionLengthensNothing { last_day: plan().to });
}

#[test]
fn s1_20_a_measure_that_was_not_started_is_not_extended() {
    given([opened(), planned()])
        .when(extend_to(date(2024, 9, 2)))
        .then_refused(Refusal::MeasureNotStarted { measure: MEASURE });
}

#[test]
fn s1_20_a_measure_that_never_started_is_given_up_with_reasons() {
    let state = given([opened(), planned(), ended()]).state();
    assert_eq!(state.measures()[&MEASURE].state, MeasureState::Ended { started_on: None, on: FRIDAY });
    given([opened(), planned()]).when(end()).then([ended()]);
    given([opened(), planned(), ended()]).when(start()).then_refused(Refusal::MeasureHasEnded { measure: MEASURE });
}

#[test]
fn s1_20_a_measure_that_has_ended_is_neither_extended_nor_ended_again() {
    let before = || [opened(), planned(), started(), ended()];
    let refused = || Refusal::MeasureHasEnded { measure: MEASURE };
    given(before()).when(extend_to(date(2024, 9, 2))).then_refused(refused());
    given(before()).when(end()).then_refused(refused());
}

#[test]
fn s1_17_s1_18_what_was_started_is_evaluated_also_after_it_ended() {
    given([opened(), planned(), started()]).when(evaluate_on(FRIDAY)).then([evaluated()]);
    given([opened(), planned(), started(), ended()]).when(evaluate_on(FRIDAY)).then([evaluated()]);
    let state = given([opened(), planned(), started(), evaluated()]).state();
    assert_eq!(state.measures()[&MEASURE].evaluations, [(FRIDAY, evaluation())]);
}

#[test]
fn s1_17_what_was_not_started_is_not_evaluated() {
    let refused = || Refusal::MeasureNotStarted { measure: MEASURE };
    given([opened(), planned()]).when(evaluate_on(FRIDAY)).then_refused(refused());
    given([opened(), planned(), ended()]).when(evaluate_on(FRIDAY)).then_refused(refused());
    let (field, date, earliest) = ("evaluatedOn", WEDNESDAY, THURSDAY);
    given([opened(), planned(), started()]).when(evaluate_on(WEDNESDAY)).then_refused(Refusal::DateBeforeAct {
        act: Act::MeasureStarted,
        field,
        date,
        earliest,
    });
}

#[test]
fn r_34_a_report_leaves_the_measures_running() {
    let before = given([opened(), planned(), started()]).state();
    let after = given([opened(), planned(), started(), duty(true), sent(ReportDuty::Triggered)]).state();
    assert_eq!(after.measures(), before.measures());
    assert_eq!(after.closed_on(), None);
}

#[test]
fn d_7_an_evaluation_that_is_written_down_late_answers_nothing_that_is_awaited_since_a_later_one() {
    let mut evaluations = Evaluations::awaited_on(date(2024, 4, 12), date(2024, 5, 3));
    assert!(evaluations.was_held(date(2024, 3, 20)));
    evaluations.were_put_off(date(2024, 9, 30), date(2024, 3, 10));
    assert!(!evaluations.was_held(date(2024, 3, 15)), "the later one had come before it");
    let (to, on) = (date(2024, 12, 31), date(2024, 4, 1));
    assert_eq!(evaluations.latest_when_extended(to, on), date(2024, 9, 30), "it is not put off once more");
    assert!(evaluations.was_held(date(2024, 6, 1)));
    assert_eq!(evaluations.latest_when_extended(to, date(2024, 7, 1)), to, "the next one is");
}

#[test]
fn s1_22_d_7_the_next_evaluation_is_agreed_for_a_later_day_while_the_measure_lasts() {
    let again = |next: NaiveDate| {
        let (measure, evaluation, evaluated_on) = (MEASURE, evaluation(), FRIDAY);
        let next_evaluation_on = Some(next);
        CaseAction::Measure(MeasureAction::EvaluateMeasure { measure, evaluation, evaluated_on, next_evaluation_on })
    };
    let running = || given([opened(), planned(), started()]);
    let last_day = measure_plan().to;
    running().when(again(last_day)).then_done();
    let beyond = last_day.succ_opt().unwrap();
    let too_late = Refusal::EvaluationTooLate { field: "nextEvaluationOn", latest: last_day };
    running().when(again(beyond)).then_refused(too_late);
    let (field, earliest) = ("nextEvaluationOn", FRIDAY.succ_opt().unwrap());
    running().when(again(FRIDAY)).then_refused(Refusal::DateBefore { field, date: FRIDAY, earliest });
    let over = given([opened(), planned(), started(), ended()]);
    over.when(again(last_day)).then_refused(Refusal::MeasureHasEnded { measure: MEASURE });
    let evaluated = running().when(again(last_day)).then_done();
    let known = given([vec![opened(), planned(), started()], evaluated].concat()).state();
    assert_eq!(known.measures()[&MEASURE].plan.evaluation_on, last_day);
}

#[test]
fn s1_22_d_7_of_two_evaluations_of_one_day_the_one_that_agrees_on_the_next_sets_it() {
    let again = |next_evaluation_on| MeasureEvent::MeasureEvaluated {
        measure: MEASURE,
        evaluation: evaluation(),
        evaluated_on: FRIDAY,
        next_evaluation_on,
    };
    let last_day = measure_plan().to;
    let twice = [opened(), planned(), started(), again(None).into(), again(Some(last_day)).into()];
    assert_eq!(given(twice).state().measures()[&MEASURE].plan.evaluation_on, last_day);
}

fn refuse_by(guardians: Vec<Guardian>, by_youth: bool, refused_on: NaiveDate) -> CaseAction {
    CaseAction::Measure(MeasureAction::RefuseMeasures {
        measures: [MEASURE].into(),
        guardians_reason: (!guardians.is_empty()).then(|| said_by_guardian("Not that")),
        guardians,
        youths_reason: by_youth.then(|| said_of_child("Not that")),
        refused_on,
        birth_is_shown: true,
    })
}

fn refused_on(guardian: Guardian, refused_on: NaiveDate) -> CaseEvent {
    let (measures, guardians, reason) = ([MEASURE].into(), vec![guardian], said_by_guardian("Not that"));
    MeasureEvent::MeasuresRefusedByGuardians { measures, guardians, reason, refused_on }.into()
}

#[test]
fn r_22_r_32_s3_33_a_measure_that_guardians_refused_or_took_their_yes_back_from_does_not_start() {
    let planned = || vec![opened(), on_level_2(), planned()];
    given(planned()).when(refuse_by(vec![mother()], false, WEDNESDAY)).then([refused_on(mother(), WEDNESDAY)]);
    let refused = Refusal::MeasureRefused { measure: MEASURE };
    let no = [planned(), vec![refused_on(mother(), WEDNESDAY)]].concat();
    given(no.clone()).when(start()).then_refused(refused.clone());
    let taken_back = [planned(), vec![approved_on(TUESDAY), refused_on(mother(), WEDNESDAY)]].concat();
    given(taken_back.clone()).when(start()).then_refused(refused.clone());
    given(taken_back.clone()).when(start_on(TUESDAY)).then_done();
    let measure = given(taken_back.clone()).state().measures()[&MEASURE].clone();
    assert_eq!((measure.approved_on(), &measure.refusals[0].undid), (None, &[TUESDAY].into()));
    // The other's yes is none of the one who refused, whose own is.
    let other = MeasureEvent::MeasuresApprovedByGuardians {
        measures: [MEASURE].into(),
        guardians: vec![father()],
        approved_on: THURSDAY,
    };
    let both = [no, vec![other.into()]].concat();
    given(both.clone()).when(start()).then_refused(refused.clone());
    given([both.clone(), vec![approved_on(THURSDAY)]].concat()).when(start()).then_done();
    // Nor is the no of who is no guardian, as the unit says.
    let named = |guardians: Vec<Guardian>, named_on| -> CaseEvent {
        FamilyEvent::GuardiansNamed { guardians, decision: Some(decided()), named_on }.into()
    };
    let others = [both, vec![named(vec![father()], FRIDAY)]].concat();
    given(others.clone()).when(start_on(FRIDAY)).then_done();
    // It was the no of a guardian before that day, and is again once that one is named again.
    given(others.clone()).when(start_on(THURSDAY)).then_refused(refused.clone());
    let again = [others, vec![named(vec![mother(), father()], SATURDAY)]].concat();
    given(again.clone()).today(SATURDAY).when(start_on(SATURDAY)).then_refused(refused);
    given(again.clone()).today(SATURDAY).when(start_on(FRIDAY)).then_done();
    // Who the guardians were is written down late: who is one since stays one.
    let late = [again, vec![named(vec![father()], THURSDAY)]].concat();
    given(late).when(start_on(FRIDAY)).then_done();
}

#[test]
fn r_22_an_older_no_that_is_written_down_after_a_later_yes_stands_no_more() {
    let story = vec![opened(), on_level_2(), planned(), approved_on(THURSDAY), refused_on(mother(), WEDNESDAY)];
    given(story.clone()).when(start()).then_done();
    given(story).when(start_on(WEDNESDAY)).then_refused(Refusal::MeasureRefused { measure: MEASURE });
}

#[test]
fn r_22_s3_33_a_no_is_somebodys_and_said_to_what_has_not_started() {
    let planned = || vec![opened(), planned()];
    given(planned()).when(refuse_by(vec![], false, WEDNESDAY)).then_refused(Refusal::NobodyRefused);
    let measure = MEASURE;
    let started = [planned(), vec![started()]].concat();
    given(started.clone())
        .when(refuse_by(vec![mother()], false, FRIDAY))
        .then_refused(Refusal::StartedMeasureRefused { measure });
    given([started, vec![ended()]].concat())
        .when(refuse_by(vec![mother()], false, FRIDAY))
        .then_refused(Refusal::MeasureHasEnded { measure });
}

#[test]
fn r_22_a_no_that_stands_keeps_a_measure_from_starting_on_level_1_too() {
    let refused = || vec![opened(), planned(), refused_on(mother(), WEDNESDAY)];
    given(refused()).when(start()).then_refused(Refusal::MeasureRefused { measure: MEASURE });
    // Nobody's approval is asked for there, and one ends the no.
    given([refused(), vec![approved_on(THURSDAY)]].concat()).when(start()).then_done();
    given([opened(), planned()]).when(start()).then_done();
}

#[test]
fn c12_r_22_a_child_says_no_itself_from_fifteen_years_on() {
    given([opened(), planned()]).when(refuse_by(vec![], true, WEDNESDAY)).then_refused(Refusal::TooYoungToBeAsked);
    let (measures, own_say, reason) = ([MEASURE].into(), Some(OwnSay::BesideGuardians), said_of_child("Not that"));
    let no = MeasureEvent::MeasuresRefusedByYouth { measures, own_say, reason, refused_on: WEDNESDAY };
    let story = [opened(), on_level_2(), planned(), approved_on(WEDNESDAY), no.into()];
    given(story).when(start()).then_refused(Refusal::MeasureRefused { measure: MEASURE });
}

#[test]
fn d_7_s1_17_a_measure_is_evaluated_first_while_it_lasts_or_within_a_month_of_its_last_day() {
    let (to, latest) = (plan().to, crate::law::Length::Months(1).after(plan().to));
    let evaluated =
        |evaluation_on: NaiveDate| given([opened()]).when(plan_measure(MeasurePlan { to, evaluation_on, ..plan() }));
    evaluated(to).then_done();
    evaluated(latest).then_done();
    let too_late = Refusal::EvaluationTooLate { field: "evaluationOn", latest };
    evaluated(latest.succ_opt().unwrap()).then_refused(too_late);
}
