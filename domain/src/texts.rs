//! What the ledger tells people, in bokmål, nynorsk and English.
//!
//! The rules know *what* is to be said: a [`Sentence`] is the id of a message with its arguments. How it is said
//! stands in `domain/texts`, one folder per language and one file per topic, in the syntax of Project Fluent; a
//! [`Language`] puts the two together. Nothing personal can be told this way: an argument is a date, a number, a word
//! of a closed set, or something that stands in clear anyway.
//!
//! To add a text, write the sentence where the rule is and its message into the topic's file of each language. The
//! tests beside this file fail for a message that a language lacks, that is not used, that has other variables or
//! choices in another language, that cannot be formatted, or that nobody has translated.
//!
//! Ids: an event is told under its name, a refusal under its code, the word of a closed set as `Set-Variant`.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::guides::Translated;
use crate::time::ObservedPeriod;

/// A language that the ledger speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Norwegian bokmål.
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

/// One word or phrase of a closed set, for the middle of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(&'static str);

impl Word {
    /// The word told under that id.
    pub(crate) const fn new(id: &'static str) -> Self {
        Self(id)
    }
}

/// What a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A day, written as the language writes days.
    Date(NaiveDate),
    /// A day or a span of days.
    Period(ObservedPeriod),
    /// A number; the message may depend on it (one day, two days).
    Number(i64),
    /// A word of a closed set.
    Word(Word),
    /// Several of them.
    Words(Vec<Word>),
    /// Which of several ways to say it; the message chooses by it and never shows it.
    Choice(&'static str),
    /// What a guide calls things, one after the other.
    Titles(Vec<Title>),
    /// What stands in clear anyway: a unit's or municipality's name, an id, a code, a key.
    InClear(String),
}

impl Argument {
    /// Something that stands in clear in the ledger, such as a unit's name. Never anything personal.
    pub fn in_clear(shown: impl Display) -> Self {
        Self::InClear(shown.to_string())
    }
}

impl From<NaiveDate> for Argument {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<ObservedPeriod> for Argument {
    fn from(period: ObservedPeriod) -> Self {
        Self::Period(period)
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u16> for Argument {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<u8> for Argument {
    fn from(number: u8) -> Self {
        Self::Number(number.into())
    }
}

impl From<Word> for Argument {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

/// What something in a guide is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Title {
    /// In each language, by a guide that comes with the ledger.
    Translated(Translated),
    /// By its name alone, in a guide of the municipality's own.
    Named(String),
}

impl Title {
    /// By its text where that is known, and else by its name in the guide.
    pub(crate) fn of(known: Option<&Translated>, name: impl Display) -> Self {
        known.cloned().map_or_else(|| Self::Named(name.to_string()), Self::Translated)
    }

    /// For the middle of a sentence: an outcome is a whole one in its guide.
    fn told(&self, language: Language) -> &str {
        match self {
            Self::Translated(text) => text.told(language).trim_end_matches('.'),
            Self::Named(name) => name,
        }
    }
}

impl From<Title> for Argument {
    fn from(title: Title) -> Self {
        Self::Titles(vec![title])
    }
}

impl From<Vec<Word>> for Argument {
    fn from(words: Vec<Word>) -> Self {
        Self::Words(words)
    }
}

/// As the choice between `yes` and `no`.
impl From<bool> for Argument {
    fn from(yes: bool) -> Self {
        Self::Choice(if yes { "yes" } else { "no" })
    }
}

/// Something to tell, before it is told in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    id: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

impl Sentence {
    /// The sentence under that id, without arguments.
    pub const fn new(id: &'static str) -> Self {
        Self { id, arguments: Vec::new() }
    }

    /// The sentence with the name of the service it tells of, where that has one there.
    #[must_use]
    pub(crate) fn naming(self, unit: Option<&str>) -> Self {
        self.with("named", unit.is_some()).with("unit", Argument::in_clear(unit.unwrap_or_default()))
    }

    /// The sentence with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, argument: impl Into<Argument>) -> Self {
        self.arguments.push((name, argument.into()));
        self
    }
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// The language's subtag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
        }
    }

    /// The sentence in this language.
    pub fn say(self, sentence: &Sentence) -> String {
        self.text(sentence.id, &self.arguments(sentence))
    }

    /// The word in this language.
    pub fn word(self, word: Word) -> String {
        self.text(word.0, &FluentArgs::new())
    }

    /// The day as this language writes it.
    pub fn date(self, date: NaiveDate) -> String {
        let mut arguments = FluentArgs::with_capacity(3);
        arguments.set("day", date.day());
        arguments.set("month", date.month());
        arguments.set("year", date.year());
        self.text("date", &arguments)
    }

    fn period(self, period: ObservedPeriod) -> String {
        if period.from() == period.to() {
            return self.date(period.to());
        }
        let mut arguments = FluentArgs::with_capacity(2);
        arguments.set("from", self.date(period.from()));
        arguments.set("to", self.date(period.to()));
        self.text("period", &arguments)
    }

    fn arguments(self, sentence: &Sentence) -> FluentArgs<'_> {
        let mut arguments = FluentArgs::with_capacity(sentence.arguments.len());
        for (name, argument) in &sentence.arguments {
            arguments.set(*name, self.value(argument));
        }
        arguments
    }

    fn value(self, argument: &Argument) -> FluentValue<'_> {
        match argument {
            Argument::Date(date) => self.date(*date).into(),
            Argument::Period(period) => self.period(*period).into(),
            Argument::Number(number) => (*number).into(),
            Argument::Word(word) => self.word(*word).into(),
            Argument::Words(words) => words.iter().map(|word| self.word(*word)).collect::<Vec<_>>().join(", ").into(),
            Argument::Choice(choice) => (*choice).into(),
            Argument::Titles(titles) => {
                titles.iter().map(|title| title.told(self)).collect::<Vec<_>>().join(", ").into()
            }
            Argument::InClear(shown) => Cow::Borrowed(shown.as_str()).into(),
        }
    }

    /// The message under that id. Where one were missing, the id would tell more than nothing; where a part of it could
    /// not be formatted, the rest would. The tests prove that neither happens.
    fn text(self, id: &str, arguments: &FluentArgs<'_>) -> String {
        let (text, _unformatted) = self.formatted(id, arguments);
        text.unwrap_or_else(|| id.to_owned())
    }

    fn formatted(self, id: &str, arguments: &FluentArgs<'_>) -> (Option<String>, Vec<FluentError>) {
        let bundle = self.bundle();
        let mut errors = Vec::new();
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        let text = pattern.map(|pattern| bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned());
        (text, errors)
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static NB: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Nb));
        static NN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Nn));
        static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::En));
        match self {
            Self::Nb => &NB,
            Self::Nn => &NN,
            Self::En => &EN,
        }
    }
}

/// What of the shipped files could be read, which is all: see the tests.
fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The marks that isolate arguments of another direction of writing would stand in every text.
    bundle.set_use_isolating(false);
    for topic in TOPICS {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(topic.source(language).to_owned());
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The messages of one topic, as Fluent files.
struct TopicTexts {
    /// For the tests, which say in which file something is wrong.
    #[cfg(test)]
    name: &'static str,
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
}

impl TopicTexts {
    const fn source(&self, language: Language) -> &'static str {
        match language {
            Language::Nb => self.nb,
            Language::Nn => self.nn,
            Language::En => self.en,
        }
    }
}

macro_rules! topics {
    ($($name:literal,)+) => {
        /// The files of `domain/texts`, as shipped with this crate.
        const TOPICS: &[TopicTexts] = &[$(TopicTexts {
            #[cfg(test)]
            name: $name,
            nb: include_str!(concat!("../texts/nb/", $name, ".ftl")),
            nn: include_str!(concat!("../texts/nn/", $name, ".ftl")),
            en: include_str!(concat!("../texts/en/", $name, ".ftl")),
        },)+];
    };
}

topics! {
    "advice",
    "case-agreements",
    "case-alternatives",
    "case-analysis",
    "case-answers",
    "case-attachments",
    "case-averting",
    "case-concern",
    "case-consent",
    "case-consulting",
    "case-course",
    "case-discussion",
    "case-family",
    "case-measures",
    "case-meetings",
    "case-plans",
    "case-referrals",
    "case-relay",
    "case-reporting",
    "case-sharing",
    "case-siblings",
    "case-steps",
    "commands",
    "common",
    "consultation",
    "decisions",
    "documents",
    "guides",
    "investigation",
    "law",
    "oversight",
    "people",
    "report",
    "settings",
    "state-fields",
    "subject",
}

/// Declares a closed set whose words stand in the texts under `Set-Variant`.
macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are documented.
            pub const ALL: [Self; [$(stringify!($variant)),+].len()] = [$(Self::$variant),+];

            /// Its name, under which read models keep it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                }
            }

            /// The one with that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }

            /// It, for the middle of a sentence.
            pub const fn word(self) -> $crate::texts::Word {
                $crate::texts::Word::new(match self {
                    $(Self::$variant => concat!(stringify!($name), "-", stringify!($variant)),)+
                })
            }
        }
    };
}
pub(crate) use closed_set;

#[cfg(test)]
mod tests;
