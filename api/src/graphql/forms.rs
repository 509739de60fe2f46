//! Empty forms in the schema (S0-47, S1-16).

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use case_ledger_domain::forms;

use super::documents::{DocumentFormat, PrintableDocument, empty_form};
use super::enums::Language;
use super::{LOAD_COST, fault, language_of};

/// An empty form for what is written by hand or in a word processor.
pub struct Form(Arc<forms::Form>);

impl From<&Arc<forms::Form>> for Form {
    fn from(form: &Arc<forms::Form>) -> Self {
        Self(Arc::clone(form))
    }
}

impl Form {
    /// Whether it bears that name.
    pub fn is_named(&self, name: &str) -> bool {
        self.0.id.to_string() == name
    }
}

/// An empty form for what is written by hand or in a word processor. A municipality's own takes the place of the one that
/// comes with the ledger, from its first day (S0-47).
#[Object]
impl Form {
    /// Its name, in all its versions.
    async fn name(&self) -> String {
        self.0.id.to_string()
    }
    /// Which version of it, from 1 on.
    async fn version(&self) -> u16 {
        self.0.version
    }
    /// Its title.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> &str {
        self.0.title.told(language_of(context, language))
    }
    /// What it is for.
    async fn purpose(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> &str {
        self.0.purpose.told(language_of(context, language))
    }
    /// The requirements that it renders, where it comes from one of the sources.
    async fn sources(&self) -> &[String] {
        &self.0.sources
    }
    /// It, to print or for a word processor.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    #[expect(clippy::unused_async, reason = "the macro takes no other")]
    async fn document(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "In which form.", default)] format: DocumentFormat,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> Result<PrintableDocument> {
        let sheet = empty_form(&self.0, language_of(context, language));
        PrintableDocument::of(&sheet, format).map_err(|error| fault(&error))
    }
}
