//! Tests of the ledger as its users meet it: the real binary over HTTP and on the command line, and the real database
//! where no user can reach.
//!
//! One binary, because the demo and the embedded server are started once for all of them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what cannot go on in a test fails it, and what is skipped is said"
)]

mod address_protection;
mod ages;
mod append;
mod arena;
mod attachments;
mod command_line;
mod consultations;
mod cooperation;
mod copied;
mod corrections;
mod crashes;
mod data_subjects;
mod decisions;
mod discussion;
mod drafts;
mod emergency_access;
mod erasure;
mod family;
mod feedback;
mod following;
mod fresh;
mod guarded;
mod guide_life;
mod guides;
mod histories;
mod http_face;
mod immutable;
mod interleavings;
mod interpreting;
mod languages;
mod law;
mod leaders;
mod measures;
mod meetings;
mod national_figures;
mod new_keys;
mod one_child;
mod oversight;
mod personal_data;
mod plans;
mod projections;
mod proof;
mod publishing;
mod registers;
mod registers_for_leaders;
mod report_messages;
mod retention;
mod rewritten;
mod rounds;
mod rules_over_http;
mod scenarios;
mod service;
mod service_joining;
mod service_known;
mod service_measures;
mod service_reports;
mod service_settings;
mod service_statistics;
mod service_written;
mod shared_cases;
mod signed_last;
mod slipped_in;
mod subject_access;
mod tampered_log;
mod tampering;
mod telling_guardians;
mod time;
mod traceability;
mod unfinished_erasures;
mod unsigned;
mod which_one;
mod who_decides;
mod who_sees_what;
mod whose_cases;
