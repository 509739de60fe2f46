//! What the universal arena owes in a case, and how its course departs from the rules (S0, S3, S4).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, Excuse, FindingKind, Notes, ObligationKind, Owing, Watch, agreements, cooperation};
use crate::case::{
    AboutGuardians, Alternative, AlternativesEvent, CaseEvent, ConcernEvent, ConsentEvent, ConsentPurpose,
    ConsentScope, ConversationWith, CourseEvent, DiscussionEvent, FamilyEvent, Level, ReportDuty, ReportingEvent,
    SharingEvent,
};
use crate::ids::{CaseId, ConsentId, MeasureId};
use crate::law;
use crate::time::{days_after, oslo_date};

/// After so many calendar days without any event an open case is looked at. The sources give no number; this one
/// is the project's, and a municipality's own will take its place.
const QUIET_DAYS: u64 = 60;

/// What the next event of a case is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub(super) struct Facts {
    pub(super) level: Level,
    /// Whether anything was observed.
    observed: bool,
    /// Whether it was discussed with leader, colleague or peer team.
    discussed: bool,
    /// Acute danger, which excuses the order of things.
    excuse: Option<Excuse>,
    /// Whether guardians were told of a report, or the ground for not telling them was recorded.
    guardians_settled: bool,
    closed: bool,
    /// Whether it was asked if the child has siblings.
    siblings_asked: bool,
    /// The questions for consent, with their last day and whether they were given.
    consents: BTreeMap<ConsentId, Scope>,
    /// The alternatives that are active.
    alternatives: BTreeSet<Alternative>,
    /// The consent that the level rests on.
    level_rests_on: Option<ConsentId>,
    /// Under which the next evaluation of a measure is owed.
    pub(super) evaluations: BTreeMap<MeasureId, Uuid>,
    /// What was agreed in writing, and who gets a copy of what.
    pub(super) agreements: agreements::Facts,
    /// How several bodies work together.
    pub(super) cooperation: cooperation::Facts,
    /// Under which the quiet since the last event would be found.
    quiet_since: Option<i64>,
}

/// What of a consent bears on what rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scope {
    level_2: bool,
    level_3: bool,
    valid_to: Option<NaiveDate>,
}

impl From<&ConsentScope> for Scope {
    fn from(scope: &ConsentScope) -> Self {
        Self {
            level_2: scope.purposes.contains(&ConsentPurpose::Level2Cooperation),
            level_3: scope.purposes.contains(&ConsentPurpose::Level3Meeting),
            valid_to: scope.valid_to,
        }
    }
}

impl Scope {
    /// Whether cooperation on that level may rest on it.
    const fn carries(&self, level: Level) -> bool {
        match level {
            Level::One => false,
            Level::Two => self.level_2,
            Level::Three => self.level_3,
        }
    }
}

/// The number of an event as what tells one finding from another.
const fn numbered(position: i64) -> Uuid {
    Uuid::from_u128(position.unsigned_abs() as u128)
}

impl Watch {
    pub(super) fn hear_case(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        self.about.case = Some(CaseId::from_uuid(notes.stream));
        self.hear_of_guardians(event);
        match event {
            CaseEvent::Course(event) => self.hear_course(event, notes),
            CaseEvent::Concern(event) => self.hear_concern(event, notes),
            CaseEvent::Family(event) => self.hear_family(event, notes),
            CaseEvent::Consent(event) => self.hear_consent(event, notes),
            CaseEvent::Reporting(event) => self.hear_reporting(event, notes),
            CaseEvent::Siblings(_) => {
                self.met(ObligationKind::AnswerSiblingQuestion, None, notes.at.recorded_on, notes);
            }
            CaseEvent::Alternatives(event) => self.hear_alternatives(event, notes),
            CaseEvent::Sharing(event) => self.hear_sharing(event, notes),
            CaseEvent::Discussion(event) => self.hear_discussion(event, notes),
            // Owes nothing: an analysis that rests on no observation says why, and a severity ends no concern.
            CaseEvent::Analysis(_) => {}
            CaseEvent::Measure(event) => self.hear_measure(event, notes),
            CaseEvent::Relay(event) => self.hear_relay(event, notes),
            CaseEvent::Meeting(event) => self.hear_meeting(event, notes),
            CaseEvent::Agreement(event) => self.hear_agreement(event, notes),
            CaseEvent::Copy(event) => self.hear_copy(event, notes),
            CaseEvent::Referral(event) => self.hear_referral(event, notes),
        }
        self.hear_that_something_happened(notes);
    }

    fn hear_course(&mut self, event: &CourseEvent, notes: &mut Notes<'_>) {
        match event {
            CourseEvent::CaseOpened { unit, .. } => self.unit.clone_from(unit),
            CourseEvent::EscalatedToLevel { level, consent, escalated_on, .. } => {
                self.case.level = *level;
                self.met(ObligationKind::DecideOnConcern, None, *escalated_on, notes);
                self.level_rests_on(Some(*consent), *escalated_on, notes);
                self.cooperation_on(*level, *escalated_on, notes);
            }
            CourseEvent::ReturnedToLevel { level, returned_on, .. } => {
                self.case.level = *level;
                self.level_rests_on(None, *returned_on, notes);
                self.cooperation_ends(*returned_on, notes);
            }
            CourseEvent::CaseReopened { reopened_on, .. } => self.hear_that_it_is_reopened(*reopened_on, notes),
            // A reasoned decision, which ends the concern. What is owed stays owed, and is found.
            CourseEvent::CaseClosed { closed_on, .. } => {
                self.case.closed = true;
                self.met(ObligationKind::DecideOnConcern, None, *closed_on, notes);
                self.level_rests_on(None, *closed_on, notes);
                self.cooperation_ends(*closed_on, notes);
                self.meetings_end(*closed_on, notes);
                self.nothing_is_signed_any_more(*closed_on, notes);
                let unanswered: Vec<_> = self
                    .owed
                    .iter()
                    .filter(|owed| owed.kind == ObligationKind::AnswerConsent)
                    .map(|owed| owed.which)
                    .collect();
                for which in unanswered {
                    self.end(ObligationKind::AnswerConsent, which, Ending::Lapsed { on: *closed_on }, notes);
                }
                if !self.owed.is_empty() {
                    self.find(FindingKind::ClosedWithOpenObligations, None, *closed_on, notes);
                }
            }
        }
    }

    /// What ended is worked with again, and is owed a reasoned decision once more.
    fn hear_that_it_is_reopened(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.closed = false;
        self.case.level = Level::One;
        self.mend(FindingKind::ClosedWithOpenObligations, None, on, notes);
        self.owe_a_decision(on, notes);
    }

    /// Every concern ends in a reasoned decision; in the municipality's own time, where it has set one (R-19, D-6).
    fn owe_a_decision(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let kind = ObligationKind::DecideOnConcern;
        let length = kind.deadline().and_then(|kind| law::deadline(kind, on)).and_then(|it| it.length);
        let owing = Owing::from(kind, on);
        self.owe(length.map_or(owing, |length| owing.by(length.after(on))), notes);
    }

    fn hear_concern(&mut self, event: &ConcernEvent, notes: &mut Notes<'_>) {
        match event {
            ConcernEvent::ConcernRaised { raised_on, .. } => {
                self.owe_a_decision(*raised_on, notes);
                // The whole family is seen, and not the one child alone.
                if !self.case.siblings_asked {
                    self.case.siblings_asked = true;
                    self.owe(Owing::from(ObligationKind::AnswerSiblingQuestion, *raised_on), notes);
                }
            }
            ConcernEvent::ObservationLogged { .. } => self.case.observed = true,
            // Stands beside what was observed, and owes nothing.
            ConcernEvent::ObservationCorrected { .. } => {}
            // An assessment rests on what was observed.
            ConcernEvent::ConcernAssessed { basis, assessed_on, .. } => {
                if basis.is_empty() {
                    self.find(
                        FindingKind::AssessedWithoutEvidence,
                        Some(numbered(notes.at.position)),
                        *assessed_on,
                        notes,
                    );
                }
            }
        }
    }

    fn hear_family(&mut self, event: &FamilyEvent, notes: &mut Notes<'_>) {
        match event {
            FamilyEvent::ConversationConvened { planned_for, convened_on, .. } => {
                self.owe(Owing::from(ObligationKind::HoldConversation, *convened_on).by(*planned_for), notes);
            }
            // Map first, then discuss, then converse with guardians; in acute danger the order does not matter.
            FamilyEvent::ConversationHeld { with, held_on, .. } => {
                self.met(ObligationKind::HoldConversation, None, *held_on, notes);
                if !self.case.observed {
                    self.find_excused(FindingKind::ConversedBeforeMapping, None, *held_on, self.case.excuse, notes);
                }
                if !self.case.discussed && *with != ConversationWith::Child {
                    self.find_excused(FindingKind::ConversedBeforeDiscussion, None, *held_on, self.case.excuse, notes);
                }
            }
            FamilyEvent::GuardiansInformed { about: AboutGuardians::Report, informed_on: on, .. }
            | FamilyEvent::GuardianNotificationWithheld { withheld_on: on, .. } => {
                self.case.guardians_settled = true;
                self.met(ObligationKind::TellGuardiansOfReport, None, *on, notes);
                self.mend(FindingKind::GuardiansNotTold, None, *on, notes);
            }
            FamilyEvent::GuardiansInformed { .. } | FamilyEvent::YouthInvitationAssessed { .. } => {}
            // The ground is gone: who was not told is told now.
            FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => {
                self.case.guardians_settled = false;
                self.owe(Owing::from(ObligationKind::TellGuardiansOfReport, *lifted_on), notes);
                self.owe_what_was_withheld(*lifted_on, notes);
            }
        }
    }

    fn hear_consent(&mut self, event: &ConsentEvent, notes: &mut Notes<'_>) {
        match event {
            ConsentEvent::ConsentRequested { consent, scope, requested_on, .. } => {
                self.case.consents.insert(*consent, scope.into());
                let owing = Owing::from(ObligationKind::AnswerConsent, *requested_on);
                self.owe(Owing { which: Some(consent.as_uuid()), ..owing }, notes);
            }
            ConsentEvent::ConsentGiven { consent, given_on, .. } => {
                self.met(ObligationKind::AnswerConsent, Some(consent.as_uuid()), *given_on, notes);
                // A new consent for the level takes the place of one that is no longer valid.
                let level = self.case.level;
                if self.case.consents.get(consent).is_some_and(|scope| scope.carries(level)) {
                    self.level_rests_on(Some(*consent), *given_on, notes);
                }
            }
            // An answer, never something missing.
            ConsentEvent::ConsentRefused { consent, refused_on, .. } => {
                self.met(ObligationKind::AnswerConsent, Some(consent.as_uuid()), *refused_on, notes);
                // While help from others was to come with consent, the refusal is to be answered.
                if self.case.alternatives.contains(&Alternative::B) || self.case.alternatives.contains(&Alternative::C)
                {
                    let owing = Owing::from(ObligationKind::AnswerRefusal, *refused_on);
                    self.owe(Owing { which: Some(consent.as_uuid()), ..owing }, notes);
                }
            }
            ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on, .. } => {
                self.case.consents.insert(*consent, scope.into());
                if self.case.level_rests_on == Some(*consent) {
                    self.level_rests_on(Some(*consent), *narrowed_on, notes);
                }
            }
            // Found by its last day, recorded or not.
            ConsentEvent::ConsentExpired { .. } => {}
            // It stops what comes: the level no longer rests on it from that day on.
            ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                if self.case.level_rests_on == Some(*consent) {
                    self.mend(FindingKind::ConsentExpiredInUse, None, *withdrawn_on, notes);
                    self.find(FindingKind::ConsentExpiredInUse, None, *withdrawn_on, notes);
                }
            }
        }
    }

    fn hear_reporting(&mut self, event: &ReportingEvent, notes: &mut Notes<'_>) {
        match event {
            ReportingEvent::EmergencyContactMade { .. } => self.case.excuse = Some(Excuse::Emergency),
            ReportingEvent::DutyToReportAssessed { assessed_on, .. } => {
                self.met(ObligationKind::AssessDutyToReport, None, *assessed_on, notes);
                self.mend(FindingKind::ReportWithoutAssessedDuty, None, *assessed_on, notes);
            }
            ReportingEvent::ReportSent { report, duty, withheld_from_guardians, sent_at, .. } => {
                let sent_on = oslo_date(*sent_at);
                self.owe_copies_of(*report, sent_on, notes);
                let excuse = (*duty == ReportDuty::Emergency).then_some(Excuse::Emergency);
                // In an emergency the report goes first, and the duty is assessed afterwards.
                if excuse.is_some() {
                    self.owe(Owing::from(ObligationKind::AssessDutyToReport, sent_on), notes);
                    self.find_excused(FindingKind::ReportWithoutAssessedDuty, None, sent_on, excuse, notes);
                }
                // No command of this ledger sends one otherwise; what comes from elsewhere is held against it too.
                if !self.case.guardians_settled && withheld_from_guardians.is_none() {
                    self.owe(Owing::from(ObligationKind::TellGuardiansOfReport, sent_on), notes);
                    self.find_excused(FindingKind::GuardiansNotTold, None, sent_on, excuse, notes);
                }
            }
        }
    }

    fn hear_alternatives(&mut self, event: &AlternativesEvent, notes: &mut Notes<'_>) {
        match event {
            AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. } => {
                self.case.alternatives.insert(*alternative);
                self.met(ObligationKind::DecideOnConcern, None, *chosen_on, notes);
                // What is so serious does not rest on consent.
                if *alternative == Alternative::D {
                    let refusals = self.owed.iter().filter(|owed| owed.kind == ObligationKind::AnswerRefusal);
                    for which in refusals.map(|owed| owed.which).collect::<Vec<_>>() {
                        self.met(ObligationKind::AnswerRefusal, which, *chosen_on, notes);
                    }
                }
            }
            AlternativesEvent::AlternativeEnded { alternative, .. } => {
                self.case.alternatives.remove(alternative);
            }
            // A duty of its own, which ends nothing here.
            AlternativesEvent::Chapter9aNoticeFiled { .. } => {}
        }
    }

    fn hear_sharing(&mut self, event: &SharingEvent, notes: &mut Notes<'_>) {
        match event {
            SharingEvent::SharingExceptionAssessed { consent: Some(consent), assessed_on: on, .. }
            | SharingEvent::RefusalAccepted { consent, accepted_on: on, .. } => {
                self.met(ObligationKind::AnswerRefusal, Some(consent.as_uuid()), *on, notes);
            }
            // Never without consent or a recorded basis, which the rules see to.
            SharingEvent::SharingExceptionAssessed { .. } | SharingEvent::InformationShared { .. } => {}
        }
    }

    fn hear_discussion(&mut self, event: &DiscussionEvent, notes: &mut Notes<'_>) {
        match event {
            // A note waits for the leader's answer; it is no discussion yet (RM-4).
            DiscussionEvent::InternalNoteSubmittedToLeader { note, submitted_on, .. } => {
                let owing = Owing::from(ObligationKind::AnswerNote, *submitted_on);
                self.owe(Owing { which: Some(note.as_uuid()), ..owing }, notes);
            }
            DiscussionEvent::LeaderFeedbackGiven { note, given_on, .. } => {
                self.case.discussed = true;
                self.met(ObligationKind::AnswerNote, Some(note.as_uuid()), *given_on, notes);
            }
            DiscussionEvent::LeaderDiscussionHeld { about, held_on, .. } => {
                self.case.discussed = true;
                self.hear_that_leader_was_asked(*about, *held_on);
            }
            DiscussionEvent::ColleagueDiscussionHeld { .. }
            | DiscussionEvent::PeerTeamDiscussionHeld { .. }
            | DiscussionEvent::LeaderDisagreementRecorded { .. } => self.case.discussed = true,
        }
    }

    /// The case's level rests on that consent from now on, or on none; it is found when its last day has passed.
    fn level_rests_on(&mut self, consent: Option<ConsentId>, on: NaiveDate, notes: &mut Notes<'_>) {
        self.mend(FindingKind::ConsentExpiredInUse, None, on, notes);
        self.case.level_rests_on = consent;
        let level = self.case.level;
        let Some(scope) = consent.and_then(|consent| self.case.consents.get(&consent)) else { return };
        if !scope.carries(level) {
            self.find(FindingKind::ConsentExpiredInUse, None, on, notes);
        } else if let Some(last) = scope.valid_to {
            self.find(FindingKind::ConsentExpiredInUse, None, last.succ_opt().unwrap_or(last), notes);
        }
    }

    /// Ends a quiet spell and begins the next. Where it had lasted too long, that stays found.
    fn hear_that_something_happened(&mut self, notes: &mut Notes<'_>) {
        let today = notes.at.recorded_on;
        if let Some(since) = self.case.quiet_since.take() {
            self.mend(FindingKind::NoActivity, Some(numbered(since)), today, notes);
        }
        if !self.case.closed {
            let too_long_from = days_after(today, QUIET_DAYS);
            self.find(FindingKind::NoActivity, Some(numbered(notes.at.position)), too_long_from, notes);
            self.case.quiet_since = Some(notes.at.position);
        }
        // A case that is closed with nothing owed has nothing to mend in that respect.
        if self.owed.is_empty() {
            self.mend(FindingKind::ClosedWithOpenObligations, None, today, notes);
        }
    }
}
