//! Drafts of a concern report: what an employee writes before it is sent, alone or together with guardians (S2-39).
//!
//! Where the duty to report is not triggered, guardians may help to put the points down, read them through and consent to
//! their being sent. What they consented to is that text and no other. Nothing is written together with guardians who must
//! not know of a report, and no draft stands in the way of a report that the duty asks for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AboutGuardians, Case, CaseEvent, Consent, FamilyEvent, ReportingEvent, not_before, not_in_future};
use crate::Refusal;
use crate::ids::{DraftId, ReportId};
use crate::people::Guardian;
use crate::personal::Personal;
use crate::text::Text;

/// A draft of a concern report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportDraft {
    /// What it says.
    pub content: Personal<Text>,
    /// The guardians who wrote it along; nobody where the employee wrote it alone.
    pub co_authors: Vec<Guardian>,
    /// When it was written.
    pub drafted_on: NaiveDate,
    /// The report that went with these words.
    pub sent_as: Option<ReportId>,
}

/// The drafts of a case by their ids.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Drafts(BTreeMap<DraftId, ReportDraft>);

impl Drafts {
    pub(super) fn take_up(&mut self, draft: DraftId, written: ReportDraft) {
        self.0.insert(draft, written);
    }

    /// A report went with the words of that draft.
    pub(super) fn hear_that_it_is_sent(&mut self, draft: DraftId, report: ReportId) {
        if let Some(draft) = self.0.get_mut(&draft) {
            draft.sent_as = Some(report);
        }
    }

    /// The latest draft by that day that says this and was not sent. What is erased says nothing.
    pub(super) fn that_says(&self, content: &Personal<Text>, day: NaiveDate) -> Option<DraftId> {
        let says = |(_, draft): &(&DraftId, &ReportDraft)| {
            draft.sent_as.is_none() && draft.drafted_on <= day && draft.content == *content
        };
        let drafts = self.0.iter().filter(says).filter(|_| content.visible().is_some());
        drafts.max_by_key(|(_, draft)| draft.drafted_on).map(|(id, _)| *id)
    }

    /// The case ended on that day and is worked with again: what was written before is no draft of another report.
    pub(super) fn let_go_of_what_was_written_before(&mut self, closed_on: NaiveDate) {
        self.0.retain(|_, draft| draft.drafted_on >= closed_on);
    }

    /// The latest draft by that day that guardians wrote along and that was not sent.
    fn written_together_by(&self, day: NaiveDate) -> Option<&ReportDraft> {
        let open = |draft: &&ReportDraft| draft.sent_as.is_none() && !draft.co_authors.is_empty();
        self.0.values().filter(open).filter(|draft| draft.drafted_on <= day).max_by_key(|draft| draft.drafted_on)
    }
}

impl Case {
    /// The drafts of reports by their ids.
    pub const fn report_drafts(&self) -> &BTreeMap<DraftId, ReportDraft> {
        &self.drafts.0
    }

    /// A draft is written before it is sent, in a closed case too, as the report is. Who writes it along is told of the
    /// report by that.
    pub(super) fn draft_report(
        &self,
        draft: DraftId,
        content: Personal<Text>,
        co_authors: Vec<Guardian>,
        drafted_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_exist()?.on;
        not_in_future("draftedOn", drafted_on, today)?;
        not_before("draftedOn", drafted_on, opened_on)?;
        if !co_authors.is_empty() {
            self.must_not_be_withheld()?;
        }
        if self.drafts.0.contains_key(&draft) {
            return Err(Refusal::DraftAlreadyWritten { draft });
        }
        let told = (!co_authors.is_empty() && self.may_be_told_of_the_next_report_on(drafted_on)).then(|| {
            let (about, guardians) = (AboutGuardians::Report, co_authors.clone());
            CaseEvent::from(FamilyEvent::GuardiansInformed { about, guardians, informed_on: drafted_on })
        });
        let drafted =
            ReportingEvent::ReportDrafted { draft, content, co_authored_with_guardians: co_authors, drafted_on };
        Ok([drafted.into()].into_iter().chain(told).collect())
    }

    /// A report that rests on consent says what guardians wrote along, where they did, and what they had read when they
    /// consented to it (S2-39).
    pub(super) fn must_be_what_was_consented_to(
        &self,
        content: &Personal<Text>,
        asked: &Consent,
        sent_on: NaiveDate,
    ) -> Result<(), Refusal> {
        let Some(draft) = self.drafts.written_together_by(sent_on) else { return Ok(()) };
        if asked.given.as_ref().is_none_or(|given| given.on < draft.drafted_on) {
            return Err(Refusal::ConsentUnread);
        }
        if draft.content != *content {
            return Err(Refusal::DraftNotFollowed { drafted_on: draft.drafted_on });
        }
        Ok(())
    }
}
