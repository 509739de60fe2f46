//! `import`.

use std::path::Path;
use std::process::ExitCode;

use case_ledger_infrastructure::import::{
    Counts, ImportError, ImportOptions, ImportReport, NotRecorded, Progress, import_fiks, import_kostra_15f,
};
use case_ledger_infrastructure::interchange::kostra_15f::Severity;
use indicatif::ProgressBar;

use super::{Outcome, bar, guides, say};
use crate::cli::{ImportArgs, ImportFormat};
use crate::commands::maintenance::demo_secret_file;
use crate::place::Place;

/// Connections of an import.
const CONNECTIONS: u32 = 16;
/// Something was refused.
const REFUSED: u8 = 2;
/// It could not be taken, whatever the file holds: the ledger is not open, its database is at fault, or the program.
const NOT_TAKEN: u8 = 3;

/// How an import of one file ended, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Accepted,
    Refused,
    Unreadable,
    NotTaken,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Accepted => Self::SUCCESS,
            Ending::Refused => Self::from(REFUSED),
            Ending::Unreadable => Self::FAILURE,
            Ending::NotTaken => Self::from(NOT_TAKEN),
        }
    }
}

/// Imports the files one after the other; the exit code tells the worst.
pub async fn import(args: ImportArgs) -> Outcome {
    let guides = match guides::read(args.guides.as_deref()) {
        Ok(ways) => ways.guides,
        Err(error) => {
            say(&format!("not imported: {error}"));
            return Ok(Ending::NotTaken.into());
        }
    };
    let place = match Place::open(&args.place, CONNECTIONS).await {
        Ok(place) => place,
        Err(error) => {
            say(&format!("not imported: {}", crate::causes(&error)));
            return Ok(Ending::NotTaken.into());
        }
    };
    // A demo opens ledgers as files ask for them. Elsewhere a mistyped number must not make a municipality.
    let is_demo = place.home.as_ref().is_some_and(|home| demo_secret_file(home.directory()).exists());
    let options = ImportOptions { municipality: args.municipality.clone(), open_missing: is_demo, guides };
    let mut worst = Ending::Accepted;
    for file in &args.files {
        worst = worst.max(import_one(&place, args.format, file, &options).await);
    }
    place.close().await;
    Ok(worst.into())
}

async fn import_one(place: &Place, format: ImportFormat, file: &Path, options: &ImportOptions) -> Ending {
    let progress: ProgressBar = bar(0, "reading");
    let mut show = |so_far: Progress| {
        progress.set_length(so_far.bytes_total);
        progress.set_position(so_far.bytes_read);
    };
    let result = match format {
        ImportFormat::Kostra15F => import_kostra_15f(&place.ledger, file, options, &mut show).await,
        ImportFormat::Fiks => import_fiks(&place.ledger, file, options, &mut show).await,
    };
    progress.finish_and_clear();
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    match result {
        Ok(report) => {
            for line in lines(&report) {
                say(&format!("{name}: {line}"));
            }
            if report.refused_total() == 0 { Ending::Accepted } else { Ending::Refused }
        }
        Err(error) => {
            say(&format!("{name}: {}: {}", not_imported(&error), crate::causes(&error)));
            ending(&error)
        }
    }
}

/// What recorded of a file stays when the ledger fails in the midst of it.
const fn not_imported(error: &ImportError) -> &'static str {
    match error {
        ImportError::Fault(_) | ImportError::BrokeOff(_) => "not imported to its end",
        ImportError::Unreadable(_) | ImportError::Io(_) | ImportError::NotOpened(_) => "not imported",
    }
}

const fn ending(error: &ImportError) -> Ending {
    match error {
        ImportError::Unreadable(_) | ImportError::Io(_) => Ending::Unreadable,
        ImportError::NotOpened(_) | ImportError::Fault(_) | ImportError::BrokeOff(_) => Ending::NotTaken,
    }
}

/// What an import came to, for people: what was refused, what to look at, and the sums last.
fn lines(report: &ImportReport) -> Vec<String> {
    let mut lines: Vec<String> = report.refused.iter().map(|refused| format!("refused: {refused}")).collect();
    lines.extend(beyond(report.refused_beyond, "refused records"));
    for finding in &report.controls {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        lines.push(format!("control {severity}: {}: line {}: {}", finding.control, finding.line, finding.message));
    }
    lines.extend(beyond(report.controls_beyond, "breaches of control rules"));
    lines.extend(report.warnings.iter().map(|warning| format!("note: {warning}")));
    lines.extend(beyond(report.warnings_beyond, "notes"));
    let NotRecorded { plans, measures, moves } = report.not_recorded;
    if plans + measures + moves > 0 {
        lines
            .push(format!("read, but not recorded by this version: {plans} plans, {measures} measures, {moves} moves"));
    }
    if report.truncated {
        lines.push("the file breaks off; what follows the break was not read".to_owned());
    }
    let into = report.municipality.as_ref().map_or_else(String::new, |municipality| format!(" into {municipality}"));
    lines.push(format!("recorded{into}: {}", counts(report.accepted)));
    lines.push(format!("known already: {}", counts(report.already_known)));
    lines.push(format!("refused: {}", report.refused_total()));
    lines
}

fn counts(counts: Counts) -> String {
    format!("{} clients, {} reports, {} investigations", counts.clients, counts.reports, counts.investigations)
}

fn beyond(number: u64, what: &str) -> Option<String> {
    (number > 0).then(|| format!("and {number} more {what}"))
}

#[cfg(test)]
mod tests {
    use case_ledger_infrastructure::import::Worker;
    use case_ledger_infrastructure::ledger::bus::Fault;

    use super::*;

    #[test]
    fn only_a_file_that_cannot_be_read_is_blamed_on_the_file() {
        let unreadable = ImportError::Unreadable("the file is empty".to_owned());
        let not_opened = ImportError::NotOpened("4601".parse().unwrap());
        let fault = ImportError::Fault(Fault::Contention);
        assert_eq!(
            [&unreadable, &not_opened, &fault].map(ending),
            [Ending::Unreadable, Ending::NotTaken, Ending::NotTaken]
        );
        let broke_off = ImportError::BrokeOff(Worker::Decider);
        assert_eq!(ending(&broke_off), Ending::NotTaken);
        for in_the_midst in [&fault, &broke_off] {
            assert!(not_imported(in_the_midst).contains("to its end"));
        }
        let said = broke_off.to_string();
        for part in [
            "the program is at fault",
            "recorded before stays",
            "import the same file again",
            "nothing is recorded twice",
        ] {
            assert!(said.contains(part), "{said}");
        }
        for (ending, code) in
            [(Ending::Accepted, 0), (Ending::Unreadable, 1), (Ending::Refused, 2), (Ending::NotTaken, 3)]
        {
            assert_eq!(ExitCode::from(ending), ExitCode::from(code));
        }
    }
}
