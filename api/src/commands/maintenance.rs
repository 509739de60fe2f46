//! `token`, `municipality`, `database` and `verify`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use case_ledger_domain::text::in_clear;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::ledger::verify::verify as verify_ledger;
use case_ledger_infrastructure::secret_file;

use super::{Outcome, bar, say};
use crate::auth::{DemoIdentity, demo_token};
use crate::cli::{DatabaseCommand, MunicipalityCommand, TokenArgs, VerifyArgs};
use crate::place::{Place, PlaceError, default_data_dir, open_home};

/// Connections of a command that works by itself.
const CONNECTIONS: u32 = 8;

/// The secret that signs the demo's tokens, in its data directory.
pub fn demo_secret_file(data_dir: &Path) -> PathBuf {
    data_dir.join("secrets").join("demo-tokens")
}

fn directory(given: Option<PathBuf>) -> Result<PathBuf, PlaceError> {
    given.map_or_else(default_data_dir, Ok)
}

/// Prints a demo token, alone on the last line.
pub fn token(args: &TokenArgs) -> Outcome {
    let data_dir = directory(args.data_dir.clone())?;
    let file = demo_secret_file(&data_dir);
    let secret = secret_file::read(&file).map_err(|error| {
        format!("{} holds no demo ({error}); start one with `case-ledger demo --data-dir`", data_dir.display())
    })?;
    let role = args.role.as_str();
    let subject = args.subject.as_deref().unwrap_or(role);
    let identity = DemoIdentity {
        subject,
        name: subject,
        municipality: &args.municipality,
        unit: args.unit.as_deref(),
        role: args.role,
    };
    say(&demo_token(&secret, &identity)?);
    Ok(ExitCode::SUCCESS)
}

/// Opens a municipality's ledger.
pub async fn municipality(command: MunicipalityCommand) -> Outcome {
    let MunicipalityCommand::Open { number, name, place } = command;
    let name =
        in_clear(&name).ok_or("--name must be a municipality's name: one line, at most 250 characters")?.to_owned();
    let place = Place::open(&place, CONNECTIONS).await?;
    place.ledger.open_municipality(&number, &name, clock::now()).await?;
    say(&format!("The ledger of {number} {name} is open."));
    place.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints the embedded database's URL, alone on the last line.
pub async fn database(command: DatabaseCommand) -> Outcome {
    let DatabaseCommand::Url { owner, data_dir } = command;
    let home: Home = open_home(&directory(data_dir)?).await?;
    let urls = if owner { home.owner_urls() } else { home.urls() };
    say(&urls.ledger);
    home.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Verifies ledgers; the exit code is 1 at the first difference.
pub async fn verify(args: VerifyArgs) -> Outcome {
    let place = Place::open(&args.place, CONNECTIONS).await?;
    let mut code = ExitCode::SUCCESS;
    let mut known = false;
    for (municipality, name, head) in place.ledger.municipalities().await? {
        if args.municipality.as_ref().is_some_and(|wanted| *wanted != municipality) {
            continue;
        }
        known = true;
        let progress = bar(u64::try_from(head).unwrap_or_default(), "verifying");
        let verified = verify_ledger(place.ledger.pool(), &municipality, &mut |done, _| {
            progress.set_position(u64::try_from(done).unwrap_or_default());
        })
        .await?;
        progress.finish_and_clear();
        match verified.difference {
            None => say(&format!("{municipality} {name}: {} events, as written", verified.events)),
            Some(difference) => {
                say(&format!("{municipality} {name}: position {}: {}", difference.position, difference.kind));
                code = ExitCode::FAILURE;
            }
        }
    }
    place.close().await;
    match args.municipality {
        Some(wanted) if !known => Err(format!("municipality {wanted} has no ledger here").into()),
        _ => Ok(code),
    }
}
