//! Expected refusals, as payloads: a client can act on them without reading error texts.

#![allow(clippy::duplicated_attributes, reason = "the interface's fields differ in name, which the lint does not see")]

use async_graphql::{ComplexObject, Context, Interface, SimpleObject};
use case_ledger_domain::Refusal as Rule;
use case_ledger_domain::answer::{InputProblem, NotTaken};
use case_ledger_domain::texts::Sentence;

use super::enums::Language;
use super::said;

/// A command that was not accepted. Nothing was recorded.
#[derive(Interface)]
#[graphql(
    field(name = "code", ty = "&String", desc = "Stable code for programs."),
    field(name = "rule", ty = "&String", desc = "The id of the rule, for auditors."),
    field(
        name = "message",
        ty = "String",
        desc = "A sentence for people, with the way on.",
        arg(name = "language", ty = "Option<Language>", desc = "Instead of what `Accept-Language` prefers.")
    )
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

/// Gives refusals their message, in the language it is asked for.
macro_rules! told {
    ($($name:ident),+) => {
        $(#[ComplexObject]
        impl $name {
            /// A sentence for people, with the way on.
            async fn message(
                &self,
                context: &Context<'_>,
                #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
            ) -> String {
                said(context, &self.sentence, language)
            }
        })+
    };
}

told!(RuleRefused, InvalidInput, VersionConflict, CommandIdReused, NotPermitted);

/// A rule of the domain says no.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct RuleRefused {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// The field of the input it is about, where it is about one.
    field: Option<&'static str>,
    #[graphql(skip)]
    sentence: Sentence,
}

impl From<Rule> for RuleRefused {
    fn from(refusal: Rule) -> Self {
        Self {
            code: refusal.code().to_owned(),
            rule: refusal.rule().to_owned(),
            field: refusal.field(),
            sentence: refusal.sentence(),
        }
    }
}

/// A field of the input cannot be taken.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct InvalidInput {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// The field.
    field: String,
    #[graphql(skip)]
    sentence: Sentence,
}

impl InvalidInput {
    /// `field` breaks `rule`, because of `problem`.
    pub fn new(field: &str, rule: &str, problem: InputProblem) -> Self {
        Self {
            code: "INVALID_INPUT".to_owned(),
            rule: rule.to_owned(),
            field: field.to_owned(),
            sentence: problem.sentence(field),
        }
    }
}

/// The thing has changed since the sender saw it.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct VersionConflict {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    /// The version the sender saw.
    expected_version: i64,
    /// The version it has now.
    actual_version: i64,
    #[graphql(skip)]
    sentence: Sentence,
}

impl VersionConflict {
    /// The sender saw `expected`, it is at `actual`.
    pub fn new(expected: i64, actual: i64) -> Self {
        let (code, rule, sentence) = parts(NotTaken::VersionConflict);
        Self { code, rule, expected_version: expected, actual_version: actual, sentence }
    }
}

/// Another command was recorded under this id.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct CommandIdReused {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    #[graphql(skip)]
    sentence: Sentence,
}

impl Default for CommandIdReused {
    fn default() -> Self {
        let (code, rule, sentence) = parts(NotTaken::CommandIdReused);
        Self { code, rule, sentence }
    }
}

/// The role does not allow it.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct NotPermitted {
    /// Stable code for programs.
    code: String,
    /// The id of the rule, for auditors.
    rule: String,
    #[graphql(skip)]
    sentence: Sentence,
}

impl Default for NotPermitted {
    fn default() -> Self {
        let (code, rule, sentence) = parts(NotTaken::NotPermitted);
        Self { code, rule, sentence }
    }
}

fn parts(answer: NotTaken) -> (String, String, Sentence) {
    (answer.code().to_owned(), answer.rule().to_owned(), answer.sentence())
}
