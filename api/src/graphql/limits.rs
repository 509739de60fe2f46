//! What one request may ask for.

use std::sync::{Arc, OnceLock};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextRequest, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Response, ServerError, ServerResult, ValidationResult, Value, Variables, value};
use case_ledger_domain::answer::NotAnswered;
use case_ledger_domain::content::Content;

use super::unanswered;

/// How deep a query may nest; introspection by common tools needs some fifteen.
pub const MOST_DEPTH: usize = 18;
/// What a query may cost: one for each field, times the nodes of each page around it.
pub const MOST_COMPLEXITY: usize = 20_000;
/// Directives on one field.
pub const MOST_DIRECTIVES: usize = 4;
/// Fields under another name in one document: each is work that the other limits do not see as new.
const MOST_ALIASES: i64 = 30;
/// Entities of one federated look-up: each costs as much as a query of its own.
const MOST_ENTITIES: i64 = 20;
/// Bytes of a request's body.
pub const MOST_BODY_BYTES: usize = 1024 * 1024;
/// Bytes of the body of a request that brings content, which four characters write three of, and a little more, so that who
/// sends too much is told how much content may be.
pub const MOST_BODY_BYTES_WITH_CONTENT: usize = MOST_BODY_BYTES + (Content::MOST_BYTES + MOST_BODY_BYTES) / 3 * 4;

/// Refuses documents with too many aliases or entities, and says in the answer's extension `analyzer` what it cost.
///
/// All in one: each extension stands around every field of an answer, whether it has anything to do there or not.
pub struct Limits;

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(LimitsOfRequest::default())
    }
}

#[derive(Default)]
struct LimitsOfRequest {
    cost: OnceLock<ValidationResult>,
}

#[async_graphql::async_trait::async_trait]
impl Extension for LimitsOfRequest {
    async fn request(&self, context: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(context).await;
        match self.cost.get() {
            Some(ValidationResult { complexity, depth, .. }) => {
                response.extension("analyzer", value!({ "complexity": complexity, "depth": depth }))
            }
            None => response,
        }
    }

    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let cost = next.run(context).await?;
        // Asked once in a request.
        let _ = self.cost.set(cost);
        Ok(cost)
    }

    async fn parse_query(
        &self,
        context: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(context, query, variables).await?;
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        if operations.chain(fragments).map(aliases).sum::<i64>() > MOST_ALIASES {
            return Err(unanswered(NotAnswered::TooManyAliases { most: MOST_ALIASES }));
        }
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let asked: i64 = operations.chain(fragments).map(|set| entities_asked(set, variables)).sum();
        if asked > MOST_ENTITIES {
            return Err(unanswered(NotAnswered::TooManyEntities { most: MOST_ENTITIES }));
        }
        Ok(document)
    }
}

/// How many representations the root fields `_entities` carry.
fn entities_asked(set: &SelectionSet, variables: &Variables) -> i64 {
    let mut count = 0;
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) if field.node.name.node == "_entities" => {
                for (_, value) in &field.node.arguments {
                    let resolved = value.node.clone().into_const_with(|name| variables.get(&name).cloned().ok_or(()));
                    count += match resolved {
                        Ok(Value::List(list)) => i64::try_from(list.len()).unwrap_or(i64::MAX),
                        Ok(_) | Err(()) => 1,
                    };
                }
            }
            Selection::InlineFragment(fragment) => {
                count += entities_asked(&fragment.node.selection_set.node, variables);
            }
            Selection::Field(_) | Selection::FragmentSpread(_) => {}
        }
    }
    count
}

/// Counted without recursion: how deep a document nests is its sender's choice.
fn aliases(set: &SelectionSet) -> i64 {
    let mut count = 0;
    let mut open = vec![set];
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    count += i64::from(field.node.alias.is_some());
                    open.push(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    count
}
