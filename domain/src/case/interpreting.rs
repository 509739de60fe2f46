//! How those are understood who cannot be talked with in Norwegian (C12).
//!
//! The municipality's documents say nothing of interpreters; what is asked for here is the project's own. Public bodies use
//! interpreters, qualified ones, and do not use children as such, but to avert loss of life or serious harm, in other
//! emergencies, or where it can be answered for with regard to the child (tolkeloven § 4, as the preparatory works tell it; its
//! text was not seen). What a child puts into words is no interpreting: there is no choice for a child, nor for a relative as
//! such. Where nobody else was there, nobody interpreted, and why not is said, also that a child helped in danger.
//!
//! Which language a family speaks tells of its origin. It is kept as what can tell who the child is, the guardians' too: it
//! goes with the child's keys. Who interpreted is told by kind and never by name: a name would be another person's, and serves
//! nothing here.

use std::str::FromStr;

use chrono::NaiveDate;
use isolang::Language;
use serde::{Deserialize, Serialize};

use super::{Attendance, Case, CaseEvent, ConversationWith, FamilyEvent, not_before, not_in_future};
use crate::Refusal;
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Argument, closed_set};

/// The codes of ISO 639-3 that name no language: several, none, one that is not known or not coded.
const NO_LANGUAGE: [&str; 4] = ["mis", "mul", "und", "zxx"];

/// A language by its code of ISO 639: the two letters it has, or three, as many languages that are spoken and signed here
/// have no others. What is sent is a code of the standard; what was recorded is read whichever languages the standard knew
/// then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageCode(String);

/// It is no code of a language (ISO 639).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no code of a language (ISO 639)")]
pub struct NotALanguage;

impl LanguageCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both name one language, or one a variety of the other: most that have two letters have three as well, and who
    /// needs Persian may be helped by one who interprets into Dari.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let (Some(one), Some(other_one)) = (named_by(&self.0), named_by(&other.0)) else { return self == other };
        let family = family_of(one);
        one == other_one || family.is_some() && family == family_of(other_one)
    }
}

/// The macrolanguages of ISO 639-3 that interpreters are called for most, each with its varieties.
const FAMILIES: [&[&str]; 10] = [
    &["ara", "arb", "acm", "apc", "ajp", "ary", "arz", "aeb", "apd", "ayl", "aec"],
    &["fas", "pes", "prs"],
    &["kur", "kmr", "ckb", "sdh"],
    &["zho", "cmn", "yue", "hak", "nan", "wuu"],
    &["nor", "nob", "nno"],
    &["sqi", "als", "aln"],
    &["pus", "pbt", "pbu", "pst"],
    &["swa", "swh", "swc"],
    &["hbs", "bos", "hrv", "srp"],
    &["orm", "gaz", "hae", "orc"],
];

fn family_of(language: Language) -> Option<usize> {
    FAMILIES.iter().position(|family| family.contains(&language.to_639_3()))
}

impl FromStr for LanguageCode {
    type Err = NotALanguage;

    fn from_str(code: &str) -> Result<Self, NotALanguage> {
        named_by(code).map(|_| Self(code.to_owned())).ok_or(NotALanguage)
    }
}

/// The language that the standard knows by that code.
fn named_by(code: &str) -> Option<Language> {
    match code.len() {
        2 => Language::from_639_1(code),
        3 if !NO_LANGUAGE.contains(&code) => Language::from_639_3(code),
        _ => None,
    }
}

impl TryFrom<String> for LanguageCode {
    type Error = NotALanguage;

    fn try_from(code: String) -> Result<Self, NotALanguage> {
        let is_code = matches!(code.len(), 2 | 3) && code.bytes().all(|letter| letter.is_ascii_lowercase());
        if is_code { Ok(Self(code)) } else { Err(NotALanguage) }
    }
}

impl From<LanguageCode> for String {
    fn from(code: LanguageCode) -> Self {
        code.0
    }
}

closed_set! {
    /// Who interpreted. No child does (C12).
    Interpreter {
        /// One who is qualified to.
        Qualified,
        /// Another adult.
        OtherAdult,
    }
}

/// By whom something was interpreted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InterpretedBy {
    /// By one of these.
    Interpreter(Interpreter),
    /// By nobody, though an interpreter was needed.
    NobodyBecause(Personal<Text>),
}

/// How a conversation or a meeting was interpreted (C12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreted {
    /// From and into which language; into which it was needed.
    pub language: Personal<LanguageCode>,
    /// By whom.
    pub by: InterpretedBy,
}

impl Interpreted {
    /// Which of the ways to say it a sentence chooses.
    pub(super) const fn told(interpreted: Option<&Self>) -> Argument {
        Argument::Choice(match interpreted {
            None => "unsaid",
            Some(Self { by: InterpretedBy::Interpreter(Interpreter::Qualified), .. }) => "qualified",
            Some(Self { by: InterpretedBy::Interpreter(Interpreter::OtherAdult), .. }) => "adult",
            Some(Self { by: InterpretedBy::NobodyBecause(_), .. }) => "nobody",
        })
    }
}

/// That child or guardians are talked with through an interpreter, from when until when (C12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterpreterNeed {
    /// Whose need it is: the child's or the guardians'.
    pub whose: ConversationWith,
    /// Which language they are talked with in.
    pub language: Personal<LanguageCode>,
    /// The day from which it is known.
    pub noted_on: NaiveDate,
    /// The day from which there is none any more.
    pub ended_on: Option<NaiveDate>,
}

/// What was noted in a case of interpreters who are needed, in the order in which it was written down.
///
/// It is judged by its days: on each counts what was said as of the latest day up to it, whichever was written down first. Of
/// what was said as of one and the same day the last that was written down counts, as nothing else tells which came last: what
/// was noted by mistake is ended as of its day, and a need that is noted as of the day on which another ended stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct InterpreterNeeds<L = Personal<LanguageCode>>(Vec<Noted<L>>);

/// What was said of one of them: the child, or the guardians.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Noted<L> {
    whose: ConversationWith,
    said: Said<L>,
    from: NaiveDate,
}

/// Read models, which hold nothing that can tell who somebody is, keep no language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Said<L> {
    Needed(L),
    NotNeeded,
}

/// Those whose needs are noted, each by itself.
const EACH: [ConversationWith; 2] = [ConversationWith::Child, ConversationWith::Guardians];

impl<L> Default for InterpreterNeeds<L> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<L: Clone> InterpreterNeeds<L> {
    /// An interpreter is needed to talk with these from that day on.
    pub(crate) fn note(&mut self, whose: ConversationWith, language: &L, noted_on: NaiveDate) {
        self.say(whose, &Said::Needed(language.clone()), noted_on);
    }

    /// From that day on none is needed to talk with these, in whichever language it was.
    pub(crate) fn end(&mut self, whose: ConversationWith, ended_on: NaiveDate) {
        self.say(whose, &Said::NotNeeded, ended_on);
    }

    fn say(&mut self, whose: ConversationWith, said: &Said<L>, from: NaiveDate) {
        let of_each = EACH.into_iter().filter(|one| whose.includes(*one));
        self.0.extend(of_each.map(|whose| Noted { whose, said: said.clone(), from }));
    }
}

impl<L> InterpreterNeeds<L> {
    /// Whether one was needed on that day to talk with them.
    pub(crate) fn stand_for(&self, with: ConversationWith, day: NaiveDate) -> bool {
        let is_needed_by = |one: ConversationWith| {
            let said_by_then = self.0.iter().filter(|noted| noted.whose == one && noted.from <= day);
            // Of several of the latest day, the last.
            let latest = said_by_then.max_by_key(|noted| noted.from);
            latest.is_some_and(|noted| matches!(noted.said, Said::Needed(_)))
        };
        EACH.into_iter().any(|one| with.includes(one) && is_needed_by(one))
    }

    /// The next day after that one from which one is needed to talk with them.
    fn noted_after(&self, day: NaiveDate, whose: ConversationWith) -> Option<NaiveDate> {
        let later = self.0.iter().filter(|noted| whose.includes(noted.whose) && day < noted.from);
        later.filter(|noted| matches!(noted.said, Said::Needed(_))).map(|noted| noted.from).min()
    }

    /// From which day on what was said at that place is so no more, as one has been needed no more since.
    fn ended_after(&self, index: usize, noted: &Noted<L>) -> Option<NaiveDate> {
        let later = self.0.iter().enumerate().filter(|(at, other)| (other.from, *at) > (noted.from, index));
        let ends = later.filter(|(_, other)| other.whose == noted.whose && matches!(other.said, Said::NotNeeded));
        ends.map(|(_, ended)| ended.from).min()
    }
}

impl InterpreterNeeds {
    fn each(&self) -> Vec<InterpreterNeed> {
        let needs = self.0.iter().enumerate().filter_map(|(index, noted)| match &noted.said {
            Said::Needed(language) => Some(InterpreterNeed {
                whose: noted.whose,
                language: language.clone(),
                noted_on: noted.from,
                ended_on: self.ended_after(index, noted),
            }),
            Said::NotNeeded => None,
        });
        needs.collect()
    }
}

impl Attendance {
    /// Whether the child, guardians or all of them were there, where anybody of them was.
    pub(crate) const fn family(&self) -> Option<ConversationWith> {
        match (self.child, self.guardians.is_empty()) {
            (true, true) => Some(ConversationWith::Child),
            (true, false) => Some(ConversationWith::ChildAndGuardians),
            (false, false) => Some(ConversationWith::Guardians),
            (false, true) => None,
        }
    }
}

impl Case {
    /// To talk with whom an interpreter was needed, from when until when; in the order in which it was noted.
    pub fn interpreter_needs(&self) -> Vec<InterpreterNeed> {
        self.interpreter_needs.each()
    }

    /// To talk with whom an interpreter was needed on that day, in every language that was noted and not ended by then.
    pub fn interpreter_needs_on(&self, day: NaiveDate) -> Vec<InterpreterNeed> {
        let stands =
            |need: &InterpreterNeed| need.noted_on <= day && need.ended_on.is_none_or(|ended_on| day < ended_on);
        self.interpreter_needs.each().into_iter().filter(stands).collect()
    }

    /// Where it is known in which languages they are talked with, what interpreted was one of these (C12). Another one is
    /// noted first: otherwise it is a slip of the pen, or an interpreter who helped nobody.
    pub(super) fn must_be_interpreted_in_a_needed_language(
        &self,
        with: ConversationWith,
        interpreted: Option<&Interpreted>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        let Some(spoken) = interpreted.and_then(|interpreted| interpreted.language.visible()) else { return Ok(()) };
        let needs = self.interpreter_needs_on(day);
        let mut needed = needs.iter().filter(|need| with.includes(need.whose)).map(|need| need.language.visible());
        // One that is not shown, or shredded, may have been this one.
        let is_one = |needed: Option<&LanguageCode>| needed.is_none_or(|needed| needed.is_same_as(spoken));
        if needs.iter().any(|need| with.includes(need.whose)) && !needed.any(is_one) {
            return Err(Refusal::LanguageNotNeeded);
        }
        Ok(())
    }

    pub(super) fn record_interpreter_need(
        &self,
        whose: ConversationWith,
        language: Personal<LanguageCode>,
        noted_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        not_in_future("notedOn", noted_on, today)?;
        Ok(vec![FamilyEvent::InterpreterNeedRecorded { whose, language, noted_on }.into()])
    }

    /// It ends on a day on which it stood, whatever is known of later days.
    pub(super) fn end_interpreter_need(
        &self,
        whose: ConversationWith,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        not_in_future("endedOn", ended_on, today)?;
        if !self.interpreter_needs.stand_for(whose, ended_on) {
            let noted_on = self.interpreter_needs.noted_after(ended_on, whose).ok_or(Refusal::NoInterpreterNeeded)?;
            not_before("endedOn", ended_on, noted_on)?;
        }
        Ok(vec![FamilyEvent::InterpreterNeedEnded { whose, ended_on }.into()])
    }
}
