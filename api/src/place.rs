//! Opening the ledger where the command line says it is: in a data directory, or on somebody's own PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use case_ledger_infrastructure::database::{DatabaseError, DatabaseUrls, Databases, read_only, read_only_keys};
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::{Home, HomeError};
use case_ledger_infrastructure::ledger::bus::Ledger;
use case_ledger_infrastructure::personal::keys::KeyStore;
use case_ledger_infrastructure::personal::master_key::FileMasterKeys;
use case_ledger_infrastructure::proof::memory::remember_heads;

use sqlx::postgres::PgPool;
use tokio::time::timeout;

use crate::cli::PlaceArgs;

/// How long the key database may take at the end to be told where ledgers end.
const HEADS_PATIENCE: Duration = Duration::from_secs(5);

/// Why the ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The data directory.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The databases.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// An option is missing.
    #[error("--database-url needs {0} beside it")]
    Missing(&'static str),
    /// No home directory to put the data into.
    #[error("no home directory is known; say where the data are with --data-dir")]
    NoDefault,
}

/// An open ledger, and what must outlive it.
pub struct Place {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// Its databases.
    pub databases: Databases,
    /// The data directory, where there is one.
    pub home: Option<Home>,
}

/// The demo's data directory where none is given.
///
/// PostgreSQL refuses to run as root, and the user it then runs as must reach the directory: root's own home is
/// closed to it.
pub fn default_data_dir() -> Result<PathBuf, PlaceError> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let is_root = home.as_deref().is_some_and(|home| home == Path::new("/root")) || home.is_none();
    if is_root {
        return Ok(PathBuf::from("/var/lib/case-ledger/demo"));
    }
    let data = std::env::var_os("XDG_DATA_HOME").filter(|data| !data.is_empty()).map(PathBuf::from);
    let data = data.or_else(|| home.map(|home| home.join(".local/share"))).ok_or(PlaceError::NoDefault)?;
    Ok(data.join("case-ledger/demo"))
}

/// Opens a data directory, getting PostgreSQL's server programs first where they are missing and can be had.
pub async fn open_home(directory: &Path) -> Result<Home, PlaceError> {
    Ok(Home::open(directory, EmbeddedOptions::default()).await?)
}

/// The same where there is a ledger in it; else that is an error, and none is made.
pub async fn open_existing_home(directory: &Path) -> Result<Home, PlaceError> {
    must_hold_a_ledger(directory)?;
    open_home(directory).await
}

fn must_hold_a_ledger(directory: &Path) -> Result<(), PlaceError> {
    if Home::is_in(directory)? { Ok(()) } else { Err(HomeError::Empty(directory.to_owned()).into()) }
}

impl Place {
    /// Opens the ledger that the options name; the demo's without any. On servers that may lose what they said was stored only
    /// where the options say so.
    pub async fn open(args: &PlaceArgs, connections: u32) -> Result<Self, PlaceError> {
        let ledger = match (args.directory(), &args.database_url) {
            (Some(directory), _) => return Self::open_in(directory, connections, args.database_may_lose_data).await,
            (None, None) => {
                return Self::open_in(&default_data_dir()?, connections, args.database_may_lose_data).await;
            }
            (None, Some(ledger)) => ledger,
        };
        let keys = args.key_database_url.clone().ok_or(PlaceError::Missing("--key-database-url"))?;
        let master_keys = args.master_keys.clone().ok_or(PlaceError::Missing("--master-keys"))?;
        let urls = DatabaseUrls { ledger: ledger.clone(), keys };
        let databases = Databases::connect(&urls, connections).await?;
        if !args.database_may_lose_data {
            databases.must_be_durable().await?;
        }
        let ledger = Arc::new(Ledger::new(&databases, Arc::new(FileMasterKeys::in_directory(master_keys))));
        Ok(Self { ledger, databases, home: None })
    }

    /// The same for a command that works on a ledger that is there: where the directory holds no ledger, none is made.
    pub async fn open_existing(args: &PlaceArgs, connections: u32) -> Result<Self, PlaceError> {
        match (args.directory(), &args.database_url) {
            (Some(directory), _) => must_hold_a_ledger(directory)?,
            (None, None) => must_hold_a_ledger(&default_data_dir()?)?,
            (None, Some(_)) => {}
        }
        Self::open(args, connections).await
    }

    /// The same for a command that writes nothing: what a server may lose it does not lose by being read.
    pub async fn open_to_read(args: &PlaceArgs, connections: u32) -> Result<Self, PlaceError> {
        Self::open_existing(&PlaceArgs { database_may_lose_data: true, ..args.clone() }, connections).await
    }

    /// Opens the ledger in a data directory.
    pub async fn open_directory(directory: &Path, connections: u32) -> Result<Self, PlaceError> {
        Self::open_in(directory, connections, false).await
    }

    async fn open_in(directory: &Path, connections: u32, may_lose_data: bool) -> Result<Self, PlaceError> {
        let home = open_home(directory).await?;
        let (databases, ledger) = home.ledger(connections).await?;
        if !may_lose_data {
            databases.must_be_durable().await?;
        }
        Ok(Self { ledger, databases, home: Some(home) })
    }

    /// Has the key database remember where the ledgers end that were written to, closes connections and lets go of the
    /// embedded server.
    pub async fn close(self) {
        if timeout(HEADS_PATIENCE, remember_heads(&self.ledger)).await.is_err() {
            tracing::warn!("where ledgers end is not kept: the key database does not answer");
        }
        self.databases.close().await;
        if let Some(home) = self.home {
            home.close().await;
        }
    }
}

fn store_of(keys: PgPool, master_keys: PathBuf) -> KeyStore {
    KeyStore::new(keys, Arc::new(FileMasterKeys::in_directory(master_keys)))
}

/// A ledger's database that is only read, and what must outlive it.
pub struct ReadOnlyPlace {
    /// The database.
    pub pool: PgPool,
    /// That of the keys, where it is at hand; only read as well.
    pub keys: Option<PgPool>,
    /// The keys themselves, where the master keys are at hand, too.
    pub key_store: Option<KeyStore>,
    home: Option<Home>,
}

impl ReadOnlyPlace {
    /// Opens the ledger's database that the options name, which may be a standby or a copy, and that of the keys where
    /// they name it, without writing to either.
    pub async fn open(args: &PlaceArgs) -> Result<Self, PlaceError> {
        let directory = match (args.directory(), &args.database_url) {
            (Some(directory), _) => directory.to_owned(),
            (None, Some(url)) => {
                let keys = match &args.key_database_url {
                    Some(keys) => Some(read_only_keys(keys).await?),
                    None => None,
                };
                let master_keys = args.master_keys.clone();
                let key_store = keys.clone().zip(master_keys).map(|(keys, directory)| store_of(keys, directory));
                return Ok(Self { pool: read_only(url).await?, keys, key_store, home: None });
            }
            (None, None) => default_data_dir()?,
        };
        let home = Home::open_as_it_is(&directory, EmbeddedOptions::default()).await?;
        let urls = home.urls();
        let keys = read_only_keys(&urls.keys).await?;
        let key_store = Some(store_of(keys.clone(), home.master_keys()));
        Ok(Self { pool: read_only(&urls.ledger).await?, keys: Some(keys), key_store, home: Some(home) })
    }

    /// Closes connections and lets go of the embedded server.
    pub async fn close(self) {
        self.pool.close().await;
        if let Some(keys) = self.keys {
            keys.close().await;
        }
        if let Some(home) = self.home {
            home.close().await;
        }
    }
}
