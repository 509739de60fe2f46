//! The consents that the service works on: what they cover, until when, and that they are taken back (S1-14, S1-15, S2-6, S2-17,
//!
//!
//! Each is given for one thing that is done on it, to those to whom that goes; it carries nothing else.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{DisclosureBasis, InformationBasis, Investigation, InvestigationEvent, MeasureBasis};
use crate::Refusal;
use crate::case::{InformationCategory, not_before, not_in_future};
use crate::ids::{ConsentId, MeasureId};
use crate::people::{Body, Guardian};
use crate::personal::Personal;
use crate::text::Text;

/// Who consented, when, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    /// Who.
    pub by: Vec<Guardian>,
    /// When.
    pub on: NaiveDate,
    /// What it covers, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scope: Option<ServiceConsentScope>,
}

/// What a consent that the service works on covers. Who receives is whom that goes to which is done on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceConsentScope {
    /// The consent, by which it is taken back.
    pub consent: ConsentId,
    /// What kind of information.
    pub categories: BTreeSet<InformationCategory>,
    /// Last day; open when `None`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub valid_to: Option<NaiveDate>,
}

/// What the service does on a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceConsentUse {
    /// A responsibility group works together for the child (S1-15).
    ResponsibilityGroup,
    /// Another body tells the service what it knows (S2-17).
    InformationFromBody,
    /// The public reporter is told of the investigation's outcome (S1-14).
    DisclosureToReporter,
    /// The child lives elsewhere (S2-6).
    Placement,
}

impl ServiceConsentUse {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::ResponsibilityGroup, Self::InformationFromBody, Self::DisclosureToReporter, Self::Placement];

    /// Its name, under which rows keep it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ResponsibilityGroup => "ResponsibilityGroup",
            Self::InformationFromBody => "InformationFromBody",
            Self::DisclosureToReporter => "DisclosureToReporter",
            Self::Placement => "Placement",
        }
    }

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|used_for| used_for.name() == name)
    }
}

/// A consent that the service works on, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceConsent {
    /// Which.
    pub consent: ConsentId,
    /// What is done on it.
    pub used_for: ServiceConsentUse,
    /// Which bodies information is exchanged with; none where it goes to the reporter, or nowhere.
    pub recipients: BTreeSet<Body>,
    /// What kind of information; none where none is exchanged.
    pub categories: BTreeSet<InformationCategory>,
    /// When it was given.
    pub given_on: NaiveDate,
    /// Last day; open when `None`.
    pub valid_to: Option<NaiveDate>,
    /// When it was taken back, if it was.
    pub withdrawn_on: Option<NaiveDate>,
}

impl ServiceConsent {
    /// The consent on which a child lives elsewhere: it is given with the decision on that measure, for nothing else, and has its
    /// id (S2-6).
    pub const fn to_placement(measure: MeasureId) -> ConsentId {
        ConsentId::from_uuid(measure.as_uuid())
    }

    /// Whether it stood on that day: given by then, not taken back and not run out. What was taken back later takes
    /// nothing from what was done before.
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.given_on <= day && !self.has_ended_by(day)
    }

    /// Whether it had been taken back or had run out by that day.
    pub(super) fn has_ended_by(&self, day: NaiveDate) -> bool {
        let has_run_out = self.valid_to.is_some_and(|last| last < day);
        has_run_out || self.withdrawn_on.is_some_and(|withdrawn_on| withdrawn_on <= day)
    }
}

impl Consented {
    /// What rests on consent rests on that of somebody.
    pub(super) fn must_be_named(consented: Option<&Self>) -> Result<&Self, Refusal> {
        consented.filter(|consented| !consented.by.is_empty()).ok_or(Refusal::ConsentOfNobody)
    }

    /// It says what it covers, and stands on the day on which something is done on it.
    pub(super) fn must_cover(&self, day: NaiveDate) -> Result<&ServiceConsentScope, Refusal> {
        let scope = self.scope.as_ref().filter(|scope| !scope.categories.is_empty());
        let scope = scope.ok_or(Refusal::ConsentScopeEmpty { field: "categories" })?;
        if let Some(last) = scope.valid_to {
            not_before("consentedUntil", last, day)?;
        }
        Ok(scope)
    }
}

impl InvestigationEvent {
    /// The consent on which it is done, where that says what it covers: what rests on an order or the child's best interests
    /// is no consent that the service works on.
    pub fn consent_given(&self) -> Option<ServiceConsent> {
        let (used_for, recipients, given_on, scope) = match self {
            Self::InformationRequested { of, basis: InformationBasis::Consent, consented: Some(given), .. } => {
                (ServiceConsentUse::InformationFromBody, [*of].into(), given.on, given.scope.as_ref())
            }
            Self::MeasureInfoDisclosedToReporter {
                basis: DisclosureBasis::Consent, consented: Some(given), ..
            } => (ServiceConsentUse::DisclosureToReporter, BTreeSet::new(), given.on, given.scope.as_ref()),
            Self::ResponsibilityGroupFormed { bodies, consented_on: Some(given_on), scope, .. } => {
                (ServiceConsentUse::ResponsibilityGroup, bodies.clone(), *given_on, scope.as_ref())
            }
            Self::MeasureDecided {
                measure,
                basis: Some(MeasureBasis::VoluntaryPlacement),
                consented: Some(given),
                ..
            } => {
                return Some(ServiceConsent {
                    consent: ServiceConsent::to_placement(*measure),
                    used_for: ServiceConsentUse::Placement,
                    recipients: BTreeSet::new(),
                    categories: BTreeSet::new(),
                    given_on: given.on,
                    valid_to: None,
                    withdrawn_on: None,
                });
            }
            _ => return None,
        };
        let ServiceConsentScope { consent, categories, valid_to } = scope?.clone();
        Some(ServiceConsent { consent, used_for, recipients, categories, given_on, valid_to, withdrawn_on: None })
    }
}

impl Investigation {
    /// What was taken back is not worked on again under the same id: whoever consents anew gives another consent.
    pub(super) fn must_not_be_taken_back(&self, scope: &ServiceConsentScope) -> Result<(), Refusal> {
        let consent = scope.consent;
        let was_taken_back = |given: &ServiceConsent| given.consent == consent && given.withdrawn_on.is_some();
        if self.consents.iter().any(was_taken_back) { Err(Refusal::ConsentAlreadyAsked { consent }) } else { Ok(()) }
    }

    /// The consents that the service works on, in the order in which they were recorded (RM-15).
    pub fn consents(&self) -> &[ServiceConsent] {
        &self.consents
    }

    /// It is taken back at any time, also after the investigation's end; that stops what comes, and erases nothing.
    pub(super) fn withdraw_consent(
        &self,
        consent: ConsentId,
        reason: Option<Personal<Text>>,
        withdrawn_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<InvestigationEvent>, Refusal> {
        self.must_be_opened()?;
        let known = self.consents.iter().find(|known| known.consent == consent);
        let known = known.ok_or(Refusal::ConsentUnknown { consent })?;
        not_in_future("withdrawnOn", withdrawn_on, today)?;
        not_before("withdrawnOn", withdrawn_on, known.given_on)?;
        if known.withdrawn_on.is_some() {
            return Err(Refusal::ConsentNotGiven { consent });
        }
        Ok(vec![InvestigationEvent::ServiceConsentWithdrawn { consent, reason, withdrawn_on }])
    }

    pub(super) fn was_withdrawn(&mut self, consent: ConsentId, on: NaiveDate) {
        for known in self.consents.iter_mut().filter(|known| known.consent == consent) {
            known.withdrawn_on = Some(on);
        }
    }

    /// Whether what rests on it had to end by that day; what was recorded before consents had a scope does not.
    pub(super) fn consent_has_ended(&self, consent: Option<ConsentId>, day: NaiveDate) -> bool {
        let known = consent.and_then(|consent| self.consents.iter().find(|known| known.consent == consent));
        known.is_some_and(|known| known.has_ended_by(day))
    }
}
