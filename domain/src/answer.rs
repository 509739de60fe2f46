//! What a command is answered that came to no rule: who may not send it, what cannot be read as input, and what was
//! overtaken.

use crate::text::{Text, TextError};
use crate::texts::{Argument, Sentence};

/// Why a command was not taken, though no rule of the field refused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// The role does not allow it.
    NotPermitted,
    /// The thing has changed since the sender saw it.
    VersionConflict,
    /// Another command was recorded under its id.
    CommandIdReused,
}

impl NotTaken {
    /// A stable code for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotPermitted => "NOT_PERMITTED",
            Self::VersionConflict => "VERSION_CONFLICT",
            Self::CommandIdReused => "COMMAND_ID_REUSED",
        }
    }

    /// The rule behind it, by its id in the requirements.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::NotPermitted => "R-70",
            Self::VersionConflict | Self::CommandIdReused => "R-15",
        }
    }

    /// The sentence for people, with the way on.
    pub const fn sentence(self) -> Sentence {
        Sentence::new(self.code())
    }
}

/// What is wrong with a field of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputProblem {
    /// A text is needed and there is none.
    Blank,
    /// The text is longer than any may be.
    TooLong,
    /// The text holds a character that cannot be stored.
    Nul,
    /// It is no id, or one of something else.
    NotAnId {
        /// What ids of the kind begin with.
        prefix: &'static str,
    },
    /// The moment is too far from now to be meant.
    OutOfReach,
    /// It is no level (S3-5).
    NotALevel,
    /// The last day lies before the first.
    LastBeforeFirst {
        /// The field of the first day.
        first: &'static str,
    },
    /// No guardian is named.
    NoGuardian,
    /// A case can be opened with a child only (S0-4).
    ChildNeeded,
    /// A case is named, or the child it is about.
    CaseOrChildNeeded {
        /// The field of the child.
        other: &'static str,
    },
    /// A sibling is linked as it is known, or by a case of its own.
    SiblingNeeded,
    /// It is said in another field as well, and the two may differ.
    GivenTwice {
        /// The other field.
        other: &'static str,
    },
    /// A case can be opened for a unit only.
    UnitNeeded,
    /// A unit's name stands in clear, and this cannot.
    NotAUnitsName,
    /// A program that works for one unit opens no other unit's cases.
    NotYourUnit,
    /// It stands in clear, and this cannot.
    NotInClear,
    /// It is no time of day.
    NotATime,
    /// It is no address of a page.
    NotAPagesAddress,
    /// It cannot be the name of a guide, a step or an outcome.
    NotAGuidesName,
}

impl InputProblem {
    /// The sentence for people about that field, with the way on.
    pub fn sentence(self, field: &str) -> Sentence {
        let about = |id| Sentence::new(id).with("field", Argument::in_clear(field));
        match self {
            Self::Blank => about("INPUT_BLANK"),
            Self::TooLong => {
                let most = i64::try_from(Text::MOST_CHARACTERS).unwrap_or(i64::MAX);
                about("INPUT_TOO_LONG").with("most", most)
            }
            Self::Nul => about("INPUT_NUL"),
            Self::NotAnId { prefix } => about("INPUT_NOT_AN_ID").with("prefix", Argument::in_clear(prefix)),
            Self::OutOfReach => about("INPUT_OUT_OF_REACH"),
            Self::NotALevel => about("INPUT_NOT_A_LEVEL"),
            Self::LastBeforeFirst { first } => {
                about("INPUT_LAST_BEFORE_FIRST").with("first", Argument::in_clear(first))
            }
            Self::NoGuardian => about("INPUT_NO_GUARDIAN"),
            Self::ChildNeeded => about("INPUT_CHILD_NEEDED"),
            Self::CaseOrChildNeeded { other } => {
                about("INPUT_CASE_OR_CHILD_NEEDED").with("other", Argument::in_clear(other))
            }
            Self::SiblingNeeded => about("INPUT_SIBLING_NEEDED"),
            Self::GivenTwice { other } => about("INPUT_GIVEN_TWICE").with("other", Argument::in_clear(other)),
            Self::UnitNeeded => about("INPUT_UNIT_NEEDED"),
            Self::NotAUnitsName => about("INPUT_NOT_A_UNITS_NAME"),
            Self::NotYourUnit => about("INPUT_NOT_YOUR_UNIT"),
            Self::NotInClear => about("INPUT_NOT_IN_CLEAR"),
            Self::NotATime => about("INPUT_NOT_A_TIME"),
            Self::NotAPagesAddress => about("INPUT_NOT_A_PAGES_ADDRESS"),
            Self::NotAGuidesName => about("INPUT_NOT_A_GUIDES_NAME"),
        }
    }
}

impl From<TextError> for InputProblem {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Blank => Self::Blank,
            TextError::TooLong => Self::TooLong,
            TextError::Nul => Self::Nul,
        }
    }
}
