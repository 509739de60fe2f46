//! R-4, S0-38: the duty to avert is assessed by itself, and what is shared to avert a crime rests on it.

use super::*;
use crate::law::LegalTopic;

fn assess(expectation: Expectation, triggered: bool, assessed_on: NaiveDate) -> CaseAction {
    let (feared, decision) = (AcuteCategory::Violence, decision());
    let action = AvertingAction::AssessDutyToAvert { feared, expectation, triggered, decision, assessed_on };
    CaseAction::Averting(action)
}

fn assessed(triggered: bool, assessed_on: NaiveDate) -> CaseEvent {
    AvertingEvent::DutyToAvertAssessed {
        feared: AcuteCategory::Violence,
        expectation: Expectation::MostLikely,
        triggered,
        legal_basis: "straffeloven § 196".to_owned(),
        decision: decided(),
        assessed_on,
    }
    .into()
}

fn tell_the_police_on(shared_on: NaiveDate) -> CaseAction {
    CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
        unit: None,
        body: Body::Police,
        direction: SharingDirection::ToBody,
        categories: [InformationCategory::Observations].into(),
        content: said_of_child("He said what he will do tonight"),
        claimed: ClaimedBasis::Duty(LegalTopic::DutyToAvert),
        decision: decision(),
        shared_on,
    }))
}

#[test]
fn r_4_s0_38_the_duty_to_avert_is_triggered_by_knowing_or_believing_it_most_likely() {
    given([opened()]).when(assess(Expectation::MostLikely, true, WEDNESDAY)).then([assessed(true, WEDNESDAY)]);
    given([opened()]).when(assess(Expectation::Known, true, WEDNESDAY)).then_done();
    given([opened()]).when(assess(Expectation::LessLikely, true, WEDNESDAY)).then_refused(Refusal::AvertingNotExpected);
    for expectation in Expectation::ALL {
        given([opened()]).when(assess(expectation, false, WEDNESDAY)).then_done();
    }
}

#[test]
fn r_4_it_is_another_duty_than_that_to_report() {
    given([opened(), observed(), assessed(true, WEDNESDAY), informed(AboutGuardians::Report)])
        .when(send_report())
        .then_refused(Refusal::DutyNotAssessed);
    given([opened(), observed(), duty(true)])
        .when(tell_the_police_on(FRIDAY))
        .then_refused(Refusal::DutyToAvertNotTriggered);
}

#[test]
fn r_4_r_21_what_is_shared_to_avert_a_crime_rests_on_an_assessment_of_its_day() {
    given([opened(), assessed(true, WEDNESDAY)]).when(tell_the_police_on(THURSDAY)).then_done();
    for before in [
        vec![opened()],
        vec![opened(), emergency_contact_made_on(WEDNESDAY)],
        vec![opened(), assessed(true, FRIDAY)],
        vec![opened(), assessed(false, WEDNESDAY)],
        vec![opened(), assessed(true, TUESDAY), assessed(false, WEDNESDAY)],
        // Recorded late, and made first.
        vec![opened(), assessed(false, WEDNESDAY), assessed(true, TUESDAY)],
    ] {
        given(before).when(tell_the_police_on(THURSDAY)).then_refused(Refusal::DutyToAvertNotTriggered);
    }
}

#[test]
fn r_4_r_36_in_a_reopened_case_it_is_assessed_anew() {
    let reopened: CaseEvent =
        CourseEvent::CaseReopened { decision: decided(), guides: Vec::new(), decide_by: None, reopened_on: FRIDAY }
            .into();
    let again = || [opened(), assessed(true, WEDNESDAY), closed(), reopened.clone()];
    given(again()).when(tell_the_police_on(FRIDAY)).then_refused(Refusal::DutyToAvertNotTriggered);
    given(again().into_iter().chain([assessed(true, FRIDAY)])).when(tell_the_police_on(FRIDAY)).then_done();
}

#[test]
fn r_4_r_1_it_is_assessed_in_a_closed_case_and_shared_from_it() {
    given([opened(), closed()]).when(assess(Expectation::Known, true, FRIDAY)).then_done();
    given([opened(), closed(), assessed(true, FRIDAY)]).when(tell_the_police_on(FRIDAY)).then_done();
    given(nothing()).when(assess(Expectation::Known, true, FRIDAY)).then_refused(NO_CASE);
}

#[test]
fn r_10_the_duty_to_avert_was_not_assessed_tomorrow() {
    given([opened()]).when(assess(Expectation::LessLikely, true, SATURDAY)).then_refused_with_the_first_of([
        Refusal::FutureDate { field: "assessedOn", date: SATURDAY, today: FRIDAY },
        Refusal::AvertingNotExpected,
    ]);
}
