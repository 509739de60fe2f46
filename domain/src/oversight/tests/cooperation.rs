//! Cooperation on level 3, S3-43, S4-13, D-7.

use super::*;
use crate::case::{
    AboutGuardians, Attendance, ConsentEvent, ConsentingParty, CourseEvent, DiscussionEvent, FamilyEvent, LeaderTopic,
    Level, MeetingEvent, OwnSay, RelayEvent, StoodBehind,
};
use crate::law;
use crate::people::{Decider, DeciderRole};

const NO_HOLDER: FindingKind = FindingKind::RelayHolderMissing;
const AGREE: ObligationKind = ObligationKind::AgreeNextMeeting;
const HOLD: ObligationKind = ObligationKind::HoldMeeting;
const NONE_AGREED: FindingKind = FindingKind::NextMeetingMissing;
const NOT_HELD: FindingKind = FindingKind::MeetingNotHeld;
const OTHER: crate::ids::MeetingId = crate::ids::MeetingId::from_uuid(Uuid::from_u128(0x3ee8));
const TELL: ObligationKind = ObligationKind::TellGuardiansOfOutcome;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

fn lifted(level: Level, escalated_on: NaiveDate) -> CaseEvent {
    CourseEvent::EscalatedToLevel {
        stood_behind: None,
        level,
        consent: CONSENT,
        guides: vec![],
        decision: decided(),
        escalated_on,
    }
    .into()
}

fn assigned(assigned_on: NaiveDate) -> CaseEvent {
    RelayEvent::RelayHolderAssigned { holder: teacher(), assigned_on }.into()
}

fn returned(level: Level) -> CaseEvent {
    CourseEvent::ReturnedToLevel { stood_behind: None, level, guides: vec![], decision: decided(), returned_on: FRIDAY }
        .into()
}

#[test]
pub(super) fn r_33_a_case_on_level_3_without_a_relay_holder_is_found_until_one_is_assigned() {
    let story =
        opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY));
    assert_eq!(story.finding(NO_HOLDER).map(|found| (found.arose_on, found.mended_on)), Some((WEDNESDAY, None)));
    let story = story.hears(FRIDAY, &assigned(FRIDAY));
    assert_eq!(story.finding(NO_HOLDER).unwrap().mended_on, Some(FRIDAY));
}

#[test]
pub(super) fn r_33_a_relay_holder_settled_before_leaves_nothing_to_find() {
    let story = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(TUESDAY, &assigned(TUESDAY));
    let story = story.hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY));
    let story = story.hears(THURSDAY, &case_event("RelayHolderChanged"));
    assert_eq!(story.finding(NO_HOLDER), None);
}

#[test]
pub(super) fn r_33_level_2_needs_no_relay_holder_and_a_return_ends_the_relay() {
    let story = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY));
    assert_eq!(story.finding(NO_HOLDER), None);
    let story = story.hears(TUESDAY, &assigned(TUESDAY)).hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY));
    let story = story.hears(FRIDAY, &returned(Level::Two)).hears(FRIDAY, &lifted(Level::Three, FRIDAY));
    assert!(story.finding(NO_HOLDER).is_some(), "whoever held the relay before holds it no more");
}

#[test]
pub(super) fn r_33_closing_a_case_mends_what_only_level_3_needs() {
    let story = opened().hears(WEDNESDAY, &lifted(Level::Three, WEDNESDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.finding(NO_HOLDER).unwrap().mended_on, Some(FRIDAY));
}

fn on_level_3() -> Story {
    opened().hears(TUESDAY, &assigned(TUESDAY)).hears(TUESDAY, &lifted(Level::Three, TUESDAY))
}

fn agreed(agreed_on: NaiveDate, next_on: NaiveDate) -> CaseEvent {
    MeetingEvent::NextMeetingAgreed { meeting: None, next_on, agreed_on }.into()
}

fn held(held_on: NaiveDate) -> CaseEvent {
    held_with(attendance(), held_on)
}

fn held_with(attendance: Attendance, held_on: NaiveDate) -> CaseEvent {
    MeetingEvent::MeetingHeld { meeting: MEETING, attendance, without_basis: [].into(), held_on }.into()
}

fn called(meeting: crate::ids::MeetingId, planned_for: NaiveDate) -> CaseEvent {
    let mut event = case_event("InterdisciplinaryMeetingConvened");
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened {
        meeting: id, planned_for: day, ..
    }) = &mut event
    {
        (*id, *day) = (meeting, planned_for);
    }
    event
}

#[test]
pub(super) fn r_35_on_level_3_the_next_meeting_is_agreed_at_once_or_that_is_found() {
    let story = on_level_3();
    assert_eq!(story.standing(AGREE, TUESDAY), Some(Standing::Open));
    assert_eq!(story.standing(AGREE, WEDNESDAY), Some(Standing::Overdue));
    assert!(!story.found(TUESDAY).contains(&NONE_AGREED) && story.found(WEDNESDAY).contains(&NONE_AGREED));
    let story = on_level_3().hears(TUESDAY, &agreed(TUESDAY, FRIDAY));
    assert_eq!((story.standing(AGREE, FRIDAY), story.finding(NONE_AGREED)), (Some(Standing::Met), None));
}

#[test]
fn r_35_below_level_3_no_next_meeting_is_owed() {
    let story = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &held(WEDNESDAY));
    assert_eq!(story.standing(AGREE, FRIDAY), None);
    let story = on_level_3().hears(FRIDAY, &returned(Level::Two));
    assert_eq!(story.standing(AGREE, FRIDAY), Some(Standing::Lapsed));
}

#[test]
pub(super) fn r_35_d_7_the_agreed_meeting_is_owed_on_its_day_and_found_after_it() {
    let story = on_level_3().hears(TUESDAY, &agreed(TUESDAY, THURSDAY));
    assert_eq!(story.obligation(HOLD).due, Some(THURSDAY));
    assert_eq!(story.standing(HOLD, THURSDAY), Some(Standing::Open));
    assert_eq!(story.standing(HOLD, FRIDAY), Some(Standing::Overdue));
    assert!(!story.found(THURSDAY).contains(&NOT_HELD) && story.found(FRIDAY).contains(&NOT_HELD));
}

#[test]
pub(super) fn r_35_s3_43_a_meeting_that_is_held_owes_the_agreement_on_the_next() {
    let story = on_level_3().hears(WEDNESDAY, &called(MEETING, THURSDAY)).hears(THURSDAY, &held(THURSDAY));
    assert_eq!((story.standing(HOLD, THURSDAY), story.finding(NOT_HELD)), (Some(Standing::Met), None));
    assert_eq!(story.standing(AGREE, THURSDAY), Some(Standing::Open), "the next one, beside the one that was agreed");
    let story = story.hears(THURSDAY, &agreed(THURSDAY, date(2024, 4, 12)));
    assert_eq!(
        story.standings(FRIDAY),
        [(AGREE, Standing::Met), (AGREE, Standing::MetLate), (HOLD, Standing::Open), (HOLD, Standing::Met),]
    );
}

#[test]
pub(super) fn r_35_d_7_a_meeting_is_moved_before_its_day_and_not_after_it() {
    let moved = on_level_3().hears(TUESDAY, &agreed(TUESDAY, THURSDAY)).hears(THURSDAY, &agreed(THURSDAY, FRIDAY));
    assert_eq!((moved.obligation(HOLD).due, moved.obligation(HOLD).extended), (Some(FRIDAY), true));
    assert!(!moved.found(FRIDAY).contains(&NOT_HELD));
    let missed = on_level_3().hears(TUESDAY, &agreed(TUESDAY, THURSDAY)).hears(FRIDAY, &agreed(FRIDAY, SATURDAY));
    assert_eq!(missed.standings(FRIDAY)[1..], [(HOLD, Standing::Open), (HOLD, Standing::Lapsed)]);
    let found = missed.findings.values().find(|found| found.kind == NOT_HELD && found.arose_on == FRIDAY).unwrap();
    assert_eq!(found.mended_on, None, "it was not held, whatever is agreed since");
    // By its own day: what was agreed in time, and is written down after that, moved it.
    let in_time = on_level_3().hears(TUESDAY, &agreed(TUESDAY, THURSDAY)).hears(FRIDAY, &agreed(THURSDAY, SATURDAY));
    assert!(!in_time.found(SATURDAY).contains(&NOT_HELD));
    // Called and held, it is.
    let found = |story: &Story| {
        let found = story.findings.values().filter(|found| found.kind == NOT_HELD);
        found.map(|found| (found.arose_on, found.mended_on)).collect::<Vec<_>>()
    };
    let called = missed.hears(FRIDAY, &called(MEETING, SATURDAY));
    assert!(found(&called).contains(&(FRIDAY, None)));
    assert_eq!(found(&called.hears(SATURDAY, &held(SATURDAY))), [(FRIDAY, Some(SATURDAY))]);
}

#[test]
fn r_35_c11_one_that_was_missed_is_made_good_by_holding_it_and_by_no_call_after_its_day() {
    let called_late = |meeting| {
        let mut event = called(meeting, SATURDAY);
        if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { convened_on, .. }) = &mut event {
            *convened_on = FRIDAY;
        }
        event
    };
    let missed = || {
        let missed = on_level_3().hears(TUESDAY, &agreed(TUESDAY, THURSDAY));
        missed.hears(FRIDAY, &called_late(MEETING))
    };
    let found = |story: &Story| {
        let found = story.findings.values().filter(|found| found.kind == NOT_HELD && found.arose_on == FRIDAY);
        found.map(|found| found.mended_on).collect::<Vec<_>>()
    };
    assert_eq!(found(&missed()), [None]);
    assert_eq!(found(&missed().hears(SATURDAY, &held(SATURDAY))), [Some(SATURDAY)]);
    assert_eq!(found(&missed().hears(SATURDAY, &called_off(Some(MEETING), SATURDAY))), [None]);
}

#[test]
fn r_35_a_meeting_that_is_called_is_the_next_meeting() {
    let story = on_level_3().hears(WEDNESDAY, &case_event("InterdisciplinaryMeetingConvened"));
    assert_eq!(story.obligation(HOLD).due, Some(date(2024, 3, 15)));
    assert_eq!(story.standing(AGREE, FRIDAY), Some(Standing::MetLate));
    let without_guardians = held_with(Attendance { guardians: Vec::new(), ..attendance() }, THURSDAY);
    let story = story.hears(THURSDAY, &without_guardians);
    assert_eq!(story.standing(HOLD, FRIDAY), Some(Standing::Met));
}

#[test]
pub(super) fn r_35_a_closed_case_owes_no_meeting() {
    let story = on_level_3().hears(TUESDAY, &agreed(TUESDAY, SATURDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(HOLD, SATURDAY), Some(Standing::Lapsed));
    assert_eq!(story.finding(NOT_HELD), None);
}

#[test]
pub(super) fn s4_13_a_referral_is_discussed_with_the_leader_before_or_that_is_found() {
    let discussed = |about, held_on| {
        let summary = said_of_child("PPT may help");
        CaseEvent::from(DiscussionEvent::LeaderDiscussionHeld { leader: None, about, summary, held_on })
    };
    let referred = case_event("ReferralSent");
    let found = |story: Story| story.hears(THURSDAY, &referred).finding(FindingKind::ReferralNotDiscussed).is_some();
    let asked_for = || opened().hears(MONDAY, &followed(1, &[Responsibility::DiscussReferralWithLeader]));
    assert!(found(asked_for()));
    assert!(found(asked_for().hears(TUESDAY, &discussed(LeaderTopic::Concern, TUESDAY))));
    assert!(found(asked_for().hears(FRIDAY, &discussed(LeaderTopic::Referral, FRIDAY))));
    assert!(!found(asked_for().hears(TUESDAY, &discussed(LeaderTopic::Referral, TUESDAY))));
    assert!(!found(opened()), "no guide that the case follows says so");
    assert!(!found(opened().hears(MONDAY, &followed(1, &[Responsibility::MakeMeasurePlan]))));
}

fn called_off(meeting: Option<crate::ids::MeetingId>, called_off_on: NaiveDate) -> CaseEvent {
    MeetingEvent::MeetingCalledOff { meeting, decision: decided(), called_off_on }.into()
}

#[test]
fn r_35_d_7_each_meeting_that_is_called_is_owed_by_itself() {
    let story = on_level_3().hears(TUESDAY, &called(MEETING, WEDNESDAY)).hears(TUESDAY, &called(OTHER, SATURDAY));
    let holding = |story: &Story, on| {
        story.standings(on).into_iter().filter(|(kind, _)| *kind == HOLD).map(|(_, it)| it).collect::<Vec<_>>()
    };
    assert_eq!(holding(&story, FRIDAY), [Standing::Open, Standing::Overdue], "the first was not moved by the second");
    assert!(story.found(THURSDAY).contains(&NOT_HELD));
    let story = story.hears(FRIDAY, &held(FRIDAY));
    assert_eq!(holding(&story, FRIDAY), [Standing::Open, Standing::MetLate]);
    assert!(story.watch.owed.iter().all(|owed| owed.kind != AGREE), "there is a next one");
}

#[test]
fn r_35_the_resource_team_and_a_clarification_are_owed_and_are_no_next_meeting() {
    for name in ["ResourceTeamConvened", "ClarificationMeetingConvened"] {
        let story = on_level_3().hears(WEDNESDAY, &case_event(name));
        assert_eq!(story.standing(HOLD, WEDNESDAY), Some(Standing::Open), "{name}");
        assert_eq!(story.standing(AGREE, TUESDAY), Some(Standing::Open), "{name}");
    }
    let clarified = opened().hears(WEDNESDAY, &case_event("ClarificationMeetingConvened"));
    let clarified = clarified.hears(FRIDAY, &case_event("ClarificationMeetingHeld"));
    assert_eq!(clarified.standing(HOLD, FRIDAY), Some(Standing::Met));
}

#[test]
fn r_35_a_meeting_is_called_off_before_its_day_without_a_finding_and_after_it_with_one() {
    let before = || on_level_3().hears(TUESDAY, &called(MEETING, THURSDAY));
    let in_time = before().hears(THURSDAY, &called_off(Some(MEETING), THURSDAY));
    assert_eq!((in_time.standing(HOLD, FRIDAY), in_time.finding(NOT_HELD)), (Some(Standing::Lapsed), None));
    assert!(in_time.watch.owed.iter().any(|owed| owed.kind == AGREE), "on level 3 another one is agreed");
    let late = before().hears(SATURDAY, &called_off(Some(MEETING), SATURDAY));
    assert_eq!(late.finding(NOT_HELD).unwrap().mended_on, None, "nobody held it");
    let agreed = on_level_3().hears(TUESDAY, &agreed(TUESDAY, THURSDAY)).hears(WEDNESDAY, &called_off(None, WEDNESDAY));
    assert_eq!((agreed.standing(HOLD, FRIDAY), agreed.finding(NOT_HELD)), (Some(Standing::Lapsed), None));
}

#[test]
fn s3_33_guardians_who_were_not_at_the_discussion_are_told_what_it_came_to() {
    let on_level_2 =
        || opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &called(MEETING, FRIDAY));
    let without = held_with(Attendance { guardians: Vec::new(), ..attendance() }, THURSDAY);
    let story = on_level_2().hears(THURSDAY, &without);
    assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Open));
    let told = |about| {
        CaseEvent::from(FamilyEvent::GuardiansInformed { about, guardians: vec![mother()], informed_on: FRIDAY })
    };
    let story = story.hears(FRIDAY, &told(AboutGuardians::Concern));
    assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Open), "of something else");
    assert_eq!(story.hears(FRIDAY, &told(AboutGuardians::Outcome)).standing(TELL, FRIDAY), Some(Standing::Met));
    assert_eq!(on_level_2().hears(THURSDAY, &held(THURSDAY)).standing(TELL, FRIDAY), None, "they were there");
}

#[test]
pub(super) fn s3_27_guardians_who_were_not_invited_are_found_until_they_come() {
    let mut uninvited = called(MEETING, FRIDAY);
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { guardians_invited, .. }) = &mut uninvited
    {
        *guardians_invited = false;
    }
    let kind = FindingKind::GuardiansNotInvited;
    let story = opened().hears(WEDNESDAY, &uninvited);
    assert_eq!(story.finding(kind).unwrap().mended_on, None);
    assert_eq!(story.hears(THURSDAY, &held(THURSDAY)).finding(kind).unwrap().mended_on, Some(THURSDAY));
    assert_eq!(opened().hears(WEDNESDAY, &called(MEETING, FRIDAY)).finding(kind), None);
}

/// A guardian is party to nothing of who is of age.
#[test]
fn c12_s3_27_s3_33_guardians_of_who_is_of_age_are_called_to_no_meeting_and_hear_of_none() {
    let mut uninvited = called(MEETING, FRIDAY);
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { guardians_invited, .. }) = &mut uninvited
    {
        *guardians_invited = false;
    }
    let mut said = case_event("ConsentGiven");
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consented_by, own_say, given_on, .. }) = &mut said {
        (*consented_by, *own_say) = (Some(ConsentingParty::Youth), Some(OwnSay::InsteadOfGuardians));
        *given_on = WEDNESDAY;
    }
    let mut without = held(THURSDAY);
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) = &mut without {
        attendance.guardians.clear();
    }
    let on_level_2 =
        || opened().hears(MONDAY, &case_event("ConsentRequested")).hears(TUESDAY, &lifted(Level::Two, TUESDAY));
    let (kind, met) = (FindingKind::GuardiansNotInvited, THURSDAY);
    let of_age = || on_level_2().hears(WEDNESDAY, &said);
    let as_is_right = of_age().hears(WEDNESDAY, &uninvited).hears(met, &without);
    assert_eq!((as_is_right.finding(kind), as_is_right.standing(TELL, FRIDAY)), (None, None));
    // Written down once that is known, nobody is told of what was held before it.
    let late = of_age().hears(WEDNESDAY, &called(MEETING, TUESDAY)).hears(THURSDAY, &{
        let mut without = held(TUESDAY);
        if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) = &mut without {
            attendance.guardians.clear();
        }
        without
    });
    assert_eq!(late.standing(TELL, FRIDAY), None);
    // What was found and owed before that was known, of that day on, is none.
    let known_later = || on_level_2().hears(WEDNESDAY, &uninvited).hears(met, &without);
    assert!(known_later().finding(kind).is_some() && known_later().standing(TELL, FRIDAY) == Some(Standing::Open));
    let known = known_later().hears(met, &said);
    assert_eq!((known.finding(kind), known.standing(TELL, FRIDAY)), (None, Some(Standing::Lapsed)));
}

#[test]
pub(super) fn r_21_somebody_at_a_meeting_whom_nothing_lets_hear_of_the_child_is_found() {
    let mut clarified = case_event("ClarificationMeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::ClarificationMeetingHeld { without_basis, .. }) = &mut clarified {
        without_basis.insert(crate::people::Body::Police);
    }
    let mut met = held(THURSDAY);
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. }) = &mut met {
        without_basis.insert(crate::people::Body::Police);
    }
    for event in [clarified, met] {
        let found = opened().hears(FRIDAY, &event).finding(FindingKind::AttendedWithoutBasis).cloned();
        assert_eq!(found.map(|found| (found.kind.severity(), found.mended_on)), Some((Severity::Breach, None)));
    }
    assert_eq!(opened().hears(THURSDAY, &held(THURSDAY)).finding(FindingKind::AttendedWithoutBasis), None);
}

#[test]
pub(super) fn s4_13_one_talk_with_the_leader_covers_one_referral_and_no_reopened_case() {
    let discussed = |held_on| {
        let summary = said_of_child("PPT may help");
        CaseEvent::from(DiscussionEvent::LeaderDiscussionHeld {
            leader: None,
            about: LeaderTopic::Referral,
            summary,
            held_on,
        })
    };
    let referred = case_event("ReferralSent");
    let kind = FindingKind::ReferralNotDiscussed;
    let asked_for = || opened().hears(MONDAY, &followed(1, &[Responsibility::DiscussReferralWithLeader]));
    let once = asked_for().hears(TUESDAY, &discussed(TUESDAY)).hears(THURSDAY, &referred);
    assert_eq!(once.finding(kind), None);
    assert!(once.hears(THURSDAY, &referred).finding(kind).is_some());
    let reopened = asked_for().hears(TUESDAY, &discussed(TUESDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    let reopened = reopened.hears(FRIDAY, &case_event("CaseReopened")).hears(FRIDAY, &referred);
    assert!(reopened.finding(kind).is_some());
}

proptest! {
    /// in whatever order things happen, an open case on level 3 has a next meeting or owes the agreement on one.
    #[test]
    fn r_35_an_open_case_on_level_3_has_a_next_meeting_or_owes_it(choices in proptest::collection::vec(0_usize..9, 1..40)) {
        let events = [
            case_event("RelayHolderAssigned"),
            lifted(Level::Three, WEDNESDAY),
            returned(Level::Two),
            agreed(WEDNESDAY, THURSDAY),
            case_event("InterdisciplinaryMeetingConvened"),
            held(FRIDAY),
            case_event("MeetingHeld"),
            called(OTHER, SATURDAY),
            case_event("MeetingCalledOff"),
        ];
        let mut story = opened();
        for choice in choices {
            story = story.hears(FRIDAY, &events[choice]);
            let owed = |kind| story.watch.owed.iter().filter(|owed| owed.kind == kind).count();
            if story.watch.case.level == Level::Three {
                prop_assert_eq!(owed(AGREE), usize::from(owed(HOLD) == 0));
            } else {
                prop_assert_eq!(owed(AGREE), 0);
            }
        }
    }
}

#[test]
fn r_35_s3_24_a_meeting_that_was_agreed_and_is_called_with_the_family_alone_is_owed_once() {
    let called = |meeting, planned_for| -> CaseEvent {
        let (with, convened_on) = (crate::case::ConversationWith::ChildAndGuardians, WEDNESDAY);
        MeetingEvent::EvaluationMeetingConvened { meeting, with, planned_for, convened_on }.into()
    };
    let owed = |story: &Story| {
        let owed = story.obligations.values().filter(|owed| owed.kind == HOLD && owed.ending.is_none());
        owed.map(|owed| owed.which).collect::<Vec<_>>()
    };
    let family = || opened().hears(TUESDAY, &agreed(TUESDAY, FRIDAY));
    let story = family().hears(WEDNESDAY, &called(MEETING, FRIDAY));
    assert_eq!(owed(&story), [Some(MEETING.as_uuid())]);
    assert_eq!(owed(&story.hears(FRIDAY, &held(FRIDAY))), []);
    let sooner = family().hears(WEDNESDAY, &called(MEETING, THURSDAY));
    assert_eq!(owed(&sooner).len(), 2, "one that comes sooner is another one");
    // On level 3 those who work together agreed to meet: the family alone is another meeting.
    let level_3 = on_level_3().hears(TUESDAY, &agreed(TUESDAY, FRIDAY)).hears(WEDNESDAY, &called(MEETING, FRIDAY));
    assert_eq!(owed(&level_3).len(), 2);
}

#[test]
pub(super) fn r_34_s3_39_a_referral_is_owed_an_answer_and_that_none_comes_is_to_be_looked_at() {
    let kind = ObligationKind::AwaitReferralAnswer;
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let referred = || opened().hears(THURSDAY, &case_event("ReferralSent"));
    let owed = referred().obligation(kind).clone();
    assert_eq!(owed.due, Some(law::due(DeadlineKind::ReferralAnswer, THURSDAY)));
    assert_eq!(kind.about_which(owed.which.unwrap()), Some(Which::Referral(1)));
    let late_on = owed.due.unwrap().succ_opt().unwrap();
    let shown = referred();
    let found = shown.findings.values().find(|found| found.obligation == Some(kind)).unwrap();
    assert_eq!((found.kind, found.arose_on), (FindingKind::NotDoneInTime, late_on));
    assert_eq!(found.severity(), Severity::Notice, "it is for the body to answer");
    let answered = referred().hears(FRIDAY, &case_event("ReferralAnswered"));
    assert_eq!(answered.standing(kind, late_on), Some(Standing::Met));
    assert!(!answered.findings.values().any(|found| found.obligation == Some(kind)));
    // Each is answered by itself.
    let two = referred().hears(FRIDAY, &case_event("ReferralSent")).hears(FRIDAY, &case_event("ReferralAnswered"));
    let open: Vec<_> = two.watch.owed.iter().filter(|owed| owed.kind == kind).map(|owed| owed.which.unwrap()).collect();
    assert_eq!(open.iter().map(|which| kind.about_which(*which)).collect::<Vec<_>>(), [Some(Which::Referral(2))]);
}

#[test]
fn r_34_s3_39_nobody_waits_for_an_answer_in_a_closed_case_and_in_one_that_goes_on_somebody_does_again() {
    let kind = ObligationKind::AwaitReferralAnswer;
    let referred = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(THURSDAY, &case_event("ReferralSent"));
    let closed = referred.hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(closed.standing(kind, FRIDAY), Some(Standing::Lapsed));
    assert!(
        closed.finding(FindingKind::ClosedWithOpenObligations).is_some(),
        "nobody said that the body follows it up"
    );
    let reopened = closed.hears(FRIDAY, &case_event("CaseReopened"));
    assert!(reopened.standings(FRIDAY).contains(&(kind, Standing::Open)));
    assert!(
        !reopened.hears(FRIDAY, &case_event("ReferralAnswered")).standings(FRIDAY).contains(&(kind, Standing::Open))
    );
}

/// Called on Wednesday on level 2, and held on that day without guardians.
fn held_without_guardians(held: NaiveDate) -> (CaseEvent, CaseEvent) {
    let (mut called, mut met) = (case_event("InterdisciplinaryMeetingConvened"), case_event("MeetingHeld"));
    if let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { convened_on, .. }) = &mut called {
        *convened_on = WEDNESDAY;
    }
    if let (
        CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened { meeting: called, .. }),
        CaseEvent::Meeting(MeetingEvent::MeetingHeld { meeting, attendance, held_on, .. }),
    ) = (&called, &mut met)
    {
        attendance.guardians.clear();
        (*meeting, *held_on) = (*called, held);
    }
    (called, met)
}

#[test]
fn s3_33_guardians_hear_of_a_meeting_of_level_2_also_where_it_is_written_down_after_the_case_was_taken_back() {
    let (called, met) = held_without_guardians(THURSDAY);
    let on_level_2 = || opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &called);
    let late = on_level_2().hears(FRIDAY, &returned(Level::One)).hears(FRIDAY, &met);
    assert_eq!(late.standing(TELL, FRIDAY), Some(Standing::Open));
    let (_, after) = held_without_guardians(SATURDAY);
    let after = on_level_2().hears(FRIDAY, &returned(Level::One)).hears(SATURDAY, &after);
    assert_eq!(after.standing(TELL, SATURDAY), None, "on level 1 they need not");
}

#[test]
fn r_35_a_meeting_of_before_level_3_that_is_written_down_late_asks_for_none_before_the_case_came_there() {
    let (called, met) = held_without_guardians(WEDNESDAY);
    let on_level_2 = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &called);
    let on_level_3 = on_level_2.hears(THURSDAY, &assigned(THURSDAY)).hears(THURSDAY, &lifted(Level::Three, THURSDAY));
    let late = on_level_3.hears(FRIDAY, &met);
    let owed = late.obligation(AGREE);
    assert_eq!((owed.opened_on, owed.due), (THURSDAY, Some(THURSDAY)));
}

const BY_ANOTHER: FindingKind = FindingKind::DecidedByAnother;

fn by(role: DeciderRole) -> Decider {
    Decider { role, ..teacher() }
}

fn behind(with: Option<DeciderRole>, relay_holder: bool) -> StoodBehind {
    StoodBehind { together_with: with.map(|role| Decider { role, ..nurse() }), relay_holder }
}

/// Closed on Friday by somebody in that role.
fn closed_by(role: DeciderRole, stood: impl Into<Option<StoodBehind>>) -> CaseEvent {
    let mut event = case_event("CaseClosed");
    if let CaseEvent::Course(CourseEvent::CaseClosed { decision, stood_behind, .. }) = &mut event {
        (decision.decided_by, *stood_behind) = (Some(by(role)), stood.into());
    }
    event
}

#[test]
pub(super) fn r_30_s3_31_on_level_2_who_works_with_the_case_and_the_leader_move_it_together() {
    let on_level_2 = || opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY));
    let (teacher, head, nurse) = (DeciderRole::ContactTeacher, DeciderRole::Head, DeciderRole::PublicHealthNurse);
    let found = |role, stood: Option<StoodBehind>| {
        on_level_2().hears(FRIDAY, &closed_by(role, stood)).finding(BY_ANOTHER).cloned()
    };
    let alone = found(teacher, Some(behind(None, false))).unwrap();
    assert_eq!((alone.arose_on, alone.severity(), alone.kind.rule()), (FRIDAY, Severity::Deviation, "R-30"));
    assert!(found(head, Some(behind(None, false))).is_some(), "a leader alone is one person, too");
    assert!(found(teacher, Some(behind(Some(nurse), false))).is_some(), "without the leader");
    let fagleder = DeciderRole::ProfessionalLeader;
    assert!(found(head, Some(behind(Some(fagleder), false))).is_some(), "without who works with it");
    let oneself = StoodBehind { together_with: Some(by(head)), relay_holder: false };
    assert!(found(teacher, Some(oneself)).is_some(), "one person in two roles");
    for (role, with) in [(teacher, head), (head, teacher)] {
        assert_eq!(found(role, Some(behind(Some(with), false))), None);
    }
    assert_eq!(found(teacher, None), None, "before anybody was asked");
    let on_level_1 = opened().hears(FRIDAY, &closed_by(teacher, behind(None, false)));
    assert_eq!(on_level_1.finding(BY_ANOTHER), None);
    // Danger comes first, and taking it back and lifting it are moved as closing is.
    let mut called = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(crate::case::ReportingEvent::EmergencyContactMade { contacted_at, .. }) = &mut called {
        *contacted_at = noon(THURSDAY);
    }
    let in_danger = on_level_2().hears(THURSDAY, &called).hears(FRIDAY, &closed_by(teacher, behind(None, false)));
    assert_eq!(in_danger.finding(BY_ANOTHER).unwrap().excuse, Some(Excuse::Emergency));
    let mut back = returned(Level::One);
    let mut up = lifted(Level::Three, FRIDAY);
    for event in [&mut back, &mut up] {
        if let CaseEvent::Course(
            CourseEvent::ReturnedToLevel { stood_behind, .. } | CourseEvent::EscalatedToLevel { stood_behind, .. },
        ) = event
        {
            *stood_behind = Some(behind(None, false));
        }
        assert!(on_level_2().hears(FRIDAY, &*event).finding(BY_ANOTHER).is_some());
    }
}

#[test]
pub(super) fn r_30_s3_42_on_level_3_who_holds_the_relay_moves_it() {
    let on_level_3 =
        || opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(TUESDAY, &lifted(Level::Three, TUESDAY));
    let found = |stood| on_level_3().hears(FRIDAY, &closed_by(DeciderRole::Head, stood)).finding(BY_ANOTHER).cloned();
    assert!(found(behind(Some(DeciderRole::ContactTeacher), false)).is_some());
    assert_eq!(found(behind(None, true)), None);
}

#[test]
fn r_6_s3_33_who_is_told_of_one_meeting_is_to_hear_of_those_that_were_held_since() {
    let (withheld, may_know) =
        (case_event("GuardianNotificationWithheld"), case_event("GuardianNotificationWithholdingLifted"));
    let without = held_with(Attendance { guardians: Vec::new(), ..attendance() }, THURSDAY);
    let owed_after = |informed_on| {
        let (about, guardians) = (AboutGuardians::Outcome, vec![mother()]);
        let told: CaseEvent = FamilyEvent::GuardiansInformed { about, guardians, informed_on }.into();
        let kept = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &called(MEETING, FRIDAY));
        let kept = kept.hears(WEDNESDAY, &withheld).hears(THURSDAY, &without).hears(FRIDAY, &told);
        kept.hears(FRIDAY, &may_know).watch.owed.iter().filter(|owed| owed.kind == TELL).count()
    };
    assert_eq!((owed_after(TUESDAY), owed_after(THURSDAY)), (1, 0));
}

#[test]
fn r_19_that_a_case_is_taken_back_is_a_decision_on_the_concern() {
    let kind = ObligationKind::DecideOnConcern;
    let mut concern = case_event("ConcernRaised");
    if let CaseEvent::Concern(crate::case::ConcernEvent::ConcernRaised { raised_on, .. }) = &mut concern {
        *raised_on = WEDNESDAY;
    }
    let raised = opened().hears(TUESDAY, &lifted(Level::Two, TUESDAY)).hears(WEDNESDAY, &concern);
    assert_eq!(raised.standing(kind, FRIDAY), Some(Standing::Open));
    assert_eq!(raised.hears(FRIDAY, &returned(Level::One)).standing(kind, FRIDAY), Some(Standing::Met));
}
