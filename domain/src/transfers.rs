//! A child is not lost between two services: who a report was transferred to, or to where a child moved or was referred while it
//! was investigated, says that it has what was sent (S2-48).
//!
//! The sources ask a body to which a child is referred for its answer (S3-39), and say nothing of a receipt where the child welfare
//! service itself hands a child over: that one is awaited, within which time, and that it is awaited again where it was recorded
//! by mistake, are the project's own decisions.

use std::collections::BTreeSet;

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

/// Whether the receipt is taken back that the entry tells of: all of it is wrong, for it was another child's, or nobody said so.
/// Where it was taken back before, another note on the same entry says nothing of the receipt that stands since.
pub(crate) fn is_taken_back(recorded: Option<&RecordedEntry>, wrong: &WrongEntry, before: &BTreeSet<i64>) -> bool {
    let is_receipt = recorded.is_some_and(|recorded| recorded.event == TRANSFER_RECEIPT_RECORDED);
    is_receipt && wrong.what == WrongPart::Whole && !before.contains(&wrong.entry)
}
