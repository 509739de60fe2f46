//! The command bus: from a command to its recorded events, exactly once.
//!
//! cqrs-es's own `execute` returns no version and dispatches queries outside the transaction, so the steps are taken
//! here: load, `handle`, collect from the sink, seal, append. The rules see the newest version they can know of: a
//! decision taken on a cached aggregate that turns out to be behind is taken again, and a refusal is given only by an
//! aggregate that was loaded for it.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use case_ledger_domain::ids::{CommandId, Municipality, SubjectId};
use case_ledger_domain::law::ErasureBasis;
use case_ledger_domain::personal::Category;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::settings::{Settings, SettingsAction};
use case_ledger_domain::subject::{Subject, SubjectAction};
use case_ledger_domain::text::Text;
use case_ledger_domain::upcast::Unreadable;
use case_ledger_domain::{Command, LedgerAggregate, Refusal};
use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateError, EventEnvelope, EventStore as _};
use lru::LruCache;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::postgres::PgPool;
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use super::authorship::{Authorship, AuthorshipError, NotOurs};
use super::begun::NothingBegun;
use super::guard::{Guard, Held, NotAsWritten, StreamGap, WHOLE_ROW};
use super::headway::Headway;
use super::history::{Stored, Undecodable};
use super::moment::CLOSING_AT_ONCE;
use super::repository::LedgerRepository;
use super::sealing::{Deciding, OpenEvent};
use super::stream_end::StreamEnd;
use super::turns::Turns;
use super::writer::{Append, AppendError, Stream, Writers};
use super::written::Written;
use super::{Actor, Program};
use crate::attachments::SealedContent;
use crate::clock;
use crate::database::Databases;
use crate::personal::envelope::{self, EnvelopeError};
use crate::personal::keys::{KeyError, KeyStore, Named};
use crate::personal::master_key::MasterKeys;
use crate::personal::sight::Standings;
use crate::projections::as_of::AsOf;
use crate::proof::keys as signing_keys;
use crate::secret_file::to_hex;

/// How many live aggregates are kept in memory.
const CACHED_AGGREGATES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4_096);
/// How often a command is decided anew when its stream moves under it.
const MOST_TRIES: usize = 32;
/// What a log is named after where nobody says otherwise. No host has this name, and so none can be mistaken for it.
pub const DEFAULT_ORIGIN: &str = "case-ledger.invalid/ledger";
/// Bytes of the digest that tells a command sent again from another under the same id.
pub(super) const DIGEST_BYTES: usize = 16;

/// Who asks for what, when, and how the ledger will know it again.
#[derive(Debug, Clone)]
pub struct CommandContext {
    /// Whose ledger.
    pub municipality: Municipality,
    /// The command's id, chosen by the sender.
    pub command_id: CommandId,
    /// Who acts.
    pub actor: Actor,
    /// What the command belongs together with; its own id when `None`.
    pub correlation_id: Option<Uuid>,
    /// The event that caused it.
    pub causation_id: Option<Uuid>,
    /// The stream's version the sender saw; any when `None`.
    pub expected_version: Option<i64>,
    /// When the ledger takes it.
    pub now: DateTime<Utc>,
    /// The command's content in a canonical form. Only a keyed digest of it is stored, to tell the same command sent
    /// again from another one under the same id. Shared, for with a file attached it is as large as that.
    pub fingerprint: Arc<Vec<u8>>,
}

/// What must hold of persons when a command is recorded, beside what its own stream tells.
#[derive(Debug, Clone, Copy)]
enum OfPersons {
    /// Nothing.
    Whatever,
    /// That child may be erased under that pseudonym, as far as it stands under others too, and, where it is not erased while
    /// somebody works with it, nothing was begun with it after the position as of which that was asked. `asked_for` is the
    /// legal basis that is asked for now; of a request that is approved its stream tells.
    LetsErase { child: SubjectId, asked_at: i64, asked_for: Option<ErasureBasis> },
    /// Neither is erased.
    NotErased([SubjectId; 2]),
}

/// What a command knows of the ledger when it is sealed; the writer takes it only where that is still so.
#[derive(Debug, Clone)]
struct Known {
    /// Up to which position of what is decided about persons.
    persons: i64,
    /// What was not begun, where that matters.
    nothing_begun: Option<NothingBegun>,
}

/// What became of an accepted command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The ledger position of its last event.
    pub position: i64,
    /// The stream's version after it.
    pub version: i64,
    /// False where it had been recorded before, or had nothing to add.
    pub recorded_now: bool,
}

/// Why a command was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The stream is not at the version the sender saw.
    #[error("the stream is at version {actual}, not {expected}")]
    VersionConflict {
        /// What the sender saw.
        expected: i64,
        /// Where the stream is.
        actual: i64,
    },
    /// Another command bears this id.
    #[error("another command was recorded under this id")]
    CommandIdReused,
    /// The ledger is at fault, not the sender.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What can go wrong inside the ledger. Its text never holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The append failed.
    #[error("an append failed")]
    Append(#[from] AppendError),
    /// Sealing or opening failed.
    #[error("an envelope failed")]
    Envelope(#[from] EnvelopeError),
    /// The keys failed.
    #[error("the keys failed")]
    Keys(#[from] KeyError),
    /// A stream could not be loaded.
    #[error("a stream could not be loaded")]
    Load(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// JSON that the ledger wrote could not be read, or the other way round. What the decoder says is left out: it
    /// quotes what it found.
    #[error("stored JSON is not as the ledger writes it")]
    Json,
    /// A stream's event could not be decoded; likewise without what the decoder says.
    #[error("an event of {aggregate_type} {aggregate_id} cannot be decoded")]
    Undecodable {
        /// The aggregate's type.
        aggregate_type: &'static str,
        /// The aggregate's id.
        aggregate_id: Uuid,
        /// What is not known about its form; nothing where the decoder failed.
        source: Option<Undecodable>,
    },
    /// An event is stored in a form that is not known here.
    #[error("the event at position {position} cannot be read")]
    UnknownForm {
        /// Its position.
        position: i64,
        /// What is not known about it; never its content.
        #[source]
        source: Undecodable,
    },
    /// A row was appended by somebody who does not hold the keys.
    #[error(transparent)]
    NotOurs(#[from] NotOurs),
    /// A stream rests on a row that is not as it was written, or that no program of the ledger wrote.
    #[error(transparent)]
    NotAsWritten(#[from] NotAsWritten),
    /// A stream lacks an entry.
    #[error(transparent)]
    StreamGap(#[from] StreamGap),
    /// It is not known whose rows are.
    #[error("whose rows are cannot be told")]
    Authorship(#[from] AuthorshipError),
    /// The ledger has events, but its keys are not in this key database.
    #[error("municipality {0} has events, but no keys here; is this its key database?")]
    KeysMissing(Municipality),
    /// An event tells of content that is not stored with it.
    #[error("an event tells of content that its command does not bring")]
    ContentMissing,
    /// The stream kept moving.
    #[error("the stream kept moving under the command")]
    Contention,
    /// Something was begun with the child whose erasure was decided.
    #[error("something was begun with the child after it was asked whether somebody works with it; ask anew")]
    BegunMeanwhile,
    /// What is asked about as now lies ahead of the database's clock.
    #[error(
        "this server's clock is more than ten seconds ahead of the ledger database's: what the ledger knows now can be asked of another \
         server, or again once the clocks of both machines are set by one source of time"
    )]
    ClockAhead,
    /// A process manager panicked: the program is at fault. Where it did is logged by itself; what it says may quote what it
    /// worked on, and is told to nobody.
    #[error("the program is at fault: it panicked")]
    Panicked,
}

impl Fault {
    /// The event at `position` cannot be decoded. What the decoder says of a payload is left out: it may be opened.
    pub(crate) fn undecodable_at(position: i64, error: Undecodable) -> Self {
        match error {
            Undecodable::Form(Unreadable::Payload { .. }) => Self::Json,
            source => Self::UnknownForm { position, source },
        }
    }

    /// A stream could not be loaded because of this.
    pub(super) fn of_load(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        error.downcast::<NotAsWritten>().map_or_else(
            |error| error.downcast::<StreamGap>().map_or_else(Self::Load, |gap| Self::StreamGap(*gap)),
            |wrong| Self::NotAsWritten(*wrong),
        )
    }

    pub(super) fn undecodable_in(
        aggregate_type: &'static str,
        aggregate_id: Uuid,
        error: Box<dyn std::error::Error + Send + Sync>,
    ) -> Self {
        let source = match error.downcast::<Undecodable>().map(|error| *error) {
            Ok(Undecodable::Form(Unreadable::Payload { .. })) | Err(_) => None,
            Ok(source) => Some(source),
        };
        Self::Undecodable { aggregate_type, aggregate_id, source }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(_: serde_json::Error) -> Self {
        Self::Json
    }
}

/// An aggregate in memory, with what its stream tells about its commands.
#[derive(Clone, Default)]
pub struct Live<A> {
    /// The aggregate.
    pub aggregate: A,
    /// The stream's version: how many events it has.
    pub version: i64,
    /// Where the stream ends, behind which its next event stands: rows that were accepted have numbers, too, and say nothing
    /// ([`super::accepted`]).
    end: StreamEnd,
    commands: HashMap<Uuid, RecordedCommand>,
    /// How often keys had been forgotten when it was loaded: what was opened before an erasure is not kept after it.
    forgotten: u64,
}

/// A row by which a command is recorded, and whose it was.
#[derive(FromRow)]
struct RecordedRow {
    #[sqlx(try_from = "Stored")]
    actor: Value,
    #[sqlx(try_from = "Stored")]
    metadata: Value,
    #[sqlx(flatten)]
    held: Held,
}

#[derive(Clone)]
struct RecordedCommand {
    digest: String,
    version: i64,
}

type CacheKey = (Municipality, &'static str, Uuid);

/// The ledger.
pub struct Ledger {
    pool: PgPool,
    tasks: PgPool,
    keys: Arc<KeyStore>,
    origin: OnceLock<String>,
    pub(super) writers: Writers,
    live: Mutex<LruCache<CacheKey, Arc<dyn Any + Send + Sync>>>,
    /// Commands of one stream wait for each other in this process.
    turns: Turns<CacheKey>,
    standings: Standings,
    guard: Arc<Guard>,
    /// Questions that close instants ([`super::moment`]).
    pub(super) closing: Semaphore,
}

impl Ledger {
    /// The ledger on those databases, with those master keys.
    pub fn new(databases: &Databases, master: Arc<dyn MasterKeys>) -> Self {
        let keys = Arc::new(KeyStore::new(databases.keys.clone(), master));
        let guard = Arc::new(Guard::new(databases.tasks.clone(), Arc::clone(&keys)));
        Self {
            pool: databases.ledger.clone(),
            tasks: databases.tasks.clone(),
            writers: Writers::new(databases.appends.clone(), Arc::clone(&guard)),
            origin: OnceLock::new(),
            live: Mutex::new(LruCache::new(CACHED_AGGREGATES)),
            turns: Turns::default(),
            standings: Standings::default(),
            guard,
            closing: Semaphore::new(CLOSING_AT_ONCE),
            keys,
        }
    }

    /// Has municipalities' logs named `<origin>/<municipality>` when they get their first signing key: best the URL
    /// under which their checkpoints are served, without the scheme. Said once; what is said later changes nothing.
    pub fn name_logs_after(&self, origin: &str) {
        let _ = self.origin.set(origin.trim_end_matches('/').to_owned());
    }

    /// The ledger's database, for questions.
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The ledger's database, for what goes on behind the answers.
    pub const fn tasks(&self) -> &PgPool {
        &self.tasks
    }

    /// The keys.
    pub const fn keys(&self) -> &Arc<KeyStore> {
        &self.keys
    }

    /// How the municipality's rows are known as those of the ledger's programs.
    pub async fn authorship(&self, municipality: &Municipality) -> Result<Authorship, AuthorshipError> {
        self.guard.authorship(municipality).await
    }

    /// What holds the rows that are read against what was written.
    pub const fn guard(&self) -> &Arc<Guard> {
        &self.guard
    }

    /// A row that was read is as written.
    pub(crate) fn must_be_as_written(
        &self,
        municipality: &Municipality,
        held: &Held,
        authorship: Option<&Authorship>,
    ) -> Result<(), NotAsWritten> {
        let standing = self.guard.looked_at(municipality, held.position, held.standing(authorship));
        if standing.is_as_written() {
            return Ok(());
        }
        Err(NotAsWritten { municipality: municipality.clone(), position: held.position, standing })
    }

    /// The same, where a row was met that may not stand: somebody may have accepted it since.
    pub(crate) async fn authorship_anew(&self, municipality: &Municipality) -> Result<Authorship, AuthorshipError> {
        self.guard.authorship_anew(municipality).await
    }

    /// What this process knows about persons.
    pub(crate) const fn standings(&self) -> &Standings {
        &self.standings
    }

    /// The pseudonym of a person who is known by name only, the same within a case, report or investigation each time, however
    /// the name is written in small and capital letters and blanks. Who is named as somebody who was erased is another person.
    pub async fn subject_by_name(
        &self,
        municipality: &Municipality,
        named: Named,
        within: Uuid,
        name: &Text,
    ) -> Result<SubjectId, Fault> {
        let standing = self.standing(municipality).await?;
        Ok(self.keys.subject_by_name(municipality, named, within, name, |one| standing.is_erased(one)).await?)
    }

    /// Wakes after every commit of this process.
    pub fn committed(&self) -> Arc<Notify> {
        self.writers.committed()
    }

    /// How far what is recorded may get ahead of the read models.
    pub(crate) fn headway(&self) -> Arc<Headway> {
        Arc::clone(&self.writers.headway)
    }

    /// What this process has written and has not seen signed yet.
    pub(crate) fn written(&self) -> &Written {
        &self.writers.written
    }

    /// Opens a municipality's ledger `now`: its keys, its head and its first event. Opening it again changes nothing.
    ///
    /// Nothing is recorded before `now` in it: whoever records what happened long ago opens it then.
    pub async fn open_municipality(
        &self,
        municipality: &Municipality,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<(), CommandError> {
        let recorded = self.head(municipality).await?.unwrap_or_default();
        if recorded > 0 && !self.keys.holds(municipality).await.map_err(Fault::from)? {
            // New keys would give everyone a new pseudonym and take every import for a new one.
            return Err(Fault::KeysMissing(municipality.clone()).into());
        }
        self.keys.open_municipality(municipality).await.map_err(Fault::from)?;
        sqlx::query("INSERT INTO ledger_heads (municipality, name) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(municipality.as_str())
            .bind(name)
            .execute(&self.pool)
            .await
            .map_err(Fault::from)?;
        // Whoever opens it meanwhile, or again after a crash, opens it under the name that its head has.
        let name: String = sqlx::query_scalar("SELECT name FROM ledger_heads WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_one(&self.pool)
            .await
            .map_err(Fault::from)?;
        let opening = CommandId::from_uuid(settings_id(municipality));
        self.administer(municipality, opening, SettingsAction::OpenLedger { name }, now).await?;
        self.introduce_signing_key(municipality, now).await
    }

    /// Makes the key that signs the ledger's checkpoints, unless it has one: ledgers that were opened before there
    /// were checkpoints get theirs late.
    pub async fn introduce_signing_key(
        &self,
        municipality: &Municipality,
        now: DateTime<Utc>,
    ) -> Result<(), CommandError> {
        if self.signing_keys(municipality).await?.is_empty() {
            let origin = self.origin.get().map_or(DEFAULT_ORIGIN, String::as_str);
            let origin = format!("{origin}/{municipality}");
            self.next_signing_key(municipality, &origin, None, now).await?;
        }
        Ok(())
    }

    /// Has another key sign the checkpoints from here on, and answers with the public half of the one that does. What
    /// earlier keys signed stays signed.
    pub async fn rotate_signing_key(&self, municipality: &Municipality) -> Result<String, CommandError> {
        let now = clock::now();
        self.introduce_signing_key(municipality, now).await?;
        let known = self.signing_keys(municipality).await?;
        let newest = known.last().map(String::as_str);
        // The origin names the log to its verifiers and witnesses, and so never changes.
        let origin = newest.map(signing_keys::name_of).unwrap_or_default().to_owned();
        self.next_signing_key(municipality, &origin, newest, now).await?;
        // Another one's, where two rotated at once.
        Ok(self.signing_keys(municipality).await?.pop().unwrap_or_default())
    }

    /// The public keys of the ledger's checkpoints as its events publish them, oldest first; the last one signs.
    pub async fn signing_keys(&self, municipality: &Municipality) -> Result<Vec<String>, Fault> {
        let settings = self.load::<Settings>(municipality, settings_id(municipality)).await?;
        Ok(settings.aggregate.signing_keys().to_vec())
    }

    async fn next_signing_key(
        &self,
        municipality: &Municipality,
        origin: &str,
        replaces: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), CommandError> {
        let earlier = match replaces {
            Some(earlier) => signing_keys::signer_unless_lost(&self.keys, municipality, earlier).await,
            None => Ok(None),
        };
        let earlier = earlier.map_err(Fault::from)?;
        let verifier_key = signing_keys::make(&self.keys, municipality, origin).await.map_err(Fault::from)?;
        let handed_over = earlier.and_then(|earlier| signing_keys::hand_over(&earlier, &verifier_key));
        let replaces = replaces.map(ToOwned::to_owned);
        let action = SettingsAction::IntroduceSigningKey { verifier_key, replaces, handed_over };
        self.administer(municipality, CommandId::from_uuid(clock::new_id()), action, now).await?;
        Ok(())
    }

    async fn administer(
        &self,
        municipality: &Municipality,
        command_id: CommandId,
        action: SettingsAction,
        now: DateTime<Utc>,
    ) -> Result<Accepted, CommandError> {
        let context = CommandContext {
            municipality: municipality.clone(),
            command_id,
            actor: Actor::program(municipality, Program::Administration),
            correlation_id: None,
            causation_id: None,
            expected_version: None,
            now,
            fingerprint: Arc::default(),
        };
        self.execute::<Settings>(&context, settings_id(municipality), action).await
    }

    /// Every municipality with a ledger: number, name and newest position.
    pub async fn municipalities(&self) -> Result<Vec<(Municipality, String, i64)>, Fault> {
        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT municipality, name, position FROM ledger_heads ORDER BY municipality")
                .fetch_all(&self.tasks)
                .await?;
        // The column's check lets nothing else in.
        Ok(rows.into_iter().filter_map(|(number, name, head)| Some((number.parse().ok()?, name, head))).collect())
    }

    /// The newest position of a municipality's ledger; `None` where there is none.
    pub async fn head(&self, municipality: &Municipality) -> Result<Option<i64>, Fault> {
        Ok(sqlx::query_scalar("SELECT position FROM ledger_heads WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_optional(&self.pool)
            .await?)
    }

    /// The aggregate as the ledger has it now.
    pub async fn load<A: LedgerAggregate>(&self, municipality: &Municipality, id: Uuid) -> Result<Live<A>, Fault> {
        self.load_as_of(municipality, id, AsOf::Now).await
    }

    /// The aggregate as the ledger had it at that moment, from its own stream: the default one where nothing of it
    /// was known yet. Its personal values open with the keys there are now, so that what is erased stays erased.
    pub async fn load_as_of<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        id: Uuid,
        as_of: AsOf,
    ) -> Result<Live<A>, Fault> {
        let forgotten = self.keys.forgotten();
        let (events, end) = self.stream_as_of::<A>(municipality, id, as_of).await?;
        let mut live = Live::<A> { end, forgotten, ..Live::default() };
        for envelope in events {
            live.version += 1;
            if let (Some(command), Some(digest)) =
                (envelope.metadata.get("command_id"), envelope.metadata.get("command_digest"))
                && let Ok(command) = Uuid::parse_str(command)
            {
                let recorded = RecordedCommand { digest: digest.clone(), version: live.version };
                live.commands.insert(command, recorded);
            }
            live.aggregate.apply(envelope.payload);
        }
        Ok(live)
    }

    /// A stream's events as far as the ledger had come at that moment, opened.
    pub(crate) async fn events_as_of<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        id: Uuid,
        as_of: AsOf,
    ) -> Result<Vec<EventEnvelope<A>>, Fault> {
        Ok(self.stream_as_of(municipality, id, as_of).await?.0)
    }

    /// The same, and where the stream ends.
    async fn stream_as_of<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        id: Uuid,
        as_of: AsOf,
    ) -> Result<(Vec<EventEnvelope<A>>, StreamEnd), Fault> {
        let repository = LedgerRepository::new(self.pool.clone(), municipality.clone(), Arc::clone(&self.guard), as_of);
        let end = repository.end();
        let store = PersistedEventStore::<_, A>::new_event_store(repository);
        let events = store.load_events(&id.to_string()).await.map_err(|error| match error {
            AggregateError::UserError(refusal) => Fault::Load(Box::new(refusal)),
            AggregateError::AggregateConflict => Fault::Contention,
            AggregateError::DeserializationError(error) => Fault::undecodable_in(A::TYPE, id, error),
            AggregateError::DatabaseConnectionError(error) => Fault::Load(error),
            AggregateError::UnexpectedError(error) => Fault::of_load(error),
        })?;
        let end = end.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok((events, end))
    }

    /// The aggregate, possibly behind what another server wrote: for what never changes in it.
    pub async fn recent<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        id: Uuid,
    ) -> Result<Arc<Live<A>>, Fault> {
        let key: CacheKey = (municipality.clone(), A::TYPE, id);
        match self.cached::<A>(&key) {
            Some(live) => Ok(live),
            None => self.load_to_keep(key).await,
        }
    }

    /// Those aggregates as the ledger has them now, whichever server wrote last. The database is asked where each of their streams
    /// ends, of all at once, and one that is in memory is taken where it ends just there: only the others are loaded.
    pub(crate) async fn load_each<A: LedgerAggregate>(
        &self,
        municipality: &Municipality,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, Arc<Live<A>>)>, Fault> {
        let ends: Vec<(Uuid, Option<i64>)> = sqlx::query_as(
            "SELECT asked.id, (SELECT max(sequence) FROM events
                                WHERE municipality = $1 AND aggregate_type = $2 AND aggregate_id = asked.id::text)
               FROM unnest($3::uuid[]) AS asked (id)",
        )
        .bind(municipality.as_str())
        .bind(A::TYPE)
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        // More than a part of what is kept would drive out what commands work on, and each other.
        let is_kept = ids.len() <= CACHED_AGGREGATES.get() / 4;
        let mut found = Vec::with_capacity(ends.len());
        for (id, end) in ends {
            let key: CacheKey = (municipality.clone(), A::TYPE, id);
            let live = match self.cached::<A>(&key).filter(|live| Some(live.end.last()) == end) {
                Some(live) => live,
                None if is_kept => self.load_to_keep(key).await?,
                None => Arc::new(self.load::<A>(municipality, id).await?),
            };
            found.push((id, live));
        }
        Ok(found)
    }

    async fn load_to_keep<A: LedgerAggregate>(&self, key: CacheKey) -> Result<Arc<Live<A>>, Fault> {
        let live = Arc::new(self.load::<A>(&key.0, key.2).await?);
        if live.version > 0 {
            self.remember(key, Arc::clone(&live));
        }
        Ok(live)
    }

    /// Decides and records a command on one aggregate. Sent again, it is answered as the first time and adds nothing.
    pub async fn execute<A: LedgerAggregate>(
        &self,
        context: &CommandContext,
        id: Uuid,
        action: A::Action,
    ) -> Result<Accepted, CommandError> {
        self.execute_with::<A>(context, id, action, None, OfPersons::Whatever).await
    }

    /// As [`Self::execute`], of a request for erasure or its approval: a child that stands under other pseudonyms lets it be
    /// erased under this one, as the ledger stands when that is recorded (C12).
    ///
    /// That nobody works with the child was asked as of the position `asked_at`, which no read model lacked: what was begun
    /// after it is a fault, [`Fault::BegunMeanwhile`], upon which that is to be asked anew (GDPR art. 17(3)(b)). On a legal basis
    /// on which it does not matter whether somebody does, nothing is asked for.
    pub async fn execute_erasure(
        &self,
        context: &CommandContext,
        child: SubjectId,
        action: SubjectAction,
        asked_at: i64,
    ) -> Result<Accepted, CommandError> {
        let asked_for = match &action {
            SubjectAction::RequestErasure { basis, .. } => Some(*basis),
            _ => None,
        };
        let (subject, lets) = (child, OfPersons::LetsErase { child, asked_at, asked_for });
        self.execute_with::<Subject>(context, subject.as_uuid(), action, None, lets).await
    }

    /// As [`Self::execute`], where two pseudonyms are said to be one child's: nobody is joined to who is erased by the moment in
    /// which that is recorded (C12).
    pub async fn execute_joining(
        &self,
        context: &CommandContext,
        (child, other): (SubjectId, SubjectId),
        action: SubjectAction,
    ) -> Result<Accepted, CommandError> {
        let there = OfPersons::NotErased([child, other]);
        self.execute_with::<Subject>(context, child.as_uuid(), action, None, there).await
    }

    /// As [`Self::execute`], for a command that brings content: it is stored with the event that tells its digest, or not
    /// at all.
    pub async fn execute_attaching<A: LedgerAggregate>(
        &self,
        context: &CommandContext,
        id: Uuid,
        action: A::Action,
        sealed: &SealedContent,
    ) -> Result<Accepted, CommandError> {
        self.execute_with::<A>(context, id, action, Some(sealed), OfPersons::Whatever).await
    }

    async fn execute_with<A: LedgerAggregate>(
        &self,
        context: &CommandContext,
        id: Uuid,
        action: A::Action,
        sealed: Option<&SealedContent>,
        of_persons: OfPersons,
    ) -> Result<Accepted, CommandError> {
        let key: CacheKey = (context.municipality.clone(), A::TYPE, id);
        let place = self.turns.place(&key);
        let _turn = place.turn().await;
        let digest = self.digest(&context.municipality, &context.fingerprint).await?;
        // Taken out, so that what the stream has grown to is added to and not copied.
        let mut cached = self.take_cached::<A>(&key);
        for _ in 0..MOST_TRIES {
            let from_cache = cached.is_some();
            let live = match cached.take() {
                Some(live) => live,
                None => Arc::new(self.load::<A>(&context.municipality, id).await?),
            };
            if let Some(recorded) = live.commands.get(&context.command_id.as_uuid()) {
                return self.answer_again(context, recorded, &digest).await;
            }
            let known = match self.must_hold(&context.municipality, of_persons).await {
                // Nor does a cached one tell whether this very command was recorded on another server.
                Err(CommandError::Refused(_)) if from_cache => continue,
                known => known?,
            };
            // Decided in place: an aggregate that was refused something, or whose stream has moved, is not kept.
            let mut live = Arc::unwrap_or_clone(live);
            match Self::decide(&mut live, context, action.clone()).await {
                // A cached aggregate may be behind what another server wrote: only a loaded one may say no.
                Err(_) if from_cache => {}
                Err(error) => return Err(error),
                // Nor may it say that there is nothing to add.
                Ok(events) if events.is_empty() && from_cache => {}
                Ok(events) if events.is_empty() => {
                    let version = live.version;
                    self.remember(key, Arc::new(live));
                    let position = self.head(&context.municipality).await?.unwrap_or_default();
                    return Ok(Accepted { position, version, recorded_now: false });
                }
                Ok(events) => {
                    let mut append = self.seal(context, A::TYPE, id, live.end.clone(), &digest, events, sealed).await?;
                    append.subjects_known_to = append.subjects_known_to.min(known.persons);
                    append.nothing_begun = known.nothing_begun;
                    let version = live.version + i64::try_from(append.events.len()).unwrap_or(i64::MAX);
                    let end = append.end();
                    match self.writers.append(&context.municipality, append).await {
                        Ok(position) => {
                            (live.version, live.end) = (version, end);
                            live.commands.insert(context.command_id.as_uuid(), RecordedCommand { digest, version });
                            self.remember(key, Arc::new(live));
                            return Ok(Accepted { position, version, recorded_now: true });
                        }
                        Err(AppendError::CommandIdTaken) if !from_cache => {
                            // Taken by this very command on another server since the load, or by another one.
                            let live = self.load::<A>(&context.municipality, id).await?;
                            let Some(recorded) = live.commands.get(&context.command_id.as_uuid()) else {
                                return Err(CommandError::CommandIdReused);
                            };
                            return self.answer_again(context, recorded, &digest).await;
                        }
                        Err(AppendError::SubjectsMoved) => {
                            self.standing(&context.municipality).await?;
                        }
                        Err(AppendError::StreamMoved | AppendError::CommandIdTaken) => {}
                        Err(error) => return Err(Fault::from(error).into()),
                    }
                }
            }
        }
        Err(Fault::Contention.into())
    }

    /// What must hold of persons does, up to which position that is known: the writer takes nothing that knows less than the
    /// ledger says about persons, and so nothing comes between.
    async fn must_hold(&self, municipality: &Municipality, of_persons: OfPersons) -> Result<Known, CommandError> {
        match of_persons {
            OfPersons::Whatever => Ok(Known { persons: i64::MAX, nothing_begun: None }),
            OfPersons::LetsErase { child, asked_at, asked_for } => {
                let persons = self.same_child_lets_erase(municipality, child).await??;
                let basis = if asked_for.is_some() {
                    asked_for
                } else {
                    let person = self.load::<Subject>(municipality, child.as_uuid()).await?.aggregate;
                    person.request().map(|request| request.basis)
                };
                if !basis.is_some_and(ErasureBasis::waits_for_the_work) {
                    return Ok(Known { persons, nothing_begun: None });
                }
                let begun = self.nothing_begun_since(municipality, child, asked_at).await?;
                Ok(Known { persons, nothing_begun: Some(begun.ok_or(Fault::BegunMeanwhile)?) })
            }
            OfPersons::NotErased(both) => {
                let standing = self.standing(municipality).await?;
                for one in both {
                    standing.must_be_told_of(municipality, one)?;
                }
                if both.into_iter().any(|one| standing.is_erased(one)) {
                    return Err(Refusal::NotFound { what: Sought::Subject }.into());
                }
                Ok(Known { persons: standing.position(), nothing_begun: None })
            }
        }
    }

    /// What follows from the command; the aggregate is as it will be once that is recorded.
    async fn decide<A: LedgerAggregate>(
        live: &mut Live<A>,
        context: &CommandContext,
        action: A::Action,
    ) -> Result<Vec<A::Event>, CommandError> {
        if let Some(expected) = context.expected_version
            && expected != live.version
        {
            return Err(CommandError::VersionConflict { expected, actual: live.version });
        }
        let sink = EventSink::default();
        live.aggregate.handle(Command::new(context.now, action), &(), &sink).await?;
        Ok(sink.collect().await)
    }

    /// Decides a command in memory and seals its events without writing them, for [`Self::append_together`] and
    /// [`Self::append_atomically`]. After a fault, `live` is no longer what the ledger has.
    pub async fn prepare<A: LedgerAggregate>(
        &self,
        live: &mut Live<A>,
        context: &CommandContext,
        id: Uuid,
        action: A::Action,
    ) -> Result<Option<Append>, CommandError> {
        self.prepare_with(live, context, id, action, None).await
    }

    /// As [`Self::prepare`], for a command that brings content.
    pub async fn prepare_attaching<A: LedgerAggregate>(
        &self,
        live: &mut Live<A>,
        context: &CommandContext,
        id: Uuid,
        action: A::Action,
        sealed: &SealedContent,
    ) -> Result<Option<Append>, CommandError> {
        self.prepare_with(live, context, id, action, Some(sealed)).await
    }

    async fn prepare_with<A: LedgerAggregate>(
        &self,
        live: &mut Live<A>,
        context: &CommandContext,
        id: Uuid,
        action: A::Action,
        sealed: Option<&SealedContent>,
    ) -> Result<Option<Append>, CommandError> {
        let digest = self.digest(&context.municipality, &context.fingerprint).await?;
        let events = Self::decide(live, context, action).await?;
        if events.is_empty() {
            return Ok(None);
        }
        let append = self.seal(context, A::TYPE, id, live.end.clone(), &digest, events, sealed).await?;
        live.version += i64::try_from(append.events.len()).unwrap_or(i64::MAX);
        live.end = append.end();
        Ok(Some(append))
    }

    /// Writes prepared events of a few commands in their order, all or none, together with whatever else is waiting.
    pub async fn append_together(&self, municipality: &Municipality, appends: Vec<Append>) -> Result<i64, Fault> {
        match self.writers.append_together(municipality, appends).await {
            Err(AppendError::SubjectsMoved) => {
                // Prepared anew, they know.
                self.standing(municipality).await?;
                Err(AppendError::SubjectsMoved.into())
            }
            result => Ok(result?),
        }
    }

    /// Writes prepared events in their order, all or none, however many they are.
    pub async fn append_atomically(&self, municipality: &Municipality, appends: &[Append]) -> Result<i64, Fault> {
        Ok(self.writers.append_atomically(municipality, appends).await?)
    }

    async fn answer_again(
        &self,
        context: &CommandContext,
        recorded: &RecordedCommand,
        digest: &str,
    ) -> Result<Accepted, CommandError> {
        if recorded.digest != digest {
            return Err(CommandError::CommandIdReused);
        }
        let rows = sqlx::query_scalar("SELECT position FROM events WHERE municipality = $1 AND command_id = $2");
        let rows = rows.bind(context.municipality.as_str()).bind(context.command_id.as_uuid());
        let positions: Vec<i64> = rows.fetch_all(&self.pool).await.map_err(Fault::from)?;
        // Whoever slips a row in may give it any command's id.
        let believed = self.believed(&self.pool, &context.municipality, &positions).await?;
        let position = believed.into_iter().max().unwrap_or_default();
        Ok(Accepted { position, version: recorded.version, recorded_now: false })
    }

    /// Whether that sender's command, with that content, is recorded in that stream: by a row that is as a program wrote it. Another
    /// one that bears its id is none: whoever recorded something once would know of the stream for ever.
    pub async fn has_recorded(
        &self,
        municipality: &Municipality,
        aggregate_type: &str,
        id: Uuid,
        command_id: CommandId,
        sender: SubjectId,
        fingerprint: &[u8],
    ) -> Result<bool, Fault> {
        let recorded: Vec<RecordedRow> = sqlx::query_as(&format!(
            "SELECT {WHOLE_ROW} FROM events
              WHERE municipality = $1 AND command_id = $2 AND aggregate_type = $3 AND aggregate_id = $4"
        ))
        .bind(municipality.as_str())
        .bind(command_id.as_uuid())
        .bind(aggregate_type)
        .bind(id.to_string())
        .fetch_all(&self.pool)
        .await?;
        let sender = sender.to_string();
        let digest = if recorded.is_empty() { String::new() } else { self.digest(municipality, fingerprint).await? };
        let is_it = |row: &RecordedRow| row.actor["subject"] == sender && row.metadata["command_digest"] == digest;
        let mut senders = recorded.into_iter().filter(is_it).peekable();
        if senders.peek().is_none() {
            return Ok(false);
        }
        // Who only wrote so into a row has recorded nothing.
        let authorship = self.guard.authorship_if_known(municipality).await?;
        Ok(senders.any(|RecordedRow { held, .. }| {
            self.guard.looked_at(municipality, held.position, held.standing(authorship.as_ref())).is_as_written()
        }))
    }

    async fn digest(&self, municipality: &Municipality, fingerprint: &[u8]) -> Result<String, Fault> {
        let digest = self.keys.keyed_digest(municipality, "command", fingerprint).await?;
        Ok(to_hex(&digest.as_ref()[..DIGEST_BYTES]))
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of what is written, and none is made of another")]
    async fn seal<E: case_ledger_domain::LedgerEvent>(
        &self,
        context: &CommandContext,
        aggregate_type: &'static str,
        id: Uuid,
        after: StreamEnd,
        digest: &str,
        events: Vec<E>,
        sealed: Option<&SealedContent>,
    ) -> Result<Append, CommandError> {
        // Looked at first, and without asking: the writer refuses what was sealed knowing less than the ledger says.
        let standing = self.standings.known(&context.municipality);
        let is_erased = |(subject, _): &(SubjectId, Category)| standing.is_erased(*subject);
        let mut actor = serde_json::to_value(&context.actor).map_err(Fault::from)?;
        let (mut subjects, mut own) = (HashSet::new(), HashSet::new());
        envelope::subjects_in(&actor, &mut own).map_err(Fault::from)?;
        let open = events.iter().map(|event| OpenEvent::new(event, context.now, &mut subjects));
        let open = open.collect::<Result<Vec<_>, _>>()?;
        if subjects.iter().any(is_erased) {
            return Err(Refusal::SubjectErased.into());
        }
        own.retain(|one| !is_erased(one));
        let all = subjects.union(&own).copied().collect();
        let keys = self.keys.keys_for_those_not_erased(&context.municipality, &all).await.map_err(Fault::from)?;
        let is_gone = |one: &(SubjectId, Category)| keys.get(one).is_some_and(Option::is_none);
        if subjects.iter().any(is_gone) {
            return Err(Refusal::SubjectErased.into());
        }
        // Who was erased and still works here, or is acted for, goes on under the pseudonym, and without a name: each by
        // themselves.
        let gone: HashSet<SubjectId> = own.iter().filter(|one| is_gone(one)).map(|(subject, _)| *subject).collect();
        envelope::shred(&mut actor, &|one| standing.is_erased(one) || gone.contains(&one));
        let keys = keys.into_iter().filter_map(|(whose, key)| Some((whose, key?))).collect();
        let command_id = context.command_id.as_uuid();
        let stream = Stream { aggregate_type, aggregate_id: id };
        let deciding = Deciding {
            municipality: &context.municipality,
            command_id,
            stream: &stream,
            after: &after,
            digest,
            actor: &actor,
            content: sealed,
        };
        let events = deciding.seal(open, &keys)?;
        Ok(Append {
            stream,
            after,
            command_id,
            correlation_id: context.correlation_id.unwrap_or(command_id),
            causation_id: context.causation_id,
            subjects_known_to: standing.position(),
            nothing_begun: None,
            taken_at: clock::to_the_microsecond(context.now),
            events,
        })
    }

    fn take_cached<A: LedgerAggregate>(&self, key: &CacheKey) -> Option<Arc<Live<A>>> {
        let mut cache = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        cache.pop(key).and_then(|live| live.downcast::<Live<A>>().ok())
    }

    fn cached<A: LedgerAggregate>(&self, key: &CacheKey) -> Option<Arc<Live<A>>> {
        let mut cache = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        cache.get(key).cloned().and_then(|live| live.downcast::<Live<A>>().ok())
    }

    /// Keeps the aggregate, unless a newer one is kept: what was loaded a moment ago must not replace what was
    /// recorded since.
    fn remember<A: LedgerAggregate>(&self, key: CacheKey, live: Arc<Live<A>>) {
        let mut cache = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = cache.peek(&key).and_then(|kept| kept.downcast_ref::<Live<A>>());
        if live.forgotten == self.keys.forgotten() && kept.is_none_or(|kept| kept.version <= live.version) {
            cache.put(key, live);
        }
    }

    /// Forgets every aggregate in memory, and with them the values that were opened for them.
    pub(crate) fn forget_values(&self) {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The stream of a municipality's settings, of which there is one.
pub fn settings_id(municipality: &Municipality) -> Uuid {
    CommandId::derived(municipality, Uuid::nil(), 0).as_uuid()
}
