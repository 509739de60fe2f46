//! The border that personal data does not cross in clear.
//!
//! [`envelope`] seals what the domain marked as personal and opens it again, [`keys`] holds a data key per subject
//! and category, [`master_key`] wraps those keys, and [`sight`] says who is shown what.

pub mod envelope;
pub(crate) mod key_maker;
pub mod keys;
pub mod master_key;
pub mod sight;
