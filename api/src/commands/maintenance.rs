//! `token`, `municipality`, `database`, `signing-key` and `verify`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::text::in_clear;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::home::Home;
use case_ledger_infrastructure::intake::passed_by::{Followed, followed};
use case_ledger_infrastructure::ledger::accepted::{AcceptedRow, accepted_rows};
use case_ledger_infrastructure::ledger::authorship::noted_authorships;
use case_ledger_infrastructure::ledger::verify::{
    Ahead, Held, Scope, Unsigned, Verified, Witnesses, ledgers, verify_in,
};
use case_ledger_infrastructure::proof::checkpoint::WitnessKey;
use case_ledger_infrastructure::proof::keys::name_of;
use case_ledger_infrastructure::proof::memory::{all_signed_last, all_written_last, older_keys};
use case_ledger_infrastructure::proof::witness::{DirectoryWitness, read_kept};
use case_ledger_infrastructure::secret_file;
use chrono::SecondsFormat;

use super::{Outcome, bar, say};
use crate::auth::{DemoIdentity, demo_token};
use crate::cli::{DatabaseCommand, MunicipalityCommand, SigningKeyCommand, TokenArgs, VerifyArgs};
use crate::place::{Place, PlaceError, ReadOnlyPlace, default_data_dir, open_existing_home};

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
        body: args.body.as_deref(),
        role: args.role,
        on_behalf_of: args.on_behalf_of.as_deref().map(|name| (name, args.on_behalf_role)),
    };
    say(&demo_token(&secret, &identity)?);
    Ok(ExitCode::SUCCESS)
}

/// Opens a municipality's ledger.
pub async fn municipality(command: MunicipalityCommand) -> Outcome {
    let MunicipalityCommand::Open { number, name, origin, place } = command;
    let name =
        in_clear(&name).ok_or("--name must be a municipality's name: one line, at most 250 characters")?.to_owned();
    let place = Place::open(&place, CONNECTIONS).await?;
    if let Some(origin) = origin {
        place.ledger.name_logs_after(&origin);
    }
    place.ledger.open_municipality(&number, &name, clock::now()).await?;
    let known = ledgers(place.ledger.pool()).await?;
    if let Some((_, known, _)) = known.iter().find(|(known, ..)| *known == number)
        && *known != name
    {
        place.close().await;
        return Err(format!("{number} is open already, as {known}; is the number right?").into());
    }
    say(&format!("The ledger of {number} {name} is open."));
    place.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints the embedded database's URL, alone on the last line.
pub async fn database(command: DatabaseCommand) -> Outcome {
    let DatabaseCommand::Url { owner, data_dir } = command;
    let home: Home = open_existing_home(&directory(data_dir)?).await?;
    let urls = if owner { home.owner_urls() } else { home.urls() };
    say(&urls.ledger);
    home.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Has another key sign checkpoints, and prints its public half, alone on the last line.
pub async fn signing_key(command: SigningKeyCommand) -> Outcome {
    let SigningKeyCommand::Rotate { municipality, place } = command;
    let place = Place::open(&place, CONNECTIONS).await?;
    if place.ledger.head(&municipality).await?.is_none() {
        return Err(format!("municipality {municipality} has no ledger here").into());
    }
    let verifier_key = place.ledger.rotate_signing_key(&municipality).await?;
    say(&verifier_key);
    place.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Verifies ledgers; the exit code is 1 where one differs.
pub async fn verify(args: VerifyArgs) -> Outcome {
    let given = args.checkpoints.iter().map(|file| held(file)).collect::<Result<Vec<_>, _>>()?;
    if let Some(missing) = args.witness_dir.as_ref().filter(|directory| !directory.is_dir()) {
        return Err(format!("there is no directory {}", missing.display()).into());
    }
    let witness = args.witness_dir.map(DirectoryWitness::new);
    let place = ReadOnlyPlace::open(&args.place).await?;
    let mut code = ExitCode::SUCCESS;
    let mut known = false;
    let witnesses = match args.witness_keys.as_slice() {
        [] => Witnesses::Unknown,
        // What somebody was handed may be cosigned by one witness, and what is stored by others as well.
        keys if !given.is_empty() => Witnesses::Among(keys.to_vec()),
        keys => Witnesses::Only(keys.to_vec()),
    };
    let mut here = BTreeSet::new();
    let mut have_cosigned: BTreeSet<String> = BTreeSet::new();
    let mut of_no_ledger: Vec<String> = given.iter().map(|held| held.name.clone()).collect();
    let older = match &place.keys {
        Some(keys) => older_keys(&place.pool, keys).await?,
        None => BTreeMap::new(),
    };
    // Asked before anything is read: what is signed from here on may cover events that are not.
    let (mut signed_last, mut written_last) = match &place.keys {
        Some(keys) => (all_signed_last(keys).await?, all_written_last(keys).await?),
        None => (BTreeMap::new(), BTreeMap::new()),
    };
    let mut authorships = match &place.key_store {
        Some(keys) => noted_authorships(keys).await?,
        None => BTreeMap::new(),
    };
    let accepted = match &place.keys {
        Some(keys) => accepted_rows(keys, args.municipality.as_ref()).await?,
        None => Vec::new(),
    };
    let mut all = ledgers(&place.pool).await?;
    // Of what was signed, not all may have been left.
    let there_was: BTreeSet<_> = signed_last.keys().chain(written_last.keys()).cloned().collect();
    let gone = there_was.into_iter().filter(|was| all.iter().all(|(municipality, ..)| municipality != was));
    let gone: Vec<_> = gone.map(|municipality| (municipality, "without a ledger".to_owned(), 0)).collect();
    all.extend(gone);
    for (municipality, name, head) in all {
        if args.municipality.as_ref().is_some_and(|wanted| *wanted != municipality) {
            continue;
        }
        known = true;
        here.insert(municipality.clone());
        if head > 0 && args.since > head.unsigned_abs() {
            // Whoever begins beyond the end has looked at nothing.
            say(&format!("{municipality} {name}: not verified: it has {head} events, and --since lies beyond its end"));
            code = ExitCode::FAILURE;
            continue;
        }
        let is_remembered = signed_last.contains_key(&municipality) || written_last.contains_key(&municipality);
        let mut scope = Scope {
            since: args.since,
            held: given.clone(),
            signed_last: signed_last.remove(&municipality),
            written_last: written_last.remove(&municipality),
            witnesses: witnesses.clone(),
            authorship: None,
        };
        // Where the key database says that rows have codes, that they could not be looked at is no good news.
        let mut unknown_authors = None;
        match authorships.remove(&municipality) {
            Some(Ok(authorship)) => {
                unknown_authors = Some("they have none any more, and the key database says that they do".to_owned());
                scope.authorship = Some(authorship);
            }
            Some(Err(error)) => unknown_authors = Some(crate::causes(&error)),
            None => {}
        }
        let mut is_kept_nowhere = false;
        if let Some(witness) = &witness {
            let kept = witness.kept(&municipality)?;
            is_kept_nowhere = kept.is_empty();
            for (_, file) in kept {
                let name = file.display().to_string();
                match read_kept(&file) {
                    Ok(note) => {
                        of_no_ledger.push(name.clone());
                        scope.held.push(Held { name, note });
                    }
                    // It leaves no ledger unverified.
                    Err(error) => {
                        say(&format!("{name}: no checkpoint: {error}"));
                        code = ExitCode::FAILURE;
                    }
                }
            }
        }
        let progress = bar(u64::try_from(head).unwrap_or_default(), "verifying");
        let verified = verify_in(&place.pool, &municipality, &scope, &mut |done, _| {
            progress.set_position(u64::try_from(done).unwrap_or_default());
        })
        .await;
        progress.finish_and_clear();
        // One that cannot be read leaves no other unverified.
        let verified = match verified {
            Ok(verified) => verified,
            Err(error) => {
                say(&format!("{name}: could not be verified: {}", crate::causes(&error)));
                code = ExitCode::FAILURE;
                continue;
            }
        };
        let of_ahead = |name: &String| verified.ahead.iter().any(|ahead| ahead.name == *name);
        of_no_ledger.retain(|name| !verified.held.contains(name) && !of_ahead(name));
        have_cosigned.extend(verified.cosignatures.keys().cloned());
        let is_behind = args.up_to_date && (verified.behind.is_some() || !verified.ahead.is_empty());
        if verified.difference.is_some() || verified.stopped.is_some() || is_behind {
            code = ExitCode::FAILURE;
        }
        tell(&name, &verified, args.all);
        if let Some(why) = unknown_authors.filter(|_| !verified.knows_authors) {
            say(&format!("{municipality} {name}: the codes of its rows could not be looked at: {why}"));
            code = ExitCode::FAILURE;
        }
        tell_of_the_log(&name, &verified);
        for row in accepted.iter().filter(|row| row.municipality == municipality.as_str()) {
            let AcceptedRow { position, reason, accepted_by, accepted_at, .. } = row;
            let accepted_at = accepted_at.to_rfc3339_opts(SecondsFormat::Secs, true);
            say(&format!(
                "{municipality} {name}: position {position}: a row that no program of this ledger wrote, accepted at {accepted_at} \
                 by {accepted_by}: {reason}"
            ));
        }
        if args.up_to_date && !is_remembered && !tell_of_what_is_not_at_hand(&name, &verified, place.keys.is_some()) {
            code = ExitCode::FAILURE;
        }
        if let Some(older) = older.get(&municipality) {
            say(&format!("{municipality} {name}: {older}"));
            code = ExitCode::FAILURE;
        }
        match followed(&place.pool, place.keys.as_ref(), &municipality, &verified.not_ours(), None).await {
            Ok(followed) if followed.is_sound() => {}
            Ok(followed) => {
                tell_of_followers(&municipality, &name, &followed, args.all);
                code = ExitCode::FAILURE;
            }
            Err(error) => {
                say(&format!("{name}: what was passed by is not known: {}", crate::causes(&error)));
                code = ExitCode::FAILURE;
            }
        }
        if is_kept_nowhere {
            say(&format!("{municipality} {name}: the witness's directory holds no checkpoint of it"));
            // One without any checkpoint has handed none to a witness either.
            if verified.checkpoints > 0 || verified.signed_last.is_some() {
                code = ExitCode::FAILURE;
            }
        }
    }
    if let Some(witness) = &witness {
        let of_none = witness.municipalities()?.into_iter().filter(|kept| !here.contains(kept));
        for gone in of_none.filter(|kept| args.municipality.as_ref().is_none_or(|wanted| wanted == kept)) {
            say(&format!("{gone}: the witness's directory holds checkpoints of it, and there is no such ledger here"));
            code = ExitCode::FAILURE;
        }
    }
    place.close().await;
    for held in &given {
        for witness in &args.witness_keys {
            let cosigned = is_cosigned(held, witness);
            let verdict = if cosigned { "cosigned by" } else { "not cosigned by" };
            say(&format!("{}: {verdict} {}", held.name, witness.name()));
            if !cosigned {
                code = ExitCode::FAILURE;
            }
        }
    }
    if let Witnesses::Only(witnesses) = &witnesses {
        // A key that nothing was held against proves nothing.
        for witness in witnesses.iter().filter(|witness| !have_cosigned.contains(&witness.to_string())) {
            say(&format!("{}: has cosigned no stored checkpoint of a ledger that was verified", witness.name()));
            code = ExitCode::FAILURE;
        }
    }
    for name in &of_no_ledger {
        // A ledger under another name may be one that was put in this one's place.
        say(&format!("{name}: not a checkpoint of a ledger that was verified"));
        code = ExitCode::FAILURE;
    }
    match args.municipality {
        Some(wanted) if !known => Err(format!("municipality {wanted} has no ledger here").into()),
        None if !known => Err("there is no ledger of any municipality here: nothing was verified".into()),
        _ => Ok(code),
    }
}

/// Whether a line of the note is the witness's own signature of what the note says.
fn is_cosigned(held: &Held, witness: &WitnessKey) -> bool {
    let lines = held.note.split_once("\n\n").map_or("", |(_, lines)| lines);
    witness.cosignature(&held.note, lines).is_some()
}

fn held(file: &Path) -> Result<Held, String> {
    let name = file.display().to_string();
    let note = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    Ok(Held { name, note })
}

/// How far a standby is behind, which events nothing that was signed covers, and why nothing is signed any more.
fn tell_of_the_log(name: &str, verified: &Verified) {
    let Verified { municipality, last, unsigned, stopped, difference, behind, ahead, not_handed_over, .. } = verified;
    for from in not_handed_over {
        say(&format!(
            "{municipality} {name}: the key that signs from {from} on was introduced without a word of the key before it"
        ));
    }
    for Ahead { name: checkpoint, size } in ahead {
        let more = size.saturating_sub(last.unsigned_abs());
        say(&format!(
            "{municipality} {name}: this standby is behind, or the ledger's end was cut off: {checkpoint} covers {size} events, \
             {more} more than are here, and could not be held against it; verify once more in a moment"
        ));
    }
    if let Some(remembered) = behind {
        let more = remembered.saturating_sub(*last);
        say(&format!(
            "{municipality} {name}: this standby is behind, or the ledger's end was cut off: the key database remembers \
             position {remembered}, {more} beyond the last one here; verify once more in a moment"
        ));
    }
    // Where something differs, what is covered says little.
    if let Some(Unsigned { from, to, since }) = unsigned
        && difference.is_none()
    {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        say(&format!(
            "{municipality} {name}: positions {from} to {to}, since {since}, are covered by no signature yet"
        ));
    }
    if let Some(fault) = stopped {
        say(&format!("{municipality} {name}: its log has stopped, and nothing is signed any more: {fault}"));
    }
}

/// Where the key database does not tell how far the ledger should have come: whether checkpoints from outside tell it, as far as
/// those go.
fn tell_of_what_is_not_at_hand(name: &str, verified: &Verified, has_keys: bool) -> bool {
    let municipality = &verified.municipality;
    let keys = if has_keys {
        "the key database, which remembers nothing of it"
    } else {
        "what the key database remembers, which is not at hand (--key-database-url)"
    };
    let checkpoints = verified.held.len() + verified.ahead.len();
    let said = if checkpoints > 0 {
        format!("held against checkpoints from outside, and not against {keys}: what came after those may be missing")
    } else {
        format!(
            "not known to be up to date: it could be held neither against {keys}, nor against a checkpoint of it that was \
             kept elsewhere (--checkpoint, --witness-dir)"
        )
    };
    say(&format!("{municipality} {name}: {said}"));
    checkpoints > 0
}

/// What the intake, and the carrying out of erasures, have passed by, with the way on: the first of it, or all.
fn tell_of_followers(municipality: &Municipality, name: &str, followed: &Followed, all: bool) {
    for (follower, fault) in &followed.beyond {
        say(&format!("{municipality} {name}: {follower}: {fault}"));
    }
    let listed = if all { followed.passed_by.len() } else { 1 };
    for passed_by in followed.passed_by.iter().take(listed) {
        say(&format!("{municipality} {name}: {passed_by}"));
    }
    if !followed.passed_by.is_empty() {
        let count = followed.passed_by.len();
        say(&format!(
            "{municipality} {name}: {count} passed by in all; `case-ledger projections --take-in-anew` has them taken in"
        ));
    }
}

fn tell(name: &str, verified: &Verified, all: bool) {
    let municipality = &verified.municipality;
    let Some(first) = &verified.difference else {
        let mut against = Vec::new();
        if verified.since > 0 {
            against.push(format!("checked from position {} on", verified.since + 1));
        }
        if verified.checkpoints > 0 {
            against.push(format!("{} stored checkpoints agree", verified.checkpoints));
        }
        for (witness, count) in &verified.cosignatures {
            against.push(format!("{count} cosignatures of {} are right", name_of(witness)));
        }
        if !verified.held.is_empty() {
            against.push(format!("{} checkpoints from outside agree", verified.held.len()));
        }
        if verified.signed_last.is_some() {
            against.push("what was signed last is in it".to_owned());
        }
        if !verified.knows_authors {
            against.push("who wrote the rows was not checked".to_owned());
        }
        let against = if against.is_empty() { String::new() } else { format!(" ({})", against.join(", ")) };
        say(&format!("{municipality} {name}: {} events, as written{against}", verified.events));
        return;
    };
    let others = if all { verified.others.as_slice() } else { &[] };
    for difference in std::iter::once(first).chain(others) {
        say(&format!("{municipality} {name}: position {}: {}", difference.position, difference.kind));
    }
    if all && verified.more > 0 {
        let listed = 1 + others.len();
        let all = verified.more.saturating_add(u64::try_from(listed).unwrap_or_default());
        say(&format!("{municipality} {name}: {} more that are not listed: {all} differences in all", verified.more));
    }
}
