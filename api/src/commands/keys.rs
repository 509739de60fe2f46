//! `keys`.

use std::process::ExitCode;

use super::{Outcome, say};
use crate::cli::KeysCommand;
use crate::place::Place;

/// Connections of a command that works by itself.
const CONNECTIONS: u32 = 4;

/// Rotates keys.
pub async fn keys(command: KeysCommand) -> Outcome {
    match command {
        KeysCommand::RotateMaster { municipality, destroy_old, place } => {
            let place = Place::open(&place, CONNECTIONS).await?;
            let rotated = place.ledger.keys().rotate_master_key(&municipality, destroy_old).await?;
            say(&format!("{municipality}: {} keys are wrapped under {}.", rotated.rewrapped, rotated.name));
            for name in rotated.destroyed {
                say(&format!("{municipality}: {name} is destroyed; destroy its backups, too."));
            }
            place.close().await;
        }
        KeysCommand::RotateData { municipality, subject, place } => {
            let place = Place::open(&place, CONNECTIONS).await?;
            let retired = place.ledger.keys().rotate_data_keys(&municipality, subject).await?;
            say(&format!("{municipality}: {retired} keys only open from now on; new ones are made as data come."));
            place.close().await;
        }
    }
    Ok(ExitCode::SUCCESS)
}
