//! What is owed once measures do not suffice: S4-19, in cases that follow a guide which says so.

use super::*;
use crate::case::{
    AboutGuardians, CaseOutcome, ConsentEvent, ConsentingParty, CourseEvent, EvaluatedAs, Evaluation,
    EvaluationAnswers, FamilyEvent, MeasureEvent, MeetingEvent, OwnSay, QuestionAnswered, ReportingEvent,
    WithholdingGround,
};
use crate::ids::MeasureId;

const TELL: ObligationKind = ObligationKind::TellOfInsufficientEffect;
const FURTHER: ObligationKind = ObligationKind::TakeCaseFurther;
const SAYS_SO: [Responsibility; 2] = [Responsibility::TellOfInsufficientEffect, Responsibility::TakeCaseFurther];

fn begun_under(responsibilities: &[Responsibility]) -> Story {
    let opened = Story::new().hears(MONDAY, &case_event("CaseOpened")).hears(MONDAY, &followed(1, responsibilities));
    opened.hears(MONDAY, &case_event("MeasurePlanned")).hears(MONDAY, &case_event("MeasureStarted"))
}

fn begun() -> Story {
    begun_under(&SAYS_SO)
}

fn evaluated(reached: EvaluatedAs, more_needed: EvaluatedAs, evaluated_on: NaiveDate) -> CaseEvent {
    let CaseEvent::Measure(MeasureEvent::MeasureEvaluated { evaluation, .. }) = case_event("MeasureEvaluated") else {
        unreachable!("it is one")
    };
    let answered = |answer| QuestionAnswered { answer, remark: None };
    let (goal_reached, more_needed) = (answered(reached), answered(more_needed));
    let answers = EvaluationAnswers { more_needed, goal_reached, ..evaluation.answers };
    let evaluation = Evaluation { answers, ..evaluation };
    MeasureEvent::MeasureEvaluated { measure: MEASURE, evaluation, evaluated_on, next_evaluation_on: None }.into()
}

fn fell_short(on: NaiveDate) -> CaseEvent {
    evaluated(EvaluatedAs::No, EvaluatedAs::NotKnown, on)
}

fn told(about: AboutGuardians, informed_on: NaiveDate) -> CaseEvent {
    FamilyEvent::GuardiansInformed { about, guardians: vec![mother()], informed_on }.into()
}

#[test]
fn s4_19_the_unit_that_finds_measures_insufficient_tells_the_guardians_and_takes_the_case_further() {
    let story = begun().hears(TUESDAY, &fell_short(TUESDAY));
    for (kind, due) in [(TELL, date(2024, 3, 12)), (FURTHER, date(2024, 3, 19))] {
        let owed = story.obligation(kind);
        assert_eq!((owed.which, owed.opened_on, owed.due), (Some(MEASURE.as_uuid()), TUESDAY, Some(due)), "{kind:?}");
        assert_eq!((kind.owner(), kind.rule()), (Owner::Unit, "S4-19"), "{kind:?}");
    }
    let story = story.hears(WEDNESDAY, &told(AboutGuardians::Concern, WEDNESDAY));
    assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Open), "of something else");
    let story = story.hears(WEDNESDAY, &told(AboutGuardians::InsufficientEffect, WEDNESDAY));
    assert_eq!(
        (story.standing(TELL, FRIDAY), story.standing(FURTHER, FRIDAY)),
        (Some(Standing::Met), Some(Standing::Open))
    );
    let further =
        ["EscalatedToLevel", "ReferralSent", "ReportSent", "InterdisciplinaryMeetingConvened", "ResourceTeamConvened"];
    for name in further {
        let story = begun().hears(MONDAY, &fell_short(MONDAY)).hears(FRIDAY, &case_event(name));
        assert_eq!(story.standing(FURTHER, FRIDAY), Some(Standing::Met), "{name}");
        assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Open), "{name} tells no guardian of it");
    }
}

#[test]
fn s4_19_r_1_who_is_told_of_acute_danger_is_the_furthest_one_can_take_a_case() {
    let contacted = case_event("EmergencyContactMade");
    let story = begun().hears(MONDAY, &fell_short(MONDAY)).hears(MONDAY, &contacted);
    assert_eq!(story.standing(FURTHER, FRIDAY), Some(Standing::Met));
    let since = begun().hears(MONDAY, &contacted).hears(TUESDAY, &fell_short(TUESDAY));
    assert_eq!(since.standing(FURTHER, FRIDAY), Some(Standing::Open), "that was about what there was before");
}

#[test]
fn r_16_s4_19_where_the_case_is_moved_to_a_version_that_says_so_what_fell_short_before_is_owed_too() {
    let moved = |story: Story| {
        let story = story.hears(FRIDAY, &followed(2, &SAYS_SO));
        [TELL, FURTHER].map(|kind| story.standing(kind, FRIDAY))
    };
    let short = || begun_under(&[]).hears(TUESDAY, &fell_short(TUESDAY));
    assert_eq!(moved(short()), [Some(Standing::Open); 2]);
    let told = short().hears(WEDNESDAY, &told(AboutGuardians::InsufficientEffect, WEDNESDAY));
    assert_eq!(moved(told.hears(FRIDAY, &case_event("ReferralSent"))), [None; 2]);
    let suffices = short().hears(WEDNESDAY, &evaluated(EvaluatedAs::Yes, EvaluatedAs::No, WEDNESDAY));
    assert_eq!(moved(suffices), [None; 2]);
}

#[test]
fn s4_19_only_what_the_guide_that_is_followed_says_is_owed() {
    let owed = |responsibilities: &[Responsibility]| {
        let story = begun_under(responsibilities).hears(TUESDAY, &fell_short(TUESDAY));
        [TELL, FURTHER].map(|kind| story.standing(kind, FRIDAY).is_some())
    };
    assert_eq!(owed(&SAYS_SO), [true; 2]);
    assert_eq!(owed(&[]), [false; 2]);
    assert_eq!(owed(&[Responsibility::MakeMeasurePlan, Responsibility::TakeCaseFurther]), [false, true]);
    let dropped = begun().hears(TUESDAY, &fell_short(TUESDAY)).hears(WEDNESDAY, &followed(2, &[]));
    assert_eq!([TELL, FURTHER].map(|kind| dropped.standing(kind, FRIDAY)), [Some(Standing::Lapsed); 2]);
}

#[test]
fn s4_19_a_goal_that_is_reached_or_in_part_with_no_more_needed_owes_nothing() {
    use EvaluatedAs::{No, NotKnown, Partly, Yes};
    for (reached, more_needed, owes) in [
        (No, No, true),
        (No, Yes, true),
        (Partly, Yes, true),
        (Partly, No, false),
        (Partly, NotKnown, false),
        (Yes, Yes, false),
        (NotKnown, Yes, false),
    ] {
        let story = begun().hears(TUESDAY, &evaluated(reached, more_needed, TUESDAY));
        assert_eq!(story.standing(FURTHER, FRIDAY).is_some(), owes, "{reached:?}, more needed: {more_needed:?}");
    }
}

#[test]
fn s4_19_an_evaluation_that_does_not_know_takes_nothing_back() {
    let short = begun().hears(TUESDAY, &fell_short(TUESDAY));
    let unknown = short.hears(WEDNESDAY, &evaluated(EvaluatedAs::NotKnown, EvaluatedAs::NotKnown, WEDNESDAY));
    assert_eq!([TELL, FURTHER].map(|kind| unknown.standing(kind, WEDNESDAY)), [Some(Standing::Open); 2]);
    let mut closed = case_event("CaseClosed");
    if let CaseEvent::Course(CourseEvent::CaseClosed { outcome, closed_on, .. }) = &mut closed {
        (*outcome, *closed_on) = (CaseOutcome::MeasuresHadEffect.into(), THURSDAY);
    }
    let closed = unknown.hears(THURSDAY, &closed);
    assert!(closed.finding(FindingKind::ClosedAgainstEvaluation).is_some());
}

/// Guardians are parties to nothing any more.
#[test]
fn c12_s4_19_guardians_of_who_is_of_age_hear_of_no_effect() {
    let of_age = || case_event("ConsentRequested");
    let mut said = case_event("ConsentGiven");
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consented_by, own_say, given_on, .. }) = &mut said {
        (*consented_by, *own_say) = (Some(ConsentingParty::Youth), Some(OwnSay::InsteadOfGuardians));
        *given_on = WEDNESDAY;
    }
    let short = begun().hears(TUESDAY, &of_age()).hears(TUESDAY, &fell_short(TUESDAY)).hears(WEDNESDAY, &said);
    assert_eq!(short.standing(TELL, WEDNESDAY), Some(Standing::Lapsed));
    assert_eq!(short.standing(FURTHER, WEDNESDAY), Some(Standing::Open), "the case is taken further all the same");
    let later = begun().hears(TUESDAY, &of_age()).hears(WEDNESDAY, &said).hears(THURSDAY, &fell_short(THURSDAY));
    assert_eq!(later.standing(TELL, FRIDAY), None);
}

#[test]
fn s4_19_a_later_evaluation_takes_it_back_and_one_of_an_earlier_day_that_is_written_down_late_does_not() {
    let short = || begun().hears(WEDNESDAY, &fell_short(WEDNESDAY));
    let later = short().hears(THURSDAY, &evaluated(EvaluatedAs::Yes, EvaluatedAs::No, THURSDAY));
    assert_eq!([TELL, FURTHER].map(|kind| later.standing(kind, FRIDAY)), [Some(Standing::Lapsed); 2]);
    let earlier = short().hears(THURSDAY, &evaluated(EvaluatedAs::Yes, EvaluatedAs::No, TUESDAY));
    assert_eq!([TELL, FURTHER].map(|kind| earlier.standing(kind, FRIDAY)), [Some(Standing::Open); 2]);
}

#[test]
fn s4_19_what_was_told_and_done_on_the_day_or_since_and_recorded_before_the_evaluation_counts() {
    let done = || begun().hears(FRIDAY, &told(AboutGuardians::InsufficientEffect, WEDNESDAY));
    let in_time = done().hears(FRIDAY, &fell_short(WEDNESDAY));
    assert_eq!(in_time.standing(TELL, FRIDAY), None);
    let of_before = done().hears(FRIDAY, &fell_short(THURSDAY));
    assert_eq!(of_before.standing(TELL, FRIDAY), Some(Standing::Open), "that was about what did not suffice before");
    let referred = begun().hears(FRIDAY, &case_event("ReferralSent")).hears(FRIDAY, &fell_short(TUESDAY));
    assert_eq!(referred.standing(FURTHER, FRIDAY), None);
}

#[test]
fn s4_19_r_6_nobody_is_asked_to_tell_guardians_who_must_not_know_until_they_may() {
    let withheld: CaseEvent = FamilyEvent::GuardianNotificationWithheld {
        ground: WithholdingGround::Violence,
        not_in_use: false,
        decision: decided(),
        withheld_on: WEDNESDAY,
    }
    .into();
    let lifted: CaseEvent =
        FamilyEvent::GuardianNotificationWithholdingLifted { decision: decided(), lifted_on: FRIDAY }.into();
    let before = begun().hears(TUESDAY, &withheld).hears(WEDNESDAY, &fell_short(WEDNESDAY));
    assert_eq!((before.standing(TELL, FRIDAY), before.standing(FURTHER, FRIDAY)), (None, Some(Standing::Open)));
    assert_eq!(before.hears(FRIDAY, &lifted).standing(TELL, FRIDAY), Some(Standing::Open));
    let after = begun().hears(TUESDAY, &fell_short(TUESDAY)).hears(WEDNESDAY, &withheld);
    assert_eq!(after.standing(TELL, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(after.hears(FRIDAY, &lifted).standing(TELL, FRIDAY), Some(Standing::Open));
    let mut danger = case_event("EmergencyContactMade");
    if let CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, .. }) = &mut danger {
        *category = crate::case::AcuteCategory::Violence;
    }
    let undecided = begun().hears(TUESDAY, &fell_short(TUESDAY)).hears(WEDNESDAY, &danger);
    assert_eq!(undecided.standing(TELL, FRIDAY), Some(Standing::Lapsed));
}

#[test]
fn s4_19_s4_15_closing_with_reasons_answers_that_the_case_goes_no_further_and_guardians_are_told_all_the_same() {
    let story = begun().hears(TUESDAY, &fell_short(TUESDAY)).hears(FRIDAY, &case_event("CaseClosed"));
    assert_eq!(story.standing(FURTHER, FRIDAY), Some(Standing::Lapsed));
    assert_eq!(story.standing(TELL, FRIDAY), Some(Standing::Open), "a closed case still takes it");
    let story = story.hears(SATURDAY, &told(AboutGuardians::InsufficientEffect, SATURDAY));
    assert_eq!(story.standing(TELL, SATURDAY), Some(Standing::Met));
}

#[test]
fn s4_19_each_measure_is_told_of_and_what_came_up_since_is_still_owed() {
    let other = MeasureId::from_uuid(Uuid::from_u128(0x3ea6));
    let mut second = fell_short(THURSDAY);
    if let CaseEvent::Measure(MeasureEvent::MeasureEvaluated { measure, .. }) = &mut second {
        *measure = other;
    }
    let story = begun().hears(TUESDAY, &fell_short(TUESDAY)).hears(THURSDAY, &second);
    let story = story.hears(FRIDAY, &told(AboutGuardians::InsufficientEffect, WEDNESDAY));
    let standings: Vec<_> = story.standings(FRIDAY).into_iter().filter(|(kind, _)| *kind == TELL).collect();
    assert_eq!(standings, [(TELL, Standing::Open), (TELL, Standing::Met)]);
}

#[test]
fn s4_19_a_meeting_that_is_called_off_has_taken_the_case_no_further() {
    for name in ["InterdisciplinaryMeetingConvened", "ResourceTeamConvened"] {
        let called = || begun().hears(MONDAY, &fell_short(MONDAY)).hears(FRIDAY, &case_event(name));
        let off: CaseEvent =
            MeetingEvent::MeetingCalledOff { meeting: Some(MEETING), decision: decided(), called_off_on: FRIDAY }
                .into();
        let is_open = |story: &Story| story.standings(FRIDAY).contains(&(FURTHER, Standing::Open));
        assert!(is_open(&called().hears(FRIDAY, &off)), "{name}");
        let referred = called().hears(FRIDAY, &case_event("ReferralSent")).hears(FRIDAY, &off);
        assert!(!is_open(&referred), "{name}: the child is referred, too");
    }
}

#[test]
fn r_6_s4_19_who_is_told_of_one_measure_is_to_hear_of_what_fell_short_since() {
    let (withheld, lifted) =
        (case_event("GuardianNotificationWithheld"), case_event("GuardianNotificationWithholdingLifted"));
    let owed_after = |told_on| {
        let kept = begun().hears(WEDNESDAY, &withheld).hears(FRIDAY, &fell_short(THURSDAY));
        let story = kept.hears(FRIDAY, &told(AboutGuardians::InsufficientEffect, told_on));
        story.hears(FRIDAY, &lifted).watch.owed.iter().filter(|owed| owed.kind == TELL).count()
    };
    assert_eq!((owed_after(TUESDAY), owed_after(THURSDAY)), (1, 0));
}
