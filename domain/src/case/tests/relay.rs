//! R-33, S3-36, S3-42, S3-45: on level 3 exactly one person holds the relay.

use super::*;
use crate::people::Decider;
use crate::test_support::nurse;

fn assigned_on(assigned_on: NaiveDate) -> CaseEvent {
    RelayEvent::RelayHolderAssigned { holder: teacher(), assigned_on }.into()
}

fn assign(holder: Decider) -> CaseAction {
    CaseAction::Relay(RelayAction::AssignRelayHolder { holder, assigned_on: THURSDAY })
}

fn change_to(to: Decider, changed_on: NaiveDate) -> CaseAction {
    CaseAction::Relay(RelayAction::ChangeRelayHolder { to, decision: decision(), changed_on })
}

fn changed() -> CaseEvent {
    let (from, to, decision) = (teacher(), nurse(), decided());
    RelayEvent::RelayHolderChanged { from, to, decision, changed_on: FRIDAY }.into()
}

fn escalate_with(relay_holder: Option<Decider>, level: Level) -> CaseAction {
    let decision = decision();
    CaseAction::Course(CourseAction::EscalateToLevel {
        together_with: None,
        level,
        consent: CONSENT,
        decision,
        relay_holder,
        escalated_on: FRIDAY,
        birth_is_shown: true,
    })
}

/// On level 2, with consent to the meeting of level 3.
fn ready_for_level_3() -> Vec<CaseEvent> {
    vec![opened(), escalated(Level::Two), consent_requested(scope(LEVEL_3)), consent_given()]
}

fn on_level_3() -> Vec<CaseEvent> {
    [ready_for_level_3(), vec![assigned_on(THURSDAY), escalated(Level::Three)]].concat()
}

#[test]
fn r_33_s3_36_a_case_is_not_lifted_to_level_3_without_a_relay_holder() {
    given(ready_for_level_3()).when(escalate_with(None, Level::Three)).then_refused(Refusal::RelayHolderMissing);
}

#[test]
fn r_33_s3_42_a_relay_holder_settled_on_level_2_lifts_to_level_3() {
    let before = [ready_for_level_3(), vec![assigned_on(THURSDAY)]].concat();
    given(before).when(escalate_with(None, Level::Three)).then([escalated(Level::Three)]);
}

#[test]
fn r_33_s3_36_the_decision_that_lifts_to_level_3_may_name_the_relay_holder() {
    given(ready_for_level_3())
        .when(escalate_with(Some(teacher()), Level::Three))
        .then([assigned_on(FRIDAY), escalated(Level::Three)]);
}

#[test]
fn r_33_a_decision_that_names_a_second_relay_holder_is_refused() {
    let before = [ready_for_level_3(), vec![assigned_on(THURSDAY)]].concat();
    given(before).when(escalate_with(Some(nurse()), Level::Three)).then_refused(Refusal::RelayHolderAlreadyAssigned);
}

#[test]
fn r_33_a_missing_consent_comes_before_a_missing_relay_holder() {
    given([opened(), escalated(Level::Two), consent_requested(scope(LEVEL_3))])
        .when(escalate_with(None, Level::Three))
        .then_refused_with_the_first_of([
            Refusal::RelayHolderMissing,
            Refusal::NoValidConsent { purpose: LEVEL_3, on: FRIDAY },
        ]);
}

#[test]
fn r_33_a_case_is_not_lifted_to_level_3_on_a_day_before_anybody_held_the_relay() {
    let before = [ready_for_level_3(), vec![assigned_on(FRIDAY)]].concat();
    given(before.clone()).when(escalate_on(THURSDAY, Level::Three)).then_refused(Refusal::DateBefore {
        field: "escalatedOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
    let handed_over = [ready_for_level_3(), vec![assigned_on(WEDNESDAY), changed()]].concat();
    given(handed_over).when(escalate_on(FRIDAY, Level::Three)).then_done();
}

#[test]
fn r_33_level_2_needs_no_relay_holder() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(escalate_with(None, Level::Two))
        .then([escalated(Level::Two)]);
}

#[test]
fn r_33_there_is_one_relay_holder_and_no_second() {
    given([opened(), escalated(Level::Two)]).when(assign(teacher())).then([assigned_on(THURSDAY)]);
    given([opened(), assigned_on(WEDNESDAY)]).when(assign(nurse())).then_refused(Refusal::RelayHolderAlreadyAssigned);
    let state = given([opened(), assigned_on(WEDNESDAY)]).state();
    assert_eq!(state.relay_holder(), Some(&RelayHolder { holder: teacher(), since: WEDNESDAY }));
}

#[test]
fn r_10_a_relay_holder_was_not_assigned_tomorrow() {
    let tomorrow = RelayAction::AssignRelayHolder { holder: teacher(), assigned_on: SATURDAY };
    given([opened()]).when(CaseAction::Relay(tomorrow)).then_refused(Refusal::FutureDate {
        field: "assignedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn s3_45_the_relay_is_handed_over_with_reasons() {
    given(on_level_3()).when(change_to(nurse(), FRIDAY)).then([changed()]);
    let state = given([on_level_3(), vec![changed()]].concat()).state();
    assert_eq!(state.relay_holder(), Some(&RelayHolder { holder: nurse(), since: FRIDAY }));
}

#[test]
fn s3_45_what_nobody_holds_is_not_handed_over_and_nobody_hands_over_to_themselves() {
    given([opened()]).when(change_to(nurse(), FRIDAY)).then_refused(Refusal::RelayHolderMissing);
    given(on_level_3()).when(change_to(teacher(), FRIDAY)).then_refused(Refusal::RelayHolderUnchanged);
    given(on_level_3()).when(change_to(nurse(), WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "changedOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
}

#[test]
fn r_33_a_return_ends_the_relay_and_lifting_the_case_again_needs_a_new_holder() {
    for level in [Level::One, Level::Two] {
        let state = given([on_level_3(), vec![returned(level)]].concat()).state();
        assert_eq!(state.relay_holder(), None, "{level:?}");
    }
    given([on_level_3(), vec![returned(Level::Two)]].concat())
        .when(escalate_with(None, Level::Three))
        .then_refused(Refusal::RelayHolderMissing);
}

#[test]
fn r_33_closing_the_case_ends_the_relay() {
    let state = given([on_level_3(), vec![closed()]].concat()).state();
    assert_eq!(state.relay_holder(), None);
    given([on_level_3(), vec![closed()]].concat()).when(assign(nurse())).then_refused(Refusal::CaseClosed);
}

#[test]
fn r_33_a_case_that_came_to_level_3_without_a_relay_holder_loads_and_gets_one() {
    let before = [ready_for_level_3(), vec![escalated(Level::Three)]].concat();
    let state = given(before.clone()).state();
    assert_eq!((state.level(), state.relay_holder()), (Level::Three, None));
    given(before).when(assign(teacher())).then([assigned_on(THURSDAY)]);
}
