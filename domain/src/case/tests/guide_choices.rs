//! What a decision in a step brings with it: an alternative, the guardians' consent, the relay holder, a guide that is
//! to be taken up (R-13, R-23, R-30, R-71, S0-20, S3-25, S3-40).

use std::sync::Arc;

use super::*;
use crate::guides::Guide;
use crate::people::Decider;
use crate::personal::Personal;
use crate::test_support::{CHILD, FJORDVIK, SECRET, TEACHER, fjordvik, nurse};
use crate::text::Text;

/// The same guide, with its file changed so.
fn changed(old: &str, new: &str) -> Arc<Guide> {
    assert!(FJORDVIK.contains(old));
    Arc::new(Guide::read("fjordvik.toml", &FJORDVIK.replace(old, new)).unwrap())
}

/// In which one outcome chooses that alternative.
fn choosing(alternative: &str) -> Arc<Guide> {
    changed("then = { step = \"talk\" }", &format!("then = {{ step = \"talk\" }}\nalternative = \"{alternative}\""))
}

/// In which the relay holder owns the step on level 2.
fn with_relay() -> Arc<Guide> {
    changed(
        "owners = [{ role = \"EMPLOYEE\" }]\ntogether_with = \"UNIT_LEADER\"",
        "owners = [{ role = \"RELAY_HOLDER\" }]",
    )
}

fn decide_in(guide: Arc<Guide>, step: &str, outcome: &str, decided_by: Decider) -> CaseAction {
    CaseAction::Steps(StepsAction::DecideStep {
        helped_by: [Body::SchoolHealthService].into(),
        guide,
        adopted_on: MONDAY,
        arena: None,
        step: step.parse().unwrap(),
        outcomes: vec![outcome.parse().unwrap()],
        decision: Decision::stated(reasons(), decided_by),
        together_with: None,
        decided_on: FRIDAY,
    })
}

fn employee() -> Decider {
    by(DeciderRole::Employee)
}

fn chosen(alternative: Alternative) -> CaseEvent {
    let decision = Decision::stated(reasons(), employee()).into();
    AlternativesEvent::AlternativeChosen {
        helped_by: [Body::SchoolHealthService].into(),
        helped_by_units: [].into(),
        alternative,
        decision,
        guides: Vec::new(),
        chosen_on: FRIDAY,
    }
    .into()
}

fn no_siblings() -> CaseEvent {
    let event = crate::test_support::samples::every_case_event().into_iter();
    event.map(|(_, event)| event).find(|event| matches!(event, CaseEvent::Siblings(_))).unwrap()
}

#[test]
fn s0_20_r_23_an_outcome_that_names_an_alternative_chooses_it() {
    let decide = || decide_in(choosing("B"), "see", "talk", employee());
    let events = given([opened(), no_siblings()]).when(decide()).then_done();
    assert_eq!(events.last(), Some(&chosen(Alternative::B)));
    // What is followed already goes on.
    let again = given([opened(), no_siblings(), chosen(Alternative::B)]).when(decide()).then_done();
    assert!(again.iter().all(|event| !matches!(event, CaseEvent::Alternatives(_))), "{again:?}");
}

#[test]
fn r_13_an_alternative_in_a_guide_waits_for_the_answer_about_siblings_as_any_other() {
    given([opened()])
        .when(decide_in(choosing("B"), "see", "talk", employee()))
        .then_refused(Refusal::SiblingsUnanswered);
    let events = given([opened()]).when(decide_in(choosing("D"), "see", "talk", employee())).then_done();
    assert_eq!(events.last(), Some(&chosen(Alternative::D)), "what is so serious is not held up");
}

fn lacks_consent(before: Vec<CaseEvent>) -> bool {
    let events = given(before).when(decide_in(Arc::new(fjordvik()), "talk", "lift", employee())).then_done();
    match events.last() {
        Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { without_consent, .. })) => *without_consent,
        other => panic!("{other:?}"),
    }
}

#[test]
fn s3_25_s3_40_an_outcome_that_takes_consent_shows_that_none_stood() {
    assert!(lacks_consent(vec![opened()]));
    assert!(lacks_consent(vec![opened(), consent_requested(scope(LEVEL_2))]));
    assert!(!lacks_consent(vec![opened(), consent_requested(scope(LEVEL_2)), consent_given()]));
    let other = consent_requested(scope(ConsentPurpose::ReportWithoutDuty));
    assert!(lacks_consent(vec![opened(), other, consent_given()]), "to something else");
    let events = given([opened()]).when(decide_in(Arc::new(fjordvik()), "talk", "again", employee())).then_done();
    assert!(
        matches!(events.last(), Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { without_consent: false, .. }))),
        "an outcome that takes none"
    );
}

fn relay_held_by(holder: Decider) -> CaseEvent {
    RelayEvent::RelayHolderAssigned { holder, assigned_on: THURSDAY }.into()
}

#[test]
fn r_30_r_33_in_a_step_of_the_relay_holder_decides_who_holds_the_relay() {
    let on_level_2 = |holder: Option<Decider>| {
        let before = [opened(), escalated(Level::Two)];
        given(before.into_iter().chain(holder.map(relay_held_by)))
    };
    let decide = |who: Decider| decide_in(with_relay(), "together", "back", who);
    let as_holder = |who: Decider| Decider { role: DeciderRole::RelayHolder, ..who };
    // As whatever this person works, or as the relay holder.
    for who in [nurse(), as_holder(nurse())] {
        on_level_2(Some(nurse())).when(decide(who)).then_done();
    }
    let not_the_holder = || Refusal::NotTheRelayHolder { step: "together".parse().unwrap() };
    on_level_2(Some(nurse())).when(decide(as_holder(teacher()))).then_refused(not_the_holder());
    on_level_2(None).when(decide(as_holder(teacher()))).then_refused(not_the_holder());
    let step = "together".parse().unwrap();
    on_level_2(Some(nurse()))
        .when(decide(employee()))
        .then_refused(Refusal::NotTheStepsOwner { step, role: DeciderRole::Employee });
}

#[test]
fn r_30_r_33_s3_45_who_decided_in_a_step_of_the_relay_holder_held_the_relay_on_that_day() {
    let (first, second) = (nurse(), teacher());
    let handed_over = |changed_on| -> CaseEvent {
        let (from, to, decision) = (nurse(), teacher(), Decision::stated(reasons(), employee()).into());
        RelayEvent::RelayHolderChanged { from, to, decision, changed_on }.into()
    };
    let held = |since| RelayEvent::RelayHolderAssigned { holder: nurse(), assigned_on: since }.into();
    let decide = |who: &Decider, day| {
        let mut action =
            decide_in(with_relay(), "together", "back", Decider { role: DeciderRole::RelayHolder, ..who.clone() });
        if let CaseAction::Steps(StepsAction::DecideStep { decided_on, .. }) = &mut action {
            *decided_on = day;
        }
        action
    };
    let must = |before: &[CaseEvent], who: &Decider, day, may: bool| {
        let asked = given(before.to_vec()).when(decide(who, day));
        if may {
            asked.then_done();
        } else {
            asked.then_refused(Refusal::NotTheRelayHolder { step: "together".parse().unwrap() });
        }
    };
    // Handed over on Thursday: what was decided before that was the first one's to decide, whoever writes it down, and what was
    // decided on that day either's.
    let before = [opened(), escalated(Level::Two), held(TUESDAY), handed_over(THURSDAY)];
    for (day, of_first, of_second) in
        [(TUESDAY, true, false), (WEDNESDAY, true, false), (THURSDAY, true, true), (FRIDAY, false, true)]
    {
        must(&before, &first, day, of_first);
        must(&before, &second, day, of_second);
    }
    must(&before, &first, MONDAY, false);
    // And so it stays when the relay has ended, on the day of which it is the second one's still.
    let over = [&before[..], &[returned(Level::One)]].concat();
    for (day, of_first, of_second) in [(WEDNESDAY, true, false), (THURSDAY, true, true), (FRIDAY, false, true)] {
        must(&over, &first, day, of_first);
        must(&over, &second, day, of_second);
    }
}

#[test]
fn r_33_who_holds_the_relay_is_the_same_person_under_another_pseudonym_of_the_same_name() {
    let named = |subject, name: &str| {
        let name = Personal::employee(subject, Text::new(&format!("{name} {SECRET}")).unwrap());
        Decider { name, role: DeciderRole::ContactTeacher }
    };
    let held = || given([opened(), relay_held_by(named(TEACHER, "Kari"))]);
    let hand_over = |to: Decider| {
        CaseAction::Relay(RelayAction::ChangeRelayHolder { to, decision: decision(), changed_on: FRIDAY })
    };
    for same in ["Kari", "kari", "  KARI "] {
        held().when(hand_over(named(CHILD, same))).then_refused(Refusal::RelayHolderUnchanged);
    }
    held().when(hand_over(named(CHILD, "Karin"))).then_done();
}

#[test]
fn r_71_a_case_begins_only_in_a_guide_that_is_to_be_taken_up_on_that_day() {
    let ended = changed("valid_from = 2024-01-01", "valid_from = 2024-01-01\nvalid_to = 2024-03-07");
    let retired = changed("\"published\"", "\"retired\"");
    for guide in [ended.clone(), retired] {
        let refusal = Refusal::GuideNotInForce { guide: guide.version.clone(), on: FRIDAY };
        let follow = StepsAction::FollowGuide {
            guide: guide.clone(),
            adopted_on: MONDAY,
            at: Vec::new(),
            decision: decision(),
            followed_on: FRIDAY,
        };
        given([opened()]).when(CaseAction::Steps(follow)).then_refused(refusal.clone());
        given([opened()]).when(decide_in(guide, "see", "talk", employee())).then_refused(refusal);
    }
    // One that has begun goes on.
    let mut begun = given([opened()]).when(decide_in(Arc::new(fjordvik()), "see", "note", employee())).then_done();
    if let Some(CaseEvent::Steps(StepsEvent::GuideFollowed { digest, .. })) = begun.first_mut() {
        digest.clone_from(&ended.digest);
    }
    given([opened()].into_iter().chain(begun)).when(decide_in(ended, "see", "talk", employee())).then_done();
}

#[test]
fn r_71_no_case_begins_in_a_guide_before_the_municipality_adopted_it() {
    let early = Refusal::DateBefore { field: "decidedOn", date: FRIDAY, earliest: SATURDAY };
    let CaseAction::Steps(StepsAction::DecideStep {
        guide, step, outcomes, decision, together_with, decided_on, ..
    }) = decide_in(Arc::new(fjordvik()), "see", "talk", employee())
    else {
        unreachable!("it is one")
    };
    let adopted_on = SATURDAY;
    let action = StepsAction::DecideStep {
        helped_by: [Body::SchoolHealthService].into(),
        guide,
        adopted_on,
        arena: None,
        step,
        outcomes,
        decision,
        together_with,
        decided_on,
    };
    given([opened()]).today(SATURDAY).when(CaseAction::Steps(action)).then_refused(early);
}

fn backed_from(events: &[CaseEvent]) -> Option<NaiveDate> {
    match events.iter().find(|event| event.name() == "StepDecisionTaken") {
        Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { backed_from, .. })) => *backed_from,
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_16_what_a_step_says_was_done_is_backed_since_the_case_came_to_its_level() {
    let decide = |step, outcome| decide_in(Arc::new(fjordvik()), step, outcome, employee());
    let on_level_1 = given([opened()]).when(decide("talk", "again")).then_done();
    assert_eq!(backed_from(&on_level_1), None, "from the opening on");
    let returned = CourseEvent::ReturnedToLevel {
        level: Level::One,
        guides: Vec::new(),
        decision: decided(),
        stood_behind: None,
        returned_on: FRIDAY,
    };
    let back = [opened(), escalated(Level::Two), returned.into()];
    assert_eq!(backed_from(&given(back).when(decide("talk", "again")).then_done()), Some(FRIDAY));
}

#[test]
fn r_16_s0_26_what_a_step_of_an_alternative_says_was_done_is_backed_since_that_was_chosen() {
    let shipped = |version: &str| {
        let known = crate::guides::Guides::shipped().iter().find(|guide| guide.version.to_string() == version);
        Arc::clone(known.unwrap())
    };
    let guide = || shipped("porsgrunn-alternatives 2");
    let decide = |step, outcome| decide_in(guide(), step, outcome, employee());
    let beside = || vec![opened(), no_siblings(), chosen(Alternative::B)];
    assert_eq!(backed_from(&given(beside()).when(decide("b-convey", "conveyed")).then_done()), Some(FRIDAY));
    assert_eq!(backed_from(&given(beside()).when(decide("discuss", "concern-confirmed")).then_done()), None);
    assert_eq!(backed_from(&given([opened()]).when(decide("b-convey", "conveyed")).then_done()), None, "not chosen");
    let of = |step: &str| guide().alternatives_of(&step.parse().unwrap()).into_iter().collect::<Vec<_>>();
    assert_eq!((of("a-follow-up"), of("c-refusal")), (vec![Alternative::A], vec![Alternative::C]));
    assert_eq!((of("d-inform"), of("choose"), of("log")), (vec![Alternative::D], vec![], vec![]));
}
