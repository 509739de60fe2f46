//! C12: whoever is known to need an interpreter is understood through one, or it is said why not.

use super::*;
use crate::case::{Attendance, ConversationWith, FamilyEvent, Interpreted, InterpretedBy, Interpreter, MeetingEvent};
use crate::test_support::samples::{interpreted_by, somali};
use crate::time::days_after;

const WITHOUT: FindingKind = FindingKind::HeldWithoutInterpreter;

/// The guardians are talked with in Somali from Monday on.
fn needed() -> Story {
    let whose = ConversationWith::Guardians;
    let noted = FamilyEvent::InterpreterNeedRecorded { whose, language: somali(), noted_on: MONDAY };
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &CaseEvent::from(noted))
}

fn talk(who: ConversationWith, on: NaiveDate, way: Option<Interpreted>) -> CaseEvent {
    let mut event = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, interpreted, .. }) = &mut event {
        (*with, *held_on, *interpreted) = (who, on, way);
    }
    event
}

fn met(attendance: Attendance) -> CaseEvent {
    MeetingEvent::MeetingHeld { meeting: MEETING, attendance, without_basis: [].into(), held_on: THURSDAY }.into()
}

fn times(story: &Story) -> usize {
    story.findings.values().filter(|found| found.kind == WITHOUT).count()
}

#[test]
pub(super) fn c12_a_talk_without_the_interpreter_that_is_needed_is_looked_at_each_time() {
    let talk = |on| talk(ConversationWith::ChildAndGuardians, on, None);
    let story = needed().hears(TUESDAY, &talk(TUESDAY)).hears(THURSDAY, &talk(THURSDAY));
    assert_eq!(times(&story), 2);
    let found = story.finding(WITHOUT).unwrap();
    assert_eq!((found.kind.severity(), found.kind.rule(), found.mended_on), (Severity::Notice, "C12", None));
}

#[test]
pub(super) fn c12_where_somebody_interpreted_or_it_is_said_why_not_nothing_is_found() {
    let by_nobody = InterpretedBy::NobodyBecause(said_of_child("Nobody could come"));
    for way in [
        interpreted_by(Interpreter::Qualified),
        interpreted_by(Interpreter::OtherAdult),
        Interpreted { language: somali(), by: by_nobody },
    ] {
        let story = needed().hears(TUESDAY, &talk(ConversationWith::Guardians, TUESDAY, Some(way.clone())));
        assert_eq!(times(&story), 0, "{way:?}");
        let story = needed().hears(THURSDAY, &met(Attendance { interpreted: Some(way), ..attendance() }));
        assert_eq!(times(&story), 0);
    }
}

#[test]
pub(super) fn c12_who_needs_no_interpreter_is_talked_with_without_one() {
    let story = needed().hears(TUESDAY, &talk(ConversationWith::Child, TUESDAY, None));
    assert_eq!(times(&story), 0, "the need is the guardians'");
    let story = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let story = story.hears(TUESDAY, &talk(ConversationWith::Guardians, TUESDAY, None));
    assert_eq!(times(&story), 0, "none is noted");
}

#[test]
pub(super) fn c12_a_meeting_without_the_interpreter_is_found_where_those_were_there_who_need_one() {
    assert_eq!(times(&needed().hears(THURSDAY, &met(attendance()))), 1);
    let others = Attendance { guardians: Vec::new(), ..attendance() };
    assert_eq!(times(&needed().hears(THURSDAY, &met(others))), 0);
}

/// By the day of the talk, whichever was written down first of the two days.
#[test]
pub(super) fn c12_a_need_counts_from_the_day_it_is_noted_to_the_day_it_ends() {
    let ended = FamilyEvent::InterpreterNeedEnded { whose: ConversationWith::Guardians, ended_on: THURSDAY };
    let told = |on| {
        let story = needed().hears(THURSDAY, &CaseEvent::from(ended.clone()));
        times(&story.hears(FRIDAY, &talk(ConversationWith::Guardians, on, None)))
    };
    assert_eq!(told(date(2024, 3, 1)), 0, "before it was known");
    assert_eq!(told(WEDNESDAY), 1, "written down later");
    assert_eq!(told(THURSDAY), 0, "it has ended");
}

fn need_noted(whose: ConversationWith, noted_on: NaiveDate) -> CaseEvent {
    FamilyEvent::InterpreterNeedRecorded { whose, language: somali(), noted_on }.into()
}

#[test]
pub(super) fn c12_what_was_held_since_the_need_was_known_is_found_when_that_is_written_down_later() {
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let held = opened
        .hears(MONDAY, &talk(ConversationWith::Guardians, MONDAY, None))
        .hears(TUESDAY, &talk(ConversationWith::Guardians, TUESDAY, None))
        .hears(WEDNESDAY, &talk(ConversationWith::Child, WEDNESDAY, None))
        .hears(WEDNESDAY, &talk(ConversationWith::Guardians, WEDNESDAY, Some(interpreted_by(Interpreter::Qualified))))
        .hears(THURSDAY, &met(attendance()));
    let told = held.hears(FRIDAY, &need_noted(ConversationWith::Guardians, TUESDAY));
    let days: Vec<_> =
        told.findings.values().filter(|found| found.kind == WITHOUT).map(|found| found.arose_on).collect();
    assert_eq!(
        BTreeSet::from_iter(days),
        [TUESDAY, THURSDAY].into(),
        "each since it was known, that day's own included"
    );
    assert_eq!(times(&told), 2);
    // Once each, however often the need is written down.
    assert_eq!(times(&told.hears(FRIDAY, &need_noted(ConversationWith::ChildAndGuardians, TUESDAY))), 3);
}

#[test]
fn c12_what_was_held_long_before_the_need_is_written_down_is_not_looked_at() {
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let held = opened.hears(MONDAY, &talk(ConversationWith::Guardians, MONDAY, None));
    let told = held.hears(days_after(MONDAY, 31), &need_noted(ConversationWith::Guardians, MONDAY));
    assert_eq!(times(&told), 0);
    // A talk that is itself written down late is judged by the need that was known.
    let late = needed().hears(days_after(MONDAY, 60), &talk(ConversationWith::Guardians, TUESDAY, None));
    assert_eq!(times(&late), 1);
}

#[test]
fn c12_r_1_in_acute_danger_nobody_waits_for_an_interpreter() {
    let story = needed().hears(MONDAY, &case_event("EmergencyContactMade"));
    let mut contacted = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(crate::case::ReportingEvent::EmergencyContactMade { contacted_at, .. }) = &mut contacted
    {
        *contacted_at = noon(TUESDAY);
    }
    let story = story.hears(TUESDAY, &contacted);
    let story = story.hears(WEDNESDAY, &talk(ConversationWith::Guardians, WEDNESDAY, None));
    assert_eq!(story.finding(WITHOUT).unwrap().excuse, Some(Excuse::Emergency));
}

fn need_ended(ended_on: NaiveDate) -> CaseEvent {
    FamilyEvent::InterpreterNeedEnded { whose: ConversationWith::Guardians, ended_on }.into()
}

/// The days of the talks that were held without one, of those on Tuesday and Thursday.
fn found_of_two_talks(recorded: &[CaseEvent]) -> Vec<NaiveDate> {
    let talk = |on| talk(ConversationWith::Guardians, on, None);
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let story = recorded.iter().fold(opened, |story, event| story.hears(FRIDAY, event));
    let after = story.hears(FRIDAY, &talk(TUESDAY)).hears(FRIDAY, &talk(THURSDAY));
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let held = opened.hears(FRIDAY, &talk(TUESDAY)).hears(FRIDAY, &talk(THURSDAY));
    let before = recorded.iter().fold(held, |story, event| story.hears(FRIDAY, event));
    let days = [after, before].map(|story| {
        let mut days: Vec<_> =
            story.findings.values().filter(|found| found.kind == WITHOUT).map(|found| found.arose_on).collect();
        days.sort_unstable();
        days
    });
    assert_eq!(days[0], days[1], "whether the talks were written down after the need or before it");
    let [days, _] = days;
    days
}

#[test]
fn c12_what_was_held_after_a_need_had_ended_is_found_no_more_once_that_is_known() {
    let noted = |on| need_noted(ConversationWith::Guardians, on);
    assert_eq!(found_of_two_talks(&[noted(MONDAY)]), [TUESDAY, THURSDAY]);
    for order in [[noted(MONDAY), need_ended(WEDNESDAY)], [need_ended(WEDNESDAY), noted(MONDAY)]] {
        assert_eq!(found_of_two_talks(&order), [TUESDAY], "what was held before it ended stays found");
    }
    // Danger that is written down since excuses nothing that is found no more.
    let withdrawn = needed()
        .hears(THURSDAY, &talk(ConversationWith::Guardians, THURSDAY, None))
        .hears(FRIDAY, &need_ended(WEDNESDAY));
    let mut contacted = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(crate::case::ReportingEvent::EmergencyContactMade { contacted_at, .. }) = &mut contacted
    {
        *contacted_at = noon(WEDNESDAY);
    }
    assert_eq!(times(&withdrawn.hears(FRIDAY, &contacted)), 0);
}

/// Whenever it is known, as a leader is not to look at what was none.
#[test]
fn c12_a_need_whose_end_is_written_down_long_after_takes_back_what_was_found_since() {
    let held = || needed().hears(THURSDAY, &talk(ConversationWith::Guardians, THURSDAY, None));
    let late = days_after(THURSDAY, 90);
    assert_eq!(times(&held().hears(late, &need_ended(WEDNESDAY))), 0);
    assert_eq!(times(&held().hears(late, &need_ended(FRIDAY))), 1);
    // That was the mistake: the need was there all the time, and what had been found of it is found again.
    let by_mistake = held().hears(late, &need_ended(WEDNESDAY));
    let needed_still = need_noted(ConversationWith::Guardians, WEDNESDAY);
    assert_eq!(times(&by_mistake.hears(days_after(late, 60), &needed_still)), 1);
}

#[test]
fn c12_a_need_that_had_ended_is_not_there_again_where_an_earlier_day_of_it_is_written_down() {
    let noted = |on| need_noted(ConversationWith::Guardians, on);
    let (first, known_too, end) = (noted(MONDAY), noted(TUESDAY), need_ended(WEDNESDAY));
    let orders = [
        [first.clone(), end.clone(), known_too.clone()],
        [known_too.clone(), first.clone(), end.clone()],
        [end, known_too, first],
    ];
    for order in orders {
        assert_eq!(found_of_two_talks(&order), [TUESDAY]);
    }
    // It is, where it came up again on a later day.
    let (first, again, end) = (noted(MONDAY), noted(THURSDAY), need_ended(TUESDAY));
    for order in [[first.clone(), end.clone(), again.clone()], [first, again, end]] {
        assert_eq!(found_of_two_talks(&order), [THURSDAY]);
    }
}

/// What was said as of one and the same day goes by which was written down last.
#[test]
fn c12_of_what_is_said_of_a_need_as_of_one_day_the_last_word_counts() {
    let noted = |on| need_noted(ConversationWith::Guardians, on);
    assert_eq!(found_of_two_talks(&[noted(TUESDAY), need_ended(TUESDAY)]), [], "noted by mistake");
    let again = [noted(MONDAY), need_ended(TUESDAY), noted(TUESDAY)];
    assert_eq!(found_of_two_talks(&again), [TUESDAY, THURSDAY], "it is there still");
}
