//! What was written in an investigation: its plan, what came of each step, what others told, and why it ended as it did
//! (S2-17, S2-53 to S2-57, R-46, R-49). No rule decides on these words.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{BoardCaseKind, FollowUpEndReason, Investigation, InvestigationEvent, InvestigationOutcome, StepKind};
use crate::case::RecipientUnit;
use crate::codes::UsedCode;
use crate::ids::{MeasureId, ReportId};
use crate::people::{Body, Decider, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::transfers::TransferReceipt;

/// The words, beside what the rules decide on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// The plan in force, and when it was made (S2-53).
    pub plan: Option<(Personal<Text>, NaiveDate)>,
    /// What was done, in the order in which it was recorded (S1-10, S2-54).
    pub steps: Vec<WrittenStep>,
    /// What came of the child's participation, or why there was none: in the order of the participation.
    pub participation: Vec<Personal<Text>>,
    /// What others were asked and told, in the order of what was asked (S2-17).
    pub information: Vec<WrittenInformation>,
    /// The responsibility groups, in the order in which they were recorded (S1-15).
    pub groups: Vec<WrittenGroup>,
    /// By which decisions its time limit was extended, in the order in which they were recorded (C11).
    pub extensions: Vec<WrittenExtension>,
    /// Whether the right people are in the group, each time that was looked at (S1-21).
    pub group_reviews: Vec<WrittenGroupReview>,
    /// That recommended measures were declined, in the order in which it was recorded.
    pub declined: Vec<WrittenDecline>,
    /// Of each measure what it is to change, who is responsible, and why it was decided on (S2-57).
    pub measures: Vec<WrittenMeasure>,
    /// The child's plan of measures in force, and when it was made (S2-58).
    pub measure_plan: Option<(Personal<Text>, NaiveDate)>,
    /// How it ended, and why (S1-11).
    pub conclusion: Option<WrittenConclusion>,
    /// What reporters were told of measures, in the order in which that was recorded (R-44, S1-14).
    pub disclosures: Vec<WrittenDisclosure>,
    /// Why what it came to is followed up no more, and since when (S1-19): the latest such decision.
    pub follow_up_ended: Option<WrittenFollowUpEnd>,
    /// What was said at the service which is to go on with the child (S2-48).
    pub transfer_receipt: Option<TransferReceipt>,
    /// Who said there that it does not, and why, and when (S2-48).
    pub sent_back: Option<(Personal<Text>, NaiveDate)>,
}

/// Why what it came to is followed up no more.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenFollowUpEnd {
    /// For which reason, where that was said.
    pub reason: Option<FollowUpEndReason>,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// Since when.
    pub on: NaiveDate,
}

/// Something that was done to learn how the child is.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenStep {
    /// What.
    pub kind: StepKind,
    /// What came of it.
    pub account: Option<Personal<Text>>,
    /// When.
    pub on: NaiveDate,
}

/// What another body was asked, and told.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenInformation {
    /// What tells the service that was asked apart from others.
    pub service: String,
    /// What was asked.
    pub what: Personal<Text>,
    /// Who consented, where it rests on that.
    pub consented: Vec<Guardian>,
    /// What it told, once it has.
    pub account: Option<Personal<Text>>,
}

/// A group that works together for the child.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenGroup {
    /// Which other services take part.
    pub bodies: BTreeSet<Body>,
    /// Which units of them, where they were named.
    pub units: BTreeSet<RecipientUnit>,
    /// Who consented.
    pub consented: Vec<Guardian>,
    /// To what.
    pub covers: Personal<Text>,
    /// When it was formed.
    pub on: NaiveDate,
    /// Why it was dissolved, if it was.
    pub dissolved: Option<Personal<Text>>,
    /// Its meetings, in the order in which they were recorded (S1-15, S1-16).
    pub meetings: Vec<WrittenGroupMeeting>,
    /// The days for its next meeting that it agreed on otherwise, in the order in which they were recorded (D-7).
    pub agreed: Vec<WrittenNextMeeting>,
}

/// For which day a group agreed to meet next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenNextMeeting {
    /// The day.
    pub next_on: NaiveDate,
    /// When that was agreed.
    pub agreed_on: NaiveDate,
}

/// A meeting of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenGroupMeeting {
    /// Who of it was there, beside the service.
    pub present: BTreeSet<Body>,
    /// Which units of them, where they were named.
    pub units: BTreeSet<RecipientUnit>,
    /// The minutes.
    pub minutes: Personal<Text>,
    /// When it meets next, where that was agreed.
    pub next_on: Option<NaiveDate>,
    /// When.
    pub on: NaiveDate,
}

/// What a reporter was told of measures.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenDisclosure {
    /// Whose report had joined it, where it is not the report that it follows from.
    pub report: Option<ReportId>,
    /// Of which measures.
    pub measures: BTreeSet<MeasureId>,
    /// What was told; of what was told before that was a rule it is not known.
    pub account: Option<Personal<Text>>,
    /// When.
    pub on: NaiveDate,
}

/// Whether the right people are in the group around child and guardians.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenGroupReview {
    /// The bodies that were in it.
    pub bodies: BTreeSet<Body>,
    /// Which units of them, where they were named.
    pub units: BTreeSet<RecipientUnit>,
    /// Whether it was rightly composed.
    pub rightly_composed: bool,
    /// What was to change.
    pub change: Option<Personal<Text>>,
    /// When it was looked at.
    pub on: NaiveDate,
}

/// That a last day was moved, and on what ground.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenExtension {
    /// The new last day.
    pub new_deadline: NaiveDate,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// When that was decided.
    pub on: NaiveDate,
}

/// That recommended measures were declined.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenDecline {
    /// Which were recommended.
    pub recommended: Personal<Text>,
    /// Who declined them, and what was said.
    pub account: Personal<Text>,
    /// When.
    pub on: NaiveDate,
}

/// What was written of a measure when it was decided on.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenMeasure {
    /// Which.
    pub measure: MeasureId,
    /// What it is to change.
    pub goal: Personal<Text>,
    /// What it is, where the code needs that told.
    pub clarification: Option<Personal<Text>>,
    /// Who is responsible.
    pub responsible: Decider,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// When.
    pub decided_on: NaiveDate,
    /// By which decisions it goes on for longer, in the order in which they were recorded.
    pub extensions: Vec<WrittenExtension>,
}

/// How an investigation ended, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenConclusion {
    /// What it came to.
    pub outcome: InvestigationOutcome,
    /// Which case goes to the board, where one does and it is said.
    pub board_case: Option<BoardCaseKind>,
    /// The register's code.
    pub conclusion: UsedCode,
    /// The grounds.
    pub grounds: Vec<UsedCode>,
    /// The act and paragraph in force on the day.
    pub legal_basis: String,
    /// Why, and by whom.
    pub decision: RecordedDecision,
    /// When.
    pub on: NaiveDate,
}

impl Investigation {
    /// What was written in it.
    pub const fn written(&self) -> &Written {
        &self.written
    }
}

impl Written {
    /// Keeps the words of the next event.
    pub(super) fn hear(&mut self, event: &InvestigationEvent) {
        match event {
            InvestigationEvent::InvestigationPlanMade { plan, guides: _, made_on } => {
                replace(&mut self.plan, plan, *made_on);
            }
            InvestigationEvent::InvestigationStepDone { kind, account, done_on, .. } => {
                self.steps.push(WrittenStep { kind: *kind, account: account.clone(), on: *done_on });
            }
            InvestigationEvent::ChildParticipationRecorded { account, .. } => self.participation.push(account.clone()),
            InvestigationEvent::InformationRequested { of, unit, what, consented, .. } => {
                let consented = consented.iter().flat_map(|consented| consented.by.iter().cloned()).collect();
                let service = of.told_apart(unit.as_deref());
                self.information.push(WrittenInformation { service, what: what.clone(), consented, account: None });
            }
            // What was asked with consent and what was then ordered is one thing, told once.
            InvestigationEvent::InformationSupplied { from, unit, account, .. } => {
                let unanswered = self.information.iter().filter(|asked| asked.account.is_none());
                let awaited: Vec<String> = unanswered.map(|asked| asked.service.clone()).collect();
                let answered = from.answered_among(unit.as_deref(), awaited.iter().map(String::as_str));
                let asked = self.information.iter_mut().filter(|asked| asked.account.is_none());
                for asked in asked.filter(|asked| answered.contains(asked.service.as_str())) {
                    asked.account = Some(account.clone());
                }
            }
            InvestigationEvent::ResponsibilityGroupFormed { bodies, units, consented, covers, formed_on, .. } => {
                self.groups.push(WrittenGroup {
                    bodies: bodies.clone(),
                    units: units.clone(),
                    consented: consented.clone(),
                    covers: covers.clone(),
                    on: *formed_on,
                    dissolved: None,
                    meetings: Vec::new(),
                    agreed: Vec::new(),
                });
            }
            InvestigationEvent::GroupMeetingHeld { group, present, units, minutes, next_on, held_on, .. } => {
                if let Some(group) = group.checked_sub(1).and_then(|index| self.groups.get_mut(index)) {
                    group.meetings.push(WrittenGroupMeeting {
                        present: present.clone(),
                        units: units.clone(),
                        minutes: minutes.clone(),
                        next_on: *next_on,
                        on: *held_on,
                    });
                }
            }
            InvestigationEvent::MeasureInfoDisclosedToReporter { report, measures, account, disclosed_on, .. } => {
                let (report, measures, account, on) = (*report, measures.clone(), account.clone(), *disclosed_on);
                self.disclosures.push(WrittenDisclosure { report, measures, account, on });
            }
            InvestigationEvent::TransferReceiptRecorded(receipt) => self.transfer_receipt = Some(receipt.clone()),
            InvestigationEvent::EntryFoundWrong(wrong) if wrong.takes_back => self.transfer_receipt = None,
            InvestigationEvent::InvestigationSentBack { account, sent_back_on, .. } => {
                self.transfer_receipt = None;
                self.sent_back = Some((account.clone(), *sent_back_on));
            }
            InvestigationEvent::FollowUpEnded { reason, decision, ended_on, .. } => {
                let (reason, decision, on) = (*reason, decision.clone(), *ended_on);
                self.follow_up_ended = Some(WrittenFollowUpEnd { reason, decision, on });
            }
            InvestigationEvent::GroupMeetingAgreed { group, next_on, agreed_on, .. } => {
                if let Some(group) = group.checked_sub(1).and_then(|index| self.groups.get_mut(index)) {
                    group.agreed.push(WrittenNextMeeting { next_on: *next_on, agreed_on: *agreed_on });
                }
            }
            InvestigationEvent::ResponsibilityGroupDissolved { account, .. } => {
                if let Some(group) = self.groups.last_mut() {
                    group.dissolved = Some(account.clone());
                }
            }
            InvestigationEvent::ResponsibilityGroupReviewed {
                bodies,
                units,
                rightly_composed,
                change,
                guides: _,
                reviewed_on,
            } => {
                self.group_reviews.push(WrittenGroupReview {
                    bodies: bodies.clone(),
                    units: units.clone(),
                    rightly_composed: *rightly_composed,
                    change: change.clone(),
                    on: *reviewed_on,
                });
            }
            InvestigationEvent::DeadlineExtended { new_deadline, decision, guides: _, decided_on } => {
                let decision = decision.clone();
                self.extensions.push(WrittenExtension { new_deadline: *new_deadline, decision, on: *decided_on });
            }
            InvestigationEvent::RecommendedMeasuresDeclined { recommended, account, declined_on, .. } => {
                let (recommended, account) = (recommended.clone(), account.clone());
                self.declined.push(WrittenDecline { recommended, account, on: *declined_on });
            }
            InvestigationEvent::MeasureDecided { measure, decided, decision, decided_on, .. } => {
                self.measures.push(WrittenMeasure {
                    measure: *measure,
                    goal: decided.goal.clone(),
                    clarification: decided.code.clarification.clone(),
                    responsible: decided.responsible.clone(),
                    decision: decision.clone(),
                    decided_on: *decided_on,
                    extensions: Vec::new(),
                });
            }
            InvestigationEvent::DecidedMeasureExtended { measure, to, decision, extended_on, .. } => {
                if let Some(extended) = self.measures.iter_mut().find(|known| known.measure == *measure) {
                    let decision = decision.clone();
                    extended.extensions.push(WrittenExtension { new_deadline: *to, decision, on: *extended_on });
                }
            }
            InvestigationEvent::ServiceMeasurePlanMade { plan, planned_on, .. } => {
                replace(&mut self.measure_plan, plan, *planned_on);
            }
            InvestigationEvent::InvestigationConcluded {
                outcome,
                board_case,
                conclusion,
                grounds,
                legal_basis,
                decision,
                concluded_on,
                ..
            } => {
                self.conclusion = Some(WrittenConclusion {
                    outcome: *outcome,
                    board_case: *board_case,
                    conclusion: conclusion.clone(),
                    grounds: grounds.clone(),
                    legal_basis: legal_basis.clone(),
                    decision: decision.clone(),
                    on: *concluded_on,
                });
            }
            _ => {}
        }
    }
}

/// The plan in force is that of the latest day, whenever it was written down; of the same day, the one written down last.
fn replace(in_force: &mut Option<(Personal<Text>, NaiveDate)>, plan: &Personal<Text>, on: NaiveDate) {
    if in_force.as_ref().is_none_or(|(_, before)| *before <= on) {
        *in_force = Some((plan.clone(), on));
    }
}
