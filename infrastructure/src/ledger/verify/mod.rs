//! Checks that a ledger is as it was written.
//!
//! Every leaf hash is computed anew from its row and the tree anew from the leaves; the tree is held against the
//! stored tiles, against every stored checkpoint, and against checkpoints that others hold, which nobody with a hand
//! on this database can change. Positions must have no gap, streams must follow each other, times must not go back. What
//! is attached is held against the digest that its event tells, which the tree covers; what witnesses signed, against the
//! checkpoints that they signed; the ledger's name, against the event that opened it.
//!
//! Nothing is written, so that a standby or a copy will do. The rows come in binary from one snapshot, over two
//! connections so that both the server and the hashing have two processors; memory grows with the number of streams, not
//! of events.
//!
//! Whoever rewrites rows, tiles and checkpoints together, be it with the signing key or by leaving no checkpoint, is found
//! by what stands elsewhere alone: by a checkpoint that others hold, or by what the key database remembers as signed last
//! ([`crate::proof::memory`]). With neither at hand, the ledger looks sound.
//!
//! Of the last events, which no checkpoint covers yet, nothing outside tells what they were but to a server that has
//! written them, and of the newest one the key database. So it is told which they are, and since when; and where no
//! checkpoint is signed any more, why not.

mod contents;
mod cosignatures;
mod locate;
pub(in crate::ledger) mod rows;
mod walk;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::time::Duration;

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use futures::stream::TryChunksError;
use serde_json::Value;
use sqlx::postgres::{PgConnection, PgPool, Postgres};
use sqlx::{Executor as _, Transaction};

pub(crate) use self::rows::{LookedThrough, Wrong};
use self::walk::Walk;
use crate::database::begin_snapshot;
use crate::ledger::authorship::{Authorship, where_accepted_rows_stand};
use crate::ledger::leaf::Hash;
use crate::proof::checkpoint::{CheckpointError, CosignatureError, Reader, WitnessKey, said_in};
use crate::proof::keys::{HandedOver, PublishedKey, name_of, published};
use crate::proof::memory::{SignedLast, WrittenLast};
use crate::proof::tree::{RunningRoot, TreeError};

/// The most differences that are listed. The others are counted: what a forger does must not take all memory.
const MOST_DIFFERENCES: usize = 10_000;
/// How many signatures are looked at before others have their turn.
const CHECKPOINTS_AT_A_TIME: usize = 256;

/// A checkpoint that somebody holds outside the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What to call it: its file.
    pub name: String,
    /// The signed note.
    pub note: String,
}

/// A checkpoint of more events than a standby has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// What to call it: its file.
    pub name: String,
    /// How many events it says to cover.
    pub size: u64,
}

/// What a ledger is held against, and from where on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Take the newest stored checkpoint up to this position for granted, and check from there on; all from the first
    /// event when zero. Streams are then checked from where they are first met, and of what is before only what is relied
    /// on: that the checkpoint covers the signing keys that are published there, and the event just before, earlier than
    /// which nothing is recorded.
    pub since: u64,
    /// Checkpoints from outside. Those of other logs are passed over.
    pub held: Vec<Held>,
    /// What the key database remembers as signed last, where that is at hand. It must have been asked before
    /// verification begins: what is signed meanwhile covers events that verification does not see.
    pub signed_last: Option<SignedLast>,
    /// What the key database remembers of the ledger's end, where that is at hand; asked before, likewise.
    pub written_last: Option<WrittenLast>,
    /// What is known of who may have cosigned the stored checkpoints.
    pub witnesses: Witnesses,
    /// How the ledger's rows are known as its programs', where the keys are at hand.
    pub authorship: Option<Authorship>,
}

/// Who may have cosigned a ledger's stored checkpoints.
///
/// Each cosignature is verified by the key that is stored beside it. Whether that key is a witness's is known to whoever
/// has it from the witness, and to nobody else: a stranger's true signature is slipped in as easily as a forged one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Witnesses {
    /// Anybody, under any name: no key is known.
    #[default]
    Unknown,
    /// Each of these under its own name with this key alone, and others under other names.
    Among(Vec<WitnessKey>),
    /// These, and nobody else.
    Only(Vec<WitnessKey>),
}

/// What verification of one ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose ledger.
    pub municipality: Municipality,
    /// Up to which position nothing was checked: that of a stored checkpoint, or zero.
    pub since: i64,
    /// How many events stand in unbroken order up to the first difference, or to the end.
    pub events: i64,
    /// The last position that was looked at.
    pub last: i64,
    /// How many stored checkpoints the rows agree with.
    pub checkpoints: usize,
    /// Whose cosignatures of stored checkpoints are right, by verifier key, and how many.
    pub cosignatures: BTreeMap<String, u64>,
    /// Which of the checkpoints from outside are of this log, and were held against it.
    pub held: Vec<String>,
    /// Which of them are of this log and of more events than it has, where what was verified is a standby: it may come to
    /// them yet, and to the key that signed them. Nothing was held against those.
    pub ahead: Vec<Ahead>,
    /// How many events what was signed last covers, where the ledger was held against it.
    pub signed_last: Option<u64>,
    /// The position up to which the key database remembers a ledger that ends before it, where what was verified is a
    /// standby: the key database's memory is of now, and a standby comes after. Nothing was held against that.
    pub behind: Option<i64>,
    /// The last events, which nothing covers that was signed; nothing where all are covered. Who has every right on the
    /// database can still rewrite them with their hashes.
    pub unsigned: Option<Unsigned>,
    /// Why no checkpoint is signed any more, where the log has stopped.
    pub stopped: Option<String>,
    /// Whether each row was held against the code that shows who wrote it.
    pub knows_authors: bool,
    /// From which positions on a key signs of which the key before says nothing.
    pub not_handed_over: Vec<i64>,
    /// The first difference, if there is one.
    pub difference: Option<Difference>,
    /// The others, in order of position, as far as they are listed.
    pub others: Vec<Difference>,
    /// How many more there are than are listed.
    pub more: u64,
}

impl Verified {
    /// Where rows stand that no program of the ledger wrote, and that nobody has accepted, as far as differences are listed.
    pub fn not_ours(&self) -> Vec<i64> {
        let differences = self.difference.iter().chain(&self.others);
        let not_ours = differences.filter(|difference| {
            use DifferenceKind::{Copied, Inserted, NotOurs};
            matches!(difference.kind, NotOurs | Inserted | Copied { .. })
        });
        not_ours.map(|difference| difference.position).collect()
    }
}

/// Events at the end of a ledger that nothing covers which was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsigned {
    /// The position of the first.
    pub from: i64,
    /// The position of the last.
    pub to: i64,
    /// When the first was recorded, by its row.
    pub since: DateTime<Utc>,
}

/// Differences as they are found, in order of position: as many as are listed, and how many more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Those that are listed.
    pub listed: Vec<Difference>,
    /// How many there was no room for. Several at one position, found one after the other, are one.
    pub more: u64,
    /// The position of the last of those.
    last: Option<i64>,
}

impl Findings {
    fn push(&mut self, position: i64, kind: DifferenceKind) {
        if self.has_room() {
            self.listed.push(Difference { position, kind });
        } else if self.last != Some(position) {
            self.last = Some(position);
            self.more += 1;
        }
    }

    fn has_room(&self) -> bool {
        self.listed.len() < MOST_DIFFERENCES
    }

    /// Takes in what was found beside it. More may be listed then than there is room for, until [`Self::cut`].
    fn absorb(&mut self, others: Self) {
        self.listed.extend(others.listed);
        self.more += others.more;
    }

    /// Lists no more than there is room for: the first ones.
    fn cut(&mut self) {
        for Difference { position, kind } in self.listed.split_off(self.listed.len().min(MOST_DIFFERENCES)) {
            self.push(position, kind);
        }
    }
}

/// A place where a ledger is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The position.
    pub position: i64,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How a ledger can differ from what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// No event bears that position.
    Missing,
    /// The row's columns do not give its leaf hash; where the keys are at hand, of a row that a program of the ledger wrote.
    RowChanged,
    /// The row was slipped in: another one was written here, and stands elsewhere.
    Inserted,
    /// The row was written at another position.
    Moved {
        /// Where.
        from: i64,
    },
    /// The row is a copy of another one.
    Copied {
        /// Of the row at that position.
        of: i64,
    },
    /// The stream's events do not follow each other.
    StreamBroken {
        /// The sequence that should stand there.
        expected: i64,
        /// The sequence that stands there.
        found: i64,
    },
    /// Its id is another than its command gives: what is sealed in it was sealed in another event.
    NamedOtherwise,
    /// It is recorded as earlier than the event before it.
    RecordedEarlier,
    /// It is recorded before it happened.
    RecordedTooSoon,
    /// It is recorded at an instant that has not come.
    RecordedAhead,
    /// No program of the ledger wrote the row: it lacks the code that only who holds the keys can make.
    NotOurs,
    /// It introduces a signing key, and what should be the word of the key before is not.
    KeyNotHandedOver,
    /// It stands beyond the head.
    HeadMoved {
        /// Where the head says the ledger ends.
        head: i64,
    },
    /// There is no head.
    HeadMissing,
    /// The head bears another name than the ledger was opened under.
    HeadRenamed {
        /// The name that the opening event tells.
        opened: String,
    },
    /// The ledger ends here, and was longer.
    CutOff {
        /// Who knows.
        witness: Witness,
        /// How long it was.
        size: i64,
    },
    /// The row gives its leaf hash, and another one was written here.
    Rewritten {
        /// Who knows.
        witness: Witness,
    },
    /// Between here and a checkpoint, rows give their leaf hashes and are others than were written; the stored tree
    /// is no help to tell which.
    RewrittenUpTo {
        /// Who knows.
        witness: Witness,
        /// The last position that it may be.
        to: i64,
    },
    /// The rows are right, and the stored tree is not theirs.
    TileChanged {
        /// The tile's level.
        level: u8,
        /// Its index within the level.
        tile: i64,
    },
    /// The tree says another size than its tiles have.
    TreeSizeChanged {
        /// What it says.
        size: i64,
        /// How many leaves its tiles hold.
        tiles: i64,
    },
    /// The content that was attached with that event is another one than was stored.
    ContentChanged,
    /// The content that was attached with that event is gone.
    ContentMissing,
    /// No event there attached the content that stands there.
    ContentInserted,
    /// A checkpoint of that many events is not one that this ledger has signed.
    CheckpointInvalid {
        /// Which.
        witness: Witness,
        /// Why.
        error: CheckpointError,
    },
    /// What is stored as a witness's cosignature of a checkpoint is not one.
    CosignatureInvalid {
        /// The witness's name, as it is stored.
        witness: String,
        /// How many events the checkpoint covers.
        size: i64,
        /// Why.
        error: CosignatureError,
    },
}

impl DifferenceKind {
    /// What it is, for whoever asks: without the names that stand in what may be forged, for its forger chose them.
    pub fn without_names(&self) -> String {
        match self {
            Self::HeadRenamed { opened: _ } => {
                "the head bears another name than the ledger was opened under".to_owned()
            }
            Self::CosignatureInvalid { witness: _, size, error } => {
                format!("the stored checkpoint of {size} events is not cosigned as it is stored: {error}")
            }
            nameless => nameless.to_string(),
        }
    }
}

/// What a ledger was held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witness {
    /// The stored tree.
    Tree,
    /// The stored checkpoint of that many events.
    Stored(i64),
    /// A checkpoint from outside.
    Held(String),
    /// What the key database remembers as signed last.
    SignedLast,
    /// What the key database remembers of the ledger's end.
    WrittenLast,
}

impl Witness {
    /// Whether it stands outside the ledger's database: whoever rewrites rows rewrites what stands in there as well.
    const fn is_outside(&self) -> bool {
        match self {
            Self::Held(_) | Self::SignedLast | Self::WrittenLast => true,
            Self::Tree | Self::Stored(_) => false,
        }
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tree => f.write_str("the stored tree"),
            Self::Stored(size) => write!(f, "the stored checkpoint of {size} events"),
            Self::Held(name) => write!(f, "the checkpoint {name}"),
            Self::SignedLast => f.write_str("what was signed last"),
            Self::WrittenLast => f.write_str("what was written last"),
        }
    }
}

impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("row missing"),
            Self::RowChanged => f.write_str("row changed"),
            Self::Inserted => f.write_str("row slipped in"),
            Self::Moved { from } => write!(f, "row moved: it was written at position {from}"),
            Self::Copied { of } => write!(f, "row copied from position {of}"),
            Self::StreamBroken { expected, found } => {
                write!(f, "stream out of order: sequence {found} where {expected} belongs")
            }
            Self::NamedOtherwise => {
                f.write_str("the event bears the id of another one, whose sealed values it may hold")
            }
            Self::RecordedEarlier => f.write_str("time out of order: recorded before the event ahead of it"),
            Self::RecordedTooSoon => f.write_str("time out of order: recorded before it happened"),
            Self::RecordedAhead => f.write_str("time out of order: recorded at an instant that has not come"),
            Self::NotOurs => f.write_str("row not written by a program of this ledger: it lacks the code of its keys"),
            Self::KeyNotHandedOver => {
                f.write_str("the signing key is introduced by what should be the word of the key before it, and is not")
            }
            Self::HeadMoved { head } => write!(f, "the head says that the ledger ends at {head}"),
            Self::HeadMissing => f.write_str("there is no head, which says where the ledger ends"),
            Self::HeadRenamed { opened } => {
                write!(f, "the head bears another name than the ledger was opened under: {opened}")
            }
            Self::CutOff { witness: Witness::SignedLast, size } => {
                write!(f, "cut off: what was signed last is not in it, which covers {size} events")
            }
            Self::CutOff { witness: Witness::WrittenLast, size } => {
                write!(f, "cut off: what was written last is not in it, which stood at position {size}")
            }
            Self::CutOff { witness, size } => write!(f, "cut off: {witness} covers {size} events"),
            Self::Rewritten { witness } => write!(f, "row rewritten: {witness} holds another one"),
            Self::RewrittenUpTo { witness: Witness::SignedLast, to } => {
                write!(f, "rewritten, here or further on up to position {to}: what was signed last is not in it")
            }
            Self::RewrittenUpTo { witness, to } => {
                write!(f, "rewritten, here or further on up to position {to}: {witness} says otherwise")
            }
            Self::TileChanged { level, tile } => write!(f, "tile {tile} of level {level} of the stored tree changed"),
            Self::TreeSizeChanged { size, tiles } => {
                write!(f, "the stored tree says that it has {size} leaves, and its tiles hold {tiles}")
            }
            Self::ContentChanged => f.write_str("content changed: it is not the one that this event attached"),
            Self::ContentMissing => f.write_str("content missing: what this event attached is gone"),
            Self::ContentInserted => f.write_str("content slipped in: no event attached it here"),
            Self::CheckpointInvalid { witness, error } => {
                write!(f, "{witness} is no checkpoint of this ledger: {error}")
            }
            Self::CosignatureInvalid { witness, size, error } => {
                write!(
                    f,
                    "the stored checkpoint of {size} events is not cosigned by {witness} as it is stored: {error}"
                )
            }
        }
    }
}

/// Why a ledger could not be verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database failed.
    #[error("the ledger's database failed")]
    Database(#[from] sqlx::Error),
    /// The stored tree does not hold the state to go on from.
    #[error("the stored tree cannot be gone on from; verify the whole ledger")]
    Tree(#[from] TreeError),
    /// The database sent rows in a form that is not known.
    #[error("the database sent rows in a form that is not known")]
    Form,
    /// The thread that hashes was interrupted.
    #[error("the verification was interrupted")]
    Interrupted,
}

/// A checkpoint whose signature is right, to be held against the rows.
#[derive(Debug, Clone)]
struct Expected {
    size: u64,
    root: Hash,
    witness: Witness,
}

/// Every municipality with a ledger, or with anything that one leaves behind: number, name and newest position. Where
/// the head is gone, the ledger has no name and ends before its first event.
pub async fn ledgers(pool: &PgPool) -> Result<Vec<(Municipality, String, i64)>, sqlx::Error> {
    let (has_tree, has_contents): (bool, bool) =
        sqlx::query_as("SELECT to_regclass('checkpoints') IS NOT NULL, to_regclass('attachment_contents') IS NOT NULL")
            .fetch_one(pool)
            .await?;
    let of_the_log = if has_tree {
        "UNION SELECT municipality FROM trees UNION SELECT municipality FROM tree_tiles
         UNION SELECT municipality FROM checkpoints UNION SELECT municipality FROM cosignatures"
    } else {
        ""
    };
    let of_contents = if has_contents { "UNION SELECT municipality FROM attachment_contents" } else { "" };
    // From one municipality's events to the next along the primary key: all of them are too many to look at.
    let rows: Vec<(String, String, i64)> = sqlx::query_as(&format!(
        "WITH RECURSIVE in_events (municipality) AS (
             SELECT min(municipality) FROM events
              UNION ALL
             SELECT (SELECT min(e.municipality) FROM events e WHERE e.municipality > i.municipality)
               FROM in_events i WHERE i.municipality IS NOT NULL
         ), named AS (
             SELECT municipality FROM ledger_heads UNION SELECT municipality FROM in_events
             {of_the_log} {of_contents}
         )
         SELECT municipality, coalesce(h.name, 'without a head'), coalesce(h.position, 0)
           FROM named LEFT JOIN ledger_heads h USING (municipality)
          WHERE municipality IS NOT NULL ORDER BY municipality"
    ))
    .fetch_all(pool)
    .await?;
    // The column's check lets nothing else in.
    Ok(rows.into_iter().filter_map(|(number, name, head)| Some((number.parse().ok()?, name, head))).collect())
}

/// Looks through the rows at the positions from the one on and up to the other that `is_asked` names.
pub(crate) async fn look_through(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: &Authorship,
    range: (i64, i64),
    is_asked: impl Fn(i64) -> bool,
) -> Result<LookedThrough, VerifyError> {
    rows::look_through(connection, municipality, authorship, range, is_asked).await
}

/// Verifies one ledger from the first event, against what the database itself holds.
pub async fn verify(
    pool: &PgPool,
    municipality: &Municipality,
    progress: &mut (dyn FnMut(i64, i64) + Send),
) -> Result<Verified, VerifyError> {
    verify_in(pool, municipality, &Scope::default(), progress).await
}

/// Verifies one ledger; `progress` is told now and then how many events are done, and of how many.
///
/// Everything is read in one snapshot, so that appends in the meantime change nothing.
pub async fn verify_in(
    pool: &PgPool,
    municipality: &Municipality,
    scope: &Scope,
    progress: &mut (dyn FnMut(i64, i64) + Send),
) -> Result<Verified, VerifyError> {
    let snapshot = begin_snapshot(pool).await?;
    verify_the_rest(pool, snapshot, municipality, scope, None, progress).await
}

/// How much is read at a time by who verifies beside everybody's work, and how long that rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ease {
    /// How many positions.
    pub rows: i64,
    /// So many times as long as the reading took.
    pub rests: u32,
    /// So many events, or more of them, are not left for the snapshot that everything ends with, signed or not.
    pub most_in_the_snapshot: i64,
}

impl Ease {
    /// For a server that has other things to do.
    pub const OF_SERVERS: Self = Self { rows: 1_024, rests: 4, most_in_the_snapshot: 16_384 };

    /// Rests after something took so long.
    pub(crate) async fn rest(self, took: Duration) {
        tokio::time::sleep(took.saturating_mul(self.rests)).await;
    }
}

/// Verifies one ledger from the first event as [`verify_in`] does, slowly and without keeping a snapshot meanwhile, which would keep
/// PostgreSQL from clearing away what other tables no longer need.
///
/// All but the last events is read in small pieces, each by itself: rows never change, and of the tree it is kept what it was at the
/// checkpoints' sizes. What has come since is read in one snapshot, and there all is held against what is stored and known; where
/// something is signed by then that was not when it was read, that piece is read again. What `scope` says to take for granted, and
/// checkpoints from outside, are left out of it.
pub async fn verify_at_ease(
    pool: &PgPool,
    municipality: &Municipality,
    scope: &Scope,
    ease: Ease,
) -> Result<Verified, VerifyError> {
    let scope = &Scope { since: 0, held: Vec::new(), ..scope.clone() };
    let mut connection = pool.acquire().await?;
    let authorship = authorship_where_rows_have_codes(&mut connection, scope).await?;
    drop(connection);
    let mut walk = Walk::begin(walk::Start { tree: RunningRoot::default(), recorded_before: None, authorship });
    loop {
        let (to, sizes) = there_is(pool, municipality, walk.position(), scope).await?;
        if to - walk.position() < ease.most_in_the_snapshot {
            break;
        }
        let before = walk.position();
        walk.go_on_to(pool, municipality, to, sizes, ease).await?;
        // The rows up to there are gone: what is missing is told at the end.
        if walk.position() == before {
            break;
        }
    }
    let to = walk.position();
    let contents = contents::differences_at_ease(pool, municipality, to, walk.contents(), ease).await?;
    let snapshot = begin_snapshot(pool).await?;
    let begun = Begun { walk, contents };
    verify_the_rest(pool, snapshot, municipality, scope, Some(begun), &mut |_, _| {}).await
}

/// The last position up to the head that a row bears, and the sizes after `after` and up to it at which there is something to hold the
/// tree against. Whether those checkpoints are the ledger's is asked at the end.
async fn there_is(
    pool: &PgPool,
    municipality: &Municipality,
    after: i64,
    scope: &Scope,
) -> Result<(i64, Vec<u64>), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let has_tree: bool =
        sqlx::query_scalar("SELECT to_regclass('checkpoints') IS NOT NULL").fetch_one(&mut *connection).await?;
    // Nothing where there are no rows, or no head.
    let to: Option<i64> = sqlx::query_scalar(
        "SELECT max(position) FROM events
          WHERE municipality = $1 AND position <= (SELECT position FROM ledger_heads WHERE municipality = $1)",
    )
    .bind(municipality.as_str())
    .fetch_one(&mut *connection)
    .await?;
    let Some(to) = to.filter(|to| *to > after) else { return Ok((after, Vec::new())) };
    let mut sizes: Vec<i64> = Vec::new();
    if has_tree {
        let stored = "SELECT size FROM checkpoints WHERE municipality = $1 AND size > $2 AND size <= $3";
        let stored = sqlx::query_scalar(stored).bind(municipality.as_str()).bind(after).bind(to);
        sizes = stored.fetch_all(&mut *connection).await?;
    }
    let mut sizes: Vec<u64> = sizes.into_iter().map(i64::cast_unsigned).collect();
    sizes.extend(scope.signed_last.map(|signed| signed.size));
    sizes.sort_unstable();
    Ok((to, sizes))
}

/// What was verified already.
struct Begun {
    walk: Walk,
    /// Of the contents up to where the walk has come.
    contents: Findings,
}

/// How the rows are known as those of the ledger's programs, where that is asked and they have codes.
async fn authorship_where_rows_have_codes(
    connection: &mut PgConnection,
    scope: &Scope,
) -> Result<Option<Authorship>, sqlx::Error> {
    match &scope.authorship {
        Some(authorship) if has_codes(connection).await? => Ok(Some(authorship.clone())),
        _ => Ok(None),
    }
}

/// Verifies what is not verified yet in one snapshot, and puts everything together.
async fn verify_the_rest(
    pool: &PgPool,
    mut snapshot: Transaction<'static, Postgres>,
    municipality: &Municipality,
    scope: &Scope,
    begun: Option<Begun>,
    progress: &mut (dyn FnMut(i64, i64) + Send),
) -> Result<Verified, VerifyError> {
    snapshot.execute(walk::IN_ORDER).await?;
    let (head, of_the_head) = head(&mut snapshot, municipality).await?;
    let is_standby: bool = sqlx::query_scalar("SELECT pg_is_in_recovery()").fetch_one(&mut *snapshot).await?;
    let (signed_last, written_last, behind) =
        if is_standby { as_far_as_it_has_come(head, scope) } else { (scope.signed_last, scope.written_last, None) };
    let authorship = authorship_where_rows_have_codes(&mut snapshot, scope).await?;
    let accepted = where_accepted_rows_stand(&mut *snapshot, municipality, authorship.as_ref()).await?;
    let keys = published(&mut snapshot, municipality, &accepted).await?;
    // A copy of a ledger that no server of this version has opened has no tree yet.
    let has_tree: bool =
        sqlx::query_scalar("SELECT to_regclass('checkpoints') IS NOT NULL").fetch_one(&mut *snapshot).await?;
    let mut findings = before_the_first(&mut snapshot, municipality).await?;
    findings.absorb(of_the_head);
    let mut expected = Vec::new();
    let mut cosignatures = BTreeMap::new();
    if has_tree {
        findings.absorb(stored_checkpoints(&mut snapshot, municipality, &keys, &mut expected).await?);
        let of_witnesses = cosignatures::check(&mut snapshot, municipality, &scope.witnesses).await?;
        findings.absorb(of_witnesses.findings);
        cosignatures = of_witnesses.right;
    }
    let stored = expected.len();
    let end = if is_standby { head.unsigned_abs() } else { u64::MAX };
    let of_this_log = held_checkpoints(&scope.held, &keys, end, &mut expected, &mut findings);
    expected.extend(signed_last.map(|SignedLast { size, root }| Expected { size, root, witness: Witness::SignedLast }));
    // What is held elsewhere is compared and never taken on trust, so that nothing begins beyond it.
    let held_from = expected[stored..].iter().map(|checkpoint| checkpoint.size).min().unwrap_or(scope.since);
    let trusted_to = scope.since.min(held_from);
    let (mut since, mut start, mut recorded_before) = (0, RunningRoot::default(), None);
    if let Some(checkpoint) = expected[..stored].iter().rev().find(|checkpoint| checkpoint.size <= trusted_to) {
        let begun = RunningRoot::from_stored(&mut snapshot, municipality, checkpoint.size).await?;
        if begun.root() == checkpoint.root {
            let relied_on = locate::what_is_relied_on(&mut snapshot, municipality, checkpoint, &accepted).await?;
            findings.absorb(relied_on.findings);
            (since, start, recorded_before) = (checkpoint.size, begun, relied_on.recorded_last);
        }
    }
    expected.retain(|checkpoint| checkpoint.size >= since);
    expected.sort_by_key(|checkpoint| checkpoint.size);

    let (walk, contents_to) = if let Some(Begun { walk, contents }) = begun {
        findings.absorb(contents);
        let position = walk.position();
        (walk, position)
    } else {
        let mut walk = Walk::begin(walk::Start { tree: start, recorded_before, authorship });
        walk.know_what_was_accepted_before(&mut snapshot, municipality, &accepted).await?;
        (walk, since.cast_signed())
    };
    let knows_authors = walk.knows_authors();
    let mut not_handed_over = Vec::new();
    for (replaced, key) in keys.iter().zip(keys.iter().skip(1)) {
        match key.is_handed_over_by(replaced) {
            HandedOver::BySignature => {}
            HandedOver::Unsaid => not_handed_over.push(key.from.cast_signed()),
            HandedOver::Falsely => findings.push(key.from.cast_signed(), DifferenceKind::KeyNotHandedOver),
        }
    }
    let (walked, mut snapshot) = walk.into_walked(pool, snapshot, municipality, head, expected, progress).await?;
    if let Some(written) = written_last {
        let authorship = scope.authorship.as_ref();
        findings.absorb(hold_against_the_end(&mut snapshot, municipality, authorship, &walked, written).await?);
    }
    let signed = walked.expected.iter().map(|(checkpoint, _)| checkpoint.size).chain([since]);
    let signed = signed.map(u64::cast_signed).filter(|size| *size <= walked.last).max().unwrap_or_default();
    let unsigned = unsigned(&mut snapshot, municipality, signed, walked.last).await?;
    let stopped = if has_tree { stopped(&mut snapshot, municipality).await? } else { None };
    // What lies before the first position can be there only where somebody has dropped the column's check.
    for (after, to) in [(i64::MIN, 0), (contents_to, i64::MAX)] {
        let told = walked.contents.range((Bound::Excluded(after), Bound::Included(to)));
        let told = told.map(|(position, told)| (*position, *told)).collect();
        findings.absorb(contents::differences(&mut snapshot, municipality, (after, to), told).await?);
    }
    // What stands there with an accepted row came from the same hand, and is as little believed.
    let is_content_of_it = |found: &Difference| {
        matches!(found.kind, DifferenceKind::ContentInserted) && accepted.binary_search(&found.position).is_ok()
    };
    findings.listed.retain(|found| !is_content_of_it(found));
    let located = locate::locate(&mut snapshot, municipality, has_tree, since, walked, findings).await?;
    let mut differences = located.findings.listed.into_iter();
    let difference = differences.next();
    let last = difference.as_ref().map_or(head, |difference| difference.position - 1);
    Ok(Verified {
        municipality: municipality.clone(),
        since: since.cast_signed(),
        events: located.whole.min(last.max(0)),
        last: located.whole,
        checkpoints: located.agreeing,
        cosignatures,
        held: of_this_log.held,
        ahead: of_this_log.ahead,
        signed_last: signed_last.map(|signed| signed.size),
        behind,
        unsigned,
        stopped,
        knows_authors,
        not_handed_over,
        difference,
        others: differences.collect(),
        more: located.findings.more,
    })
}

/// Whether rows have codes there: in a copy of a ledger that no program of this version has opened they have none.
async fn has_codes(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'events'::regclass AND attname = 'code')",
    )
    .fetch_one(connection)
    .await
}

/// What the key database remembers of a standby that ends at `head`, as far as that has come, and how far it remembers
/// more.
fn as_far_as_it_has_come(head: i64, scope: &Scope) -> (Option<SignedLast>, Option<WrittenLast>, Option<i64>) {
    let signed = scope.signed_last.filter(|signed| signed.size.cast_signed() <= head);
    let written = scope.written_last.filter(|written| written.position <= head);
    let remembered = scope.signed_last.map(|signed| signed.size.cast_signed());
    let remembered = remembered.into_iter().chain(scope.written_last.map(|written| written.position)).max();
    (signed, written, remembered.filter(|remembered| *remembered > head))
}

/// Whether the event that was written last stands where it was written.
async fn hold_against_the_end(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: Option<&Authorship>,
    walked: &walk::Walked,
    WrittenLast { position, leaf }: WrittenLast,
) -> Result<Findings, VerifyError> {
    let (mut findings, witness) = (Findings::default(), Witness::WrittenLast);
    if walked.last < position {
        findings.push(walked.last + 1, DifferenceKind::CutOff { witness, size: position });
        return Ok(findings);
    }
    let rows = rows::look_again(connection, municipality, &[position], rows::Codes::LeftOut, &|_| Vec::new()).await?;
    // A row that does not give its own hash is told of as what it is, unless it was accepted.
    let is_accepted =
        |row: &rows::Suspect| authorship.is_some_and(|authorship| authorship.is_accepted(position, &row.leaf));
    if rows.iter().any(|row| row.leaf != leaf && (row.stored == row.leaf || is_accepted(row))) {
        findings.push(position, DifferenceKind::Rewritten { witness });
    }
    Ok(findings)
}

/// What comes after what was signed.
async fn unsigned(
    connection: &mut PgConnection,
    municipality: &Municipality,
    signed: i64,
    last: i64,
) -> Result<Option<Unsigned>, sqlx::Error> {
    let first: Option<(i64, DateTime<Utc>)> = sqlx::query_as(
        "SELECT position, recorded_at FROM events
          WHERE municipality = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT 1",
    )
    .bind(municipality.as_str())
    .bind(signed)
    .bind(last)
    .fetch_optional(connection)
    .await?;
    Ok(first.map(|(from, since)| Unsigned { from, to: last, since }))
}

/// Why no checkpoint is signed any more.
async fn stopped(connection: &mut PgConnection, municipality: &Municipality) -> Result<Option<String>, sqlx::Error> {
    let fault: Option<Option<String>> = sqlx::query_scalar("SELECT fault FROM trees WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(fault.flatten())
}

/// Where the head says that the ledger ends, and what is not as it was written of the head itself.
async fn head(connection: &mut PgConnection, municipality: &Municipality) -> Result<(i64, Findings), sqlx::Error> {
    let mut findings = Findings::default();
    let stored: Option<(String, i64)> =
        sqlx::query_as("SELECT name, position FROM ledger_heads WHERE municipality = $1")
            .bind(municipality.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    let Some((name, head)) = stored else {
        findings.push(1, DifferenceKind::HeadMissing);
        return Ok((0, findings));
    };
    let opening: Option<String> = sqlx::query_scalar(
        "SELECT payload::text FROM events
          WHERE municipality = $1 AND aggregate_type = 'Settings' AND event_type = 'LedgerOpened' AND position = 1",
    )
    .bind(municipality.as_str())
    .fetch_optional(connection)
    .await?;
    // The database would fail over some JSON that it keeps. What nobody can read is told by its row.
    let opening: Value = opening.and_then(|opening| serde_json::from_str(&opening).ok()).unwrap_or_default();
    if let Some(opened) = opening["LedgerOpened"]["name"].as_str().filter(|opened| *opened != name) {
        findings.push(1, DifferenceKind::HeadRenamed { opened: opened.to_owned() });
    }
    Ok((head, findings))
}

/// Rows where none can be, which whoever drops the column's check can put there.
pub async fn before_the_first(
    connection: &mut PgConnection,
    municipality: &Municipality,
) -> Result<Findings, sqlx::Error> {
    let mut positions = sqlx::query_scalar::<_, i64>(
        "SELECT position FROM events WHERE municipality = $1 AND position <= 0 ORDER BY position",
    )
    .bind(municipality.as_str())
    .fetch(connection);
    let mut findings = Findings::default();
    while let Some(position) = positions.try_next().await? {
        findings.push(position, DifferenceKind::Inserted);
    }
    Ok(findings)
}

/// Adds the stored checkpoints that this ledger has signed; answers with those that it has not.
async fn stored_checkpoints(
    connection: &mut PgConnection,
    municipality: &Municipality,
    keys: &[PublishedKey],
    expected: &mut Vec<Expected>,
) -> Result<Findings, sqlx::Error> {
    let mut findings = Findings::default();
    let mut rows = sqlx::query_as::<_, (i64, Vec<u8>, String)>(
        "SELECT size, root, note FROM checkpoints WHERE municipality = $1 ORDER BY size",
    )
    .bind(municipality.as_str())
    .fetch(connection)
    .try_chunks(CHECKPOINTS_AT_A_TIME);
    while let Some(rows) = rows.try_next().await.map_err(|TryChunksError(_, error)| error)? {
        // What reads signatures goes to no other thread, as whoever waits for rows may.
        let reader = Reader::new(keys);
        for (size, root, note) in rows {
            let witness = Witness::Stored(size);
            let read = reader.read(&note).and_then(|checkpoint| {
                let as_stored = checkpoint.size == size.cast_unsigned() && checkpoint.root == *root;
                if as_stored { Ok(checkpoint) } else { Err(CheckpointError::Malformed) }
            });
            match read {
                Ok(checkpoint) => expected.push(Expected { size: checkpoint.size, root: checkpoint.root, witness }),
                Err(error) => findings.push(size, DifferenceKind::CheckpointInvalid { witness, error }),
            }
        }
    }
    Ok(findings)
}

/// Which checkpoints from outside are of a log.
#[derive(Debug, Default, PartialEq, Eq)]
struct OfThisLog {
    /// Those that it is held against.
    held: Vec<String>,
    /// Those that it has not come to.
    ahead: Vec<Ahead>,
}

/// Adds the checkpoints that are of this log, up to the one of `end` events; answers which they are.
fn held_checkpoints(
    held: &[Held],
    keys: &[PublishedKey],
    end: u64,
    expected: &mut Vec<Expected>,
    findings: &mut Findings,
) -> OfThisLog {
    let reader = Reader::new(keys);
    let mut ours = OfThisLog::default();
    for Held { name, note } in held {
        let Some((origin, size)) = said_in(note) else { continue };
        if !keys.iter().any(|key| name_of(&key.verifier_key) == origin) {
            continue;
        }
        let witness = Witness::Held(name.clone());
        let read = reader.read(note);
        // The key that signed it may stand beyond the end as well.
        if size > end && matches!(read, Ok(_) | Err(CheckpointError::Unsigned)) {
            ours.ahead.push(Ahead { name: name.clone(), size });
            continue;
        }
        ours.held.push(name.clone());
        match read {
            Ok(checkpoint) => expected.push(Expected { size: checkpoint.size, root: checkpoint.root, witness }),
            Err(error) => findings.push(1, DifferenceKind::CheckpointInvalid { witness, error }),
        }
    }
    ours
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::projections::tests::Server;
    use crate::proof::prover::{Prover, ProverOptions};

    /// A log that is signed while it is read, after its rows were.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_signed_only_after_it_was_read_is_held_against_what_was_read() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let prover = Prover::new(Arc::clone(&server.ledger), ProverOptions::default());
        for _ in 0..3 {
            server.emergency(&municipality).await;
            prover.prove(&municipality).await.unwrap();
        }
        let (pool, scope) = (server.ledger.tasks(), Scope::default());
        let ease = Ease { rows: 4, rests: 0, most_in_the_snapshot: 1 };
        let both = async || {
            let start = walk::Start { tree: RunningRoot::default(), recorded_before: None, authorship: None };
            let mut walk = Walk::begin(start);
            let (to, sizes) = there_is(pool, &municipality, 0, &scope).await.unwrap();
            assert!(sizes.len() >= 3, "{sizes:?}");
            walk.go_on_to(pool, &municipality, to, Vec::new(), ease).await.unwrap();
            let contents = contents::differences_at_ease(pool, &municipality, to, walk.contents(), ease).await.unwrap();
            let snapshot = begin_snapshot(pool).await.unwrap();
            let begun = Some(Begun { walk, contents });
            let in_pieces =
                verify_the_rest(pool, snapshot, &municipality, &scope, begun, &mut |_, _| {}).await.unwrap();
            let at_once = verify(pool, &municipality, &mut |_, _| {}).await.unwrap();
            assert_eq!(in_pieces, at_once);
            at_once
        };
        let sound = both().await;
        assert!(sound.difference.is_none() && sound.checkpoints >= 3, "{sound:?}");
        for sql in [
            "DELETE FROM events WHERE position = 3",
            "UPDATE events SET event_version = '0.9' WHERE position = 6",
            // Which the database keeps, and fails to read.
            r#"UPDATE events SET payload = '{"LedgerOpened": {"name": "\u0000"}}' WHERE position = 1"#,
        ] {
            server.as_superuser(&format!("SET session_replication_role = replica; {sql}")).await;
            assert!(both().await.difference.is_some(), "{sql}");
        }
        server.end().await;
    }

    /// What finds differences goes along the positions, and may tell more than one thing of each.
    fn found(positions: impl Iterator<Item = i64>) -> Findings {
        let mut findings = Findings::default();
        for position in positions {
            findings.push(position, DifferenceKind::RowChanged);
            findings.push(position, DifferenceKind::RecordedEarlier);
        }
        findings
    }

    #[test]
    fn a_standby_is_held_against_what_it_has_come_to() {
        let signed = SignedLast { size: 10, root: [1; 32] };
        let written = WrittenLast { position: 12, leaf: [2; 32] };
        let scope = Scope { signed_last: Some(signed), written_last: Some(written), ..Scope::default() };
        assert_eq!(as_far_as_it_has_come(12, &scope), (Some(signed), Some(written), None));
        assert_eq!(as_far_as_it_has_come(11, &scope), (Some(signed), None, Some(12)));
        assert_eq!(as_far_as_it_has_come(9, &scope), (None, None, Some(12)));
        assert_eq!(as_far_as_it_has_come(9, &Scope::default()), (None, None, None));
    }

    #[test]
    fn a_checkpoint_that_a_standby_has_not_come_to_is_not_held_against_it() {
        let verifier_key = crate::proof::keys::tests::verifier_key_of("ledger.example/9901", [1; 32]);
        let signer = crate::proof::keys::signer_from(&verifier_key, &[1; 32]).unwrap();
        let held = [7, 9].map(|size: u64| {
            let note = crate::proof::checkpoint::sign(&signer, size, [3; 32]).unwrap();
            Held { name: size.to_string(), note }
        });
        let keys = [PublishedKey { verifier_key, from: 1, until: None, handed_over: None }];
        let held_against = |end| {
            let (mut expected, mut findings) = (Vec::new(), Findings::default());
            let OfThisLog { held, ahead } = held_checkpoints(&held, &keys, end, &mut expected, &mut findings);
            assert_eq!(findings, Findings::default());
            let sizes: Vec<String> = expected.iter().map(|checkpoint| checkpoint.size.to_string()).collect();
            assert_eq!(sizes, held);
            (held, ahead)
        };
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let nine = Ahead { name: "9".to_owned(), size: 9 };
        assert_eq!(held_against(8), (named(&["7"]), vec![nine.clone()]));
        assert_eq!(held_against(9), (named(&["7", "9"]), vec![]));
        // Signed with a key that was introduced beyond the standby's end, or by a stranger: which, it cannot tell.
        let newer = crate::proof::keys::tests::verifier_key_of("ledger.example/9901", [2; 32]);
        let signer = crate::proof::keys::signer_from(&newer, &[2; 32]).unwrap();
        let note = crate::proof::checkpoint::sign(&signer, 9, [3; 32]).unwrap();
        for (end, ahead, invalid) in [(8, vec![nine], 0), (9, vec![], 1)] {
            let (mut expected, mut findings) = (Vec::new(), Findings::default());
            let held = [Held { name: "9".to_owned(), note: note.clone() }];
            let of_this_log = held_checkpoints(&held, &keys, end, &mut expected, &mut findings);
            assert_eq!((of_this_log.ahead, findings.listed.len(), expected.len()), (ahead, invalid, 0));
        }
    }

    #[test]
    fn what_finds_no_room_is_counted_once_for_each_position() {
        let findings = found(1..=12_000);
        assert_eq!((findings.listed.len(), findings.more), (MOST_DIFFERENCES, 7_000));
        assert_eq!(findings.listed.last().map(|last| last.position), Some(5_000));
    }

    #[test]
    fn of_what_several_have_found_the_first_is_listed_and_the_rest_counted() {
        let mut findings = found(5_001..=10_001);
        findings.absorb(found(1..=1_000));
        findings.listed.sort_by_key(|difference| difference.position);
        findings.cut();
        let places = findings.listed.first().zip(findings.listed.last());
        assert_eq!(places.map(|(first, last)| (first.position, last.position)), Some((1, 9_000)));
        assert_eq!((findings.listed.len(), findings.more), (MOST_DIFFERENCES, 1 + 1_000));
    }
}
