//! Everything the case ledger needs from outside: PostgreSQL, keys, the clock, interchange formats.
//!
//! This crate must not know HTTP or GraphQL, nor take a decision that belongs to the domain.

pub mod attachments;
mod binary_copy;
pub mod clock;
pub mod completion;
pub mod consultations;
pub mod database;
pub mod embedded;
pub mod emergency;
pub mod erasure;
pub mod home;
pub mod import;
pub mod intake;
pub mod interchange;
pub mod ledger;
pub mod openings;
pub mod personal;
pub mod projections;
pub mod proof;
pub mod reach;
pub mod read_log;
pub mod report_message;
pub mod report_texts;
pub mod rounds;
pub mod secret_file;
pub mod subject_access;
pub mod whereabouts;
