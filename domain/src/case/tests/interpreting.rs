//! C12: how those are understood who are talked with through an interpreter.

use super::*;
use crate::case::{Interpreted, InterpretedBy, Interpreter, LanguageCode, NotALanguage};
use crate::test_support::samples::{interpreted_by, somali};

fn need(whose: ConversationWith, noted_on: NaiveDate) -> CaseEvent {
    FamilyEvent::InterpreterNeedRecorded { whose, language: somali(), noted_on }.into()
}

fn record(noted_on: NaiveDate) -> CaseAction {
    let whose = ConversationWith::Guardians;
    CaseAction::Family(FamilyAction::RecordInterpreterNeed { whose, language: somali(), noted_on })
}

fn end(whose: ConversationWith, ended_on: NaiveDate) -> CaseAction {
    CaseAction::Family(FamilyAction::EndInterpreterNeed { whose, ended_on })
}

fn talk(way: Interpreted) -> CaseAction {
    let mut talk = hold_conversation(TUESDAY);
    if let CaseAction::Family(FamilyAction::HoldConversation { interpreted, .. }) = &mut talk {
        *interpreted = Some(way);
    }
    talk
}

#[test]
fn c12_a_conversation_tells_who_interpreted_or_why_nobody_did() {
    let by_nobody = InterpretedBy::NobodyBecause(said_of_child("Nobody could come"));
    for way in [
        interpreted_by(Interpreter::Qualified),
        interpreted_by(Interpreter::OtherAdult),
        Interpreted { language: somali(), by: by_nobody },
    ] {
        let events = given([opened()]).when(talk(way.clone())).then_done();
        let [CaseEvent::Family(FamilyEvent::ConversationHeld { interpreted, .. })] = &events[..] else {
            panic!("{events:?}")
        };
        assert_eq!(interpreted, &Some(way));
    }
}

fn in_language(code: &str, noted_on: NaiveDate) -> CaseEvent {
    let language = crate::personal::Personal::child(crate::test_support::CHILD, code.parse().unwrap());
    FamilyEvent::InterpreterNeedRecorded { whose: ConversationWith::Child, language, noted_on }.into()
}

#[test]
fn c12_who_interpreted_spoke_a_language_that_is_needed() {
    let talk_in_somali = || talk(interpreted_by(Interpreter::Qualified));
    given([opened(), in_language("ar", MONDAY)]).when(talk_in_somali()).then_refused(Refusal::LanguageNotNeeded);
    let by_nobody = Interpreted { language: somali(), by: InterpretedBy::NobodyBecause(said_of_child("Nobody came")) };
    given([opened(), in_language("ar", MONDAY)]).when(talk(by_nobody)).then_refused(Refusal::LanguageNotNeeded);
    // Either of two will do, by either of its codes; and where no need was known that day, any.
    given([opened(), in_language("ar", MONDAY), in_language("so", TUESDAY)]).when(talk_in_somali()).then_done();
    given([opened(), in_language("som", MONDAY)]).when(talk_in_somali()).then_done();
    given([opened(), in_language("ar", WEDNESDAY)]).when(talk_in_somali()).then_done();
    given([opened()]).when(talk_in_somali()).then_done();
    // It is the child that is talked with.
    let guardians = FamilyEvent::InterpreterNeedRecorded {
        whose: ConversationWith::Guardians,
        language: crate::personal::Personal::child(crate::test_support::CHILD, "ar".parse().unwrap()),
        noted_on: MONDAY,
    };
    given([opened(), guardians.into()]).when(talk_in_somali()).then_done();
    let ended = FamilyEvent::InterpreterNeedEnded { whose: ConversationWith::Child, ended_on: TUESDAY };
    given([opened(), in_language("ar", MONDAY), ended.into()]).when(talk_in_somali()).then_done();
}

/// Nor as a relative's.
#[test]
fn c12_that_a_child_interprets_cannot_be_recorded() {
    assert_eq!(Interpreter::ALL, [Interpreter::Qualified, Interpreter::OtherAdult]);
    for none in ["CHILD", "RELATIVE", "SIBLING"] {
        assert!(serde_json::from_value::<Interpreter>(none.into()).is_err(), "{none}");
    }
}

#[test]
fn c12_a_language_is_told_by_its_code() {
    for code in ["so", "ti", "uk", "se", "ckb", "prs", "nsl"] {
        assert_eq!(code.parse::<LanguageCode>().map(String::from), Ok(code.to_owned()));
    }
    for no_code in
        ["", "s", "xx", "SO", "Somali", "so-SO", "und", "mul", "qaa", "qtz", "zzz", "xyz", "s1o", "åse", "Ola Nordmann"]
    {
        assert_eq!(no_code.parse::<LanguageCode>(), Err(NotALanguage), "{no_code}");
    }
    // What was recorded is read, also where the standard does not know it now.
    for recorded in ["so", "zzz"] {
        let read: LanguageCode = serde_json::from_value(recorded.into()).unwrap();
        assert_eq!(read.as_str(), recorded);
    }
    assert!(serde_json::from_value::<LanguageCode>("Ola Nordmann".into()).is_err());
}

#[test]
fn c12_that_an_interpreter_is_needed_is_recorded_and_ended() {
    let noted = given([opened()]).when(record(TUESDAY)).then_done();
    assert_eq!(noted, [need(ConversationWith::Guardians, TUESDAY)]);
    let ended = given([opened(), need(ConversationWith::Guardians, TUESDAY)]);
    let ended = ended.when(end(ConversationWith::Guardians, THURSDAY)).then_done();
    let whose = ConversationWith::Guardians;
    assert_eq!(ended, [FamilyEvent::InterpreterNeedEnded { whose, ended_on: THURSDAY }.into()]);
}

#[test]
fn c12_only_a_need_that_stands_ends_and_not_before_it_was_noted() {
    let guardians = ConversationWith::Guardians;
    given([opened()]).when(end(guardians, THURSDAY)).then_refused(Refusal::NoInterpreterNeeded);
    given([opened(), need(guardians, TUESDAY)])
        .when(end(ConversationWith::Child, THURSDAY))
        .then_refused(Refusal::NoInterpreterNeeded);
    let ended = FamilyEvent::InterpreterNeedEnded { whose: guardians, ended_on: WEDNESDAY };
    given([opened(), need(guardians, TUESDAY), ended.into()])
        .when(end(guardians, THURSDAY))
        .then_refused(Refusal::NoInterpreterNeeded);
    let early = Refusal::DateBefore { field: "endedOn", date: TUESDAY, earliest: WEDNESDAY };
    given([opened(), need(guardians, WEDNESDAY)]).when(end(guardians, TUESDAY)).then_refused(early);
}

#[test]
fn c12_a_need_was_not_noted_or_ended_tomorrow_nor_in_a_closed_case() {
    let noted = || vec![opened(), need(ConversationWith::Guardians, TUESDAY)];
    let tomorrow = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };
    given([opened()]).when(record(SATURDAY)).then_refused(tomorrow("notedOn"));
    given(noted()).when(end(ConversationWith::Guardians, SATURDAY)).then_refused(tomorrow("endedOn"));
    let closed = || noted().into_iter().chain([closed()]);
    given(closed()).when(record(FRIDAY)).then_refused(Refusal::CaseClosed);
    given(closed()).when(end(ConversationWith::Guardians, FRIDAY)).then_refused(Refusal::CaseClosed);
}

#[test]
fn c12_one_of_several_whose_need_ends_leaves_the_others() {
    let child_speaks = FamilyEvent::InterpreterNeedEnded { whose: ConversationWith::Child, ended_on: THURSDAY };
    let mut case = Case::default();
    for event in [opened(), need(ConversationWith::ChildAndGuardians, TUESDAY), child_speaks.into()] {
        case.apply(event);
    }
    let needs: Vec<_> =
        case.interpreter_needs().iter().map(|need| (need.whose, need.noted_on, need.ended_on)).collect();
    assert_eq!(
        needs,
        [(ConversationWith::Child, TUESDAY, Some(THURSDAY)), (ConversationWith::Guardians, TUESDAY, None)]
    );
}

#[test]
fn c12_a_need_ends_on_a_day_on_which_it_stood_whatever_is_known_of_later_days() {
    let guardians = ConversationWith::Guardians;
    let ended = |ended_on| CaseEvent::from(FamilyEvent::InterpreterNeedEnded { whose: guardians, ended_on });
    let noted_again = || [opened(), need(guardians, MONDAY), need(guardians, THURSDAY)];
    given(noted_again()).when(end(guardians, TUESDAY)).then([ended(TUESDAY)]);
    // That it ended earlier than was thought.
    let too_late = || [opened(), need(guardians, MONDAY), ended(THURSDAY)];
    given(too_late()).when(end(guardians, TUESDAY)).then([ended(TUESDAY)]);
    given(too_late()).when(end(guardians, FRIDAY)).then_refused(Refusal::NoInterpreterNeeded);
    // An earlier day from which it was known, written down after the end, lets it stand no longer.
    let known_before = [opened(), need(guardians, TUESDAY), ended(WEDNESDAY), need(guardians, MONDAY)];
    given(known_before).when(end(guardians, FRIDAY)).then_refused(Refusal::NoInterpreterNeeded);
    let between = Refusal::DateBefore { field: "endedOn", date: WEDNESDAY, earliest: THURSDAY };
    let noted_since = [opened(), need(guardians, MONDAY), ended(TUESDAY), need(guardians, THURSDAY)];
    given(noted_since).when(end(guardians, WEDNESDAY)).then_refused(between);
}

#[test]
fn c12_each_need_is_told_with_the_day_of_its_end_in_whichever_order_they_are_written_down() {
    let guardians = ConversationWith::Guardians;
    let ended = |ended_on| CaseEvent::from(FamilyEvent::InterpreterNeedEnded { whose: guardians, ended_on });
    let told = |events: [CaseEvent; 3]| {
        let state = given([opened()].into_iter().chain(events)).state();
        let mut needs: Vec<_> = state.interpreter_needs().iter().map(|need| (need.noted_on, need.ended_on)).collect();
        needs.sort_unstable();
        needs
    };
    let (monday, tuesday, thursday) = (need(guardians, MONDAY), need(guardians, TUESDAY), need(guardians, THURSDAY));
    for order in
        [[monday.clone(), ended(WEDNESDAY), tuesday.clone()], [tuesday.clone(), monday.clone(), ended(WEDNESDAY)]]
    {
        assert_eq!(told(order), [(MONDAY, Some(WEDNESDAY)), (TUESDAY, Some(WEDNESDAY))]);
    }
    for order in [[monday.clone(), thursday.clone(), ended(TUESDAY)], [monday, ended(TUESDAY), thursday]] {
        assert_eq!(told(order), [(MONDAY, Some(TUESDAY)), (THURSDAY, None)]);
    }
}

#[test]
fn c12_a_variety_of_a_language_is_that_language_to_who_interprets() {
    let is_same = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|code| code.parse::<LanguageCode>().unwrap());
        one.is_same_as(&other) && other.is_same_as(&one)
    };
    assert!(["prs", "pes"].into_iter().all(|variety| is_same("fa", variety)));
    assert!(is_same("ku", "kmr") && is_same("zh", "yue") && is_same("ar", "apc") && is_same("so", "som"));
    assert!(!is_same("fa", "ps") && !is_same("ckb", "ar") && !is_same("so", "ti"));
}

#[test]
fn c12_of_two_languages_that_are_needed_both_are_told() {
    let noted = |code: &str, noted_on| {
        let language =
            crate::personal::Personal::child(crate::test_support::CHILD, code.parse::<LanguageCode>().unwrap());
        CaseEvent::from(FamilyEvent::InterpreterNeedRecorded { whose: ConversationWith::Guardians, language, noted_on })
    };
    let state = given([opened(), noted("so", TUESDAY), noted("ar", WEDNESDAY)]).state();
    let told = |day| {
        let needs = state.interpreter_needs_on(day);
        needs.iter().map(|need| need.language.visible().unwrap().as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (told(MONDAY), told(TUESDAY), told(FRIDAY)),
        (vec![], vec!["so".into()], vec!["so".into(), "ar".into()])
    );
}
