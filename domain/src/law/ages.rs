//! From which age on the law gives a child which say (C12).

use chrono::NaiveDate;
use serde::Deserialize;

use super::data::law;
use super::{LegalTopic, Validity, Verification};
use crate::texts::closed_set;
use crate::time::birthday;

closed_set! {
    /// An age from which on the law sees a child, or who was one, otherwise.
    AgeLimit {
        /// The child is heard before something is decided about it; so is a younger one who can form an opinion.
        OpinionHeard,
        /// What the child thinks weighs heavily.
        OpinionWeighs,
        /// The child is a party of its own.
        Party,
        /// The person is of age, and guardians consent no more.
        OfAge,
        /// The child welfare service's measures end for whoever it helped before.
        AfterCareEnds,
    }
}

/// An age limit, as the law of certain days has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeRule {
    /// Which.
    pub limit: AgeLimit,
    /// Full years of age.
    pub years: u8,
    /// What its legal basis is asked for.
    pub topic: LegalTopic,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
    /// How well that was verified.
    pub verified: Verification,
    /// What else is known, and from where.
    pub note: String,
}

impl AgeRule {
    /// The days on which it holds.
    pub const fn validity(&self) -> Validity {
        Validity { from: self.from, to: self.to }
    }

    /// The birthday from which on it is reached.
    pub fn reached_on(&self, born_on: NaiveDate) -> NaiveDate {
        birthday(born_on, self.years)
    }
}

/// Every age limit that holds on `date`, the lowest age first.
pub fn age_rules(date: NaiveDate) -> impl Iterator<Item = &'static AgeRule> {
    law().ages.iter().filter(move |rule| rule.validity().holds_on(date))
}

/// Whether somebody born on `born_on` has reached the age by `date`, as the law of that day has it.
pub fn has_reached(limit: AgeLimit, born_on: NaiveDate, date: NaiveDate) -> bool {
    age_rules(date).any(|rule| rule.limit == limit && rule.reached_on(born_on) <= date)
}
