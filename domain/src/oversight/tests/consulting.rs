//! S0-25, S2-14: advice that was asked for.

use super::*;
use crate::case::ConsultingEvent;
use crate::people::Body;

const KIND: ObligationKind = ObligationKind::HoldConsultation;

fn asked(body: Body) -> Story {
    let requested: CaseEvent =
        ConsultingEvent::ConsultationRequested { body, unit: None, topics: [].into(), requested_on: TUESDAY }.into();
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &requested)
}

fn noted(held_on: NaiveDate) -> CaseEvent {
    ConsultingEvent::AnonymousConsultationNoted { body: Body::HealthStation, unit: None, held_on }.into()
}

#[test]
fn s0_25_help_that_was_asked_for_is_owed_until_that_body_was_consulted() {
    let story = asked(Body::HealthStation);
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Open));
    let story = story.hears(THURSDAY, &noted(THURSDAY));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Met));
    for (story, held_on) in [(asked(Body::School), THURSDAY), (asked(Body::HealthStation), MONDAY)] {
        assert_eq!(story.hears(THURSDAY, &noted(held_on)).standing(KIND, FRIDAY), Some(Standing::Open));
    }
    let closed = asked(Body::HealthStation).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(KIND, FRIDAY), Some(Standing::Lapsed));
}

const LATE: FindingKind = FindingKind::ConsultationNotHeld;

/// A time on that day was agreed on another.
fn scheduled(planned_on: NaiveDate, scheduled_on: NaiveDate) -> CaseEvent {
    let (body, planned_for) = (Body::HealthStation, noon(planned_on));
    ConsultingEvent::ConsultationScheduled { body, unit: None, planned_for, scheduled_on }.into()
}

#[test]
pub(super) fn s2_14_an_agreed_consultation_is_due_on_its_day_and_found_when_it_was_not_held() {
    let agreed = || asked(Body::HealthStation).hears(TUESDAY, &scheduled(THURSDAY, TUESDAY));
    let owed = agreed();
    let agreed_on = (owed.obligation(KIND).due, owed.obligation(KIND).extended);
    assert_eq!(agreed_on, (Some(THURSDAY), true), "in place of the project's own day");
    assert_eq!((owed.standing(KIND, FRIDAY), owed.found(FRIDAY)), (Some(Standing::Overdue), vec![LATE]));
    assert_eq!((LATE.rule(), LATE.severity()), ("S2-14", Severity::Deviation));
    let held = agreed().hears(THURSDAY, &noted(THURSDAY));
    assert_eq!((held.standing(KIND, FRIDAY), held.finding(LATE)), (Some(Standing::Met), None));
    let late = agreed().hears(FRIDAY, &noted(FRIDAY));
    assert_eq!(late.standing(KIND, FRIDAY), Some(Standing::MetLate));
    assert_eq!(late.finding(LATE).unwrap().mended_on, Some(FRIDAY));
    let unasked = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &scheduled(THURSDAY, TUESDAY));
    assert_eq!(unasked.obligation(KIND).due, Some(THURSDAY), "also where nobody had asked before");
}

#[test]
pub(super) fn s2_14_a_consultation_is_moved_before_its_day_and_one_that_was_missed_stays_found() {
    let agreed = || asked(Body::HealthStation).hears(TUESDAY, &scheduled(THURSDAY, TUESDAY));
    let moved = agreed().hears(WEDNESDAY, &scheduled(SATURDAY, WEDNESDAY));
    assert_eq!((moved.obligation(KIND).due, moved.found(FRIDAY)), (Some(SATURDAY), vec![]));
    let missed = agreed().hears(FRIDAY, &scheduled(SATURDAY, FRIDAY));
    assert_eq!(missed.found(FRIDAY), [LATE]);
    assert!(missed.standings(FRIDAY).contains(&(KIND, Standing::Open)), "and is owed on the next day");
    assert_eq!(missed.hears(SATURDAY, &noted(SATURDAY)).finding(LATE).unwrap().mended_on, Some(SATURDAY));
    let of_another = asked(Body::School).hears(TUESDAY, &scheduled(THURSDAY, TUESDAY));
    let with_the_school = of_another.obligations.values().find(|owed| owed.due != Some(THURSDAY));
    assert_eq!(
        with_the_school.map(|owed| owed.kind),
        Some(KIND),
        "what was agreed with one body is no day of another's"
    );
}

#[test]
fn s2_14_a_day_that_was_agreed_before_moves_none_because_it_is_written_down_later() {
    let agreed = || asked(Body::HealthStation).hears(WEDNESDAY, &scheduled(FRIDAY, WEDNESDAY));
    let older = agreed().hears(WEDNESDAY, &scheduled(THURSDAY, TUESDAY));
    assert_eq!(older.obligation(KIND).due, Some(FRIDAY));
    let held = agreed().hears(FRIDAY, &noted(FRIDAY)).hears(SATURDAY, &scheduled(THURSDAY, TUESDAY));
    assert!(!held.standings(SATURDAY).contains(&(KIND, Standing::Overdue)), "it was held");
}

#[test]
fn r_21_what_one_service_answers_is_not_what_was_asked_of_another_of_the_kind() {
    let of = |unit: Option<&str>| unit.map(ToOwned::to_owned);
    let asked_of = |body: Body, unit: Option<&str>| {
        let (topics, requested_on) = ([].into(), TUESDAY);
        let requested: CaseEvent =
            ConsultingEvent::ConsultationRequested { body, unit: of(unit), topics, requested_on }.into();
        Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &requested)
    };
    let noted_with = |body: Body, unit: Option<&str>| -> CaseEvent {
        ConsultingEvent::AnonymousConsultationNoted { body, unit: of(unit), held_on: THURSDAY }.into()
    };
    for (body, asked, answered, standing) in [
        (Body::Other, Some("Ungdomslosen"), Some("ungdomslosen"), Standing::Met),
        (Body::Other, Some("Ungdomslosen"), Some("Gjengs"), Standing::Open),
        // Asked for before services were named, it was none by name.
        (Body::Other, None, Some("Gjengs"), Standing::Met),
        (Body::Kindergarten, Some("Solbakken"), Some("solbakken"), Standing::Met),
        (Body::Kindergarten, Some("Solbakken"), Some("Fjordvik"), Standing::Open),
        (Body::Kindergarten, None, Some("Fjordvik"), Standing::Met),
        // Where nobody is to know whom it is about, no kindergarten is named.
        (Body::Kindergarten, Some("Solbakken"), None, Standing::Met),
    ] {
        let story = asked_of(body, asked).hears(THURSDAY, &noted_with(body, answered));
        assert_eq!(story.standing(KIND, FRIDAY), Some(standing), "{body:?} {asked:?} {answered:?}");
    }
}

#[test]
fn s2_14_r_21_what_was_asked_for_without_a_name_and_agreed_with_one_is_owed_once() {
    let agreed = |unit: Option<&str>| -> CaseEvent {
        let (body, unit, planned_for) = (Body::HealthStation, unit.map(ToOwned::to_owned), noon(FRIDAY));
        ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on: WEDNESDAY }.into()
    };
    let named = asked(Body::HealthStation).hears(WEDNESDAY, &agreed(Some("Lia")));
    let owed: Vec<_> = named.watch.owed.iter().filter(|owed| owed.kind == KIND).collect();
    assert_eq!((owed.len(), owed[0].due), (1, Some(FRIDAY)));
    // And the other way round.
    let requested: CaseEvent = ConsultingEvent::ConsultationRequested {
        body: Body::HealthStation,
        unit: Some("Lia".to_owned()),
        topics: [].into(),
        requested_on: TUESDAY,
    }
    .into();
    let unnamed = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &requested);
    let unnamed = unnamed.hears(WEDNESDAY, &agreed(None));
    let owed: Vec<_> = unnamed.watch.owed.iter().filter(|owed| owed.kind == KIND).collect();
    assert_eq!((owed.len(), owed[0].due), (1, Some(FRIDAY)));
    // Of another one that was asked for by its name it is no agreement.
    let other = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &requested);
    let other = other.hears(WEDNESDAY, &agreed(Some("Dalen")));
    assert_eq!(other.watch.owed.iter().filter(|owed| owed.kind == KIND).count(), 2);
}

fn called_off(unit: Option<&str>, called_off_on: NaiveDate) -> CaseEvent {
    let (body, unit, decision) = (Body::HealthStation, unit.map(ToOwned::to_owned), decided());
    ConsultingEvent::ConsultationCalledOff { body, unit, decision, called_off_on }.into()
}

#[test]
fn s0_25_advice_that_is_needed_no_more_is_owed_no_more_and_that_it_was_missed_before_stays_found() {
    let asked = || asked(Body::HealthStation);
    assert_eq!(asked().hears(FRIDAY, &called_off(None, FRIDAY)).standing(KIND, FRIDAY), Some(Standing::Lapsed));
    let agreed = || asked().hears(TUESDAY, &scheduled(THURSDAY, TUESDAY));
    for (off, found) in [(WEDNESDAY, None), (THURSDAY, None), (FRIDAY, Some(None))] {
        let story = agreed().hears(SATURDAY, &called_off(None, off));
        assert_eq!(story.standing(KIND, SATURDAY), Some(Standing::Lapsed));
        assert_eq!(story.finding(LATE).map(|found| found.mended_on), found, "called off on {off}");
    }
    // Asked for again since, it is owed; what was asked for before, and is written down after it, is not.
    let off = || agreed().hears(WEDNESDAY, &called_off(None, WEDNESDAY));
    assert_eq!(
        off().hears(FRIDAY, &scheduled(SATURDAY, WEDNESDAY)).watch.owed.iter().filter(|it| it.kind == KIND).count(),
        1
    );
    assert_eq!(
        off().hears(FRIDAY, &scheduled(SATURDAY, TUESDAY)).watch.owed.iter().filter(|it| it.kind == KIND).count(),
        0
    );
}

#[test]
fn s0_25_r_21_what_is_called_off_comes_not_back_by_another_name_and_takes_nothing_else_with_it() {
    let scheduled_with = |unit: Option<&str>, scheduled_on| -> CaseEvent {
        let (body, unit, planned_for) = (Body::HealthStation, unit.map(ToOwned::to_owned), noon(SATURDAY));
        ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on }.into()
    };
    let requested = |requested_on| -> CaseEvent {
        let body = Body::HealthStation;
        ConsultingEvent::ConsultationRequested { body, unit: None, topics: [].into(), requested_on }.into()
    };
    let left = |story: &Story| story.watch.owed.iter().filter(|owed| owed.kind == KIND).count();
    let off = asked(Body::HealthStation).hears(FRIDAY, &called_off(None, FRIDAY));
    assert_eq!(
        left(&off.hears(SATURDAY, &scheduled_with(Some("Lia"), THURSDAY))),
        0,
        "agreed before it was called off"
    );
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let lia_off =
        opened.hears(MONDAY, &scheduled_with(Some("Lia"), MONDAY)).hears(TUESDAY, &called_off(Some("Lia"), TUESDAY));
    let asked_since = lia_off.hears(WEDNESDAY, &requested(WEDNESDAY));
    let asked_since = asked_since.hears(FRIDAY, &scheduled_with(Some("Lia"), MONDAY));
    assert_eq!(left(&asked_since), 1, "what was asked for since is owed still");
}

#[test]
fn s0_25_r_21_of_two_services_that_were_asked_only_the_one_that_is_named_is_called_off() {
    let asked_of = |unit: &str| -> CaseEvent {
        let (body, unit, topics) = (Body::HealthStation, Some(unit.to_owned()), [].into());
        ConsultingEvent::ConsultationRequested { body, unit, topics, requested_on: TUESDAY }.into()
    };
    let two = || {
        Story::new()
            .hears(MONDAY, &case_event("CaseOpened"))
            .hears(TUESDAY, &asked_of("Lia"))
            .hears(TUESDAY, &asked_of("Dalen"))
    };
    let left = |story: Story| story.watch.owed.iter().filter(|owed| owed.kind == KIND).count();
    assert_eq!(left(two()), 2);
    for (named, owed) in [(Some("lia"), 1), (Some("Fjell"), 2), (None, 2)] {
        assert_eq!(left(two().hears(FRIDAY, &called_off(named, FRIDAY))), owed, "{named:?}");
    }
    let one = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &asked_of("Lia"));
    assert_eq!(left(one.hears(FRIDAY, &called_off(None, FRIDAY))), 0, "it is the only one that may be meant");
}
