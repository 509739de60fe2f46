//! What witnesses signed of the stored checkpoints.

use std::collections::BTreeMap;

use case_ledger_domain::ids::Municipality;
use futures::TryStreamExt as _;
use sqlx::postgres::PgConnection;

use super::{DifferenceKind, Findings, Witnesses};
use crate::proof::checkpoint::{CosignatureError, WitnessKey};
use crate::proof::keys::name_of;

/// The most characters of a name that is told as it is stored.
const MOST_NAME: usize = 100;

/// What became of the stored cosignatures.
pub(super) struct Checked {
    /// Those that are none, at their checkpoint's size.
    pub findings: Findings,
    /// By whose verifier key the others are, and how many.
    pub right: BTreeMap<String, u64>,
}

/// Holds each stored cosignature against the checkpoint that it stands on, and its witness against those that are known.
pub(super) async fn check(
    connection: &mut PgConnection,
    municipality: &Municipality,
    witnesses: &Witnesses,
) -> Result<Checked, sqlx::Error> {
    let mut checked = Checked { findings: Findings::default(), right: BTreeMap::new() };
    let mut rows = sqlx::query_as::<_, (i64, String, String, Option<String>)>(
        "SELECT s.size, s.witness, s.line, c.note
           FROM cosignatures s LEFT JOIN checkpoints c ON c.municipality = s.municipality AND c.size = s.size
          WHERE s.municipality = $1 ORDER BY s.size, s.witness",
    )
    .bind(municipality.as_str())
    .fetch(connection);
    while let Some((size, witness, line, note)) = rows.try_next().await? {
        match is_right(&witness, &line, note.as_deref(), witnesses) {
            Ok(()) => *checked.right.entry(witness).or_default() += 1,
            Err(error) => {
                let witness = told(&witness);
                checked.findings.push(size, DifferenceKind::CosignatureInvalid { witness, size, error });
            }
        }
    }
    Ok(checked)
}

fn is_right(witness: &str, line: &str, note: Option<&str>, witnesses: &Witnesses) -> Result<(), CosignatureError> {
    let key: WitnessKey = witness.parse().map_err(|_| CosignatureError::Key)?;
    witnesses.know(&key)?;
    let note = note.ok_or(CosignatureError::NoCheckpoint)?;
    // The line and no other: what is stored is served behind the note as it is.
    if key.cosignature(note, line).is_some_and(|signed| signed == line) {
        Ok(())
    } else {
        Err(CosignatureError::Forged)
    }
}

impl Witnesses {
    /// Whether a witness with that key may have cosigned.
    fn know(&self, key: &WitnessKey) -> Result<(), CosignatureError> {
        let (known, is_all) = match self {
            Self::Unknown => return Ok(()),
            Self::Among(known) => (known, false),
            Self::Only(known) => (known, true),
        };
        if known.contains(key) {
            return Ok(());
        }
        if known.iter().any(|known| known.name() == key.name()) {
            return Err(CosignatureError::AnotherKey);
        }
        if is_all { Err(CosignatureError::Stranger) } else { Ok(()) }
    }
}

/// The name in a witness's key as it is stored, which may be anything: on one line, and not endless.
fn told(witness: &str) -> String {
    name_of(witness).chars().take(MOST_NAME).flat_map(char::escape_debug).collect()
}
