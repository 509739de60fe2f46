//! R-15, R-16, R-30 and S3-22: what is decided in the steps of a guide.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::guides::{Guide, GuideVersion, Guides, OutcomeId, Responsibility, StepId};
use crate::people::Decider;
use crate::test_support::{FJORDVIK, fjordvik, nurse, steps};

fn guide() -> Arc<Guide> {
    Arc::new(fjordvik())
}

/// The same guide, with its file changed so.
fn changed(old: &str, new: &str) -> Arc<Guide> {
    assert!(FJORDVIK.contains(old));
    Arc::new(Guide::read("fjordvik.toml", &FJORDVIK.replace(old, new)).unwrap())
}

fn next_version() -> Arc<Guide> {
    changed("version = 1", "version = 2")
}

fn step(name: &str) -> StepId {
    name.parse().unwrap()
}

fn outcomes(names: &[&str]) -> Vec<OutcomeId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn decide_by(role: DeciderRole, name: &str, decided: &[&str]) -> StepsAction {
    StepsAction::DecideStep {
        helped_by: [].into(),
        guide: guide(),
        adopted_on: MONDAY,
        arena: None,
        step: step(name),
        outcomes: outcomes(decided),
        decision: Decision::stated(reasons(), by(role)),
        together_with: None,
        decided_on: FRIDAY,
    }
}

fn decide(name: &str, decided: &[&str]) -> CaseAction {
    CaseAction::Steps(decide_by(DeciderRole::Employee, name, decided))
}

fn follow(guide: Arc<Guide>, at: &[&str]) -> CaseAction {
    let at = steps(at);
    let adopted_on = MONDAY;
    CaseAction::Steps(StepsAction::FollowGuide { guide, adopted_on, at, decision: decision(), followed_on: FRIDAY })
}

fn entries() -> Vec<LevelEntry> {
    vec![LevelEntry { level: Level::One, step: step("see") }, LevelEntry { level: Level::Two, step: step("together") }]
}

fn followed_in(guide: &Guide, current: &[&str]) -> StepsEvent {
    StepsEvent::GuideFollowed {
        talks_first: false,
        guide: guide.version.clone(),
        digest: guide.digest.clone(),
        entries: entries(),
        current: steps(current),
        responsibilities: guide.responsibilities.clone(),
        decision: None,
        followed_on: FRIDAY,
    }
}

fn followed(current: &[&str]) -> CaseEvent {
    followed_in(&fjordvik(), current).into()
}

fn moved(guide: &Guide, current: &[&str]) -> CaseEvent {
    let mut moved = followed_in(guide, current);
    if let StepsEvent::GuideFollowed { decision, .. } = &mut moved {
        *decision = Some(decided());
    }
    moved.into()
}

fn taken(name: &str, decided: &[&str], current: &[&str], consequence: Option<StepConsequence>) -> CaseEvent {
    StepsEvent::StepDecisionTaken {
        asks_for: [].into(),
        attests: [].into(),
        backed_from: None,
        guide: fjordvik().version,
        step: step(name),
        outcomes: outcomes(decided),
        current: steps(current),
        consequence,
        not_to_act: false,
        in_order: true,
        without_consent: consequence == LIFT,
        decision: Decision::stated(reasons(), by(DeciderRole::Employee)).into(),
        together_with: None,
        decided_on: FRIDAY,
    }
    .into()
}

const LIFT: Option<StepConsequence> = Some(StepConsequence::Escalate { level: Level::Two });

#[test]
fn r_16_the_first_decision_in_a_step_starts_the_case_with_that_version() {
    given([opened()])
        .when(decide("see", &["talk"]))
        .then([followed(&["see"]), taken("see", &["talk"], &["talk"], None)]);
}

#[test]
fn r_16_every_step_event_names_the_version_that_was_followed() {
    given([opened(), followed(&["talk"])]).when(decide("talk", &["lift"])).then([taken(
        "talk",
        &["lift"],
        &["talk"],
        LIFT,
    )]);
    let names_it =
        |event: &CaseEvent| serde_json::to_string(event).unwrap().contains(r#""guide":"fjordvik","version":1"#);
    let asked = [opened(), followed(&["talk"]), consent_requested(scope(LEVEL_2)), consent_given()];
    let lifted = given(asked).when(escalate_to(Level::Two)).then_done();
    assert!(lifted.iter().all(names_it), "{lifted:?}");
    let back = CourseAction::ReturnToLevel {
        together_with: None,
        level: Level::One,
        decision: decision(),
        returned_on: FRIDAY,
    };
    let returned =
        given([opened(), followed(&["talk"]), escalated(Level::Two)]).when(CaseAction::Course(back)).then_done();
    assert!(returned.iter().all(names_it), "{returned:?}");
}

#[test]
fn r_16_a_case_goes_on_under_the_version_it_started_with() {
    let in_the_next = CaseAction::Steps(StepsAction::DecideStep {
        helped_by: [].into(),
        guide: next_version(),
        adopted_on: MONDAY,
        arena: None,
        step: step("see"),
        outcomes: outcomes(&["talk"]),
        decision: decision(),
        together_with: None,
        decided_on: FRIDAY,
    });
    given([opened(), followed(&["see"])])
        .when(in_the_next)
        .then_refused(Refusal::OtherGuideVersionFollowed { guide: fjordvik().version });
}

#[test]
fn r_16_a_case_is_moved_to_another_version_with_reasons() {
    let next = next_version();
    given([opened(), followed(&["talk"])]).when(follow(next.clone(), &[])).then([moved(&next, &["talk"])]);
    given([opened(), followed(&["talk"])]).when(follow(next.clone(), &["see"])).then([moved(&next, &["see"])]);
    given([opened(), followed(&["talk"])])
        .when(follow(guide(), &[]))
        .then_refused(Refusal::GuideAlreadyFollowed { guide: fjordvik().version });
    // Into another of its steps it is moved within the version too, with reasons, and nowhere else.
    given([opened(), followed(&["talk"])]).when(follow(guide(), &["see"])).then([moved(&fjordvik(), &["see"])]);
    given([opened(), followed(&["talk"])])
        .when(follow(guide(), &["talk"]))
        .then_refused(Refusal::GuideAlreadyFollowed { guide: fjordvik().version });
    let rewritten = changed("version = 1", "version = 1 # as before");
    given([opened(), followed(&["talk"])])
        .when(follow(rewritten, &["see"]))
        .then_refused(Refusal::GuideChanged { guide: fjordvik().version });
    let without_talk = changed("\"talk\"", "\"chat\"");
    let without_talk = Arc::new(Guide { version: next.version.clone(), ..(*without_talk).clone() });
    given([opened(), followed(&["talk"])])
        .when(follow(without_talk, &[]))
        .then_refused(Refusal::StepUnknown { guide: next.version.clone(), step: step("talk") });
    given([opened(), followed(&["talk"])])
        .when(follow(next, &["together"]))
        .then_refused(Refusal::StepOnOtherLevel { step: step("together"), level: Level::One });
}

#[test]
fn r_16_nobody_decides_by_a_text_that_is_not_the_one_the_case_follows() {
    let action = CaseAction::Steps(StepsAction::DecideStep {
        helped_by: [].into(),
        guide: changed("Loggskjema", "Annet skjema"),
        adopted_on: MONDAY,
        arena: None,
        step: step("see"),
        outcomes: outcomes(&["talk"]),
        decision: decision(),
        together_with: None,
        decided_on: FRIDAY,
    });
    given([opened(), followed(&["see"])])
        .when(action)
        .then_refused(Refusal::GuideChanged { guide: fjordvik().version });
}

#[test]
fn r_15_a_decision_has_an_outcome_from_the_steps_closed_set() {
    given([opened()])
        .when(decide("see", &["wait"]))
        .then_refused(Refusal::OutcomeUnknown { step: step("see"), outcome: "wait".parse().unwrap() });
    given([opened()]).when(decide("see", &[])).then_refused(Refusal::NothingDecided { step: step("see") });
    given([opened()])
        .when(decide("chat", &["talk"]))
        .then_refused(Refusal::StepUnknown { guide: fjordvik().version, step: step("chat") });
}

#[test]
fn s3_22_outcomes_that_do_not_exclude_each_other_are_decided_together() {
    given([opened(), followed(&["see"])]).when(decide("see", &["talk", "note"])).then([taken(
        "see",
        &["note", "talk"],
        &["see", "talk"],
        None,
    )]);
    given([opened(), followed(&["see"])])
        .when(decide("see", &["close", "talk"]))
        .then_refused(Refusal::OutcomesExclude { step: step("see") });
    given([opened(), followed(&["talk"])])
        .when(decide("talk", &["wait", "again"]))
        .then_refused(Refusal::OutcomesExclude { step: step("talk") });
}

#[test]
fn r_30_the_owner_of_a_step_decides_it() {
    for role in [DeciderRole::Employee, DeciderRole::ContactTeacher] {
        let asked = CaseAction::Steps(decide_by(role, "see", &["talk"]));
        assert_eq!(given([opened(), followed(&["see"])]).when(asked).then_done().len(), 1);
    }
    given([opened(), followed(&["see"])])
        .when(CaseAction::Steps(decide_by(DeciderRole::Head, "see", &["talk"])))
        .then_refused(Refusal::NotTheStepsOwner { step: step("see"), role: DeciderRole::Head });
}

/// Who owns each step of the three levels in each arena, as the booklet says.
#[test]
fn r_30_s3_19_s3_23_s3_26_s3_31_s3_34_who_owns_a_step_in_another_arena_does_not_decide_it_here() {
    use crate::guides::{Arena, Guides};
    let owners = [
        (Arena::HealthService, DeciderRole::PublicHealthNurse),
        (Arena::Kindergarten, DeciderRole::PedagogicalLeader),
        (Arena::School, DeciderRole::ContactTeacher),
    ];
    let is_it = |it: &&Arc<Guide>| it.version.guide.to_string() == "porsgrunn-levels";
    let levels = Guides::shipped().iter().filter(is_it).last().unwrap();
    let by_arena: Vec<_> = levels.steps.iter().filter(|step| step.owners.len() == 3).collect();
    assert_eq!(by_arena.len(), 6, "three steps on level 1, three on level 2");
    for step in by_arena {
        let decide_at = |arena, role| {
            CaseAction::Steps(StepsAction::DecideStep {
                helped_by: [].into(),
                guide: Arc::clone(levels),
                adopted_on: MONDAY,
                arena,
                step: step.id.clone(),
                outcomes: vec![step.outcomes[0].id.clone()],
                decision: Decision::stated(reasons(), by(role)),
                together_with: step.together_with.map(|role| Decider { role, ..nurse() }),
                decided_on: FRIDAY,
            })
        };
        for (arena, owner) in owners {
            for (_, role) in owners {
                let asked = given([opened()]).when(decide_at(Some(arena), role));
                if role == owner {
                    asked.then_done();
                } else {
                    asked.then_refused(Refusal::StepOwnedElsewhere { step: step.id.clone(), role, arena });
                }
                // Where nobody has said in which arena the unit works, or the guide names nobody for it, the role decides.
                given([opened()]).when(decide_at(None, role)).then_done();
                given([opened()]).when(decide_at(Some(Arena::AfterSchoolProgramme), role)).then_done();
            }
            let (id, role) = (step.id.clone(), DeciderRole::Head);
            given([opened()])
                .when(decide_at(Some(arena), role))
                .then_refused(Refusal::NotTheStepsOwner { step: id, role });
        }
    }
}

#[test]
fn r_30_who_owns_a_step_wherever_owns_it_in_every_arena_beside_those_who_do_there() {
    use crate::guides::Arena;
    let guide = guide();
    let see = guide.step(&step("see")).unwrap();
    let roles = |arena| see.owners_in(arena).map(|owner| owner.role).collect::<Vec<_>>();
    assert_eq!(roles(Some(Arena::School)), [DeciderRole::ContactTeacher, DeciderRole::Employee]);
    assert_eq!(roles(Some(Arena::Kindergarten)), [DeciderRole::Employee]);
    assert_eq!(roles(None), [DeciderRole::ContactTeacher, DeciderRole::Employee]);
}

#[test]
fn r_30_s3_31_on_level_2_the_owner_decides_together_with_the_head_of_the_unit() {
    let together = |with: Option<DeciderRole>| {
        let StepsAction::DecideStep { guide, adopted_on, step, outcomes, decision, decided_on, .. } =
            decide_by(DeciderRole::Employee, "together", &["back"])
        else {
            unreachable!("it is one")
        };
        let together_with = with.map(|role| Decider { role, ..nurse() });
        CaseAction::Steps(StepsAction::DecideStep {
            helped_by: [].into(),
            guide,
            adopted_on,
            arena: None,
            step,
            outcomes,
            decision,
            together_with,
            decided_on,
        })
    };
    let on_level_2 = || given([opened(), followed(&["talk"]), escalated(Level::Two)]);
    let refused = || Refusal::StepTakesTwo { step: step("together"), role: DeciderRole::UnitLeader };
    on_level_2().when(together(None)).then_refused(refused());
    on_level_2().when(together(Some(DeciderRole::ContactTeacher))).then_refused(refused());
    assert_eq!(on_level_2().when(together(Some(DeciderRole::UnitLeader))).then_done().len(), 1);
    // Whoever heads a kindergarten or a school leads the unit, by whichever name.
    assert_eq!(on_level_2().when(together(Some(DeciderRole::Head))).then_done().len(), 1);
    // Nobody is two people, whatever the role.
    let CaseAction::Steps(StepsAction::DecideStep { guide, adopted_on, step, outcomes, decision, decided_on, .. }) =
        together(None)
    else {
        unreachable!("it is one")
    };
    let together_with = Some(by(DeciderRole::UnitLeader));
    let with_oneself = StepsAction::DecideStep {
        helped_by: [].into(),
        guide,
        adopted_on,
        arena: None,
        step,
        outcomes,
        decision,
        together_with,
        decided_on,
    };
    on_level_2().when(CaseAction::Steps(with_oneself)).then_refused(refused());
}

#[test]
fn a_case_that_is_lifted_or_taken_back_is_where_one_comes_to_that_level() {
    let current = |events: Vec<CaseEvent>| given(events).state().way().following().next().unwrap().current.clone();
    let lifted = vec![opened(), followed(&["talk"]), escalated(Level::Two)];
    assert_eq!(current(lifted.clone()), steps(&["together"]));
    assert_eq!(current([lifted, vec![returned(Level::One)]].concat()), steps(&["see"]));
}

#[test]
fn r_36_a_decision_out_of_the_guides_order_is_taken_and_shows_it() {
    let in_order = |events: Vec<CaseEvent>, action| match given(events).when(action).then_done().pop() {
        Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { in_order, .. })) => in_order,
        other => panic!("{other:?}"),
    };
    assert!(in_order(vec![opened(), followed(&["talk"])], decide("talk", &["lift"])));
    assert!(!in_order(vec![opened(), followed(&["see"])], decide("talk", &["lift"])));
    let lifted = vec![opened(), followed(&["talk"]), escalated(Level::Two)];
    assert!(!in_order(lifted, decide("talk", &["again"])));
}

#[test]
fn s3_5_a_guide_without_steps_on_the_level_of_the_case_cannot_be_taken_up_there() {
    given([opened(), escalated(Level::Two), escalated(Level::Three)])
        .when(follow(guide(), &[]))
        .then_refused(Refusal::GuideWithoutLevel { guide: fjordvik().version, level: Level::Three });
}

#[test]
fn a_guide_about_the_services_work_is_not_followed_in_a_case() {
    let of_service = Arc::new(Guide { about: crate::guides::GuideSubject::ChildWelfareService, ..fjordvik() });
    given([opened()])
        .when(follow(of_service, &[]))
        .then_refused(Refusal::GuideNotForCases { guide: fjordvik().version });
}

/// Who decides is what the municipality's guide says, which is configuration.
#[test]
fn s4_15_in_lusters_guide_the_leader_of_the_unit_or_the_professional_leader_decides_and_is_named_with_role() {
    let luster = crate::guides::Guides::shipped().iter().find(|it| it.version.guide.to_string() == "luster-six-steps");
    let decide_by = |role| {
        CaseAction::Steps(StepsAction::DecideStep {
            helped_by: [].into(),
            guide: Arc::clone(luster.unwrap()),
            adopted_on: MONDAY,
            arena: None,
            step: step("way-ahead"),
            outcomes: outcomes(&["refer-or-report"]),
            decision: Decision::stated(reasons(), by(role)),
            together_with: None,
            decided_on: FRIDAY,
        })
    };
    for role in [DeciderRole::UnitLeader, DeciderRole::ProfessionalLeader] {
        let events = given([opened()]).when(decide_by(role)).then_done();
        let Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { decision, .. })) = events.last() else {
            panic!("{events:?}")
        };
        assert_eq!(decision.decided_by.as_ref().map(|who| who.role), Some(role));
    }
    given([opened()])
        .when(decide_by(DeciderRole::Employee))
        .then_refused(Refusal::NotTheStepsOwner { step: step("way-ahead"), role: DeciderRole::Employee });
}

#[test]
fn s4_16_s4_17_a_case_that_followed_luster_before_its_responsibilities_were_data_is_still_asked_for_them() {
    let read = |guide: &str, version: u32| {
        let followed = json!({ "GuideFollowed": {
            "guide": { "guide": guide, "version": version }, "digest": "", "entries": [], "current": ["talk"],
            "followedOn": MONDAY,
        } });
        let event: CaseEvent = crate::upcast::read("GuideFollowed", "1.0", &mut followed.clone()).unwrap();
        let CaseEvent::Steps(StepsEvent::GuideFollowed { responsibilities, .. }) = event else { panic!("{event:?}") };
        responsibilities
    };
    let asked = read("luster-six-steps", 1);
    assert!(asked.contains(&Responsibility::BringConcernToLeader) && asked.contains(&Responsibility::CallFamilyToTalk));
    assert_eq!(asked.len(), 6);
    assert_eq!(read("porsgrunn-levels", 1), [].into(), "no other document of then makes them anybody's");
}

/// Which versions the last of the events names.
fn named(events: &[CaseEvent]) -> Vec<GuideVersion> {
    let payload = serde_json::to_value(events.last().unwrap()).unwrap();
    let fields = payload.as_object().unwrap().values().next().unwrap().clone();
    serde_json::from_value(fields["guides"].clone()).unwrap_or_default()
}

/// It began on Tuesday in the first version, and was moved to the next on Thursday.
fn moved_on_thursday() -> Vec<CaseEvent> {
    let on = |day: NaiveDate, mut event: StepsEvent| {
        if let StepsEvent::GuideFollowed { followed_on, .. } = &mut event {
            *followed_on = day;
        }
        CaseEvent::from(event)
    };
    let (first, next) = (followed_in(&fjordvik(), &["see"]), followed_in(&next_version(), &["talk"]));
    vec![opened(), on(TUESDAY, first), on(THURSDAY, next)]
}

#[test]
fn r_16_r_71_what_is_recorded_late_names_the_version_that_was_followed_on_its_own_day() {
    let (first, next) = (|| vec![fjordvik().version], || vec![next_version().version.clone()]);
    let by_day = [(MONDAY, vec![]), (TUESDAY, first()), (WEDNESDAY, first()), (THURSDAY, next()), (FRIDAY, next())];
    for (day, followed) in by_day {
        assert_eq!(named(&given(moved_on_thursday()).when(close_on(day)).then_done()), followed, "closed {day}");
        let choose = AlternativesAction::ChooseAlternative {
            alternative: Alternative::A,
            helped_by: [].into(),
            decision: decision(),
            chosen_on: day,
        };
        let before = moved_on_thursday().into_iter().chain([siblings_unknown()]);
        let chosen = given(before).when(CaseAction::Alternatives(choose)).then_done();
        assert_eq!(named(&chosen), followed, "chosen {day}");
        let review = PlanAction::ReviewGroup {
            bodies: [Body::School].into(),
            units: [].into(),
            rightly_composed: true,
            change: None,
            reviewed_on: day,
        };
        assert_eq!(named(&given(moved_on_thursday()).when(CaseAction::Plan(review)).then_done()), followed);
    }
    // What only guides with levels name, likewise.
    let taken_back = |day| {
        let lifted = CourseEvent::EscalatedToLevel {
            stood_behind: None,
            level: Level::Two,
            consent: CONSENT,
            guides: vec![],
            decision: decided(),
            escalated_on: TUESDAY,
        };
        let back = CourseAction::ReturnToLevel {
            together_with: None,
            level: Level::One,
            decision: decision(),
            returned_on: day,
        };
        let before = moved_on_thursday().into_iter().chain([lifted.into()]);
        named(&given(before).when(CaseAction::Course(back)).then_done())
    };
    assert_eq!([taken_back(WEDNESDAY), taken_back(FRIDAY)], [first(), next()]);
}

#[test]
fn r_36_r_71_what_was_decided_before_a_case_was_moved_is_recorded_in_the_version_of_then() {
    let decide_in = |in_guide: Arc<Guide>, day: NaiveDate| {
        let mut action = decide_by(DeciderRole::Employee, "see", &["talk"]);
        if let StepsAction::DecideStep { guide, decided_on, .. } = &mut action {
            (*guide, *decided_on) = (in_guide, day);
        }
        CaseAction::Steps(action)
    };
    let late = given(moved_on_thursday()).when(decide_in(guide(), WEDNESDAY)).then_done();
    let Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { guide: in_guide, current, in_order, .. })) = late.last()
    else {
        panic!("{late:?}")
    };
    assert_eq!((in_guide, in_order), (&fjordvik().version, &true), "it was in that step of that version then");
    assert_eq!(*current, steps(&["talk"]), "and is where it came to since");
    let state = given(moved_on_thursday().into_iter().chain(late)).state();
    assert_eq!(state.way().following().next().unwrap().guide, next_version().version);
    // Each version on its own days.
    let other = |guide| Refusal::OtherGuideVersionFollowed { guide };
    given(moved_on_thursday()).when(decide_in(next_version(), WEDNESDAY)).then_refused(other(fjordvik().version));
    given(moved_on_thursday()).when(decide_in(guide(), FRIDAY)).then_refused(other(next_version().version.clone()));
    let early = Refusal::DateBefore { field: "decidedOn", date: MONDAY, earliest: TUESDAY };
    given(moved_on_thursday()).when(decide_in(guide(), MONDAY)).then_refused(early);
}

fn shipped(name: &str) -> Arc<Guide> {
    let named = Guides::shipped().iter().filter(|guide| guide.version.guide.to_string() == name);
    Arc::clone(named.last().unwrap())
}

fn decided_in(guide: &Arc<Guide>, name: &str, outcome: &str, decided_on: NaiveDate) -> CaseAction {
    let role = guide.step(&step(name)).unwrap().owners[0].role;
    CaseAction::Steps(StepsAction::DecideStep {
        helped_by: [].into(),
        guide: Arc::clone(guide),
        adopted_on: MONDAY,
        arena: None,
        step: step(name),
        outcomes: outcomes(&[outcome]),
        decision: Decision::stated(reasons(), by(role)),
        together_with: None,
        decided_on,
    })
}

/// The case follows it from its opening, without levels, and is in its last step.
fn at_the_end_of(guide: &Arc<Guide>, first: &str, last: &str) -> Vec<CaseEvent> {
    let followed = |current: &[&str], followed_on| {
        CaseEvent::from(StepsEvent::GuideFollowed {
            talks_first: false,
            guide: guide.version.clone(),
            digest: guide.digest.clone(),
            entries: vec![],
            current: steps(current),
            responsibilities: guide.responsibilities.clone(),
            decision: None,
            followed_on,
        })
    };
    let then = StepsEvent::StepDecisionTaken {
        asks_for: [].into(),
        attests: [].into(),
        backed_from: None,
        guide: guide.version.clone(),
        step: step(first),
        outcomes: outcomes(&["documented"]),
        current: steps(&[last]),
        consequence: None,
        not_to_act: false,
        in_order: true,
        without_consent: false,
        decision: decided(),
        together_with: None,
        decided_on: TUESDAY,
    };
    vec![opened(), followed(&[first], MONDAY), then.into()]
}

#[test]
fn r_19_rm12_a_reopened_case_under_a_guide_without_levels_is_in_its_first_step_again() {
    let luster = shipped("luster-six-steps");
    let before = at_the_end_of(&luster, "map-and-document", "way-ahead");
    let closed = CourseEvent::CaseClosed {
        stood_behind: None,
        guides: vec![],
        outcome: CaseOutcome::MeasuresHadEffect.into(),
        decision: decided(),
        closed_on: WEDNESDAY,
    };
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decision: decided(), decide_by: None, reopened_on: THURSDAY };
    let anew = [before.clone(), vec![closed.into(), reopened.into()]].concat();
    let current = |events: Vec<CaseEvent>| given(events).state().way().following().next().unwrap().current.clone();
    assert_eq!(current(before), steps(&["way-ahead"]));
    assert_eq!(current(anew.clone()), steps(&["map-and-document"]));
    // Working from there on is the guide's order, and going on where it ended is not (R-36).
    let in_order = |name: &str, outcome: &str, day| match given(anew.clone())
        .when(decided_in(&luster, name, outcome, day))
        .then_done()
        .pop()
    {
        Some(CaseEvent::Steps(StepsEvent::StepDecisionTaken { in_order, .. })) => in_order,
        other => panic!("{other:?}"),
    };
    assert!(in_order("map-and-document", "documented", FRIDAY));
    assert!(!in_order("way-ahead", "go-on", FRIDAY));
    // What was decided before the case ended and is written down now was in its order then.
    assert!(in_order("way-ahead", "go-on", TUESDAY));
}

#[test]
fn rm14_what_stays_where_the_guide_has_more_is_a_decision_not_to_act() {
    let holds_back = |guide: &str, name: &str, outcome: &str| {
        shipped(guide).step(&step(name)).unwrap().holds_back(&outcome.parse().unwrap())
    };
    assert!(holds_back("porsgrunn-levels", "level-1-measures", "new-measures"), "one may lift there");
    assert!(holds_back("porsgrunn-levels", "level-2-measures", "continue"));
    assert!(holds_back("porsgrunn-levels", "level-3-discussion", "no-consent"));
    assert!(!holds_back("porsgrunn-levels", "level-1-measures", "escalate"));
    assert!(!holds_back("porsgrunn-alternatives", "b-refusal", "alternative-d"));
    assert!(!holds_back("luster-six-steps", "follow-up-meeting", "signatures-missing"), "the step has nothing further");
    // Where what others of the step do is no lifting, the guide says so itself.
    assert!(holds_back("luster-six-steps", "way-ahead", "go-on"));
    assert!(holds_back("porsgrunn-levels", "level-2-talk", "measures-not-approved"));
    // The event keeps it as the guide had it, and of those that were written before, the guide is asked.
    let version = &shipped("porsgrunn-levels").version;
    let first = |outcome: &str| {
        let mut payload = serde_json::to_value(taken("see", &["talk"], &["talk"], None)).unwrap();
        let fields = &mut payload["StepDecisionTaken"];
        fields["guide"] = serde_json::to_value(version).unwrap();
        fields["step"] = json!("level-1-measures");
        fields["outcomes"] = json!([outcome]);
        match crate::upcast::read("StepDecisionTaken", "1.1", &mut payload).unwrap() {
            CaseEvent::Steps(StepsEvent::StepDecisionTaken { not_to_act, .. }) => not_to_act,
            other => panic!("{other:?}"),
        }
    };
    assert!(first("new-measures") && !first("escalate"));
}
