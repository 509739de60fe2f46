//! R-48 and S2-47 to S2-49: what the dismissal of a report needs, and what is done for the child meanwhile.

use super::*;

const DISMISSED: TriageOutcome = TriageOutcome::ReportDismissed;

fn met_on(held_on: NaiveDate) -> ReportEvent {
    ReportEvent::IntakeMeetingHeld {
        present: vec![intake_officer(), colleague()],
        summary: None,
        guides: Vec::new(),
        held_on,
    }
}

fn meet_on(held_on: NaiveDate, present: Vec<Decider>) -> ReportAction {
    ReportAction::HoldIntakeMeeting { present, summary: None, held_on }
}

fn dismiss(assessment: Option<Personal<Text>>, seconded_by: Option<Decider>) -> ReportAction {
    ReportAction::Triage(Box::new(TriageConclusion { assessment, seconded_by, ..conclusion_on(THURSDAY, "1") }))
}

fn dismissed(by_second: Option<Decider>) -> ReportEvent {
    let mut event = triaged(DISMISSED, "1");
    if let ReportEvent::TriageDecided { assessment: assessed, seconded_by, .. } = &mut event {
        (*assessed, *seconded_by) = (Some(assessment()), by_second);
    }
    event
}

fn received() -> Vec<ReportEvent> {
    received_from(public())
}

fn help_on(decided_on: NaiveDate) -> ReportAction {
    let (measures, decision) = (said_of_child("A visit this evening"), Decision::stated(reasons(), intake_officer()));
    ReportAction::DecideUrgentFollowUp { measures, decision, decided_on }
}

#[test]
fn r_48_s2_49_a_report_is_dismissed_by_two_people_on_a_written_assessment() {
    given(received()).when(dismiss(Some(assessment()), Some(colleague()))).then([dismissed(Some(colleague()))]);
}

#[test]
fn r_48_a_report_is_dismissed_on_a_written_assessment_after_the_intake_meeting() {
    let before = || received().into_iter().chain([met_on(TUESDAY)]);
    given(before()).when(dismiss(Some(assessment()), None)).then([dismissed(None)]);
    assert_eq!(given(before()).state().intake_meetings(), [TUESDAY]);
    let later = received().into_iter().chain([met_on(FRIDAY)]);
    given(later).when(dismiss(Some(assessment()), None)).then_refused(Refusal::DismissedAlone);
}

#[test]
fn r_48_no_report_is_dismissed_without_a_written_assessment() {
    given(received()).when(dismiss(None, Some(colleague()))).then_refused(Refusal::AssessmentMissing);
    let before = received().into_iter().chain([met_on(TUESDAY)]);
    given(before).when(dismiss(None, None)).then_refused(Refusal::AssessmentMissing);
}

#[test]
fn r_48_no_report_is_dismissed_by_one_person_under_two_titles() {
    given(received()).when(dismiss(Some(assessment()), None)).then_refused(Refusal::DismissedAlone);
    // Under another pseudonym, as somebody who was named by another has.
    let same = Decider { name: Personal::employee(NURSE, text(" CATO")), role: DeciderRole::UnitLeader };
    given(received()).when(dismiss(Some(assessment()), Some(same))).then_refused(Refusal::DismissedAlone);
}

/// Where measures are active, nothing follows from the report either.
#[test]
fn r_48_a_report_dismissed_because_of_active_measures_is_dismissed_too() {
    given(received()).when(triage("3")).then_refused(Refusal::AssessmentMissing);
    for code in ["2", "4"] {
        given(received()).when(triage(code)).then_done();
    }
    let dismissals: Vec<_> = TriageOutcome::ALL.into_iter().filter(|outcome| outcome.is_dismissal()).collect();
    assert_eq!(dismissals, [DISMISSED, TriageOutcome::DismissedActiveMeasures]);
}

/// Sent on to another municipality or agency, it is gone from this one (codes 7 and 8, from 2026).
#[test]
fn s2_49_r_48_no_report_is_transferred_by_one_person_or_without_a_written_assessment() {
    let day = date(2026, 1, 8);
    let send_on = |code: &str, assessment: Option<Personal<Text>>, seconded_by: Option<Decider>| {
        let conclusion = TriageConclusion { assessment, seconded_by, ..conclusion_on(day, code) };
        given(received()).today(day).when(ReportAction::Triage(Box::new(conclusion)))
    };
    for code in ["7", "8"] {
        send_on(code, None, Some(colleague())).then_refused(Refusal::AssessmentMissing);
        send_on(code, Some(assessment()), None).then_refused(Refusal::DismissedAlone);
        send_on(code, Some(assessment()), Some(colleague())).then_done();
    }
    let takes_two: Vec<_> = TriageOutcome::ALL.into_iter().filter(|outcome| outcome.takes_two()).collect();
    assert_eq!(takes_two, [DISMISSED, TriageOutcome::ReportTransferred, TriageOutcome::DismissedActiveMeasures]);
}

#[test]
fn s2_48_the_service_to_which_a_report_was_transferred_says_once_that_it_has_it() {
    let has_it = |received_on| TransferReceipt {
        account: said_of_child("The intake of her new municipality has it"),
        received_on,
    };
    let record = |on| ReportAction::RecordTransferReceipt(has_it(on));
    let recorded = |on| ReportEvent::TransferReceiptRecorded(has_it(on));
    let transferred = || received().into_iter().chain([triaged(TriageOutcome::ReportTransferred, "8")]);
    given(transferred()).when(record(FRIDAY)).then([recorded(FRIDAY)]);
    let state = given(transferred().chain([recorded(FRIDAY)])).state();
    assert_eq!(
        (state.transfer_received_on(), &state.written().transfer_receipt),
        (Some(FRIDAY), &Some(has_it(FRIDAY)))
    );
    let twice = Refusal::TransferReceived { on: FRIDAY };
    given(transferred().chain([recorded(FRIDAY)])).when(record(FRIDAY)).then_refused(twice);
    for other in TriageOutcome::ALL.into_iter().filter(|other| *other != TriageOutcome::ReportTransferred) {
        let stays = received().into_iter().chain([triaged(other, "2")]);
        given(stays).when(record(FRIDAY)).then_refused(Refusal::NothingTransferred);
    }
    given(received()).when(record(FRIDAY)).then_refused(Refusal::NothingTransferred);
    given([]).when(record(FRIDAY)).then_refused(NO_REPORT);
    let early = Refusal::DateBefore { field: "receivedOn", date: TUESDAY, earliest: THURSDAY };
    given(transferred()).when(record(TUESDAY)).then_refused(early);
    let future = Refusal::FutureDate { field: "receivedOn", date: SATURDAY, today: FRIDAY };
    given(transferred()).when(record(SATURDAY)).then_refused(future);
}

fn reopen(sent_back: Option<&str>, investigated: bool) -> ReportAction {
    let sent_back = sent_back.map(said_of_child);
    ReportAction::ReopenTriage { sent_back, investigated, decision: by_intake(), reopened_on: FRIDAY }
}

fn by_intake() -> Decision {
    Decision::stated(reasons(), intake_officer())
}

fn was_reopened(sent_back: Option<&str>) -> ReportEvent {
    let sent_back = sent_back.map(said_of_child);
    ReportEvent::TriageReopened { sent_back, measures_in: None, decision: by_intake().into(), reopened_on: FRIDAY }
}

#[test]
fn s2_48_s2_49_what_another_service_sends_back_waits_for_triage_anew_and_is_transferred_and_told_anew() {
    let not_ours = Some("She lives with you still");
    let transferred = || received().into_iter().chain([triaged(TriageOutcome::ReportTransferred, "8"), told(false)]);
    given(transferred()).when(reopen(not_ours, false)).then([was_reopened(not_ours)]);
    // Also where they had said before that they have it.
    let receipt = TransferReceipt { account: said_of_child("The intake there has it"), received_on: FRIDAY };
    let taken = || transferred().chain([ReportEvent::TransferReceiptRecorded(receipt.clone())]);
    given(taken()).when(reopen(not_ours, false)).then([was_reopened(not_ours)]);
    let state = given(taken().chain([was_reopened(not_ours)])).state();
    assert_eq!((state.triage(), state.informed_on(), state.transfer_received_on()), (None, None, None));
    assert_eq!((&state.written().triage, &state.written().transfer_receipt), (&None, &None));
    given(taken().chain([was_reopened(not_ours)])).when(triage_on(FRIDAY, "2")).then_done();
    let back = Refusal::DateBefore { field: "decidedOn", date: THURSDAY, earliest: FRIDAY };
    given(taken().chain([was_reopened(not_ours)])).when(triage("2")).then_refused(back);
    // Nothing else is sent back.
    let dismissed = received().into_iter().chain([dismissed(Some(colleague()))]);
    given(dismissed).when(reopen(not_ours, false)).then_refused(Refusal::NothingTransferred);
    given(received()).when(reopen(not_ours, false)).then_refused(Refusal::NotTriaged);
    given([]).when(reopen(None, false)).then_refused(NO_REPORT);
}

#[test]
fn s2_49_d_1_d_2_d_3_the_times_of_a_report_that_came_back_run_from_its_return() {
    let (back_on, then) = (date(2024, 6, 12), date(2024, 6, 13));
    let mut back = was_reopened(Some("She lives with you still"));
    if let ReportEvent::TriageReopened { reopened_on, .. } = &mut back {
        *reopened_on = back_on;
    }
    let came_back = || received().into_iter().chain([triaged(TriageOutcome::ReportTransferred, "8"), back.clone()]);
    let decided = given(came_back()).today(then).when(triage_on(then, "2")).then_done();
    // Figures go by receipt: triage that was late is late in them, whatever became of it.
    let [ReportEvent::TriageDecided { days_since_receipt: 101, .. }] = decided[..] else { panic!("{decided:?}") };
    let state = given(came_back().chain(decided)).state();
    assert_eq!(state.investigation_mandate(REPORT).map(|mandate| mandate.first_day()), Ok(then));
    assert_eq!((state.runs_from(), state.triage_told_by()), (Some(back_on), Some(date(2024, 7, 3))));
    // What was a slip from the beginning has the time that receipt set.
    let mut slip = was_reopened(None);
    if let ReportEvent::TriageReopened { reopened_on, .. } = &mut slip {
        *reopened_on = back_on;
    }
    let state = given(received().into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2"), slip])).state();
    assert_eq!((state.runs_from(), state.triage_told_by()), (Some(MONDAY), Some(date(2024, 3, 25))));
}

#[test]
fn r_48_s2_47_the_intake_meeting_of_before_a_report_came_back_went_through_nothing_that_is_known_since() {
    let alone = |decided_on| {
        let ReportAction::Triage(conclusion) = dismiss_on(decided_on, "1") else { unreachable!() };
        ReportAction::Triage(Box::new(TriageConclusion { seconded_by: None, ..*conclusion }))
    };
    let transferred =
        || received().into_iter().chain([met_on(TUESDAY), triaged(TriageOutcome::ReportTransferred, "8")]);
    let came_back = || transferred().chain([was_reopened(Some("She lives with you still"))]);
    given(came_back()).when(alone(FRIDAY)).then_refused(Refusal::DismissedAlone);
    given(came_back().chain([met_on(FRIDAY)])).when(alone(FRIDAY)).then_done();
    // Of what was chosen wrongly it had gone through all there is.
    given(transferred().chain([was_reopened(None)])).when(alone(FRIDAY)).then_done();
}

#[test]
fn s2_48_c12_triage_that_was_concluded_wrongly_is_concluded_anew_as_long_as_nothing_followed_from_it() {
    use TriageOutcome::{AddedToOngoingInvestigation, InvestigationDecided, ReportDismissed, ReportTransferred};
    let after = |outcome, code: &str| received().into_iter().chain([triaged(outcome, code)]);
    for (outcome, code) in [(ReportDismissed, "1"), (InvestigationDecided, "2"), (ReportTransferred, "8")] {
        given(after(outcome, code)).when(reopen(None, false)).then([was_reopened(None)]);
    }
    let opened = Refusal::InvestigationAlreadyOpened;
    given(after(InvestigationDecided, "2")).when(reopen(None, true)).then_refused(opened);
    let receipt = TransferReceipt { account: said_of_child("The intake there has it"), received_on: FRIDAY };
    let taken = after(ReportTransferred, "8").chain([ReportEvent::TransferReceiptRecorded(receipt)]);
    given(taken).when(reopen(None, false)).then_refused(Refusal::TransferReceived { on: FRIDAY });
    // What joined an investigation leaves it.
    let left = given(after(AddedToOngoingInvestigation, "4")).when(reopen(None, false)).then_done();
    assert!(matches!(left[..], [ReportEvent::JoiningCorrected { was: None, joined: None, .. }]), "{left:?}");
    let mut early = reopen(None, false);
    if let ReportAction::ReopenTriage { reopened_on, .. } = &mut early {
        *reopened_on = TUESDAY;
    }
    let too_early = Refusal::DateBefore { field: "reopenedOn", date: TUESDAY, earliest: THURSDAY };
    given(after(ReportDismissed, "1")).when(early).then_refused(too_early);
}

/// Reopening and opening each know of the other only what was recorded before.
#[test]
fn s2_48_s2_52_what_was_opened_while_triage_was_reopened_is_triaged_to_an_investigation_and_nothing_else() {
    let investigated = |action| {
        let ReportAction::Triage(conclusion) = action else { unreachable!() };
        ReportAction::Triage(Box::new(TriageConclusion { investigated: true, ..*conclusion }))
    };
    let reopened = || {
        let decided = triaged(TriageOutcome::InvestigationDecided, "2");
        received().into_iter().chain([decided, was_reopened(None)])
    };
    for code in ["1", "3"] {
        let dismissed = || dismiss_on(FRIDAY, code);
        given(reopened()).when(investigated(dismissed())).then_refused(Refusal::InvestigationAlreadyOpened);
        given(reopened()).when(dismissed()).then_done();
    }
    given(reopened()).when(investigated(triage_on(FRIDAY, "4"))).then_refused(Refusal::InvestigationAlreadyOpened);
    given(reopened()).when(investigated(triage_on(FRIDAY, "2"))).then_done();
}

#[test]
fn s2_47_nobody_holds_the_intake_meeting_alone() {
    let both = vec![intake_officer(), colleague()];
    given(received()).when(meet_on(TUESDAY, both)).then([met_on(TUESDAY)]);
    for present in [vec![], vec![colleague()], vec![colleague(), colleague()]] {
        given(received()).when(meet_on(TUESDAY, present)).then_refused(Refusal::IntakeMeetingAlone);
    }
}

#[test]
fn s2_47_the_intake_meeting_goes_through_what_is_received_and_not_yet_triaged() {
    let both = || vec![intake_officer(), colleague()];
    given([]).when(meet_on(TUESDAY, both())).then_refused(NO_REPORT);
    given(received().into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]))
        .when(meet_on(FRIDAY, both()))
        .then_refused(Refusal::IntakeMeetingAfterTriage { held_on: FRIDAY, triaged_on: THURSDAY });
}

#[test]
fn s2_47_r_10_an_intake_meeting_of_the_day_of_triage_or_before_is_noted_after_triage_too() {
    for held_on in [MONDAY, TUESDAY, THURSDAY] {
        given(received().into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]))
            .when(meet_on(held_on, vec![intake_officer(), colleague()]))
            .then([met_on(held_on)]);
    }
}

#[test]
fn r_10_the_intake_neither_met_nor_helped_tomorrow_or_before_receipt() {
    let sunday = date(2024, 3, 3);
    let meet = |held_on| meet_on(held_on, vec![intake_officer(), colleague()]);
    for (action, field) in [(&meet as &dyn Fn(NaiveDate) -> ReportAction, "heldOn"), (&help_on, "decidedOn")] {
        let early = Refusal::DateBeforeAct { act: Act::ReportReceived, field, date: sunday, earliest: MONDAY };
        given(received()).when(action(sunday)).then_refused(early);
        let future = Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
        given(received()).when(action(SATURDAY)).then_refused(future);
    }
}

/// Help comes first, and is never in the way of another one.
#[test]
fn s2_48_a_child_is_helped_at_once_before_triage_and_after_it() {
    let helped = |decided_on| ReportEvent::UrgentFollowUpDecided {
        measures: said_of_child("A visit this evening"),
        decision: Decision::stated(reasons(), intake_officer()).into(),
        guides: Vec::new(),
        decided_on,
    };
    given(received()).when(help_on(MONDAY)).then([helped(MONDAY)]);
    let after = || received().into_iter().chain([helped(MONDAY), triaged(TriageOutcome::InvestigationDecided, "2")]);
    given(after()).when(help_on(FRIDAY)).then([helped(FRIDAY)]);
    assert_eq!(given(after()).state().urgent_follow_ups(), [MONDAY]);
    given([]).when(help_on(FRIDAY)).then_refused(NO_REPORT);
}

#[test]
fn r_47_s2_46_nothing_is_decided_by_the_service_without_a_received_report() {
    let nothing = given([]).state();
    assert_eq!(nothing.investigation_mandate(REPORT), Err(NO_REPORT));
    given([]).when(triage("2")).then_refused(NO_REPORT);
    given([]).when(help_on(FRIDAY)).then_refused(NO_REPORT);
}
