//! A municipality's Merkle tree: RFC 6962 over the leaf hashes, kept as hash tiles of C2SP's `tlog-tiles`.
//!
//! A tile holds up to 256 hashes that stand side by side at one of the levels 0, 8, 16, …; the rightmost tile of each
//! level grows until it is full. Because the tree only grows, the tile of a smaller tree is the beginning of the tile
//! of a larger one, and so one row per tile answers for every size there ever was. A proof reads a tile or two per
//! level.

use std::collections::{BTreeMap, BTreeSet};

use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgConnection;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog::{self, HASH_SIZE, HashReader};

use crate::ledger::leaf::Hash;

/// Levels of the tree that one tile spans; the protocol fixes it.
pub const TILE_HEIGHT: u8 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;
/// More levels than the tree of any ledger can have: positions are 63 bits.
pub const MOST_LEVELS: u8 = 8;

/// Why a tree does not answer.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The database failed.
    #[error("the ledger's database failed")]
    Database(#[from] sqlx::Error),
    /// A tile that the size of the tree asks for is not there, or too short.
    #[error("tile {tile} of level {level} lacks hashes that were stored")]
    TileMissing {
        /// Its level.
        level: u8,
        /// Its index within the level.
        tile: u64,
    },
    /// The tree has no such leaf, or no such size.
    #[error("the tree has not grown to that")]
    OutOfRange,
}

/// Where a tile stands: its level and its index within the level.
pub type TileId = (u8, u64);

/// Tiles of one tree, as far as they were loaded: the hashes of each, one after the other.
#[derive(Debug, Default, Clone)]
pub struct Tiles(BTreeMap<TileId, Vec<u8>>);

impl Tiles {
    /// Those tiles, with as many hashes as each has.
    pub fn new(tiles: impl IntoIterator<Item = (TileId, Vec<u8>)>) -> Self {
        Self(tiles.into_iter().collect())
    }

    /// The tiles that are needed to let a tree of `size` leaves grow: the unfinished one of each level.
    pub fn edge(size: u64) -> Vec<TileId> {
        (0..MOST_LEVELS)
            .map(|level| (level, size >> (u32::from(TILE_HEIGHT) * u32::from(level))))
            .filter(|(_, hashes)| hashes % TILE_WIDTH != 0)
            .map(|(level, hashes)| (level, hashes / TILE_WIDTH))
            .collect()
    }

    /// Lets the tree of `size` leaves grow by `leaves`; answers which tiles changed. The tiles of [`Self::edge`] must
    /// be loaded.
    pub fn grow(&mut self, size: u64, leaves: &[Hash]) -> Result<BTreeSet<TileId>, TreeError> {
        let mut changed = BTreeSet::new();
        let mut next = leaves.to_vec();
        let mut first = size;
        for level in 0..MOST_LEVELS {
            let mut above = Vec::new();
            for hash in &next {
                let (id, place) = ((level, first / TILE_WIDTH), first % TILE_WIDTH);
                let tile = self.0.entry(id).or_default();
                if tile.len() as u64 != place * HASH_SIZE as u64 {
                    return Err(TreeError::TileMissing { level, tile: id.1 });
                }
                tile.extend_from_slice(hash);
                changed.insert(id);
                if place + 1 == TILE_WIDTH {
                    above.push(Tile::subtree_hash(tile).0);
                }
                first += 1;
            }
            next = above;
            first = (size >> (u32::from(TILE_HEIGHT) * u32::from(level))) / TILE_WIDTH;
            if next.is_empty() {
                break;
            }
        }
        Ok(changed)
    }

    /// The hashes of a tile.
    pub fn hashes(&self, tile: TileId) -> Option<&[u8]> {
        self.0.get(&tile).map(Vec::as_slice)
    }
}

impl HashReader for Tiles {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let hash = |index: &u64| {
            let tile = Tile::from_index(TILE_HEIGHT, *index);
            let hashes = self.0.get(&(tile.level(), tile.level_index())).ok_or(tlog::Error::InvalidTile)?;
            tile.hash_at_index(hashes, *index)
        };
        indexes.iter().map(hash).collect()
    }
}

/// Notes which hashes somebody would read, and gives none.
#[derive(Default)]
struct Wanted(std::cell::RefCell<Vec<u64>>);

impl HashReader for Wanted {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        *self.0.borrow_mut() = indexes.to_vec();
        Err(tlog::Error::IndexesNotInTree)
    }
}

/// A question to a tree, which reads hashes once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The root of the tree of that size.
    Root(u64),
    /// The audit path of the leaf with that index (from zero) in the tree of that size.
    Inclusion {
        /// The leaf.
        leaf: u64,
        /// The tree's size.
        size: u64,
    },
    /// The proof that the tree of size `to` begins with the tree of size `from`.
    Consistency {
        /// The smaller size, not zero.
        from: u64,
        /// The larger size.
        to: u64,
    },
}

impl Question {
    fn ask(self, reader: &impl HashReader) -> Result<Vec<Hash>, tlog::Error> {
        let hashes = match self {
            Self::Root(size) => vec![tlog::tree_hash(size, reader)?],
            Self::Inclusion { leaf, size } => tlog::prove_record(size, leaf, reader)?,
            Self::Consistency { from, to } => tlog::prove_tree(to, from, reader)?,
        };
        Ok(hashes.into_iter().map(|hash| hash.0).collect())
    }

    /// Whether a tree of `size` leaves can answer it.
    fn is_within(self, size: u64) -> bool {
        match self {
            Self::Root(of) => of <= size,
            Self::Inclusion { leaf, size: of } => leaf < of && of <= size,
            Self::Consistency { from, to } => 0 < from && from <= to && to <= size,
        }
    }

    /// The tiles that hold what the answer is made of.
    pub fn tiles(self) -> BTreeSet<TileId> {
        let wanted = Wanted::default();
        // It gives no hashes, and so there is no answer yet; an empty answer asks for none.
        let _ = self.ask(&wanted);
        let indexes = wanted.0.into_inner();
        indexes
            .iter()
            .map(|index| Tile::from_index(TILE_HEIGHT, *index))
            .map(|tile| (tile.level(), tile.level_index()))
            .collect()
    }

    /// The answer, from those tiles.
    pub fn answer(self, tiles: &Tiles) -> Result<Vec<Hash>, TreeError> {
        self.ask(tiles).map_err(|_| {
            let (level, tile) = self.tiles().into_iter().find(|id| tiles.hashes(*id).is_none()).unwrap_or_default();
            TreeError::TileMissing { level, tile }
        })
    }
}

/// The root of a tree whose tiles are all loaded.
pub fn root(tiles: &Tiles, size: u64) -> Result<Hash, TreeError> {
    first_hash(Question::Root(size).answer(tiles)?)
}

fn first_hash(hashes: Vec<Hash>) -> Result<Hash, TreeError> {
    hashes.into_iter().next().ok_or(TreeError::OutOfRange)
}

/// How many leaves the stored tree of a municipality has; none where there is no tree yet.
pub async fn stored_size(connection: &mut PgConnection, municipality: &Municipality) -> Result<u64, sqlx::Error> {
    let size: Option<i64> = sqlx::query_scalar("SELECT size FROM trees WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(size.unwrap_or_default().cast_unsigned())
}

/// Stored tiles.
pub async fn load(
    connection: &mut PgConnection,
    municipality: &Municipality,
    wanted: impl IntoIterator<Item = TileId>,
) -> Result<Tiles, sqlx::Error> {
    let (levels, tiles): (Vec<i16>, Vec<i64>) =
        wanted.into_iter().map(|(level, tile)| (i16::from(level), tile.cast_signed())).unzip();
    let rows: Vec<(i16, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT t.level, t.tile, t.hashes
           FROM unnest($2::smallint[], $3::bigint[]) AS wanted (level, tile)
           JOIN tree_tiles t ON t.municipality = $1 AND t.level = wanted.level AND t.tile = wanted.tile",
    )
    .bind(municipality.as_str())
    .bind(levels)
    .bind(tiles)
    .fetch_all(connection)
    .await?;
    let rows = rows.into_iter().filter_map(|(level, tile, hashes)| {
        // The table's checks let no other level in.
        Some(((u8::try_from(level).ok()?, tile.cast_unsigned()), hashes))
    });
    Ok(Tiles::new(rows))
}

/// Stores what changed. A tile that is there only ever grows, which a trigger sees to.
pub async fn store(
    connection: &mut PgConnection,
    municipality: &Municipality,
    tiles: &Tiles,
    changed: &BTreeSet<TileId>,
) -> Result<(), sqlx::Error> {
    let (mut levels, mut indexes, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for (level, tile) in changed {
        levels.push(i16::from(*level));
        indexes.push(tile.cast_signed());
        hashes.push(tiles.hashes((*level, *tile)).unwrap_or_default());
    }
    sqlx::query(
        "INSERT INTO tree_tiles (municipality, level, tile, hashes)
         SELECT $1, new.* FROM unnest($2::smallint[], $3::bigint[], $4::bytea[]) AS new (level, tile, hashes)
         ON CONFLICT (municipality, level, tile) DO UPDATE SET hashes = excluded.hashes",
    )
    .bind(municipality.as_str())
    .bind(levels)
    .bind(indexes)
    .bind(hashes)
    .execute(connection)
    .await?;
    Ok(())
}

/// The stored tree's answer.
pub async fn ask(
    connection: &mut PgConnection,
    municipality: &Municipality,
    question: Question,
) -> Result<Vec<Hash>, TreeError> {
    if !question.is_within(stored_size(connection, municipality).await?) {
        return Err(TreeError::OutOfRange);
    }
    let tiles = load(connection, municipality, question.tiles()).await?;
    question.answer(&tiles)
}

/// The stored tree's root when it had that size.
pub async fn stored_root(
    connection: &mut PgConnection,
    municipality: &Municipality,
    size: u64,
) -> Result<Hash, TreeError> {
    first_hash(ask(connection, municipality, Question::Root(size)).await?)
}

/// The leaves at those positions, which count from 1, as the stored tiles have them; one that no tile holds is left out.
pub async fn stored_leaves(
    connection: &mut PgConnection,
    municipality: &Municipality,
    positions: impl Iterator<Item = u64> + Clone,
) -> Result<BTreeMap<u64, Hash>, TreeError> {
    let places = positions.filter_map(|position| Some((position, position.checked_sub(1)?)));
    let wanted: BTreeSet<TileId> = places.clone().map(|(_, leaf)| (0, leaf / TILE_WIDTH)).collect();
    let tiles = load(connection, municipality, wanted).await?;
    let leaves = places.filter_map(|(position, leaf)| {
        let at = usize::try_from(leaf % TILE_WIDTH).ok()? * HASH_SIZE;
        let hash = tiles.hashes((0, leaf / TILE_WIDTH))?.get(at..)?.first_chunk::<HASH_SIZE>()?;
        Some((position, *hash))
    });
    Ok(leaves.collect())
}

/// The roots of a tree that is fed leaf by leaf, in the memory of one hash per level.
#[derive(Debug, Default, Clone)]
pub struct RunningRoot {
    size: u64,
    /// The roots of the complete subtrees, the largest first.
    complete: Vec<Hash>,
}

impl RunningRoot {
    /// Takes the next leaf; answers with the root of the tile of leaves that it fills, if it does.
    pub fn push(&mut self, leaf: Hash) -> Option<Hash> {
        let mut hash = leaf;
        let mut of_tile = None;
        for height in 1..=self.size.trailing_ones() {
            if let Some(left) = self.complete.pop() {
                hash = node(&left, &hash);
            }
            if height == u32::from(TILE_HEIGHT) {
                of_tile = Some(hash);
            }
        }
        self.complete.push(hash);
        self.size += 1;
        of_tile
    }

    /// How many leaves it has taken.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of what was taken so far.
    pub fn root(&self) -> Hash {
        let mut complete = self.complete.iter().rev();
        let Some(last) = complete.next() else { return tlog::EMPTY_HASH.0 };
        complete.fold(*last, |right, left| node(left, &right))
    }

    /// Goes on from a tree of `size` leaves that is stored.
    pub async fn from_stored(
        connection: &mut PgConnection,
        municipality: &Municipality,
        size: u64,
    ) -> Result<Self, TreeError> {
        let indexes = tlog::sub_tree_index(0, size, Vec::new());
        let wanted: BTreeSet<TileId> = indexes
            .iter()
            .map(|index| Tile::from_index(TILE_HEIGHT, *index))
            .map(|tile| (tile.level(), tile.level_index()))
            .collect();
        let tiles = load(connection, municipality, wanted.iter().copied()).await?;
        let complete = tiles.read_hashes(&indexes).map_err(|_| {
            let (level, tile) = wanted.into_iter().find(|id| tiles.hashes(*id).is_none()).unwrap_or_default();
            TreeError::TileMissing { level, tile }
        })?;
        Ok(Self { size, complete: complete.into_iter().map(|hash| hash.0).collect() })
    }
}

/// The hash of an inner node: SHA-256 of a one byte and both children.
fn node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [0; 1 + 2 * HASH_SIZE];
    bytes[0] = 1;
    bytes[1..=HASH_SIZE].copy_from_slice(left);
    bytes[1 + HASH_SIZE..].copy_from_slice(right);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    let mut hash = [0; HASH_SIZE];
    hash.copy_from_slice(digest.as_ref());
    hash
}

/// Whether a tree of `to` leaves with root `to_root` begins with the tree of `from` leaves with root `from_root`.
pub fn is_consistent(proof: &[Hash], from: u64, from_root: Hash, to: u64, to_root: Hash) -> bool {
    let proof: Vec<tlog::Hash> = proof.iter().map(|hash| tlog::Hash(*hash)).collect();
    tlog::check_tree(&proof, to, tlog::Hash(to_root), from, tlog::Hash(from_root)).is_ok()
}

/// Whether the tree of `size` leaves with that root has `hash` as its leaf with the index `leaf`.
pub fn is_included(path: &[Hash], leaf: u64, hash: Hash, size: u64, root: Hash) -> bool {
    let path: Vec<tlog::Hash> = path.iter().map(|hash| tlog::Hash(*hash)).collect();
    tlog::check_record(&path, size, tlog::Hash(root), leaf, tlog::Hash(hash)).is_ok()
}

/// The path of a tile below the log's address: `tile/<level>/<index>`, the index in groups of three digits, and the
/// width of a tile that is not full.
pub fn tile_path(level: u8, tile: u64, width: u64) -> String {
    let mut path = format!("{:03}", tile % 1000);
    let mut rest = tile / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    let partial = if width == TILE_WIDTH { String::new() } else { format!(".p/{width}") };
    format!("tile/{level}/{path}{partial}")
}

/// The level, index and width in what follows `tile/`; `None` where it is not exactly as [`tile_path`] writes it.
pub fn parse_tile_path(path: &str) -> Option<(u8, u64, u64)> {
    let (level, rest) = path.split_once('/')?;
    let level: u8 = level.parse().ok()?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok().filter(|width| (1..TILE_WIDTH).contains(width))?),
        None => (rest, TILE_WIDTH),
    };
    let mut tile: u64 = 0;
    for part in index.split('/') {
        let digits: u64 = part.strip_prefix('x').unwrap_or(part).parse().ok()?;
        tile = tile.checked_mul(1000)?.checked_add(digits)?;
    }
    (tile_path(level, tile, width) == format!("tile/{path}")).then_some((level, tile, width))
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::*;

    fn leaf(number: u64) -> [u8; 8] {
        number.to_be_bytes()
    }

    /// Trees grow in batches, as they do in the ledger.
    fn grown(batches: &[usize]) -> (Tiles, RunningRoot, MemoryBackedTree<Sha256, [u8; 8]>) {
        let (mut tiles, mut running, mut other) = (Tiles::default(), RunningRoot::default(), MemoryBackedTree::new());
        for batch in batches {
            let size = running.size();
            let leaves: Vec<Hash> =
                (size..size + *batch as u64).map(|number| tlog::record_hash(&leaf(number)).0).collect();
            tiles.grow(size, &leaves).unwrap();
            for (hash, number) in leaves.into_iter().zip(size..) {
                running.push(hash);
                other.push(leaf(number));
            }
        }
        (tiles, running, other)
    }

    fn independent_root(hash: Hash, size: u64) -> RootHash<Sha256> {
        RootHash::new(hash.into(), size)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn roots_and_proofs_are_those_of_an_independent_implementation(
            batches in prop::collection::vec(1_usize..400, 1..6),
            (leaf_seed, from_seed) in (any::<u64>(), any::<u64>()),
        ) {
            let (tiles, running, other) = grown(&batches);
            let size = running.size();
            let ours = root(&tiles, size).unwrap();
            prop_assert_eq!(ours, running.root());
            let independent = other.root();
            prop_assert_eq!(&ours[..], independent.as_bytes().as_slice());

            let index = leaf_seed % size;
            let path = Question::Inclusion { leaf: index, size }.answer(&tiles).unwrap();
            let proof = InclusionProof::<Sha256>::try_from_bytes(path.concat()).unwrap();
            let verified = independent_root(ours, size).verify_inclusion(&leaf(index), index, &proof);
            prop_assert!(verified.is_ok());
            let other_leaf = independent_root(ours, size).verify_inclusion(&leaf(index + 1), index, &proof);
            prop_assert!(other_leaf.is_err());

            let from = from_seed % size + 1;
            let path = Question::Consistency { from, to: size }.answer(&tiles).unwrap();
            let before = root(&tiles, from).unwrap();
            prop_assert!(is_consistent(&path, from, before, size, ours));
            let proof = ConsistencyProof::<Sha256>::try_from_bytes(path.concat()).unwrap();
            let (old, new) = (independent_root(before, from), independent_root(ours, size));
            prop_assert!(new.verify_consistency(&old, &proof).is_ok());
        }

        #[test]
        fn a_tile_path_reads_back_as_it_was_written(level in 0_u8..8, tile in any::<u64>(), width in 1_u64..=256) {
            let path = tile_path(level, tile, width);
            prop_assert_eq!(parse_tile_path(path.strip_prefix("tile/").unwrap()), Some((level, tile, width)));
        }
    }

    #[test]
    fn the_tiles_of_a_tree_of_seventy_thousand_are_those_of_the_specification() {
        let (tiles, _, _) = grown(&[70_000]);
        let widths = |level: u8| -> Vec<usize> {
            tiles.0.iter().filter(|((of, _), _)| *of == level).map(|(_, hashes)| hashes.len() / HASH_SIZE).collect()
        };
        assert_eq!((widths(0).len(), widths(0)[273]), (274, 112));
        assert_eq!(widths(1), [256, 17]);
        assert_eq!(widths(2), [1]);
        assert_eq!(Tiles::edge(70_000), [(0, 273), (1, 1), (2, 0)]);
        assert_eq!(tile_path(0, 1_234_067, TILE_WIDTH), "tile/0/x001/x234/067");
    }

    #[test]
    fn a_proof_reads_a_tile_or_two_per_level() {
        let size = 10_000_000;
        for question in [
            Question::Root(size),
            Question::Inclusion { leaf: 5_000_001, size },
            Question::Consistency { from: 7_654_321, to: size },
        ] {
            assert!(question.tiles().len() <= 8, "{question:?}: {:?}", question.tiles());
        }
    }

    #[test]
    fn only_exact_tile_paths_are_read() {
        assert_eq!(parse_tile_path("0/000"), Some((0, 0, 256)));
        assert_eq!(parse_tile_path("1/x001/234.p/17"), Some((1, 1234, 17)));
        for wrong in [
            "",
            "0",
            "0/",
            "00/000",
            "0/0",
            "0/0000",
            "0/x000/001",
            "0/001/002",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "-1/000",
            "0/+01",
            "entries/000",
            "0/x99999999999999999999/000",
            "0/000/",
        ] {
            assert_eq!(parse_tile_path(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_tree_does_not_grow_from_another_size_than_it_has() {
        let (mut tiles, _, _) = grown(&[10]);
        assert!(tiles.grow(11, &[[0; 32]]).is_err());
        assert!(tiles.grow(9, &[[0; 32]]).is_err());
        assert!(tiles.grow(10, &[[0; 32]]).is_ok());
    }
}
