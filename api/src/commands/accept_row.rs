//! `accept-row`.

use std::process::ExitCode;

use case_ledger_domain::text::in_clear;
use case_ledger_infrastructure::ledger::accepted::RowInClear;
use case_ledger_infrastructure::secret_file::to_hex;
use chrono::SecondsFormat;

use super::{Outcome, say};
use crate::cli::AcceptRowArgs;
use crate::place::Place;

/// Connections of a command that works by itself.
const CONNECTIONS: u32 = 4;

/// Shows a row that no program of the ledger wrote, and accepts it where it is said why.
pub async fn accept_row(args: AcceptRowArgs) -> Outcome {
    let AcceptRowArgs { municipality, position, reason, place } = args;
    let reason = match &reason {
        None => None,
        Some(reason) => Some(
            in_clear(reason).ok_or("--reason must say why, and who decided it: one line, at most 250 characters")?,
        ),
    };
    let place = match reason {
        Some(_) => Place::open_existing(&place, CONNECTIONS).await?,
        None => Place::open_to_read(&place, CONNECTIONS).await?,
    };
    if place.ledger.head(&municipality).await?.is_none() {
        return Err(format!("municipality {municipality} has no ledger here").into());
    }
    let row = place.ledger.acceptable_row(&municipality, position).await?;
    show(&row);
    if let Some(reason) = reason {
        place.ledger.accept_row(&municipality, &row, reason, &account()).await?;
        say(&format!(
            "{municipality}: the row at position {position} stays. The log goes on over it, and its stream behind it. What it \
             says is believed by nobody, and `case-ledger verify` names it."
        ));
    } else {
        place.ledger.may_stay(&municipality, &row).await?;
        say(
            "No program of this ledger wrote it. Where it is settled what it is, and that it stays, say why (--reason): the log \
             then goes on over it, and its stream behind it. What it says is believed by nobody then either: what of it did \
             happen is to be recorded.",
        );
    }
    place.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The account under which this runs: who became somebody else stays who it was.
fn account() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.as_deref().and_then(in_clear).unwrap_or("unknown").to_owned()
}

fn show(row: &RowInClear) {
    let at = |instant: &chrono::DateTime<chrono::Utc>| instant.to_rfc3339_opts(SecondsFormat::Micros, true);
    for (name, value) in [
        ("position", row.position.to_string()),
        ("aggregate_type", row.aggregate_type.clone()),
        ("aggregate_id", row.aggregate_id.clone()),
        ("sequence", row.sequence.to_string()),
        ("event_type", row.event_type.clone()),
        ("event_version", row.event_version.clone()),
        ("event_id", row.event_id.to_string()),
        ("command_id", row.command_id.to_string()),
        ("occurred_at", at(&row.occurred_at)),
        ("recorded_at", at(&row.recorded_at)),
        ("leaf_hash", to_hex(&row.leaf_hash)),
        ("it gives", to_hex(&row.leaf)),
    ] {
        // What a stranger wrote may be anything: no terminal is to act on it.
        let value: String = value.chars().map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect();
        say(&format!("{name:14}  {value}"));
    }
}
