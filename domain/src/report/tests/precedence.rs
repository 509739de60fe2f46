//! A command that breaks several rules is answered with the first, in the order of [`Refusal`].

use super::*;

const TOMORROW: fn(&'static str) -> Refusal = |field| Refusal::FutureDate { field, date: SATURDAY, today: FRIDAY };

#[test]
fn that_there_is_no_report_comes_before_that_a_date_lies_in_the_future() {
    given([]).when(acknowledge_on(SATURDAY)).then_refused_with_the_first_of([TOMORROW("sentOn"), NO_REPORT]);
}

#[test]
fn a_date_in_the_future_comes_before_an_acknowledgement_that_is_impossible() {
    given(received_from(Reporter::Anonymous))
        .when(acknowledge_on(SATURDAY))
        .then_refused_with_the_first_of([Refusal::AcknowledgementImpossible, TOMORROW("sentOn")]);
}

#[test]
fn concluded_triage_comes_before_a_code_that_is_not_in_force() {
    given(received_from(public()).into_iter().chain([triaged(TriageOutcome::ReportDismissed, "1")]))
        .when(triage("5"))
        .then_refused_with_the_first_of([
            Refusal::CodeNotInForce { field: "code", code: "5".to_owned(), on: THURSDAY },
            Refusal::AlreadyTriaged,
        ]);
}

#[test]
fn a_missing_assessment_comes_before_a_dismissal_by_one_person() {
    given(received_from(public()))
        .when(triage("1"))
        .then_refused_with_the_first_of([Refusal::DismissedAlone, Refusal::AssessmentMissing]);
}

#[test]
fn triage_of_an_earlier_day_comes_before_an_intake_meeting_of_nobody() {
    let meeting = ReportAction::HoldIntakeMeeting { present: vec![], summary: None, held_on: FRIDAY };
    given(received_from(public()).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]))
        .when(meeting)
        .then_refused_with_the_first_of([
            Refusal::IntakeMeetingAlone,
            Refusal::IntakeMeetingAfterTriage { held_on: FRIDAY, triaged_on: THURSDAY },
        ]);
}

#[test]
fn a_date_too_early_comes_before_a_second_telling() {
    let told = [triaged(TriageOutcome::InvestigationDecided, "2"), told(true)];
    given(received_from(public()).into_iter().chain(told))
        .when(inform_reporter_on(TUESDAY))
        .then_refused_with_the_first_of([
            Refusal::ReporterAlreadyInformed,
            Refusal::DateBeforeAct { act: Act::ReportTriaged, field: "informedOn", date: TUESDAY, earliest: THURSDAY },
        ]);
}

#[test]
fn a_private_reporter_comes_before_triage_that_is_missing() {
    given(received_from(private()))
        .when(inform_reporter_on(FRIDAY))
        .then_refused_with_the_first_of([Refusal::NotTriaged, Refusal::OutcomeOnlyForPublicReporters]);
}

#[test]
fn a_date_too_early_comes_before_a_private_reporter() {
    given(received_from(private()).into_iter().chain([triaged(TriageOutcome::InvestigationDecided, "2")]))
        .when(inform_reporter_on(TUESDAY))
        .then_refused_with_the_first_of([
            Refusal::DateBeforeAct { act: Act::ReportTriaged, field: "informedOn", date: TUESDAY, earliest: THURSDAY },
            Refusal::OutcomeOnlyForPublicReporters,
        ]);
}

#[test]
fn a_date_in_the_future_comes_before_another_content() {
    given(received_from(public()))
        .when(ReportAction::Receive(Box::new(IncomingReport { received_at: noon(SATURDAY), ..incoming(public()) })))
        .then_refused_with_the_first_of([Refusal::ImportDiffers { what: Differing::Receipt }, TOMORROW("receivedAt")]);
}
