//! An anonymous consultation: what a service was asked about a child whom nobody named (R-20; S0-23, S2-10, S2-35,
//! S3-28, S4-14).
//!
//! It has a stream of its own, which holds nothing that leads to a case, a child or the one who asked: a body, with its name
//! where nothing else says which service it is, a day without a time, what it was about, and two texts; name and texts were
//! screened ([`screening`]). The case at hand may note that it consulted anonymously, by body, such a name and day, and
//! nothing more.

pub mod screening;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::case::{must_tell_no_more_than_which, not_in_future};
use crate::people::Body;
use crate::personal::{Content, Personal};
use crate::text::Text;
use crate::texts::{Sentence, Word, closed_set};
use crate::time::{oslo_date, start_of_day};
use crate::upcast::Step;
use crate::{Command, LedgerEvent, Refusal};
use screening::Known;

closed_set! {
    /// What an anonymous consultation was about (S2-11, S2-69).
    ConsultationTopic {
        /// Whether the duty to report is triggered.
        DutyToReport,
        /// What a report should say.
        ReportContent,
        /// How to go on with a concern.
        WayForward,
        /// How to talk with child or guardians.
        Conversation,
        /// How guardians are asked for consent.
        Consent,
        /// Who can help the child best.
        WhoCanHelp,
        /// Something else.
        Other,
    }
}

/// What an anonymous consultation was about: one topic or several, never none (S2-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<ConsultationTopic>")]
pub struct ConsultationTopics(BTreeSet<ConsultationTopic>);

impl ConsultationTopics {
    /// These topics.
    ///
    /// # Errors
    ///
    /// [`Refusal::ConsultationTopicMissing`] where there is none (S2-11).
    pub fn new(topics: BTreeSet<ConsultationTopic>) -> Result<Self, Refusal> {
        if topics.is_empty() { Err(Refusal::ConsultationTopicMissing) } else { Ok(Self(topics)) }
    }

    /// Each of them, in the order in which topics are documented.
    pub fn iter(&self) -> impl Iterator<Item = ConsultationTopic> {
        self.0.iter().copied()
    }
}

impl TryFrom<BTreeSet<ConsultationTopic>> for ConsultationTopics {
    type Error = Refusal;

    fn try_from(topics: BTreeSet<ConsultationTopic>) -> Result<Self, Refusal> {
        Self::new(topics)
    }
}

/// Every event of an anonymous consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum ConsultationEvent {
    /// A service was consulted about a child whom nobody named.
    AnonymousConsultationHeld {
        /// Who was consulted.
        body: Body,
        /// Which service, where only its name says that, screened.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<String>,
        /// What about.
        topics: ConsultationTopics,
        /// What was asked, screened. Sealed all the same: no screening finds everything.
        question: Personal<Text>,
        /// What was advised, screened.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        advice: Option<Personal<Text>>,
        /// The day, and no time.
        held_on: NaiveDate,
    },
}

impl LedgerEvent for ConsultationEvent {
    // What was held before was about one topic.
    const STEPS: &'static [Step] = &[
        Step { event: "AnonymousConsultationHeld", from: "1.0", to: "1.1", change: make_topic_the_only_one },
        // And named no service.
        Step { event: "AnonymousConsultationHeld", from: "1.1", to: "1.2", change: |_| {} },
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::AnonymousConsultationHeld { .. } => "AnonymousConsultationHeld",
        }
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::AnonymousConsultationHeld { held_on, .. } => start_of_day(*held_on).min(recorded_at),
        }
    }

    fn summary(&self) -> Sentence {
        match self {
            Self::AnonymousConsultationHeld { body, unit, topics, .. } => {
                let topics: Vec<Word> = topics.iter().map(ConsultationTopic::word).collect();
                Sentence::new(self.name()).with("body", body.word()).naming(unit.as_deref()).with("topics", topics)
            }
        }
    }
}

crate::named_and_versioned!(ConsultationEvent);

fn make_topic_the_only_one(fields: &mut Map<String, Value>) {
    if let Some(topic) = fields.remove("topic") {
        fields.insert("topics".to_owned(), Value::Array(vec![topic]));
    }
}

/// What can be asked of an anonymous consultation.
#[derive(Debug, Clone, PartialEq)]
pub enum ConsultationAction {
    /// Record it.
    Hold {
        /// Who was consulted.
        body: Body,
        /// Which service, where only its name says that.
        unit: Option<String>,
        /// What about; at least one topic.
        topics: BTreeSet<ConsultationTopic>,
        /// What was asked.
        question: Personal<Text>,
        /// What was advised.
        advice: Option<Personal<Text>>,
        /// The day.
        held_on: NaiveDate,
        /// What the case at hand knows, which must not stand in the texts. It is looked for and not recorded.
        known: Known,
    },
}

/// An anonymous consultation as its events leave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    held: bool,
}

impl Consultation {
    /// What follows from the command: the events, or the first rule it breaks.
    pub fn decide(&self, command: Command<ConsultationAction>) -> Result<Vec<ConsultationEvent>, Refusal> {
        let today = oslo_date(command.now);
        match command.action {
            ConsultationAction::Hold { body, unit, topics, question, advice, held_on, known } => {
                if self.held {
                    return Err(Refusal::ConsultationAlreadyRecorded);
                }
                let topics = ConsultationTopics::new(topics)?;
                not_in_future("heldOn", held_on, today)?;
                must_tell_no_more_than_which(body, unit.as_deref())?;
                if let Some(unit) = &unit {
                    must_tell_of_nobody("unit", unit, &known)?;
                }
                must_be_anonymous("question", &question, &known)?;
                if let Some(advice) = &advice {
                    must_be_anonymous("advice", advice, &known)?;
                }
                Ok(vec![ConsultationEvent::AnonymousConsultationHeld { body, unit, topics, question, advice, held_on }])
            }
        }
    }
}

/// Nothing in the text tells who the child is.
fn must_be_anonymous(field: &'static str, text: &Personal<Text>, known: &Known) -> Result<(), Refusal> {
    let Content::Visible(text) = text.content() else { return Ok(()) };
    must_tell_of_nobody(field, text.as_str(), known)
}

fn must_tell_of_nobody(field: &'static str, text: &str, known: &Known) -> Result<(), Refusal> {
    let found = screening::screen(text, known);
    if found.is_empty() { Ok(()) } else { Err(Refusal::NotAnonymous { field, found }) }
}

impl Aggregate for Consultation {
    const TYPE: &'static str = "Consultation";
    type Command = Command<ConsultationAction>;
    type Event = ConsultationEvent;

    crate::handled_by_deciding!();

    fn apply(&mut self, event: Self::Event) {
        match event {
            ConsultationEvent::AnonymousConsultationHeld { .. } => self.held = true,
        }
    }
}

#[cfg(test)]
mod tests;
