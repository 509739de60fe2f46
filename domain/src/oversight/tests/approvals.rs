//! What guardians are to agree to before it starts: R-32, S3-33.

use super::*;
use crate::case::{ConsentEvent, FamilyEvent, MeasureEvent, MeetingEvent, OwnSay, WithholdingGround};
use crate::ids::SubjectId;
use crate::people::Guardian;

const APPROVE: ObligationKind = ObligationKind::ApproveMeasure;

/// Opened on Monday, and on that level since Tuesday.
fn on_level(level: Level) -> Story {
    let mut lifted = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { level: to, escalated_on, .. }) = &mut lifted {
        (*to, *escalated_on) = (level, TUESDAY);
    }
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
    if level == Level::One { opened } else { opened.hears(TUESDAY, &lifted) }
}

/// Planned on Wednesday, to start on Friday.
fn planned() -> CaseEvent {
    let mut event = case_event("MeasurePlanned");
    if let CaseEvent::Measure(MeasureEvent::MeasurePlanned { planned_on, plan, .. }) = &mut event {
        (*planned_on, plan.from) = (WEDNESDAY, FRIDAY);
    }
    event
}

fn asked() -> Story {
    on_level(Level::Two).hears(WEDNESDAY, &planned())
}

fn approved() -> CaseEvent {
    let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
    MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on: THURSDAY }.into()
}

/// A meeting about the measure, with or without the guardians.
fn met(with_guardians: bool) -> CaseEvent {
    let mut event = case_event("MeetingHeld");
    if let CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, .. }) = &mut event {
        attendance.guardians.retain(|_| with_guardians);
    }
    event
}

#[test]
fn r_32_s3_33_guardians_are_asked_to_approve_a_measure_of_level_2_before_it_starts() {
    let story = asked();
    let owed = story.obligation(APPROVE);
    assert_eq!((owed.which, owed.opened_on, owed.due), (Some(MEASURE.as_uuid()), WEDNESDAY, Some(FRIDAY)));
    assert_eq!((APPROVE.rule(), APPROVE.owner()), ("R-32", Owner::Unit));
    assert_eq!(asked().hears(THURSDAY, &approved()).standing(APPROVE, FRIDAY), Some(Standing::Met));
    assert_eq!(asked().hears(THURSDAY, &met(true)).standing(APPROVE, FRIDAY), Some(Standing::Met));
    assert_eq!(asked().hears(THURSDAY, &met(false)).standing(APPROVE, FRIDAY), Some(Standing::Open));
    let on_level_1 = on_level(Level::One).hears(WEDNESDAY, &planned());
    assert_eq!(on_level_1.standing(APPROVE, FRIDAY), None, "on level 1 nothing waits for it");
}

#[test]
fn r_32_what_was_planned_on_level_1_is_to_be_approved_once_the_case_is_lifted_unless_it_runs() {
    let mut lifted = case_event("EscalatedToLevel");
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut lifted {
        *escalated_on = THURSDAY;
    }
    let on_level_1 = || on_level(Level::One).hears(WEDNESDAY, &planned());
    assert_eq!(on_level_1().hears(THURSDAY, &lifted).standing(APPROVE, FRIDAY), Some(Standing::Open));
    let started: CaseEvent = MeasureEvent::MeasureStarted { measure: MEASURE, started_on: WEDNESDAY }.into();
    let runs = on_level_1().hears(WEDNESDAY, &started).hears(THURSDAY, &lifted);
    assert_eq!(runs.standing(APPROVE, FRIDAY), None);
}

#[test]
fn r_6_r_32_while_guardians_must_not_know_nobody_asks_them_to_approve() {
    let decision = crate::test_support::decided;
    let ground = WithholdingGround::EvidenceAtRisk;
    let withheld: CaseEvent = FamilyEvent::GuardianNotificationWithheld {
        ground,
        not_in_use: false,
        decision: decision(),
        withheld_on: THURSDAY,
    }
    .into();
    let lifted: CaseEvent =
        FamilyEvent::GuardianNotificationWithholdingLifted { decision: decision(), lifted_on: FRIDAY }.into();
    let story = asked().hears(THURSDAY, &withheld);
    assert_eq!(story.standing(APPROVE, FRIDAY), Some(Standing::Lapsed));
    assert!(story.hears(FRIDAY, &lifted).standings(FRIDAY).contains(&(APPROVE, Standing::Open)));
}

/// A yes to something else, that the child has to say itself or not.
fn answered(say: OwnSay) -> CaseEvent {
    let mut event = case_event("ConsentGiven");
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { own_say, given_on, .. }) = &mut event {
        (*own_say, *given_on) = (Some(say), THURSDAY);
    }
    event
}

fn approved_itself(own_say: Option<OwnSay>) -> CaseEvent {
    MeasureEvent::MeasuresApprovedByYouth { measures: [MEASURE].into(), own_say, approved_on: THURSDAY }.into()
}

fn is_open(story: &Story) -> bool {
    story.standings(FRIDAY).contains(&(APPROVE, Standing::Open))
}

#[test]
fn c12_r_32_who_is_of_age_is_asked_to_approve_whatever_it_said_to_something_else_and_whatever_guardians_say() {
    let of_age = OwnSay::InsteadOfGuardians;
    let orders = [
        [planned(), answered(of_age), approved()],
        [answered(of_age), planned(), approved()],
        [planned(), approved(), answered(of_age)],
    ];
    for order in orders {
        let told = || order.iter().fold(on_level(Level::Two), |story, event| story.hears(THURSDAY, event));
        assert!(is_open(&told()));
        assert!(is_open(&told().hears(THURSDAY, &met(true))), "no meeting with guardians is its own yes");
        let own = told().hears(THURSDAY, &approved_itself(Some(of_age)));
        assert!(!is_open(&own));
        assert!(own.standings(FRIDAY).contains(&(APPROVE, Standing::Met)));
    }
    let unasked = asked().hears(THURSDAY, &approved_itself(Some(of_age)));
    assert_eq!(unasked.standing(APPROVE, FRIDAY), Some(Standing::Met), "it is known by this alone");
    let own_first = asked().hears(THURSDAY, &approved_itself(None)).hears(THURSDAY, &answered(of_age));
    assert_eq!(own_first.standing(APPROVE, FRIDAY), Some(Standing::Met), "and where its age is known later");
}

/// Its age is known by the answer: what that answers is not found to be missing first, whatever was said before.
#[test]
fn c12_r_22_r_32_who_answers_for_itself_is_asked_for_nothing_by_the_answer_that_tells_of_its_age() {
    let late = date(2024, 4, 5);
    let yes: CaseEvent = MeasureEvent::MeasuresApprovedByYouth {
        measures: [MEASURE].into(),
        own_say: Some(OwnSay::InsteadOfGuardians),
        approved_on: late,
    }
    .into();
    let no: CaseEvent = MeasureEvent::MeasuresRefusedByYouth {
        measures: [MEASURE].into(),
        own_say: Some(OwnSay::BesideGuardians),
        reason: said_by_guardian("Not that"),
        refused_on: late,
    }
    .into();
    for said_before in [approved(), no] {
        let story = asked().hears(late, &said_before);
        let (owed, found) = (story.obligations.len(), story.findings.len());
        let story = story.hears(late, &yes);
        assert_eq!((story.obligations.len(), story.findings.len()), (owed, found));
        assert!(!story.standings(late).contains(&(APPROVE, Standing::Open)));
    }
}

#[test]
fn c12_r_32_of_a_younger_one_guardians_are_asked_and_its_own_approval_takes_no_place_of_theirs() {
    let beside = OwnSay::BesideGuardians;
    let story = || asked().hears(THURSDAY, &answered(beside)).hears(THURSDAY, &approved_itself(Some(beside)));
    assert!(is_open(&story()));
    assert_eq!(story().hears(THURSDAY, &approved()).standing(APPROVE, FRIDAY), Some(Standing::Met));
}

#[test]
fn c12_r_6_who_is_of_age_is_asked_while_guardians_must_not_know() {
    let (ground, decision) = (WithholdingGround::EvidenceAtRisk, crate::test_support::decided());
    let withheld: CaseEvent =
        FamilyEvent::GuardianNotificationWithheld { ground, not_in_use: false, decision, withheld_on: THURSDAY }.into();
    let of_age = answered(OwnSay::InsteadOfGuardians);
    for order in [[&withheld, &of_age], [&of_age, &withheld]] {
        assert!(is_open(&order.into_iter().fold(asked(), |story, event| story.hears(THURSDAY, event))));
    }
}

#[test]
fn r_22_r_32_what_was_refused_is_answered_and_nobody_is_asked_again_before_the_one_who_refused_agrees() {
    let kind = ObligationKind::ApproveMeasure;
    let of = |story: &Story| {
        let of_it = story.standings(FRIDAY).into_iter().filter(|(known, _)| *known == kind);
        of_it.map(|(_, standing)| standing).collect::<Vec<_>>()
    };
    let no = || -> CaseEvent {
        MeasureEvent::MeasuresRefusedByGuardians {
            measures: [MEASURE].into(),
            guardians: vec![mother()],
            reason: said_by_guardian("Not that"),
            refused_on: FRIDAY,
        }
        .into()
    };
    let refused = || asked().hears(FRIDAY, &no());
    assert_eq!(of(&refused()), [Standing::Lapsed]);
    let again = refused().hears(FRIDAY, &case_event("MeasuresApprovedByGuardians"));
    assert_eq!(of(&again), [Standing::Lapsed]);
    // Who took a yes back is not asked once more either.
    let taken_back = asked().hears(THURSDAY, &case_event("MeasuresApprovedByGuardians")).hears(FRIDAY, &no());
    assert_eq!(of(&taken_back), [Standing::Met]);
    // Where the one is no guardian, as the unit says, the others are asked.
    let (guardians, decision) =
        (vec![Guardian { subject: SubjectId::from_uuid(Uuid::from_u128(7)), ..mother() }], None);
    let others: CaseEvent = FamilyEvent::GuardiansNamed { guardians, decision, named_on: FRIDAY }.into();
    let left_out = refused().hears(FRIDAY, &others);
    assert!(of(&left_out).contains(&Standing::Open));
    // And not any more once that one is named again: the no is a guardian's again.
    let guardians = vec![mother()];
    let again: CaseEvent = FamilyEvent::GuardiansNamed { guardians, decision: None, named_on: FRIDAY }.into();
    assert!(!of(&left_out.hears(FRIDAY, &again)).contains(&Standing::Open));
}

#[test]
fn r_22_an_older_no_that_is_written_down_after_a_later_yes_undoes_nothing() {
    let no = |refused_on| -> CaseEvent {
        MeasureEvent::MeasuresRefusedByGuardians {
            measures: [MEASURE].into(),
            guardians: vec![mother()],
            reason: said_by_guardian("Not that"),
            refused_on,
        }
        .into()
    };
    let yes_first = || asked().hears(THURSDAY, &approved());
    // The yes is of Thursday.
    for (refused_on, stands) in [(WEDNESDAY, false), (THURSDAY, true), (FRIDAY, true)] {
        let story = yes_first().hears(FRIDAY, &no(refused_on));
        assert_eq!(story.watch.case.stands_a_no_to(MEASURE), stands, "{refused_on}");
        assert_eq!(story.standing(APPROVE, FRIDAY), Some(Standing::Met));
    }
    // Nor does an older yes undo a later no.
    let no_first = asked().hears(FRIDAY, &no(FRIDAY)).hears(FRIDAY, &approved());
    assert!(no_first.watch.case.stands_a_no_to(MEASURE));
    assert_eq!(no_first.standing(APPROVE, FRIDAY), Some(Standing::Lapsed));
}

#[test]
fn r_22_r_32_a_yes_of_when_she_was_no_guardian_takes_her_no_back_and_leaves_the_measure_to_be_approved() {
    let refused: CaseEvent = MeasureEvent::MeasuresRefusedByGuardians {
        measures: [MEASURE].into(),
        guardians: vec![mother()],
        reason: said_by_guardian("Not that"),
        refused_on: THURSDAY,
    }
    .into();
    let father = Guardian { subject: SubjectId::from_uuid(Uuid::from_u128(7)), ..mother() };
    let named = |guardians, named_on| -> CaseEvent {
        FamilyEvent::GuardiansNamed { guardians, decision: None, named_on }.into()
    };
    let (left_out, again) = (named(vec![father.clone()], THURSDAY), named(vec![mother(), father], FRIDAY));
    let refused = asked().hears(THURSDAY, &refused).hears(THURSDAY, &left_out).hears(FRIDAY, &again);
    assert!(!is_open(&refused), "her no is a guardian's again");
    // The yes is of Thursday.
    assert!(is_open(&refused.hears(FRIDAY, &approved())));
}
