//! What changed between two moments, in the schema.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, Json, Result, SimpleObject};
use case_ledger_domain::LedgerAggregate;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::InformationCategory;
use case_ledger_infrastructure::ledger::diff;
use case_ledger_infrastructure::reach::Extent;
use serde_json::Value;
use uuid::Uuid;

use super::as_of::{AsOfInput, Moment, resolve};
use super::corrections::FoundWrongOfPage;
use super::enums::Language;
use super::history::LedgerEntry;
use super::{bad_input, fault, language_of, note_read, principal, seeing, services, sight};

/// What became of a field.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "diff::ChangeKind")]
pub enum ChangeKind {
    /// It had no value before.
    Added,
    /// It has none any more.
    Removed,
    /// It has another.
    Changed,
}

/// A field that differs between two moments, or what was told between them and is held in no field.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct FieldChange {
    /// Where it stands, as a JSON pointer: names, ids without their prefix, places in lists from 0. A list of plain
    /// values is a set: the value itself is the last part. What was told is `/told/` and the position of its entry.
    path: String,
    #[graphql(skip)]
    label: diff::Label,
    /// What became of it.
    kind: ChangeKind,
    /// What it was. Personal values are objects of `value` and `state`.
    before: Option<Json<Value>>,
    /// What it is at the second moment; of what was told, all that the entry says.
    after: Option<Json<Value>>,
    /// The events that changed it on the way, oldest first.
    causes: Vec<LedgerEntry>,
}

#[ComplexObject]
impl FieldChange {
    /// What the field is called, behind those that it stands within; of what was told, the entry's summary.
    async fn label(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        self.label.said(language_of(context, language))
    }
}

/// What changed between two moments: the state that the rules decide on, field by field; and what was told beside it, such as
/// what was said in a conversation or why something was decided.
#[derive(SimpleObject)]
pub struct StateDiff {
    /// The first moment.
    from: Moment,
    /// The second one.
    to: Moment,
    /// The version at the first moment; 0 before the thing was known. Null where you are shown a part of a case.
    from_version: Option<i64>,
    /// The version at the second one; null likewise.
    to_version: Option<i64>,
    /// The fields that differ, in the order of their paths; then what was told, in the order of the entries.
    changes: Vec<FieldChange>,
}

/// What changed in one thing. Without `to` that is up to `shown`, the moment the thing is shown as of, or up to now.
pub async fn of<A: LedgerAggregate>(
    context: &Context<'_>,
    id: Uuid,
    from: AsOfInput,
    to: Option<AsOfInput>,
    shown: Option<Moment>,
    extent: &Extent,
) -> Result<StateDiff> {
    let (ledger, principal) = (&services(context).ledger, principal(context));
    let from = Moment::resolved(context, "from", from).await?;
    let to = match (resolve(context, "to", to).await?, shown) {
        (Some(to), Some(shown)) if to.position > shown.position => {
            return Err(bad_input("to", InputProblem::AfterWhatIsShown));
        }
        (Some(moment), _) | (None, Some(moment)) => moment,
        (None, None) => {
            let head = ledger.head(&principal.municipality).await.map_err(|error| fault(&error))?;
            Moment::resolved(context, "to", AsOfInput::Position(head.unwrap_or_default())).await?
        }
    };
    if from.position > to.position {
        return Err(bad_input("from", InputProblem::FirstAfterLast { last: "to" }));
    }
    // What it shows is the past: both moments are in the read log, beside the one that the thing is shown as of.
    for moment in [from, to] {
        note_read(context, A::TYPE, id, Some(moment));
    }
    let (municipality, sight) = (&principal.municipality, sight(principal, seeing(A::TYPE)));
    let diff = ledger.state_diff::<A>(municipality, id, from.position, to.position, sight).await;
    let diff = diff.map_err(|error| fault(&error))?;
    let causes = diff.changes.iter().flat_map(|change| change.causes.iter().map(|entry| entry.position));
    let wrong = FoundWrongOfPage::of(causes, sight, Some(to));
    let changes = diff.changes.into_iter().filter(|change| match change.label {
        diff::Label::Field(_) => {
            let is_kept = *extent != Extent::Whole && InformationCategory::is_kept_from_a_part(&change.path);
            extent.shows_field(&change.path) && !is_kept
        }
        diff::Label::Told(_) => change.causes.iter().all(|entry| extent.shows_event(&entry.event_type)),
    });
    let changes = changes.map(|change| FieldChange {
        path: change.path,
        label: change.label,
        kind: change.kind.into(),
        before: change.before.map(Json),
        after: change.after.map(Json),
        causes: (change.causes.iter().filter(|entry| extent.shows_event(&entry.event_type)))
            .map(|entry| LedgerEntry::within(Arc::clone(entry), extent, wrong.clone()))
            .collect(),
    });
    // How much happened in between is told to whom all of it is shown.
    let version = |version| (*extent == Extent::Whole).then_some(version);
    let (from_version, to_version) = (version(diff.from_version), version(diff.to_version));
    Ok(StateDiff { from, to, from_version, to_version, changes: changes.collect() })
}
