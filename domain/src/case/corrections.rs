//! Entries of a case's history that are found wrong (C12).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent};
use crate::Refusal;
use crate::corrections::{RecordedEntry, WrongEntry, WrongPart};
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// What was found wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CorrectionEvent {
    /// An entry was told wrongly. It stays as it is, and so does what follows from it; this stands beside it.
    EntryFoundWrong(WrongEntry),
}

impl Topic for CorrectionEvent {
    names!(EntryFoundWrong);

    fn happened(&self) -> Happened {
        let Self::EntryFoundWrong(wrong) = self;
        Happened::On(wrong.found_on)
    }

    fn summary(&self) -> Sentence {
        let Self::EntryFoundWrong(wrong) = self;
        wrong.summary()
    }
}

/// What can be asked about entries that are wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum CorrectionAction {
    /// Record that an entry was found wrong.
    NoteEntryWrong {
        /// The entry as the case's history has it; nothing where it has none there.
        recorded: Option<RecordedEntry>,
        /// What of it, what is right, and why.
        wrong: WrongEntry,
    },
}

impl Case {
    /// Also of a closed case: what is wrong about a child does not become right by closing it.
    pub(super) fn decide_correction(
        &self,
        action: CorrectionAction,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let CorrectionAction::NoteEntryWrong { recorded, wrong } = action;
        self.must_exist()?;
        let own = |event: &str, what| match (event, what) {
            // What is put beside an observation takes an open case.
            ("ObservationLogged", WrongPart::Text) if self.closed_on.is_none() => Some("correctObservation"),
            ("AttachmentAdded", WrongPart::Whole) => Some("withdrawAttachment"),
            _ => None,
        };
        Ok(vec![CorrectionEvent::EntryFoundWrong(wrong.must_be_noted(recorded.as_ref(), own, today)?).into()])
    }
}
