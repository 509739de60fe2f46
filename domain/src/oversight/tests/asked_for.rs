//! What a decision in a step asks for: S3-22, S3-24, S3-30, S3-35, S3-36.

use super::*;
use crate::case::{
    AboutGuardians, ConsentEvent, ConversationWith, FamilyEvent, MeetingEvent, OwnSay, ReferralEvent, WithholdingGround,
};
use crate::guides::AskedFor;

const MEET: ObligationKind = ObligationKind::AgreeEvaluationMeeting;
const TELL: ObligationKind = ObligationKind::TellOfLowThresholdOffers;
const PLAN: ObligationKind = ObligationKind::PlanMeasure;
const REFER: ObligationKind = ObligationKind::ReferChild;

fn guided() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(TUESDAY, &case_event("GuideFollowed"))
}

/// Decided on Wednesday in that step.
fn decided_in(step_named: &str, asked: &[AskedFor]) -> CaseEvent {
    let mut event = case_event("StepDecisionTaken");
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { step, asks_for, consequence, .. }) = &mut event {
        (*step, *consequence) = (step_named.parse().unwrap(), None);
        *asks_for = asked.iter().copied().collect();
    }
    event
}

fn decided(asked: &[AskedFor]) -> CaseEvent {
    decided_in("talk", asked)
}

fn decided_on(day: NaiveDate, asked: &[AskedFor]) -> CaseEvent {
    let mut event = decided(asked);
    if let CaseEvent::Steps(StepsEvent::StepDecisionTaken { decided_on, .. }) = &mut event {
        *decided_on = day;
    }
    event
}

fn withheld() -> CaseEvent {
    let (ground, decision) = (WithholdingGround::EvidenceAtRisk, crate::test_support::decided());
    FamilyEvent::GuardianNotificationWithheld { ground, not_in_use: false, decision, withheld_on: THURSDAY }.into()
}

fn lifted() -> CaseEvent {
    let decision = crate::test_support::decided();
    FamilyEvent::GuardianNotificationWithholdingLifted { decision, lifted_on: FRIDAY }.into()
}

fn on_wednesday(asked: &[AskedFor]) -> Story {
    guided().hears(WEDNESDAY, &decided(asked))
}

fn told(about: AboutGuardians, informed_on: NaiveDate) -> CaseEvent {
    FamilyEvent::GuardiansInformed { about, guardians: vec![mother()], informed_on }.into()
}

fn referred(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("ReferralSent");
    if let CaseEvent::Referral(ReferralEvent::ReferralSent { sent_on, .. }) = &mut event {
        *sent_on = on;
    }
    event
}

/// Several bodies are called, to evaluate or to discuss.
fn bodies_called(evaluates: bool) -> CaseEvent {
    let mut event = case_event("InterdisciplinaryMeetingConvened");
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { evaluation, .. }) = &mut event {
        *evaluation = evaluates;
    }
    event
}

#[test]
fn s3_24_s3_30_s3_35_an_evaluation_meeting_that_was_decided_on_is_agreed_with_the_family_or_with_others() {
    let asked = || on_wednesday(&[AskedFor::EvaluationMeeting]);
    assert_eq!((asked().standing(MEET, FRIDAY), MEET.rule()), (Some(Standing::Open), "S3-24"));
    let agreed = asked().hears(THURSDAY, &case_event("EvaluationMeetingConvened"));
    assert_eq!(agreed.standing(MEET, FRIDAY), Some(Standing::Met));
    let held = agreed.obligation(ObligationKind::HoldMeeting);
    assert_eq!((held.due, held.which), (Some(FRIDAY), Some(MEETING.as_uuid())), "and then it is to be held");
    assert_eq!(asked().hears(WEDNESDAY, &bodies_called(true)).standing(MEET, FRIDAY), Some(Standing::Met));
    assert_eq!(asked().hears(WEDNESDAY, &bodies_called(false)).standing(MEET, FRIDAY), Some(Standing::Open));
    assert_eq!(on_wednesday(&[]).standing(MEET, FRIDAY), None, "nothing asked for it");
}

#[test]
pub(super) fn s3_36_s3_39_a_referral_that_was_decided_on_is_sent_and_shows_when_it_never_was() {
    let asked = || on_wednesday(&[AskedFor::Referral]);
    assert_eq!((asked().standing(REFER, FRIDAY), REFER.rule()), (Some(Standing::Open), "S3-36"));
    assert_eq!(asked().hears(FRIDAY, &referred(FRIDAY)).standing(REFER, FRIDAY), Some(Standing::Met));
    let before = asked().hears(FRIDAY, &referred(TUESDAY));
    assert_eq!(before.standing(REFER, FRIDAY), Some(Standing::Open), "that one was sent before it was decided");
    let closed = asked().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(REFER, FRIDAY), Some(Standing::Lapsed));
    assert!(closed.finding(FindingKind::ClosedWithOpenObligations).is_some());
}

#[test]
fn s3_36_what_was_done_on_the_day_and_recorded_first_is_not_asked_for_again() {
    let sent_first = guided().hears(WEDNESDAY, &referred(WEDNESDAY)).hears(THURSDAY, &decided(&[AskedFor::Referral]));
    assert_eq!(sent_first.standing(REFER, FRIDAY), None);
    let long_before = guided().hears(TUESDAY, &referred(TUESDAY)).hears(WEDNESDAY, &decided(&[AskedFor::Referral]));
    assert_eq!(long_before.standing(REFER, FRIDAY), Some(Standing::Open));
}

#[test]
fn s3_22_s3_30_measures_that_were_decided_on_are_planned() {
    let asked = || on_wednesday(&[AskedFor::Measure]);
    assert_eq!((asked().standing(PLAN, FRIDAY), PLAN.rule()), (Some(Standing::Open), "S3-22"));
    let mut planned = case_event("MeasurePlanned");
    if let CaseEvent::Measure(crate::case::MeasureEvent::MeasurePlanned { planned_on, .. }) = &mut planned {
        *planned_on = THURSDAY;
    }
    assert_eq!(asked().hears(THURSDAY, &planned).standing(PLAN, FRIDAY), Some(Standing::Met));
}

#[test]
fn s3_22_guardians_are_told_of_the_low_threshold_offers_once_that_was_decided() {
    let asked = || on_wednesday(&[AskedFor::LowThresholdOffers]);
    assert_eq!((asked().standing(TELL, FRIDAY), TELL.rule()), (Some(Standing::Open), "S3-22"));
    let of_something_else = asked().hears(THURSDAY, &told(AboutGuardians::Concern, THURSDAY));
    assert_eq!(of_something_else.standing(TELL, FRIDAY), Some(Standing::Open));
    let offers = AboutGuardians::LowThresholdOffers;
    assert_eq!(asked().hears(THURSDAY, &told(offers, THURSDAY)).standing(TELL, FRIDAY), Some(Standing::Met));
}

#[test]
fn r_6_s3_22_s3_24_while_guardians_must_not_know_nobody_is_asked_to_tell_or_to_meet_them() {
    let with_guardians = [AskedFor::LowThresholdOffers, AskedFor::EvaluationMeeting];
    let after = on_wednesday(&with_guardians).hears(THURSDAY, &withheld());
    let before = guided().hears(THURSDAY, &withheld()).hears(THURSDAY, &decided(&with_guardians));
    for (story, standing) in [(after, Some(Standing::Lapsed)), (before, None)] {
        assert_eq!([TELL, MEET].map(|kind| story.standing(kind, FRIDAY)), [standing; 2]);
        let story = story.hears(FRIDAY, &lifted());
        for kind in [TELL, MEET] {
            assert!(story.standings(FRIDAY).contains(&(kind, Standing::Open)), "{kind:?}");
        }
    }
    let closed = on_wednesday(&with_guardians).hears(THURSDAY, &withheld()).hears(THURSDAY, &case_event("CaseClosed"));
    let lifted_later = closed.hears(FRIDAY, &lifted());
    assert!(!lifted_later.standings(FRIDAY).contains(&(TELL, Standing::Open)), "the case has ended");
}

#[test]
fn s3_36_a_later_decision_in_the_same_step_takes_the_place_of_the_earlier() {
    let asked = || on_wednesday(&[AskedFor::Referral]);
    assert_eq!(asked().hears(THURSDAY, &decided(&[])).standing(REFER, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(asked().hears(THURSDAY, &decided_in("see", &[])).standing(REFER, FRIDAY), Some(Standing::Open));
    let again = asked().hears(THURSDAY, &decided(&[AskedFor::Referral]));
    assert_eq!(again.standings(FRIDAY).iter().filter(|(kind, _)| *kind == REFER).count(), 1, "owed once");
}

#[test]
fn s3_36_a_decision_that_is_written_down_late_takes_no_later_ones_place() {
    let late = guided().hears(THURSDAY, &decided_on(THURSDAY, &[])).hears(FRIDAY, &decided(&[AskedFor::Referral]));
    assert_eq!(late.standing(REFER, FRIDAY), None, "what it asked for had been left before it was written down");
    let waits = || {
        guided().hears(THURSDAY, &withheld()).hears(THURSDAY, &decided_on(THURSDAY, &[AskedFor::LowThresholdOffers]))
    };
    let offers = AboutGuardians::LowThresholdOffers;
    for late in [decided(&[]), told(offers, TUESDAY)] {
        let story = waits().hears(FRIDAY, &late).hears(FRIDAY, &lifted());
        assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Open), "it is of a day before the decision");
    }
    let done = waits().hears(FRIDAY, &told(offers, THURSDAY)).hears(FRIDAY, &lifted());
    assert_eq!(done.standing(TELL, FRIDAY), None, "done while nobody was asked to");
}

fn family_called(with_whom: ConversationWith, on: NaiveDate) -> CaseEvent {
    let (meeting, with, planned_for) = (MEETING, with_whom, FRIDAY);
    MeetingEvent::EvaluationMeetingConvened { meeting, with, planned_for, convened_on: on }.into()
}

#[test]
fn s3_24_s3_35_a_meeting_without_guardians_is_no_evaluation_with_them() {
    let asked = || on_wednesday(&[AskedFor::EvaluationMeeting]);
    let with_child = asked().hears(THURSDAY, &family_called(ConversationWith::Child, THURSDAY));
    assert_eq!(with_child.standing(MEET, FRIDAY), Some(Standing::Open));
    let mut without = bodies_called(true);
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { guardians_invited, .. }) = &mut without {
        *guardians_invited = false;
    }
    assert_eq!(asked().hears(WEDNESDAY, &without).standing(MEET, FRIDAY), Some(Standing::Open));
    let with_mother = asked().hears(THURSDAY, &family_called(ConversationWith::Guardians, THURSDAY));
    assert_eq!(with_mother.standing(MEET, FRIDAY), Some(Standing::Met));
    // Under a ground the child is met alone, and guardians are owed theirs once they may be called.
    let waited =
        asked().hears(THURSDAY, &withheld()).hears(THURSDAY, &family_called(ConversationWith::Child, THURSDAY));
    assert!(waited.hears(FRIDAY, &lifted()).standings(FRIDAY).contains(&(MEET, Standing::Open)));
}

fn called_off(on: NaiveDate) -> CaseEvent {
    let (meeting, decision) = (Some(MEETING), crate::test_support::decided());
    MeetingEvent::MeetingCalledOff { meeting, decision, called_off_on: on }.into()
}

#[test]
fn s3_24_s3_35_an_evaluation_that_is_ahead_is_not_asked_for_again_and_one_that_is_called_off_is() {
    let agreed = || {
        on_wednesday(&[AskedFor::EvaluationMeeting])
            .hears(WEDNESDAY, &family_called(ConversationWith::ChildAndGuardians, WEDNESDAY))
    };
    let is_open = |story: &Story| story.standings(SATURDAY).contains(&(MEET, Standing::Open));
    let ahead = || agreed().hears(THURSDAY, &decided_on(THURSDAY, &[AskedFor::EvaluationMeeting]));
    assert!(!is_open(&ahead()), "the one that was called is still to come");
    let off = |story: Story| story.hears(THURSDAY, &called_off(THURSDAY));
    for story in [off(agreed()), off(ahead())] {
        assert!(is_open(&story));
        let owed = story.obligations.values().find(|owed| owed.kind == MEET && owed.ending.is_none()).unwrap();
        assert_eq!(owed.opened_on, THURSDAY);
        let anew = family_called(ConversationWith::ChildAndGuardians, FRIDAY);
        assert!(!is_open(&story.hears(FRIDAY, &anew)));
    }
    // It was decided since that none is asked for; or it was held.
    let left = agreed().hears(THURSDAY, &decided_on(THURSDAY, &[]));
    assert!(!is_open(&off(left)));
    let mut held = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { meeting, held_on, .. }) = &mut held {
        (*meeting, *held_on) = (MEETING, THURSDAY);
    }
    let held = || agreed().hears(THURSDAY, &held);
    assert!(!is_open(&held()));
    assert!(!is_open(&held().hears(THURSDAY, &decided_on(THURSDAY, &[AskedFor::EvaluationMeeting]))));
    assert!(is_open(&held().hears(FRIDAY, &decided_on(FRIDAY, &[AskedFor::EvaluationMeeting]))), "a next one");
    // In a case that ended nobody is asked for it any more.
    assert!(!is_open(&off(agreed().hears(THURSDAY, &case_event("CaseClosed")))));
}

/// Held on Thursday, with the guardians at it or not.
fn held_with_guardians(came: bool) -> CaseEvent {
    let mut attendance = attendance();
    attendance.guardians.retain(|_| came);
    MeetingEvent::MeetingHeld { meeting: MEETING, attendance, without_basis: BTreeSet::new(), held_on: THURSDAY }.into()
}

#[test]
fn s3_24_s3_35_an_evaluation_to_which_guardians_were_asked_and_did_not_come_is_owed_still() {
    let decided = || decided_on(WEDNESDAY, &[AskedFor::EvaluationMeeting]);
    for called in [family_called(ConversationWith::ChildAndGuardians, WEDNESDAY), bodies_called(true)] {
        let called_for = || guided().hears(WEDNESDAY, &decided()).hears(WEDNESDAY, &called);
        let open = |story: &Story| {
            let owed = story.obligations.values().find(|owed| owed.kind == MEET && owed.ending.is_none());
            owed.map(|owed| owed.opened_on)
        };
        assert_eq!(open(&called_for().hears(THURSDAY, &held_with_guardians(true))), None);
        let alone = || called_for().hears(THURSDAY, &held_with_guardians(false));
        assert_eq!(open(&alone()), Some(THURSDAY), "as if it had been called off");
        let anew = family_called(ConversationWith::Guardians, FRIDAY);
        assert_eq!(open(&alone().hears(FRIDAY, &anew)), None, "they are called once more");
        // So too where the decision is written down after the meeting.
        let decided_late = |came| {
            let held = guided().hears(WEDNESDAY, &called).hears(THURSDAY, &held_with_guardians(came));
            open(&held.hears(FRIDAY, &decided()))
        };
        assert_eq!(decided_late(true), None);
        assert_eq!(decided_late(false), Some(WEDNESDAY));
        // While they must not know, it waits.
        let withheld = called_for().hears(THURSDAY, &withheld()).hears(THURSDAY, &held_with_guardians(false));
        assert_eq!(open(&withheld), None);
        assert_eq!(open(&withheld.hears(FRIDAY, &lifted())), Some(THURSDAY));
    }
}

/// A yes of who is of age, given on that day.
fn answered_of_age(on: NaiveDate) -> CaseEvent {
    let mut event = case_event("ConsentGiven");
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { own_say, given_on, .. }) = &mut event {
        (*own_say, *given_on) = (Some(OwnSay::InsteadOfGuardians), on);
    }
    event
}

#[test]
fn c12_s3_24_s3_35_who_is_of_age_evaluates_without_guardians_in_whichever_order_that_is_written_down() {
    let decided = || decided_on(WEDNESDAY, &[AskedFor::EvaluationMeeting]);
    let mut without = bodies_called(true);
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { guardians_invited, .. }) = &mut without {
        *guardians_invited = false;
    }
    let is_open = |story: &Story| story.obligations.values().any(|owed| owed.kind == MEET && owed.ending.is_none());
    for called in [
        family_called(ConversationWith::ChildAndGuardians, WEDNESDAY),
        family_called(ConversationWith::Child, WEDNESDAY),
        bodies_called(true),
        without,
    ] {
        let held = held_with_guardians(false);
        for events in [
            [&answered_of_age(TUESDAY), &decided(), &called, &held],
            [&decided(), &answered_of_age(THURSDAY), &called, &held],
            [&decided(), &called, &answered_of_age(TUESDAY), &held],
            [&decided(), &called, &held, &answered_of_age(TUESDAY)],
            [&called, &held, &answered_of_age(THURSDAY), &decided()],
        ] {
            let told = events.into_iter().fold(guided(), |story, event| story.hears(FRIDAY, event));
            assert!(!is_open(&told), "{events:?}");
        }
        // On Thursday it was not of age yet, as far as anybody knows; or it was not there.
        let younger = [&decided(), &called, &held, &answered_of_age(FRIDAY)];
        assert!(is_open(&younger.into_iter().fold(guided(), |story, event| story.hears(FRIDAY, event))));
        let mut away = held.clone();
        if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) = &mut away {
            attendance.child = false;
        }
        for events in [
            [&answered_of_age(TUESDAY), &decided(), &called, &away],
            [&decided(), &called, &away, &answered_of_age(TUESDAY)],
        ] {
            assert!(is_open(&events.into_iter().fold(guided(), |story, event| story.hears(FRIDAY, event))));
        }
    }
}

fn withdrawn(referral: usize) -> CaseEvent {
    let (recipient, guides, decision) = (crate::people::Body::School, vec![], crate::test_support::decided());
    ReferralEvent::ReferralWithdrawn { referral, recipient, guides, decision, withdrawn_on: FRIDAY }.into()
}

#[test]
fn s3_36_a_child_who_was_to_be_referred_is_to_be_again_once_the_only_referral_is_withdrawn() {
    let open = |story: &Story| -> Vec<NaiveDate> {
        story.watch.owed.iter().filter(|owed| owed.kind == REFER).map(|owed| owed.opened_on).collect()
    };
    let sent = || on_wednesday(&[AskedFor::Referral]).hears(THURSDAY, &referred(THURSDAY));
    assert_eq!(open(&sent()), []);
    assert_eq!(open(&sent().hears(FRIDAY, &withdrawn(1))), [FRIDAY]);
    let another = || sent().hears(THURSDAY, &referred(THURSDAY)).hears(FRIDAY, &withdrawn(1));
    assert_eq!(open(&another()), [], "another one stands");
    assert_eq!(open(&another().hears(FRIDAY, &withdrawn(2))), [FRIDAY]);
    let sent_first = guided().hears(WEDNESDAY, &referred(WEDNESDAY)).hears(THURSDAY, &decided(&[AskedFor::Referral]));
    assert_eq!(open(&sent_first.hears(FRIDAY, &withdrawn(1))), [FRIDAY], "whichever was recorded first");
    let otherwise = sent().hears(FRIDAY, &decided_on(FRIDAY, &[])).hears(FRIDAY, &withdrawn(1));
    assert_eq!(open(&otherwise), [], "it was decided otherwise in that step");
    assert_eq!(open(&sent().hears(FRIDAY, &case_event("CaseClosed")).hears(FRIDAY, &withdrawn(1))), []);
    let mut taken = case_event("ReferralAnswered");
    if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { answered_on, .. }) = &mut taken {
        *answered_on = THURSDAY;
    }
    assert_eq!(open(&sent().hears(FRIDAY, &withdrawn(1)).hears(SATURDAY, &taken)), [], "the body takes the child on");
}
