//! what was consented to before a case was reopened ended with it, for whatever it was to.

use super::*;
use crate::test_support::{MEETING, attendance};

fn before(level: Level) -> Vec<CaseEvent> {
    let purpose = if level == Level::Two { LEVEL_2 } else { LEVEL_3 };
    let asked = consent_requested(ConsentScope { recipients: [Body::School].into(), ..scope(purpose) });
    let closed = CourseEvent::CaseClosed {
        stood_behind: None,
        guides: vec![],
        outcome: CaseOutcome::MeasuresHadEffect.into(),
        decision: decided(),
        closed_on: THURSDAY,
    };
    let reopened =
        CourseEvent::CaseReopened { guides: vec![], decision: decided(), decide_by: None, reopened_on: FRIDAY };
    vec![opened(), asked, consent_given(), closed.into(), reopened.into()]
}

fn convene(convened_on: NaiveDate) -> CaseAction {
    CaseAction::Meeting(MeetingAction::ConveneInterdisciplinaryMeeting {
        units: [].into(),
        meeting: MEETING,
        bodies: [Body::School].into(),
        guardians_invited: true,
        evaluation: false,
        consent: CONSENT,
        planned_for: SATURDAY,
        convened_on,
    })
}

#[test]
fn r_24_a_consent_from_before_the_case_was_reopened_calls_no_meeting() {
    given(before(Level::Two))
        .when(convene(FRIDAY))
        .then_refused(Refusal::NoValidConsent { purpose: LEVEL_2, on: FRIDAY });
    // What was called before the case ended and is written down now rested on it.
    given(before(Level::Two)).when(convene(WEDNESDAY)).then_done();
}

#[test]
fn r_24_c11_nor_does_it_let_anybody_be_at_a_meeting_that_was_called_before() {
    let called = given(before(Level::Two)).when(convene(WEDNESDAY)).then_done();
    let hold = |held_on| {
        let attendance = Attendance { measures: [].into(), ..attendance() };
        CaseAction::Meeting(MeetingAction::HoldMeeting { meeting: MEETING, attendance, held_on })
    };
    let events = [before(Level::Two), called].concat();
    let without_basis = |held_on| match given(events.clone()).when(hold(held_on)).then_done().pop() {
        Some(CaseEvent::Meeting(MeetingEvent::MeetingHeld { without_basis, .. })) => without_basis,
        other => panic!("{other:?}"),
    };
    assert_eq!(without_basis(FRIDAY), [Body::School].into());
    assert_eq!(without_basis(WEDNESDAY), [].into());
}

/// Consent for that, given on Wednesday in the work that ended on Thursday.
fn consented_before(purpose: ConsentPurpose) -> Vec<CaseEvent> {
    let [_, _, given, closed, reopened] = <[CaseEvent; 5]>::try_from(before(Level::Two)).unwrap();
    vec![opened(), observed(), consent_requested(scope(purpose)), given, closed, reopened]
}

#[test]
fn r_21_nothing_is_shared_on_a_consent_from_before_the_case_was_reopened() {
    let purpose = ConsentPurpose::InformationSharing;
    let share = |shared_on| {
        CaseAction::Sharing(SharingAction::ShareInformation(SharedInformation {
            unit: None,
            body: Body::ChildWelfareService,
            direction: SharingDirection::ToBody,
            categories: [InformationCategory::Observations].into(),
            content: said_of_child("That nobody comes for her"),
            claimed: ClaimedBasis::Consent(CONSENT),
            decision: decision(),
            shared_on,
        }))
    };
    given(consented_before(purpose)).when(share(FRIDAY)).then_refused(Refusal::NoValidConsent { purpose, on: FRIDAY });
    // What was shared before the case ended and is written down now rested on it.
    given(consented_before(purpose)).when(share(WEDNESDAY)).then_done();
}

#[test]
fn r_9_nor_is_a_report_without_duty_sent_on_it() {
    let again = [consented_before(A_REPORT), vec![duty_on(FRIDAY, false), informed_on(AboutGuardians::Report, FRIDAY)]]
        .concat();
    given(again).when(send_report()).then_refused(Refusal::NoValidConsent { purpose: A_REPORT, on: FRIDAY });
}

#[test]
fn r_8_a_leaders_no_from_before_the_case_was_reopened_marks_no_new_report() {
    let disagreed = |recorded_on| {
        let description = said_of_child("It will pass");
        CaseEvent::from(DiscussionEvent::LeaderDisagreementRecorded { description, recorded_on })
    };
    let [_, _, _, closed, reopened] = <[CaseEvent; 5]>::try_from(before(Level::Two)).unwrap();
    let assessed = [duty_on(FRIDAY, true), informed_on(AboutGuardians::Report, FRIDAY)];
    let sent = |said: Vec<CaseEvent>| {
        let begun = [opened(), observed(), disagreed(WEDNESDAY), closed.clone(), reopened.clone()];
        let sent = given([begun.to_vec(), said, assessed.to_vec()].concat()).when(send_report()).then_done();
        let CaseEvent::Reporting(ReportingEvent::ReportSent { sent_despite_leader_disagreement, .. }) = &sent[0] else {
            panic!("{sent:?}")
        };
        sent_despite_leader_disagreement.map(|no| no.on)
    };
    assert_eq!(sent(Vec::new()), None);
    assert_eq!(sent(vec![disagreed(FRIDAY)]), Some(FRIDAY));
}

#[test]
fn r_19_that_a_closed_case_is_not_opened_again_is_a_decision_with_reasons_which_leaves_it_closed() {
    let decline =
        |declined_on| CaseAction::Course(CourseAction::DeclineReopening { decision: decision(), declined_on });
    let declined: CaseEvent = CourseEvent::ReopeningDeclined { decision: decided(), declined_on: FRIDAY }.into();
    let closed: CaseEvent = CourseEvent::CaseClosed {
        stood_behind: None,
        outcome: CaseOutcome::NoGroundForConcern.into(),
        guides: vec![],
        decision: decided(),
        closed_on: THURSDAY,
    }
    .into();
    let before = || [opened(), closed.clone()];
    given(before()).when(decline(FRIDAY)).then([declined.clone()]);
    assert_eq!(given(before().into_iter().chain([declined])).state().closed_on(), Some(THURSDAY));
    given([opened()]).when(decline(FRIDAY)).then_refused(Refusal::CaseNotClosed);
    let early = Refusal::DateBefore { field: "declinedOn", date: WEDNESDAY, earliest: THURSDAY };
    given(before()).when(decline(WEDNESDAY)).then_refused(early);
}
