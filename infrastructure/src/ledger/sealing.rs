//! What every event goes through on its way to the ledger: it is laid open as JSON, its persons are found, and its
//! personal data are sealed under their keys.

use case_ledger_domain::LedgerEvent;
use case_ledger_domain::content::SealedDigest;
use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bus::Fault;
use super::stream_end::StreamEnd;
use super::writer::{SealedEvent, Stream};
use crate::attachments::SealedContent;
use crate::clock;
use crate::personal::envelope::{self, EventPlace, Place, SubjectKeys, Subjects, event_id};

/// An event that was decided, as JSON whose personal data are open still.
pub(super) struct OpenEvent {
    event_type: &'static str,
    event_version: String,
    payload: Value,
    occurred_at: DateTime<Utc>,
    /// The digest of the content that is stored with it.
    content: Option<SealedDigest>,
}

impl OpenEvent {
    /// What was decided at that moment. Whose data are in it is added to `subjects`.
    pub(super) fn new<E: LedgerEvent>(event: &E, now: DateTime<Utc>, subjects: &mut Subjects) -> Result<Self, Fault> {
        let payload = serde_json::to_value(event)?;
        envelope::subjects_in(&payload, subjects)?;
        Ok(Self {
            event_type: event.name(),
            event_version: event.event_version(),
            payload,
            occurred_at: clock::to_the_microsecond(event.occurred_at(now)),
            content: event.content(),
        })
    }
}

/// The command that events belong to.
pub(super) struct Deciding<'a> {
    pub(super) municipality: &'a Municipality,
    pub(super) command_id: Uuid,
    /// The stream that they go into, and where it ends.
    pub(super) stream: &'a Stream,
    pub(super) after: &'a StreamEnd,
    /// Of what was asked.
    pub(super) digest: &'a str,
    /// Who acts, with a name that is open still where there is one.
    pub(super) actor: &'a Value,
    /// The content that it brings.
    pub(super) content: Option<&'a SealedContent>,
}

impl Deciding<'_> {
    /// Seals the command's events, all of them and in order. There is a key for everyone whose data are in them.
    pub(super) fn seal(&self, events: Vec<OpenEvent>, keys: &SubjectKeys) -> Result<Vec<SealedEvent>, Fault> {
        let mut end = self.after.clone();
        let numbered = events.into_iter().zip(0_i16..).map(|(event, index)| (event, index, end.go_on()));
        numbered.map(|(event, index, sequence)| self.seal_one(event, (index, sequence), keys)).collect()
    }

    fn seal_one(
        &self,
        event: OpenEvent,
        (index, sequence): (i16, i64),
        keys: &SubjectKeys,
    ) -> Result<SealedEvent, Fault> {
        let event_id = event_id(self.municipality, self.command_id, index);
        let place = EventPlace {
            position: None,
            event_id,
            command_id: self.command_id,
            command_index: index,
            aggregate_type: self.stream.aggregate_type.to_owned(),
            aggregate_id: self.stream.aggregate_id.to_string(),
            sequence,
        };
        let OpenEvent { event_type, event_version, mut payload, occurred_at, content } = event;
        let content = match content {
            // No event tells of content that is not stored with it.
            Some(digest) => Some(self.content.filter(|brought| brought.digest == digest).ok_or(Fault::ContentMissing)?),
            None => None,
        };
        let mut actor = self.actor.clone();
        envelope::seal(&mut payload, self.municipality, Place::Event(&place), keys)?;
        envelope::seal(&mut actor, self.municipality, Place::Event(&place), keys)?;
        let metadata = json!({ "command_id": self.command_id, "command_digest": self.digest, "event_id": event_id });
        Ok(SealedEvent {
            event_type,
            event_version,
            payload: serde_json::to_string(&payload)?,
            metadata: serde_json::to_string(&metadata)?,
            event_id,
            actor: serde_json::to_string(&actor)?,
            occurred_at,
            content: content.cloned(),
        })
    }
}
