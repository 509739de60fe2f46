//! What the child welfare service answered to the reports of a case.

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::case::Case;

use super::enums::FeedbackToSender;
use super::global_id;
use super::reports::Report;
use super::scalars::Date;

/// What has come back from the child welfare service to a report that was sent from the case.
#[derive(SimpleObject)]
pub struct ReportAnswers {
    /// The report.
    report_id: ID,
    /// When the service said that it has received it; null until then.
    acknowledged_on: Option<Date>,
    /// What the service told of what became of it, in the order in which it came: what may be told, and no more (R-42,
    ///
    feedback: Vec<FeedbackTold>,
}

/// What the service told of what became of a report.
#[derive(SimpleObject)]
struct FeedbackTold {
    /// What.
    feedback: FeedbackToSender,
    /// When it was told.
    told_on: Date,
}

impl ReportAnswers {
    /// Of each report that was sent from the case, in the order in which they were sent.
    pub fn of(case: &Case) -> Vec<Self> {
        let reports = case.reports().iter();
        reports
            .map(|report| {
                let answers = case.answers_to(*report);
                let told = answers.feedback.into_iter();
                Self {
                    report_id: global_id(Report::PREFIX, report.as_uuid()),
                    acknowledged_on: answers.acknowledged_on.map(Date),
                    feedback: told
                        .map(|(feedback, told_on)| FeedbackTold { feedback: feedback.into(), told_on: Date(told_on) })
                        .collect(),
                }
            })
            .collect()
    }
}
