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
    // Whether it is done, whatever day that was to be.
    story.standing(kind, SEPTEMBER_2).map(|standing| match standing {
        Standing::Overdue => Standing::Open,
        Standing::MetLate => Standing::Met,
        standing => standing,
    })
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
pub(super) fn s2_66_s2_62_the_courts_no_leaves_nothing_to_carry_out_and_ends_what_does() {
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

const JUNE_30: NaiveDate = date(2025, 6, 30);
const DECEMBER_31: NaiveDate = date(2025, 12, 31);
const SPRING: NaiveDate = date(2025, 4, 1);
const JUNE_10: NaiveDate = date(2025, 6, 10);

/// Measures that the board ordered for a limited period, until that day, on the day on which it said so.
fn ordered(word: BoardOutcome, until: NaiveDate, on: NaiveDate) -> [InvestigationEvent; 2] {
    let mut brought = investigation_event("BoardCaseSubmitted");
    if let InvestigationEvent::BoardCaseSubmitted { kind, until: asked, submitted_on, .. } = &mut brought {
        (*kind, *asked, *submitted_on) = (BoardCaseKind::OrderedMeasure, Some(until), on);
    }
    let mut said = investigation_event("BoardDecisionReceived");
    if let InvestigationEvent::BoardDecisionReceived { kind, outcome, decided_on, .. } = &mut said {
        (*kind, *outcome, *decided_on) = (BoardCaseKind::OrderedMeasure, word, on);
    }
    [brought, said]
}

/// In court on that day, about what was ordered.
fn judged_of_the_order(word: CourtOutcome, on: NaiveDate) -> [InvestigationEvent; 2] {
    let mut brought = investigation_event("CourtAppealRecorded");
    if let InvestigationEvent::CourtAppealRecorded { kind, appealed_on, .. } = &mut brought {
        (*kind, *appealed_on) = (BoardCaseKind::OrderedMeasure, on);
    }
    let mut said = investigation_event("CourtDecisionReceived");
    if let InvestigationEvent::CourtDecisionReceived { kind, outcome, decided_on, .. } = &mut said {
        (*kind, *outcome, *decided_on) = (BoardCaseKind::OrderedMeasure, word, on);
    }
    [brought, said]
}

/// A measure that carries out what was ordered until the 30th of June.
fn carried_out_as_ordered() -> Story {
    let mut decided = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { basis, decided_on, .. } = &mut decided {
        (*basis, *decided_on) = (Some(MeasureBasis::OrderedMeasure), JULY_1);
    }
    let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    all(opened, JULY_1, &ordered(BoardOutcome::Granted, JUNE_30, JULY_1)).hears(JULY_1, &decided)
}

fn all(story: Story, on: NaiveDate, events: &[InvestigationEvent; 2]) -> Story {
    events.iter().fold(story, |story, event| story.hears(on, event))
}

#[test]
pub(super) fn s2_66_s2_65_the_courts_no_to_a_renewal_leaves_the_order_the_time_it_had() {
    let renewed = all(carried_out_as_ordered(), SPRING, &ordered(BoardOutcome::Granted, DECEMBER_31, SPRING));
    assert_eq!(renewed.obligation(ObligationKind::EndOrderedMeasure).due, Some(DECEMBER_31));
    let turned_down = all(renewed, JUNE_10, &judged_of_the_order(CourtOutcome::NotGranted, JUNE_10));
    assert_eq!(turned_down.obligation(ObligationKind::EndOrderedMeasure).due, Some(JUNE_30));
    assert!(!turned_down.found(JUNE_30).contains(&FindingKind::OrderOverrun));
    assert!(turned_down.found(date(2025, 7, 1)).contains(&FindingKind::OrderOverrun));
}

#[test]
pub(super) fn s2_66_s2_65_the_courts_yes_to_a_renewal_lengthens_the_order_that_is_carried_out() {
    let refused = all(carried_out_as_ordered(), SPRING, &ordered(BoardOutcome::NotGranted, DECEMBER_31, SPRING));
    let granted = all(refused, JUNE_10, &judged_of_the_order(CourtOutcome::Granted, JUNE_10));
    assert_eq!(granted.obligation(ObligationKind::EndOrderedMeasure).due, Some(DECEMBER_31));
    assert!(!granted.found(date(2025, 7, 1)).contains(&FindingKind::OrderOverrun));
}

#[test]
fn s2_66_s2_62_the_courts_yes_is_carried_out_anew_where_an_earlier_order_is_over() {
    let mut over = investigation_event("DecidedMeasureEnded");
    if let InvestigationEvent::DecidedMeasureEnded { ended_on, .. } = &mut over {
        *ended_on = JUNE_30;
    }
    let (autumn, november) = (date(2025, 9, 1), date(2025, 11, 1));
    let ended = carried_out_as_ordered().hears(JUNE_30, &over);
    let refused = all(ended, autumn, &ordered(BoardOutcome::NotGranted, date(2026, 6, 30), autumn));
    let granted = all(refused, november, &judged_of_the_order(CourtOutcome::Granted, november));
    assert_eq!(granted.standing(ObligationKind::CarryOutBoardDecision, november), Some(Standing::Open));
}

#[test]
fn s2_66_what_the_next_court_says_takes_the_place_of_what_the_first_said() {
    let carry_out = ObligationKind::CarryOutBoardDecision;
    let no = || {
        decided(BoardOutcome::Granted)
            .hears(date(2024, 7, 8), &appealed())
            .hears(date(2024, 8, 1), &judged(CourtOutcome::NotGranted))
    };
    assert_eq!(standing(&no(), carry_out), Some(Standing::Lapsed));
    let next = no().hears(date(2024, 8, 5), &appealed());
    let awaited = ObligationKind::ReceiveCourtDecision;
    assert!(next.standings(SEPTEMBER_2).contains(&(awaited, Standing::Open)), "owed again");
    let yes = next.hears(SEPTEMBER_2, &judged(CourtOutcome::Granted));
    assert!(yes.standings(SEPTEMBER_2).contains(&(carry_out, Standing::Open)));
}

#[test]
pub(super) fn s2_65_s2_66_what_was_granted_for_a_shorter_time_is_to_end_then() {
    let ends = |story: &Story| story.obligation(ObligationKind::EndOrderedMeasure).due;
    let [asked, mut granted] = ordered(BoardOutcome::PartlyGranted, DECEMBER_31, JULY_1);
    if let InvestigationEvent::BoardDecisionReceived { until, .. } = &mut granted {
        *until = Some(JUNE_30);
    }
    let mut carried_out = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { basis, decided_on, .. } = &mut carried_out {
        (*basis, *decided_on) = (Some(MeasureBasis::OrderedMeasure), JULY_1);
    }
    let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let story = all(opened, JULY_1, &[asked, granted]).hears(JULY_1, &carried_out);
    assert_eq!(ends(&story), Some(JUNE_30));
    let [appealed, mut judged] = judged_of_the_order(CourtOutcome::PartlyGranted, SPRING);
    if let InvestigationEvent::CourtDecisionReceived { until, .. } = &mut judged {
        *until = Some(JUNE_10);
    }
    let shorter = all(story, SPRING, &[appealed, judged]);
    assert_eq!(ends(&shorter), Some(JUNE_10));
    assert!(shorter.found(JUNE_30).contains(&FindingKind::OrderOverrun));
}
