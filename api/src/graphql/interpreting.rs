//! How child and guardians are understood who are talked with through an interpreter, in the schema (C12).

use async_graphql::SimpleObject;
use case_ledger_domain::case::{self, InterpretedBy, LanguageCode};
use case_ledger_domain::personal::Personal;
use case_ledger_infrastructure::personal::sight::Veil;

use super::enums::{ConversationWith, Interpreter};
use super::scalars::{Date, PersonalText};

/// How something was interpreted (C12).
#[derive(SimpleObject)]
pub struct Interpreted {
    /// From and into which language, or into which it was needed (ISO 639).
    language: PersonalText,
    /// Who interpreted; null where nobody did.
    interpreter: Option<Interpreter>,
    /// Why nobody did, though an interpreter was needed; null where somebody did.
    nobody_because: Option<PersonalText>,
}

/// That an interpreter is or was needed to talk with somebody (C12).
#[derive(SimpleObject)]
pub struct InterpreterNeed {
    /// With whom: the child or the guardians.
    whose: ConversationWith,
    /// In which language (ISO 639).
    language: PersonalText,
    /// The day from which it is known.
    noted_on: Date,
    /// The day from which none is needed any more; null while one is.
    ended_on: Option<Date>,
}

fn language(code: &Personal<LanguageCode>, veil: &Veil) -> PersonalText {
    PersonalText::of(code, veil, |code| code.as_str().to_owned())
}

impl Interpreted {
    /// As it was recorded, as far as it may be seen.
    pub fn of(way: &case::Interpreted, veil: &Veil) -> Self {
        let (interpreter, nobody_because) = match &way.by {
            InterpretedBy::Interpreter(who) => (Some((*who).into()), None),
            InterpretedBy::NobodyBecause(reason) => (None, Some(PersonalText::of_text(reason, veil))),
        };
        Self { language: language(&way.language, veil), interpreter, nobody_because }
    }
}

impl InterpreterNeed {
    /// As the case holds it, as far as it may be seen.
    pub fn of(need: &case::InterpreterNeed, veil: &Veil) -> Self {
        Self {
            whose: need.whose.into(),
            language: language(&need.language, veil),
            noted_on: need.noted_on.into(),
            ended_on: need.ended_on.map(Date),
        }
    }
}
