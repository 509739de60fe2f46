//! C12: an entry of a report that was told wrongly is said to be wrong, and stays.

use super::*;
use crate::corrections::{RecordedEntry, WrongEntry, WrongPart};
use crate::test_support::INVESTIGATION;
use crate::test_support::samples::{receipt, wrong_day};

fn note(event: &str, what: WrongPart) -> ReportAction {
    note_of(1, event, what)
}

/// Of the entry that is so many of its name.
fn note_of(of_its_name: usize, event: &str, what: WrongPart) -> ReportAction {
    let recorded = Some(RecordedEntry { event: event.to_owned(), recorded_on: MONDAY, of_its_name });
    ReportAction::NoteEntryWrong { recorded, wrong: WrongEntry { what, day: None, ..wrong_day() } }
}

fn noted(what: WrongPart) -> ReportEvent {
    ReportEvent::EntryFoundWrong(WrongEntry { what, day: None, ..wrong_day() })
}

fn joined() -> ReportEvent {
    let mut event = triaged(TriageOutcome::AddedToOngoingInvestigation, "4");
    if let ReportEvent::TriageDecided { joins, .. } = &mut event {
        *joins = Some(Joined { investigation: INVESTIGATION, reporter_learns_conclusion: true });
    }
    event
}

#[test]
fn c12_the_day_on_which_a_report_came_in_is_said_to_be_wrong_and_its_deadlines_stay() {
    given([]).when(note("ReportReceived", WrongPart::Day)).then_refused(NO_REPORT);
    let received = || received_from(public());
    given(received()).when(note("ReportReceived", WrongPart::Day)).then([noted(WrongPart::Day)]);
    let after = given(received().into_iter().chain([noted(WrongPart::Day)])).state();
    assert_eq!(after, given(received()).state(), "what is due stays as everybody went by it");
}

#[test]
fn c12_r_43_r_62_what_was_declared_and_what_a_report_joined_have_corrections_that_count() {
    let named = |command| Refusal::EntryHasOwnCorrection { entry: 2, command };
    let declared = note("ReporterDeclarationRecorded", WrongPart::Choice);
    given(received_from(private())).when(declared.clone()).then_refused(named("recordReporterDeclaration"));
    // Who reports in the course of work declares nothing any more.
    given(received_from(public())).when(declared).then([noted(WrongPart::Choice)]);
    let triage = || note("TriageDecided", WrongPart::Choice);
    let to_investigation = || received_from(public()).into_iter().chain([joined()]);
    given(to_investigation()).when(triage()).then_refused(named("correctJoining"));
    given(to_investigation()).when(note("TriageDecided", WrongPart::Day)).then([noted(WrongPart::Day)]);
    let decided = received_from(public()).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(decided).when(triage()).then([noted(WrongPart::Choice)]);
}

#[test]
fn s2_48_c12_a_receipt_that_nobody_gave_is_taken_back_once_and_the_right_one_is_recorded() {
    let has_it = || TransferReceipt { received_on: FRIDAY, ..receipt() };
    let told = || ReportEvent::TransferReceiptRecorded(has_it());
    let transferred = || {
        let sent = triaged(TriageOutcome::ReportTransferred, "7");
        received_from(public()).into_iter().chain([sent, told()])
    };
    let found =
        |what, takes_back| ReportEvent::EntryFoundWrong(WrongEntry { what, day: None, takes_back, ..wrong_day() });
    let is_wrong = |what| note("TransferReceiptRecorded", what);
    for part in WrongPart::ALL {
        given(transferred()).when(is_wrong(part)).then([found(part, part == WrongPart::Whole)]);
    }
    given(transferred()).when(note("TriageDecided", WrongPart::Whole)).then([found(WrongPart::Whole, false)]);
    let taken_back = || transferred().chain([found(WrongPart::Whole, true)]);
    let state = given(taken_back()).state();
    assert_eq!((state.transfer_received_on(), &state.written().transfer_receipt), (None, &None));
    given(taken_back()).when(ReportAction::RecordTransferReceipt(has_it())).then([told()]);
    // What is said once more of the entry that was taken back says nothing of the one that stands.
    let again = taken_back().chain([told()]);
    given(again.clone()).when(is_wrong(WrongPart::Whole)).then([found(WrongPart::Whole, false)]);
    assert_eq!(given(again.clone()).state().transfer_received_on(), Some(FRIDAY));
    // That one is taken back as the first was.
    given(again).when(note_of(2, "TransferReceiptRecorded", WrongPart::Whole)).then([found(WrongPart::Whole, true)]);
}

#[test]
fn s2_48_s2_49_c12_a_receipt_of_what_came_back_since_is_no_receipt_that_stands() {
    let has_it = || ReportEvent::TransferReceiptRecorded(TransferReceipt { received_on: FRIDAY, ..receipt() });
    let transferred = || triaged(TriageOutcome::ReportTransferred, "8");
    let back = ReportEvent::TriageReopened {
        sent_back: Some(said_of_child("We never had her")),
        measures_in: None,
        decision: Decision::stated(reasons(), intake_officer()).into(),
        reopened_on: FRIDAY,
    };
    let came_back = || received_from(public()).into_iter().chain([transferred(), has_it(), back.clone()]);
    let noted_of = |of_its_name| note_of(of_its_name, "TransferReceiptRecorded", WrongPart::Whole);
    let noted = |takes_back| {
        ReportEvent::EntryFoundWrong(WrongEntry { what: WrongPart::Whole, day: None, takes_back, ..wrong_day() })
    };
    // It is here again: nobody is to be asked for a receipt.
    given(came_back()).when(noted_of(1)).then([noted(false)]);
    let opened = came_back().chain([triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(opened).when(noted_of(1)).then([noted(false)]);
    // Sent on to another service, that one's receipt stands, and what is said of the first one's leaves it.
    let sent_on = || came_back().chain([transferred()]);
    given(sent_on()).when(noted_of(1)).then([noted(false)]);
    let had_there = || sent_on().chain([has_it()]);
    given(had_there()).when(noted_of(1)).then([noted(false)]);
    given(had_there()).when(noted_of(2)).then([noted(true)]);
    assert_eq!(given(had_there().chain([noted(false)])).state().transfer_received_on(), Some(FRIDAY));
}
