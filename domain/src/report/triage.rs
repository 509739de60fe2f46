//! Triage: what the intake does with a report, from its meeting to the conclusion (S2-47 to S2-49, R-48).
//!
//! The threshold for dismissing a report is high, and for sending it away. It takes a written professional assessment, and
//! never one person alone: a second person stands behind it, or the intake meeting went through the report before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::joining::join;
use super::measures_in_force::named;
use super::{NamedMeasures, OngoingInvestigation, Received, Report, ReportEvent};
use crate::Refusal;
use crate::case::{Degree, not_before, not_before_act, not_in_future};
use crate::codes::{CodeList, ListVersion, UsedCode, find};
use crate::law::{self, DeadlineKind, LegalTopic};
use crate::people::{Decider, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::closed_set;
use crate::time::oslo_date;
use crate::transfers::TransferReceipt;

closed_set! {
    /// What triage of a report came to. Dismissal of a report, not of an investigation (C10).
    TriageOutcome {
        /// The report was dismissed (code 1; from 2026 codes 5, 6, 9 and 10).
        ReportDismissed,
        /// The report was transferred to another municipality or agency (codes 7 and 8, from 2026).
        ReportTransferred,
        /// An investigation follows (code 2).
        InvestigationDecided,
        /// Dismissed because measures are active for the child (code 3).
        DismissedActiveMeasures,
        /// Joined to an ongoing investigation (code 4).
        AddedToOngoingInvestigation,
    }
}

/// The last day for telling a public reporter how triage ended (R-42, S1-7, S2-51): three weeks from receipt, or from the day
/// on which another service sent the report back.
///
/// The act has one feedback, with one time from receipt: it acknowledges the report, and tells a public reporter whether an
/// investigation is opened (requirements 6.1, D-2). A time that ran from the decision would let late triage hide late
/// feedback. Before the decision there is nothing to tell; after a decision that came later it is late at once.
pub fn triage_feedback_due(received_on: NaiveDate) -> NaiveDate {
    law::due(DeadlineKind::Acknowledgement, received_on)
}

impl TriageOutcome {
    /// The outcome that a conclusion code of the register stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" | "5" | "6" | "9" | "10" => Some(Self::ReportDismissed),
            "7" | "8" => Some(Self::ReportTransferred),
            "2" => Some(Self::InvestigationDecided),
            "3" => Some(Self::DismissedActiveMeasures),
            "4" => Some(Self::AddedToOngoingInvestigation),
            _ => None,
        }
    }

    /// Whether what was reported is investigated: in an investigation that follows, or in one that goes on (S1-7).
    pub const fn is_investigated(self) -> bool {
        matches!(self, Self::InvestigationDecided | Self::AddedToOngoingInvestigation)
    }

    /// Whether nothing follows from the report for the child.
    pub const fn is_dismissal(self) -> bool {
        matches!(self, Self::ReportDismissed | Self::DismissedActiveMeasures)
    }

    /// Whether this service does nothing more for the child by it, whoever else does: what takes an assessment and more than
    /// one person (R-48, S2-49). What is sent on to another municipality or agency is gone from here, too.
    pub const fn takes_two(self) -> bool {
        self.is_dismissal() || matches!(self, Self::ReportTransferred)
    }
}

/// How triage is to be concluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriageConclusion {
    /// The register's conclusion code.
    pub code: String,
    /// The clarification, where the code needs one.
    pub clarification: Option<Personal<Text>>,
    /// Whether urgent measures are needed.
    pub urgent_measures: bool,
    /// Why, and by whom.
    pub decision: Decision,
    /// The written professional assessment, without which nothing is dismissed or transferred.
    pub assessment: Option<Personal<Text>>,
    /// The second person who stands behind it.
    pub seconded_by: Option<Decider>,
    /// The proof of the ongoing investigation that it is added to.
    pub joins: Option<OngoingInvestigation>,
    /// The measures because of which it is dismissed.
    pub active_measures: Option<NamedMeasures>,
    /// Whether the investigation that would follow from it is opened, as may be where triage is concluded anew.
    pub investigated: bool,
    /// When.
    pub decided_on: NaiveDate,
}

/// How serious a report is, and where the child lives: what intake looks at first (RM-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// How serious it is.
    pub severity: Degree,
    /// The geographic area, where it is known.
    pub area: Option<String>,
    /// When that was decided.
    pub on: NaiveDate,
}

impl Report {
    /// How serious it is, by the latest decision on that.
    pub const fn priority(&self) -> Option<&Priority> {
        self.priority.as_ref()
    }

    /// The days on which the intake meeting went through it, in the order in which that was noted (S2-47).
    pub fn intake_meetings(&self) -> &[NaiveDate] {
        &self.intake_meetings
    }

    /// The days on which it was decided what is done for the child at once (S2-48).
    pub fn urgent_follow_ups(&self) -> &[NaiveDate] {
        &self.urgent_follow_ups
    }

    /// All reports are gone through in the intake meeting, which nobody holds alone (S2-47). Where that was noted only after
    /// triage, its day says whether it came before: a meeting of a later day went through nothing that was still open.
    pub(super) fn hold_intake_meeting(
        &self,
        present: Vec<Decider>,
        summary: Option<Personal<Text>>,
        held_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("heldOn", held_on, today)?;
        not_before_act("heldOn", held_on, Act::ReportReceived, oslo_date(received.at))?;
        if let Some(triage) = self.triage.as_ref().filter(|triage| triage.on < held_on) {
            return Err(Refusal::IntakeMeetingAfterTriage { held_on, triaged_on: triage.on });
        }
        let Some((first, others)) = present.split_first() else { return Err(Refusal::IntakeMeetingAlone) };
        if !others.iter().any(|other| !first.is_same_person_as(other)) {
            return Err(Refusal::IntakeMeetingAlone);
        }
        Ok(vec![ReportEvent::IntakeMeetingHeld { present, summary, guides: self.guides_on(held_on), held_on }])
    }

    /// What intake looks at first is decided as soon as somebody has read the report, and anew when more is known; what
    /// is triaged waits no more (S1-8).
    pub(super) fn prioritise(
        &self,
        priority: Priority,
        decision: Decision,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        let Priority { severity, area, on: prioritised_on } = priority;
        not_in_future("prioritisedOn", prioritised_on, today)?;
        not_before_act("prioritisedOn", prioritised_on, Act::ReportReceived, oslo_date(received.at))?;
        if self.triage.is_some() {
            return Err(Refusal::AlreadyTriaged);
        }
        Ok(vec![ReportEvent::ReportPrioritised {
            severity,
            area,
            decision: decision.into(),
            guides: self.guides_on(prioritised_on),
            prioritised_on,
        }])
    }

    /// Help comes first: before triage, after it, and as often as it is needed (R-1, S2-48).
    pub(super) fn decide_urgent_follow_up(
        &self,
        measures: Personal<Text>,
        decision: Decision,
        decided_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("decidedOn", decided_on, today)?;
        not_before_act("decidedOn", decided_on, Act::ReportReceived, oslo_date(received.at))?;
        Ok(vec![ReportEvent::UrgentFollowUpDecided {
            measures,
            decision: decision.into(),
            guides: self.guides_on(decided_on),
            decided_on,
        }])
    }

    /// When it was said at the service or agency to which it was transferred that they have it (S2-48).
    pub const fn transfer_received_on(&self) -> Option<NaiveDate> {
        self.receipts.received_on()
    }

    /// What was transferred is received elsewhere; nothing else is.
    pub(super) fn record_transfer_receipt(
        &self,
        receipt: TransferReceipt,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        self.must_be_received()?;
        let transferred = self.triage.as_ref().filter(|triage| triage.outcome == TriageOutcome::ReportTransferred);
        let receipt = receipt.must_be_of(transferred.map(|triage| triage.on), self.receipts.received_on(), today)?;
        Ok(vec![ReportEvent::TransferReceiptRecorded(receipt)])
    }

    pub(super) fn conclude_triage(
        &self,
        conclusion: TriageConclusion,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        let decided_on = conclusion.decided_on;
        not_in_future("decidedOn", decided_on, today)?;
        not_before_act("decidedOn", decided_on, Act::ReportReceived, oslo_date(received.at))?;
        if self.triage.is_some() {
            return Err(Refusal::AlreadyTriaged);
        }
        // Dated back before that, it would count as done in time, which it was not (D-1).
        let taken_back_on = self.triaged_before.last().map(|(_, taken_back_on)| *taken_back_on);
        taken_back_on.map_or(Ok(()), |taken_back_on| not_before("decidedOn", decided_on, taken_back_on))?;
        let TriageConclusion {
            code,
            clarification,
            urgent_measures,
            decision,
            assessment,
            seconded_by,
            joins,
            active_measures,
            investigated,
            ..
        } = conclusion;
        let outcome = outcome_in_force(&code, clarification.is_some(), decided_on)?;
        // It was opened while triage was being reopened: nobody dismisses what is investigated.
        if investigated && outcome != TriageOutcome::InvestigationDecided {
            return Err(Refusal::InvestigationAlreadyOpened);
        }
        let is_over = joins.as_ref().is_some_and(|ongoing| ongoing.ended_without_looking_into(decided_on));
        let joins = join(joins, received, outcome, decided_on)?;
        let active_measures = named(active_measures, received, outcome, decided_on)?;
        if outcome.takes_two() {
            if assessment.is_none() {
                return Err(Refusal::AssessmentMissing);
            }
            let is_seconded =
                seconded_by.as_ref().is_some_and(|second| !second.is_same_person_as(&decision.decided_by));
            // What was gone through before another service sent it back knew nothing of that.
            let knew = |held_on: NaiveDate| held_on <= decided_on && self.came_back_on <= Some(held_on);
            if !is_seconded && !self.intake_meetings.iter().any(|held_on| knew(*held_on)) {
                return Err(Refusal::DismissedAlone);
            }
        }
        let decision = RecordedDecision::from(decision);
        // It was added while that investigation ran, and is written down when nobody looks into anything there any more, nor has since:
        // a fact, from which nothing would follow for the child. Triage is owed anew from then on (S2-48).
        let taken_back = joins.filter(|_| is_over).map(|joined| ReportEvent::JoiningCorrected {
            was: Some(joined.investigation),
            joined: None,
            was_over: true,
            decision: decision.clone(),
            corrected_on: today,
        });
        let triaged = ReportEvent::TriageDecided {
            outcome,
            conclusion: UsedCode { code, list: ListVersion::Register, clarification },
            urgent_measures: Some(urgent_measures),
            legal_basis: law::cited(LegalTopic::Triage, decided_on),
            decision,
            assessment,
            seconded_by,
            joins,
            active_measures,
            decided_on,
            guides: self.guides_on(decided_on),
            days_since_receipt: days_between(oslo_date(received.at), decided_on),
        };
        Ok(std::iter::once(triaged).chain(taken_back).collect())
    }
}

impl Report {
    /// What another service sends back is nobody's until triage is concluded anew; and so is what was concluded wrongly, as long as
    /// nothing followed from it: no investigation was opened, and no other service has the report (S2-48, S2-49). One that joined
    /// an investigation leaves that as by a correction.
    pub(super) fn reopen_triage(
        &self,
        sent_back: Option<Personal<Text>>,
        investigated: bool,
        decision: Decision,
        reopened_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("reopenedOn", reopened_on, today)?;
        let triage = self.triage.as_ref().ok_or(Refusal::NotTriaged)?;
        if received.from_return {
            return Err(Refusal::TriageOfReturn);
        }
        let since = self.joined_named_on.map_or(triage.on, |named_on| named_on.max(triage.on));
        not_before("reopenedOn", reopened_on, since)?;
        if sent_back.is_some() && triage.outcome != TriageOutcome::ReportTransferred {
            return Err(Refusal::NothingTransferred);
        }
        if let Some(on) = self.receipts.received_on().filter(|_| sent_back.is_none()) {
            return Err(Refusal::TransferReceived { on });
        }
        if investigated {
            return Err(Refusal::InvestigationAlreadyOpened);
        }
        if triage.outcome == TriageOutcome::AddedToOngoingInvestigation {
            return self.correct_joining(None, decision, reopened_on, today);
        }
        let (measures_in, decision) = (self.measures_in, decision.into());
        Ok(vec![ReportEvent::TriageReopened { sent_back, measures_in, decision, reopened_on }])
    }

    /// It waits for triage anew from that day on, and its reporter is told anew how that ends.
    pub(super) fn triage_was_taken_back(&mut self, on: NaiveDate) {
        self.triaged_before.extend(self.triage.take().map(|triage| (triage.on, on)));
        (self.informed_on, self.measures_in) = (None, None);
        self.way.begin_again(on);
    }
}

/// What a return tells of a conclusion: neither assessment nor who else stood behind it, nor whether it was urgent, nor what
/// guide was followed.
pub(super) fn as_imported(
    received: &Received,
    outcome: TriageOutcome,
    conclusion: UsedCode,
    decision: RecordedDecision,
    decided_on: NaiveDate,
) -> ReportEvent {
    ReportEvent::TriageDecided {
        outcome,
        conclusion,
        urgent_measures: None,
        legal_basis: law::cited(LegalTopic::Triage, decided_on),
        decision,
        assessment: None,
        seconded_by: None,
        joins: None,
        active_measures: None,
        decided_on,
        guides: Vec::new(),
        days_since_receipt: days_between(oslo_date(received.at), decided_on),
    }
}

fn days_between(first: NaiveDate, decided_on: NaiveDate) -> i64 {
    (decided_on - first).num_days()
}

/// The code must be on the register's list on the day of the decision.
fn outcome_in_force(code: &str, clarified: bool, on: NaiveDate) -> Result<TriageOutcome, Refusal> {
    let not_in_force = || Refusal::CodeNotInForce { field: "code", code: code.to_owned(), on };
    let known = find(CodeList::ReportConclusion, code).filter(|known| known.holds_on(on)).ok_or_else(not_in_force)?;
    if known.needs_clarification && !clarified {
        return Err(Refusal::ClarificationMissing { code: code.to_owned() });
    }
    TriageOutcome::from_code(code).ok_or_else(not_in_force)
}
