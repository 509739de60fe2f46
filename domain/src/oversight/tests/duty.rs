//! R-9, S4-1: a triggered duty to report is met by a report. S3-50: what was shared on necessity is followed up.

use super::*;
use crate::case::{
    Alternative, AlternativesEvent, AvertingEvent, ConsultingEvent, ReferralEvent, ReportDuty, ReportingEvent,
    SharingBasis, SharingEvent,
};
use crate::law::LegalTopic;
use crate::people::Body;

const SEND: ObligationKind = ObligationKind::SendReport;
const WEIGH: ObligationKind = ObligationKind::AssessAfterNecessity;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn assessed(is_triggered: bool, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, triggered, assessed_on, .. }) =
        &mut event
    {
        (*report, *triggered, *assessed_on) = (None, is_triggered, day);
    }
    event
}

fn sent(on: NaiveDate, rests_on: ReportDuty) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, sent_at, .. }) = &mut event {
        (*duty, *sent_at) = (rests_on, noon(on));
    }
    event
}

/// After three working days from Friday.
const AFTER_FRIDAY: NaiveDate = date(2024, 3, 14);

#[test]
pub(super) fn r_9_s4_1_a_triggered_duty_to_report_is_owed_a_report_within_three_working_days() {
    let story = opened().hears(FRIDAY, &assessed(true, FRIDAY));
    assert_eq!((story.obligation(SEND).due, story.obligation(SEND).kind.rule()), (Some(date(2024, 3, 13)), "R-9"));
    assert_eq!(story.standing(SEND, AFTER_FRIDAY), Some(Standing::Overdue));
    let found = story.finding(FindingKind::DutyNotMet).unwrap();
    assert_eq!((found.arose_on, found.kind.severity()), (AFTER_FRIDAY, Severity::Deviation), "the law names no number");
    let reported = story.hears(SATURDAY, &sent(SATURDAY, ReportDuty::Triggered));
    assert_eq!(reported.standing(SEND, AFTER_FRIDAY), Some(Standing::Met));
    assert_eq!(reported.finding(FindingKind::DutyNotMet), None);
}

#[test]
pub(super) fn r_9_r_1_whoever_tells_the_service_of_acute_danger_is_in_time_and_writes_the_report_all_the_same() {
    let triggered = || opened().hears(THURSDAY, &assessed(true, THURSDAY));
    let called_since = triggered().hears(FRIDAY, &contacted(FRIDAY));
    let called_first = opened().hears(FRIDAY, &contacted(FRIDAY)).hears(FRIDAY, &assessed(true, FRIDAY));
    for story in [called_since, called_first] {
        assert_eq!(story.finding(FindingKind::DutyNotMet), None);
        assert_eq!(story.standing(SEND, date(2024, 3, 13)), Some(Standing::Open), "nothing was sent");
        let reported = story.hears(date(2024, 4, 2), &sent(date(2024, 4, 2), ReportDuty::Triggered));
        assert_eq!(reported.standing(SEND, date(2024, 5, 1)), Some(Standing::MetLate));
        assert_eq!(reported.finding(FindingKind::DutyNotMet), None);
    }
    let before = opened().hears(WEDNESDAY, &contacted(WEDNESDAY)).hears(FRIDAY, &assessed(true, FRIDAY));
    assert!(before.finding(FindingKind::DutyNotMet).is_some(), "what was said before is no answer to it");
    let police = triggered().hears(FRIDAY, &told(Body::Police, FRIDAY));
    assert!(police.finding(FindingKind::DutyNotMet).is_some(), "the police is no child welfare service");
}

#[test]
pub(super) fn r_9_s0_43_after_a_call_a_written_report_that_does_not_come_is_found() {
    let unwritten = FindingKind::ReportNotWritten;
    let called_since = || opened().hears(THURSDAY, &assessed(true, THURSDAY)).hears(FRIDAY, &contacted(FRIDAY));
    let called_first = || opened().hears(FRIDAY, &contacted(FRIDAY)).hears(FRIDAY, &assessed(true, FRIDAY));
    for called in [called_since(), called_first()] {
        assert_eq!(called.obligation(SEND).due, Some(date(2024, 3, 13)));
        assert_eq!((called.found(AFTER_FRIDAY), called.found(date(2024, 3, 13))), (vec![unwritten], vec![]));
        assert_eq!((unwritten.rule(), unwritten.severity()), ("R-9", Severity::Deviation));
        // A second call gives no more time.
        let again = called.hears(SATURDAY, &contacted(SATURDAY));
        assert_eq!(again.obligation(SEND).due, Some(date(2024, 3, 13)));
        let late = again.hears(date(2024, 4, 2), &sent(date(2024, 4, 2), ReportDuty::Triggered));
        assert_eq!(late.finding(unwritten).unwrap().mended_on, Some(date(2024, 4, 2)));
    }
    for called in [called_since(), called_first()] {
        let written = called.hears(SATURDAY, &sent(SATURDAY, ReportDuty::Triggered));
        assert_eq!((written.standing(SEND, AFTER_FRIDAY), written.finding(unwritten)), (Some(Standing::Met), None));
        let next = written.hears(SATURDAY, &assessed(true, SATURDAY));
        assert!(next.finding(FindingKind::DutyNotMet).is_some(), "of the next report nobody was told");
    }
    let otherwise = called_since().hears(SATURDAY, &assessed(false, SATURDAY));
    assert_eq!((otherwise.standing(SEND, AFTER_FRIDAY), otherwise.finding(unwritten)), (Some(Standing::Lapsed), None));
    // Seen otherwise after its last day, it stays found until it is written.
    let (seen_otherwise, written_on) = (date(2024, 3, 20), date(2024, 4, 2));
    let given_up = called_since().hears(seen_otherwise, &assessed(false, seen_otherwise));
    assert_eq!(given_up.finding(unwritten).map(|found| found.mended_on), Some(None));
    let written = given_up.hears(written_on, &sent(written_on, ReportDuty::Triggered));
    assert_eq!(written.finding(unwritten).unwrap().mended_on, Some(written_on));
}

#[test]
fn r_9_s2_33_a_report_in_a_reopened_case_makes_no_duty_good_that_was_not_met_before_it() {
    let (otherwise, closed_on, written_on) = (date(2024, 3, 20), date(2024, 3, 21), date(2024, 6, 3));
    let missed = || opened().hears(FRIDAY, &assessed(true, FRIDAY)).hears(otherwise, &assessed(false, otherwise));
    let found = |story: &Story| story.finding(FindingKind::DutyNotMet).unwrap().mended_on;
    let report = |day| sent(day, ReportDuty::Triggered);
    assert_eq!(found(&missed().hears(written_on, &report(written_on))), Some(written_on));
    let mut closed = case_event("CaseClosed");
    if let CaseEvent::Course(CourseEvent::CaseClosed { closed_on: day, .. }) = &mut closed {
        *day = closed_on;
    }
    let mut again = case_event("CaseReopened");
    if let CaseEvent::Course(CourseEvent::CaseReopened { reopened_on, .. }) = &mut again {
        *reopened_on = date(2024, 6, 1);
    }
    let reopened = || missed().hears(closed_on, &closed).hears(date(2024, 6, 1), &again);
    assert_eq!(found(&reopened().hears(written_on, &report(written_on))), None, "another matter's");
    let before = reopened().hears(written_on, &report(closed_on));
    assert_eq!(found(&before), Some(closed_on), "of before the end, and written down after it");
}

#[test]
pub(super) fn r_9_r_1_the_service_that_was_told_too_late_is_found_whichever_was_written_down_first() {
    // Three working days from Monday are over on Thursday.
    let assessed_first = opened().hears(FRIDAY, &assessed(true, MONDAY)).hears(FRIDAY, &contacted(FRIDAY));
    let told_first = opened().hears(FRIDAY, &contacted(FRIDAY)).hears(FRIDAY, &assessed(true, MONDAY));
    for story in [assessed_first, told_first] {
        let found = story.finding(FindingKind::DutyNotMet).unwrap();
        assert_eq!((found.arose_on, found.mended_on), (FRIDAY, Some(FRIDAY)));
        assert_eq!(story.standing(SEND, SATURDAY), Some(Standing::Open));
        let reported = story.hears(SATURDAY, &sent(SATURDAY, ReportDuty::Triggered));
        assert_eq!(reported.finding(FindingKind::DutyNotMet).unwrap().mended_on, Some(FRIDAY), "the call mended it");
    }
}

#[test]
pub(super) fn r_9_r_19_closing_the_case_spares_nobody_the_report() {
    let story = opened().hears(FRIDAY, &assessed(true, FRIDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(SEND, FRIDAY), Some(Standing::Open));
    assert!(story.finding(FindingKind::ClosedWithOpenObligations).is_some());
    let story = story.hears(SATURDAY, &sent(SATURDAY, ReportDuty::Triggered));
    assert_eq!(story.standing(SEND, SATURDAY), Some(Standing::Met));
}

#[test]
pub(super) fn r_9_where_no_duty_is_triggered_no_report_is_owed() {
    let story = opened().hears(FRIDAY, &assessed(false, FRIDAY));
    assert_eq!((story.standing(SEND, FRIDAY), story.finding(FindingKind::DutyNotMet)), (None, None));
    let other = opened().hears(THURSDAY, &assessed(true, THURSDAY)).hears(FRIDAY, &assessed(false, FRIDAY));
    assert_eq!(other.standing(SEND, FRIDAY), Some(Standing::Lapsed), "seen otherwise in time");
    assert_eq!(other.finding(FindingKind::DutyNotMet), None);
}

#[test]
pub(super) fn r_9_c11_seeing_it_otherwise_takes_back_neither_a_later_assessment_nor_a_breach() {
    let earlier = opened().hears(THURSDAY, &assessed(true, THURSDAY)).hears(FRIDAY, &assessed(false, TUESDAY));
    assert_eq!(earlier.standing(SEND, FRIDAY), Some(Standing::Open));
    let older_yes = opened().hears(FRIDAY, &assessed(false, FRIDAY)).hears(FRIDAY, &assessed(true, WEDNESDAY));
    assert_eq!(older_yes.standing(SEND, FRIDAY), Some(Standing::Open), "as the rule for sending has it");
    let late = opened().hears(MONDAY, &assessed(true, MONDAY)).hears(FRIDAY, &assessed(false, MONDAY));
    assert_eq!(late.standing(SEND, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(late.finding(FindingKind::DutyNotMet).unwrap().mended_on, None);
}

/// That one is about a report that went first.
#[test]
fn r_2_the_assessment_that_an_emergency_left_owed_asks_for_no_second_report() {
    let story = opened().hears(WEDNESDAY, &sent(WEDNESDAY, ReportDuty::Emergency));
    let story = story.hears(FRIDAY, &assessed(true, FRIDAY));
    assert_eq!(story.standing(ObligationKind::AssessDutyToReport, FRIDAY), Some(Standing::Met));
    assert_eq!(story.standing(SEND, FRIDAY), None);
    assert_eq!(story.hears(FRIDAY, &assessed(true, FRIDAY)).standing(SEND, FRIDAY), Some(Standing::Open));
}

const ASSESS: ObligationKind = ObligationKind::AssessDutyToReport;
const ACT: ObligationKind = ObligationKind::ActOnSeriousness;
const JUNE: NaiveDate = date(2024, 6, 10);
const NEXT_DAY: NaiveDate = date(2024, 6, 11);

/// For the next report, while that of one that went is owed.
fn assessed_next(is_triggered: bool, day: NaiveDate) -> CaseEvent {
    let mut event = assessed(is_triggered, day);
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { for_next_report, .. }) = &mut event {
        *for_next_report = true;
    }
    event
}

/// In March a report went in an emergency, and nobody assessed it since.
fn reported_in_march() -> Story {
    opened().hears(WEDNESDAY, &contacted(WEDNESDAY)).hears(WEDNESDAY, &sent(WEDNESDAY, ReportDuty::Emergency))
}

fn open_assessments(story: &Story) -> Vec<Option<Uuid>> {
    let open = story.obligations.values().filter(|owed| owed.kind == ASSESS && owed.ending.is_none());
    open.map(|owed| owed.which).collect()
}

fn d_chosen() -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (Alternative::D, JUNE);
    }
    event
}

#[test]
fn r_2_r_9_s2_33_a_duty_found_in_june_is_owed_a_report_whatever_is_owed_of_the_one_of_march() {
    let march = Some(REPORT.as_uuid());
    let june = || reported_in_march().hears(JUNE, &d_chosen());
    let story = june().hears(JUNE, &assessed_next(true, JUNE));
    assert_eq!(story.standing(SEND, JUNE), Some(Standing::Open));
    assert_eq!(story.finding(FindingKind::DutyNotMet).unwrap().arose_on, date(2024, 6, 14));
    assert_eq!(open_assessments(&story), [march], "that of March is another thing");
    assert_eq!(story.standing(ACT, NEXT_DAY), Some(Standing::Met));
    // That of March, made now, owes no second report and answers nothing of what came up since (S0-36).
    let mut of_march = assessed(true, JUNE);
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, .. }) = &mut of_march {
        *report = Some(REPORT);
    }
    let story = june().hears(JUNE, &of_march);
    assert_eq!((story.standing(SEND, JUNE), open_assessments(&story)), (None, vec![]));
    assert_eq!(story.standing(ACT, date(2024, 6, 12)), Some(Standing::Overdue));
}

#[test]
fn r_1_r_2_s2_33_a_call_in_june_is_assessed_by_itself_whatever_is_owed_of_the_report_of_march() {
    let march = Some(REPORT.as_uuid());
    let called = || reported_in_march().hears(JUNE, &contacted(JUNE));
    assert_eq!(open_assessments(&called()).len(), 2);
    let story = called().hears(JUNE, &assessed_next(false, JUNE));
    assert_eq!(open_assessments(&story), [march]);
    let mut of_march = assessed(false, JUNE);
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, .. }) = &mut of_march {
        *report = Some(REPORT);
    }
    let of_march_first = reported_in_march().hears(JUNE, &of_march).hears(JUNE, &contacted(JUNE));
    for story in [called().hears(JUNE, &of_march), of_march_first] {
        assert_eq!(open_assessments(&story), [None], "of the call");
    }
}

/// One that is owed is no longer owed of an earlier call, and is of the later one.
#[test]
fn r_1_r_2_what_is_written_down_late_of_an_earlier_call_leaves_the_later_one_owed() {
    let called_twice = || opened().hears(WEDNESDAY, &contacted(WEDNESDAY)).hears(JUNE, &contacted(JUNE));
    let sent_then = sent(THURSDAY, ReportDuty::Triggered);
    for late in [assessed(false, THURSDAY), sent_then] {
        let story = called_twice().hears(NEXT_DAY, &late);
        assert_eq!(open_assessments(&story), [None]);
        let owed = story.obligations.values().find(|owed| owed.kind == ASSESS && owed.ending.is_none()).unwrap();
        assert_eq!(owed.opened_on, JUNE);
    }
    let of_both = called_twice().hears(NEXT_DAY, &assessed(false, NEXT_DAY));
    assert!(open_assessments(&of_both).is_empty());
}

fn shared(basis: SharingBasis) -> CaseEvent {
    let mut event = case_event("InformationShared");
    if let CaseEvent::Sharing(SharingEvent::InformationShared { rests_on, shared_on, .. }) = &mut event {
        (*rests_on, *shared_on) = (basis, WEDNESDAY);
    }
    event
}

fn told(whom: Body, on: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, contacted_at, .. }) = &mut event {
        (*body, *contacted_at) = (whom, noon(on));
    }
    event
}

fn contacted(on: NaiveDate) -> CaseEvent {
    told(Body::ChildWelfareEmergencyService, on)
}

#[test]
pub(super) fn s3_50_r_21_what_is_shared_on_necessity_is_followed_by_contact_report_or_assessment_the_next_day() {
    let shared = || opened().hears(WEDNESDAY, &shared(SharingBasis::Necessity));
    assert_eq!(shared().obligation(WEIGH).due, Some(THURSDAY));
    let found = shared().finding(FindingKind::NecessityNotAssessed).cloned().unwrap();
    assert_eq!((found.arose_on, found.kind.severity()), (FRIDAY, Severity::Notice));
    let answers = || {
        let mut averting = case_event("DutyToAvertAssessed");
        if let CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed { assessed_on, .. }) = &mut averting {
            *assessed_on = THURSDAY;
        }
        [contacted(THURSDAY), sent(THURSDAY, ReportDuty::Triggered), assessed(false, THURSDAY), averting]
    };
    for event in answers() {
        let story = shared().hears(THURSDAY, &event);
        assert_eq!(story.standing(WEIGH, FRIDAY), Some(Standing::Met), "{event:?}");
        assert_eq!(story.finding(FindingKind::NecessityNotAssessed), None);
    }
    let before = shared().hears(THURSDAY, &assessed(false, TUESDAY));
    assert_eq!(before.standing(WEIGH, FRIDAY), Some(Standing::Overdue), "what was thought before does not answer it");
    assert_eq!(before.hears(FRIDAY, &contacted(FRIDAY)).standing(WEIGH, FRIDAY), Some(Standing::MetLate));
}

#[test]
pub(super) fn s3_50_what_was_done_on_the_day_and_written_down_first_answers_it_and_other_bases_ask_for_nothing() {
    // Assessed too late, and written down first.
    let late = opened().hears(FRIDAY, &assessed(false, FRIDAY)).hears(SATURDAY, &shared(SharingBasis::Necessity));
    assert_eq!(late.standing(WEIGH, SATURDAY), Some(Standing::MetLate));
    assert!(late.finding(FindingKind::NecessityNotAssessed).is_some());
    let in_time = opened().hears(THURSDAY, &assessed(false, THURSDAY)).hears(FRIDAY, &shared(SharingBasis::Necessity));
    assert_eq!(in_time.standing(WEIGH, FRIDAY), None);
    let acted = opened().hears(WEDNESDAY, &contacted(WEDNESDAY));
    assert_eq!(acted.hears(WEDNESDAY, &shared(SharingBasis::Necessity)).standing(WEIGH, FRIDAY), None);
    let duty = SharingBasis::Duty { topic: LegalTopic::DutyToAvert, legal_basis: String::new(), ordered_on: None };
    for basis in [SharingBasis::Consent { consent: CONSENT }, duty] {
        assert_eq!(opened().hears(WEDNESDAY, &shared(basis)).standing(WEIGH, FRIDAY), None);
    }
}

#[test]
fn s3_50_a_referral_and_an_open_consultation_on_necessity_are_followed_up_too() {
    let mut referral = case_event("ReferralSent");
    if let CaseEvent::Referral(ReferralEvent::ReferralSent { rests_on, .. }) = &mut referral {
        *rests_on = SharingBasis::Necessity;
    }
    let mut consultation = case_event("OpenConsultationHeld");
    if let CaseEvent::Consulting(ConsultingEvent::OpenConsultationHeld { rests_on, .. }) = &mut consultation {
        *rests_on = SharingBasis::Necessity;
    }
    for event in [referral, consultation] {
        assert!(opened().hears(FRIDAY, &event).standing(WEIGH, FRIDAY).is_some(), "{event:?}");
    }
}

#[test]
pub(super) fn s3_50_what_was_assessed_too_late_is_found_once_for_all_that_was_shared_on_a_day() {
    let assessed = || opened().hears(FRIDAY, &assessed(false, FRIDAY));
    let twice = assessed().hears(SATURDAY, &shared(SharingBasis::Necessity));
    let twice = twice.hears(SATURDAY, &shared(SharingBasis::Necessity));
    assert_eq!(twice.findings.values().filter(|found| found.kind == FindingKind::NecessityNotAssessed).count(), 1);
    let sooner = twice.hears(SATURDAY, &contacted(THURSDAY));
    assert_eq!(
        sooner.finding(FindingKind::NecessityNotAssessed),
        None,
        "somebody acted in time, and wrote it down late"
    );
}

#[test]
fn r_9_s2_33_a_report_of_before_that_is_written_down_late_is_not_the_one_that_is_owed_since() {
    let triggered = || opened().hears(WEDNESDAY, &assessed(true, WEDNESDAY));
    let before = triggered().hears(FRIDAY, &sent(TUESDAY, ReportDuty::Triggered));
    assert_eq!(before.standing(SEND, FRIDAY), Some(Standing::Open));
    let since = triggered().hears(FRIDAY, &sent(WEDNESDAY, ReportDuty::Triggered));
    assert_eq!(since.standing(SEND, FRIDAY), Some(Standing::Met));
}
