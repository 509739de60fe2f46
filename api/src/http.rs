//! The HTTP face: one GraphQL endpoint, each ledger's log for outsiders, health and metrics, and the query page.
//!
//! async-graphql's ready-made service takes mutations over GET and form posts, batches and 30 MB bodies; this handler
//! takes one operation as `application/json` by POST, and nothing else. Traces and the read log tell what is asked for by the
//! schema's own names, and the document's hash; never variables, nor what a client calls its operation, which may be a
//! person's name. Texts for people come in the language that `Accept-Language` prefers ([`crate::language`]).
//! Subscriptions are sent as server-sent events ([`events`]).

mod events;
mod listener;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{self, Arc, LazyLock, PoisonError};
use std::time::Duration;

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};
use async_graphql::{Request, Response as GraphQLResponse, ServerError, Value as ConstValue};
use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{DefaultBodyLimit, Request as HttpRequest, State};
use axum::http::header::{
    ACCEPT, ALLOW, AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
    REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use case_ledger_domain::answer::NotAnswered;
use case_ledger_domain::ids::Municipality;
use case_ledger_domain::time::{oslo_date, start_of_day};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::database::{Databases, NotDurable};
use case_ledger_infrastructure::erasure::{Lacking, WaitingErasures};
use case_ledger_infrastructure::ledger::bus::{Fault, Ledger};
use case_ledger_infrastructure::personal::erasure_record::NotedErasure;
use case_ledger_infrastructure::personal::told_last::LackingEntry;
use case_ledger_infrastructure::personal::unfinished::UnfinishedErasures;
use case_ledger_infrastructure::projections::passing_over::RowsNotAsWritten;
use case_ledger_infrastructure::projections::runner::Projector;
use case_ledger_infrastructure::projections::standing::{HadBeenWrong, Outdated, Standing};
use case_ledger_infrastructure::proof::prover::{Objection, Prover, Stopped, Waiting};
use case_ledger_infrastructure::rounds::{Rounds, VerifiedLedger, verified};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{FutureExt as _, StreamExt as _};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};

use crate::auth::{AuthError, Authenticator, Permission};
use crate::graphql::{
    ContentApart, LedgerSchema, MOST_BODY_BYTES, MOST_BODY_BYTES_WITH_CONTENT, MOST_VALUES, Mistakes, Reader,
    ReadsOfRequest, Turn, gives_a_value_of_no_type, must_be_readable, must_end_soon, say_in, say_instead,
    say_what_is_beyond, say_what_is_listed, schema, unanswered,
};
use crate::language;
use crate::shares::Shares;
use crate::tasks::{Ended, Tasks};
pub use events::Streams;
use listener::Impatient;

/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the databases may take to answer whether the server is ready, or what a monitor asks.
const MONITOR_TIMEOUT: Duration = Duration::from_secs(2);
/// For how long it is taken for known what the ledger lacks of persons: anybody may ask, and all that is remembered is read for it.
const LACKING_KNOWN_FOR: Duration = Duration::from_secs(5);
/// For how long it is told, where finding it anew takes longer than who asks waits.
const LACKING_TOLD_FOR: Duration = Duration::from_mins(1);
/// Within which time an erasure that was recorded is carried out where all is well.
const CARRIED_OUT_WITHIN: TimeDelta = TimeDelta::minutes(1);
/// How many requests that are larger than a mebibyte are read at a time. Others wait for their turn, as long as a request
/// may take.
const LARGE_AT_A_TIME: usize = 4;
static TURNS_OF_LARGE: Semaphore = Semaphore::const_new(LARGE_AT_A_TIME);
/// How many of them are one municipality's: who sends slowly there leaves one turn to others.
const LARGE_OF_A_MUNICIPALITY: usize = 3;
static TURNS_OF_LARGE_OF_EACH: LazyLock<Shares> = LazyLock::new(|| Shares::of_each(LARGE_OF_A_MUNICIPALITY));
/// How much of a body is read that announces more than a mebibyte and waits for its turn.
const HELD_WITHOUT_TURN: usize = 256 * 1024;
/// How many of them are worked on at a time, once they are read: each holds its file several times over while it is decoded,
/// sealed and sent to the database, and whoever sends slowly has none of these turns.
const LARGE_WORKED_ON_AT_A_TIME: usize = 2;
static TURNS_TO_WORK_ON_LARGE: Semaphore = Semaphore::const_new(LARGE_WORKED_ON_AT_A_TIME);
/// Up to which size a request waits for no turn: nobody is kept waiting by those who send more.
const MOST_WITHOUT_TURN: usize = 64 * 1024;
/// How many kibibytes of requests between that and a mebibyte are worked on at a time: what is parsed takes some thirty times as
/// much memory as what was sent.
const KIBIBYTES_WORKED_ON_AT_A_TIME: usize = 8 * 1024;
static KIBIBYTES_TO_WORK_ON: Semaphore = Semaphore::const_new(KIBIBYTES_WORKED_ON_AT_A_TIME);
/// How long running requests may go on after the server is told to stop.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// The most fields that traces and the read log name of what a request asks for.
const MOST_FIELDS_TOLD: usize = 8;
/// Every name in the schema.
static NAMES_OF_SCHEMA: LazyLock<HashSet<String>> = LazyLock::new(|| schema(None).names().into_iter().collect());
/// What a request is told that is too large.
const TOO_LARGE: &str = "The request is larger than a mebibyte. Only addAttachment may be: with one file of ten megabytes \
    at most, sent as a variable in Base64, by whoever may change cases. Make the file smaller, or attach it in parts.";
/// What a request is told that brings more values than are read.
const TOO_MANY_VALUES: &str = "The request brings more values than any question or command takes. Send several.";
/// What one is told that gives a variable a value of no type.
const NO_TYPE: &str =
    "A variable of the document has a type that the schema does not have. Take the names of the schema.";

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
const EVENT_STREAM: &str = "text/event-stream";

const PAGE: &str = include_str!("console/index.html");
const PAGE_STYLE: &str = include_str!("console/console.css");
const PAGE_SCRIPT: &str = include_str!("console/console.js");
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The demo's people with their tokens, as the query page takes them.
#[derive(Debug, Clone, Serialize)]
pub struct DemoPeople(pub Value);

/// What the handlers work on.
#[derive(Clone)]
pub struct Server {
    /// The databases, which may lose data.
    pub databases: Databases,
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// The projector, for readiness.
    pub projector: Arc<Projector>,
    /// The prover, likewise.
    pub prover: Arc<Prover>,
    /// The rounds of verification, likewise.
    pub rounds: Arc<Rounds>,
    /// The schema.
    pub schema: LedgerSchema,
    /// Verifies tokens.
    pub authenticator: Arc<Authenticator>,
    /// The demo's people; the demo only.
    pub people: Option<Arc<DemoPeople>>,
    /// The subscriptions that are open.
    pub streams: Arc<Streams>,
    /// What goes on behind the answers.
    pub tasks: Arc<Tasks>,
    /// What the ledger lacks of persons, as it was found last.
    pub lacking: Arc<LackingKnown>,
}

/// What was found last of what the ledger lacks of persons, and when.
#[derive(Default)]
pub struct LackingKnown {
    found: sync::Mutex<Option<(Instant, Option<LackingOf>)>>,
    /// Held while it is looked for: one at a time does.
    turn: Arc<Mutex<()>>,
}

impl LackingKnown {
    fn last(&self) -> Option<(Instant, Option<LackingOf>)> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The erasures that the ledger lacks, how many and since when; of how many persons it lacks what the key database remembers; and whose
/// record of erasures cannot be read; by municipality.
#[derive(Clone)]
struct LackingOf {
    erasures: BTreeMap<Municipality, (i64, DateTime<Utc>)>,
    persons: BTreeMap<Municipality, usize>,
    unreadable: Vec<Municipality>,
}

impl LackingOf {
    fn is_nothing(&self) -> bool {
        self.erasures.is_empty() && self.persons.is_empty() && self.unreadable.is_empty()
    }
}

/// The routes.
pub fn router(server: Server) -> Router {
    let demo = server.people.is_some();
    let routes = Router::new()
        .route("/graphql", post(graphql).fallback(only_post))
        .route("/health/live", get(|| async { Json(json!({ "status": "live" })) }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .route("/", get(|| async { page("text/html; charset=utf-8", PAGE) }))
        .route("/console.css", get(|| async { page("text/css; charset=utf-8", PAGE_STYLE) }))
        .route("/console.js", get(|| async { page("text/javascript; charset=utf-8", PAGE_SCRIPT) }))
        .route("/demo/people", get(people))
        .merge(crate::tiles::routes())
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(server);
    if demo { routes.layer(middleware::from_fn(loopback_only)) } else { routes }
}

/// Serves until `stop` resolves, and a little longer for what is under way.
pub async fn serve(
    listener: TcpListener,
    server: Server,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let streams = Arc::clone(&server.streams);
    let graceful = async move {
        stop.await;
        streams.stop();
        let _ = stopping.send(());
    };
    let serving = axum::serve(Impatient(listener), router(server)).with_graceful_shutdown(graceful);
    tokio::select! {
        result = serving => result,
        // A client that keeps its connection open must not keep the server up.
        () = async {
            let _ = stopped.await;
            tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
        } => Ok(()),
    }
}

/// The demo gives tokens away, so that only pages of its own origin may ask: a page elsewhere that resolves its own
/// name to this machine still sends its own name.
async fn loopback_only(request: HttpRequest, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if is_loopback(host) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "The demo answers to loopback addresses only.\n").into_response()
    }
}

fn is_loopback(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn page(content_type: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

async fn people(State(server): State<Server>) -> Response {
    match &server.people {
        Some(people) => ([(CACHE_CONTROL, "no-store")], Json(people.as_ref().clone())).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Whether requests can be served. A read model that stopped is told, and its municipality's answers grow old; all
/// others are as they should be, and taking the server away would take those away too. So it is ready as long as the
/// database answers. Erasures that wait for the destruction of a master key are told, and are nothing that went wrong.
async fn ready(State(server): State<Server>) -> Response {
    let both = async {
        tokio::try_join!(server.projector.behind(), logs_in_trouble(&server), server.projector.not_as_written(None))
    };
    let (both, unfinished, waiting, lacking, missing, not_durable, clock_ahead, verified) = tokio::join!(
        timeout(MONITOR_TIMEOUT, both),
        unfinished_erasures(&server),
        erasures_not_carried_out(&server),
        lacking_of(&server),
        timeout(MONITOR_TIMEOUT, server.ledger.keys().missing_master_keys()),
        timeout(MONITOR_TIMEOUT, server.databases.not_durable()),
        timeout(MONITOR_TIMEOUT, server.databases.clock_ahead()),
        verified_ledgers(&server)
    );
    let (status, body) = match both {
        Ok(Ok((behind, (logs, unsigned, objections), not_as_written))) => {
            let not_as_written: Vec<Value> = not_as_written.into_iter().map(rows_in_health).collect();
            let [mut stopped, mut outdated, mut wrong, mut lag] = [const { Vec::<Value>::new() }; 4];
            for standing in behind {
                let (model, municipality, events) = (&standing.read_model, &standing.municipality, standing.lag());
                if events > 0 {
                    lag.push(json!({ "readModel": model, "municipality": municipality, "events": events }));
                }
                if let Some(fault) = &standing.fault {
                    stopped.push(json!({ "readModel": model, "municipality": municipality, "fault": fault }));
                }
                if let Some(Outdated { failure }) = standing.outdated() {
                    let (failure, since) = failure.unzip();
                    outdated.push(json!({
                        "readModel": model, "municipality": municipality, "version": standing.version, "failure": failure,
                        "failingSince": since.map(|since| since.to_rfc3339()),
                    }));
                }
                if let Some(HadBeenWrong { rows, found_at }) = standing.had_been_wrong() {
                    let found_at = found_at.to_rfc3339();
                    wrong.push(
                        json!({ "readModel": model, "municipality": municipality, "rows": rows, "foundAt": found_at }),
                    );
                }
            }
            let logs = logs.into_iter();
            let logs =
                logs.map(|Stopped { municipality, fault }| json!({ "municipality": municipality, "fault": fault }));
            let logs: Vec<Value> = logs.collect();
            let unsigned: Vec<Value> = unsigned.iter().map(unsigned_in_health).collect();
            let objections: Vec<Value> = objections.iter().map(objection_in_health).collect();
            // That it is not known whose are missing is told as nothing, as of erasures.
            let missing = missing.ok().and_then(|missing| {
                missing.inspect_err(|error| tracing::warn!(error = %crate::causes(error), "which master keys are missing is not known")).ok()
            });
            // While a database does not answer it is told by what else asks it.
            let not_durable = not_durable.ok().and_then(Result::ok);
            let clock_ahead = clock_ahead.ok().and_then(Result::ok).flatten();
            let not_durable: Vec<Value> = not_durable.into_iter().flatten().map(lost_in_health).collect();
            let long_ago = clock::now() - CARRIED_OUT_WITHIN;
            let is_waiting = waiting.iter().flatten().any(|waiting| waiting.since < long_ago);
            let ended = server.tasks.all().into_iter().filter_map(|(task, ended)| Some((task, ended?)));
            let ended: Vec<_> = ended.collect();
            let is_ending = ended.iter().any(|(_, ended)| ended.is_recent());
            let ended = ended.into_iter().map(|(task, Ended { times, last_at })| {
                json!({ "task": task, "times": times, "lastAt": last_at.to_rfc3339() })
            });
            let ended: Vec<Value> = ended.collect();
            let not_completed = server.ledger.keys().completion_fault();
            let told = [&stopped, &outdated, &wrong, &logs, &unsigned, &objections, &not_durable, &not_as_written];
            let is_well = told.iter().all(|told| told.is_empty())
                && !is_waiting
                && !is_ending
                && not_completed.is_none()
                && clock_ahead.is_none()
                // Unlike the others: nothing else would ever tell of them.
                && lacking.as_ref().is_some_and(LackingOf::is_nothing)
                && missing.as_ref().is_none_or(Vec::is_empty)
                && verified.iter().flatten().all(|one| {
                    !one.differs() && !server.rounds.has_failed_for_long(one) && !server.rounds.is_overdue(one)
                });
            let verified = verified.map(|all| {
                let of = |one: &VerifiedLedger| verified_in_health(one, server.rounds.is_overdue(one));
                all.iter().map(of).collect::<Vec<_>>()
            });
            let status = if is_well { "ready" } else { "degraded" };
            let unfinished = unfinished.map(|all| {
                let of = |one: &UnfinishedErasures| erasures_in_health(&one.municipality, one.erasures, one.since);
                all.iter().map(of).collect::<Vec<_>>()
            });
            let waiting = waiting.map(|all| {
                let of = |one: &WaitingErasures| erasures_in_health(&one.municipality, one.erasures, one.since);
                all.iter().map(of).collect::<Vec<_>>()
            });
            let unreadable = lacking.as_ref().map(|all| all.unreadable.clone());
            let lacking_of_persons = lacking.as_ref().map(|all| {
                let of = |(of, persons): (&Municipality, &usize)| json!({ "municipality": of, "persons": persons });
                all.persons.iter().map(of).collect::<Vec<_>>()
            });
            let lacking = lacking.map(|all| {
                let of = |(of, (erasures, since)): (&Municipality, &(i64, DateTime<Utc>))| {
                    erasures_in_health(of.as_str(), *erasures, *since)
                };
                all.erasures.iter().map(of).collect::<Vec<_>>()
            });
            let told = json!({
                "status": status, "stopped": stopped, "outdated": outdated, "endedTasks": ended, "hadBeenWrong": wrong, "stoppedLogs": logs,
                "waitingLogs": unsigned, "witnessObjections": objections, "lag": lag, "unfinishedErasures": unfinished,
                "erasuresNotCompleted": not_completed,
                "erasuresNotCarriedOut": waiting, "lackingErasures": lacking, "lackingOfPersons": lacking_of_persons,
                "unreadableErasureRecords": unreadable, "missingMasterKeys": missing,
                "databasesThatMayLoseData": not_durable, "clockAheadBySeconds": clock_ahead,
                "rowsNotAsWritten": not_as_written, "verified": verified,
            });
            (StatusCode::OK, told)
        }
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, json!({ "status": "the database does not answer" })),
    };
    (status, Json(body)).into_response()
}

/// What waits for the destruction of a master key; `None` where that could not be found out in time, which takes no server
/// away.
async fn unfinished_erasures(server: &Server) -> Option<Vec<UnfinishedErasures>> {
    match timeout(MONITOR_TIMEOUT, server.ledger.keys().unfinished_erasures(None)).await {
        Ok(Ok(unfinished)) => Some(unfinished),
        Ok(Err(error)) => {
            tracing::warn!(error = %crate::causes(&error), "which erasures are unfinished is not known");
            None
        }
        Err(_) => None,
    }
}

/// The logs that stopped, those that wait, and what witnesses say against any.
async fn logs_in_trouble(server: &Server) -> Result<(Vec<Stopped>, Vec<Waiting>, Vec<Objection>), sqlx::Error> {
    let prover = &server.prover;
    tokio::try_join!(prover.stopped(), prover.waiting(clock::now()), prover.objections())
}

/// What the rounds of verification found last; `None` where that could not be found out in time.
async fn verified_ledgers(server: &Server) -> Option<Vec<VerifiedLedger>> {
    match timeout(MONITOR_TIMEOUT, verified(server.ledger.keys().database(), None)).await {
        Ok(Ok(verified)) => Some(verified),
        Ok(Err(error)) => {
            tracing::warn!(error = %crate::causes(&error), "what rounds of verification found is not known");
            None
        }
        Err(_) => None,
    }
}

fn verified_in_health(one: &VerifiedLedger, is_overdue: bool) -> Value {
    let first = one.first_position.map(|position| json!({ "position": position, "kind": one.first_kind }));
    json!({
        "municipality": one.municipality, "endedAt": one.ended_at.map(|at| at.to_rfc3339()), "overdue": is_overdue, "position": one.position,
        "differences": one.differences, "first": first, "failure": one.failure,
        "failingSince": one.failing_since.map(|at| at.to_rfc3339()),
    })
}

fn lost_in_health(NotDurable { database, setting }: NotDurable) -> Value {
    json!({ "database": database, "setting": setting })
}

fn rows_in_health(RowsNotAsWritten { municipality, rows, positions }: RowsNotAsWritten) -> Value {
    json!({ "municipality": municipality, "rows": rows, "positions": positions })
}

fn unsigned_in_health(Waiting { municipality, events, since }: &Waiting) -> Value {
    json!({ "municipality": municipality, "events": events, "since": since.to_rfc3339() })
}

fn objection_in_health(Objection { municipality, witness, objection, since }: &Objection) -> Value {
    json!({ "municipality": municipality, "witness": witness, "objection": objection, "since": since.to_rfc3339() })
}

/// What is recorded and not carried out; `None` where that could not be found out in time.
async fn erasures_not_carried_out(server: &Server) -> Option<Vec<WaitingErasures>> {
    match timeout(MONITOR_TIMEOUT, server.ledger.erasures_not_carried_out(None)).await {
        Ok(Ok(waiting)) => Some(waiting),
        Ok(Err(error)) => {
            tracing::warn!(error = %crate::causes(&error), "which erasures are not carried out is not known");
            None
        }
        Err(_) => None,
    }
}

/// What the record beside the master keys, and the key database, tell of and the ledger does not; `None` where that could not be found out in time.
async fn lacking_of(server: &Server) -> Option<LackingOf> {
    let known = &server.lacking;
    if let Some((found_at, lacking)) = known.last()
        && found_at.elapsed() < LACKING_KNOWN_FOR
    {
        return lacking;
    }
    // It is found in a task of its own: where that takes longer than who asks waits, the next one who asks is told.
    if let Ok(turn) = Arc::clone(&known.turn).try_lock_owned() {
        let (known, ledger) = (Arc::clone(known), server.ledger.clone());
        tokio::spawn(async move {
            let lacking = find_lacking(&ledger).await;
            *known.found.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), lacking));
            drop(turn);
        });
    }
    let _ = timeout(MONITOR_TIMEOUT, known.turn.lock()).await;
    known.last().filter(|(found_at, _)| found_at.elapsed() < LACKING_TOLD_FOR).and_then(|(_, lacking)| lacking)
}

async fn find_lacking(ledger: &Ledger) -> Option<LackingOf> {
    match ledger.what_it_lacks(None).await {
        Ok(Lacking { erasures: noted, entries, unreadable }) => {
            let mut persons = BTreeMap::new();
            for LackingEntry { municipality, .. } in entries {
                *persons.entry(municipality).or_default() += 1;
            }
            let mut erasures = BTreeMap::new();
            for NotedErasure { municipality, recorded_at, .. } in noted {
                let (of_it, since) = erasures.entry(municipality).or_insert((0, recorded_at));
                *of_it += 1;
                *since = recorded_at.min(*since);
            }
            Some(LackingOf { erasures, persons, unreadable })
        }
        Err(error) => {
            tracing::warn!(error = %crate::causes(&error), "what the ledger lacks of persons is not known");
            None
        }
    }
}

/// Of erasures where no token is asked for: how many, and the day since which the oldest waits.
fn erasures_in_health(municipality: &str, erasures: i64, since: DateTime<Utc>) -> Value {
    json!({ "municipality": municipality, "erasures": erasures, "since": oslo_date(since).to_string() })
}

/// What a monitor watches, in Prometheus' text format: numbers, municipalities and read models' names.
async fn metrics(State(server): State<Server>) -> Response {
    let both = async {
        tokio::try_join!(
            server.projector.standings(None),
            logs_in_trouble(&server),
            server.projector.not_as_written(None)
        )
    };
    let (both, unfinished, waiting, lacking, verified) = tokio::join!(
        timeout(MONITOR_TIMEOUT, both),
        unfinished_erasures(&server),
        erasures_not_carried_out(&server),
        lacking_of(&server),
        verified_ledgers(&server)
    );
    match both {
        Ok(Ok((standings, (logs, unsigned, objections), not_as_written))) => {
            let unfinished = unfinished.unwrap_or_default();
            let unfinished = exposition_of_erasures(
                "unfinished_erasures",
                "Erasures that are complete only when an old master key is destroyed.",
                unfinished.iter().map(|one| (one.municipality.as_str(), one.erasures, one.since)),
            );
            let waiting = waiting.unwrap_or_default();
            let waiting = exposition_of_erasures(
                "erasures_not_carried_out",
                "Erasures that are recorded, and whose keys are not known to be destroyed yet.",
                waiting.iter().map(|one| (one.municipality.as_str(), one.erasures, one.since)),
            );
            let lacking = exposition_of_lacking(lacking.as_ref());
            let text = exposition(&standings)
                + &exposition_of_rows(&not_as_written)
                + &exposition_of_logs(&logs, &unsigned, &objections)
                + &unfinished
                + &waiting
                + &lacking
                + &exposition_of_verified(&verified.unwrap_or_default())
                + &exposition_of_tasks(&server.tasks);
            ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
        }
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "The database does not answer.\n").into_response(),
    }
}

fn exposition(standings: &[Standing]) -> String {
    type Metric = (&'static str, &'static str, fn(&Standing) -> Option<f64>);
    #[expect(clippy::cast_precision_loss, reason = "positions are far below 2^52")]
    let metrics: [Metric; 11] = [
        ("position", "Position up to which events are in the read model.", |one| Some(one.position as f64)),
        ("head", "Newest position of the ledger.", |one| Some(one.head as f64)),
        ("lag_events", "Events that the read model lacks.", |one| Some(one.lag() as f64)),
        ("seconds_since_progress", "Seconds since the read model last got on.", |one| one.seconds_since_progress),
        ("fault", "1 while the read model is stopped by a fault.", |one| Some(f64::from(one.fault.is_some()))),
        (
            "beyond",
            "1 while its position is, or was, beyond the ledger's end: what it passed by is not in it.",
            |one| Some(f64::from(one.beyond)),
        ),
        ("version", "Version of the read model that wrote its rows.", |one| Some(f64::from(one.version))),
        (
            "outdated",
            "1 while an older version's rows stand there, or such as passed over rows that were put right since.",
            |one| Some(f64::from(one.outdated().is_some())),
        ),
        (
            "rebuild_failing_since_seconds",
            "Since when an outdated one could not be rebuilt, in seconds since 1970.",
            |one| one.outdated()?.failure.map(|(_, since)| since.timestamp() as f64),
        ),
        ("wrong_rows", "Rows that a rebuild found wrong and put right, until that is acknowledged.", |one| {
            Some(one.had_been_wrong().map_or(0.0, |wrong| wrong.rows as f64))
        }),
        ("wrong_found_at_seconds", "When a rebuild found them, in seconds since 1970.", |one| {
            one.had_been_wrong().map(|wrong| wrong.found_at.timestamp() as f64)
        }),
    ];
    let mut text = String::new();
    for (name, help, value) in metrics {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP case_ledger_projection_{name} {help}");
        let _ = writeln!(text, "# TYPE case_ledger_projection_{name} gauge");
        for standing in standings {
            if let Some(value) = value(standing) {
                let (model, municipality) = (&standing.read_model, &standing.municipality);
                let labels = format!("read_model=\"{model}\",municipality=\"{municipality}\"");
                let _ = writeln!(text, "case_ledger_projection_{name}{{{labels}}} {value}");
            }
        }
    }
    text
}

fn exposition_of_verified(verified: &[VerifiedLedger]) -> String {
    type Metric = (&'static str, &'static str, fn(&VerifiedLedger) -> Option<i64>);
    let metrics: [Metric; 4] = [
        ("differences", "Differences that the last whole round of verification found.", |one| one.differences),
        ("position", "The last position that it looked at.", |one| one.position),
        ("ended_at_seconds", "When it ended, in seconds since 1970.", |one| Some(one.ended_at?.timestamp())),
        (
            "failing_since_seconds",
            "Since when the ledger could not be verified, likewise; absent where it could.",
            |one| Some(one.failing_since?.timestamp()),
        ),
    ];
    let mut text = String::new();
    for (name, help, value) in metrics {
        let _ = writeln!(text, "# HELP case_ledger_verified_{name} {help}");
        let _ = writeln!(text, "# TYPE case_ledger_verified_{name} gauge");
        for one in verified {
            if let Some(value) = value(one) {
                let _ = writeln!(text, "case_ledger_verified_{name}{{municipality=\"{}\"}} {value}", one.municipality);
            }
        }
    }
    text
}

fn exposition_of_logs(stopped: &[Stopped], waiting: &[Waiting], objections: &[Objection]) -> String {
    let mut text = "# HELP case_ledger_log_stopped Logs that stopped, for what they contradict or for a key database that is older.\n\
         # TYPE case_ledger_log_stopped gauge\n"
        .to_owned();
    for Stopped { municipality, .. } in stopped {
        let _ = writeln!(text, "case_ledger_log_stopped{{municipality=\"{municipality}\"}} 1");
    }
    text += "# HELP case_ledger_log_waiting_events Events that no checkpoint covers, of logs that wait for no known reason.\n\
             # TYPE case_ledger_log_waiting_events gauge\n";
    for Waiting { municipality, events, .. } in waiting {
        let _ = writeln!(text, "case_ledger_log_waiting_events{{municipality=\"{municipality}\"}} {events}");
    }
    text += "# HELP case_ledger_witness_objection Witnesses that say something against a log, unsigned; the log goes on.\n\
             # TYPE case_ledger_witness_objection gauge\n";
    for Objection { municipality, witness, .. } in objections {
        // A name may hold anything but blanks and plus signs.
        let witness = witness.replace('\\', "\\\\").replace('"', "\\\"");
        let labels = format!("municipality=\"{municipality}\",witness=\"{witness}\"");
        let _ = writeln!(text, "case_ledger_witness_objection{{{labels}}} 1");
    }
    text
}

/// How many erasures of a kind, and the day since which the oldest of them waits, by municipality.
fn exposition_of_erasures<'a>(
    name: &str,
    help: &str,
    erasures: impl Iterator<Item = (&'a str, i64, DateTime<Utc>)> + Clone,
) -> String {
    let mut text = format!("# HELP case_ledger_{name} {help}\n# TYPE case_ledger_{name} gauge\n");
    for (municipality, erasures, _) in erasures.clone() {
        // Writing to a string does not fail.
        let _ = writeln!(text, "case_ledger_{name}{{municipality=\"{municipality}\"}} {erasures}");
    }
    let help = "The day since which the oldest of them waits, in seconds since 1970.";
    let _ = writeln!(text, "# HELP case_ledger_{name}_since_seconds {help}");
    let _ = writeln!(text, "# TYPE case_ledger_{name}_since_seconds gauge");
    for (municipality, _, since) in erasures {
        let since = start_of_day(oslo_date(since)).timestamp();
        let _ = writeln!(text, "case_ledger_{name}_since_seconds{{municipality=\"{municipality}\"}} {since}");
    }
    text
}

/// What the ledger lacks of persons, and where that is not known.
fn exposition_of_lacking(lacking: Option<&LackingOf>) -> String {
    let erasures = lacking.into_iter().flat_map(|all| &all.erasures);
    let mut text = exposition_of_erasures(
        "lacking_erasures",
        "Erasures that were recorded, and that the ledger does not know since it came back from a backup.",
        erasures.map(|(of, (erasures, since))| (of.as_str(), *erasures, *since)),
    );
    text += "# HELP case_ledger_lacking_of_persons Persons of whom the key database remembers a later entry than the ledger has.\n\
             # TYPE case_ledger_lacking_of_persons gauge\n";
    for (municipality, persons) in lacking.into_iter().flat_map(|all| &all.persons) {
        let _ = writeln!(text, "case_ledger_lacking_of_persons{{municipality=\"{municipality}\"}} {persons}");
    }
    text += "# HELP case_ledger_lacking_erasures_known 1 if it could be found out whether ledgers lack erasures or entries of persons.\n\
             # TYPE case_ledger_lacking_erasures_known gauge\n";
    let _ = writeln!(text, "case_ledger_lacking_erasures_known {}", u8::from(lacking.is_some()));
    text += "# HELP case_ledger_erasure_record_unreadable Municipalities whose record of erasures cannot be read.\n\
             # TYPE case_ledger_erasure_record_unreadable gauge\n";
    for municipality in lacking.into_iter().flat_map(|all| &all.unreadable) {
        let _ = writeln!(text, "case_ledger_erasure_record_unreadable{{municipality=\"{municipality}\"}} 1");
    }
    text
}

fn exposition_of_rows(not_as_written: &[RowsNotAsWritten]) -> String {
    let mut text =
        "# HELP case_ledger_rows_not_as_written Rows that are known not to be as a program of the ledger wrote them.\n\
         # TYPE case_ledger_rows_not_as_written gauge\n"
            .to_owned();
    for RowsNotAsWritten { municipality, rows, .. } in not_as_written {
        let _ = writeln!(text, "case_ledger_rows_not_as_written{{municipality=\"{municipality}\"}} {rows}");
    }
    text
}

fn exposition_of_tasks(tasks: &Tasks) -> String {
    let mut text = "# HELP case_ledger_task_ended_total How often a background task ended that never should.\n\
         # TYPE case_ledger_task_ended_total counter\n"
        .to_owned();
    for (task, ended) in tasks.all() {
        let times = ended.map_or(0, |ended| ended.times);
        let _ = writeln!(text, "case_ledger_task_ended_total{{task=\"{task}\"}} {times}");
    }
    text
}

async fn only_post() -> Response {
    let hint = "Send a POST with content-type application/json.\n";
    unread((StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST")], hint).into_response())
}

/// An answer to a request that is not read to its end: the connection ends with it, and says so, or whoever sends the next
/// request over it gets no answer.
fn unread(mut answer: Response) -> Response {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// Why a body was not read to its end.
enum Unread {
    TooLarge,
    /// The connection broke off.
    Broken,
}

/// The turn of a municipality, and that of all.
type LargeTurn = (Option<OwnedSemaphorePermit>, Option<SemaphorePermit<'static>>);

/// The body, and the turn that it has where it is larger than everybody may send: taken when some of it has come, so that
/// what is announced and never sent takes none, and what waits for its turn holds little.
async fn read(body: Body, most: usize, municipality: &Municipality) -> Result<(Vec<u8>, Option<LargeTurn>), Unread> {
    let announced = body.size_hint().exact().and_then(|announced| usize::try_from(announced).ok());
    let announced = announced.filter(|announced| (MOST_BODY_BYTES + 1..=most).contains(announced));
    let without_turn = if announced.is_some() { HELD_WITHOUT_TURN } else { MOST_BODY_BYTES };
    let (mut read, mut turn, mut parts) = (Vec::new(), None, body.into_data_stream());
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Unread::Broken)?;
        let length = read.len() + part.len();
        if length > most {
            return Err(Unread::TooLarge);
        }
        if length > without_turn && turn.is_none() {
            let of_municipality = TURNS_OF_LARGE_OF_EACH.turn(municipality).await;
            // The semaphore is never closed, and nobody would be refused for it.
            turn = Some((of_municipality, TURNS_OF_LARGE.acquire().await.ok()));
            read.reserve_exact(announced.unwrap_or(length) - read.len());
        }
        read.extend_from_slice(&part);
    }
    Ok((read, turn))
}

/// The turn to be worked on that a body has which is not small.
async fn turn_to_work_on(body: &[u8]) -> Option<SemaphorePermit<'static>> {
    // The semaphores are never closed, and what everybody may send is less than what is worked on at a time.
    match u32::try_from(body.len().div_ceil(1024)) {
        Ok(_) if body.len() <= MOST_WITHOUT_TURN => None,
        Ok(kibibytes) if body.len() <= MOST_BODY_BYTES => KIBIBYTES_TO_WORK_ON.acquire_many(kibibytes).await.ok(),
        _ => TURNS_TO_WORK_ON_LARGE.acquire().await.ok(),
    }
}

async fn graphql(State(server): State<Server>, headers: HeaderMap, body: Body) -> Response {
    if !is_json(&headers) {
        let hint = "Send the operation with content-type application/json.\n";
        return unread((StatusCode::UNSUPPORTED_MEDIA_TYPE, hint).into_response());
    }
    let Some(media_type) = negotiate(&headers) else {
        let hint =
            "Accept application/graphql-response+json or application/json; text/event-stream for a subscription.\n";
        return unread((StatusCode::NOT_ACCEPTABLE, hint).into_response());
    };
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let principal = match server.authenticator.principal(&server.ledger, authorization).await {
        Ok(principal) => principal,
        Err(error) => return unread(refuse_entry(&error, media_type)),
    };
    let too_large = || answer(StatusCode::PAYLOAD_TOO_LARGE, media_type, &failed(TOO_LARGE, "TOO_LARGE"));
    // Who attaches nothing sends nothing large.
    let attaches = principal.may(Permission::ChangeCases);
    let most = if attaches { MOST_BODY_BYTES_WITH_CONTENT } else { MOST_BODY_BYTES };
    let (body, turn) = match timeout(REQUEST_TIMEOUT, read(body, most, &principal.municipality)).await {
        Ok(Ok(read)) => read,
        Ok(Err(Unread::TooLarge)) => return unread(too_large()),
        Ok(Err(Unread::Broken)) => {
            return (StatusCode::BAD_REQUEST, "The request broke off.\n").into_response();
        }
        // Who sends it a byte at a time does not keep what came so far.
        Err(_) => {
            let hint = "The request did not come to its end in time.\n";
            return unread((StatusCode::REQUEST_TIMEOUT, hint).into_response());
        }
    };
    let Ok(_work) = timeout(REQUEST_TIMEOUT, turn_to_work_on(&body)).await else {
        return answer(StatusCode::GATEWAY_TIMEOUT, media_type, &not_answered(NotAnswered::TimedOut));
    };
    drop(turn);
    if body.len() > MOST_BODY_BYTES && bytes_beside_content(&body) > MOST_BODY_BYTES {
        return too_large();
    }
    if values_within(&body) > MOST_VALUES {
        return answer(StatusCode::BAD_REQUEST, media_type, &failed(TOO_MANY_VALUES, "TOO_COMPLEX"));
    }
    let mut request = match serde_json::from_slice::<Request>(&body) {
        Ok(request) if !request.query.is_empty() => request,
        // What is wrong is said without repeating what was sent.
        Ok(_) | Err(_) => {
            let message = "The body is not one GraphQL request: an object with query, variables and operationName.";
            return answer(StatusCode::BAD_REQUEST, media_type, &failed(message, "BAD_REQUEST"));
        }
    };
    // What is large is a variable, and no part of the document, which is read only here.
    if request.query.len() > MOST_BODY_BYTES {
        return too_large();
    }
    if let Err(unread) = must_be_readable(&request.query) {
        return answer(StatusCode::BAD_REQUEST, media_type, &failed(unread.message, unread.code));
    }
    if let Err(message) = ends_soon(&mut request, body.len()) {
        return answer(StatusCode::BAD_REQUEST, media_type, &failed(message, "TOO_COMPLEX"));
    }
    if request.parsed_query().is_ok_and(gives_a_value_of_no_type) {
        return answer(StatusCode::BAD_REQUEST, media_type, &failed(NO_TYPE, "BAD_REQUEST"));
    }
    if body.len() > MOST_BODY_BYTES && !attaches_something(&mut request) {
        return too_large();
    }
    let is_large = body.len() > MOST_BODY_BYTES;
    drop(body);
    if is_large {
        let content = ContentApart::taken_from(&mut request.variables);
        request = request.data(content);
    }
    let language = language::accepted(&headers);
    request = request.data(language);
    let operation = asked_for(&mut request);
    let mistakes = mistakes(&mut request);
    request = request.data(mistakes);
    let hash = short_hash(&request.query);
    if media_type == EVENT_STREAM {
        if let Err(message) = events::must_follow_one_thing(&mut request) {
            return answer(StatusCode::BAD_REQUEST, "application/json", &failed(message, "BAD_REQUEST"));
        }
        tracing::debug!(operation, document = %hash, "followed");
        return events::stream(&server, principal, request, operation, language);
    }
    let commands = operation_of(&mut request).is_some_and(|operation| operation.ty == OperationType::Mutation);
    let answer = |status, media_type, mut response: GraphQLResponse| {
        if commands {
            response.errors.iter_mut().for_each(say_what_a_sender_may_do);
        }
        response.errors.iter_mut().for_each(|error| say_in(language, error));
        answer(status, media_type, &response)
    };
    let reads = Arc::new(ReadsOfRequest::by(Reader::of(&principal, is_large)));
    let (reader, purpose) = (principal.actor(Permission::SeeCases), principal.purpose.clone());
    let municipality = principal.municipality.clone();
    let request = request.data(principal).data(Arc::clone(&reads));
    let executing = async {
        // Where the program is at fault and stops in it, the reads before that are recorded all the same, and the sender is told.
        let executed = AssertUnwindSafe(server.schema.execute(request)).catch_unwind();
        let response = timeout(REQUEST_TIMEOUT, executed).await;
        reads.end();
        response
    };
    // What is read is recorded while the rest of it is still being read; the answer waits for both.
    let recording = async {
        while let Some(read) = reads.next().await {
            let (purpose, name) = (purpose.as_deref(), operation.as_deref().filter(|_| reads.tells_operation()));
            server.ledger.record_reads(&municipality, &reader, purpose, name, &read).await?;
        }
        Ok::<(), Fault>(())
    };
    let (response, recorded) = tokio::join!(executing, recording);
    let Ok(response) = response else {
        tracing::warn!(operation, document = %hash, "a request took too long");
        return answer(StatusCode::GATEWAY_TIMEOUT, media_type, not_answered(NotAnswered::TimedOut));
    };
    let Ok(mut response) = response else {
        tracing::error!(operation, document = %hash, "the program stopped in a request");
        return answer(StatusCode::INTERNAL_SERVER_ERROR, media_type, not_answered(NotAnswered::Fault));
    };
    response.errors.iter_mut().for_each(forget_values);
    if let Err(error) = recorded {
        // No record, no data: every read of case content is accounted for before it is answered.
        tracing::error!(error = %crate::causes(&error), "reads could not be recorded");
        return answer(StatusCode::SERVICE_UNAVAILABLE, media_type, not_answered(NotAnswered::ReadUnrecorded));
    }
    tracing::debug!(operation, document = %hash, errors = response.errors.len(), "answered");
    // An error with a path came up while executing; without one, the request was not executed at all, which GraphQL's
    // own media type says with the status.
    let not_executed = !response.errors.is_empty() && response.errors.iter().all(|error| error.path.is_empty());
    let status = if not_executed && media_type == GRAPHQL_RESPONSE { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let answered = answer(status, media_type, response);
    match reads.take_turn() {
        Some(turn) => with_turn(answered, turn).await,
        None => answered,
    }
}

/// An answer that keeps its turn, or at least its place among what was asked for, until the connection has passed it on.
async fn with_turn(answered: Response, turn: Turn) -> Response {
    struct Held {
        bytes: Bytes,
        _turn: Turn,
    }
    impl AsRef<[u8]> for Held {
        fn as_ref(&self) -> &[u8] {
            &self.bytes
        }
    }
    let (parts, body) = answered.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(Bytes::from_owner(Held { bytes, _turn: turn }))),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// How many values a body has at most, by what stands between them beside its texts: each takes many times as much memory once it
/// is read.
fn values_within(body: &[u8]) -> usize {
    let (mut values, mut in_text, mut escaped) = (0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' | b'{' | b',' if !in_text => values += 1,
            _ => {}
        }
    }
    values
}

/// Bytes of a body beside the largest text in it that Base64 can be, however its signs are escaped: what takes more room in memory than in the body.
fn bytes_beside_content(body: &[u8]) -> usize {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\');
    let texts = body.split(|byte| *byte == b'"').filter(|text| text.iter().all(is_base64));
    body.len() - texts.map(<[u8]>::len).max().unwrap_or_default()
}

/// Whether the operation attaches something to a case and does nothing else: that alone may be large.
fn attaches_something(request: &mut Request) -> bool {
    let Some(operation) = operation_of(request).filter(|operation| operation.ty == OperationType::Mutation) else {
        return false;
    };
    match operation.selection_set.node.items.as_slice() {
        [selection] => matches!(&selection.node, Selection::Field(field) if field.node.name.node == "addAttachment"),
        _ => false,
    }
}

/// The operation that is asked for; `None` where what is sent is not GraphQL, which is said when it is executed.
fn operation_of(request: &mut Request) -> Option<&OperationDefinition> {
    let name = request.operation_name.clone();
    let mut operations = request.parsed_query().ok()?.operations.iter();
    let asked = operations.find(|(known, _)| match &name {
        Some(name) => known.is_some_and(|known| known == name),
        None => true,
    });
    asked.map(|(_, operation)| &operation.node)
}

/// As [`must_end_soon`] has it; what is not GraphQL is told when it is executed.
fn ends_soon(request: &mut Request, sent: usize) -> Result<(), &'static str> {
    let variables = std::mem::take(&mut request.variables);
    let ends_soon = request.parsed_query().map_or(Ok(()), |document| must_end_soon(document, &variables, sent));
    request.variables = variables;
    ends_soon
}

/// What cannot be taken of the values that the request brings.
fn mistakes(request: &mut Request) -> Mistakes {
    let Some(operation) = operation_of(request).cloned() else { return Mistakes::default() };
    let variables = std::mem::take(&mut request.variables);
    let mistakes = request.parsed_query().map(|document| Mistakes::of(&operation, document, &variables));
    request.variables = variables;
    mistakes.unwrap_or_default()
}

/// What is asked for: the fields that the operation begins with, each once, in the order of the alphabet. Only names of the
/// schema: what a client calls its operation or a field stands in clear in no log, for it may be a person's name.
fn asked_for(request: &mut Request) -> Option<String> {
    let operation = operation_of(request).cloned()?;
    let document = request.parsed_query().ok()?;
    let (mut fields, mut spread) = (BTreeSet::new(), HashSet::new());
    // Without recursion: how deep fragments nest is the sender's choice.
    let mut open = vec![&operation.selection_set.node];
    while let Some(set) = open.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => _ = fields.insert(field.node.name.node.as_str()),
                Selection::InlineFragment(fragment) => open.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(fragment) => {
                    let name = &fragment.node.fragment_name.node;
                    let fragment = document.fragments.get(name).filter(|_| spread.insert(name));
                    open.extend(fragment.map(|fragment| &fragment.node.selection_set.node));
                }
            }
        }
    }
    fields.retain(|field| NAMES_OF_SCHEMA.contains(*field));
    let told: Vec<&str> =
        fields.iter().copied().take(MOST_FIELDS_TOLD).chain((fields.len() > MOST_FIELDS_TOLD).then_some("…")).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// A sender of commands that is not told what became of them is told how to find out. Advice on asking for less, which
/// is meant for questions, would have it send under a new id what may have been recorded.
fn say_what_a_sender_may_do(error: &mut ServerError) {
    let text = |name| match error.extensions.as_ref()?.get(name)? {
        ConstValue::String(text) => Some(text.clone()),
        _ => None,
    };
    let Some("INTERNAL" | "TOOK_TOO_LONG" | "TIMEOUT") = text("code").as_deref() else { return };
    let reference = text("reference");
    say_instead(error, NotAnswered::MayBeRecorded, reference.as_deref());
}

/// Takes out of the library's own messages what they quote of the request: an input in the wrong place may be a name,
/// and clients log errors.
fn forget_values(error: &mut ServerError) {
    let ours = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
    if ours {
        return;
    }
    if error.message.contains('\n') {
        "The document is not GraphQL; see the location.".clone_into(&mut error.message);
    }
    if let Some((said, _)) = error.message.split_once(" does not contain the value ") {
        let argument = said.strip_prefix("Invalid value for argument \"").and_then(|rest| rest.split_once('"'));
        let argument = argument.map_or_else(String::new, |(argument, _)| argument.to_owned());
        return say_what_is_listed(error, &argument);
    }
    if error.message.starts_with("Failed to parse \"") || error.message.starts_with("Expected input type \"") {
        return say_what_is_beyond(error);
    }
    if let Some(start) = error.message.find(", found ") {
        error.message.truncate(start);
        error.message.push('.');
    }
}

fn refuse_entry(error: &AuthError, media_type: &'static str) -> Response {
    if let AuthError::Fault(error) = error {
        let reference = case_ledger_infrastructure::clock::new_id().to_string();
        tracing::error!(%reference, error = %crate::causes(error), "a principal could not be established");
        let mut response = failed("The ledger could not answer.", "INTERNAL");
        for extensions in response.errors.iter_mut().filter_map(|error| error.extensions.as_mut()) {
            extensions.set("reference", reference.as_str());
        }
        return answer(StatusCode::SERVICE_UNAVAILABLE, media_type, &response);
    }
    let response = failed(&error.to_string(), "UNAUTHENTICATED");
    let mut answer = answer(StatusCode::UNAUTHORIZED, media_type, &response);
    answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    answer
}

fn not_answered(why: NotAnswered) -> GraphQLResponse {
    GraphQLResponse::from_errors(vec![unanswered(why)])
}

fn failed(message: &str, code: &str) -> GraphQLResponse {
    let mut error = ServerError::new(message, None);
    let mut extensions = async_graphql::ErrorExtensionValues::default();
    extensions.set("code", code);
    error.extensions = Some(extensions);
    GraphQLResponse::from_errors(vec![error])
}

fn answer(status: StatusCode, media_type: &'static str, response: &GraphQLResponse) -> Response {
    let body = serde_json::to_vec(response).unwrap_or_else(|_| b"{\"data\":null}".to_vec());
    let content_type = if media_type == GRAPHQL_RESPONSE {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let headers = [(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (status, headers, body).into_response()
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The media type to answer in; `None` when the client takes neither.
fn negotiate(headers: &HeaderMap) -> Option<&'static str> {
    let Some(accept) = headers.get(ACCEPT) else { return Some("application/json") };
    let accepted: Vec<String> = accept
        .to_str()
        .ok()?
        .split(',')
        .map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
        .collect();
    if accepted.iter().any(|kind| kind == EVENT_STREAM) {
        return Some(EVENT_STREAM);
    }
    if accepted.iter().any(|kind| kind == GRAPHQL_RESPONSE) {
        return Some(GRAPHQL_RESPONSE);
    }
    let json = ["application/json", "application/*", "*/*"];
    accepted.iter().any(|kind| json.contains(&kind.as_str())).then_some("application/json")
}

/// Names a document in traces without showing it.
fn short_hash(document: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, document.as_bytes());
    case_ledger_infrastructure::secret_file::to_hex(&digest.as_ref()[..8])
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use case_ledger_domain::ids::SubjectId;
    use case_ledger_domain::texts::Language;
    use futures::{channel, poll};
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn four_large_requests_are_read_at_a_time_three_of_one_municipality_and_the_next_when_one_of_them_is_read() {
        let large = Bytes::from(vec![b' '; MOST_BODY_BYTES + 1]);
        let [one, other]: [Municipality; 2] = ["9901", "9902"].map(|code| code.parse().unwrap());
        // Each has sent more than a mebibyte, and has not come to its end.
        let begin = |of: [&'static str; 5]| {
            let begun = of.map(|code| {
                let (sender, parts) = channel::mpsc::unbounded();
                sender.unbounded_send(Ok::<_, std::io::Error>(large.clone())).unwrap();
                let municipality = if code == "9901" { &one } else { &other };
                (Box::pin(read(Body::from_stream(parts), MOST_BODY_BYTES_WITH_CONTENT, municipality)), sender)
            });
            begun.into_iter().unzip::<_, _, Vec<_>, Vec<_>>()
        };
        let (mut readings, senders) = begin(["9901", "9901", "9901", "9902", "9902"]);
        for reading in &mut readings {
            assert!(poll!(reading).is_pending());
        }
        assert_eq!(TURNS_OF_LARGE.available_permits(), 0);
        let (_, turn) = read(Body::from("{}"), MOST_BODY_BYTES_WITH_CONTENT, &one).await.ok().unwrap();
        assert!(turn.is_none(), "what is small waits for none");
        // All have come to their end.
        drop(senders);
        let mut waiting = readings.pop().unwrap();
        assert!(poll!(&mut waiting).is_pending());
        let (body, turn) = readings.pop().unwrap().await.ok().unwrap();
        assert!(body.len() == large.len() && poll!(&mut waiting).is_pending(), "it has its turn until it is worked on");
        drop(turn);
        let (body, turn) = waiting.await.ok().unwrap();
        assert!(body.len() == large.len() && turn.is_some());
        // Who goes away leaves the turn to others.
        drop((readings, turn));
        assert_eq!(TURNS_OF_LARGE.available_permits(), 4);
        // A fourth of one municipality waits, and those of another do not.
        let (mut readings, senders) = begin(["9901", "9901", "9901", "9901", "9902"]);
        for reading in &mut readings {
            assert!(poll!(reading).is_pending());
        }
        drop(senders);
        let (body, _) = readings.pop().unwrap().await.ok().unwrap();
        assert_eq!(body.len(), large.len());
        assert!(poll!(&mut readings.pop().unwrap()).is_pending());
    }

    #[tokio::test]
    async fn two_large_requests_are_worked_on_at_a_time() {
        let large = vec![b' '; MOST_BODY_BYTES + 1];
        let first = turn_to_work_on(&large).await;
        let second = turn_to_work_on(&large).await;
        assert!(first.is_some() && second.is_some());
        let mut third = pin!(turn_to_work_on(&large));
        assert!(poll!(&mut third).is_pending());
        drop(first);
        assert!(third.await.is_some());
    }

    #[tokio::test]
    async fn eight_mebibytes_are_worked_on_at_a_time_and_what_is_small_waits_for_none() {
        let most = vec![b' '; MOST_BODY_BYTES];
        let mut worked_on = Vec::new();
        for _ in 0..8 {
            worked_on.push(turn_to_work_on(&most).await.unwrap());
        }
        let mut next = pin!(turn_to_work_on(&most[..=MOST_WITHOUT_TURN]));
        assert!(poll!(&mut next).is_pending());
        assert!(turn_to_work_on(&most[..MOST_WITHOUT_TURN]).await.is_none());
        worked_on.pop();
        assert!(next.await.is_some());
    }

    #[tokio::test]
    async fn an_answer_keeps_its_turn_until_it_is_passed_on() {
        // A person has two turns at a time.
        let subject = SubjectId::from_uuid(Uuid::from_u128(4));
        let reader = Reader { municipality: "9904".parse().unwrap(), subject, keeps_others_waiting: false };
        let _other = reader.turn().await.unwrap();
        let answered = with_turn("a file".into_response(), reader.turn().await.unwrap()).await;
        let passed_on = to_bytes(answered.into_body(), usize::MAX).await.unwrap();
        let mut next = pin!(reader.turn());
        assert!(passed_on == b"a file"[..] && poll!(&mut next).is_pending());
        drop(passed_on);
        assert!(next.await.is_ok());
    }

    #[test]
    fn the_demo_knows_its_own_names() {
        for host in ["127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080", "127.0.0.9"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "example.org", "example.org:8080", "127.0.0.1.example.org", "10.0.0.1:8080", "localhost.x"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_sender_that_is_not_told_what_became_of_its_command_is_told_to_send_it_again() {
        for code in ["INTERNAL", "TOOK_TOO_LONG", "TIMEOUT"] {
            let mut response = failed("Ask for a shorter period.", code);
            if let Some(extensions) = &mut response.errors[0].extensions {
                extensions.set("reference", "4711");
            }
            say_what_a_sender_may_do(&mut response.errors[0]);
            say_in(Language::En, &mut response.errors[0]);
            let message = &response.errors[0].message;
            assert!(message.contains("may have been recorded") && message.contains("same commandId"), "{message}");
            assert!(!message.contains("shorter period") && message.ends_with("Reference: 4711."), "{message}");
            say_in(Language::Nn, &mut response.errors[0]);
            let message = &response.errors[0].message;
            assert!(message.contains("den same commandId") && message.ends_with("Referanse: 4711."), "{message}");
        }
        let mut response = not_answered(NotAnswered::Forbidden);
        say_what_a_sender_may_do(&mut response.errors[0]);
        assert_eq!(response.errors[0].message, "Your role does not allow this.");
        say_in(Language::Nb, &mut response.errors[0]);
        assert_eq!(response.errors[0].message, "Rollen din har ikke adgang til dette.");
    }

    #[test]
    fn a_value_that_the_schema_does_not_list_is_not_repeated_and_its_argument_is_named() {
        let message = "Invalid value for argument \"filter.standing\", enumeration type \"Standing\" does not contain \
            the value \"KARI NORDMANN\"";
        let mut error = ServerError::new(message, None);
        forget_values(&mut error);
        let english = "filter.standing is none of the values that the schema lists for it. Choose one of those.";
        assert_eq!(error.message, english);
        let told = |name| error.extensions.as_ref().and_then(|extensions| extensions.get(name)).cloned();
        assert_eq!(told("field"), Some("filter.standing".into()));
        assert_eq!(told("code"), Some("INVALID_INPUT".into()));
    }

    #[test]
    fn what_may_be_large_is_one_text_that_base64_can_be() {
        let large = "A".repeat(4 * MOST_BODY_BYTES);
        let beside = |variables: &str| bytes_beside_content(format!("{{\"variables\":{variables}}}").as_bytes());
        assert_eq!(beside(&format!("{{\"content\":\"{large}==\"}}")), "{\"variables\":{\"content\":\"\"}}".len());
        assert!(beside(&format!("[\"{large}\",\"{large}\"]")) > MOST_BODY_BYTES, "two of them");
        assert!(beside(&format!("[{}0]", "0,".repeat(MOST_BODY_BYTES))) > MOST_BODY_BYTES, "many small ones");
        assert!(beside(&format!("\"{}\"", "A ".repeat(MOST_BODY_BYTES))) > MOST_BODY_BYTES, "no Base64");
        assert!(beside(&format!("\"{}\"", "AA\\/".repeat(MOST_BODY_BYTES))) < 100, "as some programs write it");
    }

    #[test]
    fn only_a_command_that_attaches_may_be_large() {
        let attaches = |query: &str| attaches_something(&mut Request::new(query));
        assert!(attaches("mutation($input: AddAttachmentInput!) { addAttachment(input: $input) { __typename } }"));
        for other in [
            "mutation { raiseConcern { __typename } }",
            "mutation { a: addAttachment { __typename } b: addAttachment { __typename } }",
            "mutation { ...F } fragment F on Mutation { addAttachment { __typename } }",
            "{ addAttachment { __typename } }",
            "mutation {",
        ] {
            assert!(!attaches(other), "{other}");
        }
    }

    #[test]
    fn the_operation_is_the_one_that_is_named() {
        let asked = |query: &str, name: Option<&str>| {
            let mut request = Request::new(query);
            request.operation_name = name.map(str::to_owned);
            operation_of(&mut request).map(|operation| operation.ty)
        };
        let both = "query Look { viewer { name } } mutation Send { raiseConcern { __typename } }";
        assert_eq!(asked(both, Some("Send")), Some(OperationType::Mutation));
        assert_eq!(asked(both, Some("Look")), Some(OperationType::Query));
        assert_eq!(asked(both, Some("Another")), None);
        assert_eq!(asked("mutation { raiseConcern { __typename } }", None), Some(OperationType::Mutation));
        assert_eq!(asked("mutation {", None), None);
    }

    #[test]
    fn r70_what_is_asked_for_is_told_in_the_schemas_names_and_in_none_of_the_clients() {
        let told = |query: &str, name: Option<&str>| {
            let mut request = Request::new(query);
            request.operation_name = name.map(str::to_owned);
            asked_for(&mut request)
        };
        let one = "query OlaNordmann { kari: viewer { name } case(id: 1) { id } viewer { name } }";
        assert_eq!(told(one, None).as_deref(), Some("case viewer"), "each once");
        let both = "query A { cases { nodes { id } } } mutation B { raiseConcern { __typename } }";
        assert_eq!(told(both, Some("B")).as_deref(), Some("raiseConcern"));
        let spread = "query { ... { cases { nodes { id } } } ...KariNordmann }
            fragment KariNordmann on Query { reports { nodes { id } } ...KariNordmann }";
        assert_eq!(told(spread, None).as_deref(), Some("cases reports"));
        for (query, name) in [
            ("query {", None),
            ("{ kariNordmann }", None),
            (one, Some("KariNordmann")),
            ("{ __typename }", None),
            ("{ ...KariNordmann }", None),
        ] {
            assert_eq!(told(query, name), None, "{query}");
        }
        let many = "{ advice cases consents contacts decisions feedback findings guides investigations ledger viewer }";
        let told = told(many, None).unwrap();
        assert!(told.starts_with("advice cases") && told.ends_with(" …"), "{told}");
        assert_eq!(told.split(' ').count(), MOST_FIELDS_TOLD + 1, "{told}");
    }

    #[test]
    fn the_answer_comes_in_a_type_the_client_takes() {
        let with = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            negotiate(&headers)
        };
        assert_eq!(negotiate(&HeaderMap::new()), Some("application/json"));
        assert_eq!(with("application/graphql-response+json, application/json"), Some(GRAPHQL_RESPONSE));
        assert_eq!(with("application/json;q=0.9"), Some("application/json"));
        assert_eq!(with("*/*"), Some("application/json"));
        assert_eq!(with("text/event-stream"), Some(EVENT_STREAM));
        assert_eq!(with("text/html"), None);
    }
}
