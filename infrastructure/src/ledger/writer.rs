//! The group-committing writers of the ledgers.
//!
//! Commands run concurrently up to here. A few lanes, each with the municipalities that fall to it, take whatever is
//! waiting and commit it in one statement, which moves the municipalities' heads and inserts the events; a head's row
//! lock is held from there to the commit and by one transaction at a time, also when several servers share a database.
//! Position order is therefore commit order, and a reader that has seen position p has missed nothing below it. No
//! sequence, which would leave gaps; no NOTIFY, which would serialise the commits of all municipalities.
//!
//! Times do not go back: an event is recorded at its command's time or, where another server's clock is ahead, at that
//! of the event before it. Further ahead of the database's clock than clocks are apart nothing is recorded, though: neither
//! what a server takes whose clock is ahead, nor because of what the head says, or a row that no program wrote. What the
//! ledger knew at an instant is therefore all up to one position. Nor does an instant gain an event once it was answered
//! for: commands that were on their way then are recorded after it, and where their group was hashed already, the
//! statement leaves it out and it is hashed anew.
//!
//! Nobody waits for another municipality, nor does anybody record much faster than read models take in (see
//! [`super::headway`]). The statement leaves out those whose head somebody else holds, and a task of
//! their own waits for them while the lane goes on. A conflict is found by the unique constraints, not by reading
//! first. It burns no position, and the others in its group are written without it.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection as _, Postgres, Row as _};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::authorship::{Authorship, AuthorshipError};
use super::begun::NothingBegun;
use super::guard::Guard;
use super::headway::Headway;
use super::rows::{Head, Placed, Rows, lock_head, read_heads};
use super::stream_end::StreamEnd;
use super::written::Written;
use crate::attachments::SealedContent;
use crate::database::begin;
use crate::personal::keys::KeyError;
use crate::projections::is_transient;

/// Lanes: more of them share a disk flush among fewer commands, fewer of them leave it to itself.
const LANES: usize = 2;
/// Connections that the writers need at least: one for each lane, one for what is written under a lock of its own, and
/// one for who waits for a lock.
pub const LEAST_CONNECTIONS: u32 = 4;
/// The most events written by one statement: enough to share a disk flush among many commands, little enough that
/// no command waits long for its neighbours.
const MOST_EVENTS_PER_GROUP: usize = 2_000;
/// The most bytes of payload and contents written by one statement, far below what a message to PostgreSQL may hold.
const MOST_BYTES_PER_GROUP: usize = 16 * 1024 * 1024;
/// How long a writer keeps its connection while nothing comes.
const KEEPS_CONNECTION: Duration = Duration::from_millis(100);
/// How often the other tasks get a turn without anything arriving before a group is written.
const TURNS_WITHOUT_ARRIVAL: usize = 2;
/// The most commands that wait behind a head which somebody else holds; those that come on top are told to come back.
const MOST_HELD: usize = 2_000;
/// How often a group is tried again after its head was moved by another server or a conflict was taken out.
const MOST_TRIES: usize = 64;

/// The stream an event belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stream {
    /// The aggregate's type.
    pub aggregate_type: &'static str,
    /// The aggregate's id.
    pub aggregate_id: Uuid,
}

/// An event ready to be written: sealed, and without a place yet.
#[derive(Debug, Clone)]
pub struct SealedEvent {
    /// The event's name.
    pub event_type: &'static str,
    /// The version of its form.
    pub event_version: String,
    /// JSON with envelopes.
    pub payload: String,
    /// JSON.
    pub metadata: String,
    /// The event's id.
    pub event_id: Uuid,
    /// JSON with an envelope around the name.
    pub actor: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// The content that is written with it.
    pub content: Option<SealedContent>,
}

impl SealedEvent {
    /// How many there are to be written of it, about.
    fn bytes(&self) -> usize {
        self.payload.len() + self.content.as_ref().map_or(0, |content| content.sealed.len())
    }
}

/// What one command adds to one stream.
#[derive(Debug, Clone)]
pub struct Append {
    /// The stream.
    pub stream: Stream,
    /// Where the stream ended that the command saw.
    pub after: StreamEnd,
    /// The command.
    pub command_id: Uuid,
    /// What it belongs together with.
    pub correlation_id: Uuid,
    /// The event that caused it.
    pub causation_id: Option<Uuid>,
    /// Up to which position it was known about persons whether they are erased, when the events were sealed for them.
    pub subjects_known_to: i64,
    /// What may not have been begun, where what was decided holds so long only.
    pub nothing_begun: Option<NothingBegun>,
    /// When the ledger took it. Its events are recorded then, but never before the event that precedes them, and after
    /// every instant that was answered for.
    pub taken_at: DateTime<Utc>,
    /// Its events, at least one.
    pub events: Vec<SealedEvent>,
}

impl Append {
    /// Where the stream ends once it is written.
    pub fn end(&self) -> StreamEnd {
        self.after.after(self.events.len()).0
    }
}

/// Why an append did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The stream has moved on since the command saw it.
    #[error("the stream has moved on")]
    StreamMoved,
    /// Something was decided about persons' data since the events were sealed: the key of what was accepted must not be
    /// one that is being destroyed. Sealed anew, they know.
    #[error("persons' data were decided about since the command was sealed")]
    SubjectsMoved,
    /// The command's id is taken; by itself, when it was sent twice.
    #[error("the command's id is taken")]
    CommandIdTaken,
    /// A position or a place in a stream is taken by an event that no conflict explains: the ledger is damaged.
    #[error("the next position of the ledger is taken; verify it")]
    PositionTaken,
    /// The municipality has no ledger.
    #[error("municipality {0} has no ledger; open it first")]
    NotOpened(Municipality),
    /// Somebody else holds the municipality's head, and too many wait for it already. Nothing was written.
    #[error("the ledger of municipality {0} is held by somebody else, and too many wait for it; try again")]
    Held(Municipality),
    /// The database failed, and whether the events were written is unknown. Sending the command again is safe.
    #[error("the ledger's database failed")]
    Database(#[source] Arc<sqlx::Error>),
    /// This server's clock is ahead of the database's. Nothing was written: times do not go back, and all that comes after would be
    /// recorded then, too.
    #[error(
        "this server's clock is more than ten seconds ahead of the ledger database's, and nothing was recorded: the same command can be \
         sent to another server, or again once the clocks of both machines are set by one source of time"
    )]
    ClockAhead,
    /// It is not known whose rows are. Nothing was written.
    #[error("whose rows are cannot be told")]
    Authorship(#[source] Arc<AuthorshipError>),
    /// The server is shutting down.
    #[error("the ledger is shutting down")]
    ShuttingDown,
}

impl From<sqlx::Error> for AppendError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

struct Waiting {
    municipality: Municipality,
    /// How its rows are known.
    authorship: Authorship,
    /// Written together or not at all.
    appends: Vec<Append>,
    answer: oneshot::Sender<Result<i64, AppendError>>,
}

/// The writers of all municipalities.
pub struct Writers {
    pub(super) pool: PgPool,
    guard: Arc<Guard>,
    lanes: [Mutex<Option<mpsc::UnboundedSender<Waiting>>>; LANES],
    /// Who may wait for a lock at a time: they must leave the lanes their connections.
    patient: Arc<Semaphore>,
    pub(super) committed: Arc<Notify>,
    pub(super) headway: Arc<Headway>,
    pub(super) written: Arc<Written>,
}

impl Writers {
    /// Writers on the ledger's database, whose rows that guard knows as the ledger's own.
    pub fn new(pool: PgPool, guard: Arc<Guard>) -> Self {
        let connections = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        // One more stays for what is written under a lock of its own.
        let patient = connections.saturating_sub(LANES + 1).clamp(1, Semaphore::MAX_PERMITS);
        Self {
            pool,
            guard,
            lanes: Default::default(),
            patient: Arc::new(Semaphore::new(patient)),
            committed: Arc::default(),
            headway: Arc::default(),
            written: Arc::default(),
        }
    }

    /// Wakes after every commit of this process.
    pub fn committed(&self) -> Arc<Notify> {
        Arc::clone(&self.committed)
    }

    /// Writes durably and answers with the position of the last event.
    pub async fn append(&self, municipality: &Municipality, append: Append) -> Result<i64, AppendError> {
        self.append_together(municipality, vec![append]).await
    }

    /// Writes a few appends durably, all of them or none, and answers with the position of the last event. Unlike
    /// [`Self::append_atomically`] it shares its commit with whatever else is waiting.
    pub async fn append_together(&self, municipality: &Municipality, appends: Vec<Append>) -> Result<i64, AppendError> {
        let authorship = self.authorship(municipality).await?;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { municipality: municipality.clone(), authorship, appends, answer };
        self.lane(municipality).send(waiting).map_err(|_| AppendError::ShuttingDown)?;
        answered.await.map_err(|_| AppendError::ShuttingDown)?
    }

    /// Writes all of it or nothing, in order, and answers with the position of the last event.
    pub async fn append_atomically(&self, municipality: &Municipality, appends: &[Append]) -> Result<i64, AppendError> {
        let authorship = self.authorship(municipality).await?;
        let mut transaction = begin(&self.pool).await?;
        lock_head(municipality, &mut transaction).await?;
        let heads = read_heads(std::iter::once((municipality, &authorship)), &mut transaction).await?;
        let mut head = *heads.of.get(municipality).ok_or_else(|| AppendError::NotOpened(municipality.clone()))?;
        if appends.iter().any(|append| heads.lie_before(append.taken_at)) {
            return Err(AppendError::ClockAhead);
        }
        let (mut rest, mut placed) = (appends, Vec::new());
        while !rest.is_empty() {
            let (group, after) = rest.split_at(group_length(rest.chunks(1)));
            let mut rows = Rows::default();
            for append in group {
                if head.is_ahead_of(append) {
                    return Err(AppendError::SubjectsMoved);
                }
                rows.add(municipality, &authorship, head, append);
            }
            match rows.write(&mut transaction).await {
                Ok(written) if written.contains(municipality.as_str()) => {
                    head = rows.last(municipality).unwrap_or(head);
                    placed.extend(rows.placed(&written));
                }
                Ok(_) => return Err(AppendError::StreamMoved),
                Err(error) if is_unique_violation(&error) => return Err(AppendError::StreamMoved),
                Err(error) => return Err(error.into()),
            }
            rest = after;
        }
        transaction.commit().await?;
        self.written.committed(placed);
        self.committed.notify_waiters();
        Ok(head.position)
    }

    /// How the municipality's rows are known. From which one on they have codes is noted before the first that has one.
    pub(super) async fn authorship(&self, municipality: &Municipality) -> Result<Authorship, AppendError> {
        self.guard.authorship(municipality).await.map_err(|error| match error {
            AuthorshipError::Keys(KeyError::NotOpened(municipality)) => AppendError::NotOpened(municipality),
            error => AppendError::Authorship(Arc::new(error)),
        })
    }

    fn lane(&self, municipality: &Municipality) -> mpsc::UnboundedSender<Waiting> {
        let mut hasher = DefaultHasher::new();
        municipality.hash(&mut hasher);
        let number = usize::try_from(hasher.finish() % (LANES as u64)).unwrap_or_default();
        let mut lane = self.lanes[number].lock().unwrap_or_else(PoisonError::into_inner);
        match lane.as_ref() {
            Some(queue) if !queue.is_closed() => queue.clone(),
            _ => {
                let (sender, receiver) = mpsc::unbounded_channel();
                let writer = Writer::new(self.pool.clone(), Arc::clone(&self.committed), Arc::clone(&self.written));
                let (patient, headway) = (Arc::clone(&self.patient), Arc::clone(&self.headway));
                tokio::spawn(
                    Lane { writer, patient, headway, held: HashMap::new(), waits: JoinSet::new() }.run(receiver),
                );
                *lane = Some(sender.clone());
                sender
            }
        }
    }
}

/// How many of these, each some appends, fit into one group; at least one.
fn group_length<'a>(appends: impl Iterator<Item = &'a [Append]>) -> usize {
    let (mut events, mut bytes) = (0, 0);
    let fitting = appends.take_while(|appends| {
        for append in *appends {
            events += append.events.len();
            bytes += append.events.iter().map(SealedEvent::bytes).sum::<usize>();
        }
        events <= MOST_EVENTS_PER_GROUP && bytes <= MOST_BYTES_PER_GROUP
    });
    fitting.count().max(1)
}

/// The municipalities that share a task and its commits.
struct Lane {
    writer: Writer,
    patient: Arc<Semaphore>,
    headway: Arc<Headway>,
    /// Of each municipality whose head is waited for, or that rests: what has come since.
    held: HashMap<Municipality, Vec<Waiting>>,
    /// Those who wait. Each writes what it waits with, if anything, and says for whom.
    waits: JoinSet<Municipality>,
}

/// Lets the commands that are about to arrive come along. Those that the last commit answered are on their way back
/// with their senders' next ones; the first of them alone would make the others wait for its disk flush.
async fn gather(waiting: &mut Vec<Waiting>, queue: &mut mpsc::UnboundedReceiver<Waiting>) {
    let mut nobody_came = 0;
    while nobody_came < TURNS_WITHOUT_ARRIVAL && waiting.len() < MOST_EVENTS_PER_GROUP {
        tokio::task::yield_now().await;
        let before = waiting.len();
        while let Ok(next) = queue.try_recv() {
            waiting.push(next);
        }
        nobody_came = if waiting.len() == before { nobody_came + 1 } else { 0 };
    }
}

impl Lane {
    async fn run(mut self, mut queue: mpsc::UnboundedReceiver<Waiting>) {
        let mut waiting = Vec::new();
        loop {
            tokio::select! {
                received = self.writer.receive(&mut waiting, &mut queue), if !queue.is_closed() || !queue.is_empty() => {
                    if received > 0 {
                        gather(&mut waiting, &mut queue).await;
                    }
                }
                Some(done) = self.waits.join_next() => self.take_back(done.ok(), &mut waiting),
                else => return,
            }
            while !waiting.is_empty() {
                let rest = waiting.split_off(group_length(waiting.iter().map(|waiting| waiting.appends.as_slice())));
                self.write(std::mem::replace(&mut waiting, rest)).await;
            }
        }
    }

    async fn write(&mut self, group: Vec<Waiting>) {
        // In the order they came: behind those of the same municipality that wait already.
        let mut free = Vec::with_capacity(group.len());
        for waiting in group {
            match self.held.get_mut(&waiting.municipality) {
                Some(behind) => come_behind(behind, waiting),
                None => free.push(waiting),
            }
        }
        let of_group: HashSet<Municipality> = free.iter().map(|waiting| waiting.municipality.clone()).collect();
        let mut held: HashMap<Municipality, Vec<Waiting>> = HashMap::new();
        for waiting in self.writer.write(free, Patience::Skips).await {
            held.entry(waiting.municipality.clone()).or_default().push(waiting);
        }
        for municipality in of_group.into_iter().filter(|municipality| !held.contains_key(municipality)) {
            let Some(position) = self.writer.heads.get(&municipality).map(|head| head.position) else { continue };
            if let Some(rest) = self.headway.recorded(&municipality, position, Instant::now()) {
                self.held.insert(municipality.clone(), Vec::new());
                self.waits.spawn(async move {
                    sleep(rest).await;
                    municipality
                });
            }
        }
        for (municipality, group) in held {
            // Moved by whoever is waited for.
            self.writer.heads.remove(&municipality);
            self.held.insert(municipality.clone(), Vec::new());
            let (patient, writer) = (Arc::clone(&self.patient), self.writer.another());
            self.waits.spawn(wait_and_write(patient, writer, municipality, group));
        }
    }

    /// The municipality's head is free again or its rest is over, and what has come since is written with the others.
    fn take_back(&mut self, municipality: Option<Municipality>, waiting: &mut Vec<Waiting>) {
        match municipality {
            Some(municipality) => waiting.extend(self.held.remove(&municipality).unwrap_or_default()),
            // One of them was torn down and does not say which. Asking all again does no harm.
            None => waiting.extend(self.held.drain().flat_map(|(_, behind)| behind)),
        }
    }
}

/// Has a command wait behind the others of its municipality, unless they are too many.
fn come_behind(behind: &mut Vec<Waiting>, waiting: Waiting) {
    if behind.len() >= MOST_HELD {
        // Those whose senders have gone leave their places to others.
        behind.retain(|waiting| !waiting.answer.is_closed());
    }
    if behind.len() >= MOST_HELD {
        let _ = waiting.answer.send(Err(AppendError::Held(waiting.municipality)));
    } else {
        behind.push(waiting);
    }
}

/// Whether what the appends were decided by still holds, where they come after `head`, and after what is written with them up to
/// `before`.
async fn still_holds(
    connection: &mut PgConnection,
    municipality: &Municipality,
    appends: &[Append],
    head: Head,
    before: Head,
) -> Result<bool, sqlx::Error> {
    for nothing_begun in appends.iter().filter_map(|append| append.nothing_begun.as_ref()) {
        let comes_alone = before.position == head.position || nothing_begun.is_known_to(before.position);
        if !comes_alone || !nothing_begun.holds_to(connection, municipality, head.position).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Waits for the municipality's head and writes under its lock, so that no busier server comes between.
async fn wait_and_write(
    patient: Arc<Semaphore>,
    mut writer: Writer,
    municipality: Municipality,
    mut group: Vec<Waiting>,
) -> Municipality {
    // Never closed.
    let _turn = patient.acquire().await;
    // What nobody waits for any more is not worth anybody's waiting. It was never acknowledged.
    group.retain(|waiting| !waiting.answer.is_closed());
    writer.write(group, Patience::Waits).await;
    municipality
}

/// What a writer does where somebody else holds a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// Leaves the municipality out.
    Skips,
    /// Waits, as long as the connection lets it. For one municipality at a time.
    Waits,
}

/// A task's connection, and what it knows.
struct Writer {
    pool: PgPool,
    committed: Arc<Notify>,
    written: Arc<Written>,
    /// The heads as last seen; another server may have moved them since, which the statement finds.
    heads: HashMap<Municipality, Head>,
    /// Kept from one group to the next: the pool sends a message of its own after each use.
    connection: Option<PoolConnection<Postgres>>,
}

impl Writer {
    fn new(pool: PgPool, committed: Arc<Notify>, written: Arc<Written>) -> Self {
        Self { pool, committed, written, heads: HashMap::new(), connection: None }
    }

    fn another(&self) -> Self {
        Self::new(self.pool.clone(), Arc::clone(&self.committed), Arc::clone(&self.written))
    }

    /// Waits for commands; gives the connection back where none come or somebody else needs one.
    async fn receive(&mut self, waiting: &mut Vec<Waiting>, queue: &mut mpsc::UnboundedReceiver<Waiting>) -> usize {
        if self.pool.size() >= self.pool.options().get_max_connections() && self.pool.num_idle() == 0 {
            self.connection = None;
        }
        if self.connection.is_some() {
            match timeout(KEEPS_CONNECTION, queue.recv_many(waiting, MOST_EVENTS_PER_GROUP)).await {
                Ok(received) => return received,
                Err(_) => self.connection = None,
            }
        }
        queue.recv_many(waiting, MOST_EVENTS_PER_GROUP).await
    }

    /// Writes the group and answers each command. Hands back, in their order, those whose municipality somebody else
    /// holds.
    async fn write(&mut self, group: Vec<Waiting>, patience: Patience) -> Vec<Waiting> {
        let mut group = without_conflicts_inside(group);
        // Of what comes with it, it would have to be told whether it begins something.
        group.sort_by_key(|waiting| !waiting.appends.iter().any(|append| append.nothing_begun.is_some()));
        let mut held = Vec::new();
        let mut unexplained = false;
        for _ in 0..MOST_TRIES {
            if group.is_empty() {
                return held;
            }
            match self.try_write(&group, patience).await {
                Ok(tried) => {
                    let mut rest = Vec::new();
                    for (waiting, tried) in group.into_iter().zip(tried) {
                        match tried {
                            Tried::Written(position) => {
                                // Nobody waits when the request was dropped; the command is recorded all the same.
                                let _ = waiting.answer.send(Ok(position));
                            }
                            Tried::SubjectsMoved => {
                                let _ = waiting.answer.send(Err(AppendError::SubjectsMoved));
                            }
                            Tried::ClockAhead => {
                                let _ = waiting.answer.send(Err(AppendError::ClockAhead));
                            }
                            Tried::HeadMoved => rest.push(waiting),
                            Tried::HeadHeld => held.push(waiting),
                        }
                    }
                    group = rest;
                }
                Err(AppendError::NotOpened(municipality)) => {
                    let (closed, rest) = group.into_iter().partition(|waiting| waiting.municipality == municipality);
                    self.fail(closed, &AppendError::NotOpened(municipality));
                    group = rest;
                }
                Err(AppendError::StreamMoved) => {
                    let tried = group.len();
                    match self.without_conflicts(group).await {
                        // The heads may have been moved together with what stood in the way: they are read anew.
                        Ok(rest) if rest.len() == tried && !unexplained => {
                            unexplained = true;
                            group = rest;
                        }
                        Ok(rest) if rest.len() == tried => {
                            held.extend(self.apart(rest, patience, &AppendError::PositionTaken).await);
                            return held;
                        }
                        Ok(rest) => group = rest,
                        Err((rest, error)) => {
                            self.fail(rest, &error);
                            return held;
                        }
                    }
                }
                Err(error) => {
                    if is_of_one_command(&error) {
                        held.extend(self.apart(group, patience, &error).await);
                    } else {
                        self.fail(group, &error);
                    }
                    return held;
                }
            }
        }
        self.fail(group, &AppendError::StreamMoved);
        held
    }

    /// PostgreSQL refuses something in one of them: each is written alone, so that the others do not fail with it.
    async fn apart(&mut self, group: Vec<Waiting>, patience: Patience, error: &AppendError) -> Vec<Waiting> {
        let mut held = Vec::new();
        if group.len() == 1 {
            self.fail(group, error);
            return held;
        }
        for waiting in group {
            held.extend(Box::pin(self.write(vec![waiting], patience)).await);
        }
        held
    }

    fn fail(&mut self, group: Vec<Waiting>, error: &AppendError) {
        for waiting in group {
            self.heads.remove(&waiting.municipality);
            let _ = waiting.answer.send(Err(error.clone()));
        }
    }

    /// What became of each; all or nothing of one municipality.
    async fn try_write(&mut self, group: &[Waiting], patience: Patience) -> Result<Vec<Tried>, AppendError> {
        // Put back only where it served; elsewhere it goes to the pool, or is closed below.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.pool.acquire().await?,
        };
        let written = match patience {
            Patience::Skips => self.try_write_on(&mut connection, group).await,
            Patience::Waits => self.write_under_lock(&mut connection, group).await,
        };
        match written {
            Ok((tried, placed)) => {
                self.connection = Some(connection);
                self.written.committed(placed);
                self.committed.notify_waiters();
                Ok(tried)
            }
            Err(AppendError::Database(error)) => {
                // A connection that failed in the middle must not go back to the pool.
                let _ = connection.detach().close().await;
                Err(AppendError::Database(error))
            }
            Err(error) => Err(error),
        }
    }

    async fn write_under_lock<'g>(
        &mut self,
        connection: &mut PgConnection,
        group: &'g [Waiting],
    ) -> Result<(Vec<Tried>, Vec<Placed<'g>>), AppendError> {
        let mut transaction = connection.begin().await?;
        for municipality in group.iter().map(|waiting| &waiting.municipality).collect::<HashSet<_>>() {
            lock_head(municipality, &mut transaction).await?;
            self.heads.remove(municipality);
        }
        let written = self.try_write_on(&mut transaction, group).await?;
        transaction.commit().await?;
        Ok(written)
    }

    /// What became of each, and the rows that are written once that is committed.
    async fn try_write_on<'g>(
        &mut self,
        connection: &mut PgConnection,
        group: &'g [Waiting],
    ) -> Result<(Vec<Tried>, Vec<Placed<'g>>), AppendError> {
        let of_group = || group.iter().map(|waiting| &waiting.municipality);
        let authorships = || group.iter().map(|waiting| (&waiting.municipality, &waiting.authorship));
        let unknown: HashMap<&Municipality, &Authorship> =
            authorships().filter(|(municipality, _)| !self.heads.contains_key(*municipality)).collect();
        if !unknown.is_empty() {
            self.heads.extend(read_heads(unknown.into_iter(), connection).await?.of);
        }
        let mut rows = Rows::default();
        let mut positions = Vec::with_capacity(group.len());
        for Waiting { municipality, authorship, appends, .. } in group {
            let head = *self.heads.get(municipality).ok_or_else(|| AppendError::NotOpened(municipality.clone()))?;
            let before = rows.last(municipality).unwrap_or(head);
            if appends.iter().any(|append| before.is_ahead_of(append))
                || !still_holds(connection, municipality, appends, head, before).await?
            {
                positions.push(None);
                continue;
            }
            let last = appends.iter().map(|append| rows.add(municipality, authorship, head, append)).last();
            positions.push(Some(last.unwrap_or(head.position)));
        }
        let written = match rows.write(connection).await {
            Ok(written) => written,
            Err(error) if is_unique_violation(&error) => {
                for municipality in of_group() {
                    self.heads.remove(municipality);
                }
                return Err(AppendError::StreamMoved);
            }
            Err(error) => return Err(error.into()),
        };
        let left_out: HashMap<&Municipality, &Authorship> =
            authorships().filter(|(one, _)| !written.contains(one.as_str())).collect();
        let now = if left_out.is_empty() { None } else { Some(read_heads(left_out.into_iter(), connection).await?) };
        let lie_before = |at: DateTime<Utc>| now.as_ref().is_some_and(|now| now.lie_before(at));
        let moved_to = |municipality: &Municipality| now.as_ref().and_then(|now| now.of.get(municipality)).copied();
        let tried = group.iter().zip(positions).map(|(Waiting { municipality, appends, .. }, position)| {
            let Some(position) = position else { return Tried::SubjectsMoved };
            if written.contains(municipality.as_str()) {
                Tried::Written(position)
            } else if appends.iter().any(|append| lie_before(append.taken_at)) {
                Tried::ClockAhead
            } else if rows.recorded_to(municipality).is_some_and(lie_before) {
                // One that came with it is ahead: the others go on without it.
                Tried::HeadMoved
            } else if moved_to(municipality) == self.heads.get(municipality).copied() {
                Tried::HeadHeld
            } else {
                Tried::HeadMoved
            }
        });
        let tried = tried.collect();
        for (municipality, now) in now.iter().flat_map(|now| &now.of) {
            if let Some(before) = self.heads.get(municipality).filter(|before| before.position > now.position) {
                // Commands go on; nothing is signed of it any more.
                tracing::error!(%municipality, head = now.position, before = before.position, "a ledger went back");
                self.written.went_back(municipality, now.position, before.position);
            }
        }
        for municipality in of_group() {
            let head = rows.last(municipality).filter(|_| written.contains(municipality.as_str()));
            if let Some(head) = head.or_else(|| moved_to(municipality)) {
                self.heads.insert(municipality.clone(), head);
            }
        }
        Ok((tried, rows.placed(&written).collect()))
    }

    /// Takes out, and answers, the appends that a unique constraint refuses.
    async fn without_conflicts(&mut self, group: Vec<Waiting>) -> Result<Vec<Waiting>, (Vec<Waiting>, AppendError)> {
        let found = match self.found_of(&group).await {
            Ok(found) => found,
            Err(error) => return Err((group, error.into())),
        };
        let mut rest = Vec::with_capacity(group.len());
        // Of each stream, whether it is where the first of its commands saw it: the others follow that one.
        let mut moved: HashMap<(Municipality, Stream), bool> = HashMap::new();
        let mut found = found.into_iter();
        for waiting in group {
            let (mut is_taken, mut is_moved) = (false, false);
            for (append, (taken, is_there)) in waiting.appends.iter().zip(&mut found) {
                let stream = (waiting.municipality.clone(), append.stream.clone());
                is_taken |= taken;
                is_moved |= *moved.entry(stream).or_insert(is_there);
            }
            if is_taken {
                let _ = waiting.answer.send(Err(AppendError::CommandIdTaken));
            } else if is_moved {
                let _ = waiting.answer.send(Err(AppendError::StreamMoved));
            } else {
                rest.push(waiting);
            }
        }
        Ok(rest)
    }

    /// Of each append: whether its command's id is taken, and whether its stream has an entry already where it would stand.
    async fn found_of(&self, group: &[Waiting]) -> Result<Vec<(bool, bool)>, sqlx::Error> {
        let of_group =
            || group.iter().flat_map(|waiting| waiting.appends.iter().map(|one| (&waiting.municipality, one)));
        let appends = || of_group().map(|(_, append)| append);
        let numbers = || appends().map(|append| append.after.after(append.events.len()).1);
        let rows = sqlx::query(
            // For each append apart: as a join, PostgreSQL may read the whole ledger for it.
            "SELECT coalesce((SELECT true FROM events
                               WHERE municipality = append.municipality AND command_id = append.command_id LIMIT 1),
                             false),
                    coalesce((SELECT true FROM events
                               WHERE municipality = append.municipality AND aggregate_type = append.aggregate_type
                                 AND aggregate_id = append.aggregate_id
                                 AND sequence BETWEEN append.first AND append.last LIMIT 1), false)
               FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) WITH ORDINALITY
                 AS append (municipality, command_id, aggregate_type, aggregate_id, first, last, nth)
              ORDER BY nth",
        )
        .bind(of_group().map(|(municipality, _)| municipality.as_str()).collect::<Vec<_>>())
        .bind(appends().map(|append| append.command_id).collect::<Vec<_>>())
        .bind(appends().map(|append| append.stream.aggregate_type).collect::<Vec<_>>())
        .bind(appends().map(|append| append.stream.aggregate_id.to_string()).collect::<Vec<_>>())
        .bind(numbers().map(|(first, _)| first).collect::<Vec<_>>())
        .bind(numbers().map(|(_, last)| last).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}

/// What became of an append.
enum Tried {
    /// Its last event is at that position.
    Written(i64),
    /// Something was decided about persons since it was sealed.
    SubjectsMoved,
    /// Another server has moved the head, or an instant was answered for. It is read anew.
    HeadMoved,
    /// Somebody else holds the head, and has not moved it yet.
    HeadHeld,
    /// It was taken by a clock that is ahead of the database's.
    ClockAhead,
}

/// Of two commands in one group that saw the same version of a stream, or bear the same id, the first is written and
/// the other is told so.
fn without_conflicts_inside(group: Vec<Waiting>) -> Vec<Waiting> {
    let mut versions: HashMap<(Municipality, Stream), i64> = HashMap::with_capacity(group.len());
    let mut commands = HashSet::with_capacity(group.len());
    let mut rest = Vec::with_capacity(group.len());
    for waiting in group {
        let (mut taken, mut moved) = (false, false);
        // What it adds counts only where all of it is written.
        let (mut own_commands, mut own_versions) = (Vec::new(), HashMap::new());
        for append in &waiting.appends {
            let command = (waiting.municipality.clone(), append.command_id);
            let stream = (waiting.municipality.clone(), append.stream.clone());
            let version = own_versions.get(&stream).or_else(|| versions.get(&stream));
            taken |= commands.contains(&command) || own_commands.contains(&command);
            moved |= version.is_some_and(|version| *version != append.after.last());
            own_commands.push(command);
            own_versions.insert(stream, append.end().last());
        }
        if taken {
            let _ = waiting.answer.send(Err(AppendError::CommandIdTaken));
        } else if moved {
            let _ = waiting.answer.send(Err(AppendError::StreamMoved));
        } else {
            commands.extend(own_commands);
            versions.extend(own_versions);
            rest.push(waiting);
        }
    }
    rest
}

/// Whether PostgreSQL refuses something that one command brings. A lock that did not come, a statement that was
/// cancelled or a disk that is full would meet each of them alone as well, and the last would have waited for it as
/// often as there are commands.
fn is_of_one_command(error: &AppendError) -> bool {
    matches!(error, AppendError::Database(of) if of.as_database_error().is_some() && !is_transient(of))
}

/// Whether the database refused a row because there is one like it.
pub(crate) fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
