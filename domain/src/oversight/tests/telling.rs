//! guardians are told of each report, before it or after it.

use super::*;
use crate::case::{AboutGuardians, FamilyEvent, ReportDuty, ReportingEvent, WithholdingGround};

const TELL: ObligationKind = ObligationKind::TellGuardiansOfReport;

fn sent(withheld: Option<WithholdingGround>) -> CaseEvent {
    let mut event = case_event("ReportSent");
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, withheld_from_guardians, .. }) = &mut event {
        (*duty, *withheld_from_guardians) = (ReportDuty::Triggered, withheld);
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
fn r_5_being_told_afterwards_of_one_report_leaves_the_next_one_to_be_told_of() {
    let story = to_be_told().hears(FRIDAY, &told());
    assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Met));
    let untold = story.hears(FRIDAY, &sent(None));
    assert!(untold.found(FRIDAY).contains(&FindingKind::GuardiansNotTold));
    let told_of_both = to_be_told().hears(FRIDAY, &told()).hears(FRIDAY, &told()).hears(FRIDAY, &sent(None));
    assert_eq!(told_of_both.finding(FindingKind::GuardiansNotTold), None);
}

#[test]
fn r_6_a_second_ground_puts_off_the_telling_and_does_not_end_it() {
    let story = to_be_told().hears(FRIDAY, &withheld());
    assert_eq!(story.standings(FRIDAY).into_iter().find(|owed| *owed == (TELL, Standing::Open)), None);
    let story = story.hears(FRIDAY, &lifted());
    assert!(story.standings(FRIDAY).contains(&(TELL, Standing::Open)));
}
