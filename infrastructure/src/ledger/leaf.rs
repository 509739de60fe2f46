//! The leaf hash of an event: RFC 6962's SHA-256 over a zero byte and a canonical envelope of the whole row.
//!
//! The envelope is a version line and then every column in order, each preceded by its length in eight bytes, so that
//! no two different rows have the same envelope. Texts are hashed as they are stored. Personal data are in it as
//! ciphertexts only, so that erasing a key changes no hash.

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The columns of a stored event, as they are hashed.
pub struct Leaf<'a> {
    /// The municipality's number.
    pub municipality: &'a str,
    /// Its position.
    pub position: i64,
    /// The aggregate's type.
    pub aggregate_type: &'a str,
    /// The aggregate's id.
    pub aggregate_id: &'a str,
    /// Its place in the stream.
    pub sequence: i64,
    /// The event's name.
    pub event_type: &'a str,
    /// The version of its form.
    pub event_version: &'a str,
    /// The stored text of the payload.
    pub payload: &'a str,
    /// The stored text of the metadata.
    pub metadata: &'a str,
    /// The event's id.
    pub event_id: Uuid,
    /// The command's id.
    pub command_id: Uuid,
    /// Its index within the command.
    pub command_index: i16,
    /// What it belongs together with.
    pub correlation_id: Uuid,
    /// The event that caused the command, if one did.
    pub causation_id: Option<Uuid>,
    /// The stored text of the actor.
    pub actor: &'a str,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl Leaf<'_> {
    /// The leaf hash.
    pub fn hash(&self) -> Hash {
        let mut bytes = Vec::with_capacity(512 + self.payload.len() + self.metadata.len() + self.actor.len());
        let mut envelope = Envelope::begin(&mut bytes);
        envelope.field(self.municipality.as_bytes());
        envelope.field(&self.position.to_be_bytes());
        envelope.field(self.aggregate_type.as_bytes());
        envelope.field(self.aggregate_id.as_bytes());
        envelope.field(&self.sequence.to_be_bytes());
        envelope.field(self.event_type.as_bytes());
        envelope.field(self.event_version.as_bytes());
        envelope.field(self.payload.as_bytes());
        envelope.field(self.metadata.as_bytes());
        envelope.field(self.event_id.as_bytes());
        envelope.field(self.command_id.as_bytes());
        envelope.field(&self.command_index.to_be_bytes());
        envelope.field(self.correlation_id.as_bytes());
        envelope.field(self.causation_id.as_ref().map_or(&[], |id| id.as_bytes().as_slice()));
        envelope.field(self.actor.as_bytes());
        envelope.field(&self.occurred_at.timestamp_micros().to_be_bytes());
        envelope.field(&self.recorded_at.timestamp_micros().to_be_bytes());
        envelope.hash()
    }
}

/// The bytes that are hashed, put together field by field.
pub(super) struct Envelope<'a>(&'a mut Vec<u8>);

impl<'a> Envelope<'a> {
    /// Begins in `bytes`, whose room is used again.
    pub(super) fn begin(bytes: &'a mut Vec<u8>) -> Self {
        bytes.clear();
        bytes.push(0);
        bytes.extend_from_slice(b"case-ledger/event/v1\n");
        Self(bytes)
    }

    /// Adds the next column.
    pub(super) fn field(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// The leaf hash of what was put together.
    pub(super) fn hash(&self) -> Hash {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, self.0).as_ref());
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf() -> Leaf<'static> {
        Leaf {
            municipality: "9901",
            position: 1,
            aggregate_type: "Case",
            aggregate_id: "a",
            sequence: 1,
            event_type: "CaseOpened",
            event_version: "1.0",
            payload: "{}",
            metadata: "{}",
            event_id: Uuid::from_u128(1),
            command_id: Uuid::from_u128(2),
            command_index: 0,
            correlation_id: Uuid::from_u128(2),
            causation_id: None,
            actor: "{}",
            occurred_at: DateTime::UNIX_EPOCH,
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    /// Computed elsewhere by the words above. It may never change: every leaf there is has this form.
    #[test]
    fn the_hash_of_a_row_is_the_one_that_others_compute_for_it() {
        let frozen = "27f542738df0b37dd8e5608b0e48f65630d9972ee6e01b71c5900d65e4535c31";
        assert_eq!(crate::secret_file::to_hex(&leaf().hash()), frozen);
    }

    #[test]
    fn every_column_changes_the_hash() {
        let second = DateTime::from_timestamp_micros(1).unwrap();
        let others = [
            Leaf { municipality: "9902", ..leaf() },
            Leaf { position: 2, ..leaf() },
            Leaf { aggregate_type: "Report", ..leaf() },
            Leaf { aggregate_id: "b", ..leaf() },
            Leaf { sequence: 2, ..leaf() },
            Leaf { event_type: "CaseClosed", ..leaf() },
            Leaf { event_version: "1.1", ..leaf() },
            Leaf { payload: "{ }", ..leaf() },
            Leaf { metadata: "{ }", ..leaf() },
            Leaf { event_id: Uuid::from_u128(9), ..leaf() },
            Leaf { command_id: Uuid::from_u128(9), ..leaf() },
            Leaf { command_index: 1, ..leaf() },
            Leaf { correlation_id: Uuid::from_u128(9), ..leaf() },
            Leaf { causation_id: Some(Uuid::nil()), ..leaf() },
            Leaf { actor: "{ }", ..leaf() },
            Leaf { occurred_at: second, ..leaf() },
            Leaf { recorded_at: second, ..leaf() },
            // The same characters, cut elsewhere.
            Leaf { aggregate_type: "Cas", aggregate_id: "ea", ..leaf() },
        ];
        let mut hashes: Vec<Hash> = others.iter().map(Leaf::hash).collect();
        hashes.push(leaf().hash());
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), others.len() + 1);
    }
}
