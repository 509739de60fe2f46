//! An aggregate that is as plain as those the peers are measured with: a command notes some texts, one event each.
//! Each text is a child's personal data, as an observation's is.

use case_ledger_domain::ids::SubjectId;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Sentence;
use case_ledger_domain::upcast::Step;
use case_ledger_domain::{Command, LedgerAggregate, LedgerEvent, Refusal};
use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::samples;

/// To note something about a child in so many events.
#[derive(Debug, Clone)]
pub struct Note {
    /// The child.
    pub about: SubjectId,
    /// How many events.
    pub events: usize,
}

/// A note taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum NoteEvent {
    /// What was noted.
    Noted {
        /// The text.
        text: Personal<Text>,
    },
}

/// Notes, counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Notes {
    count: usize,
}

impl DomainEvent for NoteEvent {
    fn event_type(&self) -> String {
        self.name().to_owned()
    }

    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

impl LedgerEvent for NoteEvent {
    const STEPS: &'static [Step] = &[];

    fn name(&self) -> &'static str {
        "Noted"
    }

    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
        recorded_at
    }

    fn summary(&self) -> Sentence {
        Sentence::new(self.name())
    }
}

impl Aggregate for Notes {
    const TYPE: &'static str = "Notes";
    type Command = Command<Note>;
    type Event = NoteEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(&mut self, command: Command<Note>, (): &(), sink: &EventSink<Self>) -> Result<(), Refusal> {
        for _ in 0..command.action.events {
            let text = Personal::child(command.action.about, samples::observed_text());
            sink.write(NoteEvent::Noted { text }, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, _: NoteEvent) {
        self.count += 1;
    }
}

impl LedgerAggregate for Notes {
    type Action = Note;
}
