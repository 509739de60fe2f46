//! The child welfare service's order to be told something is owed its answer (R-21, S2-17).
//!
//! The sources name no time; the project's own runs from the day on which the order came. It stands as owed until all that it
//! asks for was told on it, or it is closed with reasons.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, Notes, ObligationKind, Owing, Watch};
use crate::case::{InformationCategory, SharingBasis, SharingEvent};
use crate::people::Body;

const ANSWER: ObligationKind = ObligationKind::AnswerOrder;

/// What a body asks for still, by the orders that it gave on one day and that came on one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    body: Body,
    on: NaiveDate,
    received_on: NaiveDate,
    left: BTreeSet<InformationCategory>,
}

impl Watch {
    pub(super) fn hear_orders(&mut self, event: &SharingEvent, notes: &mut Notes<'_>) {
        match event {
            SharingEvent::DisclosureOrdered { body, categories, ordered_on: on, received_on, .. } => {
                let (left, received_on) = (categories.clone(), *received_on);
                self.case.orders.push(Asked { body: *body, on: *on, received_on, left });
                self.owe(Owing::from(ANSWER, received_on).of(order(*body, *on, notes)), notes);
            }
            SharingEvent::InformationShared { body, categories, rests_on, shared_on, .. } => {
                self.hear_what_is_told_on_order(*body, categories, rests_on, *shared_on, notes);
            }
            SharingEvent::DisclosureOrderClosed { body, ordered_on, closed_on: on, .. } => {
                self.case.orders.retain(|asked| (asked.body, asked.on) != (*body, *ordered_on));
                self.end(ANSWER, Some(order(*body, *ordered_on, notes)), Ending::Lapsed { on: *on }, notes);
            }
            SharingEvent::SharingExceptionAssessed { .. } | SharingEvent::RefusalAccepted { .. } => {}
        }
    }

    /// Also in a conversation with the service, which tells it as much (S0-25). What was told before an order came answers
    /// the orders that had come, and not that one.
    pub(super) fn hear_what_is_told_on_order(
        &mut self,
        body: Body,
        categories: &BTreeSet<InformationCategory>,
        rests_on: &SharingBasis,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        let Some(ordered_on) = rests_on.ordered_on() else { return };
        let is_of_it = |asked: &Asked| (asked.body, asked.on) == (body, ordered_on);
        let orders = &mut self.case.orders;
        for asked in orders.iter_mut().filter(|asked| is_of_it(asked) && asked.received_on <= on) {
            asked.left.retain(|category| !categories.contains(category));
        }
        orders.retain(|asked| !asked.left.is_empty());
        if !orders.iter().any(is_of_it) {
            self.met(ANSWER, Some(order(body, ordered_on, notes)), on, notes);
        }
    }
}

/// What a body ordered on one day.
fn order(body: Body, on: NaiveDate, notes: &Notes<'_>) -> Uuid {
    Uuid::new_v5(&notes.stream, format!("order/{}/{on}", body.name()).as_bytes())
}
