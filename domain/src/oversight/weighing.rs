//! A report that is dismissed because measures are active for the child is weighed where these are followed up (R-50, S2-48), and one
//! that is added to an ongoing investigation is looked into in that (S2-48, R-43): nobody's report is filed away.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Finding, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::ids::{InvestigationId, MeasureId, ReportId};
use crate::investigation::InvestigationEvent;
use crate::report::{ActiveMeasures, ReportEvent, TriageOutcome};

const WEIGH: ObligationKind = ObligationKind::WeighReport;
const NOT_WEIGHED: FindingKind = FindingKind::JoinedReportNotWeighed;

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

    /// The investigation that follows the measures up hears of the report: they are evaluated by it, or others decided on. Where
    /// triage of it is to be concluded anew, it is not to be weighed here.
    pub(super) fn hear_what_is_reported_beside_measures(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        let report = ReportId::from_uuid(notes.at.stream).as_uuid();
        match event {
            ReportEvent::TriageDecided { active_measures: Some(_), decided_on, .. } => {
                let owing = Owing::from(WEIGH, *decided_on).of(report);
                match self.investigation.weighing.weighed_on(*decided_on) {
                    Some(weighed_on) => self.was_owed_and_done(owing, weighed_on, notes),
                    None => self.owe(owing, notes),
                }
            }
            ReportEvent::TriageReopened { measures_in: Some(_), reopened_on, .. } => {
                self.fall_away(WEIGH, Some(report), *reopened_on, notes);
            }
            _ => {}
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

    /// A report joins the investigation: what is done from that day on looks into it. It is found where the investigation has ended,
    /// as far as was told here, and nothing was. Where it does not belong to it after all, it was not to be looked into here.
    pub(super) fn hear_what_joins_it(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        let report = ReportId::from_uuid(notes.at.stream);
        let which = report.as_uuid();
        let this = InvestigationId::from_uuid(notes.stream);
        let joined_on = match event {
            ReportEvent::TriageDecided { joins: Some(joined), decided_on: on, .. }
            | ReportEvent::JoinedInvestigationNamed { joined, named_on: on }
            | ReportEvent::JoiningCorrected { joined: Some(joined), corrected_on: on, .. }
                if joined.investigation == this =>
            {
                *on
            }
            ReportEvent::JoiningCorrected { was: Some(was), corrected_on, .. } if *was == this => {
                self.investigation.weighing.joined.remove(&which);
                self.withdraw_found(NOT_WEIGHED, Some(which), notes);
                return self.fall_away(WEIGH, Some(which), *corrected_on, notes);
            }
            _ => return,
        };
        self.investigation.weighing.joined.insert(which, joined_on);
        let owing = Owing::from(WEIGH, joined_on).of(which);
        let looked_into_on = self.investigation.weighing.looked.range(joined_on..).next().copied();
        let goes_on = self.investigation.concluded_on.is_none();
        let first = self.about.report.replace(report);
        match looked_into_on {
            Some(looked_into_on) => self.was_owed_and_done(owing, looked_into_on, notes),
            None if goes_on => self.owe(owing, notes),
            None if self.investigation.weighing.ended_in_source => {}
            None => self.find(NOT_WEIGHED, Some(which), joined_on, notes),
        }
        self.about.report = first;
    }

    /// What is done to learn how the child is looks into what had joined by then, and so does what is decided for the child (S2-48).
    pub(super) fn hear_what_looks_into_it(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        let Some(on) = event.worked_in_on() else { return };
        let facts = &mut self.investigation.weighing;
        facts.looked.insert(on);
        let by_then: Vec<Uuid> =
            facts.joined.iter().filter(|(_, day)| **day <= on).map(|(report, _)| *report).collect();
        for report in by_then {
            self.met(WEIGH, Some(report), on, notes);
            self.withdraw_what_was_given_up_too_soon(report, on, notes);
            // Of a day before the end, it was looked into in time, whenever that is written down.
            let found = self.found.iter().find(|found| found.is(NOT_WEIGHED, Some(report)));
            match found.map(|found| on <= found.arose_on) {
                Some(true) => self.withdraw_found(NOT_WEIGHED, Some(report), notes),
                Some(false) => self.mend(NOT_WEIGHED, Some(report), on, notes),
                None => {}
            }
        }
    }

    /// It was not done in time as far as was known at the end, and had been, by the day on which that was done.
    fn withdraw_what_was_given_up_too_soon(&mut self, report: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_it = |found: &Finding| {
            found.obligation == Some(WEIGH) && found.which == Some(report) && found.awaited && on < found.arose_on
        };
        if let Some(index) = self.found.iter().position(is_it) {
            notes.withdraw(&self.found.remove(index));
        }
    }

    /// The investigation ends: what joined it and was not looked into is found. A source that gives no reasons does not tell of it.
    pub(super) fn hear_that_it_ends_with_what_joined(&mut self, was_here: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &mut self.investigation.weighing;
        facts.ended_in_source = !was_here;
        let joined = facts.joined.clone();
        for (report, joined_on) in joined {
            if !self.is_owed(WEIGH, Some(report)) {
                continue;
            }
            self.give_up(WEIGH, Some(report), on, notes);
            if was_here {
                let first = self.about.report.replace(ReportId::from_uuid(report));
                self.find(NOT_WEIGHED, Some(report), on.max(joined_on), notes);
                self.about.report = first;
            }
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
    /// The reports that joined the investigation, and the day on which each did.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    joined: BTreeMap<Uuid, NaiveDate>,
    /// The days on which something was done that looks into what had joined by then.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    looked: BTreeSet<NaiveDate>,
    /// Whether it ended in a source, which does not tell what was done in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ended_in_source: bool,
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
