//! What the child welfare service tells whoever reported comes back to the case it was reported from.

use super::*;

fn acknowledged() -> AnswerAction {
    AnswerAction { report: REPORT, answer: ServiceAnswer::Acknowledgement { sent_on: WEDNESDAY } }
}

fn told(feedback: ServiceFeedback, told_on: NaiveDate) -> AnswerAction {
    AnswerAction { report: REPORT, answer: ServiceAnswer::Feedback { feedback, told_on } }
}

fn acknowledgement() -> CaseEvent {
    AnswerEvent::AcknowledgementReceived { report: REPORT, sent_on: WEDNESDAY }.into()
}

fn feedback(feedback: ServiceFeedback, told_on: NaiveDate) -> CaseEvent {
    AnswerEvent::FeedbackReceived { report: REPORT, feedback, told_on }.into()
}

#[test]
fn r_41_receipt_comes_back_to_the_case_once() {
    given([opened(), sent(ReportDuty::Triggered)]).when(CaseAction::Answer(acknowledged())).then([acknowledgement()]);
    given([opened(), sent(ReportDuty::Triggered), acknowledgement()]).when(CaseAction::Answer(acknowledged())).then([]);
}

#[test]
fn r_42_r_43_what_became_of_a_report_comes_back_each_time_it_is_told() {
    let follows = ServiceFeedback::InvestigationFollows;
    let ended = ServiceFeedback::FollowedUp;
    let before = || vec![opened(), sent(ReportDuty::Triggered), acknowledgement(), feedback(follows, THURSDAY)];
    given(before()).when(CaseAction::Answer(told(ended, FRIDAY))).then([feedback(ended, FRIDAY)]);
    given(before()).when(CaseAction::Answer(told(follows, THURSDAY))).then([]);
    let mut case = Case::default();
    [before(), vec![feedback(ended, FRIDAY)]].concat().into_iter().for_each(|event| case.apply(event));
    let answers = case.answers_to(REPORT);
    assert_eq!(answers.acknowledged_on, Some(WEDNESDAY));
    assert_eq!(answers.feedback, [(follows, THURSDAY), (ended, FRIDAY)]);
}

#[test]
fn r_41_whoever_reported_is_told_also_where_the_case_has_ended_meanwhile() {
    given([opened(), sent(ReportDuty::Triggered), closed()])
        .when(CaseAction::Answer(acknowledged()))
        .then([acknowledgement()]);
}

#[test]
fn r_42_nothing_comes_back_to_a_case_that_reported_nothing() {
    let refused = Refusal::ReportNotSent { report: REPORT };
    given([opened()]).when(CaseAction::Answer(acknowledged())).then_refused(refused.clone());
    let feedback = told(ServiceFeedback::NoInvestigation, WEDNESDAY);
    given([opened()]).when(CaseAction::Answer(feedback)).then_refused(refused);
}
