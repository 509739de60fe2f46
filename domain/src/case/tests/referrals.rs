//! S3-36, S3-39: a referral rests on consent or a recorded basis, and closes nothing.

use super::*;
use crate::law::LegalTopic;
use crate::refusal::Uncovered;
use crate::test_support::EXCEPTION;

const SHARING: ConsentPurpose = ConsentPurpose::InformationSharing;
const PPT: Body = Body::EducationalPsychologicalService;

fn refer(recipient: Body, form: ReferralForm, claimed: ClaimedBasis) -> CaseAction {
    CaseAction::Referral(ReferralAction::SendReferral {
        unit: None,
        recipient,
        form,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("She follows no conversation"),
        claimed,
        decision: decision(),
        sent_on: THURSDAY,
    })
}

fn refer_to_ppt(claimed: ClaimedBasis) -> CaseAction {
    refer(PPT, ReferralForm::EducationalPsychologicalService, claimed)
}

fn referred(rests_on: SharingBasis) -> CaseEvent {
    ReferralEvent::ReferralSent {
        guides: vec![],
        unit: None,
        recipient: PPT,
        form: ReferralForm::EducationalPsychologicalService,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("She follows no conversation"),
        rests_on,
        decision: decided(),
        sent_on: THURSDAY,
    }
    .into()
}

fn consented_to(recipient: Body) -> Vec<CaseEvent> {
    let scope = ConsentScope { recipients: [recipient].into(), ..scope(SHARING) };
    vec![opened(), consent_requested(scope), consent_given()]
}

fn by_consent() -> ClaimedBasis {
    ClaimedBasis::Consent(CONSENT)
}

#[test]
fn s3_39_a_child_is_referred_with_a_consent_that_covers_it() {
    given(consented_to(PPT))
        .when(refer_to_ppt(by_consent()))
        .then([referred(SharingBasis::Consent { consent: CONSENT })]);
}

#[test]
fn r_21_s3_39_no_referral_goes_without_consent_or_a_recorded_basis() {
    given(consented_to(Body::School))
        .when(refer_to_ppt(by_consent()))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Recipient });
    given([opened(), consent_requested(scope(SHARING)), consent_refused()])
        .when(refer_to_ppt(by_consent()))
        .then_refused(Refusal::ConsentWasRefused { on: WEDNESDAY });
    given([opened()])
        .when(refer_to_ppt(ClaimedBasis::Duty(LegalTopic::DutyToReport)))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Recipient });
    given([opened()])
        .when(refer_to_ppt(ClaimedBasis::Exception(EXCEPTION)))
        .then_refused(Refusal::ExceptionUnknown { exception: EXCEPTION });
}

#[test]
fn s3_39_a_recorded_exception_stands_in_for_consent() {
    let assessed = SharingEvent::SharingExceptionAssessed {
        exception: EXCEPTION,
        consent: None,
        topic: LegalTopic::SharingWithAuthorities,
        legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
        recipients: [PPT].into(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        allowed: true,
        decision: decided(),
        assessed_on: WEDNESDAY,
    };
    given([opened(), assessed.into()])
        .when(refer_to_ppt(ClaimedBasis::Exception(EXCEPTION)))
        .then([referred(SharingBasis::Exception { exception: EXCEPTION })]);
}

#[test]
fn s3_39_the_form_is_that_of_the_body() {
    let form = ReferralForm::SpecialistHealthService;
    given(consented_to(PPT))
        .when(refer(PPT, form, by_consent()))
        .then_refused(Refusal::ReferralFormOfAnotherBody { form });
    given(consented_to(Body::SpecialistHealthService))
        .when(refer(Body::SpecialistHealthService, form, by_consent()))
        .then_done();
    given(consented_to(Body::HealthStation))
        .when(refer(Body::HealthStation, ReferralForm::Other, by_consent()))
        .then_done();
}

#[test]
fn r_2_r_5_a_referral_is_no_way_around_what_a_report_needs() {
    for body in [Body::ChildWelfareService, Body::ChildWelfareEmergencyService, Body::Police] {
        given(consented_to(body))
            .when(refer(body, ReferralForm::Other, by_consent()))
            .then_refused(Refusal::ReferralIsReport);
    }
}

#[test]
fn r_34_s3_36_a_referral_closes_nothing_and_leaves_the_level() {
    let on_level_2 = [consented_to(PPT), vec![escalated(Level::Two)]].concat();
    let before = given(on_level_2.clone()).state();
    let after = given([on_level_2, vec![referred(SharingBasis::Consent { consent: CONSENT })]].concat()).state();
    assert_eq!((after.closed_on(), after.level()), (None, Level::Two));
    assert_eq!(after.measures(), before.measures());
}

#[test]
fn r_10_a_referral_was_not_sent_tomorrow_nor_from_a_closed_case() {
    let tomorrow = ReferralAction::SendReferral {
        unit: None,
        recipient: PPT,
        form: ReferralForm::Other,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("She follows no conversation"),
        claimed: by_consent(),
        decision: decision(),
        sent_on: SATURDAY,
    };
    given(consented_to(PPT)).when(CaseAction::Referral(tomorrow)).then_refused(Refusal::FutureDate {
        field: "sentOn",
        date: SATURDAY,
        today: FRIDAY,
    });
    given([consented_to(PPT), vec![closed()]].concat())
        .when(refer_to_ppt(by_consent()))
        .then_refused(Refusal::CaseClosed);
}

fn answer(referral: usize, outcome: ReferralOutcome, answered_on: NaiveDate) -> CaseAction {
    let answer = said_of_child("We meet her in April");
    CaseAction::Referral(ReferralAction::AnswerReferral { referral, outcome, answer, answered_on })
}

fn sent_to_ppt() -> Vec<CaseEvent> {
    [consented_to(PPT), vec![referred(SharingBasis::Consent { consent: CONSENT })]].concat()
}

#[test]
fn s3_39_the_body_answers_a_referral_with_day_and_words_in_a_closed_case_too() {
    for outcome in ReferralOutcome::ALL {
        for before in [sent_to_ppt(), [sent_to_ppt(), vec![closed()]].concat()] {
            let answered = given(before.clone()).when(answer(1, outcome, FRIDAY)).then_done();
            let state = given([before, answered].concat()).state();
            let told = state.referrals()[0].answer.clone().unwrap();
            assert_eq!((told.outcome, told.on, told.text), (outcome, FRIDAY, said_of_child("We meet her in April")));
        }
    }
    assert_eq!(given(sent_to_ppt()).state().referrals()[0].answer, None, "it is open until then");
}

#[test]
fn s3_39_no_referral_is_answered_that_was_not_sent_or_before_it_was_or_twice() {
    for referral in [0, 2] {
        given(sent_to_ppt())
            .when(answer(referral, ReferralOutcome::Taken, FRIDAY))
            .then_refused(Refusal::ReferralUnknown);
    }
    given(sent_to_ppt()).when(answer(1, ReferralOutcome::Taken, WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "answeredOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
    let once = given(sent_to_ppt()).when(answer(1, ReferralOutcome::Refused, FRIDAY)).then_done();
    given([sent_to_ppt(), once].concat())
        .when(answer(1, ReferralOutcome::Taken, FRIDAY))
        .then_refused(Refusal::ReferralAlreadyAnswered);
}

fn withdraw(referral: usize, withdrawn_on: NaiveDate) -> CaseAction {
    CaseAction::Referral(ReferralAction::WithdrawReferral { referral, decision: decision(), withdrawn_on })
}

#[test]
fn r_15_s3_39_a_referral_that_is_not_answered_is_withdrawn_with_reasons_once_in_a_closed_case_too() {
    let withdrawn = || -> CaseEvent {
        let (recipient, guides, decision) = (PPT, vec![], decided());
        ReferralEvent::ReferralWithdrawn { referral: 1, recipient, guides, decision, withdrawn_on: FRIDAY }.into()
    };
    for before in [sent_to_ppt(), [sent_to_ppt(), vec![closed()]].concat()] {
        given(before.clone()).when(withdraw(1, FRIDAY)).then([withdrawn()]);
        let after = || given([before.clone(), vec![withdrawn()]].concat());
        let (open, on) = (after().state().referrals()[0].is_open(), after().state().referrals()[0].withdrawn_on);
        assert_eq!((open, on), (false, Some(FRIDAY)));
        after().when(withdraw(1, FRIDAY)).then_refused(Refusal::ReferralAlreadyWithdrawn);
        // What was on its way meanwhile is recorded all the same, and says that it came too late.
        for (answered_on, too_late) in [(THURSDAY, false), (FRIDAY, true)] {
            let answered = after().when(answer(1, ReferralOutcome::Refused, answered_on)).then_done();
            let [CaseEvent::Referral(ReferralEvent::ReferralAnswered { after_withdrawal, .. })] = &answered[..] else {
                panic!("{answered:?}")
            };
            assert_eq!(*after_withdrawal, too_late);
        }
    }
}

#[test]
fn s3_39_no_referral_is_withdrawn_that_was_not_sent_or_before_it_was_or_once_it_is_answered() {
    for referral in [0, 2] {
        given(sent_to_ppt()).when(withdraw(referral, FRIDAY)).then_refused(Refusal::ReferralUnknown);
    }
    given(sent_to_ppt()).when(withdraw(1, WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "withdrawnOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
    for outcome in ReferralOutcome::ALL {
        let answered = given(sent_to_ppt()).when(answer(1, outcome, FRIDAY)).then_done();
        given([sent_to_ppt(), answered].concat())
            .when(withdraw(1, FRIDAY))
            .then_refused(Refusal::ReferralAlreadyAnswered);
    }
}
