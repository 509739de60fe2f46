//! A report that is dismissed because measures are active for the child is weighed where these are followed up (R-50, S2-48).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::ids::{MeasureId, ReportId};
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
            match self.investigation.weighing.weighed_on(*decided_on) {
                Some(weighed_on) => self.was_owed_and_done(owing, weighed_on, notes),
                None => self.owe(owing, notes),
            }
        }
    }

    /// What is done about the child's measures weighs what was reported by then; so does what goes further than they do: that the
    /// child is placed, or the board asked.
    pub(super) fn hear_that_measures_are_weighed(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        self.investigation.weighing.hear_when_it_is_in_force(event);
        let (on, about): (_, Vec<Option<MeasureId>>) = match event {
            InvestigationEvent::MeasureDecided { decided_on: on, .. }
            | InvestigationEvent::EmergencyPlacementDecided { decided_on: on, .. }
            | InvestigationEvent::BoardCaseSubmitted { submitted_on: on, .. } => (*on, vec![None]),
            InvestigationEvent::DecidedMeasureEvaluated { measure, evaluated_on: on, .. } => {
                (*on, vec![Some(*measure)])
            }
            // Of which measures it is, a plan did not always say.
            InvestigationEvent::ServiceMeasurePlanMade { measures, planned_on: on, .. } if measures.is_empty() => {
                (*on, vec![None])
            }
            InvestigationEvent::ServiceMeasurePlanMade { measures, planned_on: on, .. } => {
                (*on, measures.iter().copied().map(Some).collect())
            }
            _ => return,
        };
        let facts = &mut self.investigation.weighing;
        facts.weighed.extend(about.iter().map(|about| (on, *about)));
        let weighs = |day: NaiveDate| day <= on && about.iter().any(|about| facts.weighs(*about, day));
        let reported = self.owed.iter().filter(|owed| owed.kind == WEIGH && weighs(owed.opened_on));
        for which in reported.map(|owed| owed.which).collect::<BTreeSet<_>>() {
            self.met(WEIGH, which, on, notes);
        }
    }
}

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The first day on which each of the child's measures is in force, and the last where it was ended.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    in_force: BTreeMap<MeasureId, (NaiveDate, Option<NaiveDate>)>,
    /// The days on which something was done that weighs what was reported by then, and about which measure, where it is about one.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    weighed: BTreeSet<(NaiveDate, Option<MeasureId>)>,
}

impl Facts {
    fn hear_when_it_is_in_force(&mut self, event: &InvestigationEvent) {
        match event {
            InvestigationEvent::MeasureDecided { measure, decided, decided_on, .. } => {
                self.in_force.insert(*measure, (decided.from.max(*decided_on), None));
            }
            InvestigationEvent::DecidedMeasureEnded { measure, ended_on, .. } => {
                if let Some((_, until)) = self.in_force.get_mut(measure) {
                    *until = Some(*ended_on);
                }
            }
            _ => {}
        }
    }

    /// Whether what is done about that measure weighs what was reported on that day: it was in force then, and one of those because
    /// of which the report was dismissed. What is about none by itself does.
    fn weighs(&self, measure: Option<MeasureId>, reported_on: NaiveDate) -> bool {
        let in_force = measure.and_then(|measure| self.in_force.get(&measure));
        in_force.is_none_or(|(first, last)| *first <= reported_on && last.is_none_or(|last| reported_on <= last))
    }

    /// The first day on which what was reported on that day was weighed.
    fn weighed_on(&self, reported_on: NaiveDate) -> Option<NaiveDate> {
        let mut since = self.weighed.range((reported_on, None)..);
        since.find(|(_, measure)| self.weighs(*measure, reported_on)).map(|(on, _)| *on)
    }
}
