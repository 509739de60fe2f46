//! the duty to report is assessed for this child, on evidence, by the conditions of the day.

use super::*;

const NEGLECT: DutyCondition = DutyCondition::SeriousNeglect;

#[test]
fn r3_a_triggered_duty_lists_conditions_their_set_evidence_and_reasons() {
    given([opened(), observed()]).when(assess_duty(true, [NEGLECT], [OBSERVATION])).then([CaseEvent::Reporting(
        ReportingEvent::DutyToReportAssessed {
            guides: vec![],
            report: None,
            for_next_report: false,
            triggered: true,
            conditions: vec![NEGLECT],
            condition_set: "BVL2021 § 13-2".to_owned(),
            evidence: vec![OBSERVATION],
            consulted: [].into(),
            consulted_units: [].into(),
            decision: decided(),
            assessed_on: WEDNESDAY,
        },
    )]);
}

#[test]
fn r3_that_the_duty_is_not_triggered_is_an_assessment_too() {
    given([opened(), observed()]).when(assess_duty(false, [], [OBSERVATION])).then([duty(false)]);
}

#[test]
fn r3_each_of_the_four_conditions_triggers_the_duty() {
    for condition in [
        DutyCondition::Abuse,
        DutyCondition::SeriousNeglect,
        DutyCondition::PersistentSeriousBehaviouralDifficulties,
        DutyCondition::HumanTrafficking,
    ] {
        given([opened(), observed()]).when(assess_duty(true, [condition], [OBSERVATION])).then_done();
    }
}

#[test]
fn r3_a_duty_is_not_triggered_without_a_condition() {
    given([opened(), observed()]).when(assess_duty(true, [], [OBSERVATION])).then_refused(Refusal::ConditionMissing);
}

#[test]
fn r3_conditions_are_not_named_for_a_duty_that_is_not_triggered() {
    given([opened(), observed()])
        .when(assess_duty(false, [NEGLECT], [OBSERVATION]))
        .then_refused(Refusal::ConditionWithoutDuty);
}

#[test]
fn r12_the_duty_is_not_assessed_without_concrete_evidence() {
    for triggered in [true, false] {
        let conditions = if triggered { vec![NEGLECT] } else { Vec::new() };
        given([opened(), observed()])
            .when(assess_duty(triggered, conditions, []))
            .then_refused(Refusal::EvidenceMissing);
    }
}

#[test]
fn r12_the_duty_is_not_assessed_on_an_observation_of_another_case() {
    given([opened(), observed()])
        .when(assess_duty(true, [NEGLECT], [OTHER_OBSERVATION]))
        .then_refused(Refusal::ObservationUnknown { observation: OTHER_OBSERVATION });
}

#[test]
fn r10_the_duty_was_not_assessed_tomorrow() {
    given([opened(), observed()])
        .when(assess_duty_on(SATURDAY, true, [NEGLECT], [OBSERVATION]))
        .then_refused(Refusal::FutureDate { field: "assessedOn", date: SATURDAY, today: FRIDAY });
}

/// An assessment keeps the set of its own day (C8), also when it is recorded after the act has changed.
#[test]
fn r71_the_duty_is_assessed_by_the_act_in_force_on_the_day() {
    for (day, set) in [(date(2022, 12, 31), "BVL § 6-4"), (date(2023, 1, 1), "BVL2021 § 13-2")] {
        let events = given([opened(), observed_in(ObservedPeriod::on(day), 3)])
            .when(assess_duty_on(day, true, [NEGLECT], [OBSERVATION]))
            .then_done();
        let [CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { condition_set, .. })] = events.as_slice()
        else {
            panic!("{events:?}")
        };
        assert_eq!(condition_set, set);
    }
}

#[test]
fn r_10_r_12_the_duty_is_not_assessed_by_what_was_not_seen_yet() {
    let assess = |day| assess_duty_on(day, true, [NEGLECT], [OBSERVATION]);
    let early =
        Refusal::DateBeforeAct { field: "assessedOn", date: MONDAY, earliest: TUESDAY, act: Act::ObservationMade };
    given([opened(), observed()]).when(assess(MONDAY)).then_refused(early);
    given([opened(), observed()]).when(assess(TUESDAY)).then_done();
}

#[test]
fn r9_an_older_no_that_is_written_down_late_stops_no_report_that_the_duty_asks_for() {
    let before = |assessments: [CaseEvent; 2]| {
        given([opened(), observed()].into_iter().chain(assessments).chain([informed(AboutGuardians::Report)]))
    };
    let of_duty = |events: Vec<CaseEvent>| match events.first() {
        Some(CaseEvent::Reporting(ReportingEvent::ReportSent { duty, .. })) => *duty,
        other => panic!("{other:?}"),
    };
    let older_no = [duty_on(THURSDAY, true), duty_on(TUESDAY, false)];
    assert_eq!(of_duty(before(older_no).when(send_report()).then_done()), ReportDuty::Triggered);
    let later_no = [duty_on(TUESDAY, true), duty_on(THURSDAY, false)];
    before(later_no)
        .when(send_report())
        .then_refused(Refusal::NoValidConsent { purpose: ConsentPurpose::ReportWithoutDuty, on: FRIDAY });
}
