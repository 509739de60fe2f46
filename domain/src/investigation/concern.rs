//! Dismissal with concern, and the renewed investigation that may follow it (R-46, S2-43, D-5), or that a child is owed with whom
//! another service does not go on (S2-48).
//!
//! The conditions for measures are met, but the family does not want them and they are not grave enough to be imposed.
//! What was recommended and that it was declined is recorded before, as a step of its own: it is what the next one who
//! meets the child has to know.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Investigation, InvestigationEvent, InvestigationOpened, InvestigationOutcome, opened_anew};
use crate::Refusal;
use crate::case::{not_before, not_before_act, not_in_future};
use crate::ids::{CaseId, InvestigationId, ReportId};
use crate::law::{self, DeadlineKind};
use crate::people::{Child, Decision};
use crate::personal::Personal;
use crate::refusal::{Act, Sought};
use crate::text::Text;

/// A renewed investigation that was scheduled with the dismissal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The day on which it is to begin.
    pub planned_for: NaiveDate,
    /// The last day on which it may (D-5).
    pub due_by: NaiveDate,
}

/// Proof that an investigation was dismissed with concern, or sent back, and may be renewed: only that investigation can give it.
#[derive(Debug, Clone, PartialEq)]
pub struct RenewalMandate {
    pub(crate) renews: InvestigationId,
    pub(crate) report: ReportId,
    pub(crate) case: Option<CaseId>,
    pub(crate) child: Child,
    pub(crate) unit: String,
    pub(crate) dismissed_on: NaiveDate,
    /// When another service sent it back, and whether the reporter of that one learns how the next ends; nothing where this one was
    /// dismissed with concern, of which nobody reported anew (R-43, S2-48).
    pub(crate) sent_back: Option<(NaiveDate, Option<bool>)>,
}

impl Investigation {
    /// The mandate to investigate once more, where this one was dismissed with concern (D-5), or the service that was to go on with
    /// the child sent it back (S2-48).
    pub fn renewal_mandate(&self, this: InvestigationId) -> Result<RenewalMandate, Refusal> {
        let opened = self.opened.clone().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        let conclusion = self.conclusion.as_ref().ok_or(Refusal::InvestigationNotConcluded)?;
        if conclusion.outcome != InvestigationOutcome::DismissedWithConcern && self.sent_back.is_none() {
            return Err(Refusal::RenewalWithoutConcern);
        }
        let InvestigationOpened { report, case, child, unit, reporter_learns_conclusion, .. } = opened;
        let sent_back = self.sent_back.map(|on| (on, reporter_learns_conclusion));
        Ok(RenewalMandate { renews: this, report, case, child, unit, dismissed_on: conclusion.on, sent_back })
    }

    /// The renewed investigation that was scheduled with the dismissal, if any was (D-5).
    pub const fn renewal(&self) -> Option<Renewal> {
        self.renewal
    }

    /// The days on which recommended measures were declined, in the order in which that was recorded.
    pub fn declined_on(&self) -> &[NaiveDate] {
        &self.declined_on
    }

    pub(super) fn decline_measures(
        &self,
        recommended: Personal<Text>,
        account: Personal<Text>,
        declined_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_running()?;
        not_in_future("declinedOn", declined_on, today)?;
        not_before_act("declinedOn", declined_on, Act::InvestigationStarted, opened.started_on)?;
        let guides = self.way().versions_on(declined_on);
        Ok(vec![InvestigationEvent::RecommendedMeasuresDeclined { recommended, account, guides, declined_on }])
    }

    /// What was scheduled is never silently dropped: why it is not done is told, before its last day or after (D-5). What
    /// is done is not called off.
    pub(super) fn call_off_renewal(
        &self,
        renewed_on: Option<NaiveDate>,
        decision: Decision,
        called_off_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.opened.as_ref().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        let conclusion = self.conclusion.as_ref().ok_or(Refusal::InvestigationNotConcluded)?;
        not_in_future("calledOffOn", called_off_on, today)?;
        not_before_act("calledOffOn", called_off_on, Act::InvestigationConcluded, conclusion.on)?;
        if self.renewal.is_none() && self.sent_back.is_none() {
            return Err(Refusal::NoRenewalScheduled);
        }
        self.sent_back.map_or(Ok(()), |on| not_before("calledOffOn", called_off_on, on))?;
        if let Some(on) = renewed_on {
            return Err(Refusal::RenewalAlreadyOpened { on });
        }
        let (child, decision) = (opened.child.subject, decision.into());
        Ok(vec![InvestigationEvent::RenewalCalledOff {
            child,
            decision,
            guides: self.guides_on(called_off_on),
            called_off_on,
        }])
    }

    /// The service to which the child was referred, or moved, does not go on with it, whether or not it had said that it has what was
    /// sent. What others handed over, as an import tells, came back to them.
    pub(super) fn send_back(
        &self,
        account: Personal<Text>,
        sent_back_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("sentBackOn", sent_back_on, today)?;
        let sent_on = self.sent_elsewhere_on().ok_or(Refusal::NothingTransferred)?;
        not_before("sentBackOn", sent_back_on, sent_on)?;
        if let Some(on) = self.sent_back {
            return Err(Refusal::InvestigationSentBack { on });
        }
        Ok(vec![InvestigationEvent::InvestigationSentBack {
            child: opened.child.subject,
            report: opened.report,
            case: opened.case,
            unit: opened.unit.clone(),
            account,
            open_by: law::due(DeadlineKind::Triage, sent_back_on),
            sent_back_on,
        }])
    }

    /// When the service that was to go on with the child said that it does not (S2-48).
    pub const fn sent_back_on(&self) -> Option<NaiveDate> {
        self.sent_back
    }

    /// When it was decided here that another service goes on with the child.
    fn sent_elsewhere_on(&self) -> Option<NaiveDate> {
        let conclusion = self.conclusion.as_ref().filter(|ended| ended.decided_here)?;
        conclusion.outcome.goes_on_elsewhere(&conclusion.code).then_some(conclusion.on)
    }

    /// Who is dismissed with concern declined measures before, and nobody else is looked at once more.
    pub(super) fn may_dismiss_with_concern(
        &self,
        outcome: InvestigationOutcome,
        renewal: Option<NaiveDate>,
        concluded_on: NaiveDate,
    ) -> Result<(), Refusal> {
        let with_concern = outcome == InvestigationOutcome::DismissedWithConcern;
        if with_concern {
            match self.declined_on.iter().min() {
                Some(on) if *on <= concluded_on => {}
                Some(on) => return Err(Refusal::MeasuresDeclinedLater { concluded_on, on: *on }),
                None => return Err(Refusal::MeasuresNotDeclined),
            }
        }
        let Some(planned_for) = renewal else { return Ok(()) };
        if !with_concern {
            return Err(Refusal::RenewalWithoutConcern);
        }
        within_six_months(planned_for, concluded_on)
    }

    /// The renewed investigation begins on the day of its decision: there is no triage it could run from.
    pub(super) fn renew(
        &self,
        mandate: RenewalMandate,
        started_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        not_in_future("startedOn", started_on, today)?;
        let (sent_back_on, dismissed_on) = (mandate.sent_back.map(|(on, _)| on), mandate.dismissed_on);
        not_before("startedOn", started_on, sent_back_on.unwrap_or(dismissed_on))?;
        if self.opened.is_some() {
            return Err(Refusal::InvestigationAlreadyOpened);
        }
        // Nobody is lost between two services because a time has passed (S2-48).
        if sent_back_on.is_none() {
            within_six_months(started_on, dismissed_on)?;
        }
        Ok(vec![opened_anew(mandate, started_on)])
    }
}

/// What was scheduled with the dismissal: for whom, and until when.
pub(super) fn scheduled(
    opened: &InvestigationOpened,
    planned_for: NaiveDate,
    scheduled_on: NaiveDate,
) -> InvestigationEvent {
    InvestigationEvent::RenewedInvestigationScheduled {
        child: opened.child.subject,
        report: opened.report,
        case: opened.case,
        unit: opened.unit.clone(),
        planned_for,
        due_by: law::due(DeadlineKind::RenewedInvestigation, scheduled_on),
        scheduled_on,
    }
}

/// Six calendar months after the dismissal at the latest (D-5); before the act had them, not at all.
fn within_six_months(wanted: NaiveDate, dismissed_on: NaiveDate) -> Result<(), Refusal> {
    let latest = law::due(DeadlineKind::RenewedInvestigation, dismissed_on);
    if wanted <= dismissed_on || wanted > latest {
        return Err(Refusal::RenewalOutOfBounds { wanted, dismissed_on, latest });
    }
    Ok(())
}
