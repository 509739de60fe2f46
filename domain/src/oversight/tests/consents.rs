//! S1-14, S1-15, S2-17: what the service does on a consent that was taken back or has run out.

use super::*;
use crate::investigation::{InformationBasis, ServiceConsentScope};
use crate::test_support::samples::service_scope;

const JUNE_3: NaiveDate = date(2024, 6, 3);
const JULY_1: NaiveDate = date(2024, 7, 1);
const AUGUST_1: NaiveDate = date(2024, 8, 1);
const IN_USE: FindingKind = FindingKind::ConsentExpiredInUse;

fn opened() -> Story {
    Story::new().hears(THURSDAY, &investigation_event("InvestigationOpened"))
}

/// The mother consented until then; for good where nothing is said.
fn until(valid_to: Option<NaiveDate>) -> ServiceConsentScope {
    ServiceConsentScope { valid_to, ..service_scope() }
}

fn formed(rests_on: Option<ServiceConsentScope>) -> InvestigationEvent {
    let mut event = investigation_event("ResponsibilityGroupFormed");
    if let InvestigationEvent::ResponsibilityGroupFormed { scope, consented_on, formed_on, .. } = &mut event {
        (*consented_on, *formed_on) = (rests_on.as_ref().map(|_| FRIDAY), FRIDAY);
        *scope = rests_on;
    }
    event
}

fn asked(rests_on: &ServiceConsentScope) -> InvestigationEvent {
    let mut event = investigation_event("InformationRequested");
    if let InvestigationEvent::InformationRequested { basis, consented, .. } = &mut event {
        *basis = InformationBasis::Consent;
        for consented in consented.iter_mut() {
            consented.scope = Some(rests_on.clone());
        }
    }
    event
}

fn withdrawn(on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("ServiceConsentWithdrawn");
    if let InvestigationEvent::ServiceConsentWithdrawn { withdrawn_on, .. } = &mut event {
        *withdrawn_on = on;
    }
    event
}

fn dissolved(on: NaiveDate) -> InvestigationEvent {
    let mut event = investigation_event("ResponsibilityGroupDissolved");
    if let InvestigationEvent::ResponsibilityGroupDissolved { dissolved_on, .. } = &mut event {
        *dissolved_on = on;
    }
    event
}

fn found(story: &Story, kind: FindingKind) -> Option<(NaiveDate, Option<NaiveDate>)> {
    story.finding(kind).map(|found| (found.arose_on, found.mended_on))
}

#[test]
fn s1_15_r_21_a_group_whose_consent_is_taken_back_is_found_until_it_is_dissolved_or_formed_anew() {
    let group = opened().hears(FRIDAY, &formed(Some(until(None))));
    assert_eq!(found(&group, IN_USE), None);
    let gone = group.hears(JULY_1, &withdrawn(JULY_1));
    assert_eq!(found(&gone, IN_USE), Some((JULY_1, None)));
    let dissolved = gone.hears(AUGUST_1, &dissolved(AUGUST_1));
    assert_eq!(found(&dissolved, IN_USE), Some((JULY_1, Some(AUGUST_1))));
    let mut anew = investigation_event("ResponsibilityGroupFormed");
    if let InvestigationEvent::ResponsibilityGroupFormed { scope, formed_on, .. } = &mut anew {
        *formed_on = AUGUST_1;
        if let Some(scope) = scope {
            (scope.consent, scope.valid_to) = (crate::test_support::ANOTHER_CONSENT, None);
        }
    }
    let gone = opened().hears(FRIDAY, &formed(Some(until(None)))).hears(JULY_1, &withdrawn(JULY_1));
    assert_eq!(found(&gone.hears(AUGUST_1, &anew), IN_USE), Some((JULY_1, Some(AUGUST_1))));
}

#[test]
fn s1_15_r_21_a_group_whose_consent_runs_out_is_found_from_the_next_day_on() {
    let group = || opened().hears(FRIDAY, &formed(Some(until(Some(JULY_1)))));
    assert!(!group().found(JULY_1).contains(&IN_USE));
    assert!(group().found(date(2024, 7, 2)).contains(&IN_USE));
    let dissolved = group().hears(JUNE_3, &dissolved(JUNE_3));
    assert!(!dissolved.found(AUGUST_1).contains(&IN_USE), "no group stands on it any more");
    // Taken back before that, it carries nothing from that day on.
    let earlier = group().hears(JUNE_3, &withdrawn(JUNE_3));
    assert_eq!(found(&earlier, IN_USE), Some((JUNE_3, None)));
    // And taken back after it, it was found before.
    let later = group().hears(AUGUST_1, &withdrawn(AUGUST_1));
    assert_eq!(found(&later, IN_USE), Some((date(2024, 7, 2), None)));
}

#[test]
fn s1_15_r_21_a_group_from_before_consents_had_a_scope_and_another_consent_are_not_found() {
    let before = opened().hears(FRIDAY, &formed(None)).hears(JULY_1, &withdrawn(JULY_1));
    assert_eq!(found(&before, IN_USE), None);
    let other = opened().hears(FRIDAY, &asked(&until(None))).hears(JULY_1, &withdrawn(JULY_1));
    assert_eq!(found(&other, IN_USE), None);
}

#[test]
fn s2_17_r_24_what_was_asked_on_a_consent_that_is_taken_back_is_awaited_no_more_and_an_order_is() {
    let kind = ObligationKind::GatherInformation;
    let standing = |story: &Story| story.standing(kind, date(2024, 12, 31));
    let gone = opened().hears(FRIDAY, &asked(&until(None))).hears(JULY_1, &withdrawn(JULY_1));
    assert_eq!(standing(&gone), Some(Standing::Lapsed));
    let ordered =
        opened().hears(FRIDAY, &asked(&until(None))).hears(JUNE_3, &investigation_event("InformationRequested"));
    assert_eq!(standing(&ordered.hears(JULY_1, &withdrawn(JULY_1))), Some(Standing::Overdue), "awaited still");
}

#[test]
pub(super) fn r_21_r_24_what_a_body_tells_after_consent_ended_was_told_without_it() {
    let kind = FindingKind::SharedWithoutConsent;
    // The school tells on the third of June.
    let told = || investigation_event("InformationSupplied");
    let in_time = opened().hears(FRIDAY, &asked(&until(None))).hears(JUNE_3, &told());
    assert_eq!(found(&in_time, kind), None);
    assert_eq!(found(&in_time.hears(JULY_1, &withdrawn(JUNE_3)), kind), None, "that day it had been told");
    let ran_out = opened().hears(FRIDAY, &asked(&until(Some(date(2024, 6, 2))))).hears(JUNE_3, &told());
    assert_eq!(found(&ran_out, kind), Some((JUNE_3, None)));
    let gone = opened().hears(FRIDAY, &asked(&until(None))).hears(date(2024, 6, 2), &withdrawn(date(2024, 6, 2)));
    assert_eq!(found(&gone.hears(JUNE_3, &told()), kind), Some((JUNE_3, None)));
    let written_late = opened().hears(FRIDAY, &asked(&until(None))).hears(JUNE_3, &told());
    assert_eq!(found(&written_late.hears(JULY_1, &withdrawn(date(2024, 6, 2))), kind), Some((JUNE_3, None)));
}

#[test]
pub(super) fn s1_14_r_24_what_the_reporter_was_told_on_a_consent_that_had_been_taken_back_is_found() {
    let kind = FindingKind::SharedWithoutConsent;
    // Measures are told on the eighth of July.
    let told = || opened().hears(date(2024, 7, 8), &investigation_event("MeasureInfoDisclosedToReporter"));
    assert_eq!(found(&told().hears(AUGUST_1, &withdrawn(AUGUST_1)), kind), None);
    let before = told().hears(AUGUST_1, &withdrawn(date(2024, 7, 5)));
    assert_eq!(found(&before, kind), Some((date(2024, 7, 8), None)));
}

#[test]
fn s1_15_r_24_a_group_that_had_ended_before_its_consent_did_is_not_found_whichever_is_written_down_first() {
    let (july_5, july_6) = (date(2024, 7, 5), date(2024, 7, 6));
    let group = || opened().hears(FRIDAY, &formed(Some(until(None)))).hears(july_5, &withdrawn(july_5));
    assert_eq!(found(&group().hears(july_6, &dissolved(JULY_1)), IN_USE), None);
    assert_eq!(found(&group().hears(july_6, &dissolved(july_6)), IN_USE), Some((july_5, Some(july_6))));
}

#[test]
fn s1_15_r_24_a_group_that_went_on_without_its_consent_is_found_also_where_it_is_dissolved_before_that_is_known() {
    let (june_10, june_20) = (date(2024, 6, 10), date(2024, 6, 20));
    let group = |rests_on| opened().hears(FRIDAY, &formed(Some(rests_on)));
    let known_first = group(until(None)).hears(june_10, &withdrawn(june_10)).hears(june_20, &dissolved(june_20));
    let known_last = || group(until(None)).hears(june_20, &dissolved(june_20)).hears(JULY_1, &withdrawn(june_10));
    for story in [known_first, known_last()] {
        assert_eq!(found(&story, IN_USE), Some((june_10, Some(june_20))));
        assert_eq!(story.findings.values().filter(|found| found.kind == IN_USE).count(), 1);
    }
    // What ended on the group's last day, or after it, was in use no more.
    for day in [june_20, JULY_1] {
        let story = group(until(None)).hears(june_20, &dissolved(june_20)).hears(JULY_1, &withdrawn(day));
        assert_eq!(found(&story, IN_USE), None);
    }
    // It had run out, and is found from the earlier day on.
    let ran_out = group(until(Some(date(2024, 6, 14)))).hears(june_20, &dissolved(june_20));
    assert_eq!(found(&ran_out, IN_USE), Some((date(2024, 6, 15), Some(june_20))));
    let ended_before = ran_out.hears(JULY_1, &withdrawn(june_10));
    assert_eq!(found(&ended_before, IN_USE), Some((june_10, Some(june_20))));
    assert_eq!(ended_before.findings.values().filter(|found| found.kind == IN_USE).count(), 1);
}

/// Each by itself, whether the next one stands on the same consent or on another.
#[test]
fn s1_15_r_24_a_group_whose_place_another_took_before_its_consents_end_was_known_is_found_too() {
    let (june_10, june_20) = (date(2024, 6, 10), date(2024, 6, 20));
    let anew = |on_the_same: bool| {
        let mut event = formed(Some(until(None)));
        if let InvestigationEvent::ResponsibilityGroupFormed { scope: Some(scope), formed_on, .. } = &mut event {
            *formed_on = june_20;
            if !on_the_same {
                scope.consent = crate::test_support::ANOTHER_CONSENT;
            }
        }
        let first = opened().hears(FRIDAY, &formed(Some(until(None)))).hears(june_20, &event);
        let story = first.hears(JULY_1, &withdrawn(june_10));
        let found = story.findings.values().filter(|found| found.kind == IN_USE);
        let mut days: Vec<_> = found.map(|found| (found.arose_on, found.mended_on)).collect();
        days.sort_unstable();
        days
    };
    assert_eq!(anew(false), [(june_10, Some(june_20))]);
    assert_eq!(anew(true), [(june_10, Some(june_20)), (june_20, None)]);
}
