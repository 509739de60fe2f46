//! That guardians must not know of a report (R-6, S2-21, S0-40).
//!
//! Whoever sends it from a case of this ledger decides that there, and the report hears of it. What came by telephone or from
//! elsewhere has no such case, and of every report the service may come to know what the sender did not: it decides by itself.
//! While either decision stands, guardians are not told of the report. For what the service itself says to them its own decision
//! holds, once it has made one: it may talk with them although the sender keeps the report from them, until the sender gives a
//! ground anew, which may tell of a danger that nobody knew when that was decided.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Received, Report, ReportEvent};
use crate::Refusal;
use crate::case::{WithholdingGround, not_before, not_before_act, not_in_future};
use crate::people::Decision;
use crate::refusal::Act;
use crate::time::oslo_date;

/// On which grounds guardians are not told, and since when: the sender's decision and the service's own stand side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// What the sender decided, or said with the report.
    pub by_sender: Option<(WithholdingGround, NaiveDate)>,
    /// What the service decided.
    pub by_service: Option<(WithholdingGround, NaiveDate)>,
    /// Whether it has decided since the sender last gave a ground.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub service_has_decided: bool,
}

impl Withheld {
    pub(crate) fn as_received(ground: Option<WithholdingGround>, at: DateTime<Utc>) -> Self {
        Self { by_sender: ground.map(|ground| (ground, oslo_date(at))), ..Self::default() }
    }

    fn ground(self) -> Option<WithholdingGround> {
        self.by_service.or(self.by_sender).map(|(ground, _)| ground)
    }

    /// Whether the service may not speak with guardians either.
    pub(crate) fn holds_for_service(self) -> bool {
        self.ground_for_service().is_some()
    }

    /// On which ground it may not: by its own decision, or by the sender's as long as it has not decided on that itself.
    fn ground_for_service(self) -> Option<WithholdingGround> {
        let of_sender = self.by_sender.filter(|_| !self.service_has_decided);
        self.by_service.or(of_sender).map(|(ground, _)| ground)
    }

    /// What the service may lift, for its own part, by the day of each.
    fn liftable(self) -> impl Iterator<Item = NaiveDate> {
        let of_sender = self.by_sender.filter(|_| !self.service_has_decided);
        [self.by_service, of_sender].into_iter().flatten().map(|(_, since)| since)
    }

    /// Each decides for itself, but for what was said with a report that has no case here, which the service lifts too.
    pub(crate) fn was_decided(
        &mut self,
        ground: Option<WithholdingGround>,
        by_service: bool,
        on: NaiveDate,
        has_case: bool,
    ) {
        let decided = ground.map(|ground| (ground, on));
        if by_service {
            (self.by_service, self.service_has_decided) = (decided, true);
            if decided.is_none() && !has_case {
                self.by_sender = None;
            }
        } else {
            self.by_sender = decided;
            self.service_has_decided &= decided.is_none();
        }
    }
}

impl Received {
    pub(super) fn was_decided_of_telling(
        &mut self,
        ground: Option<WithholdingGround>,
        by_service: bool,
        on: NaiveDate,
    ) {
        self.withheld.was_decided(ground, by_service, on, self.case.is_some());
        self.withheld_from_guardians = self.withheld.ground();
    }
}

impl Report {
    /// The ground on which the service itself may not speak with the guardians of it; `None` where it may (R-6, S4-2).
    pub fn withheld_by_service(&self) -> Option<WithholdingGround> {
        self.received().and_then(|received| received.withheld.ground_for_service())
    }

    /// On a ground that the law knows on the day. A report is a matter of danger, or of a duty that was triggered: the service
    /// takes each of them, also one that the municipality does without where it only thinks of reporting (C3, R-1).
    pub(super) fn withhold(
        &self,
        ground: WithholdingGround,
        decision: Decision,
        withheld_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("withheldOn", withheld_on, today)?;
        not_before_act("withheldOn", withheld_on, Act::ReportReceived, oslo_date(received.at))?;
        ground.must_be_in_force(withheld_on)?;
        let (withheld_from_guardians, decision) = (Some(ground), Some(decision.into()));
        let changed_on = withheld_on;
        Ok(vec![ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians, decision, changed_on }])
    }

    /// Lifting is a reasoned decision of its own, of what the service decided or, for its own part, of what the sender did:
    /// that the report is kept from guardians by the unit that sent it is lifted in its case.
    pub(super) fn lift_withholding(
        &self,
        decision: Decision,
        lifted_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<ReportEvent>, Refusal> {
        let received = self.must_be_received()?;
        not_in_future("liftedOn", lifted_on, today)?;
        not_before("liftedOn", lifted_on, received.withheld.liftable().max().ok_or(Refusal::NotWithheldByService)?)?;
        let (withheld_from_guardians, decision) = (None, Some(decision.into()));
        let changed_on = lifted_on;
        Ok(vec![ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians, decision, changed_on }])
    }
}
