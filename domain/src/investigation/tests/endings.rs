//! R-45, C10 and R-71: how an investigation ends, by the codes and the law of the day.

use super::*;
use crate::codes::codes;

const NEW_YEARS_EVE: NaiveDate = date(2025, 12, 31);
const NEW_YEAR: NaiveDate = date(2026, 1, 1);

fn not_in_force(field: &'static str, code: &str, on: NaiveDate) -> Refusal {
    Refusal::CodeNotInForce { field, code: code.to_owned(), on }
}

/// The outcome of a conclusion on `day` with `code`.
fn outcome_on(day: NaiveDate, code: &str, clarification: Option<&str>) -> InvestigationOutcome {
    let before = [opened(), heard(), declined()];
    let events = given(before).today(day).when(conclude_on(day, code, clarification, &[])).then_done();
    let [InvestigationEvent::InvestigationConcluded { outcome, .. }] = events.as_slice() else { panic!("{events:?}") };
    *outcome
}

#[test]
fn r45_an_investigation_ends_with_an_outcome_its_code_grounds_and_reasons() {
    given([opened(), heard()]).when(conclude("1")).then([concluded(InvestigationOutcome::MeasuresDecided, "1")]);
}

#[test]
fn r45_each_code_stands_for_an_outcome_of_the_closed_set() {
    for (code, outcome) in [
        ("1", InvestigationOutcome::MeasuresDecided),
        ("2", InvestigationOutcome::BoardCase),
        ("3", InvestigationOutcome::InvestigationDismissed),
        ("4", InvestigationOutcome::DismissedWithConcern),
        ("6", InvestigationOutcome::DismissedReferred),
    ] {
        assert_eq!(outcome_on(JUNE_3, code, None), outcome);
    }
    assert_eq!(outcome_on(JUNE_3, "5", Some("To her grandmother")), InvestigationOutcome::DismissedMoved);
    for moved in ["7", "8", "9"] {
        assert_eq!(outcome_on(NEW_YEAR, moved, None), InvestigationOutcome::DismissedMoved);
    }
    for code in codes(CodeList::InvestigationConclusion) {
        assert!(InvestigationOutcome::from_code(code.code).is_some(), "{}", code.label_nb);
    }
}

#[test]
fn r45_an_investigation_ends_once_and_is_not_extended_after() {
    let ended = [opened(), concluded(InvestigationOutcome::InvestigationDismissed, "3")];
    given(ended.clone()).when(conclude("1")).then_refused(Refusal::InvestigationConcluded);
    given(ended).when(extend_to(LATEST)).then_refused(Refusal::InvestigationConcluded);
}

#[test]
fn r10_an_investigation_ends_neither_before_its_first_day_nor_tomorrow() {
    given([opened(), heard()]).when(conclude_on(TUESDAY, "3", None, &[])).then_refused(Refusal::DateBeforeAct {
        act: Act::InvestigationStarted,
        field: "concludedOn",
        date: TUESDAY,
        earliest: THURSDAY,
    });
    given([opened(), heard()]).when(conclude_on(TOMORROW, "3", None, &[])).then_refused(Refusal::FutureDate {
        field: "concludedOn",
        date: TOMORROW,
        today: JUNE_3,
    });
}

#[test]
fn c10_a_dismissal_says_that_it_is_the_investigations() {
    let event = concluded(InvestigationOutcome::InvestigationDismissed, "3");
    let summary = Language::En.say(&event.summary());
    assert_eq!(summary, "The investigation was concluded: the investigation is dismissed.");
}

#[test]
fn r71_that_the_child_moved_is_code_5_until_2025_and_codes_7_to_9_after() {
    assert_eq!(outcome_on(NEW_YEARS_EVE, "5", Some("To her grandmother")), InvestigationOutcome::DismissedMoved);
    given([opened(), heard()])
        .today(NEW_YEAR)
        .when(conclude_on(NEW_YEAR, "5", Some("To her grandmother"), &[]))
        .then_refused(not_in_force("code", "5", NEW_YEAR));
    for successor in ["7", "8", "9"] {
        given([opened(), heard()])
            .today(NEW_YEARS_EVE)
            .when(conclude_on(NEW_YEARS_EVE, successor, None, &[]))
            .then_refused(not_in_force("code", successor, NEW_YEARS_EVE));
    }
}

#[test]
fn r71_a_code_that_is_on_no_list_is_refused() {
    for code in ["0", "10", "", "01"] {
        given([opened(), heard()]).when(conclude(code)).then_refused(not_in_force("code", code, JUNE_3));
    }
}

#[test]
fn r71_a_code_that_needs_a_clarification_is_refused_without() {
    given([opened(), heard()]).when(conclude("5")).then_refused(Refusal::ClarificationMissing { code: "5".to_owned() });
}

#[test]
fn r71_grounds_are_taken_from_the_content_codes_of_the_day() {
    let conclude =
        |day, ground| given([opened(), heard()]).today(day).when(conclude_on(day, "3", None, &["7", ground]));
    conclude(NEW_YEARS_EVE, "8").then_done();
    conclude(NEW_YEARS_EVE, "2.1.02").then_refused(not_in_force("grounds", "2.1.02", NEW_YEARS_EVE));
    given([opened(), heard()]).today(NEW_YEAR).when(conclude_on(NEW_YEAR, "3", None, &["2.1.02"])).then_done();
    given([opened(), heard()])
        .today(NEW_YEAR)
        .when(conclude_on(NEW_YEAR, "3", None, &["8"]))
        .then_refused(not_in_force("grounds", "8", NEW_YEAR));
}

#[test]
fn r71_a_ground_that_needs_a_clarification_is_refused_without() {
    for ground in ["18", "19"] {
        given([opened(), heard()])
            .when(conclude_on(JUNE_3, "3", None, &[ground]))
            .then_refused(Refusal::ClarificationMissing { code: ground.to_owned() });
    }
}

#[test]
fn r71_a_ground_is_taken_with_its_clarification() {
    let clarification = Some(said_of_child("Her mother works at night"));
    let events = given([opened(), heard()])
        .when(InvestigationAction::Conclude {
            code: "3".to_owned(),
            clarification: None,
            grounds: vec![Ground { code: "18".to_owned(), clarification: clarification.clone() }, "8".into()],
            decision: decision(),
            concluded_on: JUNE_3,
            renewal: None,
            board_case: None,
            in_emergency: false,
        })
        .then_done();
    let [InvestigationEvent::InvestigationConcluded { grounds, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(*grounds, [UsedCode { clarification, ..register_code("18") }, register_code("8")]);
}

#[test]
fn r71_a_conclusion_rests_on_the_act_in_force_on_its_day() {
    let before_the_act = opened_on(date(2022, 11, 1), date(2023, 2, 1));
    for (day, act) in [(date(2022, 12, 31), "BVL § 4-3"), (date(2023, 1, 1), "BVL2021 § 2-2")] {
        let events = given([before_the_act.clone(), heard_on(date(2022, 12, 1))])
            .when(conclude_on(day, "3", None, &[]))
            .then_done();
        let [InvestigationEvent::InvestigationConcluded { legal_basis, .. }] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(legal_basis, act);
    }
}

#[test]
fn d3_a_conclusion_tells_the_time_limit_that_was_in_force() {
    given([opened(), heard(), extended_to(LATEST)]).when(conclude("3")).then([concluded_by(
        LATEST,
        InvestigationOutcome::InvestigationDismissed,
        "3",
    )]);
}

/// Whoever reads what was decided sees by the paragraph what it was: help, coercion, or nothing.
#[test]
fn s1_12_a_conclusion_cites_the_paragraph_of_what_it_came_to() {
    use InvestigationOutcome as Came;
    let (old, new) = (date(2022, 12, 31), date(2024, 6, 3));
    for (outcome, board_case, before, now) in [
        (Came::MeasuresDecided, None, "BVL § 4-4", "BVL2021 §§ 3-1 – 3-3"),
        (Came::EmergencyPlacement, None, "BVL § 4-6", "BVL2021 § 4-2"),
        (Came::BoardCase, Some(BoardCaseKind::CareOrder), "BVL § 4-12", "BVL2021 § 5-1"),
        (Came::BoardCase, Some(BoardCaseKind::BehaviouralPlacement), "BVL § 4-24", "BVL2021 § 6-2"),
        (Came::BoardCase, Some(BoardCaseKind::OrderedMeasure), "BVL § 4-4", "BVL2021 §§ 3-4, 3-5"),
        // A source does not say what the board is asked for.
        (Came::BoardCase, None, "BVL § 4-3", "BVL2021 § 2-2"),
        // The act of 1992 had no paragraph of its own for it that the sources cite.
        (Came::DismissedWithConcern, None, "BVL § 4-3", "BVL2021 § 2-5"),
        (Came::InvestigationDismissed, None, "BVL § 4-3", "BVL2021 § 2-2"),
        (Came::DismissedMoved, None, "BVL § 4-3", "BVL2021 § 2-2"),
        (Came::DismissedReferred, None, "BVL § 4-3", "BVL2021 § 2-2"),
    ] {
        for (day, paragraph) in [(old, before), (new, now)] {
            let placed = [EmergencyGround::Harm].into();
            assert_eq!(basis_of(outcome, board_case, &placed, day), paragraph, "{outcome:?} on {day}");
        }
    }
    let placed = [EmergencyGround::Behaviour].into();
    assert_eq!(basis_of(Came::EmergencyPlacement, None, &placed, old), "BVL § 4-25");
    assert_eq!(basis_of(Came::EmergencyPlacement, None, &placed, new), "BVL2021 § 4-4");
    let done = given([opened(), heard()]).when(conclude("1")).then_done();
    let [InvestigationEvent::InvestigationConcluded { legal_basis, .. }] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!(legal_basis, "BVL2021 §§ 3-1 – 3-3");
}

#[test]
fn s2_48_the_service_that_is_to_go_on_with_a_child_who_moved_or_was_referred_says_once_that_it_has_what_was_sent() {
    use InvestigationOutcome::{
        BoardCase, DismissedMoved, DismissedReferred, DismissedWithConcern, InvestigationDismissed, MeasuresDecided,
    };
    let has_it =
        |received_on| TransferReceipt { account: said_of_child("The service there has opened a case"), received_on };
    let record = |on| InvestigationAction::RecordTransferReceipt(has_it(on));
    let recorded = |on| InvestigationEvent::TransferReceiptRecorded(has_it(on));
    for (outcome, code) in
        [(DismissedMoved, "5"), (DismissedReferred, "6"), (DismissedMoved, "7"), (DismissedMoved, "9")]
    {
        let ended = [opened(), concluded(outcome, code)];
        given(ended.clone()).when(record(JUNE_3)).then([recorded(JUNE_3)]);
        let early = Refusal::DateBefore { field: "receivedOn", date: THURSDAY, earliest: JUNE_3 };
        given(ended.clone()).when(record(THURSDAY)).then_refused(early);
        let future = Refusal::FutureDate { field: "receivedOn", date: TOMORROW, today: JUNE_3 };
        given(ended.clone()).when(record(TOMORROW)).then_refused(future);
        let twice = Refusal::TransferReceived { on: JUNE_3 };
        given(ended.into_iter().chain([recorded(JUNE_3)])).when(record(JUNE_3)).then_refused(twice);
    }
    // Where nobody knows to where it moved, nobody there can say so.
    for (outcome, code) in [
        (DismissedMoved, "8"),
        (MeasuresDecided, "1"),
        (BoardCase, "2"),
        (InvestigationDismissed, "3"),
        (DismissedWithConcern, "4"),
    ] {
        let ended = [opened(), concluded(outcome, code)];
        given(ended).when(record(JUNE_3)).then_refused(Refusal::NothingTransferred);
    }
    given([opened()]).when(record(JUNE_3)).then_refused(Refusal::NothingTransferred);
    given([]).when(record(JUNE_3)).then_refused(NO_INVESTIGATION);
}

#[test]
fn s2_48_a_child_with_whom_another_service_does_not_go_on_is_investigated_anew() {
    use InvestigationOutcome::{DismissedMoved, DismissedReferred, DismissedWithConcern, InvestigationDismissed};
    let account = || said_of_child("They know of no such child");
    let tell = |sent_back_on| InvestigationAction::SendBack { account: account(), sent_back_on };
    let InvestigationEvent::InvestigationOpened { report, case, child, unit, .. } = opened() else { unreachable!() };
    let sent_back = |sent_back_on| InvestigationEvent::InvestigationSentBack {
        child: child.subject,
        report,
        case,
        unit: unit.clone(),
        account: account(),
        open_by: date(2024, 6, 10),
        sent_back_on,
    };
    let left = || vec![opened(), concluded(DismissedReferred, "6")];
    let back = || [left(), vec![sent_back(JUNE_3)]].concat();
    given(left()).when(tell(JUNE_3)).then([sent_back(JUNE_3)]);
    // Also where they had said that they have it; nobody is asked for that any more.
    let receipt = TransferReceipt { account: account(), received_on: JUNE_3 };
    let taken = vec![InvestigationEvent::TransferReceiptRecorded(receipt.clone())];
    given([left(), taken.clone()].concat()).when(tell(JUNE_3)).then([sent_back(JUNE_3)]);
    assert_eq!(given([left(), taken, vec![sent_back(JUNE_3)]].concat()).state().transfer_received_on(), None);
    given(back()).when(InvestigationAction::RecordTransferReceipt(receipt)).then_refused(Refusal::NothingTransferred);
    given(back()).when(tell(JUNE_3)).then_refused(Refusal::InvestigationSentBack { on: JUNE_3 });
    let early = Refusal::DateBefore { field: "sentBackOn", date: THURSDAY, earliest: JUNE_3 };
    given(left()).when(tell(THURSDAY)).then_refused(early);
    given(left()).when(tell(TOMORROW)).then_refused(Refusal::FutureDate {
        field: "sentBackOn",
        date: TOMORROW,
        today: JUNE_3,
    });
    for (outcome, code) in [(DismissedMoved, "8"), (InvestigationDismissed, "3"), (DismissedWithConcern, "4")] {
        let ended = [opened(), concluded(outcome, code)];
        given(ended).when(tell(JUNE_3)).then_refused(Refusal::NothingTransferred);
    }
    given([opened()]).when(tell(JUNE_3)).then_refused(Refusal::NothingTransferred);
    given([]).when(tell(JUNE_3)).then_refused(NO_INVESTIGATION);
    // The next one follows from the same report, whose reporter learns how it ends, and has a time of its own.
    let id = crate::ids::InvestigationId::from_uuid(uuid::Uuid::from_u128(7));
    assert_eq!(given(left()).state().renewal_mandate(id), Err(Refusal::RenewalWithoutConcern));
    let mandate = || Box::new(given(back()).state().renewal_mandate(id).unwrap());
    let renew = |started_on| InvestigationAction::Renew { mandate: mandate(), started_on };
    let begun = given([]).when(renew(JUNE_3)).then_done();
    let [InvestigationEvent::InvestigationOpened { report: of, started_on, renews, reporter_learns_conclusion, .. }] =
        &begun[..]
    else {
        panic!("{begun:?}")
    };
    assert_eq!((*of, *started_on, *renews), (report, JUNE_3, Some(id)));
    assert_eq!(*reporter_learns_conclusion, given([opened()]).state().opened().unwrap().reporter_learns_conclusion);
    let early = Refusal::DateBefore { field: "startedOn", date: THURSDAY, earliest: JUNE_3 };
    given([]).when(renew(THURSDAY)).then_refused(early);
    // Or it is said why it is not.
    let call_off =
        |called_off_on| InvestigationAction::CallOffRenewal { renewed_on: None, decision: decision(), called_off_on };
    given(left()).when(call_off(JUNE_3)).then_refused(Refusal::NoRenewalScheduled);
    let called_off = given(back()).when(call_off(JUNE_3)).then_done();
    given([back(), called_off].concat()).when(call_off(JUNE_3)).then_refused(Refusal::NoRenewalScheduled);
}
