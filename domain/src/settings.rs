//! A municipality's settings: configuration changes are events too. That its ledger was opened, and the keys its
//! checkpoints are signed with.

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
    /// From here on the ledger's checkpoints are signed with another key. What earlier keys signed stays signed.
    SigningKeyIntroduced {
        /// The public key as verifiers of signed notes take it: name, key id and key.
        verifier_key: String,
        /// The key it takes over from; the first one has none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<String>,
        /// When.
        introduced_on: NaiveDate,
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
    /// Sign the checkpoints with this key from now on.
    IntroduceSigningKey {
        /// The public key as verifiers of signed notes take it.
        verifier_key: String,
        /// The key it is to take over from. Where another one has done so in the meantime, nothing changes.
        replaces: Option<String>,
    },
}

/// The settings as their events leave them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    name: Option<String>,
    #[serde(default)]
    signing_keys: Vec<String>,
}

impl Settings {
    /// What follows from the command. Opening an open ledger changes nothing; nor does a signing key that would take
    /// over from another one than the newest.
    pub fn decide(&self, command: Command<SettingsAction>) -> Vec<SettingsEvent> {
        let today = oslo_date(command.now);
        match command.action {
            SettingsAction::OpenLedger { name } if self.name.is_none() => {
                vec![SettingsEvent::LedgerOpened { name, opened_on: today }]
            }
            SettingsAction::IntroduceSigningKey { verifier_key, replaces }
                if self.name.is_some() && replaces.as_ref() == self.signing_keys.last() =>
            {
                vec![SettingsEvent::SigningKeyIntroduced { verifier_key, replaces, introduced_on: today }]
            }
            SettingsAction::OpenLedger { .. } | SettingsAction::IntroduceSigningKey { .. } => Vec::new(),
        }
    }

    /// The public keys that checkpoints were and are signed with, oldest first; the last one signs.
    pub fn signing_keys(&self) -> &[String] {
        &self.signing_keys
    }
}

impl LedgerEvent for SettingsEvent {
    const STEPS: &'static [Step] = &[];

    fn name(&self) -> &'static str {
        match self {
            Self::LedgerOpened { .. } => "LedgerOpened",
            Self::SigningKeyIntroduced { .. } => "SigningKeyIntroduced",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::LedgerOpened { opened_on, .. } => start_of_day(*opened_on).min(recorded_at),
            Self::SigningKeyIntroduced { .. } => recorded_at,
        }
    }

    fn summary(&self) -> String {
        match self {
            Self::LedgerOpened { name, .. } => format!("The ledger of {name} was opened."),
            Self::SigningKeyIntroduced { verifier_key, .. } => {
                format!("Checkpoints are signed with the key {verifier_key} from here on.")
            }
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
        match event {
            SettingsEvent::LedgerOpened { name, .. } => self.name = Some(name),
            SettingsEvent::SigningKeyIntroduced { verifier_key, .. } => self.signing_keys.push(verifier_key),
        }
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

    fn introduced(settings: &mut Settings, key: &str, replaces: Option<&str>) -> usize {
        let action = SettingsAction::IntroduceSigningKey {
            verifier_key: key.to_owned(),
            replaces: replaces.map(ToOwned::to_owned),
        };
        let events = settings.decide(Command::new(DateTime::UNIX_EPOCH, action));
        let count = events.len();
        for event in events {
            settings.apply(event);
        }
        count
    }

    #[test]
    fn a_signing_key_takes_over_from_the_newest_and_from_no_other() {
        let mut settings = Settings::default();
        assert_eq!(introduced(&mut settings, "one", None), 0, "nothing comes before a ledger's opening");
        let open = SettingsAction::OpenLedger { name: "Fjordvik".to_owned() };
        for event in settings.decide(Command::new(DateTime::UNIX_EPOCH, open)) {
            settings.apply(event);
        }
        assert_eq!(introduced(&mut settings, "one", None), 1);
        assert_eq!(introduced(&mut settings, "two", None), 0, "two servers introduce the first key at once");
        assert_eq!(introduced(&mut settings, "two", Some("one")), 1);
        assert_eq!(introduced(&mut settings, "three", Some("one")), 0);
        assert_eq!(settings.signing_keys(), ["one", "two"]);
    }
}
