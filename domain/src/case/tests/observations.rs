//! R-10 to R-12: what was seen, when, and what is made of it.

use super::*;

#[test]
fn r10_an_observation_is_logged_with_the_day_it_was_made() {
    given([opened()])
        .today(TUESDAY)
        .when(log_observation(ObservedPeriod::on(TUESDAY)))
        .then([observed_in(ObservedPeriod::on(TUESDAY), 0)]);
}

#[test]
fn r10_a_late_entry_is_shown_as_late() {
    given([opened()])
        .when(log_observation(ObservedPeriod::on(TUESDAY)))
        .then([observed_in(ObservedPeriod::on(TUESDAY), 3)]);
    assert!(Language::En.say(&observed().summary()).contains("3 days after"));
}

#[test]
fn r10_a_period_is_late_by_the_days_since_its_last_day() {
    let two_days = ObservedPeriod::between(MONDAY, TUESDAY).unwrap();
    given([opened()]).when(log_observation(two_days)).then([observed_in(two_days, 3)]);
}

/// The days of lateness count from the last day, so that day is shown.
#[test]
fn r10_a_late_entry_is_shown_with_all_its_days() {
    let logged = |first, last| {
        let event = observed_in(ObservedPeriod::between(first, last).unwrap(), 3);
        Language::En.say(&event.summary())
    };
    assert_eq!(logged(TUESDAY, TUESDAY), "An observation of 5 March 2024 was logged, 3 days after.");
    assert_eq!(logged(MONDAY, TUESDAY), "An observation of 4 March 2024 – 5 March 2024 was logged, 3 days after.");
}

#[test]
fn r10_what_lies_in_the_future_is_not_observed() {
    given([opened()]).when(log_observation(ObservedPeriod::on(SATURDAY))).then_refused(Refusal::FutureDate {
        field: "observedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn r10_a_period_that_lasts_into_the_future_is_not_observed() {
    given([opened()])
        .when(log_observation(ObservedPeriod::between(MONDAY, SATURDAY).unwrap()))
        .then_refused(Refusal::FutureDate { field: "observedOn", date: SATURDAY, today: FRIDAY });
}

#[test]
fn r10_a_period_does_not_run_backwards() {
    assert_eq!(ObservedPeriod::between(TUESDAY, MONDAY), None);
}

#[test]
fn r10_a_period_that_runs_backwards_is_not_read() {
    assert!(serde_json::from_str::<ObservedPeriod>(r#"{"from":"2024-03-05","to":"2024-03-04"}"#).is_err());
}

#[test]
fn r10_today_is_the_date_in_norway() {
    let just_before_midnight_in_utc = noon(FRIDAY) + chrono::TimeDelta::minutes(11 * 60 + 30);
    given([opened()])
        .now(just_before_midnight_in_utc)
        .when(log_observation(ObservedPeriod::on(SATURDAY)))
        .then([observed_in(ObservedPeriod::on(SATURDAY), 0)]);
}

#[test]
fn r10_an_observation_happened_when_it_was_made_and_not_when_it_was_recorded() {
    let made_on_tuesday = crate::time::start_of_day(TUESDAY);
    assert_eq!(observed().occurred_at(noon(FRIDAY)), made_on_tuesday);
    assert_eq!(observed().occurred_at(noon(MONDAY)), noon(MONDAY));
}

#[test]
fn r11_text_and_interpretation_are_kept_apart() {
    let logged = serde_json::to_value(observed()).unwrap();
    let logged = &logged["ObservationLogged"];
    assert!(logged["text"]["value"].as_str().unwrap().starts_with("Nobody came"));
    assert!(logged["interpretation"]["value"].as_str().unwrap().starts_with("She seems"));
}

#[test]
fn r11_an_assessment_never_edits_an_observation() {
    let before = [opened(), observed()];
    let events = given(before.clone()).when(assess_concern([OBSERVATION])).then_done();
    let [CaseEvent::Concern(ConcernEvent::ConcernAssessed { basis, .. })] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(basis, &[OBSERVATION]);
}

#[test]
fn r11_an_observation_is_not_logged_over_another() {
    given([opened(), observed()])
        .when(log_observation(ObservedPeriod::on(MONDAY)))
        .then_refused(Refusal::ObservationAlreadyLogged { observation: OBSERVATION });
}

fn correct(observation: ObservationId, corrected_on: NaiveDate) -> CaseAction {
    CaseAction::Concern(ConcernAction::CorrectObservation {
        observation,
        text: said_of_child("Her aunt came for her at a quarter to six"),
        reason: said_of_child("I mixed up two days"),
        corrected_on,
    })
}

#[test]
fn r11_a_correction_stands_beside_the_observation_and_points_to_it() {
    given([opened(), observed()]).when(correct(OBSERVATION, FRIDAY)).then([CaseEvent::Concern(
        ConcernEvent::ObservationCorrected {
            observation: OBSERVATION,
            text: said_of_child("Her aunt came for her at a quarter to six"),
            reason: said_of_child("I mixed up two days"),
            corrected_on: FRIDAY,
        },
    )]);
}

#[test]
fn r11_an_observation_the_case_does_not_hold_is_not_corrected() {
    let refused = Refusal::NothingToCorrect { observation: OTHER_OBSERVATION };
    given([opened(), observed()]).when(correct(OTHER_OBSERVATION, FRIDAY)).then_refused(refused);
}

#[test]
fn r10_an_observation_was_not_corrected_tomorrow() {
    given([opened(), observed()]).when(correct(OBSERVATION, SATURDAY)).then_refused(Refusal::FutureDate {
        field: "correctedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn r12_a_concern_is_assessed_on_observations_of_the_case() {
    given([opened(), observed()]).when(assess_concern([OBSERVATION])).then([CaseEvent::Concern(
        ConcernEvent::ConcernAssessed {
            guides: vec![],
            degree: Degree::Considerable,
            scale: None,
            ground_for_concern: true,
            basis: vec![OBSERVATION],
            no_basis_because: None,
            decision: decided(),
            assessed_on: WEDNESDAY,
        },
    )]);
}

#[test]
fn r12_an_assessment_cites_no_observation_the_case_does_not_hold() {
    given([opened(), observed()])
        .when(assess_concern([OBSERVATION, OTHER_OBSERVATION]))
        .then_refused(Refusal::ObservationUnknown { observation: OTHER_OBSERVATION });
}

/// The reasons of the decision, which none does without, do not say why nothing is cited.
#[test]
fn r12_a_concern_is_assessed_without_observations_only_with_reasons_for_that() {
    given([opened(), observed()]).when(assess_concern([])).then_refused(Refusal::NoObservationsUnexplained);
    let events = given([opened()]).when(assess_concern_on_nothing("Nobody has seen it")).then_done();
    let told = &serde_json::to_value(&events[0]).unwrap()["ConcernAssessed"];
    assert!(told["noBasisBecause"]["value"].as_str().unwrap().starts_with("Nobody has seen it"));
    assert_eq!(told["basis"], serde_json::json!([]));
}

#[test]
fn r12_an_assessment_does_not_cite_observations_and_say_why_it_cites_none() {
    let mut action = assess_concern_on_nothing("Nobody has seen it");
    if let CaseAction::Concern(ConcernAction::AssessConcern { basis, .. }) = &mut action {
        basis.push(OBSERVATION);
    }
    given([opened(), observed()]).when(action).then_refused(Refusal::ObservationsExplainedAway);
}

#[test]
fn r10_a_concern_was_not_assessed_tomorrow() {
    let assess_tomorrow = CaseAction::Concern(ConcernAction::AssessConcern {
        degree: Degree::None,
        scale: None,
        ground_for_concern: false,
        basis: Vec::new(),
        no_basis_because: None,
        decision: decision(),
        assessed_on: SATURDAY,
    });
    given([opened()]).when(assess_tomorrow).then_refused(Refusal::FutureDate {
        field: "assessedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn the_childs_own_words_are_kept_beside_the_summary() {
    given([opened()]).when(hold_conversation(TUESDAY)).then([CaseEvent::Family(FamilyEvent::ConversationHeld {
        with: ConversationWith::Child,
        held_on: TUESDAY,
        outcome: ConversationOutcome::ConcernStands,
        summary: said_of_child("She would like to go home earlier"),
        childs_own_words: vec![said_of_child("I wait by the gate")],
        guardians_view: None,
        open_questions_used: None,
        summary_confirmed_by_child: None,
        child_informed_of_next_steps: None,
        interpreted: None,
    })]);
}

#[test]
fn r10_a_conversation_was_not_held_tomorrow() {
    given([opened()]).when(hold_conversation(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "heldOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn s4_10_what_comes_up_in_a_meeting_is_logged_as_coming_from_it() {
    let log = |source| {
        CaseAction::Concern(ConcernAction::LogObservation {
            observation: OBSERVATION,
            observed: ObservedPeriod::on(TUESDAY),
            kind: ObservationKind::Said,
            text: said_of_child("She sleeps little at home"),
            interpretation: None,
            markers: Markers { source, ..Markers::default() },
        })
    };
    for wanted in [None, Some(ObservationSource::Meeting), Some(ObservationSource::Conversation)] {
        let events = given([opened()]).when(log(wanted)).then_done();
        let [CaseEvent::Concern(ConcernEvent::ObservationLogged { source, .. })] = &events[..] else {
            panic!("{events:?}")
        };
        assert_eq!(*source, wanted);
    }
}

#[test]
fn s3_11_it_is_assessed_whether_there_is_ground_for_concern() {
    for wanted in [true, false] {
        let mut action = assess_concern([OBSERVATION]);
        if let CaseAction::Concern(ConcernAction::AssessConcern { ground_for_concern, .. }) = &mut action {
            *ground_for_concern = wanted;
        }
        let events = given([opened(), observed()]).when(action).then_done();
        let [CaseEvent::Concern(ConcernEvent::ConcernAssessed { ground_for_concern, decision, .. })] = &events[..]
        else {
            panic!("{events:?}")
        };
        assert_eq!(*ground_for_concern, wanted);
        assert!(decision.decided_by.is_some(), "with reasons and decider (R-15)");
    }
}

#[test]
fn s0_3_a_degree_of_concern_names_the_scale_it_was_found_with() {
    for scale in ConcernScale::ALL.into_iter().map(Some).chain([None]) {
        let mut action = assess_concern([OBSERVATION]);
        if let CaseAction::Concern(ConcernAction::AssessConcern { scale: named, .. }) = &mut action {
            *named = scale;
        }
        let events = given([opened(), observed()]).when(action).then_done();
        let [CaseEvent::Concern(ConcernEvent::ConcernAssessed { scale: told, .. })] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*told, scale);
    }
}

#[test]
fn s0_3_an_assessment_from_before_a_scale_was_named_loads_without_one() {
    let [event] =
        <[CaseEvent; 1]>::try_from(given([opened(), observed()]).when(assess_concern([OBSERVATION])).then_done())
            .unwrap();
    let mut stored = serde_json::to_value(&event).unwrap();
    assert_eq!(crate::upcast::read::<CaseEvent>("ConcernAssessed", "1.0", &mut stored).unwrap(), event);
}
