//! What was done on a guardian's consent that did not carry it, as is known later, or that another guardian had refused
//!
//!
//! A command on a consent that does not stand is refused. But a guardian takes consent back on the telephone, and that is
//! written down days later: what was shared in between had no basis, and stays a fact.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FindingKind, Notes, Watch};
use crate::case::{
    CaseEvent, ConsentEvent, ConsentPurpose, ConsentScope, ConsultingEvent, CourseEvent, InformationCategory, Level,
    MeetingEvent, ReferralEvent, ReportDuty, ReportingEvent, SharingBasis, SharingEvent,
};
use crate::ids::{ConsentId, MeetingId, SubjectId};
use crate::people::Body;
use crate::time::oslo_date;

/// What rests on which consent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// The guardian who was asked, and for what.
    questions: BTreeMap<ConsentId, Question>,
    /// What a guardian said no to, or took back, and from which day on, until that guardian says yes to it.
    noes: BTreeMap<ConsentId, NaiveDate>,
    /// What was done, in the order in which it was recorded.
    done: Vec<Done>,
    /// The meetings that were called on a consent.
    meetings: BTreeMap<MeetingId, Called>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    guardian: SubjectId,
    purposes: BTreeSet<ConsentPurpose>,
}

/// What lets something be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Basis {
    consent: ConsentId,
    purpose: ConsentPurpose,
    /// What others hear; nothing where the consent to meet is enough.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    categories: BTreeSet<InformationCategory>,
}

impl Basis {
    fn to_share(rests_on: &SharingBasis, categories: &BTreeSet<InformationCategory>) -> Option<Self> {
        let SharingBasis::Consent { consent } = rests_on else { return None };
        let purpose = ConsentPurpose::InformationSharing;
        Some(Self { consent: *consent, purpose, categories: categories.clone() })
    }
}

/// A meeting that rests on a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Called {
    basis: Basis,
    /// Who hears of the child without it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    others: BTreeSet<Body>,
    /// Whether it is the resource team's, which consent names as a whole (S0-33).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    of_team: bool,
}

/// Something that was done on a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Done {
    /// Names it among the findings of one kind.
    which: Uuid,
    basis: Basis,
    bodies: BTreeSet<Body>,
    on: NaiveDate,
    /// What has been found of it: each once, whatever is written down afterwards.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    found: BTreeSet<FindingKind>,
}

impl Done {
    fn is_covered_by(&self, scope: &ConsentScope) -> bool {
        scope.purposes.contains(&self.basis.purpose)
            && scope.recipients.is_superset(&self.bodies)
            && scope.categories.is_superset(&self.basis.categories)
            && scope.covers(self.on)
    }
}

impl Watch {
    pub(super) fn hear_what_rests_on_consent(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        match event {
            CaseEvent::Consent(event) => self.hear_what_is_consented_to(event, notes),
            CaseEvent::Sharing(SharingEvent::InformationShared { body, categories, rests_on, shared_on, .. }) => {
                self.hear_what_is_shared(rests_on, categories, *body, *shared_on, notes);
            }
            CaseEvent::Consulting(ConsultingEvent::OpenConsultationHeld {
                body,
                categories,
                rests_on,
                held_on,
                ..
            }) => self.hear_what_is_shared(rests_on, categories, *body, *held_on, notes),
            CaseEvent::Referral(ReferralEvent::ReferralSent { recipient, categories, rests_on, sent_on, .. }) => {
                self.hear_what_is_shared(rests_on, categories, *recipient, *sent_on, notes);
            }
            CaseEvent::Reporting(ReportingEvent::ReportSent {
                duty: ReportDuty::Consented { consent },
                sent_at,
                ..
            }) => {
                let purpose = ConsentPurpose::ReportWithoutDuty;
                let basis = Basis { consent: *consent, purpose, categories: BTreeSet::new() };
                self.hear_what_is_done_on(basis, [Body::ChildWelfareService].into(), oslo_date(*sent_at), notes);
            }
            CaseEvent::Course(CourseEvent::EscalatedToLevel { level, consent, escalated_on, .. }) => {
                let basis = Basis { consent: *consent, purpose: purpose_of(*level), categories: BTreeSet::new() };
                self.hear_what_is_done_on(basis, BTreeSet::new(), *escalated_on, notes);
            }
            CaseEvent::Meeting(event) => self.hear_of_meetings_on_consent(event, notes),
            _ => {}
        }
    }

    fn hear_what_is_shared(
        &mut self,
        rests_on: &SharingBasis,
        categories: &BTreeSet<InformationCategory>,
        body: Body,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if let Some(basis) = Basis::to_share(rests_on, categories) {
            self.hear_what_is_done_on(basis, [body].into(), on, notes);
        }
    }

    fn hear_of_meetings_on_consent(&mut self, event: &MeetingEvent, notes: &mut Notes<'_>) {
        let meetings = &mut self.case.resting.meetings;
        match event {
            MeetingEvent::InterdisciplinaryMeetingConvened { meeting, consent, .. } => {
                let purpose = purpose_of(self.case.level);
                let basis = Basis { consent: *consent, purpose, categories: BTreeSet::new() };
                meetings.insert(*meeting, Called { basis, others: BTreeSet::new(), of_team: false });
            }
            MeetingEvent::ResourceTeamConvened { meeting, rests_on, categories, .. } => {
                if let Some(basis) = Basis::to_share(rests_on, categories) {
                    meetings.insert(*meeting, Called { basis, others: BTreeSet::new(), of_team: true });
                }
            }
            MeetingEvent::ClarificationMeetingConvened { meeting, convened_by, rests_on, categories, .. } => {
                let basis = rests_on.as_ref().and_then(|rests_on| Basis::to_share(rests_on, categories));
                if let Some(basis) = basis {
                    let others = [Body::ChildWelfareService, *convened_by].into();
                    meetings.insert(*meeting, Called { basis, others, of_team: false });
                }
            }
            MeetingEvent::MeetingHeld { meeting, attendance, without_basis, held_on, .. } => {
                self.hear_that_they_met(*meeting, &attendance.bodies, without_basis, *held_on, notes);
            }
            MeetingEvent::ClarificationMeetingHeld { meeting, bodies, without_basis, held_on, .. } => {
                self.hear_that_they_met(*meeting, bodies, without_basis, *held_on, notes);
            }
            MeetingEvent::MeetingCalledOff { meeting: Some(meeting), .. } => _ = meetings.remove(meeting),
            MeetingEvent::MeetingCalledOff { .. }
            | MeetingEvent::MinutesRecorded { .. }
            | MeetingEvent::ResourceTeamRecommendationRecorded { .. }
            | MeetingEvent::NextMeetingAgreed { .. } => {}
        }
    }

    /// Who was there without a basis is found by itself.
    fn hear_that_they_met(
        &mut self,
        meeting: MeetingId,
        there: &BTreeSet<Body>,
        without_basis: &BTreeSet<Body>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(Called { basis, others, of_team }) = self.case.resting.meetings.remove(&meeting) else { return };
        let mut bodies: BTreeSet<Body> = there.difference(without_basis).copied().collect();
        bodies.retain(|body| !others.contains(body));
        if of_team {
            bodies = [Body::ResourceTeam].into();
        }
        if !bodies.is_empty() {
            self.hear_what_is_done_on(basis, bodies, on, notes);
        }
    }

    fn hear_what_is_done_on(&mut self, basis: Basis, bodies: BTreeSet<Body>, on: NaiveDate, notes: &mut Notes<'_>) {
        let which = Uuid::new_v5(&notes.stream, format!("done/{}", notes.at.position).as_bytes());
        let mut done = Done { which, basis, bodies, on, found: BTreeSet::new() };
        if self.case.resting.is_refused_by_another(&done) {
            self.find_of(FindingKind::RefusedByAnotherGuardian, &mut done, notes);
        }
        self.case.resting.done.push(done);
    }

    fn hear_what_is_consented_to(&mut self, event: &ConsentEvent, notes: &mut Notes<'_>) {
        let resting = &mut self.case.resting;
        match event {
            ConsentEvent::ConsentRequested { consent, guardian, scope, .. } => {
                let question = Question { guardian: guardian.subject, purposes: scope.purposes.clone() };
                resting.questions.insert(*consent, question);
            }
            ConsentEvent::ConsentGiven { consent, .. } => resting.hear_yes(*consent),
            ConsentEvent::ConsentRefused { consent, refused_on, .. } => {
                resting.noes.insert(*consent, *refused_on);
                // What was refused on an earlier day than something was done on another guardian's yes.
                self.find_done(FindingKind::RefusedByAnotherGuardian, notes, |done, resting| {
                    resting.is_refused(*consent, done)
                });
            }
            ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                resting.noes.insert(*consent, *withdrawn_on);
                // On the day itself nobody knows which came first.
                self.find_done(FindingKind::SharedWithoutConsent, notes, |done, _| {
                    done.basis.consent == *consent && done.on > *withdrawn_on
                });
                self.find_done(FindingKind::RefusedByAnotherGuardian, notes, |done, resting| {
                    resting.is_refused(*consent, done)
                });
            }
            ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on, .. } => {
                self.find_done(FindingKind::SharedWithoutConsent, notes, |done, _| {
                    done.basis.consent == *consent && done.on > *narrowed_on && !done.is_covered_by(scope)
                });
            }
            // It carries nothing after its last day, recorded or not: nothing was taken that rests on it then.
            ConsentEvent::ConsentExpired { .. } => {}
        }
    }

    fn find_done(&mut self, kind: FindingKind, notes: &mut Notes<'_>, is_found: impl Fn(&Done, &Facts) -> bool) {
        let mut all = std::mem::take(&mut self.case.resting.done);
        for done in all.iter_mut().filter(|done| is_found(done, &self.case.resting)) {
            self.find_of(kind, done, notes);
        }
        self.case.resting.done = all;
    }

    /// Each by itself and once; nothing that comes later mends it.
    fn find_of(&self, kind: FindingKind, done: &mut Done, notes: &mut Notes<'_>) {
        if done.found.insert(kind) {
            notes.finding(Some(&self.finding(kind, Some(done.which), done.on, notes)));
        }
    }
}

impl Facts {
    /// A guardian who says yes takes back the noes to the same.
    fn hear_yes(&mut self, consent: ConsentId) {
        let Some(given) = self.questions.get(&consent) else { return };
        let questions = &self.questions;
        self.noes.retain(|refused, _| {
            let question = questions.get(refused);
            *refused != consent && question.is_none_or(|question| !question.is_answered_by(given))
        });
    }

    /// Whether another guardian than the one on whose consent it was done had said no to the same.
    fn is_refused_by_another(&self, done: &Done) -> bool {
        self.noes.keys().any(|refused| self.is_refused(*refused, done))
    }

    fn is_refused(&self, refused: ConsentId, done: &Done) -> bool {
        let (Some(no), Some(yes)) = (self.questions.get(&refused), self.questions.get(&done.basis.consent)) else {
            return false;
        };
        let stood = self.noes.get(&refused).is_some_and(|on| *on <= done.on);
        stood && no.guardian != yes.guardian && no.purposes.contains(&done.basis.purpose)
    }
}

impl Question {
    /// Whether that is the same guardian's yes to all of this.
    fn is_answered_by(&self, given: &Self) -> bool {
        self.guardian == given.guardian && self.purposes.is_subset(&given.purposes)
    }
}

/// The purpose that a consent must have for work on that level.
const fn purpose_of(level: Level) -> ConsentPurpose {
    match level {
        Level::One | Level::Two => ConsentPurpose::Level2Cooperation,
        Level::Three => ConsentPurpose::Level3Meeting,
    }
}
