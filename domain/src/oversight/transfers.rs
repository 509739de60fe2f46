//! A child is not lost between two services (S2-48): what was transferred is asked after until the service that is to go on with the
//! child says that it has it, and again where that turns out to be wrong. The sources name no such receipt; it is the project's.

use chrono::NaiveDate;

use super::{Notes, ObligationKind, Owing, Watch};
use crate::corrections::WrongEntry;
use crate::transfers::TransferReceipt;

const AWAIT: ObligationKind = ObligationKind::AwaitTransferReceipt;

impl Watch {
    /// Another service is to go on with the child, as was decided here: of what an import tells, others have the receipt.
    pub(super) fn hear_that_it_is_transferred(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.transferred = true;
        self.owe(Owing::from(AWAIT, on), notes);
    }

    pub(super) fn hear_that_it_is_received_elsewhere(&mut self, receipt: &TransferReceipt, notes: &mut Notes<'_>) {
        self.met(AWAIT, None, receipt.received_on, notes);
    }

    /// The other service answers that it does not go on with the child, who is owed another investigation.
    pub(super) fn hear_that_it_is_not_taken_elsewhere(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        (self.transferred, self.investigation.sent_back) = (false, true);
        self.met(AWAIT, None, on, notes);
    }

    /// The child is not investigated anew after all: it is with the other service, of which it is awaited again that it has what was
    /// sent.
    pub(super) fn hear_that_it_is_taken_elsewhere_after_all(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if std::mem::take(&mut self.investigation.sent_back) {
            self.hear_that_it_is_transferred(on, notes);
        }
    }

    /// What was owed and found by an entry that was told wrongly stays (C12), but for a receipt that nobody gave: from the day on
    /// which that is found, the other service is asked again.
    pub(super) fn hear_what_was_found_wrong(&mut self, wrong: &WrongEntry, notes: &mut Notes<'_>) {
        if wrong.takes_back && self.transferred {
            self.owe(Owing::from(AWAIT, wrong.found_on), notes);
        }
    }
}
