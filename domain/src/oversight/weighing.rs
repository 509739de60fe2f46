//! A report that is dismissed because measures are active for the child is weighed where these are followed up (R-50, S2-48).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::ids::ReportId;
use crate::investigation::InvestigationEvent;
use crate::report::{ActiveMeasures, ReportEvent, TriageOutcome};

const WEIGH: ObligationKind = ObligationKind::WeighReport;

impl Watch {
    /// A report was triaged here. Where it is dismissed because of measures that nobody names, none may be known, and whoever
    /// follows the child up does not hear of it.
    pub(super) fn hear_because_of_which_measures(
        &mut self,
        outcome: TriageOutcome,
        named: Option<ActiveMeasures>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if outcome == TriageOutcome::DismissedActiveMeasures && named.is_none() {
            self.find(FindingKind::ActiveMeasuresUnnamed, None, on, notes);
        }
    }

    /// The investigation that follows the measures up hears of the report: they are evaluated by it, or others decided on.
    pub(super) fn hear_what_is_reported_beside_measures(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        if let ReportEvent::TriageDecided { active_measures: Some(_), decided_on, .. } = event {
            let report = ReportId::from_uuid(notes.at.stream);
            let owing = Owing::from(WEIGH, *decided_on).of(report.as_uuid());
            match self.investigation.weighed.range(*decided_on..).next().copied() {
                Some(weighed_on) => self.was_owed_and_done(owing, weighed_on, notes),
                None => self.owe(owing, notes),
            }
        }
    }

    /// What is done about the child's measures weighs what was reported by then.
    pub(super) fn hear_that_measures_are_weighed(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        let (InvestigationEvent::MeasureDecided { decided_on: on, .. }
        | InvestigationEvent::ServiceMeasurePlanMade { planned_on: on, .. }
        | InvestigationEvent::DecidedMeasureEvaluated { evaluated_on: on, .. }) = event
        else {
            return;
        };
        self.investigation.weighed.insert(*on);
        let reported = self.owed.iter().filter(|owed| owed.kind == WEIGH && owed.opened_on <= *on);
        for which in reported.map(|owed| owed.which).collect::<BTreeSet<_>>() {
            self.met(WEIGH, which, *on, notes);
        }
    }
}
