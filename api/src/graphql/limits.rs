//! What one request may ask for.

use std::sync::{Arc, OnceLock};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextRequest, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{
    ErrorExtensions as _, Response, ServerError, ServerResult, ValidationResult, Value, Variables, value,
};

/// How deep a query may nest; introspection by common tools needs some fifteen.
pub const MOST_DEPTH: usize = 18;
/// What a query may cost: one for each field, times the nodes of each page around it.
pub const MOST_COMPLEXITY: usize = 20_000;
/// Directives on one field.
pub const MOST_DIRECTIVES: usize = 4;
/// Fields under another name in one document: each is work that the other limits do not see as new.
const MOST_ALIASES: usize = 30;
/// Entities of one federated look-up: each costs as much as a query of its own.
const MOST_ENTITIES: usize = 20;
/// Bytes of a request's body.
pub const MOST_BODY_BYTES: usize = 1024 * 1024;

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
        if operations.chain(fragments).map(aliases).sum::<usize>() > MOST_ALIASES {
            let error = async_graphql::Error::new(format!("The document has more than {MOST_ALIASES} aliases."))
                .extend_with(|_, extensions| extensions.set("code", "TOO_MANY_ALIASES"));
            return Err(ServerError { extensions: error.extensions, ..ServerError::new(error.message, None) });
        }
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let asked: usize = operations.chain(fragments).map(|set| entities_asked(set, variables)).sum();
        if asked > MOST_ENTITIES {
            let error = async_graphql::Error::new(format!("More than {MOST_ENTITIES} entities were asked for."))
                .extend_with(|_, extensions| extensions.set("code", "TOO_MANY_ENTITIES"));
            return Err(ServerError { extensions: error.extensions, ..ServerError::new(error.message, None) });
        }
        Ok(document)
    }
}

/// How many representations the root fields `_entities` carry.
fn entities_asked(set: &SelectionSet, variables: &Variables) -> usize {
    let mut count = 0;
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) if field.node.name.node == "_entities" => {
                for (_, value) in &field.node.arguments {
                    let resolved = value.node.clone().into_const_with(|name| variables.get(&name).cloned().ok_or(()));
                    count += match resolved {
                        Ok(Value::List(list)) => list.len(),
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
fn aliases(set: &SelectionSet) -> usize {
    let mut count = 0;
    let mut open = vec![set];
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    count += usize::from(field.node.alias.is_some());
                    open.push(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    count
}
