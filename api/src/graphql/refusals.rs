//! Expected refusals, as payloads: a client can act on them without reading error texts.

#![allow(clippy::duplicated_attributes, reason = "the interface's fields differ in name, which the lint does not see")]

use async_graphql::{Interface, SimpleObject};
use case_ledger_domain::Refusal as Rule;

/// A command that was not accepted. Nothing was recorded.
#[derive(Interface)]
#[graphql(
    field(name = "code", ty = "&String", desc = "Stable code for programs."),
    field(name = "rule", ty = "&String", desc = "The id of the rule, for auditors."),
    field(name = "message", ty = "&String", desc = "A sentence for people, with the way on.")
)]
pub enum Refusal {
    /// A rule of the domain says no.
    RuleRefused(RuleRefused),
    /// A field of the input cannot be taken.
    InvalidInput(InvalidInput),
    /// The thing has changed since the sender saw it.
    VersionConflict(VersionConflict),
    /// Another command was recorded under this id.
    CommandIdReused(CommandIdReused),
    /// The role does not allow it.
    NotPermitted(NotPermitted),
}

/// A rule of the domain says no.
#[derive(Debug, Clone, SimpleObject)]
pub struct RuleRefused {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// A sentence for people, with the way on.
    message: String,
    /// The field of the input it is about, where it is about one.
    field: Option<&'static str>,
}

impl From<Rule> for RuleRefused {
    fn from(refusal: Rule) -> Self {
        Self {
            code: refusal.code().to_owned(),
            rule: refusal.rule().to_owned(),
            message: refusal.to_string(),
            field: refusal.field(),
        }
    }
}

/// A field of the input cannot be taken.
#[derive(Debug, Clone, SimpleObject)]
pub struct InvalidInput {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// A sentence for people, with the way on.
    message: String,
    /// The field.
    field: String,
}

impl InvalidInput {
    /// `field` breaks `rule`: it `problem`.
    pub fn new(field: &str, rule: &str, problem: &str) -> Self {
        Self {
            code: "INVALID_INPUT".to_owned(),
            rule: rule.to_owned(),
            message: format!("{field} {problem}."),
            field: field.to_owned(),
        }
    }
}

/// The thing has changed since the sender saw it.
#[derive(Debug, Clone, SimpleObject)]
pub struct VersionConflict {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// A sentence for people, with the way on.
    message: String,
    /// The version the sender saw.
    expected_version: i64,
    /// The version it has now.
    actual_version: i64,
}

impl VersionConflict {
    /// The sender saw `expected`, it is at `actual`.
    pub fn new(expected: i64, actual: i64) -> Self {
        Self {
            code: "VERSION_CONFLICT".to_owned(),
            rule: "R-15".to_owned(),
            message: "It has changed since you saw it. Look at what was added, and decide again.".to_owned(),
            expected_version: expected,
            actual_version: actual,
        }
    }
}

/// Another command was recorded under this id.
#[derive(Debug, Clone, SimpleObject)]
pub struct CommandIdReused {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// A sentence for people, with the way on.
    message: String,
}

impl Default for CommandIdReused {
    fn default() -> Self {
        Self {
            code: "COMMAND_ID_REUSED".to_owned(),
            rule: "R-15".to_owned(),
            message:
                "Another command was recorded under this commandId; nothing was recorded now. Send it with a new one."
                    .to_owned(),
        }
    }
}

/// The role does not allow it.
#[derive(Debug, Clone, SimpleObject)]
pub struct NotPermitted {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// A sentence for people, with the way on.
    message: String,
}

impl Default for NotPermitted {
    fn default() -> Self {
        Self {
            code: "NOT_PERMITTED".to_owned(),
            rule: "R-70".to_owned(),
            message: "Your role does not allow this command.".to_owned(),
        }
    }
}
