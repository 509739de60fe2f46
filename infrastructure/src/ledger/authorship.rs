//! Whether a row was written by a program of this ledger, and not by somebody who has the database alone.
//!
//! A leaf hash takes no secret: whoever may insert rows appends one that gives its own, and moves the head over it. So a
//! program that writes a row puts a code beside it that only who holds the municipality's keys can make (HMAC-SHA-256 over
//! the leaf hash, under a key that its index key derives). The code is no part of the leaf: others check the proof without
//! any secret. Nothing is signed over a row that lacks its code, what such a row says of a person (that the person is erased,
//! restricted or no more) is passed over, and no report is taken in because of it.
//!
//! Rows that were written before there were codes have none. From which position on a ledger's rows have one stands in the
//! key database, out of reach of whoever has the ledger's.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use case_ledger_domain::ids::Municipality;
use sqlx::PgExecutor;
use sqlx::postgres::PgPool;

use super::accepted::accepted_leaves;
use super::guard::{Held, RowStanding, WHOLE_ROW};
use super::leaf::Hash;
use super::verify::VerifyError;
use crate::personal::keys::{KeyError, KeyStore};

/// Bytes of a code: half of the digest, which nobody guesses either.
pub const CODE_BYTES: usize = 16;

/// The code beside a row.
pub type Code = [u8; CODE_BYTES];

/// The key that makes the codes of a municipality's rows.
#[derive(Debug)]
pub struct RowKey(hmac::Key);

impl RowKey {
    /// The key of those bytes.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The code of the row with that leaf hash.
    pub fn code(&self, leaf: &Hash) -> Code {
        let mut code = [0; CODE_BYTES];
        code.copy_from_slice(&hmac::sign(&self.0, leaf).as_ref()[..CODE_BYTES]);
        code
    }
}

/// How a ledger's rows are known as its programs'.
#[derive(Debug, Clone)]
pub struct Authorship {
    key: Arc<RowKey>,
    /// The first position whose row has a code.
    from: i64,
    /// The rows that somebody has accepted ([`super::accepted`]): where, and what leaf each of them gives.
    accepted: Arc<BTreeSet<(i64, Hash)>>,
}

impl Authorship {
    /// The code of the row with that leaf hash.
    pub(super) fn code(&self, leaf: &Hash) -> Code {
        self.key.code(leaf)
    }

    /// Whether rows have codes from that position on, or from an earlier one.
    pub(super) const fn has_codes_at(&self, position: i64) -> bool {
        position >= self.from
    }

    /// How a row stands that gives this leaf and beside which that hash and that code stand.
    ///
    /// A code beside a hash that the columns do not give tells that a program wrote something there: then it was changed. Who holds no
    /// keys can make none, and what he writes is of nobody, whatever hash he puts beside it.
    pub(super) fn stands(&self, position: i64, leaf: &Hash, stored: Option<&Hash>, code: Option<&[u8]>) -> RowStanding {
        let (is_as_hashed, is_by_leaf) = (stored == Some(leaf), self.is_ours(position, leaf, code));
        if is_as_hashed && is_by_leaf {
            return if self.has_codes_at(position) { RowStanding::AsWritten } else { RowStanding::BeforeCodes };
        }
        if self.is_accepted(position, leaf) {
            return RowStanding::Accepted;
        }
        let was_written =
            is_by_leaf || !is_as_hashed && stored.is_some_and(|stored| self.is_ours(position, stored, code));
        if was_written { RowStanding::Changed } else { RowStanding::NotOurs }
    }

    /// Whether somebody has accepted that the row stays, although no program wrote it.
    pub fn is_accepted(&self, position: i64, leaf: &Hash) -> bool {
        self.accepted.contains(&(position, *leaf))
    }

    /// Whether a program wrote that row there, as far as its code tells: those that were written before there were codes
    /// are taken at their word.
    pub fn is_ours(&self, position: i64, leaf: &Hash, code: Option<&[u8]>) -> bool {
        position < self.from || code.is_some_and(|code| verify_slices_are_equal(code, &self.code(leaf)).is_ok())
    }
}

/// Where rows stand that were accepted, in order; none where it is not known whose rows are. A position alone tells that of no row: where
/// the ledger was put back, or what stood beyond its end was taken away, it goes on there with rows of its own.
pub(crate) async fn where_accepted_rows_stand(
    ledger: impl PgExecutor<'_>,
    municipality: &Municipality,
    authorship: Option<&Authorship>,
) -> Result<Vec<i64>, sqlx::Error> {
    let Some(authorship) = authorship.filter(|authorship| !authorship.accepted.is_empty()) else {
        return Ok(Vec::new());
    };
    let rows: Vec<Held> = sqlx::query_as(&format!(
        "SELECT {WHOLE_ROW} FROM events WHERE municipality = $1 AND position = ANY ($2) ORDER BY position"
    ))
    .bind(municipality.as_str())
    .bind(authorship.accepted.iter().map(|(position, _)| *position).collect::<Vec<_>>())
    .fetch_all(ledger)
    .await?;
    let accepted = rows.into_iter().filter(|held| held.standing(Some(authorship)) == RowStanding::Accepted);
    Ok(accepted.map(|held| held.position).collect())
}

/// Two that hold the same key are the same.
impl PartialEq for Authorship {
    fn eq(&self, other: &Self) -> bool {
        self.from == other.from && self.accepted == other.accepted && self.code(&[0; 32]) == other.code(&[0; 32])
    }
}

impl Eq for Authorship {}

/// Why it is not known whose a row is.
#[derive(Debug, thiserror::Error)]
pub enum AuthorshipError {
    /// The keys.
    #[error("the key of the ledger's rows cannot be had")]
    Keys(#[from] KeyError),
    /// The ledger's database.
    #[error("the ledger's database failed")]
    Ledger(#[from] sqlx::Error),
    /// What a row says of itself.
    #[error("the rows cannot be read")]
    Rows(#[from] VerifyError),
}

/// A row at that position was not written by a program of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the row at position {position} was not written by a program of this ledger")]
pub struct NotOurs {
    /// Where.
    pub position: i64,
}

/// What is known of ledgers' rows, which changes by what is accepted alone.
#[derive(Debug, Default)]
pub(super) struct Authorships(Mutex<HashMap<Municipality, Authorship>>);

impl Authorships {
    /// How the ledger's rows are known. Where that is not noted yet, it is: after the newest row that has no code.
    pub(super) async fn of(
        &self,
        ledger: &PgPool,
        keys: &KeyStore,
        municipality: &Municipality,
    ) -> Result<Authorship, AuthorshipError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(municipality).cloned();
        match known {
            Some(known) => Ok(known),
            None => self.anew(ledger, keys, municipality).await,
        }
    }

    /// The same, where a row was met that may not stand: it may have been accepted since. Where that cannot be found out, what was
    /// known stays known.
    pub(super) async fn anew(
        &self,
        ledger: &PgPool,
        keys: &KeyStore,
        municipality: &Municipality,
    ) -> Result<Authorship, AuthorshipError> {
        let key = keys.row_key(municipality).await?;
        let from = match noted(keys.database(), municipality).await? {
            Some(from) => from,
            None => note(ledger, keys.database(), municipality).await?,
        };
        let accepted = Arc::new(accepted_leaves(keys.database(), municipality).await?);
        let authorship = Authorship { key, from, accepted };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(municipality.clone(), authorship.clone());
        Ok(authorship)
    }
}

async fn noted(keys: &PgPool, municipality: &Municipality) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar("SELECT position FROM rows_with_codes WHERE municipality = $1")
        .bind(municipality.as_str())
        .fetch_optional(keys)
        .await
}

async fn note(ledger: &PgPool, keys: &PgPool, municipality: &Municipality) -> Result<i64, sqlx::Error> {
    let without: Option<i64> = sqlx::query_scalar(
        "SELECT position FROM events WHERE municipality = $1 AND code IS NULL ORDER BY position DESC LIMIT 1",
    )
    .bind(municipality.as_str())
    .fetch_optional(ledger)
    .await?;
    let from = without.unwrap_or_default() + 1;
    // Whoever notes it first has the say.
    sqlx::query("INSERT INTO rows_with_codes (municipality, position) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(municipality.as_str())
        .bind(from)
        .execute(keys)
        .await?;
    Ok(noted(keys, municipality).await?.unwrap_or(from))
}

/// How the rows of every ledger are known of which that is noted, from databases that are only read; or why not, where its
/// keys cannot be had.
pub async fn noted_authorships(
    keys: &KeyStore,
) -> Result<BTreeMap<Municipality, Result<Authorship, KeyError>>, sqlx::Error> {
    let is_kept: bool =
        sqlx::query_scalar("SELECT to_regclass('rows_with_codes') IS NOT NULL").fetch_one(keys.database()).await?;
    if !is_kept {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT municipality, position FROM rows_with_codes").fetch_all(keys.database()).await?;
    let mut known = BTreeMap::new();
    for (number, from) in rows {
        let Ok(municipality) = number.parse::<Municipality>() else { continue };
        let authorship = known_from(keys, &municipality, from).await?;
        known.insert(municipality, authorship);
    }
    Ok(known)
}

/// The same of one ledger; `None` where that is not noted.
pub async fn noted_authorship(
    keys: &KeyStore,
    municipality: &Municipality,
) -> Result<Option<Result<Authorship, KeyError>>, sqlx::Error> {
    match noted(keys.database(), municipality).await? {
        Some(from) => Ok(Some(known_from(keys, municipality, from).await?)),
        None => Ok(None),
    }
}

/// How the ledger's rows are known, which have codes from that position on; or why not.
async fn known_from(
    keys: &KeyStore,
    municipality: &Municipality,
    from: i64,
) -> Result<Result<Authorship, KeyError>, sqlx::Error> {
    let accepted = Arc::new(accepted_leaves(keys.database(), municipality).await?);
    Ok(keys.row_key(municipality).await.map(|key| Authorship { key, from, accepted }))
}

#[cfg(test)]
pub(crate) mod tests {
    use sqlx::{Connection as _, PgConnection};

    use super::super::verify::rows::{Codes, look_again};
    use super::super::verify::{DifferenceKind, Scope, verify_in};
    use super::*;
    use crate::projections::tests::Server;
    use crate::proof::prover::{Prover, ProverOptions};

    /// The leaf hash that a row's columns give.
    pub(crate) async fn leaf_of(connection: &mut PgConnection, municipality: &Municipality, position: i64) -> Hash {
        let rows = look_again(connection, municipality, &[position], Codes::LeftOut, &|_| Vec::new()).await.unwrap();
        rows[0].leaf
    }

    /// Has rows that a test changed stand there as if a program of the ledger had written them so.
    pub(crate) async fn as_if_written_so(server: &Server) {
        let mut superuser = PgConnection::connect(&server.home.superuser_url()).await.unwrap();
        sqlx::raw_sql("SET session_replication_role = replica").execute(&mut superuser).await.unwrap();
        for (municipality, _, head) in server.ledger.municipalities().await.unwrap() {
            let positions: Vec<i64> = (1..=head).collect();
            let rows = look_again(&mut superuser, &municipality, &positions, Codes::Sent, &|_| Vec::new()).await;
            let key = server.ledger.keys().row_key(&municipality).await.unwrap();
            for row in rows.unwrap().into_iter().filter(|row| row.stored != row.leaf) {
                sqlx::query("UPDATE events SET leaf_hash = $3, code = $4 WHERE municipality = $1 AND position = $2")
                    .bind(municipality.as_str())
                    .bind(row.position)
                    .bind(row.leaf.as_slice())
                    .bind(key.code(&row.leaf).as_slice())
                    .execute(&mut superuser)
                    .await
                    .unwrap();
            }
        }
    }

    /// Appends a copy of the row at that position, behind its stream, as what `sets` makes of it: whole in every way but its code, and
    /// its hash where that is among what is set.
    pub(crate) async fn slip_in(server: &Server, municipality: &Municipality, copied: i64, sets: &str) -> i64 {
        let mut superuser = PgConnection::connect(&server.home.superuser_url()).await.unwrap();
        sqlx::raw_sql("SET session_replication_role = replica").execute(&mut superuser).await.unwrap();
        let command = crate::clock::new_id();
        let position: i64 = sqlx::query_scalar(
            "WITH head AS (
                 UPDATE ledger_heads SET position = position + 1 WHERE municipality = $1 RETURNING position
             )
             INSERT INTO events
             SELECT e.municipality, head.position, e.aggregate_type, e.aggregate_id,
                    (SELECT max(s.sequence) + 1 FROM events s WHERE s.municipality = e.municipality
                        AND s.aggregate_type = e.aggregate_type AND s.aggregate_id = e.aggregate_id),
                    e.event_type, e.event_version, e.payload, e.metadata, $3, $4, 0, e.correlation_id, e.causation_id,
                    e.actor, e.occurred_at, e.recorded_at, e.leaf_hash, e.code
               FROM events e CROSS JOIN head WHERE e.municipality = $1 AND e.position = $2
             RETURNING position",
        )
        .bind(municipality.as_str())
        .bind(copied)
        .bind(crate::personal::envelope::event_id(municipality, command, 0))
        .bind(command)
        .fetch_one(&mut superuser)
        .await
        .unwrap();
        let of_it = format!("WHERE municipality = '{municipality}' AND position = {position}");
        if !sets.is_empty() {
            sqlx::raw_sql(&format!("UPDATE events SET {sets} {of_it}")).execute(&mut superuser).await.unwrap();
        }
        if sets.contains("leaf_hash") {
            return position;
        }
        let leaf = leaf_of(&mut superuser, municipality, position).await;
        let hash = format!("UPDATE events SET leaf_hash = $1 {of_it}");
        sqlx::query(&hash).bind(leaf.as_slice()).execute(&mut superuser).await.unwrap();
        position
    }

    /// Has somebody accept that it stays.
    pub(crate) async fn accept(server: &Server, municipality: &Municipality, position: i64) {
        let row = server.ledger.acceptable_row(municipality, position).await.unwrap();
        server.ledger.accept_row(municipality, &row, "Avklart av rådmannen.", "prøve").await.unwrap();
    }

    /// The ledger as it was before that position, as one that was put back from a backup.
    pub(crate) async fn end_before(server: &Server, municipality: &Municipality, position: i64) {
        let end = format!(
            "SET session_replication_role = replica;
             DELETE FROM events WHERE municipality = '{municipality}' AND position >= {position};
             UPDATE ledger_heads SET position = {position} - 1 WHERE municipality = '{municipality}'"
        );
        server.as_superuser(&end).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn rows_of_before_are_signed_without_a_code_and_those_since_with_it_alone() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        // As the program of before has written it, and the migration then added the column.
        server
            .as_superuser(
                "SET session_replication_role = replica;
                 ALTER TABLE events DROP CONSTRAINT events_code_ck;
                 UPDATE events SET code = NULL;
                 ALTER TABLE events ADD CONSTRAINT events_code_ck CHECK (code IS NOT NULL AND octet_length(code) = 16)
                     NOT VALID",
            )
            .await;
        let mut owner = sqlx::PgConnection::connect(&server.home.owner_urls().keys).await.unwrap();
        sqlx::raw_sql("DELETE FROM rows_with_codes").execute(&mut owner).await.unwrap();
        let before = server.ledger.head(&municipality).await.unwrap().unwrap();
        let (upgraded_databases, upgraded) = server.home.ledger(4).await.unwrap();
        Prover::new(Arc::clone(&upgraded), ProverOptions::default()).prove(&municipality).await.unwrap();
        assert_eq!(upgraded.authorship(&municipality).await.unwrap().from, before + 1);
        upgraded_databases.close().await;
        server.emergency(&municipality).await;
        // A server that has written none of it.
        let (databases, other) = server.home.ledger(4).await.unwrap();
        Prover::new(other, ProverOptions::default()).prove(&municipality).await.unwrap();
        databases.close().await;
        server.end().await;
    }

    /// What was accepted is gone, and nobody has said anything of the row that a program has written there since.
    #[tokio::test(flavor = "multi_thread")]
    async fn where_a_row_was_accepted_another_one_that_stands_there_is_not() {
        let server = Server::start().await;
        let municipality = server.open("9901").await;
        let head = server.ledger.head(&municipality).await.unwrap().unwrap();
        let position = slip_in(&server, &municipality, head, "").await;
        accept(&server, &municipality, position).await;
        let authorship = server.ledger.authorship_anew(&municipality).await.unwrap();
        let stand =
            async || where_accepted_rows_stand(server.ledger.pool(), &municipality, Some(&authorship)).await.unwrap();
        assert_eq!(stand().await, [position]);
        end_before(&server, &municipality, position).await;
        assert_eq!(stand().await, [0_i64; 0]);
        server.emergency(&municipality).await;
        assert_eq!(stand().await, [0_i64; 0]);

        // So what somebody has put beside it is told of.
        let content = format!(
            "SET session_replication_role = replica;
             INSERT INTO attachment_contents (municipality, position, attachment_id, sealed)
             VALUES ('{municipality}', {position}, gen_random_uuid(), 'x')"
        );
        server.as_superuser(&content).await;
        let scope = Scope { authorship: Some(authorship), ..Scope::default() };
        let verified = verify_in(server.ledger.tasks(), &municipality, &scope, &mut |_, _| {}).await.unwrap();
        let told = verified.difference.map(|difference| (difference.position, difference.kind));
        assert!(matches!(told, Some((at, DifferenceKind::ContentInserted)) if at == position), "{told:?}");
        server.end().await;
    }

    #[test]
    fn a_row_is_known_by_its_code_and_one_of_before_by_its_place() {
        let authorship =
            Authorship { key: Arc::new(RowKey::new(&[7; 32])), from: 5, accepted: Arc::new([(6, [9; 32])].into()) };
        assert!(authorship.is_accepted(6, &[9; 32]));
        assert!(!authorship.is_accepted(6, &[8; 32]), "another row was accepted there");
        let leaf = [1; 32];
        let code = authorship.key.code(&leaf);
        assert!(authorship.is_ours(5, &leaf, Some(&code)));
        assert!(authorship.is_ours(4, &leaf, None));
        for (what, position, leaf, code) in [
            ("without a code", 5, leaf, None),
            ("with another row's", 5, [2; 32], Some(code.as_slice())),
            ("with a part of it", 5, leaf, Some(&code[..15])),
        ] {
            assert!(!authorship.is_ours(position, &leaf, code), "{what}");
        }
        let stranger = RowKey::new(&[8; 32]).code(&leaf);
        assert!(!authorship.is_ours(6, &leaf, Some(&stranger)), "with a stranger's");
        // What was accepted stands, there and as it was, whatever hash it says, and is none of ours.
        for (position, leaf, stands) in
            [(6, [9; 32], RowStanding::Accepted), (6, leaf, RowStanding::NotOurs), (7, [9; 32], RowStanding::NotOurs)]
        {
            for stored in [leaf, [0; 32]] {
                assert_eq!(authorship.stands(position, &leaf, Some(&stored), None), stands, "{position}");
            }
            assert!(!authorship.is_ours(position, &leaf, None));
        }
    }

    /// Who slips a row in with a hash that it does not give has changed nothing that was written.
    #[test]
    fn a_row_was_changed_where_its_code_shows_that_a_program_wrote_it_and_is_of_nobody_else() {
        let authorship = Authorship { key: Arc::new(RowKey::new(&[7; 32])), from: 5, accepted: Arc::default() };
        let (leaf, other) = ([1; 32], [2; 32]);
        let [its, others, none] = [authorship.key.code(&leaf), authorship.key.code(&other), [3; CODE_BYTES]];
        let stands =
            |position, stored: Hash, code: Code| authorship.stands(position, &leaf, Some(&stored), Some(&code));
        assert_eq!(stands(5, leaf, its), RowStanding::AsWritten);
        assert_eq!(stands(5, other, others), RowStanding::Changed, "a column was");
        assert_eq!(stands(5, other, its), RowStanding::Changed, "its hash was");
        assert_eq!([stands(5, leaf, none), stands(5, other, none), stands(5, leaf, others)], [RowStanding::NotOurs; 3]);
        assert_eq!([stands(4, leaf, none), stands(4, other, none)], [RowStanding::BeforeCodes, RowStanding::Changed]);
    }
}
