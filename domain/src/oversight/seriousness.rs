//! What is found so serious that child welfare or the police must be contacted is not left with having been found so
//! (S0-36, S1-3): somebody contacts them, reports, or assesses whether the duty to report is triggered.

use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Unbounded};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Notes, Obligation, ObligationKind, Owing, Watch};
use crate::case::{ClarificationOutcome, MeetingEvent, ReportingEvent};
use crate::law::{self, DeadlineKind};
use crate::time::oslo_date;

const ACT: ObligationKind = ObligationKind::ActOnSeriousness;

/// Which of those that are to be acted on: that only the helpline was called. The others are alternative D, which is the case's as a
/// whole, and meetings, whose ids are random: none has this one.
pub(super) const HELPLINE: Uuid = Uuid::from_u128(1);

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The days on which child welfare or the police were contacted in danger, or a report was sent.
    acted: BTreeSet<NaiveDate>,
    /// The days on which the duty to report was assessed, whatever came of it.
    assessed: BTreeSet<NaiveDate>,
    /// The days on which the helpline was called in danger.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    helpline_called: BTreeSet<NaiveDate>,
}

impl Facts {
    /// The first day on which that was done which was found so serious on `on`. Who contacted them in the week before, found
    /// it so by that; what was assessed before may have seen nothing of it.
    fn done_on(&self, on: NaiveDate) -> Option<NaiveDate> {
        let acted = self.acted.iter().find(|day| last_day_of(**day) >= on).copied();
        let assessed = self.assessed.range(on..).next().copied();
        [acted, assessed].into_iter().flatten().map(|day| day.max(on)).min()
    }

    /// The first day from that one on on which child welfare or the police were told.
    fn told_since(&self, on: NaiveDate) -> Option<NaiveDate> {
        self.acted.range(on..).next().copied()
    }
}

/// The last day of the week in which a contact or a report is the answer to what it was about.
fn last_day_of(acted_on: NaiveDate) -> NaiveDate {
    law::due(DeadlineKind::DutyAfterEmergency, acted_on)
}

impl Watch {
    /// Alternative D was chosen, or that meeting came to a report. Where a report is owed already, that is what is owed.
    pub(super) fn hear_that_it_is_so_serious(&mut self, which: Option<Uuid>, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.is_owed(ObligationKind::SendReport, None) {
            return;
        }
        let owing = Owing { which, ..Owing::from(ACT, on) };
        match self.case.seriousness.done_on(on) {
            Some(done_on) => self.was_owed_and_done(owing, done_on, notes),
            None => self.owe(owing, notes),
        }
    }

    /// The helpline was called in danger, and may be all that answered (S2-13): child welfare or the police are contacted all the
    /// same, also where a written report is owed already or alternative D is chosen. What was done before the call knows nothing
    /// of it; and that no duty to report is found tells nobody of a danger that one turns to them with at once (S0-1, S3-49).
    pub(super) fn hear_that_only_the_helpline_is_told(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.seriousness.helpline_called.insert(on);
        self.owe_telling_more_than_the_helpline(on, notes);
    }

    fn owe_telling_more_than_the_helpline(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let owing = Owing::from(ACT, on).of(HELPLINE);
        match self.case.seriousness.told_since(on) {
            Some(told_on) => self.was_owed_and_done(owing, told_on, notes),
            None => self.owe(owing, notes),
        }
    }

    /// A clarification meeting decides whether a report is to be sent, and sends none (S1-3).
    pub(super) fn hear_what_was_clarified(&mut self, event: &MeetingEvent, notes: &mut Notes<'_>) {
        if let MeetingEvent::ClarificationMeetingHeld {
            meeting, outcome: ClarificationOutcome::Report, held_on, ..
        } = event
        {
            self.hear_that_it_is_so_serious(Some(meeting.as_uuid()), *held_on, notes);
        }
    }

    /// Somebody contacted them, reported or assessed the duty: what was found so serious is answered, and with it what was
    /// refused and left to alternative D.
    pub(super) fn hear_that_it_is_acted_on(&mut self, event: &ReportingEvent, notes: &mut Notes<'_>) {
        let (on, answers_until, tells) = match event {
            ReportingEvent::EmergencyContactMade { body, contacted_at, .. } if body.is_turned_to_in_danger() => {
                let contacted_on = oslo_date(*contacted_at);
                self.case.seriousness.acted.insert(contacted_on);
                (contacted_on, last_day_of(contacted_on), true)
            }
            ReportingEvent::ReportSent { sent_at, .. } => {
                let sent_on = oslo_date(*sent_at);
                self.case.seriousness.acted.insert(sent_on);
                (sent_on, last_day_of(sent_on), true)
            }
            ReportingEvent::DutyToReportAssessed { triggered, assessed_on, .. } => {
                self.case.seriousness.assessed.insert(*assessed_on);
                // A duty that is triggered stands, and is owed its report.
                (*assessed_on, if *triggered { NaiveDate::MAX } else { *assessed_on }, false)
            }
            ReportingEvent::EmergencyContactMade { .. }
            | ReportingEvent::ReportDrafted { .. }
            | ReportingEvent::ReportDraftDiscarded { .. }
            | ReportingEvent::ReportCosigned { .. } => return,
        };
        let answers = |owed: &Obligation| match owed.which {
            Some(which) if which == HELPLINE => tells && owed.opened_on <= on,
            Some(_) | None => owed.opened_on <= answers_until,
        };
        self.was_done_before(ACT, answers, on, notes);
        let answered = self.owed.iter().filter(|owed| owed.kind == ACT && answers(owed));
        for which in answered.map(|owed| owed.which).collect::<Vec<_>>() {
            self.met(ACT, which, on, notes);
        }
        // Of a later call they were told nothing yet.
        let later = self.case.seriousness.helpline_called.range((Excluded(on), Unbounded)).next().copied();
        if let Some(called_on) = later.filter(|_| tells) {
            self.owe_telling_more_than_the_helpline(called_on, notes);
        }
        self.case.hear_that_refusals_are_weighed();
    }

    /// Alternative D ended with reasons: it was found less serious. What was refused and left to it, while nobody had acted,
    /// asks for an answer again.
    pub(super) fn hear_that_it_is_less_serious(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.take_back(ACT, None, on, notes);
        self.case.take_back_from_d();
        if self.case.help_rests_on_consent() {
            self.owe_an_answer_to_what_was_refused(on, notes);
        }
    }
}
