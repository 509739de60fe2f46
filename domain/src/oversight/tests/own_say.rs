//! C12: guardians who consented alone for a child that is asked beside them are found.

use super::*;
use crate::case::{
    ConsentEvent, ConsentForm, ConsentPurpose, ConsentScope, ConsentingParty, FamilyEvent, InformationCategory, OwnSay,
    WhoIsAsked,
};
use crate::ids::ConsentId;
use crate::people::Body;
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
pub(super) fn c12_a_child_that_was_not_asked_beside_its_guardians_is_noticed_until_it_says_yes() {
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
pub(super) fn c12_a_childs_yes_to_something_else_mends_nothing() {
    let youth = Some(ConsentingParty::Youth);
    let say = Some(OwnSay::BesideGuardians);
    let story = guardians_alone(say)
        .hears(THURSDAY, &asked(ANOTHER_CONSENT, ConsentPurpose::Level2Cooperation))
        .hears(FRIDAY, &given(ANOTHER_CONSENT, youth, say, FRIDAY));
    assert_eq!(story.finding(FOUND).unwrap().mended_on, None);
}

#[test]
pub(super) fn c12_a_yes_that_guardians_gave_first_and_is_written_down_last_is_noticed_until_the_childs_own() {
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
pub(super) fn c12_a_yes_that_the_child_took_back_is_looked_for_again_when_guardians_consent_alone() {
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
pub(super) fn c12_a_younger_child_one_that_consented_along_and_one_that_had_said_yes_leave_nothing_to_notice() {
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

/// A question to the youth or to its mother, with that scope.
fn asked_about(consent: ConsentId, of: WhoIsAsked, scope: ConsentScope) -> CaseEvent {
    ConsentEvent::ConsentRequested { consent, of, scope, requested_on: TUESDAY }.into()
}

/// The mother says yes on Thursday for a child of fifteen that was asked itself before.
fn after_the_youths(own: &[CaseEvent]) -> Vec<CaseEvent> {
    let of_mother = asked_about(CONSENT, WhoIsAsked::Guardian(mother()), scope(ConsentPurpose::InformationSharing));
    let her_yes = given(CONSENT, None, Some(OwnSay::BesideGuardians), THURSDAY);
    [&[of_mother], own, &[her_yes]].concat()
}

/// What is found once these are heard, in that order; each is written down the day after the last of them.
fn found_after(events: &[CaseEvent]) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    let story = events.iter().fold(opened, |story, event| story.hears(SATURDAY, event));
    story.finding(FOUND).map(|found| (found.arose_on, found.mended_on))
}

#[test]
pub(super) fn c12_r_21_a_childs_yes_is_to_the_same_where_it_is_to_the_same_recipients_and_information() {
    let own_yes = |scope: ConsentScope| {
        let youth = Some(ConsentingParty::Youth);
        let asked = asked_about(ANOTHER_CONSENT, WhoIsAsked::Youth, scope);
        [asked, given(ANOTHER_CONSENT, youth, Some(OwnSay::BesideGuardians), WEDNESDAY)]
    };
    let same = scope(ConsentPurpose::InformationSharing);
    assert_eq!(found_after(&after_the_youths(&own_yes(same.clone()))), None);
    let to_the_school = ConsentScope { recipients: [Body::School].into(), ..same.clone() };
    assert_eq!(found_after(&after_the_youths(&own_yes(to_the_school))), Some((THURSDAY, None)));
    let of_measures = ConsentScope { categories: [InformationCategory::Measures].into(), ..same };
    assert_eq!(found_after(&after_the_youths(&own_yes(of_measures))), Some((THURSDAY, None)));
}

#[test]
fn c12_r_22_a_child_that_was_asked_itself_and_said_no_was_asked() {
    let asked = asked_about(ANOTHER_CONSENT, WhoIsAsked::Youth, scope(ConsentPurpose::InformationSharing));
    let no = |refused_on| {
        CaseEvent::from(ConsentEvent::ConsentRefused { consent: ANOTHER_CONSENT, reason: None, refused_on })
    };
    assert_eq!(found_after(&after_the_youths(&[asked.clone(), no(WEDNESDAY)])), None);
    let late = [after_the_youths(&[asked]), vec![no(FRIDAY)]].concat();
    assert_eq!(found_after(&late), Some((THURSDAY, Some(FRIDAY))));
    // What the mother refused is not the child's no.
    let of_mother =
        asked_about(ANOTHER_CONSENT, WhoIsAsked::Guardian(mother()), scope(ConsentPurpose::InformationSharing));
    assert_eq!(found_after(&after_the_youths(&[of_mother, no(WEDNESDAY)])), Some((THURSDAY, None)));
}

#[test]
fn c12_r_24_a_childs_own_yes_counts_on_the_days_on_which_it_stood_whichever_was_written_down_first() {
    let asked = asked_about(ANOTHER_CONSENT, WhoIsAsked::Youth, scope(ConsentPurpose::InformationSharing));
    let yes = given(ANOTHER_CONSENT, Some(ConsentingParty::Youth), Some(OwnSay::BesideGuardians), WEDNESDAY);
    let taken_back = |withdrawn_on| {
        CaseEvent::from(ConsentEvent::ConsentWithdrawn { consent: ANOTHER_CONSENT, reason: None, withdrawn_on })
    };
    // It stood when the mother said yes, and was taken back on Friday.
    let stood = [asked.clone(), yes.clone(), taken_back(FRIDAY)];
    assert_eq!(found_after(&after_the_youths(&stood)), None);
    let last = [after_the_youths(&stood[..2]), vec![taken_back(FRIDAY)]].concat();
    assert_eq!(found_after(&last), None);
    // Or it was taken back before that.
    let before = [asked.clone(), yes.clone(), taken_back(THURSDAY)];
    assert_eq!(found_after(&after_the_youths(&before)), Some((THURSDAY, None)));
    let last = [after_the_youths(&before[..2]), vec![taken_back(THURSDAY)]].concat();
    assert_eq!(found_after(&last), Some((THURSDAY, None)));
    // A yes of before hers, written down after it, takes back what was found.
    assert_eq!(found_after(&[after_the_youths(&[asked]), vec![yes]].concat()), None);
}

#[test]
fn c12_what_guardians_alone_said_yes_to_is_missed_no_more_once_it_carries_nothing_or_only_what_the_child_agreed_to() {
    let ended = ConsentEvent::ConsentWithdrawn { consent: CONSENT, reason: None, withdrawn_on: FRIDAY };
    let ended = [after_the_youths(&[]), vec![ended.into()]].concat();
    assert_eq!(found_after(&ended), Some((THURSDAY, Some(FRIDAY))));
    // She said yes to two purposes, and the child to each by itself.
    let purposes = [ConsentPurpose::InformationSharing, ConsentPurpose::Level2Cooperation];
    let both = ConsentScope { purposes: purposes.into(), ..scope(ConsentPurpose::InformationSharing) };
    let third = ConsentId::from_uuid(uuid::Uuid::from_u128(0x3c));
    let own = |consent, purpose, on| {
        let asked = asked_about(consent, WhoIsAsked::Youth, scope(purpose));
        [asked, given(consent, Some(ConsentingParty::Youth), Some(OwnSay::BesideGuardians), on)]
    };
    let hers = [
        asked_about(CONSENT, WhoIsAsked::Guardian(mother()), both),
        given(CONSENT, None, Some(OwnSay::BesideGuardians), THURSDAY),
    ];
    let first = own(ANOTHER_CONSENT, purposes[0], WEDNESDAY);
    let one = [first.as_slice(), &hers].concat();
    assert_eq!(found_after(&one), Some((THURSDAY, None)));
    let two = [one.as_slice(), &own(third, purposes[1], FRIDAY)].concat();
    assert_eq!(found_after(&two), Some((THURSDAY, Some(FRIDAY))));
    let narrowed = scope(purposes[0]);
    let narrowed =
        ConsentEvent::ConsentNarrowed { consent: CONSENT, scope: narrowed, reason: None, narrowed_on: FRIDAY };
    assert_eq!(found_after(&[one, vec![narrowed.into()]].concat()), Some((THURSDAY, Some(FRIDAY))));
}

#[test]
pub(super) fn c12_consent_that_is_given_again_without_the_childs_own_is_noticed_once_its_first_yes_has_run_out() {
    let (both, say) = (Some(ConsentingParty::GuardianAndYouth), Some(OwnSay::BesideGuardians));
    let of_mother = || WhoIsAsked::Guardian(mother());
    let until = |valid_to| ConsentScope { valid_to, ..scope(ConsentPurpose::InformationSharing) };
    let again = |first: ConsentScope, second: ConsentScope| {
        found_after(&[
            asked_about(CONSENT, of_mother(), first),
            given(CONSENT, both, say, TUESDAY),
            asked_about(ANOTHER_CONSENT, of_mother(), second),
            given(ANOTHER_CONSENT, None, say, THURSDAY),
        ])
    };
    assert_eq!(again(until(Some(THURSDAY)), until(None)), None, "its own stood on the day of theirs");
    assert_eq!(again(until(Some(WEDNESDAY)), until(None)), Some((THURSDAY, None)));
    // Until theirs has run out, too.
    assert_eq!(again(until(Some(WEDNESDAY)), until(Some(FRIDAY))), Some((THURSDAY, Some(SATURDAY))));
    // A no has no last day.
    let no = ConsentEvent::ConsentRefused { consent: ANOTHER_CONSENT, reason: None, refused_on: TUESDAY };
    let own = [asked_about(ANOTHER_CONSENT, WhoIsAsked::Youth, until(Some(WEDNESDAY))), no.into()];
    assert_eq!(found_after(&after_the_youths(&own)), None);
}
