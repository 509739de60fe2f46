//! The relay holder, who coordinates several bodies around one child on level 3.
//!
//! While a case is on level 3, exactly one person holds the relay. Who that is is settled before the case is lifted, or
//! with the decision that lifts it; it is handed over with reasons, and it ends when the case leaves its level downwards
//! or is closed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, Level, not_before, not_before_act, not_in_future};
use crate::Refusal;
use crate::people::{Decider, Decision, RecordedDecision};
use crate::refusal::Act;
use crate::texts::Sentence;
use crate::topics::{Happened, Topic, names};

/// Who holds the relay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum RelayEvent {
    /// A relay holder was assigned (S3-36, S3-42).
    RelayHolderAssigned {
        /// Who, and as what this person works.
        holder: Decider,
        /// When.
        assigned_on: NaiveDate,
    },
    /// Another took over as relay holder (S3-45).
    RelayHolderChanged {
        /// Who held the relay before.
        from: Decider,
        /// Who holds it now.
        to: Decider,
        /// Why, and by whom it was decided.
        decision: RecordedDecision,
        /// When.
        changed_on: NaiveDate,
    },
}

impl Topic for RelayEvent {
    names!(RelayHolderAssigned, RelayHolderChanged);

    fn happened(&self) -> Happened {
        match self {
            Self::RelayHolderAssigned { assigned_on: date, .. } | Self::RelayHolderChanged { changed_on: date, .. } => {
                Happened::On(*date)
            }
        }
    }

    fn summary(&self) -> Sentence {
        Sentence::new(self.name())
    }
}

/// The relay holder, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayHolder {
    /// Who.
    pub holder: Decider,
    /// Since when.
    pub since: NaiveDate,
}

/// The relay as the events leave it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Relay {
    holder: Option<RelayHolder>,
    /// Since when somebody has held it, whoever that was.
    held_since: Option<NaiveDate>,
    /// Who held it before, each until the day on which another took over or nobody was to hold it any more.
    #[serde(default)]
    before: Vec<(RelayHolder, NaiveDate)>,
}

impl Relay {
    /// Nobody holds it from that day on: the case has left its level downwards, or ended.
    pub(super) fn end(&mut self, on: NaiveDate) {
        self.before.extend(self.holder.take().map(|holder| (holder, on)));
        self.held_since = None;
    }

    /// Whether that person held it on that day: everybody does who held it at any time of the day.
    fn was_held_by(&self, person: &Decider, day: NaiveDate) -> bool {
        let before = self.before.iter().filter(|(held, until)| held.since <= day && day <= *until);
        let now = self.holder.iter().filter(|held| held.since <= day);
        before.map(|(held, _)| held).chain(now).any(|held| held.holder.is_same_person_as(person))
    }
}

/// What can be asked about the relay holder.
#[derive(Debug, Clone, PartialEq)]
pub enum RelayAction {
    /// Assign a relay holder.
    AssignRelayHolder {
        /// Who.
        holder: Decider,
        /// When.
        assigned_on: NaiveDate,
    },
    /// Hand over to another relay holder.
    ChangeRelayHolder {
        /// Who holds the relay from then on.
        to: Decider,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        changed_on: NaiveDate,
    },
}

impl Case {
    /// The relay holder, while there is one.
    pub const fn relay_holder(&self) -> Option<&RelayHolder> {
        self.relay.holder.as_ref()
    }

    /// What follows from an action about the relay holder, or the first rule it breaks.
    pub(super) fn decide_relay(&self, action: RelayAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let opened_on = self.must_be_open()?.on;
        match action {
            RelayAction::AssignRelayHolder { holder, assigned_on } => {
                not_in_future("assignedOn", assigned_on, today)?;
                not_before_act("assignedOn", assigned_on, Act::CaseOpened, opened_on)?;
                Ok(vec![self.relay_holder_assigned(holder, assigned_on)?])
            }
            RelayAction::ChangeRelayHolder { to, decision, changed_on } => {
                not_in_future("changedOn", changed_on, today)?;
                let RelayHolder { holder: from, since } =
                    self.relay_holder().cloned().ok_or(Refusal::RelayHolderMissing)?;
                not_before("changedOn", changed_on, since)?;
                if to.is_same_person_as(&from) {
                    return Err(Refusal::RelayHolderUnchanged);
                }
                let decision = decision.into();
                Ok(vec![RelayEvent::RelayHolderChanged { from, to, decision, changed_on }.into()])
            }
        }
    }

    pub(super) fn apply_relay(&mut self, event: RelayEvent) {
        let (RelayEvent::RelayHolderAssigned { holder, assigned_on: since }
        | RelayEvent::RelayHolderChanged { to: holder, changed_on: since, .. }) = event;
        self.relay.held_since.get_or_insert(since);
        let before = self.relay.holder.replace(RelayHolder { holder, since });
        self.relay.before.extend(before.map(|before| (before, since)));
    }

    /// Whether that person decided on that day as who holds the relay: whoever writes it down later, and whoever holds it by
    /// then.
    pub(super) fn relay_was_held_by(&self, person: &Decider, day: NaiveDate) -> bool {
        self.relay.was_held_by(person, day)
    }

    /// A case is not lifted to level 3 on a day before anybody held the relay.
    pub(super) fn relay_must_be_held_by(
        &self,
        field: &'static str,
        day: NaiveDate,
        level: Level,
    ) -> Result<(), Refusal> {
        match self.relay.held_since {
            Some(since) if level == Level::Three => not_before(field, day, since),
            _ => Ok(()),
        }
    }

    /// What lifting the case needs first: on level 3 somebody holds the relay, from before or from this decision on.
    pub(super) fn relay_for(
        &self,
        level: Level,
        named: Option<Decider>,
        escalated_on: NaiveDate,
    ) -> Result<Option<CaseEvent>, Refusal> {
        match named {
            Some(holder) => self.relay_holder_assigned(holder, escalated_on).map(Some),
            None if level == Level::Three && self.relay_holder().is_none() => Err(Refusal::RelayHolderMissing),
            None => Ok(None),
        }
    }

    fn relay_holder_assigned(&self, holder: Decider, assigned_on: NaiveDate) -> Result<CaseEvent, Refusal> {
        if self.relay_holder().is_some() {
            return Err(Refusal::RelayHolderAlreadyAssigned);
        }
        Ok(RelayEvent::RelayHolderAssigned { holder, assigned_on }.into())
    }
}
