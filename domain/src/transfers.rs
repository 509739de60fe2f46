//! A child is not lost between two services: who a report was transferred to, or to where a child moved or was referred while it
//! was investigated, says that it has what was sent (S2-48).
//!
//! The sources ask a body to which a child is referred for its answer (S3-39), and say nothing of a receipt where the child welfare
//! service itself hands a child over: that one is awaited, within which time, and that it is awaited again where it was recorded
//! by mistake, are the project's own decisions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::case::{not_before, not_in_future};
use crate::corrections::{RecordedEntry, WrongEntry, WrongPart};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::Sentence;

/// The name of the event in each stream that has it.
pub const TRANSFER_RECEIPT_RECORDED: &str = "TransferReceiptRecorded";

/// That another service has what was sent to it, as events hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferReceipt {
    /// Which service has it, who said so there, and what else was said. It is sealed as the child's data are: the name of the
    /// service may tell where the child lives now (C12).
    pub account: Personal<Text>,
    /// When that was said.
    pub received_on: NaiveDate,
}

impl TransferReceipt {
    /// What happened, in one sentence.
    pub(crate) const fn summary() -> Sentence {
        Sentence::new(TRANSFER_RECEIPT_RECORDED)
    }

    /// The rules in the order in which they answer: what was sent on some day is received once, that day or later.
    pub(crate) fn must_be_of(
        self,
        sent_on: Option<NaiveDate>,
        received_on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        not_in_future("receivedOn", self.received_on, today)?;
        let sent_on = sent_on.ok_or(Refusal::NothingTransferred)?;
        not_before("receivedOn", self.received_on, sent_on)?;
        received_on.map_or(Ok(self), |on| Err(Refusal::TransferReceived { on }))
    }
}

/// What was recorded of the other service having it, and which of that stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipts {
    /// How many were recorded; the last of them is the one that stands, where one does.
    recorded: usize,
    /// When that was said.
    received_on: Option<NaiveDate>,
}

impl Receipts {
    /// When it was said that they have it.
    pub(crate) const fn received_on(&self) -> Option<NaiveDate> {
        self.received_on
    }

    pub(crate) fn take_in(&mut self, receipt: &TransferReceipt) {
        self.recorded = self.recorded.saturating_add(1);
        self.received_on = Some(receipt.received_on);
    }

    /// None stands any more: nobody gave it, or what was transferred came back.
    pub(crate) const fn end(&mut self) {
        self.received_on = None;
    }

    /// Whether the receipt is taken back that the entry tells of: all of it is wrong, for it was another child's, or nobody said so.
    /// What is said of one that stands no more, since it was taken back before or what was transferred came back, says nothing of
    /// the one that stands since.
    pub(crate) fn are_taken_back(&self, recorded: Option<&RecordedEntry>, wrong: &WrongEntry) -> bool {
        let is_the_last = recorded.is_some_and(|recorded| {
            recorded.event == TRANSFER_RECEIPT_RECORDED && recorded.of_its_name == self.recorded
        });
        is_the_last && wrong.what == WrongPart::Whole && self.received_on.is_some()
    }
}

#[cfg(test)]
mod tests;
