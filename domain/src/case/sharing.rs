//! Sharing between services: denied unless a consent covers it, or a recorded statutory basis allows it; and what
//! follows from a refusal while help from others is sought.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::facts::{Recipients, must_tell_which};
use super::{
    Case, CaseEvent, ConsentPurpose, InformationCategory, RecipientUnit, SharingDirection, not_before, not_before_act,
    not_in_future,
};
use crate::Refusal;
use crate::ids::{ConsentId, ExceptionId};
use crate::law::{Commencements, LegalTopic, cited};
use crate::people::{Body, Decision, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::{Act, Uncovered};
use crate::text::Text;
use crate::texts::{Argument, Sentence, Word};
use crate::topics::{Happened, Topic, names};

/// So many days before the case was opened may lie what could not wait for it. The sources give no number; this one is the
/// project's.
const AT_MOST_BEFORE: Days = Days::new(7);

/// What was shared, on which basis, and what became of refusals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SharingEvent {
    /// Whether information may be shared without consent was assessed (S0-30).
    SharingExceptionAssessed {
        /// The assessment.
        exception: ExceptionId,
        /// The refusal it answers, where it answers one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consent: Option<ConsentId>,
        /// What the basis is one of.
        topic: LegalTopic,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// With whom it may be shared, if it may.
        recipients: BTreeSet<Body>,
        /// Which units of those bodies, where they are named.
        #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
        units: BTreeSet<RecipientUnit>,
        /// What may be shared, if it may.
        categories: BTreeSet<InformationCategory>,
        /// Whether it may.
        allowed: bool,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        assessed_on: NaiveDate,
    },
    /// A refusal was accepted, with reasons.
    RefusalAccepted {
        /// What was refused.
        consent: ConsentId,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        accepted_on: NaiveDate,
    },
    /// The child welfare service ordered that it be told something; that is answered on it, and on no order that nobody
    /// has seen.
    DisclosureOrdered {
        /// Who ordered it.
        body: Body,
        /// What kind of information.
        categories: BTreeSet<InformationCategory>,
        /// What is asked, in words.
        asked: Personal<Text>,
        /// The act and paragraph in force on the day of the order.
        legal_basis: String,
        /// The day of the order.
        ordered_on: NaiveDate,
        /// When it came.
        received_on: NaiveDate,
    },
    /// It was decided, with reasons, that no more is told on the orders of a body of one day.
    DisclosureOrderClosed {
        /// Whose order it is.
        body: Body,
        /// The day of the order.
        ordered_on: NaiveDate,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        closed_on: NaiveDate,
    },
    /// Information was shared with another body.
    InformationShared {
        /// The other body.
        body: Body,
        /// Which unit of it, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// Which way it went.
        direction: SharingDirection,
        /// What kind of information.
        categories: BTreeSet<InformationCategory>,
        /// What was shared, in words.
        content: Personal<Text>,
        /// What it rests on.
        rests_on: SharingBasis,
        /// Why, and by whom (S3-50).
        decision: RecordedDecision,
        /// When.
        shared_on: NaiveDate,
    },
}

/// What a sharing rests on, as events hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "basis")]
pub enum SharingBasis {
    /// A consent that covers body, direction, category and day.
    Consent {
        /// The consent.
        consent: ConsentId,
    },
    /// A duty to disclose.
    Duty {
        /// The duty.
        topic: LegalTopic,
        /// The act and paragraph in force on the day.
        legal_basis: String,
        /// The day of the order that was answered, where the duty is to answer one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ordered_on: Option<NaiveDate>,
    },
    /// Necessity: very weighty considerations (S3-50).
    Necessity,
    /// An assessment that allowed it without consent.
    Exception {
        /// The assessment.
        exception: ExceptionId,
    },
}

impl SharingBasis {
    /// The day of the order that is answered, where it rests on one.
    pub(crate) const fn ordered_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Duty { ordered_on, .. } => *ordered_on,
            Self::Consent { .. } | Self::Necessity | Self::Exception { .. } => None,
        }
    }

    /// It, for the middle of a sentence.
    pub const fn word(&self) -> Word {
        match self {
            Self::Consent { .. } => Word::new("SharingBasis-Consent"),
            Self::Duty { .. } => Word::new("SharingBasis-Duty"),
            Self::Necessity => Word::new("SharingBasis-Necessity"),
            Self::Exception { .. } => Word::new("SharingBasis-Exception"),
        }
    }
}

impl Topic for SharingEvent {
    names!(SharingExceptionAssessed, RefusalAccepted, DisclosureOrdered, DisclosureOrderClosed, InformationShared);

    fn happened(&self) -> Happened {
        match self {
            Self::SharingExceptionAssessed { assessed_on: date, .. }
            | Self::RefusalAccepted { accepted_on: date, .. }
            | Self::DisclosureOrdered { received_on: date, .. }
            | Self::DisclosureOrderClosed { closed_on: date, .. }
            | Self::InformationShared { shared_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::SharingExceptionAssessed { legal_basis, allowed, .. } => {
                said.with("law", Argument::in_clear(legal_basis)).with("allowed", *allowed)
            }
            Self::RefusalAccepted { .. } => said,
            Self::DisclosureOrdered { body, categories, ordered_on, .. } => {
                said.with("body", body.word()).with("categories", words(categories)).with("day", *ordered_on)
            }
            Self::DisclosureOrderClosed { body, ordered_on, .. } => {
                said.with("body", body.word()).with("day", *ordered_on)
            }
            Self::InformationShared { body, direction, categories, rests_on, .. } => {
                let back = *direction == SharingDirection::BackToUnit;
                let said = said.with("body", body.word()).with("back", back);
                said.with("categories", words(categories)).with("basis", rests_on.word())
            }
        }
    }
}

fn words(categories: &BTreeSet<InformationCategory>) -> Vec<Word> {
    categories.iter().map(|category| category.word()).collect()
}

/// What sharing rests on, and which refusals wait for an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sharing {
    exceptions: BTreeMap<ExceptionId, AssessedException>,
    open_refusals: BTreeMap<ConsentId, NaiveDate>,
    /// The refusals that ask for an answer once help from others is to come with consent, with the day of each. What was
    /// taken back is refused, too.
    unanswered_refusals: BTreeMap<ConsentId, NaiveDate>,
    /// Those since which somebody contacted child welfare or the police, reported, or assessed the duty to.
    weighed_refusals: BTreeSet<ConsentId>,
    /// Those that alternative D answered and since which nobody has done any of that.
    left_to_d: BTreeMap<ConsentId, NaiveDate>,
}

impl Sharing {
    pub(super) fn open_refusal(&mut self, consent: ConsentId, refused_on: NaiveDate) {
        self.open_refusals.insert(consent, refused_on);
    }

    pub(super) fn hear_refusal(&mut self, consent: ConsentId, refused_on: NaiveDate) {
        self.answer_refusal(consent);
        self.unanswered_refusals.insert(consent, refused_on);
    }

    /// Somebody contacted child welfare or the police, reported, or assessed the duty to: what was refused by then may be left
    /// to alternative D for good.
    pub(super) fn hear_that_refusals_are_weighed(&mut self) {
        self.weighed_refusals = self.unanswered_refusals.keys().copied().collect();
        self.left_to_d.clear();
    }

    pub(super) fn unanswered_refusals(&self) -> BTreeMap<ConsentId, NaiveDate> {
        self.unanswered_refusals.clone()
    }

    fn answer_refusal(&mut self, refused: ConsentId) {
        self.open_refusals.remove(&refused);
        self.unanswered_refusals.remove(&refused);
        self.weighed_refusals.remove(&refused);
        self.left_to_d.remove(&refused);
    }

    /// What was refused in work that has ended waits for no answer, nor does it when help from others is chosen later.
    pub(super) fn let_go_of_refusals(&mut self) {
        self.open_refusals.clear();
        self.unanswered_refusals.clear();
        self.weighed_refusals.clear();
        self.left_to_d.clear();
    }

    /// The case ended and is worked with again: what was assessed before carries nothing more.
    pub(super) fn end_exceptions(&mut self) {
        for assessed in self.exceptions.values_mut() {
            assessed.ended_with_case = true;
        }
    }

    /// What an assessment says of that information for the body on that day, with what was assessed after it.
    fn excepted(
        &self,
        exception: ExceptionId,
        body: Body,
        unit: Option<&str>,
        direction: SharingDirection,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        let assessed = self.exceptions.get(&exception).ok_or(Refusal::ExceptionUnknown { exception })?;
        assessed.must_cover(body, unit, direction, categories, day)?;
        let taken_back = self.exceptions.values().any(|other| {
            let later = (other.on, other.before_it) > (assessed.on, assessed.before_it) && other.on <= day;
            later && other.takes_back(assessed, body, unit, categories)
        });
        if taken_back { Err(Refusal::ExceptionNotAllowed) } else { Ok(()) }
    }

    /// Alternative D answers all of them: what is so serious does not rest on consent. Where nobody acts on that, D is the
    /// answer while it is followed.
    pub(super) fn leave_every_refusal_to_d(&mut self) {
        self.open_refusals.clear();
        let weighed = std::mem::take(&mut self.weighed_refusals);
        self.left_to_d.extend(
            std::mem::take(&mut self.unanswered_refusals).into_iter().filter(|(refused, _)| !weighed.contains(refused)),
        );
    }

    /// Alternative D ended, and nobody had acted on it: what was left to it is unanswered again.
    pub(super) fn take_back_from_d(&mut self) {
        self.unanswered_refusals.append(&mut self.left_to_d);
    }
}

/// An assessment of whether information may be shared without consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessedException {
    /// The refusal that it answers.
    pub consent: Option<ConsentId>,
    topic: LegalTopic,
    /// Whether the case ended since: it carries nothing more.
    pub ended_with_case: bool,
    /// How many were recorded before it.
    before_it: usize,
    /// Whether it came to a yes.
    pub allowed: bool,
    /// With whom information may be shared.
    pub recipients: BTreeSet<Body>,
    /// Which units of them, where they are named.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub units: BTreeSet<RecipientUnit>,
    /// What may be shared.
    pub categories: BTreeSet<InformationCategory>,
    /// When it was assessed.
    pub on: NaiveDate,
}

/// What is asked to be shared.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedInformation {
    /// The other body.
    pub body: Body,
    /// Which unit of it, where that is said.
    pub unit: Option<String>,
    /// Which way it went.
    pub direction: SharingDirection,
    /// What kind of information.
    pub categories: BTreeSet<InformationCategory>,
    /// What was shared, in words.
    pub content: Personal<Text>,
    /// What it is to rest on.
    pub claimed: ClaimedBasis,
    /// Why, and by whom.
    pub decision: Decision,
    /// When.
    pub shared_on: NaiveDate,
}

/// What sharing is claimed to rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimedBasis {
    /// That consent.
    Consent(ConsentId),
    /// That duty, which asks for it without an order.
    Duty(LegalTopic),
    /// The duty to answer the child welfare service's order of that day.
    Order {
        /// The day of the order.
        ordered_on: NaiveDate,
    },
    /// Necessity.
    Necessity,
    /// That assessment.
    Exception(ExceptionId),
}

/// An assessment of whether information may be shared without consent.
#[derive(Debug, Clone, PartialEq)]
pub struct SharingException {
    /// Its id.
    pub exception: ExceptionId,
    /// The refusal it answers, where it answers one.
    pub consent: Option<ConsentId>,
    /// What the basis is one of.
    pub topic: LegalTopic,
    /// With whom it may be shared, if it may.
    pub recipients: BTreeSet<Body>,
    /// Which units of those bodies, where they are named.
    pub units: BTreeSet<RecipientUnit>,
    /// What may be shared, if it may.
    pub categories: BTreeSet<InformationCategory>,
    /// Whether it may.
    pub allowed: bool,
    /// Why, and by whom.
    pub decision: Decision,
    /// Which acts the municipality has recorded as commenced: the basis is that of the day.
    pub commenced: Commencements,
    /// When.
    pub assessed_on: NaiveDate,
}

/// What can be asked about sharing.
#[derive(Debug, Clone, PartialEq)]
pub enum SharingAction {
    /// Assess whether information may be shared without consent.
    AssessSharingException(SharingException),
    /// Accept a refusal, with reasons.
    AcceptRefusal {
        /// What was refused.
        consent: ConsentId,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        accepted_on: NaiveDate,
    },
    /// Record an order of the child welfare service.
    RecordOrder {
        /// Who ordered it.
        body: Body,
        /// What kind of information.
        categories: BTreeSet<InformationCategory>,
        /// What is asked, in words.
        asked: Personal<Text>,
        /// The day of the order.
        ordered_on: NaiveDate,
        /// When it came.
        received_on: NaiveDate,
    },
    /// Close the body's orders of one day, on which no more is told.
    CloseOrder {
        /// Whose orders they are.
        body: Body,
        /// The day of the orders.
        ordered_on: NaiveDate,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        closed_on: NaiveDate,
    },
    /// Record what was shared.
    ShareInformation(SharedInformation),
}

impl Case {
    /// Whether information may be shared without consent, each time that was assessed.
    pub const fn assessed_exceptions(&self) -> &BTreeMap<ExceptionId, AssessedException> {
        &self.sharing.exceptions
    }

    /// The refusals that wait for an answer, with the day of each.
    pub const fn open_refusals(&self) -> &BTreeMap<ConsentId, NaiveDate> {
        &self.sharing.open_refusals
    }

    /// What follows from an action about sharing, or the first rule it breaks.
    pub(super) fn decide_sharing(&self, action: SharingAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            SharingAction::AssessSharingException(assessed) => self.assess_sharing_exception(assessed, today),
            SharingAction::AcceptRefusal { consent, decision, accepted_on } => {
                self.must_be_open()?;
                not_in_future("acceptedOn", accepted_on, today)?;
                self.consent(consent)?;
                let refused_on = self.open_refusals().get(&consent).ok_or(Refusal::NoOpenRefusal { consent })?;
                not_before("acceptedOn", accepted_on, *refused_on)?;
                let decision = decision.into();
                Ok(vec![SharingEvent::RefusalAccepted { consent, decision, accepted_on }.into()])
            }
            SharingAction::RecordOrder { body, categories, asked, ordered_on, received_on } => {
                self.record_order(body, categories, asked, ordered_on, received_on, today)
            }
            SharingAction::CloseOrder { body, ordered_on, decision, closed_on } => {
                self.close_order(body, ordered_on, decision, closed_on, today)
            }
            SharingAction::ShareInformation(shared) => self.share_information(shared, today),
        }
    }

    pub(super) fn apply_sharing(&mut self, event: SharingEvent) {
        match event {
            SharingEvent::SharingExceptionAssessed {
                exception,
                consent,
                topic,
                recipients,
                units,
                categories,
                allowed,
                assessed_on: on,
                ..
            } => {
                let assessed = AssessedException {
                    consent,
                    topic,
                    ended_with_case: false,
                    before_it: self.sharing.exceptions.len(),
                    allowed,
                    recipients,
                    units,
                    categories,
                    on,
                };
                self.sharing.exceptions.insert(exception, assessed);
                if let Some(consent) = consent {
                    self.sharing.answer_refusal(consent);
                }
            }
            SharingEvent::RefusalAccepted { consent, .. } => {
                self.sharing.answer_refusal(consent);
            }
            SharingEvent::DisclosureOrdered { body, categories, ordered_on, received_on, .. } => {
                self.apply_order(body, categories, ordered_on, received_on);
            }
            SharingEvent::DisclosureOrderClosed { body, ordered_on, closed_on, .. } => {
                self.apply_closed_order(body, ordered_on, closed_on);
            }
            SharingEvent::InformationShared { body, categories, rests_on, shared_on, .. } => {
                self.apply_told_on_order(body, &categories, &rests_on, shared_on);
            }
        }
    }

    pub(super) fn must_have_answered_refusals(&self) -> Result<(), Refusal> {
        if self.open_refusals().is_empty() { Ok(()) } else { Err(Refusal::RefusalUnresolved) }
    }

    /// A duty to disclose needs no exception: sharing rests on it directly, with the body it is owed to.
    fn assess_sharing_exception(
        &self,
        assessed: SharingException,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let SharingException {
            exception,
            consent,
            topic,
            recipients,
            units,
            categories,
            allowed,
            decision,
            commenced,
            assessed_on,
        } = assessed;
        self.must_be_open()?;
        not_in_future("assessedOn", assessed_on, today)?;
        if let Some(consent) = consent {
            self.consent(consent)?;
            if let Some(refused_on) = self.open_refusals().get(&consent) {
                not_before("assessedOn", assessed_on, *refused_on)?;
            }
        }
        if self.sharing.exceptions.contains_key(&exception) {
            return Err(Refusal::ExceptionAlreadyAssessed { exception });
        }
        if topic != LegalTopic::SharingWithAuthorities {
            return Err(Refusal::NoExceptionOnBasis { topic });
        }
        if allowed {
            must_name(&recipients, "recipients")?;
            must_name(&categories, "categories")?;
        }
        Recipients { bodies: &recipients, units: &units }.must_be_named("recipientUnits")?;
        let legal_basis = commenced.cited(topic, assessed_on);
        Ok(vec![
            SharingEvent::SharingExceptionAssessed {
                exception,
                consent,
                topic,
                legal_basis,
                recipients,
                units,
                categories,
                allowed,
                decision: decision.into(),
                assessed_on,
            }
            .into(),
        ])
    }

    /// Denied unless what it is claimed to rest on carries it. A duty and necessity carry it in a closed case
    /// too: danger does not wait.
    ///
    /// The duty to report is met by a report, which the child welfare service receives, answers and decides on; it
    /// carries what adds to one, and never takes its place.
    fn share_information(&self, shared: SharedInformation, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let SharedInformation { body, unit, direction, categories, content, claimed, decision, shared_on } = shared;
        not_in_future("sharedOn", shared_on, today)?;
        match claimed {
            ClaimedBasis::Consent(_) | ClaimedBasis::Exception(_) => {
                not_before_act("sharedOn", shared_on, Act::CaseOpened, self.must_be_open()?.on)?;
            }
            // What could not wait for the case to be opened has its true day: one shortly before it, and no other time.
            ClaimedBasis::Duty(_) | ClaimedBasis::Necessity => {
                let opened_on = self.must_exist()?.on;
                let earliest = opened_on.checked_sub_days(AT_MOST_BEFORE).unwrap_or(opened_on);
                not_before("sharedOn", shared_on, earliest)?;
            }
            // An order comes when it comes, and is answered when it has: the day of its receipt says from when on.
            ClaimedBasis::Order { .. } => _ = self.must_exist()?,
        }
        claimed.must_be_ordered_by("sharedOn", shared_on)?;
        must_name(&categories, "categories")?;
        must_tell_which(body, unit.as_deref())?;
        let rests_on = self.basis_of_sharing(claimed, body, unit.as_deref(), direction, &categories, shared_on)?;
        let decision = decision.into();
        let shared = SharingEvent::InformationShared {
            body,
            unit,
            direction,
            categories,
            content,
            rests_on,
            decision,
            shared_on,
        };
        Ok(vec![shared.into()])
    }

    /// What the sharing with that unit of the body rests on, where what is claimed carries it.
    pub(super) fn basis_of_sharing(
        &self,
        claimed: ClaimedBasis,
        body: Body,
        unit: Option<&str>,
        direction: SharingDirection,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<SharingBasis, Refusal> {
        match claimed {
            ClaimedBasis::Consent(consent) => {
                let purpose = ConsentPurpose::InformationSharing;
                self.standing_consent(consent, purpose, day)?
                    .must_cover_sharing(body, unit, direction, categories, day)?;
                Ok(SharingBasis::Consent { consent })
            }
            ClaimedBasis::Duty(topic) => {
                let legal_basis = must_be_owed(topic, body, direction, day)?;
                match duty_to_disclose(topic) {
                    Some(DutyToDisclose::ByReport) => self.must_have_met_the_duty_to_report(day)?,
                    Some(DutyToDisclose::OnOrder) => return Err(Refusal::OrderUnnamed),
                    Some(DutyToDisclose::ToAvert) => self.must_have_to_avert(day)?,
                    None => {}
                }
                Ok(SharingBasis::Duty { topic, legal_basis, ordered_on: None })
            }
            ClaimedBasis::Order { ordered_on } => {
                let topic = LegalTopic::DisclosureOnOrder;
                let legal_basis = must_be_owed(topic, body, direction, day)?;
                self.orders.must_ask_for(ordered_on, body, categories, day)?;
                Ok(SharingBasis::Duty { topic, legal_basis, ordered_on: Some(ordered_on) })
            }
            ClaimedBasis::Necessity => Ok(SharingBasis::Necessity),
            ClaimedBasis::Exception(exception) => {
                self.sharing.excepted(exception, body, unit, direction, categories, day)?;
                Ok(SharingBasis::Exception { exception })
            }
        }
    }
}

impl ClaimedBasis {
    /// Nothing rests on an order that was not given by then.
    pub(super) fn must_be_ordered_by(self, field: &'static str, day: NaiveDate) -> Result<(), Refusal> {
        match self {
            Self::Order { ordered_on } => not_before(field, day, ordered_on),
            Self::Consent(_) | Self::Duty(_) | Self::Necessity | Self::Exception(_) => Ok(()),
        }
    }
}

impl AssessedException {
    /// Whether it comes to a no where an earlier one came to a yes: for that body and any of that information, or for
    /// everybody, where it names nobody and answers the same refusal or none.
    fn takes_back(
        &self,
        earlier: &Self,
        body: Body,
        unit: Option<&str>,
        categories: &BTreeSet<InformationCategory>,
    ) -> bool {
        let about_it = self.consent.is_none() || self.consent == earlier.consent;
        let for_the_body = if self.recipients.is_empty() { about_it } else { self.recipients().concern(body, unit) };
        let of_that_kind = self.categories.is_empty() || !self.categories.is_disjoint(categories);
        !self.allowed && for_the_body && of_that_kind
    }

    const fn recipients(&self) -> Recipients<'_> {
        Recipients { bodies: &self.recipients, units: &self.units }
    }

    fn must_cover(
        &self,
        body: Body,
        unit: Option<&str>,
        direction: SharingDirection,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        // Assessed before only that basis was taken: a duty is owed to some bodies, and opens sharing with no other.
        if self.topic != LegalTopic::SharingWithAuthorities {
            return Err(Refusal::NoBasisForSharing { topic: self.topic });
        }
        if !self.allowed || self.ended_with_case {
            return Err(Refusal::ExceptionNotAllowed);
        }
        let covered = [
            (Uncovered::Day, self.on <= day),
            (Uncovered::Recipient, self.recipients.contains(&body)),
            (Uncovered::Direction, direction == SharingDirection::ToBody),
            (Uncovered::Category, self.categories.is_superset(categories)),
            (Uncovered::Unit, self.recipients().reach(body, unit)),
        ];
        match covered.into_iter().find(|(_, covered)| !covered) {
            Some((what, _)) => Err(Refusal::SharingNotCovered { what }),
            None => Ok(()),
        }
    }
}

/// How a duty to disclose is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DutyToDisclose {
    /// By a report, which what is shared beside it adds to: the duty to report and the acts that restate it.
    ByReport,
    /// By answering an order of the child welfare service.
    OnOrder,
    /// By doing what averts a crime, which is assessed by itself.
    ToAvert,
}

/// The duty to disclose, whatever was consented to, where the basis is one.
const fn duty_to_disclose(topic: LegalTopic) -> Option<DutyToDisclose> {
    match topic {
        LegalTopic::DutyToReport
        | LegalTopic::KindergartensDuty
        | LegalTopic::SchoolsDuty
        | LegalTopic::PrivateSchoolsDuty
        | LegalTopic::HealthPersonnelsDuty
        | LegalTopic::FamilyCounsellingsDuty
        | LegalTopic::SocialServicesDuty
        | LegalTopic::NationalInsurancesDuty
        | LegalTopic::MediatorsDuty
        | LegalTopic::IntegrationsDuty
        | LegalTopic::CrisisCentresDuty => Some(DutyToDisclose::ByReport),
        LegalTopic::DisclosureOnOrder => Some(DutyToDisclose::OnOrder),
        LegalTopic::DutyToAvert => Some(DutyToDisclose::ToAvert),
        LegalTopic::Confidentiality
        | LegalTopic::Feedback
        | LegalTopic::Triage
        | LegalTopic::Investigation
        | LegalTopic::RenewedInvestigation
        | LegalTopic::AssistanceMeasures
        | LegalTopic::OrderedMeasures
        | LegalTopic::Emergency
        | LegalTopic::BehaviouralEmergency
        | LegalTopic::CareOrder
        | LegalTopic::BehaviouralPlacement
        | LegalTopic::NationalRegister
        | LegalTopic::SharingWithAuthorities
        | LegalTopic::AutomatedCaseHandling
        | LegalTopic::Archive
        | LegalTopic::SubjectAccess
        | LegalTopic::SubjectAccessExceptions
        | LegalTopic::PartyAccess
        | LegalTopic::AddressProtection
        | LegalTopic::ChildHeard
        | LegalTopic::ChildsOpinionWeighs
        | LegalTopic::ChildAsParty
        | LegalTopic::Majority
        | LegalTopic::AfterCare => None,
    }
}

/// A duty to disclose is one to the child welfare service; the duty to avert a crime is met with the police too.
fn is_owed_to(topic: LegalTopic, body: Body) -> bool {
    match body {
        Body::ChildWelfareService | Body::ChildWelfareEmergencyService => true,
        Body::Police => topic == LegalTopic::DutyToAvert,
        _ => false,
    }
}

/// That information may go that way to the body on a duty of that name; answers the act and paragraph it rests on.
pub(super) fn must_be_owed(
    topic: LegalTopic,
    body: Body,
    direction: SharingDirection,
    day: NaiveDate,
) -> Result<String, Refusal> {
    if duty_to_disclose(topic).is_none() {
        return Err(Refusal::NoBasisForSharing { topic });
    }
    if direction != SharingDirection::ToBody {
        return Err(Refusal::SharingNotCovered { what: Uncovered::Direction });
    }
    if !is_owed_to(topic, body) {
        return Err(Refusal::SharingNotCovered { what: Uncovered::Recipient });
    }
    Ok(cited(topic, day))
}

pub(super) fn must_name<T>(named: &BTreeSet<T>, field: &'static str) -> Result<(), Refusal> {
    if named.is_empty() { Err(Refusal::NothingToShare { field }) } else { Ok(()) }
}
