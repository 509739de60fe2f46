//! What a child of a certain age says itself (C12).

use serde_json::json;

use super::*;
use crate::personal::Personal;
use crate::test_support::{ANOTHER_CONSENT, CHILD};

/// A case of a child that was born that day, in which the mother was asked for that consent.
fn asked_of_one_born(born_on: Option<NaiveDate>, purpose: ConsentPurpose) -> Given<Case> {
    let mut opened = opened();
    if let CaseEvent::Course(CourseEvent::CaseOpened { child, .. }) = &mut opened {
        child.born_on = born_on.map(|born_on| Personal::child(CHILD, born_on));
    }
    given([opened, consent_requested(scope(purpose))])
}

/// The day on which that age is reached on Wednesday, when the answer is given.
fn years_old(years: i32) -> NaiveDate {
    date(2024 - years, 3, 6)
}

fn consents(consented_by: Option<ConsentingParty>) -> CaseAction {
    recorded_by_one_who_sees_the_birth(true, consented_by)
}

fn recorded_by_one_who_sees_the_birth(birth_is_shown: bool, consented_by: Option<ConsentingParty>) -> CaseAction {
    CaseAction::Consent(ConsentAction::GiveConsent {
        consent: CONSENT,
        form: ConsentForm::SignedForm,
        terms: ConsentTerms { consented_by, ..ConsentTerms::default() },
        given_on: WEDNESDAY,
        birth_is_shown,
    })
}

fn given_by(by: Option<ConsentingParty>, say: Option<OwnSay>) -> CaseEvent {
    let mut event = consent_given();
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consented_by, own_say, .. }) = &mut event {
        (*consented_by, *own_say) = (by, say);
    }
    event
}

fn asks_the_youth(birth_is_shown: bool) -> CaseAction {
    CaseAction::Consent(ConsentAction::RequestConsent {
        consent: CONSENT,
        of: WhoIsAsked::Youth,
        scope: scope(ConsentPurpose::InformationSharing),
        requested_on: WEDNESDAY,
        birth_is_shown,
    })
}

fn youth_asked() -> CaseEvent {
    let (of, scope) = (WhoIsAsked::Youth, scope(ConsentPurpose::InformationSharing));
    ConsentEvent::ConsentRequested { consent: CONSENT, of, scope, requested_on: WEDNESDAY }.into()
}

/// A case of a child that was born that day, and nothing else.
fn case_of_one_born(born_on: Option<NaiveDate>) -> CaseEvent {
    let mut opened = opened();
    if let CaseEvent::Course(CourseEvent::CaseOpened { child, .. }) = &mut opened {
        child.born_on = born_on.map(|born_on| Personal::child(CHILD, born_on));
    }
    opened
}

#[test]
fn c12_r_6_a_youth_is_asked_itself_whatever_guardians_must_not_know_and_they_are_not() {
    let ground = WithholdingGround::Violence;
    let kept = || given([case_of_one_born(Some(years_old(17))), withheld_on(MONDAY, ground)]).today(WEDNESDAY);
    kept().when(asks_the_youth(true)).then([youth_asked()]);
    let mut of_the_mother = request_consent(scope(ConsentPurpose::InformationSharing));
    if let CaseAction::Consent(ConsentAction::RequestConsent { requested_on, .. }) = &mut of_the_mother {
        *requested_on = WEDNESDAY;
    }
    kept().when(of_the_mother).then_refused(Refusal::ContactWithheld { ground });
    assert_eq!(crate::case::guardians_contacted_by(&youth_asked()), None);
    let of_mother = consent_requested(scope(ConsentPurpose::InformationSharing));
    assert_eq!(crate::case::guardians_contacted_by(&of_mother), Some(TUESDAY));
}

#[test]
fn c12_a_child_under_fifteen_is_not_asked_itself_and_of_a_birth_that_is_not_known_or_shown_nothing_is_refused() {
    let day_before = years_old(15).succ_opt().unwrap();
    let asked = |born_on| given([case_of_one_born(born_on)]);
    asked(Some(day_before)).when(asks_the_youth(true)).then_refused(Refusal::TooYoungToBeAsked);
    asked(Some(years_old(15))).when(asks_the_youth(true)).then([youth_asked()]);
    asked(Some(day_before)).when(asks_the_youth(false)).then([youth_asked()]);
    asked(None).when(asks_the_youth(true)).then([youth_asked()]);
    let mut unborn = case_of_one_born(None);
    if let CaseEvent::Course(CourseEvent::CaseOpened { child, .. }) = &mut unborn {
        child.unborn = true;
    }
    given([unborn]).when(asks_the_youth(true)).then_refused(Refusal::TooYoungToBeAsked);
}

#[test]
fn c12_what_the_youth_was_asked_it_answers_alone_and_something_may_be_shared_on_it() {
    let asked = || given([case_of_one_born(Some(years_old(17))), youth_asked()]);
    let youth = Some(ConsentingParty::Youth);
    for said in [None, youth] {
        asked().when(consents(said)).then([given_by(youth, Some(OwnSay::BesideGuardians))]);
    }
    for said in [ConsentingParty::Guardian, ConsentingParty::GuardianAndYouth] {
        asked().when(consents(Some(said))).then_refused(Refusal::YouthWasAsked);
    }
    let answered =
        [case_of_one_born(Some(years_old(17))), youth_asked(), given_by(youth, Some(OwnSay::BesideGuardians))];
    let case = given(answered).state();
    assert!(case.carries(CONSENT, ConsentPurpose::InformationSharing, FRIDAY));
    assert!(!case.carries(CONSENT, ConsentPurpose::Level2Cooperation, FRIDAY));
}

#[test]
fn c12_who_was_asked_is_told_in_the_event_and_never_two_or_nobody() {
    let written = |event: &CaseEvent| serde_json::to_value(event).unwrap();
    let told = written(&youth_asked());
    assert_eq!(told["ConsentRequested"]["asked"], "YOUTH");
    assert!(told["ConsentRequested"].get("guardian").is_none());
    assert_eq!(serde_json::from_value::<CaseEvent>(told.clone()).unwrap(), youth_asked());
    let mut of_both = written(&consent_requested(scope(ConsentPurpose::InformationSharing)));
    assert!(of_both["ConsentRequested"].get("asked").is_none(), "as it was written before youths were asked");
    of_both["ConsentRequested"]["asked"] = "YOUTH".into();
    assert!(serde_json::from_value::<CaseEvent>(of_both).is_err());
    let mut of_nobody = told;
    of_nobody["ConsentRequested"].as_object_mut().unwrap().remove("asked");
    assert!(serde_json::from_value::<CaseEvent>(of_nobody).is_err());
}

#[test]
fn c12_from_fifteen_on_it_is_told_that_the_child_is_asked_beside_its_guardians() {
    let asked = |born_on| asked_of_one_born(Some(born_on), ConsentPurpose::Level2Cooperation);
    let day_before = years_old(15).succ_opt().unwrap();
    asked(day_before).when(consents(None)).then([given_by(None, None)]);
    for by in [None, Some(ConsentingParty::Guardian), Some(ConsentingParty::GuardianAndYouth)] {
        asked(years_old(15)).when(consents(by)).then([given_by(by, Some(OwnSay::BesideGuardians))]);
    }
}

#[test]
fn c12_guardians_alone_do_not_consent_for_who_is_of_age() {
    let asked = || asked_of_one_born(Some(years_old(18)), ConsentPurpose::Level2Cooperation);
    for by in [None, Some(ConsentingParty::Guardian)] {
        asked().when(consents(by)).then_refused(Refusal::ChildOfAge);
    }
    let by = Some(ConsentingParty::Youth);
    asked().when(consents(by)).then([given_by(by, Some(OwnSay::InsteadOfGuardians))]);
    let day_before = years_old(18).succ_opt().unwrap();
    asked_of_one_born(Some(day_before), ConsentPurpose::Level2Cooperation).when(consents(None)).then_done();
}

#[test]
fn c12_of_a_birth_that_is_not_known_nothing_is_guessed() {
    let asked = || asked_of_one_born(None, ConsentPurpose::Level2Cooperation);
    asked().when(consents(None)).then([given_by(None, None)]);
}

#[test]
fn c12_by_a_birth_that_is_kept_from_who_records_it_nothing_is_refused_and_nothing_told() {
    for years in [15, 18] {
        let asked = asked_of_one_born(Some(years_old(years)), ConsentPurpose::Level2Cooperation);
        asked.when(recorded_by_one_who_sees_the_birth(false, None)).then([given_by(None, None)]);
    }
    let mut opened = opened();
    if let CaseEvent::Course(CourseEvent::CaseOpened { child, .. }) = &mut opened {
        let shredded = json!({ "$personal": "child", "of": CHILD, "state": "shredded" });
        child.born_on = Some(serde_json::from_value(shredded).unwrap());
    }
    let asked = given([opened, consent_requested(scope(ConsentPurpose::Level2Cooperation))]);
    asked.when(consents(None)).then([given_by(None, None)]);
}

#[test]
fn c12_an_answer_goes_by_the_age_on_its_day_and_holds_when_an_age_is_reached_later() {
    let came_of_age_the_day_after = years_old(18).succ_opt().unwrap();
    let level_2 = ConsentPurpose::Level2Cooperation;
    let asked = asked_of_one_born(Some(came_of_age_the_day_after), level_2);
    let given_before = given_by(None, Some(OwnSay::BesideGuardians));
    asked.when(consents(None)).then([given_before.clone()]);
    given([opened(), consent_requested(scope(level_2)), given_before]).when(escalate_to(Level::Two)).then_done();
}

#[test]
fn c12_r_70_the_yes_of_who_is_of_age_lets_a_body_in_and_that_of_a_younger_one_does_not() {
    let lets_in = |say| {
        let consent = scope(ConsentPurpose::Level2Cooperation);
        let body = *consent.recipients.first().unwrap();
        let answer = given_by(Some(ConsentingParty::Youth), Some(say));
        let case = given([opened(), consent_requested(consent), answer]).state();
        case.shared_with(body, None, FRIDAY).is_some()
    };
    assert!(lets_in(OwnSay::InsteadOfGuardians) && !lets_in(OwnSay::BesideGuardians));
}

#[test]
fn c12_what_a_child_had_to_say_itself_is_told_in_the_event() {
    let told = |say| serde_json::to_value(given_by(None, say)).unwrap()["ConsentGiven"]["ownSay"].clone();
    assert_eq!(told(Some(OwnSay::BesideGuardians)), "BESIDE_GUARDIANS");
    assert_eq!(told(Some(OwnSay::InsteadOfGuardians)), "INSTEAD_OF_GUARDIANS");
    assert_eq!(told(None), serde_json::Value::Null);
}

#[test]
fn c12_r_25_the_yes_of_who_is_of_age_lifts_the_case_and_that_of_a_younger_one_does_not() {
    let lift = |say| {
        let by = Some(ConsentingParty::Youth);
        given([opened(), consent_requested(scope(ConsentPurpose::Level2Cooperation)), given_by(by, say)])
            .when(escalate_to(Level::Two))
    };
    lift(Some(OwnSay::InsteadOfGuardians)).then_done();
    let purpose = ConsentPurpose::Level2Cooperation;
    lift(Some(OwnSay::BesideGuardians)).then_refused(Refusal::NoValidConsent { purpose, on: FRIDAY });
}

#[test]
fn c12_r_24_what_guardians_consented_to_before_the_child_came_of_age_carries_until_it_ends_or_is_taken_back() {
    let level_2 = ConsentPurpose::Level2Cooperation;
    let two_years_later = date(2026, 3, 6);
    let lift = |valid_to, taken_back: Option<CaseEvent>| {
        let asked = consent_requested(ConsentScope { valid_to, ..scope(level_2) });
        let given_before = given_by(None, Some(OwnSay::BesideGuardians));
        given([opened(), asked, given_before].into_iter().chain(taken_back))
            .today(two_years_later)
            .when(escalate_on(two_years_later, Level::Two))
    };
    let ended = Refusal::NoValidConsent { purpose: level_2, on: two_years_later };
    lift(None, None).then_done();
    lift(Some(date(2025, 3, 6)), None).then_refused(ended.clone());
    let withdrawn = ConsentEvent::ConsentWithdrawn { consent: CONSENT, reason: None, withdrawn_on: FRIDAY };
    lift(None, Some(withdrawn.into())).then_refused(ended);
}

#[test]
fn c12_who_is_not_shown_the_birth_records_what_earlier_answers_told_of_the_childs_own_say() {
    let again = |before: Option<OwnSay>, by: Option<ConsentingParty>| {
        let first = given_by(Some(ConsentingParty::GuardianAndYouth), before);
        let mut asked = consent_requested(scope(ConsentPurpose::InformationSharing));
        if let CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, .. }) = &mut asked {
            *consent = ANOTHER_CONSENT;
        }
        let mut action = recorded_by_one_who_sees_the_birth(false, by);
        if let CaseAction::Consent(ConsentAction::GiveConsent { consent, .. }) = &mut action {
            *consent = ANOTHER_CONSENT;
        }
        let requested = consent_requested(scope(ConsentPurpose::InformationSharing));
        given([opened(), requested, first, asked]).when(action)
    };
    let told = |events: &[CaseEvent]| match events {
        [CaseEvent::Consent(ConsentEvent::ConsentGiven { own_say, .. })] => *own_say,
        other => panic!("{other:?}"),
    };
    let beside = Some(OwnSay::BesideGuardians);
    assert_eq!(told(&again(beside, None).then_done()), beside, "given again without the child's own");
    assert_eq!(told(&again(None, None).then_done()), None, "nothing is guessed");
    again(Some(OwnSay::InsteadOfGuardians), None).then_refused(Refusal::ChildOfAge);
}
