//! guardians are told of each report. Being told afterwards of one is not being told before the next.

use super::*;
use crate::ids::SubjectId;
use crate::people::Guardian;

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

fn father() -> Guardian {
    Guardian { subject: SubjectId::from_uuid(uuid::Uuid::from_u128(0x0fa7)), name: said_by_guardian("Tor") }
}

/// The father is asked for his consent to a report on Tuesday, and gives it on that day.
fn father_consents_on(day: NaiveDate) -> [CaseEvent; 2] {
    let (mut asked, mut answered) = (consent_requested(scope(A_REPORT)), consent_given());
    if let CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, of, .. }) = &mut asked {
        (*consent, *of) = (OTHER_CONSENT, WhoIsAsked::Guardian(father()));
    }
    if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consent, given_on, .. }) = &mut answered {
        (*consent, *given_on) = (OTHER_CONSENT, day);
    }
    [asked, answered]
}

/// A report was found not to be due on Monday, of which guardians know, and the mother consented to it on Wednesday.
fn mother_consented() -> Vec<CaseEvent> {
    vec![
        opened(),
        observed(),
        informed_on(TOLD, MONDAY),
        duty_on(MONDAY, false),
        consent_requested(scope(A_REPORT)),
        consent_given(),
    ]
}

/// Another one was found not to be due, of which guardians know as well.
fn another_is_not_due() -> [CaseEvent; 2] {
    [duty_on(SATURDAY, false), informed_on(TOLD, date(2024, 3, 19))]
}

fn nobody_consented() -> Refusal {
    Refusal::NoValidConsent { purpose: A_REPORT, on: LATER }
}

#[test]
fn r_9_s2_39_both_guardians_consent_to_one_report_and_neither_to_another() {
    let fathers = |day| father_consents_on(day).to_vec();
    let both = || [mother_consented(), fathers(WEDNESDAY)].concat();
    let went = || given(both()).when(send_report()).then_done();
    let and_then_another =
        |before: &[Vec<CaseEvent>]| given([before.concat(), another_is_not_due().into()].concat()).today(LATER);
    and_then_another(&[both(), went()]).when(send_another()).then_refused(nobody_consented());
    // Nor does it carry another one where it was written down after that one went.
    let late = [mother_consented(), went(), fathers(WEDNESDAY)];
    and_then_another(&late).when(send_another()).then_refused(nobody_consented());
    // What is consented to afterwards is the next one.
    and_then_another(&[mother_consented(), went(), fathers(FRIDAY)]).when(send_another()).then_done();
}

#[test]
fn r_9_s2_39_a_report_that_the_duty_or_danger_asks_for_uses_up_what_was_consented_to_before_it() {
    for duty in [ReportDuty::Triggered, ReportDuty::Emergency] {
        let mut not_due = duty_on(SATURDAY, false);
        if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { for_next_report, .. }) = &mut not_due {
            *for_next_report = true;
        }
        let told = informed_on(TOLD, date(2024, 3, 19));
        let went =
            |on| [mother_consented(), vec![sent_at(noon(on), duty, None), not_due.clone(), told.clone()]].concat();
        given(went(THURSDAY)).today(LATER).when(send_another()).then_refused(nobody_consented());
        let anew = [went(THURSDAY), father_consents_on(SATURDAY).into()].concat();
        given(anew).today(LATER).when(send_another()).then_done();
        // What they consented to after the day of that one is still to go.
        given(went(TUESDAY)).today(LATER).when(send_another()).then_done();
    }
}

#[test]
fn r_9_s2_39_help_that_is_called_at_once_is_no_report_and_uses_up_no_consent() {
    let called = [mother_consented(), vec![emergency_contact_made(), duty_on(FRIDAY, false)]].concat();
    let state = given(called.clone()).state();
    assert_eq!(state.consents()[&CONSENT].report, None);
    let sent = given(called).when(send_report()).then_done();
    let CaseEvent::Reporting(ReportingEvent::ReportSent { duty, .. }) = &sent[0] else { panic!("{sent:?}") };
    assert_eq!(*duty, ReportDuty::Consented { consent: CONSENT });
}
