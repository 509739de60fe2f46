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

const JUNE: NaiveDate = date(2024, 6, 10);

fn given_in_june(before: impl IntoIterator<Item = CaseEvent>) -> Given<Case> {
    given(before).today(JUNE)
}

fn assess(wanted: AssessedReport) -> CaseAction {
    assess_by(wanted, [OBSERVATION])
}

fn assess_by(wanted: AssessedReport, evidence: impl Into<Vec<ObservationId>>) -> CaseAction {
    let mut action = assess_duty_on(JUNE, false, [], evidence);
    if let CaseAction::Reporting(ReportingAction::AssessDutyToReport { of, .. }) = &mut action {
        *of = wanted;
    }
    action
}

/// What an assessment of that day tells.
fn assessed(event: CaseEvent, for_next: bool, cited: &[ObservationId]) -> CaseEvent {
    let mut event = event;
    if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
        for_next_report, evidence, assessed_on, ..
    }) = &mut event
    {
        (*for_next_report, *evidence, *assessed_on) = (for_next, cited.to_vec(), JUNE);
    }
    event
}

/// What was seen in June, long after both reports.
const BRUISES: ObservationId = ObservationId::from_uuid(uuid::Uuid::from_u128(0xb101));

fn bruises() -> CaseEvent {
    let mut event = observed_in(ObservedPeriod::on(date(2024, 6, 9)), 0);
    if let CaseEvent::Concern(ConcernEvent::ObservationLogged { observation, .. }) = &mut event {
        *observation = BRUISES;
    }
    event
}

fn unsaid(report: ReportId) -> Refusal {
    Refusal::AssessedReportUnsaid { report, sent_on: FRIDAY }
}

#[test]
fn r_2_s2_33_two_reports_of_an_emergency_take_two_assessments() {
    let of = |report| assessed(duty_of(report, false), false, &[OBSERVATION]);
    given_in_june(two_emergencies()).when(assess(AssessedReport::Sent(REPORT))).then([of(REPORT)]);
    let first = [two_emergencies(), vec![of(REPORT)]].concat();
    given_in_june(first.clone()).when(assess(AssessedReport::Sent(SECOND))).then([of(SECOND)]);
    let both = [first, vec![of(SECOND)]].concat();
    let next = assessed(duty(false), false, &[OBSERVATION]);
    given_in_june(both.clone()).when(assess(AssessedReport::Unsaid)).then([next.clone()]);
    given_in_june(both).when(assess(AssessedReport::Next)).then([next]);
}

#[test]
fn r_2_an_assessment_names_the_report_that_it_is_owed_for() {
    given_in_june(two_emergencies()).when(assess(AssessedReport::Unsaid)).then_refused(unsaid(REPORT));
    let second = [two_emergencies(), vec![duty_of(SECOND, false)]].concat();
    let again = Refusal::AssessmentNotOwed { report: SECOND };
    given_in_june(second.clone()).when(assess(AssessedReport::Sent(SECOND))).then_refused(again);
    given_in_june(second).when(assess(AssessedReport::Unsaid)).then_refused(unsaid(REPORT));
    given_in_june([opened(), observed()])
        .when(assess(AssessedReport::Sent(REPORT)))
        .then_refused(Refusal::AssessmentNotOwed { report: REPORT });
}

#[test]
fn r_2_s2_33_what_was_seen_since_is_assessed_for_the_next_report_and_never_for_the_one_that_went() {
    let since = [two_emergencies(), vec![bruises()]].concat();
    let next = assessed(duty(false), true, &[OBSERVATION, BRUISES]);
    for of in [AssessedReport::Unsaid, AssessedReport::Next] {
        given_in_june(since.clone()).when(assess_by(of, [OBSERVATION, BRUISES])).then([next.clone()]);
    }
    given_in_june(since.clone())
        .when(assess_by(AssessedReport::Sent(REPORT), [BRUISES]))
        .then_refused(Refusal::AssessedByWhatCameLater { report: REPORT, sent_on: FRIDAY, seen_on: date(2024, 6, 9) });
    // That of the reports that went stays owed, and the next may go on what was assessed for it.
    let yes = assessed(duty(true), true, &[BRUISES]);
    // Violence is feared: nobody tells guardians before it is decided.
    let told = withheld_on(JUNE, WithholdingGround::Violence);
    let third = ReportId::from_uuid(uuid::Uuid::from_u128(0x4e92));
    let mut send = send_report();
    if let CaseAction::Reporting(ReportingAction::SendReport { report, sent_at, .. }) = &mut send {
        (*report, *sent_at) = (third, noon(JUNE));
    }
    let case = [since, vec![yes, told]].concat();
    given_in_june(case.clone()).when(assess(AssessedReport::Unsaid)).then_refused(unsaid(REPORT));
    let rests_on = |event: &CaseEvent| match event {
        CaseEvent::Reporting(ReportingEvent::ReportSent { duty, .. }) => Some(*duty),
        _ => None,
    };
    let events = given_in_june(case).when(send).then_done();
    assert_eq!(events.iter().find_map(rests_on), Some(ReportDuty::Triggered));
}

/// Before it could be said, one that named no report was for the first that was owed it.
#[test]
fn r_2_what_was_recorded_before_it_was_said_which_one_stays_what_it_was() {
    let before = [two_emergencies(), vec![duty(false)]].concat();
    given_in_june(before)
        .when(assess(AssessedReport::Sent(REPORT)))
        .then_refused(Refusal::AssessmentNotOwed { report: REPORT });
}
