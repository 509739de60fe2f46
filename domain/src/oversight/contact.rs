//! Nobody contacts guardians while they must not know: what is owed with them waits until they may, and contact all the same
//! is found (S4-2, R-6, R-1). The child alone is talked with all the while.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Finding, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{
    AboutGuardians, AgreementEvent, AwaitedTalks, CaseEvent, ConversationWith, FamilyEvent, ReportingEvent,
    guardians_contacted_by,
};
use crate::ids::MeetingId;
use crate::investigation::InvestigationEvent;
use crate::law::DeadlineKind;
use crate::report::{ReportEvent, Withheld};
use crate::time::oslo_date;

const TALK: ObligationKind = ObligationKind::HoldConversation;
const MEET: ObligationKind = ObligationKind::HoldMeeting;
const CONTACTED: FindingKind = FindingKind::ContactedWhileWithheld;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The times in which guardians must not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept: Vec<Kept>,
    /// When somebody contacted them, each by what names it among the findings.
    contacted: BTreeMap<Uuid, NaiveDate>,
    /// The day on which they wrote a report along last: they are told of it by that.
    #[serde(skip_serializing_if = "Option::is_none")]
    written_along_on: Option<NaiveDate>,
    /// What was found of that since they must not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<Finding>,
    /// The conversations that child or guardians were asked to.
    talks: AwaitedTalks,
    /// The conversations with them that wait, and the day for which each was called.
    waiting: BTreeMap<ConversationWith, NaiveDate>,
    /// The meetings with them and nobody else that are called and not held, and the day for which each was: they wait too.
    meetings: BTreeMap<MeetingId, NaiveDate>,
}

/// From one day on, and up to the day before the one on which they may know.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    until: Option<NaiveDate>,
}

impl Facts {
    /// On the first day itself nobody knows which came first.
    fn are_kept_from_it_on(&self, day: NaiveDate) -> bool {
        self.kept.iter().any(|kept| kept.from < day && kept.until.is_none_or(|until| day < until))
    }
}

impl Watch {
    /// Guardians were contacted: where they must not know on that day, that is found. It has happened, and nothing mends it.
    pub(super) fn hear_that_guardians_are_contacted(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        let Some(on) = guardians_contacted_by(event).or_else(|| self.signed_by_a_guardian(event)) else { return };
        let is_report = |about: &AboutGuardians| *about == AboutGuardians::Report;
        match event {
            CaseEvent::Reporting(ReportingEvent::ReportDrafted { .. }) => {
                self.case.contact.written_along_on = Some(on);
            }
            // By what they wrote along on that day, which is heard already.
            CaseEvent::Family(FamilyEvent::GuardiansInformed { about, .. })
                if is_report(about) && self.case.contact.written_along_on == Some(on) =>
            {
                return;
            }
            _ => {}
        }
        self.hear_contact(on, notes);
    }

    /// The child welfare service contacted guardians in an investigation (R-6, S4-2).
    pub(super) fn hear_that_the_service_contacts_guardians(
        &mut self,
        event: &InvestigationEvent,
        notes: &mut Notes<'_>,
    ) {
        if let Some(on) = event.guardians_contacted_on() {
            self.hear_contact(on, notes);
        }
    }

    /// An investigation hears whether guardians may know of the report that it follows from (R-6, S2-21).
    pub(super) fn hear_whether_guardians_may_know(&mut self, event: &ReportEvent, notes: &mut Notes<'_>) {
        let facts = &mut self.investigation;
        let stood = facts.withheld.holds_for_service();
        let on = match event {
            ReportEvent::ReportReceived { withheld_from_guardians, case, received_at, .. } => {
                facts.withheld = Withheld::as_received(*withheld_from_guardians, *received_at);
                facts.withheld_without_case = case.is_none();
                // What is investigated comes after receipt, also on its day.
                oslo_date(*received_at).pred_opt()
            }
            ReportEvent::WithholdingFromGuardiansChanged { withheld_from_guardians: ground, decision, changed_on } => {
                let has_case = !facts.withheld_without_case;
                facts.withheld.was_decided(*ground, decision.is_some(), *changed_on, has_case);
                Some(*changed_on)
            }
            _ => None,
        };
        match (stood, facts.withheld.holds_for_service(), on) {
            (_, true, Some(on)) => self.contact_is_found_from(on, notes),
            (true, false, Some(on)) => self.contact_is_found_until(on, notes),
            _ => {}
        }
    }

    fn hear_contact(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let which = Uuid::new_v5(&notes.stream, format!("contact/{}", notes.at.position).as_bytes());
        self.case.contact.contacted.insert(which, on);
        if self.case.contact.are_kept_from_it_on(on) {
            self.find_contact(which, on, notes);
        }
    }

    fn signed_by_a_guardian(&self, event: &CaseEvent) -> Option<NaiveDate> {
        match event {
            CaseEvent::Agreement(AgreementEvent::AgreementSigned { agreement, by, signed_on }) => {
                self.is_for_guardian_to_sign(*agreement, *by).then_some(*signed_on)
            }
            _ => None,
        }
    }

    fn find_contact(&mut self, which: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        let found = self.finding(CONTACTED, Some(which), on, notes);
        notes.finding(Some(&found));
        self.case.contact.found.push(found);
    }

    /// Guardians must not know from that day on: who contacted them since is found, which may have been written down before.
    fn contact_is_found_from(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &mut self.case.contact;
        match facts.kept.last_mut().filter(|kept| kept.until.is_none()) {
            Some(kept) => kept.from = kept.from.min(on),
            None => facts.kept.push(Kept { from: on, until: None }),
        }
        let known: Vec<_> = facts.found.iter().filter_map(|found| found.which).collect();
        let contacted = facts.contacted.iter().filter(|(which, day)| on < **day && !known.contains(*which));
        for (which, day) in contacted.map(|(which, day)| (*which, *day)).collect::<Vec<_>>() {
            self.find_contact(which, day, notes);
        }
    }

    /// They may know from that day on: who contacted them on a later day did no wrong, though that was written down before. On
    /// the day itself what the ledger recorded first came first: such a contact stays found.
    fn contact_is_found_until(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some(kept) = self.case.contact.kept.last_mut().filter(|kept| kept.until.is_none()) {
            kept.until = Some(on);
        }
        let found = std::mem::take(&mut self.case.contact.found);
        let (withdrawn, stays): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.arose_on > on);
        for found in &withdrawn {
            notes.withdraw(found);
        }
        let is_told = |which: &Uuid| stays.iter().any(|found| found.which == Some(*which));
        self.case.contact.contacted.retain(|which, day| *day >= on && !is_told(which));
    }

    /// From that day on guardians must not know: what is owed with them waits, and who contacted them since is found.
    pub(super) fn nobody_contacts_guardians(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.contact_is_found_from(on, notes);
        for with in ConversationWith::ALL.into_iter().filter(|with| with.is_with_guardians()) {
            let which = Some(conversation(with, notes));
            let planned_for = self.owed.iter().find(|owed| owed.is(TALK, which)).and_then(|owed| owed.due);
            self.case.contact.waiting.extend(planned_for.map(|day| (with, day)));
            self.give_up(TALK, which, on, notes);
        }
        for meeting in self.case.contact.meetings.keys().copied().collect::<Vec<_>>() {
            self.give_up(MEET, Some(meeting.as_uuid()), on, notes);
        }
        self.nobody_asks_for_consent(on, notes);
        self.nobody_agrees_in_writing(on, notes);
    }

    /// They may know from that day on: what waited is owed.
    pub(super) fn guardians_are_contacted_again(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.contact_is_found_until(on, notes);
        for (with, planned_for) in std::mem::take(&mut self.case.contact.waiting) {
            let due = once_they_may_be_met(planned_for, on, notes);
            self.owe(Owing::from(TALK, on).of(conversation(with, notes)).by(due), notes);
        }
        for (meeting, planned_for) in self.case.contact.meetings.clone() {
            let due = once_they_may_be_met(planned_for, on, notes);
            self.owe(Owing::from(MEET, on).of(meeting.as_uuid()).by(due), notes);
        }
        self.owe_what_is_agreed_in_writing(on, notes);
        if !self.case.closed {
            self.owe_answers_to_consent(on, notes);
        }
    }

    /// Child or guardians were asked to a conversation for that day, or to another day for it (S3-21, S4-6). Answers whether that
    /// stands.
    pub(super) fn owe_conversation(
        &mut self,
        with: ConversationWith,
        planned_for: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) -> bool {
        if !self.case.contact.talks.asked(with, planned_for, on) {
            return false;
        }
        if with.is_with_guardians() && self.case.guardians_must_not_know() {
            self.case.contact.waiting.insert(with, planned_for);
        } else {
            let which = conversation(with, notes);
            self.is_moved(TALK, Some(which), planned_for, on, notes);
            self.owe(Owing::from(TALK, on).of(which).by(planned_for), notes);
        }
        true
    }

    /// Those who were asked to a conversation are not to be talked with in it; that it was not held by its day stays found.
    pub(super) fn hear_that_a_talk_is_off(&mut self, with: ConversationWith, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.contact.talks.called_off(with, on);
        self.case.contact.waiting.remove(&with);
        self.give_up(TALK, Some(conversation(with, notes)), on, notes);
    }

    /// Whether a conversation with them is still to be held, or waits until it may be.
    pub(super) fn is_talk_ahead_with(&self, with: ConversationWith, notes: &Notes<'_>) -> bool {
        self.case.contact.waiting.contains_key(&with) || self.is_owed(TALK, Some(conversation(with, notes)))
    }

    /// Guardians were called to a meeting with nobody else for that day (S3-24): it waits as a talk does.
    pub(super) fn owe_meeting_with_guardians(
        &mut self,
        meeting: MeetingId,
        planned_for: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.contact.meetings.insert(meeting, planned_for);
        if !self.case.guardians_must_not_know() {
            self.owe(Owing::from(MEET, on).of(meeting.as_uuid()).by(planned_for), notes);
        }
    }

    /// A meeting was moved to another day, whether it waits or not.
    pub(super) fn hear_that_it_is_moved(&mut self, meeting: MeetingId, planned_for: NaiveDate) {
        self.case.contact.meetings.entry(meeting).and_modify(|day| *day = planned_for);
    }

    /// It was held, or is not to be.
    pub(super) fn waits_no_more(&mut self, meeting: MeetingId) {
        self.case.contact.meetings.remove(&meeting);
    }

    /// They talked, with all who were asked to it, and not before they were.
    pub(super) fn hear_that_they_talked(&mut self, with: ConversationWith, on: NaiveDate, notes: &mut Notes<'_>) {
        for asked in self.case.contact.talks.held(with, on) {
            self.case.contact.waiting.remove(&asked);
            self.met(TALK, Some(conversation(asked, notes)), on, notes);
        }
    }

    /// The case ended: nobody is asked to a talk or a meeting any more.
    pub(super) fn conversations_end(&mut self) {
        self.case.contact.talks.end();
        self.case.contact.waiting.clear();
        self.case.contact.meetings.clear();
    }
}

/// The last day for what waited until guardians may know: the one for which they were called, where that is to come still. For
/// a day that has passed meanwhile nobody was allowed to meet them, and there is the time to tell them, from when that is known.
fn once_they_may_be_met(planned_for: NaiveDate, on: NaiveDate, notes: &Notes<'_>) -> NaiveDate {
    let known_on = on.max(notes.at.recorded_on);
    if planned_for >= known_on { planned_for } else { notes.own.due(DeadlineKind::GuardiansTold, known_on) }
}

/// The conversation that those were asked to.
fn conversation(with: ConversationWith, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, with.name().as_bytes())
}
