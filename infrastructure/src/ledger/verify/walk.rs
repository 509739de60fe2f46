//! The walk along the rows: ranges of positions are read from one snapshot over two connections, hashed as they come,
//! and then put together in order. What comes before may be walked in pieces, each by itself and with rests between.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::hash::RandomState;
use std::ops::DerefMut;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use aws_lc_rs::digest::{SHA256, digest};
use case_ledger_domain::ids::Municipality;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, Postgres};
use sqlx::{Connection as _, Executor as _, Transaction};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::contents::Told;
use super::rows::{Codes, Stream, Taken, copy_of, for_each};
use super::{DifferenceKind, Ease, Expected, Findings, VerifyError};
use crate::binary_copy::EPOCH_MICROS;
use crate::clock;
use crate::database::CLOCKS_APART;
use crate::ledger::authorship::Authorship;
use crate::ledger::guard::RowStanding;
use crate::ledger::leaf::Hash;
use crate::ledger::stream_end::lowest_free;
use crate::proof::tree::{RunningRoot, TILE_WIDTH};

/// In order from the index: a sort of the whole ledger would need its size in temporary files. And where one connection
/// waits for the other, its snapshot stays.
pub(super) const IN_ORDER: &str = "SET LOCAL enable_sort = off; SET LOCAL idle_in_transaction_session_timeout = 0; \
     SET LOCAL statement_timeout = 0; SET LOCAL max_parallel_workers_per_gather = 0";
/// Positions that are read at a time, at least and at most. A second connection is had for more than the least.
const SPAN: (i64, i64) = (TILE_WIDTH.cast_signed(), 16 * TILE_WIDTH.cast_signed());
/// The next range is such a part of what is left, so that towards the end neither connection waits long for the other.
const PARTS: i64 = 8;
/// How many ranges may be read or wait for the one before them.
const WAITING: usize = 6;

/// What the walk found.
pub(super) struct Walked {
    /// Differences that rows show by themselves, in order of position.
    pub findings: Findings,
    /// The largest position that bears a row, up to the head.
    pub last: i64,
    /// Positions beyond the head that bear rows, as far as they are listed.
    pub beyond: Vec<i64>,
    /// SHA-256 over the leaf hashes of each full tile, from the first that the walk began with.
    pub tiles: Vec<Hash>,
    /// The roots of the full tiles: what level 1 holds.
    pub roots: Vec<Hash>,
    /// The index of the first of them.
    pub first_tile: u64,
    /// The checkpoints, each with whether the rows agree: `None` where they end before it.
    pub expected: Vec<(Expected, Option<bool>)>,
    /// What the rows tell of contents, by their positions.
    pub contents: BTreeMap<i64, Told>,
}

/// Where the walk begins.
pub(super) struct Start {
    /// The tree of what is before.
    pub tree: RunningRoot,
    /// When the last event before was recorded, as PostgreSQL counts; nothing where there is none that can be relied on.
    pub recorded_before: Option<i64>,
    /// How rows are known as those of the ledger's programs, where that is asked.
    pub authorship: Option<Authorship>,
}

/// A walk, as far as it has come.
pub(super) struct Walk {
    walker: Walker,
    /// Hides the names of streams from whoever chooses them.
    names: RandomState,
    authorship: Option<Arc<Authorship>>,
}

impl Walk {
    /// Begins where `start` says.
    pub(super) fn begin(mut start: Start) -> Self {
        let authorship = start.authorship.take().map(Arc::new);
        Self { walker: Walker::new(start), names: RandomState::new(), authorship }
    }

    /// Learns what numbers of their streams those of the rows have that were accepted and stand before it begins.
    pub(super) async fn know_what_was_accepted_before(
        &mut self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        accepted: &[i64],
    ) -> Result<(), VerifyError> {
        let begins_after = self.position();
        for position in accepted.iter().take_while(|position| **position <= begins_after) {
            let reading = (municipality, &self.names, self.authorship.as_deref());
            let rows = rows_of(connection, reading, position - 1, *position).await?;
            rows.iter().filter(|row| row.standing == RowStanding::Accepted).for_each(|row| self.walker.pass_over(row));
        }
        Ok(())
    }

    /// The position that it has come to.
    pub(super) const fn position(&self) -> i64 {
        self.walker.next - 1
    }

    /// How rows are known as those of the ledger's programs, where that is asked.
    pub(super) const fn knows_authors(&self) -> bool {
        self.authorship.is_some()
    }

    /// What the rows up to here tell of contents.
    pub(super) const fn contents(&self) -> &BTreeMap<i64, Told> {
        &self.walker.contents
    }

    /// Walks on to the position, which a row bears, in pieces that are read each by itself, and rests after each. What the
    /// tree was at each of the `sizes`, in order, is kept for [`Self::into_walked`], and what it was after each piece, from where
    /// that of a size is found which is signed only later.
    pub(super) async fn go_on_to(
        &mut self,
        pool: &PgPool,
        municipality: &Municipality,
        to: i64,
        sizes: Vec<u64>,
        ease: Ease,
    ) -> Result<(), VerifyError> {
        self.walker.head = to;
        self.walker.asked = sizes.into();
        let mut after = self.position();
        while after < to {
            let began = Instant::now();
            let end = after.saturating_add(ease.rows).min(to);
            let mut connection = pool.acquire().await?;
            let reading = (municipality, &self.names, self.authorship.as_deref());
            let rows = rows_of(&mut connection, reading, after, end).await?;
            after = end;
            if rows.is_empty() {
                let next = next_after(&mut connection, municipality, end).await?;
                after = next.map_or(to, |next| next.saturating_sub(1).min(to));
            }
            // Nobody who waits for a connection waits for the hashing, or the rest.
            drop(connection);
            for row in &rows {
                self.walker.take(row);
            }
            self.walker.pieces.push(self.walker.tree.clone());
            ease.rest(began.elapsed()).await;
        }
        Ok(())
    }

    /// Finds out what the tree was at those of the checkpoints' sizes that the walk came by without knowing of them: of what had no
    /// signature then, and has one since. Only the pieces that they lie in are read again.
    async fn look_back(
        &mut self,
        connection: &mut PgConnection,
        municipality: &Municipality,
        expected: &[Expected],
    ) -> Result<(), VerifyError> {
        let mut sizes: Vec<u64> = expected.iter().map(|checkpoint| checkpoint.size).collect();
        sizes.retain(|size| self.walker.came_by(*size));
        sizes.sort_unstable();
        sizes.dedup();
        let mut sizes = sizes.into_iter().peekable();
        while let Some(size) = sizes.next() {
            let (mut tree, end) = self.walker.piece_of(size);
            let mut wanted = vec![size];
            while let Some(size) = sizes.next_if(|size| *size <= end) {
                wanted.push(size);
            }
            let (after, to) = (tree.size().cast_signed(), wanted.last().map_or(0, |last| last.cast_signed()));
            let reading = (municipality, &self.names, self.authorship.as_deref());
            let mut rows = rows_of(connection, reading, after, to).await?.into_iter().peekable();
            for position in after + 1..=to {
                // As on the way: what is missing has a leaf that no row has, and of what stands twice the first counts.
                while rows.next_if(|row| row.position < position).is_some() {}
                let leaf = rows.next_if(|row| row.position == position).map_or([0; 32], |row| row.leaf);
                tree.push(leaf);
                if wanted.contains(&tree.size()) {
                    self.walker.roots_at.insert(tree.size(), tree.root());
                }
            }
        }
        Ok(())
    }

    /// Walks along all rows that are left; gives the snapshot back.
    pub(super) async fn into_walked(
        mut self,
        pool: &PgPool,
        mut snapshot: Transaction<'static, Postgres>,
        municipality: &Municipality,
        head: i64,
        expected: Vec<Expected>,
        progress: &mut (dyn FnMut(i64, i64) + Send),
    ) -> Result<(Walked, Transaction<'static, Postgres>), VerifyError> {
        self.look_back(&mut snapshot, municipality, &expected).await?;
        let Self { mut walker, names, authorship } = self;
        let after = walker.next - 1;
        walker.expect(head, &expected);
        let last: Option<i64> =
            sqlx::query_scalar("SELECT max(position) FROM events WHERE municipality = $1 AND position > $2")
                .bind(municipality.as_str())
                .bind(after)
                .fetch_one(&mut *snapshot)
                .await?;
        let last = last.unwrap_or(after);
        let (sender, mut receiver) = unbounded_channel();
        let reading = Reading {
            municipality: municipality.clone(),
            names,
            authorship,
            ranges: Arc::new(Ranges::new(after, last)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            sender,
        };
        let mut readers = JoinSet::new();
        if last - after > SPAN.0 {
            let exported: String = sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(&mut *snapshot).await?;
            let (options, reading) = (pool.connect_options(), reading.clone());
            readers.spawn(async move {
                // One connection does it as well where there is no other to be had.
                if let Ok(second) = second(&options, &exported).await {
                    // What was read is there; how the connection ends matters to nobody.
                    let _ = reading.read(Box::new(second)).await?.close().await;
                }
                Ok(None)
            });
        }
        readers.spawn(async move { reading.read(snapshot).await.map(Some) });

        let mut early: BTreeMap<u64, Read> = BTreeMap::new();
        let (mut next, mut snapshot) = (0, None);
        loop {
            tokio::select! {
                Some(read) = receiver.recv() => {
                    early.insert(read.number, read);
                    while let Some(read) = early.remove(&next) {
                        next += 1;
                        read.rows.iter().for_each(|row| walker.take(row));
                        progress(walker.next - 1, head);
                    }
                }
                Some(ended) = readers.join_next() => {
                    let given_back: Result<_, VerifyError> = ended.map_err(|_| VerifyError::Interrupted)?;
                    snapshot = given_back?.or(snapshot);
                }
                else => break,
            }
        }
        let found = walker.finish();
        progress(found.last, head);
        Ok((found, snapshot.ok_or(VerifyError::Interrupted)?))
    }
}

/// The rows at positions after the one and up to the other, each as it shows by itself.
async fn rows_of(
    connection: &mut PgConnection,
    (municipality, names, authorship): (&Municipality, &RandomState, Option<&Authorship>),
    after: i64,
    to: i64,
) -> Result<Vec<Taken>, VerifyError> {
    let codes = if authorship.is_some() { Codes::Sent } else { Codes::LeftOut };
    let statement = copy_of(municipality, &format!("position > {after} AND position <= {to}"), codes);
    let mut rows = Vec::with_capacity(usize::try_from(to - after).unwrap_or_default());
    let mut room = Vec::new();
    for_each(connection, &statement, |row| {
        rows.push(row.taken(municipality, names, authorship, &mut room)?);
        Ok(())
    })
    .await?;
    Ok(rows)
}

/// The first position after that one that bears a row.
async fn next_after(
    connection: &mut PgConnection,
    municipality: &Municipality,
    position: i64,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT min(position) FROM events WHERE municipality = $1 AND position > $2")
        .bind(municipality.as_str())
        .bind(position)
        .fetch_one(connection)
        .await
}

/// Another connection that sees the same snapshot.
async fn second(options: &PgConnectOptions, exported: &str) -> Result<PgConnection, sqlx::Error> {
    let mut connection = PgConnection::connect_with(options).await?;
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    // The name is PostgreSQL's own, of digits and hyphens; the statement takes no parameters.
    connection.execute(format!("SET TRANSACTION SNAPSHOT '{exported}'").as_str()).await?;
    connection.execute(IN_ORDER).await?;
    Ok(connection)
}

/// Which positions are to be read next.
struct Ranges {
    /// The number of the next range, and the position that it comes after.
    next: Mutex<(u64, i64)>,
    last: i64,
}

impl Ranges {
    const fn new(after: i64, last: i64) -> Self {
        Self { next: Mutex::new((0, after)), last }
    }

    /// The next range: its number, the position that it comes after, and its last.
    fn next(&self) -> Option<(u64, i64, i64)> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, after) = *next;
        let span = (self.last.saturating_sub(after) / PARTS).clamp(SPAN.0, SPAN.1);
        let to = after.saturating_add(span).min(self.last);
        *next = (number + 1, to);
        (after < to).then_some((number, after, to))
    }

    /// There is nothing ahead of that position.
    fn skip_to(&self, position: i64) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        next.1 = next.1.max(position - 1);
    }
}

/// A range that was read.
struct Read {
    number: u64,
    rows: Vec<Taken>,
    /// Lets another range be read once this one is done with.
    _room: OwnedSemaphorePermit,
}

/// What those who read share.
#[derive(Clone)]
struct Reading {
    municipality: Municipality,
    names: RandomState,
    authorship: Option<Arc<Authorship>>,
    ranges: Arc<Ranges>,
    waiting: Arc<Semaphore>,
    sender: UnboundedSender<Read>,
}

impl Reading {
    /// Reads one range after the other until none is left; gives the connection back.
    async fn read<C: DerefMut<Target = PgConnection>>(self, mut connection: C) -> Result<C, VerifyError> {
        loop {
            let room = Arc::clone(&self.waiting).acquire_owned().await.map_err(|_| VerifyError::Interrupted)?;
            let Some((number, after, to)) = self.ranges.next() else { return Ok(connection) };
            let reading = (&self.municipality, &self.names, self.authorship.as_deref());
            let rows = rows_of(&mut connection, reading, after, to).await?;
            if rows.is_empty() {
                self.pass_over(&mut connection, to).await?;
            }
            if self.sender.send(Read { number, rows, _room: room }).is_err() {
                return Ok(connection);
            }
        }
    }

    /// Where a head or a row stands far beyond all others, no time is spent on what lies between.
    async fn pass_over(&self, connection: &mut PgConnection, empty_to: i64) -> Result<(), sqlx::Error> {
        let next = next_after(connection, &self.municipality, empty_to).await?;
        self.ranges.skip_to(next.unwrap_or(i64::MAX));
        Ok(())
    }
}

/// Goes along the rows.
struct Walker {
    head: i64,
    /// Whether streams are met for the first time at their beginning.
    from_first: bool,
    tree: RunningRoot,
    expected: Vec<(Expected, Option<bool>)>,
    /// The next checkpoint to come.
    upcoming: usize,
    /// The next sizes at which it is kept what the tree was, and what it was at those before.
    asked: VecDeque<u64>,
    roots_at: HashMap<u64, Hash>,
    /// What it was after each piece that was read by itself.
    pieces: Vec<RunningRoot>,
    next: i64,
    last_recorded: i64,
    versions: HashMap<Stream, i64>,
    /// The numbers of accepted rows in their streams, which no other entry has.
    passed_over: HashMap<Stream, BTreeSet<i64>>,
    /// What is recorded up to here is not ahead of the clock, as PostgreSQL counts.
    not_ahead: i64,
    findings: Findings,
    /// Rows beyond the head.
    beyond: Findings,
    /// The leaf hashes of the tile that is being filled.
    tile: Vec<u8>,
    tiles: Vec<Hash>,
    roots: Vec<Hash>,
    first_tile: u64,
    contents: BTreeMap<i64, Told>,
}

impl Walker {
    fn new(Start { tree, recorded_before, .. }: Start) -> Self {
        let size = tree.size();
        Self {
            head: size.cast_signed(),
            from_first: size == 0,
            tree,
            expected: Vec::new(),
            upcoming: 0,
            asked: VecDeque::new(),
            roots_at: HashMap::new(),
            pieces: Vec::new(),
            next: size.cast_signed() + 1,
            last_recorded: recorded_before.unwrap_or(i64::MIN),
            versions: HashMap::new(),
            passed_over: HashMap::new(),
            not_ahead: i64::MIN,
            findings: Findings::default(),
            beyond: Findings::default(),
            tile: Vec::new(),
            tiles: Vec::new(),
            roots: Vec::new(),
            first_tile: size.div_ceil(TILE_WIDTH),
            contents: BTreeMap::new(),
        }
    }

    /// Up to where the ledger goes, and the checkpoints of it, in order of size. Those of before are held against what the tree
    /// was then, where that was kept.
    fn expect(&mut self, head: i64, expected: &[Expected]) {
        self.head = head;
        let size = self.tree.size();
        let agrees = |checkpoint: &Expected| {
            let root = self.roots_at.get(&checkpoint.size).filter(|_| checkpoint.size < size)?;
            Some(*root == checkpoint.root)
        };
        self.upcoming = expected.iter().take_while(|checkpoint| checkpoint.size < size).count();
        self.expected = expected.iter().map(|checkpoint| (checkpoint.clone(), agrees(checkpoint))).collect();
        self.compare();
    }

    /// Whether it has come beyond that size in pieces, and what the tree was there is not kept.
    fn came_by(&self, size: u64) -> bool {
        let furthest = self.pieces.last().map_or(0, RunningRoot::size);
        size > 0 && size <= furthest && size < self.tree.size() && !self.roots_at.contains_key(&size)
    }

    /// What the tree was before the piece that this size lies in, and the size after it.
    fn piece_of(&self, size: u64) -> (RunningRoot, u64) {
        let nth = self.pieces.partition_point(|tree| tree.size() < size);
        let before = nth.checked_sub(1).and_then(|nth| self.pieces.get(nth)).cloned().unwrap_or_default();
        (before, self.pieces.get(nth).map_or(size, RunningRoot::size))
    }

    fn find(&mut self, position: i64, kind: DifferenceKind) {
        self.findings.push(position, kind);
    }

    fn take(&mut self, row: &Taken) {
        let position = row.position;
        if position > self.head {
            self.beyond.push(position, DifferenceKind::HeadMoved { head: self.head });
            return;
        }
        if position < self.next {
            // Only where somebody has dropped the primary key.
            self.find(position, DifferenceKind::Inserted);
            return;
        }
        self.miss_up_to(position);
        match row.standing {
            RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Unchecked => {}
            RowStanding::Changed => self.find(position, DifferenceKind::RowChanged),
            RowStanding::NotOurs => self.find(position, DifferenceKind::NotOurs),
            // What it says of its place, its times and its id counts for nothing.
            RowStanding::Accepted => {
                self.pass_over(row);
                self.grow(row.leaf);
                return;
            }
        }
        self.check_stream(row);
        if row.recorded < self.last_recorded {
            self.find(position, DifferenceKind::RecordedEarlier);
        }
        if self.is_ahead(row.recorded) {
            self.find(position, DifferenceKind::RecordedAhead);
        }
        if row.is_too_soon {
            self.find(position, DifferenceKind::RecordedTooSoon);
        }
        // Of a row that was changed more is not known.
        if row.is_named_otherwise && row.standing != RowStanding::Changed {
            self.find(position, DifferenceKind::NamedOtherwise);
        }
        self.last_recorded = row.recorded;
        self.contents.extend(row.content.map(|told| (position, told)));
        self.grow(row.leaf);
    }

    fn check_stream(&mut self, row: &Taken) {
        let found = row.sequence;
        let expected = match self.versions.insert(row.stream, found) {
            Some(known) => known.saturating_add(1),
            None if self.from_first => 1,
            None => found,
        };
        let expected = lowest_free(expected, self.passed_over.get(&row.stream));
        if found != expected {
            self.find(row.position, DifferenceKind::StreamBroken { expected, found });
        }
    }

    /// The number that an accepted row has in its stream is no entry's, and is missing nowhere.
    fn pass_over(&mut self, row: &Taken) {
        self.passed_over.entry(row.stream).or_default().insert(row.sequence);
    }

    /// Whether an instant has not come, by this machine's clock and as far as clocks may be apart. It moves on meanwhile.
    fn is_ahead(&mut self, recorded: i64) -> bool {
        if recorded > self.not_ahead {
            self.not_ahead = (clock::now() + CLOCKS_APART).timestamp_micros() - EPOCH_MICROS;
        }
        recorded > self.not_ahead
    }

    /// What is missing gives the tree a leaf that no row has, so that what follows stands in its place.
    fn miss_up_to(&mut self, position: i64) {
        while self.next < position {
            if !self.findings.has_room() {
                // Nothing more is listed, and so nothing more needs its place.
                self.findings.more += position.abs_diff(self.next);
                self.next = position;
                return;
            }
            self.find(self.next, DifferenceKind::Missing);
            self.grow([0; 32]);
        }
    }

    fn grow(&mut self, leaf: Hash) {
        let root = self.tree.push(leaf);
        self.next += 1;
        if self.tree.size() > self.first_tile * TILE_WIDTH {
            self.tile.extend_from_slice(&leaf);
            if let Some(root) = root {
                let mut hash = [0; 32];
                hash.copy_from_slice(digest(&SHA256, &self.tile).as_ref());
                self.tiles.push(hash);
                self.roots.push(root);
                self.tile.clear();
            }
        }
        self.compare();
    }

    /// Holds the tree against the checkpoints of its size.
    fn compare(&mut self) {
        let size = self.tree.size();
        while self.asked.front().is_some_and(|asked| *asked <= size) {
            if self.asked.pop_front() == Some(size) {
                self.roots_at.insert(size, self.tree.root());
            }
        }
        while let Some((expected, agrees)) = self.expected.get_mut(self.upcoming)
            && expected.size <= self.tree.size()
        {
            if expected.size == self.tree.size() {
                *agrees = Some(expected.root == self.tree.root());
            }
            self.upcoming += 1;
        }
    }

    fn finish(mut self) -> Walked {
        let last = self.next - 1;
        if last < self.head {
            self.miss_up_to(self.head.saturating_add(1));
            // The places after the last row are no part of the tree: a checkpoint that covers them is not met.
            for (expected, agrees) in &mut self.expected {
                if expected.size > last.cast_unsigned() {
                    *agrees = None;
                }
            }
        }
        let beyond = self.beyond.listed.iter().map(|found| found.position).collect();
        self.findings.absorb(self.beyond);
        Walked {
            findings: self.findings,
            last,
            beyond,
            tiles: self.tiles,
            roots: self.roots,
            first_tile: self.first_tile,
            expected: self.expected,
            contents: self.contents,
        }
    }
}
