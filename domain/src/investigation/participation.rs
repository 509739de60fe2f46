//! How the child took part in an investigation, or why not (R-49, S2-55).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codes::{CodeList, ListVersion, UsedCode, find};
use crate::texts::closed_set;

closed_set! {
    /// Whether and how the child took part, as the register tells them apart.
    ParticipationKind {
        /// In a conversation (1.1).
        Conversation,
        /// Through a representative (1.2).
        Representative,
        /// The child was observed (1.3).
        Observation,
        /// The child expressed itself in another way (1.4).
        OtherExpression,
        /// The child was given no opportunity (2.1).
        NoOpportunity,
        /// The child did not want to (2.2).
        Declined,
    }
}

impl ParticipationKind {
    /// Whether what the child thinks became known by it: the child, or somebody for it, expressed it (S2-1).
    pub const fn childs_view_is_known(self) -> bool {
        match self {
            Self::Conversation | Self::Representative | Self::OtherExpression => true,
            Self::Observation | Self::NoOpportunity | Self::Declined => false,
        }
    }

    /// The register's code for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Conversation => "1.1",
            Self::Representative => "1.2",
            Self::Observation => "1.3",
            Self::OtherExpression => "1.4",
            Self::NoOpportunity => "2.1",
            Self::Declined => "2.2",
        }
    }

    /// The code as it is used on that day; `None` before the register had codes for it.
    pub(super) fn coded_on(self, on: NaiveDate) -> Option<UsedCode> {
        find(CodeList::ChildParticipation, self.code()).filter(|known| known.holds_on(on)).map(|known| UsedCode {
            code: known.code.to_owned(),
            list: ListVersion::Register,
            clarification: None,
        })
    }
}

/// That the child took part, or why it did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participation {
    /// Whether and how.
    pub kind: ParticipationKind,
    /// The register's code, where it has one for that day.
    pub code: Option<String>,
    /// When.
    pub on: NaiveDate,
}
