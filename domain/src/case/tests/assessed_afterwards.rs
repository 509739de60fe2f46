//! R-2, S2-33: what an emergency leaves owed is assessed of each report by itself.

use super::*;

const SECOND: ReportId = ReportId::from_uuid(uuid::Uuid::from_u128(0x4e91));

fn sent_in_an_emergency(wanted: ReportId) -> CaseEvent {
    let mut event = sent(ReportDuty::Emergency);
    if let CaseEvent::Reporting(ReportingEvent::ReportSent { report, .. }) = &mut event {
        *report = wanted;
    }
    event
}

/// Two reports, each sent in an emergency.
fn two_emergencies() -> Vec<CaseEvent> {
    let contact = emergency_contact_made;
    let (first, second) = (sent_in_an_emergency(REPORT), sent_in_an_emergency(SECOND));
    vec![opened(), observed(), contact(), informed(AboutGuardians::Report), first, contact(), second]
}

fn assess(wanted: Option<ReportId>) -> CaseAction {
    let mut action = assess_duty(false, [], [OBSERVATION]);
    if let CaseAction::Reporting(ReportingAction::AssessDutyToReport { report, .. }) = &mut action {
        *report = wanted;
    }
    action
}

#[test]
fn r_2_s2_33_two_reports_of_an_emergency_take_two_assessments() {
    given(two_emergencies()).when(assess(None)).then([duty_of(REPORT, false)]);
    let first = [two_emergencies(), vec![duty_of(REPORT, false)]].concat();
    given(first.clone()).when(assess(None)).then([duty_of(SECOND, false)]);
    let both = [first, vec![duty_of(SECOND, false)]].concat();
    given(both).when(assess(None)).then([duty(false)]);
}

#[test]
fn r_2_an_assessment_names_the_report_that_it_is_owed_for() {
    given(two_emergencies()).when(assess(Some(SECOND))).then([duty_of(SECOND, false)]);
    let second = [two_emergencies(), vec![duty_of(SECOND, false)]].concat();
    given(second.clone()).when(assess(Some(SECOND))).then_refused(Refusal::AssessmentNotOwed { report: SECOND });
    given(second).when(assess(None)).then([duty_of(REPORT, false)]);
    given([opened(), observed()])
        .when(assess(Some(REPORT)))
        .then_refused(Refusal::AssessmentNotOwed { report: REPORT });
}
