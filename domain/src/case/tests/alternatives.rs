//! siblings, alternatives A to D, and the notice beside them.

use super::*;
use crate::test_support::sibling;

fn choose(alternative: Alternative) -> CaseAction {
    CaseAction::Alternatives(AlternativesAction::ChooseAlternative {
        alternative,
        helped_by: helpers(alternative),
        decision: decision(),
        chosen_on: WEDNESDAY,
    })
}

fn end_on(ended_on: NaiveDate, alternative: Alternative) -> CaseAction {
    CaseAction::Alternatives(AlternativesAction::EndAlternative { alternative, decision: decision(), ended_on })
}

fn link(sibling: crate::people::Child) -> CaseAction {
    CaseAction::Siblings(SiblingsAction::LinkSibling { sibling, linked_on: TUESDAY })
}

fn confirm_none() -> CaseAction {
    CaseAction::Siblings(SiblingsAction::ConfirmNoSiblings { confirmed_on: TUESDAY })
}

fn leave_unknown() -> CaseAction {
    let reason = said_of_child("Nobody could say");
    CaseAction::Siblings(SiblingsAction::LeaveSiblingsUnknown { reason, noted_on: TUESDAY })
}

fn linked() -> CaseEvent {
    SiblingsEvent::SiblingLinked { sibling: sibling(), linked_on: TUESDAY }.into()
}

#[test]
fn r13_no_alternative_is_chosen_before_the_question_for_siblings_is_answered() {
    for alternative in [Alternative::A, Alternative::B, Alternative::C] {
        given([opened()]).when(choose(alternative)).then_refused(Refusal::SiblingsUnanswered);
    }
}

#[test]
fn r13_each_answer_to_the_question_for_siblings_lets_an_alternative_be_chosen() {
    for answer in [link(sibling()), confirm_none(), leave_unknown()] {
        let answered = given([opened()]).when(answer).then_done();
        given([opened()].into_iter().chain(answered)).when(choose(Alternative::C)).then([chosen(Alternative::C)]);
    }
}

#[test]
fn r13_alternative_d_emergency_and_report_wait_for_no_answer_about_siblings() {
    given([opened()]).when(choose(Alternative::D)).then([chosen(Alternative::D)]);
    given([opened()]).when(make_emergency_contact()).then_done();
    given([opened(), observed(), duty(true), informed(AboutGuardians::Report)]).when(send_report()).then_done();
}

#[test]
fn r13_a_child_is_no_sibling_of_its_own_and_a_sibling_is_linked_once() {
    given([opened()]).when(link(child())).then_refused(Refusal::SiblingIsChild);
    given([opened(), linked()]).when(link(sibling())).then_refused(Refusal::SiblingAlreadyLinked);
}

#[test]
fn r13_where_a_sibling_is_linked_there_are_siblings() {
    for denial in [confirm_none(), leave_unknown()] {
        given([opened(), linked()]).when(denial).then_refused(Refusal::SiblingsLinked);
    }
    let confirmed = given([opened()]).when(confirm_none()).then_done();
    given([opened()].into_iter().chain(confirmed)).when(link(sibling())).then([linked()]);
}

#[test]
fn r14_alternatives_are_a_set_with_history() {
    let before = [opened(), siblings_unknown(), chosen(Alternative::A)];
    given(before.clone()).when(choose(Alternative::C)).then([chosen(Alternative::C)]);
    given(before.clone())
        .when(choose(Alternative::A))
        .then_refused(Refusal::AlternativeActive { alternative: Alternative::A });
    let ended = given(before.clone()).when(end_on(FRIDAY, Alternative::A)).then_done();
    let again = before.into_iter().chain(ended).chain([chosen(Alternative::A)]);
    let ends: Vec<_> = given(again).state().alternatives().iter().map(|chosen| chosen.ended_on).collect();
    assert_eq!(ends, [Some(FRIDAY), None]);
}

#[test]
fn r14_only_an_active_alternative_ends_and_not_before_it_was_chosen() {
    given([opened()])
        .when(end_on(FRIDAY, Alternative::B))
        .then_refused(Refusal::AlternativeNotActive { alternative: Alternative::B });
    given([opened(), chosen(Alternative::D)]).when(end_on(TUESDAY, Alternative::D)).then_refused(Refusal::DateBefore {
        field: "endedOn",
        date: TUESDAY,
        earliest: WEDNESDAY,
    });
}

#[test]
fn r18_a_notice_under_chapter_9a_closes_and_replaces_nothing() {
    let before = [opened(), siblings_unknown(), chosen(Alternative::A)];
    let content = said_of_child("She is called names");
    let file = |filed_on| {
        let content = content.clone();
        CaseAction::Alternatives(AlternativesAction::FileChapter9aNotice { content, filed_on })
    };
    let filed = given(before.clone()).when(file(FRIDAY)).then_done();
    assert_eq!(given(before.iter().cloned().chain(filed)).state(), given(before.clone()).state());
    given(before).when(file(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "filedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
    // Nor does the duty end with the case.
    let ended = crate::test_support::samples::every_case_event().into_iter().find(|(name, _)| *name == "CaseClosed");
    given([opened(), ended.unwrap().1]).when(file(FRIDAY)).then_done();
}

fn choose_helped_by(alternative: Alternative, bodies: &[Body]) -> CaseAction {
    CaseAction::Alternatives(AlternativesAction::ChooseAlternative {
        alternative,
        helped_by: bodies.iter().copied().collect::<BTreeSet<_>>().into(),
        decision: decision(),
        chosen_on: FRIDAY,
    })
}

fn helped_by(events: &[CaseEvent]) -> Vec<Body> {
    let [CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { helped_by, .. })] = events else {
        panic!("{events:?}")
    };
    helped_by.iter().copied().collect()
}

#[test]
fn r_21_who_helps_and_is_known_by_name_alone_is_named() {
    let helped = |bodies: &[Body], units: &[RecipientUnit]| {
        CaseAction::Alternatives(AlternativesAction::ChooseAlternative {
            alternative: Alternative::B,
            helped_by: Helpers { bodies: bodies.iter().copied().collect(), units: units.iter().cloned().collect() },
            decision: decision(),
            chosen_on: FRIDAY,
        })
    };
    let asked = || given([opened(), siblings_unknown()]);
    let unnamed = Refusal::ServiceUnnamed { field: "helpedByUnits" };
    asked().when(helped(&[Body::Other], &[])).then_refused(unnamed);
    let named = RecipientUnit { body: Body::Other, unit: "Ungdomslosen".to_owned() };
    let chosen = asked().when(helped(&[Body::Other], std::slice::from_ref(&named))).then_done();
    let state = given([vec![opened(), siblings_unknown()], chosen].concat()).state();
    assert_eq!(state.alternatives()[0].helped_by, Helpers { bodies: [Body::Other].into(), units: [named].into() });
}

#[test]
fn s0_2_who_helps_is_named_or_is_whom_the_sources_say() {
    let asked = || given([opened(), siblings_unknown()]);
    for (alternative, said) in [
        (Alternative::A, &[][..]),
        (Alternative::C, &[Body::ResourceTeam]),
        (Alternative::D, &[Body::ChildWelfareService]),
    ] {
        assert_eq!(helped_by(&asked().when(choose_helped_by(alternative, &[])).then_done()), said, "{alternative:?}");
    }
    for alternative in Alternative::ALL {
        let named = [Body::HealthStation, Body::Police];
        let chosen = asked().when(choose_helped_by(alternative, &named)).then_done();
        assert_eq!(helped_by(&chosen), named);
        let state = given([vec![opened(), siblings_unknown()], chosen].concat()).state();
        assert_eq!(state.alternatives()[0].helped_by, named.into());
    }
}

#[test]
fn s0_2_b_is_not_chosen_without_saying_whose_competence_is_needed() {
    given([opened(), siblings_unknown()])
        .when(choose_helped_by(Alternative::B, &[]))
        .then_refused(Refusal::HelpersUnnamed { alternative: Alternative::B });
}

#[test]
fn s0_2_what_was_chosen_before_anybody_was_named_loads_and_names_nobody() {
    let mut stored = serde_json::to_value(CaseEvent::from(AlternativesEvent::AlternativeChosen {
        alternative: Alternative::B,
        helped_by: [Body::School].into(),
        helped_by_units: [].into(),
        guides: vec![],
        decision: decided(),
        chosen_on: FRIDAY,
    }))
    .unwrap();
    stored["AlternativeChosen"].as_object_mut().unwrap().remove("helpedBy").unwrap();
    let event: CaseEvent = crate::upcast::read("AlternativeChosen", "1.0", &mut stored).unwrap();
    assert!(helped_by(&[event]).is_empty());
}

#[test]
fn c6_an_alternative_hints_at_the_levels_on_which_it_is_usually_followed_and_binds_to_none() {
    use Level::{One, Three, Two};
    let hints = Alternative::ALL.map(Alternative::usual_levels);
    assert_eq!(hints, [&[One][..], &[One, Two], &[Two], &[One, Two, Three]]);
    for alternative in Alternative::ALL {
        for level in [One, Two, Three] {
            let before = [opened(), siblings_unknown(), escalated(level)];
            let on_level = if level == One { before[..2].to_vec() } else { before.to_vec() };
            let state = given([on_level.clone(), vec![chosen(alternative)]].concat()).state();
            assert_eq!(state.level(), level, "{alternative:?} moves no case");
            given(on_level).when(choose(alternative)).then_done();
        }
    }
}

#[test]
fn r_14_d_6_an_alternative_that_is_followed_is_confirmed_for_another_concern_and_once() {
    let before = [opened(), siblings_unknown(), raised(), chosen(Alternative::A)];
    let refused = || Refusal::AlternativeActive { alternative: Alternative::A };
    given(before.clone()).when(choose(Alternative::A)).then_refused(refused());
    let again = before.into_iter().chain([raised_again_on(WEDNESDAY)]);
    given(again.clone()).when(choose(Alternative::A)).then([chosen(Alternative::A)]);
    let confirmed = again.chain([chosen(Alternative::A)]);
    given(confirmed.clone()).when(choose(Alternative::A)).then_refused(refused());
    let state = given(confirmed).state();
    assert_eq!(state.alternatives().len(), 1, "it is followed once");
}

#[test]
fn r_14_alternatives_end_with_the_case_and_are_chosen_anew_in_a_reopened_one() {
    let before = [opened(), siblings_unknown(), chosen(Alternative::B), closed()];
    let ended: Vec<_> = given(before.clone()).state().alternatives().iter().map(|chosen| chosen.ended_on).collect();
    assert_eq!(ended, [Some(FRIDAY)]);
    let (guides, decide_by, decision, reopened_on) = (vec![], None, decided(), FRIDAY);
    let reopened: CaseEvent = CourseEvent::CaseReopened { guides, decide_by, decision, reopened_on }.into();
    given(before.into_iter().chain([reopened]))
        .when(end_on(FRIDAY, Alternative::B))
        .then_refused(Refusal::AlternativeNotActive { alternative: Alternative::B });
}

fn raised_again_on(day: NaiveDate) -> CaseEvent {
    let mut event = raised();
    if let CaseEvent::Concern(ConcernEvent::ConcernRaised { raised_on, .. }) = &mut event {
        *raised_on = day;
    }
    event
}

#[test]
fn r_14_r_19_each_alternative_that_is_followed_is_confirmed_by_itself_for_another_concern() {
    let both = || vec![opened(), siblings_unknown(), raised(), chosen(Alternative::A), chosen(Alternative::B)];
    let again = || [both(), vec![raised_again_on(WEDNESDAY), chosen(Alternative::A)]].concat();
    given(again()).when(choose(Alternative::B)).then([chosen(Alternative::B)]);
    let refused = |alternative| Refusal::AlternativeActive { alternative };
    given(again()).when(choose(Alternative::A)).then_refused(refused(Alternative::A));
    let confirmed = [again(), vec![chosen(Alternative::B)]].concat();
    given(confirmed).when(choose(Alternative::B)).then_refused(refused(Alternative::B));
    // A concern from before the choice asks for nothing anew: it was known what was chosen for.
    let written_late = [both(), vec![raised_again_on(TUESDAY)]].concat();
    given(written_late).when(choose(Alternative::A)).then_refused(refused(Alternative::A));
}

/// What came back to the unit is decided on anew, and what it follows may be what it goes on with.
#[test]
fn r_14_r_19_r_34_an_alternative_that_is_followed_is_gone_on_with_after_a_no_a_report_turned_down_or_a_call() {
    let sample = |name| {
        let mut all = crate::test_support::samples::every_case_event().into_iter();
        all.find(|(known, _)| *known == name).unwrap().1
    };
    let choose_on = |day| {
        let mut action = choose(Alternative::B);
        if let CaseAction::Alternatives(AlternativesAction::ChooseAlternative { chosen_on, .. }) = &mut action {
            *chosen_on = day;
        }
        action
    };
    let answered_as = |said| {
        let mut event = sample("ReferralAnswered");
        if let CaseEvent::Referral(ReferralEvent::ReferralAnswered { referral, outcome, answered_on, .. }) = &mut event
        {
            (*referral, *outcome, *answered_on) = (1, said, THURSDAY);
        }
        vec![sample("ReferralSent"), event]
    };
    let told = |feedback| {
        let report = crate::ids::ReportId::from_uuid(uuid::Uuid::from_u128(1));
        vec![AnswerEvent::FeedbackReceived { report, feedback, told_on: THURSDAY }.into()]
    };
    let called = vec![sample("EmergencyContactMade")];
    let follows = || vec![opened(), siblings_unknown(), raised(), chosen(Alternative::B)];
    let refused = || Refusal::AlternativeActive { alternative: Alternative::B };
    let comes_back = [
        answered_as(ReferralOutcome::Refused),
        told(ServiceFeedback::NoInvestigation),
        told(ServiceFeedback::InvestigationDismissed),
    ];
    for came_back in comes_back {
        let after = || given([follows(), came_back.clone()].concat());
        after().when(choose_on(WEDNESDAY)).then_refused(refused());
        let confirmed = after().when(choose_on(FRIDAY)).then_done();
        given([follows(), came_back.clone(), confirmed].concat()).when(choose_on(FRIDAY)).then_refused(refused());
    }
    for others_see_to_it in [answered_as(ReferralOutcome::Taken), told(ServiceFeedback::InvestigationFollows)] {
        given([follows(), others_see_to_it].concat()).when(choose_on(FRIDAY)).then_refused(refused());
    }
    // A call is of its own day; what was chosen before is decided on anew.
    let called_on = given([follows(), called.clone()].concat()).state().called_on.unwrap();
    let mut before = chosen(Alternative::B);
    if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { chosen_on, .. }) = &mut before {
        *chosen_on = called_on.pred_opt().unwrap();
    }
    given([vec![opened(), siblings_unknown(), before], called].concat()).when(choose_on(FRIDAY)).then_done();
}
