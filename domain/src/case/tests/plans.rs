//! S0-29, S1-21, S3-41, S3-43, S4-12, S4-18, R-16, R-37: plans of measures, and which way the work goes on.

use super::agreements::OTHER_AGREEMENT;
use super::*;
use crate::ids::{AgreementId, MeasureId};
use crate::personal::Personal;
use crate::test_support::{AGREEMENT, MEASURE, fjordvik, measure_plan, parties, steps};
use crate::text::Text;

const OTHER_MEASURE: MeasureId = MeasureId::from_uuid(uuid::Uuid::from_u128(0x3ea6));
const THIRD_MEASURE: MeasureId = MeasureId::from_uuid(uuid::Uuid::from_u128(0x3ea7));

fn planned(measure: MeasureId) -> CaseEvent {
    MeasureEvent::MeasurePlanned { measure, plan: measure_plan(), planned_on: TUESDAY }.into()
}

fn started(measure: MeasureId) -> CaseEvent {
    MeasureEvent::MeasureStarted { measure, started_on: THURSDAY }.into()
}

fn ended(measure: MeasureId) -> CaseEvent {
    MeasureEvent::MeasureEnded { guides: vec![], measure, decision: decided(), ended_on: FRIDAY }.into()
}

fn text() -> Personal<Text> {
    said_of_child("She is fetched by four")
}

fn draw(plan: AgreementId, measures: &[MeasureId]) -> DrawnPlan {
    let (parties, measures) = (parties(), measures.iter().copied().collect());
    DrawnPlan { plan, text: text(), parties, measures, made_on: THURSDAY }
}

fn make(plan: DrawnPlan) -> CaseAction {
    CaseAction::Plan(PlanAction::MakePlan(plan))
}

fn adjust(adjusted: DrawnPlan) -> CaseAction {
    CaseAction::Plan(PlanAction::AdjustPlan { adjusted, decision: decision() })
}

fn drawn(agreement: AgreementId) -> CaseEvent {
    let (kind, is_minutes) = (AgreementKind::ActionPlan, false);
    let (text, parties, drawn_on) = (text(), parties(), THURSDAY);
    AgreementEvent::AgreementDrawn { agreement, kind, is_minutes, text, parties, drawn_on }.into()
}

fn made() -> CaseEvent {
    let (measures, guides) = ([MEASURE].into(), vec![]);
    PlanEvent::MeasurePlanMade { plan: AGREEMENT, measures, guides, made_on: THURSDAY }.into()
}

fn followed() -> CaseEvent {
    let (guide, digest) = (fjordvik().version, fjordvik().digest);
    let (entries, current, decision) = (vec![], steps(&["see"]), None);
    let responsibilities = [].into();
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide,
        digest,
        entries,
        current,
        responsibilities,
        decision,
        followed_on: MONDAY,
    }
    .into()
}

fn draft(with_guardians: Vec<crate::people::Guardian>, because: Option<Personal<Text>>) -> CaseAction {
    let (text, drafted_on) = (text(), WEDNESDAY);
    CaseAction::Plan(PlanAction::DraftPlan { text, with_guardians, without_guardians_because: because, drafted_on })
}

fn decide(continued: &[MeasureId], ended: &[MeasureId], begun: &[MeasureId]) -> CaseAction {
    let set = |measures: &[MeasureId]| measures.iter().copied().collect();
    CaseAction::Plan(PlanAction::DecideWayForward {
        continued: set(continued),
        ended: set(ended),
        begun: set(begun),
        decision: decision(),
        decided_on: FRIDAY,
    })
}

#[test]
fn s0_29_what_is_done_further_is_planned_with_the_guardians_or_it_is_said_why_not() {
    let drafted = |with_guardians, without_guardians_because| -> CaseEvent {
        let (text, guides, drafted_on) = (text(), vec![], WEDNESDAY);
        PlanEvent::PlanDrafted { text, with_guardians, without_guardians_because, guides, drafted_on }.into()
    };
    let because = || Some(said_of_child("They did not come"));
    given([opened()]).when(draft(vec![mother()], None)).then([drafted(vec![mother()], None)]);
    given([opened()]).when(draft(vec![], because())).then([drafted(vec![], because())]);
    given([opened()]).when(draft(vec![], None)).then_refused(Refusal::PlannedWithoutGuardians);
    given([opened()]).when(draft(vec![mother()], because())).then_refused(Refusal::GuardiansExplainedAway);
    given([opened(), closed()]).when(draft(vec![mother()], None)).then_refused(Refusal::CaseClosed);
}

#[test]
fn s3_41_a_plan_of_measures_is_made_in_writing_and_names_the_guide() {
    given([opened(), planned(MEASURE)]).when(make(draw(AGREEMENT, &[MEASURE]))).then([drawn(AGREEMENT), made()]);
    let events = given([opened(), followed(), planned(MEASURE)]).when(make(draw(AGREEMENT, &[MEASURE]))).then_done();
    let CaseEvent::Plan(PlanEvent::MeasurePlanMade { guides, .. }) = &events[1] else { panic!("{events:?}") };
    assert_eq!(*guides, [fjordvik().version], "R-16");
    given([opened(), planned(MEASURE), drawn(AGREEMENT), made()])
        .when(make(draw(OTHER_AGREEMENT, &[MEASURE])))
        .then_refused(Refusal::PlanAlreadyMade { plan: AGREEMENT });
}

#[test]
fn s4_12_a_plan_holds_measures_each_with_goal_responsible_and_time() {
    let before = || [opened(), planned(MEASURE)];
    given(before()).when(make(draw(AGREEMENT, &[]))).then_refused(Refusal::NoMeasureNamed);
    given(before())
        .when(make(draw(AGREEMENT, &[MEASURE, OTHER_MEASURE])))
        .then_refused(Refusal::MeasureUnknown { measure: OTHER_MEASURE });
    given([opened(), planned(MEASURE), ended(MEASURE)])
        .when(make(draw(AGREEMENT, &[MEASURE])))
        .then_refused(Refusal::MeasureHasEnded { measure: MEASURE });
    let early = DrawnPlan { made_on: MONDAY, ..draw(AGREEMENT, &[MEASURE]) };
    let (field, date, earliest) = ("madeOn", MONDAY, TUESDAY);
    given(before()).when(make(early)).then_refused(Refusal::DateBeforeAct {
        act: Act::MeasurePlanned,
        field,
        date,
        earliest,
    });
    let events = given(before()).when(make(draw(AGREEMENT, &[MEASURE]))).then_done();
    let state = given(before().into_iter().chain(events)).state();
    assert_eq!(state.plan_followed(), Some(AGREEMENT));
    for measure in &state.plans()[&AGREEMENT].measures {
        let MeasurePlan { from, to, evaluation_on, .. } = &state.measures()[measure].plan;
        assert!(from <= to && from <= evaluation_on);
    }
}

#[test]
fn s4_18_r_37_a_plan_binds_when_all_it_names_have_signed() {
    let before = || vec![opened(), planned(MEASURE), drawn(AGREEMENT), made()];
    let signed = |by| AgreementEvent::AgreementSigned { agreement: AGREEMENT, by, signed_on: FRIDAY }.into();
    let signatures: Vec<CaseEvent> = parties().iter().map(|party| signed(party.subject)).collect();
    let binding = |so_far: &[CaseEvent]| {
        given(before().into_iter().chain(so_far.iter().cloned())).state().agreements()[&AGREEMENT].binding()
    };
    assert!(!binding(&signatures[..signatures.len() - 1]));
    assert!(binding(&signatures));
    given(before())
        .when(make(DrawnPlan { parties: vec![], ..draw(OTHER_AGREEMENT, &[MEASURE]) }))
        .then_refused(Refusal::PlanAlreadyMade { plan: AGREEMENT });
    given([opened(), planned(MEASURE)])
        .when(make(DrawnPlan { parties: vec![], ..draw(AGREEMENT, &[MEASURE]) }))
        .then_refused(Refusal::NoParty);
}

#[test]
fn s3_43_a_plan_is_adjusted_with_reasons_and_signed_anew() {
    let measures = [planned(MEASURE), planned(OTHER_MEASURE)];
    let before = || [opened()].into_iter().chain(measures.clone()).chain([drawn(AGREEMENT), made()]);
    let superseded: CaseEvent =
        AgreementEvent::AgreementSuperseded { agreement: AGREEMENT, by: OTHER_AGREEMENT, superseded_on: THURSDAY }
            .into();
    let adjusted: CaseEvent = PlanEvent::PlanAdjusted {
        plan: OTHER_AGREEMENT,
        replaces: AGREEMENT,
        measures: [MEASURE, OTHER_MEASURE].into(),
        guides: vec![],
        decision: decided(),
        adjusted_on: THURSDAY,
    }
    .into();
    let events = [drawn(OTHER_AGREEMENT), superseded, adjusted];
    given(before()).when(adjust(draw(OTHER_AGREEMENT, &[MEASURE, OTHER_MEASURE]))).then(events.clone());
    let state = given(before().chain(events)).state();
    assert_eq!(state.plan_followed(), Some(OTHER_AGREEMENT));
    assert!(!state.agreements()[&OTHER_AGREEMENT].binding(), "it is signed anew");
    given([opened(), planned(MEASURE)])
        .when(adjust(draw(OTHER_AGREEMENT, &[MEASURE])))
        .then_refused(Refusal::NoPlanYet);
}

#[test]
fn s1_21_it_is_decided_which_measures_go_on_end_and_begin() {
    let before = || {
        [opened(), planned(MEASURE), planned(OTHER_MEASURE), planned(THIRD_MEASURE), started(MEASURE)]
            .into_iter()
            .chain([started(OTHER_MEASURE)])
    };
    let way: CaseEvent = PlanEvent::WayForwardDecided {
        continued: [MEASURE].into(),
        ended: [OTHER_MEASURE].into(),
        begun: [THIRD_MEASURE].into(),
        guides: vec![],
        decision: decided(),
        decided_on: FRIDAY,
    }
    .into();
    let events = [way, ended(OTHER_MEASURE)];
    given(before()).when(decide(&[MEASURE], &[OTHER_MEASURE], &[THIRD_MEASURE])).then(events.clone());
    let state = given(before().chain(events)).state();
    assert!(state.measures()[&OTHER_MEASURE].state.ended_on().is_some());
    assert_eq!(state.measures()[&MEASURE].state, MeasureState::Started { on: THURSDAY });
    let refused = |action, refusal| given(before()).when(action).then_refused(refusal);
    refused(decide(&[MEASURE], &[], &[]), Refusal::MeasureLeftUndecided { measure: OTHER_MEASURE });
    refused(
        decide(&[MEASURE, OTHER_MEASURE], &[OTHER_MEASURE], &[]),
        Refusal::MeasureGoesBothWays { measure: OTHER_MEASURE },
    );
    refused(
        decide(&[MEASURE, THIRD_MEASURE], &[OTHER_MEASURE], &[]),
        Refusal::MeasureNotStarted { measure: THIRD_MEASURE },
    );
    refused(decide(&[MEASURE, OTHER_MEASURE], &[], &[MEASURE]), Refusal::MeasureAlreadyStarted { measure: MEASURE });
    refused(decide(&[], &[], &[]), Refusal::NoMeasureNamed);
}

#[test]
fn s1_21_it_is_looked_at_whether_the_group_around_the_child_is_rightly_composed() {
    let review = |rightly_composed, change: Option<Personal<Text>>| {
        let (bodies, units) = ([Body::School].into(), [].into());
        CaseAction::Plan(PlanAction::ReviewGroup { bodies, units, rightly_composed, change, reviewed_on: FRIDAY })
    };
    let change = || Some(said_of_child("The school nurse joins"));
    let reviewed = |rightly_composed, change| -> CaseEvent {
        let (bodies, units, guides, reviewed_on) = ([Body::School].into(), [].into(), vec![], FRIDAY);
        PlanEvent::GroupCompositionReviewed { bodies, units, rightly_composed, change, guides, reviewed_on }.into()
    };
    given([opened()]).when(review(true, None)).then([reviewed(true, None)]);
    given([opened()]).when(review(false, change())).then([reviewed(false, change())]);
    for (rightly_composed, change) in [(true, change()), (false, None)] {
        given([opened()]).when(review(rightly_composed, change)).then_refused(Refusal::GroupChangeUnclear);
    }
}

#[test]
fn r_21_in_a_group_around_the_child_a_service_that_is_known_by_its_name_alone_is_named() {
    let review = |units| {
        let (bodies, rightly_composed, change) = ([Body::Other].into(), true, None);
        CaseAction::Plan(PlanAction::ReviewGroup { bodies, units, rightly_composed, change, reviewed_on: FRIDAY })
    };
    given([opened()]).when(review([].into())).then_refused(Refusal::ServiceUnnamed { field: "bodyUnits" });
    let named = [RecipientUnit { body: Body::Other, unit: "Ungdomslosen".to_owned() }].into();
    given([opened()]).when(review(named)).then_done();
}

#[test]
fn r_10_a_measure_does_not_end_by_the_way_forward_before_it_was_evaluated_either() {
    let evaluated: CaseEvent = MeasureEvent::MeasureEvaluated {
        measure: MEASURE,
        evaluation: crate::test_support::evaluation(),
        evaluated_on: FRIDAY,
        next_evaluation_on: None,
    }
    .into();
    let decide_on = |decided_on, continued: &[MeasureId], ended: &[MeasureId]| {
        let set = |measures: &[MeasureId]| measures.iter().copied().collect();
        let (continued, ended, begun, decision) = (set(continued), set(ended), [].into(), decision());
        CaseAction::Plan(PlanAction::DecideWayForward { continued, ended, begun, decision, decided_on })
    };
    let running = || given([opened(), planned(MEASURE), started(MEASURE), evaluated.clone()]);
    let early =
        Refusal::DateBeforeAct { field: "decidedOn", date: THURSDAY, earliest: FRIDAY, act: Act::MeasureEvaluated };
    running().when(decide_on(THURSDAY, &[], &[MEASURE])).then_refused(early);
    running().when(decide_on(THURSDAY, &[MEASURE], &[])).then_done();
    running().when(decide_on(FRIDAY, &[], &[MEASURE])).then_done();
}
