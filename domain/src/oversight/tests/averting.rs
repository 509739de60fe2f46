//! a crime that is to be averted, and who is told of it.

use super::*;
use crate::case::{AvertingEvent, Expectation, ReportingEvent};
use crate::people::Body;

const KIND: ObligationKind = ObligationKind::ContactToAvert;
const FINDING: FindingKind = FindingKind::NotAverted;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn assessed(triggered: bool, assessed_on: NaiveDate) -> CaseEvent {
    let expectation = Expectation::Known;
    let legal_basis = "straffeloven § 196".to_owned();
    let (feared, decision) = (crate::case::AcuteCategory::Violence, decided());
    AvertingEvent::DutyToAvertAssessed { feared, expectation, triggered, legal_basis, decision, assessed_on }.into()
}

fn contacted(body: Body, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body: told, contacted_at, .. }) = &mut event {
        (*told, *contacted_at) = (body, noon(day));
    }
    event
}

#[test]
pub(super) fn r_4_what_is_to_be_averted_is_owed_a_contact_that_day_and_found_where_there_was_none() {
    let story = opened().hears(WEDNESDAY, &assessed(true, WEDNESDAY));
    assert_eq!(story.obligation(KIND).due, Some(WEDNESDAY));
    assert_eq!(story.standing(KIND, THURSDAY), Some(Standing::Overdue));
    assert_eq!((story.found(WEDNESDAY), story.found(THURSDAY)), (vec![], vec![FINDING]));
    let late = story.hears(THURSDAY, &contacted(Body::Police, THURSDAY));
    assert_eq!(late.standing(KIND, THURSDAY), Some(Standing::MetLate));
    assert_eq!(late.finding(FINDING).unwrap().mended_on, Some(THURSDAY));
}

#[test]
pub(super) fn r_4_it_is_met_by_emergency_contact_or_a_report_of_its_day_or_later() {
    for event in [contacted(Body::Police, WEDNESDAY), contacted(Body::ChildWelfareEmergencyService, WEDNESDAY)] {
        let story = opened().hears(WEDNESDAY, &assessed(true, WEDNESDAY)).hears(WEDNESDAY, &event);
        assert_eq!((story.standing(KIND, FRIDAY), story.finding(FINDING)), (Some(Standing::Met), None));
        // The contact came first, and was written down first.
        let story = opened().hears(WEDNESDAY, &event).hears(WEDNESDAY, &assessed(true, WEDNESDAY));
        assert_eq!((story.standing(KIND, FRIDAY), story.finding(FINDING)), (None, None));
    }
    let reported = opened().hears(TUESDAY, &assessed(true, TUESDAY)).hears(FRIDAY, &case_event("ReportSent"));
    assert_eq!(reported.standing(KIND, FRIDAY), Some(Standing::MetLate));
    for event in [contacted(Body::School, WEDNESDAY), contacted(Body::Police, TUESDAY)] {
        let story = opened().hears(WEDNESDAY, &assessed(true, WEDNESDAY)).hears(WEDNESDAY, &event);
        assert_eq!(story.standing(KIND, WEDNESDAY), Some(Standing::Open));
        let story = opened().hears(WEDNESDAY, &event).hears(WEDNESDAY, &assessed(true, WEDNESDAY));
        assert_eq!(story.standing(KIND, WEDNESDAY), Some(Standing::Open));
    }
}

#[test]
pub(super) fn r_4_a_duty_that_is_not_triggered_owes_nothing_and_takes_back_what_was_owed() {
    let story = opened().hears(WEDNESDAY, &assessed(false, WEDNESDAY));
    assert_eq!(story.standing(KIND, FRIDAY), None);
    let story = opened().hears(WEDNESDAY, &assessed(true, WEDNESDAY)).hears(WEDNESDAY, &assessed(false, WEDNESDAY));
    assert_eq!((story.standing(KIND, FRIDAY), story.finding(FINDING)), (Some(Standing::Lapsed), None));
}

#[test]
pub(super) fn r_4_c11_a_conclusion_dated_back_or_reached_too_late_takes_no_breach_away() {
    let to_avert = || opened().hears(WEDNESDAY, &assessed(true, WEDNESDAY));
    let earlier = to_avert().hears(FRIDAY, &assessed(false, MONDAY));
    assert_eq!(earlier.standing(KIND, FRIDAY), Some(Standing::Overdue), "what was thought before is overtaken");
    for day in [WEDNESDAY, FRIDAY] {
        let story = to_avert().hears(FRIDAY, &assessed(false, day));
        assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Lapsed));
        let found = story.finding(FINDING).unwrap();
        assert_eq!((found.arose_on, found.mended_on), (THURSDAY, None), "nobody was contacted that day");
    }
    // A duty of Wednesday that is written down after it was seen otherwise on Friday was a duty all the same.
    let late = opened().hears(FRIDAY, &assessed(false, FRIDAY)).hears(SATURDAY, &assessed(true, WEDNESDAY));
    assert_eq!(late.standing(KIND, SATURDAY), Some(Standing::Lapsed));
    let found = late.finding(FINDING).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (THURSDAY, None));
    let again = to_avert().hears(FRIDAY, &assessed(false, FRIDAY)).hears(FRIDAY, &assessed(true, FRIDAY));
    let met = again.hears(FRIDAY, &contacted(Body::Police, FRIDAY));
    let arose: Vec<_> = met
        .findings
        .values()
        .filter(|found| found.kind == FINDING)
        .map(|found| (found.arose_on, found.mended_on))
        .collect();
    assert_eq!(arose, [(THURSDAY, None)], "the second time there was a contact that day");
}

#[test]
fn r_4_r_1_closing_the_case_does_not_end_what_is_to_be_averted() {
    let story = opened().hears(FRIDAY, &assessed(true, FRIDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Open));
    let story = story.hears(FRIDAY, &contacted(Body::Police, FRIDAY));
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Met));
}

#[test]
pub(super) fn r_4_c11_who_was_told_too_late_is_found_whichever_was_written_down_first() {
    let (to_avert, told) = (|| assessed(true, MONDAY), || contacted(Body::Police, WEDNESDAY));
    let told_last = opened().hears(WEDNESDAY, &to_avert()).hears(WEDNESDAY, &told());
    let assessed_last = opened().hears(WEDNESDAY, &told()).hears(WEDNESDAY, &to_avert());
    // A contact of before, and one of after, change nothing in it.
    let around = opened().hears(FRIDAY, &contacted(Body::Police, FRIDAY)).hears(FRIDAY, &told());
    let around = around.hears(FRIDAY, &contacted(Body::Police, date(2024, 3, 3))).hears(FRIDAY, &to_avert());
    for story in [told_last, assessed_last, around] {
        assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::MetLate));
        let found = story.finding(FINDING).unwrap();
        assert_eq!((found.arose_on, found.mended_on), (TUESDAY, Some(WEDNESDAY)));
    }
    // Seen otherwise before they were told, it was never met.
    let lapsed = opened().hears(FRIDAY, &contacted(Body::Police, FRIDAY)).hears(FRIDAY, &assessed(false, THURSDAY));
    let lapsed = lapsed.hears(FRIDAY, &to_avert());
    assert_eq!(lapsed.standing(KIND, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(lapsed.finding(FINDING).unwrap().mended_on, None);
}

#[test]
pub(super) fn r_4_what_was_told_too_late_is_found_once_for_several_assessments_that_it_answers() {
    let told = || opened().hears(FRIDAY, &contacted(Body::Police, WEDNESDAY));
    let twice = told().hears(FRIDAY, &assessed(true, MONDAY)).hears(FRIDAY, &assessed(true, TUESDAY));
    let told_last = opened().hears(FRIDAY, &assessed(true, MONDAY)).hears(FRIDAY, &contacted(Body::Police, WEDNESDAY));
    let once_more = told_last.hears(FRIDAY, &assessed(true, TUESDAY));
    for story in [twice, once_more] {
        let found: Vec<_> = story.findings.values().filter(|found| found.kind == FINDING).collect();
        assert_eq!(found.iter().map(|found| found.arose_on).collect::<Vec<_>>(), [TUESDAY]);
        assert_eq!(story.standings(FRIDAY).iter().filter(|(kind, _)| *kind == KIND).count(), 1);
    }
    let other = told().hears(FRIDAY, &assessed(true, MONDAY)).hears(FRIDAY, &contacted(Body::Police, FRIDAY));
    let other = other.hears(FRIDAY, &assessed(true, THURSDAY));
    assert_eq!(other.findings.values().filter(|found| found.kind == FINDING).count(), 2, "of Thursday it is another");
}

#[test]
fn r_4_c11_who_was_told_that_day_and_wrote_it_down_after_a_later_call_is_in_time() {
    let late = || opened().hears(MONDAY, &assessed(true, MONDAY)).hears(WEDNESDAY, &contacted(Body::Police, WEDNESDAY));
    assert!(late().finding(FINDING).is_some());
    let in_time = late().hears(FRIDAY, &contacted(Body::ChildWelfareEmergencyService, MONDAY));
    assert_eq!((in_time.standing(KIND, FRIDAY), in_time.finding(FINDING)), (Some(Standing::Met), None));
    let sooner = late().hears(FRIDAY, &contacted(Body::ChildWelfareEmergencyService, TUESDAY));
    assert_eq!(sooner.finding(FINDING).unwrap().mended_on, Some(TUESDAY));
}
