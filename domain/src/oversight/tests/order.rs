//! R-36, S4-5, S4-8: map, discuss, converse, agree; what is done otherwise is found, except in acute danger.

use super::*;

const DISCUSSED: FindingKind = FindingKind::DiscussedBeforeMapping;
const AGREED: FindingKind = FindingKind::AgreedBeforeConversation;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

#[test]
pub(super) fn r_36_s4_5_a_concern_that_is_discussed_before_anything_was_observed_is_found() {
    for name in ["ColleagueDiscussionHeld", "PeerTeamDiscussionHeld"] {
        let discussed = case_event(name);
        assert!(opened().hears(TUESDAY, &discussed).finding(DISCUSSED).is_some(), "{name}");
        let mapped = opened().hears(TUESDAY, &case_event("ObservationLogged")).hears(TUESDAY, &discussed);
        assert_eq!(mapped.finding(DISCUSSED), None, "{name}");
    }
    let acute = opened().hears(MONDAY, &case_event("EmergencyContactMade"));
    let acute = acute.hears(TUESDAY, &case_event("ColleagueDiscussionHeld"));
    assert_eq!(acute.finding(DISCUSSED).unwrap().excuse, Some(Excuse::Emergency), "R-1");
}

#[test]
pub(super) fn r_36_s4_8_what_is_agreed_before_anybody_talked_with_guardians_is_found() {
    let drawn = case_event("AgreementDrawn");
    assert!(opened().hears(TUESDAY, &drawn).finding(AGREED).is_some());
    for name in ["ConversationHeld", "MeetingHeld"] {
        let talked = opened().hears(TUESDAY, &case_event(name)).hears(FRIDAY, &agreed_on(FRIDAY));
        assert_eq!(talked.finding(AGREED), None, "{name}");
    }
    let acute = opened().hears(MONDAY, &case_event("EmergencyContactMade")).hears(TUESDAY, &drawn);
    assert_eq!(acute.finding(AGREED).unwrap().excuse, Some(Excuse::Emergency), "R-1");
}

#[test]
pub(super) fn r_1_r_36_acute_danger_excuses_what_is_done_in_the_week_after_the_contact_and_nothing_before_or_later() {
    let contacted = || opened().hears(MONDAY, &case_event("EmergencyContactMade"));
    let discussed_on = |day: NaiveDate| {
        let mut event = case_event("ColleagueDiscussionHeld");
        if let CaseEvent::Discussion(crate::case::DiscussionEvent::ColleagueDiscussionHeld { held_on, .. }) = &mut event
        {
            *held_on = day;
        }
        event
    };
    let excuse = |story: &Story| story.finding(DISCUSSED).unwrap().excuse;
    let acute = Some(Excuse::Emergency);
    for (held_on, excused) in [
        (date(2024, 3, 3), None),
        (MONDAY, acute),
        (date(2024, 3, 11), acute),
        (date(2024, 3, 12), None),
        (date(2024, 7, 1), None),
    ] {
        let recorded_on = held_on.max(MONDAY);
        assert_eq!(excuse(&contacted().hears(recorded_on, &discussed_on(held_on))), excused, "{held_on}");
    }
}

fn contacted_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(crate::case::ReportingEvent::EmergencyContactMade { contacted_at, .. }) = &mut event {
        *contacted_at = noon(day);
    }
    event
}

#[test]
pub(super) fn r_1_r_36_danger_that_is_written_down_after_help_came_excuses_what_was_done_otherwise_all_the_same() {
    let discussed = || opened().hears(TUESDAY, &case_event("ColleagueDiscussionHeld"));
    let excuse = |story: &Story, kind| story.finding(kind).unwrap().excuse;
    assert_eq!(excuse(&discussed(), DISCUSSED), None);
    for (contacted, excused) in [(MONDAY, true), (TUESDAY, true), (WEDNESDAY, false)] {
        let story = discussed().hears(WEDNESDAY, &contacted_on(contacted));
        assert_eq!(excuse(&story, DISCUSSED).is_some(), excused, "{contacted}");
    }
    // What each time is a finding by itself too: the case was closed without a step of its guide.
    let closed = || opened().hears(MONDAY, &followed(1, &[])).hears(FRIDAY, &case_event("CaseClosed"));
    let against = FindingKind::AgainstGuide;
    assert_eq!(excuse(&closed(), against), None);
    assert_eq!(excuse(&closed().hears(FRIDAY, &contacted_on(FRIDAY)), against), Some(Excuse::Emergency));
    assert_eq!(excuse(&closed().hears(SATURDAY, &contacted_on(SATURDAY)), against), None);
}

#[test]
pub(super) fn r_1_r_36_danger_that_is_written_down_long_after_excuses_the_same_whatever_else_was_found_since() {
    let closed = || opened().hears(MONDAY, &followed(1, &[])).hears(FRIDAY, &case_event("CaseClosed"));
    let mut beside = case_event("GuardianNotificationWithheld");
    if let CaseEvent::Family(crate::case::FamilyEvent::GuardianNotificationWithheld {
        not_in_use, withheld_on, ..
    }) = &mut beside
    {
        (*not_in_use, *withheld_on) = (true, date(2024, 4, 15));
    }
    let excuse = |story: Story, day: NaiveDate| {
        story.hears(day, &contacted_on(FRIDAY)).finding(FindingKind::AgainstGuide).unwrap().excuse
    };
    let (in_time, late) = (date(2024, 4, 7), date(2024, 4, 16));
    assert_eq!(excuse(closed(), in_time), Some(Excuse::Emergency));
    assert_eq!(excuse(closed(), late), None);
    assert_eq!(excuse(closed().hears(date(2024, 4, 15), &beside), late), None);
}

#[test]
pub(super) fn r_1_r_36_who_is_contacted_in_a_closed_case_or_on_the_day_of_the_next_concern_is_contacted_about_what_there_is_now()
 {
    let discussed_on = |story: Story, day: NaiveDate| {
        let mut event = case_event("ColleagueDiscussionHeld");
        if let CaseEvent::Discussion(crate::case::DiscussionEvent::ColleagueDiscussionHeld { held_on, .. }) = &mut event
        {
            *held_on = day;
        }
        story.hears(day, &event).finding(DISCUSSED).unwrap().excuse
    };
    let reopened = || {
        let mut event = case_event("CaseReopened");
        if let CaseEvent::Course(CourseEvent::CaseReopened { reopened_on, .. }) = &mut event {
            *reopened_on = date(2024, 3, 11);
        }
        event
    };
    let closed = || opened().hears(FRIDAY, &case_event("CaseClosed"));
    let goes_on = |story: Story| story.hears(date(2024, 3, 11), &reopened());
    let since = goes_on(closed().hears(SATURDAY, &contacted_on(SATURDAY)));
    assert_eq!(discussed_on(since, date(2024, 3, 12)), Some(Excuse::Emergency));
    let before = goes_on(opened().hears(THURSDAY, &contacted_on(THURSDAY)).hears(FRIDAY, &case_event("CaseClosed")));
    assert_eq!(discussed_on(before, date(2024, 3, 12)), None);
    let raised_on = |day: NaiveDate| {
        let mut event = case_event("ConcernRaised");
        if let CaseEvent::Concern(crate::case::ConcernEvent::ConcernRaised { raised_on, .. }) = &mut event {
            *raised_on = day;
        }
        event
    };
    let decided = || opened().hears(MONDAY, &raised_on(MONDAY)).hears(TUESDAY, &case_event("AlternativeChosen"));
    let next = |contacted| decided().hears(FRIDAY, &contacted_on(contacted)).hears(FRIDAY, &raised_on(FRIDAY));
    assert_eq!(discussed_on(next(FRIDAY), SATURDAY), Some(Excuse::Emergency));
    assert_eq!(discussed_on(next(THURSDAY), SATURDAY), None);
}

#[test]
fn r_36_s0_10_s0_17_where_a_guide_has_child_and_guardians_talked_with_first_that_is_no_departure() {
    let kind = FindingKind::ConversedBeforeDiscussion;
    let mut follows = followed(1, &[]);
    if let CaseEvent::Steps(StepsEvent::GuideFollowed { talks_first, .. }) = &mut follows {
        *talks_first = true;
    }
    let mut talked = case_event("ConversationHeld");
    if let CaseEvent::Family(crate::case::FamilyEvent::ConversationHeld { with, .. }) = &mut talked {
        *with = crate::case::ConversationWith::Guardians;
    }
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    assert_eq!(opened().hears(MONDAY, &follows).hears(FRIDAY, &talked).finding(kind), None);
    let discusses_first = opened().hears(MONDAY, &followed(1, &[])).hears(FRIDAY, &talked);
    assert!(discusses_first.finding(kind).is_some());
    // Moved to a version that has it the other way round.
    let moved = opened().hears(MONDAY, &follows).hears(MONDAY, &followed(2, &[])).hears(FRIDAY, &talked);
    assert!(moved.finding(kind).is_some());
}

fn observed_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("ObservationLogged");
    if let CaseEvent::Concern(crate::case::ConcernEvent::ObservationLogged { observed, .. }) = &mut event {
        *observed = crate::time::ObservedPeriod::on(day);
    }
    event
}

fn talked_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("ConversationHeld");
    if let CaseEvent::Family(crate::case::FamilyEvent::ConversationHeld { with, held_on, .. }) = &mut event {
        (*with, *held_on) = (crate::case::ConversationWith::Guardians, day);
    }
    event
}

fn discussed_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("ColleagueDiscussionHeld");
    if let CaseEvent::Discussion(crate::case::DiscussionEvent::ColleagueDiscussionHeld { held_on, .. }) = &mut event {
        *held_on = day;
    }
    event
}

fn agreed_on(day: NaiveDate) -> CaseEvent {
    let mut event = case_event("AgreementDrawn");
    if let CaseEvent::Agreement(crate::case::AgreementEvent::AgreementDrawn { drawn_on, .. }) = &mut event {
        *drawn_on = day;
    }
    event
}

#[test]
fn r_36_the_order_of_things_is_that_of_their_own_days_whichever_was_written_down_first() {
    type Dated = fn(NaiveDate) -> CaseEvent;
    let pairs: [(FindingKind, Dated, Dated); 4] = [
        (FindingKind::ConversedBeforeMapping, observed_on, talked_on),
        (FindingKind::ConversedBeforeDiscussion, discussed_on, talked_on),
        (FindingKind::DiscussedBeforeMapping, observed_on, discussed_on),
        (FindingKind::AgreedBeforeConversation, talked_on, agreed_on),
    ];
    for (kind, first, then) in pairs {
        let in_order = [(first(TUESDAY), then(WEDNESDAY)), (first(WEDNESDAY), then(WEDNESDAY))];
        for (first, then) in in_order {
            assert_eq!(opened().hears(FRIDAY, &first).hears(FRIDAY, &then).finding(kind), None, "{kind:?}");
            assert_eq!(opened().hears(FRIDAY, &then).hears(FRIDAY, &first).finding(kind), None, "{kind:?}, late");
        }
        let (first, then) = (first(THURSDAY), then(WEDNESDAY));
        assert!(opened().hears(FRIDAY, &first).hears(FRIDAY, &then).finding(kind).is_some(), "{kind:?}");
        assert!(opened().hears(FRIDAY, &then).hears(FRIDAY, &first).finding(kind).is_some(), "{kind:?}, late");
    }
}
