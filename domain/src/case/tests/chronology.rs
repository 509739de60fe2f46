//! RM-2: observations in the order in which they were seen, and how signs went on and came together.

use super::*;

fn case_of(events: impl IntoIterator<Item = CaseEvent>) -> Case {
    let mut case = Case::default();
    events.into_iter().for_each(|event| case.apply(event));
    case
}

fn numbered(number: u128) -> ObservationId {
    ObservationId::from_uuid(uuid::Uuid::from_u128(number))
}

fn sign_of(number: u128, from: NaiveDate, to: NaiveDate, of: &[Signal]) -> CaseEvent {
    CaseEvent::Concern(ConcernEvent::ObservationLogged {
        observation: numbered(number),
        observed: ObservedPeriod::between(from, to).unwrap(),
        kind: ObservationKind::Observed,
        text: said_of_child("Nobody came for her before six"),
        interpretation: None,
        prompt: None,
        signals: of.iter().copied().collect(),
        source: None,
        recorded_days_after: 0,
    })
}

#[test]
fn s0_5_rm_2_what_was_registered_stands_in_the_order_in_which_it_was_seen() {
    let case = case_of([
        opened(),
        sign_of(1, THURSDAY, THURSDAY, &[]),
        sign_of(2, TUESDAY, THURSDAY, &[]),
        sign_of(3, TUESDAY, TUESDAY, &[]),
    ]);
    let order: Vec<_> = case.chronology().into_iter().map(|(id, _)| id).collect();
    assert_eq!(order, [numbered(3), numbered(2), numbered(1)]);
}

#[test]
fn rm_2_a_correction_stands_beside_what_it_corrects() {
    let corrected = CaseEvent::Concern(ConcernEvent::ObservationCorrected {
        observation: OBSERVATION,
        text: said_of_child("It was a quarter past five"),
        reason: said_of_child("I misread the clock"),
        corrected_on: THURSDAY,
    });
    let case = case_of([opened(), observed(), corrected]);
    let chronology = case.chronology();
    let [(_, logged)] = chronology.as_slice() else { panic!("{chronology:?}") };
    assert_eq!(logged.text, said_of_child("Nobody came for her before six"));
    assert_eq!(logged.corrections.iter().map(|correction| correction.on).collect::<Vec<_>>(), [THURSDAY]);
}

#[test]
fn s1_2_rm_2_a_sign_that_goes_on_is_told_with_its_days_and_those_at_the_same_time() {
    let case = case_of([
        opened(),
        sign_of(1, MONDAY, MONDAY, &[Signal::Physical, Signal::Academic]),
        sign_of(2, WEDNESDAY, WEDNESDAY, &[Signal::Physical]),
        sign_of(3, TUESDAY, FRIDAY, &[Signal::Social]),
    ]);
    let course = |signal| case.signal_courses().into_iter().find(|course| course.signal == signal).unwrap();
    let physical = course(Signal::Physical);
    assert_eq!((physical.from, physical.to, physical.days(), physical.observations), (MONDAY, WEDNESDAY, 3, 2));
    assert_eq!(
        physical.together_with,
        [
            Concurrence { signal: Signal::Social, from: TUESDAY, to: WEDNESDAY },
            Concurrence { signal: Signal::Academic, from: MONDAY, to: MONDAY },
        ]
    );
    assert_eq!(course(Signal::Academic).together_with.len(), 1, "it was over before the social sign came");
    assert!(case.signal_courses().iter().all(|course| course.signal != Signal::Psychological));
}
