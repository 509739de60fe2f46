//! Whoever finds that a crime is to be averted makes contact at once (R-4, S0-38).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Notes, ObligationKind, Owing, Watch};
use crate::case::{AvertingEvent, ReportingEvent, SharingBasis, SharingEvent};
use crate::law::LegalTopic;
use crate::time::oslo_date;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The latest day as of which it was assessed, and whether there is something to avert.
    assessed: Option<(NaiveDate, bool)>,
    /// The days on which police or child welfare were told of danger.
    told: BTreeSet<NaiveDate>,
}

impl Watch {
    /// Owed on the day itself, and met by the first contact from that day on: too late where that was a later day,
    /// whichever of the two was written down first. A later conclusion that there is nothing to avert takes back what was
    /// owed, and not that the day had passed; one of an earlier day, written down late, takes back nothing.
    pub(super) fn hear_averting(&mut self, event: &AvertingEvent, notes: &mut Notes<'_>) {
        let AvertingEvent::DutyToAvertAssessed { triggered, assessed_on: on, .. } = event;
        let kind = ObligationKind::ContactToAvert;
        self.hear_that_it_is_weighed(*on, notes);
        let later = self.case.averting.assessed.filter(|(latest, _)| on < latest);
        if later.is_none() {
            self.case.averting.assessed = Some((*on, *triggered));
        }
        if !triggered {
            if later.is_none() {
                self.take_back(kind, None, *on, notes);
            }
            return;
        }
        let owing = Owing::from(kind, *on).by(*on);
        let seen_otherwise_on = later.filter(|(_, triggered)| !triggered).map(|(latest, _)| latest);
        let told_on = self.case.averting.told.range(*on..).next().copied();
        if let Some(told_on) = told_on.filter(|told_on| seen_otherwise_on.is_none_or(|latest| *told_on <= latest)) {
            self.was_owed_and_done(owing, told_on, notes);
            return;
        }
        self.owe(owing, notes);
        if let Some(latest) = seen_otherwise_on {
            self.take_back(kind, None, latest, notes);
        }
    }

    pub(super) fn hear_report_to_avert(&mut self, event: &ReportingEvent, notes: &mut Notes<'_>) {
        match event {
            ReportingEvent::EmergencyContactMade { body, contacted_at: at, .. } if body.is_turned_to_in_danger() => {
                self.hear_that_they_are_told(oslo_date(*at), notes);
            }
            ReportingEvent::ReportSent { sent_at, .. } => self.hear_that_they_are_told(oslo_date(*sent_at), notes),
            ReportingEvent::EmergencyContactMade { .. }
            | ReportingEvent::ReportDrafted { .. }
            | ReportingEvent::ReportDraftDiscarded { .. }
            | ReportingEvent::ReportCosigned { .. }
            | ReportingEvent::DutyToReportAssessed { .. } => {}
        }
    }

    pub(super) fn hear_sharing_to_avert(&mut self, event: &SharingEvent, notes: &mut Notes<'_>) {
        if let SharingEvent::InformationShared { rests_on: SharingBasis::Duty { topic, .. }, shared_on, .. } = event
            && *topic == LegalTopic::DutyToAvert
        {
            self.hear_that_they_are_told(*shared_on, notes);
        }
    }

    /// What was said before the duty arose does not meet it.
    fn hear_that_they_are_told(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.averting.told.insert(on);
        let kind = ObligationKind::ContactToAvert;
        self.was_done_before(kind, |missed| missed.opened_on <= on, on, notes);
        if self.owed.iter().any(|owed| owed.kind == kind && owed.opened_on <= on) {
            self.met(kind, None, on, notes);
        }
    }
}
