//! An alternative that was chosen is taken up: S0-21, S0-22, S0-26.

use super::*;
use crate::case::{
    AcuteCategory, Alternative, AlternativesEvent, ConsentEvent, ConsentPurpose, ConversationWith, FamilyEvent,
    MeasureEvent, ReportingEvent, SharingEvent, WhoIsAsked, WithholdingGround,
};

const KIND: ObligationKind = ObligationKind::TakeUpAlternative;

fn chosen(of: Alternative) -> CaseEvent {
    let mut event = case_event("AlternativeChosen");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. }) = &mut event {
        (*alternative, *chosen_on) = (of, TUESDAY);
    }
    event
}

fn planned(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, .. }) = &mut event {
        *planned_on = day;
    }
    event
}

fn followed_up(by: Alternative) -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &chosen(by))
}

#[test]
fn s0_21_s0_22_an_alternative_is_owed_what_takes_it_up_within_the_time_of_what_is_decided() {
    let owed = followed_up(Alternative::A);
    let due = owed.obligation(KIND).due;
    assert_eq!((due, KIND.rule()), (Some(crate::law::due(DeadlineKind::StepCarriedOut, TUESDAY)), "S0-21"));
    assert_eq!(owed.hears(FRIDAY, &planned(FRIDAY)).standing(KIND, FRIDAY), Some(Standing::Met));
    let before = followed_up(Alternative::A).hears(FRIDAY, &planned(MONDAY));
    assert_eq!(before.standing(KIND, FRIDAY), Some(Standing::Open), "that was planned before it was chosen");
    let first = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &planned(TUESDAY));
    assert_eq!(first.hears(TUESDAY, &chosen(Alternative::A)).standing(KIND, FRIDAY), None);
    assert_eq!(followed_up(Alternative::D).standing(KIND, FRIDAY), None, "is owed what danger asks for");
}

#[test]
fn s0_26_s0_32_in_b_and_c_guardians_are_told_or_asked_and_not_while_they_must_not_know() {
    let decision = crate::test_support::decided();
    let ground = WithholdingGround::EvidenceAtRisk;
    let withheld: CaseEvent =
        FamilyEvent::GuardianNotificationWithheld { ground, not_in_use: false, decision, withheld_on: WEDNESDAY }
            .into();
    let mut talked = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, .. }) = &mut talked {
        (*with, *held_on) = (ConversationWith::Guardians, THURSDAY);
    }
    for alternative in [Alternative::B, Alternative::C] {
        let owed = || followed_up(alternative);
        assert_eq!(owed().standing(KIND, FRIDAY), Some(Standing::Open));
        // The concern is conveyed, and consent is given: neither is enough by itself.
        assert_eq!(owed().hears(THURSDAY, &talked).standing(KIND, FRIDAY), Some(Standing::Open));
        let asked = || owed().hears(WEDNESDAY, &asked_on(WEDNESDAY));
        assert_eq!(asked().standing(KIND, FRIDAY), Some(Standing::Open));
        assert_eq!(asked().hears(THURSDAY, &consented_on(THURSDAY)).standing(KIND, FRIDAY), Some(Standing::Met));
        let before = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &asked_on(MONDAY));
        let before = before.hears(MONDAY, &consented_on(MONDAY)).hears(TUESDAY, &chosen(alternative));
        assert_eq!(before.standing(KIND, FRIDAY), Some(Standing::Open));
        let conveyed = before.hears(THURSDAY, &talked);
        assert_eq!(conveyed.standing(KIND, FRIDAY), Some(Standing::Met), "on consent that was given before");
        // Nor does what others do take it up.
        for other in ["MeetingHeld", "MeasurePlanned"] {
            assert_eq!(
                owed().hears(FRIDAY, &case_event(other)).standing(KIND, FRIDAY),
                Some(Standing::Open),
                "{other}"
            );
        }
        assert_eq!(owed().hears(THURSDAY, &lawful_on(THURSDAY)).standing(KIND, FRIDAY), Some(Standing::Met));
        assert_eq!(owed().hears(WEDNESDAY, &withheld).standing(KIND, FRIDAY), Some(Standing::Lapsed));
    }
}

#[test]
fn r_23_s0_30_a_refusal_ends_what_is_to_be_done_in_b_or_c_and_asks_for_an_answer() {
    let answer = ObligationKind::AnswerRefusal;
    for alternative in [Alternative::B, Alternative::C] {
        let refused = followed_up(alternative).hears(WEDNESDAY, &asked_on(WEDNESDAY));
        let refused = refused.hears(FRIDAY, &case_event("ConsentRefused"));
        assert_eq!(refused.standing(KIND, FRIDAY), Some(Standing::Lapsed));
        assert_eq!(refused.standing(answer, FRIDAY), Some(Standing::Open));
    }
    // By its own day, also where it is written down after the last day.
    let late = followed_up(Alternative::B).obligation(KIND).due.and_then(|due| due.succ_opt()).unwrap();
    let refused = followed_up(Alternative::B).hears(WEDNESDAY, &asked_on(WEDNESDAY));
    let refused = refused.hears(late, &case_event("ConsentRefused"));
    assert!(!refused.findings.values().any(|found| found.obligation == Some(KIND)));
    let mut refused_late = case_event("ConsentRefused");
    if let CaseEvent::Consent(ConsentEvent::ConsentRefused { refused_on, .. }) = &mut refused_late {
        *refused_on = late;
    }
    let too_late = followed_up(Alternative::B).hears(WEDNESDAY, &asked_on(WEDNESDAY)).hears(late, &refused_late);
    let found = too_late.findings.values().find(|found| found.obligation == Some(KIND));
    assert_eq!(found.map(|found| found.mended_on), Some(None), "what was overdue by then stays found");
    let alone = followed_up(Alternative::A).hears(WEDNESDAY, &asked_on(WEDNESDAY));
    let alone = alone.hears(FRIDAY, &case_event("ConsentRefused"));
    assert_eq!(alone.standing(KIND, FRIDAY), Some(Standing::Open));
}

#[test]
fn r_23_s0_30_consent_that_is_taken_back_ends_what_is_to_be_done_in_b_or_c_as_a_refusal_does() {
    for alternative in [Alternative::B, Alternative::C] {
        let consented = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &asked_on(MONDAY));
        let consented = consented.hears(MONDAY, &consented_on(MONDAY)).hears(TUESDAY, &chosen(alternative));
        assert_eq!(consented.standing(KIND, FRIDAY), Some(Standing::Open), "nobody has conveyed it since");
        let taken_back = consented.hears(THURSDAY, &case_event("ConsentWithdrawn"));
        assert_eq!(taken_back.standing(KIND, FRIDAY), Some(Standing::Lapsed));
        assert_eq!(taken_back.standing(ObligationKind::AnswerRefusal, FRIDAY), Some(Standing::Open));
    }
}

#[test]
fn s0_22_s0_28_a_is_taken_up_by_a_talk_or_a_measure_of_the_units_own_and_by_no_meeting_of_several_bodies() {
    let owed = || followed_up(Alternative::A);
    let mut talked = case_event("ConversationHeld");
    if let CaseEvent::Family(FamilyEvent::ConversationHeld { with, held_on, .. }) = &mut talked {
        (*with, *held_on) = (ConversationWith::Child, THURSDAY);
    }
    assert_eq!(owed().hears(THURSDAY, &talked).standing(KIND, FRIDAY), Some(Standing::Met));
    for other in ["MeetingHeld", "MeasurePlanMade", "ConsentRequested"] {
        assert_eq!(owed().hears(FRIDAY, &case_event(other)).standing(KIND, FRIDAY), Some(Standing::Open), "{other}");
    }
}

fn asked_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("ConsentRequested");
    if let CaseEvent::Consent(ConsentEvent::ConsentRequested { of, scope, requested_on, .. }) = &mut event {
        *of = WhoIsAsked::Guardian(mother());
        scope.purposes = [ConsentPurpose::InformationSharing].into();
        (scope.valid_to, *requested_on) = (None, day);
    }
    event
}

fn consented_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("ConsentGiven");
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consented_by, own_say, given_on, .. }) = &mut event {
        (*consented_by, *own_say, *given_on) = (None, None, day);
    }
    event
}

/// Others may hear of the concern without consent.
fn lawful_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("SharingExceptionAssessed");
    if let CaseEvent::Sharing(SharingEvent::SharingExceptionAssessed { allowed, assessed_on, .. }) = &mut event {
        (*allowed, *assessed_on) = (true, day);
    }
    event
}

#[test]
fn s0_21_what_was_not_taken_up_ends_with_the_alternative_and_with_the_case() {
    let mut ended = case_event("AlternativeEnded");
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { alternative, ended_on, .. }) = &mut ended {
        (*alternative, *ended_on) = (Alternative::A, THURSDAY);
    }
    let story = followed_up(Alternative::A).hears(THURSDAY, &ended);
    assert_eq!(story.standing(KIND, FRIDAY), Some(Standing::Lapsed));
    let closed = followed_up(Alternative::A).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(KIND, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(closed.finding(FindingKind::ClosedWithOpenObligations), None);
    // What was overdue by then stays found: nobody mended that.
    let due = followed_up(Alternative::A).obligation(KIND).due.unwrap();
    let late = due.succ_opt().unwrap();
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { ended_on, .. }) = &mut ended {
        *ended_on = late;
    }
    let overdue = followed_up(Alternative::A).hears(late, &ended);
    let found = overdue.findings.values().find(|found| found.obligation == Some(KIND)).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (late, None));
}

fn feared(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, contacted_at, .. }) = &mut event {
        (*category, *contacted_at) = (AcuteCategory::Violence, noon(on));
    }
    event
}

fn may_know(lifted_on: NaiveDate) -> CaseEvent {
    FamilyEvent::GuardianNotificationWithholdingLifted { decision: crate::test_support::decided(), lifted_on }.into()
}

#[test]
fn r_6_s0_26_s0_32_what_is_with_guardians_waits_where_telling_them_is_feared_and_is_owed_once_they_may_know() {
    let stand = |story: &Story, on| {
        let known = story.standings(on).into_iter().filter(|(known, _)| *known == KIND);
        let mut stand: Vec<_> = known.map(|(_, standing)| standing).collect();
        stand.sort_unstable();
        stand
    };
    for alternative in [Alternative::B, Alternative::C] {
        let waits = || followed_up(alternative).hears(THURSDAY, &feared(THURSDAY));
        assert_eq!(stand(&waits(), FRIDAY), [Standing::Lapsed]);
        let again = waits().hears(FRIDAY, &may_know(FRIDAY));
        assert_eq!(stand(&again, FRIDAY), [Standing::Open, Standing::Lapsed]);
        // Chosen while they must not know, it is owed then too.
        let opened = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &feared(MONDAY));
        let chosen_then = opened.hears(TUESDAY, &chosen(alternative));
        assert_eq!(stand(&chosen_then, FRIDAY), []);
        assert_eq!(stand(&chosen_then.hears(FRIDAY, &may_know(FRIDAY)), FRIDAY), [Standing::Open]);
        // Neither what ended meanwhile nor what was done.
        let mut ended = case_event("AlternativeEnded");
        if let CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { alternative: which, ended_on, .. }) =
            &mut ended
        {
            (*which, *ended_on) = (alternative, FRIDAY);
        }
        for over in [ended, lawful_on(THURSDAY), case_event("CaseClosed")] {
            let story = waits().hears(FRIDAY, &over).hears(FRIDAY, &may_know(FRIDAY));
            assert_eq!(stand(&story, FRIDAY), [Standing::Lapsed], "{over:?}");
        }
    }
    let without_guardians = followed_up(Alternative::A).hears(THURSDAY, &feared(THURSDAY));
    assert_eq!(stand(&without_guardians, FRIDAY), [Standing::Open]);
}

#[test]
fn r_6_s0_21_what_was_overdue_when_it_was_feared_stays_found() {
    let late = followed_up(Alternative::B).obligation(KIND).due.and_then(|due| due.succ_opt()).unwrap();
    let found = |story: &Story| {
        let of_it = story.findings.values().filter(|found| found.obligation == Some(KIND));
        of_it.map(|found| (found.arose_on, found.mended_on)).collect::<Vec<_>>()
    };
    assert_eq!(found(&followed_up(Alternative::B).hears(THURSDAY, &feared(THURSDAY))), []);
    assert_eq!(found(&followed_up(Alternative::B).hears(late, &feared(late))), [(late, None)]);
}
