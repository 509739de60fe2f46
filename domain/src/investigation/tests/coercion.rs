//! S1-11, S1-12, S2-6 and S2-62 to S2-66: emergency placement and cases before the board.

use super::*;
use crate::test_support::FRIDAY;
use crate::test_support::samples::principles;

const JUNE_10: NaiveDate = date(2024, 6, 10);

fn place(ground: EmergencyGround, decided_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::PlaceInEmergency { ground, principles: None, decision: decision(), decided_on }
}

fn placed(ground: EmergencyGround, legal_basis: &str, decided_on: NaiveDate) -> InvestigationEvent {
    InvestigationEvent::EmergencyPlacementDecided {
        ground,
        principles: None,
        legal_basis: legal_basis.to_owned(),
        decision: decided(),
        decided_on,
    }
}

fn submission(kind: BoardCaseKind, until: Option<NaiveDate>) -> InvestigationAction {
    submission_on(JUNE_3, kind, until)
}

fn submission_on(submitted_on: NaiveDate, kind: BoardCaseKind, until: Option<NaiveDate>) -> InvestigationAction {
    let (principles, decision) = (principles(), decision());
    InvestigationAction::SubmitToBoard(Box::new(BoardSubmission { kind, until, principles, decision, submitted_on }))
}

fn submitted(kind: BoardCaseKind, until: Option<NaiveDate>, legal_basis: &str) -> InvestigationEvent {
    InvestigationEvent::BoardCaseSubmitted {
        kind,
        until,
        principles: principles(),
        legal_basis: legal_basis.to_owned(),
        decision: decided(),
        submitted_on: JUNE_3,
    }
}

fn care_order() -> InvestigationEvent {
    submitted(BoardCaseKind::CareOrder, None, "BVL2021 § 5-1")
}

fn receive(kind: BoardCaseKind, outcome: BoardOutcome, decided_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::ReceiveFromBoard { kind, outcome, account: None, decided_on }
}

fn received(kind: BoardCaseKind, outcome: BoardOutcome) -> InvestigationEvent {
    InvestigationEvent::BoardDecisionReceived { kind, outcome, account: None, decided_on: JUNE_3 }
}

fn appeal(kind: BoardCaseKind) -> InvestigationAction {
    InvestigationAction::Appeal { kind, by: Appellant::PrivateParty, appealed_on: JUNE_3 }
}

#[test]
fn s2_63_s2_64_a_child_is_placed_in_an_emergency_because_of_harm_or_its_own_behaviour() {
    for ground in EmergencyGround::ALL {
        let then = placed(ground, "BVL2021 §§ 4-2, 4-4", JUNE_3);
        given([opened()]).when(place(ground, JUNE_3)).then([then]);
    }
}

/// An emergency waits neither for the plan, nor for the child's participation, nor for the end.
#[test]
fn s2_63_an_emergency_placement_waits_for_nothing_and_comes_after_the_end_too() {
    let ended = [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    let then = placed(EmergencyGround::Harm, "BVL2021 §§ 4-2, 4-4", JUNE_3);
    given(ended).when(place(EmergencyGround::Harm, JUNE_3)).then([then]);
    given([]).when(place(EmergencyGround::Harm, JUNE_3)).then_refused(NO_INVESTIGATION);
    let tomorrow = Refusal::FutureDate { field: "decidedOn", date: TOMORROW, today: JUNE_3 };
    given([opened()]).when(place(EmergencyGround::Harm, TOMORROW)).then_refused(tomorrow);
}

#[test]
fn s2_63_an_emergency_placement_ends_once_with_reasons() {
    let end = || InvestigationAction::EndEmergency { decision: decision(), ended_on: JUNE_3 };
    let ended = || InvestigationEvent::EmergencyPlacementEnded { decision: decided(), ended_on: JUNE_3 };
    let before = || [opened(), placed(EmergencyGround::Harm, "BVL2021 §§ 4-2, 4-4", JUNE_3)];
    given(before()).when(end()).then([ended()]);
    given(before().into_iter().chain([ended()])).when(end()).then_refused(Refusal::NoEmergencyPlacement);
    let state = given(before().into_iter().chain([ended()])).state();
    let placement = EmergencyPlacement { ground: EmergencyGround::Harm, on: JUNE_3, ended_on: Some(JUNE_3) };
    assert_eq!(state.emergency_placements(), [placement]);
}

#[test]
fn s1_11_s2_62_s2_65_a_case_is_brought_before_the_board_for_a_care_order_a_placement_or_ordered_measures() {
    given([opened()]).when(submission(BoardCaseKind::CareOrder, None)).then([care_order()]);
    let placement = submitted(BoardCaseKind::BehaviouralPlacement, None, "BVL2021 § 6-2");
    given([opened()]).when(submission(BoardCaseKind::BehaviouralPlacement, None)).then([placement]);
    let ordered = submitted(BoardCaseKind::OrderedMeasure, Some(JUNE_10), "BVL2021 §§ 3-1 – 3-5");
    given([opened()]).when(submission(BoardCaseKind::OrderedMeasure, Some(JUNE_10))).then([ordered]);
    // After the investigation ended in it, which is the ordinary way.
    let ended = [opened(), concluded(InvestigationOutcome::BoardCase, "2")];
    given(ended).when(submission(BoardCaseKind::CareOrder, None)).then([care_order()]);
    given([]).when(submission(BoardCaseKind::CareOrder, None)).then_refused(NO_INVESTIGATION);
}

#[test]
fn s2_65_measures_are_ordered_for_a_limited_period() {
    given([opened()]).when(submission(BoardCaseKind::OrderedMeasure, None)).then_refused(Refusal::OrderWithoutEnd);
    let before = Refusal::DateBefore { field: "until", date: FRIDAY, earliest: JUNE_3 };
    given([opened()]).when(submission(BoardCaseKind::OrderedMeasure, Some(FRIDAY))).then_refused(before);
}

/// As of the day of each: the act of 1992 until the end of 2022.
#[test]
fn s1_12_what_is_decided_against_anybodys_will_rests_on_the_paragraph_in_force_on_its_day() {
    let (started_on, old) = (date(2022, 3, 7), date(2022, 6, 1));
    let before = || given([opened_on(started_on, date(2022, 6, 7))]);
    let basis = |action| {
        let events = before().when(action).then_done();
        match events.into_iter().next() {
            Some(
                InvestigationEvent::EmergencyPlacementDecided { legal_basis, .. }
                | InvestigationEvent::BoardCaseSubmitted { legal_basis, .. },
            ) => legal_basis,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(basis(place(EmergencyGround::Harm, old)), "BVL §§ 4-6, 4-25");
    assert_eq!(basis(submission_on(old, BoardCaseKind::CareOrder, None)), "BVL § 4-12");
    assert_eq!(basis(submission_on(old, BoardCaseKind::BehaviouralPlacement, None)), "BVL § 4-24");
    assert_eq!(basis(submission_on(old, BoardCaseKind::OrderedMeasure, Some(JUNE_3))), "BVL § 4-4");
    assert_eq!(basis(submission_on(JUNE_3, BoardCaseKind::CareOrder, None)), "BVL2021 § 5-1");
    assert_eq!(basis(place(EmergencyGround::Harm, JUNE_3)), "BVL2021 §§ 4-2, 4-4");
}

#[test]
fn s2_62_one_case_of_a_kind_is_before_the_board_at_a_time() {
    let before = || [opened(), care_order()];
    let kind = BoardCaseKind::CareOrder;
    given(before()).when(submission(kind, None)).then_refused(Refusal::BoardCasePending { kind });
    let other = submitted(BoardCaseKind::BehaviouralPlacement, None, "BVL2021 § 6-2");
    given(before()).when(submission(BoardCaseKind::BehaviouralPlacement, None)).then([other]);
    let decided = before().into_iter().chain([received(kind, BoardOutcome::NotGranted)]);
    given(decided).when(submission(kind, None)).then([care_order()]);
}

#[test]
fn s2_66_the_board_decides_and_its_decision_is_brought_to_court_once() {
    let kind = BoardCaseKind::CareOrder;
    given([opened()])
        .when(receive(kind, BoardOutcome::Granted, JUNE_3))
        .then_refused(Refusal::NoBoardCasePending { kind });
    given([opened(), care_order()]).when(appeal(kind)).then_refused(Refusal::NothingToAppeal { kind });
    for outcome in BoardOutcome::ALL {
        given([opened(), care_order()]).when(receive(kind, outcome, JUNE_3)).then([received(kind, outcome)]);
    }
    let early = Refusal::DateBefore { field: "decidedOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened(), care_order()]).when(receive(kind, BoardOutcome::Granted, FRIDAY)).then_refused(early);
    let appealed =
        || InvestigationEvent::CourtAppealRecorded { kind, by: Appellant::PrivateParty, appealed_on: JUNE_3 };
    let before = || vec![opened(), care_order(), received(kind, BoardOutcome::Granted)];
    given(before()).when(appeal(kind)).then([appealed()]);
    given([before(), vec![appealed()]].concat()).when(appeal(kind)).then_refused(Refusal::NothingToAppeal { kind });
    let withdrawn = [opened(), care_order(), received(kind, BoardOutcome::Withdrawn)];
    given(withdrawn).when(appeal(kind)).then_refused(Refusal::NothingToAppeal { kind });
    let state = given([before(), vec![appealed()]].concat()).state();
    let case = BoardCase {
        kind,
        until: None,
        submitted_on: JUNE_3,
        decided: Some((BoardOutcome::Granted, JUNE_3)),
        appealed: Some((Appellant::PrivateParty, JUNE_3)),
    };
    assert_eq!(state.board_cases(), [case]);
}
