//! Siblings: see the whole family, not the one child alone (S0-14).
//!
//! Whether there are siblings is answered before an alternative is chosen: by those who are linked, by none, or
//! by saying that it is not known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, not_in_future};
use crate::Refusal;
use crate::people::Child;
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// What is known of the child's siblings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SiblingsEvent {
    /// A sibling was linked (S0-14).
    SiblingLinked {
        /// The sibling; under the same pseudonym as in a case of its own.
        sibling: Child,
        /// When.
        linked_on: NaiveDate,
    },
    /// The child has no siblings (S0-14).
    NoSiblingsConfirmed {
        /// When.
        confirmed_on: NaiveDate,
    },
    /// It could not be found out whether the child has siblings.
    SiblingsLeftUnknown {
        /// Why not.
        reason: Personal<Text>,
        /// When.
        noted_on: NaiveDate,
    },
}

impl SiblingsEvent {
    /// When.
    pub(crate) const fn on(&self) -> NaiveDate {
        match self {
            Self::SiblingLinked { linked_on: on, .. }
            | Self::NoSiblingsConfirmed { confirmed_on: on }
            | Self::SiblingsLeftUnknown { noted_on: on, .. } => *on,
        }
    }
}

impl Topic for SiblingsEvent {
    names!(SiblingLinked, NoSiblingsConfirmed, SiblingsLeftUnknown);

    fn happened(&self) -> Happened {
        Happened::On(self.on())
    }

    fn summary(&self) -> Sentence {
        Sentence::new(self.name())
    }
}

/// The answer to the question for siblings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Siblings {
    /// Not asked yet, or not answered.
    #[default]
    Unanswered,
    /// There are none.
    None,
    /// It is not known.
    Unknown,
    /// These; there may be more.
    Linked(Vec<Child>),
}

/// What can be asked about siblings.
#[derive(Debug, Clone, PartialEq)]
pub enum SiblingsAction {
    /// Link a sibling.
    LinkSibling {
        /// The sibling.
        sibling: Child,
        /// When.
        linked_on: NaiveDate,
    },
    /// Record that there are none.
    ConfirmNoSiblings {
        /// When.
        confirmed_on: NaiveDate,
    },
    /// Record that it is not known.
    LeaveSiblingsUnknown {
        /// Why not.
        reason: Personal<Text>,
        /// When.
        noted_on: NaiveDate,
    },
}

impl Case {
    /// What is known of the child's siblings.
    pub const fn siblings(&self) -> &Siblings {
        &self.siblings
    }

    /// What follows from an action about siblings, or the first rule it breaks.
    pub(super) fn decide_siblings(&self, action: SiblingsAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let opened = self.must_be_open()?;
        match action {
            SiblingsAction::LinkSibling { sibling, linked_on } => {
                not_in_future("linkedOn", linked_on, today)?;
                if sibling.subject == opened.child.subject {
                    return Err(Refusal::SiblingIsChild);
                }
                if self.linked_siblings().iter().any(|linked| linked.subject == sibling.subject) {
                    return Err(Refusal::SiblingAlreadyLinked);
                }
                Ok(vec![SiblingsEvent::SiblingLinked { sibling, linked_on }.into()])
            }
            SiblingsAction::ConfirmNoSiblings { confirmed_on } => {
                not_in_future("confirmedOn", confirmed_on, today)?;
                self.no_sibling_may_be_linked()?;
                Ok(vec![SiblingsEvent::NoSiblingsConfirmed { confirmed_on }.into()])
            }
            SiblingsAction::LeaveSiblingsUnknown { reason, noted_on } => {
                not_in_future("notedOn", noted_on, today)?;
                self.no_sibling_may_be_linked()?;
                Ok(vec![SiblingsEvent::SiblingsLeftUnknown { reason, noted_on }.into()])
            }
        }
    }

    pub(super) fn apply_siblings(&mut self, event: SiblingsEvent) {
        match event {
            SiblingsEvent::SiblingLinked { sibling, .. } => match &mut self.siblings {
                Siblings::Linked(linked) => linked.push(sibling),
                Siblings::Unanswered | Siblings::None | Siblings::Unknown => {
                    self.siblings = Siblings::Linked(vec![sibling]);
                }
            },
            SiblingsEvent::NoSiblingsConfirmed { .. } => self.siblings = Siblings::None,
            SiblingsEvent::SiblingsLeftUnknown { .. } => self.siblings = Siblings::Unknown,
        }
    }

    /// The siblings that are linked.
    pub fn linked_siblings(&self) -> &[Child] {
        match &self.siblings {
            Siblings::Linked(linked) => linked,
            Siblings::Unanswered | Siblings::None | Siblings::Unknown => &[],
        }
    }

    fn no_sibling_may_be_linked(&self) -> Result<(), Refusal> {
        if self.linked_siblings().is_empty() { Ok(()) } else { Err(Refusal::SiblingsLinked) }
    }

    pub(super) fn must_have_answered_siblings(&self) -> Result<(), Refusal> {
        if self.siblings == Siblings::Unanswered { Err(Refusal::SiblingsUnanswered) } else { Ok(()) }
    }
}
