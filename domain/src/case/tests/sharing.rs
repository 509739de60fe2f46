//! what is shared, on which basis, and what follows from a refusal.

use super::*;
use crate::ids::{ExceptionId, SubjectId};
use crate::law::{Commencements, LegalTopic};
use crate::people::Guardian;
use crate::refusal::Uncovered;
use crate::test_support::EXCEPTION;

const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;
const SERVICE: Body = Body::ChildWelfareService;

fn share_on(shared_on: NaiveDate, body: Body, category: InformationCategory, claimed: ClaimedBasis) -> CaseAction {
    CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
        unit: None,
        body,
        direction: SharingDirection::ToBody,
        categories: [category].into(),
        content: said_of_child("That nobody comes for her"),
        claimed,
        decision: decision(),
        shared_on,
    }))
}

fn share(body: Body, category: InformationCategory, claimed: ClaimedBasis) -> CaseAction {
    share_on(FRIDAY, body, category, claimed)
}

fn share_back(claimed: ClaimedBasis) -> CaseAction {
    CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
        unit: None,
        body: SERVICE,
        direction: SharingDirection::BackToUnit,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("That she has moved"),
        claimed,
        decision: decision(),
        shared_on: FRIDAY,
    }))
}

fn by_consent() -> ClaimedBasis {
    ClaimedBasis::Consent(CONSENT)
}

fn consented() -> [CaseEvent; 3] {
    [opened(), consent_requested(scope(SHARING)), consent_given()]
}

fn assess_exception(topic: LegalTopic, allowed: bool) -> CaseAction {
    CaseAction::Sharing(SharingAction::AssessSharingException(SharingException {
        exception: EXCEPTION,
        consent: Some(CONSENT),
        topic,
        recipients: [Body::School].into(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        allowed,
        decision: decision(),
        commenced: Commencements::NONE,
        assessed_on: THURSDAY,
    }))
}

fn accept_refusal() -> CaseAction {
    let (decision, accepted_on) = (decision(), THURSDAY);
    CaseAction::Sharing(SharingAction::AcceptRefusal { consent: CONSENT, decision, accepted_on })
}

fn choose_d() -> CaseAction {
    CaseAction::Alternatives(AlternativesAction::ChooseAlternative {
        helped_by: [].into(),
        alternative: Alternative::D,
        decision: decision(),
        chosen_on: FRIDAY,
    })
}

fn refused_in(alternative: Alternative) -> Vec<CaseEvent> {
    vec![opened(), siblings_unknown(), chosen(alternative), consent_requested(scope(SHARING)), consent_refused()]
}

#[test]
fn r21_a_consent_that_covers_body_category_and_day_carries_what_is_shared() {
    given(consented()).when(share(SERVICE, InformationCategory::Observations, by_consent())).then_done();
}

#[test]
fn r21_what_a_consent_does_not_cover_is_not_shared() {
    let refused = |action, what| given(consented()).when(action).then_refused(Refusal::SharingNotCovered { what });
    refused(share(Body::School, InformationCategory::Observations, by_consent()), Uncovered::Recipient);
    refused(share(SERVICE, InformationCategory::Health, by_consent()), Uncovered::Category);
    refused(share_back(by_consent()), Uncovered::Direction);
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(share(SERVICE, InformationCategory::Observations, by_consent()))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Purpose });
    given([opened(), consent_requested(ConsentScope { valid_from: FRIDAY, ..scope(SHARING) }), consent_given()])
        .when(share_on(THURSDAY, SERVICE, InformationCategory::Observations, by_consent()))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Day });
}

#[test]
fn r21_nothing_is_shared_on_a_consent_that_is_not_answered_or_has_run_out() {
    let missing = Refusal::NoValidConsent { purpose: SHARING, on: FRIDAY };
    let until_thursday = ConsentScope { valid_to: Some(THURSDAY), ..scope(SHARING) };
    let observations = || share(SERVICE, InformationCategory::Observations, by_consent());
    given([opened(), consent_requested(scope(SHARING))]).when(observations()).then_refused(missing.clone());
    given([opened(), consent_requested(until_thursday), consent_given()]).when(observations()).then_refused(missing);
    given([opened()]).when(observations()).then_refused(Refusal::ConsentUnknown { consent: CONSENT });
}

#[test]
fn r21_information_comes_back_where_that_was_consented_to() {
    let given_both_ways = ConsentEvent::ConsentGiven {
        consent: CONSENT,
        form: ConsentForm::SignedAgreement,
        consented_by: Some(ConsentingParty::Youth),
        directions: [SharingDirection::BackToUnit].into(),
        read_before_consent: None,
        voluntary: Some(true),
        agreement: None,
        own_say: None,
        given_on: WEDNESDAY,
    };
    given([opened(), consent_requested(scope(SHARING)), given_both_ways.into()])
        .when(share_back(by_consent()))
        .then_done();
}

#[test]
fn r22_what_was_refused_is_answered_as_refused_and_never_as_missing() {
    given([opened(), consent_requested(scope(SHARING)), consent_refused()])
        .when(share(SERVICE, InformationCategory::Observations, by_consent()))
        .then_refused(Refusal::ConsentWasRefused { on: WEDNESDAY });
}

#[test]
fn r24_r25_withdrawal_stops_what_comes_and_erases_nothing() {
    let before = || given(consented().into_iter().chain([consent_withdrawn()]));
    let on = |day| share_on(day, SERVICE, InformationCategory::Observations, by_consent());
    before().when(on(THURSDAY)).then_refused(Refusal::NoValidConsent { purpose: SHARING, on: THURSDAY });
    before().when(on(FRIDAY)).then_refused(Refusal::NoValidConsent { purpose: SHARING, on: FRIDAY });
    // Shared before, and recorded late.
    before().when(on(WEDNESDAY)).then_done();
    let case = before().state();
    let consent = &case.consents()[&CONSENT];
    assert_eq!(consent.answer_on(WEDNESDAY), ConsentAnswer::Given { on: WEDNESDAY });
    assert_eq!(consent.answer_on(THURSDAY), ConsentAnswer::Withdrawn { on: THURSDAY });
}

/// A report that the duty asked for, sent on Friday.
fn reported() -> Vec<CaseEvent> {
    vec![opened(), observed(), duty(true), informed(AboutGuardians::Report), sent(ReportDuty::Triggered)]
}

#[test]
fn r21_a_duty_carries_what_is_shared_with_the_one_it_is_owed_to() {
    let duty = ClaimedBasis::Duty(LegalTopic::DutyToReport);
    let events = given(reported()).when(share(SERVICE, InformationCategory::Health, duty)).then_done();
    let told = serde_json::to_value(&events[0]).unwrap()["InformationShared"]["restsOn"].clone();
    assert_eq!(told["basis"], "DUTY");
    assert_eq!(told["legalBasis"], "BVL2021 § 13-2");
    given(reported())
        .when(share(Body::School, InformationCategory::Health, duty))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Recipient });
    let triage = LegalTopic::Triage;
    given(reported())
        .when(share(SERVICE, InformationCategory::Health, ClaimedBasis::Duty(triage)))
        .then_refused(Refusal::NoBasisForSharing { topic: triage });
}

/// Whatever act restates it: what it carries adds to a report, and is none by itself.
#[test]
fn r2_r21_the_duty_to_report_shares_nothing_in_place_of_a_report() {
    for topic in [LegalTopic::DutyToReport, LegalTopic::KindergartensDuty, LegalTopic::HealthPersonnelsDuty] {
        let share = || share(SERVICE, InformationCategory::Health, ClaimedBasis::Duty(topic));
        let told = || informed(AboutGuardians::Report);
        let without_a_report: [&[CaseEvent]; 4] = [
            &[opened()],
            &[opened(), observed(), duty(false), consent_requested(scope(A_REPORT)), consent_refused()],
            &[opened(), observed(), duty(true), told()],
            &[opened(), observed(), duty(false), told(), sent(ReportDuty::Consented { consent: CONSENT })],
        ];
        for before in without_a_report {
            given(before.iter().cloned()).when(share()).then_refused(Refusal::DutyMetByReport);
        }
        given(reported()).when(share()).then_done();
        given(reported().into_iter().chain([closed()])).when(share()).then_done();
    }
}

#[test]
fn r1_r21_in_acute_danger_the_duty_to_report_carries_what_is_shared_before_a_report() {
    let duty = ClaimedBasis::Duty(LegalTopic::DutyToReport);
    let on = |day| share_on(day, SERVICE, InformationCategory::Health, duty);
    let before = || given([opened(), closed(), emergency_contact_made_on(THURSDAY)]);
    before().when(on(THURSDAY)).then_done();
    before().when(on(FRIDAY)).then_done();
    before().when(on(WEDNESDAY)).then_refused(Refusal::DutyMetByReport);
}

#[test]
fn r_21_s2_13_whoever_called_the_helpline_has_told_the_service_nothing_that_could_be_added_to() {
    let EmergencyContact { category, description, contact, contacted_at, .. } = contact_at(noon(THURSDAY));
    let body = Body::ChildHelpline;
    let called = ReportingEvent::EmergencyContactMade { body, category, description, contact, contacted_at };
    let duty = ClaimedBasis::Duty(LegalTopic::DutyToReport);
    let shared = share_on(FRIDAY, SERVICE, InformationCategory::Health, duty);
    given([opened(), called.into()]).when(shared).then_refused(Refusal::DutyMetByReport);
}

fn record_order(body: Body, ordered_on: NaiveDate, received_on: NaiveDate) -> CaseAction {
    let (categories, asked) = ([InformationCategory::Health].into(), said_of_child("How she is"));
    CaseAction::Sharing(SharingAction::RecordOrder { body, categories, asked, ordered_on, received_on })
}

/// The service's order of Thursday, which came that day.
fn ordered() -> CaseEvent {
    SharingEvent::DisclosureOrdered {
        body: SERVICE,
        categories: [InformationCategory::Health].into(),
        asked: said_of_child("How she is"),
        legal_basis: "BVL2021 § 13-4".to_owned(),
        ordered_on: THURSDAY,
        received_on: THURSDAY,
    }
    .into()
}

#[test]
fn r21_an_order_is_the_child_welfare_services_and_is_kept_with_what_it_asks() {
    given([opened(), closed()]).when(record_order(SERVICE, THURSDAY, THURSDAY)).then([ordered()]);
    let recipient = Refusal::SharingNotCovered { what: Uncovered::Recipient };
    given([opened()]).when(record_order(Body::School, THURSDAY, THURSDAY)).then_refused(recipient);
    let early = Refusal::DateBefore { field: "receivedOn", date: WEDNESDAY, earliest: THURSDAY };
    given([opened()]).when(record_order(SERVICE, THURSDAY, WEDNESDAY)).then_refused(early);
}

#[test]
fn r21_no_order_is_answered_that_had_not_come_and_no_more_is_told_than_it_asks() {
    let answer = |day, category| share_on(day, SERVICE, category, ClaimedBasis::Order { ordered_on: THURSDAY });
    let unknown = Refusal::OrderNotReceived { field: "basis", ordered_on: THURSDAY };
    given([opened()]).when(answer(FRIDAY, InformationCategory::Health)).then_refused(unknown.clone());
    let came_on_friday = given([opened()]).when(record_order(SERVICE, THURSDAY, FRIDAY)).then_done();
    let late = || given([vec![opened()], came_on_friday.clone()].concat());
    late().when(answer(THURSDAY, InformationCategory::Health)).then_refused(unknown);
    late().when(answer(FRIDAY, InformationCategory::Health)).then_done();
    let category = Refusal::SharingNotCovered { what: Uncovered::Category };
    late().when(answer(FRIDAY, InformationCategory::Learning)).then_refused(category);
}

#[test]
fn r21_disclosure_on_order_names_the_order() {
    let unnamed = ClaimedBasis::Duty(LegalTopic::DisclosureOnOrder);
    given(reported()).when(share(SERVICE, InformationCategory::Health, unnamed)).then_refused(Refusal::OrderUnnamed);
    let order_of = |ordered_on| ClaimedBasis::Order { ordered_on };
    let ordered = || given([opened(), ordered()]);
    let events = ordered().when(share(SERVICE, InformationCategory::Health, order_of(THURSDAY))).then_done();
    let told = serde_json::to_value(&events[0]).unwrap()["InformationShared"]["restsOn"].clone();
    assert_eq!(told["topic"], "DISCLOSURE_ON_ORDER");
    assert_eq!(told["orderedOn"], "2024-03-07");
    ordered().when(share(SERVICE, InformationCategory::Health, order_of(SATURDAY))).then_refused(Refusal::DateBefore {
        field: "sharedOn",
        date: FRIDAY,
        earliest: SATURDAY,
    });
    ordered()
        .when(share(Body::Police, InformationCategory::Health, order_of(THURSDAY)))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Recipient });
}

#[test]
fn s3_50_necessity_carries_what_is_shared_with_reasons_in_a_closed_case_too() {
    let share = share(Body::Police, InformationCategory::Health, ClaimedBasis::Necessity);
    given([opened(), closed()]).when(share).then_done();
}

#[test]
fn r21_an_assessed_exception_carries_what_it_names_and_no_more() {
    let assess = |allowed| {
        given(refused_in(Alternative::B))
            .when(assess_exception(LegalTopic::SharingWithAuthorities, allowed))
            .then_done()
    };
    let on_exception = |body, events: Vec<CaseEvent>| {
        given(refused_in(Alternative::B).into_iter().chain(events)).when(share(
            body,
            InformationCategory::Observations,
            ClaimedBasis::Exception(EXCEPTION),
        ))
    };
    on_exception(Body::School, assess(true)).then_done();
    on_exception(SERVICE, assess(true)).then_refused(Refusal::SharingNotCovered { what: Uncovered::Recipient });
    on_exception(Body::School, assess(false)).then_refused(Refusal::ExceptionNotAllowed);
    on_exception(Body::School, vec![]).then_refused(Refusal::ExceptionUnknown { exception: EXCEPTION });
}

#[test]
fn r21_an_exception_rests_on_a_basis_in_force_and_keeps_it() {
    let before = || given([opened(), consent_requested(scope(SHARING))]);
    let events = before().when(assess_exception(LegalTopic::SharingWithAuthorities, true)).then_done();
    let told = serde_json::to_value(&events[0]).unwrap()["SharingExceptionAssessed"].clone();
    assert_eq!(told["legalBasis"], "forvaltningsloven 1967 § 13 b");
    let topic = LegalTopic::Archive;
    before().when(assess_exception(topic, true)).then_refused(Refusal::NoExceptionOnBasis { topic });
    let told = Refusal::NoExceptionOnBasis { topic }.to_string();
    assert!(told.contains("SHARING_WITH_AUTHORITIES"), "it names the basis that is taken: {told}");
}

#[test]
fn r21_an_exception_is_assessed_once_under_its_id() {
    let assess = || assess_exception(LegalTopic::SharingWithAuthorities, true);
    let before = vec![opened(), consent_requested(scope(SHARING))];
    let assessed = given(before.clone()).when(assess()).then_done();
    given([before, assessed].concat())
        .when(assess())
        .then_refused(Refusal::ExceptionAlreadyAssessed { exception: EXCEPTION });
}

#[test]
fn r21_what_is_shared_or_may_be_says_what_it_is_about_and_who_may_have_it() {
    let CaseAction::Sharing(SharingAction::ShareInformation(shared)) =
        share(SERVICE, InformationCategory::Observations, by_consent())
    else {
        unreachable!("it is one")
    };
    let of_nothing = SharedInformation { categories: [].into(), ..shared };
    given(consented())
        .when(CaseAction::Sharing(SharingAction::ShareInformation(of_nothing)))
        .then_refused(Refusal::NothingToShare { field: "categories" });
    let assessed = |allowed, to: &[Body], what: &[InformationCategory]| {
        let CaseAction::Sharing(SharingAction::AssessSharingException(assessed)) =
            assess_exception(LegalTopic::SharingWithAuthorities, allowed)
        else {
            unreachable!("it is one")
        };
        let (recipients, categories) = (to.iter().copied().collect(), what.iter().copied().collect());
        let assessed = SharingException { recipients, categories, ..assessed };
        given([opened(), consent_requested(scope(SHARING))])
            .when(CaseAction::Sharing(SharingAction::AssessSharingException(assessed)))
    };
    let observations = [InformationCategory::Observations];
    assessed(true, &[], &observations).then_refused(Refusal::NothingToShare { field: "recipients" });
    assessed(true, &[Body::School], &[]).then_refused(Refusal::NothingToShare { field: "categories" });
    // A no may be one to everything.
    assessed(false, &[], &[]).then_done();
}

/// A duty is owed to some bodies alone: assessed as an exception it would open sharing with any.
#[test]
fn r21_a_duty_is_no_exception_and_opens_sharing_with_nobody_else() {
    let topic = LegalTopic::HealthPersonnelsDuty;
    let refused = || Refusal::NoBasisForSharing { topic };
    given([opened(), consent_requested(scope(SHARING))])
        .when(assess_exception(topic, true))
        .then_refused(Refusal::NoExceptionOnBasis { topic });
    let assessed_before_that_was_a_rule = SharingEvent::SharingExceptionAssessed {
        exception: EXCEPTION,
        consent: None,
        topic,
        legal_basis: "helsepersonelloven § 33".to_owned(),
        recipients: [Body::School].into(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        allowed: true,
        decision: decided(),
        assessed_on: THURSDAY,
    };
    given([opened(), assessed_before_that_was_a_rule.into()])
        .when(share(Body::School, InformationCategory::Observations, ClaimedBasis::Exception(EXCEPTION)))
        .then_refused(refused());
}

const SECOND: ExceptionId = ExceptionId::from_uuid(uuid::Uuid::from_u128(0xe8cf));

/// An assessment of that day, as an answer to that refusal, for those bodies and all observations.
fn assessed(
    exception: ExceptionId,
    on: NaiveDate,
    allowed: bool,
    consent: Option<ConsentId>,
    recipients: &[Body],
) -> CaseEvent {
    let observations = || [InformationCategory::Observations].into();
    SharingEvent::SharingExceptionAssessed {
        exception,
        consent,
        topic: LegalTopic::SharingWithAuthorities,
        legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
        recipients: recipients.iter().copied().collect(),
        units: [].into(),
        categories: if recipients.is_empty() { [].into() } else { observations() },
        allowed,
        decision: decided(),
        assessed_on: on,
    }
    .into()
}

#[test]
fn r21_a_later_no_takes_back_what_an_exception_allowed() {
    let on_the_first = |day, later: &[CaseEvent]| {
        let first = [opened(), assessed(EXCEPTION, TUESDAY, true, Some(CONSENT), &[Body::School])];
        let claimed = ClaimedBasis::Exception(EXCEPTION);
        given(first.into_iter().chain(later.iter().cloned())).when(share_on(
            day,
            Body::School,
            InformationCategory::Observations,
            claimed,
        ))
    };
    let second = |consent, recipients: &[Body]| [assessed(SECOND, THURSDAY, false, consent, recipients)];
    let taken_back =
        [second(Some(CONSENT), &[]), second(None, &[]), second(Some(OTHER_CONSENT), &[Body::School, SERVICE])];
    for later in taken_back {
        on_the_first(FRIDAY, &later).then_refused(Refusal::ExceptionNotAllowed);
        on_the_first(WEDNESDAY, &later).then_done();
    }
    for later in [second(Some(OTHER_CONSENT), &[]), second(Some(CONSENT), &[SERVICE])] {
        on_the_first(FRIDAY, &later).then_done();
    }
    // What was assessed before, and recorded late, takes back nothing; nor does a yes.
    on_the_first(FRIDAY, &[assessed(SECOND, MONDAY, false, Some(CONSENT), &[])]).then_done();
    on_the_first(FRIDAY, &[assessed(SECOND, THURSDAY, true, Some(CONSENT), &[SERVICE])]).then_done();
}

#[test]
fn r21_an_exception_ends_with_the_case_that_it_was_assessed_in() {
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY };
    let allowed = |exception| assessed(exception, WEDNESDAY, true, None, &[Body::School]);
    let again = || [opened(), allowed(EXCEPTION), closed(), reopened.clone().into()];
    let on_exception =
        |exception| share(Body::School, InformationCategory::Observations, ClaimedBasis::Exception(exception));
    given(again()).when(on_exception(EXCEPTION)).then_refused(Refusal::ExceptionNotAllowed);
    given(again().into_iter().chain([allowed(SECOND)])).when(on_exception(SECOND)).then_done();
}

#[test]
fn r23_a_refusal_in_b_or_c_waits_for_an_answer_and_keeps_the_case_open() {
    for alternative in [Alternative::B, Alternative::C] {
        let case = given(refused_in(alternative)).state();
        assert_eq!(case.open_refusals().get(&CONSENT), Some(&WEDNESDAY));
        given(refused_in(alternative)).when(close()).then_refused(Refusal::RefusalUnresolved);
    }
}

/// Refused on Wednesday, before anything was chosen.
fn refused_before() -> Vec<CaseEvent> {
    vec![opened(), siblings_unknown(), consent_requested(scope(SHARING)), consent_refused()]
}

#[test]
fn r_23_what_was_refused_before_b_or_c_is_chosen_waits_for_an_answer_from_then_on() {
    for alternative in [Alternative::B, Alternative::C] {
        let case = given([refused_before(), vec![chosen(alternative)]].concat());
        assert_eq!(case.state().open_refusals().get(&CONSENT), Some(&WEDNESDAY));
        given([refused_before(), vec![chosen(alternative)]].concat())
            .when(close())
            .then_refused(Refusal::RefusalUnresolved);
    }
    for alternative in [Alternative::A, Alternative::D] {
        let case = given([refused_before(), vec![chosen(alternative)]].concat()).state();
        assert!(case.open_refusals().is_empty(), "{alternative:?}");
    }
}

#[test]
fn r_23_what_was_answered_or_consented_to_since_waits_for_nothing_when_b_is_chosen() {
    let answered = SharingEvent::SharingExceptionAssessed {
        exception: EXCEPTION,
        consent: Some(CONSENT),
        topic: LegalTopic::SharingWithAuthorities,
        legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
        recipients: [].into(),
        units: [].into(),
        categories: [].into(),
        allowed: false,
        decision: decided(),
        assessed_on: THURSDAY,
    };
    let asked_again = ConsentEvent::ConsentRequested {
        consent: OTHER_CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope: scope(SHARING),
        requested_on: THURSDAY,
    };
    let given_since = ConsentEvent::ConsentGiven {
        consent: OTHER_CONSENT,
        form: ConsentForm::SignedForm,
        consented_by: None,
        directions: [].into(),
        read_before_consent: None,
        voluntary: None,
        agreement: None,
        own_say: None,
        given_on: THURSDAY,
    };
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY };
    for since in [
        vec![answered.into()],
        vec![asked_again.into(), given_since.into()],
        vec![chosen(Alternative::D)],
        vec![closed(), reopened.into()],
    ] {
        let case = given([refused_before(), since, vec![chosen(Alternative::B)]].concat()).state();
        assert!(case.open_refusals().is_empty());
    }
}

/// Consented to on Wednesday, and taken back on Thursday.
fn taken_back() -> Vec<CaseEvent> {
    vec![consent_requested(scope(SHARING)), consent_given(), consent_withdrawn()]
}

fn taken_back_in(alternative: Alternative) -> Vec<CaseEvent> {
    [vec![opened(), siblings_unknown(), chosen(alternative)], taken_back()].concat()
}

/// That guardian was asked for another consent, and said yes on that day.
fn another_yes(guardian: Guardian, scope: ConsentScope, given_on: NaiveDate) -> Vec<CaseEvent> {
    let (consent, of, requested_on) = (OTHER_CONSENT, WhoIsAsked::Guardian(guardian), TUESDAY);
    let mut given = consent_given();
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consent: asked, given_on: on, .. }) = &mut given {
        (*asked, *on) = (consent, given_on);
    }
    vec![ConsentEvent::ConsentRequested { consent, of, scope, requested_on }.into(), given]
}

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(uuid::Uuid::from_u128(0xfa)), ..mother() }
}

fn waits(events: impl IntoIterator<Item = Vec<CaseEvent>>) -> Vec<(ConsentId, NaiveDate)> {
    let case = given(events.into_iter().flatten()).state();
    case.open_refusals().iter().map(|(consent, on)| (*consent, *on)).collect()
}

#[test]
fn r_23_s0_30_consent_that_is_taken_back_in_b_or_c_waits_for_an_answer_and_keeps_the_case_open() {
    for alternative in [Alternative::B, Alternative::C] {
        assert_eq!(waits([taken_back_in(alternative)]), [(CONSENT, THURSDAY)]);
        given(taken_back_in(alternative)).when(close()).then_refused(Refusal::RefusalUnresolved);
        let answers = [
            assess_exception(LegalTopic::SharingWithAuthorities, true),
            assess_exception(LegalTopic::SharingWithAuthorities, false),
            choose_d(),
            accept_refusal(),
        ];
        for answer in answers {
            let answered = given(taken_back_in(alternative)).when(answer).then_done();
            given([taken_back_in(alternative), answered].concat()).when(close()).then([closed()]);
        }
    }
    for alternative in [Alternative::A, Alternative::D] {
        given(taken_back_in(alternative)).when(close()).then([closed()]);
        given(taken_back_in(alternative))
            .when(accept_refusal())
            .then_refused(Refusal::NoOpenRefusal { consent: CONSENT });
    }
}

#[test]
fn r_23_r_10_what_was_taken_back_is_accepted_as_of_its_own_day_whenever_that_is_written_down() {
    let accepted = |accepted_on| {
        CaseAction::Sharing(SharingAction::AcceptRefusal { consent: CONSENT, decision: decision(), accepted_on })
    };
    let early = Refusal::DateBefore { field: "acceptedOn", date: WEDNESDAY, earliest: THURSDAY };
    given(taken_back_in(Alternative::B)).when(accepted(WEDNESDAY)).then_refused(early);
    given(taken_back_in(Alternative::B)).when(accepted(THURSDAY)).then_done();
}

#[test]
fn r_23_what_was_taken_back_before_b_or_c_is_chosen_waits_for_an_answer_from_then_on() {
    let before = || [vec![opened(), siblings_unknown()], taken_back()].concat();
    for alternative in [Alternative::B, Alternative::C] {
        assert_eq!(waits([before(), vec![chosen(alternative)]]), [(CONSENT, THURSDAY)]);
    }
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decide_by: None, decision: decided(), reopened_on: FRIDAY };
    let since = [
        another_yes(father(), scope(SHARING), THURSDAY),
        vec![chosen(Alternative::D)],
        vec![closed(), reopened.clone().into()],
    ];
    for since in since {
        assert_eq!(waits([before(), since, vec![chosen(Alternative::B)]]), []);
    }
    // Taken back in the closed case, it is no no to the work that goes on.
    let [asked, yes, no] = <[CaseEvent; 3]>::try_from(taken_back()).unwrap();
    let again = vec![opened(), siblings_unknown(), asked, yes, closed(), no, reopened.into(), chosen(Alternative::B)];
    assert_eq!(waits([again]), []);
}

#[test]
fn r_23_r_24_by_a_consent_in_whose_place_a_new_one_came_nothing_is_refused() {
    let [asked, yes, no] = <[CaseEvent; 3]>::try_from(taken_back()).unwrap();
    let beside = |other: Vec<CaseEvent>| {
        let before = vec![opened(), siblings_unknown(), chosen(Alternative::B), asked.clone(), yes.clone()];
        waits([before, other, vec![no.clone()]])
    };
    // Given by then, or since, where it is written down late that the first one was taken back.
    for given_on in [WEDNESDAY, THURSDAY, FRIDAY] {
        assert_eq!(beside(another_yes(mother(), scope(SHARING), given_on)), []);
    }
    let until_wednesday = ConsentScope { valid_to: Some(WEDNESDAY), ..scope(SHARING) };
    let to_another_body = ConsentScope { recipients: [Body::Police].into(), ..scope(SHARING) };
    let others = [
        ("to another body", another_yes(mother(), to_another_body, WEDNESDAY)),
        ("to something else", another_yes(mother(), scope(LEVEL_2), WEDNESDAY)),
        ("that had run out", another_yes(mother(), until_wednesday, WEDNESDAY)),
        ("of another guardian", another_yes(father(), scope(SHARING), WEDNESDAY)),
    ];
    for (which, other) in others {
        assert_eq!(beside(other), [(CONSENT, THURSDAY)], "{which}");
    }
    // What took its place is taken back as well.
    let other_no = ConsentEvent::ConsentWithdrawn { consent: OTHER_CONSENT, reason: None, withdrawn_on: FRIDAY };
    let both = [another_yes(mother(), scope(SHARING), WEDNESDAY), vec![no.clone(), other_no.into()]].concat();
    let before = vec![opened(), siblings_unknown(), chosen(Alternative::B), asked.clone(), yes.clone()];
    assert_eq!(waits([before, both]), [(OTHER_CONSENT, FRIDAY)]);
}

#[test]
fn r_23_r_21_to_take_back_what_has_run_out_is_no_refusal() {
    let [_, yes, no] = <[CaseEvent; 3]>::try_from(taken_back()).unwrap();
    let before = |valid_to| {
        let asked = consent_requested(ConsentScope { valid_to, ..scope(SHARING) });
        vec![opened(), siblings_unknown(), chosen(Alternative::B), asked, yes.clone(), no.clone()]
    };
    assert_eq!(waits([before(Some(WEDNESDAY))]), []);
    assert_eq!(waits([before(Some(THURSDAY))]), [(CONSENT, THURSDAY)]);
}

#[test]
fn r_23_r_21_what_was_left_of_a_narrowed_consent_is_what_is_taken_back() {
    let [_, yes, no] = <[CaseEvent; 3]>::try_from(taken_back()).unwrap();
    let both = ConsentScope { purposes: [SHARING, LEVEL_2].into(), ..scope(SHARING) };
    let narrowed: CaseEvent =
        ConsentEvent::ConsentNarrowed { consent: CONSENT, scope: scope(LEVEL_2), reason: None, narrowed_on: WEDNESDAY }
            .into();
    let before = || vec![opened(), siblings_unknown(), consent_requested(both.clone()), yes.clone(), narrowed.clone()];
    let in_b = |mut events: Vec<CaseEvent>| {
        events.push(chosen(Alternative::B));
        events
    };
    assert_eq!(waits([in_b(before())]), [], "to say yes to less is no refusal");
    for (purpose, since) in [(SHARING, vec![(CONSENT, THURSDAY)]), (LEVEL_2, vec![])] {
        let other = another_yes(father(), scope(purpose), FRIDAY);
        assert_eq!(waits([in_b([before(), vec![no.clone()], other].concat())]), since, "{purpose:?}");
    }
}

#[test]
fn r_23_a_refusal_that_a_closed_case_was_left_with_waits_for_no_answer_in_it_nor_once_it_is_reopened() {
    let ended = || [taken_back_in(Alternative::B), vec![closed()]].concat();
    assert_eq!(waits([ended()]), []);
    given([ended(), vec![super::closing::reopened()]].concat()).when(close()).then([closed()]);
}

#[test]
fn r23_a_refusal_outside_b_and_c_asks_for_no_answer() {
    for alternative in [Alternative::A, Alternative::D] {
        given(refused_in(alternative)).when(close()).then([closed()]);
        given(refused_in(alternative)).when(accept_refusal()).then_refused(Refusal::NoOpenRefusal { consent: CONSENT });
    }
}

#[test]
fn r23_an_exception_alternative_d_or_acceptance_answers_a_refusal() {
    let answers = [
        assess_exception(LegalTopic::SharingWithAuthorities, true),
        assess_exception(LegalTopic::SharingWithAuthorities, false),
        choose_d(),
        accept_refusal(),
    ];
    for answer in answers {
        let answered = given(refused_in(Alternative::C)).when(answer).then_done();
        given(refused_in(Alternative::C).into_iter().chain(answered)).when(close()).then([closed()]);
    }
}

/// Who finds it so serious and leaves it with that has neither assessed, contacted nor reported anything.
#[test]
fn s0_30_r_23_what_was_left_to_alternative_d_is_to_be_answered_if_d_ends_and_nobody_acted_on_it() {
    let ended_d = || -> CaseEvent {
        let (alternative, decision) = (Alternative::D, decided());
        AlternativesEvent::AlternativeEnded { alternative, guides: vec![], decision, ended_on: FRIDAY }.into()
    };
    let left_to_d = |alternative| [refused_in(alternative), vec![chosen(Alternative::D)]].concat();
    let and = |events: Vec<CaseEvent>, more: &[CaseEvent]| given([events, more.to_vec()].concat());
    for alternative in [Alternative::B, Alternative::C] {
        and(left_to_d(alternative), &[]).when(close()).then([closed()]);
        and(left_to_d(alternative), &[ended_d()]).when(close()).then_refused(Refusal::RefusalUnresolved);
        and(left_to_d(alternative), &[ended_d()]).when(accept_refusal()).then_done();
        for act in [duty(true), duty(false), emergency_contact_made()] {
            and(left_to_d(alternative), &[observed(), act.clone(), ended_d()]).when(close()).then([closed()]);
            let before = [refused_in(alternative), vec![observed(), act, chosen(Alternative::D)]].concat();
            and(before, &[ended_d()]).when(close()).then([closed()]);
        }
    }
    // Outside B and C it asked for no answer, and asks for none now.
    and(left_to_d(Alternative::A), &[ended_d()]).when(close()).then([closed()]);
}

#[test]
fn r23_an_open_refusal_blocks_neither_emergency_nor_report() {
    given(refused_in(Alternative::B)).when(make_emergency_contact()).then_done();
    let reportable = [observed(), duty(true), informed(AboutGuardians::Report)];
    given(refused_in(Alternative::B).into_iter().chain(reportable)).when(send_report()).then_done();
}

#[test]
fn s3_38_after_an_investigation_what_is_needed_comes_back_to_the_arena_as_guardians_agreed() {
    let given_with = |directions: &[SharingDirection]| {
        let consent = ConsentEvent::ConsentGiven {
            consent: CONSENT,
            form: ConsentForm::SignedForm,
            agreement: None,
            consented_by: Some(ConsentingParty::Guardian),
            directions: directions.iter().copied().collect(),
            read_before_consent: None,
            voluntary: None,
            own_say: None,
            given_on: WEDNESDAY,
        };
        given([opened(), consent_requested(scope(SHARING)), consent.into()])
    };
    let events = given_with(&[SharingDirection::BackToUnit]).when(share_back(by_consent())).then_done();
    let [CaseEvent::Sharing(SharingEvent::InformationShared { direction, categories, .. })] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((*direction, categories.len()), (SharingDirection::BackToUnit, 1), "only what was agreed");
    given_with(&[SharingDirection::ToBody])
        .when(share_back(by_consent()))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Direction });
}

/// Guardians who consent to one school have not consented to the others.
#[test]
fn r_21_r_24_a_consent_that_names_units_lets_information_go_to_those_alone_and_calls_them_alone() {
    let school = |unit: &str| RecipientUnit { body: Body::School, unit: unit.to_owned() };
    let named = ConsentScope {
        purposes: [ConsentPurpose::InformationSharing, LEVEL_2].into(),
        recipients: [Body::School, Body::EducationalPsychologicalService].into(),
        units: [school("Solbakken"), school("Lia")].into(),
        ..scope(ConsentPurpose::InformationSharing)
    };
    let before = || given([opened(), consent_requested(named.clone()), consent_given()]);
    let tell = |body, unit: Option<&str>| {
        let mut action = share(body, InformationCategory::Observations, ClaimedBasis::Consent(CONSENT));
        if let CaseAction::Sharing(SharingAction::ShareInformation(shared)) = &mut action {
            shared.unit = unit.map(ToOwned::to_owned);
        }
        action
    };
    let refused = || Refusal::SharingNotCovered { what: Uncovered::Unit };
    before().when(tell(Body::School, Some("solbakken "))).then_done();
    before().when(tell(Body::School, Some("Skogkanten"))).then_refused(refused());
    before().when(tell(Body::School, None)).then_refused(refused());
    before().when(tell(Body::EducationalPsychologicalService, None)).then_done();

    let call = |bodies: &[Body], units: &[RecipientUnit]| {
        CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
            meeting: crate::test_support::MEETING,
            bodies: bodies.iter().copied().collect(),
            units: units.iter().cloned().collect(),
            guardians_invited: true,
            evaluation: false,
            consent: CONSENT,
            planned_for: SATURDAY,
            convened_on: FRIDAY,
        })
    };
    before().when(call(&[Body::School], &[school("Lia")])).then_done();
    before().when(call(&[Body::School], &[school("Lia"), school("Skogkanten")])).then_refused(refused());
    before().when(call(&[Body::School], &[])).then_refused(refused());
    before().when(call(&[Body::EducationalPsychologicalService], &[])).then_done();
    // Where the guardians named the body alone, whichever of its units it is.
    let whole = ConsentScope { units: [].into(), ..named.clone() };
    let unnamed = || given([opened(), consent_requested(whole.clone()), consent_given()]);
    unnamed().when(tell(Body::School, None)).then_done();
    unnamed().when(call(&[Body::School], &[school("Skogkanten")])).then_done();
}

/// Two services that the sources do not name have nothing in common but that.
#[test]
fn r_21_s3_4_what_lets_information_go_to_another_service_is_for_the_one_that_it_names() {
    let other = |unit: &str| RecipientUnit { body: Body::Other, unit: unit.to_owned() };
    let named = |units: &[&str]| ConsentScope {
        purposes: [ConsentPurpose::InformationSharing, LEVEL_2].into(),
        recipients: [Body::Other].into(),
        units: units.iter().map(|unit| other(unit)).collect(),
        ..scope(ConsentPurpose::InformationSharing)
    };
    let unnamed = |field| Refusal::ServiceUnnamed { field };
    given([opened()]).when(request_consent(named(&[]))).then_refused(unnamed("recipientUnits"));
    given([opened()]).when(request_consent(named(&["Ungdomslosen"]))).then_done();

    let before = || given([opened(), consent_requested(named(&["Ungdomslosen"])), consent_given()]);
    let narrow = |scope| {
        let (consent, reason, narrowed_on) = (CONSENT, None, THURSDAY);
        CaseAction::Consent(ConsentAction::NarrowConsent { consent, scope, reason, narrowed_on })
    };
    let wider = Refusal::ConsentNotNarrower { field: "recipientUnits" };
    before().when(narrow(named(&["Gjengs"]))).then_refused(wider);

    let tell = |unit: Option<&str>, claimed| {
        let mut action = share(Body::Other, InformationCategory::Observations, claimed);
        if let CaseAction::Sharing(SharingAction::ShareInformation(shared)) = &mut action {
            shared.unit = unit.map(ToOwned::to_owned);
        }
        action
    };
    let uncovered = || Refusal::SharingNotCovered { what: Uncovered::Unit };
    before().when(tell(Some("ungdomslosen "), by_consent())).then_done();
    before().when(tell(Some("Gjengs"), by_consent())).then_refused(uncovered());
    before().when(tell(None, by_consent())).then_refused(unnamed("unit"));
    before().when(tell(None, ClaimedBasis::Necessity)).then_refused(unnamed("unit"));
    before().when(tell(Some("Gjengs"), ClaimedBasis::Necessity)).then_done();
    // What was consented to before a name was asked for lets nothing go to anybody.
    let nameless = || given([opened(), consent_requested(named(&[])), consent_given()]);
    nameless().when(tell(Some("Gjengs"), by_consent())).then_refused(uncovered());

    let call = |units: &[&str]| {
        CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
            meeting: crate::test_support::MEETING,
            bodies: [Body::Other].into(),
            units: units.iter().map(|unit| other(unit)).collect(),
            guardians_invited: true,
            evaluation: false,
            consent: CONSENT,
            planned_for: SATURDAY,
            convened_on: FRIDAY,
        })
    };
    before().when(call(&["Ungdomslosen"])).then_done();
    before().when(call(&["Ungdomslosen", "Gjengs"])).then_refused(uncovered());
    before().when(call(&[])).then_refused(uncovered());

    let scope_of_one = named(&["Ungdomslosen"]);
    assert!(scope_of_one.lets_in(Body::Other, Some("Ungdomslosen")));
    assert!(!scope_of_one.lets_in(Body::Other, Some("Gjengs")) && !scope_of_one.lets_in(Body::Other, None));
}

#[test]
fn r_21_s0_30_an_exception_for_another_service_is_for_the_one_that_it_names() {
    let other = |unit: &str| RecipientUnit { body: Body::Other, unit: unit.to_owned() };
    let assess = |units: &[&str]| {
        let CaseAction::Sharing(SharingAction::AssessSharingException(assessed)) =
            assess_exception(LegalTopic::SharingWithAuthorities, true)
        else {
            unreachable!()
        };
        let units = units.iter().map(|unit| other(unit)).collect();
        let (consent, recipients) = (None, [Body::Other].into());
        let assessed = SharingException { consent, recipients, units, ..assessed };
        CaseAction::Sharing(SharingAction::AssessSharingException(assessed))
    };
    given([opened()]).when(assess(&[])).then_refused(Refusal::ServiceUnnamed { field: "recipientUnits" });

    let assessed = |exception, on, allowed, unit: &str| -> CaseEvent {
        SharingEvent::SharingExceptionAssessed {
            exception,
            consent: None,
            topic: LegalTopic::SharingWithAuthorities,
            legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
            recipients: [Body::Other].into(),
            units: [other(unit)].into(),
            categories: [InformationCategory::Observations].into(),
            allowed,
            decision: decided(),
            assessed_on: on,
        }
        .into()
    };
    let tell = |unit: &str| {
        let claimed = ClaimedBasis::Exception(EXCEPTION);
        let mut action = share(Body::Other, InformationCategory::Observations, claimed);
        if let CaseAction::Sharing(SharingAction::ShareInformation(shared)) = &mut action {
            shared.unit = Some(unit.to_owned());
        }
        action
    };
    let yes = || vec![opened(), assessed(EXCEPTION, WEDNESDAY, true, "Ungdomslosen")];
    given(yes()).when(tell("Ungdomslosen")).then_done();
    given(yes()).when(tell("Gjengs")).then_refused(Refusal::SharingNotCovered { what: Uncovered::Unit });
    // A later no takes back what was allowed with that one, and not with the other.
    let and_no_to = |unit| [yes(), vec![assessed(SECOND, THURSDAY, false, unit)]].concat();
    given(and_no_to("Gjengs")).when(tell("Ungdomslosen")).then_done();
    given(and_no_to("Ungdomslosen")).when(tell("Ungdomslosen")).then_refused(Refusal::ExceptionNotAllowed);
}

#[test]
fn r_24_c11_a_unit_that_was_called_has_a_basis_only_while_the_consent_names_it_still() {
    let school = |unit: &str| RecipientUnit { body: Body::School, unit: unit.to_owned() };
    let scope_of = |units: &[&str]| ConsentScope {
        recipients: [Body::School].into(),
        units: units.iter().map(|unit| school(unit)).collect(),
        ..scope(LEVEL_2)
    };
    let narrowed = ConsentEvent::ConsentNarrowed {
        consent: CONSENT,
        scope: scope_of(&["Solbakken"]),
        reason: None,
        narrowed_on: FRIDAY,
    };
    let called = |unit| -> CaseEvent {
        MeetingEvent::InterdisciplinaryMeetingConvened {
            meeting: crate::test_support::MEETING,
            bodies: [Body::School].into(),
            units: [school(unit)].into(),
            guardians_invited: true,
            evaluation: false,
            consent: CONSENT,
            planned_for: FRIDAY,
            convened_on: THURSDAY,
        }
        .into()
    };
    let attendance = Attendance { measures: [].into(), ..crate::test_support::attendance() };
    let meeting = crate::test_support::MEETING;
    let hold = CaseAction::Meeting(MeetingAction::HoldMeeting { meeting, attendance, held_on: FRIDAY });
    let before = |unit| {
        let asked = consent_requested(scope_of(&["Solbakken", "Lia"]));
        given([opened(), asked, consent_given(), called(unit), narrowed.clone().into()])
    };
    let without_basis = |unit| match before(unit).when(hold.clone()).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    };
    assert_eq!(without_basis("Solbakken"), [].into());
    assert_eq!(without_basis("Lia"), [Body::School].into());
}

/// By the day of the assessment, whenever it is recorded, and by what the municipality has recorded of the act (requirements 6.1).
#[test]
fn r_71_c7_an_exception_cites_the_act_that_was_in_force_on_its_day() {
    let commenced_on = |from| {
        let law = crate::law::ActNumber::awaited("LOV-2025-06-20-81").unwrap().clone();
        let event = crate::settings::SettingsEvent::LawCommenced { law, from: Some(from), recorded_on: FRIDAY };
        crate::test_support::given::<crate::settings::Settings>([event]).state().commencements().clone()
    };
    let cited = |commenced: Commencements| {
        let CaseAction::Sharing(SharingAction::AssessSharingException(assessed)) =
            assess_exception(LegalTopic::SharingWithAuthorities, true)
        else {
            unreachable!("it is one")
        };
        let assessed = SharingException { commenced, ..assessed };
        let before = [opened(), consent_requested(scope(SHARING)), consent_refused()];
        let events =
            given(before).when(CaseAction::Sharing(SharingAction::AssessSharingException(assessed))).then_done();
        match events.last() {
            Some(CaseEvent::Sharing(SharingEvent::SharingExceptionAssessed { legal_basis, .. })) => legal_basis.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(cited(Commencements::NONE), "forvaltningsloven 1967 § 13 b");
    assert_eq!(cited(commenced_on(FRIDAY)), "forvaltningsloven 1967 § 13 b", "it was assessed on the day before");
    assert_eq!(cited(commenced_on(THURSDAY)), "forvaltningsloven 2025 § 34");
}
