//! Where a case is in its guide whose alternative was chosen beside the guide's steps: RM-12, S0-20, R-36.

use std::sync::Arc;

use super::*;
use crate::guides::{Guide, Guides, StepId};
use crate::test_support::{samples, steps};

fn guide() -> Arc<Guide> {
    let named = |guide: &&Arc<Guide>| guide.version.guide.to_string() == "porsgrunn-alternatives";
    Arc::clone(Guides::shipped().iter().filter(named).last().unwrap())
}

fn followed() -> CaseEvent {
    StepsEvent::GuideFollowed {
        talks_first: true,
        guide: guide().version.clone(),
        digest: guide().digest.clone(),
        entries: vec![],
        current: steps(&["log"]),
        responsibilities: [].into(),
        decision: None,
        followed_on: MONDAY,
    }
    .into()
}

fn chosen(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = sample("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (of, day);
    }
    event
}

fn sample(name: &str) -> CaseEvent {
    samples::every_case_event().into_iter().find(|(known, _)| *known == name).unwrap().1
}

fn assessed(is_triggered: bool, day: NaiveDate) -> CaseEvent {
    let mut event = sample("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, triggered, assessed_on, .. }) =
        &mut event
    {
        (*report, *triggered, *assessed_on) = (None, is_triggered, day);
    }
    event
}

fn told(day: NaiveDate) -> CaseEvent {
    let about = AboutGuardians::Report;
    FamilyEvent::GuardiansInformed { about, guardians: vec![], informed_on: day }.into()
}

/// The steps that the case is in after those events.
fn is_in(events: &[CaseEvent]) -> BTreeSet<StepId> {
    let state = given([vec![opened(), followed()], events.to_vec()].concat()).state();
    let current = state.way().following().next().unwrap().current.clone();
    state.is_in(&guide(), &current)
}

#[test]
fn rm12_s0_20_an_alternative_that_was_chosen_beside_the_steps_takes_the_case_to_where_it_leads() {
    assert_eq!(is_in(&[]), steps(&["log"]));
    for (alternative, step) in [
        (Alternative::A, "a-follow-up"),
        (Alternative::B, "b-convey"),
        (Alternative::C, "c-convey-and-consent"),
        (Alternative::D, "d-assess-duties"),
    ] {
        assert_eq!(is_in(&[chosen(alternative, MONDAY)]), steps(&[step]), "{alternative:?}");
    }
    let both = [chosen(Alternative::A, MONDAY), chosen(Alternative::D, TUESDAY)];
    assert_eq!(is_in(&both), steps(&["a-follow-up", "d-assess-duties"]));
}

#[test]
fn rm12_s0_37_s0_39_what_is_recorded_after_the_choice_takes_it_further() {
    let d = || vec![chosen(Alternative::D, MONDAY)];
    let then = |more: &[CaseEvent]| is_in(&[d(), more.to_vec()].concat());
    assert_eq!(then(&[assessed(true, TUESDAY)]), steps(&["d-inform"]));
    assert_eq!(then(&[assessed(false, TUESDAY)]), steps(&["choose"]), "neither duty is triggered");
    assert_eq!(then(&[assessed(true, TUESDAY), told(WEDNESDAY)]), steps(&["d-write"]));
    // What was done before it was chosen is no answer to it.
    let before = [vec![assessed(true, MONDAY)], vec![chosen(Alternative::D, TUESDAY)]].concat();
    assert_eq!(is_in(&before), steps(&["d-assess-duties"]));
    // Written down late it goes by its own day.
    assert_eq!(then(&[told(WEDNESDAY), assessed(true, TUESDAY)]), steps(&["d-write"]));
    // Chosen anew how the child is followed up, it is there.
    let a = chosen(Alternative::A, THURSDAY);
    assert_eq!(then(&[assessed(false, TUESDAY), a]), steps(&["a-follow-up"]));
}

#[test]
fn rm12_s0_30_r_23_consent_that_is_taken_back_takes_it_to_where_a_refusal_does() {
    let consented = || vec![chosen(Alternative::C, MONDAY), sample("ConsentRequested"), sample("ConsentGiven")];
    assert_eq!(is_in(&consented()), steps(&["c-resource-team"]));
    assert_eq!(is_in(&[consented(), vec![sample("ConsentWithdrawn")]].concat()), steps(&["c-refusal"]));
}

#[test]
fn rm12_r_36_a_decision_in_a_step_tells_it_better_and_working_on_from_there_is_no_departure() {
    let events = [opened(), followed(), chosen(Alternative::D, MONDAY), assessed(true, TUESDAY)];
    let decide = |name: &str, outcome: &str| {
        let action = StepsAction::DecideStep {
            guide: guide(),
            adopted_on: MONDAY,
            arena: None,
            step: name.parse().unwrap(),
            outcomes: vec![outcome.parse().unwrap()],
            helped_by: Helpers::default(),
            decision: Decision::stated(reasons(), by(DeciderRole::Employee)),
            together_with: None,
            decided_on: FRIDAY,
        };
        let mut decided = given(events.clone()).when(CaseAction::Steps(action)).then_done();
        match decided.pop() {
            Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { in_order, current, .. })) => (in_order, current),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(decide("d-inform", "informed"), (true, steps(&["d-write"])));
    let (in_order, current) = decide("discuss", "concern-confirmed");
    assert!(!in_order, "it is not there any more");
    assert_eq!(current, steps(&["choose", "d-inform"]));
}
