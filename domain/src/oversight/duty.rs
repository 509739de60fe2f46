//! A duty to report that is triggered is met by a report (R-9, S4-1), also where the service was told at once; and
//! what was shared on necessity is followed by somebody's acting on the danger, or assessing a duty (S3-50).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{ReportingEvent, SharingBasis};
use crate::ids::ReportId;
use crate::law::DeadlineKind;
use crate::people::Body;
use crate::time::oslo_date;

const SEND: ObligationKind = ObligationKind::SendReport;
const WEIGH: ObligationKind = ObligationKind::AssessAfterNecessity;
const ASSESS: ObligationKind = ObligationKind::AssessDutyToReport;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The latest day as of which the duty was found to be triggered for the next report, and stands.
    triggered_on: Option<NaiveDate>,
    /// The days on which somebody acted on danger, or assessed a duty.
    weighed: BTreeSet<NaiveDate>,
    /// The days on which the child welfare service was told in acute danger.
    service_told: BTreeSet<NaiveDate>,
    /// Whether it was told so of what the report that is owed is about, which then is still to be written.
    is_told: bool,
    /// The latest day on which a report was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    reported_on: Option<NaiveDate>,
    /// The latest day as of which the duty was assessed, whatever came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    assessed_on: Option<NaiveDate>,
}

impl Watch {
    /// The report that was sent in an emergency and is assessed afterwards by that event, where it is about one: the one that
    /// is named, or the first that is owed it, of what was recorded before it could be said that it is for the next.
    pub(super) fn report_assessed_afterwards(&self, event: &ReportingEvent) -> Option<Uuid> {
        let ReportingEvent::DutyToReportAssessed { report, for_next_report, .. } = event else { return None };
        let mut owed = self.owed.iter().filter(|owed| owed.kind == ASSESS && !for_next_report);
        report.map(ReportId::as_uuid).or_else(|| owed.find_map(|owed| owed.which))
    }

    /// The duty was assessed for the next report, which is what a call left owed, unless the call came later: what was assessed
    /// before it knew nothing of it.
    pub(super) fn hear_whether_the_next_is_due(&mut self, triggered: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.owed.iter().any(|owed| owed.is(ASSESS, None) && owed.opened_on <= on) {
            self.met(ASSESS, None, on, notes);
        }
        self.hear_whether_a_report_is_due(triggered, on, notes);
        self.owe_assessing_a_later_call(on, notes);
    }

    /// Somebody called for help after what was assessed or sent on that day, which says nothing of it.
    fn owe_assessing_a_later_call(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(called_on) = self.case.called_after(on) {
            self.owe_assessing_the_duty(called_on, notes);
        }
    }

    /// The duty was assessed for the next report. That it is triggered is taken back by an assessment of that day or a
    /// later one, and by none of an earlier day that is written down late.
    fn hear_whether_a_report_is_due(&mut self, triggered: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        let triggered_on = &mut self.case.duty.triggered_on;
        if triggered {
            *triggered_on = (*triggered_on).max(Some(on));
            let in_time = Owing::from(SEND, on);
            let told_on = self.case.duty.service_told.range(on..).next().copied();
            match told_on.filter(|_| !self.is_owed(SEND, None)) {
                Some(told_on) => {
                    self.was_found_and_mended(in_time, told_on, notes);
                    self.case.duty.is_told = true;
                    self.owe(Owing::from(SEND, on).by(notes.own.due(DeadlineKind::Report, told_on)), notes);
                }
                None => self.owe(in_time, notes),
            }
        } else if triggered_on.is_none_or(|triggered_on| triggered_on <= on) {
            *triggered_on = None;
            self.take_back(SEND, None, on, notes);
            self.case.duty.is_told = false;
        }
    }

    /// What the last day for it shows when it passes: where the service was told at once, that nothing was written since.
    pub(super) fn shown_by(&self, kind: ObligationKind) -> FindingKind {
        if kind == SEND && self.case.duty.is_told { FindingKind::ReportNotWritten } else { kind.finding() }
    }

    /// Each report is assessed by itself (S2-33): the one that goes meets what was owed by its day. One that went before the duty
    /// was found to be triggered, and is written down after it, is not the report that is owed since.
    pub(super) fn hear_that_it_is_reported(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.duty.triggered_on > Some(on) {
            return;
        }
        self.case.duty.triggered_on = None;
        self.met(SEND, None, on, notes);
        self.case.duty.is_told = false;
    }

    /// Whoever tells the service of acute danger, once the duty is triggered, does at once what the duty demands (R-1, S0-44).
    /// The report is written and sent all the same (S0-42, S0-43): the sources list the two beside each other, and a call
    /// leaves neither a copy nor a report that the service answers. For that there is as much time again, from the first call
    /// on.
    fn hear_that_the_service_is_told(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.duty.service_told.insert(on);
        if self.case.duty.is_told || !self.owed.iter().any(|owed| owed.kind == SEND && owed.opened_on <= on) {
            return;
        }
        self.mend(FindingKind::DutyNotMet, None, on, notes);
        self.case.duty.is_told = true;
        self.is_due_by(SEND, None, notes.own.due(DeadlineKind::Report, on), notes);
    }

    /// Somebody called for help in acute danger: whether the duty to report is triggered is assessed in the week of it, or a report
    /// is sent (R-2, S0-43). Where that is owed already, or was done on that day or since, nothing more is. That a report which
    /// went before is to be assessed is another thing: that assessment is not of what is called for now (S2-33).
    pub(super) fn owe_assessing_the_duty(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_owed = self.is_owed(ASSESS, None) || self.is_owed(SEND, None);
        let done_on = self.case.duty.reported_on.max(self.case.duty.assessed_on);
        if !is_owed && done_on < Some(on) {
            self.owe(Owing::from(ASSESS, on), notes);
        }
    }

    /// A report was sent: what a call before it left to assess is in it, or is assessed with it.
    pub(super) fn nothing_is_assessed_without_the_report(&mut self, sent_on: NaiveDate, notes: &mut Notes<'_>) {
        if self.owed.iter().any(|owed| owed.is(ASSESS, None) && owed.opened_on <= sent_on) {
            self.give_up(ASSESS, None, sent_on, notes);
            self.owe_assessing_a_later_call(sent_on, notes);
        }
    }

    /// What is so weighty that it was told without consent is not left with that: the next working day at the latest
    /// there is an emergency contact, a report, or an assessment that it takes neither.
    pub(super) fn hear_what_it_rests_on(&mut self, rests_on: &SharingBasis, on: NaiveDate, notes: &mut Notes<'_>) {
        if *rests_on != SharingBasis::Necessity {
            return;
        }
        let weighed_on = self.case.duty.weighed.range(on..).next().copied();
        let which = Uuid::new_v5(&notes.stream, format!("necessity/{on}").as_bytes());
        let owing = Owing::from(WEIGH, on).of(which);
        match weighed_on {
            // Written down late, it was followed up before that.
            Some(weighed_on) => self.was_owed_and_done(owing, weighed_on, notes),
            None => self.owe(owing, notes),
        }
    }

    pub(super) fn hear_reporting_after_necessity(&mut self, event: &ReportingEvent, notes: &mut Notes<'_>) {
        match event {
            ReportingEvent::EmergencyContactMade { body, contacted_at: at, .. } if body.is_turned_to_in_danger() => {
                self.hear_that_it_is_weighed(oslo_date(*at), notes);
                if *body != Body::Police {
                    self.hear_that_the_service_is_told(oslo_date(*at), notes);
                }
            }
            ReportingEvent::ReportSent { sent_at, .. } => {
                let sent_on = oslo_date(*sent_at);
                self.case.duty.reported_on = self.case.duty.reported_on.max(Some(sent_on));
                self.hear_that_it_is_weighed(sent_on, notes);
            }
            ReportingEvent::DutyToReportAssessed { assessed_on, .. } => {
                self.case.duty.assessed_on = self.case.duty.assessed_on.max(Some(*assessed_on));
                self.hear_that_it_is_weighed(*assessed_on, notes);
            }
            ReportingEvent::EmergencyContactMade { .. }
            | ReportingEvent::ReportDrafted { .. }
            | ReportingEvent::ReportDraftDiscarded { .. }
            | ReportingEvent::ReportCosigned { .. } => {}
        }
    }

    /// Somebody acted on the danger or assessed a duty; what was done before something was shared does not answer that.
    pub(super) fn hear_that_it_is_weighed(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.duty.weighed.insert(on);
        self.was_done_before(WEIGH, |missed| missed.opened_on <= on, on, notes);
        let answered = self.owed.iter().filter(|owed| owed.kind == WEIGH && owed.opened_on <= on);
        for which in answered.map(|owed| owed.which).collect::<Vec<_>>() {
            self.met(WEIGH, which, on, notes);
        }
    }
}
