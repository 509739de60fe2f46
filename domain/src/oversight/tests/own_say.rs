//! C12: guardians who consented alone for a child that is asked beside them are found.

use super::*;
use crate::case::{ConsentEvent, ConsentForm, ConsentPurpose, ConsentingParty, FamilyEvent, OwnSay, WhoIsAsked};
use crate::ids::ConsentId;
use crate::test_support::{ANOTHER_CONSENT, CONSENT, mother, scope};

const FOUND: FindingKind = FindingKind::YouthNotAsked;

fn asked(consent: ConsentId, purpose: ConsentPurpose) -> CaseEvent {
    let of = WhoIsAsked::Guardian(mother());
    ConsentEvent::ConsentRequested { consent, of, scope: scope(purpose), requested_on: TUESDAY }.into()
}

fn given(
    consent: ConsentId,
    consented_by: Option<ConsentingParty>,
    own_say: Option<OwnSay>,
    given_on: NaiveDate,
) -> CaseEvent {
    ConsentEvent::ConsentGiven {
        consent,
        form: ConsentForm::Oral,
        consented_by,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say,
        given_on,
    }
    .into()
}

fn youth_asked(consent: ConsentId, requested_on: NaiveDate) -> CaseEvent {
    let scope = scope(ConsentPurpose::InformationSharing);
    ConsentEvent::ConsentRequested { consent, of: WhoIsAsked::Youth, scope, requested_on }.into()
}

fn withheld_on(withheld_on: NaiveDate) -> CaseEvent {
    let mut event = case_event("GuardianNotificationWithheld");
    if let CaseEvent::Family(FamilyEvent::GuardianNotificationWithheld { withheld_on: on, .. }) = &mut event {
        *on = withheld_on;
    }
    event
}

#[test]
fn c12_r_6_that_the_youth_was_asked_is_no_contact_with_guardians_whichever_was_written_down_first() {
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let of_mother = |requested_on| {
        let (of, scope) = (WhoIsAsked::Guardian(mother()), scope(ConsentPurpose::InformationSharing));
        CaseEvent::from(ConsentEvent::ConsentRequested { consent: CONSENT, of, scope, requested_on })
    };
    let found = |story: Story| story.finding(FindingKind::ContactedWhileWithheld).map(|found| found.arose_on);
    for (asked, is_found) in [(youth_asked(CONSENT, THURSDAY), None), (of_mother(THURSDAY), Some(THURSDAY))] {
        assert_eq!(found(opened().hears(TUESDAY, &withheld_on(TUESDAY)).hears(THURSDAY, &asked)), is_found);
        assert_eq!(found(opened().hears(THURSDAY, &asked).hears(FRIDAY, &withheld_on(TUESDAY))), is_found);
    }
}

#[test]
fn c12_s4_2_an_answer_of_the_youth_is_owed_while_guardians_must_not_know_and_one_of_theirs_is_not() {
    let owed = |story: &Story, consent: ConsentId| {
        let of_it =
            |owed: &&Obligation| owed.kind == ObligationKind::AnswerConsent && owed.which == Some(consent.as_uuid());
        story.obligations.values().any(|owed| of_it(&owed) && owed.ending.is_none())
    };
    let opened = || Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let before = opened()
        .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::InformationSharing))
        .hears(TUESDAY, &youth_asked(ANOTHER_CONSENT, TUESDAY))
        .hears(WEDNESDAY, &withheld_on(WEDNESDAY));
    let since = opened()
        .hears(MONDAY, &withheld_on(MONDAY))
        .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::InformationSharing))
        .hears(TUESDAY, &youth_asked(ANOTHER_CONSENT, TUESDAY));
    for story in [before, since] {
        assert_eq!([CONSENT, ANOTHER_CONSENT].map(|consent| owed(&story, consent)), [false, true]);
        let youth = Some(ConsentingParty::Youth);
        let story = story.hears(FRIDAY, &given(ANOTHER_CONSENT, youth, Some(OwnSay::BesideGuardians), FRIDAY));
        assert!(!owed(&story, ANOTHER_CONSENT));
    }
}

/// Two questions for the same, and the guardians' own yes to the first of them.
fn guardians_alone(own_say: Option<OwnSay>) -> Story {
    Story::new()
        .hears(MONDAY, &case_event("CaseOpened"))
        .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::InformationSharing))
        .hears(TUESDAY, &asked(ANOTHER_CONSENT, ConsentPurpose::InformationSharing))
        .hears(WEDNESDAY, &given(CONSENT, None, own_say, WEDNESDAY))
}

#[test]
fn c12_a_child_that_was_not_asked_beside_its_guardians_is_noticed_until_it_says_yes() {
    let story = guardians_alone(Some(OwnSay::BesideGuardians));
    let found = story.finding(FOUND).unwrap();
    assert_eq!((found.kind.severity(), found.kind.rule(), found.arose_on), (Severity::Notice, "C12", WEDNESDAY));
    assert_eq!(found.kind.about_which(found.which.unwrap()), Some(Which::Consent(CONSENT)));
    assert_eq!(found.mended_on, None);
    let youth = Some(ConsentingParty::Youth);
    let story = story.hears(FRIDAY, &given(ANOTHER_CONSENT, youth, Some(OwnSay::BesideGuardians), FRIDAY));
    assert_eq!(story.finding(FOUND).unwrap().mended_on, Some(FRIDAY));
}

#[test]
fn c12_a_childs_yes_to_something_else_mends_nothing() {
    let youth = Some(ConsentingParty::Youth);
    let say = Some(OwnSay::BesideGuardians);
    let story = guardians_alone(say)
        .hears(THURSDAY, &asked(ANOTHER_CONSENT, ConsentPurpose::Level2Cooperation))
        .hears(FRIDAY, &given(ANOTHER_CONSENT, youth, say, FRIDAY));
    assert_eq!(story.finding(FOUND).unwrap().mended_on, None);
}

#[test]
fn c12_a_yes_that_guardians_gave_first_and_is_written_down_last_is_noticed_until_the_childs_own() {
    let (youth, say) = (Some(ConsentingParty::Youth), Some(OwnSay::BesideGuardians));
    let story = Story::new()
        .hears(MONDAY, &case_event("CaseOpened"))
        .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::InformationSharing))
        .hears(TUESDAY, &asked(ANOTHER_CONSENT, ConsentPurpose::InformationSharing))
        .hears(THURSDAY, &given(ANOTHER_CONSENT, youth, say, THURSDAY))
        .hears(FRIDAY, &given(CONSENT, None, say, WEDNESDAY));
    let found = story.finding(FOUND).unwrap();
    assert_eq!((found.arose_on, found.mended_on), (WEDNESDAY, Some(THURSDAY)));
}

#[test]
fn c12_a_yes_that_the_child_took_back_is_looked_for_again_when_guardians_consent_alone() {
    let (both, say) = (Some(ConsentingParty::GuardianAndYouth), Some(OwnSay::BesideGuardians));
    let withdrawn = ConsentEvent::ConsentWithdrawn { consent: CONSENT, reason: None, withdrawn_on: THURSDAY };
    let story = Story::new()
        .hears(MONDAY, &case_event("CaseOpened"))
        .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::InformationSharing))
        .hears(WEDNESDAY, &given(CONSENT, both, say, WEDNESDAY))
        .hears(THURSDAY, &CaseEvent::from(withdrawn))
        .hears(THURSDAY, &asked(ANOTHER_CONSENT, ConsentPurpose::InformationSharing))
        .hears(FRIDAY, &given(ANOTHER_CONSENT, None, say, FRIDAY));
    assert_eq!(story.finding(FOUND).map(|found| found.arose_on), Some(FRIDAY));
}

#[test]
fn c12_a_younger_child_one_that_consented_along_and_one_that_had_said_yes_leave_nothing_to_notice() {
    assert_eq!(guardians_alone(None).finding(FOUND), None);
    let say = Some(OwnSay::BesideGuardians);
    let both = Some(ConsentingParty::GuardianAndYouth);
    let along = Story::new()
        .hears(MONDAY, &case_event("CaseOpened"))
        .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::InformationSharing))
        .hears(WEDNESDAY, &given(CONSENT, both, say, WEDNESDAY));
    assert_eq!(along.finding(FOUND), None);
    let after = along
        .hears(THURSDAY, &asked(ANOTHER_CONSENT, ConsentPurpose::InformationSharing))
        .hears(FRIDAY, &given(ANOTHER_CONSENT, None, say, FRIDAY));
    assert_eq!(after.finding(FOUND), None);
}

#[test]
fn c12_the_yes_of_who_is_of_age_carries_the_level() {
    let story = |own_say| {
        let youth = Some(ConsentingParty::Youth);
        Story::new()
            .hears(MONDAY, &case_event("CaseOpened"))
            .hears(TUESDAY, &asked(CONSENT, ConsentPurpose::Level2Cooperation))
            .hears(WEDNESDAY, &given(CONSENT, youth, own_say, WEDNESDAY))
            .hears(THURSDAY, &case_event("EscalatedToLevel"))
    };
    let unconsented = |story: Story| story.finding(FindingKind::ConsentExpiredInUse).map(|found| found.arose_on);
    assert_eq!(unconsented(story(Some(OwnSay::BesideGuardians))), Some(THURSDAY));
    assert_ne!(unconsented(story(Some(OwnSay::InsteadOfGuardians))), Some(THURSDAY));
}
