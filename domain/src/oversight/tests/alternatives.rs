//! R-19, S0-20, S0-21: an open concern is always followed up by something that was decided, or is to be decided.

use super::*;
use crate::case::{Alternative, AlternativesEvent, MeasureEvent, StepConsequence};

const DECIDE: ObligationKind = ObligationKind::DecideOnConcern;

fn chosen(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (of, day);
    }
    event
}

fn ended(of: Alternative, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AlternativeEnded");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { alternative, ended_on, .. }) = &mut event {
        (*alternative, *ended_on) = (of, day);
    }
    event
}

/// How what is or was to be decided stands on Friday.
fn decisions(story: &Story) -> Vec<Standing> {
    story.standings(FRIDAY).into_iter().filter(|(kind, _)| *kind == DECIDE).map(|(_, standing)| standing).collect()
}

fn followed_up(by: Alternative) -> Story {
    let raised = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    raised.hears(TUESDAY, &chosen(by, TUESDAY))
}

#[test]
fn r_19_s0_20_when_the_last_alternative_ends_it_is_to_be_decided_anew_how_the_concern_goes_on() {
    for alternative in Alternative::ALL {
        assert_eq!(decisions(&followed_up(alternative)), [Standing::Met], "{alternative:?}");
        let ended = || followed_up(alternative).hears(THURSDAY, &ended(alternative, THURSDAY));
        assert_eq!(decisions(&ended()), [Standing::Open, Standing::Met], "{alternative:?}");
        let answers = [chosen(Alternative::A, FRIDAY), case_event("EscalatedToLevel"), case_event("CaseClosed")];
        for answer in answers {
            let decided = ended().hears(FRIDAY, &answer);
            assert_eq!(decisions(&decided), [Standing::Met, Standing::Met], "{answer:?}");
        }
    }
}

#[test]
fn r_19_s0_21_while_another_alternative_is_followed_or_the_case_is_lifted_nothing_new_is_to_be_decided() {
    let two = followed_up(Alternative::A).hears(WEDNESDAY, &chosen(Alternative::C, WEDNESDAY));
    assert_eq!(decisions(&two.hears(THURSDAY, &ended(Alternative::A, THURSDAY))), [Standing::Met]);
    let lifted = followed_up(Alternative::A).hears(WEDNESDAY, &case_event("EscalatedToLevel"));
    assert_eq!(decisions(&lifted.hears(THURSDAY, &ended(Alternative::A, THURSDAY))), [Standing::Met]);
}

#[test]
fn d_6_r_19_what_is_decided_in_a_step_planned_or_agreed_answers_the_concern() {
    let raised = || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    let in_a_step = |consequence, in_order| {
        let mut event = case_event("StepDecisionTaken");
        if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { consequence: then, in_order: order, .. }) = &mut event {
            (*then, *order) = (consequence, in_order);
        }
        event
    };
    let close = Some(StepConsequence::Close);
    let answers = [
        in_a_step(close, true),
        case_event("MeasurePlanned"),
        case_event("AgreementDrawn"),
        case_event("WayForwardDecided"),
    ];
    for answer in answers {
        assert_eq!(decisions(&raised().hears(FRIDAY, &answer)), [Standing::Met], "{answer:?}");
    }
    for no_answer in [in_a_step(None, true), in_a_step(close, false), case_event("ConversationHeld")] {
        assert_eq!(decisions(&raised().hears(FRIDAY, &no_answer)), [Standing::Open], "{no_answer:?}");
    }
    // What was planned before there was the concern, and is written down after it.
    let mut before = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, .. }) = &mut before {
        *planned_on = date(2024, 2, 1);
    }
    assert_eq!(decisions(&raised().hears(FRIDAY, &before)), [Standing::Open]);
}

#[test]
fn r_23_r_14_an_alternative_ends_with_the_case_and_asks_for_no_answer_in_a_reopened_one() {
    let closed = followed_up(Alternative::B).hears(THURSDAY, &case_event("CaseClosed"));
    let reopened = closed.hears(FRIDAY, &case_event("CaseReopened")).hears(FRIDAY, &case_event("ConsentRequested"));
    let refused = reopened.hears(FRIDAY, &case_event("ConsentRefused"));
    assert_eq!(refused.standing(ObligationKind::AnswerRefusal, FRIDAY), None);
    let chosen_anew = refused.hears(FRIDAY, &chosen(Alternative::B, FRIDAY));
    assert_eq!(chosen_anew.standing(ObligationKind::AnswerRefusal, FRIDAY), Some(Standing::Open));
}
