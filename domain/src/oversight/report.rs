//! What the child welfare service owes from the receipt of a report to the end of triage (S1, S2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Excuse, Finding, FindingKind, Notes, Obligation, ObligationKind, Owing, Watch};
use crate::case::{Degree, StepConsequence};
use crate::ids::ReportId;
use crate::investigation::{InvestigationEvent, first_day};
use crate::law::{self, DeadlineKind};
use crate::people::Rationale;
use crate::report::{AcknowledgementDuty, Channel, ReportEvent, TriageOutcome, triage_feedback_due};
use crate::time::oslo_date;

/// What the next event of a report is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub(super) struct Facts {
    /// The day on which it was received.
    received_on: Option<NaiveDate>,
    /// Each time that another service sent it back, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    returns: Vec<Return>,
    /// A public reporter learns how triage ends, until then.
    learns_outcome: bool,
    /// The day on which a private reporter was named as one at work, to whom nothing could be told before.
    #[serde(skip_serializing_if = "Option::is_none")]
    named_on: Option<NaiveDate>,
    /// A private reporter has said whether it was learned through work.
    declared: bool,
    /// Taken over from a return for statistics, which tells neither of feedback nor of what was opened.
    from_return: bool,
    intake: Intake,
    /// The investigation that follows from it is opened.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    investigated: bool,
    /// Intake found it serious, or triage that something is to be done for the child at once (S1-8, S2-48).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    serious: bool,
}

/// Another service sent the report back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Return {
    on: NaiveDate,
    /// The position of what tells of it.
    at: i64,
}

impl Facts {
    /// Whether triage is concluded.
    pub(super) const fn is_triaged(&self) -> bool {
        self.intake.triaged_on.is_some()
    }

    /// Whether what was decided on that day was about a triage that was taken back since, and is carried out no more.
    pub(super) fn was_before_it_was_taken_back(&self, day: NaiveDate) -> bool {
        self.intake.taken_back_on.is_some_and(|taken_back_on| day < taken_back_on)
    }

    /// From which day the times for triage and what follows from it run: nobody had it to triage before it came back (D-1 to D-3,
    /// as [`Report::runs_from`](crate::report::Report::runs_from) counts them).
    fn runs_from(&self) -> Option<NaiveDate> {
        self.came_back_on().or(self.received_on)
    }

    /// When it came back last.
    fn came_back_on(&self) -> Option<NaiveDate> {
        self.returns.last().map(|last| last.on)
    }

    /// After how many of its returns that was noted.
    fn returns_before_entry(&self, position: i64) -> usize {
        self.returns.iter().filter(|known| known.at <= position).count()
    }

    /// After how many of its returns a day comes: what was done on it was done for the triage after the last of them, whenever it is
    /// written down.
    fn returns_by_day(&self, day: NaiveDate) -> usize {
        self.returns.iter().filter(|known| known.on <= day).count()
    }

    /// Whether what was done on that day was done for the triage of now.
    fn is_of_now(&self, day: NaiveDate) -> bool {
        self.returns_by_day(day) == self.returns.len()
    }

    /// Whether triage found that urgent measures are needed: nobody waits for the steps of a guide.
    pub(super) const fn is_urgent(&self) -> bool {
        self.intake.urgent
    }
}

/// What the intake has done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Intake {
    /// The first day on which its meeting went through the report (S2-47).
    #[serde(skip_serializing_if = "Option::is_none")]
    gone_through_on: Option<NaiveDate>,
    /// It is decided what is done at once (S2-48).
    follow_up_decided: bool,
    /// The day on which triage was concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    triaged_on: Option<NaiveDate>,
    /// The latest day on which it was taken back, and triage is concluded anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_back_on: Option<NaiveDate>,
    /// It was dismissed or sent away on an assessment, and nothing says yet that more than one person stood behind that.
    wants_the_meeting: bool,
    /// Urgent measures are needed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    urgent: bool,
}

impl Intake {
    /// Whether its meeting went through the report by that day, whichever of the two was written down first.
    fn went_through_it_by(&self, day: NaiveDate) -> bool {
        self.gone_through_on.is_some_and(|held_on| held_on <= day)
    }
}

impl Watch {
    pub(super) fn hear_report(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        self.hear_what_is_joined(event, notes);
        match event {
            // The week runs from receipt, holidays counted (D-1, S2-68).
            ReportEvent::ReportReceived { case, unit, channel, received_at, .. } => {
                self.about.case = *case;
                self.about.report = Some(ReportId::from_uuid(notes.stream));
                self.unit.clone_from(unit);
                self.report.from_return = *channel == Channel::Kostra15F;
                let received_on = oslo_date(*received_at);
                self.report.received_on = Some(received_on);
                let due = law::due(DeadlineKind::Triage, received_on);
                self.owe(Owing::from(ObligationKind::TriageReport, received_on).by(due), notes);
            }
            // Three weeks for the acknowledgement, which a return does not tell of (R-41, D-2).
            ReportEvent::ReporterClassified { kind, acknowledgement, learns_outcome, classified_at, .. } => {
                let classified_on = oslo_date(*classified_at);
                if self.report.from_return {
                    return;
                }
                self.report.learns_outcome = *learns_outcome;
                // Nobody is turned away for want of it: a child may depend on the report.
                if kind.declares() && !self.report.declared {
                    self.find(FindingKind::DeclarationMissing, None, classified_on, notes);
                }
                if let AcknowledgementDuty::Due { by } = acknowledgement {
                    self.owe(Owing::from(ObligationKind::AcknowledgeReport, classified_on).by(*by), notes);
                }
            }
            ReportEvent::ReporterDeclarationRecorded { learned_through_work, declared_on, .. } => {
                self.report.declared = true;
                self.mend(FindingKind::DeclarationMissing, None, *declared_on, notes);
                if *learned_through_work {
                    self.find(FindingKind::PrivatelyReportedFromWork, None, *declared_on, notes);
                } else {
                    // It was recorded so by mistake, and nobody who reported from work did so privately.
                    self.withdraw_found(FindingKind::PrivatelyReportedFromWork, None, notes);
                }
            }
            ReportEvent::ReporterNamedAtWork { acknowledgement_due, named_on, .. } => {
                self.hear_that_the_reporter_is_named_at_work(*acknowledgement_due, *named_on, notes);
            }
            ReportEvent::AcknowledgementSent { sent_on, .. } => {
                self.met(ObligationKind::AcknowledgeReport, None, *sent_on, notes);
            }
            // What intake must not do, and nothing that it owes.
            ReportEvent::WithholdingFromGuardiansChanged { .. } | ReportEvent::ReportCodesGiven { .. } => {}
            // Followed up by how serious it is (S1-8); what is found serious before triage is opened by that.
            ReportEvent::ReportPrioritised { severity, prioritised_on, .. } => {
                self.report.serious = *severity == Degree::Serious || self.report.intake.urgent;
                self.hear_how_serious_it_is(*prioritised_on, notes);
            }
            ReportEvent::IntakeMeetingHeld { held_on, .. } => self.hear_that_the_intake_met(*held_on, notes),
            ReportEvent::UrgentFollowUpDecided { decided_on, .. } => self.hear_what_is_done_at_once(*decided_on, notes),
            ReportEvent::TriageDecided {
                outcome,
                urgent_measures,
                decision,
                assessment,
                seconded_by,
                joins,
                active_measures,
                decided_on,
                ..
            } => {
                self.report.intake.triaged_on = Some(*decided_on);
                self.mend(FindingKind::JoinedReportNotWeighed, None, *decided_on, notes);
                let gone_through = self.report.intake.went_through_it_by(*decided_on);
                self.met(ObligationKind::TriageReport, None, *decided_on, notes);
                self.report.intake.urgent = *urgent_measures == Some(true);
                // A return names neither reasons nor assessment nor a second person, and has no place for them: that
                // they are not there says nothing. What was decided here, with its reasons, could have told.
                let was_here = matches!(decision.rationale, Rationale::Stated(_));
                // As was decided in a step of its guide, or without that.
                let asked_for = match outcome {
                    TriageOutcome::InvestigationDecided => Some(StepConsequence::Investigate),
                    TriageOutcome::ReportDismissed | TriageOutcome::DismissedActiveMeasures => {
                        Some(StepConsequence::Close)
                    }
                    // A guide knows of no other service and no other investigation (S1-4).
                    TriageOutcome::ReportTransferred | TriageOutcome::AddedToOngoingInvestigation => None,
                };
                self.hear_that_triage_is_concluded(asked_for, was_here && self.way.guided, *decided_on, notes);
                let was_alone = seconded_by.is_none() && !gone_through;
                if outcome.takes_two() && was_here && (assessment.is_none() || was_alone) {
                    self.report.intake.wants_the_meeting = assessment.is_some();
                    self.find_of_this_triage(FindingKind::ReportDismissedAlone, *decided_on, None, notes);
                }
                // All reports are gone through by more than one; in acute danger nobody waits for a meeting (S2-47, R-1).
                if was_here && !gone_through {
                    let excuse = (*urgent_measures == Some(true)).then_some(Excuse::Emergency);
                    let kind = FindingKind::TriagedWithoutIntakeMeeting;
                    self.find_of_this_triage(kind, *decided_on, excuse, notes);
                }
                if *urgent_measures == Some(true) && !self.report.intake.follow_up_decided && !self.report.from_return {
                    let owing = Owing::from(ObligationKind::DecideUrgentFollowUp, *decided_on);
                    self.owe(owing.by(*decided_on), notes);
                }
                // A public reporter whose report joined an investigation that nobody named hears of no end, and whoever
                // investigates finds no report from anybody.
                let joined = *outcome == TriageOutcome::AddedToOngoingInvestigation;
                if joined && was_here && joins.is_none() {
                    self.find(FindingKind::JoinedInvestigationUnnamed, None, *decided_on, notes);
                }
                if was_here {
                    self.hear_because_of_which_measures(*outcome, *active_measures, *decided_on, notes);
                }
                // From the decision on, by the day that receipt sets, or the return: after late triage it is late at once.
                if self.report.learns_outcome {
                    let due = triage_feedback_due(self.told_since().unwrap_or(*decided_on));
                    self.owe(Owing::from(ObligationKind::TellReporterOfTriage, *decided_on).by(due), notes);
                }
                if *outcome == TriageOutcome::ReportTransferred && was_here {
                    self.hear_that_it_is_transferred(*decided_on, notes);
                }
                let is_to_be_opened = !self.report.investigated && !self.report.from_return;
                if *outcome == TriageOutcome::InvestigationDecided && is_to_be_opened {
                    // The investigation's own time, opened or not: late triage makes it no longer (D-3).
                    let first_day = self.report.runs_from().map_or(*decided_on, |on| first_day(*decided_on, on));
                    let last = law::due(DeadlineKind::Investigation, first_day);
                    self.report.serious |= *urgent_measures == Some(true);
                    self.owe_opening_it(*decided_on, last, notes);
                }
            }
            ReportEvent::JoinedInvestigationNamed { named_on, .. }
            | ReportEvent::JoiningCorrected { joined: Some(_), corrected_on: named_on, .. } => {
                self.mend(FindingKind::JoinedInvestigationUnnamed, None, *named_on, notes);
            }
            ReportEvent::JoiningCorrected { joined: None, was_over, corrected_on, .. } => {
                let due = law::due(DeadlineKind::Triage, self.report.runs_from().unwrap_or(*corrected_on));
                self.hear_that_triage_is_to_be_concluded_anew(due, *corrected_on, notes);
                if *was_over {
                    self.find(FindingKind::JoinedReportNotWeighed, None, *corrected_on, notes);
                }
            }
            ReportEvent::TriageReopened { sent_back, reopened_on, .. } => {
                self.hear_that_triage_is_reopened(sent_back.is_some(), *reopened_on, notes);
            }
            ReportEvent::TransferReceiptRecorded(receipt) => self.hear_that_it_is_received_elsewhere(receipt, notes),
            ReportEvent::EntryFoundWrong(wrong) => self.hear_what_was_found_wrong(wrong, notes),
            ReportEvent::Steps(event) => self.hear_steps(event, notes),
            ReportEvent::ReporterInformedOfTriage { informed_on, .. } => {
                self.met(ObligationKind::TellReporterOfTriage, None, *informed_on, notes);
            }
        }
    }

    /// What was decided before another service sent the report back helps with nothing that is urgent since (S2-48); written down
    /// only now, it was decided all the same.
    fn hear_what_is_done_at_once(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let kind = ObligationKind::DecideUrgentFollowUp;
        let report = self.report.clone();
        let of_that_triage =
            |owed: &Obligation| report.returns_before_entry(owed.position) == report.returns_by_day(on);
        self.was_done_before(kind, of_that_triage, on, notes);
        if self.report.is_of_now(on) {
            self.report.intake.follow_up_decided = true;
            self.met(kind, None, on, notes);
        }
    }

    /// A meeting that was held by the day of triage and noted afterwards went through the report all the same: what was found for
    /// want of it never was (S2-47, R-48). One of a later day, before triage is concluded anew, mends it from then on.
    fn hear_that_the_intake_met(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_of_now = self.report.is_of_now(on);
        let intake = &mut self.report.intake;
        if is_of_now {
            intake.gone_through_on = Some(intake.gone_through_on.map_or(on, |before| before.min(on)));
        }
        if intake.wants_the_meeting && is_of_now && intake.triaged_on.is_some_and(|triaged_on| on <= triaged_on) {
            intake.wants_the_meeting = false;
            self.withdraw_found(FindingKind::ReportDismissedAlone, None, notes);
        }
        // One of before it came back went through what was triaged then.
        let of_that_triage = self.report.returns_by_day(on);
        let unmet = |found: &Finding| {
            found.is(FindingKind::TriagedWithoutIntakeMeeting, None)
                && self.report.returns_before_entry(found.position) == of_that_triage
        };
        let Some(index) = self.found.iter().position(unmet) else { return };
        if on <= self.found[index].arose_on {
            notes.withdraw(&self.found.remove(index));
        } else {
            self.mend_at(index, on, notes);
        }
    }

    /// As is found once of each triage: what was found before another service sent the report back stands beside it.
    fn find_of_this_triage(&mut self, kind: FindingKind, on: NaiveDate, excuse: Option<Excuse>, notes: &mut Notes<'_>) {
        let returns = self.report.returns.len();
        let is_of_now = |found: &Finding| self.report.returns_before_entry(found.position) == returns;
        if !self.found.iter().any(|found| found.is(kind, None) && is_of_now(found)) {
            self.found.push(Finding { excuse, ..self.finding(kind, None, on, notes) });
            notes.finding(self.found.last());
        }
    }

    /// From which day the time for telling the reporter how triage ended runs: nobody could be told before it was known who
    /// reported, nor while another service had the report (R-42, R-62, D-2).
    fn told_since(&self) -> Option<NaiveDate> {
        self.report.named_on.or(self.report.received_on).max(self.report.came_back_on())
    }

    /// Another service sent it back, or nothing had followed from what was chosen wrongly (S2-48, S2-49). Within a week from when it
    /// came back it is gone through as any that comes in; what was wrong from the beginning is owed by the day that receipt sets.
    fn hear_that_triage_is_reopened(&mut self, sent_back: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        if sent_back {
            self.report.returns.push(Return { on, at: notes.at.position });
            self.give_up(ObligationKind::DecideUrgentFollowUp, None, on, notes);
            // Nobody has gone through it since, nor is known to have found it urgent.
            self.report.intake = Intake::default();
        }
        let came_on = self.report.runs_from().unwrap_or(on);
        let awaited = if sent_back { Ending::Met { on } } else { Ending::Lapsed { on } };
        self.end(ObligationKind::AwaitTransferReceipt, None, awaited, notes);
        self.give_up(ObligationKind::OpenInvestigation, None, on, notes);
        for kind in [FindingKind::InvestigationNotOpened, FindingKind::ActiveMeasuresUnnamed] {
            self.mend(kind, None, on, notes);
        }
        self.hear_that_triage_is_to_be_concluded_anew(law::due(DeadlineKind::Triage, came_on), on, notes);
    }

    /// Nobody has gone through it for this child: triage is owed by the day that receipt sets, late at once where that has
    /// passed (D-1), or that on which it came back; and what was to be told of the one before is told of the next.
    fn hear_that_triage_is_to_be_concluded_anew(&mut self, due: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        (self.report.intake.triaged_on, self.report.intake.taken_back_on) = (None, Some(on));
        self.transferred = false;
        self.mend(FindingKind::JoinedInvestigationUnnamed, None, on, notes);
        self.end(ObligationKind::TellReporterOfTriage, None, Ending::Lapsed { on }, notes);
        self.owe(Owing::from(ObligationKind::TriageReport, on).by(due), notes);
    }

    /// The report is a public one from then on, which mends that it was made privately. Nobody could tell this reporter
    /// anything before: the three weeks run from the day on which it is known whom to tell.
    fn hear_that_the_reporter_is_named_at_work(
        &mut self,
        acknowledgement_due: Option<NaiveDate>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.mend(FindingKind::PrivatelyReportedFromWork, None, on, notes);
        (self.report.learns_outcome, self.report.named_on) = (true, Some(on));
        if let Some(due) = acknowledgement_due {
            self.owe(Owing::from(ObligationKind::AcknowledgeReport, on).by(due), notes);
        }
        if self.report.intake.triaged_on.is_some() {
            let due = triage_feedback_due(self.told_since().unwrap_or(on));
            self.owe(Owing::from(ObligationKind::TellReporterOfTriage, on).by(due), notes);
        }
    }

    /// The investigation is opened soon after triage, and where it is serious at once; in time to be concluded in any case
    /// (S1-8, S2-52). That the time for all of it passes with nobody having opened it is a breach by itself (D-3).
    fn owe_opening_it(&mut self, on: NaiveDate, last: NaiveDate, notes: &mut Notes<'_>) {
        let due = notes.own.due(self.time_to_open_it(), on).min(last.max(on));
        self.owe(Owing::from(ObligationKind::OpenInvestigation, on).by(due), notes);
        self.find(FindingKind::InvestigationNotOpened, None, last.succ_opt().unwrap_or(last), notes);
    }

    const fn time_to_open_it(&self) -> DeadlineKind {
        if self.report.serious { DeadlineKind::SeriousOpening } else { DeadlineKind::InvestigationOpening }
    }

    /// It was found how serious it is after triage decided on the investigation, which nobody has opened yet: there is no more
    /// time for it than from then on.
    fn hear_how_serious_it_is(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let kind = ObligationKind::OpenInvestigation;
        let Some(due) = self.owed.iter().find(|owed| owed.is(kind, None)).and_then(|owed| owed.due) else { return };
        let earlier = notes.own.due(self.time_to_open_it(), on);
        if self.report.serious && earlier < due {
            if let Some(index) = self.shown(kind, None) {
                notes.withdraw(&self.found.remove(index));
            }
            self.is_due_by(kind, None, earlier, notes);
        }
    }

    /// A report hears of the investigation that follows from it.
    pub(super) fn hear_as_report(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        // On the day it was recorded: the investigation itself is dated back to triage.
        if let InvestigationEvent::InvestigationOpened { .. } = event {
            // A child hears of it too, and of itself it remembers nothing of that.
            self.report.investigated |= self.report.received_on.is_some();
            self.met(ObligationKind::OpenInvestigation, None, notes.at.recorded_on, notes);
            self.mend(FindingKind::InvestigationNotOpened, None, notes.at.recorded_on, notes);
        }
    }
}
