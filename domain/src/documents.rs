//! The words of documents that are printed from the ledger (S0-24).

use crate::texts::closed_set;

closed_set! {
    /// What a printed document calls its parts.
    DocumentLabel {
        /// The internal note about a concern (S0-24).
        InternalNote,
        /// The child.
        Child,
        /// The unit.
        Unit,
        /// When it went to the leader.
        Submitted,
        /// What it says.
        Content,
        /// The leader's answer.
        LeadersAnswer,
        /// The leader sees it likewise.
        Agrees,
        /// The leader sees it otherwise.
        Disagrees,
        /// It waits for an answer.
        Waits,
        /// When it was printed.
        Printed,
        /// What may not be shown, or is erased.
        NotShown,
    }
}
