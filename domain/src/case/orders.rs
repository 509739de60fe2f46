//! Orders of the child welfare service to be told something (R-21, S2-17): recorded before they are answered, and then
//! answered by what is told on them, or closed with reasons.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::sharing::{must_be_owed, must_name};
use super::{
    Case, CaseEvent, InformationCategory, SharingBasis, SharingDirection, SharingEvent, not_before, not_in_future,
};
use crate::Refusal;
use crate::law::LegalTopic;
use crate::people::{Body, Decision};
use crate::personal::Personal;
use crate::refusal::Uncovered;
use crate::text::Text;

/// The orders that came, in the order in which they were recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Orders(Vec<Order>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    body: Body,
    categories: BTreeSet<InformationCategory>,
    on: NaiveDate,
    received_on: NaiveDate,
    /// What it asks for that was not told on it.
    left: BTreeSet<InformationCategory>,
    /// When it was closed without that.
    closed_on: Option<NaiveDate>,
}

impl Order {
    fn is_of(&self, body: Body, ordered_on: NaiveDate) -> bool {
        (self.body, self.on) == (body, ordered_on)
    }

    fn is_open(&self) -> bool {
        !self.left.is_empty()
    }
}

impl Orders {
    /// That the body ordered that information on the day named, and the order had come by `day` and was not closed before.
    pub(super) fn must_ask_for(
        &self,
        ordered_on: NaiveDate,
        body: Body,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        let mut come =
            self.0.iter().filter(|order| order.is_of(body, ordered_on) && order.received_on <= day).peekable();
        if come.peek().is_none() {
            return Err(Refusal::OrderNotReceived { field: "basis", ordered_on });
        }
        let mut open = come.filter(|order| order.closed_on.is_none_or(|closed_on| day <= closed_on)).peekable();
        if open.peek().is_none() {
            return Err(Refusal::OrderNotOpen { field: "basis", ordered_on });
        }
        if open.any(|order| order.categories.is_superset(categories)) {
            return Ok(());
        }
        Err(Refusal::SharingNotCovered { what: Uncovered::Category })
    }
}

impl Case {
    /// The orders that wait for an answer: whose, and of which day.
    pub fn open_orders(&self) -> BTreeSet<(Body, NaiveDate)> {
        self.orders.0.iter().filter(|order| order.is_open()).map(|order| (order.body, order.on)).collect()
    }

    /// An order comes when it comes: to a closed case too, and of a day before the case was opened.
    pub(super) fn record_order(
        &self,
        body: Body,
        categories: BTreeSet<InformationCategory>,
        asked: Personal<Text>,
        ordered_on: NaiveDate,
        received_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("receivedOn", received_on, today)?;
        not_before("receivedOn", received_on, ordered_on)?;
        must_name(&categories, "categories")?;
        let topic = LegalTopic::DisclosureOnOrder;
        let legal_basis = must_be_owed(topic, body, SharingDirection::ToBody, ordered_on)?;
        let ordered = SharingEvent::DisclosureOrdered { body, categories, asked, legal_basis, ordered_on, received_on };
        Ok(vec![ordered.into()])
    }

    /// Nobody is left with an order that was taken back, or that asks for what the unit has not: that is decided with
    /// reasons, in a closed case too. What has been answered in full is closed by that.
    pub(super) fn close_order(
        &self,
        body: Body,
        ordered_on: NaiveDate,
        decision: Decision,
        closed_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_exist()?;
        not_in_future("closedOn", closed_on, today)?;
        let of_it = || self.orders.0.iter().filter(|order| order.is_of(body, ordered_on));
        let last = of_it()
            .map(|order| order.received_on)
            .max()
            .ok_or(Refusal::OrderNotReceived { field: "orderedOn", ordered_on })?;
        not_before("closedOn", closed_on, last)?;
        if !of_it().any(Order::is_open) {
            return Err(Refusal::OrderNotOpen { field: "orderedOn", ordered_on });
        }
        let decision = decision.into();
        Ok(vec![SharingEvent::DisclosureOrderClosed { body, ordered_on, decision, closed_on }.into()])
    }

    pub(super) fn apply_order(
        &mut self,
        body: Body,
        categories: BTreeSet<InformationCategory>,
        on: NaiveDate,
        received_on: NaiveDate,
    ) {
        let left = categories.clone();
        self.orders.0.push(Order { body, categories, on, received_on, left, closed_on: None });
    }

    pub(super) fn apply_closed_order(&mut self, body: Body, ordered_on: NaiveDate, closed_on: NaiveDate) {
        for order in self.orders.0.iter_mut().filter(|order| order.is_of(body, ordered_on) && order.is_open()) {
            order.left.clear();
            order.closed_on = Some(closed_on);
        }
    }

    /// What was told on an order is asked for no more by those of its day that had come by then.
    pub(super) fn apply_told_on_order(
        &mut self,
        body: Body,
        categories: &BTreeSet<InformationCategory>,
        rests_on: &SharingBasis,
        told_on: NaiveDate,
    ) {
        let Some(ordered_on) = rests_on.ordered_on() else { return };
        let had_come = |order: &&mut Order| order.is_of(body, ordered_on) && order.received_on <= told_on;
        for order in self.orders.0.iter_mut().filter(had_come) {
            order.left.retain(|category| !categories.contains(category));
        }
    }
}
