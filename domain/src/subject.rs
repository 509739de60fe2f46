//! A data subject: to whom the data of a person may be shown, and whether there are any left.
//!
//! The municipalities' documents say nothing about restriction and erasure; these rules are the project's own
//! decisions (C12). They follow the general data protection regulation, articles 17 and 18, and the archive act, by
//! which concern reports are normally kept (GDPR art. 17(3)(b) and (d), arkivlova §§ 12–13):
//!
//! - Restriction (sperring) comes first: it takes effect at once and can be lifted. What is to be erased is restricted
//!   from the request on, and while the request stands its restriction only gets narrower.
//! - Erasure needs a legal basis from a closed set, two persons, and the delay that the municipality has set.
//! - Erased is final: no command follows, and nothing more can be recorded of that person under that pseudonym.
//!
//! The stream's id is the person's pseudonym. Reasons are the words of the one who gives them: they outlive the data
//! that they are about, and so must not name the person.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

use crate::ids::SubjectId;
use crate::law::{ErasureBasis, RestrictionGround};
use crate::people::{Role, Roles};
use crate::personal::{Personal, Shown};
use crate::text::Text;
use crate::texts::Sentence;
use crate::time::{days_after, oslo_date};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};

/// Every event of a data subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SubjectEvent {
    /// The person's data are shown to the named roles only; replaces an earlier restriction.
    SubjectRestricted {
        /// The ground.
        ground: RestrictionGround,
        /// The roles that still see the data, as far as they see personal data at all.
        visible_to: BTreeSet<Role>,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        restricted_on: NaiveDate,
    },
    /// The restriction was lifted.
    RestrictionLifted {
        /// Why.
        rationale: Personal<Text>,
        /// When.
        lifted_on: NaiveDate,
    },
    /// Somebody asked for the person's data to be erased.
    ErasureRequested {
        /// The legal basis.
        basis: ErasureBasis,
        /// Who asked.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        requested_on: NaiveDate,
        /// The first day on which somebody else may approve, by the delay in force when it was asked for.
        approvable_from: NaiveDate,
    },
    /// The request was taken back.
    ErasureRequestWithdrawn {
        /// Why.
        rationale: Personal<Text>,
        /// When.
        withdrawn_on: NaiveDate,
    },
    /// The request was turned down.
    ErasureRejected {
        /// Why.
        rationale: Personal<Text>,
        /// When.
        rejected_on: NaiveDate,
    },
    /// A second person approved the erasure.
    ErasureApproved {
        /// Who approved.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        approved_on: NaiveDate,
    },
    /// The person is erased: the keys of the data are destroyed.
    SubjectErased {
        /// The legal basis.
        basis: ErasureBasis,
        /// When.
        erased_on: NaiveDate,
    },
}

impl LedgerEvent for SubjectEvent {
    const STEPS: &'static [Step] = &[];

    fn name(&self) -> &'static str {
        match self {
            Self::SubjectRestricted { .. } => "SubjectRestricted",
            Self::RestrictionLifted { .. } => "RestrictionLifted",
            Self::ErasureRequested { .. } => "ErasureRequested",
            Self::ErasureRequestWithdrawn { .. } => "ErasureRequestWithdrawn",
            Self::ErasureRejected { .. } => "ErasureRejected",
            Self::ErasureApproved { .. } => "ErasureApproved",
            Self::SubjectErased { .. } => "SubjectErased",
        }
    }

    /// What is decided here happens when it is recorded: nobody restricts or erases in the past.
    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        recorded_at
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::SubjectRestricted { ground, .. } => said.with("ground", ground.word()),
            Self::ErasureRequested { basis, approvable_from, .. } => {
                said.with("basis", basis.word()).with("from", *approvable_from)
            }
            Self::SubjectErased { basis, .. } => said.with("basis", basis.word()),
            Self::RestrictionLifted { .. }
            | Self::ErasureRequestWithdrawn { .. }
            | Self::ErasureRejected { .. }
            | Self::ErasureApproved { .. } => said,
        }
    }
}

impl cqrs_es::DomainEvent for SubjectEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

/// What can be asked of a data subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectAction {
    /// Show the data to the named roles only.
    Restrict {
        /// The ground.
        ground: RestrictionGround,
        /// The roles that still see them; nobody when empty.
        visible_to: BTreeSet<Role>,
        /// Why.
        rationale: Personal<Text>,
    },
    /// Lift the restriction.
    LiftRestriction {
        /// Why.
        rationale: Personal<Text>,
    },
    /// Ask for erasure.
    RequestErasure {
        /// The legal basis.
        basis: ErasureBasis,
        /// Who asks.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
        /// The delay in force, in calendar days.
        delay_days: u16,
    },
    /// Take the request back.
    WithdrawErasureRequest {
        /// Why.
        rationale: Personal<Text>,
    },
    /// Turn the request down.
    RejectErasure {
        /// Why.
        rationale: Personal<Text>,
    },
    /// Approve the request, which erases the person.
    ApproveErasure {
        /// Who approves.
        by: SubjectId,
        /// Why.
        rationale: Personal<Text>,
    },
}

/// A data subject as the events leave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    restriction: Option<Restriction>,
    request: Option<ErasureRequest>,
    erasure: Option<Erasure>,
}

/// A restriction in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// The ground.
    pub ground: RestrictionGround,
    /// The roles that still see the data.
    pub visible_to: BTreeSet<Role>,
    /// Since when.
    pub restricted_on: NaiveDate,
}

/// A request for erasure that is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRequest {
    /// The legal basis.
    pub basis: ErasureBasis,
    /// Who asked.
    pub by: SubjectId,
    /// When.
    pub requested_on: NaiveDate,
    /// The first day on which somebody else may approve.
    pub approvable_from: NaiveDate,
}

/// An erasure that was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The legal basis.
    pub basis: ErasureBasis,
    /// When.
    pub erased_on: NaiveDate,
}

impl Subject {
    /// The restriction in force.
    pub const fn restriction(&self) -> Option<&Restriction> {
        self.restriction.as_ref()
    }

    /// The request for erasure that is not answered.
    pub const fn request(&self) -> Option<&ErasureRequest> {
        self.request.as_ref()
    }

    /// The erasure, once it is approved.
    pub const fn erasure(&self) -> Option<&Erasure> {
        self.erasure.as_ref()
    }

    /// What somebody with those roles, which see personal data, is shown of this person.
    pub fn shown_to(&self, roles: Roles) -> Shown {
        match (&self.erasure, &self.restriction) {
            (Some(_), _) => Shown::Shredded,
            (None, Some(restriction)) if !restriction.visible_to.iter().any(|role| roles.contains(*role)) => {
                Shown::Withheld
            }
            (None, Some(_) | None) => Shown::Visible,
        }
    }

    /// What follows from the command: the events, or the first rule it breaks.
    pub fn decide(&self, command: Command<SubjectAction>) -> Result<Vec<SubjectEvent>, Refusal> {
        let today = oslo_date(command.now);
        if self.erasure.is_some() {
            return Err(Refusal::SubjectErased);
        }
        match command.action {
            SubjectAction::Restrict { ground, visible_to, rationale } => {
                self.must_not_show_what_is_to_be_erased(&visible_to)?;
                Ok(vec![SubjectEvent::SubjectRestricted { ground, visible_to, rationale, restricted_on: today }])
            }
            SubjectAction::LiftRestriction { rationale } => {
                self.must_be_restricted()?;
                self.must_not_await_erasure()?;
                Ok(vec![SubjectEvent::RestrictionLifted { rationale, lifted_on: today }])
            }
            SubjectAction::RequestErasure { basis, by, rationale, delay_days } => {
                self.must_be_restricted()?;
                self.must_not_await_erasure()?;
                let approvable_from = days_after(today, delay_days.into());
                let requested_on = today;
                Ok(vec![SubjectEvent::ErasureRequested { basis, by, rationale, requested_on, approvable_from }])
            }
            SubjectAction::WithdrawErasureRequest { rationale } => {
                self.must_await_erasure()?;
                Ok(vec![SubjectEvent::ErasureRequestWithdrawn { rationale, withdrawn_on: today }])
            }
            SubjectAction::RejectErasure { rationale } => {
                self.must_await_erasure()?;
                Ok(vec![SubjectEvent::ErasureRejected { rationale, rejected_on: today }])
            }
            SubjectAction::ApproveErasure { by, rationale } => {
                let request = self.must_await_erasure()?;
                if by == request.by {
                    return Err(Refusal::SecondPersonRequired);
                }
                if today < request.approvable_from {
                    return Err(Refusal::ErasureDelayRunning { until: request.approvable_from });
                }
                Ok(vec![
                    SubjectEvent::ErasureApproved { by, rationale, approved_on: today },
                    SubjectEvent::SubjectErased { basis: request.basis, erased_on: today },
                ])
            }
        }
    }

    fn must_be_restricted(&self) -> Result<(), Refusal> {
        if self.restriction.is_some() { Ok(()) } else { Err(Refusal::NotRestricted) }
    }

    fn must_not_await_erasure(&self) -> Result<(), Refusal> {
        if self.request.is_none() { Ok(()) } else { Err(Refusal::ErasureAwaited) }
    }

    /// While a request stands, a restriction may get narrower: a wider one would lift it by another name.
    fn must_not_show_what_is_to_be_erased(&self, visible_to: &BTreeSet<Role>) -> Result<(), Refusal> {
        let wider = self.restriction.as_ref().is_none_or(|restriction| !visible_to.is_subset(&restriction.visible_to));
        if wider { self.must_not_await_erasure() } else { Ok(()) }
    }

    fn must_await_erasure(&self) -> Result<&ErasureRequest, Refusal> {
        self.request.as_ref().ok_or(Refusal::ErasureNotRequested)
    }
}

impl Aggregate for Subject {
    const TYPE: &'static str = "Subject";
    type Command = Command<SubjectAction>;
    type Event = SubjectEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: SubjectEvent) {
        match event {
            SubjectEvent::SubjectRestricted { ground, visible_to, restricted_on, .. } => {
                self.restriction = Some(Restriction { ground, visible_to, restricted_on });
            }
            SubjectEvent::RestrictionLifted { .. } => self.restriction = None,
            SubjectEvent::ErasureRequested { basis, by, requested_on, approvable_from, .. } => {
                self.request = Some(ErasureRequest { basis, by, requested_on, approvable_from });
            }
            SubjectEvent::ErasureRequestWithdrawn { .. }
            | SubjectEvent::ErasureRejected { .. }
            | SubjectEvent::ErasureApproved { .. } => self.request = None,
            SubjectEvent::SubjectErased { basis, erased_on } => self.erasure = Some(Erasure { basis, erased_on }),
        }
    }
}

#[cfg(test)]
mod tests;
