//! What guardians who were not at a meeting are told: S3-27, S3-33.

use super::*;
use crate::case::{AboutGuardians, FamilyEvent, MeetingEvent, WithholdingGround};

const TELL: ObligationKind = ObligationKind::TellGuardiansOfOutcome;
const NOT_INVITED: FindingKind = FindingKind::GuardiansNotInvited;

fn on_level(level: Level) -> Story {
    let mut lifted = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { level: to, .. }) = &mut lifted {
        *to = level;
    }
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &lifted)
}

fn called(invited: bool) -> CaseEvent {
    let mut event = case_event("InterdisciplinaryMeetingConvened");
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { guardians_invited, .. }) = &mut event {
        *guardians_invited = invited;
    }
    event
}

fn held_on(day: NaiveDate, with_guardians: bool) -> CaseEvent {
    let mut event = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. }) = &mut event {
        *held_on = day;
        if !with_guardians {
            attendance.guardians.clear();
        }
    }
    event
}

fn told(about: AboutGuardians, informed_on: NaiveDate) -> CaseEvent {
    FamilyEvent::GuardiansInformed { about, guardians: vec![mother()], informed_on }.into()
}

#[test]
fn s3_33_guardians_who_were_not_at_the_discussion_are_to_be_told_of_its_outcome() {
    let met = || on_level(Level::Two).hears(WEDNESDAY, &called(true));
    let held = || met().hears(THURSDAY, &held_on(THURSDAY, false));
    let owed = held();
    assert_eq!(owed.obligation(TELL).which, Some(MEETING.as_uuid()));
    assert_eq!((owed.standing(TELL, FRIDAY), TELL.rule()), (Some(Standing::Open), "S3-33"));
    let told_it = held().hears(FRIDAY, &told(AboutGuardians::Outcome, FRIDAY));
    assert_eq!(told_it.standing(TELL, FRIDAY), Some(Standing::Met));
    for nothing_of_it in [told(AboutGuardians::Report, FRIDAY), told(AboutGuardians::Outcome, WEDNESDAY)] {
        assert_eq!(held().hears(FRIDAY, &nothing_of_it).standing(TELL, FRIDAY), Some(Standing::Open));
    }
    let closed = held().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(TELL, SATURDAY), Some(Standing::Open), "closing the case tells nobody");
}

#[test]
pub(super) fn s3_33_guardians_who_are_not_told_by_the_last_day_are_found_untold_and_who_was_told_or_there_is_not() {
    const UNTOLD: FindingKind = FindingKind::OutcomeNotTold;
    let held = |with_guardians| {
        let met = on_level(Level::Two).hears(WEDNESDAY, &called(true));
        met.hears(THURSDAY, &held_on(THURSDAY, with_guardians))
    };
    let (last, next) = (date(2024, 3, 14), date(2024, 3, 15));
    assert_eq!(held(false).obligation(TELL).due, Some(last));
    assert!(!held(false).found(last).contains(&UNTOLD));
    assert!(held(false).found(next).contains(&UNTOLD));
    assert_eq!(held(false).hears(last, &told(AboutGuardians::Outcome, last)).finding(UNTOLD), None);
    let late = held(false).hears(next, &told(AboutGuardians::Outcome, next));
    assert_eq!(late.finding(UNTOLD).unwrap().mended_on, Some(next));
    assert_eq!(held(true).finding(UNTOLD), None);
}

#[test]
fn s3_33_who_was_there_need_not_be_told_nor_anybody_on_level_1() {
    let there = on_level(Level::Two).hears(WEDNESDAY, &called(true)).hears(THURSDAY, &held_on(THURSDAY, true));
    assert_eq!(there.standing(TELL, FRIDAY), None);
    let on_level_1 = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &held_on(THURSDAY, false));
    assert_eq!(on_level_1.standing(TELL, FRIDAY), None);
}

#[test]
pub(super) fn s3_33_r_6_where_telling_may_be_a_danger_nobody_is_asked_to_until_the_ground_is_gone() {
    let (ground, decision) = (WithholdingGround::Violence, decided());
    let withheld: CaseEvent =
        FamilyEvent::GuardianNotificationWithheld { ground, not_in_use: false, decision, withheld_on: TUESDAY }.into();
    let lifted: CaseEvent =
        FamilyEvent::GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: FRIDAY }.into();
    let story = on_level(Level::Two).hears(TUESDAY, &withheld).hears(WEDNESDAY, &called(false));
    let story = story.hears(THURSDAY, &held_on(THURSDAY, false));
    assert_eq!((story.standing(TELL, FRIDAY), story.finding(NOT_INVITED)), (None, None));
    let story = story.hears(FRIDAY, &lifted);
    assert_eq!((story.standing(TELL, FRIDAY), story.obligation(TELL).opened_on), (Some(Standing::Open), FRIDAY));
}

#[test]
pub(super) fn s3_27_guardians_who_were_not_invited_are_a_deviation() {
    let story = on_level(Level::Two).hears(WEDNESDAY, &called(false));
    assert_eq!(story.finding(NOT_INVITED).map(|found| found.kind.severity()), Some(Severity::Deviation));
    assert_eq!(on_level(Level::Two).hears(WEDNESDAY, &called(true)).finding(NOT_INVITED), None);
}
