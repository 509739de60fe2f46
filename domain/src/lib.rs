//! The rules of the case ledger.
//!
//! What may be decided, on which grounds and in which order, when someone in a Norwegian municipality is worried
//! about a child. This crate must not know SQL, HTTP, a clock or randomness: the time and every id come in with the
//! command, so that a rule can be read and tested beside its source.
//!
//! Where to start: [`case`] for the worried employee's side, [`report`] and [`investigation`] for the child welfare
//! service's side, [`subject`] for whom a person's data are
//! shown to, [`oversight`] for what is owed and what was left out, [`refusal`] for every "no" and the rule behind it, [`texts`] for what people are told. Rule ids (`R-24`) and source ids (`S3-25`) are
//! those of the requirements extracted from the municipalities' own documents.

/// The part of cqrs-es's `Aggregate` that is the same for every aggregate whose rules are in a `decide`: a thin shell
/// that writes what was decided to the sink.
macro_rules! handled_by_deciding {
    () => {
        type Error = crate::Refusal;
        type Services = ();

        async fn handle(
            &mut self,
            command: Self::Command,
            (): &Self::Services,
            sink: &cqrs_es::event_sink::EventSink<Self>,
        ) -> Result<(), crate::Refusal> {
            for event in self.decide(command)? {
                sink.write(event, self).await;
            }
            Ok(())
        }
    };
}
use handled_by_deciding;

pub mod advice;
pub mod answer;
pub mod case;
pub mod codes;
pub mod consultation;
pub mod content;
pub mod corrections;
pub mod decisions;
pub mod documents;
pub mod emergency_access;
pub mod forms;
pub mod guides;
pub mod ids;
pub mod investigation;
pub mod law;
pub mod oversight;
pub mod people;
pub mod personal;
pub mod publishing;
pub mod refusal;
pub mod report;
pub mod settings;
pub mod state_fields;
pub mod subject;
#[cfg(test)]
mod test_support;
pub mod text;
pub mod texts;
pub mod time;
mod topics;
pub mod transfers;
pub mod upcast;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;

pub use refusal::Refusal;

/// What every event of every aggregate can tell about itself, without giving away who it is about.
pub trait LedgerEvent: cqrs_es::DomainEvent {
    /// How the forms of this aggregate's events changed, in the order in which they did.
    const STEPS: &'static [upcast::Step];

    /// The event's name in the ledger, in the past tense, as the municipality's documents mean it.
    fn name(&self) -> &'static str;

    /// When it happened, as opposed to when the ledger learned of it.
    fn occurred_at(&self, recorded_at: DateTime<Utc>) -> DateTime<Utc>;

    /// What happened, in one sentence for a history list. Never holds personal data.
    fn summary(&self) -> texts::Sentence;

    /// The digest of the content that is stored beside it, where some is: neither is recorded without the other.
    fn content(&self) -> Option<content::SealedDigest> {
        None
    }
}

/// cqrs-es's part of a ledger event: its name, and the version that the last of its steps leads to.
macro_rules! named_and_versioned {
    ($event:ty) => {
        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                crate::LedgerEvent::name(self).to_owned()
            }

            fn event_version(&self) -> String {
                let steps = <Self as crate::LedgerEvent>::STEPS;
                crate::upcast::present_version(steps, crate::LedgerEvent::name(self)).to_owned()
            }
        }
    };
}
use named_and_versioned;

/// An instruction to an aggregate, with the moment it is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Command<A> {
    /// When the ledger takes the command; its Oslo date is "today" to the rules.
    pub now: DateTime<Utc>,
    /// What is to be done.
    pub action: A,
}

impl<A> Command<A> {
    /// The command to do `action` at `now`.
    pub const fn new(now: DateTime<Utc>, action: A) -> Self {
        Self { now, action }
    }
}

/// An aggregate of this ledger: cqrs-es's, with our commands, events and refusals.
pub trait LedgerAggregate:
    Aggregate<Command = Command<Self::Action>, Event: LedgerEvent, Error = Refusal, Services = ()> + Clone + 'static
{
    /// What can be asked of it.
    type Action: Clone + Send;
}

impl LedgerAggregate for case::Case {
    type Action = case::CaseAction;
}

impl LedgerAggregate for report::Report {
    type Action = report::ReportAction;
}

impl LedgerAggregate for investigation::Investigation {
    type Action = investigation::InvestigationAction;
}

impl LedgerAggregate for settings::Settings {
    type Action = settings::SettingsAction;
}

impl LedgerAggregate for consultation::Consultation {
    type Action = consultation::ConsultationAction;
}

impl LedgerAggregate for subject::Subject {
    type Action = subject::SubjectAction;
}
