//! Talks that child or guardians were asked to, and advice that others were asked for, until it is had or called off, or ends
//! with the case (S0-25, S2-14, S3-21). The case, and what is owed in it, go by one and the same account.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ConversationWith;
use crate::people::Body;

/// The talks that are to be held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AwaitedTalks {
    awaited: BTreeMap<ConversationWith, AwaitedTalk>,
    /// The latest day on which each was asked, or was told that there is none.
    asked_on: BTreeMap<ConversationWith, NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct AwaitedTalk {
    /// The first day on which they were asked to it.
    since: NaiveDate,
    planned_for: NaiveDate,
}

impl AwaitedTalks {
    /// Those were asked on that day to a talk, or to have it on another day. Answers whether that stands: what was asked before the
    /// latest call, or before it was called off, and is written down after it, does not.
    pub(crate) fn asked(&mut self, with: ConversationWith, planned_for: NaiveDate, on: NaiveDate) -> bool {
        if self.asked_on.get(&with).is_some_and(|latest| on < *latest) {
            return false;
        }
        self.asked_on.insert(with, on);
        let talk = self.awaited.entry(with).or_insert(AwaitedTalk { since: on, planned_for });
        talk.planned_for = planned_for;
        true
    }

    /// They talked on that day: the talks that are over by it, with all who were asked to each, and not before they were.
    pub(crate) fn held(&mut self, with: ConversationWith, on: NaiveDate) -> Vec<ConversationWith> {
        let is_it = |asked: &ConversationWith, talk: &AwaitedTalk| with.includes(*asked) && talk.since <= on;
        let held: Vec<_> =
            self.awaited.iter().filter(|(asked, talk)| is_it(asked, talk)).map(|(asked, _)| *asked).collect();
        self.awaited.retain(|asked, _| !held.contains(asked));
        held
    }

    /// It is not to be held.
    pub(crate) fn called_off(&mut self, with: ConversationWith, on: NaiveDate) {
        self.awaited.remove(&with);
        self.asked_on.insert(with, on);
    }

    /// The case ended, and with it what was agreed for later.
    pub(crate) fn end(&mut self) {
        self.awaited.clear();
    }

    /// When those were asked last to the talk that is to be held with them.
    pub(super) fn asked_on(&self, with: ConversationWith) -> Option<NaiveDate> {
        self.asked_on.get(&with).filter(|_| self.awaited.contains_key(&with)).copied()
    }

    /// With whom one is to be held, and for which day that was agreed.
    pub(super) fn planned(&self) -> impl Iterator<Item = (ConversationWith, NaiveDate)> {
        self.awaited.iter().map(|(with, talk)| (*with, talk.planned_for))
    }
}

/// The advice that is to come, by what [tells each service apart](Body::told_apart).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AwaitedAdvice {
    awaited: BTreeMap<String, Advice>,
    /// When a time was agreed last with each.
    scheduled_on: BTreeMap<String, NaiveDate>,
    /// When that of each was called off last.
    called_off_on: BTreeMap<String, NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Advice {
    /// The first day on which it was asked for or agreed.
    since: NaiveDate,
    /// The latest.
    asked_on: NaiveDate,
    /// For which day, where one is agreed.
    planned_for: Option<NaiveDate>,
}

/// A time that was agreed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    /// With whom.
    pub(crate) with: String,
    /// What was asked for without saying of whom, and is by that one from now on: nobody is asked for both.
    pub(crate) instead_of: Vec<String>,
}

impl AwaitedAdvice {
    /// That service was asked for advice: under which name; nothing where that was called off on a later day.
    pub(crate) fn requested(&mut self, body: Body, unit: Option<&str>, on: NaiveDate) -> Option<String> {
        let with = body.told_apart(unit);
        if self.is_off(body, &with, on) {
            return None;
        }
        self.awaits(&with, on);
        Some(with)
    }

    /// A time was agreed with it: with whom; nothing where another one was agreed on a later day, or that was called off on one.
    /// Agreed without a name, it is with the only one of the kind that was asked.
    pub(crate) fn scheduled(
        &mut self,
        body: Body,
        unit: Option<&str>,
        planned_for: NaiveDate,
        on: NaiveDate,
    ) -> Option<Agreed> {
        let own = body.told_apart(unit);
        let others = self.awaited.keys().filter(|with| body.may_be(unit, with)).cloned();
        let others: Vec<_> = if self.awaited.contains_key(&own) { Vec::new() } else { others.collect() };
        let agreed = match (unit, others.as_slice()) {
            (None, [only]) => Agreed { with: only.clone(), instead_of: Vec::new() },
            (None, _) => Agreed { with: own, instead_of: Vec::new() },
            (Some(_), _) => Agreed { with: own, instead_of: others },
        };
        let is_overtaken = self.scheduled_on.get(&agreed.with).is_some_and(|latest| on < *latest);
        if is_overtaken || self.is_off(body, &agreed.with, on) {
            return None;
        }
        self.scheduled_on.insert(agreed.with.clone(), on);
        self.awaited.retain(|with, _| !agreed.instead_of.contains(with));
        self.awaits(&agreed.with, on).planned_for = Some(planned_for);
        Some(agreed)
    }

    /// It was had from that service on that day: whose it was. What was said before it was asked for does not answer it; and what was
    /// asked for before services were named is of none by name.
    pub(crate) fn held(&mut self, body: Body, unit: Option<&str>, on: NaiveDate) -> Vec<String> {
        let unnamed = body.told_apart(None);
        let is_it =
            |with: &String, advice: &Advice| (*with == unnamed || body.may_be(unit, with)) && advice.since <= on;
        let held: Vec<_> =
            self.awaited.iter().filter(|(with, advice)| is_it(with, advice)).map(|(with, _)| with.clone()).collect();
        self.awaited.retain(|with, _| !held.contains(with));
        held
    }

    /// It is needed no more from that service: whose it was.
    pub(crate) fn called_off(&mut self, body: Body, unit: Option<&str>, on: NaiveDate) -> Option<String> {
        let with = self.from(body, unit)?.clone();
        self.awaited.remove(&with);
        self.called_off_on.insert(with.clone(), on);
        Some(with)
    }

    /// The case ended, and with it what was asked for.
    pub(crate) fn end(&mut self) {
        self.awaited.clear();
    }

    /// When that service's advice, which is awaited, was asked for or agreed last.
    pub(super) fn asked_on(&self, body: Body, unit: Option<&str>) -> Option<NaiveDate> {
        self.from(body, unit).and_then(|with| self.awaited.get(with)).map(|advice| advice.asked_on)
    }

    /// For which days it was agreed.
    pub(super) fn planned(&self) -> impl Iterator<Item = NaiveDate> {
        self.awaited.values().filter_map(|advice| advice.planned_for)
    }

    fn awaits(&mut self, with: &str, on: NaiveDate) -> &mut Advice {
        let first = Advice { since: on, asked_on: on, planned_for: None };
        let advice = self.awaited.entry(with.to_owned()).or_insert(first);
        (advice.since, advice.asked_on) = (advice.since.min(on), advice.asked_on.max(on));
        advice
    }

    /// Whether what is awaited by that name was called off on a later day, by it or while nobody had said of whom it was.
    fn is_off(&self, body: Body, with: &str, asked_on: NaiveDate) -> bool {
        let unnamed = body.told_apart(None);
        let off_on = [with, unnamed.as_str()].into_iter().filter_map(|with| self.called_off_on.get(with)).max();
        off_on.is_some_and(|off_on| asked_on < *off_on)
    }

    /// Which of those that are awaited that one is: the one of its name, and else the only one that it may be.
    fn from(&self, body: Body, unit: Option<&str>) -> Option<&String> {
        let own = body.told_apart(unit);
        let (own, others): (BTreeSet<_>, BTreeSet<_>) =
            self.awaited.keys().filter(|with| body.may_be(unit, with)).partition(|with| **with == own);
        match (own.first(), others.first()) {
            (Some(own), _) => Some(own),
            (None, Some(only)) if others.len() == 1 => Some(only),
            (None, _) => None,
        }
    }
}
