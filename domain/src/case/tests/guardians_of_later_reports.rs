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
