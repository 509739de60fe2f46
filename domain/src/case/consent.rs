//! Consent: what guardians were asked for, and what they answered.
//!
//! It is part of the case because escalation and sharing depend on it: what must be consistent in one decision lives
//! in one aggregate.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, ConsentForm, ConsentPurpose, ConsentScope, not_before, not_in_future};
use crate::Refusal;
use crate::ids::ConsentId;
use crate::people::Guardian;
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// What guardians were asked to consent to, and their answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ConsentEvent {
    /// Guardians were asked for consent (S0-27).
    ConsentRequested {
        /// The question.
        consent: ConsentId,
        /// Who was asked.
        guardian: Guardian,
        /// What was asked for.
        scope: ConsentScope,
        /// When.
        requested_on: NaiveDate,
    },
    /// Consent was given (S4-22).
    ConsentGiven {
        /// The question it answers.
        consent: ConsentId,
        /// In which form.
        form: ConsentForm,
        /// When.
        given_on: NaiveDate,
    },
    /// Consent was refused; that is an answer, not something missing.
    ConsentRefused {
        /// The question it answers.
        consent: ConsentId,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
    },
    /// Consent was taken back; it stops what comes, and erases nothing.
    ConsentWithdrawn {
        /// The consent.
        consent: ConsentId,
        /// What the guardian said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Topic for ConsentEvent {
    names!(ConsentRequested, ConsentGiven, ConsentRefused, ConsentWithdrawn);

    fn happened(&self) -> Happened {
        match self {
            Self::ConsentRequested { requested_on: date, .. }
            | Self::ConsentGiven { given_on: date, .. }
            | Self::ConsentRefused { refused_on: date, .. }
            | Self::ConsentWithdrawn { withdrawn_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ConsentRequested { scope, .. } => said.with("purposes", scope.words()),
            Self::ConsentGiven { .. } | Self::ConsentRefused { .. } | Self::ConsentWithdrawn { .. } => said,
        }
    }
}

/// A question for consent and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who was asked.
    pub guardian: Guardian,
    /// What was asked for.
    pub scope: ConsentScope,
    /// When.
    pub requested_on: NaiveDate,
    /// The answer so far.
    pub answer: ConsentAnswer,
}

/// The answer to a question for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsentAnswer {
    /// None yet.
    Awaited,
    /// Given on that day.
    Given {
        /// The day.
        on: NaiveDate,
    },
    /// Refused on that day; shown as such, never as missing.
    Refused {
        /// The day.
        on: NaiveDate,
    },
    /// Given, and taken back on that day.
    Withdrawn {
        /// The day.
        on: NaiveDate,
    },
}

impl Consent {
    /// Whether it carries `purpose` on `date`: given by then, covering purpose and day.
    pub(super) fn carries(&self, purpose: ConsentPurpose, date: NaiveDate) -> bool {
        let given = matches!(self.answer, ConsentAnswer::Given { on } if on <= date);
        given && self.scope.purposes.contains(&purpose) && self.scope.covers(date)
    }
}

/// What can be asked about consent.
#[derive(Debug, Clone, PartialEq)]
pub enum ConsentAction {
    /// Ask a guardian for consent.
    RequestConsent {
        /// The question's id.
        consent: ConsentId,
        /// Who is asked.
        guardian: Guardian,
        /// What is asked for.
        scope: ConsentScope,
        /// When.
        requested_on: NaiveDate,
    },
    /// Record that consent was given.
    GiveConsent {
        /// The question.
        consent: ConsentId,
        /// In which form.
        form: ConsentForm,
        /// When.
        given_on: NaiveDate,
    },
    /// Record that consent was refused.
    RefuseConsent {
        /// The question.
        consent: ConsentId,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        refused_on: NaiveDate,
    },
    /// Record that consent was taken back.
    WithdrawConsent {
        /// The consent.
        consent: ConsentId,
        /// What the guardian said.
        reason: Option<Personal<Text>>,
        /// When.
        withdrawn_on: NaiveDate,
    },
}

impl Case {
    /// What follows from an action about consent, or the first rule it breaks.
    pub(super) fn decide_consent(&self, action: ConsentAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        match action {
            ConsentAction::RequestConsent { consent, guardian, scope, requested_on } => {
                self.must_be_open()?;
                not_in_future("requestedOn", requested_on, today)?;
                scope_must_say_what_to_whom_and_why(&scope)?;
                if self.consents.contains_key(&consent) {
                    return Err(Refusal::ConsentAlreadyAsked { consent });
                }
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, guardian, scope, requested_on })])
            }
            ConsentAction::GiveConsent { consent, form, given_on } => {
                self.must_be_open()?;
                self.must_await_answer(consent, "givenOn", given_on, today)?;
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentGiven { consent, form, given_on })])
            }
            ConsentAction::RefuseConsent { consent, reason, refused_on } => {
                self.must_be_open()?;
                self.must_await_answer(consent, "refusedOn", refused_on, today)?;
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentRefused { consent, reason, refused_on })])
            }
            ConsentAction::WithdrawConsent { consent, reason, withdrawn_on } => {
                self.withdraw_consent(consent, reason, withdrawn_on, today)
            }
        }
    }

    pub(super) fn apply_consent(&mut self, event: ConsentEvent) {
        match event {
            ConsentEvent::ConsentRequested { consent, guardian, scope, requested_on } => {
                let answer = ConsentAnswer::Awaited;
                self.consents.insert(consent, Consent { guardian, scope, requested_on, answer });
            }
            ConsentEvent::ConsentGiven { consent, given_on, .. } => {
                self.answer(consent, ConsentAnswer::Given { on: given_on });
            }
            ConsentEvent::ConsentRefused { consent, refused_on, .. } => {
                self.answer(consent, ConsentAnswer::Refused { on: refused_on });
            }
            ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                self.answer(consent, ConsentAnswer::Withdrawn { on: withdrawn_on });
            }
        }
    }

    fn answer(&mut self, consent: ConsentId, answer: ConsentAnswer) {
        if let Some(asked) = self.consents.get_mut(&consent) {
            asked.answer = answer;
        }
    }

    /// The questions for consent, oldest id first.
    pub const fn consents(&self) -> &BTreeMap<ConsentId, Consent> {
        &self.consents
    }

    /// A guardian may take consent back at any time, also when the case is closed.
    fn withdraw_consent(
        &self,
        consent: ConsentId,
        reason: Option<Personal<Text>>,
        withdrawn_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("withdrawnOn", withdrawn_on, today)?;
        match self.consent(consent)?.answer {
            ConsentAnswer::Given { on } => {
                not_before("withdrawnOn", withdrawn_on, on)?;
                Ok(vec![CaseEvent::Consent(ConsentEvent::ConsentWithdrawn { consent, reason, withdrawn_on })])
            }
            ConsentAnswer::Awaited | ConsentAnswer::Refused { .. } | ConsentAnswer::Withdrawn { .. } => {
                Err(Refusal::ConsentNotGiven { consent })
            }
        }
    }

    pub(super) fn consent(&self, consent: ConsentId) -> Result<&Consent, Refusal> {
        self.consents.get(&consent).ok_or(Refusal::ConsentUnknown { consent })
    }

    fn must_await_answer(
        &self,
        consent: ConsentId,
        field: &'static str,
        answered_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        not_in_future(field, answered_on, today)?;
        let asked = self.consent(consent)?;
        not_before(field, answered_on, asked.requested_on)?;
        if asked.answer != ConsentAnswer::Awaited {
            return Err(Refusal::ConsentAlreadyAnswered { consent });
        }
        Ok(())
    }
}

fn scope_must_say_what_to_whom_and_why(scope: &ConsentScope) -> Result<(), Refusal> {
    if let Some(last) = scope.valid_to {
        not_before("validTo", last, scope.valid_from)?;
    }
    if scope.purposes.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "purposes" });
    }
    if scope.recipients.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "recipients" });
    }
    if scope.categories.is_empty() {
        return Err(Refusal::ConsentScopeEmpty { field: "categories" });
    }
    Ok(())
}
