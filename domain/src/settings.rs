//! A municipality's settings: configuration changes are events too. So far, that its ledger was opened.

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use crate::time::{oslo_date, start_of_day};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};

/// Every event of a municipality's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum SettingsEvent {
    /// The municipality's ledger was opened; always the first event in it.
    LedgerOpened {
        /// The municipality's name.
        name: String,
        /// When.
        opened_on: NaiveDate,
    },
}

/// What can be asked of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsAction {
    /// Open the ledger.
    OpenLedger {
        /// The municipality's name.
        name: String,
    },
}

/// The settings as their events leave them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    name: Option<String>,
}

impl Settings {
    /// What follows from the command. Opening an open ledger changes nothing.
    pub fn decide(&self, command: Command<SettingsAction>) -> Vec<SettingsEvent> {
        let SettingsAction::OpenLedger { name } = command.action;
        if self.name.is_some() {
            return Vec::new();
        }
        vec![SettingsEvent::LedgerOpened { name, opened_on: oslo_date(command.now) }]
    }
}

impl LedgerEvent for SettingsEvent {
    const STEPS: &'static [Step] = &[];

    fn name(&self) -> &'static str {
        match self {
            Self::LedgerOpened { .. } => "LedgerOpened",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::LedgerOpened { opened_on, .. } => start_of_day(*opened_on).min(recorded_at),
        }
    }

    fn summary(&self) -> String {
        match self {
            Self::LedgerOpened { name, .. } => format!("The ledger of {name} was opened."),
        }
    }
}

crate::named_and_versioned!(SettingsEvent);

impl Aggregate for Settings {
    const TYPE: &'static str = "Settings";
    type Command = Command<SettingsAction>;
    type Event = SettingsEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &Self::Services,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in self.decide(command) {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SettingsEvent) {
        let SettingsEvent::LedgerOpened { name, .. } = event;
        self.name = Some(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_opened_once() {
        let now = DateTime::UNIX_EPOCH;
        let open = || Command::new(now, SettingsAction::OpenLedger { name: "Fjordvik".to_owned() });
        let mut settings = Settings::default();
        let events = settings.decide(open());
        assert_eq!(events.len(), 1);
        for event in events {
            settings.apply(event);
        }
        assert_eq!(settings.decide(open()), []);
    }
}
