//! How a guide's file is read, and what may not stand in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use sha2::{Digest as _, Sha256};
use toml::Spanned;

use super::{
    Arena, AskedFor, AttestedAct, Guide, GuideDocument, GuideId, GuideOutcome, GuideQuestion, GuideStatus, GuideStep,
    GuideSubject, GuideVersion, LeadsTo, OutcomeId, QuestionId, Responsibility, ServiceStage, StepId, StepOwner,
    Translated, unreached,
};
use crate::case::{Alternative, Level};
use crate::law::Validity;
use crate::people::DeciderRole;
use crate::text::is_page;

/// The guides that come with the ledger.
macro_rules! shipped {
    ($($file:literal),+ $(,)?) => {
        pub(super) const SHIPPED: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../guides/", $file)))),+];
    };
}
shipped!(
    "bti-level-3-child-welfare.toml",
    "bti-level-3-child-welfare-2.toml",
    "luster-six-steps.toml",
    "luster-six-steps-2.toml",
    "luster-six-steps-3.toml",
    "porsgrunn-alternatives.toml",
    "porsgrunn-alternatives-2.toml",
    "porsgrunn-levels.toml",
    "porsgrunn-levels-2.toml",
    "porsgrunn-levels-3.toml",
    "porsgrunn-levels-4.toml",
);

/// Why a guide cannot be taken, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {problem}", Line(*line))]
pub struct GuideError {
    /// The file.
    pub file: String,
    /// The line on which the part begins that is wrong; the problem itself names it where it is the whole file's.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

struct Line(Option<usize>);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(f, ", line {line}"))
    }
}

/// What may be wrong with a guide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is not what such a file looks like, or lacks a text in a language.
    #[error("{0}")]
    Unreadable(String),
    /// Versions begin with 1.
    #[error("the first version is 1")]
    NoVersion,
    /// It ends before it begins.
    #[error("it ends before it begins: valid_to is before valid_from")]
    Backwards,
    /// It has no step.
    #[error("the guide has no steps")]
    NoSteps,
    /// A name stands for two things.
    #[error("the {what} {id} is there twice")]
    Twice {
        /// Step, outcome or question.
        what: &'static str,
        /// The name.
        id: String,
    },
    /// Nobody owns a step.
    #[error("the step {0} has no owner: name at least one role")]
    NoOwner(StepId),
    /// Nothing can be decided in a step.
    #[error("the step {0} has no outcome, so nobody could leave it")]
    NoOutcome(StepId),
    /// An outcome leads to a step that is not there.
    #[error("the outcome {outcome} of the step {step} leads to the step {to}, which is not there")]
    Dangling {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
        /// Where it leads.
        to: StepId,
    },
    /// An outcome leads to a level that has no steps, or the wrong way.
    #[error("the outcome {outcome} of the step {step} leads to level {}, which {why}", to.number())]
    WrongLevel {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
        /// The level.
        to: Level,
        /// What is wrong with it.
        why: &'static str,
    },
    /// An outcome leads to a step of another level, and the case would not come there with it.
    #[error(
        "the outcome {outcome} of the step {step} leads to the step {to} on another level: escalate or return instead"
    )]
    OtherLevel {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
        /// Where it leads.
        to: StepId,
    },
    /// It says whose it is that a concern goes on, and is not about cases.
    #[error("responsibilities are those of cases, and the guide is about the child welfare service")]
    NotInCases,
    /// An outcome asks for what is done in cases, and the guide is about others.
    #[error(
        "the outcome {outcome} of the step {step} asks for something, which is done in cases, and the guide is about the \
         child welfare service"
    )]
    AsksOutsideCases {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
    },
    /// An outcome closes the case and asks for something, which nobody would do any more.
    #[error(
        "the outcome {outcome} of the step {step} closes the case, and nothing it asks for would be done after that"
    )]
    AsksOfClosed {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
    },
    /// An outcome says that something was done which is not recorded where its step belongs.
    #[error(
        "the outcome {outcome} of the step {step} attests {}, which is not recorded where that step belongs: {where_to}",
        written(*act)
    )]
    AttestsElsewhere {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
        /// The act.
        act: AttestedAct,
        /// Where it may stand.
        where_to: &'static str,
    },
    /// An outcome says that nothing is done, and does something.
    #[error(
        "the outcome {outcome} of the step {step} is said to be a decision not to act, and escalates, chooses an alternative \
         or asks for something: leave one of the two out"
    )]
    ActsAllTheSame {
        /// The step.
        step: StepId,
        /// The outcome.
        outcome: OutcomeId,
    },
    /// A guide for cases has no outcome that closes one.
    #[error("no outcome closes the case, so nobody could end it by the guide")]
    NeverCloses,
    /// A step does not say what is done in it.
    #[error("the step {0} does not say what is done in it")]
    NothingToDo(StepId),
    /// A link leads somewhere else than to a page.
    #[error(
        "the link {link} of the step {step} is no address of a page; such an address begins with https:// or http://"
    )]
    NoPage {
        /// The step.
        step: StepId,
        /// The link.
        link: String,
    },
    /// Two documents go by one title, so that nobody could say which was used.
    #[error(
        "the title {title} stands for two documents, one of the step {first}{} and one of the step {second}: give them \
         titles of their own in every language, or, where it is one document, the same titles and link in both places",
        first_line.map(|line| format!(" (line {line})")).unwrap_or_default()
    )]
    SharedTitle {
        /// The title, in whatever language.
        title: Box<str>,
        /// The step that lists the first.
        first: StepId,
        /// On which line.
        first_line: Option<usize>,
        /// The step that lists the second.
        second: StepId,
    },
    /// Nothing leads to a step.
    #[error("nothing leads to the step {0}")]
    Unreached(StepId),
    /// Some steps have a level and others none, or a stage of the service where there is none.
    #[error("the step {step} {why}")]
    Misplaced {
        /// The step.
        step: StepId,
        /// What is wrong.
        why: &'static str,
    },
    /// A version is known already with another text.
    #[error("{0} is known already, with another text: a guide that changes gets a new version")]
    VersionTaken(GuideVersion),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuideFile {
    id: GuideId,
    version: u16,
    status: Status,
    #[serde(default, deserialize_with = "day")]
    valid_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    valid_to: Option<NaiveDate>,
    about: Subject,
    #[serde(default)]
    sources: Vec<String>,
    title: Translated,
    purpose: Translated,
    #[serde(default)]
    responsibilities: BTreeSet<Responsibility>,
    #[serde(default)]
    steps: Vec<Spanned<StepEntry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Draft,
    Published,
    Retired,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Subject {
    Case,
    ChildWelfareService,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    Triage,
    Investigation,
    FollowUp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepEntry {
    id: StepId,
    #[serde(default)]
    level: Option<Level>,
    #[serde(default)]
    at: Option<Stage>,
    #[serde(default)]
    sources: Vec<String>,
    title: Translated,
    what: Vec<Translated>,
    #[serde(default)]
    questions: Vec<QuestionEntry>,
    #[serde(default)]
    owners: Vec<OwnerEntry>,
    #[serde(default)]
    together_with: Option<DeciderRole>,
    #[serde(default)]
    convenes: Option<DeciderRole>,
    #[serde(default)]
    documents: Vec<Spanned<DocumentEntry>>,
    #[serde(default)]
    several: bool,
    #[serde(default)]
    outcomes: Vec<Spanned<OutcomeEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    id: QuestionId,
    text: Translated,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnerEntry {
    #[serde(default)]
    arena: Option<Arena>,
    role: DeciderRole,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentEntry {
    title: DocumentTitle,
    #[serde(default)]
    link: Option<String>,
}

/// A name that is told as the list of names has it, or as it stands where it is not there; or a text of its own, whose name is
/// what it is called in nb.
enum DocumentTitle {
    Named(String),
    Told(Translated),
}

impl<'de> Deserialize<'de> for DocumentTitle {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Title;

        impl<'de> Visitor<'de> for Title {
            type Value = DocumentTitle;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name, or a text in nb, nn and en")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<DocumentTitle, E> {
                let name = name.trim();
                if name.is_empty() {
                    return Err(E::custom("the title is empty"));
                }
                Ok(DocumentTitle::Named(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, texts: A) -> Result<DocumentTitle, A::Error> {
                Translated::deserialize(MapAccessDeserializer::new(texts)).map(DocumentTitle::Told)
            }
        }

        deserializer.deserialize_any(Title)
    }
}

/// What the documents of the guides that come with the ledger are called in each language, by name.
///
/// The file is part of this crate, and a test proves that each of its lines is read.
static TITLES: LazyLock<BTreeMap<&str, Translated>> = LazyLock::new(|| {
    let lines = TITLES_FILE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let told = lines.filter_map(|line| {
        let [name, nb, nn, en] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
        Some((name, Translated { nb: nb.to_owned(), nn: nn.to_owned(), en: en.to_owned() }))
    });
    told.collect()
});

pub(super) const TITLES_FILE: &str = include_str!("titles.tsv");

/// What a document of that name is called in each language, where that is known.
pub(super) fn title_of(name: &str) -> Option<&'static Translated> {
    TITLES.get(name)
}

impl From<DocumentEntry> for GuideDocument {
    fn from(DocumentEntry { title, link }: DocumentEntry) -> Self {
        let (name, title) = match title {
            DocumentTitle::Named(name) => {
                let same = || Translated { nb: name.clone(), nn: name.clone(), en: name.clone() };
                let title = title_of(&name).cloned().unwrap_or_else(same);
                (name, title)
            }
            DocumentTitle::Told(title) => (title.nb.clone(), title),
        };
        Self { name, title, link }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeEntry {
    id: OutcomeId,
    text: Translated,
    then: Then,
    #[serde(default)]
    with_consent: bool,
    #[serde(default)]
    alternative: Option<Alternative>,
    #[serde(default)]
    asks_for: BTreeSet<AskedFor>,
    #[serde(default)]
    attests: BTreeSet<AttestedAct>,
    #[serde(default)]
    not_to_act: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Then {
    Close,
    Stay,
    Step(StepId),
    Escalate(Level),
    Return(Level),
}

impl<'de> Deserialize<'de> for Translated {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Entry {
            nb: String,
            nn: String,
            en: String,
        }
        let Entry { nb, nn, en } = Entry::deserialize(deserializer)?;
        for (language, text) in [("nb", &nb), ("nn", &nn), ("en", &en)] {
            if text.trim().is_empty() {
                return Err(serde::de::Error::custom(format_args!("the text in {language} is empty")));
            }
        }
        Ok(Self { nb, nn, en })
    }
}

/// A day as TOML writes days.
pub(crate) fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    match (written.date, written.time) {
        (Some(date), None) => Ok(NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())),
        _ => Err(serde::de::Error::custom("this is no day; a day is written as 2026-01-31")),
    }
}

pub(super) fn read(file: &str, text: &str) -> Result<Guide, GuideError> {
    let wrong = |line, problem| GuideError { file: file.to_owned(), line, problem };
    let at = |span: std::ops::Range<usize>| Some(text[..span.start].matches('\n').count() + 1);
    let parsed: GuideFile = toml::from_str(text)
        .map_err(|error| wrong(None, Problem::Unreadable(error.to_string().trim_end().to_owned())))?;
    let mut lines = Vec::new();
    let mut steps = Vec::with_capacity(parsed.steps.len());
    for entry in parsed.steps {
        let line = at(entry.span());
        let (step, of_outcomes, of_documents) = step(entry.into_inner(), at);
        lines.push(Lines { step: line, outcomes: of_outcomes, documents: of_documents });
        steps.push(step);
    }
    let guide = Guide {
        version: GuideVersion { guide: parsed.id, version: parsed.version },
        digest: hex(&Sha256::digest(text.as_bytes())),
        status: match parsed.status {
            Status::Draft => GuideStatus::Draft,
            Status::Published => GuideStatus::Published,
            Status::Retired => GuideStatus::Retired,
        },
        validity: Validity { from: parsed.valid_from, to: parsed.valid_to },
        about: match parsed.about {
            Subject::Case => GuideSubject::Case,
            Subject::ChildWelfareService => GuideSubject::ChildWelfareService,
        },
        sources: parsed.sources,
        title: parsed.title,
        purpose: parsed.purpose,
        responsibilities: parsed.responsibilities,
        steps,
    };
    check_whole(&guide).map_err(|problem| wrong(None, problem))?;
    let mut known = BTreeSet::new();
    for (step, lines) in guide.steps.iter().zip(&lines) {
        if !known.insert(&step.id) {
            return Err(wrong(lines.step, Problem::Twice { what: "step", id: step.id.to_string() }));
        }
    }
    for (step, lines) in guide.steps.iter().zip(&lines) {
        check_step(&guide, step).map_err(|problem| wrong(lines.step, problem))?;
    }
    for (step, lines) in guide.steps.iter().zip(&lines) {
        for (outcome, line) in step.outcomes.iter().zip(&lines.outcomes) {
            check_outcome(&guide, step, outcome).map_err(|problem| wrong(*line, problem))?;
        }
    }
    check_titles(&guide, &lines).map_err(|(line, problem)| wrong(line, problem))?;
    let mut outcomes = guide.steps.iter().flat_map(|step| &step.outcomes);
    if guide.about == GuideSubject::Case && !outcomes.any(|outcome| outcome.then == LeadsTo::Close) {
        return Err(wrong(None, Problem::NeverCloses));
    }
    match unreached(&guide).first() {
        Some(step) => Err(wrong(None, Problem::Unreached((*step).clone()))),
        None => Ok(guide),
    }
}

/// Where a step and what it lists stand in the file.
struct Lines {
    step: Option<usize>,
    outcomes: Vec<Option<usize>>,
    documents: Vec<Option<usize>>,
}

fn step(
    entry: StepEntry,
    at: impl Fn(std::ops::Range<usize>) -> Option<usize>,
) -> (GuideStep, Vec<Option<usize>>, Vec<Option<usize>>) {
    let of_outcomes = entry.outcomes.iter().map(|outcome| at(outcome.span())).collect();
    let of_documents = entry.documents.iter().map(|document| at(document.span())).collect();
    let step = GuideStep {
        id: entry.id,
        level: entry.level,
        at: entry.at.map(|stage| match stage {
            Stage::Triage => ServiceStage::Triage,
            Stage::Investigation => ServiceStage::Investigation,
            Stage::FollowUp => ServiceStage::FollowUp,
        }),
        sources: entry.sources,
        title: entry.title,
        what: entry.what,
        questions: entry.questions.into_iter().map(|it| GuideQuestion { id: it.id, text: it.text }).collect(),
        owners: entry.owners.into_iter().map(|it| StepOwner { arena: it.arena, role: it.role }).collect(),
        together_with: entry.together_with,
        convenes: entry.convenes,
        documents: entry.documents.into_iter().map(|it| it.into_inner().into()).collect(),
        several: entry.several,
        outcomes: entry.outcomes.into_iter().map(|outcome| self::outcome(outcome.into_inner())).collect(),
    };
    (step, of_outcomes, of_documents)
}

fn outcome(entry: OutcomeEntry) -> GuideOutcome {
    let OutcomeEntry { id, text, then, with_consent, alternative, asks_for, attests, not_to_act } = entry;
    let then = match then {
        Then::Close => LeadsTo::Close,
        Then::Stay => LeadsTo::Stay,
        Then::Step(step) => LeadsTo::Step(step),
        Then::Escalate(level) => LeadsTo::Escalate(level),
        Then::Return(level) => LeadsTo::Return(level),
    };
    GuideOutcome { id, text, then, with_consent, alternative, asks_for, attests, not_to_act }
}

fn check_whole(guide: &Guide) -> Result<(), Problem> {
    if guide.version.version == 0 {
        return Err(Problem::NoVersion);
    }
    if guide.validity.from.zip(guide.validity.to).is_some_and(|(first, last)| last < first) {
        return Err(Problem::Backwards);
    }
    if guide.about == GuideSubject::ChildWelfareService && !guide.responsibilities.is_empty() {
        return Err(Problem::NotInCases);
    }
    if guide.steps.is_empty() { Err(Problem::NoSteps) } else { Ok(()) }
}

fn check_step(guide: &Guide, step: &GuideStep) -> Result<(), Problem> {
    let misplaced = |why| Err(Problem::Misplaced { step: step.id.clone(), why });
    match guide.about {
        GuideSubject::Case if step.at.is_some() => return misplaced("is at a stage of the service, not in a case"),
        GuideSubject::Case if step.level.is_none() && guide.has_levels() => {
            return misplaced("has no level, while others have one");
        }
        GuideSubject::ChildWelfareService if step.level.is_some() => {
            return misplaced("has a level, which the child welfare service's work does not have");
        }
        GuideSubject::ChildWelfareService if step.at.is_none() => {
            return misplaced("does not say at which stage of the service's work it is");
        }
        GuideSubject::Case | GuideSubject::ChildWelfareService => {}
    }
    if step.what.is_empty() {
        return Err(Problem::NothingToDo(step.id.clone()));
    }
    let links = || step.documents.iter().filter_map(|document| document.link.as_ref());
    if let Some(link) = links().find(|link| !is_page(link)) {
        return Err(Problem::NoPage { step: step.id.clone(), link: link.clone() });
    }
    if step.owners.is_empty() {
        return Err(Problem::NoOwner(step.id.clone()));
    }
    if step.outcomes.is_empty() {
        return Err(Problem::NoOutcome(step.id.clone()));
    }
    twice("outcome", step.outcomes.iter().map(|outcome| outcome.id.to_string()))?;
    twice("question", step.questions.iter().map(|question| question.id.to_string()))
}

fn twice(what: &'static str, ids: impl Iterator<Item = String>) -> Result<(), Problem> {
    let mut known = BTreeSet::new();
    for id in ids {
        if let Some(id) = known.replace(id) {
            return Err(Problem::Twice { what, id });
        }
    }
    Ok(())
}

/// A document is used by its title in whatever language, and several steps may list the same one: a title stands for one
/// document in the whole guide (S3-6).
fn check_titles(guide: &Guide, lines: &[Lines]) -> Result<(), (Option<usize>, Problem)> {
    let mut known: BTreeMap<&str, (&GuideDocument, &StepId, Option<usize>)> = BTreeMap::new();
    for (step, lines) in guide.steps.iter().zip(lines) {
        for (document, line) in step.documents.iter().zip(&lines.documents) {
            for title in document.titles() {
                let (other, first, first_line) = *known.entry(title).or_insert((document, &step.id, *line));
                if other != document {
                    let (title, first, second) = (title.into(), first.clone(), step.id.clone());
                    return Err((*line, Problem::SharedTitle { title, first, first_line, second }));
                }
            }
        }
    }
    Ok(())
}

fn check_outcome(guide: &Guide, step: &GuideStep, outcome: &GuideOutcome) -> Result<(), Problem> {
    let wrong_level =
        |to, why| Err(Problem::WrongLevel { step: step.id.clone(), outcome: outcome.id.clone(), to, why });
    if !outcome.asks_for.is_empty() {
        let (step, outcome_id) = (step.id.clone(), outcome.id.clone());
        if guide.about == GuideSubject::ChildWelfareService {
            return Err(Problem::AsksOutsideCases { step, outcome: outcome_id });
        }
        if outcome.then == LeadsTo::Close {
            return Err(Problem::AsksOfClosed { step, outcome: outcome_id });
        }
    }
    let own = || (step.id.clone(), outcome.id.clone());
    if outcome.not_to_act
        && (matches!(outcome.then, LeadsTo::Escalate(_))
            || outcome.alternative.is_some()
            || !outcome.asks_for.is_empty())
    {
        let (step, outcome) = own();
        return Err(Problem::ActsAllTheSame { step, outcome });
    }
    // A report's triage has no acts of these: its steps come before there is an investigation.
    let is_recorded = |act: AttestedAct| act.is_recorded_in(guide.about) && step.at != Some(ServiceStage::Triage);
    if let Some(act) = outcome.attests.iter().copied().find(|act| !is_recorded(*act)) {
        let (step, outcome) = own();
        let where_to = match guide.about {
            GuideSubject::Case => "it belongs in a guide about the child welfare service",
            GuideSubject::ChildWelfareService if act.is_recorded_in(guide.about) => {
                "it belongs in a step of the investigation or after it"
            }
            GuideSubject::ChildWelfareService => "it belongs in a guide about cases",
        };
        return Err(Problem::AttestsElsewhere { step, outcome, act, where_to });
    }
    match &outcome.then {
        LeadsTo::Step(to) if guide.step(to).is_none() => {
            Err(Problem::Dangling { step: step.id.clone(), outcome: outcome.id.clone(), to: to.clone() })
        }
        LeadsTo::Step(to) if guide.step(to).is_some_and(|other| other.level != step.level) => {
            Err(Problem::OtherLevel { step: step.id.clone(), outcome: outcome.id.clone(), to: to.clone() })
        }
        LeadsTo::Escalate(to) | LeadsTo::Return(to) if guide.steps.iter().all(|it| it.level != Some(*to)) => {
            wrong_level(*to, "has no steps")
        }
        LeadsTo::Escalate(to) if step.level.and_then(Level::next) != Some(*to) => {
            wrong_level(*to, "is not the next one up")
        }
        LeadsTo::Return(to) if step.level.is_none_or(|level| *to >= level) => wrong_level(*to, "is not a lower one"),
        LeadsTo::Close | LeadsTo::Stay | LeadsTo::Step(_) | LeadsTo::Escalate(_) | LeadsTo::Return(_) => Ok(()),
    }
}

/// As a file names it.
fn written(act: AttestedAct) -> String {
    let mut text = String::new();
    for letter in act.name().chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
