//! Old forms of events, made into the present ones.
//!
//! Events are never rewritten. When an event's form changes, its version goes up by one [`Step`] that says what the
//! form before it looks like in the new one, and every event ever written can still be read: a chain of such steps
//! leads from any version to the present one. What a step has to know is knowledge of the domain, so that it stands
//! beside the event it belongs to.
//!
//! Steps see personal values opened, withheld or shredded, never sealed: an envelope is bound to the place in the form
//! that was written, and is opened there before anything moves.
//!
//! cqrs-es's own upcasters are not used: they cannot say no. To them, an event from the future is one that needs no
//! change.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::LedgerEvent;

/// The version of a form that never changed.
pub const FIRST_VERSION: &str = "1.0";

/// How one form of an event became the next.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The event's name.
    pub event: &'static str,
    /// The version that is read.
    pub from: &'static str,
    /// The version that it becomes.
    pub to: &'static str,
    /// Changes the event's fields. What it does not find it leaves alone: the decoder then says what is missing.
    pub change: fn(&mut Map<String, Value>),
}

/// Why a stored event cannot be read. Only the decoder's own words may quote the payload.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The form is not one that this program knows; perhaps a newer one wrote it.
    #[error("{event} is stored in version {version}; this program knows up to {newest}")]
    UnknownVersion {
        /// The event's name.
        event: String,
        /// The version it is stored in.
        version: String,
        /// The newest version known.
        newest: &'static str,
    },
    /// The payload is of another event than the row says.
    #[error("the payload is not that of {event}")]
    Misnamed {
        /// The event's name in the row.
        event: String,
    },
    /// The payload does not fit the event's form, or there is no such event.
    #[error("the payload does not fit {event}")]
    Payload {
        /// The event's name in the row.
        event: String,
        /// What the decoder says.
        #[source]
        source: serde_json::Error,
    },
}

/// The version in which an event of that name is written, given the steps of its aggregate.
pub fn present_version(steps: &'static [Step], event: &str) -> &'static str {
    steps.iter().rev().find(|step| step.event == event).map_or(FIRST_VERSION, |step| step.to)
}

/// Brings a payload, `{"EventName": {...}}`, from the version it was written in to the present one.
pub fn to_present<E: LedgerEvent>(event: &str, version: &str, payload: &mut Value) -> Result<(), Unreadable> {
    let Some(Value::Object(fields)) = payload.get_mut(event) else {
        return Err(Unreadable::Misnamed { event: event.to_owned() });
    };
    let newest = present_version(E::STEPS, event);
    let mut at = version;
    while at != newest {
        let Some(step) = E::STEPS.iter().find(|step| step.event == event && step.from == at) else {
            return Err(Unreadable::UnknownVersion { event: event.to_owned(), version: version.to_owned(), newest });
        };
        (step.change)(fields);
        at = step.to;
    }
    Ok(())
}

/// Reads an event of any version it was ever written in; the payload is left in its present form.
pub fn read<E: LedgerEvent + DeserializeOwned>(
    event: &str,
    version: &str,
    payload: &mut Value,
) -> Result<E, Unreadable> {
    to_present::<E>(event, version, payload)?;
    E::deserialize(&*payload).map_err(|source| Unreadable::Payload { event: event.to_owned(), source })
}

#[cfg(test)]
mod tests;
