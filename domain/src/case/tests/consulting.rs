//! S0-25, S2-7, S2-11, S2-14, S2-69, R-20, R-21: asking another service for advice.

use super::*;
use crate::consultation::ConsultationTopic;
use crate::refusal::Uncovered;

const SERVICE: Body = Body::ChildWelfareService;
const DUTY: ConsultationTopic = ConsultationTopic::DutyToReport;

fn consult(action: ConsultingAction) -> CaseAction {
    CaseAction::Consulting(action)
}

fn hold(body: Body, topics: &[ConsultationTopic]) -> CaseAction {
    consult(ConsultingAction::HoldOpenConsultation {
        unit: None,
        body,
        topics: topics.iter().copied().collect(),
        categories: [InformationCategory::Observations].into(),
        advice: said_of_child("Talk with her first"),
        claimed: ClaimedBasis::Consent(CONSENT),
        decision: decision(),
        held_on: THURSDAY,
    })
}

fn held() -> CaseEvent {
    ConsultingEvent::OpenConsultationHeld {
        unit: None,
        body: SERVICE,
        topics: [DUTY].into(),
        categories: [InformationCategory::Observations].into(),
        advice: said_of_child("Talk with her first"),
        rests_on: SharingBasis::Consent { consent: CONSENT },
        decision: decided(),
        held_on: THURSDAY,
    }
    .into()
}

fn noted(held_on: NaiveDate) -> CaseEvent {
    ConsultingEvent::AnonymousConsultationNoted { body: SERVICE, unit: None, held_on }.into()
}

fn consented() -> [CaseEvent; 3] {
    [opened(), consent_requested(scope(ConsentPurpose::InformationSharing)), consent_given()]
}

fn assess_after(consulted: impl Into<Consultants>) -> CaseAction {
    let CaseAction::Reporting(ReportingAction::AssessDutyToReport {
        triggered, conditions, evidence, decision, ..
    }) = assess_duty(false, [], [OBSERVATION])
    else {
        unreachable!()
    };
    CaseAction::Reporting(ReportingAction::AssessDutyToReport {
        of: AssessedReport::Unsaid,
        triggered,
        conditions,
        evidence,
        consulted: consulted.into(),
        decision,
        assessed_on: THURSDAY,
    })
}

#[test]
fn s0_25_s2_11_help_with_the_assessment_is_asked_for_about_a_closed_set_of_topics() {
    let request = |topics: &[ConsultationTopic]| {
        let topics = topics.iter().copied().collect();
        consult(ConsultingAction::RequestConsultation {
            body: Body::EducationalPsychologicalService,
            unit: None,
            topics,
            requested_on: WEDNESDAY,
        })
    };
    for topic in ConsultationTopic::ALL {
        given([opened()]).when(request(&[topic])).then([ConsultingEvent::ConsultationRequested {
            body: Body::EducationalPsychologicalService,
            unit: None,
            topics: [topic].into(),
            requested_on: WEDNESDAY,
        }
        .into()]);
    }
    given([opened()]).when(request(&[])).then_refused(Refusal::ConsultationTopicMissing);
}

#[test]
fn s2_14_a_time_for_the_consultation_is_agreed() {
    let schedule = |planned_for, scheduled_on| {
        consult(ConsultingAction::ScheduleConsultation { body: SERVICE, unit: None, planned_for, scheduled_on })
    };
    given([opened()]).when(schedule(noon(SATURDAY), FRIDAY)).then([ConsultingEvent::ConsultationScheduled {
        body: SERVICE,
        unit: None,
        planned_for: noon(SATURDAY),
        scheduled_on: FRIDAY,
    }
    .into()]);
    given([opened()]).when(schedule(noon(THURSDAY), FRIDAY)).then_refused(Refusal::DateBefore {
        field: "plannedFor",
        date: THURSDAY,
        earliest: FRIDAY,
    });
}

#[test]
fn s0_25_r_21_whom_it_is_about_is_told_with_a_consent_that_covers_it() {
    given(consented()).when(hold(SERVICE, &[DUTY])).then([held()]);
    given(consented())
        .when(hold(Body::School, &[DUTY]))
        .then_refused(Refusal::SharingNotCovered { what: Uncovered::Recipient });
    given([opened()]).when(hold(SERVICE, &[DUTY])).then_refused(Refusal::ConsentUnknown { consent: CONSENT });
    given(consented()).when(hold(SERVICE, &[])).then_refused(Refusal::ConsultationTopicMissing);
}

#[test]
fn r_20_of_an_anonymous_consultation_the_case_keeps_body_and_day() {
    let note = ConsultingAction::NoteAnonymousConsultation { body: SERVICE, unit: None, held_on: THURSDAY };
    given([opened()]).when(consult(note)).then([noted(THURSDAY)]);
    let kept = serde_json::to_value(noted(THURSDAY)).unwrap();
    let kept: Vec<_> = kept["AnonymousConsultationNoted"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(kept, ["body", "heldOn"]);
}

#[test]
fn s2_7_s2_11_s2_69_what_was_advised_feeds_the_assessment_of_the_duty_to_report() {
    for before in [noted(THURSDAY), held()] {
        let events = given([opened(), observed(), before]).when(assess_after([SERVICE])).then_done();
        let [CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { consulted, .. })] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(*consulted, [SERVICE].into());
    }
    for before in [vec![], vec![noted(FRIDAY)]] {
        given([opened(), observed()].into_iter().chain(before))
            .when(assess_after([SERVICE]))
            .then_refused(Refusal::NotConsulted { body: SERVICE });
    }
}

#[test]
fn r_21_s2_11_an_assessment_names_the_service_that_is_known_by_its_name_alone_and_that_was_consulted() {
    let noted = |unit: Option<&str>| -> CaseEvent {
        let unit = unit.map(ToOwned::to_owned);
        ConsultingEvent::AnonymousConsultationNoted { body: Body::Other, unit, held_on: WEDNESDAY }.into()
    };
    let named = |unit: &str| Consultants {
        bodies: [Body::Other].into(),
        units: [RecipientUnit { body: Body::Other, unit: unit.to_owned() }].into(),
    };
    let after = |unit: Option<&str>, consulted: Consultants| {
        given([opened(), observed(), noted(unit)]).when(assess_after(consulted))
    };
    let unnamed = Refusal::ServiceUnnamed { field: "consultedUnits" };
    after(Some("Ungdomslosen"), [Body::Other].into()).then_refused(unnamed);
    let other = Refusal::NotConsulted { body: Body::Other };
    after(Some("Ungdomslosen"), named("Uteteamet")).then_refused(other);
    after(Some("Ungdomslosen"), named("ungdomslosen")).then_done();
    // Before such services were named it was consulted without a name.
    after(None, named("Ungdomslosen")).then_done();
}

#[test]
fn r_10_nobody_was_consulted_tomorrow_or_in_a_closed_case() {
    let note = |held_on| consult(ConsultingAction::NoteAnonymousConsultation { body: SERVICE, unit: None, held_on });
    let tomorrow = Refusal::FutureDate { field: "heldOn", date: SATURDAY, today: FRIDAY };
    given([opened()]).when(note(SATURDAY)).then_refused(tomorrow);
    given([opened(), closed()]).when(note(FRIDAY)).then_refused(Refusal::CaseClosed);
}

#[test]
fn r_21_nobody_is_consulted_on_an_order_that_was_given_later() {
    let on_order_of = |ordered_on| {
        let mut action = hold(SERVICE, &[DUTY]);
        if let CaseAction::Consulting(ConsultingAction::HoldOpenConsultation { claimed, .. }) = &mut action {
            *claimed = ClaimedBasis::Order { ordered_on };
        }
        action
    };
    let order_of = |ordered_on| -> CaseEvent {
        SharingEvent::DisclosureOrdered {
            body: SERVICE,
            categories: InformationCategory::ALL.into_iter().collect(),
            asked: said_of_child("All that you have seen"),
            legal_basis: "BVL2021 § 13-4".to_owned(),
            ordered_on,
            received_on: ordered_on,
        }
        .into()
    };
    given([opened(), order_of(THURSDAY)]).when(on_order_of(THURSDAY)).then_done();
    let early = Refusal::DateBefore { field: "heldOn", date: THURSDAY, earliest: FRIDAY };
    given([opened(), order_of(FRIDAY)]).when(on_order_of(FRIDAY)).then_refused(early);
}

#[test]
fn r_21_a_service_that_is_known_by_name_alone_is_consulted_by_it() {
    let (unnamed, named) = (Refusal::ServiceUnnamed { field: "unit" }, Some("Ungdomslosen".to_owned()));
    let ask = |unit| ConsultingAction::RequestConsultation {
        body: Body::Other,
        unit,
        topics: [DUTY].into(),
        requested_on: THURSDAY,
    };
    let agree = |unit| ConsultingAction::ScheduleConsultation {
        body: Body::Other,
        unit,
        planned_for: noon(FRIDAY),
        scheduled_on: THURSDAY,
    };
    let note = |body, unit| ConsultingAction::NoteAnonymousConsultation { body, unit, held_on: THURSDAY };
    for action in [ask(None), agree(None), note(Body::Other, None)] {
        given([opened()]).when(consult(action)).then_refused(unnamed.clone());
    }
    for action in [ask(named.clone()), agree(named.clone()), note(Body::Other, named.clone())] {
        given([opened()]).when(consult(action)).then_done();
    }
    // Which unit of a known kind was asked says no more of the service, and may say where the child is.
    let needless = Refusal::UnitToldNeedlessly { field: "unit" };
    given([opened()]).when(consult(note(Body::HealthStation, Some("Dalmo".to_owned())))).then_refused(needless);
}

fn requested(unit: Option<&str>) -> CaseEvent {
    let (body, unit, topics) = (Body::School, unit.map(ToOwned::to_owned), [DUTY].into());
    ConsultingEvent::ConsultationRequested { body, unit, topics, requested_on: WEDNESDAY }.into()
}

fn call_off(unit: Option<&str>, called_off_on: NaiveDate) -> CaseAction {
    let (body, unit) = (Body::School, unit.map(ToOwned::to_owned));
    consult(ConsultingAction::CallOffConsultation { body, unit, decision: decision(), called_off_on })
}

fn called_off(unit: Option<&str>) -> CaseEvent {
    let (body, unit) = (Body::School, unit.map(ToOwned::to_owned));
    ConsultingEvent::ConsultationCalledOff { body, unit, decision: decided(), called_off_on: FRIDAY }.into()
}

#[test]
fn r_15_s0_25_s2_14_advice_that_was_asked_for_or_agreed_is_called_off_with_reasons_and_is_the_next_date_no_more() {
    let (body, unit, planned_for) = (Body::School, None, noon(SATURDAY));
    let agreed: CaseEvent =
        ConsultingEvent::ConsultationScheduled { body, unit, planned_for, scheduled_on: THURSDAY }.into();
    for awaited in [vec![requested(None)], vec![agreed.clone()], vec![requested(Some("Dalmo")), agreed]] {
        let before = [vec![opened()], awaited].concat();
        given(before.clone()).when(call_off(None, FRIDAY)).then([called_off(None)]);
        let off = || given(before.iter().cloned().chain([called_off(None)]));
        assert_eq!(off().state().next_date(FRIDAY, &NextDateFor::ALL), None);
        off().when(call_off(None, FRIDAY)).then_refused(Refusal::ConsultationNotAwaited { body });
    }
}

#[test]
fn s0_25_r_21_no_advice_is_called_off_that_nobody_asked_for_or_before_or_that_two_may_be_meant_by() {
    let not_awaited = Refusal::ConsultationNotAwaited { body: Body::School };
    given([opened()]).when(call_off(None, FRIDAY)).then_refused(not_awaited.clone());
    given([opened(), requested(None)]).when(call_off(None, TUESDAY)).then_refused(Refusal::DateBefore {
        field: "calledOffOn",
        date: TUESDAY,
        earliest: WEDNESDAY,
    });
    let two = || [opened(), requested(Some("Dalmo")), requested(Some("Lia"))];
    given(two()).when(call_off(None, FRIDAY)).then_refused(not_awaited.clone());
    given(two()).when(call_off(Some("Fjell"), FRIDAY)).then_refused(not_awaited.clone());
    given(two()).when(call_off(Some("lia"), FRIDAY)).then([called_off(Some("lia"))]);
    // It was got, or the case ended without it.
    let noted = ConsultingEvent::AnonymousConsultationNoted { body: Body::School, unit: None, held_on: THURSDAY };
    given([opened(), requested(None), noted.into()]).when(call_off(None, FRIDAY)).then_refused(not_awaited.clone());
    given([opened(), requested(None), closed(), super::closing::reopened()])
        .when(call_off(None, FRIDAY))
        .then_refused(not_awaited);
}
