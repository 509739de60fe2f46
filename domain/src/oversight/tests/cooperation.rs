//! Cooperation on level 3: R-33.

use super::*;
use crate::case::{CourseEvent, Level, RelayEvent};

const NO_HOLDER: FindingKind = FindingKind::RelayHolderMissing;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn lifted(level: Level, escalated_on: NaiveDate) -> CaseEvent {
    CourseEvent::EscalatedToLevel { level, consent: CONSENT, decision: decided(), escalated_on }.into()
}

fn assigned(assigned_on: NaiveDate) -> CaseEvent {
    RelayEvent::RelayHolderAssigned { holder: teacher(), assigned_on }.into()
}

fn returned(level: Level) -> CaseEvent {
    CourseEvent::ReturnedToLevel { level, decision: decided(), returned_on: FRIDAY }.into()
}

#[test]
fn r_33_a_case_on_level_3_without_a_relay_holder_is_found_until_one_is_assigned() {
    let story =
        opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY));
    assert_eq!(story.finding(NO_HOLDER).map(|found| (found.arose_on, found.mended_on)), Some((WEDNESDAY, None)));
    let story = story.hears(FRIDAY, &assigned(FRIDAY));
    assert_eq!(story.finding(NO_HOLDER).unwrap().mended_on, Some(FRIDAY));
}

#[test]
fn r_33_a_relay_holder_settled_before_leaves_nothing_to_find() {
    let story = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(TUESDAY, &assigned(TUESDAY));
    let story = story.hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY));
    let story = story.hears(THURSDAY, &case_event("RelayHolderChanged"));
    assert_eq!(story.finding(NO_HOLDER), None);
}

#[test]
fn r_33_level_2_needs_no_relay_holder_and_a_return_ends_the_relay() {
    let story = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY));
    assert_eq!(story.finding(NO_HOLDER), None);
    let story = story.hears(TUESDAY, &assigned(TUESDAY)).hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY));
    let story = story.hears(FRIDAY, &returned(Level::Two)).hears(FRIDAY, &lifted(Level::Three, FRIDAY));
    assert!(story.finding(NO_HOLDER).is_some(), "whoever held the relay before holds it no more");
}

#[test]
fn r_33_closing_a_case_mends_what_only_level_3_needs() {
    let story = opened().hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.finding(NO_HOLDER).unwrap().mended_on, Some(FRIDAY));
}
