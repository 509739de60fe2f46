//! R-36, S4-5, S4-8: map, discuss, converse, agree; what is done otherwise is found, except in acute danger.

use super::*;

const DISCUSSED: FindingKind = FindingKind::DiscussedBeforeMapping;
const AGREED: FindingKind = FindingKind::AgreedBeforeConversation;

fn opened() -> Story {
    Story::new().hears(MONDAY, &case_event("CaseOpened"))
}

#[test]
fn r_36_s4_5_a_concern_that_is_discussed_before_anything_was_observed_is_found() {
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
fn r_36_s4_8_what_is_agreed_before_anybody_talked_with_guardians_is_found() {
    let drawn = case_event("AgreementDrawn");
    assert!(opened().hears(TUESDAY, &drawn).finding(AGREED).is_some());
    for name in ["ConversationHeld", "MeetingHeld"] {
        let talked = opened().hears(TUESDAY, &case_event(name)).hears(FRIDAY, &drawn);
        assert_eq!(talked.finding(AGREED), None, "{name}");
    }
    let acute = opened().hears(MONDAY, &case_event("EmergencyContactMade")).hears(TUESDAY, &drawn);
    assert_eq!(acute.finding(AGREED).unwrap().excuse, Some(Excuse::Emergency), "R-1");
}

#[test]
fn r_1_r_36_acute_danger_excuses_what_is_done_in_the_week_after_the_contact_and_nothing_before_or_later() {
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
