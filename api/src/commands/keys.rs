//! `keys`.

use std::process::ExitCode;

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::erasure::Lacking;
use case_ledger_infrastructure::personal::erasure_record::NotedErasure;
use case_ledger_infrastructure::personal::keys::KeyStore;
use case_ledger_infrastructure::personal::told_last::{LackingEntry, PutBack, accept_restored};
use case_ledger_infrastructure::personal::unfinished::{MasterKeysHeld, rewrite_key_tables};
use case_ledger_infrastructure::proof::memory::{KeysOlder, older_keys, take_on_older_keys};

use super::{Outcome, say};
use crate::cli::KeysCommand;
use crate::place::{Place, PlaceError};

/// Connections of a command that works by itself.
const CONNECTIONS: u32 = 4;

/// Lists master keys, rotates keys, or goes on with older ones.
pub async fn keys(command: KeysCommand) -> Outcome {
    match command {
        KeysCommand::List { municipality, place } => {
            let place = Place::open_to_read(&place, CONNECTIONS).await?;
            let held = place.ledger.keys().master_keys(municipality.as_ref()).await?;
            list(&held);
            let older = older_keys(place.ledger.pool(), place.ledger.keys().database()).await?;
            let lacking = place.ledger.what_it_lacks(municipality.as_ref()).await?;
            place.close().await;
            for NotedErasure { municipality, subject, position, recorded_at } in &lacking.erasures {
                say(&format!(
                    "{municipality}: the ledger lacks the erasure of {subject}, recorded on {} at position {position}: have it \
                     asked for anew (restrictSubject, requestErasure, approveErasure).",
                    oslo_date(*recorded_at)
                ));
            }
            for LackingEntry { municipality, subject, sequence, position } in &lacking.entries {
                say(&format!(
                    "{municipality}: the ledger lacks entry {sequence} of {subject}, which stood at position {position}: nothing of \
                     that person is shown. Put it back, or have what was decided recorded anew, and say accept-restored."
                ));
            }
            for municipality in &lacking.unreadable {
                say(&format!(
                    "{municipality}: the record of erasures beside the master keys cannot be read: whether the ledger lacks any \
                     is not known. Put it back from its backup."
                ));
            }
            let older: Vec<_> =
                older.iter().filter(|(of, _)| municipality.as_ref().is_none_or(|wanted| wanted == *of)).collect();
            for (municipality, older) in &older {
                say(&format!("{municipality}: {older}"));
            }
            let missing: Vec<&str> =
                held.iter().filter(|of| of.is_missing).map(|of| of.municipality.as_str()).collect();
            if !missing.is_empty() {
                return Err(format!(
                    "the master key in use is not there: {}. Nothing of these can be opened, and whether their erasures \
                     are complete is not known; is it the right place of master keys?",
                    missing.join(", ")
                )
                .into());
            }
            let Lacking { erasures, entries, unreadable } = &lacking;
            if !(older.is_empty() && erasures.is_empty() && entries.is_empty() && unreadable.is_empty()) {
                return Ok(ExitCode::FAILURE);
            }
        }
        KeysCommand::AcceptOlder { municipality, place } => {
            let place = Place::open(&place, CONNECTIONS).await?;
            let older = take_on_older_keys(&place.ledger, &municipality).await;
            place.close().await;
            let KeysOlder { remembered, signed } = older?;
            say(&format!(
                "{municipality}: the log goes on. Of what is recorded from position {} on, what was sealed under keys that are \
                 gone opens no more; {signed} events were signed.",
                remembered + 1
            ));
        }
        KeysCommand::AcceptRestored { municipality, owner_key_database_url, place } => {
            let place = Place::open_existing(&place, CONNECTIONS).await?;
            let owner = place.home.as_ref().map(|home| home.owner_urls().keys).or(owner_key_database_url);
            let Some(owner) = owner else {
                place.close().await;
                return Err(PlaceError::Missing("--owner-key-database-url").into());
            };
            let put_back = accept_restored(&place.ledger, &owner, &municipality).await;
            place.close().await;
            let put_back = put_back?;
            for PutBack { lacking: LackingEntry { subject, sequence, position, .. }, last } in &put_back {
                let has = match last {
                    Some((last, at)) => format!("its last entry is {last}, at position {at}"),
                    None => "it has none".to_owned(),
                };
                say(&format!(
                    "{municipality}: entry {sequence} of {subject}, at position {position}, is not asked for any more; {has}."
                ));
            }
            say(&format!("{municipality}: persons shown by what the ledger has of them now: {}.", put_back.len()));
        }
        KeysCommand::RotateMaster { municipality, destroy_old, owner_key_database_url, place } => {
            let place = Place::open(&place, CONNECTIONS).await?;
            let keys = place.ledger.keys();
            let rotated = keys.rotate_master_key(&municipality, destroy_old).await?;
            say(&format!("{municipality}: {} keys are wrapped under {}.", rotated.rewrapped, rotated.name));
            for name in rotated.destroyed {
                say(&format!("{municipality}: {name} is destroyed; destroy its backups, too."));
            }
            if destroy_old {
                let owner = place.home.as_ref().map(|home| home.owner_urls().keys).or(owner_key_database_url);
                rewrite(&municipality, owner.as_deref()).await;
            }
            tell_unfinished(keys, &municipality).await?;
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

fn list(held: &[MasterKeysHeld]) {
    let width =
        |heading: &str, names: &mut dyn Iterator<Item = usize>| names.max().unwrap_or_default().max(heading.len());
    let older = |of: &MasterKeysHeld| if of.older.is_empty() { "-".to_owned() } else { of.older.join(",") };
    let in_use_width = width("IN USE", &mut held.iter().map(|of| of.in_use.len()));
    let older_width = width("OLDER", &mut held.iter().map(|of| older(of).len()));
    say(&format!(
        "MUNICIPALITY  {:in_use_width$}  {:older_width$}  {:>19}  SINCE",
        "IN USE", "OLDER", "UNFINISHED ERASURES"
    ));
    for of in held {
        let (erasures, since) = match &of.unfinished {
            Some(unfinished) => (unfinished.erasures.to_string(), unfinished.since.to_rfc3339()),
            None if of.is_missing => ("?".to_owned(), "-".to_owned()),
            None => ("0".to_owned(), "-".to_owned()),
        };
        let (municipality, in_use, older) = (of.municipality.as_str(), &of.in_use, older(of));
        say(&format!("{municipality:12}  {in_use:in_use_width$}  {older:older_width$}  {erasures:>19}  {since}"));
    }
}

/// The old master key is destroyed, and with it what the dead rows hold of keys. That they are left behind is told, and
/// is no failure.
async fn rewrite(municipality: &Municipality, owner: Option<&str>) {
    let by_hand = "as its owner: VACUUM FULL data_keys; VACUUM FULL subjects; VACUUM FULL signing_keys; \
                   VACUUM FULL index_keys";
    let Some(owner) = owner else {
        say(&format!("{municipality}: dead rows stay in the key database's files until somebody says, {by_hand}."));
        return;
    };
    match rewrite_key_tables(owner).await {
        Ok(()) => say(&format!("{municipality}: the key database's tables are written anew, without dead rows.")),
        Err(error) => say(&format!(
            "{municipality}: the key database's tables could not be written anew ({}). Say at a quieter time, {by_hand}.",
            crate::causes(&error)
        )),
    }
}

async fn tell_unfinished(keys: &KeyStore, municipality: &Municipality) -> Result<(), Box<dyn std::error::Error>> {
    for unfinished in keys.unfinished_erasures(Some(municipality)).await? {
        say(&format!(
            "{municipality}: unfinished erasures: {}, since {}. They are complete when the old master key is destroyed \
             (--destroy-old).",
            unfinished.erasures,
            unfinished.since.to_rfc3339()
        ));
    }
    Ok(())
}
