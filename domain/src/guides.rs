//! Guides: how a municipality goes from concern to action, as dated data.
//!
//! A guide says step by step what is done, who owns the step, which questions are asked, with which tools, and which
//! outcomes a decision may have (S1, S3-5, S4-23). It is a file that people of a municipality write, without touching
//! this program (`domain/guides/README.md`): a guide that leads nowhere, or is not told in every language, is refused
//! with its place. What was once adopted under a version never changes: a new version is a new file.

mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(crate) use reading::day;
pub use reading::{GuideError, Problem};

use crate::Refusal;
use crate::case::{Alternative, Level};
use crate::law::Validity;
use crate::people::{Body, DeciderRole};
use crate::settings::Settings;
use crate::texts::{Language, Title, closed_set};

/// A name in a guide: small letters, digits and hyphens, sixty at most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(String);

/// What is no name in a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name in a guide has small letters, digits and hyphens only, and sixty at most")]
pub struct NotASlug;

impl TryFrom<String> for Slug {
    type Error = NotASlug;

    fn try_from(text: String) -> Result<Self, NotASlug> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=60).contains(&text.len()) && text.bytes().all(fits) { Ok(Self(text)) } else { Err(NotASlug) }
    }
}

impl std::str::FromStr for Slug {
    type Err = NotASlug;

    fn from_str(text: &str) -> Result<Self, NotASlug> {
        Self::try_from(text.to_owned())
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A newtype of a name in a file.
macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name($crate::guides::Slug);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::guides::NotASlug;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

pub(crate) use slug;

slug!(
    /// A guide, in all its versions.
    GuideId
);
slug!(
    /// A step of a guide.
    StepId
);
slug!(
    /// An outcome of a step.
    OutcomeId
);
slug!(
    /// A question of a step.
    QuestionId
);

/// One version of a guide: what every step event stores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuideVersion {
    /// Which guide.
    pub guide: GuideId,
    /// Which version of it, from 1 on.
    pub version: u16,
}

impl fmt::Display for GuideVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.guide, self.version)
    }
}

closed_set! {
    /// How far a version of a guide has come (S1-27).
    GuideStatus {
        /// Still being written.
        Draft,
        /// To be followed.
        Published,
        /// Not to be taken up any more; what follows it goes on under it.
        Retired,
    }
}

closed_set! {
    /// Where people work with the child (S3-19).
    Arena {
        /// Kindergarten.
        Kindergarten,
        /// School.
        School,
        /// After-school programme (SFO).
        AfterSchoolProgramme,
        /// Health station and school health service.
        HealthService,
    }
}

impl Arena {
    /// Whether that body works there.
    pub const fn is_of(self, body: Body) -> bool {
        match self {
            Self::Kindergarten => matches!(body, Body::Kindergarten),
            Self::School => matches!(body, Body::School),
            Self::AfterSchoolProgramme => matches!(body, Body::AfterSchoolProgramme),
            Self::HealthService => matches!(body, Body::HealthStation | Body::SchoolHealthService),
        }
    }
}

closed_set! {
    /// Whose work a guide is about.
    GuideSubject {
        /// The universal arena's, with a case.
        Case,
        /// The child welfare service's, with a report and its investigation.
        ChildWelfareService,
    }
}

closed_set! {
    /// Where in the child welfare service's work a step stands.
    ServiceStage {
        /// From receipt to triage (S1-4).
        Triage,
        /// While it investigates (S1-10).
        Investigation,
        /// After the investigation's conclusion (S1-22).
        FollowUp,
    }
}

/// Whose it is that a concern goes on, where a guide says so: it is owed in each case that follows the guide, and in no
/// other (S3-41, S4-13, S4-16 to S4-19). Stored in the events of those cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Responsibility {
    /// Who first has the concern brings it to the nearest leader (S4-16).
    BringConcernToLeader,
    /// The unit in which it arose calls guardians or youth to a talk (S4-17).
    CallFamilyToTalk,
    /// And sees to it that what was agreed is put in writing (S4-17).
    AgreeInWriting,
    /// The unit that called several bodies to a meeting makes the plan of measures and has all sign it (S4-18).
    MakeMeasurePlan,
    /// And starts the measures of the plan (S4-18).
    StartMeasure,
    /// A referral is discussed with the leader before it goes (S4-13).
    DiscussReferralWithLeader,
    /// The unit that finds that measures do not suffice tells the guardians so (S4-19).
    TellOfInsufficientEffect,
    /// And takes the case further (S4-19).
    TakeCaseFurther,
    /// On level 3 the relay holder has the plan of coordinated measures made (S3-41, S3-42).
    MakeCoordinatedPlan,
}

impl Responsibility {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::BringConcernToLeader,
        Self::CallFamilyToTalk,
        Self::AgreeInWriting,
        Self::MakeMeasurePlan,
        Self::StartMeasure,
        Self::DiscussReferralWithLeader,
        Self::TellOfInsufficientEffect,
        Self::TakeCaseFurther,
        Self::MakeCoordinatedPlan,
    ];
}

/// What a decision in a step asks for, beside where it leads, as its outcome says: it is owed in the case until it is done
/// (S3-22, S3-24, S3-30, S3-35, S3-36). Stored in the events of those cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AskedFor {
    /// A measure is planned (S3-22, S3-30).
    Measure,
    /// Guardians are told of the low-threshold offers (S3-22).
    LowThresholdOffers,
    /// A meeting that evaluates what was done is agreed (S3-24, S3-30, S3-35).
    EvaluationMeeting,
    /// The child is referred (S3-36, S3-39).
    Referral,
}

closed_set! {
    /// An act of which a guide's outcome may say that it was done: the ledger knows it when it is recorded, and holds the
    /// decision against that. Stored in the events of those decisions.
    AttestedAct {
        /// Something was observed and logged (S0-5, S3-8, S4-4).
        ObservationLogged,
        /// A conversation was held with the child or with guardians (S0-10, S3-21, S4-6).
        ConversationHeld,
        /// The concern was put in writing, in concrete terms (S3-16).
        ConcernConcretised,
        /// The concern was assessed (S0-11).
        ConcernAssessed,
        /// It was analysed (S0-15).
        ConcernAnalysed,
        /// It was discussed with leader, colleague or peer team (S0-17, S4-5).
        ConcernDiscussed,
        /// How serious it is was decided (S0-19).
        SeverityDecided,
        /// Child welfare or the police were contacted in acute danger (S0-1, S4-2). The sources of the guides that attest it name
        /// nobody else: who called the helpline (S2-13) has told neither.
        HelpCalled,
        /// Guardians were told of the concern, or talked with (S0-26).
        GuardiansToldOfConcern,
        /// Guardians were told of the report, or wrote it along (S0-39).
        GuardiansToldOfReport,
        /// Guardians were told that measures do not suffice (S4-19).
        GuardiansToldOfEffect,
        /// It was decided, with its ground, that guardians are not told (S0-40).
        WithholdingDecided,
        /// Somebody gave consent (S0-27, S3-25).
        ConsentGiven,
        /// Somebody said no to consent (S0-28, S0-30).
        ConsentRefused,
        /// A refusal was accepted with reasons.
        RefusalAccepted,
        /// An exception from confidentiality was assessed (S0-30).
        ExceptionAssessed,
        /// The duty to report was assessed (S0-37).
        DutyAssessed,
        /// It was assessed that the duty to report is not triggered (S0-37).
        NoDutyFound,
        /// A report was sent to the child welfare service (S0-43).
        ReportSent,
        /// A meeting was held (S0-33, S3-27, S3-41, S4-12).
        MeetingHeld,
        /// The day of the next meeting was agreed (S3-43).
        NextMeetingAgreed,
        /// A measure was planned, or in an investigation decided on (S0-29, S1-22).
        MeasurePlanned,
        /// Measures were approved (S3-33).
        MeasuresApproved,
        /// A measure was started (S4-18).
        MeasureStarted,
        /// A measure was evaluated (S1-17).
        MeasureEvaluated,
        /// A measure was extended (S1-20).
        MeasureExtended,
        /// All whom it names signed an agreement (S4-9).
        AgreementSigned,
        /// The plan of measures was made (S3-41, S4-12).
        PlanMade,
        /// All whom it names signed the plan (S4-18).
        PlanSigned,
        /// The child was referred (S3-36).
        Referred,
        /// The child was referred or reported (S4-13).
        ReferredOrReported,
        /// The investigation was allocated (S1-8).
        InvestigationAllocated,
        /// A meeting that sums the investigation up was held (S1-10).
        SummaryHeld,
        /// A responsibility group was formed (S1-15).
        GroupFormed,
    }
}

impl AttestedAct {
    /// Whether what it made stands until something takes its place: on a plan that was made the same step can be decided again,
    /// while a talk backs one decision in a step.
    pub const fn stands(self) -> bool {
        matches!(
            self,
            Self::ConcernConcretised
                | Self::SeverityDecided
                | Self::WithholdingDecided
                | Self::ConsentGiven
                | Self::ConsentRefused
                | Self::RefusalAccepted
                | Self::ExceptionAssessed
                | Self::MeasurePlanned
                | Self::MeasuresApproved
                | Self::MeasureStarted
                | Self::AgreementSigned
                | Self::PlanMade
                | Self::PlanSigned
                | Self::InvestigationAllocated
                | Self::GroupFormed
        )
    }

    /// Whether a level or an alternative may rest on it, so that it comes before that: guardians know of the concern and have said
    /// yes or no before others help, and where there is danger help comes first.
    pub const fn may_come_first(self) -> bool {
        matches!(
            self,
            Self::GuardiansToldOfConcern
                | Self::ConsentGiven
                | Self::ConsentRefused
                | Self::HelpCalled
                | Self::DutyAssessed
                | Self::NoDutyFound
                | Self::GuardiansToldOfReport
                | Self::WithholdingDecided
                | Self::ReportSent
                | Self::ReferredOrReported
        )
    }

    /// Whether it is recorded there: in cases, or in the child welfare service's investigations.
    pub const fn is_recorded_in(self, about: GuideSubject) -> bool {
        match about {
            GuideSubject::Case => !matches!(self, Self::InvestigationAllocated | Self::SummaryHeld | Self::GroupFormed),
            GuideSubject::ChildWelfareService => matches!(
                self,
                Self::InvestigationAllocated
                    | Self::SummaryHeld
                    | Self::GroupFormed
                    | Self::MeasurePlanned
                    | Self::MeasureEvaluated
                    | Self::MeasureExtended
            ),
        }
    }
}

/// A text in every language of the ledger; none is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    nb: String,
    nn: String,
    en: String,
}

impl Translated {
    /// As that language says it.
    pub fn told(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
            Language::En => &self.en,
        }
    }
}

/// Whose a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepOwner {
    /// Where; wherever, if none is named.
    pub arena: Option<Arena>,
    /// In which role.
    pub role: DeciderRole,
}

/// Something to think about in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideQuestion {
    /// Its name.
    pub id: QuestionId,
    /// The question.
    pub text: Translated,
}

/// A form, tool or page that belongs to a step (S3-6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideDocument {
    /// Its name, as the municipality calls it: by that it is found, and recorded as used.
    pub name: String,
    /// What it is called in each language.
    pub title: Translated,
    /// Where it is kept.
    pub link: Option<String>,
}

impl GuideDocument {
    /// What it is called: by its name and in every language.
    fn titles(&self) -> impl Iterator<Item = &str> {
        let told = Language::ALL.into_iter().map(|language| self.title.told(language));
        std::iter::once(self.name.as_str()).chain(told).map(str::trim)
    }
}

/// A form or tool that a guide lists: only a guide can give it (S1-26, S3-6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UsedTool {
    /// The guide, in the version that lists it.
    pub guide: GuideVersion,
    /// Its name there.
    pub title: String,
}

impl UsedTool {
    /// The one that is called so in the guide, by its name or in any language: no other one is. In a case it is one of a guide
    /// about cases, and in an investigation one of the child welfare service's (R-16, S1-26).
    pub fn of(guide: &Guide, used_in: GuideSubject, called: &str) -> Result<Self, Refusal> {
        if guide.about != used_in {
            let guide = guide.version.clone();
            return Err(match used_in {
                GuideSubject::Case => Refusal::GuideNotForCases { guide },
                GuideSubject::ChildWelfareService => Refusal::GuideNotForInvestigations { guide },
            });
        }
        let found = guide.documents().find(|document| document.titles().any(|title| title == called.trim()));
        let found = found.ok_or_else(|| {
            let known: BTreeSet<&str> = guide.documents().map(|document| document.name.as_str()).collect();
            let known = known.into_iter().map(str::to_owned).collect();
            Refusal::ToolUnknown { guide: guide.version.clone(), known }
        })?;
        Ok(Self { guide: guide.version.clone(), title: found.name.clone() })
    }
}

/// Where a decision leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadsTo {
    /// The case is closed.
    Close,
    /// The work goes on in the same step.
    Stay,
    /// To that step.
    Step(StepId),
    /// The case is lifted to that level.
    Escalate(Level),
    /// It is taken back to that level.
    Return(Level),
}

/// A decision that a step may end in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideOutcome {
    /// Its name.
    pub id: OutcomeId,
    /// What is decided.
    pub text: Translated,
    /// Where it leads.
    pub then: LeadsTo,
    /// Whether it takes the guardians' consent (S3-25).
    pub with_consent: bool,
    /// The alternative that it chooses (S0-20).
    pub alternative: Option<Alternative>,
    /// What it asks for, beside where it leads.
    pub asks_for: BTreeSet<AskedFor>,
    /// What it says was done: a decision with it is backed by what is recorded.
    pub attests: BTreeSet<AttestedAct>,
    /// Whether the guide itself says that by it less or nothing is done for the child (RM-14).
    pub not_to_act: bool,
}

/// A step of a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideStep {
    /// Its name.
    pub id: StepId,
    /// Its level, in a guide with levels (S3-5).
    pub level: Option<Level>,
    /// Where it stands in the child welfare service's work, in a guide about that.
    pub at: Option<ServiceStage>,
    /// The requirements that it tells, where it comes from one of the sources.
    pub sources: Vec<String>,
    /// Its title.
    pub title: Translated,
    /// What is done in it, in order.
    pub what: Vec<Translated>,
    /// What to think about.
    pub questions: Vec<GuideQuestion>,
    /// Whose it is; never nobody's.
    pub owners: Vec<StepOwner>,
    /// Who decides together with the owner (S3-31).
    pub together_with: Option<DeciderRole>,
    /// Who alone may convene its meeting (S0-34).
    pub convenes: Option<DeciderRole>,
    /// Forms and tools.
    pub documents: Vec<GuideDocument>,
    /// Whether several outcomes may be decided at once (S3-22).
    pub several: bool,
    /// What may be decided; never nothing.
    pub outcomes: Vec<GuideOutcome>,
}

impl GuideStep {
    /// The outcome with that name.
    pub fn outcome(&self, id: &OutcomeId) -> Option<&GuideOutcome> {
        self.outcomes.iter().find(|outcome| outcome.id == *id)
    }

    /// Whether that outcome is a decision not to act (RM-14): the guide says so, or by it the work goes on as before, though
    /// another one of the step lifts the case, refers the child, chooses further help or goes further with consent. One that
    /// chooses or asks for something is none.
    pub fn holds_back(&self, id: &OutcomeId) -> bool {
        let goes_further = |other: &GuideOutcome| {
            matches!(other.then, LeadsTo::Escalate(_))
                || other.alternative.is_some()
                || other.with_consent
                || other.asks_for.contains(&AskedFor::Referral)
        };
        let stays = |outcome: &GuideOutcome| outcome.then == LeadsTo::Stay && outcome.asks_for.is_empty();
        let holds_back = |outcome: &GuideOutcome| {
            outcome.not_to_act || stays(outcome) && !goes_further(outcome) && self.outcomes.iter().any(goes_further)
        };
        self.outcome(id).is_some_and(holds_back)
    }

    /// Who owns the step in that arena (R-30, S3-19): those for it and those for wherever. Where the arena is not known, or
    /// the guide names nobody for it, whoever owns the step in one arena or another: a guide leaves no step to nobody.
    pub fn owners_in(&self, arena: Option<Arena>) -> impl Iterator<Item = &StepOwner> {
        let is_here = move |owner: &StepOwner| owner.arena.is_none() || owner.arena == arena;
        let anywhere = arena.is_none() || !self.owners.iter().any(is_here);
        self.owners.iter().filter(move |owner| anywhere || is_here(owner))
    }

    /// Whether several alternatives can be chosen there.
    pub(crate) fn is_a_choice(&self) -> bool {
        self.outcomes.iter().filter(|outcome| outcome.alternative.is_some()).count() > 1
    }

    /// Whether someone in that role owns the step in that arena.
    pub fn is_owned_by(&self, role: DeciderRole, arena: Option<Arena>) -> bool {
        self.owners_in(arena).any(|owner| role.stands_for(owner.role))
    }
}

/// One version of a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// Which guide, in which version.
    pub version: GuideVersion,
    /// The SHA-256 of its file, in hexadecimal: what a municipality adopts, so that nobody changes it behind the
    /// version's back.
    pub digest: String,
    /// How far it has come.
    pub status: GuideStatus,
    /// From which day, and to which, it may be taken up.
    pub validity: Validity,
    /// Whose work it is about.
    pub about: GuideSubject,
    /// The requirements that it tells, where it comes from one of the sources.
    pub sources: Vec<String>,
    /// Its title.
    pub title: Translated,
    /// What it is for.
    pub purpose: Translated,
    /// Whose it is that a concern goes on, in a guide for cases.
    pub responsibilities: BTreeSet<Responsibility>,
    /// Its steps, in the order in which people meet them; never none.
    pub steps: Vec<GuideStep>,
}

impl Guide {
    /// Reads a guide from the text of its file, called `file` in what is told about it.
    pub fn read(file: &str, text: &str) -> Result<Self, GuideError> {
        reading::read(file, text)
    }

    /// Whether it is to be taken up on that day (S1-27, R-71).
    pub fn is_taken_up_on(&self, day: NaiveDate) -> bool {
        self.status != GuideStatus::Retired && self.validity.holds_on(day)
    }

    /// The forms, tools and pages of all its steps.
    fn documents(&self) -> impl Iterator<Item = &GuideDocument> {
        self.steps.iter().flat_map(|step| &step.documents)
    }

    /// The form, tool or page that it lists under that name.
    pub fn document(&self, name: &str) -> Option<&GuideDocument> {
        self.documents().find(|document| document.name == name)
    }

    /// The step with that name.
    pub fn step(&self, id: &StepId) -> Option<&GuideStep> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The step in which one comes to a level; in a guide without levels, the first.
    pub fn entry(&self, level: Level) -> Option<&GuideStep> {
        self.steps.iter().find(|step| step.level.is_none_or(|its| its == level))
    }

    /// The step in which that alternative is chosen first, and the one that it leads to (S0-20).
    pub fn choice_of(&self, alternative: Alternative) -> Option<(&GuideStep, &StepId)> {
        let outcomes = self.steps.iter().flat_map(|step| step.outcomes.iter().map(move |outcome| (step, outcome)));
        let mut chooses = outcomes.filter(|(_, outcome)| outcome.alternative == Some(alternative));
        chooses.find_map(|(step, outcome)| match &outcome.then {
            LeadsTo::Step(first) => Some((step, first)),
            LeadsTo::Close | LeadsTo::Stay | LeadsTo::Escalate(_) | LeadsTo::Return(_) => None,
        })
    }

    /// The alternatives in whose steps that one is: those that their choice leads to, up to where another one is chosen.
    pub fn alternatives_of(&self, step: &StepId) -> BTreeSet<Alternative> {
        let leads_there = |alternative: &Alternative| {
            let mut next: Vec<&StepId> = self.choice_of(*alternative).map(|(_, first)| first).into_iter().collect();
            let mut known = BTreeSet::new();
            while let Some(here) = next.pop().and_then(|id| self.step(id)) {
                if here.is_a_choice() || !known.insert(&here.id) {
                    continue;
                }
                let goes_on = here.outcomes.iter().filter(|outcome| outcome.alternative.is_none());
                next.extend(goes_on.filter_map(|outcome| match &outcome.then {
                    LeadsTo::Step(to) => Some(to),
                    LeadsTo::Close | LeadsTo::Stay | LeadsTo::Escalate(_) | LeadsTo::Return(_) => None,
                }));
            }
            known.contains(step)
        };
        Alternative::ALL.into_iter().filter(leads_there).collect()
    }

    /// Whether the guide has child and guardians talked with before the concern is discussed, as its outcomes attest.
    pub fn talks_first(&self) -> bool {
        let attests = |act| {
            let says = |outcome: &GuideOutcome| outcome.attests.contains(&act);
            self.steps.iter().position(|step| step.outcomes.iter().any(says))
        };
        let (talked, discussed) = (attests(AttestedAct::ConversationHeld), attests(AttestedAct::ConcernDiscussed));
        talked.zip(discussed).is_some_and(|(talked, discussed)| talked < discussed)
    }

    /// The step in which one comes to a stage of the child welfare service's work.
    pub fn entry_at(&self, stage: ServiceStage) -> Option<&GuideStep> {
        self.steps.iter().find(|step| step.at == Some(stage))
    }

    /// The step in which one comes to each level; one for all of them in a guide without levels.
    pub fn entries(&self) -> BTreeMap<Level, StepId> {
        let levels = [Level::One, Level::Two, Level::Three];
        levels.into_iter().filter_map(|level| Some((level, self.entry(level)?.id.clone()))).collect()
    }

    /// Whether it knows levels.
    pub fn has_levels(&self) -> bool {
        self.steps.iter().any(|step| step.level.is_some())
    }
}

/// The guides that a server knows: those that come with it, and those of its folder.
#[derive(Debug, Clone, Default)]
pub struct Guides(BTreeMap<GuideVersion, Arc<Guide>>);

impl Guides {
    /// Those that come with the ledger: the ways of the sources.
    ///
    /// The files are part of this crate, and a test proves that they can be read: one that could not would be missing
    /// here and fail that test, not the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Guides> = LazyLock::new(|| {
            let mut guides = Guides::default();
            for (file, text) in reading::SHIPPED {
                if let Ok(guide) = Guide::read(file, text) {
                    guides.0.insert(guide.version.clone(), Arc::new(guide));
                }
            }
            guides
        });
        &SHIPPED
    }

    /// Takes one more; a version that is there already with another text is refused.
    pub fn add(&mut self, file: &str, guide: Guide) -> Result<(), GuideError> {
        match self.0.get(&guide.version) {
            Some(known) if known.digest != guide.digest => {
                Err(GuideError { file: file.to_owned(), line: None, problem: Problem::VersionTaken(guide.version) })
            }
            _ => {
                self.0.insert(guide.version.clone(), Arc::new(guide));
                Ok(())
            }
        }
    }

    /// That version of a guide.
    pub fn get(&self, version: &GuideVersion) -> Option<&Arc<Guide>> {
        self.0.get(version)
    }

    /// Those that a case, or an investigation, opened on that day follows: the version of each that the municipality had
    /// adopted by then, with the text that it adopted, unless it is no longer taken up.
    pub fn followed_from(&self, day: NaiveDate, settings: &Settings, about: GuideSubject) -> Vec<Arc<Guide>> {
        let adopted = settings.adopted_by(day).filter_map(|adopted| Some((adopted, self.get(&adopted.guide)?)));
        let taken_up = adopted.filter(|(adopted, guide)| {
            guide.digest == adopted.digest
                && guide.about == about
                && guide.status != GuideStatus::Retired
                && guide.validity.holds_on(day)
        });
        taken_up.map(|(_, guide)| Arc::clone(guide)).collect()
    }

    /// What a step of that name is called in all of them that have one; its name where they call it otherwise, or have none.
    pub(crate) fn title_of(&self, step: &StepId) -> Title {
        let mut titles = self.iter().filter_map(|guide| guide.step(step)).map(|step| &step.title);
        let first = titles.next();
        Title::of(first.filter(|first| titles.all(|title| title == *first)), step)
    }

    /// All of them, by name and version.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Guide>> {
        self.0.values()
    }
}

/// The steps that nothing leads to: neither an outcome, nor that one comes into the guide or to a level there.
fn unreached(guide: &Guide) -> BTreeSet<&StepId> {
    let mut reached: BTreeSet<&StepId> = BTreeSet::new();
    let mut next: Vec<&StepId> = match guide.about {
        GuideSubject::Case => guide.entries().into_values().filter_map(|id| Some(&guide.step(&id)?.id)).collect(),
        GuideSubject::ChildWelfareService => {
            ServiceStage::ALL.into_iter().filter_map(|stage| Some(&guide.entry_at(stage)?.id)).collect()
        }
    };
    while let Some(id) = next.pop() {
        let Some(step) = guide.step(id) else { continue };
        if reached.insert(&step.id) {
            next.extend(step.outcomes.iter().filter_map(|outcome| match &outcome.then {
                LeadsTo::Step(to) => Some(to),
                LeadsTo::Close | LeadsTo::Stay | LeadsTo::Escalate(_) | LeadsTo::Return(_) => None,
            }));
        }
    }
    guide.steps.iter().map(|step| &step.id).filter(|id| !reached.contains(id)).collect()
}

#[cfg(test)]
mod tests;
