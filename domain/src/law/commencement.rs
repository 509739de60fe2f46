//! From when on acts are in force that are passed and commence "as the King decides" (requirements 6.1, R-71, C7).
//!
//! The day is no part of the program: a municipality records it as a setting, once it is known. What an act says from then on,
//! and what ends with it, stands in `bases.toml`; of an act whose commencement nobody recorded, nothing is in force.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::data::law;
use super::{LegalBasis, LegalTopic, Validity};

/// An act's number as Lovdata writes it: `LOV-`, the day on which it was passed, and its number of that day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActNumber(String);

impl ActNumber {
    /// The act of that number, where a legal basis waits for its commencement.
    pub fn awaited(number: &str) -> Option<&'static Self> {
        awaited_acts().into_iter().find(|act| act.0 == number.trim())
    }

    /// The day on which it was passed; it commences no sooner.
    pub fn passed_on(&self) -> Option<NaiveDate> {
        let (day, _) = self.0.strip_prefix("LOV-")?.rsplit_once('-')?;
        day.parse().ok()
    }
}

impl std::fmt::Display for ActNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The acts whose commencement a legal basis waits for.
pub fn awaited_acts() -> BTreeSet<&'static ActNumber> {
    law().bases.iter().filter_map(|basis| basis.commences_with.as_ref()).collect()
}

/// That an act commences, as was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Commencement {
    /// The act.
    pub law: ActNumber,
    /// Its first day; none where what was recorded before was taken back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<NaiveDate>,
    /// When that was recorded.
    pub recorded_on: NaiveDate,
}

/// All that was recorded of commencements, in the order in which it was: of an act, the last holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commencements(Vec<Commencement>);

impl Commencements {
    /// Where nothing was recorded: only what waits for no commencement is in force.
    pub const NONE: Self = Self(Vec::new());

    /// From here on this is recorded, too.
    pub(crate) fn record(&mut self, commencement: Commencement) {
        self.0.push(commencement);
    }

    /// The first day of that act, where it is recorded.
    pub fn first_day_of(&self, act: &ActNumber) -> Option<NaiveDate> {
        self.0.iter().rfind(|recorded| recorded.law == *act)?.from
    }

    /// Every legal basis in force on `date`, by topic.
    pub fn legal_bases(&self, date: NaiveDate) -> impl Iterator<Item = &'static LegalBasis> {
        law().bases.iter().filter(move |basis| basis.is_in_force_on(date, self))
    }

    /// The legal basis in force on `date`.
    pub fn legal_basis(&self, topic: LegalTopic, date: NaiveDate) -> Option<&'static LegalBasis> {
        self.legal_bases(date).find(|basis| basis.topic == topic)
    }

    /// The legal basis in force on `date`, as a decision of that day cites it.
    ///
    /// The topics that decisions cite have one on every day, which the tests prove; there would be nothing to cite else.
    pub fn cited(&self, topic: LegalTopic, date: NaiveDate) -> String {
        self.legal_basis(topic, date).map(ToString::to_string).unwrap_or_default()
    }

    /// What is passed, and not in force on `date` as far as is recorded.
    pub fn awaited_legal_bases(&self, date: NaiveDate) -> impl Iterator<Item = &'static LegalBasis> {
        let awaits = move |basis: &&LegalBasis| match &basis.commences_with {
            Some(act) => self.first_day_of(act).is_none_or(|first| date < first),
            None => false,
        };
        law().bases.iter().filter(awaits)
    }
}

impl LegalBasis {
    /// The days on which it holds; none while it waits for a commencement that is not recorded. What ends with an act holds
    /// until the day before that commences.
    pub fn validity(&self, commenced: &Commencements) -> Option<Validity> {
        let from = match &self.commences_with {
            Some(act) => Some(commenced.first_day_of(act)?),
            None => self.from,
        };
        let ended = self.ends_with.as_ref().and_then(|act| commenced.first_day_of(act));
        Some(Validity { from, to: ended.and_then(|first| first.pred_opt()).or(self.to) })
    }

    fn is_in_force_on(&self, date: NaiveDate, commenced: &Commencements) -> bool {
        self.validity(commenced).is_some_and(|validity| validity.holds_on(date))
    }
}
