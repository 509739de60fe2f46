//! C12: an entry of an investigation that was told wrongly is said to be wrong, and stays.

use super::*;
use crate::corrections::{RecordedEntry, WrongPart};
use crate::test_support::samples::{receipt, wrong_day};

#[test]
fn c12_the_day_on_which_an_investigation_ended_is_said_to_be_wrong_and_it_stays_ended() {
    let found_on = JUNE_3;
    let wrong = WrongEntry { found_on, ..wrong_day() };
    let note = |recorded| InvestigationAction::NoteEntryWrong { recorded, wrong: wrong.clone() };
    let entry =
        || Some(RecordedEntry { event: "InvestigationConcluded".to_owned(), recorded_on: JUNE_3, of_its_name: 1 });
    let noted = InvestigationEvent::EntryFoundWrong(wrong.clone());
    let ended = || [opened(), concluded(InvestigationOutcome::MeasuresDecided, "1")];
    given([]).when(note(entry())).then_refused(NO_INVESTIGATION);
    given(ended()).when(note(None)).then_refused(Refusal::EntryUnknown { entry: 2 });
    given(ended()).when(note(entry())).then([noted.clone()]);
    assert_eq!(given(ended().into_iter().chain([noted])).state(), given(ended()).state());
}

#[test]
fn s2_48_c12_that_another_service_has_a_child_who_moved_is_taken_back_where_nobody_said_so() {
    let has_it = || TransferReceipt { received_on: JUNE_3, ..receipt() };
    let told = || InvestigationEvent::TransferReceiptRecorded(has_it());
    let moved = || [opened(), concluded(InvestigationOutcome::DismissedMoved, "9"), told()];
    let of_all = |takes_back| {
        let (what, day, found_on) = (WrongPart::Whole, None, JUNE_3);
        WrongEntry { what, day, found_on, takes_back, ..wrong_day() }
    };
    let entry = |event: &str| Some(RecordedEntry { event: event.to_owned(), recorded_on: JUNE_3, of_its_name: 1 });
    let note = |event| InvestigationAction::NoteEntryWrong { recorded: entry(event), wrong: of_all(false) };
    let found = |takes_back| InvestigationEvent::EntryFoundWrong(of_all(takes_back));
    given(moved()).when(note("InvestigationConcluded")).then([found(false)]);
    given(moved()).when(note("TransferReceiptRecorded")).then([found(true)]);
    let taken_back = || moved().into_iter().chain([found(true)]);
    let state = given(taken_back()).state();
    assert_eq!((state.transfer_received_on(), &state.written().transfer_receipt), (None, &None));
    given(taken_back()).when(InvestigationAction::RecordTransferReceipt(has_it())).then([told()]);
}
