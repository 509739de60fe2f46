//! The harness: the real binary, started as a user would, and a ledger in the process for what no user can reach.
//!
//! What a test starts, it stops. A demo is started once per test binary and shared; tests that kill have their own.

#![expect(clippy::expect_used, clippy::panic, reason = "a harness that cannot set up has nothing to return")]
#![allow(clippy::missing_panics_doc, reason = "that is how a test fails")]

pub mod caseworker;
pub mod checker;
pub mod clients;
pub mod cosigner;
pub mod demo;
pub mod dice;
pub mod events;
pub mod forge;
pub mod history;
pub mod program;
pub mod published;
pub mod raw;
pub mod search;
pub mod site;
pub mod token;
pub mod town;

use std::time::{Duration, Instant};

pub use caseworker::{Caseworker, day};
pub use clients::Clients;
pub use cosigner::Cosigner;
pub use demo::{Answer, Demo, run_in, shared_demo};
pub use dice::Dice;
pub use program::{DataDir, program};
pub use site::Site;
pub use town::Town;

/// Asks again until there is an answer; the test fails when `patience` runs out.
pub fn eventually<T>(what: &str, patience: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + patience;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < until, "{what}: not within {patience:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
