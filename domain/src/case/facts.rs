//! The closed sets and small facts a case is told in.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::ConsentId;
use crate::people::{Body, is_same_unit};
use crate::texts::{Word, closed_set};

/// A level of the three-level system (S3-5). Stored as its number.
///
/// Municipalities elsewhere have a level 0 besides, which asks whether there is reason for concern (C6). Here that is the
/// first step of level 1 (S3-11): before somebody is concerned there is no case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Level {
    /// The universal arena manages by itself.
    #[default]
    One,
    /// Interdisciplinary cooperation.
    Two,
    /// Several bodies, coordinated by a relay holder.
    Three,
}

/// A number that is no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a level is 1, 2 or 3; what is called level 0 elsewhere is the first steps of level 1")]
pub struct NotALevel;

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.number()
    }
}

impl TryFrom<u8> for Level {
    type Error = NotALevel;

    fn try_from(number: u8) -> Result<Self, NotALevel> {
        Self::from_number(number.into()).ok_or(NotALevel)
    }
}

impl Level {
    /// The level's number.
    pub const fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// The level with that number.
    pub const fn from_number(number: i32) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            _ => None,
        }
    }

    /// The level above, where there is one.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::One => Some(Self::Two),
            Self::Two => Some(Self::Three),
            Self::Three => None,
        }
    }
}

closed_set! {
    /// Whom a concern is about (S2-8).
    ConcernSubject {
        /// The child.
        Child,
        /// The parents.
        Parents,
        /// Both.
        Both,
    }
}

closed_set! {
    /// How something was observed (S3-8).
    ObservationKind {
        /// Seen or otherwise perceived.
        Observed,
        /// Said by someone.
        Said,
    }
}

closed_set! {
    /// With whom a conversation was held.
    ConversationWith {
        /// The child or youth.
        Child,
        /// The guardians.
        Guardians,
        /// All of them.
        ChildAndGuardians,
    }
}

impl ConversationWith {
    /// Whether those who were asked to a conversation took part in this one.
    pub fn includes(self, asked: Self) -> bool {
        self == asked || self == Self::ChildAndGuardians
    }

    /// Whether guardians take part, the child or not.
    pub const fn is_with_guardians(self) -> bool {
        matches!(self, Self::Guardians | Self::ChildAndGuardians)
    }
}

closed_set! {
    /// What came of a conversation (S0-10).
    ConversationOutcome {
        /// The concern stands.
        ConcernStands,
        /// It rested on a misunderstanding.
        Misunderstanding,
        /// Measures were agreed.
        MeasuresAgreed,
        /// The guardians see it otherwise.
        Disagreement,
    }
}

closed_set! {
    /// How worried there is reason to be.
    Degree {
        /// No concern.
        None,
        /// Some concern.
        Some,
        /// Considerable concern.
        Considerable,
        /// Serious concern.
        Serious,
    }
}

closed_set! {
    /// The scale of concern that a degree was found with (S0-3, S1-23).
    ConcernScale {
        /// About children and youth.
        Child,
        /// About parents.
        Parent,
    }
}

closed_set! {
    /// What a consent is for.
    ConsentPurpose {
        /// Lifting the case to level 2, where other bodies discuss it (S3-25).
        #[serde(rename = "LEVEL_2_COOPERATION")]
        Level2Cooperation,
        /// Calling the interdisciplinary meeting of level 3 (S3-40).
        #[serde(rename = "LEVEL_3_MEETING")]
        Level3Meeting,
        /// A report to the child welfare service without a duty to report (S2-32).
        ReportWithoutDuty,
        /// Exchange of information between services (S4-20).
        InformationSharing,
    }
}

impl ConsentPurpose {
    /// Those by which another body comes to work with the case.
    pub const OF_COOPERATION: [Self; 2] = [Self::Level2Cooperation, Self::Level3Meeting];

    /// Those by which others than child welfare hear of the concern (S0-27, S0-32).
    pub(crate) const LETS_OTHERS_HEAR: [Self; 3] =
        [Self::InformationSharing, Self::Level2Cooperation, Self::Level3Meeting];
}

closed_set! {
    /// What kind of information a consent is about (S4-22).
    InformationCategory {
        /// Logged observations.
        Observations,
        /// Assessments.
        Assessments,
        /// Health.
        Health,
        /// School and learning.
        Learning,
        /// The family's situation.
        FamilySituation,
        /// Measures and plans.
        Measures,
    }
}

closed_set! {
    /// How consent was given.
    ConsentForm {
        /// A signed form of consent.
        SignedForm,
        /// By signing the agreement or minutes (S4-11).
        SignedAgreement,
        /// Electronically.
        Electronic,
        /// By word of mouth, noted by the employee.
        Oral,
    }
}

closed_set! {
    /// What guardians are told about.
    AboutGuardians {
        /// The concern (S0-26).
        Concern,
        /// That a report will be sent (S0-39).
        Report,
        /// What a meeting decided (S3-33).
        Outcome,
        /// That measures have not had the effect that is needed (S4-19).
        InsufficientEffect,
        /// The low-threshold offers in the municipality (S3-22).
        LowThresholdOffers,
    }
}

closed_set! {
    /// What it is assessed by whether a youth is asked to take part (S4-7).
    InvitationGround {
        /// What the matter is.
        Matter,
        /// How mature the youth is.
        Maturity,
    }
}

closed_set! {
    /// Who consented (S4-11).
    ConsentingParty {
        /// Guardians.
        Guardian,
        /// The youth alone.
        Youth,
        /// Guardians and the youth.
        GuardianAndYouth,
    }
}

closed_set! {
    /// Which way information goes (S3-38).
    SharingDirection {
        /// From the unit that works with the case to another body.
        ToBody,
        /// From the other body back to the unit.
        BackToUnit,
    }
}

closed_set! {
    /// Why guardians must not be told about a report (C3: the union of the sources' grounds).
    WithholdingGround {
        /// Danger of violence (S0-40, S2-21).
        Violence,
        /// Danger of sexual abuse (S0-40, S2-21).
        SexualAbuse,
        /// Danger of other serious neglect (S0-40).
        OtherSeriousNeglect,
        /// Violence or threats are used as power (S4-2).
        ViolenceOrThreatsAsPower,
        /// Important evidence may be lost (S4-2).
        EvidenceAtRisk,
        /// Life or health is in serious danger (S4-2).
        LifeOrHealthInSeriousDanger,
    }
}

closed_set! {
    /// The kind of danger in an emergency (S0-1).
    AcuteCategory {
        /// Violence.
        Violence,
        /// Sexual abuse.
        SexualAbuse,
        /// Female genital mutilation.
        FemaleGenitalMutilation,
        /// Abduction.
        Abduction,
        /// Danger to life or health (S3-51).
        DangerToLifeOrHealth,
        /// Other serious neglect.
        OtherSeriousNeglect,
    }
}

impl AcuteCategory {
    /// Whether telling those at home of a report may set off what is feared: violence, abuse and what is violence by
    /// another name, and that the child is taken away (S2-21, S4-2).
    pub const fn may_be_set_off_by_telling(self) -> bool {
        match self {
            Self::Violence | Self::SexualAbuse | Self::FemaleGenitalMutilation | Self::Abduction => true,
            Self::DangerToLifeOrHealth | Self::OtherSeriousNeglect => false,
        }
    }
}

closed_set! {
    /// How a case ends: what a decision in this ledger can come to.
    CaseOutcome {
        /// There was no ground for concern (S3-12).
        NoGroundForConcern,
        /// Measures had the wished effect (S3-25).
        MeasuresHadEffect,
        /// Followed up elsewhere.
        FollowedUpElsewhere,
        /// The child moved.
        Moved,
        /// The child came of age.
        CameOfAge,
    }
}

/// How a case ended, as events hold it: by a decision taken here, or in the source it was imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordedOutcome {
    /// Ended in the case system it was imported from, which gives no outcome. No command can decide that.
    EndedInSource,
    /// Decided here; written as the outcome alone.
    #[serde(untagged)]
    Decided(CaseOutcome),
}

impl RecordedOutcome {
    /// Its name, under which read models keep it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EndedInSource => "EndedInSource",
            Self::Decided(outcome) => outcome.name(),
        }
    }

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        if name == Self::EndedInSource.name() {
            return Some(Self::EndedInSource);
        }
        CaseOutcome::named(name).map(Self::Decided)
    }

    /// It, for the middle of a sentence.
    pub const fn word(self) -> Word {
        match self {
            Self::EndedInSource => Word::new("RecordedOutcome-EndedInSource"),
            Self::Decided(outcome) => outcome.word(),
        }
    }
}

impl RecordedOutcome {
    /// Whether it says that others follow the child up now, or that nothing is done for it here any more.
    pub(crate) const fn goes_on_elsewhere(self) -> bool {
        matches!(
            self,
            Self::Decided(CaseOutcome::FollowedUpElsewhere | CaseOutcome::Moved | CaseOutcome::CameOfAge)
                | Self::EndedInSource
        )
    }
}

impl From<CaseOutcome> for RecordedOutcome {
    fn from(outcome: CaseOutcome) -> Self {
        Self::Decided(outcome)
    }
}

/// What consent is asked for: purpose, who may receive, what, and for how long (S4-22, R-21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentScope {
    /// What it is for.
    pub purposes: BTreeSet<ConsentPurpose>,
    /// Who may receive information.
    pub recipients: BTreeSet<Body>,
    /// Which units of those bodies, where they are named: a municipality has many schools.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub units: BTreeSet<RecipientUnit>,
    /// What kind of information.
    pub categories: BTreeSet<InformationCategory>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; open when `None`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub valid_to: Option<NaiveDate>,
}

/// A unit of a body that may receive information.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecipientUnit {
    /// The body.
    pub body: Body,
    /// The unit's name, which stands in clear.
    pub unit: String,
}

/// The units of that body among them.
fn units_of(units: &BTreeSet<RecipientUnit>, body: Body) -> impl Iterator<Item = &str> {
    units.iter().filter(move |named| named.body == body).map(|named| named.unit.as_str())
}

/// Who may receive information: bodies, and which units of them, where they are named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recipients<'a> {
    pub(super) bodies: &'a BTreeSet<Body>,
    pub(super) units: &'a BTreeSet<RecipientUnit>,
}

impl Recipients<'_> {
    /// A service that is known by its name alone is named.
    pub(super) fn must_be_named(self, field: &'static str) -> Result<(), Refusal> {
        let unnamed = |body: &Body| body.is_known_by_name_alone() && units_of(self.units, *body).next().is_none();
        if self.bodies.iter().any(unnamed) { Err(Refusal::ServiceUnnamed { field }) } else { Ok(()) }
    }

    /// Whether that unit of the body is one of them: where units of the body are named, one of those that is told; else the
    /// body, whichever of its units that is, unless only a name says what it is.
    pub(super) fn reach(self, body: Body, unit: Option<&str>) -> bool {
        let mut named = units_of(self.units, body).peekable();
        let is_reached = match named.peek() {
            None => !body.is_known_by_name_alone(),
            Some(_) => named.any(|named| unit.is_some_and(|unit| is_same_unit(named, unit))),
        };
        is_reached && self.bodies.contains(&body)
    }

    /// Whether what is said of them is said of that unit of the body too.
    pub(super) fn concern(self, body: Body, unit: Option<&str>) -> bool {
        let mut named = units_of(self.units, body).peekable();
        let is_named = |named: &str| unit.is_none_or(|unit| is_same_unit(named, unit));
        self.bodies.contains(&body) && (named.peek().is_none() || named.any(is_named))
    }
}

/// The first of those bodies that is none of these: where units of a body are named, those that are told of it are among them.
pub(crate) fn not_of(
    bodies: &BTreeSet<Body>,
    units: &BTreeSet<RecipientUnit>,
    told: &BTreeSet<Body>,
    told_units: &BTreeSet<RecipientUnit>,
) -> Option<Body> {
    let known = Recipients { bodies, units };
    let is_known = |body: Body| {
        let mut named = units_of(told_units, body).peekable();
        if named.peek().is_none() {
            known.concern(body, None)
        } else {
            named.all(|unit| known.concern(body, Some(unit)))
        }
    };
    told.iter().copied().find(|body| !is_known(*body))
}

/// Whether the right people are around child and guardians: who they are is said, and that it is they or what is to change (S1-21).
pub(crate) fn must_be_reviewed(
    bodies: &BTreeSet<Body>,
    units: &BTreeSet<RecipientUnit>,
    rightly_composed: bool,
    is_to_change: bool,
) -> Result<(), Refusal> {
    if bodies.is_empty() {
        return Err(Refusal::NobodyCalled { field: "bodies" });
    }
    must_tell_which_of(bodies, units, "bodyUnits")?;
    if rightly_composed == is_to_change { Err(Refusal::GroupChangeUnclear) } else { Ok(()) }
}

/// Of several bodies, each that is known by its name alone is named.
pub(crate) fn must_tell_which_of(
    bodies: &BTreeSet<Body>,
    units: &BTreeSet<RecipientUnit>,
    field: &'static str,
) -> Result<(), Refusal> {
    Recipients { bodies, units }.must_be_named(field)
}

/// A service that is known by its name alone is told by it, before anything goes there.
pub(crate) fn must_tell_which(body: Body, unit: Option<&str>) -> Result<(), Refusal> {
    if body.is_known_by_name_alone() && unit.is_none() {
        Err(Refusal::ServiceUnnamed { field: "unit" })
    } else {
        Ok(())
    }
}

/// Where nobody is to know whom it is about, a service is told by its name only where nothing else says which it is: which
/// unit of a known kind was asked may tell where the child is.
pub(crate) fn must_tell_no_more_than_which(body: Body, unit: Option<&str>) -> Result<(), Refusal> {
    if unit.is_some() && !body.is_known_by_name_alone() {
        return Err(Refusal::UnitToldNeedlessly { field: "unit" });
    }
    must_tell_which(body, unit)
}

impl ConsentScope {
    /// Whether `date` lies within it.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|last| date <= last)
    }

    /// The first day after it, where it ended before `date`.
    pub(crate) fn ended_before(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.valid_to.filter(|last| *last < date).and_then(|last| last.succ_opt())
    }

    /// Whether that unit of the body is among those who may receive: where units of the body are named, one of them, and
    /// else the body itself, where a municipality has only one such.
    pub fn lets_in(&self, body: Body, unit: Option<&str>) -> bool {
        let mut named = self.units_of(body).peekable();
        let is_named = if named.peek().is_none() {
            !body.is_one_of_several()
        } else {
            named.any(|named| unit.is_some_and(|unit| is_same_unit(named, unit)))
        };
        is_named && self.recipients.contains(&body)
    }

    /// Whether information may go to that unit of the body by it, or come from it: where units of the body are named, it is
    /// one of those that is told; else the body, whichever of its units that is.
    pub(crate) fn reaches(&self, body: Body, unit: Option<&str>) -> bool {
        Recipients { bodies: &self.recipients, units: &self.units }.reach(body, unit)
    }

    fn names_units_of(&self, body: Body) -> bool {
        self.units_of(body).next().is_some()
    }

    fn units_of(&self, body: Body) -> impl Iterator<Item = &str> {
        units_of(&self.units, body)
    }

    /// Whether `other` lets in units of a body that it does not.
    fn is_wider_in_units(&self, other: &Self) -> bool {
        let beyond = |body: &Body| {
            let names = |unit: &str| self.units_of(*body).any(|named| is_same_unit(named, unit));
            self.names_units_of(*body) && (other.units_of(*body).next().is_none() || !other.units_of(*body).all(names))
        };
        other.recipients.iter().any(beyond)
    }

    /// The first part in which `other` goes beyond it, by its input field.
    pub(super) fn first_wider_part_of(&self, other: &Self) -> Option<&'static str> {
        let ends_later = match (self.valid_to, other.valid_to) {
            (Some(last), Some(other)) => other > last,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let days = [("validFrom", other.valid_from < self.valid_from), ("validTo", ends_later)];
        self.wider_parts_of(other).into_iter().chain(days).find(|(_, wider)| *wider).map(|(field, _)| field)
    }

    /// Whether it is for all that `other` is for, whenever that is.
    pub(crate) fn holds_all_of(&self, other: &Self) -> bool {
        self.wider_parts_of(other).into_iter().all(|(_, wider)| !wider)
    }

    /// In which parts `other` goes beyond it, the days apart.
    fn wider_parts_of(&self, other: &Self) -> [(&'static str, bool); 4] {
        [
            ("purposes", !other.purposes.is_subset(&self.purposes)),
            ("recipients", !other.recipients.is_subset(&self.recipients)),
            ("recipientUnits", self.is_wider_in_units(other)),
            ("categories", !other.categories.is_subset(&self.categories)),
        ]
    }

    /// What it is for, in words.
    pub fn words(&self) -> Vec<Word> {
        self.purposes.iter().map(|purpose| purpose.word()).collect()
    }
}

/// What a sent report rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "basis")]
pub enum ReportDuty {
    /// The duty to report is triggered; consent is neither needed nor able to block.
    Triggered,
    /// No duty: guardians consent to the report (S2-32).
    Consented {
        /// The consent.
        consent: ConsentId,
    },
    /// Emergency: sent before the duty was assessed, which is still owed.
    Emergency,
}

impl ReportDuty {
    /// It, for the middle of a sentence.
    pub const fn word(self) -> Word {
        match self {
            Self::Triggered => Word::new("ReportDuty-Triggered"),
            Self::Consented { .. } => Word::new("ReportDuty-Consented"),
            Self::Emergency => Word::new("ReportDuty-Emergency"),
        }
    }
}
