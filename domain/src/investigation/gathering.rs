//! What others are asked for and tell the service, and the group that works together for the child (S2-17, S1-15).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Consented, Investigation, InvestigationEvent};
use crate::Refusal;
use crate::case::{
    RecipientUnit, must_be_reviewed, must_tell_which, must_tell_which_of, not_before, not_before_act, not_in_future,
    not_of,
};
use crate::ids::ConsentId;
use crate::law::{self, LegalTopic};
use crate::people::{Body, as_compared};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::closed_set;

closed_set! {
    /// On what basis others are asked for what they know.
    InformationBasis {
        /// Those who decide for the child consent.
        Consent,
        /// They are ordered to tell, as the act says (S2-17).
        Order,
    }
}

/// What was asked of others, and whether they told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InformationAsked {
    /// Whom.
    pub of: Body,
    /// Which unit of it, where that was said.
    #[serde(default)]
    pub unit: Option<String>,
    /// On what basis.
    pub basis: InformationBasis,
    /// When.
    pub on: NaiveDate,
    /// The consent it rests on, where that says what it covers.
    pub consent: Option<ConsentId>,
    /// When they told, once they have.
    pub supplied_on: Option<NaiveDate>,
}

impl InformationAsked {
    /// Of whom it was asked, as services are told apart.
    fn service(&self) -> String {
        self.of.told_apart(self.unit.as_deref())
    }
}

/// A group of services that works together for the child (S1-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponsibilityGroup {
    /// Which other services take part.
    #[serde(default)]
    pub bodies: BTreeSet<Body>,
    /// Which units of them, where they were named.
    #[serde(default)]
    pub units: BTreeSet<RecipientUnit>,
    /// When it was formed.
    pub formed_on: NaiveDate,
    /// The consent it rests on, where that says what it covers.
    pub consent: Option<ConsentId>,
    /// When it was dissolved, or another took its place.
    pub ended_on: Option<NaiveDate>,
}

impl Investigation {
    /// What was asked of others, in the order in which it was recorded (S2-17).
    pub fn information_asked(&self) -> &[InformationAsked] {
        &self.asked
    }

    /// The responsibility groups, in the order in which they were formed (S1-15).
    pub fn groups(&self) -> &[ResponsibilityGroup] {
        &self.groups
    }

    /// Of each service one thing at a time, but who was asked with consent and says nothing can be ordered to tell. The order
    /// names its paragraph of the day.
    pub(super) fn request_information(
        &self,
        (of, unit): (Body, Option<String>),
        what: Personal<Text>,
        basis: InformationBasis,
        consented: Option<Consented>,
        requested_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_running()?;
        not_in_future("requestedOn", requested_on, today)?;
        not_before_act("requestedOn", requested_on, Act::InvestigationStarted, opened.started_on)?;
        must_tell_which(of, unit.as_deref())?;
        if let Some(consented) = &consented {
            not_before("requestedOn", requested_on, consented.on)?;
        }
        if basis == InformationBasis::Consent {
            let scope = Consented::must_be_named(consented.as_ref())?.must_cover(requested_on)?;
            self.must_not_be_taken_back(scope)?;
        }
        // What was asked on a consent that is taken back or has run out is awaited no more.
        let mut awaited = self
            .asked
            .iter()
            .filter(|asked| asked.supplied_on.is_none() && of.may_be(unit.as_deref(), &asked.service()))
            .filter(|asked| !self.consent_has_ended(asked.consent, requested_on));
        if let Some(asked) = awaited.next() {
            let is_ordered_instead = basis == InformationBasis::Order && asked.basis == InformationBasis::Consent;
            if !is_ordered_instead || awaited.next().is_some() {
                return Err(Refusal::InformationAwaited { body: of });
            }
            not_before("requestedOn", requested_on, asked.on)?;
        }
        let ordered = basis == InformationBasis::Order;
        let legal_basis = ordered.then(|| law::cited(LegalTopic::DisclosureOnOrder, requested_on));
        Ok(vec![InvestigationEvent::InformationRequested {
            of,
            unit,
            what,
            basis,
            consented,
            legal_basis,
            guides: self.guides_on(requested_on),
            requested_on,
        }])
    }

    /// Also after the investigation's end: what comes late is told too. What was asked of a service before such were named is
    /// answered by one that is named now, or without a name. What was asked of one by its name is answered by that one; where several of a kind were
    /// asked, it is said which.
    pub(super) fn take_in_information(
        &self,
        (from, unit): (Body, Option<String>),
        account: Personal<Text>,
        supplied_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("suppliedOn", supplied_on, today)?;
        let answered = self.answered_by(from, unit.as_deref());
        let Some(asked) = answered.first() else {
            must_tell_which(from, unit.as_deref())?;
            return Err(Refusal::NoInformationAwaited { body: from });
        };
        if unit.is_none() {
            let names = answered.iter().filter_map(|asked| asked.unit.as_deref().map(as_compared));
            if names.collect::<BTreeSet<_>>().len() > 1 {
                return Err(Refusal::ServiceUnnamed { field: "unit" });
            }
        }
        not_before("suppliedOn", supplied_on, asked.on)?;
        Ok(vec![InvestigationEvent::InformationSupplied {
            from,
            unit,
            account,
            guides: self.guides_on(supplied_on),
            supplied_on,
        }])
    }

    /// Only where those it concerns consent, each of them named with what was consented to: to whom, of what and for how long
    /// (S1-15, R-21). A child has one group: one that is formed anew takes the place of the one before.
    pub(super) fn form_group(
        &self,
        (bodies, units): (BTreeSet<Body>, BTreeSet<RecipientUnit>),
        consented: Consented,
        covers: Personal<Text>,
        formed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("formedOn", formed_on, today)?;
        let since = |before: &ResponsibilityGroup| before.ended_on.unwrap_or(before.formed_on);
        not_before("formedOn", formed_on, self.groups.last().map_or(opened.started_on, since))?;
        if bodies.is_empty() {
            return Err(Refusal::NobodyCalled { field: "bodies" });
        }
        must_tell_which_of(&bodies, &units, "bodyUnits")?;
        if consented.by.is_empty() {
            return Err(Refusal::GroupWithoutConsent);
        }
        not_before("formedOn", formed_on, consented.on)?;
        self.must_not_be_taken_back(consented.must_cover(formed_on)?)?;
        let Consented { by: consented, on, scope } = consented;
        let consented_on = Some(on);
        Ok(vec![InvestigationEvent::ResponsibilityGroupFormed {
            bodies,
            units,
            consented,
            covers,
            consented_on,
            scope,
            guides: self.guides_on(formed_on),
            formed_on,
        }])
    }

    /// The group that stands comes to its end, where the work is done or nobody consents to it any more (S1-15).
    pub(super) fn dissolve_group(
        &self,
        account: Personal<Text>,
        dissolved_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        let standing = self.groups.last().filter(|group| group.ended_on.is_none());
        let standing = standing.ok_or(Refusal::NoResponsibilityGroup)?;
        not_in_future("dissolvedOn", dissolved_on, today)?;
        not_before("dissolvedOn", dissolved_on, standing.formed_on)?;
        Ok(vec![InvestigationEvent::ResponsibilityGroupDissolved {
            account,
            guides: self.guides_on(dissolved_on),
            dissolved_on,
        }])
    }

    /// The group that stood on that day met, on a consent that stood then: whoever is of it was there, and nobody else (S1-15, R-21).
    /// Who is to be there besides is consented to first, in a group that is formed anew.
    pub(super) fn hold_group_meeting(
        &self,
        (present, units): (BTreeSet<Body>, BTreeSet<RecipientUnit>),
        minutes: Personal<Text>,
        next_on: Option<NaiveDate>,
        held_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("heldOn", held_on, today)?;
        let (number, group) = self.group_at_work_on(held_on)?;
        if present.is_empty() {
            return Err(Refusal::NobodyCalled { field: "present" });
        }
        must_tell_which_of(&present, &units, "presentUnits")?;
        if let Some(body) = not_of(&group.bodies, &group.units, &present, &units) {
            return Err(Refusal::NotOfTheGroup { body });
        }
        if let Some(next_on) = next_on {
            not_before("nextOn", next_on, held_on)?;
        }
        Ok(vec![InvestigationEvent::GroupMeetingHeld {
            group: number,
            present,
            units,
            minutes,
            next_on,
            guides: self.guides_on(held_on),
            held_on,
        }])
    }

    /// The group agrees on its next meeting, or on another day for it, without meeting (S1-15, D-7).
    pub(super) fn agree_group_meeting(
        &self,
        next_on: NaiveDate,
        agreed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("agreedOn", agreed_on, today)?;
        let (group, _) = self.group_at_work_on(agreed_on)?;
        not_before("nextOn", next_on, agreed_on)?;
        let guides = self.guides_on(agreed_on);
        Ok(vec![InvestigationEvent::GroupMeetingAgreed { group, next_on, guides, agreed_on }])
    }

    /// The group that stood on that day, on consent that carried it then, with its number.
    fn group_at_work_on(&self, day: NaiveDate) -> Result<(usize, &ResponsibilityGroup), Refusal> {
        let stood = |group: &ResponsibilityGroup| {
            group.formed_on <= day && group.ended_on.is_none_or(|ended_on| day <= ended_on)
        };
        let stood = self.groups.iter().enumerate().rfind(|(_, group)| stood(group));
        let (index, group) = stood.ok_or(Refusal::NoResponsibilityGroup)?;
        if !self.has_consent(group, day) {
            return Err(Refusal::GroupConsentEnded);
        }
        Ok((index.saturating_add(1), group))
    }

    /// As in a case: it is rightly composed, or it is said what is to change (S1-21).
    pub(super) fn review_group(
        &self,
        (bodies, units): (BTreeSet<Body>, BTreeSet<RecipientUnit>),
        rightly_composed: bool,
        change: Option<Personal<Text>>,
        reviewed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("reviewedOn", reviewed_on, today)?;
        not_before_act("reviewedOn", reviewed_on, Act::InvestigationStarted, opened.started_on)?;
        must_be_reviewed(&bodies, &units, rightly_composed, change.is_some())?;
        Ok(vec![InvestigationEvent::ResponsibilityGroupReviewed {
            bodies,
            units,
            rightly_composed,
            change,
            guides: self.guides_on(reviewed_on),
            reviewed_on,
        }])
    }

    /// Whether it works together on that day, on a consent that stands.
    pub(super) fn has_consent(&self, group: &ResponsibilityGroup, day: NaiveDate) -> bool {
        let works = group.formed_on <= day && group.ended_on.is_none_or(|ended_on| day <= ended_on);
        works && !self.consent_has_ended(group.consent, day)
    }

    pub(super) fn group_ends(&mut self, on: NaiveDate) {
        if let Some(group) = self.groups.last_mut() {
            group.ended_on.get_or_insert(on);
        }
    }

    /// What is awaited that the service answers with what it tells.
    fn answered_by(&self, from: Body, unit: Option<&str>) -> Vec<&InformationAsked> {
        let awaited = || self.asked.iter().filter(|asked| asked.supplied_on.is_none());
        let services: Vec<String> = awaited().map(InformationAsked::service).collect();
        let answered = from.answers_among(unit, services.iter().map(String::as_str));
        awaited().filter(|asked| answered.contains(asked.service().as_str())).collect()
    }

    /// What was asked with consent and what was then ordered is one thing, told once; and by whom, if that was not said before.
    pub(super) fn was_told_by(&mut self, body: Body, unit: Option<&str>, on: NaiveDate) {
        let awaited = self.asked.iter().filter(|asked| asked.supplied_on.is_none());
        let awaited: Vec<String> = awaited.map(InformationAsked::service).collect();
        let answered = body.answered_among(unit, awaited.iter().map(String::as_str));
        let is_answered =
            |asked: &&mut InformationAsked| asked.supplied_on.is_none() && answered.contains(asked.service().as_str());
        for asked in self.asked.iter_mut().filter(is_answered) {
            asked.supplied_on = Some(on);
            if body.is_known_by_name_alone() && asked.unit.is_none() {
                asked.unit = unit.map(ToOwned::to_owned);
            }
        }
    }
}
