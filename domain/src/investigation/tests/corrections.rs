//! C12: an entry of an investigation that was told wrongly is said to be wrong, and stays.

use super::*;
use crate::corrections::RecordedEntry;
use crate::test_support::samples::wrong_day;

#[test]
fn c12_the_day_on_which_an_investigation_ended_is_said_to_be_wrong_and_it_stays_ended() {
    let found_on = JUNE_3;
    let wrong = WrongEntry { found_on, ..wrong_day() };
    let note = |recorded| InvestigationAction::NoteEntryWrong { recorded, wrong: wrong.clone() };
    let entry = || Some(RecordedEntry { event: "InvestigationConcluded".to_owned(), recorded_on: JUNE_3 });
    let noted = InvestigationEvent::EntryFoundWrong(wrong.clone());
    let ended = || [opened(), concluded(InvestigationOutcome::MeasuresDecided, "1")];
    given([]).when(note(entry())).then_refused(NO_INVESTIGATION);
    given(ended()).when(note(None)).then_refused(Refusal::EntryUnknown { entry: 2 });
    given(ended()).when(note(entry())).then([noted.clone()]);
    assert_eq!(given(ended().into_iter().chain([noted])).state(), given(ended()).state());
}
