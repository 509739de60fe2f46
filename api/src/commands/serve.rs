//! `demo` and `serve`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use case_ledger_domain::people::{Body, Role};
use case_ledger_infrastructure::completion::Completion;
use case_ledger_infrastructure::database::{DatabaseUrls, migrate};
use case_ledger_infrastructure::erasure::Erasure;
use case_ledger_infrastructure::intake::Intake;
use case_ledger_infrastructure::ledger::bus::DEFAULT_ORIGIN;
use case_ledger_infrastructure::ledger::follow::Following;
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_infrastructure::proof::prover::{Prover, ProverOptions};
use case_ledger_infrastructure::proof::witness::{Authorities, AuthoritiesError};
use case_ledger_infrastructure::rounds::Rounds;
use case_ledger_infrastructure::secret_file;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use super::demo_data::{Made, have_made};
use super::guides::Ways;
use super::maintenance::demo_secret_file;
use super::{Outcome, guides, say};
use crate::auth::{Authenticator, DemoIdentity, Units, demo_token};
use crate::cli::{DemoArgs, MOST_HOURS, PlaceArgs, ProofArgs, ServeArgs, are_hours};
use crate::demo::data;
use crate::graphql::{Services, schema};
use crate::http::{DemoPeople, Server, serve as serve_http};
use crate::place::{Place, default_data_dir};
use crate::tasks::Tasks;

/// Connections of a server to the ledger's database.
const CONNECTIONS: u32 = 24;
/// From one verification of each ledger to the next, where nothing else is said.
const VERIFIES_EVERY: Duration = Duration::from_hours(24);
const SECONDS_OF_AN_HOUR: f64 = 3_600.0;
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// Runs the demo.
pub async fn demo(args: DemoArgs) -> Outcome {
    if !args.listen.ip().is_loopback() {
        return Err("the demo listens on loopback only; choose an address such as 127.0.0.1:8080".into());
    }
    let data_dir = args.data_dir.map_or_else(default_data_dir, Ok)?;
    let verify_every = between_rounds(args.proof.verify_every);
    let proof = prover_options(args.proof)?;
    // Taken first: a busy address should not cost a minute of preparation.
    let listener = bind(args.listen).await?;
    let mut stop = Box::pin(stop_signal()?);
    let place = Place::open_directory(&data_dir, CONNECTIONS).await?;
    let secret = secret_file::create_or_read(&demo_secret_file(&data_dir))?;
    if !data::is_made(&place.ledger).await? && have_made(&data_dir, args.cases, &mut stop).await? == Made::Stopped {
        place.close().await;
        return Ok(ExitCode::SUCCESS);
    }
    let people = demo_people(&secret)?;
    let projector = Arc::new(Projector::new(&place.ledger));
    projector.catch_up().await?;
    let address = listener.local_addr()?;
    introduce(&secret, address, &data_dir.display().to_string())?;
    let authenticator = Authenticator::demo(&secret);
    let ways = guides::read(args.guides.as_deref())?;
    let people = Some(people);
    let served = Served { place, projector, ways, proof, verify_every, authenticator, people, completion: None };
    run(served, listener, stop).await
}

/// Serves on somebody's own databases, or on an embedded server without demo data.
pub async fn serve(args: ServeArgs) -> Outcome {
    let settings = Settings::collect(args)?;
    let missing: Vec<&str> = [
        ("--issuer", settings.issuer.is_none()),
        ("--audience", settings.audience.is_none()),
        ("--jwks", settings.jwks.is_none()),
        ("--database-url or --data-dir", settings.place.database_url.is_none() && settings.place.data_dir.is_none()),
    ]
    .into_iter()
    .filter_map(|(name, missing)| missing.then_some(name))
    .collect();
    let (Some(issuer), Some(audience), Some(jwks), true) =
        (&settings.issuer, &settings.audience, &settings.jwks, missing.is_empty())
    else {
        let missing = missing.join(", ");
        return Err(format!("nobody could be let in: missing {missing} (see `case-ledger serve --help`)").into());
    };
    // Servers with master keys in places of their own would find neither the new one nor the old.
    if settings.complete_erasures_after.is_some() && settings.place.data_dir.is_none() && !settings.master_keys_shared {
        return Err("--complete-erasures-after makes and destroys master keys in this server's directory only: say \
                    --master-keys-shared as well if every server of this key database uses that one, or leave it out and \
                    rotate by hand (`case-ledger keys rotate-master`)"
            .into());
    }
    let units = if settings.units_not_named { Units::NotNamedByAll } else { Units::Named };
    let authenticator = Authenticator::with_jwks(issuer, audience, jwks, units)?;
    let verify_every = between_rounds(settings.proof.verify_every);
    let proof = prover_options(settings.proof)?;
    let ways = guides::read(settings.guides.as_deref())?;
    let listener = bind(settings.listen.unwrap_or(DEFAULT_LISTEN)).await?;
    let stop = stop_signal()?;
    let owner_keys = settings.owner_key_database_url;
    if let (Some(ledger), Some(keys)) = (settings.owner_database_url, owner_keys.clone()) {
        migrate(&DatabaseUrls { ledger, keys }).await?;
    }
    let place = Place::open(&settings.place, CONNECTIONS).await?;
    let owner_keys = place.home.as_ref().map(|home| home.owner_urls().keys).or(owner_keys);
    let completion = settings.complete_erasures_after.map(|days| (TimeDelta::days(days.into()), owner_keys));
    if let Some(origin) = &settings.origin {
        place.ledger.name_logs_after(origin);
    } else {
        tracing::warn!(
            "no --origin is given: the logs of ledgers that are opened by this server are named {DEFAULT_ORIGIN}/NNNN, for good"
        );
    }
    must_have_keys(&place).await?;
    let projector = Arc::new(Projector::new(&place.ledger));
    say(&format!("Serving on http://{}/", listener.local_addr()?));
    let served = Served { place, projector, ways, proof, verify_every, authenticator, people: None, completion };
    run(served, listener, stop).await
}

/// A server without any of the master keys could answer nobody. Where only some are missing, the others' municipalities are
/// served, and health tells.
async fn must_have_keys(place: &Place) -> Result<(), Box<dyn std::error::Error>> {
    let held = place.ledger.keys().master_keys(None).await?;
    let missing: Vec<&str> = held.iter().filter(|of| of.is_missing).map(|of| of.municipality.as_str()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let all = missing.join(", ");
    if missing.len() == held.len() {
        return Err(format!("no master key in use is there ({all}); is it the right place of master keys?").into());
    }
    tracing::error!(municipalities = all, "the master key in use is not there: nothing of these can be opened");
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))
}

/// Resolves at the first SIGINT or SIGTERM.
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Keeps a task running until that is aborted.
fn keep_running<F: Future<Output = ()> + Send + 'static>(
    tasks: &Arc<Tasks>,
    name: &'static str,
    start: impl Fn() -> F + Send + Sync + 'static,
) -> JoinHandle<()> {
    let tasks = Arc::clone(tasks);
    tokio::spawn(async move { tasks.keep_running(name, start).await })
}

/// What a server works on.
struct Served {
    place: Place,
    projector: Arc<Projector>,
    ways: Ways,
    proof: ProverOptions,
    /// From one verification of each ledger to the next; `None`: none is verified.
    verify_every: Option<Duration>,
    authenticator: Authenticator,
    people: Option<DemoPeople>,
    /// After which time erasures are completed, and the key database as its owner.
    completion: Option<(TimeDelta, Option<String>)>,
}

async fn run(parts: Served, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> Outcome {
    let Served { place, projector, ways, proof, verify_every, authenticator, people, completion } = parts;
    let tasks = Arc::new(Tasks::default());
    // Before anything is served, and before anything is opened: the key database may have come back from a backup.
    Erasure::new(Arc::clone(&place.ledger)).catch_up_before_serving().await?;
    let projecting = {
        let projector = Arc::clone(&projector);
        keep_running(&tasks, "projector", move || Arc::clone(&projector).run())
    };
    let taking_in = {
        let (ledger, guides) = (Arc::clone(&place.ledger), Arc::clone(&ways.guides));
        keep_running(&tasks, "intake", move || Intake::new(Arc::clone(&ledger)).by(Arc::clone(&guides)).run())
    };
    let erasing = {
        let ledger = Arc::clone(&place.ledger);
        keep_running(&tasks, "erasure", move || Erasure::new(Arc::clone(&ledger)).run())
    };
    let completing = completion.map(|(after, owner)| {
        let ledger = Arc::clone(&place.ledger);
        let start = move || Completion::new(Arc::clone(&ledger), after, owner.clone()).run();
        keep_running(&tasks, "completion", start)
    });
    let services = Services {
        ledger: Arc::clone(&place.ledger),
        projector: Arc::clone(&projector),
        following: Following::new(Arc::clone(&place.ledger)),
        guides: ways.guides,
        forms: ways.forms,
    };
    let prover = Arc::new(Prover::new(Arc::clone(&place.ledger), proof));
    let proving = {
        let prover = Arc::clone(&prover);
        keep_running(&tasks, "prover", move || Arc::clone(&prover).run())
    };
    let rounds = Arc::new(Rounds::new(Arc::clone(&place.ledger), verify_every));
    let verifying = {
        let rounds = Arc::clone(&rounds);
        keep_running(&tasks, "verification", move || Arc::clone(&rounds).run())
    };
    let authenticator = Arc::new(authenticator);
    let following_keys = {
        let authenticator = Arc::clone(&authenticator);
        keep_running(&tasks, "issuer's keys", move || Arc::clone(&authenticator).follow_keys())
    };
    let server = Server {
        databases: place.databases.clone(),
        ledger: Arc::clone(&place.ledger),
        projector,
        prover,
        rounds,
        schema: schema(Some(services)),
        authenticator,
        people: people.map(Arc::new),
        streams: Arc::default(),
        tasks,
        lacking: Arc::default(),
    };
    serve_http(listener, server, stop).await?;
    projecting.abort();
    taking_in.abort();
    erasing.abort();
    if let Some(completing) = completing {
        completing.abort();
    }
    proving.abort();
    verifying.abort();
    following_keys.abort();
    place.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Why checkpoints are not made in that way.
#[derive(Debug, thiserror::Error)]
enum ProofArgsError {
    /// Who vouches for the witnesses is not known.
    #[error(transparent)]
    Authorities(#[from] AuthoritiesError),
    /// A witness is elsewhere, and asked without a certificate.
    #[error(
        "--witness: {0} is on another machine and its address begins with http://, so that anybody on the line can answer \
         in its place; give an https:// address, or --plain-http-witnesses as well"
    )]
    OpenToOthers(String),
}

fn prover_options(args: ProofArgs) -> Result<ProverOptions, ProofArgsError> {
    if let Some(open) = args.witnesses.iter().find(|witness| !args.plain_http_witnesses && witness.is_open_to_others())
    {
        return Err(ProofArgsError::OpenToOthers(open.key.name().to_owned()));
    }
    let default = ProverOptions::default();
    Ok(ProverOptions {
        interval: args.checkpoint_interval.map_or(default.interval, Duration::from_secs),
        directory: args.witness_dir,
        witnesses: args.witnesses,
        authorities: args.witness_authorities.as_deref().map_or(Ok(default.authorities), Authorities::read)?,
    })
}

/// From one verification of each ledger to the next; `None` where it is said to be never.
fn between_rounds(hours: Option<f64>) -> Option<Duration> {
    let every = hours.map_or(VERIFIES_EVERY, |hours| Duration::from_secs_f64(hours * SECONDS_OF_AN_HOUR));
    Some(every).filter(|every| !every.is_zero())
}

/// What `serve` goes by: flags and environment first, then the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, as it stands in the file")]
struct FileSettings {
    data_dir: Option<std::path::PathBuf>,
    database_url: Option<String>,
    key_database_url: Option<String>,
    master_keys: Option<std::path::PathBuf>,
    #[serde(default)]
    database_may_lose_data: bool,
    owner_database_url: Option<String>,
    owner_key_database_url: Option<String>,
    listen: Option<SocketAddr>,
    issuer: Option<String>,
    audience: Option<String>,
    jwks: Option<std::path::PathBuf>,
    #[serde(default)]
    units_not_named: bool,
    origin: Option<String>,
    guides: Option<std::path::PathBuf>,
    complete_erasures_after: Option<u16>,
    #[serde(default)]
    master_keys_shared: bool,
    verify_every: Option<f64>,
    checkpoint_interval: Option<u64>,
    witness_dir: Option<std::path::PathBuf>,
    #[serde(default)]
    witnesses: Vec<String>,
    #[serde(default)]
    plain_http_witnesses: bool,
    witness_authorities: Option<std::path::PathBuf>,
}

struct Settings {
    place: PlaceArgs,
    owner_database_url: Option<String>,
    owner_key_database_url: Option<String>,
    listen: Option<SocketAddr>,
    issuer: Option<String>,
    audience: Option<String>,
    jwks: Option<std::path::PathBuf>,
    units_not_named: bool,
    origin: Option<String>,
    guides: Option<std::path::PathBuf>,
    complete_erasures_after: Option<u16>,
    master_keys_shared: bool,
    proof: ProofArgs,
}

impl Settings {
    fn collect(args: ServeArgs) -> Result<Self, String> {
        let file = match &args.config {
            None => FileSettings::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
                toml::from_str(&text).map_err(|error| format!("{}: {}", path.display(), error.message()))?
            }
        };
        let verify_every = file.verify_every;
        if verify_every.is_some_and(|hours| !are_hours(hours)) {
            return Err(format!("verify_every: from 0 to {MOST_HOURS} hours, such as 24 or 0.5; 0 is never"));
        }
        let from_file =
            file.witnesses.iter().map(|witness| witness.parse().map_err(|error| format!("{witness}: {error}")));
        let from_file = from_file.collect::<Result<_, String>>()?;
        // Where the ledger is comes from one place: a file's database does not mix with a flag's directory.
        let named = args.place.database_url.is_some() || args.place.data_dir.is_some();
        let data_dir = args.place.directory().map(std::path::Path::to_owned);
        let place = PlaceArgs {
            data_dir: data_dir.or(if named { None } else { file.data_dir }),
            database_url: args.place.database_url.or(if named { None } else { file.database_url }),
            key_database_url: args.place.key_database_url.or(file.key_database_url),
            master_keys: args.place.master_keys.or(file.master_keys),
            database_may_lose_data: args.place.database_may_lose_data || file.database_may_lose_data,
        };
        Ok(Self {
            place,
            owner_database_url: args.owner_database_url.or(file.owner_database_url),
            owner_key_database_url: args.owner_key_database_url.or(file.owner_key_database_url),
            listen: args.listen.or(file.listen),
            issuer: args.issuer.or(file.issuer),
            audience: args.audience.or(file.audience),
            jwks: args.jwks.or(file.jwks),
            units_not_named: args.units_not_named || file.units_not_named,
            origin: args.origin.or(file.origin),
            guides: args.guides.or(file.guides),
            complete_erasures_after: args.complete_erasures_after.or(file.complete_erasures_after),
            master_keys_shared: args.master_keys_shared || file.master_keys_shared,
            proof: ProofArgs {
                verify_every: args.proof.verify_every.or(verify_every),
                checkpoint_interval: args.proof.checkpoint_interval.or(file.checkpoint_interval),
                witness_dir: args.proof.witness_dir.or(file.witness_dir),
                witnesses: if args.proof.witnesses.is_empty() { from_file } else { args.proof.witnesses },
                plain_http_witnesses: args.proof.plain_http_witnesses || file.plain_http_witnesses,
                witness_authorities: args.proof.witness_authorities.or(file.witness_authorities),
            },
        })
    }
}

fn token_for(secret: &[u8], municipality: &Municipality, person: &data::DemoPerson) -> Result<String, String> {
    let identity = DemoIdentity {
        subject: person.key,
        name: &person.name,
        municipality,
        unit: person.unit.as_deref(),
        body: person.body.map(Body::name),
        role: person.role,
        on_behalf_of: None,
    };
    demo_token(secret, &identity).map_err(|error| format!("a demo token could not be made: {error}"))
}

/// The people of the demo for the query page, each with a token.
fn demo_people(secret: &[u8]) -> Result<DemoPeople, String> {
    let mut municipalities = Vec::new();
    let mut people = Vec::new();
    let mut examples = serde_json::Map::new();
    for (number, name) in data::MUNICIPALITIES {
        let municipality: Municipality = number.parse().map_err(|error| format!("{number}: {error}"))?;
        municipalities.push(json!({ "number": number, "name": name }));
        let mut of_municipality = data::people(&municipality);
        // The first is who a newcomer asks as: someone who sees everything.
        of_municipality.sort_by_key(|person| person.role != Role::Auditor);
        for person in of_municipality {
            let token = token_for(secret, &municipality, &person)?;
            people.push(json!({
                "name": person.name, "role": person.role.as_str(), "roleLabel": person.role.as_str(),
                "municipality": number, "unit": person.unit, "sees": person.sees, "token": token,
            }));
        }
        let of_municipality = data::examples(&municipality);
        examples.insert(
            number.to_owned(),
            json!({
                "caseId": format!("case_{}", of_municipality.case),
                "escalatedCaseId": format!("case_{}", of_municipality.escalated_case),
                "reportId": format!("report_{}", of_municipality.report),
            }),
        );
    }
    Ok(DemoPeople(json!({ "municipalities": municipalities, "people": people, "examples": examples })))
}

/// Says where the demo is, and gives one token per role.
fn introduce(secret: &[u8], address: SocketAddr, data_dir: &str) -> Result<(), String> {
    say(&format!("The case ledger's demo: http://{address}/"));
    say(&format!("Data: {data_dir}. All people and events are fictional. Ctrl-C stops everything.\n"));
    say("One access token per role of municipality 9901 (more: case-ledger token --help):\n");
    let (number, _) = data::MUNICIPALITIES[0];
    let municipality: Municipality = number.parse().map_err(|error| format!("{number}: {error}"))?;
    let mut shown = Vec::new();
    for person in data::people(&municipality) {
        if shown.contains(&person.role) {
            continue;
        }
        shown.push(person.role);
        say(&format!("{} ({}): {}", person.role.as_str(), person.name, person.sees));
        say(&format!("  {}\n", token_for(secret, &municipality, &person)?));
    }
    Ok(())
}
