//! What the universal arena owes in a case, and how its course departs from the rules (S0, S3, S4).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Ending, Excuse, Finding, FindingKind, Notes, ObligationKind, Owing, StepOfGuide, Watch, agreements, approvals,
    averting, contact, cooperation, duty, effect, interpreting, orders, own_say, plans, responsibilities, resting,
    seriousness, telling,
};
use crate::case::{
    AboutGuardians, Alternative, AlternativesEvent, AnswerEvent, AwaitedAdvice, CaseEvent, ConcernEvent, ConsentEvent,
    ConsentPurpose, ConsentScope, ConversationWith, CourseEvent, DiscussionEvent, FamilyEvent, LeaderTopic, Level,
    OwnSay, ReportDuty, ReportingEvent, SharingEvent, StepConsequence, StoodBehind, WhoDecides, is_from_who_decides,
    is_heard,
};
use crate::guides::{AskedFor, AttestedAct};
use crate::ids::{CaseId, ConsentId, SubjectId};
use crate::law::{self, DeadlineKind};
use crate::people::{Decider, RecordedDecision};
use crate::time::{days_after, oslo_date};

/// For so many days after its day a departure is remembered that each time is a finding by itself: acute danger that is
/// written down later excuses it. And so is what may be one by what is written down later. The number is the project's.
pub(super) const REMEMBERED_DAYS: u64 = 30;

const ANSWER_CONSENT: ObligationKind = ObligationKind::AnswerConsent;

/// What the next event of a case is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub(super) struct Facts {
    pub(super) level: Level,
    /// To which level it came on which day.
    levels: BTreeMap<NaiveDate, Level>,
    /// The first days of what was done about what there is now, by which the order of things is judged.
    order: Order,
    /// The days on which somebody was contacted in acute danger, which excuses the order of things.
    dangers: BTreeSet<NaiveDate>,
    /// What nothing excuses that was found lately and is not remembered otherwise.
    unexcused: Vec<Finding>,
    /// Whether guardians were told of the next report, or the ground for not telling them was recorded.
    guardians_settled: bool,
    /// Who of the guardians was told of which report.
    pub(super) telling: telling::Facts,
    /// Whether a report was sent without telling them, on a recorded ground.
    pub(super) sent_unknown_to_guardians: bool,
    /// Whether there is a ground now on which they are not told.
    pub(super) withheld_from_guardians: bool,
    /// Whether something is feared that telling them may set off, and nobody has decided whether they are told (S2-21).
    pub(super) telling_undecided: bool,
    /// Who contacted them all the same, and what waits until they may know.
    pub(super) contact: contact::Facts,
    pub(super) closed: bool,
    /// The day on which it was closed last.
    pub(super) closed_on: Option<NaiveDate>,
    /// Whether it was asked if the child has siblings.
    siblings_asked: bool,
    /// Whether that was answered.
    siblings_answered: bool,
    /// The days on which concerns were raised.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    concerns_raised: BTreeSet<NaiveDate>,
    /// The days of the concerns on which nothing is decided yet, calls in acute danger among them, and by when the municipality
    /// decides on each, where it has said that (R-19, D-6).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    undecided: BTreeMap<NaiveDate, Option<NaiveDate>>,
    /// The days of those on which nothing but that a report or referral was turned down asks for a decision, and which that was.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    turned_down: BTreeMap<NaiveDate, Uuid>,
    /// The latest day on which it was decided what is done about a concern (D-6).
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_on: Option<NaiveDate>,
    /// The same, where that was decided otherwise than by planning a measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) decided_beside_measures_on: Option<NaiveDate>,
    /// The questions for consent.
    consents: BTreeMap<ConsentId, Asked>,
    /// Whether something lapsed when the case was closed that should have been done first.
    closed_short: bool,
    /// What that was.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    left_undone: BTreeSet<(ObligationKind, Option<Uuid>)>,
    /// The alternatives that are active, with the day on which each was chosen last.
    pub(super) alternatives: BTreeMap<Alternative, NaiveDate>,
    /// Those of them that are with guardians and wait until these may know.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) to_take_up: BTreeSet<Alternative>,
    /// The days on which it was assessed that others may hear of the concern without consent (S0-30).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) exceptions: BTreeSet<NaiveDate>,
    /// What was agreed in writing, and who gets a copy of what.
    pub(super) agreements: agreements::Facts,
    /// How several bodies work together.
    pub(super) cooperation: cooperation::Facts,
    /// What is planned, and what is to come of it.
    pub(super) plans: plans::Facts,
    /// What comes of measures that do not suffice.
    pub(super) effect: effect::Facts,
    /// Whose it is that the concern goes on.
    pub(super) responsibilities: responsibilities::Facts,
    /// Who was told of danger.
    pub(super) averting: averting::Facts,
    /// Whether a report is due.
    pub(super) duty: duty::Facts,
    /// What was found so serious that child welfare or the police must be contacted.
    pub(super) seriousness: seriousness::Facts,
    /// What the child welfare service's orders ask for still.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) orders: Vec<orders::Asked>,
    /// When advice was agreed for.
    pub(super) consulting: AwaitedAdvice,
    /// What guardians are to agree to before it starts.
    pub(super) approvals: approvals::Facts,
    /// What was done on which guardian's consent.
    pub(super) resting: resting::Facts,
    /// Who is talked with through an interpreter (C12).
    pub(super) interpreting: interpreting::Facts,
    /// What a child that is asked beside its guardians said itself.
    pub(super) own_say: own_say::Facts,
}

/// When what comes first was done first, in the work on what there is now: by their own days, whichever was written down first
///
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Order {
    /// What was done before that day was done about something else.
    since: Option<NaiveDate>,
    /// Something was observed.
    observed: BTreeSet<NaiveDate>,
    /// It was discussed with leader, colleague or peer team.
    discussed: BTreeSet<NaiveDate>,
    /// Guardians were talked with.
    conversed: BTreeSet<NaiveDate>,
}

impl Order {
    fn begin_anew(&mut self, since: NaiveDate) {
        let at = |days: &BTreeSet<NaiveDate>| days.range(since..).copied().collect();
        let Self { observed, discussed, conversed, .. } = &*self;
        let (observed, discussed, conversed) = (at(observed), at(discussed), at(conversed));
        *self = Self { since: Some(since), observed, discussed, conversed };
    }

    fn is_of_now(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day)
    }
}

/// Whether it was done on one of those days by that one.
fn by_then(days: &BTreeSet<NaiveDate>, day: NaiveDate) -> bool {
    days.first().is_some_and(|first| *first <= day)
}

impl Facts {
    /// What excuses a departure of that day: acute danger from the contact on, for the week in which an emergency's duty is
    /// assessed. The sources say "at once"; what is done later is done in the order of things again.
    pub(super) fn excuse_on(&self, day: NaiveDate) -> Option<Excuse> {
        self.excused_until(day).map(|_| Excuse::Emergency)
    }

    /// The last day of the week in which that day lies.
    fn excused_until(&self, day: NaiveDate) -> Option<NaiveDate> {
        let since = self.dangers.range(..=day).next_back()?;
        Some(law::due(DeadlineKind::DutyAfterEmergency, *since)).filter(|last| day <= *last)
    }

    /// The first day from that one on which acute danger excuses nothing.
    pub(super) fn unexcused_from(&self, day: NaiveDate) -> NaiveDate {
        let mut first = day;
        while let Some(next) = self.excused_until(first).and_then(|last| last.succ_opt()) {
            first = next;
        }
        first
    }

    /// What was found so long before that day is excused by nothing that is written down then, whether or not anything else
    /// was found since.
    fn forget_what_is_long_past(&mut self, day: NaiveDate) {
        self.unexcused.retain(|found| days_after(found.arose_on, REMEMBERED_DAYS) >= day);
    }

    /// The first day after that one on which somebody called for help in acute danger.
    pub(super) fn called_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.succ_opt().and_then(|next| self.dangers.range(next..).next().copied())
    }

    /// The level that it was on at the end of that day.
    pub(super) fn level_on(&self, day: NaiveDate) -> Level {
        self.levels.range(..=day).next_back().map(|(_, level)| *level).unwrap_or_default()
    }

    /// The day on which it came to the level that it is on; none where it is on its first.
    pub(super) fn on_its_level_since(&self) -> Option<NaiveDate> {
        self.levels.last_key_value().map(|(on, _)| *on)
    }

    fn come_to(&mut self, level: Level, on: NaiveDate) {
        self.level = level;
        self.levels.insert(on, level);
    }

    /// Whether help from others is to come with consent, so that a refusal asks for an answer: in B and C.
    pub(super) fn help_rests_on_consent(&self) -> bool {
        self.alternatives.contains_key(&Alternative::B) || self.alternatives.contains_key(&Alternative::C)
    }

    /// Somebody contacted child welfare or the police, reported, or assessed the duty to: what was refused by then may be left
    /// to alternative D for good.
    pub(super) fn hear_that_refusals_are_weighed(&mut self) {
        for asked in self.consents.values_mut() {
            (asked.weighed, asked.left_to_d) = (asked.refused_on.is_some(), None);
        }
    }

    /// What is so serious does not rest on consent.
    fn leave_refusals_to_d(&mut self) {
        for asked in self.consents.values_mut() {
            let refused_on = asked.refused_on.take();
            if !std::mem::take(&mut asked.weighed) && refused_on.is_some() {
                asked.left_to_d = refused_on;
            }
        }
    }

    /// Alternative D ended, and nobody had acted on it.
    pub(super) fn take_back_from_d(&mut self) {
        for asked in self.consents.values_mut() {
            asked.refused_on = asked.left_to_d.take().or(asked.refused_on);
        }
    }

    /// Whether guardians must not be told for now: nobody is asked to tell them or to hand them anything of it.
    pub(super) const fn guardians_must_not_know(&self) -> bool {
        self.withheld_from_guardians || self.telling_undecided
    }
}

/// A question for consent: what it would carry, and whether it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    scope: ConsentScope,
    said: Said,
    /// When it was refused or taken back, while that asks for an answer once help from others is to come with consent.
    refused_on: Option<NaiveDate>,
    /// Whether somebody has acted on the danger, or assessed the duty to report, since it was refused.
    weighed: bool,
    /// When it was refused, while alternative D is its answer and nobody has acted on that.
    left_to_d: Option<NaiveDate>,
    /// From which day a guardian's consent stands; the youth's alone lifts no case before it is of age.
    given_on: Option<NaiveDate>,
    /// The guardian who was asked; nobody where it was the youth, who may be gone after for an answer whatever guardians must not
    /// know.
    guardian: Option<SubjectId>,
    /// Whether the child said yes itself who is of age, so that it takes no guardian's (C12).
    of_age: bool,
}

/// What was answered to a question for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Said {
    Nothing,
    /// A yes to the work that goes on, the youth's own included.
    Yes,
    /// No, or a yes that was taken back, has ended or was to work that is over; or the question was withdrawn.
    YesNoMore,
}

impl Asked {
    fn about(scope: &ConsentScope, guardian: Option<SubjectId>) -> Self {
        Self {
            scope: scope.clone(),
            said: Said::Nothing,
            refused_on: None,
            weighed: false,
            left_to_d: None,
            given_on: None,
            guardian,
            of_age: false,
        }
    }

    /// The guardian whose yes it takes.
    fn taken_of(&self) -> Option<SubjectId> {
        self.guardian.filter(|_| !self.of_age)
    }

    /// Whether the yes that it takes of a guardian is nobody's on that day who decides for the child.
    fn is_nobodys_on(&self, day: NaiveDate, guardians: &agreements::Facts) -> bool {
        let given = self.taken_of().zip(self.given_on);
        given.is_some_and(|(guardian, given_on)| !guardians.is_yes_for_child(guardian, given_on, day))
    }

    /// Whether it is a yes to the work that goes on, which has not run out on that day: of those who decide for the child, or of the
    /// youth who was asked itself.
    fn still_says_yes(&self, day: NaiveDate, guardians: &agreements::Facts) -> bool {
        let of_who_decides = self.given_on.is_some() && !self.is_nobodys_on(NaiveDate::MAX, guardians);
        self.said == Said::Yes && self.scope.ended_before(day).is_none() && (self.guardian.is_none() || of_who_decides)
    }

    /// Nobody says yes by it any more.
    fn says_yes_no_more(&mut self) {
        self.given_on = None;
        if self.said == Said::Yes {
            self.said = Said::YesNoMore;
        }
    }

    /// The refusal is answered, or asks for no answer any more.
    const fn is_refused_no_more(&mut self) {
        (self.refused_on, self.weighed, self.left_to_d) = (None, false, None);
    }

    /// Whether it carries that purpose on that day, and until when: no longer than who gave it decides for the child.
    fn carries(&self, purpose: ConsentPurpose, day: NaiveDate, guardians: &agreements::Facts) -> Option<Until> {
        let stands = self.given_on.is_some_and(|given_on| given_on <= day)
            && !self.is_nobodys_on(day, guardians)
            && self.scope.purposes.contains(&purpose)
            && self.scope.covers(day);
        let ran_out_on = self.scope.valid_to.map(|last| last.succ_opt().unwrap_or(last));
        let left_out_on = self.taken_of().and_then(|guardian| guardians.left_out_after(guardian, day));
        let ends_on = ran_out_on.into_iter().chain(left_out_on).min();
        stands.then(|| ends_on.map_or(Until::ForGood, Until::Before))
    }
}

impl Facts {
    /// Whether on that day that consent stood to the cooperation of that level, or, on the first and on none, to anything.
    pub(super) fn consents_to(&self, consent: ConsentId, level: Option<Level>, day: NaiveDate) -> bool {
        let purposes = match level {
            Some(Level::Two) => &[ConsentPurpose::Level2Cooperation][..],
            Some(Level::Three) => &[ConsentPurpose::Level3Meeting][..],
            Some(Level::One) | None => &ConsentPurpose::ALL[..],
        };
        let asked = self.consents.get(&consent);
        asked.is_some_and(|asked| {
            purposes.iter().any(|purpose| asked.carries(*purpose, day, &self.agreements).is_some())
        })
    }

    /// Whether by taking that back on that day somebody says no: by it something went on, and whoever took it back says yes to all
    /// of it by no other consent that took its place.
    fn is_a_no_to_take_back(&self, taken_back: ConsentId, on: NaiveDate) -> bool {
        let Some(before) = self.consents.get(&taken_back) else { return false };
        let goes_on = self.consents.iter().any(|(id, asked)| {
            *id != taken_back
                && asked.guardian == before.guardian
                && asked.scope.holds_all_of(&before.scope)
                && asked.still_says_yes(on, &self.agreements)
        });
        before.still_says_yes(on, &self.agreements) && !goes_on
    }

    /// The first day from that one on, on which a consent stood by which others hear of the concern (S0-27, S0-32).
    pub(super) fn consents_to_others_since(&self, day: NaiveDate) -> Option<NaiveDate> {
        let standing = self.consents.values().filter_map(|asked| {
            let since = asked.given_on?.max(day);
            let carries = |purpose: &ConsentPurpose| asked.carries(*purpose, since, &self.agreements).is_some();
            ConsentPurpose::LETS_OTHERS_HEAR.iter().any(carries).then_some(since)
        });
        standing.min()
    }
}

/// How long something carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    /// To the day before this one.
    Before(NaiveDate),
    /// Without end.
    ForGood,
}

impl Watch {
    pub(super) fn hear_case(&mut self, event: &CaseEvent, notes: &mut Notes<'_>) {
        self.about.case = Some(CaseId::from_uuid(notes.stream));
        self.hear_of_guardians(event, notes);
        self.hear_what_rests_on_consent(event, notes);
        self.hear_what_is_feared(event, notes);
        self.hear_that_guardians_are_contacted(event, notes);
        self.hear_what_was_done(event, notes);
        match event {
            CaseEvent::Course(event) => self.hear_course(event, notes),
            CaseEvent::Concern(event) => self.hear_concern(event, notes),
            CaseEvent::Family(event) => self.hear_family(event, notes),
            CaseEvent::Consent(event) => self.hear_consent(event, notes),
            CaseEvent::Reporting(event) => self.hear_reporting(event, notes),
            // What the service says is no work with the case, whatever it owes the sender's unit.
            CaseEvent::Answer(event) => return self.hear_what_the_service_answers(event, notes),
            // Nor does it work with the case who finds that an entry is wrong: what was owed and found by it stays (C12).
            CaseEvent::Correction(_) => return,
            CaseEvent::Averting(event) => self.hear_averting(event, notes),
            CaseEvent::Siblings(event) => {
                (self.case.siblings_asked, self.case.siblings_answered) = (true, true);
                self.hear_what_is_said_of_siblings(event, notes);
                self.met(ObligationKind::AnswerSiblingQuestion, None, event.on(), notes);
            }
            CaseEvent::Alternatives(event) => self.hear_alternatives(event, notes),
            CaseEvent::Sharing(event) => self.hear_sharing(event, notes),
            CaseEvent::Discussion(event) => self.hear_discussion(event, notes),
            // Owes nothing: an analysis that rests on no observation says why, and a severity ends no concern. Nor does
            // an attachment take anything's place: what is signed on paper is recorded as signed, too.
            CaseEvent::Analysis(_) | CaseEvent::Attachment(_) => {}
            CaseEvent::Measure(event) => self.hear_measure(event, notes),
            CaseEvent::Steps(event) => self.hear_steps(event, notes),
            CaseEvent::Relay(event) => self.hear_relay(event, notes),
            CaseEvent::Meeting(event) => self.hear_meeting(event, notes),
            CaseEvent::Agreement(event) => self.hear_agreement(event, notes),
            CaseEvent::Copy(event) => self.hear_copy(event, notes),
            CaseEvent::Referral(event) => self.hear_referral(event, notes),
            CaseEvent::Plan(event) => self.hear_plan(event, notes),
            CaseEvent::Consulting(event) => self.hear_consulting(event, notes),
        }
        self.look_what_is_taken_up(notes);
        self.hear_that_something_happened(notes);
    }

    fn hear_course(&mut self, event: &CourseEvent, notes: &mut Notes<'_>) {
        match event {
            CourseEvent::CaseOpened { child, unit, .. } => {
                self.unit.clone_from(unit);
                self.same_child.child = Some(child.subject);
            }
            // History, from which nothing follows here; and what stays closed stays as it is: whether the duty to report is triggered
            // is assessed all the same.
            CourseEvent::HelpToldOfBySource { .. } | CourseEvent::ReopeningDeclined { .. } => {}
            CourseEvent::EscalatedToLevel { level, guides, decision, stood_behind, escalated_on, .. } => {
                let done = StepConsequence::Escalate { level: *level };
                self.hear_who_stood_behind(done, decision, stood_behind.as_ref(), *escalated_on, notes);
                self.case.come_to(*level, *escalated_on);
                self.hear_that_it_is_carried_out(done, !guides.is_empty(), *escalated_on, notes);
                self.hear_that_it_is_decided(*escalated_on, notes);
                self.hear_that_it_is_taken_further(*escalated_on, notes);
                self.look_for_consent_from(*escalated_on, notes);
                self.owe_approvals(*escalated_on, notes);
                self.cooperation_on(*level, *escalated_on, notes);
            }
            CourseEvent::ReturnedToLevel { level, guides, decision, stood_behind, returned_on, .. } => {
                let done = StepConsequence::Return { level: *level };
                self.hear_who_stood_behind(done, decision, stood_behind.as_ref(), *returned_on, notes);
                self.case.come_to(*level, *returned_on);
                self.hear_that_it_is_carried_out(done, !guides.is_empty(), *returned_on, notes);
                self.hear_that_it_is_decided(*returned_on, notes);
                self.look_for_consent_from(*returned_on, notes);
                self.cooperation_ends(*returned_on, notes);
                self.coordination_ends(*returned_on, notes);
                self.approvals_end(*returned_on, notes);
            }
            CourseEvent::CaseReopened { reopened_on, decide_by, decision, .. } => {
                // Who leads the unit and opens it again knows what it was about.
                if decision.decided_by.as_ref().is_some_and(|decided_by| decided_by.role.leads_a_unit()) {
                    self.hear_that_leader_knows(*reopened_on, notes);
                }
                self.hear_that_it_is_reopened(*reopened_on, *decide_by, notes);
            }
            CourseEvent::CaseClosed { outcome, decision, stood_behind, closed_on, .. } => {
                let done = StepConsequence::Close;
                self.hear_who_stood_behind(done, decision, stood_behind.as_ref(), *closed_on, notes);
                // Who leads the unit, or its professionals, and closes it knows of it (S4-15, S4-16). A pedagogical leader owns
                // its steps (S3-19), and closes what no leader heard of as any other who works with it.
                let by_leader = decision.decided_by.as_ref().is_some_and(|decided_by| decided_by.role.leads_a_unit());
                if by_leader {
                    self.hear_that_leader_knows(*closed_on, notes);
                }
                // What a step decided since, with its reasons, is the later word.
                if !self.way.decides(done) {
                    self.hear_whether_measures_had_effect(*outcome, *closed_on, notes);
                }
                for kind in self.others_see_to(*outcome, by_leader) {
                    self.give_up_all(*kind, *closed_on, notes);
                }
                self.hear_that_it_is_closed(by_leader, *closed_on, notes);
            }
        }
    }

    /// On level 2 who works with the case and the unit's leader decide together, as two, and on level 3 who holds the relay, on
    /// all that moves the case (R-30, S3-31, S3-42); what was decided so in a step is carried out by anybody. Of what nobody was
    /// asked nothing is found.
    fn hear_who_stood_behind(
        &mut self,
        done: StepConsequence,
        decision: &RecordedDecision,
        stood_behind: Option<&StoodBehind>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(StoodBehind { together_with, relay_holder }) = stood_behind else { return };
        let leads = |decider: &Decider| decider.role.leads_a_unit();
        // By whose they are, and not by their names, which may not be shown any more when this is heard again.
        let are_both =
            |one: &Decider, other: &Decider| leads(one) != leads(other) && one.name.subject() != other.name.subject();
        let is_theirs = match self.case.level {
            Level::One => true,
            Level::Two => {
                decision.decided_by.as_ref().zip(together_with.as_ref()).is_some_and(|(by, with)| are_both(by, with))
            }
            Level::Three => *relay_holder,
        };
        if !is_theirs && !self.way.decides(done) {
            self.find_each_outside_danger(FindingKind::DecidedByAnother, on, notes);
        }
    }

    /// A reasoned decision, which ends the concern. What a closed case still takes stays owed; the rest lapses,
    /// and is found, unless closing itself answers it. What was missed by then is mended by no end. Of what the unit was to do it
    /// is its leader's to decide that it is not done (S4-15, S4-19); closed by anybody else, that is found too.
    fn hear_that_it_is_closed(&mut self, by_leader: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        (self.case.closed, self.case.closed_on) = (true, Some(on));
        let decided_otherwise = self.way.decides_otherwise_than(StepConsequence::Close);
        let of_the_unit = self.owed.iter().filter(|owed| !by_leader && owed.kind.is_the_leaders_to_let_go());
        let mut left_undone: BTreeSet<_> = of_the_unit.map(|owed| (owed.kind, owed.which)).collect();
        let closed_short = !by_leader && decided_otherwise || !left_undone.is_empty();
        let guided = self.way.guided;
        self.hear_that_it_is_carried_out(StepConsequence::Close, guided, on, notes);
        self.hear_that_it_is_decided(on, notes);
        self.mend(FindingKind::ConsentExpiredInUse, None, on, notes);
        self.cooperation_ends(on, notes);
        self.meetings_end(on, notes);
        self.conversations_end();
        self.case.consulting.end();
        self.nothing_is_put_off();
        self.nothing_waits_to_be_taken_up();
        self.responsibilities_end(on, notes);
        self.nothing_waits_for_guardians();
        // Nobody is asked any more; siblings are asked for before an alternative is chosen only. That a measure runs on, or
        // that another body has not answered for a child who was referred to it, is no end of that, unless others see to it
        // (R-34, S3-39): it is found.
        for kind in [
            ANSWER_CONSENT,
            ObligationKind::AnswerSiblingQuestion,
            ObligationKind::TakeCaseFurther,
            ObligationKind::HoldConsultation,
            ObligationKind::TakeUpAlternative,
        ] {
            self.give_up_all(kind, on, notes);
        }
        self.case.alternatives.clear();
        self.case.undecided.clear();
        self.case.turned_down.clear();
        self.case.closed_short = closed_short;
        while let Some(left) = self.owed.iter().find(|owed| !owed.kind.may_be_met_in_a_closed_case()) {
            let (kind, which) = (left.kind, left.which);
            self.give_up(kind, which, on, notes);
            left_undone.insert((kind, which));
            self.case.closed_short = true;
        }
        self.case.left_undone.extend(left_undone);
        if self.case.closed_short || !self.owed.is_empty() {
            self.find(FindingKind::ClosedWithOpenObligations, None, on, notes);
        }
    }

    /// What ended is worked with again, and is owed a reasoned decision once more, an answer to what was asked, and
    /// what was planned and agreed and is not done. What went before excuses nothing and maps nothing now.
    fn hear_that_it_is_reopened(&mut self, on: NaiveDate, decide_by: Option<NaiveDate>, notes: &mut Notes<'_>) {
        self.case.closed = false;
        self.case.come_to(Level::One, on);
        self.begin_anew(self.case.closed_on.unwrap_or(on));
        self.claims_begin_anew(self.case.closed_on.unwrap_or(on));
        self.referrals_begin_anew();
        // What was given before the case was reopened ended with it, and so did what was assessed.
        self.case.exceptions.clear();
        for asked in self.case.consents.values_mut() {
            asked.says_yes_no_more();
            asked.is_refused_no_more();
        }
        self.all_that_was_answered_ends(self.case.closed_on.unwrap_or(on), notes);
        self.owe_a_decision(on, decide_by, notes);
        self.owe_bringing_on_what_no_leader_knows(on, notes);
        self.owe_answers_to_consent(on, notes);
        self.owe_answers_to_referrals(on, notes);
        if self.case.siblings_asked && !self.case.siblings_answered {
            self.owe(Owing::from(ObligationKind::AnswerSiblingQuestion, on), notes);
        }
        self.owe_what_was_left_of_measures(on, notes);
        self.owe_approvals(on, notes);
        self.owe_what_was_not_signed(on, notes);
        let left_undone = std::mem::take(&mut self.case.left_undone);
        self.owe_starts_that_were_left(&left_undone, on, notes);
        // Nobody makes good by opening a case again what ended with it and is owed no more (C11).
        let is_made_good = |(kind, which)| self.is_owed(kind, which) || self.is_brought_since(kind);
        let is_still_left = |left: &(ObligationKind, Option<Uuid>)| !is_made_good(*left);
        self.case.left_undone = left_undone.into_iter().filter(is_still_left).collect();
        if self.case.left_undone.is_empty() {
            self.mend(FindingKind::ClosedWithOpenObligations, None, on, notes);
        }
    }

    /// Danger that is over excuses nothing new, and what was seen and discussed then is no mapping of another concern
    /// . Who was contacted since that day was contacted about what there is now.
    fn begin_anew(&mut self, since: NaiveDate) {
        self.case.dangers.retain(|on| *on >= since);
        self.case.order.begin_anew(since);
        self.responsibilities_begin_anew();
    }

    /// Every concern ends in a reasoned decision; in the municipality's own time, where it has set one (R-19, D-6). Those that wait
    /// are decided together, by the last day of the first.
    fn owe_a_decision(&mut self, on: NaiveDate, decide_by: Option<NaiveDate>, notes: &mut Notes<'_>) {
        self.case.turned_down.remove(&on);
        self.ask_for_a_decision(on, decide_by, notes);
    }

    fn ask_for_a_decision(&mut self, on: NaiveDate, decide_by: Option<NaiveDate>, notes: &mut Notes<'_>) {
        let known = self.case.undecided.entry(on).or_insert(decide_by);
        *known = known.or(decide_by);
        let kind = ObligationKind::DecideOnConcern;
        let Some(due) = decide_by else { return self.owe(Owing::from(kind, on), notes) };
        // A call waits for its decision without a last day; the concern beside it has one.
        if self.owed.iter().any(|owed| owed.is(kind, None) && owed.due.is_none()) {
            self.is_due_by(kind, None, due, notes);
        } else {
            self.owe(Owing::from(kind, on).by(due), notes);
        }
    }

    /// It was decided what is done about the concern (D-6): in a step of its guide that the case is closed, lifted or taken back,
    /// or by measures, an agreement, the way forward, an alternative, another level or the end of the case. What was decided before
    /// there was the concern is no answer to it: one of a later day is owed its own.
    pub(super) fn hear_that_it_is_decided(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let beside_measures_on = &mut self.case.decided_beside_measures_on;
        *beside_measures_on = (*beside_measures_on).max(Some(on));
        self.hear_what_answers_the_concern(on, notes);
    }

    /// As [`Self::hear_that_it_is_decided`], also by a measure, which may be given up before it begins.
    pub(super) fn hear_what_answers_the_concern(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let kind = ObligationKind::DecideOnConcern;
        self.case.decided_on = self.case.decided_on.max(Some(on));
        self.case.undecided.retain(|raised_on, _| *raised_on > on);
        if !self.owed.iter().any(|owed| owed.is(kind, None) && owed.opened_on <= on) {
            return;
        }
        self.met(kind, None, on, notes);
        self.owe_the_next_decision(notes);
    }

    fn owe_the_next_decision(&mut self, notes: &mut Notes<'_>) {
        let next = self.case.undecided.first_key_value().map(|(raised_on, decide_by)| (*raised_on, *decide_by));
        if let Some((raised_on, decide_by)) = next {
            self.ask_for_a_decision(raised_on, decide_by, notes);
        }
    }

    /// Somebody called those who help in acute danger: that is a concern, whether or not anybody raises it, and the gravest. In
    /// whatever state the case is, it is assessed whether the duty to report is triggered; in an open one it is decided what
    /// is done, the leader is told and siblings are asked for, as for any concern (R-13, R-19, S4-16). A closed one is not worked
    /// with: its leader sees the call, and opens it again where there is reason to. Where alternative D is followed, the call is
    /// what was decided.
    fn hear_that_help_is_called(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe_assessing_the_duty(on, notes);
        let siblings_asked = std::mem::replace(&mut self.case.siblings_asked, true);
        if self.case.closed {
            return;
        }
        if self.case.decided_on < Some(on) && !self.case.alternatives.contains_key(&Alternative::D) {
            self.owe_a_decision(on, None, notes);
        }
        self.owe_telling_the_leader_of_a_call(on, notes);
        if !siblings_asked {
            self.owe(Owing::from(ObligationKind::AnswerSiblingQuestion, on), notes);
        }
    }

    /// The service told what became of a report: where nobody there looks into it, or does so any more, it is the unit's again.
    fn hear_what_the_service_answers(&mut self, event: &AnswerEvent, notes: &mut Notes<'_>) {
        match event {
            AnswerEvent::FeedbackReceived { report, feedback, told_on } if feedback.turns_down() => {
                self.hear_that_it_is_turned_down(report.as_uuid(), *told_on, notes);
            }
            AnswerEvent::FeedbackReceived { report, told_on, .. } => {
                self.hear_that_it_is_followed_up_after_all(report.as_uuid(), *told_on, notes);
            }
            AnswerEvent::AcknowledgementReceived { .. } => {}
        }
    }

    /// The service looks into a report that it had turned down: it is not the unit's to take further any more, nor to decide on
    /// where nothing else asks for that. What had been left undone until then stays found.
    fn hear_that_it_is_followed_up_after_all(&mut self, report: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        self.hear_that_it_was_not_taken_there_in_vain(report, on, notes);
        let turned_down = self.case.turned_down.iter();
        let is_it = |(day, which): &(&NaiveDate, &Uuid)| **which == report && **day <= on;
        let days: Vec<NaiveDate> = turned_down.filter(is_it).map(|(day, _)| *day).collect();
        let kind = ObligationKind::DecideOnConcern;
        for day in days {
            self.case.turned_down.remove(&day);
            let waits = self.case.undecided.remove(&day).is_some();
            if waits && self.owed.iter().any(|owed| owed.is(kind, None) && owed.opened_on == day) {
                self.give_up(kind, None, on, notes);
                self.owe_the_next_decision(notes);
            }
        }
    }

    /// A body does not take the child on that was referred to it, or the service does not follow up what was reported: whoever sent
    /// it sees to the child again, from the day of the answer on (R-19, R-34, S3-39). Where the case had been taken further by that
    /// alone, it is to be taken further anew (S4-19); else it is decided how it goes on. A closed case is not worked with: its
    /// leader sees the answer, and opens it again where there is reason to.
    pub(super) fn hear_that_it_is_turned_down(&mut self, with: Uuid, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_taken_further_anew = self.hear_that_it_was_taken_there_in_vain(with, on, notes);
        if !self.case.closed && !is_taken_further_anew && self.case.decided_on < Some(on) {
            let asks_alone = !self.case.undecided.contains_key(&on);
            self.owe_a_decision(on, None, notes);
            if asks_alone {
                self.case.turned_down.insert(on, with);
            }
        }
    }

    fn hear_concern(&mut self, event: &ConcernEvent, notes: &mut Notes<'_>) {
        match event {
            ConcernEvent::ConcernRaised { raised_on, decide_by, .. } => {
                // A call that waits for its decision is no concern that this one goes on with.
                let raised = &self.case.concerns_raised;
                if !raised.is_empty() && !self.case.undecided.keys().any(|on| raised.contains(on)) {
                    self.begin_anew(*raised_on);
                }
                self.case.concerns_raised.insert(*raised_on);
                self.owe_a_decision(*raised_on, *decide_by, notes);
                self.owe_bringing_it_to_leader(*raised_on, notes);
                // The whole family is seen, and not the one child alone.
                if !self.case.siblings_asked {
                    self.case.siblings_asked = true;
                    self.owe(Owing::from(ObligationKind::AnswerSiblingQuestion, *raised_on), notes);
                }
            }
            ConcernEvent::ObservationLogged { observed, .. } => self.hear_that_it_is_mapped(observed.from(), notes),
            // Stands beside what was observed, and owes nothing.
            ConcernEvent::ObservationCorrected { .. } => {}
            // An assessment rests on what was observed.
            ConcernEvent::ConcernAssessed { basis, ground_for_concern, assessed_on, .. } => {
                self.hear_whether_there_is_ground(*ground_for_concern, *assessed_on, notes);
                if basis.is_empty() {
                    self.find_each(FindingKind::AssessedWithoutEvidence, *assessed_on, None, notes);
                }
            }
        }
    }

    fn hear_family(&mut self, event: &FamilyEvent, notes: &mut Notes<'_>) {
        self.hear_who_knows(event, notes);
        match event {
            FamilyEvent::ConversationConvened { with, planned_for, convened_on, .. } => {
                if self.owe_conversation(*with, *planned_for, *convened_on, notes) {
                    self.hear_who_is_called(*with, *convened_on, notes);
                }
            }
            FamilyEvent::ConversationCalledOff { with, called_off_on, .. } => {
                self.hear_that_a_talk_is_off(*with, *called_off_on, notes);
                self.hear_that_a_call_is_off(*called_off_on, notes);
            }
            // Map first, then discuss, then converse with guardians, unless a guide that is followed has it the other way round
            // (R-36, S0-10, S0-17); in acute danger the order does not matter.
            FamilyEvent::ConversationHeld { with, outcome, held_on, interpreted, .. } => {
                self.hear_how_it_was_interpreted(*with, interpreted.as_ref(), *held_on, notes);
                self.hear_what_was_talked_of(*with, *outcome, *held_on, notes);
                self.hear_that_they_talked(*with, *held_on, notes);
                if !by_then(&self.case.order.observed, *held_on) {
                    self.find_outside_danger(FindingKind::ConversedBeforeMapping, None, *held_on, notes);
                }
                let is_to_be_discussed_first = self.way.talks_first.is_empty() && *with != ConversationWith::Child;
                if !by_then(&self.case.order.discussed, *held_on) && is_to_be_discussed_first {
                    self.find_outside_danger(FindingKind::ConversedBeforeDiscussion, None, *held_on, notes);
                }
                if *with != ConversationWith::Child {
                    self.hear_that_guardians_are_talked_with(*held_on, notes);
                }
            }
            // Being told afterwards of a report that was sent is not being told of the next one before it goes.
            FamilyEvent::GuardiansInformed { about: AboutGuardians::Report, guardians, informed_on: on } => {
                let told = guardians.iter().map(|guardian| guardian.subject);
                let (told, others): (BTreeSet<_>, BTreeSet<_>) =
                    told.partition(|told| self.case.agreements.decides_for_child(*told, *on));
                // Whom the unit has left out is told nothing for the child, and need not be told of what was sent once more.
                self.are_told_too(others, *on, notes);
                if !told.is_empty() {
                    let of_a_sent_one = self.are_told_of_a_sent_report(&told, *on, notes);
                    self.case.guardians_settled |= !of_a_sent_one;
                    self.guardians_are_settled(*on, notes);
                }
            }
            FamilyEvent::GuardianNotificationWithheld { not_in_use, withheld_on: on, .. } => {
                if *not_in_use {
                    self.find_each_outside_danger(FindingKind::WithheldOnGroundNotInUse, *on, notes);
                }
                self.nobody_calls_the_family(*on, notes);
                self.nobody_contacts_guardians(*on, notes);
                self.nobody_is_asked_to_meet_guardians(*on, notes);
                self.nobody_asks_for_approval(*on, notes);
                self.nobody_takes_up_what_is_with_guardians(*on, notes);
                // Who was to be told of a sent report is told of it when this ground is gone.
                self.case.sent_unknown_to_guardians |= self.is_owed(ObligationKind::TellGuardiansOfReport, None);
                self.nobody_tells_others(*on, notes);
                self.case.guardians_settled = true;
                self.guardians_are_settled(*on, notes);
            }
            FamilyEvent::InterpreterNeedRecorded { whose, noted_on, .. } => {
                self.hear_that_interpreter_is_needed(*whose, *noted_on, notes);
            }
            FamilyEvent::InterpreterNeedEnded { whose, ended_on } => {
                self.hear_that_no_interpreter_is_needed(*whose, *ended_on, notes);
            }
            FamilyEvent::YouthInvitationAssessed { invited, .. } => self.hear_whether_youth_is_asked(*invited),
            FamilyEvent::GuardiansInformed { about: AboutGuardians::InsufficientEffect, informed_on: on, .. } => {
                self.hear_that_effect_is_told(*on, notes);
            }
            FamilyEvent::GuardiansInformed { about: AboutGuardians::LowThresholdOffers, informed_on: on, .. } => {
                self.hear_that_it_was_asked_for(AskedFor::LowThresholdOffers, *on, notes);
            }
            // Who the guardians are is heard of each event.
            FamilyEvent::GuardiansInformed { .. } | FamilyEvent::GuardiansNamed { .. } => {}
            // The ground is gone: who was not told of a report is told now.
            FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => {
                self.case.guardians_settled = false;
                if std::mem::take(&mut self.case.sent_unknown_to_guardians) {
                    self.owe(Owing::from(ObligationKind::TellGuardiansOfReport, *lifted_on), notes);
                }
                self.others_may_be_told(*lifted_on, notes);
                self.owe_what_was_withheld(*lifted_on, notes);
                self.hear_that_guardians_may_know(*lifted_on, notes);
                self.guardians_are_contacted_again(*lifted_on, notes);
                self.hear_that_guardians_may_be_met(*lifted_on, notes);
                self.owe_approvals(*lifted_on, notes);
                self.what_is_with_guardians_is_taken_up(*lifted_on, notes);
            }
        }
    }

    fn hear_consent(&mut self, event: &ConsentEvent, notes: &mut Notes<'_>) {
        let on = match event {
            ConsentEvent::ConsentRequested { consent, of, scope, requested_on: on } => {
                let guardian = of.guardian().map(|guardian| guardian.subject);
                self.case.consents.insert(*consent, Asked::about(scope, guardian));
                self.owe_answer_to(*consent, *on, notes);
                on
            }
            ConsentEvent::ConsentGiven { consent, consented_by, own_say, given_on: on, .. } => {
                self.met(ANSWER_CONSENT, Some(consent.as_uuid()), *on, notes);
                let lifts = is_from_who_decides(*consented_by, *own_say);
                let of_age = *own_say == Some(OwnSay::InsteadOfGuardians) && is_heard(*consented_by);
                self.change(*consent, |asked| {
                    (asked.said, asked.given_on, asked.of_age) = (Said::Yes, lifts.then_some(*on), of_age);
                });
                self.hear_that_consent_was_given(Some(*consent), notes);
                if let Some(scope) = self.case.consents.get(consent).map(|asked| asked.scope.clone()) {
                    if is_heard(*consented_by) {
                        self.hear_that_the_child_had_its_say(*consent, &scope, *on, notes);
                    } else if *own_say == Some(OwnSay::BesideGuardians) {
                        self.hear_that_guardians_consent_alone(*consent, &scope, *on, notes);
                    }
                }
                if *own_say == Some(OwnSay::InsteadOfGuardians) {
                    self.hear_that_child_is_of_age(*on, notes);
                }
                on
            }
            // An answer, never something missing.
            ConsentEvent::ConsentRefused { consent, refused_on: on, .. } => {
                self.met(ANSWER_CONSENT, Some(consent.as_uuid()), *on, notes);
                let of_youth = self.case.consents.get(consent).filter(|asked| asked.guardian.is_none());
                // What a no is to does not run out: it stands until the child says otherwise.
                if let Some(scope) = of_youth.map(|asked| ConsentScope { valid_to: None, ..asked.scope.clone() }) {
                    self.hear_that_the_child_had_its_say(*consent, &scope, *on, notes);
                }
                self.hear_that_consent_is_refused(*consent, *on, notes);
                on
            }
            ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on: on, .. } => {
                self.change(*consent, |asked| {
                    asked.scope.clone_from(scope);
                });
                self.hear_that_what_was_answered_is_narrowed(*consent, scope, *on, notes);
                on
            }
            // It carries nothing from here on; by its last day it does so, recorded or not.
            ConsentEvent::ConsentExpired { consent, expired_on: on } => {
                self.change(*consent, Asked::says_yes_no_more);
                self.hear_that_what_was_answered_ends(*consent, *on, notes);
                on
            }
            // Nobody is asked any more, and nobody said no.
            ConsentEvent::ConsentRequestWithdrawn { consent, withdrawn_on: on, .. } => {
                self.give_up(ANSWER_CONSENT, Some(consent.as_uuid()), *on, notes);
                self.change(*consent, |asked| asked.said = Said::YesNoMore);
                on
            }
            // It stops what comes: no level rests on it from that day on. And it is a no as any (R-23, S0-30).
            ConsentEvent::ConsentWithdrawn { consent, withdrawn_on: on, .. } => {
                let is_no = self.case.is_a_no_to_take_back(*consent, *on);
                self.change(*consent, Asked::says_yes_no_more);
                self.hear_that_what_was_answered_ends(*consent, *on, notes);
                if is_no {
                    self.hear_that_it_was_done(AttestedAct::ConsentRefused, *on, notes);
                    self.hear_that_consent_is_refused(*consent, *on, notes);
                }
                on
            }
        };
        self.look_for_consent_from(*on, notes);
    }

    /// Somebody said no, or took a yes back. While help from others was to come with consent, that is to be answered; else it is once
    /// such help is chosen.
    fn hear_that_consent_is_refused(&mut self, refused: ConsentId, on: NaiveDate, notes: &mut Notes<'_>) {
        self.change(refused, |asked| {
            asked.is_refused_no_more();
            (asked.said, asked.given_on, asked.refused_on) = (Said::YesNoMore, None, Some(on));
        });
        if self.case.help_rests_on_consent() {
            self.owe_an_answer_to(refused, on, notes);
        }
    }

    /// Whoever was asked answers; guardians not while they must not know (S4-2), nor one whom the unit has left out.
    fn owe_answer_to(&mut self, asked: ConsentId, on: NaiveDate, notes: &mut Notes<'_>) {
        let guardian = self.case.consents.get(&asked).and_then(|asked| asked.guardian);
        let may_be_asked =
            |guardian| !self.case.guardians_must_not_know() && !self.case.agreements.is_left_out(guardian);
        if guardian.is_none_or(may_be_asked) {
            self.owe(Owing::from(ANSWER_CONSENT, on).of(asked.as_uuid()), notes);
        }
    }

    /// What was asked and never answered is to be, where nobody goes after it yet.
    pub(super) fn owe_answers_to_consent(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let unanswered = self.case.consents.iter().filter(|(_, asked)| asked.said == Said::Nothing);
        for consent in unanswered.map(|(consent, _)| *consent).collect::<Vec<_>>() {
            self.owe_answer_to(consent, on, notes);
        }
    }

    /// Guardians must not know: nobody goes after them for an answer (S4-2).
    pub(super) fn nobody_asks_for_consent(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let of_guardians = self.case.consents.iter().filter(|(_, asked)| asked.guardian.is_some());
        for consent in of_guardians.map(|(consent, _)| consent.as_uuid()).collect::<Vec<_>>() {
            self.give_up(ANSWER_CONSENT, Some(consent), on, notes);
        }
    }

    /// The unit decided that somebody is no guardian: nobody goes after that one for an answer.
    pub(super) fn nobody_asks_for_consent_of(&mut self, guardian: SubjectId, on: NaiveDate, notes: &mut Notes<'_>) {
        let of_that_one = self.case.consents.iter().filter(|(_, asked)| asked.guardian == Some(guardian));
        for consent in of_that_one.map(|(consent, _)| consent.as_uuid()).collect::<Vec<_>>() {
            self.give_up(ANSWER_CONSENT, Some(consent), on, notes);
        }
    }

    /// The unit said who the guardians are: what rests on the consent of one whom it left out does so no more, as when that had run
    /// out, and once it names that one again it does.
    pub(super) fn hear_who_consents(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let since = self.case.on_its_level_since().map_or(on, |since| since.max(on));
        self.look_for_consent_from(since, notes);
        if !self.case.closed {
            self.owe_answers_to_consent(on, notes);
        }
    }

    fn owe_an_answer_to(&mut self, refused: ConsentId, on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe(Owing::from(ObligationKind::AnswerRefusal, on).of(refused.as_uuid()), notes);
    }

    /// What was refused before help from others was chosen is to be answered from then on, unless consent to the same was
    /// given since.
    pub(super) fn owe_an_answer_to_what_was_refused(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let given_since = |refused: &Asked, refused_on: NaiveDate| {
            let to_the_same = |asked: &&Asked| {
                !asked.is_nobodys_on(NaiveDate::MAX, &self.case.agreements)
                    && !asked.scope.purposes.is_disjoint(&refused.scope.purposes)
            };
            self.case.consents.values().filter(to_the_same).any(|asked| asked.given_on >= Some(refused_on))
        };
        let unanswered = self.case.consents.iter().filter_map(|(consent, asked)| {
            let refused_on = asked.refused_on.filter(|refused_on| !given_since(asked, *refused_on))?;
            Some((*consent, on.max(refused_on)))
        });
        for (consent, on) in unanswered.collect::<Vec<_>>() {
            self.owe_an_answer_to(consent, on, notes);
        }
    }

    fn change(&mut self, consent: ConsentId, change: impl FnOnce(&mut Asked)) {
        if let Some(asked) = self.case.consents.get_mut(&consent) {
            change(asked);
        }
    }

    fn hear_reporting(&mut self, event: &ReportingEvent, notes: &mut Notes<'_>) {
        let assessed = self.report_assessed_afterwards(event);
        self.hear_report_to_avert(event, notes);
        // Each report is assessed by itself (S2-33): that of one that went answers nothing that came up since.
        if assessed.is_none() {
            self.hear_reporting_after_necessity(event, notes);
            self.hear_that_it_is_acted_on(event, notes);
        }
        match event {
            ReportingEvent::EmergencyContactMade { body, contacted_at, .. } => {
                let contacted_on = oslo_date(*contacted_at);
                // Before that was a rule, others were said to have been contacted so: nothing is excused by that.
                if body.is_called_in_danger() {
                    self.case.dangers.insert(contacted_on);
                    self.excuse_what_was_found_in_danger(notes);
                    if body.is_turned_to_in_danger() {
                        // Nobody can take it further than to those who help at once.
                        self.hear_that_it_is_taken_further(contacted_on, notes);
                    } else {
                        self.hear_that_only_the_helpline_is_told(contacted_on, notes);
                    }
                    self.hear_that_help_is_called(contacted_on, notes);
                }
                // A talk may be what must not be.
                self.calling_the_family_waits(contacted_on, notes);
            }
            // What is drafted is no report yet.
            ReportingEvent::ReportDraftDiscarded { .. } => {}
            // Guardians may sign too, and need not (S0-41); who does knows of it.
            ReportingEvent::ReportCosigned { guardians, cosigned_on, .. } => {
                self.are_told_too(guardians.iter().map(|guardian| guardian.subject), *cosigned_on, notes);
            }
            // Who writes it along knows of the report that goes next (R-5, S2-39).
            ReportingEvent::ReportDrafted { co_authored_with_guardians: co_authors, drafted_on, .. } => {
                self.case.guardians_settled |= !co_authors.is_empty();
                self.are_told_of_the_next(co_authors.iter().map(|guardian| guardian.subject), *drafted_on);
            }
            ReportingEvent::DutyToReportAssessed { triggered, assessed_on, .. } => {
                // What an emergency left owed of a report is about one that was sent.
                if assessed.is_some() {
                    self.met(ObligationKind::AssessDutyToReport, assessed, *assessed_on, notes);
                } else {
                    self.case.telling.hear_whether_one_is_due(*triggered, *assessed_on);
                    self.hear_whether_the_next_is_due(*triggered, *assessed_on, notes);
                }
            }
            ReportingEvent::ReportSent {
                report,
                duty,
                withheld_from_guardians,
                sent_despite_leader_disagreement,
                dispatch,
                sent_at,
                ..
            } => {
                let sent_on = oslo_date(*sent_at);
                self.hear_that_it_is_reported(sent_on, notes);
                self.hear_that_it_is_taken_to_others(report.as_uuid(), sent_on, notes);
                self.owe_copies_of(*report, sent_on, notes);
                self.nothing_is_assessed_without_the_report(sent_on, notes);
                let excuse = (*duty == ReportDuty::Emergency).then_some(Excuse::Emergency);
                // It went in any case: nobody's routine stands above the duty (R-8, C9).
                if dispatch.as_ref().is_some_and(|dispatch| dispatch.beside_routine.is_some()) {
                    let disagreed = sent_despite_leader_disagreement.map(|_| Excuse::LeaderDisagreed);
                    let excuse = disagreed.or(excuse).or(self.case.excuse_on(sent_on));
                    let which = Some(report.as_uuid());
                    self.find_excused(FindingKind::SignedBesideRoutine, which, sent_on, excuse, notes);
                }
                // In an emergency the report goes first, and the duty is assessed afterwards, but it is.
                if excuse.is_some() {
                    let assess = Owing::from(ObligationKind::AssessDutyToReport, sent_on);
                    self.owe(assess.of(report.as_uuid()), notes);
                }
                // The ground of a report that is recorded late may be gone already.
                if withheld_from_guardians.is_some() && !self.case.withheld_from_guardians {
                    self.owe_telling_of_report(*report, sent_on, notes);
                } else if withheld_from_guardians.is_some() {
                    self.is_to_be_told_of(*report);
                    self.case.sent_unknown_to_guardians = true;
                }
                // No command of this ledger sends one otherwise; what comes from elsewhere is held against it too.
                let is_settled = self.case.guardians_settled && self.is_somebody_told(*duty, sent_on);
                if !is_settled && withheld_from_guardians.is_none() {
                    let which = Some(report.as_uuid());
                    self.find_excused(FindingKind::GuardiansNotTold, which, sent_on, excuse, notes);
                    self.owe_telling_of_report(*report, sent_on, notes);
                } else if withheld_from_guardians.is_none() {
                    self.owe_telling_the_others(*report, *duty, sent_on, notes);
                }
                self.case.telling.nobody_is_told_of_the_next();
                // Of each report by itself; a ground that is recorded stands until it is lifted.
                self.case.guardians_settled = self.case.withheld_from_guardians;
            }
        }
    }

    fn hear_alternatives(&mut self, event: &AlternativesEvent, notes: &mut Notes<'_>) {
        match event {
            AlternativesEvent::AlternativeChosen { alternative, chosen_on, .. } => {
                let chosen = self.case.alternatives.entry(*alternative).or_insert(*chosen_on);
                *chosen = *chosen_on.max(chosen);
                self.hear_that_it_is_decided(*chosen_on, notes);
                self.owe_taking_it_up(*alternative, *chosen_on, notes);
                match alternative {
                    Alternative::A => {}
                    Alternative::B | Alternative::C => self.owe_an_answer_to_what_was_refused(*chosen_on, notes),
                    Alternative::D => {
                        self.end_all(ObligationKind::AnswerRefusal, Ending::Met { on: *chosen_on }, notes);
                        self.case.leave_refusals_to_d();
                        self.hear_that_it_is_so_serious(None, *chosen_on, notes);
                    }
                }
            }
            AlternativesEvent::AlternativeEnded { alternative, ended_on, .. } => {
                self.case.alternatives.remove(alternative);
                self.nobody_takes_it_up(*alternative, *ended_on, notes);
                if *alternative == Alternative::D {
                    self.hear_that_it_is_less_serious(*ended_on, notes);
                }
                self.hear_that_it_is_followed_up_no_more(*ended_on, notes);
            }
            // A duty of its own, which ends nothing here.
            AlternativesEvent::Chapter9aNoticeFiled { .. } => {}
        }
    }

    /// An alternative ended with reasons, or a measure was given up before it began. What it was followed up by was the decision on
    /// the concern: where it was the last one, and the case was not lifted to others, how it goes on is decided anew, by a next one
    /// or an end (R-19, S0-20, S0-21).
    pub(super) fn hear_that_it_is_followed_up_no_more(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.alternatives.is_empty() && self.case.level == Level::One {
            self.owe_a_decision(on, None, notes);
        }
    }

    fn hear_sharing(&mut self, event: &SharingEvent, notes: &mut Notes<'_>) {
        self.hear_sharing_to_avert(event, notes);
        self.hear_orders(event, notes);
        if let SharingEvent::SharingExceptionAssessed { allowed: true, assessed_on, .. } = event {
            self.case.exceptions.insert(*assessed_on);
        }
        match event {
            SharingEvent::InformationShared { rests_on, shared_on, .. } => {
                self.hear_what_it_rests_on(rests_on, *shared_on, notes);
            }
            SharingEvent::SharingExceptionAssessed { consent: Some(consent), assessed_on: on, .. }
            | SharingEvent::RefusalAccepted { consent, accepted_on: on, .. } => {
                self.met(ObligationKind::AnswerRefusal, Some(consent.as_uuid()), *on, notes);
                self.change(*consent, Asked::is_refused_no_more);
            }
            SharingEvent::SharingExceptionAssessed { .. }
            | SharingEvent::DisclosureOrdered { .. }
            | SharingEvent::DisclosureOrderClosed { .. } => {}
        }
    }

    fn hear_discussion(&mut self, event: &DiscussionEvent, notes: &mut Notes<'_>) {
        match event {
            // A note waits for the leader's answer; it is no discussion yet (RM-4).
            DiscussionEvent::InternalNoteSubmittedToLeader { note, submitted_on, .. } => {
                let owing = Owing::from(ObligationKind::AnswerNote, *submitted_on);
                self.owe(Owing { which: Some(note.as_uuid()), ..owing }, notes);
                self.hear_that_leader_knows(*submitted_on, notes);
            }
            // It is no discussion either; the leader knows (S4-16).
            DiscussionEvent::ConcernForwardedToLeader { forwarded_on, .. } => {
                self.hear_that_leader_knows(*forwarded_on, notes);
            }
            DiscussionEvent::LeaderFeedbackGiven { note, given_on, .. } => {
                self.hear_that_it_was_talked_over(*given_on, notes);
                self.met(ObligationKind::AnswerNote, Some(note.as_uuid()), *given_on, notes);
            }
            DiscussionEvent::LeaderDiscussionHeld { about, held_on, .. } => {
                if *about == LeaderTopic::Concern {
                    self.hear_that_it_is_discussed(*held_on, notes);
                }
                self.hear_that_it_was_talked_over(*held_on, notes);
                self.hear_that_leader_was_asked(*about, *held_on);
                self.hear_that_leader_knows(*held_on, notes);
            }
            DiscussionEvent::ColleagueDiscussionHeld { held_on, .. }
            | DiscussionEvent::PeerTeamDiscussionHeld { held_on, .. } => {
                self.hear_that_it_is_discussed(*held_on, notes);
                self.hear_that_it_was_talked_over(*held_on, notes);
            }
            DiscussionEvent::LeaderDisagreementRecorded { recorded_on, .. } => {
                self.hear_that_it_was_talked_over(*recorded_on, notes);
            }
        }
    }

    /// Something was observed on that day: what was discussed or talked over then or later was mapped first.
    fn hear_that_it_is_mapped(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.order.is_of_now(on) {
            self.case.order.observed.insert(on);
            self.was_in_order(&[FindingKind::ConversedBeforeMapping, FindingKind::DiscussedBeforeMapping], on, notes);
        }
    }

    /// It was discussed on that day with leader, colleague or peer team.
    fn hear_that_it_was_talked_over(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.order.is_of_now(on) {
            self.case.order.discussed.insert(on);
            self.was_in_order(&[FindingKind::ConversedBeforeDiscussion], on, notes);
        }
    }

    /// Guardians were talked with on that day, in a conversation or a meeting.
    pub(super) fn hear_that_guardians_are_talked_with(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.order.is_of_now(on) {
            self.case.order.conversed.insert(on);
            self.was_in_order(&[FindingKind::AgreedBeforeConversation], on, notes);
        }
    }

    /// What comes first was done on that day, which is written down only now: what was found of that day or later was none.
    fn was_in_order(&mut self, kinds: &[FindingKind], on: NaiveDate, notes: &mut Notes<'_>) {
        for kind in kinds {
            if self.found.iter().any(|found| found.is(*kind, None) && on <= found.arose_on) {
                self.withdraw_found(*kind, None, notes);
            }
        }
    }

    /// Map first, and then discuss (S4-5, R-36).
    fn hear_that_it_is_discussed(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if !by_then(&self.case.order.observed, on) {
            self.find_outside_danger(FindingKind::DiscussedBeforeMapping, None, on, notes);
        }
    }

    /// Converse first, and then agree (S4-8, R-36).
    pub(super) fn hear_that_it_is_agreed(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if !by_then(&self.case.order.conversed, on) {
            self.find_outside_danger(FindingKind::AgreedBeforeConversation, None, on, notes);
        }
    }

    /// As [`Self::find`]; in acute danger it is excused.
    pub(super) fn find_outside_danger(
        &mut self,
        kind: FindingKind,
        which: Option<Uuid>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.find_excused(kind, which, on, self.case.excuse_on(on), notes);
    }

    /// As [`Self::find_each`]; in acute danger it is excused, also in an investigation that ended in it (R-1, R-36, S1-11).
    pub(super) fn find_each_outside_danger(&mut self, kind: FindingKind, on: NaiveDate, notes: &mut Notes<'_>) {
        self.find_this_outside_danger(kind, None, on, notes);
    }

    /// As [`Self::find_each_outside_danger`], where one event may show several.
    pub(super) fn find_this_outside_danger(
        &mut self,
        kind: FindingKind,
        which: Option<Uuid>,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.found_outside_danger(self.finding(kind, which, on, notes), notes);
    }

    /// As [`Self::find_each_outside_danger`], of a decision in that step.
    pub(super) fn find_of_step(&mut self, kind: FindingKind, step: &StepOfGuide, on: NaiveDate, notes: &mut Notes<'_>) {
        let found = Finding { step: Some(step.clone()), ..self.finding(kind, None, on, notes) };
        self.found_outside_danger(found, notes);
    }

    /// What excuses a departure of that day: acute danger, also in an investigation that ended in it, or a report that triage
    /// found urgent (R-1, R-36, S1-11).
    pub(super) fn excuse_of(&self, on: NaiveDate) -> Option<Excuse> {
        let urgent = self.investigation.ended_in_emergency || self.report.is_urgent();
        self.case.excuse_on(on).or_else(|| urgent.then_some(Excuse::Emergency))
    }

    fn found_outside_danger(&mut self, found: Finding, notes: &mut Notes<'_>) {
        let excuse = self.excuse_of(found.arose_on);
        let found = Finding { excuse, ..found };
        notes.finding(Some(&found));
        if excuse.is_none() && self.about.case.map(CaseId::as_uuid) == Some(notes.stream) {
            let today = notes.at.recorded_on;
            self.case.unexcused.push(found);
            self.case.forget_what_is_long_past(today);
        }
    }

    /// What [`Self::find_this_outside_danger`] found was no departure, as is known by now.
    pub(super) fn withdraw_this(
        &mut self,
        kind: FindingKind,
        which: Option<Uuid>,
        position: i64,
        notes: &mut Notes<'_>,
    ) {
        let found = Finding { position, ..self.finding(kind, which, notes.at.recorded_on, notes) };
        let is_another = |other: &Finding| !other.is(kind, which) || other.position != position;
        self.case.unexcused.retain(is_another);
        self.found.retain(is_another);
        notes.withdraw(&found);
    }

    /// Help comes first, and is written down after it: what was done otherwise in its week is excused whenever that is known
    ///
    fn excuse_what_was_found_in_danger(&mut self, notes: &mut Notes<'_>) {
        self.case.forget_what_is_long_past(notes.at.recorded_on);
        let mut unexcused = std::mem::take(&mut self.case.unexcused);
        let open = self.found.iter_mut().filter(|found| found.kind.is_excused_in_danger());
        for found in open.chain(&mut unexcused).filter(|found| found.excuse.is_none()) {
            found.excuse = self.case.excuse_on(found.arose_on);
            if found.excuse.is_some() {
                notes.finding(Some(found));
            }
        }
        unexcused.retain(|found| found.excuse.is_none());
        self.case.unexcused = unexcused;
    }

    /// From which day on no consent carries the level that the case is on, as far as is known.
    fn uncovered_from(&self, on: NaiveDate) -> Option<NaiveDate> {
        let purpose = match self.case.level {
            Level::One => return None,
            Level::Two => ConsentPurpose::Level2Cooperation,
            Level::Three => ConsentPurpose::Level3Meeting,
        };
        let mut day = on;
        loop {
            let asked = self.case.consents.values();
            let carried = asked.filter_map(|asked| asked.carries(purpose, day, &self.case.agreements)).max();
            match carried {
                Some(Until::ForGood) => return None,
                Some(Until::Before(next)) if next > day => day = next,
                Some(Until::Before(_)) | None => return Some(day),
            }
        }
    }

    /// The level rests on consent; it is found from the first day on which none carries it.
    fn look_for_consent_from(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.closed {
            return;
        }
        let kind = FindingKind::ConsentExpiredInUse;
        let found = self.found.iter().find(|found| found.is(kind, None)).map(|found| found.arose_on);
        match self.uncovered_from(on) {
            Some(day) if found.is_some_and(|arose_on| arose_on == day || (arose_on <= on && day <= on)) => {}
            Some(day) => {
                self.mend(kind, None, on, notes);
                self.find(kind, None, day, notes);
            }
            None => self.mend(kind, None, on, notes),
        }
    }

    /// Ends a quiet spell and begins the next, at most once a day. Where it had lasted too long, that stays
    /// found.
    fn hear_that_something_happened(&mut self, notes: &mut Notes<'_>) {
        let today = notes.at.recorded_on;
        let too_long_from = notes.own.due(DeadlineKind::QuietCase, today);
        let began_today = self.found.iter().any(|found| {
            found.is(FindingKind::NoActivity, None) && found.arose_on == too_long_from && !self.case.closed
        });
        if !began_today {
            self.mend(FindingKind::NoActivity, None, today, notes);
            if !self.case.closed {
                self.find(FindingKind::NoActivity, None, too_long_from, notes);
            }
        }
        // A case that is closed with nothing owed has nothing to mend in that respect; what lapsed is not made good.
        if self.owed.is_empty() && !self.case.closed_short && self.case.left_undone.is_empty() {
            self.mend(FindingKind::ClosedWithOpenObligations, None, today, notes);
        }
    }
}
