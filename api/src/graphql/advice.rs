//! Advice in the schema: what staff are told before they talk, consult or report.

use async_graphql::{ComplexObject, Context, SimpleObject};
use case_ledger_domain::advice;

use super::enums::{AdviceKind, AdviceTopic, Language};
use super::language_of;

/// A piece of advice: guidance that no rule can enforce (S2-34, S2-36 to S2-38, S2-41, S2-60).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Advice {
    /// Which.
    kind: AdviceKind,
    /// What it is about.
    about: AdviceTopic,
    /// Whether it warns: what it names is no ground to report by itself (S2-34).
    warns: bool,
    /// The requirement it renders.
    source: &'static str,
    #[graphql(skip)]
    what: advice::Advice,
}

#[ComplexObject]
impl Advice {
    /// It, in words.
    async fn text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        language_of(context, language).word(self.what.word())
    }
}

/// All advice, or that about one thing.
pub fn advice(about: Option<AdviceTopic>) -> Vec<Advice> {
    let about = about.map(advice::AdviceTopic::from);
    let wanted = advice::Advice::ALL.into_iter().filter(|advice| about.is_none_or(|about| advice.about() == about));
    wanted
        .map(|advice| Advice {
            kind: advice.into(),
            about: advice.about().into(),
            warns: advice.is_warning(),
            source: advice.source(),
            what: advice,
        })
        .collect()
}
