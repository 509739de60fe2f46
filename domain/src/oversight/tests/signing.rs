//! S2-20, C9: a report that was signed by somebody else than the municipality's routine says is found, and R-8 stands above.

use super::*;
use crate::case::{LeaderDisagreement, ReportDuty, ReportingEvent};

const SIGNED: FindingKind = FindingKind::SignedBesideRoutine;

/// The sample, which an employee signed where the leader was to.
fn sent(change: impl FnOnce(&mut ReportDuty, &mut Option<LeaderDisagreement>)) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, sent_despite_leader_disagreement, .. }) = &mut event
    {
        change(duty, sent_despite_leader_disagreement);
    }
    event
}

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

#[test]
pub(super) fn s2_20_what_the_routine_says_otherwise_is_a_deviation_of_that_report() {
    let story = opened().hears(THURSDAY, &sent(|duty, _| *duty = ReportDuty::Triggered));
    let found = story.finding(SIGNED).unwrap();
    assert_eq!((found.kind.severity(), found.kind.rule()), (Severity::Deviation, "S2-20"));
    assert_eq!((found.arose_on, found.excuse, found.mended_on), (THURSDAY, None, None));
    assert_eq!(found.kind.about_which(found.which.unwrap()), Some(Which::Report(REPORT)));
}

#[test]
pub(super) fn s2_20_a_report_by_the_routine_or_from_before_there_was_one_is_no_finding() {
    let mut event = case_event("ReportSent");
    let CaseEvent::Reporting(ReportingEvent::ReportSent { dispatch, .. }) = &mut event else { panic!() };
    for told in [dispatch.take().map(|told| crate::case::Dispatch { beside_routine: None, ..told }), None] {
        let mut event = event.clone();
        let CaseEvent::Reporting(ReportingEvent::ReportSent { dispatch, .. }) = &mut event else { panic!() };
        *dispatch = told;
        assert_eq!(opened().hears(THURSDAY, &event).finding(SIGNED), None);
    }
}

#[test]
pub(super) fn s2_20_r_8_a_leaders_no_and_acute_danger_excuse_it() {
    let no = LeaderDisagreement { note: None, on: WEDNESDAY };
    let disagreed = opened().hears(THURSDAY, &sent(|_, despite| *despite = Some(no)));
    assert_eq!(disagreed.finding(SIGNED).unwrap().excuse, Some(Excuse::LeaderDisagreed), "R-8");
    let acute = opened().hears(THURSDAY, &sent(|duty, _| *duty = ReportDuty::Emergency));
    assert_eq!(acute.finding(SIGNED).unwrap().excuse, Some(Excuse::Emergency), "R-1");
    let contacted = opened().hears(MONDAY, &case_event("EmergencyContactMade"));
    let contacted = contacted.hears(THURSDAY, &sent(|duty, _| *duty = ReportDuty::Triggered));
    assert_eq!(contacted.finding(SIGNED).unwrap().excuse, Some(Excuse::Emergency), "R-1");
}

#[test]
pub(super) fn r_6_c3_a_ground_that_the_municipality_does_without_is_a_deviation_which_danger_excuses() {
    const WITHHELD: FindingKind = FindingKind::WithheldOnGroundNotInUse;
    let withheld = case_event("GuardianNotificationWithheld");
    let story = opened().hears(WEDNESDAY, &withheld);
    let found = story.finding(WITHHELD).unwrap();
    assert_eq!((found.kind.severity(), found.kind.rule()), (Severity::Deviation, "R-6"));
    assert_eq!((found.arose_on, found.excuse, found.mended_on), (WEDNESDAY, None, None));
    let acute = opened().hears(MONDAY, &case_event("EmergencyContactMade")).hears(WEDNESDAY, &withheld);
    assert_eq!(acute.finding(WITHHELD).unwrap().excuse, Some(Excuse::Emergency));
    let mut in_use = withheld.clone();
    if let CaseEvent::Family(crate::case::FamilyEvent::GuardianNotificationWithheld { not_in_use, .. }) = &mut in_use {
        *not_in_use = false;
    }
    assert_eq!(opened().hears(WEDNESDAY, &in_use).finding(WITHHELD), None);
}
