//! A child that is asked beside its guardians has its own answer to what they say yes to (C12). It is judged by the days of
//! the answers, whichever of them was written down first: on the day of the guardians' yes the child's own to the same stands,
//! yes or no, or it is looked for until it comes or until theirs carries no more what the child was not asked about.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Finding, FindingKind, Notes, Watch};
use crate::case::ConsentScope;
use crate::ids::ConsentId;

/// What of it the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// What the child itself answered; a no as well as a yes, for who said no was asked.
    own: BTreeMap<ConsentId, Answer>,
    /// What guardians said yes to without it, and what is told of that.
    alone: BTreeMap<ConsentId, (Answer, Option<Told>)>,
}

/// An answer, to what it is as of each day on which that was narrowed, and until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Answer {
    to: BTreeMap<NaiveDate, ConsentScope>,
    until: Option<NaiveDate>,
}

/// What is told among the findings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// The position of what showed it.
    position: i64,
    mended_on: Option<NaiveDate>,
}

impl Answer {
    fn given(to: &ConsentScope, on: NaiveDate) -> Self {
        Self { to: BTreeMap::from([(on, to.clone())]), until: None }
    }

    /// To what it is on that day: to nothing once it has ended, or its last day is over.
    fn on(&self, day: NaiveDate) -> Option<&ConsentScope> {
        let to = self.to.range(..=day).next_back().map(|(_, scope)| scope);
        to.filter(|scope| self.until.is_none_or(|until| day < until) && scope.ended_before(day).is_none())
    }

    fn ends(&mut self, on: NaiveDate) {
        self.until = Some(self.until.map_or(on, |before| before.min(on)));
    }

    /// The days on which it may come to be another.
    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let run_out = self.to.values().filter_map(|scope| scope.valid_to?.succ_opt());
        self.to.keys().copied().chain(self.until).chain(run_out)
    }
}

impl Facts {
    /// Whether the child itself had its say on that day about each purpose, with the same recipients and the same information.
    fn is_heard_on(&self, day: NaiveDate, about: &ConsentScope) -> bool {
        let heard_of = |purpose| {
            let about = ConsentScope { purposes: [purpose].into(), ..about.clone() };
            self.own.values().filter_map(|own| own.on(day)).any(|own| own.holds_all_of(&about))
        };
        about.purposes.iter().copied().all(heard_of)
    }

    /// From which day on the child's own answer to what guardians alone said yes to is missing, and until when.
    fn is_missing(&self, alone: &Answer) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let is_there = |day: NaiveDate| alone.on(day).is_none_or(|about| self.is_heard_on(day, about));
        let from = *alone.to.keys().next()?;
        let later = self.own.values().flat_map(Answer::days).chain(alone.days()).filter(|day| from < *day);
        (!is_there(from)).then(|| (from, later.filter(|day| is_there(*day)).min()))
    }

    fn answers_to(&mut self, consent: ConsentId) -> impl Iterator<Item = &mut Answer> {
        let alone = self.alone.get_mut(&consent).map(|(answer, _)| answer);
        self.own.get_mut(&consent).into_iter().chain(alone)
    }

    fn answers(&mut self) -> impl Iterator<Item = &mut Answer> {
        self.own.values_mut().chain(self.alone.values_mut().map(|(answer, _)| answer))
    }
}

impl Watch {
    /// The child itself answered that question, alone or along with its guardians.
    pub(super) fn hear_that_the_child_had_its_say(
        &mut self,
        consent: ConsentId,
        to: &ConsentScope,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.own_say.own.insert(consent, Answer::given(to, on));
        self.look_for_the_childs_own_say(notes);
    }

    /// Guardians alone consented for a child that is asked beside them.
    pub(super) fn hear_that_guardians_consent_alone(
        &mut self,
        consent: ConsentId,
        to: &ConsentScope,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.own_say.alone.insert(consent, (Answer::given(to, on), None));
        self.look_for_the_childs_own_say(notes);
    }

    /// What was answered is narrowed from that day on.
    pub(super) fn hear_that_what_was_answered_is_narrowed(
        &mut self,
        consent: ConsentId,
        to: &ConsentScope,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        for answer in self.case.own_say.answers_to(consent) {
            answer.to.insert(on, to.clone());
        }
        self.look_for_the_childs_own_say(notes);
    }

    /// It carries nothing from that day on.
    pub(super) fn hear_that_what_was_answered_ends(
        &mut self,
        consent: ConsentId,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        self.case.own_say.answers_to(consent).for_each(|answer| answer.ends(on));
        self.look_for_the_childs_own_say(notes);
    }

    /// The case ended, and what was answered in it with it.
    pub(super) fn all_that_was_answered_ends(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.own_say.answers().for_each(|answer| answer.ends(on));
        self.look_for_the_childs_own_say(notes);
    }

    fn look_for_the_childs_own_say(&mut self, notes: &mut Notes<'_>) {
        let kind = FindingKind::YouthNotAsked;
        let facts = &self.case.own_say;
        let judged = facts.alone.iter().map(|(consent, (alone, told))| (*consent, facts.is_missing(alone), *told));
        for (consent, missing, told) in judged.collect::<Vec<_>>() {
            let position = told.map_or(notes.at.position, |told| told.position);
            let (from, mended_on) = missing.unwrap_or((notes.at.recorded_on, None));
            let now = missing.map(|_| Told { position, mended_on });
            if now == told {
                continue;
            }
            let which = Some(consent.as_uuid());
            let finding = Finding { position, mended_on, ..self.finding(kind, which, from, notes) };
            match now {
                Some(_) => notes.finding(Some(&finding)),
                None => notes.withdraw(&finding),
            }
            if let Some((_, told)) = self.case.own_say.alone.get_mut(&consent) {
                *told = now;
            }
        }
    }
}
