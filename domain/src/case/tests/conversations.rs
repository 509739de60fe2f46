//! S0-10, S2-36 to S2-38, S4-7, S4-19: talking with child and guardians.

use super::*;

fn talk_with(with: ConversationWith, childs_part: ChildsPart) -> CaseAction {
    CaseAction::Family(FamilyAction::HoldConversation {
        with,
        held_on: TUESDAY,
        outcome: ConversationOutcome::Misunderstanding,
        summary: said_of_child("The bus was late"),
        childs_own_words: Vec::new(),
        guardians_view: Some(said_by_guardian("We wait at the stop")),
        childs_part,
        interpreted: None,
    })
}

fn convene(planned_for: NaiveDate) -> CaseAction {
    CaseAction::Family(FamilyAction::ConveneConversation {
        with: ConversationWith::Guardians,
        subject: said_of_child("How she sleeps"),
        planned_for,
        convened_on: WEDNESDAY,
    })
}

#[test]
fn s2_37_a_conversation_tells_whether_the_child_confirmed_the_summary_and_knows_what_happens_next() {
    let part = ChildsPart {
        open_questions_used: Some(true),
        summary_confirmed: Some(false),
        informed_of_next_steps: Some(true),
    };
    let events = given([opened()]).when(talk_with(ConversationWith::ChildAndGuardians, part)).then_done();
    let told = serde_json::to_value(&events[0]).unwrap()["ConversationHeld"].clone();
    assert_eq!(told["openQuestionsUsed"], true);
    assert_eq!(told["summaryConfirmedByChild"], false);
    assert_eq!(told["childInformedOfNextSteps"], true);
    assert_eq!(told["outcome"], "MISUNDERSTANDING");
}

#[test]
fn s2_37_nothing_is_said_of_a_child_who_was_not_in_the_conversation() {
    let part = ChildsPart { summary_confirmed: Some(true), ..ChildsPart::default() };
    given([opened()])
        .when(talk_with(ConversationWith::Guardians, part))
        .then_refused(Refusal::ChildNotInConversation { field: "summaryConfirmedByChild" });
    given([opened()]).when(talk_with(ConversationWith::Guardians, ChildsPart::default())).then_done();
}

#[test]
fn a_child_who_was_not_in_the_conversation_is_not_quoted() {
    let quoting = |with| match talk_with(with, ChildsPart::default()) {
        CaseAction::Family(FamilyAction::HoldConversation {
            with,
            held_on,
            outcome,
            summary,
            guardians_view,
            childs_part,
            interpreted,
            ..
        }) => CaseAction::Family(FamilyAction::HoldConversation {
            with,
            held_on,
            outcome,
            summary,
            childs_own_words: vec![said_of_child("I wait by the gate")],
            guardians_view,
            childs_part,
            interpreted,
        }),
        other => other,
    };
    given([opened()])
        .when(quoting(ConversationWith::Guardians))
        .then_refused(Refusal::ChildNotInConversation { field: "childsOwnWords" });
    for with in [ConversationWith::Child, ConversationWith::ChildAndGuardians] {
        given([opened()]).when(quoting(with)).then_done();
    }
}

#[test]
fn s2_38_the_guardians_view_is_kept_apart_from_the_summary() {
    let events = given([opened()]).when(talk_with(ConversationWith::Guardians, ChildsPart::default())).then_done();
    let [CaseEvent::Family(FamilyEvent::ConversationHeld { summary, guardians_view, .. })] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!(*summary, said_of_child("The bus was late"));
    assert_eq!(*guardians_view, Some(said_by_guardian("We wait at the stop")));
}

#[test]
fn s3_21_a_conversation_is_called_for_a_day_to_come_and_never_for_one_before_the_call() {
    given([opened()]).when(convene(SATURDAY)).then_done();
    given([opened()]).when(convene(TUESDAY)).then_refused(Refusal::DateBefore {
        field: "plannedFor",
        date: TUESDAY,
        earliest: WEDNESDAY,
    });
}

#[test]
fn s4_7_whether_the_youth_is_asked_is_assessed_with_reasons() {
    let assess = |assessed_on| {
        CaseAction::Family(FamilyAction::AssessYouthInvitation {
            invited: false,
            ground: InvitationGround::Matter,
            decision: decision(),
            assessed_on,
        })
    };
    let assessed = FamilyEvent::YouthInvitationAssessed {
        invited: false,
        ground: InvitationGround::Matter,
        decision: decided(),
        assessed_on: TUESDAY,
    };
    given([opened()]).when(assess(TUESDAY)).then([assessed.into()]);
    given([opened()]).when(assess(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "assessedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn s4_19_guardians_are_told_that_measures_did_not_suffice() {
    given([opened()])
        .when(inform(AboutGuardians::InsufficientEffect))
        .then([informed(AboutGuardians::InsufficientEffect)]);
}

#[test]
fn s4_6_guardians_are_called_to_a_conversation_in_which_the_concern_is_made_concrete() {
    let called = given([opened(), raised()]).when(convene(FRIDAY)).then_done();
    let [CaseEvent::Family(FamilyEvent::ConversationConvened { with, planned_for, .. })] = &called[..] else {
        panic!("{called:?}")
    };
    assert_eq!((*with, *planned_for), (ConversationWith::Guardians, FRIDAY));
    let before = || [opened(), raised()].into_iter().chain(called.clone());
    let held = given(before()).when(talk_with(ConversationWith::Guardians, ChildsPart::default())).then_done();
    let [CaseEvent::Family(FamilyEvent::ConversationHeld { with, .. })] = &held[..] else { panic!("{held:?}") };
    assert_eq!(*with, ConversationWith::Guardians);
    given(before().chain([closed()])).when(convene(FRIDAY)).then_refused(Refusal::CaseClosed);
}

/// Abuse is suspected: the service is contacted without that the parents are.
#[test]
fn r_6_s4_2_guardians_are_not_called_to_a_talk_while_they_must_not_know() {
    let with = |with, convened_on| {
        let (subject, planned_for) = (said_of_child("How she sleeps"), SATURDAY);
        CaseAction::Family(FamilyAction::ConveneConversation { with, subject, planned_for, convened_on })
    };
    for ground in EVERY_GROUND {
        let kept = || [opened(), withheld_on(WEDNESDAY, ground)];
        for guardians in [ConversationWith::Guardians, ConversationWith::ChildAndGuardians] {
            given(kept()).when(with(guardians, WEDNESDAY)).then_refused(Refusal::ContactWithheld { ground });
            given(kept()).when(with(guardians, TUESDAY)).then_done();
            given(kept().into_iter().chain([lifted()])).when(with(guardians, FRIDAY)).then_done();
        }
        given(kept()).when(with(ConversationWith::Child, WEDNESDAY)).then_done();
        // What has happened is a fact.
        given(kept()).when(talk_with(ConversationWith::Guardians, ChildsPart::default())).then_done();
    }
    let EmergencyContact { body, description, .. } = contact_at(noon(THURSDAY));
    let (category, contacted_at) = (AcuteCategory::SexualAbuse, noon(WEDNESDAY));
    let feared = || {
        let (body, description) = (body, description.clone());
        [
            opened(),
            ReportingEvent::EmergencyContactMade { body, category, description, contact: None, contacted_at }.into(),
        ]
    };
    given(feared())
        .when(with(ConversationWith::Guardians, THURSDAY))
        .then_refused(Refusal::TellingUndecided { feared: FearedAtHome::Danger(category) });
    given(feared()).when(with(ConversationWith::Child, THURSDAY)).then_done();
}

fn call_off(with: ConversationWith, called_off_on: NaiveDate) -> CaseAction {
    CaseAction::Family(FamilyAction::CallOffConversation { with, decision: decision(), called_off_on })
}

fn convened(with: ConversationWith, planned_for: NaiveDate) -> CaseEvent {
    let subject = said_of_child("How she sleeps");
    FamilyEvent::ConversationConvened { with, subject, planned_for, convened_on: WEDNESDAY }.into()
}

fn called_off(with: ConversationWith, called_off_on: NaiveDate) -> CaseEvent {
    FamilyEvent::ConversationCalledOff { with, decision: decided(), called_off_on }.into()
}

#[test]
fn r_15_s3_21_a_conversation_is_called_off_with_reasons_and_is_the_next_date_no_more() {
    let with = ConversationWith::Guardians;
    let before = vec![opened(), convened(with, SATURDAY)];
    given(before.clone()).when(call_off(with, FRIDAY)).then([called_off(with, FRIDAY)]);
    let next = |events: Vec<CaseEvent>| given(events).state().next_date(FRIDAY, &NextDateFor::ALL).map(|(on, _)| on);
    assert_eq!(next(before.clone()), Some(SATURDAY));
    let off = [before.clone(), vec![called_off(with, FRIDAY)]].concat();
    assert_eq!(next(off.clone()), None);
    given(off.clone()).when(call_off(with, FRIDAY)).then_refused(Refusal::NoConversationCalled { with });
    // Who was asked before that, and is written down after it, is not to come.
    assert_eq!(next([off, vec![convened(with, SATURDAY)]].concat()), None);
}

#[test]
fn s3_21_no_conversation_is_called_off_that_nobody_was_asked_to_or_before_or_that_ended_with_the_case() {
    let with = ConversationWith::Guardians;
    let nobody = Refusal::NoConversationCalled { with };
    given([opened()]).when(call_off(with, FRIDAY)).then_refused(nobody.clone());
    let of_another = [opened(), convened(ConversationWith::Child, SATURDAY)];
    given(of_another).when(call_off(with, FRIDAY)).then_refused(nobody.clone());
    given([opened(), convened(with, SATURDAY)]).when(call_off(with, TUESDAY)).then_refused(Refusal::DateBefore {
        field: "calledOffOn",
        date: TUESDAY,
        earliest: WEDNESDAY,
    });
    let closed = [opened(), convened(with, SATURDAY), closed()];
    given(closed.clone()).when(call_off(with, FRIDAY)).then_refused(Refusal::CaseClosed);
    given(closed.into_iter().chain([super::closing::reopened()])).when(call_off(with, FRIDAY)).then_refused(nobody);
}

#[test]
fn s4_2_a_conversation_is_called_off_while_guardians_must_not_know() {
    let with = ConversationWith::Guardians;
    let kept = [opened(), convened(with, SATURDAY), withheld_on(THURSDAY, WithholdingGround::Violence)];
    given(kept).when(call_off(with, FRIDAY)).then([called_off(with, FRIDAY)]);
}
