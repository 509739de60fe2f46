//! The drafts of reports in a case, in the schema.

use async_graphql::{ID, SimpleObject};
use case_ledger_domain::case;
use case_ledger_domain::ids::DraftId;
use case_ledger_infrastructure::personal::sight::Veil;

use super::global_id;
use super::reports::Report;
use super::scalars::{Date, PersonalText};

/// A draft of a concern report (S2-39).
#[derive(SimpleObject)]
pub struct ReportDraft {
    /// Its id.
    id: ID,
    /// What it says.
    content: PersonalText,
    /// The guardians who wrote it along; nobody where the employee did so alone.
    co_authored_with_guardians: Vec<PersonalText>,
    /// When it was written.
    drafted_on: Date,
    /// The report that went with these words; null while none did.
    sent_as: Option<ID>,
    /// When it was discarded; null where it was not. Why stands among the decisions.
    discarded_on: Option<Date>,
}

impl ReportDraft {
    /// What a draft's ids begin with.
    pub const PREFIX: &'static str = "draft";

    /// As the case holds it, as far as it may be seen.
    pub fn of(id: DraftId, draft: &case::ReportDraft, veil: &Veil) -> Self {
        let co_authors = draft.co_authors.iter();
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            content: PersonalText::of_text(&draft.content, veil),
            co_authored_with_guardians: co_authors.map(|one| PersonalText::of_text(&one.name, veil)).collect(),
            drafted_on: draft.drafted_on.into(),
            discarded_on: draft.discarded.as_ref().map(|(on, _)| Date(*on)),
            sent_as: draft.sent_as.map(|report| global_id(Report::PREFIX, report.as_uuid())),
        }
    }
}
