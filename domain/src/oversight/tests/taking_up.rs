//! An alternative that was chosen is taken up: S0-21, S0-22, S0-26.

use super::*;
use crate::case::{
    AcuteCategory, Alternative, AlternativesEvent, ConversationWith, FamilyEvent, MeasureEvent, ReportingEvent,
    WithholdingGround,
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
        assert_eq!(owed().hears(THURSDAY, &talked).standing(KIND, FRIDAY), Some(Standing::Met));
        let asked = owed().hears(FRIDAY, &case_event("ConsentRequested"));
        assert_eq!(asked.standing(KIND, FRIDAY), Some(Standing::Met));
        assert_eq!(owed().hears(WEDNESDAY, &withheld).standing(KIND, FRIDAY), Some(Standing::Lapsed));
    }
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
        for over in [ended, planned(THURSDAY), case_event("CaseClosed")] {
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
