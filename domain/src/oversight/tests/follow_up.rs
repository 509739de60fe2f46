//! S1-15, S1-19, D-7: what is followed up is ended by a decision, and the group that works together meets.

use super::*;
use crate::investigation::InvestigationOutcome;
use crate::law;

const END: ObligationKind = ObligationKind::EndFollowUp;
const HOLD: ObligationKind = ObligationKind::HoldMeeting;
const JULY_1: NaiveDate = date(2024, 7, 1);
const DECEMBER_20: NaiveDate = date(2024, 12, 20);

fn concluded(came_to: InvestigationOutcome) -> Story {
    let mut event = investigation_event("InvestigationConcluded");
    if let InvestigationEvent::InvestigationConcluded { outcome, concluded_on, .. } = &mut event {
        (*outcome, *concluded_on) = (came_to, JULY_1);
    }
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened")).hears(JULY_1, &event)
}

fn measured() -> Story {
    concluded(InvestigationOutcome::MeasuresDecided).hears(JULY_1, &investigation_event("MeasureDecided"))
}

fn of(story: &Story, kind: ObligationKind, on: NaiveDate) -> Vec<Standing> {
    story.standings(on).into_iter().filter(|(known, _)| *known == kind).map(|(_, standing)| standing).collect()
}

#[test]
fn s1_19_once_the_last_measure_has_ended_it_is_owed_to_end_what_is_followed_up() {
    assert_eq!(of(&measured(), END, DECEMBER_20), []);
    let over = || measured().hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    let owed = over().obligation(END).clone();
    assert_eq!((owed.opened_on, owed.due), (DECEMBER_20, Some(law::due(DeadlineKind::FollowUpEnded, DECEMBER_20))));
    let late_on = owed.due.unwrap().succ_opt().unwrap();
    let late = over();
    assert!(late.findings.values().any(|found| found.obligation == Some(END) && found.arose_on == late_on));
    let ended = over().hears(date(2025, 1, 10), &investigation_event("FollowUpEnded"));
    assert_eq!(of(&ended, END, late_on), [Standing::Met]);
    assert!(!ended.findings.values().any(|found| found.obligation == Some(END)));
    // Another measure goes on with it.
    let mut other = investigation_event("MeasureDecided");
    if let InvestigationEvent::MeasureDecided { measure, decided_on, .. } = &mut other {
        (*measure, *decided_on) = (crate::ids::MeasureId::from_uuid(Uuid::from_u128(9)), DECEMBER_20);
    }
    assert_eq!(of(&over().hears(DECEMBER_20, &other), END, DECEMBER_20), [Standing::Lapsed]);
}

#[test]
fn s1_19_nothing_is_to_be_ended_where_nothing_is_followed_up() {
    let dismissed = concluded(InvestigationOutcome::InvestigationDismissed);
    let dismissed = dismissed.hears(JULY_1, &investigation_event("MeasureDecided"));
    assert_eq!(of(&dismissed, END, DECEMBER_20), []);
    // A measure that ended before the end of the investigation, and no other: then there is one to decide on, or an end.
    let opened = Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let before = opened.hears(FRIDAY, &investigation_event("MeasureDecided"));
    let before = before.hears(DECEMBER_20, &investigation_event("DecidedMeasureEnded"));
    assert_eq!(of(&before, END, DECEMBER_20), []);
}

#[test]
fn s1_15_d_7_the_next_meeting_that_a_group_agreed_on_is_owed_and_found_where_it_is_not_held() {
    let formed = || Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"));
    let formed = || formed().hears(FRIDAY, &investigation_event("ResponsibilityGroupFormed"));
    let met = || formed().hears(date(2024, 8, 30), &investigation_event("GroupMeetingHeld"));
    let next_on = date(2024, 9, 20);
    assert_eq!(met().obligation(HOLD).due, Some(next_on));
    let late = met();
    assert_eq!(late.finding(FindingKind::MeetingNotHeld).map(|found| found.arose_on), next_on.succ_opt());
    let mut again = investigation_event("GroupMeetingHeld");
    if let InvestigationEvent::GroupMeetingHeld { held_on, next_on: agreed, .. } = &mut again {
        (*held_on, *agreed) = (next_on, None);
    }
    let in_time = met().hears(next_on, &again);
    assert_eq!(
        (of(&in_time, HOLD, next_on), in_time.finding(FindingKind::MeetingNotHeld)),
        (vec![Standing::Met], None)
    );
    // Written down late, an older one neither was the one that was agreed nor agrees on the next.
    let late = in_time.hears(next_on, &investigation_event("GroupMeetingHeld"));
    assert_eq!(of(&late, HOLD, next_on), [Standing::Met]);
    let mut dissolved = investigation_event("ResponsibilityGroupDissolved");
    if let InvestigationEvent::ResponsibilityGroupDissolved { dissolved_on, .. } = &mut dissolved {
        *dissolved_on = date(2024, 9, 2);
    }
    assert_eq!(of(&met().hears(date(2024, 9, 2), &dissolved), HOLD, next_on), [Standing::Lapsed]);
}
