//! a case ends with a reasoned decision, and then rests.

use serde_json::{from_value, json, to_value};

use super::*;
use crate::people::Rationale;

#[test]
fn r15_a_case_closes_with_outcome_reasons_decider_and_role() {
    given([opened(), raised()]).when(close()).then([CaseEvent::Course(CourseEvent::CaseClosed {
        stood_behind: None,
        outcome: RecordedOutcome::Decided(CaseOutcome::MeasuresHadEffect),
        guides: vec![],
        decision: RecordedDecision { rationale: Rationale::Stated(reasons()), decided_by: Some(teacher()) },
        closed_on: FRIDAY,
    })]);
}

#[test]
fn r15_a_case_does_not_close_before_it_opened() {
    given([opened()]).when(close_on(date(2024, 3, 3))).then_refused(Refusal::DateBefore {
        field: "closedOn",
        date: date(2024, 3, 3),
        earliest: MONDAY,
    });
}

/// The end of a day before it was raised answers no concern.
#[test]
fn r_19_a_case_does_not_end_before_its_last_concern_was_raised_or_help_was_called() {
    let another = |on: NaiveDate| {
        let mut event = raised();
        if let CaseEvent::Concern(ConcernEvent::ConcernRaised { raised_on, .. }) = &mut event {
            *raised_on = on;
        }
        event
    };
    let before = |earliest, act| {
        let (field, date) = ("closedOn", TUESDAY);
        Refusal::DateBeforeAct { field, date, earliest, act }
    };
    let concern = || given([opened(), another(MONDAY), another(THURSDAY)]);
    concern().when(close_on(TUESDAY)).then_refused(before(THURSDAY, Act::ConcernRaised));
    concern().when(close_on(THURSDAY)).then_done();
    let called = || given([opened(), another(MONDAY), emergency_contact_made_on(THURSDAY)]);
    called().when(close_on(TUESDAY)).then_refused(before(THURSDAY, Act::EmergencyContactMade));
    called().when(close_on(FRIDAY)).then_done();
    // Written down late, it was raised before.
    given([opened(), another(THURSDAY), another(MONDAY)])
        .when(close_on(TUESDAY))
        .then_refused(before(THURSDAY, Act::ConcernRaised));
    given([opened(), another(MONDAY)]).when(close_on(TUESDAY)).then_done();
}

#[test]
fn r10_a_case_was_not_closed_tomorrow() {
    given([opened()]).when(close_on(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "closedOn",
        date: SATURDAY,
        today: FRIDAY,
    });
}

#[test]
fn r15_in_a_closed_case_nothing_more_is_decided() {
    for action in whatever_needs_an_open_case() {
        given([opened(), observed(), consent_requested(scope(LEVEL_2)), closed()])
            .when(action)
            .then_refused(Refusal::CaseClosed);
    }
}

#[test]
fn r15_a_closed_case_still_takes_emergency_contact_and_withdrawal_of_consent() {
    let closed = [opened(), consent_requested(scope(LEVEL_2)), consent_given(), closed()];
    given(closed.clone()).when(make_emergency_contact()).then([emergency_contact_made()]);
    given(closed).when(withdraw_consent_on(THURSDAY)).then([consent_withdrawn()]);
}

fn reopen_on(reopened_on: NaiveDate) -> CaseAction {
    CaseAction::Course(CourseAction::Reopen { decision: decision(), reopened_on })
}

pub(super) fn reopened() -> CaseEvent {
    CaseEvent::Course(CourseEvent::CaseReopened {
        guides: vec![],
        decide_by: None,
        decision: decided(),
        reopened_on: FRIDAY,
    })
}

#[test]
fn r19_a_closed_case_is_reopened_with_reasons_and_an_open_one_is_not() {
    given([opened(), closed()]).when(reopen_on(FRIDAY)).then([reopened()]);
    given([opened()]).when(reopen_on(FRIDAY)).then_refused(Refusal::CaseNotClosed);
    given([opened(), closed(), reopened()]).when(reopen_on(FRIDAY)).then_refused(Refusal::CaseNotClosed);
    given(nothing()).when(reopen_on(FRIDAY)).then_refused(NO_CASE);
}

#[test]
fn r10_a_case_was_not_reopened_tomorrow_or_before_it_was_closed() {
    let refused = Refusal::FutureDate { field: "reopenedOn", date: SATURDAY, today: FRIDAY };
    given([opened(), closed()]).when(reopen_on(SATURDAY)).then_refused(refused);
    let refused = Refusal::DateBefore { field: "reopenedOn", date: THURSDAY, earliest: FRIDAY };
    given([opened(), closed()]).when(reopen_on(THURSDAY)).then_refused(refused);
}

/// Cooperation with others ended with the case: on level 1 it goes on.
#[test]
fn r19_a_reopened_case_goes_on_on_level_1_and_ends_again_after_it_was_reopened() {
    let on_level_2 = [opened(), consent_requested(scope(LEVEL_2)), consent_given(), escalated(Level::Two), closed()];
    let again = || on_level_2.clone().into_iter().chain([reopened()]);
    assert_eq!(given(again()).state().level(), Level::One);
    given(again()).when(log_observation(ObservedPeriod::on(TUESDAY))).then_done();
    given(again()).when(close_on(FRIDAY)).then_done();
    given(again()).when(close_on(THURSDAY)).then_refused(Refusal::DateBefore {
        field: "closedOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
}

/// What guardians consented to years ago was the work that ended then.
#[test]
fn r24_r25_a_reopened_case_is_lifted_with_consent_that_was_given_since() {
    let both = ConsentScope { purposes: [LEVEL_2, LEVEL_3].into(), ..scope(LEVEL_2) };
    let no_consent = Refusal::NoValidConsent { purpose: LEVEL_2, on: FRIDAY };
    let was_lifted = [opened(), consent_requested(both.clone()), consent_given(), escalated(Level::Two)];
    given(was_lifted.into_iter().chain([closed(), reopened()]))
        .when(escalate_to(Level::Two))
        .then_refused(no_consent.clone());
    let never_lifted = [opened(), consent_requested(both.clone()), consent_given(), closed(), reopened()];
    given(never_lifted).when(escalate_to(Level::Two)).then_refused(no_consent);
    // Asked before, and answered now that the case goes on.
    given([opened(), consent_requested(both), closed(), reopened(), consent_given()])
        .when(escalate_to(Level::Two))
        .then([escalated(Level::Two)]);
}

#[test]
fn r15_a_closed_case_is_not_opened_again() {
    given([opened(), closed()]).when(open_with_concern()).then_refused(Refusal::CaseClosed);
}

/// By type: no command can close a case as ended in its source, or without reasons; only events can tell of it.
#[test]
fn r15_only_an_import_ends_a_case_in_its_source_and_without_reasons() {
    let outcomes = [
        (RecordedOutcome::EndedInSource, "ENDED_IN_SOURCE"),
        (CaseOutcome::NoGroundForConcern.into(), "NO_GROUND_FOR_CONCERN"),
        (CaseOutcome::CameOfAge.into(), "CAME_OF_AGE"),
    ];
    for (outcome, written) in outcomes {
        assert_eq!(to_value(outcome).unwrap(), json!(written));
        assert_eq!(from_value::<RecordedOutcome>(json!(written)).unwrap(), outcome);
    }
    assert!(from_value::<RecordedOutcome>(json!("ENDED")).is_err());
    assert_eq!(Language::En.word(RecordedOutcome::EndedInSource.word()), "ended in the source it was imported from");
    assert_eq!(Language::En.word(RecordedOutcome::from(CaseOutcome::Moved).word()), "the child moved");
    let unreasoned = RecordedDecision::imported(None);
    assert_eq!(to_value(&unreasoned).unwrap(), json!({ "rationale": { "kind": "notInSource" } }));
    assert_eq!(from_value::<RecordedDecision>(to_value(&unreasoned).unwrap()).unwrap(), unreasoned);
}

/// A case that was closed, with everything a report could rest on.
fn closed_case() -> [CaseEvent; 4] {
    [opened(), observed(), consent_requested(scope(A_REPORT)), closed()]
}

#[test]
fn r8_closing_a_case_does_not_stop_a_report() {
    let assessed = given(closed_case()).when(assess_duty(true, [DutyCondition::SeriousNeglect], [OBSERVATION]));
    assessed.then([duty(true)]);
    let closed = || closed_case().into_iter().chain([duty(true)]);
    given(closed()).when(inform(AboutGuardians::Report)).then([informed(AboutGuardians::Report)]);
    given(closed().chain([informed(AboutGuardians::Report)])).when(send_report()).then([sent(ReportDuty::Triggered)]);
}

#[test]
fn r6_in_a_closed_case_telling_guardians_is_withheld_and_the_withholding_lifted() {
    let ground = WithholdingGround::Violence;
    given(closed_case()).when(withhold(ground)).then([withheld(ground)]);
    given(closed_case().into_iter().chain([duty(true), withheld(ground)]))
        .when(send_report())
        .then([sent_without_telling(ReportDuty::Triggered, Some(ground)), copy_withheld_on(FRIDAY, ground)]);
    given(closed_case().into_iter().chain([withheld(ground)])).when(lift()).then([lifted()]);
}

#[test]
fn r2_after_emergency_contact_in_a_closed_case_the_report_goes_and_the_assessment_follows() {
    let emergency = [opened(), observed(), closed(), emergency_contact_made(), informed(AboutGuardians::Report)];
    given(emergency.clone()).when(send_report()).then([sent(ReportDuty::Emergency)]);
    given(emergency.into_iter().chain([sent(ReportDuty::Emergency)]))
        .when(assess_duty_for(AssessedReport::Sent(REPORT)))
        .then([duty_of(REPORT, false)]);
}

/// The case may end, because the child moved, before anybody has written down what was seen.
#[test]
fn r_2_r_3_r_10_what_was_seen_is_logged_in_a_closed_case_where_the_duty_to_report_is_still_to_be_assessed_by_it() {
    let log = || log_observation(ObservedPeriod::on(TUESDAY));
    let ground = WithholdingGround::Violence;
    let called = || emergency_contact_made_on(THURSDAY);
    let reported =
        || vec![opened(), called(), withheld(ground), sent_without_telling(ReportDuty::Emergency, Some(ground))];
    let declined: CaseEvent = CourseEvent::ReopeningDeclined { decision: decided(), declined_on: FRIDAY }.into();
    let closed_after = |mut events: Vec<CaseEvent>| {
        events.push(closed());
        events
    };
    let to_be_assessed = [
        closed_after(vec![opened(), called()]),
        closed_after(reported()),
        vec![opened(), closed(), emergency_contact_made()],
        vec![opened(), closed(), emergency_contact_made(), declined],
        // What was assessed before the call knew nothing of it.
        closed_after(vec![opened(), duty_on(WEDNESDAY, false), called()]),
    ];
    for before in to_be_assessed {
        given(before.clone()).when(log()).then([observed()]);
        given(before).when(raise_concern()).then_refused(Refusal::CaseClosed);
    }
    // By what is logged there it is assessed.
    let logged = [closed_after(reported()), vec![observed()]].concat();
    given(logged).when(assess_duty_for(AssessedReport::Sent(REPORT))).then([duty_of(REPORT, false)]);
    let of_the_call = || [closed_after(vec![opened(), called()]), vec![observed()]].concat();
    given(of_the_call()).when(assess_duty_on(FRIDAY, false, [], [OBSERVATION])).then([duty_on(FRIDAY, false)]);

    let assessed_or_reported = [
        closed_after(vec![opened()]),
        [of_the_call(), vec![duty_on(FRIDAY, false)]].concat(),
        [of_the_call(), vec![duty_on(FRIDAY, true)]].concat(),
        [closed_after(reported()), vec![observed(), duty_of(REPORT, false)]].concat(),
        closed_after(vec![opened(), called(), informed(AboutGuardians::Report), sent(ReportDuty::Triggered)]),
        closed_after(vec![opened(), observed(), duty_on(WEDNESDAY, true), called()]),
        // Nor is it to be assessed once more because the case was opened again since.
        closed_after([of_the_call(), vec![duty_on(FRIDAY, false), reopened()]].concat()),
    ];
    for before in assessed_or_reported {
        given(before).when(log()).then_refused(Refusal::CaseClosed);
    }
}

/// What a report needs, it needs in a closed case too.
#[test]
fn r2_a_closed_case_is_no_way_around_what_a_report_needs() {
    given(closed_case()).when(send_report()).then_refused(Refusal::DutyNotAssessed);
    given(closed_case().into_iter().chain([duty(true)]))
        .when(send_report())
        .then_refused(Refusal::GuardiansNotInformed);
    given(closed_case())
        .when(assess_duty(true, [DutyCondition::SeriousNeglect], []))
        .then_refused(Refusal::EvidenceMissing);
}
