//! S2-66: what is owed once the board's decision is brought to court, and after the court's word.

use super::*;
use crate::investigation::{BoardCaseKind, BoardOutcome, CourtOutcome, InvestigationOutcome, MeasureBasis};

const JULY_1: NaiveDate = date(2024, 7, 1);
const SEPTEMBER_2: NaiveDate = date(2024, 9, 2);
const CARE_ORDER: BoardCaseKind = BoardCaseKind::CareOrder;

/// An investigation that ended in a case for a care order, of which the board said that.
fn decided(word: BoardOutcome) -> Story {
    let mut ended = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, board_case, .. } = &mut ended {
        (*outcome, *board_case) = (InvestigationOutcome::BoardCase, Some(CARE_ORDER));
    }
    let mut brought = investigation_event("BoardCaseSubmitted");
    if let InvestigationEvent::BoardCaseSubmitted { kind, until, .. } = &mut brought {
        (*kind, *until) = (CARE_ORDER, None);
    }
    let mut said = investigation_event("BoardDecisionReceived");
    if let InvestigationEvent::BoardDecisionReceived { kind, outcome, .. } = &mut said {
        (*kind, *outcome) = (CARE_ORDER, word);
    }
    Story::new()
        .hears(THURSDAY, &investigation_event("InvestigationOpened"))
        .hears(JULY_1, &ended)
        .hears(JULY_1, &brought)
        .hears(JULY_1, &said)
}

fn appealed() -> InvestigationEvent {
    let mut event = investigation_event("CourtAppealRecorded");
    if let InvestigationEvent::CourtAppealRecorded { kind, .. } = &mut event {
        *kind = CARE_ORDER;
    }
    event
}

fn judged(word: CourtOutcome) -> InvestigationEvent {
    let mut event = investigation_event("CourtDecisionReceived");
    if let InvestigationEvent::CourtDecisionReceived { kind, outcome, .. } = &mut event {
        (*kind, *outcome) = (CARE_ORDER, word);
    }
    event
}

fn carried_out() -> InvestigationEvent {
    let mut event = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { basis, decided_on, .. } = &mut event {
        (*basis, *decided_on) = (Some(MeasureBasis::CareOrder), JULY_1);
    }
    event
}

fn standing(story: &Story, kind: ObligationKind) -> Option<Standing> {
    story.standing(kind, SEPTEMBER_2)
}

#[test]
fn s2_66_what_was_brought_to_court_owes_the_courts_word_until_it_is_recorded() {
    let kind = ObligationKind::ReceiveCourtDecision;
    assert_eq!(standing(&decided(BoardOutcome::Granted), kind), None);
    let story = decided(BoardOutcome::Granted).hears(date(2024, 7, 8), &appealed());
    assert_eq!(standing(&story, kind), Some(Standing::Open));
    assert_eq!(story.obligation(kind).opened_on, date(2024, 7, 8));
    assert_eq!(standing(&story, ObligationKind::CarryOutBoardDecision), Some(Standing::Open), "meanwhile it holds");
    let story = story.hears(SEPTEMBER_2, &judged(CourtOutcome::Upheld));
    assert_eq!(standing(&story, kind), Some(Standing::Met));
    assert_eq!(standing(&story, ObligationKind::CarryOutBoardDecision), Some(Standing::Open));
}

#[test]
fn s2_66_s2_62_the_courts_no_leaves_nothing_to_carry_out_and_ends_what_does() {
    let carry_out = ObligationKind::CarryOutBoardDecision;
    let granted = || decided(BoardOutcome::Granted).hears(date(2024, 7, 8), &appealed());
    let turned_down = granted().hears(SEPTEMBER_2, &judged(CourtOutcome::NotGranted));
    assert_eq!(standing(&turned_down, carry_out), Some(Standing::Lapsed));
    assert_eq!(
        standing(&turned_down, ObligationKind::DecideMeasures),
        Some(Standing::Open),
        "the child is still there"
    );
    let running = decided(BoardOutcome::Granted)
        .hears(JULY_1, &carried_out())
        .hears(date(2024, 7, 8), &appealed())
        .hears(SEPTEMBER_2, &judged(CourtOutcome::NotGranted));
    let ending = running.obligation(ObligationKind::EndOrderedMeasure);
    assert_eq!((ending.which, ending.due), (Some(MEASURE.as_uuid()), Some(SEPTEMBER_2)));
    assert!(!running.found(SEPTEMBER_2).contains(&FindingKind::OrderOverrun));
    assert!(running.found(date(2024, 9, 3)).contains(&FindingKind::OrderOverrun));
    let upheld = decided(BoardOutcome::Granted)
        .hears(JULY_1, &carried_out())
        .hears(date(2024, 7, 8), &appealed())
        .hears(SEPTEMBER_2, &judged(CourtOutcome::Upheld));
    assert_eq!(standing(&upheld, ObligationKind::EndOrderedMeasure), None);
}

#[test]
fn s2_66_s2_62_the_courts_yes_in_place_of_the_boards_no_is_carried_out() {
    let no = || decided(BoardOutcome::NotGranted).hears(date(2024, 7, 8), &appealed());
    assert_eq!(standing(&no(), ObligationKind::DecideMeasures), Some(Standing::Open));
    for word in [CourtOutcome::Granted, CourtOutcome::PartlyGranted] {
        let yes = no().hears(SEPTEMBER_2, &judged(word));
        assert_eq!(standing(&yes, ObligationKind::CarryOutBoardDecision), Some(Standing::Open));
        assert_eq!(standing(&yes, ObligationKind::DecideMeasures), Some(Standing::Lapsed));
    }
    let still_no = no().hears(SEPTEMBER_2, &judged(CourtOutcome::Upheld));
    assert_eq!(standing(&still_no, ObligationKind::CarryOutBoardDecision), None);
    assert_eq!(standing(&still_no, ObligationKind::DecideMeasures), Some(Standing::Open));
}
