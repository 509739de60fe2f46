//! a case is lifted one level at a time, with consent.

use super::*;
use crate::test_support::nurse;

fn no_consent(purpose: ConsentPurpose) -> Refusal {
    Refusal::NoValidConsent { purpose, on: FRIDAY }
}

/// What level 3 needs besides consent.
fn relay_held() -> CaseEvent {
    RelayEvent::RelayHolderAssigned { holder: teacher(), assigned_on: THURSDAY }.into()
}

#[test]
fn a_case_begins_on_level_1() {
    assert_eq!(given([opened()]).state().level(), Level::One);
}

#[test]
fn r24_a_case_is_lifted_to_level_2_with_consent() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(escalate_to(Level::Two))
        .then([escalated(Level::Two)]);
}

#[test]
fn r25_a_case_is_lifted_to_level_3_with_consent() {
    given([opened(), escalated(Level::Two), relay_held(), consent_requested(scope(LEVEL_3)), consent_given()])
        .when(escalate_to(Level::Three))
        .then([escalated(Level::Three)]);
}

#[test]
fn r24_a_case_is_not_lifted_to_level_2_without_consent() {
    given([opened()]).when(escalate_to(Level::Two)).then_refused(Refusal::ConsentUnknown { consent: CONSENT });
}

#[test]
fn r24_a_case_is_not_lifted_while_the_answer_is_awaited() {
    given([opened(), consent_requested(scope(LEVEL_2))])
        .when(escalate_to(Level::Two))
        .then_refused(no_consent(LEVEL_2));
}

#[test]
fn r24_a_case_is_not_lifted_against_a_refusal() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_refused()])
        .when(escalate_to(Level::Two))
        .then_refused(no_consent(LEVEL_2));
}

#[test]
fn r24_a_case_is_not_lifted_on_a_withdrawn_consent() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given(), consent_withdrawn()])
        .when(escalate_to(Level::Two))
        .then_refused(no_consent(LEVEL_2));
}

/// What was taken back on Thursday carried on Wednesday, whatever was written down first.
#[test]
fn r_24_a_case_that_was_lifted_before_consent_was_taken_back_is_recorded_late() {
    let taken_back = || given([opened(), consent_requested(scope(LEVEL_2)), consent_given(), consent_withdrawn()]);
    taken_back().when(escalate_on(WEDNESDAY, Level::Two)).then_done();
    taken_back()
        .when(escalate_on(THURSDAY, Level::Two))
        .then_refused(Refusal::NoValidConsent { purpose: LEVEL_2, on: THURSDAY });
}

#[test]
fn r24_a_case_is_not_lifted_before_the_day_consent_was_given() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(escalate_on(TUESDAY, Level::Two))
        .then_refused(Refusal::NoValidConsent { purpose: LEVEL_2, on: TUESDAY });
}

#[test]
fn r24_a_case_is_lifted_on_the_last_day_of_the_consent_and_not_after() {
    let until_thursday = ConsentScope { valid_to: Some(THURSDAY), ..scope(LEVEL_2) };
    let before = [opened(), consent_requested(until_thursday), consent_given()];
    given(before.clone()).when(escalate_on(THURSDAY, Level::Two)).then_done();
    given(before).when(escalate_to(Level::Two)).then_refused(no_consent(LEVEL_2));
}

#[test]
fn r24_a_case_is_not_lifted_before_the_consent_holds() {
    let from_saturday = ConsentScope { valid_from: SATURDAY, ..scope(LEVEL_2) };
    given([opened(), consent_requested(from_saturday), consent_given()])
        .when(escalate_to(Level::Two))
        .then_refused(no_consent(LEVEL_2));
}

#[test]
fn r25_consent_to_level_2_does_not_lift_to_level_3() {
    given([opened(), escalated(Level::Two), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(escalate_to(Level::Three))
        .then_refused(no_consent(LEVEL_3));
}

#[test]
fn r24_consent_to_level_3_does_not_lift_to_level_2() {
    given([opened(), consent_requested(scope(LEVEL_3)), consent_given()])
        .when(escalate_to(Level::Two))
        .then_refused(no_consent(LEVEL_2));
}

#[test]
fn r25_one_consent_may_cover_both_levels() {
    let both = ConsentScope { purposes: [LEVEL_2, LEVEL_3].into(), ..scope(LEVEL_2) };
    given([opened(), consent_requested(both), consent_given(), escalated(Level::Two), relay_held()])
        .when(escalate_to(Level::Three))
        .then([escalated(Level::Three)]);
}

#[test]
fn a_case_skips_no_level() {
    given([opened(), consent_requested(scope(LEVEL_3)), consent_given()])
        .when(escalate_to(Level::Three))
        .then_refused(Refusal::LevelNotNext { current: Level::One, wanted: Level::Three });
}

#[test]
fn a_case_is_not_lifted_to_where_it_is_or_below() {
    let before = [opened(), escalated(Level::Two), consent_requested(scope(LEVEL_2)), consent_given()];
    for wanted in [Level::One, Level::Two] {
        given(before.clone())
            .when(escalate_to(wanted))
            .then_refused(Refusal::LevelNotNext { current: Level::Two, wanted });
    }
}

#[test]
fn r10_a_case_was_not_lifted_tomorrow() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(escalate_on(SATURDAY, Level::Two))
        .then_refused(Refusal::FutureDate { field: "escalatedOn", date: SATURDAY, today: FRIDAY });
}

#[test]
fn a_case_returns_to_any_lower_level() {
    let on_level_3 = [opened(), escalated(Level::Two), escalated(Level::Three)];
    for level in [Level::One, Level::Two] {
        given(on_level_3.clone()).when(return_to(level)).then([returned(level)]);
    }
}

#[test]
fn a_case_does_not_return_to_where_it_is_or_above() {
    for wanted in [Level::Two, Level::Three] {
        given([opened(), escalated(Level::Two)])
            .when(return_to(wanted))
            .then_refused(Refusal::LevelNotLower { current: Level::Two, wanted });
    }
}

#[test]
fn r10_a_level_does_not_change_before_it_changed_last() {
    let lifted = || [opened(), consent_requested(scope(LEVEL_3)), consent_given(), escalated(Level::Two)];
    let too_early = |field| Refusal::DateBefore { field, date: THURSDAY, earliest: FRIDAY };
    given(lifted()).when(escalate_on(THURSDAY, Level::Three)).then_refused(too_early("escalatedOn"));
    let return_early = CourseAction::ReturnToLevel {
        together_with: None,
        level: Level::One,
        decision: decision(),
        returned_on: THURSDAY,
    };
    given(lifted()).when(CaseAction::Course(return_early)).then_refused(too_early("returnedOn"));
}

#[test]
fn r24_a_returned_case_is_lifted_again_only_with_consent() {
    let lifted = [opened(), consent_requested(scope(LEVEL_2)), consent_given(), escalated(Level::Two)];
    let returned = lifted.into_iter().chain([returned(Level::One)]);
    given(returned.clone()).when(escalate_to(Level::Two)).then([escalated(Level::Two)]);
    given(returned.chain([consent_withdrawn()])).when(escalate_to(Level::Two)).then_refused(no_consent(LEVEL_2));
}

#[test]
fn r_30_who_else_stood_behind_lifting_taking_back_and_closing_is_kept_and_stops_nobody() {
    let on_level_2 = || vec![opened(), escalated(Level::Two)];
    let back = |together_with| {
        let (level, decision, returned_on) = (Level::One, decision(), FRIDAY);
        CaseAction::Course(CourseAction::ReturnToLevel { level, decision, together_with, returned_on })
    };
    let close = |together_with| {
        let (outcome, decision, closed_on) = (CaseOutcome::MeasuresHadEffect, decision(), FRIDAY);
        CaseAction::Course(CourseAction::Close { outcome, decision, together_with, closed_on })
    };
    let stood_behind = |events: Vec<CaseEvent>| match events.into_iter().next_back() {
        Some(CaseEvent::Course(
            CourseEvent::ReturnedToLevel { stood_behind, .. } | CourseEvent::CaseClosed { stood_behind, .. },
        )) => stood_behind,
        other => panic!("{other:?}"),
    };
    let with_nurse = StoodBehind { together_with: Some(nurse()), relay_holder: false };
    for action in [back, close] {
        let alone = stood_behind(given(on_level_2()).when(action(None)).then_done());
        assert_eq!(alone, Some(StoodBehind::default()));
        let together = stood_behind(given(on_level_2()).when(action(Some(nurse()))).then_done());
        assert_eq!(together, Some(with_nurse.clone()));
        given(on_level_2()).when(action(Some(teacher()))).then_refused(Refusal::TogetherWithOneself);
    }
    // On level 1 nobody else is asked for.
    assert_eq!(stood_behind(given([opened()]).when(close(None)).then_done()), None);
    // Who holds the relay, whoever of both that is.
    let on_level_3 = || vec![opened(), escalated(Level::Two), relay_held(), escalated(Level::Three)];
    let held = stood_behind(given(on_level_3()).when(close(Some(nurse()))).then_done());
    assert_eq!(held, Some(StoodBehind { relay_holder: true, ..with_nurse }));
}
