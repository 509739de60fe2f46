//! What was done on a consent that no longer held, or that another guardian had refused.

use super::*;
use crate::case::{
    Attendance, ConsentEvent, ConsentForm, ConsentPurpose, ConsentScope, ConsentingParty, InformationCategory,
    MeetingEvent, OwnSay, ReportDuty, ReportingEvent, SharingBasis, SharingDirection, SharingEvent, WhoIsAsked,
};
use crate::ids::{ConsentId, SubjectId};
use crate::people::{Body, Guardian};

const WITHOUT: FindingKind = FindingKind::SharedWithoutConsent;
const REFUSED: FindingKind = FindingKind::RefusedByAnotherGuardian;
const BY_YOUTH: FindingKind = FindingKind::RefusedByYouth;
const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;
const LEVEL_2: ConsentPurpose = ConsentPurpose::Level2Cooperation;
const FATHERS: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xfa7));

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(Uuid::from_u128(0xfa)), ..mother() }
}

fn asked(consent: ConsentId, guardian: Guardian, purpose: ConsentPurpose) -> CaseEvent {
    let of = WhoIsAsked::Guardian(guardian);
    ConsentEvent::ConsentRequested { consent, of, scope: scope(purpose), requested_on: MONDAY }.into()
}

fn given(consent: ConsentId, given_on: NaiveDate) -> CaseEvent {
    let (form, directions) = (ConsentForm::Oral, std::collections::BTreeSet::new());
    let (consented_by, read_before_consent, voluntary, agreement) = (None, None, None, None);
    ConsentEvent::ConsentGiven {
        consent,
        form,
        consented_by,
        directions,
        read_before_consent,
        voluntary,
        agreement,
        own_say: None,
        given_on,
    }
    .into()
}

fn refused(consent: ConsentId, refused_on: NaiveDate) -> CaseEvent {
    ConsentEvent::ConsentRefused { consent, reason: None, refused_on }.into()
}

fn withdrawn(consent: ConsentId, withdrawn_on: NaiveDate) -> CaseEvent {
    ConsentEvent::ConsentWithdrawn { consent, reason: None, withdrawn_on }.into()
}

fn shared(rests_on: SharingBasis, shared_on: NaiveDate) -> CaseEvent {
    SharingEvent::InformationShared {
        body: Body::ChildWelfareService,
        unit: None,
        direction: SharingDirection::ToBody,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("That nobody comes for her"),
        rests_on,
        decision: decided(),
        shared_on,
    }
    .into()
}

const BY_CONSENT: SharingBasis = SharingBasis::Consent { consent: CONSENT };

/// The mother consented on Monday to that.
fn consented(purpose: ConsentPurpose) -> Story {
    Story::new()
        .hears(MONDAY, &case_event("CaseOpened"))
        .hears(MONDAY, &asked(CONSENT, mother(), purpose))
        .hears(MONDAY, &given(CONSENT, MONDAY))
}

fn found(story: &Story, kind: FindingKind) -> Vec<NaiveDate> {
    let mut days: Vec<_> = story.findings.values().filter(|it| it.kind == kind).map(|it| it.arose_on).collect();
    days.sort_unstable();
    days
}

#[test]
pub(super) fn r_21_r_24_what_was_shared_after_consent_was_taken_back_is_found_when_that_is_written_down() {
    let story = consented(SHARING)
        .hears(TUESDAY, &shared(BY_CONSENT, TUESDAY))
        .hears(WEDNESDAY, &shared(BY_CONSENT, WEDNESDAY))
        .hears(THURSDAY, &shared(BY_CONSENT, THURSDAY));
    assert_eq!(found(&story, WITHOUT), []);
    let story = story.hears(FRIDAY, &withdrawn(CONSENT, TUESDAY));
    assert_eq!(found(&story, WITHOUT), [WEDNESDAY, THURSDAY], "each by itself, and not what came before it");
    assert!(story.finding(WITHOUT).unwrap().mended_on.is_none(), "what is shared stays shared");
}

#[test]
pub(super) fn r_9_r_24_a_report_that_went_out_after_consent_was_taken_back_is_found() {
    let CaseEvent::Reporting(mut sent) = case_event("ReportSent") else { unreachable!("it is one") };
    if let ReportingEvent::ReportSent { duty, sent_at, .. } = &mut sent {
        (*duty, *sent_at) = (ReportDuty::Consented { consent: CONSENT }, noon(THURSDAY));
    }
    let story = || consented(ConsentPurpose::ReportWithoutDuty).hears(THURSDAY, &CaseEvent::from(sent.clone()));
    assert_eq!(found(&story().hears(FRIDAY, &withdrawn(CONSENT, TUESDAY)), WITHOUT), [THURSDAY]);
    assert_eq!(found(&story().hears(FRIDAY, &withdrawn(CONSENT, FRIDAY)), WITHOUT), []);
}

#[test]
pub(super) fn r_21_what_was_shared_without_consent_is_found_once_whatever_is_written_down_of_it() {
    let narrowed = ConsentScope { recipients: [Body::School].into(), ..scope(SHARING) };
    let narrowed: CaseEvent =
        ConsentEvent::ConsentNarrowed { consent: CONSENT, scope: narrowed, reason: None, narrowed_on: MONDAY }.into();
    let story = consented(SHARING)
        .hears(THURSDAY, &shared(BY_CONSENT, THURSDAY))
        .hears(FRIDAY, &narrowed)
        .hears(FRIDAY, &withdrawn(CONSENT, TUESDAY));
    assert_eq!(found(&story, WITHOUT), [THURSDAY]);
}

#[test]
pub(super) fn r_24_what_was_shared_before_consent_was_taken_back_or_on_something_else_is_no_fault() {
    let story = consented(SHARING)
        .hears(TUESDAY, &shared(BY_CONSENT, TUESDAY))
        .hears(FRIDAY, &shared(SharingBasis::Necessity, FRIDAY))
        .hears(FRIDAY, &withdrawn(CONSENT, TUESDAY));
    assert_eq!(found(&story, WITHOUT), []);
}

#[test]
fn r_21_what_a_narrowing_of_an_earlier_day_left_out_is_found_and_what_it_kept_is_not() {
    let narrowed = |recipients: &[Body]| -> CaseEvent {
        let scope = ConsentScope { recipients: recipients.iter().copied().collect(), ..scope(SHARING) };
        ConsentEvent::ConsentNarrowed { consent: CONSENT, scope, reason: None, narrowed_on: TUESDAY }.into()
    };
    let story = || consented(SHARING).hears(THURSDAY, &shared(BY_CONSENT, THURSDAY));
    assert_eq!(found(&story().hears(FRIDAY, &narrowed(&[Body::School])), WITHOUT), [THURSDAY]);
    assert_eq!(found(&story().hears(FRIDAY, &narrowed(&[Body::ChildWelfareService])), WITHOUT), []);
}

#[test]
fn r_21_r_25_a_meeting_that_was_held_after_its_consent_was_taken_back_is_found() {
    let called: CaseEvent = MeetingEvent::InterdisciplinaryMeetingConvened {
        meeting: MEETING,
        bodies: [Body::ChildWelfareService].into(),
        units: [].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: THURSDAY,
        convened_on: TUESDAY,
    }
    .into();
    let held: CaseEvent = MeetingEvent::MeetingHeld {
        meeting: MEETING,
        attendance: Attendance { bodies: [Body::ChildWelfareService].into(), ..attendance() },
        without_basis: [].into(),
        held_on: THURSDAY,
    }
    .into();
    let story = || consented(LEVEL_2).hears(TUESDAY, &called).hears(THURSDAY, &held);
    assert_eq!(found(&story().hears(FRIDAY, &withdrawn(CONSENT, WEDNESDAY)), WITHOUT), [THURSDAY]);
    assert_eq!(found(&story().hears(FRIDAY, &withdrawn(CONSENT, FRIDAY)), WITHOUT), []);
}

#[test]
pub(super) fn r_22_r_24_what_is_done_on_one_guardians_consent_after_another_refused_is_to_be_looked_at() {
    let with_father = |answer: CaseEvent| {
        consented(SHARING).hears(MONDAY, &asked(FATHERS, father(), SHARING)).hears(TUESDAY, &answer)
    };
    let story = with_father(refused(FATHERS, TUESDAY)).hears(THURSDAY, &shared(BY_CONSENT, THURSDAY));
    assert_eq!(found(&story, REFUSED), [THURSDAY]);
    assert_eq!(story.finding(REFUSED).unwrap().kind.severity(), Severity::Notice);
    let story = with_father(given(FATHERS, TUESDAY)).hears(THURSDAY, &shared(BY_CONSENT, THURSDAY));
    assert_eq!(found(&story, REFUSED), []);
    // Taken back is a no as well; and a no that is written down late.
    let story = story.hears(FRIDAY, &withdrawn(FATHERS, WEDNESDAY));
    assert_eq!(found(&story, REFUSED), [THURSDAY]);
}

#[test]
pub(super) fn c12_r_22_no_guardians_no_stands_against_the_yes_of_who_is_of_age() {
    let story = |say: Option<OwnSay>| {
        let mut yes = given(CONSENT, TUESDAY);
        if let CaseEvent::Consent(ConsentEvent::ConsentGiven { own_say, .. }) = &mut yes {
            *own_say = say;
        }
        Story::new()
            .hears(MONDAY, &case_event("CaseOpened"))
            .hears(MONDAY, &asked(CONSENT, mother(), SHARING))
            .hears(MONDAY, &asked(FATHERS, father(), SHARING))
            .hears(TUESDAY, &yes)
            .hears(TUESDAY, &refused(FATHERS, TUESDAY))
            .hears(THURSDAY, &shared(BY_CONSENT, THURSDAY))
    };
    assert_eq!(found(&story(Some(OwnSay::BesideGuardians)), REFUSED), [THURSDAY]);
    assert_eq!(found(&story(Some(OwnSay::InsteadOfGuardians)), REFUSED), []);
}

#[test]
pub(super) fn r_22_a_guardian_who_says_yes_after_a_no_refuses_nothing_any_more() {
    let again = ConsentId::from_uuid(Uuid::from_u128(0xfa8));
    let story = consented(SHARING)
        .hears(MONDAY, &asked(FATHERS, father(), SHARING))
        .hears(TUESDAY, &refused(FATHERS, TUESDAY))
        .hears(WEDNESDAY, &asked(again, father(), SHARING))
        .hears(WEDNESDAY, &given(again, WEDNESDAY))
        .hears(THURSDAY, &shared(BY_CONSENT, THURSDAY));
    assert_eq!(found(&story, REFUSED), []);
}

#[test]
pub(super) fn r_22_a_no_to_something_else_or_the_same_guardians_own_stands_against_nothing() {
    let other = ConsentId::from_uuid(Uuid::from_u128(0xfa9));
    for (guardian, purpose) in [(father(), LEVEL_2), (mother(), SHARING)] {
        let story = consented(SHARING)
            .hears(MONDAY, &asked(other, guardian, purpose))
            .hears(TUESDAY, &refused(other, TUESDAY))
            .hears(THURSDAY, &shared(BY_CONSENT, THURSDAY));
        assert_eq!(found(&story, REFUSED), []);
    }
}

#[test]
pub(super) fn r_22_a_no_stands_up_to_the_day_of_the_same_guardians_yes_whichever_is_written_down_first() {
    const YES: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xfa8));
    let both_asked = || consented(SHARING).hears(MONDAY, &asked(FATHERS, father(), SHARING));
    let both_asked = || both_asked().hears(MONDAY, &asked(YES, father(), SHARING));
    let (no, yes) = (refused(FATHERS, MONDAY), given(YES, WEDNESDAY));
    for answers in [[&no, &yes], [&yes, &no]] {
        let answered = || answers.iter().fold(both_asked(), |story, answer| story.hears(THURSDAY, *answer));
        let later = answered().hears(FRIDAY, &shared(BY_CONSENT, FRIDAY));
        assert_eq!(found(&later, REFUSED), [], "he said yes by then");
        let between = answered().hears(FRIDAY, &shared(BY_CONSENT, TUESDAY));
        assert_eq!(found(&between, REFUSED), [TUESDAY], "and had said no before it");
    }
}

const OWN: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0x16));

fn asked_itself(purpose: ConsentPurpose) -> CaseEvent {
    let requested_on = MONDAY;
    ConsentEvent::ConsentRequested { consent: OWN, of: WhoIsAsked::Youth, scope: scope(purpose), requested_on }.into()
}

fn given_by(by: ConsentingParty, consent: ConsentId, given_on: NaiveDate) -> CaseEvent {
    let CaseEvent::Consent(mut yes) = given(consent, given_on) else { unreachable!("it is one") };
    if let ConsentEvent::ConsentGiven { consented_by, .. } = &mut yes {
        *consented_by = Some(by);
    }
    yes.into()
}

#[test]
pub(super) fn c12_what_is_done_on_guardians_consent_after_the_youths_no_to_the_same_is_found_whichever_is_written_down_first()
 {
    let asked = || consented(SHARING).hears(MONDAY, &asked_itself(SHARING));
    let first = asked().hears(TUESDAY, &refused(OWN, TUESDAY)).hears(WEDNESDAY, &shared(BY_CONSENT, WEDNESDAY));
    assert_eq!((found(&first, BY_YOUTH), found(&first, REFUSED)), (vec![WEDNESDAY], vec![]));
    let later = asked().hears(WEDNESDAY, &shared(BY_CONSENT, WEDNESDAY)).hears(THURSDAY, &refused(OWN, TUESDAY));
    assert_eq!(found(&later, BY_YOUTH), [WEDNESDAY]);
    let before = asked().hears(TUESDAY, &shared(BY_CONSENT, TUESDAY)).hears(FRIDAY, &refused(OWN, WEDNESDAY));
    assert_eq!(found(&before, BY_YOUTH), [], "what was done before its no was not done against it");
}

#[test]
pub(super) fn c12_the_youths_no_stands_until_it_says_yes_to_the_same_alone_or_along_with_guardians() {
    let refused = || consented(SHARING).hears(MONDAY, &asked_itself(SHARING)).hears(TUESDAY, &refused(OWN, TUESDAY));
    for by in [ConsentingParty::Youth, ConsentingParty::GuardianAndYouth] {
        let yes = [asked(FATHERS, father(), SHARING), given_by(by, FATHERS, WEDNESDAY)];
        let story = yes.iter().fold(refused(), |story, event| story.hears(WEDNESDAY, event));
        assert_eq!(found(&story.hears(THURSDAY, &shared(BY_CONSENT, THURSDAY)), BY_YOUTH), [], "{by:?}");
    }
    let fathers = [asked(FATHERS, father(), SHARING), given_by(ConsentingParty::Guardian, FATHERS, WEDNESDAY)];
    let story = fathers.iter().fold(refused(), |story, event| story.hears(WEDNESDAY, event));
    assert_eq!(found(&story.hears(THURSDAY, &shared(BY_CONSENT, THURSDAY)), BY_YOUTH), [THURSDAY]);
    let other = refused().hears(TUESDAY, &asked(FATHERS, father(), LEVEL_2)).hears(TUESDAY, &given(FATHERS, TUESDAY));
    assert_eq!(found(&other, BY_YOUTH), [], "nothing was done");
}

/// Written down after what was done, of a day before it, or first.
#[test]
pub(super) fn c12_r_22_a_yes_of_a_day_before_it_was_done_takes_the_finding_back_in_whichever_order_things_are_written_down()
 {
    const YES: ConsentId = ConsentId::from_uuid(Uuid::from_u128(0xfa8));
    let youth = |days: [NaiveDate; 3]| {
        let both = given_by(ConsentingParty::GuardianAndYouth, FATHERS, days[1]);
        let asked = [asked_itself(SHARING), asked(FATHERS, father(), SHARING)];
        (asked, [refused(OWN, days[0]), both, shared(BY_CONSENT, days[2])], BY_YOUTH)
    };
    let another = |days: [NaiveDate; 3]| {
        let asked = [asked(FATHERS, father(), SHARING), asked(YES, father(), SHARING)];
        (asked, [refused(FATHERS, days[0]), given(YES, days[1]), shared(BY_CONSENT, days[2])], REFUSED)
    };
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let told = |days: [NaiveDate; 3], expected: &[NaiveDate]| {
        for (asked, events, kind) in [youth(days), another(days)] {
            for order in orders {
                let story = asked.iter().fold(consented(SHARING), |story, event| story.hears(MONDAY, event));
                let story = order.into_iter().fold(story, |story, next| story.hears(FRIDAY, &events[next]));
                assert_eq!(found(&story, kind), expected, "{order:?} {kind:?}");
            }
        }
    };
    told([TUESDAY, WEDNESDAY, THURSDAY], &[]);
    told([TUESDAY, THURSDAY, WEDNESDAY], &[WEDNESDAY]);
    told([WEDNESDAY, TUESDAY, THURSDAY], &[THURSDAY]);
}

#[test]
pub(super) fn c12_r_22_no_and_yes_are_compared_by_the_purpose_that_it_was_done_for() {
    let wide = ConsentScope { purposes: [SHARING, LEVEL_2].into(), ..scope(SHARING) };
    let asked_for_both =
        ConsentEvent::ConsentRequested { consent: OWN, of: WhoIsAsked::Youth, scope: wide, requested_on: MONDAY };
    let said = |purpose| {
        let story = consented(SHARING).hears(MONDAY, &CaseEvent::from(asked_for_both.clone()));
        let story = story.hears(TUESDAY, &refused(OWN, TUESDAY)).hears(WEDNESDAY, &asked(FATHERS, father(), purpose));
        let both = given_by(ConsentingParty::GuardianAndYouth, FATHERS, WEDNESDAY);
        found(&story.hears(WEDNESDAY, &both).hears(THURSDAY, &shared(BY_CONSENT, THURSDAY)), BY_YOUTH)
    };
    assert_eq!(said(SHARING), [], "it said yes to just that");
    assert_eq!(said(LEVEL_2), [THURSDAY], "and here to something else");
}

#[test]
fn c12_r_22_a_no_that_is_taken_back_and_said_anew_leaves_what_was_done_under_the_first_found() {
    let story = consented(SHARING)
        .hears(MONDAY, &asked(FATHERS, father(), SHARING))
        .hears(TUESDAY, &refused(FATHERS, TUESDAY))
        .hears(WEDNESDAY, &shared(BY_CONSENT, WEDNESDAY))
        .hears(THURSDAY, &given(FATHERS, THURSDAY))
        .hears(FRIDAY, &withdrawn(FATHERS, FRIDAY))
        .hears(SATURDAY, &given(FATHERS, SATURDAY));
    assert_eq!(found(&story, REFUSED), [WEDNESDAY]);
}
