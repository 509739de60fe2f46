//! The case ledger's faces: the command line, and the GraphQL server with its query page.
//!
//! This crate must not hold a rule of the domain, nor SQL.

// The mutations are one object, whose futures nest one deeper for each group of them.
#![recursion_limit = "256"]

pub mod auth;
pub mod cli;
pub mod commands;
mod core_dumps;
pub mod demo;
pub mod graphql;
pub mod http;
mod language;
pub mod place;
mod shares;
pub mod tasks;
mod tiles;

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

/// The stack of each thread: room for the deepest question there may be, several times over, also where nothing is optimised.
/// Memory is used of it as far as a question comes down.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Runs the command line.
pub fn main() -> ExitCode {
    // First of all: from here on the process may hold keys, and what they open.
    if let Err(error) = core_dumps::forbid() {
        eprintln!("case-ledger: that a crash writes no memory to disk could not be brought about: {error}");
        return ExitCode::FAILURE;
    }
    let cli = cli::Cli::parse();
    let filter = EnvFilter::try_from_env("CASE_LEDGER_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // A panic's message may quote what was being worked on; its place is enough to find the fault.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "the program is at fault: a panic");
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("case-ledger: the runtime could not be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli.command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("case-ledger: {}", causes(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// An error with what caused it, in one line. Errors of this program hold no personal data.
pub fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
