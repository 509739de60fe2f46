//! A report that joined an ongoing investigation (S1-13, S2-42, R-43).
//!
//! Nothing new is opened for it, but the public reporter who sent it is told in writing, as any other, how the
//! investigation ended.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Received, Report, ReportEvent, ReporterKind, TriageOutcome};
use crate::Refusal;
use crate::case::{not_before, not_before_act, not_in_future};
use crate::ids::{InvestigationId, ReportId, SubjectId};
use crate::people::{Child, Decision};
use crate::refusal::Act;

/// The ongoing investigation that a report joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    /// Which.
    pub investigation: InvestigationId,
    /// Whether the reporter learns what it comes to, which public ones do.
    pub reporter_learns_conclusion: bool,
}

/// Which of a report's joinings it is: each time that it is corrected where the report belongs another one begins, also where
/// it is back where it was. What a reporter was told is told of one of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JoiningNumber(pub u32);

impl JoiningNumber {
    /// Whether nothing was corrected before it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    pub(crate) const fn is_first(&self) -> bool {
        self.0 == 0
    }

    const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Proof that an investigation was opened, until when it ran, and on which day it was worked in last: only that investigation
/// can give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OngoingInvestigation {
    pub(crate) investigation: InvestigationId,
    /// The pseudonyms of the child that it is about: of one child is what somebody recorded to be (S2-48).
    pub(crate) children: Vec<SubjectId>,
    pub(crate) started_on: NaiveDate,
    pub(crate) ended_on: Option<NaiveDate>,
    pub(crate) worked_in_on: Option<NaiveDate>,
}

/// Proof that a public reporter's report about the same child joined an investigation, or that an investigation follows from it whose reporter was
/// named since: only that report can give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JoinedReporter {
    pub(crate) report: ReportId,
    /// Whether triage decided on an investigation of its own, and its reporter was named at work.
    pub(crate) follows: bool,
    /// Since when it is known that this reporter learns its end, where that was said afterwards.
    pub(crate) known_on: Option<NaiveDate>,
    /// As which of its joinings: what was told of one before was told as of another investigation, and is told anew.
    pub(crate) joining: JoiningNumber,
}

impl Report {
    /// Since when it is known who is told the investigation's end, and of which it is, where that was said afterwards: nobody
    /// could tell it before (R-43, R-62, D-4).
    pub fn end_is_told_since(&self) -> Option<NaiveDate> {
        self.named_at_work_on.max(self.joined_named_on)
    }

    /// Which of its joinings holds.
    pub const fn joining(&self) -> JoiningNumber {
        self.joining
    }

    /// The ongoing investigation that triage added it to, where it was named.
    pub const fn joined(&self) -> Option<&Joined> {
        self.joined.as_ref()
    }

    /// The reporter of this report as one who learns how that investigation ended, which is about the child of those pseudonyms
    /// . Of a report about another child, which joined it by mistake, the reporter is told nothing.
    pub fn joined_reporter(
        &self,
        report: ReportId,
        investigation: InvestigationId,
        children: &[SubjectId],
    ) -> Result<JoinedReporter, Refusal> {
        let received = self.must_be_received()?;
        let led_to_one = self.triage.as_ref().is_some_and(|it| it.outcome == TriageOutcome::InvestigationDecided);
        if led_to_one && self.named_at_work_on.is_some() {
            return Ok(JoinedReporter { follows: true, ..self.told_of_an_end(report) });
        }
        let joined = self.joined.filter(|joined| joined.investigation == investigation);
        let joined = joined.ok_or(Refusal::ReportNotJoined)?;
        if !children.contains(&received.child.subject) {
            return Err(Refusal::JoinsAnotherChild);
        }
        if joined.reporter_learns_conclusion {
            Ok(self.told_of_an_end(report))
        } else {
            Err(Refusal::ConclusionOnlyForPublicReporters)
        }
    }
}

impl Report {
    fn told_of_an_end(&self, report: ReportId) -> JoinedReporter {
        JoinedReporter { report, follows: false, known_on: self.end_is_told_since(), joining: self.joining }
    }

    /// Which investigation it was can be said afterwards: else the reporter would never hear of its end.
    pub(super) fn name_joined(
        &self,
        ongoing: &OngoingInvestigation,
        named_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("namedOn", named_on, today)?;
        let triage = self.triage.as_ref().ok_or(Refusal::NotTriaged)?;
        if triage.outcome != TriageOutcome::AddedToOngoingInvestigation {
            return Err(Refusal::NothingToJoin);
        }
        not_before_act("namedOn", named_on, Act::ReportTriaged, triage.on)?;
        if !ongoing.is_about(&received.child) {
            return Err(Refusal::JoinsAnotherChild);
        }
        if self.joined.is_some() {
            return Err(Refusal::JoinedInvestigationNamed);
        }
        ongoing.must_have_run_on(triage.on)?;
        let joined = ongoing.joined_by(received);
        Ok(vec![ReportEvent::JoinedInvestigationNamed { joined, named_on }])
    }

    /// A report that joined an investigation it does not belong to, be it another child's or another one of the same child, is
    /// put where it belongs, unless that has ended, with reasons: nobody would look into it, nor tell its reporter (R-43, S2-48). One that was added to an
    /// investigation nobody named, and of which there is none of this child, waits for triage anew as well; where there is one,
    /// that is named, and nothing was decided wrongly. What a return told of was concluded long ago and is counted: it is put to
    /// another investigation, and is not concluded anew.
    pub(super) fn correct_joining(
        &self,
        ongoing: Option<OngoingInvestigation>,
        decision: Decision,
        corrected_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("correctedOn", corrected_on, today)?;
        let triage = self.triage.as_ref().ok_or(Refusal::NotTriaged)?;
        if triage.outcome != TriageOutcome::AddedToOngoingInvestigation {
            return Err(Refusal::NoJoiningToCorrect);
        }
        let was = self.joined.map(|joined| joined.investigation);
        match (&ongoing, was) {
            (Some(_), None) => return Err(Refusal::JoiningUnnamed),
            (None, _) if received.from_return => return Err(Refusal::TriageOfReturn),
            (Some(_), Some(_)) | (None, _) => {}
        }
        not_before(
            "correctedOn",
            corrected_on,
            self.joined_named_on.map_or(triage.on, |named_on| named_on.max(triage.on)),
        )?;
        let joined = match ongoing {
            None => None,
            Some(ongoing) if !ongoing.is_about(&received.child) => return Err(Refusal::JoinsAnotherChild),
            Some(ongoing) if Some(ongoing.investigation) == was => return Err(Refusal::JoinedInvestigationNamed),
            // That is decided now, and nobody looks into anything there any more; a return's own was over long ago.
            Some(ongoing) if ongoing.has_ended() && !received.from_return => {
                return Err(Refusal::InvestigationConcluded);
            }
            Some(ongoing) => {
                ongoing.must_have_run_on(triage.on)?;
                Some(ongoing.joined_by(received))
            }
        };
        let (decision, was_over) = (decision.into(), false);
        Ok(vec![ReportEvent::JoiningCorrected { was, joined, was_over, decision, corrected_on }])
    }

    /// Its reporter hears of another end, known from then on, or anew of how triage ends.
    pub(super) fn joining_was_corrected(&mut self, joined: Option<Joined>, on: NaiveDate) {
        (self.joined, self.joined_named_on) = (joined, joined.map(|_| on));
        self.joining = self.joining.next();
        if joined.is_none() {
            self.triage_was_taken_back(on);
        }
    }
}

impl OngoingInvestigation {
    fn is_about(&self, child: &Child) -> bool {
        self.children.contains(&child.subject)
    }

    /// Whether its conclusion is recorded: it looks into nothing any more.
    const fn has_ended(&self) -> bool {
        self.ended_on.is_some()
    }

    /// Whether it ended with nothing done in it from that day on: nobody has looked into what joined it then.
    pub(super) fn ended_without_looking_into(&self, joined_on: NaiveDate) -> bool {
        self.has_ended() && self.worked_in_on.is_none_or(|worked_in_on| worked_in_on < joined_on)
    }

    fn must_have_run_on(&self, day: NaiveDate) -> Result<(), Refusal> {
        if day < self.started_on || self.ended_on.is_some_and(|ended_on| ended_on < day) {
            return Err(Refusal::InvestigationNotRunning { on: day });
        }
        Ok(())
    }

    /// Public reporters learn what it comes to.
    fn joined_by(&self, received: &Received) -> Joined {
        let reporter_learns_conclusion = received.reporter.kind() == ReporterKind::Public;
        Joined { investigation: self.investigation, reporter_learns_conclusion }
    }
}

/// Only triage that adds the report to an investigation names one; that one ran on the day, and is about the same child: what
/// joins another child's is looked into by nobody, and its reporter would hear how that one ended.
pub(super) fn join(
    ongoing: Option<OngoingInvestigation>,
    received: &Received,
    outcome: TriageOutcome,
    decided_on: NaiveDate,
) -> Result<Option<Joined>, Refusal> {
    let Some(ongoing) = ongoing else { return Ok(None) };
    if outcome != TriageOutcome::AddedToOngoingInvestigation {
        return Err(Refusal::NothingToJoin);
    }
    not_before("decidedOn", decided_on, ongoing.started_on)?;
    if ongoing.ended_on.is_some_and(|ended_on| ended_on < decided_on) {
        return Err(Refusal::InvestigationConcluded);
    }
    if !ongoing.is_about(&received.child) {
        return Err(Refusal::JoinsAnotherChild);
    }
    Ok(Some(ongoing.joined_by(received)))
}
