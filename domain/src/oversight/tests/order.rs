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
