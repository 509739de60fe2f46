//! The demo's data, made in a process of their own.
//!
//! Deciding and sealing some sixty thousand events takes memory that an allocator does not give back: the server would
//! carry it for as long as it runs.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::path::Path;
use std::process::{ExitCode, Stdio};

use case_ledger_infrastructure::clock;
use tokio::process::Command;
use tokio::task::spawn_blocking;

use super::{Outcome, bar};
use crate::cli::DemoDataArgs;
use crate::demo::data::{DemoExtent, seed};
use crate::place::Place;

/// Connections for making the data.
const CONNECTIONS: u32 = 8;

/// How the other process ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Made {
    /// The data are there.
    Yes,
    /// It was told to stop, and left nothing half.
    Stopped,
}

/// Has the data made, and waits for it. The other process ends with this one, however that ends.
pub async fn have_made(
    data_dir: &Path,
    cases: usize,
    stop: &mut (impl Future<Output = ()> + Unpin),
) -> Result<Made, String> {
    let mut child = Command::new(std::env::current_exe().map_err(|error| format!("no program to run: {error}"))?)
        .arg("demo-data")
        .arg("--data-dir")
        .arg(data_dir)
        .args(["--cases", &cases.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("the process that makes the demo's data could not be started: {error}"))?;
    // Waiting would close it, which tells the other process that this one is gone.
    let lifeline = child.stdin.take();
    let ended = tokio::select! {
        biased;
        () = stop => None,
        ended = child.wait() => Some(ended),
    };
    drop(lifeline);
    match ended {
        None => {
            let _ = child.kill().await;
            Ok(Made::Stopped)
        }
        Some(Ok(status)) if status.success() => Ok(Made::Yes),
        // What went wrong it has said itself.
        Some(Ok(status)) => Err(format!("the demo's data could not be made ({status}); the next start tries again")),
        Some(Err(error)) => Err(format!("the process that makes the demo's data was lost: {error}")),
    }
}

/// Makes the data, for the demo that started this process.
pub async fn demo_data(args: DemoDataArgs) -> Outcome {
    // Ends with the other end of the pipe. Each municipality's data go in whole or not at all.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(1);
    });
    let place = Place::open_directory(&args.data_dir, CONNECTIONS).await?;
    let lock = OpenOptions::new().create(true).append(true).open(args.data_dir.join("demo-data.lock"))?;
    // Of two that start on one directory, the second waits, and finds the data there.
    let lock = spawn_blocking(move || lock.lock().map(|()| lock)).await??;
    let extent = DemoExtent { cases: args.cases, today: clock::now() };
    let progress = bar(0, "making demo data");
    seed(&place.ledger, &extent, &mut |done, all| {
        progress.set_length(all as u64);
        progress.set_position(done as u64);
    })
    .await?;
    progress.finish_and_clear();
    drop(lock);
    place.close().await;
    Ok(ExitCode::SUCCESS)
}
