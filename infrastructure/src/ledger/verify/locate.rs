//! Says what a difference is and where: by the stored tiles, by checkpoints, and by looking at suspicious rows again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_lc_rs::digest::{SHA256, digest};
use case_ledger_domain::ids::Municipality;
use sqlx::postgres::PgConnection;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog::HASH_SIZE;

use super::rows::{Codes, Suspect, look_again};
use super::walk::Walked;
use super::{Difference, DifferenceKind, Expected, Findings, VerifyError, Witness};
use crate::ledger::leaf::Hash;
use crate::proof::tree::{self, MOST_LEVELS, Question, TILE_HEIGHT, TILE_WIDTH, Tiles};

/// The most rows of which it is asked where they were written; of others it is told that they are not what was written.
const MOST_SUSPECTS: usize = 1_000;
/// The most places that each of them is tried at.
const MOST_PLACES: usize = 256;
/// How many tiles are read at a time.
const TILES_AT_A_TIME: i64 = 1_000;
/// The most tiles in which it is looked for where a row was written.
const MOST_SEARCHED: usize = MOST_SUSPECTS * MOST_PLACES;

/// Bytes of a full tile.
const TILE_BYTES: usize = HASH_SIZE << TILE_HEIGHT;

/// What became of the findings.
pub(super) struct Located {
    /// In order of position.
    pub findings: Findings,
    /// How many stored checkpoints agree.
    pub agreeing: usize,
    /// How many events there are.
    pub whole: i64,
}

/// Whether it says that another row than this was written here.
fn is_of_the_row(kind: &DifferenceKind) -> bool {
    match kind {
        DifferenceKind::Missing
        | DifferenceKind::RowChanged
        | DifferenceKind::Inserted
        | DifferenceKind::Moved { .. }
        | DifferenceKind::Copied { .. }
        | DifferenceKind::HeadMoved { .. }
        | DifferenceKind::Rewritten { .. } => true,
        DifferenceKind::StreamBroken { .. }
        | DifferenceKind::RecordedEarlier
        | DifferenceKind::RecordedTooSoon
        | DifferenceKind::RecordedAhead
        | DifferenceKind::NotOurs
        | DifferenceKind::KeyNotHandedOver
        | DifferenceKind::NamedOtherwise
        | DifferenceKind::HeadMissing
        | DifferenceKind::HeadRenamed { .. }
        | DifferenceKind::CutOff { .. }
        | DifferenceKind::RewrittenUpTo { .. }
        | DifferenceKind::TileChanged { .. }
        | DifferenceKind::TreeSizeChanged { .. }
        | DifferenceKind::ContentChanged
        | DifferenceKind::ContentMissing
        | DifferenceKind::ContentInserted
        | DifferenceKind::CheckpointInvalid { .. }
        | DifferenceKind::CosignatureInvalid { .. } => false,
    }
}

/// Of several differences at one position the first says what the others follow from.
fn rank(kind: &DifferenceKind) -> u8 {
    match kind {
        DifferenceKind::StreamBroken { .. }
        | DifferenceKind::RecordedEarlier
        | DifferenceKind::RecordedTooSoon
        | DifferenceKind::RecordedAhead
        | DifferenceKind::NotOurs
        | DifferenceKind::KeyNotHandedOver
        | DifferenceKind::NamedOtherwise
        | DifferenceKind::HeadRenamed { .. }
        | DifferenceKind::ContentChanged
        | DifferenceKind::ContentMissing
        | DifferenceKind::ContentInserted => 1,
        DifferenceKind::CutOff { .. } | DifferenceKind::RewrittenUpTo { .. } => 2,
        DifferenceKind::TileChanged { .. } | DifferenceKind::TreeSizeChanged { .. } => 3,
        DifferenceKind::CheckpointInvalid { .. } => 4,
        DifferenceKind::CosignatureInvalid { .. } => 5,
        DifferenceKind::HeadMissing => 6,
        DifferenceKind::Missing
        | DifferenceKind::RowChanged
        | DifferenceKind::Inserted
        | DifferenceKind::Moved { .. }
        | DifferenceKind::Copied { .. }
        | DifferenceKind::HeadMoved { .. }
        | DifferenceKind::Rewritten { .. } => 0,
    }
}

/// Puts everything together that was found.
pub(super) async fn locate(
    connection: &mut PgConnection,
    municipality: &Municipality,
    has_tree: bool,
    since: u64,
    walked: Walked,
    of_the_log: Findings,
) -> Result<Located, VerifyError> {
    let mut findings = walked.findings.clone();
    if has_tree {
        let of_tiles = hold_against_tiles(connection, municipality, since, &walked).await?;
        findings.absorb(of_tiles);
        findings.absorb(hold_against_its_size(connection, municipality).await?);
    }
    hold_against_checkpoints(since, &walked, &mut findings.listed);
    classify(connection, municipality, has_tree, &walked, &mut findings.listed).await?;
    findings.absorb(of_the_log);
    findings.listed.sort_by_key(|difference| (difference.position, rank(&difference.kind)));
    // Where the row is another one, its sequence and times tell nothing.
    findings
        .listed
        .dedup_by(|next, kept| next.position == kept.position && is_of_the_row(&kept.kind) && rank(&next.kind) < 2);
    findings.listed.dedup();
    findings.cut();
    let agreeing = walked
        .expected
        .iter()
        .filter(|(expected, agrees)| *agrees == Some(true) && matches!(expected.witness, Witness::Stored(_)));
    Ok(Located { findings, agreeing: agreeing.count(), whole: walked.last })
}

/// Up to where a checkpoint that can be trusted says that the rows are right. Where one from outside disagrees, the
/// stored ones are no longer trusted.
fn right_up_to(walked: &Walked, below: u64) -> u64 {
    let doubted =
        walked.expected.iter().any(|(expected, agrees)| *agrees == Some(false) && expected.witness.is_outside());
    let agreeing = walked.expected.iter().filter(|(expected, agrees)| {
        *agrees == Some(true) && expected.size < below && (!doubted || expected.witness.is_outside())
    });
    agreeing.map(|(expected, _)| expected.size).max().unwrap_or_default()
}

/// The first checkpoint that disagrees and covers the position.
fn witness_against(walked: &Walked, position: i64) -> Witness {
    let disagreeing = walked
        .expected
        .iter()
        .find(|(expected, agrees)| *agrees == Some(false) && expected.size >= position.cast_unsigned());
    disagreeing.map_or(Witness::Tree, |(expected, _)| expected.witness.clone())
}

/// The largest position there can be.
const LAST: u64 = i64::MAX.cast_unsigned();

/// Leaves in the tiles before that one. Its number may be anybody's.
fn leaves_before(tile: u64) -> u64 {
    tile.saturating_mul(TILE_WIDTH).min(LAST)
}

/// How many leaves the tiles hold up to the end of the one that the walk begins in, which may hold more than is taken for granted.
async fn covered_with(
    connection: &mut PgConnection,
    municipality: &Municipality,
    since: u64,
) -> Result<u64, VerifyError> {
    if since.is_multiple_of(TILE_WIDTH) {
        return Ok(since);
    }
    let tile = since / TILE_WIDTH;
    let wanted = BTreeSet::from([(0, tile)]);
    let stored = tree::load(connection, municipality, wanted).await?;
    let leaves = stored.hashes((0, tile)).map_or(0, <[u8]>::len) / HASH_SIZE;
    Ok(leaves_before(tile).saturating_add(leaves as u64).min(LAST))
}

async fn hold_against_tiles(
    connection: &mut PgConnection,
    municipality: &Municipality,
    since: u64,
    walked: &Walked,
) -> Result<Findings, VerifyError> {
    let first = walked.first_tile;
    let right = right_up_to(walked, u64::MAX).cast_signed();
    let known: BTreeSet<i64> = walked
        .findings
        .listed
        .iter()
        .filter(|difference| is_of_the_row(&difference.kind))
        .map(|found| found.position)
        .collect();
    // What no tile holds any more, and what a tile holds that no row is.
    let (mut removed, mut findings) = (Findings::default(), Findings::default());
    let mut doubtful: BTreeSet<u64> = BTreeSet::new();
    let (mut next, mut covered) = (first, covered_with(connection, municipality, since).await?);
    let mut cut: Option<u64> = None;
    loop {
        let tiles: Vec<(i64, Vec<u8>)> = sqlx::query_as(
            "SELECT tile, hashes FROM tree_tiles WHERE municipality = $1 AND level = 0 AND tile >= $2
              ORDER BY tile LIMIT $3",
        )
        .bind(municipality.as_str())
        .bind(next.cast_signed())
        .bind(TILES_AT_A_TIME)
        .fetch_all(&mut *connection)
        .await?;
        let Some((last, _)) = tiles.last() else { break };
        let is_last = i64::try_from(tiles.len()).is_ok_and(|tiles| tiles < TILES_AT_A_TIME) || *last == i64::MAX;
        for (tile, hashes) in tiles {
            let tile = tile.cast_unsigned();
            are_removed(next, tile, &mut removed);
            // Only the last tile may have room left.
            if let Some(cut) = cut.take() {
                are_removed(cut, cut + 1, &mut removed);
            }
            next = tile.saturating_add(1);
            covered = leaves_before(tile).saturating_add((hashes.len() / HASH_SIZE) as u64).min(LAST);
            let ours = usize::try_from(tile - first).ok().and_then(|tile| walked.tiles.get(tile));
            if ours.is_some_and(|ours| digest(&SHA256, &hashes).as_ref() == ours) {
                continue;
            }
            if hashes.len() < TILE_BYTES {
                cut = Some(tile);
            }
            doubtful.insert(tile);
            let begin = leaves_before(tile).cast_signed();
            let end = begin.saturating_add(((hashes.len() / HASH_SIZE) as u64).cast_signed()).min(walked.last);
            let positions: Vec<i64> = (begin.saturating_add(1)..=end).collect();
            let mut tile_changed = false;
            for row in look_again(connection, municipality, &positions, Codes::LeftOut, &|_| Vec::new()).await? {
                let at = usize::try_from(row.position - begin - 1).unwrap_or_default() * HASH_SIZE;
                let is_the_same = hashes.get(at..at + HASH_SIZE).is_some_and(|stored| stored == row.leaf);
                // A row that does not give its own hash is told of, or counted, as what it is.
                let is_told_of = known.contains(&row.position) || row.stored != row.leaf;
                if is_the_same || is_told_of || row.position <= since.cast_signed() {
                    continue;
                }
                if row.position > right {
                    let kind = DifferenceKind::Rewritten { witness: witness_against(walked, row.position) };
                    findings.push(row.position, kind);
                } else if !tile_changed {
                    tile_changed = true;
                    findings.push(row.position, DifferenceKind::TileChanged { level: 0, tile: tile.cast_signed() });
                }
            }
        }
        if is_last {
            break;
        }
    }
    // Checkpoints are signed of what the tiles hold.
    let signed = walked.expected.iter().filter(|(expected, _)| matches!(expected.witness, Witness::Stored(_)));
    let signed = signed.map(|(expected, _)| expected.size).max().unwrap_or_default();
    if covered < signed {
        are_removed(covered / TILE_WIDTH, covered / TILE_WIDTH + 1, &mut removed);
    }
    if covered.cast_signed() > walked.last {
        let kind = DifferenceKind::CutOff { witness: Witness::Tree, size: covered.cast_signed() };
        findings.push(walked.last + 1, kind);
    }
    findings.absorb(removed);
    findings.absorb(hold_against_upper_tiles(connection, municipality, since, walked, &doubtful).await?);
    Ok(findings)
}

/// Tells of each tile of leaves from the one on and before the other.
fn are_removed(from: u64, to: u64, removed: &mut Findings) {
    for tile in from..to {
        if !removed.has_room() {
            removed.more += to - tile;
            break;
        }
        let kind = DifferenceKind::TileChanged { level: 0, tile: tile.cast_signed() };
        removed.push(leaves_before(tile).cast_signed().saturating_add(1), kind);
    }
}

/// The levels above the leaves: each hash in them is the root of a full tile below.
async fn hold_against_upper_tiles(
    connection: &mut PgConnection,
    municipality: &Municipality,
    since: u64,
    walked: &Walked,
    doubtful: &BTreeSet<u64>,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let mut first = walked.first_tile;
    let mut ours = walked.roots.clone();
    // Leaves that one hash of the level stands for.
    let mut span = TILE_WIDTH;
    for level in 1..MOST_LEVELS {
        if ours.is_empty() {
            break;
        }
        let last = first + ours.len() as u64 - 1;
        let wanted = (first / TILE_WIDTH..=last / TILE_WIDTH).map(|tile| (level, tile));
        let stored: Tiles = tree::load(connection, municipality, wanted).await?;
        let mut told = None;
        for (hash, index) in ours.iter().zip(first..) {
            let tile = index / TILE_WIDTH;
            // Each tile is told of once.
            if told == Some(tile) {
                continue;
            }
            let at = usize::try_from(index % TILE_WIDTH).unwrap_or_default() * HASH_SIZE;
            let found = stored.hashes((level, tile)).and_then(|hashes| hashes.get(at..at + HASH_SIZE));
            // Where the tree has not grown to it yet, there is none to be wrong.
            let is_right = found.is_none_or(|found| found == hash);
            let below = index * span / TILE_WIDTH..(index + 1) * span / TILE_WIDTH;
            if !is_right && doubtful.range(below).next().is_none() {
                let kind = DifferenceKind::TileChanged { level, tile: tile.cast_signed() };
                findings.push((index * span).cast_signed() + 1, kind);
                told = Some(tile);
            }
        }
        if since > 0 {
            // What is above begins before where the walk began.
            break;
        }
        ours = ours.chunks_exact(256).map(|full| Tile::subtree_hash(full.as_flattened()).0).collect();
        first /= TILE_WIDTH;
        span *= TILE_WIDTH;
    }
    Ok(findings)
}

/// What is relied on before a checkpoint that is taken for granted.
pub(super) struct ReliedOn {
    /// Rows that are not among those that the checkpoint covers.
    pub findings: Findings,
    /// When the last of those it covers was recorded that was not accepted, as PostgreSQL counts; nothing where another row is in its
    /// place.
    pub recorded_last: Option<i64>,
}

/// Looks at the rows before a checkpoint that is taken for granted on which more depends than themselves: those that
/// publish signing keys, and the last one.
pub(super) async fn what_is_relied_on(
    connection: &mut PgConnection,
    municipality: &Municipality,
    checkpoint: &Expected,
    accepted: &[i64],
) -> Result<ReliedOn, VerifyError> {
    let last = checkpoint.size.cast_signed();
    let tells_time = (1..=last).rev().find(|position| accepted.binary_search(position).is_err()).unwrap_or(last);
    let mut positions: Vec<i64> = sqlx::query_scalar(
        "SELECT position FROM events
          WHERE municipality = $1 AND aggregate_type = 'Settings' AND event_type = 'SigningKeyIntroduced'
            AND position BETWEEN 1 AND $2",
    )
    .bind(municipality.as_str())
    .bind(last)
    .fetch_all(&mut *connection)
    .await?;
    for needed in [last, tells_time] {
        if !positions.contains(&needed) {
            positions.push(needed);
        }
    }
    let mut relied_on = ReliedOn { findings: Findings::default(), recorded_last: None };
    let rows = look_again(connection, municipality, &positions, Codes::LeftOut, &|_| Vec::new()).await?;
    if rows.iter().all(|row| row.position != last) {
        relied_on.findings.push(last, DifferenceKind::Missing);
    }
    for row in rows {
        let leaf = row.position.cast_unsigned() - 1;
        let path = tree::ask(connection, municipality, Question::Inclusion { leaf, size: checkpoint.size }).await?;
        if !tree::is_included(&path, leaf, row.leaf, checkpoint.size, checkpoint.root) {
            let kind = DifferenceKind::Rewritten { witness: checkpoint.witness.clone() };
            relied_on.findings.push(row.position, kind);
        } else if row.position == tells_time {
            relied_on.recorded_last = Some(row.recorded);
        }
    }
    Ok(relied_on)
}

/// The size that the tree says it has says how many hashes each level has, and so which tiles there must be and how
/// full they are.
async fn hold_against_its_size(
    connection: &mut PgConnection,
    municipality: &Municipality,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let (size, leaves, tiles): (i64, i64, i64) = sqlx::query_as(
        "SELECT coalesce((SELECT size FROM trees WHERE municipality = $1), 0),
                coalesce((SELECT least(tile, 9223372036854775807 / $2 - 1) * $2 + octet_length(hashes) / $3 FROM tree_tiles
                           WHERE municipality = $1 AND level = 0 ORDER BY tile DESC LIMIT 1), 0),
                (SELECT count(*) FROM tree_tiles WHERE municipality = $1 AND level = 0)",
    )
    .bind(municipality.as_str())
    .bind(TILE_WIDTH.cast_signed())
    .bind(i64::try_from(HASH_SIZE).unwrap_or(i64::MAX))
    .fetch_one(&mut *connection)
    .await?;
    if size != leaves {
        let kind = DifferenceKind::TreeSizeChanged { size, tiles: leaves };
        findings.push(size.min(leaves).saturating_add(1), kind);
    }
    let stored: Vec<(i16, i64, i64)> = sqlx::query_as(
        "SELECT level, tile, octet_length(hashes)::bigint / $2 FROM tree_tiles WHERE municipality = $1 AND level > 0",
    )
    .bind(municipality.as_str())
    .bind(i64::try_from(HASH_SIZE).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    let stored: BTreeMap<(u8, i64), i64> =
        stored.into_iter().filter_map(|(level, tile, hashes)| Some(((level.try_into().ok()?, tile), hashes))).collect();
    let mut wanted: BTreeMap<(u8, i64), i64> = BTreeMap::new();
    let width = TILE_WIDTH.cast_signed();
    // No more than the tiles that are there can hold, whatever their numbers say.
    let mut hashes = leaves.min(tiles.saturating_mul(width)) / width;
    for level in 1..MOST_LEVELS {
        wanted.extend((0..hashes / width).map(|tile| ((level, tile), width)));
        if hashes % width > 0 {
            wanted.insert((level, hashes / width), hashes % width);
        }
        hashes /= width;
    }
    let places: BTreeSet<_> = stored.keys().chain(wanted.keys()).copied().collect();
    for (level, tile) in places {
        if stored.get(&(level, tile)) != wanted.get(&(level, tile)) {
            // Leaves that the tile stands for.
            let span = width.saturating_pow(u32::from(level) + 1);
            let position = tile.saturating_mul(span).saturating_add(1);
            findings.push(position, DifferenceKind::TileChanged { level, tile });
        }
    }
    Ok(findings)
}

fn hold_against_checkpoints(since: u64, walked: &Walked, differences: &mut Vec<Difference>) {
    let first_of_a_row =
        differences.iter().filter(|found| is_of_the_row(&found.kind)).map(|found| found.position).min();
    let unexplained = walked.expected.iter().find(|(expected, agrees)| {
        *agrees == Some(false) && first_of_a_row.is_none_or(|position| position > expected.size.cast_signed())
    });
    if let Some((expected, _)) = unexplained {
        // What was taken for granted is not, where one from outside that covers no more than that disagrees.
        let granted = if expected.size > since { since } else { 0 };
        let right = right_up_to(walked, expected.size).max(granted);
        let kind = DifferenceKind::RewrittenUpTo { witness: expected.witness.clone(), to: expected.size.cast_signed() };
        differences.push(Difference { position: right.cast_signed() + 1, kind });
    }
    // What stands outside counts for more than what the database holds.
    let beyond = walked.expected.iter().filter(|(expected, _)| expected.size.cast_signed() > walked.last);
    let longest = beyond.max_by_key(|(expected, _)| (expected.witness.is_outside(), expected.size));
    if let Some((expected, _)) = longest {
        differences.retain(|found| !matches!(found.kind, DifferenceKind::CutOff { .. }));
        let kind = DifferenceKind::CutOff { witness: expected.witness.clone(), size: expected.size.cast_signed() };
        differences.push(Difference { position: walked.last + 1, kind });
    }
}

/// Looks at suspicious rows again: was one of them written at another place?
async fn classify(
    connection: &mut PgConnection,
    municipality: &Municipality,
    has_tree: bool,
    walked: &Walked,
    differences: &mut Vec<Difference>,
) -> Result<(), VerifyError> {
    let with = |which: fn(&DifferenceKind) -> bool| {
        differences.iter().filter(move |found| which(&found.kind)).map(|found| found.position)
    };
    let missing: BTreeSet<i64> = with(|kind| matches!(kind, DifferenceKind::Missing)).collect();
    let mut suspects: BTreeSet<i64> =
        with(|kind| matches!(kind, DifferenceKind::RowChanged | DifferenceKind::Rewritten { .. })).collect();
    suspects.extend(&walked.beyond);
    if suspects.is_empty() {
        return Ok(());
    }
    let asked: Vec<i64> = suspects.iter().copied().take(MOST_SUSPECTS).collect();
    let twins = twins(connection, municipality, &asked[..asked.len().min(MOST_PLACES)]).await?;
    let places: Vec<i64> = missing.iter().chain(&suspects).copied().take(MOST_PLACES).collect();
    let elsewhere = |position: i64| {
        let mut all = vec![position.saturating_sub(1), position.saturating_add(1)];
        all.extend(twins.get(&position));
        all.extend(places.iter().copied().filter(|place| *place != position));
        all
    };
    let rows = look_again(connection, municipality, &asked, Codes::LeftOut, &elsewhere).await?;
    let stored = if has_tree {
        let wanted: BTreeSet<(u8, u64)> = rows
            .iter()
            .flat_map(|row| row.elsewhere.iter().map(|(place, _)| *place).chain([row.position]))
            .filter(|place| *place > 0)
            .map(|place| (0, (place.cast_unsigned() - 1) / TILE_WIDTH))
            .take(MOST_SEARCHED)
            .collect();
        tree::load(connection, municipality, wanted).await?
    } else {
        Tiles::default()
    };
    let mut written_at: BTreeMap<i64, i64> = BTreeMap::new();
    for row in &rows {
        if let Some(place) = origin(row, &stored) {
            written_at.insert(row.position, place);
        }
    }
    let moved_from: BTreeSet<i64> = written_at.values().copied().collect();
    for (position, place) in &written_at {
        let is_gone = suspects.contains(place) || missing.contains(place);
        let kind = if is_gone { DifferenceKind::Moved { from: *place } } else { DifferenceKind::Copied { of: *place } };
        replace(differences, *position, kind);
    }
    for position in suspects.iter().filter(|position| !written_at.contains_key(position)) {
        if moved_from.contains(position) {
            replace(differences, *position, DifferenceKind::Inserted);
        }
    }
    Ok(())
}

/// Where a row was written, if it was not written where it stands.
fn origin(row: &Suspect, stored: &Tiles) -> Option<i64> {
    let in_tree = |place: i64| -> Option<&[u8]> {
        let leaf = u64::try_from(place).ok()?.checked_sub(1)?;
        let at = usize::try_from(leaf % TILE_WIDTH).ok()? * HASH_SIZE;
        stored.hashes((0, leaf / TILE_WIDTH))?.get(at..at + HASH_SIZE)
    };
    if in_tree(row.position).is_some_and(|hash| hash == row.leaf) {
        return None;
    }
    let is_it = |hash: &Hash, place: i64| {
        // By its stored hash, which came along; or by the tree's, where it was given a new one.
        (row.stored == hash && row.stored != row.leaf) || in_tree(place).is_some_and(|stored| stored == hash)
    };
    row.elsewhere.iter().find(|(place, hash)| is_it(hash, *place)).map(|(place, _)| *place)
}

fn replace(differences: &mut Vec<Difference>, position: i64, kind: DifferenceKind) {
    match differences.iter_mut().find(|found| found.position == position && is_of_the_row(&found.kind)) {
        Some(found) => found.kind = kind,
        None => differences.push(Difference { position, kind }),
    }
}

/// Another position that bears the same place of the same stream, for rows that were copied.
async fn twins(
    connection: &mut PgConnection,
    municipality: &Municipality,
    positions: &[i64],
) -> Result<HashMap<i64, i64>, sqlx::Error> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT row.position, twin.position
           FROM events row
           JOIN events twin ON twin.municipality = row.municipality AND twin.aggregate_type = row.aggregate_type
                           AND twin.aggregate_id = row.aggregate_id AND twin.sequence = row.sequence
                           AND twin.position <> row.position
          WHERE row.municipality = $1 AND row.position = ANY ($2)",
    )
    .bind(municipality.as_str())
    .bind(positions)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}
