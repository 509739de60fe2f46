//! Rows as PostgreSQL sends them in binary, and what each shows by itself.

use std::hash::{BuildHasher as _, RandomState};

use aws_lc_rs::digest::{SHA256, digest};
use case_ledger_domain::ids::Municipality;
use futures::TryStreamExt as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::VerifyError;
use super::contents::{ATTACHING, Told};
use crate::binary_copy::{END, EPOCH_MICROS, HEADER, NULL};
use crate::ledger::authorship::Authorship;
use crate::ledger::guard::RowStanding;
use crate::ledger::leaf::{Envelope, Hash};
use crate::personal::envelope::event_id;

/// Columns of a row, in the order of the leaf, and then the stored leaf hash and the code that shows who wrote the row.
pub(in crate::ledger) const COLUMNS: usize = 18;

/// Their names.
pub(in crate::ledger) const NAMES: [&str; COLUMNS] = [
    "position",
    "aggregate_type",
    "aggregate_id",
    "sequence",
    "event_type",
    "event_version",
    "payload",
    "metadata",
    "event_id",
    "command_id",
    "command_index",
    "correlation_id",
    "causation_id",
    "actor",
    "occurred_at",
    "recorded_at",
    "leaf_hash",
    "code",
];

/// Stands for a value that is missing. No text can hold it, and no number or hash is as long.
const MISSING: &[u8] = b"\0missing";

const AGGREGATE_TYPE: usize = 1;
const AGGREGATE_ID: usize = 2;
const SEQUENCE: usize = 3;
const EVENT_TYPE: usize = 4;
const PAYLOAD: usize = 6;
const EVENT_ID: usize = 8;
const COMMAND_ID: usize = 9;
const COMMAND_INDEX: usize = 10;
const CAUSATION: usize = 12;
const OCCURRED: usize = 14;
const RECORDED: usize = 15;
const LEAF_HASH: usize = 16;
const CODE: usize = 17;

/// Whether rows are sent with their codes. A copy of a ledger that no program of this version has opened has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ledger) enum Codes {
    /// They are.
    Sent,
    /// Nobody asks for them.
    LeftOut,
}

/// The statement that sends those rows in order. The number is four digits by its type, and `which` is made of
/// positions: a copy takes no parameters.
pub(super) fn copy_of(municipality: &Municipality, which: &str, codes: Codes) -> String {
    let code = match codes {
        Codes::Sent => "code",
        Codes::LeftOut => "NULL::bytea",
    };
    let columns = NAMES[..CODE].join(", ");
    format!(
        "COPY (SELECT {columns}, {code} FROM events WHERE municipality = '{municipality}' AND {which} ORDER BY position)
           TO STDOUT (FORMAT binary)"
    )
}

/// How far a binary copy has been read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Header,
    Rows,
    Ended,
}

impl Form {
    /// Reads what is whole in `bytes`, and answers how much that was.
    pub(super) fn read<'b>(
        &mut self,
        bytes: &'b [u8],
        take: &mut dyn FnMut(&Row<'b>) -> Result<(), VerifyError>,
    ) -> Result<usize, VerifyError> {
        let mut rest = bytes;
        if *self == Self::Header {
            let Some((header, after)) = rest.split_first_chunk::<{ HEADER.len() }>() else { return Ok(0) };
            if header != HEADER {
                return Err(VerifyError::Form);
            }
            (rest, *self) = (after, Self::Rows);
        }
        while *self == Self::Rows {
            let Some((count, mut fields)) = rest.split_first_chunk::<2>() else { break };
            let count = i16::from_be_bytes(*count);
            if count == END {
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
                let length = i32::from_be_bytes(*length);
                if length == NULL {
                    continue;
                }
                let length = usize::try_from(length).map_err(|_| VerifyError::Form)?;
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
pub(in crate::ledger) struct Row<'a>([Option<&'a [u8]>; COLUMNS]);

impl<'a> Row<'a> {
    /// The row of those values, in binary as PostgreSQL sends them.
    pub(in crate::ledger) const fn of(columns: &[Option<&'a [u8]>; COLUMNS]) -> Self {
        Self(*columns)
    }

    /// The leaf hash that stands beside it.
    pub(in crate::ledger) fn stored_leaf(&self) -> &'a [u8] {
        self.bytes(LEAF_HASH)
    }

    /// The code that stands beside it.
    pub(in crate::ledger) const fn code(&self) -> Option<&'a [u8]> {
        self.0[CODE]
    }

    /// The value, or what stands for one that is missing: only somebody who changed the table could remove it, and the
    /// row is then a changed one.
    fn bytes(&self, column: usize) -> &'a [u8] {
        self.0[column].unwrap_or(MISSING)
    }

    /// The number; zero where it is missing, which the leaf hash shows.
    fn number(&self, column: usize) -> Result<i64, VerifyError> {
        let Some(bytes) = self.0[column] else { return Ok(0) };
        Ok(i64::from_be_bytes(bytes.try_into().map_err(|_| VerifyError::Form)?))
    }

    pub(in crate::ledger) fn position(&self) -> Result<i64, VerifyError> {
        self.number(0)
    }

    /// The id that the row's command gives it.
    fn own_id(&self, municipality: &Municipality) -> Option<Uuid> {
        let command = Uuid::from_slice(self.0[COMMAND_ID]?).ok()?;
        let index = i16::from_be_bytes(self.0[COMMAND_INDEX]?.try_into().ok()?);
        Some(event_id(municipality, command, index))
    }

    /// The leaf hash that the row has if it stands at `position`.
    pub(in crate::ledger) fn leaf(
        &self,
        municipality: &Municipality,
        position: i64,
        room: &mut Vec<u8>,
    ) -> Result<Hash, VerifyError> {
        let mut envelope = Envelope::begin(room);
        envelope.field(municipality.as_str().as_bytes());
        envelope.field(&position.to_be_bytes());
        for column in AGGREGATE_TYPE..LEAF_HASH {
            match column {
                // The only column that may be null.
                CAUSATION => envelope.field(self.0[column].unwrap_or_default()),
                OCCURRED | RECORDED if self.0[column].is_some() => {
                    envelope.field(&self.number(column)?.saturating_add(EPOCH_MICROS).to_be_bytes());
                }
                // As PostgreSQL sends texts, numbers and ids, so the leaf takes them.
                _ => envelope.field(self.bytes(column)),
            }
        }
        Ok(envelope.hash())
    }

    /// How the row stands there, which gives that leaf.
    fn stands(&self, authorship: &Authorship, position: i64, leaf: &Hash) -> RowStanding {
        authorship.stands(position, leaf, self.stored_leaf().try_into().ok(), self.0[CODE])
    }

    /// What the walk needs of the row. `names` hides what it gives from whoever writes names, so that none can choose
    /// two that are taken for one another.
    pub(super) fn taken(
        &self,
        municipality: &Municipality,
        names: &RandomState,
        authorship: Option<&Authorship>,
        room: &mut Vec<u8>,
    ) -> Result<Taken, VerifyError> {
        let position = self.position()?;
        let leaf = self.leaf(municipality, position, room)?;
        let (occurred, recorded, id) = (self.number(OCCURRED)?, self.number(RECORDED)?, self.bytes(AGGREGATE_ID));
        let id = Uuid::try_parse_ascii(id).map_or_else(
            |_| {
                let digest = digest(&SHA256, id);
                digest.as_ref().first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
            },
            |id| id.as_u128(),
        );
        Ok(Taken {
            position,
            stream: (names.hash_one(self.bytes(AGGREGATE_TYPE)), id),
            sequence: self.number(SEQUENCE)?,
            recorded,
            standing: match authorship {
                Some(authorship) => self.stands(authorship, position, &leaf),
                None if self.bytes(LEAF_HASH) == leaf => RowStanding::Unchecked,
                None => RowStanding::Changed,
            },
            is_too_soon: occurred > recorded,
            is_named_otherwise: self.own_id(municipality) != self.0[EVENT_ID].and_then(|id| Uuid::from_slice(id).ok()),
            leaf,
            content: (self.bytes(EVENT_TYPE) == ATTACHING).then(|| Told::by(self.bytes(PAYLOAD))).flatten(),
        })
    }
}

/// A row's stream: its type's name under a secret hash, and its id.
pub(super) type Stream = (u64, u128);

/// A row as it was checked by itself.
pub(super) struct Taken {
    pub position: i64,
    pub stream: Stream,
    pub sequence: i64,
    pub recorded: i64,
    /// What its columns give.
    pub leaf: Hash,
    /// How it stands; as far as it is asked who wrote it.
    pub standing: RowStanding,
    /// Whether it is recorded before it happened.
    pub is_too_soon: bool,
    /// Whether its id is another than its command gives: what is sealed in it was sealed in another event.
    pub is_named_otherwise: bool,
    /// What it tells of the content that was stored with it.
    pub content: Option<Told>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A program of the ledger wrote it, and it does not give its leaf hash.
    Changed,
    /// It was not written by a program of the ledger, and nobody has accepted that it stays.
    NotOurs,
}

/// A row that is looked at again.
pub(in crate::ledger) struct Suspect {
    pub position: i64,
    /// Its leaf hash as stored.
    pub stored: Vec<u8>,
    /// Its code.
    pub code: Option<Vec<u8>>,
    /// What its own columns give where it stands.
    pub leaf: Hash,
    /// When it was recorded, as PostgreSQL counts.
    pub recorded: i64,
    /// The same at the positions asked for.
    pub elsewhere: Vec<(i64, Hash)>,
}

/// Takes the rows that a statement by [`copy_of`] sends, as they come.
pub(super) async fn for_each(
    connection: &mut PgConnection,
    statement: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<(), VerifyError>,
) -> Result<(), VerifyError> {
    let (mut form, mut rest) = (Form::default(), Vec::new());
    let mut copy = connection.copy_out_raw(statement).await?;
    while let Some(bytes) = copy.try_next().await? {
        if rest.is_empty() {
            let read = form.read(&bytes, &mut take)?;
            rest.extend_from_slice(&bytes[read..]);
        } else {
            rest.extend_from_slice(&bytes);
            let read = form.read(&rest, &mut take)?;
            rest.drain(..read);
        }
    }
    if form == Form::Ended { Ok(()) } else { Err(VerifyError::Form) }
}

/// What rows show by themselves.
#[derive(Debug, Default)]
pub(crate) struct LookedThrough {
    /// The first that was changed, or that no program of the ledger wrote, and what is wrong with it.
    pub(crate) first_wrong: Option<(i64, Wrong)>,
    /// Those that were accepted, up to that one, and the leaf of each: the hash that stands beside it may be anything.
    pub(crate) accepted: Vec<(i64, Hash)>,
}

/// Looks through the rows at the positions from the one on and up to the other that `is_asked` names.
pub(super) async fn look_through(
    connection: &mut PgConnection,
    municipality: &Municipality,
    authorship: &Authorship,
    (from, to): (i64, i64),
    is_asked: impl Fn(i64) -> bool,
) -> Result<LookedThrough, VerifyError> {
    let statement = copy_of(municipality, &format!("position BETWEEN {from} AND {to}"), Codes::Sent);
    let (mut looked, mut room) = (LookedThrough::default(), Vec::new());
    for_each(connection, &statement, |row| {
        let position = row.position()?;
        if looked.first_wrong.is_none() && is_asked(position) {
            let leaf = row.leaf(municipality, position, &mut room)?;
            match row.stands(authorship, position, &leaf) {
                RowStanding::AsWritten | RowStanding::BeforeCodes | RowStanding::Unchecked => {}
                RowStanding::Accepted => looked.accepted.push((position, leaf)),
                RowStanding::Changed => looked.first_wrong = Some((position, Wrong::Changed)),
                RowStanding::NotOurs => looked.first_wrong = Some((position, Wrong::NotOurs)),
            }
        }
        Ok(())
    })
    .await?;
    Ok(looked)
}

/// Looks again at the rows at `positions`, each as if it stood at each of what `elsewhere` names for it.
pub(in crate::ledger) async fn look_again(
    connection: &mut PgConnection,
    municipality: &Municipality,
    positions: &[i64],
    codes: Codes,
    elsewhere: &(dyn Fn(i64) -> Vec<i64> + Sync),
) -> Result<Vec<Suspect>, VerifyError> {
    let mut suspects = Vec::new();
    if positions.is_empty() {
        return Ok(suspects);
    }
    let list = positions.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let statement = copy_of(municipality, &format!("position = ANY ('{{{list}}}'::bigint[])"), codes);
    let mut room = Vec::new();
    for_each(connection, &statement, |row| {
        let position = row.position()?;
        let leaf = row.leaf(municipality, position, &mut room)?;
        let mut others = Vec::new();
        for other in elsewhere(position) {
            others.push((other, row.leaf(municipality, other, &mut room)?));
        }
        let (stored, recorded) = (row.stored_leaf().to_vec(), row.number(RECORDED)?);
        let code = row.code().map(<[u8]>::to_vec);
        suspects.push(Suspect { position, stored, code, leaf, recorded, elsewhere: others });
        Ok(())
    })
    .await?;
    Ok(suspects)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row whose columns hold a byte each, or eight where a number is read; `missing` is null.
    fn taken(missing: Option<usize>) -> Taken {
        let eight = [0, 0, 0, 0, 0, 0, 0, 1];
        let mut row = Row([Some(&eight); COLUMNS]);
        if let Some(column) = missing {
            row.0[column] = None;
        }
        let municipality = "9901".parse().unwrap();
        row.taken(&municipality, &RandomState::new(), None, &mut Vec::new()).unwrap()
    }

    #[test]
    fn a_copy_is_read_only_in_the_form_that_is_known() {
        let count = i16::try_from(COLUMNS).unwrap().to_be_bytes();
        let row = |length: i32| [count.as_slice(), &length.to_be_bytes().repeat(COLUMNS)].concat();
        let copy = |rows: &[u8]| [HEADER.as_slice(), rows, &END.to_be_bytes()].concat();
        let read = |bytes: &[u8]| {
            let (mut form, mut nulls) = (Form::default(), 0);
            let read = form.read(bytes, &mut |row| {
                nulls += row.0.iter().filter(|column| column.is_none()).count();
                Ok(())
            });
            read.map(|read| (form == Form::Ended && read == bytes.len(), nulls))
        };
        let known = copy(&row(NULL));
        assert_eq!(read(&known).unwrap(), (true, COLUMNS));
        for most in 0..known.len() {
            assert!(!read(&known[..most]).unwrap().0, "{most} bytes of it are not all");
        }
        let mut flagged = known;
        flagged[14] = 1;
        for (what, bytes) in [
            ("a flag", flagged),
            ("a length that is none", copy(&row(-2))),
            ("another number of columns", copy(&1_i16.to_be_bytes())),
        ] {
            assert!(matches!(read(&bytes), Err(VerifyError::Form)), "{what}");
        }
    }

    #[test]
    fn a_row_that_lacks_a_value_is_a_changed_row() {
        let whole = taken(None).leaf;
        for column in AGGREGATE_TYPE..=LEAF_HASH {
            let taken = taken(Some(column));
            assert_eq!(taken.standing, RowStanding::Changed, "column {column}");
            assert_eq!(taken.leaf == whole, column == LEAF_HASH, "column {column}");
        }
    }
}
