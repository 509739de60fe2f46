//! The border that personal data does not cross in clear.
//!
//! [`envelope`] seals what the domain marked as personal and opens it again, [`keys`] holds a data key per subject
//! and category, [`master_key`] wraps those keys, [`erasure_record`] tells of erasures outside both databases, [`sight`] says who is shown what,
//! [`told_last`] remembers of whom something was recorded last, and [`unfinished`] tells which erasures wait for the destruction of a
//! master key.

pub mod envelope;
pub mod erasure_record;
pub(crate) mod key_maker;
pub mod keys;
pub mod master_key;
pub mod sight;
pub mod told_last;
pub mod unfinished;
