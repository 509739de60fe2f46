//! A municipality's settings: configuration changes are events too. That its ledger was opened, the keys its
//! checkpoints are signed with, how long an erasure is put off, and which guides are followed.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

use crate::guides::{Guide, GuideId, GuideStatus, GuideVersion};
use crate::texts::{Argument, Sentence};
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
    /// How long after its request an erasure can be approved was set (C12).
    ErasureDelaySet {
        /// Calendar days.
        days: u16,
        /// When.
        set_on: NaiveDate,
    },
    /// Whether receipt is acknowledged to named private reporters was set (C1, R-41).
    PrivateAcknowledgementSet {
        /// Whether it is.
        acknowledged: bool,
        /// When.
        set_on: NaiveDate,
    },
    /// The municipality follows this version of a guide from here on. A case that has started with another one goes on
    /// under that.
    GuideAdopted {
        /// Which, in which version.
        guide: GuideVersion,
        /// The SHA-256 of its file, in hexadecimal: it is this text that was adopted.
        digest: String,
        /// When.
        adopted_on: NaiveDate,
    },
}

/// The delay before an erasure where the municipality has set none, in calendar days: time to find out that the
/// archive must keep the data, or that the request was not what it seemed.
pub const DEFAULT_ERASURE_DELAY_DAYS: u16 = 14;
/// The longest delay: the regulation gives one month to answer a request (GDPR art. 12(3)).
pub const LONGEST_ERASURE_DELAY_DAYS: u16 = 30;

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
    /// Set how long after its request an erasure can be approved. Zero is allowed: the second person remains.
    SetErasureDelay {
        /// Calendar days.
        days: u16,
    },
    /// Set whether receipt is acknowledged to named private reporters.
    SetPrivateAcknowledgement {
        /// Whether it is.
        acknowledged: bool,
    },
    /// Follow this version of a guide from now on.
    AdoptGuide {
        /// The guide.
        guide: Arc<Guide>,
    },
}

/// The settings as their events leave them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    name: Option<String>,
    #[serde(default)]
    signing_keys: Vec<String>,
    #[serde(default)]
    erasure_delay_days: Option<u16>,
    #[serde(default)]
    private_acknowledged: Option<bool>,
    #[serde(default)]
    guides: Vec<AdoptedGuide>,
}

/// A version of a guide that the municipality adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedGuide {
    /// Which, in which version.
    pub guide: GuideVersion,
    /// The SHA-256 of its file, in hexadecimal.
    pub digest: String,
    /// When.
    pub adopted_on: NaiveDate,
}

impl Settings {
    /// The public keys that checkpoints were and are signed with, oldest first; the last one signs.
    pub fn signing_keys(&self) -> &[String] {
        &self.signing_keys
    }

    /// How many calendar days must pass between an erasure's request and its approval.
    pub fn erasure_delay_days(&self) -> u16 {
        self.erasure_delay_days.unwrap_or(DEFAULT_ERASURE_DELAY_DAYS)
    }

    /// Whether receipt is acknowledged to named private reporters: unless it was set otherwise, it is (C1).
    pub fn acknowledges_private(&self) -> bool {
        self.private_acknowledged.unwrap_or(true)
    }

    /// Every version of a guide that was adopted, oldest first.
    pub fn adopted_guides(&self) -> &[AdoptedGuide] {
        &self.guides
    }

    /// The version of that guide that is followed now.
    pub fn adopted(&self, guide: &GuideId) -> Option<&AdoptedGuide> {
        self.guides.iter().rev().find(|adopted| adopted.guide.guide == *guide)
    }

    /// A version is adopted while it is in force; what was adopted under it once is what it says for good. The
    /// version that is followed is adopted already.
    fn adopt(&self, guide: &Guide, today: NaiveDate) -> Result<Vec<SettingsEvent>, Refusal> {
        if guide.status == GuideStatus::Retired || !guide.validity.holds_on(today) {
            return Err(Refusal::GuideNotInForce { guide: guide.version.clone(), on: today });
        }
        if self.guides.iter().any(|known| known.guide == guide.version && known.digest != guide.digest) {
            return Err(Refusal::GuideChanged { guide: guide.version.clone() });
        }
        if self.adopted(&guide.version.guide).is_some_and(|followed| followed.guide == guide.version) {
            return Ok(Vec::new());
        }
        let (guide, digest) = (guide.version.clone(), guide.digest.clone());
        Ok(vec![SettingsEvent::GuideAdopted { guide, digest, adopted_on: today }])
    }

    /// What follows from the command, or the first rule it breaks. Opening an open ledger changes nothing; nor does a
    /// signing key that would take over from another one than the newest.
    pub fn decide(&self, command: Command<SettingsAction>) -> Result<Vec<SettingsEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            SettingsAction::OpenLedger { name } if self.name.is_none() => {
                Ok(vec![SettingsEvent::LedgerOpened { name, opened_on: today }])
            }
            SettingsAction::IntroduceSigningKey { verifier_key, replaces }
                if self.name.is_some() && replaces.as_ref() == self.signing_keys.last() =>
            {
                Ok(vec![SettingsEvent::SigningKeyIntroduced { verifier_key, replaces, introduced_on: today }])
            }
            SettingsAction::OpenLedger { .. } | SettingsAction::IntroduceSigningKey { .. } => Ok(Vec::new()),
            SettingsAction::SetErasureDelay { days } if days > LONGEST_ERASURE_DELAY_DAYS => {
                Err(Refusal::ErasureDelayTooLong { most: LONGEST_ERASURE_DELAY_DAYS })
            }
            SettingsAction::SetErasureDelay { days } => {
                Ok(vec![SettingsEvent::ErasureDelaySet { days, set_on: today }])
            }
            SettingsAction::SetPrivateAcknowledgement { acknowledged }
                if acknowledged == self.acknowledges_private() =>
            {
                Err(Refusal::SettingUnchanged)
            }
            SettingsAction::SetPrivateAcknowledgement { acknowledged } => {
                Ok(vec![SettingsEvent::PrivateAcknowledgementSet { acknowledged, set_on: today }])
            }
            SettingsAction::AdoptGuide { guide } => self.adopt(&guide, today),
        }
    }
}

impl LedgerEvent for SettingsEvent {
    const STEPS: &'static [Step] = &[];

    fn name(&self) -> &'static str {
        match self {
            Self::LedgerOpened { .. } => "LedgerOpened",
            Self::SigningKeyIntroduced { .. } => "SigningKeyIntroduced",
            Self::ErasureDelaySet { .. } => "ErasureDelaySet",
            Self::PrivateAcknowledgementSet { .. } => "PrivateAcknowledgementSet",
            Self::GuideAdopted { .. } => "GuideAdopted",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::LedgerOpened { opened_on: date, .. }
            | Self::ErasureDelaySet { set_on: date, .. }
            | Self::PrivateAcknowledgementSet { set_on: date, .. }
            | Self::GuideAdopted { adopted_on: date, .. } => start_of_day(*date).min(recorded_at),
            Self::SigningKeyIntroduced { .. } => recorded_at,
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::LedgerOpened { name, .. } => said.with("municipality", Argument::in_clear(name)),
            Self::SigningKeyIntroduced { verifier_key, .. } => said.with("key", Argument::in_clear(verifier_key)),
            Self::ErasureDelaySet { days, .. } => said.with("days", *days),
            Self::PrivateAcknowledgementSet { acknowledged, .. } => said.with("acknowledged", *acknowledged),
            Self::GuideAdopted { guide, .. } => said.with("guide", Argument::in_clear(guide)),
        }
    }
}

crate::named_and_versioned!(SettingsEvent);

impl Aggregate for Settings {
    const TYPE: &'static str = "Settings";
    type Command = Command<SettingsAction>;
    type Event = SettingsEvent;
    crate::handled_by_deciding!();

    fn apply(&mut self, event: SettingsEvent) {
        match event {
            SettingsEvent::LedgerOpened { name, .. } => self.name = Some(name),
            SettingsEvent::SigningKeyIntroduced { verifier_key, .. } => self.signing_keys.push(verifier_key),
            SettingsEvent::ErasureDelaySet { days, .. } => self.erasure_delay_days = Some(days),
            SettingsEvent::PrivateAcknowledgementSet { acknowledged, .. } => {
                self.private_acknowledged = Some(acknowledged);
            }
            SettingsEvent::GuideAdopted { guide, digest, adopted_on } => {
                self.guides.push(AdoptedGuide { guide, digest, adopted_on });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{FJORDVIK, FRIDAY, MONDAY, fjordvik, given};

    fn opened() -> SettingsEvent {
        SettingsEvent::LedgerOpened { name: "Fjordvik".to_owned(), opened_on: MONDAY }
    }

    #[test]
    fn a_ledger_is_opened_once() {
        let open = || SettingsAction::OpenLedger { name: "Fjordvik".to_owned() };
        given::<Settings>([]).today(MONDAY).when(open()).then([opened()]);
        given::<Settings>([opened()]).when(open()).then_nothing();
    }

    #[test]
    fn c12_an_erasure_is_put_off_by_two_weeks_unless_the_municipality_says_otherwise() {
        let set = |days| SettingsEvent::ErasureDelaySet { days, set_on: FRIDAY };
        assert_eq!(given::<Settings>([opened()]).state().erasure_delay_days(), 14);
        for days in [0, 1, 30] {
            given::<Settings>([opened()]).when(SettingsAction::SetErasureDelay { days }).then([set(days)]);
            assert_eq!(given::<Settings>([opened(), set(days)]).state().erasure_delay_days(), days);
        }
        given::<Settings>([opened()])
            .when(SettingsAction::SetErasureDelay { days: 31 })
            .then_refused(Refusal::ErasureDelayTooLong { most: 30 });
    }

    #[test]
    fn c1_r_41_private_reporters_get_an_acknowledgement_unless_the_municipality_says_otherwise() {
        let set = |acknowledged| SettingsEvent::PrivateAcknowledgementSet { acknowledged, set_on: FRIDAY };
        assert!(given::<Settings>([opened()]).state().acknowledges_private());
        let to = |acknowledged| SettingsAction::SetPrivateAcknowledgement { acknowledged };
        given::<Settings>([opened()]).when(to(true)).then_refused(Refusal::SettingUnchanged);
        given::<Settings>([opened()]).when(to(false)).then([set(false)]);
        assert!(!given::<Settings>([opened(), set(false)]).state().acknowledges_private());
        given::<Settings>([opened(), set(false)]).when(to(false)).then_refused(Refusal::SettingUnchanged);
        given::<Settings>([opened(), set(false)]).when(to(true)).then([set(true)]);
        assert!(given::<Settings>([opened(), set(false), set(true)]).state().acknowledges_private());
    }

    fn adopted(guide: &Guide) -> SettingsEvent {
        let (guide, digest) = (guide.version.clone(), guide.digest.clone());
        SettingsEvent::GuideAdopted { guide, digest, adopted_on: FRIDAY }
    }

    fn adopt(guide: &Guide) -> SettingsAction {
        SettingsAction::AdoptGuide { guide: Arc::new(guide.clone()) }
    }

    /// The guide as its file reads with that replaced.
    fn changed(old: &str, new: &str) -> Guide {
        Guide::read("fjordvik.toml", &FJORDVIK.replace(old, new)).unwrap()
    }

    #[test]
    fn r_16_r_71_a_municipality_adopts_a_version_of_a_guide_and_later_the_next() {
        let (one, two) = (fjordvik(), changed("version = 1", "version = 2"));
        given::<Settings>([opened()]).when(adopt(&one)).then([adopted(&one)]);
        given::<Settings>([opened(), adopted(&one)]).when(adopt(&one)).then_nothing();
        given::<Settings>([opened(), adopted(&one)]).when(adopt(&two)).then([adopted(&two)]);
        let state = given::<Settings>([opened(), adopted(&one), adopted(&two)]).state();
        assert_eq!(state.adopted(&one.version.guide).unwrap().guide.version, 2);
        assert_eq!(state.adopted_guides().len(), 2);
        // Back to the first, whose text is known.
        given::<Settings>([opened(), adopted(&one), adopted(&two)]).when(adopt(&one)).then([adopted(&one)]);
    }

    #[test]
    fn r_16_what_was_adopted_under_a_version_is_what_it_says_for_good() {
        let (adopted_text, other) = (fjordvik(), changed("Loggskjema", "Annet skjema"));
        given::<Settings>([opened(), adopted(&adopted_text)])
            .when(adopt(&other))
            .then_refused(Refusal::GuideChanged { guide: other.version });
    }

    #[test]
    fn r_71_a_guide_is_adopted_only_while_it_is_in_force() {
        let begins = |day: &str| changed("2024-01-01", day);
        given::<Settings>([opened()]).when(adopt(&begins("2024-03-08"))).then([adopted(&begins("2024-03-08"))]);
        for guide in [begins("2024-03-09"), changed("\"published\"", "\"retired\"")] {
            given::<Settings>([opened()])
                .when(adopt(&guide))
                .then_refused(Refusal::GuideNotInForce { guide: guide.version.clone(), on: FRIDAY });
        }
    }

    fn introduced(settings: &mut Settings, key: &str, replaces: Option<&str>) -> usize {
        let action = SettingsAction::IntroduceSigningKey {
            verifier_key: key.to_owned(),
            replaces: replaces.map(ToOwned::to_owned),
        };
        let events = settings.decide(Command::new(DateTime::UNIX_EPOCH, action)).unwrap();
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
        for event in settings.decide(Command::new(DateTime::UNIX_EPOCH, open)).unwrap() {
            settings.apply(event);
        }
        assert_eq!(introduced(&mut settings, "one", None), 1);
        assert_eq!(introduced(&mut settings, "two", None), 0, "two servers introduce the first key at once");
        assert_eq!(introduced(&mut settings, "two", Some("one")), 1);
        assert_eq!(introduced(&mut settings, "three", Some("one")), 0);
        assert_eq!(settings.signing_keys(), ["one", "two"]);
    }
}
