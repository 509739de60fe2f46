//! What several bodies owe a child together: on level 3 somebody holds the relay.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FindingKind, Notes, Watch};
use crate::case::{Level, RelayEvent};

/// What of the cooperation the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Whether somebody holds the relay.
    relay_held: bool,
}

impl Watch {
    pub(super) fn hear_relay(&mut self, event: &RelayEvent, notes: &mut Notes<'_>) {
        let (RelayEvent::RelayHolderAssigned { assigned_on: on, .. }
        | RelayEvent::RelayHolderChanged { changed_on: on, .. }) = event;
        self.case.cooperation.relay_held = true;
        self.mend(FindingKind::RelayHolderMissing, None, *on, notes);
    }

    /// No command of this ledger lifts a case to level 3 without a relay holder; what was recorded before that was a
    /// rule is held against it too.
    pub(super) fn cooperation_on(&mut self, level: Level, on: NaiveDate, notes: &mut Notes<'_>) {
        if level == Level::Three && !self.case.cooperation.relay_held {
            self.find(FindingKind::RelayHolderMissing, None, on, notes);
        }
    }

    /// The case has left its level downwards, or ended: what only cooperation on it needs is needed no more.
    pub(super) fn cooperation_ends(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.cooperation.relay_held = false;
        self.mend(FindingKind::RelayHolderMissing, None, on, notes);
    }
}
