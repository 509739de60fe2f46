//! What comes back from the child welfare service to whoever reported: that the report is received, whether an
//! investigation follows, and how that ended (S1-6, S1-7, S2-51, S2-52; ).
//!
//! Nobody writes it into the case: it follows from what the service recorded as told. It is what may be told and no
//! more, and it names nobody.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent};
use crate::Refusal;
use crate::ids::ReportId;
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// All that a public reporter is told of what became of a report.
    ServiceFeedback {
        /// An investigation follows, or goes on.
        InvestigationFollows,
        /// None does.
        NoInvestigation,
        /// None does here: the report was transferred to another municipality or agency (S2-48).
        Transferred,
        /// The investigation has ended, and the service follows it up.
        FollowedUp,
        /// The investigation has ended, and is dismissed.
        InvestigationDismissed,
    }
}

impl ServiceFeedback {
    /// Whether the child is the sender's unit's to see to again, for the service that was told of it does not follow it up: nothing
    /// is left for others then that the unit could rest on (R-19, R-34, S4-19).
    pub const fn turns_down(self) -> bool {
        match self {
            Self::NoInvestigation | Self::Transferred | Self::InvestigationDismissed => true,
            Self::InvestigationFollows | Self::FollowedUp => false,
        }
    }
}

/// An answer of the child welfare service to a report of the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AnswerEvent {
    /// The service has received the report.
    AcknowledgementReceived {
        /// The report.
        report: ReportId,
        /// When the service said so.
        sent_on: NaiveDate,
    },
    /// The service told what became of the report.
    FeedbackReceived {
        /// The report.
        report: ReportId,
        /// What it told.
        feedback: ServiceFeedback,
        /// When.
        told_on: NaiveDate,
    },
}

impl AnswerEvent {
    /// The report that is answered.
    pub const fn report(&self) -> ReportId {
        match self {
            Self::AcknowledgementReceived { report, .. } | Self::FeedbackReceived { report, .. } => *report,
        }
    }
}

impl Topic for AnswerEvent {
    names!(AcknowledgementReceived, FeedbackReceived);

    fn happened(&self) -> Happened {
        match self {
            Self::AcknowledgementReceived { sent_on: date, .. } | Self::FeedbackReceived { told_on: date, .. } => {
                Happened::On(*date)
            }
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::AcknowledgementReceived { .. } => said,
            Self::FeedbackReceived { feedback, .. } => said.with("feedback", feedback.word()),
        }
    }
}

/// What has come back to one report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// When the service said that it has received it.
    pub acknowledged_on: Option<NaiveDate>,
    /// What it told of what became of it, in the order in which it came, with the day of each.
    pub feedback: Vec<(ServiceFeedback, NaiveDate)>,
}

impl Answers {
    /// Whether they tell that answer already. That a report is received is told once.
    pub fn tell(&self, answer: &ServiceAnswer) -> bool {
        match *answer {
            ServiceAnswer::Acknowledgement { .. } => self.acknowledged_on.is_some(),
            ServiceAnswer::Feedback { feedback, told_on } => self.feedback.contains(&(feedback, told_on)),
        }
    }

    /// They tell also what has come back with that event.
    pub fn take_in(&mut self, event: &AnswerEvent) {
        match *event {
            AnswerEvent::AcknowledgementReceived { sent_on, .. } => self.acknowledged_on = Some(sent_on),
            AnswerEvent::FeedbackReceived { feedback, told_on, .. } => self.feedback.push((feedback, told_on)),
        }
    }
}

/// What the service can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceAnswer {
    /// It has received the report.
    Acknowledgement {
        /// When it said so.
        sent_on: NaiveDate,
    },
    /// It told what became of the report.
    Feedback {
        /// What it told.
        feedback: ServiceFeedback,
        /// When.
        told_on: NaiveDate,
    },
}

/// Taking an answer in.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerAction {
    /// The report that it answers.
    pub report: ReportId,
    /// The answer.
    pub answer: ServiceAnswer,
}

impl Case {
    /// What has come back to a report of this case.
    pub fn answers_to(&self, report: ReportId) -> Answers {
        self.answers.get(&report).cloned().unwrap_or_default()
    }

    /// An answer is taken in whatever state the case is in: whoever reported is told (R-41 … R-43). The same answer
    /// twice is one.
    pub(super) fn decide_answer(&self, action: &AnswerAction) -> Result<Vec<CaseEvent>, Refusal> {
        let AnswerAction { report, answer } = *action;
        self.must_exist()?;
        if !self.reports().contains(&report) {
            return Err(Refusal::ReportNotSent { report });
        }
        if self.answers_to(report).tell(&answer) {
            return Ok(Vec::new());
        }
        let event = match answer {
            ServiceAnswer::Acknowledgement { sent_on } => AnswerEvent::AcknowledgementReceived { report, sent_on },
            ServiceAnswer::Feedback { feedback, told_on } => {
                AnswerEvent::FeedbackReceived { report, feedback, told_on }
            }
        };
        Ok(vec![event.into()])
    }

    pub(super) fn apply_answer(&mut self, event: &AnswerEvent) {
        self.answers.entry(event.report()).or_default().take_in(event);
    }
}
