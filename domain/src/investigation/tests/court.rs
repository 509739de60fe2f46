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
        guides: Vec::new(),
        submitted_on: THURSDAY,
    }
}

fn said(outcome: BoardOutcome) -> InvestigationEvent {
    InvestigationEvent::BoardDecisionReceived { kind: KIND, outcome, account: None, until: None, decided_on: THURSDAY }
}

fn appealed() -> InvestigationEvent {
    InvestigationEvent::CourtAppealRecorded { kind: KIND, by: Appellant::PrivateParty, appealed_on: FRIDAY }
}

fn judged(outcome: CourtOutcome, decided_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::CourtDecisionReceived { kind: KIND, outcome, account: None, until: None, decided_on }
}

fn judge(outcome: CourtOutcome, decided_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::ReceiveFromCourt { kind: KIND, outcome, account: None, until: None, decided_on }
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
    let early =
        Refusal::DateBeforeAct { act: Act::CourtAppealed, field: "decidedOn", date: THURSDAY, earliest: FRIDAY };
    given(in_court(BoardOutcome::Granted)).when(judge(upheld, THURSDAY)).then_refused(early);
    let future = Refusal::FutureDate { field: "decidedOn", date: TOMORROW, today: JUNE_3 };
    given(in_court(BoardOutcome::Granted)).when(judge(upheld, TOMORROW)).then_refused(future);
}

#[test]
fn s2_66_s2_62_the_courts_word_holds_in_place_of_the_boards_from_its_day_on() {
    let holds = |before: BoardOutcome, outcome: CourtOutcome, day: NaiveDate| {
        let state = given([in_court(before), vec![judged(outcome, JUNE_3)]].concat()).state();
        state.board_cases()[0].word_on(day).map(|word| (word.outcome, word.on))
    };
    let (yes, no) = (BoardOutcome::Granted, BoardOutcome::NotGranted);
    assert_eq!(holds(yes, CourtOutcome::NotGranted, JUNE_3), Some((no, JUNE_3)));
    assert_eq!(holds(yes, CourtOutcome::NotGranted, FRIDAY), Some((yes, THURSDAY)), "until then the board's holds");
    assert_eq!(holds(no, CourtOutcome::Granted, JUNE_3), Some((yes, JUNE_3)));
    for stands in [CourtOutcome::Upheld, CourtOutcome::AppealWithdrawn] {
        assert_eq!(holds(yes, stands, JUNE_3), Some((yes, THURSDAY)));
    }
}

#[test]
fn s2_66_s2_62_while_a_case_is_before_the_court_no_other_of_its_kind_is_brought() {
    let bring = |kind| {
        let (until, principles, decision, submitted_on) = (None, principles(), decision(), JUNE_3);
        let submission = BoardSubmission { kind, until, principles, decision, submitted_on };
        InvestigationAction::SubmitToBoard(Box::new(submission))
    };
    let turned_down = || in_court(BoardOutcome::NotGranted);
    given(turned_down()).when(bring(KIND)).then_refused(Refusal::BoardCaseInCourt { kind: KIND });
    given(turned_down()).when(bring(BoardCaseKind::BehaviouralPlacement)).then_done();
    let said = [turned_down(), vec![judged(CourtOutcome::Upheld, JUNE_3)]].concat();
    given(said).when(bring(KIND)).then_done();
    // What stands goes on to be applied for, as does what was brought before the appeal, and a placed child has no time to wait.
    given(in_court(BoardOutcome::Granted)).when(bring(KIND)).then_done();
    let placed = [turned_down(), vec![super::coercion::placed_anyhow()]].concat();
    given(placed).when(bring(KIND)).then_done();
}

#[test]
fn s2_66_what_one_court_said_is_brought_to_the_next_and_holds_until_that_has_decided() {
    let appeal = |appealed_on| InvestigationAction::Appeal { kind: KIND, by: Appellant::Municipality, appealed_on };
    let appealed_again =
        |appealed_on| InvestigationEvent::CourtAppealRecorded { kind: KIND, by: Appellant::Municipality, appealed_on };
    let first = || [in_court(BoardOutcome::Granted), vec![judged(CourtOutcome::NotGranted, FRIDAY)]].concat();
    given(first()).when(appeal(JUNE_3)).then([appealed_again(JUNE_3)]);
    let early =
        Refusal::DateBeforeAct { act: Act::BoardCaseDecided, field: "appealedOn", date: THURSDAY, earliest: FRIDAY };
    given(first()).when(appeal(THURSDAY)).then_refused(early);
    let word = |events: Vec<InvestigationEvent>, day| {
        let state = given(events).state();
        state.board_cases()[0].word_on(day).map(|word| (word.outcome, word.on))
    };
    let waiting = || [first(), vec![appealed_again(JUNE_3)]].concat();
    given(waiting()).when(appeal(JUNE_3)).then_refused(Refusal::BoardCaseInCourt { kind: KIND });
    assert_eq!(word(waiting(), JUNE_3), Some((BoardOutcome::NotGranted, FRIDAY)));
    let next = |outcome| [waiting(), vec![judged(outcome, JUNE_3)]].concat();
    assert_eq!(word(next(CourtOutcome::Granted), JUNE_3), Some((BoardOutcome::Granted, JUNE_3)));
    assert_eq!(word(next(CourtOutcome::Granted), FRIDAY), Some((BoardOutcome::NotGranted, FRIDAY)));
    assert_eq!(word(next(CourtOutcome::Upheld), JUNE_3), Some((BoardOutcome::NotGranted, FRIDAY)));
    // And the one after that: of each day what was said last by then.
    let third = || [next(CourtOutcome::Granted), vec![appealed_again(JUNE_3)]].concat();
    let judged_by_three = [third(), vec![judged(CourtOutcome::NotGranted, JUNE_3)]].concat();
    for (day, said) in [(THURSDAY, BoardOutcome::Granted), (FRIDAY, BoardOutcome::NotGranted)] {
        assert_eq!(word(judged_by_three.clone(), day), Some((said, day)));
    }
    assert_eq!(word(judged_by_three.clone(), JUNE_3), Some((BoardOutcome::NotGranted, JUNE_3)));
    let before = |events| given(events).state().board_cases()[0].judged_before();
    assert_eq!(before(first()), None, "what the last court said is told as that");
    assert_eq!(before(waiting()), Some((CourtOutcome::NotGranted, FRIDAY)));
    assert_eq!(before(next(CourtOutcome::Granted)), Some((CourtOutcome::NotGranted, FRIDAY)));
    assert_eq!(before(next(CourtOutcome::Upheld)), Some((CourtOutcome::NotGranted, FRIDAY)));
    assert_eq!(before(judged_by_three), Some((CourtOutcome::Granted, JUNE_3)));
    // One party took its appeal back; another had brought it there meanwhile.
    let taken_back = [in_court(BoardOutcome::Granted), vec![judged(CourtOutcome::AppealWithdrawn, JUNE_3)]].concat();
    given(taken_back).when(appeal(FRIDAY)).then([appealed_again(FRIDAY)]);
}

#[test]
fn s2_65_s2_66_board_and_court_grant_for_a_shorter_time_than_was_asked_for() {
    let (kind, asked_until, granted_until) = (BoardCaseKind::OrderedMeasure, date(2025, 3, 7), date(2024, 9, 7));
    let mut asked = brought();
    if let InvestigationEvent::BoardCaseSubmitted { kind: of, until, .. } = &mut asked {
        (*of, *until) = (kind, Some(asked_until));
    }
    let receive = |outcome, until| InvestigationAction::ReceiveFromBoard {
        kind,
        outcome,
        account: None,
        until,
        decided_on: FRIDAY,
    };
    let before = || vec![opened(), asked.clone()];
    let done = given(before()).when(receive(BoardOutcome::PartlyGranted, Some(granted_until))).then_done();
    let last_day = |events: Vec<InvestigationEvent>| given(events).state().board_cases()[0].last_day();
    assert_eq!(last_day([before(), done.clone()].concat()), Some(granted_until));
    let as_asked = given(before()).when(receive(BoardOutcome::Granted, None)).then_done();
    assert_eq!(last_day([before(), as_asked].concat()), Some(asked_until));
    for turned_down in [BoardOutcome::NotGranted, BoardOutcome::Withdrawn] {
        given(before()).when(receive(turned_down, Some(granted_until))).then_refused(Refusal::UntilWithoutGrant);
    }
    let early = Refusal::DateBefore { field: "until", date: THURSDAY, earliest: FRIDAY };
    given(before()).when(receive(BoardOutcome::Granted, Some(THURSDAY))).then_refused(early);
    let appealed = InvestigationEvent::CourtAppealRecorded { kind, by: Appellant::PrivateParty, appealed_on: FRIDAY };
    let in_court = || [before(), done.clone(), vec![appealed.clone()]].concat();
    let judge = |outcome, until| InvestigationAction::ReceiveFromCourt {
        kind,
        outcome,
        account: None,
        until,
        decided_on: JUNE_3,
    };
    let shorter = date(2024, 7, 1);
    let judged = given(in_court()).when(judge(CourtOutcome::PartlyGranted, Some(shorter))).then_done();
    assert_eq!(last_day([in_court(), judged].concat()), Some(shorter));
    for stands in [CourtOutcome::Upheld, CourtOutcome::NotGranted, CourtOutcome::AppealWithdrawn] {
        given(in_court()).when(judge(stands, Some(shorter))).then_refused(Refusal::UntilWithoutGrant);
    }
}
