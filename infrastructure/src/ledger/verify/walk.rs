//! The walk along the rows: they come as PostgreSQL sends them in binary, and are hashed and compared on a thread of
//! their own while the next ones are on their way.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use case_ledger_domain::ids::Municipality;
use futures::TryStreamExt as _;
use sqlx::postgres::PgConnection;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Difference, DifferenceKind, Expected, MOST_DIFFERENCES, VerifyError};
use crate::ledger::leaf::{Envelope, Hash};
use crate::proof::tree::{RunningRoot, TILE_WIDTH};

/// Bytes handed over to the thread at a time.
const HANDOVER: usize = 1 << 20;
/// How many handovers may wait.
const WAITING: usize = 4;
/// What a binary copy begins with; its flags and the length of its extension follow.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Columns of a row, in the order of the leaf, and then the stored leaf hash.
const COLUMNS: usize = 17;
/// Microseconds from 1970 to 2000, from where PostgreSQL counts.
const EPOCH: i64 = 946_684_800_000_000;

const AGGREGATE_TYPE: usize = 1;
const AGGREGATE_ID: usize = 2;
const SEQUENCE: usize = 3;
const CAUSATION: usize = 12;
const OCCURRED: usize = 14;
const RECORDED: usize = 15;
const LEAF_HASH: usize = 16;

/// The statement that sends those rows in order. The number is four digits by its type, and `which` is made of
/// positions: a copy takes no parameters.
fn copy_of(municipality: &Municipality, which: &str) -> String {
    format!(
        "COPY (SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                      event_id, command_id, command_index, correlation_id, causation_id, actor, occurred_at,
                      recorded_at, leaf_hash
                 FROM events WHERE municipality = '{municipality}' AND {which} ORDER BY position)
           TO STDOUT (FORMAT binary)"
    )
}

/// What the walk found.
pub(super) struct Walked {
    /// Differences that rows show by themselves, in order of position.
    pub findings: Vec<Difference>,
    /// The largest position that bears a row, up to the head.
    pub last: i64,
    /// Positions beyond the head that bear rows.
    pub beyond: Vec<i64>,
    /// SHA-256 over the leaf hashes of each full tile, from the first that the walk began with.
    pub tiles: Vec<Hash>,
    /// The roots of the full tiles: what level 1 holds.
    pub roots: Vec<Hash>,
    /// The index of the first of them.
    pub first_tile: u64,
    /// The checkpoints, each with whether the rows agree: `None` where they end before it.
    pub expected: Vec<(Expected, Option<bool>)>,
}

/// Walks along all rows after those that `start` has taken.
pub(super) async fn walk(
    connection: &mut PgConnection,
    municipality: &Municipality,
    head: i64,
    start: RunningRoot,
    expected: Vec<Expected>,
    progress: &mut dyn FnMut(i64, i64),
) -> Result<Walked, VerifyError> {
    let statement = copy_of(municipality, &format!("position > {}", start.size()));
    let done = Arc::new(AtomicI64::new(start.size().cast_signed()));
    let walker = Walker::new(municipality.clone(), head, start, expected, Arc::clone(&done));
    let (sender, mut receiver) = mpsc::channel::<Vec<u8>>(WAITING);
    let walking = tokio::task::spawn_blocking(move || {
        let (mut walker, mut form, mut rest) = (walker, Form::default(), Vec::new());
        while let Some(bytes) = receiver.blocking_recv() {
            let bytes = if rest.is_empty() { bytes } else { [std::mem::take(&mut rest), bytes].concat() };
            let taken = form.read(&bytes, &mut |row| walker.take(row))?;
            rest.extend_from_slice(&bytes[taken..]);
        }
        if form == Form::Ended { Ok(walker.finish()) } else { Err(VerifyError::Form) }
    });
    let mut copy = connection.copy_out_raw(&statement).await?;
    let mut handover = Vec::with_capacity(HANDOVER);
    while let Some(bytes) = copy.try_next().await? {
        handover.extend_from_slice(&bytes);
        if handover.len() >= HANDOVER {
            progress(done.load(Ordering::Relaxed), head);
            if sender.send(std::mem::replace(&mut handover, Vec::with_capacity(HANDOVER))).await.is_err() {
                break;
            }
        }
    }
    drop(copy);
    // Refused only where the thread has ended, which says why below.
    let _ = sender.send(handover).await;
    drop(sender);
    let found = walking.await.map_err(|_| VerifyError::Interrupted)??;
    progress(found.last, head);
    Ok(found)
}

/// How far a binary copy has been read.
#[derive(Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Header,
    Rows,
    Ended,
}

impl Form {
    /// Reads what is whole in `bytes`, and answers how much that was.
    fn read<'b>(
        &mut self,
        bytes: &'b [u8],
        take: &mut dyn FnMut(&Row<'b>) -> Result<(), VerifyError>,
    ) -> Result<usize, VerifyError> {
        let mut rest = bytes;
        if *self == Self::Header {
            let Some((header, after)) = rest.split_at_checked(SIGNATURE.len() + 8) else { return Ok(0) };
            let (signature, fields) = header.split_at(SIGNATURE.len());
            // No flag and no extension is known.
            if signature != SIGNATURE || fields != [0; 8] {
                return Err(VerifyError::Form);
            }
            (rest, *self) = (after, Self::Rows);
        }
        while *self == Self::Rows {
            let Some((count, mut fields)) = rest.split_first_chunk::<2>() else { break };
            let count = i16::from_be_bytes(*count);
            if count == -1 {
                (rest, *self) = (fields, Self::Ended);
                break;
            }
            if usize::try_from(count) != Ok(COLUMNS) {
                return Err(VerifyError::Form);
            }
            let mut row = Row([None; COLUMNS]);
            let mut is_whole = true;
            for column in &mut row.0 {
                let Some((length, after)) = fields.split_first_chunk::<4>() else {
                    is_whole = false;
                    break;
                };
                fields = after;
                // A negative length is that of null.
                let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else { continue };
                let Some((value, after)) = fields.split_at_checked(length) else {
                    is_whole = false;
                    break;
                };
                (*column, fields) = (Some(value), after);
            }
            if !is_whole {
                break;
            }
            take(&row)?;
            rest = fields;
        }
        Ok(bytes.len() - rest.len())
    }
}

/// A row as it was sent.
struct Row<'a>([Option<&'a [u8]>; COLUMNS]);

impl<'a> Row<'a> {
    fn bytes(&self, column: usize) -> Result<&'a [u8], VerifyError> {
        self.0[column].ok_or(VerifyError::Form)
    }

    fn number(&self, column: usize) -> Result<i64, VerifyError> {
        Ok(i64::from_be_bytes(self.bytes(column)?.try_into().map_err(|_| VerifyError::Form)?))
    }

    fn position(&self) -> Result<i64, VerifyError> {
        self.number(0)
    }

    /// The leaf hash that the row has if it stands at `position`.
    fn leaf(&self, municipality: &Municipality, position: i64, room: &mut Vec<u8>) -> Result<Hash, VerifyError> {
        let mut envelope = Envelope::begin(room);
        envelope.field(municipality.as_str().as_bytes());
        envelope.field(&position.to_be_bytes());
        for column in AGGREGATE_TYPE..LEAF_HASH {
            match column {
                // The only column that may be null.
                CAUSATION => envelope.field(self.0[column].unwrap_or_default()),
                OCCURRED | RECORDED => {
                    envelope.field(&self.number(column)?.saturating_add(EPOCH).to_be_bytes());
                }
                // As PostgreSQL sends texts, numbers and ids, so the leaf takes them.
                _ => envelope.field(self.bytes(column)?),
            }
        }
        Ok(envelope.hash())
    }
}

/// Goes along the rows.
struct Walker {
    municipality: Municipality,
    head: i64,
    /// Whether streams are met for the first time at their beginning.
    from_first: bool,
    tree: RunningRoot,
    expected: Vec<(Expected, Option<bool>)>,
    /// The next checkpoint to come.
    upcoming: usize,
    next: i64,
    last_recorded: i64,
    types: HashMap<Vec<u8>, u32>,
    versions: HashMap<(u32, u128), i64>,
    findings: Vec<Difference>,
    beyond: Vec<i64>,
    /// The leaf hashes of the tile that is being filled.
    tile: Vec<u8>,
    tiles: Vec<Hash>,
    roots: Vec<Hash>,
    first_tile: u64,
    room: Vec<u8>,
    done: Arc<AtomicI64>,
}

impl Walker {
    fn new(
        municipality: Municipality,
        head: i64,
        tree: RunningRoot,
        expected: Vec<Expected>,
        done: Arc<AtomicI64>,
    ) -> Self {
        let size = tree.size();
        let mut walker = Self {
            municipality,
            head,
            from_first: size == 0,
            tree,
            expected: expected.into_iter().map(|expected| (expected, None)).collect(),
            upcoming: 0,
            next: size.cast_signed() + 1,
            last_recorded: i64::MIN,
            types: HashMap::new(),
            versions: HashMap::new(),
            findings: Vec::new(),
            beyond: Vec::new(),
            tile: Vec::new(),
            tiles: Vec::new(),
            roots: Vec::new(),
            first_tile: size.div_ceil(TILE_WIDTH),
            room: Vec::new(),
            done,
        };
        walker.compare();
        walker
    }

    fn find(&mut self, position: i64, kind: DifferenceKind) {
        if self.findings.len() < MOST_DIFFERENCES {
            self.findings.push(Difference { position, kind });
        }
    }

    fn take(&mut self, row: &Row<'_>) -> Result<(), VerifyError> {
        let position = row.position()?;
        if position > self.head {
            if self.beyond.is_empty() {
                self.find(position, DifferenceKind::HeadMoved { head: self.head });
            }
            if self.beyond.len() < MOST_DIFFERENCES {
                self.beyond.push(position);
            }
            return Ok(());
        }
        if position < self.next {
            // Only where somebody has dropped the primary key.
            self.find(position, DifferenceKind::Inserted);
            return Ok(());
        }
        self.miss_up_to(position);
        let mut room = std::mem::take(&mut self.room);
        let leaf = row.leaf(&self.municipality, position, &mut room)?;
        self.room = room;
        if row.bytes(LEAF_HASH)? != leaf {
            self.find(position, DifferenceKind::RowChanged);
        }
        self.check_stream(row, position)?;
        let (occurred, recorded) = (row.number(OCCURRED)?, row.number(RECORDED)?);
        if recorded < self.last_recorded {
            self.find(position, DifferenceKind::RecordedEarlier);
        }
        if occurred > recorded {
            self.find(position, DifferenceKind::RecordedTooSoon);
        }
        self.last_recorded = recorded;
        self.grow(leaf);
        self.done.store(position, Ordering::Relaxed);
        Ok(())
    }

    fn check_stream(&mut self, row: &Row<'_>, position: i64) -> Result<(), VerifyError> {
        let (name, id, found) = (row.bytes(AGGREGATE_TYPE)?, row.bytes(AGGREGATE_ID)?, row.number(SEQUENCE)?);
        let kind = if let Some(kind) = self.types.get(name) {
            *kind
        } else {
            let kind = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
            self.types.insert(name.to_vec(), kind);
            kind
        };
        let id = Uuid::try_parse_ascii(id).map_or_else(
            |_| {
                let digest = digest(&SHA256, id);
                digest.as_ref().first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
            },
            |id| id.as_u128(),
        );
        let expected = match self.versions.entry((kind, id)) {
            Entry::Occupied(known) => known.get() + 1,
            Entry::Vacant(_) if self.from_first => 1,
            Entry::Vacant(_) => found,
        };
        if found != expected {
            self.find(position, DifferenceKind::StreamBroken { expected, found });
        }
        self.versions.insert((kind, id), found);
        Ok(())
    }

    /// What is missing gives the tree a leaf that no row has, so that what follows stands in its place.
    fn miss_up_to(&mut self, position: i64) {
        while self.next < position {
            if self.findings.len() >= MOST_DIFFERENCES {
                // Nothing more is listed, and so nothing more needs its place.
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
        Walked {
            findings: self.findings,
            last,
            beyond: self.beyond,
            tiles: self.tiles,
            roots: self.roots,
            first_tile: self.first_tile,
            expected: self.expected,
        }
    }
}

/// A row that is looked at again.
pub(super) struct Suspect {
    pub position: i64,
    /// Its leaf hash as stored.
    pub stored: Vec<u8>,
    /// What its own columns give where it stands.
    pub leaf: Hash,
    /// The same at the positions asked for.
    pub elsewhere: Vec<(i64, Hash)>,
}

/// Looks again at the rows at `positions`, each as if it stood at each of what `elsewhere` names for it.
pub(super) async fn look_again(
    connection: &mut PgConnection,
    municipality: &Municipality,
    positions: &[i64],
    elsewhere: &dyn Fn(i64) -> Vec<i64>,
) -> Result<Vec<Suspect>, VerifyError> {
    let mut suspects = Vec::new();
    if positions.is_empty() {
        return Ok(suspects);
    }
    let list = positions.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let statement = copy_of(municipality, &format!("position = ANY ('{{{list}}}'::bigint[])"));
    let mut copy = connection.copy_out_raw(&statement).await?;
    let mut bytes = Vec::new();
    while let Some(more) = copy.try_next().await? {
        bytes.extend_from_slice(&more);
    }
    let mut room = Vec::new();
    Form::default().read(&bytes, &mut |row| {
        let position = row.position()?;
        let leaf = row.leaf(municipality, position, &mut room)?;
        let mut others = Vec::new();
        for other in elsewhere(position) {
            others.push((other, row.leaf(municipality, other, &mut room)?));
        }
        suspects.push(Suspect { position, stored: row.bytes(LEAF_HASH)?.to_vec(), leaf, elsewhere: others });
        Ok(())
    })?;
    Ok(suspects)
}
