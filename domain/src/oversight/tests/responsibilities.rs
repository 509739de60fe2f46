//! Whose it is that a concern goes on: S4-16, S4-17.

use super::*;
use crate::case::{
    AcuteCategory, ConcernEvent, ConversationOutcome, ConversationWith, Degree, FamilyEvent, ReportingEvent,
};
use crate::law::DutyCondition;
use crate::people::{Decider, DeciderRole};

const BRING: ObligationKind = ObligationKind::BringConcernToLeader;
const CALL: ObligationKind = ObligationKind::CallFamilyToTalk;
const WRITE: ObligationKind = ObligationKind::AgreeInWriting;

fn raised_under(responsibilities: &[Responsibility]) -> Story {
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    opened.hears(MONDAY, &followed(1, responsibilities)).hears(MONDAY, &case_event("ConcernRaised"))
}

fn raised() -> Story {
    raised_under(&Responsibility::ALL)
}

#[test]
fn s4_16_s4_17_only_what_the_guide_that_is_followed_makes_somebodys_is_owed() {
    let talked = || talked(ConversationWith::Guardians, ConversationOutcome::MeasuresAgreed);
    let owed = |story: Story| {
        let story = story.hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &talked());
        [BRING, CALL, WRITE].map(|kind| story.standing(kind, FRIDAY).is_some())
    };
    assert_eq!(owed(raised()), [true; 3]);
    assert_eq!(owed(raised_under(&[])), [false; 3]);
    let unguided = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &case_event("ConcernRaised"));
    assert_eq!(owed(unguided), [false; 3], "the case follows no guide");
    assert_eq!(owed(raised_under(&[Responsibility::AgreeInWriting])), [false, false, true]);
}

#[test]
fn r_16_s4_16_where_the_case_is_moved_to_a_version_that_asks_for_less_that_is_owed_no_more() {
    let kept = raised().hears(TUESDAY, &followed(2, &[Responsibility::BringConcernToLeader]));
    assert_eq!(kept.standing(BRING, FRIDAY), Some(Standing::Open));
    assert_eq!(raised().hears(TUESDAY, &followed(2, &[])).standing(BRING, FRIDAY), Some(Standing::Lapsed));
}

#[test]
fn s4_17_an_older_assessment_that_is_written_down_late_takes_the_call_not_back() {
    let mut older = assessed(false);
    if let CaseEvent::Concern(ConcernEvent::ConcernAssessed { assessed_on, .. }) = &mut older {
        *assessed_on = MONDAY;
    }
    let story = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &older);
    assert_eq!(story.standing(CALL, FRIDAY), Some(Standing::Open));
    let story = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &assessed(false));
    assert_eq!(story.standing(CALL, FRIDAY), Some(Standing::Lapsed));
}

fn assessed(ground_for_concern: bool) -> CaseEvent {
    assessed_on(TUESDAY, ground_for_concern)
}

fn assessed_on(assessed_on: NaiveDate, ground_for_concern: bool) -> CaseEvent {
    ConcernEvent::ConcernAssessed {
        guides: vec![],
        degree: Degree::Some,
        scale: None,
        ground_for_concern,
        basis: vec![OBSERVATION],
        no_basis_because: None,
        decision: decided(),
        assessed_on,
    }
    .into()
}

fn talked(with: ConversationWith, outcome: ConversationOutcome) -> CaseEvent {
    FamilyEvent::ConversationHeld {
        with,
        held_on: WEDNESDAY,
        outcome,
        summary: said_of_child("They see it too"),
        childs_own_words: vec![],
        guardians_view: None,
        open_questions_used: None,
        summary_confirmed_by_child: None,
        child_informed_of_next_steps: None,
        interpreted: None,
    }
    .into()
}

#[test]
fn s4_16_who_first_has_a_concern_brings_it_to_the_nearest_leader() {
    let story = raised();
    assert_eq!((story.obligation(BRING).kind.owner(), story.obligation(BRING).opened_on), (Owner::FirstPerson, MONDAY));
    for met_by in ["ConcernForwardedToLeader", "LeaderDiscussionHeld", "InternalNoteSubmittedToLeader"] {
        let story = raised().hears(TUESDAY, &case_event(met_by));
        assert_eq!(story.standing(BRING, FRIDAY), Some(Standing::Met), "{met_by}");
    }
    for other in ["ColleagueDiscussionHeld", "PeerTeamDiscussionHeld", "ObservationLogged"] {
        let story = raised().hears(TUESDAY, &case_event(other));
        assert_eq!(story.standing(BRING, FRIDAY), Some(Standing::Open), "{other}");
    }
}

#[test]
fn s4_16_the_next_concern_is_brought_to_the_leader_too() {
    let story = raised().hears(TUESDAY, &case_event("ConcernForwardedToLeader"));
    let story = story.hears(WEDNESDAY, &case_event("ConcernRaised"));
    assert_eq!(story.standings(FRIDAY).iter().filter(|(kind, _)| *kind == BRING).count(), 2);
}

#[test]
fn s4_17_the_unit_calls_the_family_to_a_talk_once_there_is_ground_for_concern() {
    assert_eq!(raised().hears(TUESDAY, &assessed(false)).standing(CALL, FRIDAY), None);
    let story = raised().hears(TUESDAY, &assessed(true));
    assert_eq!((story.obligation(CALL).kind.owner(), story.obligation(CALL).kind.rule()), (Owner::Unit, "S4-17"));
    let disagreed = || talked(ConversationWith::Guardians, ConversationOutcome::Disagreement);
    for met_by in [case_event("ConversationConvened"), disagreed()] {
        let story = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &met_by);
        assert_eq!(story.standing(CALL, FRIDAY), Some(Standing::Met), "{met_by:?}");
    }
    let talked_before = raised().hears(TUESDAY, &disagreed()).hears(TUESDAY, &assessed(true));
    assert_eq!(talked_before.standing(CALL, FRIDAY), None);
    let child = talked(ConversationWith::Child, ConversationOutcome::ConcernStands);
    let with_child_alone = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &child);
    assert_eq!(with_child_alone.standing(CALL, FRIDAY), Some(Standing::Open));
    let youth = raised().hears(MONDAY, &case_event("YouthInvitationAssessed"));
    let youth = youth.hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &child);
    assert_eq!(youth.standing(CALL, FRIDAY), Some(Standing::Met));
}

#[test]
fn s4_17_r_6_nobody_calls_guardians_who_must_not_be_told_or_waits_in_acute_danger() {
    let withheld = case_event("GuardianNotificationWithheld");
    let story = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &withheld);
    assert_eq!(story.standing(CALL, FRIDAY), Some(Standing::Lapsed));
    let story = raised().hears(MONDAY, &withheld).hears(TUESDAY, &assessed(true));
    assert_eq!(story.standing(CALL, FRIDAY), None);
    let lifted = story.hears(FRIDAY, &case_event("GuardianNotificationWithholdingLifted"));
    assert_eq!(lifted.standing(CALL, FRIDAY), Some(Standing::Open), "the ground is gone");
    let danger = raised().hears(TUESDAY, &assessed(true)).hears(TUESDAY, &case_event("EmergencyContactMade"));
    assert_eq!(danger.standing(CALL, FRIDAY), Some(Standing::Lapsed));
    let danger = raised().hears(MONDAY, &case_event("EmergencyContactMade")).hears(TUESDAY, &assessed(true));
    assert_eq!(danger.standing(CALL, FRIDAY), None);
    // Nor those of whom it is believed that they abuse the child, before that is decided (S2-21).
    let mut abused = case_event("DutyToReportAssessed");
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { triggered, conditions, .. }) = &mut abused {
        (*triggered, *conditions) = (true, vec![DutyCondition::Abuse]);
    }
    let story = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &abused);
    assert_eq!(story.standing(CALL, FRIDAY), Some(Standing::Lapsed));
    let story = raised().hears(MONDAY, &abused).hears(TUESDAY, &assessed(true));
    assert_eq!(story.standing(CALL, FRIDAY), None);
    let may_know = story.hears(FRIDAY, &case_event("GuardianNotificationWithholdingLifted"));
    assert_eq!(may_know.standing(CALL, FRIDAY), Some(Standing::Open));
}

#[test]
fn s4_17_what_was_agreed_in_the_talk_is_put_in_writing() {
    let agreed = || talked(ConversationWith::Guardians, ConversationOutcome::MeasuresAgreed);
    let story = raised().hears(WEDNESDAY, &agreed());
    assert_eq!(story.standing(WRITE, FRIDAY), Some(Standing::Open));
    let drawn = case_event("AgreementDrawn");
    assert_eq!(story.hears(THURSDAY, &drawn).standing(WRITE, FRIDAY), Some(Standing::Met));
    let nothing_agreed = talked(ConversationWith::Guardians, ConversationOutcome::ConcernStands);
    assert_eq!(raised().hears(WEDNESDAY, &nothing_agreed).standing(WRITE, FRIDAY), None);
}

#[test]
fn r_19_s4_16_s4_17_closing_hides_no_concern_that_no_leader_heard_of_and_no_family_that_was_not_called() {
    let closed_by = |role| {
        let mut event = case_event("CaseClosed");
        if let CaseEvent::Course(CourseEvent::CaseClosed { decision, .. }) = &mut event {
            decision.decided_by = decision.decided_by.take().map(|decider| Decider { role, ..decider });
        }
        event
    };
    let short = FindingKind::ClosedWithOpenObligations;
    // A pedagogical leader owns the steps of a kindergarten (S3-19): the leader of the unit has not heard of it.
    for role in [DeciderRole::Employee, DeciderRole::ContactTeacher, DeciderRole::PedagogicalLeader] {
        let story = raised().hears(FRIDAY, &closed_by(role));
        assert_eq!(story.standing(BRING, FRIDAY), Some(Standing::Lapsed), "{role:?}");
        assert!(story.finding(short).is_some(), "{role:?}");
    }
    for role in [DeciderRole::Head, DeciderRole::UnitLeader, DeciderRole::ProfessionalLeader] {
        let story = raised().hears(FRIDAY, &closed_by(role));
        assert_eq!((story.standing(BRING, FRIDAY), story.finding(short)), (Some(Standing::Met), None), "{role:?}");
    }
    // Whom it was brought to is the nearest leader of who brought it.
    let brought = raised().hears(TUESDAY, &case_event("ConcernForwardedToLeader"));
    let brought = brought.hears(FRIDAY, &closed_by(DeciderRole::PedagogicalLeader));
    assert_eq!(brought.standing(BRING, FRIDAY), Some(Standing::Met));
    let uncalled = raised().hears(TUESDAY, &assessed(true)).hears(FRIDAY, &closed_by(DeciderRole::UnitLeader));
    assert_eq!(uncalled.standing(CALL, FRIDAY), Some(Standing::Lapsed));
    assert!(uncalled.finding(short).is_some());
}

#[test]
pub(super) fn d_6_a_concern_that_is_not_decided_in_the_municipalitys_own_time_is_found() {
    let kind = ObligationKind::DecideOnConcern;
    let raised_by = |decide_by| -> CaseEvent {
        let CaseEvent::Concern(ConcernEvent::ConcernRaised { subject, description, concerned_since, .. }) =
            case_event("ConcernRaised")
        else {
            unreachable!("it is one")
        };
        ConcernEvent::ConcernRaised { subject, description, concerned_since, decide_by, raised_on: MONDAY }.into()
    };
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let story = opened().hears(MONDAY, &raised_by(Some(THURSDAY)));
    assert_eq!((story.obligation(kind).due, story.standing(kind, FRIDAY)), (Some(THURSDAY), Some(Standing::Overdue)));
    assert_eq!(story.finding(FindingKind::DecisionLate).unwrap().arose_on, FRIDAY);
    let decided = story.hears(THURSDAY, &case_event("EscalatedToLevel"));
    assert_eq!(
        (decided.standing(kind, FRIDAY), decided.finding(FindingKind::DecisionLate)),
        (Some(Standing::Met), None)
    );
    let without = opened().hears(MONDAY, &raised_by(None));
    assert_eq!((without.obligation(kind).due, without.finding(FindingKind::DecisionLate)), (None, None));
}

fn contacted_because_of(danger: AcuteCategory, day: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, contacted_at, .. }) = &mut event {
        (*category, *contacted_at) = (danger, noon(day));
    }
    event
}

#[test]
fn s4_17_r_1_in_acute_danger_the_family_is_called_when_its_week_is_over() {
    let neglect = |day| contacted_because_of(AcuteCategory::OtherSeriousNeglect, day);
    let from = |story: &Story| {
        let calls: Vec<_> = story.obligations.values().filter(|owed| owed.kind == CALL).collect();
        assert_eq!(calls.len(), 1);
        (calls[0].opened_on, calls[0].ending)
    };
    let after_monday = date(2024, 3, 12);
    let contacted_first = || raised().hears(MONDAY, &neglect(MONDAY)).hears(TUESDAY, &assessed(true));
    assert_eq!(from(&contacted_first()), (after_monday, None));
    assert_eq!(from(&contacted_first().hears(FRIDAY, &neglect(FRIDAY))), (date(2024, 3, 16), None), "again in danger");
    // What somebody was asked for already was owed until then, and stays shown so.
    let assessed_first = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &neglect(WEDNESDAY));
    let mut calls: Vec<_> = assessed_first.obligations.values().filter(|owed| owed.kind == CALL).collect();
    calls.sort_by_key(|owed| owed.opened_on);
    let calls: Vec<_> = calls.into_iter().map(|owed| (owed.opened_on, owed.ending)).collect();
    assert_eq!(calls, [(TUESDAY, Some(Ending::Lapsed { on: WEDNESDAY })), (date(2024, 3, 14), None)]);
    // One that was long over, and is written down now, puts off nothing.
    let over = raised().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &neglect(date(2024, 2, 1)));
    assert_eq!(from(&over), (TUESDAY, None));
    // Who is called before need not be called then.
    let called =
        contacted_first().hears(WEDNESDAY, &talked(ConversationWith::Guardians, ConversationOutcome::Disagreement));
    assert_eq!(from(&called), (WEDNESDAY, Some(Ending::Met { on: WEDNESDAY })));
    let closed = contacted_first().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(from(&closed), (FRIDAY, Some(Ending::Lapsed { on: FRIDAY })));
    // Where telling may be a danger, nobody is, until they may be told; and then too help comes first.
    let feared = raised()
        .hears(TUESDAY, &assessed(true))
        .hears(TUESDAY, &contacted_because_of(AcuteCategory::Abduction, TUESDAY));
    assert_eq!(feared.standing(CALL, FRIDAY), Some(Standing::Lapsed));
    let lifted = feared.hears(FRIDAY, &case_event("GuardianNotificationWithholdingLifted"));
    let open = lifted.obligations.values().find(|owed| owed.kind == CALL && owed.ending.is_none());
    assert_eq!(open.unwrap().opened_on, date(2024, 3, 13));
}

#[test]
fn r_16_s4_16_s4_17_where_the_case_is_moved_to_a_version_that_asks_for_more_it_is_owed_for_the_concern_there_is() {
    let open = |story: &Story| {
        [BRING, CALL, WRITE].map(|kind| story.standing(kind, FRIDAY).is_some_and(|standing| standing == Standing::Open))
    };
    let agreed = || talked(ConversationWith::Guardians, ConversationOutcome::MeasuresAgreed);
    let moved = |story: Story| story.hears(FRIDAY, &followed(2, &Responsibility::ALL));
    let mut drawn = case_event("AgreementDrawn");
    if let CaseEvent::Agreement(crate::case::AgreementEvent::AgreementDrawn { drawn_on, .. }) = &mut drawn {
        *drawn_on = FRIDAY;
    }
    let unasked = || raised_under(&[]);
    assert_eq!(open(&moved(unasked())), [true, false, false]);
    assert_eq!(open(&moved(unasked().hears(TUESDAY, &assessed(true)))), [true, true, false]);
    let known = || unasked().hears(TUESDAY, &case_event("ConcernForwardedToLeader"));
    assert_eq!(open(&moved(known())), [false, false, false], "the leader knows of it");
    assert_eq!(open(&moved(known().hears(TUESDAY, &assessed(false)))), [false, false, false], "there is no ground");
    let talked = || known().hears(TUESDAY, &assessed(true)).hears(WEDNESDAY, &agreed());
    assert_eq!(open(&moved(talked())), [false, false, true], "they talked, and nothing is in writing");
    assert_eq!(open(&moved(talked().hears(FRIDAY, &drawn))), [true; 3].map(|_| false));
    let mut later = followed(2, &Responsibility::ALL);
    if let CaseEvent::Steps(StepsEvent::GuideFollowed { followed_on, .. }) = &mut later {
        *followed_on = FRIDAY;
    }
    assert_eq!(unasked().hears(FRIDAY, &later).obligation(BRING).opened_on, FRIDAY, "from that day on");
}

#[test]
fn s4_17_whose_talk_is_called_off_before_anybody_talked_with_them_is_called_anew() {
    let with = ConversationWith::Guardians;
    let off: CaseEvent =
        FamilyEvent::ConversationCalledOff { with, decision: decided(), called_off_on: THURSDAY }.into();
    let called = || raised().hears(TUESDAY, &assessed(true)).hears(TUESDAY, &case_event("ConversationConvened"));
    let open = |story: &Story| story.standings(FRIDAY).contains(&(CALL, Standing::Open));
    let story = called().hears(THURSDAY, &off);
    assert!(open(&story));
    let again = story.watch.owed.iter().find(|owed| owed.kind == CALL).unwrap();
    assert_eq!(again.opened_on, THURSDAY);
    let talked = talked(with, ConversationOutcome::Disagreement);
    assert!(!open(&called().hears(WEDNESDAY, &talked).hears(THURSDAY, &off)), "they were talked with");
    let mut of_both = case_event("ConversationConvened");
    if let CaseEvent::Family(FamilyEvent::ConversationConvened { with, .. }) = &mut of_both {
        *with = ConversationWith::ChildAndGuardians;
    }
    assert!(!open(&called().hears(TUESDAY, &of_both).hears(THURSDAY, &off)), "another talk with them is ahead");
    assert!(
        !open(&called().hears(WEDNESDAY, &assessed_on(WEDNESDAY, false)).hears(THURSDAY, &off)),
        "there is no ground"
    );
    // A call of before, which is written down after it, calls nobody.
    let mut before = case_event("ConversationConvened");
    if let CaseEvent::Family(FamilyEvent::ConversationConvened { convened_on, .. }) = &mut before {
        *convened_on = WEDNESDAY;
    }
    assert!(open(&called().hears(THURSDAY, &off).hears(FRIDAY, &before)));
}

#[test]
fn s4_7_s4_17_guardians_are_called_where_the_youth_was_who_is_not_asked_any_more_and_whose_talk_is_called_off() {
    let invited = |invited| {
        let mut event = case_event("YouthInvitationAssessed");
        if let CaseEvent::Family(FamilyEvent::YouthInvitationAssessed { invited: is_asked, .. }) = &mut event {
            *is_asked = invited;
        }
        event
    };
    let mut youth_called = case_event("ConversationConvened");
    if let CaseEvent::Family(FamilyEvent::ConversationConvened { with, .. }) = &mut youth_called {
        *with = ConversationWith::Child;
    }
    let with = ConversationWith::Child;
    let off: CaseEvent =
        FamilyEvent::ConversationCalledOff { with, decision: decided(), called_off_on: THURSDAY }.into();
    let story = raised().hears(MONDAY, &invited(true)).hears(TUESDAY, &assessed(true)).hears(TUESDAY, &youth_called);
    assert_eq!(story.standing(CALL, FRIDAY), Some(Standing::Met));
    let story = story.hears(WEDNESDAY, &invited(false)).hears(THURSDAY, &off);
    assert!(story.standings(FRIDAY).contains(&(CALL, Standing::Open)));
}
