//! guardians are told of each report. Being told afterwards of one is not being told before the next.

use super::*;

const TOLD: AboutGuardians = AboutGuardians::Report;
const LATER: NaiveDate = date(2024, 3, 20);

/// Sent on a ground that is gone, so that guardians are to be told of it.
fn sent_unknown_to_guardians() -> Vec<CaseEvent> {
    let ground = WithholdingGround::Violence;
    let sent = sent_at(noon(WEDNESDAY), ReportDuty::Triggered, Some(ground));
    vec![
        opened(),
        observed(),
        duty_on(TUESDAY, true),
        withheld_on(TUESDAY, ground),
        sent,
        lifted(),
        duty_on(FRIDAY, true),
    ]
}

fn send_another() -> CaseAction {
    CaseAction::Reporting(ReportingAction::SendReport {
        report: ReportId::from_uuid(uuid::Uuid::from_u128(0x4e91)),
        content: said_of_child("It goes on"),
        duty_bearer: teacher(),
        signed_by: None,
        sent_at: noon(LATER),
    })
}

#[test]
fn r_5_being_told_afterwards_of_one_report_is_not_being_told_before_the_next() {
    let told_of_the_first = [sent_unknown_to_guardians(), vec![informed_on(TOLD, FRIDAY)]].concat();
    given(told_of_the_first.clone()).today(LATER).when(send_another()).then_refused(Refusal::GuardiansNotInformed);
    let told_of_both = [told_of_the_first, vec![informed_on(TOLD, date(2024, 3, 19))]].concat();
    given(told_of_both).today(LATER).when(send_another()).then_done();
}

#[test]
fn r_5_who_was_told_before_a_report_need_not_be_told_of_it_again() {
    let told =
        vec![opened(), observed(), duty(true), informed(TOLD), sent(ReportDuty::Triggered), duty_on(FRIDAY, true)];
    let told_of_the_next = [told.clone(), vec![informed_on(TOLD, date(2024, 3, 19))]].concat();
    given(told).today(LATER).when(send_another()).then_refused(Refusal::GuardiansNotInformed);
    given(told_of_the_next).today(LATER).when(send_another()).then_done();
}

#[test]
fn r_5_s2_33_who_was_told_of_a_report_that_was_found_not_to_be_due_is_told_anew_of_the_next() {
    let before = |told_on, no_on| {
        let (told, no) = (informed_on(TOLD, told_on), duty_on(no_on, false));
        vec![opened(), observed(), told, no, duty_on(FRIDAY, true)]
    };
    given(before(TUESDAY, THURSDAY)).when(send_report()).then_refused(Refusal::GuardiansNotInformed);
    let again = [before(TUESDAY, THURSDAY), vec![informed_on(TOLD, FRIDAY)]].concat();
    given(again).when(send_report()).then_done();
    // Of one day nobody knows which came first; and what was told since is of what goes.
    given(before(WEDNESDAY, WEDNESDAY)).when(send_report()).then_done();
    given(before(THURSDAY, WEDNESDAY)).when(send_report()).then_done();
}

#[test]
fn r_9_s2_39_a_consent_to_a_report_carries_the_one_that_went_on_it_and_no_other() {
    let first = vec![
        opened(),
        observed(),
        informed(TOLD),
        duty_on(THURSDAY, false),
        consent_requested(scope(A_REPORT)),
        consent_given(),
    ];
    // What they consent to they know of, though it was found since that none was due.
    let went = given(first.clone()).when(send_report()).then_done();
    let next = [first, went, vec![duty_on(SATURDAY, false), informed_on(TOLD, date(2024, 3, 19))]].concat();
    let no_consent = Refusal::NoValidConsent { purpose: A_REPORT, on: LATER };
    given(next).today(LATER).when(send_another()).then_refused(no_consent);
}
