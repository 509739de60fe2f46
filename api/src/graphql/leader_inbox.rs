//! The leader's inbox in the schema (RM-4).

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use case_ledger_domain::ids::CaseId;
use case_ledger_domain::people;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::leader_inbox::{self, InboxFilter, InboxRow};
use chrono::NaiveDate;

use super::as_of::{Moment, day, in_read_models};
use super::cases::Case;
use super::enums::DeciderRole;
use super::oversight::must_run_forwards;
use super::scalars::Date;
use super::together::CasesOfPage;
use super::{
    fault, global_id, note_read, page, page_size, parse_time_cursor, permitted, reached, services, sought, time_cursor,
};
use crate::auth::Permission;

/// What waits for a leader (RM-4).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum InboxItemKind {
    /// An internal note that the leader is asked to answer (S0-46).
    Note,
    /// A concern that no leader has taken part in since it was raised: brought to the leader by being raised here, or to
    /// a certain one by `forwardConcernToLeader` (S4-16). A note, a talk with the leader or a leader's decision answers it;
    /// that of a pedagogical leader, who works with concerns, where it was brought to one. What is raised or brought after
    /// that waits as another concern, and so does what was raised on a later day than that of the answer.
    Concern,
    /// Somebody was contacted in acute danger, also in a closed case. A talk with the leader or a leader's decision of that day
    /// or later answers it.
    EmergencyContact,
    /// A body to which the child was referred does not take it on, or the child welfare service does not follow up what was
    /// reported: none investigates, or not here, or the investigation was dismissed (RM-13, S3-39); also in a closed case, which
    /// `reopenCase` or `declineReopening` answers. A talk with the leader or a leader's decision of that day or later does, too.
    TurnedDown,
}

/// Which items to list; what is not given does not narrow (RM-4).
#[derive(InputObject, Default)]
pub struct InboxFilterInput {
    /// Only of that unit.
    unit: Option<String>,
    /// Only of that kind.
    kind: Option<InboxItemKind>,
    /// Only what waits still, or only what does not any more.
    waiting: Option<bool>,
    /// Only what waits since that day or later.
    from: Option<Date>,
    /// Only what waits since that day or earlier.
    to: Option<Date>,
}

/// The items that a filter finds, what waits longest first.
pub async fn find(
    context: &Context<'_>,
    filter: InboxFilterInput,
    on: Option<Date>,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, InboxItem>> {
    let municipality = &permitted(context, Permission::SeeCases)?.municipality;
    must_run_forwards(filter.from, filter.to)?;
    let on = day(on, moment);
    let filter = InboxFilter {
        reached: reached(context).await?,
        unit: sought("filter.unit", filter.unit)?,
        is_note: filter.kind.map(|kind| kind == InboxItemKind::Note),
        is_call: filter.kind.map(|kind| kind == InboxItemKind::EmergencyContact),
        is_turned_down: filter.kind.map(|kind| kind == InboxItemKind::TurnedDown),
        waiting: filter.waiting.map(|waiting| (waiting, on)),
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
    };
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let as_of = in_read_models(context, &[ReadModel::LeaderInbox], moment).await?;
    let rows = leader_inbox::inbox(services(context).ledger.pool(), municipality, &filter, cursor, wanted + 1, as_of);
    let rows = rows.await.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().map(|row| row.case_id), moment);
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.waiting_at, row.item_id);
        (cursor, InboxItem { row, on, cases: cases.clone() })
    });
    let page = page(nodes.collect(), wanted, cursor.is_some());
    for edge in &page.edges {
        note_read(context, "Case", edge.node.row.case_id, moment);
    }
    Ok(page)
}

/// Something that waits, or waited, for an answer of the nearest leader (RM-4).
pub struct InboxItem {
    row: InboxRow,
    on: NaiveDate,
    cases: CasesOfPage,
}

impl InboxItem {
    const fn item_kind(&self) -> InboxItemKind {
        match (self.row.is_note, self.row.is_call, self.row.is_turned_down) {
            (true, ..) => InboxItemKind::Note,
            (_, true, _) => InboxItemKind::EmergencyContact,
            (.., true) => InboxItemKind::TurnedDown,
            (false, false, false) => InboxItemKind::Concern,
        }
    }
}

/// Something that waits, or waited, for an answer of the nearest leader (RM-4).
#[Object]
impl InboxItem {
    /// Its id.
    async fn id(&self) -> ID {
        let prefix = match self.item_kind() {
            InboxItemKind::Note => "note",
            InboxItemKind::Concern => "concern",
            InboxItemKind::EmergencyContact => "emergency-contact",
            InboxItemKind::TurnedDown => "turned-down",
        };
        global_id(prefix, self.row.item_id)
    }
    /// What it is.
    async fn kind(&self) -> InboxItemKind {
        self.item_kind()
    }
    /// The unit that works with the case.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// The case; what the note says is told in its history.
    #[graphql(complexity = "5 + child_complexity")]
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        self.cases.find(context, CaseId::from_uuid(self.row.case_id)).await
    }
    /// From which day it waits.
    async fn waiting_since(&self) -> Date {
        self.row.waiting_since.into()
    }
    /// The role of the leader to whom it was brought last; null where that was not said.
    async fn brought_to(&self) -> Option<DeciderRole> {
        self.row.brought_to.as_deref().and_then(people::DeciderRole::named).map(Into::into)
    }
    /// When it was answered, or waited no more; null where it waited still on the day that is asked about.
    async fn ended_on(&self) -> Option<Date> {
        self.row.ended_on.filter(|ended_on| *ended_on <= self.on).map(Date)
    }
    /// Calendar days from the first day to that, or to the day that is asked about.
    async fn age_in_days(&self) -> i64 {
        let until = self.row.ended_on.filter(|ended_on| *ended_on <= self.on).unwrap_or(self.on);
        (until - self.row.waiting_since).num_days()
    }
    /// Whether it waits no more because the case was closed, with no leader taking part.
    async fn closed_unanswered(&self) -> bool {
        self.row.unanswered && self.row.ended_on.is_some_and(|ended_on| ended_on <= self.on)
    }
    /// Whether the leader saw it likewise; a no stops nothing. Null where that was not said.
    async fn leader_agrees(&self) -> Option<bool> {
        self.row.leader_agrees.filter(|_| self.row.ended_on.is_some_and(|ended_on| ended_on <= self.on))
    }
}
