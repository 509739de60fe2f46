//! Drafts of a concern report: what an employee writes before it is sent, alone or together with guardians (S2-39).
//!
//! Where the duty to report is not triggered, guardians may help to put the points down, read them through and consent to
//! their being sent. What they consented to is that text and no other. Nothing is written together with guardians who must
//! not know of a report, and no draft stands in the way of a report that the duty asks for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    AboutGuardians, Case, CaseEvent, Consent, ConsentPurpose, FamilyEvent, ReportingEvent, not_before, not_before_act,
    not_in_future,
};
use crate::Refusal;
use crate::ids::{ConsentId, DraftId, ReportId};
use crate::people::{Decision, Guardian, RecordedDecision};
use crate::personal::Personal;
use crate::refusal::Act;
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
    /// Why it is not to be sent, by whom that was decided, and when.
    #[serde(default)]
    pub discarded: Option<(NaiveDate, RecordedDecision)>,
}

/// The drafts of a case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Drafts {
    by_id: BTreeMap<DraftId, ReportDraft>,
    /// Those of the next report, in the order in which they were recorded.
    of_the_next: Vec<DraftId>,
    /// Those that were written since the last report went, discarded or not, in the order in which they were recorded.
    #[serde(default)]
    since_the_last: Vec<DraftId>,
    /// The consents that were given to what guardians wrote along and that was discarded then: they are to no other words.
    #[serde(default)]
    to_what_is_discarded: BTreeSet<ConsentId>,
}

impl Drafts {
    pub(super) fn take_up(&mut self, draft: DraftId, written: ReportDraft) {
        self.by_id.insert(draft, written);
        self.of_the_next.push(draft);
        self.since_the_last.push(draft);
    }

    /// A report went on that day, with the words of that draft if any: what was written before it, in these words or others,
    /// is no draft of the next one.
    pub(super) fn hear_that_one_is_sent(&mut self, draft: Option<DraftId>, report: ReportId, sent_on: NaiveDate) {
        if let Some(draft) = draft.and_then(|draft| self.by_id.get_mut(&draft)) {
            draft.sent_as = Some(report);
        }
        let written_since = |id: &DraftId| self.by_id.get(id).is_some_and(|draft| draft.drafted_on > sent_on);
        self.of_the_next.retain(written_since);
        self.since_the_last.retain(written_since);
    }

    /// Those of the next report that were written by that day, the latest last: of one day the one that was recorded later.
    fn by(&self, day: NaiveDate) -> impl DoubleEndedIterator<Item = (DraftId, &ReportDraft)> {
        let open = self.of_the_next.iter().filter_map(|id| Some((*id, self.by_id.get(id)?)));
        let mut by_then: Vec<_> = open.filter(|(_, draft)| draft.drafted_on <= day).collect();
        by_then.sort_by_key(|(_, draft)| draft.drafted_on);
        by_then.into_iter()
    }

    /// The latest draft by that day that says this and was not sent. What is erased says nothing.
    pub(super) fn that_says(&self, content: &Personal<Text>, day: NaiveDate) -> Option<DraftId> {
        content.visible()?;
        self.by(day).rfind(|(_, draft)| draft.content == *content).map(|(id, _)| id)
    }

    /// It is no draft of the next report any more.
    fn discard(&mut self, draft: DraftId, decision: RecordedDecision, on: NaiveDate) {
        if let Some(written) = self.by_id.get_mut(&draft) {
            written.discarded = Some((on, decision));
        }
        self.of_the_next.retain(|id| *id != draft);
    }

    /// Whether guardians consented on that day to what they had written along last by then, of one day what was recorded later,
    /// and that was discarded after it.
    fn was_discarded_since(&self, consented_on: NaiveDate) -> bool {
        let discarded_on = |draft: &ReportDraft| draft.discarded.as_ref().map(|(on, _)| *on);
        let stood = self.since_the_last.iter().filter_map(|id| self.by_id.get(id)).filter(|draft| {
            !draft.co_authors.is_empty()
                && draft.sent_as.is_none()
                && draft.drafted_on <= consented_on
                && discarded_on(draft).is_none_or(|on| on > consented_on)
        });
        stood.max_by_key(|draft| draft.drafted_on).is_some_and(|latest| discarded_on(latest).is_some())
    }

    /// The case ended on that day and is worked with again: what was written before is no draft of another report.
    pub(super) fn let_go_of_what_was_written_before(&mut self, closed_on: NaiveDate) {
        self.by_id.retain(|_, draft| draft.drafted_on >= closed_on);
        self.of_the_next.retain(|id| self.by_id.contains_key(id));
        self.since_the_last.retain(|id| self.by_id.contains_key(id));
    }

    /// The latest draft by that day that guardians wrote along and that was not sent.
    fn written_together_by(&self, day: NaiveDate) -> Option<(DraftId, &ReportDraft)> {
        self.by(day).rfind(|(_, draft)| !draft.co_authors.is_empty())
    }
}

impl Case {
    /// The drafts of reports by their ids.
    pub const fn report_drafts(&self) -> &BTreeMap<DraftId, ReportDraft> {
        &self.drafts.by_id
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
        not_before_act("draftedOn", drafted_on, Act::CaseOpened, opened_on)?;
        if !co_authors.is_empty() {
            self.must_not_be_withheld()?;
        }
        if self.drafts.by_id.contains_key(&draft) {
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

    /// A draft is discarded with reasons, in a closed case too. It stays in the case, and so does what guardians know; what
    /// was sent is no draft any more.
    pub(super) fn discard_draft(
        &self,
        draft: DraftId,
        decision: Decision,
        discarded_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("discardedOn", discarded_on, today)?;
        let is_open = |written: &&ReportDraft| written.sent_as.is_none() && written.discarded.is_none();
        let written = self.drafts.by_id.get(&draft).filter(is_open).ok_or(Refusal::DraftNotOpen { draft })?;
        not_before("discardedOn", discarded_on, written.drafted_on)?;
        let decision = decision.into();
        Ok(vec![ReportingEvent::ReportDraftDiscarded { draft, decision, discarded_on }.into()])
    }

    /// What guardians consented to was what they had written along last: discarding that opens the consent to no other words.
    pub(super) fn apply_discarded_draft(&mut self, draft: DraftId, decision: RecordedDecision, on: NaiveDate) {
        let is_it = |day| self.drafts.written_together_by(day).is_some_and(|(latest, _)| latest == draft);
        let to_it = |consent: &Consent| {
            consent.given.as_ref().is_some_and(|given| is_it(given.on))
                && consent.scope().purposes.contains(&ConsentPurpose::ReportWithoutDuty)
        };
        let read: Vec<_> = self.consents.iter().filter(|(_, consent)| to_it(consent)).map(|(id, _)| *id).collect();
        self.drafts.to_what_is_discarded.extend(read);
        self.drafts.discard(draft, decision, on);
    }

    /// A report that rests on consent says what guardians wrote along, where they did, and what they had read when they
    /// consented to it (S2-39).
    pub(super) fn must_be_what_was_consented_to(
        &self,
        content: &Personal<Text>,
        id: ConsentId,
        asked: &Consent,
        sent_on: NaiveDate,
    ) -> Result<(), Refusal> {
        let discarded_since = asked.given.as_ref().is_some_and(|given| self.drafts.was_discarded_since(given.on));
        if discarded_since || self.drafts.to_what_is_discarded.contains(&id) {
            return Err(Refusal::ConsentUnread);
        }
        let Some((_, draft)) = self.drafts.written_together_by(sent_on) else { return Ok(()) };
        if asked.given.as_ref().is_none_or(|given| given.on < draft.drafted_on) {
            return Err(Refusal::ConsentUnread);
        }
        if draft.content != *content {
            return Err(Refusal::DraftNotFollowed { drafted_on: draft.drafted_on });
        }
        Ok(())
    }
}
