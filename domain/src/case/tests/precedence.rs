//! A command that breaks several rules is answered with the first, in the order of [`Refusal`].

use std::collections::BTreeSet;

use super::*;

const TOMORROW: fn(&'static str) -> Refusal = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };

#[test]
fn that_there_is_no_case_comes_before_that_a_date_lies_in_the_future() {
    given(nothing()).when(escalate_on(SATURDAY, Level::Three)).then_refused_with_the_first_of([
        NO_CASE,
        TOMORROW("escalatedOn"),
        Refusal::ConsentUnknown { consent: CONSENT },
    ]);
}

#[test]
fn that_the_case_is_closed_comes_before_what_else_is_wrong() {
    given([opened(), closed()])
        .when(close_on(SATURDAY))
        .then_refused_with_the_first_of([TOMORROW("closedOn"), Refusal::CaseClosed]);
}

#[test]
fn a_date_in_the_future_comes_before_an_unknown_consent() {
    given([opened()])
        .when(give_consent_on(SATURDAY))
        .then_refused_with_the_first_of([Refusal::ConsentUnknown { consent: CONSENT }, TOMORROW("givenOn")]);
}

#[test]
fn an_unknown_observation_comes_before_a_missing_condition() {
    given([opened()]).when(assess_duty(true, [], [OBSERVATION])).then_refused_with_the_first_of([
        Refusal::ConditionMissing,
        Refusal::ObservationUnknown { observation: OBSERVATION },
    ]);
}

#[test]
fn missing_evidence_comes_before_a_missing_condition() {
    given([opened()])
        .when(assess_duty(true, [], []))
        .then_refused_with_the_first_of([Refusal::ConditionMissing, Refusal::EvidenceMissing]);
}

#[test]
fn an_unknown_consent_comes_before_a_skipped_level() {
    given([opened()]).when(escalate_to(Level::Three)).then_refused_with_the_first_of([
        Refusal::LevelNotNext { current: Level::One, wanted: Level::Three },
        Refusal::ConsentUnknown { consent: CONSENT },
    ]);
}

#[test]
fn a_skipped_level_comes_before_a_missing_consent() {
    given([opened(), consent_requested(scope(LEVEL_3))])
        .when(escalate_to(Level::Three))
        .then_refused_with_the_first_of([
            Refusal::NoValidConsent { purpose: LEVEL_3, on: FRIDAY },
            Refusal::LevelNotNext { current: Level::One, wanted: Level::Three },
        ]);
}

#[test]
fn a_missing_assessment_comes_before_guardians_who_were_not_told() {
    given([opened()])
        .when(send_report())
        .then_refused_with_the_first_of([Refusal::GuardiansNotInformed, Refusal::DutyNotAssessed]);
}

#[test]
fn a_missing_consent_comes_before_guardians_who_were_not_told() {
    given([opened(), observed(), duty(false)]).when(send_report()).then_refused_with_the_first_of([
        Refusal::GuardiansNotInformed,
        Refusal::NoValidConsent { purpose: A_REPORT, on: FRIDAY },
    ]);
}

#[test]
fn a_date_in_the_future_comes_before_what_guardians_must_not_be_told() {
    let ground = WithholdingGround::Violence;
    given([opened(), withheld(ground)])
        .when(inform_on(SATURDAY, AboutGuardians::Report))
        .then_refused_with_the_first_of([Refusal::GuardianNotificationWithheld { ground }, TOMORROW("informedOn")]);
}

#[test]
fn an_answer_too_early_comes_before_that_it_is_the_second_one() {
    given([opened(), consent_requested(scope(LEVEL_2)), consent_given()])
        .when(give_consent_on(MONDAY))
        .then_refused_with_the_first_of([
            Refusal::DateBeforeAct { act: Act::ConsentRequested, field: "givenOn", date: MONDAY, earliest: TUESDAY },
            Refusal::ConsentAlreadyAnswered { consent: CONSENT },
        ]);
}

#[test]
fn a_scope_that_ends_before_it_begins_comes_before_that_it_is_empty() {
    let scope =
        ConsentScope { purposes: BTreeSet::new(), valid_from: TUESDAY, valid_to: Some(MONDAY), ..scope(LEVEL_2) };
    given([opened()]).when(request_consent(scope)).then_refused_with_the_first_of([
        Refusal::DateBefore { field: "validTo", date: MONDAY, earliest: TUESDAY },
        Refusal::ConsentScopeEmpty { field: "purposes" },
    ]);
}

#[test]
fn that_there_is_no_case_comes_before_emergency_contact_of_tomorrow() {
    given(nothing())
        .when(CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
            opening: None,
            contact: contact_at(noon(SATURDAY)),
        }))
        .then_refused_with_the_first_of([NO_CASE, TOMORROW("contactedAt")]);
}

#[test]
fn that_the_case_is_open_comes_before_a_date_in_the_future() {
    given([opened()])
        .when(CaseAction::Course(CourseAction::OpenWithConcern { opening: opening(), concern: concern_on(SATURDAY) }))
        .then_refused_with_the_first_of([TOMORROW("raisedOn"), Refusal::CaseAlreadyOpen]);
}

#[test]
fn a_date_in_the_future_comes_before_an_observation_that_was_logged() {
    given([opened(), observed()]).when(log_observation(ObservedPeriod::on(SATURDAY))).then_refused_with_the_first_of([
        Refusal::ObservationAlreadyLogged { observation: OBSERVATION },
        TOMORROW("observedOn"),
    ]);
}

#[test]
fn an_empty_scope_comes_before_a_question_that_was_asked() {
    given([opened(), consent_requested(scope(LEVEL_2))])
        .when(request_consent(ConsentScope { purposes: BTreeSet::new(), ..scope(LEVEL_2) }))
        .then_refused_with_the_first_of([
            Refusal::ConsentAlreadyAsked { consent: CONSENT },
            Refusal::ConsentScopeEmpty { field: "purposes" },
        ]);
}

#[test]
fn a_report_that_was_sent_comes_before_what_it_rests_on() {
    given([opened(), sent(ReportDuty::Triggered)]).when(send_report()).then_refused_with_the_first_of([
        Refusal::GuardiansNotInformed,
        Refusal::DutyNotAssessed,
        Refusal::ReportAlreadySent { report: REPORT },
    ]);
}

#[test]
fn that_nobody_is_named_comes_before_what_guardians_must_not_be_told() {
    let ground = WithholdingGround::Violence;
    given([opened(), withheld(ground)])
        .when(CaseAction::Family(FamilyAction::InformGuardians {
            about: AboutGuardians::Report,
            guardians: Vec::new(),
            informed_on: WEDNESDAY,
        }))
        .then_refused_with_the_first_of([Refusal::GuardianNotificationWithheld { ground }, Refusal::NobodyInformed]);
}
