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
        guides: Vec::new(),
        decided_on,
    }
}

fn was_ended(placement: Option<PlacementNumber>) -> InvestigationEvent {
    InvestigationEvent::EmergencyPlacementEnded { placement, decision: decided(), guides: Vec::new(), ended_on: JUNE_3 }
}

pub(super) fn placed_anyhow() -> InvestigationEvent {
    placed(EmergencyGround::Harm, "BVL2021 § 4-2", JUNE_3)
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
        guides: Vec::new(),
        submitted_on: JUNE_3,
    }
}

fn care_order() -> InvestigationEvent {
    submitted(BoardCaseKind::CareOrder, None, "BVL2021 § 5-1")
}

fn receive(kind: BoardCaseKind, outcome: BoardOutcome, decided_on: NaiveDate) -> InvestigationAction {
    InvestigationAction::ReceiveFromBoard { kind, outcome, account: None, until: None, decided_on }
}

fn received(kind: BoardCaseKind, outcome: BoardOutcome) -> InvestigationEvent {
    InvestigationEvent::BoardDecisionReceived { kind, outcome, account: None, until: None, decided_on: JUNE_3 }
}

pub(super) fn granted_care_order() -> Vec<InvestigationEvent> {
    vec![care_order(), received(BoardCaseKind::CareOrder, BoardOutcome::Granted)]
}

fn appeal(kind: BoardCaseKind) -> InvestigationAction {
    InvestigationAction::Appeal { kind, by: Appellant::PrivateParty, appealed_on: JUNE_3 }
}

#[test]
fn s2_63_s2_64_a_child_is_placed_in_an_emergency_because_of_harm_or_its_own_behaviour() {
    for (ground, paragraph) in [(EmergencyGround::Harm, "BVL2021 § 4-2"), (EmergencyGround::Behaviour, "BVL2021 § 4-4")]
    {
        given([opened()]).when(place(ground, JUNE_3)).then([placed(ground, paragraph, JUNE_3)]);
    }
}

/// An emergency waits neither for the plan, nor for the child's participation, nor for the end.
#[test]
fn s2_63_an_emergency_placement_waits_for_nothing_and_comes_after_the_end_too() {
    let ended = [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    let then = placed(EmergencyGround::Harm, "BVL2021 § 4-2", JUNE_3);
    given(ended).when(place(EmergencyGround::Harm, JUNE_3)).then([then]);
    given([]).when(place(EmergencyGround::Harm, JUNE_3)).then_refused(NO_INVESTIGATION);
    let tomorrow = Refusal::FutureDate { field: "decidedOn", date: TOMORROW, today: JUNE_3 };
    given([opened()]).when(place(EmergencyGround::Harm, TOMORROW)).then_refused(tomorrow);
}

#[test]
fn s2_63_an_emergency_placement_is_recorded_once_while_it_runs() {
    let refused = Refusal::EmergencyPlacementRecorded { number: PlacementNumber(1), on: JUNE_3 };
    given([opened(), placed_anyhow()]).when(place(EmergencyGround::Harm, JUNE_3)).then_refused(refused);
    // Another ground, another day, or anew after its end is another one.
    given([opened(), placed_anyhow()]).when(place(EmergencyGround::Behaviour, JUNE_3)).then_done();
    given([opened(), placed_anyhow()]).when(place(EmergencyGround::Harm, FRIDAY)).then_done();
    given([opened(), placed_anyhow(), was_ended(None)]).when(place(EmergencyGround::Harm, JUNE_3)).then_done();
}

#[test]
fn s2_63_an_emergency_placement_ends_once_with_reasons() {
    let end = || InvestigationAction::EndEmergency { placement: None, decision: decision(), ended_on: JUNE_3 };
    let ended = || was_ended(Some(PlacementNumber(1)));
    let before = || [opened(), placed(EmergencyGround::Harm, "BVL2021 § 4-2", JUNE_3)];
    given(before()).when(end()).then([ended()]);
    given(before().into_iter().chain([ended()])).when(end()).then_refused(Refusal::NoEmergencyPlacement);
    let state = given(before().into_iter().chain([ended()])).state();
    let placement = EmergencyPlacement {
        number: PlacementNumber(1),
        ground: EmergencyGround::Harm,
        on: JUNE_3,
        principles_answered_on: None,
        ended_on: Some(JUNE_3),
    };
    assert_eq!(state.emergency_placements(), [placement]);
}

#[test]
fn s1_11_s2_62_s2_65_a_case_is_brought_before_the_board_for_a_care_order_a_placement_or_ordered_measures() {
    given([opened()]).when(submission(BoardCaseKind::CareOrder, None)).then([care_order()]);
    let placement = submitted(BoardCaseKind::BehaviouralPlacement, None, "BVL2021 § 6-2");
    given([opened()]).when(submission(BoardCaseKind::BehaviouralPlacement, None)).then([placement]);
    let ordered = submitted(BoardCaseKind::OrderedMeasure, Some(JUNE_10), "BVL2021 §§ 3-4, 3-5");
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
    assert_eq!(basis(place(EmergencyGround::Harm, old)), "BVL § 4-6");
    assert_eq!(basis(place(EmergencyGround::Behaviour, old)), "BVL § 4-25");
    assert_eq!(basis(submission_on(old, BoardCaseKind::CareOrder, None)), "BVL § 4-12");
    assert_eq!(basis(submission_on(old, BoardCaseKind::BehaviouralPlacement, None)), "BVL § 4-24");
    assert_eq!(basis(submission_on(old, BoardCaseKind::OrderedMeasure, Some(JUNE_3))), "BVL § 4-4");
    assert_eq!(basis(submission_on(JUNE_3, BoardCaseKind::CareOrder, None)), "BVL2021 § 5-1");
    assert_eq!(basis(place(EmergencyGround::Harm, JUNE_3)), "BVL2021 § 4-2");
    assert_eq!(basis(place(EmergencyGround::Behaviour, JUNE_3)), "BVL2021 § 4-4");
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
    let early =
        Refusal::DateBeforeAct { act: Act::BoardCaseSubmitted, field: "decidedOn", date: FRIDAY, earliest: JUNE_3 };
    given([opened(), care_order()]).when(receive(kind, BoardOutcome::Granted, FRIDAY)).then_refused(early);
    let appealed =
        || InvestigationEvent::CourtAppealRecorded { kind, by: Appellant::PrivateParty, appealed_on: JUNE_3 };
    let before = || vec![opened(), care_order(), received(kind, BoardOutcome::Granted)];
    given(before()).when(appeal(kind)).then([appealed()]);
    // Whichever party brings the same decision there again.
    for by in Appellant::ALL {
        let again = InvestigationAction::Appeal { kind, by, appealed_on: JUNE_3 };
        given([before(), vec![appealed()]].concat()).when(again).then_refused(Refusal::BoardCaseInCourt { kind });
    }
    let withdrawn = [opened(), care_order(), received(kind, BoardOutcome::Withdrawn)];
    given(withdrawn).when(appeal(kind)).then_refused(Refusal::NothingToAppeal { kind });
    let state = given([before(), vec![appealed()]].concat()).state();
    let case = BoardCase {
        kind,
        until: None,
        submitted_on: JUNE_3,
        decided: Some((BoardOutcome::Granted, JUNE_3)),
        appealed: Some((Appellant::PrivateParty, JUNE_3)),
        court: None,
        rulings: vec![Ruling { outcome: BoardOutcome::Granted, on: JUNE_3, until: None }],
    };
    assert_eq!(state.board_cases(), [case]);
}

#[test]
fn s2_63_of_several_emergency_placements_it_is_said_which_one_ends() {
    let end = |number: Option<u32>| InvestigationAction::EndEmergency {
        placement: number.map(PlacementNumber),
        decision: decision(),
        ended_on: JUNE_3,
    };
    let two = || vec![opened(), placed_anyhow(), placed_anyhow()];
    given(two()).when(end(None)).then_refused(Refusal::EmergencyPlacementUnnamed);
    given(two()).when(end(Some(1))).then([was_ended(Some(PlacementNumber(1)))]);
    let one_over = || [two(), vec![was_ended(Some(PlacementNumber(1)))]].concat();
    let running = |before: Vec<_>| {
        let state = given(before).state();
        let placements = state.emergency_placements().iter();
        placements.filter(|it| it.ended_on.is_none()).map(|it| it.number.0).collect::<Vec<_>>()
    };
    assert_eq!(running(one_over()), [2]);
    given(one_over()).when(end(None)).then([was_ended(Some(PlacementNumber(2)))]);
    for number in [1, 3] {
        given(one_over()).when(end(Some(number))).then_refused(Refusal::NoEmergencyPlacement);
    }
    // What was ended without saying which was the latest.
    assert_eq!(running([two(), vec![was_ended(None)]].concat()), [1]);
}

#[test]
fn s2_6_the_three_principles_are_answered_for_the_placement_that_went_first_and_once() {
    let answer = |number, answered_on| InvestigationAction::AnswerPrinciples {
        placement: PlacementNumber(number),
        principles: principles(),
        answered_on,
    };
    let answered = |number| InvestigationEvent::EmergencyPrinciplesAnswered {
        placement: PlacementNumber(number),
        principles: principles(),
        answered_on: JUNE_3,
    };
    let two = || vec![opened(), placed_anyhow(), placed_anyhow()];
    given(two()).when(answer(2, JUNE_3)).then([answered(2)]);
    // Also when it is over.
    let over = [two(), vec![was_ended(Some(PlacementNumber(2)))]].concat();
    given(over).when(answer(2, JUNE_3)).then([answered(2)]);
    let one_answered = || [two(), vec![answered(2)]].concat();
    given(one_answered()).when(answer(2, JUNE_3)).then_refused(Refusal::PrinciplesAnswered);
    given(one_answered()).when(answer(1, JUNE_3)).then([answered(1)]);
    given(two()).when(answer(3, JUNE_3)).then_refused(Refusal::NoEmergencyPlacement);
    let early = Refusal::DateBefore { field: "answeredOn", date: FRIDAY, earliest: JUNE_3 };
    given(two()).when(answer(1, FRIDAY)).then_refused(early);
    // With a case for the child to live elsewhere they are answered; with what is ordered at home they are not.
    let unanswered = |case| {
        let state = given([two(), vec![case]].concat()).state();
        state.emergency_placements().iter().filter(|it| it.principles_answered_on.is_none()).count()
    };
    let ordered = submitted(BoardCaseKind::OrderedMeasure, Some(JUNE_10), "BVL2021 §§ 3-4, 3-5");
    assert_eq!((unanswered(care_order()), unanswered(ordered)), (0, 2));
}

/// The emergency may be why the report came in, but it does not come before that.
#[test]
fn s2_63_an_emergency_placement_is_decided_since_the_report_can_have_come_in() {
    let a_week_before = date(2024, 2, 29);
    let then = placed(EmergencyGround::Harm, "BVL2021 § 4-2", a_week_before);
    given([opened()]).when(place(EmergencyGround::Harm, a_week_before)).then([then]);
    let wednesday = date(2024, 2, 28);
    let early = Refusal::DateBefore { field: "decidedOn", date: wednesday, earliest: a_week_before };
    given([opened()]).when(place(EmergencyGround::Harm, wednesday)).then_refused(early);
}

fn conclude_in(code: &str, kind: Option<BoardCaseKind>, emergency: bool) -> InvestigationAction {
    let mut action = conclude(code);
    if let InvestigationAction::Conclude { board_case, in_emergency, .. } = &mut action {
        (*board_case, *in_emergency) = (kind, emergency);
    }
    action
}

#[test]
fn s1_11_r_45_an_investigation_that_ends_in_a_case_for_the_board_says_which_kind() {
    for kind in BoardCaseKind::ALL {
        let done = given([opened(), heard()]).when(conclude_in("2", Some(kind), false)).then_done();
        let state = given([vec![opened(), heard()], done].concat()).state();
        let ended = state.conclusion().unwrap();
        assert_eq!((ended.outcome, ended.board_case), (InvestigationOutcome::BoardCase, Some(kind)));
    }
    for (code, kind) in [("2", None), ("1", Some(BoardCaseKind::CareOrder)), ("3", Some(BoardCaseKind::CareOrder))] {
        given([opened(), heard()]).when(conclude_in(code, kind, false)).then_refused(Refusal::OutcomeUnclear);
    }
}

#[test]
fn s1_11_r_45_an_emergency_placement_that_goes_on_is_what_an_investigation_comes_to() {
    let before = || vec![opened(), heard(), placed_anyhow()];
    let done = given(before()).when(conclude_in("1", None, true)).then_done();
    let [InvestigationEvent::InvestigationConcluded { outcome, conclusion, .. }] = done.as_slice() else {
        panic!("{done:?}")
    };
    assert_eq!((*outcome, conclusion.code.as_str()), (InvestigationOutcome::EmergencyPlacement, "1"));
    assert_eq!(ToldConclusion::from(*outcome), ToldConclusion::FollowedUp);
    given([opened(), heard()]).when(conclude_in("1", None, true)).then_refused(Refusal::NoEmergencyPlacement);
    let mut over = before();
    over[2] = placed(EmergencyGround::Harm, "BVL2021 § 4-2", FRIDAY);
    over.push(InvestigationEvent::EmergencyPlacementEnded {
        placement: None,
        decision: decided(),
        guides: Vec::new(),
        ended_on: FRIDAY,
    });
    given(over).when(conclude_in("1", None, true)).then_refused(Refusal::NoEmergencyPlacement);
    given([opened(), heard()]).when(conclude_in("3", None, true)).then_refused(Refusal::OutcomeUnclear);
}

#[test]
fn s1_11_r_45_no_investigation_is_dismissed_while_the_child_is_placed_in_an_emergency() {
    let before = || vec![opened(), heard(), declined(), placed_anyhow()];
    for code in ["3", "4", "6"] {
        let refused = Refusal::DismissedWhilePlaced { on: JUNE_3 };
        given(before()).when(conclude(code)).then_refused(refused);
        given([before(), vec![was_ended(None)]].concat()).when(conclude(code)).then_done();
        // One of a later day does not change what it came to before.
        let earlier = [vec![opened(), heard(), declined()], vec![placed_anyhow()]].concat();
        given(earlier).when(conclude_on(FRIDAY, code, None, &["8"])).then_done();
    }
    // Who moved takes it along, and what was done is told as that.
    given(before()).when(conclude_on(JUNE_3, "5", Some("To Bergen"), &[])).then_done();
    given(before()).when(conclude("1")).then_done();
    given(before()).when(conclude_in("2", Some(BoardCaseKind::CareOrder), false)).then_done();
}

#[test]
fn s1_11_r_45_r_43_no_investigation_is_dismissed_while_a_measure_of_its_own_runs() {
    let measure = super::help::was_decided_on(MeasureBasis::Assistance);
    let before = || vec![opened(), heard(), declined(), measure.clone()];
    let InvestigationEvent::MeasureDecided { decided_on, .. } = &measure else { unreachable!("it is one") };
    for code in ["3", "4", "6"] {
        let refused = Refusal::DismissedWhileMeasureRuns { on: *decided_on };
        given(before()).when(conclude(code)).then_refused(refused);
        given([before(), vec![super::help::has_ended()]].concat()).when(conclude(code)).then_done();
    }
    given(before()).when(conclude("1")).then_done();
    given(before()).when(conclude_on(JUNE_3, "5", Some("To Bergen"), &[])).then_done();
}

#[test]
fn s1_11_r_45_no_investigation_is_dismissed_while_board_or_court_has_a_case_to_decide_or_granted_one() {
    let kind = BoardCaseKind::CareOrder;
    let before = |then: &[InvestigationEvent]| [&[opened(), heard(), declined(), care_order()], then].concat();
    let went_to_court =
        InvestigationEvent::CourtAppealRecorded { kind, by: Appellant::Municipality, appealed_on: JUNE_3 };
    let undecided = Refusal::DismissedBeforeBoard { kind, on: JUNE_3 };
    let ordered = Refusal::DismissedDespiteOrder { kind, on: JUNE_3 };
    let carried_out = super::help::was_decided_on(MeasureBasis::CareOrder);
    for code in ["3", "4", "6"] {
        let given = |then: &[InvestigationEvent]| given(before(then)).when(conclude(code));
        given(&[]).then_refused(undecided.clone());
        given(&[received(kind, BoardOutcome::NotGranted), went_to_court.clone()]).then_refused(undecided.clone());
        for granted in [BoardOutcome::Granted, BoardOutcome::PartlyGranted] {
            given(&[received(kind, granted)]).then_refused(ordered.clone());
            given(&[received(kind, granted), went_to_court.clone()]).then_refused(ordered.clone());
            given(&[received(kind, granted), carried_out.clone()]).then_refused(ordered.clone());
            given(&[received(kind, granted), carried_out.clone(), super::help::has_ended()]).then_done();
        }
        for not_granted in [BoardOutcome::NotGranted, BoardOutcome::Withdrawn] {
            given(&[received(kind, not_granted)]).then_done();
        }
    }
    given(before(&[])).when(conclude_in("2", Some(kind), false)).then_done();
    // What was ordered for a period that is over is carried out no more.
    let at_home = submitted(BoardCaseKind::OrderedMeasure, Some(FRIDAY), "BVL2021 §§ 3-4, 3-5");
    let over = [opened(), heard(), at_home, received(BoardCaseKind::OrderedMeasure, BoardOutcome::Granted)];
    given(over).when(conclude("3")).then_done();
}
