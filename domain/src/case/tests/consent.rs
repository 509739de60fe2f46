//! what consent is asked for, and its answer.

use std::collections::BTreeSet;

use super::closing::reopened;
use super::*;

fn answer(case: &Case) -> ConsentAnswer {
    case.consents()[&CONSENT].answer
}

fn asked() -> [CaseEvent; 2] {
    [opened(), consent_requested(scope(LEVEL_2))]
}

#[test]
fn r21_consent_is_asked_for_with_purpose_recipients_categories_and_time() {
    let scope = ConsentScope { valid_to: Some(FRIDAY), ..scope(LEVEL_2) };
    given([opened()]).when(request_consent(scope.clone())).then([consent_requested(scope)]);
}

#[test]
fn r21_consent_is_not_asked_for_without_saying_what_for() {
    given([opened()])
        .when(request_consent(ConsentScope { purposes: BTreeSet::new(), ..scope(LEVEL_2) }))
        .then_refused(Refusal::ConsentScopeEmpty { field: "purposes" });
}

#[test]
fn r21_consent_is_not_asked_for_without_saying_who_may_receive() {
    given([opened()])
        .when(request_consent(ConsentScope { recipients: BTreeSet::new(), ..scope(LEVEL_2) }))
        .then_refused(Refusal::ConsentScopeEmpty { field: "recipients" });
}

#[test]
fn r21_consent_is_not_asked_for_without_saying_what_kind_of_information() {
    given([opened()])
        .when(request_consent(ConsentScope { categories: BTreeSet::new(), ..scope(LEVEL_2) }))
        .then_refused(Refusal::ConsentScopeEmpty { field: "categories" });
}

#[test]
fn r21_consent_does_not_end_before_it_begins() {
    given([opened()])
        .when(request_consent(ConsentScope { valid_from: TUESDAY, valid_to: Some(MONDAY), ..scope(LEVEL_2) }))
        .then_refused(Refusal::DateBefore { field: "validTo", date: MONDAY, earliest: TUESDAY });
}

#[test]
fn r21_consent_covers_its_first_and_last_day_and_none_around_them() {
    let scope = ConsentScope { valid_from: TUESDAY, valid_to: Some(THURSDAY), ..scope(LEVEL_2) };
    let covered = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY].map(|day| scope.covers(day));
    assert_eq!(covered, [false, true, true, true, false]);
}

#[test]
fn r10_consent_was_not_asked_for_tomorrow() {
    let ask_tomorrow = CaseAction::Consent(ConsentAction::RequestConsent {
        consent: CONSENT,
        of: WhoIsAsked::Guardian(mother()),
        scope: scope(LEVEL_2),
        requested_on: SATURDAY,
        birth_is_shown: true,
    });
    given([opened()]).when(ask_tomorrow).then_refused(Refusal::FutureDate {
        field: "requestedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn r22_a_question_is_answered_with_consent() {
    given(asked()).when(give_consent_on(WEDNESDAY)).then([consent_given()]);
}

#[test]
fn r22_a_question_is_answered_with_a_refusal() {
    given(asked()).when(refuse_consent_on(WEDNESDAY)).then([consent_refused()]);
}

#[test]
fn r22_a_refused_consent_is_shown_as_refused_and_never_as_missing() {
    let case = given(asked().into_iter().chain([consent_refused()])).state();
    assert_eq!(answer(&case), ConsentAnswer::Refused { on: WEDNESDAY });
    assert_eq!(case.consents()[&CONSENT].of, WhoIsAsked::Guardian(mother()));
    assert_eq!(case.consents()[&CONSENT].scope(), &scope(LEVEL_2));
}

#[test]
fn r22_a_question_has_one_answer() {
    for answer in [consent_given(), consent_refused()] {
        for another in [give_consent_on(THURSDAY), refuse_consent_on(THURSDAY)] {
            given(asked().into_iter().chain([answer.clone()]))
                .when(another)
                .then_refused(Refusal::ConsentAlreadyAnswered { consent: CONSENT });
        }
    }
}

#[test]
fn r22_a_question_that_was_asked_is_not_asked_anew() {
    let answers: [&[CaseEvent]; 4] =
        [&[], &[consent_given()], &[consent_refused()], &[consent_given(), consent_withdrawn()]];
    for answer in answers {
        given(asked().into_iter().chain(answer.iter().cloned()))
            .when(request_consent(scope(LEVEL_2)))
            .then_refused(Refusal::ConsentAlreadyAsked { consent: CONSENT });
    }
}

#[test]
fn r22_a_question_that_was_not_asked_has_no_answer() {
    for answer in [give_consent_on(WEDNESDAY), refuse_consent_on(WEDNESDAY), withdraw_consent_on(WEDNESDAY)] {
        given([opened()]).when(answer).then_refused(Refusal::ConsentUnknown { consent: CONSENT });
    }
}

#[test]
fn r10_a_question_is_not_answered_before_it_was_asked() {
    let too_early =
        |field| Refusal::DateBeforeAct { act: Act::ConsentRequested, field, date: MONDAY, earliest: TUESDAY };
    given(asked()).when(give_consent_on(MONDAY)).then_refused(too_early("givenOn"));
    given(asked()).when(refuse_consent_on(MONDAY)).then_refused(too_early("refusedOn"));
}

#[test]
fn r10_a_question_was_not_answered_tomorrow() {
    let tomorrow = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    given(asked()).when(give_consent_on(SATURDAY)).then_refused(tomorrow("givenOn"));
    given(asked()).when(refuse_consent_on(SATURDAY)).then_refused(tomorrow("refusedOn"));
}

#[test]
fn r24_a_given_consent_is_withdrawn() {
    given(asked().into_iter().chain([consent_given()])).when(withdraw_consent_on(THURSDAY)).then([consent_withdrawn()]);
}

#[test]
fn r24_consent_is_withdrawn_at_any_time_also_when_the_case_is_closed() {
    given(asked().into_iter().chain([consent_given(), closed()]))
        .when(withdraw_consent_on(THURSDAY))
        .then([consent_withdrawn()]);
}

#[test]
fn r24_only_a_given_consent_is_withdrawn() {
    let unanswered: [&[CaseEvent]; 3] = [&[], &[consent_refused()], &[consent_given(), consent_withdrawn()]];
    for answers in unanswered {
        given(asked().into_iter().chain(answers.iter().cloned()))
            .when(withdraw_consent_on(FRIDAY))
            .then_refused(Refusal::ConsentNotGiven { consent: CONSENT });
    }
}

#[test]
fn r10_consent_is_not_withdrawn_before_it_was_given() {
    given(asked().into_iter().chain([consent_given()]))
        .when(withdraw_consent_on(TUESDAY))
        .then_refused(Refusal::DateBefore { field: "withdrawnOn", date: TUESDAY, earliest: WEDNESDAY });
}

#[test]
fn r24_withdrawal_erases_nothing() {
    let case = given(asked().into_iter().chain([consent_given(), escalated(Level::Two), consent_withdrawn()])).state();
    assert_eq!(case.level(), Level::Two);
    assert_eq!(answer(&case), ConsentAnswer::Withdrawn { on: THURSDAY });
}

fn give_on_terms(terms: ConsentTerms) -> CaseAction {
    CaseAction::Consent(ConsentAction::GiveConsent {
        consent: CONSENT,
        form: ConsentForm::SignedForm,
        terms,
        given_on: WEDNESDAY,
        birth_is_shown: true,
    })
}

fn narrow_to(scope: ConsentScope) -> CaseAction {
    let narrow = ConsentAction::NarrowConsent { consent: CONSENT, scope, reason: None, narrowed_on: THURSDAY };
    CaseAction::Consent(narrow)
}

fn expire() -> CaseAction {
    CaseAction::Consent(ConsentAction::ExpireConsent { consent: CONSENT })
}

#[test]
fn s2_39_what_is_given_under_pressure_is_no_consent() {
    let terms = |voluntary| ConsentTerms { voluntary, ..ConsentTerms::default() };
    given(asked()).when(give_on_terms(terms(Some(false)))).then_refused(Refusal::ConsentNotVoluntary);
    given(asked()).when(give_on_terms(terms(Some(true)))).then_done();
}

#[test]
fn s2_39_a_report_is_read_before_it_is_consented_to_and_consented_to_freely() {
    let terms = |read_before_consent, voluntary| {
        give_on_terms(ConsentTerms { read_before_consent, voluntary, ..ConsentTerms::default() })
    };
    let asked_for_a_report = || given([opened(), consent_requested(scope(A_REPORT))]);
    asked_for_a_report().when(terms(Some(true), Some(true))).then_done();
    for unsaid in [None, Some(false)] {
        asked_for_a_report().when(terms(unsaid, Some(true))).then_refused(Refusal::ConsentUnread);
        asked_for_a_report().when(terms(Some(true), unsaid)).then_refused(Refusal::ConsentNotVoluntary);
        asked_for_a_report().when(terms(unsaid, None)).then_refused(Refusal::ConsentNotVoluntary);
        given(asked()).when(terms(unsaid, None)).then_done();
    }
}

/// What was recorded before that was asked for stands as it was given.
#[test]
fn s2_39_a_consent_to_a_report_of_which_nothing_more_is_said_is_still_one() {
    let before = [opened(), observed(), duty(false), informed(AboutGuardians::Report)];
    given(before.into_iter().chain([consent_requested(scope(A_REPORT)), consent_given()]))
        .when(send_report())
        .then_done();
}

#[test]
fn r24_a_youths_consent_alone_does_not_lift_the_case() {
    for (party, lifted) in [(ConsentingParty::Youth, false), (ConsentingParty::GuardianAndYouth, true)] {
        let terms = ConsentTerms { consented_by: Some(party), ..ConsentTerms::default() };
        let given_so = given(asked()).when(give_on_terms(terms)).then_done();
        let answer = given(asked().into_iter().chain(given_so)).when(escalate_to(Level::Two));
        if lifted {
            answer.then([escalated(Level::Two)]);
        } else {
            answer.then_refused(Refusal::NoValidConsent { purpose: LEVEL_2, on: FRIDAY });
        }
    }
}

#[test]
fn r21_consent_is_narrowed_and_never_widened() {
    let given_so = || given(asked().into_iter().chain([consent_given()]));
    given_so().when(narrow_to(ConsentScope { valid_to: Some(FRIDAY), ..scope(LEVEL_2) })).then_done();
    let wider = ConsentScope { recipients: [Body::Police].into(), ..scope(LEVEL_2) };
    given_so().when(narrow_to(wider)).then_refused(Refusal::ConsentNotNarrower { field: "recipients" });
    let earlier = ConsentScope { valid_from: date(2024, 1, 1), ..scope(LEVEL_2) };
    given_so().when(narrow_to(earlier)).then_refused(Refusal::ConsentNotNarrower { field: "validFrom" });
}

#[test]
fn r21_only_a_given_consent_is_narrowed() {
    given(asked()).when(narrow_to(scope(LEVEL_2))).then_refused(Refusal::ConsentNotGiven { consent: CONSENT });
}

#[test]
fn r24_a_consent_that_was_narrowed_lifts_the_case_no_more_than_it_says() {
    let both = ConsentScope { purposes: [LEVEL_2, LEVEL_3].into(), ..scope(LEVEL_2) };
    let before = [opened(), consent_requested(both), consent_given()];
    let narrowed = given(before.clone()).when(narrow_to(scope(LEVEL_3))).then_done();
    given(before.into_iter().chain(narrowed))
        .when(escalate_to(Level::Two))
        .then_refused(Refusal::NoValidConsent { purpose: LEVEL_2, on: FRIDAY });
}

#[test]
fn r21_a_consent_is_over_after_its_last_day_whether_that_is_recorded_or_not() {
    let until_thursday = ConsentScope { valid_to: Some(THURSDAY), ..scope(LEVEL_2) };
    let before = [opened(), consent_requested(until_thursday), consent_given()];
    let case = given(before.clone()).state();
    let stood = |day| case.consents()[&CONSENT].answer_on(day);
    assert_eq!(stood(TUESDAY), ConsentAnswer::Awaited);
    assert_eq!(stood(THURSDAY), ConsentAnswer::Given { on: WEDNESDAY });
    assert_eq!(stood(FRIDAY), ConsentAnswer::Expired { on: FRIDAY });
    given(before.clone())
        .when(expire())
        .then([ConsentEvent::ConsentExpired { consent: CONSENT, expired_on: FRIDAY }.into()]);
    given(before).today(THURSDAY).when(expire()).then_refused(Refusal::ConsentStillValid { consent: CONSENT });
}

#[test]
fn rm15_r24_what_was_given_before_the_case_was_reopened_ended_with_it() {
    let given_before = [opened(), consent_requested(scope(LEVEL_2)), consent_given(), closed(), reopened()];
    let case = given(given_before).state();
    assert_eq!(case.answer_on(CONSENT, WEDNESDAY), Some(ConsentAnswer::Given { on: WEDNESDAY }));
    let ended_on = case.reopenings.ended_by(CONSENT, FRIDAY).unwrap();
    assert_eq!(case.answer_on(CONSENT, FRIDAY), Some(ConsentAnswer::Expired { on: ended_on }));
}

#[test]
fn r70_a_body_works_with_a_case_by_a_consent_to_cooperation_that_holds_and_while_the_case_is_open() {
    let works = |events: Vec<CaseEvent>, body| given(events).state().shared_with(body, None, FRIDAY).is_some();
    let body = *scope(LEVEL_2).recipients.first().unwrap();
    let consented = |purpose| vec![opened(), consent_requested(scope(purpose)), consent_given()];
    let and = |event: CaseEvent| consented(LEVEL_2).into_iter().chain([event]).collect::<Vec<_>>();
    assert!(works(consented(LEVEL_2), body) && works(consented(LEVEL_3), body));
    assert!(!works(consented(LEVEL_2), Body::Police), "another body");
    assert!(!works(consented(ConsentPurpose::InformationSharing), body), "it hears what is shared with it");
    assert!(!works(vec![opened(), consent_requested(scope(LEVEL_2))], body), "nobody has answered");
    assert!(!works(and(consent_withdrawn()), body), "it was taken back");
    assert!(!works(and(closed()), body), "the work has ended");
    assert!(!works(and(closed()).into_iter().chain([reopened()]).collect(), body), "and began without it");
}

#[test]
fn r21_r70_a_body_is_shown_the_kinds_of_information_that_consents_to_cooperation_name() {
    let body = Body::ChildWelfareService;
    let shared = |events: Vec<CaseEvent>| given(events).state().shared_with(body, None, FRIDAY);
    let asked = |categories: &[InformationCategory]| {
        consent_requested(ConsentScope { categories: categories.iter().copied().collect(), ..scope(LEVEL_2) })
    };
    let both = [InformationCategory::Observations, InformationCategory::Measures];
    assert_eq!(shared(vec![opened(), asked(&both), consent_given()]), Some(both.into()));
    let narrowed =
        ConsentEvent::ConsentNarrowed { consent: CONSENT, scope: scope(LEVEL_2), reason: None, narrowed_on: THURSDAY };
    let observations = Some([InformationCategory::Observations].into());
    assert_eq!(shared(vec![opened(), asked(&both), consent_given(), narrowed.into()]), observations);
    let from_the_body = |mut given: CaseEvent| {
        if let CaseEvent::Consent(ConsentEvent::ConsentGiven { directions, .. }) = &mut given {
            *directions = [SharingDirection::BackToUnit].into();
        }
        given
    };
    assert_eq!(shared(vec![opened(), asked(&both), from_the_body(consent_given())]), None, "nothing goes to it");
}

#[test]
fn r21_r70_consent_to_one_of_many_lets_in_the_unit_that_it_names() {
    let named = |body, units: &[&str]| ConsentScope {
        recipients: [body].into(),
        units: units.iter().map(|unit| RecipientUnit { body, unit: (*unit).to_owned() }).collect(),
        ..scope(LEVEL_2)
    };
    let works = |scope: ConsentScope, unit: Option<&str>| {
        let body = *scope.recipients.first().unwrap();
        let case = given([opened(), consent_requested(scope), consent_given()]).state();
        case.shared_with(body, unit, FRIDAY).is_some()
    };
    let (school, service) = (Body::School, Body::EducationalPsychologicalService);
    assert!(!works(named(school, &[]), Some("Solvang skole")), "which of them is not said");
    assert!(works(named(school, &["Solvang skole"]), Some(" solvang  Skole")), "however it is spelled");
    assert!(!works(named(school, &["Solvang skole"]), Some("Bakken skole")) && !works(named(school, &["x"]), None));
    assert!(works(named(service, &[]), None) && works(named(service, &[]), Some("PPT")), "there is one of it");
    assert!(!works(named(service, &["PPT vest"]), Some("PPT øst")), "unless one is named");
    // It is narrowed to fewer, and never to others.
    let narrowed = |from: &[&str], to: &[&str]| named(school, from).first_wider_part_of(&named(school, to));
    assert_eq!(narrowed(&["a", "b"], &["A"]), None);
    assert_eq!(narrowed(&[], &["a"]), None);
    assert_eq!(narrowed(&["a"], &["b"]), Some("recipientUnits"));
    assert_eq!(narrowed(&["a"], &[]), Some("recipientUnits"));
}

#[test]
fn s4_2_r_6_nobody_asks_guardians_for_consent_while_they_must_not_know() {
    let ground = WithholdingGround::Violence;
    let ask = || request_consent(scope(LEVEL_2));
    let kept = || given([opened(), withheld_on(MONDAY, ground)]);
    kept().today(TUESDAY).when(ask()).then_refused(Refusal::ContactWithheld { ground });
    // That they were asked on a day before is a fact, which is found.
    kept().when(ask()).then_done();
    // What was asked before that day, or once it is lifted, is asked all the same.
    given([opened(), withheld_on(WEDNESDAY, ground)]).when(ask()).then_done();
    let mut lifted = lifted();
    if let CaseEvent::Family(FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. }) = &mut lifted {
        *lifted_on = MONDAY;
    }
    given([opened(), withheld_on(MONDAY, ground), lifted]).when(ask()).then_done();
}

/// A question that was wrong, or is not needed any more, is no no of anybody.
#[test]
fn r_15_r_22_a_question_that_nobody_has_answered_is_withdrawn_with_reasons_and_asked_anew() {
    let withdraw = |withdrawn_on| {
        CaseAction::Consent(ConsentAction::WithdrawRequest { consent: CONSENT, decision: decision(), withdrawn_on })
    };
    let withdrawn = || -> CaseEvent {
        let (consent, guides, decision) = (CONSENT, vec![], decided());
        ConsentEvent::ConsentRequestWithdrawn { consent, guides, decision, withdrawn_on: FRIDAY }.into()
    };
    given(asked()).when(withdraw(FRIDAY)).then([withdrawn()]);
    given(asked().into_iter().chain([closed()])).when(withdraw(FRIDAY)).then([withdrawn()]);
    let answered = || Refusal::ConsentAlreadyAnswered { consent: CONSENT };
    let refused = given(asked()).when(refuse_consent_on(FRIDAY)).then_done();
    given(asked().into_iter().chain(refused)).when(withdraw(FRIDAY)).then_refused(answered());
    let after = || given(asked().into_iter().chain([withdrawn()]));
    assert_eq!(answer(&after().state()), ConsentAnswer::Withdrawn { on: FRIDAY });
    after().when(withdraw(FRIDAY)).then_refused(answered());
    after().when(refuse_consent_on(FRIDAY)).then_refused(answered());
    after().when(withdraw_consent_on(FRIDAY)).then_refused(Refusal::ConsentNotGiven { consent: CONSENT });
    // Nobody said no, so that nothing is to be answered before the case is closed.
    let in_b =
        || [opened(), siblings_unknown(), chosen(Alternative::B), consent_requested(scope(LEVEL_2)), withdrawn()];
    given(in_b()).when(close()).then_done();
    let unknown = Refusal::ConsentUnknown { consent: CONSENT };
    given([opened()]).when(withdraw(FRIDAY)).then_refused(unknown);
}
