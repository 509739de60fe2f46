//! What a command is answered that came to no rule: who may not send it, what cannot be read as input, and what was
//! overtaken. And why a question is not answered, or an entry not told.

use crate::content::{Content, ContentError, MediaType};
use crate::text::{Text, TextError};
use crate::texts::{Argument, Sentence};

/// What is told of an entry of a history that is not as a program of the ledger wrote it, and that nobody can read.
pub const fn entry_unreadable() -> Sentence {
    Sentence::new("EntryUnreadable")
}

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

/// Why a question was not answered, or a sender not told what became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnswered {
    /// The role does not allow it.
    Forbidden,
    /// What is read has not come to that position yet.
    NotThereYet {
        /// The position that is asked about.
        position: i64,
    },
    /// Somebody else holds the ledger at this moment.
    HeldByAnother,
    /// The database was given up.
    TookTooLong,
    /// The request was given up.
    TimedOut,
    /// The ledger could not.
    Fault,
    /// What is read could not be recorded, and so is not shown.
    ReadUnrecorded,
    /// A command may have been recorded.
    MayBeRecorded,
    /// More is followed than may be.
    TooManySubscriptions,
    /// More files are asked for than may be before they are taken.
    TooManyFiles,
    /// A document has too many fields under other names.
    TooManyAliases {
        /// How many it may have.
        most: i64,
    },
    /// Too many entities are asked for together.
    TooManyEntities {
        /// How many may be.
        most: i64,
    },
    /// A value is beyond what its field holds.
    BeyondItsType,
}

impl NotAnswered {
    /// A stable code for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Forbidden => "FORBIDDEN",
            Self::NotThereYet { .. } | Self::HeldByAnother => "NOT_THERE_YET",
            Self::TookTooLong => "TOOK_TOO_LONG",
            Self::TimedOut => "TIMEOUT",
            Self::Fault | Self::ReadUnrecorded | Self::MayBeRecorded => "INTERNAL",
            Self::TooManySubscriptions => "TOO_MANY_SUBSCRIPTIONS",
            Self::TooManyFiles => "TOO_MANY_FILES",
            Self::TooManyAliases { .. } => "TOO_MANY_ALIASES",
            Self::TooManyEntities { .. } => "TOO_MANY_ENTITIES",
            Self::BeyondItsType => "INVALID_INPUT",
        }
    }

    /// The rule behind it, where one of the requirements is.
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Forbidden | Self::ReadUnrecorded => Some("R-70"),
            Self::NotThereYet { .. }
            | Self::HeldByAnother
            | Self::TookTooLong
            | Self::TimedOut
            | Self::Fault
            | Self::MayBeRecorded
            | Self::TooManySubscriptions
            | Self::TooManyFiles
            | Self::TooManyAliases { .. }
            | Self::TooManyEntities { .. }
            | Self::BeyondItsType => None,
        }
    }

    /// The sentence for people, with the way on.
    pub fn sentence(self) -> Sentence {
        match self {
            Self::Forbidden => Sentence::new("FORBIDDEN"),
            Self::NotThereYet { position } => {
                Sentence::new("NOT_THERE_YET").with("position", Argument::in_clear(position))
            }
            Self::HeldByAnother => Sentence::new("HELD_BY_ANOTHER"),
            Self::TookTooLong => Sentence::new("TOOK_TOO_LONG"),
            Self::TimedOut => Sentence::new("TIMED_OUT"),
            Self::Fault => Sentence::new("FAULT"),
            Self::ReadUnrecorded => Sentence::new("READ_UNRECORDED"),
            Self::MayBeRecorded => Sentence::new("MAY_BE_RECORDED"),
            Self::TooManySubscriptions => Sentence::new("TOO_MANY_SUBSCRIPTIONS"),
            Self::TooManyFiles => Sentence::new("TOO_MANY_FILES"),
            Self::TooManyAliases { most } => Sentence::new("TOO_MANY_ALIASES").with("most", most),
            Self::TooManyEntities { most } => Sentence::new("TOO_MANY_ENTITIES").with("most", most),
            Self::BeyondItsType => Sentence::new("BEYOND_ITS_TYPE"),
        }
    }
}

/// What is wrong with a field of the input, or an argument of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputProblem {
    /// A text is needed and there is none.
    Blank,
    /// The text is longer than any may be.
    TooLong,
    /// The list has more items than any may have.
    TooMany {
        /// So many it may have.
        most: usize,
    },
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
    /// It is no code of a language (ISO 639).
    NotALanguage,
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
    /// Who is shown a part of a case is not told its version.
    VersionNotTold,
    /// A person decides, signs and bears a duty, and no program does (R-15, R-17, S2-19).
    PersonNeeded,
    /// It stands in clear, and this cannot.
    NotInClear,
    /// It is no time of day.
    NotATime,
    /// It is no address of a page.
    NotAPagesAddress,
    /// It cannot be the name of a guide, a step or an outcome.
    NotAGuidesName,
    /// It is none of the values that the schema lists.
    NotListed,
    /// It is the id of nothing that can be fetched so.
    NoKnownPrefix,
    /// A page has at least one node, and not more than so many.
    PageOutOfBounds {
        /// How many.
        most: i64,
    },
    /// It is no place in this list.
    NotACursor,
    /// A period ends before it begins.
    EndsBeforeItBegins,
    /// Figures are published of years that have ended (RM-7).
    YearNotOver,
    /// They are no years that figures are kept of.
    YearsOutOfReach,
    /// The figures of one of the years were not published (RM-7).
    YearNotPublished {
        /// The year.
        year: i32,
    },
    /// Rows of the ledger are not as a program wrote them and are passed over: no figure is published of what is left (RM-7).
    RowsPassedOver,
    /// It lies below zero.
    BelowZero,
    /// Nothing is there yet.
    BeyondNewest {
        /// The place of the newest entry.
        newest: i64,
    },
    /// There is no such thing for whoever asks.
    NotKnownHere,
    /// It is none of the ledger's positions.
    NotAPosition {
        /// The newest position.
        newest: i64,
    },
    /// It lies in the future.
    InTheFuture,
    /// It lies after the moment that the thing is shown as of.
    AfterWhatIsShown,
    /// The first moment lies after the last.
    FirstAfterLast {
        /// The field of the last.
        last: &'static str,
    },
    /// It asks for nothing.
    AsksForNothing,
    /// Content is not written in Base64.
    NotBase64,
    /// There is nothing in the content (S4-4).
    NoContent,
    /// The content is larger than any may be.
    ContentTooLarge,
    /// The content is of another type than it is said to be.
    OfAnotherType {
        /// What it is said to be.
        said: MediaType,
    },
    /// A child that is born was born on some day before now.
    BornLater,
    /// A child has a day of birth, or is not born yet (S1-9).
    BornButUnborn,
    /// The day of birth is another than the national identity number tells.
    BornOtherwiseThanNumbered,
    /// Whoever was born on that day is too old for any help there is for a child, or for who was one (C12).
    GrownUp {
        /// The age from which on.
        age: u8,
    },
    /// It takes one of several fields.
    OneAtATime {
        /// Their names.
        of: &'static str,
    },
    /// A report is received by a unit only.
    ReceivingUnitNeeded,
    /// It must be given, and is not.
    Missing,
    /// It is no date.
    NotADate,
    /// It is no moment.
    NotAMoment,
    /// It is no UUID.
    NotAUuid,
    /// It is no whole number.
    NotAWholeNumber,
    /// It is neither true nor false.
    NeitherTrueNorFalse,
    /// It is no text.
    NotAText,
    /// It has no fields, and should.
    WithoutFields,
    /// It has a field that the schema does not list for it. Which one is not repeated: it may be a name in the wrong place.
    FieldNotListed,
    /// It takes exactly one of several fields.
    ExactlyOne {
        /// Their names.
        of: &'static str,
    },
}

impl InputProblem {
    /// The rule behind it where it is found in a question, as far as one of the requirements is. A command knows the rule
    /// that asks for its field.
    pub const fn rule_of_questions(self) -> Option<&'static str> {
        match self {
            Self::EndsBeforeItBegins
            | Self::LastBeforeFirst { .. }
            | Self::InTheFuture
            | Self::FirstAfterLast { .. } => Some("R-10"),
            Self::NotALevel => Some("S3-5"),
            Self::YearNotOver | Self::YearsOutOfReach | Self::YearNotPublished { .. } | Self::RowsPassedOver => {
                Some("RM-7")
            }
            Self::NotKnownHere => Some("R-70"),
            _ => None,
        }
    }

    /// The sentence for people about that field, with the way on.
    pub fn sentence(self, field: &str) -> Sentence {
        let about = |id| Sentence::new(id).with("field", Argument::in_clear(field));
        match self {
            Self::Blank => about("INPUT_BLANK"),
            Self::TooMany { most } => about("INPUT_TOO_MANY").with("most", i64::try_from(most).unwrap_or(i64::MAX)),
            Self::TooLong => {
                let most = i64::try_from(Text::MOST_CHARACTERS).unwrap_or(i64::MAX);
                about("INPUT_TOO_LONG").with("most", most)
            }
            Self::Nul => about("INPUT_NUL"),
            Self::NotAnId { prefix } => about("INPUT_NOT_AN_ID").with("prefix", Argument::in_clear(prefix)),
            Self::OutOfReach => about("INPUT_OUT_OF_REACH"),
            Self::NotALevel => about("INPUT_NOT_A_LEVEL"),
            Self::NotALanguage => about("INPUT_NOT_A_LANGUAGE"),
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
            Self::VersionNotTold => about("INPUT_VERSION_NOT_TOLD"),
            Self::PersonNeeded => about("INPUT_PERSON_NEEDED"),
            Self::NotInClear => about("INPUT_NOT_IN_CLEAR"),
            Self::NotATime => about("INPUT_NOT_A_TIME"),
            Self::NotAPagesAddress => about("INPUT_NOT_A_PAGES_ADDRESS"),
            Self::NotAGuidesName => about("INPUT_NOT_A_GUIDES_NAME"),
            Self::NotListed => about("INPUT_NOT_LISTED"),
            Self::NoKnownPrefix => about("INPUT_NO_KNOWN_PREFIX"),
            Self::PageOutOfBounds { most } => about("INPUT_PAGE_OUT_OF_BOUNDS").with("most", most),
            Self::NotACursor => about("INPUT_NOT_A_CURSOR"),
            Self::EndsBeforeItBegins => about("INPUT_ENDS_BEFORE_IT_BEGINS"),
            Self::YearNotOver => about("INPUT_YEAR_NOT_OVER"),
            Self::YearsOutOfReach => about("INPUT_YEARS_OUT_OF_REACH"),
            Self::YearNotPublished { year } => about("INPUT_YEAR_NOT_PUBLISHED").with("year", Argument::in_clear(year)),
            Self::RowsPassedOver => about("INPUT_ROWS_PASSED_OVER"),
            Self::BelowZero => about("INPUT_BELOW_ZERO"),
            Self::BeyondNewest { newest } => about("INPUT_BEYOND_NEWEST").with("newest", Argument::in_clear(newest)),
            Self::NotKnownHere => about("INPUT_NOT_KNOWN_HERE"),
            Self::NotAPosition { newest } => about("INPUT_NOT_A_POSITION").with("newest", Argument::in_clear(newest)),
            Self::InTheFuture => about("INPUT_IN_THE_FUTURE"),
            Self::AfterWhatIsShown => about("INPUT_AFTER_WHAT_IS_SHOWN"),
            Self::FirstAfterLast { last } => about("INPUT_FIRST_AFTER_LAST").with("last", Argument::in_clear(last)),
            Self::AsksForNothing => about("INPUT_ASKS_FOR_NOTHING"),
            Self::NotBase64 => about("INPUT_NOT_BASE64"),
            Self::NoContent => about("INPUT_NO_CONTENT"),
            Self::ContentTooLarge => {
                let most = i64::try_from(Content::MOST_BYTES).unwrap_or(i64::MAX);
                about("INPUT_CONTENT_TOO_LARGE").with("megabytes", most / MEGABYTE)
            }
            Self::OfAnotherType { said } => {
                about("INPUT_OF_ANOTHER_TYPE").with("said", Argument::in_clear(said.registered_name()))
            }
            Self::BornLater => about("INPUT_BORN_LATER"),
            Self::BornButUnborn => about("INPUT_BORN_BUT_UNBORN"),
            Self::BornOtherwiseThanNumbered => about("INPUT_BORN_OTHERWISE_THAN_NUMBERED"),
            Self::GrownUp { age } => about("INPUT_GROWN_UP").with("age", i64::from(age)),
            Self::OneAtATime { of } => about("INPUT_ONE_AT_A_TIME").with("names", Argument::in_clear(of)),
            Self::ReceivingUnitNeeded => about("INPUT_RECEIVING_UNIT_NEEDED"),
            Self::Missing => about("INPUT_MISSING"),
            Self::NotADate => about("INPUT_NOT_A_DATE"),
            Self::NotAMoment => about("INPUT_NOT_A_MOMENT"),
            Self::NotAUuid => about("INPUT_NOT_A_UUID"),
            Self::NotAWholeNumber => about("INPUT_NOT_A_WHOLE_NUMBER"),
            Self::NeitherTrueNorFalse => about("INPUT_NEITHER_TRUE_NOR_FALSE"),
            Self::NotAText => about("INPUT_NOT_A_TEXT"),
            Self::WithoutFields => about("INPUT_WITHOUT_FIELDS"),
            Self::FieldNotListed => about("INPUT_FIELD_NOT_LISTED"),
            Self::ExactlyOne { of } => about("INPUT_EXACTLY_ONE").with("names", Argument::in_clear(of)),
        }
    }
}

/// Bytes of a megabyte, as people count who are told how large a file may be.
const MEGABYTE: i64 = 1024 * 1024;

impl From<ContentError> for InputProblem {
    fn from(error: ContentError) -> Self {
        match error {
            ContentError::Empty => Self::NoContent,
            ContentError::TooLarge => Self::ContentTooLarge,
            ContentError::OfAnotherType(said) => Self::OfAnotherType { said },
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
