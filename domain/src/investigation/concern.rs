//! Dismissal with concern, and the renewed investigation that may follow it (R-46, S2-43, D-5).
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

/// Proof that an investigation was dismissed with concern and may be renewed: only that investigation can give it.
#[derive(Debug, Clone, PartialEq)]
pub struct RenewalMandate {
    pub(crate) renews: InvestigationId,
    pub(crate) report: ReportId,
    pub(crate) case: Option<CaseId>,
    pub(crate) child: Child,
    pub(crate) unit: String,
    pub(crate) dismissed_on: NaiveDate,
}

impl Investigation {
    /// The mandate to investigate once more, where this one was dismissed with concern (D-5).
    pub fn renewal_mandate(&self, this: InvestigationId) -> Result<RenewalMandate, Refusal> {
        let opened = self.opened.clone().ok_or(Refusal::NotFound { what: Sought::Investigation })?;
        let conclusion = self.conclusion.as_ref().ok_or(Refusal::InvestigationNotConcluded)?;
        if conclusion.outcome != InvestigationOutcome::DismissedWithConcern {
            return Err(Refusal::RenewalWithoutConcern);
        }
        let InvestigationOpened { report, case, child, unit, .. } = opened;
        Ok(RenewalMandate { renews: this, report, case, child, unit, dismissed_on: conclusion.on })
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
        if self.renewal.is_none() {
            return Err(Refusal::NoRenewalScheduled);
        }
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
        not_before("startedOn", started_on, mandate.dismissed_on)?;
        if self.opened.is_some() {
            return Err(Refusal::InvestigationAlreadyOpened);
        }
        within_six_months(started_on, mandate.dismissed_on)?;
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
