//! guardians are told of each report, before it or after it.

use super::*;
use crate::case::{
    AboutGuardians, AcuteCategory, Attendance, AvertingEvent, CourseEvent, FamilyEvent, MeetingEvent, ReportDuty,
    ReportingEvent, WithholdingGround,
};
use crate::law::DutyCondition;
use crate::time::start_of_day;

const TELL: ObligationKind = ObligationKind::TellGuardiansOfReport;

fn sent(withheld: Option<WithholdingGround>) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, withheld_from_guardians, .. }) = &mut event {
        (*duty, *withheld_from_guardians) = (ReportDuty::Triggered, withheld);
    }
    event
}

/// The next one, of the day on which guardians were told.
fn sent_next() -> CaseEvent {
    let mut event = sent(None);
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { sent_at, .. }) = &mut event {
        *sent_at = start_of_day(FRIDAY);
    }
    event
}

fn told() -> CaseEvent {
    let (about, guardians) = (AboutGuardians::Report, vec![mother()]);
    FamilyEvent::GuardiansInformed { about, guardians, informed_on: FRIDAY }.into()
}

fn withheld() -> CaseEvent {
    case_event("GuardianNotificationWithheld")
}

fn lifted() -> CaseEvent {
    case_event("GuardianNotificationWithholdingLifted")
}

/// A report was sent on a ground that is gone now.
fn to_be_told() -> Story {
    let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &withheld());
    story.hears(THURSDAY, &sent(Some(WithholdingGround::Violence))).hears(FRIDAY, &lifted())
}

#[test]
pub(super) fn r_5_being_told_afterwards_of_one_report_leaves_the_next_one_to_be_told_of() {
    let story = to_be_told().hears(FRIDAY, &told());
    assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Met));
    let untold = story.hears(FRIDAY, &sent_next());
    assert!(untold.found(FRIDAY).contains(&FindingKind::GuardiansNotTold));
    let told_of_both = to_be_told().hears(FRIDAY, &told()).hears(FRIDAY, &told()).hears(FRIDAY, &sent_next());
    assert_eq!(told_of_both.finding(FindingKind::GuardiansNotTold), None);
}

#[test]
fn r_6_a_second_ground_puts_off_the_telling_and_does_not_end_it() {
    let story = to_be_told().hears(FRIDAY, &withheld());
    assert_eq!(story.standings(FRIDAY).into_iter().find(|owed| *owed == (TELL, Standing::Open)), None);
    let story = story.hears(FRIDAY, &lifted());
    assert!(story.standings(FRIDAY).contains(&(TELL, Standing::Open)));
}

/// The duty to report is triggered, because a child is believed to be abused at home.
fn abused() -> CaseEvent {
    let mut event = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
        report,
        triggered,
        conditions,
        assessed_on,
        ..
    }) = &mut event
    {
        (*report, *triggered, *assessed_on) = (None, true, FRIDAY);
        *conditions = vec![DutyCondition::Abuse];
    }
    event
}

/// A crime of that kind is to be averted.
fn to_be_averted(of: AcuteCategory) -> CaseEvent {
    let mut event = case_event("DutyToAvertAssessed");
    if let CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed { feared, triggered, assessed_on, .. }) = &mut event {
        (*feared, *triggered, *assessed_on) = (of, true, FRIDAY);
    }
    event
}

#[test]
pub(super) fn r_6_s2_21_where_abuse_is_feared_nobody_is_asked_to_tell_guardians_of_a_report_before_it_is_decided() {
    let feared = [abused(), to_be_averted(AcuteCategory::SexualAbuse), danger(AcuteCategory::Violence)];
    for feared in feared {
        let story = to_be_told().hears(FRIDAY, &feared);
        assert_eq!(of(&story, TELL), [Standing::Lapsed], "{feared:?}");
        let may_know = story.hears(FRIDAY, &lifted());
        assert!(of(&may_know, TELL).contains(&Standing::Open), "they may be told after all");
        let must_not = to_be_told().hears(FRIDAY, &feared).hears(FRIDAY, &withheld());
        assert_eq!(of(&must_not, TELL), [Standing::Lapsed]);
        // What other ledgers sent unknown to them is told once they may know.
        let unknown = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &feared);
        let unknown = unknown.hears(FRIDAY, &sent(None));
        assert_eq!(of(&unknown, TELL), []);
        assert!(unknown.finding(FindingKind::GuardiansNotTold).is_some());
        assert_eq!(of(&unknown.hears(FRIDAY, &lifted()), TELL), [Standing::Open]);
    }
    let other = to_be_told().hears(FRIDAY, &to_be_averted(AcuteCategory::OtherSeriousNeglect));
    assert_eq!(of(&other, TELL), [Standing::Open]);
}

#[test]
fn r_6_c4_where_abuse_is_what_triggers_a_duty_nobody_is_asked_to_hand_out_copies() {
    let (copy, review) = (ObligationKind::DeliverCopy, ObligationKind::ReviewWithheldCopy);
    let reported = || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &told());
    for feared in [abused(), to_be_averted(AcuteCategory::Violence)] {
        let before = reported().hears(THURSDAY, &sent(None)).hears(FRIDAY, &feared);
        assert_eq!((of(&before, copy), of(&before, review)), (vec![Standing::Lapsed], vec![Standing::Open]));
        let after = reported().hears(FRIDAY, &feared).hears(FRIDAY, &sent(None));
        assert_eq!((of(&after, copy), of(&after, review)), (vec![], vec![Standing::Open]));
        assert!(of(&after.hears(FRIDAY, &lifted()), copy).contains(&Standing::Open));
    }
}

/// As it was recorded when nobody had to decide that first: who was told late of a report that had gone, knows of that one.
#[test]
fn r_5_guardians_who_were_told_before_that_had_to_be_decided_were_told_of_the_report_that_went() {
    let story = to_be_told().hears(FRIDAY, &abused()).hears(FRIDAY, &told());
    assert_eq!(of(&story.hears(FRIDAY, &lifted()), TELL), [Standing::Lapsed]);
}

fn danger(of: AcuteCategory) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, contacted_at, .. }) = &mut event {
        (*category, *contacted_at) = (of, noon(FRIDAY));
    }
    event
}

/// How what is or was owed of that kind stands on Friday.
fn of(story: &Story, kind: ObligationKind) -> Vec<Standing> {
    story.standings(FRIDAY).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

#[test]
fn r_6_c4_in_danger_that_telling_may_set_off_nobody_is_asked_to_hand_out_copies() {
    let (copy, review) = (ObligationKind::DeliverCopy, ObligationKind::ReviewWithheldCopy);
    let reported = || Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &told());
    let before = reported().hears(THURSDAY, &sent(None)).hears(FRIDAY, &danger(AcuteCategory::Violence));
    assert_eq!((of(&before, copy), of(&before, review)), (vec![Standing::Lapsed], vec![Standing::Open]));
    let after = reported().hears(FRIDAY, &danger(AcuteCategory::Violence)).hears(FRIDAY, &sent(None));
    assert_eq!((of(&after, copy), of(&after, review)), (vec![], vec![Standing::Open]));
    for story in [before, after] {
        let decided = story.hears(FRIDAY, &lifted());
        assert!(of(&decided, copy).contains(&Standing::Open), "they may be told after all");
        assert_eq!(of(&decided, review), [Standing::Met]);
    }
    let other = reported().hears(THURSDAY, &sent(None)).hears(FRIDAY, &danger(AcuteCategory::OtherSeriousNeglect));
    assert_eq!(of(&other, copy), [Standing::Open]);
}

#[test]
fn r_6_s3_33_while_guardians_must_not_know_nobody_is_asked_to_tell_them_of_a_meeting() {
    let kind = ObligationKind::TellGuardiansOfOutcome;
    let mut lifted_to_2 = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { level, .. }) = &mut lifted_to_2 {
        *level = Level::Two;
    }
    let mut held = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) = &mut held {
        *attendance = Attendance { guardians: vec![], ..attendance.clone() };
    }
    let met = || {
        let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &lifted_to_2);
        story.hears(TUESDAY, &case_event("InterdisciplinaryMeetingConvened")).hears(FRIDAY, &held)
    };
    assert_eq!(of(&met(), kind), [Standing::Open]);
    for kept in [withheld(), danger(AcuteCategory::Abduction), abused()] {
        let story = met().hears(FRIDAY, &kept);
        assert_eq!(of(&story, kind), [Standing::Lapsed], "{kept:?}");
        let mut again = of(&story.hears(FRIDAY, &lifted()), kind);
        again.sort_unstable();
        assert_eq!(again, [Standing::Open, Standing::Lapsed]);
    }
}

#[test]
fn r_5_s2_39_who_writes_the_next_report_along_is_told_of_that_one_and_not_of_the_last() {
    let drafted: CaseEvent = ReportingEvent::ReportDrafted {
        draft: crate::ids::DraftId::from_uuid(Uuid::from_u128(0xd4a)),
        content: said_of_child("We are worried about her"),
        co_authored_with_guardians: vec![mother()],
        drafted_on: FRIDAY,
    }
    .into();
    let story = to_be_told().hears(FRIDAY, &drafted).hears(FRIDAY, &sent_next());
    let of_the_next =
        |story: &Story| story.findings.values().any(|found| found.kind == UNTOLD && found.which.is_some());
    assert!(!of_the_next(&story));
    assert_eq!(of(&story, TELL), [Standing::Open], "they are still to be told of the first");
    assert!(of_the_next(&to_be_told().hears(FRIDAY, &sent_next())));
}

const UNTOLD: FindingKind = FindingKind::GuardiansNotTold;

/// The days on which it arose that they were not told, without an excuse, and how each was mended.
fn untold(story: &Story) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let found = story.findings.values().filter(|found| found.kind == UNTOLD && found.excuse.is_none());
    found.map(|found| (found.arose_on, found.mended_on)).collect()
}

#[test]
fn r_5_r_6_telling_that_was_put_off_has_a_last_day_once_the_ground_is_lifted() {
    // Lifted on Thursday.
    let (last, next) = (date(2024, 3, 14), date(2024, 3, 15));
    let story = to_be_told();
    assert_eq!(story.obligation(TELL).due, Some(last));
    assert_eq!((of(&story, TELL), untold(&story)), (vec![Standing::Open], vec![(next, None)]));
    assert_eq!((story.standing(TELL, next), story.found(last).contains(&UNTOLD)), (Some(Standing::Overdue), false));
    assert_eq!(untold(&to_be_told().hears(FRIDAY, &told())), [], "told in time");
    let mut late = told();
    if let CaseEvent::Family(FamilyEvent::GuardiansInformed { informed_on, .. }) = &mut late {
        *informed_on = date(2024, 3, 20);
    }
    assert_eq!(untold(&to_be_told().hears(date(2024, 3, 20), &late)), [(next, Some(date(2024, 3, 20)))]);
    // What was feared after the last day ends what is owed, and mends nothing.
    let mut feared = abused();
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { assessed_on, .. }) = &mut feared {
        *assessed_on = date(2024, 3, 20);
    }
    let feared_late = to_be_told().hears(date(2024, 3, 20), &feared);
    let ended = feared_late.standing(TELL, date(2024, 3, 20));
    assert_eq!((ended, untold(&feared_late)), (Some(Standing::Lapsed), vec![(next, None)]));
    // Of what was feared before it nobody was to tell them, whenever that is written down.
    let feared_before = to_be_told().hears(date(2024, 3, 20), &abused());
    assert_eq!((of(&feared_before, TELL), untold(&feared_before)), (vec![Standing::Lapsed], vec![]));
}

#[test]
fn r_5_a_report_that_went_with_guardians_untold_is_a_breach_and_the_projects_own_time_to_tell_them_after_it_is_none() {
    let severities = |story: &Story, of_reports: bool| {
        let untold =
            story.findings.values().filter(|found| found.kind == UNTOLD && found.which.is_some() == of_reports);
        untold.map(Finding::severity).collect::<Vec<_>>()
    };
    let sent_untold = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &sent(None));
    assert_eq!(severities(&sent_untold, true), [Severity::Breach]);
    assert_eq!(severities(&to_be_told(), false), [Severity::Deviation]);
}

#[test]
fn r_5_an_emergency_excuses_the_order_of_things_and_not_that_nobody_told_guardians_afterwards() {
    let emergency = || {
        let mut event = sent(None);
        if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, .. }) = &mut event {
            *duty = ReportDuty::Emergency;
        }
        Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &event)
    };
    let a_week_after = date(2024, 3, 14);
    assert_eq!(emergency().obligation(TELL).due, Some(a_week_after));
    assert_eq!(untold(&emergency()), [(a_week_after.succ_opt().unwrap(), None)]);
    assert_eq!(untold(&emergency().hears(FRIDAY, &told())), []);
    let without_excuse = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &sent(None));
    assert_eq!(untold(&without_excuse).len(), 1, "found when it went, and not once more");
    let told_of_it = without_excuse.hears(FRIDAY, &told());
    assert_eq!(untold(&told_of_it).into_iter().map(|(_, mended_on)| mended_on).collect::<Vec<_>>(), [Some(FRIDAY)]);
}
