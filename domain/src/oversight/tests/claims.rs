//! What a decision in a step says was done stands in the case: R-16, S0-43, S4-18.

use super::*;
use crate::case::{FamilyEvent, ReportingEvent, WithholdingGround};
use crate::guides::AttestedAct;
use crate::people::Body;

const FINDING: FindingKind = FindingKind::StepClaimUnrecorded;

fn guided() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &followed(1, &[]))
}

/// Decided on Wednesday, with outcomes that say that this was done.
fn decided(attested: &[AttestedAct]) -> CaseEvent {
    decided_on(WEDNESDAY, attested)
}

fn decided_on(day: NaiveDate, attested: &[AttestedAct]) -> CaseEvent {
    let mut event = case_event("StepDecisionTaken");
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken {
        attests,
        consequence,
        asks_for,
        backed_from,
        decided_on,
        ..
    }) = &mut event
    {
        *attests = attested.iter().copied().collect();
        (*consequence, *asks_for, *backed_from, *decided_on) = (None, [].into(), None, day);
    }
    event
}

/// In a step of a level or an alternative that began on that day.
fn decided_since(began_on: NaiveDate, attested: &[AttestedAct]) -> CaseEvent {
    let mut event = decided_on(THURSDAY, attested);
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { backed_from, .. }) = &mut event {
        *backed_from = Some(began_on);
    }
    event
}

fn talked(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { held_on, .. }) = &mut event {
        *held_on = day;
    }
    event
}

fn assessed(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { report, assessed_on, .. }) = &mut event {
        (*report, *assessed_on) = (None, day);
    }
    event
}

fn claims(story: &Story) -> Vec<(Option<AttestedAct>, NaiveDate, Option<NaiveDate>)> {
    let found = story.findings.values().filter(|found| found.kind == FINDING);
    let mut found: Vec<_> = found.map(|found| (found.lacks, found.arose_on, found.mended_on)).collect();
    found.sort_unstable();
    found
}

#[test]
pub(super) fn r_16_s0_37_what_a_step_says_was_done_and_nobody_recorded_is_found_with_the_step_and_what_lacks() {
    let story = guided().hears(WEDNESDAY, &decided(&[AttestedAct::DutyAssessed, AttestedAct::ReportSent]));
    let found = story.finding(FINDING).unwrap();
    assert_eq!((found.kind.severity(), found.kind.rule(), found.excuse), (Severity::Deviation, "R-16", None));
    let step = found.step.as_ref().unwrap();
    assert_eq!((step.guide.to_string(), step.step.to_string()), ("fjordvik 1".to_owned(), "talk".to_owned()));
    assert_eq!(
        claims(&story),
        [(Some(AttestedAct::DutyAssessed), WEDNESDAY, None), (Some(AttestedAct::ReportSent), WEDNESDAY, None)],
        "each by itself"
    );
}

#[test]
pub(super) fn r_16_what_was_done_by_the_day_of_the_decision_leaves_nothing_to_find_whichever_was_recorded_first() {
    let claim = decided(&[AttestedAct::DutyAssessed]);
    for day in [TUESDAY, WEDNESDAY] {
        assert_eq!(claims(&guided().hears(day, &assessed(day)).hears(WEDNESDAY, &claim)), []);
        assert_eq!(claims(&guided().hears(WEDNESDAY, &claim).hears(FRIDAY, &assessed(day))), [], "recorded late");
    }
    let nothing_attested = guided().hears(WEDNESDAY, &decided(&[]));
    assert_eq!(nothing_attested.finding(FINDING), None);
}

#[test]
fn r_16_what_is_done_after_the_decision_mends_what_it_said_too_early() {
    let claim = decided(&[AttestedAct::DutyAssessed]);
    let story = guided().hears(WEDNESDAY, &claim).hears(FRIDAY, &assessed(FRIDAY));
    assert_eq!(claims(&story), [(Some(AttestedAct::DutyAssessed), WEDNESDAY, Some(FRIDAY))]);
    // Another act mends nothing of it.
    let other = guided().hears(WEDNESDAY, &claim).hears(THURSDAY, &case_event("ObservationLogged"));
    assert_eq!(claims(&other), [(Some(AttestedAct::DutyAssessed), WEDNESDAY, None)]);
    // Each decision by itself.
    let twice = guided().hears(WEDNESDAY, &claim).hears(FRIDAY, &decided_on(FRIDAY, &[AttestedAct::DutyAssessed]));
    assert_eq!(claims(&twice).len(), 2);
    let twice = twice.hears(FRIDAY, &assessed(THURSDAY));
    assert_eq!(claims(&twice), [(Some(AttestedAct::DutyAssessed), WEDNESDAY, Some(THURSDAY))]);
}

#[test]
fn r_16_r_1_in_acute_danger_it_is_excused_also_where_that_is_written_down_later() {
    let claim = decided(&[AttestedAct::ConcernAssessed]);
    let contact = case_event("EmergencyContactMade");
    let danger_first = guided().hears(TUESDAY, &contact).hears(WEDNESDAY, &claim);
    assert_eq!(danger_first.finding(FINDING).unwrap().excuse, Some(Excuse::Emergency));
    let danger_later = guided().hears(WEDNESDAY, &claim).hears(FRIDAY, &contact);
    assert_eq!(danger_later.finding(FINDING).unwrap().excuse, Some(Excuse::Emergency));
    // The call itself is what the outcome says.
    let called = guided().hears(TUESDAY, &contact).hears(WEDNESDAY, &decided(&[AttestedAct::HelpCalled]));
    assert_eq!(called.finding(FINDING), None);
}

/// The guides' outcomes say that child welfare or the police were contacted, as their sources do.
#[test]
fn r_16_s0_1_s2_13_a_call_to_the_helpline_does_not_back_that_child_welfare_or_the_police_were_contacted() {
    let mut contact = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { body, .. }) = &mut contact {
        *body = Body::ChildHelpline;
    }
    let called = guided().hears(TUESDAY, &contact).hears(WEDNESDAY, &decided(&[AttestedAct::HelpCalled]));
    assert_eq!(claims(&called), [(Some(AttestedAct::HelpCalled), WEDNESDAY, None)]);
}

#[test]
fn r_16_s4_2_nobody_is_asked_to_have_talked_while_guardians_must_not_know() {
    let decision = crate::test_support::decided();
    let ground = WithholdingGround::EvidenceAtRisk;
    let withheld: CaseEvent =
        FamilyEvent::GuardianNotificationWithheld { ground, not_in_use: false, decision, withheld_on: TUESDAY }.into();
    let talked = decided(&[AttestedAct::ConversationHeld]);
    assert_eq!(guided().hears(TUESDAY, &withheld).hears(WEDNESDAY, &talked).finding(FINDING), None);
    assert!(guided().hears(WEDNESDAY, &talked).finding(FINDING).is_some());
    let why_not = decided(&[AttestedAct::WithholdingDecided]);
    assert_eq!(guided().hears(TUESDAY, &withheld).hears(WEDNESDAY, &why_not).finding(FINDING), None);
}

#[test]
fn r_16_r_19_what_was_done_before_a_case_was_opened_again_backs_no_decision_after_that() {
    let claim = |day| decided_on(day, &[AttestedAct::DutyAssessed]);
    let closed_again = || {
        let story = guided().hears(TUESDAY, &assessed(TUESDAY));
        let on = |name: &str, day: NaiveDate| {
            let mut event = case_event(name);
            match &mut event {
                CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. }) => *closed_on = day,
                CaseEvent::Course(CourseEvent::CaseReopened { reopened_on, .. }) => *reopened_on = day,
                _ => unreachable!("it is one of them"),
            }
            event
        };
        story.hears(WEDNESDAY, &on("CaseClosed", WEDNESDAY)).hears(THURSDAY, &on("CaseReopened", THURSDAY))
    };
    let story = closed_again().hears(FRIDAY, &claim(FRIDAY));
    assert_eq!(claims(&story), [(Some(AttestedAct::DutyAssessed), FRIDAY, None)]);
    let late = story.hears(FRIDAY, &assessed(TUESDAY));
    assert_eq!(claims(&late).len(), 1, "that was of the time before");
    assert_eq!(claims(&late.hears(FRIDAY, &assessed(FRIDAY))), []);
    assert_eq!(claims(&closed_again().hears(FRIDAY, &assessed(THURSDAY)).hears(FRIDAY, &claim(FRIDAY))), []);
}

#[test]
fn r_16_s4_9_s4_18_an_agreement_is_signed_once_all_have_signed() {
    let claim = decided_on(FRIDAY, &[AttestedAct::AgreementSigned]);
    let drawn = || guided().hears(WEDNESDAY, &case_event("AgreementDrawn"));
    assert_eq!(claims(&drawn().hears(FRIDAY, &claim)).len(), 1);
    let CaseEvent::Agreement(crate::case::AgreementEvent::AgreementDrawn { agreement, parties, .. }) =
        case_event("AgreementDrawn")
    else {
        unreachable!("it is one")
    };
    let signed = parties.iter().fold(drawn(), |story, party| {
        let signed = crate::case::AgreementEvent::AgreementSigned { agreement, by: party.subject, signed_on: THURSDAY };
        story.hears(THURSDAY, &CaseEvent::from(signed))
    });
    assert_eq!(claims(&signed.hears(FRIDAY, &claim)), []);
}

#[test]
fn r_16_s1_8_in_an_investigation_what_the_service_did_backs_it() {
    let claim = |attested| {
        let CaseEvent::Steps(event) = decided(&[attested]) else { unreachable!("it is one") };
        InvestigationEvent::Steps(event)
    };
    let opened = || Story::new().hears(MONDAY, &investigation_event("InvestigationOpened"));
    let allocated = || {
        let mut event = investigation_event("InvestigationAllocated");
        if let InvestigationEvent::InvestigationAllocated { allocated_on, .. } = &mut event {
            *allocated_on = TUESDAY;
        }
        event
    };
    let unbacked = opened().hears(WEDNESDAY, &claim(AttestedAct::InvestigationAllocated));
    assert_eq!(claims(&unbacked).len(), 1);
    let backed = opened().hears(TUESDAY, &allocated()).hears(WEDNESDAY, &claim(AttestedAct::InvestigationAllocated));
    assert_eq!(claims(&backed), []);
}

#[test]
fn r_16_a_step_that_is_decided_once_more_is_talked_over_anew() {
    let talk = [AttestedAct::ConversationHeld];
    let once = || guided().hears(TUESDAY, &talked(TUESDAY)).hears(WEDNESDAY, &decided_on(WEDNESDAY, &talk));
    assert_eq!(claims(&once()), []);
    let twice = || once().hears(FRIDAY, &decided_on(FRIDAY, &talk));
    assert_eq!(claims(&twice()), [(Some(AttestedAct::ConversationHeld), FRIDAY, None)]);
    assert_eq!(claims(&twice().hears(FRIDAY, &talked(THURSDAY))), [], "recorded late");
    assert_eq!(claims(&twice().hears(FRIDAY, &talked(TUESDAY))).len(), 1, "that one was before the last decision");
    assert_eq!(claims(&once().hears(THURSDAY, &talked(THURSDAY)).hears(FRIDAY, &decided_on(FRIDAY, &talk))), []);
    // On the day of the last decision, what is written down after it; and several of one day rest on one talk.
    let same_day = || once().hears(WEDNESDAY, &decided_on(WEDNESDAY, &talk));
    assert_eq!(claims(&same_day()), []);
    assert_eq!(claims(&same_day().hears(WEDNESDAY, &talked(WEDNESDAY)).hears(FRIDAY, &decided_on(FRIDAY, &talk))), []);
    // On a plan that was made the same step is decided again.
    let planned = [AttestedAct::PlanMade];
    let made = || guided().hears(WEDNESDAY, &case_event("MeasurePlanMade"));
    let twice = made().hears(FRIDAY, &decided_on(FRIDAY, &planned)).hears(SATURDAY, &decided_on(SATURDAY, &planned));
    assert_eq!(claims(&twice), []);
}

#[test]
fn r_16_r_25_what_was_done_before_the_level_or_the_alternative_of_the_step_backs_it_only_where_it_may_come_first() {
    let talk = [AttestedAct::ConversationHeld];
    let before = || guided().hears(TUESDAY, &talked(TUESDAY));
    let later = before().hears(THURSDAY, &decided_since(WEDNESDAY, &talk));
    assert_eq!(claims(&later), [(Some(AttestedAct::ConversationHeld), THURSDAY, None)]);
    assert_eq!(
        claims(&later.hears(FRIDAY, &talked(FRIDAY))),
        [(Some(AttestedAct::ConversationHeld), THURSDAY, Some(FRIDAY))]
    );
    assert_eq!(claims(&before().hears(THURSDAY, &decided_since(TUESDAY, &talk))), [], "on its first day");
    // Consent comes before what rests on it.
    let consented = guided().hears(TUESDAY, &case_event("ConsentGiven"));
    let given_on = |story: &Story| story.watch.about.case.is_some();
    assert!(given_on(&consented));
    let claim = decided_since(SATURDAY, &[AttestedAct::ConsentGiven]);
    assert_eq!(claims(&consented.hears(SATURDAY, &claim)), []);
}
