//! S0-32 to S0-35, S1-3, S3-27, S3-33, S3-40, S3-43: meetings are called on a basis, held, minuted,
//! and the next one agreed.

use super::*;
use crate::ids::{ExceptionId, MeetingId};
use crate::people::Decider;
use crate::test_support::{EXCEPTION, MEASURE, MEETING, attendance, measure_plan};

const TEAM: ConsentPurpose = ConsentPurpose::InformationSharing;
const OTHER_MEETING: MeetingId = MeetingId::from_uuid(uuid::Uuid::from_u128(0x3ee8));

fn on(level: Level) -> CaseEvent {
    CourseEvent::EscalatedToLevel {
        stood_behind: None,
        level,
        consent: CONSENT,
        guides: vec![],
        decision: decided(),
        escalated_on: TUESDAY,
    }
    .into()
}

/// Consent for that purpose to these bodies, given on Wednesday.
fn consented(purpose: ConsentPurpose, recipients: &[Body]) -> [CaseEvent; 2] {
    let recipients = recipients.iter().copied().collect();
    [consent_requested(ConsentScope { recipients, ..scope(purpose) }), consent_given()]
}

fn convene_on(convened_on: NaiveDate) -> CaseAction {
    CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: SATURDAY,
        convened_on,
    })
}

fn convene() -> CaseAction {
    convene_on(WEDNESDAY)
}

fn convened() -> CaseEvent {
    MeetingEvent::InterdisciplinaryMeetingConvened {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: SATURDAY,
        convened_on: WEDNESDAY,
    }
    .into()
}

#[test]
fn r_21_where_units_of_a_body_are_called_the_others_are_not() {
    let called = |units: &[&str]| {
        let units = units
            .iter()
            .map(|unit| crate::case::RecipientUnit { body: Body::School, unit: (*unit).to_owned() })
            .collect();
        let CaseEvent::Meeting(MeetingEvent::InterdisciplinaryMeetingConvened {
            meeting,
            bodies,
            guardians_invited,
            evaluation,
            consent,
            planned_for,
            convened_on,
            ..
        }) = convened()
        else {
            unreachable!("it is one")
        };
        let called = MeetingEvent::InterdisciplinaryMeetingConvened {
            meeting,
            bodies,
            units,
            guardians_invited,
            evaluation,
            consent,
            planned_for,
            convened_on,
        };
        given([opened(), called.into()]).state().meetings()[&MEETING].clone()
    };
    let one = called(&["Fjordvik skole"]);
    assert!(one.calls(Body::School, Some("fjordvik  SKOLE")), "however it is written");
    assert!(!one.calls(Body::School, Some("Elvebakken skole")) && !one.calls(Body::School, None));
    assert!(!one.calls(Body::HealthStation, Some("Fjordvik skole")), "it is not called at all");
    assert!(called(&[]).calls(Body::School, Some("Elvebakken skole")), "no unit was named");
}

/// As if it had been written down on its own day.
#[test]
fn r_24_r_25_a_meeting_that_is_written_down_late_rests_on_the_consent_of_the_level_of_its_day() {
    let to_school = |purpose| consented(purpose, &[Body::School]);
    let mut lifted = on(Level::Three);
    if let CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) = &mut lifted {
        *escalated_on = FRIDAY;
    }
    let then_lifted = [&[opened(), on(Level::Two)][..], &to_school(LEVEL_2), &[lifted]].concat();
    given(then_lifted.clone()).when(convene()).then([convened()]);
    // On the day of the lift it may have come before or after.
    given(then_lifted).when(convene_on(FRIDAY)).then_done();
    let back = CourseEvent::ReturnedToLevel {
        stood_behind: None,
        level: Level::Two,
        guides: vec![],
        decision: decided(),
        returned_on: FRIDAY,
    };
    let then_back = [&[opened(), on(Level::Three)][..], &to_school(LEVEL_2), &[back.into()]].concat();
    let refused = Refusal::NoValidConsent { purpose: LEVEL_3, on: WEDNESDAY };
    given(then_back).when(convene()).then_refused(refused);
}

/// On level 2, with consent, a meeting was called.
fn with_a_meeting() -> Vec<CaseEvent> {
    [vec![opened(), on(Level::Two)], consented(LEVEL_2, &[Body::School]).into(), vec![planned(), convened()]].concat()
}

fn planned() -> CaseEvent {
    MeasureEvent::MeasurePlanned { measure: MEASURE, plan: measure_plan(), planned_on: TUESDAY }.into()
}

fn hold(attendance: Attendance) -> CaseAction {
    CaseAction::Meeting(MeetingAction::HoldMeeting { meeting: MEETING, attendance, held_on: THURSDAY })
}

fn held(attendance: Attendance) -> CaseEvent {
    held_on(THURSDAY, attendance)
}

fn held_on(held_on: NaiveDate, attendance: Attendance) -> CaseEvent {
    MeetingEvent::MeetingHeld { meeting: MEETING, attendance, without_basis: [].into(), held_on }.into()
}

fn convene_team(claimed: TeamBasis, convened_by: Decider) -> CaseAction {
    CaseAction::Meeting(MeetingAction::ConveneResourceTeam {
        meeting: MEETING,
        participants: [Body::School, Body::ChildWelfareService].into(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        claimed,
        team: None,
        convened_by,
        planned_for: SATURDAY,
        convened_on: THURSDAY,
    })
}

fn team_convened(rests_on: SharingBasis) -> CaseEvent {
    MeetingEvent::ResourceTeamConvened {
        meeting: MEETING,
        participants: [Body::School, Body::ChildWelfareService].into(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        rests_on,
        team: None,
        convened_by: by(DeciderRole::Head),
        planned_for: SATURDAY,
        convened_on: THURSDAY,
    }
    .into()
}

fn with_the_team() -> Vec<CaseEvent> {
    let team = team_convened(SharingBasis::Consent { consent: CONSENT });
    [vec![opened()], consented(TEAM, &[Body::ResourceTeam]).into(), vec![team]].concat()
}

fn exception(allowed: bool, recipients: &[Body]) -> CaseEvent {
    SharingEvent::SharingExceptionAssessed {
        exception: EXCEPTION,
        consent: None,
        topic: crate::law::LegalTopic::SharingWithAuthorities,
        legal_basis: "forvaltningsloven 1967 § 13 b".to_owned(),
        recipients: recipients.iter().copied().collect(),
        units: [].into(),
        categories: [InformationCategory::Observations].into(),
        allowed,
        decision: decided(),
        assessed_on: WEDNESDAY,
    }
    .into()
}

fn clarification() -> CaseEvent {
    MeetingEvent::ClarificationMeetingConvened {
        meeting: MEETING,
        convened_by: Body::HealthStation,
        bodies: [Body::ChildWelfareService].into(),
        units: [].into(),
        anonymous: false,
        categories: [].into(),
        rests_on: None,
        planned_for: FRIDAY,
        convened_on: THURSDAY,
    }
    .into()
}

fn clarify(outcome: ClarificationOutcome) -> CaseAction {
    let (meeting, decision, held_on) = (MEETING, decision(), FRIDAY);
    let bodies = [Body::ChildWelfareService].into();
    CaseAction::Meeting(MeetingAction::HoldClarificationMeeting {
        meeting,
        bodies,
        units: [].into(),
        outcome,
        decision,
        held_on,
    })
}

fn clarified(outcome: ClarificationOutcome) -> CaseEvent {
    MeetingEvent::ClarificationMeetingHeld {
        meeting: MEETING,
        bodies: [Body::ChildWelfareService].into(),
        units: [].into(),
        without_basis: [].into(),
        outcome,
        decision: decided(),
        held_on: FRIDAY,
    }
    .into()
}

fn agree(next_on: NaiveDate) -> CaseAction {
    CaseAction::Meeting(MeetingAction::AgreeNextMeeting { meeting: None, next_on, agreed_on: THURSDAY })
}

fn agreed(next_on: NaiveDate) -> CaseEvent {
    MeetingEvent::NextMeetingAgreed { meeting: None, next_on, agreed_on: THURSDAY }.into()
}

fn minute(recorded_on: NaiveDate) -> CaseAction {
    let (meeting, text) = (MEETING, said_of_child("Cato goes on meeting her"));
    CaseAction::Meeting(MeetingAction::RecordMinutes { meeting, text, recorded_on })
}

fn recommend() -> CaseAction {
    let (meeting, recommendation) = (MEETING, said_of_child("A smaller group"));
    CaseAction::Meeting(MeetingAction::RecordRecommendation { meeting, recommendation, recorded_on: FRIDAY })
}

fn start() -> CaseAction {
    CaseAction::Measure(MeasureAction::StartMeasure { measure: MEASURE, started_on: THURSDAY, birth_is_shown: true })
}

#[test]
fn s3_27_several_bodies_are_called_to_a_meeting_and_guardians_invited() {
    let before = [vec![opened(), on(Level::Two)], consented(LEVEL_2, &[Body::School]).into()].concat();
    given(before.clone()).when(convene()).then([convened()]);
    let state = given([before, vec![convened()]].concat()).state();
    let meeting = &state.meetings()[&MEETING];
    assert_eq!((meeting.kind, meeting.guardians_invited), (MeetingKind::Interdisciplinary, true));
}

#[test]
fn s3_27_a_meeting_is_called_once_and_somebody_is_called() {
    given(with_a_meeting()).when(convene()).then_refused(Refusal::MeetingAlreadyCalled { meeting: MEETING });
    let nobody = MeetingAction::ConveneClarificationMeeting {
        meeting: MEETING,
        convened_by: Body::HealthStation,
        bodies: [].into(),
        units: [].into(),
        anonymous: false,
        categories: [].into(),
        claimed: None,
        planned_for: FRIDAY,
        convened_on: THURSDAY,
    };
    given([opened()]).when(CaseAction::Meeting(nobody)).then_refused(Refusal::NobodyCalled { field: "bodies" });
}

/// Who called it is told as a kind of service, and another of that kind has no part in it by that.
#[test]
fn r_21_s1_3_of_two_units_of_the_kind_that_called_a_clarification_neither_is_let_in_by_it() {
    let other = |unit: &str| RecipientUnit { body: Body::Other, unit: unit.to_owned() };
    let called = |units: &[&str]| {
        CaseAction::Meeting(MeetingAction::ConveneClarificationMeeting {
            meeting: MEETING,
            convened_by: Body::Other,
            bodies: [Body::Other, Body::ChildWelfareService].into(),
            units: units.iter().map(|unit| other(unit)).collect(),
            anonymous: false,
            categories: [].into(),
            claimed: None,
            planned_for: FRIDAY,
            convened_on: THURSDAY,
        })
    };
    given([opened()]).when(called(&["Ungdomslosen"])).then_done();
    let purpose = ConsentPurpose::InformationSharing;
    given([opened()])
        .when(called(&["Ungdomslosen", "Gjengs"]))
        .then_refused(Refusal::NoValidConsent { purpose, on: THURSDAY });
}

#[test]
fn r_10_a_meeting_was_not_called_tomorrow_nor_for_yesterday() {
    given(with_a_meeting()).when(convene_on(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "convenedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
    given([opened()]).when(agree(WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "nextOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
}

#[test]
fn r_25_s3_40_a_meeting_on_level_3_is_not_called_without_consent_to_it() {
    let on_level_3 =
        |events: [CaseEvent; 2]| [vec![opened(), on(Level::Two), on(Level::Three)], events.into()].concat();
    given(on_level_3(consented(LEVEL_3, &[Body::School]))).when(convene()).then([convened()]);
    given(on_level_3(consented(LEVEL_2, &[Body::School])))
        .when(convene())
        .then_refused(Refusal::NoValidConsent { purpose: LEVEL_3, on: WEDNESDAY });
    given([opened(), on(Level::Two), on(Level::Three)])
        .when(convene())
        .then_refused(Refusal::ConsentUnknown { consent: CONSENT });
}

#[test]
fn r_25_s3_40_a_refusal_calls_no_meeting() {
    given([opened(), on(Level::Three), consent_requested(scope(LEVEL_3)), consent_refused()])
        .when(convene())
        .then_refused(Refusal::NoValidConsent { purpose: LEVEL_3, on: WEDNESDAY });
}

#[test]
fn r_21_only_bodies_that_the_consent_names_are_called() {
    let before = [vec![opened(), on(Level::Two)], consented(LEVEL_2, &[Body::Police]).into()].concat();
    given(before)
        .when(convene())
        .then_refused(Refusal::SharingNotCovered { what: crate::refusal::Uncovered::Recipient });
}

/// What is recorded of those who were there.
fn without_basis(before: Vec<CaseEvent>, attendance: Attendance) -> BTreeSet<Body> {
    match given(before).when(hold(attendance)).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    }
}

#[test]
fn r_21_r_24_r_25_c11_who_came_to_a_meeting_uncalled_is_recorded_and_told() {
    let there = || Attendance { bodies: [Body::School, Body::Police].into(), ..attendance() };
    assert_eq!(without_basis(with_a_meeting(), there()), [Body::Police].into());
    let consent = consented(LEVEL_2, &[Body::School, Body::Police]);
    let named = [vec![opened(), on(Level::Two)], consent.into(), vec![planned(), convened()]].concat();
    assert!(without_basis(named, there()).is_empty(), "nobody called them, and the consent names them");
}

#[test]
fn s3_33_a_meeting_is_held_once_with_those_who_attended() {
    given(with_a_meeting()).when(hold(attendance())).then([held(attendance())]);
    given([with_a_meeting(), vec![held(attendance())]].concat())
        .when(hold(attendance()))
        .then_refused(Refusal::MeetingAlreadyHeld { meeting: MEETING });
    let nobody = Attendance { bodies: [].into(), guardians: Vec::new(), child: false, ..attendance() };
    given(with_a_meeting()).when(hold(nobody)).then_refused(Refusal::NobodyAttended);
}

#[test]
fn s3_33_a_meeting_that_was_not_called_is_not_held_and_no_measure_is_made_up_for_it() {
    given([opened()]).when(hold(attendance())).then_refused(Refusal::MeetingUnknown { meeting: MEETING });
    let other = crate::ids::MeasureId::from_uuid(uuid::Uuid::from_u128(0x3ea6));
    let about_another = Attendance { measures: [other].into(), ..attendance() };
    given(with_a_meeting()).when(hold(about_another)).then_refused(Refusal::MeasureUnknown { measure: other });
}

#[test]
fn r_24_r_25_c11_a_consent_that_is_taken_back_calls_no_meeting_and_one_that_was_held_all_the_same_is_recorded_so() {
    let consent = [vec![opened(), on(Level::Two)], consented(LEVEL_2, &[Body::School]).into()].concat();
    let withdrawn = [consent, vec![consent_withdrawn()]].concat();
    let no_consent = Refusal::NoValidConsent { purpose: LEVEL_2, on: THURSDAY };
    given(withdrawn).when(convene_on(THURSDAY)).then_refused(no_consent);
    let withdrawn = [with_a_meeting(), vec![consent_withdrawn()]].concat();
    assert_eq!(without_basis(withdrawn.clone(), attendance()), [Body::School].into());
    let family_alone = Attendance { bodies: [].into(), ..attendance() };
    assert!(without_basis(withdrawn.clone(), family_alone).is_empty(), "the family may meet with the unit");
    let held_before = MeetingAction::HoldMeeting { meeting: MEETING, attendance: attendance(), held_on: WEDNESDAY };
    given(withdrawn).when(CaseAction::Meeting(held_before)).then([held_on(WEDNESDAY, attendance())]);
}

#[test]
fn s0_32_c11_a_team_that_met_after_consent_was_taken_back_is_recorded_so() {
    let there = Attendance { measures: [].into(), ..attendance() };
    let met = || MeetingAction::HoldMeeting { meeting: MEETING, attendance: there.clone(), held_on: FRIDAY };
    let without = |before: Vec<CaseEvent>| match given(before).when(CaseAction::Meeting(met())).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    };
    assert!(without(with_the_team()).is_empty());
    assert_eq!(without([with_the_team(), vec![consent_withdrawn()]].concat()), [Body::School].into());
}

#[test]
fn r_32_s3_33_a_measure_starts_on_level_2_after_guardians_attended_a_meeting_about_it() {
    given([with_a_meeting(), vec![held(attendance())]].concat()).when(start()).then_done();
}

#[test]
fn r_32_a_meeting_without_guardians_or_about_something_else_or_later_is_no_agreement() {
    let without_guardians = held(Attendance { guardians: Vec::new(), ..attendance() });
    let about_something_else = held(Attendance { measures: [].into(), ..attendance() });
    let later = held_on(FRIDAY, attendance());
    for meeting in [without_guardians, about_something_else, later] {
        given([with_a_meeting(), vec![meeting]].concat())
            .when(start())
            .then_refused(Refusal::MeasureNotApproved { measure: MEASURE });
    }
}

#[test]
fn s0_32_the_resource_team_is_called_with_a_consent_that_covers_it() {
    let before = [vec![opened()], consented(TEAM, &[Body::ResourceTeam]).into()].concat();
    given(before)
        .when(convene_team(TeamBasis::Consent(CONSENT), by(DeciderRole::Head)))
        .then([team_convened(SharingBasis::Consent { consent: CONSENT })]);
}

#[test]
fn s0_32_without_consent_that_covers_the_team_it_is_not_called() {
    let team = || convene_team(TeamBasis::Consent(CONSENT), by(DeciderRole::Head));
    given([vec![opened()], consented(TEAM, &[Body::School]).into()].concat())
        .when(team())
        .then_refused(Refusal::SharingNotCovered { what: crate::refusal::Uncovered::Recipient });
    given([opened(), consent_requested(scope(TEAM))])
        .when(team())
        .then_refused(Refusal::NoValidConsent { purpose: TEAM, on: THURSDAY });
    given([opened(), consent_requested(scope(TEAM)), consent_refused()])
        .when(team())
        .then_refused(Refusal::ConsentWasRefused { on: WEDNESDAY });
}

#[test]
fn s0_32_a_recorded_exception_stands_in_for_consent() {
    let rests_on = || SharingBasis::Exception { exception: EXCEPTION };
    let team = || convene_team(TeamBasis::Exception(EXCEPTION), by(DeciderRole::Head));
    given([opened(), exception(true, &[Body::ResourceTeam])]).when(team()).then([team_convened(rests_on())]);
    given([opened(), exception(false, &[Body::ResourceTeam])]).when(team()).then_refused(Refusal::ExceptionNotAllowed);
    let unknown = ExceptionId::from_uuid(uuid::Uuid::from_u128(1));
    given([opened()])
        .when(convene_team(TeamBasis::Exception(unknown), by(DeciderRole::Head)))
        .then_refused(Refusal::ExceptionUnknown { exception: unknown });
}

#[test]
fn r_30_s0_34_only_the_head_calls_the_resource_team() {
    let before = [vec![opened()], consented(TEAM, &[Body::ResourceTeam]).into()].concat();
    for role in DeciderRole::ALL.into_iter().filter(|role| *role != DeciderRole::Head) {
        given(before.clone())
            .when(convene_team(TeamBasis::Consent(CONSENT), by(role)))
            .then_refused(Refusal::ResourceTeamNotCalledByHead);
    }
}

#[test]
fn s0_33_the_resource_team_says_which_services_are_represented() {
    let state = given(with_the_team()).state();
    assert_eq!(state.meetings()[&MEETING].bodies, [Body::School, Body::ChildWelfareService].into());
    let nobody = MeetingAction::ConveneResourceTeam {
        units: [].into(),
        meeting: OTHER_MEETING,
        participants: [].into(),
        categories: [InformationCategory::Observations].into(),
        claimed: TeamBasis::Consent(CONSENT),
        team: None,
        convened_by: by(DeciderRole::Head),
        planned_for: SATURDAY,
        convened_on: THURSDAY,
    };
    given(with_the_team())
        .when(CaseAction::Meeting(nobody))
        .then_refused(Refusal::NobodyCalled { field: "participants" });
}

#[test]
fn s0_35_the_team_recommends_once_it_has_met() {
    let met = held(Attendance { measures: [].into(), ..attendance() });
    let state = [with_the_team(), vec![met]].concat();
    let recommended = given(state.clone()).when(recommend()).then_done();
    let after = given([state, recommended].concat()).state();
    assert_eq!(after.meetings()[&MEETING].recommendations, [(FRIDAY, said_of_child("A smaller group"))]);
    given(with_the_team()).when(recommend()).then_refused(Refusal::MeetingNotHeld { meeting: MEETING });
    given([with_a_meeting(), vec![held(attendance())]].concat())
        .when(recommend())
        .then_refused(Refusal::MeetingOfAnotherKind { meeting: MEETING, kind: MeetingKind::Interdisciplinary });
}

#[test]
fn s1_3_a_clarification_meeting_comes_to_a_report_or_none_or_more_observation() {
    for outcome in ClarificationOutcome::ALL {
        given([opened(), clarification()]).when(clarify(outcome)).then([clarified(outcome)]);
    }
}

#[test]
fn s1_3_another_service_calls_the_child_welfare_service_to_clarify_and_waits_for_no_consent() {
    let convene = MeetingAction::ConveneClarificationMeeting {
        meeting: MEETING,
        convened_by: Body::HealthStation,
        bodies: [Body::ChildWelfareService].into(),
        units: [].into(),
        anonymous: false,
        categories: [].into(),
        claimed: None,
        planned_for: FRIDAY,
        convened_on: THURSDAY,
    };
    given([opened()]).when(CaseAction::Meeting(convene)).then([clarification()]);
}

#[test]
fn s1_3_each_kind_of_meeting_is_held_as_what_it_is() {
    let clarifying = Refusal::MeetingOfAnotherKind { meeting: MEETING, kind: MeetingKind::Clarification };
    given([opened(), planned(), clarification()]).when(hold(attendance())).then_refused(clarifying);
    given(with_a_meeting())
        .when(clarify(ClarificationOutcome::Report))
        .then_refused(Refusal::MeetingOfAnotherKind { meeting: MEETING, kind: MeetingKind::Interdisciplinary });
}

#[test]
fn r_8_a_clarification_that_came_to_no_report_stops_none() {
    let no_report = clarified(ClarificationOutcome::NoReport);
    let told = informed(AboutGuardians::Report);
    given([opened(), observed(), duty(true), told, clarification(), no_report]).when(send_report()).then_done();
}

#[test]
fn s3_46_minutes_are_recorded_of_a_meeting_that_was_held() {
    let met = [with_a_meeting(), vec![held(attendance())]].concat();
    let minuted = given(met.clone()).when(minute(FRIDAY)).then_done();
    let state = given([met.clone(), minuted].concat()).state();
    assert_eq!(state.meetings()[&MEETING].minutes, [(FRIDAY, said_of_child("Cato goes on meeting her"))]);
    given(with_a_meeting()).when(minute(FRIDAY)).then_refused(Refusal::MeetingNotHeld { meeting: MEETING });
    given(met).when(minute(WEDNESDAY)).then_refused(Refusal::DateBefore {
        field: "recordedOn",
        date: WEDNESDAY,
        earliest: THURSDAY,
    });
}

#[test]
fn r_35_s3_43_the_next_meeting_is_agreed_and_moved() {
    given([opened()]).when(agree(SATURDAY)).then([agreed(SATURDAY)]);
    let moved = given([opened(), agreed(FRIDAY), agreed(SATURDAY)]).state();
    let next = NextMeeting { on: SATURDAY, agreed_on: THURSDAY, meeting: None };
    assert_eq!(moved.next_meeting(), Some(next));
}

#[test]
fn r_35_a_meeting_that_is_called_is_the_next_until_it_is_held() {
    let next = NextMeeting { on: SATURDAY, agreed_on: WEDNESDAY, meeting: Some(MEETING) };
    assert_eq!(given(with_a_meeting()).state().next_meeting(), Some(next));
    let state = given([with_a_meeting(), vec![held(attendance())]].concat()).state();
    assert_eq!(state.next_meeting(), None);
}

#[test]
fn r_35_the_meeting_at_which_the_next_one_is_agreed_is_not_the_next_one() {
    let state = given([with_a_meeting(), vec![agreed(SATURDAY), held(attendance())]].concat()).state();
    assert_eq!(state.next_meeting().map(|next| next.on), Some(SATURDAY));
}

#[test]
fn r_35_a_closed_case_has_no_next_meeting() {
    assert_eq!(given([with_a_meeting(), vec![closed()]].concat()).state().next_meeting(), None);
    given([opened(), closed()]).when(agree(SATURDAY)).then_refused(Refusal::CaseClosed);
}

#[test]
fn s3_35_guardians_are_asked_to_a_meeting_that_evaluates_whether_measures_had_the_wished_effect() {
    let evaluation = CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: true,
        consent: CONSENT,
        planned_for: SATURDAY,
        convened_on: WEDNESDAY,
    });
    let agreed = [vec![opened(), on(Level::Two)], consented(LEVEL_2, &[Body::School]).into(), vec![planned()]].concat();
    let called = given(agreed.clone()).when(evaluation).then_done();
    let held = given([agreed.clone(), called.clone()].concat()).when(hold(attendance())).then_done();
    let met = [agreed, called, held].concat();
    let started = MeasureEvent::MeasureStarted { measure: MEASURE, started_on: THURSDAY }.into();
    let evaluate = CaseAction::Measure(MeasureAction::EvaluateMeasure {
        measure: MEASURE,
        evaluation: crate::test_support::evaluation(),
        evaluated_on: FRIDAY,
        next_evaluation_on: None,
    });
    let evaluated = given([met, vec![started]].concat()).when(evaluate).then_done();
    let [CaseEvent::Measure(MeasureEvent::MeasureEvaluated { evaluation, .. })] = &evaluated[..] else {
        panic!("{evaluated:?}")
    };
    assert_eq!(evaluation.answers, crate::test_support::evaluation().answers);
}

/// The team met and recommended something on Friday.
fn recommended() -> Vec<CaseEvent> {
    let met = held(Attendance { measures: [].into(), ..attendance() });
    let state = [with_the_team(), vec![met]].concat();
    let recommended = given(state.clone()).when(recommend()).then_done();
    [state, recommended].concat()
}

fn plan_on(number: usize, planned_on: NaiveDate) -> CaseAction {
    let based_on = Some(Recommendation { meeting: MEETING, number });
    let plan = MeasurePlan { based_on, ..measure_plan() };
    CaseAction::Measure(MeasureAction::PlanMeasure { measure: MEASURE, plan, planned_on })
}

#[test]
fn s0_35_a_measure_follows_a_recommendation_and_it_is_told_which_were_acted_on() {
    let of = |number| Recommendation { meeting: MEETING, number };
    let again = [recommended(), recommended().pop().into_iter().collect()].concat();
    let planned = given(again.clone()).when(plan_on(2, FRIDAY)).then_done();
    let after = given([again, planned].concat()).state();
    assert_eq!(after.measures_based_on(of(1)).count(), 0, "nobody acted on the first");
    assert_eq!(after.measures_based_on(of(2)).map(|(measure, _)| measure).collect::<Vec<_>>(), [MEASURE]);
}

#[test]
fn s0_35_no_measure_follows_what_the_team_did_not_recommend_or_had_not_yet() {
    for number in [0, 2] {
        given(recommended())
            .when(plan_on(number, FRIDAY))
            .then_refused(Refusal::RecommendationUnknown { meeting: MEETING });
    }
    given([opened()]).when(plan_on(1, FRIDAY)).then_refused(Refusal::RecommendationUnknown { meeting: MEETING });
    given(recommended()).when(plan_on(1, THURSDAY)).then_refused(Refusal::DateBefore {
        field: "plannedOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
}

#[test]
fn r_6_s4_2_guardians_are_invited_to_no_meeting_while_they_must_not_know() {
    let ground = WithholdingGround::Violence;
    let invite = |invited| {
        let mut convene = convene();
        if let CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting { guardians_invited, .. }) =
            &mut convene
        {
            *guardians_invited = invited;
        }
        convene
    };
    let before = [vec![opened(), on(Level::Two)], consented(LEVEL_2, &[Body::School]).into()].concat();
    let kept = || before.clone().into_iter().chain([withheld_on(MONDAY, ground)]);
    given(kept()).when(invite(true)).then_refused(Refusal::ContactWithheld { ground });
    given(kept()).when(invite(false)).then_done();
}
