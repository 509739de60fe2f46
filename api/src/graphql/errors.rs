//! Why a question is not answered. Resolvers know no language: an error carries its sentences, and they are said in the
//! client's language when the answer goes out ([`say_in`]). Until then its message is the English one.

use std::sync::Arc;

use async_graphql::{Context, Error, ErrorExtensionValues, Pos, ServerError};
use case_ledger_domain::answer::{InputProblem, NotAnswered};
use case_ledger_domain::texts::{Argument, Language, Sentence};
use case_ledger_infrastructure::database::{is_held_by_another, took_too_long};

use super::note_denied;

/// What an error says, one sentence after the other.
struct Told(Vec<Sentence>);

impl Told {
    fn in_language(&self, language: Language) -> String {
        let said: Vec<_> = self.0.iter().map(|sentence| language.say(sentence)).collect();
        said.join(" ")
    }

    fn into_error(self, extensions: ErrorExtensionValues) -> Error {
        let message = self.in_language(crate::language::DEFAULT);
        Error { message, source: Some(Arc::new(self)), extensions: Some(extensions) }
    }
}

fn extensions(code: &str, rule: Option<&'static str>) -> ErrorExtensionValues {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    if let Some(rule) = rule {
        extensions.set("rule", rule);
    }
    extensions
}

/// That it is not answered, and why.
pub(super) fn not_answered(why: NotAnswered) -> Error {
    Told(vec![why.sentence()]).into_error(extensions(why.code(), why.rule()))
}

/// That the role does not allow it, which is noted.
pub(super) fn forbidden(context: &Context<'_>) -> Error {
    note_denied(context);
    not_answered(NotAnswered::Forbidden)
}

/// That an argument cannot be taken.
pub(super) fn bad_input(field: &str, problem: InputProblem) -> Error {
    let mut extensions = extensions("INVALID_INPUT", problem.rule_of_questions());
    extensions.set("field", field);
    Told(vec![problem.sentence(field)]).into_error(extensions)
}

/// That a value cannot be read in its place, so that nothing is executed.
pub(super) fn unreadable(field: &str, problem: InputProblem, at: Pos) -> ServerError {
    let Error { message, source, extensions } = bad_input(field, problem);
    ServerError { source, extensions, ..ServerError::new(message, Some(at)) }
}

/// Logs a fault with its causes and answers with a reference only.
pub(super) fn fault(error: &(dyn std::error::Error + 'static)) -> Error {
    let reference = case_ledger_infrastructure::clock::new_id();
    tracing::error!(%reference, error = %crate::causes(error), "a request failed");
    let why = if is_held_by_another(error) {
        NotAnswered::HeldByAnother
    } else if took_too_long(error) {
        NotAnswered::TookTooLong
    } else {
        NotAnswered::Fault
    };
    let mut extensions = extensions(why.code(), why.rule());
    extensions.set("reference", reference.to_string());
    Told(vec![why.sentence(), referring_to(&reference.to_string())]).into_error(extensions)
}

fn referring_to(reference: &str) -> Sentence {
    Sentence::new("REFERENCE").with("reference", Argument::in_clear(reference))
}

/// An answer that nothing was executed for.
pub fn unanswered(why: NotAnswered) -> ServerError {
    let Error { message, source, extensions } = not_answered(why);
    ServerError { source, extensions, ..ServerError::new(message, None) }
}

/// Says something else under the same code, before the reference where there is one.
pub fn say_instead(error: &mut ServerError, why: NotAnswered, reference: Option<&str>) {
    let sentences = std::iter::once(why.sentence()).chain(reference.map(referring_to));
    error.source = Some(Arc::new(Told(sentences.collect())));
}

/// Says in the place of the library that a value is none of those that the schema lists. What was sent is not repeated.
pub fn say_what_is_listed(error: &mut ServerError, argument: &str) {
    let Error { message, source, extensions } = bad_input(argument, InputProblem::NotListed);
    (error.message, error.source, error.extensions) = (message, source, extensions);
}

/// Says in the place of the library that a value is beyond what its field holds: nothing else is wrong with what comes to
/// be read, once the values were looked at ([`super::Mistakes`]).
pub fn say_what_is_beyond(error: &mut ServerError) {
    let Error { message, source, extensions } = not_answered(NotAnswered::BeyondItsType);
    (error.message, error.source, error.extensions) = (message, source, extensions);
}

/// Says in that language what the error says.
pub fn say_in(language: Language, error: &mut ServerError) {
    if let Some(told) = error.source::<Told>() {
        error.message = told.in_language(language);
    }
}
