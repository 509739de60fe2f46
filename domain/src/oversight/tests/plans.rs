//! Who makes the plan after a meeting, has it signed and starts its measures: S4-18, R-37, D-7.

use super::*;
use crate::case::{MeasureEvent, MeetingEvent, PlanEvent};
use crate::ids::{AgreementId, MeasureId, MeetingId};

const MAKE: ObligationKind = ObligationKind::MakeMeasurePlan;
const START: ObligationKind = ObligationKind::StartMeasure;
const MISSING: FindingKind = FindingKind::MeasurePlanMissing;
const UNSIGNED: FindingKind = FindingKind::MeasurePlanUnsigned;
const NOT_STARTED: FindingKind = FindingKind::MeasureNotStarted;
/// The first day of the measure that is planned.
const FIRST_DAY: NaiveDate = FRIDAY;

fn called(meeting: MeetingId) -> CaseEvent {
    let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened {
        bodies,
        guardians_invited,
        evaluation,
        consent,
        planned_for,
        convened_on,
        ..
    }) = case_event("InterdisciplinaryMeetingConvened")
    else {
        unreachable!("it is one")
    };
    MeetingEvent::InterdisciplinaryMeetingConvened {
        units: [].into(),
        meeting,
        bodies,
        guardians_invited,
        evaluation,
        consent,
        planned_for,
        convened_on,
    }
    .into()
}

fn held(meeting: MeetingId, held_on: NaiveDate) -> CaseEvent {
    MeetingEvent::MeetingHeld { meeting, attendance: attendance(), without_basis: [].into(), held_on }.into()
}

const OTHER_MEETING: MeetingId = MeetingId::from_uuid(Uuid::from_u128(0x3ee8));

fn met() -> Story {
    met_under(&[Responsibility::MakeMeasurePlan, Responsibility::StartMeasure])
}

/// In a case that follows a guide which makes these somebody's.
fn met_under(responsibilities: &[Responsibility]) -> Story {
    Story::new()
        .hears(MONDAY, &case_event("CaseOpened"))
        .hears(MONDAY, &followed(1, responsibilities))
        .hears(MONDAY, &called(MEETING))
        .hears(TUESDAY, &held(MEETING, TUESDAY))
}

fn planned() -> CaseEvent {
    let plan = crate::case::MeasurePlan { from: FIRST_DAY, ..measure_plan() };
    MeasureEvent::MeasurePlanned { measure: MEASURE, plan, planned_on: TUESDAY }.into()
}

fn started(started_on: NaiveDate) -> CaseEvent {
    MeasureEvent::MeasureStarted { measure: MEASURE, started_on }.into()
}

fn drawn() -> CaseEvent {
    case_event("AgreementDrawn")
}

fn made(measures: &[MeasureId]) -> CaseEvent {
    let (measures, guides) = (measures.iter().copied().collect(), vec![]);
    PlanEvent::MeasurePlanMade { plan: AGREEMENT, measures, guides, made_on: WEDNESDAY }.into()
}

#[test]
pub(super) fn s4_18_the_unit_that_called_a_meeting_makes_the_plan() {
    let story = met();
    let owed = story.obligation(MAKE);
    assert_eq!((owed.opened_on, owed.kind.owner(), owed.due), (TUESDAY, Owner::Unit, Some(date(2024, 3, 19))));
    let story = story.hears(TUESDAY, &planned()).hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    assert_eq!(story.standing(MAKE, FRIDAY), Some(Standing::Met));
    assert_eq!(story.standing(ObligationKind::SignAgreement, FRIDAY), Some(Standing::Open), "and has it signed by all");
    assert_eq!(story.standing(START, FRIDAY), Some(Standing::Open), "and starts its measures");
    assert_eq!(story.finding(MISSING), None);
}

#[test]
pub(super) fn s4_18_without_a_guide_that_says_so_no_plan_is_owed_after_a_meeting_and_no_start_of_what_is_planned() {
    let planned_after = |story: Story| {
        let twice = story.hears(WEDNESDAY, &called(OTHER_MEETING)).hears(WEDNESDAY, &held(OTHER_MEETING, WEDNESDAY));
        let missing = twice.finding(MISSING).is_some();
        let planned = twice.hears(TUESDAY, &planned()).hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
        let again = planned.hears(THURSDAY, &called(MEETING)).hears(THURSDAY, &held(MEETING, THURSDAY));
        let owed = [MAKE, START].map(|kind| again.standing(kind, SATURDAY).is_some());
        let found = [UNSIGNED, NOT_STARTED].map(|kind| again.finding(kind).is_some());
        assert_eq!(
            again.standing(ObligationKind::SignAgreement, FRIDAY),
            Some(Standing::Open),
            "R-37 holds everywhere"
        );
        (owed, missing, found)
    };
    assert_eq!(planned_after(met()), ([true; 2], true, [true; 2]));
    assert_eq!(planned_after(met_under(&[])), ([false; 2], false, [false; 2]));
    let other = [Responsibility::AgreeInWriting, Responsibility::MakeCoordinatedPlan];
    assert_eq!(planned_after(met_under(&other)), ([false; 2], false, [false; 2]));
}

/// Nobody made the plan: that it is owed no more is no reason to say that it was.
#[test]
fn s4_18_a_missing_plan_that_was_found_at_the_next_meeting_is_mended_by_a_plan_and_not_by_its_lapsing() {
    let met_again = || met().hears(WEDNESDAY, &called(OTHER_MEETING)).hears(WEDNESDAY, &held(OTHER_MEETING, WEDNESDAY));
    let found = |story: &Story| story.finding(MISSING).map(|found| (found.arose_on, found.mended_on));
    assert_eq!(found(&met_again()), Some((WEDNESDAY, None)));
    let closed = met_again().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!((closed.standing(MAKE, FRIDAY), found(&closed)), (Some(Standing::Lapsed), Some((WEDNESDAY, None))));
    let made = met_again().hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    assert_eq!((made.standing(MAKE, FRIDAY), found(&made)), (Some(Standing::Met), Some((WEDNESDAY, Some(WEDNESDAY)))));
    // What only its last day would have shown lapses with it.
    let once = met().hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!((once.standing(MAKE, FRIDAY), found(&once)), (Some(Standing::Lapsed), None));
}

#[test]
fn s3_41_on_level_3_the_relay_holder_has_the_plan_made_where_the_guide_says_so() {
    const COORDINATE: ObligationKind = ObligationKind::MakeCoordinatedPlan;
    let lifted = |level| -> CaseEvent {
        let (consent, guides, decision, escalated_on) = (CONSENT, vec![], decided(), MONDAY);
        CourseEvent::EscalatedToLevel { stood_behind: None, level, consent, guides, decision, escalated_on }.into()
    };
    let met_on = |level, responsibilities: &[Responsibility]| {
        let opened =
            Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &followed(1, responsibilities));
        let lifted = opened.hears(MONDAY, &lifted(level)).hears(MONDAY, &called(MEETING));
        lifted.hears(TUESDAY, &held(MEETING, TUESDAY))
    };
    let says_so = [Responsibility::MakeCoordinatedPlan];
    let story = met_on(Level::Three, &says_so);
    let owed = story.obligation(COORDINATE);
    assert_eq!((owed.opened_on, owed.kind.owner(), owed.kind.rule()), (TUESDAY, Owner::RelayHolder, "S3-41"));
    assert_eq!(story.standing(MAKE, FRIDAY), None, "that is another municipality's");
    let made = story.hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    assert_eq!(made.standing(COORDINATE, FRIDAY), Some(Standing::Met));
    assert_eq!(met_on(Level::Two, &says_so).standing(COORDINATE, FRIDAY), None);
    assert_eq!(met_on(Level::Three, &[]).standing(COORDINATE, FRIDAY), None);
    let returned = met_on(Level::Three, &says_so).hears(FRIDAY, &case_event("ReturnedToLevel"));
    assert_eq!(returned.standing(COORDINATE, FRIDAY), Some(Standing::Lapsed));
    let closed = met_on(Level::Three, &says_so).hears(FRIDAY, &case_event("CaseClosed"));
    assert!(closed.found(FRIDAY).contains(&FindingKind::ClosedWithOpenObligations));
}

#[test]
fn s3_41_a_plan_from_level_2_and_a_meeting_of_before_or_after_say_nothing_of_level_3() {
    const COORDINATE: ObligationKind = ObligationKind::MakeCoordinatedPlan;
    let lifted = |level, escalated_on| -> CaseEvent {
        CourseEvent::EscalatedToLevel {
            stood_behind: None,
            level,
            consent: CONSENT,
            guides: vec![],
            decision: decided(),
            escalated_on,
        }
        .into()
    };
    let planned = |made_on| -> CaseEvent {
        let (measures, guides) = ([MEASURE].into(), vec![]);
        PlanEvent::MeasurePlanMade { plan: AGREEMENT, measures, guides, made_on }.into()
    };
    let on_level_2 = || {
        let opened = Story::new().hears(MONDAY, &case_event("CaseOpened"));
        let follows = opened.hears(MONDAY, &followed(1, &[Responsibility::MakeCoordinatedPlan]));
        follows.hears(MONDAY, &lifted(Level::Two, MONDAY)).hears(MONDAY, &called(MEETING))
    };
    let to_level_3 = |story: Story| story.hears(THURSDAY, &lifted(Level::Three, THURSDAY));
    let planned_before = to_level_3(on_level_2().hears(TUESDAY, &planned(TUESDAY)));
    let met = planned_before.hears(FRIDAY, &held(MEETING, FRIDAY));
    assert_eq!(met.standing(COORDINATE, FRIDAY), Some(Standing::Open), "that was another plan");
    let older = met.hears(FRIDAY, &planned(WEDNESDAY));
    assert_eq!(older.standing(COORDINATE, FRIDAY), Some(Standing::Open));
    assert_eq!(older.hears(FRIDAY, &planned(FRIDAY)).standing(COORDINATE, FRIDAY), Some(Standing::Met));
    let planned_on_it = to_level_3(on_level_2()).hears(THURSDAY, &planned(THURSDAY));
    assert_eq!(planned_on_it.hears(FRIDAY, &held(MEETING, FRIDAY)).standing(COORDINATE, FRIDAY), None);
    let met_before = to_level_3(on_level_2()).hears(FRIDAY, &held(MEETING, TUESDAY));
    assert_eq!(met_before.standing(COORDINATE, FRIDAY), None, "recorded late, of a meeting on level 2");
    let returned = to_level_3(on_level_2()).hears(FRIDAY, &case_event("ReturnedToLevel"));
    assert_eq!(returned.hears(FRIDAY, &held(MEETING, THURSDAY)).standing(COORDINATE, FRIDAY), None);
}

#[test]
fn s4_18_a_meeting_that_the_unit_did_not_call_several_bodies_to_asks_for_no_plan() {
    let says_so = followed(1, &[Responsibility::MakeMeasurePlan]);
    let story = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &says_so);
    let story = story.hears(TUESDAY, &held(MEETING, TUESDAY));
    assert_eq!(story.standing(MAKE, FRIDAY), None);
}

#[test]
pub(super) fn s4_18_a_second_meeting_without_a_plan_is_found_until_it_is_made() {
    let story = met().hears(WEDNESDAY, &called(OTHER_MEETING));
    assert!(!story.found(THURSDAY).contains(&MISSING));
    let story = story.hears(THURSDAY, &held(OTHER_MEETING, THURSDAY));
    let found = story.finding(MISSING).unwrap();
    assert_eq!((found.arose_on, found.mended_on, found.kind.rule()), (THURSDAY, None, "S4-18"));
    let story = story.hears(FRIDAY, &drawn()).hears(FRIDAY, &made(&[MEASURE]));
    assert!(story.finding(MISSING).unwrap().mended_on.is_some());
}

#[test]
pub(super) fn s4_18_r_37_a_second_meeting_about_a_plan_that_not_all_have_signed_is_found() {
    let story = met().hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    let story = story.hears(WEDNESDAY, &called(OTHER_MEETING)).hears(THURSDAY, &held(OTHER_MEETING, THURSDAY));
    assert_eq!(story.finding(UNSIGNED).map(|found| found.mended_on), Some(None));
    let signed = |by| -> CaseEvent {
        let (agreement, signed_on): (AgreementId, _) = (AGREEMENT, FRIDAY);
        crate::case::AgreementEvent::AgreementSigned { agreement, by, signed_on }.into()
    };
    let story = parties().iter().fold(story, |story, party| story.hears(FRIDAY, &signed(party.subject)));
    assert_eq!(story.finding(UNSIGNED).unwrap().mended_on, Some(FRIDAY));
}

#[test]
pub(super) fn s4_18_d7_a_measure_of_the_plan_starts_on_its_first_day() {
    let plan = || met().hears(TUESDAY, &planned()).hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    let owed = plan();
    let owed = owed.obligation(START);
    assert_eq!((owed.which, owed.due), (Some(MEASURE.as_uuid()), Some(FIRST_DAY)));
    assert_eq!(plan().standing(START, SATURDAY), Some(Standing::Overdue));
    assert_eq!(plan().finding(NOT_STARTED).unwrap().arose_on, SATURDAY);
    let in_time = plan().hears(FRIDAY, &started(FRIDAY));
    assert_eq!((in_time.standing(START, SATURDAY), in_time.finding(NOT_STARTED)), (Some(Standing::Met), None));
    let given_up = plan().hears(FRIDAY, &case_event("MeasureEnded"));
    assert_eq!(given_up.standing(START, SATURDAY), Some(Standing::Lapsed));
    let running = met().hears(TUESDAY, &planned()).hears(TUESDAY, &started(TUESDAY));
    let running = running.hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    assert_eq!(running.standing(START, SATURDAY), None, "it runs already");
}

#[test]
fn s3_43_what_an_adjusted_plan_holds_no_more_need_not_start() {
    let story = met().hears(TUESDAY, &planned()).hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    let adjusted: CaseEvent = PlanEvent::PlanAdjusted {
        plan: AgreementId::from_uuid(Uuid::from_u128(0xa94f)),
        replaces: AGREEMENT,
        measures: [MeasureId::from_uuid(Uuid::from_u128(0x3ea6))].into(),
        guides: vec![],
        decision: decided(),
        adjusted_on: THURSDAY,
    }
    .into();
    let story = story.hears(THURSDAY, &case_event("AgreementSuperseded")).hears(THURSDAY, &adjusted);
    assert_eq!(story.standing(START, SATURDAY), Some(Standing::Lapsed));
}

fn refused(refused_on: NaiveDate) -> CaseEvent {
    let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
    let reason = crate::test_support::said_by_guardian("Not that");
    MeasureEvent::MeasuresRefusedByGuardians { measures, guardians, reason, refused_on }.into()
}

fn agreed(approved_on: NaiveDate) -> CaseEvent {
    let (measures, guardians) = ([MEASURE].into(), vec![mother()]);
    MeasureEvent::MeasuresApprovedByGuardians { measures, guardians, approved_on }.into()
}

/// How the starts that are or were owed stand on Saturday, the day after the first day of the measure.
fn starts(story: &Story) -> Vec<Standing> {
    let mut starts: Vec<_> = story
        .standings(SATURDAY)
        .into_iter()
        .filter(|(kind, _)| *kind == START)
        .map(|(_, standing)| standing)
        .collect();
    starts.sort_unstable();
    starts
}

#[test]
fn r_22_s4_18_nobody_starts_what_was_refused_and_a_later_yes_has_it_started_on_every_level() {
    let to_start = || met().hears(TUESDAY, &planned()).hears(WEDNESDAY, &drawn()).hears(WEDNESDAY, &made(&[MEASURE]));
    assert_eq!((starts(&to_start()), to_start().finding(NOT_STARTED).is_some()), (vec![Standing::Overdue], true));
    let no = || to_start().hears(THURSDAY, &refused(THURSDAY));
    assert_eq!((starts(&no()), no().finding(NOT_STARTED)), (vec![Standing::Lapsed], None));
    // Said before the plan was made, nothing is to start by it either.
    let planned_then = || met().hears(TUESDAY, &planned()).hears(TUESDAY, &refused(TUESDAY)).hears(WEDNESDAY, &drawn());
    let made_then = || planned_then().hears(WEDNESDAY, &made(&[MEASURE]));
    assert_eq!((starts(&made_then()), made_then().finding(NOT_STARTED)), (vec![], None));
    // A yes owes it again, by its first day or by the day on which that is known.
    assert_eq!(starts(&no().hears(THURSDAY, &agreed(THURSDAY))), [Standing::Overdue, Standing::Lapsed]);
    assert_eq!(starts(&made_then().hears(THURSDAY, &agreed(THURSDAY))), [Standing::Overdue]);
    let late = date(2024, 3, 20);
    let agreed_late = no().hears(late, &agreed(THURSDAY));
    let again = agreed_late.obligations.values().find(|owed| owed.kind == START && owed.ending.is_none());
    assert_eq!(again.and_then(|owed| owed.due), Some(late));
    // What the plan has no more, or what came to an end with the case, is not.
    let dropped = no().hears(THURSDAY, &made(&[])).hears(THURSDAY, &agreed(THURSDAY));
    assert_eq!(starts(&dropped), [Standing::Lapsed]);
    // What was overdue when the no came stays found.
    let overdue = to_start().hears(late, &refused(late));
    assert!(overdue.finding(NOT_STARTED).is_some_and(|found| found.mended_on.is_none()));
}
