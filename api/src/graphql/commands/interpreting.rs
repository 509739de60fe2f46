//! What is sent of how child and guardians are understood who are talked with through an interpreter (C12).

use async_graphql::{ID, InputObject, OneofObject};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::{self, LanguageCode, NotALanguage};
use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::personal::Personal;
use uuid::Uuid;

use super::Rejected;
use super::cases::about_child;
use crate::graphql::enums::{ConversationWith, Interpreter};
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;

/// How a conversation or a meeting was interpreted (C12).
#[derive(InputObject)]
pub struct InterpretedInput {
    /// From and into which language, or into which it was needed: two or three small letters of ISO 639.
    language: String,
    /// By whom.
    by: InterpreterInput,
}

/// Who interpreted: one of these (C12). There is none for a child, nor for a relative as such: who interprets is of
/// age. Where a child put something into words in danger, nobody interpreted, and the reason says so.
#[derive(OneofObject)]
pub enum InterpreterInput {
    /// One of these did.
    Interpreter(Interpreter),
    /// Nobody did, though an interpreter was needed: why not.
    NobodyBecause(String),
}

/// Child or guardians are talked with through an interpreter (C12).
#[derive(InputObject)]
pub struct RecordInterpreterNeedInput {
    /// Chosen by you; send it again if the answer was lost.
    pub(super) command_id: Uuid,
    /// The case's version you saw.
    pub(super) expected_version: Option<i64>,
    /// The case.
    pub(super) case_id: ID,
    /// To talk with whom.
    pub(super) whose: ConversationWith,
    /// In which language: two or three small letters of ISO 639.
    pub(super) language: String,
    /// From which day on that is known; today when left out.
    pub(super) noted_on: Option<Date>,
}

/// Child or guardians can be talked with without an interpreter now (C12).
#[derive(InputObject)]
pub struct EndInterpreterNeedInput {
    /// Chosen by you; send it again if the answer was lost.
    pub(super) command_id: Uuid,
    /// The case's version you saw.
    pub(super) expected_version: Option<i64>,
    /// The case.
    pub(super) case_id: ID,
    /// To talk with whom.
    pub(super) whose: ConversationWith,
    /// From which day on; today when left out.
    pub(super) ended_on: Option<Date>,
}

/// The code of a language, sealed as what can tell who the child is.
pub(super) fn language(child: SubjectId, field: &str, code: &str) -> Result<Personal<LanguageCode>, Rejected> {
    let problem = |NotALanguage| Rejected::Input(InvalidInput::new(field, "C12", InputProblem::NotALanguage));
    Ok(Personal::child(child, code.trim().parse().map_err(problem)?))
}

/// How it was interpreted, as it was sent.
pub(super) fn interpreted(child: SubjectId, given: &InterpretedInput) -> Result<case::Interpreted, Rejected> {
    Ok(case::Interpreted {
        language: language(child, "interpreted.language", &given.language)?,
        by: match &given.by {
            InterpreterInput::Interpreter(interpreter) => case::InterpretedBy::Interpreter((*interpreter).into()),
            InterpreterInput::NobodyBecause(reason) => {
                case::InterpretedBy::NobodyBecause(about_child(child, "interpreted.by.nobodyBecause", "C12", reason)?)
            }
        },
    })
}
