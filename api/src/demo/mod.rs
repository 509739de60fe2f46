//! The demo: two fictional municipalities.

pub mod data;
