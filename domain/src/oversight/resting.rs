//! What was done on a guardian's consent that did not carry it, as is known later, or to which another guardian or the youth
//! itself had said no (R-21, R-22, R-24, C12).
//!
//! A command on a consent that does not stand is refused. But a guardian takes consent back on the telephone, and that is
//! written down days later: what was shared in between had no basis, and stays a fact.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FindingKind, Notes, Watch, agreements};
use crate::case::{
    CaseEvent, ConsentEvent, ConsentPurpose, ConsentScope, ConsultingEvent, CourseEvent, InformationCategory, Level,
    MeetingEvent, OwnSay, RecipientUnit, ReferralEvent, ReportDuty, ReportingEvent, SharingBasis, SharingEvent,
    WhoDecides, is_heard,
};
use crate::ids::{ConsentId, MeetingId, SubjectId};
use crate::people::Body;
use crate::time::oslo_date;

/// What is found where somebody else than on whose consent it was done had said no to it.
const REFUSED: [FindingKind; 2] = [FindingKind::RefusedByAnotherGuardian, FindingKind::RefusedByYouth];

/// What rests on which consent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Who was asked, and for what.
    questions: BTreeMap<ConsentId, Question>,
    /// When a guardian or the youth said no to each, or took it back: it stands until who said it says yes to the same.
    noes: BTreeMap<ConsentId, Vec<Said>>,
    /// When each was said yes to.
    yeses: BTreeMap<ConsentId, Vec<Said>>,
    /// What was done, in the order in which it was recorded.
    done: Vec<Done>,
    /// The meetings that were called on a consent.
    meetings: BTreeMap<MeetingId, Called>,
}

/// When somebody answered: of one day, in the order in which it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    on: NaiveDate,
    position: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    /// Nobody where the youth itself was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    guardian: Option<SubjectId>,
    purposes: BTreeSet<ConsentPurpose>,
    /// Whether the child answered it, who is of age: no guardian's no stands against that (C12).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    answered_of_age: bool,
    /// Whether the child said yes to it, alone or along with its guardians.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    answered_by_child: bool,
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
    /// Which units of the bodies it was done with, where that was said.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    units: BTreeSet<RecipientUnit>,
}

impl Basis {
    /// That consent carries that purpose, whatever is told.
    const fn to(purpose: ConsentPurpose, consent: ConsentId) -> Self {
        Self { consent, purpose, categories: BTreeSet::new(), units: BTreeSet::new() }
    }

    fn with(self, units: BTreeSet<RecipientUnit>) -> Self {
        Self { units, ..self }
    }

    /// Whether the scope reaches the body: each of its units that is named, or the body, whichever of its units it is.
    fn is_with_who_is_named(&self, body: Body, scope: &ConsentScope) -> bool {
        let mut units = self.units.iter().filter(|named| named.body == body).peekable();
        if units.peek().is_none() {
            return scope.reaches(body, None);
        }
        units.all(|named| scope.reaches(body, Some(&named.unit)))
    }

    fn to_share(rests_on: &SharingBasis, categories: &BTreeSet<InformationCategory>) -> Option<Self> {
        let SharingBasis::Consent { consent } = rests_on else { return None };
        let purpose = ConsentPurpose::InformationSharing;
        Some(Self { categories: categories.clone(), ..Self::to(purpose, *consent) })
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
    /// What has been found of it, each once and by which event.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    found: BTreeMap<FindingKind, i64>,
    /// Whether the consent had been taken back or narrowed by then, which it was whoever the guardians are.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    taken_back: bool,
}

impl Done {
    fn is_covered_by(&self, scope: &ConsentScope) -> bool {
        scope.purposes.contains(&self.basis.purpose)
            && self.bodies.iter().all(|body| self.basis.is_with_who_is_named(*body, scope))
            && scope.categories.is_superset(&self.basis.categories)
            && scope.covers(self.on)
    }
}

impl Watch {
    pub(super) fn hear_what_rests_on_consent(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        match event {
            CaseEvent::Consent(event) => self.hear_what_is_consented_to(event, notes),
            CaseEvent::Sharing(SharingEvent::InformationShared {
                body, unit, categories, rests_on, shared_on, ..
            }) => self.hear_what_is_shared(rests_on, categories, (*body, unit.as_deref()), *shared_on, notes),
            CaseEvent::Consulting(ConsultingEvent::OpenConsultationHeld {
                body,
                unit,
                categories,
                rests_on,
                held_on,
                ..
            }) => self.hear_what_is_shared(rests_on, categories, (*body, unit.as_deref()), *held_on, notes),
            CaseEvent::Referral(ReferralEvent::ReferralSent {
                recipient, unit, categories, rests_on, sent_on, ..
            }) => self.hear_what_is_shared(rests_on, categories, (*recipient, unit.as_deref()), *sent_on, notes),
            CaseEvent::Reporting(ReportingEvent::ReportSent {
                duty: ReportDuty::Consented { consent },
                sent_at,
                ..
            }) => {
                let purpose = ConsentPurpose::ReportWithoutDuty;
                let basis = Basis::to(purpose, *consent);
                self.hear_what_is_done_on(basis, [Body::ChildWelfareService].into(), oslo_date(*sent_at), notes);
            }
            CaseEvent::Course(CourseEvent::EscalatedToLevel { level, consent, escalated_on, .. }) => {
                let basis = Basis::to(purpose_of(*level), *consent);
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
        (body, unit): (Body, Option<&str>),
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if let Some(basis) = Basis::to_share(rests_on, categories) {
            let units = unit.map(|unit| RecipientUnit { body, unit: unit.to_owned() });
            self.hear_what_is_done_on(basis.with(units.into_iter().collect()), [body].into(), on, notes);
        }
    }

    fn hear_of_meetings_on_consent(&mut self, event: &MeetingEvent, notes: &mut Notes<'_>) {
        let meetings = &mut self.case.resting.meetings;
        match event {
            MeetingEvent::InterdisciplinaryMeetingConvened { meeting, units, consent, convened_on, .. } => {
                let basis = Basis::to(purpose_of(self.case.level_on(*convened_on)), *consent).with(units.clone());
                let meetings = &mut self.case.resting.meetings;
                meetings.insert(*meeting, Called { basis, others: BTreeSet::new(), of_team: false });
            }
            MeetingEvent::ResourceTeamConvened { meeting, units, rests_on, categories, .. } => {
                if let Some(basis) = Basis::to_share(rests_on, categories) {
                    let basis = basis.with(units.clone());
                    meetings.insert(*meeting, Called { basis, others: BTreeSet::new(), of_team: true });
                }
            }
            MeetingEvent::ClarificationMeetingConvened {
                meeting, convened_by, units, rests_on, categories, ..
            } => {
                let basis = rests_on.as_ref().and_then(|rests_on| Basis::to_share(rests_on, categories));
                if let Some(basis) = basis {
                    let basis = basis.with(units.clone());
                    let others = [Body::ChildWelfareService, *convened_by].into();
                    meetings.insert(*meeting, Called { basis, others, of_team: false });
                }
            }
            MeetingEvent::MeetingHeld { meeting, attendance, without_basis, held_on, .. } => {
                let there = (&attendance.bodies, &attendance.units);
                self.hear_that_they_met(*meeting, there, without_basis, *held_on, notes);
            }
            MeetingEvent::ClarificationMeetingHeld { meeting, bodies, units, without_basis, held_on, .. } => {
                self.hear_that_they_met(*meeting, (bodies, units), without_basis, *held_on, notes);
            }
            MeetingEvent::MeetingCalledOff { meeting: Some(meeting), .. } => _ = meetings.remove(meeting),
            // Nobody else is called to it.
            MeetingEvent::EvaluationMeetingConvened { .. }
            | MeetingEvent::MeetingCalledOff { .. }
            | MeetingEvent::MinutesRecorded { .. }
            | MeetingEvent::ResourceTeamRecommendationRecorded { .. }
            | MeetingEvent::NextMeetingAgreed { .. } => {}
        }
    }

    /// Who was there without a basis is found by itself. Whose unit is not told came as it was called.
    fn hear_that_they_met(
        &mut self,
        meeting: MeetingId,
        (there, units): (&BTreeSet<Body>, &BTreeSet<RecipientUnit>),
        without_basis: &BTreeSet<Body>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(Called { basis, others, of_team }) = self.case.resting.meetings.remove(&meeting) else { return };
        let told = |called: &RecipientUnit| units.iter().any(|there| there.body == called.body);
        let as_called = basis.units.iter().filter(|called| !told(called));
        let units = as_called.chain(units).cloned().collect();
        let basis = basis.with(units);
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
        let mut done = Done { which, basis, bodies, on, found: BTreeMap::new(), taken_back: false };
        for kind in self.case.resting.refusals_of(&done, &self.case.agreements) {
            self.find_of(kind, &mut done, notes);
        }
        if self.case.resting.is_done_on_nobodys_yes(&done, &self.case.agreements) {
            self.find_of(FindingKind::SharedWithoutConsent, &mut done, notes);
        }
        self.case.resting.done.push(done);
    }

    fn hear_what_is_consented_to(&mut self, event: &ConsentEvent, notes: &mut Notes<'_>) {
        let resting = &mut self.case.resting;
        match event {
            ConsentEvent::ConsentRequested { consent, of, scope, .. } => {
                let (guardian, purposes) = (of.guardian().map(|guardian| guardian.subject), scope.purposes.clone());
                let question = Question { guardian, purposes, answered_of_age: false, answered_by_child: false };
                resting.questions.insert(*consent, question);
            }
            ConsentEvent::ConsentGiven { consent, consented_by, own_say, given_on, .. } => {
                if let Some(question) = resting.questions.get_mut(consent) {
                    question.answered_of_age = *own_say == Some(OwnSay::InsteadOfGuardians);
                    question.answered_by_child = is_heard(*consented_by);
                }
                let said = Said { on: *given_on, position: notes.at.position };
                resting.yeses.entry(*consent).or_default().push(said);
                self.withdraw_what_was_said_yes_to(notes);
            }
            ConsentEvent::ConsentRefused { consent, refused_on, .. } => {
                resting.hear_no(*consent, *refused_on, notes);
                self.find_what_was_refused(*consent, notes);
            }
            ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                resting.hear_no(*consent, *withdrawn_on, notes);
                // On the day itself nobody knows which came first.
                self.find_what_it_carried_no_more(*consent, |done| done.on > *withdrawn_on, notes);
                self.find_what_was_refused(*consent, notes);
            }
            ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on, .. } => {
                let is_outside = |done: &Done| done.on > *narrowed_on && !done.is_covered_by(scope);
                self.find_what_it_carried_no_more(*consent, is_outside, notes);
            }
            // It carries nothing after its last day, recorded or not: nothing was taken that rests on it then. Nor on what nobody answered.
            ConsentEvent::ConsentExpired { .. } | ConsentEvent::ConsentRequestWithdrawn { .. } => {}
        }
    }

    /// What was done on that consent once it was taken back or narrowed.
    fn find_what_it_carried_no_more(
        &mut self,
        consent: ConsentId,
        is_found: impl Fn(&Done) -> bool,
        notes: &mut Notes<'_>,
    ) {
        self.judge_what_was_done(|watch, done| {
            if done.basis.consent == consent && is_found(done) {
                done.taken_back = true;
                watch.find_of(FindingKind::SharedWithoutConsent, done, notes);
            }
        });
    }

    /// What was done on a later day than that no, which is written down now, on somebody else's yes.
    fn find_what_was_refused(&mut self, refused: ConsentId, notes: &mut Notes<'_>) {
        self.judge_what_was_done(|watch, done| {
            if let Some(kind) = watch.case.resting.refusal_of(refused, done, &watch.case.agreements) {
                watch.find_of(kind, done, notes);
            }
        });
    }

    /// The unit said who the guardians are: what was done on the yes alone of one who was none rests on nobody's, and of what was
    /// found so before, that holds no more which was done on a guardian's, as is known now. Nor had anybody said no to what one who
    /// was none had.
    pub(super) fn what_was_done_may_rest_on_nobodys_yes(&mut self, notes: &mut Notes<'_>) {
        const WITHOUT: FindingKind = FindingKind::SharedWithoutConsent;
        self.judge_what_was_done(|watch, done| {
            if watch.case.resting.is_done_on_nobodys_yes(done, &watch.case.agreements) {
                watch.find_of(WITHOUT, done, notes);
            } else if !done.taken_back {
                watch.withdraw_of(WITHOUT, done, notes);
            }
        });
        self.withdraw_what_was_said_yes_to(notes);
    }

    /// The unit names that one again: what that one had said no to is refused by a guardian from then on.
    pub(super) fn what_was_refused_is_by_a_guardian_again(&mut self, guardian: SubjectId, notes: &mut Notes<'_>) {
        let asked = self.case.resting.questions.iter().filter(|(_, asked)| asked.guardian == Some(guardian));
        for refused in asked.map(|(consent, _)| *consent).collect::<Vec<_>>() {
            self.find_what_was_refused(refused, notes);
        }
    }

    fn judge_what_was_done(&mut self, mut judge: impl FnMut(&mut Self, &mut Done)) {
        let mut all = std::mem::take(&mut self.case.resting.done);
        for done in &mut all {
            judge(self, done);
        }
        self.case.resting.done = all;
    }

    /// That was found of it by mistake, as is known now.
    fn withdraw_of(&mut self, kind: FindingKind, done: &mut Done, notes: &mut Notes<'_>) {
        if let Some(position) = done.found.remove(&kind) {
            self.withdraw_this(kind, Some(done.which), position, notes);
        }
    }

    /// Each by itself and once; nothing that happens later mends it.
    fn find_of(&self, kind: FindingKind, done: &mut Done, notes: &mut Notes<'_>) {
        if let Entry::Vacant(first) = done.found.entry(kind) {
            first.insert(notes.at.position);
            notes.finding(Some(&self.finding(kind, Some(done.which), done.on, notes)));
        }
    }

    /// Who had said no had said yes by then, which is written down only now: it was not done against anybody's word.
    fn withdraw_what_was_said_yes_to(&mut self, notes: &mut Notes<'_>) {
        self.judge_what_was_done(|watch, done| {
            let refused = watch.case.resting.refusals_of(done, &watch.case.agreements);
            for kind in REFUSED.into_iter().filter(|kind| !refused.contains(kind)) {
                watch.withdraw_of(kind, done, notes);
            }
        });
    }
}

impl Facts {
    fn hear_no(&mut self, refused: ConsentId, on: NaiveDate, notes: &Notes<'_>) {
        self.noes.entry(refused).or_default().push(Said { on, position: notes.at.position });
    }

    /// Whether who said no to that had said so by that day, and not yes to that purpose since, alone or along with others.
    fn is_refused_on(&self, refused: ConsentId, purpose: ConsentPurpose, day: NaiveDate) -> bool {
        let said_by_then = |all: Option<&Vec<Said>>| {
            let said = all.into_iter().flatten().copied();
            said.filter(|said| said.on <= day).max()
        };
        let Some(no) = said_by_then(self.noes.get(&refused)) else { return false };
        let takes_back = |given: &ConsentId| *given == refused || self.is_answer_to(refused, *given, purpose);
        let yeses = self.yeses.keys().filter(|given| takes_back(given));
        let yes = yeses.filter_map(|given| said_by_then(self.yeses.get(given))).max();
        yes.is_none_or(|yes| yes < no)
    }

    fn is_answer_to(&self, refused: ConsentId, given: ConsentId, purpose: ConsentPurpose) -> bool {
        let questions = self.questions.get(&refused).zip(self.questions.get(&given));
        questions.is_some_and(|(refused, given)| refused.is_of_whom_answers(given) && given.purposes.contains(&purpose))
    }

    /// As what it is found that others than the guardian on whose consent it was done had said no to the same.
    fn refusals_of(&self, done: &Done, guardians: &agreements::Facts) -> BTreeSet<FindingKind> {
        self.noes.keys().filter_map(|refused| self.refusal_of(*refused, done, guardians)).collect()
    }

    /// Whether it was done on the yes of a guardian alone who was none by then, or when that one said it, as the unit says. A youth
    /// consents to sharing by itself, and who is of age to anything (C12).
    fn is_done_on_nobodys_yes(&self, done: &Done, guardians: &agreements::Facts) -> bool {
        let Some(yes) = self.questions.get(&done.basis.consent) else { return false };
        let is_own = yes.answered_by_child && done.basis.purpose == ConsentPurpose::InformationSharing;
        let given = self.yeses.get(&done.basis.consent).and_then(|given| given.first());
        let given_on = given.map_or(done.on, |given| given.on);
        let was_nobodys = |guardian| guardians.was_nobodys(guardian, given_on, done.on);
        !yes.answered_of_age && !is_own && yes.guardian.is_some_and(was_nobodys)
    }

    fn refusal_of(&self, refused: ConsentId, done: &Done, guardians: &agreements::Facts) -> Option<FindingKind> {
        let (no, yes) = (self.questions.get(&refused)?, self.questions.get(&done.basis.consent)?);
        if no.guardian.is_some_and(|guardian| !guardians.decides_for_child(guardian, done.on)) {
            return None;
        }
        let purpose = done.basis.purpose;
        let stood = self.is_refused_on(refused, purpose, done.on);
        if !stood || yes.answered_of_age || !no.purposes.contains(&purpose) || no.guardian == yes.guardian {
            return None;
        }
        Some(match no.guardian {
            Some(_) => FindingKind::RefusedByAnotherGuardian,
            None => FindingKind::RefusedByYouth,
        })
    }
}

impl Question {
    /// Whether that is the yes of who said no to this: of the same guardian, or of the youth, be it along with others.
    fn is_of_whom_answers(&self, given: &Self) -> bool {
        self.guardian == given.guardian || self.guardian.is_none() && given.answered_by_child
    }
}

/// The purpose that a consent must have for work on that level.
const fn purpose_of(level: Level) -> ConsentPurpose {
    match level {
        Level::One | Level::Two => ConsentPurpose::Level2Cooperation,
        Level::Three => ConsentPurpose::Level3Meeting,
    }
}
