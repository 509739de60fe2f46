//! The commands of the command line.

mod accept_row;
mod demo_data;
mod guides;
mod import;
mod keys;
mod maintenance;
mod projections;
mod serve;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use crate::cli::Command;

/// What a command comes to: an exit code, or an error that is told in one line.
pub type Outcome = Result<ExitCode, Box<dyn Error>>;

/// Runs a command.
pub async fn run(command: Command) -> Outcome {
    match command {
        Command::Demo(args) => serve::demo(args).await,
        Command::DemoData(args) => demo_data::demo_data(args).await,
        Command::Serve(args) => serve::serve(*args).await,
        Command::Import(args) => import::import(args).await,
        Command::Token(args) => maintenance::token(&args),
        Command::Municipality(command) => maintenance::municipality(command).await,
        Command::Keys(command) => keys::keys(command).await,
        Command::Database(command) => maintenance::database(command).await,
        Command::SigningKey(command) => maintenance::signing_key(command).await,
        Command::Verify(args) => maintenance::verify(args).await,
        Command::AcceptRow(args) => accept_row::accept_row(args).await,
        Command::Rebuild(args) => projections::rebuild(args).await,
        Command::Projections(args) => projections::projections(args).await,
        Command::Guides { directory } => guides::list(directory.as_deref()),
        Command::Schema => {
            say(crate::graphql::sdl().trim_end());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints a line of the command's answer. A reader who has gone away, as `head` does, is no error.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A progress bar on standard error; invisible where that is no terminal.
pub fn bar(length: u64, message: &'static str) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len} {per_sec} {eta}");
    let bar = indicatif::ProgressBar::new(length).with_message(message);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
