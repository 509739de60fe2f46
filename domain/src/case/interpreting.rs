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
use serde::{Deserialize, Serialize};

use super::{Attendance, Case, CaseEvent, ConversationWith, FamilyEvent, not_before, not_in_future};
use crate::Refusal;
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Argument, closed_set};

/// The two-letter codes of ISO 639.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is \
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb \
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st \
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The three-letter codes that name no language: several, none, one that is not known or not coded.
const NO_LANGUAGE: [&str; 4] = ["mis", "mul", "und", "zxx"];

/// A language by its code of ISO 639: the two letters it has, or three, as many languages that are spoken and signed here
/// have no others. Which three letters are given to a language is not checked; those are refused that never are.
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
}

impl FromStr for LanguageCode {
    type Err = NotALanguage;

    fn from_str(code: &str) -> Result<Self, NotALanguage> {
        let is_known = match code.len() {
            2 => TWO_LETTERS.split_whitespace().any(|known| known == code),
            // From qaa to qtz they are left to everybody's own use.
            3 => {
                code.bytes().all(|letter| letter.is_ascii_lowercase())
                    && !NO_LANGUAGE.contains(&code)
                    && !("qaa"..="qtz").contains(&code)
            }
            _ => false,
        };
        if is_known { Ok(Self(code.to_owned())) } else { Err(NotALanguage) }
    }
}

impl TryFrom<String> for LanguageCode {
    type Error = NotALanguage;

    fn try_from(code: String) -> Result<Self, NotALanguage> {
        code.parse()
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InterpreterNeed<L = Personal<LanguageCode>> {
    /// Whose need it is: the child's or the guardians'.
    pub whose: ConversationWith,
    /// Which language they are talked with in; read models, which hold nothing that can tell who somebody is, keep none.
    pub language: L,
    /// The day from which it is known.
    pub noted_on: NaiveDate,
    /// The day from which there is none any more.
    pub ended_on: Option<NaiveDate>,
}

/// The needs of interpreters that were noted in a case, in the order in which they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct InterpreterNeeds<L = Personal<LanguageCode>>(Vec<InterpreterNeed<L>>);

impl<L> Default for InterpreterNeeds<L> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<L: Clone> InterpreterNeeds<L> {
    /// An interpreter is needed to talk with these from that day on.
    pub(crate) fn note(&mut self, whose: ConversationWith, language: &L, noted_on: NaiveDate) {
        let each =
            [ConversationWith::Child, ConversationWith::Guardians].into_iter().filter(|one| whose.includes(*one));
        let need = |whose| InterpreterNeed { whose, language: language.clone(), noted_on, ended_on: None };
        self.0.extend(each.map(need));
    }

    /// From that day on none is needed to talk with these, in whichever language it was.
    pub(crate) fn end(&mut self, whose: ConversationWith, ended_on: NaiveDate) {
        for need in self.0.iter_mut().filter(|need| need.ended_on.is_none() && whose.includes(need.whose)) {
            need.ended_on = Some(ended_on);
        }
    }

    /// Whether one was needed on that day to talk with them.
    pub(crate) fn stand_for(&self, with: ConversationWith, day: NaiveDate) -> bool {
        let holds =
            |need: &InterpreterNeed<L>| need.noted_on <= day && need.ended_on.is_none_or(|ended_on| day < ended_on);
        self.0.iter().any(|need| with.includes(need.whose) && holds(need))
    }

    /// The latest day since which one is needed to talk with them, where one still is.
    fn since(&self, whose: ConversationWith) -> Option<NaiveDate> {
        let of_them = self.0.iter().filter(|need| need.ended_on.is_none() && whose.includes(need.whose));
        of_them.map(|need| need.noted_on).max()
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
    pub fn interpreter_needs(&self) -> &[InterpreterNeed] {
        &self.interpreter_needs.0
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

    pub(super) fn end_interpreter_need(
        &self,
        whose: ConversationWith,
        ended_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        not_in_future("endedOn", ended_on, today)?;
        let since = self.interpreter_needs.since(whose).ok_or(Refusal::NoInterpreterNeeded)?;
        not_before("endedOn", ended_on, since)?;
        Ok(vec![FamilyEvent::InterpreterNeedEnded { whose, ended_on }.into()])
    }
}
