//! What others are asked for and tell the service, and the group that works together for the child (S2-17, S1-15).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Investigation, InvestigationEvent};
use crate::Refusal;
use crate::case::{not_before, not_in_future};
use crate::law::{self, LegalTopic};
use crate::people::{Body, Guardian};
use crate::personal::Personal;
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

/// Who consented, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    /// Who.
    pub by: Vec<Guardian>,
    /// When.
    pub on: NaiveDate,
}

impl Consented {
    /// What rests on consent rests on that of somebody.
    pub(super) fn must_be_named(consented: Option<&Self>) -> Result<(), Refusal> {
        if consented.is_some_and(|consented| !consented.by.is_empty()) { Ok(()) } else { Err(Refusal::ConsentOfNobody) }
    }
}

/// What was asked of others, and whether they told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InformationAsked {
    /// Whom.
    pub of: Body,
    /// On what basis.
    pub basis: InformationBasis,
    /// When.
    pub on: NaiveDate,
    /// When they told, once they have.
    pub supplied_on: Option<NaiveDate>,
}

impl Investigation {
    /// What was asked of others, in the order in which it was recorded (S2-17).
    pub fn information_asked(&self) -> &[InformationAsked] {
        &self.asked
    }

    /// The days on which a responsibility group was formed (S1-15).
    pub fn groups_formed_on(&self) -> &[NaiveDate] {
        &self.groups
    }

    /// Of each body one thing at a time, but who was asked with consent and says nothing can be ordered to tell. The order
    /// names its paragraph of the day.
    pub(super) fn request_information(
        &self,
        of: Body,
        what: Personal<Text>,
        basis: InformationBasis,
        consented: Option<Consented>,
        requested_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_running()?;
        not_in_future("requestedOn", requested_on, today)?;
        not_before("requestedOn", requested_on, opened.started_on)?;
        if let Some(consented) = &consented {
            not_before("requestedOn", requested_on, consented.on)?;
        }
        if basis == InformationBasis::Consent {
            Consented::must_be_named(consented.as_ref())?;
        }
        let mut awaited = self.unanswered(of);
        if let Some(asked) = awaited.next() {
            let is_ordered_instead = basis == InformationBasis::Order && asked.basis == InformationBasis::Consent;
            if !is_ordered_instead || awaited.next().is_some() {
                return Err(Refusal::InformationAwaited { body: of });
            }
            not_before("requestedOn", requested_on, asked.on)?;
        }
        let ordered = basis == InformationBasis::Order;
        let legal_basis = ordered.then(|| law::cited(LegalTopic::DisclosureOnOrder, requested_on));
        Ok(vec![InvestigationEvent::InformationRequested { of, what, basis, consented, legal_basis, requested_on }])
    }

    /// Also after the investigation's end: what comes late is told too.
    pub(super) fn take_in_information(
        &self,
        from: Body,
        account: Personal<Text>,
        supplied_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        not_in_future("suppliedOn", supplied_on, today)?;
        let asked = self.unanswered(from).next().ok_or(Refusal::NoInformationAwaited { body: from })?;
        not_before("suppliedOn", supplied_on, asked.on)?;
        Ok(vec![InvestigationEvent::InformationSupplied { from, account, supplied_on }])
    }

    /// Only where those it concerns consent, each of them named with what was consented to (S1-15, R-21).
    pub(super) fn form_group(
        &self,
        bodies: BTreeSet<Body>,
        consented: Vec<Guardian>,
        covers: Personal<Text>,
        formed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        let opened = self.must_be_opened()?;
        not_in_future("formedOn", formed_on, today)?;
        not_before("formedOn", formed_on, opened.started_on)?;
        if bodies.is_empty() {
            return Err(Refusal::NobodyCalled { field: "bodies" });
        }
        if consented.is_empty() {
            return Err(Refusal::GroupWithoutConsent);
        }
        Ok(vec![InvestigationEvent::ResponsibilityGroupFormed { bodies, consented, covers, formed_on }])
    }

    fn unanswered(&self, of: Body) -> impl Iterator<Item = &InformationAsked> {
        self.asked.iter().filter(move |asked| asked.of == of && asked.supplied_on.is_none())
    }

    /// What was asked with consent and what was then ordered is one thing, told once.
    pub(super) fn was_told_by(&mut self, body: Body, on: NaiveDate) {
        for asked in self.asked.iter_mut().filter(|asked| asked.of == body && asked.supplied_on.is_none()) {
            asked.supplied_on = Some(on);
        }
    }
}
