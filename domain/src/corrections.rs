//! An entry that is found wrong after it was recorded: the day, the person or something else in it was told wrongly (C12).
//!
//! Nothing that is recorded is overwritten, and nothing is reckoned anew: what is owed, found and counted stays as it was
//! told, for it is what everybody went by. Beside the entry stands from then on that it was found wrong, what is right and
//! why, so that nobody who reads it takes it for true. What can be put right so that it counts anew has a command of its own,
//! and is pointed to it. One entry is taken back by being said to be wrong: that another service has a child whom it has not,
//! for nobody would go on asking ([`WrongEntry::takes_back`]). The sources say nothing of it: these rules are the project's own decisions, for what personal data
//! ask for that are not right.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::case::{not_before_act, not_in_future};
use crate::people::Decider;
use crate::personal::Personal;
use crate::refusal::Act;
use crate::text::Text;
use crate::texts::{Argument, Sentence, closed_set};

/// The name of the event in each stream that has it.
pub const ENTRY_FOUND_WRONG: &str = "EntryFoundWrong";

closed_set! {
    /// What is wrong in an entry.
    WrongPart {
        /// The day, or one of its days.
        Day,
        /// Who did it, whom it was done to, or who was there.
        Person,
        /// What was chosen of what there was to choose: a kind, a code, a yes for a no.
        Choice,
        /// What was written.
        Text,
        /// All of it: it is about another child, or never happened.
        Whole,
    }
}

/// An entry of a stream's history, as far as it matters for whether it can be found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEntry {
    /// The name of its event.
    pub event: String,
    /// The Norwegian date on which it was recorded.
    pub recorded_on: NaiveDate,
    /// Which it is of the entries of that name in its stream, the first being 1.
    pub of_its_name: usize,
}

/// That an entry was found wrong, as events hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WrongEntry {
    /// Its place in the history of the same case, report or investigation.
    pub entry: i64,
    /// What of it.
    pub what: WrongPart,
    /// The day that is right, where that is what was wrong and it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub day: Option<NaiveDate>,
    /// What is right, in words, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub right: Option<Personal<Text>>,
    /// How one knows.
    pub reason: Personal<Text>,
    /// Who found it.
    pub found_by: Decider,
    /// When.
    pub found_on: NaiveDate,
    /// Whether it takes back what the entry told: a receipt of what was transferred that nobody gave is awaited again from then
    /// on, and the right one can be recorded (S2-48). The rules say so, and nobody who notes it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub takes_back: bool,
}

impl WrongEntry {
    /// What happened, in one sentence.
    pub(crate) fn summary(&self) -> Sentence {
        let said = Sentence::new(ENTRY_FOUND_WRONG).with("entry", Argument::in_clear(self.entry));
        said.with("what", self.what.word())
    }

    /// The rules in the order in which they answer, once the thing is known to be there. `own` names the command that puts
    /// right what such an entry says, where there is one that can: then it is not noted, but put right.
    pub(crate) fn must_be_noted(
        self,
        recorded: Option<&RecordedEntry>,
        own: impl FnOnce(&str, WrongPart) -> Option<&'static str>,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        not_in_future("foundOn", self.found_on, today)?;
        let recorded = recorded.ok_or(Refusal::EntryUnknown { entry: self.entry })?;
        not_before_act("foundOn", self.found_on, Act::EntryRecorded, recorded.recorded_on)?;
        if recorded.event == ENTRY_FOUND_WRONG {
            return Err(Refusal::EntryIsNote { entry: self.entry });
        }
        if let Some(command) = own(&recorded.event, self.what) {
            return Err(Refusal::EntryHasOwnCorrection { entry: self.entry, command });
        }
        if self.day.is_some() && self.what != WrongPart::Day {
            return Err(Refusal::RightDayOfNoDay);
        }
        Ok(Self { takes_back: false, ..self })
    }
}
