//! Tamper evidence that outsiders check with their own tools.
//!
//! [`keys`] holds what signs the checkpoints.

pub mod keys;
