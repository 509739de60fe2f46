//! R-21, S2-17: an order of the child welfare service is owed its answer until it has it, or is closed with reasons.

use super::*;
use crate::case::{ConsultingEvent, InformationCategory, SharingBasis, SharingEvent};
use crate::law::LegalTopic;
use crate::people::Body;

const ANSWER: ObligationKind = ObligationKind::AnswerOrder;
const HEALTH: InformationCategory = InformationCategory::Health;
const LEARNING: InformationCategory = InformationCategory::Learning;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

/// An order of Tuesday that came on Wednesday.
fn ordered(asked: &[InformationCategory]) -> CaseEvent {
    let mut event = case_event("DisclosureOrdered");
    if let CaseEvent::Sharing(SharingEvent::DisclosureOrdered { categories, ordered_on, received_on, .. }) = &mut event
    {
        *categories = asked.iter().copied().collect();
        (*ordered_on, *received_on) = (TUESDAY, WEDNESDAY);
    }
    event
}

fn on_order_of(day: NaiveDate) -> SharingBasis {
    let (topic, legal_basis) = (LegalTopic::DisclosureOnOrder, "BVL2021 § 13-4".to_owned());
    SharingBasis::Duty { topic, legal_basis, ordered_on: Some(day) }
}

fn told(category: InformationCategory, basis: SharingBasis) -> CaseEvent {
    let mut event = case_event("InformationShared");
    if let CaseEvent::Sharing(SharingEvent::InformationShared { body, categories, rests_on, shared_on, .. }) =
        &mut event
    {
        (*body, *categories, *rests_on, *shared_on) = (Body::ChildWelfareService, [category].into(), basis, FRIDAY);
    }
    event
}

fn closed_order(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("DisclosureOrderClosed");
    if let CaseEvent::Sharing(SharingEvent::DisclosureOrderClosed { ordered_on, closed_on, .. }) = &mut event {
        (*ordered_on, *closed_on) = (day, FRIDAY);
    }
    event
}

#[test]
fn r_21_s2_17_an_order_is_owed_its_answer_within_a_week_from_the_day_it_came() {
    let story = opened().hears(WEDNESDAY, &ordered(&[HEALTH]));
    let owed = story.obligation(ANSWER);
    assert_eq!((owed.kind.rule(), owed.opened_on, owed.due), ("R-21", WEDNESDAY, Some(date(2024, 3, 13))));
    assert_eq!(story.standing(ANSWER, FRIDAY), Some(Standing::Open));
    let told = story.hears(FRIDAY, &told(HEALTH, on_order_of(TUESDAY)));
    assert_eq!(told.standing(ANSWER, FRIDAY), Some(Standing::Met));
}

#[test]
pub(super) fn r_21_an_order_without_an_answer_is_found_after_its_week_and_one_that_was_answered_or_closed_in_it_is_not()
{
    const UNANSWERED: FindingKind = FindingKind::OrderUnanswered;
    let asked = || opened().hears(WEDNESDAY, &ordered(&[HEALTH]));
    let (last, next) = (date(2024, 3, 13), date(2024, 3, 14));
    assert!(!asked().found(last).contains(&UNANSWERED));
    assert!(asked().found(next).contains(&UNANSWERED));
    for answer in [told(HEALTH, on_order_of(TUESDAY)), closed_order(TUESDAY)] {
        assert_eq!(asked().hears(FRIDAY, &answer).finding(UNANSWERED), None, "{answer:?}");
    }
}

#[test]
fn r_21_only_what_is_told_on_that_order_answers_it_and_all_that_it_asks_for() {
    let story = || opened().hears(WEDNESDAY, &ordered(&[HEALTH, LEARNING]));
    for beside in [told(HEALTH, SharingBasis::Necessity), told(HEALTH, on_order_of(MONDAY))] {
        let story = story().hears(FRIDAY, &beside).hears(FRIDAY, &told(LEARNING, on_order_of(TUESDAY)));
        assert_eq!(story.standing(ANSWER, FRIDAY), Some(Standing::Open), "what it asks of health was not told on it");
    }
    let half = story().hears(FRIDAY, &told(HEALTH, on_order_of(TUESDAY)));
    assert_eq!(half.standing(ANSWER, FRIDAY), Some(Standing::Open));
    let whole = half.hears(FRIDAY, &told(LEARNING, on_order_of(TUESDAY)));
    assert_eq!(whole.standing(ANSWER, FRIDAY), Some(Standing::Met));
}

#[test]
fn r_21_what_the_service_is_told_in_a_conversation_on_its_order_answers_it() {
    let mut held = case_event("OpenConsultationHeld");
    if let CaseEvent::Consulting(ConsultingEvent::OpenConsultationHeld {
        body, categories, rests_on, held_on, ..
    }) = &mut held
    {
        (*body, *categories, *rests_on, *held_on) =
            (Body::ChildWelfareService, [HEALTH].into(), on_order_of(TUESDAY), FRIDAY);
    }
    let story = opened().hears(WEDNESDAY, &ordered(&[HEALTH])).hears(FRIDAY, &held);
    assert_eq!(story.standing(ANSWER, FRIDAY), Some(Standing::Met));
}

#[test]
fn r_21_an_order_that_is_closed_with_reasons_is_owed_no_more_and_one_that_is_given_anew_is() {
    let story = opened().hears(WEDNESDAY, &ordered(&[HEALTH]));
    let other = closed_order(MONDAY);
    let story = story.hears(FRIDAY, &other);
    assert_eq!(story.standing(ANSWER, FRIDAY), Some(Standing::Open), "another day's");
    let shut = story.hears(FRIDAY, &closed_order(TUESDAY));
    assert_eq!(shut.standing(ANSWER, FRIDAY), Some(Standing::Lapsed));
    let anew = shut.hears(SATURDAY, &ordered(&[HEALTH]));
    let owed = anew.obligations.values().filter(|owed| owed.kind == ANSWER && owed.ending.is_none()).count();
    assert_eq!(owed, 1);
}

#[test]
fn r_21_a_case_that_is_closed_leaves_the_order_owed() {
    let story = opened().hears(WEDNESDAY, &ordered(&[HEALTH])).hears(THURSDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(ANSWER, FRIDAY), Some(Standing::Open));
    let late = opened().hears(TUESDAY, &case_event("CaseClosed")).hears(WEDNESDAY, &ordered(&[HEALTH]));
    assert_eq!(late.standing(ANSWER, FRIDAY), Some(Standing::Open), "it comes when it comes");
}

#[test]
fn r_21_what_was_told_before_an_order_came_answers_it_not() {
    let received = |day: NaiveDate, asked| {
        let mut event = ordered(asked);
        if let CaseEvent::Sharing(SharingEvent::DisclosureOrdered { received_on, .. }) = &mut event {
            *received_on = day;
        }
        event
    };
    let both = || opened().hears(WEDNESDAY, &ordered(&[HEALTH])).hears(SATURDAY, &received(SATURDAY, &[HEALTH]));
    let story = both().hears(SATURDAY, &told(HEALTH, on_order_of(TUESDAY)));
    assert_eq!(story.standing(ANSWER, SATURDAY), Some(Standing::Open), "told on Friday, asked again on Saturday");
    let came = opened().hears(WEDNESDAY, &ordered(&[HEALTH])).hears(FRIDAY, &received(FRIDAY, &[LEARNING]));
    let half = came.hears(FRIDAY, &told(HEALTH, on_order_of(TUESDAY)));
    assert_eq!(half.standing(ANSWER, FRIDAY), Some(Standing::Open));
    let whole = half.hears(FRIDAY, &told(LEARNING, on_order_of(TUESDAY)));
    assert_eq!(whole.standing(ANSWER, FRIDAY), Some(Standing::Met));
}
