//! Agreements and action plans: written down, signed by all they name, and then binding.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, not_before, not_before_act, not_in_future};
use crate::Refusal;
use crate::ids::{AgreementId, SubjectId};
use crate::people::{Guardian, day_of_each};
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// What was agreed.
    AgreementKind {
        /// How the case goes on (S4-8).
        Agreement,
        /// What each does (S4-18).
        ActionPlan,
    }
}

closed_set! {
    /// As what somebody takes part.
    PartyKind {
        /// With parental responsibility.
        Guardian,
        /// The child or youth.
        Youth,
        /// At work in one of the bodies.
        Employee,
    }
}

/// Somebody who takes part in an agreement, or is entitled to a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Under which this person's data are kept together.
    pub subject: SubjectId,
    /// Name.
    pub name: Personal<Text>,
    /// As what.
    pub kind: PartyKind,
}

impl Party {
    /// The guardian, where it is one.
    pub(crate) fn as_guardian(&self) -> Option<Guardian> {
        let Self { subject, name, kind } = self;
        (*kind == PartyKind::Guardian).then(|| Guardian { subject: *subject, name: name.clone() })
    }
}

/// What was agreed in writing, and who signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AgreementEvent {
    /// An agreement was drawn up (S4-8).
    AgreementDrawn {
        /// The agreement.
        agreement: AgreementId,
        /// What was agreed.
        kind: AgreementKind,
        /// Whether it counts as the minutes of the conversation (S4-8).
        is_minutes: bool,
        /// What it says.
        text: Personal<Text>,
        /// Who takes part, and signs (S4-9, S4-18).
        parties: Vec<Party>,
        /// When.
        drawn_on: NaiveDate,
    },
    /// One of its parties signed it (S4-9).
    AgreementSigned {
        /// The agreement.
        agreement: AgreementId,
        /// Who signed.
        by: SubjectId,
        /// When.
        signed_on: NaiveDate,
    },
    /// Another agreement took its place (S3-43).
    AgreementSuperseded {
        /// The agreement that holds no more.
        agreement: AgreementId,
        /// The one in its place.
        by: AgreementId,
        /// When.
        superseded_on: NaiveDate,
    },
}

impl Topic for AgreementEvent {
    names!(AgreementDrawn, AgreementSigned, AgreementSuperseded);

    fn happened(&self) -> Happened {
        match self {
            Self::AgreementDrawn { drawn_on: date, .. }
            | Self::AgreementSigned { signed_on: date, .. }
            | Self::AgreementSuperseded { superseded_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::AgreementDrawn { kind, is_minutes, .. } => {
                said.with("kind", kind.word()).with("minutes", *is_minutes)
            }
            Self::AgreementSigned { .. } | Self::AgreementSuperseded { .. } => said,
        }
    }
}

/// An agreement as its events leave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// What was agreed.
    pub kind: AgreementKind,
    /// Whether it counts as the minutes of the conversation.
    pub is_minutes: bool,
    /// What it says.
    pub text: Personal<Text>,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// When it was drawn up.
    pub drawn_on: NaiveDate,
    /// Who signed, and when.
    #[serde(with = "day_of_each")]
    pub signed: BTreeMap<SubjectId, NaiveDate>,
    /// The agreement in its place, once there is one.
    pub superseded_by: Option<AgreementId>,
}

impl Agreement {
    /// Whether it binds: all it names have signed, and no other took its place.
    pub fn binding(&self) -> bool {
        self.superseded_by.is_none() && self.signed_by_all_on().is_some()
    }

    /// The day on which the last of those it names signed; `None` while somebody has not.
    pub fn signed_by_all_on(&self) -> Option<NaiveDate> {
        let days: Option<Vec<NaiveDate>> =
            self.parties.iter().map(|party| self.signed.get(&party.subject).copied()).collect();
        days.and_then(|days| days.into_iter().max())
    }

    pub(super) fn names(&self, subject: SubjectId) -> bool {
        self.parties.iter().any(|party| party.subject == subject)
    }
}

/// An agreement to be drawn up.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnAgreement {
    /// Its id.
    pub agreement: AgreementId,
    /// What was agreed.
    pub kind: AgreementKind,
    /// Whether it counts as the minutes of the conversation.
    pub is_minutes: bool,
    /// What it says.
    pub text: Personal<Text>,
    /// Who takes part, and signs.
    pub parties: Vec<Party>,
    /// The agreement whose place it takes.
    pub supersedes: Option<AgreementId>,
    /// When.
    pub drawn_on: NaiveDate,
}

/// What can be asked about agreements.
#[derive(Debug, Clone, PartialEq)]
pub enum AgreementAction {
    /// Draw up an agreement.
    DrawAgreement(DrawnAgreement),
    /// Record that one of its parties signed.
    SignAgreement {
        /// The agreement.
        agreement: AgreementId,
        /// Who signed.
        by: SubjectId,
        /// When.
        signed_on: NaiveDate,
    },
}

impl Case {
    /// The agreements by their ids, those that hold no more included.
    pub const fn agreements(&self) -> &BTreeMap<AgreementId, Agreement> {
        &self.agreements
    }

    /// What follows from an action about agreements, or the first rule it breaks.
    pub(super) fn decide_agreement(
        &self,
        action: AgreementAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_be_open()?.on;
        match action {
            AgreementAction::DrawAgreement(drawn) => {
                not_in_future("drawnOn", drawn.drawn_on, today)?;
                not_before_act("drawnOn", drawn.drawn_on, Act::CaseOpened, opened_on)?;
                self.draw_agreement(drawn)
            }
            AgreementAction::SignAgreement { agreement, by, signed_on } => {
                not_in_future("signedOn", signed_on, today)?;
                let drawn = self.agreement(agreement)?;
                not_before("signedOn", signed_on, drawn.drawn_on)?;
                if drawn.superseded_by.is_some() {
                    return Err(Refusal::AgreementOutdated { agreement });
                }
                let party = drawn.parties.iter().find(|party| party.subject == by);
                let party = party.ok_or(Refusal::NotAParty { agreement })?;
                // A signature holds no personal value whose key would be missing.
                if party.name.is_shredded() {
                    return Err(Refusal::SubjectErased);
                }
                if drawn.signed.contains_key(&by) {
                    return Err(Refusal::AgreementAlreadySigned { agreement });
                }
                Ok(vec![AgreementEvent::AgreementSigned { agreement, by, signed_on }.into()])
            }
        }
    }

    pub(super) fn apply_agreement(&mut self, event: AgreementEvent) {
        match event {
            AgreementEvent::AgreementDrawn { agreement, kind, is_minutes, text, parties, drawn_on } => {
                self.copies.owe_of_agreement(agreement, &parties);
                let (signed, superseded_by) = (BTreeMap::new(), None);
                let drawn = Agreement { kind, is_minutes, text, parties, drawn_on, signed, superseded_by };
                self.agreements.insert(agreement, drawn);
            }
            AgreementEvent::AgreementSigned { agreement, by, signed_on } => {
                if let Some(signed) = self.agreements.get_mut(&agreement) {
                    signed.signed.insert(by, signed_on);
                }
            }
            AgreementEvent::AgreementSuperseded { agreement, by, .. } => {
                if let Some(superseded) = self.agreements.get_mut(&agreement) {
                    superseded.superseded_by = Some(by);
                }
            }
        }
    }

    pub(super) fn agreement(&self, agreement: AgreementId) -> Result<&Agreement, Refusal> {
        self.agreements.get(&agreement).ok_or(Refusal::AgreementUnknown { agreement })
    }

    pub(super) fn draw_agreement(&self, drawn: DrawnAgreement) -> Result<Vec<CaseEvent>, Refusal> {
        let DrawnAgreement { agreement, kind, is_minutes, text, parties, supersedes, drawn_on } = drawn;
        let mut superseded = None;
        if let Some(before) = supersedes {
            let known = self.agreement(before)?;
            not_before("drawnOn", drawn_on, known.drawn_on)?;
            if known.superseded_by.is_some() {
                return Err(Refusal::AgreementOutdated { agreement: before });
            }
            let (by, superseded_on) = (agreement, drawn_on);
            superseded = Some(AgreementEvent::AgreementSuperseded { agreement: before, by, superseded_on }.into());
        }
        if self.agreements.contains_key(&agreement) {
            return Err(Refusal::AgreementAlreadyDrawn { agreement });
        }
        if parties.is_empty() {
            return Err(Refusal::NoParty);
        }
        let subjects: BTreeSet<SubjectId> = parties.iter().map(|party| party.subject).collect();
        if subjects.len() < parties.len() {
            return Err(Refusal::PartyNamedTwice);
        }
        let at_work = parties.iter().filter(|party| party.kind == PartyKind::Employee).count();
        if kind == AgreementKind::Agreement && (at_work == 0 || at_work == parties.len()) {
            return Err(Refusal::AgreementOfOneSide);
        }
        if parties.iter().any(|party| party.kind == PartyKind::Guardian) {
            self.may_contact_guardians(drawn_on)?;
        }
        let drawn = AgreementEvent::AgreementDrawn { agreement, kind, is_minutes, text, parties, drawn_on };
        Ok([drawn.into()].into_iter().chain(superseded).collect())
    }
}
