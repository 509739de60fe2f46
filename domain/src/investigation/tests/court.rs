//! S2-66: the court's word on what the board decided.

use super::*;
use crate::test_support::FRIDAY;
use crate::test_support::samples::principles;

const KIND: BoardCaseKind = BoardCaseKind::CareOrder;

fn brought() -> InvestigationEvent {
    InvestigationEvent::BoardCaseSubmitted {
        kind: KIND,
        until: None,
        principles: principles(),
        legal_basis: "BVL2021 § 5-1".to_owned(),
        decision: decided(),
        submitted_on: THURSDAY,
    }
}

fn said(outcome: BoardOutcome) -> InvestigationEvent {
    InvestigationEvent::BoardDecisionReceived { kind: KIND, outcome, account: None, decided_on: THURSDAY }
}

fn appealed() -> InvestigationEvent {
    InvestigationEvent::CourtAppealRecorded { kind: KIND, by: Appellant::PrivateParty, appealed_on: FRIDAY }
}

fn judged(outcome: CourtOutcome, decided_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::CourtDecisionReceived { kind: KIND, outcome, account: None, decided_on }
}

fn judge(outcome: CourtOutcome, decided_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::ReceiveFromCourt { kind: KIND, outcome, account: None, decided_on }
}

fn in_court(outcome: BoardOutcome) -> Vec<InvestigationEvent> {
    vec![opened(), brought(), said(outcome), appealed()]
}

#[test]
fn s2_66_what_was_brought_to_court_is_decided_there_once() {
    for outcome in CourtOutcome::ALL {
        given(in_court(BoardOutcome::Granted)).when(judge(outcome, JUNE_3)).then([judged(outcome, JUNE_3)]);
    }
    let none = || Refusal::NothingInCourt { kind: KIND };
    let upheld = CourtOutcome::Upheld;
    let again = [in_court(BoardOutcome::Granted), vec![judged(upheld, JUNE_3)]].concat();
    for before in [vec![opened()], vec![opened(), brought(), said(BoardOutcome::Granted)], again] {
        given(before).when(judge(upheld, JUNE_3)).then_refused(none());
    }
    let early = Refusal::DateBefore { field: "decidedOn", date: THURSDAY, earliest: FRIDAY };
    given(in_court(BoardOutcome::Granted)).when(judge(upheld, THURSDAY)).then_refused(early);
    let future = Refusal::FutureDate { field: "decidedOn", date: TOMORROW, today: JUNE_3 };
    given(in_court(BoardOutcome::Granted)).when(judge(upheld, TOMORROW)).then_refused(future);
}

#[test]
fn s2_66_s2_62_the_courts_word_holds_in_place_of_the_boards_from_its_day_on() {
    let holds = |before: BoardOutcome, outcome: CourtOutcome, day: NaiveDate| {
        let state = given([in_court(before), vec![judged(outcome, JUNE_3)]].concat()).state();
        state.board_cases()[0].word_on(day)
    };
    let (yes, no) = (BoardOutcome::Granted, BoardOutcome::NotGranted);
    assert_eq!(holds(yes, CourtOutcome::NotGranted, JUNE_3), Some((no, JUNE_3)));
    assert_eq!(holds(yes, CourtOutcome::NotGranted, FRIDAY), Some((yes, THURSDAY)), "until then the board's holds");
    assert_eq!(holds(no, CourtOutcome::Granted, JUNE_3), Some((yes, JUNE_3)));
    for stands in [CourtOutcome::Upheld, CourtOutcome::AppealWithdrawn] {
        assert_eq!(holds(yes, stands, JUNE_3), Some((yes, THURSDAY)));
    }
}
