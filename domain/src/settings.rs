//! A municipality's settings: configuration changes are events too. That its ledger was opened, the keys its
//! checkpoints are signed with, how long an erasure is put off, in which time a concern is decided, how long
//! deadlines are that are the project's own, which guides are followed, who signs reports, on which grounds guardians are not told of one, in which arena a unit works, who the
//! resource team is, whom one turns to, and which years' figures were published.

mod arenas;
mod commencements;
pub mod contacts;
mod deadlines;
mod publications;
mod team;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

pub use arenas::UnitArena;
use contacts::{Contact, ContactAction};
pub use deadlines::{OwnDeadlines, SetDeadline};
pub use publications::{FiguresToPublish, Publication};
use team::TeamSince;

use crate::case::{WithholdingGround, not_before, not_in_future};
use crate::guides::{Arena, Guide, GuideId, GuideVersion};
use crate::ids::{ContactId, SubjectId};
use crate::law::{ActNumber, Commencement, Commencements, DeadlineKind, Length, withholding_grounds};
use crate::people::{Body, Decider};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Argument, Sentence, Word, closed_set};
use crate::time::{oslo_date, start_of_day};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};

closed_set! {
    /// Who signs and sends a report, by the municipality's routine (S2-20). A report that somebody else signs is found, and
    /// never refused: the duty is personal, and waits for no leader (R-8, C9).
    ReportSigning {
        /// The employee who bears the duty.
        Employee,
        /// The nearest leader.
        Leader,
        /// Either of them.
        Either,
    }
}

closed_set! {
    /// By whose leader something of the settings is set.
    SettingsLeader {
        /// The municipality's.
        Municipality,
        /// The child welfare service's, or the municipality's.
        ChildWelfareService,
        /// The unit's own, or the municipality's.
        Unit,
    }
}

impl ReportSigning {
    /// Whether a report that is signed so goes by it. A leader may bear the duty as well.
    pub fn is_kept_by(self, signed_by: &Decider, duty_bearer: &Decider) -> bool {
        let (by_bearer, by_leader) = (signed_by.is_same_person_as(duty_bearer), signed_by.role.leads());
        match self {
            Self::Employee => by_bearer,
            Self::Leader => by_leader,
            Self::Either => by_bearer || by_leader,
        }
    }
}

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
        /// The signed note by which that key hands over to this one; none where it was not at hand any more, and in what was
        /// recorded before keys said so.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        handed_over: Option<String>,
        /// When.
        introduced_on: NaiveDate,
    },
    /// How long after its request an erasure can be approved was set (C12).
    ErasureDelaySet {
        /// Calendar days.
        days: u16,
        /// Who set it, and takes no part in an erasure where it is shorter than the one that holds where none is set; nobody
        /// in what was recorded before that was asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<SubjectId>,
        /// When.
        set_on: NaiveDate,
    },
    /// After how many years it is looked at whether a closed case is still to be kept was set (C12).
    RetentionReviewSet {
        /// Calendar years from the day on which a case was closed; none where nothing is set any more.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        years: Option<u16>,
        /// When.
        set_on: NaiveDate,
    },
    /// Within how many days a concern is decided on the lowest level was set (D-6). A concern that was raised before goes
    /// on under the time that held on its day.
    DecisionLimitSet {
        /// Calendar days; none where no time is set any more.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        days: Option<u16>,
        /// For concerns raised from that day on.
        valid_from: NaiveDate,
        /// When.
        set_on: NaiveDate,
    },
    /// How long a deadline is for which the sources name no time was set. What has started before goes on under the
    /// length of its day.
    DeadlineSet {
        /// Which.
        deadline: DeadlineKind,
        /// How long; the project's own number holds again where none is given.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        length: Option<Length>,
        /// For what starts from that day on.
        valid_from: NaiveDate,
        /// When.
        set_on: NaiveDate,
    },
    /// From when on an act is in force was recorded, that is passed and commences as the King decides (requirements 6.1, C7).
    /// What was recorded before of the same act holds no more.
    LawCommenced {
        /// The act.
        law: ActNumber,
        /// Its first day; none where what was recorded before is taken back.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        from: Option<NaiveDate>,
        /// When.
        recorded_on: NaiveDate,
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
    /// The municipality follows the guide no more. A case that has started with it goes on under it.
    GuideDropped {
        /// Which, in the version that was followed.
        guide: GuideVersion,
        /// Why.
        rationale: Personal<Text>,
        /// When.
        dropped_on: NaiveDate,
    },
    /// Who signs and sends reports was set (S2-20).
    ReportSigningSet {
        /// Who does.
        signing: ReportSigning,
        /// When.
        set_on: NaiveDate,
    },
    /// On which of the law's grounds guardians are not told about a report was set (C3).
    WithholdingGroundsSet {
        /// The grounds: those that no municipality may do without among them.
        grounds: BTreeSet<WithholdingGround>,
        /// For what is decided from that day on.
        valid_from: NaiveDate,
        /// When.
        set_on: NaiveDate,
    },
    /// It was said in which arena a unit works, from that day on (R-30, S3-19).
    UnitArenaSet {
        /// The unit's name, as its cases bear it.
        unit: String,
        /// Where it works; none where what was said before is taken back.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        arena: Option<Arena>,
        /// When.
        set_on: NaiveDate,
    },
    /// It was said who the resource team is, from that day on (S0-33).
    ResourceTeamSet {
        /// The services that are represented in it.
        bodies: BTreeSet<Body>,
        /// When.
        set_on: NaiveDate,
    },
    /// An entry was taken up in the contact directory (C2).
    ContactListed {
        /// Its id.
        contact: ContactId,
        /// The entry.
        entry: Contact,
        /// When.
        listed_on: NaiveDate,
    },
    /// Somebody saw that an entry is right (C2).
    ContactVerified {
        /// The entry.
        contact: ContactId,
        /// When.
        verified_on: NaiveDate,
    },
    /// The person of an entry bears another name, or somebody else has the post (S3-52).
    ContactPersonNamed {
        /// The entry.
        contact: ContactId,
        /// Who it is from then on.
        person: Personal<Text>,
        /// Whether it is the same person under another name.
        renamed: bool,
        /// From when on.
        named_on: NaiveDate,
    },
    /// An entry of the contact directory ends (C2).
    ContactRetired {
        /// The entry.
        contact: ContactId,
        /// Its last day.
        last_day: NaiveDate,
        /// When that was settled.
        retired_on: NaiveDate,
    },
    /// The figures of a year were published, the first time or anew: they stand as the ledger had them then (RM-7).
    FiguresPublished {
        /// The calendar year.
        year: i32,
        /// The position as of which they stand.
        position: i64,
        /// Why; said always where they were published before.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        rationale: Option<Personal<Text>>,
        /// When.
        published_on: NaiveDate,
    },
}

/// The delay before an erasure where the municipality has set none, in calendar days: time to find out that the
/// archive must keep the data, or that the request was not what it seemed.
pub const DEFAULT_ERASURE_DELAY_DAYS: u16 = 14;
/// The longest delay: the regulation gives one month to answer a request (GDPR art. 12(3)).
pub const LONGEST_ERASURE_DELAY_DAYS: u16 = 30;

/// After how many years at least and at most it is looked at whether what is closed is still to be kept.
pub const RETENTION_REVIEW: RangeInclusive<u16> = 1..=100;

/// The longest time to decide on a concern that a municipality can set, in calendar days: a year.
pub const LONGEST_DECISION_LIMIT_DAYS: u16 = 365;

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
        /// The signed note by which that key hands over to this one, where it is at hand.
        handed_over: Option<String>,
    },
    /// Set how long after its request an erasure can be approved. Zero is allowed: the second person remains, and who
    /// sets it is neither of the two.
    SetErasureDelay {
        /// Calendar days.
        days: u16,
        /// Who sets it.
        by: SubjectId,
    },
    /// Set after how many years it is looked at whether a closed case is still to be kept.
    SetRetentionReview {
        /// Calendar years; none where nothing is to be set any more.
        years: Option<u16>,
    },
    /// Set within how many days a concern is decided on the lowest level.
    SetDecisionLimit {
        /// Calendar days; none where no time is to be set any more.
        days: Option<u16>,
        /// For concerns raised from that day on.
        valid_from: NaiveDate,
    },
    /// Set how long a deadline is for which the sources name no time.
    SetDeadline {
        /// Which.
        deadline: DeadlineKind,
        /// How long; none where the project's own number is to hold again.
        length: Option<Length>,
        /// For what starts from that day on.
        valid_from: NaiveDate,
    },
    /// Record from when on an act is in force that is passed.
    RecordCommencement {
        /// The act's number.
        law: String,
        /// Its first day; none to take back what was recorded.
        from: Option<NaiveDate>,
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
        /// When; an earlier day where that is recorded late.
        adopted_on: NaiveDate,
    },
    /// Follow a guide no more.
    DropGuide {
        /// The guide.
        guide: GuideId,
        /// Why.
        rationale: Personal<Text>,
    },
    /// Adopt or drop a guide that there is not: the answer is that of the guides, unless the command was recorded while
    /// there was one.
    InNoGuide {
        /// Why there is none.
        why: Refusal,
    },
    /// Set who signs and sends reports.
    SetReportSigning {
        /// Who does.
        signing: ReportSigning,
    },
    /// Set on which of the law's grounds guardians are not told about a report.
    SetWithholdingGrounds {
        /// The grounds.
        grounds: BTreeSet<WithholdingGround>,
        /// For what is decided from that day on.
        valid_from: NaiveDate,
    },
    /// Say in which arena a unit works.
    SetUnitArena {
        /// The unit's name, as its cases bear it.
        unit: String,
        /// Where it works; none to take back what was said.
        arena: Option<Arena>,
    },
    /// Say who the resource team is.
    SetResourceTeam {
        /// The services that are represented in it.
        bodies: BTreeSet<Body>,
    },
    /// Keep the contact directory.
    Contacts(ContactAction),
    /// Publish the figures of a year, the first time or anew.
    PublishFigures(Box<FiguresToPublish>),
}

/// The settings as their events leave them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    name: Option<String>,
    #[serde(default)]
    signing_keys: Vec<String>,
    #[serde(default)]
    erasure_delay: Option<ErasureDelay>,
    #[serde(default)]
    retention_review_years: Option<u16>,
    #[serde(default)]
    private_acknowledgements: Vec<(NaiveDate, bool)>,
    #[serde(default)]
    guides: Vec<AdoptedGuide>,
    #[serde(default)]
    decision_limits: Vec<DecisionLimit>,
    #[serde(default)]
    own_deadlines: OwnDeadlines,
    #[serde(default)]
    commencements: Commencements,
    #[serde(default)]
    report_signings: Vec<(NaiveDate, ReportSigning)>,
    #[serde(default)]
    withholding_grounds: Vec<EnabledGrounds>,
    #[serde(default)]
    unit_arenas: Vec<UnitArena>,
    #[serde(default)]
    resource_teams: Vec<TeamSince>,
    #[serde(default)]
    contacts: Vec<(ContactId, Contact)>,
    /// Since when the person of an entry is the one that it names, where that was named anew.
    #[serde(default)]
    persons_named_on: Vec<(ContactId, NaiveDate)>,
    #[serde(default)]
    publications: Vec<Publication>,
}

/// How long after its request an erasure can be approved (C12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct ErasureDelay {
    days: u16,
    by: Option<SubjectId>,
}

/// Within how many days concerns are decided that are raised from a day on (D-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionLimit {
    /// Calendar days; no time is set where there are none.
    pub days: Option<u16>,
    /// For concerns raised from that day on.
    pub valid_from: NaiveDate,
}

/// On which grounds guardians are not told about a report, in decisions from a day on (C3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct EnabledGrounds {
    grounds: BTreeSet<WithholdingGround>,
    valid_from: NaiveDate,
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
    /// The day from which it is followed no more, where it was dropped.
    #[serde(default)]
    pub dropped_on: Option<NaiveDate>,
}

impl Settings {
    /// The public keys that checkpoints were and are signed with, oldest first; the last one signs.
    pub fn signing_keys(&self) -> &[String] {
        &self.signing_keys
    }

    /// How many calendar days must pass between an erasure's request and its approval.
    pub fn erasure_delay_days(&self) -> u16 {
        self.erasure_delay.map_or(DEFAULT_ERASURE_DELAY_DAYS, |delay| delay.days)
    }

    /// Who made that delay shorter than the one that holds where none is set, where it is. Nobody does away with the time
    /// to think for an erasure that is then one's own to ask for or to approve: it takes a third person.
    pub fn erasure_delay_shortened_by(&self) -> Option<SubjectId> {
        self.erasure_delay.filter(|delay| delay.days < DEFAULT_ERASURE_DELAY_DAYS)?.by
    }

    /// After how many calendar years it is looked at whether a closed case is still to be kept. The sources say nothing of it, and
    /// how long a municipality keeps what each service holds is not verified: nothing holds until it is set (C12).
    pub const fn retention_review_years(&self) -> Option<u16> {
        self.retention_review_years
    }

    /// The day from which it is looked at whether a case that was closed on that day is still to be kept. Nothing is erased by
    /// it: that is asked for, person by person, and most of it the archive act lets nobody erase (arkivlova §§ 12-13).
    pub fn retention_review_on(&self, closed_on: NaiveDate) -> Option<NaiveDate> {
        closed_on.checked_add_months(Months::new(12 * u32::from(self.retention_review_years?)))
    }

    /// The last day on which a case was closed of which it is looked at on that day whether it is still to be kept.
    pub fn closed_for_retention_review(&self, on: NaiveDate) -> Option<NaiveDate> {
        let years = self.retention_review_years?;
        let about = on.checked_sub_months(Months::new(12 * u32::from(years)))?;
        // What was closed on 29 February is looked at on the 28th of a year that has no other.
        [1, 0]
            .into_iter()
            .filter_map(|days| about.checked_add_days(Days::new(days)))
            .find(|closed_on| self.retention_review_on(*closed_on).is_some_and(|review_on| review_on <= on))
    }

    /// Who signs and sends reports; either, where the municipality has said nothing (S2-20).
    pub fn report_signing(&self) -> ReportSigning {
        self.report_signings.last().map_or(ReportSigning::Either, |(_, signing)| *signing)
    }

    /// Who signed and sent reports on that day, by a routine that was set by then (S2-20).
    pub fn report_signing_on(&self, day: NaiveDate) -> Option<ReportSigning> {
        self.report_signings.iter().rfind(|(set_on, _)| *set_on <= day).map(|(_, signing)| *signing)
    }

    /// The grounds on which guardians are not told about a report in what is decided on that day, where the municipality
    /// has set them; the law's otherwise (C3).
    pub fn withholding_grounds(&self, day: NaiveDate) -> Option<&BTreeSet<WithholdingGround>> {
        let holds = self.withholding_grounds.iter().filter(|set| set.valid_from <= day);
        holds.max_by_key(|set| set.valid_from).map(|set| &set.grounds)
    }

    /// A municipality may do without a ground, but never without those that the law marks so, and it makes none (C3).
    fn set_withholding_grounds(
        grounds: BTreeSet<WithholdingGround>,
        valid_from: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<SettingsEvent>, Refusal> {
        not_before("validFrom", valid_from, today)?;
        let in_force: Vec<_> = withholding_grounds(valid_from).collect();
        if let Some(ground) = grounds.iter().find(|ground| in_force.iter().all(|rule| rule.ground != **ground)) {
            return Err(Refusal::GroundNotInForce { ground: *ground, on: valid_from });
        }
        if let Some(rule) = in_force.iter().find(|rule| rule.always && !grounds.contains(&rule.ground)) {
            return Err(Refusal::GroundAlwaysHolds { ground: rule.ground });
        }
        Ok(vec![SettingsEvent::WithholdingGroundsSet { grounds, valid_from, set_on: today }])
    }

    /// Whether receipt is acknowledged to named private reporters: unless it was set otherwise, it is (C1).
    pub fn acknowledges_private(&self) -> bool {
        self.private_acknowledgements.last().is_none_or(|(_, acknowledged)| *acknowledged)
    }

    /// Whether receipt was acknowledged to named private reporters of what came in on that day (C1, R-71).
    pub fn acknowledges_private_on(&self, day: NaiveDate) -> bool {
        let set_by_then = self.private_acknowledgements.iter().rfind(|(set_on, _)| *set_on <= day);
        set_by_then.is_none_or(|(_, acknowledged)| *acknowledged)
    }

    /// Every version of a guide that was adopted, oldest first.
    pub fn adopted_guides(&self) -> &[AdoptedGuide] {
        &self.guides
    }

    /// The version of that guide that is followed now.
    pub fn adopted(&self, guide: &GuideId) -> Option<&AdoptedGuide> {
        let latest = self.guides.iter().rev().find(|adopted| adopted.guide.guide == *guide);
        latest.filter(|adopted| adopted.dropped_on.is_none())
    }

    fn drop_guide(
        &self,
        guide: &GuideId,
        rationale: Personal<Text>,
        today: NaiveDate,
    ) -> Result<Vec<SettingsEvent>, Refusal> {
        let followed = self.adopted(guide).ok_or_else(|| Refusal::GuideNotAdopted { guide: guide.clone() })?;
        Ok(vec![SettingsEvent::GuideDropped { guide: followed.guide.clone(), rationale, dropped_on: today }])
    }

    /// Within how many calendar days a concern raised on that day is decided, where a time is set (D-6).
    pub fn decision_limit(&self, raised_on: NaiveDate) -> Option<u16> {
        let holds = self.decision_limits.iter().filter(|limit| limit.valid_from <= raised_on);
        holds.max_by_key(|limit| limit.valid_from)?.days
    }

    /// The version of each guide that was followed at the end of that day, by name.
    pub fn adopted_by(&self, day: NaiveDate) -> impl Iterator<Item = &AdoptedGuide> {
        let by_then = self.guides.iter().filter(|adopted| adopted.adopted_on <= day);
        let latest: BTreeMap<&GuideId, &AdoptedGuide> =
            by_then.map(|adopted| (&adopted.guide.guide, adopted)).collect();
        latest.into_values().filter(move |adopted| adopted.dropped_on.is_none_or(|dropped_on| day < dropped_on))
    }

    fn change_contact(&mut self, contact: ContactId, change: impl FnOnce(&mut Contact)) {
        if let Some((_, entry)) = self.contacts.iter_mut().find(|(known, _)| *known == contact) {
            change(entry);
        }
    }

    /// A version is adopted while it is in force; what was adopted under it once is what it says for good. The
    /// version that is followed is adopted already.
    fn adopt(&self, guide: &Guide, adopted_on: NaiveDate, today: NaiveDate) -> Result<Vec<SettingsEvent>, Refusal> {
        not_in_future("adoptedOn", adopted_on, today)?;
        if !guide.is_taken_up_on(adopted_on) {
            return Err(Refusal::GuideNotInForce { guide: guide.version.clone(), on: adopted_on });
        }
        if self.guides.iter().any(|known| known.guide == guide.version && known.digest != guide.digest) {
            return Err(Refusal::GuideChanged { guide: guide.version.clone() });
        }
        if self.adopted(&guide.version.guide).is_some_and(|followed| followed.guide == guide.version) {
            return Ok(Vec::new());
        }
        // What came of the guide in between stands: its days come one after the other.
        for known in self.guides.iter().filter(|known| known.guide.guide == guide.version.guide) {
            not_before("adoptedOn", adopted_on, known.dropped_on.unwrap_or(known.adopted_on))?;
        }
        let (guide, digest) = (guide.version.clone(), guide.digest.clone());
        Ok(vec![SettingsEvent::GuideAdopted { guide, digest, adopted_on }])
    }

    /// What follows from the command, or the first rule it breaks. Opening an open ledger changes nothing; nor does a
    /// signing key that would take over from another one than the newest.
    pub fn decide(&self, command: Command<SettingsAction>) -> Result<Vec<SettingsEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            SettingsAction::OpenLedger { name } if self.name.is_none() => {
                Ok(vec![SettingsEvent::LedgerOpened { name, opened_on: today }])
            }
            SettingsAction::IntroduceSigningKey { verifier_key, replaces, handed_over }
                if self.name.is_some() && replaces.as_ref() == self.signing_keys.last() =>
            {
                Ok(vec![SettingsEvent::SigningKeyIntroduced {
                    verifier_key,
                    replaces,
                    handed_over,
                    introduced_on: today,
                }])
            }
            SettingsAction::OpenLedger { .. } | SettingsAction::IntroduceSigningKey { .. } => Ok(Vec::new()),
            SettingsAction::SetErasureDelay { days, .. } if days > LONGEST_ERASURE_DELAY_DAYS => {
                Err(Refusal::ErasureDelayTooLong { most: LONGEST_ERASURE_DELAY_DAYS })
            }
            // Who sets again what holds takes it over from nobody.
            SettingsAction::SetErasureDelay { days, .. }
                if self.erasure_delay.is_some_and(|held| held.days == days) =>
            {
                Ok(Vec::new())
            }
            SettingsAction::SetErasureDelay { days, by } => {
                Ok(vec![SettingsEvent::ErasureDelaySet { days, by: Some(by), set_on: today }])
            }
            SettingsAction::SetRetentionReview { years }
                if years.is_some_and(|years| !RETENTION_REVIEW.contains(&years)) =>
            {
                Err(Refusal::RetentionReviewOutOfBounds { most: *RETENTION_REVIEW.end() })
            }
            SettingsAction::SetRetentionReview { years } if years == self.retention_review_years => {
                Err(Refusal::SettingUnchanged)
            }
            SettingsAction::SetRetentionReview { years } => {
                Ok(vec![SettingsEvent::RetentionReviewSet { years, set_on: today }])
            }
            SettingsAction::SetDecisionLimit { days: Some(days), .. }
                if !(1..=LONGEST_DECISION_LIMIT_DAYS).contains(&days) =>
            {
                Err(Refusal::DecisionLimitOutOfBounds { most: LONGEST_DECISION_LIMIT_DAYS })
            }
            SettingsAction::SetDecisionLimit { days, valid_from } => {
                not_before("validFrom", valid_from, today)?;
                Ok(vec![SettingsEvent::DecisionLimitSet { days, valid_from, set_on: today }])
            }
            SettingsAction::SetDeadline { deadline, length, valid_from } => {
                self.set_deadline(deadline, length, valid_from, today)
            }
            SettingsAction::RecordCommencement { law, from } => self.record_commencement(&law, from, today),
            SettingsAction::SetPrivateAcknowledgement { acknowledged }
                if acknowledged == self.acknowledges_private() =>
            {
                Err(Refusal::SettingUnchanged)
            }
            SettingsAction::SetPrivateAcknowledgement { acknowledged } => {
                Ok(vec![SettingsEvent::PrivateAcknowledgementSet { acknowledged, set_on: today }])
            }
            SettingsAction::AdoptGuide { guide, adopted_on } => self.adopt(&guide, adopted_on, today),
            SettingsAction::DropGuide { guide, rationale } => self.drop_guide(&guide, rationale, today),
            SettingsAction::InNoGuide { why } => Err(why),
            SettingsAction::SetReportSigning { signing } => {
                Ok(vec![SettingsEvent::ReportSigningSet { signing, set_on: today }])
            }
            SettingsAction::SetWithholdingGrounds { grounds, valid_from } => {
                Self::set_withholding_grounds(grounds, valid_from, today)
            }
            SettingsAction::SetUnitArena { unit, arena } => Ok(self.place_unit(unit, arena, today)),
            SettingsAction::SetResourceTeam { bodies } => self.set_resource_team(bodies, today),
            SettingsAction::Contacts(action) => self.decide_contact(action, command.now),
            SettingsAction::PublishFigures(figures) => self.publish(*figures, today),
        }
    }
}

impl LedgerEvent for SettingsEvent {
    const STEPS: &'static [Step] = &[
        // Of what was set before nobody said who did.
        Step { event: "ErasureDelaySet", from: "1.0", to: "1.1", change: |_| {} },
        Step { event: "SigningKeyIntroduced", from: "1.0", to: "1.1", change: |_| {} },
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::LedgerOpened { .. } => "LedgerOpened",
            Self::SigningKeyIntroduced { .. } => "SigningKeyIntroduced",
            Self::ErasureDelaySet { .. } => "ErasureDelaySet",
            Self::RetentionReviewSet { .. } => "RetentionReviewSet",
            Self::DecisionLimitSet { .. } => "DecisionLimitSet",
            Self::DeadlineSet { .. } => "DeadlineSet",
            Self::LawCommenced { .. } => "LawCommenced",
            Self::PrivateAcknowledgementSet { .. } => "PrivateAcknowledgementSet",
            Self::GuideAdopted { .. } => "GuideAdopted",
            Self::GuideDropped { .. } => "GuideDropped",
            Self::ReportSigningSet { .. } => "ReportSigningSet",
            Self::WithholdingGroundsSet { .. } => "WithholdingGroundsSet",
            Self::UnitArenaSet { .. } => "UnitArenaSet",
            Self::ResourceTeamSet { .. } => "ResourceTeamSet",
            Self::ContactListed { .. } => "ContactListed",
            Self::ContactVerified { .. } => "ContactVerified",
            Self::ContactPersonNamed { .. } => "ContactPersonNamed",
            Self::ContactRetired { .. } => "ContactRetired",
            Self::FiguresPublished { .. } => "FiguresPublished",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::LedgerOpened { opened_on: date, .. }
            | Self::ErasureDelaySet { set_on: date, .. }
            | Self::RetentionReviewSet { set_on: date, .. }
            | Self::DecisionLimitSet { set_on: date, .. }
            | Self::DeadlineSet { set_on: date, .. }
            | Self::LawCommenced { recorded_on: date, .. }
            | Self::PrivateAcknowledgementSet { set_on: date, .. }
            | Self::GuideAdopted { adopted_on: date, .. }
            | Self::GuideDropped { dropped_on: date, .. }
            | Self::ReportSigningSet { set_on: date, .. }
            | Self::WithholdingGroundsSet { set_on: date, .. }
            | Self::UnitArenaSet { set_on: date, .. }
            | Self::ResourceTeamSet { set_on: date, .. }
            | Self::ContactListed { listed_on: date, .. }
            | Self::ContactVerified { verified_on: date, .. }
            | Self::ContactPersonNamed { named_on: date, .. }
            | Self::ContactRetired { retired_on: date, .. }
            | Self::FiguresPublished { published_on: date, .. } => start_of_day(*date).min(recorded_at),
            Self::SigningKeyIntroduced { .. } => recorded_at,
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::LedgerOpened { name, .. } => said.with("municipality", Argument::in_clear(name)),
            Self::SigningKeyIntroduced { verifier_key, .. } => said.with("key", Argument::in_clear(verifier_key)),
            Self::ErasureDelaySet { days, .. } => said.with("days", *days),
            Self::RetentionReviewSet { years, .. } => said.with("years", years.unwrap_or_default()),
            Self::PrivateAcknowledgementSet { acknowledged, .. } => said.with("acknowledged", *acknowledged),
            Self::DecisionLimitSet { days, valid_from, .. } => {
                said.with("days", days.unwrap_or_default()).with("from", *valid_from)
            }
            Self::DeadlineSet { deadline, length, valid_from, .. } => {
                let (number, unit) = length.map_or((0, "none"), Length::counted);
                said.with("deadline", deadline.word())
                    .with("number", number)
                    .with("unit", Argument::Choice(unit))
                    .with("from", *valid_from)
            }
            Self::LawCommenced { law, from, recorded_on } => said
                .with("law", Argument::in_clear(law))
                .with("told", from.is_some())
                .with("from", from.unwrap_or(*recorded_on)),
            Self::GuideAdopted { guide, .. } | Self::GuideDropped { guide, .. } => {
                said.with("guide", Argument::in_clear(guide))
            }
            Self::ReportSigningSet { signing, .. } => said.with("signing", signing.word()),
            Self::WithholdingGroundsSet { grounds, valid_from, .. } => {
                let words: Vec<Word> = grounds.iter().map(|ground| ground.word()).collect();
                said.with("grounds", words).with("from", *valid_from)
            }
            Self::UnitArenaSet { unit, arena, .. } => {
                let arenas: Vec<Word> = arena.iter().map(|arena| arena.word()).collect();
                said.with("unit", Argument::in_clear(unit)).with("told", !arenas.is_empty()).with("arena", arenas)
            }
            Self::ResourceTeamSet { bodies, .. } => {
                let words: Vec<Word> = bodies.iter().map(|body| body.word()).collect();
                said.with("bodies", words)
            }
            Self::ContactListed { entry, .. } => {
                said.with("kind", entry.kind.word()).with("name", Argument::in_clear(&entry.name))
            }
            Self::ContactVerified { contact, .. } => said.with("contact", Argument::in_clear(contact)),
            Self::ContactPersonNamed { contact, renamed, .. } => {
                said.with("contact", Argument::in_clear(contact)).with("renamed", *renamed)
            }
            Self::ContactRetired { contact, last_day, .. } => {
                said.with("contact", Argument::in_clear(contact)).with("last", *last_day)
            }
            Self::FiguresPublished { year, position, .. } => {
                said.with("year", Argument::in_clear(year)).with("position", Argument::in_clear(position))
            }
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
            SettingsEvent::ErasureDelaySet { days, by, .. } => self.erasure_delay = Some(ErasureDelay { days, by }),
            SettingsEvent::RetentionReviewSet { years, .. } => self.retention_review_years = years,
            SettingsEvent::DecisionLimitSet { days, valid_from, .. } => {
                self.decision_limits.push(DecisionLimit { days, valid_from });
            }
            SettingsEvent::DeadlineSet { deadline, length, valid_from, set_on } => {
                self.own_deadlines.set(SetDeadline { deadline, length, valid_from, set_on });
            }
            SettingsEvent::LawCommenced { law, from, recorded_on } => {
                self.commencements.record(Commencement { law, from, recorded_on });
            }
            SettingsEvent::PrivateAcknowledgementSet { acknowledged, set_on } => {
                self.private_acknowledgements.push((set_on, acknowledged));
            }
            SettingsEvent::GuideAdopted { guide, digest, adopted_on } => {
                self.guides.push(AdoptedGuide { guide, digest, adopted_on, dropped_on: None });
            }
            SettingsEvent::GuideDropped { guide, dropped_on, .. } => {
                for known in self.guides.iter_mut().filter(|known| known.guide.guide == guide.guide) {
                    known.dropped_on.get_or_insert(dropped_on);
                }
            }
            SettingsEvent::ReportSigningSet { signing, set_on } => self.report_signings.push((set_on, signing)),
            SettingsEvent::WithholdingGroundsSet { grounds, valid_from, .. } => {
                self.withholding_grounds.push(EnabledGrounds { grounds, valid_from });
            }
            SettingsEvent::UnitArenaSet { unit, arena, set_on: since } => {
                self.unit_arenas.push(UnitArena { unit, arena, since });
            }
            SettingsEvent::ResourceTeamSet { bodies, set_on: since } => {
                self.resource_teams.push(TeamSince { bodies, since });
            }
            SettingsEvent::ContactListed { contact, entry, .. } => self.contacts.push((contact, entry)),
            SettingsEvent::ContactVerified { contact, verified_on } => {
                self.change_contact(contact, |entry| entry.verified_on = verified_on);
            }
            SettingsEvent::ContactPersonNamed { contact, person, named_on, .. } => {
                self.change_contact(contact, |entry| entry.person = Some(person));
                self.persons_named_on.push((contact, named_on));
            }
            SettingsEvent::ContactRetired { contact, last_day, .. } => {
                self.change_contact(contact, |entry| entry.valid_to = Some(last_day));
            }
            SettingsEvent::FiguresPublished { year, position, published_on, .. } => {
                self.publications.push(Publication { year, position, published_on });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{
        FJORDVIK, FRIDAY, LEADER, MONDAY, OFFICER, SATURDAY, THURSDAY, TUESDAY, date, fjordvik, given, grounds_of,
    };

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
    fn c12_whether_what_is_closed_is_still_to_be_kept_is_looked_at_after_as_many_years_as_the_municipality_says() {
        let set = |years| SettingsEvent::RetentionReviewSet { years, set_on: FRIDAY };
        let set_to = |years| SettingsAction::SetRetentionReview { years };
        let unset = given::<Settings>([opened()]).state();
        assert_eq!((unset.retention_review_on(MONDAY), unset.closed_for_retention_review(MONDAY)), (None, None));
        given::<Settings>([opened()]).when(set_to(Some(10))).then([set(Some(10))]);
        given::<Settings>([opened(), set(Some(10))]).when(set_to(None)).then([set(None)]);
        given::<Settings>([opened(), set(Some(10))]).when(set_to(Some(10))).then_refused(Refusal::SettingUnchanged);
        for years in [0, 101] {
            given::<Settings>([opened()])
                .when(set_to(Some(years)))
                .then_refused(Refusal::RetentionReviewOutOfBounds { most: 100 });
        }
        let state = given::<Settings>([opened(), set(Some(10))]).state();
        let closed_last = |on| state.closed_for_retention_review(on);
        for (closed_on, review_on) in [
            (date(2014, 3, 1), date(2024, 3, 1)),
            (date(2012, 2, 29), date(2022, 2, 28)),
            (date(2014, 12, 31), date(2024, 12, 31)),
        ] {
            assert_eq!(state.retention_review_on(closed_on), Some(review_on));
            assert_eq!(closed_last(review_on), Some(closed_on));
            assert!(closed_last(review_on.pred_opt().unwrap()).is_some_and(|last| last < closed_on));
        }
        assert_eq!(given::<Settings>([opened(), set(Some(10)), set(None)]).state().retention_review_years(), None);
    }

    #[test]
    fn c12_an_erasure_is_put_off_by_two_weeks_unless_the_municipality_says_otherwise() {
        let (leader, other) = (LEADER, OFFICER);
        let set = |days| SettingsEvent::ErasureDelaySet { days, by: Some(leader), set_on: FRIDAY };
        assert_eq!(given::<Settings>([opened()]).state().erasure_delay_days(), 14);
        for days in [0, 1, 30] {
            given::<Settings>([opened()]).when(SettingsAction::SetErasureDelay { days, by: leader }).then([set(days)]);
            assert_eq!(given::<Settings>([opened(), set(days)]).state().erasure_delay_days(), days);
        }
        given::<Settings>([opened()])
            .when(SettingsAction::SetErasureDelay { days: 31, by: leader })
            .then_refused(Refusal::ErasureDelayTooLong { most: 30 });
        let shortened_by = |events: Vec<SettingsEvent>| given::<Settings>(events).state().erasure_delay_shortened_by();
        assert_eq!(shortened_by(vec![opened()]), None);
        assert_eq!(shortened_by(vec![opened(), set(13)]), Some(leader));
        assert_eq!(shortened_by(vec![opened(), set(13), set(14)]), None);
        // Nobody else's word takes it off who made it shorter.
        let again = given::<Settings>([opened(), set(0)]).when(SettingsAction::SetErasureDelay { days: 0, by: other });
        again.then([]);
    }

    #[test]
    fn d_6_a_municipality_sets_its_own_time_to_decide_on_a_concern_from_a_day_on() {
        let set = |days, valid_from| SettingsEvent::DecisionLimitSet { days, valid_from, set_on: FRIDAY };
        let ask = |days, valid_from| SettingsAction::SetDecisionLimit { days, valid_from };
        given::<Settings>([opened()]).when(ask(Some(14), FRIDAY)).then([set(Some(14), FRIDAY)]);
        for days in [0, 366] {
            given::<Settings>([opened()])
                .when(ask(Some(days), FRIDAY))
                .then_refused(Refusal::DecisionLimitOutOfBounds { most: 365 });
        }
        let (field, date, earliest) = ("validFrom", MONDAY, FRIDAY);
        given::<Settings>([opened()]).when(ask(Some(14), MONDAY)).then_refused(Refusal::DateBefore {
            field,
            date,
            earliest,
        });

        let state = given::<Settings>([opened(), set(Some(14), FRIDAY), set(Some(7), SATURDAY), set(Some(10), FRIDAY)]);
        let state = state.state();
        assert_eq!(state.decision_limit(MONDAY), None, "what was raised before has no time");
        assert_eq!(state.decision_limit(FRIDAY), Some(10), "the last that was set for that day");
        assert_eq!(state.decision_limit(SATURDAY), Some(7));
        let none = given::<Settings>([opened(), set(Some(14), FRIDAY), set(None, SATURDAY)]).state();
        assert_eq!((none.decision_limit(FRIDAY), none.decision_limit(SATURDAY)), (Some(14), None));
    }

    #[test]
    fn s2_20_the_municipality_says_who_signs_reports_and_either_may_where_it_says_nothing() {
        assert_eq!(given::<Settings>([opened()]).state().report_signing(), ReportSigning::Either);
        let set = SettingsEvent::ReportSigningSet { signing: ReportSigning::Leader, set_on: FRIDAY };
        let signing = ReportSigning::Leader;
        given::<Settings>([opened()]).when(SettingsAction::SetReportSigning { signing }).then([set.clone()]);
        assert_eq!(given::<Settings>([opened(), set]).state().report_signing(), ReportSigning::Leader);
    }

    #[test]
    fn s2_20_a_report_goes_by_the_routine_of_its_day() {
        let set = |signing, set_on| SettingsEvent::ReportSigningSet { signing, set_on };
        let settings =
            given::<Settings>([opened(), set(ReportSigning::Leader, TUESDAY), set(ReportSigning::Employee, FRIDAY)]);
        let state = settings.state();
        assert_eq!(state.report_signing_on(MONDAY), None);
        assert_eq!(state.report_signing_on(THURSDAY), Some(ReportSigning::Leader));
        assert_eq!(state.report_signing_on(FRIDAY), Some(ReportSigning::Employee));
    }

    #[test]
    fn c3_a_municipality_may_do_without_grounds_for_not_telling_guardians_but_never_without_violence_and_abuse() {
        use WithholdingGround::{EvidenceAtRisk, SexualAbuse, Violence};
        let to = |grounds: &[WithholdingGround], valid_from| SettingsAction::SetWithholdingGrounds {
            grounds: grounds.iter().copied().collect(),
            valid_from,
        };
        let set = |grounds: &[WithholdingGround], valid_from| SettingsEvent::WithholdingGroundsSet {
            grounds: grounds.iter().copied().collect(),
            valid_from,
            set_on: FRIDAY,
        };
        let few = [Violence, SexualAbuse, EvidenceAtRisk];
        given::<Settings>([opened()]).when(to(&few, FRIDAY)).then([set(&few, FRIDAY)]);
        for (without, missing) in [(&[Violence][..], SexualAbuse), (&[SexualAbuse, EvidenceAtRisk][..], Violence)] {
            given::<Settings>([opened()])
                .when(to(without, FRIDAY))
                .then_refused(Refusal::GroundAlwaysHolds { ground: missing });
        }
        given::<Settings>([opened()]).when(to(&few, MONDAY)).then_refused(Refusal::DateBefore {
            field: "validFrom",
            date: MONDAY,
            earliest: FRIDAY,
        });
        let state = given::<Settings>([opened(), set(&few[..2], FRIDAY)]).state();
        assert_eq!(
            state.withholding_grounds(THURSDAY),
            None,
            "what was decided before is held against the law's alone"
        );
        assert_eq!(state.withholding_grounds(FRIDAY).unwrap().iter().copied().collect::<Vec<_>>(), few[..2]);
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

    #[test]
    fn r_71_what_came_in_before_the_municipality_set_it_otherwise_is_acknowledged_as_it_was_then() {
        let set = |acknowledged, set_on| SettingsEvent::PrivateAcknowledgementSet { acknowledged, set_on };
        let state = given::<Settings>([opened(), set(false, THURSDAY), set(true, SATURDAY)]).state();
        let acknowledged = [MONDAY, THURSDAY, FRIDAY, SATURDAY].map(|day| state.acknowledges_private_on(day));
        assert_eq!(acknowledged, [true, false, false, true]);
    }

    fn adopted(guide: &Guide) -> SettingsEvent {
        let (guide, digest) = (guide.version.clone(), guide.digest.clone());
        SettingsEvent::GuideAdopted { guide, digest, adopted_on: FRIDAY }
    }

    fn adopt(guide: &Guide) -> SettingsAction {
        adopt_on(guide, FRIDAY)
    }

    fn adopt_on(guide: &Guide, adopted_on: NaiveDate) -> SettingsAction {
        SettingsAction::AdoptGuide { guide: Arc::new(guide.clone()), adopted_on }
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
    fn r_16_an_adoption_that_is_recorded_late_lies_neither_ahead_nor_before_what_came_of_the_guide_since() {
        let (one, two) = (fjordvik(), changed("version = 1", "version = 2"));
        let (before, after) = (FRIDAY.pred_opt().unwrap(), FRIDAY.succ_opt().unwrap());
        let (guide, digest) = (one.version.clone(), one.digest.clone());
        let then = SettingsEvent::GuideAdopted { guide, digest, adopted_on: before };
        given::<Settings>([opened()]).when(adopt_on(&one, before)).then([then]);
        let field = "adoptedOn";
        given::<Settings>([opened()])
            .when(adopt_on(&one, after))
            .then_refused(not_in_future(field, after, FRIDAY).unwrap_err());
        given::<Settings>([opened(), adopted(&one)])
            .when(adopt_on(&two, before))
            .then_refused(not_before(field, before, FRIDAY).unwrap_err());
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

    fn dropped(guide: &Guide) -> SettingsEvent {
        let (guide, rationale) = (guide.version.clone(), grounds_of(LEADER));
        SettingsEvent::GuideDropped { guide, rationale, dropped_on: FRIDAY }
    }

    fn drop_it(guide: &Guide) -> SettingsAction {
        SettingsAction::DropGuide { guide: guide.version.guide.clone(), rationale: grounds_of(LEADER) }
    }

    #[test]
    fn r_71_a_guide_that_was_adopted_is_dropped_with_reasons_and_may_be_adopted_again() {
        let (one, two) = (fjordvik(), changed("version = 1", "version = 2"));
        let not_adopted = || Refusal::GuideNotAdopted { guide: one.version.guide.clone() };
        given::<Settings>([opened()]).when(drop_it(&one)).then_refused(not_adopted());
        given::<Settings>([opened(), adopted(&one), adopted(&two)]).when(drop_it(&one)).then([dropped(&two)]);
        let let_go = [opened(), adopted(&one), adopted(&two), dropped(&two)];
        given::<Settings>(let_go.clone()).when(drop_it(&one)).then_refused(not_adopted());
        let state = given::<Settings>(let_go.clone()).state();
        assert_eq!(state.adopted(&one.version.guide), None);
        assert!(state.adopted_guides().iter().all(|known| known.dropped_on == Some(FRIDAY)));
        given::<Settings>(let_go.clone()).when(adopt(&one)).then([adopted(&one)]);
        let again = given::<Settings>(let_go.into_iter().chain([adopted(&one)])).state();
        assert_eq!(again.adopted(&one.version.guide).unwrap().guide.version, 1);
    }

    fn introduced(settings: &mut Settings, key: &str, replaces: Option<&str>) -> usize {
        let action = SettingsAction::IntroduceSigningKey {
            verifier_key: key.to_owned(),
            replaces: replaces.map(ToOwned::to_owned),
            handed_over: None,
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
