//! Erasures that are not complete yet: the master key that the erased keys were wrapped under is still there.
//!
//! An erasure destroys keys as the key database has them. Its dead rows, its write-ahead log and its backups hold them
//! still, wrapped under the master key of their time, and are worthless only when that one is destroyed (see
//! [`crate::erasure`]). Which one it is stands in the row of each destroyed key, which no rotation wraps anew; whether it
//! is there is asked of whoever holds the master keys, each time. So nothing is remembered that a restart could lose, and
//! of a key database or a master key that came back from a backup the same is told as of any other.

use case_ledger_domain::ids::Municipality;
use chrono::{DateTime, Utc};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Executor as _, FromRow};

use super::keys::{KeyError, KeyStore};

/// How long tables in use are waited for before they are left as they are.
const WAITS_FOR_TABLES: &str = "2s";
/// How long writing one of them anew may take: less than servers wait for keys, so that none of them fails meanwhile. Larger
/// tables are left for a quieter time.
const WRITES_WITHIN: &str = "3s";

/// The erasures of a municipality that wait for the destruction of a master key. Whose they are is not told.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct UnfinishedErasures {
    /// Of which municipality.
    pub municipality: String,
    /// How many pseudonyms were erased whose keys were wrapped under a master key that is still there; at least one.
    pub erasures: i64,
    /// Since when the oldest of them waits: when its keys were destroyed.
    pub since: DateTime<Utc>,
}

/// The master keys of a municipality, and what waits for the destruction of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterKeysHeld {
    /// Of which municipality.
    pub municipality: Municipality,
    /// The one in use.
    pub in_use: String,
    /// Whether that one is not there, so that nothing of the municipality's can be opened, and nothing is known of erasures.
    pub is_missing: bool,
    /// Those before it that are still there, oldest first.
    pub older: Vec<String>,
    /// `None` where every erasure is complete.
    pub unfinished: Option<UnfinishedErasures>,
}

impl KeyStore {
    /// The municipalities, or the one, with erasures that are complete only when a master key is destroyed.
    pub async fn unfinished_erasures(
        &self,
        municipality: Option<&Municipality>,
    ) -> Result<Vec<UnfinishedErasures>, KeyError> {
        let wrapped_under: Vec<(String, String)> = sqlx::query_as(
            "SELECT DISTINCT k.municipality, k.master_key
               FROM erased_subjects e JOIN data_keys k USING (municipality, subject)
              WHERE k.wrapped IS NULL AND ($1::text IS NULL OR e.municipality = $1)",
        )
        .bind(municipality.map(Municipality::as_str))
        .fetch_all(self.database())
        .await?;
        let (mut municipalities, mut there) = (Vec::new(), Vec::new());
        for (municipality, master_key) in wrapped_under {
            let Ok(of) = municipality.parse::<Municipality>() else { continue };
            if self.master().is_there(&of, &master_key).await? {
                municipalities.push(municipality);
                there.push(master_key);
            }
        }
        if there.is_empty() {
            return Ok(Vec::new());
        }
        let unfinished = sqlx::query_as(
            "SELECT e.municipality, count(DISTINCT e.subject) AS erasures, min(e.erased_at) AS since
               FROM erased_subjects e JOIN data_keys k USING (municipality, subject)
               JOIN unnest($1::text[], $2::text[]) AS there (municipality, master_key) USING (municipality, master_key)
              WHERE k.wrapped IS NULL
              GROUP BY e.municipality ORDER BY e.municipality",
        );
        Ok(unfinished.bind(municipalities).bind(there).fetch_all(self.database()).await?)
    }

    /// The municipalities whose master key in use is not there: nothing of theirs can be opened.
    pub async fn missing_master_keys(&self) -> Result<Vec<Municipality>, KeyError> {
        let in_use: Vec<(String, String)> =
            sqlx::query_as("SELECT municipality, master_key FROM index_keys ORDER BY municipality")
                .fetch_all(self.database())
                .await?;
        let mut missing = Vec::new();
        for (municipality, name) in in_use {
            let Ok(municipality) = municipality.parse::<Municipality>() else { continue };
            if !self.master().is_there(&municipality, &name).await? {
                missing.push(municipality);
            }
        }
        Ok(missing)
    }

    /// The master keys of every municipality, or of the one, and what waits for the destruction of one, by municipality.
    pub async fn master_keys(&self, municipality: Option<&Municipality>) -> Result<Vec<MasterKeysHeld>, KeyError> {
        let in_use: Vec<(String, String)> = sqlx::query_as(
            "SELECT municipality, master_key FROM index_keys
              WHERE $1::text IS NULL OR municipality = $1 ORDER BY municipality",
        )
        .bind(municipality.map(Municipality::as_str))
        .fetch_all(self.database())
        .await?;
        let mut unfinished = self.unfinished_erasures(municipality).await?;
        let mut held = Vec::with_capacity(in_use.len());
        for (number, in_use) in in_use {
            let Ok(municipality) = number.parse::<Municipality>() else { continue };
            let names = self.master().names(&municipality).await?;
            let is_missing = !self.master().is_there(&municipality, &in_use).await?;
            let older = names.into_iter().take_while(|name| *name != in_use).collect();
            let of_it = unfinished.iter().position(|unfinished| unfinished.municipality == number);
            let unfinished = of_it.map(|nth| unfinished.swap_remove(nth));
            held.push(MasterKeysHeld { municipality, in_use, is_missing, older, unfinished });
        }
        Ok(held)
    }
}

/// Why the tables of keys were not written anew.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// The key database failed, or somebody else held one of the tables for longer than a moment.
    #[error("the key database failed")]
    Database(#[from] sqlx::Error),
    /// Only who owns tables has them written anew; from anybody else the database takes it without doing it.
    #[error("that role does not own the tables of keys")]
    NotTheOwner,
}

/// What holds keys, wrapped, and blind indexes.
const KEY_TABLES: [&str; 4] = ["data_keys", "subjects", "signing_keys", "index_keys"];

/// Has the key database write the tables anew that hold keys and blind indexes, as their owner, so that its files hold
/// none that was destroyed or wrapped under an earlier master key. Whoever needs a key waits meanwhile.
///
/// A vacuum alone would not do: it gives the room of dead rows free and leaves what stands in them. Not reached are the
/// write-ahead log, backups, standbys that have not come as far, and blocks that the file system has given free.
///
/// Where it fails, tables that it had not come to are as they were.
pub async fn rewrite_key_tables(owner_url: &str) -> Result<(), RewriteError> {
    let mut owner = PgConnection::connect(owner_url).await?;
    owner
        .execute(format!("SET lock_timeout = '{WAITS_FOR_TABLES}'; SET statement_timeout = '{WRITES_WITHIN}'").as_str())
        .await?;
    let owns: bool = sqlx::query_scalar(
        "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY ($1::text[]::regclass[])",
    )
    .bind(KEY_TABLES.map(str::to_owned).to_vec())
    .fetch_one(&mut owner)
    .await?;
    if !owns {
        return Err(RewriteError::NotTheOwner);
    }
    for table in KEY_TABLES {
        // Each by itself: it runs in no transaction.
        owner.execute(format!("VACUUM (FULL) {table}").as_str()).await?;
    }
    owner.close().await?;
    Ok(())
}
