//! What was written of a report: what was reported, what the intake meeting said, what was decided at once and why, and on
//! what triage rests (S1-5, S2-47, S2-48, R-48). No rule decides on these words.

use chrono::NaiveDate;

use super::{Report, ReportEvent, TriageOutcome};
use crate::codes::UsedCode;
use crate::people::{Decider, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::transfers::TransferReceipt;

/// The words, beside what the rules decide on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// What was reported, where the source tells.
    pub content: Option<Personal<Text>>,
    /// When a private reporter declared whether it was learned through work.
    pub declared_on: Option<NaiveDate>,
    /// The intake meetings that went through it, in the order in which they were recorded (S2-47).
    pub meetings: Vec<WrittenMeeting>,
    /// What was decided to be done at once, in the order in which it was recorded (S2-48).
    pub follow_ups: Vec<WrittenFollowUp>,
    /// How triage ended, and on what that rests.
    pub triage: Option<WrittenTriage>,
    /// What was said at the service or agency to which it was transferred (S2-48).
    pub transfer_receipt: Option<TransferReceipt>,
}

/// An intake meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenMeeting {
    /// Who was there.
    pub present: Vec<Decider>,
    /// What was said of the report.
    pub summary: Option<Personal<Text>>,
    /// When.
    pub on: NaiveDate,
}

/// What is done for the child at once.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenFollowUp {
    /// What.
    pub measures: Personal<Text>,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// When.
    pub on: NaiveDate,
}

/// How triage ended, and on what that rests.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenTriage {
    /// What it came to.
    pub outcome: TriageOutcome,
    /// The register's code.
    pub conclusion: UsedCode,
    /// The act and paragraph in force on the day.
    pub legal_basis: String,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// The written professional assessment.
    pub assessment: Option<Personal<Text>>,
    /// The second person who stands behind it.
    pub seconded_by: Option<Decider>,
    /// When.
    pub on: NaiveDate,
}

impl Report {
    /// What was written of it.
    pub const fn written(&self) -> &Written {
        &self.written
    }
}

impl Written {
    /// Keeps the words of the next event.
    pub(super) fn hear(&mut self, event: &ReportEvent) {
        match event {
            ReportEvent::ReportReceived { content, .. } => self.content.clone_from(content),
            ReportEvent::ReporterDeclarationRecorded { declared_on, .. } => self.declared_on = Some(*declared_on),
            ReportEvent::IntakeMeetingHeld { present, summary, guides: _, held_on } => {
                let (present, summary) = (present.clone(), summary.clone());
                self.meetings.push(WrittenMeeting { present, summary, on: *held_on });
            }
            ReportEvent::UrgentFollowUpDecided { measures, decision, guides: _, decided_on } => {
                let (measures, decision) = (measures.clone(), decision.clone());
                self.follow_ups.push(WrittenFollowUp { measures, decision, on: *decided_on });
            }
            ReportEvent::TriageDecided {
                outcome,
                conclusion,
                legal_basis,
                decision,
                assessment,
                seconded_by,
                decided_on,
                ..
            } => {
                self.triage = Some(WrittenTriage {
                    outcome: *outcome,
                    conclusion: conclusion.clone(),
                    legal_basis: legal_basis.clone(),
                    decision: decision.clone(),
                    assessment: assessment.clone(),
                    seconded_by: seconded_by.clone(),
                    on: *decided_on,
                });
            }
            ReportEvent::TransferReceiptRecorded(receipt) => self.transfer_receipt = Some(receipt.clone()),
            ReportEvent::EntryFoundWrong(wrong) if wrong.takes_back => self.transfer_receipt = None,
            // It is concluded anew, and what was written of it before stands in the history.
            ReportEvent::JoiningCorrected { joined: None, .. } => self.triage = None,
            ReportEvent::TriageReopened { .. } => (self.triage, self.transfer_receipt) = (None, None),
            // Codes and days, which the report itself has, and no words; why it has which priority stands with the decisions.
            ReportEvent::WithholdingFromGuardiansChanged { .. }
            | ReportEvent::ReporterClassified { .. }
            | ReportEvent::ReportCodesGiven { .. }
            | ReportEvent::ReporterNamedAtWork { .. }
            | ReportEvent::AcknowledgementSent { .. }
            | ReportEvent::ReportPrioritised { .. }
            | ReportEvent::JoinedInvestigationNamed { .. }
            | ReportEvent::JoiningCorrected { joined: Some(_), .. }
            | ReportEvent::ReporterInformedOfTriage { .. }
            // What was found wrong stands beside what was written, in the history.
            | ReportEvent::EntryFoundWrong(_)
            | ReportEvent::Steps(_) => {}
        }
    }
}
