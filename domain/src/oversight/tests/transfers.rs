//! S2-48: a child is not lost between two services.

use super::*;
use crate::corrections::{WrongEntry, WrongPart};
use crate::investigation::InvestigationOutcome;
use crate::people::RecordedDecision;
use crate::report::TriageOutcome;
use crate::transfers::TransferReceipt;

const AWAIT: ObligationKind = ObligationKind::AwaitTransferReceipt;
const JULY_1: NaiveDate = date(2024, 7, 1);

fn triaged(as_what: TriageOutcome) -> ReportEvent {
    let mut event = report_event("TriageDecided");
    if let ReportEvent::TriageDecided { outcome, joins, .. } = &mut event {
        (*outcome, *joins) = (as_what, None);
    }
    event
}

fn received() -> Story {
    Story::new().hears(MONDAY, &report_event("ReportReceived"))
}

fn has_it(received_on: NaiveDate) -> TransferReceipt {
    TransferReceipt { received_on, ..samples::receipt() }
}

fn found(story: &Story) -> Option<&Finding> {
    story.findings.values().find(|finding| finding.obligation == Some(AWAIT))
}

fn ended(came_to: InvestigationOutcome, code: &str) -> InvestigationEvent {
    let mut event = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, conclusion, .. } = &mut event {
        *outcome = came_to;
        code.clone_into(&mut conclusion.code);
    }
    event
}

#[test]
fn s2_48_a_report_that_was_transferred_is_asked_after_until_the_other_service_says_that_it_has_it() {
    let transferred = || received().hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
    let (last, late) = (date(2024, 3, 14), date(2024, 3, 15));
    let story = transferred();
    assert_eq!((story.obligation(AWAIT).opened_on, story.obligation(AWAIT).due), (THURSDAY, Some(last)));
    assert_eq!((AWAIT.owner(), AWAIT.rule()), (Owner::Intake, "S2-48"));
    let unheard = found(&story).unwrap();
    assert_eq!((unheard.arose_on, unheard.severity(), unheard.mended_on), (late, Severity::Notice, None));
    assert_eq!(Finding::rule_of(unheard.kind, unheard.obligation), "S2-48");
    let in_time = transferred().hears(FRIDAY, &ReportEvent::TransferReceiptRecorded(has_it(FRIDAY)));
    assert_eq!((in_time.standing(AWAIT, late), found(&in_time)), (Some(Standing::Met), None));
    let too_late = transferred().hears(late, &ReportEvent::TransferReceiptRecorded(has_it(late)));
    assert_eq!(too_late.standing(AWAIT, late), Some(Standing::MetLate));
    assert_eq!(found(&too_late).unwrap().mended_on, Some(late));
    for other in TriageOutcome::ALL.into_iter().filter(|other| *other != TriageOutcome::ReportTransferred) {
        assert_eq!(received().hears(THURSDAY, &triaged(other)).standing(AWAIT, late), None, "{other:?}");
    }
    // What a return tells of is asked after where it was decided.
    let mut imported = triaged(TriageOutcome::ReportTransferred);
    if let ReportEvent::TriageDecided { decision, .. } = &mut imported {
        *decision = RecordedDecision::imported(None);
    }
    assert_eq!(received().hears(THURSDAY, &imported).standing(AWAIT, late), None);
}

#[test]
fn s2_48_r_71_a_municipality_sets_when_the_other_service_is_asked() {
    let own = received().set(DeadlineKind::TransferReceipt, Length::Days(2), MONDAY);
    let own = own.hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
    assert_eq!(own.obligation(AWAIT).due, Some(SATURDAY));
}

#[test]
fn s2_48_a_child_who_moved_or_was_referred_while_it_was_investigated_is_asked_after_where_it_went() {
    use InvestigationOutcome::{DismissedMoved, DismissedReferred, InvestigationDismissed};
    let opened = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let last = date(2024, 7, 8);
    for (outcome, code) in
        [(DismissedMoved, "5"), (DismissedMoved, "7"), (DismissedMoved, "9"), (DismissedReferred, "6")]
    {
        let left = || opened().hears(JULY_1, &ended(outcome, code));
        assert_eq!((left().obligation(AWAIT).opened_on, left().obligation(AWAIT).due), (JULY_1, Some(last)), "{code}");
        assert_eq!(found(&left()).unwrap().severity(), Severity::Notice);
        let arrived = left().hears(last, &InvestigationEvent::TransferReceiptRecorded(has_it(last)));
        assert_eq!((arrived.standing(AWAIT, last), found(&arrived)), (Some(Standing::Met), None), "{code}");
    }
    assert_eq!(AWAIT.owner_in_investigation(), Owner::Caseworkers);
    // Nobody there could be asked, or it stays here.
    for (outcome, code) in [(DismissedMoved, "8"), (InvestigationDismissed, "3")] {
        assert_eq!(opened().hears(JULY_1, &ended(outcome, code)).standing(AWAIT, last), None, "{code}");
    }
    let mut imported = ended(DismissedMoved, "9");
    if let InvestigationEvent::InvestigationConcluded { decision, .. } = &mut imported {
        *decision = RecordedDecision::imported(None);
    }
    assert_eq!(opened().hears(JULY_1, &imported).standing(AWAIT, last), None);
}

#[test]
fn s2_48_a_child_with_whom_another_service_does_not_go_on_is_owed_another_investigation_within_a_week() {
    let kind = ObligationKind::InvestigateSentBack;
    let (back_on, last) = (date(2024, 7, 15), date(2024, 7, 22));
    let back = investigation_event("InvestigationSentBack");
    let left = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let left = left.hears(JULY_1, &ended(InvestigationOutcome::DismissedReferred, "6"));
    let story = left.hears(back_on, &back);
    assert_eq!(story.standing(AWAIT, back_on), Some(Standing::MetLate), "they have answered");
    // Nobody is asked again where the receipt that they had given before is said to be wrong.
    let wrong = InvestigationEvent::EntryFoundWrong(found_wrong(true, back_on));
    assert_eq!(awaited(&story.hears(back_on, &wrong), back_on).len(), 1);
    // Where it is not investigated anew after all, it is with the other service, which is asked again.
    let mut off = investigation_event("RenewalCalledOff");
    if let InvestigationEvent::RenewalCalledOff { called_off_on, .. } = &mut off {
        *called_off_on = last;
    }
    let left = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let left = left.hears(JULY_1, &ended(InvestigationOutcome::DismissedReferred, "6"));
    let again = left.hears(back_on, &back).hears(last, &off);
    assert_eq!(awaited(&again, last).into_iter().map(|(on, ..)| on).collect::<Vec<_>>(), [JULY_1, last]);
    // It is the child's, whose watch hears of the next investigation.
    let sent_back = Uuid::from_u128(7);
    let as_child = |story: Story, on, event: &InvestigationEvent| {
        story.asked(on, |watch, stream, at| {
            watch.hear(stream, event.into(), At { stream: sent_back, ..at }, &OwnDeadlines::default())
        })
    };
    let owed = || as_child(Story::new(), back_on, &back);
    let known = owed();
    let obligation = known.obligation(kind);
    assert_eq!((obligation.opened_on, obligation.due), (back_on, Some(last)));
    assert_eq!((kind.owner(), kind.rule()), (Owner::Caseworkers, "S2-48"));
    let late = last.succ_opt().unwrap();
    assert!(known.found(late).contains(&FindingKind::NotDoneInTime));
    let mut next = investigation_event("InvestigationOpened");
    if let InvestigationEvent::InvestigationOpened { started_on, .. } = &mut next {
        *started_on = last;
    }
    assert_eq!(as_child(owed(), last, &next).standing(kind, late), Some(Standing::Met));
    let mut called_off = investigation_event("RenewalCalledOff");
    if let InvestigationEvent::RenewalCalledOff { called_off_on, .. } = &mut called_off {
        *called_off_on = last;
    }
    let off = as_child(owed(), last, &called_off);
    assert_eq!((off.standing(kind, late), off.found(late)), (Some(Standing::Lapsed), vec![]));
}

fn reopened(on: NaiveDate, is_sent_back: bool) -> ReportEvent {
    let mut event = report_event("TriageReopened");
    if let ReportEvent::TriageReopened { sent_back, reopened_on, .. } = &mut event {
        *sent_back = sent_back.take().filter(|_| is_sent_back);
        *reopened_on = on;
    }
    event
}

fn triage_is_owed(story: &Story) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let is_open = |owed: &&Obligation| owed.kind == ObligationKind::TriageReport && owed.ending.is_none();
    story.obligations.values().find(is_open).map(|owed| (owed.opened_on, owed.due))
}

#[test]
fn s2_49_d_1_what_another_service_sends_back_is_owed_triage_within_a_week_from_that_day() {
    let back_on = date(2024, 3, 12);
    let transferred = received().hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
    let story = transferred.hears(back_on, &reopened(back_on, true));
    assert_eq!(story.standing(AWAIT, back_on), Some(Standing::Met), "they have answered");
    assert_eq!(triage_is_owed(&story), Some((back_on, Some(date(2024, 3, 19)))));
    assert_eq!(story.finding(FindingKind::TriageLate).map(|found| found.arose_on), Some(date(2024, 3, 20)));
}

#[test]
fn s2_49_d_2_d_3_what_follows_from_a_report_that_came_back_is_in_time_by_the_day_of_its_return() {
    let (back_on, then) = (date(2024, 6, 12), date(2024, 6, 13));
    let received = || received().hears(MONDAY, &report_event("ReporterClassified"));
    let came_back = || {
        let transferred = received().hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
        transferred.hears(back_on, &reopened(back_on, true))
    };
    let mut investigated = triaged(TriageOutcome::InvestigationDecided);
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut investigated {
        *decided_on = then;
    }
    let due = |story: &Story, kind| {
        let is_open = |owed: &&Obligation| owed.kind == kind && owed.ending.is_none();
        story.obligations.values().find(is_open).and_then(|owed| owed.due)
    };
    let not_opened = |story: &Story| story.finding(FindingKind::InvestigationNotOpened).map(|found| found.arose_on);
    let story = came_back().hears(then, &investigated);
    assert_eq!(due(&story, ObligationKind::TellReporterOfTriage), Some(date(2024, 7, 3)));
    assert_eq!(not_opened(&story), Some(date(2024, 9, 14)), "three months from triage");
    // That the next triage was a slip gives it no more time, and takes none.
    let slip = came_back().hears(then, &investigated).hears(then, &reopened(then, false));
    assert_eq!(triage_is_owed(&slip), Some((then, Some(date(2024, 6, 19)))));
    // What was a slip from the beginning has the time that receipt set.
    let slip = received().hears(THURSDAY, &triaged(TriageOutcome::ReportDismissed));
    let slip = slip.hears(back_on, &reopened(back_on, false)).hears(then, &investigated);
    assert_eq!(due(&slip, ObligationKind::TellReporterOfTriage), Some(date(2024, 3, 25)));
    assert_eq!(not_opened(&slip), Some(date(2024, 6, 12)));
}

/// The intake's meeting of that day.
fn met(on: NaiveDate) -> ReportEvent {
    let mut event = report_event("IntakeMeetingHeld");
    if let ReportEvent::IntakeMeetingHeld { held_on, .. } = &mut event {
        *held_on = on;
    }
    event
}

/// What was decided at once on that day.
fn helped(on: NaiveDate) -> ReportEvent {
    let mut event = report_event("UrgentFollowUpDecided");
    if let ReportEvent::UrgentFollowUpDecided { decided_on, .. } = &mut event {
        *decided_on = on;
    }
    event
}

#[test]
fn s2_47_s2_48_r_48_what_was_done_before_a_report_came_back_is_not_done_for_the_triage_after_it() {
    let (back_on, then) = (date(2024, 6, 12), date(2024, 6, 13));
    let urgent = |outcome, day| {
        let mut event = triaged(outcome);
        if let ReportEvent::TriageDecided { urgent_measures, seconded_by, decided_on, .. } = &mut event {
            (*urgent_measures, *seconded_by, *decided_on) = (Some(true), None, day);
        }
        event
    };
    let came_back = |sent_back| {
        let gone_through = received().hears(TUESDAY, &met(TUESDAY)).hears(TUESDAY, &helped(TUESDAY));
        let transferred = gone_through.hears(THURSDAY, &urgent(TriageOutcome::ReportTransferred, THURSDAY));
        transferred.hears(back_on, &reopened(back_on, sent_back))
    };
    let dismissed = || urgent(TriageOutcome::ReportDismissed, then);
    let kinds = [FindingKind::ReportDismissedAlone, FindingKind::TriagedWithoutIntakeMeeting];
    let follow_up = ObligationKind::DecideUrgentFollowUp;
    let of = |story: &Story| (kinds.map(|kind| story.finding(kind).is_some()), story.standing(follow_up, then));
    let owed = Some(Standing::Open);
    assert_eq!(of(&came_back(true).hears(then, &dismissed())), ([true, true], owed));
    // Nor is it where it is written down only then.
    let late = came_back(true).hears(then, &met(TUESDAY)).hears(then, &helped(TUESDAY)).hears(then, &dismissed());
    assert_eq!(of(&late), ([true, true], owed));
    let later = came_back(true).hears(then, &dismissed()).hears(then, &met(TUESDAY)).hears(then, &helped(TUESDAY));
    assert_eq!(of(&later), ([true, true], owed));
    let anew = came_back(true).hears(back_on, &met(back_on)).hears(back_on, &helped(back_on));
    assert_eq!(of(&anew.hears(then, &dismissed())), ([false, false], None));
    // Of what was chosen wrongly all that was known had been gone through.
    assert_eq!(of(&came_back(false).hears(then, &dismissed())), ([false, false], None));
}

/// From the day it was owed until that on which it ended, and how that stands.
fn followed_up(story: &Story, on: NaiveDate) -> Vec<(NaiveDate, Option<Ending>, Standing)> {
    let kind = ObligationKind::DecideUrgentFollowUp;
    let owed = story.obligations.values().filter(|owed| owed.kind == kind);
    let mut owed: Vec<_> = owed.map(|owed| (owed.opened_on, owed.ending, owed.standing(on))).collect();
    owed.sort_unstable_by_key(|(opened_on, ..)| *opened_on);
    owed
}

#[test]
fn s2_47_s2_48_what_was_left_out_before_a_report_came_back_hides_nothing_that_is_left_out_after_it() {
    let (back_on, then, after) = (date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 20));
    let urgent = |outcome, day| {
        let mut event = triaged(outcome);
        if let ReportEvent::TriageDecided { urgent_measures, decided_on, .. } = &mut event {
            (*urgent_measures, *decided_on) = (Some(true), day);
        }
        event
    };
    let twice = || {
        let transferred = received().hears(THURSDAY, &urgent(TriageOutcome::ReportTransferred, THURSDAY));
        transferred.hears(back_on, &reopened(back_on, true)).hears(then, &urgent(TriageOutcome::ReportDismissed, then))
    };
    let without_meeting = |story: &Story| {
        let found = story.findings.values().filter(|found| found.kind == FindingKind::TriagedWithoutIntakeMeeting);
        let mut found: Vec<_> = found.map(|found| (found.arose_on, found.mended_on)).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(without_meeting(&twice()), [(THURSDAY, None), (then, None)]);
    let given_up = (THURSDAY, Some(Ending::Lapsed { on: back_on }), Standing::Lapsed);
    assert_eq!(followed_up(&twice(), after), [given_up, (then, None, Standing::Overdue)]);
    // What is done since mends what is left out since, and what was done before, and is written down only now, that of before.
    let done = twice().hears(after, &met(after)).hears(after, &helped(after));
    assert_eq!(without_meeting(&done), [(THURSDAY, None), (then, Some(after))]);
    let late = (then, Some(Ending::Met { on: after }), Standing::MetLate);
    assert_eq!(followed_up(&done, after), [given_up, late]);
    let noted = twice().hears(after, &met(TUESDAY)).hears(after, &helped(THURSDAY));
    assert_eq!(without_meeting(&noted), [(then, None)]);
    let in_time = (THURSDAY, Some(Ending::Met { on: THURSDAY }), Standing::Met);
    assert_eq!(followed_up(&noted, after), [in_time, (then, None, Standing::Overdue)]);
    // Nor does what was done before make what was done too late since be in time, whichever is written down first.
    for [first, second] in [[THURSDAY, after], [after, THURSDAY]] {
        let both = twice().hears(after, &helped(first)).hears(after, &helped(second));
        assert_eq!(followed_up(&both, after), [in_time, late]);
    }
    // Of each time that it came back by itself.
    let (again, third) = (date(2024, 6, 14), date(2024, 6, 17));
    let thrice = || {
        let transferred = received().hears(THURSDAY, &urgent(TriageOutcome::ReportTransferred, THURSDAY));
        let back = transferred.hears(back_on, &reopened(back_on, true));
        let sent_on = back.hears(then, &urgent(TriageOutcome::ReportTransferred, then));
        let back = sent_on.hears(again, &reopened(again, true));
        back.hears(third, &urgent(TriageOutcome::ReportDismissed, third))
    };
    for (met_on, left) in [(TUESDAY, [then, third]), (back_on, [THURSDAY, third]), (again, [THURSDAY, then])] {
        let noted = thrice().hears(after, &met(met_on));
        assert_eq!(without_meeting(&noted), left.map(|on| (on, None)), "{met_on}");
    }
    let helped_between = thrice().hears(after, &helped(then));
    let standings = followed_up(&helped_between, after).into_iter().map(|(.., standing)| standing);
    assert_eq!(standings.collect::<Vec<_>>(), [Standing::Lapsed, Standing::Met, Standing::Overdue]);
}

#[test]
fn s2_49_d_2_r_62_nobody_is_told_of_triage_while_another_service_has_the_report_or_before_its_reporter_is_known() {
    let (back_on, then, last) = (date(2024, 6, 12), date(2024, 6, 13), date(2024, 7, 3));
    let named = |day| {
        let mut event = report_event("ReporterNamedAtWork");
        if let ReportEvent::ReporterNamedAtWork { named_on, .. } = &mut event {
            *named_on = day;
        }
        event
    };
    let mut decided = triaged(TriageOutcome::ReportDismissed);
    if let ReportEvent::TriageDecided { decided_on, .. } = &mut decided {
        *decided_on = then;
    }
    let transferred = || received().hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
    let back = reopened(back_on, true);
    let due = |story: &Story| {
        let told = |owed: &&Obligation| owed.kind == ObligationKind::TellReporterOfTriage && owed.ending.is_none();
        story.obligations.values().find(told).and_then(|owed| owed.due)
    };
    let before = transferred().hears(FRIDAY, &named(FRIDAY)).hears(back_on, &back).hears(then, &decided);
    // Noted only when triage was concluded anew.
    let noted = transferred().hears(back_on, &back).hears(then, &decided).hears(then, &named(FRIDAY));
    assert_eq!((due(&before), due(&noted)), (Some(last), Some(last)));
    let since = transferred().hears(back_on, &back).hears(then, &decided).hears(last, &named(last));
    assert_eq!(due(&since), Some(date(2024, 7, 24)));
}

#[test]
fn s2_48_d_1_triage_that_was_concluded_wrongly_is_owed_by_the_day_that_receipt_sets() {
    let found_on = date(2024, 3, 12);
    let decided = received().hears(THURSDAY, &triaged(TriageOutcome::InvestigationDecided));
    let story = decided.hears(found_on, &reopened(found_on, false));
    let due = date(2024, 3, 11);
    assert_eq!(triage_is_owed(&story), Some((found_on, Some(due))));
    assert_eq!(story.standing(ObligationKind::OpenInvestigation, found_on), Some(Standing::Lapsed));
    assert_eq!(story.finding(FindingKind::InvestigationNotOpened), None, "nobody is to open it");
}

#[test]
fn s2_48_s2_49_nobody_is_asked_for_the_receipt_of_a_report_that_came_back_since() {
    let (back_on, then) = (date(2024, 3, 12), date(2024, 3, 13));
    let transferred = || received().hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
    let taken = || transferred().hears(FRIDAY, &ReportEvent::TransferReceiptRecorded(has_it(FRIDAY)));
    for sent_back in [true, false] {
        let back = taken().hears(back_on, &reopened(back_on, sent_back));
        // As a program noted it that did not know that the receipt stands no more.
        let noted = back.hears(then, &ReportEvent::EntryFoundWrong(found_wrong(true, then)));
        assert_eq!(awaited(&noted, then).len(), 1, "the one that was met");
    }
}

#[test]
fn s2_52_an_investigation_that_was_opened_while_triage_was_reopened_is_not_to_be_opened_again() {
    let found_on = date(2024, 3, 12);
    let decided = || received().hears(THURSDAY, &triaged(TriageOutcome::InvestigationDecided));
    let opened = investigation_event("InvestigationOpened");
    let (other, reopened) = (Uuid::from_u128(7), reopened(found_on, false));
    let open_first = decided().hears_from(other, found_on, &opened).hears(found_on, &reopened);
    let open_last = decided().hears(found_on, &reopened).hears_from(other, found_on, &opened);
    for story in [open_first, open_last] {
        let again = story.hears(found_on, &triaged(TriageOutcome::InvestigationDecided));
        let is_open = |owed: &&Obligation| owed.kind == ObligationKind::OpenInvestigation && owed.ending.is_none();
        assert_eq!(again.obligations.values().find(is_open), None);
        assert_eq!(again.finding(FindingKind::InvestigationNotOpened), None);
    }
}

/// What is said of an entry of which all is wrong, on that day.
fn found_wrong(takes_back: bool, found_on: NaiveDate) -> WrongEntry {
    WrongEntry { what: WrongPart::Whole, day: None, takes_back, found_on, ..samples::wrong_day() }
}

/// Each time that it was awaited: from when, until when, and how that stands on the day.
fn awaited(story: &Story, on: NaiveDate) -> Vec<(NaiveDate, Option<NaiveDate>, Standing)> {
    let awaited = story.obligations.values().filter(|owed| owed.kind == AWAIT);
    let mut awaited: Vec<_> = awaited.map(|owed| (owed.opened_on, owed.due, owed.standing(on))).collect();
    awaited.sort_unstable();
    awaited
}

#[test]
fn s2_48_c12_a_receipt_that_nobody_gave_is_awaited_again_until_the_right_one_is_recorded() {
    let (march_11, last, then) = (date(2024, 3, 11), date(2024, 3, 18), date(2024, 3, 12));
    let received = || received().hears(THURSDAY, &triaged(TriageOutcome::ReportTransferred));
    let received = || received().hears(FRIDAY, &ReportEvent::TransferReceiptRecorded(has_it(FRIDAY)));
    let met = (THURSDAY, Some(date(2024, 3, 14)), Standing::Met);
    let wrong = |takes_back| ReportEvent::EntryFoundWrong(found_wrong(takes_back, march_11));
    assert_eq!(awaited(&received().hears(march_11, &wrong(false)), then), [met], "another entry, or a part of it");
    let again = || received().hears(march_11, &wrong(true));
    assert_eq!(awaited(&again(), then), [met, (march_11, Some(last), Standing::Open)]);
    assert_eq!(found(&again()).map(|found| found.arose_on), last.succ_opt());
    let right = again().hears(then, &ReportEvent::TransferReceiptRecorded(has_it(then)));
    assert_eq!(awaited(&right, last), [met, (march_11, Some(last), Standing::Met)]);
    assert_eq!(found(&right), None);
    // Of an investigation as well.
    let left = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let left = left.hears(JULY_1, &ended(InvestigationOutcome::DismissedMoved, "9"));
    let left = left.hears(JULY_1, &InvestigationEvent::TransferReceiptRecorded(has_it(JULY_1)));
    let wrong = InvestigationEvent::EntryFoundWrong(found_wrong(true, JULY_1));
    let standings: Vec<_> = awaited(&left.hears(JULY_1, &wrong), JULY_1).into_iter().map(|(.., it)| it).collect();
    assert_eq!(standings, [Standing::Open, Standing::Met]);
    // What a return tells of was awaited of nobody here.
    let mut imported = triaged(TriageOutcome::ReportTransferred);
    if let ReportEvent::TriageDecided { decision, .. } = &mut imported {
        *decision = RecordedDecision::imported(None);
    }
    let imported = Story::new().hears(MONDAY, &report_event("ReportReceived")).hears(THURSDAY, &imported);
    let imported = imported.hears(FRIDAY, &ReportEvent::TransferReceiptRecorded(has_it(FRIDAY)));
    let wrong = ReportEvent::EntryFoundWrong(found_wrong(true, march_11));
    assert_eq!(awaited(&imported.hears(march_11, &wrong), then), []);
}
