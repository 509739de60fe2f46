//! C12: an entry that was told wrongly is said to be wrong, and stays.

use super::*;
use crate::corrections::{RecordedEntry, WrongEntry, WrongPart};
use crate::test_support::samples::wrong_day;

/// What the history has there, recorded on Tuesday.
fn entry(event: &str) -> RecordedEntry {
    RecordedEntry { event: event.to_owned(), recorded_on: TUESDAY, of_its_name: 1 }
}

fn note(recorded: impl Into<Option<RecordedEntry>>, wrong: WrongEntry) -> CaseAction {
    CaseAction::Correction(CorrectionAction::NoteEntryWrong { recorded: recorded.into(), wrong })
}

fn noted(wrong: WrongEntry) -> CaseEvent {
    CorrectionEvent::EntryFoundWrong(wrong).into()
}

fn of(what: WrongPart) -> WrongEntry {
    WrongEntry { what, day: None, ..wrong_day() }
}

#[test]
fn c12_any_entry_is_said_to_be_wrong_with_what_is_right_and_why_and_nothing_follows_from_it() {
    for event in ["CaseOpened", "ConcernRaised", "ConsentGiven", "ReportSent", "ObservationLogged"] {
        given([opened(), observed()]).when(note(entry(event), wrong_day())).then([noted(wrong_day())]);
    }
    for what in WrongPart::ALL {
        given([opened()]).when(note(entry("ConcernRaised"), of(what))).then([noted(of(what))]);
    }
    let before = given([opened(), observed()]).state();
    assert_eq!(given([opened(), observed(), noted(wrong_day())]).state(), before, "no rule depends on it");
    // Also of a case that is closed.
    given([opened(), observed(), closed()]).when(note(entry("CaseClosed"), wrong_day())).then([noted(wrong_day())]);
}

#[test]
fn c12_what_is_no_entry_of_the_case_is_not_found_wrong() {
    let no_case = Refusal::NotFound { what: crate::refusal::Sought::Case };
    given([]).when(note(entry("CaseOpened"), wrong_day())).then_refused(no_case);
    given([opened()]).when(note(None, wrong_day())).then_refused(Refusal::EntryUnknown { entry: 2 });
}

#[test]
fn c12_what_is_wrong_in_such_a_note_is_said_beside_the_entry_itself() {
    let refused = Refusal::EntryIsNote { entry: 2 };
    given([opened(), noted(wrong_day())]).when(note(entry("EntryFoundWrong"), wrong_day())).then_refused(refused);
    // By another, of the same entry.
    let anew = WrongEntry { day: Some(TUESDAY), ..wrong_day() };
    given([opened(), noted(wrong_day())]).when(note(entry("CaseOpened"), anew.clone())).then([noted(anew)]);
}

#[test]
fn c12_r10_an_entry_is_found_wrong_once_it_is_recorded_and_not_tomorrow() {
    let on = |found_on| WrongEntry { found_on, ..wrong_day() };
    given([opened()]).when(note(entry("CaseOpened"), on(TUESDAY))).then_done();
    given([opened()]).when(note(entry("CaseOpened"), on(MONDAY))).then_refused(Refusal::DateBeforeAct {
        field: "foundOn",
        date: MONDAY,
        earliest: TUESDAY,
        act: Act::EntryRecorded,
    });
    given([opened()]).when(note(entry("CaseOpened"), on(SATURDAY))).then_refused(Refusal::FutureDate {
        field: "foundOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn c12_what_has_a_correction_of_its_own_is_corrected_by_that() {
    let named = |command| Refusal::EntryHasOwnCorrection { entry: 2, command };
    let text = note(entry("ObservationLogged"), of(WrongPart::Text));
    given([opened(), observed()]).when(text.clone()).then_refused(named("correctObservation"));
    // Which takes an open case: what is found after its end is noted all the same.
    given([opened(), observed(), closed()]).when(text).then([noted(of(WrongPart::Text))]);
    let attached = note(entry("AttachmentAdded"), of(WrongPart::Whole));
    given([opened()]).when(attached).then_refused(named("withdrawAttachment"));
}

#[test]
fn c12_a_right_day_is_told_where_a_day_is_wrong() {
    for what in WrongPart::ALL {
        let told = given([opened()]).when(note(entry("ConcernRaised"), WrongEntry { what, ..wrong_day() }));
        if what == WrongPart::Day { _ = told.then_done() } else { told.then_refused(Refusal::RightDayOfNoDay) }
    }
}
